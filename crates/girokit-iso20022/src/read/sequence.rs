//! Order and cardinality: `xs:sequence` and `xs:choice`.

#![allow(
    clippy::inline_always,
    reason = "the reader's innermost steps: a call costs as much as the step, measured by instructions"
)]

use super::fill::{Fill, Place, Spot, Written};
use super::{Reader, Stop, bounds, clip};
use crate::error::Code;
use crate::scan::{Closing, Event, Key, Look, Start};
use crate::schema::{Complex, Content, Field, Kind};

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
        own: Closing,
    ) -> Result<(), Stop> {
        let fields = schema.fields;
        let mut at = Place::of(0);
        let mut count = 0_u32;
        let mut end = 0;
        loop {
            match self.scanner.look() {
                Look::Start(key) => {
                    if let Some(next) = self.fast(into, schema, at.field, count, key)? {
                        (at, count) = (Place::of(next.0), next.1);
                        continue;
                    }
                }
                Look::End => {
                    if let Some(offset) = self.scanner.take_end(own) {
                        end = offset;
                        break;
                    }
                }
                Look::Other => {}
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
        // Behind the last field that must occur, nothing can be missing.
        let reach = u128::BITS - schema.required.leading_zeros();
        self.missing(fields, at.field, count, reach as usize, end)
    }

    /// The common case: the next thing is a known element without attributes and prefix, in order and within its bounds.
    /// Reads it and returns its field and how often that occurred by now. Otherwise nothing is consumed but white space.
    #[inline(always)]
    fn fast<F: Fill>(
        &mut self,
        into: &mut F,
        schema: &'static Complex,
        at: usize,
        count: u32,
        key: Key,
    ) -> Result<Option<(usize, u32)>, Stop> {
        let Some((current, rest)) = schema.fields.get(at..).and_then(<[Field]>::split_first) else {
            return Ok(None);
        };
        if current.has_key(key.word) {
            if count >= current.max {
                return Ok(None);
            }
            let read = self.known(into, current, at, count + 1, key)?;
            return Ok(read.then_some((at, count + 1)));
        }
        // What is missing before it is told on the slow path, and so is what has no key.
        if count < current.min || current.key == 0 {
            return Ok(None);
        }
        for (i, field) in rest.iter().enumerate() {
            if field.has_key(key.word) {
                let number = at + 1 + i;
                let read = self.known(into, field, number, 1, key)?;
                return Ok(read.then_some((number, 1)));
            }
            if !field.is_passable {
                break;
            }
        }
        Ok(None)
    }

    /// Reads the element that `key` stands for if it is as plain as its field wants it; otherwise nothing is consumed.
    #[inline(always)]
    fn known<F: Fill>(
        &mut self,
        into: &mut F,
        field: &'static Field,
        number: usize,
        nth: u32,
        key: Key,
    ) -> Result<bool, Stop> {
        let place = Place::of(number);
        match field.kind {
            Kind::Simple(simple) if !key.is_spaced => {
                let Some((text, offset)) = self.scanner.take_leaf(key) else {
                    return Ok(false);
                };
                let written = Written {
                    text,
                    offset,
                    verbatim: true,
                };
                if let Err(fault) = into.value(Spot::Field(place), simple, written) {
                    self.path.push(field.tag, nth, field.max > 1);
                    self.fault(offset, fault)?;
                    self.path.pop();
                }
            }
            Kind::Complex(schema) if key.is_spaced => {
                return self.amount(into, field, schema, (place, nth), key);
            }
            Kind::Complex(schema) => {
                if !schema.attributes.is_empty() {
                    return Ok(false);
                }
                let Some(child) = into.open(place, self.scanner.offset()) else {
                    return Ok(false);
                };
                let own = self.scanner.take_start(key)?;
                self.path.push(field.tag, nth, field.max > 1);
                self.content(child, schema, own)?;
                self.path.pop();
            }
            Kind::Any(_) | Kind::Group(_) | Kind::Simple(_) => return Ok(false),
        }
        Ok(true)
    }

    /// Reads an amount, or what looks like one: a value with the one attribute that its type declares.
    #[inline]
    fn amount<F: Fill>(
        &mut self,
        into: &mut F,
        field: &'static Field,
        schema: &'static Complex,
        (place, nth): (Place, u32),
        key: Key,
    ) -> Result<bool, Stop> {
        let (Content::Simple(simple), [declared]) = (&schema.content, schema.attributes) else {
            return Ok(false);
        };
        let element = self.scanner.offset();
        let Some((attribute, text, offset)) = self.scanner.take_amount(key) else {
            return Ok(false);
        };
        if attribute.name != declared.name {
            self.scanner.go_back(element);
            return Ok(false);
        }
        let Some(mut child) = into.open(place, element) else {
            self.scanner.go_back(element);
            return Ok(false);
        };
        let value = Written {
            text: &attribute.value,
            offset: attribute.offset + attribute.name.len() + 2,
            verbatim: true,
        };
        if let Err(fault) = child.value(Spot::Attribute(0), declared.ty, value) {
            self.path.push(field.tag, nth, field.max > 1);
            self.path.push_attribute(declared.name);
            self.fault(attribute.offset, fault)?;
            self.path.pop();
            self.path.pop();
        }
        let written = Written {
            text,
            offset,
            verbatim: true,
        };
        if let Err(fault) = child.value(Spot::Content, simple, written) {
            self.path.push(field.tag, nth, field.max > 1);
            self.fault(offset, fault)?;
            self.path.pop();
        }
        child.close();
        Ok(true)
    }

    pub(super) fn choice<F: Fill>(
        &mut self,
        into: &mut F,
        schema: &'static Complex,
        own: Closing,
    ) -> Result<(), Stop> {
        let mut chosen: Option<usize> = None;
        let mut count = 0_u32;
        let mut end = 0;
        loop {
            match self.scanner.look() {
                Look::Start(key) if chosen.is_none() => {
                    if let Some(field) = self.fast_choice(into, schema, key)? {
                        (chosen, count) = (Some(field), 1);
                        continue;
                    }
                }
                Look::End => {
                    if let Some(offset) = self.scanner.take_end(own) {
                        end = offset;
                        break;
                    }
                }
                Look::Other | Look::Start(_) => {}
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

    /// The common case of a choice, as [`fast`](Self::fast). Returns the alternative.
    #[inline]
    fn fast_choice<F: Fill>(
        &mut self,
        into: &mut F,
        schema: &'static Complex,
        key: Key,
    ) -> Result<Option<usize>, Stop> {
        let mut alternatives = schema.fields.iter().enumerate();
        let Some((number, field)) = alternatives.find(|(_, f)| f.has_key(key.word)) else {
            return Ok(None);
        };
        let read = self.known(into, field, number, 1, key)?;
        Ok(read.then_some(number))
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
