//! Counting and adding up while a message passes, and holding the results against what the message declares.

#[cfg(feature = "stream")]
mod counted;
mod layout;
mod statement;

use rust_decimal::Decimal;

use crate::element::Element;
use crate::schema::Definition;

use super::context::locate;
use super::report::{Finding, Report, Severity};
use super::rule::Rule;
#[cfg(feature = "stream")]
use crate::stream::counted::{Counted, Counter, SUMS};

pub(super) use layout::Layout;
use statement::Statement;

/// Counts the transactions or entries of one message and adds up their amounts, then holds the results against what the message
/// declares: number of transactions, control sum, settlement total, balances and totals of a statement.
///
/// [`Checker::check`](super::Checker::check) does it for a whole message. Who reads a stream asks
/// [`Checker::totals`](super::Checker::totals) for one, calls [`add`](Self::add) for each item, [`end_batch`](Self::end_batch) at the
/// end of each element around items (`PmtInf`, `Stmt`), and [`finish`](Self::finish) at the end of the body. It holds a few numbers,
/// whatever the size of the message.
#[derive(Debug, Clone)]
pub struct Totals {
    layout: &'static Layout,
    rules: Vec<(Rule, Severity)>,
    max: usize,
    batch: Sums,
    all: Sums,
    statement: Statement,
}

impl Totals {
    pub(super) fn new(
        definition: &Definition,
        rules: Vec<(Rule, Severity)>,
        max: usize,
    ) -> Option<Self> {
        Some(Self {
            layout: Layout::of(definition.id).filter(|_| !rules.is_empty())?,
            rules,
            max,
            batch: Sums::default(),
            all: Sums::default(),
            statement: Statement::default(),
        })
    }

    pub(super) fn layout(&self) -> &'static Layout {
        self.layout
    }

    /// The paths of the items below the body, such as `PmtInf/CdtTrfTxInf`.
    pub fn items(&self) -> &'static [&'static str] {
        self.layout.items
    }

    /// The path of the element around items that has totals of its own, below the body, such as `PmtInf`.
    pub fn batch(&self) -> Option<&'static str> {
        (!self.layout.batch.is_empty()).then_some(self.layout.batch)
    }

    /// Counts one transaction or entry.
    pub fn add(&mut self, item: Element<'_>) {
        if self.layout.statement {
            self.statement.add(item);
        } else {
            let amount = self.layout.amounts.iter().find_map(|path| item.at(path));
            self.batch.add(amount);
        }
    }

    /// Ends an element around items: holds its totals against what it declares. `path` is its own, such as
    /// `/Document/CstmrCdtTrfInitn/PmtInf[2]`; of the element itself, only what stands beside the items is read.
    pub fn end_batch(&mut self, path: &str, batch: Element<'_>) -> Report {
        let mut report = Report::default();
        if self.layout.statement {
            let statement = std::mem::take(&mut self.statement);
            statement.check(batch, &mut |code, at, expected, found| {
                self.report(&mut report, code, (path, batch, at), expected, found);
            });
        } else {
            let sums = std::mem::take(&mut self.batch);
            self.declared(&mut report, path, batch, &sums);
            self.total(&mut report, path, batch, self.layout.batch_total, &sums);
            self.all.merge(sums);
        }
        report
    }

    /// Ends the message: holds its totals against what its header declares. `path` is the body's, such as
    /// `/Document/CstmrCdtTrfInitn`; of the body itself, only what stands beside the items is read.
    pub fn finish(mut self, path: &str, body: Element<'_>) -> Report {
        let mut report = Report::default();
        let sums = std::mem::take(&mut self.batch);
        self.all.merge(sums);
        let is_true =
            |element: Element<'_>| element.text().is_some_and(|t| t == "true" || t == "1");
        let whole_group = |path: &&str| body.select(path).into_iter().any(is_true);
        if !self.layout.statement && !self.layout.unless.iter().any(whole_group) {
            if let Some(header) = body.get(self.layout.header) {
                let at = format!("{path}/{}", self.layout.header);
                self.declared(&mut report, &at, header, &self.all);
            }
            self.total(&mut report, path, body, self.layout.total, &self.all);
        }
        report
    }

    /// What was counted so far, to go on from.
    #[cfg(feature = "stream")]
    pub(crate) fn counted(&self) -> [Counter; SUMS] {
        let [credits, debits, booked] = self.statement.counted();
        [
            self.batch.counter(),
            self.all.counter(),
            credits,
            debits,
            booked,
        ]
    }

    /// Goes on from what was counted before.
    #[cfg(feature = "stream")]
    pub(crate) fn restore(&mut self, counted: &Counted) {
        let [batch, all, credits, debits, booked] = &counted.sums;
        self.batch = Sums::from_counter(batch);
        self.all = Sums::from_counter(all);
        self.statement = Statement::from_counters(credits, debits, booked);
    }

    /// Holds sums against `NbOfTxs` and `CtrlSum`.
    fn declared(&self, report: &mut Report, path: &str, holder: Element<'_>, sums: &Sums) {
        if let Some(declared) = holder.get("NbOfTxs").and_then(|e| e.text())
            && declared.parse() != Ok(sums.count)
        {
            let expected = format!("{}, the number of transactions", sums.count);
            let place = (path, holder, "NbOfTxs");
            self.report(
                report,
                "transaction-count",
                place,
                expected,
                declared.into_owned(),
            );
        }
        if let Some(declared) = holder.get("CtrlSum").and_then(|e| e.decimal())
            && let Some(expected) = sums.differs(declared)
        {
            let place = (path, holder, "CtrlSum");
            let expected = format!("{expected}, the sum of the amounts");
            self.report(report, "control-sum", place, expected, declared.to_string());
        }
    }

    /// Holds sums against a total in one currency.
    fn total(&self, report: &mut Report, path: &str, holder: Element<'_>, at: &str, sums: &Sums) {
        if at.is_empty() {
            return;
        }
        let Some(total) = holder.at(at) else { return };
        let place = (path, holder, at);
        let currency = total.attribute("Ccy").unwrap_or_default();
        match &sums.currency {
            Currency::One(one) if **one != currency => {
                self.report(
                    report,
                    "settlement-total-currency",
                    place,
                    one.to_string(),
                    currency.into(),
                );
                return;
            }
            Currency::Several => {
                let expected = "the amounts in its currency".to_owned();
                self.report(
                    report,
                    "settlement-total-currency",
                    place,
                    expected,
                    "several".into(),
                );
                return;
            }
            _ => {}
        }
        if let Some(declared) = total.decimal()
            && let Some(expected) = sums.differs(declared)
        {
            let expected = format!("{expected}, the sum of the amounts");
            self.report(
                report,
                "settlement-total",
                place,
                expected,
                declared.to_string(),
            );
        }
    }

    /// Reports at a place: the path of an element, the element, and a path below it.
    fn report(
        &self,
        report: &mut Report,
        code: &str,
        (path, holder, at): (&str, Element<'_>, &str),
        expected: String,
        found: String,
    ) {
        let Some((rule, severity)) = self.rules.iter().find(|(rule, _)| rule.code == code) else {
            return;
        };
        let slash = if at.is_empty() { "" } else { "/" };
        report.push(self.max, || Finding {
            code: rule.code,
            source: rule.source,
            severity: *severity,
            path: format!("{path}{slash}{at}"),
            offset: locate(&[], holder, at),
            line: None,
            column: None,
            expected,
            found,
        });
    }
}

/// What was counted.
#[derive(Debug, Clone, Default)]
struct Sums {
    count: u64,
    sum: Sum,
    currency: Currency,
}

/// A sum that may not be known.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sum {
    Known(Decimal),
    /// An item without an amount: its sum cannot be told.
    Missing,
    TooLarge,
}

impl Default for Sum {
    fn default() -> Self {
        Self::Known(Decimal::ZERO)
    }
}

impl Sum {
    pub(super) fn add(&mut self, other: Self) {
        *self = match (*self, other) {
            (Self::Known(a), Self::Known(b)) => match a.checked_add(b) {
                Some(sum) => Self::Known(sum),
                None => Self::TooLarge,
            },
            (Self::Missing, _) | (_, Self::Missing) => Self::Missing,
            _ => Self::TooLarge,
        };
    }

    /// What should be declared, if that is known and something else is declared.
    pub(super) fn differs(self, declared: Decimal) -> Option<String> {
        match self {
            Self::Known(sum) => (sum != declared).then(|| sum.normalize().to_string()),
            Self::Missing => None,
            Self::TooLarge => Some("amounts that can be added".to_owned()),
        }
    }
}

/// The currencies of what was counted.
#[derive(Debug, Clone, Default)]
enum Currency {
    #[default]
    None,
    One(Box<str>),
    Several,
}

impl Sums {
    fn add(&mut self, amount: Option<Element<'_>>) {
        self.count = self.count.saturating_add(1);
        let decimal = amount.and_then(|amount| amount.decimal());
        self.sum.add(decimal.map_or(Sum::Missing, Sum::Known));
        if let Some(currency) = amount.and_then(|amount| amount.attribute("Ccy")) {
            self.currency.add(&currency);
        }
    }

    fn merge(&mut self, other: Self) {
        self.count = self.count.saturating_add(other.count);
        self.sum.add(other.sum);
        match other.currency {
            Currency::None => {}
            Currency::One(currency) => self.currency.add(&currency),
            Currency::Several => self.currency = Currency::Several,
        }
    }

    fn differs(&self, declared: Decimal) -> Option<String> {
        self.sum.differs(declared)
    }
}

impl Currency {
    fn add(&mut self, currency: &str) {
        match self {
            Self::None => *self = Self::One(currency.into()),
            Self::One(one) if **one == *currency => {}
            _ => *self = Self::Several,
        }
    }
}
