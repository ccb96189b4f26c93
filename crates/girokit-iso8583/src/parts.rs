//! Composite fields: the walk over what an element is made of.

use core::fmt;

use crate::bitmap;
use crate::error::{Error, ErrorKind};
use crate::field::FieldView;
use crate::limits::{MAX_DEPTH, MAX_ELEMENTS};
use crate::list::List;
use crate::spec::{
    Content, Encoding, Field, Key, Length, Parts, Sensitivity, Tag, TagForm, Tagged,
};
use crate::wire;

/// The parts of a composite element, in the order in which they stand.
///
/// After an error nothing more comes: where one part cannot be located, nor can the next.
#[derive(Clone)]
pub struct Elements<'a> {
    parts: &'a Parts,
    content: &'a [u8],
    /// Where the content stands in the message.
    offset: usize,
    at: usize,
    depth: usize,
    /// How many came before, or which bit comes next.
    index: usize,
    map: [u8; 24],
    ended: bool,
    /// Whether this walks inside a constructed tag of BER.
    nested: bool,
}

impl<'a> Elements<'a> {
    pub(crate) fn new(field: &'a Field, content: &'a [u8], offset: usize, depth: usize) -> Self {
        Self {
            parts: &field.parts,
            content,
            offset,
            at: 0,
            depth,
            index: 0,
            map: [0; 24],
            ended: matches!(field.parts, Parts::None),
            nested: false,
        }
    }

    fn step(&mut self) -> Result<Option<FieldView<'a>>, Error> {
        if self.depth >= MAX_DEPTH {
            return Err(Error::new(
                ErrorKind::TooMany { limit: MAX_DEPTH },
                self.offset,
            ));
        }
        if self.index >= MAX_ELEMENTS {
            let kind = ErrorKind::TooMany {
                limit: MAX_ELEMENTS,
            };
            return Err(Error::new(kind, self.offset + self.at));
        }
        match self.parts {
            Parts::None => Ok(None),
            Parts::Positional(parts) => self.positional(parts),
            Parts::Bitmapped(mapped) => {
                if self.index == 0 && self.at == 0 {
                    let size = usize::from(mapped.bytes).min(24);
                    let end = self.content.len();
                    let read = bitmap::read(mapped.encoding, size, self.content, 0, end);
                    (self.map, self.at) = read.map_err(|error| self.lifted(error))?;
                }
                self.mapped(&mapped.parts)
            }
            Parts::Tagged(tagged) => {
                if self.at >= self.content.len() {
                    return Ok(None);
                }
                self.index += 1;
                match tagged.tag {
                    TagForm::Ber => self.ber(tagged).map(Some),
                    form => self.tagged(tagged, form).map(Some),
                }
            }
        }
    }

    fn positional(&mut self, parts: &'a List<Field>) -> Result<Option<FieldView<'a>>, Error> {
        let Some(part) = parts.get(self.index) else {
            return self.end();
        };
        if self.at >= self.content.len() {
            return Ok(None);
        }
        self.index += 1;
        self.part(part, part.key).map(Some)
    }

    fn mapped(&mut self, parts: &'a List<Field>) -> Result<Option<FieldView<'a>>, Error> {
        while let Some(byte) = self.map.get(self.index / 8) {
            let set = byte & (0x80 >> (self.index % 8)) != 0;
            self.index += 1;
            if set {
                #[expect(clippy::cast_possible_truncation, reason = "at most 192")]
                let key = Key::Number(self.index as u8);
                let Some(part) = parts.iter().find(|part| part.key == key) else {
                    let error = Error::new(ErrorKind::UndefinedField, self.offset + self.at);
                    return Err(error.within(key));
                };
                return self.part(part, key).map(Some);
            }
        }
        self.end()
    }

    fn end(&self) -> Result<Option<FieldView<'a>>, Error> {
        match self.content.len() - self.at.min(self.content.len()) {
            0 => Ok(None),
            count => Err(Error::new(
                ErrorKind::Trailing { count },
                self.offset + self.at,
            )),
        }
    }

    /// The part at `at`, by its own length.
    fn part(&mut self, part: &'a Field, key: Key) -> Result<FieldView<'a>, Error> {
        let view = FieldView::locate(part, key, self.content, self.at, self.content.len())
            .map_err(|error| self.lifted(error).within(key))?;
        self.at += view.wire().len();
        Ok(view.moved(self.offset, self.depth + 1))
    }

    /// A tag of fixed size, then the element by its own length.
    fn tagged(&mut self, tagged: &'a Tagged, form: TagForm) -> Result<FieldView<'a>, Error> {
        let start = self.at;
        let (tag, size) =
            fixed_tag(form, self.content, start).map_err(|error| self.lifted(error))?;
        let key = Key::Tag(tag);
        let defined = tagged
            .parts
            .iter()
            .find(|part| part.key == key)
            .or(tagged.other.first());
        let Some(part) = defined else {
            let error = Error::new(ErrorKind::UndefinedTag, self.offset + start);
            return Err(error.within(key));
        };
        let place = wire::locate(part, self.content, start + size, self.content.len())
            .map_err(|error| self.lifted(error).within(key))?;
        self.at = place.end;
        Ok(FieldView::placed(
            part,
            key,
            self.content.get(start..place.end).unwrap_or_default(),
            place.content - start,
            place.count,
            self.offset + start,
            self.depth + 1,
        ))
    }

    /// A tag of BER, its length, its value.
    fn ber(&mut self, tagged: &'a Tagged) -> Result<FieldView<'a>, Error> {
        let start = self.at;
        let (tag, size, constructed) =
            ber_tag(self.content, start).map_err(|error| self.lifted(error))?;
        let key = Key::Tag(tag);
        let (content, len) = ber_length(self.content, start + size)
            .map_err(|error| self.lifted(error).within(key))?;
        let left = self.content.len() - content;
        if len > left {
            let kind = ErrorKind::Short { needed: len, left };
            return Err(Error::new(kind, self.offset + content).within(key));
        }
        let defined = tagged.parts.iter().find(|part| part.key == key);
        let part = match defined.or(tagged.other.first()) {
            Some(part) => part,
            None if self.nested => &UNKNOWN,
            None => {
                let error = Error::new(ErrorKind::UndefinedTag, self.offset + start);
                return Err(error.within(key));
            }
        };
        let _ = constructed;
        self.at = content + len;
        Ok(FieldView::placed(
            part,
            key,
            self.content.get(start..self.at).unwrap_or_default(),
            content - start,
            u32::try_from(len).unwrap_or(u32::MAX),
            self.offset + start,
            self.depth + 1,
        ))
    }

    /// An error at a place of the content, at its place of the message.
    fn lifted(&self, error: Error) -> Error {
        error.moved(self.offset)
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Result<FieldView<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.step().transpose();
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}

impl fmt::Debug for Elements<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Elements").finish_non_exhaustive()
    }
}

/// A tag of BER of which nothing is known.
static UNKNOWN: Field = Field::new(
    Key::Number(0),
    "Unknown",
    Content::B,
    Encoding::Binary,
    Length::Rest,
)
.with_sensitivity(Sensitivity::Secret);

/// Checks all parts of a composite element; says whether `report` wants to hear more.
pub(crate) fn check(
    field: &Field,
    content: &[u8],
    offset: usize,
    depth: usize,
    report: &mut dyn FnMut(Error) -> bool,
) -> bool {
    if matches!(field.parts, Parts::None) {
        return true;
    }
    for element in Elements::new(field, content, offset, depth) {
        let element = match element {
            Ok(element) => element,
            Err(error) => return report(error),
        };
        let key = element.key();
        let bytes = element.as_bytes();
        let at = element.content_offset();
        if let Err(error) = wire::check(element.definition(), bytes, element.count(), at)
            && !report(error.within(key))
        {
            return false;
        }
        let more = check(element.definition(), bytes, at, depth + 1, &mut |error| {
            report(error.within(key))
        });
        if !more {
            return false;
        }
    }
    true
}

/// A tag of fixed size at `at`, and how many bytes it takes.
fn fixed_tag(form: TagForm, content: &[u8], at: usize) -> Result<(Tag, usize), Error> {
    let (TagForm::Text { len, .. } | TagForm::Bcd { len } | TagForm::Binary { len }) = form else {
        return Err(Error::new(
            ErrorKind::Tag {
                expected: "a tag of fixed size",
            },
            at,
        ));
    };
    let size = usize::from(len.clamp(1, 4));
    let Some(raw) = content.get(at..at + size) else {
        let left = content.len().saturating_sub(at);
        return Err(Error::new(ErrorKind::Short { needed: size, left }, at));
    };
    let tag = match form {
        TagForm::Text { charset, .. } => {
            Tag::from_text(raw.iter().map(|&byte| charset.decode(byte)))
        }
        TagForm::Bcd { .. } if raw.iter().any(|byte| byte >> 4 > 9 || byte & 0xF > 9) => None,
        _ => Some(Tag::from_bytes(raw)),
    };
    let wrong = ErrorKind::Tag {
        expected: "printable characters or digits as a tag",
    };
    tag.map(|tag| (tag, size)).ok_or(Error::new(wrong, at))
}

/// A tag of BER (ISO 8825-1 8.1.2) at `at`: the tag, its bytes, whether it is constructed.
fn ber_tag(content: &[u8], at: usize) -> Result<(Tag, usize, bool), Error> {
    let rest = content.get(at..).unwrap_or_default();
    let short = || Error::new(ErrorKind::Short { needed: 1, left: 0 }, content.len());
    let first = *rest.first().ok_or_else(short)?;
    let mut size = 1;
    if first & 0x1F == 0x1F {
        loop {
            let byte = *rest.get(size).ok_or_else(short)?;
            size += 1;
            if size > 4 {
                let kind = ErrorKind::Tag {
                    expected: "a tag of at most four bytes",
                };
                return Err(Error::new(kind, at));
            }
            if byte & 0x80 == 0 {
                break;
            }
        }
    }
    let tag = Tag::from_bytes(rest.get(..size).unwrap_or_default());
    Ok((tag, size, first & 0x20 != 0))
}

/// A definite length of BER (ISO 8825-1 8.1.3) at `at`: where the value begins, and its length.
fn ber_length(content: &[u8], at: usize) -> Result<(usize, usize), Error> {
    let left = content.len().saturating_sub(at);
    let first = *content
        .get(at)
        .ok_or_else(|| Error::new(ErrorKind::Short { needed: 1, left }, at))?;
    if first < 0x80 {
        return Ok((at + 1, usize::from(first)));
    }
    let size = usize::from(first & 0x7F);
    if size == 0 || size > 4 {
        let kind = ErrorKind::Tag {
            expected: "a definite length of at most four bytes",
        };
        return Err(Error::new(kind, at));
    }
    let Some(raw) = content.get(at + 1..at + 1 + size) else {
        let kind = ErrorKind::Short {
            needed: size,
            left: left - 1,
        };
        return Err(Error::new(kind, at + 1));
    };
    let len = raw
        .iter()
        .fold(0_usize, |len, &byte| len << 8 | usize::from(byte));
    Ok((at + 1 + size, len))
}
