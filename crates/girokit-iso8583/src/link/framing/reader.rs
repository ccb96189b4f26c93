//! Frames out of a stream that comes in pieces.

use core::fmt;

use super::{FrameHeader, Framing, FramingError, FramingErrorKind};

/// A frame in the bytes that hold it.
#[derive(Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "what a frame holds")]
pub struct Frame<'a> {
    /// The bytes between length and message.
    pub header: FrameHeader,
    /// The message. Empty: a sign of life.
    pub body: &'a [u8],
}

/// Shows lengths only: a message holds card data.
impl fmt::Debug for Frame<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frame")
            .field("header", &self.header)
            .field("len", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Cuts a stream into frames, however it is split.
///
/// It keeps what has come and not been handed out: at most one frame more than was pushed at once. A length beyond the limit is
/// refused as soon as it is read. After an error every call gives that error.
pub struct FrameReader {
    framing: Framing,
    buffer: Vec<u8>,
    /// Where the next frame begins in `buffer`.
    start: usize,
    /// Bytes of the stream before `buffer`.
    passed: u64,
    failed: Option<FramingError>,
}

/// Bytes already handed out that are kept before the rest is moved to the front.
const COMPACT_AT: usize = 16 * 1024;

impl FrameReader {
    /// A reader at the beginning of a stream.
    pub const fn new(framing: Framing) -> Self {
        Self {
            framing,
            buffer: Vec::new(),
            start: 0,
            passed: 0,
            failed: None,
        }
    }

    /// Takes bytes that came.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer().extend_from_slice(bytes);
    }

    /// The buffer, to append to: a driver reads into it without copying. What it holds must be left as it is.
    pub(crate) fn buffer(&mut self) -> &mut Vec<u8> {
        if self.start == self.buffer.len() || self.start >= COMPACT_AT {
            self.passed += self.start as u64;
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        &mut self.buffer
    }

    /// The next frame, if all of it has come.
    ///
    /// # Errors
    /// The stream holds something else.
    pub fn next_frame(&mut self) -> Result<Option<Frame<'_>>, FramingError> {
        if let Some(failed) = &self.failed {
            return Err(failed.clone());
        }
        let at = self.start;
        match cut(&self.framing, self.buffer.get(at..).unwrap_or_default()) {
            Ok(None) => Ok(None),
            Ok(Some(cut)) => {
                self.start = at + cut.end;
                let part = |from: usize, to: usize| {
                    self.buffer.get(at + from..at + to).unwrap_or_default()
                };
                Ok(Some(Frame {
                    header: FrameHeader::new(part(cut.header, cut.body)),
                    body: part(cut.body, cut.body_end),
                }))
            }
            Err(kind) => {
                let error = FramingError::new(kind, self.passed + at as u64);
                self.failed = Some(error.clone());
                Err(error)
            }
        }
    }

    /// Bytes that came and do not make a frame yet.
    pub fn pending(&self) -> usize {
        self.buffer.len().saturating_sub(self.start)
    }

    /// The stream is at its end.
    ///
    /// # Errors
    /// It ends in the middle of a frame.
    pub fn finish(&self) -> Result<(), FramingError> {
        match (&self.failed, self.pending()) {
            (Some(failed), _) => Err(failed.clone()),
            (None, 0) => Ok(()),
            (None, _) => Err(FramingError::new(
                FramingErrorKind::Truncated,
                self.passed + self.start as u64,
            )),
        }
    }

    /// Forgets what has come: another stream begins.
    pub fn reset(&mut self) {
        self.buffer.clear();
        self.start = 0;
        self.passed = 0;
        self.failed = None;
    }
}

/// Where the parts of a frame stand, from its first byte.
struct Cut {
    header: usize,
    body: usize,
    body_end: usize,
    end: usize,
}

fn cut(framing: &Framing, bytes: &[u8]) -> Result<Option<Cut>, FramingErrorKind> {
    let header = framing.width();
    let Some(prefix) = bytes.get(..header) else {
        return Ok(None);
    };
    let announced = framing.number(prefix)?;
    let overhead = framing.overhead();
    if announced == 0 && overhead > 0 && framing.keeps_alive() {
        return Ok(Some(Cut {
            header,
            body: header,
            body_end: header,
            end: header,
        }));
    }
    let len = i64::try_from(announced)
        .unwrap_or(i64::MAX)
        .saturating_sub(overhead);
    let Ok(len) = u64::try_from(len) else {
        return Err(FramingErrorKind::TooShort);
    };
    let max = framing.max();
    let Some(len) = usize::try_from(len).ok().filter(|&len| len <= max) else {
        return Err(FramingErrorKind::TooLong { max, found: len });
    };
    if len == 0 && !framing.keeps_alive() {
        return Err(FramingErrorKind::Empty);
    }
    let body = header + usize::from(framing.header().len());
    let body_end = body + len;
    let trailer = framing.trailer();
    let end = body_end + trailer.len();
    if bytes.len() < end {
        return Ok(None);
    }
    if bytes.get(body_end..end) != Some(trailer) {
        return Err(FramingErrorKind::Trailer);
    }
    Ok(Some(Cut {
        header,
        body,
        body_end,
        end,
    }))
}

impl fmt::Debug for FrameReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FrameReader")
            .field("framing", &self.framing)
            .field("pending", &self.pending())
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}
