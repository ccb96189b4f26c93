//! JWE, its keys in JSON, and packets.

use std::sync::{Arc, LazyLock};

use girokit_crypto::chrono::DateTime;
use girokit_crypto::envelope::{PacketPolicy, open};
use girokit_crypto::jose::{Jwe, JweEncrypter, JweKey, Jwk, SharedKey};
use girokit_crypto::keys::{
    DecryptionKey, KeyId, KeyWrap, PinnedKey, SignatureAlgorithm, SigningKey,
};
use girokit_crypto::replay::MemoryReplayStore;
use girokit_crypto::{ErrorKind, Secret};

static SHARED: LazyLock<SharedKey> =
    LazyLock::new(|| SharedKey::new(id(), Secret::new(vec![7; 32])).expect("a fixed key"));
static KEYS: LazyLock<Vec<JweKey>> = LazyLock::new(|| {
    let rsa = include_bytes!("../../corpus/crypto_pem/rsa.pem");
    let rsa = DecryptionKey::from_pem(id(), KeyWrap::RsaOaepSha256, rsa);
    let ecdh = [
        (KeyWrap::EcdhP256, 32),
        (KeyWrap::EcdhP384, 48),
        (KeyWrap::X25519, 32),
    ]
    .map(|(wrap, length)| DecryptionKey::from_private(id(), wrap, &vec![5; length]));
    let private = ecdh.into_iter().chain([rsa]);
    private
        .map(|key| JweKey::Private(Arc::new(key.expect("a fixed key"))))
        .chain([
            JweKey::Direct(SHARED.clone()),
            JweKey::Wrapping(SHARED.clone()),
        ])
        .collect()
});
static SENDER: LazyLock<PinnedKey> = LazyLock::new(|| {
    let pem = include_bytes!("../../corpus/crypto_pem/p256.pem");
    let key = SigningKey::from_pem(id(), SignatureAlgorithm::EcdsaP256Sha256, pem);
    PinnedKey::new(Arc::new(key.expect("a fixed key").public_key()))
});

fn id() -> KeyId {
    KeyId::parse("fuzz").expect("a fixed id")
}

/// Reads bytes as a JWE and decrypts it with every kind of key, as keys in JSON, and as the inside of a packet, which nobody signed.
/// What we encrypt comes back.
///
/// # Panics
/// When a promise is broken.
pub fn jwe(data: &[u8]) {
    let text = core::str::from_utf8(data).unwrap_or_default();
    if let Ok(jwe) = Jwe::compact(text) {
        for key in KEYS.iter() {
            if let Err(error) = jwe.decrypt(key) {
                assert!(matches!(
                    error.kind(),
                    ErrorKind::Decryption | ErrorKind::KeyMismatch
                ));
            }
        }
    }
    for key in Jwk::parse(data)
        .into_iter()
        .chain(Jwk::parse_set(data).into_iter().flatten())
    {
        let _ = key.to_encryption_key();
        let _ = key.to_jwe_key();
    }
    let sealed = JweEncrypter::direct(&SHARED).encrypt(data);
    let sealed = sealed.expect("a key in memory");
    let key = JweKey::Direct(SHARED.clone());
    let opened = Jwe::compact(&sealed).and_then(|jwe| jwe.decrypt(&key));
    let opened = opened.expect("what we encrypt");
    assert_eq!(opened.content().expose(), data);
    let seen = MemoryReplayStore::new();
    let policy = PacketPolicy::new("fuzz", DateTime::UNIX_EPOCH, &seen);
    open(&sealed, &key, &policy, &*SENDER).expect_err("nobody signed it");
}
