//! What the driver fills: owned structs, or the nodes of a tree.

use crate::check::{self, Fault};
use crate::schema::{Content, Node, Simple, Slot};
use crate::value::AnyXml;

/// Where in a type an element belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) field: usize,
    /// The alternative, when the field is a nested choice.
    pub(crate) alternative: Option<usize>,
}

impl Place {
    /// A field that is no nested choice.
    pub(crate) const fn of(field: usize) -> Self {
        Self {
            field,
            alternative: None,
        }
    }
}

/// Where a value belongs.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Spot {
    /// An attribute, by its number in the type.
    Attribute(usize),
    /// The value of an element that has attributes.
    Content,
    /// An element that has a value only.
    Field(Place),
}

/// A value as the document has it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written<'t> {
    /// The text, references resolved and line ends normalised.
    pub(crate) text: &'t str,
    /// Where it begins in the document.
    pub(crate) offset: usize,
    /// Whether it stands there in just these characters.
    pub(crate) verbatim: bool,
}

/// A complex value under construction.
pub(crate) trait Fill {
    /// A complex value inside it.
    type Child<'a>: Fill
    where
        Self: 'a;

    /// Makes room for one more occurrence of a field that holds a complex value. `None`: the table does not fit.
    fn open(&mut self, place: Place, offset: usize) -> Option<Self::Child<'_>>;

    /// Checks a value against its type and keeps it.
    fn value(
        &mut self,
        spot: Spot,
        simple: &'static Simple,
        written: Written<'_>,
    ) -> Result<(), Box<Fault>>;

    /// Keeps any element, verbatim and self-contained.
    fn any(&mut self, place: Place, xml: &str, offset: usize);

    /// Nothing more comes.
    fn close(self);
}

/// A generated struct.
pub(crate) struct Owned<'n>(pub(crate) &'n mut dyn Node);

impl Owned<'_> {
    #[inline]
    fn slot(&mut self, place: Place) -> Slot<'_> {
        let slot = self.0.slot(place.field);
        match (place.alternative, slot) {
            (None, slot) => slot,
            (Some(alternative), Slot::Node(choice)) => choice.slot(alternative),
            _ => Slot::None,
        }
    }
}

impl Fill for Owned<'_> {
    type Child<'a>
        = Owned<'a>
    where
        Self: 'a;

    #[inline]
    fn open(&mut self, place: Place, _offset: usize) -> Option<Owned<'_>> {
        match self.slot(place) {
            Slot::Node(node) => Some(Owned(node)),
            _ => None,
        }
    }

    #[inline]
    fn value(
        &mut self,
        spot: Spot,
        simple: &'static Simple,
        written: Written<'_>,
    ) -> Result<(), Box<Fault>> {
        let target = match spot {
            Spot::Field(place) => self.slot(place),
            Spot::Content => self.0.slot(0),
            Spot::Attribute(number) => {
                let schema = self.0.schema();
                let base = match schema.content {
                    Content::Simple(_) => 1,
                    Content::Choice | Content::Sequence => schema.fields.len(),
                };
                self.0.slot(base + number)
            }
        };
        check::store(target, simple, written.text)
    }

    fn any(&mut self, place: Place, xml: &str, _offset: usize) {
        if let Slot::Any(any) = self.slot(place) {
            *any = AnyXml::from_verbatim(xml);
        }
    }

    #[inline]
    fn close(self) {}
}
