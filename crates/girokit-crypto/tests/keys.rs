//! Keys: loading, binding to one algorithm, rotation, masks.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use girokit_crypto::keys::{
    Algorithm, HmacKey, KeyId, KeyRing, KeyStore, KeyUsage, MacAlgorithm, MacKey, Pem, PemLabel,
    Period, PublicKey, SignatureAlgorithm, Signer, SigningKey, Verifier,
};
use girokit_crypto::{Error, ErrorKind, Secret};
use proptest::prelude::*;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
};

const RSA: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/rsa.pem");
const RSA_PUBLIC: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/rsa-public.pem");
const SEC1: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/sec1.pem");
const P256: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/p256.pem");

fn id(name: &str) -> KeyId {
    name.parse().unwrap()
}

fn key(algorithm: SignatureAlgorithm) -> SigningKey {
    let random = SystemRandom::new();
    let pkcs8 = match algorithm {
        SignatureAlgorithm::EcdsaP256Sha256 => {
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random)
        }
        SignatureAlgorithm::EcdsaP384Sha384 => {
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, &random)
        }
        SignatureAlgorithm::Ed25519 => Ed25519KeyPair::generate_pkcs8(&random),
        _ => return SigningKey::from_pem(id("k"), algorithm, RSA).unwrap(),
    };
    SigningKey::from_pkcs8(id("k"), algorithm, pkcs8.unwrap().as_ref()).unwrap()
}

fn available() -> impl Iterator<Item = SignatureAlgorithm> {
    let all = SignatureAlgorithm::ALL.into_iter();
    all.filter(|algorithm| *algorithm != SignatureAlgorithm::EcdsaP521Sha512)
}

fn kind<T: core::fmt::Debug>(result: Result<T, Error>) -> ErrorKind {
    result.unwrap_err().kind()
}

#[test]
fn what_is_signed_verifies_and_says_who_and_how() {
    for algorithm in available() {
        let signer = key(algorithm);
        let signature = signer.sign(b"pay 10.00").unwrap();
        if let Some(length) = algorithm.ecdsa_coordinate() {
            assert_eq!(signature.len(), 2 * length);
        }
        let public = signer.public_key();
        let verified = public.verify(b"pay 10.00", &signature).unwrap();
        assert_eq!(*verified.content(), b"pay 10.00");
        assert_eq!(verified.by().key(), &id("k"));
        assert_eq!(verified.by().algorithm(), Algorithm::Signature(algorithm));
        assert_eq!(
            kind(public.verify(b"pay 99.00", &signature)),
            ErrorKind::SignatureInvalid
        );
        assert_eq!(
            kind(public.verify(b"pay 10.00", &signature[1..])),
            ErrorKind::SignatureInvalid
        );
        assert_eq!(
            kind(public.verify(b"pay 10.00", &[])),
            ErrorKind::SignatureInvalid
        );
        assert_eq!(
            kind(key_of_zeros(&public, algorithm)),
            ErrorKind::SignatureInvalid
        );
        assert_eq!(signer.info().usage(), KeyUsage::Signing);
        assert_eq!(public.info().usage(), KeyUsage::Verification);
    }
}

/// A signature of zeros: r = s = 0 for ECDSA.
fn key_of_zeros(public: &PublicKey, algorithm: SignatureAlgorithm) -> Result<(), Error> {
    let length = algorithm
        .ecdsa_coordinate()
        .map_or(256, |length| 2 * length);
    public.verify(b"pay 10.00", &vec![0; length]).map(|_| ())
}

#[test]
fn a_key_is_for_its_algorithm_only() {
    use SignatureAlgorithm::{
        EcdsaP256Sha256, EcdsaP384Sha384, Ed25519, RsaPkcs1Sha256, RsaPkcs1Sha512, RsaPssSha256,
    };
    for wrong in [EcdsaP256Sha256, EcdsaP384Sha384, Ed25519] {
        assert_eq!(
            kind(SigningKey::from_pem(id("k"), wrong, RSA)),
            ErrorKind::KeyMismatch,
            "{wrong}"
        );
        assert_eq!(
            kind(PublicKey::from_pem(id("k"), wrong, RSA_PUBLIC)),
            ErrorKind::KeyMismatch,
            "{wrong}"
        );
    }
    for wrong in [EcdsaP384Sha384, Ed25519, RsaPkcs1Sha256] {
        assert_eq!(
            kind(SigningKey::from_pem(id("k"), wrong, P256)),
            ErrorKind::KeyMismatch,
            "{wrong}"
        );
    }
    let signer = key(RsaPkcs1Sha256);
    let signature = signer.sign(b"m").unwrap();
    for other in [RsaPkcs1Sha512, RsaPssSha256] {
        let public = signer.public_key().with_algorithm(other).unwrap();
        assert_eq!(
            kind(public.verify(b"m", &signature)),
            ErrorKind::SignatureInvalid
        );
    }
    assert_eq!(
        kind(signer.public_key().with_algorithm(Ed25519)),
        ErrorKind::KeyMismatch
    );
}

#[test]
fn the_same_key_from_each_form() {
    let algorithm = SignatureAlgorithm::EcdsaP256Sha256;
    let sec1 = SigningKey::from_pem(id("k"), algorithm, SEC1).unwrap();
    let pkcs8 = SigningKey::from_pem(id("k"), algorithm, P256).unwrap();
    assert_eq!(sec1.public_key(), pkcs8.public_key());
    let rsa = SigningKey::from_pem(id("k"), SignatureAlgorithm::RsaPssSha256, RSA).unwrap();
    let public =
        PublicKey::from_pem(id("k"), SignatureAlgorithm::RsaPssSha256, RSA_PUBLIC).unwrap();
    assert_eq!(rsa.public_key(), public);
    let (n, e) = public.rsa_components().unwrap();
    assert_eq!((n.len(), e.as_slice()), (256, [1, 0, 1].as_slice()));
    assert_eq!(
        PublicKey::from_rsa_components(id("k"), SignatureAlgorithm::RsaPssSha256, &n, &e).unwrap(),
        public
    );
}

#[test]
fn rsa_below_2048_bits_is_refused() {
    let n = [&[0xc1][..], &[0x5a; 127]].concat();
    for algorithm in available().filter(|algorithm| algorithm.is_rsa()) {
        let small = PublicKey::from_rsa_components(id("k"), algorithm, &n, &[1, 0, 1]);
        assert_eq!(kind(small), ErrorKind::KeyMismatch);
    }
}

/// The confusion of RS256 and HS256 needs a public key that is taken for a secret: here that is another type, and its
/// MAC verifies nothing.
/// As Java and Windows write them. `ring` does not compute the public half; the library behind `aws-lc` does.
#[test]
fn an_ecdsa_key_may_lack_its_public_half() {
    let algorithm = SignatureAlgorithm::EcdsaP256Sha256;
    let key = SigningKey::from_pem(id("k"), algorithm, include_bytes!("data/p256-lone.pem"));
    if cfg!(feature = "aws-lc") {
        let key = key.unwrap();
        let signature = key.sign(b"payment").unwrap();
        key.public_key().verify(b"payment", &signature).unwrap();
    } else {
        assert_eq!(key.unwrap_err().kind(), ErrorKind::KeyMismatch);
    }
}

/// CVE-2017-15361: anybody can compute such a private key from its public half.
#[test]
fn rsa_of_a_broken_generator_is_refused() {
    let algorithm = SignatureAlgorithm::RsaPssSha256;
    let private = SigningKey::from_pem(id("k"), algorithm, include_bytes!("data/roca.pem"));
    let public = PublicKey::from_pem(id("k"), algorithm, include_bytes!("data/roca-public.pem"));
    for error in [private.unwrap_err(), public.unwrap_err()] {
        assert_eq!(error.kind(), ErrorKind::KeyMismatch);
        assert!(error.to_string().contains("CVE-2017-15361"), "{error}");
    }
}

#[test]
fn a_public_key_as_hmac_secret_verifies_no_signature() {
    let public = Pem::first(RSA_PUBLIC, &[PemLabel::PublicKey]).unwrap();
    let confused = HmacKey::new(
        id("k"),
        MacAlgorithm::HmacSha256,
        &Secret::new(public.expose().to_vec()),
    )
    .unwrap();
    let rsa = PublicKey::from_pem(id("k"), SignatureAlgorithm::RsaPkcs1Sha256, RSA_PUBLIC).unwrap();
    let forged = confused.mac(b"pay").unwrap();
    assert_eq!(
        kind(rsa.verify(b"pay", &forged)),
        ErrorKind::SignatureInvalid
    );
}

#[test]
fn a_mac_is_whole_and_its_key_long_enough() {
    let key = HmacKey::new(
        id("m"),
        MacAlgorithm::HmacSha256,
        &Secret::random(32).unwrap(),
    )
    .unwrap();
    let mac = key.mac(b"m").unwrap();
    assert_eq!(*key.verify(b"m", &mac).unwrap().content(), b"m");
    for length in 0..mac.len() {
        assert_eq!(
            kind(key.verify(b"m", &mac[..length])),
            ErrorKind::SignatureInvalid
        );
    }
    let short = HmacKey::new(id("m"), MacAlgorithm::HmacSha256, &Secret::new(vec![1; 15]));
    assert_eq!(kind(short), ErrorKind::KeyNotUsable);
}

#[test]
fn pem_that_does_not_end_or_is_too_long_is_refused() {
    assert_eq!(
        kind(Pem::read_all(b"-----BEGIN PRIVATE KEY-----\nAAAA\n")),
        ErrorKind::Malformed
    );
    assert_eq!(
        kind(Pem::read_all(
            b"-----BEGIN PRIVATE KEY-----\n!!\n-----END PRIVATE KEY-----\n"
        )),
        ErrorKind::Malformed
    );
    assert_eq!(
        kind(Pem::read_all(&vec![b'x'; Pem::MAX_BYTES + 1])),
        ErrorKind::TooLarge
    );
    assert_eq!(
        kind(Pem::first(b"nothing", &[PemLabel::PrivateKey])),
        ErrorKind::NotFound
    );
    assert_eq!(Pem::read_all(&[RSA, P256].concat()).unwrap().len(), 2);
}

#[test]
fn keys_rotate() {
    let day = |day: i64| DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(day);
    let signing = |name: &str| {
        SigningKey::from_pem(id(name), SignatureAlgorithm::EcdsaP256Sha256, P256).unwrap()
    };
    let (old, new) = (signing("2026"), signing("2027"));
    let (old_period, new_period) = (
        Period::from(day(0)).retired(day(12)).ends(day(20)),
        Period::from(day(10)),
    );
    let ring = KeyRing::new()
        .with_verifier(Arc::new(old.public_key()), old_period)
        .with_verifier(Arc::new(new.public_key()), new_period)
        .with_signer("bank-a", Arc::new(old), old_period)
        .with_signer("bank-a", Arc::new(new), new_period);
    let current = |day| {
        ring.signer("bank-a", day)
            .map(|signer| signer.info().id().to_string())
    };
    assert_eq!(kind(current(day(-1))), ErrorKind::KeyNotUsable);
    assert_eq!(current(day(0)).unwrap(), "2026");
    assert_eq!(current(day(9)).unwrap(), "2026");
    assert_eq!(current(day(10)).unwrap(), "2027");
    assert!(
        ring.verifier(&id("2026"), day(19)).is_ok(),
        "retired keys still verify"
    );
    assert_eq!(
        kind(ring.verifier(&id("2026"), day(20))),
        ErrorKind::KeyNotUsable
    );
    assert_eq!(
        kind(ring.verifier(&id("2028"), day(0))),
        ErrorKind::NotFound
    );
    assert_eq!(kind(ring.signer("bank-b", day(0))), ErrorKind::NotFound);
}

#[test]
fn shared_keys_rotate() {
    let day = |day: i64| DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(day);
    let mac = |name: &str| {
        let key = HmacKey::new(
            id(name),
            MacAlgorithm::HmacSha256,
            &Secret::random(32).unwrap(),
        )
        .unwrap();
        Arc::new(key) as Arc<dyn MacKey>
    };
    let ring = KeyRing::new()
        .with_mac_key(
            "hook",
            mac("a"),
            Period::from(day(0)).retired(day(10)).ends(day(12)),
        )
        .with_mac_key("hook", mac("b"), Period::from(day(9)));
    let ids = |day| -> Vec<_> {
        let keys = ring.mac_keys("hook", day).unwrap();
        keys.iter().map(|key| key.info().id().to_string()).collect()
    };
    assert_eq!(ids(day(1)), ["a"]);
    assert_eq!(ids(day(9)), ["b", "a"]);
    assert_eq!(ids(day(11)), ["b", "a"]);
    assert_eq!(ids(day(12)), ["b"]);
    assert_eq!(ring.mac_key("hook", day(9)).unwrap().info().id(), &id("b"));
}

#[test]
fn debug_shows_no_secret() {
    let pem = Pem::first(P256, &[PemLabel::PrivateKey]).unwrap();
    let signing = SigningKey::from_pem(id("k"), SignatureAlgorithm::EcdsaP256Sha256, P256).unwrap();
    let mac = HmacKey::new(
        id("k"),
        MacAlgorithm::HmacSha256,
        &Secret::new(b"0123456789abcdef".to_vec()),
    )
    .unwrap();
    let ring = KeyRing::new().with_signer(
        "n",
        Arc::new(key(SignatureAlgorithm::Ed25519)),
        Period::ALWAYS,
    );
    for shown in [
        format!("{pem:?}"),
        format!("{signing:?}"),
        format!("{mac:?}"),
        format!("{ring:#?}"),
    ] {
        assert!(shown.len() < 700, "{shown}");
        assert!(
            !shown.contains('[') || shown.contains("signers"),
            "bytes in {shown}"
        );
        assert!(!shown.contains("0123456789abcdef"), "{shown}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_no_key_and_no_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for algorithm in SignatureAlgorithm::ALL {
            prop_assert!(SigningKey::from_pkcs8(id("k"), algorithm, &bytes).is_err());
            prop_assert!(SigningKey::from_sec1(id("k"), algorithm, &bytes).is_err());
            prop_assert!(PublicKey::from_spki(id("k"), algorithm, &bytes).is_err());
        }
    }

    #[test]
    fn key_ids_are_printable_and_bounded(text in "\\PC{0,300}") {
        if let Ok(id) = KeyId::parse(&text) {
            prop_assert!(text.is_ascii() && (1..=KeyId::MAX).contains(&text.len()));
            prop_assert_eq!(id.as_str(), text);
        }
    }
}
