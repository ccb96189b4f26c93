//! Rotation of data keys and master keys, threads and files.

use std::sync::{Arc, Mutex};

use girokit_crypto::keys::KeyId;
use girokit_crypto::vault::{
    LocalMasterKey, MasterKey, StoredToken, TenantId, Token, Vault, VaultStore, WrappedKey, Written,
};
use girokit_crypto::{Error, ErrorKind, Secret};

use crate::house::{House, PAN, card, kind, master, now};

#[test]
fn rotation_goes_on_while_the_vault_works() {
    for house in House::all() {
        let (vault, call) = (house.vault(), house.call(&house.pan));
        let second = house.vault(); // another process, which learns of nothing
        let pans: Vec<String> = (0..25)
            .map(|account| card(520_000, account * 7919))
            .collect();
        let tokenize = |vault: &Vault, pan: &String| vault.tokenize(&call, pan.as_bytes()).unwrap();
        let tokens: Vec<Token> = pans.iter().map(|pan| tokenize(&second, pan)).collect();
        assert_eq!(vault.rotate(&house.caller, &house.shop, now()).unwrap(), 2);
        // Old key versions are still read before they are re-wrapped, and the value keeps its token.
        for (pan, token) in pans.iter().zip(&tokens) {
            assert_eq!(vault.detokenize(&call, token).unwrap().key_version(), 1);
            assert_eq!(tokenize(&vault, pan), *token);
        }
        assert!(
            vault
                .retire_keys(&house.caller, &house.shop, now())
                .unwrap()
                .is_empty()
        );
        // The other process writes under the new key, though it has not heard of it.
        let late = card(520_000, 999_999);
        let token = tokenize(&second, &late);
        assert_eq!(house.stored(&token).key_version, 2);

        let (mut after, mut moved, mut rounds) = (None, 0, 0);
        loop {
            let step = vault.rewrap(&house.caller, &house.shop, now(), after.as_ref(), 10);
            let step = step.unwrap();
            assert!(step.failed.is_empty());
            (moved, rounds, after) = (moved + step.moved, rounds + 1, step.next);
            // In the middle of it, everything still works.
            for (pan, token) in pans.iter().zip(&tokens) {
                assert_eq!(tokenize(&second, pan), *token);
                assert_eq!(
                    second.detokenize(&call, token).unwrap().value().expose(),
                    pan.as_bytes()
                );
            }
            if after.is_none() {
                break;
            }
        }
        assert_eq!((moved, rounds), (25, 3));
        assert_eq!(
            vault
                .retire_keys(&house.caller, &house.shop, now())
                .unwrap(),
            [1]
        );
        assert_eq!(house.store.keys(&house.shop).unwrap().len(), 1);
        let third = house.vault();
        for (pan, token) in pans.iter().zip(&tokens) {
            let back = third.detokenize(&call, token).unwrap();
            assert_eq!(
                (back.value().expose(), back.key_version()),
                (pan.as_bytes(), 2)
            );
            assert_eq!(
                third.find(&call, pan.as_bytes()).unwrap().as_ref(),
                Some(token)
            );
            assert_eq!(
                second.find(&call, pan.as_bytes()).unwrap().as_ref(),
                Some(token)
            );
        }
    }
}

#[test]
fn a_record_that_does_not_open_does_not_stop_the_rotation() {
    for house in House::all() {
        let (vault, call) = (house.vault(), house.call(&house.iban));
        let tokens: Vec<Token> = (0..5)
            .map(|at| {
                vault
                    .tokenize(&call, format!("value {at}").as_bytes())
                    .unwrap()
            })
            .collect();
        let mut entry = house.stored(&tokens[2]);
        entry.record[40] ^= 1;
        house.plant(&entry);
        vault.rotate(&house.caller, &house.shop, now()).unwrap();
        let done = vault
            .rewrap(&house.caller, &house.shop, now(), None, 100)
            .unwrap();
        assert_eq!((done.moved, done.failed), (4, vec![tokens[2].clone()]));
        assert!(
            vault
                .retire_keys(&house.caller, &house.shop, now())
                .unwrap()
                .is_empty()
        );
    }
}

#[test]
fn a_new_master_key_takes_over() {
    for house in House::all() {
        let call = house.call(&house.pan);
        let token = house.vault().tokenize(&call, PAN.as_bytes()).unwrap();
        let lost = house.vault_with(house.grants(), master("m2"));
        assert_eq!(
            kind(lost.detokenize(&call, &token)),
            ErrorKind::KeyNotUsable
        );
        let both = house
            .vault_with(house.grants(), master("m2"))
            .with_old_master(master("m1"));
        assert!(both.detokenize(&call, &token).is_ok());
        assert_eq!(
            both.rewrap_keys(&house.caller, &house.shop, now()).unwrap(),
            1
        );
        assert_eq!(
            both.rewrap_keys(&house.caller, &house.shop, now()).unwrap(),
            0
        );
        let new = house.vault_with(house.grants(), master("m2"));
        assert!(new.detokenize(&call, &token).is_ok());
        assert_eq!(
            kind(house.vault().detokenize(&call, &token)),
            ErrorKind::KeyNotUsable
        );
    }
}

#[test]
fn master_keys_come_whole_or_in_components() {
    let id = || KeyId::parse("m").unwrap();
    let parts = [Secret::new(vec![1; 32]), Secret::new(vec![6; 32])];
    let split = LocalMasterKey::from_components(id(), &parts).unwrap();
    let whole = LocalMasterKey::new(id(), &Secret::new(vec![7; 32])).unwrap();
    let key = Secret::random(32).unwrap();
    let sealed = split.seal(&key, b"here").unwrap();
    assert_eq!(whole.open(&sealed, b"here").unwrap(), key);
    assert_eq!(kind(whole.open(&sealed, b"there")), ErrorKind::Decryption);
    assert_eq!(
        kind(whole.open(&sealed[..10], b"here")),
        ErrorKind::Decryption
    );
    let twice = [parts[0].clone(), parts[0].clone()];
    assert!(LocalMasterKey::from_components(id(), &twice).is_err());
    assert!(LocalMasterKey::from_components(id(), &parts[..1]).is_err());
    assert!(LocalMasterKey::from_components(id(), &[]).is_err());
    assert!(LocalMasterKey::new(id(), &Secret::new(vec![7; 16])).is_err());
}

#[test]
fn many_threads_give_one_token_to_one_value() {
    for house in House::all() {
        let vaults: Vec<Vault> = (0..4).map(|_| house.vault()).collect();
        let tokens: Vec<Vec<Token>> = std::thread::scope(|scope| {
            let work = vaults.iter().enumerate().map(|(at, vault)| {
                let (house, call) = (&house, house.call(&house.pan));
                scope.spawn(move || {
                    if at == 0 {
                        vault.rotate(&house.caller, &house.shop, now()).unwrap();
                    }
                    let pans = (0..20).map(|account| card(520_000, account));
                    pans.map(|pan| vault.tokenize(&call, pan.as_bytes()).unwrap())
                        .collect()
                })
            });
            let work: Vec<_> = work.collect();
            work.into_iter().map(|work| work.join().unwrap()).collect()
        });
        assert!(tokens.iter().all(|each| *each == tokens[0]));
    }
}

/// A store that gives one old copy of an entry first, as if it had been read just before another process moved it.
#[derive(Debug)]
struct Late {
    store: Arc<dyn VaultStore>,
    old: Mutex<Option<StoredToken>>,
}

impl VaultStore for Late {
    fn token(&self, tenant: &TenantId, token: &Token) -> Result<Option<StoredToken>, Error> {
        match self.old.lock().unwrap().take() {
            Some(old) => Ok(Some(old)),
            None => self.store.token(tenant, token),
        }
    }

    fn find(&self, tenant: &TenantId, lookups: &[[u8; 32]]) -> Result<Option<StoredToken>, Error> {
        match self.old.lock().unwrap().take() {
            Some(old) => Ok(Some(old)),
            None => self.store.find(tenant, lookups),
        }
    }

    fn insert(&self, entry: &StoredToken, lookups: &[[u8; 32]]) -> Result<Written, Error> {
        self.store.insert(entry, lookups)
    }

    fn replace(&self, old: &StoredToken, new: &StoredToken) -> Result<Written, Error> {
        self.store.replace(old, new)
    }

    fn remove(&self, tenant: &TenantId, token: &Token) -> Result<bool, Error> {
        self.store.remove(tenant, token)
    }

    fn older(
        &self,
        tenant: &TenantId,
        version: u32,
        after: Option<&Token>,
        limit: usize,
    ) -> Result<Vec<StoredToken>, Error> {
        self.store.older(tenant, version, after, limit)
    }

    fn keys(&self, tenant: &TenantId) -> Result<Vec<WrappedKey>, Error> {
        self.store.keys(tenant)
    }

    fn add_key(&self, key: &WrappedKey) -> Result<bool, Error> {
        self.store.add_key(key)
    }

    fn replace_key(&self, old: &WrappedKey, new: &WrappedKey) -> Result<bool, Error> {
        self.store.replace_key(old, new)
    }

    fn remove_key(&self, tenant: &TenantId, version: u32) -> Result<bool, Error> {
        self.store.remove_key(tenant, version)
    }
}

#[test]
fn an_entry_that_moves_while_it_is_read_is_read_again() {
    for house in House::all() {
        let (vault, call) = (house.vault(), house.call(&house.pan));
        let token = vault.tokenize(&call, PAN.as_bytes()).unwrap();
        let old = house.stored(&token);
        vault.rotate(&house.caller, &house.shop, now()).unwrap();
        vault
            .rewrap(&house.caller, &house.shop, now(), None, 9)
            .unwrap();
        vault
            .retire_keys(&house.caller, &house.shop, now())
            .unwrap();
        let late = || Late {
            store: Arc::clone(&house.store),
            old: Mutex::new(Some(old.clone())),
        };
        let reader = House::over(Arc::new(late()));
        let back = reader.vault().detokenize(&call, &token).unwrap();
        assert_eq!(back.key_version(), 2);
        let reader = House::over(Arc::new(late()));
        assert_eq!(
            reader.vault().tokenize(&call, PAN.as_bytes()).unwrap(),
            token
        );
    }
}

/// Four connections, as of four processes, one of which rotates, re-wraps and retires all the time.
#[cfg(feature = "sqlite")]
#[test]
fn processes_share_a_file_during_rotation() {
    use girokit_crypto::vault::SqliteVault;

    let name = format!("girokit-vault-shared-{}.db", std::process::id());
    let path = std::env::temp_dir().join(name);
    let houses: Vec<House> = (0..4)
        .map(|_| House::over(Arc::new(SqliteVault::open(&path).unwrap())))
        .collect();
    let pans: Vec<String> = (0..15).map(|account| card(520_000, account)).collect();
    let tokens: Vec<Vec<Token>> = std::thread::scope(|scope| {
        let work = houses.iter().enumerate().map(|(at, house)| {
            let pans = &pans;
            scope.spawn(move || {
                let (vault, call) = (house.vault(), house.call(&house.pan));
                let tokenize = |pan: &String| {
                    if at == 0 {
                        vault.rotate(&house.caller, &house.shop, now()).unwrap();
                        let done = vault.rewrap(&house.caller, &house.shop, now(), None, 100);
                        assert!(done.unwrap().failed.is_empty());
                        vault
                            .retire_keys(&house.caller, &house.shop, now())
                            .unwrap();
                    }
                    let token = vault.tokenize(&call, pan.as_bytes()).unwrap();
                    let back = vault.detokenize(&call, &token).unwrap();
                    assert_eq!(back.value().expose(), pan.as_bytes());
                    token
                };
                pans.iter().map(tokenize).collect()
            })
        });
        let work: Vec<_> = work.collect();
        work.into_iter().map(|work| work.join().unwrap()).collect()
    });
    assert!(tokens.iter().all(|each| *each == tokens[0]));
    let vault = houses[1].vault();
    let call = houses[1].call(&houses[1].pan);
    for (pan, token) in pans.iter().zip(&tokens[0]) {
        let back = vault.detokenize(&call, token).unwrap();
        assert_eq!(back.value().expose(), pan.as_bytes());
    }
    drop((vault, houses));
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
}

#[cfg(feature = "sqlite")]
#[test]
fn a_file_keeps_tokens_keys_and_journal() {
    use girokit_crypto::vault::SqliteVault;

    let path = std::env::temp_dir().join(format!("girokit-vault-{}.db", std::process::id()));
    let open = || Arc::new(SqliteVault::open(&path).unwrap());
    let token = {
        let house = House::over(open());
        let token = house
            .vault()
            .tokenize(&house.call(&house.pan), PAN.as_bytes());
        token.unwrap()
    };
    let file = open();
    let house = House::over(file.clone());
    let vault = Vault::new(
        file.clone(),
        file.clone(),
        Arc::new(house.grants()),
        master("m1"),
    );
    let call = house.call(&house.pan);
    assert_eq!(
        vault.detokenize(&call, &token).unwrap().value().expose(),
        PAN.as_bytes()
    );
    assert!(
        vault
            .detokenize(&call, &Token::parse(PAN).unwrap())
            .is_err()
    );
    let lines = file.journal(0, 10).unwrap();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].1.contains("action=detokenize outcome=done"));
    assert_eq!(file.journal(lines[0].0, 10).unwrap(), lines[1..]);
    for end in ["", "-wal"] {
        let bytes = std::fs::read(format!("{}{end}", path.display())).unwrap_or_default();
        assert!(
            !bytes
                .windows(PAN.len())
                .any(|window| window == PAN.as_bytes())
        );
    }
    drop((vault, house, file));
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
    let directory = std::env::temp_dir();
    assert_eq!(kind(SqliteVault::open(&directory)), ErrorKind::Store);
}
