//! Accounts as statements.

use chrono::NaiveDate;
use girokit_types::statement::{
    AccountId, Balance, BalanceKind, BankTransactionCode, CreditDebit, ReferenceKind,
    SourcePosition, Statement, StatementEntry, TransactionDetails,
};
use girokit_types::{Currency, Money};

use super::codes::TypeCode;
use super::file::{Account, File, Group, Transaction};
use super::funds::Funds;
use crate::converted::{Converted, Unmapped};

/// The balances that statements have a word for.
const BALANCES: &[(TypeCode, BalanceKind)] = &[
    (TypeCode::OPENING_LEDGER, BalanceKind::OPENING_BOOKED),
    (TypeCode::CLOSING_LEDGER, BalanceKind::CLOSING_BOOKED),
    (TypeCode::CURRENT_LEDGER, BalanceKind::INTERIM_BOOKED),
    (TypeCode::OPENING_AVAILABLE, BalanceKind::OPENING_AVAILABLE),
    (TypeCode::CLOSING_AVAILABLE, BalanceKind::CLOSING_AVAILABLE),
    (TypeCode::CURRENT_AVAILABLE, BalanceKind::INTERIM_AVAILABLE),
];

impl File {
    /// Each account as a statement of its as-of date; those of groups that are deletions (status 2) or tests (4) are none.
    ///
    /// A transaction is an entry of that date; its value date is that of funds type V. The bank's reference is
    /// [`AccountServicer`](ReferenceKind::AccountServicer), the customer's [`AccountOwner`](ReferenceKind::AccountOwner), the type code the
    /// bank transaction code of issuer `BAI`, the text additional information. An amount against the direction of its type code (a
    /// negative credit) turns the entry around. Unmapped are: the file's and groups' identifications, totals and floats, funds
    /// distributions, information without an amount, accounts or amounts that a statement cannot hold, and accounts of deletions and tests.
    pub fn to_statements(&self) -> Converted {
        let mut converted = Converted::default();
        let mut lost = Lost(&mut converted.unmapped);
        lost.text(1, "Sender Identification", &self.sender);
        lost.text(1, "Receiver Identification", &self.receiver);
        lost.text(1, "File Identification Number", &self.id);
        for group in &self.groups {
            lost.text(
                group.line,
                "Ultimate Receiver Identification",
                &group.receiver,
            );
            lost.text(group.line, "Originator Identification", &group.originator);
            if group.status != 1 {
                lost.text(group.line, "Group Status", &group.status.to_string());
            }
            if let Some(modifier) = group.modifier {
                lost.text(group.line, "As-of Date Modifier", &modifier.to_string());
            }
            if let Some(time) = group.time {
                lost.text(group.line, "As-of Time", &time.to_string());
            }
            for account in &group.accounts {
                if matches!(group.status, DELETION | TEST) {
                    lost.account(account);
                } else {
                    let statement = statement(self, group, account, &mut lost);
                    converted.statements.extend(statement);
                }
            }
        }
        converted
    }
}

/// Group status: takes back what was sent before.
const DELETION: u8 = 2;

/// Group status: nothing in the group is true.
const TEST: u8 = 4;

/// What has no place in a statement.
struct Lost<'a>(&'a mut Vec<Unmapped>);

impl Lost<'_> {
    fn text(&mut self, line: u64, field: &'static str, value: &str) {
        if !value.is_empty() {
            self.0.push(Unmapped::new(line, field, value));
        }
    }
}

fn statement(
    file: &File,
    group: &Group,
    account: &Account,
    lost: &mut Lost<'_>,
) -> Option<Statement> {
    let Ok(id) = AccountId::parse(&account.number) else {
        lost.account(account);
        return None;
    };
    let currency = account.currency.or(group.currency).unwrap_or(Currency::USD);
    let mut statement = Statement::new(&file.id, id, currency);
    if let Some(date) = group.date {
        statement = statement.with_period(date, date);
    }
    for summary in &account.summaries {
        let kind = BALANCES.iter().find(|(code, _)| *code == summary.type_code);
        let balance = kind.and_then(|(_, kind)| {
            let amount = Money::from_minor_units(i128::from(summary.amount?), currency).ok()?;
            Some(Balance::new(kind.clone(), amount, group.date?))
        });
        let plain = summary.count.is_none() && summary.funds == Funds::Unspecified;
        match balance {
            Some(balance) if plain => statement = statement.with_balance(balance),
            Some(balance) => {
                statement = statement.with_balance(balance);
                lost.summary(summary.line, summary);
            }
            None => lost.summary(summary.line, summary),
        }
    }
    for transaction in &account.transactions {
        match entry(transaction, currency, group.date) {
            Some(entry) => {
                statement = statement.with_entry(entry);
                if matches!(
                    transaction.funds,
                    Funds::Unspecified | Funds::ValueDated { time: None, .. }
                ) {
                    continue;
                }
                lost.text(
                    transaction.line,
                    "Funds Type",
                    &transaction.funds.fields().join(","),
                );
            }
            None => lost.transaction(transaction),
        }
    }
    Some(statement)
}

impl Lost<'_> {
    fn account(&mut self, account: &Account) {
        self.text(account.line, "Account Number", &account.number);
        for summary in &account.summaries {
            self.summary(summary.line, summary);
        }
        for transaction in &account.transactions {
            self.transaction(transaction);
        }
    }

    fn summary(&mut self, line: u64, summary: &super::Summary) {
        let amount = summary.amount.map(|amount| amount.to_string());
        let count = summary.count.map(|count| count.to_string());
        let fields = [
            vec![
                summary.type_code.to_string(),
                amount.unwrap_or_default(),
                count.unwrap_or_default(),
            ],
            summary.funds.fields(),
        ];
        self.text(line, "Summary", &fields.concat().join(","));
    }

    fn transaction(&mut self, transaction: &Transaction) {
        let amount = transaction.amount.map(|amount| amount.to_string());
        let fields = [
            transaction.type_code.to_string(),
            amount.unwrap_or_default(),
            transaction.bank_reference.clone(),
            transaction.customer_reference.clone(),
            transaction.text.clone(),
        ];
        self.text(transaction.line, "Transaction Detail", &fields.join(","));
    }
}

fn entry(
    transaction: &Transaction,
    currency: Currency,
    date: Option<NaiveDate>,
) -> Option<StatementEntry> {
    let direction = transaction.type_code.direction()?;
    let amount = transaction.amount?;
    let turned = match direction {
        CreditDebit::Credit => CreditDebit::Debit,
        CreditDebit::Debit => CreditDebit::Credit,
    };
    let direction = if amount < 0 { turned } else { direction };
    let amount = Money::from_minor_units(i128::from(amount.unsigned_abs()), currency).ok()?;
    let code = transaction.type_code.to_string();
    let mut details = TransactionDetails::new()
        .with_bank_transaction_code(BankTransactionCode::proprietary(&code, Some("BAI")));
    let references = [
        (ReferenceKind::AccountServicer, &transaction.bank_reference),
        (ReferenceKind::AccountOwner, &transaction.customer_reference),
    ];
    for (kind, value) in references {
        if !value.is_empty() {
            details.references_mut().push(kind, value);
        }
    }
    let mut entry = StatementEntry::new(amount, direction)
        .ok()?
        .with_details(details)
        .with_source(SourcePosition::line(transaction.line));
    if let Some(date) = date {
        entry = entry.with_booking_date(date);
    }
    if let Funds::ValueDated {
        date: Some(date), ..
    } = transaction.funds
    {
        entry = entry.with_value_date(date);
    }
    if !transaction.text.is_empty() {
        entry = entry.with_additional_information(&transaction.text);
    }
    Some(entry)
}
