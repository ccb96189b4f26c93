//! The older HTTP signatures, and webhooks.
#![cfg(feature = "http")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use girokit_crypto::http::{
    CavagePolicy, Message, Webhook, check_legacy_digest, legacy_digest, sign_cavage, verify_cavage,
    verify_plain_webhook,
};
use girokit_crypto::keys::{
    Algorithm, Digest, FoundKey, HmacKey, KeyFinder, KeyHints, KeyId, MacAlgorithm, MacKey,
    PinnedKey, SignatureAlgorithm, SigningKey,
};
use girokit_crypto::{Error, ErrorKind, Secret};
use proptest::prelude::*;

const RSA: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/rsa.pem");
const BODY: &[u8] = br#"{"amount":"10.00"}"#;
const FIELDS: &[&str] = &["(request-target)", "date", "digest", "x-request-id"];

fn id(name: &str) -> KeyId {
    name.parse().unwrap()
}

fn key() -> SigningKey {
    SigningKey::from_pem(id("tpp"), SignatureAlgorithm::RsaPkcs1Sha256, RSA).unwrap()
}

fn pinned() -> PinnedKey {
    PinnedKey::new(Arc::new(key().public_key()))
}

/// Tue, 21 Sep 2026, 14:13:20 UTC.
fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

fn signed(fields: &[&str]) -> http::request::Parts {
    let request = http::Request::post("https://bank.example/v1/payments?x=1")
        .header("date", now().to_rfc2822())
        .header("digest", legacy_digest(BODY, Digest::Sha256))
        .header("x-request-id", "r1");
    let mut parts = request.body(()).unwrap().into_parts().0;
    let signature = sign_cavage(
        &Message::request(&parts),
        &key(),
        "SN=1,CA=CN=Test CA",
        fields,
    )
    .unwrap();
    parts
        .headers
        .insert("signature", signature.parse().unwrap());
    parts
}

fn check(parts: &http::request::Parts, policy: &CavagePolicy) -> Result<Vec<String>, Error> {
    let verified = verify_cavage(&Message::request(parts), BODY, policy, &pinned())?;
    Ok(verified.content().headers.clone())
}

fn refused(change: impl Fn(&mut http::request::Parts)) -> ErrorKind {
    let mut parts = signed(FIELDS);
    change(&mut parts);
    check(&parts, &CavagePolicy::new(now())).unwrap_err().kind()
}

fn set(parts: &mut http::request::Parts, name: &'static str, value: &str) {
    parts.headers.insert(name, value.parse().unwrap());
}

#[test]
fn what_is_signed_verifies() {
    assert_eq!(
        check(&signed(FIELDS), &CavagePolicy::new(now())).unwrap(),
        FIELDS
    );
    let berlin = ["digest", "x-request-id", "date"];
    assert_eq!(
        check(&signed(&berlin), &CavagePolicy::berlin_group(now())).unwrap(),
        berlin
    );
}

#[test]
fn every_covered_field_is_proved() {
    assert_eq!(
        refused(|parts| parts.method = http::Method::PUT),
        ErrorKind::SignatureInvalid
    );
    assert_eq!(
        refused(|parts| parts.uri = "/v1/payments?x=2".parse().unwrap()),
        ErrorKind::SignatureInvalid
    );
    assert_eq!(
        refused(|parts| set(parts, "x-request-id", "r2")),
        ErrorKind::SignatureInvalid
    );
    assert_eq!(
        refused(|parts| set(parts, "digest", &legacy_digest(b"{}", Digest::Sha256))),
        ErrorKind::SignatureInvalid
    );
    assert_eq!(
        refused(|parts| drop(parts.headers.remove("x-request-id"))),
        ErrorKind::NotCovered
    );
    let parts = signed(FIELDS);
    let other = verify_cavage(
        &Message::request(&parts),
        b"{}",
        &CavagePolicy::new(now()),
        &pinned(),
    );
    assert_eq!(other.unwrap_err().kind(), ErrorKind::DigestMismatch);
}

#[test]
fn an_empty_list_of_fields_is_refused() {
    let parts = signed(FIELDS);
    let text = parts.headers["signature"].to_str().unwrap().to_owned();
    let list = format!("headers=\"{}\"", FIELDS.join(" "));
    assert_eq!(
        refused(|parts| set(parts, "signature", &text.replace(&list, "headers=\"\""))),
        ErrorKind::NotCovered
    );
    let without = text.replace(&format!("{list},"), "");
    assert_eq!(
        refused(|parts| set(parts, "signature", &without)),
        ErrorKind::Malformed
    );
    assert!(sign_cavage(&Message::request(&parts), &key(), "k", &[]).is_err());
}

#[test]
fn request_target_or_digest_that_is_not_covered_is_refused() {
    for left_out in ["(request-target)", "digest", "date"] {
        let fields: Vec<&str> = FIELDS
            .iter()
            .copied()
            .filter(|field| *field != left_out)
            .collect();
        let error = check(&signed(&fields), &CavagePolicy::new(now())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotCovered, "{left_out}");
    }
}

/// Knows no key.
#[derive(Debug)]
struct Nobody;

impl KeyFinder for Nobody {
    fn find(&self, hints: &KeyHints, _: Algorithm) -> Result<FoundKey, Error> {
        assert_eq!(hints.key_id.as_deref(), Some("SN=1,CA=CN=Test CA"));
        Err(Error::new(ErrorKind::NotFound, "expected a known key"))
    }
}

#[test]
fn hs2019_with_an_unknown_key_is_refused() {
    let mut parts = signed(FIELDS);
    let text = parts.headers["signature"]
        .to_str()
        .unwrap()
        .replace("rsa-sha256", "hs2019");
    set(&mut parts, "signature", &text);
    check(&parts, &CavagePolicy::new(now())).unwrap();
    let unknown = verify_cavage(
        &Message::request(&parts),
        BODY,
        &CavagePolicy::new(now()),
        &Nobody,
    )
    .unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::NotFound);
    for other in ["rsa-sha1", "hmac-sha256", "none"] {
        set(&mut parts, "signature", &text.replace("hs2019", other));
        let error = check(&parts, &CavagePolicy::new(now())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlgorithmNotAllowed, "{other}");
    }
}

#[test]
fn old_and_early_requests_are_refused() {
    let at = |seconds| {
        check(
            &signed(FIELDS),
            &CavagePolicy::new(now() + TimeDelta::seconds(seconds)),
        )
        .map_err(|error| error.kind())
    };
    assert!(at(300).is_ok() && at(-60).is_ok());
    assert_eq!(at(301).unwrap_err(), ErrorKind::Expired);
    assert_eq!(at(-61).unwrap_err(), ErrorKind::NotYetValid);
}

#[test]
fn broken_parameters_are_refused() {
    for text in [
        "",
        "keyId",
        "keyId=\"a",
        "keyId=\"a\",keyId=\"b\"",
        "keyId=\"a\" headers=\"b\"",
        "=\"a\"",
    ] {
        assert_eq!(
            refused(|parts| set(parts, "signature", text)),
            ErrorKind::Malformed,
            "{text}"
        );
    }
    let quoted = sign_cavage(&Message::request(&signed(FIELDS)), &key(), "a\"b", FIELDS);
    assert_eq!(quoted.unwrap_err().kind(), ErrorKind::Malformed);
}

fn mac(name: &str, byte: u8) -> Arc<dyn MacKey> {
    Arc::new(
        HmacKey::new(
            id(name),
            MacAlgorithm::HmacSha256,
            &Secret::new(vec![byte; 32]),
        )
        .unwrap(),
    )
}

#[test]
fn webhooks_by_old_and_new_key() {
    let (old, new, other) = (mac("old", 1), mac("new", 2), mac("other", 3));
    let webhook = Webhook::new();
    let header = webhook
        .sign(BODY, now(), &[Arc::clone(&new), Arc::clone(&old)])
        .unwrap();
    for (keys, by) in [
        (vec![Arc::clone(&old)], "old"),
        (vec![Arc::clone(&other), Arc::clone(&new)], "new"),
    ] {
        let verified = webhook.verify(&header, BODY, now(), &keys).unwrap();
        assert_eq!(
            (*verified.content(), verified.by().key().as_str()),
            (BODY, by)
        );
    }
    let refused = |header: &str, body: &[u8], seconds: i64, key: &Arc<dyn MacKey>| {
        let at = now() + TimeDelta::seconds(seconds);
        webhook
            .verify(header, body, at, std::slice::from_ref(key))
            .unwrap_err()
            .kind()
    };
    assert_eq!(
        refused(&header, BODY, 0, &other),
        ErrorKind::SignatureInvalid
    );
    assert_eq!(
        refused(&header, b"{}", 0, &old),
        ErrorKind::SignatureInvalid
    );
    assert_eq!(refused(&header, BODY, 301, &old), ErrorKind::Expired);
    assert_eq!(refused(&header, BODY, -61, &old), ErrorKind::NotYetValid);
    assert_eq!(
        refused(&header.replace("t=179", "t=178"), BODY, 0, &old),
        ErrorKind::SignatureInvalid
    );
    for text in [
        "",
        "t=1",
        "v1=00",
        "t=1,t=2,v1=00",
        "t=x,v1=00",
        "t=1,v1=0",
        "t=1,v1=zz",
    ] {
        let kind = refused(text, BODY, 0, &old);
        assert!(
            matches!(kind, ErrorKind::Malformed | ErrorKind::SignatureInvalid),
            "{text}: {kind}"
        );
    }
}

/// RFC 4231 test case 2 has a key too short for us; this is the first case, as a plain webhook.
#[test]
fn plain_webhooks() {
    let key = HmacKey::new(
        id("k"),
        MacAlgorithm::HmacSha256,
        &Secret::new(vec![0x0b; 20]),
    )
    .unwrap();
    let keys: [Arc<dyn MacKey>; 1] = [Arc::new(key)];
    let mac = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
    assert_eq!(
        *verify_plain_webhook(mac, b"Hi There", &keys)
            .unwrap()
            .content(),
        b"Hi There"
    );
    verify_plain_webhook(&format!("sha256={mac}"), b"Hi There", &keys).unwrap();
    assert!(verify_plain_webhook(&mac[2..], b"Hi There", &keys).is_err());
    assert!(verify_plain_webhook("", b"Hi There", &keys).is_err());
}

/// Each MAC costs one pass over the body: a header must not order many of them.
#[test]
fn a_webhook_with_many_macs_is_refused_before_any_is_computed() {
    let key = mac("k", 1);
    let webhook = Webhook::new();
    let header = webhook
        .sign(BODY, now(), std::slice::from_ref(&key))
        .unwrap();
    let padded =
        |count: usize| header.replacen(",v1=", &format!("{},v1=", ",v1=00".repeat(count)), 1);
    let verify = |count| {
        webhook
            .verify(&padded(count), BODY, now(), std::slice::from_ref(&key))
            .map(drop)
    };
    verify(Webhook::MAX_MACS - 1).unwrap();
    assert_eq!(
        verify(Webhook::MAX_MACS).unwrap_err().kind(),
        ErrorKind::TooLarge
    );
}

/// Each digest costs one pass over the body, too.
#[test]
fn a_digest_that_stands_twice_is_refused() {
    let one = legacy_digest(BODY, Digest::Sha256);
    let both = format!("{one},{}", legacy_digest(BODY, Digest::Sha512));
    check_legacy_digest(&both, BODY).unwrap();
    let twice = check_legacy_digest(&format!("{one},{}", one.replace("SHA", "sha")), BODY);
    assert_eq!(twice.unwrap_err().kind(), ErrorKind::Malformed);
}

#[test]
fn the_signed_bytes_come_back_and_are_not_shown() {
    let parts = signed(FIELDS);
    let verified = verify_cavage(
        &Message::request(&parts),
        BODY,
        &CavagePolicy::new(now()),
        &pinned(),
    )
    .unwrap();
    let content = verified.content();
    let names: Vec<&str> = content
        .signing_string
        .lines()
        .map(|line| line.split_once(": ").unwrap().0)
        .collect();
    assert_eq!(names, FIELDS);
    assert!(content.signing_string.contains("x-request-id: r1"));
    assert!(!format!("{content:?}").contains("r1"));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[ -~]{0,80}") {
        let mut parts = signed(FIELDS);
        set(&mut parts, "signature", &text);
        let _ = check(&parts, &CavagePolicy::new(now()));
        let _ = Webhook::new().verify(&text, BODY, now(), &[mac("k", 1)]);
        let _ = verify_plain_webhook(&text, BODY, &[mac("k", 1)]);
    }
}
