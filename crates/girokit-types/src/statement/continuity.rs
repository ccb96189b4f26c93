//! Proves a row of statements: each opens where the one before it closed, and none is missing or there twice.

use std::collections::HashMap;
use std::fmt;

use chrono::Datelike as _;

use super::{AccountId, Balance, BalanceKind, Statement};
use crate::currency::Currency;
use crate::money::Money;

/// Holds the statements of each account and currency against each other, in the order in which they are given.
///
/// - The opening balance of a statement is the closing balance of the one before it.
/// - Statement numbers go up by one, page numbers inside a statement too. Numbers begin again at 1 with a new year, and behind 99999,
///   the last that MT940 field 28C has room for; 0 stands for no number.
/// - A page that closes with an intermediate balance (MT940 field 62M) is followed by the next page of its statement, which opens with one
///   (60M).
///
/// Interim reports (MT942, camt.052), which close nothing, take no part. Exact: no tolerance, no rounding.
///
/// ```
/// use girokit_types::Currency;
/// use girokit_types::statement::{AccountId, Balance, BalanceKind, ContinuityFault, Statement, prove_continuity};
///
/// let day = "2026-11-23".parse()?;
/// let statement = |number: u64, opening: &str, closing: &str| -> Result<_, Box<dyn std::error::Error>> {
///     Ok(Statement::new("STARTUMS", AccountId::parse("DE89370400440532013000")?, Currency::EUR)
///         .with_sequence(number)
///         .with_balance(Balance::new(BalanceKind::OPENING_BOOKED, opening.parse()?, day))
///         .with_balance(Balance::new(BalanceKind::CLOSING_BOOKED, closing.parse()?, day)))
/// };
/// let proof = prove_continuity(&[
///     statement(1, "EUR 0.00", "EUR 100.00")?,
///     statement(2, "EUR 100.00", "EUR 70.00")?,
///     statement(4, "EUR 60.00", "EUR 65.00")?,
/// ]);
/// assert_eq!((proof.links(), proof.findings().len()), (2, 2));
/// assert_eq!(proof.findings()[0].fault(), &ContinuityFault::Gap { first: 3, last: 3 });
/// assert_eq!(
///     proof.findings()[1].to_string(),
///     "account ...3000: statement 2 (STARTUMS) closes at EUR 70.00, but statement 4 (STARTUMS) opens at EUR 60.00; the difference is EUR -10.00"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn prove_continuity(statements: &[Statement]) -> ContinuityProof {
    let mut proof = ContinuityProof {
        chains: 0,
        links: 0,
        findings: Vec::new(),
    };
    let mut last: HashMap<(&AccountId, Currency), usize> = HashMap::new();
    for (index, statement) in statements.iter().enumerate() {
        if !takes_part(statement) {
            continue;
        }
        let key = (statement.account(), statement.currency());
        let before = last.insert(key, index);
        let before = before.and_then(|index| Some((index, statements.get(index)?)));
        if let Some(before) = before {
            proof.links = proof.links.saturating_add(1);
            compare(before, (index, statement), &mut proof.findings);
        } else {
            proof.chains = proof.chains.saturating_add(1);
            let first_page = statement.page().is_none_or(|page| page.number <= 1);
            if let Some(opening) = statement.opening_balance()
                && opening.is_intermediate()
                && !first_page
            {
                let after = Some((index, statement));
                let fault = ContinuityFault::PagesMissing;
                proof.findings.push(finding(None, after, fault));
            }
        }
    }
    let mut ends: Vec<usize> = last.into_values().collect();
    ends.sort_unstable();
    for index in ends {
        let Some(statement) = statements.get(index) else {
            continue;
        };
        if goes_on(statement) {
            let before = Some((index, statement));
            let fault = ContinuityFault::PagesMissing;
            proof.findings.push(finding(before, None, fault));
        }
    }
    proof
}

/// Whether it has a booked balance that is a day's or a page's, not one of the moment.
fn takes_part(statement: &Statement) -> bool {
    let has = |kind: &BalanceKind| statement.balance(kind).is_some();
    has(&BalanceKind::CLOSING_BOOKED)
        || (!has(&BalanceKind::INTERIM_BOOKED)
            && (has(&BalanceKind::OPENING_BOOKED) || has(&BalanceKind::PREVIOUSLY_CLOSED_BOOKED)))
}

/// Whether a further page must follow.
fn goes_on(statement: &Statement) -> bool {
    statement
        .closing_balance()
        .is_some_and(Balance::is_intermediate)
}

type Placed<'a> = (usize, &'a Statement);

fn compare(before: Placed<'_>, after: Placed<'_>, findings: &mut Vec<ContinuityFinding>) {
    let (old, new) = (before.1, after.1);
    let (closing, opening) = (old.closing_balance(), new.opening_balance());
    let mut add = |fault| findings.push(finding(Some(before), Some(after), fault));
    let numbers = numbering(old, new);
    let again = numbers == Some(ContinuityFault::Repeated);
    if let Some(fault) = numbers {
        add(fault);
    }
    // The same statement once more begins where it began and ends where it ended.
    let same = |one: Option<&Balance>, other: Option<&Balance>| {
        one.map(Balance::amount) == other.map(Balance::amount)
    };
    if again && same(old.opening_balance(), opening) && same(closing, new.closing_balance()) {
        return;
    }
    let (Some(closing), Some(opening)) = (closing, opening) else {
        add(ContinuityFault::MissingBalance);
        return;
    };
    if closing.amount() != opening.amount() {
        let difference = opening.amount().checked_sub(closing.amount()).ok();
        add(ContinuityFault::Balance {
            closing: closing.amount(),
            opening: opening.amount(),
            difference,
        });
    }
    if closing.is_intermediate() != opening.is_intermediate() {
        add(ContinuityFault::PagesMissing);
    }
}

/// What the numbers of two statements that follow each other say.
fn numbering(old: &Statement, new: &Statement) -> Option<ContinuityFault> {
    let number = |statement: &Statement| statement.sequence().filter(|number| *number > 0);
    let (before, after) = (number(old)?, number(new)?);
    if before == after {
        let (Some(first), Some(second)) = (old.page(), new.page()) else {
            return Some(ContinuityFault::Repeated);
        };
        let next = first.number.saturating_add(1);
        return match second.number {
            page if page == next => None,
            page if page == first.number => Some(ContinuityFault::Repeated),
            page if page < next => Some(ContinuityFault::Backwards),
            page => Some(ContinuityFault::PageGap {
                first: next,
                last: page.saturating_sub(1),
            }),
        };
    }
    let next = before.saturating_add(1);
    if after > next {
        return Some(ContinuityFault::Gap {
            first: next,
            last: after.saturating_sub(1),
        });
    }
    let year = |statement: &Statement| {
        let balance = statement.closing_balance().or(statement.opening_balance());
        balance.map(|balance| balance.date().year())
    };
    let begins_again =
        after == 1 && (before == LAST_NUMBER || year(old).is_some_and(|old| year(new) > Some(old)));
    (after < next && !begins_again).then_some(ContinuityFault::Backwards)
}

/// The largest number of MT940 field 28C.
const LAST_NUMBER: u64 = 99_999;

fn finding(
    before: Option<Placed<'_>>,
    after: Option<Placed<'_>>,
    fault: ContinuityFault,
) -> ContinuityFinding {
    let account = before.or(after).map(|(_, statement)| statement.account());
    let name = |(index, statement): Placed<'_>| StatementName {
        index,
        id: statement.id().into(),
        sequence: statement.sequence(),
        page: statement.page().map(|page| page.number),
    };
    ContinuityFinding {
        tail: account.map(tail).unwrap_or_default(),
        before: before.map(name),
        after: after.map(name),
        fault,
    }
}

/// The last four characters of an account, if that leaves as many hidden.
fn tail(account: &AccountId) -> Box<str> {
    let text = account.as_str();
    let hidden = text.chars().count().saturating_sub(4);
    if hidden < 4 {
        return Box::default();
    }
    text.chars().skip(hidden).collect()
}

/// What [`prove_continuity`] compared, and what it found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ContinuityProof {
    chains: usize,
    links: usize,
    findings: Vec<ContinuityFinding>,
}

impl ContinuityProof {
    /// Whether nothing was found.
    pub fn is_unbroken(&self) -> bool {
        self.findings.is_empty()
    }

    /// How many rows there are: accounts with a currency each.
    pub fn chains(&self) -> usize {
        self.chains
    }

    /// How many pairs of statements were held against each other.
    pub fn links(&self) -> usize {
        self.links
    }

    /// What was found, in the order of the statements.
    pub fn findings(&self) -> &[ContinuityFinding] {
        &self.findings
    }
}

/// Two statements that do not follow each other. `Display` writes one sentence for a person, the account by its last four characters.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ContinuityFinding {
    tail: Box<str>,
    before: Option<StatementName>,
    after: Option<StatementName>,
    fault: ContinuityFault,
}

impl ContinuityFinding {
    /// The statement that came first; none if pages before the first one are missing.
    pub fn before(&self) -> Option<&StatementName> {
        self.before.as_ref()
    }

    /// The statement behind it; none if pages behind the last one are missing.
    pub fn after(&self) -> Option<&StatementName> {
        self.after.as_ref()
    }

    /// What is wrong between them.
    pub fn fault(&self) -> &ContinuityFault {
        &self.fault
    }
}

/// A statement of the list that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct StatementName {
    /// Its place in the list, from 0.
    pub index: usize,
    /// The bank's identification.
    pub id: Box<str>,
    /// The statement number.
    pub sequence: Option<u64>,
    /// The page.
    pub page: Option<u64>,
}

/// What is wrong between two statements.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "fault", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ContinuityFault {
    /// The number, or the page, is lower than the one before, and no year has begun.
    Backwards,
    /// The one does not open where the other closed.
    Balance {
        /// Where the first closed, signed.
        closing: Money,
        /// Where the second opens, signed.
        opening: Money,
        /// Opening minus closing; none if it exceeds the largest decimal.
        difference: Option<Money>,
    },
    /// Statement numbers are missing.
    Gap {
        /// The first that is missing.
        first: u64,
        /// The last that is missing.
        last: u64,
    },
    /// The first has no closing booked balance, or the second no opening one.
    MissingBalance,
    /// Pages of one statement are missing.
    PageGap {
        /// The first that is missing.
        first: u64,
        /// The last that is missing.
        last: u64,
    },
    /// A balance between pages meets no page.
    PagesMissing,
    /// The same number and page once more.
    Repeated,
}

impl fmt::Display for StatementName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("statement ")?;
        match (self.sequence, self.page) {
            (Some(number), Some(page)) => write!(f, "{number}/{page}")?,
            (Some(number), None) => write!(f, "{number}")?,
            (None, _) => write!(f, "at place {}", self.index.saturating_add(1))?,
        }
        if self.id.is_empty() {
            return Ok(());
        }
        write!(f, " ({})", self.id)
    }
}

impl fmt::Display for ContinuityFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.tail.is_empty() {
            write!(f, "account ...{}: ", self.tail)?;
        }
        let (Some(before), Some(after)) = (&self.before, &self.after) else {
            return match (&self.before, &self.after) {
                (Some(last), _) => write!(
                    f,
                    "{last} closes between pages, and its next page is not there"
                ),
                (None, Some(first)) => write!(
                    f,
                    "{first} opens between pages, and the page before it is not there"
                ),
                (None, None) => Ok(()),
            };
        };
        match &self.fault {
            ContinuityFault::Backwards => write!(f, "{after} follows {before}: numbers go back"),
            ContinuityFault::Balance {
                closing,
                opening,
                difference,
            } => {
                write!(
                    f,
                    "{before} closes at {closing}, but {after} opens at {opening}"
                )?;
                match difference {
                    Some(difference) => write!(f, "; the difference is {difference}"),
                    None => Ok(()),
                }
            }
            ContinuityFault::Gap { first, last } => {
                write!(f, "{after} follows {before}: {}", Missing(*first, *last))
            }
            ContinuityFault::MissingBalance => {
                write!(
                    f,
                    "{before} and {after} cannot be compared: a booked balance is missing"
                )
            }
            ContinuityFault::PageGap { first, last } => {
                write!(
                    f,
                    "{after} follows {before}: of the pages {}",
                    Missing(*first, *last)
                )
            }
            ContinuityFault::PagesMissing => {
                write!(
                    f,
                    "{before} and {after}: one is a page between others, the other is not"
                )
            }
            ContinuityFault::Repeated => {
                write!(f, "{after} has the number of {before}, which came before")
            }
        }
    }
}

/// A range of numbers, of which the last may be the first.
struct Missing(u64, u64);

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(first, last) = self;
        if first == last {
            write!(f, "{first} is missing")
        } else {
            write!(f, "{first} to {last} are missing")
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

    use super::*;
    use crate::statement::Page;

    /// `number/page opening closing`, with an `M` behind a balance between pages.
    fn statement(text: &str) -> Statement {
        statement_of("DE89370400440532013000", 2026, text)
    }

    fn statement_of(account: &str, year: i32, text: &str) -> Statement {
        let mut words = text.split(' ');
        let (number, page) = words.next().unwrap().split_once('/').unwrap();
        let mut own = Statement::new("R", AccountId::parse(account).unwrap(), Currency::EUR)
            .with_sequence(number.parse().unwrap());
        if !page.is_empty() {
            own = own.with_page(Page::new(page.parse().unwrap()));
        }
        let date = chrono::NaiveDate::from_ymd_opt(year, 6, 1).unwrap();
        for kind in [BalanceKind::OPENING_BOOKED, BalanceKind::CLOSING_BOOKED] {
            let word = words.next().unwrap();
            if word == "-" {
                continue;
            }
            let amount = format!("EUR {}", word.trim_end_matches('M'));
            let balance = Balance::new(kind, amount.parse().unwrap(), date);
            own = own.with_balance(balance.with_intermediate(word.ends_with('M')));
        }
        own
    }

    fn faults(statements: &[&str]) -> Vec<ContinuityFault> {
        let statements: Vec<_> = statements.iter().map(|text| statement(text)).collect();
        let proof = prove_continuity(&statements);
        proof.findings.into_iter().map(|one| one.fault).collect()
    }

    #[test]
    fn a_row_that_goes_on_is_unbroken() {
        assert!(faults(&["1/ 0 5", "2/ 5 7", "3/ 7 7"]).is_empty());
        // Pages: the numbers stay, the balances between them meet.
        assert!(faults(&["1/1 0 5M", "1/2 5M 6M", "1/3 6M 7", "2/1 7 9"]).is_empty());
        // Banks that do not number write 0.
        assert!(faults(&["0/1 0 5", "0/1 5 6"]).is_empty());
        assert!(faults(&["99999/1 0 5", "1/1 5 6"]).is_empty());
    }

    #[test]
    fn another_opening_is_told_with_the_difference() {
        let found = faults(&["1/ 0 5", "2/ 4.99 7"]);
        let [
            ContinuityFault::Balance {
                difference: Some(difference),
                ..
            },
        ] = &found[..]
        else {
            panic!("{found:?}")
        };
        assert_eq!(difference.to_string(), "EUR -0.01");
        assert_eq!(
            faults(&["1/ 0 -", "2/ 5 7"]),
            [ContinuityFault::MissingBalance]
        );
    }

    #[test]
    fn gaps_repeats_and_steps_back_are_told() {
        let gap = |first, last| ContinuityFault::Gap { first, last };
        assert_eq!(faults(&["1/ 0 5", "5/ 5 7"]), [gap(2, 4)]);
        assert_eq!(faults(&["3/ 0 5", "2/ 5 7"]), [ContinuityFault::Backwards]);
        // The same statement twice is one finding, not two; another one under the same number is two.
        assert_eq!(
            faults(&["3/1 0 5", "3/1 0 5", "4/1 5 6"]),
            [ContinuityFault::Repeated]
        );
        let found = faults(&["3/1 0 5", "3/1 1 6"]);
        assert_eq!(
            (found.len(), found.first().unwrap()),
            (2, &ContinuityFault::Repeated),
            "{found:?}"
        );
        let page = ContinuityFault::PageGap { first: 2, last: 2 };
        assert_eq!(faults(&["1/1 0 5M", "1/3 5M 6"]), [page]);
        assert_eq!(
            faults(&["1/2 0 5", "1/1 5 6"]),
            [ContinuityFault::Backwards]
        );
    }

    #[test]
    fn a_balance_between_pages_needs_its_page() {
        assert_eq!(
            faults(&["1/1 0 5M", "2/1 5 6"]),
            [ContinuityFault::PagesMissing]
        );
        assert_eq!(faults(&["1/1 0 5M"]), [ContinuityFault::PagesMissing]);
        assert_eq!(faults(&["1/2 0M 5"]), [ContinuityFault::PagesMissing]);
    }

    #[test]
    fn numbers_begin_again_with_a_year_and_accounts_are_apart() {
        let row = |account: &str, year, text: &str| statement_of(account, year, text);
        let years = [
            row("A", 2025, "252/ 0 5"),
            row("B", 2025, "7/ 1 2"),
            row("A", 2026, "1/ 5 6"),
            row("B", 2026, "8/ 2 2"),
        ];
        let proof = prove_continuity(&years);
        assert!(proof.is_unbroken(), "{:?}", proof.findings());
        assert_eq!((proof.chains(), proof.links()), (2, 2));
        let same_year = [row("A", 2026, "252/ 0 5"), row("A", 2026, "1/ 5 6")];
        assert_eq!(prove_continuity(&same_year).findings().len(), 1);
    }

    #[test]
    fn a_finding_names_both_statements_and_no_account() {
        let proof = prove_continuity(&[statement("1/1 0 5"), statement("4/1 5 6")]);
        let finding = proof.findings().first().unwrap();
        assert_eq!(
            finding.to_string(),
            "account ...3000: statement 4/1 (R) follows statement 1/1 (R): 2 to 3 are missing"
        );
        assert_eq!(
            (
                finding.before().unwrap().index,
                finding.after().unwrap().index
            ),
            (0, 1)
        );
        assert!(!format!("{finding:?}").contains("DE8937"));
    }
}
