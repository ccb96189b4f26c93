//! Where sealed values and wrapped keys stand.

use core::fmt;
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{ProfileName, TenantId, Token, WrappedKey};
use crate::Error;

/// One token with its sealed value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredToken {
    /// Whose.
    pub tenant: TenantId,
    /// The token; unique in its tenant.
    pub token: Token,
    /// What kind of value.
    pub profile: ProfileName,
    /// The data key that sealed it.
    pub key_version: u32,
    /// Keyed hash of the value, where its profile gives the same token again; unique in its tenant.
    pub lookup: Option<[u8; 32]>,
    /// [`VaultRecord`](super::VaultRecord) in bytes.
    pub record: Vec<u8>,
}

/// What a store did with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Written {
    /// Nothing: what stands there is not what was expected.
    Changed,
    /// Written.
    Done,
    /// Nothing: the key is not the tenant's newest.
    KeysChanged,
    /// Nothing: the value has a token already.
    Known,
    /// Nothing: the token stands for another value.
    TokenTaken,
}

/// Keeps tokens and data keys. Every method is atomic; several processes may share a store.
///
/// All errors are of kind [`Store`](crate::ErrorKind::Store).
pub trait VaultStore: fmt::Debug + Send + Sync {
    /// Adds a token, unless its key is not the tenant's newest ([`Written::KeysChanged`]), one of `lookups` stands there
    /// ([`Written::Known`]), or the token does ([`Written::TokenTaken`]); in this order.
    fn insert(&self, entry: &StoredToken, lookups: &[[u8; 32]]) -> Result<Written, Error>;

    /// The entry of a token.
    fn token(&self, tenant: &TenantId, token: &Token) -> Result<Option<StoredToken>, Error>;

    /// The entry with one of these lookups.
    fn find(&self, tenant: &TenantId, lookups: &[[u8; 32]]) -> Result<Option<StoredToken>, Error>;

    /// Puts `new` in the place of `old` (same tenant and token), if the record there is `old`'s ([`Written::Changed`]) and the
    /// new one's key is the tenant's newest ([`Written::KeysChanged`]); [`Written::Known`] when its lookup is another's.
    fn replace(&self, old: &StoredToken, new: &StoredToken) -> Result<Written, Error>;

    /// Erases a token; whether there was one.
    fn remove(&self, tenant: &TenantId, token: &Token) -> Result<bool, Error>;

    /// At most `limit` entries whose key is older than `version`, in the order of their tokens (by byte), those after `after`.
    fn older(
        &self,
        tenant: &TenantId,
        version: u32,
        after: Option<&Token>,
        limit: usize,
    ) -> Result<Vec<StoredToken>, Error>;

    /// The data keys of a tenant, oldest first.
    fn keys(&self, tenant: &TenantId) -> Result<Vec<WrappedKey>, Error>;

    /// Adds a data key, if its version is one more than the newest (1 for the first); whether it did.
    fn add_key(&self, key: &WrappedKey) -> Result<bool, Error>;

    /// Puts `new` in the place of `old`, if it still stands there; whether it did.
    fn replace_key(&self, old: &WrappedKey, new: &WrappedKey) -> Result<bool, Error>;

    /// Erases a data key, if it is not the newest and no entry needs it; whether it did.
    fn remove_key(&self, tenant: &TenantId, version: u32) -> Result<bool, Error>;
}

/// A store in memory.
#[derive(Default)]
pub struct MemoryStore(Mutex<BTreeMap<TenantId, Tenant>>);

#[derive(Default)]
struct Tenant {
    tokens: BTreeMap<Token, StoredToken>,
    lookups: HashMap<[u8; 32], Token>,
    keys: BTreeMap<u32, WrappedKey>,
}

impl Tenant {
    fn newest(&self) -> u32 {
        self.keys
            .last_key_value()
            .map_or(0, |(version, _)| *version)
    }
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn tenants(&self) -> MutexGuard<'_, BTreeMap<TenantId, Tenant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T: Default>(&self, tenant: &TenantId, run: impl FnOnce(&mut Tenant) -> T) -> T {
        self.tenants().get_mut(tenant).map_or_else(T::default, run)
    }
}

impl VaultStore for MemoryStore {
    fn insert(&self, entry: &StoredToken, lookups: &[[u8; 32]]) -> Result<Written, Error> {
        let mut tenants = self.tenants();
        let Some(tenant) = tenants.get_mut(&entry.tenant) else {
            return Ok(Written::KeysChanged);
        };
        if tenant.newest() != entry.key_version {
            return Ok(Written::KeysChanged);
        }
        let mut known = lookups.iter().chain(&entry.lookup);
        if known.any(|lookup| tenant.lookups.contains_key(lookup)) {
            return Ok(Written::Known);
        }
        if tenant.tokens.contains_key(&entry.token) {
            return Ok(Written::TokenTaken);
        }
        if let Some(lookup) = entry.lookup {
            tenant.lookups.insert(lookup, entry.token.clone());
        }
        tenant.tokens.insert(entry.token.clone(), entry.clone());
        Ok(Written::Done)
    }

    fn token(&self, tenant: &TenantId, token: &Token) -> Result<Option<StoredToken>, Error> {
        Ok(self.with(tenant, |tenant| tenant.tokens.get(token).cloned()))
    }

    fn find(&self, tenant: &TenantId, lookups: &[[u8; 32]]) -> Result<Option<StoredToken>, Error> {
        Ok(self.with(tenant, |tenant| {
            let token = lookups.iter().find_map(|lookup| tenant.lookups.get(lookup));
            token.and_then(|token| tenant.tokens.get(token)).cloned()
        }))
    }

    fn replace(&self, old: &StoredToken, new: &StoredToken) -> Result<Written, Error> {
        let mut tenants = self.tenants();
        let Some(tenant) = tenants.get_mut(&old.tenant) else {
            return Ok(Written::Changed);
        };
        if tenant.newest() != new.key_version {
            return Ok(Written::KeysChanged);
        }
        let other = new.lookup.and_then(|lookup| tenant.lookups.get(&lookup));
        if other.is_some_and(|other| *other != old.token) {
            return Ok(Written::Known);
        }
        let Some(entry) = tenant.tokens.get_mut(&old.token) else {
            return Ok(Written::Changed);
        };
        if entry.record != old.record {
            return Ok(Written::Changed);
        }
        if let Some(lookup) = entry.lookup {
            tenant.lookups.remove(&lookup);
        }
        if let Some(lookup) = new.lookup {
            tenant.lookups.insert(lookup, new.token.clone());
        }
        *entry = new.clone();
        Ok(Written::Done)
    }

    fn remove(&self, tenant: &TenantId, token: &Token) -> Result<bool, Error> {
        Ok(self.with(tenant, |tenant| {
            let Some(entry) = tenant.tokens.remove(token) else {
                return false;
            };
            if let Some(lookup) = entry.lookup {
                tenant.lookups.remove(&lookup);
            }
            true
        }))
    }

    fn older(
        &self,
        tenant: &TenantId,
        version: u32,
        after: Option<&Token>,
        limit: usize,
    ) -> Result<Vec<StoredToken>, Error> {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        Ok(self.with(tenant, |tenant| {
            let entries = tenant.tokens.range((from, Bound::Unbounded));
            let entries = entries.map(|(_, entry)| entry);
            let older = entries.filter(|entry| entry.key_version < version);
            older.take(limit).cloned().collect()
        }))
    }

    fn keys(&self, tenant: &TenantId) -> Result<Vec<WrappedKey>, Error> {
        Ok(self.with(tenant, |tenant| tenant.keys.values().cloned().collect()))
    }

    fn add_key(&self, key: &WrappedKey) -> Result<bool, Error> {
        let mut tenants = self.tenants();
        let tenant = tenants.entry(key.tenant.clone()).or_default();
        let next = tenant.newest().checked_add(1) == Some(key.version);
        if next {
            tenant.keys.insert(key.version, key.clone());
        }
        Ok(next)
    }

    fn replace_key(&self, old: &WrappedKey, new: &WrappedKey) -> Result<bool, Error> {
        Ok(self.with(&old.tenant, |tenant| {
            let place = tenant.keys.get_mut(&old.version);
            let place = place.filter(|key| *key == old && new.version == old.version);
            place.map(|place| *place = new.clone()).is_some()
        }))
    }

    fn remove_key(&self, tenant: &TenantId, version: u32) -> Result<bool, Error> {
        Ok(self.with(tenant, |tenant| {
            let mut entries = tenant.tokens.values();
            let needed = entries.any(|entry| entry.key_version == version);
            !needed && version != tenant.newest() && tenant.keys.remove(&version).is_some()
        }))
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore").finish_non_exhaustive()
    }
}
