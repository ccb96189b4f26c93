//! The tables that describe a message: one set, read by the reader, the writer, the validator, JSON and documentation.
//!
//! The generator writes one `static` [`Complex`] for each complex type of a schema and one [`Simple`] for each simple type.
//! Everything that knows rules (order, cardinality, facets) is non-generic code in this crate that walks the tables; a
//! generated struct adds only the glue that finds a field by its number ([`Node`]).

use rust_decimal::Decimal;

use crate::pattern::Pattern;
use crate::value::{
    AnyXml, Binary, Boolean, Date, DateTime, ExternalCode, Month, Number, Text, Time, Year,
    YearMonth,
};

/// `maxOccurs="unbounded"`.
pub const UNBOUNDED: u32 = u32::MAX;

/// A message definition: everything that is known of it without its struct.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Definition {
    /// The message definition identifier, such as `pain.001.001.09`.
    pub id: &'static str,
    /// The XML namespace.
    pub namespace: &'static str,
    /// The root element: `Document`, or `AppHdr` for the business application header.
    pub root: &'static str,
    /// The type of the root element.
    pub ty: &'static Complex,
}

impl Definition {
    /// A message definition.
    pub const fn new(
        id: &'static str,
        namespace: &'static str,
        root: &'static str,
        ty: &'static Complex,
    ) -> Self {
        Self {
            id,
            namespace,
            root,
            ty,
        }
    }
}

/// A complex type: elements in sequence, a choice of elements, or a simple value with attributes.
#[derive(Debug)]
#[non_exhaustive]
pub struct Complex {
    /// The type's name in the schema, such as `GroupHeader85`.
    pub name: &'static str,
    /// How the fields combine.
    pub content: Content,
    /// The elements, in schema order. Empty for simple content.
    pub fields: &'static [Field],
    /// The attributes. In practice only `Ccy`.
    pub attributes: &'static [Attribute],
    /// The fields that must occur, a bit for each; see [`Node::present`].
    pub(crate) required: u128,
}

/// The fields that must occur. No published type has more than 77 fields; the generator refuses more than 128.
#[allow(clippy::indexing_slicing, reason = "the index is below the length")]
const fn required(fields: &[Field]) -> u128 {
    let mut bits = 0;
    let mut i = 0;
    while i < fields.len() {
        if fields[i].min > 0 {
            bits |= 1 << i;
        }
        i += 1;
    }
    bits
}

impl Complex {
    /// A type whose elements stand in this order.
    pub const fn sequence(name: &'static str, fields: &'static [Field]) -> Self {
        Self {
            name,
            content: Content::Sequence,
            fields,
            attributes: &[],
            required: required(fields),
        }
    }

    /// A type that holds exactly one of these elements.
    pub const fn choice(name: &'static str, fields: &'static [Field]) -> Self {
        Self {
            name,
            content: Content::Choice,
            fields,
            attributes: &[],
            required: required(fields),
        }
    }

    /// A simple value with attributes.
    pub const fn simple(
        name: &'static str,
        value: &'static Simple,
        attributes: &'static [Attribute],
    ) -> Self {
        Self {
            name,
            content: Content::Simple(value),
            fields: &[],
            attributes,
            required: 0,
        }
    }
}

/// How the fields of a [`Complex`] combine.
#[derive(Debug)]
#[non_exhaustive]
pub enum Content {
    /// `xs:choice`: exactly one of the fields.
    Choice,
    /// `xs:sequence`: the fields in this order.
    Sequence,
    /// `xs:simpleContent`: a value, in slot 0; the attributes follow from slot 1.
    Simple(&'static Simple),
}

/// One element of a [`Complex`].
#[derive(Debug)]
#[non_exhaustive]
pub struct Field {
    /// The element's name. Empty for a wildcard and for a nested choice.
    pub tag: &'static str,
    /// `minOccurs`.
    pub min: u32,
    /// `maxOccurs`; [`UNBOUNDED`] when there is no bound.
    pub max: u32,
    /// What the element holds.
    pub kind: Kind,
    /// The tag as a number, see [`tag_key`].
    pub(crate) key: u128,
    /// Whether it may be absent and has a key, so that the reader may look at the next field without further thought.
    pub(crate) is_passable: bool,
}

/// A tag of at most [`MAX_KEY`] bytes as a number, first byte lowest, so that tags compare in one step; 0 for a longer tag and
/// for fields without a tag.
#[allow(clippy::indexing_slicing, reason = "the index is below the length")]
pub(crate) const fn tag_key(tag: &str) -> u128 {
    let bytes = tag.as_bytes();
    if bytes.len() > MAX_KEY {
        return 0;
    }
    let mut key = 0;
    let mut i = bytes.len();
    while i > 0 {
        i -= 1;
        key = key << 8 | bytes[i] as u128;
    }
    key
}

/// Longest tag that has a [`tag_key`]: 16 bytes with the `>` behind it.
pub(crate) const MAX_KEY: usize = 15;

impl Field {
    /// An element of a complex type.
    pub const fn complex(tag: &'static str, min: u32, max: u32, ty: &'static Complex) -> Self {
        Self {
            tag,
            min,
            max,
            kind: Kind::Complex(ty),
            key: tag_key(tag),
            is_passable: min == 0 && tag_key(tag) != 0,
        }
    }

    /// An element of a simple type.
    pub const fn simple(tag: &'static str, min: u32, max: u32, ty: &'static Simple) -> Self {
        Self {
            tag,
            min,
            max,
            kind: Kind::Simple(ty),
            key: tag_key(tag),
            is_passable: min == 0 && tag_key(tag) != 0,
        }
    }

    /// Whether the tag is this number, which is not 0.
    #[inline]
    pub(crate) fn has_key(&self, key: u128) -> bool {
        // The lower half tells most tags apart.
        self.key.to_le_bytes().first_chunk::<8>() == key.to_le_bytes().first_chunk::<8>()
            && self.key == key
    }

    /// An `xs:choice` nested in a sequence: its alternatives stand directly among the sequence's elements.
    pub const fn group(min: u32, max: u32, ty: &'static Complex) -> Self {
        Self {
            tag: "",
            min,
            max,
            kind: Kind::Group(ty),
            key: 0,
            is_passable: false,
        }
    }

    /// An `xs:any`.
    pub const fn any(min: u32, max: u32, wildcard: Wildcard) -> Self {
        Self {
            tag: "",
            min,
            max,
            kind: Kind::Any(wildcard),
            key: 0,
            is_passable: false,
        }
    }
}

/// What a [`Field`] holds.
#[derive(Debug)]
#[non_exhaustive]
pub enum Kind {
    /// Any element, kept verbatim.
    Any(Wildcard),
    /// An element with elements or attributes of its own.
    Complex(&'static Complex),
    /// A nested `xs:choice`.
    Group(&'static Complex),
    /// An element with a value only.
    Simple(&'static Simple),
}

/// Which elements an `xs:any` admits.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Wildcard {
    /// `##any`.
    Any,
    /// One namespace, by its name.
    Namespace(&'static str),
    /// `##other`: every namespace but the message's own.
    Other,
    /// One namespace, and a declaration of the element is demanded (`processContents="strict"`), which no ISO 20022 schema
    /// contains: a schema validator refuses every content.
    Strict(&'static str),
}

impl Wildcard {
    /// What is expected instead of an element of this namespace, if it is not admitted. `is_own`: whether it is the message's namespace.
    pub(crate) fn unmet(self, namespace: &str, is_own: bool) -> Option<String> {
        match self {
            Self::Namespace(only) if namespace != only => Some(format!("an element of {only}")),
            Self::Other if is_own || namespace.is_empty() => {
                Some("an element of another namespace".to_owned())
            }
            Self::Strict(only) => Some(format!("an element of {only} that the schema declares")),
            Self::Any | Self::Namespace(_) | Self::Other => None,
        }
    }
}

/// An attribute of a [`Complex`].
#[derive(Debug)]
#[non_exhaustive]
pub struct Attribute {
    /// The attribute's name.
    pub name: &'static str,
    /// `use="required"`.
    pub required: bool,
    /// The value's type.
    pub ty: &'static Simple,
}

impl Attribute {
    /// An attribute.
    pub const fn new(name: &'static str, required: bool, ty: &'static Simple) -> Self {
        Self { name, required, ty }
    }
}

/// A simple type: a base and its facets.
#[derive(Debug)]
#[non_exhaustive]
pub struct Simple {
    /// The type's name in the schema, such as `Max35Text`.
    pub name: &'static str,
    /// The base with its facets.
    pub base: Base,
    /// `pattern`.
    pub pattern: Option<&'static Pattern>,
}

impl Simple {
    /// A simple type.
    pub const fn new(name: &'static str, base: Base) -> Self {
        Self {
            name,
            base,
            pattern: None,
        }
    }

    /// A simple type with a pattern.
    pub const fn matching(name: &'static str, base: Base, pattern: &'static Pattern) -> Self {
        Self {
            name,
            base,
            pattern: Some(pattern),
        }
    }
}

/// The base of a [`Simple`] type, with the facets that ISO 20022 uses on it.
#[derive(Debug)]
#[non_exhaustive]
pub enum Base {
    /// `xs:base64Binary`; the bounds count octets.
    Binary {
        /// `minLength`.
        min: u32,
        /// `maxLength`.
        max: u32,
    },
    /// `xs:boolean`.
    Boolean,
    /// A closed list of codes, sorted.
    Code(&'static [&'static str]),
    /// `xs:date`.
    Date,
    /// `xs:dateTime`.
    DateTime,
    /// `xs:gMonth`.
    Month,
    /// `xs:decimal`.
    Number(NumberFacets),
    /// `xs:string`; the bounds count characters.
    Text {
        /// `minLength`.
        min: u32,
        /// `maxLength`; [`UNBOUNDED`] when there is none.
        max: u32,
    },
    /// `xs:time`.
    Time,
    /// `xs:gYear`.
    Year,
    /// `xs:gYearMonth`.
    YearMonth,
}

/// The facets of an `xs:decimal`.
#[derive(Debug, Clone, Copy)]
#[allow(
    clippy::exhaustive_structs,
    reason = "the generator writes it field by field in const context"
)]
pub struct NumberFacets {
    /// `totalDigits`.
    pub total_digits: u32,
    /// `fractionDigits`.
    pub fraction_digits: u32,
    /// `minInclusive`.
    pub min: Option<Decimal>,
    /// `maxInclusive`.
    pub max: Option<Decimal>,
}

/// A value whose fields are found by their number in the table of its type.
///
/// Generated code implements it; users call it to walk any message without knowing its type.
pub trait Node {
    /// The table of the type.
    fn schema(&self) -> &'static Complex;

    /// Makes room for one more occurrence of a field and returns the place. Attributes are numbered after the fields;
    /// simple content is number 0.
    fn slot(&mut self, field: usize) -> Slot<'_>;

    /// The `nth` occurrence of a field, counted from 0.
    fn child(&self, field: usize, nth: usize) -> Option<Ref<'_>>;

    /// Which fields occur, a bit for each, the first lowest, so that a walk need not ask for each that is absent.
    fn present(&self) -> u128;
}

/// A place that the reader fills.
#[non_exhaustive]
#[allow(
    missing_debug_implementations,
    reason = "holds exclusive borrows of places that are still empty"
)]
pub enum Slot<'a> {
    /// An `xs:any`.
    Any(&'a mut AnyXml),
    /// A base64 value.
    Binary(&'a mut Binary),
    /// A truth value.
    Boolean(&'a mut Boolean),
    /// A closed code.
    Code(&'a mut dyn CodePlace),
    /// A date.
    Date(&'a mut Date),
    /// A date and time.
    DateTime(&'a mut DateTime),
    /// An open code.
    ExternalCode(&'a mut ExternalCode),
    /// A month.
    Month(&'a mut Month),
    /// A value with fields.
    Node(&'a mut dyn Node),
    /// No such field.
    None,
    /// A decimal.
    Number(&'a mut Number),
    /// A string.
    Text(&'a mut Text),
    /// A time of day.
    Time(&'a mut Time),
    /// A year.
    Year(&'a mut Year),
    /// A year and month.
    YearMonth(&'a mut YearMonth),
}

/// A field's value, borrowed.
#[derive(Clone, Copy)]
#[non_exhaustive]
#[allow(
    missing_debug_implementations,
    reason = "a borrowed view; the values it borrows print themselves"
)]
pub enum Ref<'a> {
    /// An `xs:any`.
    Any(&'a AnyXml),
    /// A base64 value.
    Binary(&'a Binary),
    /// A truth value.
    Boolean(&'a Boolean),
    /// A closed code.
    Code(&'static str),
    /// A date.
    Date(&'a Date),
    /// A date and time.
    DateTime(&'a DateTime),
    /// An open code.
    ExternalCode(&'a ExternalCode),
    /// A month.
    Month(&'a Month),
    /// A value with fields.
    Node(&'a dyn Node),
    /// A decimal.
    Number(&'a Number),
    /// A string.
    Text(&'a Text),
    /// A time of day.
    Time(&'a Time),
    /// A year.
    Year(&'a Year),
    /// A year and month.
    YearMonth(&'a YearMonth),
}

/// A place for a closed code.
pub trait CodePlace {
    /// Stores the code with this number in the type's sorted list.
    fn set(&mut self, index: usize);
}

/// A type that can stand in a field.
pub trait Value {
    /// A placeholder, overwritten while reading.
    #[doc(hidden)]
    fn vacant() -> Self
    where
        Self: Sized;

    /// The place as the reader sees it.
    fn place(&mut self) -> Slot<'_>;

    /// The value as the writer sees it.
    fn view(&self) -> Ref<'_>;
}

/// A field of a generated struct: a [`Value`], or an `Option`, `Box` or `Vec` of one.
pub trait Place {
    /// A place that nothing was read into: empty, or a placeholder where a value is required.
    fn absent() -> Self
    where
        Self: Sized;

    /// Makes room for one more occurrence.
    fn open(&mut self) -> Slot<'_>;

    /// The `nth` occurrence.
    fn nth(&self, nth: usize) -> Option<Ref<'_>>;

    /// Whether it occurs at all.
    fn occurs(&self) -> bool;
}

impl<T: Value> Value for Box<T> {
    fn vacant() -> Self {
        Self::new(T::vacant())
    }

    fn place(&mut self) -> Slot<'_> {
        (**self).place()
    }

    fn view(&self) -> Ref<'_> {
        (**self).view()
    }
}

impl<T: Value> Place for T {
    #[inline]
    fn absent() -> Self {
        T::vacant()
    }

    fn open(&mut self) -> Slot<'_> {
        self.place()
    }

    fn nth(&self, nth: usize) -> Option<Ref<'_>> {
        (nth == 0).then(|| self.view())
    }

    #[inline]
    fn occurs(&self) -> bool {
        true
    }
}

impl<T: Value> Place for Option<T> {
    #[inline]
    fn absent() -> Self {
        None
    }

    #[inline(never)]
    fn open(&mut self) -> Slot<'_> {
        self.get_or_insert_with(T::vacant).place()
    }

    // Once for each type, not once for each field: a fifth of the build cost of the generated glue.
    #[inline(never)]
    fn nth(&self, nth: usize) -> Option<Ref<'_>> {
        match self {
            Some(value) if nth == 0 => Some(value.view()),
            _ => None,
        }
    }

    #[inline]
    fn occurs(&self) -> bool {
        self.is_some()
    }
}

impl<T: Value> Place for Vec<T> {
    #[inline]
    fn absent() -> Self {
        Self::new()
    }

    #[inline(never)]
    fn open(&mut self) -> Slot<'_> {
        if self.capacity() == 0 {
            // Most lists hold one value; the default growth would make room for four.
            self.reserve_exact(1);
        }
        self.push(T::vacant());
        match self.last_mut() {
            Some(last) => last.place(),
            None => Slot::None,
        }
    }

    // Once for each type, not once for each field: a fifth of the build cost of the generated glue.
    #[inline(never)]
    fn nth(&self, nth: usize) -> Option<Ref<'_>> {
        self.get(nth).map(T::view)
    }

    #[inline]
    fn occurs(&self) -> bool {
        !self.is_empty()
    }
}

/// Ties each scalar to its slot.
macro_rules! scalar {
    ($($name:ident)*) => {$(
        impl Value for $name {
            fn vacant() -> Self {
                Self::default()
            }

            fn place(&mut self) -> Slot<'_> {
                Slot::$name(self)
            }

            fn view(&self) -> Ref<'_> {
                Ref::$name(self)
            }
        }
    )*};
}

scalar!(Binary Boolean Date DateTime ExternalCode Month Number Text Time Year YearMonth);

impl Value for AnyXml {
    fn vacant() -> Self {
        Self::default()
    }

    fn place(&mut self) -> Slot<'_> {
        Slot::Any(self)
    }

    fn view(&self) -> Ref<'_> {
        Ref::Any(self)
    }
}
