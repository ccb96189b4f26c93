//! Packets and the views of a dual signature.

use std::sync::{Arc, LazyLock};

use girokit_crypto::ErrorKind;
use girokit_crypto::chrono::DateTime;
use girokit_crypto::dual::{BankView, DualSignature, ShopView};
use girokit_crypto::envelope::{PacketPolicy, Parcel, open, open_reply};
use girokit_crypto::jose::{JweEncrypter, JweKey, JwsSigner, Value};
use girokit_crypto::keys::{
    DecryptionKey, EncryptionKey, KeyId, KeyWrap, PinnedKey, SignatureAlgorithm, SigningKey,
};
use girokit_crypto::replay::MemoryReplayStore;

/// The receiver of the fixed packets.
const RECEIVER: &str = "gateway";

struct Parties {
    sender: SigningKey,
    senders: PinnedKey,
    receiver: EncryptionKey,
    private: JweKey,
}

static PARTIES: LazyLock<Parties> = LazyLock::new(|| {
    let pem = include_bytes!("../../corpus/crypto_pem/ed25519.pem");
    let sender = SigningKey::from_pem(id("shop"), SignatureAlgorithm::Ed25519, pem);
    let sender = sender.expect("a fixed key");
    let private = DecryptionKey::from_private(id(RECEIVER), KeyWrap::X25519, &[5; 32]);
    let private = private.expect("a fixed key");
    Parties {
        senders: PinnedKey::new(Arc::new(sender.public_key())),
        sender,
        receiver: private.public_key().expect("a fixed key"),
        private: JweKey::Private(Arc::new(private)),
    }
});

fn id(name: &str) -> KeyId {
    KeyId::parse(name).expect("a fixed id")
}

/// Reads bytes as a packet, as the signature inside one, as parameters that a sender signs (a line each: `name value`, the value in JSON or
/// as text), as views, and as content: what we seal comes back once, and changed in one character it does not.
///
/// # Panics
/// When a promise is broken.
pub fn envelope(data: &[u8]) {
    let parties = &*PARTIES;
    let seen = MemoryReplayStore::new();
    let policy = PacketPolicy::new(RECEIVER, DateTime::UNIX_EPOCH, &seen);
    let text = core::str::from_utf8(data).unwrap_or_default();
    let _ = open(text, &parties.private, &policy, &parties.senders);
    for inside in [data, signed(parties, text).as_bytes()] {
        let packet = JweEncrypter::new(&parties.receiver).encrypt(inside);
        let packet = packet.expect("a fixed key");
        // Whoever is trusted may write what he wants, but not get it accepted twice, nor as request and answer.
        let request = open(&packet, &parties.private, &policy, &parties.senders);
        let answer = open_reply(&packet, "1", &parties.private, &policy, &parties.senders);
        assert!(request.is_err() || answer.is_err());
        if request.is_ok() || answer.is_ok() {
            open(&packet, &parties.private, &policy, &parties.senders).expect_err("seen before");
        }
    }
    come_back(parties, &policy, data);
    views(parties, text, data);
}

/// A JWS of the sender with these parameters.
fn signed(parties: &Parties, text: &str) -> String {
    let signer = JwsSigner::new(&parties.sender).expect("EdDSA");
    let signer = text
        .lines()
        .take(16)
        .filter_map(|line| line.split_once(' '))
        .fold(signer, |signer, (name, value)| {
            let value: Value = value.parse().unwrap_or_else(|_| value.into());
            signer.clone().with_critical(name, value).unwrap_or(signer)
        });
    let typed = signer.with_parameter("typ", "girokit-packet+jws");
    let typed = typed.expect("not set elsewhere");
    typed.compact(b"content").expect("a key in memory")
}

fn come_back(parties: &Parties, policy: &PacketPolicy<'_>, data: &[u8]) {
    let sealed = Parcel::new(data).seal(&parties.sender, &parties.receiver, DateTime::UNIX_EPOCH);
    let mut sealed = sealed.expect("keys in memory");
    let opened = open(&sealed, &parties.private, policy, &parties.senders);
    assert_eq!(opened.expect("what we seal").content().content(), data);
    let error = open(&sealed, &parties.private, policy, &parties.senders);
    assert_eq!(error.expect_err("seen before").kind(), ErrorKind::Replayed);
    // One character becomes another one, also where only bits beside the last byte differ.
    let at = data.iter().fold(data.len(), |at, byte| {
        at.wrapping_mul(31).wrapping_add(usize::from(*byte))
    });
    let at = at.checked_rem(sealed.len()).unwrap_or_default();
    let other = if sealed.as_bytes().get(at) == Some(&b'A') {
        "B"
    } else {
        "A"
    };
    sealed.replace_range(at..=at, other);
    let error = open(&sealed, &parties.private, policy, &parties.senders);
    assert_ne!(error.expect_err("changed").kind(), ErrorKind::Replayed);
}

fn views(parties: &Parties, text: &str, data: &[u8]) {
    let _ = ShopView::parse(text).and_then(|view| view.verify(&parties.senders));
    let _ = BankView::parse(text).and_then(|view| view.verify(&parties.senders));
    let dual = DualSignature::sign("1", data, b"payment", &parties.sender);
    let dual = dual.expect("a key in memory");
    let shop = ShopView::parse(&dual.for_shop()).and_then(|view| view.verify(&parties.senders));
    let bank = BankView::parse(&dual.for_bank()).and_then(|view| view.verify(&parties.senders));
    let (shop, bank) = (shop.expect("what we sign"), bank.expect("what we sign"));
    assert_eq!(shop.content().content(), data);
    assert_eq!(shop.content().binding(), bank.content().binding());
    ShopView::parse(&dual.for_bank()).expect_err("another view");
}
