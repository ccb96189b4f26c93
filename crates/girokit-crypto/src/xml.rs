//! XML canonicalization and signatures.
//!
//! ```
//! use std::sync::Arc;
//! use girokit_crypto::keys::{KeyId, PinnedKey, SignatureAlgorithm, SigningKey};
//! use girokit_crypto::xml::{Cover, Document, Limits, Signature, Sources, VerifyPolicy, XmlSigner};
//!
//! let pem = include_bytes!("../../../fuzz/corpus/crypto_pem/p256.pem");
//! let key = SigningKey::from_pem(KeyId::parse("shop-1")?, SignatureAlgorithm::EcdsaP256Sha256, pem)?;
//! let signed = XmlSigner::new(&key).sign_enveloped(b"<Document><Amt>10.00</Amt></Document>")?;
//!
//! let document = Document::parse(&signed, &Limits::default())?;
//! let keys = PinnedKey::new(Arc::new(key.public_key()));
//! let policy = VerifyPolicy::new(Cover::Root);
//! let verified = Signature::only(&document)?.verify(&policy, &keys, &Sources::new())?;
//! let amount = verified.content()[0].named("", "Amt").next().unwrap(); // found in what was signed
//! assert_eq!(amount.text()?, "10.00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Which form for whom
//! | who | sign with | verify with |
//! |---|---|---|
//! | whole document, signature last in it | [`XmlSigner::sign_enveloped`] | [`Cover::Root`] |
//! | ISO 20022 header and message: `AppHdr/Sgntr` | [`XmlSigner::sign_business_message`] | [`Cover::Root`] and [`Cover::Given`], [`Sources::with_unnamed`] |
//! | the same in one envelope (Pix, Mastercard) | [`XmlSigner::sign_business_envelope`], [`XmlSigner::with_signed_key_info`] | [`Cover::Given`], [`Sources::business_message`] |
//! | EBICS requests: `AuthSignature` | [`XmlSigner::sign_ebics`] | [`Signature::parse`], [`Cover::Authenticated`] |
//! | elements by id, SAML's form | [`XmlSigner::sign_elements`], [`XmlSigner::sign_element_enveloped`] | [`Cover::Elements`] |
//! | content inside the signature, content elsewhere | [`XmlSigner::sign_enveloping`], [`XmlSigner::sign_detached`] | [`Cover::Elements`], [`Cover::Given`] |
//! | with time and certificate: XAdES-BES | [`XmlSigner::with_xades`] | [`VerifyPolicy::with_xades_required`], [`Signature::xades`] |
//!
//! # What it checks
//! The signature over `SignedInfo` first, by an algorithm of the policy and a key that a [`KeyFinder`](crate::keys::KeyFinder) trusts;
//! then each digest; then that what must be covered is, exactly. An id that stands twice names nothing. Transforms are
//! canonicalization and enveloped-signature, nothing else; no URI is fetched; `KeyValue` and `RetrievalMethod` are not read. With XAdES
//! properties, that they are signed and name the certificate of the key.
//!
//! Work on [`Signed`], and never look an element up in the document again: then no wrapping of signatures matters.
//! A parser of your own gets [`Signature::verify_octets`]: the bytes that were digested.
//!
//! # What it does not
//! Documents are XML 1.0 in UTF-8 without a DTD, with absolute URIs as namespaces. No XPath, XSLT or base64 transform, no XPointer
//! beyond ids, no manifest checks inside (`Manifest` is signed content like other), no DSA, no SHA-1, no time stamps.
//!
//! # Speed
//! Canonicalization goes from bytes to bytes in one pass, with memory for depth only; runs that are canonical already are handed on
//! in one piece. [`Document`] holds 28 bytes for each element.

mod base;
mod canonical;
mod chars;
mod cover;
mod document;
mod limits;
mod scope;
mod sign;
mod signature;
mod template;
mod token;
mod verify;
mod xades;

pub use canonical::{Canonicalization, Sink, canonicalize};
pub use cover::Cover;
pub use document::{Document, Node};
pub use limits::Limits;
pub use sign::XmlSigner;
pub use signature::{DSIG, Signature};
pub use verify::{Signed, Sources, VerifyPolicy};
pub use xades::{XADES, Xades, XadesProperties};
