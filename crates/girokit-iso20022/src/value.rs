//! The scalar values of ISO 20022 messages.
//!
//! Every type keeps the form in which its value was written: `1.50` stays `1.50`, `+02:00` stays `+02:00` and `Z` stays `Z`, so that a
//! message read and written back is equal to the original, character for character. Usual forms are stored as numbers, without an
//! allocation; a rare one (`+1.5`, `007`, `24:00:00`, a value between spaces) carries its text beside the value.
//!
//! Equality is equality of the written form: `Number` `1.5` differs from `1.50`. Compare [`Number::value`] or [`DateTime::instant`] to
//! compare what is meant.
//!
//! Source: W3C XML Schema 1.0 Part 2, Datatypes; white space around every value but text is collapsed, as its section 4.3.6 says.
//!
//! ```
//! use girokit_iso20022::value::{Date, Number};
//! use rust_decimal::Decimal;
//!
//! # fn main() -> Result<(), girokit_iso20022::value::ValueError> {
//! let amount: Number = "1234.50".parse()?;
//! assert_eq!(amount.value(), Decimal::new(123_450, 2));
//! assert_eq!(amount.to_string(), "1234.50");
//! assert_eq!(amount.fraction_digits(), 1); // as the XSD facet counts them
//!
//! let date: Date = "2026-11-23+01:00".parse()?;
//! assert_eq!(date.naive().to_string(), "2026-11-23");
//! assert_eq!(date.to_string(), "2026-11-23+01:00");
//! # Ok(())
//! # }
//! ```

use std::fmt;

mod binary;
mod boolean;
mod calendar;
mod clock;
mod lexical;
mod number;
mod text;

pub use binary::Binary;
pub use boolean::Boolean;
pub use calendar::{Date, Month, Year, YearMonth};
pub use clock::{DateTime, Time};
pub use number::Number;
pub use text::{AnyXml, ExternalCode, Text};

/// A text that is not a value of the wanted type; it names what was expected and never repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ValueError {
    expected: &'static str,
}

impl ValueError {
    pub(crate) const fn new(expected: &'static str) -> Self {
        Self { expected }
    }

    /// What was expected, as a noun phrase (`a date such as 2026-11-23`).
    pub const fn expected(&self) -> &'static str {
        self.expected
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.expected)
    }
}

impl std::error::Error for ValueError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_small() {
        assert_eq!(size_of::<Text>(), 24);
        assert_eq!(size_of::<Option<Text>>(), 24);
        assert_eq!(size_of::<Option<Number>>(), 16);
        assert_eq!(size_of::<Option<Date>>(), 16);
        assert!(size_of::<Option<DateTime>>() <= 24);
        assert_eq!(size_of::<Option<Boolean>>(), 16);
    }
}
