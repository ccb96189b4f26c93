//! Certificates: chains, revocation, pins.
#![cfg(feature = "x509")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::{DateTime, TimeDelta, Utc};
use girokit_crypto::keys::{
    Algorithm, KeyFinder as _, KeyHints, MacAlgorithm, SignatureAlgorithm, Verifier as _,
};
use girokit_crypto::x509::{Certificate, ChainKeys, ChainPolicy, PinnedCertificates};
use girokit_crypto::{Error, ErrorKind};
use proptest::prelude::*;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DistinguishedName,
    DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose,
    RevokedCertParams, SerialNumber, date_time_ymd,
};

const ES256: Algorithm = Algorithm::Signature(SignatureAlgorithm::EcdsaP256Sha256);

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn now() -> DateTime<Utc> {
    at("2026-11-23T12:00:00Z")
}

fn params(name: &str, ca: bool) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(2027, 1, 1);
    params.serial_number = Some(SerialNumber::from_slice(&[0x0a, 0x0b]));
    if ca {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    } else {
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    }
    params
}

struct House {
    root: Certificate,
    between: Certificate,
    issuer: Issuer<'static, KeyPair>,
    root_issuer: Issuer<'static, KeyPair>,
}

fn house() -> House {
    let root_key = KeyPair::generate().unwrap();
    let root = params("Root", true);
    let root_der = root.self_signed(&root_key).unwrap();
    let root_issuer = Issuer::new(root, root_key);
    let key = KeyPair::generate().unwrap();
    let between = params("Issuing", true);
    let between_der = between.signed_by(&key, &root_issuer).unwrap();
    House {
        root: Certificate::from_der(root_der.der()).unwrap(),
        between: Certificate::from_der(between_der.der()).unwrap(),
        issuer: Issuer::new(between, key),
        root_issuer,
    }
}

impl House {
    fn leaf(&self, change: impl FnOnce(&mut CertificateParams)) -> Certificate {
        let mut params = params("Bank A", false);
        change(&mut params);
        let der = params
            .signed_by(&KeyPair::generate().unwrap(), &self.issuer)
            .unwrap();
        Certificate::from_der(der.der()).unwrap()
    }

    fn policy(&self) -> ChainPolicy {
        ChainPolicy::new([self.root.clone()])
    }

    fn check(&self, leaf: &Certificate, now: DateTime<Utc>) -> Result<(), Error> {
        self.policy()
            .verify(leaf, std::slice::from_ref(&self.between), now)
    }
}

fn kind<T: core::fmt::Debug>(result: Result<T, Error>) -> ErrorKind {
    result.unwrap_err().kind()
}

#[test]
fn a_chain_to_a_pinned_anchor_is_believed_and_nothing_else() {
    let (house, other) = (house(), house());
    let leaf = house.leaf(|_| {});
    house.check(&leaf, now()).unwrap();
    house
        .policy()
        .with_intermediates([house.between.clone()])
        .verify(&leaf, &[], now())
        .unwrap();
    assert_eq!(
        kind(house.policy().verify(&leaf, &[], now())),
        ErrorKind::Untrusted
    );
    assert_eq!(kind(other.check(&leaf, now())), ErrorKind::Untrusted);
    assert_eq!(
        kind(ChainPolicy::default().verify(&leaf, &[], now())),
        ErrorKind::Untrusted
    );
    let alone = params("Bank A", false)
        .self_signed(&KeyPair::generate().unwrap())
        .unwrap();
    assert_eq!(
        kind(house.check(&Certificate::from_der(alone.der()).unwrap(), now())),
        ErrorKind::Untrusted
    );
    // A signer's certificate does not issue others.
    let key = KeyPair::generate().unwrap();
    let signer = params("Bank A", false);
    let signer_der = signer.signed_by(&key, &house.issuer).unwrap();
    let forged = params("Bank B", false)
        .signed_by(&KeyPair::generate().unwrap(), &Issuer::new(signer, key))
        .unwrap();
    let chain = [
        Certificate::from_der(signer_der.der()).unwrap(),
        house.between.clone(),
    ];
    let forged = Certificate::from_der(forged.der()).unwrap();
    assert_eq!(
        kind(house.policy().verify(&forged, &chain, now())),
        ErrorKind::Untrusted
    );
}

#[test]
fn periods_are_checked_at_every_link() {
    let house = house();
    let leaf = house.leaf(|_| {});
    assert_eq!(
        kind(house.check(&leaf, at("2025-12-31T23:59:59Z"))),
        ErrorKind::NotYetValid
    );
    house.check(&leaf, at("2026-01-01T00:00:00Z")).unwrap();
    assert_eq!(
        kind(house.check(&leaf, at("2027-01-01T00:00:01Z"))),
        ErrorKind::Expired
    );
    let long = house.leaf(|params| params.not_after = date_time_ymd(2030, 1, 1));
    assert_eq!(
        kind(house.check(&long, at("2027-06-01T00:00:00Z"))),
        ErrorKind::Expired
    );
}

#[test]
fn key_usage_is_checked() {
    let house = house();
    let encrypts = house.leaf(|params| params.key_usages = vec![KeyUsagePurpose::KeyEncipherment]);
    assert_eq!(kind(house.check(&encrypts, now())), ErrorKind::KeyNotUsable);
    let commits = house.leaf(|params| params.key_usages = vec![KeyUsagePurpose::ContentCommitment]);
    house.check(&commits, now()).unwrap();
    let free = house.leaf(|params| params.key_usages = Vec::new());
    house.check(&free, now()).unwrap();
    let mail = house
        .leaf(|params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection]);
    let asked = house
        .policy()
        .with_extended_key_usage("1.3.6.1.5.5.7.3.4")
        .unwrap();
    asked
        .verify(&mail, std::slice::from_ref(&house.between), now())
        .unwrap();
    assert_eq!(
        kind(asked.verify(&free, std::slice::from_ref(&house.between), now())),
        ErrorKind::KeyNotUsable
    );
}

fn crl(issuer: &Issuer<'_, KeyPair>, revoked: &[&[u8]]) -> Vec<u8> {
    let revoked = revoked.iter().map(|serial| RevokedCertParams {
        serial_number: SerialNumber::from_slice(serial),
        revocation_time: date_time_ymd(2026, 2, 1),
        reason_code: None,
        invalidity_date: None,
    });
    let list = CertificateRevocationListParams {
        this_update: date_time_ymd(2026, 11, 1),
        next_update: date_time_ymd(2026, 12, 1),
        crl_number: SerialNumber::from_slice(&[1]),
        issuing_distribution_point: None,
        revoked_certs: revoked.collect(),
        key_identifier_method: KeyIdMethod::Sha256,
    };
    list.signed_by(issuer).unwrap().der().to_vec()
}

#[test]
fn revocation_lists_are_obeyed() {
    let house = house();
    let leaf = house.leaf(|_| {});
    let chain = std::slice::from_ref(&house.between);
    let root_list = crl(&house.root_issuer, &[]);
    let with = |list: Vec<u8>| house.policy().with_crl(root_list.clone()).with_crl(list);
    with(crl(&house.issuer, &[]))
        .verify(&leaf, chain, now())
        .unwrap();
    with(crl(&house.issuer, &[&[9]]))
        .verify(&leaf, chain, now())
        .unwrap();
    let revoked = with(crl(&house.issuer, &[&[0x0a, 0x0b]]));
    assert_eq!(
        kind(revoked.verify(&leaf, chain, now())),
        ErrorKind::KeyNotUsable
    );
    // A list that is missing, old, or by somebody else.
    assert_eq!(
        kind(
            house
                .policy()
                .with_crl(root_list.clone())
                .verify(&leaf, chain, now())
        ),
        ErrorKind::Untrusted
    );
    let later = with(crl(&house.issuer, &[])).verify(&leaf, chain, at("2026-12-02T00:00:00Z"));
    assert_eq!(kind(later), ErrorKind::Untrusted);
    assert_eq!(
        kind(
            house
                .policy()
                .with_crl(vec![1, 2])
                .verify(&leaf, chain, now())
        ),
        ErrorKind::Malformed
    );
}

#[test]
fn a_certificate_in_a_message_is_believed_only_with_its_chain() {
    let (house, other) = (house(), house());
    let leaf = house.leaf(|_| {});
    let keys = ChainKeys::new(house.policy(), now());
    let brought = |certificates: &[&Certificate]| {
        let mut hints = KeyHints::default();
        hints.certificates = certificates
            .iter()
            .map(|certificate| certificate.as_der().to_vec())
            .collect();
        hints
    };
    let found = keys
        .find(&brought(&[&leaf, &house.between]), ES256)
        .unwrap();
    assert_eq!(found.certificate(), Some(leaf.as_der()));
    assert_eq!(found.algorithm(), ES256);
    assert_eq!(
        kind(keys.find(&brought(&[&leaf]), ES256)),
        ErrorKind::Untrusted
    );
    let foreign = other.leaf(|_| {});
    assert_eq!(
        kind(keys.find(&brought(&[&foreign, &other.between, &other.root]), ES256)),
        ErrorKind::Untrusted
    );
    assert_eq!(
        kind(keys.find(&KeyHints::default(), ES256)),
        ErrorKind::Untrusted
    );
    let rsa = Algorithm::Signature(SignatureAlgorithm::RsaPkcs1Sha256);
    assert_eq!(
        kind(keys.find(&brought(&[&leaf, &house.between]), rsa)),
        ErrorKind::KeyMismatch
    );
    let mac = Algorithm::Mac(MacAlgorithm::HmacSha256);
    assert_eq!(
        kind(keys.find(&brought(&[&leaf, &house.between]), mac)),
        ErrorKind::KeyMismatch
    );
    // Named, and known here.
    let known = ChainKeys::new(
        house.policy().with_intermediates([house.between.clone()]),
        now(),
    )
    .with_known([leaf.clone()]);
    let mut named = KeyHints::default();
    named.issuer_serial = Some((leaf.issuer(), "2571".to_owned()));
    assert_eq!(
        known.find(&named, ES256).unwrap().certificate(),
        Some(leaf.as_der())
    );
}

#[test]
fn pinned_certificates_are_found_by_each_name() {
    let house = house();
    let leaf = house.leaf(|_| {});
    let pinned = PinnedCertificates::new([leaf.clone()], now());
    let hints = |change: &dyn Fn(&mut KeyHints)| {
        let mut hints = KeyHints::default();
        change(&mut hints);
        hints
    };
    for named in [
        hints(&|hints| hints.certificates = vec![leaf.as_der().to_vec()]),
        hints(&|hints| hints.certificate_sha256 = Some(leaf.sha256().to_vec())),
        hints(&|hints| hints.issuer_serial = Some((leaf.issuer(), leaf.serial()))),
        hints(&|hints| hints.subject_name = Some(leaf.subject())),
        hints(&|hints| hints.key_id = Some(leaf.key_id().unwrap().to_string())),
    ] {
        pinned.find(&named, ES256).unwrap();
    }
    let renewed = house.leaf(|_| {});
    for wrong in [
        hints(&|hints| hints.certificates = vec![renewed.as_der().to_vec()]),
        hints(&|hints| hints.certificate_sha256 = Some(vec![0; 32])),
        hints(&|hints| hints.issuer_serial = Some((leaf.issuer(), "1".to_owned()))),
        KeyHints::default(),
    ] {
        assert_eq!(kind(pinned.find(&wrong, ES256)), ErrorKind::Untrusted);
    }
    let late = PinnedCertificates::new([leaf.clone()], now() + TimeDelta::days(365));
    assert_eq!(
        kind(late.find(
            &hints(&|hints| hints.subject_name = Some(leaf.subject())),
            ES256
        )),
        ErrorKind::Expired
    );
}

#[test]
fn a_certificate_says_what_it_is() {
    let house = house();
    let leaf = house.leaf(|_| {});
    assert_eq!(
        (leaf.subject(), leaf.issuer()),
        ("CN=Bank A".to_owned(), "CN=Issuing".to_owned())
    );
    assert_eq!(leaf.serial(), "0a0b");
    assert_eq!(leaf.not_after(), at("2027-01-01T00:00:00Z"));
    let facts = leaf.signing_certificate();
    assert_eq!(
        (facts.subject.as_str(), facts.sha256),
        ("CN=Bank A", leaf.sha256())
    );
    let key = leaf
        .public_key(SignatureAlgorithm::EcdsaP256Sha256)
        .unwrap();
    assert_eq!(*key.info().id(), leaf.key_id().unwrap());
    assert_eq!(kind(Certificate::from_pem(b"nothing")), ErrorKind::NotFound);
    assert_eq!(
        kind(Certificate::from_der(&vec![
            0x30;
            Certificate::MAX_BYTES + 1
        ])),
        ErrorKind::TooLarge
    );
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Certificate::from_der(&bytes).is_err());
    }
}
