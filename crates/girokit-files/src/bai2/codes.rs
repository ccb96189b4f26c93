//! Type codes: what a balance, a total or a transaction is.

use core::fmt;

use girokit_types::statement::CreditDebit;

mod table;

/// A BAI2 type code: three digits. A code that no list has is kept.
///
/// ```
/// use girokit_files::bai2::{Level, TypeCode};
/// use girokit_files::girokit_types::statement::CreditDebit;
///
/// let code = TypeCode::new(475).unwrap();
/// assert_eq!((code.name(), code.level()), (Some("Check Paid"), Some(Level::Detail)));
/// assert_eq!(code.direction(), Some(CreditDebit::Debit));
/// assert_eq!(TypeCode::OPENING_LEDGER.to_string(), "010");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeCode(u16);

/// What an amount is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(clippy::exhaustive_enums, reason = "the specification has these three")]
pub enum Level {
    /// A single transaction, in record 16.
    Detail,
    /// A balance, in record 03.
    Status,
    /// A total of transactions, in record 03.
    Summary,
}

impl TypeCode {
    /// 010: the booked balance at the beginning of the day.
    pub const OPENING_LEDGER: Self = Self(10);
    /// 015: the booked balance at the end of the day.
    pub const CLOSING_LEDGER: Self = Self(15);
    /// 030: the booked balance now.
    pub const CURRENT_LEDGER: Self = Self(30);
    /// 040: the balance at the owner's disposal at the beginning of the day.
    pub const OPENING_AVAILABLE: Self = Self(40);
    /// 045: the balance at the owner's disposal at the end of the day.
    pub const CLOSING_AVAILABLE: Self = Self(45);
    /// 060: the balance at the owner's disposal now.
    pub const CURRENT_AVAILABLE: Self = Self(60);
    /// 100: the sum of all credits.
    pub const TOTAL_CREDITS: Self = Self(100);
    /// 400: the sum of all debits.
    pub const TOTAL_DEBITS: Self = Self(400);
    /// 890: information without an amount.
    pub const NON_MONETARY: Self = Self(890);

    /// A code up to 999; none beyond.
    pub fn new(code: u16) -> Option<Self> {
        (code <= 999).then_some(Self(code))
    }

    /// Reads three digits.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let &[a, b, c] = bytes else { return None };
        let digit = |byte: u8| {
            let digit = byte.wrapping_sub(b'0');
            (digit < 10).then_some(u16::from(digit))
        };
        let hundreds = digit(a)?.wrapping_mul(100);
        let tens = digit(b)?.wrapping_mul(10);
        Some(Self(hundreds.wrapping_add(tens).wrapping_add(digit(c)?)))
    }

    /// The number.
    pub fn as_u16(self) -> u16 {
        self.0
    }

    /// What the list calls it; none outside of the list.
    pub fn name(self) -> Option<&'static str> {
        self.row().map(|(_, _, name)| *name)
    }

    /// Whether it is a balance, a total or a transaction; none for a code outside of the list and of the banks' own ranges.
    pub fn level(self) -> Option<Level> {
        match self.0 {
            900..=919 => Some(Level::Status),
            code => LEVELS.get(usize::from(code)).copied().flatten(),
        }
    }

    /// Which way the amount moves the balance: 100 to 399 and 920 to 959 in, 400 to 699 and 960 to 999 out, loans as their
    /// codes say. None for balances, for information without an amount, and outside of the ranges.
    pub fn direction(self) -> Option<CreditDebit> {
        match self.0 {
            100..=399 | 720..=759 | 920..=959 => Some(CreditDebit::Credit),
            400..=699 | 760..=799 | 960..=999 => Some(CreditDebit::Debit),
            _ => None,
        }
    }

    /// Whether banks give the code a meaning of their own: 900 to 999.
    pub fn is_custom(self) -> bool {
        self.0 >= 900
    }

    fn row(self) -> Option<&'static (u16, Level, &'static str)> {
        let place = table::TABLE.binary_search_by_key(&self.0, |(code, _, _)| *code);
        table::TABLE.get(place.ok()?)
    }
}

/// The level of each code, to be looked up for each transaction.
const LEVELS: [Option<Level>; 900] = {
    let mut levels = [None; 900];
    let mut row = 0;
    #[allow(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "evaluated by the compiler, which stops at a wrong place"
    )]
    while row < table::TABLE.len() {
        let (code, level, _) = table::TABLE[row];
        levels[code as usize] = Some(level);
        row += 1;
    }
    levels
};

impl fmt::Display for TypeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_directions_fit_levels() {
        let mut before = 0;
        for (code, level, name) in table::TABLE {
            assert!(*code > before && !name.is_empty(), "{code}");
            before = *code;
            let code = TypeCode(*code);
            let monetary = code != TypeCode::NON_MONETARY;
            assert_eq!(
                code.direction().is_some(),
                *level != Level::Status && monetary,
                "{code}"
            );
        }
    }
}
