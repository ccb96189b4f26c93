//! What a composite element is made of.

use super::Field;
use super::axes::{BitmapEncoding, Charset};
use crate::list::List;

/// What an element is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Parts {
    /// One value.
    None,
    /// Parts one after the other, keys 1, 2, 3... A variable element may end early, between two parts.
    Positional(List<Field>),
    /// A bitmap of its own, then the parts that it names.
    Bitmapped(Bitmapped),
    /// Tags with values in any order.
    Tagged(Tagged),
}

/// Parts that a bitmap names (Visa fields 62, 63, 126).
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "written as a constant")]
pub struct Bitmapped {
    /// How the bitmap is written.
    pub encoding: BitmapEncoding,
    /// Its bytes, 1 to 24. Bit 1 is a part like any other.
    pub bytes: u8,
    /// The parts, keys 1 to 192.
    pub parts: List<Field>,
}

/// Elements with tags.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "written as a constant")]
pub struct Tagged {
    /// How a tag is written.
    pub tag: TagForm,
    /// The defined tags; each with its own length. Under [`TagForm::Ber`] the length is BER's and the defined one only bounds it.
    pub parts: List<Field>,
    /// What a tag is that `parts` does not define: none or one definition, whose key is not looked at. None: such a tag is an error.
    pub other: List<Field>,
    /// Whether a tag may stand more than once.
    pub repeats: bool,
}

/// How tags are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TagForm {
    /// BER-TLV (ISO 8825-1, EMV Book 3 annex B): tag and definite length by their own first bits, one to four bytes of tag,
    /// constructed tags nested.
    Ber,
    /// So many characters (1 to 4).
    Text {
        /// How many.
        len: u8,
        /// In which charset.
        charset: Charset,
    },
    /// Digits, two a byte: `len` bytes (1 to 4). The key is their text.
    Bcd {
        /// How many bytes.
        len: u8,
    },
    /// So many bytes (1 to 4).
    Binary {
        /// How many.
        len: u8,
    },
}
