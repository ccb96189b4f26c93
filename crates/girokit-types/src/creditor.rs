//! What a creditor writes on an invoice or a collection: the RF reference and the SEPA creditor identifier.

use core::fmt;

use crate::check_digits::{mod_97, mod_97_check_digits};
use crate::country::is_country;
use crate::text_value::{Ascii, part, text_value, write_groups};

/// A structured creditor reference (RF): `RF`, two check digits, and up to 21 letters or digits of the creditor's own.
///
/// `Display` and serde write the electronic form; [`CreditorReference::to_print`] groups it for people. `parse` reads both.
///
/// ```
/// use girokit_types::CreditorReference;
///
/// let reference: CreditorReference = "RF18 5390 0754 7034".parse()?;
/// assert_eq!(reference.as_str(), "RF18539007547034");
/// assert_eq!(CreditorReference::from_reference("539007547034")?, reference);
/// # Ok::<(), girokit_types::creditor::ParseCreditorReferenceError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditorReference(Ascii<REFERENCE_MAX_LEN>);

impl CreditorReference {
    /// Parses the electronic form, or the print form with single spaces after every fourth character; small letters become
    /// capitals. Source: ISO 11649.
    ///
    /// # Errors
    /// [`ParseCreditorReferenceError`].
    pub fn parse(text: &str) -> Result<Self, ParseCreditorReferenceError> {
        let grouped = text.contains(' ');
        let fits = |(index, byte): (usize, u8)| (byte == b' ') == (grouped && index % 5 == 4);
        if !text.bytes().enumerate().all(fits) || text.ends_with(' ') {
            return Err(ParseCreditorReferenceError::Syntax);
        }
        let bytes = text
            .bytes()
            .filter(|byte| *byte != b' ')
            .map(|byte| byte.to_ascii_uppercase());
        let electronic = Ascii::<REFERENCE_MAX_LEN>::collect(bytes)
            .ok_or(ParseCreditorReferenceError::Syntax)?;
        let (head, own) = electronic.as_str().split_at_checked(4).unwrap_or_default();
        let digits = head.strip_prefix("RF").unwrap_or_default();
        let is_reference = digits.bytes().all(|byte| byte.is_ascii_digit())
            && own.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if digits.is_empty() || own.is_empty() || !is_reference {
            return Err(ParseCreditorReferenceError::Syntax);
        }
        // As in an IBAN, 00, 01 and 99 are not computed by MOD 97-10.
        if mod_97(own.bytes().chain(head.bytes())) != 1 || matches!(digits, "00" | "01" | "99") {
            return Err(ParseCreditorReferenceError::CheckDigits);
        }
        Ok(Self(electronic))
    }

    /// Makes the reference of the creditor's own number, by computing the check digits.
    ///
    /// # Errors
    /// [`ParseCreditorReferenceError::Syntax`] unless the number is 1 to 21 letters or digits.
    pub fn from_reference(own: &str) -> Result<Self, ParseCreditorReferenceError> {
        let [tens, ones] = mod_97_check_digits(own.bytes().chain(*b"RF00"));
        Self::parse(&format!("RF{}{}{own}", char::from(tens), char::from(ones)))
    }

    /// The electronic form: no spaces, capitals.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The print form: groups of four characters.
    pub fn to_print(&self) -> String {
        Print(self.as_str()).to_string()
    }

    /// The creditor's own number.
    pub fn reference(&self) -> &str {
        self.as_str().get(4..).unwrap_or_default()
    }
}

text_value!(
    CreditorReference,
    ParseCreditorReferenceError,
    "an RF creditor reference"
);

/// Why a text is no RF reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseCreditorReferenceError {
    /// The check digits do not fit the rest.
    CheckDigits,
    /// The text is not `RF`, two digits and 1 to 21 letters or digits, or its spaces do not stand after every fourth character.
    Syntax,
}

impl fmt::Display for ParseCreditorReferenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CheckDigits => "the check digits do not fit the rest of the creditor reference",
            Self::Syntax => "expected RF, two digits and 1 to 21 letters or digits",
        })
    }
}

impl core::error::Error for ParseCreditorReferenceError {}

/// A SEPA creditor identifier (CI): country, two check digits, a business code of three characters that the creditor may choose
/// freely (`ZZZ` by default), and the national identifier.
///
/// Two identifiers that differ only in the business code name the same creditor: see
/// [`CreditorIdentifier::is_same_creditor`].
///
/// ```
/// use girokit_types::CreditorIdentifier;
///
/// let creditor: CreditorIdentifier = "DE98ZZZ09999999999".parse()?;
/// assert_eq!(creditor.business_code(), "ZZZ");
/// assert!(creditor.is_same_creditor("DE98ABC09999999999".parse()?));
/// # Ok::<(), girokit_types::creditor::ParseCreditorIdentifierError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditorIdentifier(Ascii<35>);

impl CreditorIdentifier {
    /// Parses 8 to 35 characters; letters keep their case. The business code is not covered by the check digits, and
    /// characters of the national identifier that are neither letters nor digits are skipped in them.
    ///
    /// Source: EPC262-08 (Creditor Identifier Overview), AT-02 of the SEPA direct debit rulebooks. The country must be one of
    /// ISO 3166-1; the national structures that the overview lists are not checked.
    ///
    /// # Errors
    /// [`ParseCreditorIdentifierError`].
    pub fn parse(text: &str) -> Result<Self, ParseCreditorIdentifierError> {
        let misfit = text.bytes().position(|byte| !is_identifier_byte(byte));
        if let Some(position) = misfit {
            return Err(ParseCreditorIdentifierError::Character { position });
        }
        let identifier = Ascii::new(text)
            .filter(|_| text.len() >= 8)
            .ok_or(ParseCreditorIdentifierError::Length)?;
        let (country, digits) = (part(text, 0..2), part(text, 2..4));
        if !is_country(country) {
            return Err(ParseCreditorIdentifierError::Country);
        }
        let national = text.get(7..).unwrap_or_default();
        let checked = national.bytes().chain(text.bytes().take(4));
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number || mod_97(checked) != 1 || matches!(digits, "00" | "01" | "99") {
            return Err(ParseCreditorIdentifierError::CheckDigits);
        }
        Ok(Self(identifier))
    }

    /// The whole identifier.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The two letters of the country.
    pub fn country_code(&self) -> &str {
        part(self.as_str(), 0..2)
    }

    /// The creditor's business code, `ZZZ` if it makes no use of it.
    pub fn business_code(&self) -> &str {
        part(self.as_str(), 4..7)
    }

    /// The identifier that the country gave the creditor.
    pub fn national_identifier(&self) -> &str {
        self.as_str().get(7..).unwrap_or_default()
    }

    /// True if both name the same creditor, whatever the business code.
    pub fn is_same_creditor(&self, other: Self) -> bool {
        self.country_code() == other.country_code()
            && self.national_identifier() == other.national_identifier()
    }
}

text_value!(
    CreditorIdentifier,
    ParseCreditorIdentifierError,
    "a SEPA creditor identifier"
);

/// Why a text is no SEPA creditor identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseCreditorIdentifierError {
    /// A character is none of those that the scheme allows.
    Character {
        /// Its place, from 0.
        position: usize,
    },
    /// The check digits do not fit the rest.
    CheckDigits,
    /// The first two characters are no country code.
    Country,
    /// The text is shorter than 8 or longer than 35 characters.
    Length,
}

impl fmt::Display for ParseCreditorIdentifierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character { position } => {
                write!(
                    f,
                    "expected a letter, a digit or one of +?/-:().,' at position {position}"
                )
            }
            Self::CheckDigits => {
                f.write_str("the check digits do not fit the rest of the creditor identifier")
            }
            Self::Country => {
                f.write_str("expected a country code at position 0, found other letters")
            }
            Self::Length => f.write_str("expected 8 to 35 characters"),
        }
    }
}

impl core::error::Error for ParseCreditorIdentifierError {}

fn is_identifier_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+?/-:().,'".contains(&byte)
}

/// Writes in groups of four.
struct Print<'a>(&'a str);

impl fmt::Display for Print<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_groups(f, self.0, 4)
    }
}

/// `RF`, two digits, 21 characters.
const REFERENCE_MAX_LEN: usize = 25;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn published_references() {
        for (print, electronic) in [
            ("RF18 5390 0754 7034", "RF18539007547034"),
            ("RF48 5000 0567 8901 2345", "RF485000056789012345"),
            ("RF71 2348 231", "RF712348231"),
            ("RF45 G72U UR", "RF45G72UUR"),
        ] {
            let reference = CreditorReference::parse(print).unwrap();
            assert_eq!(reference.as_str(), electronic);
            assert_eq!(reference.to_print(), print);
            assert_eq!(CreditorReference::parse(electronic), Ok(reference));
            assert_eq!(
                CreditorReference::from_reference(reference.reference()),
                Ok(reference)
            );
        }
        let reference = CreditorReference::parse("rf45g72uur").unwrap();
        assert_eq!(reference.to_string(), "RF45G72UUR");
    }

    #[test]
    fn refuses_other_references() {
        use ParseCreditorReferenceError::{CheckDigits, Syntax};
        for (text, error) in [
            ("", Syntax),
            ("RF", Syntax),
            ("RF18", Syntax),
            ("RFX8539007547034", Syntax),
            ("XX18539007547034", Syntax),
            ("RF18539007547-34", Syntax),
            ("RF185 390 0754 7034", Syntax),
            ("RF18 5390 ", Syntax),
            ("RF1853900754703400000000000", Syntax),
            ("RF18539007547035", CheckDigits),
            ("RF19539007547034", CheckDigits),
        ] {
            assert_eq!(CreditorReference::parse(text), Err(error), "{text}");
        }
        assert!(CreditorReference::from_reference(&"9".repeat(21)).is_ok());
        assert_eq!(
            CreditorReference::from_reference(&"9".repeat(22)),
            Err(Syntax)
        );
        assert_eq!(CreditorReference::from_reference("a-b"), Err(Syntax));
        assert_eq!(CreditorReference::from_reference(""), Err(Syntax));
    }

    /// 00, 01 and 99 pass the division where 97, 98 and 02 are meant.
    #[test]
    fn check_digits_lie_between_02_and_98() {
        let twin_of = |computed: &str| match computed {
            "97" => Some("00"),
            "98" => Some("01"),
            "02" => Some("99"),
            _ => None,
        };
        let (mut references, mut identifiers) = (BTreeSet::new(), BTreeSet::new());
        for own in 0..2000 {
            let own = own.to_string();
            for (start, business) in [("RF", ""), ("DE", "ZZZ")] {
                let checked = own.bytes().chain(start.bytes()).chain(*b"00");
                let computed = mod_97_check_digits(checked).map(char::from);
                let Some(twin) = twin_of(&String::from_iter(computed)) else {
                    continue;
                };
                let text = format!("{start}{twin}{business}{own}");
                assert_eq!(mod_97(own.bytes().chain(text.bytes().take(4))), 1);
                if start == "RF" {
                    let error = CreditorReference::parse(&text).unwrap_err();
                    assert_eq!(error, ParseCreditorReferenceError::CheckDigits, "{text}");
                    references.insert(twin);
                } else {
                    let error = CreditorIdentifier::parse(&text).unwrap_err();
                    assert_eq!(error, ParseCreditorIdentifierError::CheckDigits, "{text}");
                    identifiers.insert(twin);
                }
            }
        }
        assert_eq!((references.len(), identifiers.len()), (3, 3));
    }

    #[test]
    fn published_identifiers() {
        for text in [
            "DE98ZZZ09999999999",
            "AT61ZZZ01234567890",
            "BE68ZZZ0123456789",
            "ES59ZZZX1234567L",
            "LU27ZZZ0000000000123456789",
            "MT50ZZZ670169305T",
        ] {
            let creditor = CreditorIdentifier::parse(text).unwrap();
            assert_eq!(creditor.to_string(), text);
            assert_eq!(creditor.business_code(), "ZZZ");
        }
    }

    #[test]
    fn business_code_and_punctuation_do_not_count() {
        let plain = CreditorIdentifier::parse("DE98ZZZ09999999999").unwrap();
        assert!(plain.is_same_creditor(CreditorIdentifier::parse("DE98A1b09999999999").unwrap()));
        assert!(CreditorIdentifier::parse("DE98ZZZ0999-9999/999").is_ok());
        assert!(CreditorIdentifier::parse("DE98ZZZ+?/-:().,'09999999999").is_ok());
        assert!(!plain.is_same_creditor(CreditorIdentifier::parse("AT61ZZZ01234567890").unwrap()));
    }

    #[test]
    fn refuses_other_identifiers() {
        use ParseCreditorIdentifierError::{Character, CheckDigits, Country, Length};
        for (text, error) in [
            ("", Length),
            ("DE98ZZZ", Length),
            ("DE98ZZZ09999999999000000000000000000", Length),
            ("DE98ZZZ 09999999999", Character { position: 7 }),
            ("DE98ZZZ_09999999999", Character { position: 7 }),
            ("DE98ZZZ0999999999\u{e4}", Character { position: 17 }),
            ("XX98ZZZ09999999999", Country),
            ("de98ZZZ09999999999", Country),
            ("DE97ZZZ09999999999", CheckDigits),
            ("DEX8ZZZ09999999999", CheckDigits),
            ("DE98ZZZ09999999990", CheckDigits),
        ] {
            assert_eq!(CreditorIdentifier::parse(text), Err(error), "{text}");
        }
    }
}
