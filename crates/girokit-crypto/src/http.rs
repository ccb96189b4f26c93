//! HTTP: message signatures (RFC 9421 and the older draft-cavage), digests of bodies (RFC 9530), replay, webhooks.
//!
//! ```
//! use std::sync::Arc;
//! use chrono::DateTime;
//! use girokit_crypto::http::{self, Component, HttpPolicy, HttpSigner, Message};
//! use girokit_crypto::keys::{Digest, KeyId, PinnedKey, SignatureAlgorithm, SigningKey};
//!
//! let pem = include_bytes!("../../../fuzz/corpus/crypto_pem/p256.pem");
//! let key = SigningKey::from_pem(KeyId::parse("shop-1")?, SignatureAlgorithm::EcdsaP256Sha256, pem)?;
//! let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
//! let body = br#"{"amount":"10.00"}"#;
//! let digest = http::content_digest(body, Digest::Sha256);
//! let (mut request, ()) =
//!     ::http::Request::post("https://bank.example/payments").header("content-digest", digest).body(())?.into_parts();
//! let covered = ["@method", "@target-uri", "content-digest"].map(Component::new).into_iter().collect::<Result<Vec<_>, _>>()?;
//! let (input, signature) = HttpSigner::new(&key, covered).created(now).sign(&Message::request(&request), "sig1")?;
//! request.headers.insert("signature-input", input.parse()?);
//! request.headers.insert("signature", signature.parse()?);
//!
//! let keys = PinnedKey::new(Arc::new(key.public_key()));
//! let verified = http::verify(&Message::request(&request), body, &HttpPolicy::for_requests(now), &keys)?;
//! assert!(verified.content().covers_body());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it checks
//! Required components are covered, a body is covered through its digest, the signature is young, its nonce is new, `alg` is the
//! key's. Every component that is covered but missing is an error, and so is a label or component that stands twice.
//!
//! # What it does not
//! Trailers (`;tr`) are refused. Nothing is sent or received: heads come as `http` parts, bodies as bytes.

mod cavage;
mod component;
mod digest;
mod signature;
mod webhook;

pub use cavage::{CavageContent, CavagePolicy, sign_cavage, verify_cavage};
pub use component::{Component, Message};
pub use digest::{check_content_digest, check_legacy_digest, content_digest, legacy_digest};
pub use signature::{HttpContent, HttpPolicy, HttpSigner, SignatureParameters, verify};
pub use webhook::{Webhook, verify_plain_webhook};
