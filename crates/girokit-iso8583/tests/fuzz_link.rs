//! The fuzz bodies of the links over their corpus, without a fuzzer.

use girokit_fuzz::{corpus, iso8583};

#[test]
fn framing() {
    assert!(corpus::replay("iso8583_framing", iso8583::framing) > 0);
}
