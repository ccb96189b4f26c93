//! One element of a message that was read.

use core::fmt;
use std::borrow::Cow;

use crate::error::Error;
use crate::parts::Elements;
use crate::spec::{Charset, Content, Encoding, Field, Key, Parts, Sensitivity, Side};
use crate::wire;

/// An element in the bytes that hold it: a data element, or a part of a composite one. Decoded when it is asked for.
#[derive(Clone, Copy)]
pub struct FieldView<'a> {
    key: Key,
    field: &'a Field,
    /// What it is made of: the definition's parts, or those around a constructed tag of BER.
    parts: &'a Parts,
    wire: &'a [u8],
    /// Where the content begins in `wire`.
    prefix: usize,
    count: u32,
    offset: usize,
    depth: usize,
}

impl<'a> FieldView<'a> {
    /// The element that begins at `start` of `bytes`, which end at `end`.
    pub(crate) fn locate(
        field: &'a Field,
        key: Key,
        bytes: &'a [u8],
        start: usize,
        end: usize,
    ) -> Result<Self, Error> {
        let place = wire::locate(field, bytes, start, end)?;
        Ok(Self {
            key,
            field,
            parts: &field.parts,
            wire: bytes.get(start..place.end).unwrap_or_default(),
            prefix: place.content - start,
            count: place.count,
            offset: start,
            depth: 1,
        })
    }

    /// An element whose place is known. `wire` is all of it, `prefix` the bytes before its content, `offset` where it stands in the
    /// message.
    pub(crate) const fn placed(
        field: &'a Field,
        key: Key,
        wire: &'a [u8],
        prefix: usize,
        count: u32,
        offset: usize,
        depth: usize,
    ) -> Self {
        Self {
            key,
            field,
            parts: &field.parts,
            wire,
            prefix,
            count,
            offset,
            depth,
        }
    }

    /// The same element, made of these parts.
    pub(crate) const fn with_parts(mut self, parts: &'a Parts) -> Self {
        self.parts = parts;
        self
    }

    /// What it is made of.
    pub(crate) const fn parts(&self) -> &'a Parts {
        self.parts
    }

    /// Whether the spec does not define its tag, and only says what to do with such a one.
    pub fn is_undefined(&self) -> bool {
        matches!(self.key, Key::Tag(_)) && self.field.key != self.key
    }

    /// The same element, counted from another place.
    pub(crate) const fn moved(mut self, by: usize, depth: usize) -> Self {
        self.offset += by;
        self.depth = depth;
        self
    }

    /// Its number or tag.
    pub const fn key(&self) -> Key {
        self.key
    }

    /// Its definition.
    pub const fn definition(&self) -> &'a Field {
        self.field
    }

    /// Where it begins in the message, its tag and length included.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// Where its content begins in the message.
    pub const fn content_offset(&self) -> usize {
        self.offset + self.prefix
    }

    /// All its bytes, tag and length included, as they are on the wire.
    pub const fn wire(&self) -> &'a [u8] {
        self.wire
    }

    /// **The bytes of its content** as they are on the wire, in the clear whatever they are.
    pub fn as_bytes(&self) -> &'a [u8] {
        self.wire.get(self.prefix..).unwrap_or_default()
    }

    /// Its length in the unit of its definition.
    pub const fn count(&self) -> u32 {
        self.count
    }

    /// **Its characters** in the clear, padding included: text as it reads, digits of BCD without the filler, bytes of binary content
    /// as upper-case hex. Characters are of ISO 8859-1.
    pub fn characters(&self) -> Characters<'a> {
        Characters::new(self.field, self.as_bytes(), self.count)
    }

    /// **Its value as text** in the clear, padding included. Borrowed where the bytes are that text.
    pub fn text(&self) -> Cow<'a, str> {
        if let Encoding::Text(Charset::Ascii) = self.field.encoding
            && let Ok(text) = core::str::from_utf8(self.as_bytes())
            && text.is_ascii()
        {
            return Cow::Borrowed(text);
        }
        Cow::Owned(self.characters().map(char::from).collect())
    }

    /// **Its value as text** in the clear, without the padding that its definition names.
    pub fn trimmed(&self) -> Cow<'a, str> {
        use crate::spec::Pad;
        match (self.text(), self.field.pad) {
            (text, Pad::None) => text,
            (Cow::Borrowed(text), Pad::Left(fill)) => Cow::Borrowed(text.trim_start_matches(fill)),
            (Cow::Borrowed(text), Pad::Right(fill)) => Cow::Borrowed(text.trim_end_matches(fill)),
            (Cow::Owned(text), Pad::Left(fill)) => {
                Cow::Owned(text.trim_start_matches(fill).to_owned())
            }
            (Cow::Owned(text), Pad::Right(fill)) => {
                Cow::Owned(text.trim_end_matches(fill).to_owned())
            }
        }
    }

    /// **Its value as bytes** in the clear: binary content as it is, hex content decoded, everything else as on the wire.
    pub fn bytes(&self) -> Cow<'a, [u8]> {
        let Encoding::Hex(charset) = self.field.encoding else {
            return Cow::Borrowed(self.as_bytes());
        };
        let nibble = |byte: u8| match charset.decode(byte) {
            digit @ b'0'..=b'9' => digit - b'0',
            digit @ b'a'..=b'f' => digit - b'a' + 10,
            digit @ b'A'..=b'F' => digit - b'A' + 10,
            _ => 0,
        };
        Cow::Owned(
            self.as_bytes()
                .chunks_exact(2)
                .map(|pair| {
                    pair.iter()
                        .fold(0, |byte, &digit| byte << 4 | nibble(digit))
                })
                .collect(),
        )
    }

    /// Its value as a number, if it is digits only, at least one, and fits.
    pub fn number(&self) -> Option<u64> {
        let mut digits = self.characters().peekable();
        digits.peek()?;
        digits.try_fold(0_u64, |number, digit| {
            let digit = char::from(digit).to_digit(10)?;
            number.checked_mul(10)?.checked_add(u64::from(digit))
        })
    }

    /// Its parts, in the order in which they stand; none if its definition has no parts.
    pub fn elements(&self) -> Elements<'a> {
        Elements::new(
            self.parts,
            self.as_bytes(),
            self.content_offset(),
            self.depth,
        )
    }

    /// The first part with this key.
    pub fn element(&self, key: Key) -> Option<FieldView<'a>> {
        self.elements()
            .filter_map(Result::ok)
            .find(|element| element.key == key)
    }

    /// Whether it is made of parts.
    pub const fn is_composite(&self) -> bool {
        !matches!(self.parts, Parts::None)
    }
}

/// Shows its key and its length, and its value only if its definition calls it clear.
impl fmt::Debug for FieldView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("FieldView");
        shown.field("key", &format_args!("{}", self.key));
        if self.field.sensitivity == Sensitivity::Clear && !self.is_composite() {
            shown.field("value", &self.text());
        } else {
            shown.field("count", &self.count);
        }
        shown.finish_non_exhaustive()
    }
}

/// The characters of a value, as bytes of ISO 8859-1.
#[derive(Clone)]
pub struct Characters<'a> {
    bytes: &'a [u8],
    form: Form,
    /// The nibble or byte that comes next.
    at: usize,
    /// Where it ends.
    end: usize,
}

#[derive(Clone, Copy)]
enum Form {
    Text(Charset),
    /// Nibbles from `at` to `end`; the separator's nibble as `=`.
    Track,
    /// Nibbles as hex digits.
    Nibbles,
    /// A character of ASCII, then nibbles.
    Signed,
}

impl<'a> Characters<'a> {
    fn new(field: &Field, bytes: &'a [u8], count: u32) -> Self {
        let (form, at, end) = match field.encoding {
            Encoding::Text(charset) | Encoding::Hex(charset) => {
                (Form::Text(charset), 0, bytes.len())
            }
            Encoding::Binary => (Form::Nibbles, 0, bytes.len() * 2),
            Encoding::Bcd { side, .. } => {
                let digits = wire::characters(field, count, bytes.len());
                let form = match field.content {
                    Content::Z => Form::Track,
                    Content::XN => Form::Signed,
                    _ => Form::Nibbles,
                };
                // The sign takes a byte: two nibbles for one character.
                let sign = usize::from(matches!(form, Form::Signed) && digits > 0);
                let odd = (digits - sign) % 2;
                match side {
                    Side::Left => (form, if sign == 0 { odd } else { 0 }, bytes.len() * 2),
                    Side::Right => (form, 0, (bytes.len() * 2).saturating_sub(odd)),
                }
            }
        };
        Self {
            bytes,
            form,
            at,
            end,
        }
    }

    fn nibble(&self) -> Option<u8> {
        let byte = *self.bytes.get(self.at / 2)?;
        Some(if self.at.is_multiple_of(2) {
            byte >> 4
        } else {
            byte & 0xF
        })
    }
}

impl Iterator for Characters<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        if self.at >= self.end {
            return None;
        }
        let next = match self.form {
            Form::Text(charset) => charset.decode(*self.bytes.get(self.at)?),
            Form::Signed if self.at == 0 => {
                self.at = 1;
                *self.bytes.first()?
            }
            Form::Track if self.nibble()? == 0xD => b'=',
            Form::Track | Form::Nibbles | Form::Signed => {
                let nibble = self.nibble()?;
                nibble + if nibble < 10 { b'0' } else { b'A' - 10 }
            }
        };
        self.at += 1;
        Some(next)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.end.saturating_sub(self.at);
        (left.saturating_sub(1), Some(left))
    }
}

impl fmt::Debug for Characters<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Characters").finish_non_exhaustive()
    }
}
