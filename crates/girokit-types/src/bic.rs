//! Business identifier codes: ISO 9362.

use core::fmt;

use crate::country::is_country;
use crate::text_value::{Ascii, part, text_value};

/// A business identifier code: who a bank or another party is, in 8 characters, or 11 with a branch.
///
/// Two codes are equal if their texts are. `DEUTDEFF` and `DEUTDEFFXXX` name the same office: compare [`Bic::to_bic11`] where
/// that matters.
///
/// ```
/// use girokit_types::Bic;
///
/// let bic: Bic = "DEUTDEFF500".parse()?;
/// assert_eq!(bic.country_code(), "DE");
/// assert_eq!(bic.branch(), Some("500"));
/// assert_eq!(bic.to_bic8().as_str(), "DEUTDEFF");
/// # Ok::<(), girokit_types::bic::ParseBicError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bic(Ascii<11>);

impl Bic {
    /// Parses 8 or 11 characters: four letters or digits, a country of ISO 3166-1 (or `XK`), two letters or digits, and
    /// optionally three more for the branch; all in capitals.
    ///
    /// Source: ISO 9362:2014 and later; ISO 20022 BICFIDec2014Identifier. Before 2014 the first four were letters.
    ///
    /// # Errors
    /// [`ParseBicError`].
    pub fn parse(text: &str) -> Result<Self, ParseBicError> {
        let code = Ascii::new(text).ok_or(ParseBicError::Length)?;
        if !matches!(text.len(), 8 | 11) {
            return Err(ParseBicError::Length);
        }
        let misfit = text
            .bytes()
            .position(|byte| !(byte.is_ascii_uppercase() || byte.is_ascii_digit()));
        if let Some(position) = misfit {
            return Err(ParseBicError::Character { position });
        }
        if !is_country(part(text, 4..6)) {
            return Err(ParseBicError::Country);
        }
        Ok(Self(code))
    }

    /// The 8 or 11 characters.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The first four characters, which name the party (the "bank code" of old).
    pub fn party_prefix(&self) -> &str {
        part(self.as_str(), 0..4)
    }

    /// The two letters of the country.
    pub fn country_code(&self) -> &str {
        part(self.as_str(), 4..6)
    }

    /// The seventh and eighth character, which complete the party (the "location code" of old).
    pub fn party_suffix(&self) -> &str {
        part(self.as_str(), 6..8)
    }

    /// The three characters of the branch, if the code has them; `XXX` is the head office.
    pub fn branch(&self) -> Option<&str> {
        self.as_str().get(8..11)
    }

    /// The code of the party without a branch.
    #[must_use]
    pub fn to_bic8(&self) -> Self {
        Self(Ascii::new(part(self.as_str(), 0..8)).unwrap_or(self.0))
    }

    /// The code with a branch, `XXX` if it had none: the form to compare.
    #[must_use]
    pub fn to_bic11(&self) -> Self {
        if self.branch().is_some() {
            return *self;
        }
        Self(Ascii::collect(self.as_str().bytes().chain(*b"XXX")).unwrap_or(self.0))
    }

    /// True for a code of SWIFT's test and training network: its eighth character is `0`.
    pub fn is_test(&self) -> bool {
        self.party_suffix().ends_with('0')
    }
}

text_value!(Bic, ParseBicError, "a BIC of 8 or 11 characters");

/// Why a text is no BIC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseBicError {
    /// A character is neither a capital nor a digit.
    Character {
        /// Its place, from 0.
        position: usize,
    },
    /// The fifth and sixth character are no country code.
    Country,
    /// The text has not 8 or 11 ASCII characters.
    Length,
}

impl fmt::Display for ParseBicError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character { position } => {
                write!(
                    f,
                    "expected a capital or a digit at position {position}, found another character"
                )
            }
            Self::Country => {
                f.write_str("expected a country code at position 4, found other letters")
            }
            Self::Length => f.write_str("expected 8 or 11 ASCII characters"),
        }
    }
}

impl core::error::Error for ParseBicError {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn both_lengths_of_both_editions() {
        // The last has digits in the prefix, as ISO 9362:2014 allows.
        for text in [
            "DEUTDEFF",
            "DEUTDEFF500",
            "NEDSZAJJXXX",
            "UNCRITMM",
            "NBKSXKPR",
            "E097DEFF",
        ] {
            assert_eq!(Bic::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn refuses_the_rest() {
        for text in [
            "",
            "DEUTDEF",
            "DEUTDEFF5",
            "DEUTDEFF50",
            "DEUTDEFF5000",
            "DEUTDEF\u{dc}",
        ] {
            assert_eq!(Bic::parse(text), Err(ParseBicError::Length), "{text}");
        }
        assert_eq!(
            Bic::parse("DEUTdeFF"),
            Err(ParseBicError::Character { position: 4 })
        );
        assert_eq!(
            Bic::parse("DEUT EFF"),
            Err(ParseBicError::Character { position: 4 })
        );
        assert_eq!(Bic::parse("DEUTZZFF"), Err(ParseBicError::Country));
        assert_eq!(Bic::parse("DEUT12FF"), Err(ParseBicError::Country));
    }

    #[test]
    fn head_office_in_both_lengths() {
        let (short, long) = (
            Bic::parse("DEUTDEFF").unwrap(),
            Bic::parse("DEUTDEFFXXX").unwrap(),
        );
        assert_ne!(short, long);
        assert_eq!(short.to_bic11(), long);
        assert_eq!(long.to_bic8(), short);
        assert_eq!(long.to_bic11(), long);
        assert_eq!(
            (short.party_prefix(), short.party_suffix(), short.branch()),
            ("DEUT", "FF", None)
        );
        assert!(!short.is_test());
        assert!(Bic::parse("DEUTDEF0").unwrap().is_test());
    }
}
