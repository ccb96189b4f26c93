//! Composite fields: the walk over what an element is made of.

use core::fmt;

use crate::error::{Error, ErrorKind};
use crate::field::FieldView;
use crate::limits::{MAX_DEPTH, MAX_ELEMENTS};
use crate::list::List;
use crate::spec::{Encoding, Field, Key, Length, Parts, Tag, TagForm, Tagged, Unit};
use crate::wire;

pub(crate) mod ber;
pub(crate) mod bitmapped;
mod check;

pub(crate) use check::{check, within};

/// The parts of a composite element, in the order in which they stand.
///
/// A tag that the spec does not define is an error, and the next one follows if the form has a length of its own (BER). After any
/// other error nothing more comes: where one part cannot be located, nor can the next.
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
}

impl<'a> Elements<'a> {
    pub(crate) fn new(parts: &'a Parts, content: &'a [u8], offset: usize, depth: usize) -> Self {
        Self {
            parts,
            content,
            offset,
            at: 0,
            depth,
            index: 0,
            map: [0; 24],
            ended: matches!(parts, Parts::None),
        }
    }

    fn step(&mut self) -> Result<Option<FieldView<'a>>, Error> {
        if self.depth >= MAX_DEPTH {
            let kind = ErrorKind::TooMany { limit: MAX_DEPTH };
            return Err(Error::new(kind, self.offset));
        }
        match self.parts {
            Parts::None => Ok(None),
            Parts::Positional(parts) => self.positional(parts),
            Parts::Repeated(group) => self.repeated(group),
            Parts::Bitmapped(mapped) => {
                if self.index == 0 && self.at == 0 {
                    (self.map, self.at) = bitmapped::read(mapped, self.content)
                        .map_err(|error| error.moved(self.offset))?;
                }
                self.mapped(&mapped.parts)
            }
            Parts::Tagged(tagged) => {
                self.at = ber::skip(tagged.tag.leeway(), self.content, self.at);
                if self.at >= self.content.len() {
                    return Ok(None);
                }
                if self.index >= MAX_ELEMENTS {
                    let limit = MAX_ELEMENTS;
                    let kind = ErrorKind::TooMany { limit };
                    return Err(Error::new(kind, self.offset + self.at));
                }
                self.index += 1;
                if tagged.tag.has_length() {
                    self.object(tagged).map(Some)
                } else {
                    self.tagged(tagged).map(Some)
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

    fn repeated(&mut self, group: &'a List<Field>) -> Result<Option<FieldView<'a>>, Error> {
        let Some(part) = group.first() else {
            return self.end();
        };
        if self.at >= self.content.len() {
            return Ok(None);
        }
        let limit = usize::from(u8::MAX);
        let Ok(number) = u8::try_from(self.index + 1) else {
            let kind = ErrorKind::TooMany { limit };
            return Err(Error::new(kind, self.offset + self.at));
        };
        self.index += 1;
        self.part(part, Key::Number(number)).map(Some)
    }

    fn mapped(&mut self, parts: &'a List<Field>) -> Result<Option<FieldView<'a>>, Error> {
        while let Some(byte) = self.map.get(self.index / 8) {
            let set = byte & (0x80 >> (self.index % 8)) != 0;
            self.index += 1;
            if set {
                #[expect(clippy::cast_possible_truncation, reason = "at most 192")]
                let key = Key::Number(self.index as u8);
                let Some(part) = find(parts, key) else {
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
            .map_err(|error| error.moved(self.offset).within(key))?;
        self.at += view.wire().len();
        Ok(view.moved(self.offset, self.depth + 1))
    }

    /// A tag of fixed size, then the element by its own length.
    fn tagged(&mut self, tagged: &'a Tagged) -> Result<FieldView<'a>, Error> {
        let start = self.at;
        let (tag, size) =
            fixed_tag(tagged.tag, self.content, start).map_err(|error| error.moved(self.offset))?;
        let key = Key::Tag(tag);
        let Some(part) = find(&tagged.parts, key).or(tagged.other.first()) else {
            let error = Error::new(ErrorKind::UndefinedTag, self.offset + start);
            return Err(error.within(key));
        };
        let place = wire::locate(part, self.content, start + size, self.content.len())
            .map_err(|error| error.moved(self.offset).within(key))?;
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

    /// A tag, its length, its value.
    fn object(&mut self, tagged: &'a Tagged) -> Result<FieldView<'a>, Error> {
        let start = self.at;
        let (tag, end) =
            ber::tag(tagged.tag, self.content, start).map_err(|error| error.moved(self.offset))?;
        let key = Key::Tag(tag);
        let (value, len) = ber::length(tagged.tag, self.content, end)
            .map_err(|error| error.moved(self.offset).within(key))?;
        self.at = value + len;
        let Some(part) = find(&tagged.parts, key).or(tagged.other.first()) else {
            let error = Error::new(ErrorKind::UndefinedTag, self.offset + start);
            return Err(error.within(key));
        };
        let view = FieldView::placed(
            part,
            key,
            self.content.get(start..self.at).unwrap_or_default(),
            value - start,
            count(part, len),
            self.offset + start,
            self.depth + 1,
        );
        Ok(view.with_parts(inner(self.parts, part, key)))
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Result<FieldView<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let before = self.at;
        let next = self.step().transpose();
        self.ended = match &next {
            Some(Ok(_)) => false,
            // An object of BER whose end is known.
            Some(Err(error)) => {
                self.at == before || !matches!(error.kind(), ErrorKind::UndefinedTag)
            }
            None => true,
        };
        next
    }
}

impl fmt::Debug for Elements<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Elements").finish_non_exhaustive()
    }
}

/// The definition of the part `key`, if it can stand among these.
pub(crate) fn defined(parts: &Parts, key: Key) -> Option<&Field> {
    match parts {
        Parts::None => None,
        Parts::Positional(parts) => find(parts, key),
        Parts::Repeated(group) => group
            .first()
            .filter(|_| key.number().is_some_and(|n| n > 0)),
        Parts::Bitmapped(mapped) => find(&mapped.parts, key),
        Parts::Tagged(tagged) => {
            find(&tagged.parts, key).or(tagged.other.first().filter(|_| matches!(key, Key::Tag(_))))
        }
    }
}

/// What the part `key` of `outer` is made of: a constructed tag of BER without parts of its own, of what stands beside it.
#[inline]
pub(crate) fn inner<'a>(outer: &'a Parts, part: &'a Field, key: Key) -> &'a Parts {
    match (outer, &part.parts, key) {
        (Parts::Tagged(tagged), Parts::None, Key::Tag(tag))
            if tagged.tag.is_ber() && ber::is_constructed(tag) =>
        {
            outer
        }
        (_, parts, _) => parts,
    }
}

/// The definition with this key: found at once if the list is the EMV dictionary or ascends.
#[inline]
fn find(parts: &[Field], key: Key) -> Option<&Field> {
    if let Key::Tag(tag) = key
        && let Some(at) = wire::tag_position(parts, tag)
        && let Some(part) = parts.get(at).filter(|part| part.key == key)
    {
        return Some(part);
    }
    match parts.binary_search_by_key(&key.rank(), |part| part.key.rank()) {
        Ok(at) => parts.get(at),
        Err(_) => parts.iter().find(|part| part.key == key),
    }
}

/// The units of the definition that a value of `len` bytes is.
fn count(field: &Field, len: usize) -> u32 {
    let len = u32::try_from(len).unwrap_or(u32::MAX);
    match (field.length, field.encoding) {
        (
            Length::Fixed {
                len: digits,
                unit: Unit::Value | Unit::Nibbles,
            },
            Encoding::Bcd { .. },
        ) if digits.div_ceil(2) == len => digits,
        (
            Length::Fixed { unit, .. } | Length::Var { unit, .. },
            Encoding::Bcd { .. } | Encoding::Hex(_),
        ) => match (unit, field.encoding) {
            (Unit::Value, Encoding::Hex(_)) => len / 2,
            (Unit::Bytes, _) | (Unit::Nibbles, Encoding::Hex(_)) => len,
            _ => len.saturating_mul(2),
        },
        _ => len,
    }
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
