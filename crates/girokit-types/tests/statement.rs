//! Statements: what they keep, and how they are proved.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

use girokit_types::statement::{
    AccountId, Agent, Balance, BalanceKind, BalanceVerdict, BankTransactionCode, Charge,
    Counterparty, CreditDebit, EntryStatus, Exchange, Page, ReferenceKind, References,
    SourcePosition, Statement, StatementEntry, StatementError, TransactionDetails,
};
use girokit_types::{Currency, Money};
use proptest::prelude::*;

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn balance(kind: BalanceKind, amount: &str, day: &str) -> Balance {
    Balance::new(kind, money(amount), day.parse().unwrap())
}

fn credit(amount: &str) -> StatementEntry {
    StatementEntry::new(money(amount), CreditDebit::Credit).unwrap()
}

fn debit(amount: &str) -> StatementEntry {
    StatementEntry::new(money(amount), CreditDebit::Debit).unwrap()
}

fn statement() -> Statement {
    Statement::new(
        "S1",
        AccountId::parse("DE89370400440532013000").unwrap(),
        Currency::EUR,
    )
}

const OPENING: BalanceKind = BalanceKind::OPENING_BOOKED;
const CLOSING: BalanceKind = BalanceKind::CLOSING_BOOKED;

#[test]
fn proves_to_the_last_cent() {
    let proof = statement()
        .with_balance(balance(OPENING, "EUR -100.00", "2026-11-22"))
        .with_entry(credit("EUR 150.00"))
        .with_entry(credit("EUR 0.50"))
        .with_entry(debit("EUR 20.25").with_reversal(true))
        .with_entry(debit("EUR 1000.00").with_status(EntryStatus::Pending))
        .with_entry(credit("EUR 7.00").with_status(EntryStatus::Information))
        .with_balance(balance(CLOSING, "EUR 30.25", "2026-11-23"))
        .prove();
    assert!(proof.is_balanced());
    assert_eq!(
        (
            proof.credits().count,
            proof.debits().count,
            proof.unbooked()
        ),
        (2, 1, 2)
    );
    assert_eq!(
        proof.to_string(),
        "balances: EUR -100.00 (OPBD, 2026-11-22) + EUR 150.50 (2 credits) - EUR 20.25 (1 debit) = EUR 30.25 (CLBD, 2026-11-23)"
    );
}

#[test]
fn says_the_difference() {
    let proof = statement()
        .with_balance(balance(OPENING, "EUR 100.00", "2026-11-22"))
        .with_entry(debit("EUR 30.00"))
        .with_balance(balance(CLOSING, "EUR 69.99", "2026-11-23"))
        .prove();
    assert_eq!(
        proof.verdict(),
        &BalanceVerdict::Unbalanced {
            difference: money("EUR -0.01")
        }
    );
    assert_eq!(
        proof.to_string(),
        "does not balance: EUR 100.00 (OPBD, 2026-11-22) + EUR 0.00 (0 credits) - EUR 30.00 (1 debit) = EUR 70.00, \
         but the statement closes at EUR 69.99 (CLBD, 2026-11-23); the difference is EUR -0.01"
    );
}

#[test]
fn says_what_cannot_be_proved() {
    let opening = || balance(OPENING, "EUR 100.00", "2026-11-22");
    let closing = || balance(CLOSING, "EUR 70.00", "2026-11-23");
    let entry = || debit("EUR 30.00");
    let cases = [
        (
            statement().with_balance(opening()).with_entry(entry()),
            BalanceVerdict::MissingClosing,
            "cannot be proved: no closing booked balance; EUR 100.00 (OPBD, 2026-11-22) + EUR 0.00 (0 credits) \
             - EUR 30.00 (1 debit) would give EUR 70.00",
        ),
        (
            statement().with_entry(entry()).with_balance(closing()),
            BalanceVerdict::MissingOpening,
            "cannot be proved: no opening booked balance; + EUR 0.00 (0 credits) - EUR 30.00 (1 debit) lead to \
             EUR 70.00 (CLBD, 2026-11-23)",
        ),
        (
            statement().with_entry(entry()).with_balance(balance(
                BalanceKind::CLOSING_AVAILABLE,
                "EUR 70.00",
                "2026-11-23",
            )),
            BalanceVerdict::MissingBoth,
            "cannot be proved: neither an opening nor a closing booked balance; the entries are + EUR 0.00 (0 credits) \
             - EUR 30.00 (1 debit)",
        ),
        (
            statement()
                .with_balance(opening())
                .with_entry(debit("USD 30.00"))
                .with_balance(closing()),
            BalanceVerdict::ForeignCurrency {
                entry: Some(0),
                found: Currency::USD,
            },
            "cannot be proved: entry 1 is in USD, the statement in EUR",
        ),
        (
            statement().with_balance(opening()).with_balance(balance(
                CLOSING,
                "USD 70.00",
                "2026-11-23",
            )),
            BalanceVerdict::ForeignCurrency {
                entry: None,
                found: Currency::USD,
            },
            "cannot be proved: a balance is in USD, the statement in EUR",
        ),
        (
            statement()
                .with_balance(opening())
                .with_balance(balance(OPENING, "EUR 1.00", "2026-11-22"))
                .with_balance(closing()),
            BalanceVerdict::Contradictory { kind: OPENING },
            "cannot be proved: two OPBD balances of one day differ",
        ),
        (
            statement()
                .with_entry(credit("EUR 792281625142643375935439503.35"))
                .with_entry(credit("EUR 0.01")),
            BalanceVerdict::Overflow,
            "cannot be proved: the exact sum exceeds the largest amount",
        ),
    ];
    for (statement, verdict, text) in cases {
        let proof = statement.prove();
        assert_eq!(proof.verdict(), &verdict);
        assert_eq!(proof.to_string(), text);
    }
}

#[test]
fn finds_the_bounds_among_many_balances() {
    type Given = &'static [(&'static str, &'static str, bool)];
    let cases: [(Given, Option<&str>, Option<&str>); 9] = [
        (
            &[("OPBD", "2026-11-22", false), ("CLBD", "2026-11-23", false)],
            Some("OPBD"),
            Some("CLBD"),
        ),
        (
            &[
                ("PRCD", "2026-11-21", false),
                ("OPBD", "2026-11-22", false),
                ("CLBD", "2026-11-23", false),
            ],
            Some("OPBD"),
            Some("CLBD"),
        ),
        (
            &[("PRCD", "2026-11-21", false), ("CLBD", "2026-11-23", false)],
            Some("PRCD"),
            Some("CLBD"),
        ),
        // MT940: the second of three pages, 60M and 62M.
        (
            &[("OPBD", "2026-11-22", true), ("CLBD", "2026-11-23", true)],
            Some("OPBD"),
            Some("CLBD"),
        ),
        // An intraday balance between opening and closing bounds nothing.
        (
            &[
                ("OPBD", "2026-11-22", false),
                ("ITBD", "2026-11-23", false),
                ("CLBD", "2026-11-23", false),
            ],
            Some("OPBD"),
            Some("CLBD"),
        ),
        // The first and the last page of a camt.053 statement whose bank knows ITBD only.
        (
            &[("OPBD", "2026-11-22", false), ("ITBD", "2026-11-23", false)],
            Some("OPBD"),
            Some("ITBD"),
        ),
        (
            &[("ITBD", "2026-11-22", false), ("CLBD", "2026-11-23", false)],
            Some("ITBD"),
            Some("CLBD"),
        ),
        (
            &[("ITBD", "2026-11-22", false), ("ITBD", "2026-11-23", false)],
            Some("ITBD"),
            Some("ITBD"),
        ),
        (
            &[("OPAV", "2026-11-22", false), ("ITBD", "2026-11-23", false)],
            None,
            Some("ITBD"),
        ),
    ];
    for (balances, opening, closing) in cases {
        let statement =
            balances
                .iter()
                .fold(statement(), |statement, (kind, day, intermediate)| {
                    let balance = balance(BalanceKind::parse(kind).unwrap(), "EUR 1.00", day);
                    statement.with_balance(balance.with_intermediate(*intermediate))
                });
        assert_eq!(
            statement.opening_balance().map(|b| b.kind().as_str()),
            opening,
            "{balances:?}"
        );
        assert_eq!(
            statement.closing_balance().map(|b| b.kind().as_str()),
            closing,
            "{balances:?}"
        );
    }
    // One closing balance for each day: the earliest opens, the latest closes, whatever their order.
    let days = statement()
        .with_balance(balance(CLOSING, "EUR 3.00", "2026-11-23"))
        .with_balance(balance(CLOSING, "EUR 2.00", "2026-11-22"))
        .with_balance(balance(OPENING, "EUR 2.00", "2026-11-23"))
        .with_balance(balance(OPENING, "EUR 1.00", "2026-11-22"))
        .with_entry(credit("EUR 2.00"));
    assert!(days.prove().is_balanced());
}

#[test]
fn amounts_beside_a_direction_have_no_sign() {
    let negative = money("EUR -1.00");
    assert_eq!(
        StatementEntry::new(negative, CreditDebit::Credit),
        Err(StatementError::NegativeAmount)
    );
    assert_eq!(
        Charge::new(negative, CreditDebit::Debit),
        Err(StatementError::NegativeAmount)
    );
    let details = TransactionDetails::new().with_amount(negative, CreditDebit::Debit);
    assert_eq!(details, Err(StatementError::NegativeAmount));
    assert_eq!(debit("EUR 0.00").signed_amount(), money("EUR 0.00"));
    assert_eq!(debit("EUR 2.50").signed_amount(), money("EUR -2.50"));
}

#[test]
fn itemized_batches_add_up() {
    let transaction = |amount: &str, direction| {
        TransactionDetails::new()
            .with_amount(money(amount), direction)
            .unwrap()
    };
    let batch = debit("EUR 30.00")
        .with_batch_count(2)
        .with_transaction(transaction("EUR 35.00", CreditDebit::Debit));
    assert!(!batch.is_itemized());
    assert!(
        batch
            .clone()
            .with_transaction(transaction("EUR 5.00", CreditDebit::Credit))
            .is_itemized()
    );
    assert!(
        !batch
            .clone()
            .with_transaction(transaction("USD 5.00", CreditDebit::Credit))
            .is_itemized()
    );
    assert!(
        !batch
            .with_transaction(TransactionDetails::new())
            .is_itemized()
    );
    assert!(!debit("EUR 0.00").is_itemized());
}

#[test]
fn accounts_lose_white_space_only() {
    let spaced = AccountId::parse("DE89 3704 0044\t0532 0130 00").unwrap();
    assert_eq!(spaced, AccountId::parse("DE89370400440532013000").unwrap());
    assert_eq!(
        AccountId::parse(" \u{a0}"),
        Err(StatementError::EmptyAccount)
    );
    assert_eq!(
        AccountId::parse(&"1".repeat(257)),
        Err(StatementError::AccountTooLong)
    );
    assert_eq!(
        AccountId::parse("12345678").unwrap().parse_as::<u64>(),
        Ok(12_345_678)
    );
}

#[test]
fn codes_are_read_as_the_standard_writes_them() {
    for (code, direction) in [("CRDT", CreditDebit::Credit), ("DBIT", CreditDebit::Debit)] {
        assert_eq!(code.parse(), Ok(direction));
        assert_eq!(direction.code(), code);
    }
    assert_eq!(
        "C".parse::<CreditDebit>(),
        Err(StatementError::UnknownCreditDebit)
    );
    for code in ["BOOK", "FUTR", "INFO", "PDNG"] {
        assert_eq!(code.parse::<EntryStatus>().unwrap().code(), code);
    }
    assert_eq!(
        "book".parse::<EntryStatus>(),
        Err(StatementError::UnknownEntryStatus)
    );
    assert_eq!(BalanceKind::parse("CLBD"), Ok(CLOSING));
    assert_eq!(
        BalanceKind::parse("CLBD").unwrap().name(),
        Some("closing booked balance")
    );
    assert_eq!(BalanceKind::parse("XX12").unwrap().name(), None);
    assert_eq!(BalanceKind::parse(" "), Err(StatementError::BalanceKind));
}

fn full_entry() -> StatementEntry {
    let details = TransactionDetails::new()
        .with_references(
            References::new().with(ReferenceKind::Uetr, "4e3c2b1a-0000-4000-8000-000000000001"),
        )
        .with_counterparty(
            Counterparty::new()
                .with_name("Example Ltd")
                .with_account(AccountId::parse("GB29NWBK60161331926819").unwrap())
                .with_agent(Agent::new().with_bic("NWBKGB2L"))
                .with_ultimate_name("Example Holding"),
        )
        .with_bank_transaction_code(BankTransactionCode::iso("PMNT", "RCDT", "XBCT"))
        .with_charge(
            Charge::new(money("EUR 1.50"), CreditDebit::Debit)
                .unwrap()
                .with_included(true)
                .with_bearer("SHAR"),
        )
        .with_exchange(
            Exchange::new(money("GBP 84.00"))
                .with_rate("1.1904".parse().unwrap(), Some(Currency::GBP)),
        )
        .with_return_reason("AC04");
    credit("EUR 98.50")
        .with_booking_date("2026-11-23".parse().unwrap())
        .with_value_date("2026-11-24".parse().unwrap())
        .with_account(AccountId::parse("DE89370400440532013000").unwrap())
        .with_details(details)
        .with_reference(ReferenceKind::EndToEnd, "INV-1")
        .with_transaction(
            TransactionDetails::new()
                .with_amount(money("EUR 98.50"), CreditDebit::Credit)
                .unwrap(),
        )
        .with_batch_count(1)
        .with_additional_information("incoming")
        .with_source(SourcePosition::path("/Document/BkToCstmrStmt/Stmt[1]/Ntry[1]").with_line(42))
}

#[test]
fn entries_give_back_what_they_were_given() {
    let entry = full_entry();
    assert_eq!(
        entry.counterparty().unwrap().agent().bic(),
        Some("NWBKGB2L")
    );
    assert_eq!(entry.references().end_to_end_id(), Some("INV-1"));
    assert_eq!(
        entry.exchange().unwrap().original_amount(),
        money("GBP 84.00")
    );
    assert_eq!(entry.charges()[0].included(), Some(true));
    assert_eq!(
        entry.bank_transaction_code().unwrap().to_string(),
        "PMNT-RCDT-XBCT"
    );
    assert_eq!(entry.details().return_reason(), Some("AC04"));
    assert_eq!(
        entry.source().unwrap().to_string(),
        "/Document/BkToCstmrStmt/Stmt[1]/Ntry[1] (line 42)"
    );
}

#[cfg(feature = "serde")]
#[test]
fn json_goes_through_the_same_doors() {
    let statement = statement()
        .with_period("2026-11-22".parse().unwrap(), "2026-11-23".parse().unwrap())
        .with_sequence(327)
        .with_page(Page::new(1).with_last(true))
        .with_balance(balance(OPENING, "EUR 1.00", "2026-11-22"))
        .with_entry(full_entry());
    let json = serde_json::to_string(&statement).unwrap();
    assert_eq!(serde_json::from_str::<Statement>(&json).unwrap(), statement);
    assert!(json.contains(r#""rate":"1.1904""#), "{json}");
    let proof = serde_json::to_value(statement.prove()).unwrap();
    assert_eq!(proof["verdict"]["verdict"], "missing_closing");
    let negative = r#"{"amount": "EUR -1.00", "credit_debit": "credit"}"#;
    assert!(serde_json::from_str::<StatementEntry>(negative).is_err());
    let minimal = r#"{"amount": "EUR 1.00", "credit_debit": "credit"}"#;
    assert_eq!(
        serde_json::from_str::<StatementEntry>(minimal).unwrap(),
        credit("EUR 1.00")
    );
}

#[test]
fn public_types_travel_between_threads() {
    fn assert_usable<T: std::fmt::Debug + Clone + Send + Sync + 'static>() {}
    assert_usable::<Statement>();
    assert_usable::<StatementEntry>();
    assert_usable::<girokit_types::statement::BalanceProof>();
    assert_usable::<StatementError>();
}

proptest! {
    #[test]
    fn opening_plus_movements_is_closing(
        opening in -1_000_000i64..1_000_000,
        movements in prop::collection::vec((0i64..1_000_000, any::<bool>()), 0..50),
        error in -3i64..=3,
    ) {
        let cents = |minor: i64| Money::from_minor_units(minor.into(), Currency::EUR).unwrap();
        let day = "2026-11-23".parse().unwrap();
        let mut closing = opening;
        let mut statement = statement().with_balance(Balance::new(OPENING, cents(opening), day));
        for (amount, is_credit) in movements {
            let (direction, signed) = if is_credit { (CreditDebit::Credit, amount) } else { (CreditDebit::Debit, -amount) };
            closing += signed;
            statement = statement.with_entry(StatementEntry::new(cents(amount), direction).unwrap());
        }
        let proof = statement.with_balance(Balance::new(CLOSING, cents(closing + error), day)).prove();
        let expected = if error == 0 { BalanceVerdict::Balanced } else { BalanceVerdict::Unbalanced { difference: cents(error) } };
        prop_assert_eq!(proof.verdict(), &expected);
        prop_assert_eq!(proof.computed_closing(), Some(cents(closing)));
    }

    #[test]
    fn references_take_any_text(values in prop::collection::vec(".{0,20}", 0..8)) {
        let references = values.iter().fold(References::new(), |all, value| all.with(ReferenceKind::Remittance, value));
        let kept: Vec<&str> = values.iter().map(|value| value.trim()).filter(|value| !value.is_empty()).collect();
        prop_assert_eq!(references.remittance().collect::<Vec<_>>(), kept);
        let _ = (references.end_to_end_id(), AccountId::parse(&values.concat()), BalanceKind::parse(&values.concat()));
    }
}
