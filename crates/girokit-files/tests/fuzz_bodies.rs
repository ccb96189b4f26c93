//! The fuzz bodies over their corpus.

use girokit_fuzz::{corpus, files};

#[cfg(feature = "bai2")]
#[test]
fn bai2() {
    assert!(corpus::replay("files_bai2", files::bai2) > 0);
}

#[test]
fn lines() {
    assert!(corpus::replay("files_lines", files::lines) > 0);
}

#[cfg(feature = "nacha")]
#[test]
fn nacha() {
    assert!(corpus::replay("files_nacha", files::nacha) > 0);
}

#[cfg(feature = "nacha")]
#[test]
fn nacha_answers() {
    assert!(corpus::replay("files_nacha_answers", files::nacha_answers) > 0);
}

#[cfg(feature = "nacha")]
#[test]
fn nacha_file() {
    assert!(corpus::replay("files_nacha_file", files::nacha_file) > 0);
}

#[cfg(feature = "mt")]
#[test]
fn mt() {
    assert!(corpus::replay("files_mt", files::mt) > 0);
}

#[cfg(feature = "ofx")]
#[test]
fn ofx() {
    assert!(corpus::replay("files_ofx", files::ofx) > 0);
}
