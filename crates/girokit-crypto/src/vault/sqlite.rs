//! Store and journal of a vault in one SQLite file.

use core::fmt;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, TransactionBehavior, params};

use super::{
    Journal, JournalEntry, ProfileName, StoredToken, TenantId, Token, VaultStore, WrappedKey,
    Written,
};
use crate::keys::KeyId;
use crate::{Error, ErrorKind};

/// A [`VaultStore`] and [`Journal`] in one SQLite file, which several processes may use.
///
/// Write-ahead log, synchronous writes, and erased content is overwritten (`secure_delete`).
pub struct SqliteVault(Mutex<Connection>);

/// How long a write waits for that of another process.
const BUSY: Duration = Duration::from_secs(5);

const SCHEMA: &str = "
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
CREATE TABLE IF NOT EXISTS vault_keys (
    tenant TEXT NOT NULL,
    version INTEGER NOT NULL,
    master TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (tenant, version)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS vault_tokens (
    tenant TEXT NOT NULL,
    token TEXT NOT NULL,
    profile TEXT NOT NULL,
    key_version INTEGER NOT NULL,
    lookup BLOB,
    record BLOB NOT NULL,
    PRIMARY KEY (tenant, token)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS vault_lookups ON vault_tokens (tenant, lookup) WHERE lookup IS NOT NULL;
CREATE INDEX IF NOT EXISTS vault_versions ON vault_tokens (tenant, key_version);
CREATE TABLE IF NOT EXISTS vault_journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    tenant TEXT NOT NULL,
    token TEXT,
    line TEXT NOT NULL
);
";

const TOKEN: &str = "SELECT tenant, token, profile, key_version, lookup, record FROM vault_tokens";

impl SqliteVault {
    /// Opens the file, or makes it.
    ///
    /// # Errors
    /// [`Store`](ErrorKind::Store).
    pub fn open(path: &Path) -> Result<Self, Error> {
        Self::prepare(Connection::open(path))
    }

    /// A database in memory, for tests.
    ///
    /// # Errors
    /// [`Store`](ErrorKind::Store).
    pub fn in_memory() -> Result<Self, Error> {
        Self::prepare(Connection::open_in_memory())
    }

    fn prepare(connection: rusqlite::Result<Connection>) -> Result<Self, Error> {
        let prepare = || {
            let connection = connection?;
            connection.busy_timeout(BUSY)?;
            connection.execute_batch(SCHEMA)?;
            Ok(connection)
        };
        prepare().map(Mutex::new).map(Self).map_err(failed)
    }

    /// At most `limit` lines of the journal, oldest first, those whose number is above `after` (0 for all): number and line.
    ///
    /// # Errors
    /// [`Store`](ErrorKind::Store).
    pub fn journal(&self, after: i64, limit: u32) -> Result<Vec<(i64, String)>, Error> {
        self.read(|connection| {
            let sql = "SELECT id, line FROM vault_journal WHERE id > ?1 ORDER BY id LIMIT ?2";
            let mut statement = connection.prepare(sql)?;
            let rows =
                statement.query_map(params![after, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        })
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read<T>(&self, run: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        run(&self.lock()).map_err(failed)
    }

    /// Runs in one transaction that holds the write lock from its beginning.
    fn write<T>(
        &self,
        run: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        let mut connection = self.lock();
        let write = || {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = run(&transaction)?;
            transaction.commit()?;
            Ok(result)
        };
        write().map_err(failed)
    }
}

fn newest(connection: &Connection, tenant: &TenantId) -> rusqlite::Result<u32> {
    let sql = "SELECT coalesce(max(version), 0) FROM vault_keys WHERE tenant = ?1";
    connection.query_row(sql, [tenant.as_str()], |row| row.get(0))
}

fn with_lookup(
    connection: &Connection,
    tenant: &TenantId,
    lookup: &[u8; 32],
) -> rusqlite::Result<Option<StoredToken>> {
    let sql = format!("{TOKEN} WHERE tenant = ?1 AND lookup = ?2");
    connection
        .query_row(&sql, params![tenant.as_str(), lookup], entry)
        .optional()
}

fn with_token(
    connection: &Connection,
    tenant: &TenantId,
    token: &Token,
) -> rusqlite::Result<Option<StoredToken>> {
    let sql = format!("{TOKEN} WHERE tenant = ?1 AND token = ?2");
    connection
        .query_row(&sql, params![tenant.as_str(), token.as_str()], entry)
        .optional()
}

fn entry(row: &Row<'_>) -> rusqlite::Result<StoredToken> {
    Ok(StoredToken {
        tenant: name(row, 0, TenantId::parse)?,
        token: name(row, 1, Token::parse)?,
        profile: name(row, 2, ProfileName::parse)?,
        key_version: row.get(3)?,
        lookup: row.get(4)?,
        record: row.get(5)?,
    })
}

fn key(row: &Row<'_>) -> rusqlite::Result<WrappedKey> {
    Ok(WrappedKey {
        tenant: name(row, 0, TenantId::parse)?,
        version: row.get(1)?,
        master: name(row, 2, KeyId::parse)?,
        sealed: row.get(3)?,
    })
}

fn name<T>(
    row: &Row<'_>,
    column: usize,
    parse: impl FnOnce(&str) -> Result<T, Error>,
) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    parse(&text).map_err(|_| rusqlite::Error::InvalidQuery)
}

impl VaultStore for SqliteVault {
    fn insert(&self, entry: &StoredToken, lookups: &[[u8; 32]]) -> Result<Written, Error> {
        self.write(|transaction| {
            if newest(transaction, &entry.tenant)? != entry.key_version {
                return Ok(Written::KeysChanged);
            }
            for lookup in lookups.iter().chain(&entry.lookup) {
                if with_lookup(transaction, &entry.tenant, lookup)?.is_some() {
                    return Ok(Written::Known);
                }
            }
            let sql =
                "INSERT INTO vault_tokens (tenant, token, profile, key_version, lookup, record)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (tenant, token) DO NOTHING";
            let added = transaction.execute(
                sql,
                params![
                    entry.tenant.as_str(),
                    entry.token.as_str(),
                    entry.profile.as_str(),
                    entry.key_version,
                    entry.lookup,
                    entry.record,
                ],
            )?;
            Ok(if added == 0 {
                Written::TokenTaken
            } else {
                Written::Done
            })
        })
    }

    fn token(&self, tenant: &TenantId, token: &Token) -> Result<Option<StoredToken>, Error> {
        self.read(|connection| with_token(connection, tenant, token))
    }

    fn find(&self, tenant: &TenantId, lookups: &[[u8; 32]]) -> Result<Option<StoredToken>, Error> {
        self.read(|connection| {
            for lookup in lookups {
                let found = with_lookup(connection, tenant, lookup)?;
                if found.is_some() {
                    return Ok(found);
                }
            }
            Ok(None)
        })
    }

    fn replace(&self, old: &StoredToken, new: &StoredToken) -> Result<Written, Error> {
        self.write(|transaction| {
            if newest(transaction, &old.tenant)? != new.key_version {
                return Ok(Written::KeysChanged);
            }
            if let Some(lookup) = &new.lookup {
                let other = with_lookup(transaction, &old.tenant, lookup)?;
                if other.is_some_and(|other| other.token != old.token) {
                    return Ok(Written::Known);
                }
            }
            let sql = "UPDATE vault_tokens SET key_version = ?4, lookup = ?5, record = ?6
                WHERE tenant = ?1 AND token = ?2 AND record = ?3";
            let changed = transaction.execute(
                sql,
                params![
                    old.tenant.as_str(),
                    old.token.as_str(),
                    old.record,
                    new.key_version,
                    new.lookup,
                    new.record,
                ],
            )?;
            Ok(if changed == 0 {
                Written::Changed
            } else {
                Written::Done
            })
        })
    }

    fn remove(&self, tenant: &TenantId, token: &Token) -> Result<bool, Error> {
        self.write(|transaction| {
            let sql = "DELETE FROM vault_tokens WHERE tenant = ?1 AND token = ?2";
            let removed = transaction.execute(sql, [tenant.as_str(), token.as_str()])?;
            Ok(removed > 0)
        })
    }

    fn older(
        &self,
        tenant: &TenantId,
        version: u32,
        after: Option<&Token>,
        limit: usize,
    ) -> Result<Vec<StoredToken>, Error> {
        self.read(|connection| {
            let sql = format!(
                "{TOKEN} WHERE tenant = ?1 AND token > ?2 AND key_version < ?3 ORDER BY token LIMIT ?4"
            );
            let mut statement = connection.prepare(&sql)?;
            let after = after.map_or("", Token::as_str);
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let rows = statement.query_map(params![tenant.as_str(), after, version, limit], entry)?;
            rows.collect()
        })
    }

    fn keys(&self, tenant: &TenantId) -> Result<Vec<WrappedKey>, Error> {
        self.read(|connection| {
            let sql = "SELECT tenant, version, master, sealed FROM vault_keys
                WHERE tenant = ?1 ORDER BY version";
            let mut statement = connection.prepare(sql)?;
            let rows = statement.query_map([tenant.as_str()], key)?;
            rows.collect()
        })
    }

    fn add_key(&self, key: &WrappedKey) -> Result<bool, Error> {
        self.write(|transaction| {
            if newest(transaction, &key.tenant)?.checked_add(1) != Some(key.version) {
                return Ok(false);
            }
            let sql =
                "INSERT INTO vault_keys (tenant, version, master, sealed) VALUES (?1, ?2, ?3, ?4)";
            let (tenant, master) = (key.tenant.as_str(), key.master.as_str());
            transaction.execute(sql, params![tenant, key.version, master, key.sealed])?;
            Ok(true)
        })
    }

    fn replace_key(&self, old: &WrappedKey, new: &WrappedKey) -> Result<bool, Error> {
        if old.version != new.version {
            return Ok(false);
        }
        self.write(|transaction| {
            let sql = "UPDATE vault_keys SET master = ?4, sealed = ?5
                WHERE tenant = ?1 AND version = ?2 AND sealed = ?3";
            let (tenant, master) = (old.tenant.as_str(), new.master.as_str());
            let changed = transaction.execute(
                sql,
                params![tenant, old.version, old.sealed, master, new.sealed],
            )?;
            Ok(changed > 0)
        })
    }

    fn remove_key(&self, tenant: &TenantId, version: u32) -> Result<bool, Error> {
        self.write(|transaction| {
            if newest(transaction, tenant)? == version {
                return Ok(false);
            }
            let sql = "DELETE FROM vault_keys WHERE tenant = ?1 AND version = ?2
                AND NOT EXISTS (SELECT 1 FROM vault_tokens WHERE tenant = ?1 AND key_version = ?2)";
            let removed = transaction.execute(sql, params![tenant.as_str(), version])?;
            Ok(removed > 0)
        })
    }
}

impl Journal for SqliteVault {
    fn record(&self, entry: &JournalEntry) -> Result<(), Error> {
        self.write(|transaction| {
            let sql = "INSERT INTO vault_journal (at, tenant, token, line) VALUES (?1, ?2, ?3, ?4)";
            let token = entry.token.as_ref().map(Token::as_str);
            let (at, tenant) = (entry.at.to_rfc3339(), entry.tenant.as_str());
            transaction.execute(sql, params![at, tenant, token, entry.to_string()])?;
            Ok(())
        })
    }
}

impl fmt::Debug for SqliteVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteVault").finish_non_exhaustive()
    }
}

/// Names the code only: the text of SQLite could quote content.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the form that `map_err` takes"
)]
fn failed(error: rusqlite::Error) -> Error {
    let what = match error.sqlite_error_code() {
        Some(code) => format!("SQLite says {code:?}"),
        None => "SQLite gives what was not asked for".to_owned(),
    };
    Error::new(ErrorKind::Store, what)
}
