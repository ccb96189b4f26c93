//! Character data: text, references, CDATA sections, and what stands between: comments and processing instructions.

use std::borrow::Cow;

use super::name::is_name;
use super::{Fatal, Leaf, Scanner};
use crate::encoding::is_char;

impl<'i> Scanner<'i> {
    /// Text up to the next `<`, references resolved and line ends normalised.
    pub(super) fn text(&mut self) -> Result<Cow<'i, str>, Fatal> {
        let from = self.at;
        let rest = self.bytes().get(from..).unwrap_or_default();
        let length = memchr::memchr(b'<', rest).unwrap_or(rest.len());
        let raw = self.slice(from, from + length);
        self.at = from + length;
        if self.census.has_cdata_end
            && let Some(at) = raw.find("]]>")
        {
            return Err(Fatal::malformed(
                from + at,
                "text without \"]]>\"",
                "\"]]>\"",
            ));
        }
        let has_cr = self.census.has_cr && raw.contains('\r');
        if !has_cr && !raw.contains('&') {
            return Ok(Cow::Borrowed(raw));
        }
        let mut text = String::with_capacity(raw.len());
        let mut parts = raw.split('&');
        let first = parts.next().unwrap_or_default();
        text.push_str(&line_ends(first));
        let mut offset = from + first.len();
        for part in parts {
            let tail = Self::reference(part, offset, &mut text)?;
            text.push_str(&line_ends(tail));
            offset += part.len() + 1;
        }
        Ok(Cow::Owned(text))
    }

    /// Resolves the reference that `part` begins with (behind its `&`) and returns what follows it.
    pub(super) fn reference<'a>(
        part: &'a str,
        offset: usize,
        out: &mut String,
    ) -> Result<&'a str, Fatal> {
        const EXPECTED: &str = "one of &lt; &gt; &amp; &apos; &quot; or a character reference";
        let Some((entity, tail)) = part.split_once(';') else {
            return Err(Fatal::malformed(offset, EXPECTED, "\"&\""));
        };
        let code = match entity {
            "amp" => u32::from('&'),
            "apos" => u32::from('\''),
            "gt" => u32::from('>'),
            "lt" => u32::from('<'),
            "quot" => u32::from('"'),
            _ => {
                let number =
                    entity
                        .strip_prefix('#')
                        .map(|digits| match digits.strip_prefix('x') {
                            Some(hex) => (hex, 16),
                            None => (digits, 10),
                        });
                match number {
                    Some((digits, radix)) if !digits.starts_with('+') => {
                        u32::from_str_radix(digits, radix).unwrap_or_default()
                    }
                    _ => 0,
                }
            }
        };
        match char::from_u32(code).filter(|c| is_char(*c)) {
            Some(c) => out.push(c),
            None => return Err(Fatal::malformed(offset, EXPECTED, "another reference")),
        }
        Ok(tail)
    }

    /// Passes over a comment or a processing instruction, or returns the text of a CDATA section.
    #[cold]
    pub(super) fn misc(&mut self) -> Result<Option<Cow<'i, str>>, Fatal> {
        let rest = self.rest();
        if let Some(comment) = rest.strip_prefix("<!--") {
            return match comment.find("--") {
                Some(end) if comment.get(end + 2..).is_some_and(|c| c.starts_with('>')) => {
                    self.at += 4 + end + 3;
                    Ok(None)
                }
                Some(_) => Err(self.unexpected("a comment without \"--\"")),
                None => Err(Fatal::malformed(
                    self.at,
                    "\"-->\"",
                    "the end of the document",
                )),
            };
        }
        if let Some(section) = rest.strip_prefix("<![CDATA[") {
            if self.open.is_empty() {
                return Err(self.unexpected("an element"));
            }
            let Some(end) = section.find("]]>") else {
                return Err(Fatal::malformed(
                    self.at,
                    "\"]]>\"",
                    "the end of the document",
                ));
            };
            self.at += 9 + end + 3;
            return Ok(section.get(..end).map(line_ends));
        }
        if let Some(instruction) = rest.strip_prefix("<?") {
            return self.instruction(instruction).map(|()| None);
        }
        let expected = if rest.starts_with("<!DOCTYPE") {
            "no document type declaration (messages may not declare entities)"
        } else {
            "an element, a comment or a CDATA section"
        };
        Err(self.unexpected(expected))
    }

    fn instruction(&mut self, instruction: &str) -> Result<(), Fatal> {
        let Some(end) = instruction.find("?>") else {
            return Err(Fatal::malformed(
                self.at,
                "\"?>\"",
                "the end of the document",
            ));
        };
        let body = instruction.get(..end).unwrap_or_default();
        let target = body
            .split([' ', '\t', '\n', '\r'])
            .next()
            .unwrap_or_default();
        if !is_name(target) || target.contains(':') || target.eq_ignore_ascii_case("xml") {
            return Err(Fatal::malformed(
                self.at,
                "the name of a processing instruction",
                format!("{target:?}"),
            ));
        }
        self.at += 2 + end + 2;
        Ok(())
    }

    #[cold]
    pub(super) fn leaf_slow(&mut self, offset: usize) -> Result<Leaf<'i>, Fatal> {
        let mut leaf = Leaf {
            text: Cow::Borrowed(""),
            offset,
            verbatim: false,
            child: None,
        };
        if self.pending_end.take().is_some() {
            self.pop();
            return Ok(leaf);
        }
        loop {
            let part = match (self.peek(0), self.peek(1)) {
                (Some(b'<'), Some(b'/')) => {
                    self.end_tag()?;
                    return Ok(leaf);
                }
                (Some(b'<'), Some(b'!' | b'?')) => self.misc()?.unwrap_or_default(),
                (Some(b'<'), _) => {
                    let start = self.start_tag()?;
                    self.skip()?;
                    leaf.child.get_or_insert(start);
                    Cow::Borrowed("")
                }
                (Some(_), _) => self.text()?,
                (None, _) => return Err(self.premature_end()),
            };
            if leaf.text.is_empty() {
                leaf.text = part;
            } else if !part.is_empty() {
                leaf.text.to_mut().push_str(&part);
            }
        }
    }
}

/// CR LF and lone CR become LF (XML 1.0 section 2.11).
fn line_ends(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}
