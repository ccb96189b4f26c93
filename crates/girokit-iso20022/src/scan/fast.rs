//! The common case: a start tag without prefix and attributes, compared as one number, and an element of plain text.

use super::name::stop;
use super::{Fatal, Scanner, Start};

impl<'i> Scanner<'i> {
    /// Looks at a start tag without prefix and attributes, in the message's namespace, of a name that has a
    /// [`tag_key`](crate::schema::tag_key). Nothing but white space before it is consumed.
    #[inline]
    pub(crate) fn peek_key(&mut self) -> Option<Key> {
        if self.pending_end.is_some() || !self.default_is_target {
            return None;
        }
        if self.peek(0) != Some(b'<') {
            self.skip_space();
            if self.peek(0) != Some(b'<') {
                return None;
            }
        }
        let word = self.word(self.at + 1)?;
        if word & 0xFF == u128::from(b'/') {
            return None;
        }
        let length = find_gt(word)?;
        // The shift is below 128, since `>` stands in one of the sixteen bytes.
        Some(Key {
            word: word & !(u128::MAX << (length * 8)),
            length,
        })
    }

    /// Sixteen bytes as a number, first byte lowest.
    #[inline]
    fn word(&self, at: usize) -> Option<u128> {
        let (bytes, _) = self.bytes().get(at..)?.split_first_chunk::<16>()?;
        Some(u128::from_le_bytes(*bytes))
    }

    /// Consumes the start tag that [`peek_key`](Self::peek_key) saw.
    #[inline]
    pub(crate) fn take_start(&mut self, key: Key) -> Result<Start<'i>, Fatal> {
        let offset = self.at;
        let name = self.slice(offset + 1, offset + 1 + key.length);
        if self.open.len() >= self.max_depth {
            return Err(self.too_deep(offset));
        }
        self.at = offset + key.length + 2;
        self.open.push(name);
        self.attributes.clear();
        Ok(Start {
            name,
            local: name,
            in_target: true,
            has_attributes: false,
            offset,
        })
    }

    /// Consumes the whole element that [`peek_key`](Self::peek_key) saw if it holds nothing but plain text. Returns the text
    /// and its offset.
    #[inline]
    pub(crate) fn take_leaf(&mut self, key: Key) -> Option<(&'i str, usize)> {
        let from = self.at + key.length + 2;
        let rest = self.bytes().get(from..)?;
        let length = rest.iter().position(|&b| stop(b))?;
        let end = from + length;
        // `</` + name + `>`, the last two compared as one number.
        let closing = key.word | u128::from(b'>') << (key.length * 8);
        let mask = !(u128::MAX << (key.length * 8) << 8);
        let is_end_tag = self.bytes().get(end..end + 2) == Some(b"</".as_slice());
        if !is_end_tag || self.word(end + 2)? & mask != closing {
            return None;
        }
        if self.open.len() >= self.max_depth {
            return None;
        }
        self.at = end + key.length + 3;
        Some((self.slice(from, end), from))
    }
}

/// A name of at most 15 bytes as a number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key {
    pub(crate) word: u128,
    pub(super) length: usize,
}

/// The position of the first `>` among sixteen bytes.
#[inline]
fn find_gt(word: u128) -> Option<usize> {
    const ONES: u128 = u128::MAX / 0xFF;
    const HIGHS: u128 = ONES * 0x80;
    // A byte of `x` is zero where `word` holds `>`; the lowest zero byte is found exactly.
    let x = word ^ (ONES * 0x3E);
    let zeros = x.wrapping_sub(ONES) & !x & HIGHS;
    (zeros != 0).then(|| zeros.trailing_zeros() as usize / 8)
}
