//! Vectors of other implementations (`../shared/data/iso8583`): each is read by its own spec, converted into ours.
//!
//! Good ones decode to the fields that are listed and encode to the same bytes; bad ones give an error. What differs is listed with its
//! reason, and nothing else may differ. Of 159 vectors 151 pass, 7 are argued ([`ARGUED`]), and one, V033, has no form in our model:
//!
//! | source | vectors | pass | argued | not converted |
//! | --- | --- | --- | --- | --- |
//! | described by hand ([`hand`]) | 13 | 12 | 0 | 1 |
//! | jPOS | 18 | 17 | 1 | 0 |
//! | moov | 22 | 22 | 0 | 0 |
//! | moov, one field | 38 | 37 | 1 | 0 |
//! | pyiso8583 | 68 | 63 | 5 | 0 |

#![cfg(feature = "json")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may panic, and tells what it did"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use girokit_iso8583::spec::{Encoding, Header, Key, Length};
use girokit_iso8583::{FieldView, Message, MessageView, Spec};
use serde_json::Value;

#[path = "vectors/hand.rs"]
mod hand;
#[path = "vectors/jpos.rs"]
mod jpos;
#[path = "vectors/moov.rs"]
mod moov;
#[path = "vectors/pyiso.rs"]
mod pyiso;

/// Vectors that differ on purpose, and why.
const ARGUED: &[(&str, &str)] = &[
    (
        "V011",
        "the test image of jPOS has the sign 0 in an x+n amount; the standard has C and D",
    ),
    (
        "V061",
        "the MTI ABCD: four digits in every version of the standard",
    ),
    (
        "V077",
        "read, and written as it was; built anew its bitmap has upper-case digits, not 0Aa0",
    ),
    (
        "V118",
        "the spec lacks the second bitmap; our model has a default for it",
    ),
    (
        "V130",
        "a field of fixed length 0 is no field: Spec::check refuses it",
    ),
    (
        "V150",
        "the spec names no filler for an odd number of nibbles; ours always names one",
    ),
    (
        "V224",
        "a composite behind a length of BER without a tag: no network of our table has it",
    ),
];

fn folder() -> Option<PathBuf> {
    let root = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let folder = root.join("iso8583");
    folder.is_dir().then_some(folder)
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2)
        .map(|at| u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).unwrap())
        .collect()
}

/// A spec, and what is shown where in `fields`.
struct Converted {
    spec: Spec,
    /// The names of header, MTI and bitmaps in `fields`.
    header: &'static str,
    mti: &'static str,
    bitmaps: &'static [&'static str],
    /// Whether expected values stand without their padding.
    trimmed: bool,
}

enum Outcome {
    Pass,
    Fail(String),
    NotConverted,
}

#[test]
fn every_vector_or_a_reason() {
    let Some(folder) = folder() else {
        println!("no ../shared/data/iso8583: the vectors of other implementations are left out");
        return;
    };
    let read = |name: &str| -> Value {
        serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
    };
    let (vectors, references) = (read("vectors.json"), read("specs-by-ref.json"));
    let mut table: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let mut failures = Vec::new();
    let mut unneeded: Vec<&str> = ARGUED.iter().map(|(id, _)| *id).collect();
    for vector in vectors.as_array().unwrap() {
        let id = vector["id"].as_str().unwrap();
        let spec = &vector["spec"];
        let (source, outcome) = if spec.get("packager").is_some() {
            ("jPOS", message(vector, jpos::convert(spec)))
        } else if let Some(spec) = spec.get("pyiso8583") {
            ("pyiso8583", message(vector, pyiso::convert(spec)))
        } else if let Some(name) = spec.get("moov_ref") {
            let spec = &references[name.as_str().unwrap()];
            let spec = spec.get("moov").unwrap_or(spec);
            ("moov", message(vector, moov::convert(spec)))
        } else if let Some(spec) = spec.get("moov") {
            if vector["level"] == "field" {
                (
                    "moov, one field",
                    field(vector, moov::field(Key::Number(2), spec)),
                )
            } else {
                ("moov", message(vector, moov::convert(spec)))
            }
        } else {
            let outcome = if vector["level"] == "field" {
                field(vector, Ok(hand::tags(spec)))
            } else {
                message(vector, hand::convert(id, spec))
            };
            ("described by hand", outcome)
        };
        let row = table.entry(source).or_default();
        row[0] += 1;
        match outcome {
            Outcome::Pass => row[1] += 1,
            Outcome::NotConverted => row[3] += 1,
            Outcome::Fail(_) if unneeded.contains(&id) => {
                row[2] += 1;
                unneeded.retain(|argued| *argued != id);
            }
            Outcome::Fail(why) => failures.push(format!("{id} ({source}): {why}")),
        }
    }
    println!(
        "{:20} {:>7} {:>5} {:>7} {:>13}",
        "source", "vectors", "pass", "argued", "not converted"
    );
    for (source, [all, pass, argued, not]) in &table {
        println!("{source:20} {all:>7} {pass:>5} {argued:>7} {not:>13}");
    }
    assert!(
        failures.is_empty(),
        "{} differ:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

fn message(vector: &Value, converted: Result<Converted, &'static str>) -> Outcome {
    let converted = match converted {
        Ok(converted) => converted,
        Err(_) if vector["id"] == "V033" => return Outcome::NotConverted,
        // A spec that its own implementation refuses is refused here too: it has no form in our model.
        Err(_) if vector.get("expect_error").is_some() => return Outcome::Pass,
        Err(_) => return Outcome::NotConverted,
    };
    let packs = vector["op"].as_str().unwrap().contains("pack+") || vector["op"] == "pack";
    let bad = vector
        .get("expect_error")
        .is_some_and(|error| !error.is_null());
    if vector["op"] == "pack" && bad {
        return match pack(vector, &converted) {
            Ok(_) => Outcome::Fail("packed what must be refused".into()),
            Err(_) => Outcome::Pass,
        };
    }
    let mut bytes = hand::prefix(vector["id"].as_str().unwrap()).to_vec();
    bytes.append(&mut unhex(vector["hex"].as_str().unwrap()));
    let view = match (MessageView::read(&converted.spec, &bytes), bad) {
        (Err(_), true) => return Outcome::Pass,
        (Ok(_), true) => return Outcome::Fail("read what must be refused".into()),
        (Err(error), false) => return Outcome::Fail(format!("not read: {error}")),
        (Ok(view), false) => view,
    };
    if let Some(expected) = vector["fields"].as_object() {
        for (name, value) in expected {
            let found = if name == converted.mti {
                Some(Value::from(view.mti().to_string()))
            } else if name == converted.header {
                let header = &view.header()[header_prefix(&converted.spec)..];
                let text: String = header.iter().map(|&byte| char::from(byte)).collect();
                Some(Value::from(text))
            } else if converted.bitmaps.contains(&name.as_str()) {
                continue;
            } else {
                view.field(name.parse().unwrap())
                    .map(|field| shown(&field, converted.trimmed))
            };
            if !found.as_ref().is_some_and(|found| same(found, value)) {
                return Outcome::Fail(format!("field {name}: {found:?}, expected {value}"));
            }
        }
    }
    let spec = Arc::new(converted.spec.clone());
    let again = Message::read(spec, &bytes).unwrap().to_bytes();
    if again != bytes {
        return Outcome::Fail("encodes to other bytes".into());
    }
    if packs && vector["fields"].is_object() {
        match pack(vector, &converted) {
            Err(error) => return Outcome::Fail(format!("not packed: {error}")),
            Ok(packed) if packed != bytes => {
                return Outcome::Fail(format!("packs to {packed:02x?}"));
            }
            Ok(_) => {}
        }
    }
    Outcome::Pass
}

/// The digits of the header's length, which are part of it; the vectors have them in ASCII.
fn header_prefix(spec: &Spec) -> usize {
    match &spec.header {
        Header::Field(field) => match field.length {
            Length::Var { digits, .. } => digits.into(),
            _ => 0,
        },
        _ => 0,
    }
}

/// Builds the message out of the listed fields.
fn pack(vector: &Value, converted: &Converted) -> Result<Vec<u8>, String> {
    let fields = vector["fields"].as_object().ok_or("no fields")?;
    let mti = fields
        .get(converted.mti)
        .and_then(Value::as_str)
        .ok_or("no MTI")?;
    let mti = mti
        .parse()
        .map_err(|_| "no MTI of four digits".to_owned())?;
    converted
        .spec
        .check()
        .map_err(|problems| problems[0].to_string())?;
    let mut message = Message::new(Arc::new(converted.spec.clone()), mti);
    if let Some(header) = fields.get(converted.header).and_then(Value::as_str) {
        let width = header_prefix(&converted.spec);
        let mut bytes = Vec::new();
        if width > 0 {
            bytes.extend_from_slice(format!("{:0width$}", header.len()).as_bytes());
        }
        bytes.extend_from_slice(header.as_bytes());
        message.set_header(&bytes);
    }
    for (name, value) in fields {
        if name == converted.mti
            || name == converted.header
            || converted.bitmaps.contains(&name.as_str())
        {
            continue;
        }
        let number = name.parse().map_err(|_| format!("no field {name}"))?;
        put(&mut message, &mut vec![Key::Number(number)], value)?;
    }
    Ok(message.to_bytes())
}

fn put(message: &mut Message, way: &mut Vec<Key>, value: &Value) -> Result<(), String> {
    match value {
        Value::Object(parts) => {
            for (name, value) in parts {
                let field = message.spec().clone();
                let key =
                    moov::key_at(&field, way, name).ok_or_else(|| format!("no part {name}"))?;
                way.push(key);
                put(message, way, value)?;
                way.pop();
            }
            Ok(())
        }
        value => {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            message
                .set_element(way, &text)
                .map(drop)
                .map_err(|error| error.to_string())
        }
    }
}

/// One field in a message of nothing else.
fn field(vector: &Value, field: Result<girokit_iso8583::Field, &'static str>) -> Outcome {
    let Ok(field) = field else {
        return Outcome::NotConverted;
    };
    let bytes = unhex(vector["hex"].as_str().unwrap());
    let consumed = vector["notes"]
        .as_str()
        .and_then(|notes| {
            notes
                .strip_prefix("consumed ")?
                .split(' ')
                .next()?
                .parse()
                .ok()
        })
        .unwrap_or(bytes.len());
    let spec = Spec::new("one field", &[]).with_fields(vec![field]);
    let mut whole = b"0200\x40\0\0\0\0\0\0\0".to_vec();
    whole.extend_from_slice(&bytes[..consumed]);
    let bad = vector
        .get("expect_error")
        .is_some_and(|error| !error.is_null());
    match (MessageView::read(&spec, &whole), bad) {
        (Err(_), true) => Outcome::Pass,
        (Ok(_), true) => Outcome::Fail("read what must be refused".into()),
        (Err(error), false) => Outcome::Fail(format!("not read: {error}")),
        (Ok(view), false) => {
            let found = shown(&view.field(2).unwrap(), true);
            if same(&found, &vector["fields"]) {
                Outcome::Pass
            } else {
                Outcome::Fail(format!("{found}, expected {}", vector["fields"]))
            }
        }
    }
}

/// A value as the vectors show it.
fn shown(field: &FieldView<'_>, trimmed: bool) -> Value {
    if field.is_composite() {
        return field
            .elements()
            .map(|element| element.unwrap())
            .map(|element| (element.key().to_string(), shown(&element, trimmed)))
            .collect::<serde_json::Map<_, _>>()
            .into();
    }
    match field.definition().encoding {
        Encoding::Hex(_) => {
            let bytes = field.bytes();
            let mut text = String::new();
            for byte in bytes.iter() {
                write!(text, "{byte:02X}").unwrap();
            }
            text.into()
        }
        _ if trimmed => field.trimmed().into_owned().into(),
        _ => field.text().into_owned().into(),
    }
}

/// Equal but for the case of hex digits, and numbers written as numbers.
fn same(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => expected.iter().all(|(name, value)| {
            let key = |name: &str| name.trim_start_matches('0').to_owned();
            let found = found.iter().find(|(other, _)| key(other) == key(name));
            found.is_some_and(|(_, found)| same(found, value))
        }),
        (Value::String(found), Value::String(expected)) => {
            found.eq_ignore_ascii_case(expected) || found.trim_start_matches('0') == expected
        }
        (Value::String(found), Value::Number(expected)) => {
            found.trim_start_matches('0') == expected.to_string().trim_start_matches('0')
        }
        _ => false,
    }
}
