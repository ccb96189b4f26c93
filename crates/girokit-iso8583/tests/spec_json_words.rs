//! Every word of a spec in JSON comes back, and what is said of a file that is wrong in odd ways.

#![cfg(feature = "json")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use girokit_iso8583::mti::Version;
use girokit_iso8583::spec::json::SpecProblem;
use girokit_iso8583::spec::{
    BitmapEncoding, Charset, Content, Encoding, Key, Length, MtiEncoding, Pad, Parts, Sensitivity,
};
use girokit_iso8583::{Field, Spec};

const CHARSETS: [Charset; 4] = [
    Charset::Ascii,
    Charset::Cp037,
    Charset::Cp500,
    Charset::Cp1047,
];

#[track_caller]
fn round_trip(spec: &Spec) {
    let json = spec.to_json();
    let again = Spec::from_json(&json).unwrap();
    assert!(again == *spec, "{json}");
}

fn paths(json: &str) -> Vec<String> {
    let error = Spec::from_json(json).unwrap_err();
    let paths = error.problems().iter().map(SpecProblem::path);
    paths.map(str::to_owned).collect()
}

#[test]
fn heads() {
    let mut encodings = vec![BitmapEncoding::Binary];
    encodings.extend(CHARSETS.map(BitmapEncoding::Hex));
    let mut spec = Spec::new("head", &[]);
    for primary in &encodings {
        for secondary in &encodings {
            for (tertiary, both_always) in [(false, true), (true, false)] {
                spec.bitmap.primary = *primary;
                spec.bitmap.secondary = *secondary;
                spec.bitmap.tertiary = tertiary;
                spec.bitmap.both_always = both_always;
                round_trip(&spec);
            }
        }
    }
    for mti in CHARSETS
        .map(MtiEncoding::Text)
        .into_iter()
        .chain([MtiEncoding::Bcd])
    {
        spec.mti = mti;
        round_trip(&spec);
    }
    let versions = [Version::V1987, Version::V1993, Version::V2003];
    let others = [Version::National, Version::Private];
    let reserved = (3..8).map(Version::Reserved);
    for version in versions.into_iter().chain(others).chain(reserved) {
        spec.version = Some(version);
        round_trip(&spec);
    }
}

#[test]
fn elements() {
    let of =
        |content, encoding| Field::new(Key::Number(3), "", content, encoding, Length::fixed(2));
    let text = [
        Content::Any,
        Content::A,
        Content::N,
        Content::P,
        Content::An,
        Content::As,
        Content::Ns,
        Content::Ans,
        Content::Z,
        Content::XN,
    ];
    let mut fields: Vec<Field> = text
        .into_iter()
        .flat_map(|content| CHARSETS.map(|charset| of(content, Encoding::Text(charset))))
        .collect();
    fields.extend(CHARSETS.map(|charset| of(Content::B, Encoding::Hex(charset))));
    fields.push(of(Content::Cn, Encoding::BCD));
    fields.push(of(Content::Any, Encoding::Binary));
    for sensitivity in [
        Sensitivity::Clear,
        Sensitivity::Pan,
        Sensitivity::Track,
        Sensitivity::Pin,
        Sensitivity::Secret,
        Sensitivity::Personal,
        Sensitivity::Tags,
    ] {
        fields.push(of(Content::N, Encoding::ASCII).with_sensitivity(sensitivity));
    }
    for pad in [Pad::Left('0'), Pad::Right(' ')] {
        fields.push(of(Content::Ans, Encoding::ASCII).with_pad(pad));
    }
    for field in fields {
        round_trip(&Spec::new("element", &[]).with_fields(vec![field]));
    }
}

#[test]
fn a_changed_tag_keeps_its_place() {
    let json = r#"{"name": "x", "extends": "iso1987-ascii", "elements": {
        "55": {"layout": "emv", "parts": {"9F02": {"name": "Amount"}, "9F7F": {"content": "b", "encoding": "binary", "length": 42}}}}}"#;
    let spec = Spec::from_json(json).unwrap();
    let Parts::Tagged(tagged) = &spec.field(55).unwrap().parts else {
        panic!("55 has tags");
    };
    let plain = girokit_iso8583::emv::TAGS.iter().map(|field| field.key);
    let keys: Vec<Key> = tagged.parts.iter().map(|field| field.key).collect();
    let known: Vec<Key> = plain.collect();
    assert!(keys.starts_with(&known));
}

#[test]
fn odd_files() {
    let part = r#"{"content": "n", "encoding": "ascii", "length": 2}"#;
    // Elements that need the bitmap are not held against one that could not be read.
    assert_eq!(
        paths(&format!(
            r#"{{"name": "x", "bitmap": {{"primary": "hex", "tertiary": 1}}, "elements": {{"129": {part}}}}}"#
        )),
        ["/bitmap/tertiary"]
    );
    assert_eq!(
        paths(r#"{"name": "x", "elements": {}, "a/b~c": 1}"#),
        ["/a~1b~0c"]
    );
    // Nor is it said of parts that they lack a layout that an unknown base may have.
    assert_eq!(
        paths(&format!(
            r#"{{"name": "x", "extends": "none", "elements": {{"3": {{"parts": {{"1": {part}}}, "other": {part}}}, "4": null}}}}"#
        )),
        ["/extends"]
    );
    let long = "letters ".repeat(9);
    let error = Spec::from_json(format!(
        r#"{{"name": "x", "elements": {{}}, "mti": "{long}"}}"#
    ));
    let said = error.unwrap_err().to_string();
    assert!(said.ends_with("found a text of 72 characters"), "{said}");
}
