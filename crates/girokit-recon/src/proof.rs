//! The proof of a run: no line lost or used twice, no cent lost, every statement balanced.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use girokit_types::statement::{BalanceProof, Statement};
use girokit_types::{Currency, Money};

use crate::line::{Line, Lines};
use crate::outcome::{Break, Cancellation, Match};
use crate::{Error, ErrorKind, Item, LedgerRecord};

/// The proof of a run, made from the input on one hand and from the result on the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    currencies: Vec<CurrencyProof>,
    statements: Vec<BalanceProof>,
    misplaced: usize,
}

impl Proof {
    /// The control sums, by currency in the order of their codes.
    pub fn currencies(&self) -> &[CurrencyProof] {
        &self.currencies
    }

    /// The proof of each statement, in the order of the input.
    pub fn statements(&self) -> &[BalanceProof] {
        &self.statements
    }

    /// How many lines are in no place or in more than one. Zero, unless this crate has a fault.
    pub fn misplaced(&self) -> usize {
        self.misplaced
    }

    /// Whether every line is in exactly one place and every control sum agrees. False only if this crate has a fault.
    pub fn is_conserved(&self) -> bool {
        self.misplaced == 0 && self.currencies.iter().all(CurrencyProof::is_conserved)
    }

    /// Whether every statement is proved: opening plus movements is closing.
    pub fn statements_balance(&self) -> bool {
        self.statements.iter().all(BalanceProof::is_balanced)
    }

    pub(crate) fn new(
        statements: &[Statement],
        ledger: &[LedgerRecord],
        lines: &Lines<'_>,
        findings: (&[Match], &[Cancellation], &[Break]),
    ) -> Result<Self, Error> {
        let mut sums: BTreeMap<&'static str, CurrencyProof> = BTreeMap::new();
        // From the input, entry by entry.
        for entry in statements.iter().flat_map(Statement::entries) {
            let amount = entry.signed_amount();
            let count = if entry.is_itemized() {
                entry.transactions().len()
            } else {
                1
            };
            of(&mut sums, amount.currency())
                .bank
                .total
                .add(amount, count)?;
        }
        for record in ledger {
            of(&mut sums, record.amount().currency())
                .ledger
                .total
                .add(record.signed_amount(), 1)?;
        }
        // From the result, line by line.
        let mut open: HashMap<Item, &Line<'_>> = lines
            .ledger
            .iter()
            .chain(&lines.bank)
            .map(|l| (l.item, l))
            .collect();
        let mut misplaced = 0;
        let (pairs, cancellations, breaks) = findings;
        let matched = pairs
            .iter()
            .flat_map(|pair| [Item::Ledger(pair.ledger), Item::Bank(pair.bank)]);
        let cancelled = cancellations
            .iter()
            .flat_map(|pair| [Item::Bank(pair.original), Item::Bank(pair.reversal)]);
        let broken = breaks
            .iter()
            .flat_map(|found| found.items().iter().copied());
        let placed = matched.map(|item| (Place::Matched, item));
        let placed = placed.chain(cancelled.map(|item| (Place::Cancelled, item)));
        for (place, item) in placed.chain(broken.map(|item| (Place::Broken, item))) {
            let Some(line) = open.remove(&item) else {
                misplaced += 1;
                continue;
            };
            let sums = of(&mut sums, line.currency());
            let side = if matches!(item, Item::Ledger(_)) {
                &mut sums.ledger
            } else {
                &mut sums.bank
            };
            side.place(place).add(line.signed_amount(), 1)?;
        }
        Ok(Self {
            currencies: sums.into_values().collect(),
            statements: statements.iter().map(Statement::prove).collect(),
            misplaced: misplaced + open.len(),
        })
    }
}

impl fmt::Display for Proof {
    /// Writes one line for each currency, side and statement.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for sums in &self.currencies {
            for (name, side) in [("bank", &sums.bank), ("ledger", &sums.ledger)] {
                let SideProof {
                    total,
                    matched,
                    cancelled,
                    broken,
                } = side;
                let sign = if side.is_conserved() { "=" } else { "is not" };
                writeln!(
                    f,
                    "{name}: {total} {sign} matched {matched} + cancelled {cancelled} + breaks {broken}"
                )?;
            }
        }
        for proof in &self.statements {
            writeln!(f, "statement {proof}")?;
        }
        Ok(())
    }
}

/// The control sums of one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CurrencyProof {
    /// The currency.
    pub currency: Currency,
    /// The lines of all statements, booked or not.
    pub bank: SideProof,
    /// The records of the ledger.
    pub ledger: SideProof,
}

impl CurrencyProof {
    /// Whether both sides are conserved and what matched has the same sum on both.
    pub fn is_conserved(&self) -> bool {
        self.bank.is_conserved()
            && self.ledger.is_conserved()
            && self.bank.matched == self.ledger.matched
    }
}

/// Where the lines of one side went. Sums are signed as the bank's balance feels them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SideProof {
    /// Every line that was given.
    pub total: LineTotal,
    /// Lines in matches.
    pub matched: LineTotal,
    /// Lines that cancel each other.
    pub cancelled: LineTotal,
    /// Lines in breaks.
    pub broken: LineTotal,
}

impl SideProof {
    /// Whether the places add up to the total, in lines and in money.
    pub fn is_conserved(&self) -> bool {
        let parts = [self.matched, self.cancelled, self.broken];
        let currency = self.total.sum.currency();
        parts.iter().map(|part| part.count).sum::<usize>() == self.total.count
            && Money::checked_sum(currency, parts.iter().map(|part| part.sum)) == Ok(self.total.sum)
    }

    fn new(currency: Currency) -> Self {
        let none = LineTotal {
            count: 0,
            sum: Money::zero(currency),
        };
        Self {
            total: none,
            matched: none,
            cancelled: none,
            broken: none,
        }
    }

    fn place(&mut self, place: Place) -> &mut LineTotal {
        match place {
            Place::Matched => &mut self.matched,
            Place::Cancelled => &mut self.cancelled,
            Place::Broken => &mut self.broken,
        }
    }
}

/// How many lines, and their signed sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct LineTotal {
    /// How many lines.
    pub count: usize,
    /// Their signed sum.
    pub sum: Money,
}

impl LineTotal {
    fn add(&mut self, amount: Money, count: usize) -> Result<(), Error> {
        self.sum = self
            .sum
            .checked_add(amount)
            .map_err(|_| Error::new(ErrorKind::SumOverflow))?;
        self.count += count;
        Ok(())
    }
}

impl fmt::Display for LineTotal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.sum, self.count)
    }
}

#[derive(Clone, Copy)]
enum Place {
    Broken,
    Cancelled,
    Matched,
}

fn of<'s>(
    sums: &'s mut BTreeMap<&'static str, CurrencyProof>,
    currency: Currency,
) -> &'s mut CurrencyProof {
    sums.entry(currency.code())
        .or_insert_with(|| CurrencyProof {
            currency,
            bank: SideProof::new(currency),
            ledger: SideProof::new(currency),
        })
}
