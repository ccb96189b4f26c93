//! The contract of DESIGN.md, through the binary.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::process::Output;

use serde_json::Value;

#[path = "support/run.rs"]
mod run;

use run::run;

const WARNED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/warned.xml");
const BROKEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/broken.xml");

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
    let found = codes(&report["warnings"]);
    for code in [
        "iban",
        "bic",
        "currency-decimals",
        "currency",
        "transaction-count",
        "control-sum",
    ] {
        assert!(found.contains(&code), "{code} in {found:?}");
    }
    // Warnings have their lines too.
    let first = &report["warnings"][0];
    assert!(
        first["line"].as_u64() > Some(1) && first["column"].as_u64() > Some(1),
        "{first}"
    );
    assert_eq!(report["errors"], Value::Array(vec![]));
    assert_eq!(report["summary"]["transactions"], 2);
    assert_eq!(report["summary"]["sums"]["JPY"], "20.5");
}

#[test]
fn rules_make_warnings_errors() {
    let (lenient, _) = json(&["--json", WARNED]);
    let (report, code) = json(&["--json", "--rules", WARNED]);
    assert_eq!((code, report["valid"].as_bool()), (1, Some(false)));
    assert_eq!(report["errors"], lenient["warnings"]);
    assert_eq!(report["warnings"], Value::Array(vec![]));
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
        &["--profile", "sepa-xyz", WARNED],
        &["--json", "--canonical", WARNED],
        &["--tree", "--canonical", WARNED],
        &["--stream", "--tree", WARNED],
        &["--convert", "pain.001.001.99", WARNED],
        &["--convert", "camt.053.001.08", WARNED],
        &["--diff", "/nonexistent/file", WARNED],
        &["--diff", "-", "-"],
        &["-o", "/nonexistent/folder/file", "--canonical", WARNED],
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
        "warnings",
        "[currency-decimals]",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    // Account numbers and names do not stand in problems.
    assert!(!page.contains("DE00370400440532013000"), "{page}");
}

fn text(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

#[test]
fn a_tree_has_long_names() {
    let output = run(&["--tree", WARNED], b"");
    let tree = text(&output);
    assert_eq!(output.status.code(), Some(0));
    assert!(
        tree.starts_with("Document\n  Customer Credit Transfer Initiation\n    Group Header\n"),
        "{tree}"
    );
    assert!(tree.contains("Instructed Amount: 20.5 JPY"), "{tree}");
    let tagged = run(&["--tree", "--tags", WARNED], b"");
    assert!(text(&tagged).contains("Group Header <GrpHdr>"));
    // What is not valid has no tree, but reasons.
    let refused = run(&["--tree", BROKEN], b"");
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(1), 0));
    assert!(!refused.stderr.is_empty());
}

#[test]
fn a_message_converts_and_tells_its_losses() {
    let old = run(&["--convert", "pain.001.001.03", WARNED], b"");
    assert_eq!(old.status.code(), Some(0), "{old:?}");
    assert!(text(&old).contains("pain.001.001.03") && text(&old).contains("<BIC>"));
    // And back: nothing was lost, so nothing differs.
    let new = run(&["--convert", "pain.001.001.09", "-"], &old.stdout);
    assert_eq!(
        run(&["--diff", WARNED, "-"], &new.stdout).status.code(),
        Some(0)
    );

    let with_uetr = String::from_utf8(std::fs::read(WARNED).unwrap())
        .unwrap()
        .replacen(
            "</EndToEndId>",
            "</EndToEndId><UETR>00000000-0000-4000-8000-000000000001</UETR>",
            1,
        );
    let lossy = run(&["--convert", "pain.001.001.03", "-"], with_uetr.as_bytes());
    let told = String::from_utf8_lossy(&lossy.stderr);
    assert_eq!(lossy.status.code(), Some(0));
    assert!(
        told.contains("1 change")
            && told.contains("/PmtId/UETR: lost: pain.001.001.03 has no place"),
        "{told}"
    );
}

#[test]
fn what_cannot_be_converted_is_not_written() {
    let transfer = r#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><FIToFICstmrCdtTrf><GrpHdr><MsgId>M</MsgId>
        <CreDtTm>2026-11-23T10:00:00Z</CreDtTm><NbOfTxs>1</NbOfTxs><SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr>
        <CdtTrfTxInf><PmtId><EndToEndId>E</EndToEndId></PmtId><IntrBkSttlmAmt Ccy="EUR">1</IntrBkSttlmAmt><ChrgBr>SLEV</ChrgBr>
        <Dbtr><Nm>A</Nm></Dbtr><DbtrAgt><FinInstnId><BICFI>BANKDEFFXXX</BICFI></FinInstnId></DbtrAgt><CdtrAgt><FinInstnId>
        <BICFI>BANKFRPPXXX</BICFI></FinInstnId></CdtrAgt><Cdtr><Nm>B</Nm></Cdtr></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>"#;
    let output = run(&["--convert", "pacs.008.001.07", "-"], transfer.as_bytes());
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    assert!(
        told.contains("PmtId/TxId") && told.contains("not written"),
        "{told}"
    );
}

#[test]
fn differences_are_told_by_path() {
    let other = String::from_utf8(std::fs::read(WARNED).unwrap())
        .unwrap()
        .replace("Weaver", "Dyer");
    let output = run(&["--diff", WARNED, "-"], other.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    let line = "/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]/Cdtr/Nm: changed";
    assert_eq!(text(&output), format!("{line}\n"));
    let shown = run(&["--diff", WARNED, "--values", "-"], other.as_bytes());
    assert_eq!(text(&shown), format!("{line} from Dyer to Weaver\n"));
    let object: Value =
        serde_json::from_slice(&run(&["--json", "--diff", WARNED, "-"], other.as_bytes()).stdout)
            .unwrap();
    assert_eq!(object["equal"], false);
    assert_eq!(object["differences"][0]["change"], "changed");
    assert_eq!(object["differences"][0]["left"], Value::Null);
    assert_eq!(run(&["--diff", WARNED, WARNED], b"").status.code(), Some(0));
    assert_eq!(run(&["--diff", BROKEN, WARNED], b"").status.code(), Some(1));
}

#[test]
fn json_goes_both_ways() {
    let object = run(&["--to-json", WARNED], b"");
    let value: Value = serde_json::from_slice(&object.stdout).unwrap();
    assert_eq!(
        value["@xmlns"],
        "urn:iso:std:iso:20022:tech:json:pain.001.001.09"
    );
    assert_eq!(
        value["Document"]["CstmrCdtTrfInitn"]["PmtInf"][0]["CdtTrfTxInf"][0]["Amt"]["InstdAmt"],
        serde_json::json!({ "amt": "20.5", "Ccy": "JPY" })
    );
    let back = run(&["--from-json", "-"], &object.stdout);
    assert_eq!(back.stdout, run(&["--canonical", WARNED], b"").stdout);
    let content = serde_json::to_vec(&value["Document"]).unwrap();
    let named = run(
        &["--from-json", "--format", "pain.001.001.09", "-"],
        &content,
    );
    assert_eq!(named.stdout, back.stdout);
    let report = run(&["--from-json", "--json", "-"], &object.stdout);
    let report: Value = serde_json::from_slice(&report.stdout).unwrap();
    assert_eq!(
        (report["valid"].as_bool(), &report["format"]),
        (Some(true), &Value::from("pain.001.001.09"))
    );
    for wrong in [
        b"{".as_slice(),
        b"{}",
        b"{\"@xmlns\": \"urn:iso:std:iso:20022:tech:json:pain.001.001.09\", \"Document\": {}}",
    ] {
        let output = run(&["--from-json", "--json", "-"], wrong);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            (output.status.code(), codes(&report["errors"])),
            (Some(1), vec!["json"])
        );
    }
}

const HEADER: &str = r#"<AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"><Fr><FIId><FinInstnId><BICFI>BANKDEFFXXX</BICFI>
    </FinInstnId></FIId></Fr><To><FIId><FinInstnId><BICFI>BANKFRPPXXX</BICFI></FinInstnId></FIId></To><BizMsgIdr>B1</BizMsgIdr>
    <MsgDefIdr>pain.001.001.09</MsgDefIdr><CreDt>2026-11-23T10:00:00Z</CreDt></AppHdr>"#;

/// A header and a message in a wrapper.
fn wrapped(header: &str) -> String {
    let message = std::fs::read_to_string(WARNED).unwrap();
    let document = &message[message.find("<Document").unwrap()..];
    format!("<Envelope>\n{header}\n{document}\n</Envelope>")
}

#[test]
fn wrappers_are_opened() {
    let file = wrapped(HEADER);
    let output = run(&["--json", "-"], file.as_bytes());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (output.status.code(), &report["format"]),
        (Some(0), &Value::from("pain.001.001.09"))
    );
    let summary = &report["summary"];
    assert_eq!(
        (
            summary["envelope"].as_str(),
            summary["transactions"].as_u64()
        ),
        (Some("Envelope"), Some(2))
    );
    assert_eq!(summary["parts"][0]["business_message_id"], "B1");
    assert_eq!(summary["parts"][1]["path"], "/Envelope/Document");
    // Paths and lines are the file's.
    let warning = &report["warnings"][0];
    let path = warning["path"].as_str().unwrap();
    assert!(
        path.starts_with("/Envelope/Document/CstmrCdtTrfInitn/"),
        "{path}"
    );
    let line = warning["line"].as_u64().unwrap();
    assert!(
        file.lines()
            .nth(usize::try_from(line).unwrap() - 1)
            .unwrap()
            .contains("IBAN")
    );
    // The one document is what is converted.
    assert_eq!(
        run(&["--canonical", "-"], file.as_bytes()).stdout,
        run(&["--canonical", WARNED], b"").stdout
    );
    let tree = run(&["--tree", "-"], file.as_bytes());
    assert!(
        text(&tree).starts_with("Application Header\n") && text(&tree).contains("\nDocument\n")
    );
}

#[test]
fn a_wrapper_is_as_valid_as_its_parts() {
    for (header, code, error) in [
        (
            HEADER.replace("<BizMsgIdr>B1</BizMsgIdr>", ""),
            1,
            Some("missing-element"),
        ),
        (
            HEADER.replace("head.001.001.02", "head.009.001.02"),
            1,
            Some("unknown-message"),
        ),
        (
            HEADER.replace("pain.001.001.09", "pain.001.001.03"),
            0,
            None,
        ),
    ] {
        let output = run(&["--json", "-"], wrapped(&header).as_bytes());
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(code), "{report}");
        match error {
            Some(error) => assert_eq!(codes(&report["errors"]), [error]),
            None => assert!(codes(&report["warnings"]).contains(&"header-message-definition")),
        }
    }
    let twice = wrapped(HEADER).replace("</Envelope>", "") + &wrapped("")["<Envelope>".len()..];
    assert_eq!(
        run(&["--json", "-"], twice.as_bytes()).status.code(),
        Some(0)
    );
    let refused = run(&["--canonical", "-"], twice.as_bytes());
    assert_eq!(refused.status.code(), Some(2), "two messages are not one");
}

/// How many formats of bank files there are.
const FILE_FORMATS: usize = 4;

#[test]
fn the_catalogue_is_listed() {
    let output = run(&["--list"], b"");
    assert_eq!(
        text(&output).lines().count(),
        649 + girokit_iso8583::specs::all().count() + FILE_FORMATS
    );
    assert!(text(&output).contains("\niso1987-ascii "));
    assert!(text(&output).contains("\npacs.008.001.08   FI To FI Customer Credit Transfer\n"));
    let profiles = run(&["--list-profiles"], b"");
    assert!(text(&profiles).contains("sepa-sct "));
}

#[test]
fn a_profile_makes_its_rules_errors() {
    let (report, code) = json(&["--json", "--profile", "sepa-sct", WARNED]);
    let found = codes(&report["errors"]);
    assert_eq!((code, report["valid"].as_bool()), (1, Some(false)));
    assert!(
        found.iter().any(|code| code.starts_with("sepa-")) && found.contains(&"iban"),
        "{found:?}"
    );
    // A profile that does not speak of the message says so.
    let (report, code) = json(&["--json", "--profile", "fedwire", WARNED]);
    assert_eq!((code, codes(&report["warnings"])), (1, vec!["profile"]));
}

#[test]
fn output_goes_to_a_file() {
    let file = std::env::temp_dir().join(format!("giro-inspect-{}.xml", std::process::id()));
    let name = file.to_str().unwrap();
    let output = run(&["--canonical", "-o", name, WARNED], b"");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0));
    let written = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    assert_eq!(written, run(&["--canonical", WARNED], b"").stdout);
}

#[test]
fn a_stream_says_the_same_as_the_whole() {
    let (whole, code) = json(&["--json", WARNED]);
    let (streamed, streamed_code) = json(&["--json", "--stream", WARNED]);
    assert_eq!(code, streamed_code);
    assert_eq!(
        (&whole["format"], &whole["summary"]),
        (&streamed["format"], &streamed["summary"])
    );
    let sorted = |report: &Value| {
        let mut found: Vec<_> = report["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .map(Value::to_string)
            .collect();
        found.sort();
        found
    };
    assert_eq!(sorted(&whole), sorted(&streamed));
    assert_eq!(
        run(&["--stream", "--rules", WARNED], b"").status.code(),
        Some(1)
    );
    let page = run(&["--stream", WARNED], b"");
    assert!(text(&page).contains("Weaver"), "{}", text(&page));

    let (whole, _) = json(&["--json", BROKEN]);
    let (streamed, code) = json(&["--json", "--stream", BROKEN]);
    assert_eq!((code, &whole["errors"]), (1, &streamed["errors"]));
    for (input, format) in [
        (b"".as_slice(), "unknown"),
        (b"hello", "unknown"),
        (b"<a/>", "xml"),
        (b"<a", "unknown"),
    ] {
        let output = run(&["--json", "--stream", "-"], input);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            (output.status.code(), report["format"].as_str()),
            (Some(1), Some(format))
        );
    }
    let header = run(&["--stream", "-"], HEADER.as_bytes());
    assert_eq!(
        header.status.code(),
        Some(2),
        "a header has no transactions"
    );
}

#[test]
fn a_stream_checks_profiles_and_names_what_it_leaves_out() {
    let findings = |arguments: &[&str], file: &str| {
        let output = run(&[arguments, &["--json", "-"]].concat(), file.as_bytes());
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let mut all: Vec<String> = ["errors", "warnings"]
            .iter()
            .flat_map(|kind| report[kind].as_array().unwrap())
            .map(Value::to_string)
            .collect();
        all.sort();
        all
    };
    let warned = std::fs::read_to_string(WARNED).unwrap();
    for profile in ["sepa-sct", "sepa-inst", "cbpr", "fedwire"] {
        let whole = findings(&["--profile", profile], &warned);
        assert!(!whole.is_empty());
        assert_eq!(
            whole,
            findings(&["--stream", "--profile", profile], &warned)
        );
    }
    // Not one header for several transactions: that needs them all.
    let two = TRANSFERS.replace("<NbOfTxs>1<", "<NbOfTxs>2<");
    let whole = findings(&["--profile", "cbpr"], &two);
    let streamed = findings(&["--stream", "--profile", "cbpr"], &two);
    let (left_out, streamed): (Vec<_>, Vec<_>) = streamed
        .into_iter()
        .partition(|finding| finding.contains("\"stream\""));
    assert_eq!(left_out.len(), 1);
    assert!(
        left_out[0].contains("cbpr-single (in part)"),
        "{left_out:?}"
    );
    let missing: Vec<_> = whole.iter().filter(|f| !streamed.contains(f)).collect();
    assert_eq!(missing.len(), 1, "{missing:?}");
    assert!(
        missing[0].contains("at most 1 of <CdtTrfTxInf>"),
        "{missing:?}"
    );
    assert_eq!(streamed.len() + 1, whole.len());
    assert!(streamed.iter().any(|f| f.contains("GrpHdr/NbOfTxs")));
}

/// Two transfers between banks, neither of which CBPR+ takes.
const TRANSFERS: &str = r#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><FIToFICstmrCdtTrf><GrpHdr><MsgId>1</MsgId>
<CreDtTm>2026-11-23T06:00:00Z</CreDtTm><NbOfTxs>1</NbOfTxs><SttlmInf><SttlmMtd>INDA</SttlmMtd></SttlmInf></GrpHdr>
<CdtTrfTxInf><PmtId><EndToEndId>1</EndToEndId></PmtId><IntrBkSttlmAmt Ccy="EUR">1</IntrBkSttlmAmt><ChrgBr>SHAR</ChrgBr><Dbtr/>
<DbtrAgt><FinInstnId/></DbtrAgt><CdtrAgt><FinInstnId/></CdtrAgt><Cdtr/></CdtTrfTxInf>
<CdtTrfTxInf><PmtId><EndToEndId>2</EndToEndId></PmtId><IntrBkSttlmAmt Ccy="EUR">1</IntrBkSttlmAmt><ChrgBr>SHAR</ChrgBr><Dbtr/>
<DbtrAgt><FinInstnId/></DbtrAgt><CdtrAgt><FinInstnId/></CdtrAgt><Cdtr/></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>"#;

#[test]
fn a_stream_refuses_a_wrapper_and_says_what_to_do() {
    let output = run(&["--json", "--stream", "-"], wrapped(HEADER).as_bytes());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(codes(&report["errors"]), ["unknown-message"]);
    let message = report["errors"][0]["message"].as_str().unwrap();
    assert!(message.contains("leave --stream out"), "{message}");
}
