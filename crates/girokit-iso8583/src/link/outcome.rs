//! What became of a request.

use core::fmt;

use crate::message::Message;

/// What became of a request. There is no fourth way, and a timeout is no failure.
#[derive(Debug)]
#[must_use = "a request whose outcome is unknown must be reversed or asked about"]
#[expect(
    clippy::exhaustive_enums,
    reason = "answered, never sent, or unknown: callers must handle all three"
)]
pub enum Outcome {
    /// The host answered. What it says stands in the message.
    Answered(Message),
    /// No byte left this process: the host cannot know of it, and to send it again is safe.
    NotSent(NotSent),
    /// A byte may have left and no answer came. **The host may have acted**: reverse it, or ask; never send it again as new.
    Unknown(Unknown),
}

impl Outcome {
    /// The answer, if there is one.
    pub fn answer(self) -> Option<Message> {
        match self {
            Self::Answered(message) => Some(message),
            Self::NotSent(_) | Self::Unknown(_) => None,
        }
    }
}

/// Why a request was not sent. To send it again is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotSent {
    /// The connection is down, or not signed on yet.
    Down,
    /// The connection was lost before a byte of it left.
    ConnectionLost,
    /// As many requests as are allowed are in flight.
    Full,
    /// The link is being drained.
    Draining,
    /// A request with the same match key is in flight.
    DuplicateKey,
    /// It lacks this field of the match key.
    MissingKeyField(u8),
    /// No answer is due to its message type: send it as a notification.
    NoAnswerDue,
    /// It is empty or longer than a frame may be.
    Length,
    /// The store that it must stand in first has failed.
    Store,
    /// A reversal cannot be made for it: the spec does not admit this field.
    NotReversible(u8),
}

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not sent: ")?;
        match self {
            Self::Down => f.write_str("the link is down"),
            Self::ConnectionLost => f.write_str("the connection was lost first"),
            Self::Full => f.write_str("too many requests in flight"),
            Self::Draining => f.write_str("the link is being drained"),
            Self::DuplicateKey => f.write_str("a request with the same match key is in flight"),
            Self::MissingKeyField(number) => write!(f, "DE {number} of the match key is missing"),
            Self::NoAnswerDue => f.write_str("no answer is due to its message type"),
            Self::Length => f.write_str("it does not fit into a frame"),
            Self::Store => f.write_str("the store failed"),
            Self::NotReversible(number) => write!(f, "a reversal of it cannot hold DE {number}"),
        }
    }
}

impl core::error::Error for NotSent {}

/// Why the outcome of a request is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unknown {
    /// No answer in time.
    TimedOut,
    /// The connection was lost with the request on it.
    ConnectionLost,
    /// No answer in time, but one came that could be it and lacks this field of the match key.
    UnmatchableAnswer {
        /// The field that the host did not give back.
        field: u8,
    },
    /// The link was closed before an answer came.
    Closed,
    /// It was answered, but that could not be put into the store: after a crash it will be reversed.
    Store,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("outcome unknown: ")?;
        match self {
            Self::TimedOut => f.write_str("no answer in time"),
            Self::ConnectionLost => f.write_str("the connection was lost"),
            Self::UnmatchableAnswer { field } => {
                write!(f, "an answer without DE {field} could not be matched")
            }
            Self::Closed => f.write_str("the link was closed"),
            Self::Store => f.write_str("the store failed"),
        }
    }
}
