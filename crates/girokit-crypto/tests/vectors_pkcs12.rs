//! The PKCS#12 and encrypted PKCS#8 files of the xmlsec suites, from `../shared/data/crypto/xmldsig`.
#![cfg(feature = "pkcs12")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it counted"
)]

use std::fs;
use std::path::{Path, PathBuf};

use girokit_crypto::keys::pkcs12::{Pkcs12, decrypt_pem, decrypt_pkcs8};
use girokit_crypto::keys::{KeyId, SignatureAlgorithm, Signer as _, SigningKey, Verifier as _};
use girokit_crypto::{Error, ErrorKind, Secret};

fn folder() -> Option<PathBuf> {
    let root = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let folder = root.join("crypto/xmldsig");
    if !folder.is_dir() {
        println!("no shared data: the key files of xmlsec are not read");
        return None;
    }
    Some(folder)
}

/// Every file below, whose name ends so.
fn files(folder: &Path, ends: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if ends.iter().any(|end| name.ends_with(end)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The algorithm for a key of this file name; none if no algorithm of this crate signs with such a key.
fn algorithm(name: &str) -> Option<SignatureAlgorithm> {
    let known = [
        ("prime256v1", SignatureAlgorithm::EcdsaP256Sha256),
        ("p256", SignatureAlgorithm::EcdsaP256Sha256),
        ("prime384v1", SignatureAlgorithm::EcdsaP384Sha384),
        ("p384", SignatureAlgorithm::EcdsaP384Sha384),
        ("prime521v1", SignatureAlgorithm::EcdsaP521Sha512),
        ("p521", SignatureAlgorithm::EcdsaP521Sha512),
        ("ed25519", SignatureAlgorithm::Ed25519),
        ("rsa", SignatureAlgorithm::RsaPkcs1Sha256),
    ];
    let found = known.iter().find(|(part, _)| name.contains(part));
    found.map(|(_, algorithm)| *algorithm)
}

/// Why a key of this file is not taken, if it is not.
fn argued(name: &str) -> Option<&'static str> {
    match name {
        "eddsa-ed448-key.p12"
        | "eddsa-ed448-key-win.p12"
        | "eddsa-ed448-key.p8-der"
        | "eddsa-ed448-key.p8-pem" => Some("Ed448: no library here signs with it"),
        _ => None,
    }
}

fn id() -> KeyId {
    KeyId::parse("k").unwrap()
}

#[test]
fn every_file_opens_and_its_key_fits_its_certificate() {
    let Some(folder) = folder() else { return };
    let password = Secret::new(b"secret123".to_vec());
    let (mut read, mut left, mut certificates) = (0, 0, 0);
    for path in files(&folder, &[".p12"]) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let result = Pkcs12::read(&fs::read(&path).unwrap(), &password);
        let wanted = algorithm(&name);
        if let Some(why) = argued(&name) {
            assert!(
                wanted.is_none() && result.unwrap().only_key().is_ok(),
                "{name}"
            );
            println!("{name}: {why}");
            left += 1;
            continue;
        }
        let (file, algorithm) = (result.unwrap(), wanted.unwrap());
        let entry = file.only_key().unwrap();
        let key = entry.signing_key(id(), algorithm).unwrap();
        let signature = key.sign(b"payment").unwrap();
        let chain = file.chain_of(entry);
        let public = chain.first().unwrap().public_key(algorithm).unwrap();
        public.verify(b"payment", &signature).unwrap();
        certificates += chain.len();
        read += 1;
    }
    println!(
        "PKCS#12: {read} opened and used, {certificates} certificates; {left} opened, key argued"
    );
    assert!(read > 0);
}

#[test]
fn every_encrypted_pkcs8_opens() {
    let Some(folder) = folder() else { return };
    let password = Secret::new(b"secret123".to_vec());
    let wrong = Secret::new(b"secret124".to_vec());
    let (mut read, mut left) = (0, 0);
    for path in files(&folder, &[".p8-der", ".p8-pem"]) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = fs::read(&path).unwrap();
        let open = |password: &Secret| -> Result<Secret, Error> {
            if name.ends_with("pem") {
                decrypt_pem(&bytes, password)
            } else {
                decrypt_pkcs8(&bytes, password)
            }
        };
        let plain = open(&password).unwrap();
        assert!(open(&wrong).is_err(), "{name}");
        if let Some(why) = argued(&name) {
            println!("{name}: {why}");
            left += 1;
            continue;
        }
        let algorithm = algorithm(&name).unwrap();
        SigningKey::from_pkcs8(id(), algorithm, plain.expose()).unwrap();
        read += 1;
    }
    println!("encrypted PKCS#8: {read} opened and used, {left} opened, key argued");
    assert!(read > 0);
}

#[test]
fn triple_des_is_refused_by_name() {
    let Some(folder) = folder() else { return };
    let path = folder.join("phaos-xmldsig-three/certs/enc-rsa-key.der");
    let Ok(der) = fs::read(path) else { return };
    let error = decrypt_pkcs8(&der, &Secret::new(b"secret".to_vec())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlgorithmNotAllowed);
    assert!(error.to_string().contains("3DES"), "{error}");
}
