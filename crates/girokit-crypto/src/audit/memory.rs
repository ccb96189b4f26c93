//! A store in memory.

use core::fmt;

use super::log::LogStore;
use crate::{Error, ErrorKind};

/// A [`LogStore`] in memory, for tests.
#[derive(Clone, Default)]
pub struct MemoryLog(Vec<Vec<u8>>);

impl MemoryLog {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// With these records.
    pub fn from_records(records: Vec<Vec<u8>>) -> Self {
        Self(records)
    }

    /// The records.
    pub fn into_records(self) -> Vec<Vec<u8>> {
        self.0
    }
}

impl LogStore for MemoryLog {
    fn append(&mut self, expected: u64, records: &[Vec<u8>]) -> Result<(), Error> {
        if self.len()? != expected {
            return Err(Error::new(ErrorKind::Conflict, "somebody else appended"));
        }
        self.0.extend_from_slice(records);
        Ok(())
    }

    fn read(&mut self, sequence: u64) -> Result<Vec<u8>, Error> {
        let record = usize::try_from(sequence).ok().and_then(|at| self.0.get(at));
        record
            .cloned()
            .ok_or_else(|| Error::new(ErrorKind::NotFound, "expected an entry of this number"))
    }

    fn len(&mut self) -> Result<u64, Error> {
        Ok(self.0.len() as u64)
    }
}

/// How many entries, not what they say.
impl fmt::Debug for MemoryLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryLog")
            .field("entries", &self.0.len())
            .finish_non_exhaustive()
    }
}
