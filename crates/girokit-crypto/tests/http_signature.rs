//! HTTP message signatures: the examples of RFC 9421, and the attacks on them.
#![cfg(feature = "http")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it does not run"
)]

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use girokit_crypto::http::{
    Component, HttpPolicy, HttpSigner, Message, check_content_digest, check_legacy_digest,
    content_digest, legacy_digest, verify,
};
use girokit_crypto::keys::{
    Algorithm, Digest, HmacKey, KeyId, MacAlgorithm, PinnedKey, PublicKey, SignatureAlgorithm,
    SigningKey,
};
use girokit_crypto::replay::{MemoryReplayStore, ReplayStore as _};
use girokit_crypto::{Error, ErrorKind, Secret};
use proptest::prelude::*;
use serde_json::Value;

const P256: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/p256.pem");
const BODY: &[u8] = br#"{"amount":"10.00"}"#;

fn id(name: &str) -> KeyId {
    name.parse().unwrap()
}

fn key() -> SigningKey {
    SigningKey::from_pem(id("k1"), SignatureAlgorithm::EcdsaP256Sha256, P256).unwrap()
}

fn pinned() -> PinnedKey {
    PinnedKey::new(Arc::new(key().public_key()))
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

fn components(names: &[&str]) -> Vec<Component> {
    names
        .iter()
        .map(|name| Component::new(name).unwrap())
        .collect()
}

fn request() -> http::request::Parts {
    let digest = content_digest(BODY, Digest::Sha256);
    let request = http::Request::post("https://bank.example/payments?a=b%20c&x=1")
        .header("content-digest", digest)
        .header("x-request-id", "r1");
    request.body(()).unwrap().into_parts().0
}

const ALL: &[&str] = &["@method", "@target-uri", "content-digest", "x-request-id"];

fn with(mut parts: http::request::Parts, input: &str, signature: &str) -> http::request::Parts {
    parts
        .headers
        .insert("signature-input", input.parse().unwrap());
    parts
        .headers
        .insert("signature", signature.parse().unwrap());
    parts
}

fn signed_by(signer: &HttpSigner<'_>) -> http::request::Parts {
    let parts = request();
    let (input, signature) = signer.sign(&Message::request(&parts), "sig1").unwrap();
    with(parts, &input, &signature)
}

fn signed() -> http::request::Parts {
    let key = key();
    signed_by(
        &HttpSigner::new(&key, components(ALL))
            .created(now())
            .with_nonce("n1"),
    )
}

fn check(parts: &http::request::Parts, body: &[u8], policy: &HttpPolicy<'_>) -> Result<(), Error> {
    verify(&Message::request(parts), body, policy, &pinned()).map(drop)
}

fn kind(parts: &http::request::Parts) -> ErrorKind {
    check(parts, BODY, &HttpPolicy::for_requests(now()))
        .unwrap_err()
        .kind()
}

#[expect(clippy::too_many_lines, reason = "one walk over the file")]
#[test]
fn the_examples_of_rfc_9421() {
    let root = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let Ok(text) = fs::read(root.join("crypto/rfc9421_appendix_b.json")) else {
        println!("no shared data: the examples of RFC 9421 are not run");
        return;
    };
    let file: Value = serde_json::from_slice(&text).unwrap();
    let mut count = 0;
    for case in file["cases"].as_array().unwrap() {
        let text = |name: &str| case[name].as_str().unwrap();
        let message = file["messages"][text("message")].as_str().unwrap();
        let (head, body) = message
            .split_once("\r\n\r\n")
            .or_else(|| message.split_once("\n\n"))
            .unwrap();
        let mut lines = head.lines();
        let first: Vec<&str> = lines.next().unwrap().split(' ').collect();
        let mut headers = http::HeaderMap::new();
        for line in lines {
            let (name, value) = line.split_once(": ").unwrap();
            headers.append(
                http::HeaderName::from_bytes(name.as_bytes()).unwrap(),
                value.parse().unwrap(),
            );
        }
        headers.insert(
            "signature-input",
            format!("x={}", text("signature_input")).parse().unwrap(),
        );
        headers.insert(
            "signature",
            format!("x=:{}:", text("signature_b64")).parse().unwrap(),
        );
        let keyid = text("keyid");
        let pem = &file["keys"][keyid]["public_pem"];
        let keys = if keyid.contains("shared") {
            use base64::Engine as _;
            let secret = ["secret_b64", "key_b64", "shared_secret_b64"]
                .iter()
                .find_map(|name| file["keys"][keyid][name].as_str())
                .unwrap_or_else(|| panic!("{}", file["keys"][keyid]));
            let secret = Secret::new(
                base64::engine::general_purpose::STANDARD
                    .decode(secret)
                    .unwrap(),
            );
            PinnedKey::shared(Arc::new(
                HmacKey::new(id(keyid), MacAlgorithm::HmacSha256, &secret).unwrap(),
            ))
        } else {
            let algorithm = match keyid {
                "test-key-ecc-p256" => SignatureAlgorithm::EcdsaP256Sha256,
                "test-key-ed25519" => SignatureAlgorithm::Ed25519,
                _ => SignatureAlgorithm::RsaPssSha512,
            };
            let key = PublicKey::from_pem(id(keyid), algorithm, pem.as_str().unwrap().as_bytes());
            PinnedKey::new(Arc::new(key.unwrap()))
        };
        let created: i64 = text("signature_input").split("created=").nth(1).unwrap()[..10]
            .parse()
            .unwrap();
        let at = DateTime::from_timestamp(created, 0).unwrap();
        // A digest is not covered in each example: the body is then not looked at.
        let body = if text("signature_input").contains("content-digest") {
            body.as_bytes()
        } else {
            b""
        };
        let any = [Algorithm::Mac(MacAlgorithm::HmacSha256)]
            .into_iter()
            .chain(
                SignatureAlgorithm::ALL
                    .into_iter()
                    .map(Algorithm::Signature),
            );
        let verified = if first[0] == "HTTP/1.1" {
            let mut parts = http::Response::builder()
                .status(first[1])
                .body(())
                .unwrap()
                .into_parts()
                .0;
            parts.headers = headers;
            let policy = HttpPolicy::for_responses(at)
                .with_required([])
                .with_algorithms(any);
            verify(&Message::response(&parts), body, &policy, &keys)
        } else {
            let mut parts = http::Request::builder()
                .method(first[0])
                .uri(first[1])
                .body(())
                .unwrap()
                .into_parts()
                .0;
            parts.headers = headers;
            let policy = HttpPolicy::for_requests(at)
                .with_required([])
                .with_algorithms(any);
            verify(&Message::request(&parts), body, &policy, &keys)
        };
        let verified = verified.unwrap_or_else(|error| panic!("{}: {error}", text("id")));
        assert_eq!(
            verified.content().signature_base(),
            text("signature_base"),
            "{}",
            text("id")
        );
        count += 1;
    }
    println!("RFC 9421 appendix B: {count} of {count} verify, each with the printed base");
}

#[test]
fn what_is_signed_verifies() {
    let parts = signed();
    let verified = verify(
        &Message::request(&parts),
        BODY,
        &HttpPolicy::for_requests(now()),
        &pinned(),
    )
    .unwrap();
    assert_eq!(verified.content().components(), components(ALL));
    assert!(verified.content().covers_body());
    assert_eq!(verified.by().key(), &id("k1"));
    assert_eq!(verified.content().parameters().nonce.as_deref(), Some("n1"));
    // Target in parts stands for the whole.
    let key = key();
    let apart = ["@method", "@authority", "@path", "@query", "content-digest"];
    check(
        &signed_by(&HttpSigner::new(&key, components(&apart)).created(now())),
        BODY,
        &HttpPolicy::for_requests(now()),
    )
    .unwrap();
}

#[test]
fn every_covered_component_is_proved() {
    let change = |change: &dyn Fn(&mut http::request::Parts)| {
        let mut parts = signed();
        change(&mut parts);
        kind(&parts)
    };
    assert_eq!(
        change(&|parts| parts.method = http::Method::PUT),
        ErrorKind::SignatureInvalid
    );
    assert_eq!(
        change(&|parts| parts.uri = "https://bank.example/payments?a=b%20c&x=2".parse().unwrap()),
        ErrorKind::SignatureInvalid
    );
    assert_eq!(
        change(&|parts| parts.uri = "https://evil.example/payments?a=b%20c&x=1".parse().unwrap()),
        ErrorKind::SignatureInvalid
    );
    assert_eq!(
        change(&|parts| drop(parts.headers.insert("x-request-id", "r2".parse().unwrap()))),
        ErrorKind::SignatureInvalid
    );
    assert_eq!(
        change(&|parts| assert!(parts.headers.append("x-request-id", "r2".parse().unwrap()))),
        ErrorKind::SignatureInvalid
    );
    assert_eq!(
        change(&|parts| drop(parts.headers.remove("x-request-id"))),
        ErrorKind::NotCovered
    );
}

#[test]
fn a_content_digest_that_does_not_fit_is_refused() {
    let policy = HttpPolicy::for_requests(now());
    assert_eq!(
        check(&signed(), b"{}", &policy).unwrap_err().kind(),
        ErrorKind::DigestMismatch
    );
    let key = key();
    let bare =
        signed_by(&HttpSigner::new(&key, components(&["@method", "@target-uri"])).created(now()));
    assert_eq!(
        check(&bare, BODY, &policy).unwrap_err().kind(),
        ErrorKind::NotCovered
    );
    check(&bare, b"", &policy).unwrap();
    for (field, expected) in [
        ("sha-256=:AAAA:", ErrorKind::DigestMismatch),
        ("md5=:AAAA:", ErrorKind::AlgorithmNotAllowed),
        ("sha-256=AAAA", ErrorKind::Malformed),
        ("", ErrorKind::AlgorithmNotAllowed),
        ("((", ErrorKind::Malformed),
    ] {
        assert_eq!(
            check_content_digest(field, BODY).unwrap_err().kind(),
            expected,
            "{field}"
        );
    }
    let both = format!("{}, sha-512=:AAAA:", content_digest(BODY, Digest::Sha256));
    assert_eq!(
        check_content_digest(&both, BODY).unwrap_err().kind(),
        ErrorKind::DigestMismatch
    );
    check_legacy_digest(&legacy_digest(BODY, Digest::Sha256), BODY).unwrap();
    assert!(check_legacy_digest("MD5=AAAA", BODY).is_err());
}

#[test]
fn created_and_expires_outside_the_window_are_refused() {
    let at = |seconds: i64| {
        let policy = HttpPolicy::for_requests(now() + TimeDelta::seconds(seconds));
        check(&signed(), BODY, &policy).map_err(|error| error.kind())
    };
    assert_eq!(at(300), Ok(()));
    assert_eq!(at(301), Err(ErrorKind::Expired));
    assert_eq!(at(-60), Ok(()));
    assert_eq!(at(-61), Err(ErrorKind::NotYetValid));
    let key = key();
    let short = HttpSigner::new(&key, components(ALL))
        .created(now())
        .expires(now() + TimeDelta::seconds(10));
    let parts = signed_by(&short);
    let at = |seconds| {
        check(
            &parts,
            BODY,
            &HttpPolicy::for_requests(now() + TimeDelta::seconds(seconds)),
        )
    };
    at(9).unwrap();
    assert_eq!(at(10).unwrap_err().kind(), ErrorKind::Expired);
    let timeless = signed_by(&HttpSigner::new(&key, components(ALL)));
    assert_eq!(kind(&timeless), ErrorKind::Untrusted);
}

#[test]
fn a_nonce_is_accepted_once() {
    let store = MemoryReplayStore::new();
    let policy = HttpPolicy::for_requests(now()).with_replay_store(&store);
    check(&signed(), BODY, &policy).unwrap();
    assert_eq!(
        check(&signed(), BODY, &policy).unwrap_err().kind(),
        ErrorKind::Replayed
    );
    let key = key();
    let none = signed_by(&HttpSigner::new(&key, components(ALL)).created(now()));
    assert_eq!(
        check(&none, BODY, &policy).unwrap_err().kind(),
        ErrorKind::Untrusted
    );
    // A message that does not verify uses up no nonce.
    let fresh = MemoryReplayStore::new();
    let policy = HttpPolicy::for_requests(now()).with_replay_store(&fresh);
    assert!(check(&signed(), b"{}", &policy).is_err());
    check(&signed(), BODY, &policy).unwrap();
}

#[test]
fn a_full_replay_store_refuses_and_forgets_only_what_is_over() {
    let store = MemoryReplayStore::with_capacity(2);
    let later = now() + TimeDelta::minutes(1);
    store.remember("k", "a", now(), now()).unwrap();
    store.remember("k", "b", later, now()).unwrap();
    assert_eq!(
        store.remember("k", "c", later, now()).unwrap_err().kind(),
        ErrorKind::TooLarge
    );
    store
        .remember("k", "c", later, now() + TimeDelta::seconds(1))
        .unwrap();
    assert_eq!(
        store.remember("k", "b", later, now()).unwrap_err().kind(),
        ErrorKind::Replayed
    );
    store
        .remember("other", "b", later, later + TimeDelta::seconds(1))
        .unwrap();
}

#[test]
fn a_required_component_that_is_missing_is_refused() {
    let key = key();
    for left_out in ["@method", "@target-uri"] {
        let names: Vec<&str> = ALL
            .iter()
            .copied()
            .filter(|name| *name != left_out)
            .collect();
        let parts = signed_by(&HttpSigner::new(&key, components(&names)).created(now()));
        assert_eq!(kind(&parts), ErrorKind::NotCovered, "{left_out}");
    }
    let empty = signed_by(&HttpSigner::new(&key, []).created(now()));
    assert_eq!(kind(&empty), ErrorKind::NotCovered);
}

#[test]
fn a_label_or_component_that_stands_twice_is_refused() {
    let parts = signed();
    let input = parts.headers["signature-input"]
        .to_str()
        .unwrap()
        .to_owned();
    let signature = parts.headers["signature"].to_str().unwrap().to_owned();
    let double_input = with(parts.clone(), &format!("{input}, {input}"), &signature);
    assert_eq!(kind(&double_input), ErrorKind::Malformed);
    let double_signature = with(parts.clone(), &input, &format!("{signature}, {signature}"));
    assert_eq!(kind(&double_signature), ErrorKind::Malformed);
    let component = input.replace("\"@method\"", "\"@method\" \"@method\"");
    assert_eq!(
        kind(&with(parts.clone(), &component, &signature)),
        ErrorKind::Malformed
    );
    // Two signatures of different labels: one must be chosen.
    let other = input.replace("sig1", "sig2");
    let two = with(
        parts.clone(),
        &format!("{other}, {input}"),
        &format!("{signature}, {}", signature.replace("sig1", "sig2")),
    );
    assert_eq!(kind(&two), ErrorKind::Malformed);
    check(
        &two,
        BODY,
        &HttpPolicy::for_requests(now()).with_label("sig1"),
    )
    .unwrap();
    let missing = HttpPolicy::for_requests(now()).with_label("sig3");
    assert_eq!(
        check(&two, BODY, &missing).unwrap_err().kind(),
        ErrorKind::NotFound
    );
}

#[test]
fn an_alg_that_is_not_the_keys_is_refused() {
    let key = key();
    let named = signed_by(
        &HttpSigner::new(&key, components(ALL))
            .created(now())
            .with_algorithm_named(),
    );
    check(&named, BODY, &HttpPolicy::for_requests(now())).unwrap();
    let input = named.headers["signature-input"]
        .to_str()
        .unwrap()
        .to_owned();
    let signature = named.headers["signature"].to_str().unwrap().to_owned();
    for (alg, expected) in [
        ("ed25519", ErrorKind::KeyMismatch),
        ("rsa-pss-sha512", ErrorKind::KeyMismatch),
        ("hmac-sha256", ErrorKind::AlgorithmNotAllowed),
        ("none", ErrorKind::AlgorithmNotAllowed),
    ] {
        let other = with(
            named.clone(),
            &input.replace("ecdsa-p256-sha256", alg),
            &signature,
        );
        assert_eq!(kind(&other), expected, "{alg}");
    }
    let policy = HttpPolicy::for_requests(now())
        .with_algorithms([Algorithm::Signature(SignatureAlgorithm::Ed25519)]);
    assert_eq!(
        check(&signed(), BODY, &policy).unwrap_err().kind(),
        ErrorKind::AlgorithmNotAllowed
    );
}

#[test]
fn a_signature_for_another_use_is_refused() {
    let key = key();
    let parts = signed_by(
        &HttpSigner::new(&key, components(ALL))
            .created(now())
            .with_tag("payments"),
    );
    check(
        &parts,
        BODY,
        &HttpPolicy::for_requests(now()).with_tag("payments"),
    )
    .unwrap();
    let consent = HttpPolicy::for_requests(now()).with_tag("consents");
    assert_eq!(
        check(&parts, BODY, &consent).unwrap_err().kind(),
        ErrorKind::Untrusted
    );
}

#[test]
fn parameters_of_components() {
    let mut parts = request();
    parts
        .headers
        .append("x-dict", "a=1, b=(x \"y\");q".parse().unwrap());
    parts.headers.append("x-dict", "c".parse().unwrap());
    parts
        .headers
        .append("x-list", " one,  two ".parse().unwrap());
    let message = Message::request(&parts);
    let covered = vec![
        Component::new("x-dict").unwrap().with_key("b"),
        Component::new("X-List").unwrap().structured(),
        Component::new("x-dict").unwrap().as_bytes(),
        Component::query_parameter("a").unwrap(),
        Component::new("@scheme").unwrap(),
        Component::new("@request-target").unwrap(),
    ];
    let key = key();
    let (input, signature) = HttpSigner::new(&key, covered.clone())
        .created(now())
        .sign(&message, "s")
        .unwrap();
    let parts = with(parts.clone(), &input, &signature);
    let policy = HttpPolicy::for_requests(now()).with_required(covered);
    let verified = verify(&Message::request(&parts), b"", &policy, &pinned()).unwrap();
    let lines: Vec<&str> = verified.content().signature_base().lines().collect();
    assert_eq!(
        &lines[..6],
        [
            "\"x-dict\";key=\"b\": (x \"y\");q",
            "\"x-list\";sf: one, two",
            "\"x-dict\";bs: :YT0xLCBiPSh4ICJ5Iik7cQ==:, :Yw==:",
            "\"@query-param\";name=\"a\": b%20c",
            "\"@scheme\": https",
            "\"@request-target\": https://bank.example/payments?a=b%20c&x=1",
        ]
    );
}

#[test]
fn a_response_can_cover_its_request() {
    let request = request();
    let asked = Message::request(&request);
    let response = http::Response::builder()
        .status(201)
        .body(())
        .unwrap()
        .into_parts()
        .0;
    let covered = [
        Component::new("@status").unwrap(),
        Component::new("@method").unwrap().of_request(),
    ];
    let key = key();
    let message = Message::response(&response).answering(&asked);
    let (input, signature) = HttpSigner::new(&key, covered.clone())
        .created(now())
        .sign(&message, "r")
        .unwrap();
    let mut response = response.clone();
    response
        .headers
        .insert("signature-input", input.parse().unwrap());
    response
        .headers
        .insert("signature", signature.parse().unwrap());
    let policy = HttpPolicy::for_responses(now()).with_required(covered);
    verify(
        &Message::response(&response).answering(&asked),
        b"",
        &policy,
        &pinned(),
    )
    .unwrap();
    let mut other = request.clone();
    other.method = http::Method::PUT;
    let other = Message::request(&other);
    let error = verify(
        &Message::response(&response).answering(&other),
        b"",
        &policy,
        &pinned(),
    )
    .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignatureInvalid);
    let alone = verify(&Message::response(&response), b"", &policy, &pinned()).unwrap_err();
    assert_eq!(alone.kind(), ErrorKind::NotCovered);
}

#[test]
fn unknown_parameters_and_trailers_are_refused() {
    let parts = signed();
    let input = parts.headers["signature-input"]
        .to_str()
        .unwrap()
        .to_owned();
    let signature = parts.headers["signature"].to_str().unwrap().to_owned();
    for parameter in [";tr", ";new", ";sf;bs", ";sf=?0", ";name=\"a\"", ";key=1"] {
        let other = input.replace("\"x-request-id\"", &format!("\"x-request-id\"{parameter}"));
        assert_eq!(
            kind(&with(parts.clone(), &other, &signature)),
            ErrorKind::Malformed,
            "{parameter}"
        );
    }
    for name in ["@new", "@signature-params", "X-Request-Id"] {
        let other = input.replace("\"x-request-id\"", &format!("\"{name}\""));
        assert_eq!(
            kind(&with(parts.clone(), &other, &signature)),
            ErrorKind::Malformed,
            "{name}"
        );
    }
}

#[test]
fn messages_without_or_with_broken_signatures_are_refused() {
    assert_eq!(kind(&request()), ErrorKind::NotFound);
    let parts = signed();
    let input = parts.headers["signature-input"]
        .to_str()
        .unwrap()
        .to_owned();
    for signature in ["sig1=:AAAA:", "sig1=::"] {
        assert_eq!(
            kind(&with(parts.clone(), &input, signature)),
            ErrorKind::SignatureInvalid
        );
    }
    for signature in ["sig2=:AAAA:", "sig1", "sig1=(:AAAA:)", "=="] {
        assert_eq!(
            kind(&with(parts.clone(), &input, signature)),
            ErrorKind::Malformed,
            "{signature}"
        );
    }
    let large = format!("sig1=(\"{}\")", "a".repeat(17 << 10));
    assert_eq!(
        kind(&with(parts.clone(), &large, "sig1=:AAAA:")),
        ErrorKind::TooLarge
    );
}

proptest! {
    #[test]
    fn any_fields_are_read_or_refused(input in "[ -~]{0,80}", signature in "[ -~]{0,40}") {
        let parts = with(request(), &input, &signature);
        let _ = check(&parts, BODY, &HttpPolicy::for_requests(now()));
        let _ = check_content_digest(&input, BODY);
        let _ = check_legacy_digest(&input, BODY);
    }
}

/// Signs `base` itself, as a peer that writes other forms than ours would.
fn by_hand(parts: http::request::Parts, input: &str, lines: &str) -> http::request::Parts {
    use base64::Engine as _;
    use girokit_crypto::keys::Signer as _;
    let base = format!("{lines}\"@signature-params\": {input}");
    let signature = key().sign(base.as_bytes()).unwrap();
    let signature = base64::engine::general_purpose::STANDARD.encode(signature);
    with(parts, &format!("s={input}"), &format!("s=:{signature}:"))
}

/// RFC 9421 section 2: parameters keep the order in which the signer wrote them.
#[test]
fn parameters_of_a_component_keep_their_order() {
    let asked = by_hand(
        request(),
        "(\"x-request-id\";req;sf);created=1790000000",
        "\"x-request-id\";req;sf: r1\n",
    );
    let message = Message::request(&asked);
    let response = http::Response::builder().body(()).unwrap().into_parts().0;
    let mut response = response;
    response.headers = asked.headers.clone();
    let policy = HttpPolicy::for_responses(now()).with_required([]);
    let answer = Message::response(&response).answering(&message);
    verify(&answer, b"", &policy, &pinned()).unwrap();
    // One component in two orders is still one component.
    let twice = by_hand(
        request(),
        "(\"x-request-id\";req;sf \"x-request-id\";sf;req);created=1790000000",
        "\"x-request-id\";req;sf: r1\n\"x-request-id\";sf;req: r1\n",
    );
    response.headers = twice.headers.clone();
    let answer = Message::response(&response).answering(&message);
    let error = verify(&answer, b"", &policy, &pinned()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
}

/// `%+F` is no escape of a byte: another query must not pass for the signed one.
#[test]
fn a_query_parameter_with_a_broken_escape_is_another_one() {
    let covered = [Component::query_parameter("a").unwrap()];
    let parts = |uri: &str| http::Request::get(uri).body(()).unwrap().into_parts().0;
    let signed = parts("https://bank.example/?a=%0F");
    let key = key();
    let (input, signature) = HttpSigner::new(&key, covered.clone())
        .created(now())
        .sign(&Message::request(&signed), "s")
        .unwrap();
    let policy = HttpPolicy::for_requests(now()).with_required(covered);
    check(&with(signed, &input, &signature), b"", &policy).unwrap();
    for uri in [
        "https://bank.example/?a=%+F",
        "https://bank.example/?a=%F",
        "https://bank.example/?a=%0f&a=%0F",
    ] {
        let other = with(parts(uri), &input, &signature);
        assert!(check(&other, b"", &policy).is_err(), "{uri}");
    }
}

#[test]
fn a_nonce_above_the_limit_is_not_remembered() {
    let store = MemoryReplayStore::new();
    let fits = "n".repeat(MemoryReplayStore::MAX_NONCE);
    store.remember("k", &fits, now(), now()).unwrap();
    let error = store
        .remember("k", &format!("{fits}n"), now(), now())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}
