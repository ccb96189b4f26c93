//! Legal entity identifiers: ISO 17442.

use core::fmt;

use crate::check_digits::mod_97;
use crate::text_value::{Ascii, part, text_value};

/// A legal entity identifier: 18 characters and two check digits.
///
/// ```
/// use girokit_types::Lei;
///
/// let lei: Lei = "506700GE1G29325QX363".parse()?;
/// assert_eq!(lei.issuer_prefix(), "5067");
/// # Ok::<(), girokit_types::lei::ParseLeiError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lei(Ascii<20>);

impl Lei {
    /// Parses 18 capitals or digits and two check digits. Source: ISO 17442-1; ISO 20022 LEIIdentifier.
    ///
    /// # Errors
    /// [`ParseLeiError`].
    pub fn parse(text: &str) -> Result<Self, ParseLeiError> {
        let lei = Ascii::new(text)
            .filter(|_| text.len() == 20)
            .ok_or(ParseLeiError::Length)?;
        let misfit = text.bytes().enumerate().position(|(index, byte)| {
            !(byte.is_ascii_digit() || (index < 18 && byte.is_ascii_uppercase()))
        });
        if let Some(position) = misfit {
            return Err(ParseLeiError::Character { position });
        }
        // As in an IBAN, 00, 01 and 99 are not computed by MOD 97-10.
        if mod_97(text.bytes()) != 1 || matches!(part(text, 18..20), "00" | "01" | "99") {
            return Err(ParseLeiError::CheckDigits);
        }
        Ok(Self(lei))
    }

    /// The 20 characters.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The first four characters: the issuer (local operating unit) that gave the number out.
    pub fn issuer_prefix(&self) -> &str {
        part(self.as_str(), 0..4)
    }
}

text_value!(Lei, ParseLeiError, "an LEI of 20 characters");

/// Why a text is no LEI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseLeiError {
    /// A character is neither a capital nor a digit, or one of the last two is no digit.
    Character {
        /// Its place, from 0.
        position: usize,
    },
    /// The check digits do not fit the rest.
    CheckDigits,
    /// The text has not 20 ASCII characters.
    Length,
}

impl fmt::Display for ParseLeiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character { position } => {
                write!(
                    f,
                    "expected a capital or a digit at position {position}, found another character"
                )
            }
            Self::CheckDigits => f.write_str("the check digits do not fit the rest of the LEI"),
            Self::Length => f.write_str("expected 20 ASCII characters"),
        }
    }
}

impl core::error::Error for ParseLeiError {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    /// Identifiers that GLEIF publishes: of GLEIF itself, Bloomberg Finance, Deutsche Bank, Apple, and others.
    #[test]
    fn published_identifiers() {
        for text in [
            "506700GE1G29325QX363",
            "5493001KJTIIGC8Y1R12",
            "7LTWFZYICNSX8D621K86",
            "HWUPKR0MPOU8FGXBT394",
            "529900T8BM49AURSDO55",
            "213800D1EI4B9WTWWD28",
        ] {
            assert_eq!(Lei::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn refuses_the_rest() {
        assert_eq!(Lei::parse(""), Err(ParseLeiError::Length));
        assert_eq!(
            Lei::parse("506700GE1G29325QX36"),
            Err(ParseLeiError::Length)
        );
        assert_eq!(
            Lei::parse("506700GE1G29325QX3630"),
            Err(ParseLeiError::Length)
        );
        assert_eq!(
            Lei::parse("506700GE1G29325Qx363"),
            Err(ParseLeiError::Character { position: 16 })
        );
        assert_eq!(
            Lei::parse("506700GE1G29325QX36A"),
            Err(ParseLeiError::Character { position: 19 })
        );
        assert_eq!(
            Lei::parse("506700GE1G29325QX364"),
            Err(ParseLeiError::CheckDigits)
        );
        assert_eq!(
            Lei::parse("506700GE1G29352QX363"),
            Err(ParseLeiError::CheckDigits)
        );
    }

    #[test]
    fn check_digits_lie_between_02_and_98() {
        let mut twins = std::collections::BTreeSet::new();
        for number in 0..2000 {
            let base = format!("529900{number:012}");
            let digits = crate::check_digits::mod_97_check_digits(base.bytes().chain(*b"00"));
            let twin = match &digits {
                b"97" => "00",
                b"98" => "01",
                b"02" => "99",
                _ => continue,
            };
            let text = format!("{base}{twin}");
            assert_eq!(mod_97(text.bytes()), 1);
            assert_eq!(Lei::parse(&text), Err(ParseLeiError::CheckDigits));
            twins.insert(twin);
        }
        assert_eq!(twins.len(), 3);
    }
}
