//! The part of a document that is in memory: filled from a reader, decoded, its characters checked once.

use std::io::{self, BufRead};

use crate::encoding::{Census, Encoding, census, detect};
use crate::scan::Fatal;

/// Bytes taken from the reader in one step.
const CHUNK: usize = 1 << 16;

/// The XML declaration must end within this many bytes, since it names the encoding. A usual one has 40.
const MAX_DECLARATION: usize = 1 << 12;

/// A place in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Offset in the input, in bytes.
    pub(crate) offset: u64,
    /// From 1.
    pub(crate) line: u64,
    /// In characters, from 1.
    pub(crate) column: u64,
}

impl Mark {
    pub(crate) const START: Self = Self {
        offset: 0,
        line: 1,
        column: 1,
    };

    /// The place behind a text.
    pub(crate) fn after(mut self, text: &str, encoding: Encoding) -> Self {
        self.offset += encoding.bytes_of(text) as u64;
        let last_line = match memchr::memrchr(b'\n', text.as_bytes()) {
            Some(last) => {
                self.line += memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64;
                self.column = 1;
                text.get(last + 1..).unwrap_or_default()
            }
            None => text,
        };
        self.column += last_line.chars().count() as u64;
        self
    }
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Window {
    encoding: Option<Encoding>,
    /// Read, but not decoded: the bytes of a character that is not complete.
    raw: Vec<u8>,
    /// Offset of the first raw byte in the input.
    raw_offset: u64,
    text: String,
    /// How much of the text is done with.
    at: usize,
    /// The place of an offset into the text that is not behind `at`.
    mark: Mark,
    mark_at: usize,
    /// An earlier such place, for what lies before the newest.
    earlier: (Mark, usize),
    census: Census,
    /// How much text to hold.
    size: usize,
    is_last: bool,
    fault: Option<Fatal>,
}

impl Window {
    /// A window on the start of a document, or on what follows a place in it.
    pub(crate) fn new(size: usize, from: Mark, encoding: Option<Encoding>) -> Self {
        Self {
            encoding,
            raw: Vec::new(),
            raw_offset: from.offset,
            text: String::new(),
            at: 0,
            mark: from,
            mark_at: 0,
            earlier: (from, 0),
            census: Census {
                has_cr: false,
                has_cdata_end: false,
            },
            size,
            is_last: false,
            fault: None,
        }
    }

    pub(crate) fn set_size(&mut self, size: usize) {
        self.size = size;
    }

    pub(crate) fn encoding(&self) -> Option<Encoding> {
        self.encoding
    }

    /// What is there and not done with.
    pub(crate) fn text(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(crate) fn census(&self) -> Census {
        self.census
    }

    /// Whether nothing follows the text.
    pub(crate) fn is_last(&self) -> bool {
        self.is_last
    }

    /// What is wrong with the bytes behind the text.
    pub(crate) fn fault(&mut self) -> Option<Fatal> {
        self.fault.take()
    }

    /// Marks text as done with.
    pub(crate) fn advance(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// The place of the first byte that is not done with.
    pub(crate) fn mark(&mut self) -> Mark {
        let passed = self.text.get(self.mark_at..self.at).unwrap_or_default();
        if let Some(encoding) = self.encoding
            && !passed.is_empty()
        {
            self.earlier = (self.mark, self.mark_at);
            self.mark = self.mark.after(passed, encoding);
        }
        self.mark_at = self.at;
        self.mark
    }

    /// The last so many bytes that are done with.
    pub(crate) fn passed(&self, bytes: usize) -> &str {
        let from = self.at.checked_sub(bytes);
        from.and_then(|from| self.text.get(from..self.at))
            .unwrap_or_default()
    }

    /// The place of an offset in them.
    pub(crate) fn mark_in_passed(&self, bytes: usize, offset: usize) -> Option<Mark> {
        let target = self.at.checked_sub(bytes)?.checked_add(offset)?;
        let known = [(self.mark, self.mark_at), self.earlier];
        let (mark, at) = known.into_iter().find(|(_, at)| *at <= target)?;
        Some(mark.after(self.text.get(at..target)?, self.encoding?))
    }

    /// Bytes of the input that are done with, as near as is known without counting characters.
    pub(crate) fn offset(&mut self) -> u64 {
        match self.encoding {
            Some(Encoding::Utf8) => self.mark.offset + (self.at - self.mark_at) as u64,
            _ => self.mark().offset,
        }
    }

    /// Gets more text: as much as the window holds, and twice as much if most of it is one item.
    pub(crate) fn fill(&mut self, reader: &mut dyn BufRead, max: usize) -> io::Result<()> {
        let _ = self.mark();
        self.text.drain(..self.at);
        (self.at, self.mark_at) = (0, 0);
        self.earlier = (self.mark, 0);
        if self.text.len() > self.size / 2 {
            self.size = self.size.saturating_mul(2).min(max.max(self.size));
        }
        let wanted = self.size.max(self.text.len() + 1);
        self.text.reserve(wanted.saturating_sub(self.text.len()));
        while self.text.len() < wanted && !self.is_last {
            let room = wanted - self.text.len();
            self.read(reader, room.min(CHUNK))?;
        }
        Ok(())
    }

    /// Reads up to `most` bytes and decodes them.
    fn read(&mut self, reader: &mut dyn BufRead, most: usize) -> io::Result<()> {
        let chunk = loop {
            match reader.fill_buf() {
                Ok(chunk) => break chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        };
        let is_end = chunk.is_empty();
        let taken = chunk.len().min(most);
        self.raw
            .extend_from_slice(chunk.get(..taken).unwrap_or_default());
        reader.consume(taken);
        let encoding = match self.encoding {
            Some(encoding) => encoding,
            None if !is_end && !self.can_detect() => return Ok(()),
            None => match detect(&self.raw) {
                Ok((encoding, mark)) => {
                    self.raw.drain(..mark);
                    self.raw_offset += mark as u64;
                    self.mark.offset = self.raw_offset;
                    self.encoding = Some(encoding);
                    encoding
                }
                Err(fatal) => {
                    self.stop(fatal);
                    return Ok(());
                }
            },
        };
        let before = self.text.len();
        let decoded = encoding.decode_part(&self.raw, self.raw_offset, is_end, &mut self.text);
        self.inspect(before);
        if self.fault.is_some() {
            return Ok(());
        }
        match decoded {
            Ok(bytes) => {
                self.raw.drain(..bytes);
                self.raw_offset += bytes as u64;
                self.is_last = is_end;
            }
            Err((expected, found)) => {
                self.stop(Fatal::malformed(self.text.len(), expected, found));
            }
        }
        Ok(())
    }

    /// Whether the bytes are enough to know the encoding.
    fn can_detect(&self) -> bool {
        const DECLARATION: &[u8] = b"<?xml";
        let raw = self.raw.as_slice();
        if raw.len() < DECLARATION.len() {
            return false;
        }
        !raw.starts_with(DECLARATION)
            || memchr::memmem::find(raw, b"?>").is_some()
            || raw.len() > MAX_DECLARATION
    }

    /// Looks at the characters of new text.
    fn inspect(&mut self, from: usize) {
        let new = self.text.get(from..).unwrap_or_default();
        match census(new) {
            Ok(census) => {
                self.census.has_cr |= census.has_cr;
                self.census.has_cdata_end |= census.has_cdata_end;
            }
            Err(mut fatal) => {
                fatal.0.offset += from;
                self.text.truncate(fatal.0.offset);
                self.stop(fatal);
            }
        }
        if !self.census.has_cdata_end {
            // One that lies across the seam.
            let bytes = self.text.as_bytes();
            let seam = bytes.get(from.saturating_sub(2)..(from + 2).min(bytes.len()));
            self.census.has_cdata_end =
                memchr::memmem::find(seam.unwrap_or_default(), b"]]>").is_some();
        }
    }

    fn stop(&mut self, fatal: Fatal) {
        self.fault = Some(fatal);
        self.is_last = true;
    }
}
