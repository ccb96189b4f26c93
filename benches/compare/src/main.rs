//! Rust peers beside girokit and quick-xml, in one run.
//!
//! Every row reads the same generated message; a peer that lacks our version reads the same content in the version that it
//! has. Peers only parse into their structs; girokit validates everything while it parses.

mod peers;

use std::any::Any;
use std::hint::black_box;
use std::io;

use girokit_benches::input::{Input, camt_053, pacs_008};
use girokit_benches::memory;
use girokit_benches::race::{Plan, Row, race};
use girokit_iso20022::{Message, camt_053_001_08, pacs_008_001_08};
use quick_xml::Reader;
use quick_xml::events::Event;

use peers::{PEERS, Parse};

const GIROKIT: &str = "girokit from_xml and drop";

/// How often a transfer is written: one peer holds a single transaction.
const TRANSACTIONS: u32 = 1;

fn main() -> io::Result<()> {
    if let Some(job) = memory::job()? {
        let peer = PEERS
            .iter()
            .find(|peer| peer.name == job.row)
            .and_then(|peer| peer.statement);
        let read = peer.map_or(parse::<camt_053_001_08::Document> as Parse, |(_, read)| {
            read
        });
        let xml = String::from_utf8(job.xml).map_err(io::Error::other)?;
        black_box((read(&xml), &xml));
        return memory::report();
    }
    let plan = Plan::from_args();
    let bytes = if plan.is_quick() {
        1_000_000
    } else {
        45_000_000
    };
    let statement = |version: &str| camt_053(version, bytes);
    let transfer = |version: &str| pacs_008(version, TRANSACTIONS);
    compare(
        plan,
        statement,
        parse::<camt_053_001_08::Document>,
        |peer| peer.statement,
    );
    compare(plan, transfer, parse::<pacs_008_001_08::Document>, |peer| {
        peer.transfer
    });
    for peer in PEERS {
        if let Some((version, _)) = peer.statement {
            let input = statement(version);
            memory::compare(&input.title, &input.xml, &[peer.name])?;
        }
    }
    let input = statement("08");
    memory::compare(&input.title, &input.xml, &[GIROKIT])
}

fn parse<M: Message + 'static>(xml: &str) -> Box<dyn Any> {
    Box::new(M::from_xml(xml.as_bytes()).expect("a bench input is valid"))
}

/// One race: the floor, girokit, then each peer on the version that it has.
fn compare(
    plan: Plan,
    write: impl Fn(&str) -> Input,
    ours: Parse,
    of: impl Fn(&peers::Peer) -> Option<(&'static str, Parse)>,
) {
    let input = write("08");
    let theirs: Vec<(&str, Input, Parse)> = PEERS
        .iter()
        .filter_map(|peer| of(peer).map(|(version, read)| (peer.name, write(version), read)))
        .collect();
    let mut rows = vec![
        Row::new("quick-xml Reader, events only", input.xml.len(), || {
            let mut reader = Reader::from_str(&input.xml);
            while reader.read_event().expect("well-formed") != Event::Eof {}
            black_box(reader.buffer_position());
        }),
        Row::new(GIROKIT, input.xml.len(), || {
            drop(black_box(ours(&input.xml)))
        }),
    ];
    for (name, input, read) in &theirs {
        rows.push(Row::new(name, input.xml.len(), || {
            drop(black_box(read(&input.xml)))
        }));
    }
    race(&input.title, plan, rows);
}
