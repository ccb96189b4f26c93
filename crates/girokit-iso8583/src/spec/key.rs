//! What names an element: a number or a tag.

use core::fmt;

/// The name of an element within its message or composite field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "bitmaps and positions number, tagged fields tag"
)]
pub enum Key {
    /// A data element, or the place of a part, from 1.
    Number(u8),
    /// A tag.
    Tag(Tag),
}

impl Key {
    /// The number, if it is one.
    pub const fn number(self) -> Option<u8> {
        match self {
            Self::Number(number) => Some(number),
            Self::Tag(_) => None,
        }
    }

    /// A number that orders keys as `Ord` does, for quick searches.
    #[inline]
    pub(crate) const fn rank(self) -> u64 {
        match self {
            Self::Number(number) => number as u64,
            Self::Tag(Tag { bytes, len, text }) => {
                let bytes = u32::from_be_bytes(bytes) as u64;
                1 << 48 | bytes << 16 | (len as u64) << 8 | text as u64
            }
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Tag(tag) => tag.fmt(f),
        }
    }
}

/// A tag of one to four bytes or characters: `9F02`, `0105`, `AS`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag {
    bytes: [u8; 4],
    len: u8,
    text: bool,
}

impl Tag {
    /// A tag of bytes, as BER-TLV has it, from its number: `0x9F02`. Leading zero bytes fall away; 0 is one byte.
    pub const fn binary(number: u32) -> Self {
        let len: u8 = match number {
            0..=0xFF => 1,
            0x100..=0xFFFF => 2,
            0x1_0000..=0xFF_FFFF => 3,
            _ => 4,
        };
        Self {
            bytes: (number << (32 - 8 * len as u32)).to_be_bytes(),
            len,
            text: false,
        }
    }

    /// A tag of one to four characters of printable ASCII, whatever charset they are written in; of a longer text the first four.
    pub const fn text(text: &str) -> Self {
        let source = text.as_bytes();
        let mut bytes = [0; 4];
        let mut len = 0;
        #[expect(
            clippy::indexing_slicing,
            reason = "const fn; len is below both lengths"
        )]
        while len < 4 && len < source.len() {
            bytes[len] = source[len];
            len += 1;
        }
        Self {
            bytes,
            #[expect(clippy::cast_possible_truncation, reason = "at most 4")]
            len: len as u8,
            text: true,
        }
    }

    /// Its bytes as a number: `0x9F02`.
    pub(crate) const fn number(self) -> u32 {
        u32::from_be_bytes(self.bytes) >> (8 * (4 - self.len as u32) % 32)
    }

    /// From the bytes of a tag, of which the first four count.
    pub(crate) fn from_bytes(source: &[u8]) -> Self {
        let mut bytes = [0; 4];
        let mut len = 0;
        for (to, from) in bytes.iter_mut().zip(source) {
            *to = *from;
            len += 1;
        }
        Self {
            bytes,
            len,
            text: false,
        }
    }

    /// From characters; `None` if one does not print.
    pub(crate) fn from_text(source: impl Iterator<Item = u8>) -> Option<Self> {
        let mut bytes = [0; 4];
        let mut len = 0;
        for (to, from) in bytes.iter_mut().zip(source) {
            if !matches!(from, b' '..=b'~') {
                return None;
            }
            *to = from;
            len += 1;
        }
        Some(Self {
            bytes,
            len,
            text: true,
        })
    }

    /// The bytes, or the characters in ASCII.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes
            .get(..usize::from(self.len))
            .unwrap_or(&self.bytes)
    }

    /// Whether it is one of characters.
    pub const fn is_text(&self) -> bool {
        self.text
    }
}

/// Characters as they are, bytes as upper-case hex.
impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for &byte in self.as_bytes() {
            if self.text && (byte.is_ascii_graphic() || byte == b' ') {
                write!(f, "{}", char::from(byte))?;
            } else {
                write!(f, "{byte:02X}")?;
            }
        }
        Ok(())
    }
}
