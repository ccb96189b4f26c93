//! Whether all parts of an element are as the spec has them.

use std::collections::BTreeSet;

use super::Elements;
use crate::error::{Error, ErrorKind};
use crate::field::FieldView;
use crate::spec::{Field, Key, Length, Parts, Tag};
use crate::wire;

/// Checks all parts of a composite element; says whether `report` wants to hear more.
pub(crate) fn check(
    field: &Field,
    content: &[u8],
    offset: usize,
    depth: usize,
    report: &mut dyn FnMut(Error) -> bool,
) -> bool {
    walk(&field.parts, content, offset, depth, report)
}

fn walk(
    parts: &Parts,
    content: &[u8],
    offset: usize,
    depth: usize,
    report: &mut dyn FnMut(Error) -> bool,
) -> bool {
    if matches!(parts, Parts::None) {
        return true;
    }
    let (once, has_length) = match parts {
        Parts::Tagged(tagged) => (!tagged.repeats, tagged.tag.has_length()),
        _ => (false, false),
    };
    let mut seen = Seen::default();
    for element in Elements::new(parts, content, offset, depth) {
        let element = match element {
            Ok(element) => element,
            Err(error) => {
                if report(error) {
                    continue;
                }
                return false;
            }
        };
        let key = element.key();
        let mut tell = |error: Error| report(error.within(key));
        if let Key::Tag(tag) = key
            && once
            && seen.again(tag)
            && !tell(Error::new(ErrorKind::DuplicateTag, element.offset()))
        {
            return false;
        }
        if has_length
            && let Err(error) = bounds(&element)
            && !tell(error)
        {
            return false;
        }
        let (bytes, at) = (element.as_bytes(), element.content_offset());
        if element.is_composite() {
            if !walk(element.parts(), bytes, at, depth + 1, &mut tell) {
                return false;
            }
        } else if let Err(error) = wire::check(element.definition(), bytes, element.count(), at)
            && !tell(error)
        {
            return false;
        }
    }
    true
}

/// Whether the length that the form gave is one that the definition allows. It is counted in the definition's unit.
fn bounds(element: &FieldView<'_>) -> Result<(), Error> {
    let field = element.definition();
    let (size, found) = (element.as_bytes().len(), element.count());
    let bytes = |count, unit| wire::size(field, count, unit).unwrap_or(usize::MAX);
    let kind = match field.length {
        Length::Fixed { len, unit } if bytes(len, unit) != size => {
            let expected = len;
            ErrorKind::Length { expected, found }
        }
        Length::Var { max, unit, .. } if bytes(max, unit) < size => {
            ErrorKind::TooLong { max, found }
        }
        Length::Var { min, unit, .. }
            if wire::size(field, min, unit).is_some_and(|min| size < min) =>
        {
            ErrorKind::TooShort { min, found }
        }
        _ => return Ok(()),
    };
    let tag = match element.key() {
        Key::Tag(tag) => tag.as_bytes().len(),
        Key::Number(_) => 0,
    };
    Err(Error::new(kind, element.offset() + tag))
}

/// Whether the parts nest no deeper, and stand no more in one place, than a caller allows.
pub(crate) fn within(element: &FieldView<'_>, depth: usize, most: usize) -> Result<(), Error> {
    if !element.is_composite() {
        return Ok(());
    }
    let refuse = |limit, offset| {
        let error = Error::new(ErrorKind::TooMany { limit }, offset);
        Err(error.within(element.key()))
    };
    let Some(deeper) = depth.checked_sub(1) else {
        return refuse(depth, element.offset());
    };
    for (count, part) in element.elements().enumerate() {
        let part = part.map_err(|error| error.within(element.key()))?;
        if count >= most {
            return refuse(most, part.offset());
        }
        within(&part, deeper, most).map_err(|error| error.within(element.key()))?;
    }
    Ok(())
}

/// The tags that have been met. The first ones take no allocation.
#[derive(Default)]
struct Seen {
    first: [Option<Tag>; FIRST],
    rest: BTreeSet<Tag>,
}

/// More tags than a message commonly has in one place.
const FIRST: usize = 32;

impl Seen {
    /// Whether the tag has been met before.
    fn again(&mut self, tag: Tag) -> bool {
        for place in &mut self.first {
            match place {
                Some(other) if *other == tag => return true,
                Some(_) => {}
                None => {
                    *place = Some(tag);
                    return false;
                }
            }
        }
        !self.rest.insert(tag)
    }
}
