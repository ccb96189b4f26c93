//! Tokenization: card and account numbers stay in one place, and everything else works with tokens.
//!
//! ```
//! use std::sync::Arc;
//!
//! use girokit_crypto::Secret;
//! use girokit_crypto::keys::KeyId;
//! use girokit_crypto::vault::{
//!     Action, Call, Caller, Grants, LocalMasterKey, MemoryJournal, MemoryStore, Profile, TokenFormat, Vault,
//! };
//!
//! let (shop, pan) = ("shop-7".parse()?, "pan".parse()?);
//! let caller = Caller::new("payout".parse()?, "payout-4711".parse()?);
//! let grants = Grants::new().with(caller.id(), &shop, &pan, &[Action::Tokenize, Action::Detokenize]);
//! let master = LocalMasterKey::new(KeyId::parse("master-2026")?, &Secret::random(32)?)?;
//! let (store, journal) = (Arc::new(MemoryStore::new()), Arc::new(MemoryJournal::new()));
//! let vault = Vault::new(store, journal.clone(), Arc::new(grants), Arc::new(master))
//!     .with_profile(Profile::new(pan.clone(), TokenFormat::pan()));
//!
//! let call = Call::new(&caller, &shop, &pan, chrono::DateTime::UNIX_EPOCH);
//! let token = vault.tokenize(&call, b"4111111111111111")?;
//! assert!(token.as_str().starts_with("411111") && token.as_str().ends_with("1111"));
//! assert_eq!(vault.detokenize(&call, &token)?.value().expose(), b"4111111111111111");
//! assert_eq!(journal.entries().len(), 2);
//! # Ok::<(), girokit_crypto::Error>(())
//! ```
//!
//! # What it does
//! - Seals every value by AES-256-GCM under a key of its own, derived by HKDF from the tenant's data key and a salt. Tenant,
//!   profile, token and key version are the associated data: a record that is altered or moved does not open.
//! - Keeps data keys under a [`MasterKey`] (envelope), a line of them for each tenant; a new one comes into use, and values move
//!   to it, while the vault works ([`Vault::rotate`], [`Vault::rewrap`], [`Vault::retire_keys`]).
//! - Finds the token of a value by a keyed hash ([`Repeat::SameToken`]), or gives a new token each time.
//! - Makes opaque tokens, or such of the value's own length and alphabet by [`Ff1`]: BIN and last four digits kept, Luhn-valid or
//!   deliberately not ([`TokenFormat`], [`LuhnRule`]). The part that is hidden must have 10^6 forms or more.
//! - Asks [`Access`] for each use and leaves one [`JournalEntry`] for each, granted or not; when the journal fails, nothing is
//!   given out. With feature `audit` there is a journal in the tamper-evident log, `AuditJournal`.
//!
//! # What stands in the store
//! Who has the master key can read the store without this crate. `‖` joins; `len` is a length of eight bytes, big-endian; versions
//! are four bytes, big-endian.
//!
//! | what | how |
//! |---|---|
//! | data key | 32 bytes by chance; [`LocalMasterKey`]: nonce ‖ AES-256-GCM, associated data `girokit vault key 1` ‖ len ‖ tenant ‖ version |
//! | derived keys | HKDF-SHA256 (RFC 5869) of the data key, salt `girokit vault 1`, 32 bytes; the label is the info |
//! | [`VaultRecord`] | AES-256-GCM, key of label `record` ‖ salt of the record, associated data `girokit vault record 1` ‖ len ‖ tenant ‖ len ‖ profile ‖ len ‖ token ‖ version |
//! | [`StoredToken::lookup`] | HMAC-SHA256, key of label `lookup`, of `girokit vault lookup 1` ‖ len ‖ tenant ‖ len ‖ profile ‖ value |
//! | format-preserving token | FF1 with AES-256, key of label `format`; never decrypted: the record holds the value |
//!
//! # What it does not
//! - It does not authenticate callers: [`Caller`] is what you found out.
//! - Who controls the store can erase entries, or put back an old copy of one; he cannot read, alter or exchange values.
//! - A format-preserving token hides only what lies between the kept characters: six digits can be tried out by who may call
//!   [`Vault::tokenize`] or [`Vault::find`]. Limit the rate of calls.
//! - Data keys stay in the memory of the process; what `ring` keeps of them is not wiped.
//! - It does not read PCI DSS for you. Tokens that keep more than the first six and last four digits are in its scope.
//!
//! For: any gateway that must not keep card numbers beside orders (PCI DSS 3.5), and marketplaces that keep account numbers of
//! sellers.

mod access;
mod alphabet;
#[cfg(feature = "audit")]
mod audited;
mod engine;
mod ff1;
mod format;
mod journal;
mod keys;
mod names;
mod record;
mod rotation;
#[cfg(feature = "sqlite")]
mod sqlite;
mod store;

pub use access::{Access, Action, Caller, Grants};
pub use alphabet::Alphabet;
#[cfg(feature = "audit")]
pub use audited::AuditJournal;
pub use engine::{Call, Detokenized, Profile, Repeat, Vault};
pub use ff1::Ff1;
pub use format::{LuhnRule, TokenFormat};
pub use journal::{Journal, JournalEntry, MemoryJournal, Outcome};
pub use keys::{LocalMasterKey, MasterKey, WrappedKey};
pub use names::{CallerId, ProfileName, Purpose, TenantId, Token};
pub use record::VaultRecord;
pub use rotation::Progress;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteVault;
pub use store::{MemoryStore, StoredToken, VaultStore, Written};
