//! A Rust peer that reads NACHA files beside girokit, in one run.
//!
//! By hand: `cargo run --release --bin nacha --features nacha`. The peer parses a file that is whole in memory into slices and checks
//! no control; girokit reads it as a stream and checks all of them.

use std::hint::black_box;

use girokit_benches::nacha;
use girokit_benches::race::{Plan, Row, race};
use girokit_files::nacha::Reader;

fn main() {
    let plan = Plan::from_args();
    let entries = if plan.is_quick() { 1_000 } else { 500_000 };
    let file = nacha::file(entries);
    let bytes = file.len();
    race(
        &format!("NACHA of {entries} entries, {} MB", bytes / 1_000_000),
        plan,
        vec![
            Row::new("the lines (the floor)", bytes, || {
                black_box(file.lines().fold(0, |sum, line| sum + line.len()));
            }),
            Row::new("girokit, everything checked", bytes, || {
                let mut reader = Reader::new(file.as_bytes());
                while let Some(item) = reader.next_item().expect("it is in memory") {
                    black_box(&item);
                }
                assert!(reader.report().is_valid());
            }),
            Row::new("rs-ach 0.1.2, no control checked", bytes, || {
                let read = rs_ach::AchFile::parse(&file).expect("the peer reads it");
                black_box(&read);
            }),
        ],
    );
}
