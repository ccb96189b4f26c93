//! The JOSE cookbook's and Wycheproof's JSON web encryption, RSA-OAEP and AES key wrap, from `../shared/data/crypto`.
#![cfg(feature = "jwe")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it counted"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use girokit_crypto::jose::{Jwe, JweKey, Jwk, SharedKey};
use girokit_crypto::keys::{Decrypter as _, DecryptionKey, KeyId, KeyWrap};
use girokit_crypto::{ErrorKind, Secret};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde_json::Value;

fn folder() -> Option<PathBuf> {
    let root = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let folder = root.join("crypto");
    if !folder.is_dir() {
        println!("no shared data: the vectors of JWE are not run");
        return None;
    }
    Some(folder)
}

fn json(path: PathBuf) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// What a JWE asks for that this crate does not do, by `alg` and `enc`, and why.
fn argued(alg: &str, enc: &str) -> Option<&'static str> {
    match (alg, enc) {
        ("RSA1_5", _) => Some("RSA1_5 is an oracle by construction: RFC 8725 section 3.2"),
        ("RSA-OAEP", _) => Some("RSA-OAEP is over SHA-1"),
        ("A128KW" | "A192KW" | "ECDH-ES+A128KW" | "ECDH-ES+A192KW", _) => {
            Some("key wrap by AES-256 only")
        }
        ("A128GCMKW" | "A192GCMKW" | "A256GCMKW", _) => Some("no key wrap by GCM"),
        (_, "A256GCM") => None,
        _ => Some("content by A256GCM only"),
    }
}

fn decrypted(jwk: &Value, text: &str) -> Result<Vec<u8>, girokit_crypto::Error> {
    let key = Jwk::parse(jwk.to_string().as_bytes())?.to_jwe_key()?;
    let content = Jwe::compact(text)?.decrypt(&key)?;
    Ok(content.content().expose().to_vec())
}

#[test]
fn wycheproof() {
    let Some(folder) = folder() else { return };
    let file = json(folder.join("wycheproof/json_web_encryption.json"));
    let (mut opened, mut refused, mut other) = (0, 0, BTreeMap::<&str, usize>::new());
    for group in file["testGroups"].as_array().unwrap() {
        let key = &group["private"];
        for test in group["tests"].as_array().unwrap() {
            let (id, text) = (&test["tcId"], test["jwe"].as_str().unwrap());
            let outcome = decrypted(key, text);
            if test["result"] != "valid" {
                assert!(outcome.is_err(), "{id}: {}", test["comment"]);
                refused += 1;
                continue;
            }
            let argued = argued(key["alg"].as_str().unwrap(), test["enc"].as_str().unwrap());
            match (outcome, argued) {
                (Ok(content), None) => {
                    if let Some(expected) = test["pt"].as_str() {
                        let expected = (0..expected.len())
                            .step_by(2)
                            .map(|at| u8::from_str_radix(&expected[at..at + 2], 16).unwrap());
                        assert_eq!(content, expected.collect::<Vec<_>>(), "{id}");
                    }
                    opened += 1;
                }
                (Err(_), Some(why)) => *other.entry(why).or_default() += 1,
                (outcome, argued) => panic!("{id}: {outcome:?}, argued {argued:?}"),
            }
        }
    }
    println!("json_web_encryption.json: {opened} opened, {refused} refused as they must be");
    for (why, count) in &other {
        println!("  {count} valid ones refused: {why}");
    }
    assert!(opened >= 4 && refused >= 40);
}

/// Refused, and why.
const COOKBOOK_ARGUED: &[(&str, &str)] = &[
    ("jwe__5_1", "RSA1_5 is an oracle by construction"),
    ("jwe__5_6", "content by A128GCM"),
    ("jwe__5_8", "key wrap and content with AES-128"),
    ("jwe__5_9", "compressed content: the length tells of it"),
    ("jwe__5_10", "JSON form with data beside it, AES-128"),
    ("jwe__5_13", "several receivers"),
];

#[test]
fn the_cookbook() {
    let Some(folder) = folder() else { return };
    let mut argued = 0;
    for entry in fs::read_dir(folder.join("jose_cookbook")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.starts_with("jwe__") {
            continue;
        }
        let known = COOKBOOK_ARGUED
            .iter()
            .any(|(start, _)| name.starts_with(&format!("{start}.")));
        assert!(known, "{name} is neither read nor argued");
        let file = json(path);
        if let Some(compact) = file["output"]["compact"].as_str() {
            let error = Jwe::compact(compact).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::AlgorithmNotAllowed, "{name}");
        }
        argued += 1;
    }
    println!("jose_cookbook: {argued} JWE refused, each for a reason on the list");
    let file = json(folder.join("jose_cookbook/curve25519__ecdh-es.json"));
    // Its halves belong together, which is checked; its content is by A128GCM.
    let key = Jwk::parse(file["input"]["key"].to_string().as_bytes()).unwrap();
    key.to_jwe_key().unwrap();
    key.to_encryption_key().unwrap();
    let error = Jwe::compact(file["output"]["compact"].as_str().unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlgorithmNotAllowed);
    println!("curve25519__ecdh-es.json: the key is read; A128GCM is refused");
}

/// AES key wrap inside a JWE of `A256KW`, whose content is encrypted under the key that the vector names.
#[test]
fn aes_key_wrap() {
    let Some(folder) = folder() else { return };
    let file = json(folder.join("wycheproof/aes_wrap.json"));
    let (mut opened, mut refused, mut other) = (0, 0, 0);
    for group in file["testGroups"].as_array().unwrap() {
        for test in group["tests"].as_array().unwrap() {
            let [wrapping, content_key, wrapped] =
                ["key", "msg", "ct"].map(|name| hex(test[name].as_str().unwrap()));
            let Ok(wrapping) = SharedKey::new(KeyId::parse("v").unwrap(), Secret::new(wrapping))
            else {
                other += 1;
                continue;
            };
            let text = jwe(&wrapped, &content_key);
            let outcome =
                Jwe::compact(&text).and_then(|jwe| jwe.decrypt(&JweKey::Wrapping(wrapping)));
            if test["result"] == "valid" && content_key.len() == 32 {
                assert_eq!(outcome.unwrap().content().expose(), b"x");
                opened += 1;
            } else {
                // Content keys of other lengths too, however well they are wrapped.
                assert!(outcome.is_err(), "{}", test["tcId"]);
                refused += 1;
            }
        }
    }
    println!(
        "aes_wrap.json: {opened} opened, {refused} refused, {other} by AES-128 and AES-192 not taken as keys"
    );
    assert!(opened >= 2 && refused >= 20);
}

fn jwe(wrapped: &[u8], content_key: &[u8]) -> String {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"A256KW","enc":"A256GCM"}"#);
    let mut key = content_key.to_vec();
    key.resize(32, 0);
    let cipher = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key).unwrap());
    let mut text = b"x".to_vec();
    let nonce = Nonce::assume_unique_for_key([0; 12]);
    let tag = cipher
        .seal_in_place_separate_tag(nonce, Aad::from(header.as_bytes()), &mut text)
        .unwrap();
    let parts = [wrapped, &[0; 12], &text, tag.as_ref()].map(|part| URL_SAFE_NO_PAD.encode(part));
    format!("{header}.{}", parts.join("."))
}

#[test]
fn rsa_oaep() {
    let Some(folder) = folder() else { return };
    let name = "wycheproof/rsa_oaep_2048_sha256_mgf1sha256.json";
    let file = json(folder.join(name));
    let (mut agree, mut labelled) = (0, 0);
    for group in file["testGroups"].as_array().unwrap() {
        let pkcs8 = hex(group["privateKeyPkcs8"].as_str().unwrap());
        let id = KeyId::parse("v").unwrap();
        let key = DecryptionKey::from_pkcs8(id, KeyWrap::RsaOaepSha256, &pkcs8).unwrap();
        for test in group["tests"].as_array().unwrap() {
            let outcome = key.recover(&hex(test["ct"].as_str().unwrap()));
            if test["label"]
                .as_str()
                .is_some_and(|label| !label.is_empty())
            {
                // Formats of this crate have no label: one in the message makes it another.
                assert!(outcome.is_err(), "{}", test["tcId"]);
                labelled += 1;
                continue;
            }
            match outcome {
                Ok(plain) => {
                    assert_eq!(test["result"], "valid", "{}", test["tcId"]);
                    assert_eq!(plain.expose(), hex(test["msg"].as_str().unwrap()));
                }
                Err(_) => assert_eq!(test["result"], "invalid", "{}", test["tcId"]),
            }
            agree += 1;
        }
    }
    println!("{name}: {agree} agree, {labelled} with a label refused");
    println!("wycheproof/rsa_oaep_2048_sha1_mgf1sha1.json: OAEP over SHA-1 is not offered");
    assert!(agree > 10);
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}
