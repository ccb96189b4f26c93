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

use girokit_iso20022::rules::{Checker, Finding, Options, check};
use girokit_iso20022::stream::{ItemStream, ItemWriter, Streamed};
use girokit_iso20022::{
    Code, Limits, Message as _, camt_053_001_08, pacs_008_001_08, pain_001_001_09,
};

/// The totals that the stream finds wrong, interrupted behind its first item or not.
fn streamed<M: Streamed>(xml: &str, interrupt: bool) -> Vec<Finding> {
    let options = Options::new();
    let limits = Limits::default();
    let totals = Checker::new(M::DEFINITION, &options).totals().unwrap();
    let mut stream = ItemStream::<M, _>::new(xml.as_bytes(), &limits).with_totals(totals);
    let mut findings = Vec::new();
    if interrupt {
        for item in stream.by_ref().take(1) {
            item.unwrap();
        }
        findings.extend(stream.take_findings());
        let (position, totals) = (stream.position(), stream.totals().unwrap().clone());
        let rest = xml
            .get(usize::try_from(position.offset()).unwrap()..)
            .unwrap();
        stream = ItemStream::resume(rest.as_bytes(), &position, &limits)
            .unwrap()
            .with_totals(totals);
    }
    for item in stream.by_ref() {
        item.unwrap();
    }
    assert!(stream.is_complete());
    findings.extend(stream.take_findings());
    findings
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
    let message = M::from_xml(xml.as_bytes()).unwrap();
    let mut whole = check(&message, &Options::new()).into_findings();
    whole.retain(|finding| TOTALS.contains(&finding.code));
    assert_eq!(whole.len(), wrong, "{whole:?}");
    // The header's totals stand before the lists, and are told behind them.
    let sorted = |mut findings: Vec<Finding>| {
        findings.sort_by(|a, b| (&a.path, a.code).cmp(&(&b.path, b.code)));
        findings
    };
    let whole = sorted(whole);
    assert_eq!(sorted(streamed::<M>(xml, false)), whole);
    assert_eq!(sorted(streamed::<M>(xml, true)), whole);
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
