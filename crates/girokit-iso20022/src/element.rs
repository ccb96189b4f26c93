//! Walking a message without knowing its type.

use std::borrow::Cow;
use std::fmt;

use rust_decimal::Decimal;

use crate::message::Message;
use crate::schema::{Base, Complex, Content, Kind, Node, Ref, Simple};
use crate::tree::{Cursor, Siblings};
use crate::value::{Boolean, Date, DateTime, Number, Year};

/// One element of a message: a cheap handle to read it by, whatever its type and however the message is held.
///
/// Rules, differences, conversions and displays are written against it, so that one text serves every version of a message.
///
/// ```
/// # #[cfg(feature = "head-001-001-02")] {
/// use girokit_iso20022::{Element, Message as _, head_001_001_02::BusinessApplicationHeaderV02};
///
/// let xml = br#"<AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"><Fr><FIId><FinInstnId><BICFI>BANKDEFFXXX</BICFI>
///   </FinInstnId></FIId></Fr><To><FIId><FinInstnId><BICFI>BANKFRPPXXX</BICFI></FinInstnId></FIId></To><BizMsgIdr>1</BizMsgIdr>
///   <MsgDefIdr>pacs.008.001.08</MsgDefIdr><CreDt>2026-11-23T10:00:00Z</CreDt></AppHdr>"#;
/// let header = BusinessApplicationHeaderV02::from_xml(xml).unwrap();
/// let root = Element::of(&header);
/// assert_eq!(root.at("Fr/FIId/FinInstnId/BICFI").unwrap().text().unwrap(), "BANKDEFFXXX");
/// let tags: Vec<_> = root.children().map(|child| child.tag()).collect();
/// assert_eq!(tags, ["Fr", "To", "BizMsgIdr", "MsgDefIdr", "CreDt"]);
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Element<'a> {
    tag: &'static str,
    nth: Option<u32>,
    held: Held<'a>,
}

/// The value behind an element.
#[derive(Clone, Copy)]
enum Held<'a> {
    Node(&'a dyn Node),
    /// `None`: an `xs:any`.
    Leaf(Option<&'static Simple>, Ref<'a>),
    Tree(Cursor<'a>),
}

/// What an element's type is.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Type {
    /// Any element, kept verbatim.
    Any,
    /// Elements, or a value with attributes.
    Complex(&'static Complex),
    /// A value.
    Simple(&'static Simple),
}

impl<'a> Element<'a> {
    /// The root element of a message.
    pub fn of<M: Message>(message: &'a M) -> Self {
        Self::root(M::ROOT, message)
    }

    /// A root element of this name; [`of`](Self::of) and `AnyMessage::element` know the name.
    pub fn root(tag: &'static str, node: &'a dyn Node) -> Self {
        Self {
            tag,
            nth: None,
            held: Held::Node(node),
        }
    }

    pub(crate) fn in_tree(tag: &'static str, cursor: Cursor<'a>) -> Self {
        Self {
            tag,
            nth: None,
            held: Held::Tree(cursor),
        }
    }

    /// The XML tag; of an `xs:any`, `*`.
    pub fn tag(&self) -> &'static str {
        self.tag
    }

    /// Its number among its like, from 1; `None` if the element can occur once only.
    pub fn nth(&self) -> Option<u32> {
        self.nth
    }

    /// The table of its type.
    pub fn ty(&self) -> Type {
        match self.held {
            Held::Node(node) => Type::Complex(node.schema()),
            Held::Leaf(Some(simple), _) => Type::Simple(simple),
            Held::Leaf(None, _) => Type::Any,
            Held::Tree(cursor) => cursor.ty(),
        }
    }

    /// Where it stands in the text of its [`Tree`](crate::Tree), in bytes: its start tag, or the beginning of its value. `None` for
    /// an owned message, and for a value that was written with references.
    pub fn offset(&self) -> Option<usize> {
        match self.held {
            Held::Tree(cursor) => cursor.offset(),
            Held::Leaf(..) | Held::Node(_) => None,
        }
    }

    /// The type of its value, if it has a value: an amount has one beside its attribute.
    pub fn value_type(&self) -> Option<&'static Simple> {
        match self.ty() {
            Type::Simple(simple) => Some(simple),
            Type::Complex(complex) => match complex.content {
                Content::Simple(simple) => Some(simple),
                Content::Choice | Content::Sequence => None,
            },
            Type::Any => None,
        }
    }

    /// The child elements in document order.
    pub fn children(&self) -> Children<'a> {
        Children(match self.held {
            Held::Tree(cursor) => Walk::Tree(cursor.children()),
            Held::Node(node) => Walk::Node(Fields {
                node: (!matches!(node.schema().content, Content::Simple(_))).then_some(node),
                field: 0,
                nth: 0,
                group: None,
            }),
            Held::Leaf(..) => Walk::Node(Fields {
                node: None,
                field: 0,
                nth: 0,
                group: None,
            }),
        })
    }

    /// The first child with this tag.
    pub fn get(&self, tag: &str) -> Option<Self> {
        self.all(tag).next()
    }

    /// The children with this tag.
    pub fn all<'t>(&self, tag: &'t str) -> impl Iterator<Item = Self> + use<'a, 't> {
        let mut children = self.children();
        // Fields of other tags are passed over without visiting what they hold.
        std::iter::from_fn(move || children.next_tagged(tag))
    }

    /// The first element at a path of tags below this one, such as `GrpHdr/NbOfTxs`.
    pub fn at(&self, path: &str) -> Option<Self> {
        match path.split_once('/') {
            None => self.get(path),
            Some((tag, rest)) => self.all(tag).find_map(|child| child.at(rest)),
        }
    }

    /// All elements at a path of tags below this one, in document order.
    pub fn select(&self, path: &str) -> Vec<Self> {
        let mut found = vec![*self];
        for tag in path.split('/').filter(|tag| !tag.is_empty()) {
            found = found.iter().flat_map(|element| element.all(tag)).collect();
        }
        found
    }

    /// The value as it is written, without attributes: of a leaf or an amount.
    pub fn text(&self) -> Option<Cow<'a, str>> {
        let value = match self.held {
            Held::Tree(cursor) => return cursor.text().map(Cow::Borrowed),
            Held::Leaf(_, value) => value,
            Held::Node(node) => content(node)?,
        };
        Some(match value {
            Ref::Text(text) => Cow::Borrowed(text.as_str()),
            Ref::ExternalCode(code) => Cow::Borrowed(code.as_str()),
            Ref::Code(code) => Cow::Borrowed(code),
            Ref::Any(any) => Cow::Borrowed(any.as_str()),
            Ref::Node(_) => return None,
            other => {
                let mut text = String::new();
                // Writing to a string does not fail.
                let _ = crate::write::lexical(other, |part| {
                    text.push_str(part);
                    Ok::<(), fmt::Error>(())
                });
                Cow::Owned(text)
            }
        })
    }

    /// The value of a number or an amount.
    pub fn decimal(&self) -> Option<Decimal> {
        self.number().map(|number| number.value())
    }

    /// The value of a number or an amount, with the digits it is written with.
    pub fn number(&self) -> Option<Number> {
        match self.typed(|base| matches!(base, Base::Number(_)))? {
            Typed::Value(Ref::Number(number)) => Some(number.clone()),
            Typed::Text(text) => Number::parse_xml(text).ok(),
            Typed::Value(_) => None,
        }
    }

    /// The value of an indicator.
    pub fn boolean(&self) -> Option<bool> {
        match self.typed(|base| matches!(base, Base::Boolean))? {
            Typed::Value(Ref::Boolean(boolean)) => Some(boolean.value()),
            Typed::Text(text) => Boolean::parse_xml(text).ok().map(|b| b.value()),
            Typed::Value(_) => None,
        }
    }

    /// The value of a date.
    pub fn date(&self) -> Option<Date> {
        match self.typed(|base| matches!(base, Base::Date))? {
            Typed::Value(Ref::Date(date)) => Some(date.clone()),
            Typed::Text(text) => Date::parse_xml(text).ok(),
            Typed::Value(_) => None,
        }
    }

    /// The value of a date and time.
    pub fn date_time(&self) -> Option<DateTime> {
        match self.typed(|base| matches!(base, Base::DateTime))? {
            Typed::Value(Ref::DateTime(moment)) => Some(moment.clone()),
            Typed::Text(text) => DateTime::parse_xml(text).ok(),
            Typed::Value(_) => None,
        }
    }

    /// The value of a year.
    pub fn year(&self) -> Option<Year> {
        match self.typed(|base| matches!(base, Base::Year))? {
            Typed::Value(Ref::Year(year)) => Some(year.clone()),
            Typed::Text(text) => Year::parse_xml(text).ok(),
            Typed::Value(_) => None,
        }
    }

    /// The value, if its type has a base of this kind.
    fn typed(&self, is: fn(&Base) -> bool) -> Option<Typed<'a>> {
        if !is(&self.value_type()?.base) {
            return None;
        }
        match self.held {
            Held::Leaf(_, value) => Some(Typed::Value(value)),
            Held::Node(node) => content(node).map(Typed::Value),
            Held::Tree(cursor) => cursor.text().map(Typed::Text),
        }
    }

    /// The attributes that it has, with their values.
    pub fn attributes(&self) -> impl Iterator<Item = (&'static str, Cow<'a, str>)> + use<'a> {
        let declared = match self.ty() {
            Type::Complex(complex) => complex.attributes,
            Type::Any | Type::Simple(_) => &[],
        };
        let element = *self;
        declared
            .iter()
            .filter_map(move |a| Some((a.name, element.attribute(a.name)?)))
    }

    /// Whether its value is one that no display, log or error may show: a card number (`PAN`, `CardNb`), a magnetic track (`TrckVal`)
    /// or a card security code (`CSCVal`).
    pub fn is_secret(&self) -> bool {
        is_secret(self.tag)
    }

    /// The value of an attribute, such as `Ccy`.
    pub fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        let node = match self.held {
            Held::Node(node) => node,
            Held::Leaf(..) => return None,
            Held::Tree(cursor) => {
                let Type::Complex(complex) = cursor.ty() else {
                    return None;
                };
                let attribute = complex.attributes.iter().find(|a| a.name == name)?;
                return cursor.attribute(attribute).map(Cow::Borrowed);
            }
        };
        let schema = node.schema();
        let base = match schema.content {
            Content::Simple(_) => 1,
            Content::Choice | Content::Sequence => schema.fields.len(),
        };
        let at = schema.attributes.iter().position(|a| a.name == name)?;
        let attribute = schema.attributes.get(at)?;
        Self {
            tag: attribute.name,
            nth: None,
            held: Held::Leaf(Some(attribute.ty), node.child(base + at, 0)?),
        }
        .text()
    }
}

/// A value as it is held.
enum Typed<'a> {
    Text(&'a str),
    Value(Ref<'a>),
}

/// The value of simple content.
fn content(node: &dyn Node) -> Option<Ref<'_>> {
    match node.schema().content {
        Content::Simple(_) => node.child(0, 0),
        Content::Choice | Content::Sequence => None,
    }
}

/// What stands in place of a secret value.
pub(crate) const MASK: &str = "****";

/// Whether elements of this tag hold card data that must not be shown: the tags of all 649 schemas were looked through.
pub(crate) fn is_secret(tag: &str) -> bool {
    matches!(tag, "CSCVal" | "CardNb" | "PAN" | "TrckVal")
}

impl fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Never the value: it may be a name or an account.
        f.debug_struct("Element")
            .field("tag", &self.tag)
            .field("nth", &self.nth)
            .finish_non_exhaustive()
    }
}

/// The child elements of an [`Element`], in document order. Nested choices are transparent, as they are in XML.
#[derive(Clone)]
pub struct Children<'a>(Walk<'a>);

#[derive(Clone)]
enum Walk<'a> {
    Node(Fields<'a>),
    Tree(Siblings<'a>),
}

impl<'a> Children<'a> {
    fn next_tagged(&mut self, tag: &str) -> Option<Element<'a>> {
        match &mut self.0 {
            Walk::Node(fields) => fields.next_tagged(tag),
            Walk::Tree(siblings) => {
                let (field, nth, cursor) = siblings.next_tagged(tag)?;
                Some(Element {
                    tag: if field.tag.is_empty() { "*" } else { field.tag },
                    nth,
                    held: Held::Tree(cursor),
                })
            }
        }
    }
}

/// The child elements of an owned value.
#[derive(Clone)]
struct Fields<'a> {
    node: Option<&'a dyn Node>,
    field: usize,
    nth: usize,
    /// The nested choice that is being walked.
    group: Option<Box<Self>>,
}

impl<'a> Fields<'a> {
    fn next_tagged(&mut self, tag: &str) -> Option<Element<'a>> {
        loop {
            if let Some(group) = &mut self.group {
                if let Some(element) = group.next_tagged(tag) {
                    return Some(element);
                }
                self.group = None;
            }
            let node = self.node?;
            let field = node.schema().fields.get(self.field)?;
            if !tag.is_empty() && !field.tag.is_empty() && field.tag != tag {
                self.field += 1;
                self.nth = 0;
                continue;
            }
            let Some(value) = node.child(self.field, self.nth) else {
                self.field += 1;
                self.nth = 0;
                continue;
            };
            self.nth += 1;
            if let (Kind::Group(_), Ref::Node(inner)) = (&field.kind, value) {
                self.group = Some(Box::new(Self {
                    node: Some(inner),
                    field: 0,
                    nth: 0,
                    group: None,
                }));
                continue;
            }
            if field.tag.is_empty() && !tag.is_empty() {
                // An `xs:any` has no tag to ask for.
                continue;
            }
            return Some(Element {
                tag: if field.tag.is_empty() { "*" } else { field.tag },
                nth: (field.max > 1).then(|| u32::try_from(self.nth).unwrap_or(u32::MAX)),
                held: match (value, &field.kind) {
                    (Ref::Node(node), _) => Held::Node(node),
                    (leaf, Kind::Simple(simple)) => Held::Leaf(Some(simple), leaf),
                    (leaf, _) => Held::Leaf(None, leaf),
                },
            });
        }
    }
}

impl<'a> Iterator for Children<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        self.next_tagged("")
    }
}

impl fmt::Debug for Children<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Children").finish_non_exhaustive()
    }
}
