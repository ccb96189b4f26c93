//! Which characters XML 1.0 (fifth edition) and Namespaces in XML 1.0 allow where.

use std::borrow::Cow;

use crate::{Error, ErrorKind};

const START: u8 = 1;
const NAME: u8 = 2;

/// ASCII by what it may do in a name without colon; everything above ASCII is looked at apart.
const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::indexing_slicing,
            reason = "byte is below 256"
        )]
        {
            let c = byte as u8;
            class[byte] = match c {
                b'A'..=b'Z' | b'a'..=b'z' | b'_' | 0x80.. => START | NAME,
                b'0'..=b'9' | b'-' | b'.' => NAME,
                _ => 0,
            };
        }
        byte += 1;
    }
    class
};

fn class(byte: u8) -> u8 {
    CLASS.get(usize::from(byte)).copied().unwrap_or(0)
}

/// Whether the byte may stand in a qualified name, non-ASCII counted in.
pub(super) fn in_name(byte: u8) -> bool {
    class(byte) != 0 || byte == b':'
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Whether it is a qualified name with its colon at `colon` (`Namespaces in XML 1.0 [7] QName`).
pub(super) fn is_qualified(name: &str, colon: Option<usize>) -> bool {
    match colon {
        None => is_ncname(name),
        Some(at) => {
            let local = name.get(at.saturating_add(1)..).unwrap_or_default();
            is_ncname(name.get(..at).unwrap_or_default()) && is_ncname(local)
        }
    }
}

fn is_ncname(name: &str) -> bool {
    let bytes = name.as_bytes();
    let ascii = bytes
        .first()
        .is_some_and(|first| class(*first) & START != 0)
        && bytes.iter().all(|byte| class(*byte) & NAME != 0);
    ascii
        && (name.is_ascii()
            || name
                .chars()
                .enumerate()
                .all(|(at, c)| c.is_ascii() || wide(c, at == 0)))
}

/// A character above ASCII at the start of a name, or inside it (`XML 1.0 [4] NameStartChar`, `[4a] NameChar`).
fn wide(c: char, start: bool) -> bool {
    matches!(u32::from(c),
        0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x2FF | 0x370..=0x37D | 0x37F..=0x1FFF | 0x200C..=0x200D | 0x2070..=0x218F
        | 0x2C00..=0x2FEF | 0x3001..=0xD7FF | 0xF900..=0xFDCF | 0xFDF0..=0xFFFD | 0x10000..=0xEFFFF)
        || (!start && matches!(u32::from(c), 0xB7 | 0x300..=0x36F | 0x203F..=0x2040))
}

/// The bytes as text, if every character may stand in a document (`XML 1.0 [2] Char`).
pub(super) fn check(bytes: &[u8]) -> Result<&str, Error> {
    let text = core::str::from_utf8(bytes).map_err(|error| {
        Error::new(ErrorKind::Malformed, "expected UTF-8").at_offset(error.valid_up_to())
    })?;
    for (at, chunk) in bytes.chunks(4096).enumerate() {
        // Without a branch in it, so that the compiler makes vectors of it.
        let bad = chunk
            .iter()
            .fold(false, |bad, byte| bad | is_control(*byte));
        if bad {
            let inside = chunk.iter().position(|byte| is_control(*byte)).unwrap_or(0);
            let offset = at.saturating_mul(4096).saturating_add(inside);
            return Err(
                Error::new(ErrorKind::Malformed, "found a control character").at_offset(offset),
            );
        }
    }
    for at in memchr::memmem::find_iter(bytes, b"\xef\xbf") {
        if matches!(bytes.get(at.saturating_add(2)), Some(0xbe | 0xbf)) {
            return Err(
                Error::new(ErrorKind::Malformed, "found a character that is none").at_offset(at),
            );
        }
    }
    Ok(text)
}

fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')
}

fn is_char(code: u32) -> Option<char> {
    char::from_u32(code)
        .filter(|c| !matches!(code, 0..=8 | 0xb | 0xc | 0xe..=0x1f | 0xfffe | 0xffff) && *c != '\0')
}

/// The character behind the reference that begins with `&` at the start of `text`, and its length in bytes.
pub(super) fn reference(text: &str, offset: usize) -> Result<(char, usize), Error> {
    let bad = |what| Error::new(ErrorKind::Malformed, what).at_offset(offset);
    // The longest is `&#x10FFFF;`; leading zeros are allowed within reason.
    let window = text
        .as_bytes()
        .get(..text.len().min(24))
        .unwrap_or_default();
    let end = memchr::memchr(b';', window)
        .ok_or_else(|| bad("expected a reference that ends with ';'"))?;
    let name = text.get(1..end).unwrap_or_default();
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "apos" => '\'',
        "quot" => '"',
        _ => {
            let code = match name.strip_prefix("#x") {
                Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                    u32::from_str_radix(hex, 16).ok()
                }
                Some(_) => None,
                None => name
                    .strip_prefix('#')
                    .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
                    .and_then(|digits| digits.parse().ok()),
            };
            code.and_then(is_char).ok_or_else(|| {
                bad("expected a character reference or one of the five entities: a DTD is not read")
            })?
        }
    };
    Ok((c, end.saturating_add(1)))
}

/// The value of an attribute: references resolved, white space made spaces (`XML 1.0 section 3.3.3`, CDATA).
pub(super) fn attribute_value(raw: &str, offset: usize) -> Result<Cow<'_, str>, Error> {
    let special = |byte: &u8| matches!(byte, b'&' | b'\t' | b'\n' | b'\r');
    let Some(first) = raw.bytes().position(|byte| special(&byte)) else {
        return Ok(Cow::Borrowed(raw));
    };
    let mut value = String::with_capacity(raw.len());
    value.push_str(raw.get(..first).unwrap_or_default());
    let mut rest = raw.get(first..).unwrap_or_default();
    while let Some(byte) = rest.bytes().next() {
        let skip = match byte {
            b'&' => {
                let at = offset.saturating_add(raw.len().saturating_sub(rest.len()));
                let (c, length) = reference(rest, at)?;
                value.push(c);
                length
            }
            b'\r' if rest.as_bytes().get(1) == Some(&b'\n') => {
                value.push(' ');
                2
            }
            b'\t' | b'\n' | b'\r' => {
                value.push(' ');
                1
            }
            _ => {
                let length = rest
                    .bytes()
                    .position(|byte| special(&byte))
                    .unwrap_or(rest.len());
                value.push_str(rest.get(..length).unwrap_or_default());
                length
            }
        };
        rest = rest.get(skip..).unwrap_or_default();
    }
    Ok(Cow::Owned(value))
}

/// Character data: references resolved, line ends made `\n` (`XML 1.0 section 2.11`).
pub(super) fn text_value(raw: &str, offset: usize, out: &mut String) -> Result<(), Error> {
    let mut rest = raw;
    while !rest.is_empty() {
        let plain = memchr::memchr2(b'&', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        out.push_str(rest.get(..plain).unwrap_or_default());
        rest = rest.get(plain..).unwrap_or_default();
        let skip = match rest.as_bytes() {
            [b'&', ..] => {
                let at = offset.saturating_add(raw.len().saturating_sub(rest.len()));
                let (c, length) = reference(rest, at)?;
                out.push(c);
                length
            }
            [b'\r', after @ ..] => {
                out.push('\n');
                if after.first() == Some(&b'\n') { 2 } else { 1 }
            }
            _ => break,
        };
        rest = rest.get(skip..).unwrap_or_default();
    }
    Ok(())
}
