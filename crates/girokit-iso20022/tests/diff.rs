//! Differences between messages.
#![cfg(all(
    feature = "camt-053-001-02",
    feature = "camt-053-001-08",
    feature = "diff"
))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use girokit_iso20022::diff::{Change, Comparison, KEYS, diff};
use girokit_iso20022::{AnyMessage, Element, Message as _, camt_053_001_08::Document};

fn entry(reference: &str, amount: &str, currency: &str, more: &str) -> String {
    format!(
        r#"<Ntry><NtryRef>{reference}</NtryRef><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
        <Sts><Cd>BOOK</Cd></Sts><BkTxCd/>{more}</Ntry>"#
    )
}

fn statement(entries: &[String]) -> Document {
    let xml = format!(
        r#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
        <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-23T10:00:00</CreDtTm></GrpHdr>
        <Stmt><Id>S1</Id><CreDtTm>2026-11-23T10:00:00</CreDtTm><Acct><Id><Othr><Id>17</Id></Othr></Id></Acct>
        <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">5</Amt><CdtDbtInd>CRDT</CdtDbtInd>
        <Dt><Dt>2026-11-23</Dt></Dt></Bal>{}</Stmt></BkToCstmrStmt></Document>"#,
        entries.concat()
    );
    Document::from_xml(xml.as_bytes()).unwrap()
}

fn lines(left: &Document, right: &Document, comparison: Comparison<'_>) -> Vec<String> {
    let (left, right) = (Element::of(left), Element::of(right));
    let found = comparison.between(left, right);
    let back = comparison.between(right, left);
    assert_eq!(found.items.len(), back.items.len());
    found.items.iter().map(ToString::to_string).collect()
}

#[test]
fn values_attributes_and_elements_are_told_by_path() {
    let left = statement(&[entry(
        "A",
        "1.00",
        "EUR",
        "<AddtlNtryInf>one</AddtlNtryInf>",
    )]);
    let right = statement(&[
        entry("A", "1.0", "USD", "<AddtlNtryInf>two</AddtlNtryInf>"),
        entry("B", "7", "EUR", ""),
    ]);
    let base = "/Document/BkToCstmrStmt/Stmt[1]/Ntry";
    assert_eq!(
        lines(&left, &right, Comparison::new()),
        [
            format!("{base}[1]/Amt: changed from 1.00 to 1.0"),
            format!("{base}[1]/Amt/@Ccy: changed from EUR to USD"),
            format!("{base}[1]/AddtlNtryInf: changed"),
            format!("{base}[2]: added"),
        ]
    );
    let found = diff(Element::of(&left), Element::of(&right));
    assert_eq!(
        found[2].shown().to_string(),
        format!("{base}[1]/AddtlNtryInf: changed from one to two")
    );
    assert!(!format!("{found:?}").contains("two"));
    assert!(diff(Element::of(&left), Element::of(&left)).is_empty());
}

#[test]
fn keys_find_the_same_entry_elsewhere() {
    let (a, b, c) = (
        entry("A", "1", "EUR", ""),
        entry("B", "2", "EUR", ""),
        entry("C", "3", "EUR", ""),
    );
    let left = statement(&[a.clone(), b.clone()]);
    let right = statement(&[c.clone(), a.clone(), b.clone()]);
    let keyed = Comparison::new().with_keys(KEYS);
    let base = "/Document/BkToCstmrStmt/Stmt[1]/Ntry";
    assert_eq!(lines(&left, &right, keyed), [format!("{base}[1]: added")]);
    assert!(lines(&left, &right, Comparison::new()).len() > 2);

    let swapped = statement(&[b.clone(), a.clone()]);
    assert_eq!(
        lines(&left, &swapped, keyed),
        [format!("{base}: reordered")]
    );
    // Equal keys are taken in order.
    let twice = statement(&[a.clone(), a.clone(), b]);
    assert_eq!(lines(&left, &twice, keyed), [format!("{base}[2]: added")]);
    assert_eq!(
        lines(&statement(&[c]), &statement(&[a]), keyed),
        lines(
            &statement(&[entry("C", "3", "EUR", "")]),
            &statement(&[entry("A", "1", "EUR", "")]),
            Comparison::new()
        )
    );
}

#[test]
fn the_number_of_differences_is_bounded() {
    let entries = |amount: &str| -> Vec<String> {
        (0..50)
            .map(|i| entry(&i.to_string(), amount, "EUR", ""))
            .collect()
    };
    let (left, right) = (statement(&entries("1")), statement(&entries("2")));
    let all = Comparison::new().between(Element::of(&left), Element::of(&right));
    assert_eq!((all.items.len(), all.truncated), (50, false));
    let some = Comparison::new()
        .with_max(10)
        .between(Element::of(&left), Element::of(&right));
    assert_eq!((some.items.len(), some.truncated), (10, true));
}

#[test]
fn versions_and_kinds_of_messages_compare_too() {
    let new = statement(&[entry("A", "1", "EUR", "")]);
    let xml = new
        .to_xml()
        .unwrap()
        .replace("camt.053.001.08", "camt.053.001.02")
        .replace("<Sts><Cd>BOOK</Cd></Sts>", "<Sts>BOOK</Sts>");
    let old = AnyMessage::from_xml(xml.as_bytes()).unwrap();
    let found = diff(Element::of(&new), old.element());
    let told: Vec<_> = found
        .iter()
        .map(|d| (d.change, d.path.rsplit('/').next().unwrap()))
        .collect();
    assert_eq!(told, [(Change::Changed, "Sts"), (Change::Removed, "Cd")]);
    // Another root: all of one message against all of the other.
    let entry = Element::of(&new).at("BkToCstmrStmt/Stmt/Ntry").unwrap();
    assert_eq!(diff(entry, old.element()).len(), 2);
}
