//! A header and its document, located and read.

use super::find::{Pair, Raw};
use super::{AnyMessage, Envelope, Error, Header, Limits, Part};
use crate::error::{Code, Problem};
use crate::path::position;
use crate::scan::{Event, Fatal, Scanner};

/// A business message in its file: a header, a document, or both.
#[derive(Debug, Clone, Copy)]
pub struct BusinessMessage<'e> {
    envelope: &'e Envelope<'e>,
    pair: &'e Pair,
}

impl<'e> BusinessMessage<'e> {
    pub(super) fn new(envelope: &'e Envelope<'e>, pair: &'e Pair) -> Self {
        Self { envelope, pair }
    }

    fn part(&self, raw: Option<&'e Raw>) -> Option<Part<'e>> {
        raw.map(|raw| Part::new(self.envelope, raw))
    }

    /// The business application header. Many messages travel without one.
    pub fn header(&self) -> Option<Part<'e>> {
        self.part(self.pair.header.as_ref())
    }

    /// The document.
    pub fn document(&self) -> Option<Part<'e>> {
        self.part(self.pair.document.as_ref())
    }

    /// Reads both parts, and holds the header against the document.
    pub fn open(&self, limits: &Limits) -> Opened {
        let mut opened = Opened::default();
        opened.header = opened.keep(self.header().map(|part| part.read(limits)));
        opened.document = opened.keep(self.document().map(|part| part.read(limits)));
        if let Some(part) = self.header() {
            let warning = match self.document() {
                Some(document) => disagreement(&opened, &part, &document),
                None if self.envelope.is_bare() => None,
                None => Some(warning(
                    &part,
                    part.path(),
                    "a document behind the header".to_owned(),
                    "none".to_owned(),
                )),
            };
            opened.warnings.extend(warning);
        }
        opened
    }
}

/// A business message that was read: what came out, and all that is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Opened {
    header: Option<AnyMessage>,
    document: Option<AnyMessage>,
    errors: Vec<Problem>,
    warnings: Vec<Problem>,
    truncated: bool,
}

impl Opened {
    fn keep(&mut self, outcome: Option<Result<AnyMessage, Error>>) -> Option<AnyMessage> {
        match outcome? {
            Ok(message) => Some(message),
            Err(error) => {
                self.errors.extend_from_slice(error.problems());
                self.truncated |= error.is_truncated();
                None
            }
        }
    }

    /// The header, the same way for every version. `None` if there is none or it is not valid.
    pub fn header(&self) -> Option<Header<'_>> {
        self.header.as_ref().and_then(Header::of)
    }

    /// The header as the message that it is.
    pub fn header_message(&self) -> Option<&AnyMessage> {
        self.header.as_ref()
    }

    /// The document. `None` if there is none or it is not valid.
    pub fn document(&self) -> Option<&AnyMessage> {
        self.document.as_ref()
    }

    /// What breaks a schema, or is no known message, with paths, lines and columns of the file. Empty if both parts are valid.
    pub fn errors(&self) -> &[Problem] {
        &self.errors
    }

    /// What the schemas do not forbid ([`Code::Header`]): a header that names another message than its document has, or that has no document.
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    /// Whether reading a part stopped at [`Limits::max_problems`], so that more may be wrong.
    pub fn is_truncated(&self) -> bool {
        self.truncated
    }

    /// Header and document.
    pub fn into_parts(self) -> (Option<AnyMessage>, Option<AnyMessage>) {
        (self.header, self.document)
    }

    pub(super) fn warn(&mut self, problem: Problem) {
        self.warnings.push(problem);
    }
}

/// `MsgDefIdr` names the document's message: what follows the last colon or slash of its namespace (national variants end differently).
fn disagreement(opened: &Opened, header: &Part<'_>, document: &Part<'_>) -> Option<Problem> {
    let namespace = &document.detected().namespace;
    let actual = namespace.rsplit([':', '/']).next().unwrap_or_default();
    let named = opened.header()?.message_definition_id()?.into_owned();
    if named == actual {
        return None;
    }
    let path = header.path() + "/MsgDefIdr";
    let found = format!("{named:?} in the header");
    let expected = format!("{actual:?}, which the document is");
    Some(warning_at(header, "MsgDefIdr", path, expected, found))
}

pub(super) fn warning(part: &Part<'_>, path: String, expected: String, found: String) -> Problem {
    Problem {
        code: Code::Header,
        path,
        line: Some(part.line()),
        column: Some(part.column()),
        expected,
        found,
    }
}

/// A warning about an element that stands directly in the part.
pub(super) fn warning_at(
    part: &Part<'_>,
    tag: &str,
    path: String,
    expected: String,
    found: String,
) -> Problem {
    let mut problem = warning(part, path, expected, found);
    if let Some((line, column)) = place_of(part, tag) {
        (problem.line, problem.column) = (Some(line), Some(column));
    }
    problem
}

/// Line and column of the first element of this name directly in the part.
fn place_of(part: &Part<'_>, tag: &str) -> Option<(u32, u32)> {
    let text = part.to_document();
    let find = || -> Result<Option<usize>, Fatal> {
        let mut scanner = Scanner::new(&text, &Limits::default())?;
        scanner.next()?;
        while let Event::Start(start) = scanner.next()? {
            if start.local == tag {
                return Ok(Some(start.offset));
            }
            scanner.skip()?;
        }
        Ok(None)
    };
    let offset = find().ok()??;
    let (line, column) = position(&text)(offset);
    Some(part.position(line, column))
}
