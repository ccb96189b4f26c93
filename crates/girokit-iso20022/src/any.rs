//! Messages whose type is not known beforehand.

use std::fmt;

use crate::error::{Code, Error, ErrorKind, Problem};
use crate::limits::Limits;
use crate::message::Message;
use crate::path::position;
use crate::read::{self, Root};
use crate::scan::{Event, Fatal, Scanner};
use crate::schema::Definition;
use crate::value::AnyXml;

/// What the root element of a document says it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Detected {
    /// The root element's name without prefix, such as `Document`.
    pub root: String,
    /// The root element's namespace, such as `urn:iso:std:iso:20022:tech:xsd:pain.001.001.09`.
    pub namespace: String,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

impl Detected {
    /// What stands in for a root element where there is none.
    #[cfg(feature = "envelope")]
    pub(crate) const NONE: Self = Self {
        root: String::new(),
        namespace: String::new(),
        line: 1,
        column: 1,
    };

    /// The message definition identifier: what follows the namespace's last colon if it has the form of one. It need not be
    /// compiled in, nor exist.
    pub fn id(&self) -> Option<&str> {
        let id = self.namespace.rsplit(':').next()?;
        let mut parts = id.split('.');
        let area = parts
            .next()
            .is_some_and(|p| p.len() == 4 && p.bytes().all(|b| b.is_ascii_lowercase()));
        let numbers = |length: usize| {
            move |p: &str| p.len() == length && p.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        let form = area
            && parts.next().is_some_and(numbers(3))
            && parts.next().is_some_and(numbers(3))
            && parts.next().is_some_and(numbers(2))
            && parts.next().is_none();
        form.then_some(id)
    }

    /// What the generator names a message by: the id, or a bank's own such as `pain.001.001.09.ch.03`.
    pub(crate) fn name(&self) -> &str {
        let tail = self.namespace.rsplit([':', '/']).next().unwrap_or_default();
        tail.strip_suffix(".xsd").unwrap_or(tail)
    }

    pub(crate) fn unknown(&self, ids: &[&str]) -> Error {
        Error::new(
            ErrorKind::UnknownMessage,
            vec![Problem {
                code: Code::UnknownMessage,
                path: format!("/{}", self.root),
                line: Some(self.line),
                column: Some(self.column),
                expected: format!("one of {}", ids.join(", ")),
                found: self.to_string(),
            }],
            false,
        )
    }
}

impl fmt::Display for Detected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{} xmlns={:?}>", self.root, self.namespace)
    }
}

/// The definitions of all messages that are compiled in, sorted by id: of those whose structs are, and with the feature
/// `catalogue` of every message that the crate knows.
///
/// ```
/// # #[cfg(feature = "catalogue")] {
/// let ids: Vec<_> = girokit_iso20022::definitions().iter().map(|definition| definition.id).collect();
/// assert!(ids.is_sorted() && ids.contains(&"camt.055.001.03"));
/// # }
/// ```
pub fn definitions() -> &'static [&'static Definition] {
    crate::generated::definitions::ALL
}

/// The definition of the message with this id, such as `pain.001.001.09`, if it is compiled in; see [`definitions`].
pub fn definition(id: &str) -> Option<&'static Definition> {
    let all = definitions();
    let at = all
        .binary_search_by(|definition| definition.id.cmp(id))
        .ok()?;
    all.get(at).copied()
}

/// Looks at the root element only.
///
/// # Errors
/// If the bytes are not XML up to there.
pub fn detect(xml: &[u8], limits: &Limits) -> Result<Detected, Error> {
    root_of(&read::text(xml, limits)?, limits)
}

/// Passes over a whole document, whatever it is, and counts its elements. For holding the tokenizer against another one.
///
/// # Errors
/// If the bytes are not XML, or a limit is passed.
pub fn count_elements(xml: &[u8], limits: &Limits) -> Result<usize, Error> {
    let source = read::text(xml, limits)?;
    let count = || -> Result<usize, Fatal> {
        let mut scanner = Scanner::new(&source, limits)?;
        let (mut elements, mut depth) = (0, 0_usize);
        loop {
            match scanner.next()? {
                Event::Start(start) => {
                    Scanner::check_name(&start)?;
                    elements += 1;
                    depth += 1;
                }
                Event::End { .. } => depth -= 1,
                Event::Text { .. } => {}
            }
            if depth == 0 {
                scanner.finish()?;
                return Ok(elements);
            }
        }
    };
    count().map_err(|fatal| read::only(&source, fatal))
}

impl AnyXml {
    /// Takes one XML element, complete with the namespaces that it needs, and nothing around it. Where its names have no prefix and no
    /// namespace, it is told that they have none, so that it means the same inside a message.
    ///
    /// ```
    /// use girokit_iso20022::value::AnyXml;
    ///
    /// assert_eq!(AnyXml::parse("<x><y/></x>")?.as_str(), "<x xmlns=\"\"><y/></x>");
    /// assert!(AnyXml::parse("<p:x/>").is_err());
    /// # Ok::<(), girokit_iso20022::Error>(())
    /// ```
    ///
    /// # Errors
    /// If it is not well-formed, or not one element alone.
    pub fn parse(xml: &str) -> Result<Self, Error> {
        let starts = xml
            .strip_prefix('<')
            .is_some_and(|rest| !rest.starts_with(['?', '!']));
        if !starts || !xml.ends_with('>') || xml.ends_with("->") || xml.ends_with("?>") {
            let fatal = Fatal::malformed(0, "one element and nothing around it", "something else");
            return Err(read::only(xml, fatal));
        }
        let limits = Limits::default();
        count_elements(xml.as_bytes(), &limits)?;
        let root = || -> Result<Option<usize>, Fatal> {
            let mut scanner = Scanner::new(xml, &limits)?;
            let Event::Start(start) = scanner.next()? else {
                return Ok(None);
            };
            let declared = scanner.declarations_at(1).any(|(p, _)| p.is_empty());
            Ok((!declared).then(|| 1 + start.name.len()))
        };
        let behind_name = root().map_err(|fatal| read::only(xml, fatal))?;
        Ok(match behind_name.and_then(|at| xml.split_at_checked(at)) {
            Some((head, tail)) => Self::from_verbatim(&[head, " xmlns=\"\"", tail].concat()),
            None => Self::from_verbatim(xml),
        })
    }

    /// The namespace of the element; empty if it has none.
    pub fn namespace(&self) -> String {
        let root = root_of(self.as_str(), &Limits::default());
        root.map_or_else(|_| String::new(), |detected| detected.namespace)
    }
}

/// Reads a decoded message of the id, or `None` if the id is not known.
pub(crate) type ReadById<T> = fn(&str, &str, &Limits) -> Option<Result<T, Error>>;

/// Reads a message by the id that its root element names. The document is decoded once.
///
/// # Errors
/// As the messages' own reader; [`ErrorKind::UnknownMessage`] if `read` does not know the id.
pub fn read_any<T>(
    xml: &[u8],
    limits: &Limits,
    ids: &[&str],
    read: ReadById<T>,
) -> Result<T, Error> {
    let source = read::text(xml, limits)?;
    let detected = root_of(&source, limits)?;
    let message = read(detected.name(), &source, limits);
    message.unwrap_or_else(|| Err(detected.unknown(ids)))
}

/// Reads a message from its decoded text.
///
/// # Errors
/// As [`Message::from_xml_with`], but for what concerns bytes.
pub fn read_text<M: Message>(source: &str, limits: &Limits) -> Result<M, Error> {
    let mut message = M::vacant();
    let root = Root {
        namespace: M::NAMESPACE,
        tag: M::ROOT,
    };
    read::decoded(source, root, &mut message, limits)?;
    Ok(message)
}

/// What the root element says. Of a large document, only the beginning is looked at if the root element stands there.
///
/// # Errors
/// If the bytes are not XML up to there.
pub(crate) fn root_of(source: &str, limits: &Limits) -> Result<Detected, Error> {
    /// More than any root element's start tag in use with what stands before it.
    const BEGINNING: usize = 4096;

    let mut end = BEGINNING.min(source.len());
    while !source.is_char_boundary(end) {
        end -= 1;
    }
    let beginning = source.get(..end).unwrap_or(source);
    root_within(beginning, limits)
        .or_else(|_| root_within(source, limits))
        .map_err(|fatal| read::only(source, fatal))
}

fn root_within(source: &str, limits: &Limits) -> Result<Detected, Fatal> {
    let mut scanner = Scanner::new(source, limits)?;
    let Event::Start(start) = scanner.next()? else {
        return Err(Fatal::malformed(0, "the root element", "something else"));
    };
    let (line, column) = position(source)(start.offset);
    let namespace = scanner.namespace_of(start.name).to_owned();
    Ok(Detected {
        root: start.local.to_owned(),
        namespace,
        line,
        column,
    })
}
