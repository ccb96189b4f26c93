//! BER to DER: what streaming producers write (indefinite lengths, octet strings in pieces), X.690 section 8.1.

use std::borrow::Cow;

use crate::{Error, ErrorKind};

/// Deepest nesting that is read. A signed file with its certificates needs about twelve.
const MAX_DEPTH: usize = 32;

const OCTET_STRING: u8 = 0x04;
const OCTET_STRING_IN_PIECES: u8 = 0x24;
const CONSTRUCTED: u8 = 0x20;

/// Tag, length and where the value begins.
#[derive(Clone, Copy)]
pub(super) struct Header {
    pub(super) tag: u8,
    /// Bytes of tag and length.
    pub(super) size: usize,
    /// Absent: indefinite, up to two zero bytes.
    pub(super) length: Option<usize>,
    /// Whether the length is written as DER writes it.
    pub(super) minimal: bool,
}

impl Header {
    /// The header at the beginning of `bytes`, whose value lies within them.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Error> {
        let bad = |what| Error::new(ErrorKind::Malformed, what);
        let (Some(&tag), Some(&first)) = (bytes.first(), bytes.get(1)) else {
            return Err(bad("expected a tag and a length"));
        };
        if tag & 0x1f == 0x1f {
            return Err(bad("expected a tag number below 31"));
        }
        let long = usize::from(first & 0x7f);
        let (size, length, minimal) = match first {
            0x80 if tag & CONSTRUCTED != 0 => {
                return Ok(Self {
                    tag,
                    size: 2,
                    length: None,
                    minimal: false,
                });
            }
            0..=0x7f => (2, usize::from(first), true),
            0x81..=0x88 => {
                let size = long.saturating_add(2);
                let octets = bytes
                    .get(2..size)
                    .ok_or_else(|| bad("expected the octets of a length"))?;
                let length = octets
                    .iter()
                    .fold(0_u64, |length, octet| length << 8 | u64::from(*octet));
                let length = usize::try_from(length).map_err(|_| bad("length above the input"))?;
                let minimal = octets.first() != Some(&0) && (long > 1 || length > 0x7f);
                (size, length, minimal)
            }
            _ => return Err(bad("expected a length of at most eight octets")),
        };
        if bytes.len().saturating_sub(size) < length {
            return Err(bad("expected more bytes"));
        }
        Ok(Self {
            tag,
            size,
            length: Some(length),
            minimal,
        })
    }

    fn is_der(self) -> bool {
        self.minimal && self.tag != OCTET_STRING_IN_PIECES
    }
}

/// `bytes` in DER as far as lengths and octet strings go: as they are, if no element needs another form. Sets are not sorted.
///
/// The time is linear in the length, the memory by depth.
pub(super) fn to_der(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Error> {
    if is_der(bytes)? {
        Ok(Cow::Borrowed(bytes))
    } else {
        rewrite(bytes).map(Cow::Owned)
    }
}

/// Whether every element has a minimal definite length; checks nesting and bounds on the way, up to the first that has not.
fn is_der(bytes: &[u8]) -> Result<bool, Error> {
    let mut ends = Vec::new();
    let mut at = 0_usize;
    loop {
        while ends.last().is_some_and(|end| *end == at) {
            ends.pop();
        }
        let end = match ends.last() {
            Some(end) => *end,
            None if at == 0 => bytes.len(),
            None if at == bytes.len() => return Ok(true),
            None => return Err(trailing(at)),
        };
        let header = read(bytes, at, end)?;
        if !header.is_der() {
            return Ok(false);
        }
        let start = at.saturating_add(header.size);
        let end = start.saturating_add(header.length.unwrap_or(0));
        if header.tag & CONSTRUCTED == 0 {
            at = end;
        } else {
            push(&mut ends, end, at)?;
            at = start;
        }
    }
}

/// An element that is open while its parts are written.
struct Open {
    tag: u8,
    /// Absent: up to two zero bytes.
    end: Option<usize>,
    /// The parts, in DER.
    value: Vec<u8>,
}

fn rewrite(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0_usize;
    loop {
        let closes = match open.last() {
            Some(Open { end: Some(end), .. }) => *end == at,
            Some(_) if bytes.get(at..at.saturating_add(2)) == Some(&[0, 0]) => {
                at = at.saturating_add(2);
                true
            }
            _ => false,
        };
        if closes {
            let Some(done) = open.pop() else { continue };
            let (tag, parent) = (done.tag, open.last_mut());
            let Some(parent) = parent else {
                let mut whole = Vec::new();
                put(&mut whole, tag, &done.value);
                return if at == bytes.len() {
                    Ok(whole)
                } else {
                    Err(trailing(at))
                };
            };
            put(&mut parent.value, tag, &done.value);
            continue;
        }
        let end = open.iter().rev().find_map(|open| open.end);
        let header = read(bytes, at, end.unwrap_or(bytes.len()))?;
        let in_pieces = open
            .last()
            .is_some_and(|open| open.tag == OCTET_STRING && open.end.is_none_or(|end| end > at));
        let start = at.saturating_add(header.size);
        let end = header.length.map(|length| start.saturating_add(length));
        if in_pieces && header.tag | CONSTRUCTED != OCTET_STRING_IN_PIECES {
            let what = "expected the pieces of an octet string";
            return Err(Error::new(ErrorKind::Malformed, what).at_offset(at));
        }
        if let (true, Some(end)) = (header.tag & CONSTRUCTED == 0, end) {
            let value = bytes.get(start..end).unwrap_or_default();
            match open.last_mut() {
                Some(parent) if in_pieces => parent.value.extend_from_slice(value),
                Some(parent) => put(&mut parent.value, header.tag, value),
                None => return Err(Error::new(ErrorKind::Malformed, "expected a sequence")),
            }
            at = end;
            continue;
        }
        if in_pieces {
            let what = "expected the pieces of an octet string in one level";
            return Err(Error::new(ErrorKind::Malformed, what).at_offset(at));
        }
        let tag = match header.tag {
            OCTET_STRING_IN_PIECES => OCTET_STRING,
            tag => tag,
        };
        let value = Vec::new();
        push(&mut open, Open { tag, end, value }, at)?;
        at = start;
    }
}

fn read(bytes: &[u8], at: usize, end: usize) -> Result<Header, Error> {
    Header::read(bytes.get(at..end).unwrap_or_default()).map_err(|error| error.at_offset(at))
}

fn push<T>(open: &mut Vec<T>, next: T, at: usize) -> Result<(), Error> {
    if open.len() >= MAX_DEPTH {
        let what = "expected nesting of at most 32";
        return Err(Error::new(ErrorKind::TooLarge, what).at_offset(at));
    }
    open.push(next);
    Ok(())
}

fn trailing(at: usize) -> Error {
    let what = "expected nothing after the outermost element";
    Error::new(ErrorKind::Malformed, what).at_offset(at)
}

/// Appends an element in DER.
pub(super) fn put(to: &mut Vec<u8>, tag: u8, value: &[u8]) {
    put_header(to, tag, value.len());
    to.extend_from_slice(value);
}

/// Appends tag and minimal length.
pub(super) fn put_header(to: &mut Vec<u8>, tag: u8, length: usize) {
    to.push(tag);
    if length <= 0x7f {
        to.push(u8::try_from(length).unwrap_or(0x7f));
        return;
    }
    let octets = length.to_be_bytes();
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    let octets = octets.get(zeros..).unwrap_or_default();
    to.push(0x80 | u8::try_from(octets.len()).unwrap_or(8));
    to.extend_from_slice(octets);
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test fails by panicking"
    )]

    use super::*;

    fn der(bytes: &[u8]) -> Vec<u8> {
        to_der(bytes).unwrap().into_owned()
    }

    #[test]
    fn der_stays_as_it_is() {
        let der = [0x30, 7, 0x02, 1, 5, 0x30, 0, 0x05, 0];
        assert!(matches!(to_der(&der), Ok(Cow::Borrowed(_))));
        let mut long = Vec::new();
        put(&mut long, 0x04, &[7; 300]);
        let mut outer = Vec::new();
        put(&mut outer, 0x30, &long);
        assert!(matches!(to_der(&outer), Ok(Cow::Borrowed(_))));
    }

    #[test]
    fn lengths_and_pieces_become_definite() {
        let pieces = [
            0x30, 0x80, 0x24, 0x80, 0x04, 2, 1, 2, 0x04, 1, 3, 0, 0, 0x02, 0x81, 1, 9, 0, 0,
        ];
        assert_eq!(der(&pieces), [0x30, 8, 0x04, 3, 1, 2, 3, 0x02, 1, 9]);
        // Definite inside indefinite, and the other way round.
        assert_eq!(
            der(&[0x30, 0x80, 0x31, 2, 0x05, 0, 0, 0]),
            [0x30, 4, 0x31, 2, 0x05, 0]
        );
        assert_eq!(
            der(&[0x30, 6, 0x31, 0x80, 0x05, 0, 0, 0]),
            [0x30, 4, 0x31, 2, 0x05, 0]
        );
        assert_eq!(
            der(&[0x30, 0x80, 0x24, 3, 0x04, 1, 7, 0, 0]),
            [0x30, 3, 4, 1, 7]
        );
    }

    #[test]
    fn what_is_not_ber_is_refused() {
        for bad in [
            &[][..],
            &[0x30],
            &[0x30, 0x80],
            &[0x30, 0x80, 0],
            &[0x30, 1],
            &[0x30, 0, 0],
            &[0x30, 0x80, 0, 0, 0],
            &[0x04, 0x80, 0, 0],
            &[0x1f, 1, 0],
            &[0x30, 0x89, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            &[0x30, 0x88, 255, 255, 255, 255, 255, 255, 255, 255],
            // Longer than what it stands in.
            &[0x30, 3, 0x31, 3, 0x05, 0],
            &[0x30, 3, 0x31, 0x80, 0x05, 0, 0, 0],
            // Octet string of something else, and of pieces in pieces.
            &[0x30, 0x80, 0x24, 0x80, 0x02, 1, 1, 0, 0, 0, 0],
            &[0x30, 0x80, 0x24, 0x80, 0x24, 3, 0x04, 1, 1, 0, 0, 0, 0],
        ] {
            assert!(to_der(bad).is_err(), "{bad:02x?}");
        }
        let deep = [0x30_u8, 0x80].repeat(40);
        assert_eq!(to_der(&deep).unwrap_err().kind(), ErrorKind::TooLarge);
    }
}
