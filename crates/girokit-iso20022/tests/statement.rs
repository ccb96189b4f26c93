//! Statements of every version read as one: the same account told in each version's own words gives the same values.
#![cfg(all(
    feature = "statement",
    feature = "camt-052-001-08",
    feature = "camt-053-001-02",
    feature = "camt-053-001-08",
    feature = "camt-054-001-08"
))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::path::PathBuf;

use girokit_iso20022::girokit_types::statement::{
    Balance, BalanceKind, CreditDebit, EntryStatus, ReferenceKind, References, Statement,
    StatementEntry, TransactionDetails,
};
use girokit_iso20022::girokit_types::{Money, strategies};
use girokit_iso20022::statement::{self, NotificationMessage, StatementMessage};
use girokit_iso20022::{AnyMessage, Code, Element, ErrorKind};
use proptest::prelude::*;

fn data(name: &str) -> String {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/statement"));
    std::fs::read_to_string(path.join(name)).unwrap()
}

fn read(xml: &str) -> Vec<Statement> {
    let message = AnyMessage::from_xml(xml.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    statement::read(message.element()).unwrap_or_else(|error| panic!("{error}"))
}

/// What is told of an entry, but for its place in the file.
fn told(entry: &StatementEntry) -> StatementEntry {
    let mut plain = StatementEntry::new(entry.amount(), entry.credit_debit())
        .unwrap()
        .with_status(entry.status())
        .with_reversal(entry.is_reversal())
        .with_details(entry.details().clone());
    for transaction in entry.transactions() {
        plain = plain.with_transaction(transaction.clone());
    }
    if let Some(date) = entry.booking_date() {
        plain = plain.with_booking_date(date);
    }
    if let Some(date) = entry.value_date() {
        plain = plain.with_value_date(date);
    }
    if let Some(count) = entry.batch_count() {
        plain = plain.with_batch_count(count);
    }
    match entry.additional_information() {
        Some(information) => plain.with_additional_information(information),
        None => plain,
    }
}

#[test]
fn every_version_tells_the_same() {
    let reference = read(&data("camt_053_001_08.xml"));
    let expected: Vec<_> = reference[0].entries().iter().map(told).collect();
    assert_eq!(expected.len(), 2);
    assert!(reference[0].prove().is_balanced());
    let mut versions = 0;
    for path in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/statement"))
        .unwrap()
        .map(|file| file.unwrap().path())
    {
        let xml = std::fs::read_to_string(&path).unwrap();
        let id = AnyMessage::detect(xml.as_bytes()).unwrap();
        if !AnyMessage::IDS.contains(&id.id().unwrap()) {
            continue;
        }
        let found = read(&xml);
        assert_eq!(found.len(), 1, "{}", path.display());
        assert_eq!(found[0].account(), reference[0].account());
        assert_eq!(found[0].period(), reference[0].period());
        assert_eq!(found[0].sequence(), Some(7));
        let entries: Vec<_> = found[0].entries().iter().map(told).collect();
        assert_eq!(entries, expected, "{}", path.display());
        versions += 1;
    }
    assert!(versions >= 4, "{versions}");
}

#[test]
fn an_entry_with_one_transaction_tells_all_of_it() {
    let statements = read(&data("camt_053_001_08.xml"));
    let entry = &statements[0].entries()[0];
    assert!(entry.is_reversal());
    assert_eq!(entry.amount(), "EUR 98.50".parse().unwrap());
    // The transaction's own amount is another one: charges were taken.
    assert_eq!(
        entry.details().amount(),
        Some("EUR 100.00".parse().unwrap())
    );
    assert_eq!(entry.charges()[0].amount(), "EUR 1.50".parse().unwrap());
    assert_eq!(entry.details().return_reason(), Some("AC04"));
    let counterparty = entry.counterparty().unwrap();
    assert_eq!(counterparty.name(), Some("Weaver"));
    assert_eq!(counterparty.ultimate_name(), Some("Wool Ltd"));
    assert_eq!(counterparty.agent().bic(), Some("BANKFRPPXXX"));
    let references = entry.references();
    let lines: Vec<_> = references.remittance().collect();
    assert_eq!(lines, ["Invoice 7", "and thanks"]);
    assert_eq!(references.creditor_reference(), Some("RF18539007547034"));
    assert_eq!(references.first(ReferenceKind::Invoice), Some("INV-7"));
    assert_eq!(references.first(ReferenceKind::Message), Some("M7"));
    assert_eq!(
        entry.value_date().unwrap().to_string(),
        "2026-11-24",
        "the day on the bank's own clock"
    );
}

#[test]
fn the_parts_of_a_batch_add_up() {
    let statements = read(&data("camt_053_001_02.xml"));
    let entry = &statements[0].entries()[1];
    assert!(entry.is_itemized());
    assert_eq!(entry.batch_count(), Some(2));
    let references = entry.references();
    assert_eq!(
        references.first(ReferenceKind::PaymentInformation),
        Some("OWN-1-1")
    );
}

#[test]
fn whatever_cannot_be_converted_is_named_with_its_place() {
    let xml = data("camt_053_001_08.xml")
        .replace("Ccy=\"EUR\">19.50", "Ccy=\"QQQ\">19.50")
        .replacen("<Cd>BOOK</Cd>", "<Cd>LATE</Cd>", 1);
    let message = AnyMessage::from_xml(xml.as_bytes()).unwrap();
    let error = statement::read(message.element()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Content);
    let problems: Vec<_> = error
        .problems()
        .iter()
        .map(|problem| (problem.code, problem.path.as_str(), problem.found.as_str()))
        .collect();
    let at = "/Document/BkToCstmrStmt/Stmt[1]";
    let status = format!("{at}/Ntry[1]/Sts");
    let amount = format!("{at}/Ntry[2]/NtryDtls[1]/TxDtls[2]/Amt");
    assert_eq!(
        problems,
        [
            (Code::Value, status.as_str(), "\"LATE\""),
            (Code::Value, amount.as_str(), "\"QQQ\"")
        ]
    );
}

#[test]
fn another_message_is_no_statement() {
    let xml = b"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\"><BkToCstmrDbtCdtNtfctn><GrpHdr>\
        <MsgId>1</MsgId><CreDtTm>2026-11-23T00:00:00</CreDtTm></GrpHdr><Ntfctn><Id>1</Id><Acct><Id><Othr><Id> </Id></Othr></Id>\
        </Acct></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>";
    let message = AnyMessage::from_xml(xml).unwrap();
    let error = statement::read(message.element()).unwrap_err();
    assert_eq!(
        error.problems()[0].path,
        "/Document/BkToCstmrDbtCdtNtfctn/Ntfctn[1]/Acct/Id"
    );
    let error = statement::read(message.element().children().next().unwrap()).unwrap_err();
    assert_eq!(error.problems()[0].path, "/BkToCstmrDbtCdtNtfctn");
}

/// Every version that is published, by its tables: what other people wrote converts, and no figure changes.
#[test]
#[cfg(all(feature = "catalogue", feature = "untyped"))]
fn samples_of_every_version_convert() {
    use girokit_iso20022::rust_decimal::Decimal;
    use girokit_iso20022::{Tree, Untyped, definition};

    let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    let data = std::env::var_os("GIROKIT_DATA").map_or(beside, PathBuf::from);
    let root = data.join("iso20022");
    let Ok(index) = std::fs::read_to_string(root.join("samples/index.tsv")) else {
        eprintln!("skipped: no samples in {}", root.display());
        return;
    };
    let (mut files, mut entries, mut refused) = (0, 0, Vec::new());
    let mut versions = std::collections::BTreeSet::new();
    for line in index.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let id = columns[1];
        let ours = ["camt.052.", "camt.053.", "camt.054."];
        if columns[2] != "valid" || !ours.iter().any(|prefix| id.starts_with(prefix)) {
            continue;
        }
        let xml = std::fs::read(root.join(columns[0])).unwrap();
        let message = Untyped::from_xml(definition(id).unwrap(), &xml)
            .unwrap_or_else(|error| panic!("{}: {error}", columns[0]));
        let statements = match statement::read(message.element()) {
            Ok(statements) => statements,
            Err(error) => {
                refused.push(format!("{}: {error}", columns[0]));
                continue;
            }
        };
        let tree = Tree::from_xml(&xml).unwrap();
        assert_eq!(
            statement::read(tree.element()).unwrap(),
            statements,
            "{}",
            columns[0]
        );
        let body = message.element().children().next().unwrap();
        let stated: Vec<Decimal> = body
            .children()
            .flat_map(|item| item.all("Ntry").collect::<Vec<_>>())
            .map(|entry| entry.get("Amt").unwrap().decimal().unwrap())
            .collect();
        let told: Vec<Decimal> = statements
            .iter()
            .flat_map(Statement::entries)
            .map(|entry| entry.amount().amount())
            .collect();
        assert_eq!(stated, told, "{}", columns[0]);
        files += 1;
        entries += told.len();
        versions.insert(id.to_owned());
    }
    eprintln!(
        "{files} messages of {} versions, {entries} entries",
        versions.len()
    );
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    assert!(versions.len() > 10);
}

/// The words of 2006.
#[test]
#[cfg(all(feature = "catalogue", feature = "untyped"))]
fn the_first_version_reads_too() {
    use girokit_iso20022::{Untyped, definition};

    let xml = include_str!("data/statement-first/camt_053_001_01.xml");
    let message = Untyped::from_xml(definition("camt.053.001.01").unwrap(), xml.as_bytes())
        .unwrap_or_else(|error| panic!("{error}"));
    let statements = statement::read(message.element()).unwrap();
    assert!(statements[0].prove().is_balanced());
    let entry = &statements[0].entries()[0];
    assert_eq!(entry.references().end_to_end_id(), Some("E1"));
    assert_eq!(entry.counterparty().unwrap().name(), Some("Weaver"));
    let account = entry.counterparty().unwrap().account().unwrap();
    assert_eq!(account.as_str(), "4711");
    assert_eq!(
        entry.references().creditor_reference(),
        Some("RF18539007547034")
    );
    assert_eq!(
        entry.references().first(ReferenceKind::Invoice),
        Some("INV-7")
    );
    assert_eq!(entry.details().return_reason(), Some("AC04"));
    assert!(statements[0].entries()[1].is_itemized());
}

prop_compose! {
    fn references()(
        end_to_end in strategies::end_to_end_id(),
        instruction in strategies::instruction_id(),
        uetr in strategies::uetr(),
        reference in strategies::creditor_reference(),
        words in "[A-Za-z0-9]([A-Za-z0-9 ?:().,'+-]{0,60}[A-Za-z0-9])?",
    ) -> References {
        References::new()
            .with(ReferenceKind::Instruction, instruction.as_str())
            .with(ReferenceKind::EndToEnd, end_to_end.as_str())
            .with(ReferenceKind::Uetr, &uetr.to_string())
            .with(ReferenceKind::Remittance, &words)
            .with(ReferenceKind::CreditorReference, reference.as_str())
    }
}

fn eur() -> impl Strategy<Value = Money> {
    strategies::payment_amount("EUR".parse().unwrap())
}

prop_compose! {
    fn entry()(
        parts in prop::collection::vec((eur(), references()), 1..4),
        credit in any::<bool>(),
        reversal in any::<bool>(),
        pending in any::<bool>(),
    ) -> StatementEntry {
        let direction = if credit { CreditDebit::Credit } else { CreditDebit::Debit };
        let status = if pending { EntryStatus::Pending } else { EntryStatus::Booked };
        let total = Money::checked_sum("EUR".parse().unwrap(), parts.iter().map(|(amount, _)| *amount));
        let mut entry = StatementEntry::new(total.unwrap(), direction)
            .unwrap()
            .with_status(status)
            .with_reversal(reversal)
            .with_booking_date("2026-11-23".parse().unwrap());
        if let [(_, references)] = parts.as_slice() {
            return entry.with_details(TransactionDetails::new().with_references(references.clone()));
        }
        for (amount, references) in parts {
            let part = TransactionDetails::new().with_amount(amount, direction).unwrap();
            entry = entry.with_transaction(part.with_references(references));
        }
        entry
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_reads_back(entries in prop::collection::vec(entry(), 0..6)) {
        let day = "2026-11-23".parse().unwrap();
        let statement = Statement::new("S1", "DE89370400440532013000".parse().unwrap(), "EUR".parse().unwrap())
            .with_balance(Balance::new(BalanceKind::OPENING_BOOKED, "EUR 0.00".parse().unwrap(), day))
            .with_entries(entries);
        let id = || "M1".parse().unwrap();
        let now = "2026-11-23T00:00:00Z".parse().unwrap();
        let document = StatementMessage::new(id(), now).with_statement(statement.clone()).build().unwrap();
        let found = statement::read(Element::of(&document)).unwrap();
        let plain = |statement: &Statement| statement.entries().iter().map(told).collect::<Vec<_>>();
        prop_assert_eq!(plain(&found[0]), plain(&statement));
        prop_assert_eq!(found[0].balances(), statement.balances());
        let document = NotificationMessage::new(id(), now).with_notification(statement.clone()).build().unwrap();
        let found = statement::read(Element::of(&document)).unwrap();
        prop_assert_eq!(plain(&found[0]), plain(&statement));
    }
}
