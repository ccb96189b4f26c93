//! NACHA: 500,000 entries with an addenda each, every control checked, beside a scan for lines.
#![expect(clippy::unwrap_used, reason = "a bench stops when its input is wrong")]

use std::hint::black_box;
use std::io::{self, BufRead, BufReader};

use girokit_benches::race::{Plan, Row, race};
use girokit_benches::{memory, nacha};
use girokit_files::line::Lines;
use girokit_files::nacha::{Item, Reader};

fn main() -> io::Result<()> {
    if let Some(bytes) = memory::stream_job() {
        let entries = u32::try_from(bytes / 190).unwrap();
        check(BufReader::new(nacha::Stream::new(entries)), entries);
        return memory::report();
    }
    let plan = Plan::from_args();
    let entries = if plan.is_quick() { 1_000 } else { 500_000 };
    let file = nacha::file(entries);
    let unbroken = file.replace('\n', "");
    let bytes = file.as_bytes();
    race(
        &format!("NACHA of {entries} entries, {} MB", file.len() / 1_000_000),
        plan,
        vec![
            Row::new("floor: the lines, with std", bytes.len(), || {
                let mut length = 0;
                let mut line = Vec::new();
                let mut reader = bytes;
                while reader.read_until(b'\n', &mut line).unwrap() > 0 {
                    length += line.len();
                    line.clear();
                }
                black_box(length);
            }),
            Row::new("lines, not copied", bytes.len(), || {
                let mut lines = Lines::new(bytes);
                let mut length = 0;
                while let Some(line) = lines.next_line().unwrap() {
                    length += line.bytes().len();
                }
                black_box(length);
            }),
            Row::new("Reader, everything checked", bytes.len(), || {
                check(bytes, entries);
            }),
            Row::new("the same, without line breaks", bytes.len(), || {
                check(unbroken.as_bytes(), entries);
            }),
        ],
    );
    let bytes = if plan.is_quick() {
        1_000_000
    } else {
        95_000_000
    };
    memory::stream("NACHA, streamed", bytes)
}

/// Reads a file to its end and adds up its entries.
fn check(reader: impl BufRead, entries: u32) {
    let mut reader = Reader::new(reader);
    let (mut seen, mut cents) = (0, 0);
    while let Some(item) = reader.next_item().unwrap() {
        if let Item::Entry(entry) = item {
            seen += 1;
            cents += entry.amount_cents().unwrap();
        }
    }
    assert!(reader.report().is_valid() && seen == entries && cents > 0);
}
