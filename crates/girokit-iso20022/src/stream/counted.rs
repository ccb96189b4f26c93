//! What a stream has counted, as text in a position. It is read and checked whether or not anything is counted in this build.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::position::ParsePositionError;

/// Counts and sums so far, and what is known of their worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Counted {
    /// Elements around items that have ended.
    pub(crate) ended: u32,
    /// Something was refused in the current list.
    pub(crate) is_partial: bool,
    /// Something was refused.
    pub(crate) is_all_partial: bool,
    pub(crate) sums: [Counter; SUMS],
}

/// How many counts there are: of the list, of all lists, of a statement's credits, its debits and its booked entries.
pub(crate) const SUMS: usize = 5;

/// A count with its sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Counter {
    pub(crate) count: u64,
    pub(crate) sum: Added,
    pub(crate) currency: Currencies,
}

/// A sum that may not be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Added {
    Known(Decimal),
    Missing,
    TooLarge,
}

/// The currencies of what was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Currencies {
    None,
    One(Box<str>),
    Several,
}

/// Nothing counts further than this: a hostile text shall not make a count overflow.
const MAX_COUNT: u64 = 1 << 53;

const TOTALS: ParsePositionError = ParsePositionError("its totals");

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let worth = |is_partial| if is_partial { "partial" } else { "whole" };
        let (list, all) = (worth(self.is_partial), worth(self.is_all_partial));
        write!(f, "{} {list} {all}", self.ended)?;
        for Counter {
            count,
            sum,
            currency,
        } in &self.sums
        {
            write!(f, " {count}:")?;
            match sum {
                Added::Known(sum) => write!(f, "{sum}:")?,
                Added::Missing => f.write_str("missing:")?,
                Added::TooLarge => f.write_str("large:")?,
            }
            f.write_str(match currency {
                Currencies::None => "-",
                Currencies::One(one) => one,
                Currencies::Several => "*",
            })?;
        }
        Ok(())
    }
}

impl FromStr for Counted {
    type Err = ParsePositionError;

    fn from_str(text: &str) -> Result<Self, ParsePositionError> {
        let mut words = text.split(' ');
        let mut word = || words.next().ok_or(TOTALS);
        let ended: u32 = word()?.parse().map_err(|_| TOTALS)?;
        let (list, all) = (is_partial(word()?)?, is_partial(word()?)?);
        let sums = [
            counter(word()?)?,
            counter(word()?)?,
            counter(word()?)?,
            counter(word()?)?,
            counter(word()?)?,
        ];
        if ended > u32::MAX / 2 || words.next().is_some() {
            return Err(TOTALS);
        }
        Ok(Self {
            ended,
            is_partial: list,
            is_all_partial: all,
            sums,
        })
    }
}

fn is_partial(word: &str) -> Result<bool, ParsePositionError> {
    match word {
        "partial" => Ok(true),
        "whole" => Ok(false),
        _ => Err(TOTALS),
    }
}

fn counter(word: &str) -> Result<Counter, ParsePositionError> {
    let mut parts = word.split(':');
    let mut part = || parts.next().ok_or(TOTALS);
    let count = part()?.parse().map_err(|_| TOTALS)?;
    let sum = match part()? {
        "missing" => Added::Missing,
        "large" => Added::TooLarge,
        sum => Added::Known(Decimal::from_str_exact(sum).map_err(|_| TOTALS)?),
    };
    let currency = match part()? {
        "-" => Currencies::None,
        "*" => Currencies::Several,
        one if one.len() == 3 && one.bytes().all(|b| b.is_ascii_uppercase()) => {
            Currencies::One(one.into())
        }
        _ => return Err(TOTALS),
    };
    if count > MAX_COUNT || parts.next().is_some() {
        return Err(TOTALS);
    }
    Ok(Counter {
        count,
        sum,
        currency,
    })
}
