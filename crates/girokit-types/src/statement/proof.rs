//! Proves a statement: opening balance plus movements is the closing balance.

use std::fmt;

use super::{Balance, BalanceKind, CreditDebit, Statement};
use crate::currency::Currency;
use crate::money::Money;

/// The proof of one statement: what was added up, and what came out. [`Statement::prove`] makes it.
///
/// `Display` writes one sentence for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct BalanceProof {
    currency: Currency,
    opening: Option<Balance>,
    closing: Option<Balance>,
    credits: MovementTotal,
    debits: MovementTotal,
    unbooked: usize,
    verdict: BalanceVerdict,
}

impl BalanceProof {
    /// Whether opening plus movements is closing.
    pub fn is_balanced(&self) -> bool {
        self.verdict == BalanceVerdict::Balanced
    }

    /// What came out.
    pub fn verdict(&self) -> &BalanceVerdict {
        &self.verdict
    }

    /// The currency of the sums.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The balance at which the sum starts.
    pub fn opening(&self) -> Option<&Balance> {
        self.opening.as_ref()
    }

    /// The balance that the sum must meet.
    pub fn closing(&self) -> Option<&Balance> {
        self.closing.as_ref()
    }

    /// The booked credits.
    pub fn credits(&self) -> MovementTotal {
        self.credits
    }

    /// The booked debits; the sum has no sign.
    pub fn debits(&self) -> MovementTotal {
        self.debits
    }

    /// How many entries are not booked (pending, future, information) and move no balance.
    pub fn unbooked(&self) -> usize {
        self.unbooked
    }

    /// Opening plus movements, if there is an opening balance in the statement's currency.
    pub fn computed_closing(&self) -> Option<Money> {
        let opening = self.opening.as_ref()?.amount();
        opening
            .checked_add(self.credits.sum)
            .ok()?
            .checked_sub(self.debits.sum)
            .ok()
    }
}

impl fmt::Display for BalanceProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let currency = self.currency;
        let (opening, closing) = (Shown(self.opening()), Shown(self.closing()));
        let computed = ShownSum(self.computed_closing());
        let movements = Movements(self.credits, self.debits);
        match &self.verdict {
            BalanceVerdict::Balanced => write!(f, "balances: {opening}{movements} = {closing}"),
            BalanceVerdict::Unbalanced { difference } => write!(
                f,
                "does not balance: {opening}{movements} = {computed}, but the statement closes at {closing}; \
                 the difference is {difference}"
            ),
            BalanceVerdict::MissingOpening => {
                write!(
                    f,
                    "cannot be proved: no opening booked balance;{movements} lead to {closing}"
                )
            }
            BalanceVerdict::MissingClosing => {
                write!(
                    f,
                    "cannot be proved: no closing booked balance; {opening}{movements} would give {computed}"
                )
            }
            BalanceVerdict::MissingBoth => {
                write!(
                    f,
                    "cannot be proved: neither an opening nor a closing booked balance; the entries are{movements}"
                )
            }
            BalanceVerdict::Contradictory { kind } => {
                write!(f, "cannot be proved: two {kind} balances of one day differ")
            }
            BalanceVerdict::ForeignCurrency {
                entry: Some(entry),
                found,
            } => {
                let number = entry.saturating_add(1);
                write!(
                    f,
                    "cannot be proved: entry {number} is in {found}, the statement in {currency}"
                )
            }
            BalanceVerdict::ForeignCurrency { entry: None, found } => {
                write!(
                    f,
                    "cannot be proved: a balance is in {found}, the statement in {currency}"
                )
            }
            BalanceVerdict::Overflow => {
                f.write_str("cannot be proved: the exact sum exceeds the largest amount")
            }
        }
    }
}

/// How many entries, and the sum of their amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MovementTotal {
    /// How many entries.
    pub count: usize,
    /// The sum of their unsigned amounts.
    pub sum: Money,
}

/// What came out of a [`BalanceProof`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "verdict", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum BalanceVerdict {
    /// Opening plus movements is closing, to the last digit.
    Balanced,
    /// Two booked balances of one kind and day differ, so that neither can be believed.
    Contradictory {
        /// Which balance.
        kind: BalanceKind,
    },
    /// An entry or a balance is in another currency than the statement, so that the sum has no meaning.
    ForeignCurrency {
        /// The entry's place in [`Statement::entries`], from 0; none if it is a balance.
        entry: Option<usize>,
        /// Its currency.
        found: Currency,
    },
    /// There is neither an opening nor a closing booked balance.
    MissingBoth,
    /// There is no closing booked balance.
    MissingClosing,
    /// There is no opening booked balance.
    MissingOpening,
    /// The sum exceeds the largest decimal.
    Overflow,
    /// Opening plus movements is not closing.
    Unbalanced {
        /// Closing minus (opening plus movements): positive if the statement closes higher than its entries explain.
        difference: Money,
    },
}

/// Adds up a statement.
pub(super) fn prove(statement: &Statement) -> BalanceProof {
    let currency = statement.currency();
    let bounds = Bounds::find(statement.balances());
    let none = MovementTotal {
        count: 0,
        sum: Money::zero(currency),
    };
    let mut proof = BalanceProof {
        currency,
        opening: bounds.opening.cloned(),
        closing: bounds.closing.cloned(),
        credits: none,
        debits: none,
        unbooked: 0,
        verdict: BalanceVerdict::Balanced,
    };
    proof.verdict = add_movements(statement, &mut proof)
        .or(bounds
            .contradiction
            .map(|kind| BalanceVerdict::Contradictory { kind }))
        .unwrap_or_else(|| judge(&proof));
    proof
}

/// Adds the booked entries to the totals; gives a verdict if they cannot be added.
fn add_movements(statement: &Statement, proof: &mut BalanceProof) -> Option<BalanceVerdict> {
    let mut verdict = None;
    for (index, entry) in statement.entries().iter().enumerate() {
        if !entry.status().moves_balance() {
            proof.unbooked = proof.unbooked.saturating_add(1);
            continue;
        }
        if entry.currency() != proof.currency {
            let foreign = BalanceVerdict::ForeignCurrency {
                entry: Some(index),
                found: entry.currency(),
            };
            verdict = verdict.or(Some(foreign));
            continue;
        }
        let total = match entry.credit_debit() {
            CreditDebit::Credit => &mut proof.credits,
            CreditDebit::Debit => &mut proof.debits,
        };
        match total.sum.checked_add(entry.amount()) {
            Ok(sum) => {
                *total = MovementTotal {
                    count: total.count.saturating_add(1),
                    sum,
                }
            }
            Err(_) => return Some(BalanceVerdict::Overflow),
        }
    }
    verdict
}

fn judge(proof: &BalanceProof) -> BalanceVerdict {
    let foreign = [proof.opening(), proof.closing()]
        .into_iter()
        .flatten()
        .map(|balance| balance.amount().currency())
        .find(|found| *found != proof.currency);
    if let Some(found) = foreign {
        return BalanceVerdict::ForeignCurrency { entry: None, found };
    }
    let closing = match (&proof.opening, &proof.closing) {
        (None, None) => return BalanceVerdict::MissingBoth,
        (None, Some(_)) => return BalanceVerdict::MissingOpening,
        (Some(_), None) => return BalanceVerdict::MissingClosing,
        (Some(_), Some(closing)) => closing.amount(),
    };
    match proof
        .computed_closing()
        .and_then(|computed| closing.checked_sub(computed).ok())
    {
        None => BalanceVerdict::Overflow,
        Some(difference) if difference.is_zero() => BalanceVerdict::Balanced,
        Some(difference) => BalanceVerdict::Unbalanced { difference },
    }
}

/// The two balances between which the entries lie.
#[derive(Default)]
pub(super) struct Bounds<'a> {
    pub(super) opening: Option<&'a Balance>,
    pub(super) closing: Option<&'a Balance>,
    contradiction: Option<BalanceKind>,
}

impl<'a> Bounds<'a> {
    /// Picks the bounds out of all balances.
    ///
    /// Opening: `OPBD` (the earliest, should there be one for each day), then one between pages, then `PRCD`. Closing:
    /// `CLBD` (the latest), then one between pages. An interim balance (`ITBD`), which bears no direction, fills a gap:
    /// of two the first opens and the last closes; a single one closes, unless only the opening is missing.
    pub(super) fn find(balances: &'a [Balance]) -> Self {
        let mut bounds = Self::default();
        let kinds = |kind: BalanceKind, intermediate: bool| {
            balances
                .iter()
                .filter(move |b| *b.kind() == kind && b.is_intermediate() == intermediate)
        };
        let openings: [Vec<_>; 4] = [
            kinds(BalanceKind::OPENING_BOOKED, false).collect(),
            kinds(BalanceKind::OPENING_BOOKED, true).collect(),
            kinds(BalanceKind::PREVIOUSLY_CLOSED_BOOKED, false).collect(),
            kinds(BalanceKind::PREVIOUSLY_CLOSED_BOOKED, true).collect(),
        ];
        let closings: [Vec<_>; 2] = [
            kinds(BalanceKind::CLOSING_BOOKED, false).collect(),
            kinds(BalanceKind::CLOSING_BOOKED, true).collect(),
        ];
        bounds.opening = openings.iter().find_map(|group| {
            let date = group.iter().map(|b| b.date()).min()?;
            bounds.contradiction = bounds.contradiction.take().or(contradiction(group, date));
            group.iter().find(|b| b.date() == date).copied()
        });
        bounds.closing = closings.iter().find_map(|group| {
            let date = group.iter().map(|b| b.date()).max()?;
            bounds.contradiction = bounds.contradiction.take().or(contradiction(group, date));
            group.iter().find(|b| b.date() == date).copied()
        });
        let interim = || {
            balances
                .iter()
                .filter(|b| *b.kind() == BalanceKind::INTERIM_BOOKED)
        };
        let several = interim().nth(1).is_some();
        if bounds.opening.is_none() && (bounds.closing.is_some() || several) {
            bounds.opening = interim().next();
        }
        if bounds.closing.is_none() {
            bounds.closing = interim().next_back();
        }
        bounds
    }
}

/// Two balances of one kind and day that differ.
fn contradiction(group: &[&Balance], date: chrono::NaiveDate) -> Option<BalanceKind> {
    let mut same_day = group.iter().filter(|b| b.date() == date);
    let first = same_day.next()?;
    same_day
        .find(|b| b.amount() != first.amount())
        .map(|b| b.kind().clone())
}

/// A balance that is there, or a word that it is not.
struct Shown<'a>(Option<&'a Balance>);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(balance) => write!(f, "{balance}"),
            None => f.write_str("no balance"),
        }
    }
}

/// A sum, or a word that it is too large.
struct ShownSum(Option<Money>);

impl fmt::Display for ShownSum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(sum) => write!(f, "{sum}"),
            None => f.write_str("a sum too large"),
        }
    }
}

/// Credits and debits, as terms of a sum.
struct Movements(MovementTotal, MovementTotal);

impl fmt::Display for Movements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(credits, debits) = self;
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        write!(
            f,
            " + {} ({} credit{})",
            credits.sum,
            credits.count,
            plural(credits.count)
        )?;
        write!(
            f,
            " - {} ({} debit{})",
            debits.sum,
            debits.count,
            plural(debits.count)
        )
    }
}
