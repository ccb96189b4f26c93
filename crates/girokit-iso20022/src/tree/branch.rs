//! Looking at a tree.

use super::Tree;
use super::build::{Entry, EntryKind, NO_ALTERNATIVE};
use crate::element::Type;
use crate::schema::{Attribute, Complex, Content, Field, Kind};

/// One element of a tree.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'a> {
    tree: &'a Tree<'a>,
    entry: Entry,
    /// The number of the entry behind this one.
    after: usize,
    ty: Type,
}

impl<'a> Cursor<'a> {
    pub(crate) fn root(tree: &'a Tree<'a>) -> Self {
        let entry = tree.entries.first().copied().unwrap_or(Entry {
            at: 0,
            to: 0,
            field: 0,
            alternative: NO_ALTERNATIVE,
            kind: EntryKind::Complex,
        });
        Self {
            tree,
            entry,
            after: 1,
            ty: Type::Complex(tree.definition.ty),
        }
    }

    pub(crate) fn ty(self) -> Type {
        self.ty
    }

    /// Where it stands in the document: its start tag, or the beginning of its value. `None`: it was written with references.
    pub(crate) fn offset(self) -> Option<usize> {
        match self.entry.kind {
            EntryKind::Complex | EntryKind::Leaf | EntryKind::Attribute => {
                Some(self.entry.at as usize)
            }
            EntryKind::LeafBeside | EntryKind::AttributeBeside => None,
        }
    }

    /// The value as written: of a leaf, or of an element with attributes.
    pub(crate) fn text(self) -> Option<&'a str> {
        if self.entry.kind != EntryKind::Complex {
            return self.tree.span(self.entry);
        }
        let Type::Complex(Complex {
            content: Content::Simple(_),
            ..
        }) = self.ty
        else {
            return None;
        };
        let entries = self.tree.entries.get(self.after..self.entry.to as usize)?;
        self.tree.span(*entries.last()?)
    }

    /// The value of an attribute.
    pub(crate) fn attribute(self, attribute: &'static Attribute) -> Option<&'a str> {
        let Type::Complex(complex) = self.ty else {
            return None;
        };
        let mut entries = self.tree.entries.get(self.after..)?.iter();
        entries
            .by_ref()
            .take_while(|e| e.kind.is_attribute())
            .find(|e| {
                let declared = complex.attributes.get(usize::from(e.field));
                declared.is_some_and(|d| d.name == attribute.name)
            })
            .and_then(|e| self.tree.span(*e))
    }

    pub(crate) fn children(self) -> Siblings<'a> {
        let (next, end, schema) = match self.ty {
            Type::Complex(complex) if !matches!(complex.content, Content::Simple(_)) => {
                (self.after, self.entry.to as usize, Some(complex))
            }
            _ => (0, 0, None),
        };
        Siblings {
            tree: self.tree,
            schema,
            next,
            end,
            last: None,
            count: 0,
        }
    }
}

/// The child elements of an element.
#[derive(Clone)]
pub(crate) struct Siblings<'a> {
    tree: &'a Tree<'a>,
    /// `None`: there are none.
    schema: Option<&'static Complex>,
    next: usize,
    end: usize,
    last: Option<(u8, u8)>,
    count: u32,
}

impl<'a> Siblings<'a> {
    /// The next child with its field and its number among its like; of one tag, when the tag is not empty.
    pub(crate) fn next_tagged(
        &mut self,
        tag: &str,
    ) -> Option<(&'static Field, Option<u32>, Cursor<'a>)> {
        let schema = self.schema?;
        while self.next < self.end {
            let entry = *self.tree.entries.get(self.next)?;
            let after = self.next + 1;
            self.next = if entry.kind == EntryKind::Complex {
                entry.to as usize
            } else {
                after
            };
            if entry.kind.is_attribute() {
                continue;
            }
            let field = field_of(schema, entry)?;
            let place = (entry.field, entry.alternative);
            self.count = if self.last == Some(place) {
                self.count.saturating_add(1)
            } else {
                1
            };
            self.last = Some(place);
            if !tag.is_empty() && field.tag != tag {
                continue;
            }
            let ty = match &field.kind {
                Kind::Complex(complex) | Kind::Group(complex) => Type::Complex(complex),
                Kind::Simple(simple) => Type::Simple(simple),
                Kind::Any(_) => Type::Any,
            };
            let nth = (field.max > 1).then_some(self.count);
            let cursor = Cursor {
                tree: self.tree,
                entry,
                after,
                ty,
            };
            return Some((field, nth, cursor));
        }
        None
    }
}

/// The field that an entry fills.
pub(super) fn field_of(schema: &'static Complex, entry: Entry) -> Option<&'static Field> {
    let field = schema.fields.get(usize::from(entry.field))?;
    match (&field.kind, entry.alternative) {
        (_, NO_ALTERNATIVE) => Some(field),
        (Kind::Group(group), alternative) => group.fields.get(usize::from(alternative)),
        _ => None,
    }
}

impl EntryKind {
    pub(super) fn is_attribute(self) -> bool {
        matches!(self, Self::Attribute | Self::AttributeBeside)
    }
}

impl Tree<'_> {
    /// The text of a value.
    pub(super) fn span(&self, entry: Entry) -> Option<&str> {
        let from = entry.at as usize;
        let source: &str = match entry.kind {
            EntryKind::Complex => return None,
            EntryKind::Attribute | EntryKind::Leaf => &self.text,
            EntryKind::AttributeBeside | EntryKind::LeafBeside => &self.side,
        };
        source.get(from..from + entry.to as usize)
    }
}
