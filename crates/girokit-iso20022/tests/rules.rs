//! Each rule: a message that keeps it, and its twin that breaks it.
#![cfg(all(
    feature = "rules",
    feature = "camt",
    feature = "camt-053-001-02",
    feature = "pacs",
    feature = "pain"
))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;

use girokit_iso20022::AnyMessage;
use girokit_iso20022::rules::{self, BASE, Options, Profile};

/// A message that keeps the rules, what to replace in it by what, and what is then reported where.
struct Twin {
    message: &'static str,
    from: &'static str,
    to: &'static str,
    code: &'static str,
    path: &'static str,
}

const fn twin(
    message: &'static str,
    from: &'static str,
    to: &'static str,
    code: &'static str,
    path: &'static str,
) -> Twin {
    Twin {
        message,
        from,
        to,
        code,
        path,
    }
}

const PAIN_001: &str = include_str!("data/rules/pain.001.001.09.xml");

const TWINS: &[Twin] = &[
    twin(
        PAIN_001,
        "DE89370400440532013000",
        "DE89370400440532013001",
        "iban",
        "/Document/CstmrCdtTrfInitn/PmtInf[1]/DbtrAcct/Id/IBAN",
    ),
    twin(
        PAIN_001,
        "<AnyBIC>BANKDEFFXXX",
        "<AnyBIC>BANKZZFFXXX",
        "bic",
        "/Document/CstmrCdtTrfInitn/GrpHdr/InitgPty/Id/OrgId/AnyBIC",
    ),
    twin(
        PAIN_001,
        "5493001KJTIIGC8Y1R12",
        "5493001KJTIIGC8Y1R13",
        "lei",
        "/Document/CstmrCdtTrfInitn/GrpHdr/InitgPty/Id/OrgId/LEI",
    ),
    twin(
        PAIN_001,
        "<Ccy>EUR</Ccy>",
        "<Ccy>EUX</Ccy>",
        "currency",
        "/Document/CstmrCdtTrfInitn/PmtInf[1]/DbtrAcct/Ccy",
    ),
    twin(
        PAIN_001,
        "10.25<",
        "10.255<",
        "currency-decimals",
        "/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]/Amt/InstdAmt",
    ),
];

fn findings(xml: &str) -> Vec<(&'static str, String)> {
    let message = AnyMessage::from_xml(xml.as_bytes()).unwrap();
    let report = rules::check_any(&message, &Options::new());
    let findings = report.into_findings().into_iter();
    findings.map(|f| (f.code, f.path)).collect()
}

#[test]
fn each_rule_speaks_when_it_is_broken_and_only_then() {
    for Twin {
        message,
        from,
        to,
        code,
        path,
    } in TWINS
    {
        assert!(message.contains(from), "{code}: no {from}");
        assert_eq!(findings(message), [], "the message before {code}");
        let broken = message.replacen(from, to, 1);
        let found = findings(&broken);
        assert!(
            found.contains(&(code, (*path).to_owned())),
            "{from} -> {to}: {found:?}"
        );
    }
}

#[test]
fn each_rule_has_a_twin() {
    let tested: BTreeSet<&str> = TWINS.iter().map(|twin| twin.code).collect();
    let missing: Vec<&str> = codes(&BASE)
        .into_iter()
        .filter(|code| !tested.contains(code))
        .collect();
    assert!(missing.is_empty(), "no twin for {missing:?}");
}

fn codes(profile: &Profile) -> Vec<&'static str> {
    profile.rules.iter().map(|rule| rule.code).collect()
}
