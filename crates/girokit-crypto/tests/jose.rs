//! JWS and JWK: forms, and the attacks on them.
#![cfg(feature = "jose")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use girokit_crypto::jose::{Jwk, Jws, JwsPolicy, JwsSigner};
use girokit_crypto::keys::{
    Algorithm, FoundKey, HmacKey, KeyFinder, KeyHints, KeyId, MacAlgorithm, MacKey as _, Pem,
    PemLabel, PinnedKey, SignatureAlgorithm, Signer as _, SigningKey, ecdsa_to_der,
};
use girokit_crypto::{Error, ErrorKind, Secret};
use proptest::prelude::*;

const RSA: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/rsa.pem");
const RSA_PUBLIC: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/rsa-public.pem");
const P256: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/p256.pem");
const BODY: &[u8] = br#"{"amount":"10.00"}"#;

fn id(name: &str) -> KeyId {
    name.parse().unwrap()
}

fn key(algorithm: SignatureAlgorithm) -> SigningKey {
    SigningKey::from_pem(
        id("k1"),
        algorithm,
        if algorithm.is_rsa() { RSA } else { P256 },
    )
    .unwrap()
}

fn es256() -> SigningKey {
    key(SignatureAlgorithm::EcdsaP256Sha256)
}

fn pinned(key: &SigningKey) -> PinnedKey {
    PinnedKey::new(Arc::new(key.public_key()))
}

fn mac() -> HmacKey {
    HmacKey::new(
        id("m1"),
        MacAlgorithm::HmacSha256,
        &Secret::new(vec![7; 32]),
    )
    .unwrap()
}

fn kind<T: core::fmt::Debug>(result: Result<T, Error>) -> ErrorKind {
    result.unwrap_err().kind()
}

/// A compact JWS with this header, validly signed by ES256 over whatever it says.
fn forged(header: &str, payload: &str) -> String {
    let header = URL_SAFE_NO_PAD.encode(header);
    let signature = es256()
        .sign(format!("{header}.{payload}").as_bytes())
        .unwrap();
    format!("{header}.{payload}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn verify(jws: &str) -> Result<Vec<u8>, Error> {
    let verified = Jws::compact(jws)?
        .verify(&JwsPolicy::new(), &pinned(&es256()))?
        .content()
        .payload()
        .to_vec();
    Ok(verified)
}

#[test]
fn every_form_with_every_key() {
    use SignatureAlgorithm::{
        EcdsaP256Sha256, RsaPkcs1Sha256, RsaPkcs1Sha512, RsaPssSha256, RsaPssSha384,
    };
    for algorithm in [
        EcdsaP256Sha256,
        RsaPkcs1Sha256,
        RsaPkcs1Sha512,
        RsaPssSha256,
        RsaPssSha384,
    ] {
        let key = key(algorithm);
        let signer = JwsSigner::new(&key)
            .unwrap()
            .with_parameter("typ", "JOSE")
            .unwrap();
        let (keys, policy) = (pinned(&key), JwsPolicy::new());
        let compact = signer.compact(BODY).unwrap();
        let jws = Jws::compact(&compact).unwrap();
        let verified = jws.verify(&policy, &keys).unwrap();
        assert_eq!(verified.content().payload(), BODY);
        assert_eq!(verified.content().header().key_id(), Some("k1"));
        assert_eq!(verified.by().algorithm(), Algorithm::Signature(algorithm));
        let flattened = signer.flattened(BODY).unwrap();
        let jws = Jws::flattened(flattened.as_bytes()).unwrap();
        assert_eq!(
            jws.verify(&policy, &keys).unwrap().content().payload(),
            BODY
        );
        for detached in [
            signer.detached(BODY).unwrap(),
            signer.detached_unencoded(BODY).unwrap(),
        ] {
            let jws = Jws::compact(&detached).unwrap();
            assert!(jws.is_detached());
            assert_eq!(
                jws.verify_detached(BODY, &policy, &keys)
                    .unwrap()
                    .content()
                    .payload(),
                BODY
            );
            assert_eq!(
                kind(jws.verify_detached(b"{}", &policy, &keys)),
                ErrorKind::SignatureInvalid
            );
            assert_eq!(kind(jws.verify(&policy, &keys)), ErrorKind::NotFound);
        }
    }
}

#[test]
fn open_banking_style() {
    let key = es256();
    let signer = JwsSigner::new(&key)
        .unwrap()
        .with_critical("http://openbanking.org.uk/iat", 1_790_000_000)
        .unwrap();
    let detached = signer.detached_unencoded(BODY).unwrap();
    let jws = Jws::compact(&detached).unwrap();
    let keys = pinned(&key);
    assert_eq!(
        kind(jws.verify_detached(BODY, &JwsPolicy::new(), &keys)),
        ErrorKind::Unsupported
    );
    let policy = JwsPolicy::new().with_understood("http://openbanking.org.uk/iat");
    let verified = jws.verify_detached(BODY, &policy, &keys).unwrap();
    let issued = verified
        .content()
        .header()
        .get("http://openbanking.org.uk/iat")
        .unwrap();
    assert_eq!(issued.as_u64(), Some(1_790_000_000));
}

#[test]
fn alg_none_missing_or_unknown_is_refused() {
    for header in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"None"}"#,
        r#"{"alg":""}"#,
        r"{}",
        r#"{"alg":"ES257"}"#,
        r#"{"alg":"HS1"}"#,
        r#"{"alg":"dir"}"#,
    ] {
        assert_eq!(
            kind(verify(&forged(header, "YQ"))),
            ErrorKind::AlgorithmNotAllowed,
            "{header}"
        );
    }
    assert_eq!(
        kind(verify(&forged(r#"{"alg":["ES256"]}"#, "YQ"))),
        ErrorKind::Malformed
    );
    let none = format!("{}.YQ.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#));
    assert_eq!(kind(verify(&none)), ErrorKind::Malformed);
}

#[test]
fn alg_that_is_not_the_keys_or_not_allowed_is_refused() {
    assert_eq!(
        kind(verify(&forged(r#"{"alg":"RS256"}"#, "YQ"))),
        ErrorKind::KeyMismatch
    );
    let policy =
        JwsPolicy::new().with_algorithms([Algorithm::Signature(SignatureAlgorithm::RsaPssSha256)]);
    let jws = forged(r#"{"alg":"ES256"}"#, "YQ");
    let jws = Jws::compact(&jws).unwrap();
    assert_eq!(
        kind(jws.verify(&policy, &pinned(&es256()))),
        ErrorKind::AlgorithmNotAllowed
    );
}

#[test]
fn rs256_key_as_hs256_secret_is_refused() {
    let public = Pem::first(RSA_PUBLIC, &[PemLabel::PublicKey]).unwrap();
    let confused = HmacKey::new(
        id("k1"),
        MacAlgorithm::HmacSha256,
        &Secret::new(public.expose().to_vec()),
    )
    .unwrap();
    let forged = JwsSigner::shared(&confused).unwrap().compact(BODY).unwrap();
    let jws = Jws::compact(&forged).unwrap();
    let keys = pinned(&key(SignatureAlgorithm::RsaPkcs1Sha256));
    assert_eq!(
        kind(jws.verify(&JwsPolicy::new(), &keys)),
        ErrorKind::AlgorithmNotAllowed
    );
    let both = JwsPolicy::new().with_algorithms([
        Algorithm::Mac(MacAlgorithm::HmacSha256),
        Algorithm::Signature(SignatureAlgorithm::RsaPkcs1Sha256),
    ]);
    assert_eq!(kind(jws.verify(&both, &keys)), ErrorKind::KeyMismatch);
}

#[test]
fn b64_false_without_crit_and_other_misuse_of_crit_is_refused() {
    for (header, expected) in [
        (r#"{"alg":"ES256","b64":false}"#, ErrorKind::Malformed),
        (r#"{"alg":"ES256","b64":true}"#, ErrorKind::Malformed),
        (
            r#"{"alg":"ES256","b64":"false","crit":["b64"]}"#,
            ErrorKind::Malformed,
        ),
        (r#"{"alg":"ES256","crit":["b64"]}"#, ErrorKind::Malformed),
        (r#"{"alg":"ES256","crit":[]}"#, ErrorKind::Malformed),
        (
            r#"{"alg":"ES256","crit":"b64","b64":false}"#,
            ErrorKind::Malformed,
        ),
        (r#"{"alg":"ES256","crit":[1]}"#, ErrorKind::Malformed),
        (r#"{"alg":"ES256","crit":["alg"]}"#, ErrorKind::Malformed),
        (
            r#"{"alg":"ES256","crit":["b64","b64"],"b64":false}"#,
            ErrorKind::Malformed,
        ),
        (
            r#"{"alg":"ES256","crit":["x"],"x":1}"#,
            ErrorKind::Unsupported,
        ),
    ] {
        assert_eq!(kind(verify(&forged(header, "YQ"))), expected, "{header}");
    }
}

/// RFC 7515 section 4.1.11: a name of the standards in `crit` makes a JWS that receivers refuse.
#[test]
fn a_signer_makes_nothing_critical_that_the_standards_define() {
    let key = es256();
    for name in ["typ", "cty", "x5c", "kid", "alg", "b64", "crit", "p2c"] {
        assert_eq!(
            kind(JwsSigner::new(&key).unwrap().with_critical(name, "x")),
            ErrorKind::Conflict,
            "{name}"
        );
    }
}

/// RFC 7638 section 3.1, RFC 8037 appendix A.3, and what is not in it.
#[test]
fn thumbprints_of_the_standards() {
    let thumbprint = |json: &str| {
        let digest = Jwk::parse(json.as_bytes()).unwrap().thumbprint();
        digest.map(|digest| URL_SAFE_NO_PAD.encode(digest))
    };
    let rsa = r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#;
    assert_eq!(
        thumbprint(rsa).unwrap(),
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    );
    let okp = r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    assert_eq!(
        thumbprint(okp).unwrap(),
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    );
    // A shared key has none: its digest would let who knows it try keys.
    for (json, expected) in [
        (r#"{"kty":"oct","k":"AAAA"}"#, ErrorKind::KeyMismatch),
        (r#"{"kty":"RSA","n":"AQ"}"#, ErrorKind::NotFound),
        (
            r#"{"kty":"OKP","crv":"Ed25519","x":1}"#,
            ErrorKind::Malformed,
        ),
        (
            r#"{"kty":"OKP","crv":"Ed25519","x":"a\"b"}"#,
            ErrorKind::Malformed,
        ),
    ] {
        assert_eq!(kind(thumbprint(json)), expected, "{json}");
    }
}

#[test]
fn a_name_that_stands_twice_is_refused() {
    for header in [
        r#"{"alg":"none","alg":"ES256"}"#,
        r#"{"alg":"ES256","a\u006cg":"ES256"}"#,
        r#"{"alg":"ES256","x":{"y":1,"y":2}}"#,
        r#"{"alg":"ES256"}{}"#,
        r#"["ES256"]"#,
    ] {
        assert_eq!(
            kind(verify(&forged(header, "YQ"))),
            ErrorKind::Malformed,
            "{header}"
        );
    }
}

#[test]
fn an_altered_payload_header_or_signature_is_refused() {
    let jws = forged(r#"{"alg":"ES256"}"#, "YQ");
    assert_eq!(verify(&jws).unwrap(), b"a");
    let parts: Vec<&str> = jws.split('.').collect();
    assert_eq!(
        kind(verify(&format!("{}.Yg.{}", parts[0], parts[2]))),
        ErrorKind::SignatureInvalid
    );
    let other = URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256" }"#);
    assert_eq!(
        kind(verify(&format!("{other}.YQ.{}", parts[2]))),
        ErrorKind::SignatureInvalid
    );
    for text in [
        "",
        ".",
        "..",
        "a.b",
        "a.b.c.d",
        &format!("{}.YQ.", parts[0]),
        &format!("{jws}="),
        &format!("{jws} "),
    ] {
        assert!(verify(text).is_err(), "{text}");
    }
    // The last character of base64url has bits that count for nothing: they must be zero.
    let loose = format!("{}.YR.{}", parts[0], parts[2]);
    assert!(verify(&loose).is_err());
}

#[test]
fn a_detached_jws_with_a_payload_is_refused() {
    let jws = forged(r#"{"alg":"ES256"}"#, "YQ");
    let jws = Jws::compact(&jws).unwrap();
    assert_eq!(
        kind(jws.verify_detached(b"a", &JwsPolicy::new(), &pinned(&es256()))),
        ErrorKind::Malformed
    );
}

#[test]
fn es256_in_der_and_zeros_are_refused() {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256"}"#);
    let fixed = es256().sign(format!("{header}.YQ").as_bytes()).unwrap();
    let zeros = vec![0; 64];
    let (r_zero, s_zero) = (
        [&zeros[..32], &fixed[32..]].concat(),
        [&fixed[..32], &zeros[..32]].concat(),
    );
    for signature in [ecdsa_to_der(&fixed).unwrap(), zeros, r_zero, s_zero] {
        let jws = format!("{header}.YQ.{}", URL_SAFE_NO_PAD.encode(signature));
        assert_eq!(kind(verify(&jws)), ErrorKind::SignatureInvalid);
    }
}

/// Fails when anything but `kid` and certificates reaches the finder.
#[derive(Debug)]
struct Watching(PinnedKey);

impl KeyFinder for Watching {
    fn find(&self, hints: &KeyHints, algorithm: Algorithm) -> Result<FoundKey, Error> {
        assert_eq!(hints.key_id.as_deref(), Some("k1"));
        assert!(hints.certificates.is_empty());
        self.0.find(hints, algorithm)
    }
}

#[test]
fn jku_x5u_and_jwk_are_never_used() {
    let own = key(SignatureAlgorithm::RsaPkcs1Sha256);
    let (n, e) = own.public_key().rsa_components().unwrap();
    let jwk = format!(
        r#"{{"kty":"RSA","n":"{}","e":"{}"}}"#,
        URL_SAFE_NO_PAD.encode(n),
        URL_SAFE_NO_PAD.encode(e)
    );
    let header = format!(
        r#"{{"alg":"RS256","kid":"k1","jwk":{jwk},"jku":"https://example.com/keys","x5u":"https://example.com/cert"}}"#
    );
    let header = URL_SAFE_NO_PAD.encode(header);
    let signature = own.sign(format!("{header}.YQ").as_bytes()).unwrap();
    let jws = format!("{header}.YQ.{}", URL_SAFE_NO_PAD.encode(signature));
    let jws = Jws::compact(&jws).unwrap();
    let keys = Watching(pinned(&es256()));
    assert_eq!(
        kind(jws.verify(&JwsPolicy::new(), &keys)),
        ErrorKind::KeyMismatch
    );
}

#[test]
fn an_unprotected_header_is_refused() {
    let text = JwsSigner::new(&es256()).unwrap().flattened(BODY).unwrap();
    let with = text.replacen('{', r#"{"header":{"kid":"other"},"#, 1);
    assert_eq!(kind(Jws::flattened(with.as_bytes())), ErrorKind::NotCovered);
    assert_eq!(kind(Jws::flattened(b"{}")), ErrorKind::Malformed);
    assert_eq!(
        kind(Jws::general(br#"{"payload":"","signatures":[]}"#)),
        ErrorKind::Malformed
    );
}

#[test]
fn a_type_that_the_policy_names_must_be_there() {
    let key = es256();
    let keys = pinned(&key);
    let policy = JwsPolicy::new().with_type("JOSE");
    let signer = JwsSigner::new(&key).unwrap();
    let none = signer.compact(BODY).unwrap();
    assert_eq!(
        kind(Jws::compact(&none).unwrap().verify(&policy, &keys)),
        ErrorKind::Untrusted
    );
    let right = signer
        .clone()
        .with_parameter("typ", "application/jose")
        .unwrap()
        .compact(BODY)
        .unwrap();
    Jws::compact(&right)
        .unwrap()
        .verify(&policy, &keys)
        .unwrap();
    assert_eq!(
        kind(signer.with_parameter("alg", "none")),
        ErrorKind::Conflict
    );
}

#[test]
fn limits_hold() {
    let key = es256();
    let signer = JwsSigner::new(&key).unwrap();
    let jws = signer.compact(&[b'a'; 3000]).unwrap();
    let policy = JwsPolicy::new().with_max_bytes(3000);
    assert_eq!(
        kind(Jws::compact(&jws).unwrap().verify(&policy, &pinned(&key))),
        ErrorKind::TooLarge
    );
    let large = signer
        .with_parameter("x", "a".repeat(17 << 10))
        .unwrap()
        .compact(b"")
        .unwrap();
    assert_eq!(kind(Jws::compact(&large)), ErrorKind::TooLarge);
    assert_eq!(
        kind(Jwk::parse(&vec![b' '; Jwk::MAX_BYTES + 1])),
        ErrorKind::TooLarge
    );
    let deep = format!("{}{}", "{\"a\":".repeat(5000), "}".repeat(5000));
    assert_eq!(kind(Jwk::parse(deep.as_bytes())), ErrorKind::Malformed);
}

#[test]
fn macs_only_where_the_policy_says_so() {
    let key = mac();
    let jws = JwsSigner::shared(&key).unwrap().compact(BODY).unwrap();
    let jws = Jws::compact(&jws).unwrap();
    let keys = PinnedKey::shared(Arc::new(mac()));
    assert_eq!(
        kind(jws.verify(&JwsPolicy::new(), &keys)),
        ErrorKind::AlgorithmNotAllowed
    );
    let policy = JwsPolicy::new().with_algorithms([Algorithm::Mac(MacAlgorithm::HmacSha256)]);
    let verified = jws.verify(&policy, &keys).unwrap();
    assert_eq!(verified.by().key(), &id("m1"));
    assert!(key.mac(b"").is_ok());
}

#[test]
fn a_jwk_is_used_for_what_it_says() {
    let k = URL_SAFE_NO_PAD.encode([7; 32]);
    let jwk = |more: &str| {
        Jwk::parse(format!(r#"{{"kty":"oct","kid":"m","k":"{k}"{more}}}"#).as_bytes()).unwrap()
    };
    jwk("").to_mac_key(MacAlgorithm::HmacSha256).unwrap();
    jwk(r#","alg":"HS256","use":"sig","key_ops":["sign","verify"]"#)
        .to_mac_key(MacAlgorithm::HmacSha256)
        .unwrap();
    assert_eq!(
        kind(jwk("").to_mac_key(MacAlgorithm::HmacSha512)),
        ErrorKind::KeyNotUsable
    );
    assert_eq!(
        kind(jwk(r#","alg":"HS512""#).to_mac_key(MacAlgorithm::HmacSha256)),
        ErrorKind::KeyMismatch
    );
    assert_eq!(
        kind(jwk(r#","use":"enc""#).to_mac_key(MacAlgorithm::HmacSha256)),
        ErrorKind::KeyNotUsable
    );
    assert_eq!(
        kind(jwk(r#","key_ops":["encrypt"]"#).to_mac_key(MacAlgorithm::HmacSha256)),
        ErrorKind::KeyNotUsable
    );
    assert_eq!(
        kind(jwk("").to_public_key(SignatureAlgorithm::EcdsaP256Sha256)),
        ErrorKind::KeyMismatch
    );
    assert_eq!(
        kind(Jwk::parse(br#"{"kty":"oct","kty":"RSA"}"#)),
        ErrorKind::Malformed
    );
    assert_eq!(
        Jwk::parse_set(br#"{"keys":[{"kty":"new"},{"kty":"oct","k":"AA"}]}"#)
            .unwrap()
            .len(),
        2
    );
    let shown = format!("{:?}", jwk(""));
    assert!(!shown.contains(&k), "{shown}");
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[A-Za-z0-9_.=-]{0,60}|\\PC{0,60}") {
        let _ = Jws::compact(&text);
        let _ = Jws::flattened(text.as_bytes());
        let _ = Jws::general(text.as_bytes());
        let _ = Jwk::parse_set(text.as_bytes());
    }

    #[test]
    fn what_is_signed_verifies(payload in proptest::collection::vec(any::<u8>(), 0..200)) {
        let key = es256();
        let signer = JwsSigner::new(&key).unwrap();
        let detached = signer.detached_unencoded(&payload).unwrap();
        let jws = Jws::compact(&detached).unwrap();
        let verified = jws.verify_detached(&payload, &JwsPolicy::new(), &pinned(&key)).unwrap();
        prop_assert_eq!(verified.content().payload(), payload.as_slice());
    }
}
