//! Wycheproof's signatures and MACs, through the traits of `keys`. The files stand in `../shared/data/crypto/wycheproof`.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it counted"
)]

use std::fs;
use std::path::PathBuf;

use girokit_crypto::Secret;
use girokit_crypto::keys::{
    HmacKey, KeyId, MacAlgorithm, MacKey as _, PublicKey, SignatureAlgorithm, Verifier as _,
    ecdsa_from_der,
};
use serde_json::Value;

fn file(name: &str) -> Option<Value> {
    let root = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let path = root.join("crypto/wycheproof").join(name);
    let Ok(text) = fs::read(path) else {
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

fn id() -> KeyId {
    KeyId::parse("wycheproof").unwrap()
}

/// Every case of a file: `accepted` says what we say. A case that is merely `acceptable` may be either.
fn run(name: &str, mut accepted: impl FnMut(&Value, &Value) -> bool) {
    let Some(file) = file(name) else { return };
    let (mut agree, mut acceptable) = (0, 0);
    for group in file["testGroups"].as_array().unwrap() {
        for test in group["tests"].as_array().unwrap() {
            let ours = accepted(group, test);
            match test["result"].as_str().unwrap() {
                "acceptable" => acceptable += 1,
                verdict => {
                    assert_eq!(ours, verdict == "valid", "{name} {test}");
                    agree += 1;
                }
            }
        }
    }
    assert_eq!(file["numberOfTests"].as_u64().unwrap(), agree + acceptable);
    println!("{name}: {agree} agree, {acceptable} acceptable either way");
}

fn signatures(name: &str, algorithm: SignatureAlgorithm, der: bool) {
    run(name, |group, test| {
        let spki = group
            .get("publicKeyDer")
            .or_else(|| group.get("keyDer"))
            .unwrap();
        let Ok(key) = PublicKey::from_spki(id(), algorithm, &unhex(spki)) else {
            return false;
        };
        let (message, mut signature) = (unhex(&test["msg"]), unhex(&test["sig"]));
        if der {
            match ecdsa_from_der(&signature, algorithm) {
                Ok(fixed) => signature = fixed,
                Err(_) => return false,
            }
        }
        key.verify(&message, &signature)
            .is_ok_and(|verified| *verified.content() == message && verified.by().key() == &id())
    });
}

#[test]
fn ecdsa() {
    use SignatureAlgorithm::{EcdsaP256Sha256, EcdsaP384Sha384};
    signatures("ecdsa_secp256r1_sha256.json", EcdsaP256Sha256, true);
    signatures("ecdsa_secp256r1_sha256_p1363.json", EcdsaP256Sha256, false);
    signatures("ecdsa_secp384r1_sha384.json", EcdsaP384Sha384, true);
}

#[test]
fn ed25519() {
    signatures("ed25519.json", SignatureAlgorithm::Ed25519, false);
}

#[test]
fn rsa() {
    use SignatureAlgorithm::{RsaPkcs1Sha256, RsaPkcs1Sha512, RsaPssSha256};
    signatures("rsa_signature_2048_sha256.json", RsaPkcs1Sha256, false);
    signatures("rsa_signature_2048_sha512.json", RsaPkcs1Sha512, false);
    signatures("rsa_pss_2048_sha256_mgf1_32.json", RsaPssSha256, false);
}

/// The groups with shortened tags are valid by their own rule; ours is that a MAC is whole, so there each must be refused.
#[test]
fn hmac() {
    for (name, algorithm) in [
        ("hmac_sha256.json", MacAlgorithm::HmacSha256),
        ("hmac_sha512.json", MacAlgorithm::HmacSha512),
    ] {
        let mut short = 0;
        run(name, |group, test| {
            let (secret, message, tag) = (
                Secret::new(unhex(&test["key"])),
                unhex(&test["msg"]),
                unhex(&test["tag"]),
            );
            let key = HmacKey::new(id(), algorithm, &secret).unwrap();
            let accepted = key.verify(&message, &tag).is_ok();
            if group["tagSize"].as_u64().unwrap() < 8 * u64::try_from(algorithm.length()).unwrap() {
                assert!(!accepted, "a shortened MAC is taken");
                short += 1;
                return key.mac(&message).unwrap().starts_with(&tag);
            }
            accepted
        });
        println!("{name}: of these {short} shortened, refused");
    }
}
