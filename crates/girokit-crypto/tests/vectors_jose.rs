//! The JOSE cookbook and Wycheproof's JSON web signatures, from `../shared/data/crypto`.
#![cfg(feature = "jose")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it counted"
)]

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use girokit_crypto::jose::{Jwk, Jws, JwsPolicy};
use girokit_crypto::keys::{Algorithm, MacAlgorithm, PinnedKey, SignatureAlgorithm, Signer as _};
use serde_json::Value;

fn folder() -> Option<PathBuf> {
    let root = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let folder = root.join("crypto");
    if !folder.is_dir() {
        println!("no shared data: the vectors of JOSE are not run");
        return None;
    }
    Some(folder)
}

fn algorithm(alg: &str) -> Option<Algorithm> {
    use SignatureAlgorithm as S;
    Some(match alg {
        "HS256" => Algorithm::Mac(MacAlgorithm::HmacSha256),
        "HS384" => Algorithm::Mac(MacAlgorithm::HmacSha384),
        "HS512" => Algorithm::Mac(MacAlgorithm::HmacSha512),
        "ES256" => Algorithm::Signature(S::EcdsaP256Sha256),
        "ES384" => Algorithm::Signature(S::EcdsaP384Sha384),
        "ES512" => Algorithm::Signature(S::EcdsaP521Sha512),
        "EdDSA" => Algorithm::Signature(S::Ed25519),
        "RS256" => Algorithm::Signature(S::RsaPkcs1Sha256),
        "RS384" => Algorithm::Signature(S::RsaPkcs1Sha384),
        "RS512" => Algorithm::Signature(S::RsaPkcs1Sha512),
        "PS256" => Algorithm::Signature(S::RsaPssSha256),
        "PS384" => Algorithm::Signature(S::RsaPssSha384),
        "PS512" => Algorithm::Signature(S::RsaPssSha512),
        _ => return None,
    })
}

fn key(jwk: &Jwk, algorithm: Algorithm) -> Result<PinnedKey, girokit_crypto::Error> {
    match algorithm {
        Algorithm::Mac(mac) => Ok(PinnedKey::shared(Arc::new(jwk.to_mac_key(mac)?))),
        Algorithm::Signature(signature) => {
            Ok(PinnedKey::new(Arc::new(jwk.to_public_key(signature)?)))
        }
        _ => unreachable!("JWS has no other"),
    }
}

/// Not read, and why.
const COOKBOOK_ARGUED: &[(&str, &str)] = &[
    (
        "jws__4_6",
        "its kid stands in an unprotected header, which we refuse: nothing vouches for it",
    ),
    ("jws__4_7", "it has no protected header at all"),
];

#[test]
fn the_cookbook() {
    let Some(folder) = folder() else { return };
    let (mut read, mut argued) = (0, 0);
    for entry in fs::read_dir(folder.join("jose_cookbook")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let file: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        if name.starts_with("jwk__") {
            let jwk = Jwk::parse(file.to_string().as_bytes()).unwrap();
            assert!(jwk.key_type().is_some());
            read += 1;
            continue;
        }
        let Some(signing) = file.get("signing") else {
            continue;
        };
        let text = file["input"]["payload"].as_str().unwrap();
        let alg = file["input"]["alg"].as_str().unwrap();
        let algorithm = algorithm(alg).unwrap();
        let jwk = Jwk::parse(file["input"]["key"].to_string().as_bytes()).unwrap();
        let policy = JwsPolicy::new().with_algorithms([algorithm]);
        let keys = match key(&jwk, algorithm) {
            Err(error) if alg == "ES512" && !cfg!(feature = "aws-lc") => {
                println!("{name}: {error}");
                argued += 1;
                continue;
            }
            keys => keys.unwrap(),
        };
        let json = file["output"]["json_flat"].to_string();
        let jws = match Jws::flattened(json.as_bytes()) {
            Ok(jws) => jws,
            Err(error) => {
                let reason = COOKBOOK_ARGUED
                    .iter()
                    .find(|(known, _)| name.starts_with(known));
                let (_, reason) = reason.unwrap_or_else(|| panic!("{name}: {error}"));
                println!("{name}: refused, {reason}");
                argued += 1;
                continue;
            }
        };
        let ours = if jws.is_detached() {
            jws.verify_detached(text.as_bytes(), &policy, &keys)
                .map(|verified| verified.content().payload().to_vec())
        } else {
            jws.verify(&policy, &keys)
                .map(|verified| verified.content().payload().to_vec())
        };
        match ours {
            Err(error) if alg == "ES512" && !cfg!(feature = "aws-lc") => {
                println!("{name}: {error}");
                argued += 1;
                continue;
            }
            // Its header as encoded has `b64` without `crit`, which RFC 7797 section 6 forbids to accept.
            Err(error) if name.starts_with("rfc7797__4.2") => {
                assert_eq!(error.part(), Some("b64"));
                argued += 1;
                continue;
            }
            ours => assert_eq!(ours.unwrap(), text.as_bytes(), "{name}"),
        }
        if let Some(compact) = file["output"]["compact"].as_str()
            && !compact.contains("..")
        {
            let jws = Jws::compact(compact).unwrap();
            assert_eq!(
                jws.verify(&policy, &keys).unwrap().content().payload(),
                text.as_bytes(),
                "{name}"
            );
        }
        // Where signing is the same each time, ours gives the same.
        if let (Algorithm::Signature(SignatureAlgorithm::Ed25519), Some(input)) =
            (algorithm, signing["sig-input"].as_str())
        {
            let own = jwk
                .to_signing_key(SignatureAlgorithm::Ed25519)
                .unwrap()
                .sign(input.as_bytes())
                .unwrap();
            assert_eq!(
                URL_SAFE_NO_PAD.encode(own),
                signing["sig"].as_str().unwrap()
            );
        }
        read += 1;
    }
    println!("cookbook: {read} as printed, {argued} argued");
}

/// What differs from the verdict of the file: by comment, and why.
const WYCHEPROOF_ARGUED: &[(&str, &str)] = &[
    (
        "Figure27",
        "its key says alg ES521, which JOSE has not (ES512)",
    ),
    (
        "MixedKeySet",
        "shared and public keys in one set: each is bound to its kind and algorithm here, so nothing is ambiguous",
    ),
    (
        "invalidBase64Padding",
        "byte for byte the text of case 357, which is valid",
    ),
    (
        "InvalidCharacterInsertedInHeader",
        "'?' is no base64url: RFC 7515 section 2 has none but its alphabet",
    ),
    ("InvalidCharacterInsertedInPayload", "the same"),
    (
        "Figure20",
        "PS384 by a key whose alg says PS256: a key is for its algorithm",
    ),
    (
        "emptyPayload",
        "an empty payload in the compact form is a detached one: RFC 7515 appendix F",
    ),
];

#[test]
fn wycheproof_signatures() {
    let Some(folder) = folder() else { return };
    for name in [
        "json_web_signature.json",
        "json_web_crypto.json",
        "json_web_key.json",
    ] {
        let file: Value =
            serde_json::from_slice(&fs::read(folder.join("wycheproof").join(name)).unwrap())
                .unwrap();
        let (mut agree, mut argued, mut needs) = (0, 0, 0);
        for group in file["testGroups"].as_array().unwrap() {
            let jwk = group
                .get("public")
                .or_else(|| group.get("private"))
                .unwrap();
            for test in group["tests"].as_array().unwrap() {
                let Some(jws) = test["jws"].as_str() else {
                    continue;
                };
                let ours = accepted(jwk, jws);
                let valid = test["result"] == "valid";
                let comment = test["comment"].as_str().unwrap();
                if ours == valid || test["result"] == "acceptable" {
                    agree += 1;
                } else if WYCHEPROOF_ARGUED
                    .iter()
                    .any(|(known, _)| *known == comment || flag(test, known))
                {
                    argued += 1;
                } else if jwk["crv"] == "P-521" && !cfg!(feature = "aws-lc") {
                    needs += 1;
                } else {
                    panic!(
                        "{name} {} {comment}: {ours} for {test} by {jwk}",
                        test["tcId"]
                    );
                }
            }
        }
        println!("{name}: {agree} agree, {argued} argued, {needs} need aws-lc");
    }
}

fn flag(test: &Value, name: &str) -> bool {
    test["flags"]
        .as_array()
        .is_some_and(|flags| flags.iter().any(|flag| flag == name))
}

/// By the one key, or by the one of the set that the header names.
fn accepted(jwk: &Value, jws: &str) -> bool {
    let Ok(parsed) = Jws::compact(jws) else {
        return false;
    };
    let keys = match Jwk::parse_set(jwk.to_string().as_bytes()) {
        Ok(keys) => keys,
        Err(_) => Jwk::parse(jwk.to_string().as_bytes()).into_iter().collect(),
    };
    let id = parsed.unverified_header().key_id();
    let named: Vec<&Jwk> = keys
        .iter()
        .filter(|key| keys.len() == 1 || key.key_id() == id)
        .collect();
    let [only] = named.as_slice() else {
        return false;
    };
    // The algorithm is the key's, never the header's.
    let Some(algorithm) = only.algorithm() else {
        return false;
    };
    let Ok(found) = key(only, algorithm) else {
        return false;
    };
    let policy = JwsPolicy::new().with_algorithms([algorithm]);
    parsed.verify(&policy, &found).is_ok()
}
