//! The sentences. They name lines by what they say, never by their place in the input.

use chrono::NaiveDate;
use girokit_types::Money;
use girokit_types::statement::{BalanceProof, ReferenceKind, Statement};

use crate::Config;
use crate::line::Line;
use crate::outcome::BreakKind;

pub(crate) struct Explainer<'a> {
    config: &'a Config,
    statements: &'a [Statement],
}

/// Lines of both sides, the ledger's first.
type Sides<'a> = (Vec<&'a Line<'a>>, Vec<&'a Line<'a>>);

impl<'a> Explainer<'a> {
    pub(crate) fn new(config: &'a Config, statements: &'a [Statement]) -> Self {
        Self { config, statements }
    }

    pub(crate) fn repeated_statement(&self, first: usize, lines: usize) -> String {
        let id = self
            .statements
            .get(first)
            .map_or("", |statement| statement.id());
        format!("statement {id} was given twice; the {lines} lines of the repetition are left out")
    }

    pub(crate) fn late(&self, record: &Line<'_>, line: &Line<'_>, days: i64) -> String {
        let window = self.config.date_window_days();
        format!(
            "{} and {} agree in reference and amount, but lie {days} days apart; the window is {window} days",
            self.ledger(record),
            self.bank(line)
        )
    }

    pub(crate) fn duplicate_in_ledger(&self, record: &Line<'_>, kind: ReferenceKind) -> String {
        format!(
            "{} repeats the {kind} reference and the amount of another ledger record",
            self.ledger(record)
        )
    }

    pub(crate) fn duplicate_in_bank(&self, line: &Line<'_>, kind: ReferenceKind) -> String {
        format!(
            "{} repeats the {kind} reference and the amount of another bank line",
            self.bank(line)
        )
    }

    pub(crate) fn shared_reference(kind: ReferenceKind, (ledger, bank): &Sides<'_>) -> String {
        let sums = match (sum(ledger), sum(bank)) {
            (Some(ledger), Some(bank)) if ledger == bank => format!("both sides sum to {bank}"),
            (Some(ledger), Some(bank)) => {
                format!("the ledger's sum is {ledger}, the bank's {bank}")
            }
            _ => "their currencies differ".to_owned(),
        };
        let reference = ledger
            .first()
            .and_then(|line| line.reference(kind))
            .unwrap_or_default();
        let (records, lines) = (
            count(ledger.len(), "ledger record"),
            count(bank.len(), "bank line"),
        );
        format!(
            "{records} and {lines} share the {kind} reference {reference} without equal amounts; {sums}"
        )
    }

    pub(crate) fn differing(
        &self,
        kind: ReferenceKind,
        record: &Line<'_>,
        line: &Line<'_>,
    ) -> (BreakKind, String) {
        let both = format!(
            "{} and {} share the {kind} reference",
            self.ledger(record),
            self.bank(line)
        );
        if record.currency() != line.currency() {
            return (
                BreakKind::CurrencyDiffers,
                format!("{both}, but the currencies differ"),
            );
        }
        if record.credit_debit != line.credit_debit {
            let (expected, found) = (record.credit_debit, line.credit_debit);
            let text = format!(
                "{both}, but the ledger expects a {expected} and the bank booked a {found}"
            );
            return (BreakKind::DirectionDiffers, text);
        }
        let over = line.amount.amount() > record.amount.amount();
        let (kind, word) = if over {
            (BreakKind::AmountOver, "more")
        } else {
            (BreakKind::AmountUnder, "less")
        };
        let difference = line.amount.checked_sub(record.amount).map(Money::abs);
        let amount =
            difference.map_or_else(|_| "an amount".to_owned(), |amount| amount.to_string());
        (kind, format!("{both}, but the bank booked {amount} {word}"))
    }

    pub(crate) fn equally_near((ledger, bank): &Sides<'_>) -> String {
        let amount = ledger
            .first()
            .map_or_else(String::new, |line| line.signed_amount().to_string());
        let (records, lines) = (
            count(ledger.len(), "ledger record"),
            count(bank.len(), "bank line"),
        );
        format!(
            "{records} and {lines} of {amount} lie equally near, and no reference tells which belong together"
        )
    }

    pub(crate) fn returned(
        &self,
        record: &Line<'_>,
        original: &Line<'_>,
        reversal: &Line<'_>,
    ) -> String {
        let (ledger, original, reversal) = (
            self.ledger(record),
            self.bank(original),
            self.bank(reversal),
        );
        format!("{ledger} was booked as {original} and taken back by {reversal}")
    }

    pub(crate) fn lone_reversal(&self, line: &Line<'_>) -> String {
        format!(
            "{} is a reversal or return, but what it takes back is not among the lines",
            self.bank(line)
        )
    }

    pub(crate) fn unbooked(&self, line: &Line<'_>, record: Option<&Line<'_>>) -> String {
        let status = line.status;
        match record {
            Some(record) => format!(
                "{} is announced by {}, which is {status}",
                self.ledger(record),
                self.bank(line)
            ),
            None => format!("{} is {status}, not booked", self.bank(line)),
        }
    }

    pub(crate) fn missing_in_bank(
        &self,
        record: &Line<'_>,
        as_of: NaiveDate,
    ) -> (BreakKind, String) {
        let window = i64::from(self.config.date_window_days());
        let late = record
            .date
            .map_or(0, |date| as_of.signed_duration_since(date).num_days());
        let ledger = self.ledger(record);
        if late > window {
            let text =
                format!("{ledger} is not on any statement; on {as_of} it is {late} days late");
            (BreakKind::MissingInBank, text)
        } else {
            (
                BreakKind::Expected,
                format!("{ledger} is not on a statement yet, and on {as_of} not overdue"),
            )
        }
    }

    pub(crate) fn missing_in_ledger(&self, line: &Line<'_>) -> String {
        format!("{} has no ledger record", self.bank(line))
    }

    pub(crate) fn statement(statement: &Statement, proof: &BalanceProof) -> String {
        format!(
            "statement {} of account {} {proof}",
            statement.id(),
            statement.account()
        )
    }

    fn ledger(&self, line: &Line<'_>) -> String {
        let date = line
            .date
            .map_or_else(String::new, |date| format!(" for {date}"));
        format!(
            "ledger record {} of {}{date}{}",
            line.id,
            line.signed_amount(),
            self.reference(line)
        )
    }

    fn bank(&self, line: &Line<'_>) -> String {
        let date = line
            .date
            .map_or_else(String::new, |date| format!(" on {date}"));
        format!(
            "bank line of {}{date}{} in statement {}",
            line.signed_amount(),
            self.reference(line),
            line.id
        )
    }

    fn reference(&self, line: &Line<'_>) -> String {
        line.shown_reference(self.config)
            .map_or_else(String::new, |reference| format!(" ({reference})"))
    }
}

/// Bank minus ledger; none if there are two currencies.
pub(crate) fn difference(ledger: &[&Line<'_>], bank: &[&Line<'_>]) -> Option<Money> {
    match (ledger, bank) {
        ([], []) => None,
        ([], bank) => sum(bank),
        (ledger, []) => Some(sum(ledger)?.negated()),
        (ledger, bank) => sum(bank)?.checked_sub(sum(ledger)?).ok(),
    }
}

fn sum(lines: &[&Line<'_>]) -> Option<Money> {
    let currency = lines.first()?.currency();
    Money::checked_sum(currency, lines.iter().map(|line| line.signed_amount())).ok()
}

fn count(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}
