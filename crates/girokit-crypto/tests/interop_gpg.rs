//! OpenPGP beside GnuPG, both ways. Without the program one line is printed and nothing is run.
#![cfg(feature = "openpgp")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it did not run"
)]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use chrono::{DateTime, Utc};
use girokit_crypto::openpgp::{OwnKey, PeerKey, Policy, Sealing, open, verify, verify_detached};
use girokit_crypto::{ErrorKind, Secret};

const KEYS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/openpgp");

/// A home of `gpg` with the keys of both sides; its agent and the directory go when the test ends.
struct Gpg(PathBuf);

impl Gpg {
    fn new(name: &str) -> Option<Self> {
        if Command::new("gpg").arg("--version").output().is_err() {
            println!("no gpg: {name} is not run");
            return None;
        }
        let path = std::env::temp_dir().join(format!("gk-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        let gpg = Self(path);
        Command::new("chmod")
            .arg("700")
            .arg(&gpg.0)
            .output()
            .unwrap();
        gpg.write("content", &content());
        for key in ["shop", "bank", "rsa"] {
            gpg.run("tell nobody", &format!("--import {KEYS}/{key}-secret.asc"));
        }
        Some(gpg)
    }

    fn run(&self, passphrase: &str, words: &str) {
        let output = Command::new("gpg")
            .args(
                "--batch --yes --quiet --no-tty --pinentry-mode loopback --trust-model always"
                    .split(' '),
            )
            .arg("--homedir")
            .arg(&self.0)
            .args(["--passphrase", passphrase])
            .args(words.split_whitespace())
            .current_dir(&self.0)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "gpg {words}: {said}");
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap()
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.join(name), bytes).unwrap();
    }
}

impl Drop for Gpg {
    fn drop(&mut self) {
        let _ = Command::new("gpgconf")
            .arg("--homedir")
            .arg(&self.0)
            .args(["--kill", "all"])
            .output();
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn content() -> Vec<u8> {
    b"pay 10.00\r\npay 20.00\n\x00\xff\r".repeat(500)
}

fn now() -> DateTime<Utc> {
    std::time::SystemTime::now().into()
}

fn own(name: &str) -> OwnKey {
    let passphrase = if name == "shop" { "tell nobody" } else { "" };
    let bytes = fs::read(format!("{KEYS}/{name}-secret.asc")).unwrap();
    OwnKey::read(&bytes, Secret::new(passphrase.into())).unwrap()
}

fn peer(name: &str) -> PeerKey {
    PeerKey::read(&fs::read(format!("{KEYS}/{name}.asc")).unwrap()).unwrap()
}

#[test]
fn gpg_opens_what_we_seal() {
    let Some(gpg) = Gpg::new("seal") else { return };
    for (from, to) in [
        ("shop", "bank"),
        ("bank", "shop"),
        ("shop", "rsa"),
        ("rsa", "bank"),
    ] {
        let (own, peer) = (own(from), peer(to));
        for sealing in [
            Sealing::new(&own, &peer),
            Sealing::new(&own, &peer).armored(),
        ] {
            gpg.write("sealed", &sealing.seal(&content(), now()).unwrap());
            let passphrase = if to == "shop" { "tell nobody" } else { "" };
            gpg.run(
                passphrase,
                "--status-file status --output out --decrypt sealed",
            );
            assert_eq!(gpg.read("out"), content());
            let status = String::from_utf8(gpg.read("status")).unwrap();
            let fingerprint = own.public().fingerprint().to_uppercase();
            let valid = status
                .lines()
                .find(|line| line.contains("VALIDSIG"))
                .unwrap();
            assert!(valid.ends_with(&fingerprint), "{valid}");
            assert!(status.contains("GOODMDC"));
        }
    }
}

#[test]
fn we_open_what_gpg_seals() {
    let Some(gpg) = Gpg::new("open") else { return };
    for (from, to) in [
        ("shop", "bank"),
        ("bank", "shop"),
        ("shop", "rsa"),
        ("rsa", "bank"),
    ] {
        let passphrase = if from == "shop" { "tell nobody" } else { "" };
        let policy = Policy::pinned([peer(from)]).with_dangerous_rsa_decryption();
        for option in [
            "",
            "--armor",
            "--compress-algo none",
            "--compress-algo zip",
            "--digest-algo SHA256",
            "--cipher-algo AES256 --digest-algo SHA512",
        ] {
            gpg.run(
                passphrase,
                &format!("{option} --local-user {from}@example.com --recipient {to}@example.com --output sealed --sign --encrypt content"),
            );
            let verified = open(&gpg.read("sealed"), &own(to), &policy, now()).unwrap();
            assert_eq!(
                verified.content().content(),
                content(),
                "{from} {to} {option}"
            );
            let signature = &verified.content().signatures()[0];
            assert_eq!(signature.signer(), peer(from).fingerprint());
        }
        // Signed only.
        gpg.run(
            passphrase,
            &format!("--local-user {from}@example.com --output signed --sign content"),
        );
        let signed = gpg.read("signed");
        let verified = verify(&signed, &policy, now()).unwrap();
        assert_eq!(verified.content().content(), content());
        let refused = open(&signed, &own(to), &policy, now());
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::NotCovered);
        gpg.run(
            passphrase,
            &format!(
                "--armor --local-user {from}@example.com --output beside --detach-sign content"
            ),
        );
        let content = content();
        assert!(verify_detached(&content, &gpg.read("beside"), &policy, now()).is_ok());
        gpg.write("beside", &own(from).sign_detached(&content, now()).unwrap());
        gpg.run(passphrase, "--verify beside content");
        // Encrypted only, and signed with SHA-1.
        gpg.run(
            "",
            &format!("--recipient {to}@example.com --output sealed --encrypt content"),
        );
        let refused = open(&gpg.read("sealed"), &own(to), &policy, now());
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::NotCovered);
        gpg.run(
            passphrase,
            &format!(
                "--digest-algo SHA1 --local-user {from}@example.com --output signed --sign content"
            ),
        );
        let refused = verify(&gpg.read("signed"), &policy, now());
        assert_eq!(
            refused.unwrap_err().kind(),
            ErrorKind::AlgorithmNotAllowed,
            "{from}"
        );
    }
}
