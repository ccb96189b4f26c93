//! NIST's samples of FF1, Wycheproof's cases of FF1 and AES-GCM. The files stand in `../shared/data/crypto`.
#![cfg(feature = "vault")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it counted"
)]

use std::fs;
use std::path::PathBuf;

use girokit_crypto::keys::KeyId;
use girokit_crypto::vault::{Alphabet, Ff1, LocalMasterKey, MasterKey as _};
use girokit_crypto::{Error, ErrorKind, Secret};
use serde_json::Value;

fn file(name: &str) -> Option<Value> {
    let root = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let Ok(text) = fs::read(root.join("crypto").join(name)) else {
        println!("no shared data: {name} is not run");
        return None;
    };
    Some(serde_json::from_slice(&text).unwrap())
}

fn unhex(text: &Value) -> Vec<u8> {
    let text = text.as_str().unwrap();
    (0..text.len() / 2)
        .map(|at| u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).unwrap())
        .collect()
}

fn cipher(key: &Value, radix: u32) -> Result<Ff1, Error> {
    Ff1::new(&Secret::new(unhex(key)), radix)
}

#[test]
fn nist_samples() {
    let Some(file) = file("ff1_nist_samples.json") else {
        return;
    };
    let all = Alphabet::parse("0123456789abcdefghijklmnopqrstuvwxyz").unwrap();
    let cases = file["cases"].as_array().unwrap();
    for case in cases {
        let radix = u32::try_from(case["radix"].as_u64().unwrap()).unwrap();
        let digits = |name: &str| all.digits_of(case[name].as_str().unwrap()).unwrap();
        let (cipher, tweak) = (cipher(&case["key"], radix).unwrap(), unhex(&case["tweak"]));
        let hidden = cipher.encrypt(&tweak, &digits("plaintext")).unwrap();
        assert_eq!(hidden, digits("ciphertext"), "{case}");
        assert_eq!(
            cipher.decrypt(&tweak, &hidden).unwrap(),
            digits("plaintext")
        );
    }
    assert_eq!(cases.len(), 8);
    println!("ff1_nist_samples.json: {} agree", cases.len());
}

/// The digits of a message: a string over the group's alphabet, or a list. `None`: not even that.
fn digits(group: &Value, message: &Value) -> Option<Vec<u16>> {
    match message {
        Value::String(text) => {
            let alphabet = Alphabet::parse(group["alphabet"].as_str().unwrap()).unwrap();
            alphabet.digits_of(text).ok().map(|digits| digits.to_vec())
        }
        list => {
            let digits = list.as_array().unwrap().iter();
            digits
                .map(|digit| u16::try_from(digit.as_u64()?).ok())
                .collect()
        }
    }
}

/// Exceptions: strings of a domain below 10^6 are valid by SP 800-38G of 2016 and refused by its Rev. 1 and by us.
fn wycheproof(name: &str, radix: u32, expected: [usize; 3]) {
    let Some(file) = file(&format!("wycheproof/{name}")) else {
        return;
    };
    let (mut agree, mut refused, mut small) = (0, 0, 0);
    for group in file["testGroups"].as_array().unwrap() {
        for test in group["tests"].as_array().unwrap() {
            let tweak = unhex(&test["tweak"]);
            let plain = digits(group, &test["msg"]);
            let both = cipher(&test["key"], radix).ok().zip(plain);
            if test["result"] == "invalid" {
                let hidden = both.map(|(cipher, plain)| cipher.encrypt(&tweak, &plain));
                assert!(hidden.is_none_or(|hidden| hidden.is_err()), "{test}");
                refused += 1;
                continue;
            }
            let (cipher, plain) = both.unwrap();
            let length = u32::try_from(plain.len()).unwrap();
            if u128::from(radix)
                .checked_pow(length)
                .is_some_and(|domain| domain < 1_000_000)
            {
                let error = cipher.encrypt(&tweak, &plain).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Unsupported);
                small += 1;
                continue;
            }
            let hidden = digits(group, &test["ct"]).unwrap();
            assert_eq!(*cipher.encrypt(&tweak, &plain).unwrap(), hidden, "{test}");
            assert_eq!(*cipher.decrypt(&tweak, &hidden).unwrap(), plain, "{test}");
            agree += 1;
        }
    }
    println!(
        "{name}: {agree} agree, {refused} refused as invalid, {small} refused: domain below 10^6"
    );
    assert_eq!([agree, refused, small], expected);
}

#[test]
fn wycheproof_radix_10() {
    wycheproof("aes_ff1_radix10.json", 10, [1984, 312, 9]);
}

#[test]
fn wycheproof_base_62() {
    wycheproof("aes_ff1_base62.json", 62, [1264, 194, 4]);
}

/// Through the seal of a master key: nonce, ciphertext, tag. Exceptions: keys of 128 and 192 bits and nonces of other than 96
/// bits, which the vault does not use.
#[test]
fn wycheproof_aes_256_gcm() {
    let Some(file) = file("wycheproof/aes_gcm.json") else {
        return;
    };
    let (mut opened, mut refused, mut others) = (0, 0, 0);
    for group in file["testGroups"].as_array().unwrap() {
        for test in group["tests"].as_array().unwrap() {
            if group["keySize"] != 256 || group["ivSize"] != 96 {
                others += 1;
                continue;
            }
            let id = KeyId::parse("wycheproof").unwrap();
            let key = LocalMasterKey::new(id, &Secret::new(unhex(&test["key"]))).unwrap();
            let sealed = ["iv", "ct", "tag"].map(|part| unhex(&test[part])).concat();
            let found = key.open(&sealed, &unhex(&test["aad"]));
            if test["result"] == "valid" {
                assert_eq!(found.unwrap().expose(), unhex(&test["msg"]), "{test}");
                opened += 1;
            } else {
                assert_eq!(found.unwrap_err().kind(), ErrorKind::Decryption);
                refused += 1;
            }
        }
    }
    println!("aes_gcm.json: {opened} open, {refused} refused, {others} of other lengths");
    assert_eq!(
        opened + refused + others,
        file["numberOfTests"].as_u64().unwrap()
    );
    assert!(opened > 0 && refused > 0);
}
