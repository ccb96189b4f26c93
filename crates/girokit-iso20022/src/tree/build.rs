//! Building a tree: the driver's second target.

use crate::check::{self, Fault};
use crate::error::Error;
use crate::read::fill::{Fill, Place, Spot, Written};
use crate::scan::Fatal;
use crate::schema::Simple;

/// One node of a tree. Children follow their parent; attributes come first, and before the value of simple content.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    /// Of a complex value: where its start tag stands. Of a value: where its text begins, in the document or beside it.
    pub(crate) at: u32,
    /// Of a complex value: the number of the entry behind its last. Of a value: the length of its text.
    pub(crate) to: u32,
    /// The field's number in its type; of an attribute, the attribute's. Types have at most 128 fields.
    pub(crate) field: u8,
    /// The alternative of a nested choice, or [`NO_ALTERNATIVE`].
    pub(crate) alternative: u8,
    pub(crate) kind: EntryKind,
}

/// No alternative of a nested choice.
pub(crate) const NO_ALTERNATIVE: u8 = u8::MAX;

/// What an [`Entry`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryKind {
    /// An attribute whose value stands in the document.
    Attribute,
    /// An attribute whose value stands beside the document.
    AttributeBeside,
    /// A complex value.
    Complex,
    /// A value that stands in the document.
    Leaf,
    /// A value that stands beside the document, or any element.
    LeafBeside,
}

/// A tree under construction.
#[derive(Debug)]
pub(crate) struct Builder {
    entries: Vec<Entry>,
    side: String,
}

/// Bytes of a document for each entry, about: an element with its tags and a short value.
const BYTES_PER_ENTRY: usize = 24;

impl Builder {
    /// # Errors
    /// If offsets into the document do not fit 32 bits.
    pub(crate) fn new(text: &str) -> Result<Self, Error> {
        if u32::try_from(text.len()).is_err() {
            let expected = format!("at most {} bytes for a tree", u32::MAX);
            return Err(crate::read::only("", Fatal::limit(0, expected, "more")));
        }
        Ok(Self {
            entries: Vec::with_capacity(text.len() / BYTES_PER_ENTRY + 1),
            side: String::new(),
        })
    }

    /// # Errors
    /// If what stands beside the document has outgrown 32 bits.
    pub(crate) fn finish(self) -> Result<(Vec<Entry>, String), Error> {
        if u32::try_from(self.side.len()).is_err() {
            let expected = format!("at most {} bytes of text with references", u32::MAX);
            return Err(crate::read::only("", Fatal::limit(0, expected, "more")));
        }
        Ok((self.entries, self.side))
    }

    fn beside(&mut self, text: &str) -> (u32, u32) {
        let at = number(self.side.len());
        self.side.push_str(text);
        (at, number(text.len()))
    }
}

/// Fits: what it counts is bounded by the document, whose size was looked at.
#[inline]
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Fits: the generator admits 128 fields.
#[inline]
fn small(count: usize) -> u8 {
    u8::try_from(count).unwrap_or(NO_ALTERNATIVE)
}

/// A complex value under construction.
pub(crate) struct Branch<'t> {
    builder: &'t mut Builder,
    entry: usize,
}

impl<'t> Branch<'t> {
    pub(crate) fn root(builder: &'t mut Builder) -> Self {
        builder.entries.push(Entry {
            at: 0,
            to: 0,
            field: 0,
            alternative: NO_ALTERNATIVE,
            kind: EntryKind::Complex,
        });
        Self { builder, entry: 0 }
    }
}

impl Fill for Branch<'_> {
    type Child<'a>
        = Branch<'a>
    where
        Self: 'a;

    #[inline]
    fn open(&mut self, place: Place, offset: usize) -> Option<Branch<'_>> {
        let entry = self.builder.entries.len();
        self.builder.entries.push(Entry {
            at: number(offset),
            to: 0,
            field: small(place.field),
            alternative: place.alternative.map_or(NO_ALTERNATIVE, small),
            kind: EntryKind::Complex,
        });
        Some(Branch {
            builder: self.builder,
            entry,
        })
    }

    #[inline]
    fn value(
        &mut self,
        spot: Spot,
        simple: &'static Simple,
        written: Written<'_>,
    ) -> Result<(), Box<Fault>> {
        check::text(simple, written.text)?;
        let (at, to) = if written.verbatim {
            (number(written.offset), number(written.text.len()))
        } else {
            self.builder.beside(written.text)
        };
        let (place, kind) = match (spot, written.verbatim) {
            (Spot::Attribute(number), true) => (Place::of(number), EntryKind::Attribute),
            (Spot::Attribute(number), false) => (Place::of(number), EntryKind::AttributeBeside),
            (Spot::Content, true) => (Place::of(0), EntryKind::Leaf),
            (Spot::Content, false) => (Place::of(0), EntryKind::LeafBeside),
            (Spot::Field(place), true) => (place, EntryKind::Leaf),
            (Spot::Field(place), false) => (place, EntryKind::LeafBeside),
        };
        self.builder.entries.push(Entry {
            at,
            to,
            field: small(place.field),
            alternative: place.alternative.map_or(NO_ALTERNATIVE, small),
            kind,
        });
        Ok(())
    }

    fn any(&mut self, place: Place, xml: &str, _offset: usize) {
        let (at, to) = self.builder.beside(xml);
        self.builder.entries.push(Entry {
            at,
            to,
            field: small(place.field),
            alternative: place.alternative.map_or(NO_ALTERNATIVE, small),
            kind: EntryKind::LeafBeside,
        });
    }

    #[inline]
    fn close(self) {
        let end = number(self.builder.entries.len());
        if let Some(entry) = self.builder.entries.get_mut(self.entry) {
            entry.to = end;
        }
    }
}
