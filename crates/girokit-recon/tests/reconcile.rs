//! Runs over small days: each kind of match and break, and the properties that hold for any input.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

use chrono::NaiveDate;
use girokit_recon::girokit_types::statement::{
    AccountId, Balance, BalanceKind, CreditDebit, EntryStatus, ReferenceKind, References,
    Statement, StatementEntry, TransactionDetails,
};
use girokit_recon::girokit_types::{Currency, Money};
use girokit_recon::{BreakKind, Config, Item, LedgerRecord, MatchRule, Reconciliation, reconcile};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn account() -> AccountId {
    AccountId::parse("DE89370400440532013000").unwrap()
}

/// `"EUR -12.00"` is a debit of 12.00.
fn split(amount: &str) -> (Money, CreditDebit) {
    let money: Money = amount.parse().unwrap();
    (
        money.abs(),
        if money.is_negative() {
            CreditDebit::Debit
        } else {
            CreditDebit::Credit
        },
    )
}

fn entry(amount: &str, date: &str, reference: &str) -> StatementEntry {
    let (amount, direction) = split(amount);
    let entry = StatementEntry::new(amount, direction)
        .unwrap()
        .with_booking_date(day(date));
    entry.with_reference(ReferenceKind::EndToEnd, reference)
}

fn record(id: &str, amount: &str, date: &str, reference: &str) -> LedgerRecord {
    let (amount, direction) = split(amount);
    let record = LedgerRecord::new(id, account(), amount, direction, day(date)).unwrap();
    record.with_reference(ReferenceKind::EndToEnd, reference)
}

/// A statement that balances.
fn statement(id: &str, entries: Vec<StatementEntry>) -> Statement {
    let currency = entries
        .first()
        .map_or(Currency::EUR, StatementEntry::currency);
    let booked = entries
        .iter()
        .filter(|e| e.status().moves_balance() && e.currency() == currency);
    let sum = Money::checked_sum(currency, booked.map(StatementEntry::signed_amount)).unwrap();
    Statement::new(id, account(), currency)
        .with_balance(Balance::new(
            BalanceKind::OPENING_BOOKED,
            Money::zero(currency),
            day("2026-11-22"),
        ))
        .with_balance(Balance::new(
            BalanceKind::CLOSING_BOOKED,
            sum,
            day("2026-11-23"),
        ))
        .with_entries(entries)
}

fn run(entries: Vec<StatementEntry>, ledger: &[LedgerRecord]) -> Reconciliation {
    let result = reconcile(
        &Config::new(),
        &[statement("S1", entries)],
        ledger,
        day("2026-11-23"),
    )
    .unwrap();
    assert!(result.proof().is_conserved(), "{}", result.proof());
    result
}

/// The kinds of the breaks, and the one sentence.
fn only_break(result: &Reconciliation) -> (BreakKind, &str) {
    assert_eq!(result.breaks().len(), 1, "{:#?}", result.breaks());
    (result.breaks()[0].kind(), result.breaks()[0].explanation())
}

#[test]
fn a_day_that_balances_is_clean() {
    let result = run(
        vec![
            entry("EUR -250.00", "2026-11-23", "inv 42"),
            entry("EUR 12.50", "2026-11-23", ""),
        ],
        &[
            record("P1", "EUR -250.00", "2026-11-20", "INV42"),
            record("P2", "EUR 12.50", "2026-11-24", "X"),
        ],
    );
    assert!(result.is_clean());
    assert_eq!(result.matches().len(), 2);
    assert_eq!(
        result.matches()[0].rule,
        MatchRule::Reference(ReferenceKind::EndToEnd)
    );
    assert_eq!(result.matches()[1].rule, MatchRule::AmountAndDate);
    assert_eq!(
        (result.matches()[1].ledger, result.matches()[1].bank.entry),
        (1, 1)
    );
}

#[test]
fn each_kind_of_break_has_its_sentence() {
    let cases = [
        (
            vec![entry("EUR -101.00", "2026-11-23", "A")],
            vec![record("P1", "EUR -100.00", "2026-11-23", "A")],
            BreakKind::AmountOver,
            "ledger record P1 of EUR -100.00 for 2026-11-23 (A) and bank line of EUR -101.00 on 2026-11-23 (A) in \
             statement S1 share the end_to_end reference, but the bank booked EUR 1.00 more",
        ),
        (
            vec![entry("USD -100.00", "2026-11-23", "A")],
            vec![record("P1", "EUR -100.00", "2026-11-23", "A")],
            BreakKind::CurrencyDiffers,
            "ledger record P1 of EUR -100.00 for 2026-11-23 (A) and bank line of USD -100.00 on 2026-11-23 (A) in \
             statement S1 share the end_to_end reference, but the currencies differ",
        ),
        (
            vec![entry("EUR 100.00", "2026-11-23", "A")],
            vec![record("P1", "EUR -100.00", "2026-11-23", "A")],
            BreakKind::DirectionDiffers,
            "ledger record P1 of EUR -100.00 for 2026-11-23 (A) and bank line of EUR 100.00 on 2026-11-23 (A) in \
             statement S1 share the end_to_end reference, but the ledger expects a debit and the bank booked a credit",
        ),
        (
            vec![entry("EUR -100.00", "2026-11-23", "A")],
            vec![record("P1", "EUR -100.00", "2026-11-17", "A")],
            BreakKind::DateOutsideWindow,
            "ledger record P1 of EUR -100.00 for 2026-11-17 (A) and bank line of EUR -100.00 on 2026-11-23 (A) in \
             statement S1 agree in reference and amount, but lie 6 days apart; the window is 5 days",
        ),
        (
            vec![],
            vec![record("P1", "EUR -100.00", "2026-11-18", "A")],
            BreakKind::Expected,
            "ledger record P1 of EUR -100.00 for 2026-11-18 (A) is not on a statement yet, and on 2026-11-23 not overdue",
        ),
        (
            vec![],
            vec![record("P1", "EUR -100.00", "2026-11-17", "A")],
            BreakKind::MissingInBank,
            "ledger record P1 of EUR -100.00 for 2026-11-17 (A) is not on any statement; on 2026-11-23 it is 6 days late",
        ),
        (
            vec![entry("EUR -7.90", "2026-11-23", "")],
            vec![],
            BreakKind::MissingInLedger,
            "bank line of EUR -7.90 on 2026-11-23 in statement S1 has no ledger record",
        ),
        (
            vec![entry("EUR -100.00", "2026-11-23", "A").with_status(EntryStatus::Pending)],
            vec![record("P1", "EUR -100.00", "2026-11-17", "A")],
            BreakKind::NotBooked,
            "ledger record P1 of EUR -100.00 for 2026-11-17 (A) is announced by bank line of EUR -100.00 on 2026-11-23 \
             (A) in statement S1, which is pending",
        ),
        (
            vec![
                entry("EUR -5.00", "2026-11-23", ""),
                entry("EUR -5.00", "2026-11-23", ""),
            ],
            vec![record("P1", "EUR -5.00", "2026-11-23", "")],
            BreakKind::Ambiguous,
            "1 ledger record and 2 bank lines of EUR -5.00 lie equally near, and no reference tells which belong together",
        ),
        (
            vec![
                entry("EUR -60.00", "2026-11-23", "A"),
                entry("EUR -40.00", "2026-11-23", "A"),
            ],
            vec![record("P1", "EUR -100.00", "2026-11-23", "A")],
            BreakKind::Ambiguous,
            "1 ledger record and 2 bank lines share the end_to_end reference A without equal amounts; both sides sum to EUR -100.00",
        ),
        (
            vec![entry("EUR 9.00", "2026-11-23", "A").with_reversal(true)],
            vec![],
            BreakKind::Returned,
            "bank line of EUR 9.00 on 2026-11-23 (A) in statement S1 is a reversal or return, but what it takes back is not \
             among the lines",
        ),
    ];
    for (entries, ledger, kind, explanation) in cases {
        assert_eq!(only_break(&run(entries, &ledger)), (kind, explanation));
    }
}

#[test]
fn duplicates_are_told_on_either_side() {
    let bank = run(
        vec![
            entry("EUR -1.00", "2026-11-23", "A"),
            entry("EUR -1.00", "2026-11-23", "A"),
        ],
        &[record("P1", "EUR -1.00", "2026-11-23", "A")],
    );
    assert_eq!(bank.matches().len(), 1);
    assert_eq!(only_break(&bank).0, BreakKind::DuplicateInBank);
    let ledger = run(
        vec![entry("EUR -1.00", "2026-11-23", "A")],
        &[
            record("P1", "EUR -1.00", "2026-11-20", "A"),
            record("P2", "EUR -1.00", "2026-11-23", "A"),
        ],
    );
    assert_eq!(ledger.matches()[0].ledger, 1); // the nearer date
    assert_eq!(only_break(&ledger).0, BreakKind::DuplicateInLedger);
    let unknown = run(
        vec![
            entry("EUR -1.00", "2026-11-23", "A"),
            entry("EUR -1.00", "2026-11-23", "A"),
        ],
        &[],
    );
    let kinds: Vec<BreakKind> = unknown
        .breaks()
        .iter()
        .map(girokit_recon::Break::kind)
        .collect();
    assert_eq!(
        kinds,
        [BreakKind::DuplicateInBank, BreakKind::MissingInLedger]
    );
}

#[test]
fn a_statement_given_twice_counts_once() {
    let given = statement("S1", vec![entry("EUR -1.00", "2026-11-23", "")]);
    let ledger = [record("P1", "EUR -1.00", "2026-11-23", "")];
    let result = reconcile(
        &Config::new(),
        &[given.clone(), given],
        &ledger,
        day("2026-11-23"),
    )
    .unwrap();
    assert!(result.proof().is_conserved());
    assert_eq!(result.matches().len(), 1);
    assert_eq!(
        only_break(&result),
        (
            BreakKind::DuplicateStatement,
            "statement S1 was given twice; the 1 lines of the repetition are left out"
        )
    );
}

#[test]
fn nearest_dates_win_and_ties_do_not() {
    let nearest = run(
        vec![
            entry("EUR -5.00", "2026-11-20", ""),
            entry("EUR -5.00", "2026-11-23", ""),
        ],
        &[
            record("P1", "EUR -5.00", "2026-11-19", ""),
            record("P2", "EUR -5.00", "2026-11-23", ""),
        ],
    );
    assert!(nearest.is_clean());
    let pairs: Vec<(usize, usize)> = nearest
        .matches()
        .iter()
        .map(|pair| (pair.ledger, pair.bank.entry))
        .collect();
    assert_eq!(pairs, [(0, 0), (1, 1)]);
    let tie = run(
        vec![
            entry("EUR -5.00", "2026-11-20", ""),
            entry("EUR -5.00", "2026-11-22", ""),
        ],
        &[record("P1", "EUR -5.00", "2026-11-21", "")],
    );
    assert_eq!(only_break(&tie).0, BreakKind::Ambiguous);
    assert_eq!(tie.breaks()[0].items().len(), 3);
}

#[test]
fn references_that_differ_forbid_a_match_by_amount() {
    let result = run(
        vec![entry("EUR -5.00", "2026-11-23", "A")],
        &[record("P1", "EUR -5.00", "2026-11-23", "B")],
    );
    let kinds: Vec<BreakKind> = result
        .breaks()
        .iter()
        .map(girokit_recon::Break::kind)
        .collect();
    assert_eq!(kinds, [BreakKind::Expected, BreakKind::MissingInLedger]);
    let placeholder = run(
        vec![entry("EUR -5.00", "2026-11-23", "NOTPROVIDED")],
        &[record("P1", "EUR -5.00", "2026-11-23", "B")],
    );
    assert!(placeholder.is_clean());
}

#[test]
fn reversals_take_back_what_they_reverse() {
    let reversal = || entry("EUR 100.00", "2026-11-23", "A").with_reversal(true);
    let unknown = run(
        vec![entry("EUR -100.00", "2026-11-22", "A"), reversal()],
        &[],
    );
    assert_eq!(
        (unknown.cancellations().len(), unknown.breaks().len()),
        (1, 0)
    );
    assert!(unknown.is_clean());
    let known = run(
        vec![entry("EUR -100.00", "2026-11-22", "A"), reversal()],
        &[record("P1", "EUR -100.00", "2026-11-22", "A")],
    );
    assert!(known.matches().is_empty());
    assert_eq!(
        only_break(&known),
        (
            BreakKind::Returned,
            "ledger record P1 of EUR -100.00 for 2026-11-22 (A) was booked as bank line of EUR -100.00 on 2026-11-22 (A) in \
             statement S1 and taken back by bank line of EUR 100.00 on 2026-11-23 (A) in statement S1"
        )
    );
    let in_books = run(
        vec![entry("EUR -100.00", "2026-11-22", "A"), reversal()],
        &[
            record("P1", "EUR -100.00", "2026-11-22", "A"),
            record("P2", "EUR 100.00", "2026-11-23", "A"),
        ],
    );
    assert_eq!((in_books.matches().len(), in_books.breaks().len()), (2, 0));
    // Without a reference: by amount, if there is one candidate only.
    let bare = || entry("EUR 100.00", "2026-11-23", "").with_reversal(true);
    let by_amount = run(vec![entry("EUR -100.00", "2026-11-22", "A"), bare()], &[]);
    assert_eq!(by_amount.cancellations().len(), 1);
    let two = vec![
        entry("EUR -100.00", "2026-11-22", "A"),
        entry("EUR -100.00", "2026-11-22", "B"),
        bare(),
    ];
    assert!(run(two, &[]).cancellations().is_empty());
}

#[test]
fn batch_bookings_are_matched_by_transaction() {
    let transaction = |amount: &str, reference: &str| {
        let (amount, direction) = split(amount);
        let references = References::new().with(ReferenceKind::EndToEnd, reference);
        TransactionDetails::new()
            .with_amount(amount, direction)
            .unwrap()
            .with_references(references)
    };
    let batch = entry("EUR -30.00", "2026-11-23", "")
        .with_transaction(transaction("EUR -10.00", "A"))
        .with_transaction(transaction("EUR -20.00", "B"));
    let ledger = [
        record("P1", "EUR -20.00", "2026-11-23", "B"),
        record("P2", "EUR -10.00", "2026-11-23", "A"),
    ];
    let result = run(vec![batch], &ledger);
    assert!(result.is_clean());
    assert_eq!(
        result
            .matches()
            .iter()
            .find(|pair| pair.ledger == 0)
            .unwrap()
            .bank
            .transaction,
        Some(1)
    );
}

#[test]
fn statements_that_do_not_balance_are_breaks() {
    let short = Statement::new("S1", account(), Currency::EUR)
        .with_balance(Balance::new(
            BalanceKind::OPENING_BOOKED,
            "EUR 10.00".parse().unwrap(),
            day("2026-11-22"),
        ))
        .with_balance(Balance::new(
            BalanceKind::CLOSING_BOOKED,
            "EUR 10.01".parse().unwrap(),
            day("2026-11-23"),
        ));
    let open = Statement::new("S2", account(), Currency::EUR);
    let result = reconcile(&Config::new(), &[short, open], &[], day("2026-11-23")).unwrap();
    let kinds: Vec<BreakKind> = result
        .breaks()
        .iter()
        .map(girokit_recon::Break::kind)
        .collect();
    assert_eq!(
        kinds,
        [BreakKind::StatementUnbalanced, BreakKind::StatementUnproved]
    );
    assert_eq!(
        result.breaks()[0].difference(),
        Some("EUR 0.01".parse().unwrap())
    );
    assert_eq!(result.breaks()[0].statement(), Some(0));
    assert!(
        !result.is_clean() && !result.proof().statements_balance() && result.proof().is_conserved()
    );
}

#[test]
fn accounts_and_currencies_do_not_mix() {
    let other = AccountId::parse("OTHER").unwrap();
    let (amount, direction) = split("EUR -5.00");
    let elsewhere = LedgerRecord::new("P1", other, amount, direction, day("2026-11-23")).unwrap();
    let result = run(vec![entry("EUR -5.00", "2026-11-23", "")], &[elsewhere]);
    assert!(result.matches().is_empty());
    assert_eq!(result.breaks().len(), 2);
}

#[test]
fn public_types_travel_between_threads() {
    fn assert_usable<T: std::fmt::Debug + Clone + Send + Sync + 'static>() {}
    assert_usable::<Reconciliation>();
    assert_usable::<LedgerRecord>();
    assert_usable::<Config>();
    assert_usable::<girokit_recon::Error>();
}

/// A line drawn from few values, so that everything collides: amount, day, reference, and whether it is a reversal or pending.
type Drawn = (i64, u32, usize, u8);

fn drawn() -> impl Strategy<Value = Drawn> {
    (-3i64..=3, 1u32..=12, 0usize..6, 0u8..10)
}

const REFERENCES: [&str; 6] = ["", "", "NOTPROVIDED", "A", "B", "C"];

fn drawn_entry((amount, date, reference, flag): Drawn) -> StatementEntry {
    let currency = if flag == 9 { "USD" } else { "EUR" };
    let date = NaiveDate::from_ymd_opt(2026, 11, date).unwrap();
    let entry = entry(
        &format!("{currency} {amount}"),
        &date.to_string(),
        REFERENCES[reference],
    );
    match flag {
        0 => entry.with_reversal(true),
        1 => entry.with_status(EntryStatus::Pending),
        _ => entry,
    }
}

fn drawn_record(index: usize, (amount, date, reference, _): Drawn) -> LedgerRecord {
    let date = NaiveDate::from_ymd_opt(2026, 11, date).unwrap();
    record(
        &format!("P{index}"),
        &format!("EUR {amount}"),
        &date.to_string(),
        REFERENCES[reference],
    )
}

/// The result by content: what was matched with what, and the sentences.
fn by_content(
    result: &Reconciliation,
    statements: &[Statement],
    ledger: &[LedgerRecord],
) -> Vec<String> {
    let bank = |item: Item| match item {
        Item::Ledger(index) => ledger[index].id().to_owned(),
        Item::Bank(line) => {
            let entry = &statements[line.statement].entries()[line.entry];
            let date = entry.booking_date();
            format!(
                "{}|{date:?}|{:?}|{}",
                entry.signed_amount(),
                entry.references(),
                entry.is_reversal()
            )
        }
    };
    let mut all: Vec<String> = Vec::new();
    for pair in result.matches() {
        all.push(format!(
            "{} = {} {:?}",
            bank(Item::Ledger(pair.ledger)),
            bank(Item::Bank(pair.bank)),
            pair.rule
        ));
    }
    for pair in result.cancellations() {
        all.push(format!(
            "{} x {}",
            bank(Item::Bank(pair.original)),
            bank(Item::Bank(pair.reversal))
        ));
    }
    for found in result.breaks() {
        let items: Vec<String> = found.items().iter().map(|item| bank(*item)).collect();
        all.push(format!(
            "{} {items:?} {:?} {found}",
            found.kind(),
            found.difference()
        ));
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn nothing_is_lost_and_order_does_not_matter(
        bank in prop::collection::vec(drawn(), 0..14),
        books in prop::collection::vec(drawn(), 0..14),
        seed in any::<u64>(),
    ) {
        let entries: Vec<StatementEntry> = bank.into_iter().map(drawn_entry).collect();
        let ledger: Vec<LedgerRecord> = books.into_iter().enumerate().map(|(i, d)| drawn_record(i, d)).collect();
        let (first, second) = entries.split_at(entries.len() / 2);
        let statements = vec![statement("S1", first.to_vec()), statement("S2", second.to_vec())];
        let result = reconcile(&Config::new(), &statements, &ledger, day("2026-11-10")).unwrap();
        prop_assert!(result.proof().is_conserved(), "{}", result.proof());
        for pair in result.matches() {
            let entry = &statements[pair.bank.statement].entries()[pair.bank.entry];
            prop_assert_eq!(entry.signed_amount(), ledger[pair.ledger].signed_amount());
            prop_assert_eq!(entry.status(), EntryStatus::Booked);
        }
        // Rotate and reverse everything: ledger, statements, entries in statements.
        let turn = |length: usize| if length == 0 { 0 } else { usize::try_from(seed % 97).unwrap() % length };
        let mut other_ledger = ledger.clone();
        other_ledger.rotate_left(turn(ledger.len()));
        let mut other_statements: Vec<Statement> = Vec::new();
        for (id, part) in [("S2", second), ("S1", first)] {
            let mut part = part.to_vec();
            let by = turn(part.len());
            part.rotate_left(by);
            if seed % 2 == 0 {
                part.reverse();
            }
            let same = statements.iter().find(|s| s.id() == id).unwrap();
            let currency = same.currency();
            let moved = same.balances().iter().fold(Statement::new(id, account(), currency), |s, b| s.with_balance(b.clone()));
            other_statements.push(moved.with_entries(part));
        }
        let other = reconcile(&Config::new(), &other_statements, &other_ledger, day("2026-11-10")).unwrap();
        let drop_statement_breaks = |all: Vec<String>| -> Vec<String> { all.into_iter().filter(|s| !s.starts_with("statement_")).collect() };
        prop_assert_eq!(
            drop_statement_breaks(by_content(&result, &statements, &ledger)),
            drop_statement_breaks(by_content(&other, &other_statements, &other_ledger))
        );
    }

    #[test]
    fn planted_matches_are_found(
        planted in prop::collection::vec((1i64..1_000_000, 1u32..=10, 0i64..=5, any::<bool>()), 0..40),
        seed in any::<usize>(),
    ) {
        let mut entries = Vec::new();
        let mut ledger = Vec::new();
        for (index, (amount, date, later, referenced)) in planted.iter().enumerate() {
            // Without a reference, the amount alone must tell them apart.
            let amount = if *referenced { format!("EUR -{amount}") } else { format!("EUR {}.{:02}", 2_000_000 + index, 1) };
            let reference = if *referenced { format!("REF-{index}") } else { String::new() };
            let expected = NaiveDate::from_ymd_opt(2026, 11, *date).unwrap();
            let booked = expected + chrono::Duration::days(*later);
            entries.push(entry(&amount, &booked.to_string(), &reference));
            ledger.push(record(&format!("P{index}"), &amount, &expected.to_string(), &reference));
        }
        let count = entries.len();
        if count > 0 {
            entries.rotate_left(seed % count);
        }
        let statements = [statement("S1", entries)];
        let result = reconcile(&Config::new(), &statements, &ledger, day("2026-11-20")).unwrap();
        prop_assert!(result.is_clean(), "{:#?}", result.breaks());
        prop_assert_eq!(result.matches().len(), count);
        for pair in result.matches() {
            if count > 0 {
                prop_assert_eq!((pair.bank.entry + seed % count) % count, pair.ledger);
            }
        }
    }
}
