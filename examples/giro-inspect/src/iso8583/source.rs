//! The messages of a file: raw bytes, hex of one message, or a message on each line of hex, in frames or not.

use std::fmt::Write as _;

use girokit_iso8583::link::framing::{FrameHeader, FrameReader, Framing, Tpdu};

use crate::report::Finding;

/// How a file writes its messages.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Hex digits of one message, or of one stream of frames; white space is skipped.
    Hex,
    /// Hex digits, a message on each line.
    Lines,
    /// The bytes themselves.
    Raw,
}

impl Form {
    /// The form of this name.
    pub(crate) fn named(name: &str) -> Result<Self, String> {
        match name {
            "hex" => Ok(Self::Hex),
            "lines" => Ok(Self::Lines),
            "raw" => Ok(Self::Raw),
            _ => Err(format!("no form {name:?}; known are hex, lines and raw")),
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Hex => "hex",
            Self::Lines => "lines",
            Self::Raw => "raw",
        }
    }
}

/// The framing of this name.
pub(crate) fn framing(name: &str) -> Result<Framing, String> {
    Ok(match name {
        "ascii4" => Framing::ascii4(),
        "bcd2" => Framing::bcd2(),
        "binary2" => Framing::binary2(),
        "binary2-inclusive" => Framing::binary2().inclusive(),
        "binary4" => Framing::binary4(),
        "tpdu" => Framing::tpdu(Tpdu::new([0; 2], [0; 2])),
        "visa" => Framing::visa(),
        _ => {
            return Err(format!(
                "no framing {name:?}; giro-inspect --help names those that are known"
            ));
        }
    })
}

/// One message.
pub(crate) struct Piece {
    pub(crate) bytes: Vec<u8>,
    /// What its frame has before it.
    frame: FrameHeader,
    /// Its line of hex, from 1.
    pub(crate) line: Option<u32>,
}

/// A file, read in one form.
pub(crate) struct Reading {
    pub(crate) form: Form,
    pub(crate) pieces: Vec<Piece>,
    framing: Option<Framing>,
    /// The file itself.
    text: Vec<u8>,
}

/// The forms in which the file can be read, the likeliest first.
///
/// With a form that is named that one only; otherwise hex if the file is nothing else (then also as raw bytes: a message of digits in
/// ASCII looks like hex), or raw bytes.
pub(crate) fn readings(
    bytes: &[u8],
    form: Option<Form>,
    framing: Option<Framing>,
) -> Vec<Result<Reading, Finding>> {
    let forms = match form {
        Some(Form::Hex) => &[Form::Hex][..],
        Some(Form::Lines) => &[Form::Lines],
        Some(Form::Raw) => &[Form::Raw],
        None if !is_hex(bytes) => &[Form::Raw],
        None if lines(bytes).count() > 1 => &[Form::Hex, Form::Lines],
        None => &[Form::Hex, Form::Raw],
    };
    forms
        .iter()
        .map(|&form| Reading::new(bytes, form, framing))
        .collect()
}

impl Reading {
    fn new(bytes: &[u8], form: Form, framing: Option<Framing>) -> Result<Self, Finding> {
        let mut reading = Self {
            form,
            pieces: Vec::new(),
            framing,
            text: bytes.to_vec(),
        };
        match form {
            Form::Raw => reading.take(bytes.to_vec(), None)?,
            Form::Hex => reading.take(unhex(bytes, None)?, None)?,
            Form::Lines => {
                for (number, line) in lines(bytes) {
                    reading.take(unhex(line, Some(number))?, Some(number))?;
                }
            }
        }
        if reading.pieces.is_empty() {
            return Err(empty());
        }
        Ok(reading)
    }

    /// Takes the messages of these bytes.
    fn take(&mut self, bytes: Vec<u8>, line: Option<u32>) -> Result<(), Finding> {
        if bytes.is_empty() {
            return Err(empty());
        }
        let Some(framing) = self.framing else {
            self.pieces.push(Piece {
                bytes,
                frame: FrameHeader::EMPTY,
                line,
            });
            return Ok(());
        };
        let mut reader = FrameReader::new(framing);
        reader.push(&bytes);
        let told = |error: girokit_iso8583::link::framing::FramingError| {
            let message = error.to_string();
            let message = message.split_once(": ").map_or(&*message, |(_, m)| m);
            Finding::new("framing", message.to_owned()).on(line, u32::try_from(error.offset()).ok())
        };
        while let Some(frame) = reader.next_frame().map_err(told)? {
            self.pieces.push(Piece {
                bytes: frame.body.to_vec(),
                frame: frame.header,
                line,
            });
        }
        reader.finish().map_err(told)
    }

    /// These messages, as the file writes its own: hex in upper case, and without white space but the ends of lines; if the digits are
    /// those of the file, in its case and with its white space.
    ///
    /// # Errors
    /// One does not fit into a frame.
    pub(crate) fn write(&self, messages: &[Vec<u8>]) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        let mut last = None;
        for (piece, message) in self.pieces.iter().zip(messages) {
            let mut bytes = Vec::new();
            match self.framing {
                None => bytes.extend_from_slice(message),
                Some(framing) => framing
                    .write_with(piece.frame, &mut bytes, |out| {
                        out.extend_from_slice(message);
                    })
                    .map_err(|e| e.to_string())?,
            }
            if self.form == Form::Raw {
                out.append(&mut bytes);
                continue;
            }
            if last.is_some_and(|last| last != piece.line) {
                out.push(b'\n');
            }
            last = Some(piece.line);
            out.extend_from_slice(hex(&bytes).as_bytes());
        }
        if self.form != Form::Raw {
            let digits = |text: &[u8]| -> Vec<u8> {
                let digits = text.iter().filter(|b| !b.is_ascii_whitespace());
                digits.map(u8::to_ascii_uppercase).collect()
            };
            if digits(&out) == digits(&self.text) {
                return Ok(self.text.clone());
            }
            out.push(b'\n');
        }
        Ok(out)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02X}");
        text
    })
}

fn empty() -> Finding {
    Finding::new("empty", "expected a message, found nothing".to_owned())
}

fn is_hex(bytes: &[u8]) -> bool {
    let mut digits = bytes.iter().filter(|b| !b.is_ascii_whitespace()).peekable();
    digits.peek().is_some() && digits.all(u8::is_ascii_hexdigit)
}

/// The lines that are not blank, with their numbers.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    bytes
        .split(|&byte| byte == b'\n')
        .zip(1..)
        .map(|(line, number)| (number, line))
        .filter(|(_, line)| !line.trim_ascii().is_empty())
}

/// The bytes of hex digits; white space is skipped.
fn unhex(text: &[u8], line: Option<u32>) -> Result<Vec<u8>, Finding> {
    let mut bytes = Vec::with_capacity(text.len() / 2);
    let mut high = None;
    for (&byte, at) in text.iter().zip(0_u32..) {
        if byte.is_ascii_whitespace() {
            continue;
        }
        let digit = char::from(byte).to_digit(16).ok_or_else(|| {
            let message = "expected a hex digit, found another character".to_owned();
            Finding::new("hex", message).on(line, Some(at))
        })?;
        high = match high {
            None => Some(digit),
            Some(high) => {
                bytes.extend(u8::try_from(high * 16 + digit));
                None
            }
        };
    }
    if high.is_some() {
        let message = "expected hex digits in pairs, found an odd number".to_owned();
        return Err(Finding::new("hex", message).on(line, u32::try_from(text.len()).ok()));
    }
    Ok(bytes)
}
