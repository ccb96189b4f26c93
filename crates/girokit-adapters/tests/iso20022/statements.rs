//! camt.053: real files of other people read, prove or say why not, and survive a rewriting.

use std::path::PathBuf;

use girokit_adapters::iso20022::{
    MappingErrorKind, StatementMessage, read_statements, write_statements,
};
use girokit_types::MessageId;
use girokit_types::statement::{
    Agent, Balance, BalanceKind, BankTransactionCode, Charge, Counterparty, CreditDebit,
    EntryStatus, Exchange, Page, ReferenceKind, References, SourcePosition, Statement,
    StatementEntry, TransactionDetails,
};

use super::given;

fn message() -> StatementMessage {
    StatementMessage::new(MessageId::parse("M1").unwrap(), given::now())
}

fn rewritten(statements: &[Statement]) -> Vec<Statement> {
    read_statements(write_statements(&message(), statements).unwrap().as_bytes()).unwrap()
}

fn details() -> TransactionDetails {
    let fee = Charge::new("EUR 0.50".parse().unwrap(), CreditDebit::Debit).unwrap();
    TransactionDetails::new()
        .with_references(
            References::new()
                .with(ReferenceKind::Entry, "N1")
                .with(ReferenceKind::AccountServicer, "BANKREF")
                .with(ReferenceKind::Message, "MSG-1")
                .with(ReferenceKind::PaymentInformation, "MSG-1-1")
                .with(ReferenceKind::Instruction, "I1")
                .with(ReferenceKind::EndToEnd, "E1")
                .with(ReferenceKind::Uetr, "00000000-0000-4000-8000-000000000001")
                .with(ReferenceKind::Transaction, "T1")
                .with(ReferenceKind::Mandate, "MD1")
                .with(ReferenceKind::Cheque, "C1")
                .with(ReferenceKind::ClearingSystem, "CL1")
                .with(ReferenceKind::AccountOwner, "O1")
                .with(ReferenceKind::Proprietary, "P1")
                .with(ReferenceKind::Remittance, "line 1")
                .with(ReferenceKind::Remittance, "line 2")
                .with(ReferenceKind::CreditorReference, "RF18539007547034")
                .with(ReferenceKind::Invoice, "INV-1"),
        )
        .with_counterparty(
            Counterparty::new()
                .with_name("Supplier")
                .with_account(given::CREDITOR.parse().unwrap())
                .with_agent(
                    Agent::new()
                        .with_bic("GIRODEFFXXX")
                        .with_member_id("12345")
                        .with_name("Bank"),
                )
                .with_ultimate_name("Real supplier"),
        )
        .with_bank_transaction_code(
            BankTransactionCode::iso("PMNT", "ICDT", "ESCT")
                .with_proprietary("NTRF+166", Some("DK")),
        )
        .with_charge(
            fee.with_included(true)
                .with_bearer("SHAR")
                .with_kind("COMM"),
        )
        .with_exchange(
            Exchange::new("USD 12.00".parse().unwrap())
                .with_rate("1.0825".parse().unwrap(), Some("EUR".parse().unwrap())),
        )
        .with_return_reason("AC04")
}

/// A statement that fills every field that camt carries.
fn full() -> Statement {
    let eur = |text: &str| format!("EUR {text}").parse().unwrap();
    let path = |number: usize| {
        SourcePosition::path(&format!("/Document/BkToCstmrStmt/Stmt[1]/Ntry[{number}]"))
    };
    let single = StatementEntry::new(eur("11.08"), CreditDebit::Debit)
        .unwrap()
        .with_booking_date(given::today())
        .with_value_date(given::today())
        .with_reversal(true)
        .with_details(details())
        .with_additional_information("whole entry")
        .with_source(path(1));
    let part = |name: &str, amount: &str| {
        TransactionDetails::new()
            .with_amount(eur(amount), CreditDebit::Credit)
            .unwrap()
            .with_references(References::new().with(ReferenceKind::EndToEnd, name))
            .with_counterparty(Counterparty::new().with_name(name))
    };
    let batch = StatementEntry::new(eur("30.00"), CreditDebit::Credit)
        .unwrap()
        .with_reference(ReferenceKind::PaymentInformation, "BATCH-1")
        .with_transaction(part("A", "10.00"))
        .with_transaction(part("B", "20.00"))
        .with_batch_count(2)
        .with_source(path(2));
    let pending = StatementEntry::new(eur("1.00"), CreditDebit::Debit)
        .unwrap()
        .with_status(EntryStatus::Pending)
        .with_source(path(3));
    Statement::new(
        "S-1",
        given::DEBTOR.parse().unwrap(),
        "EUR".parse().unwrap(),
    )
    .with_period(given::today(), given::today())
    .with_sequence(7)
    .with_page(Page::new(2).with_last(true))
    .with_balance(
        Balance::new(BalanceKind::OPENING_BOOKED, eur("-5.00"), given::today())
            .with_intermediate(true),
    )
    .with_balance(Balance::new(
        BalanceKind::CLOSING_BOOKED,
        eur("13.92"),
        given::today(),
    ))
    .with_balance(Balance::new(
        BalanceKind::parse("Own kind").unwrap(),
        eur("1.00"),
        given::today(),
    ))
    .with_entries(vec![single, batch, pending])
}

#[test]
fn every_field_survives_writing_and_reading() {
    let statement = full();
    assert!(statement.prove().is_balanced(), "{}", statement.prove());
    let found = rewritten(std::slice::from_ref(&statement));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].balances(), statement.balances());
    for (found, expected) in found[0].entries().iter().zip(statement.entries()) {
        let sorted = |entry: &StatementEntry| {
            let mut references: Vec<_> = entry
                .references()
                .iter()
                .map(|(kind, value)| (kind, value.to_owned()))
                .collect();
            references.sort();
            references
        };
        assert_eq!(sorted(found), sorted(expected));
        assert_eq!(found.transactions(), expected.transactions());
        let plain = |entry: &StatementEntry| {
            entry
                .clone()
                .with_details(entry.details().clone().with_references(References::new()))
        };
        assert_eq!(plain(found), plain(expected));
    }
    let bare = |statement: &Statement| {
        let bare = Statement::new(
            statement.id(),
            statement.account().clone(),
            statement.currency(),
        );
        (
            bare,
            statement.period(),
            statement.sequence(),
            statement.page(),
        )
    };
    assert_eq!(bare(&found[0]), bare(&statement));
    assert_eq!(rewritten(&found), found);
}

#[test]
fn an_unknown_currency_is_named_with_its_place() {
    let xml = write_statements(&message(), &[full()])
        .unwrap()
        .replace("Ccy=\"EUR\">30", "Ccy=\"QQQ\">30");
    let error = read_statements(xml.as_bytes()).unwrap_err();
    assert_eq!(error.kind(), &MappingErrorKind::Value);
    assert_eq!(error.path(), "/Document/BkToCstmrStmt/Stmt[1]/Ntry[2]/Amt");
}

#[test]
fn another_message_is_named() {
    let error =
        read_statements(b"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.99\"/>")
            .unwrap_err();
    assert!(error.to_string().contains("camt.053.001.99"), "{error}");
    assert!(read_statements(b"not xml").is_err());
}

fn data() -> Option<PathBuf> {
    let set = std::env::var_os("GIROKIT_DATA").map(PathBuf::from);
    let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    let data = set.unwrap_or(beside).join("iso20022");
    data.join("samples/index.tsv").exists().then_some(data)
}

#[test]
fn valid_samples_read_and_survive_a_rewriting() {
    let Some(data) = data() else {
        eprintln!("no sample data beside the workspace: nothing to read");
        return;
    };
    let index = std::fs::read_to_string(data.join("samples/index.tsv")).unwrap();
    let mut count = 0;
    for line in index.lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        let [path, "camt.053.001.02" | "camt.053.001.08", "valid", ..] = columns.as_slice() else {
            continue;
        };
        let xml = std::fs::read(data.join(path)).unwrap();
        let statements = read_statements(&xml).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(!statements.is_empty(), "{path}");
        let written = write_statements(&message(), &statements)
            .unwrap_or_else(|error| panic!("{path}: {error}"));
        let again =
            read_statements(written.as_bytes()).unwrap_or_else(|error| panic!("{path}: {error}"));
        for (first, second) in statements.iter().zip(&again) {
            assert_eq!(first.prove(), second.prove(), "{path}");
            assert_eq!(first.entries().len(), second.entries().len(), "{path}");
        }
        assert_eq!(
            rewritten(&again),
            again,
            "{path}: a second rewriting changes something"
        );
        count += 1;
    }
    eprintln!("{count} statements of other people read");
    assert!(count > 0);
}
