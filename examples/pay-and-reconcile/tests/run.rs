//! The program as its user runs it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use girokit_iso20022::AnyMessage;
use serde_json::Value;

/// Runs the program with its output in a directory of its own.
fn run(name: &str, args: &[&str]) -> (Output, PathBuf) {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&out);
    let output = Command::new(env!("CARGO_BIN_EXE_pay-and-reconcile"))
        .args(args)
        .arg("--out")
        .arg(&out)
        .output()
        .unwrap();
    (output, out)
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn json(out: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(out.join("report.json")).unwrap()).unwrap()
}

fn file(name: &str, content: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn the_committed_day_balances_and_explains_every_payment() {
    let (output, out) = run("day", &["--date", "2026-11-23"]);
    assert_eq!(code(&output), 0, "{}{}", stdout(&output), stderr(&output));
    assert!(
        stdout(&output).contains("40 payments: 30 paid, 9 refused, 1 waiting, 0 trouble"),
        "{}",
        stdout(&output)
    );
    assert!(stdout(&output).contains("The day balances to the last digit."));
    let report = json(&out);
    let refused: Vec<&str> = report["payments"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["class"] == "refused")
        .map(|row| row["explanation"].as_str().unwrap())
        .collect();
    assert_eq!(
        refused,
        [
            "creditor_account: expected a valid IBAN, found one with wrong length or check digits",
            "AC07: the creditor's account is closed",
            "expected an amount above zero",
            "AC02: the debtor's account is not kept here",
            "amount: expected at most 0 decimals for JPY, found 1",
            "amount: expected at most 3 decimals for KWD, found 4",
            "AM04: the debtor's account does not hold enough money",
            "AM03: the debtor's account is not kept in this currency",
            "this key came before in the list with another content",
        ]
    );
    let lost: Vec<&str> = report["payments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["explanation"].as_str().unwrap())
        .filter(|why| why.starts_with("answer lost"))
        .collect();
    assert_eq!(lost.len(), 2);
    assert!(
        lost[0].contains("a query found it executed")
            && lost[1].contains("sent again under the same id"),
        "{lost:?}"
    );
    let mut messages = 0;
    for entry in std::fs::read_dir(&out).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "xml") {
            AnyMessage::from_xml(&std::fs::read(&path).unwrap())
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            messages += 1;
        }
    }
    // Four messages out (two of them unanswered), two answers and a status back, the statements.
    assert_eq!(messages, 4 + 3 + 1);
    for name in [
        "pain.001.xml",
        "pain.002.xml",
        "camt.053.xml",
        "report.html",
    ] {
        assert!(out.join(name).exists(), "{name}");
    }
}

#[test]
fn the_same_day_twice_is_the_same_to_the_last_byte() {
    let (_, first) = run("twice-1", &["--date", "2026-11-23"]);
    let (_, second) = run("twice-2", &["--date", "2026-11-23"]);
    for name in ["pain.001.xml", "camt.053.xml", "report.json", "report.html"] {
        assert_eq!(
            std::fs::read(first.join(name)).unwrap(),
            std::fs::read(second.join(name)).unwrap(),
            "{name}"
        );
    }
}

#[test]
fn the_statement_of_a_day_proves_itself_and_meets_a_ledger() {
    let (_, day) = run("own-day", &["--date", "2026-11-23"]);
    let statement = day.join("camt.053.xml");
    let statement = statement.to_str().unwrap();
    let (output, out) = run("own-statement", &["--statement", statement]);
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    assert_eq!(json(&out)["statements"].as_array().unwrap().len(), 6);

    let ledger = file(
        "ledger.csv",
        "reference,account,currency,amount,date\n\
         INV-2026-0036,DE32999900000000001006,CHF,-870.55,2026-11-23\n\
         INV-2026-0037,DE32999900000000001006,CHF,-1940.01,2026-11-23\n",
    );
    let (output, out) = run(
        "own-ledger",
        &["--statement", statement, "--ledger", &ledger],
    );
    assert_eq!(code(&output), 1);
    let report = json(&out);
    assert_eq!(report["reconciliation"]["matched"], 1);
    let breaks = report["reconciliation"]["breaks"].as_array().unwrap();
    assert!(
        breaks.iter().any(|row| row["kind"] == "amount under"),
        "{breaks:?}"
    );
}

#[test]
fn a_statement_that_does_not_balance_is_told_and_not_a_crash() {
    let (_, day) = run("bent-day", &["--date", "2026-11-23"]);
    let xml = std::fs::read_to_string(day.join("camt.053.xml")).unwrap();
    let wrong = xml.replacen(
        "<Amt Ccy=\"EUR\">211438.77</Amt>",
        "<Amt Ccy=\"EUR\">211438.78</Amt>",
        1,
    );
    assert_ne!(xml, wrong);
    let (output, _) = run("bent", &["--statement", &file("bent.xml", &wrong)]);
    assert_eq!(code(&output), 1);
    assert!(
        stdout(&output).contains("does not balance"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn names_in_a_list_cannot_write_into_the_page() {
    let payments = file(
        "hostile.csv",
        "key,method,debtor_account,creditor,creditor_account,currency,amount,end_to_end_id\n\
         1,transfer,DE70999900000000001001,<script>alert(1)</script>,4020117788,EUR,1.00,E1\n",
    );
    let (output, out) = run("hostile", &["--payments", &payments]);
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;"));
}

#[test]
fn wrong_usage_and_unreadable_files_end_with_2() {
    let text = file("text.xml", "hello");
    let header = file("header.csv", "a,b\n1,2\n");
    let cases: [(&[&str], &str); 6] = [
        (&["--nonsense"], "--help lists the options"),
        (&["--payments", "/nonexistent/x.csv"], "/nonexistent/x.csv"),
        (&["--payments", &header], "expected a column key"),
        (&["--statement", &text], "text.xml"),
        (&["--ledger", &header], "--ledger needs --statement"),
        (&["--date", "soon"], "--date: expected a date"),
    ];
    for (args, expected) in cases {
        let (output, _) = run("wrong", args);
        assert_eq!(code(&output), 2, "{args:?}");
        assert!(
            stderr(&output).contains(expected),
            "{args:?}: {}",
            stderr(&output)
        );
        assert!(!stderr(&output).contains("panicked"), "{args:?}");
    }
    let (output, _) = run("help", &["--help"]);
    assert_eq!(code(&output), 0);
    assert!(stdout(&output).contains("--statement FILE"));
}

#[test]
fn every_valid_statement_of_other_people_is_proved_or_its_fault_is_named() {
    let set = std::env::var_os("GIROKIT_DATA").map(PathBuf::from);
    let data = set
        .unwrap_or_else(|| {
            PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"))
        })
        .join("iso20022");
    let Ok(index) = std::fs::read_to_string(data.join("samples/index.tsv")) else {
        eprintln!("no sample data beside the workspace: nothing to prove");
        return;
    };
    for line in index.lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        let [path, "camt.053.001.02" | "camt.053.001.08", "valid", ..] = columns.as_slice() else {
            continue;
        };
        let path = data.join(path);
        let (output, _) = run("sample", &["--statement", path.to_str().unwrap()]);
        match code(&output) {
            0 => assert!(stdout(&output).contains("Every statement balances")),
            1 => assert!(
                stdout(&output).contains("does not balance")
                    || stdout(&output).contains("cannot be proved")
            ),
            other => panic!("{}: exit {other}: {}", path.display(), stderr(&output)),
        }
    }
}
