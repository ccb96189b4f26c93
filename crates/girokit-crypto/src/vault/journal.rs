//! The record of every use of the vault.

use core::fmt;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, SecondsFormat, Utc};

use super::{Action, CallerId, ProfileName, Purpose, TenantId, Token};
use crate::{Error, ErrorKind};

/// One use of the vault, granted or not. It never holds a value.
///
/// `Display` is one line of `name=value` pairs without spaces inside, to be appended to a tamper-evident log.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JournalEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub caller: CallerId,
    /// What for, in his words.
    pub purpose: Purpose,
    /// What.
    pub action: Action,
    /// Whose values.
    pub tenant: TenantId,
    /// Which kind; `None` for what concerns the whole tenant.
    pub profile: Option<ProfileName>,
    /// Which token. `None` when the vault does not know it (it may be a card number, passed by mistake) or no right let anybody look.
    pub token: Option<Token>,
    /// The data key that was used.
    pub key_version: Option<u32>,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a use of the vault ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// No right.
    Denied,
    /// As asked.
    Done,
    /// With an error of this kind.
    Failed(ErrorKind),
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Denied => f.write_str("denied"),
            Self::Done => f.write_str("done"),
            Self::Failed(kind) => {
                write!(f, "failed:{}", kind.to_string().replace(' ', "-"))
            }
        }
    }
}

impl fmt::Display for JournalEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at.to_rfc3339_opts(SecondsFormat::Micros, true);
        let (action, outcome, caller) = (self.action, self.outcome, &self.caller);
        write!(
            f,
            "at={at} action={action} outcome={outcome} caller={caller}"
        )?;
        write!(f, " purpose={} tenant={}", self.purpose, self.tenant)?;
        if let Some(profile) = &self.profile {
            write!(f, " profile={profile}")?;
        }
        if let Some(token) = &self.token {
            write!(f, " token={}", token.as_str())?;
        }
        if let Some(version) = self.key_version {
            write!(f, " key={version}")?;
        }
        Ok(())
    }
}

/// Keeps the journal. When it fails, the vault gives nothing out.
pub trait Journal: fmt::Debug + Send + Sync {
    /// Keeps one entry, durably, before it returns.
    ///
    /// # Errors
    /// [`Store`](ErrorKind::Store).
    fn record(&self, entry: &JournalEntry) -> Result<(), Error>;
}

/// A journal in memory, for tests and trials.
#[derive(Default)]
pub struct MemoryJournal(Mutex<Vec<JournalEntry>>);

impl MemoryJournal {
    /// Most entries; then it fails, and with it the vault.
    pub const MAX: usize = 1_000_000;

    /// An empty journal.
    pub fn new() -> Self {
        Self::default()
    }

    /// All entries, oldest first.
    pub fn entries(&self) -> Vec<JournalEntry> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Journal for MemoryJournal {
    fn record(&self, entry: &JournalEntry) -> Result<(), Error> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= Self::MAX {
            return Err(Error::new(
                ErrorKind::Store,
                "the journal in memory is full",
            ));
        }
        entries.push(entry.clone());
        Ok(())
    }
}

impl fmt::Debug for MemoryJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryJournal").finish_non_exhaustive()
    }
}
