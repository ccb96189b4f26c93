//! Putting a value into the bytes of an element.

use crate::error::{Error, ErrorKind};
use crate::spec::{
    Charset, Content, Encoding, Field, Length, LengthEncoding, Pad, Parts, Side, Unit,
};
use crate::{bitmap, parts, wire};

/// A value to be set.
#[derive(Clone, Copy)]
pub(crate) enum Value<'a> {
    /// Characters or digits; hex digits for binary content.
    Text(&'a str),
    /// The content's own bytes; of a hex field the bytes that its digits stand for.
    Bytes(&'a [u8]),
    /// The content as it is on the wire.
    Wire(&'a [u8]),
}

/// Appends the element: its length prefix if it has one, and its content, checked as when it is read.
pub(crate) fn element(field: &Field, value: Value<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
    let start = out.len();
    if let Length::Var {
        digits, encoding, ..
    } = field.length
    {
        out.resize(start + wire::prefix_size(digits, encoding), 0);
    }
    let count = content(field, value, out)?;
    prefix(field, count, start, out)
}

/// Appends the content alone, within the bounds of its length; its count in the field's unit.
pub(crate) fn content(field: &Field, value: Value<'_>, out: &mut Vec<u8>) -> Result<u32, Error> {
    let start = out.len();
    let count = match value {
        Value::Text(text) => characters(field, text, out)?,
        Value::Bytes(bytes) => {
            match field.encoding {
                Encoding::Hex(charset) => hex(charset, bytes, out),
                _ => out.extend_from_slice(bytes),
            }
            counted(field, out.len() - start)
        }
        Value::Wire(bytes) => {
            out.extend_from_slice(bytes);
            counted(field, bytes.len())
        }
    };
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    let written = out.get(start..).unwrap_or_default();
    bounds(field, count, written.len())?;
    wire::check(field, written, count, 0)?;
    if let Parts::Tagged(tagged) = &field.parts
        && wire::accept_tags(tagged, out, start, out.len())
    {
        return Ok(count);
    }
    let mut wrong = None;
    parts::check(field, written, 0, 1, &mut |error| {
        wrong = Some(error);
        false
    });
    wrong.map_or(Ok(count), Err)
}

/// The unit of the field's length; of the value if it has none.
fn unit(field: &Field) -> Unit {
    match field.length {
        Length::Fixed { unit, .. } | Length::Var { unit, .. } => unit,
        Length::Rest => Unit::Bytes,
    }
}

/// The units that `size` bytes of content are, where no digit is left over.
fn counted(field: &Field, size: usize) -> usize {
    match (unit(field), field.encoding) {
        (Unit::Bytes, _) | (Unit::Value, Encoding::Text(_) | Encoding::Binary) => size,
        (Unit::Value, Encoding::Hex(_)) => size / 2,
        (Unit::Value, Encoding::Bcd { .. }) => wire::characters(
            field,
            match field.length {
                Length::Fixed { len, .. } => len,
                _ => u32::try_from(size * 2).unwrap_or(u32::MAX),
            },
            size,
        ),
        (Unit::Nibbles, _) => size * 2,
    }
}

/// Checks the length against the spec.
fn bounds(field: &Field, count: u32, size: usize) -> Result<(), Error> {
    let kind = match field.length {
        Length::Fixed { len, unit }
            if wire::size(field, len, unit) != Some(size) || count != len =>
        {
            ErrorKind::Length {
                expected: len,
                found: count,
            }
        }
        Length::Var { max, .. } if count > max => ErrorKind::TooLong { max, found: count },
        Length::Var { min, .. } if count < min => ErrorKind::TooShort { min, found: count },
        _ => return Ok(()),
    };
    Err(Error::new(kind, 0))
}

/// Fills in the prefix that begins at `start`.
fn prefix(field: &Field, count: u32, start: usize, out: &mut [u8]) -> Result<(), Error> {
    let Length::Var {
        digits, encoding, ..
    } = field.length
    else {
        return Ok(());
    };
    let end = start + wire::prefix_size(digits, encoding);
    let mut rest = count;
    #[expect(clippy::cast_possible_truncation, reason = "digits and bytes")]
    for byte in out.get_mut(start..end).unwrap_or_default().iter_mut().rev() {
        match encoding {
            LengthEncoding::Text(charset) => {
                *byte = charset.encode(b'0' + (rest % 10) as u8);
                rest /= 10;
            }
            LengthEncoding::Bcd => {
                let pair = (rest % 100) as u8;
                *byte = ((pair / 10) << 4) | (pair % 10);
                rest /= 100;
            }
            LengthEncoding::Binary => {
                *byte = rest as u8;
                rest >>= 8;
            }
        }
    }
    if rest == 0 {
        return Ok(());
    }
    let max = match encoding {
        LengthEncoding::Binary => 256_u32.saturating_pow(u32::from(digits)) - 1,
        _ => 10_u32.saturating_pow(u32::from(digits)) - 1,
    };
    Err(Error::new(ErrorKind::TooLong { max, found: count }, 0))
}

/// Appends the text's characters, padded; the count in the field's unit.
fn characters(field: &Field, text: &str, out: &mut Vec<u8>) -> Result<usize, Error> {
    if matches!(field.encoding, Encoding::Binary) && !matches!(field.length, Length::Fixed { .. }) {
        return binary(field, text, out);
    }
    let mut latin = Vec::new();
    for character in text.chars() {
        let Ok(byte) = u8::try_from(u32::from(character)) else {
            let allowed = wire::allowed(field.content);
            return Err(Error::new(ErrorKind::Character { allowed }, 0));
        };
        latin.push(byte);
    }
    pad(field, &mut latin);
    let wrong = |allowed| Error::new(ErrorKind::Character { allowed }, 0);
    let start = out.len();
    match field.encoding {
        Encoding::Text(charset) => out.extend(latin.iter().map(|&byte| charset.encode(byte))),
        Encoding::Binary | Encoding::Hex(_) => {
            let mut pairs = latin.chunks_exact(2);
            for pair in pairs.by_ref() {
                let byte = pair.iter().try_fold(0_u8, |byte, &digit| {
                    nibble(digit).map(|nibble| byte << 4 | nibble)
                });
                let byte = byte.ok_or_else(|| wrong("hex"))?;
                match field.encoding {
                    Encoding::Hex(charset) => hex(charset, &[byte], out),
                    _ => out.push(byte),
                }
            }
            if !pairs.remainder().is_empty() {
                return Err(Error::new(ErrorKind::OddNibbles, 0));
            }
        }
        Encoding::Bcd { side, filler } => {
            let digits = match (field.content, latin.as_slice()) {
                (Content::XN, [sign, digits @ ..]) => {
                    out.push(*sign);
                    digits
                }
                (_, digits) => digits,
            };
            let mut nibbles: Vec<u8> = Vec::with_capacity(digits.len() + 1);
            for &digit in digits {
                nibbles.push(match (field.content, digit) {
                    (Content::Z, b'=' | b'D') => 0xD,
                    _ => nibble(digit).ok_or_else(|| wrong(wire::allowed(field.content)))?,
                });
            }
            if nibbles.len() % 2 == 1 {
                match side {
                    Side::Left => nibbles.insert(0, filler),
                    Side::Right => nibbles.push(filler),
                }
            }
            out.extend(
                nibbles
                    .chunks_exact(2)
                    .map(|pair| pair.iter().fold(0, |byte, &nibble| byte << 4 | nibble)),
            );
        }
    }
    let size = out.len() - start;
    Ok(match (unit(field), field.encoding) {
        (Unit::Value, Encoding::Text(_) | Encoding::Bcd { .. })
        | (Unit::Nibbles, Encoding::Bcd { .. }) => latin.len(),
        _ => counted(field, size),
    })
}

/// Appends the bytes of hex digits; their count in the field's unit.
fn binary(field: &Field, text: &str, out: &mut Vec<u8>) -> Result<usize, Error> {
    let (pairs, rest) = text.as_bytes().as_chunks();
    for &[high, low] in pairs {
        let (high, low) = (bitmap::nibble(high), bitmap::nibble(low));
        if high | low > 0xF {
            return Err(Error::new(ErrorKind::Character { allowed: "hex" }, 0));
        }
        out.push(high << 4 | low);
    }
    if !rest.is_empty() {
        return Err(Error::new(ErrorKind::OddNibbles, 0));
    }
    Ok(counted(field, pairs.len()))
}

/// Fills a value that is shorter than the fixed length.
fn pad(field: &Field, latin: &mut Vec<u8>) {
    let Length::Fixed { len, unit } = field.length else {
        return;
    };
    let width = match (unit, field.encoding) {
        (Unit::Value, Encoding::Text(_) | Encoding::Bcd { .. })
        | (Unit::Bytes, Encoding::Text(_))
        | (Unit::Nibbles, Encoding::Bcd { .. }) => len as usize,
        (Unit::Value | Unit::Bytes, _) => len as usize * 2,
        (Unit::Nibbles, _) => len as usize / 2,
    };
    let missing = width.saturating_sub(latin.len());
    match field.pad {
        Pad::None => {}
        Pad::Left(fill) => {
            let fill = u8::try_from(fill).unwrap_or(b'0');
            latin.splice(..0, core::iter::repeat_n(fill, missing));
        }
        Pad::Right(fill) => {
            let fill = u8::try_from(fill).unwrap_or(b' ');
            latin.extend(core::iter::repeat_n(fill, missing));
        }
    }
}

fn hex(charset: Charset, bytes: &[u8], out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for &byte in bytes {
        for nibble in [byte >> 4, byte & 0xF] {
            let digit = DIGITS.get(usize::from(nibble)).copied().unwrap_or(b'0');
            out.push(charset.encode(digit));
        }
    }
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}
