//! The OFX files of `../shared/data/statements/ofx`.
#![cfg(feature = "ofx")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it read"
)]

use std::fs;
use std::path::PathBuf;

use girokit_files::{Profile, ofx};

#[test]
fn every_sample_is_read() {
    let root = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let Ok(entries) = fs::read_dir(root.join("statements/ofx")) else {
        println!("no shared data: the samples of OFX are not read");
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = fs::read(&path).unwrap();
        assert!(ofx::detect(&bytes), "{name}");
        let (file, report) = ofx::read(&bytes[..], &Profile::STRICT).unwrap();
        let converted = file.to_statements();
        let entries: usize = converted
            .statements
            .iter()
            .map(|one| one.entries().len())
            .sum();
        println!(
            "{name}: version {}, {} statements, {entries} entries, {} errors, {} warnings, {} unmapped",
            file.version,
            converted.statements.len(),
            report.error_count(),
            report.warning_count(),
            converted.unmapped.len()
        );
        for problem in report.problems() {
            println!("    {problem}");
        }
    }
}
