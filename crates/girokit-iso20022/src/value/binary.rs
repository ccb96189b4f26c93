//! Octets in base64.

use std::fmt::{self, Write};

use super::lexical::through_lexical;
use super::{Text, ValueError};

/// Octets as base64 text, with its line breaks and spaces as written (`xs:base64Binary`).
///
/// ```
/// use girokit_iso20022::value::Binary;
///
/// let image = Binary::encode(b"%PDF");
/// assert_eq!(image.to_string(), "JVBERg==");
/// assert_eq!((image.octets(), image.decode()), (4, b"%PDF".to_vec()));
/// assert!("JVBERg=".parse::<Binary>().is_err());
/// # Ok::<(), girokit_iso20022::value::ValueError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Binary(Text);

impl Binary {
    /// Writes octets as one line of base64 (RFC 4648 section 4).
    pub fn encode(octets: &[u8]) -> Self {
        let mut text = String::with_capacity(octets.len().div_ceil(3) * 4);
        for chunk in octets.chunks(3) {
            let word = chunk
                .iter()
                .chain([&0, &0])
                .take(3)
                .fold(0_u32, |word, octet| word << 8 | u32::from(*octet));
            for place in 0..4 {
                let sextet = word >> (18 - 6 * place) & 63;
                text.push(if place > chunk.len() {
                    '='
                } else {
                    character(sextet)
                });
            }
        }
        Self(Text::from(text))
    }

    pub(crate) fn parse_xml(text: &str) -> Result<Self, ValueError> {
        if is_base64(text.as_bytes()) {
            Ok(Self(Text::from(text)))
        } else {
            Err(ValueError::new(EXPECTED))
        }
    }

    /// The base64 text as written.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// How many octets it stands for, the length that the length facets count.
    pub fn octets(&self) -> usize {
        let sextets = self
            .0
            .bytes()
            .filter(|byte| sextet(*byte).is_some())
            .count();
        sextets / 4 * 3 + sextets % 4 * 3 / 4
    }

    /// The octets.
    pub fn decode(&self) -> Vec<u8> {
        let mut octets = Vec::with_capacity(self.octets());
        let (mut word, mut bits) = (0_u32, 0);
        for sextet in self.0.bytes().filter_map(sextet) {
            word = word << 6 | u32::from(sextet);
            bits += 6;
            if bits >= 8 {
                bits -= 8;
                octets.push(u8::try_from(word >> bits & 0xff).unwrap_or(0));
            }
        }
        octets
    }

    pub(crate) fn put<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

through_lexical!(Binary);

const EXPECTED: &str = "octets in base64";

/// Whether the text is whole base64 groups with white space anywhere between characters, and no stray bits before the padding.
fn is_base64(text: &[u8]) -> bool {
    let (mut sextets, mut padding, mut last) = (0_usize, 0_usize, 0_u8);
    for &byte in text {
        match (byte, sextet(byte)) {
            (b' ' | b'\t' | b'\n' | b'\r', _) => {}
            (b'=', _) => padding += 1,
            (_, Some(sextet)) if padding == 0 => {
                sextets += 1;
                last = sextet;
            }
            _ => return false,
        }
    }
    match (sextets % 4, padding) {
        (0, 0) => true,
        (2, 2) => last.trailing_zeros() >= 4,
        (3, 1) => last.trailing_zeros() >= 2,
        _ => false,
    }
}

fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

fn character(sextet: u32) -> char {
    let byte = match u8::try_from(sextet & 63).unwrap_or(0) {
        value @ 0..=25 => b'A' + value,
        value @ 26..=51 => b'a' + (value - 26),
        value @ 52..=61 => b'0' + (value - 52),
        62 => b'+',
        _ => b'/',
    };
    char::from(byte)
}
