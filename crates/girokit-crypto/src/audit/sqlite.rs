//! A store on SQLite.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};

use super::log::LogStore;
use crate::{Error, ErrorKind};

/// A [`LogStore`] on SQLite: a table `audit_log` of numbers and records, appended to in transactions that are on the disk when
/// they return.
#[derive(Debug)]
pub struct SqliteLog(Connection);

impl SqliteLog {
    /// Opens a database file, or makes it.
    ///
    /// # Errors
    /// [`Store`](ErrorKind::Store).
    pub fn open(path: &Path) -> Result<Self, Error> {
        let connection = Connection::open(path).map_err(failed)?;
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;
                 CREATE TABLE IF NOT EXISTS audit_log (sequence INTEGER PRIMARY KEY, record BLOB NOT NULL) STRICT;",
            )
            .map_err(failed)?;
        Ok(Self(connection))
    }
}

/// Longest record in bytes: an entry is at most about 67 KiB.
const MAX_RECORD: i64 = 128 << 10;

impl LogStore for SqliteLog {
    fn append(&mut self, expected: u64, records: &[Vec<u8>]) -> Result<(), Error> {
        let transaction = self
            .0
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        if count(&transaction)? != expected {
            return Err(Error::new(ErrorKind::Conflict, "somebody else appended"));
        }
        {
            let mut insert = transaction
                .prepare("INSERT INTO audit_log (sequence, record) VALUES (?1, ?2)")
                .map_err(failed)?;
            for (sequence, record) in (expected..).zip(records) {
                insert
                    .execute(params![number(sequence)?, record])
                    .map_err(failed)?;
            }
        }
        transaction.commit().map_err(failed)
    }

    fn read(&mut self, sequence: u64) -> Result<Vec<u8>, Error> {
        let sequence = number(sequence)?;
        let found = self
            .0
            .query_row(
                "SELECT CASE WHEN length(record) <= ?2 THEN record END FROM audit_log WHERE sequence = ?1",
                params![sequence, MAX_RECORD],
                |row| row.get(0),
            )
            .optional()
            .map(Option::flatten);
        found.map_err(failed)?.ok_or_else(|| {
            Error::new(ErrorKind::Tampered, "an entry is missing or too long")
                .in_part(format!("entry {sequence}"))
        })
    }

    fn len(&mut self) -> Result<u64, Error> {
        count(&self.0)
    }
}

/// One more than the last number: a missing row in between is found when it is read.
fn count(connection: &Connection) -> Result<u64, Error> {
    let last: Option<i64> = connection
        .query_row("SELECT max(sequence) FROM audit_log", [], |row| row.get(0))
        .map_err(failed)?;
    let next = last.map_or(Some(0), |last| last.checked_add(1));
    let next = next.and_then(|next| u64::try_from(next).ok());
    next.ok_or_else(|| {
        Error::new(
            ErrorKind::Tampered,
            "an entry has a number that no entry has",
        )
    })
}

fn number(sequence: u64) -> Result<i64, Error> {
    i64::try_from(sequence)
        .map_err(|_| Error::new(ErrorKind::NotFound, "expected an entry of this number"))
}

fn failed(error: rusqlite::Error) -> Error {
    Error::new(ErrorKind::Store, "the database of the log fails").because(error)
}
