//! End to end: the references of an order come back in the statements of both sides, and reconciliation matches by them.
#![cfg(all(feature = "carry", feature = "recon"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use girokit::iso20022::carry::{Booking, Forward, Notification, Transfer};
use girokit::iso20022::jobs::{
    Agent, CreditTransfer, CreditTransferBlock, CreditTransferInitiation, InterbankTransfer,
    Original, Party,
};
use girokit::iso20022::statement::StatementMessage;
use girokit::iso20022::{Element, Message as _, camt_053_001_08, statement};
use girokit::recon::{Config, LedgerRecord, MatchRule, reconcile};
use girokit::types::statement::{
    AccountId, Balance, BalanceKind, CreditDebit, ReferenceKind, Statement, StatementEntry,
};
use girokit::types::{Bic, Iban, Money};

const OURS: &str = "DE89370400440532013000";
const THEIRS: &str = "FR1420041010050500013M02606";
const AMOUNTS: [&str; 3] = ["EUR 10.00", "EUR 10.00", "EUR 7.31"];

fn id(nth: usize) -> String {
    format!("INV-{nth}")
}

fn told(
    account: &str,
    entries: Vec<girokit::iso20022::camt_054_001_08::ReportEntry10>,
) -> Statement {
    let account: Iban = account.parse().unwrap();
    let mut notice = Notification::new(
        "N-1".parse().unwrap(),
        "2026-11-24T18:00:00Z".parse().unwrap(),
        account.into(),
    );
    for entry in entries {
        notice = notice.with_entry(entry);
    }
    let document = notice.build().unwrap();
    let mut statements = statement::read(Element::of(&document)).unwrap();
    statements.pop().unwrap()
}

/// The notified entries in the evening's camt.053, between balances.
fn booked(notified: Statement) -> Statement {
    let day = "2026-11-24".parse().unwrap();
    let opening: Money = "EUR 100.00".parse().unwrap();
    let movements = notified.entries().iter().map(StatementEntry::signed_amount);
    let closing = movements.fold(opening, |sum, one| sum.checked_add(one).unwrap());
    let statement = notified
        .with_balance(Balance::new(BalanceKind::OPENING_BOOKED, opening, day))
        .with_balance(Balance::new(BalanceKind::CLOSING_BOOKED, closing, day));
    let message = StatementMessage::new(
        "S-1".parse().unwrap(),
        "2026-11-24T20:00:00Z".parse().unwrap(),
    )
    .with_statement(statement);
    let xml = message.build().unwrap().to_xml().unwrap();
    let read = camt_053_001_08::Document::from_xml(xml.as_bytes()).unwrap();
    statement::read(Element::of(&read)).unwrap().pop().unwrap()
}

fn matched(statement: Statement, direction: CreditDebit) {
    let account = AccountId::parse(statement.account().as_str()).unwrap();
    let day = "2026-11-24".parse().unwrap();
    // The books list the payments the other way round, so that only references can tell two equal amounts apart.
    let records: Vec<_> = (0..AMOUNTS.len())
        .rev()
        .map(|nth| {
            let amount: Money = AMOUNTS[nth].parse().unwrap();
            LedgerRecord::new(&id(nth), account.clone(), amount, direction, day)
                .unwrap()
                .with_reference(ReferenceKind::EndToEnd, &id(nth))
        })
        .collect();
    let result = reconcile(&Config::new(), &[statement], &records, day).unwrap();
    assert!(result.is_clean(), "{:?}", result.breaks());
    let rules: Vec<_> = result.matches().iter().map(|one| one.rule).collect();
    assert_eq!(
        rules,
        [MatchRule::Reference(ReferenceKind::EndToEnd); AMOUNTS.len()]
    );
    assert!(result.proof().is_conserved());
}

#[test]
fn the_references_of_an_order_match_on_both_accounts() {
    let (ours, theirs): (Bic, Bic) = (
        "COBADEFFXXX".parse().unwrap(),
        "BNPAFRPPXXX".parse().unwrap(),
    );
    let creditor: Iban = THEIRS.parse().unwrap();
    let day = "2026-11-24".parse().unwrap();
    let transfers = AMOUNTS.iter().enumerate().map(|(nth, amount)| {
        CreditTransfer::new(
            id(nth).parse().unwrap(),
            amount.parse().unwrap(),
            Party::new("Weaver"),
            creditor.into(),
        )
        .with_agent(Agent::bic(theirs))
    });
    let block = CreditTransferBlock::sepa(Party::new("Muster"), OURS.parse().unwrap(), day)
        .with_agent(Agent::bic(ours))
        .with_transfers(transfers);
    let order = CreditTransferInitiation::new(
        "MSG-1".parse().unwrap(),
        "2026-11-23T09:00:00Z".parse().unwrap(),
        Party::new("Muster"),
    )
    .with_block(block)
    .build()
    .unwrap();

    let envelope = InterbankTransfer::sepa(
        "PACS-1".parse().unwrap(),
        "2026-11-23T11:00:00+01:00".parse().unwrap(),
        ours,
        theirs,
        "ST2",
    );
    let mut step = Forward::new(envelope, day);
    let mut debits = Vec::new();
    for nth in 1..=AMOUNTS.len() {
        let transfer = Transfer::of(&order, 1, nth).unwrap();
        debits.push(Booking::new(day, day, "D").debit(&transfer).unwrap().value);
        step = step.with_transfer(transfer);
    }
    let sent = step.build().unwrap().value;
    let credits = (1..=AMOUNTS.len())
        .map(|nth| {
            let original = Original::of(&sent, nth).unwrap();
            Booking::new(day, day, "C").credit(original).unwrap().value
        })
        .collect();

    matched(booked(told(OURS, debits)), CreditDebit::Debit);
    matched(booked(told(THEIRS, credits)), CreditDebit::Credit);
}
