//! PKCS#12 and encrypted PKCS#8: files of OpenSSL and of Python, and every way not to open.
#![cfg(feature = "pkcs12")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it does not run"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use girokit_crypto::keys::pkcs12::{Pkcs12, decrypt_pem, decrypt_pkcs8};
use girokit_crypto::keys::{
    KeyId, KeyWrap, SignatureAlgorithm, Signer as _, SigningKey, Verifier as _,
};
use girokit_crypto::{Error, ErrorKind, Secret};
use proptest::prelude::*;

macro_rules! sample {
    ($name:literal) => {
        include_bytes!(concat!("../../../fuzz/corpus/crypto_pkcs12/", $name))
    };
}

fn id(name: &str) -> KeyId {
    name.parse().unwrap()
}

fn password() -> Secret {
    Secret::new(b"tell nobody".to_vec())
}

fn kind<T>(result: Result<T, Error>) -> ErrorKind {
    result.map(drop).unwrap_err().kind()
}

/// Opens, signs with the key, and verifies with the certificate.
fn works(der: &[u8], password: &Secret, algorithm: SignatureAlgorithm) -> Pkcs12 {
    let opened = Pkcs12::read(der, password).unwrap();
    let entry = opened.only_key().unwrap();
    let key = entry.signing_key(id("k"), algorithm).unwrap();
    let signature = key.sign(b"payment").unwrap();
    let public = opened.chain_of(entry)[0].public_key(algorithm).unwrap();
    public.verify(b"payment", &signature).unwrap();
    opened
}

#[test]
fn a_file_gives_its_key_its_certificate_and_the_chain() {
    let opened = works(
        sample!("p256.p12"),
        &password(),
        SignatureAlgorithm::EcdsaP256Sha256,
    );
    let entry = opened.only_key().unwrap();
    assert_eq!(entry.name(), Some("shop 2026"));
    let subjects: Vec<_> = opened
        .chain_of(entry)
        .iter()
        .map(|one| one.subject())
        .collect();
    assert_eq!(subjects, ["CN=Shop", "CN=Authority"]);
    assert_eq!(opened.certificates().count(), 2);
    let wrong = entry.signing_key(id("k"), SignatureAlgorithm::Ed25519);
    assert_eq!(kind(wrong), ErrorKind::KeyMismatch);
    entry.decryption_key(id("k"), KeyWrap::EcdhP256).unwrap();
}

#[test]
fn an_empty_password_is_one() {
    let empty = Secret::new(Vec::new());
    works(
        sample!("empty-password.p12"),
        &empty,
        SignatureAlgorithm::EcdsaP256Sha256,
    );
}

#[test]
fn a_wrong_password_and_every_changed_byte_are_refused() {
    let der = sample!("p256.p12");
    let one = |result: Result<Pkcs12, Error>| {
        let error = result.unwrap_err();
        (error.kind(), error.to_string())
    };
    let wrong = one(Pkcs12::read(der, &Secret::new(b"tell nobodY".to_vec())));
    assert_eq!(wrong.0, ErrorKind::Decryption);
    assert_eq!(one(Pkcs12::read(der, &Secret::new(Vec::new()))), wrong);
    for at in 0..der.len() {
        let mut changed = der.to_vec();
        changed[at] ^= 1;
        let error = one(Pkcs12::read(&changed, &password()));
        // The content as long as its form is sound; then the error is that of a wrong password.
        if (60..der.len() - 120).contains(&at) {
            assert_eq!(error, wrong, "{at}");
        }
    }
    for length in 0..der.len() {
        assert!(
            Pkcs12::read(&der[..length], &password()).is_err(),
            "{length}"
        );
    }
    let longer = [&der[..], &[0]].concat();
    assert_eq!(
        kind(Pkcs12::read(&longer, &password())),
        ErrorKind::Malformed
    );
}

#[test]
fn old_algorithms_are_refused_by_name() {
    let error = Pkcs12::read(sample!("legacy.p12"), &password()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlgorithmNotAllowed);
    assert!(error.to_string().contains("SHA-1"), "{error}");
}

#[test]
fn a_file_cannot_ask_for_work_without_end() {
    let der = sample!("p256.p12");
    assert_eq!(
        kind(Pkcs12::read_within(der, &password(), 2047)),
        ErrorKind::TooLarge
    );
    // The MAC, the certificates and the key: 2,048 each.
    assert_eq!(
        kind(Pkcs12::read_within(der, &password(), 3 * 2048 - 1)),
        ErrorKind::TooLarge
    );
    Pkcs12::read_within(der, &password(), 3 * 2048).unwrap();
    // Two to the 31st in MacData, which is the end of the file: two bytes more there and in both lengths around it.
    let mac = der
        .windows(2)
        .rposition(|bytes| bytes == [0x30, 0x41])
        .unwrap();
    let mut greedy = der[..der.len() - 4].to_vec();
    assert_eq!(der[greedy.len()..], [2, 2, 8, 0]);
    greedy.extend([2, 4, 0x7f, 0xff, 0xff, 0xff]);
    greedy[3] += 2;
    greedy[mac + 1] += 2;
    assert_eq!(
        kind(Pkcs12::read(&greedy, &password())),
        ErrorKind::TooLarge
    );
    let large = vec![0x30; (1 << 20) + 1];
    assert_eq!(kind(Pkcs12::read(&large, &password())), ErrorKind::TooLarge);
}

#[test]
fn encrypted_pkcs8_opens_alone() {
    let plain = decrypt_pkcs8(sample!("pkcs8.der"), &password()).unwrap();
    let from_pem = decrypt_pem(sample!("pkcs8.pem"), &password()).unwrap();
    assert_eq!(plain.expose(), from_pem.expose());
    let algorithm = SignatureAlgorithm::EcdsaP256Sha256;
    SigningKey::from_pkcs8(id("k"), algorithm, plain.expose()).unwrap();
    for number in 0..600_u32 {
        let wrong = Secret::new(number.to_be_bytes().to_vec());
        assert_eq!(
            kind(decrypt_pkcs8(sample!("pkcs8.der"), &wrong)),
            ErrorKind::Decryption
        );
    }
    assert_eq!(
        kind(decrypt_pem(sample!("pkcs8.der"), &password())),
        ErrorKind::NotFound
    );
    assert_eq!(
        kind(decrypt_pkcs8(sample!("pkcs8.pem"), &password())),
        ErrorKind::Malformed
    );
}

/// A folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn openssl(folder: &Path, line: &str) -> bool {
    let output = Command::new("openssl")
        .current_dir(folder)
        .args(line.split(' '))
        .output();
    output.is_ok_and(|output| output.status.success())
}

#[test]
fn files_of_openssl() {
    let folder = folder("pkcs12-openssl");
    if !openssl(&folder, "version") {
        println!("no openssl here: its files are not read");
        return;
    }
    let keys = [
        ("rsa:2048", SignatureAlgorithm::RsaPssSha256),
        (
            "ec -pkeyopt ec_paramgen_curve:P-384",
            SignatureAlgorithm::EcdsaP384Sha384,
        ),
        ("ed25519", SignatureAlgorithm::Ed25519),
    ];
    let ways = [
        "",
        " -keypbe AES-128-CBC -certpbe AES-192-CBC -macalg sha384",
        " -certpbe NONE -macalg sha512 -iter 100000",
        " -keypbe NONE -certpbe NONE",
        " -name Übergröße\u{2003}鍵",
    ];
    let mut read = 0;
    for (kind, algorithm) in keys {
        let request = format!(
            "req -x509 -newkey {kind} -nodes -keyout k.pem -subj /CN=Shop -out c.pem -days 365"
        );
        assert!(openssl(&folder, &request), "{kind}");
        for way in ways {
            let export = format!(
                "pkcs12 -export -inkey k.pem -in c.pem -passout pass:gehört-uns -out f.p12{way}"
            );
            assert!(openssl(&folder, &export), "{export}");
            let der = std::fs::read(folder.join("f.p12")).unwrap();
            let opened = works(&der, &Secret::new("gehört-uns".into()), algorithm);
            if way.contains("-name") {
                assert_eq!(opened.keys()[0].name(), Some("Übergröße\u{2003}鍵"));
            }
            read += 1;
        }
        for way in [
            "-v2 aes-256-cbc",
            "-v2 aes-128-cbc -v2prf hmacWithSHA512",
            "-v2 aes-192-cbc -v2prf hmacWithSHA384",
        ] {
            let export = format!("pkcs8 -topk8 -in k.pem -passout pass:p -out e.pem {way}");
            assert!(openssl(&folder, &export), "{export}");
            let pem = std::fs::read(folder.join("e.pem")).unwrap();
            let plain = decrypt_pem(&pem, &Secret::new(b"p".to_vec())).unwrap();
            SigningKey::from_pkcs8(id("k"), algorithm, plain.expose()).unwrap();
            read += 1;
        }
    }
    for (export, name) in [
        (
            "pkcs12 -export -inkey k.pem -in c.pem -passout pass:p -out f.p12 -nomac",
            None,
        ),
        (
            "pkcs12 -export -inkey k.pem -in c.pem -passout pass:p -out f.p12 -macalg sha1",
            Some("SHA-1"),
        ),
        (
            "pkcs12 -export -inkey k.pem -in c.pem -passout pass:p -out f.p12 -keypbe PBE-SHA1-3DES",
            Some("3DES"),
        ),
    ] {
        assert!(openssl(&folder, export), "{export}");
        let der = std::fs::read(folder.join("f.p12")).unwrap();
        let error = Pkcs12::read(&der, &Secret::new(b"p".to_vec())).unwrap_err();
        match name {
            None => assert_eq!(error.kind(), ErrorKind::NotCovered),
            Some(name) => {
                assert_eq!(error.kind(), ErrorKind::AlgorithmNotAllowed);
                assert!(error.to_string().contains(name), "{error}");
            }
        }
    }
    println!("{read} files of openssl read");
}

#[test]
fn files_of_python() {
    let folder = folder("pkcs12-python");
    let path = folder.join("f.p12");
    let script = "import sys, datetime\n\
        from cryptography import x509\n\
        from cryptography.x509.oid import NameOID\n\
        from cryptography.hazmat.primitives import hashes\n\
        from cryptography.hazmat.primitives.asymmetric import ec\n\
        from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12\n\
        key = ec.generate_private_key(ec.SECP256R1())\n\
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, 'Shop')])\n\
        day = datetime.datetime(2026, 1, 1)\n\
        cert = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())\n\
        cert = cert.serial_number(7).not_valid_before(day).not_valid_after(day.replace(year=2030))\n\
        cert = cert.sign(key, hashes.SHA256())\n\
        out = pkcs12.serialize_key_and_certificates(b'shop', key, cert, None, BestAvailableEncryption(b'p'))\n\
        open(sys.argv[1], 'wb').write(out)\n";
    let output = Command::new("python3")
        .args(["-c", script])
        .arg(&path)
        .output();
    if !output.is_ok_and(|output| output.status.success()) {
        println!("no python3 with cryptography here: its files are not read");
        return;
    }
    let der = std::fs::read(&path).unwrap();
    let opened = works(
        &der,
        &Secret::new(b"p".to_vec()),
        SignatureAlgorithm::EcdsaP256Sha256,
    );
    assert_eq!(opened.keys()[0].name(), Some("shop"));
}

/// RFC 9579: the MAC by PBMAC1, which OpenSSL writes from 3.4 on. Made here from its parts.
#[test]
fn pbmac1_of_python() {
    let folder = folder("pkcs12-pbmac1");
    let script = "import hashlib, hmac, os, subprocess, sys\n\
        def der(tag, *parts):\n\
        \x20body = b''.join(parts); n = len(body)\n\
        \x20size = bytes([n] if n < 128 else [0x81, n] if n < 256 else [0x82, n >> 8, n & 255])\n\
        \x20return bytes([tag]) + size + body\n\
        def oid(text): return der(6, bytes.fromhex(text))\n\
        def number(n): return der(2, n.to_bytes(n.bit_length() // 8 + 1, 'big'))\n\
        def inside(data):\n\
        \x20long = data[1] & 127 if data[1] > 127 else 0\n\
        \x20n = int.from_bytes(data[2:2 + long], 'big') if long else data[1]\n\
        \x20return data[2 + long:2 + long + n], data[2 + long + n:]\n\
        subprocess.run('openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k.pem'\n\
        \x20' -subj /CN=Shop -out c.pem -days 365'.split(), check=True, capture_output=True)\n\
        subprocess.run('openssl pkcs12 -export -inkey k.pem -in c.pem -nomac -out f.p12 -passout'.split()\n\
        \x20+ ['pass:gehört-uns'], check=True, capture_output=True)\n\
        pfx = inside(open('f.p12', 'rb').read())[0]\n\
        version, rest = pfx[:3], pfx[3:]\n\
        content = inside(rest)[0]\n\
        octets = inside(inside(inside(content)[1])[0])[0]\n\
        hashes = {'sha256': ('09', '0203', 32), 'sha384': ('0a', '0a', 48), 'sha512': ('0b', '0b', 64)}\n\
        for prf in hashes:\n\
        \x20for mac in hashes:\n\
        \x20\x20for length in (20, 64):\n\
        \x20\x20\x20salt = os.urandom(8)\n\
        \x20\x20\x20key = hashlib.pbkdf2_hmac(prf, 'gehört-uns'.encode(), salt, 2048, length)\n\
        \x20\x20\x20value = hmac.new(key, octets, mac).digest()\n\
        \x20\x20\x20scheme = lambda h: der(48, oid('2a864886f70d02' + hashes[h][0]), b'\\x05\\x00')\n\
        \x20\x20\x20kdf = der(48, oid('2a864886f70d01050c'), der(48, der(4, salt), number(2048), number(length), scheme(prf)))\n\
        \x20\x20\x20pbmac = der(48, oid('2a864886f70d01050e'), der(48, kdf, scheme(mac)))\n\
        \x20\x20\x20data = der(48, der(48, pbmac, der(4, value)), der(4, b'NOT USED'), number(1))\n\
        \x20\x20\x20open(f'{prf}-{mac}-{length}.p12', 'wb').write(der(48, version, rest, data))\n";
    let output = Command::new("python3")
        .current_dir(&folder)
        .args(["-c", script])
        .output();
    if !output.is_ok_and(|output| output.status.success()) {
        println!("no python3 or openssl here: PBMAC1 is not read");
        return;
    }
    let password = Secret::new("gehört-uns".into());
    let mut read = 0;
    for prf in ["sha256", "sha384", "sha512"] {
        for mac in ["sha256", "sha384", "sha512"] {
            for length in [20, 64] {
                let der = std::fs::read(folder.join(format!("{prf}-{mac}-{length}.p12"))).unwrap();
                works(&der, &password, SignatureAlgorithm::EcdsaP256Sha256);
                let wrong = Pkcs12::read(&der, &Secret::new(b"p".to_vec()));
                assert_eq!(kind(wrong), ErrorKind::Decryption);
                let mut changed = der.clone();
                let at = changed.len() / 2;
                changed[at] ^= 1;
                assert_eq!(
                    kind(Pkcs12::read(&changed, &password)),
                    ErrorKind::Decryption
                );
                read += 1;
            }
        }
    }
    println!("{read} files with PBMAC1 read");
}

#[test]
fn debug_shows_no_key() {
    let opened = Pkcs12::read(sample!("p256.p12"), &password()).unwrap();
    let text = format!("{opened:?} {:?}", opened.only_key().unwrap());
    assert!(text.contains("shop 2026") && text.len() < 200, "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_panic(at in 0..1400_usize, bytes in proptest::collection::vec(any::<u8>(), 0..8)) {
        let mut der = sample!("empty-password.p12").to_vec();
        let at = at % der.len();
        der.splice(at..(at + bytes.len()).min(der.len()), bytes);
        let _ = Pkcs12::read_within(&der, &Secret::new(Vec::new()), 100);
        let _ = decrypt_pkcs8(&der, &password());
    }
}
