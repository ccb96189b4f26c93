//! A message held by its tables, without a struct of its own.

use std::fmt;
#[cfg(feature = "serde")]
use std::sync::LazyLock;

use crate::debug::debug;
use crate::element::Element;
use crate::error::Error;
use crate::limits::Limits;
use crate::read::{self, Root};
use crate::schema::{Base, CodePlace, Complex, Content, Definition, Kind, Node, Ref, Simple, Slot};
use crate::value::{
    AnyXml, Binary, Boolean, Date, DateTime, Month, Number, Text, Time, Year, YearMonth,
};
use crate::write;

/// A message of any definition, read, checked and written by the tables alone.
///
/// It is slower and larger than the struct of a compiled message, but needs none: what module `convert` holds a converted message in,
/// and the way to write a message, or to take it from JSON, when only its [`Definition`] is known.
///
/// ```
/// # #[cfg(feature = "head-001-001-02")] {
/// use girokit_iso20022::{Message as _, Untyped, head_001_001_02::BusinessApplicationHeaderV02};
///
/// let xml = br#"<AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"><Fr><FIId><FinInstnId><BICFI>BANKDEFFXXX</BICFI>
///   </FinInstnId></FIId></Fr><To><FIId><FinInstnId><BICFI>BANKFRPPXXX</BICFI></FinInstnId></FIId></To><BizMsgIdr>1</BizMsgIdr>
///   <MsgDefIdr>pacs.008.001.08</MsgDefIdr><CreDt>2026-11-23T10:00:00Z</CreDt></AppHdr>"#;
/// let untyped = Untyped::from_xml(BusinessApplicationHeaderV02::DEFINITION, xml).unwrap();
/// assert_eq!(untyped.element().at("BizMsgIdr").unwrap().text().unwrap(), "1");
/// let typed = BusinessApplicationHeaderV02::from_xml(xml).unwrap();
/// assert_eq!(untyped.to_xml().unwrap(), typed.to_xml().unwrap());
/// # }
/// ```
#[derive(Clone)]
pub struct Untyped {
    definition: &'static Definition,
    root: Record,
}

impl PartialEq for Untyped {
    fn eq(&self, other: &Self) -> bool {
        self.definition.id == other.definition.id && self.root == other.root
    }
}

impl Untyped {
    /// Reads and validates a document with the default [`Limits`].
    ///
    /// # Errors
    /// If the bytes are not XML in a supported encoding, or not this message, or break its schema: with all problems found.
    pub fn from_xml(definition: &'static Definition, xml: &[u8]) -> Result<Self, Error> {
        Self::from_xml_with(definition, xml, &Limits::default())
    }

    /// Reads and validates a document.
    ///
    /// # Errors
    /// As [`from_xml`](Self::from_xml), and if a limit is passed.
    pub fn from_xml_with(
        definition: &'static Definition,
        xml: &[u8],
        limits: &Limits,
    ) -> Result<Self, Error> {
        let mut root = Record::new(definition.ty);
        let target = Root {
            namespace: definition.namespace,
            tag: definition.root,
        };
        read::document(xml, target, &mut root, limits)?;
        Ok(Self { definition, root })
    }

    /// Takes the content of a message's root element from JSON or another serde format, as the structs of compiled messages do. With
    /// the root and the name of the message, an untyped message is deserialized like an `AnyMessage`.
    ///
    /// # Errors
    /// Those of the deserializer, and the first thing that breaks the schema.
    #[cfg(feature = "serde")]
    pub fn deserialize_content<'de, D: serde::Deserializer<'de>>(
        definition: &'static Definition,
        deserializer: D,
    ) -> Result<Self, D::Error> {
        let mut root = Record::new(definition.ty);
        crate::json::fill(&mut root, deserializer)?;
        Ok(Self { definition, root })
    }

    /// What is known of the message's type.
    pub fn definition(&self) -> &'static Definition {
        self.definition
    }

    /// The root element.
    pub fn element(&self) -> Element<'_> {
        Element::root(self.definition.root, &self.root)
    }

    /// The message to walk by tables.
    pub fn as_node(&self) -> &dyn Node {
        &self.root
    }

    /// Validates and writes the message as canonical XML.
    ///
    /// # Errors
    /// If the message breaks its schema: with all problems found. Nothing invalid is written.
    pub fn to_xml(&self) -> Result<String, Error> {
        write::document(&self.root, self.definition.root, self.definition.namespace)
    }

    /// Validates the message in memory.
    ///
    /// # Errors
    /// All problems found. They have paths, but no lines.
    pub fn validate(&self) -> Result<(), Error> {
        write::validate(&self.root, self.definition.root)
    }

    #[cfg(any(feature = "convert", feature = "serde"))]
    pub(crate) fn new(definition: &'static Definition, root: Record) -> Self {
        Self { definition, root }
    }
}

impl fmt::Debug for Untyped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug(&self.root, f)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Untyped {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::json::serialize_any(self.definition, &self.root, serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Untyped {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        static IDS: LazyLock<Vec<&'static str>> =
            LazyLock::new(|| crate::definitions().iter().map(|d| d.id).collect());
        let vacant = |id: &str| {
            let definition = crate::definition(id)?;
            Some(Self::new(definition, Record::new(definition.ty)))
        };
        crate::json::deserialize_any(deserializer, &IDS, vacant, Self::definition, |message| {
            &mut message.root
        })
    }
}

/// An element with elements or attributes, held by the table of its type.
#[derive(Clone)]
pub(crate) struct Record {
    schema: &'static Complex,
    /// The fields that occur with their occurrences, sorted by number.
    values: Vec<(usize, Vec<Held>)>,
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        self.values == other.values
    }
}

impl Record {
    pub(crate) fn new(schema: &'static Complex) -> Self {
        Self {
            schema,
            values: Vec::new(),
        }
    }

    /// How often a field occurs.
    pub(crate) fn count(&self, field: usize) -> usize {
        self.list(field).map_or(0, Vec::len)
    }

    /// The numbers of the fields that occur.
    pub(crate) fn fields(&self) -> impl Iterator<Item = usize> + '_ {
        self.values.iter().map(|(field, _)| *field)
    }

    fn list(&self, field: usize) -> Option<&Vec<Held>> {
        let at = self.values.binary_search_by_key(&field, |(f, _)| *f).ok()?;
        self.values.get(at).map(|(_, list)| list)
    }

    fn add(&mut self, field: usize, value: Held) {
        match self.values.binary_search_by_key(&field, |(f, _)| *f) {
            Ok(at) => {
                if let Some((_, list)) = self.values.get_mut(at) {
                    list.push(value);
                }
            }
            Err(at) => self.values.insert(at, (field, vec![value])),
        }
    }

    /// What a field holds, and whether it may be there more than once.
    fn kind(&self, field: usize) -> Option<(Held, bool)> {
        if let Content::Simple(simple) = self.schema.content {
            let ty = match field.checked_sub(1) {
                None => simple,
                Some(at) => self.schema.attributes.get(at)?.ty,
            };
            return Some((Held::of(ty), false));
        }
        let Some(declared) = self.schema.fields.get(field) else {
            let at = field.checked_sub(self.schema.fields.len())?;
            return Some((Held::of(self.schema.attributes.get(at)?.ty), false));
        };
        let vacant = match declared.kind {
            Kind::Any(_) => Held::Any(AnyXml::default()),
            Kind::Complex(ty) | Kind::Group(ty) => Held::Node(Self::new(ty)),
            Kind::Simple(ty) => Held::of(ty),
        };
        Some((vacant, declared.max > 1))
    }
}

/// What conversions and streams fill it by.
#[cfg(any(feature = "convert", feature = "stream"))]
impl Record {
    /// The last occurrence of a field, if it has fields itself.
    pub(crate) fn last_mut(&mut self, field: usize) -> Option<&mut Self> {
        let (_, list) = self.values.iter_mut().find(|(f, _)| *f == field)?;
        match list.last_mut()? {
            Held::Node(record) => Some(record),
            _ => None,
        }
    }

    /// Adds one more occurrence.
    pub(crate) fn push(&mut self, field: usize, record: Self) {
        self.add(field, Held::Node(record));
    }
}

/// What conversions ask and take back.
#[cfg(feature = "convert")]
impl Record {
    pub(crate) fn table(&self) -> &'static Complex {
        self.schema
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// One occurrence of a field, if it has fields itself.
    pub(crate) fn nth(&self, field: usize, nth: usize) -> Option<&Self> {
        match self.list(field)?.get(nth)? {
            Held::Node(record) => Some(record),
            _ => None,
        }
    }

    /// Takes one occurrence of a field away.
    pub(crate) fn remove(&mut self, field: usize, nth: usize) {
        if let Some((_, list)) = self.values.iter_mut().find(|(f, _)| *f == field)
            && nth < list.len()
        {
            list.remove(nth);
        }
        self.values.retain(|(_, list)| !list.is_empty());
    }
}

/// What streams let go of.
#[cfg(feature = "stream")]
impl Record {
    /// Takes the last occurrence of a field out, and all others away.
    pub(crate) fn take(&mut self, field: usize) -> Option<Self> {
        let at = self.values.binary_search_by_key(&field, |(f, _)| *f).ok()?;
        match self.values.remove(at).1.pop()? {
            Held::Node(record) => Some(record),
            _ => None,
        }
    }
}

impl Node for Record {
    fn schema(&self) -> &'static Complex {
        self.schema
    }

    fn slot(&mut self, field: usize) -> Slot<'_> {
        let Some((vacant, repeats)) = self.kind(field) else {
            return Slot::None;
        };
        if matches!(self.schema.content, Content::Choice) {
            self.values.retain(|(f, _)| *f == field);
        }
        if repeats || self.count(field) == 0 {
            self.add(field, vacant);
        }
        let mut values = self.values.iter_mut().rev();
        values
            .find_map(|(f, list)| if *f == field { list.last_mut() } else { None })
            .map_or(Slot::None, Held::slot)
    }

    fn child(&self, field: usize, nth: usize) -> Option<Ref<'_>> {
        self.list(field)?.get(nth).map(Held::view)
    }

    fn present(&self) -> u128 {
        let bit = |field| {
            u32::try_from(field)
                .ok()
                .and_then(|f| 1_u128.checked_shl(f))
        };
        self.fields()
            .filter_map(bit)
            .fold(0, |bits, bit| bits | bit)
    }
}

/// A value of any type.
#[derive(Clone, PartialEq)]
enum Held {
    Any(AnyXml),
    Binary(Binary),
    Boolean(Boolean),
    Code(Closed),
    Date(Date),
    DateTime(DateTime),
    Month(Month),
    Node(Record),
    Number(Number),
    Text(Text),
    Time(Time),
    Year(Year),
    YearMonth(YearMonth),
}

/// A code of a closed list, by its number.
#[derive(Clone, PartialEq)]
struct Closed {
    codes: &'static [&'static str],
    index: Option<usize>,
}

impl CodePlace for Closed {
    fn set(&mut self, index: usize) {
        self.index = Some(index);
    }
}

impl Held {
    /// A place for a value of a type, overwritten by its reader.
    fn of(ty: &'static Simple) -> Self {
        match ty.base {
            Base::Binary { .. } => Self::Binary(Binary::default()),
            Base::Boolean => Self::Boolean(Boolean::default()),
            Base::Code(codes) => Self::Code(Closed { codes, index: None }),
            Base::Date => Self::Date(Date::default()),
            Base::DateTime => Self::DateTime(DateTime::default()),
            Base::Month => Self::Month(Month::default()),
            Base::Number(_) => Self::Number(Number::default()),
            Base::Text { .. } => Self::Text(Text::default()),
            Base::Time => Self::Time(Time::default()),
            Base::Year => Self::Year(Year::default()),
            Base::YearMonth => Self::YearMonth(YearMonth::default()),
        }
    }

    fn slot(&mut self) -> Slot<'_> {
        match self {
            Self::Any(v) => Slot::Any(v),
            Self::Binary(v) => Slot::Binary(v),
            Self::Boolean(v) => Slot::Boolean(v),
            Self::Code(v) => Slot::Code(v),
            Self::Date(v) => Slot::Date(v),
            Self::DateTime(v) => Slot::DateTime(v),
            Self::Month(v) => Slot::Month(v),
            Self::Node(v) => Slot::Node(v),
            Self::Number(v) => Slot::Number(v),
            Self::Text(v) => Slot::Text(v),
            Self::Time(v) => Slot::Time(v),
            Self::Year(v) => Slot::Year(v),
            Self::YearMonth(v) => Slot::YearMonth(v),
        }
    }

    fn view(&self) -> Ref<'_> {
        match self {
            Self::Any(v) => Ref::Any(v),
            Self::Binary(v) => Ref::Binary(v),
            Self::Boolean(v) => Ref::Boolean(v),
            Self::Code(v) => Ref::Code(
                v.index
                    .and_then(|i| v.codes.get(i))
                    .copied()
                    .unwrap_or_default(),
            ),
            Self::Date(v) => Ref::Date(v),
            Self::DateTime(v) => Ref::DateTime(v),
            Self::Month(v) => Ref::Month(v),
            Self::Node(v) => Ref::Node(v),
            Self::Number(v) => Ref::Number(v),
            Self::Text(v) => Ref::Text(v),
            Self::Time(v) => Ref::Time(v),
            Self::Year(v) => Ref::Year(v),
            Self::YearMonth(v) => Ref::YearMonth(v),
        }
    }
}
