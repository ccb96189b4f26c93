//! Signed and encrypted files in CMS (PKCS#7): RFC 5652, RFC 5083.
//!
//! Host-to-host connections sign payment files this way, beside the file (`.p7s`) or around it (`.p7m`), and often encrypt the
//! result for the bank. The receiver pins the certificates that were exchanged when the connection was agreed.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use girokit_crypto::cms::{Limits, Policy, SignedData, Signing};
//! use girokit_crypto::keys::{KeyId, SignatureAlgorithm, SigningKey};
//!
//! # let pair = rcgen::KeyPair::generate()?;
//! # let mut params = rcgen::CertificateParams::new(Vec::new())?;
//! # params.not_before = rcgen::date_time_ymd(2026, 1, 1);
//! # params.not_after = rcgen::date_time_ymd(2027, 1, 1);
//! # let certificate = params.self_signed(&pair)?.der().to_vec();
//! # let pkcs8 = pair.serialize_der();
//! let key = SigningKey::from_pkcs8(KeyId::parse("shop-2026")?, SignatureAlgorithm::EcdsaP256Sha256, &pkcs8)?;
//! let now = "2026-11-23T12:00:00Z".parse()?;
//! let p7s = Signing::new(&key, &certificate)?.detached(b"<Document/>", now)?;
//!
//! let policy = Policy::pinned([certificate]);
//! let message = SignedData::read(&p7s, &Limits::new())?;
//! let verified = message.verify_detached(b"<Document/>", &policy, now)?;
//! assert_eq!(*verified.content().content(), b"<Document/>");
//! assert_eq!(verified.by().algorithm().name(), "ecdsa-p256-sha256");
//! # Ok(()) }
//! ```
//!
//! # What it checks
//! - [`SignedData`]: every signature, over signed attributes that bind the type and the digest of the content, each attribute once;
//!   RSA PKCS#1 v1.5 and PSS, ECDSA on P-256 and P-384, Ed25519, each with one hash function for content and signature: SHA-256,
//!   SHA-384 or SHA-512; the certificate that `signingCertificateV2` names and the algorithms that `CMSAlgorithmProtection` names,
//!   where a signature has them; the certificate: pinned, in its period, for signatures ([`Policy::pinned`]), or what a finder says
//!   ([`Policy::found_by`]: chains and revocation by [`ChainKeys`](crate::x509::ChainKeys)). Several signers are counted by
//!   certificate.
//! - [`Envelope`]: AES-256-GCM, the content key under RSAES-OAEP with SHA-256; AES-256-CBC only where the danger is named. Decryption
//!   fails with one error.
//! - DER and BER with indefinite lengths, as Java and `openssl -stream` write them, in linear time and with a bound on depth.
//!
//! A file that does not fit in memory is digested part by part through [`Digester`]; the message beside it is small. What stands
//! *inside* a message is held whole, up to [`Limits`].
//!
//! # What it does not
//! PEM and S/MIME around the message; countersignatures, time stamps and other unsigned attributes (passed over: they prove nothing
//! here); revocation lists in the message (passed over: lists come from whom you trust); ECDSA with a curve and a hash function of
//! different strength; key agreement, passwords and shared keys for envelopes; DSA, SHA-1, 3DES, RC2, and RSA encryption of PKCS#1
//! v1.5, which are refused. `signingCertificate` of version 1 names a certificate by SHA-1 and is passed over.

mod algorithms;
mod asn1;
mod ber;
mod certificate;
mod digester;
#[cfg(feature = "aws-lc")]
mod encrypt;
mod enveloped;
mod policy;
mod sign;
mod signed;
mod trust;
mod verify;

pub use digester::{ContentDigests, Digester};
#[cfg(feature = "aws-lc")]
pub use encrypt::Enveloping;
pub use enveloped::{ContentCipher, Envelope};
pub use policy::Policy;
pub use sign::Signing;
pub use signed::{Limits, SignedData};
pub use verify::{Signature, Signed};
