//! The operations of a vault.

use core::fmt;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};

use super::keys::{self, DataKey};
use super::record::{Place, too_large};
use super::{
    Access, Action, Caller, Journal, JournalEntry, MasterKey, Outcome, ProfileName, StoredToken,
    TenantId, Token, TokenFormat, VaultRecord, VaultStore, WrappedKey, Written,
};
use crate::keys::KeyId;
use crate::{Error, ErrorKind, Secret, random, secret};

/// A kind of value and what its tokens are like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    name: ProfileName,
    format: TokenFormat,
    repeat: Repeat,
}

/// What a value gets that already has a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Repeat {
    /// A new token every time: tokens of the same value cannot be linked, and [`Vault::find`] finds nothing.
    NewToken,
    /// The token that it has: found by a keyed hash of the value.
    SameToken,
}

impl Profile {
    /// Values of this name get tokens of this format, and a value that comes again the token that it has.
    pub fn new(name: ProfileName, format: TokenFormat) -> Self {
        Self {
            name,
            format,
            repeat: Repeat::SameToken,
        }
    }

    /// Sets what a value gets that comes again.
    #[must_use]
    pub fn with_repeat(mut self, repeat: Repeat) -> Self {
        self.repeat = repeat;
        self
    }

    /// Its name.
    pub fn name(&self) -> &ProfileName {
        &self.name
    }
}

/// Who asks, about which values, and when.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    caller: &'a Caller,
    tenant: &'a TenantId,
    profile: &'a ProfileName,
    now: DateTime<Utc>,
}

impl<'a> Call<'a> {
    /// `caller` asks about the values of `profile` that `tenant` has.
    pub fn new(
        caller: &'a Caller,
        tenant: &'a TenantId,
        profile: &'a ProfileName,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            caller,
            tenant,
            profile,
            now,
        }
    }

    fn place(&self, token: &'a Token) -> Place<'a> {
        Place {
            tenant: self.tenant,
            profile: self.profile,
            token,
        }
    }
}

/// A value that came back out of the vault, in the clear.
#[derive(Debug)]
pub struct Detokenized {
    value: Secret,
    key_version: u32,
}

impl Detokenized {
    /// The value.
    pub fn value(&self) -> &Secret {
        &self.value
    }

    /// The value alone.
    pub fn into_value(self) -> Secret {
        self.value
    }

    /// The data key that had sealed it.
    pub fn key_version(&self) -> u32 {
        self.key_version
    }
}

/// A token vault. See the [module](super).
pub struct Vault {
    store: Arc<dyn VaultStore>,
    journal: Arc<dyn Journal>,
    access: Arc<dyn Access>,
    /// The one that seals now, then older ones.
    masters: Vec<Arc<dyn MasterKey>>,
    profiles: BTreeMap<ProfileName, Profile>,
    cache: RwLock<HashMap<TenantId, DataKeys>>,
}

/// The data keys of a tenant, newest first; never empty.
type DataKeys = Arc<[Arc<DataKey>]>;

/// Tenants whose data keys stay in memory.
const CACHED_TENANTS: usize = 4096;
/// Candidates for one token: with [`LuhnRule::Valid`](super::LuhnRule::Valid), one in ten fits.
const ATTEMPTS: u32 = 1024;
/// Times that a call begins again because keys or entries changed under it.
const RESTARTS: usize = 8;

/// What a call leaves in the journal besides its outcome.
#[derive(Default)]
pub(super) struct Trace {
    token: Option<Token>,
    pub(super) key_version: Option<u32>,
}

impl Vault {
    /// A vault over a store, whose data keys are sealed by `master`. Without [`Vault::with_profile`] it takes no value.
    pub fn new(
        store: Arc<dyn VaultStore>,
        journal: Arc<dyn Journal>,
        access: Arc<dyn Access>,
        master: Arc<dyn MasterKey>,
    ) -> Self {
        Self {
            store,
            journal,
            access,
            masters: vec![master],
            profiles: BTreeMap::new(),
            cache: RwLock::default(),
        }
    }

    /// Takes values of this profile, instead of an earlier one of the same name.
    #[must_use]
    pub fn with_profile(mut self, profile: Profile) -> Self {
        self.profiles.insert(profile.name.clone(), profile);
        self
    }

    /// Opens data keys that an earlier master key sealed; [`Vault::rewrap_keys`] moves them to the one of [`Vault::new`].
    #[must_use]
    pub fn with_old_master(mut self, master: Arc<dyn MasterKey>) -> Self {
        self.masters.push(master);
        self
    }

    /// The token of a value: a new one, or the one that it has ([`Repeat::SameToken`]). Needs [`Action::Tokenize`].
    ///
    /// # Errors
    /// [`Denied`](ErrorKind::Denied); [`NotFound`](ErrorKind::NotFound) for an unknown profile;
    /// [`Malformed`](ErrorKind::Malformed), [`TooLarge`](ErrorKind::TooLarge) and [`Unsupported`](ErrorKind::Unsupported) (domain
    /// below 10^6) for a value that its format does not take; [`Conflict`](ErrorKind::Conflict) when the format has no free token
    /// left; [`Tampered`](ErrorKind::Tampered) when the store gives another value's token;
    /// [`Store`](ErrorKind::Store).
    pub fn tokenize(&self, call: &Call<'_>, value: &[u8]) -> Result<Token, Error> {
        self.audited_call(call, Action::Tokenize, |trace| {
            let profile = self.profile(call)?;
            if value.len() > VaultRecord::MAX_VALUE {
                return Err(too_large());
            }
            for attempt in 0..RESTARTS {
                let keys = self.data_keys(call.tenant, attempt > 0, true)?;
                let token = match profile.repeat {
                    Repeat::SameToken => self.known(call, &keys, value, trace)?,
                    Repeat::NewToken => None,
                };
                let token = match token {
                    Some(token) => Some(token),
                    None => self.issue(call, profile, &keys, value, trace)?,
                };
                if let Some(token) = token {
                    trace.token = Some(token.clone());
                    return Ok(token);
                }
            }
            Err(busy())
        })
    }

    /// The value of a token. Needs [`Action::Detokenize`].
    ///
    /// # Errors
    /// [`Denied`](ErrorKind::Denied); [`NotFound`](ErrorKind::NotFound) for a token that tenant and profile do not have;
    /// [`Decryption`](ErrorKind::Decryption), with one text, for a record that was altered or moved or whose key is gone;
    /// [`Store`](ErrorKind::Store), also when the journal does not take the entry: then nothing is given out.
    pub fn detokenize(&self, call: &Call<'_>, token: &Token) -> Result<Detokenized, Error> {
        self.audited_call(call, Action::Detokenize, |trace| {
            self.reveal(call, token, trace)
        })
    }

    /// The value of a token, masked: of 16 and more decimal digits the first six and last four, of others from 12 characters
    /// on the last four, of shorter ones nothing. Needs [`Action::ShowMasked`].
    ///
    /// # Errors
    /// As [`Vault::detokenize`].
    pub fn show_masked(&self, call: &Call<'_>, token: &Token) -> Result<String, Error> {
        self.audited_call(call, Action::ShowMasked, |trace| {
            let revealed = self.reveal(call, token, trace)?;
            Ok(mask(revealed.value.expose()))
        })
    }

    /// The token of a value, if it has one; makes none. Needs [`Action::Find`]: who may ask can try out values.
    ///
    /// # Errors
    /// As [`Vault::tokenize`]; [`Unsupported`](ErrorKind::Unsupported) where a value has many tokens ([`Repeat::NewToken`]).
    pub fn find(&self, call: &Call<'_>, value: &[u8]) -> Result<Option<Token>, Error> {
        self.audited_call(call, Action::Find, |trace| {
            if self.profile(call)?.repeat == Repeat::NewToken {
                let what = "expected a profile that gives the same token again";
                return Err(Error::new(ErrorKind::Unsupported, what));
            }
            // Another process may have moved the value to a key that is not yet known here: look again with fresh keys.
            for fresh in [false, true] {
                let keys = self.data_keys(call.tenant, fresh, false)?;
                if let Some(token) = self.known(call, &keys, value, trace)? {
                    trace.token = Some(token.clone());
                    return Ok(Some(token));
                }
            }
            Ok(None)
        })
    }

    /// Erases a token and its value. Needs [`Action::Remove`]. Copies in backups stay readable while their data key is.
    ///
    /// The same value may get the same token again later, until the data key changes.
    ///
    /// # Errors
    /// [`Denied`](ErrorKind::Denied), [`NotFound`](ErrorKind::NotFound), [`Store`](ErrorKind::Store).
    pub fn remove(&self, call: &Call<'_>, token: &Token) -> Result<(), Error> {
        self.audited_call(call, Action::Remove, |trace| {
            self.entry(call, token, trace)?;
            if self.store.remove(call.tenant, token)? {
                Ok(())
            } else {
                Err(unknown_token())
            }
        })
    }

    fn audited_call<T>(
        &self,
        call: &Call<'_>,
        action: Action,
        run: impl FnOnce(&mut Trace) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let about = (call.tenant, Some(call.profile));
        self.audited(call.caller, action, about, call.now, run)
    }

    /// Runs what the caller has a right to, and leaves one entry in the journal, whatever happens.
    pub(super) fn audited<T>(
        &self,
        caller: &Caller,
        action: Action,
        (tenant, profile): (&TenantId, Option<&ProfileName>),
        now: DateTime<Utc>,
        run: impl FnOnce(&mut Trace) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut trace = Trace::default();
        let allowed = self.access.allows(caller, action, tenant, profile);
        let result = if allowed {
            run(&mut trace)
        } else {
            let what = format!("expected the right to {action}");
            Err(Error::new(ErrorKind::Denied, what))
        };
        let outcome = match &result {
            Ok(_) => Outcome::Done,
            Err(_) if !allowed => Outcome::Denied,
            Err(error) => Outcome::Failed(error.kind()),
        };
        self.journal.record(&JournalEntry {
            at: now,
            caller: caller.id().clone(),
            purpose: caller.purpose().clone(),
            action,
            tenant: tenant.clone(),
            profile: profile.cloned(),
            token: trace.token,
            key_version: trace.key_version,
            outcome,
        })?;
        result
    }

    fn profile(&self, call: &Call<'_>) -> Result<&Profile, Error> {
        self.profiles
            .get(call.profile)
            .ok_or_else(|| Error::new(ErrorKind::NotFound, "expected a profile of this vault"))
    }

    /// The token that a value has.
    fn known(
        &self,
        call: &Call<'_>,
        keys: &[Arc<DataKey>],
        value: &[u8],
        trace: &mut Trace,
    ) -> Result<Option<Token>, Error> {
        let lookups = lookups(keys, call, value);
        let read = || self.store.find(call.tenant, &lookups);
        let Some((token, inside)) = self.open_latest(call, read)? else {
            return Ok(None);
        };
        // The lookup stands outside the seal: only the value inside proves that the token is its own.
        if !secret::same(inside.value.expose(), value) {
            let what = "the store gives the token of another value";
            return Err(Error::new(ErrorKind::Tampered, what));
        }
        trace.key_version = Some(inside.key_version);
        Ok(Some(token))
    }

    /// A new token; `None` when keys or entries changed meanwhile.
    fn issue(
        &self,
        call: &Call<'_>,
        profile: &Profile,
        keys: &[Arc<DataKey>],
        value: &[u8],
        trace: &mut Trace,
    ) -> Result<Option<Token>, Error> {
        let newest = keys.first().ok_or_else(keys::failed)?;
        let same = profile.repeat == Repeat::SameToken;
        let lookups = if same {
            lookups(keys, call, value)
        } else {
            Vec::new()
        };
        let plan = profile.format.plan(value)?;
        for attempt in 0..ATTEMPTS {
            let chance = if same { None } else { Some(random::bytes()?) };
            let candidate = plan.candidate(&newest.format, call.profile, attempt, chance)?;
            let Some(token) = candidate else { continue };
            let entry = StoredToken {
                tenant: call.tenant.clone(),
                profile: call.profile.clone(),
                key_version: newest.version,
                lookup: lookups.first().copied(),
                record: newest.seal(call.place(&token), value)?.to_bytes(),
                token,
            };
            match self.store.insert(&entry, &lookups)? {
                Written::Done => {
                    trace.key_version = Some(newest.version);
                    return Ok(Some(entry.token));
                }
                Written::TokenTaken => {}
                _ => return Ok(None),
            }
        }
        let what = "expected a free token of the format of this profile";
        Err(Error::new(ErrorKind::Conflict, what))
    }

    fn reveal(
        &self,
        call: &Call<'_>,
        token: &Token,
        trace: &mut Trace,
    ) -> Result<Detokenized, Error> {
        let read = || self.entry(call, token, trace).map(Some);
        let (_, inside) = self.open_latest(call, read)?.ok_or_else(unknown_token)?;
        trace.key_version = Some(inside.key_version);
        Ok(inside)
    }

    fn entry(
        &self,
        call: &Call<'_>,
        token: &Token,
        trace: &mut Trace,
    ) -> Result<StoredToken, Error> {
        let entry = self.store.token(call.tenant, token)?;
        let entry = entry.filter(|entry| entry.profile == *call.profile);
        let entry = entry.ok_or_else(unknown_token)?;
        trace.token = Some(token.clone());
        Ok(entry)
    }

    /// Opens what `read` gives; again, when it does not open and was moved to another key meanwhile.
    fn open_latest(
        &self,
        call: &Call<'_>,
        mut read: impl FnMut() -> Result<Option<StoredToken>, Error>,
    ) -> Result<Option<(Token, Detokenized)>, Error> {
        let mut last = None;
        for _ in 0..RESTARTS {
            let Some(entry) = read()? else {
                return Ok(None);
            };
            match self.open(call, &entry) {
                Ok(inside) => return Ok(Some((entry.token, inside))),
                Err(error) if error.kind() != ErrorKind::Decryption => return Err(error),
                Err(_) if last.as_ref() == Some(&entry.record) => break,
                Err(_) => last = Some(entry.record),
            }
        }
        Err(keys::failed())
    }

    /// Opens an entry in the place where the caller looked, not where it says it belongs.
    fn open(&self, call: &Call<'_>, entry: &StoredToken) -> Result<Detokenized, Error> {
        let record = VaultRecord::parse(&entry.record).map_err(|_| keys::failed())?;
        let key = self.data_key(call.tenant, record.key_version)?;
        Ok(Detokenized {
            value: key.unseal(call.place(&entry.token), &record)?,
            key_version: record.key_version,
        })
    }

    /// The same value under the tenant's newest key.
    pub(super) fn move_to(&self, key: &DataKey, entry: &StoredToken) -> Result<Written, Error> {
        let place = Place {
            tenant: &entry.tenant,
            profile: &entry.profile,
            token: &entry.token,
        };
        let record = VaultRecord::parse(&entry.record).map_err(|_| keys::failed())?;
        let old = self.data_key(&entry.tenant, record.key_version)?;
        let value = old.unseal(place, &record)?;
        let lookup = || key.lookup(&entry.tenant, &entry.profile, value.expose());
        let new = StoredToken {
            key_version: key.version,
            lookup: entry.lookup.map(|_| lookup()),
            record: key.seal(place, value.expose())?.to_bytes(),
            ..entry.clone()
        };
        self.store.replace(entry, &new)
    }

    fn data_key(&self, tenant: &TenantId, version: u32) -> Result<Arc<DataKey>, Error> {
        for fresh in [false, true] {
            let keys = self.data_keys(tenant, fresh, false)?;
            if let Some(key) = keys.iter().find(|key| key.version == version) {
                return Ok(Arc::clone(key));
            }
        }
        Err(keys::failed())
    }

    /// The data keys of a tenant, newest first: from memory, or from the store when `fresh` is asked or memory has none. With
    /// `create`, the first one is made when there is none.
    pub(super) fn data_keys(
        &self,
        tenant: &TenantId,
        fresh: bool,
        create: bool,
    ) -> Result<DataKeys, Error> {
        let cached = {
            let cache = self.cache.read().unwrap_or_else(PoisonError::into_inner);
            cache.get(tenant).cloned()
        };
        if let Some(keys) = cached.as_ref().filter(|_| !fresh) {
            return Ok(Arc::clone(keys));
        }
        let mut wrapped = self.store.keys(tenant)?;
        if wrapped.is_empty() && create {
            // Another process may be quicker; then its key counts.
            let first = WrappedKey::create(self.master()?.as_ref(), tenant, 1)?;
            self.store.add_key(&first)?;
            wrapped = self.store.keys(tenant)?;
        }
        let cached = cached.as_deref().unwrap_or_default();
        let mut keys = Vec::with_capacity(wrapped.len());
        for wrapped in wrapped.iter().rev() {
            let known = cached.iter().find(|key| key.version == wrapped.version);
            keys.push(match known {
                Some(key) => Arc::clone(key),
                None => self.open_key(wrapped).map(Arc::new)?,
            });
        }
        let keys: DataKeys = keys.into();
        if !keys.is_empty() {
            let mut cache = self.cache.write().unwrap_or_else(PoisonError::into_inner);
            if cache.len() >= CACHED_TENANTS {
                cache.clear();
            }
            cache.insert(tenant.clone(), Arc::clone(&keys));
        }
        Ok(keys)
    }

    fn open_key(&self, wrapped: &WrappedKey) -> Result<DataKey, Error> {
        let master = self.master_of(&wrapped.master)?;
        DataKey::open(master.as_ref(), wrapped)
    }

    /// The master key that seals now.
    pub(super) fn master(&self) -> Result<&Arc<dyn MasterKey>, Error> {
        self.masters.first().ok_or_else(no_master)
    }

    pub(super) fn master_of(&self, id: &KeyId) -> Result<&Arc<dyn MasterKey>, Error> {
        let mut masters = self.masters.iter();
        masters
            .find(|master| master.info().id() == id)
            .ok_or_else(no_master)
    }

    pub(super) fn store(&self) -> &dyn VaultStore {
        self.store.as_ref()
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault")
            .field("store", &self.store)
            .field("masters", &self.masters)
            .field("profiles", &self.profiles)
            .finish_non_exhaustive()
    }
}

/// Under every key, newest first: during a rotation the value may stand under any.
fn lookups(keys: &[Arc<DataKey>], call: &Call<'_>, value: &[u8]) -> Vec<[u8; 32]> {
    let lookup = |key: &Arc<DataKey>| key.lookup(call.tenant, call.profile, value);
    keys.iter().map(lookup).collect()
}

fn mask(value: &[u8]) -> String {
    let digits = value.iter().all(u8::is_ascii_digit);
    let text = value.iter().all(u8::is_ascii_graphic);
    let (first, last) = match value.len() {
        16.. if digits => (6, 4),
        12.. if text => (0, 4),
        _ => return "***".to_owned(),
    };
    let end = value.len().saturating_sub(last);
    let show = |at: usize, byte: u8| match at {
        at if at < first || at >= end => char::from(byte),
        _ => '*',
    };
    let masked = value.iter().enumerate();
    masked.map(|(at, &byte)| show(at, byte)).collect()
}

pub(super) fn busy() -> Error {
    Error::new(
        ErrorKind::Conflict,
        "keys or entries changed again and again; try later",
    )
}

fn no_master() -> Error {
    Error::new(
        ErrorKind::KeyNotUsable,
        "expected the master key that sealed the data key",
    )
}

fn unknown_token() -> Error {
    Error::new(
        ErrorKind::NotFound,
        "expected a token of this tenant and profile",
    )
}
