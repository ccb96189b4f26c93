//! Classes of characters, eight bytes at a time.
//!
//! Each function says whether all of `bytes[from..to]` are of the class; `to` is at most the length of `bytes`.

use super::allows;
use crate::spec::{Charset, Content};

const ONES: u64 = u64::from_ne_bytes([1; 8]);
const HIGH: u64 = ONES * 0x80;

/// Digits: `zone` is what a digit has in its high half, `30` in ASCII, `F0` in EBCDIC.
#[inline]
pub(crate) fn digits(bytes: &[u8], from: usize, to: usize, zone: u8) -> bool {
    let zone = ONES * u64::from(zone);
    words(bytes, from, to, zone, |word| {
        let digit = word ^ zone;
        // A byte above 0F spoils the sum of the next one, but is wrong by itself.
        (digit | (digit.wrapping_add(ONES * 6))) & (ONES * 0xF0)
    })
}

/// Digits, two a byte.
#[inline]
pub(crate) fn bcd(bytes: &[u8], from: usize, to: usize) -> bool {
    words(bytes, from, to, 0, |word| {
        let (low, high) = (word & (ONES * 0x0F), (word >> 4) & (ONES * 0x0F));
        ((low + ONES * 6) | (high + ONES * 6)) & (ONES * 0x10)
    })
}

/// Letters, digits and spaces in ASCII.
#[inline]
pub(crate) fn an(bytes: &[u8], from: usize, to: usize) -> bool {
    words(bytes, from, to, ONES * 0x20, |word| {
        let seven = word & !HIGH;
        let allowed = between(seven | (ONES * 0x20), b'a', b'z')
            | between(seven, b'0', b'9')
            | between(seven, b' ', b' ');
        (word | !allowed) & HIGH
    })
}

/// Everything that prints in ASCII.
#[inline]
pub(crate) fn ans(bytes: &[u8], from: usize, to: usize) -> bool {
    words(bytes, from, to, ONES * 0x20, |word| {
        (word | !between(word & !HIGH, b' ', b'~')) & HIGH
    })
}

/// What may stand on track 2 or 3, in ASCII.
#[inline]
pub(crate) fn track(bytes: &[u8], from: usize, to: usize) -> bool {
    words(bytes, from, to, ONES * 0x30, |word| {
        let seven = word & !HIGH;
        let allowed = between(seven, b'0', b'?') | between(seven, b'D', b'D');
        (word | !allowed) & HIGH
    })
}

/// Bytes for which the table says so.
#[inline]
pub(crate) fn all(table: &[bool; 256], bytes: &[u8], from: usize, to: usize) -> bool {
    bytes
        .get(from..to)
        .is_some_and(|bytes| bytes.iter().all(|&byte| allowed(table, byte)))
}

/// The highest bit of each byte: whether it is from `first` to `last`. All bytes are below 80.
#[inline]
const fn between(word: u64, first: u8, last: u8) -> u64 {
    let not_below = word + ONES * (0x80 - first as u64);
    let above = word + ONES * (0x7F - last as u64);
    not_below & !above & HIGH
}

/// Whether `wrong` is zero for all words; one that is not full is filled up with `fill`.
#[inline]
fn words(bytes: &[u8], from: usize, to: usize, fill: u64, wrong: impl Fn(u64) -> u64) -> bool {
    let Some(content) = bytes.get(from..to) else {
        return false;
    };
    let Some(last) = content.last_chunk() else {
        return wrong(short(bytes, from, content, fill)) == 0;
    };
    // The last word may overlap the one before.
    let mut found = wrong(u64::from_le_bytes(*last));
    for word in content.as_chunks().0 {
        found |= wrong(u64::from_le_bytes(*word));
    }
    found == 0
}

/// A content of less than eight bytes as a word.
#[inline]
fn short(bytes: &[u8], from: usize, content: &[u8], fill: u64) -> u64 {
    let kept = !(u64::MAX << (8 * content.len()));
    let word = match bytes.get(from..).and_then(|rest| rest.first_chunk()) {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => content
            .iter()
            .rev()
            .fold(0, |word, &byte| word << 8 | u64::from(byte)),
    };
    word & kept | fill & !kept
}

#[inline]
#[expect(clippy::indexing_slicing, reason = "256 entries")]
const fn allowed(table: &[bool; 256], byte: u8) -> bool {
    table[byte as usize]
}

/// The bytes of EBCDIC 037 that `an` allows.
pub(crate) static CP037_AN: [bool; 256] = class(Content::An);
/// The bytes of EBCDIC 037 that `ans` allows.
pub(crate) static CP037_ANS: [bool; 256] = class(Content::Ans);
/// The bytes of two nibbles that are digits or the separator D.
pub(crate) static BCD_TRACK: [bool; 256] = nibbles();

#[expect(clippy::indexing_slicing, reason = "const fn; below 256")]
const fn class(content: Content) -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    loop {
        table[byte as usize] = allows(content, Charset::Cp037.decode(byte));
        if byte == u8::MAX {
            return table;
        }
        byte += 1;
    }
}

#[expect(clippy::indexing_slicing, reason = "const fn; below 256")]
const fn nibbles() -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    loop {
        let (high, low) = (byte >> 4, byte & 0xF);
        table[byte as usize] = (high <= 9 || high == 0xD) && (low <= 9 || low == 0xD);
        if byte == u8::MAX {
            return table;
        }
        byte += 1;
    }
}
