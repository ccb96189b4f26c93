//! What was seen before: for signatures and packets that are good for once.

use core::fmt;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

use crate::{Error, ErrorKind};

/// Remembers nonces until they are too old to be accepted anyway.
pub trait ReplayStore: fmt::Debug + Send + Sync {
    /// Remembers a nonce of a key until `until`. Atomic: of two callers with the same nonce one succeeds.
    ///
    /// # Errors
    /// [`Replayed`](ErrorKind::Replayed) when it is known; [`Store`](ErrorKind::Store) or
    /// [`TooLarge`](ErrorKind::TooLarge) when it cannot be remembered: then the message must not be accepted.
    fn remember(
        &self,
        key: &str,
        nonce: &str,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), Error>;
}

/// A [`ReplayStore`] in memory, for one process; full of living nonces it refuses instead of forgetting.
#[derive(Debug)]
pub struct MemoryReplayStore {
    seen: Mutex<BTreeMap<(String, String), DateTime<Utc>>>,
    capacity: usize,
}

impl MemoryReplayStore {
    /// Default of [`MemoryReplayStore::with_capacity`]: 100,000 nonces.
    pub const CAPACITY: usize = 100_000;

    /// Longest nonce, in bytes: with [`MemoryReplayStore::CAPACITY`] it bounds the memory.
    pub const MAX_NONCE: usize = 256;

    /// For [`MemoryReplayStore::CAPACITY`] nonces.
    pub fn new() -> Self {
        Self::with_capacity(Self::CAPACITY)
    }

    /// For so many nonces.
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            seen: Mutex::default(),
            capacity,
        }
    }
}

impl Default for MemoryReplayStore {
    fn default() -> Self {
        Self::new()
    }
}

impl ReplayStore for MemoryReplayStore {
    fn remember(
        &self,
        key: &str,
        nonce: &str,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        if nonce.len() > Self::MAX_NONCE {
            return Err(Error::new(
                ErrorKind::TooLarge,
                "a longer nonce than the store remembers",
            ));
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let name = (key.to_owned(), nonce.to_owned());
        if seen.get(&name).is_some_and(|until| *until >= now) {
            return Err(Error::new(
                ErrorKind::Replayed,
                "this nonce was used before",
            ));
        }
        if seen.len() >= self.capacity {
            seen.retain(|_, until| *until >= now);
        }
        if seen.len() >= self.capacity {
            return Err(Error::new(
                ErrorKind::TooLarge,
                "more living nonces than the store holds",
            ));
        }
        seen.insert(name, until);
        Ok(())
    }
}
