//! Numbers that route a payment to a bank inside a country: the United States, the United Kingdom, China.

use core::fmt;

use crate::check_digits::weighted_3_7_1;
use crate::text_value::{Ascii, one_door, part, text_value};

/// An ABA routing number of the United States: nine digits, the last of which checks the others.
///
/// The first two digits are not restricted to the ranges that are usually listed (00 to 12, 21 to 32, 61 to 72, 80), as the
/// Federal Reserve's own directory holds others.
///
/// ```
/// use girokit_types::AbaRoutingNumber;
///
/// let number: AbaRoutingNumber = "021000021".parse()?;
/// assert_eq!(number.check_digit(), '1');
/// assert_eq!(AbaRoutingNumber::from_first_eight("02100002")?, number);
/// # Ok::<(), girokit_types::routing::ParseRoutingError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AbaRoutingNumber(Ascii<9>);

impl AbaRoutingNumber {
    /// Parses nine digits, not all zero, whose sum weighted 3, 7, 1, 3, 7, 1, 3, 7, 1 is a multiple of ten.
    ///
    /// Source: the check digit of the ABA routing number, as NACHA 6-record 04-12 carries it.
    ///
    /// # Errors
    /// [`ParseRoutingError`].
    pub fn parse(text: &str) -> Result<Self, ParseRoutingError> {
        let number = digits::<9>(text)?;
        if weighted_3_7_1(text.as_bytes()) != 0 || text == "000000000" {
            return Err(ParseRoutingError::CheckDigit);
        }
        Ok(Self(number))
    }

    /// Completes the first eight digits, which is all that some fields hold (NACHA 8-record 80-87), with their check digit.
    ///
    /// # Errors
    /// [`ParseRoutingError`] unless there are eight digits, not all zero.
    pub fn from_first_eight(text: &str) -> Result<Self, ParseRoutingError> {
        digits::<8>(text)?;
        let sum = weighted_3_7_1(text.as_bytes());
        let check = char::from_digit(10_u32.wrapping_sub(sum) % 10, 10).unwrap_or('0');
        Self::parse(&format!("{text}{check}"))
    }

    /// The nine digits.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The first eight digits, without the check digit.
    pub fn first_eight(&self) -> &str {
        part(self.as_str(), 0..8)
    }

    /// The ninth digit.
    pub fn check_digit(&self) -> char {
        self.as_str().chars().next_back().unwrap_or_default()
    }
}

text_value!(
    AbaRoutingNumber,
    ParseRoutingError,
    "an ABA routing number of nine digits"
);

/// A sort code of the United Kingdom: six digits. `Display` and serde write the hyphens (`20-00-00`); `parse` reads both.
///
/// There is no check digit in it; the account number beside it is checked by tables that Vocalink publishes, which are not here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortCode(Ascii<6>);

impl SortCode {
    /// Parses six digits, either bare (`200000`) or with two hyphens (`20-00-00`).
    ///
    /// # Errors
    /// [`ParseRoutingError`].
    pub fn parse(text: &str) -> Result<Self, ParseRoutingError> {
        let mut pairs = text.split('-');
        let Some((first, second, third)) = pairs
            .next()
            .zip(pairs.next())
            .zip(pairs.next())
            .map(|((a, b), c)| (a, b, c))
        else {
            return digits(text).map(Self);
        };
        if pairs.next().is_some() || [first, second, third].iter().any(|pair| pair.len() != 2) {
            return Err(ParseRoutingError::Hyphens);
        }
        digits(&[first, second, third].concat()).map(Self)
    }

    /// The six digits, without hyphens, as messages and files carry them.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl AsRef<str> for SortCode {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for SortCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SortCode({self})")
    }
}

impl fmt::Display for SortCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.as_str();
        write!(
            f,
            "{}-{}-{}",
            part(text, 0..2),
            part(text, 2..4),
            part(text, 4..6)
        )
    }
}

one_door!(SortCode, ParseRoutingError, "a sort code of six digits");

/// A bank code of the China National Advanced Payment System (CNAPS): twelve digits.
///
/// Three digits for the bank, four for the place, four for the branch, and a last one whose computation is not published and
/// therefore not checked here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CnapsCode(Ascii<12>);

impl CnapsCode {
    /// Parses twelve digits.
    ///
    /// # Errors
    /// [`ParseRoutingError`].
    pub fn parse(text: &str) -> Result<Self, ParseRoutingError> {
        digits(text).map(Self)
    }

    /// The twelve digits.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The first three digits: the bank, `102` for the Industrial and Commercial Bank of China.
    pub fn bank(&self) -> &str {
        part(self.as_str(), 0..3)
    }

    /// The next four digits: the place, `1000` for Beijing.
    pub fn place(&self) -> &str {
        part(self.as_str(), 3..7)
    }
}

text_value!(
    CnapsCode,
    ParseRoutingError,
    "a CNAPS code of twelve digits"
);

/// Why a text is none of the numbers of this module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseRoutingError {
    /// A character is no digit.
    Character {
        /// Its place, from 0.
        position: usize,
    },
    /// The check digit does not fit the rest, or all digits are zero.
    CheckDigit,
    /// The hyphens do not stand after every second digit.
    Hyphens,
    /// There are more or fewer digits.
    Length {
        /// How many digits the number has.
        expected: usize,
    },
}

impl fmt::Display for ParseRoutingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character { position } => {
                write!(
                    f,
                    "expected a digit at position {position}, found another character"
                )
            }
            Self::CheckDigit => {
                f.write_str("the check digit does not fit the rest of the routing number")
            }
            Self::Hyphens => f.write_str("expected no hyphen, or one after every second digit"),
            Self::Length { expected } => write!(f, "expected {expected} digits"),
        }
    }
}

impl core::error::Error for ParseRoutingError {}

/// Exactly `N` digits.
fn digits<const N: usize>(text: &str) -> Result<Ascii<N>, ParseRoutingError> {
    if let Some(position) = text.bytes().position(|byte| !byte.is_ascii_digit()) {
        return Err(ParseRoutingError::Character { position });
    }
    Ascii::new(text)
        .filter(|_| text.len() == N)
        .ok_or(ParseRoutingError::Length { expected: N })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn aba_check_digit() {
        use ParseRoutingError::{Character, CheckDigit, Length};
        for text in [
            "021000021",
            "011401533",
            "091000019",
            "122105155",
            "154000008",
        ] {
            let number = AbaRoutingNumber::parse(text).unwrap();
            assert_eq!(number.to_string(), text);
            assert_eq!(
                AbaRoutingNumber::from_first_eight(number.first_eight()),
                Ok(number)
            );
        }
        for (text, error) in [
            ("", Length { expected: 9 }),
            ("02100002", Length { expected: 9 }),
            ("0210000210", Length { expected: 9 }),
            ("02100002X", Character { position: 8 }),
            ("021000022", CheckDigit),
            ("012000021", CheckDigit),
            ("000000000", CheckDigit),
        ] {
            assert_eq!(AbaRoutingNumber::parse(text), Err(error), "{text}");
        }
        assert!(AbaRoutingNumber::from_first_eight("0210000").is_err());
        assert!(AbaRoutingNumber::from_first_eight("00000000").is_err());
    }

    #[test]
    fn sort_code_in_both_forms() {
        let code = SortCode::parse("20-00-05").unwrap();
        assert_eq!(SortCode::parse("200005"), Ok(code));
        assert_eq!(code.as_str(), "200005");
        assert_eq!(code.to_string(), "20-00-05");
        for text in [
            "2-00000",
            "20-0005",
            "20-00-0",
            "20-00-05-",
            "200-0-05",
            "20-00-05-06",
        ] {
            assert!(SortCode::parse(text).is_err(), "{text}");
        }
        assert_eq!(
            SortCode::parse("20000"),
            Err(ParseRoutingError::Length { expected: 6 })
        );
        assert_eq!(
            SortCode::parse("20 00 05"),
            Err(ParseRoutingError::Character { position: 2 })
        );
    }

    #[test]
    fn cnaps_parts() {
        let code = CnapsCode::parse("102100099996").unwrap();
        assert_eq!((code.bank(), code.place()), ("102", "1000"));
        assert_eq!(
            CnapsCode::parse("10210009999"),
            Err(ParseRoutingError::Length { expected: 12 })
        );
        assert_eq!(
            CnapsCode::parse("10210009999X"),
            Err(ParseRoutingError::Character { position: 11 })
        );
    }
}
