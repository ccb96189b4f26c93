//! What is wrong with a message, and where.

use std::fmt;

#[cfg(feature = "statement")]
use crate::limits::MAX_PROBLEMS;

/// Why a message could not be read or written: every problem found, in document order.
///
/// The texts never contain the content of free-text elements (names, account numbers, remittance); values of codes, numbers
/// and dates are shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    kind: ErrorKind,
    problems: Vec<Problem>,
    truncated: bool,
}

/// What class of error this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The schema is kept, but the content does not mean what is asked of it: an unknown currency in a statement to convert, a
    /// total across currencies, an answer to a transaction that is not there.
    Content,
    /// The input ended the reader: the stream failed. No verdict about the message.
    Io,
    /// A size, depth or count limit was passed. The limits are the caller's: see [`Limits`](crate::Limits).
    Limit,
    /// The bytes are not well-formed XML in a supported encoding.
    Malformed,
    /// The document is XML, but not a message of this type or of any type compiled in.
    UnknownMessage,
    /// The document is a message of this type, but breaks its schema.
    Invalid,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The rule that is broken.
    pub code: Code,
    /// The element or attribute, such as `/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[3]/Amt/InstdAmt`. Elements that
    /// may repeat are numbered from 1.
    pub path: String,
    /// Line in the document, from 1. `None` for a value that was not read from a document.
    pub line: Option<u32>,
    /// Column in the line, in characters, from 1.
    pub column: Option<u32>,
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub found: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(f, " ({line}:{column})")?;
        }
        write!(f, ": {}", self.message())
    }
}

impl Problem {
    /// A value that does not mean what is asked of it.
    #[cfg(feature = "statement")]
    pub(crate) fn value(
        path: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self {
            code: Code::Value,
            path: path.into(),
            line: None,
            column: None,
            expected: expected.into(),
            found: found.into(),
        }
    }

    /// What was expected and what was found, in one sentence.
    pub fn message(&self) -> String {
        format!("expected {}, found {}", self.expected, self.found)
    }
}

/// A stable name for each rule of XML and XML Schema that a message can break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Code {
    /// A length outside `minLength` and `maxLength`.
    Length,
    /// A value outside `minInclusive` and `maxInclusive`, or too large to be held.
    Range,
    /// More digits than `totalDigits` or `fractionDigits` allow.
    Digits,
    /// A code that is not in the closed list.
    Enumeration,
    /// The business application header contradicts its document, or stands without it.
    Header,
    /// A caller's limit is passed.
    Limit,
    /// Not the form of its base type (date, number, truth value, base64).
    Lexical,
    /// Not well-formed XML, or XML that a message may not contain (a document type declaration).
    Malformed,
    /// A required attribute is absent.
    MissingAttribute,
    /// A required element is absent.
    MissingElement,
    /// The element belongs to another namespace.
    Namespace,
    /// The element stands in the wrong place.
    Order,
    /// The text does not match `pattern`.
    Pattern,
    /// More than one root element: the file is not one XML document.
    Roots,
    /// The element occurs more often than `maxOccurs` allows, or beside another alternative of its choice.
    Repeated,
    /// Text between elements.
    Text,
    /// A declared count or sum is not that of the items. Told by writers of streams only.
    Total,
    /// An attribute that the schema does not know.
    UnknownAttribute,
    /// An element that the schema does not know.
    UnknownElement,
    /// The message type is not known, or not compiled in.
    UnknownMessage,
    /// A value that the schema allows and that does not mean what is asked of it: see [`ErrorKind::Content`].
    Value,
}

impl Code {
    /// The stable name, such as `missing-element`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Range => "range",
            Self::Digits => "digits",
            Self::Enumeration => "enumeration",
            Self::Header => "header",
            Self::Limit => "limit",
            Self::Lexical => "lexical",
            Self::Malformed => "malformed",
            Self::MissingAttribute => "missing-attribute",
            Self::MissingElement => "missing-element",
            Self::Namespace => "namespace",
            Self::Order => "order",
            Self::Pattern => "pattern",
            Self::Repeated => "repeated",
            Self::Roots => "roots",
            Self::Text => "text",
            Self::Total => "total",
            Self::UnknownAttribute => "unknown-attribute",
            Self::UnknownElement => "unknown-element",
            Self::UnknownMessage => "unknown-message",
            Self::Value => "value",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, problems: Vec<Problem>, truncated: bool) -> Self {
        Self(Box::new(Inner {
            kind,
            problems,
            truncated,
        }))
    }

    /// Problems with the content of messages that keep their schema; none is no error.
    #[cfg(feature = "statement")]
    pub(crate) fn content(mut problems: Vec<Problem>) -> Result<(), Self> {
        if problems.is_empty() {
            return Ok(());
        }
        let truncated = problems.len() > MAX_PROBLEMS;
        problems.truncate(MAX_PROBLEMS);
        Err(Self::new(ErrorKind::Content, problems, truncated))
    }

    /// Changes every problem, for example to tell its place in a larger text.
    #[cfg(feature = "envelope")]
    pub(crate) fn map(mut self, change: impl FnMut(&mut Problem)) -> Self {
        self.0.problems.iter_mut().for_each(change);
        self
    }

    /// What class of error this is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Every problem found, in document order. Never empty.
    pub fn problems(&self) -> &[Problem] {
        &self.0.problems
    }

    /// Whether reading stopped at [`Limits::max_problems`](crate::Limits::max_problems), so that more may be wrong.
    pub fn is_truncated(&self) -> bool {
        self.0.truncated
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("problems", &self.0.problems)
            .field("truncated", &self.0.truncated)
            .finish()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.problems.as_slice() {
            [] => f.write_str("the message is not valid"),
            [only] => only.fmt(f),
            [first, rest @ ..] => {
                let more = if self.0.truncated { " or more" } else { "" };
                write!(f, "{first} (and {}{more} further problems)", rest.len())
            }
        }
    }
}

impl std::error::Error for Error {}
