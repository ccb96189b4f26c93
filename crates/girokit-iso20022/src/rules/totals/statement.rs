//! The balances and totals of a statement, a report or a notification.

use rust_decimal::Decimal;

#[cfg(feature = "stream")]
use super::counted::counter;
use super::{Currency, Sum};
use crate::element::Element;
#[cfg(feature = "stream")]
use crate::stream::counted::Counter;

/// What was counted of one statement.
#[derive(Debug, Clone, Default)]
pub(super) struct Statement {
    credits: Side,
    debits: Side,
    /// Booked entries, debits negative.
    booked: Sum,
    currency: Currency,
}

#[derive(Debug, Clone, Copy, Default)]
struct Side {
    count: u64,
    sum: Sum,
}

/// Takes a code, a path below the statement, what was expected and what was found.
type Report<'r> = &'r mut dyn FnMut(&str, &str, String, String);

impl Statement {
    pub(super) fn add(&mut self, entry: Element<'_>) {
        let amount = entry.get("Amt");
        if let Some(currency) = amount.and_then(|amount| amount.attribute("Ccy")) {
            self.currency.add(&currency);
        }
        let debit = is_debit(entry);
        let side = if debit {
            &mut self.debits
        } else {
            &mut self.credits
        };
        side.count = side.count.saturating_add(1);
        let sum = known(amount);
        side.sum.add(sum);
        // A choice since version 07, a code before.
        let status = entry.at("Sts/Cd").or_else(|| entry.get("Sts"));
        if status.and_then(|status| status.text()).as_deref() == Some("BOOK") {
            self.booked.add(signed(sum, debit));
        }
    }

    /// Credits, debits, and what is booked with the currency of all.
    #[cfg(feature = "stream")]
    pub(super) fn counted(&self) -> [Counter; 3] {
        let side = |side: Side| counter(side.count, side.sum, &Currency::None);
        [
            side(self.credits),
            side(self.debits),
            counter(0, self.booked, &self.currency),
        ]
    }

    #[cfg(feature = "stream")]
    pub(super) fn from_counters(credits: &Counter, debits: &Counter, booked: &Counter) -> Self {
        let side = |counter: &Counter| Side {
            count: counter.count,
            sum: counter.sum.into(),
        };
        Self {
            credits: side(credits),
            debits: side(debits),
            booked: booked.sum.into(),
            currency: Currency::from(&booked.currency),
        }
    }

    pub(super) fn check(self, statement: Element<'_>, report: Report<'_>) {
        if is_page_of_several(statement) {
            // Totals and balances of all pages cannot be told from one.
            return;
        }
        self.balance(statement, report);
        let Some(summary) = statement.get("TxsSummry") else {
            return;
        };
        let mut all = self.credits;
        all.count = all.count.saturating_add(self.debits.count);
        all.sum.add(self.debits.sum);
        side(all, summary, "TtlNtries", report);
        side(self.credits, summary, "TtlCdtNtries", report);
        side(self.debits, summary, "TtlDbtNtries", report);
        self.net(summary, report);
    }

    /// The opening balance and the booked entries give the closing balance.
    fn balance(&self, statement: Element<'_>, report: Report<'_>) {
        let find = |codes: &[&str]| {
            let of = |code: &&str| {
                statement.all("Bal").find(|balance| {
                    let found = balance.at("Tp/CdOrPrtry/Cd").and_then(|e| e.text());
                    found.as_deref() == Some(*code)
                })
            };
            codes.iter().find_map(of)
        };
        let (Some(opening), Some(closing)) = (find(&["OPBD", "PRCD"]), find(&["CLBD"])) else {
            return;
        };
        let mut currency = self.currency.clone();
        for balance in [opening, closing] {
            let amount = balance.get("Amt");
            currency.add(&amount.and_then(|a| a.attribute("Ccy")).unwrap_or_default());
        }
        if !matches!(currency, Currency::One(_)) {
            return;
        }
        let signed_amount =
            |balance: Element<'_>| signed(known(balance.get("Amt")), is_debit(balance));
        let mut reached = signed_amount(opening);
        reached.add(self.booked);
        if let Sum::Known(declared) = signed_amount(closing)
            && let Some(expected) = reached.differs(declared)
        {
            let expected = format!("the closing balance {expected} after the booked entries");
            report("statement-balance", "", expected, declared.to_string());
        }
    }

    /// Credits less debits.
    fn net(&self, summary: Element<'_>, report: Report<'_>) {
        let Some(all) = summary.get("TtlNtries") else {
            return;
        };
        // An element of its own since version 03.
        let (holder, at, tag) = match all.get("TtlNetNtry") {
            Some(net) => (net, "TxsSummry/TtlNtries/TtlNetNtry/Amt", "Amt"),
            None => (all, "TxsSummry/TtlNtries/TtlNetNtryAmt", "TtlNetNtryAmt"),
        };
        let Some(declared) = holder.get(tag).and_then(|e| e.decimal()) else {
            return;
        };
        if holder.get("CdtDbtInd").is_none() || !matches!(self.currency, Currency::One(_)) {
            return;
        }
        let Sum::Known(declared) = signed(Sum::Known(declared), is_debit(holder)) else {
            return;
        };
        let mut net = self.credits.sum;
        net.add(signed(self.debits.sum, true));
        if let Some(expected) = net.differs(declared) {
            let expected = format!("{expected}, credits less debits");
            report("entry-totals", at, expected, declared.to_string());
        }
    }
}

/// Holds a count and a sum against what the summary declares.
fn side(counted: Side, summary: Element<'_>, tag: &str, report: Report<'_>) {
    let Some(holder) = summary.get(tag) else {
        return;
    };
    if let Some(declared) = holder.get("NbOfNtries").and_then(|e| e.text())
        && declared.parse() != Ok(counted.count)
    {
        let at = format!("TxsSummry/{tag}/NbOfNtries");
        let expected = format!("{}, the number of entries", counted.count);
        report("entry-totals", &at, expected, declared.into_owned());
    }
    if let Some(declared) = holder.get("Sum").and_then(|e| e.decimal())
        && let Some(expected) = counted.sum.differs(declared)
    {
        let at = format!("TxsSummry/{tag}/Sum");
        let expected = format!("{expected}, the sum of the amounts");
        report("entry-totals", &at, expected, declared.to_string());
    }
}

/// Whether the statement is one page of more than one.
fn is_page_of_several(statement: Element<'_>) -> bool {
    let page = ["StmtPgntn", "RptPgntn", "NtfctnPgntn"];
    let Some(page) = page.iter().find_map(|tag| statement.get(tag)) else {
        return false;
    };
    let is = |tag: &str, values: &[&str]| {
        let text = page.get(tag).and_then(|e| e.text());
        text.is_some_and(|text| values.contains(&&*text))
    };
    !(is("PgNb", &["1"]) && is("LastPgInd", &["true", "1"]))
}

fn known(amount: Option<Element<'_>>) -> Sum {
    let decimal = amount.and_then(|amount| amount.decimal());
    decimal.map_or(Sum::Missing, Sum::Known)
}

fn signed(sum: Sum, debit: bool) -> Sum {
    match sum {
        Sum::Known(amount) if debit => Sum::Known(negative(amount)),
        other => other,
    }
}

fn negative(mut amount: Decimal) -> Decimal {
    amount.set_sign_negative(amount.is_sign_positive());
    amount
}

fn is_debit(holder: Element<'_>) -> bool {
    let indicator = holder.get("CdtDbtInd").and_then(|e| e.text());
    indicator.as_deref() == Some("DBIT")
}
