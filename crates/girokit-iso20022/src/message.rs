//! What every message can do.

use std::io::{BufRead, Read as _};

use crate::error::{Code, Error, ErrorKind, Problem};
use crate::limits::Limits;
use crate::read::{self, Root};
use crate::schema::{Definition, Node, Value};
use crate::write;

/// A message definition: read, write, validate.
///
/// Implemented by the root type of each generated module.
pub trait Message: Node + Value + Sized {
    /// What is known of the message's type.
    const DEFINITION: &'static Definition;

    /// The message definition identifier, such as `pain.001.001.09`.
    const ID: &'static str = Self::DEFINITION.id;

    /// The XML namespace.
    const NAMESPACE: &'static str = Self::DEFINITION.namespace;

    /// The root element: `Document`, or `AppHdr` for the business application header.
    const ROOT: &'static str = Self::DEFINITION.root;

    /// Reads and validates a document with the default [`Limits`].
    ///
    /// # Errors
    /// If the bytes are not XML in a supported encoding, or not this message, or break its schema: with all problems found.
    fn from_xml(xml: &[u8]) -> Result<Self, Error> {
        Self::from_xml_with(xml, &Limits::default())
    }

    /// Reads and validates a document.
    ///
    /// # Errors
    /// As [`from_xml`](Self::from_xml), and if a limit is passed.
    fn from_xml_with(xml: &[u8], limits: &Limits) -> Result<Self, Error> {
        let mut message = Self::vacant();
        let root = Root {
            namespace: Self::NAMESPACE,
            tag: Self::ROOT,
        };
        read::document(xml, root, &mut message, limits)?;
        Ok(message)
    }

    /// Reads a stream to its end, at most [`Limits::max_bytes`], then reads and validates the document.
    ///
    /// # Errors
    /// As [`from_xml`](Self::from_xml), and [`ErrorKind::Io`] if the stream fails.
    fn from_reader(reader: impl BufRead, limits: &Limits) -> Result<Self, Error> {
        Self::from_xml_with(&read_bounded(reader, limits)?, limits)
    }

    /// Validates and writes the message as canonical XML: UTF-8, the namespace as default, no white space between elements.
    ///
    /// # Errors
    /// If the message breaks its schema: with all problems found. Nothing invalid is written.
    fn to_xml(&self) -> Result<String, Error> {
        write::document(self, Self::ROOT, Self::NAMESPACE)
    }

    /// Validates the message in memory.
    ///
    /// # Errors
    /// All problems found. They have paths, but no lines.
    fn validate(&self) -> Result<(), Error> {
        write::validate(self, Self::ROOT)
    }
}

/// Reads a stream into memory, but never more than the limit and one byte.
///
/// # Errors
/// If the stream fails.
pub fn read_bounded(reader: impl BufRead, limits: &Limits) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let bound = u64::try_from(limits.max_bytes)
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    match reader.take(bound).read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(Error::new(
            ErrorKind::Io,
            vec![Problem {
                code: Code::Malformed,
                path: "/".to_owned(),
                line: None,
                column: None,
                expected: "a readable stream".to_owned(),
                found: error.to_string(),
            }],
            false,
        )),
    }
}
