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
    DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyIdMethod, KeyPair,
    KeyUsagePurpose, NameConstraints, RevokedCertParams, SerialNumber, date_time_ymd,
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
    dated_crl(issuer, 1, revoked)
}

fn dated_crl(issuer: &Issuer<'_, KeyPair>, day: u8, revoked: &[&[u8]]) -> Vec<u8> {
    let revoked = revoked.iter().map(|serial| RevokedCertParams {
        serial_number: SerialNumber::from_slice(serial),
        revocation_time: date_time_ymd(2026, 2, 1),
        reason_code: None,
        invalidity_date: None,
    });
    let list = CertificateRevocationListParams {
        this_update: date_time_ymd(2026, 11, day),
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

/// Whoever adds the list of each week to the policy must not be served the first of them.
#[test]
fn of_several_lists_the_latest_counts() {
    let house = house();
    let leaf = house.leaf(|_| {});
    let root_list = crl(&house.root_issuer, &[]);
    let old = dated_crl(&house.issuer, 2, &[]);
    let new = dated_crl(&house.issuer, 9, &[&[0x0a, 0x0b]]);
    for lists in [[&old, &new], [&new, &old]] {
        let policy = lists.into_iter().fold(
            house.policy().with_crl(root_list.clone()),
            |policy, list| policy.with_crl(list.clone()),
        );
        let chain = std::slice::from_ref(&house.between);
        assert_eq!(
            kind(policy.verify(&leaf, chain, now())),
            ErrorKind::KeyNotUsable
        );
    }
}

/// RFC 5280 section 6.1.4 (n): an authority whose key usage lacks `keyCertSign` issues nothing.
#[test]
fn an_authority_without_key_cert_sign_issues_nothing() {
    let house = house();
    let key = KeyPair::generate().unwrap();
    let mut between = params("Issuing", true);
    between.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::CrlSign];
    let der = between.signed_by(&key, &house.root_issuer).unwrap();
    let leaf = params("Bank A", false)
        .signed_by(&KeyPair::generate().unwrap(), &Issuer::new(between, key))
        .unwrap();
    let [between, leaf] = [der, leaf].map(|one| Certificate::from_der(one.der()).unwrap());
    assert_eq!(
        kind(house.policy().verify(&leaf, &[between], now())),
        ErrorKind::Untrusted
    );
}

/// An authority for web servers does not vouch for signers of documents, where that is asked.
#[test]
fn an_authority_for_another_extended_key_usage_does_not_vouch() {
    let house = house();
    for (usage, fine) in [
        (ExtendedKeyUsagePurpose::ServerAuth, false),
        (ExtendedKeyUsagePurpose::EmailProtection, true),
        (ExtendedKeyUsagePurpose::Any, true),
    ] {
        let key = KeyPair::generate().unwrap();
        let mut between = params("Issuing", true);
        between.extended_key_usages = vec![usage];
        let der = between.signed_by(&key, &house.root_issuer).unwrap();
        let mut leaf = params("Bank A", false);
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
        let leaf = leaf
            .signed_by(&KeyPair::generate().unwrap(), &Issuer::new(between, key))
            .unwrap();
        let [between, leaf] = [der, leaf].map(|one| Certificate::from_der(one.der()).unwrap());
        let policy = house.policy();
        policy
            .verify(&leaf, std::slice::from_ref(&between), now())
            .unwrap();
        let asked = policy.with_extended_key_usage("1.3.6.1.5.5.7.3.4").unwrap();
        assert_eq!(asked.verify(&leaf, &[between], now()).is_ok(), fine);
    }
}

/// A signer's certificate among the anchors would let the signer make certificates for anybody.
#[test]
fn an_anchor_must_be_an_authority_in_its_period_and_near_enough() {
    let house = house();
    let key = KeyPair::generate().unwrap();
    let signer = params("Bank A", false);
    let der = signer.signed_by(&key, &house.issuer).unwrap();
    let forged = params("Bank B", false)
        .signed_by(&KeyPair::generate().unwrap(), &Issuer::new(signer, key))
        .unwrap();
    let [signer, forged] = [der, forged].map(|one| Certificate::from_der(one.der()).unwrap());
    let leaf = house.leaf(|_| {});
    assert_eq!(
        kind(ChainPolicy::new([signer.clone()]).verify(&forged, &[], now())),
        ErrorKind::Untrusted
    );
    // The others still count.
    ChainPolicy::new([house.root.clone(), signer])
        .verify(&leaf, std::slice::from_ref(&house.between), now())
        .unwrap();
    let rooted = |change: &dyn Fn(&mut CertificateParams)| {
        let key = KeyPair::generate().unwrap();
        let mut root = params("Old root", true);
        change(&mut root);
        let der = root.self_signed(&key).unwrap();
        let issuer = Issuer::new(root, key);
        let own = KeyPair::generate().unwrap();
        let between = params("Issuing", true);
        let between_der = between.signed_by(&own, &issuer).unwrap();
        let leaf = params("Bank A", false)
            .signed_by(&KeyPair::generate().unwrap(), &Issuer::new(between, own))
            .unwrap();
        let [root, between, leaf] =
            [&der, &between_der, &leaf].map(|one| Certificate::from_der(one.der()).unwrap());
        ChainPolicy::new([root]).verify(&leaf, &[between], now())
    };
    rooted(&|_| {}).unwrap();
    assert_eq!(
        kind(rooted(&|root| root.not_after = date_time_ymd(2026, 6, 1))),
        ErrorKind::Expired
    );
    assert_eq!(
        kind(rooted(
            &|root| root.key_usages = vec![KeyUsagePurpose::CrlSign]
        )),
        ErrorKind::Untrusted
    );
    assert_eq!(
        kind(rooted(
            &|root| root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0))
        )),
        ErrorKind::Untrusted
    );
    rooted(&|root| root.is_ca = IsCa::Ca(BasicConstraints::Constrained(1))).unwrap();
}

/// The path length and the names that an authority in between is held to.
#[test]
fn constraints_of_authorities_are_obeyed() {
    let house = house();
    let through = |change: &dyn Fn(&mut CertificateParams), names: &[&str]| {
        let key = KeyPair::generate().unwrap();
        let mut upper = params("Upper", true);
        change(&mut upper);
        let upper_der = upper.signed_by(&key, &house.root_issuer).unwrap();
        let own = KeyPair::generate().unwrap();
        let lower = params("Lower", true);
        let lower_der = lower.signed_by(&own, &Issuer::new(upper, key)).unwrap();
        let mut leaf = params("Bank A", false);
        leaf.subject_alt_names = CertificateParams::new(
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>(),
        )
        .unwrap()
        .subject_alt_names;
        let leaf = leaf
            .signed_by(&KeyPair::generate().unwrap(), &Issuer::new(lower, own))
            .unwrap();
        let [upper, lower, leaf] =
            [&upper_der, &lower_der, &leaf].map(|one| Certificate::from_der(one.der()).unwrap());
        house.policy().verify(&leaf, &[lower, upper], now())
    };
    through(&|_| {}, &["bank.example"]).unwrap();
    let far = through(
        &|upper| upper.is_ca = IsCa::Ca(BasicConstraints::Constrained(0)),
        &["bank.example"],
    );
    assert_eq!(kind(far), ErrorKind::Untrusted);
    let only = |name: &'static str| {
        move |upper: &mut CertificateParams| {
            upper.name_constraints = Some(NameConstraints {
                permitted_subtrees: vec![GeneralSubtree::DnsName(name.to_owned())],
                excluded_subtrees: Vec::new(),
            });
        }
    };
    through(&only("example"), &["bank.example"]).unwrap();
    assert_eq!(
        kind(through(&only("other"), &["bank.example"])),
        ErrorKind::Untrusted
    );
}

/// A policy may know more authorities than a message may bring.
#[test]
fn every_authority_of_the_policy_is_tried() {
    let house = house();
    let others = (0..30).map(|number| {
        let other = params(&format!("Other {number}"), true)
            .self_signed(&KeyPair::generate().unwrap())
            .unwrap();
        Certificate::from_der(other.der()).unwrap()
    });
    let policy = house
        .policy()
        .with_intermediates(others)
        .with_intermediates([house.between.clone()]);
    policy.verify(&house.leaf(|_| {}), &[], now()).unwrap();
}

/// The name of a signer is that of its expired certificate and of the renewed one.
#[test]
fn a_renewed_certificate_is_found_behind_the_expired_one() {
    let house = house();
    let old = house.leaf(|params| params.not_after = date_time_ymd(2026, 6, 1));
    let new = house.leaf(|_| {});
    let policy = house.policy().with_intermediates([house.between.clone()]);
    let keys = ChainKeys::new(policy, now()).with_known([old, new.clone()]);
    let mut named = KeyHints::default();
    named.subject_name = Some(new.subject());
    assert_eq!(
        keys.find(&named, ES256).unwrap().certificate(),
        Some(new.as_der())
    );
}

/// XML writes serial numbers in decimal, and they have up to 20 bytes.
#[test]
fn a_long_serial_number_is_found_in_decimal() {
    let house = house();
    let leaf =
        house.leaf(|params| params.serial_number = Some(SerialNumber::from_slice(&[0x7f; 20])));
    let pinned = PinnedCertificates::new([leaf.clone()], now());
    let mut named = KeyHints::default();
    // 0x7f7f...7f = (2^160 - 1) / 255 * 127.
    let decimal = "727885129180488904360266563744972327436484050815";
    named.issuer_serial = Some((leaf.issuer(), decimal.to_owned()));
    pinned.find(&named, ES256).unwrap();
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
        hints(&|hints| hints.issuer_serial = Some((leaf.issuer(), leaf.serial_decimal()))),
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

/// XML writes serial numbers in decimal; those of public authorities have 16 to 20 bytes.
#[test]
fn a_serial_number_of_20_bytes_is_found_in_decimal() {
    let mut params = params("Bank A", false);
    params.serial_number = Some(vec![0x7f; 20].into());
    let der = params.self_signed(&KeyPair::generate().unwrap()).unwrap();
    let leaf = Certificate::from_der(der.der()).unwrap();
    assert_eq!(leaf.serial_decimal(), SERIAL_OF_20_BYTES);
    let keys = PinnedCertificates::new([leaf.clone()], now());
    let algorithm = Algorithm::Signature(SignatureAlgorithm::EcdsaP256Sha256);
    let find = |serial: &str| {
        let mut hints = KeyHints::default();
        hints.issuer_serial = Some((leaf.issuer(), serial.to_owned()));
        keys.find(&hints, algorithm)
    };
    find(SERIAL_OF_20_BYTES).unwrap();
    find(&format!("00{SERIAL_OF_20_BYTES}")).unwrap();
    assert_eq!(kind(find(&SERIAL_OF_20_BYTES[1..])), ErrorKind::Untrusted);
    // Hexadecimal is no decimal.
    assert_eq!(kind(find(&leaf.serial())), ErrorKind::Untrusted);
}

const SERIAL_OF_20_BYTES: &str = "727885129180488904360266563744972327436484050815";
