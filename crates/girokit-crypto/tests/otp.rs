//! One-time passwords: the values of the RFCs, single use, lock, URIs, recovery codes.
#![cfg(feature = "otp")]
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
use girokit_crypto::otp::{MemoryOtpStore, OtpAlgorithm, OtpKey, RecoveryCodes, Totp};
use girokit_crypto::{Error, ErrorKind, Secret};
use proptest::prelude::*;
use serde_json::Value;

const SECRET: &[u8] = b"12345678901234567890";

fn key() -> OtpKey {
    OtpKey::new(Secret::new(SECRET.to_vec())).unwrap()
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn kind<T: core::fmt::Debug>(result: Result<T, Error>) -> ErrorKind {
    result.unwrap_err().kind()
}

/// RFC 4226 appendix D.
#[test]
fn the_ten_codes_of_rfc_4226() {
    let codes = [
        "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
        "520489",
    ];
    for (counter, code) in (0..).zip(codes) {
        assert_eq!(key().hotp(counter), code);
    }
}

#[test]
fn the_shared_vectors() {
    let root = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let Ok(text) = fs::read(root.join("crypto/otp_rfc6238_rfc4226.json")) else {
        println!("no shared data: its one-time passwords are not run");
        return;
    };
    let file: Value = serde_json::from_slice(&text).unwrap();
    let cases = file["cases"].as_array().unwrap();
    for case in cases {
        let hex = case["secret_hex"].as_str().unwrap();
        let secret = (0..hex.len() / 2)
            .map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).unwrap())
            .collect();
        let algorithm = match case["alg"].as_str().unwrap() {
            "SHA256" => OtpAlgorithm::Sha256,
            "SHA512" => OtpAlgorithm::Sha512,
            _ => OtpAlgorithm::Sha1,
        };
        let digits = u8::try_from(case["digits"].as_u64().unwrap()).unwrap();
        let key = OtpKey::new(Secret::new(secret))
            .unwrap()
            .with_algorithm(algorithm)
            .with_digits(digits)
            .unwrap();
        let code = if case["kind"] == "hotp" {
            key.hotp(case["counter"].as_u64().unwrap())
        } else {
            let step = u32::try_from(case["step"].as_u64().unwrap()).unwrap();
            let time = at(case["time"].as_i64().unwrap());
            Totp::new(key).with_step(step).unwrap().code(time).unwrap()
        };
        assert_eq!(code, case["otp"].as_str().unwrap(), "{case}");
    }
    println!("{} of {} one-time passwords", cases.len(), cases.len());
}

#[test]
fn a_code_is_good_once_and_within_its_drift() {
    let totp = Totp::new(key());
    let now = at(1_790_000_010);
    let code = totp.code(now).unwrap();
    for (seconds, expected) in [
        (0, true),
        (30, true),
        (-30, true),
        (60, false),
        (-60, false),
    ] {
        let store = MemoryOtpStore::new();
        let result = totp.verify("a", &code, now + TimeDelta::seconds(seconds), &store);
        assert_eq!(result.is_ok(), expected, "{seconds}");
    }
    let store = MemoryOtpStore::new();
    totp.verify("a", &code, now, &store).unwrap();
    assert_eq!(
        kind(totp.verify("a", &code, now, &store)),
        ErrorKind::Replayed
    );
    assert_eq!(
        kind(totp.verify("a", &code, now + TimeDelta::seconds(30), &store)),
        ErrorKind::Replayed
    );
    // Nor is the code of the step before, once a later one was used.
    let before = totp.code(now - TimeDelta::seconds(30)).unwrap();
    assert_eq!(
        kind(totp.verify("a", &before, now, &store)),
        ErrorKind::Replayed
    );
    totp.verify("b", &code, now, &store).unwrap();
}

#[test]
fn of_many_callers_with_one_code_one_succeeds() {
    let (totp, store, now) = (
        Totp::new(key()),
        Arc::new(MemoryOtpStore::new()),
        at(1_790_000_000),
    );
    let code = totp.code(now).unwrap();
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let (totp, store, code) = (totp.clone(), Arc::clone(&store), code.clone());
            std::thread::spawn(move || totp.verify("a", &code, now, &*store).is_ok())
        })
        .collect();
    let accepted = threads
        .into_iter()
        .filter_map(|thread| thread.join().ok())
        .filter(|accepted| *accepted)
        .count();
    assert_eq!(accepted, 1);
}

#[test]
fn wrong_codes_lock_the_account() {
    let (totp, store, now) = (Totp::new(key()), MemoryOtpStore::new(), at(1_790_000_000));
    let code = totp.code(now).unwrap();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..MemoryOtpStore::MAX_FAILURES {
        assert_eq!(
            kind(totp.verify("a", wrong, now, &store)),
            ErrorKind::SignatureInvalid
        );
    }
    assert_eq!(
        kind(totp.verify("a", &code, now, &store)),
        ErrorKind::Denied
    );
    totp.verify("b", &code, now, &store).unwrap();
    store.unlock("a");
    totp.verify("a", &code, now, &store).unwrap();
    for text in ["", "1", &format!("{code}0"), "ABCDEF"] {
        assert!(totp.verify("c", text, now, &store).is_err());
    }
}

/// Guesses at the same time: each is counted before it is looked at.
#[test]
fn guesses_at_the_same_time_do_not_pass_the_lock() {
    use girokit_crypto::otp::OtpStore;
    use std::sync::Barrier;

    /// Lets nobody go on before all were asked whether they may.
    #[derive(Debug)]
    struct Slow(MemoryOtpStore, Barrier);

    impl OtpStore for Slow {
        fn last(&self, account: &str) -> Result<Option<u64>, Error> {
            self.0.last(account)
        }

        fn attempt(&self, account: &str, now: DateTime<Utc>) -> Result<(), Error> {
            let answer = self.0.attempt(account, now);
            self.1.wait();
            answer
        }

        fn accept(&self, account: &str, counter: u64) -> Result<(), Error> {
            self.0.accept(account, counter)
        }
    }

    let (totp, now) = (Totp::new(key()), at(1_790_000_000));
    let code = totp.code(now).unwrap();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let store = Slow(MemoryOtpStore::new(), Barrier::new(20));
    let looked_at = std::thread::scope(|scope| {
        let guesses: Vec<_> = (0..20)
            .map(|_| scope.spawn(|| kind(totp.verify("a", wrong, now, &store))))
            .collect();
        let kinds = guesses.into_iter().map(|guess| guess.join().unwrap());
        kinds
            .filter(|kind| *kind == ErrorKind::SignatureInvalid)
            .count()
    });
    assert_eq!(looked_at, MemoryOtpStore::MAX_FAILURES as usize);
}

#[test]
fn counters_are_caught_up_with_and_never_go_back() {
    let (key, store, now) = (key(), MemoryOtpStore::new(), at(0));
    assert_eq!(
        key.verify_hotp("a", &key.hotp(0), 3, now, &store).unwrap(),
        0
    );
    assert_eq!(
        key.verify_hotp("a", &key.hotp(3), 3, now, &store).unwrap(),
        3
    );
    assert_eq!(
        kind(key.verify_hotp("a", &key.hotp(3), 3, now, &store)),
        ErrorKind::SignatureInvalid
    );
    assert_eq!(
        kind(key.verify_hotp("a", &key.hotp(9), 3, now, &store)),
        ErrorKind::SignatureInvalid
    );
}

#[test]
fn uris_go_both_ways() {
    let key = key()
        .with_algorithm(OtpAlgorithm::Sha256)
        .with_digits(8)
        .unwrap();
    let totp = Totp::new(key).with_step(60).unwrap();
    let uri = totp.uri("Giro kit", "anna@example.com").unwrap();
    let text = std::str::from_utf8(uri.expose()).unwrap();
    assert_eq!(
        text,
        "otpauth://totp/Giro%20kit:anna@example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Giro%20kit&algorithm=SHA256&digits=8&period=60"
    );
    let again = Totp::from_uri(text).unwrap();
    assert_eq!(again.code(at(59)).unwrap(), totp.code(at(59)).unwrap());
    assert_eq!(kind(totp.uri("a:b", "c")), ErrorKind::Malformed);
    for bad in [
        "otpauth://hotp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY",
        "otpauth://totp/a",
        "otpauth://totp/a?secret=1",
        "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY",
        "otpauth://totp/a?secret=GEZDGNBVGY",
        "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY&algorithm=MD5",
        "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY&digits=4",
        "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY&period=0",
    ] {
        assert!(Totp::from_uri(bad).is_err(), "{bad}");
    }
}

#[test]
fn recovery_codes_are_good_once() {
    let (mut kept, shown) = RecoveryCodes::generate(8).unwrap();
    let text = |code: &Secret| String::from_utf8(code.expose().to_vec()).unwrap();
    assert_eq!((kept.left(), text(&shown[0]).len()), (8, 19));
    kept.redeem(&text(&shown[3]).to_lowercase().replace('-', " "))
        .unwrap();
    assert_eq!(
        kind(kept.redeem(&text(&shown[3]))),
        ErrorKind::SignatureInvalid
    );
    kept.redeem(&text(&shown[7])).unwrap();
    let (salt, hashes) = kept.parts();
    let mut again = RecoveryCodes::from_parts(*salt, hashes.to_vec());
    again.redeem(&text(&shown[0])).unwrap();
    assert_eq!(again.left(), 5);
    assert_eq!(kind(again.redeem("")), ErrorKind::SignatureInvalid);
    assert_eq!(
        kind(RecoveryCodes::generate(33).map(drop)),
        ErrorKind::TooLarge
    );
}

#[test]
fn debug_shows_no_secret() {
    let shown = format!(
        "{:?} {:?}",
        Totp::new(key()),
        RecoveryCodes::generate(1).unwrap().0
    );
    assert!(
        !shown.contains("1234") && !shown.contains('[') && shown.contains("left: 1"),
        "{shown}"
    );
    assert_eq!(
        kind(OtpKey::new(Secret::new(vec![1; 15]))),
        ErrorKind::KeyNotUsable
    );
    assert_eq!(
        kind(OtpKey::new(Secret::new(vec![1; 129]))),
        ErrorKind::KeyNotUsable
    );
}

proptest! {
    #[test]
    fn any_uri_is_read_or_refused(text in "otpauth://totp/[ -~]{0,60}|\\PC{0,40}") {
        let _ = Totp::from_uri(&text);
    }

    #[test]
    fn secrets_survive_the_uri(secret in proptest::collection::vec(any::<u8>(), 16..=128), time in 0_i64..4_000_000_000) {
        let totp = Totp::new(OtpKey::new(Secret::new(secret)).unwrap());
        let uri = totp.uri("a", "b").unwrap();
        let again = Totp::from_uri(std::str::from_utf8(uri.expose()).unwrap()).unwrap();
        prop_assert_eq!(again.code(at(time)).unwrap(), totp.code(at(time)).unwrap());
    }
}
