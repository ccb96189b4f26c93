//! One entry of the log, and what stands for personal data in it.

use core::fmt;

use chrono::{DateTime, Utc};

use super::tree::{Hash, hash, leaf_hash};
use crate::{Error, ErrorKind, Secret, secret};

/// What is to be logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    actor: String,
    kind: String,
    payload: Vec<u8>,
    commitments: Vec<Commitment>,
}

impl Draft {
    /// Longest `actor` and `kind` in bytes.
    pub const MAX_NAME: usize = 255;
    /// Longest payload in bytes: 64 KiB.
    pub const MAX_PAYLOAD: usize = 64 << 10;
    /// Most commitments.
    pub const MAX_COMMITMENTS: usize = 16;

    /// Who (an id, not a name) did what kind of thing. What is written here stays: personal data goes into
    /// [`Draft::with_commitment`].
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) for an empty or long name.
    pub fn new(actor: impl Into<String>, kind: impl Into<String>) -> Result<Self, Error> {
        let (actor, kind) = (actor.into(), kind.into());
        let fits = |name: &str| (1..=Self::MAX_NAME).contains(&name.len());
        if !fits(&actor) || !fits(&kind) {
            return Err(Error::new(
                ErrorKind::Malformed,
                "expected an actor and a kind of 1 to 255 bytes",
            ));
        }
        Ok(Self {
            actor,
            kind,
            payload: Vec::new(),
            commitments: Vec::new(),
        })
    }

    /// With details, in whatever form.
    ///
    /// # Errors
    /// [`TooLarge`](ErrorKind::TooLarge) above [`Draft::MAX_PAYLOAD`].
    pub fn with_payload(mut self, payload: impl Into<Vec<u8>>) -> Result<Self, Error> {
        self.payload = payload.into();
        if self.payload.len() > Self::MAX_PAYLOAD {
            return Err(Error::new(
                ErrorKind::TooLarge,
                "expected at most 64 KiB of payload",
            ));
        }
        Ok(self)
    }

    /// With something that stands elsewhere and can be erased there.
    ///
    /// # Errors
    /// [`TooLarge`](ErrorKind::TooLarge) above [`Draft::MAX_COMMITMENTS`].
    pub fn with_commitment(mut self, commitment: Commitment) -> Result<Self, Error> {
        if self.commitments.len() >= Self::MAX_COMMITMENTS {
            return Err(Error::new(
                ErrorKind::TooLarge,
                "expected at most 16 commitments",
            ));
        }
        self.commitments.push(commitment);
        Ok(self)
    }
}

/// The kind only: details may be personal in spite of what we ask.
impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// A salted commitment: it binds the log to personal data that stand elsewhere, and says nothing of them once their salt is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Commitment(Hash);

impl Commitment {
    /// Bytes of a salt.
    const SALT: usize = 32;

    /// Commits to data: the commitment for the log, and the salt to keep beside the data and erase with them.
    ///
    /// # Errors
    /// [`Unavailable`](ErrorKind::Unavailable) without chance.
    pub fn seal(data: &[u8]) -> Result<(Self, Secret), Error> {
        let salt = Secret::random(Self::SALT)?;
        Ok((Self::of(data, &salt), salt))
    }

    /// Checks that these are the data.
    ///
    /// # Errors
    /// [`Tampered`](ErrorKind::Tampered).
    pub fn check(&self, data: &[u8], salt: &Secret) -> Result<(), Error> {
        // A longer salt with shorter data would have the same hash.
        if salt.len() == Self::SALT && secret::same(&Self::of(data, salt).0, &self.0) {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Tampered,
            "the data are not those of the log",
        ))
    }

    /// SHA-256 over a name, the salt (32 bytes) and the data.
    fn of(data: &[u8], salt: &Secret) -> Self {
        Self(hash(&[b"girokit audit commitment 1", salt.expose(), data]))
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &Hash {
        &self.0
    }
}

/// One entry of the log.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    pub(super) sequence: u64,
    pub(super) time: DateTime<Utc>,
    pub(super) previous: Hash,
    pub(super) draft: Draft,
}

const VERSION: u8 = 1;

impl Entry {
    /// Its number, from 0.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// When it was appended, to the microsecond.
    pub fn time(&self) -> DateTime<Utc> {
        self.time
    }

    /// Hash of the entry before it; zeros for the first.
    pub fn previous(&self) -> &Hash {
        &self.previous
    }

    /// Who.
    pub fn actor(&self) -> &str {
        &self.draft.actor
    }

    /// What kind of thing.
    pub fn kind(&self) -> &str {
        &self.draft.kind
    }

    /// Details.
    pub fn payload(&self) -> &[u8] {
        &self.draft.payload
    }

    /// What stands for personal data.
    pub fn commitments(&self) -> &[Commitment] {
        &self.draft.commitments
    }

    /// Its hash: the leaf of the tree, and what the next entry names.
    pub fn hash(&self) -> Hash {
        leaf_hash(&self.encode())
    }

    /// The bytes that are hashed and stored: version 1, number, microseconds, hash before, then actor and kind (length in two
    /// bytes), payload (four), commitments (count in one). Numbers are big-endian.
    pub fn encode(&self) -> Vec<u8> {
        let draft = &self.draft;
        let mut out = vec![VERSION];
        out.extend(self.sequence.to_be_bytes());
        out.extend(self.time.timestamp_micros().to_be_bytes());
        out.extend(self.previous);
        for name in [&draft.actor, &draft.kind] {
            out.extend(u16::try_from(name.len()).unwrap_or(u16::MAX).to_be_bytes());
            out.extend(name.as_bytes());
        }
        out.extend(
            u32::try_from(draft.payload.len())
                .unwrap_or(u32::MAX)
                .to_be_bytes(),
        );
        out.extend(&draft.payload);
        out.push(u8::try_from(draft.commitments.len()).unwrap_or(u8::MAX));
        out.extend(draft.commitments.iter().flat_map(|commitment| commitment.0));
        out
    }

    /// Reads what [`Entry::encode`] wrote.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) with the byte; [`TooLarge`](ErrorKind::TooLarge).
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let mut rest = bytes;
        let bad = |rest: &[u8]| {
            let at = bytes.len().saturating_sub(rest.len());
            Error::new(ErrorKind::Malformed, "expected an entry of the log").at_offset(at)
        };
        let [version] = take(&mut rest).ok_or_else(|| bad(rest))?;
        if version != VERSION {
            return Err(bad(bytes));
        }
        let sequence = u64::from_be_bytes(take(&mut rest).ok_or_else(|| bad(rest))?);
        let micros = i64::from_be_bytes(take(&mut rest).ok_or_else(|| bad(rest))?);
        let time = DateTime::from_timestamp_micros(micros).ok_or_else(|| bad(rest))?;
        let previous = take(&mut rest).ok_or_else(|| bad(rest))?;
        let mut names = [String::new(), String::new()];
        for name in &mut names {
            let length = u16::from_be_bytes(take(&mut rest).ok_or_else(|| bad(rest))?);
            let text = slice(&mut rest, usize::from(length)).ok_or_else(|| bad(rest))?;
            core::str::from_utf8(text)
                .map_err(|_| bad(rest))?
                .clone_into(name);
        }
        let length = u32::from_be_bytes(take(&mut rest).ok_or_else(|| bad(rest))?);
        let payload = slice(&mut rest, usize::try_from(length).unwrap_or(usize::MAX))
            .ok_or_else(|| bad(rest))?;
        let [count] = take(&mut rest).ok_or_else(|| bad(rest))?;
        let [actor, kind] = names;
        let mut draft = Draft::new(actor, kind)?.with_payload(payload)?;
        for _ in 0..count {
            draft = draft.with_commitment(Commitment(take(&mut rest).ok_or_else(|| bad(rest))?))?;
        }
        if !rest.is_empty() {
            return Err(bad(rest));
        }
        Ok(Self {
            sequence,
            time,
            previous,
            draft,
        })
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    slice(rest, N)?.try_into().ok()
}

fn slice<'b>(rest: &mut &'b [u8], length: usize) -> Option<&'b [u8]> {
    let (taken, left) = rest.split_at_checked(length)?;
    *rest = left;
    Some(taken)
}

/// Number, time and kind only.
impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("sequence", &self.sequence)
            .field("time", &self.time)
            .field("kind", &self.draft.kind)
            .finish_non_exhaustive()
    }
}
