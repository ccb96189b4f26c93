//! Specs that differ by message type, and their JSON.

#![cfg(feature = "json")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use girokit_iso8583::spec::json::SpecProblem;
use girokit_iso8583::spec::{MtiPattern, Parts, Sensitivity, SpecSet};
use girokit_iso8583::{Spec, specs};

const HOUSE: &str = include_str!("../example-specs/house-switch.json");

#[test]
fn variants_by_mti() {
    let json = r#"{"name": "x", "extends": "iso1987-ascii", "variants": {
        "0810": {"elements": {"48": {"layout": "positional", "parts": {"1": {"content": "n", "encoding": "ascii", "length": 3}}}}},
        "08xx": {"elements": {"48": {"pad": null, "length": {"digits": 2, "encoding": "ascii", "max": 20}}, "55": null,
            "2": {"sensitivity": "clear"}, "65": {"content": "n", "encoding": "ascii", "length": 1}}}}}"#;
    let set = SpecSet::from_json(json).unwrap();
    let saved = set.to_json();
    assert!(SpecSet::from_json(&saved).unwrap() == set, "{saved}");
    assert_eq!(SpecSet::from_json(&saved).unwrap().to_json(), saved);
    for (mti, name) in [("0800", "x 08xx"), ("0810", "x 0810"), ("0200", "x")] {
        assert_eq!(set.for_mti(mti.parse().unwrap()).name, name);
    }
    let echo = b"0800000000000001000003ABC";
    assert_eq!(set.read(echo).unwrap().field(48).unwrap().text(), "ABC");
    assert_eq!(set.for_message(echo).unwrap().name, "x 08xx");
    let answer = b"08100000000000010000003123";
    assert_eq!(
        set.read(answer)
            .unwrap()
            .field(48)
            .unwrap()
            .elements()
            .count(),
        1
    );
    assert!(set.read(b"0200000000000001000003ABC").is_err());
    assert!(set.for_message(b"08").is_err());

    let one = Spec::from_json(json).unwrap_err();
    assert_eq!(
        one.to_string(),
        "/variants: expected one spec; a set of variants is loaded as such, found variants"
    );
    let plain = SpecSet::from_json(HOUSE).unwrap();
    assert_eq!(plain.variants().count(), 0);
    assert!(**plain.base() == Spec::from_json(HOUSE).unwrap());
}

#[test]
fn variants_are_held_to_the_format() {
    let part = r#"{"content": "n", "encoding": "ascii", "length": 2}"#;
    let json = format!(
        r#"{{"name": "x", "elements": {{"3": {part}}}, "variants": {{"8xx": {{}}, "08xx": {{"elements": {{"4": null, "60": {{"length": 1}}}}}},
        "08xx": {{}}, "02xx": {{}}, "01xx": {{"elements": {{"3": {{"pad": {{"left": "x"}}}}, "129": {part}}}, "name": "y"}}}}}}"#
    );
    let error = SpecSet::from_json(json).unwrap_err();
    let paths: Vec<&str> = error.problems().iter().map(SpecProblem::path).collect();
    assert_eq!(
        paths,
        [
            "/variants/8xx",
            "/variants/08xx/elements/4",
            "/variants/08xx/elements/60/content",
            "/variants/08xx/elements/60/encoding",
            "/variants/08xx",
            "/variants/02xx/elements",
            "/variants/01xx/name",
            "/variants/01xx/elements/3",
            "/variants/01xx/elements/129",
        ]
    );
}

#[test]
fn patterns() {
    for (pattern, takes, leaves) in [
        ("08xx", "0800", "0900"),
        ("0810", "0810", "0800"),
        ("xxx1", "9991", "9990"),
    ] {
        let parsed: MtiPattern = pattern.parse().unwrap();
        assert_eq!(parsed.to_string(), pattern);
        assert!(parsed.matches(takes.parse().unwrap()), "{pattern} {takes}");
        assert!(
            !parsed.matches(leaves.parse().unwrap()),
            "{pattern} {leaves}"
        );
    }
    for wrong in ["", "08x", "08XX", "08xxx", "08-x", "0\u{e9}x"] {
        assert!(wrong.parse::<MtiPattern>().is_err(), "{wrong}");
    }
}

/// A variant with nothing in common with its base comes back: what a change would keep is said.
#[test]
fn every_difference_comes_back() {
    let specs: Vec<&Spec> = specs::all().collect();
    for base in &specs {
        let mut set = SpecSet::new(*base);
        for (at, spec) in specs.iter().enumerate() {
            let pattern = format!("0{at:02}x").parse().unwrap();
            let mut fields = spec.fields().to_vec();
            for field in &mut fields {
                if field.key.number() == Some(2) {
                    field.name = "".into();
                    field.sensitivity = Sensitivity::Clear;
                }
                if field.key.number() == Some(55) {
                    field.parts = Parts::None;
                }
            }
            // A shipped spec may have elements that this one's bitmaps do not allow.
            if Spec::clone(base)
                .with_fields(fields.clone())
                .check()
                .is_ok()
            {
                set = set.with_variant(pattern, fields);
            }
        }
        assert!(set.variants().count() > 1, "{}", base.name);
        let json = set.to_json();
        assert!(SpecSet::from_json(&json).unwrap() == set, "{json}");
    }
}

#[test]
fn variants_are_in_the_order_of_their_numbers() {
    let base = specs::by_name("iso1987-ascii").unwrap();
    let fields: Vec<_> = base.fields().iter().rev().cloned().collect();
    let set = SpecSet::new(base).with_variant("0xxx".parse().unwrap(), fields);
    let (_, spec) = set.variants().next().unwrap();
    assert!(spec.fields() == base.fields());
    assert!(SpecSet::from_json(set.to_json()).unwrap() == set);
}

#[test]
fn what_is_wrong_with_the_base_is_said_once() {
    let json = r#"{"name": "x", "elements": {"1": {"content": "n", "encoding": "ascii", "length": 1}},
        "variants": {"08xx": {"elements": {}}}}"#;
    let error = SpecSet::from_json(json).unwrap_err();
    let paths: Vec<&str> = error.problems().iter().map(SpecProblem::path).collect();
    assert_eq!(paths, ["/elements/1"]);
}
