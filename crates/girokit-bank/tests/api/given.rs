//! What the tests start from.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use girokit_bank::simulator::Simulator;
use girokit_bank::{Party, PaymentBatch, PaymentIds, PaymentMethod, PaymentOrder};
use girokit_types::statement::AccountId;
use girokit_types::{Bic, Currency, EndToEndId, MessageId, Money};

pub(crate) const EUR: Currency = Currency::EUR;
pub(crate) const JPY: Currency = Currency::JPY;

pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

pub(crate) fn day(offset: u64) -> NaiveDate {
    today() + chrono::Days::new(offset)
}

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

pub(crate) fn minutes_later(minutes: i64) -> DateTime<Utc> {
    now() + Duration::minutes(minutes)
}

pub(crate) fn account(number: &str) -> AccountId {
    AccountId::parse(number).unwrap()
}

pub(crate) fn money(minor: i128, currency: Currency) -> Money {
    Money::from_minor_units(minor, currency).unwrap()
}

/// An order over euro cents from one account to another, due today.
pub(crate) fn order(key: &str, from: &str, to: &str, minor: i128) -> PaymentOrder {
    order_on(
        key,
        from,
        to,
        money(minor, EUR),
        today(),
        PaymentMethod::CreditTransfer,
    )
}

pub(crate) fn order_on(
    key: &str,
    from: &str,
    to: &str,
    amount: Money,
    date: NaiveDate,
    method: PaymentMethod,
) -> PaymentOrder {
    let ids = PaymentIds::derive(
        "test",
        key,
        EndToEndId::parse(&format!("E2E-{key}")).unwrap(),
    );
    let debtor = Party::new("Debtor", account(from)).unwrap();
    let creditor = Party::new("Creditor", account(to)).unwrap();
    PaymentOrder::new(ids, debtor, creditor, amount, date)
        .unwrap()
        .with_method(method)
        .unwrap()
}

pub(crate) fn batch(id: &str, orders: Vec<PaymentOrder>) -> PaymentBatch {
    PaymentBatch::new(MessageId::parse(id).unwrap(), "Payer", now(), orders).unwrap()
}

/// A bank with two customers in euro (1000.00 and 0.00), one of them in yen too (500), and a closed account.
pub(crate) fn bank() -> Simulator {
    let mut bank = Simulator::new(Bic::parse("GIRODEFFXXX").unwrap(), today());
    bank.open_account(account("ALICE"), "Alice", money(100_000, EUR))
        .unwrap();
    bank.open_account(account("ALICE"), "Alice", money(500, JPY))
        .unwrap();
    bank.open_account(account("BOB"), "Bob", money(0, EUR))
        .unwrap();
    bank.open_account(account("CLOSED"), "Closed", money(700, EUR))
        .unwrap();
    bank.close_account(&account("CLOSED"), EUR).unwrap();
    bank
}
