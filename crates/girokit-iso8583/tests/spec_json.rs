//! Specs as JSON: what is saved loads again, what extends changes what it should, and everything that is wrong is said with its place.

#![cfg(feature = "json")]
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

use girokit_iso8583::limits::MAX_SPEC_PROBLEMS;
use girokit_iso8583::spec::json::{SpecLoader, SpecProblem, SpecProblemKind};
use girokit_iso8583::spec::{
    BerLeeway, BerPadding, BitmapEncoding, Bitmapped, Charset, Content, Encoding, Header, Key,
    Length, LengthEncoding, Parts, Sensitivity, Side, Tag, TagForm, Tagged, Unit,
};
use girokit_iso8583::{Field, List, Message, Spec, SpecRef, emv, specs};
use proptest::prelude::*;

const POS_HOST: &str = include_str!("../example-specs/pos-host.json");
const HOUSE: &str = include_str!("../example-specs/house-switch.json");

/// The problems of a spec, a line each.
fn said(json: &str) -> Vec<String> {
    let error = Spec::from_json(json).unwrap_err();
    assert!(!error.problems().is_empty());
    error.to_string().lines().map(str::to_owned).collect()
}

/// The problems of a spec with these elements.
fn of(elements: &str) -> Vec<String> {
    said(&format!(r#"{{"name": "x", "elements": {elements}}}"#))
}

#[track_caller]
fn round_trip(spec: &Spec) {
    let json = spec.to_json();
    let again = Spec::from_json(&json).unwrap_or_else(|error| panic!("{}: {error}", spec.name));
    assert!(again == *spec, "{}: {json}", spec.name);
    assert_eq!(again.to_json(), json);
}

#[test]
fn shipped_specs_save_and_load() {
    for spec in specs::all() {
        round_trip(spec);
    }
}

#[test]
fn a_base_alone_is_the_base() {
    for spec in specs::all() {
        let json = format!(r#"{{"name": "{0}", "extends": "{0}"}}"#, spec.name);
        assert!(Spec::from_json(json).unwrap() == *spec, "{}", spec.name);
    }
}

#[test]
fn the_examples_load_and_save() {
    let host = Spec::from_json(POS_HOST).unwrap();
    round_trip(&host);
    assert_eq!(host.header, Header::Fixed(5));
    assert_eq!(host.field(55).unwrap().parts, emv::ICC_DATA);
    let odd = Encoding::Bcd {
        side: Side::Right,
        filler: 15,
    };
    assert_eq!(host.field(2).unwrap().encoding, odd);

    let house = Spec::from_json(HOUSE).unwrap();
    round_trip(&house);
    let base = specs::by_name("iso1987-ascii").unwrap();
    assert!(house.field(46).is_none() && base.field(46).is_some());
    assert_eq!(house.fields().len() + 2, base.fields().len());
    assert_eq!(house.field(4), base.field(4));
    assert_eq!(house.version, base.version);
    // What is not said stays.
    assert_eq!(house.field(32).unwrap().content, Content::N);
    assert_eq!(house.field(32).unwrap().length, Length::ll(11).at_least(6));
}

#[test]
fn messages_follow_a_loaded_spec() {
    let spec = Spec::from_json(HOUSE).unwrap();
    let shop = "Corner shop              Bern         CH";
    let bytes = format!("02000000000000210000{shop}0180105A12340205Alice");
    let message = Message::read(spec, bytes.as_bytes()).unwrap();
    assert_eq!(message.to_bytes(), bytes.as_bytes());
    let described = message.describe().to_string();
    assert!(described.contains("A1234"), "{described}");
    assert!(!described.contains("Alice"), "{described}");
}

#[test]
fn every_word_and_form_comes_back() {
    let part = |key, length| Field::new(key, "", Content::N, Encoding::ASCII, length);
    let tagged = |tag, key| {
        Parts::Tagged(Tagged {
            tag,
            parts: vec![part(Key::Tag(key), Length::ll(9))].into(),
            other: vec![part(Key::Number(0), Length::lll(9))].into(),
            repeats: true,
        })
    };
    let with = |leeway| tagged(TagForm::BerWith(leeway), Tag::binary(0x9F02));
    let composite = |number, parts| {
        Field::composite(
            Key::Number(number),
            "a \"name\"\n",
            Encoding::Binary,
            Length::lll(255),
            parts,
        )
    };
    let text = TagForm::Text {
        len: 3,
        charset: Charset::Cp500,
    };
    let ber = Tagged {
        tag: TagForm::Ber,
        parts: vec![
            part(Key::Tag(Tag::binary(0x9F02)), Length::ll(12)),
            part(
                Key::Tag(Tag::binary(0x5A)),
                Length::var(2, 12).with_encoding(LengthEncoding::Binary),
            ),
        ]
        .into(),
        other: List::EMPTY,
        repeats: false,
    };
    let fields = vec![
        composite(
            60,
            Parts::Positional(vec![composite(1, tagged(text, Tag::text("~/\"")))].into()),
        ),
        composite(48, tagged(TagForm::Bcd { len: 2 }, Tag::binary(0x0105))),
        composite(49, tagged(TagForm::Binary { len: 1 }, Tag::binary(0xDF))),
        composite(50, Parts::Tagged(ber)),
        composite(51, tagged(TagForm::Simple, Tag::binary(0x80))),
        composite(52, with(BerLeeway::NONE)),
        composite(
            53,
            with(BerLeeway {
                long_lengths: true,
                padding: BerPadding::ZeroOrFf,
            }),
        ),
        composite(
            54,
            Parts::Repeated(vec![part(Key::Number(1), Length::fixed(20))].into()),
        ),
        composite(
            62,
            Parts::Bitmapped(Bitmapped {
                encoding: BitmapEncoding::Hex(Charset::Cp1047),
                bytes: 8,
                extends: true,
                parts: vec![part(Key::Number(130), Length::fixed(20))].into(),
            }),
        ),
        part(
            Key::Number(3),
            Length::Fixed {
                len: 4,
                unit: Unit::Bytes,
            },
        ),
        part(Key::Number(2), Length::ll(19).with_unit(Unit::Nibbles)),
        part(Key::Number(128), Length::Rest).with_sensitivity(Sensitivity::Personal),
    ];
    let mut spec = Spec::new("forms", &[]).with_fields(fields);
    for header in [
        Header::None,
        Header::Fixed(255),
        Header::SelfCounting,
        Header::Field(part(Key::Number(0), Length::ll(12))),
    ] {
        spec.header = header;
        round_trip(&spec);
    }
    assert!(spec.to_json().contains(r#""sensitivity": "clear""#));
}

#[test]
fn a_resolver_gives_bases_and_the_shipped_ones_stay() {
    let house: SpecRef = Spec::from_json(HOUSE).unwrap().into();
    let resolver = |name: &str| (name == "house-switch").then(|| house.clone());
    let loader = SpecLoader::new().with_resolver(&resolver);
    let own = loader
        .load(r#"{"name": "y", "extends": "house-switch", "elements": {"48": {"parts": {"01": null}}}}"#)
        .unwrap();
    let Parts::Tagged(tagged) = &own.field(48).unwrap().parts else {
        panic!("48 has tags");
    };
    let keys: Vec<Key> = tagged.parts.iter().map(|part| part.key).collect();
    assert_eq!(keys, [Key::Tag(Tag::text("02"))]);
    assert_eq!(tagged.other.len(), 1);
    assert!(
        loader
            .load(r#"{"name": "y", "extends": "iso1993-ascii"}"#)
            .is_ok()
    );
    let error = SpecLoader::new()
        .load(r#"{"name": "y", "extends": "house-switch", "elements": {"48": {"parts": {"01": null}}, "4": {"lenght": 1}}}"#)
        .unwrap_err();
    let paths: Vec<&str> = error.problems().iter().map(SpecProblem::path).collect();
    // What the unknown base may have is not called missing; what is wrong anyway is said.
    assert_eq!(paths, ["/extends", "/elements/4/lenght"]);
    assert_eq!(error.problems()[0].kind(), SpecProblemKind::Base);
}

#[test]
fn changed_elements_keep_what_is_not_said() {
    let spec = Spec::from_json(
        r#"{"name": "x", "extends": "iso1987-binary", "header": "self-counting", "elements": {
            "2": {"length": {"digits": 1, "encoding": "binary", "max": 19}},
            "200": null, "65": null}}"#,
    )
    .unwrap_err();
    let paths: Vec<&str> = spec.problems().iter().map(SpecProblem::path).collect();
    assert_eq!(paths, ["/elements/200", "/elements/65"]);

    let spec = Spec::from_json(
        r#"{"name": "x", "extends": "iso1987-binary", "header": "self-counting", "elements": {
            "2": {"length": {"digits": 1, "encoding": "binary", "max": 19}},
            "4": {"pad": null},
            "65": {"content": "b", "encoding": "binary", "length": 1},
            "55": {"layout": "emv", "other": null, "parts": {"9F02": {"name": "Amount"}, "84": null}}}}"#,
    )
    .unwrap();
    assert_eq!(spec.field(2).unwrap().sensitivity, Sensitivity::Pan);
    let numbers: Vec<_> = spec
        .fields()
        .iter()
        .filter_map(|field| field.key.number())
        .collect();
    assert!(numbers.is_sorted() && numbers.contains(&65));
    let Parts::Tagged(tagged) = &spec.field(55).unwrap().parts else {
        panic!("55 has tags");
    };
    assert_eq!(tagged.parts.len() + 1, emv::TAGS.len());
    assert!(tagged.other.is_empty());
    let amount = Key::Tag(Tag::binary(0x9F02));
    let amount = tagged.parts.iter().find(|part| part.key == amount).unwrap();
    assert_eq!(amount.name, "Amount");
    assert_eq!(amount.encoding, Encoding::BCD);
    round_trip(&spec);
}

#[test]
fn what_is_not_json_has_line_and_column() {
    assert_eq!(
        said("{\n  \"name\": \"x\",\n}"),
        ["line 3, column 1: expected a spec in JSON, found trailing comma"]
    );
    let error = Spec::from_json(b"\xFF").unwrap_err();
    assert_eq!(error.problems()[0].kind(), SpecProblemKind::Syntax);
    assert_eq!(error.problems()[0].line_and_column(), Some((1, 1)));
    assert!(said(r#"{"name": "x", "elements": {}} 1"#)[0].contains("trailing characters"));
    assert!(Spec::from_json("\u{FEFF}{\"name\": \"x\", \"elements\": {}}").is_ok());
    assert_eq!(said("[]"), ["the file: expected an object, found a list"]);
}

#[test]
fn limits_are_the_callers() {
    let json = r#"{"name": "x", "elements": {"3": {"content": "n", "encoding": "ascii", "length": 6}, "4": {"content": "n", "encoding": "ascii", "length": 6}}}"#;
    let kind = |loader: SpecLoader<'_>| {
        loader
            .load(json)
            .map_err(|error| error.problems()[0].kind())
    };
    let loader = SpecLoader::new();
    assert!(kind(loader.with_max_bytes(json.len())).is_ok());
    let limit = Err(SpecProblemKind::Limit);
    assert_eq!(kind(loader.with_max_bytes(json.len() - 1)).map(drop), limit);
    assert!(kind(loader.with_max_nesting(3)).is_ok());
    assert_eq!(kind(loader.with_max_nesting(2)).map(drop), limit);
    assert!(kind(loader.with_max_elements(2)).is_ok());
    assert_eq!(kind(loader.with_max_elements(1)).map(drop), limit);
    let variant = r#"{"name": "x", "elements": {}, "variants": {"0xxx": {"elements": {}}}}"#;
    assert!(loader.with_max_variants(1).load_set(variant).is_ok());
    let error = loader.with_max_variants(0).load_set(variant).unwrap_err();
    assert_eq!(error.problems()[0].path(), "/variants");
    // The tags of the dictionary count where one is changed.
    let emv = |parts| {
        let json = format!(
            r#"{{"name": "x", "elements": {{"60": {{"length": 9, "layout": "emv"{parts}}}}}}}"#
        );
        loader.with_max_elements(2).load(json)
    };
    assert!(emv("").is_ok());
    assert!(emv(r#", "parts": {"9F02": {"name": "Amount"}}"#).is_err());
    let deep = format!("{}1{}", "{\"a\":".repeat(40), "}".repeat(40));
    let error = Spec::from_json(&deep).unwrap_err();
    assert_eq!(error.problems()[0].kind(), SpecProblemKind::Limit);
    assert!(Spec::from_json("[".repeat(100_000)).is_err());
}

#[test]
fn problems_are_collected_up_to_a_limit() {
    let keys: Vec<String> = (0..1_000).map(|key| format!("\"k{key}\": 1")).collect();
    let bad = format!("{{{}}}", keys.join(", "));
    let element = r#"{"content": "n", "encoding": "ascii", "length": 6, "pad": 1}"#;
    let json =
        format!(r#"{{"name": "x", "elements": {{"3": {element}, "60": {bad}, "61": {element}}}}}"#);
    let error = Spec::from_json(json).unwrap_err();
    assert_eq!(error.problems().len(), MAX_SPEC_PROBLEMS);
    assert_eq!(error.problems()[0].path(), "/elements/3/pad");
}

#[test]
fn the_head_is_held_to_the_format() {
    assert_eq!(
        said(
            r#"{"title": 1, "mti": "utf8", "version": "2001", "header": {"fixed": 0}, "bitmap": {"secondary": "hex", "tertiary": "no"}, "fields": {}}"#
        ),
        [
            "/fields: expected one of the keys $schema, name, extends, title, source, version, header, mti, bitmap, elements, variants, found another",
            "/name: expected the spec's own name, found nothing",
            "/title: expected a text, found 1",
            r#"/version: expected "1987", "1993", "2003", "reserved-3", "reserved-4", "reserved-5", "reserved-6", "reserved-7", "national" or "private", found "2001""#,
            r#"/mti: expected "ascii", "cp037", "cp500", "cp1047" or "bcd", found "utf8""#,
            "/header/fixed: expected a number of 1 to 255, found 0",
            r#"/bitmap/primary: expected "binary", "hex", "hex-cp037", "hex-cp500" or "hex-cp1047", found nothing"#,
            r#"/bitmap/tertiary: expected true or false, found "no""#,
            "/elements: expected the data elements, found nothing",
        ]
    );
    assert_eq!(
        said(r#"{"name": "", "elements": {}, "header": {}, "name": "x"}"#),
        [
            "/name: expected each key once, found it again",
            "/name: expected a name, found \"\"",
            "/header: expected one of the keys fixed and field, found none or both",
        ]
    );
}

#[test]
fn elements_are_held_to_the_format() {
    let fine = r#"{"content": "n", "encoding": "ascii", "length": 6}"#;
    assert_eq!(
        of(&format!(
            r#"{{"3": {fine}, "3": {fine}, "04": {fine}, "193": {fine}, "x": {fine}, "5": null, "6": 1}}"#
        )),
        [
            "/elements/3: expected each key once, found it again",
            "/elements/04: expected a number of 1 to 192, found \"04\"",
            "/elements/193: expected a number of 1 to 192, found \"193\"",
            "/elements/x: expected a number of 1 to 192, found \"x\"",
            "/elements/5: expected null only for what the base defines, found null",
            "/elements/6: expected an object, found 1",
        ]
    );
    assert_eq!(
        of(
            r#"{"2": {"content": "n", "encoding": {"bcd": {"filler": 16}}, "length": {"digits": 7, "encoding": "ascii"}, "pad": {"left": "00"}}}"#
        ),
        [
            "/elements/2/encoding/bcd/filler: expected a number of 0 to 15, found 16",
            "/elements/2/length/digits: expected a number of 1 to 6, found 7",
            "/elements/2/length/max: expected the greatest length, found nothing",
            "/elements/2/pad/left: expected one character, found \"00\"",
            "/elements/2/sensitivity: expected what may be shown, as ISO 8583 has card data here: \"clear\", \"pan\", \"track\", \"pin\", \"secret\", \"personal\" or \"tags\", found nothing",
        ]
    );
    for (length, problem) in [
        (
            "0",
            "/elements/3/length: expected a number of 1 to 131070, found 0",
        ),
        ("-1", "found a number below 0"),
        ("1.5", "found a number with a fraction"),
        ("1e3", "found a number with a fraction"),
        ("99999999999999999999", "found a number with a fraction"),
        (
            "\"all\"",
            "expected a number, \"rest\", or an object, found \"all\"",
        ),
        (
            "{\"len\": 4, \"max\": 4}",
            "/length/max: expected no such key beside len, found 4",
        ),
        (
            "{\"max\": 4}",
            "/length/digits: expected a number of 1 to 6, found nothing",
        ),
    ] {
        let element =
            format!(r#"{{"3": {{"content": "n", "encoding": "ascii", "length": {length}}}}}"#);
        let said = of(&element).join("\n");
        assert!(said.contains(problem), "{length}: {said}");
    }
}

#[test]
fn parts_are_held_to_the_format() {
    let with = |rest: &str| {
        of(&format!(
            r#"{{"48": {{"length": {{"digits": 3, "encoding": "ascii", "max": 99}}, {rest}}}}}"#
        ))
    };
    let part = r#"{"content": "n", "encoding": "ascii", "length": 2}"#;
    assert_eq!(
        with(
            r#""layout": {"tag": "ber"}, "parts": {"9F02": {"content": "n", "encoding": "bcd", "length": "x"}, "9f03": {}, "9F030": {}}"#
        ),
        [
            "/elements/48/parts/9F02/length: expected a number, \"rest\", or an object, found \"x\"",
            "/elements/48/parts/9f03: expected a tag of 1 to 4 bytes in upper-case hex, found \"9f03\"",
            "/elements/48/parts/9F030: expected a tag of 1 to 4 bytes in upper-case hex, found \"9F030\"",
        ]
    );
    for (rest, problem) in [
        (
            format!(
                r#""layout": null, "content": "n", "encoding": "ascii", "parts": {{"1": {part}}}"#
            ),
            "/parts: expected a layout beside it",
        ),
        (
            format!(r#""layout": "positional", "other": {part}"#),
            "/other: expected a layout of tags beside it",
        ),
        (
            "\"layout\": \"tlv\"".to_owned(),
            "/layout: expected null, \"positional\", \"repeated\", \"emv\", or an object",
        ),
        (
            "\"layout\": {}".to_owned(),
            "/layout: expected null, \"positional\", \"repeated\", \"emv\", or an object with bitmap or tag, found an object",
        ),
        (
            "\"layout\": {\"bitmap\": \"binary\", \"len\": 2}".to_owned(),
            "/layout/len: expected one of the keys bitmap, bytes, extends, found another",
        ),
        (
            "\"layout\": {\"bitmap\": \"binary\", \"bytes\": 25}".to_owned(),
            "/layout/bytes: expected a number of 1 to 24",
        ),
        (
            "\"layout\": {\"tag\": \"ascii\"}".to_owned(),
            "/layout/len: expected a number of 1 to 4, found nothing",
        ),
        (
            "\"layout\": {\"tag\": \"ber\", \"len\": 1}".to_owned(),
            "/layout/len: expected no such key for this form of tags",
        ),
        (
            "\"layout\": {\"tag\": \"xml\", \"len\": 1}".to_owned(),
            "/layout/tag: expected \"ber\"",
        ),
        (
            format!(r#""layout": {{"tag": "ascii", "len": 2}}, "parts": {{"123": {part}}}"#),
            "/parts/123: expected a tag of 2 printable characters",
        ),
        (
            format!(r#""layout": {{"tag": "bcd", "len": 2}}, "parts": {{"01A0": {part}}}"#),
            "/parts/01A0: expected a tag of 4 digits",
        ),
        (
            format!(r#""layout": {{"tag": "binary", "len": 1}}, "parts": {{"+1": {part}}}"#),
            "/parts/+1: expected a tag of 2 digits of upper-case hex",
        ),
    ] {
        let said = with(&rest).join("\n");
        assert!(said.contains(problem), "{rest}: {said}");
    }
}

#[test]
fn soundness_has_a_path_too() {
    let part = r#"{"content": "n", "encoding": "ascii", "length": 2}"#;
    let rest = r#"{"content": "n", "encoding": "ascii", "length": "rest"}"#;
    let lll = r#""length": {"digits": 3, "encoding": "ascii", "max": 99}"#;
    let json = format!(
        r#"{{"name": "x", "header": {{"field": {{"content": "b", "encoding": "ascii", "length": 2}}}},
        "elements": {{"1": {part}, "3": {rest}, "129": {part},
          "60": {{{lll}, "layout": "positional", "parts": {{"2": {part}}}}},
          "61": {{{lll}, "layout": {{"tag": "ascii", "len": 1}}, "parts": {{"/": {rest}}}, "other": {rest}}}}}}}"#
    );
    let error = Spec::from_json(json).unwrap_err();
    let mut paths: Vec<&str> = error.problems().iter().map(SpecProblem::path).collect();
    paths.sort_unstable();
    assert_eq!(
        paths,
        [
            "/elements/1",
            "/elements/129",
            "/elements/3",
            "/elements/60/parts/2",
            "/elements/61/other",
            "/elements/61/parts/~1",
            "/header/field",
        ]
    );
    let unsound = |kind| kind == SpecProblemKind::Unsound;
    assert!(
        error
            .problems()
            .iter()
            .all(|problem| unsound(problem.kind()))
    );
}

#[test]
fn a_message_read_as_a_spec_shows_nothing() {
    let said = said(
        r#"{"name": 4111111111111111, "4111111111111111": 1, "title": null, "mti": "4111111111111111",
        "elements": {"4111111111111111": "Alice Example of 1 Long Street"}}"#,
    )
    .join("\n");
    assert!(
        !said.contains("411111") && !said.contains("Alice"),
        "{said}"
    );
    assert!(said.contains("/elements/?: "), "{said}");
}

fn charset() -> impl Strategy<Value = Charset> {
    prop::sample::select(vec![
        Charset::Ascii,
        Charset::Cp037,
        Charset::Cp500,
        Charset::Cp1047,
    ])
}

fn length() -> impl Strategy<Value = Length> {
    let unit = prop::sample::select(vec![Unit::Value, Unit::Bytes, Unit::Nibbles]);
    let prefix = prop_oneof![
        charset().prop_map(LengthEncoding::Text),
        Just(LengthEncoding::Bcd),
        Just(LengthEncoding::Binary),
    ];
    prop_oneof![
        (1..500_u32, unit.clone()).prop_map(|(len, unit)| Length::Fixed { len, unit }),
        (1..5_u8, prefix, unit, 0..9_u32, 1..999_u32).prop_map(
            |(digits, encoding, unit, min, max)| Length::Var {
                digits,
                encoding,
                unit,
                min,
                max,
            }
        ),
    ]
}

fn element() -> impl Strategy<Value = Field> {
    let written = prop_oneof![
        charset().prop_map(|set| (Content::Ans, Encoding::Text(set))),
        (any::<bool>(), 0..16_u8).prop_map(|(left, filler)| {
            let side = if left { Side::Left } else { Side::Right };
            (Content::N, Encoding::Bcd { side, filler })
        }),
        Just((Content::B, Encoding::Binary)),
        charset().prop_map(|set| (Content::B, Encoding::Hex(set))),
    ];
    (written, length(), any::<bool>(), 2..65_u8).prop_map(
        |((content, encoding), length, secret, number)| {
            let field = Field::new(Key::Number(number), "Name", content, encoding, length);
            if secret {
                field.with_sensitivity(Sensitivity::Secret)
            } else {
                field
            }
        },
    )
}

proptest! {
    /// A sound spec loads again as it was; an unsound one is refused, each problem with a path.
    #[test]
    fn specs_come_back(
        fields in prop::collection::vec(element(), 0..8),
        parts in prop::collection::vec(element(), 0..4),
        title in ".*",
    ) {
        let mut fields = fields;
        let mut parts = parts;
        for (at, part) in parts.iter_mut().enumerate() {
            part.key = Key::Number(u8::try_from(at).unwrap() + 1);
        }
        if !parts.is_empty() {
            let parts = Parts::Positional(parts.into());
            let key = Key::Number(100);
            fields.push(Field::composite(key, "Parts", Encoding::Binary, Length::lll(999), parts));
        }
        let mut spec = Spec::new("any", &[]).with_fields(fields);
        spec.title = title.into();
        let loaded = Spec::from_json(spec.to_json());
        match spec.check() {
            Ok(()) => prop_assert_eq!(loaded.unwrap(), spec),
            Err(_) => prop_assert!(loaded.unwrap_err().problems().iter().all(|problem| !problem.path().is_empty())),
        }
    }
}
