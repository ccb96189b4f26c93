//! Canonical XML: <https://www.w3.org/TR/2001/REC-xml-c14n-20010315>, <https://www.w3.org/TR/xml-c14n11/>,
//! <https://www.w3.org/TR/xml-exc-c14n/>.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::chars::attribute_value;
use super::limits::Limits;
use super::scope::{Scope, XML};
use super::token::{Attribute, Token, Tokens, split};
use super::{base, chars};
use crate::{Error, ErrorKind};

/// Which canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canonicalization {
    form: Form,
    comments: bool,
    prefixes: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Exclusive,
    Inclusive10,
    Inclusive11,
}

impl Canonicalization {
    /// Canonical XML 1.0, without comments.
    pub const INCLUSIVE: Self = Self::of(Form::Inclusive10);
    /// Canonical XML 1.1, without comments.
    pub const INCLUSIVE_11: Self = Self::of(Form::Inclusive11);
    /// Exclusive XML Canonicalization 1.0, without comments: what most signatures of messages in envelopes use.
    pub const EXCLUSIVE: Self = Self::of(Form::Exclusive);

    /// Most prefixes of an inclusive list: 64.
    pub const MAX_PREFIXES: usize = 64;

    const fn of(form: Form) -> Self {
        Self {
            form,
            comments: false,
            prefixes: Vec::new(),
        }
    }

    /// The form that an algorithm URI names.
    pub fn from_uri(uri: &str) -> Option<Self> {
        let (uri, comments) = match uri.strip_suffix("#WithComments") {
            Some(uri) => (uri, true),
            None => match uri.strip_suffix("#").filter(|_| uri.ends_with("exc-c14n#")) {
                Some(uri) => (uri, false),
                None => match uri.strip_suffix("WithComments") {
                    Some(uri) => (uri.strip_suffix('#')?, true),
                    None => (uri, false),
                },
            },
        };
        let form = match uri {
            "http://www.w3.org/2001/10/xml-exc-c14n" => Form::Exclusive,
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" => Form::Inclusive10,
            "http://www.w3.org/2006/12/xml-c14n11" => Form::Inclusive11,
            _ => return None,
        };
        Some(Self {
            form,
            comments,
            prefixes: Vec::new(),
        })
    }

    /// Its algorithm URI.
    pub fn uri(&self) -> &'static str {
        match (self.form, self.comments) {
            (Form::Exclusive, false) => "http://www.w3.org/2001/10/xml-exc-c14n#",
            (Form::Exclusive, true) => "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
            (Form::Inclusive10, false) => "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
            (Form::Inclusive10, true) => {
                "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"
            }
            (Form::Inclusive11, false) => "http://www.w3.org/2006/12/xml-c14n11",
            (Form::Inclusive11, true) => "http://www.w3.org/2006/12/xml-c14n11#WithComments",
        }
    }

    /// The prefixes of the inclusive list, as `PrefixList` writes them.
    pub fn inclusive_prefixes(&self) -> String {
        let names = self.prefixes.iter().map(|prefix| {
            if prefix.is_empty() {
                "#default"
            } else {
                prefix
            }
        });
        names.collect::<Vec<_>>().join(" ")
    }

    /// With or without comments.
    #[must_use]
    pub fn with_comments(mut self, comments: bool) -> Self {
        self.comments = comments;
        self
    }

    /// Whether comments are kept.
    pub fn comments(&self) -> bool {
        self.comments
    }

    /// Exclusive form only: prefixes that are handled as in the inclusive one (`InclusiveNamespaces PrefixList`),
    /// `#default` for the default namespace. The other forms ignore them.
    ///
    /// # Errors
    /// [`TooLarge`](ErrorKind::TooLarge) above [`Canonicalization::MAX_PREFIXES`].
    pub fn with_inclusive_prefixes<'p>(
        mut self,
        prefixes: impl IntoIterator<Item = &'p str>,
    ) -> Result<Self, Error> {
        for prefix in prefixes {
            if self.prefixes.len() >= Self::MAX_PREFIXES {
                return Err(Error::new(
                    ErrorKind::TooLarge,
                    "more inclusive prefixes than the limit",
                ));
            }
            let prefix = if prefix == "#default" { "" } else { prefix };
            if !self.prefixes.iter().any(|known| known == prefix) {
                self.prefixes.push(prefix.to_owned());
            }
        }
        self.prefixes.sort_unstable();
        Ok(self)
    }
}

/// Where canonical bytes go: a digest or a vector.
pub trait Sink {
    /// Takes the next bytes.
    fn put(&mut self, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

impl Sink for ring::digest::Context {
    fn put(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }
}

/// Writes a whole document in canonical form, straight from its bytes: memory goes with depth, not with length.
///
/// # Errors
/// [`Malformed`](ErrorKind::Malformed) with the byte, for what is not well-formed XML with namespaces in UTF-8;
/// [`Unsupported`](ErrorKind::Unsupported) for a DTD; [`TooLarge`](ErrorKind::TooLarge). The sink has then seen a part.
pub fn canonicalize(
    bytes: &[u8],
    form: &Canonicalization,
    limits: &Limits,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    super::document::check_length(bytes, limits)?;
    let text = chars::check(bytes)?;
    let tokens = Tokens::document(text, limits)?;
    Writer::new(text, form, limits, sink).run(tokens, &[])
}

/// The part of a document that is written: an element or the whole, without some elements.
#[derive(Debug)]
pub(super) struct Part<'p> {
    /// Byte where the element begins, and those of the start tags of its ancestors, the root first; none: the document.
    pub(super) element: Option<(usize, Vec<usize>)>,
    /// Ranges of elements that are left out, in order, none inside another.
    pub(super) without: &'p [core::ops::Range<usize>],
}

/// Writes a part of checked text.
pub(super) fn write_part(
    text: &str,
    part: &Part<'_>,
    form: &Canonicalization,
    limits: &Limits,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    let mut writer = Writer::new(text, form, limits, sink);
    let tokens = match &part.element {
        None => Tokens::document(text, limits)?,
        Some((at, ancestors)) => {
            writer.stand_below(ancestors)?;
            writer.whole = false;
            Tokens::element(text, *at, limits)
        }
    };
    writer.run(tokens, part.without)
}

/// Most bytes of `xml:base` values that are joined into one: they are relative paths of a few words, and each join reads all before.
const MAX_BASE: usize = 8 << 10;

/// Bytes that wait before they go to the sink.
const BUFFER: usize = 16 << 10;

struct Writer<'a, 'f, 's> {
    text: &'a str,
    form: &'f Canonicalization,
    limits: &'f Limits,
    sink: &'s mut dyn Sink,
    buffer: Vec<u8>,
    /// A run of the document that stands in the output as it is.
    pending: core::ops::Range<usize>,
    scope: Scope<'a>,
    /// Bindings that the output shows in the open elements: index into the scope, depth.
    shown: Vec<(usize, usize)>,
    /// Depth of the outermost element that is written.
    apex: usize,
    /// Attributes of the prefix `xml` that the apex takes from ancestors outside: of each the nearest.
    inherited: BTreeMap<&'a str, Cow<'a, str>>,
    /// Generation of `scope` plus changes of `shown` at which an unprefixed element needed no namespace.
    settled: Option<(u64, u64)>,
    shown_generation: u64,
    whole: bool,
    seen_root: bool,
}

impl<'a, 'f, 's> Writer<'a, 'f, 's> {
    fn new(
        text: &'a str,
        form: &'f Canonicalization,
        limits: &'f Limits,
        sink: &'s mut dyn Sink,
    ) -> Self {
        Self {
            text,
            form,
            limits,
            sink,
            buffer: Vec::with_capacity(BUFFER),
            pending: 0..0,
            scope: Scope::new(),
            shown: Vec::new(),
            apex: 1,
            inherited: BTreeMap::new(),
            settled: None,
            shown_generation: 0,
            whole: true,
            seen_root: false,
        }
    }

    /// Goes through the start tags of the ancestors: what they declare is in scope, and nothing of it is shown.
    fn stand_below(&mut self, ancestors: &[usize]) -> Result<(), Error> {
        let mut bases: Vec<Cow<'a, str>> = Vec::new();
        for at in ancestors {
            let mut tokens = Tokens::element(self.text, *at, self.limits);
            let Some(Token::Start { name, colon, .. }) = tokens.next()? else {
                continue;
            };
            self.scope
                .enter(name, colon, &tokens.attributes, *at, self.limits)?;
            for attribute in tokens
                .attributes
                .iter()
                .filter(|attribute| attribute.split().0 == "xml")
            {
                let value = attribute_value(attribute.raw, attribute.at)?;
                match (self.form.form, attribute.split().1) {
                    (Form::Inclusive10, _) | (Form::Inclusive11, "lang" | "space") => {
                        self.inherited.insert(attribute.name, value);
                    }
                    (Form::Inclusive11, "base") => bases.push(value),
                    // Others, `xml:id` among them, are not inherited (Canonical XML 1.1 section 2.4).
                    (Form::Exclusive | Form::Inclusive11, _) => {}
                }
            }
        }
        if !bases.is_empty() {
            let length = bases.iter().map(|base| base.len()).sum::<usize>();
            if length > MAX_BASE {
                let what = "more xml:base to join than the limit";
                return Err(Error::new(ErrorKind::TooLarge, what));
            }
            let joined = base::join_all(bases.iter().map(Cow::as_ref));
            self.inherited.insert("xml:base", Cow::Owned(joined));
        }
        self.apex = self.scope.depth().saturating_add(1);
        Ok(())
    }

    fn run(
        mut self,
        mut tokens: Tokens<'a, '_>,
        without: &[core::ops::Range<usize>],
    ) -> Result<(), Error> {
        let mut without = without.iter().peekable();
        loop {
            while without.peek().is_some_and(|range| range.start < tokens.at) {
                without.next();
            }
            if let Some(range) = without.next_if(|range| range.start == tokens.at) {
                tokens.skip_to(range.end);
                continue;
            }
            let Some(token) = tokens.next()? else { break };
            match token {
                Token::Start {
                    name,
                    colon,
                    empty,
                    tight,
                } => {
                    self.start(&tokens, name, colon, empty, tight)?;
                    if empty {
                        self.close();
                    }
                }
                Token::End { name, tight } => {
                    if tight {
                        self.verbatim(tokens.from..tokens.at);
                    } else {
                        self.put_all(&["</", name, ">"]);
                    }
                    self.close();
                }
                Token::Text { text, plain } => self.text(text, plain, tokens.from)?,
                Token::Cdata(text) => self.character_data(text),
                Token::Comment(text) => self.comment(text),
                Token::Instruction { target, data } => self.instruction(target, data),
            }
            if !self.whole {
                tokens.stop_when_outermost_ended();
            }
        }
        self.flush_pending();
        self.sink.put(&self.buffer);
        Ok(())
    }

    fn start(
        &mut self,
        tokens: &Tokens<'a, '_>,
        name: &'a str,
        colon: Option<usize>,
        empty: bool,
        tight: bool,
    ) -> Result<(), Error> {
        let attributes = &tokens.attributes;
        self.seen_root = true;
        self.scope
            .enter(name, colon, attributes, tokens.from, self.limits)?;
        let at_apex = self.scope.depth() == self.apex;
        let simple = tight
            && !at_apex
            && match attributes.as_slice() {
                [] => true,
                [only] => only.colon.is_none() && only.name != "xmlns" && is_plain(only.raw),
                _ => false,
            };
        if simple && self.needs_no_namespace(name, colon) {
            if empty {
                self.verbatim(tokens.from..tokens.at.saturating_sub(2));
                self.put_all(&["></", name, ">"]);
            } else {
                self.verbatim(tokens.from..tokens.at);
            }
            return Ok(());
        }
        self.put_all(&["<", name]);
        self.namespaces(split(name, colon).0, attributes, at_apex);
        self.write_attributes(attributes, at_apex)?;
        if empty {
            self.put_all(&["></", name, ">"]);
        } else {
            self.put_all(&[">"]);
        }
        Ok(())
    }

    /// Whether an element without declarations and without prefixed attributes shows no namespace.
    fn needs_no_namespace(&mut self, name: &'a str, colon: Option<usize>) -> bool {
        if self.form.form != Form::Exclusive {
            return true;
        }
        if colon.is_some() {
            return !self.is_to_show(split(name, colon).0);
        }
        let now = (self.scope.generation, self.shown_generation);
        if self.settled == Some(now) {
            return true;
        }
        let settled = !self.is_to_show("");
        if settled {
            self.settled = Some(now);
        }
        settled
    }

    /// Whether the binding in force for a prefix is not the one that the output shows.
    fn is_to_show(&self, prefix: &str) -> bool {
        if prefix == "xml" {
            return false;
        }
        let uri = self.scope.uri(prefix);
        uri != self.shown_uri(prefix)
    }

    /// What the output has bound a prefix to, `""` for nothing.
    fn shown_uri(&self, prefix: &str) -> &str {
        let shown = self
            .shown
            .iter()
            .rev()
            .filter_map(|(index, _)| self.scope.binding(*index));
        shown
            .into_iter()
            .find(|binding| binding.prefix == prefix)
            .map_or("", |binding| &binding.uri)
    }

    /// Shows the namespaces that the element needs, by prefix.
    fn namespaces(&mut self, prefix: &'a str, attributes: &[Attribute<'a>], at_apex: bool) {
        let mut wanted: Vec<&str> = Vec::new();
        if self.form.form == Form::Exclusive {
            wanted.push(prefix);
            let prefixed = attributes
                .iter()
                .filter(|attribute| attribute.declares().is_none());
            wanted.extend(
                prefixed
                    .map(|attribute| attribute.split().0)
                    .filter(|prefix| !prefix.is_empty()),
            );
            let listed = self.form.prefixes.iter().map(String::as_str);
            if at_apex {
                wanted.extend(listed);
            } else {
                // Inside, the listed ones are as the output shows them already, but for those declared here.
                let declared = self.scope.declared();
                wanted.extend(
                    listed.filter(|prefix| declared.iter().any(|here| here.prefix == *prefix)),
                );
            }
        } else if at_apex {
            wanted.push("");
            wanted.extend(
                (0..self.scope.len())
                    .filter_map(|index| self.scope.binding(index))
                    .map(|binding| binding.prefix),
            );
        } else {
            wanted.extend(self.scope.declared().iter().map(|binding| binding.prefix));
        }
        wanted.sort_unstable();
        wanted.dedup();
        for prefix in wanted {
            if !self.is_to_show(prefix) {
                continue;
            }
            let index = self.scope.find(prefix);
            let uri = match index.and_then(|index| self.scope.binding(index)) {
                Some(binding) => binding.uri.clone(),
                // The default namespace was never declared, and the output shows one: impossible inside one document, but
                // for a subtree whose ancestors are outside.
                None => Cow::Borrowed(""),
            };
            if let Some(index) = index {
                self.shown.push((index, self.scope.depth()));
                self.shown_generation = self.shown_generation.wrapping_add(1);
            }
            if prefix.is_empty() {
                self.put_all(&[" xmlns=\""]);
            } else {
                self.flush_pending();
                for piece in [" xmlns:", prefix, "=\""] {
                    self.buffer.extend_from_slice(piece.as_bytes());
                }
            }
            self.attribute_text(&uri);
            self.put_all(&["\""]);
        }
    }

    fn write_attributes(
        &mut self,
        attributes: &[Attribute<'a>],
        at_apex: bool,
    ) -> Result<(), Error> {
        if at_apex && !self.inherited.is_empty() {
            return self.write_with_inherited(attributes);
        }
        for position in 0..self.scope.order().len() {
            let index = self
                .scope
                .order()
                .get(position)
                .copied()
                .unwrap_or_default();
            if let Some(attribute) = attributes.get(index) {
                let value = attribute_value(attribute.raw, attribute.at)?;
                self.attribute(attribute.name, &value);
            }
        }
        Ok(())
    }

    /// The apex with the `xml:` attributes of its ancestors.
    fn write_with_inherited(&mut self, attributes: &[Attribute<'a>]) -> Result<(), Error> {
        let mut inherited = core::mem::take(&mut self.inherited);
        let mut all: Vec<(String, String, &'a str, Cow<'a, str>)> = Vec::new();
        for index in self.scope.order() {
            let Some(attribute) = attributes.get(*index) else {
                continue;
            };
            let (uri, local) = self.scope.expanded(attribute);
            let mut value = attribute_value(attribute.raw, attribute.at)?;
            // The prefix `xml` is the only one of its namespace: names are the same when they read the same.
            if let Some(outer) = inherited.remove(attribute.name)
                && self.form.form == Form::Inclusive11
                && attribute.name == "xml:base"
            {
                value = Cow::Owned(base::join_all([outer.as_ref(), value.as_ref()]));
            }
            all.push((uri.to_owned(), local.to_owned(), attribute.name, value));
        }
        for (name, value) in inherited {
            let local = split(name, Some(3)).1.to_owned();
            all.push((XML.to_owned(), local, name, value));
        }
        all.sort_by(|left, right| (&left.0, &left.1).cmp(&(&right.0, &right.1)));
        for (.., name, value) in all {
            if !(name == "xml:base" && value.is_empty() && self.form.form == Form::Inclusive11) {
                self.attribute(name, &value);
            }
        }
        Ok(())
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.put_all(&[" ", name, "=\""]);
        self.attribute_text(value);
        self.put_all(&["\""]);
    }

    fn attribute_text(&mut self, value: &str) {
        self.escaped(value, |byte| match byte {
            b'&' => Some("&amp;"),
            b'<' => Some("&lt;"),
            b'"' => Some("&quot;"),
            b'\t' => Some("&#x9;"),
            b'\n' => Some("&#xA;"),
            b'\r' => Some("&#xD;"),
            _ => None,
        });
    }

    fn escaped(&mut self, value: &str, escape: impl Fn(u8) -> Option<&'static str>) {
        self.flush_pending();
        let mut from = 0;
        for (at, byte) in value.bytes().enumerate() {
            if let Some(escape) = escape(byte) {
                self.buffer
                    .extend_from_slice(value.as_bytes().get(from..at).unwrap_or_default());
                self.buffer.extend_from_slice(escape.as_bytes());
                from = at.saturating_add(1);
            }
        }
        self.buffer
            .extend_from_slice(value.as_bytes().get(from..).unwrap_or_default());
        self.drain();
    }

    fn text(&mut self, text: &'a str, plain: bool, from: usize) -> Result<(), Error> {
        if self.scope.depth() < self.apex {
            return Ok(());
        }
        if plain {
            self.verbatim(from..from.saturating_add(text.len()));
            return Ok(());
        }
        let mut rest = text;
        while !rest.is_empty() {
            let run = memchr::memchr3(b'&', b'>', b'\r', rest.as_bytes()).unwrap_or(rest.len());
            let at = from.saturating_add(text.len().saturating_sub(rest.len()));
            self.verbatim(at..at.saturating_add(run));
            rest = rest.get(run..).unwrap_or_default();
            let at = at.saturating_add(run);
            let skip = match rest.as_bytes() {
                [b'&', ..] => {
                    let (c, length) = chars::reference(rest, at)?;
                    match c {
                        '&' => self.put_all(&["&amp;"]),
                        '<' => self.put_all(&["&lt;"]),
                        '>' => self.put_all(&["&gt;"]),
                        '\r' => self.put_all(&["&#xD;"]),
                        c => self.put_all(&[c.encode_utf8(&mut [0; 4])]),
                    }
                    length
                }
                [b'>', ..] => {
                    self.put_all(&["&gt;"]);
                    1
                }
                // A carriage return of the file is a line end; before a line feed it vanishes.
                [b'\r', after @ ..] => {
                    if after.first() != Some(&b'\n') {
                        self.put_all(&["\n"]);
                    }
                    1
                }
                _ => break,
            };
            rest = rest.get(skip..).unwrap_or_default();
        }
        Ok(())
    }

    /// The content of a CDATA section: text, in which nothing is a reference.
    fn character_data(&mut self, text: &str) {
        let unix = line_ends(text);
        self.escaped(&unix, |byte| match byte {
            b'&' => Some("&amp;"),
            b'<' => Some("&lt;"),
            b'>' => Some("&gt;"),
            _ => None,
        });
    }

    fn comment(&mut self, text: &str) {
        if self.form.comments {
            let text = line_ends(text);
            self.beside_root(&["<!--", &text, "-->"]);
        }
    }

    fn instruction(&mut self, target: &str, data: &str) {
        let data = line_ends(data);
        let space = if data.is_empty() { "" } else { " " };
        self.beside_root(&["<?", target, space, &data, "?>"]);
    }

    /// Comments and instructions: outside the root element each on a line of its own.
    fn beside_root(&mut self, pieces: &[&str]) {
        let outside = self.scope.depth() < self.apex;
        if outside && self.seen_root {
            self.put_all(&["\n"]);
        }
        self.put_all(pieces);
        if outside && !self.seen_root {
            self.put_all(&["\n"]);
        }
    }

    /// After an end tag.
    fn close(&mut self) {
        let depth = self.scope.depth();
        while self.shown.last().is_some_and(|(_, shown)| *shown == depth) {
            self.shown.pop();
            self.shown_generation = self.shown_generation.wrapping_add(1);
        }
        self.scope.leave();
    }

    /// Puts a run of the document as it is; runs that follow each other become one.
    fn verbatim(&mut self, run: core::ops::Range<usize>) {
        if self.pending.end == run.start {
            self.pending.end = run.end;
        } else {
            self.flush_pending();
            self.pending = run;
        }
    }

    fn flush_pending(&mut self) {
        let run = self
            .text
            .as_bytes()
            .get(self.pending.clone())
            .unwrap_or_default();
        self.pending = 0..0;
        if run.len() < BUFFER / 4 {
            self.buffer.extend_from_slice(run);
            self.drain();
        } else {
            self.sink.put(&self.buffer);
            self.buffer.clear();
            self.sink.put(run);
        }
    }

    fn drain(&mut self) {
        if self.buffer.len() > BUFFER / 2 {
            self.sink.put(&self.buffer);
            self.buffer.clear();
        }
    }

    fn put_all(&mut self, pieces: &[&str]) {
        self.flush_pending();
        for piece in pieces {
            self.buffer.extend_from_slice(piece.as_bytes());
        }
    }
}

/// Whether the value of an attribute stands in canonical XML as it is.
fn is_plain(raw: &str) -> bool {
    !raw.bytes()
        .any(|byte| matches!(byte, b'&' | b'\t' | b'\n' | b'\r'))
}

fn line_ends(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}
