//! Packets between a shop and a gateway: what comes back, and every way to cheat.
#![cfg(feature = "envelope")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use girokit_crypto::envelope::{Packet, PacketPolicy, Parcel, open, open_reply};
use girokit_crypto::jose::{Jwe, JweEncrypter, JweKey, JwsSigner};
use girokit_crypto::keys::{
    Algorithm, DecryptionKey, EncryptionKey, KeyId, KeyWrap, PinnedKey, SignatureAlgorithm,
    SigningKey,
};
use girokit_crypto::replay::MemoryReplayStore;
use girokit_crypto::{Error, ErrorKind, Verified};
use proptest::prelude::*;

const P256: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/p256.pem");
const ED25519: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/ed25519.pem");
const RSA: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/rsa.pem");
const CONTENT: &[u8] = br#"{"pan":"4111111111111111","pay":"EUR 10.00"}"#;

fn id(name: &str) -> KeyId {
    name.parse().unwrap()
}

fn now() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// A receiver by X25519.
fn receiver(name: &str, byte: u8) -> (EncryptionKey, JweKey) {
    let private = DecryptionKey::from_private(id(name), KeyWrap::X25519, &[byte; 32]).unwrap();
    (
        private.public_key().unwrap(),
        JweKey::Private(Arc::new(private)),
    )
}

struct Parties {
    shop: SigningKey,
    shops: PinnedKey,
    gateway: EncryptionKey,
    gateway_private: JweKey,
    seen: MemoryReplayStore,
}

impl Parties {
    fn new() -> Self {
        let shop =
            SigningKey::from_pem(id("shop-1"), SignatureAlgorithm::EcdsaP256Sha256, P256).unwrap();
        let (gateway, gateway_private) = receiver("gateway-1", 7);
        Self {
            shops: PinnedKey::new(Arc::new(shop.public_key())),
            shop,
            gateway,
            gateway_private,
            seen: MemoryReplayStore::new(),
        }
    }

    fn packet(&self) -> String {
        Parcel::new(CONTENT)
            .seal(&self.shop, &self.gateway, now())
            .unwrap()
    }

    fn open(&self, text: &str) -> Result<Verified<Packet>, Error> {
        self.open_at(text, now())
    }

    fn open_at(&self, text: &str, now: DateTime<Utc>) -> Result<Verified<Packet>, Error> {
        let policy = PacketPolicy::new("gateway-1", now, &self.seen);
        open(text, &self.gateway_private, &policy, &self.shops)
    }

    /// A packet whose inside somebody else wrote.
    fn forged(&self, inside: &str) -> String {
        JweEncrypter::new(&self.gateway)
            .encrypt(inside.as_bytes())
            .unwrap()
    }
}

fn kind<T>(result: Result<T, Error>) -> ErrorKind {
    result.map(drop).unwrap_err().kind()
}

#[test]
fn a_packet_comes_back_with_its_sender_and_once() {
    let parties = Parties::new();
    let text = parties.packet();
    assert!(!text.contains("4111"));
    let packet = parties.open(&text).unwrap();
    assert_eq!(packet.content().content(), CONTENT);
    assert_eq!(packet.content().time(), now());
    assert_eq!(packet.by().key().as_str(), "shop-1");
    assert_eq!(kind(parties.open(&text)), ErrorKind::Replayed);
    // Sealed again it is another packet.
    assert_ne!(parties.packet(), text);
    parties.open(&parties.packet()).unwrap();
    // Nothing inside is a packet too.
    let empty = Parcel::new(b"")
        .seal(&parties.shop, &parties.gateway, now())
        .unwrap();
    assert_eq!(parties.open(&empty).unwrap().content().content(), b"");
}

#[test]
fn a_replay_is_found_by_two_processes_with_one_store() {
    let parties = Parties::new();
    let text = parties.packet();
    let opened = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| parties.open(&text).is_ok()))
            .collect();
        workers
            .into_iter()
            .filter_map(|worker| worker.join().ok())
            .filter(|opened| *opened)
            .count()
    });
    assert_eq!(opened, 1);
}

#[test]
fn every_changed_character_is_refused() {
    let parties = Parties::new();
    let text = parties.packet();
    for at in 0..text.len() {
        let mut changed = text.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        assert!(parties.open(&changed).is_err(), "{at}");
    }
    parties.open(&text).unwrap();
}

#[test]
fn another_sender_or_key_is_refused() {
    let parties = Parties::new();
    let other = SigningKey::from_pem(id("shop-1"), SignatureAlgorithm::Ed25519, ED25519).unwrap();
    let text = Parcel::new(CONTENT)
        .seal(&other, &parties.gateway, now())
        .unwrap();
    assert_eq!(kind(parties.open(&text)), ErrorKind::KeyMismatch);
    let (_, wrong) = receiver("gateway-1", 8);
    let policy = PacketPolicy::new("gateway-1", now(), &parties.seen);
    assert_eq!(
        kind(open(&parties.packet(), &wrong, &policy, &parties.shops)),
        ErrorKind::Decryption
    );
    let policy = policy.with_algorithms([Algorithm::Signature(SignatureAlgorithm::Ed25519)]);
    let outcome = open(
        &parties.packet(),
        &parties.gateway_private,
        &policy,
        &parties.shops,
    );
    assert_eq!(kind(outcome), ErrorKind::AlgorithmNotAllowed);
}

/// A receiver that passes a packet on: it decrypts, and encrypts the signed inside for another.
#[test]
fn a_packet_that_was_passed_on_is_not_for_the_next_receiver() {
    let parties = Parties::new();
    let text = parties.packet();
    let inside = Jwe::compact(&text)
        .unwrap()
        .decrypt(&parties.gateway_private)
        .unwrap();
    let (bank, bank_private) = receiver("bank-1", 9);
    let passed_on = JweEncrypter::new(&bank)
        .encrypt(inside.content().expose())
        .unwrap();
    let policy = PacketPolicy::new("bank-1", now(), &parties.seen);
    let error = open(&passed_on, &bank_private, &policy, &parties.shops).unwrap_err();
    assert_eq!(
        (error.kind(), error.part()),
        (ErrorKind::Untrusted, Some("aud"))
    );
}

#[test]
fn old_and_early_packets_are_refused() {
    let parties = Parties::new();
    let text = parties.packet();
    let at = |seconds| now() + TimeDelta::seconds(seconds);
    assert_eq!(kind(parties.open_at(&text, at(301))), ErrorKind::Expired);
    assert_eq!(
        kind(parties.open_at(&text, at(-61))),
        ErrorKind::NotYetValid
    );
    parties.open_at(&text, at(300)).unwrap();
    parties.open_at(&parties.packet(), at(-60)).unwrap();
    let policy = PacketPolicy::new("gateway-1", at(3600), &parties.seen)
        .with_window(TimeDelta::hours(2), TimeDelta::zero());
    open(
        &parties.packet(),
        &parties.gateway_private,
        &policy,
        &parties.shops,
    )
    .unwrap();
}

#[test]
fn an_answer_belongs_to_its_request() {
    let parties = Parties::new();
    let (request, other) = (
        parties.open(&parties.packet()).unwrap(),
        parties.open(&parties.packet()).unwrap(),
    );
    let reply = Parcel::reply_to(request.content(), b"ACSP");
    let seal = || reply.seal(&parties.shop, &parties.gateway, now()).unwrap();
    let policy = PacketPolicy::new("gateway-1", now(), &parties.seen);
    let open_for = |text: &str, request: &Packet| {
        open_reply(
            text,
            request.id(),
            &parties.gateway_private,
            &policy,
            &parties.shops,
        )
    };
    assert_eq!(
        kind(open_for(&seal(), other.content())),
        ErrorKind::Untrusted
    );
    // An answer is no request, and a request no answer.
    assert_eq!(kind(parties.open(&seal())), ErrorKind::Untrusted);
    assert_eq!(
        kind(open_for(&parties.packet(), request.content())),
        ErrorKind::Untrusted
    );
    let answer = seal();
    assert_eq!(
        open_for(&answer, request.content())
            .unwrap()
            .content()
            .content(),
        b"ACSP"
    );
    assert_eq!(
        kind(open_for(&answer, request.content())),
        ErrorKind::Replayed
    );
}

/// An `irt` that is no text is no reason to take the packet for a request.
#[test]
fn an_answer_to_something_that_is_no_text_is_refused() {
    let parties = Parties::new();
    let signer = JwsSigner::new(&parties.shop)
        .unwrap()
        .with_parameter("typ", "girokit-packet+jws")
        .unwrap()
        .with_critical("iat", now().timestamp())
        .unwrap()
        .with_critical("jti", "1")
        .unwrap()
        .with_critical("aud", "gateway-1")
        .unwrap();
    let inside = signer.clone().with_critical("irt", 1).unwrap();
    let text = parties.forged(&inside.compact(CONTENT).unwrap());
    let error = parties.open(&text).unwrap_err();
    assert_eq!(
        (error.kind(), error.part()),
        (ErrorKind::Untrusted, Some("irt"))
    );
    parties
        .open(&parties.forged(&signer.compact(CONTENT).unwrap()))
        .unwrap();
}

/// What is sealed can be opened: the largest content too, and one byte more is refused before anything is signed.
#[test]
fn content_at_the_limit_comes_back_and_above_is_refused() {
    let parties = Parties::new();
    let mut content = vec![b'a'; Parcel::MAX_BYTES];
    let seal = |content: &[u8]| Parcel::new(content).seal(&parties.shop, &parties.gateway, now());
    let packet = parties.open(&seal(&content).unwrap()).unwrap();
    assert!(packet.content().content() == content);
    content.push(b'a');
    assert_eq!(kind(seal(&content)), ErrorKind::TooLarge);
}

/// Signatures of the same key that were made for something else.
#[test]
fn a_signature_for_another_use_is_no_packet() {
    let parties = Parties::new();
    let plain = JwsSigner::new(&parties.shop)
        .unwrap()
        .compact(CONTENT)
        .unwrap();
    assert_ne!(
        kind(parties.open(&parties.forged(&plain))),
        ErrorKind::Decryption
    );
    let typed = |typ: &str| {
        JwsSigner::new(&parties.shop)
            .unwrap()
            .with_parameter("typ", typ)
            .unwrap()
    };
    let text = typed("JWT").compact(CONTENT).unwrap();
    assert!(parties.open(&parties.forged(&text)).is_err());
    // The right type, but a part is missing.
    let text = typed("girokit-packet+jws")
        .with_critical("iat", now().timestamp())
        .unwrap()
        .with_critical("jti", "1")
        .unwrap()
        .compact(CONTENT)
        .unwrap();
    let error = parties.open(&parties.forged(&text)).unwrap_err();
    assert_eq!(
        (error.kind(), error.part()),
        (ErrorKind::Untrusted, Some("aud"))
    );
    for (iat, jti) in [
        (None, Some("1")),
        (Some(now().timestamp()), None),
        (Some(now().timestamp()), Some("")),
    ] {
        let mut signer = typed("girokit-packet+jws")
            .with_critical("aud", "gateway-1")
            .unwrap();
        if let Some(iat) = iat {
            signer = signer.with_critical("iat", iat).unwrap();
        }
        if let Some(jti) = jti {
            signer = signer.with_critical("jti", jti).unwrap();
        }
        let text = parties.forged(&signer.compact(CONTENT).unwrap());
        assert_eq!(
            kind(parties.open(&text)),
            ErrorKind::Untrusted,
            "{iat:?} {jti:?}"
        );
    }
    assert_eq!(
        kind(parties.open(&parties.forged("no signature"))),
        ErrorKind::Malformed
    );
}

#[test]
fn rsa_receivers_too() {
    let private = DecryptionKey::from_pem(id("gateway-1"), KeyWrap::RsaOaepSha256, RSA).unwrap();
    let mut parties = Parties::new();
    parties.gateway = private.public_key().unwrap();
    parties.gateway_private = JweKey::Private(Arc::new(private));
    assert_eq!(
        parties.open(&parties.packet()).unwrap().content().content(),
        CONTENT
    );
}

#[test]
fn debug_shows_no_content() {
    let parties = Parties::new();
    let packet = parties.open(&parties.packet()).unwrap();
    let text = format!(
        "{packet:?} {:?} {:?}",
        packet.content(),
        Parcel::new(CONTENT)
    );
    assert!(
        !text.contains("4111") && !text.contains("52, 49, 49"),
        "{text}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(32) })]

    #[test]
    fn any_content_comes_back(content in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let parties = Parties::new();
        let text = Parcel::new(&content).seal(&parties.shop, &parties.gateway, now()).unwrap();
        let packet = parties.open(&text).unwrap();
        prop_assert_eq!(packet.content().content(), content.as_slice());
    }
}
