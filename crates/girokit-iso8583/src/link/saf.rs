//! Store and forward: messages that must be answered, kept until they are.
//!
//! An [`Entry`] is *armed* before a request is sent: it holds the reversal that will be due if the outcome stays unknown, in the store
//! before the first byte of the request leaves. An answer removes it; an unknown outcome, or a restart, makes it *queued*. Advices are
//! queued from the beginning. A queued entry leaves the store only when it is answered.
//!
//! **What is stored**: whole messages as they go onto the wire, the card number (DE 2) among them, because they must be repeated in
//! full. Of sensitive authentication data (tracks, PIN block, verification value, EMV data) nothing is stored: a reversal is made
//! without them. An advice is stored as it is given: take them out of it first. A [`Seal`] encrypts entries in the file.

use core::fmt;
use std::io;

mod file;
mod queue;

pub use file::FileStore;
pub use queue::{Due, SafQueue};

/// The number of an entry in its store; never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(u64);

impl EntryId {
    /// From its number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    pub const fn number(self) -> u64 {
        self.0
    }
}

/// What an entry waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a store must know them all")]
pub enum EntryState {
    /// The request that it would reverse may be in flight.
    Armed,
    /// It is to be sent until it is answered.
    Queued,
}

/// A message that is kept.
#[derive(Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a store must keep all of it")]
pub struct Entry {
    /// Its number.
    pub id: EntryId,
    /// What it waits for.
    pub state: EntryState,
    /// Its place among the queued ones: they are sent in this order.
    pub order: u64,
    /// The message as it goes onto the wire.
    pub message: Vec<u8>,
}

/// Shows everything but the message.
impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("id", &self.id)
            .field("state", &self.state)
            .field("order", &self.order)
            .field("len", &self.message.len())
            .finish_non_exhaustive()
    }
}

/// A change of what is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a store must know them all")]
pub enum Record {
    /// Keep this; it replaces the entry with the same number.
    Put(Entry),
    /// Keep that no longer.
    Remove(EntryId),
}

/// Where entries are kept across a crash.
pub trait SafStore: Send {
    /// Makes changes, all or none of them, durable before it returns.
    ///
    /// # Errors
    /// They may or may not have been made: nothing more may be committed until the store has been opened anew.
    fn commit(&mut self, records: &[Record]) -> Result<(), StoreError>;

    /// What is kept, ascending by number.
    ///
    /// # Errors
    /// It cannot be read.
    fn entries(&mut self) -> Result<Vec<Entry>, StoreError>;
}

/// A store that keeps nothing across a crash: for tests, and for links whose requests have no effect.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    entries: std::collections::BTreeMap<EntryId, Entry>,
}

impl SafStore for MemoryStore {
    fn commit(&mut self, records: &[Record]) -> Result<(), StoreError> {
        for record in records {
            match record {
                Record::Put(entry) => self.entries.insert(entry.id, entry.clone()),
                Record::Remove(id) => self.entries.remove(id),
            };
        }
        Ok(())
    }

    fn entries(&mut self) -> Result<Vec<Entry>, StoreError> {
        Ok(self.entries.values().cloned().collect())
    }
}

/// Encrypts what a store keeps. The key is its own business.
pub trait Seal: Send + Sync {
    /// Seals `plain`; `entry` is bound to it, so that a sealed message cannot be moved to another entry.
    fn seal(&self, entry: EntryId, plain: &[u8]) -> Vec<u8>;

    /// Opens what [`seal`](Self::seal) made; `None` if it was not made by this key for this entry.
    fn open(&self, entry: EntryId, sealed: &[u8]) -> Option<Vec<u8>>;
}

/// A store that failed.
#[derive(Debug)]
pub struct StoreError {
    kind: StoreErrorKind,
    source: Option<io::Error>,
}

impl StoreError {
    /// An error of this kind, for stores of one's own.
    pub const fn new(kind: StoreErrorKind) -> Self {
        Self { kind, source: None }
    }

    /// What is wrong.
    pub const fn kind(&self) -> StoreErrorKind {
        self.kind
    }
}

impl From<io::Error> for StoreError {
    fn from(source: io::Error) -> Self {
        Self {
            kind: StoreErrorKind::Io,
            source: Some(source),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            StoreErrorKind::Corrupt { offset } => {
                write!(f, "store: expected a record at byte {offset}, found damage")
            }
            StoreErrorKind::Failed => f.write_str("store: failed before, must be opened anew"),
            StoreErrorKind::Io => f.write_str("store: input or output failed"),
            StoreErrorKind::Locked => f.write_str("store: in use by another process"),
            StoreErrorKind::NoMessage { entry } => write!(
                f,
                "store: expected a message of the spec in entry {}, found none",
                entry.number()
            ),
            StoreErrorKind::Sealed { offset } => write!(
                f,
                "store: expected an entry sealed with this key at byte {offset}, found another"
            ),
            StoreErrorKind::TooLarge => f.write_str("store: the records are too large"),
        }
    }
}

impl core::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        self.source
            .as_ref()
            .map(|error| error as &(dyn core::error::Error + 'static))
    }
}

/// The kinds of [`StoreError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreErrorKind {
    /// The file is damaged before its end: not by a crash.
    Corrupt {
        /// Where.
        offset: u64,
    },
    /// It failed before: what is on disk is not known until it is opened anew.
    Failed,
    /// The file system said no.
    Io,
    /// Another process has it open.
    Locked,
    /// An entry is no message of the spec.
    NoMessage {
        /// Which.
        entry: EntryId,
    },
    /// An entry does not open with this key.
    Sealed {
        /// Where the batch begins that holds it.
        offset: u64,
    },
    /// More than fits into one batch.
    TooLarge,
}
