//! ISO 20022: a large statement and a small transfer, read, validated and written, beside quick-xml's event loop.

use std::hint::black_box;
use std::io;

use girokit_benches::input::{HugeStatement, Input, camt_053, pacs_008, pain_001};
use girokit_benches::libxml2::Xmllint;
use girokit_benches::memory;
use girokit_benches::race::{Plan, Row, race};
use girokit_iso20022::rust_decimal::Decimal;
use girokit_iso20022::stream::{ItemStream, Progress};
use girokit_iso20022::views::messages::camt_053_001_08 as views;
use girokit_iso20022::{Limits, Message, Tree, camt_053_001_08, pacs_008_001_08, pain_001_001_09};
use quick_xml::events::Event;
use quick_xml::{NsReader, Reader};

/// The rows of the memory table.
const FILE_ONLY: &str = "file only";
const READ: &str = "girokit from_xml and drop";
const TREE: &str = "girokit Tree and drop";

fn main() -> io::Result<()> {
    if let Some(bytes) = memory::stream_job() {
        let progress = stream(io::BufReader::new(HugeStatement::new(bytes)));
        assert!(
            progress.bytes >= bytes && progress.items > 0,
            "{progress:?}"
        );
        return memory::report();
    }
    if let Some(job) = memory::job()? {
        let message = (job.row == READ).then(|| read::<camt_053_001_08::Document>(&job.xml));
        let tree = (job.row == TREE).then(|| tree::<camt_053_001_08::Document>(&job.xml));
        black_box((&job, &message, &tree));
        return memory::report();
    }
    let plan = Plan::from_args();
    let (bytes, transfers) = if plan.is_quick() {
        (1_000_000, 100)
    } else {
        (52_000_000, 10_000)
    };
    let statement = camt_053("08", bytes);
    compare::<camt_053_001_08::Document>(&statement, plan, 1)?;
    compare::<pain_001_001_09::Document>(&pain_001("09", transfers), plan, 1)?;
    compare::<pacs_008_001_08::Document>(&pacs_008("08", 2), plan, 2_000)?;
    race(
        &format!("{}, streamed", statement.title),
        plan,
        streamed(&statement),
    );
    race(
        &format!("{}, to the sum of its booked entries", statement.title),
        plan,
        summed(&statement),
    );
    memory::compare(&statement.title, &statement.xml, &[FILE_ONLY, READ, TREE])?;
    let huge = if plan.is_quick() {
        5_000_000
    } else {
        500_000_000
    };
    memory::stream("streamed statement", huge)
}

/// Reads the entries of a statement one by one.
fn stream(reader: impl io::BufRead) -> Progress {
    let mut stream = ItemStream::<camt_053_001_08::Document, _>::new(reader, &Limits::default());
    for entry in stream.by_ref() {
        drop(black_box(entry).unwrap_or_else(|error| panic!("a bench input is valid: {error}")));
    }
    assert!(stream.is_complete(), "read to the end");
    stream.progress()
}

/// The streaming reader beside the floor and the reader of the whole.
fn streamed(input: &Input) -> Vec<Row<'_>> {
    let bytes = input.xml.len();
    let mut rows = floors(input);
    rows.truncate(1);
    rows.push(Row::new(READ, bytes, || {
        drop(black_box(read::<camt_053_001_08::Document>(
            input.xml.as_bytes(),
        )));
    }));
    rows.push(Row::new("girokit ItemStream", bytes, || {
        black_box(stream(input.xml.as_bytes()));
    }));
    rows
}

/// What a job costs that looks at amount, direction, status and reference of every entry: through views, and through structs.
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the view's own name says less"
)]
fn summed(input: &Input) -> Vec<Row<'_>> {
    let bytes = input.xml.len();
    let mut rows = floors(input);
    rows.truncate(1);
    rows.push(Row::new("girokit Tree, read by views", bytes, || {
        let tree = tree::<camt_053_001_08::Document>(input.xml.as_bytes());
        let document = views::Document::of(&tree).expect("the tree is of this message");
        let mut sum = Decimal::ZERO;
        for entry in document
            .bk_to_cstmr_stmt()
            .stmt()
            .flat_map(|statement| statement.ntry())
        {
            let amount = entry.amt().value().value();
            let booked = entry.sts().cd() == Some("BOOK") && entry.acct_svcr_ref().is_some();
            sum += if entry.cdt_dbt_ind() == "DBIT" {
                -amount
            } else {
                amount
            } * Decimal::from(u8::from(booked));
        }
        black_box(sum);
    }));
    rows.push(Row::new("girokit from_xml, read by fields", bytes, || {
        let document = read::<camt_053_001_08::Document>(input.xml.as_bytes());
        let mut sum = Decimal::ZERO;
        for entry in document.bk_to_cstmr_stmt.stmt.iter().flat_map(|s| &s.ntry) {
            let amount = entry.amt.value.value();
            let booked = matches!(&entry.sts, camt_053_001_08::EntryStatus1Choice::Cd(code) if *code == "BOOK")
                && entry.acct_svcr_ref.is_some();
            sum += if entry.cdt_dbt_ind.as_str() == "DBIT" { -amount } else { amount } * Decimal::from(u8::from(booked));
        }
        black_box(sum);
    }));
    rows
}

/// One race; `repeats` is how often libxml2's process is given the file.
fn compare<M: Message>(input: &Input, plan: Plan, repeats: u32) -> io::Result<()> {
    let message = read::<M>(input.xml.as_bytes());
    let repeats = if plan.is_quick() { 1 } else { repeats };
    let xmllint = Xmllint::new(M::ID, &input.xml, repeats)?;
    let mut rows = floors(input);
    rows.extend(ours(input, &message));
    if let Some(xmllint) = &xmllint {
        rows.push(Row::child(
            "libxml2: xmllint --schema, a process",
            input.xml.len(),
            xmllint.times,
            || xmllint.command(),
        ));
    }
    race(&input.title, plan, rows);
    Ok(())
}

fn read<M: Message>(xml: &[u8]) -> M {
    M::from_xml(xml).unwrap_or_else(|error| panic!("a bench input is valid: {error}"))
}

fn tree<M: Message>(xml: &[u8]) -> Tree<'_> {
    Tree::read(xml, M::DEFINITION, &Limits::default())
        .unwrap_or_else(|error| panic!("a bench input is valid: {error}"))
}

/// What a user calls. The drop is a small part; most of what it costs is giving memory back and faulting it in again.
fn ours<'a, M: Message>(input: &'a Input, message: &'a M) -> [Row<'a>; 5] {
    let bytes = input.xml.len();
    let known = tree::<M>(input.xml.as_bytes());
    [
        Row::new(READ, bytes, || {
            drop(black_box(read::<M>(input.xml.as_bytes())));
        }),
        Row::new(TREE, bytes, || {
            drop(black_box(tree::<M>(input.xml.as_bytes())));
        }),
        Row::new("girokit Tree::to_xml", bytes, move || {
            black_box(known.to_xml());
        }),
        Row::new("girokit to_xml, validated", bytes, || {
            black_box(message.to_xml()).expect("a message that was read can be written");
        }),
        Row::new("girokit validate", bytes, || {
            black_box(message.validate()).expect("a message that was read is valid");
        }),
    ]
}

/// The rows that do less than a reader must. The first is the floor.
fn floors(input: &Input) -> Vec<Row<'_>> {
    let bytes = input.xml.len();
    vec![
        Row::new("quick-xml Reader, events only", bytes, || {
            let mut reader = Reader::from_str(&input.xml);
            while reader.read_event().expect("well-formed") != Event::Eof {}
            black_box(reader.buffer_position());
        }),
        Row::new("quick-xml NsReader, resolved", bytes, || {
            let mut reader = NsReader::from_str(&input.xml);
            while reader.read_resolved_event().expect("well-formed").1 != Event::Eof {}
            black_box(reader.buffer_position());
        }),
        Row::new("count of '<'", bytes, || {
            black_box(input.xml.bytes().filter(|byte| *byte == b'<').count());
        }),
    ]
}
