//! The one error of this crate: why a file could not be read or written at all.

use core::fmt;
use std::io;

use crate::problem::Problem;

/// Why a file could not be read to its end, or not be written.
///
/// What is wrong with a file that can be read is no error but a [`Problem`] in a [`Report`](crate::Report). The text never
/// holds content of the file.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    line: Option<u64>,
    text: Box<str>,
    problems: Vec<Problem>,
    source: Option<io::Error>,
}

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// What was given to a builder or writer breaks a rule of the format; [`Error::problems`] has all of them.
    Invalid,
    /// The reader or writer underneath failed.
    Io,
    /// A line is longer than the caller's limit.
    LineTooLong,
    /// The file has more of something than the caller's limit, or than the format can hold.
    TooMany,
    /// The bytes are not of this format at all.
    Unrecognized,
}

impl Error {
    pub(crate) fn io(error: io::Error) -> Self {
        Self {
            source: Some(error),
            ..Self::new(ErrorKind::Io, None, "the file cannot be read or written")
        }
    }

    pub(crate) fn line_too_long(line: u64, limit: usize) -> Self {
        let text = format!("expected at most {limit} bytes, found more");
        Self::new(ErrorKind::LineTooLong, Some(line), &text)
    }

    pub(crate) fn new(kind: ErrorKind, line: Option<u64>, text: &str) -> Self {
        Self {
            kind,
            line,
            text: text.into(),
            problems: Vec::new(),
            source: None,
        }
    }

    pub(crate) fn invalid(problems: Vec<Problem>) -> Self {
        let text = match problems.as_slice() {
            [] => "breaks a rule of the format".to_owned(),
            [only] => only.to_string(),
            [first, rest @ ..] => format!("{first} (and {} more)", rest.len()),
        };
        Self {
            problems,
            ..Self::new(ErrorKind::Invalid, None, &text)
        }
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The line, from 1, where reading stopped.
    pub fn line(&self) -> Option<u64> {
        self.line
    }

    /// Every rule that what was given breaks, for [`ErrorKind::Invalid`].
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str(&self.text)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|error| error as _)
    }
}
