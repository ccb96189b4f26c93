//! What the bytes of a message mean: a value, not code.
//!
//! A [`Spec`] is built as a constant of the program (it costs nothing at start) or loaded from JSON; both are the same type. Its axes
//! are orthogonal: what a field may hold ([`Content`]), how that is put into bytes ([`Encoding`]), how long it is and what its
//! length counts ([`Length`], [`Unit`]), how a short value is filled ([`Pad`]), what it is made of ([`Parts`]) and what of it may
//! be shown ([`Sensitivity`]).

use core::fmt;
use std::borrow::Cow;

use crate::limits::MAX_FIELD;
use crate::list::List;
use crate::mti::Version;
use crate::wire::Plan;

mod axes;
mod check;
#[cfg(feature = "json")]
pub mod json;
mod key;
mod parts;
mod set;
mod shared;

pub use axes::{
    BitmapEncoding, Charset, Content, Encoding, Length, LengthEncoding, MtiEncoding, Pad,
    Sensitivity, Side, Unit,
};
pub use key::{Key, Tag};
pub use parts::{BerLeeway, BerPadding, Bitmapped, Parts, TagForm, Tagged};
pub use set::{MtiPattern, ParseMtiPatternError, SpecSet};
pub use shared::SpecRef;

/// A dialect: header, MTI, bitmaps and the fields.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Spec {
    /// The name that tools take: `iso1987-ascii`.
    pub name: Cow<'static, str>,
    /// One line for people.
    pub title: Cow<'static, str>,
    /// Where the facts come from, and what of the dialect is not public.
    pub source: Cow<'static, str>,
    /// The version of the standard, if the dialect keeps to one.
    pub version: Option<Version>,
    /// What stands before the MTI.
    pub header: Header,
    /// How the four digits of the MTI are written.
    pub mti: MtiEncoding,
    /// The bitmaps.
    pub bitmap: Bitmaps,
    fields: List<Field>,
    plans: Plans,
}

impl Spec {
    /// A spec of these fields, without a header, with the MTI in ASCII and binary bitmaps.
    ///
    /// `fields` are data elements 2 to 192 (without 1 and 65 where those are bitmaps), each once. That, and all else, is proved by
    /// [`check`](Self::check); reading by an unsound spec gives errors, never a panic.
    pub const fn new(name: &'static str, fields: &'static [Field]) -> Self {
        Self {
            name: Cow::Borrowed(name),
            title: Cow::Borrowed(""),
            source: Cow::Borrowed(""),
            version: None,
            header: Header::None,
            mti: MtiEncoding::Text(Charset::Ascii),
            bitmap: Bitmaps::BINARY,
            plans: Plans::of(fields),
            fields: List::Static(fields),
        }
    }

    /// A spec that this crate ships.
    pub(crate) const fn shipped(
        name: &'static str,
        title: &'static str,
        source: &'static str,
        version: Version,
        header: Header,
        (mti, bitmap): (MtiEncoding, Bitmaps),
        fields: &'static [Field],
    ) -> Self {
        Self {
            name: Cow::Borrowed(name),
            title: Cow::Borrowed(title),
            source: Cow::Borrowed(source),
            version: Some(version),
            header,
            mti,
            bitmap,
            plans: Plans::of(fields),
            fields: List::Static(fields),
        }
    }

    /// The same spec with other fields.
    #[must_use]
    pub fn with_fields(self, fields: Vec<Field>) -> Self {
        let plans = Plans::of(&fields);
        Self {
            fields: fields.into(),
            plans,
            ..self
        }
    }

    /// The definition of data element `number`.
    #[inline]
    pub fn field(&self, number: u8) -> Option<&Field> {
        let slot = self.plan(number).slot;
        self.fields.get(usize::from(slot.wrapping_sub(1)))
    }

    /// How data element `number` is read.
    #[inline]
    pub(crate) fn plan(&self, number: u8) -> &Plan {
        self.plans.0.get(usize::from(number)).unwrap_or(&Plan::NONE)
    }

    /// All defined fields, as the spec lists them.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }
}

/// The plan of each data element, by its number.
#[derive(Clone, PartialEq, Eq)]
struct Plans([Plan; MAX_FIELD as usize + 1]);

impl Plans {
    const fn of(fields: &[Field]) -> Self {
        let mut plans = [Plan::NONE; MAX_FIELD as usize + 1];
        let mut at = 0;
        #[expect(
            clippy::indexing_slicing,
            clippy::cast_possible_truncation,
            reason = "const fn; both are below their bounds"
        )]
        while at < fields.len() && at < MAX_FIELD as usize {
            if let Key::Number(number) = fields[at].key
                && number <= MAX_FIELD
                && plans[number as usize].slot == 0
            {
                plans[number as usize] = Plan::of(&fields[at], at as u8 + 1);
            }
            at += 1;
        }
        Self(plans)
    }
}

/// Follows from the fields: nothing to show.
impl fmt::Debug for Plans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

/// What stands before the MTI. It is kept byte for byte and never interpreted here.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Header {
    /// Nothing.
    None,
    /// So many bytes, such as the five of a TPDU.
    Fixed(u8),
    /// The first byte says in binary how long the header is, itself included (Visa BASE I: 22).
    SelfCounting,
    /// A field with a length prefix of its own.
    Field(Field),
}

/// How the bitmaps are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bitmaps {
    /// The primary bitmap, fields 1 to 64.
    pub primary: BitmapEncoding,
    /// The secondary bitmap, fields 65 to 128.
    pub secondary: BitmapEncoding,
    /// Whether bit 65 announces a third bitmap, fields 129 to 192, as ISO 8583:1987 has it. Otherwise 65 is a field.
    pub tertiary: bool,
    /// Whether 16 bytes are always there and bit 1 is no flag. Otherwise bit 1 announces the secondary bitmap.
    pub both_always: bool,
}

impl Bitmaps {
    /// Eight bytes each, the second if bit 1 is set, no third.
    pub const BINARY: Self = Self {
        primary: BitmapEncoding::Binary,
        secondary: BitmapEncoding::Binary,
        tertiary: false,
        both_always: false,
    };

    /// Sixteen upper-case hex digits each, in ASCII, the second if bit 1 is set, no third.
    pub const HEX: Self = Self {
        primary: BitmapEncoding::Hex(Charset::Ascii),
        secondary: BitmapEncoding::Hex(Charset::Ascii),
        ..Self::BINARY
    };

    /// Sixteen upper-case hex digits each, in EBCDIC CP037, the second if bit 1 is set, no third.
    pub const HEX_EBCDIC: Self = Self {
        primary: BitmapEncoding::Hex(Charset::Cp037),
        secondary: BitmapEncoding::Hex(Charset::Cp037),
        ..Self::BINARY
    };
}

/// One data element, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// Its number, or its tag inside a tagged field.
    pub key: Key,
    /// Its name in the standard: `Systems trace audit number`.
    pub name: Cow<'static, str>,
    /// What it may hold.
    pub content: Content,
    /// How that is put into bytes.
    pub encoding: Encoding,
    /// How long it is.
    pub length: Length,
    /// How a value shorter than a fixed length is filled.
    pub pad: Pad,
    /// What of it may be shown.
    pub sensitivity: Sensitivity,
    /// What it is made of.
    pub parts: Parts,
}

impl Field {
    /// An element without parts, in clear, without padding.
    pub const fn new(
        key: Key,
        name: &'static str,
        content: Content,
        encoding: Encoding,
        length: Length,
    ) -> Self {
        Self {
            key,
            name: Cow::Borrowed(name),
            content,
            encoding,
            length,
            pad: Pad::None,
            sensitivity: Sensitivity::Clear,
            parts: Parts::None,
        }
    }

    /// An element made of parts. `encoding` says what its length counts in, not how the parts are written.
    pub const fn composite(
        key: Key,
        name: &'static str,
        encoding: Encoding,
        length: Length,
        parts: Parts,
    ) -> Self {
        Self {
            key,
            name: Cow::Borrowed(name),
            content: Content::Any,
            encoding,
            length,
            pad: Pad::None,
            sensitivity: Sensitivity::Clear,
            parts,
        }
    }

    /// The same element with padding.
    #[must_use]
    pub const fn with_pad(mut self, pad: Pad) -> Self {
        self.pad = pad;
        self
    }

    /// The same element, of which not everything may be shown.
    #[must_use]
    pub const fn with_sensitivity(mut self, sensitivity: Sensitivity) -> Self {
        self.sensitivity = sensitivity;
        self
    }
}
