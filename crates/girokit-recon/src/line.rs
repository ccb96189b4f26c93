//! Both sides as lines of one shape, in an order that depends on their content alone.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;

use chrono::NaiveDate;
use girokit_types::statement::{
    AccountId, Balance, CreditDebit, EntryStatus, ReferenceKind, References, Statement,
    StatementEntry, is_placeholder,
};
use girokit_types::{Currency, Money};

use crate::{BankLine, Config, Error, ErrorKind, Item, LedgerRecord};

/// A line of either side.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    pub(crate) item: Item,
    /// The ledger record's or the statement's id.
    pub(crate) id: &'a str,
    pub(crate) account: u32,
    pub(crate) amount: Money,
    pub(crate) credit_debit: CreditDebit,
    pub(crate) date: Option<NaiveDate>,
    pub(crate) references: &'a References,
    /// Which of the configured kinds of reference the line has.
    pub(crate) mask: u32,
    pub(crate) status: EntryStatus,
    pub(crate) reversal: bool,
}

/// What must agree for two lines to be the same movement: account, currency, direction, and the amount in canonical digits.
pub(crate) type AmountKey = (u32, Currency, CreditDebit, i128, u32);

impl<'a> Line<'a> {
    pub(crate) fn currency(&self) -> Currency {
        self.amount.currency()
    }

    pub(crate) fn signed_amount(&self) -> Money {
        self.credit_debit.sign(self.amount)
    }

    pub(crate) fn amount_key(&self) -> AmountKey {
        self.amount_key_as(self.credit_debit)
    }

    pub(crate) fn amount_key_as(&self, credit_debit: CreditDebit) -> AmountKey {
        let amount = self.amount.amount();
        (
            self.account,
            self.currency(),
            credit_debit,
            amount.mantissa(),
            amount.scale(),
        )
    }

    /// The reference of this kind in comparable form.
    pub(crate) fn reference(&self, kind: ReferenceKind) -> Option<Cow<'a, str>> {
        self.references
            .all(kind)
            .find(|value| !is_placeholder(value))
            .map(comparable)
    }

    /// The line's strongest reference as sent, for people.
    pub(crate) fn shown_reference(&self, config: &Config) -> Option<&'a str> {
        config.reference_kinds().iter().find_map(|kind| {
            self.references
                .all(*kind)
                .find(|value| !is_placeholder(value))
        })
    }
}

/// References are compared without white space and without regard to ASCII case.
fn comparable(reference: &str) -> Cow<'_, str> {
    if reference
        .bytes()
        .any(|b| b.is_ascii_lowercase() || b.is_ascii_whitespace())
    {
        reference
            .chars()
            .filter(|c| !c.is_ascii_whitespace())
            .map(|c| c.to_ascii_uppercase())
            .collect()
    } else {
        Cow::Borrowed(reference)
    }
}

/// Both sides, each sorted by content.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    pub(crate) ledger: Vec<Line<'a>>,
    pub(crate) bank: Vec<Line<'a>>,
}

impl<'a> Lines<'a> {
    pub(crate) fn collect(
        config: &Config,
        statements: &'a [Statement],
        ledger: &'a [LedgerRecord],
    ) -> Result<Self, Error> {
        let mut builder = Builder {
            config,
            accounts: HashMap::new(),
        };
        let mut records: Vec<Line<'a>> = ledger
            .iter()
            .enumerate()
            .map(|(index, record)| builder.record(index, record))
            .collect();
        let mut bank = Vec::new();
        for (index, statement) in statements.iter().enumerate() {
            builder.statement(index, statement, &mut bank);
        }
        if u32::try_from(records.len().max(bank.len())).is_err() {
            return Err(Error::new(ErrorKind::TooManyLines));
        }
        builder.number_accounts_by_name(&mut records, &mut bank);
        records.sort_by(by_content);
        bank.sort_by(by_content);
        Ok(Self {
            ledger: records,
            bank,
        })
    }
}

struct Builder<'a, 'c> {
    config: &'c Config,
    accounts: HashMap<&'a AccountId, u32>,
}

impl<'a> Builder<'a, '_> {
    fn account(&mut self, account: &'a AccountId) -> u32 {
        // There are never more accounts than lines, which are counted afterwards.
        let next = u32::try_from(self.accounts.len()).unwrap_or(u32::MAX);
        *self.accounts.entry(account).or_insert(next)
    }

    /// Numbers accounts in the order of their names, so that the numbers do not depend on the order of the input.
    fn number_accounts_by_name(&self, ledger: &mut [Line<'a>], bank: &mut [Line<'a>]) {
        let mut names: Vec<(&AccountId, u32)> = self
            .accounts
            .iter()
            .map(|(name, number)| (*name, *number))
            .collect();
        names.sort_unstable();
        let numbers: HashMap<u32, u32> = names.into_iter().map(|(_, old)| old).zip(0..).collect();
        for line in ledger.iter_mut().chain(bank) {
            line.account = numbers.get(&line.account).copied().unwrap_or(line.account);
        }
    }

    fn mask(&self, references: &References) -> u32 {
        let kinds = self.config.reference_kinds().iter().enumerate();
        kinds
            .filter(|(_, kind)| references.all(**kind).any(|value| !is_placeholder(value)))
            .fold(0, |mask, (bit, _)| mask | 1 << bit)
    }

    fn record(&mut self, index: usize, record: &'a LedgerRecord) -> Line<'a> {
        Line {
            item: Item::Ledger(index),
            id: record.id(),
            account: self.account(record.account()),
            amount: record.amount(),
            credit_debit: record.credit_debit(),
            date: Some(record.date()),
            references: record.references(),
            mask: self.mask(record.references()),
            status: EntryStatus::Booked,
            reversal: false,
        }
    }

    fn statement(&mut self, index: usize, statement: &'a Statement, lines: &mut Vec<Line<'a>>) {
        let period_end = statement.period().map(|(_, last)| last);
        let fallback = period_end.or_else(|| statement.closing_balance().map(Balance::date));
        for (number, entry) in statement.entries().iter().enumerate() {
            let account = self.account(entry.account().unwrap_or(statement.account()));
            let date = entry.booking_date().or(entry.value_date()).or(fallback);
            let whole = self.entry(
                BankLine {
                    statement: index,
                    entry: number,
                    transaction: None,
                },
                entry,
            );
            let whole = Line {
                id: statement.id(),
                account,
                date,
                ..whole
            };
            if !entry.is_itemized() {
                lines.push(whole);
                continue;
            }
            for (position, transaction) in entry.transactions().iter().enumerate() {
                let bank = BankLine {
                    statement: index,
                    entry: number,
                    transaction: Some(position),
                };
                lines.push(Line {
                    item: Item::Bank(bank),
                    amount: transaction.amount().unwrap_or(whole.amount),
                    credit_debit: transaction.credit_debit().unwrap_or(whole.credit_debit),
                    references: transaction.references(),
                    mask: self.mask(transaction.references()),
                    reversal: entry.is_reversal() || transaction.return_reason().is_some(),
                    ..whole
                });
            }
        }
    }

    fn entry(&self, bank: BankLine, entry: &'a StatementEntry) -> Line<'a> {
        // The one transaction of an entry may have been given as a list of one without an amount of its own.
        let references = match entry.transactions() {
            [only] if entry.references().is_empty() => only.references(),
            _ => entry.references(),
        };
        Line {
            item: Item::Bank(bank),
            id: "",
            account: 0,
            amount: entry.amount(),
            credit_debit: entry.credit_debit(),
            date: None,
            references,
            mask: self.mask(references),
            status: entry.status(),
            reversal: entry.is_reversal() || entry.details().return_reason().is_some(),
        }
    }
}

/// Sorts by what a line says; lines that say the same keep the order of the input, which then does not matter.
fn by_content(a: &Line<'_>, b: &Line<'_>) -> Ordering {
    let head = |line: &Line<'_>| (line.date, line.amount_key());
    head(a)
        .cmp(&head(b))
        .then_with(|| a.references.iter().cmp(b.references.iter()))
        .then_with(|| (a.id, a.status, a.reversal).cmp(&(b.id, b.status, b.reversal)))
}
