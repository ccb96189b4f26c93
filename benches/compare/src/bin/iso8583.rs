//! Rust peers that read and write ISO 8583 beside girokit and slices by hand, in one run.
//!
//! By hand: `cargo run --release --bin iso8583 --features iso8583`. Messages A and E of `benches/benches/iso8583`. Two of the peers know binary
//! bitmaps only and get message A with one; one knows the encodings of E. None of the peers checks the characters of what it reads as
//! girokit does.
#![allow(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "as the bench whose floor this shares"
)]

#[path = "../../../benches/iso8583/floor.rs"]
#[allow(dead_code, reason = "the other message's floor")]
mod floor;

use std::fmt::Write as _;
use std::hint::black_box;
use std::io;
use std::process::Command;

use girokit_benches::race::Plan;
use girokit_benches::small::{Small, table};
use girokit_iso8583::spec::{Bitmaps, Content, Key, Length, Spec};
use girokit_iso8583::{Message, MessageView, specs};

const PURCHASE: [(u8, &str); 20] = [
    (2, "5555555555554444"),
    (3, "000000"),
    (4, "000000002599"),
    (7, "1123101500"),
    (11, "004711"),
    (12, "111500"),
    (13, "1123"),
    (14, "2912"),
    (18, "5812"),
    (22, "021"),
    (25, "00"),
    (32, "10000001"),
    (35, "5555555555554444=29121010000000000"),
    (37, "632711004711"),
    (41, "GIRO0001"),
    (42, "HARBOURTOOLS001"),
    (43, "HARBOUR TOOLS LTD        ROTTERDAM    NL"),
    (48, "REFERENCE OF THE SHOP 1"),
    (49, "978"),
    (60, "TERMINAL9"),
];

/// Message E of the bench: BCD and binary, DE 55 beside it.
const CHIP: [(u8, &str); 15] = [
    (2, "5555555555554444"),
    (3, "000000"),
    (4, "000000002599"),
    (7, "1123101500"),
    (11, "004712"),
    (12, "111500"),
    (13, "1123"),
    (14, "2912"),
    (18, "5812"),
    (22, "051"),
    (25, "00"),
    (37, "632711004712"),
    (41, "GIRO0001"),
    (42, "HARBOURTOOLS001"),
    (49, "978"),
];

/// Fifteen tags, in hex.
const ICC: &str = "9F2608102030405060708F9F2701809F10120110A00003220000000000000000000000FF9F3704DEADBEEF9F3602000195050000008000\
9A032611239C01009F02060000000025995F2A020978820239009F1A0205289F03060000000000009F3303E0F8C89F34031E0300";

/// Where one peer looks for its only spec; it is read once and for all.
const SPEC_FILE: &str = "SPEC_FILE";

fn main() -> io::Result<()> {
    if std::env::var_os(SPEC_FILE).is_none() {
        let file = std::env::temp_dir().join(format!("girokit-{}.yaml", std::process::id()));
        std::fs::write(&file, yaml())?;
        let status = Command::new(std::env::current_exe()?)
            .args(std::env::args_os().skip(1))
            .env(SPEC_FILE, &file)
            .status();
        std::fs::remove_file(file)?;
        std::process::exit(status?.code().unwrap_or(1));
    }
    let plan = Plan::from_args();
    let spec = &specs::ISO1987_ASCII;
    let mut binary = spec.clone();
    binary.bitmap = Bitmaps::BINARY;
    let binary: &'static Spec = Box::leak(Box::new(binary));
    let message = message(spec);
    let bytes = message.to_bytes();
    let with_binary = self::message(binary).to_bytes();
    read(plan, spec, &bytes, &with_binary);
    write(plan, &message, &bytes, &with_binary);
    chip(plan);
    Ok(())
}

/// Message E. Of the peers, iso8583-codec-rs alone knows BCD beside binary.
fn chip(plan: Plan) {
    let spec = &specs::ISO1987_BINARY;
    let mut message = Message::new(spec, "0100".parse().expect("four digits"));
    for (number, value) in CHIP {
        message.set(number, value).expect("a value of the element");
    }
    message.set(55, ICC).expect("tags");
    let bytes = &message.to_bytes();
    let loaded = iso8583_codec_rs::load_spec(&chip_json()).expect("a spec of the peer");
    let value = iso8583_codec_rs::iso8583::parse_bytes(bytes, &loaded).expect("the peer reads it");
    let again = iso8583_codec_rs::iso8583::publish_bytes(&value, &loaded).expect("and writes it");
    // It writes the tags in an order of its own.
    let front = bytes.len() - ICC.len() / 2;
    assert_eq!(
        (&again[..front], again.len()),
        (&bytes[..front], bytes.len())
    );
    let tags = value
        .pointer("/fields/de055_n55")
        .and_then(|tags| tags.as_object());
    assert_eq!(tags.map(|tags| tags.len()), Some(15));
    let mut places = [(0, 0); 65];
    let rows = vec![
        Small::new("by hand: slices and lengths (the floor)", || {
            black_box(floor::bcd::<false>(black_box(bytes), &mut places));
            black_box(&places);
        }),
        Small::new("girokit MessageView::read", || {
            let _ = black_box(MessageView::read(spec, black_box(bytes)));
        }),
        Small::new("girokit MessageView::read, every tag", || {
            let view = MessageView::read(spec, black_box(bytes)).expect("a sound message");
            for element in view.field(55).expect("ICC data").elements() {
                let _ = black_box(element);
            }
        }),
        Small::new("girokit Message::read and drop", || {
            let _ = black_box(Message::read(spec, black_box(bytes)));
        }),
        Small::new("iso8583-codec-rs 0.1.0", || {
            let parsed = iso8583_codec_rs::iso8583::parse_bytes(black_box(bytes), &loaded);
            let _ = black_box(parsed);
        }),
    ];
    table("E, read", plan, count, rows);
    let values: Vec<(u8, String)> = CHIP
        .iter()
        .map(|(number, value)| (*number, (*value).to_owned()))
        .collect();
    let icc = message.field(55).expect("ICC data").as_bytes();
    let (mut by_hand, mut written, mut built) = (Vec::new(), Vec::new(), Vec::new());
    let mti = message.mti();
    let mut used = Message::new(spec, mti);
    let rows = vec![
        Small::new("by hand: from values into a used Vec (the floor)", || {
            by_hand.clear();
            black_box(floor::pack_bcd(
                "0100",
                black_box(&values),
                icc,
                &mut by_hand,
            ));
        }),
        Small::new("girokit Message::write into a used Vec", || {
            written.clear();
            black_box(&message).write(&mut written);
            black_box(&written);
        }),
        Small::new("girokit all values set and checked, Message::write", || {
            used.clear(mti);
            for (number, value) in black_box(&values) {
                used.set(*number, value).expect("a value of the element");
            }
            used.set_bytes(55, black_box(icc)).expect("tags");
            built.clear();
            used.write(&mut built);
            black_box(&built);
        }),
        Small::new("iso8583-codec-rs 0.1.0", || {
            let published = iso8583_codec_rs::iso8583::publish_bytes(black_box(&value), &loaded);
            let _ = black_box(published);
        }),
    ];
    table("E, written", plan, count, rows);
}

/// The spec of iso8583-codec-rs for message E.
fn chip_json() -> String {
    let mut fields = String::new();
    for (number, _) in CHIP {
        let field = specs::ISO1987_BINARY
            .fields()
            .iter()
            .find(|field| field.key == Key::Number(number))
            .expect("an element of the spec");
        let (prefix, len) = match field.length {
            Length::Fixed { len, .. } => ("fixed", len),
            Length::Var { max, .. } => ("LLVAR", max),
            _ => panic!("a length of message E"),
        };
        let (kind, encoding) = match number {
            37 | 41 | 42 => ("string", "ascii"),
            _ => ("numeric", "bcd"),
        };
        let _ = write!(
            fields,
            r#",{{"de":{number},"name":"n{number}","type":"{kind}","length":{len},"prefix":"{prefix}","encoding":"{encoding}","padding":{{"side":"none"}}}}"#
        );
    }
    format!(
        r#"{{"version":"1987","defaults":{{"encoding":"ascii","prefix_encoding":"bcd","bitmap_encoding":"binary","mti_encoding":"bcd"}},"fields":[
        {{"de":0,"name":"mti","type":"string","length":4}},
        {{"de":1,"name":"bitmap","type":"bitmap","length":8,"encoding":"binary"}},
        {{"de":55,"name":"n55","type":"composite","length":999,"prefix":"LLLVAR","composite_type":"tlv"}}{fields}]}}"#
    )
}

fn read(plan: Plan, spec: &'static Spec, bytes: &[u8], with_binary: &[u8]) {
    let mut places = [(0, 0); 65];
    let loaded = iso8583_codec_rs::load_spec(&json()).expect("a spec of the peer");
    let yaml = iso8583_rs::iso8583::iso_spec::spec("");
    let mut buffer = with_binary.to_vec();
    assert!(iso8583_codec_rs::iso8583::parse_bytes(bytes, &loaded).is_ok());
    assert!(iso8583_core::ISO8583Message::from_bytes(with_binary).is_ok());
    assert!(yaml.parse(&mut buffer.clone()).is_ok());
    let rows = vec![
        Small::new("by hand: slices and lengths (the floor)", || {
            black_box(floor::ascii::<false>(black_box(bytes), &mut places));
            black_box(&places);
        }),
        Small::new("girokit MessageView::read", || {
            let _ = black_box(MessageView::read(spec, black_box(bytes)));
        }),
        Small::new("girokit Message::read and drop", || {
            let _ = black_box(Message::read(spec, black_box(bytes)));
        }),
        Small::new("iso8583_rs 0.1.10", || {
            let _ = black_box(yaml.parse(black_box(&mut buffer)));
        }),
        Small::new("iso8583-codec-rs 0.1.0", || {
            let parsed = iso8583_codec_rs::iso8583::parse_bytes(black_box(bytes), &loaded);
            let _ = black_box(parsed);
        }),
        Small::new("iso8583-core 0.1.0", || {
            let _ = black_box(iso8583_core::ISO8583Message::from_bytes(black_box(
                with_binary,
            )));
        }),
    ];
    table("A, read", plan, count, rows);
}

fn write(plan: Plan, message: &Message, bytes: &[u8], with_binary: &[u8]) {
    let values: Vec<(u8, String)> = PURCHASE
        .iter()
        .map(|(number, value)| (*number, (*value).to_owned()))
        .collect();
    let loaded = iso8583_codec_rs::load_spec(&json()).expect("a spec of the peer");
    let value = iso8583_codec_rs::iso8583::parse_bytes(bytes, &loaded).expect("read above");
    let core = iso8583_core::ISO8583Message::from_bytes(with_binary).expect("read above");
    let yaml = iso8583_rs::iso8583::iso_spec::spec("");
    let parsed = yaml
        .parse(&mut with_binary.to_vec())
        .unwrap_or_else(|_| panic!("read above"));
    let (mut by_hand, mut written, mut built) = (Vec::new(), Vec::new(), Vec::new());
    let mti = message.mti();
    let mut used = Message::new(&specs::ISO1987_ASCII, mti);
    let rows = vec![
        Small::new("by hand: from values into a used Vec (the floor)", || {
            by_hand.clear();
            black_box(floor::pack_ascii("0200", black_box(&values), &mut by_hand));
        }),
        Small::new("girokit Message::write into a used Vec", || {
            written.clear();
            black_box(message).write(&mut written);
            black_box(&written);
        }),
        Small::new("girokit all values set and checked, Message::write", || {
            used.clear(mti);
            for (number, value) in black_box(&values) {
                used.set(*number, value).expect("a value of the element");
            }
            built.clear();
            used.write(&mut built);
            black_box(&built);
        }),
        Small::new("iso8583_rs 0.1.10", || {
            let _ = black_box(black_box(&parsed).assemble());
        }),
        Small::new("iso8583-codec-rs 0.1.0", || {
            let published = iso8583_codec_rs::iso8583::publish_bytes(black_box(&value), &loaded);
            let _ = black_box(published);
        }),
        Small::new("iso8583-core 0.1.0", || {
            black_box(black_box(&core).to_bytes());
        }),
    ];
    table("A, written", plan, count, rows);
}

fn message(spec: &'static Spec) -> Message {
    let mut message = Message::new(spec, "0200".parse().expect("four digits"));
    for (number, value) in PURCHASE {
        message.set(number, value).expect("a value of the element");
    }
    message
}

fn count(work: &mut dyn FnMut()) -> u64 {
    allocation_counter::measure(work).count_total
}

/// The elements of the message: number, digits of the length prefix, length, whether digits.
fn elements() -> impl Iterator<Item = (u8, u8, u32, bool)> {
    specs::ISO1987_ASCII.fields().iter().filter_map(|field| {
        let Key::Number(number) = field.key else {
            return None;
        };
        let (digits, len) = match field.length {
            Length::Fixed { len, .. } => (0, len),
            Length::Var { digits, max, .. } => (digits, max),
            _ => return None,
        };
        let used = PURCHASE.iter().any(|(other, _)| *other == number);
        used.then_some((number, digits, len, field.content == Content::N))
    })
}

/// The spec of iso8583-codec-rs.
fn json() -> String {
    let mut fields = String::new();
    for (number, digits, len, numeric) in elements() {
        let kind = if numeric { "numeric" } else { "string" };
        let prefix = ["fixed", "LVAR", "LLVAR", "LLLVAR"][usize::from(digits)];
        let _ = write!(
            fields,
            r#",{{"de":{number},"name":"n{number}","label":"","type":"{kind}","length":{len},"prefix":"{prefix}","encoding":"ascii","padding":{{"side":"none"}}}}"#
        );
    }
    format!(
        r#"{{"version":"1987","defaults":{{"encoding":"ascii","prefix_encoding":"ascii","bitmap_encoding":"hex"}},"mti_rules":[],"fields":[
        {{"de":0,"name":"mti","label":"","type":"string","length":4,"prefix":"fixed","encoding":"ascii"}},
        {{"de":1,"name":"bitmap","label":"","type":"bitmap","length":8,"encoding":"hex"}}{fields}]}}"#
    )
}

/// The spec of `iso8583_rs`.
fn yaml() -> String {
    let mut fields = String::from(
        "name: A\nid: 1\nheader_fields:\n  - name: \"type\"\n    id: 1\n    type: Fixed\n    len: 4\n    data_encoding: ASCII\n    children: []\n\
         messages:\n  - name: \"A\"\n    selector:\n      - \"0200\"\n    id: 1\n    fields:\n      - name: \"message_type\"\n        id: 1\n\
         \x20       type: Fixed\n        len: 4\n        data_encoding: ASCII\n      - name: \"bitmap\"\n        id: 2\n        type: Bitmapped\n\
         \x20       len: 0\n        data_encoding: BINARY\n        children:\n",
    );
    for (number, digits, len, _) in elements() {
        let _ = write!(
            fields,
            "          - name: \"n{number}\"\n            id: {}\n            position: {number}\n            data_encoding: ASCII\n",
            number + 2
        );
        let _ = match digits {
            0 => write!(fields, "            type: Fixed\n            len: {len}\n"),
            _ => write!(
                fields,
                "            type: Variable\n            len: {digits}\n            len_encoding: ASCII\n"
            ),
        };
    }
    fields
}
