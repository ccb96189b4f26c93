//! CMS: signed messages and envelopes.

use girokit_crypto::chrono::DateTime;
use girokit_crypto::cms::{Envelope, Limits, Policy, SignedData};
use girokit_crypto::keys::{Decrypter, KeyId, KeyInfo, KeyUsage, KeyWrap};
use girokit_crypto::{Error, Secret};

/// The certificate that the envelopes of the corpus are for.
const CERTIFICATE: &[u8] = include_bytes!("../../corpus/crypto_cms/certificate.der");

/// Reads bytes as a signed message, with the certificates in it pinned, and as an envelope, with a key that recovers any content
/// key; nothing may panic, a content that verifies once verifies again when it is detached from nothing, and digests taken part by
/// part say the same as the whole.
///
/// # Panics
/// When a promise is broken.
pub fn cms(data: &[u8]) {
    let limits = Limits::new();
    if let Ok(message) = SignedData::read(data, &limits) {
        signed(&message);
    }
    if let Ok(envelope) = Envelope::read(data, &limits) {
        let key = AnyKey::new();
        let _ = envelope.is_for(CERTIFICATE);
        let _ = envelope.is_for(data);
        let _ = envelope.decrypt(&key, CERTIFICATE);
        let _ = envelope.decrypt_dangerous_cbc(&key, CERTIFICATE);
    }
}

fn signed(message: &SignedData<'_>) {
    const CONTENT: &[u8] = b"pay 10.00\r\n";
    let now = DateTime::from_timestamp(1_893_456_000, 0).expect("a fixed time");
    let certificates = message.untrusted_certificates().expect("was read already");
    let policy = Policy::pinned(certificates.into_iter().map(<[u8]>::to_vec));
    let _ = message.verify(&policy.clone().with_dangerous_bare_signatures(), now);
    let first = message.verify(&policy, now);
    assert_eq!(first.is_ok(), message.verify(&policy, now).is_ok());
    let whole = message.verify_detached(CONTENT, &policy, now).is_ok();
    let mut digester = message.digester();
    for part in CONTENT.chunks(3) {
        digester.update(part);
    }
    let parts = message.verify_digests(digester.finish(), &policy, now);
    assert_eq!(whole, parts.is_ok());
    assert!(!(first.is_ok() && whole));
}

/// Recovers the same content key from everything.
#[derive(Debug)]
struct AnyKey(KeyInfo);

impl AnyKey {
    fn new() -> Self {
        let id = KeyId::parse("fuzz").expect("a fixed id");
        Self(KeyInfo::new(
            id,
            KeyWrap::RsaOaepSha256,
            KeyUsage::Decryption,
        ))
    }
}

impl Decrypter for AnyKey {
    fn info(&self) -> &KeyInfo {
        &self.0
    }

    fn algorithm(&self) -> KeyWrap {
        KeyWrap::RsaOaepSha256
    }

    fn recover(&self, _: &[u8]) -> Result<Secret, Error> {
        Ok(Secret::new(vec![7; 32]))
    }
}
