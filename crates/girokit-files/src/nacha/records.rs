//! Cuts a file into records: lines, or 94 bytes each where the file has no line breaks.

use std::io::{BufRead, Chain, Cursor, Read as _};

use memchr::memchr2;

use super::layout::RECORD_LENGTH;
use super::record::Record;
use crate::error::Error;
use crate::line::{LineEnding, Lines, MAX_LINE, fill};

/// Where a record lies in a buffer of records, and where it stood in the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    pub(crate) start: usize,
    pub(crate) len: usize,
    pub(crate) line: u64,
    pub(crate) column: usize,
    pub(crate) ending: LineEnding,
}

impl Part {
    /// The record in the buffer it was put into.
    pub(crate) fn record(self, buffer: &[u8]) -> Record<'_> {
        let end = self.start.saturating_add(self.len);
        let bytes = buffer.get(self.start..end).unwrap_or_default();
        Record::at(bytes, self.line, self.column, self.ending)
    }
}

/// Bytes that tell whether a file has line breaks: a mark, two records.
const HEAD: usize = 3 + 2 * RECORD_LENGTH;

type Headed<R> = Chain<Cursor<Vec<u8>>, R>;

pub(crate) struct Records<R> {
    source: Source<R>,
    max_line: usize,
    has_mark: bool,
}

enum Source<R> {
    Unread(R),
    Lines {
        lines: Lines<Headed<R>>,
        joined: Joined,
    },
    Unbroken {
        reader: Headed<R>,
        records: u64,
    },
    Ended,
}

/// What is left of a line that holds several records.
#[derive(Default)]
struct Joined {
    bytes: Vec<u8>,
    at: usize,
    line: u64,
    ending: Option<LineEnding>,
}

impl<R: BufRead> Records<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self {
            source: Source::Unread(reader),
            max_line: MAX_LINE,
            has_mark: false,
        }
    }

    pub(crate) fn with_max_line(mut self, bytes: usize) -> Self {
        self.max_line = bytes;
        self
    }

    /// Whether the file began with a byte-order mark; known behind the first record.
    pub(crate) fn has_mark(&self) -> bool {
        self.has_mark
    }

    /// Appends the next record to the buffer; none after the last.
    pub(crate) fn next_into(&mut self, buffer: &mut Vec<u8>) -> Result<Option<Part>, Error> {
        if matches!(self.source, Source::Unread(_)) {
            self.begin()?;
        }
        match &mut self.source {
            Source::Lines { lines, joined } => next_line(lines, joined, buffer),
            Source::Unbroken { reader, records } => next_chunk(reader, records, buffer),
            Source::Unread(_) | Source::Ended => Ok(None),
        }
    }

    fn begin(&mut self) -> Result<(), Error> {
        let Source::Unread(mut reader) = core::mem::replace(&mut self.source, Source::Ended) else {
            return Ok(());
        };
        let mut head = Vec::with_capacity(HEAD);
        while head.len() < HEAD {
            let buffer = fill(&mut reader)?;
            let taken = buffer.len().min(HEAD.saturating_sub(head.len()));
            if taken == 0 {
                break;
            }
            head.extend_from_slice(buffer.get(..taken).unwrap_or_default());
            reader.consume(taken);
        }
        self.has_mark = head.starts_with(b"\xef\xbb\xbf");
        let mark = if self.has_mark { 3 } else { 0 };
        let unbroken = is_unbroken(head.get(mark..).unwrap_or_default());
        let mut head = Cursor::new(head);
        if unbroken {
            head.set_position(mark as u64);
        }
        let reader = head.chain(reader);
        self.source = if unbroken {
            let records = 0;
            Source::Unbroken { reader, records }
        } else {
            let lines = Lines::new(reader).with_max_line(self.max_line);
            let joined = Joined::default();
            Source::Lines { lines, joined }
        };
        Ok(())
    }
}

/// Whether the first two records follow each other without a line break.
fn is_unbroken(head: &[u8]) -> bool {
    let head = head.get(..2 * RECORD_LENGTH).unwrap_or(head);
    let second = head.get(RECORD_LENGTH);
    second.is_some_and(|byte| is_record_type(*byte))
        && head.first().is_some_and(|byte| is_record_type(*byte))
        && head.len() == 2 * RECORD_LENGTH
        && memchr2(b'\n', b'\r', head).is_none()
}

fn is_record_type(byte: u8) -> bool {
    matches!(byte, b'1' | b'5'..=b'9')
}

/// Whether a line is several records that lost the line breaks between them.
fn is_joined(line: &[u8]) -> bool {
    line.len() > RECORD_LENGTH
        && line.len().is_multiple_of(RECORD_LENGTH)
        && line
            .chunks(RECORD_LENGTH)
            .all(|record| record.first().is_some_and(|byte| is_record_type(*byte)))
}

fn next_line<R: BufRead>(
    lines: &mut Lines<Headed<R>>,
    joined: &mut Joined,
    buffer: &mut Vec<u8>,
) -> Result<Option<Part>, Error> {
    let start = buffer.len();
    if joined.ending.is_none() {
        let Some(line) = lines.next_line()? else {
            return Ok(None);
        };
        let bytes = line.bytes();
        if !is_joined(bytes) {
            buffer.extend_from_slice(bytes);
            return Ok(Some(Part {
                start,
                len: bytes.len(),
                line: line.number(),
                column: 0,
                ending: line.ending(),
            }));
        }
        joined.bytes.clear();
        joined.bytes.extend_from_slice(bytes);
        joined.at = 0;
        joined.line = line.number();
        joined.ending = Some(line.ending());
    }
    let column = joined.at;
    joined.at = column.saturating_add(RECORD_LENGTH);
    let bytes = joined.bytes.get(column..joined.at).unwrap_or_default();
    buffer.extend_from_slice(bytes);
    let mut ending = Some(LineEnding::None);
    if joined.at >= joined.bytes.len() {
        ending = joined.ending.take();
    }
    Ok(Some(Part {
        start,
        len: bytes.len(),
        line: joined.line,
        column,
        ending: ending.unwrap_or(LineEnding::None),
    }))
}

/// 94 bytes, or fewer up to a line break or the file's end. A line break behind them belongs to the record.
fn next_chunk<R: BufRead>(
    reader: &mut Headed<R>,
    records: &mut u64,
    buffer: &mut Vec<u8>,
) -> Result<Option<Part>, Error> {
    let start = buffer.len();
    let mut len = 0;
    let mut broken = false;
    while len < RECORD_LENGTH && !broken {
        let bytes = fill(reader)?;
        if bytes.is_empty() {
            break;
        }
        let room = RECORD_LENGTH.saturating_sub(len);
        let window = bytes.get(..room).unwrap_or(bytes);
        let end = memchr2(b'\n', b'\r', window);
        broken = end.is_some();
        let taken = end.unwrap_or(window.len());
        buffer.extend_from_slice(window.get(..taken).unwrap_or_default());
        reader.consume(taken);
        len = len.saturating_add(taken);
    }
    let ending = match fill(reader)?.first() {
        Some(b'\n') => {
            reader.consume(1);
            LineEnding::Lf
        }
        Some(b'\r') => {
            reader.consume(1);
            if fill(reader)?.first() == Some(&b'\n') {
                reader.consume(1);
                LineEnding::CrLf
            } else {
                LineEnding::Cr
            }
        }
        _ => LineEnding::None,
    };
    if len == 0 && ending == LineEnding::None {
        return Ok(None);
    }
    *records = records.saturating_add(1);
    Ok(Some(Part {
        start,
        len,
        line: *records,
        column: 0,
        ending,
    }))
}
