//! ISO 20022: a large statement and a small transfer, read, validated and written, beside quick-xml's event loop.

use std::hint::black_box;

use girokit_benches::input::{Input, camt_053, pacs_008};
use girokit_benches::memory;
use girokit_benches::race::{Plan, Row, race};
use quick_xml::events::Event;
use quick_xml::{NsReader, Reader};

fn main() -> std::io::Result<()> {
    if let Some(job) = memory::job()? {
        black_box(&job);
        return memory::report();
    }
    let plan = Plan::from_args();
    let statement = camt_053(
        "08",
        if plan.is_quick() {
            1_000_000
        } else {
            45_000_000
        },
    );
    race(&statement.title, plan, floors(&statement));
    let transfer = pacs_008("08");
    race(&transfer.title, plan, floors(&transfer));
    memory::compare(&statement.title, &statement.xml, &["file only"])
}

/// The rows that do less than a reader must.
fn floors(input: &Input) -> Vec<Row<'_>> {
    let bytes = input.xml.len();
    vec![
        Row::new("quick-xml Reader, events only", bytes, || {
            let mut reader = Reader::from_str(&input.xml);
            let mut events = 0_u32;
            loop {
                match reader.read_event() {
                    Ok(Event::Eof) => break,
                    Ok(_) => events += 1,
                    Err(error) => panic!("quick-xml: {error}"),
                }
            }
            black_box(events);
        }),
        Row::new("quick-xml NsReader, resolved", bytes, || {
            let mut reader = NsReader::from_str(&input.xml);
            let mut events = 0_u32;
            loop {
                match reader.read_resolved_event() {
                    Ok((_, Event::Eof)) => break,
                    Ok(_) => events += 1,
                    Err(error) => panic!("quick-xml: {error}"),
                }
            }
            black_box(events);
        }),
        Row::new("count of '<'", bytes, || {
            black_box(input.xml.bytes().filter(|byte| *byte == b'<').count());
        }),
    ]
}
