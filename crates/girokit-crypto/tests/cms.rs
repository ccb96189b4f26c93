//! CMS: what is signed verifies, and what proves too little is refused.
#![cfg(feature = "cms")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use girokit_crypto::cms::{Limits, Policy, Signature, SignedData, Signing};
use girokit_crypto::keys::{
    Algorithm, Digest, FoundKey, HmacKey, KeyFinder, KeyHints, KeyId, MacAlgorithm, Pem, PemLabel,
    PinnedKey, SignatureAlgorithm, Signer, SigningKey, ecdsa_to_der,
};
use girokit_crypto::x509::{Certificate, ChainKeys, ChainPolicy, PinnedCertificates};
use girokit_crypto::{Error, ErrorKind, Secret, SigningCertificate};
use proptest::prelude::*;
use rcgen::{CertificateParams, DnType, KeyPair, KeyUsagePurpose};

#[path = "cms/craft.rs"]
mod craft;

use craft::*;

const RSA: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/rsa.pem");
const CONTENT: &[u8] = b"<Document>pay 10.00</Document>";

/// A key with its certificate.
#[derive(Debug)]
struct Party {
    key: SigningKey,
    certificate: Vec<u8>,
}

fn pkcs8(algorithm: SignatureAlgorithm) -> Vec<u8> {
    if algorithm.is_rsa() {
        let pkcs1 = Pem::first(RSA, &[PemLabel::RsaPrivateKey]).unwrap();
        let mut body = vec![2, 1, 0, 0x30, 13, 6, 9];
        body.extend_from_slice(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0]);
        body.extend_from_slice(&tlv(4, pkcs1.expose()));
        return tlv(0x30, &body);
    }
    let kind = match algorithm {
        SignatureAlgorithm::EcdsaP384Sha384 => &rcgen::PKCS_ECDSA_P384_SHA384,
        SignatureAlgorithm::Ed25519 => &rcgen::PKCS_ED25519,
        _ => &rcgen::PKCS_ECDSA_P256_SHA256,
    };
    KeyPair::generate_for(kind).unwrap().serialize_der()
}

fn party_with(algorithm: SignatureAlgorithm, change: impl FnOnce(&mut CertificateParams)) -> Party {
    let pkcs8 = pkcs8(algorithm);
    let pair = if algorithm.is_rsa() {
        let der = rustls_pki_types::PrivatePkcs8KeyDer::from(pkcs8.clone());
        KeyPair::from_pkcs8_der_and_sign_algo(&der, &rcgen::PKCS_RSA_SHA256).unwrap()
    } else {
        KeyPair::try_from(pkcs8.clone()).unwrap()
    };
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "Shop");
    params.use_authority_key_identifier_extension = false;
    params.key_identifier_method = rcgen::KeyIdMethod::PreSpecified(vec![7; 20]);
    params.is_ca = rcgen::IsCa::ExplicitNoCa;
    params.not_before = rcgen::date_time_ymd(2026, 1, 1);
    params.not_after = rcgen::date_time_ymd(2027, 1, 1);
    params.serial_number = Some(4711_u64.into());
    change(&mut params);
    let certificate = params.self_signed(&pair).unwrap();
    Party {
        key: SigningKey::from_pkcs8(KeyId::parse("shop").unwrap(), algorithm, &pkcs8).unwrap(),
        certificate: certificate.der().to_vec(),
    }
}

fn party(algorithm: SignatureAlgorithm) -> Party {
    party_with(algorithm, |_| {})
}

fn p256() -> Party {
    party(SignatureAlgorithm::EcdsaP256Sha256)
}

fn now() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

impl Party {
    fn signing(&self) -> Signing<'_> {
        Signing::new(&self.key, &self.certificate).unwrap()
    }

    fn policy(&self) -> Policy<'static> {
        Policy::pinned([self.certificate.clone()])
    }
}

fn read(der: &[u8]) -> Result<SignedData<'_>, Error> {
    SignedData::read(der, &Limits::new())
}

/// Verifies an attached message: its content and signatures.
fn verify(der: &[u8], policy: &Policy<'_>) -> Result<(Vec<u8>, Vec<Signature>), Error> {
    let message = read(der)?;
    let verified = message.verify(policy, now())?;
    let signed = verified.content();
    assert_eq!(signed.signatures()[0].by(), verified.by());
    Ok((signed.content().to_vec(), signed.signatures().to_vec()))
}

fn kind<T: core::fmt::Debug>(result: Result<T, Error>) -> ErrorKind {
    result.unwrap_err().kind()
}

fn tlv(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match u8::try_from(body.len()) {
        Ok(short @ 0..=0x7f) => out.push(short),
        Ok(byte) => out.extend_from_slice(&[0x81, byte]),
        _ => {
            let length = u16::try_from(body.len()).unwrap().to_be_bytes();
            out.extend_from_slice(&[0x82, length[0], length[1]]);
        }
    }
    out.extend_from_slice(body);
    out
}

const AVAILABLE: [SignatureAlgorithm; 9] = [
    SignatureAlgorithm::EcdsaP256Sha256,
    SignatureAlgorithm::EcdsaP384Sha384,
    SignatureAlgorithm::Ed25519,
    SignatureAlgorithm::RsaPkcs1Sha256,
    SignatureAlgorithm::RsaPkcs1Sha384,
    SignatureAlgorithm::RsaPkcs1Sha512,
    SignatureAlgorithm::RsaPssSha256,
    SignatureAlgorithm::RsaPssSha384,
    SignatureAlgorithm::RsaPssSha512,
];

#[test]
fn what_is_signed_verifies_and_says_who_when_and_how() {
    for algorithm in AVAILABLE {
        let shop = party(algorithm);
        let attached = shop.signing().attached(CONTENT, now()).unwrap();
        let (content, signatures) = verify(&attached, &shop.policy()).unwrap();
        assert_eq!(content, CONTENT);
        assert_eq!(signatures.len(), 1);
        let signature = &signatures[0];
        assert_eq!(signature.by().algorithm(), Algorithm::Signature(algorithm));
        assert_eq!(signature.signing_time(), Some(now()));
        let certificate = signature.by().certificate().unwrap();
        assert_eq!(certificate.subject, "CN=Shop");
        assert_eq!(certificate.serial, "1267");
        assert_eq!(
            certificate.sha256[..],
            Digest::Sha256.of(&shop.certificate)[..]
        );

        let detached = shop.signing().detached(CONTENT, now()).unwrap();
        let message = read(&detached).unwrap();
        assert!(!message.is_attached());
        let verified = message.verify_detached(CONTENT, &shop.policy(), now());
        assert_eq!(*verified.unwrap().content().content(), CONTENT);
        let altered = message.verify_detached(b"pay 99.00", &shop.policy(), now());
        assert_eq!(kind(altered), ErrorKind::DigestMismatch);
    }
}

#[test]
fn a_big_content_is_signed_and_verified_part_by_part() {
    let shop = p256();
    let mut digester = shop.signing().digester();
    for _ in 0..1000 {
        digester.update(CONTENT);
    }
    let detached = shop
        .signing()
        .detached_over(&digester.finish(), now())
        .unwrap();
    let whole = CONTENT.repeat(1000);
    let message = read(&detached).unwrap();
    assert!(
        message
            .verify_detached(&whole, &shop.policy(), now())
            .is_ok()
    );
    let mut digester = message.digester();
    for part in whole.chunks(777) {
        digester.update(part);
    }
    let verified = message
        .verify_digests(digester.clone().finish(), &shop.policy(), now())
        .unwrap();
    let digests = verified.content().content();
    assert_eq!(digests.length(), u64::try_from(whole.len()).unwrap());
    assert_eq!(
        digests.digest(Digest::Sha256).unwrap(),
        Digest::Sha256.of(&whole)
    );
    digester.update(b"more");
    let longer = message.verify_digests(digester.finish(), &shop.policy(), now());
    assert_eq!(kind(longer), ErrorKind::DigestMismatch);
}

#[test]
fn several_people_sign_and_the_policy_counts_them() {
    let one = p256();
    let two = party_with(SignatureAlgorithm::RsaPssSha512, |params| {
        params.serial_number = Some(4712_u64.into());
    });
    let signing = one
        .signing()
        .with_signer(&two.key, &two.certificate)
        .unwrap();
    let der = signing.attached(CONTENT, now()).unwrap();
    let both = Policy::pinned([one.certificate.clone(), two.certificate.clone()]);
    let (_, signatures) = verify(&der, &both.clone().with_signers(2)).unwrap();
    assert_eq!(signatures.len(), 2);
    // One alone is too few; the same one twice is still one.
    let alone = one.signing().attached(CONTENT, now()).unwrap();
    let two_needed = both.clone().with_signers(2);
    assert_eq!(kind(verify(&alone, &two_needed)), ErrorKind::NotCovered);
    let twice = one.signing().with_signer(&one.key, &one.certificate);
    let twice = twice.unwrap().attached(CONTENT, now()).unwrap();
    assert_eq!(kind(verify(&twice, &two_needed)), ErrorKind::NotCovered);
    // A stranger beside refuses the file, unless strangers are passed over.
    assert_eq!(kind(verify(&der, &one.policy())), ErrorKind::Untrusted);
    let passed = one.policy().with_others_passed_over();
    assert_eq!(verify(&der, &passed).unwrap().1.len(), 1);
    let passed = passed.with_signers(2);
    assert_eq!(kind(verify(&der, &passed)), ErrorKind::NotCovered);
}

#[test]
fn signers_are_named_by_key_identifier_too() {
    let shop = p256();
    let signing = shop.signing().with_key_identifiers().without_certificates();
    let der = signing.attached(CONTENT, now()).unwrap();
    assert!(
        read(&der)
            .unwrap()
            .untrusted_certificates()
            .unwrap()
            .is_empty()
    );
    assert!(verify(&der, &shop.policy()).is_ok());
    let with = shop.signing().attached(CONTENT, now()).unwrap();
    let message = read(&with).unwrap();
    assert_eq!(
        message.untrusted_certificates().unwrap(),
        [&shop.certificate[..]]
    );
}

/// 0x16 in hexadecimal looks like 0x10 in decimal, and a serial number of 20 bytes is no small number.
#[test]
fn a_signer_is_told_from_another_of_the_same_issuer_by_the_whole_serial_number() {
    let with = |serial: &[u8]| {
        let serial = serial.to_vec();
        party_with(SignatureAlgorithm::EcdsaP256Sha256, move |params| {
            params.serial_number = Some(serial.into());
        })
    };
    for (first, second) in [
        (&[0x10][..], &[0x16][..]),
        (&[0x7f; 20], &[[0x7f; 19].as_slice(), &[0x7e]].concat()),
    ] {
        let (first, second) = (with(first), with(second));
        let pinned = [first.certificate.clone(), second.certificate.clone()];
        let policy = Policy::pinned(pinned);
        for party in [&first, &second] {
            let der = party.signing().attached(CONTENT, now()).unwrap();
            verify(&der, &policy).unwrap();
        }
    }
}

/// Finds by the hints that it asserts.
#[derive(Debug)]
struct Finder<'p>(&'p Party);

impl KeyFinder for Finder<'_> {
    fn find(&self, hints: &KeyHints, algorithm: Algorithm) -> Result<FoundKey, Error> {
        assert_eq!(algorithm, Algorithm::Signature(self.0.key.algorithm()));
        let serial = ("CN=Shop".to_owned(), "4711".to_owned());
        assert_eq!(hints.issuer_serial, Some(serial));
        match &hints.certificates[..] {
            [own, other] => assert_eq!((own, &other[..]), (&self.0.certificate, &[0x30, 0][..])),
            [] => return Err(Error::new(ErrorKind::NotFound, "no certificate")),
            _ => panic!("{hints:?}"),
        }
        let facts =
            SigningCertificate::new("CN=Shop".into(), String::new(), String::new(), [1; 32]);
        let key = Arc::new(self.0.key.public_key());
        Ok(FoundKey::certified(key, facts, self.0.certificate.clone()))
    }
}

#[test]
fn a_finder_decides_by_what_the_message_says_about_its_signer() {
    let shop = p256();
    let finder = Finder(&shop);
    let policy = Policy::found_by(&finder);
    let signing = shop.signing().with_chain(&[0x30, 0]);
    let (content, signatures) =
        verify(&signing.attached(CONTENT, now()).unwrap(), &policy).unwrap();
    assert_eq!(content, CONTENT);
    let certificate = signatures[0].by().certificate().unwrap();
    assert_eq!(certificate.sha256, [1; 32]);
    // Without the signer's certificate the others are no hint.
    let without = shop.signing().without_certificates();
    let der = without.attached(CONTENT, now()).unwrap();
    assert_eq!(kind(verify(&der, &policy)), ErrorKind::NotFound);
    let passed = policy.with_others_passed_over();
    assert_eq!(kind(verify(&der, &passed)), ErrorKind::NotCovered);

    // A key that is trusted by itself needs no certificate.
    let pinned = PinnedKey::new(Arc::new(shop.key.public_key()));
    let (_, signatures) = verify(&der, &Policy::found_by(&pinned)).unwrap();
    assert_eq!(signatures[0].by().key().as_str(), "shop");
    let thief = PinnedKey::new(Arc::new(p256().key.public_key()));
    let refused = verify(&der, &Policy::found_by(&thief));
    assert_eq!(kind(refused), ErrorKind::SignatureInvalid);
    // A shared key never verifies a signature.
    let secret = Secret::new(vec![7; 32]);
    let id = KeyId::parse("mac").unwrap();
    let shared = HmacKey::new(id, MacAlgorithm::HmacSha256, &secret).unwrap();
    let shared = PinnedKey::shared(Arc::new(shared));
    let refused = verify(&der, &Policy::found_by(&shared));
    assert_eq!(kind(refused), ErrorKind::KeyMismatch);
}

#[test]
fn a_chain_to_an_anchor_is_believed_and_no_other() {
    let ca = |name: &str| {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let der = params.self_signed(&key).unwrap().der().to_vec();
        let anchor = Certificate::from_der(&der).unwrap();
        (anchor, rcgen::Issuer::new(params, key))
    };
    let ((anchor, issuer), (stranger, _)) = (ca("Root"), ca("Other"));
    let pair = KeyPair::generate().unwrap();
    let mut params = CertificateParams::default();
    params.not_before = rcgen::date_time_ymd(2026, 1, 1);
    params.not_after = rcgen::date_time_ymd(2027, 1, 1);
    let certificate = params.signed_by(&pair, &issuer).unwrap().der().to_vec();
    let algorithm = SignatureAlgorithm::EcdsaP256Sha256;
    let id = KeyId::parse("shop").unwrap();
    let key = SigningKey::from_pkcs8(id, algorithm, &pair.serialize_der()).unwrap();
    let signing = Signing::new(&key, &certificate).unwrap();
    let der = signing.attached(CONTENT, now()).unwrap();

    let keys = ChainKeys::new(ChainPolicy::new([anchor.clone()]), now());
    let (content, signatures) = verify(&der, &Policy::found_by(&keys)).unwrap();
    assert_eq!(content, CONTENT);
    let facts = signatures[0].by().certificate().unwrap();
    assert_eq!(facts.issuer, anchor.subject());

    let keys = ChainKeys::new(ChainPolicy::new([stranger]), now());
    let refused = verify(&der, &Policy::found_by(&keys));
    assert_eq!(kind(refused), ErrorKind::Untrusted);
    let later = "2027-06-01T00:00:00Z".parse().unwrap();
    let keys = ChainKeys::new(ChainPolicy::new([anchor.clone()]), later);
    assert_eq!(
        kind(verify(&der, &Policy::found_by(&keys))),
        ErrorKind::Expired
    );
    // A message that only names its signer, and a finder that knows him.
    let without = signing.without_certificates();
    let der = without.attached(CONTENT, now()).unwrap();
    let known = Certificate::from_der(&certificate).unwrap();
    let keys = ChainKeys::new(ChainPolicy::new([anchor]), now());
    assert_eq!(
        kind(verify(&der, &Policy::found_by(&keys))),
        ErrorKind::Untrusted
    );
    let keys = keys.with_known([known.clone()]);
    assert!(verify(&der, &Policy::found_by(&keys)).is_ok());
    let pinned = PinnedCertificates::new([known], now());
    assert!(verify(&der, &Policy::found_by(&pinned)).is_ok());
}

#[test]
fn a_hand_made_message_verifies_so_that_the_attacks_below_differ_in_one_place() {
    let shop = p256();
    let craft = Craft::new(&shop.key);
    assert_eq!(verify(&craft.build(), &shop.policy()).unwrap().0, CONTENT);
}

#[test]
fn an_altered_content_is_refused() {
    let shop = p256();
    let mut craft = Craft::new(&shop.key);
    craft.content = Some(b"<Document>pay 99.00</Document>");
    let altered = verify(&craft.build(), &shop.policy());
    assert_eq!(kind(altered), ErrorKind::DigestMismatch);
}

#[test]
fn a_certificate_in_the_message_is_not_trusted_for_being_there() {
    let (shop, thief) = (p256(), p256());
    let der = thief.signing().attached(CONTENT, now()).unwrap();
    // Same issuer name, same serial number, same key identifier: another key.
    assert_eq!(
        kind(verify(&der, &shop.policy())),
        ErrorKind::SignatureInvalid
    );
    let mut craft = Craft::new(&thief.key);
    craft.certificates = tlv(0xa0, &thief.certificate);
    let der = craft.build();
    assert_eq!(
        kind(verify(&der, &shop.policy())),
        ErrorKind::SignatureInvalid
    );
    let nobody = Policy::pinned(Vec::<Vec<u8>>::new());
    assert_eq!(kind(verify(&der, &nobody)), ErrorKind::Untrusted);
}

#[test]
fn a_message_without_a_signature_is_refused() {
    let shop = p256();
    let mut craft = Craft::new(&shop.key);
    craft.signers = 0;
    craft.certificates = tlv(0xa0, &shop.certificate);
    let none = verify(&craft.build(), &shop.policy());
    assert_eq!(kind(none), ErrorKind::NotCovered);
    let passed = shop.policy().with_others_passed_over();
    assert_eq!(kind(verify(&craft.build(), &passed)), ErrorKind::NotCovered);
}

#[test]
fn sha1_and_unknown_algorithms_are_refused() {
    let shop = p256();
    let mut craft = Craft::new(&shop.key);
    craft.digest = SHA1;
    assert_eq!(kind(read(&craft.build())), ErrorKind::AlgorithmNotAllowed);
    // id-dsa-with-sha1 for the signature.
    let mut craft = Craft::new(&shop.key);
    craft.algorithm = &[0x30, 9, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x38, 4, 3];
    let unknown = verify(&craft.build(), &shop.policy());
    assert_eq!(kind(unknown), ErrorKind::AlgorithmNotAllowed);
    let only = [SignatureAlgorithm::RsaPssSha256];
    let strict = shop.policy().with_algorithms(&only);
    let other = verify(&Craft::new(&shop.key).build(), &strict);
    assert_eq!(kind(other), ErrorKind::AlgorithmNotAllowed);
}

#[test]
fn hash_functions_that_differ_between_content_and_signature_are_refused() {
    let shop = p256();
    let mut craft = Craft::new(&shop.key);
    craft.algorithm = ECDSA_SHA384;
    let mixed = verify(&craft.build(), &shop.policy());
    assert_eq!(kind(mixed), ErrorKind::AlgorithmNotAllowed);
}

#[test]
fn an_algorithm_for_another_kind_of_key_is_refused() {
    let shop = p256();
    let mut craft = Craft::new(&shop.key);
    craft.algorithm = &[
        0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11, 5, 0,
    ];
    let rsa = verify(&craft.build(), &shop.policy());
    assert_eq!(kind(rsa), ErrorKind::KeyMismatch);
}

#[test]
fn pss_with_other_parameters_is_refused() {
    let shop = party(SignatureAlgorithm::RsaPssSha256);
    let good = shop.signing().attached(CONTENT, now()).unwrap();
    assert!(verify(&good, &shop.policy()).is_ok());
    let salt = [0xa2, 3, 2, 1, 32];
    let at = (0..good.len())
        .rfind(|at| good[*at..].starts_with(&salt))
        .unwrap();
    let mut short = good.clone();
    short[at + 4] = 20;
    let refused = verify(&short, &shop.policy());
    assert_eq!(kind(refused), ErrorKind::AlgorithmNotAllowed);
    // SHA-512 for the mask: the last byte of its name, just before the NULL and the salt.
    let mut mask = good.clone();
    assert_eq!(mask[at - 3..at], [1, 5, 0]);
    mask[at - 3] = 3;
    let refused = verify(&mask, &shop.policy());
    assert_eq!(kind(refused), ErrorKind::AlgorithmNotAllowed);
}

#[test]
fn an_ecdsa_signature_as_r_and_s_or_zero_is_refused() {
    let shop = p256();
    for signature in [
        (|fixed| fixed) as fn(Vec<u8>) -> Vec<u8>,
        |_| vec![0x30, 6, 2, 1, 0, 2, 1, 0],
        |_| Vec::new(),
        |fixed| [ecdsa_to_der(&fixed).unwrap(), vec![0]].concat(),
    ] {
        let mut craft = Craft::new(&shop.key);
        craft.signature = signature;
        let refused = verify(&craft.build(), &shop.policy());
        assert_eq!(kind(refused), ErrorKind::SignatureInvalid);
    }
}

#[test]
fn attributes_twice_or_missing_are_refused() {
    let shop = p256();
    let content_type = || attribute(3, DATA);
    let digest = || digest_attribute(CONTENT);
    let two_values = [tlv(4, &Digest::Sha256.of(CONTENT)), tlv(4, &[0; 32])].concat();
    for (attributes, expected) in [
        (vec![content_type()], ErrorKind::NotCovered),
        (vec![digest()], ErrorKind::NotCovered),
        (vec![], ErrorKind::NotCovered),
        (
            vec![content_type(), digest(), digest_attribute(b"else")],
            ErrorKind::Malformed,
        ),
        (
            vec![content_type(), content_type(), digest()],
            ErrorKind::Malformed,
        ),
        (
            vec![content_type(), attribute(4, &two_values)],
            ErrorKind::Malformed,
        ),
        (
            vec![content_type(), attribute(4, &[])],
            ErrorKind::Malformed,
        ),
        (
            vec![attribute(3, SIGNED_DATA), digest()],
            ErrorKind::NotCovered,
        ),
    ] {
        let mut craft = Craft::new(&shop.key);
        craft.attributes = Some(attributes);
        assert_eq!(kind(verify(&craft.build(), &shop.policy())), expected);
    }
}

#[test]
fn content_of_another_type_is_refused_unless_asked_for() {
    let shop = p256();
    let mut craft = Craft::new(&shop.key);
    craft.content_type = SIGNED_DATA;
    craft.attributes = Some(vec![attribute(3, SIGNED_DATA), digest_attribute(CONTENT)]);
    let der = craft.build();
    assert_eq!(kind(verify(&der, &shop.policy())), ErrorKind::NotCovered);
    let asked = shop.policy().with_content_type("1.2.840.113549.1.7.2");
    assert!(verify(&der, &asked.unwrap()).is_ok());
    assert!(shop.policy().with_content_type("data").is_err());
}

#[test]
fn signatures_without_attributes_are_refused_unless_the_danger_is_taken() {
    let shop = p256();
    let mut craft = Craft::new(&shop.key);
    craft.attributes = None;
    let der = craft.build();
    assert_eq!(kind(verify(&der, &shop.policy())), ErrorKind::NotCovered);
    let bare = shop.policy().with_dangerous_bare_signatures();
    assert_eq!(verify(&der, &bare).unwrap().0, CONTENT);
    craft.content = None;
    let der = craft.build();
    let message = read(&der).unwrap();
    assert!(message.verify_detached(CONTENT, &bare, now()).is_ok());
    let digests = message.digester().finish();
    let in_parts = message.verify_digests(digests, &bare, now());
    assert_eq!(kind(in_parts), ErrorKind::Unsupported);
}

/// Whoever has a file signed over attributes can present these attributes as the content of a signature without any.
#[test]
fn signed_attributes_passed_off_as_a_content_are_refused() {
    let shop = p256();
    let attributes = [attribute(3, DATA), digest_attribute(CONTENT)].concat();
    let attributes = tlv(0x31, &attributes);
    let mut craft = Craft::new(&shop.key);
    craft.attributes = None;
    craft.content = Some(&attributes);
    let bare = shop.policy().with_dangerous_bare_signatures();
    assert_eq!(kind(verify(&craft.build(), &bare)), ErrorKind::NotCovered);
}

#[test]
fn a_second_content_beside_a_detached_one_is_refused() {
    let shop = p256();
    let attached = shop.signing().attached(CONTENT, now()).unwrap();
    let message = read(&attached).unwrap();
    let refused = message.verify_detached(b"else", &shop.policy(), now());
    assert_eq!(kind(refused), ErrorKind::Conflict);
    let digests = message.digester().finish();
    let refused = message.verify_digests(digests, &shop.policy(), now());
    assert_eq!(kind(refused), ErrorKind::Conflict);
    let detached = shop.signing().detached(CONTENT, now()).unwrap();
    assert_eq!(kind(verify(&detached, &shop.policy())), ErrorKind::NotFound);
}

#[test]
fn attributes_that_name_another_certificate_or_algorithm_are_refused() {
    let shop = p256();
    let oid = [6, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 47];
    let naming = |certificate: &[u8]| {
        let id = tlv(0x30, &tlv(4, &Digest::Sha256.of(certificate)));
        let value = tlv(0x30, &tlv(0x30, &id));
        tlv(0x30, &[&oid[..], &tlv(0x31, &value)].concat())
    };
    let with = |attribute: Vec<u8>| {
        let mut craft = Craft::new(&shop.key);
        craft.attributes.as_mut().unwrap().push(attribute);
        verify(&craft.build(), &shop.policy())
    };
    assert!(with(naming(&shop.certificate)).is_ok());
    assert_eq!(kind(with(naming(b"another"))), ErrorKind::Untrusted);
    let protection = |signature: &[u8]| {
        let value = [SHA256, &tlv(0xa1, &signature[2..])].concat();
        attribute(52, &tlv(0x30, &value))
    };
    assert!(with(protection(ECDSA_SHA256)).is_ok());
    assert_eq!(
        kind(with(protection(ECDSA_SHA384))),
        ErrorKind::AlgorithmNotAllowed
    );
}

/// RFC 6211, RFC 5754 section 2: parameters of a hash function that are absent and NULL say the same, other ones do not.
#[test]
fn protected_algorithms_are_compared_by_what_they_say() {
    let shop = p256();
    let with = |parameters: &[u8]| {
        let digest = tlv(0x30, &[&SHA256[2..], parameters].concat());
        let value = [&digest[..], &tlv(0xa1, &ECDSA_SHA256[2..])].concat();
        let mut craft = Craft::new(&shop.key);
        let attributes = craft.attributes.as_mut().unwrap();
        attributes.push(attribute(52, &tlv(0x30, &value)));
        verify(&craft.build(), &shop.policy())
    };
    assert!(with(&[]).is_ok());
    assert!(with(&[5, 0]).is_ok());
    let other = with(&[2, 1, 0]);
    assert_eq!(kind(other), ErrorKind::AlgorithmNotAllowed);
}

#[test]
fn certificates_out_of_their_time_or_use_are_refused() {
    let algorithm = SignatureAlgorithm::EcdsaP256Sha256;
    let shop = party(algorithm);
    let der = shop.signing().attached(CONTENT, now()).unwrap();
    let message = read(&der).unwrap();
    let at = |time: &str| message.verify(&shop.policy(), time.parse().unwrap());
    assert_eq!(kind(at("2025-12-31T23:59:59Z")), ErrorKind::NotYetValid);
    assert!(at("2026-01-01T00:00:00Z").is_ok());
    assert!(at("2027-01-01T00:00:00Z").is_ok());
    assert_eq!(kind(at("2027-01-01T00:00:01Z")), ErrorKind::Expired);

    let encrypts = party_with(algorithm, |params| {
        params.key_usages = vec![KeyUsagePurpose::KeyEncipherment];
    });
    let der = encrypts.signing().attached(CONTENT, now()).unwrap();
    assert_eq!(
        kind(verify(&der, &encrypts.policy())),
        ErrorKind::KeyNotUsable
    );
    let signs = party_with(algorithm, |params| {
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    });
    let der = signs.signing().attached(CONTENT, now()).unwrap();
    assert!(verify(&der, &signs.policy()).is_ok());
}

#[test]
fn the_signing_time_is_judged_when_asked() {
    let shop = p256();
    let policy = shop.policy().with_signing_time(TimeDelta::hours(1));
    let signed = |at: DateTime<Utc>| shop.signing().attached(CONTENT, at).unwrap();
    assert!(verify(&signed(now() - TimeDelta::minutes(59)), &policy).is_ok());
    let old = signed(now() - TimeDelta::minutes(61));
    assert_eq!(kind(verify(&old, &policy)), ErrorKind::Expired);
    assert!(verify(&old, &shop.policy()).is_ok());
    assert!(verify(&signed(now() + TimeDelta::minutes(4)), &policy).is_ok());
    let future = signed(now() + TimeDelta::minutes(6));
    assert_eq!(kind(verify(&future, &policy)), ErrorKind::NotYetValid);
    let none = Craft::new(&shop.key).build();
    assert_eq!(kind(verify(&none, &policy)), ErrorKind::NotCovered);
}

#[test]
fn a_key_and_a_certificate_that_do_not_belong_together_are_found_when_signing() {
    let (one, two) = (p256(), p256());
    let signing = Signing::new(&one.key, &two.certificate).unwrap();
    assert_eq!(
        kind(signing.attached(CONTENT, now())),
        ErrorKind::KeyMismatch
    );
    let rsa = party(SignatureAlgorithm::RsaPssSha256);
    assert_eq!(
        kind(Signing::new(&one.key, &rsa.certificate)),
        ErrorKind::KeyMismatch
    );
    assert_eq!(kind(Signing::new(&one.key, b"no")), ErrorKind::Malformed);
}

#[test]
fn limits_hold() {
    let shop = p256();
    let mut craft = Craft::new(&shop.key);
    craft.signers = Limits::SIGNERS + 1;
    assert_eq!(kind(read(&craft.build())), ErrorKind::TooLarge);
    craft.signers = 1;
    craft.certificates = tlv(0xa0, &tlv(0x30, &[]).repeat(Limits::CERTIFICATES + 1));
    assert_eq!(kind(read(&craft.build())), ErrorKind::TooLarge);
    let der = Craft::new(&shop.key).build();
    let small = Limits::new().with_bytes(der.len() - 1);
    assert_eq!(kind(SignedData::read(&der, &small)), ErrorKind::TooLarge);
    let few = Limits::new().with_signers(0).with_certificates(0);
    assert_eq!(kind(SignedData::read(&der, &few)), ErrorKind::TooLarge);
    let mut craft = Craft::new(&shop.key);
    craft.attributes = Some(vec![attribute(9, &[5, 0]); 65]);
    assert_eq!(kind(read(&craft.build())), ErrorKind::TooLarge);
    assert_eq!(kind(read(&[0x30, 0x80].repeat(1000))), ErrorKind::TooLarge);
}

#[test]
fn other_messages_are_refused_by_name() {
    let mut data = DATA.to_vec();
    data.extend_from_slice(&tlv(0xa0, &tlv(4, CONTENT)));
    assert_eq!(kind(read(&tlv(0x30, &data))), ErrorKind::Unsupported);
    assert_eq!(kind(read(b"")), ErrorKind::Malformed);
    assert_eq!(kind(read(b"-----BEGIN PKCS7-----")), ErrorKind::Malformed);
}

#[test]
fn debug_shows_no_content() {
    let shop = p256();
    let der = shop.signing().attached(CONTENT, now()).unwrap();
    let message = read(&der).unwrap();
    let verified = message.verify(&shop.policy(), now()).unwrap();
    let mut digester = message.digester();
    digester.update(CONTENT);
    let shown = format!(
        "{message:?} {verified:?} {:?} {digester:?} {:?}",
        verified.content(),
        shop.signing()
    );
    assert!(
        !shown.contains("Document") && !shown.contains("60, 68, 111"),
        "{shown}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_content_comes_back(content in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let shop = p256();
        let der = shop.signing().attached(&content, now()).unwrap();
        prop_assert_eq!(verify(&der, &shop.policy()).unwrap().0, content);
    }

    #[test]
    fn a_flipped_bit_never_verifies_another_content(at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let shop = p256();
        let mut der = shop.signing().attached(CONTENT, now()).unwrap();
        let at = at.index(der.len());
        der[at] ^= 1 << bit;
        if let Ok((content, _)) = verify(&der, &shop.policy()) {
            prop_assert_eq!(content, CONTENT);
        }
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..500)) {
        let _ = read(&bytes);
    }
}
