//! The BAI2 files of `../shared/data/statements/bai2`, against their index.
#![cfg(feature = "bai2")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it read"
)]

use std::fs;
use std::path::PathBuf;

use girokit_files::girokit_types::statement::BalanceVerdict;
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
                let (mut balanced, mut differ, mut without) = (0, 0, 0);
                for statement in &converted.statements {
                    match statement.prove().verdict() {
                        BalanceVerdict::Balanced => balanced += 1,
                        BalanceVerdict::MissingBoth
                        | BalanceVerdict::MissingClosing
                        | BalanceVerdict::MissingOpening => without += 1,
                        other => {
                            differ += 1;
                            println!("  {}: {other:?}", statement.id());
                        }
                    }
                }
                println!(
                    "{name}: {} accounts, {balanced} balanced, {differ} not, {without} without both balances, {} errors, {} warnings",
                    converted.statements.len(),
                    report.error_count(),
                    report.warning_count()
                );
                for problem in report.problems() {
                    println!("  {problem}");
                }
                // The third account of sample4: its balances fall by 2,000.00, which its total of debits (400) says too, but its details,
                // put in for their text, come to 299,031.74 of debits net. The file is wrong.
                let wrong = usize::from(name.starts_with("sample4-"));
                assert_eq!(differ, wrong, "{name}");
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
