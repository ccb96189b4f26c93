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
    let mut stream = UntypedStream::new(definition, xml.as_bytes(), &Limits::default()).unwrap();
    let (mut seen, mut refused) = (Vec::new(), Vec::new());
    let mut ended = Vec::new();
    loop {
        let next = stream.next();
        while let Some(batch) = stream.ended() {
            let id = batch
                .element()
                .at("PmtInfId")
                .unwrap()
                .text()
                .unwrap()
                .into_owned();
            ended.push((batch.path().to_owned(), id));
        }
        match next {
            None => break,
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
