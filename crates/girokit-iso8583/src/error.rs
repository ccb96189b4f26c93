//! What is wrong with a message or a spec, and where. An error never holds what a field holds.

use core::fmt;

use crate::limits::MAX_DEPTH;
use crate::spec::Key;

/// One problem: its kind, the path of the field, the byte offset in the message, what was expected and what was found.
///
/// Prints as `DE 4 at byte 42: expected 12 digits, found 7 bytes`. Of the content nothing is shown but counts and offsets: a PAN in
/// the wrong place stays out of logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    path: Path,
    offset: usize,
}

impl Error {
    pub(crate) const fn new(kind: ErrorKind, offset: usize) -> Self {
        Self {
            kind,
            path: Path::EMPTY,
            offset,
        }
    }

    /// The same problem, one level further down: `key` is the field in which it was found.
    #[must_use]
    pub(crate) const fn within(mut self, key: Key) -> Self {
        self.path = self.path.under(key);
        self
    }

    /// The same problem, `by` bytes further on.
    #[must_use]
    pub(crate) const fn moved(mut self, by: usize) -> Self {
        self.offset += by;
        self
    }

    /// What is wrong.
    pub const fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// The field: `DE 55 / 9F02`. Empty for the message as a whole, its header, MTI and bitmap.
    pub const fn path(&self) -> &Path {
        &self.path
    }

    /// The byte of the message at which it is wrong, from 0.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// What was expected there: `12 digits`.
    pub fn expected(&self) -> String {
        self.kind.expected()
    }

    /// What was found instead, without the content: `7 bytes`.
    pub fn found(&self) -> String {
        self.kind.found()
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.kind)
            .field("path", &format_args!("{}", self.path))
            .field("offset", &self.offset)
            .finish()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            write!(f, "{} at byte {}", self.kind.part(), self.offset)?;
        } else {
            write!(f, "{} at byte {}", self.path, self.offset)?;
        }
        write!(f, ": expected {}, found {}", self.expected(), self.found())
    }
}

impl core::error::Error for Error {}

/// The kinds of problem. Numbers are counts of bytes unless their name says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The bitmap names a field that the spec does not define.
    UndefinedField,
    /// A bitmap of hex digits holds another character.
    BitmapDigit,
    /// The message or the field ends before what it announces.
    Short {
        /// Bytes that are due.
        needed: usize,
        /// Bytes that are left.
        left: usize,
    },
    /// The message is longer than the caller's limit.
    MessageTooLong {
        /// The limit.
        limit: usize,
        /// The message.
        found: usize,
    },
    /// Bytes are left behind the last field.
    Trailing {
        /// How many.
        count: usize,
    },
    /// The MTI is not four digits.
    Mti,
    /// A length prefix holds something that is no digit of its encoding.
    LengthDigit,
    /// A length prefix says more than the field may hold.
    TooLong {
        /// The most, in the field's unit.
        max: u32,
        /// What the prefix says, or what was given.
        found: u32,
    },
    /// A field holds less than it must.
    TooShort {
        /// The least, in the field's unit.
        min: u32,
        /// What the prefix says, or what was given.
        found: u32,
    },
    /// A fixed field was given another length.
    Length {
        /// The field's length in its unit.
        expected: u32,
        /// What was given.
        found: u32,
    },
    /// A length in nibbles that is odd where only whole bytes can stand.
    OddNibbles,
    /// A character that the field's attribute does not allow.
    Character {
        /// The attribute: `n`, `an`, `ans`...
        allowed: &'static str,
    },
    /// The nibble that fills an odd number of digits is not the spec's.
    Filler {
        /// The spec's filler, 0 to 15.
        expected: u8,
    },
    /// An amount with a sign does not begin with `C` or `D`.
    Sign,
    /// A tag, or an element's length, does not follow its form.
    Tag {
        /// What the form demands.
        expected: &'static str,
    },
    /// A tag that the spec does not define, where it refuses those.
    UndefinedTag,
    /// A tag that stands twice where it may stand once.
    DuplicateTag,
    /// More elements, or deeper nesting, than the limits allow.
    TooMany {
        /// The limit.
        limit: usize,
    },
    /// A value that the field's type does not admit, such as a month 13.
    Value {
        /// What it admits.
        expected: &'static str,
    },
    /// A field that is needed is absent.
    Missing,
    /// The spec contradicts itself.
    Spec {
        /// What a sound spec has there.
        expected: &'static str,
        /// What this one has.
        found: String,
    },
}

impl ErrorKind {
    fn part(&self) -> &'static str {
        match self {
            Self::BitmapDigit => "bitmap",
            Self::Mti => "MTI",
            Self::Spec { .. } => "spec",
            _ => "message",
        }
    }

    fn expected(&self) -> String {
        match self {
            Self::UndefinedField => "a field that the spec defines".into(),
            Self::BitmapDigit => "a hex digit".into(),
            Self::Short { needed, .. } => format!("{needed} more bytes"),
            Self::MessageTooLong { limit, .. } => format!("at most {limit} bytes"),
            Self::Trailing { .. } => "the end of the message".into(),
            Self::Mti => "four digits".into(),
            Self::LengthDigit => "a length".into(),
            Self::TooLong { max, .. } => format!("a length of at most {max}"),
            Self::TooShort { min, .. } => format!("a length of at least {min}"),
            Self::Length { expected, .. } => format!("a length of {expected}"),
            Self::OddNibbles => "an even number of nibbles".into(),
            Self::Character { allowed } => format!("characters of attribute {allowed}"),
            Self::Filler { expected } => format!("the filler nibble {expected:X}"),
            Self::Sign => "the sign C or D".into(),
            Self::Tag { expected } | Self::Value { expected } | Self::Spec { expected, .. } => {
                (*expected).into()
            }
            Self::UndefinedTag => "a tag that the spec defines".into(),
            Self::DuplicateTag => "each tag once".into(),
            Self::TooMany { limit } => format!("at most {limit}"),
            Self::Missing => "the field".into(),
        }
    }

    fn found(&self) -> String {
        match self {
            Self::UndefinedField | Self::UndefinedTag | Self::Filler { .. } => "another".into(),
            Self::BitmapDigit | Self::LengthDigit | Self::Character { .. } => {
                "another character".into()
            }
            Self::Short { left, .. } => format!("{left}"),
            Self::MessageTooLong { found, .. } => format!("{found} bytes"),
            Self::Trailing { count } => format!("{count} more bytes"),
            Self::Mti | Self::Sign | Self::Tag { .. } | Self::Value { .. } => {
                "something else".into()
            }
            Self::TooLong { found, .. }
            | Self::TooShort { found, .. }
            | Self::Length { found, .. } => format!("{found}"),
            Self::OddNibbles => "an odd one".into(),
            Self::DuplicateTag => "it again".into(),
            Self::TooMany { .. } => "more".into(),
            Self::Missing => "nothing".into(),
            Self::Spec { found, .. } => found.clone(),
        }
    }
}

/// The way from the message to a field: `DE 55 / 9F02`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Path {
    /// Innermost first: an error grows outwards while it is handed up.
    keys: [Option<Key>; MAX_DEPTH + 1],
}

impl Path {
    /// The message itself.
    pub const EMPTY: Self = Self {
        keys: [None; MAX_DEPTH + 1],
    };

    pub(crate) const fn under(mut self, key: Key) -> Self {
        let mut at = 0;
        while at < self.keys.len() {
            #[expect(clippy::indexing_slicing, reason = "const fn; at is below the length")]
            if self.keys[at].is_none() {
                self.keys[at] = Some(key);
                break;
            }
            at += 1;
        }
        self
    }

    /// Whether this is the message itself.
    pub const fn is_empty(&self) -> bool {
        matches!(self.keys.first(), None | Some(None))
    }

    /// The keys, outermost first.
    pub fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        self.keys.iter().rev().copied().flatten()
    }

    /// The data element, if the way leads into one.
    pub fn field(&self) -> Option<u8> {
        self.keys().next().and_then(Key::number)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, key) in self.keys().enumerate() {
            match at {
                0 => write!(f, "DE {key}")?,
                _ => write!(f, " / {key}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Path({self})")
    }
}
