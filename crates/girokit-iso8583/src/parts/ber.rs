//! Tags and lengths as BER-TLV and SIMPLE-TLV write them.

use crate::error::{Error, ErrorKind};
use crate::spec::{BerLeeway, BerPadding, Tag, TagForm};

/// The tag at `at`, and where its length begins. `form` is one that has a length.
#[inline]
pub(super) fn tag(form: TagForm, content: &[u8], at: usize) -> Result<(Tag, usize), Error> {
    let rest = content.get(at..).unwrap_or_default();
    let short = || Error::new(ErrorKind::Short { needed: 1, left: 0 }, content.len());
    let wrong = |expected| Error::new(ErrorKind::Tag { expected }, at);
    let first = *rest.first().ok_or_else(short)?;
    if form == TagForm::Simple {
        if first == 0 || first == 0xFF {
            return Err(wrong("a tag of 01 to FE"));
        }
        return Ok((Tag::from_bytes(&[first]), at + 1));
    }
    if first == 0 {
        return Err(wrong("a tag, which does not begin with 00"));
    }
    let mut size = 1;
    if first & 0x1F == 0x1F {
        loop {
            let byte = *rest.get(size).ok_or_else(short)?;
            size += 1;
            // ISO/IEC 8825-1 8.1.2.4.2: the number has no leading zeros.
            if size == 2 && byte == 0x80 {
                return Err(wrong("a tag number without leading zeros"));
            }
            if size > 4 || (size == 4 && byte & 0x80 != 0) {
                return Err(wrong("a tag of at most four bytes"));
            }
            if byte & 0x80 == 0 {
                break;
            }
        }
    }
    let tag = Tag::from_bytes(rest.get(..size).unwrap_or_default());
    Ok((tag, at + size))
}

/// Reads the length at `at`, and gives where the value behind it begins and its length, which the content has.
#[inline]
pub(super) fn length(form: TagForm, content: &[u8], at: usize) -> Result<(usize, usize), Error> {
    let left = content.len().saturating_sub(at);
    let first = *content
        .get(at)
        .ok_or_else(|| Error::new(ErrorKind::Short { needed: 1, left }, at))?;
    let (value, len) = match (form, first) {
        (TagForm::Simple, 0xFF) => long(content, at + 1, 2)?,
        (TagForm::Simple, len) | (_, len @ ..0x80) => (at + 1, usize::from(len)),
        (_, 0x80 | 0x85..) => {
            let expected = "a definite length of at most four bytes";
            return Err(Error::new(ErrorKind::Tag { expected }, at));
        }
        (_, size) => long(content, at + 1, usize::from(size & 0x7F))?,
    };
    let fewest = if form == TagForm::Simple {
        if len < 0xFF { 1 } else { 3 }
    } else {
        match len {
            0..0x80 => 1,
            0x80..0x100 => 2,
            0x100..0x1_0000 => 3,
            0x1_0000..0x100_0000 => 4,
            _ => 5,
        }
    };
    if value - at > fewest && !form.leeway().long_lengths {
        let expected = "a length in the fewest bytes";
        return Err(Error::new(ErrorKind::Tag { expected }, at));
    }
    let left = content.len() - value;
    if len > left {
        return Err(Error::new(ErrorKind::Short { needed: len, left }, value));
    }
    Ok((value, len))
}

/// A length of `size` bytes at `at`.
fn long(content: &[u8], at: usize, size: usize) -> Result<(usize, usize), Error> {
    let Some(raw) = content.get(at..at + size) else {
        let left = content.len().saturating_sub(at);
        return Err(Error::new(ErrorKind::Short { needed: size, left }, at));
    };
    let len = raw
        .iter()
        .fold(0_usize, |len, &byte| len << 8 | usize::from(byte));
    Ok((at + size, len))
}

/// Where the next object begins, at `at` or behind padding; the content's end if none does.
#[inline]
pub(super) fn skip(leeway: BerLeeway, content: &[u8], at: usize) -> usize {
    let pads = |byte: u8| match leeway.padding {
        BerPadding::None => false,
        BerPadding::Zero => byte == 0,
        BerPadding::ZeroOrFf => byte == 0 || byte == 0xFF,
    };
    let rest = content.get(at..).unwrap_or_default();
    let padding = rest.iter().position(|&byte| !pads(byte));
    at + padding.unwrap_or(rest.len())
}

/// Whether the bytes are a tag of the form, and all of it.
pub(crate) fn is_tag(form: TagForm, bytes: &[u8]) -> bool {
    let padding = form.leeway().padding == BerPadding::ZeroOrFf && bytes.first() == Some(&0xFF);
    !padding && tag(form, bytes, 0).is_ok_and(|(_, end)| end == bytes.len())
}

/// Whether the tag announces objects in its value: bit 6 of its first byte (ISO/IEC 8825-1 8.1.2.5).
#[inline]
pub(crate) fn is_constructed(tag: Tag) -> bool {
    !tag.is_text()
        && tag
            .as_bytes()
            .first()
            .is_some_and(|first| first & 0x20 != 0)
}

/// Appends a length in the fewest bytes; whether the form has one so long.
pub(crate) fn write_length(form: TagForm, len: usize, out: &mut Vec<u8>) -> bool {
    let Ok(len) = u16::try_from(len) else {
        return false;
    };
    let [high, low] = len.to_be_bytes();
    match (form, len) {
        (TagForm::Simple, ..0xFF) | (_, ..0x80) => out.push(low),
        (TagForm::Simple, _) => out.extend([0xFF, high, low]),
        (_, ..0x100) => out.extend([0x81, low]),
        _ => out.extend([0x82, high, low]),
    }
    true
}
