//! Verdict and round trip on messages from elsewhere: `../shared/data`, or `GIROKIT_DATA`.
#![cfg(all(
    feature = "camt-053-001-02",
    feature = "camt-053-001-08",
    feature = "camt-054-001-08",
    feature = "head-001-001-02",
    feature = "pacs-008-001-08",
    feature = "pain-001-001-09",
    feature = "pain-002-001-10"
))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

use std::path::PathBuf;

use girokit_fuzz::iso20022::tree;
use girokit_iso20022::{AnyMessage, ErrorKind};

fn root() -> Option<PathBuf> {
    let data = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let root = data.join("iso20022");
    if !root.is_dir() {
        println!("skipped: no {}", root.display());
        return None;
    }
    Some(root)
}

/// Path, message and status of every case of the messages that are compiled in.
fn cases(root: &std::path::Path) -> Vec<(PathBuf, String)> {
    let mut cases = Vec::new();
    for index in ["samples/index.tsv", "samples/mutated.tsv"] {
        let text = std::fs::read_to_string(root.join(index)).unwrap();
        for line in text.lines().skip(1) {
            let columns: Vec<&str> = line.split('\t').collect();
            if AnyMessage::IDS.contains(&columns[1])
                && matches!(columns[2], "valid" | "invalid" | "malformed")
            {
                cases.push((root.join(columns[0]), columns[2].to_owned()));
            }
        }
    }
    cases
}

#[test]
fn verdicts_equal_the_schema_validators() {
    let Some(root) = root() else { return };
    let cases = cases(&root);
    assert!(cases.len() > 400, "the index lost its cases");
    let mut differing = Vec::new();
    for (path, status) in &cases {
        let outcome = AnyMessage::from_xml(&std::fs::read(path).unwrap());
        if outcome.is_ok() != (status == "valid") {
            differing.push(format!(
                "{} is {status}: {:?}",
                path.display(),
                outcome.err().map(|e| e.to_string())
            ));
        }
    }
    assert!(
        differing.is_empty(),
        "{} of {}:\n{}",
        differing.len(),
        cases.len(),
        differing.join("\n")
    );
}

#[test]
fn errors_say_where() {
    let Some(root) = root() else { return };
    for (path, status) in cases(&root)
        .iter()
        .filter(|(_, status)| status == "invalid")
    {
        let Err(error) = AnyMessage::from_xml(&std::fs::read(path).unwrap()) else {
            panic!("{} is {status}", path.display());
        };
        assert_eq!(
            error.kind(),
            ErrorKind::Invalid,
            "{}: {status}: {error}",
            path.display()
        );
        for problem in error.problems() {
            assert!(
                problem.path.starts_with("/Document") || problem.path.starts_with("/AppHdr"),
                "{problem}"
            );
            assert!(
                problem.line.is_some() && problem.column.is_some(),
                "{problem}"
            );
        }
    }
}

#[test]
fn valid_messages_survive_the_round_trip() {
    let Some(root) = root() else { return };
    for (path, _) in cases(&root).iter().filter(|(_, status)| status == "valid") {
        let message = AnyMessage::from_xml(&std::fs::read(path).unwrap()).unwrap();
        message
            .validate()
            .unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let written = message.to_xml().unwrap();
        let again = AnyMessage::from_xml(written.as_bytes())
            .unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert!(again == message, "{}", path.display());
        assert_eq!(again.to_xml().unwrap(), written, "{}", path.display());
    }
}

#[test]
fn the_tree_says_what_the_structs_say() {
    let Some(root) = root() else { return };
    for (path, _) in cases(&root) {
        tree(&std::fs::read(path).unwrap());
    }
}
