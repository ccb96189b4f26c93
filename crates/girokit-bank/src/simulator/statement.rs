//! Statements out of the books: what each side of a booking sees of it.

use chrono::{DateTime, NaiveDate, Utc};
use girokit_types::statement::{
    AccountId, Agent, Balance, BalanceKind, BankTransactionCode, Counterparty, CreditDebit,
    ReferenceKind, References, Statement, StatementEntry, TransactionDetails,
};
use girokit_types::{Currency, Money};

use super::bank::{AccountRecord, OrderRecord, PostingKind, PostingRecord, Simulator};
use crate::order::{Party, Remittance};

impl Simulator {
    /// The statements of an account for a business date, one for each currency that it holds; none for an account that does
    /// not exist or was not open on that date, or for a date that has not come.
    ///
    /// Each closes at what it opens with plus its entries. The available balance is given for the current date only.
    pub fn statements(
        &self,
        account: &AccountId,
        date: NaiveDate,
        now: DateTime<Utc>,
    ) -> Vec<Statement> {
        if date > self.business_date {
            return Vec::new();
        }
        self.pots(account)
            .filter(|(_, record)| record.opened_on <= date)
            .filter_map(|(currency, record)| self.statement(account, currency, record, date, now))
            .collect()
    }

    fn statement(
        &self,
        account: &AccountId,
        currency: Currency,
        record: &AccountRecord,
        date: NaiveDate,
        now: DateTime<Utc>,
    ) -> Option<Statement> {
        let mut opening_minor = record.opening_minor;
        let mut closing_minor = record.opening_minor;
        let mut entries = Vec::new();
        for posting in self.postings.iter().filter(|posting| posting.date <= date) {
            let order = self.orders.get(&posting.instruction_id)?;
            if order.order.amount().currency() != currency {
                continue;
            }
            let Some(side) = Side::of(account, order, posting.kind) else {
                continue;
            };
            closing_minor = match side.credit_debit {
                CreditDebit::Credit => closing_minor.checked_add(posting.amount_minor)?,
                CreditDebit::Debit => closing_minor.checked_sub(posting.amount_minor)?,
            };
            if posting.date < date {
                opening_minor = closing_minor;
            } else {
                entries.push(entry(order, posting, &side)?);
            }
        }
        let balance = |kind, minor| {
            Some(Balance::new(
                kind,
                Money::from_minor_units(minor, currency).ok()?,
                date,
            ))
        };
        let day_number = date
            .signed_duration_since(record.opened_on)
            .num_days()
            .saturating_add(1);
        let mut statement = Statement::new(
            &format!("{}-{}", currency.code(), date.format("%Y%m%d")),
            account.clone(),
            currency,
        )
        .with_period(date, date)
        .with_sequence(u64::try_from(day_number).ok()?)
        .with_balance(balance(BalanceKind::OPENING_BOOKED, opening_minor)?)
        .with_balance(balance(BalanceKind::CLOSING_BOOKED, closing_minor)?)
        .with_entries(entries);
        if date == self.business_date {
            let available = self
                .balances(account, now)
                .into_iter()
                .find(|balance| balance.currency() == currency)?;
            statement = statement.with_balance(Balance::new(
                BalanceKind::CLOSING_AVAILABLE,
                available.available,
                date,
            ));
        }
        Some(statement)
    }
}

/// How one side of a booking sees it.
struct Side<'a> {
    credit_debit: CreditDebit,
    other: &'a Party,
}

impl<'a> Side<'a> {
    fn of(account: &AccountId, record: &'a OrderRecord, kind: PostingKind) -> Option<Self> {
        let (debtor, creditor) = (record.order.debtor(), record.order.creditor());
        let (credit_debit, other) = if debtor.account() == account {
            (CreditDebit::Debit, creditor)
        } else if creditor.account() == account {
            (CreditDebit::Credit, debtor)
        } else {
            return None;
        };
        let credit_debit = if kind == PostingKind::Return {
            credit_debit.opposite()
        } else {
            credit_debit
        };
        Some(Self {
            credit_debit,
            other,
        })
    }
}

fn entry(record: &OrderRecord, posting: &PostingRecord, side: &Side<'_>) -> Option<StatementEntry> {
    let mut details = TransactionDetails::new()
        .with_references(references(record))
        .with_counterparty(counterparty(side.other))
        .with_bank_transaction_code(transaction_code(posting.kind, side.credit_debit));
    if posting.kind == PostingKind::Return {
        details =
            details.with_return_reason(record.reason.as_ref().map_or("", |reason| reason.as_str()));
    }
    let entry = StatementEntry::new(record.order.amount(), side.credit_debit).ok()?;
    Some(
        entry
            .with_booking_date(posting.date)
            .with_value_date(posting.date)
            .with_details(details),
    )
}

fn references(record: &OrderRecord) -> References {
    let order = &record.order;
    let mut references = References::new()
        .with(ReferenceKind::Instruction, order.instruction_id().as_str())
        .with(ReferenceKind::EndToEnd, order.end_to_end_id().as_str());
    if let Some(uetr) = order.uetr() {
        references.push(ReferenceKind::Uetr, &uetr.to_string());
    }
    if let Some(reference) = &record.bank_reference {
        references.push(ReferenceKind::AccountServicer, reference.as_str());
    }
    match order.remittance() {
        Remittance::None => {}
        Remittance::Reference(reference) => {
            references.push(ReferenceKind::CreditorReference, reference.as_str());
        }
        Remittance::Unstructured(text) => references.push(ReferenceKind::Remittance, text.as_str()),
    }
    references
}

fn counterparty(party: &Party) -> Counterparty {
    let agent = party
        .agent()
        .map_or_else(Agent::new, |bic| Agent::new().with_bic(bic.as_str()));
    Counterparty::new()
        .with_name(party.name())
        .with_account(party.account().clone())
        .with_agent(agent)
}

/// ISO 20022 bank transaction codes: payments, issued or received credit transfers; a return is "reversal due to payment return".
fn transaction_code(kind: PostingKind, credit_debit: CreditDebit) -> BankTransactionCode {
    let issued = (credit_debit == CreditDebit::Debit) == (kind == PostingKind::Payment);
    let family = if issued { "ICDT" } else { "RCDT" };
    BankTransactionCode::iso(
        "PMNT",
        family,
        if kind == PostingKind::Return {
            "RRTN"
        } else {
            "OTHR"
        },
    )
}
