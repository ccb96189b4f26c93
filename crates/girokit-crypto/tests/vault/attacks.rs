//! Attacks: the store is hostile, callers have no rights, values are no card numbers.

use std::collections::BTreeSet;
use std::sync::Arc;

use girokit_crypto::keys::KeyId;
use girokit_crypto::vault::{
    Action, Call, Ff1, Grants, Journal, JournalEntry, LocalMasterKey, MemoryStore, Outcome,
    Profile, ProfileName, StoredToken, TenantId, Token, TokenFormat, Vault, VaultRecord,
};
use girokit_crypto::{Error, ErrorKind, Secret};

use crate::house::{House, PAN, caller, kind, master, now};

#[test]
fn ff1_domain_below_a_million_is_refused() {
    let cipher = Ff1::new(&Secret::new(vec![1; 16]), 10).unwrap();
    for length in 0..6 {
        let error = cipher.encrypt(b"", &vec![1; length]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(cipher.decrypt(b"", &vec![1; length]).is_err());
    }
    assert!(cipher.encrypt(b"", &[1; 6]).is_ok());
    let large = vec![1; Ff1::MAX_LENGTH + 1];
    assert_eq!(kind(cipher.encrypt(b"", &large)), ErrorKind::TooLarge);
    let tweak = vec![0; Ff1::MAX_TWEAK + 1];
    assert_eq!(kind(cipher.encrypt(&tweak, &[1; 6])), ErrorKind::TooLarge);
    assert!(Ff1::new(&Secret::new(vec![1; 16]), 1).is_err());
    assert!(Ff1::new(&Secret::new(vec![1; 16]), 65_537).is_err());
    assert!(Ff1::new(&Secret::new(vec![1; 15]), 10).is_err());

    // American Express: 15 digits, five between BIN and last four. So are 8 + 4 of 16.
    let house = House::over(Arc::new(MemoryStore::new()));
    let (vault, call) = (house.vault(), house.call(&house.pan));
    let error = vault.tokenize(&call, b"378282246310005").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    let format = TokenFormat::pan().with_kept(8, 4).unwrap();
    let vault = vault.with_profile(Profile::new(house.pan.clone(), format));
    assert_eq!(
        kind(vault.tokenize(&call, PAN.as_bytes())),
        ErrorKind::Unsupported
    );
}

#[test]
fn a_value_that_is_no_card_number_is_refused_and_not_shown() {
    let house = House::over(Arc::new(MemoryStore::new()));
    let (vault, call) = (house.vault(), house.call(&house.pan));
    for value in [
        "4111111111111112",
        "4111 1111 1111 1111",
        "",
        "411111111111111a",
    ] {
        let error = vault.tokenize(&call, value.as_bytes()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Malformed);
        assert!(!format!("{error} {error:?}").contains("4111"));
    }
    let large = vec![b'1'; VaultRecord::MAX_VALUE + 1];
    assert_eq!(kind(vault.tokenize(&call, &large)), ErrorKind::TooLarge);
    let call = house.call(&house.iban);
    let token = vault.tokenize(&call, &large[1..]).unwrap();
    assert_eq!(
        vault.detokenize(&call, &token).unwrap().value().len(),
        VaultRecord::MAX_VALUE
    );
}

#[test]
fn nonces_never_repeat_and_equal_values_look_different() {
    let house = House::over(Arc::new(MemoryStore::new()));
    let (vault, call) = (house.vault(), house.call(&house.once));
    let mut salts = BTreeSet::new();
    let mut sealed = BTreeSet::new();
    for _ in 0..500 {
        let record = house
            .stored(&vault.tokenize(&call, PAN.as_bytes()).unwrap())
            .record;
        assert!(salts.insert(record[5..33].to_vec()));
        assert!(sealed.insert(record[33..].to_vec()));
    }
}

#[test]
fn wrong_tenant_token_profile_or_key_version_does_not_open() {
    for house in House::all() {
        let (vault, call) = (house.vault(), house.call(&house.iban));
        let token = vault.tokenize(&call, b"value one").unwrap();
        let second = vault.tokenize(&call, b"value two").unwrap();
        vault.rotate(&house.caller, &house.shop, now()).unwrap();
        let (entry, other) = (house.stored(&token), house.stored(&second));
        let mut errors = BTreeSet::new();
        let mut refuse = |entry: &StoredToken, call: &Call<'_>| {
            let mut entry = entry.clone();
            entry.key_version = 2;
            house.plant(&StoredToken {
                lookup: None,
                ..entry.clone()
            });
            let error = vault.detokenize(call, &entry.token).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decryption);
            errors.insert(format!("{error} {error:?}"));
        };
        // Another token's record.
        refuse(
            &StoredToken {
                record: other.record,
                ..entry.clone()
            },
            &call,
        );
        // Another key version, known and unknown.
        for version in [2, 3] {
            let mut record = entry.record.clone();
            record[4] = version;
            refuse(
                &StoredToken {
                    record,
                    ..entry.clone()
                },
                &call,
            );
        }
        // Every byte counts, and so does the length.
        for at in 0..entry.record.len() {
            let mut record = entry.record.clone();
            record[at] ^= 1;
            refuse(
                &StoredToken {
                    record,
                    ..entry.clone()
                },
                &call,
            );
        }
        for length in [0, 1, 33, 48, entry.record.len() - 1] {
            let record = entry.record[..length].to_vec();
            refuse(
                &StoredToken {
                    record,
                    ..entry.clone()
                },
                &call,
            );
        }
        // Another profile.
        let profile = house.once.clone();
        refuse(
            &StoredToken {
                profile,
                ..entry.clone()
            },
            &house.call(&house.once),
        );
        // Another tenant, who has keys of his own.
        let there = Call::new(&house.caller, &house.other, &house.iban, now());
        vault.tokenize(&there, b"something").unwrap();
        vault.rotate(&house.caller, &house.other, now()).unwrap();
        let tenant = house.other.clone();
        refuse(
            &StoredToken {
                tenant,
                ..entry.clone()
            },
            &there,
        );
        assert_eq!(errors.len(), 1, "one error for every reason");
        // Unaltered, it opens.
        house.plant(&StoredToken {
            key_version: 2,
            ..entry.clone()
        });
        assert!(vault.detokenize(&call, &token).is_ok());
    }
}

#[test]
fn a_token_of_another_tenant_or_profile_is_unknown() {
    for house in House::all() {
        let vault = house.vault();
        let call = house.call(&house.pan);
        let token = vault.tokenize(&call, PAN.as_bytes()).unwrap();
        let there = Call::new(&house.caller, &house.other, &house.pan, now());
        assert_eq!(kind(vault.detokenize(&there, &token)), ErrorKind::NotFound);
        assert_eq!(
            kind(vault.detokenize(&house.call(&house.iban), &token)),
            ErrorKind::NotFound
        );
        assert_eq!(kind(vault.remove(&there, &token)), ErrorKind::NotFound);
        // The same value gets another token there.
        assert_ne!(vault.tokenize(&there, PAN.as_bytes()).unwrap(), token);
    }
}

#[test]
fn a_lookup_that_leads_to_another_value_is_tampering() {
    for house in House::all() {
        let (vault, call) = (house.vault(), house.call(&house.iban));
        let token = vault.tokenize(&call, b"value one").unwrap();
        let second = vault.tokenize(&call, b"value two").unwrap();
        let (mut one, two) = (house.stored(&token), house.stored(&second));
        house.store.remove(&house.shop, &second).unwrap();
        one.lookup = two.lookup;
        house.plant(&one);
        assert_eq!(
            kind(vault.tokenize(&call, b"value two")),
            ErrorKind::Tampered
        );
        assert_eq!(kind(vault.find(&call, b"value two")), ErrorKind::Tampered);
    }
}

#[test]
fn a_data_key_of_another_tenant_or_version_does_not_open() {
    let house = House::over(Arc::new(MemoryStore::new()));
    let (vault, call) = (house.vault(), house.call(&house.pan));
    vault.tokenize(&call, PAN.as_bytes()).unwrap();
    let key = house.store.keys(&house.shop).unwrap().remove(0);
    let mut moved = key.clone();
    moved.tenant = house.other.clone();
    assert!(house.store.add_key(&moved).unwrap());
    let there = Call::new(&house.caller, &house.other, &house.pan, now());
    assert_eq!(
        kind(vault.tokenize(&there, PAN.as_bytes())),
        ErrorKind::Decryption
    );
    let mut later = key;
    later.version = 2;
    assert!(house.store.add_key(&later).unwrap());
    assert_eq!(
        kind(house.vault().tokenize(&call, PAN.as_bytes())),
        ErrorKind::Decryption
    );
}

#[test]
fn without_a_right_nothing_happens_but_an_entry_in_the_journal() {
    for house in House::all() {
        let call = house.call(&house.pan);
        let token = house.vault().tokenize(&call, PAN.as_bytes()).unwrap();
        let before = house.journal.entries().len();
        let only = |actions: &[Action]| {
            let (id, shop) = (house.caller.id(), &house.shop);
            house.vault_with(
                Grants::new().with(id, shop, &house.pan, actions),
                master("m1"),
            )
        };
        let none = only(&[]);
        assert_eq!(
            kind(none.tokenize(&call, PAN.as_bytes())),
            ErrorKind::Denied
        );
        assert_eq!(kind(none.detokenize(&call, &token)), ErrorKind::Denied);
        assert_eq!(kind(none.show_masked(&call, &token)), ErrorKind::Denied);
        assert_eq!(kind(none.find(&call, PAN.as_bytes())), ErrorKind::Denied);
        assert_eq!(kind(none.remove(&call, &token)), ErrorKind::Denied);
        assert_eq!(
            kind(none.rotate(&house.caller, &house.shop, now())),
            ErrorKind::Denied
        );
        let rewrap = none.rewrap(&house.caller, &house.shop, now(), None, 1);
        assert_eq!(kind(rewrap), ErrorKind::Denied);
        assert_eq!(
            kind(none.retire_keys(&house.caller, &house.shop, now())),
            ErrorKind::Denied
        );
        assert_eq!(
            kind(none.rewrap_keys(&house.caller, &house.shop, now())),
            ErrorKind::Denied
        );
        let entries = house.journal.entries().split_off(before);
        assert_eq!(entries.len(), 9);
        for entry in &entries {
            assert_eq!((entry.outcome, &entry.token), (Outcome::Denied, &None));
        }
        // A right to one thing, tenant or profile is none to another.
        let masked = only(&[Action::ShowMasked]);
        assert!(masked.show_masked(&call, &token).is_ok());
        assert_eq!(kind(masked.detokenize(&call, &token)), ErrorKind::Denied);
        let detokenize = only(&[Action::Detokenize]);
        assert!(detokenize.detokenize(&call, &token).is_ok());
        for (tenant, profile, who) in [
            (&house.other, &house.pan, &house.caller),
            (&house.shop, &house.iban, &house.caller),
            (&house.shop, &house.pan, &caller("somebody")),
        ] {
            let call = Call::new(who, tenant, profile, now());
            assert_eq!(
                kind(detokenize.detokenize(&call, &token)),
                ErrorKind::Denied
            );
        }
    }
}

#[test]
fn every_use_leaves_one_entry() {
    let house = House::over(Arc::new(MemoryStore::new()));
    let (vault, call) = (house.vault(), house.call(&house.pan));
    let token = vault.tokenize(&call, PAN.as_bytes()).unwrap();
    vault.detokenize(&call, &token).unwrap();
    vault.show_masked(&call, &token).unwrap();
    vault.find(&call, PAN.as_bytes()).unwrap();
    vault.remove(&call, &token).unwrap();
    // A card number, passed for a token by mistake, must not come into the journal.
    let mistake = Token::parse(PAN).unwrap();
    vault.detokenize(&call, &mistake).unwrap_err();
    vault.rotate(&house.caller, &house.shop, now()).unwrap();
    let lines: Vec<String> = house
        .journal
        .entries()
        .iter()
        .map(ToString::to_string)
        .collect();
    let expect = |action: &str| {
        format!(
            "at=2024-10-04T00:00:00.000000Z action={action} outcome=done caller=payout \
             purpose=payout-4711 tenant=shop-7 profile=pan token={} key=1",
            token.as_str()
        )
    };
    for (line, action) in lines
        .iter()
        .zip(["tokenize", "detokenize", "show-masked", "find"])
    {
        assert_eq!(*line, expect(action));
    }
    assert!(lines[4].contains("action=remove outcome=done") && lines[4].contains(token.as_str()));
    assert!(lines[5].contains("outcome=failed:not-found"));
    assert!(lines[6].contains("action=rotate outcome=done") && lines[6].ends_with("key=2"));
    assert_eq!(lines.len(), 7);
    assert!(lines.iter().all(|line| !line.contains(PAN)));
}

#[derive(Debug)]
struct Broken;

impl Journal for Broken {
    fn record(&self, _: &JournalEntry) -> Result<(), Error> {
        Err(Error::new(ErrorKind::Store, "disk full"))
    }
}

#[test]
fn nothing_comes_out_when_the_journal_fails() {
    let house = House::over(Arc::new(MemoryStore::new()));
    let call = house.call(&house.pan);
    let token = house.vault().tokenize(&call, PAN.as_bytes()).unwrap();
    let store = Arc::clone(&house.store);
    let vault = Vault::new(
        store,
        Arc::new(Broken),
        Arc::new(house.grants()),
        master("m1"),
    );
    assert_eq!(kind(vault.detokenize(&call, &token)), ErrorKind::Store);
    assert_eq!(kind(vault.show_masked(&call, &token)), ErrorKind::Store);
}

#[test]
fn masked_values_show_little() {
    let house = House::over(Arc::new(MemoryStore::new()));
    let (vault, call) = (house.vault(), house.call(&house.iban));
    for (value, masked) in [
        ("4111111111111111", "411111******1111"),
        ("378282246310005", "***********0005"),
        ("GB82WEST12345698765432", "******************5432"),
        ("12345678901", "***"),
        ("Jos\u{e9} Garc\u{ed}a L\u{f3}pez", "***"),
        ("", "***"),
    ] {
        let token = vault.tokenize(&call, value.as_bytes()).unwrap();
        assert_eq!(vault.show_masked(&call, &token).unwrap(), masked);
    }
}

#[test]
fn debug_shows_no_value_no_key_and_no_whole_token() {
    let house = House::over(Arc::new(MemoryStore::new()));
    let (vault, call) = (house.vault(), house.call(&house.pan));
    let token = vault.tokenize(&call, PAN.as_bytes()).unwrap();
    let key = Secret::new(b"0123456789abcdef0123456789abcdef".to_vec());
    let master = LocalMasterKey::new(KeyId::parse("m").unwrap(), &key).unwrap();
    let entry = house.stored(&token);
    let record = VaultRecord::parse(&entry.record).unwrap();
    let cipher = Ff1::new(&key, 10).unwrap();
    let detokenized = vault.detokenize(&call, &token).unwrap();
    let all = format!(
        "{vault:?} {call:?} {token:?} {master:?} {record:?} {cipher:?} {detokenized:?} {:?} {:?} {:?} {entry:?} {:?}",
        house.store,
        house.journal,
        house.grants(),
        house.journal.entries(),
    );
    for secret in [
        PAN,
        token.as_str(),
        "0123456789abcdef",
        "[48, 49, 50",
        "[52, 49, 49",
    ] {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
}

#[test]
fn names_and_tokens_are_checked() {
    for bad in ["", "a b", "a\n", "\u{e9}", &"a".repeat(65)] {
        assert_eq!(kind(TenantId::parse(bad)), ErrorKind::Malformed);
        assert!(ProfileName::parse(bad).is_err());
    }
    assert!(Token::parse(&"1".repeat(256)).is_err() && Token::parse("").is_err());
    assert_eq!(
        format!("{:?}", Token::parse("12345678").unwrap()),
        "Token(***)"
    );
    assert_eq!(
        format!("{:?}", Token::parse(PAN).unwrap()),
        "Token(***1111)"
    );
}
