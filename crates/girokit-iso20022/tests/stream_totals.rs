//! Totals of streams: the findings that the whole message has.
#![cfg(all(
    feature = "camt-053-001-08",
    feature = "pain-001-001-09",
    feature = "pacs-008-001-08",
    feature = "rules",
    feature = "stream"
))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use girokit_iso20022::rules::{Checker, Finding, Options, check_tree};
use girokit_iso20022::stream::{ItemStream, ItemWriter, Position, Streamed};
use girokit_iso20022::{
    Code, Limits, Message as _, Tree, camt_053_001_08, pacs_008_001_08, pain_001_001_09,
};

/// The totals that the stream finds wrong, interrupted behind so many items and errors or not: the position goes through its text, and
/// the totals begin anew.
fn streamed<M: Streamed>(xml: &str, interrupt: Option<usize>) -> Vec<Finding> {
    let options = Options::new();
    let limits = Limits::default();
    let totals = Checker::new(M::DEFINITION, &options).totals().unwrap();
    let mut stream = ItemStream::<M, _>::new(xml.as_bytes(), &limits).with_totals(totals.clone());
    let mut findings = Vec::new();
    if let Some(items) = interrupt {
        stream.by_ref().take(items).for_each(drop);
        findings.extend(stream.take_findings());
        let text = stream.position().to_string();
        let position: Position = text.parse().unwrap();
        assert_eq!(position.to_string(), text);
        let rest = xml
            .get(usize::try_from(position.offset()).unwrap()..)
            .unwrap();
        stream = ItemStream::resume(rest.as_bytes(), &position, &limits)
            .unwrap()
            .with_totals(totals);
        assert_eq!(stream.position().to_string(), text);
    }
    stream.by_ref().for_each(drop);
    assert!(stream.is_complete());
    findings.extend(stream.take_findings());
    findings
}

/// Without their places in bytes, lines and columns.
fn bare(mut findings: Vec<Finding>) -> Vec<Finding> {
    for finding in &mut findings {
        (finding.offset, finding.line, finding.column) = (None, None, None);
    }
    findings
}

/// A stream that is interrupted behind any item or error finds what one run finds.
fn agree_interrupted<M: Streamed>(xml: &str) {
    let whole = streamed::<M>(xml, None);
    let all = ItemStream::<M, _>::new(xml.as_bytes(), &Limits::default()).count();
    assert!(all > 0);
    for items in 0..all {
        let resumed = streamed::<M>(xml, Some(items));
        assert_eq!(bare(resumed), bare(whole.clone()), "behind {items}");
    }
}

fn agree<M: Streamed>(xml: &str, wrong: usize) {
    const TOTALS: [&str; 6] = [
        "control-sum",
        "entry-totals",
        "settlement-total",
        "settlement-total-currency",
        "statement-balance",
        "transaction-count",
    ];
    let tree = Tree::read(xml.as_bytes(), M::DEFINITION, &Limits::default()).unwrap();
    let mut whole = check_tree(&tree, &Options::new()).into_findings();
    for finding in &mut whole {
        finding.offset = None;
    }
    whole.retain(|finding| TOTALS.contains(&finding.code));
    assert_eq!(whole.len(), wrong, "{whole:?}");
    // The header's totals stand before the lists, and are told behind them.
    let sorted = |mut findings: Vec<Finding>| {
        findings.sort_by(|a, b| (&a.path, a.code).cmp(&(&b.path, b.code)));
        findings
    };
    let whole = sorted(whole);
    assert_eq!(sorted(streamed::<M>(xml, None)), whole);
    agree_interrupted::<M>(xml);
}

fn corpus(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/corpus/iso20022_stream")
        .join(name);
    std::fs::read_to_string(file).unwrap()
}

#[test]
fn batches_and_their_header() {
    let (batches, _) = corpus("batches.xml")
        .split_once("<PmtInf><PmtInfId>P3")
        .map_or_else(
            || unreachable!("a third batch"),
            |(batches, rest)| (batches.to_owned(), rest.to_owned()),
        );
    let xml = format!("{batches}</CstmrCdtTrfInitn></Document>")
        .replace("<EndToEndId></EndToEndId>", "<EndToEndId>d</EndToEndId>");
    let declare = |first: &str, second: &str, all: &str| {
        xml.replace("<NbOfTxs>3</NbOfTxs>", all)
            .replace("<PmtInfId>P1</PmtInfId><PmtMtd>TRF</PmtMtd>", first)
            .replace("<PmtInfId>P2</PmtInfId><PmtMtd>TRF</PmtMtd>", second)
    };
    let batch =
        |id: &str, totals: &str| format!("<PmtInfId>{id}</PmtInfId><PmtMtd>TRF</PmtMtd>{totals}");
    let right = declare(
        &batch("P1", "<NbOfTxs>2</NbOfTxs><CtrlSum>3</CtrlSum>"),
        &batch("P2", "<NbOfTxs>2</NbOfTxs><CtrlSum>7</CtrlSum>"),
        "<NbOfTxs>4</NbOfTxs><CtrlSum>10</CtrlSum>",
    );
    agree::<pain_001_001_09::Document>(&right, 0);
    let wrong = declare(
        &batch("P1", "<NbOfTxs>3</NbOfTxs><CtrlSum>3.01</CtrlSum>"),
        &batch("P2", "<NbOfTxs>2</NbOfTxs><CtrlSum>8</CtrlSum>"),
        "<NbOfTxs>5</NbOfTxs><CtrlSum>9</CtrlSum>",
    );
    agree::<pain_001_001_09::Document>(&wrong, 5);
}

#[test]
fn statements_and_their_balances() {
    let opening = "<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">1.50</Amt><CdtDbtInd>CRDT</CdtDbtInd>\
        <Dt><Dt>2026-11-22</Dt></Dt></Bal>";
    let xml = corpus("two_statements.xml");
    // 1.50 + 1.5 + 2 = 5.00 in the first statement, 1.50 + 3 in the second.
    let xml = xml.replace("<Bal>", &format!("{opening}<Bal>"));
    agree::<camt_053_001_08::Document>(&xml, 1);
}

#[test]
fn the_writer_refuses_to_finish_with_other_totals() {
    let mut around =
        pacs_008_001_08::Document::from_xml(corpus("pacs_008_001_08.xml").as_bytes()).unwrap();
    let items = std::mem::take(&mut around.fi_to_fi_cstmr_cdt_trf.cdt_trf_tx_inf);
    let options = Options::new();
    let write = |times: usize| {
        let checker = Checker::new(pacs_008_001_08::Document::DEFINITION, &options);
        let mut writer = ItemWriter::new(&around, Vec::new())
            .unwrap()
            .with_totals(checker.totals().unwrap());
        for _ in 0..times {
            writer.write(items.first().unwrap()).unwrap();
        }
        writer.finish()
    };
    assert!(write(1).is_ok());
    let error = write(2).unwrap_err();
    let problem = error.problems().first().unwrap();
    assert_eq!(problem.code, Code::Total);
    assert_eq!(problem.path, "/Document/FIToFICstmrCdtTrf/GrpHdr/NbOfTxs");
}

#[test]
fn settlement_total_of_a_transfer() {
    let xml = corpus("pacs_008_001_08.xml");
    agree::<pacs_008_001_08::Document>(&xml, 0);
    let more = xml.replace("NbOfTxs>1<", "NbOfTxs>7<");
    assert_ne!(more, xml);
    agree::<pacs_008_001_08::Document>(&more, 1);
}

#[test]
fn what_is_refused_stays_refused_behind_an_interruption() {
    // Of the second batch an item is invalid: neither its totals nor those of the message tell anything, the first batch's do.
    let xml = corpus("batches.xml").replace(
        "<PmtInfId>P1</PmtInfId><PmtMtd>TRF</PmtMtd>",
        "<PmtInfId>P1</PmtInfId><PmtMtd>TRF</PmtMtd><NbOfTxs>7</NbOfTxs>",
    );
    let findings = streamed::<pain_001_001_09::Document>(&xml, None);
    let paths: Vec<_> = findings.iter().map(|f| &f.path).collect();
    assert_eq!(paths, ["/Document/CstmrCdtTrfInitn/PmtInf[1]/NbOfTxs"]);
    agree_interrupted::<pain_001_001_09::Document>(&xml);
}

#[test]
fn hostile_positions_are_refused() {
    let xml = corpus("batches.xml");
    let totals = Checker::new(pain_001_001_09::Document::DEFINITION, &Options::new())
        .totals()
        .unwrap();
    let limits = Limits::default();
    let mut stream = ItemStream::<pain_001_001_09::Document, _>::new(xml.as_bytes(), &limits)
        .with_totals(totals);
    assert!(stream.next().is_some());
    let text = stream.position().to_string();
    assert!(text.parse::<Position>().is_ok());
    let lines: Vec<&str> = text.splitn(5, '\n').collect();
    let [first, second, third, fourth, head] = lines.as_slice() else {
        unreachable!("five parts: {text}")
    };
    assert!(
        fourth.starts_with("0 whole whole 1:1:EUR 0:0:- "),
        "{fourth}"
    );
    let mut hostile = Vec::new();
    for (from, to) in [
        ("1:1:EUR", "1:1:eur"),
        ("1:1:EUR", "1:1:EURO"),
        ("1:1:EUR", "1:1:"),
        ("1:1:EUR", "1:1"),
        ("1:1:EUR", "1:1:EUR:1"),
        ("1:1:EUR", "-1:1:EUR"),
        ("1:1:EUR", "18446744073709551615:1:EUR"),
        ("1:1:EUR", "1:1e3:EUR"),
        ("1:1:EUR", "1:NaN:EUR"),
        ("1:1:EUR", "1:99999999999999999999999999999999999:EUR"),
        ("whole whole", "whole"),
        ("whole", "half"),
        ("0 whole", "4294967295 whole"),
        (*fourth, ""),
        (*fourth, "x"),
    ] {
        hostile.push(
            [
                *first,
                *second,
                *third,
                &fourth.replacen(from, to, 1),
                *head,
            ]
            .join("\n"),
        );
    }
    let long = format!("{fourth} 0:0:-");
    hostile.push([*first, *second, *third, &long, *head].join("\n"));
    let padded = format!("{fourth}{}", " ".repeat(600));
    hostile.push([*first, *second, *third, &padded, *head].join("\n"));
    hostile.push([*first, &format!("{second} 1"), *third, *fourth, *head].join("\n"));
    for number in ["18446744073709551615", "-1", "1.5", ""] {
        let (_, rest) = second.split_once(' ').unwrap();
        let second = format!("{number} {rest}");
        hostile.push([*first, &second, *third, *fourth, *head].join("\n"));
    }
    for counters in ["4294967295:0:-:1", "1:0:-:4294967295", "1:0:-", "1:0:-:1:1"] {
        hostile.push([*first, *second, counters, *fourth, *head].join("\n"));
    }
    hostile.push(text.replacen("position 2", "position 1", 1));
    for text in hostile {
        assert!(text.parse::<Position>().is_err(), "{text}");
    }
    // It reads like a position, but no stream of this message was there.
    for counters in [
        "1:0:-:1",
        "1:0:-:1 1:9:-:1 1:9:-:1",
        "1:0:-:1 1:1:-:1 1:999:-:1",
    ] {
        let text = [*first, *second, counters, *fourth, *head].join("\n");
        let position: Position = text.parse().unwrap();
        let resumed =
            ItemStream::<pain_001_001_09::Document, _>::resume(&b""[..], &position, &limits);
        if let Ok(stream) = resumed {
            assert!(stream.last().is_none_or(|item| item.is_err()), "{counters}");
        }
    }
}
