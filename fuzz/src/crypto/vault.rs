//! The token vault: records from a hostile store, and values of any kind.

use std::sync::Arc;

use girokit_crypto::chrono::DateTime;
use girokit_crypto::keys::KeyId;
use girokit_crypto::vault::{
    Access, Action, Alphabet, Call, Caller, Ff1, LocalMasterKey, MemoryJournal, MemoryStore,
    Profile, ProfileName, StoredToken, TenantId, Token, TokenFormat, Vault, VaultRecord,
    VaultStore as _,
};
use girokit_crypto::{ErrorKind, Secret};

#[derive(Debug)]
struct Everybody;

impl Access for Everybody {
    fn allows(&self, _: &Caller, _: Action, _: &TenantId, _: Option<&ProfileName>) -> bool {
        true
    }
}

/// Takes bytes as a record that a hostile store gives: it is read and printed alike, and never opens. Then as a value: what is
/// tokenized comes back, in every format that takes it. Then as a string for FF1.
///
/// # Panics
/// When a promise is broken.
pub fn vault(data: &[u8]) {
    if let Ok(record) = VaultRecord::parse(data) {
        assert_eq!(record.to_bytes(), data);
    }
    let (pan, opaque) = (profile("pan"), profile("opaque"));
    let master = LocalMasterKey::new(
        KeyId::parse("fuzz").expect("a fixed id"),
        &Secret::new(vec![7; 32]),
    );
    let store = Arc::new(MemoryStore::new());
    let vault = Vault::new(
        store.clone(),
        Arc::new(MemoryJournal::new()),
        Arc::new(Everybody),
        Arc::new(master.expect("32 bytes")),
    )
    .with_profile(Profile::new(pan.clone(), TokenFormat::pan()))
    .with_profile(Profile::new(
        opaque.clone(),
        TokenFormat::opaque("t").expect("a fixed prefix"),
    ));
    let caller = Caller::new(
        "fuzz".parse().expect("a fixed name"),
        "fuzz".parse().expect("a fixed name"),
    );
    let tenant: TenantId = "fuzz".parse().expect("a fixed name");
    for profile in [&pan, &opaque] {
        let call = Call::new(&caller, &tenant, profile, DateTime::UNIX_EPOCH);
        match vault.tokenize(&call, data) {
            Ok(token) => {
                let back = vault
                    .detokenize(&call, &token)
                    .expect("a token of this vault");
                assert_eq!(back.value().expose(), data);
            }
            Err(error) => assert!(matches!(
                error.kind(),
                ErrorKind::Malformed | ErrorKind::TooLarge | ErrorKind::Unsupported
            )),
        }
    }
    let call = Call::new(&caller, &tenant, &opaque, DateTime::UNIX_EPOCH);
    vault
        .tokenize(&call, b"the first")
        .expect("a value of any kind");
    let token = Token::parse("planted").expect("a fixed token");
    let entry = StoredToken {
        tenant: tenant.clone(),
        token: token.clone(),
        profile: opaque.clone(),
        key_version: 1,
        lookup: None,
        record: data.to_vec(),
    };
    store.insert(&entry, &[]).expect("a store in memory");
    let error = vault
        .detokenize(&call, &token)
        .expect_err("no seal of ours");
    assert_eq!(error.kind(), ErrorKind::Decryption);
    ff1(data);
}

fn ff1(data: &[u8]) {
    let Some((head, text)) = data.split_at_checked(4) else {
        return;
    };
    let (tweak, text) = (head, String::from_utf8_lossy(text));
    for alphabet in [Alphabet::digits(), Alphabet::alphanumeric()] {
        let cipher = Ff1::new(&Secret::new(vec![9; 32]), alphabet.radix()).expect("a fixed radix");
        let Ok(digits) = alphabet.digits_of(&text) else {
            continue;
        };
        if let Ok(hidden) = cipher.encrypt(tweak, &digits) {
            let back = cipher
                .decrypt(tweak, &hidden)
                .expect("a string of the same domain");
            assert_eq!(back, digits);
            assert_eq!(
                alphabet.text_of(&hidden).expect("its own digits").len(),
                text.len()
            );
        }
    }
}

fn profile(name: &str) -> ProfileName {
    ProfileName::parse(name).expect("a fixed name")
}
