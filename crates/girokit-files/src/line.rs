//! Lines of a file, with their place and their ending: what every format here is read through.

use core::fmt;
use std::io::{self, BufRead};

use memchr::memchr2;

use crate::error::Error;

/// Most bytes of a line, without its ending, unless the caller says otherwise.
///
/// The longest lines of real files are those of CSV bills and of OFX files without line breaks, some kilobytes. A line
/// above the limit is an error, not a reason to keep it in memory.
pub const MAX_LINE: usize = 1 << 20;

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(
    clippy::exhaustive_enums,
    reason = "there is no fifth way to end a line"
)]
pub enum LineEnding {
    /// A carriage return alone.
    Cr,
    /// A carriage return and a line feed: what SWIFT and most banks write.
    CrLf,
    /// A line feed alone.
    Lf,
    /// Nothing: the last line of a file without a final line break.
    None,
}

impl LineEnding {
    /// The bytes of the ending.
    pub fn as_bytes(self) -> &'static [u8] {
        match self {
            Self::Cr => b"\r",
            Self::CrLf => b"\r\n",
            Self::Lf => b"\n",
            Self::None => b"",
        }
    }
}

/// One line, without its ending.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    bytes: &'a [u8],
    ending: LineEnding,
    number: u64,
    offset: u64,
}

impl<'a> Line<'a> {
    /// The bytes, without the ending and, in the first line, without a byte-order mark.
    pub fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// How the line ends.
    pub fn ending(self) -> LineEnding {
        self.ending
    }

    /// The line's number, from 1.
    pub fn number(self) -> u64 {
        self.number
    }

    /// The place of the first byte in the file, from 0.
    pub fn offset(self) -> u64 {
        self.offset
    }
}

/// The content may be an account number; it is not printed.
impl fmt::Debug for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line")
            .field("number", &self.number)
            .field("offset", &self.offset)
            .field("len", &self.bytes.len())
            .field("ending", &self.ending)
            .finish()
    }
}

/// Reads lines: CR, LF and CRLF each end one, also mixed; a byte-order mark is passed over; the last line may lack its end.
///
/// A `&[u8]` is read without copying. Of another reader only the lines that cross its buffer's edge are copied, so that
/// memory stays at the buffer and one line of at most [`MAX_LINE`] bytes, however long the file is.
///
/// ```
/// use girokit_files::line::{LineEnding, Lines};
///
/// let mut lines = Lines::new(&b"\xef\xbb\xbf101\r\n5200\n9"[..]);
/// let first = lines.next_line()?.expect("a line");
/// assert_eq!((first.bytes(), first.number(), first.offset(), first.ending()), (&b"101"[..], 1, 3, LineEnding::CrLf));
/// assert_eq!(lines.next_line()?.expect("a line").bytes(), b"5200");
/// assert_eq!(lines.next_line()?.expect("a line").ending(), LineEnding::None);
/// assert!(lines.next_line()?.is_none());
/// # Ok::<(), girokit_files::Error>(())
/// ```
pub struct Lines<R> {
    reader: R,
    max_line: usize,
    state: State,
    number: u64,
    offset: u64,
    /// Bytes of the reader's buffer that the line before took and that are not consumed yet.
    taken: usize,
    /// A line that crosses the buffer's edge.
    copy: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Inside,
    Ended,
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

impl<R: BufRead> Lines<R> {
    /// Reads lines of at most [`MAX_LINE`] bytes.
    pub fn new(reader: R) -> Self {
        Self {
            reader,
            max_line: MAX_LINE,
            state: State::Start,
            number: 0,
            offset: 0,
            taken: 0,
            copy: Vec::new(),
        }
    }

    /// Sets the most bytes of a line, without its ending.
    #[must_use]
    pub fn with_max_line(mut self, bytes: usize) -> Self {
        self.max_line = bytes;
        self
    }

    /// The next line; none after the last.
    ///
    /// A line break at the very end of the file ends its last line and starts no empty one.
    ///
    /// # Errors
    /// [`LineTooLong`](crate::ErrorKind::LineTooLong) with the line's number, and [`Io`](crate::ErrorKind::Io). Both are
    /// final: the calls that follow give no line.
    pub fn next_line(&mut self) -> Result<Option<Line<'_>>, Error> {
        if self.state == State::Ended {
            return Ok(None);
        }
        match self.find() {
            Ok(Some(Found::Here { len, ending })) => {
                let line = self.start(len, ending);
                let buffer = self.reader.fill_buf().map_err(Error::io)?;
                let bytes = buffer.get(..len).unwrap_or_default();
                Ok(Some(Line { bytes, ..line }))
            }
            Ok(Some(Found::Copied { ending })) => {
                let line = self.start(self.copy.len(), ending);
                Ok(Some(Line {
                    bytes: &self.copy,
                    ..line
                }))
            }
            Ok(None) => {
                self.state = State::Ended;
                Ok(None)
            }
            Err(error) => {
                self.state = State::Ended;
                Err(error)
            }
        }
    }

    /// The reader, behind the line that was given last.
    pub fn into_inner(mut self) -> R {
        self.reader.consume(self.taken);
        self.reader
    }

    /// The place of the line that was found; the counters go on behind it.
    fn start(&mut self, len: usize, ending: LineEnding) -> Line<'static> {
        self.number = self.number.saturating_add(1);
        let offset = self.offset;
        let whole = len.saturating_add(ending.as_bytes().len());
        self.offset = self.offset.saturating_add(whole as u64);
        Line {
            bytes: &[],
            ending,
            number: self.number,
            offset,
        }
    }

    /// Finds the end of the next line: in the reader's buffer if it lies there whole.
    fn find(&mut self) -> Result<Option<Found>, Error> {
        self.reader.consume(self.taken);
        self.taken = 0;
        self.copy.clear();
        if self.state == State::Start {
            self.state = State::Inside;
            self.skip_mark()?;
        }
        if self.copy.is_empty() {
            let buffer = fill(&mut self.reader)?;
            let window = buffer
                .get(..self.max_line.saturating_add(1))
                .unwrap_or(buffer);
            if let Some(len) = memchr2(b'\n', b'\r', window) {
                let ending = match (window.get(len), buffer.get(len.saturating_add(1))) {
                    (Some(b'\n'), _) => Some(LineEnding::Lf),
                    (_, Some(b'\n')) => Some(LineEnding::CrLf),
                    (_, Some(_)) => Some(LineEnding::Cr),
                    (_, None) => None,
                };
                if let Some(ending) = ending {
                    self.taken = len.saturating_add(ending.as_bytes().len());
                    return Ok(Some(Found::Here { len, ending }));
                }
            }
        }
        self.find_across()
    }

    /// Copies a line that crosses the edge of the reader's buffer.
    fn find_across(&mut self) -> Result<Option<Found>, Error> {
        loop {
            let buffer = fill(&mut self.reader)?;
            if buffer.is_empty() {
                let ending = LineEnding::None;
                return Ok((!self.copy.is_empty()).then_some(Found::Copied { ending }));
            }
            let room = self.max_line.saturating_sub(self.copy.len());
            let window = buffer.get(..room.saturating_add(1)).unwrap_or(buffer);
            let Some(len) = memchr2(b'\n', b'\r', window) else {
                let len = window.len();
                if len > room {
                    let line = self.number.saturating_add(1);
                    return Err(Error::line_too_long(line, self.max_line));
                }
                self.copy.extend_from_slice(window);
                self.reader.consume(len);
                continue;
            };
            let (line, rest) = window.split_at(len);
            let carriage_return = rest.first() == Some(&b'\r');
            self.copy.extend_from_slice(line);
            self.reader.consume(len.saturating_add(1));
            let ending = if !carriage_return {
                LineEnding::Lf
            } else if fill(&mut self.reader)?.first() == Some(&b'\n') {
                self.taken = 1;
                LineEnding::CrLf
            } else {
                LineEnding::Cr
            };
            return Ok(Some(Found::Copied { ending }));
        }
    }

    /// Passes over a byte-order mark; what only began like one stays in `copy`.
    fn skip_mark(&mut self) -> Result<(), Error> {
        for (place, expected) in BYTE_ORDER_MARK.iter().enumerate() {
            if fill(&mut self.reader)?.first() != Some(expected) {
                let begun = BYTE_ORDER_MARK.get(..place).unwrap_or_default();
                self.copy.extend_from_slice(begun);
                return Ok(());
            }
            self.reader.consume(1);
        }
        self.offset = BYTE_ORDER_MARK.len() as u64;
        Ok(())
    }
}

impl<R> fmt::Debug for Lines<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines")
            .field("number", &self.number)
            .field("offset", &self.offset)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// Where the line that was found lies.
enum Found {
    /// In the reader's buffer.
    Here { len: usize, ending: LineEnding },
    /// In `copy`.
    Copied { ending: LineEnding },
}

/// The reader's buffer, with something in it unless the file has ended.
pub(crate) fn fill<R: BufRead>(reader: &mut R) -> Result<&[u8], Error> {
    loop {
        match reader.fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Error::io(error)),
        }
    }
    reader.fill_buf().map_err(Error::io)
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::arithmetic_side_effects,
        reason = "a test stops where it fails"
    )]

    use std::io::BufReader;

    use proptest::prelude::*;

    use super::*;

    fn all(file: &[u8], buffer: usize) -> Vec<(Vec<u8>, LineEnding, u64, u64)> {
        let mut lines = Lines::new(BufReader::with_capacity(buffer, file));
        let mut found = Vec::new();
        while let Some(line) = lines.next_line().unwrap() {
            found.push((
                line.bytes().to_vec(),
                line.ending(),
                line.number(),
                line.offset(),
            ));
        }
        found
    }

    proptest! {
        #[test]
        fn lines_and_endings_are_the_file(file in "(\u{feff})?[ab\r\n]{0,40}", buffer in 1_usize..9) {
            let file = file.into_bytes();
            let lines = all(&file, buffer);
            prop_assert_eq!(&lines, &all(&file, 1 << 16));
            let start = if file.starts_with(BYTE_ORDER_MARK) { 3 } else { 0 };
            let mut written = file.get(..start).unwrap().to_vec();
            for (place, (bytes, ending, number, offset)) in lines.iter().enumerate() {
                prop_assert_eq!(*number, place as u64 + 1);
                prop_assert_eq!(*offset, written.len() as u64);
                prop_assert!(!bytes.iter().any(|byte| b"\r\n".contains(byte)));
                prop_assert!(*ending != LineEnding::None || place + 1 == lines.len());
                written.extend_from_slice(bytes);
                written.extend_from_slice(ending.as_bytes());
            }
            prop_assert_eq!(written, file);
        }
    }

    #[test]
    fn what_begins_like_a_mark_is_content() {
        assert_eq!(all(b"\xef\xbba\n", 1).first().unwrap().0, b"\xef\xbba");
        assert!(all(b"\xef\xbb\xbf", 1).is_empty());
        assert!(all(b"", 1).is_empty());
    }

    #[test]
    fn a_line_above_the_limit_ends_the_reading_with_its_number() {
        for buffer in [1, 3, 64] {
            let file = &b"12345\r\n123456\n1\n"[..];
            let reader = BufReader::with_capacity(buffer, file);
            let mut lines = Lines::new(reader).with_max_line(5);
            assert_eq!(lines.next_line().unwrap().unwrap().bytes(), b"12345");
            let error = lines.next_line().unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::LineTooLong);
            assert_eq!(
                error.to_string(),
                "line 2: expected at most 5 bytes, found more"
            );
            assert!(lines.next_line().unwrap().is_none());
        }
    }
}
