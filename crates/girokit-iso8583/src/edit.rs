//! Setting one part of a composite field: everything else of it stays as it stands on the wire.

use crate::bitmap;
use crate::error::{Error, ErrorKind};
use crate::field::FieldView;
use crate::limits::{MAX_DEPTH, MAX_ELEMENTS};
use crate::message::Message;
use crate::parts::Elements;
use crate::spec::{Bitmapped, Field, Key, Parts, TagForm, Tagged};
use crate::write::{self, Value};

impl Message {
    /// Sets an element by its way: `[DE]`, or `[DE, part, ...]` for a part of a composite field, which is made if it is not there. A part that
    /// is there is replaced in its place; a new tag comes last. All other parts keep their bytes.
    ///
    /// # Errors
    /// A key that the spec does not define, a value that the element does not admit, a positional part whose neighbour before it is
    /// missing; the message is then as it was.
    pub fn set_element(&mut self, keys: &[Key], text: &str) -> Result<&mut Self, Error> {
        self.edit(keys, Some(Value::Text(text)))
    }

    /// The same with the content's bytes, as [`set_bytes`](Self::set_bytes) takes them.
    ///
    /// # Errors
    /// As [`set_element`](Self::set_element).
    pub fn set_element_bytes(&mut self, keys: &[Key], bytes: &[u8]) -> Result<&mut Self, Error> {
        self.edit(keys, Some(Value::Bytes(bytes)))
    }

    /// Takes an element out by its way; whether it was there. Of positional parts only the last can be taken out.
    pub fn remove_element(&mut self, keys: &[Key]) -> bool {
        match keys {
            [Key::Number(number)] => self.remove(*number),
            [Key::Number(number), within @ ..] => {
                let there = within
                    .iter()
                    .try_fold(self.field(*number), |field, &key| {
                        field.map(|field| field.element(key))
                    })
                    .flatten()
                    .is_some();
                there && self.edit(keys, None).is_ok()
            }
            _ => false,
        }
    }

    fn edit(&mut self, keys: &[Key], value: Option<Value<'_>>) -> Result<&mut Self, Error> {
        let Some((&Key::Number(number), within)) = keys.split_first() else {
            return Err(Error::new(ErrorKind::UndefinedField, 0));
        };
        let key = Key::Number(number);
        if within.is_empty() {
            return match value {
                Some(value) => self.put(number, value),
                None => Ok(self),
            };
        }
        let spec = self.spec().clone();
        let Some(field) = spec.field(number) else {
            return Err(Error::new(ErrorKind::UndefinedField, 0).within(key));
        };
        let content = self.field(number).map_or(&[][..], |field| field.as_bytes());
        let edited =
            rebuild(field, content, within, value, 1).map_err(|error| error.within(key))?;
        self.put(number, Value::Wire(&edited))
    }
}

/// The content of `field` with the element at `keys` set to `value`, or without it.
fn rebuild(
    field: &Field,
    content: &[u8],
    keys: &[Key],
    value: Option<Value<'_>>,
    depth: usize,
) -> Result<Vec<u8>, Error> {
    if depth >= MAX_DEPTH {
        return Err(Error::new(ErrorKind::TooMany { limit: MAX_DEPTH }, 0));
    }
    let Some((&key, within)) = keys.split_first() else {
        return Ok(content.to_vec());
    };
    // A composite field that is not there yet has no parts, and no bitmap of them.
    let elements: Vec<FieldView<'_>> = if content.is_empty() {
        Vec::new()
    } else {
        Elements::new(field, content, 0, depth).collect::<Result<_, _>>()?
    };
    let at = elements.iter().position(|element| element.key() == key);
    let undefined = |kind| Error::new(kind, 0).within(key);
    let new = New {
        key,
        within,
        value,
        old: at
            .and_then(|at| elements.get(at))
            .map_or(&[][..], FieldView::as_bytes),
        depth,
    };
    match &field.parts {
        Parts::None => Err(undefined(ErrorKind::UndefinedField)),
        Parts::Positional(parts) => {
            let place = parts.iter().position(|part| part.key == key);
            let place = place.ok_or_else(|| undefined(ErrorKind::UndefinedField))?;
            let part = parts
                .get(place)
                .ok_or_else(|| undefined(ErrorKind::UndefinedField))?;
            if place > elements.len() {
                return Err(undefined(ErrorKind::Missing));
            }
            let mut out = Vec::new();
            if new.is_removal() && place + 1 != elements.len() {
                return Err(undefined(ErrorKind::Missing));
            }
            join(&mut out, elements.get(..place));
            new.element(part, &mut out)?;
            join(&mut out, elements.get(place + 1..));
            Ok(out)
        }
        Parts::Bitmapped(mapped) => {
            let part = mapped.parts.iter().find(|part| part.key == key);
            let part = part.ok_or_else(|| undefined(ErrorKind::UndefinedField))?;
            remap(mapped, &elements, part, &new)
        }
        Parts::Tagged(tagged) => {
            let defined = tagged.parts.iter().find(|part| part.key == key);
            let part = defined
                .or(tagged.other.first())
                .ok_or_else(|| undefined(ErrorKind::UndefinedTag))?;
            let mut out = Vec::new();
            let before = at.unwrap_or(elements.len());
            join(&mut out, elements.get(..before));
            if !new.is_removal() {
                if elements.len() >= MAX_ELEMENTS {
                    return Err(undefined(ErrorKind::TooMany {
                        limit: MAX_ELEMENTS,
                    }));
                }
                tag(tagged, part, &new, &mut out)?;
            }
            join(&mut out, elements.get(before + 1..));
            Ok(out)
        }
    }
}

fn join(out: &mut Vec<u8>, elements: Option<&[FieldView<'_>]>) {
    for element in elements.unwrap_or_default() {
        out.extend_from_slice(element.wire());
    }
}

/// A bitmap and the parts that it names, with one of them set or taken out.
fn remap(
    mapped: &Bitmapped,
    elements: &[FieldView<'_>],
    part: &Field,
    new: &New<'_>,
) -> Result<Vec<u8>, Error> {
    let key = part.key;
    let mut map = [0_u8; 24];
    let mut body = Vec::new();
    let numbers = elements.iter().map(FieldView::key);
    let mut keys: Vec<Key> = numbers
        .filter(|&other| other != key)
        .chain((!new.is_removal()).then_some(key))
        .collect();
    keys.sort_unstable();
    for other in keys {
        let Some(bit) = other.number().and_then(|number| number.checked_sub(1)) else {
            continue;
        };
        if let Some(byte) = map.get_mut(usize::from(bit / 8)) {
            *byte |= 0x80 >> (bit % 8);
        }
        if other == key {
            new.element(part, &mut body)?;
        } else {
            let element = elements.iter().find(|element| element.key() == other);
            body.extend_from_slice(element.map_or(&[][..], FieldView::wire));
        }
    }
    let size = usize::from(mapped.bytes).min(24);
    let mut out = Vec::new();
    bitmap::write(
        mapped.encoding,
        map.get(..size).unwrap_or_default(),
        &mut out,
    );
    out.append(&mut body);
    Ok(out)
}

/// What an element becomes.
struct New<'a> {
    key: Key,
    /// The way further down; empty: this is the element.
    within: &'a [Key],
    /// `None`: it goes.
    value: Option<Value<'a>>,
    /// Its content so far.
    old: &'a [u8],
    depth: usize,
}

impl New<'_> {
    const fn is_removal(&self) -> bool {
        self.within.is_empty() && self.value.is_none()
    }

    /// Appends the element with its length prefix; nothing if it goes.
    fn element(&self, part: &Field, out: &mut Vec<u8>) -> Result<(), Error> {
        self.with(part, |value| write::element(part, value, out))
    }

    /// Its content alone.
    fn content(&self, part: &Field) -> Result<Vec<u8>, Error> {
        let mut out = Vec::new();
        self.with(part, |value| {
            write::content(part, value, &mut out).map(drop)
        })?;
        Ok(out)
    }

    fn with(
        &self,
        part: &Field,
        write: impl FnOnce(Value<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let written = match self.value {
            None if self.within.is_empty() => return Ok(()),
            Some(value) if self.within.is_empty() => write(value),
            value => rebuild(part, self.old, self.within, value, self.depth + 1)
                .and_then(|content| write(Value::Wire(&content))),
        };
        written.map_err(|error| error.within(self.key))
    }
}

/// A tag, its length, its value.
fn tag(tagged: &Tagged, part: &Field, new: &New<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
    let wrong = |expected| Error::new(ErrorKind::Tag { expected }, 0).within(new.key);
    let Key::Tag(tag) = new.key else {
        return Err(wrong("a tag"));
    };
    let size = match tagged.tag {
        TagForm::Ber => tag.as_bytes().len(),
        TagForm::Text { len, .. } | TagForm::Bcd { len } | TagForm::Binary { len } => len.into(),
    };
    if tag.as_bytes().len() != size {
        return Err(wrong("a tag of the form's size"));
    }
    match tagged.tag {
        TagForm::Text { charset, .. } => {
            out.extend(tag.as_bytes().iter().map(|&byte| charset.encode(byte)));
        }
        _ => out.extend_from_slice(tag.as_bytes()),
    }
    if tagged.tag != TagForm::Ber {
        return new.element(part, out);
    }
    let content = new.content(part)?;
    let [.., high, low] = content.len().to_be_bytes();
    match content.len() {
        0..=0x7F => out.push(low),
        0x80..=0xFF => out.extend([0x81, low]),
        0x100..=0xFFFF => out.extend([0x82, high, low]),
        _ => return Err(wrong("at most 65535 bytes")),
    }
    out.extend_from_slice(&content);
    Ok(())
}
