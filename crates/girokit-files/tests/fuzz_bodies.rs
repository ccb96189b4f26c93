//! The fuzz bodies over their corpus.

use girokit_fuzz::{corpus, files};

#[test]
fn lines() {
    assert!(corpus::replay("files_lines", files::lines) > 0);
}
