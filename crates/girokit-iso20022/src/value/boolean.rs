//! Truth values.

use std::fmt::{self, Write};

use super::ValueError;
use super::lexical::{Form, Lexical, through_lexical};

/// A truth value that keeps its spelling: `true`, `false`, `1` or `0` (`xs:boolean`).
///
/// ```
/// use girokit_iso20022::value::Boolean;
///
/// let batch: Boolean = "1".parse()?;
/// assert!(batch.value());
/// assert_eq!(batch.to_string(), "1");
/// # Ok::<(), girokit_iso20022::value::ValueError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Boolean(Form<Word>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Word {
    False,
    One,
    True,
    Zero,
}

impl Boolean {
    pub(crate) fn parse_xml(text: &str) -> Result<Self, ValueError> {
        Form::parse(text).map(Self)
    }

    /// The truth value.
    pub fn value(&self) -> bool {
        matches!(self.0.value(), Word::True | Word::One)
    }

    pub(crate) fn put<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        self.0.put(out)
    }
}

impl From<bool> for Boolean {
    /// Written `true` or `false`.
    fn from(value: bool) -> Self {
        Self(Form::Plain(if value { Word::True } else { Word::False }))
    }
}

impl Default for Boolean {
    /// `false`.
    fn default() -> Self {
        Self::from(false)
    }
}

through_lexical!(Boolean);

impl Lexical for Word {
    const EXPECTED: &'static str = "true, false, 1 or 0";

    fn read(bytes: &[u8]) -> Option<(Self, bool)> {
        let word = match bytes {
            b"true" => Self::True,
            b"false" => Self::False,
            b"1" => Self::One,
            b"0" => Self::Zero,
            _ => return None,
        };
        Some((word, true))
    }

    fn put<W: Write + ?Sized>(self, out: &mut W) -> fmt::Result {
        out.write_str(match self {
            Self::False => "false",
            Self::One => "1",
            Self::True => "true",
            Self::Zero => "0",
        })
    }
}
