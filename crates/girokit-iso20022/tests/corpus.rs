//! The fuzz bodies over their committed corpus and its neighbourhood.

use girokit_fuzz::{corpus, iso20022};

#[test]
fn carry() {
    assert!(corpus::replay("iso20022_carry", iso20022::carry) > 0);
}

#[test]
fn envelope() {
    assert!(corpus::replay("iso20022_envelope", iso20022::envelope) > 0);
}

#[test]
fn convert() {
    assert!(corpus::replay("iso20022_convert", iso20022::convert) > 0);
}

#[test]
fn diff() {
    assert!(corpus::replay("iso20022_diff", iso20022::diff) > 0);
}

#[test]
fn json() {
    assert!(corpus::replay("iso20022_json", iso20022::json) > 0);
}

#[test]
fn read() {
    assert!(corpus::replay("iso20022_read", iso20022::read) > 0);
}

#[test]
fn roundtrip() {
    assert!(corpus::replay("iso20022_roundtrip", iso20022::roundtrip) > 0);
}

#[test]
fn rules() {
    assert!(corpus::replay("iso20022_rules", iso20022::rules) > 0);
}

#[test]
fn statement() {
    assert!(corpus::replay("iso20022_statement", iso20022::statement) > 0);
}

#[test]
fn stream() {
    assert!(corpus::replay("iso20022_stream", iso20022::stream) > 0);
}

#[test]
fn tokens() {
    assert!(corpus::replay("iso20022_tokens", iso20022::tokens) > 0);
}

#[test]
fn tree() {
    assert!(corpus::replay("iso20022_tree", iso20022::tree) > 0);
    assert!(corpus::replay("iso20022_read", iso20022::tree) > 0);
}

/// Without this, a reader that refuses everything would pass the bodies.
#[test]
fn every_seed_of_the_round_trip_is_a_valid_message() {
    let seeds = corpus::seeds("iso20022_roundtrip");
    assert!(seeds.len() >= 7);
    for (path, seed) in seeds {
        if let Err(error) = girokit_iso20022::AnyMessage::from_xml(&seed) {
            panic!("{}: {error}", path.display());
        }
    }
}
