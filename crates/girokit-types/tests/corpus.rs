//! Replays the committed fuzz corpus, and mutants of it.

use girokit_fuzz::{corpus, types};

#[test]
fn types_parse() {
    assert!(corpus::replay("types_parse", types::parse) > 25);
}
