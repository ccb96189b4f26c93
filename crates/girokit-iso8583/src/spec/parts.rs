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
    /// One definition (the list's only one) again and again to the end, keys 1, 2, 3... to 255, as the amounts of DE 54.
    Repeated(List<Field>),
    /// Tags with values in any order.
    Tagged(Tagged),
}

/// Parts that a bitmap names (Visa fields 62, 63, 126).
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "written as a constant")]
pub struct Bitmapped {
    /// How the bitmap is written.
    pub encoding: BitmapEncoding,
    /// Its bytes, 1 to 24; with `extends` those of one of up to three bitmaps, 1 to 8.
    pub bytes: u8,
    /// Whether bit 1 announces one more bitmap of the same size behind this one, as in a message. Otherwise it is a part like any other.
    pub extends: bool,
    /// The parts, keys 1 to 192, numbered through all bitmaps.
    pub parts: List<Field>,
}

/// Elements with tags.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "written as a constant")]
pub struct Tagged {
    /// How a tag is written.
    pub tag: TagForm,
    /// The defined tags; each with its own length. Where the form has a length ([`TagForm::has_length`]) that one counts, and the
    /// defined one only bounds it. A constructed tag of BER that is defined without parts has the same tags in it as stand beside it.
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
    /// BER-TLV (ISO/IEC 8825-1, EMV Book 3 annex B): tag and definite length by their own first bits, one to four bytes of tag,
    /// constructed tags nested. The length stands in the fewest bytes, and nothing between the objects.
    Ber,
    /// BER-TLV with what some cards and hosts write besides. It is kept byte for byte.
    BerWith(BerLeeway),
    /// SIMPLE-TLV (ISO/IEC 7816-4 5.2.1): a tag of one byte, 01 to FE; a length of one byte, or FF and two bytes.
    Simple,
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

impl TagForm {
    /// Whether this is BER-TLV, strict or not.
    pub const fn is_ber(self) -> bool {
        matches!(self, Self::Ber | Self::BerWith(_))
    }

    /// Whether a length belongs to the form itself, so that the end of an element is known whatever its definition says.
    pub const fn has_length(self) -> bool {
        matches!(self, Self::Ber | Self::BerWith(_) | Self::Simple)
    }

    /// What is taken besides BER in its strict form.
    pub(crate) const fn leeway(self) -> BerLeeway {
        match self {
            Self::BerWith(leeway) => leeway,
            _ => BerLeeway::NONE,
        }
    }
}

/// What a spec takes of BER-TLV besides its strict form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "written as a constant")]
pub struct BerLeeway {
    /// Whether a length may stand in more bytes than it needs: `81 06` for `06`. BER allows that, DER does not.
    pub long_lengths: bool,
    /// What may stand before, between and behind the objects.
    pub padding: BerPadding,
}

impl BerLeeway {
    /// Nothing: as [`TagForm::Ber`].
    pub const NONE: Self = Self {
        long_lengths: false,
        padding: BerPadding::None,
    };
}

/// Bytes without meaning before, between and behind the objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BerPadding {
    /// None.
    None,
    /// `00` (EMV Book 3 annex B1).
    Zero,
    /// `00` and `FF` (ISO/IEC 7816-4): a tag can then not begin with `FF`.
    ZeroOrFf,
}
