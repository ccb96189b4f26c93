//! Keys and trust for bank connections: what must be proved, hidden or detected between a gateway and its banks.
//!
//! ```
//! use std::sync::Arc;
//! use girokit_crypto::keys::{KeyId, PinnedKey, SignatureAlgorithm, SigningKey, Signer as _, Verifier as _};
//!
//! let pem = include_bytes!("../../../fuzz/corpus/crypto_pem/p256.pem");
//! let key = SigningKey::from_pem(KeyId::parse("shop-2026")?, SignatureAlgorithm::EcdsaP256Sha256, pem)?;
//! let signature = key.sign(b"pay EUR 10.00")?;
//!
//! let verified = key.public_key().verify(b"pay EUR 10.00", &signature)?;
//! assert_eq!(*verified.content(), b"pay EUR 10.00"); // what was signed, never a bare yes
//! assert_eq!(verified.by().key().as_str(), "shop-2026"); // by whom
//! assert_eq!(verified.by().algorithm().name(), "ecdsa-p256-sha256"); // and how
//! let keys = PinnedKey::new(Arc::new(key.public_key())); // hand this to XML, JWS, HTTP or CMS verification
//! # let _ = keys;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it does
//! | a bank wants | module, feature | standards |
//! |---|---|---|
//! | XML messages with a signature inside: ISO 20022 `Sgntr` (Eurosystem infrastructures, CBPR+), EBICS, pain.001 with XAdES | [`xml`] | XML Signature 1.1, Canonical XML 1.0, 1.1 and exclusive, XAdES B-B |
//! | `x-jws-signature` beside a JSON body (Open Banking, PSD2), signed tokens; encrypted ones (`jwe`) | [`jose`] | RFC 7515, 7516, 7517, 7518, 7797, 8037 |
//! | `Signature-Input` and `Signature`, or the older `Signature` with `Digest` (Berlin Group); webhooks | [`http`] | RFC 9421, RFC 9530, draft-cavage-12 |
//! | files with a `.p7s` or `.p7m`, host to host | [`cms`] | RFC 5652, 5083, 5035, 6211 |
//! | files with OpenPGP, host to host | [`openpgp`] | RFC 9580, RFC 4880 |
//! | certificates of an authority, revocation lists, pinned certificates | [`x509`] | RFC 5280 |
//! | a second factor for approvals | [`otp`] | RFC 4226, RFC 6238 |
//! | no card numbers outside one place | [`vault`] | AES-256-GCM, NIST SP 800-38G FF1 |
//! | packets between shops on the Internet and a gateway | [`envelope`] | JWS in JWE, bound both ways |
//! | the shop to see the order, the bank to see the payment, both to see that they belong together | [`dual`] | SET's dual signature in today's form |
//! | a record of who did what that nobody changes unseen | [`audit`] | RFC 6962 trees and proofs |
//!
//! Every verification takes a policy (what is allowed, what must be covered, what time it is) and a
//! [`KeyFinder`](keys::KeyFinder) (whom to trust), and returns [`Verified`]: exactly what was signed, by whom, how.
//!
//! # What it does not do
//! - Primitives are not ours: `ring`, and `aws-lc-rs` behind a feature. SHA-1, MD5, DSA, RC4, RSA below 2048 bits and RSA
//!   encryption of PKCS#1 v1.5 are refused, HOTP's HMAC-SHA-1 excepted.
//! - Nothing of cards (PIN blocks, DUKPT, key blocks) or SM2, SM3 and SM4.
//! - No clock, no network, no global state: times, certificates and lists come in.
//! - Keys in memory are wiped as far as they are ours; `ring` does not wipe what it holds.
//!
//! # Main types
//! [`keys`]: [`Signer`](keys::Signer), [`Verifier`](keys::Verifier), [`MacKey`](keys::MacKey),
//! [`KeyStore`](keys::KeyStore) with rotation, [`KeyFinder`](keys::KeyFinder). [`Verified`], [`Signatory`], [`Secret`].
//!
//! # Errors
//! One [`Error`]: a [kind](ErrorKind) that says whether input, key, proof or store is at fault, the part and the byte. It never
//! holds content. Decryption fails with one error for every reason.
//!
//! # Features
//! None is on by default; without any there are keys, PEM and signatures of bytes.
//!
//! | feature | what it adds |
//! |---|---|
//! | `audit` | module [`audit`] |
//! | `aws-lc` | signatures on P-521, [`keys::DecryptionKey`] and [`keys::EncryptionKey`], encryption of CMS envelopes; builds C |
//! | `cms` | module [`cms`], and `x509` |
//! | `dual` | module [`dual`] |
//! | `envelope` | module [`envelope`], and `jwe` |
//! | `http` | modules [`http`] and [`replay`] |
//! | `jose` | module [`jose`]: JWS and JWK |
//! | `jwe` | JWE in [`jose`], with `aws-lc` |
//! | `openpgp` | module [`openpgp`]; 140 packages |
//! | `otp` | module [`otp`] |
//! | `pkcs11` | module [`keys::pkcs11`]: keys in a hardware module |
//! | `pkcs12` | module [`keys::pkcs12`]: PKCS#12 files and encrypted PKCS#8, with `aws-lc` and `x509` |
//! | `sqlite` | stores of `audit` and `vault` on SQLite, where they are on; builds C |
//! | `vault` | module [`vault`] |
//! | `x509` | module [`x509`] |
//! | `xml` | module [`xml`] |
//!
//! # Standards
//! Those of the table above; keys by RFC 5915 (SEC 1), RFC 5958 (PKCS#8), RFC 7292 and RFC 9579 (PKCS#12), RFC 7468 (PEM), RFC 8017 (PKCS#1), FIPS 186-5.
#![cfg_attr(
    not(all(
        feature = "audit",
        feature = "cms",
        feature = "dual",
        feature = "envelope",
        feature = "http",
        feature = "openpgp",
        feature = "otp",
        feature = "pkcs11",
        feature = "pkcs12",
        feature = "vault",
        feature = "x509",
        feature = "xml"
    )),
    allow(
        rustdoc::broken_intra_doc_links,
        reason = "links to modules of features that are off"
    )
)]

mod error;
pub mod keys;
mod random;
mod secret;
mod verified;

#[cfg(feature = "audit")]
pub mod audit;
#[cfg(feature = "cms")]
pub mod cms;
#[cfg(feature = "dual")]
pub mod dual;
#[cfg(feature = "envelope")]
pub mod envelope;
#[cfg(feature = "http")]
pub mod http;
#[cfg(feature = "jose")]
pub mod jose;
#[cfg(feature = "openpgp")]
pub mod openpgp;
#[cfg(feature = "otp")]
pub mod otp;
#[cfg(any(feature = "envelope", feature = "http"))]
pub mod replay;
#[cfg(feature = "vault")]
pub mod vault;
#[cfg(feature = "x509")]
pub mod x509;
#[cfg(feature = "xml")]
pub mod xml;

pub use chrono;
pub use error::{Error, ErrorKind};
pub use secret::Secret;
pub use verified::{Signatory, SigningCertificate, Verified};
