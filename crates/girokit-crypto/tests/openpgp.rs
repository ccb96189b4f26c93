//! OpenPGP: what is sealed opens, and what proves too little is refused. The keys of `data/openpgp` are for tests alone, made
//! by GnuPG.
#![cfg(feature = "openpgp")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use chrono::{DateTime, TimeDelta, Utc};
use girokit_crypto::keys::{Algorithm, SignatureAlgorithm};
use girokit_crypto::openpgp::{
    Opened, OwnKey, PeerKey, Policy, Sealing, open, verify, verify_detached,
};
use girokit_crypto::{Error, ErrorKind, Secret, Verified};
use pgp::composed::{
    Deserializable as _, MessageBuilder, SignedPublicKey, SignedSecretKey, SubpacketConfig,
};
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::packet::{Subpacket, SubpacketData};
use pgp::ser::Serialize as _;
use pgp::types::{
    CompressionAlgorithm, Fingerprint, KeyDetails as _, Password, SigningKey, Timestamp,
};
use proptest::prelude::*;
use rand_core::{CryptoRng, RngCore};
use ring::rand::{SecureRandom as _, SystemRandom};

const CONTENT: &[u8] = b"<Document>pay 10.00</Document>\r\n\xff";

macro_rules! key {
    ($name:literal) => {
        include_bytes!(concat!("data/openpgp/", $name, ".asc"))
    };
}

fn now() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn own(armored: &[u8]) -> OwnKey {
    OwnKey::read(armored, Secret::new(Vec::new())).unwrap()
}

fn shop() -> OwnKey {
    OwnKey::read(key!("shop-secret"), Secret::new(b"tell nobody".to_vec())).unwrap()
}

fn bank() -> OwnKey {
    own(key!("bank-secret"))
}

fn peer(armored: &[u8]) -> PeerKey {
    PeerKey::read(armored).unwrap()
}

/// Accepts what the shop signed.
fn policy() -> Policy {
    Policy::pinned([peer(key!("shop"))])
}

fn kind<T: core::fmt::Debug>(result: Result<T, Error>) -> ErrorKind {
    result.unwrap_err().kind()
}

fn opened(bytes: &[u8], policy: &Policy) -> Result<Verified<Opened>, Error> {
    open(bytes, &bank(), policy, now())
}

struct Random;

impl RngCore for Random {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.fill_bytes(&mut bytes);
        u32::from_le_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.fill_bytes(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        SystemRandom::new().fill(bytes).unwrap();
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Random {}

fn secret(armored: &[u8]) -> SignedSecretKey {
    SignedSecretKey::from_armor_single(armored).unwrap().0
}

/// What another program may send to the bank.
struct Craft<'k> {
    signers: Vec<(&'k dyn SigningKey, &'k str, HashAlgorithm)>,
    text: bool,
    compressed: bool,
    content: Vec<u8>,
}

impl Craft<'_> {
    fn seal(&self) -> Vec<u8> {
        let bank = SignedPublicKey::from_armor_single(&key!("bank")[..])
            .unwrap()
            .0;
        let mut builder = MessageBuilder::from_bytes("", self.content.clone())
            .seipd_v1(Random, SymmetricKeyAlgorithm::AES256);
        builder
            .encrypt_to_key(Random, &bank.public_subkeys[1].key)
            .unwrap();
        for (key, password, hash) in &self.signers {
            builder.sign(*key, Password::from(*password), *hash);
        }
        if self.text {
            builder.sign_text();
        }
        if self.compressed {
            builder.compression(CompressionAlgorithm::ZLIB);
        }
        builder.to_vec(Random).unwrap()
    }
}

/// The clock of `pgp` makes the time of these signatures, so they are opened a day after now.
fn open_crafted(craft: &Craft<'_>, policy: &Policy) -> Result<Verified<Opened>, Error> {
    let tomorrow = DateTime::<Utc>::from(std::time::SystemTime::now()) + TimeDelta::days(1);
    open(&craft.seal(), &bank(), policy, tomorrow)
}

#[test]
fn what_is_sealed_opens_and_says_who_when_and_how() {
    let (shop, bank) = (shop(), bank());
    for sealing in [
        Sealing::new(&shop, bank.public()),
        Sealing::new(&shop, bank.public()).armored(),
        Sealing::new(&shop, shop.public()).with_recipient(bank.public()),
    ] {
        let sealed = sealing.seal(CONTENT, now()).unwrap();
        assert!(!sealed.windows(8).any(|window| window == b"Document"));
        let verified = opened(&sealed, &policy()).unwrap();
        assert_eq!(verified.content().content(), CONTENT);
        let signature = &verified.content().signatures()[0];
        assert_eq!(signature.by(), verified.by());
        assert_eq!(signature.signer(), shop.public().fingerprint());
        assert_eq!(
            signature.signer(),
            "31e90e39601415c07919c1982fc433996f3d989e"
        );
        assert_eq!(signature.created(), now());
        let ed25519 = Algorithm::Signature(SignatureAlgorithm::Ed25519);
        assert_eq!(verified.by().algorithm(), ed25519);
    }
}

#[test]
fn a_signature_beside_the_content() {
    let (shop, bank) = (shop(), bank());
    let signature = shop.sign_detached(CONTENT, now()).unwrap();
    let verified = verify_detached(CONTENT, &signature, &policy(), now()).unwrap();
    assert_eq!(*verified.content(), CONTENT);
    let altered = verify_detached(b"pay 99.00", &signature, &policy(), now());
    assert_eq!(kind(altered), ErrorKind::SignatureInvalid);
    let none = verify_detached(CONTENT, b"", &policy(), now());
    assert!(none.is_err());
    let also = bank.sign_detached(CONTENT, now()).unwrap();
    let two = [signature.clone(), also].concat();
    let refused = verify_detached(CONTENT, &two, &policy(), now());
    assert_eq!(kind(refused), ErrorKind::Untrusted);
    let both = Policy::pinned([shop.public().clone(), bank.public().clone()]);
    assert!(verify_detached(CONTENT, &two, &both, now()).is_ok());
    let many = signature.repeat(Policy::SIGNATURES + 1);
    let refused = verify_detached(CONTENT, &many, &policy(), now());
    assert_eq!(kind(refused), ErrorKind::TooLarge);
    let short = policy().with_content_bytes(3);
    let refused = verify_detached(CONTENT, &signature, &short, now());
    assert_eq!(kind(refused), ErrorKind::TooLarge);
}

#[test]
fn a_subkey_signs_for_its_certificate() {
    let (shop, bank) = (shop(), bank());
    let answer = Sealing::new(&bank, shop.public());
    let sealed = answer.seal(CONTENT, now()).unwrap();
    let policy = Policy::pinned([bank.public().clone()]);
    let verified = open(&sealed, &shop, &policy, now()).unwrap();
    let signature = &verified.content().signatures()[0];
    assert_eq!(signature.signer(), bank.public().fingerprint());
    assert_ne!(verified.by().key().as_str(), signature.signer());
}

#[test]
fn a_signer_who_is_not_pinned_is_refused() {
    let (shop, bank) = (shop(), bank());
    let sealed = Sealing::new(&shop, bank.public())
        .seal(CONTENT, now())
        .unwrap();
    for stranger in [peer(key!("bank")), peer(key!("revoked"))] {
        let refused = opened(&sealed, &Policy::pinned([stranger]));
        assert_eq!(kind(refused), ErrorKind::Untrusted);
    }
    assert_eq!(
        kind(opened(&sealed, &Policy::pinned([]))),
        ErrorKind::Untrusted
    );
    let other = policy().with_algorithms(&[SignatureAlgorithm::RsaPkcs1Sha256]);
    assert_eq!(
        kind(opened(&sealed, &other)),
        ErrorKind::AlgorithmNotAllowed
    );
}

#[test]
fn an_encrypted_file_without_a_signature_is_refused() {
    let craft = Craft {
        signers: Vec::new(),
        text: false,
        compressed: false,
        content: CONTENT.to_vec(),
    };
    assert_eq!(kind(open_crafted(&craft, &policy())), ErrorKind::NotCovered);
    let craft = Craft {
        compressed: true,
        ..craft
    };
    assert_eq!(kind(open_crafted(&craft, &policy())), ErrorKind::NotCovered);
}

#[test]
fn every_signature_counts() {
    let (shop, bank) = (secret(key!("shop-secret")), secret(key!("bank-secret")));
    let craft = Craft {
        signers: vec![
            (&shop.primary_key, "tell nobody", HashAlgorithm::Sha256),
            (&bank.secret_subkeys[0].key, "", HashAlgorithm::Sha512),
        ],
        text: false,
        compressed: true,
        content: CONTENT.to_vec(),
    };
    assert_eq!(kind(open_crafted(&craft, &policy())), ErrorKind::Untrusted);
    let both = Policy::pinned([peer(key!("shop")), peer(key!("bank"))]);
    let verified = open_crafted(&craft, &both).unwrap();
    assert_eq!(verified.content().content(), CONTENT);
    assert_eq!(verified.content().signatures().len(), 2);
    // A primary key that is only for certifying does not sign files.
    let craft = Craft {
        signers: vec![(&bank.primary_key, "", HashAlgorithm::Sha512)],
        ..craft
    };
    assert_eq!(kind(open_crafted(&craft, &both)), ErrorKind::Untrusted);
}

#[test]
fn weak_hash_functions_and_keys_are_refused() {
    let (shop, weak) = (secret(key!("shop-secret")), secret(key!("weak-secret")));
    for hash in [HashAlgorithm::Sha3_256, HashAlgorithm::Sha3_512] {
        let craft = Craft {
            signers: vec![(&shop.primary_key, "tell nobody", hash)],
            text: false,
            compressed: false,
            content: CONTENT.to_vec(),
        };
        let refused = open_crafted(&craft, &policy());
        assert_eq!(kind(refused), ErrorKind::AlgorithmNotAllowed);
    }
    let craft = Craft {
        signers: vec![(&weak.primary_key, "", HashAlgorithm::Sha256)],
        text: false,
        compressed: false,
        content: CONTENT.to_vec(),
    };
    let pinned = Policy::pinned([peer(key!("weak"))]);
    assert_eq!(
        kind(open_crafted(&craft, &pinned)),
        ErrorKind::AlgorithmNotAllowed
    );
    let (shop, weak) = (self::shop(), peer(key!("weak")));
    let refused = Sealing::new(&shop, &weak).seal(CONTENT, now());
    assert_eq!(kind(refused), ErrorKind::KeyNotUsable);
    let weak = own(key!("weak-secret"));
    let refused = Sealing::new(&weak, shop.public()).seal(CONTENT, now());
    assert_eq!(kind(refused), ErrorKind::KeyNotUsable);
}

#[test]
fn a_signature_over_text_is_refused() {
    let shop = secret(key!("shop-secret"));
    let craft = Craft {
        signers: vec![(&shop.primary_key, "tell nobody", HashAlgorithm::Sha256)],
        text: true,
        compressed: false,
        content: b"pay 10.00\n".to_vec(),
    };
    assert_eq!(
        kind(open_crafted(&craft, &policy())),
        ErrorKind::Unsupported
    );
}

#[test]
fn a_compression_bomb_ends_at_the_limit() {
    let shop = secret(key!("shop-secret"));
    let craft = Craft {
        signers: vec![(&shop.primary_key, "tell nobody", HashAlgorithm::Sha256)],
        text: false,
        compressed: true,
        content: vec![0; 4 << 20],
    };
    let small = policy().with_content_bytes(1 << 18);
    assert_eq!(kind(open_crafted(&craft, &small)), ErrorKind::TooLarge);
    let exact = Craft {
        content: vec![0; 1 << 18],
        ..craft
    };
    let verified = open_crafted(&exact, &small).unwrap();
    assert_eq!(verified.content().content().len(), 1 << 18);
}

#[test]
fn expired_and_revoked_keys_are_refused() {
    let (shop, bank) = (shop(), bank());
    let expiring = own(key!("expiring-secret"));
    let january = "2026-01-15T00:00:00Z".parse().unwrap();
    let pinned = Policy::pinned([expiring.public().clone()]);
    let sealing = Sealing::new(&expiring, bank.public());
    let sealed = sealing.seal(CONTENT, january).unwrap();
    assert!(open(&sealed, &bank, &pinned, january).is_ok());
    assert_eq!(kind(opened(&sealed, &pinned)), ErrorKind::Untrusted);
    assert_eq!(kind(sealing.seal(CONTENT, now())), ErrorKind::KeyNotUsable);
    let to = Sealing::new(&shop, expiring.public());
    assert!(to.seal(CONTENT, january).is_ok());
    assert_eq!(kind(to.seal(CONTENT, now())), ErrorKind::KeyNotUsable);
    // Before it was made, it is no key either.
    let before = "2025-12-31T00:00:00Z".parse().unwrap();
    assert_eq!(kind(to.seal(CONTENT, before)), ErrorKind::KeyNotUsable);

    let revoked = own(key!("revoked-secret"));
    let sealing = Sealing::new(&revoked, bank.public());
    let sealed = sealing.seal(CONTENT, now()).unwrap();
    let unaware = Policy::pinned([revoked.public().clone()]);
    assert!(opened(&sealed, &unaware).is_ok());
    let aware = Policy::pinned([peer(key!("revoked"))]);
    assert_eq!(kind(opened(&sealed, &aware)), ErrorKind::Untrusted);
    let revoked = peer(key!("revoked"));
    let to = Sealing::new(&shop, &revoked);
    assert_eq!(kind(to.seal(CONTENT, now())), ErrorKind::KeyNotUsable);
}

#[test]
fn the_time_of_the_signature_is_judged() {
    let (shop, bank) = (shop(), bank());
    let sealing = Sealing::new(&shop, bank.public());
    let future = sealing
        .seal(CONTENT, now() + TimeDelta::minutes(6))
        .unwrap();
    assert_eq!(kind(opened(&future, &policy())), ErrorKind::NotYetValid);
    let old = sealing.seal(CONTENT, now() - TimeDelta::hours(2)).unwrap();
    assert!(opened(&old, &policy()).is_ok());
    let fresh = policy().with_signing_time(TimeDelta::hours(1));
    assert_eq!(kind(opened(&old, &fresh)), ErrorKind::Expired);
}

/// The receiver of a file decrypts it and encrypts the signed content for somebody else.
#[test]
fn a_file_that_was_meant_for_another_receiver_is_refused() {
    let (shop, bank) = (shop(), bank());
    let other = own(key!("expiring-secret"));
    let january = "2026-01-15T00:00:00Z".parse().unwrap();
    let both = Sealing::new(&shop, other.public()).with_recipient(bank.public());
    let sealed = both.seal(CONTENT, january).unwrap();
    assert!(open(&sealed, &bank, &policy(), january).is_ok());
    assert!(open(&sealed, &other, &policy(), january).is_ok());
    // Signed for `other` alone, and encrypted for the bank by him.
    let signer = secret(key!("shop-secret")).primary_key;
    let intended = fingerprint(key!("expiring"));
    let hashed = [
        SubpacketData::IssuerFingerprint(signer.fingerprint()),
        SubpacketData::SignatureCreationTime(Timestamp::from_secs(1_768_435_200)),
        SubpacketData::IntendedRecipientFingerprint(intended),
    ];
    let hashed = hashed
        .map(|data| Subpacket::regular(data).unwrap())
        .to_vec();
    let unhashed = Vec::new();
    let mut builder =
        MessageBuilder::from_bytes("", CONTENT).seipd_v1(Random, SymmetricKeyAlgorithm::AES256);
    let bank_key = SignedPublicKey::from_armor_single(&key!("bank")[..])
        .unwrap()
        .0;
    builder
        .encrypt_to_key(Random, &bank_key.public_subkeys[1].key)
        .unwrap();
    let named = SubpacketConfig::UserDefined { hashed, unhashed };
    let password = Password::from("tell nobody");
    builder.sign_with_subpackets(&signer, password, HashAlgorithm::Sha512, named);
    let forwarded = builder.to_vec(Random).unwrap();
    let refused = open(&forwarded, &bank, &policy(), january);
    assert_eq!(kind(refused), ErrorKind::NotCovered);
}

fn fingerprint(armored: &[u8]) -> Fingerprint {
    let key = SignedPublicKey::from_armor_single(armored).unwrap().0;
    key.primary_key.fingerprint()
}

#[test]
fn decryption_fails_with_one_error_for_every_reason() {
    let (shop, bank) = (shop(), bank());
    let sealed = Sealing::new(&shop, bank.public())
        .seal(CONTENT, now())
        .unwrap();
    let mut errors =
        vec![open(&sealed, &own(key!("revoked-secret")), &policy(), now()).unwrap_err()];
    for from_end in [1, 25, 60] {
        let mut altered = sealed.clone();
        let at = altered.len() - from_end;
        altered[at] ^= 1;
        errors.push(opened(&altered, &policy()).unwrap_err());
    }
    let to_shop = Sealing::new(&bank, shop.public())
        .seal(CONTENT, now())
        .unwrap();
    let wrong = OwnKey::read(key!("shop-secret"), Secret::new(b"guess".to_vec())).unwrap();
    let pinned = Policy::pinned([bank.public().clone()]);
    errors.push(open(&to_shop, &wrong, &pinned, now()).unwrap_err());
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::Decryption);
        assert_eq!(error.to_string(), "decryption failed");
        assert!(std::error::Error::source(&error).is_none());
    }
}

#[test]
fn rsa_decrypts_only_where_the_danger_is_named() {
    let (shop, rsa) = (shop(), own(key!("rsa-secret")));
    let sealed = Sealing::new(&shop, rsa.public())
        .seal(CONTENT, now())
        .unwrap();
    let refused = open(&sealed, &rsa, &policy(), now());
    assert_eq!(kind(refused), ErrorKind::AlgorithmNotAllowed);
    let accepted = policy().with_dangerous_rsa_decryption();
    let verified = open(&sealed, &rsa, &accepted, now()).unwrap();
    assert_eq!(verified.content().content(), CONTENT);
    // RSA signatures are verified by the public key: nothing to time.
    let bank = bank();
    let sealed = Sealing::new(&rsa, bank.public())
        .seal(CONTENT, now())
        .unwrap();
    let verified = opened(&sealed, &Policy::pinned([rsa.public().clone()])).unwrap();
    let rsa = Algorithm::Signature(SignatureAlgorithm::RsaPkcs1Sha512);
    assert_eq!(verified.by().algorithm(), rsa);
}

#[test]
fn a_wrong_passphrase_does_not_sign() {
    let wrong = OwnKey::read(key!("shop-secret"), Secret::new(b"guess".to_vec())).unwrap();
    let bank = bank();
    let refused = Sealing::new(&wrong, bank.public()).seal(CONTENT, now());
    assert_eq!(kind(refused), ErrorKind::KeyNotUsable);
}

#[test]
fn what_is_no_message_or_no_key_is_refused() {
    for bytes in [&b""[..], b"pay 10.00", key!("shop"), &[0x85, 1, 0]] {
        assert!(opened(bytes, &policy()).is_err());
        assert!(verify(bytes, &policy(), now()).is_err());
    }
    assert_eq!(kind(PeerKey::read(b"no")), ErrorKind::Malformed);
    assert_eq!(
        kind(PeerKey::read(&vec![b' '; (1 << 20) + 1])),
        ErrorKind::TooLarge
    );
    let public = OwnKey::read(key!("shop"), Secret::new(Vec::new()));
    assert_eq!(kind(public), ErrorKind::Malformed);
}

#[test]
fn debug_shows_no_secret_and_no_content() {
    let (shop, bank) = (shop(), bank());
    let sealing = Sealing::new(&shop, bank.public());
    let sealed = sealing.seal(CONTENT, now()).unwrap();
    let verified = opened(&sealed, &policy()).unwrap();
    let shown = format!("{shop:?} {sealing:?} {:?} {verified:?}", policy());
    let shown = format!("{shown} {:?} {:?}", bank.public(), verified.content());
    for secret in ["Document", "60, 68", "nobody", "secret", "Secret"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_content_comes_back(content in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let (bank, revoked) = (bank(), own(key!("revoked-secret")));
        let sealed = Sealing::new(&revoked, bank.public()).seal(&content, now()).unwrap();
        let policy = Policy::pinned([revoked.public().clone()]);
        let verified = opened(&sealed, &policy).unwrap();
        prop_assert_eq!(verified.content().content(), &content[..]);
    }

    #[test]
    fn altered_messages_neither_panic_nor_give_another_content(
        compressed in any::<bool>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let signer = secret(key!("revoked-secret"));
        let mut builder = MessageBuilder::from_bytes("", CONTENT);
        builder.sign(&signer.primary_key, Password::empty(), HashAlgorithm::Sha512);
        if compressed {
            builder.compression(CompressionAlgorithm::ZIP);
        }
        let mut message = builder.to_vec(Random).unwrap();
        for (at, byte) in changes {
            let at = at.index(message.len());
            message[at] = byte;
        }
        if let Some(cut) = cut {
            message.truncate(cut.index(message.len()));
        }
        let pinned = Policy::pinned([own(key!("revoked-secret")).public().clone()]);
        let tomorrow = DateTime::<Utc>::from(std::time::SystemTime::now()) + TimeDelta::days(1);
        if let Ok(verified) = verify(&message, &pinned, tomorrow) {
            prop_assert_eq!(verified.content().content(), CONTENT);
        }
        let _ = opened(&message, &pinned);
    }

    #[test]
    fn altered_certificates_do_not_panic(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let certificate = SignedPublicKey::from_armor_single(&key!("bank")[..]).unwrap().0;
        let mut bytes = certificate.to_bytes().unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(peer) = PeerKey::read(&bytes) {
            let shop = own(key!("revoked-secret"));
            let _ = Sealing::new(&shop, &peer).seal(CONTENT, now());
        }
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = opened(&bytes, &policy());
        let _ = verify(&bytes, &policy(), now());
        let _ = PeerKey::read(&bytes);
    }
}
