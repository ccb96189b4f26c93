//! Where in a type an element belongs, and whether there is room.

use crate::check;
use crate::element::{Element, Type};
use crate::schema::{Complex, Content, Field, Kind, Node as _, Simple, Slot};
use crate::untyped::Record;

/// A field of a type, or an alternative of a nested choice in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) field: usize,
    pub(super) alternative: Option<usize>,
    /// The field that holds the value.
    pub(super) declared: &'static Field,
}

/// The place of a tag in a type; of a wildcard, by its tag `*`.
pub(super) fn find(ty: &'static Complex, tag: &str) -> Option<Place> {
    let fields = ty.fields.iter().enumerate();
    fields.into_iter().find_map(|(field, declared)| {
        if let Kind::Group(group) = declared.kind {
            let alternative = group.fields.iter().position(|f| f.tag == tag)?;
            return Some(Place {
                field,
                alternative: Some(alternative),
                declared: group.fields.get(alternative)?,
            });
        }
        let here = match declared.kind {
            Kind::Any(_) => tag == "*",
            _ => declared.tag == tag,
        };
        here.then_some(Place {
            field,
            alternative: None,
            declared,
        })
    })
}

/// Whether an element can stand in a field by its kind: a value for a value, elements for elements.
pub(super) fn fits(element: Element<'_>, field: &'static Field) -> bool {
    let is_any = matches!(element.ty(), Type::Any);
    match field.kind {
        Kind::Any(_) => is_any,
        Kind::Group(_) => false,
        Kind::Simple(_) => !is_any && element.value_type().is_some(),
        Kind::Complex(ty) => match ty.content {
            Content::Simple(_) => {
                let mut required = ty.attributes.iter().filter(|a| a.required);
                element.value_type().is_some()
                    && required.all(|a| element.attribute(a.name).is_some())
            }
            Content::Choice | Content::Sequence => !is_any && element.value_type().is_none(),
        },
    }
}

/// The places along a path of tags, of which the last one fits the element.
pub(super) fn resolve(
    ty: &'static Complex,
    path: &str,
    element: Element<'_>,
) -> Option<Vec<Place>> {
    let mut places = Vec::new();
    let mut ty = Some(ty);
    for tag in path.split('/') {
        let place = find(ty?, tag)?;
        ty = match place.declared.kind {
            Kind::Complex(inner) => Some(inner),
            _ => None,
        };
        places.push(place);
    }
    fits(element, places.last()?.declared).then_some(places)
}

/// Whether one more value fits, or why not.
pub(super) fn room(record: &Record, place: Place) -> Result<(), String> {
    const TAKEN: &str = "another alternative of the choice is taken";
    let choice = matches!(record.table().content, Content::Choice);
    if choice && record.fields().any(|field| field != place.field) {
        return Err(TAKEN.to_owned());
    }
    let count = match place.alternative {
        None => record.count(place.field),
        Some(alternative) => match record.count(place.field).checked_sub(1) {
            None => 0,
            Some(last) => {
                let group = record.nth(place.field, last);
                if group.is_some_and(|g| g.fields().any(|f| f != alternative)) {
                    return Err(TAKEN.to_owned());
                }
                group.map_or(0, |g| g.count(alternative))
            }
        },
    };
    let max = place.declared.max;
    if u32::try_from(count).is_ok_and(|count| count < max) {
        Ok(())
    } else {
        Err(format!("there is room for {max} only"))
    }
}

/// Hands the slot for one more value to `with`.
fn open<R>(record: &mut Record, place: Place, with: impl FnOnce(Slot<'_>) -> R) -> R {
    let Some(alternative) = place.alternative else {
        return with(record.slot(place.field));
    };
    match record.slot(place.field) {
        Slot::Node(group) => with(group.slot(alternative)),
        _ => with(Slot::None),
    }
}

/// Stores a value that was checked, or any XML.
pub(super) fn store(record: &mut Record, place: Place, text: &str) {
    open(record, place, |slot| match (slot, &place.declared.kind) {
        (Slot::Any(any), _) => *any = crate::value::AnyXml::from_verbatim(text),
        (slot, Kind::Simple(simple)) => set(slot, simple, text),
        _ => {}
    });
}

/// Stores a value in a slot. It was checked before.
pub(super) fn set(slot: Slot<'_>, simple: &'static Simple, text: &str) {
    let stored = check::store(slot, simple, text);
    debug_assert!(stored.is_ok(), "{stored:?}");
}

/// Adds an element with elements or attributes.
pub(super) fn push(record: &mut Record, place: Place, value: Record) {
    match place.alternative {
        None => record.push(place.field, value),
        Some(alternative) => {
            if record.count(place.field) == 0
                && let Some(Kind::Group(group)) = record
                    .table()
                    .fields
                    .get(place.field)
                    .map(|field| &field.kind)
            {
                record.push(place.field, Record::new(group));
            }
            if let Some(group) = record.last_mut(place.field) {
                group.push(alternative, value);
            }
        }
    }
}

/// The element added last at a place.
pub(super) fn last(record: &mut Record, place: Place) -> Option<&mut Record> {
    match place.alternative {
        None => record.last_mut(place.field),
        Some(alternative) => record.last_mut(place.field)?.last_mut(alternative),
    }
}

/// How many values a place holds.
pub(super) fn count(record: &Record, place: Place) -> usize {
    match place.alternative {
        None => record.count(place.field),
        Some(alternative) => record
            .nth(place.field, 0)
            .map_or(0, |group| group.count(alternative)),
    }
}

/// What a container demands and does not have, if anything.
pub(super) fn lacking(record: &Record) -> Option<&'static str> {
    let schema = record.table();
    match schema.content {
        Content::Sequence => {
            let missing = schema.required & !record.present();
            let field = schema.fields.get(missing.trailing_zeros() as usize)?;
            Some(if field.tag.is_empty() { "*" } else { field.tag })
        }
        Content::Choice if record.is_empty() => Some("*"),
        Content::Choice | Content::Simple(_) => None,
    }
}
