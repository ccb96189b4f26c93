//! CMS envelopes: what is encrypted for a certificate is read with its key, and everything else fails with one error.
#![cfg(all(feature = "cms", feature = "aws-lc"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeySize, PrivateDecryptingKey};
use girokit_crypto::cms::{ContentCipher, Envelope, Enveloping, Limits};
use girokit_crypto::keys::{Decrypter, DecryptionKey, KeyId, KeyInfo, KeyWrap};
use girokit_crypto::{Error, ErrorKind, Secret};
use rcgen::{CertificateParams, KeyPair, KeyUsagePurpose};

const CONTENT: &[u8] = b"<Document>salary 5000.00</Document>";

/// A private key with reasons of its own, as a hardware module has them.
#[derive(Debug)]
struct Key(DecryptionKey);

impl Decrypter for Key {
    fn info(&self) -> &KeyInfo {
        self.0.info()
    }

    fn algorithm(&self) -> KeyWrap {
        KeyWrap::RsaOaepSha256
    }

    fn recover(&self, encrypted: &[u8]) -> Result<Secret, Error> {
        self.0
            .recover(encrypted)
            .map_err(|_| Error::new(ErrorKind::Decryption, "a reason that must not get out"))
    }
}

struct Party {
    key: Key,
    certificate: Vec<u8>,
}

fn party(serial: u64, usages: &[KeyUsagePurpose]) -> Party {
    let key = PrivateDecryptingKey::generate(KeySize::Rsa2048).unwrap();
    let pkcs8 = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&key).unwrap();
    let der = rustls_pki_types::PrivatePkcs8KeyDer::from(pkcs8.as_ref().to_vec());
    let pair = KeyPair::from_pkcs8_der_and_sign_algo(&der, &rcgen::PKCS_RSA_SHA256).unwrap();
    let mut params = CertificateParams::default();
    params.serial_number = Some(serial.into());
    params.key_usages = usages.to_vec();
    Party {
        key: Key(DecryptionKey::from_pkcs8(
            KeyId::parse("bank").unwrap(),
            KeyWrap::RsaOaepSha256,
            pkcs8.as_ref(),
        )
        .unwrap()),
        certificate: params.self_signed(&pair).unwrap().der().to_vec(),
    }
}

fn bank() -> Party {
    party(1, &[])
}

fn read(der: &[u8]) -> Result<Envelope<'_>, Error> {
    Envelope::read(der, &Limits::new())
}

fn kind<T: core::fmt::Debug>(result: Result<T, Error>) -> ErrorKind {
    result.unwrap_err().kind()
}

#[test]
fn what_is_encrypted_is_decrypted_by_each_recipient() {
    let (one, two, other) = (bank(), party(2, &[]), party(3, &[]));
    let enveloping = Enveloping::new(&one.certificate)
        .unwrap()
        .with_recipient(&two.certificate)
        .unwrap();
    let der = enveloping.encrypt(CONTENT).unwrap();
    assert!(!der.windows(6).any(|window| window == b"salary"));
    let envelope = read(&der).unwrap();
    assert_eq!(envelope.cipher(), ContentCipher::Aes256Gcm);
    for party in [&one, &two] {
        assert!(envelope.is_for(&party.certificate).unwrap());
        let content = envelope.decrypt(&party.key, &party.certificate).unwrap();
        assert_eq!(content, CONTENT);
    }
    assert!(!envelope.is_for(&other.certificate).unwrap());
    let refused = envelope.decrypt(&other.key, &other.certificate);
    assert_eq!(kind(refused), ErrorKind::NotFound);
    // Every encryption has its own key and nonce.
    assert_ne!(enveloping.encrypt(CONTENT).unwrap(), der);
}

#[test]
fn cbc_is_read_only_where_the_danger_is_named() {
    let bank = bank();
    for length in [0, 1, 15, 16, 17, 1000] {
        let content = vec![7; length];
        let enveloping = Enveloping::new(&bank.certificate).unwrap();
        let der = enveloping.with_dangerous_cbc().encrypt(&content).unwrap();
        let envelope = read(&der).unwrap();
        assert_eq!(envelope.cipher(), ContentCipher::Aes256Cbc);
        let refused = envelope.decrypt(&bank.key, &bank.certificate);
        assert_eq!(kind(refused), ErrorKind::AlgorithmNotAllowed);
        let read = envelope.decrypt_dangerous_cbc(&bank.key, &bank.certificate);
        assert_eq!(read.unwrap(), content);
    }
}

#[test]
fn decryption_fails_with_one_error_for_every_reason() {
    let (bank, thief) = (bank(), bank());
    let der = Enveloping::new(&bank.certificate)
        .unwrap()
        .encrypt(CONTENT)
        .unwrap();
    let mut errors = Vec::new();
    // Tag, content, nonce; then the encrypted key, by another key of the same name.
    let tag = der.len() - 1;
    let content = der.len() - 18 - CONTENT.len();
    for at in [tag, content] {
        let mut der = der.clone();
        der[at] ^= 1;
        let envelope = read(&der).unwrap();
        errors.push(envelope.decrypt(&bank.key, &bank.certificate).unwrap_err());
    }
    let envelope = read(&der).unwrap();
    errors.push(envelope.decrypt(&thief.key, &bank.certificate).unwrap_err());
    let cbc = Enveloping::new(&bank.certificate)
        .unwrap()
        .with_dangerous_cbc()
        .encrypt(CONTENT)
        .unwrap();
    let mut padding = cbc.clone();
    let at = padding.len() - 17;
    padding[at] ^= 1;
    let envelope = read(&padding).unwrap();
    errors.push(
        envelope
            .decrypt_dangerous_cbc(&bank.key, &bank.certificate)
            .unwrap_err(),
    );
    let envelope = read(&cbc).unwrap();
    errors.push(
        envelope
            .decrypt_dangerous_cbc(&thief.key, &bank.certificate)
            .unwrap_err(),
    );
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::Decryption);
        assert_eq!(error.to_string(), "decryption failed");
        assert!(std::error::Error::source(&error).is_none());
    }
}

#[test]
fn a_flipped_bit_never_gives_another_content() {
    let bank = bank();
    let der = Enveloping::new(&bank.certificate)
        .unwrap()
        .encrypt(CONTENT)
        .unwrap();
    for at in 0..der.len() {
        let mut der = der.clone();
        der[at] ^= 0x10;
        let opened = read(&der).and_then(|envelope| envelope.decrypt(&bank.key, &bank.certificate));
        if let Ok(content) = opened {
            assert_eq!(content, CONTENT);
        }
    }
}

#[test]
fn a_short_tag_or_an_odd_nonce_is_refused() {
    let bank = bank();
    let der = Enveloping::new(&bank.certificate)
        .unwrap()
        .encrypt(CONTENT)
        .unwrap();
    let parameters = [0x02, 1, 16, 0x80];
    let at = der
        .windows(4)
        .rposition(|window| window == parameters)
        .unwrap();
    let mut short = der.clone();
    short[at + 2] = 12;
    assert_eq!(kind(read(&short)), ErrorKind::AlgorithmNotAllowed);
    // A nonce of 11 bytes, the twelfth given to an unknown string behind it.
    let mut odd = der;
    odd[at - 13] = 11;
    assert!(read(&odd).is_err());
}

#[test]
fn recipients_have_rsa_keys_that_are_for_encryption() {
    let signs = party(1, &[KeyUsagePurpose::DigitalSignature]);
    assert_eq!(
        kind(Enveloping::new(&signs.certificate)),
        ErrorKind::KeyNotUsable
    );
    let encrypts = party(1, &[KeyUsagePurpose::KeyEncipherment]);
    assert!(Enveloping::new(&encrypts.certificate).is_ok());
    let pair = KeyPair::generate().unwrap();
    let ecdsa = CertificateParams::default().self_signed(&pair).unwrap();
    assert_eq!(kind(Enveloping::new(ecdsa.der())), ErrorKind::KeyMismatch);
    assert_eq!(kind(Enveloping::new(b"no")), ErrorKind::Malformed);
}

#[test]
fn limits_hold() {
    let bank = bank();
    let mut enveloping = Enveloping::new(&bank.certificate).unwrap();
    for _ in 0..Limits::SIGNERS {
        enveloping = enveloping.with_recipient(&bank.certificate).unwrap();
    }
    let der = enveloping.encrypt(CONTENT).unwrap();
    assert_eq!(kind(read(&der)), ErrorKind::TooLarge);
    let small = Limits::new().with_bytes(100);
    assert_eq!(kind(Envelope::read(&der, &small)), ErrorKind::TooLarge);
}

#[test]
fn debug_shows_no_content() {
    let bank = bank();
    let enveloping = Enveloping::new(&bank.certificate).unwrap();
    let der = enveloping.encrypt(CONTENT).unwrap();
    let envelope = read(&der).unwrap();
    assert_eq!(
        format!("{envelope:?}"),
        "Envelope { cipher: Aes256Gcm, .. }"
    );
}

/// The type of the content is not given out, so only data is read; RFC 5652 section 6.1.
#[test]
fn a_content_that_is_not_data_is_refused() {
    let bank = bank();
    let der = Enveloping::new(&bank.certificate)
        .unwrap()
        .encrypt(CONTENT)
        .unwrap();
    // 1.2.840.113549.1.7.1, the only place.
    let data = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
    let at = der.windows(9).position(|window| window == data).unwrap();
    let mut signed = der.clone();
    signed[at + 8] = 2;
    assert!(read(&der).is_ok());
    assert_eq!(kind(read(&signed)), ErrorKind::Unsupported);
}
