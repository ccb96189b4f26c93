//! HTTP signatures: the first line of the input is `Signature-Input`, the second `Signature`, the third `Content-Digest` and
//! `Digest`, the rest the body.

use std::sync::Arc;

use girokit_crypto::chrono::DateTime;
use girokit_crypto::http::{
    CavagePolicy, HttpPolicy, Message, Webhook, verify, verify_cavage, verify_plain_webhook,
};
use girokit_crypto::keys::{KeyId, PinnedKey, SignatureAlgorithm, SigningKey};

const KEY: &[u8] = include_bytes!("../../corpus/crypto_pem/p256.pem");

/// Verifies a request with these fields by both forms, and the second line as a webhook; nothing may panic.
///
/// # Panics
/// When a promise is broken.
pub fn http(data: &[u8]) {
    let id = KeyId::parse("fuzz").expect("a fixed id");
    let key =
        SigningKey::from_pem(id, SignatureAlgorithm::EcdsaP256Sha256, KEY).expect("a fixed key");
    let keys = PinnedKey::new(Arc::new(key.public_key()));
    let mut lines = data.splitn(4, |byte| *byte == b'\n');
    let mut next = || lines.next().unwrap_or_default();
    let fields = [
        ("signature-input", next()),
        ("signature", next()),
        ("content-digest", next()),
    ];
    let body = next();
    let request = ::http::Request::post("https://bank.example/payments?a=b").header("date", "x");
    let mut parts = request.body(()).expect("a fixed request").into_parts().0;
    for (name, value) in fields {
        if let Ok(value) = ::http::HeaderValue::from_bytes(value) {
            parts.headers.append(name, value.clone());
            if name == "content-digest" {
                parts.headers.append("digest", value);
            }
        }
    }
    let now = DateTime::from_timestamp(1_790_000_000, 0).expect("a fixed time");
    let message = Message::request(&parts);
    let _ = verify(
        &message,
        body,
        &HttpPolicy::for_requests(now).with_required([]),
        &keys,
    );
    let _ = verify_cavage(
        &message,
        body,
        &CavagePolicy::new(now).with_required([]),
        &keys,
    );
    let text = core::str::from_utf8(fields[1].1).unwrap_or_default();
    let _ = Webhook::new().verify(text, body, now, &[]);
    let _ = verify_plain_webhook(text, body, &[]);
}
