//! New data keys and master keys, while the vault works on.

use chrono::{DateTime, Utc};

use super::engine::busy;
use super::{Action, Caller, TenantId, Token, Vault, WrappedKey, Written};
use crate::Error;

/// How far [`Vault::rewrap`] came.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Values that stand under the newest key now.
    pub moved: usize,
    /// Tokens whose records do not open, or whose value has another token under the newest key; they stay as they are.
    pub failed: Vec<Token>,
    /// Where to go on; `None` when the end is reached.
    pub next: Option<Token>,
}

/// Rotation, for whoever has the right to [`Action::Rotate`] over the tenant.
///
/// 1. [`Vault::rotate`]: from now on, new values are sealed by a new data key. Old ones are still read by theirs.
/// 2. [`Vault::rewrap`], in portions, until [`Progress::next`] is `None`: old values move to the new key. Tokens stay.
/// 3. [`Vault::retire_keys`]: old data keys that nothing needs are erased.
///
/// For a new master key: a vault with the new one in [`Vault::new`] and the old one in
/// [`Vault::with_old_master`], then [`Vault::rewrap_keys`] for each tenant.
impl Vault {
    /// Makes a new data key for a tenant and gives its version.
    ///
    /// # Errors
    /// [`Denied`](crate::ErrorKind::Denied), [`Store`](crate::ErrorKind::Store).
    pub fn rotate(
        &self,
        caller: &Caller,
        tenant: &TenantId,
        now: DateTime<Utc>,
    ) -> Result<u32, Error> {
        self.audited(caller, Action::Rotate, (tenant, None), now, |trace| {
            for _ in 0..8 {
                let keys = self.data_keys(tenant, true, false)?;
                let newest = keys.first().map_or(0, |key| key.version);
                let version = newest.checked_add(1).ok_or_else(busy)?;
                let key = WrappedKey::create(self.master()?.as_ref(), tenant, version)?;
                if self.store().add_key(&key)? {
                    self.data_keys(tenant, true, false)?;
                    trace.key_version = Some(version);
                    return Ok(version);
                }
            }
            Err(busy())
        })
    }

    /// Moves at most `limit` values, those of the tokens after `after`, to the tenant's newest data key.
    ///
    /// # Errors
    /// [`Denied`](crate::ErrorKind::Denied), [`Store`](crate::ErrorKind::Store).
    pub fn rewrap(
        &self,
        caller: &Caller,
        tenant: &TenantId,
        now: DateTime<Utc>,
        after: Option<&Token>,
        limit: usize,
    ) -> Result<Progress, Error> {
        self.audited(caller, Action::Rotate, (tenant, None), now, |trace| {
            let mut progress = Progress {
                moved: 0,
                failed: Vec::new(),
                next: None,
            };
            let keys = self.data_keys(tenant, true, false)?;
            let Some(newest) = keys.first() else {
                return Ok(progress);
            };
            trace.key_version = Some(newest.version);
            let limit = limit.max(1);
            let entries = self.store().older(tenant, newest.version, after, limit)?;
            if entries.len() >= limit {
                progress.next = entries.last().map(|entry| entry.token.clone());
            }
            for entry in entries {
                match self.move_to(newest, &entry) {
                    Ok(Written::Done) => progress.moved += 1,
                    // Moved or erased by another process meanwhile.
                    Ok(Written::Changed) => {}
                    Ok(Written::KeysChanged) => return Err(busy()),
                    Err(error) if error.kind() == crate::ErrorKind::Store => return Err(error),
                    Ok(_) | Err(_) => progress.failed.push(entry.token),
                }
            }
            Ok(progress)
        })
    }

    /// Erases the old data keys of a tenant that no value needs, and gives their versions.
    ///
    /// # Errors
    /// [`Denied`](crate::ErrorKind::Denied), [`Store`](crate::ErrorKind::Store).
    pub fn retire_keys(
        &self,
        caller: &Caller,
        tenant: &TenantId,
        now: DateTime<Utc>,
    ) -> Result<Vec<u32>, Error> {
        self.audited(caller, Action::Rotate, (tenant, None), now, |_| {
            let mut retired = Vec::new();
            for key in self.store().keys(tenant)? {
                if self.store().remove_key(tenant, key.version)? {
                    retired.push(key.version);
                }
            }
            self.data_keys(tenant, true, false)?;
            Ok(retired)
        })
    }

    /// Seals the data keys of a tenant that stand under an old master key by the present one, and gives their number.
    ///
    /// # Errors
    /// [`Denied`](crate::ErrorKind::Denied), [`KeyNotUsable`](crate::ErrorKind::KeyNotUsable) without the old master key,
    /// [`Decryption`](crate::ErrorKind::Decryption), [`Store`](crate::ErrorKind::Store).
    pub fn rewrap_keys(
        &self,
        caller: &Caller,
        tenant: &TenantId,
        now: DateTime<Utc>,
    ) -> Result<usize, Error> {
        self.audited(caller, Action::Rotate, (tenant, None), now, |_| {
            let master = self.master()?;
            let mut moved = 0;
            for old in self.store().keys(tenant)? {
                if old.master == *master.info().id() {
                    continue;
                }
                let new = old.rewrap(self.master_of(&old.master)?.as_ref(), master.as_ref())?;
                if self.store().replace_key(&old, &new)? {
                    moved += 1;
                }
            }
            Ok(moved)
        })
    }
}
