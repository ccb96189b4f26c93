//! The contract of DESIGN.md, through the binary.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const WARNED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/warned.xml");
const BROKEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/broken.xml");

fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_giro-inspect"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The program may end without reading its input.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn json(arguments: &[&str]) -> (Value, i32) {
    let output = run(arguments, b"");
    (
        serde_json::from_slice(&output.stdout).unwrap(),
        output.status.code().unwrap(),
    )
}

fn codes(findings: &Value) -> Vec<&str> {
    findings
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["code"].as_str().unwrap())
        .collect()
}

#[test]
fn what_lies_beyond_the_schema_warns() {
    let (report, code) = json(&["--json", WARNED]);
    assert_eq!((code, report["valid"].as_bool()), (0, Some(true)));
    assert_eq!(report["format"], "pain.001.001.09");
    assert_eq!(
        codes(&report["warnings"]),
        [
            "iban",
            "bic",
            "currency-decimals",
            "iban",
            "currency",
            "transaction-count",
            "control-sum",
            "transaction-count",
            "control-sum"
        ]
    );
    assert_eq!(report["errors"], Value::Array(vec![]));
    assert_eq!(report["summary"]["transactions"], 2);
    assert_eq!(report["summary"]["sums"]["JPY"], "20.5");
}

#[test]
fn rules_make_warnings_errors() {
    let (report, code) = json(&["--json", "--rules", WARNED]);
    assert_eq!((code, report["valid"].as_bool()), (1, Some(false)));
    assert_eq!(report["errors"].as_array().unwrap().len(), 9);
    assert_eq!(
        report["errors"][0]["path"],
        "/Document/CstmrCdtTrfInitn/PmtInf[1]/DbtrAcct/Id/IBAN"
    );
}

#[test]
fn all_errors_are_told_with_their_place() {
    let (report, code) = json(&["--json", BROKEN]);
    assert_eq!(code, 1);
    assert_eq!(
        codes(&report["errors"]),
        [
            "missing-element",
            "lexical",
            "unknown-element",
            "missing-element"
        ]
    );
    let second = &report["errors"][1];
    assert_eq!(
        (second["line"].as_u64(), second["column"].as_u64()),
        (Some(5), Some(16))
    );
    assert_eq!(second["path"], "/Document/CstmrCdtTrfInitn/GrpHdr/CreDtTm");
}

#[test]
fn canonical_output_is_read_again_unchanged() {
    let once = run(&["--canonical", WARNED], b"");
    assert_eq!(once.status.code(), Some(0));
    let twice = run(&["--canonical", "-"], &once.stdout);
    assert_eq!(once.stdout, twice.stdout);
    let refused = run(&["--canonical", BROKEN], b"");
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(1), 0));
    assert!(!refused.stderr.is_empty());
}

#[test]
fn what_is_no_message_is_not_valid() {
    for (input, format) in [
        (b"".as_slice(), "unknown"),
        (b"hello", "unknown"),
        (b"<a/>", "xml"),
        (b"<a", "unknown"),
    ] {
        let output = run(&["--json", "-"], input);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(
            (report["valid"].as_bool(), report["format"].as_str()),
            (Some(false), Some(format))
        );
        assert_eq!(report["errors"].as_array().unwrap().len(), 1);
    }
}

#[test]
fn usage_and_input_errors_exit_with_2() {
    for arguments in [
        &[][..],
        &["--format", "pain.999", WARNED],
        &["--profile", "sepa", WARNED],
        &["--json", "--canonical", WARNED],
        &["--what", WARNED],
        &[WARNED, WARNED],
        &["/nonexistent/file"],
    ] {
        let output = run(arguments, b"");
        assert_eq!(
            (output.status.code(), output.stdout.len()),
            (Some(2), 0),
            "{arguments:?}"
        );
        assert!(output.stderr.starts_with(b"giro-inspect: "));
    }
    assert_eq!(run(&["--help"], b"").status.code(), Some(0));
    assert_eq!(run(&["--version"], b"").status.code(), Some(0));
}

#[test]
fn a_named_format_must_be_the_files() {
    assert_eq!(
        run(&["--format", "pain.001.001.09", WARNED], b"")
            .status
            .code(),
        Some(0)
    );
    assert_eq!(
        run(&["--format", "iso20022", WARNED], b"").status.code(),
        Some(0)
    );
    let (report, code) = json(&["--json", "--format", "camt.053.001.08", WARNED]);
    assert_eq!(
        (code, codes(&report["errors"])),
        (1, vec!["unknown-message"])
    );
}

#[test]
fn limits_are_the_callers() {
    let output = run(&["--json", "--max-bytes", "100", WARNED], b"");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (output.status.code(), report["errors"][0]["code"].as_str()),
        (Some(1), Some("limit"))
    );
}

#[test]
fn the_page_for_people_shows_transactions_and_problems() {
    let page = String::from_utf8(run(&[WARNED], b"").stdout).unwrap();
    for part in [
        "pain.001.001.09, valid",
        "Weaver",
        "20.5 JPY",
        "9 warnings",
        "[control-sum]",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    // Account numbers and names do not stand in problems.
    assert!(!page.contains("DE00370400440532013000"), "{page}");
}
