//! Card numbers and magnetic-stripe data, which never show themselves.
//!
//! Both types print masked, hold their digits in memory of their own that is overwritten when they are dropped, and have no
//! serde. The only way to the digits is a method named `expose`, so that a reviewer finds every use with one search.

use core::fmt;

use zeroize::Zeroizing;

use crate::check_digits::luhn;

mod track2;

pub use track2::{ExpiryMonth, ParseTrack2Error, Track2};

/// A primary account number: the number of a payment card, 8 to 19 digits, the last of which checks the others.
///
/// `Debug` and `Display` show the first six and the last four digits; of a number shorter than 15 digits only the last four,
/// since with ten digits shown and one that follows from the rest too few would stay hidden.
///
/// ```
/// use girokit_types::Pan;
///
/// let pan: Pan = "4111111111111111".parse()?;
/// assert_eq!(pan.to_string(), "411111******1111");
/// assert_eq!(format!("{pan:?}"), "Pan(411111******1111)");
/// assert_eq!(pan.expose(), "4111111111111111");
/// # Ok::<(), girokit_types::card::ParsePanError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Pan(Zeroizing<Box<str>>);

impl Pan {
    /// Parses 8 to 19 digits that pass the Luhn test; no spaces, no hyphens.
    ///
    /// Source: ISO/IEC 7812-1; ISO 8583:1987 DE 2. The text that was parsed stays the caller's, to be overwritten by it.
    ///
    /// # Errors
    /// [`ParsePanError`], which never holds a digit of the number.
    pub fn parse(text: &str) -> Result<Self, ParsePanError> {
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ParsePanError::Character);
        }
        if !(MIN_LEN..=MAX_LEN).contains(&text.len()) {
            return Err(ParsePanError::Length);
        }
        if !luhn(text.as_bytes()) {
            return Err(ParsePanError::CheckDigit);
        }
        Ok(Self(Zeroizing::new(text.into())))
    }

    /// **The digits in the clear.** Never print, log or store what this returns.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The first six digits, which name the issuer; `None` for a number shorter than 12 digits, of which they would show too much.
    ///
    /// Source: ISO/IEC 7812-1:2006 and before.
    pub fn bin6(&self) -> Option<&str> {
        self.0.get(..6).filter(|_| self.0.len() >= 12)
    }

    /// The first eight digits, which name the issuer; `None` for a number shorter than 16 digits, of which they would show too
    /// much.
    ///
    /// Source: ISO/IEC 7812-1:2017.
    pub fn bin8(&self) -> Option<&str> {
        self.0.get(..8).filter(|_| self.0.len() >= 16)
    }

    /// The last four digits.
    pub fn last4(&self) -> &str {
        self.0
            .get(self.0.len().saturating_sub(4)..)
            .unwrap_or_default()
    }
}

impl fmt::Debug for Pan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pan({self})")
    }
}

impl fmt::Display for Pan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = if self.0.len() >= MIN_LEN_SHOWING_BIN {
            6
        } else {
            0
        };
        f.write_str(self.0.get(..shown).unwrap_or_default())?;
        for _ in shown..self.0.len().saturating_sub(4) {
            f.write_str("*")?;
        }
        f.write_str(self.last4())
    }
}

impl core::hash::Hash for Pan {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.expose().hash(state);
    }
}

impl core::str::FromStr for Pan {
    type Err = ParsePanError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<&str> for Pan {
    type Error = ParsePanError;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        Self::parse(text)
    }
}

impl zeroize::ZeroizeOnDrop for Pan {}

/// Why a text is no card number. Says nothing of the text, which may be one digit away from a real number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParsePanError {
    /// There is something else than a digit.
    Character,
    /// The last digit does not fit the rest.
    CheckDigit,
    /// There are fewer than 8 or more than 19 digits.
    Length,
}

impl fmt::Display for ParsePanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Character => "expected digits only",
            Self::CheckDigit => "the check digit does not fit the rest of the card number",
            Self::Length => "expected 8 to 19 digits",
        })
    }
}

impl core::error::Error for ParsePanError {}

/// The shortest number that ISO/IEC 7812-1 allows.
const MIN_LEN: usize = 8;
/// The longest number that ISO/IEC 7812-1 allows.
const MAX_LEN: usize = 19;
/// Below this the first six digits are masked too: at least five digits stay hidden.
const MIN_LEN_SHOWING_BIN: usize = 15;

#[cfg(test)]
mod tests;
