//! A tamper-evident log: who did what, so that nobody can change it unseen.
//!
//! ```
//! use std::sync::Arc;
//! use girokit_crypto::audit::{Commitment, Draft, Log, MemoryLog, SignedHead, verify_inclusion};
//! use girokit_crypto::keys::{KeyId, PinnedKey, SignatureAlgorithm, SigningKey};
//!
//! let pem = include_bytes!("../../../fuzz/corpus/crypto_pem/p256.pem");
//! let key = SigningKey::from_pem(KeyId::parse("log-2026")?, SignatureAlgorithm::EcdsaP256Sha256, pem)?;
//! let now = "2026-11-23T12:00:00Z".parse()?;
//! let mut log = Log::open("payments", MemoryLog::new())?;
//! let (person, salt) = Commitment::seal(b"Anna Muster, IBAN DE89...")?; // erase data and salt, and the log still holds
//! let entry = log.append(Draft::new("user-7", "payment.approved")?.with_payload("P-4711")?.with_commitment(person)?, now)?;
//!
//! let kept_elsewhere = log.head(now)?.sign(&key)?.to_text();
//! let head = SignedHead::parse(&kept_elsewhere)?.verify(&PinnedKey::new(Arc::new(key.public_key())))?;
//! log.check(head.content())?; // later: nothing is missing, nothing is changed
//! let proof = log.inclusion(entry.sequence(), head.content().size)?; // for an auditor who has only the head
//! verify_inclusion(&entry.hash(), entry.sequence(), head.content().size, &proof, &head.content().root)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it shows
//! | done to the store | shows |
//! |---|---|
//! | an entry edited, deleted, moved, put in between | when the log is opened, at that entry |
//! | entries cut off at the end | against a signed head that is kept elsewhere: [`Log::check`] |
//! | the whole log written anew | the same |
//! | a write that a crash broke off | the entry is not there; nothing else is touched |
//!
//! # What it does not
//! Who can write the store and sign heads can write a false log from the first entry on: let somebody else hold heads, or the key.
//! Entries are not hidden: who may read the store reads them.
//!
//! The tree is that of RFC 6962; memory is 64 bytes for each entry; opening reads everything once.

mod entry;
mod file;
mod head;
mod log;
mod memory;
#[cfg(feature = "sqlite")]
mod sqlite;
mod tree;

pub use entry::{Commitment, Draft, Entry};
pub use file::FileLog;
pub use head::{Head, SignedHead};
pub use log::{Log, LogStore};
pub use memory::MemoryLog;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteLog;
pub use tree::{Hash, leaf_hash, verify_consistency, verify_inclusion};
