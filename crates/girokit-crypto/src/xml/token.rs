//! Bytes to tokens: strict, without a DTD, without copying.

use super::chars::{in_name, is_qualified, is_space};
use super::limits::Limits;
use crate::{Error, ErrorKind};

/// One attribute or namespace declaration as it stands in the document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attribute<'a> {
    pub(super) name: &'a str,
    /// Where the colon of the name stands.
    pub(super) colon: Option<usize>,
    /// Between the quotes.
    pub(super) raw: &'a str,
    /// Byte of the first character of the value.
    pub(super) at: usize,
}

impl<'a> Attribute<'a> {
    /// Prefix and local name; without a colon the prefix is empty.
    pub(super) fn split(&self) -> (&'a str, &'a str) {
        split(self.name, self.colon)
    }

    /// The prefix that it declares, empty for the default namespace.
    pub(super) fn declares(&self) -> Option<&'a str> {
        match self.split() {
            ("", "xmlns") => Some(""),
            ("xmlns", prefix) => Some(prefix),
            _ => None,
        }
    }
}

/// Prefix and local name of a qualified name.
pub(super) fn split(name: &str, colon: Option<usize>) -> (&str, &str) {
    match colon {
        None => ("", name),
        Some(at) => (
            name.get(..at).unwrap_or_default(),
            name.get(at.saturating_add(1)..).unwrap_or_default(),
        ),
    }
}

/// A token; its bytes are `Tokens::from .. Tokens::at`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Token<'a> {
    Comment(&'a str),
    Cdata(&'a str),
    /// `tight`: written as canonical XML writes it.
    End {
        name: &'a str,
        tight: bool,
    },
    Instruction {
        target: &'a str,
        data: &'a str,
    },
    /// Its attributes are `Tokens::attributes`. `tight`: nothing but one space before each attribute, double quotes.
    Start {
        name: &'a str,
        colon: Option<usize>,
        empty: bool,
        tight: bool,
    },
    /// `plain`: without reference, `>` or carriage return.
    Text {
        text: &'a str,
        plain: bool,
    },
}

/// A reader of tokens over checked text.
#[derive(Debug)]
pub(super) struct Tokens<'a, 'l> {
    text: &'a str,
    /// Where the last token begins.
    pub(super) from: usize,
    /// Where the next token begins.
    pub(super) at: usize,
    open: Vec<&'a str>,
    pub(super) attributes: Vec<Attribute<'a>>,
    limits: &'l Limits,
    elements: usize,
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Prolog,
    Inside,
    After,
    /// One element was asked for, and it has ended.
    Over,
}

impl<'a, 'l> Tokens<'a, 'l> {
    /// Over a whole document: XML declaration and byte order mark are checked and passed over.
    pub(super) fn document(text: &'a str, limits: &'l Limits) -> Result<Self, Error> {
        let mut tokens = Self::at(text, 0, limits);
        tokens.place = Place::Prolog;
        if text.starts_with('\u{feff}') {
            tokens.at = 3;
        }
        let rest = tokens.rest();
        if rest.starts_with("<?xml") && rest.as_bytes().get(5).copied().is_some_and(is_space) {
            let length = rest
                .find("?>")
                .ok_or_else(|| tokens.bad("expected the end of the XML declaration"))?;
            let ascii = declaration(rest.get(5..length).unwrap_or_default())
                .map_err(|error| error.at_offset(tokens.at))?;
            if ascii && !text.is_ascii() {
                return Err(tokens.bad("expected ASCII, as the XML declaration says"));
            }
            tokens.at = tokens.at.saturating_add(length).saturating_add(2);
        }
        Ok(tokens)
    }

    /// Over the element that begins at byte `at`.
    pub(super) fn element(text: &'a str, at: usize, limits: &'l Limits) -> Self {
        Self::at(text, at, limits)
    }

    fn at(text: &'a str, at: usize, limits: &'l Limits) -> Self {
        Self {
            text,
            from: at,
            at,
            open: Vec::new(),
            attributes: Vec::new(),
            limits,
            elements: 0,
            place: Place::Inside,
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    #[cold]
    fn bad(&self, what: &'static str) -> Error {
        Error::new(ErrorKind::Malformed, what).at_offset(self.at)
    }

    #[cold]
    fn too_large(&self, what: &'static str) -> Error {
        Error::new(ErrorKind::TooLarge, what).at_offset(self.at)
    }

    /// Passes over an element without looking into it: to byte `end`, which is behind its end tag.
    pub(super) fn skip_to(&mut self, end: usize) {
        self.at = end;
        if self.open.is_empty() {
            self.place = Place::After;
        }
    }

    /// The next token, if there is one.
    pub(super) fn next(&mut self) -> Result<Option<Token<'a>>, Error> {
        self.from = self.at;
        let Some(first) = self.byte(self.at) else {
            return match self.place {
                Place::After | Place::Over => Ok(None),
                Place::Prolog => Err(self.bad("expected a root element")),
                Place::Inside => Err(self.bad("expected the end of an element")),
            };
        };
        if self.place == Place::Over {
            return Ok(None);
        }
        if first != b'<' {
            return self.text().map(Some);
        }
        match self.byte(self.at.saturating_add(1)) {
            Some(b'/') => self.end().map(Some),
            Some(b'!') => self.declared().map(Some),
            Some(b'?') => self.instruction().map(Some),
            _ => self.start().map(Some),
        }
    }

    fn text(&mut self) -> Result<Token<'a>, Error> {
        let rest = self.rest();
        let length = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
        let text = rest.get(..length).unwrap_or_default();
        if self.place != Place::Inside && !text.bytes().all(is_space) {
            return Err(self.bad("expected nothing but white space outside the root element"));
        }
        let special = memchr::memchr3(b'&', b'>', b'\r', text.as_bytes());
        if special.is_some() && text.contains("]]>") {
            return Err(self.bad("expected no \"]]>\" in text"));
        }
        self.at = self.at.saturating_add(length);
        Ok(Token::Text {
            text,
            plain: special.is_none(),
        })
    }

    fn end(&mut self) -> Result<Token<'a>, Error> {
        let Some(name) = self.open.pop() else {
            return Err(self.bad("found an end tag without its start tag"));
        };
        let from = self.at.saturating_add(2);
        let after = from.saturating_add(name.len());
        if self.text.as_bytes().get(from..after) != Some(name.as_bytes()) {
            return Err(self.bad("expected the end tag of the innermost element"));
        }
        let mut close = after;
        while self.byte(close).is_some_and(is_space) {
            close = close.saturating_add(1);
        }
        if self.byte(close) != Some(b'>') {
            return Err(self.bad("expected the end tag of the innermost element"));
        }
        self.at = close.saturating_add(1);
        self.ended();
        Ok(Token::End {
            name,
            tight: close == after,
        })
    }

    /// After an element ended: was it the outermost?
    fn ended(&mut self) {
        if self.open.is_empty() {
            self.place = Place::After;
        }
    }

    /// Only the asked element, nothing behind it.
    pub(super) fn stop_when_outermost_ended(&mut self) {
        if self.place == Place::After {
            self.place = Place::Over;
        }
    }

    fn start(&mut self) -> Result<Token<'a>, Error> {
        if self.place == Place::After {
            return Err(self.bad("expected one root element"));
        }
        self.place = Place::Inside;
        self.elements = self.elements.saturating_add(1);
        if self.elements > self.limits.elements {
            return Err(self.too_large("more elements than the limit"));
        }
        let from = self.at.saturating_add(1);
        let (name, colon) = self.name(from)?;
        let mut at = from.saturating_add(name.len());
        self.attributes.clear();
        let mut tight = true;
        let empty = loop {
            match self.byte(at) {
                Some(b'>') => break false,
                Some(b'/') if self.byte(at.saturating_add(1)) == Some(b'>') => break true,
                Some(space) if is_space(space) => {
                    let next = self.spaces(at);
                    tight &= space == b' ' && next == at.saturating_add(1);
                    if matches!(self.byte(next), Some(b'>' | b'/')) {
                        (at, tight) = (next, false);
                    } else {
                        let (end, tight_here) = self.attribute(next)?;
                        (at, tight) = (end, tight && tight_here);
                    }
                }
                _ => return Err(self.bad("expected the end of a start tag")),
            }
        };
        if self.open.len() >= self.limits.depth {
            return Err(self.too_large("elements deeper than the limit"));
        }
        self.at = at.saturating_add(if empty { 2 } else { 1 });
        if empty {
            self.ended();
        } else {
            self.open.push(name);
        }
        Ok(Token::Start {
            name,
            colon,
            empty,
            tight,
        })
    }

    fn spaces(&self, mut at: usize) -> usize {
        while self.byte(at).is_some_and(is_space) {
            at = at.saturating_add(1);
        }
        at
    }

    fn name(&self, from: usize) -> Result<(&'a str, Option<usize>), Error> {
        let rest = self.text.as_bytes().get(from..).unwrap_or_default();
        let length = rest
            .iter()
            .position(|byte| !in_name(*byte))
            .unwrap_or(rest.len());
        let name = self
            .text
            .get(from..from.saturating_add(length))
            .unwrap_or_default();
        let colon = memchr::memchr(b':', name.as_bytes());
        if is_qualified(name, colon) {
            Ok((name, colon))
        } else {
            Err(Error::new(ErrorKind::Malformed, "expected a name").at_offset(from))
        }
    }

    /// Reads one attribute at `from`: where it ends, and whether it is written tightly.
    fn attribute(&mut self, from: usize) -> Result<(usize, bool), Error> {
        let (name, colon) = self.name(from)?;
        let after = from.saturating_add(name.len());
        let equals = self.spaces(after);
        if self.byte(equals) != Some(b'=') {
            return Err(Error::new(
                ErrorKind::Malformed,
                "expected '=' after the name of an attribute",
            )
            .at_offset(equals));
        }
        let open = self.spaces(equals.saturating_add(1));
        let at = open.saturating_add(1);
        let bad = |what| Error::new(ErrorKind::Malformed, what).at_offset(open);
        let quote = self.byte(open).filter(|byte| matches!(byte, b'"' | b'\''));
        let quote = quote.ok_or_else(|| bad("expected a quoted value"))?;
        let rest = self.text.get(at..).unwrap_or_default();
        let length = memchr::memchr2(quote, b'<', rest.as_bytes())
            .filter(|length| rest.as_bytes().get(*length) == Some(&quote))
            .ok_or_else(|| bad("expected a value that ends, without '<'"))?;
        if self.attributes.len() >= self.limits.attributes {
            return Err(self.too_large("more attributes than the limit"));
        }
        let raw = rest.get(..length).unwrap_or_default();
        self.attributes.push(Attribute {
            name,
            colon,
            raw,
            at,
        });
        let tight = equals == after && open == equals.saturating_add(1) && quote == b'"';
        Ok((at.saturating_add(length).saturating_add(1), tight))
    }

    fn instruction(&mut self) -> Result<Token<'a>, Error> {
        let from = self.at.saturating_add(2);
        let (target, colon) = self.name(from)?;
        if colon.is_some() || target.eq_ignore_ascii_case("xml") {
            return Err(self.bad("expected the target of a processing instruction"));
        }
        let after = self
            .text
            .get(from.saturating_add(target.len())..)
            .unwrap_or_default();
        let length = after
            .find("?>")
            .ok_or_else(|| self.bad("expected the end of a processing instruction"))?;
        let inside = after.get(..length).unwrap_or_default();
        let data = inside.trim_start_matches([' ', '\t', '\n', '\r']);
        if !inside.is_empty() && data.len() == inside.len() {
            return Err(self.bad("expected white space after the target"));
        }
        self.at = from
            .saturating_add(target.len())
            .saturating_add(length)
            .saturating_add(2);
        Ok(Token::Instruction { target, data })
    }

    /// What begins with `<!`: a comment or a CDATA section.
    fn declared(&mut self) -> Result<Token<'a>, Error> {
        let rest = self.rest();
        if let Some(comment) = rest.strip_prefix("<!--") {
            let length = comment
                .find("--")
                .ok_or_else(|| self.bad("expected the end of a comment"))?;
            if comment.as_bytes().get(length.saturating_add(2)) != Some(&b'>') {
                return Err(self.bad("expected no \"--\" inside a comment"));
            }
            self.at = self.at.saturating_add(length).saturating_add(7);
            return Ok(Token::Comment(comment.get(..length).unwrap_or_default()));
        }
        if let Some(section) = rest.strip_prefix("<![CDATA[")
            && self.place == Place::Inside
        {
            let length = section
                .find("]]>")
                .ok_or_else(|| self.bad("expected the end of a CDATA section"))?;
            self.at = self.at.saturating_add(length).saturating_add(12);
            return Ok(Token::Cdata(section.get(..length).unwrap_or_default()));
        }
        if rest.starts_with("<!DOCTYPE") {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "a document type declaration is refused",
            )
            .at_offset(self.at));
        }
        Err(self.bad("expected a comment or a CDATA section"))
    }
}

/// What stands between `<?xml` and `?>`: version 1.0, UTF-8 or ASCII if it names an encoding. Whether it names ASCII.
fn declaration(inside: &str) -> Result<bool, Error> {
    let mut ascii = false;
    let bad = |what| Err(Error::new(ErrorKind::Malformed, what));
    let mut rest = inside;
    for (name, required) in [
        ("version", true),
        ("encoding", false),
        ("standalone", false),
    ] {
        let trimmed = rest.trim_start_matches([' ', '\t', '\n', '\r']);
        let Some(after) = trimmed
            .strip_prefix(name)
            .filter(|_| trimmed.len() < rest.len())
        else {
            if required {
                return bad("expected a version in the XML declaration");
            }
            continue;
        };
        let value = after
            .trim_start_matches([' ', '\t', '\n', '\r'])
            .strip_prefix('=')
            .map(|after| after.trim_start_matches([' ', '\t', '\n', '\r']));
        let quoted = value.and_then(|value| {
            let quote = value
                .chars()
                .next()
                .filter(|quote| matches!(quote, '"' | '\''))?;
            value.get(1..)?.split_once(quote)
        });
        let Some((value, left)) = quoted else {
            return bad("expected a quoted value in the XML declaration");
        };
        let fits = match name {
            "version" => value == "1.0",
            "encoding" => {
                ascii = value.eq_ignore_ascii_case("us-ascii");
                ascii || value.eq_ignore_ascii_case("utf-8")
            }
            _ => matches!(value, "yes" | "no"),
        };
        if !fits {
            return bad(
                "expected version 1.0, encoding UTF-8 and standalone yes or no in the XML declaration",
            );
        }
        rest = left;
    }
    if rest.bytes().all(is_space) {
        Ok(ascii)
    } else {
        bad("expected the end of the XML declaration")
    }
}
