//! Bank files through the binary: detected, judged, written back, shown as statements.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::process::Output;

use serde_json::Value;

#[path = "support/run.rs"]
mod run;

use run::run;

const BAI2: &[u8] = include_bytes!("../../../fuzz/corpus/files_bai2/good.txt");

fn report(arguments: &[&str], input: &[u8]) -> (i32, Value) {
    let Output { status, stdout, .. } = run(&[&["--json", "-"], arguments].concat(), input);
    (
        status.code().unwrap(),
        serde_json::from_slice(&stdout).unwrap(),
    )
}

fn text(output: &Output) -> &str {
    core::str::from_utf8(&output.stdout).unwrap()
}

#[test]
fn bai2_is_detected_judged_and_summed() {
    let (code, report) = report(&[], BAI2);
    assert_eq!(code, 0, "{report}");
    assert_eq!(report["format"], "bai2");
    assert_eq!(report["summary"]["balances_proved"], 1);
    assert_eq!(report["summary"]["sums"]["CRDT USD"], "4500.00");
}

#[test]
fn a_wrong_control_warns_and_fails_under_rules_or_by_profile_not() {
    let file = String::from_utf8_lossy(BAI2).replace("49,13450000,6", "49,13450001,6");
    let (code, warned) = report(&[], file.as_bytes());
    assert_eq!((code, &warned["valid"]), (0, &true.into()));
    assert_eq!(warned["warnings"][0]["code"], "bai2.control.account-total");
    assert_eq!(warned["warnings"][0]["line"], 8);
    let (code, refused) = report(&["--rules"], file.as_bytes());
    assert_eq!(
        (code, &refused["errors"][0]["path"]),
        (1, &"Account Control Total".into())
    );
    let (code, _) = report(&["--profile", "bai2-controls-warn"], file.as_bytes());
    assert_eq!(code, 0);
    let output = run(&["--profile", "sepa-sct", "-"], file.as_bytes());
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("bai2-controls-warn"));
}

#[test]
fn a_file_is_written_back_in_its_format() {
    let first = run(&["--canonical", "-"], BAI2);
    assert_eq!(first.status.code(), Some(0));
    let second = run(&["--canonical", "-"], &first.stdout);
    assert_eq!(first.stdout, second.stdout);
    let broken = run(&["--canonical", "-"], b"01,a,b,260101,0000,1,,,2/\n");
    assert_eq!((broken.status.code(), broken.stdout.len()), (Some(1), 0));
    assert!(String::from_utf8_lossy(&broken.stderr).contains("bai2.file.unclosed"));
}

#[test]
fn statements_are_a_table_or_json() {
    let table = run(&["--statement", "-"], BAI2);
    assert_eq!(table.status.code(), Some(0));
    assert!(text(&table).contains("0123456789 USD 1, 2026-06-20 to 2026-06-20"));
    assert!(text(&table).contains("CHECK 1001"));
    let json = run(&["--statement", "--json", "-"], BAI2);
    let value: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(
        value["statements"][0]["entries"][0]["amount"],
        "USD 4500.00"
    );
    assert_eq!(value["unmapped"][0]["field"], "Sender Identification");
}

#[test]
fn mt940_is_detected_and_its_statement_proved() {
    let file = include_bytes!("../../../fuzz/corpus/files_mt/mt940.txt");
    let (code, report) = report(&[], file);
    assert_eq!((code, &report["format"]), (0, &"mt940".into()), "{report}");
    assert_eq!(report["summary"]["balances_proved"], 1);
    assert_eq!(report["summary"]["sender"], "BANKDEFF");
    let canonical = run(&["--canonical", "-"], file);
    let again = run(
        &["--canonical", "--format", "mt940", "-"],
        &canonical.stdout,
    );
    assert_eq!(canonical.stdout, again.stdout);
    let table = run(&["--statement", "-"], file);
    assert!(text(&table).contains("INV-42") && text(&table).contains("Muster GmbH"));
}

#[test]
fn statements_that_do_not_follow_each_other_warn() {
    let statement = |number: u32, opening: &str, closing: &str| {
        format!(
            ":20:R\r\n:25:10020030/1234567\r\n:28C:{number}/1\r\n:60F:C260622EUR{opening}\r\n:62F:C260622EUR{closing}\r\n-\r\n"
        )
    };
    let file = statement(7, "1,00", "1,00") + &statement(9, "2,00", "2,00");
    let (code, warned) = report(&[], file.as_bytes());
    assert_eq!(
        (code, &warned["summary"]["continuity_breaks"]),
        (0, &2.into())
    );
    let codes: Vec<_> = warned["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["code"])
        .collect();
    assert!(
        codes.iter().all(|code| **code == "statement.continuity"),
        "{warned}"
    );
    let (code, _) = report(&["--rules"], file.as_bytes());
    assert_eq!(code, 1);
    let table = run(&["--statement", "-"], file.as_bytes());
    assert!(text(&table).contains(
        "warning [statement.continuity] account ...4567: statement 9/1 (R) follows statement 7/1 (R): 8 is missing"
    ), "{}", text(&table));
    let (_, json) = report(&["--statement"], file.as_bytes());
    assert_eq!(json["continuity"][1]["fault"]["fault"], "balance");
    let sound = statement(7, "1,00", "1,00") + &statement(8, "1,00", "2,00");
    let (_, report) = report(&[], sound.as_bytes());
    assert_eq!(report["summary"]["continuity_breaks"], 0);
}

#[test]
fn nacha_is_detected_and_its_controls_hold() {
    let file = include_bytes!("../../../fuzz/corpus/files_nacha/ppd.ach");
    let (code, report) = report(&[], file);
    assert_eq!((code, &report["format"]), (0, &"nacha".into()), "{report}");
    let canonical = run(&["--canonical", "-"], file);
    assert_eq!(canonical.stdout, file);
    let output = run(&["--statement", "-"], file);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn ofx_is_detected_and_shown_and_not_written() {
    let file = include_bytes!("../../../fuzz/corpus/files_ofx/sgml.ofx");
    let (code, report) = report(&[], file);
    assert_eq!((code, &report["format"]), (0, &"ofx".into()), "{report}");
    assert_eq!(report["summary"]["sums"]["DBIT USD"], "200.50");
    assert_eq!(run(&["--canonical", "-"], file).status.code(), Some(2));
}

#[test]
fn what_a_file_cannot_do_is_said() {
    let output = run(&["--tree", "-"], BAI2);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--tree is not for bank files"));
    let (code, report) = report(&["--format", "bai2"], b"<Document/>");
    assert_eq!(
        (code, &report["errors"][0]["code"]),
        (1, &"unreadable".into())
    );
}
