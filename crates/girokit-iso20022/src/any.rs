//! Messages whose type is not known beforehand.

use std::fmt;
use std::io::BufRead;

use crate::error::{Code, Error, ErrorKind, Problem};
use crate::limits::Limits;
use crate::message::read_bounded;
use crate::path::position;
use crate::scan::{Event, Fatal, Scanner};
use crate::{AnyMessage, read, write};

/// What the root element of a document says it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Detected {
    /// The root element's name without prefix, such as `Document`.
    pub root: String,
    /// The root element's namespace, such as `urn:iso:std:iso:20022:tech:xsd:pain.001.001.09`.
    pub namespace: String,
    line: u32,
    column: u32,
}

impl Detected {
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
}

impl fmt::Display for Detected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{} xmlns={:?}>", self.root, self.namespace)
    }
}

impl AnyMessage {
    /// Looks at the root element only.
    ///
    /// # Errors
    /// If the bytes are not XML up to there.
    pub fn detect(xml: &[u8]) -> Result<Detected, Error> {
        let limits = Limits::default();
        detect(&read::text(xml, &limits)?, &limits)
    }

    /// Reads and validates a message of any type that is compiled in, with the default [`Limits`].
    ///
    /// # Errors
    /// As [`Message::from_xml`](crate::Message::from_xml); [`ErrorKind::UnknownMessage`] if the type is not compiled in.
    pub fn from_xml(xml: &[u8]) -> Result<Self, Error> {
        Self::from_xml_with(xml, &Limits::default())
    }

    /// Reads and validates a message of any type that is compiled in.
    ///
    /// # Errors
    /// As [`from_xml`](Self::from_xml), and if a limit is passed.
    pub fn from_xml_with(xml: &[u8], limits: &Limits) -> Result<Self, Error> {
        let source = read::text(xml, limits)?;
        let detected = detect(&source, limits)?;
        let read = detected
            .id()
            .and_then(|id| Self::read(id, source.as_bytes(), limits));
        read.unwrap_or_else(|| {
            Err(Error::new(
                ErrorKind::UnknownMessage,
                vec![Problem {
                    code: Code::UnknownMessage,
                    path: format!("/{}", detected.root),
                    line: Some(detected.line),
                    column: Some(detected.column),
                    expected: format!("one of {}", Self::IDS.join(", ")),
                    found: detected.to_string(),
                }],
                false,
            ))
        })
    }

    /// Reads a stream to its end, at most [`Limits::max_bytes`], then as [`from_xml_with`](Self::from_xml_with).
    ///
    /// # Errors
    /// As [`from_xml_with`](Self::from_xml_with), and [`ErrorKind::Io`] if the stream fails.
    pub fn from_reader(reader: impl BufRead, limits: &Limits) -> Result<Self, Error> {
        Self::from_xml_with(&read_bounded(reader, limits)?, limits)
    }

    /// Validates and writes the message; see [`Message::to_xml`](crate::Message::to_xml).
    ///
    /// # Errors
    /// If the message breaks its schema.
    pub fn to_xml(&self) -> Result<String, Error> {
        let (tag, namespace) = self.root();
        write::document(self.as_node(), tag, namespace)
    }

    /// Validates the message in memory.
    ///
    /// # Errors
    /// All problems found.
    pub fn validate(&self) -> Result<(), Error> {
        write::validate(self.as_node(), self.root().0)
    }
}

fn detect(source: &str, limits: &Limits) -> Result<Detected, Error> {
    let start = || -> Result<Detected, Fatal> {
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
    };
    start().map_err(|fatal| read::only(source, fatal))
}
