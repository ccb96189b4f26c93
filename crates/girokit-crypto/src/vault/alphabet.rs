//! Alphabets of format-preserving tokens.

use core::fmt;

use zeroize::Zeroizing;

use crate::{Error, ErrorKind};

/// The characters of a format, in their order: the first stands for digit 0 of [`Ff1`](super::Ff1).
#[derive(Clone, PartialEq, Eq)]
pub struct Alphabet(Box<[u8]>);

impl Alphabet {
    /// From 2 to 94 different visible ASCII characters.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) for fewer, others or one that comes twice.
    pub fn parse(characters: &str) -> Result<Self, Error> {
        let bytes = characters.as_bytes();
        let bad = |what| Err(Error::new(ErrorKind::Malformed, what).in_part("alphabet"));
        if bytes.len() < 2 || !bytes.iter().all(u8::is_ascii_graphic) {
            return bad("expected two or more visible ASCII characters");
        }
        let mut sorted = bytes.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        if sorted.len() != bytes.len() {
            return bad("expected every character once");
        }
        Ok(Self(bytes.into()))
    }

    /// `0` to `9`.
    pub fn digits() -> Self {
        Self((*b"0123456789").into())
    }

    /// `0` to `9`, `A` to `Z`: account numbers, IBAN without its check digits.
    pub fn upper_alphanumeric() -> Self {
        Self((*b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ").into())
    }

    /// `0` to `9`, `A` to `Z`, `a` to `z`.
    pub fn alphanumeric() -> Self {
        Self((*b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz").into())
    }

    /// Number of characters.
    pub fn radix(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    /// The place of every character of `text`.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) for a character that is not of the alphabet.
    pub fn digits_of(&self, text: &str) -> Result<Zeroizing<Vec<u16>>, Error> {
        let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
        for (offset, byte) in text.bytes().enumerate() {
            let place = self.0.iter().position(|&known| known == byte);
            let digit = place.and_then(|place| u16::try_from(place).ok());
            digits.push(digit.ok_or_else(|| {
                let error =
                    Error::new(ErrorKind::Malformed, "expected a character of the alphabet");
                error.at_offset(offset)
            })?);
        }
        Ok(digits)
    }

    /// The characters at these places.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) for a place beyond the last character.
    pub fn text_of(&self, digits: &[u16]) -> Result<Zeroizing<String>, Error> {
        let mut text = Zeroizing::new(String::with_capacity(digits.len()));
        for &digit in digits {
            let character = self.0.get(usize::from(digit));
            text.push(char::from(*character.ok_or_else(|| {
                Error::new(ErrorKind::Malformed, "expected digits below the radix")
            })?));
        }
        Ok(text)
    }
}

impl fmt::Debug for Alphabet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Alphabet({})", String::from_utf8_lossy(&self.0))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn places_and_characters() {
        let hex = Alphabet::parse("0123456789abcdef").unwrap();
        assert_eq!(*hex.digits_of("0f").unwrap(), [0, 15]);
        assert_eq!(*hex.text_of(&[10, 1]).unwrap(), "a1");
        assert!(hex.digits_of("0g").is_err() && hex.text_of(&[16]).is_err());
        for bad in ["", "a", "aa", "a b", "é0"] {
            assert!(Alphabet::parse(bad).is_err());
        }
    }
}
