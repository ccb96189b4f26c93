//! MT940 of 100,000 entries, every field checked, beside a scan for lines.
#![expect(clippy::unwrap_used, reason = "a bench stops when its input is wrong")]

use std::fmt::Write as _;
use std::hint::black_box;

use girokit_benches::race::{Plan, Row, race};
use girokit_files::Profile;
use girokit_files::line::Lines;
use girokit_files::mt::{self, Reader};

fn main() {
    let plan = Plan::from_args();
    let count = if plan.is_quick() { 1_000 } else { 100_000 };
    let bytes = sample(count).into_bytes();
    let (messages, _) = mt::read(&bytes[..], &Profile::STRICT).unwrap();
    race(
        &format!("MT940 of {count} entries"),
        plan,
        vec![
            Row::new("floor: the lines, with std", bytes.len(), || {
                let lines = bytes.split(|byte| *byte == b'\n');
                black_box(lines.fold(0, |sum, line| sum + line.len()));
            }),
            Row::new("lines", bytes.len(), || {
                let mut lines = Lines::new(&bytes[..]);
                let mut length = 0;
                while let Some(line) = lines.next_line().unwrap() {
                    length += line.bytes().len();
                }
                black_box(length);
            }),
            Row::new("Reader, everything checked", bytes.len(), || {
                let mut reader = Reader::new(&bytes[..], Profile::STRICT);
                while let Some(item) = reader.next_item().unwrap() {
                    black_box(&item);
                }
                assert!(reader.report().is_valid());
            }),
            Row::new("read into messages", bytes.len(), || {
                black_box(mt::read(&bytes[..], &Profile::STRICT).unwrap());
            }),
            Row::new("statements of messages", bytes.len(), || {
                black_box(mt::to_statements(&messages));
            }),
            Row::new("write", bytes.len(), || {
                black_box(mt::to_bytes(&messages).unwrap());
            }),
        ],
    );
}

/// A statement as German banks write it.
fn sample(count: usize) -> String {
    let mut file = String::from(
        ":20:STARTUMS\r\n:25:10020030/1234567\r\n:28C:00001/001\r\n:60F:C260622EUR1000,00\r\n",
    );
    for number in 0..count {
        write!(
            file,
            ":61:2606230623C{number},10NTRFNONREF//BR{number:08}\r\n:86:166 00GUTSCHRIFT 20EREF INV-{number} 21SVWZ Invoice {number}\r\n\
             of the month 30COBADEFF 31DE89370400440532013000 32Muster GmbH\r\n"
        )
        .unwrap();
    }
    file.push_str(":62F:C260623EUR1000,00\r\n-\r\n");
    file
}
