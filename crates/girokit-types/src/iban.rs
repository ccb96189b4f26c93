//! International bank account numbers: ISO 13616.

use core::fmt;

use crate::check_digits::{mod_97, mod_97_check_digits};
use crate::text_value::{Ascii, part, text_value, write_groups};
use registry::Country;

mod registry;
#[cfg(feature = "proptest")]
pub(crate) mod strategy;

/// An account number of the form that ISO 13616 gives it: country, two check digits, and the country's own number (BBAN).
///
/// The BBAN must have the length and the kinds of characters that the IBAN registry (release 101, 89 countries) gives for the
/// country, and the whole must pass MOD 97-10. Whether the bank or the account exists, and whether the digits that some
/// countries check again inside the BBAN are right, is not looked at.
///
/// `Display` and serde write the electronic form, which is what every file and message carries; [`Iban::to_print`] groups it for
/// people. `parse` reads both.
///
/// ```
/// use girokit_types::Iban;
///
/// let iban: Iban = "GB29 NWBK 6016 1331 9268 19".parse()?;
/// assert_eq!(iban.as_str(), "GB29NWBK60161331926819");
/// assert_eq!(iban.country_code(), "GB");
/// assert_eq!(iban.bank_identifier(), Some("NWBK"));
/// assert_eq!(iban.branch_identifier(), Some("601613"));
/// assert_eq!(iban.to_print(), "GB29 NWBK 6016 1331 9268 19");
/// # Ok::<(), girokit_types::iban::ParseIbanError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iban(Ascii<MAX_LEN>);

impl Iban {
    /// Parses the electronic form (`DE89370400440532013000`) or the print form, with single spaces after every fourth character.
    ///
    /// Small letters in the BBAN become capitals, since the registry's `c` counts both and the check digits do not tell them
    /// apart; the country must be in capitals. Source: ISO 13616-1; the IBAN registry.
    ///
    /// # Errors
    /// [`ParseIbanError`], the first that holds in the order of its variants.
    pub fn parse(text: &str) -> Result<Self, ParseIbanError> {
        let electronic = without_groups(text).ok_or(ParseIbanError::Syntax)?;
        let country = part(electronic.as_str(), 0..2);
        let bban = electronic.as_str().get(4..).unwrap_or_default();
        check_bban(country, bban)?;
        let iban = Self(electronic);
        // MOD 97-10 yields 02 to 98; 00, 01 and 99 would pass the test too, but nobody can have computed them.
        if mod_97(rotated(iban.as_str())) != 1 || matches!(iban.check_digits(), "00" | "01" | "99")
        {
            return Err(ParseIbanError::CheckDigits);
        }
        Ok(iban)
    }

    /// Makes the IBAN of a country's own account number, by computing the check digits.
    ///
    /// # Errors
    /// [`ParseIbanError`] if the country is not in the registry or the number has not its structure.
    ///
    /// ```
    /// use girokit_types::Iban;
    ///
    /// assert_eq!(Iban::from_bban("DE", "370400440532013000")?.as_str(), "DE89370400440532013000");
    /// # Ok::<(), girokit_types::iban::ParseIbanError>(())
    /// ```
    pub fn from_bban(country: &str, bban: &str) -> Result<Self, ParseIbanError> {
        let bban = bban.to_ascii_uppercase();
        check_bban(country, &bban)?;
        let [tens, ones] = mod_97_check_digits(bban.bytes().chain(country.bytes()).chain(*b"00"));
        let bytes = country.bytes().chain([tens, ones]).chain(bban.bytes());
        Ascii::collect(bytes)
            .map(Self)
            .ok_or(ParseIbanError::Syntax)
    }

    /// The electronic form: no spaces, capitals.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The print form: groups of four characters.
    pub fn to_print(&self) -> String {
        Print(self.as_str()).to_string()
    }

    /// The two letters of the country.
    pub fn country_code(&self) -> &str {
        part(self.as_str(), 0..2)
    }

    /// The two check digits.
    pub fn check_digits(&self) -> &str {
        part(self.as_str(), 2..4)
    }

    /// The country's own account number.
    pub fn bban(&self) -> &str {
        self.as_str().get(4..).unwrap_or_default()
    }

    /// The bank's part of the BBAN, if the registry says where it stands.
    pub fn bank_identifier(&self) -> Option<&str> {
        self.bban().get(Country::find(self.country_code())?.bank()?)
    }

    /// The branch's part of the BBAN, if the registry says where it stands.
    pub fn branch_identifier(&self) -> Option<&str> {
        self.bban()
            .get(Country::find(self.country_code())?.branch()?)
    }
}

text_value!(Iban, ParseIbanError, "an IBAN");

/// Why a text is no IBAN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseIbanError {
    /// The text is not two capitals, two digits, and letters and digits after them, at most 34 in all, or its spaces do not
    /// stand after every fourth character.
    Syntax,
    /// The country is not in the IBAN registry.
    UnknownCountry,
    /// The number is longer or shorter than its country's are.
    Length {
        /// How long an IBAN of the country is.
        expected: usize,
        /// How long this one is, spaces not counted.
        found: usize,
    },
    /// A character is not of the kind that the country has at its place.
    Structure {
        /// The place in the electronic form, from 0.
        position: usize,
        /// The kind: a digit, a letter, or either.
        expected: &'static str,
    },
    /// The check digits do not fit the rest: something was mistyped.
    CheckDigits,
}

impl fmt::Display for ParseIbanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax => {
                f.write_str("expected a country code, two check digits and letters or digits")
            }
            Self::UnknownCountry => {
                f.write_str("expected a country of the IBAN registry, found another")
            }
            Self::Length { expected, found } => {
                write!(
                    f,
                    "expected {expected} characters for this country, found {found}"
                )
            }
            Self::Structure { position, expected } => {
                write!(
                    f,
                    "expected {expected} at position {position}, found another character"
                )
            }
            Self::CheckDigits => f.write_str("the check digits do not fit the rest of the IBAN"),
        }
    }
}

impl core::error::Error for ParseIbanError {}

/// Writes in groups of four.
struct Print<'a>(&'a str);

impl fmt::Display for Print<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_groups(f, self.0, GROUP)
    }
}

/// The electronic form of either form, its BBAN in capitals; `None` if it starts or is spaced in another way.
fn without_groups(text: &str) -> Option<Ascii<MAX_LEN>> {
    let grouped = text.contains(' ');
    let is_gap = |index: usize| grouped && index % GROUP_AND_GAP == GROUP;
    let fits = |(index, byte): (usize, u8)| (byte == b' ') == is_gap(index);
    // A last gap has nothing after it.
    if !text.bytes().enumerate().all(fits) || text.ends_with(' ') {
        return None;
    }
    let bytes = text
        .bytes()
        .enumerate()
        .filter(|(index, _)| !is_gap(*index));
    let bytes = bytes.map(|(index, byte)| {
        if index < 4 {
            byte
        } else {
            byte.to_ascii_uppercase()
        }
    });
    let electronic = Ascii::collect(bytes)?;
    let is_iban = electronic
        .as_str()
        .bytes()
        .enumerate()
        .all(|(index, byte)| match index {
            0 | 1 => byte.is_ascii_uppercase(),
            2 | 3 => byte.is_ascii_digit(),
            _ => byte.is_ascii_alphanumeric(),
        });
    (is_iban && electronic.as_str().len() > 4).then_some(electronic)
}

/// Checks a BBAN against the registry.
fn check_bban(country: &str, bban: &str) -> Result<(), ParseIbanError> {
    let country = Country::find(country).ok_or(ParseIbanError::UnknownCountry)?;
    let expected = country.positions().count();
    if bban.len() != expected {
        return Err(ParseIbanError::Length {
            expected: expected.saturating_add(4),
            found: bban.len().saturating_add(4),
        });
    }
    let misfit = country
        .positions()
        .zip(bban.bytes())
        .enumerate()
        .find(|(_, (kind, byte))| !kind.allows(*byte));
    match misfit {
        Some((index, (kind, _))) => Err(ParseIbanError::Structure {
            position: index.saturating_add(4),
            expected: kind.name(),
        }),
        None => Ok(()),
    }
}

/// The text with its first four characters at the end, as the check wants it.
fn rotated(text: &str) -> impl Iterator<Item = u8> {
    let (head, tail) = text.split_at_checked(4).unwrap_or((text, ""));
    tail.bytes().chain(head.bytes())
}

/// The longest that ISO 13616 allows.
const MAX_LEN: usize = 34;
/// Characters in a group of the print form.
const GROUP: usize = 4;
/// A group and the space behind it.
const GROUP_AND_GAP: usize = 5;

#[cfg(test)]
mod tests;
