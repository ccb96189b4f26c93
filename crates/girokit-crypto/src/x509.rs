//! Certificates of signers, X.509 (RFC 5280): what one says, and whether to believe it.
//!
//! ```
//! use girokit_crypto::keys::{Algorithm, KeyFinder, KeyHints, SignatureAlgorithm};
//! use girokit_crypto::x509::{Certificate, ChainKeys, ChainPolicy};
//! # use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
//! # let ca_key = KeyPair::generate()?;
//! # let mut ca = CertificateParams::new(Vec::new())?;
//! # ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
//! # let ca_der = ca.self_signed(&ca_key)?.der().to_vec();
//! # let issuer = Issuer::new(ca, ca_key);
//! # let bank = CertificateParams::new(Vec::new())?.signed_by(&KeyPair::generate()?, &issuer)?.der().to_vec();
//!
//! let policy = ChainPolicy::new([Certificate::from_der(&ca_der)?]);
//! let keys = ChainKeys::new(policy, "2026-11-23T12:00:00Z".parse()?); // hand this to any verification
//! let mut hints = KeyHints::default();
//! hints.certificates.push(bank); // what a message brings
//! let found = keys.find(&hints, Algorithm::Signature(SignatureAlgorithm::EcdsaP256Sha256))?;
//! assert!(found.certificate().is_some());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it checks
//! [`ChainPolicy`]: the chain to an anchor that the caller names, every period, basic and name constraints, revocation if lists are
//! given, the key usage of the signer, an extended key usage if asked. [`PinnedCertificates`]: that it is one of those exchanged, in
//! its period, for signatures.
//!
//! # What it does not
//! Nothing is fetched: no OCSP, no list from a distribution point, no issuer from `caIssuers`.

mod certificate;
mod trust;

pub use certificate::Certificate;
#[cfg(feature = "cms")]
pub(crate) use certificate::decimal;
pub use trust::{ChainKeys, ChainPolicy, PinnedCertificates};
