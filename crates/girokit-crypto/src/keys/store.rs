//! Which key to use now: rotation.

use core::fmt;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Decrypter, KeyId, MacKey, Signer, Verifier};
use crate::{Error, ErrorKind};

/// Finds keys. `now` decides which is current; the store has no clock of its own.
///
/// A *name* stands for a line of keys that follow each other ("payments to bank A"); a [`KeyId`] for one of them.
pub trait KeyStore: fmt::Debug + Send + Sync {
    /// The key of `name` to sign with.
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound), or [`KeyNotUsable`](ErrorKind::KeyNotUsable) when none is current.
    fn signer(&self, name: &str, now: DateTime<Utc>) -> Result<Arc<dyn Signer>, Error>;

    /// The key of this id to verify with: a retired one still verifies, a revoked or expired one does not.
    ///
    /// # Errors
    /// As [`KeyStore::signer`].
    fn verifier(&self, id: &KeyId, now: DateTime<Utc>) -> Result<Arc<dyn Verifier>, Error>;

    /// The shared key of `name` to make MACs with.
    ///
    /// # Errors
    /// As [`KeyStore::signer`].
    fn mac_key(&self, name: &str, now: DateTime<Utc>) -> Result<Arc<dyn MacKey>, Error>;

    /// Every shared key of `name` that still verifies, current first: for MACs that carry no key id.
    ///
    /// # Errors
    /// As [`KeyStore::signer`].
    fn mac_keys(&self, name: &str, now: DateTime<Utc>) -> Result<Vec<Arc<dyn MacKey>>, Error>;

    /// The private key of this id to decrypt with; a retired one still decrypts.
    ///
    /// # Errors
    /// As [`KeyStore::signer`].
    fn decrypter(&self, id: &KeyId, now: DateTime<Utc>) -> Result<Arc<dyn Decrypter>, Error>;
}

/// When a key signs and when it still verifies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    not_before: Option<DateTime<Utc>>,
    retired: Option<DateTime<Utc>>,
    ends: Option<DateTime<Utc>>,
}

impl Period {
    /// Always.
    pub const ALWAYS: Self = Self {
        not_before: None,
        retired: None,
        ends: None,
    };

    /// From this instant on.
    pub fn from(not_before: DateTime<Utc>) -> Self {
        Self {
            not_before: Some(not_before),
            ..Self::ALWAYS
        }
    }

    /// From this instant on it no longer signs, but still verifies and decrypts.
    #[must_use]
    pub fn retired(mut self, at: DateTime<Utc>) -> Self {
        self.retired = Some(at);
        self
    }

    /// From this instant on it does nothing: the end of its life, or its revocation.
    #[must_use]
    pub fn ends(mut self, at: DateTime<Utc>) -> Self {
        self.ends = Some(at);
        self
    }

    /// Whether it signs at `now`.
    pub fn signs(&self, now: DateTime<Utc>) -> bool {
        self.verifies(now) && self.retired.is_none_or(|at| now < at)
    }

    /// Whether it verifies and decrypts at `now`.
    pub fn verifies(&self, now: DateTime<Utc>) -> bool {
        self.not_before.is_none_or(|at| now >= at) && self.ends.is_none_or(|at| now < at)
    }
}

/// A [`KeyStore`] in memory.
///
/// Several keys of one name follow each other: the one with the latest beginning that signs now is current.
#[derive(Debug, Default)]
pub struct KeyRing {
    signers: BTreeMap<String, Vec<Timed<dyn Signer>>>,
    macs: BTreeMap<String, Vec<Timed<dyn MacKey>>>,
    verifiers: BTreeMap<KeyId, Timed<dyn Verifier>>,
    decrypters: BTreeMap<KeyId, Timed<dyn Decrypter>>,
}

/// A key and its period of use.
type Timed<T> = (Period, Arc<T>);

impl KeyRing {
    /// An empty ring.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a key to sign with under `name`.
    #[must_use]
    pub fn with_signer(mut self, name: &str, key: Arc<dyn Signer>, period: Period) -> Self {
        self.signers
            .entry(name.to_owned())
            .or_default()
            .push((period, key));
        self
    }

    /// Adds a shared key under `name`.
    #[must_use]
    pub fn with_mac_key(mut self, name: &str, key: Arc<dyn MacKey>, period: Period) -> Self {
        self.macs
            .entry(name.to_owned())
            .or_default()
            .push((period, key));
        self
    }

    /// Adds a key to verify with, under its own id; a later one of the same id takes its place.
    #[must_use]
    pub fn with_verifier(mut self, key: Arc<dyn Verifier>, period: Period) -> Self {
        self.verifiers
            .insert(key.info().id().clone(), (period, key));
        self
    }

    /// Adds a key to decrypt with, under its own id; a later one of the same id takes its place.
    #[must_use]
    pub fn with_decrypter(mut self, key: Arc<dyn Decrypter>, period: Period) -> Self {
        self.decrypters
            .insert(key.info().id().clone(), (period, key));
        self
    }
}

impl KeyStore for KeyRing {
    fn signer(&self, name: &str, now: DateTime<Utc>) -> Result<Arc<dyn Signer>, Error> {
        current(self.signers.get(name), now)
    }

    fn verifier(&self, id: &KeyId, now: DateTime<Utc>) -> Result<Arc<dyn Verifier>, Error> {
        living(self.verifiers.get(id), id, now)
    }

    fn mac_key(&self, name: &str, now: DateTime<Utc>) -> Result<Arc<dyn MacKey>, Error> {
        current(self.macs.get(name), now)
    }

    fn mac_keys(&self, name: &str, now: DateTime<Utc>) -> Result<Vec<Arc<dyn MacKey>>, Error> {
        let keys = self.macs.get(name).ok_or_else(not_found)?;
        let mut keys: Vec<_> = keys
            .iter()
            .filter(|(period, _)| period.verifies(now))
            .collect();
        keys.sort_by_key(|(period, _)| core::cmp::Reverse((period.signs(now), period.not_before)));
        if keys.is_empty() {
            return Err(not_current());
        }
        Ok(keys.into_iter().map(|(_, key)| Arc::clone(key)).collect())
    }

    fn decrypter(&self, id: &KeyId, now: DateTime<Utc>) -> Result<Arc<dyn Decrypter>, Error> {
        living(self.decrypters.get(id), id, now)
    }
}

fn current<T: ?Sized>(keys: Option<&Vec<Timed<T>>>, now: DateTime<Utc>) -> Result<Arc<T>, Error> {
    let current = keys
        .ok_or_else(not_found)?
        .iter()
        .filter(|(period, _)| period.signs(now));
    let (_, key) = current
        .max_by_key(|(period, _)| period.not_before)
        .ok_or_else(not_current)?;
    Ok(Arc::clone(key))
}

fn living<T: ?Sized>(
    key: Option<&Timed<T>>,
    id: &KeyId,
    now: DateTime<Utc>,
) -> Result<Arc<T>, Error> {
    let (period, key) = key.ok_or_else(|| not_found().in_part(id.to_string()))?;
    if period.verifies(now) {
        Ok(Arc::clone(key))
    } else {
        Err(not_current().in_part(id.to_string()))
    }
}

fn not_found() -> Error {
    Error::new(ErrorKind::NotFound, "expected a key of this name")
}

fn not_current() -> Error {
    Error::new(
        ErrorKind::KeyNotUsable,
        "expected a key in its period of use",
    )
}
