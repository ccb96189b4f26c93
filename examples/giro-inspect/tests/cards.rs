//! Card messages through the binary.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and tells what it left out"
)]

use std::path::PathBuf;
use std::process::Output;

use girokit_iso8583::spec::Key;
use girokit_iso8583::{Message, MessageView, specs};
use serde_json::Value;

#[path = "support/run.rs"]
mod run;

use run::run;

const PAN: &str = "4111111111111111";

/// An authorization with a card number, a PIN block and chip data, of our own.
fn message(spec: &str) -> Message {
    let mut message = Message::new(specs::by_name(spec).unwrap(), "0100".parse().unwrap());
    for (number, value) in [
        (2, PAN),
        (3, "000000"),
        (4, "000000001250"),
        (7, "1123101500"),
        (11, "000042"),
        (35, "4111111111111111=29122010000000000000"),
        (41, "TERM0001"),
        (49, "978"),
        (52, "0123456789ABCDEF"),
    ] {
        message.set(number, value).unwrap();
    }
    let chip = [
        0x95, 5, 0x80, 0, 0, 0x80, 0, 0x9F, 0x02, 6, 0, 0, 0, 0, 0x12, 0x50,
    ];
    message.set_bytes(55, &chip).unwrap();
    message
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xF]);
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap();
    digits.map(digit).collect::<String>().to_ascii_uppercase()
}

fn unhex(text: &str) -> Vec<u8> {
    let pair = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(pair).collect()
}

fn json(arguments: &[&str], input: &[u8]) -> (Value, i32) {
    let output = run(arguments, input);
    let object = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr)));
    (object, output.status.code().unwrap())
}

fn text(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

#[test]
fn fields_are_masked_unless_asked_for() {
    let bytes = message("iso1987-binary").to_bytes();
    let named = [
        "--json",
        "--format",
        "iso8583",
        "--spec",
        "iso1987-binary",
        "-",
    ];
    let (report, code) = json(&named, &bytes);
    assert_eq!(
        (code, report["valid"].as_bool()),
        (0, Some(true)),
        "{report}"
    );
    assert_eq!(report["format"], "iso8583");
    let (summary, fields) = (&report["summary"], &report["summary"]["fields"]);
    assert_eq!(
        (&summary["mti"], &summary["spec"]),
        (&"0100".into(), &"iso1987-binary".into())
    );
    assert_eq!(fields["2"], "411111******1111");
    assert_eq!(fields["4"], "000000001250");
    assert_eq!(fields["52"], "[hidden]");
    assert_eq!(fields["55"]["9F02"], "000000001250");
    assert_eq!(fields["55"]["95"], "8000008000");

    let shown = run(
        &["--json", "--show-secrets", "--spec", "iso1987-binary", "-"],
        &bytes,
    );
    let report: Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!(report["summary"]["fields"]["2"], PAN);
    assert!(
        report["summary"]["fields"]["35"]
            .as_str()
            .unwrap()
            .starts_with(PAN)
    );
    assert_eq!(report["summary"]["fields"]["52"], "[hidden]");
    assert!(shown.stderr.starts_with(b"giro-inspect: --show-secrets"));

    // No form but that one shows the card number, the track or the PIN block.
    for mode in ["--json", "--describe", "--dump", "--to-json", "--rules"] {
        let output = run(&[mode, "--spec", "iso1987-binary", "-"], &bytes);
        assert_eq!(output.status.code(), Some(0), "{mode}");
        assert!(!text(&output).is_empty());
        for secret in [
            PAN,
            "41 11 11 11",
            "0123456789ABCDEF",
            "01 23 45 67",
            "2912201",
        ] {
            assert!(!text(&output).contains(secret), "{secret} in {mode}");
        }
    }
}

#[test]
fn canonical_gives_the_same_bytes() {
    for spec in ["iso1987-ascii", "iso1987-binary", "iso1987-ebcdic"] {
        let bytes = message(spec).to_bytes();
        let mixed = hex(&bytes).replace('A', "a");
        let spaced = format!("{}\r\n {}\r\n", &mixed[..20], &mixed[20..]);
        let lines = format!("{mixed}\n\n{mixed}\n");
        for input in [
            bytes.as_slice(),
            mixed.as_bytes(),
            spaced.as_bytes(),
            lines.as_bytes(),
        ] {
            let output = run(&["--canonical", "--spec", spec, "-"], input);
            assert_eq!(output.status.code(), Some(0), "{spec}: {output:?}");
            assert_eq!(output.stdout, input, "{spec}");
        }
    }
    // In frames, with what stands before the messages.
    let bytes = message("iso1987-ascii").to_bytes();
    let mut stream = Vec::new();
    for header in [[0, 0], [7, 9]] {
        stream.extend_from_slice(&u16::try_from(bytes.len()).unwrap().to_be_bytes());
        stream.extend_from_slice(&header);
        stream.extend_from_slice(&bytes);
    }
    let arguments = ["--framing", "visa", "--spec", "iso1987-ascii", "-"];
    let output = run(&[&["--canonical"], &arguments[..]].concat(), &stream);
    assert_eq!(output.stdout, stream);
    let (report, code) = json(&[&["--json"], &arguments[..]].concat(), &stream);
    assert_eq!((code, &report["summary"]["message_count"]), (0, &2.into()));
    assert_eq!(report["summary"]["messages"][1]["fields"]["11"], "000042");
    let cut = &stream[..stream.len() - 1];
    let (report, code) = json(&[&["--json"], &arguments[..]].concat(), cut);
    assert_eq!((code, &report["errors"][0]["code"]), (1, &"framing".into()));
    // And with a header that the spec does not know.
    let behind = [b"ISO12345".as_slice(), &bytes].concat();
    let output = run(
        &[
            "--canonical",
            "--header",
            "8",
            "--spec",
            "iso1987-ascii",
            "-",
        ],
        &behind,
    );
    assert_eq!(output.stdout, behind);
}

#[test]
fn every_error_has_its_path_and_byte() {
    let mut bytes = message("iso1987-binary").to_bytes();
    let view = MessageView::read(specs::by_name("iso1987-binary").unwrap(), &bytes).unwrap();
    let amount = view.field(4).unwrap();
    let chip = view.field(55).unwrap();
    let tag = chip
        .element(Key::Tag(girokit_iso8583::spec::Tag::binary(0x9F02)))
        .unwrap();
    let place = |part: &[u8]| part.as_ptr() as usize - bytes.as_ptr() as usize;
    let (amount, tag) = (place(amount.as_bytes()), place(tag.as_bytes()));
    bytes[amount + 2] = 0xAB;
    bytes[tag] = 0xFF;
    let (report, code) = json(&["--json", "--spec", "iso1987-binary", "-"], &bytes);
    assert_eq!(code, 1);
    let found: Vec<(&str, &str)> = report["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            let at = usize::try_from(error["column"].as_u64().unwrap()).unwrap();
            assert!(
                (amount..amount + 6).contains(&at) || (tag..tag + 6).contains(&at),
                "{error}"
            );
            (
                error["path"].as_str().unwrap(),
                error["code"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [("DE 4", "character"), ("DE 55 / 9F02", "character")]
    );
    // What could be located is shown; nothing is written back.
    assert_eq!(report["summary"]["fields"]["11"], "000042");
    let refused = run(&["--canonical", "--spec", "iso1987-binary", "-"], &bytes);
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(1), 0));
    assert!(!refused.stderr.is_empty());

    // In lines the line is named, and the message.
    let good = hex(&message("iso1987-binary").to_bytes());
    let lines = format!("{good}\n{}\n", hex(&bytes));
    let (report, _) = json(
        &["--json", "--spec", "iso1987-binary", "-"],
        lines.as_bytes(),
    );
    assert_eq!(report["errors"][0]["path"], "message[2] / DE 4");
    assert_eq!(report["errors"][0]["line"], 2);
}

#[test]
fn what_lies_beyond_the_spec_warns() {
    let mut message = message("iso1987-ascii");
    message.set(2, "4111111111111112").unwrap();
    message.set(7, "1323101500").unwrap();
    let bytes = message.to_bytes();
    let (report, code) = json(&["--json", "--spec", "iso1987-ascii", "-"], &bytes);
    assert_eq!((code, report["warnings"].as_array().unwrap().len()), (0, 2));
    let (strict, code) = json(
        &["--json", "--rules", "--spec", "iso1987-ascii", "-"],
        &bytes,
    );
    assert_eq!((code, &strict["errors"]), (1, &report["warnings"]));
}

#[test]
fn two_messages_differ_by_their_elements() {
    let folder = std::env::temp_dir();
    let file = folder.join(format!("giro-inspect-{}.hex", std::process::id()));
    let mut other = message("iso1987-ascii");
    std::fs::write(&file, hex(&other.to_bytes())).unwrap();
    other.set(4, "000000009999").unwrap();
    let arguments = [
        "--diff",
        file.to_str().unwrap(),
        "--spec",
        "iso1987-ascii",
        "-",
    ];
    let output = run(&arguments, &other.to_bytes());
    std::fs::remove_file(&file).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output), "~ DE 4: 000000009999 -> 000000001250\n");
}

/// One spec is found, or all that fit are named; the right one is among them.
#[test]
fn without_a_spec_the_shipped_ones_are_tried() {
    for spec in ["iso1987-ascii", "iso1987-binary", "iso1987-ebcdic"] {
        let bytes = message(spec).to_bytes();
        for input in [bytes.clone(), hex(&bytes).into_bytes()] {
            let (report, code) = json(&["--json", "-"], &input);
            assert_eq!(report["format"], "iso8583");
            if code == 0 {
                assert_eq!(report["summary"]["spec"], spec);
                assert_eq!(report["summary"]["spec_detected"], true);
            } else {
                assert_eq!(report["errors"][0]["code"], "ambiguous-spec", "{report}");
                assert!(
                    report["errors"][0]["message"]
                        .as_str()
                        .unwrap()
                        .contains(spec)
                );
            }
        }
    }
    let (report, code) = json(&["--json", "--format", "iso8583", "-"], b"0800");
    assert_eq!((code, &report["errors"][0]["code"]), (1, &"no-spec".into()));
}

#[test]
fn a_spec_comes_from_a_file() {
    let file = std::env::temp_dir().join(format!("giro-inspect-{}.json", std::process::id()));
    let mut spec = specs::by_name("iso1987-ascii").unwrap().clone();
    spec.name = "ours".into();
    std::fs::write(&file, spec.to_json()).unwrap();
    let arguments = ["--json", "--spec", file.to_str().unwrap(), "-"];
    let (report, code) = json(&arguments, &message("iso1987-ascii").to_bytes());
    assert_eq!((code, &report["summary"]["spec"]), (0, &"ours".into()));
    std::fs::write(&file, "{\"name\": 1}").unwrap();
    let output = run(&arguments, b"");
    std::fs::remove_file(&file).unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(output.stderr.windows(10).any(|text| text == b"is no spec"));
}

/// Nothing else is taken for a card message.
#[test]
fn detection_is_careful() {
    let nothing = "0".repeat(20);
    let no_trace = "0800".to_owned() + "0000000000000000";
    for input in [
        "",
        "0",
        "hello",
        "0800",
        "{\"mti\": \"0800\"}",
        "101 076401251 0764012510911230000A094101",
        ":20:REFERENCE\r\n:25:12345678\r\n",
        "{1:F01BANKBEBBAXXX0000000000}",
        "01,122099999,123456789,150623,0200,1,,,2/",
        "2026-11-23,CARD,12.50,EUR\n",
        "DEADBEEF",
        &nothing,
        &no_trace,
    ] {
        let (report, code) = json(&["--json", "-"], input.as_bytes());
        assert_eq!(code, 1, "{input}");
        assert_ne!(report["format"], "iso8583", "{input}");
    }
}

#[test]
fn usage_is_told() {
    for arguments in [
        &["--spec", "iso2099", "-"][..],
        &["--spec", "/nonexistent/spec.json", "-"],
        &["--spec", "iso1987-ascii", "--format", "iso20022", "-"],
        &["--framing", "pigeon", "-"],
        &["--input", "base64", "-"],
        &["--header", "300", "-"],
        &["--describe", "--dump", "-"],
        &["--describe", "--format", "pain.001.001.09", "-"],
        &["--format", "iso8583", "--tree", "-"],
        &["--format", "iso8583", "--stream", "-"],
        &["--show-secrets", "--canonical", "-"],
    ] {
        let output = run(arguments, b"0800");
        assert_eq!(
            (output.status.code(), output.stdout.len()),
            (Some(2), 0),
            "{arguments:?}"
        );
    }
    for arguments in [
        &["--input", "hex"][..],
        &["--input", "lines"],
        &["--framing", "bcd2"],
    ] {
        let (report, code) = json(&[&["--json"], arguments, &["-"]].concat(), b"xyz");
        assert_eq!(
            (code, report["valid"].as_bool()),
            (1, Some(false)),
            "{arguments:?}"
        );
        assert_eq!(report["errors"].as_array().unwrap().len(), 1);
    }
}

/// Messages of other implementations: those that a shipped spec reads are reported valid and written back byte for byte; of the others
/// the report is an error with a place.
#[test]
fn vectors_of_others() {
    let root = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let Ok(vectors) = std::fs::read(root.join("iso8583/vectors.json")) else {
        println!("no ../shared/data/iso8583: the vectors of other implementations are left out");
        return;
    };
    let vectors: Value = serde_json::from_slice(&vectors).unwrap();
    let (mut read, mut refused) = (0, 0);
    for vector in vectors.as_array().unwrap() {
        let Some(text) = vector["hex"]
            .as_str()
            .filter(|_| vector["level"] == "message")
        else {
            continue;
        };
        let text = text.to_ascii_uppercase();
        let bytes = unhex(&text);
        let fitting = specs::all().find(|spec| MessageView::read(spec, &bytes).is_ok());
        let name = fitting.map_or("iso1987-ascii", |spec| &spec.name);
        let arguments = ["--input", "hex", "--spec", name, "-"];
        let (report, code) = json(&[&["--json"], &arguments[..]].concat(), text.as_bytes());
        let id = &vector["id"];
        if fitting.is_none() {
            refused += 1;
            assert_eq!((code, report["valid"].as_bool()), (1, Some(false)), "{id}");
            let first = &report["errors"][0];
            assert!(
                first["column"].is_u64() || first["code"] == "empty",
                "{id}: {first}"
            );
            continue;
        }
        read += 1;
        assert_eq!((code, report["valid"].as_bool()), (0, Some(true)), "{id}");
        let output = run(
            &[&["--canonical"], &arguments[..]].concat(),
            text.as_bytes(),
        );
        assert_eq!(output.stdout, text.as_bytes(), "{id}");
    }
    println!("{read} read by a shipped spec, {refused} refused");
    assert!(read >= 5, "only {read} read");
}
