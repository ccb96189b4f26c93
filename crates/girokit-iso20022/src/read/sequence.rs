//! Order and cardinality: `xs:sequence` and `xs:choice`.

use super::fill::{Fill, Place, Spot, Written};
use super::{Reader, Stop, bounds, clip};
use crate::error::Code;
use crate::scan::{Event, Key, Start};
use crate::schema::{Complex, Field, Kind};

/// The first field from `from` on that this element can be.
pub(super) fn find(schema: &'static Complex, from: usize, start: &Start<'_>) -> Option<Place> {
    let fields = schema.fields.get(from..).unwrap_or_default();
    fields.iter().enumerate().find_map(|(i, field)| {
        let direct = Place::of(from + i);
        match &field.kind {
            Kind::Any(_) => Some(direct),
            Kind::Group(group) if start.in_target => {
                let alternative = group.fields.iter().position(|f| f.tag == start.local)?;
                Some(Place {
                    alternative: Some(alternative),
                    ..direct
                })
            }
            _ => (start.in_target && field.tag == start.local).then_some(direct),
        }
    })
}

/// Fields in words, for "expected".
fn names<'a>(fields: impl IntoIterator<Item = &'a Field>) -> String {
    let mut tags: Vec<String> = Vec::new();
    for field in fields {
        match &field.kind {
            Kind::Any(_) => tags.push(String::from("any element")),
            Kind::Group(group) => tags.extend(group.fields.iter().map(|f| format!("<{}>", f.tag))),
            _ => tags.push(format!("<{}>", field.tag)),
        }
    }
    tags.join(" or ")
}

impl<'i> Reader<'i> {
    /// The next child element, or `None` at the end tag, whose offset is left in `end`.
    #[inline]
    pub(super) fn child(&mut self, end: &mut usize) -> Result<Option<Start<'i>>, Stop> {
        loop {
            match self.scanner.next()? {
                Event::Start(child) => return Ok(Some(child)),
                Event::End { offset } => {
                    *end = offset;
                    return Ok(None);
                }
                Event::Text { offset } => {
                    self.problem(offset, Code::Text, "elements only", "text")?;
                }
            }
        }
    }

    pub(super) fn sequence<F: Fill>(
        &mut self,
        into: &mut F,
        schema: &'static Complex,
    ) -> Result<(), Stop> {
        let fields = schema.fields;
        let mut at = Place::of(0);
        let mut count = 0_u32;
        let mut end = 0;
        loop {
            if let Some(next) = self.fast(into, schema, at.field, count)? {
                (at, count) = (Place::of(next.0), next.1);
                continue;
            }
            let Some(child) = self.child(&mut end)? else {
                break;
            };
            let place = find(schema, at.field, &child);
            let Some(place) = place else {
                self.misplaced(into, schema, &child, at.field, count)?;
                continue;
            };
            if place.field > at.field {
                self.missing(fields, at.field, count, place.field, child.offset)?;
                at = place;
                count = 0;
            }
            let Some(field) = fields.get(place.field) else {
                continue;
            };
            count = count.saturating_add(1);
            if let (Kind::Group(group), Some(alternative)) = (&field.kind, place.alternative) {
                let Some(inner) = group.fields.get(alternative) else {
                    continue;
                };
                if count > 1 && (at.alternative != place.alternative || count > inner.max) {
                    self.beside(inner, &child)?;
                }
                at.alternative = place.alternative;
                self.element(into, place, inner, count, &child)?;
            } else {
                if count > field.max {
                    self.repeated(field, count, &child)?;
                }
                self.element(into, place, field, count, &child)?;
            }
        }
        self.missing(fields, at.field, count, fields.len(), end)
    }

    /// The common case: the next thing is a known element without attributes and prefix, in order and within its bounds.
    /// Reads it and returns its field and how often that occurred by now. Otherwise nothing is consumed but white space.
    #[inline]
    fn fast<F: Fill>(
        &mut self,
        into: &mut F,
        schema: &'static Complex,
        at: usize,
        count: u32,
    ) -> Result<Option<(usize, u32)>, Stop> {
        let Some(key) = self.scanner.peek_key() else {
            return Ok(None);
        };
        let mut number = at;
        let mut have = count;
        let field = loop {
            let Some(field) = schema.fields.get(number) else {
                return Ok(None);
            };
            if field.key == key.word {
                break field;
            }
            // What is missing before it is told on the slow path, and so is what has no tag.
            if have < field.min || field.tag.is_empty() {
                return Ok(None);
            }
            number += 1;
            have = 0;
        };
        if have >= field.max {
            return Ok(None);
        }
        let read = self.known(into, field, number, have + 1, key)?;
        Ok(read.then_some((number, have + 1)))
    }

    /// Reads the element that `key` stands for if it is as plain as its field wants it; otherwise nothing is consumed.
    #[inline]
    fn known<F: Fill>(
        &mut self,
        into: &mut F,
        field: &'static Field,
        number: usize,
        nth: u32,
        key: Key,
    ) -> Result<bool, Stop> {
        match field.kind {
            Kind::Simple(simple) => {
                let Some((text, offset)) = self.scanner.take_leaf(key) else {
                    return Ok(false);
                };
                let written = Written {
                    text,
                    offset,
                    verbatim: true,
                };
                if let Err(fault) = into.value(Spot::Field(Place::of(number)), simple, written) {
                    self.path.push(field.tag, nth, field.max > 1);
                    self.problem(offset, fault.code, fault.expected, fault.found)?;
                    self.path.pop();
                }
            }
            Kind::Complex(schema) => {
                let Some(child) = into.open(Place::of(number), self.scanner.offset()) else {
                    return Ok(false);
                };
                let start = self.scanner.take_start(key)?;
                self.path.push(field.tag, nth, field.max > 1);
                self.complex(child, schema, &start)?;
                self.path.pop();
            }
            Kind::Any(_) | Kind::Group(_) => return Ok(false),
        }
        Ok(true)
    }

    pub(super) fn choice<F: Fill>(
        &mut self,
        into: &mut F,
        schema: &'static Complex,
    ) -> Result<(), Stop> {
        let mut chosen: Option<usize> = None;
        let mut count = 0_u32;
        let mut end = 0;
        loop {
            if chosen.is_none()
                && let Some((field, now)) = self.fast_choice(into, schema)?
            {
                (chosen, count) = (Some(field), now);
                continue;
            }
            let Some(child) = self.child(&mut end)? else {
                break;
            };
            let Some(place) = find(schema, 0, &child) else {
                self.unknown(&child, names(schema.fields))?;
                continue;
            };
            let Some(field) = schema.fields.get(place.field) else {
                continue;
            };
            if chosen.is_some_and(|i| i != place.field) {
                self.beside(field, &child)?;
            } else {
                chosen = Some(place.field);
                count = count.saturating_add(1);
                if count > field.max {
                    self.repeated(field, count, &child)?;
                }
            }
            self.element(into, place, field, count, &child)?;
        }
        match chosen.and_then(|i| schema.fields.get(i)) {
            Some(field) if count < field.min => self.report_missing(field, count, end),
            None if schema.fields.iter().all(|f| f.min > 0) => {
                self.problem(end, Code::MissingElement, names(schema.fields), "none")
            }
            _ => Ok(()),
        }
    }

    /// The common case of a choice, as [`fast`](Self::fast).
    #[inline]
    fn fast_choice<F: Fill>(
        &mut self,
        into: &mut F,
        schema: &'static Complex,
    ) -> Result<Option<(usize, u32)>, Stop> {
        let Some(key) = self.scanner.peek_key() else {
            return Ok(None);
        };
        let mut alternatives = schema.fields.iter().enumerate();
        let Some((number, field)) = alternatives.find(|(_, f)| f.key == key.word) else {
            return Ok(None);
        };
        let read = self.known(into, field, number, 1, key)?;
        Ok(read.then_some((number, 1)))
    }

    /// Reports the required fields from `at`, of which `count` were found, up to and without `until`.
    #[inline]
    pub(super) fn missing(
        &mut self,
        fields: &'static [Field],
        at: usize,
        count: u32,
        until: usize,
        offset: usize,
    ) -> Result<(), Stop> {
        let mut have = count;
        for field in fields.get(at..until).unwrap_or_default() {
            if have < field.min {
                self.report_missing(field, have, offset)?;
            }
            have = 0;
        }
        Ok(())
    }

    #[cold]
    fn report_missing(
        &mut self,
        field: &'static Field,
        found: u32,
        offset: usize,
    ) -> Result<(), Stop> {
        let expected = match &field.kind {
            // A choice that holds an optional alternative may be empty.
            Kind::Group(group) if group.fields.iter().any(|f| f.min == 0) => return Ok(()),
            _ if field.max > 1 => format!("{} {}", bounds(field), names([field])),
            _ => names([field]),
        };
        let found = if found == 0 {
            String::from("none")
        } else {
            found.to_string()
        };
        self.path.push(field.tag, 1, false);
        self.problem(offset, Code::MissingElement, expected, found)?;
        self.path.pop();
        Ok(())
    }

    /// An element that is no field from the current one on: it stands too late, or is unknown.
    #[cold]
    pub(super) fn misplaced<F: Fill>(
        &mut self,
        into: &mut F,
        schema: &'static Complex,
        child: &Start<'i>,
        at: usize,
        count: u32,
    ) -> Result<(), Stop> {
        let Some((place, field)) = self.out_of_order(schema, child, at, count)? else {
            return Ok(());
        };
        // Its content is checked all the same, so that all problems are told at once.
        match (&field.kind, place.alternative) {
            (Kind::Group(_), _) => Ok(self.scanner.skip()?),
            _ => self.element(into, place, field, 1, child),
        }
    }

    /// Tells that an element stands too late, and returns where it belongs; one that is unknown is passed over.
    #[cold]
    pub(super) fn out_of_order(
        &mut self,
        schema: &'static Complex,
        child: &Start<'i>,
        at: usize,
        count: u32,
    ) -> Result<Option<(Place, &'static Field)>, Stop> {
        let rest = schema.fields.get(at..).unwrap_or_default();
        let mut open: Vec<&Field> = Vec::new();
        for (i, field) in rest
            .iter()
            .enumerate()
            .filter(|(i, f)| *i > 0 || count < f.max)
        {
            open.push(field);
            if field.min > if i == 0 { count } else { 0 } {
                break;
            }
        }
        let expected = if open.is_empty() {
            String::from("the end of the element")
        } else {
            names(open)
        };
        let Some(place) = find(schema, 0, child) else {
            self.unknown(child, expected)?;
            return Ok(None);
        };
        let Some(field) = schema.fields.get(place.field) else {
            self.unknown(child, expected)?;
            return Ok(None);
        };
        self.path.push(field.tag, 1, false);
        self.problem(
            child.offset,
            Code::Order,
            expected,
            format!("<{}>", clip(child.local)),
        )?;
        self.path.pop();
        Ok(Some((place, field)))
    }

    #[cold]
    fn unknown(&mut self, child: &Start<'i>, expected: String) -> Result<(), Stop> {
        let (code, found) = if child.in_target {
            (Code::UnknownElement, format!("<{}>", clip(child.local)))
        } else {
            let namespace = self.scanner.namespace_of(child.name);
            (
                Code::Namespace,
                format!("<{}> of namespace {:?}", clip(child.local), clip(namespace)),
            )
        };
        self.problem(child.offset, code, expected, found)?;
        Ok(self.scanner.skip()?)
    }

    #[cold]
    pub(super) fn repeated(
        &mut self,
        field: &'static Field,
        count: u32,
        child: &Start<'i>,
    ) -> Result<(), Stop> {
        self.path.push(field.tag, count, field.max > 1);
        self.problem(
            child.offset,
            Code::Repeated,
            format!("{} {}", bounds(field), names([field])),
            format!("number {count}"),
        )?;
        self.path.pop();
        Ok(())
    }

    #[cold]
    pub(super) fn beside(&mut self, field: &'static Field, child: &Start<'i>) -> Result<(), Stop> {
        self.path.push(field.tag, 1, false);
        self.problem(
            child.offset,
            Code::Repeated,
            "one alternative of the choice",
            format!("<{}> beside another", field.tag),
        )?;
        self.path.pop();
        Ok(())
    }
}
