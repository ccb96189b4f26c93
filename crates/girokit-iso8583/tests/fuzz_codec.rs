//! The fuzz bodies for reading, editing and tags, over their corpora.

use girokit_fuzz::{corpus, iso8583};

#[test]
fn decode() {
    assert!(corpus::replay("iso8583_decode", iso8583::decode) > 0);
}

#[test]
fn round_trip() {
    assert!(corpus::replay("iso8583_round_trip", iso8583::round_trip) > 0);
}

#[test]
fn tlv() {
    assert!(corpus::replay("iso8583_tlv", iso8583::tlv) > 0);
}
