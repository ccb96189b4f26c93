//! Tokens and what they look like.

use std::collections::BTreeSet;
use std::sync::Arc;

use girokit_crypto::vault::{
    Alphabet, Ff1, Grants, LocalMasterKey, LuhnRule, MemoryJournal, MemoryStore, Profile, Token,
    TokenFormat, Vault, VaultRecord,
};
use girokit_crypto::{ErrorKind, Secret};
use proptest::prelude::*;

use crate::house::{House, PAN, card, kind, luhn};

#[test]
fn a_card_number_becomes_a_token_that_is_none_and_comes_back() {
    for house in House::all() {
        let (vault, call) = (house.vault(), house.call(&house.pan));
        let token = vault.tokenize(&call, PAN.as_bytes()).unwrap();
        assert_eq!(token.as_str().len(), 16);
        assert!(token.as_str().starts_with("411111") && token.as_str().ends_with("1111"));
        assert!(!luhn(token.as_str()));
        let back = vault.detokenize(&call, &token).unwrap();
        assert_eq!(back.value().expose(), PAN.as_bytes());
        assert_eq!(back.key_version(), 1);
        assert_eq!(vault.tokenize(&call, PAN.as_bytes()).unwrap(), token);
        assert_eq!(
            vault.find(&call, PAN.as_bytes()).unwrap(),
            Some(token.clone())
        );
        assert_eq!(
            vault.show_masked(&call, &token).unwrap(),
            "411111******1111"
        );
        vault.remove(&call, &token).unwrap();
        assert_eq!(kind(vault.detokenize(&call, &token)), ErrorKind::NotFound);
        assert_eq!(kind(vault.remove(&call, &token)), ErrorKind::NotFound);
        assert_eq!(vault.find(&call, PAN.as_bytes()).unwrap(), None);
    }
}

#[test]
fn the_luhn_rule_holds_for_every_token() {
    for (rule, expected) in [
        (LuhnRule::Any, None),
        (LuhnRule::Invalid, Some(false)),
        (LuhnRule::Valid, Some(true)),
    ] {
        let house = House::over(Arc::new(MemoryStore::new()));
        let format = TokenFormat::pan().with_luhn(rule).unwrap();
        let vault = house
            .vault()
            .with_profile(Profile::new(house.pan.clone(), format));
        let call = house.call(&house.pan);
        let mut seen = BTreeSet::new();
        for account in 0..300 {
            let pan = card(520_000, account * 1_000_003 % 1_000_000_000);
            let token = vault.tokenize(&call, pan.as_bytes()).unwrap();
            assert!(expected.is_none_or(|expected| luhn(token.as_str()) == expected));
            assert_eq!(
                (&token.as_str()[..6], &token.as_str()[12..]),
                (&pan[..6], &pan[12..])
            );
            assert_ne!(token.as_str(), pan);
            assert!(seen.insert(token));
        }
    }
}

#[test]
fn kept_characters_are_as_configured_and_other_alphabets_work() {
    let house = House::over(Arc::new(MemoryStore::new()));
    let call = house.call(&house.iban);
    let format = TokenFormat::preserving(Alphabet::upper_alphanumeric());
    let vault = house.vault().with_profile(Profile::new(
        house.iban.clone(),
        format.with_kept(4, 2).unwrap(),
    ));
    let iban = "GB82WEST12345698765432";
    let token = vault.tokenize(&call, iban.as_bytes()).unwrap();
    assert_eq!(token.as_str().len(), iban.len());
    assert!(token.as_str().starts_with("GB82") && token.as_str().ends_with("32"));
    assert_eq!(
        vault
            .detokenize(&call, &token)
            .unwrap()
            .into_value()
            .expose(),
        iban.as_bytes()
    );
    assert_eq!(
        kind(vault.tokenize(&call, b"GB82west")),
        ErrorKind::Malformed
    );
    assert_eq!(kind(vault.tokenize(&call, b"GB8")), ErrorKind::Malformed);
    assert_eq!(kind(vault.tokenize(&call, b"\xff")), ErrorKind::Malformed);
    assert!(TokenFormat::opaque("a b").is_err() && TokenFormat::opaque(&"a".repeat(33)).is_err());
    let opaque = TokenFormat::opaque("t").unwrap();
    assert!(opaque.clone().with_kept(1, 1).is_err() && opaque.with_luhn(LuhnRule::Any).is_err());
    assert!(TokenFormat::pan().with_kept(33, 0).is_err());
    let letters = TokenFormat::preserving(Alphabet::alphanumeric());
    assert!(letters.with_luhn(LuhnRule::Valid).is_err());
}

#[test]
fn with_new_tokens_every_time_nothing_links_them() {
    for house in House::all() {
        let (vault, call) = (house.vault(), house.call(&house.once));
        let tokens: BTreeSet<Token> = (0..20)
            .map(|_| vault.tokenize(&call, PAN.as_bytes()).unwrap())
            .collect();
        assert_eq!(tokens.len(), 20);
        for token in &tokens {
            assert_eq!(house.stored(token).lookup, None);
            assert_eq!(
                vault.detokenize(&call, token).unwrap().value().expose(),
                PAN.as_bytes()
            );
        }
        assert_eq!(
            kind(vault.find(&call, PAN.as_bytes())),
            ErrorKind::Unsupported
        );
    }
}

#[test]
fn public_types_can_be_shared() {
    fn shared<T: Send + Sync + core::fmt::Debug>() {}
    shared::<Vault>();
    shared::<Ff1>();
    shared::<LocalMasterKey>();
    shared::<MemoryStore>();
    shared::<MemoryJournal>();
    shared::<Grants>();
}

proptest! {
    #[test]
    fn ff1_is_a_permutation_that_keeps_length_and_alphabet(
        key in prop::collection::vec(any::<u8>(), 32),
        tweak in prop::collection::vec(any::<u8>(), 0..40),
        radix in 2_u32..=65_536,
        seeds in prop::collection::vec(any::<u16>(), 20..80),
    ) {
        let digits: Vec<u16> = seeds
            .iter()
            .map(|&seed| u16::try_from(u32::from(seed) % radix).unwrap())
            .collect();
        let cipher = Ff1::new(&Secret::new(key), radix).unwrap();
        let hidden = cipher.encrypt(&tweak, &digits).unwrap();
        prop_assert_eq!(hidden.len(), digits.len());
        prop_assert!(hidden.iter().all(|&digit| u32::from(digit) < radix));
        prop_assert_eq!(&*cipher.decrypt(&tweak, &hidden).unwrap(), &digits);
    }

    #[test]
    fn records_print_as_they_were_read(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
        if let Ok(record) = VaultRecord::parse(&bytes) {
            prop_assert_eq!(record.to_bytes(), bytes);
        }
    }

    #[test]
    fn any_value_comes_back(value in prop::collection::vec(any::<u8>(), 0..200)) {
        let house = House::over(Arc::new(MemoryStore::new()));
        let (vault, call) = (house.vault(), house.call(&house.iban));
        let token = vault.tokenize(&call, &value).unwrap();
        let back = vault.detokenize(&call, &token).unwrap();
        prop_assert_eq!(back.value().expose(), &value[..]);
    }
}
