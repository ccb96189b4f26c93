//! Where one message ends and the next begins on a byte stream. Sans-I/O: bytes in, frames out.
//!
//! ISO 8583 leaves this to the parties, so a [`Framing`] is a value: how wide the length is, how it is written, what it counts, what
//! stands between it and the message, what ends the frame.
//!
//! ```
//! use girokit_iso8583::link::framing::{FrameReader, Framing};
//!
//! let framing = Framing::binary2();
//! let mut wire = Vec::new();
//! framing.write(b"0800", &mut wire)?;
//! assert_eq!(wire, b"\x00\x040800");
//!
//! let mut reader = FrameReader::new(framing);
//! reader.push(&wire[..3]); // a frame may come in pieces
//! assert!(reader.next_frame()?.is_none());
//! reader.push(&wire[3..]);
//! assert_eq!(reader.next_frame()?.map(|frame| frame.body), Some(&b"0800"[..]));
//! # Ok::<(), girokit_iso8583::link::framing::FramingError>(())
//! ```

use core::fmt;

use crate::limits::MAX_MESSAGE;
use crate::spec::Charset;

mod header;
mod reader;

pub use header::{FrameHeader, HeaderForm, MAX_HEADER, Tpdu};
pub use reader::{Frame, FrameReader};

/// The most bytes of a trailer: an ETX and a check, or CR LF, and room to spare.
pub const MAX_TRAILER: usize = 4;

/// The most characters of a length in text: more than any limit on a frame has digits.
pub const MAX_WIDTH: u8 = 8;

/// How a length is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LengthForm {
    /// A number, the first byte the highest ("network order").
    Binary,
    /// A number, the first byte the lowest.
    BinaryLittle,
    /// Digits, two a byte.
    Bcd,
    /// Digits, a character each.
    Text(Charset),
}

/// How frames are told apart on a byte stream: length, header, message, trailer.
///
/// The length counts the message, the header and the trailer if it is told so, itself if it is [`inclusive`](Self::inclusive), and
/// is off by a [bias](Self::with_bias) where a host counts in its own way. A frame is at most [`max`](Self::max) bytes of message, [`MAX_MESSAGE`] unless set: what announces more
/// is refused before a byte of it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Framing {
    form: LengthForm,
    width: u8,
    bias: i32,
    header: HeaderForm,
    header_counted: bool,
    trailer: [u8; MAX_TRAILER],
    trailer_len: u8,
    trailer_counted: bool,
    keep_alive: bool,
    max: usize,
}

impl Framing {
    /// A length of `width` bytes (1 to 4 for binary and BCD, 1 to 8 for text; others are brought into that range) that counts the
    /// message only.
    pub const fn new(form: LengthForm, width: u8) -> Self {
        let most = match form {
            LengthForm::Text(_) => MAX_WIDTH,
            _ => 4,
        };
        Self {
            form,
            width: if width == 0 {
                1
            } else if width > most {
                most
            } else {
                width
            },
            bias: 0,
            header: HeaderForm::None,
            header_counted: true,
            trailer: [0; MAX_TRAILER],
            trailer_len: 0,
            trailer_counted: true,
            keep_alive: false,
            max: MAX_MESSAGE,
        }
    }

    /// Two bytes, big-endian: the commonest.
    pub const fn binary2() -> Self {
        Self::new(LengthForm::Binary, 2)
    }

    /// Four bytes, big-endian.
    pub const fn binary4() -> Self {
        Self::new(LengthForm::Binary, 4)
    }

    /// Four digits in ASCII.
    pub const fn ascii4() -> Self {
        Self::new(LengthForm::Text(Charset::Ascii), 4)
    }

    /// Four digits in two bytes.
    pub const fn bcd2() -> Self {
        Self::new(LengthForm::Bcd, 2)
    }

    /// Two bytes of length and two reserved or session bytes that it does not count, as Visa's links have them. An answer carries
    /// the bytes of the request; our own frames zero.
    pub const fn visa() -> Self {
        Self::binary2().with_header(HeaderForm::reserved(2), false)
    }

    /// Two bytes of length that counts the five of a TPDU, as points of sale send it to a network access controller. An answer has
    /// source and destination swapped.
    pub const fn tpdu(tpdu: Tpdu) -> Self {
        Self::binary2().with_header(HeaderForm::Tpdu(tpdu), true)
    }

    /// The same with a length that counts its own bytes.
    #[must_use]
    pub const fn inclusive(mut self) -> Self {
        self.bias = self.bias.saturating_add(self.width as i32);
        self
    }

    /// The same with a length that says so much more (or less) than it counts.
    #[must_use]
    pub const fn with_bias(mut self, bias: i32) -> Self {
        self.bias = self.bias.saturating_add(bias);
        self
    }

    /// The same with bytes between length and message; `counted`: whether the length counts them.
    #[must_use]
    pub const fn with_header(mut self, header: HeaderForm, counted: bool) -> Self {
        self.header = header;
        self.header_counted = counted;
        self
    }

    /// The same with bytes behind the message, such as ETX: the first [`MAX_TRAILER`] of `trailer`; `counted`: whether the length
    /// counts them.
    #[must_use]
    pub const fn with_trailer(mut self, trailer: &[u8], counted: bool) -> Self {
        let mut at = 0;
        #[expect(
            clippy::indexing_slicing,
            reason = "const fn; at is below both lengths"
        )]
        while at < trailer.len() && at < MAX_TRAILER {
            self.trailer[at] = trailer[at];
            at += 1;
        }
        #[expect(clippy::cast_possible_truncation, reason = "at most MAX_TRAILER")]
        {
            self.trailer_len = at as u8;
        }
        self.trailer_counted = counted;
        self
    }

    /// The same with frames without a message as a sign of life: they are handed out with an empty body. Without this they are an
    /// error.
    #[must_use]
    pub const fn with_keep_alive(mut self) -> Self {
        self.keep_alive = true;
        self
    }

    /// The same with another limit on the bytes of a message.
    #[must_use]
    pub const fn with_max(mut self, max: usize) -> Self {
        self.max = max;
        self
    }

    /// The most bytes of a message.
    pub const fn max(&self) -> usize {
        self.max
    }

    /// What stands between length and message.
    pub const fn header(&self) -> HeaderForm {
        self.header
    }

    /// Whether a frame without a message is a sign of life.
    pub const fn keeps_alive(&self) -> bool {
        self.keep_alive
    }

    /// Appends a frame that holds `body`, with the header that this side sends.
    ///
    /// # Errors
    /// `body` is empty, longer than the limit, or longer than the length can say; nothing is then appended.
    pub fn write(&self, body: &[u8], out: &mut Vec<u8>) -> Result<(), FramingError> {
        self.write_with(self.header.first(), out, |out| out.extend_from_slice(body))
    }

    /// Appends a frame with this header whose message `body` appends: nothing is copied in between.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_with(
        &self,
        header: FrameHeader,
        out: &mut Vec<u8>,
        body: impl FnOnce(&mut Vec<u8>),
    ) -> Result<(), FramingError> {
        let start = out.len();
        out.resize(start + usize::from(self.width), 0);
        out.extend_from_slice(self.header.fit(header).as_bytes());
        let at = out.len();
        body(out);
        let len = out.len().saturating_sub(at);
        let written = if len == 0 {
            Err(FramingErrorKind::Empty)
        } else if len > self.max {
            Err(FramingErrorKind::TooLong {
                max: self.max,
                found: len as u64,
            })
        } else {
            out.extend_from_slice(self.trailer());
            self.put_length(len, out, start)
        };
        written.map_err(|kind| {
            out.truncate(start);
            FramingError { kind, offset: 0 }
        })
    }

    /// Appends a frame without a message.
    ///
    /// Where the length counts more than the message it is a bare length of zero, as hosts poll with `0000`; where it does not,
    /// header and trailer stand as ever.
    pub fn write_keep_alive(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.resize(start + usize::from(self.width), 0);
        if self.overhead() > 0 {
            // A length of zero; `put_number` cannot fail on it.
            let _ = self.put_number(0, out, start);
            return;
        }
        out.extend_from_slice(self.header.first().as_bytes());
        out.extend_from_slice(self.trailer());
        if self.put_length(0, out, start).is_err() {
            out.truncate(start);
        }
    }

    /// What the length says beyond the bytes of the message.
    pub(crate) fn overhead(&self) -> i64 {
        let part = |counted: bool, len: u8| if counted { i64::from(len) } else { 0 };
        part(self.header_counted, self.header.len())
            + part(self.trailer_counted, self.trailer_len)
            + i64::from(self.bias)
    }

    pub(crate) const fn width(&self) -> usize {
        self.width as usize
    }

    pub(crate) fn trailer(&self) -> &[u8] {
        self.trailer
            .get(..usize::from(self.trailer_len))
            .unwrap_or_default()
    }

    /// The number that the length prefix says.
    pub(crate) fn number(&self, prefix: &[u8]) -> Result<u64, FramingErrorKind> {
        let mut number = 0_u64;
        let next: &mut dyn Iterator<Item = &u8> = match self.form {
            LengthForm::BinaryLittle => &mut prefix.iter().rev(),
            _ => &mut prefix.iter(),
        };
        for &byte in next {
            let (base, digit) = match self.form {
                LengthForm::Binary | LengthForm::BinaryLittle => (256, byte),
                LengthForm::Bcd => {
                    let (high, low) = (byte >> 4, byte & 0xF);
                    if high > 9 || low > 9 {
                        return Err(FramingErrorKind::LengthDigit);
                    }
                    (100, high * 10 + low)
                }
                LengthForm::Text(charset) => match charset.decode(byte) {
                    digit @ b'0'..=b'9' => (10, digit - b'0'),
                    _ => return Err(FramingErrorKind::LengthDigit),
                },
            };
            // At most eight digits or four bytes: far from the type's end.
            number = number * base + u64::from(digit);
        }
        Ok(number)
    }

    fn put_length(&self, body: usize, out: &mut [u8], at: usize) -> Result<(), FramingErrorKind> {
        let announced = i64::try_from(body)
            .unwrap_or(i64::MAX)
            .saturating_add(self.overhead());
        let Ok(announced) = u64::try_from(announced) else {
            return Err(FramingErrorKind::TooShort);
        };
        self.put_number(announced, out, at)
    }

    fn put_number(&self, number: u64, out: &mut [u8], at: usize) -> Result<(), FramingErrorKind> {
        let mut rest = number;
        let prefix = out.get_mut(at..at + self.width()).unwrap_or_default();
        let next: &mut dyn Iterator<Item = &mut u8> = match self.form {
            LengthForm::BinaryLittle => &mut prefix.iter_mut(),
            _ => &mut prefix.iter_mut().rev(),
        };
        #[expect(clippy::cast_possible_truncation, reason = "a byte or a digit of it")]
        for byte in next {
            match self.form {
                LengthForm::Binary | LengthForm::BinaryLittle => {
                    *byte = rest as u8;
                    rest >>= 8;
                }
                LengthForm::Bcd => {
                    let pair = (rest % 100) as u8;
                    *byte = ((pair / 10) << 4) | (pair % 10);
                    rest /= 100;
                }
                LengthForm::Text(charset) => {
                    *byte = charset.encode(b'0' + (rest % 10) as u8);
                    rest /= 10;
                }
            }
        }
        if rest > 0 {
            return Err(FramingErrorKind::TooLong {
                max: usize::try_from(number - 1).unwrap_or(usize::MAX),
                found: number,
            });
        }
        Ok(())
    }
}

/// A stream that does not hold frames of the expected kind. Behind one nothing on the stream can be trusted: close it.
#[derive(Clone, PartialEq, Eq)]
pub struct FramingError {
    kind: FramingErrorKind,
    offset: u64,
}

impl FramingError {
    pub(crate) const fn new(kind: FramingErrorKind, offset: u64) -> Self {
        Self { kind, offset }
    }

    /// What is wrong.
    pub const fn kind(&self) -> FramingErrorKind {
        self.kind
    }

    /// Where the frame begins, in bytes from the beginning of the stream; 0 for a frame that was to be written.
    pub const fn offset(&self) -> u64 {
        self.offset
    }
}

impl fmt::Debug for FramingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FramingError")
            .field("kind", &self.kind)
            .field("offset", &self.offset)
            .finish()
    }
}

impl fmt::Display for FramingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "frame at byte {}: ", self.offset)?;
        match self.kind {
            FramingErrorKind::Empty => f.write_str("expected a message, found an empty frame"),
            FramingErrorKind::LengthDigit => {
                f.write_str("expected a length, found another character")
            }
            FramingErrorKind::TooLong { max, found } => {
                write!(f, "expected a length of at most {max}, found {found}")
            }
            FramingErrorKind::TooShort => {
                f.write_str("expected a length that covers what it counts, found a shorter one")
            }
            FramingErrorKind::Trailer => f.write_str("expected the trailer, found another byte"),
            FramingErrorKind::Truncated => {
                f.write_str("expected the rest of the frame, found the end")
            }
        }
    }
}

impl core::error::Error for FramingError {}

/// The kinds of [`FramingError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FramingErrorKind {
    /// A frame without a message, where those are no sign of life.
    Empty,
    /// The length holds something that is no digit of its form.
    LengthDigit,
    /// A frame says, or has, more than the limit or than its length can say.
    TooLong {
        /// The limit on the message in bytes.
        max: usize,
        /// The bytes of the message that were announced or given.
        found: u64,
    },
    /// A length is less than what it counts beside the message.
    TooShort,
    /// The frame does not end with the trailer.
    Trailer,
    /// The stream ends in the middle of a frame.
    Truncated,
}
