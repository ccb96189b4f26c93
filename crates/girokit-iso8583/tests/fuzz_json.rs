//! The fuzz body for JSON and the forms for people, over its corpus.

use girokit_fuzz::{corpus, iso8583};

#[test]
fn json() {
    assert!(corpus::replay("iso8583_json", iso8583::json) > 0);
}
