//! What was accepted last, and how often somebody guessed.

use core::fmt;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use crate::{Error, ErrorKind};

/// Remembers the last accepted counter of each account and counts codes. Each method is atomic.
///
/// An account is one key: HOTP and TOTP of the same person are two accounts, for their counters have nothing in common.
pub trait OtpStore: fmt::Debug + Send + Sync {
    /// The last accepted counter.
    ///
    /// # Errors
    /// [`Store`](ErrorKind::Store).
    fn last(&self, account: &str) -> Result<Option<u64>, Error>;

    /// Counts a code before it is looked at, as a wrong one: of guesses at the same time none goes uncounted.
    ///
    /// # Errors
    /// [`Denied`](ErrorKind::Denied) for a locked account: the code is not looked at. [`Store`](ErrorKind::Store).
    fn attempt(&self, account: &str, now: DateTime<Utc>) -> Result<(), Error>;

    /// Makes `counter` the last accepted one, if it is later than that, and forgets the codes that were counted.
    ///
    /// # Errors
    /// [`Replayed`](ErrorKind::Replayed) when it is not later: of two callers with the same code one succeeds.
    fn accept(&self, account: &str, counter: u64) -> Result<(), Error>;
}

/// An [`OtpStore`] in memory, for tests and single processes; it locks an account after
/// [`MemoryOtpStore::MAX_FAILURES`] codes in a row that were not accepted.
#[derive(Debug, Default)]
pub struct MemoryOtpStore(Mutex<BTreeMap<String, Account>>);

#[derive(Debug, Default)]
struct Account {
    last: Option<u64>,
    failures: u32,
}

impl MemoryOtpStore {
    /// Codes in a row, none accepted, after which an account is locked: 5.
    pub const MAX_FAILURES: u32 = 5;

    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens a locked account again, after somebody has made sure who asks.
    pub fn unlock(&self, account: &str) {
        if let Some(account) = self.accounts().get_mut(account) {
            account.failures = 0;
        }
    }

    fn accounts(&self) -> MutexGuard<'_, BTreeMap<String, Account>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OtpStore for MemoryOtpStore {
    fn last(&self, account: &str) -> Result<Option<u64>, Error> {
        Ok(self
            .accounts()
            .get(account)
            .and_then(|account| account.last))
    }

    fn attempt(&self, account: &str, _: DateTime<Utc>) -> Result<(), Error> {
        let mut accounts = self.accounts();
        let account = accounts.entry(account.to_owned()).or_default();
        if account.failures >= Self::MAX_FAILURES {
            return Err(Error::new(
                ErrorKind::Denied,
                "the account is locked after wrong codes",
            ));
        }
        account.failures = account.failures.saturating_add(1);
        Ok(())
    }

    fn accept(&self, account: &str, counter: u64) -> Result<(), Error> {
        let mut accounts = self.accounts();
        let account = accounts.entry(account.to_owned()).or_default();
        if account.last.is_some_and(|last| counter <= last) {
            return Err(Error::new(
                ErrorKind::Replayed,
                "this code, or a later one, was used before",
            ));
        }
        account.last = Some(counter);
        account.failures = 0;
        Ok(())
    }
}
