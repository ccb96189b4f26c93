//! The BAI2 files of `../shared/data/statements/bai2`, against their index.
#![cfg(feature = "bai2")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it read"
)]

use std::fs;
use std::path::PathBuf;

use girokit_files::{ErrorKind, bai2};

fn folder() -> Option<PathBuf> {
    let root = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let folder = root.join("statements/bai2");
    if !folder.is_dir() {
        println!("no shared data: the samples of BAI2 are not read");
        return None;
    }
    Some(folder)
}

#[test]
fn every_sample_is_read_as_its_index_says() {
    let Some(folder) = folder() else { return };
    let index = fs::read_to_string(folder.join("index.tsv")).unwrap();
    for row in index.lines().skip(1) {
        let mut columns = row.split('\t');
        let name = columns.next().unwrap();
        let expected = columns.nth(2).unwrap();
        let bytes = fs::read(folder.join(name)).unwrap();
        // Another library's verdict, which does not add up: of some samples the controls were made up.
        let read = bai2::read(&bytes[..], &bai2::profiles::CONTROLS_WARN);
        let verdict = match &read {
            Ok((file, report)) => {
                let converted = file.to_statements();
                let (mut balanced, mut not) = (0, 0);
                for statement in &converted.statements {
                    let proof = statement.prove();
                    if proof.is_balanced() {
                        balanced += 1;
                    } else {
                        not += 1;
                    }
                }
                println!(
                    "{name}: {} accounts, {balanced} balanced, {not} without both balances or not balanced, {} errors, {} warnings",
                    converted.statements.len(),
                    report.error_count(),
                    report.warning_count()
                );
                for problem in report.problems() {
                    println!("  {problem}");
                }
                report.is_valid()
            }
            Err(error) => {
                println!("{name}: {error}");
                assert_eq!(error.kind(), ErrorKind::Unrecognized, "{name}");
                false
            }
        };
        match expected {
            "valid" => assert!(verdict, "{name}"),
            _ => assert!(!verdict, "{name}"),
        }
    }
}
