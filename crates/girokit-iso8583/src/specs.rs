//! Shipped specs: the standard's own tables, as constants. Nothing is computed at start.
//!
//! ```
//! use girokit_iso8583::specs;
//!
//! let spec = specs::by_name("iso1987-ascii").expect("it is shipped");
//! assert!(spec.field(4).is_some_and(|amount| amount.name == "Amount, transaction"));
//! ```
//!
//! The three forms of a version come from one table, so that they cannot drift. The standard leaves the form of a message to those
//! who exchange it; ours are:
//! - `ascii`: characters, hex bitmaps, lengths in ASCII, `b` as hex digits; DE 55 as bytes, counted in bytes.
//! - `binary`: MTI and digits in BCD (fixed: 0 before the first; variable: 0 behind the last), bytes for bitmaps and `b`, text in ASCII,
//!   lengths in BCD.
//! - `ebcdic`: characters and lengths in code page 037, bytes for bitmaps and `b`.
//!
//! The specs that are like those of networks stand on the table of 1987 too; what a network has of its own is in `networks`. A
//! network's own specification is confidential: ours are what public listings say, and each names what is not public.
//!
//! DE 55 is read as ICC data in every version, as networks use it, though 1987 reserves it. Data that a network defines for itself
//! stays text here: its own spec gives the parts.

use crate::emv;
use crate::spec::{
    Bitmaps, Charset, Content, Encoding, Field, Key, Length, LengthEncoding, MtiEncoding, Pad,
    Parts, Sensitivity, Side, Spec,
};
use std::borrow::Cow;

mod iso1987;
mod iso1993;
mod iso2003;
mod networks;

pub use iso1987::{ISO1987_ASCII, ISO1987_BINARY, ISO1987_EBCDIC};
pub use iso1993::{ISO1993_ASCII, ISO1993_BINARY, ISO1993_EBCDIC};
pub use iso2003::{ISO2003_ASCII, ISO2003_BINARY, ISO2003_EBCDIC};
pub use networks::{AS2805, MASTERCARD, POS_NAC, UNIONPAY, VISA_BASE1};

/// Every shipped spec.
pub fn all() -> impl Iterator<Item = &'static Spec> {
    ALL.into_iter()
}

/// The shipped spec of this name.
pub fn by_name(name: &str) -> Option<&'static Spec> {
    all().find(|spec| spec.name == name)
}

static ALL: [&Spec; 14] = [
    &ISO1987_ASCII,
    &ISO1987_BINARY,
    &ISO1987_EBCDIC,
    &ISO1993_ASCII,
    &ISO1993_BINARY,
    &ISO1993_EBCDIC,
    &ISO2003_ASCII,
    &ISO2003_BINARY,
    &ISO2003_EBCDIC,
    &VISA_BASE1,
    &MASTERCARD,
    &UNIONPAY,
    &AS2805,
    &POS_NAC,
];

/// How a version's table is put on the wire.
#[derive(Clone, Copy)]
enum Form {
    Ascii,
    Binary,
    Ebcdic,
    /// Those of [`networks`].
    Visa,
    Mastercard,
    UnionPay,
    As2805,
}

impl Form {
    const fn mti(self) -> MtiEncoding {
        match self {
            Self::Ascii => MtiEncoding::Text(Charset::Ascii),
            Self::Binary | Self::Visa | Self::UnionPay | Self::As2805 => MtiEncoding::Bcd,
            Self::Ebcdic | Self::Mastercard => MtiEncoding::Text(Charset::Cp037),
        }
    }

    const fn bitmap(self) -> Bitmaps {
        match self {
            Self::Ascii => Bitmaps::HEX,
            _ => Bitmaps::BINARY,
        }
    }

    const fn lengths(self) -> LengthEncoding {
        match self {
            Self::Ascii => LengthEncoding::Text(Charset::Ascii),
            Self::Binary | Self::UnionPay | Self::As2805 => LengthEncoding::Bcd,
            Self::Ebcdic | Self::Mastercard => LengthEncoding::Text(Charset::Cp037),
            Self::Visa => LengthEncoding::Binary,
        }
    }

    /// Whether digits stand two a byte.
    const fn is_packed(self) -> bool {
        matches!(
            self,
            Self::Binary | Self::Visa | Self::UnionPay | Self::As2805
        )
    }

    const fn encoding(self, content: Content, digits: u8) -> Encoding {
        const RIGHT: Encoding = Encoding::Bcd {
            side: Side::Right,
            filler: 0,
        };
        match (self, content, digits) {
            (Self::Ascii, Content::B, _) => Encoding::Hex(Charset::Ascii),
            (_, Content::B, _) => Encoding::Binary,
            (Self::Visa, Content::N, _)
            | (Self::Visa, Content::Z, 2)
            | (Self::Binary | Self::UnionPay | Self::As2805, Content::N | Content::XN, 0) => {
                Encoding::BCD
            }
            (_, Content::N, _) | (_, Content::Z, 2) if self.is_packed() => RIGHT,
            (Self::Ebcdic | Self::Mastercard | Self::Visa, ..) => Encoding::EBCDIC,
            _ => Encoding::ASCII,
        }
    }

    /// One row of a table. `digits` of the length prefix, 0: fixed.
    const fn field(
        self,
        number: u8,
        name: &'static str,
        content: Content,
        (digits, len): (u8, u32),
        sensitivity: Sensitivity,
    ) -> Field {
        if networks::has(self, number) {
            return networks::field(self, number);
        }
        // A currency is of letters or digits; where digits are BCD, of digits.
        let content = match number {
            49..=51 if self.is_packed() && len == 3 => Content::N,
            _ => content,
        };
        let length = match digits {
            0 => Length::fixed(len),
            // One binary byte counts to 255.
            _ if matches!(self, Self::Visa) => {
                let max = if len > 255 { 255 } else { len };
                Length::var(1, max).with_encoding(self.lengths())
            }
            digits => Length::var(digits, len).with_encoding(self.lengths()),
        };
        let tags = matches!(sensitivity, Sensitivity::Tags);
        Field {
            key: Key::Number(number),
            name: Cow::Borrowed(name),
            content: if tags { Content::Any } else { content },
            encoding: if tags {
                Encoding::Binary
            } else {
                self.encoding(content, digits)
            },
            length,
            pad: match (digits, content) {
                (0, Content::N) => Pad::Left('0'),
                (0, Content::A | Content::An | Content::Ans) => Pad::Right(' '),
                _ => Pad::None,
            },
            sensitivity,
            parts: if tags { emv::ICC_DATA } else { Parts::None },
        }
    }
}

/// The three forms of a version from one table: number, name, attribute, digits of the length prefix (0: fixed), length, sensitivity.
macro_rules! version {
    (
        $version:ident, $title:literal, $source:literal,
        [$($form:ident $spec:ident $fields:ident $name:literal;)*]
        [$($network:ident $rows:ident;)*]
        $table:tt
    ) => {
        $(
            pub(super) static $rows: [Field; version!(@count $table)] = version!(@fields $network $table);
        )*
        $(
            static $fields: [Field; version!(@count $table)] = version!(@fields $form $table);
            #[doc = concat!("`", $name, "`: ", $title, ".")]
            pub static $spec: Spec = Spec::shipped(
                $name,
                $title,
                $source,
                Version::$version,
                $crate::spec::Header::None,
                (Form::$form.mti(), Form::$form.bitmap()),
                &$fields,
            );
        )*
    };
    (@count [$($number:literal $name:literal $content:ident $digits:literal $len:literal $seen:ident;)*]) => {
        [$($number),*].len()
    };
    (@fields $form:ident [$($number:literal $name:literal $content:ident $digits:literal $len:literal $seen:ident;)*]) => {
        [$(Form::$form.field($number, $name, Content::$content, ($digits, $len), Sensitivity::$seen)),*]
    };
}
use version;
