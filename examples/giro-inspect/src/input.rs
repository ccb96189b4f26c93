//! What a file holds: one message, or headers and documents in a wrapper.

use std::borrow::Cow;
use std::io::Read as _;

use girokit_iso20022::envelope::{Envelope, Part};
use girokit_iso20022::schema::Definition;
use girokit_iso20022::{AnyMessage, Detected, Error, Limits, Tree, definition};

use crate::locate::Place;
use crate::report::Finding;

/// Reads a file, or standard input for `-`, but not more than one byte beyond the limit, which the reader then reports.
pub(crate) fn read(file: &str, max_bytes: usize) -> Result<Vec<u8>, String> {
    let bound = u64::try_from(max_bytes)
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    let mut bytes = Vec::new();
    let outcome = if file == "-" {
        std::io::stdin().lock().take(bound).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|f| f.take(bound).read_to_end(&mut bytes))
    };
    outcome.map_err(|e| format!("{file}: {e}"))?;
    Ok(bytes)
}

/// Whether the bytes look like XML: a format that is named is believed, and then shown to be wrong by its reader.
pub(crate) fn is_xml(bytes: &[u8]) -> bool {
    let marks = [
        b"<".as_slice(),
        b"\xEF\xBB\xBF<",
        b"\xFF\xFE<",
        b"\xFE\xFF\0<",
        b"\0<",
    ];
    let start = bytes.trim_ascii_start();
    marks.iter().any(|mark| start.starts_with(mark))
}

/// A file, looked at as far as its root element and, for a wrapper, its parts.
pub(crate) enum Opened<'i> {
    /// One message that we know.
    Message(&'static Definition, &'i [u8]),
    /// Parts in a wrapper, or a single one that we do not know.
    Wrapped(Box<Envelope<'i>>),
}

impl<'i> Opened<'i> {
    /// Finds out what the bytes are.
    ///
    /// # Errors
    /// What is wrong, and the format as far as it is known.
    pub(crate) fn new(bytes: &'i [u8], limits: &Limits) -> Result<Self, (String, Error)> {
        let detected =
            AnyMessage::detect_with(bytes, limits).map_err(|e| ("unknown".to_owned(), e))?;
        if let Some(known) = known(&detected) {
            return Ok(Self::Message(known, bytes));
        }
        match Envelope::read(bytes, limits) {
            Ok(envelope) => Ok(Self::Wrapped(Box::new(envelope))),
            Err(error) => Err((detected.id().unwrap_or("xml").to_owned(), error)),
        }
    }

    /// The messages and headers in the order of the file.
    pub(crate) fn sources(&self) -> Vec<Source<'_>> {
        match self {
            Self::Message(definition, bytes) => vec![Source {
                id: definition.id.to_owned(),
                definition: Some(definition),
                document: Cow::Borrowed(bytes),
                part: None,
            }],
            Self::Wrapped(envelope) => envelope
                .messages()
                .flat_map(|message| [message.header(), message.document()])
                .flatten()
                .map(Source::new)
                .collect(),
        }
    }

    /// The wrapper's root element.
    pub(crate) fn wrapper(&self) -> Option<&str> {
        match self {
            Self::Wrapped(envelope) if !envelope.is_bare() => Some(&envelope.root().root),
            _ => None,
        }
    }

    /// What is wrong with the file as a whole.
    pub(crate) fn fault(&self) -> Option<Finding> {
        match self {
            Self::Wrapped(envelope) => envelope.warning().map(|p| Finding::from(&p)),
            Self::Message(..) => None,
        }
    }
}

fn known(detected: &Detected) -> Option<&'static Definition> {
    detected.id().and_then(definition)
}

/// One message or header of a file.
pub(crate) struct Source<'e> {
    /// The identifier that its namespace names, or its root element.
    pub(crate) id: String,
    pub(crate) definition: Option<&'static Definition>,
    document: Cow<'e, [u8]>,
    /// Where it stands in a wrapper.
    part: Option<Part<'e>>,
}

impl<'e> Source<'e> {
    fn new(part: Part<'e>) -> Self {
        let document = match part.to_document() {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        };
        Self {
            id: part.id().unwrap_or(&part.detected().root).to_owned(),
            definition: known(part.detected()),
            document,
            part: Some(part),
        }
    }

    /// Whether it is a business application header.
    pub(crate) fn is_header(&self) -> bool {
        self.definition.is_some_and(|d| d.root == "AppHdr")
    }

    /// Reads and validates it; `None` if its type is not known.
    pub(crate) fn read(&self, limits: &Limits) -> Option<Result<Tree<'_>, Error>> {
        let outcome = Tree::read(&self.document, self.definition?, limits);
        Some(outcome.map_err(|error| match &self.part {
            Some(part) => part.locate(error),
            None => error,
        }))
    }

    /// That its type is not known.
    pub(crate) fn unknown(&self) -> Finding {
        let found = self
            .part
            .as_ref()
            .map_or_else(|| self.id.clone(), |part| part.detected().to_string());
        let message = format!("expected a message of giro-inspect --list, found {found}");
        let finding = Finding::new("unknown-message", message);
        match &self.part {
            Some(part) => finding
                .at(&part.path())
                .on(Some(part.line()), Some(part.column())),
            None => finding,
        }
    }

    /// A path in the message as a path in the file.
    pub(crate) fn path(&self, path: &str) -> String {
        let (Some(part), Some(definition)) = (&self.part, self.definition) else {
            return path.to_owned();
        };
        let below = path
            .strip_prefix('/')
            .and_then(|path| path.strip_prefix(definition.root));
        match below {
            Some(below) => format!("{}{below}", part.path()),
            None => path.to_owned(),
        }
    }

    /// A place in the message as a place in the file.
    pub(crate) fn place(&self, place: Place) -> Place {
        match (&self.part, place) {
            (Some(part), (Some(line), Some(column))) => {
                let (line, column) = part.position(line, column);
                (Some(line), Some(column))
            }
            _ => place,
        }
    }
}
