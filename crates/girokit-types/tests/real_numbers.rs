//! Against other people's data and another implementation.

#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(
    clippy::print_stdout,
    reason = "a test says what it ran on, or that its data is missing"
)]

use std::path::PathBuf;

use girokit_types::{AbaRoutingNumber, Iban};

fn data(path: &str) -> Option<String> {
    let root = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let bytes = std::fs::read(root.join(path)).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The Federal Reserve's directories: each of their routing numbers passes, and none of its neighbours does.
#[test]
fn federal_reserve_directories() {
    let mut count = 0;
    for path in ["fed/FedACHdir.txt", "fed/fpddir.txt"] {
        let Some(directory) = data(path) else {
            println!("no {path}: set GIROKIT_DATA to test with it");
            continue;
        };
        for line in directory.lines().filter(|line| !line.trim().is_empty()) {
            let text = line.get(..9).unwrap();
            let number = AbaRoutingNumber::parse(text).unwrap();
            assert_eq!(
                AbaRoutingNumber::from_first_eight(number.first_eight()),
                Ok(number)
            );
            for check in ('0'..='9').filter(|check| *check != number.check_digit()) {
                assert!(
                    AbaRoutingNumber::parse(&format!("{}{check}", number.first_eight())).is_err()
                );
            }
            count += 1;
        }
        assert!(count >= 5_000, "{path}");
    }
    println!("{count} routing numbers");
}

/// `iban_validate` gives the same verdict on everything that is near an IBAN, of the 87 countries that it knows.
#[test]
fn iban_verdicts_equal_the_peers() {
    let mut seed = 1_u64;
    let mut random = |limit: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % limit
    };
    let alphabet: Vec<char> = ('A'..='Z')
        .chain('0'..='9')
        .chain(['a', ' ', '-'])
        .collect();
    let (mut valid, mut invalid) = (0, 0);
    for line in include_str!("data/ibans.txt").lines() {
        for _ in 0..200 {
            let mut letters: Vec<char> = line.chars().collect();
            for _ in 0..random(3) {
                let at = random(letters.len());
                let letter = *alphabet.get(random(alphabet.len())).unwrap();
                match random(3) {
                    0 => letters.splice(at..=at, [letter]).for_each(drop),
                    1 => drop(letters.remove(at)),
                    _ => letters.insert(at, letter),
                }
            }
            let text: String = letters.into_iter().collect();
            let (ours, peers) = (Iban::parse(&text), text.parse::<iban::Iban>());
            if text.starts_with("PK") || text.starts_with("HN") {
                assert!(peers.is_err());
                continue;
            }
            // The peer takes check digits that nobody can have computed: 99 for 02.
            if text.get(2..4) == Some("99") {
                continue;
            }
            assert_eq!(ours.is_ok(), peers.is_ok(), "{text}: {ours:?}");
            *(if ours.is_ok() {
                &mut valid
            } else {
                &mut invalid
            }) += 1;
        }
    }
    println!("{valid} valid, {invalid} invalid");
    assert!(valid > 5_000 && invalid > 5_000);
}

/// The same, with check digits that fit: what is left to differ over is each country's structure.
#[test]
fn iban_structures_equal_the_peers() {
    let remainder = |text: &str| {
        text.chars()
            .filter_map(|c| c.to_digit(36))
            .fold(0, |rest, value| {
                (rest * if value < 10 { 10 } else { 100 } + value) % 97
            })
    };
    let (mut valid, mut invalid) = (0, 0);
    for line in include_str!("data/ibans.txt").lines() {
        let (country, bban) = (line.get(..2).unwrap(), line.get(4..).unwrap());
        if matches!(country, "HN" | "PK") {
            continue;
        }
        for at in 0..bban.len() {
            for letter in ["A", "Z", "0", "9"] {
                let mut bban = bban.to_owned();
                bban.replace_range(at..=at, letter);
                let check = 98 - remainder(&format!("{bban}{country}00"));
                let text = format!("{country}{check:02}{bban}");
                let (ours, peers) = (Iban::parse(&text), text.parse::<iban::Iban>());
                assert_eq!(ours.is_ok(), peers.is_ok(), "{text}: {ours:?}");
                *(if ours.is_ok() {
                    &mut valid
                } else {
                    &mut invalid
                }) += 1;
            }
        }
    }
    println!("{valid} valid, {invalid} invalid");
    assert!(valid > 3_000 && invalid > 1_000);
}
