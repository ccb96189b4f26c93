//! The fuzz body for specs as JSON, over its corpus.

use girokit_fuzz::{corpus, iso8583};

#[test]
fn spec() {
    assert!(corpus::replay("iso8583_spec", iso8583::spec) > 0);
}
