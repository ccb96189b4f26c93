//! Why a read (a query, a balance, a statement) did not come back.

use std::error::Error;
use std::fmt;
use std::time::Duration;

/// A read that failed.
///
/// Reads move no money, so a read may fail plainly and be asked again. A *submission* never fails this way: it
/// ends in a [`SubmitOutcome`](crate::SubmitOutcome), which keeps "not sent" and "unknown" apart.
#[derive(Debug)]
pub struct ReadError {
    kind: ReadErrorKind,
    message: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl ReadError {
    /// Makes an error of the given kind; `message` says what was asked and what went wrong, without names or account numbers.
    pub fn new(kind: ReadErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
        }
    }

    /// Adds the error below this one.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What kind of failure this is, and so what the caller may do.
    pub fn kind(&self) -> &ReadErrorKind {
        &self.kind
    }

    /// How long to wait before asking again; `None` when asking again does not help by itself.
    pub fn retry_after(&self) -> Option<Duration> {
        match self.kind {
            ReadErrorKind::Retryable { after } | ReadErrorKind::RateLimited { after } => {
                Some(after)
            }
            _ => None,
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind, self.message)
    }
}

impl Error for ReadError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn Error + 'static))
    }
}

/// What kind of failure a [`ReadError`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// The session, token or certificate is no longer accepted: log in again, then ask again.
    AuthExpired,
    /// The bank answered, but about something else than was asked: the named fields differ. Never used as an answer.
    IntegrityMismatch {
        /// The names of the fields that differ, such as `amount` or `end_to_end_id`.
        fields: Vec<String>,
    },
    /// The bank's answer could not be read.
    Malformed,
    /// The bank will give the same refusal again.
    Permanent,
    /// The bank asks for fewer requests.
    RateLimited {
        /// How long to wait.
        after: Duration,
    },
    /// No answer came, or one that says "later".
    Retryable {
        /// How long to wait.
        after: Duration,
    },
}

impl fmt::Display for ReadErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AuthExpired => f.write_str("authentication expired"),
            Self::IntegrityMismatch { fields } => write!(
                f,
                "the answer differs from the question in {}",
                fields.join(", ")
            ),
            Self::Malformed => f.write_str("malformed answer"),
            Self::Permanent => f.write_str("refused"),
            Self::RateLimited { after } => write!(f, "rate limited for {} ms", after.as_millis()),
            Self::Retryable { after } => {
                write!(f, "no answer, ask again in {} ms", after.as_millis())
            }
        }
    }
}
