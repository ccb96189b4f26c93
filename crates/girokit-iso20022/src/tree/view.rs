//! What the generated views are made of: the children of an entry by their numbers.

use std::fmt;
use std::marker::PhantomData;

use super::Tree;
use super::build::{Entry, EntryKind, NO_ALTERNATIVE};
use crate::schema::Definition;
use crate::value::{Binary, Boolean, Date, DateTime, Month, Number, Time, Year, YearMonth};

/// A place in a [`Tree`], from which a generated view reads its fields.
///
/// Generated code calls its methods. By hand, use the getters of the views or [`Element`](crate::Element).
#[derive(Clone, Copy)]
pub struct View<'a> {
    tree: &'a Tree<'a>,
    /// The number of the entry; [`ABSENT`] for a place that nothing fills.
    at: usize,
}

/// What a getter of a required field that is absent looks at. A tree is valid, so that none is.
const ABSENT: usize = usize::MAX;

/// A value or view that is read from a place in a tree.
pub trait Viewed<'a>: Sized {
    /// What stands there. The tree was validated, so that a value can be read; a place that nothing fills gives the empty value.
    fn view(view: View<'a>) -> Self;
}

/// The occurrences of a repeatable field, in document order.
#[derive(Clone)]
pub struct Many<'a, T> {
    view: View<'a>,
    next: Option<usize>,
    field: (u8, u8),
    values: PhantomData<fn() -> T>,
}

impl<'a> View<'a> {
    /// The root element, if the tree holds a message of this definition.
    pub fn root(tree: &'a Tree<'a>, definition: &Definition) -> Option<Self> {
        (tree.definition.namespace == definition.namespace).then_some(Self { tree, at: 0 })
    }

    /// A field that always occurs.
    #[inline]
    pub fn one<T: Viewed<'a>>(self, field: u8) -> T {
        T::view(self.child((field, NO_ALTERNATIVE)))
    }

    /// A field that need not occur.
    #[inline]
    pub fn opt<T: Viewed<'a>>(self, field: u8) -> Option<T> {
        self.child((field, NO_ALTERNATIVE)).present()
    }

    /// A repeatable field.
    #[inline]
    pub fn many<T: Viewed<'a>>(self, field: u8) -> Many<'a, T> {
        self.each((field, NO_ALTERNATIVE))
    }

    /// An alternative of a nested choice.
    #[inline]
    pub fn alternative<T: Viewed<'a>>(self, field: u8, alternative: u8) -> Option<T> {
        self.child((field, alternative)).present()
    }

    /// A repeatable alternative of a nested choice.
    #[inline]
    pub fn alternatives<T: Viewed<'a>>(self, field: u8, alternative: u8) -> Many<'a, T> {
        self.each((field, alternative))
    }

    /// The value of an element that has attributes.
    #[inline]
    pub fn content<T: Viewed<'a>>(self) -> T {
        T::view(self)
    }

    /// An attribute that always occurs.
    #[inline]
    pub fn attribute<T: Viewed<'a>>(self, number: u8) -> T {
        T::view(self.attribute_at(number))
    }

    /// An attribute that need not occur.
    #[inline]
    pub fn opt_attribute<T: Viewed<'a>>(self, number: u8) -> Option<T> {
        self.attribute_at(number).present()
    }

    /// The value as it is written; of an element of elements, the empty text.
    pub fn text(self) -> &'a str {
        let text = self.entry().and_then(|entry| {
            let value = match entry.kind {
                EntryKind::Complex => *self
                    .tree
                    .entries
                    .get(self.at.checked_add(1)?..entry.to as usize)?
                    .last()?,
                _ => entry,
            };
            self.tree.span(value)
        });
        text.unwrap_or_default()
    }

    fn entry(self) -> Option<Entry> {
        self.tree.entries.get(self.at).copied()
    }

    /// What it is a view of, unless nothing is there.
    fn present<T: Viewed<'a>>(self) -> Option<T> {
        (self.at != ABSENT).then(|| T::view(self))
    }

    fn child(self, field: (u8, u8)) -> Self {
        let at = self.find(self.at.saturating_add(1), field);
        Self {
            tree: self.tree,
            at: at.unwrap_or(ABSENT),
        }
    }

    fn each<T>(self, field: (u8, u8)) -> Many<'a, T> {
        Many {
            view: self,
            next: Some(self.at.saturating_add(1)),
            field,
            values: PhantomData,
        }
    }

    /// The first child at or behind an entry that fills a field. Children stand in the order of their fields.
    #[inline(never)]
    fn find(self, mut from: usize, (field, alternative): (u8, u8)) -> Option<usize> {
        let end = self.entry()?;
        if end.kind != EntryKind::Complex {
            return None;
        }
        while from < end.to as usize {
            let entry = self.tree.entries.get(from)?;
            if entry.field > field {
                return None;
            }
            if entry.field == field && entry.alternative == alternative {
                return Some(from);
            }
            from = match entry.kind {
                EntryKind::Complex => entry.to as usize,
                _ => from.checked_add(1)?,
            };
        }
        None
    }

    #[inline(never)]
    fn attribute_at(self, number: u8) -> Self {
        let first = self.at.saturating_add(1);
        let attributes = self.tree.entries.get(first..).unwrap_or_default().iter();
        let found = attributes
            .take_while(|e| e.kind.is_attribute())
            .position(|e| e.field == number);
        Self {
            tree: self.tree,
            at: found.map_or(ABSENT, |at| first.saturating_add(at)),
        }
    }
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Never the value: it may be a name or an account.
        f.debug_struct("View").finish_non_exhaustive()
    }
}

impl<'a, T: Viewed<'a>> Iterator for Many<'a, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let at = self.view.find(self.next?, self.field);
        self.next = at.and_then(|at| {
            let entry = self.view.tree.entries.get(at)?;
            match entry.kind {
                EntryKind::Complex => Some(entry.to as usize),
                _ => at.checked_add(1),
            }
        });
        let tree = self.view.tree;
        at.map(|at| T::view(View { tree, at }))
    }
}

impl<T> fmt::Debug for Many<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Many").finish_non_exhaustive()
    }
}

impl<'a> Viewed<'a> for &'a str {
    #[inline]
    fn view(view: View<'a>) -> Self {
        view.text()
    }
}

impl Viewed<'_> for bool {
    #[inline]
    fn view(view: View<'_>) -> Self {
        Boolean::parse_xml(view.text()).is_ok_and(|b| b.value())
    }
}

/// Values that are made from their text.
macro_rules! viewed {
    ($($name:ident)*) => {$(
        impl Viewed<'_> for $name {
            #[inline]
            fn view(view: View<'_>) -> Self {
                $name::parse_xml(view.text()).unwrap_or_default()
            }
        }
    )*};
}

viewed!(Binary Date DateTime Month Number Time Year YearMonth);
