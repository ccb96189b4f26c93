//! The references that parties give their messages, instructions, transactions and mandates.
//!
//! Each is a [`Max35Text`] with a name. The schema of ISO 20022 allows every Unicode character in them; networks do not. What a
//! network allows is a [`Charset`], checked where an identifier is made for it, not where one is read:
//!
//! ```
//! use girokit_types::EndToEndId;
//! use girokit_types::id::Charset;
//!
//! let received: EndToEndId = "Rechnung Nº 7".parse()?; // legal in the schema
//! assert!(received.check(Charset::SepaLatin).is_err()); // not in SEPA
//! let ours = EndToEndId::parse_in("INV-2026-0007", Charset::SepaLatin)?;
//! assert_eq!(ours.as_str(), "INV-2026-0007");
//! # Ok::<(), girokit_types::id::ParseIdError>(())
//! ```

use core::fmt;

use crate::text_value::text_value;

/// Text of 1 to 35 characters, as ISO 20022 Max35Text: any characters that XML 1.0 can carry.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Max35Text(Box<str>);

impl Max35Text {
    /// Parses 1 to 35 characters. Spaces count and are kept. Source: ISO 20022 Max35Text.
    ///
    /// # Errors
    /// [`ParseIdError::Empty`], [`ParseIdError::TooLong`]; [`ParseIdError::Character`] for a character that XML 1.0 cannot carry.
    pub fn parse(text: &str) -> Result<Self, ParseIdError> {
        Self::parse_in(text, Charset::Unrestricted)
    }

    /// Parses 1 to 35 characters that a network allows in a reference.
    ///
    /// # Errors
    /// As [`Max35Text::parse`] and [`Max35Text::check`].
    pub fn parse_in(text: &str, charset: Charset) -> Result<Self, ParseIdError> {
        if text.is_empty() {
            return Err(ParseIdError::Empty);
        }
        // Counts no more than it must.
        if text.chars().nth(MAX_CHARS).is_some() {
            return Err(ParseIdError::TooLong);
        }
        check(text, charset)?;
        Ok(Self(text.into()))
    }

    /// Checks that a network allows this text in a reference.
    ///
    /// # Errors
    /// [`ParseIdError::Character`] if a character is not in the set; [`ParseIdError::Slash`] under [`Charset::SepaLatin`] and
    /// [`Charset::SwiftX`] if the text starts or ends with `/` or has `//` in it.
    pub fn check(&self, charset: Charset) -> Result<(), ParseIdError> {
        check(&self.0, charset)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(Max35Text, ParseIdError, "a text of 1 to 35 characters");

/// The characters that a network allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Charset {
    /// Letters `a-z A-Z`, digits, space, and `/ - ? : ( ) . , ' +`. Source: EPC217-08 (SEPA Requirements for an Extended
    /// Character Set), the basic set that every bank must take.
    SepaLatin,
    /// The same, and the line break CR LF between lines of a longer text. Source: SWIFT Standards MT, character set X, whose
    /// braces are delimiters and not for texts. A reference is one line, so that in it the two sets are one.
    SwiftX,
    /// Whatever XML 1.0 can carry: what the schemas of ISO 20022 allow.
    Unrestricted,
}

impl Charset {
    /// True if the set has the character.
    pub fn allows(self, letter: char) -> bool {
        match self {
            Self::SepaLatin => letter.is_ascii_alphanumeric() || " /-?:().,'+".contains(letter),
            Self::SwiftX => matches!(letter, '\r' | '\n') || Self::SepaLatin.allows(letter),
            // XML 1.0, production 2: Char.
            Self::Unrestricted => {
                matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
            }
        }
    }
}

/// Declares an identifier: a named [`Max35Text`].
macro_rules! identifier {
    ($(#[$docs:meta])* $name:ident, $expecting:literal) => {
        $(#[$docs])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Max35Text);

        impl $name {
            /// Parses 1 to 35 characters of any kind that XML can carry.
            ///
            /// # Errors
            /// As [`Max35Text::parse`].
            pub fn parse(text: &str) -> Result<Self, ParseIdError> {
                Max35Text::parse(text).map(Self)
            }

            /// Parses 1 to 35 characters that a network allows in a reference.
            ///
            /// # Errors
            /// As [`Max35Text::parse_in`].
            pub fn parse_in(text: &str, charset: Charset) -> Result<Self, ParseIdError> {
                Max35Text::parse_in(text, charset).map(Self)
            }

            /// Checks that a network allows this text in a reference.
            ///
            /// # Errors
            /// As [`Max35Text::check`].
            pub fn check(&self, charset: Charset) -> Result<(), ParseIdError> {
                self.0.check(charset)
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        text_value!($name, ParseIdError, $expecting);
    };
}

identifier! {
    /// The reference that the debtor gives a payment and that travels unchanged to the creditor.
    ///
    /// Source: ISO 20022 pain.001.001.09 /PmtInf/CdtTrfTxInf/PmtId/EndToEndId.
    EndToEndId, "an end-to-end identification of 1 to 35 characters"
}

impl EndToEndId {
    /// The text `NOTPROVIDED`, which stands in the mandatory element when the debtor gave no reference.
    pub fn not_provided() -> Self {
        Self(Max35Text(NOT_PROVIDED.into()))
    }

    /// True if the debtor gave no reference: such payments must never be matched by it.
    pub fn is_not_provided(&self) -> bool {
        self.as_str() == NOT_PROVIDED
    }
}

identifier! {
    /// The reference between two neighbours in the chain, for one instruction.
    ///
    /// Source: ISO 20022 pain.001.001.09 /PmtInf/CdtTrfTxInf/PmtId/InstrId.
    InstructionId, "an instruction identification of 1 to 35 characters"
}

identifier! {
    /// The reference of a whole message, from its sender.
    ///
    /// Source: ISO 20022 pain.001.001.09 /GrpHdr/MsgId.
    MessageId, "a message identification of 1 to 35 characters"
}

identifier! {
    /// The reference of a direct-debit mandate, from the creditor.
    ///
    /// Source: ISO 20022 pain.008.001.08 /PmtInf/DrctDbtTxInf/DrctDbtTx/MndtRltdInf/MndtId.
    MandateId, "a mandate identification of 1 to 35 characters"
}

/// Why a text is no reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseIdError {
    /// A character is not in the set.
    Character {
        /// Its place, counted in characters from 0.
        position: usize,
        /// The set.
        charset: Charset,
    },
    /// There is no character.
    Empty,
    /// The text starts or ends with a slash or has two in a row.
    Slash,
    /// There are more than 35 characters.
    TooLong,
}

impl fmt::Display for ParseIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character { position, charset } => {
                let set = match charset {
                    Charset::SepaLatin => "the SEPA Latin set",
                    Charset::SwiftX => "the SWIFT X set",
                    Charset::Unrestricted => "the characters of XML",
                };
                write!(
                    f,
                    "expected a character of {set} at position {position}, found another"
                )
            }
            Self::Empty => f.write_str("expected 1 to 35 characters, found none"),
            Self::Slash => f.write_str("expected no slash at either end and no two in a row"),
            Self::TooLong => f.write_str("expected 1 to 35 characters, found more"),
        }
    }
}

impl core::error::Error for ParseIdError {}

/// Checks a reference against a set.
fn check(text: &str, charset: Charset) -> Result<(), ParseIdError> {
    let one_line = charset != Charset::Unrestricted;
    let allows = |c: char| charset.allows(c) && !(one_line && matches!(c, '\r' | '\n'));
    if let Some(position) = text.chars().position(|c| !allows(c)) {
        return Err(ParseIdError::Character { position, charset });
    }
    // Source: EPC implementation guidelines, chapter on identifiers; SWIFT Standards MT, network validated rule T26.
    if one_line && (text.starts_with('/') || text.ends_with('/') || text.contains("//")) {
        return Err(ParseIdError::Slash);
    }
    Ok(())
}

/// `maxLength` of Max35Text, which counts characters and not bytes.
const MAX_CHARS: usize = 35;
/// What ISO 20022 practice writes where there is no reference.
const NOT_PROVIDED: &str = "NOTPROVIDED";

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn length_is_1_to_35_characters() {
        assert_eq!(Max35Text::parse(""), Err(ParseIdError::Empty));
        assert!(Max35Text::parse(&"\u{4e2d}".repeat(35)).is_ok());
        assert_eq!(
            Max35Text::parse(&"a".repeat(36)),
            Err(ParseIdError::TooLong)
        );
        assert_eq!(Max35Text::parse(" a ").unwrap().as_str(), " a ");
    }

    #[test]
    fn unrestricted_is_what_xml_carries() {
        let refused = |text: &str| {
            matches!(
                Max35Text::parse(text),
                Err(ParseIdError::Character { position: 1, .. })
            )
        };
        assert!(refused("a\0") && refused("a\u{1b}") && refused("a\u{FFFE}"));
        assert!(Max35Text::parse("a\tb\u{1F600}\u{85}\u{E000}").is_ok());
    }

    #[test]
    fn networks_take_one_small_set() {
        let all = "azAZ09/-?:().,'+ x";
        for charset in [Charset::SepaLatin, Charset::SwiftX] {
            assert!(Max35Text::parse_in(all, charset).is_ok());
            for letter in "{}_&<\u{e4}\"@#;=!*\r\n\t".chars() {
                let error = Max35Text::parse_in(&format!("ab{letter}c"), charset);
                assert_eq!(
                    error,
                    Err(ParseIdError::Character {
                        position: 2,
                        charset
                    }),
                    "{letter:?}"
                );
            }
            for text in ["/a", "a/", "a//b", "/"] {
                assert_eq!(
                    Max35Text::parse_in(text, charset),
                    Err(ParseIdError::Slash),
                    "{text}"
                );
            }
        }
        assert!(Max35Text::parse("/a//b/").is_ok());
        assert!(Charset::SwiftX.allows('\n') && !Charset::SepaLatin.allows('\n'));
    }

    #[test]
    fn not_provided_is_known() {
        assert!(EndToEndId::not_provided().is_not_provided());
        assert_eq!(
            EndToEndId::parse("NOTPROVIDED"),
            Ok(EndToEndId::not_provided())
        );
        assert!(!EndToEndId::parse("NOTPROVIDED1").unwrap().is_not_provided());
    }
}
