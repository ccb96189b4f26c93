//! One house with two tenants, over each store.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use girokit_crypto::keys::KeyId;
use girokit_crypto::vault::{
    Access, Action, Call, Caller, Grants, LocalMasterKey, MasterKey, MemoryJournal, MemoryStore,
    Profile, ProfileName, Repeat, StoredToken, TenantId, Token, TokenFormat, Vault, VaultStore,
    Written,
};
use girokit_crypto::{Error, ErrorKind, Secret};

pub(crate) const PAN: &str = "4111111111111111";
pub(crate) const EVERY: [Action; 5] = [
    Action::Detokenize,
    Action::Find,
    Action::Remove,
    Action::ShowMasked,
    Action::Tokenize,
];

pub(crate) fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

pub(crate) fn kind<T: core::fmt::Debug>(result: Result<T, Error>) -> ErrorKind {
    result.unwrap_err().kind()
}

pub(crate) fn master(name: &str) -> Arc<dyn MasterKey> {
    let secret = Secret::new(name.bytes().cycle().take(32).collect());
    Arc::new(LocalMasterKey::new(KeyId::parse(name).unwrap(), &secret).unwrap())
}

/// One house with two tenants and all profiles.
pub(crate) struct House {
    pub store: Arc<dyn VaultStore>,
    pub journal: Arc<MemoryJournal>,
    pub caller: Caller,
    pub shop: TenantId,
    pub other: TenantId,
    pub pan: ProfileName,
    pub iban: ProfileName,
    pub once: ProfileName,
}

impl House {
    pub(crate) fn over(store: Arc<dyn VaultStore>) -> Self {
        Self {
            store,
            journal: Arc::default(),
            caller: caller("payout"),
            shop: "shop-7".parse().unwrap(),
            other: "shop-8".parse().unwrap(),
            pan: "pan".parse().unwrap(),
            iban: "iban".parse().unwrap(),
            once: "once".parse().unwrap(),
        }
    }

    pub(crate) fn all() -> Vec<Self> {
        vec![
            Self::over(Arc::new(MemoryStore::new())),
            #[cfg(feature = "sqlite")]
            Self::over(Arc::new(
                girokit_crypto::vault::SqliteVault::in_memory().unwrap(),
            )),
        ]
    }

    pub(crate) fn grants(&self) -> Grants {
        let mut grants = Grants::new();
        for tenant in [&self.shop, &self.other] {
            for profile in [&self.pan, &self.iban, &self.once] {
                grants = grants.with(self.caller.id(), tenant, profile, &EVERY);
            }
            grants = grants.with_rotation(self.caller.id(), tenant);
        }
        grants
    }

    pub(crate) fn vault_with(
        &self,
        access: impl Access + 'static,
        master: Arc<dyn MasterKey>,
    ) -> Vault {
        let (store, journal) = (Arc::clone(&self.store), Arc::clone(&self.journal));
        let opaque = || TokenFormat::opaque("tok_").unwrap();
        let once = Profile::new(self.once.clone(), TokenFormat::pan());
        Vault::new(store, journal, Arc::new(access), master)
            .with_profile(Profile::new(self.pan.clone(), TokenFormat::pan()))
            .with_profile(Profile::new(self.iban.clone(), opaque()))
            .with_profile(once.with_repeat(Repeat::NewToken))
    }

    pub(crate) fn vault(&self) -> Vault {
        self.vault_with(self.grants(), master("m1"))
    }

    pub(crate) fn call<'a>(&'a self, profile: &'a ProfileName) -> Call<'a> {
        Call::new(&self.caller, &self.shop, profile, now())
    }

    pub(crate) fn stored(&self, token: &Token) -> StoredToken {
        self.store.token(&self.shop, token).unwrap().unwrap()
    }

    /// Puts an altered entry in the place of a token, as who controls the store can.
    pub(crate) fn plant(&self, entry: &StoredToken) {
        self.store.remove(&entry.tenant, &entry.token).unwrap();
        let written = self.store.insert(entry, &[]).unwrap();
        assert_eq!(written, Written::Done);
    }
}

pub(crate) fn caller(id: &str) -> Caller {
    Caller::new(id.parse().unwrap(), "payout-4711".parse().unwrap())
}

pub(crate) fn luhn(digits: &str) -> bool {
    let digits = digits.bytes().rev().map(|byte| u32::from(byte - b'0'));
    let sum: u32 = digits
        .enumerate()
        .map(|(at, digit)| match (at % 2, digit * 2) {
            (0, _) => digit,
            (_, twice) => twice / 10 + twice % 10,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// A card number of 16 digits with this BIN and account number.
pub(crate) fn card(bin: u32, account: u32) -> String {
    let front = format!("{bin:06}{account:09}");
    (0..10)
        .map(|check| format!("{front}{check}"))
        .find(|pan| luhn(pan))
        .unwrap()
}
