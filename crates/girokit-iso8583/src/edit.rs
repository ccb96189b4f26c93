//! Setting one part of a composite field: everything else of it stays as it stands on the wire.

use crate::error::{Error, ErrorKind};
use crate::field::FieldView;
use crate::limits::{MAX_DEPTH, MAX_ELEMENTS};
use crate::message::Message;
use crate::parts::{self, Elements, ber, bitmapped};
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
            rebuild(&field.parts, content, within, value, 1).map_err(|error| error.within(key))?;
        self.put(number, Value::Wire(&edited))
    }
}

/// The content made of `parts` with the element at `keys` set to `value`, or without it.
fn rebuild(
    parts: &Parts,
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
        Elements::new(parts, content, 0, depth).collect::<Result<_, _>>()?
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
    let kind = match parts {
        Parts::Tagged(_) => ErrorKind::UndefinedTag,
        _ => ErrorKind::UndefinedField,
    };
    let part = parts::defined(parts, key).ok_or_else(|| undefined(kind))?;
    let inner = parts::inner(parts, part, key);
    match parts {
        Parts::None => Err(undefined(ErrorKind::UndefinedField)),
        Parts::Positional(_) | Parts::Repeated(_) => {
            // Both number from 1 without a gap; the definition says so, or the walk does.
            let place = usize::from(key.number().unwrap_or_default()).saturating_sub(1);
            let last = place + 1 == elements.len();
            if place > elements.len() || (new.is_removal() && !last) {
                return Err(undefined(ErrorKind::Missing));
            }
            let mut out = Vec::new();
            join(&mut out, elements.get(..place));
            new.element(part, inner, &mut out)?;
            join(&mut out, elements.get(place + 1..));
            Ok(out)
        }
        Parts::Bitmapped(mapped) => remap(mapped, &elements, part, &new),
        Parts::Tagged(tagged) => {
            // Whatever stands between the elements stays where it is.
            let end = |element: &FieldView<'_>| element.offset() + element.wire().len();
            let old = at.and_then(|at| elements.get(at));
            let last = || elements.last().map_or(content.len(), end);
            let before = old.map_or_else(last, FieldView::offset);
            let behind = old.map_or(before, end);
            let mut out = content.get(..before).unwrap_or_default().to_vec();
            if !new.is_removal() {
                if at.is_none() && elements.len() >= MAX_ELEMENTS {
                    let limit = MAX_ELEMENTS;
                    return Err(undefined(ErrorKind::TooMany { limit }));
                }
                tag(tagged, part, inner, &new, &mut out)?;
            }
            out.extend_from_slice(content.get(behind..).unwrap_or_default());
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
    let mut body = Vec::new();
    let numbers = elements.iter().map(FieldView::key);
    let mut keys: Vec<Key> = numbers
        .filter(|&other| other != key)
        .chain((!new.is_removal()).then_some(key))
        .collect();
    keys.sort_unstable();
    let mut out = Vec::new();
    bitmapped::write(mapped, keys.iter().filter_map(|key| key.number()), &mut out);
    for other in keys {
        if other == key {
            new.element(part, &part.parts, &mut body)?;
        } else {
            let element = elements.iter().find(|element| element.key() == other);
            body.extend_from_slice(element.map_or(&[][..], FieldView::wire));
        }
    }
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

    /// Appends the element with its length prefix; nothing if it goes. `inner` is what it is made of.
    fn element(&self, part: &Field, inner: &Parts, out: &mut Vec<u8>) -> Result<(), Error> {
        self.with(inner, |value| write::element(part, value, out))
    }

    /// Its content alone.
    fn content(&self, part: &Field, inner: &Parts) -> Result<Vec<u8>, Error> {
        let mut out = Vec::new();
        self.with(inner, |value| {
            write::content(part, value, &mut out).map(drop)
        })?;
        Ok(out)
    }

    fn with(
        &self,
        inner: &Parts,
        write: impl FnOnce(Value<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let written = match self.value {
            None if self.within.is_empty() => return Ok(()),
            Some(value) if self.within.is_empty() => write(value),
            value => rebuild(inner, self.old, self.within, value, self.depth + 1)
                .and_then(|content| write(Value::Wire(&content))),
        };
        written.map_err(|error| error.within(self.key))
    }
}

/// A tag, its length, its value.
fn tag(
    tagged: &Tagged,
    part: &Field,
    inner: &Parts,
    new: &New<'_>,
    out: &mut Vec<u8>,
) -> Result<(), Error> {
    let wrong = |expected| Error::new(ErrorKind::Tag { expected }, 0).within(new.key);
    let Key::Tag(tag) = new.key else {
        return Err(wrong("a tag"));
    };
    let fits = match tagged.tag {
        TagForm::Text { len, .. } => tag.is_text() && tag.as_bytes().len() == usize::from(len),
        TagForm::Bcd { len } | TagForm::Binary { len } => {
            !tag.is_text() && tag.as_bytes().len() == usize::from(len)
        }
        form => !tag.is_text() && ber::is_tag(form, tag.as_bytes()),
    };
    if !fits {
        return Err(wrong("a tag of the form's kind and size"));
    }
    match tagged.tag {
        TagForm::Text { charset, .. } => {
            out.extend(tag.as_bytes().iter().map(|&byte| charset.encode(byte)));
        }
        _ => out.extend_from_slice(tag.as_bytes()),
    }
    if !tagged.tag.has_length() {
        return new.element(part, inner, out);
    }
    let content = new.content(part, inner)?;
    if !ber::write_length(tagged.tag, content.len(), out) {
        return Err(wrong("at most 65535 bytes"));
    }
    out.extend_from_slice(&content);
    Ok(())
}
