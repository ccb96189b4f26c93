//! A checked document and its elements.

use core::fmt;
use core::ops::Range;
use std::borrow::Cow;
use std::collections::BTreeMap;

use super::canonical::{Canonicalization, Part, Sink, write_part};
use super::chars;
use super::limits::Limits;
use super::scope::Scope;
use super::token::{Token, Tokens, split};
use crate::{Error, ErrorKind};

/// A document that was checked from its first to its last byte, with an index of its elements.
///
/// Well-formed XML 1.0 with namespaces, in UTF-8, without a DTD. The index takes 28 bytes for each element; text and attributes
/// stay in the input.
pub struct Document<'a> {
    text: &'a str,
    limits: Limits,
    elements: Vec<Element>,
    namespaces: Names,
    /// Values of identifying attributes and their elements, by value.
    ids: Vec<(Cow<'a, str>, u32)>,
}

#[derive(Clone, Copy)]
struct Element {
    start: u32,
    end: u32,
    /// Index of the parent; its own for the root.
    parent: u32,
    /// Index of the first element behind its subtree.
    next: u32,
    namespace: u32,
    local: u32,
    local_length: u32,
}

/// The namespaces of a document, each once.
#[derive(Default)]
struct Names {
    all: Vec<String>,
    by_name: BTreeMap<String, u32>,
}

impl Names {
    /// Its number. Documents have a few; one with very many must not cost their square.
    fn intern(&mut self, uri: &str) -> u32 {
        const NEAR: usize = 8;
        let near = self.all.iter().enumerate().rev().take(NEAR);
        if let Some((known, _)) = near.into_iter().find(|(_, known)| *known == uri) {
            return short(known);
        }
        if let Some(known) = self.by_name.get(uri) {
            return *known;
        }
        let number = short(self.all.len());
        self.all.push(uri.to_owned());
        self.by_name.insert(uri.to_owned(), number);
        number
    }
}

pub(super) fn check_length(bytes: &[u8], limits: &Limits) -> Result<(), Error> {
    if bytes.len() > limits.bytes || u32::try_from(bytes.len()).is_err() {
        return Err(Error::new(
            ErrorKind::TooLarge,
            "expected a document within the limit of bytes",
        ));
    }
    Ok(())
}

/// An offset or index that is known to fit: documents above 4 GiB are refused.
fn short(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn long(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

impl<'a> Document<'a> {
    /// Checks and indexes a document.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) with the byte; [`Unsupported`](ErrorKind::Unsupported) for a DTD;
    /// [`TooLarge`](ErrorKind::TooLarge).
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        check_length(bytes, limits)?;
        let text = chars::check(bytes)?;
        let mut document = Self {
            text,
            limits: limits.clone(),
            elements: Vec::new(),
            namespaces: Names::default(),
            ids: Vec::new(),
        };
        document.index()?;
        document.ids.sort();
        Ok(document)
    }

    fn index(&mut self) -> Result<(), Error> {
        let limits = self.limits.clone();
        let mut tokens = Tokens::document(self.text, &limits)?;
        let mut scope = Scope::new();
        let mut open: Vec<u32> = Vec::new();
        let mut last: Option<(u64, u32)> = None;
        while let Some(token) = tokens.next()? {
            match token {
                Token::Start {
                    name, colon, empty, ..
                } => {
                    scope.enter(name, colon, &tokens.attributes, tokens.from, &limits)?;
                    for attribute in &tokens.attributes {
                        let value = chars::attribute_value(attribute.raw, attribute.at)?;
                        if attribute.declares().is_none()
                            && matches!(attribute.split().1, "Id" | "ID" | "id")
                        {
                            if attribute.name == "xml:id" && !chars::is_qualified(&value, None) {
                                let what = "expected a name without colon in xml:id";
                                return Err(
                                    Error::new(ErrorKind::Malformed, what).at_offset(attribute.at)
                                );
                            }
                            self.ids.push((value, short(self.elements.len())));
                        }
                    }
                    let namespace = match last {
                        Some((generation, namespace))
                            if colon.is_none() && generation == scope.generation =>
                        {
                            namespace
                        }
                        _ => {
                            let namespace = self.namespaces.intern(scope.uri(split(name, colon).0));
                            if colon.is_none() {
                                last = Some((scope.generation, namespace));
                            }
                            namespace
                        }
                    };
                    let index = short(self.elements.len());
                    let local = split(name, colon).1;
                    let prefix = name.len().saturating_sub(local.len());
                    self.elements.push(Element {
                        start: short(tokens.from),
                        end: short(tokens.at),
                        parent: open.last().copied().unwrap_or(index),
                        next: index.saturating_add(1),
                        namespace,
                        local: short(tokens.from.saturating_add(1).saturating_add(prefix)),
                        local_length: short(local.len()),
                    });
                    if empty {
                        scope.leave();
                    } else {
                        open.push(index);
                    }
                }
                Token::End { .. } => {
                    scope.leave();
                    let next = short(self.elements.len());
                    if let Some(element) = open
                        .pop()
                        .and_then(|index| self.elements.get_mut(long(index)))
                    {
                        element.end = short(tokens.at);
                        element.next = next;
                    }
                }
                Token::Text { text, plain: false } => check_references(text, tokens.from)?,
                Token::Text { .. }
                | Token::Cdata(_)
                | Token::Comment(_)
                | Token::Instruction { .. } => {}
            }
        }
        Ok(())
    }

    /// The root element.
    pub fn root(&self) -> Node<'_, 'a> {
        Node {
            document: self,
            index: 0,
        }
    }

    /// Its text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Every element, in document order.
    pub fn elements(&self) -> impl Iterator<Item = Node<'_, 'a>> {
        (0..short(self.elements.len())).map(|index| Node {
            document: self,
            index,
        })
    }

    /// Every element of this name, in document order.
    pub fn named<'d>(&'d self, namespace: &str, local: &str) -> impl Iterator<Item = Node<'d, 'a>> {
        self.elements()
            .filter(move |node| node.is(namespace, local))
    }

    /// The one element whose attribute `Id`, `ID` or `id` (with any prefix: `xml:id`, `wsu:Id`) has this value.
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound), or [`Malformed`](ErrorKind::Malformed) when two have it: then it names nothing.
    pub fn by_id(&self, id: &str) -> Result<Node<'_, 'a>, Error> {
        let from = self.ids.partition_point(|(known, _)| known.as_ref() < id);
        let mut found = self
            .ids
            .get(from..)
            .unwrap_or_default()
            .iter()
            .take_while(|(known, _)| known == id);
        match (found.next(), found.next()) {
            (Some((_, index)), None) => Ok(Node {
                document: self,
                index: *index,
            }),
            (Some(_), Some((_, index))) => {
                let at = Node {
                    document: self,
                    index: *index,
                }
                .range()
                .start;
                Err(Error::new(ErrorKind::Malformed, "found an identifier twice").at_offset(at))
            }
            (None, _) => Err(Error::new(
                ErrorKind::NotFound,
                "expected an element with this identifier",
            )),
        }
    }

    /// Writes the document in canonical form, without the elements in `without`.
    ///
    /// # Errors
    /// None that [`Document::parse`] has not told.
    pub fn canonicalize(
        &self,
        form: &Canonicalization,
        without: &[Node<'_, 'a>],
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        self.write(None, form, without, sink)
    }

    fn write(
        &self,
        element: Option<(usize, Vec<usize>)>,
        form: &Canonicalization,
        without: &[Node<'_, 'a>],
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        let mut ranges: Vec<Range<usize>> = without.iter().map(Node::range).collect();
        ranges.sort_by_key(|range| (range.start, core::cmp::Reverse(range.end)));
        let mut end = 0;
        ranges.retain(|range| {
            let outer = range.start >= end;
            if outer {
                end = range.end;
            }
            outer
        });
        let part = Part {
            element,
            without: &ranges,
        };
        write_part(self.text, &part, form, &self.limits, sink)
    }

    fn element(&self, index: u32) -> Element {
        const NONE: Element = Element {
            start: 0,
            end: 0,
            parent: 0,
            next: u32::MAX,
            namespace: 0,
            local: 0,
            local_length: 0,
        };
        self.elements.get(long(index)).copied().unwrap_or(NONE)
    }
}

impl fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("bytes", &self.text.len())
            .field("elements", &self.elements.len())
            .finish_non_exhaustive()
    }
}

fn check_references(text: &str, from: usize) -> Result<(), Error> {
    for at in memchr::memchr_iter(b'&', text.as_bytes()) {
        chars::reference(text.get(at..).unwrap_or_default(), from.saturating_add(at))?;
    }
    Ok(())
}

/// An element of a document.
#[derive(Clone, Copy)]
pub struct Node<'d, 'a> {
    document: &'d Document<'a>,
    index: u32,
}

impl<'d, 'a> Node<'d, 'a> {
    fn element(&self) -> Element {
        self.document.element(self.index)
    }

    /// The document that it stands in.
    pub fn document(&self) -> &'d Document<'a> {
        self.document
    }

    /// Its name without prefix.
    pub fn local_name(&self) -> &'a str {
        let element = self.element();
        let from = long(element.local);
        self.document
            .text
            .get(from..from.saturating_add(long(element.local_length)))
            .unwrap_or_default()
    }

    /// Its namespace, empty for none.
    pub fn namespace(&self) -> &'d str {
        self.document
            .namespaces
            .all
            .get(long(self.element().namespace))
            .map_or("", String::as_str)
    }

    /// Whether it has this name.
    pub fn is(&self, namespace: &str, local: &str) -> bool {
        self.local_name() == local && self.namespace() == namespace
    }

    /// The element around it.
    pub fn parent(&self) -> Option<Self> {
        let parent = self.element().parent;
        (parent != self.index).then_some(Self {
            index: parent,
            ..*self
        })
    }

    /// Whether it is `other` or stands inside it.
    pub fn is_within(&self, other: Self) -> bool {
        core::ptr::eq(self.document, other.document)
            && (other.index..other.element().next).contains(&self.index)
    }

    /// The elements directly inside it.
    pub fn children(&self) -> impl Iterator<Item = Self> + use<'d, 'a> {
        let (document, end) = (
            self.document,
            self.element().next.min(short(self.document.elements.len())),
        );
        let mut index = self.index.saturating_add(1);
        core::iter::from_fn(move || {
            let child = (index < end).then_some(Self { document, index })?;
            index = child.element().next;
            Some(child)
        })
    }

    /// Its subtree, itself first, in document order.
    pub fn descendants(&self) -> impl Iterator<Item = Self> + use<'d, 'a> {
        let document = self.document;
        (self.index..self.element().next).map(move |index| Self { document, index })
    }

    /// The only child of this name.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) when there are two.
    pub fn child(&self, namespace: &str, local: &str) -> Result<Option<Self>, Error> {
        let mut found = self.children().filter(|child| child.is(namespace, local));
        let first = found.next();
        if found.next().is_some() {
            return Err(Error::new(
                ErrorKind::Malformed,
                format!("expected one {local}, found two"),
            )
            .in_part(self.path())
            .at_offset(self.range().start));
        }
        Ok(first)
    }

    /// The value of an attribute without prefix.
    pub fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        let mut tokens = Tokens::element(
            self.document.text,
            self.range().start,
            &self.document.limits,
        );
        tokens.next().ok()?;
        let attribute = tokens
            .attributes
            .iter()
            .find(|attribute| attribute.name == name)?;
        chars::attribute_value(attribute.raw, attribute.at).ok()
    }

    /// Its character data: all of it, over comments, instructions and CDATA sections.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) when it holds elements.
    pub fn text(&self) -> Result<String, Error> {
        let mut text = String::new();
        let mut tokens = Tokens::element(
            self.document.text,
            self.range().start,
            &self.document.limits,
        );
        tokens.next()?;
        while tokens.at < self.range().end {
            match tokens.next()? {
                Some(Token::Text { text: raw, .. }) => {
                    chars::text_value(raw, tokens.from, &mut text)?;
                }
                Some(Token::Cdata(raw)) => {
                    text.push_str(&raw.replace("\r\n", "\n").replace('\r', "\n"));
                }
                Some(Token::Start { .. }) => {
                    return Err(Error::new(
                        ErrorKind::Malformed,
                        "expected text, found an element",
                    )
                    .in_part(self.path())
                    .at_offset(tokens.from));
                }
                Some(Token::Comment(_) | Token::Instruction { .. }) => {}
                Some(Token::End { .. }) | None => break,
            }
        }
        Ok(text)
    }

    /// Its bytes in the document, from the start tag to behind the end tag.
    pub fn range(&self) -> Range<usize> {
        let element = self.element();
        long(element.start)..long(element.end)
    }

    /// Its source text, from the start tag to behind the end tag.
    ///
    /// Of a signed element this is more than what was signed: comments, and the signature in it. Another parser is better given
    /// [`Signature::verify_octets`](super::Signature::verify_octets).
    pub fn source(&self) -> &'a str {
        self.document.text.get(self.range()).unwrap_or_default()
    }

    /// Where it stands: local names from the root, with a number where a parent has several of the name: `/Envelope/Body/Doc[2]`.
    pub fn path(&self) -> String {
        let mut steps = Vec::new();
        let mut node = Some(*self);
        while let Some(at) = node {
            let parent = at.parent();
            let same: Vec<u32> = parent
                .into_iter()
                .flat_map(|parent| parent.children())
                .filter(|sibling| sibling.local_name() == at.local_name())
                .map(|sibling| sibling.index)
                .collect();
            steps.push(match same.iter().position(|index| *index == at.index) {
                Some(position) if same.len() > 1 => {
                    format!("{}[{}]", at.local_name(), position.saturating_add(1))
                }
                _ => at.local_name().to_owned(),
            });
            node = parent;
        }
        steps
            .iter()
            .rev()
            .fold(String::new(), |path, step| path + "/" + step)
    }

    /// Writes it in canonical form, without the elements in `without`.
    ///
    /// # Errors
    /// [`TooLarge`](ErrorKind::TooLarge) when it inherits more than 8 KiB of `xml:base` (canonical XML 1.1 only).
    pub fn canonicalize(
        &self,
        form: &Canonicalization,
        without: &[Node<'_, 'a>],
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        let mut ancestors = Vec::new();
        let mut node = self.parent();
        while let Some(at) = node {
            ancestors.push(at.range().start);
            node = at.parent();
        }
        ancestors.reverse();
        let element = Some((self.range().start, ancestors));
        self.document.write(element, form, without, sink)
    }
}

impl PartialEq for Node<'_, '_> {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::addr_eq(self.document, other.document) && self.index == other.index
    }
}

impl Eq for Node<'_, '_> {}

/// Its name and place, not its content.
impl fmt::Debug for Node<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Node")
            .field("name", &self.local_name())
            .field("range", &self.range())
            .finish_non_exhaustive()
    }
}
