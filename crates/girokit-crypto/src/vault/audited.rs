//! The journal in the tamper-evident log.

use core::fmt;
use std::sync::{Mutex, PoisonError};

use super::{Journal, JournalEntry};
use crate::audit::{Draft, Log, LogStore};
use crate::{Error, ErrorKind};

/// A [`Journal`] that appends to a tamper-evident [`Log`].
///
/// An entry of the log has the caller as actor, the action as kind (`vault.detokenize`), and the line of the [`JournalEntry`] as
/// payload. Uses of the vault at the same time may arrive in another order than their clocks say: the time of the log's entry is
/// then that of the entry before it, and the payload has the exact one.
///
/// Entries stay when a value is removed. They hold its token, which then stands for nothing.
pub struct AuditJournal<S>(Mutex<Log<S>>);

impl<S: LogStore> AuditJournal<S> {
    /// Tries to append again after others did.
    const TRIES: usize = 8;

    /// Into this log, which may hold other entries too.
    pub fn new(log: Log<S>) -> Self {
        Self(Mutex::new(log))
    }

    /// Does something with the log: signs its head, proves an entry, exports it. The vault waits meanwhile.
    pub fn with_log<T>(&self, action: impl FnOnce(&mut Log<S>) -> T) -> T {
        action(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The log.
    pub fn into_log(self) -> Log<S> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: LogStore> Journal for AuditJournal<S> {
    fn record(&self, entry: &JournalEntry) -> Result<(), Error> {
        let kind = format!("vault.{}", entry.action);
        let draft = Draft::new(entry.caller.as_str(), kind)?.with_payload(entry.to_string())?;
        self.with_log(|log| {
            let mut tries = 1;
            loop {
                let time = entry.at.max(log.time());
                match log.append(draft.clone(), time) {
                    Ok(_) => return Ok(()),
                    // Another process appended to the same store.
                    Err(error) if error.kind() == ErrorKind::Conflict && tries < Self::TRIES => {
                        tries = tries.saturating_add(1);
                        log.catch_up()?;
                    }
                    Err(error) => return Err(error),
                }
            }
        })
    }
}

impl<S> fmt::Debug for AuditJournal<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuditJournal").finish_non_exhaustive()
    }
}
