//! Streams of messages without a struct.
#![cfg(all(feature = "catalogue", feature = "stream", feature = "untyped"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use girokit_iso20022::stream::UntypedStream;
use girokit_iso20022::{Limits, Tree, definition, definitions};

fn payment(entries: &[&str]) -> String {
    let batches: Vec<String> = entries
        .iter()
        .enumerate()
        .map(|(i, amounts)| {
            let transfers: Vec<String> = amounts
                .split(' ')
                .map(|amount| {
                    format!(
                        r#"<CdtTrfTxInf><PmtId><EndToEndId>E</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">{amount}</InstdAmt></Amt></CdtTrfTxInf>"#
                    )
                })
                .collect();
            format!(
                "<PmtInf><PmtInfId>P{i}</PmtInfId><PmtMtd>TRF</PmtMtd><ReqdExctnDt><Dt>2026-11-24</Dt></ReqdExctnDt><Dbtr/>
                <DbtrAcct><Id><Othr><Id>1</Id></Othr></Id></DbtrAcct><DbtrAgt><FinInstnId/></DbtrAgt>{}</PmtInf>",
                transfers.concat()
            )
        })
        .collect();
    format!(
        r#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn><GrpHdr><MsgId>M</MsgId>
        <CreDtTm>2026-11-23T10:00:00</CreDtTm><NbOfTxs>9</NbOfTxs><InitgPty/></GrpHdr>{}</CstmrCdtTrfInitn></Document>"#,
        batches.concat()
    )
}

#[test]
fn items_and_what_is_around_them() {
    let xml = payment(&["1 2 3", "4 x 6", "7"]);
    let definition = definition("pain.001.001.09").unwrap();
    let mut stream = UntypedStream::new(definition, xml.as_bytes(), &Limits::default())
        .unwrap()
        .with_ends();
    let (mut seen, mut refused) = (Vec::new(), Vec::new());
    let mut ended = Vec::new();
    loop {
        match stream.next() {
            None => break,
            Some(Ok(batch)) if !batch.is_item() => {
                let id = batch.element().at("PmtInfId").unwrap().text().unwrap();
                ended.push((batch.path().to_owned(), id.into_owned()));
            }
            Some(Ok(item)) => {
                let amount = item.element().at("Amt/InstdAmt").unwrap();
                let batch = stream
                    .message()
                    .at("CstmrCdtTrfInitn/PmtInf/PmtInfId")
                    .unwrap();
                seen.push(format!(
                    "{} {} {}",
                    item.path(),
                    amount.text().unwrap(),
                    batch.text().unwrap()
                ));
            }
            Some(Err(error)) => refused.push(error.problems()[0].path.clone()),
        }
    }
    let base = "/Document/CstmrCdtTrfInitn/PmtInf";
    let expected = [
        (1, 1, 1, 0),
        (1, 2, 2, 0),
        (1, 3, 3, 0),
        (2, 1, 4, 1),
        (2, 3, 6, 1),
        (3, 1, 7, 2),
    ]
    .map(|(b, t, a, i)| format!("{base}[{b}]/CdtTrfTxInf[{t}] {a} P{i}"));
    assert_eq!(seen, expected);
    assert_eq!(refused, [format!("{base}[2]/CdtTrfTxInf[2]/Amt/InstdAmt")]);
    let around = [1, 2, 3].map(|n| (format!("{base}[{n}]"), format!("P{}", n - 1)));
    assert_eq!(ended, around);
    assert!(stream.is_complete());
    // The last one is still there to be looked at.
    assert!(
        stream
            .message()
            .at("CstmrCdtTrfInitn/PmtInf/PmtInfId")
            .is_some()
    );
    assert_eq!(
        Tree::from_xml(xml.as_bytes()).unwrap_err().problems()[0].path,
        refused[0]
    );
}

#[test]
fn payments_statements_and_reports_have_lists() {
    let has_list = |id: &str| {
        UntypedStream::new(definition(id).unwrap(), &b""[..], &Limits::default()).is_some()
    };
    for id in [
        "camt.052.001.01",
        "camt.053.001.02",
        "camt.054.001.14",
        "pacs.002.001.10",
        "pacs.003.001.08",
        "pacs.004.001.09",
        "pacs.008.001.14",
        "pacs.009.001.08",
        "pacs.010.001.03",
        "pain.001.001.03",
        "pain.002.001.10",
        "pain.008.001.02",
    ] {
        assert!(has_list(id), "{id}");
    }
    assert!(!has_list("head.001.001.02") && !has_list("admi.002.001.01"));
    let count = definitions().iter().filter(|d| has_list(d.id)).count();
    assert!(count > 100, "{count}");
}

/// The document again: lines and columns, by searching the text.
#[test]
fn places_are_those_of_the_document() {
    for (open, close) in [("", ""), ("\n  ", "\r\n\t<!-- <Amt> é -->")] {
        let xml = payment(&["1 2 3", "4 5", "7"]);
        let xml = xml
            .replace("<CdtTrfTxInf>", &format!("{open}<CdtTrfTxInf>{close}"))
            .replace("<PmtInfId>", &format!("{close}<PmtInfId>"));
        let tree = Tree::from_xml(xml.as_bytes()).unwrap();
        let place = |path: &str| {
            let steps = path.split('/').skip(2);
            let element = steps.fold(tree.element(), |at, step| {
                let (tag, nth) = step.split_once('[').unwrap_or((step, "1]"));
                let nth: usize = nth.trim_end_matches(']').parse().unwrap();
                at.all(tag).nth(nth - 1).unwrap()
            });
            let before = &tree.text()[..element.offset().unwrap()];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
            Some((u32::try_from(line).unwrap(), u32::try_from(column).unwrap()))
        };
        let definition = definition("pain.001.001.09").unwrap();
        let mut stream = UntypedStream::new(definition, xml.as_bytes(), &Limits::default())
            .unwrap()
            .with_ends();
        let mut ends = 0;
        while let Some(part) = stream.next() {
            let part = part.unwrap();
            let below: &[&str] = if part.is_item() {
                stream.progress();
                &["", "/PmtId", "/Amt/InstdAmt"]
            } else {
                ends += 1;
                &["", "/PmtInfId", "/DbtrAgt/FinInstnId"]
            };
            for below in below {
                let path = format!("{}{below}", part.path());
                assert_eq!(stream.place_of(&path), place(&path), "{path}");
            }
            let header = "/Document/CstmrCdtTrfInitn/GrpHdr/NbOfTxs";
            assert_eq!(stream.place_of(header), place(header));
            // What is missing is where the element around it is; another item is gone.
            let missing = format!("{}/Purp/Cd", part.path());
            assert_eq!(stream.place_of(&missing), place(part.path()));
            assert_eq!(
                stream.place_of("/Document/CstmrCdtTrfInitn/PmtInf[9]"),
                None
            );
            let other = "/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[9]";
            assert_eq!(stream.place_of(other), None);
        }
        assert_eq!(ends, 3);
    }
}

/// A statement without entries, again and again, and the most that was asked for at once.
struct Statements {
    left: usize,
    at: usize,
}

const STATEMENT: &[u8] = b"<Stmt><Id>1</Id><Acct><Id><Othr><Id>1</Id></Othr></Id></Acct><Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp>\
    <Amt Ccy=\"EUR\">5</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-22</Dt></Dt></Bal></Stmt>";

const START: &[u8] = b"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId>\
    <CreDtTm>2026-11-23T06:00:00Z</CreDtTm></GrpHdr>";

impl std::io::Read for Statements {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left == 0 {
            return Ok(0);
        }
        let (start, more) = (START.len(), STATEMENT.len());
        for byte in buffer.iter_mut() {
            *byte = if self.at < start {
                START[self.at]
            } else {
                STATEMENT[(self.at - start) % more]
            };
            self.at += 1;
        }
        self.left = self.left.saturating_sub(buffer.len());
        Ok(buffer.len())
    }
}

#[test]
fn memory_is_bounded_whoever_asks_for_what() {
    // Statements without an item: one call of `next` passes over all of them.
    let definition = definition("camt.053.001.08").unwrap();
    for tells_ends in [false, true] {
        let before = resident();
        let input = std::io::BufReader::new(Statements {
            left: 16 << 20,
            at: 0,
        });
        let mut stream = UntypedStream::new(definition, input, &Limits::default()).unwrap();
        if tells_ends {
            stream = stream.with_ends();
        }
        let parts = stream.by_ref().take_while(Result::is_ok).count();
        assert_eq!(parts > 50_000, tells_ends, "{parts}");
        assert!(stream.progress().bytes > 12 << 20);
        // Each statement that is kept would take 2 kB and more: 130 MB.
        if let (Some(before), Some(after)) = (before, resident()) {
            assert!(after < before + (32 << 20), "{before} {after}");
        }
    }
}

/// The most memory that the process had, in bytes, where the system tells it.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes << 10)
}
