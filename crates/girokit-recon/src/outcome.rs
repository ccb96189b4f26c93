//! What a run found.

use std::fmt;

use girokit_types::Money;

use crate::Proof;

/// The result of a run: every line of both sides in exactly one match, cancellation or break.
///
/// Matches and breaks stand in an order that depends on what the lines say, not on the order in which they were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciliation {
    pub(crate) matches: Vec<Match>,
    pub(crate) cancellations: Vec<Cancellation>,
    pub(crate) breaks: Vec<Break>,
    pub(crate) proof: Proof,
}

impl Reconciliation {
    /// The pairs that agree.
    pub fn matches(&self) -> &[Match] {
        &self.matches
    }

    /// The bank lines that a reversal took back before the books knew them.
    pub fn cancellations(&self) -> &[Cancellation] {
        &self.cancellations
    }

    /// What does not agree, each with a sentence.
    pub fn breaks(&self) -> &[Break] {
        &self.breaks
    }

    /// The breaks that a person must look at: all but [`BreakKind::Expected`] and [`BreakKind::NotBooked`].
    pub fn exceptions(&self) -> impl Iterator<Item = &Break> {
        self.breaks.iter().filter(|found| found.kind.is_exception())
    }

    /// The proof that no line and no cent was lost, and that the statements balance.
    pub fn proof(&self) -> &Proof {
        &self.proof
    }

    /// Whether the day balances: no exception, the proof holds, every statement is proved.
    pub fn is_clean(&self) -> bool {
        self.exceptions().next().is_none()
            && self.proof.is_conserved()
            && self.proof.statements_balance()
    }
}

/// One line of a statement: an entry, or one transaction of a batch booking whose transactions add up to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct BankLine {
    /// The statement's place in the input, from 0.
    pub statement: usize,
    /// The entry's place in the statement, from 0.
    pub entry: usize,
    /// The transaction's place in the entry, from 0; none if the entry stands for itself.
    pub transaction: Option<usize>,
}

/// A line of either side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(clippy::exhaustive_enums, reason = "there are two sides")]
pub enum Item {
    /// A line of a statement.
    Bank(BankLine),
    /// A record's place in the ledger, from 0.
    Ledger(usize),
}

/// A ledger record and the bank line that agrees with it in account, currency, direction and amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Match {
    /// The record's place in the ledger, from 0.
    pub ledger: usize,
    /// The bank line.
    pub bank: BankLine,
    /// Why they belong together.
    pub rule: MatchRule,
}

/// Why two lines belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum MatchRule {
    /// They share a reference.
    Reference(girokit_types::statement::ReferenceKind),
    /// Amount and date leave one partner for each, and no reference speaks against it.
    AmountAndDate,
}

impl fmt::Display for MatchRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reference(kind) => write!(f, "same {kind} reference and amount"),
            Self::AmountAndDate => {
                f.write_str("same amount within the date window, no other candidate")
            }
        }
    }
}

/// A bank line and the reversal that took it back; the books knew neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Cancellation {
    /// The line that was taken back.
    pub original: BankLine,
    /// The reversal.
    pub reversal: BankLine,
}

/// Something that does not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    pub(crate) kind: BreakKind,
    pub(crate) items: Vec<Item>,
    pub(crate) statement: Option<usize>,
    pub(crate) difference: Option<Money>,
    pub(crate) explanation: String,
}

impl Break {
    /// What kind of break it is.
    pub fn kind(&self) -> BreakKind {
        self.kind
    }

    /// The lines it concerns, the ledger's first. None for a break of a whole statement.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The statement's place in the input, if the break is one of a whole statement.
    pub fn statement(&self) -> Option<usize> {
        self.statement
    }

    /// Bank minus ledger, signed as the bank's balance feels it; none where a difference has no meaning.
    pub fn difference(&self) -> Option<Money> {
        self.difference
    }

    /// One sentence for a person.
    pub fn explanation(&self) -> &str {
        &self.explanation
    }
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.explanation)
    }
}

/// What kind of break it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum BreakKind {
    /// Several lines could belong together, and nothing tells which.
    Ambiguous,
    /// The bank moved more than the books expect.
    AmountOver,
    /// The bank moved less than the books expect.
    AmountUnder,
    /// The bank moved another currency than the books expect.
    CurrencyDiffers,
    /// Reference and amount agree, the dates lie further apart than the window.
    DateOutsideWindow,
    /// The bank moved the money the other way.
    DirectionDiffers,
    /// The bank has a line twice.
    DuplicateInBank,
    /// The books have a record twice.
    DuplicateInLedger,
    /// A statement was given twice.
    DuplicateStatement,
    /// A record that is not overdue is not on a statement yet.
    Expected,
    /// A record is overdue.
    MissingInBank,
    /// The books do not know a bank line.
    MissingInLedger,
    /// The bank has announced a line but not booked it.
    NotBooked,
    /// The bank took a line back, or a payment was returned.
    Returned,
    /// A statement's opening balance plus movements is not its closing balance.
    StatementUnbalanced,
    /// A statement cannot be proved, for instance because a balance is missing.
    StatementUnproved,
}

impl BreakKind {
    /// The kind's name (`missing_in_bank`).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ambiguous => "ambiguous",
            Self::AmountOver => "amount_over",
            Self::AmountUnder => "amount_under",
            Self::CurrencyDiffers => "currency_differs",
            Self::DateOutsideWindow => "date_outside_window",
            Self::DirectionDiffers => "direction_differs",
            Self::DuplicateInBank => "duplicate_in_bank",
            Self::DuplicateInLedger => "duplicate_in_ledger",
            Self::DuplicateStatement => "duplicate_statement",
            Self::Expected => "expected",
            Self::MissingInBank => "missing_in_bank",
            Self::MissingInLedger => "missing_in_ledger",
            Self::NotBooked => "not_booked",
            Self::Returned => "returned",
            Self::StatementUnbalanced => "statement_unbalanced",
            Self::StatementUnproved => "statement_unproved",
        }
    }

    /// Whether a person must look at it.
    pub fn is_exception(self) -> bool {
        !matches!(self, Self::Expected | Self::NotBooked)
    }
}

impl fmt::Display for BreakKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a run gives no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self { kind }
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            ErrorKind::SumOverflow => "the exact sum of one currency exceeds the largest amount",
            ErrorKind::TooManyLines => "expected at most 4294967295 lines on each side",
        })
    }
}

impl std::error::Error for Error {}

/// What went wrong in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A control sum does not fit.
    SumOverflow,
    /// A side has more lines than can be numbered.
    TooManyLines,
}
