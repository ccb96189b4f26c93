//! The shipped specs: sound tables, own messages in each form, and the tables and messages of `../shared/data` where those are present.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use std::collections::BTreeSet;
use std::path::PathBuf;

use girokit_iso8583::spec::{Key, Length, Parts, Sensitivity};
use girokit_iso8583::{Message, MessageView, Spec, specs};
use serde_json::Value;

fn data(file: &str) -> Option<Vec<u8>> {
    let root = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let read = std::fs::read(root.join("iso8583").join(file)).ok();
    if read.is_none() {
        eprintln!("{file} is missing: not looked at");
    }
    read
}

fn spec(name: &str) -> &'static Spec {
    specs::by_name(name).unwrap()
}

/// The versions of the standard that are there in full.
fn versions() -> impl Iterator<Item = &'static Spec> {
    specs::all().filter(|spec| spec.name.starts_with("iso19"))
}

#[test]
fn names_are_unique_and_found() {
    let names: BTreeSet<_> = specs::all().map(|spec| spec.name.clone()).collect();
    assert_eq!(names.len(), specs::all().count());
    for found in specs::all() {
        assert_eq!(spec(&found.name), found);
        assert!(!found.title.is_empty() && !found.source.is_empty());
    }
    assert!(specs::by_name("iso2003").is_none());
}

#[test]
fn every_element_from_2_to_128_is_defined_once() {
    let in_part = |spec: &&Spec| spec.name.starts_with("iso2003");
    for spec in specs::all().filter(|spec| !in_part(spec)) {
        let numbers: Vec<_> = spec.fields().iter().map(|field| field.key).collect();
        let due: Vec<_> = (2..=128).filter(|&n| n != 65).map(Key::Number).collect();
        assert_eq!(numbers, due, "{}", spec.name);
        for number in 2..=128 {
            let found = spec.field(number).map(|field| field.key);
            assert_eq!(found, (number != 65).then_some(Key::Number(number)));
        }
        for (number, seen) in [
            (2, Sensitivity::Pan),
            (34, Sensitivity::Pan),
            (35, Sensitivity::Track),
            (36, Sensitivity::Track),
            (45, Sensitivity::Track),
            (52, Sensitivity::Pin),
            (53, Sensitivity::Secret),
            (55, Sensitivity::Tags),
        ] {
            assert_eq!(spec.field(number).unwrap().sensitivity, seen, "{number}");
        }
        assert!(matches!(spec.field(55).unwrap().parts, Parts::Tagged(_)));
    }
}

#[test]
fn data_that_a_network_defines_is_masked() {
    for spec in versions() {
        for number in [47, 48, 60, 61, 62, 63, 112, 116, 119, 120, 127] {
            let found = spec.field(number).unwrap();
            assert_eq!(
                found.sensitivity,
                Sensitivity::Secret,
                "{} {number}",
                spec.name
            );
        }
    }
}

#[test]
fn reserved_elements_of_1993_are_named_by_whom_they_are_for() {
    for (first, last, name) in [
        (111, 115, "Reserved, ISO"),
        (116, 122, "Reserved, national"),
        (123, 127, "Reserved, private"),
    ] {
        for number in first..=last {
            assert_eq!(spec("iso1993-ascii").field(number).unwrap().name, name);
        }
    }
}

#[test]
fn a_message_goes_through_every_form() {
    for spec in versions() {
        let mut message = Message::new(spec, "0200".parse().unwrap());
        message.set(2, "4111111111111111111").unwrap();
        message.set(4, "1000").unwrap();
        message.set(32, "12345678901").unwrap();
        message.set(35, "4111111111111111=2812101").unwrap();
        message.set(41, "TERM").unwrap();
        message.set(49, "840").unwrap();
        message.set(52, "0123456789ABCDEF").unwrap();
        message
            .set_bytes(55, b"\x9F\x02\x06\0\0\0\0\x10\0")
            .unwrap();
        message.set(97, "D0000000000001000").unwrap();
        message.set(128, "0000000000000000").unwrap();
        let bytes = message.to_bytes();
        let view = MessageView::read(spec, &bytes).unwrap();
        let text = |number| view.field(number).unwrap().text().into_owned();
        assert_eq!(text(2), "4111111111111111111", "{}", spec.name);
        assert_eq!(text(4), "000000001000");
        assert_eq!(text(32), "12345678901");
        assert_eq!(text(35), "4111111111111111=2812101");
        assert_eq!(text(41), "TERM    ");
        assert_eq!(text(49), "840");
        assert_eq!(text(97).len(), 17);
        assert_eq!(view.field(52).unwrap().bytes()[..2], [0x01, 0x23]);
        let tag = view.field(55).unwrap().elements().next().unwrap().unwrap();
        assert_eq!(
            (tag.key().to_string().as_str(), tag.as_bytes().len()),
            ("9F02", 6)
        );
        assert_eq!(Message::read(spec, &bytes).unwrap().to_bytes(), bytes);
        for end in 0..bytes.len() {
            assert!(MessageView::read(spec, &bytes[..end]).is_err());
        }
    }
}

#[test]
fn the_two_messages_of_the_bench_read() {
    let Some(ascii) = data("bench_ascii.bin") else {
        return;
    };
    let message = Message::read(spec("iso1987-ascii"), &ascii).unwrap();
    assert_eq!(message.bits().len(), 20);
    assert_eq!(message.to_bytes(), ascii);
    let Some(hex) = data("bench_emv.hex") else {
        return;
    };
    let digits = String::from_utf8(hex).unwrap();
    let emv: Vec<u8> = (0..digits.trim().len() / 2)
        .map(|at| u8::from_str_radix(&digits[at * 2..at * 2 + 2], 16).unwrap())
        .collect();
    let message = Message::read(spec("iso1987-binary"), &emv).unwrap();
    assert_eq!(
        message
            .field(55)
            .unwrap()
            .elements()
            .map(Result::unwrap)
            .count(),
        15
    );
    assert_eq!(message.to_bytes(), emv);
}

/// Lengths of jPOS's tables. Not compared: 1 and 65 (bitmaps), and what `argued` names.
#[test]
fn lengths_are_those_of_the_peers_tables() {
    // 55: ICC data counted in bytes.
    let argued = |number: u8| number == 55;
    let Some(raw) = data("vectors.json") else {
        return;
    };
    let vectors: Value = serde_json::from_slice(&raw).unwrap();
    let list = vectors
        .as_array()
        .or_else(|| vectors["vectors"].as_array())
        .unwrap();
    let mut compared = 0;
    for vector in list {
        let ours = match vector["spec"]["packager"].as_str() {
            Some("ISO87APackager") => "iso1987-ascii",
            Some("ISO87BPackager") => "iso1987-binary",
            Some("ISO93APackager") => "iso1993-ascii",
            Some("ISO93BPackager") => "iso1993-binary",
            _ => continue,
        };
        for (number, theirs) in vector["spec"]["fields"].as_object().unwrap() {
            let number: u8 = number.parse().unwrap();
            if number < 2 || number == 65 || argued(number) {
                continue;
            }
            let (digits, len) = match spec(ours).field(number).unwrap().length {
                Length::Fixed { len, .. } => (0, len),
                Length::Var { digits, max, .. } => (usize::from(digits), max),
                _ => (9, 0),
            };
            let form = theirs["len"].as_str().unwrap();
            let due = if form == "fixed" { 0 } else { form.len() };
            let max = theirs["max"].as_u64().unwrap();
            assert_eq!((digits, u64::from(len)), (due, max), "{ours} DE {number}");
            compared += 1;
        }
    }
    assert!(compared > 200, "{compared}");
}

#[test]
fn a_message_of_2003_goes_through_every_form() {
    for name in ["iso2003-ascii", "iso2003-binary", "iso2003-ebcdic"] {
        let spec = spec(name);
        let mut message = Message::new(spec, "2200".parse().unwrap());
        for (number, text) in [
            (2, "5555555555554444"),
            (4, "9782000000002599"),
            (11, "4711"),
            (12, "20261123111500"),
            (22, "000102030405060708090A0B"),
            (26, "5812"),
            (34, "0102"),
            (35, "5555555555554444=29122010"),
            (41, "GIRO0001"),
            (42, "HARBOUR TOOLS"),
            (49, "03"),
        ] {
            message.set(number, text).unwrap();
        }
        let bytes = message.to_bytes();
        let view = MessageView::read(spec, &bytes).unwrap();
        assert_eq!(view.mti().version(), girokit_iso8583::mti::Version::V2003);
        assert_eq!(view.field(4).unwrap().text(), "9782000000002599");
        assert_eq!(view.field(11).unwrap().text(), "000000004711");
        assert_eq!(view.field(34).unwrap().bytes()[..], [1, 2]);
        assert_eq!(Message::read(spec, &bytes).unwrap().to_bytes(), bytes);
        // What no public table had is refused by its number.
        message.set(50, "978").unwrap_err();
    }
}
