//! Files in OpenPGP (RFC 4880, RFC 9580), signed and encrypted, over `pgp` (rPGP).
//!
//! Many banks and processors take host-to-host files this way: each side hands its certificate to the other when the connection is
//! agreed, every file is signed by the sender and encrypted for the receiver.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use girokit_crypto::Secret;
//! use girokit_crypto::openpgp::{OwnKey, PeerKey, Policy, Sealing, open};
//!
//! # let ours = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/openpgp/shop-secret.asc"));
//! # let our_certificate = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/openpgp/shop.asc"));
//! # let theirs = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/openpgp/bank-secret.asc"));
//! # let bank_certificate = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/openpgp/bank.asc"));
//! // Our side: the key with its passphrase, and the bank's certificate.
//! let own = OwnKey::read(ours, Secret::new(b"tell nobody".to_vec()))?;
//! let bank = PeerKey::read(bank_certificate)?;
//! let now = "2026-11-23T12:00:00Z".parse()?;
//! let file = Sealing::new(&own, &bank).seal(b"<Document/>", now)?;
//!
//! // The bank's side.
//! # let bank = OwnKey::read(theirs, Secret::new(Vec::new()))?;
//! let policy = Policy::pinned([PeerKey::read(our_certificate)?]);
//! let verified = open(&file, &bank, &policy, now)?;
//! assert_eq!(verified.content().content(), b"<Document/>");
//! assert_eq!(verified.content().signatures()[0].signer(), own.public().fingerprint());
//! # Ok(()) }
//! ```
//!
//! # What it checks
//! - Signers are pinned certificates. The part of the certificate that signed must be for signatures, bound to the certificate in both
//!   directions, in its time at `now`, and not revoked in the copy that is pinned; *every* signature of a file must hold.
//! - Algorithms: RSA of 2048 bits and more, ECDSA on P-256, P-384 and P-521 with the hash function of the same strength, Ed25519; SHA-256,
//!   SHA-384, SHA-512. Signatures over bytes (type 0x00) only: a signature over text leaves line ends open.
//! - [`open`] wants encryption and a signature. Plaintext is read only after its integrity protection was checked; decryption fails with
//!   one error. A signature that names its receivers must name this one.
//! - Bounds on the content after decompression, on layers, signatures, receivers, and on the keys themselves.
//!
//! # What it does not
//! Decryption with RSA keys unless the danger is named ([`Policy::with_dangerous_rsa_decryption`]): the library's RSA is not in constant
//! time. Cleartext signatures; passwords instead of keys; the proprietary AEAD packet of GnuPG 2.3 and later (set
//! `--rfc4880` there, or strip the preference from the key); writing SEIPD version 2; key servers and the web of trust; keys in a
//! hardware module. A file is held whole in memory. Key material below is that of `pgp`, which wipes it when dropped.

mod key;
mod open;
mod seal;

pub use key::{OwnKey, PeerKey};
pub use open::{Opened, Policy, Signature, open, verify, verify_detached};
pub use seal::Sealing;
