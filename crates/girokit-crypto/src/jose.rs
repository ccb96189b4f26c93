//! JOSE: signatures ([`JwsSigner`], [`Jws`]), keys ([`Jwk`]) and, with feature `jwe`, encryption (`JweEncrypter`, `Jwe`): RFC 7515, 7516,
//! 7517, 7518, 7797, 8037.
//!
//! ```
//! use std::sync::Arc;
//! use girokit_crypto::jose::{Jws, JwsPolicy, JwsSigner};
//! use girokit_crypto::keys::{KeyId, PinnedKey, SignatureAlgorithm, SigningKey};
//!
//! let pem = include_bytes!("../../../fuzz/corpus/crypto_pem/p256.pem");
//! let key = SigningKey::from_pem(KeyId::parse("tpp-1")?, SignatureAlgorithm::EcdsaP256Sha256, pem)?;
//! let body = br#"{"instructedAmount":{"currency":"EUR","amount":"10.00"}}"#;
//! let header = JwsSigner::new(&key)?.detached_unencoded(body)?; // x-jws-signature
//!
//! let keys = PinnedKey::new(Arc::new(key.public_key()));
//! let verified = Jws::compact(&header)?.verify_detached(body, &JwsPolicy::new(), &keys)?;
//! assert_eq!(verified.content().payload(), body);
//! assert_eq!(verified.by().key().as_str(), "tpp-1");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it checks
//! The algorithm stands on the policy's list and is the one that the key is bound to; there is no `none`. Names stand once
//! in every JSON object. `crit` is obeyed, `b64` counts only when it is named there. Keys come from a
//! [`KeyFinder`](crate::keys::KeyFinder): `jwk`, `jku` and `x5u` of a header are never used.
//!
//! JWE: content by A256GCM; its key by RSA-OAEP-256, ECDH-ES, ECDH-ES+A256KW, A256KW, or `dir`. A key decrypts by the one way that it
//! is bound to. Decryption fails with one error.
//!
//! # What it does not
//! `zip`, RSA1_5, passwords (PBES2), CBC contents and JWE with several receivers are refused. Unprotected headers are refused. Claims of a JWT (`exp`, `aud`) are the caller's to check.

mod header;
mod json;
#[cfg(feature = "jwe")]
mod jwe;
mod jwk;
mod jws;
mod sign;

pub use header::Header;
#[cfg(feature = "jwe")]
pub use jwe::{Jwe, JweContent, JweEncrypter, JweKey, SharedKey};
pub use jwk::Jwk;
pub use jws::{Jws, JwsContent, JwsPolicy};
pub use serde_json::Value;
pub use sign::JwsSigner;
