//! NACHA files read and checked, through the public API, with files that are written here.
#![cfg(feature = "nacha")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::type_complexity,
    clippy::wildcard_imports,
    unreachable_pub,
    reason = "a test fails by panicking"
)]

mod answers;
mod builders;
mod cases;
mod files;
mod forms;
mod good;
mod items;
mod merges;
mod profiles;
mod rules;

use girokit_files::nacha::Reader;
use girokit_files::{Profile, Report};

/// The report on a file under a profile.
pub(crate) fn report(file: &[u8], profile: &Profile) -> Report {
    let mut reader = Reader::new(file).with_profile(profile.clone());
    while reader.next_item().unwrap().is_some() {}
    reader.into_report()
}

/// Every problem as one line of text.
pub(crate) fn problems(report: &Report) -> Vec<String> {
    report.problems().iter().map(ToString::to_string).collect()
}
