//! The common case, many bytes in one step: start tags without prefix, end tags, plain text, one plain attribute.
//!
//! Nothing here gives a verdict: what is not the common case is left where it stands, for the other functions of the scanner.

#![allow(
    clippy::inline_always,
    reason = "the reader's innermost steps: a call costs as much as the step, measured by instructions"
)]

use super::{Attribute, Fatal, Scanner, Start};
use crate::schema::MAX_KEY;

/// What stands at the cursor.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Look {
    /// An end tag.
    End,
    /// Anything else.
    Other,
    /// A start tag without prefix, in the message's namespace, of a name that has a [`tag_key`](crate::schema::tag_key).
    Start(Key),
}

/// A name of at most 15 bytes as a number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key {
    pub(crate) word: u128,
    /// Whether white space follows, and then perhaps attributes, and not the end of the tag.
    pub(crate) is_spaced: bool,
    length: usize,
}

/// The name and the `>` of an end tag as a number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Closing {
    word: u128,
    mask: u128,
    length: usize,
}

impl Closing {
    /// Never found: no text in UTF-8 holds these bytes.
    const NEVER: Self = Self {
        word: u128::MAX,
        mask: u128::MAX,
        length: 0,
    };

    /// Of a name that was masked to its length.
    #[inline(always)]
    fn of(word: u128, length: usize) -> Self {
        match (END.get(length), LOW.get(length + 1)) {
            (Some(end), Some(mask)) => Self {
                word: word | end,
                mask: *mask,
                length,
            },
            _ => Self::NEVER,
        }
    }
}

impl<'i> Scanner<'i> {
    /// Looks at what comes next. Nothing but white space before it is consumed.
    #[inline(always)]
    pub(crate) fn look(&mut self) -> Look {
        if self.pending_end.is_some() || !self.default_is_target {
            return Look::Other;
        }
        if self.peek(0) != Some(b'<') {
            self.skip_space();
            if self.peek(0) != Some(b'<') {
                return Look::Other;
            }
        }
        let from = self.at + 1;
        let Some(word) = self.word(from) else {
            return Look::Other;
        };
        let Some(length) = first_below(word, b'>' + 1) else {
            return Look::Other;
        };
        let Some(mask) = LOW.get(length) else {
            return Look::Other;
        };
        let is_spaced = match self.bytes().get(from + length) {
            Some(b'/') if length == 0 => return Look::End,
            _ if length == 0 => return Look::Other,
            Some(b'>') => false,
            Some(b' ') => true,
            Some(b'0'..=b'9') => return Self::with_digits(word),
            _ => return Look::Other,
        };
        Look::Start(Key {
            word: word & mask,
            is_spaced,
            length,
        })
    }

    /// Few names hold digits.
    #[cold]
    fn with_digits(word: u128) -> Look {
        let Some(length) = first_zero(word ^ (ONES * u128::from(b'>'))) else {
            return Look::Other;
        };
        match LOW.get(length) {
            Some(mask) if length > 0 => Look::Start(Key {
                word: word & mask,
                is_spaced: false,
                length,
            }),
            _ => Look::Other,
        }
    }

    /// Sixteen bytes as a number, first byte lowest.
    #[inline(always)]
    fn word(&self, at: usize) -> Option<u128> {
        let (bytes, _) = self.bytes().get(at..)?.split_first_chunk::<16>()?;
        Some(u128::from_le_bytes(*bytes))
    }

    /// The end tag that belongs to a start tag.
    #[inline]
    pub(crate) fn closing(&self, start: &Start<'i>) -> Closing {
        let length = start.name.len();
        match (self.word(start.offset + 1), LOW.get(length)) {
            (Some(word), Some(mask)) if length <= MAX_KEY => Closing::of(word & mask, length),
            _ => Closing::NEVER,
        }
    }

    /// Consumes the start tag that [`look`](Self::look) saw, which has no attributes. Returns the end tag that belongs to it.
    #[inline(always)]
    pub(crate) fn take_start(&mut self, key: Key) -> Result<Closing, Fatal> {
        let offset = self.at;
        let behind = offset + key.length + 2;
        let name = self.slice(offset + 1, behind - 1);
        if self.open.len() >= self.max_depth {
            return Err(self.too_deep(offset));
        }
        self.at = behind;
        self.open.push(name);
        Ok(Closing::of(key.word, key.length))
    }

    /// Consumes the end tag that [`look`](Self::look) saw if it is this one, and tells where it stood.
    #[inline(always)]
    pub(crate) fn take_end(&mut self, closing: Closing) -> Option<usize> {
        let offset = self.at;
        if self.word(offset + 2)? & closing.mask != closing.word {
            return None;
        }
        self.at = offset + closing.length + 3;
        self.pop();
        Some(offset)
    }

    /// The whole element that [`look`](Self::look) saw if it holds nothing but plain text: the text, its offset, and the offset
    /// behind the element. Nothing is consumed.
    #[inline(always)]
    fn plain_leaf(&self, key: Key, from: usize) -> Option<(&'i str, usize)> {
        let closing = Closing::of(key.word, key.length);
        let end = self.text_end(from)?;
        let is_end_tag = self.bytes().get(end..end + 2) == Some(b"</".as_slice());
        if !is_end_tag || self.word(end + 2)? & closing.mask != closing.word {
            return None;
        }
        if self.open.len() >= self.max_depth {
            return None;
        }
        Some((self.slice(from, end), end + key.length + 3))
    }

    /// Consumes the whole element that [`look`](Self::look) saw if it holds nothing but plain text. Returns the text and its
    /// offset.
    #[inline(always)]
    pub(crate) fn take_leaf(&mut self, key: Key) -> Option<(&'i str, usize)> {
        let from = self.at + key.length + 2;
        let (text, behind) = self.plain_leaf(key, from)?;
        self.at = behind;
        Some((text, from))
    }

    /// Consumes the whole element that [`look`](Self::look) saw if it holds one plain attribute and nothing but plain text. Returns
    /// both, and the offset of the text.
    #[inline]
    pub(crate) fn take_amount(&mut self, key: Key) -> Option<(Attribute<'i>, &'i str, usize)> {
        let space = self.at + 1 + key.length;
        let (attribute, length) = self.plain_attribute(space)?;
        let from = space + length;
        let (text, behind) = self.plain_leaf(key, from)?;
        self.at = behind;
        Some((attribute, text, from))
    }

    /// Where the plain text that begins here ends: before markup, before a reference, and before what must be normalised or
    /// looked at more closely. `None` is no verdict.
    #[inline(always)]
    fn text_end(&self, from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            let (bytes, _) = self.bytes().get(at..)?.split_first_chunk::<8>()?;
            let word = u64::from_le_bytes(*bytes);
            let mut stops = zeros(word, b'<') | zeros(word, b'&');
            if self.census.has_cr || self.census.has_cdata_end {
                stops |= zeros(word, b'\r') | zeros(word, b']');
            }
            if stops != 0 {
                return Some(at + stops.trailing_zeros() as usize / 8);
            }
            at += 8;
        }
    }

    /// One attribute such as ` Ccy="EUR"` and the end of the tag, with its length. `None` is no verdict.
    #[inline]
    pub(super) fn plain_attribute(&self, space: usize) -> Option<(Attribute<'i>, usize)> {
        let rest = self.bytes().get(space..)?.strip_prefix(b" ")?;
        let name_length = rest.iter().position(|b| !b.is_ascii_alphabetic())?;
        let value = rest.get(name_length..)?.strip_prefix(b"=\"")?;
        let plain = |b: &u8| !matches!(b, b'"' | b'<' | b'&' | b'\t' | b'\n' | b'\r');
        let value_length = value.iter().position(|b| !plain(b))?;
        let from = space + 1;
        let name = self.slice(from, from + name_length);
        if !value.get(value_length..)?.starts_with(b"\">") || name.is_empty() || name == "xmlns" {
            return None;
        }
        let value_from = from + name_length + 2;
        let value = self.slice(value_from, value_from + value_length);
        let attribute = Attribute {
            name,
            local: name,
            namespace: "".into(),
            value: value.into(),
            offset: from,
        };
        Some((attribute, name_length + value_length + 5))
    }
}

/// The lowest bytes of a number, by how many.
#[allow(
    clippy::indexing_slicing,
    reason = "in a constant: out of bounds would not compile"
)]
const LOW: [u128; 17] = {
    let mut low = [u128::MAX; 17];
    let mut i = 0;
    while i < 16 {
        low[i] = !(u128::MAX << (8 * i));
        i += 1;
    }
    low
};

/// `>` as each of the sixteen bytes of a number.
#[allow(
    clippy::indexing_slicing,
    reason = "in a constant: out of bounds would not compile"
)]
const END: [u128; 16] = {
    let mut end = [0; 16];
    let mut i = 0;
    while i < 16 {
        end[i] = (b'>' as u128) << (8 * i);
        i += 1;
    }
    end
};

/// One in each byte.
const ONES: u128 = u128::MAX / 0xFF;

/// The position of the first of sixteen bytes that is smaller than `bound`, which is at most 128.
#[inline(always)]
fn first_below(word: u128, bound: u8) -> Option<usize> {
    // A borrow reaches higher bytes only from a byte that is below: the lowest is found exactly.
    let below = word.wrapping_sub(ONES * u128::from(bound)) & !word & (ONES * 0x80);
    (below != 0).then(|| below.trailing_zeros() as usize / 8)
}

/// The position of the first of sixteen bytes that is zero.
#[inline]
fn first_zero(word: u128) -> Option<usize> {
    first_below(word, 1)
}

/// The highest bit of each of eight bytes that equals `byte`. Bytes above the lowest hit may be marked in error.
#[inline(always)]
fn zeros(word: u64, byte: u8) -> u64 {
    const ONES: u64 = u64::MAX / 0xFF;
    let x = word ^ (ONES * u64::from(byte));
    x.wrapping_sub(ONES) & !x & (ONES * 0x80)
}
