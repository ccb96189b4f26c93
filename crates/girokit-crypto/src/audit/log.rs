//! The log: append, prove, verify, export.

use core::fmt;
use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};

use super::entry::{Draft, Entry};
use super::head::Head;
use super::tree::{Hash, Tree};
use crate::{Error, ErrorKind, secret};

/// Where records stand. Only appended to; what is appended is on the disk when the call returns.
pub trait LogStore: fmt::Debug + Send {
    /// Appends records, all or none, after those that are there.
    ///
    /// # Errors
    /// [`Store`](ErrorKind::Store); [`Conflict`](ErrorKind::Conflict) when there are not `expected` records.
    fn append(&mut self, expected: u64, records: &[Vec<u8>]) -> Result<(), Error>;

    /// The record of this number.
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound), [`Store`](ErrorKind::Store), [`Tampered`](ErrorKind::Tampered).
    fn read(&mut self, sequence: u64) -> Result<Vec<u8>, Error>;

    /// Number of records.
    ///
    /// # Errors
    /// [`Store`](ErrorKind::Store).
    fn len(&mut self) -> Result<u64, Error>;

    /// Whether there is none.
    ///
    /// # Errors
    /// [`Store`](ErrorKind::Store).
    fn is_empty(&mut self) -> Result<bool, Error> {
        Ok(self.len()? == 0)
    }
}

/// A tamper-evident log over a store.
///
/// Every entry names the hash of the one before, and is a leaf of a Merkle tree. Editing, deleting in the middle and reordering show
/// when the log is opened; losing the end shows against a signed head from elsewhere ([`Log::check`]).
#[derive(Debug)]
pub struct Log<S> {
    name: String,
    store: S,
    tree: Tree,
    tip: Hash,
    time: DateTime<Utc>,
}

impl<S: LogStore> Log<S> {
    /// Opens a log under a name, and verifies every entry of the store.
    ///
    /// # Errors
    /// [`Tampered`](ErrorKind::Tampered) with the number of the entry, [`Malformed`](ErrorKind::Malformed) for a name with a line
    /// end or above 255 bytes, and what the store says.
    pub fn open(name: &str, store: S) -> Result<Self, Error> {
        if name.is_empty() || name.len() > Draft::MAX_NAME || name.contains(['\n', '\r']) {
            return Err(Error::new(
                ErrorKind::Malformed,
                "expected a name of one line",
            ));
        }
        let mut log = Self {
            name: name.to_owned(),
            store,
            tree: Tree::default(),
            tip: [0; 32],
            time: DateTime::<Utc>::MIN_UTC,
        };
        log.reload()?;
        Ok(log)
    }

    /// Reads and verifies every entry of the store again, and that none is missing, nor another, since it was read last. After an
    /// error the log is as it was.
    ///
    /// # Errors
    /// As [`Log::open`].
    pub fn reload(&mut self) -> Result<(), Error> {
        let tree = core::mem::take(&mut self.tree);
        let known = (self.tip, self.time);
        (self.tip, self.time) = ([0; 32], DateTime::<Utc>::MIN_UTC);
        let read = self.catch_up().and_then(|()| {
            if self.tree.root(tree.len()) == tree.root(tree.len()) {
                return Ok(());
            }
            let what = "the log has lost entries, or has others than it had";
            Err(Error::new(ErrorKind::Tampered, what))
        });
        if read.is_err() {
            self.tree = tree;
            (self.tip, self.time) = known;
        }
        read
    }

    /// Reads and verifies what others have appended: what to do after a [`Conflict`](ErrorKind::Conflict), and cheaper than
    /// [`Log::reload`].
    ///
    /// # Errors
    /// As [`Log::open`].
    pub fn catch_up(&mut self) -> Result<(), Error> {
        let there = self.store.len()?;
        if there < self.size() {
            let what = "the log has lost entries at its end";
            return Err(Error::new(ErrorKind::Tampered, what));
        }
        for sequence in self.size()..there {
            let entry = self.read_after(sequence, &self.tip.clone())?;
            self.take(&entry);
        }
        Ok(())
    }

    /// Time of the last entry.
    #[cfg(feature = "vault")]
    pub(crate) fn time(&self) -> DateTime<Utc> {
        self.time
    }

    fn read_after(&mut self, sequence: u64, previous: &Hash) -> Result<Entry, Error> {
        let tampered = |what: &'static str| {
            Error::new(ErrorKind::Tampered, what).in_part(format!("entry {sequence}"))
        };
        let record = self.store.read(sequence)?;
        let entry = Entry::decode(&record)
            .map_err(|error| tampered("expected an entry of the log").because(error))?;
        if entry.sequence != sequence {
            return Err(tampered("the entry has another number"));
        }
        if !secret::same(&entry.previous, previous) {
            return Err(tampered("the entry does not follow the one before it"));
        }
        if entry.time < self.time {
            return Err(tampered("the entry is older than the one before it"));
        }
        Ok(entry)
    }

    fn take(&mut self, entry: &Entry) {
        self.tip = entry.hash();
        self.time = entry.time;
        self.tree.push(self.tip);
    }

    /// Appends an entry; it is on the disk when this returns.
    ///
    /// # Errors
    /// [`NotYetValid`](ErrorKind::NotYetValid) when `now` lies before the last entry: clocks of a log do not go back;
    /// [`Conflict`](ErrorKind::Conflict) when somebody else appended; [`Store`](ErrorKind::Store).
    pub fn append(&mut self, draft: Draft, now: DateTime<Utc>) -> Result<Entry, Error> {
        let mut appended = self.append_all([draft], now)?;
        appended
            .pop()
            .ok_or_else(|| Error::new(ErrorKind::Store, "expected an entry"))
    }

    /// Appends several entries, all or none, at the price of one.
    ///
    /// # Errors
    /// As [`Log::append`].
    pub fn append_all(
        &mut self,
        drafts: impl IntoIterator<Item = Draft>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Entry>, Error> {
        let now = to_micros(now);
        if now < self.time {
            return Err(Error::new(
                ErrorKind::NotYetValid,
                "expected a time not before the last entry's",
            ));
        }
        let (from, mut previous) = (self.tree.len(), self.tip);
        let mut entries = Vec::new();
        for (sequence, draft) in (from..).zip(drafts) {
            let entry = Entry {
                sequence,
                time: now,
                previous,
                draft,
            };
            previous = entry.hash();
            entries.push(entry);
        }
        let records: Vec<Vec<u8>> = entries.iter().map(Entry::encode).collect();
        self.store.append(from, &records)?;
        for entry in &entries {
            self.take(entry);
        }
        Ok(entries)
    }

    /// Number of entries.
    pub fn size(&self) -> u64 {
        self.tree.len()
    }

    /// An entry, verified against the tree.
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound), [`Tampered`](ErrorKind::Tampered), and what the store says.
    pub fn entry(&mut self, sequence: u64) -> Result<Entry, Error> {
        let leaf = self.tree.inclusion(sequence, sequence.saturating_add(1));
        leaf.ok_or_else(|| Error::new(ErrorKind::NotFound, "expected an entry of this number"))?;
        let record = self.store.read(sequence)?;
        let entry = Entry::decode(&record)?;
        let proof = self.inclusion(sequence, self.size())?;
        super::verify_inclusion(
            &entry.hash(),
            sequence,
            self.size(),
            &proof,
            &self.root(self.size())?,
        )?;
        Ok(entry)
    }

    /// The head at `now`, to be signed and kept elsewhere.
    ///
    /// # Errors
    /// None in practice.
    pub fn head(&self, now: DateTime<Utc>) -> Result<Head, Error> {
        Ok(Head::new(
            &self.name,
            self.size(),
            self.root(self.size())?,
            to_micros(now),
        ))
    }

    /// The root over the first `size` entries.
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound) above [`Log::size`].
    pub fn root(&self, size: u64) -> Result<Hash, Error> {
        self.tree.root(size).ok_or_else(beyond)
    }

    /// The proof that entry `sequence` is among the first `size`: for [`verify_inclusion`](super::verify_inclusion).
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound) beyond the log.
    pub fn inclusion(&self, sequence: u64, size: u64) -> Result<Vec<Hash>, Error> {
        self.tree.inclusion(sequence, size).ok_or_else(beyond)
    }

    /// The proof that the log only grew between two sizes: for [`verify_consistency`](super::verify_consistency).
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound) beyond the log.
    pub fn consistency(&self, first: u64, second: u64) -> Result<Vec<Hash>, Error> {
        self.tree.consistency(first, second).ok_or_else(beyond)
    }

    /// Checks the log against a head that was kept elsewhere (verify its signature first): it must be this log, and have
    /// all that it had then.
    ///
    /// # Errors
    /// [`Tampered`](ErrorKind::Tampered): entries are missing at the end, or are others.
    pub fn check(&self, head: &Head) -> Result<(), Error> {
        let tampered = |what: &'static str| Err(Error::new(ErrorKind::Tampered, what));
        if head.log != self.name {
            return tampered("the head is of another log");
        }
        match self.tree.root(head.size) {
            None => tampered("the log has lost entries at its end"),
            Some(root) if secret::same(&root, &head.root) => Ok(()),
            Some(_) => tampered("the log has other entries than it had"),
        }
    }

    /// Writes every entry as a line of JSON, with its hash: enough for anybody to verify the log again.
    ///
    /// # Errors
    /// What the store says; [`Store`](ErrorKind::Store) with the writer's error.
    pub fn export(&mut self, out: &mut dyn io::Write) -> Result<(), Error> {
        for sequence in 0..self.size() {
            let entry = self.entry(sequence)?;
            let commitments: Vec<String> = entry
                .commitments()
                .iter()
                .map(|commitment| format!("\"{}\"", STANDARD.encode(commitment.as_bytes())))
                .collect();
            let line = format!(
                "{{\"sequence\":{sequence},\"time\":\"{}\",\"actor\":{},\"kind\":{},\"payload\":\"{}\",\"commitments\":[{}],\
                 \"previous\":\"{}\",\"hash\":\"{}\"}}\n",
                entry
                    .time()
                    .to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
                quoted(entry.actor()),
                quoted(entry.kind()),
                STANDARD.encode(entry.payload()),
                commitments.join(","),
                STANDARD.encode(entry.previous()),
                STANDARD.encode(entry.hash()),
            );
            out.write_all(line.as_bytes()).map_err(|error| {
                Error::new(ErrorKind::Store, "the export cannot be written").because(error)
            })?;
        }
        Ok(())
    }

    /// The store.
    pub fn into_store(self) -> S {
        self.store
    }
}

/// The time as it is written: a leap second is the beginning of the next one.
fn to_micros(time: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(time.timestamp_micros()).unwrap_or(time)
}

fn beyond() -> Error {
    Error::new(ErrorKind::NotFound, "expected a size within the log")
}

/// A JSON string.
fn quoted(text: &str) -> String {
    let one = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        c if u32::from(c) < 0x20 => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(one).collect::<String>())
}
