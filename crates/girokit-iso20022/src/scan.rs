//! The tokenizer: a strict, namespace-aware XML 1.0 scanner over text in memory, without document type declarations.
//!
//! This is the only place that knows XML's syntax. It checks what a conforming non-validating processor must (names, nesting,
//! duplicate attributes, references, namespace bindings) and borrows everything it can from the input. Why it is ours and not
//! quick-xml's: see ARCHITECTURE.md, "The tokenizer"; the fuzz target `iso20022_tokens` holds it against quick-xml.

use std::borrow::Cow;

use crate::encoding::{Census, census};
use crate::error::Code;
use crate::limits::{Limits, MAX_ATTRIBUTES, MAX_DEPTH};
use crate::scan::name::{is_name_byte, stop};

pub(crate) use fast::{Closing, Key, Look};
pub(crate) use name::is_name;
#[cfg(feature = "stream")]
pub(crate) use resume::Carried;

mod attribute;
mod fast;
mod name;
mod prolog;
#[cfg(feature = "stream")]
mod resume;
mod roots;
#[cfg(test)]
mod tests;
mod text;

/// The namespace of `xsi:schemaLocation` and its kin.
pub(crate) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// What ends reading: no further problem can be found behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fatal(pub(crate) Box<FatalInner>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FatalInner {
    pub(crate) code: Code,
    /// Byte offset into the decoded text.
    pub(crate) offset: usize,
    pub(crate) expected: Cow<'static, str>,
    pub(crate) found: Cow<'static, str>,
    /// The text up to the offset, when decoding itself failed.
    pub(crate) text: Option<String>,
}

impl Fatal {
    #[cold]
    pub(crate) fn malformed(
        offset: usize,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self(Box::new(FatalInner {
            code: Code::Malformed,
            offset,
            expected: expected.into(),
            found: found.into(),
            text: None,
        }))
    }

    #[cold]
    pub(crate) fn limit(offset: usize, expected: String, found: &'static str) -> Self {
        Self(Box::new(FatalInner {
            code: Code::Limit,
            offset,
            expected: expected.into(),
            found: found.into(),
            text: None,
        }))
    }

    pub(crate) fn with_text(mut self, text: String) -> Self {
        self.0.text = Some(text);
        self
    }
}

/// What stands next among the elements of a complex type.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Event<'i> {
    /// A start tag.
    Start(Start<'i>),
    /// The end tag of the innermost open element.
    End {
        /// Where it stands.
        offset: usize,
    },
    /// Text other than white space.
    Text {
        /// Where it begins.
        offset: usize,
    },
}

/// A start tag.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Start<'i> {
    /// The name as written.
    pub(crate) name: &'i str,
    /// The name without its prefix.
    pub(crate) local: &'i str,
    /// Whether it belongs to the message's namespace.
    pub(crate) in_target: bool,
    /// Whether attributes other than namespace declarations stand in [`Scanner::attributes`].
    pub(crate) has_attributes: bool,
    /// Where the tag stands.
    pub(crate) offset: usize,
}

/// An attribute, namespace declarations excepted.
#[derive(Debug, Clone)]
pub(crate) struct Attribute<'i> {
    pub(crate) name: &'i str,
    pub(crate) local: &'i str,
    /// The namespace of a prefixed attribute; empty without a prefix.
    pub(crate) namespace: Cow<'i, str>,
    pub(crate) value: Cow<'i, str>,
    pub(crate) offset: usize,
}

#[derive(Debug, Clone)]
struct Binding<'i> {
    prefix: &'i str,
    namespace: Cow<'i, str>,
    depth: usize,
}

/// The text of an element without child elements.
#[derive(Debug)]
pub(crate) struct Leaf<'i> {
    pub(crate) text: Cow<'i, str>,
    pub(crate) offset: usize,
    /// Whether the text stands there in just these characters.
    pub(crate) verbatim: bool,
    /// The first child element, which has no business here. The scanner has skipped it.
    pub(crate) child: Option<Start<'i>>,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Scanner<'i> {
    source: &'i str,
    at: usize,
    census: Census,
    open: Vec<&'i str>,
    bindings: Vec<Binding<'i>>,
    /// Depth of the innermost element that declares a namespace; 0 when none is open.
    binding_depth: usize,
    target: &'static str,
    default_is_target: bool,
    /// The last start tag was `<a/>`: its end comes next.
    pending_end: Option<usize>,
    pub(crate) attributes: Vec<Attribute<'i>>,
    /// Bytes of namespace declarations that fragments were given.
    declared: usize,
    max_depth: usize,
    max_attributes: usize,
}

/// Namespace declarations in scope: each prefix is looked up among them one by one.
const MAX_BINDINGS: usize = 128;

/// Bytes of a namespace's name: each prefixed attribute copies it. The longest in use has some 60.
const MAX_NAMESPACE: usize = 512;

/// What declarations on fragments may cost beside the size of the document, in bytes.
const MAX_DECLARED: usize = 1 << 16;

impl<'i> Scanner<'i> {
    /// Starts on a decoded document: checks its characters and reads the XML declaration.
    pub(crate) fn new(source: &'i str, limits: &Limits) -> Result<Self, Fatal> {
        let mut scanner = Self {
            source,
            at: 0,
            census: census(source)?,
            open: Vec::with_capacity(32),
            bindings: Vec::new(),
            binding_depth: 0,
            target: "",
            default_is_target: true,
            pending_end: None,
            attributes: Vec::new(),
            declared: 0,
            max_depth: limits.max_depth.min(MAX_DEPTH),
            max_attributes: limits.max_attributes.min(MAX_ATTRIBUTES),
        };
        scanner.declaration()?;
        Ok(scanner)
    }

    /// Names the namespace that [`Start::in_target`] speaks of. Called once, after the root's start tag.
    pub(crate) fn set_target(&mut self, target: &'static str) {
        self.target = target;
        self.refresh_default();
    }

    /// The namespace of a tag of the innermost open element, by its name as written.
    pub(crate) fn namespace_of(&self, name: &str) -> &str {
        let prefix = name.split_once(':').map_or("", |(prefix, _)| prefix);
        self.lookup(prefix).unwrap_or_default()
    }

    /// The whole decoded text.
    pub(crate) fn source(&self) -> &'i str {
        self.source
    }

    /// Where the cursor is: at what comes next, once something was looked at.
    pub(crate) fn offset(&self) -> usize {
        self.at
    }

    /// Puts the cursor back to where an element begins that was consumed whole.
    pub(crate) fn go_back(&mut self, offset: usize) {
        self.at = offset;
    }

    fn bytes(&self) -> &'i [u8] {
        self.source.as_bytes()
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes().get(self.at + ahead).copied()
    }

    fn slice(&self, from: usize, to: usize) -> &'i str {
        self.source.get(from..to).unwrap_or_default()
    }

    fn rest(&self) -> &'i str {
        self.source.get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek(0) {
            self.at += 1;
        }
    }

    /// What stands at the cursor, for an error.
    #[cold]
    fn found(&self) -> Cow<'static, str> {
        self.rest()
            .chars()
            .next()
            .map_or(Cow::Borrowed("the end of the document"), |c| {
                Cow::Owned(format!("{c:?}"))
            })
    }

    #[cold]
    fn unexpected(&self, expected: &'static str) -> Fatal {
        Fatal::malformed(self.at, expected, self.found())
    }

    /// The next start or end tag, or text between elements. Comments and processing instructions are passed over.
    pub(crate) fn next(&mut self) -> Result<Event<'i>, Fatal> {
        if let Some(offset) = self.pending_end.take() {
            self.pop();
            return Ok(Event::End { offset });
        }
        loop {
            self.skip_space();
            match (self.peek(0), self.peek(1)) {
                (Some(b'<'), Some(b'/')) => return self.end_tag(),
                (Some(b'<'), Some(b'!' | b'?')) => {
                    let offset = self.at;
                    if let Some(text) = self.misc()?
                        && !text.bytes().all(|b| b.is_ascii_whitespace())
                    {
                        return Ok(Event::Text { offset });
                    }
                }
                (Some(b'<'), _) => return self.start_tag().map(Event::Start),
                (Some(_), _) if self.open.is_empty() => {
                    return Err(self.unexpected("an element, a comment or the end"));
                }
                (Some(_), _) => {
                    let offset = self.at;
                    let text = self.text()?;
                    if !text.bytes().all(|b| b.is_ascii_whitespace()) {
                        return Ok(Event::Text { offset });
                    }
                }
                (None, _) => return Err(self.premature_end()),
            }
        }
    }

    #[cold]
    fn premature_end(&self) -> Fatal {
        match self.open.last() {
            Some(name) => {
                Fatal::malformed(self.at, format!("</{name}>"), "the end of the document")
            }
            None => Fatal::malformed(self.at, "an element", "the end of the document"),
        }
    }

    /// Checks that nothing but comments and white space follows the root element.
    pub(crate) fn finish(&mut self) -> Result<(), Fatal> {
        loop {
            self.skip_space();
            match (self.peek(0), self.peek(1)) {
                (None, _) => return Ok(()),
                (Some(b'<'), Some(b'!' | b'?')) => {
                    if self.misc()?.is_some() {
                        return Err(self.unexpected("nothing after the root element"));
                    }
                }
                _ => return Err(self.unexpected("nothing after the root element")),
            }
        }
    }

    #[cold]
    fn too_deep(&self, offset: usize) -> Fatal {
        Fatal::limit(
            offset,
            format!("at most {} nested elements", self.max_depth),
            "more",
        )
    }

    /// The text of the element whose start tag was read last, up to and with its end tag.
    #[inline]
    pub(crate) fn leaf(&mut self) -> Result<Leaf<'i>, Fatal> {
        let offset = self.at;
        if self.pending_end.is_none() {
            let rest = self.bytes().get(offset..).unwrap_or_default();
            if let Some(length) = rest.iter().position(|&b| stop(b)) {
                let end = offset + length;
                let name = self.open.last().copied().unwrap_or_default();
                let after = end + 2 + name.len();
                if rest.get(length..length + 2) == Some(b"</".as_slice())
                    && self.bytes().get(end + 2..after) == Some(name.as_bytes())
                    && self.bytes().get(after) == Some(&b'>')
                {
                    self.at = after + 1;
                    self.pop();
                    return Ok(Leaf {
                        text: Cow::Borrowed(self.slice(offset, end)),
                        offset,
                        verbatim: true,
                        child: None,
                    });
                }
            }
        }
        self.leaf_slow(offset)
    }

    /// Checks the name of an element that no schema knows. The names that a schema knows need no check.
    pub(crate) fn check_name(start: &Start<'i>) -> Result<(), Fatal> {
        if is_name(start.name) {
            return Ok(());
        }
        Err(Fatal::malformed(
            start.offset,
            "an element name",
            "another character",
        ))
    }

    /// Passes over the content and the end tag of the element whose start tag was read last.
    pub(crate) fn skip(&mut self) -> Result<(), Fatal> {
        let depth = self.open.len();
        while self.open.len() >= depth {
            if let Event::Start(start) = self.next()? {
                Self::check_name(&start)?;
            }
        }
        Ok(())
    }

    /// Passes over the element whose start tag was read last and returns it verbatim, made self-contained: the namespaces
    /// that are in scope are declared on it.
    pub(crate) fn fragment(&mut self, start: &Start<'i>) -> Result<String, Fatal> {
        Self::check_name(start)?;
        let depth = self.open.len();
        let mut declarations = String::new();
        for (i, binding) in self
            .bindings
            .iter()
            .enumerate()
            .filter(|(_, b)| b.depth < depth)
        {
            let hidden = |b: &Binding<'_>| b.prefix == binding.prefix;
            let inner = self.bindings.get(i + 1..).unwrap_or_default();
            if inner.iter().any(hidden) {
                continue;
            }
            declarations.push_str(if binding.prefix.is_empty() {
                " xmlns"
            } else {
                " xmlns:"
            });
            declarations.push_str(binding.prefix);
            declarations.push_str("=\"");
            crate::write::escape_attribute(&mut declarations, &binding.namespace);
            declarations.push('"');
        }
        let has_default = self.bindings.iter().any(|b| b.prefix.is_empty());
        if !has_default {
            declarations.push_str(" xmlns=\"\"");
        }
        self.declared += declarations.len();
        if self.declared > self.source.len() + MAX_DECLARED {
            let found = "namespaces that would be repeated beyond it";
            return Err(Fatal::limit(
                start.offset,
                "fragments that fit the document".to_owned(),
                found,
            ));
        }
        self.skip()?;
        let source = self.slice(start.offset, self.at);
        let (head, tail) = source
            .split_at_checked(1 + start.name.len())
            .unwrap_or((source, ""));
        Ok([head, &declarations, tail].concat())
    }

    fn pop(&mut self) {
        if self.binding_depth == self.open.len() {
            let depth = self.binding_depth;
            self.bindings.retain(|b| b.depth < depth);
            self.binding_depth = self.bindings.last().map_or(0, |b| b.depth);
            self.refresh_default();
        }
        self.open.pop();
    }

    fn refresh_default(&mut self) {
        self.default_is_target = self.lookup("").unwrap_or_default() == self.target;
    }

    fn lookup(&self, prefix: &str) -> Option<&str> {
        match self.bindings.iter().rev().find(|b| b.prefix == prefix) {
            Some(binding) => Some(&binding.namespace),
            None if prefix.is_empty() => Some(""),
            None if prefix == "xml" => Some(XML),
            None => None,
        }
    }

    fn end_tag(&mut self) -> Result<Event<'i>, Fatal> {
        let offset = self.at;
        let Some(name) = self.open.last().copied() else {
            return Err(self.unexpected("an element"));
        };
        let after = offset + 2 + name.len();
        if self.bytes().get(offset + 2..after) != Some(name.as_bytes()) {
            return Err(Fatal::malformed(
                offset,
                format!("</{name}>"),
                "another end tag",
            ));
        }
        self.at = after;
        self.skip_space();
        if self.peek(0) != Some(b'>') {
            return Err(Fatal::malformed(
                offset,
                format!("</{name}>"),
                "another end tag",
            ));
        }
        self.at += 1;
        self.pop();
        Ok(Event::End { offset })
    }

    #[inline]
    fn start_tag(&mut self) -> Result<Start<'i>, Fatal> {
        let offset = self.at;
        let from = offset + 1;
        let rest = self.bytes().get(from..).unwrap_or_default();
        let length = rest
            .iter()
            .position(|&b| !is_name_byte(b))
            .unwrap_or(rest.len());
        let name = self.slice(from, from + length);
        if name.is_empty() {
            self.at = from;
            return Err(self.unexpected("an element name"));
        }
        self.at = from + length;
        if self.open.len() >= self.max_depth {
            return Err(self.too_deep(offset));
        }
        self.open.push(name);
        self.attributes.clear();
        match self.peek(0) {
            Some(b'>') => self.at += 1,
            _ => self.attributes_and_close()?,
        }
        let (local, in_target) = if name.contains(':') {
            let (prefix, local) = Self::split(name, offset)?;
            let Some(namespace) = self.lookup(prefix) else {
                return Err(undeclared(prefix, offset));
            };
            (local, namespace == self.target)
        } else {
            (name, self.default_is_target)
        };
        Ok(Start {
            name,
            local,
            in_target,
            has_attributes: !self.attributes.is_empty(),
            offset,
        })
    }
}

#[cold]
fn undeclared(prefix: &str, offset: usize) -> Fatal {
    Fatal::malformed(offset, "a declared namespace prefix", format!("{prefix:?}"))
}
