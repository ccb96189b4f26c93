//! CMS beside `openssl cms`, both ways, and beside Python's `cryptography`. Without the program one line is printed and nothing is run.
#![cfg(all(feature = "cms", feature = "aws-lc"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it did not run"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use chrono::{DateTime, Utc};
use girokit_crypto::cms::{
    ContentCipher, Envelope, Enveloping, Limits, Policy, SignedData, Signing,
};
use girokit_crypto::keys::{
    Decrypter, KeyId, KeyInfo, KeyUsage, KeyWrap, Pem, PemLabel, SignatureAlgorithm, SigningKey,
};
use girokit_crypto::{Error, ErrorKind, Secret};

/// A directory that is removed when the test ends.
struct Work(PathBuf);

impl Work {
    fn new(name: &str) -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            println!("no openssl: {name} is not run");
            return None;
        }
        let path = std::env::temp_dir().join(format!("girokit-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("content"), content()).unwrap();
        Some(Self(path))
    }

    /// `openssl` with these words; files are named relative to the directory.
    fn run(&self, words: &str) -> Output {
        Command::new("openssl")
            .args(words.split_whitespace())
            .current_dir(&self.0)
            .output()
            .unwrap()
    }

    fn openssl(&self, words: &str) {
        let output = self.run(words);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {words}: {said}");
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap()
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.join(name), bytes).unwrap();
    }

    /// A key and a self-signed certificate, `NAME.key` and `NAME.crt`; the certificate in DER.
    fn party(&self, name: &str, kind: &str) -> Vec<u8> {
        self.openssl(&format!(
            "req -x509 -newkey {kind} -nodes -keyout {name}.key -out {name}.crt -days 30 -subj /CN={name}/O=Girokit"
        ));
        let pem = self.read(&format!("{name}.crt"));
        let section = Pem::first(&pem, &[PemLabel::Certificate]).unwrap();
        section.expose().to_vec()
    }

    fn key(&self, name: &str, algorithm: SignatureAlgorithm) -> SigningKey {
        let pem = self.read(&format!("{name}.key"));
        SigningKey::from_pem(KeyId::parse(name).unwrap(), algorithm, &pem).unwrap()
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all::<&Path>(&self.0);
    }
}

/// With line ends and bytes that a text mode would change.
fn content() -> Vec<u8> {
    b"pay 10.00\r\npay 20.00\n\x00\xff\r".repeat(500)
}

fn now() -> DateTime<Utc> {
    std::time::SystemTime::now().into()
}

fn verify(der: &[u8], policy: &Policy<'_>) -> Result<Vec<u8>, Error> {
    let message = SignedData::read(der, &Limits::new())?;
    if message.is_attached() {
        Ok(message.verify(policy, now())?.content().content().to_vec())
    } else {
        let content = content();
        let verified = message.verify_detached(&content, policy, now())?;
        Ok(verified.content().content().to_vec())
    }
}

const KINDS: [(&str, &str); 3] = [
    ("rsa", "rsa:2048"),
    ("p256", "ec -pkeyopt ec_paramgen_curve:P-256"),
    ("p384", "ec -pkeyopt ec_paramgen_curve:P-384"),
];

#[test]
fn openssl_verifies_what_we_sign() {
    use SignatureAlgorithm as A;
    let Some(work) = Work::new("cms-sign") else {
        return;
    };
    for (name, kind) in KINDS {
        let certificate = work.party(name, kind);
        let algorithms: &[A] = match name {
            "rsa" => &[
                A::RsaPkcs1Sha256,
                A::RsaPkcs1Sha384,
                A::RsaPkcs1Sha512,
                A::RsaPssSha256,
                A::RsaPssSha384,
                A::RsaPssSha512,
            ],
            "p256" => &[A::EcdsaP256Sha256],
            _ => &[A::EcdsaP384Sha384],
        };
        for algorithm in algorithms {
            let key = work.key(name, *algorithm);
            let signing = Signing::new(&key, &certificate).unwrap();
            work.write("detached", &signing.detached(&content(), now()).unwrap());
            let attached = signing.clone().with_key_identifiers();
            work.write("attached", &attached.attached(&content(), now()).unwrap());
            let verify = format!("cms -verify -binary -inform DER -CAfile {name}.crt -purpose any");
            work.openssl(&format!("{verify} -in detached -content content -out out"));
            assert_eq!(work.read("out"), content(), "{algorithm}");
            work.openssl(&format!("{verify} -in attached -out out"));
            assert_eq!(work.read("out"), content(), "{algorithm}");
            work.write("other", b"pay 99.00");
            let altered = work.run(&format!("{verify} -in detached -content other -out out"));
            assert!(!altered.status.success());
        }
    }
    // Two signatures in one file.
    let (rsa, p256) = (work.read("rsa.crt"), work.read("p256.crt"));
    let der = |pem: &[u8]| {
        let section = Pem::first(pem, &[PemLabel::Certificate]).unwrap();
        section.expose().to_vec()
    };
    let (one, two) = (
        work.key("rsa", A::RsaPssSha256),
        work.key("p256", A::EcdsaP256Sha256),
    );
    let signing = Signing::new(&one, &der(&rsa)).unwrap();
    let signing = signing.with_signer(&two, &der(&p256)).unwrap();
    work.write("two", &signing.attached(&content(), now()).unwrap());
    work.write("both.crt", &[rsa, p256].concat());
    work.openssl("cms -verify -binary -inform DER -CAfile both.crt -purpose any -in two -out out");
    assert_eq!(work.read("out"), content());
}

#[test]
fn we_verify_what_openssl_signs() {
    let Some(work) = Work::new("cms-verify") else {
        return;
    };
    let mut policies = Vec::new();
    for (name, kind) in KINDS {
        let certificate = work.party(name, kind);
        let policy = Policy::pinned([certificate]);
        let digest = if name == "p384" { "sha384" } else { "sha256" };
        let mut options = vec![
            "",
            "-nodetach",
            "-nodetach -stream",
            "-keyid",
            "-nocerts",
            "-cades",
        ];
        if name == "rsa" {
            options.push("-keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:-1");
        }
        for option in options {
            work.openssl(&format!(
                "cms -sign -binary -in content -outform DER -out signed -signer {name}.crt -inkey {name}.key -md {digest} {option}"
            ));
            let verified = verify(&work.read("signed"), &policy);
            assert_eq!(verified.unwrap(), content(), "{name} {option}");
        }
        let bare = format!(
            "cms -sign -binary -noattr -in content -outform DER -out signed -signer {name}.crt -inkey {name}.key -md {digest}"
        );
        work.openssl(&bare);
        let refused = verify(&work.read("signed"), &policy);
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::NotCovered);
        let bare = policy.clone().with_dangerous_bare_signatures();
        assert_eq!(verify(&work.read("signed"), &bare).unwrap(), content());
        policies.push(policy);
    }
    let sign =
        "cms -sign -binary -in content -outform DER -out signed -signer rsa.crt -inkey rsa.key";
    // SHA-1, and the salt of PSS as long as it gets.
    for option in [
        "-md sha1",
        "-md md5",
        "-md sha256 -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:-2",
    ] {
        work.openssl(&format!("{sign} {option}"));
        let refused = verify(&work.read("signed"), &policies[0]);
        assert_eq!(
            refused.unwrap_err().kind(),
            ErrorKind::AlgorithmNotAllowed,
            "{option}"
        );
    }
    // A curve and a hash function of different strength, and an RSA key that is too short.
    let weak = Policy::pinned([work.party("weak", "rsa:1024")]);
    for (name, policy) in [("p384", &policies[2]), ("weak", &weak)] {
        work.openssl(&format!(
            "cms -sign -binary -in content -outform DER -out signed -signer {name}.crt -inkey {name}.key -md sha256"
        ));
        let refused = verify(&work.read("signed"), policy);
        assert_eq!(
            refused.unwrap_err().kind(),
            ErrorKind::KeyMismatch,
            "{name}"
        );
    }
    // The older command writes PKCS#7.
    work.openssl(
        "smime -sign -binary -nodetach -in content -outform DER -out signed -signer rsa.crt -inkey rsa.key -md sha256",
    );
    assert_eq!(
        verify(&work.read("signed"), &policies[0]).unwrap(),
        content()
    );
    work.openssl("crl2pkcs7 -nocrl -certfile rsa.crt -outform DER -out certificates");
    let none = verify(&work.read("certificates"), &policies[0]);
    assert_eq!(none.unwrap_err().kind(), ErrorKind::NotCovered);
}

#[derive(Debug)]
struct Key(KeyInfo, OaepPrivateDecryptingKey);

impl Key {
    fn load(work: &Work, name: &str) -> Self {
        let pem = work.read(&format!("{name}.key"));
        let section = Pem::first(&pem, &[PemLabel::PrivateKey]).unwrap();
        let key = PrivateDecryptingKey::from_pkcs8(section.expose()).unwrap();
        let id = KeyId::parse(name).unwrap();
        Self(
            KeyInfo::new(id, KeyWrap::RsaOaepSha256, KeyUsage::Decryption),
            OaepPrivateDecryptingKey::new(key).unwrap(),
        )
    }
}

impl Decrypter for Key {
    fn info(&self) -> &KeyInfo {
        &self.0
    }

    fn algorithm(&self) -> KeyWrap {
        KeyWrap::RsaOaepSha256
    }

    fn recover(&self, encrypted: &[u8]) -> Result<Secret, Error> {
        let mut plain = vec![0; self.1.min_output_size()];
        self.1
            .decrypt(&OAEP_SHA256_MGF1SHA256, encrypted, &mut plain, None)
            .map(|plain| Secret::new(plain.to_vec()))
            .map_err(|_| Error::new(ErrorKind::Decryption, ""))
    }
}

#[test]
fn openssl_decrypts_what_we_encrypt() {
    let Some(work) = Work::new("cms-encrypt") else {
        return;
    };
    let bank = work.party("bank", "rsa:2048");
    let other = work.party("other", "rsa:3072");
    let enveloping = Enveloping::new(&bank)
        .unwrap()
        .with_recipient(&other)
        .unwrap();
    for enveloping in [enveloping.clone(), enveloping.with_dangerous_cbc()] {
        work.write("encrypted", &enveloping.encrypt(&content()).unwrap());
        for name in ["bank", "other"] {
            work.openssl(&format!(
                "cms -decrypt -binary -inform DER -in encrypted -recip {name}.crt -inkey {name}.key -out out"
            ));
            assert_eq!(work.read("out"), content());
        }
    }
}

#[test]
fn we_decrypt_what_openssl_encrypts() {
    let Some(work) = Work::new("cms-decrypt") else {
        return;
    };
    let certificate = work.party("bank", "rsa:2048");
    let key = Key::load(&work, "bank");
    let oaep =
        "-keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256 -keyopt rsa_mgf1_md:sha256";
    for (option, cipher) in [
        ("-aes-256-gcm", ContentCipher::Aes256Gcm),
        ("-aes-256-cbc", ContentCipher::Aes256Cbc),
        ("-aes-256-cbc -stream", ContentCipher::Aes256Cbc),
        ("-aes-256-cbc -keyid", ContentCipher::Aes256Cbc),
    ] {
        work.openssl(&format!(
            "cms -encrypt -binary -in content -outform DER -out encrypted {option} -recip bank.crt {oaep}"
        ));
        let der = work.read("encrypted");
        let envelope = Envelope::read(&der, &Limits::new()).unwrap();
        assert_eq!(envelope.cipher(), cipher);
        let opened = match cipher {
            ContentCipher::Aes256Gcm => envelope.decrypt(&key, &certificate),
            _ => envelope.decrypt_dangerous_cbc(&key, &certificate),
        };
        assert_eq!(opened.unwrap(), content(), "{option}");
    }
    // PKCS#1 v1.5, OAEP with SHA-1, and another cipher.
    for option in [
        "-aes-256-cbc -recip bank.crt",
        "-aes-256-cbc -recip bank.crt -keyopt rsa_padding_mode:oaep",
        "-aes-128-cbc -recip bank.crt",
    ] {
        work.openssl(&format!(
            "cms -encrypt -binary -in content -outform DER -out encrypted {option}"
        ));
        let der = work.read("encrypted");
        let refused = Envelope::read(&der, &Limits::new())
            .and_then(|envelope| envelope.decrypt_dangerous_cbc(&key, &certificate));
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::AlgorithmNotAllowed);
    }
}

const PYTHON: &str = "
import sys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import pkcs7
name, options, pss = sys.argv[1], sys.argv[2].split(), sys.argv[3] == 'pss'
certificate = x509.load_pem_x509_certificate(open(name + '.crt', 'rb').read())
key = serialization.load_pem_private_key(open(name + '.key', 'rb').read(), None)
rsa = {'rsa_padding': padding.PSS(padding.MGF1(hashes.SHA256()), 32)} if pss else {}
builder = pkcs7.PKCS7SignatureBuilder().set_data(open('content', 'rb').read())
builder = builder.add_signer(certificate, key, hashes.SHA256(), **rsa)
options = [getattr(pkcs7.PKCS7Options, option) for option in options]
open('signed', 'wb').write(builder.sign(serialization.Encoding.DER, options))
";

#[test]
fn we_verify_what_python_cryptography_signs() {
    let Some(work) = Work::new("cms-python") else {
        return;
    };
    let python = |words: &[&str]| {
        Command::new("python3")
            .args(words)
            .current_dir(&work.0)
            .output()
    };
    if !python(&["-c", "import cryptography"]).is_ok_and(|output| output.status.success()) {
        println!(
            "no python3 with cryptography: we_verify_what_python_cryptography_signs is not run"
        );
        return;
    }
    for (name, kind, paddings) in [
        ("rsa", "rsa:2048", &["pkcs1", "pss"][..]),
        ("p256", "ec -pkeyopt ec_paramgen_curve:P-256", &["-"]),
    ] {
        let policy = Policy::pinned([work.party(name, kind)]);
        for padding in paddings {
            for options in ["Binary", "Binary DetachedSignature", "Binary NoCerts"] {
                let output = python(&["-c", PYTHON, name, options, padding]).unwrap();
                let said = String::from_utf8_lossy(&output.stderr);
                assert!(
                    output.status.success(),
                    "{name} {options} {padding}: {said}"
                );
                let verified = verify(&work.read("signed"), &policy);
                assert_eq!(verified.unwrap(), content(), "{name} {options} {padding}");
            }
        }
    }
}
