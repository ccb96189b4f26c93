//! From bytes to text: byte order marks, the declared encoding, and the characters that XML admits.

use std::borrow::Cow;

use crate::scan::Fatal;

/// An encoding that documents come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Ascii,
    Latin1,
    Utf16Be,
    Utf16Le,
    Utf8,
    Windows1252,
}

/// Chooses the encoding by the first bytes, up to the end of the XML declaration. Returns it with the length of the byte order
/// mark.
///
/// Supported: UTF-8, US-ASCII, ISO-8859-1, windows-1252 when declared, UTF-16 with a byte order mark or by its first bytes.
pub(crate) fn detect(bytes: &[u8]) -> Result<(Encoding, usize), Fatal> {
    Ok(match bytes {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
        [0xFF, 0xFE, ..] => (Encoding::Utf16Le, 2),
        [0xFE, 0xFF, ..] => (Encoding::Utf16Be, 2),
        [b'<', 0, _, 0, ..] => (Encoding::Utf16Le, 0),
        [0, b'<', 0, _, ..] => (Encoding::Utf16Be, 0),
        _ => match declared(bytes) {
            None => (Encoding::Utf8, 0),
            Some(name) if is(name, &["UTF-8", "UTF8"]) => (Encoding::Utf8, 0),
            Some(name) if is(name, &["US-ASCII", "ASCII"]) => (Encoding::Ascii, 0),
            Some(name)
                if is(
                    name,
                    &["ISO-8859-1", "ISO_8859-1", "LATIN1", "LATIN-1", "L1"],
                ) =>
            {
                (Encoding::Latin1, 0)
            }
            Some(name) if is(name, &["WINDOWS-1252", "CP1252"]) => (Encoding::Windows1252, 0),
            Some(name) => {
                return Err(Fatal::malformed(
                    0,
                    "one of the encodings UTF-8, UTF-16, ISO-8859-1, windows-1252, US-ASCII",
                    format!("\"{}\"", String::from_utf8_lossy(name).escape_default()),
                ));
            }
        },
    })
}

/// Decodes a document. UTF-8 is borrowed.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Fatal> {
    let (encoding, mark) = detect(bytes)?;
    let rest = bytes.get(mark..).unwrap_or_default();
    let is_plain = match encoding {
        Encoding::Utf8 => true,
        Encoding::Ascii => rest.is_ascii(),
        _ => false,
    };
    if is_plain && let Ok(text) = std::str::from_utf8(rest) {
        return Ok(Cow::Borrowed(text));
    }
    let mut text = String::with_capacity(rest.len());
    match encoding.decode_part(rest, mark as u64, true, &mut text) {
        Ok(_) => Ok(Cow::Owned(text)),
        Err((expected, found)) => {
            Err(Fatal::malformed(text.len(), expected, found).with_text(text))
        }
    }
}

fn is(name: &[u8], names: &[&str]) -> bool {
    names
        .iter()
        .any(|n| name.eq_ignore_ascii_case(n.as_bytes()))
}

/// The value of `encoding` in the XML declaration, if one stands at the start.
fn declared(bytes: &[u8]) -> Option<&[u8]> {
    let rest = bytes.strip_prefix(b"<?xml")?;
    let end = memchr::memmem::find(rest, b"?>")?;
    let declaration = rest.get(..end)?;
    let at = memchr::memmem::find(declaration, b"encoding")?;
    let after = declaration.get(at + "encoding".len()..)?.trim_ascii_start();
    let after = after.strip_prefix(b"=")?.trim_ascii_start();
    let (&quote, value) = after.split_first()?;
    if quote != b'"' && quote != b'\'' {
        return None;
    }
    value.get(..memchr::memchr(quote, value)?)
}

/// What was expected of bytes, and what was found.
pub(crate) type Undecodable = (&'static str, String);

impl Encoding {
    /// Appends the text of `bytes`, of which the first is number `offset` of the document, and returns how many are decoded:
    /// a character that is cut off at the end is left, unless it is the document's.
    pub(crate) fn decode_part(
        self,
        bytes: &[u8],
        offset: u64,
        is_last: bool,
        text: &mut String,
    ) -> Result<usize, Undecodable> {
        match self {
            Self::Ascii => {
                let length = bytes.iter().position(|b| !b.is_ascii());
                let valid = bytes.get(..length.unwrap_or(bytes.len()));
                text.push_str(&String::from_utf8_lossy(valid.unwrap_or_default()));
                match length {
                    None => Ok(bytes.len()),
                    Some(at) => Err((
                        "US-ASCII as declared",
                        format!("another byte at offset {}", offset + at as u64),
                    )),
                }
            }
            Self::Latin1 => {
                text.extend(bytes.iter().copied().map(char::from));
                Ok(bytes.len())
            }
            Self::Utf16Be => utf16(bytes, u16::from_be_bytes, is_last, text),
            Self::Utf16Le => utf16(bytes, u16::from_le_bytes, is_last, text),
            Self::Utf8 => utf8(bytes, offset, is_last, text),
            Self::Windows1252 => windows_1252(bytes, offset, text),
        }
    }

    /// How many bytes of a document this text takes.
    #[cfg(feature = "stream")]
    pub(crate) fn bytes_of(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Ascii | Self::Latin1 | Self::Windows1252 => text.chars().count(),
            Self::Utf16Be | Self::Utf16Le => 2 * text.chars().map(char::len_utf16).sum::<usize>(),
        }
    }
}

fn utf8(bytes: &[u8], offset: u64, is_last: bool, text: &mut String) -> Result<usize, Undecodable> {
    let error = match std::str::from_utf8(bytes) {
        Ok(valid) => {
            text.push_str(valid);
            return Ok(bytes.len());
        }
        Err(error) => error,
    };
    let at = error.valid_up_to();
    if let Some(Ok(valid)) = bytes.get(..at).map(std::str::from_utf8) {
        text.push_str(valid);
    }
    if error.error_len().is_none() && !is_last {
        return Ok(at);
    }
    let byte = bytes.get(at).copied().unwrap_or_default();
    Err((
        "UTF-8",
        format!("byte {byte:#04x} at offset {}", offset + at as u64),
    ))
}

fn utf16(
    bytes: &[u8],
    unit: fn([u8; 2]) -> u16,
    is_last: bool,
    text: &mut String,
) -> Result<usize, Undecodable> {
    let (mut pairs, rest) = bytes.as_chunks::<2>();
    if !is_last
        && let Some((last, before)) = pairs.split_last()
        && (0xD800..0xDC00).contains(&unit(*last))
    {
        pairs = before;
    }
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match decoded {
            Ok(c) => text.push(c),
            Err(error) => {
                let found = format!("the lone surrogate {:#06x}", error.unpaired_surrogate());
                return Err(("UTF-16", found));
            }
        }
    }
    if is_last && !rest.is_empty() {
        return Err((
            "UTF-16 in pairs of bytes",
            "an odd number of bytes".to_owned(),
        ));
    }
    Ok(2 * pairs.len())
}

fn windows_1252(bytes: &[u8], offset: u64, text: &mut String) -> Result<usize, Undecodable> {
    /// What bytes 0x80-0x9F stand for; `\0` where nothing is assigned. Source: the WHATWG index for windows-1252.
    const HIGH: [char; 32] = [
        '\u{20AC}', '\0', '\u{201A}', '\u{0192}', '\u{201E}', '\u{2026}', '\u{2020}', '\u{2021}',
        '\u{02C6}', '\u{2030}', '\u{0160}', '\u{2039}', '\u{0152}', '\0', '\u{017D}', '\0', '\0',
        '\u{2018}', '\u{2019}', '\u{201C}', '\u{201D}', '\u{2022}', '\u{2013}', '\u{2014}',
        '\u{02DC}', '\u{2122}', '\u{0161}', '\u{203A}', '\u{0153}', '\0', '\u{017E}', '\u{0178}',
    ];
    for (at, &byte) in bytes.iter().enumerate() {
        let c = match byte {
            0x80..=0x9F => HIGH.get(usize::from(byte - 0x80)).copied().unwrap_or('\0'),
            _ => char::from(byte),
        };
        if c == '\0' {
            return Err((
                "windows-1252 as declared",
                format!("byte {byte:#04x} at offset {}", offset + at as u64),
            ));
        }
        text.push(c);
    }
    Ok(bytes.len())
}

/// What one pass over the whole text tells, so that the scanner need not look at each character again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Census {
    /// Whether a carriage return occurs, so that line ends must be normalised.
    pub(crate) has_cr: bool,
    /// Whether `]]>` occurs, which ends a CDATA section or is an error.
    pub(crate) has_cdata_end: bool,
}

/// Checks that every character is one that XML 1.0 admits.
pub(crate) fn census(text: &str) -> Result<Census, Fatal> {
    let (mut controls, mut has_cr, mut brackets, mut high) = (false, false, false, false);
    for block in text.as_bytes().chunks(256) {
        let (mut bad, mut cr, mut bracket, mut third) = (0_u8, 0_u8, 0_u8, 0_u8);
        for &b in block {
            // Without short circuits, so that the loop becomes vector code.
            bad |= u8::from(b < 0x20)
                & u8::from(b != b'\t')
                & u8::from(b != b'\n')
                & u8::from(b != b'\r');
            cr |= u8::from(b == b'\r');
            bracket |= u8::from(b == b']');
            third |= u8::from(b == 0xEF);
        }
        controls |= bad != 0;
        has_cr |= cr != 0;
        brackets |= bracket != 0;
        high |= third != 0;
    }
    // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
    let not_characters = high
        && memchr::memmem::find_iter(text.as_bytes(), b"\xEF\xBF")
            .any(|at| text.as_bytes().get(at + 2).is_some_and(|&b| b >= 0xBE));
    if (controls || not_characters)
        && let Some((at, c)) = text.char_indices().find(|(_, c)| !is_char(*c))
    {
        return Err(Fatal::malformed(
            at,
            "a character that XML admits",
            format!("U+{:04X}", u32::from(c)),
        ));
    }
    let has_cdata_end = brackets && memchr::memmem::find(text.as_bytes(), b"]]>").is_some();
    Ok(Census {
        has_cr,
        has_cdata_end,
    })
}

/// XML 1.0 `Char`.
pub(crate) fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{FFFD}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn marks_and_declarations_choose_the_encoding() {
        let le: Vec<u8> = "\u{FEFF}<a>é</a>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let be: Vec<u8> = "<a>é</a>"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(decode(&le).unwrap(), "<a>é</a>");
        assert_eq!(decode(&be).unwrap(), "<a>é</a>");
        assert_eq!(decode(b"\xEF\xBB\xBF<a/>").unwrap(), "<a/>");
        assert!(
            decode(b"<?xml version='1.0' encoding='iso-8859-1'?><a>\xE9</a>")
                .unwrap()
                .contains('é')
        );
        assert!(
            decode(b"<?xml version='1.0' encoding = \"windows-1252\"?><a>\x80</a>")
                .unwrap()
                .contains('€')
        );
        assert!(decode(b"<?xml version='1.0' encoding='us-ascii'?><a>\xE9</a>").is_err());
        assert!(decode(b"<?xml version='1.0' encoding='ebcdic-cp-us'?><a/>").is_err());
        assert!(decode(b"<a>\xE9</a>").is_err());
    }

    #[test]
    fn lone_surrogates_and_odd_bytes_are_refused() {
        assert!(decode(b"\xFF\xFE<\0\x00\xD8").is_err());
        assert!(decode(b"\xFF\xFE<\0a").is_err());
    }

    #[test]
    fn census_finds_what_xml_forbids() {
        assert!(census("a\u{1}").is_err());
        assert!(census("a\u{FFFE}").is_err());
        assert_eq!(
            census("a\u{7F}\u{85}é").unwrap(),
            Census {
                has_cr: false,
                has_cdata_end: false
            }
        );
        assert_eq!(
            census("a\r]]>").unwrap(),
            Census {
                has_cr: true,
                has_cdata_end: true
            }
        );
    }
}
