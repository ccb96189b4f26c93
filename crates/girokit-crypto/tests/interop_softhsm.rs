//! Keys in SoftHSM2: made by openssl, put there by its own tool, used through PKCS #11, verified outside.
#![cfg(feature = "pkcs11")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::similar_names,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says why it does nothing"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use girokit_crypto::keys::pkcs11::Token;
use girokit_crypto::keys::{
    Decrypter as _, HmacKey, KeyId, KeyWrap, MacAlgorithm, MacKey, PublicKey, SignatureAlgorithm,
    Signer, Verifier,
};
use girokit_crypto::{Error, ErrorKind, Secret};

/// Where Debian and others put the module.
const MODULES: [&str; 4] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
];

/// Set for the process that loads the module: it reads `SOFTHSM2_CONF` when it starts.
const INSIDE: &str = "GIROKIT_TEST_SOFTHSM";

const PIN: &str = "47110815";

/// Label in the token, kind of key for openssl, algorithms.
const KEYS: [(&str, &[&str], &[SignatureAlgorithm]); 4] = [
    (
        "rsa",
        &["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
        &[
            SignatureAlgorithm::RsaPkcs1Sha256,
            SignatureAlgorithm::RsaPkcs1Sha384,
            SignatureAlgorithm::RsaPkcs1Sha512,
            SignatureAlgorithm::RsaPssSha256,
            SignatureAlgorithm::RsaPssSha384,
            SignatureAlgorithm::RsaPssSha512,
        ],
    ),
    (
        "p256",
        &["EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
        &[SignatureAlgorithm::EcdsaP256Sha256],
    ),
    (
        "p384",
        &["EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
        &[SignatureAlgorithm::EcdsaP384Sha384],
    ),
    // Verified outside only: see `ed25519_is_verified_outside`.
    ("ed", &["ED25519"], &[]),
];

fn id(text: &str) -> KeyId {
    KeyId::parse(text).unwrap()
}

fn run(program: &str, conf: &Path, arguments: &[&str]) -> bool {
    let output = Command::new(program)
        .env("SOFTHSM2_CONF", conf)
        .args(arguments)
        .output();
    output.is_ok_and(|output| output.status.success())
}

fn module() -> Option<&'static str> {
    MODULES.into_iter().find(|path| Path::new(path).exists())
}

#[test]
fn softhsm() {
    let directory = std::env::temp_dir().join(format!("girokit-softhsm-{}", std::process::id()));
    let tokens = directory.join("tokens");
    std::fs::create_dir_all(&tokens).unwrap();
    let conf = directory.join("softhsm2.conf");
    let text = format!(
        "directories.tokendir = {}\nlog.level = ERROR\n",
        tokens.display()
    );
    std::fs::write(&conf, text).unwrap();
    let token = |label| {
        let arguments = [
            "--init-token",
            "--free",
            "--label",
            label,
            "--so-pin",
            "12345678",
        ];
        run(
            "softhsm2-util",
            &conf,
            &[&arguments[..], &["--pin", PIN]].concat(),
        )
    };
    if module().is_none() || !token("payments") {
        eprintln!("SoftHSM2 is not on this machine: nothing is tested");
        return;
    }
    assert!(token("twice") && token("twice"));
    let file = |name: &str| directory.join(name).display().to_string();
    let import = |label: &str, number: &str, file: &str| {
        let arguments = ["--import", file, "--token", "payments", "--label", label];
        let more = ["--id", number, "--pin", PIN];
        run("softhsm2-util", &conf, &[&arguments[..], &more].concat())
    };
    let weak = ("weak", &["RSA", "-pkeyopt", "rsa_keygen_bits:1024"][..]);
    let kinds = KEYS.iter().map(|(label, kind, _)| (*label, *kind));
    for (number, (label, kind)) in kinds.chain([weak]).enumerate() {
        let (private, public) = (file(&format!("{label}.pem")), file(&format!("{label}.pub")));
        let make = [&["genpkey", "-out", &private, "-algorithm"], kind].concat();
        assert!(run("openssl", &conf, &make));
        assert!(run(
            "openssl",
            &conf,
            &["pkey", "-in", &private, "-pubout", "-out", &public]
        ));
        assert!(import(label, &format!("a{number}"), &private), "{label}");
    }
    assert!(import("double", "b1", &file("p256.pem")));
    assert!(import("double", "b2", &file("p384.pem")));
    assert!(import("gone", "b3", &file("p256.pem")));
    // Each in a process of its own: a module is loaded once.
    for part in ["makes_a_shared_key", "inside"] {
        let status = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", part, "--nocapture"])
            .env("SOFTHSM2_CONF", &conf)
            .env(INSIDE, &directory)
            .status()
            .unwrap();
        if !status.success() {
            std::fs::remove_dir_all(&directory).unwrap();
            panic!("{part} failed");
        }
    }
    std::fs::remove_dir_all(&directory).unwrap();
}

const MAC_KEY: [u8; 64] = [0x5a; 64];

/// No tool of Debian writes a shared key that is not for a cipher.
#[test]
fn makes_a_shared_key() {
    use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
    use cryptoki::object::{Attribute, KeyType, ObjectClass};
    use cryptoki::session::UserType;
    use cryptoki::types::AuthPin;
    if std::env::var_os(INSIDE).is_none() {
        return;
    }
    let context = Pkcs11::new(module().unwrap()).unwrap();
    let arguments = CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK);
    context.initialize(arguments).unwrap();
    let slots = context.get_slots_with_token().unwrap();
    let payments = |slot: &cryptoki::slot::Slot| {
        context.get_token_info(*slot).unwrap().label().trim() == "payments"
    };
    let session = context
        .open_rw_session(slots.into_iter().find(payments).unwrap())
        .unwrap();
    session
        .login(UserType::User, Some(&AuthPin::new(PIN.into())))
        .unwrap();
    for (label, length) in [("mac", 64), ("short", 16), ("gone-mac", 64)] {
        let template = [
            Attribute::Class(ObjectClass::SECRET_KEY),
            Attribute::KeyType(KeyType::GENERIC_SECRET),
            Attribute::Token(true),
            Attribute::Private(true),
            Attribute::Sensitive(true),
            Attribute::Sign(true),
            Attribute::Verify(true),
            Attribute::Label(label.into()),
            Attribute::Value(MAC_KEY[..length].to_vec()),
        ];
        session.create_object(&template).unwrap();
    }
}

/// What [`softhsm`] runs in a process of its own.
#[test]
fn inside() {
    let Some(directory) = std::env::var_os(INSIDE).map(PathBuf::from) else {
        return;
    };
    let module = Path::new(module().unwrap());
    let pin = Secret::new(PIN.into());
    logins_are_refused(module, &pin);
    let token = Token::open(module, "payments", &pin).unwrap();
    let again = Token::open(module, "payments", &pin).unwrap_err();
    assert_eq!(again.kind(), ErrorKind::Conflict);
    for (label, _, algorithms) in KEYS {
        let public = std::fs::read(directory.join(format!("{label}.pub"))).unwrap();
        for algorithm in algorithms {
            signs_and_verifies(&token, label, *algorithm, &public);
        }
    }
    ed25519_is_verified_outside(&token, &directory);
    keys_that_do_not_fit_are_refused(&token);
    decryption_has_one_error(&token);
    macs(&token);
    macs_of_a_short_key_are_refused(&token);
    threads_share_a_login(&token);
    nothing_secret_shows(&token);
    #[cfg(feature = "aws-lc")]
    a_content_key_is_recovered_or_refused_with_the_one_error(&token, &directory);
    keys_that_are_gone_do_not_sign(&token, module);
    // After the last clone the login is gone, and a new one is possible.
    drop(token);
    Token::open(module, "payments", &pin).unwrap();
}

fn logins_are_refused(module: &Path, pin: &Secret) {
    let kind =
        |module: &Path, label, pin: &Secret| Token::open(module, label, pin).unwrap_err().kind();
    assert_eq!(
        kind(Path::new("/nowhere.so"), "payments", pin),
        ErrorKind::Unavailable
    );
    assert_eq!(kind(module, "other", pin), ErrorKind::NotFound);
    assert_eq!(kind(module, "twice", pin), ErrorKind::Conflict);
    let wrong = Secret::new(b"99999999".to_vec());
    let error = Token::open(module, "payments", &wrong).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Denied);
    assert!(!format!("{error:?} {error}").contains("99999999"));
}

fn signs_and_verifies(token: &Token, label: &str, algorithm: SignatureAlgorithm, public: &[u8]) {
    let outside = PublicKey::from_pem(id("outside"), algorithm, public).unwrap();
    let signer = token.signer(id("hsm"), algorithm, label).unwrap();
    let verifier = token.verifier(id("hsm"), algorithm, label).unwrap();
    let read = token.public_key(id("outside"), algorithm, label).unwrap();
    assert_eq!(read, outside, "{algorithm}");
    assert_eq!(
        (signer.algorithm(), verifier.algorithm()),
        (algorithm, algorithm)
    );
    for message in [&b""[..], b"payment", &vec![7; 1 << 20]] {
        let signature = signer.sign(message).unwrap();
        let verified = outside
            .verify(message, &signature)
            .unwrap_or_else(|error| panic!("{algorithm}, {} bytes: {error}", message.len()));
        assert_eq!(*verified.content(), message);
        let verified = verifier
            .verify(message, &signature)
            .unwrap_or_else(|error| panic!("{algorithm}, {} bytes: {error}", message.len()));
        assert_eq!(verified.by().key(), &id("hsm"));
        let mut altered = signature.clone();
        *altered.last_mut().unwrap() ^= 1;
        for bad in [&altered[..], &signature[1..], b""] {
            let error = verifier.verify(message, bad).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::SignatureInvalid, "{algorithm}");
        }
        let error = verifier.verify(b"other", &signature).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::SignatureInvalid, "{algorithm}");
    }
}

fn ed25519_is_verified_outside(token: &Token, directory: &Path) {
    let algorithm = SignatureAlgorithm::Ed25519;
    let pem = std::fs::read(directory.join("ed.pub")).unwrap();
    let public = PublicKey::from_pem(id("outside"), algorithm, &pem).unwrap();
    let read = token.public_key(id("outside"), algorithm, "ed").unwrap();
    assert_eq!(read, public);
    let signer = token.signer(id("hsm"), algorithm, "ed").unwrap();
    for message in [&b""[..], b"payment"] {
        let signature = signer.sign(message).unwrap();
        public.verify(message, &signature).unwrap();
    }
    let error = token.verifier(id("hsm"), algorithm, "ed").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
}

fn keys_that_do_not_fit_are_refused(token: &Token) {
    use SignatureAlgorithm as A;
    let kind = |algorithm, label| token.signer(id("k"), algorithm, label).unwrap_err().kind();
    assert_eq!(kind(A::EcdsaP256Sha256, "none"), ErrorKind::NotFound);
    assert_eq!(kind(A::EcdsaP256Sha256, "rsa"), ErrorKind::NotFound);
    assert_eq!(kind(A::Ed25519, "p256"), ErrorKind::NotFound);
    assert_eq!(kind(A::EcdsaP384Sha384, "p256"), ErrorKind::KeyMismatch);
    assert_eq!(kind(A::EcdsaP521Sha512, "p384"), ErrorKind::KeyMismatch);
    assert_eq!(kind(A::RsaPssSha256, "weak"), ErrorKind::KeyMismatch);
    assert_eq!(kind(A::EcdsaP256Sha256, "double"), ErrorKind::Conflict);
    let error = token
        .mac_key(id("k"), MacAlgorithm::HmacSha256, "rsa")
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let error = token
        .decrypter(id("k"), KeyWrap::EcdhP256, "p256")
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
}

/// SoftHSM 2.6 has OAEP with SHA-1 only, and the error of that is the one of every reason; later ones give the key back.
#[cfg(feature = "aws-lc")]
fn a_content_key_is_recovered_or_refused_with_the_one_error(token: &Token, directory: &Path) {
    use girokit_crypto::keys::EncryptionKey;
    let algorithm = KeyWrap::RsaOaepSha256;
    let pem = std::fs::read(directory.join("rsa.pub")).unwrap();
    let public = EncryptionKey::from_pem(id("outside"), algorithm, &pem).unwrap();
    let secret = Secret::new(vec![7; 32]);
    let encrypted = public.encrypt(&secret).unwrap();
    let inside = token.decrypter(id("hsm"), algorithm, "rsa").unwrap();
    match inside.recover(&encrypted) {
        Ok(recovered) => assert_eq!(recovered, secret),
        Err(error) => {
            eprintln!("SoftHSM without OAEP of SHA-256: no content key is recovered");
            assert_eq!(error.to_string(), "decryption failed");
        }
    }
}

/// Another part of the program takes keys out of the token, or logs out, while handles are held.
fn keys_that_are_gone_do_not_sign(token: &Token, module: &Path) {
    use cryptoki::context::Pkcs11;
    use cryptoki::object::{Attribute, ObjectClass};
    let algorithm = SignatureAlgorithm::EcdsaP256Sha256;
    let signer = token.signer(id("hsm"), algorithm, "gone").unwrap();
    let other = token.signer(id("hsm"), algorithm, "p256").unwrap();
    let mac = token.mac_key(id("hsm"), MacAlgorithm::HmacSha256, "gone-mac");
    let mac = mac.unwrap();
    signer.sign(b"payment").unwrap();
    mac.mac(b"payment").unwrap();
    // The module is loaded once: this is the same one, logged in.
    let context = Pkcs11::new(module).unwrap();
    let slots = context.get_slots_with_token().unwrap();
    let payments = |slot: &cryptoki::slot::Slot| {
        context.get_token_info(*slot).unwrap().label().trim() == "payments"
    };
    let slot = slots.into_iter().find(payments).unwrap();
    let session = context.open_rw_session(slot).unwrap();
    for label in ["gone", "gone-mac"] {
        let template = [Attribute::Label(label.into())];
        for object in session.find_objects(&template).unwrap() {
            let class = session.get_attributes(object, &[cryptoki::object::AttributeType::Class]);
            if class.unwrap() != [Attribute::Class(ObjectClass::PUBLIC_KEY)] {
                session.destroy_object(object).unwrap();
            }
        }
    }
    for error in [
        signer.sign(b"payment").unwrap_err(),
        mac.mac(b"payment").unwrap_err(),
        mac.verify(b"payment", &[0; 32]).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::NotFound, "{error:?}");
    }
    let error = token.signer(id("hsm"), algorithm, "gone").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    // The sessions in which that failed are closed; others work.
    other.sign(b"payment").unwrap();
    session.logout().unwrap();
    assert!(other.sign(b"payment").is_err());
    std::mem::forget(context);
}

/// SoftHSM 2.6 has OAEP with SHA-1 only: every reason to fail, this one too, looks the same.
fn decryption_has_one_error(token: &Token) {
    let key = token
        .decrypter(id("k"), KeyWrap::RsaOaepSha256, "rsa")
        .unwrap();
    let text = |error: Error| (error.kind(), error.to_string());
    let one = text(key.recover(&[1; 256]).unwrap_err());
    assert_eq!(one.0, ErrorKind::Decryption);
    assert_eq!(one, text(key.recover(&[0xff; 256]).unwrap_err()));
    assert_eq!(one, text(key.recover(b"").unwrap_err()));
}

fn macs(token: &Token) {
    for algorithm in [
        MacAlgorithm::HmacSha256,
        MacAlgorithm::HmacSha384,
        MacAlgorithm::HmacSha512,
    ] {
        let inside = token.mac_key(id("hsm"), algorithm, "mac").unwrap();
        let outside = HmacKey::new(id("o"), algorithm, &Secret::new(MAC_KEY.into())).unwrap();
        let mac = inside.mac(b"event").unwrap();
        outside.verify(b"event", &mac).unwrap();
        assert_eq!(*inside.verify(b"event", &mac).unwrap().content(), b"event");
        for bad in [&mac[..8], &[0; 32], b""] {
            let error = inside.verify(b"event", bad).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::SignatureInvalid);
        }
    }
}

fn macs_of_a_short_key_are_refused(token: &Token) {
    let key = |algorithm| token.mac_key(id("k"), algorithm, "short").map(drop);
    let error = key(MacAlgorithm::HmacSha256).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::KeyMismatch);
}

fn threads_share_a_login(token: &Token) {
    let algorithm = SignatureAlgorithm::EcdsaP256Sha256;
    let signer = token.signer(id("hsm"), algorithm, "p256").unwrap();
    let public = token.public_key(id("hsm"), algorithm, "p256").unwrap();
    std::thread::scope(|scope| {
        for number in 0..12_u8 {
            let (signer, public) = (&signer, &public);
            scope.spawn(move || {
                for _ in 0..20 {
                    let signature = signer.sign(&[number]).unwrap();
                    public.verify(&[number], &signature).unwrap();
                }
            });
        }
    });
}

fn nothing_secret_shows(token: &Token) {
    let algorithm = SignatureAlgorithm::EcdsaP256Sha256;
    let signer = token.signer(id("hsm"), algorithm, "p256").unwrap();
    let verifier = token.verifier(id("hsm"), algorithm, "p256").unwrap();
    let mac = token.mac_key(id("hsm"), MacAlgorithm::HmacSha256, "mac");
    let decrypter = token.decrypter(id("hsm"), KeyWrap::RsaOaepSha256, "rsa");
    let (mac, decrypter) = (mac.unwrap(), decrypter.unwrap());
    let text = format!("{token:?} {signer:?} {verifier:?} {mac:?} {decrypter:?}");
    assert!(text.contains("payments") && !text.contains(PIN), "{text}");
    assert!(!text.contains("90, 90") && !text.contains("5a5a"), "{text}");
}
