//! The unique end-to-end transaction reference.

use core::fmt;

use crate::text_value::one_door;

/// A unique end-to-end transaction reference: a random UUID (version 4) that follows a payment through every bank.
///
/// ```
/// use girokit_types::Uetr;
///
/// let uetr: Uetr = "eb6305c9-1f7f-49de-aed0-16487c27b42d".parse()?;
/// assert_eq!(Uetr::from_random_bytes(*uetr.as_bytes()), uetr);
/// # Ok::<(), girokit_types::uetr::ParseUetrError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uetr([u8; 16]);

impl Uetr {
    /// Parses the one text that the standard allows: 36 characters, small letters, hyphens, version 4, the variant of RFC 9562.
    ///
    /// Source: ISO 20022 UUIDv4Identifier.
    ///
    /// # Errors
    /// [`ParseUetrError`].
    pub fn parse(text: &str) -> Result<Self, ParseUetrError> {
        if text.len() != 36 {
            return Err(ParseUetrError::Length);
        }
        let mut bytes = [0_u8; 16];
        let mut slots = bytes.iter_mut();
        let mut high = None;
        for (position, byte) in text.bytes().enumerate() {
            let fits = match position {
                8 | 13 | 18 | 23 => byte == b'-',
                14 => byte == b'4',
                19 => matches!(byte, b'8' | b'9' | b'a' | b'b'),
                _ => byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'),
            };
            if !fits {
                return Err(ParseUetrError::Character { position });
            }
            let Some(nibble) = char::from(byte)
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
            else {
                continue; // a hyphen
            };
            match high.take() {
                None => high = Some(nibble << 4),
                Some(high) => {
                    if let Some(slot) = slots.next() {
                        *slot = high | nibble;
                    }
                }
            }
        }
        Ok(Self(bytes))
    }

    /// Makes a reference of 16 random bytes; six of their 128 bits become the version and the variant.
    ///
    /// The bytes must come from a cryptographic generator: two payments with one reference cannot be told apart any more.
    pub fn from_random_bytes(mut bytes: [u8; 16]) -> Self {
        let [_, _, _, _, _, _, version, _, variant, ..] = &mut bytes;
        *version = (*version & 0x0F) | 0x40;
        *variant = (*variant & 0x3F) | 0x80;
        Self(bytes)
    }

    /// The 16 bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for Uetr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uetr({self})")
    }
}

impl fmt::Display for Uetr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

one_door!(Uetr, ParseUetrError, "a UETR in small letters");

/// Why a text is no UETR.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseUetrError {
    /// A character is not what the pattern has at its place.
    Character {
        /// Its place, from 0.
        position: usize,
    },
    /// The text has not 36 bytes.
    Length,
}

impl fmt::Display for ParseUetrError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character { position } => {
                write!(
                    f,
                    "expected a UUID of version 4 in small letters, found another character at position {position}"
                )
            }
            Self::Length => f.write_str("expected 36 characters"),
        }
    }
}

impl core::error::Error for ParseUetrError {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn only_the_standards_text() {
        let text = "eb6305c9-1f7f-49de-aed0-16487c27b42d";
        assert_eq!(Uetr::parse(text).unwrap().to_string(), text);
        assert_eq!(
            Uetr::parse(text).unwrap().as_bytes()[..3],
            [0xeb, 0x63, 0x05]
        );
        for (text, position) in [
            ("EB6305c9-1f7f-49de-aed0-16487c27b42d", 0),
            ("eb6305c9-1f7f-19de-aed0-16487c27b42d", 14),
            ("eb6305c9-1f7f-49de-ced0-16487c27b42d", 19),
            ("eb6305c9-1f7f-49de-7ed0-16487c27b42d", 19),
            ("eb6305c9f1f7f-49de-aed0-16487c27b42d", 8),
            ("eb6305c9-1f7f-49de-aed0-16487c27b42g", 35),
            ("eb6305c--1f7f-49de-aed0-16487c27b42d", 7),
        ] {
            assert_eq!(
                Uetr::parse(text),
                Err(ParseUetrError::Character { position }),
                "{text}"
            );
        }
        for text in [
            "",
            "eb6305c91f7f49deaed016487c27b42d",
            "{eb6305c9-1f7f-49de-aed0-16487c27b42d}",
        ] {
            assert_eq!(Uetr::parse(text), Err(ParseUetrError::Length), "{text}");
        }
    }

    #[test]
    fn random_bytes_get_version_and_variant() {
        assert_eq!(
            Uetr::from_random_bytes([0; 16]).to_string(),
            "00000000-0000-4000-8000-000000000000"
        );
        assert_eq!(
            Uetr::from_random_bytes([0xFF; 16]).to_string(),
            "ffffffff-ffff-4fff-bfff-ffffffffffff"
        );
    }
}
