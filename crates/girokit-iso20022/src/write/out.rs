//! The output of the writer: tags as numbers, text in one look.

use std::fmt;

use crate::encoding::is_char;
use crate::schema::{Field, tag_key};

/// An element's name, ready to be written: a short one as one number.
#[derive(Clone, Copy)]
pub(crate) struct Tag {
    name: &'static str,
    key: u128,
}

impl Tag {
    pub(crate) fn new(name: &'static str) -> Self {
        Self {
            name,
            key: tag_key(name),
        }
    }
}

impl From<&Field> for Tag {
    fn from(field: &Field) -> Self {
        Self {
            name: field.tag,
            key: field.key,
        }
    }
}

/// What a text holds besides characters that stand for themselves.
pub(crate) enum Care {
    /// Nothing.
    Plain,
    /// Characters to escape.
    Escape,
    /// A character that XML does not admit.
    Refuse,
}

/// Bytes that may need care: controls, markup, and the first byte of U+FFFE and U+FFFF.
#[allow(
    clippy::indexing_slicing,
    reason = "in a constant: out of bounds would not compile"
)]
const CARE: [bool; 256] = {
    let mut care = [false; 256];
    let mut i = 0;
    while i < 0x20 {
        care[i] = true;
        i += 1;
    }
    care[b'&' as usize] = true;
    care[b'<' as usize] = true;
    care[b'>' as usize] = true;
    care[b'"' as usize] = true;
    care[0xEF] = true;
    care
};

/// `>` as each of the sixteen bytes of a number.
#[allow(
    clippy::indexing_slicing,
    reason = "in a constant: out of bounds would not compile"
)]
const END: [u128; 16] = {
    let mut end = [0; 16];
    let mut i = 0;
    while i < end.len() {
        end[i] = (b'>' as u128) << (8 * i);
        i += 1;
    }
    end
};

/// Looks at a text once.
#[inline]
pub(crate) fn care(text: &str) -> Care {
    let mut any = false;
    for &byte in text.as_bytes() {
        // Without short circuits: most texts need none.
        any |= CARE.get(usize::from(byte)).copied().unwrap_or(true);
    }
    if any { care_slow(text) } else { Care::Plain }
}

#[cold]
fn care_slow(text: &str) -> Care {
    if text.chars().all(is_char) {
        Care::Escape
    } else {
        Care::Refuse
    }
}

/// Text under construction. Only whole characters are ever appended.
#[derive(Default)]
pub(crate) struct Out(Vec<u8>);

impl Out {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    pub(crate) fn into_string(self) -> String {
        // Never lossy: what went in was text.
        String::from_utf8(self.0)
            .unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
    }

    #[cfg(feature = "stream")]
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    #[cfg(feature = "stream")]
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Takes back what was written behind a length.
    #[cfg(feature = "stream")]
    pub(crate) fn truncate(&mut self, length: usize) {
        self.0.truncate(length);
    }

    #[inline]
    pub(crate) fn raw(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
    }

    /// The first `length` bytes of a number, lowest first: one store instead of a copy of unknown length.
    #[inline]
    fn word(&mut self, word: u128, length: usize) {
        let end = self.0.len() + length;
        self.0.extend_from_slice(&word.to_le_bytes());
        self.0.truncate(end);
    }

    /// `<Tag>`
    #[inline]
    pub(crate) fn open(&mut self, tag: Tag) {
        let length = tag.name.len();
        if tag.key != 0
            && let Some(end) = END.get(length + 1)
        {
            self.word(end | tag.key << 8 | u128::from(b'<'), length + 2);
        } else {
            self.begin(tag);
            self.0.push(b'>');
        }
    }

    /// `<Tag`, for attributes to follow.
    pub(crate) fn begin(&mut self, tag: Tag) {
        self.0.push(b'<');
        self.raw(tag.name);
    }

    /// ` name="value"`
    pub(crate) fn attribute(&mut self, name: &str, value: &str) {
        self.0.push(b' ');
        self.raw(name);
        self.raw("=\"");
        self.escaped(value, attribute_entity);
        self.0.push(b'"');
    }

    /// `>` behind attributes.
    pub(crate) fn end_of_start(&mut self) {
        self.0.push(b'>');
    }

    /// `</Tag>`
    #[inline]
    pub(crate) fn close(&mut self, tag: Tag) {
        let length = tag.name.len();
        if tag.key != 0
            && let Some(end) = END.get(length + 2)
        {
            let start = u128::from(b'<') | u128::from(b'/') << 8;
            self.word(end | tag.key << 16 | start, length + 3);
        } else {
            self.raw("</");
            self.raw(tag.name);
            self.0.push(b'>');
        }
    }

    /// Text content: markup escaped, carriage returns kept through the next reader's line-end rule.
    #[cold]
    pub(crate) fn text(&mut self, text: &str) {
        self.escaped(text, text_entity);
    }

    fn escaped(&mut self, text: &str, entity: fn(u8) -> Option<&'static str>) {
        let mut rest = text;
        while let Some((at, entity)) = rest
            .bytes()
            .enumerate()
            .find_map(|(at, byte)| Some((at, entity(byte)?)))
        {
            let (plain, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
            self.raw(plain);
            self.raw(entity);
            rest = tail.get(1..).unwrap_or_default();
        }
        self.raw(rest);
    }
}

fn text_entity(byte: u8) -> Option<&'static str> {
    Some(match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'\r' => "&#13;",
        _ => return None,
    })
}

fn attribute_entity(byte: u8) -> Option<&'static str> {
    Some(match byte {
        b'"' => "&quot;",
        b'\t' => "&#9;",
        b'\n' => "&#10;",
        other => return text_entity(other),
    })
}

impl fmt::Write for Out {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.raw(text);
        Ok(())
    }

    #[inline]
    fn write_char(&mut self, c: char) -> fmt::Result {
        match u8::try_from(c) {
            Ok(byte) if byte.is_ascii() => self.0.push(byte),
            _ => self.raw(c.encode_utf8(&mut [0; 4])),
        }
        Ok(())
    }
}

/// Appends an attribute's value to a string.
pub(crate) fn escape_attribute(out: &mut String, text: &str) {
    let mut escaped = Out::default();
    escaped.escaped(text, attribute_entity);
    out.push_str(&escaped.into_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_every_length_are_written_whole() {
        for tag in [
            "A",
            "Ntry",
            "AddtlInfoOfTx1",
            "IntrBkSttlmAmtX",
            "A.NameOfMoreThanSixteen",
        ] {
            let mut out = Out::default();
            out.open(Tag::new(tag));
            out.close(Tag::new(tag));
            assert_eq!(out.into_string(), format!("<{tag}></{tag}>"));
        }
    }

    #[test]
    fn what_needs_care_is_seen() {
        assert!(matches!(care("Müller 100 €"), Care::Plain));
        assert!(matches!(care("a & b"), Care::Escape));
        assert!(matches!(care("\u{FF21}"), Care::Escape));
        assert!(matches!(care("a\u{1}"), Care::Refuse));
        assert!(matches!(care("\u{FFFE}"), Care::Refuse));
    }

    #[test]
    fn escapes_come_back_through_any_reader() {
        let mut out = Out::default();
        out.text("a<b>&\"\r\n\t");
        out.attribute("n", "<\"\r\n\t>");
        assert_eq!(
            out.into_string(),
            "a&lt;b&gt;&amp;\"&#13;\n\t n=\"&lt;&quot;&#13;&#10;&#9;&gt;\""
        );
    }
}
