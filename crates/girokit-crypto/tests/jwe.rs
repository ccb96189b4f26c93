//! JWE: every way, the attacks, and a program that is not ours.
#![cfg(feature = "jwe")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it does not run"
)]

use std::process::Command;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use girokit_crypto::jose::{Jwe, JweContent, JweEncrypter, JweKey, Jwk, SharedKey};
use girokit_crypto::keys::{Decrypter as _, DecryptionKey, EncryptionKey, KeyId, KeyWrap};
use girokit_crypto::{Error, ErrorKind, Secret};
use proptest::prelude::*;

const RSA: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/rsa.pem");
const RSA_PUBLIC: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/rsa-public.pem");
const CONTENT: &[u8] = b"card 4111111111111111";

fn id(name: &str) -> KeyId {
    name.parse().unwrap()
}

fn shared(byte: u8) -> SharedKey {
    SharedKey::new(id("s"), Secret::new(vec![byte; 32])).unwrap()
}

/// The key of RFC 7518 appendix C, Bob's.
fn bob() -> (EncryptionKey, JweKey) {
    let number = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let x = number("weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ");
    let y = number("e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck");
    let private = number("VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw");
    let point = [&[4], x.as_slice(), &y].concat();
    let public = EncryptionKey::from_point(id("bob"), KeyWrap::EcdhP256, &point).unwrap();
    let private = DecryptionKey::from_private(id("bob"), KeyWrap::EcdhP256, &private).unwrap();
    (public, JweKey::Private(Arc::new(private)))
}

fn rsa() -> (EncryptionKey, JweKey) {
    let public = EncryptionKey::from_pem(id("rsa"), KeyWrap::RsaOaepSha256, RSA_PUBLIC).unwrap();
    (
        public,
        JweKey::Private(Arc::new(
            DecryptionKey::from_pem(id("rsa"), KeyWrap::RsaOaepSha256, RSA).unwrap(),
        )),
    )
}

fn ways() -> Vec<(String, JweKey)> {
    let ((bob, bobs), (rsa, rsas)) = (bob(), rsa());
    let (direct, wrapping) = (shared(1), shared(2));
    vec![
        (JweEncrypter::new(&rsa).encrypt(CONTENT).unwrap(), rsas),
        (
            JweEncrypter::new(&bob).encrypt(CONTENT).unwrap(),
            bobs.clone(),
        ),
        (
            JweEncrypter::agreed(&bob)
                .unwrap()
                .encrypt(CONTENT)
                .unwrap(),
            bobs,
        ),
        (
            JweEncrypter::direct(&direct).encrypt(CONTENT).unwrap(),
            JweKey::Direct(direct),
        ),
        (
            JweEncrypter::wrapping(&wrapping).encrypt(CONTENT).unwrap(),
            JweKey::Wrapping(wrapping),
        ),
    ]
}

fn decrypt(jwe: &str, key: &JweKey) -> Result<JweContent, Error> {
    Jwe::compact(jwe)?.decrypt(key)
}

fn kind<T>(result: Result<T, Error>) -> ErrorKind {
    result.map(drop).unwrap_err().kind()
}

#[test]
fn every_way_comes_back() {
    for (jwe, key) in ways() {
        let content = decrypt(&jwe, &key).unwrap();
        assert_eq!(content.content().expose(), CONTENT);
        assert_eq!(content.header().get("enc").unwrap(), "A256GCM");
        assert!(
            !format!("{content:?} {key:?}").contains("4111"),
            "{content:?}"
        );
    }
    let (bob, bobs) = bob();
    let typed = JweEncrypter::new(&bob)
        .with_parameter("cty", "JWT")
        .unwrap()
        .encrypt(b"")
        .unwrap();
    let content = decrypt(&typed, &bobs).unwrap();
    assert!(content.content().is_empty());
    assert_eq!(content.header().get("cty").unwrap(), "JWT");
    assert_eq!(
        kind(JweEncrypter::new(&bob).with_parameter("zip", "DEF")),
        ErrorKind::Conflict
    );
}

#[test]
fn every_failure_of_decryption_is_the_same_error() {
    for (jwe, key) in ways() {
        let parts: Vec<&str> = jwe.split('.').collect();
        for (at, part) in parts.iter().enumerate().skip(1) {
            let Ok(mut bytes) = URL_SAFE_NO_PAD.decode(part) else {
                continue;
            };
            let Some(first) = bytes.first_mut() else {
                continue;
            };
            *first ^= 1;
            let mut altered: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
            altered[at] = URL_SAFE_NO_PAD.encode(&bytes);
            let error = decrypt(&altered.join("."), &key).unwrap_err();
            assert_eq!(
                (error.kind(), error.to_string()),
                (ErrorKind::Decryption, "decryption failed".to_owned()),
                "{at}"
            );
        }
        // The header is authenticated.
        let header = URL_SAFE_NO_PAD.decode(parts[0]).unwrap();
        let other = String::from_utf8(header)
            .unwrap()
            .replacen('{', "{\"x\":1,", 1);
        let altered = jwe.replacen(parts[0], &URL_SAFE_NO_PAD.encode(other), 1);
        assert_eq!(kind(decrypt(&altered, &key)), ErrorKind::Decryption);
    }
    let direct = JweEncrypter::direct(&shared(1)).encrypt(CONTENT).unwrap();
    assert_eq!(
        kind(decrypt(&direct, &JweKey::Direct(shared(9)))),
        ErrorKind::Decryption
    );
}

#[test]
fn a_key_is_for_its_way_only() {
    let all = ways();
    for (at, (jwe, _)) in all.iter().enumerate() {
        for (other, (_, key)) in all.iter().enumerate() {
            // Agreed and wrapping ECDH go by one key.
            let same = at == other || [at, other] == [1, 2] || [at, other] == [2, 1];
            if !same {
                assert_eq!(
                    kind(decrypt(jwe, key)),
                    ErrorKind::KeyMismatch,
                    "{at} {other}"
                );
            }
        }
    }
}

fn with_header(header: &str) -> String {
    let parts = ["", "AAAAAAAAAAAAAAAA", "AAAA", "AAAAAAAAAAAAAAAAAAAAAA"];
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header), parts.join("."))
}

#[test]
fn rsa1_5_other_algorithms_and_compression_are_refused() {
    for header in [
        r#"{"alg":"RSA1_5","enc":"A256GCM"}"#,
        r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#,
        r#"{"alg":"none","enc":"A256GCM"}"#,
        r#"{"enc":"A256GCM"}"#,
        r#"{"alg":"dir","enc":"A128CBC-HS256"}"#,
        r#"{"alg":"dir"}"#,
        r#"{"alg":"PBES2-HS256+A128KW","enc":"A256GCM","p2c":99999999}"#,
        r#"{"alg":"dir","enc":"A256GCM","zip":"DEF"}"#,
    ] {
        assert_eq!(
            kind(Jwe::compact(&with_header(header))),
            ErrorKind::AlgorithmNotAllowed,
            "{header}"
        );
    }
    for header in [
        r#"{"alg":"dir","alg":"dir","enc":"A256GCM"}"#,
        r#"{"alg":"dir","enc":"A256GCM","crit":[]}"#,
        r#"{"alg":"dir","enc":"A256GCM","b64":false,"crit":["b64"]}"#,
    ] {
        assert_eq!(
            kind(Jwe::compact(&with_header(header))),
            ErrorKind::Malformed,
            "{header}"
        );
    }
    let critical = with_header(r#"{"alg":"dir","enc":"A256GCM","x":1,"crit":["x"]}"#);
    assert_eq!(kind(Jwe::compact(&critical)), ErrorKind::Unsupported);
}

#[test]
fn a_tag_or_nonce_of_another_length_is_refused() {
    let jwe = JweEncrypter::direct(&shared(1)).encrypt(CONTENT).unwrap();
    let parts: Vec<&str> = jwe.split('.').collect();
    let join = |nonce: &str, tag: &str| format!("{}..{nonce}.{}.{tag}", parts[0], parts[3]);
    Jwe::compact(&join(parts[2], parts[4])).unwrap();
    let short_tag = URL_SAFE_NO_PAD.encode(&URL_SAFE_NO_PAD.decode(parts[4]).unwrap()[..12]);
    for (nonce, tag) in [
        ("AAAA", parts[4]),
        (parts[2], "AAAA"),
        (parts[2], short_tag.as_str()),
        (parts[2], ""),
        ("", parts[4]),
    ] {
        assert_eq!(kind(Jwe::compact(&join(nonce, tag))), ErrorKind::Malformed);
    }
    let with_key = format!("{}.AAAA.{}.{}.{}", parts[0], parts[2], parts[3], parts[4]);
    assert_eq!(
        kind(Jwe::compact(&with_key)),
        ErrorKind::Malformed,
        "dir has no encrypted key"
    );
}

/// A point that is not on the curve would ask for bits of the private key.
#[test]
fn an_ephemeral_key_off_the_curve_is_refused() {
    let (public, key) = bob();
    let jwe = JweEncrypter::agreed(&public)
        .unwrap()
        .encrypt(CONTENT)
        .unwrap();
    let parts: Vec<&str> = jwe.split('.').collect();
    let header = String::from_utf8(URL_SAFE_NO_PAD.decode(parts[0]).unwrap()).unwrap();
    let zero = URL_SAFE_NO_PAD.encode([0; 32]);
    let mut value: serde_json::Value = serde_json::from_str(&header).unwrap();
    for (member, to) in [
        ("x", zero.as_str()),
        ("y", zero.as_str()),
        ("crv", "P-384"),
        ("x", "AA"),
        ("y", ""),
    ] {
        let before = value["epk"][member].clone();
        value["epk"][member] = to.into();
        let altered = jwe.replacen(parts[0], &URL_SAFE_NO_PAD.encode(value.to_string()), 1);
        assert_eq!(
            kind(decrypt(&altered, &key)),
            ErrorKind::Decryption,
            "{member} {to}"
        );
        value["epk"][member] = before;
    }
    let off = [&[4][..], &[0; 64]].concat();
    let off = EncryptionKey::from_point(id("off"), KeyWrap::EcdhP256, &off).unwrap();
    assert!(JweEncrypter::new(&off).encrypt(CONTENT).is_err());
}

/// X25519 with a point of small order gives zeros whatever the private key is: whoever sends one knows the content key.
#[test]
fn an_ephemeral_key_of_small_order_is_refused() {
    let private = DecryptionKey::from_private(id("k"), KeyWrap::X25519, &[7; 32]).unwrap();
    for point in [[0; 32], {
        let mut one = [0; 32];
        one[0] = 1;
        one
    }] {
        assert_eq!(kind(private.recover(&point)), ErrorKind::Decryption);
    }
}

/// What nobody could read is not written.
#[test]
fn parameters_that_belong_to_the_encryption_are_refused() {
    let key = shared(7);
    for name in ["alg", "enc", "kid", "zip", "crit", "b64", "epk", "apu"] {
        assert_eq!(
            kind(JweEncrypter::direct(&key).with_parameter(name, "x")),
            ErrorKind::Conflict,
            "{name}"
        );
    }
}

#[test]
fn keys_of_another_kind_or_size_are_refused() {
    for wrap in [KeyWrap::EcdhP256, KeyWrap::EcdhP384, KeyWrap::X25519] {
        assert_eq!(
            kind(DecryptionKey::from_pem(id("k"), wrap, RSA)),
            ErrorKind::KeyMismatch
        );
        assert_eq!(
            kind(EncryptionKey::from_point(id("k"), wrap, &[4; 64])),
            ErrorKind::KeyMismatch
        );
    }
    assert_eq!(
        kind(DecryptionKey::from_private(
            id("k"),
            KeyWrap::RsaOaepSha256,
            &[1; 32]
        )),
        ErrorKind::KeyMismatch
    );
    assert_eq!(
        kind(EncryptionKey::from_spki(
            id("k"),
            KeyWrap::RsaOaepSha256,
            b"x"
        )),
        ErrorKind::KeyMismatch
    );
    assert_eq!(
        kind(SharedKey::new(id("k"), Secret::new(vec![1; 16]))),
        ErrorKind::KeyNotUsable
    );
    let (rsa, _) = rsa();
    assert_eq!(kind(JweEncrypter::agreed(&rsa)), ErrorKind::KeyMismatch);
}

/// Runs a script of Python with jwcrypto; nothing when that is not here.
fn python(script: &str, arguments: &[&str]) -> Option<String> {
    let here = Command::new("python3")
        .args(["-c", "import jwcrypto"])
        .output();
    if !here.is_ok_and(|output| output.status.success()) {
        println!("no python3 with jwcrypto here: nothing to compare with");
        return None;
    }
    let output = Command::new("python3")
        .arg("-c")
        .arg(script)
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

#[test]
fn jwcrypto_opens_ours_and_we_open_its() {
    let bob = r#"{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck","d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}"#;
    let symmetric = |byte: u8| {
        format!(
            r#"{{"kty":"oct","k":"{}"}}"#,
            URL_SAFE_NO_PAD.encode([byte; 32])
        )
    };
    let rsa = String::from_utf8(RSA.to_vec()).unwrap();
    let keys = [
        rsa,
        bob.to_owned(),
        bob.to_owned(),
        symmetric(1),
        symmetric(2),
    ];
    let algorithms = ["RSA-OAEP-256", "ECDH-ES+A256KW", "ECDH-ES", "dir", "A256KW"];
    let load = "import sys\nfrom jwcrypto import jwk, jwe\ntext, given = sys.argv[1], sys.argv[2]\nkey = jwk.JWK.from_pem(text.encode()) if text.startswith('-----') else jwk.JWK.from_json(text)\n";
    for (((ours, key), text), algorithm) in ways().into_iter().zip(&keys).zip(algorithms) {
        let open =
            format!("{load}t = jwe.JWE()\nt.deserialize(given, key)\nprint(t.payload.decode())");
        let Some(opened) = python(&open, &[text, &ours]) else {
            return;
        };
        assert_eq!(opened.as_bytes(), CONTENT, "{algorithm}");
        let seal = format!(
            "{load}import json\nt = jwe.JWE(given.encode(), json.dumps({{'alg': '{algorithm}', 'enc': 'A256GCM'}}))\nt.add_recipient(key)\nprint(t.serialize(compact=True))"
        );
        let sealed = python(&seal, &[text, "from there"]).unwrap();
        assert_eq!(
            decrypt(&sealed, &key).unwrap().content().expose(),
            b"from there",
            "{algorithm}"
        );
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[A-Za-z0-9_.=-]{0,80}|\\PC{0,40}") {
        if let Ok(jwe) = Jwe::compact(&text) {
            prop_assert!(jwe.decrypt(&JweKey::Direct(shared(1))).is_err());
        }
    }

    #[test]
    fn content_comes_back(content in proptest::collection::vec(any::<u8>(), 0..300)) {
        let key = shared(3);
        let jwe = JweEncrypter::wrapping(&key).encrypt(&content).unwrap();
        let opened = decrypt(&jwe, &JweKey::Wrapping(key)).unwrap();
        prop_assert_eq!(opened.content().expose(), content.as_slice());
    }
}

/// RFC 7518 appendix C, Bob's key.
const BOB: &str = r#"{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
    "y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck","d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}"#;

fn jwk(text: &str) -> Jwk {
    Jwk::parse(text.as_bytes()).unwrap()
}

#[test]
fn keys_in_json_encrypt_and_decrypt() {
    let key = jwk(BOB);
    let public = key.to_encryption_key().unwrap();
    let text = JweEncrypter::new(&public).encrypt(CONTENT).unwrap();
    let content = decrypt(&text, &key.to_jwe_key().unwrap()).unwrap();
    assert_eq!(content.content().expose(), CONTENT);
    for (alg, direct) in [("dir", true), ("A256GCM", true), ("A256KW", false)] {
        let key = jwk(&format!(
            r#"{{"kty":"oct","alg":"{alg}","k":"{}"}}"#,
            URL_SAFE_NO_PAD.encode([7; 32])
        ));
        let key = key.to_jwe_key().unwrap();
        assert_eq!(matches!(key, JweKey::Direct(_)), direct, "{alg}");
    }
}

#[test]
fn keys_in_json_are_bound_to_what_they_say() {
    let refused = |text: &str| jwk(text).to_jwe_key().unwrap_err().kind();
    let with = |member: &str| BOB.replace("{\"kty\"", &format!("{{{member},\"kty\""));
    for (member, expected) in [
        (r#""use":"sig""#, ErrorKind::KeyNotUsable),
        (r#""key_ops":["sign"]"#, ErrorKind::KeyNotUsable),
        (r#""alg":"ES256""#, ErrorKind::KeyMismatch),
        (r#""alg":"RSA-OAEP-256""#, ErrorKind::KeyMismatch),
        (r#""alg":"ECDH-ES+A128KW""#, ErrorKind::KeyMismatch),
    ] {
        let text = with(member);
        assert_eq!(refused(&text), expected, "{member}");
        assert_eq!(kind(jwk(&text).to_encryption_key()), expected, "{member}");
    }
    let fits = r#""alg":"ECDH-ES","use":"enc","key_ops":["deriveBits"]"#;
    jwk(&with(fits)).to_jwe_key().unwrap();
    // Another scalar than that of the point.
    let scalar = "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw";
    let other = BOB.replace(scalar, &URL_SAFE_NO_PAD.encode([1; 32]));
    assert_eq!(refused(&other), ErrorKind::KeyMismatch);
    // A shared key must say what it is for, and have 256 bits.
    let shared = |alg: &str, length: usize| {
        let k = URL_SAFE_NO_PAD.encode(vec![7; length]);
        refused(&format!(r#"{{"kty":"oct",{alg}"k":"{k}"}}"#))
    };
    assert_eq!(shared("", 32), ErrorKind::KeyMismatch);
    assert_eq!(shared(r#""alg":"HS256","#, 32), ErrorKind::KeyMismatch);
    assert_eq!(shared(r#""alg":"A256KW","#, 16), ErrorKind::KeyNotUsable);
    let ed25519 = r#"{"kty":"OKP","crv":"Ed25519","x":"AA"}"#;
    assert_eq!(refused(ed25519), ErrorKind::KeyMismatch);
}

#[test]
fn rsa_keys_of_jwcrypto_decrypt_what_their_public_half_encrypted() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fuzz/corpus/crypto_pem/rsa.pem"
    );
    let script = "from jwcrypto import jwk\nimport sys\n\
                  print(jwk.JWK.from_pem(open(sys.argv[1],'rb').read()).export())";
    let Some(text) = python(script, &[path]) else {
        return;
    };
    let key = jwk(text.trim());
    let public = key.to_encryption_key().unwrap();
    let text = JweEncrypter::new(&public).encrypt(CONTENT).unwrap();
    let content = decrypt(&text, &key.to_jwe_key().unwrap()).unwrap();
    assert_eq!(content.content().expose(), CONTENT);
    decrypt(&text, &rsa().1).unwrap();
}
