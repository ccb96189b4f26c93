//! Cuts a file into messages, and messages into fields.

use core::ops::Range;
use std::io::BufRead;

use super::rules;
use crate::error::{Error, ErrorKind};
use crate::line::Lines;
use crate::problem::{Place, Problem, Profile, Report, shown};

/// Most bytes of a field with all its lines, unless the caller says otherwise. The longest of the standard has 10 lines of 65.
pub const MAX_FIELD: usize = 1 << 20;

/// Most bytes before a message, blocks among them, unless the caller says otherwise.
pub const MAX_PREAMBLE: usize = 1 << 16;

/// A field of a message: its tag, and its lines.
#[derive(Clone, Copy)]
pub struct Field<'a> {
    record: &'a Logical,
}

/// The physical lines of one field, one behind the other with line feeds between them.
#[derive(Debug, Default)]
pub(super) struct Logical {
    text: Vec<u8>,
    /// For each line: where it begins in `text`, and its number in the file.
    lines: Vec<(usize, u64)>,
    tag: Range<usize>,
    content: usize,
}

impl Logical {
    pub(super) fn field(&self) -> Field<'_> {
        Field { record: self }
    }

    fn clear(&mut self) {
        self.text.clear();
        self.lines.clear();
    }

    fn push(&mut self, line: &[u8], number: u64) {
        if !self.lines.is_empty() {
            self.text.push(b'\n');
        }
        self.lines.push((self.text.len(), number));
        self.text.extend_from_slice(line);
    }
}

impl<'a> Field<'a> {
    /// The tag without colons, such as `61` or `60F`.
    pub fn tag(self) -> &'a [u8] {
        self.record
            .text
            .get(self.record.tag.clone())
            .unwrap_or_default()
    }

    /// The content, with line feeds between its lines.
    pub fn content(self) -> &'a [u8] {
        self.record
            .text
            .get(self.record.content..)
            .unwrap_or_default()
    }

    /// The line of the tag, from 1.
    pub fn line(self) -> u64 {
        self.record.lines.first().map_or(0, |(_, line)| *line)
    }

    /// The place in the file of bytes of the content.
    pub fn place(self, range: Range<usize>) -> Place {
        let start = range.start.saturating_add(self.record.content);
        let behind = self.record.lines.partition_point(|(at, _)| *at <= start);
        let line = self.record.lines.get(behind.saturating_sub(1));
        let (at, number) = line.copied().unwrap_or_default();
        let column = start.saturating_sub(at).saturating_add(1);
        Place::span(number, column, range.len())
    }

    /// The content as text: UTF-8, else Latin-1.
    pub fn to_text(self) -> String {
        decoded(self.content())
    }
}

/// The tag and the line: content may hold account numbers.
impl core::fmt::Debug for Field<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Field")
            .field("tag", &self.tag().escape_ascii().to_string())
            .field("line", &self.line())
            .finish_non_exhaustive()
    }
}

/// Bytes as text: UTF-8, else Latin-1.
pub(super) fn decoded(bytes: &[u8]) -> String {
    match core::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// A step through a file.
#[derive(Debug)]
#[non_exhaustive]
pub enum Token<'a> {
    /// A message begins. What stands before its first field, blocks or a bank's own lines, is given as it is.
    Begin {
        /// The line of the first field, from 1.
        line: u64,
        /// Lines before it, with line feeds between them.
        preamble: &'a [u8],
    },
    /// A field of the message.
    Field(Field<'a>),
    /// The message has ended.
    End {
        /// The trailer that followed the end, block 5.
        trailer: &'a [u8],
    },
}

/// Reads messages field by field, in the memory of the largest field.
///
/// A message ends with a hyphen on a line of its own, with the next block 1, or, reported, with the next field 20.
#[derive(Debug)]
pub struct Tokens<R> {
    lines: Lines<R>,
    max_field: usize,
    /// The line behind the field, which was read to see that the field had ended.
    ahead: Vec<u8>,
    ahead_number: u64,
    ended: bool,
    record: Logical,
    preamble: Vec<u8>,
    trailer: Vec<u8>,
    state: State,
    pub(super) report: Report,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between messages.
    Outside,
    /// Inside; whether field 20 has come.
    Inside { reference: bool },
}

/// What a line is.
enum Kind {
    Blank,
    Block,
    End,
    Field,
    Text,
}

impl<R: BufRead> Tokens<R> {
    /// Reads fields of at most [`MAX_FIELD`] bytes.
    pub fn new(reader: R, profile: Profile) -> Self {
        Self {
            lines: Lines::new(reader).with_max_line(MAX_FIELD),
            max_field: MAX_FIELD,
            ahead: Vec::new(),
            ahead_number: 0,
            ended: false,
            record: Logical::default(),
            preamble: Vec::new(),
            trailer: Vec::new(),
            state: State::Outside,
            report: Report::new(profile),
        }
    }

    /// Sets the most bytes of a field.
    #[must_use]
    pub fn with_max_field(mut self, bytes: usize) -> Self {
        self.max_field = bytes;
        self.lines = self.lines.with_max_line(bytes);
        self
    }

    /// Every problem so far.
    pub fn report(&self) -> &Report {
        &self.report
    }

    pub(super) fn record_mut(&mut self) -> &mut Logical {
        &mut self.record
    }

    pub(super) fn preamble(&self) -> &[u8] {
        &self.preamble
    }

    pub(super) fn trailer(&self) -> &[u8] {
        &self.trailer
    }

    /// The next step; none behind the last message.
    ///
    /// # Errors
    /// As [`Lines::next_line`]; [`TooMany`](ErrorKind::TooMany) for a field, or text before a message, above the limit.
    pub fn next_token(&mut self) -> Result<Option<Token<'_>>, Error> {
        match self.state {
            State::Outside => self.begin(),
            State::Inside { reference } => self.inside(reference),
        }
    }

    /// Goes to the first field of the next message.
    fn begin(&mut self) -> Result<Option<Token<'_>>, Error> {
        self.preamble.clear();
        let mut number = 0;
        while self.step()? {
            match kind(&self.ahead) {
                Kind::Field => {
                    if !self.preamble.is_empty() && !self.preamble.starts_with(b"{") {
                        let place = Place::line(number);
                        let found = shown(&self.preamble);
                        self.report.add(Problem::new(
                            rules::PREAMBLE,
                            place,
                            "file",
                            "a block or a field",
                            found,
                        ));
                    }
                    self.state = State::Inside { reference: false };
                    return Ok(Some(Token::Begin {
                        line: self.ahead_number,
                        preamble: &self.preamble,
                    }));
                }
                Kind::Blank => {}
                Kind::Block | Kind::End | Kind::Text => {
                    number = self.ahead_number;
                    let length = self.preamble.len().saturating_add(self.ahead.len());
                    if length > MAX_PREAMBLE {
                        let text =
                            format!("expected a message within {MAX_PREAMBLE} bytes, found none");
                        return Err(Error::new(ErrorKind::TooMany, Some(number), &text));
                    }
                    if !self.preamble.is_empty() {
                        self.preamble.push(b'\n');
                    }
                    self.preamble.extend_from_slice(trimmed(&self.ahead));
                }
            }
            self.take();
        }
        if !self.preamble.is_empty() {
            let found = shown(&self.preamble);
            let problem = Problem::new(
                rules::PREAMBLE,
                Place::line(number),
                "file",
                "a message",
                found,
            );
            self.report.add(problem);
        }
        Ok(None)
    }

    fn inside(&mut self, reference: bool) -> Result<Option<Token<'_>>, Error> {
        self.trailer.clear();
        loop {
            if !self.step()? {
                return Ok(Some(self.end_without_mark()));
            }
            match kind(&self.ahead) {
                Kind::End => {
                    let line = trimmed(&self.ahead);
                    let line = line.strip_prefix(b"-").unwrap_or(line);
                    let line = line.strip_prefix(b"}").unwrap_or(line);
                    self.trailer.extend_from_slice(line);
                    self.take();
                    self.state = State::Outside;
                    return Ok(Some(Token::End {
                        trailer: &self.trailer,
                    }));
                }
                Kind::Block => return Ok(Some(self.end_without_mark())),
                Kind::Field => {
                    let is_reference = self.ahead.starts_with(b":20:");
                    if is_reference && reference {
                        return Ok(Some(self.end_without_mark()));
                    }
                    self.state = State::Inside {
                        reference: reference || is_reference,
                    };
                    self.gather()?;
                    return Ok(Some(Token::Field(Field {
                        record: &self.record,
                    })));
                }
                // Only at the very beginning, which `begin` does not let happen, or behind a blank line.
                Kind::Blank | Kind::Text => self.take(),
            }
        }
    }

    fn end_without_mark(&mut self) -> Token<'_> {
        let place = Place::line(self.ahead_number);
        let problem = Problem::new(
            rules::NO_END,
            place,
            "message",
            "a hyphen at the end",
            "none",
        );
        self.report.add(problem);
        self.state = State::Outside;
        Token::End {
            trailer: &self.trailer,
        }
    }

    /// Puts the lines of a field together.
    fn gather(&mut self) -> Result<(), Error> {
        self.record.clear();
        let line = trimmed(&self.ahead);
        let second = line.get(1..).and_then(|rest| memchr::memchr(b':', rest));
        let tag_end = second.unwrap_or_default().saturating_add(1);
        self.record.tag = 1..tag_end;
        self.record.content = tag_end.saturating_add(1);
        self.record.push(line, self.ahead_number);
        self.take();
        while self.step()? {
            match kind(&self.ahead) {
                Kind::Text | Kind::Blank => {
                    let line = trimmed(&self.ahead);
                    let length = self.record.text.len().saturating_add(line.len());
                    if length > self.max_field {
                        let text = format!(
                            "expected a field of at most {} bytes, found more",
                            self.max_field
                        );
                        return Err(Error::new(
                            ErrorKind::TooMany,
                            Some(self.ahead_number),
                            &text,
                        ));
                    }
                    self.record.push(line, self.ahead_number);
                    self.take();
                }
                Kind::Block | Kind::End | Kind::Field => break,
            }
        }
        // Blank lines behind a field separate messages; they are no content.
        while self.record.lines.len() > 1 && self.record.text.last() == Some(&b'\n') {
            self.record.text.pop();
            self.record.lines.pop();
        }
        Ok(())
    }

    /// Makes sure that a line is ahead; false at the end of the file.
    fn step(&mut self) -> Result<bool, Error> {
        if self.ahead_number > 0 {
            return Ok(true);
        }
        if self.ended {
            return Ok(false);
        }
        let Some(line) = self.lines.next_line()? else {
            self.ended = true;
            return Ok(false);
        };
        self.ahead.clear();
        self.ahead.extend_from_slice(line.bytes());
        self.ahead_number = line.number();
        Ok(true)
    }

    fn take(&mut self) {
        self.ahead_number = 0;
    }
}

/// A line without the marks of transports (SOH, ETX and other controls) at its ends; blanks are kept.
fn trimmed(line: &[u8]) -> &[u8] {
    let control = |byte: &u8| *byte < 0x20 && *byte != b'\t';
    let start = line
        .iter()
        .position(|byte| !control(byte))
        .unwrap_or(line.len());
    let line = line.get(start..).unwrap_or_default();
    let end = line.iter().rposition(|byte| !control(byte));
    line.get(..end.map_or(0, |end| end.saturating_add(1)))
        .unwrap_or_default()
}

fn kind(line: &[u8]) -> Kind {
    let line = trimmed(line);
    match line.first() {
        None => Kind::Blank,
        Some(b':') => match line.get(1..5) {
            Some([a, b, b':', _]) if a.is_ascii_digit() && b.is_ascii_digit() => Kind::Field,
            Some([a, b, letter, b':'])
                if a.is_ascii_digit() && b.is_ascii_digit() && letter.is_ascii_uppercase() =>
            {
                Kind::Field
            }
            None if matches!(line, [b':', a, b, b':'] if a.is_ascii_digit() && b.is_ascii_digit()) => {
                Kind::Field
            }
            _ => Kind::Text,
        },
        Some(b'-') => {
            let rest = line.get(1..).unwrap_or_default().trim_ascii();
            if rest.is_empty() || rest.starts_with(b"}") {
                Kind::End
            } else {
                Kind::Text
            }
        }
        Some(b'{') if matches!(line.get(1..3), Some([b'1'..=b'5' | b'S', b':'])) => Kind::Block,
        Some(_) if line.iter().all(|byte| *byte == b' ') => Kind::Blank,
        Some(_) => Kind::Text,
    }
}
