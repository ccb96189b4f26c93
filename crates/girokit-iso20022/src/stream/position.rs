//! Where a stream stands, to go on from later.

use std::fmt;
use std::str::FromStr;

use super::counted::Counted;
use super::message::Streamed;
use super::tally::Tally;
use super::window::{Mark, Window};
use super::{Core, Values, WINDOW};
use crate::encoding::Encoding;
use crate::error::{Code, Error, ErrorKind, Problem};
use crate::limits::Limits;
use crate::read::spine::{Counters, Input, Turn};
use crate::schema::{Slot, Value as _};

/// A place between two items of a document, with all that a stream must know to go on from there.
///
/// It holds what stands beside the items so far (header, account, balances), so it takes some kilobytes, and may hold account
/// numbers and names: keep it as you keep the document. [`Display`](fmt::Display) writes it as text and [`FromStr`] reads that
/// back; the text is the document's start without its items, behind a few lines of numbers. Totals that the stream counts are among the
/// numbers.
#[derive(Clone, PartialEq, Eq)]
pub struct Position {
    message: String,
    mark: Mark,
    encoding: Option<Encoding>,
    is_fresh: bool,
    items: u64,
    refused: u64,
    counters: Vec<Counters>,
    /// What was counted, if something is.
    pub(super) counted: Option<Counted>,
    head: String,
}

/// A text that is no [`Position`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParsePositionError(pub(super) &'static str);

impl fmt::Display for ParsePositionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {} in a stream's position", self.0)
    }
}

impl std::error::Error for ParsePositionError {}

impl Position {
    /// Where the reader must stand to go on: the offset in the input, in bytes.
    pub fn offset(&self) -> u64 {
        self.mark.offset
    }

    /// The line in the document, from 1.
    pub fn line(&self) -> u64 {
        self.mark.line
    }

    /// Items before this place, valid or not.
    pub fn items(&self) -> u64 {
        self.items
    }

    /// The message definition identifier, such as `camt.053.001.08`.
    pub fn message(&self) -> &str {
        &self.message
    }

    pub(super) fn take<M: Streamed>(core: &mut Core) -> Self {
        let encoding = core.window.encoding();
        let mut position = Self {
            message: M::ID.to_owned(),
            mark: core.window.mark(),
            encoding,
            is_fresh: true,
            items: core.items,
            refused: core.refused,
            counters: Vec::new(),
            counted: None,
            head: String::new(),
        };
        if let Some(driver) = &core.driver {
            position.is_fresh = driver.is_fresh();
            position.counters = driver.counters().collect();
            driver.head().clone_into(&mut position.head);
        }
        if position.is_fresh {
            // A byte order mark is read again.
            position.mark = Mark::START;
            position.encoding = None;
        }
        position
    }

    pub(super) fn restore<M: Streamed>(
        &self,
        message: &mut M,
        limits: &Limits,
    ) -> Result<Core, Error> {
        let mut core = Core::new::<M>(limits, Window::new(WINDOW, self.mark, self.encoding));
        core.items = self.items;
        core.refused = self.refused;
        if self.message != M::ID {
            return Err(foreign(M::ID));
        }
        if self.is_fresh {
            return Ok(core);
        }
        let Some(driver) = &mut core.driver else {
            return Err(foreign(M::ID));
        };
        driver.start_late();
        let mut text = self.head.as_str();
        let mut census = crate::encoding::census(text).map_err(|_| foreign(M::ID))?;
        // What was lost between the pieces may have held them.
        census.has_cr = true;
        let mut item = M::Item::vacant();
        // An element without content, such as `<Stmt/>`, is closed in a turn of its own that takes no text.
        while !text.is_empty() || driver.counters().count() > self.counters.len() {
            let input = Input {
                text,
                is_last: false,
                is_all: true,
                census,
            };
            let Slot::Node(node) = item.place() else {
                return Err(foreign(M::ID));
            };
            let mut trunk = Values {
                message: &mut *message,
                tally: &mut Tally::default(),
            };
            let (done, turn) = driver.turn(&input, &mut trunk, node);
            if !matches!(turn, Turn::Read(_)) {
                return Err(foreign(M::ID));
            }
            text = text.get(done..).unwrap_or_default();
        }
        driver.head_mut().unsettle();
        if driver.set_counters(&self.counters) {
            Ok(core)
        } else {
            Err(foreign(M::ID))
        }
    }
}

fn foreign(id: &str) -> Error {
    let problem = Problem {
        code: Code::UnknownMessage,
        path: String::from("/"),
        line: None,
        column: None,
        expected: format!("a position in a stream of {id}"),
        found: String::from("another"),
    };
    Error::new(ErrorKind::UnknownMessage, vec![problem], false)
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the head: it may hold names and account numbers.
        f.debug_struct("Position")
            .field("message", &self.message)
            .field("offset", &self.mark.offset)
            .field("line", &self.mark.line)
            .field("items", &self.items)
            .finish_non_exhaustive()
    }
}

/// The first word of a position as text, with the version of its form.
const MAGIC: &str = "girokit-stream-position 2";

/// The lines before the head are never longer: a few numbers for each of at most five levels.
const MAX_LINE: usize = 512;

/// No document is so large; a hostile text shall not make a place or a count overflow.
const MAX_NUMBER: u64 = 1 << 53;

/// Names of the encodings in a position.
const ENCODINGS: [(&str, Option<Encoding>); 7] = [
    ("none", None),
    ("us-ascii", Some(Encoding::Ascii)),
    ("iso-8859-1", Some(Encoding::Latin1)),
    ("utf-16be", Some(Encoding::Utf16Be)),
    ("utf-16le", Some(Encoding::Utf16Le)),
    ("utf-8", Some(Encoding::Utf8)),
    ("windows-1252", Some(Encoding::Windows1252)),
];

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let encoding = ENCODINGS.iter().find(|(_, e)| *e == self.encoding);
        let Mark {
            offset,
            line,
            column,
        } = self.mark;
        writeln!(f, "{MAGIC} {}", self.message)?;
        writeln!(
            f,
            "{offset} {line} {column} {} {} {} {}",
            encoding.map_or("none", |(name, _)| name),
            if self.is_fresh { "fresh" } else { "begun" },
            self.items,
            self.refused
        )?;
        for (i, (nth, field, alternative, count)) in self.counters.iter().enumerate() {
            let space = if i > 0 { " " } else { "" };
            write!(f, "{space}{nth}:{field}:")?;
            match alternative {
                Some(alternative) => write!(f, "{alternative}:{count}")?,
                None => write!(f, "-:{count}")?,
            }
        }
        match &self.counted {
            Some(counted) => write!(f, "\n{counted}")?,
            None => f.write_str("\nuncounted")?,
        }
        write!(f, "\n{}", self.head)
    }
}

impl FromStr for Position {
    type Err = ParsePositionError;

    fn from_str(text: &str) -> Result<Self, ParsePositionError> {
        const LINES: ParsePositionError = ParsePositionError("four short lines of numbers");
        let mut rest = text;
        let mut line = || {
            let (line, behind) = rest.split_once('\n').ok_or(LINES)?;
            rest = behind;
            (line.len() <= MAX_LINE).then_some(line).ok_or(LINES)
        };
        let (first, second, third, fourth) = (line()?, line()?, line()?, line()?);
        let message = first
            .strip_prefix(MAGIC)
            .and_then(|m| m.strip_prefix(' '))
            .ok_or(ParsePositionError("its mark and version"))?;
        let mut words = second.split(' ');
        let mut word = || words.next().ok_or(LINES);
        let mark = Mark {
            offset: number(word()?)?,
            line: number(word()?)?,
            column: number(word()?)?,
        };
        let name = word()?;
        let encoding = ENCODINGS
            .iter()
            .find(|(n, _)| *n == name)
            .ok_or(ParsePositionError("an encoding"))?;
        let is_fresh = match word()? {
            "fresh" => true,
            "begun" => false,
            _ => return Err(ParsePositionError("fresh or begun")),
        };
        let (items, refused) = (number(word()?)?, number(word()?)?);
        if words.next().is_some() {
            return Err(LINES);
        }
        let counters = third.split(' ').filter(|w| !w.is_empty());
        Ok(Self {
            message: message.to_owned(),
            mark,
            encoding: encoding.1,
            is_fresh,
            items,
            refused,
            counters: counters.map(counter).collect::<Result<_, _>>()?,
            counted: match fourth {
                "uncounted" => None,
                counted => Some(counted.parse()?),
            },
            head: rest.to_owned(),
        })
    }
}

fn number(word: &str) -> Result<u64, ParsePositionError> {
    let number = word.parse().ok().filter(|number| *number <= MAX_NUMBER);
    number.ok_or(ParsePositionError("a number"))
}

/// A number of elements, or of a field.
fn small<T: TryFrom<u32>>(word: &str) -> Result<T, ParsePositionError> {
    let number = u32::try_from(number(word)?).ok();
    let number = number.filter(|number| *number <= u32::MAX / 2);
    let number = number.and_then(|number| T::try_from(number).ok());
    number.ok_or(ParsePositionError("a small number"))
}

fn counter(word: &str) -> Result<Counters, ParsePositionError> {
    const FOUR: ParsePositionError = ParsePositionError("four numbers of an element");
    let mut parts = word.split(':');
    let mut part = || parts.next().ok_or(FOUR);
    let (nth, field) = (small(part()?)?, small(part()?)?);
    let alternative = match part()? {
        "-" => None,
        alternative => Some(small(alternative)?),
    };
    let count = small(part()?)?;
    if parts.next().is_some() {
        return Err(FOUR);
    }
    Ok((nth, field, alternative, count))
}
