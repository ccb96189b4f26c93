//! One element on the wire: where it begins and ends, and whether it holds what its spec allows.

use crate::error::{Error, ErrorKind};
use crate::spec::{Charset, Content, Encoding, Field, Length, LengthEncoding, Parts, Side, Unit};

mod chars;
mod plan;
mod swar;
mod tags;

pub(crate) use chars::{allowed, allows};
pub(crate) use plan::Plan;
pub(crate) use tags::{accept as accept_tags, position as tag_position};

/// Where an element stands in the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Located {
    /// Where its content begins: behind the length prefix.
    pub(crate) content: usize,
    /// Where it ends.
    pub(crate) end: usize,
    /// Its length in the field's unit.
    pub(crate) count: u32,
}

/// Finds the element at `at`; `end` is the end of what holds it.
#[inline]
pub(crate) fn locate(field: &Field, bytes: &[u8], at: usize, end: usize) -> Result<Located, Error> {
    let (content, count, unit) = match field.length {
        Length::Fixed { len, unit } => (at, len, unit),
        Length::Var {
            digits,
            encoding,
            unit,
            min,
            max,
        } => {
            let (content, count) = prefix(bytes, at, end, digits, encoding)?;
            if count > max {
                return Err(Error::new(ErrorKind::TooLong { max, found: count }, at));
            }
            if count < min {
                return Err(Error::new(ErrorKind::TooShort { min, found: count }, at));
            }
            (content, count, unit)
        }
        Length::Rest => {
            let left = end.saturating_sub(at);
            let count = u32::try_from(left).unwrap_or(u32::MAX);
            return Ok(Located {
                content: at,
                end,
                count,
            });
        }
    };
    let Some(size) = size(field, count, unit) else {
        return Err(Error::new(ErrorKind::OddNibbles, at));
    };
    let left = end.saturating_sub(content);
    if size > left {
        let kind = ErrorKind::Short { needed: size, left };
        return Err(Error::new(kind, content));
    }
    Ok(Located {
        content,
        end: content + size,
        count,
    })
}

/// Reads a length prefix: where the content begins, and the length.
#[inline]
fn prefix(
    bytes: &[u8],
    at: usize,
    end: usize,
    digits: u8,
    encoding: LengthEncoding,
) -> Result<(usize, u32), Error> {
    let size = prefix_size(digits, encoding);
    let Some(prefix) = bytes.get(at..at + size).filter(|_| at + size <= end) else {
        let left = end.saturating_sub(at);
        return Err(Error::new(ErrorKind::Short { needed: size, left }, at));
    };
    let mut count = 0_u32;
    for (index, &byte) in prefix.iter().enumerate() {
        let wrong = || Error::new(ErrorKind::LengthDigit, at + index);
        count = match encoding {
            LengthEncoding::Text(charset) => {
                let digit = charset.decode(byte).wrapping_sub(b'0');
                if digit > 9 {
                    return Err(wrong());
                }
                count.saturating_mul(10).saturating_add(u32::from(digit))
            }
            LengthEncoding::Bcd => {
                let (high, low) = (byte >> 4, byte & 0xF);
                if high > 9 || low > 9 {
                    return Err(wrong());
                }
                count
                    .saturating_mul(100)
                    .saturating_add(u32::from(high * 10 + low))
            }
            LengthEncoding::Binary => count.saturating_mul(256).saturating_add(u32::from(byte)),
        };
    }
    Ok((at + size, count))
}

/// The bytes of a length prefix.
pub(crate) const fn prefix_size(digits: u8, encoding: LengthEncoding) -> usize {
    match encoding {
        LengthEncoding::Text(_) | LengthEncoding::Binary => digits as usize,
        LengthEncoding::Bcd => digits.div_ceil(2) as usize,
    }
}

/// The bytes on the wire of `count` units of this field; `None` for half a byte where only whole ones can stand.
pub(crate) fn size(field: &Field, count: u32, unit: Unit) -> Option<usize> {
    let count = count as usize;
    let signed = matches!(field.content, Content::XN);
    Some(match (unit, field.encoding) {
        (Unit::Bytes, _) | (Unit::Value, Encoding::Text(_) | Encoding::Binary) => count,
        (Unit::Value, Encoding::Hex(_)) => count.checked_mul(2)?,
        (Unit::Value, Encoding::Bcd { .. }) if signed && count > 0 => 1 + (count - 1).div_ceil(2),
        (Unit::Value | Unit::Nibbles, Encoding::Bcd { .. }) => count.div_ceil(2),
        (Unit::Nibbles, _) if count.is_multiple_of(2) => count / 2,
        (Unit::Nibbles, _) => return None,
    })
}

/// How many digits or characters the content of `size` bytes has: `count` of the field says so where it counts them.
pub(crate) fn characters(field: &Field, count: u32, size: usize) -> usize {
    let signed = matches!(field.content, Content::XN);
    match field.encoding {
        Encoding::Bcd { .. } => match field.length {
            Length::Fixed { unit, .. } | Length::Var { unit, .. } if unit != Unit::Bytes => {
                count as usize
            }
            _ if signed => (size * 2).saturating_sub(1),
            _ => size * 2,
        },
        Encoding::Text(_) | Encoding::Binary | Encoding::Hex(_) => size,
    }
}

/// Checks that `content` holds what the field allows. `offset` is where it stands in the message.
#[inline]
pub(crate) fn check(field: &Field, content: &[u8], count: u32, offset: usize) -> Result<(), Error> {
    if !matches!(field.parts, Parts::None) {
        return Ok(());
    }
    match field.encoding {
        Encoding::Binary => Ok(()),
        Encoding::Text(charset) => text(field.content, charset, content, offset),
        Encoding::Hex(charset) => {
            match content
                .iter()
                .position(|&byte| !charset.decode(byte).is_ascii_hexdigit())
            {
                None => Ok(()),
                Some(at) => Err(Error::new(
                    ErrorKind::Character { allowed: "hex" },
                    offset + at,
                )),
            }
        }
        Encoding::Bcd { side, filler } => {
            let digits = characters(field, count, content.len());
            bcd(field.content, side, filler, content, digits, offset)
        }
    }
}

fn text(kind: Content, charset: Charset, content: &[u8], offset: usize) -> Result<(), Error> {
    let digits = match (kind, content) {
        (Content::XN, [sign, digits @ ..]) => {
            if !matches!(charset.decode(*sign), b'C' | b'D') {
                return Err(Error::new(ErrorKind::Sign, offset));
            }
            digits
        }
        _ => content,
    };
    match chars::first_outside(kind, charset, digits) {
        None => Ok(()),
        Some(at) => Err(Error::new(
            ErrorKind::Character {
                allowed: allowed(kind),
            },
            offset + content.len() - digits.len() + at,
        )),
    }
}

fn bcd(
    kind: Content,
    side: Side,
    filler: u8,
    content: &[u8],
    digits: usize,
    offset: usize,
) -> Result<(), Error> {
    let (content, digits, offset) = match (kind, content) {
        (Content::XN, [sign, rest @ ..]) => {
            if !matches!(sign, b'C' | b'D') {
                return Err(Error::new(ErrorKind::Sign, offset));
            }
            (rest, digits.saturating_sub(1), offset + 1)
        }
        _ => (content, digits, offset),
    };
    let odd = digits % 2 == 1;
    let wrong = |at| {
        let allowed = allowed(kind);
        Error::new(ErrorKind::Character { allowed }, offset + at)
    };
    let last = content.len().wrapping_sub(1);
    let mut ended = false;
    for (at, &byte) in content.iter().enumerate() {
        let (mut high, mut low) = (byte >> 4, byte & 0xF);
        if odd && side == Side::Left && at == 0 {
            if high != filler {
                return Err(Error::new(ErrorKind::Filler { expected: filler }, offset));
            }
            high = 0;
        }
        if odd && side == Side::Right && at == last {
            if low != filler {
                return Err(Error::new(
                    ErrorKind::Filler { expected: filler },
                    offset + at,
                ));
            }
            low = 0;
        }
        let mut fine = |nibble: u8| match kind {
            Content::Cn => {
                ended |= nibble == 0xF;
                ended == (nibble == 0xF) && (ended || nibble <= 9)
            }
            Content::Any | Content::B => true,
            Content::Z => nibble <= 9 || nibble == 0xD,
            _ => nibble <= 9,
        };
        if !fine(high) || !fine(low) {
            return Err(wrong(at));
        }
    }
    Ok(())
}
