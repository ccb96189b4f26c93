//! The tokenizer: a strict, namespace-aware XML 1.0 scanner over text in memory, without document type declarations.
//!
//! This is the only place that knows XML's syntax. It checks what a conforming non-validating processor must (names, nesting,
//! duplicate attributes, references, namespace bindings) and borrows everything it can from the input. Why it is ours and not
//! quick-xml's: see ARCHITECTURE.md, "The tokenizer"; the fuzz target `iso20022_tokens` holds it against quick-xml.

use std::borrow::Cow;

use crate::encoding::{Census, census, is_char};
use crate::error::Code;
use crate::limits::{Limits, MAX_ATTRIBUTES, MAX_DEPTH};
use crate::scan::name::{NAME, is_name, stop};

mod name;
#[cfg(test)]
mod tests;

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
        if self.bytes().get(end + 1) != Some(&b'/') || self.word(end + 2)? & mask != closing {
            return None;
        }
        if self.open.len() >= self.max_depth {
            return None;
        }
        self.at = end + key.length + 3;
        Some((self.slice(from, end), from))
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
                        child: None,
                    });
                }
            }
        }
        self.leaf_slow(offset)
    }

    #[cold]
    fn leaf_slow(&mut self, offset: usize) -> Result<Leaf<'i>, Fatal> {
        let mut leaf = Leaf {
            text: Cow::Borrowed(""),
            offset,
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

    /// Checks the name of an element that no schema knows. The names that a schema knows need no check.
    pub(crate) fn check_name(&self, start: &Start<'i>) -> Result<(), Fatal> {
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
                self.check_name(&start)?;
            }
        }
        Ok(())
    }

    /// Passes over the element whose start tag was read last and returns it verbatim, made self-contained: the namespaces
    /// that are in scope are declared on it.
    pub(crate) fn fragment(&mut self, start: &Start<'i>) -> Result<String, Fatal> {
        self.check_name(start)?;
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
            .position(|&b| !NAME[usize::from(b)])
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
            let (prefix, local) = self.split(name, offset)?;
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

    /// Splits a qualified name. Both parts must be names.
    #[cold]
    #[inline(never)]
    fn split(&self, name: &'i str, offset: usize) -> Result<(&'i str, &'i str), Fatal> {
        match name.split_once(':') {
            Some((prefix, local)) if is_name(prefix) && is_name(local) && !local.contains(':') => {
                Ok((prefix, local))
            }
            None if is_name(name) => Ok(("", name)),
            _ => Err(Fatal::malformed(
                offset,
                "a name with at most one prefix",
                format!("{name:?}"),
            )),
        }
    }

    #[inline(never)]
    fn attributes_and_close(&mut self) -> Result<(), Fatal> {
        let declared_before = self.bindings.len();
        loop {
            let before = self.at;
            self.skip_space();
            match (self.peek(0), self.peek(1)) {
                (Some(b'>'), _) => {
                    self.at += 1;
                    break;
                }
                (Some(b'/'), Some(b'>')) => {
                    self.at += 2;
                    self.pending_end = Some(self.at);
                    break;
                }
                (None, _) => return Err(self.unexpected("\">\"")),
                _ if self.at == before => {
                    return Err(self.unexpected("white space, \"/>\" or \">\""));
                }
                _ => self.attribute(declared_before)?,
            }
        }
        if self.bindings.len() > declared_before {
            self.binding_depth = self.open.len();
            self.refresh_default();
        }
        self.resolve_attributes()
    }

    fn attribute(&mut self, declared_before: usize) -> Result<(), Fatal> {
        let offset = self.at;
        let rest = self.bytes().get(offset..).unwrap_or_default();
        let length = rest
            .iter()
            .position(|&b| !NAME[usize::from(b)] || b == b'=')
            .unwrap_or(rest.len());
        let name = self.slice(offset, offset + length);
        if !is_name(name) {
            return Err(self.unexpected("an attribute name"));
        }
        if self.attributes.len() + self.bindings.len() - declared_before >= self.max_attributes {
            return Err(Fatal::limit(
                offset,
                format!("at most {} attributes", self.max_attributes),
                "more",
            ));
        }
        self.at = offset + length;
        self.skip_space();
        if self.peek(0) != Some(b'=') {
            return Err(self.unexpected("\"=\""));
        }
        self.at += 1;
        self.skip_space();
        let value = self.attribute_value()?;
        match name.strip_prefix("xmlns") {
            Some("") => self.bind("", value, offset, declared_before),
            Some(prefixed) if prefixed.starts_with(':') => {
                let (_, prefix) = self.split(name, offset)?;
                self.bind(prefix, value, offset, declared_before)
            }
            _ => {
                if self.attributes.iter().any(|a| a.name == name) {
                    return Err(Fatal::malformed(
                        offset,
                        "each attribute once",
                        format!("{name:?} twice"),
                    ));
                }
                let namespace = Cow::Borrowed("");
                self.attributes.push(Attribute {
                    name,
                    local: name,
                    namespace,
                    value,
                    offset,
                });
                Ok(())
            }
        }
    }

    fn bind(
        &mut self,
        prefix: &'i str,
        namespace: Cow<'i, str>,
        offset: usize,
        declared_before: usize,
    ) -> Result<(), Fatal> {
        let reserved =
            prefix == "xmlns" || namespace == XMLNS || (prefix == "xml") != (namespace == XML);
        if reserved || (!prefix.is_empty() && namespace.is_empty()) {
            return Err(Fatal::malformed(
                offset,
                "a namespace that may be bound",
                format!("xmlns:{prefix}"),
            ));
        }
        let own = self.bindings.get(declared_before..).unwrap_or_default();
        if own.iter().any(|b| b.prefix == prefix) {
            return Err(Fatal::malformed(
                offset,
                "each attribute once",
                format!("xmlns:{prefix} twice"),
            ));
        }
        if self.bindings.len() >= MAX_BINDINGS {
            let expected = format!("at most {MAX_BINDINGS} namespace declarations in scope");
            return Err(Fatal::limit(offset, expected, "more"));
        }
        self.bindings.push(Binding {
            prefix,
            namespace,
            depth: self.open.len(),
        });
        Ok(())
    }

    /// Resolves the prefixes of attributes, now that all declarations of the tag are known.
    fn resolve_attributes(&mut self) -> Result<(), Fatal> {
        let mut attributes = std::mem::take(&mut self.attributes);
        for attribute in attributes.iter_mut().filter(|a| a.name.contains(':')) {
            let (prefix, local) = self.split(attribute.name, attribute.offset)?;
            let Some(namespace) = self.lookup(prefix) else {
                return Err(undeclared(prefix, attribute.offset));
            };
            attribute.namespace = Cow::Owned(namespace.to_owned());
            attribute.local = local;
        }
        for (i, a) in attributes.iter().enumerate() {
            let mut rest = attributes.iter().skip(i + 1);
            if !a.namespace.is_empty()
                && rest.any(|b| a.local == b.local && a.namespace == b.namespace)
            {
                return Err(Fatal::malformed(
                    a.offset,
                    "each attribute once",
                    format!("{:?} twice", a.local),
                ));
            }
        }
        self.attributes = attributes;
        Ok(())
    }

    fn attribute_value(&mut self) -> Result<Cow<'i, str>, Fatal> {
        let quote = match self.peek(0) {
            Some(quote @ (b'"' | b'\'')) => quote,
            _ => return Err(self.unexpected("a quoted value")),
        };
        let from = self.at + 1;
        let rest = self.bytes().get(from..).unwrap_or_default();
        let Some(length) = memchr::memchr(quote, rest) else {
            return Err(Fatal::malformed(
                self.at,
                "the closing quote",
                "the end of the document",
            ));
        };
        let raw = self.slice(from, from + length);
        self.at = from + length + 1;
        if let Some(lt) = raw.find('<') {
            return Err(Fatal::malformed(
                from + lt,
                "a value without \"<\"",
                "\"<\"",
            ));
        }
        if !raw
            .bytes()
            .any(|b| matches!(b, b'&' | b'\t' | b'\n' | b'\r'))
        {
            return Ok(Cow::Borrowed(raw));
        }
        // Line ends first, as XML 1.0 section 2.11 and 3.3.3 order it: CR LF is one space.
        let mut value = String::with_capacity(raw.len());
        let mut parts = raw.split('&');
        let spaced = |part: &str| part.replace("\r\n", " ").replace(['\t', '\n', '\r'], " ");
        value.push_str(&spaced(parts.next().unwrap_or_default()));
        let mut offset = from + value.len();
        for part in parts {
            let text = self.reference(part, offset, &mut value)?;
            value.push_str(&spaced(text));
            offset += part.len() + 1;
        }
        Ok(Cow::Owned(value))
    }

    /// Text up to the next `<`, references resolved and line ends normalised.
    fn text(&mut self) -> Result<Cow<'i, str>, Fatal> {
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
            let tail = self.reference(part, offset, &mut text)?;
            text.push_str(&line_ends(tail));
            offset += part.len() + 1;
        }
        Ok(Cow::Owned(text))
    }

    /// Resolves the reference that `part` begins with (behind its `&`) and returns what follows it.
    #[allow(
        clippy::unused_self,
        reason = "entities belong to the document; a method keeps the call sites alike"
    )]
    fn reference<'a>(
        &self,
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
    fn misc(&mut self) -> Result<Option<Cow<'i, str>>, Fatal> {
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

    /// The XML declaration, if there is one.
    fn declaration(&mut self) -> Result<(), Fatal> {
        let is_declaration = self
            .source
            .strip_prefix("<?xml")
            .is_some_and(|r| r.starts_with([' ', '\t', '\n', '\r']));
        if !is_declaration {
            return Ok(());
        }
        self.at = "<?xml".len();
        let mut parts = Vec::new();
        loop {
            let before = self.at;
            self.skip_space();
            if self.rest().starts_with("?>") {
                self.at += 2;
                break;
            }
            let from = self.at;
            let rest = self.bytes().get(from..).unwrap_or_default();
            let length = rest
                .iter()
                .position(|b| !b.is_ascii_lowercase())
                .unwrap_or(rest.len());
            self.at = from + length;
            self.skip_space();
            if before == from || length == 0 || self.peek(0) != Some(b'=') || parts.len() == 3 {
                return Err(self.unexpected("\"?>\" or an entry of the XML declaration"));
            }
            self.at += 1;
            self.skip_space();
            parts.push((self.slice(from, from + length), self.attribute_value()?));
        }
        let mut entries = parts
            .iter()
            .map(|(name, value)| (*name, value.as_ref()))
            .peekable();
        let version = entries.next_if(|(name, value)| {
            let minor = value.strip_prefix("1.").unwrap_or_default();
            *name == "version" && !minor.is_empty() && minor.bytes().all(|b| b.is_ascii_digit())
        });
        let encoding = entries.next_if(|(name, value)| {
            let mut bytes = value.bytes();
            *name == "encoding"
                && bytes.next().is_some_and(|b| b.is_ascii_alphabetic())
                && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
        });
        let _ = encoding;
        let _ = entries
            .next_if(|(name, value)| *name == "standalone" && matches!(*value, "yes" | "no"));
        if version.is_none() || entries.next().is_some() {
            return Err(Fatal::malformed(
                0,
                "version=\"1.0\", encoding, standalone in the XML declaration",
                "another entry",
            ));
        }
        Ok(())
    }
}

/// A name of at most 15 bytes as a number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key {
    pub(crate) word: u128,
    length: usize,
}

/// The position of the first `>` among sixteen bytes.
#[inline]
fn find_gt(word: u128) -> Option<usize> {
    const ONES: u128 = u128::MAX / 0xFF;
    const HIGHS: u128 = ONES * 0x80;
    // A byte of `x` is zero where `word` holds `>`; the lowest zero byte is found exactly.
    let x = word ^ (ONES * b'>' as u128);
    let zeros = x.wrapping_sub(ONES) & !x & HIGHS;
    (zeros != 0).then(|| zeros.trailing_zeros() as usize / 8)
}

#[cold]
fn undeclared(prefix: &str, offset: usize) -> Fatal {
    Fatal::malformed(offset, "a declared namespace prefix", format!("{prefix:?}"))
}

/// CR LF and lone CR become LF (XML 1.0 section 2.11).
fn line_ends(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}
