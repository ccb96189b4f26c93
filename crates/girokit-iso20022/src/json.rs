//! JSON, and every other self-describing serde format, as ISO 20022's registration authority lays it down.
//!
//! ```
//! # #[cfg(feature = "admi-007-001-01")] {
//! use girokit_iso20022::{AnyMessage, admi_007_001_01::Document, json::Instance};
//!
//! let text = r#"{"Document": {"RctAck": {"Rpt": [{"ReqHdlg": {"StsCd": "ACKT"}, "RltdRef": {"Ref": "A1"}}], "MsgId": {"MsgId": "M1"}}}}"#;
//! let Instance(acknowledgement) = serde_json::from_str::<Instance<Document>>(text)?;
//! assert_eq!(acknowledgement.rct_ack.msg_id.msg_id.as_str(), "M1");
//!
//! let any = AnyMessage::Admi00700101(Box::new(acknowledgement));
//! let text = serde_json::to_string(&any)?;
//! assert!(text.starts_with(r#"{"@xmlns":"urn:iso:std:iso:20022:tech:json:admi.007.001.01","Document":{"RctAck":"#));
//! assert_eq!(serde_json::from_str::<AnyMessage>(&text)?, any);
//!
//! let error = serde_json::from_str::<Instance<Document>>(r#"{"Document": {"RctAck": {"MsgId": {"MsgId": 7}}}}"#).unwrap_err();
//! assert!(error.to_string().contains("/Document/RctAck/MsgId/MsgId"), "{error}");
//! # }
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # The convention
//! | XML | JSON |
//! |---|---|
//! | an element | a key with the same tag, in any order |
//! | a value: text, code, number, date, truth value, base64 | a string, exactly as it stands in XML: no digit, zero or offset is lost |
//! | `<InstdAmt Ccy="EUR">30.50</InstdAmt>` | `"InstdAmt": {"amt": "30.50", "Ccy": "EUR"}` |
//! | an element that the schema lets repeat | an array; one alone may stand without the array when read, and is written with it |
//! | a choice | an object with exactly one key |
//! | an `xs:any` (supplementary data, a signature) | `"any": "<x xmlns=\"…\">…</x>"`: the element as a string, namespaces included |
//! | the root element | [`Instance`]: `{"Document": {…}}`; [`AnyMessage`](crate::AnyMessage) adds `"@xmlns"` to say which message it is |
//!
//! A generated type alone is its own content, without a root: `pain_001_001_09::Document` is `{"CstmrCdtTrfInitn": {…}}`.
//!
//! Source: ISO 20022 Registration Authority, *Generation of JSON Schema Draft 2020-12 for ISO 20022:2013*, version 2.0, June 2025: strings for
//! all values, `amt` and `Ccy`, single-key choices, arrays or single values, no other keys. We know it by public implementations of it and
//! not by its own text. Of the whitepaper *ISO 20022 and JSON* (January 2018) stems `@xmlns` with `urn:iso:std:iso:20022:tech:json:` and the
//! message's id; the newer document has no place for it, so that [`Instance`] leaves it out. Not in the source: the string for `xs:any`
//! (there it is any object, which ours is too), and that an object may be empty where the XML schema lets the element be empty.
//!
//! # Reading is strict
//! Unknown keys, keys given twice, missing keys, a choice with another number of keys than one, empty arrays, numbers, truth values and null
//! where a string belongs, nesting beyond [`MAX_DEPTH`](crate::MAX_DEPTH), and every value that breaks its type: the first is refused, with
//! its path. (The first only, because a serde format stops there; XML tells all.)

use std::fmt;

use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::element::{Element, Type};
use crate::message::Message;
use crate::schema::{Complex, Content, Definition, Field, Kind, Node, Ref};
use crate::write::lexical;

mod any;
mod buffer;
mod read;

pub use any::deserialize_any;
pub use read::deserialize;
#[cfg(feature = "untyped")]
pub(crate) use read::fill;

/// A message with its root element, as the registration authority's schemas want it: `{"Document": {…}}`.
///
/// When read, an `"@xmlns"` beside the root must name this message.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "a wrapper and nothing else")]
pub struct Instance<T>(pub T);

impl<T: Message + Serialize> Serialize for Instance<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(T::ROOT, &self.0)?;
        map.end()
    }
}

/// The key under which a root says which message it is.
const NAMESPACE: &str = "@xmlns";

/// What stands before the message's id there.
const PREFIX: &str = "urn:iso:std:iso:20022:tech:json:";

/// The key of a value that stands beside attributes: in practice of an amount.
const VALUE: &str = "amt";

/// The key of an `xs:any`.
const ANY: &str = "any";

/// Serializes a message with its root and its namespace.
///
/// # Errors
/// Those of the serializer.
pub fn serialize_any<S: Serializer>(
    definition: &'static Definition,
    node: &dyn Node,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(2))?;
    map.serialize_entry(NAMESPACE, &format_args!("{PREFIX}{}", definition.id))?;
    map.serialize_entry(definition.root, &Shown(Ref::Node(node)))?;
    map.end()
}

/// Serializes a value by its table.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(node: &dyn Node, serializer: S) -> Result<S::Ok, S::Error> {
    let schema = node.schema();
    let mut map = serializer.serialize_map(None)?;
    fields(node, schema, &mut map)?;
    let mut base = schema.fields.len();
    if let Content::Simple(_) = schema.content {
        base = 1;
        if let Some(value) = node.child(0, 0) {
            map.serialize_entry(VALUE, &Shown(value))?;
        }
    }
    for (i, attribute) in schema.attributes.iter().enumerate() {
        if let Some(value) = node.child(base + i, 0) {
            map.serialize_entry(attribute.name, &Shown(value))?;
        }
    }
    map.end()
}

fn fields<M: SerializeMap>(
    node: &dyn Node,
    schema: &'static Complex,
    map: &mut M,
) -> Result<(), M::Error> {
    for (i, field) in schema.fields.iter().enumerate() {
        match (&field.kind, node.child(i, 0)) {
            (_, None) => {}
            (Kind::Group(_), Some(Ref::Node(choice))) => fields(choice, choice.schema(), map)?,
            (_, Some(_)) if field.max > 1 => map.serialize_entry(key(field), &List(node, i))?,
            (_, Some(value)) => map.serialize_entry(key(field), &Shown(value))?,
        }
    }
    Ok(())
}

/// The key of a field: its tag, `any` for a wildcard.
fn key(field: &'static Field) -> &'static str {
    if field.tag.is_empty() { ANY } else { field.tag }
}

struct List<'a>(&'a dyn Node, usize);

impl Serialize for List<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(None)?;
        let mut nth = 0;
        while let Some(value) = self.0.child(self.1, nth) {
            seq.serialize_element(&Shown(value))?;
            nth += 1;
        }
        seq.end()
    }
}

struct Shown<'a>(Ref<'a>);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Ref::Node(node) => serialize(node, serializer),
            value => lexical(value, |text| serializer.serialize_str(text)),
        }
    }
}

/// An element of a message in whatever form it is held, by the same convention: its content, without its tag.
impl Serialize for Element<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Type::Complex(complex) = self.ty() else {
            return match self.text() {
                Some(text) => serializer.serialize_str(&text),
                None => Err(S::Error::custom("a value that cannot be shown")),
            };
        };
        let mut map = serializer.serialize_map(None)?;
        if let (Content::Simple(_), Some(text)) = (&complex.content, self.text()) {
            map.serialize_entry(VALUE, &text)?;
        }
        let mut children = self.children().peekable();
        while let Some(child) = children.next() {
            let key = if matches!(child.ty(), Type::Any) {
                ANY
            } else {
                child.tag()
            };
            if child.nth().is_none() {
                map.serialize_entry(key, &child)?;
                continue;
            }
            let mut list = vec![child];
            while let Some(next) = children.next_if(|next| next.tag() == child.tag()) {
                list.push(next);
            }
            map.serialize_entry(key, &list)?;
        }
        for attribute in complex.attributes {
            if let Some(text) = self.attribute(attribute.name) {
                map.serialize_entry(attribute.name, &text)?;
            }
        }
        map.end()
    }
}

/// Where a value stands, for an error: a chain on the stack.
#[derive(Clone, Copy)]
struct Trail<'a> {
    around: Option<&'a Trail<'a>>,
    tag: &'a str,
    /// Number among its like, from 1; 0 if it is not in an array.
    nth: u32,
}

impl Trail<'_> {
    const fn root(tag: &str) -> Trail<'_> {
        Trail {
            around: None,
            tag,
            nth: 0,
        }
    }

    fn step<'b>(&'b self, tag: &'b str) -> Trail<'b> {
        Trail {
            around: Some(self),
            tag,
            nth: 0,
        }
    }

    fn depth(&self) -> usize {
        1 + self.around.map_or(0, Trail::depth)
    }
}

impl fmt::Display for Trail<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(around) = self.around {
            around.fmt(f)?;
        }
        write!(f, "/{}", self.tag)?;
        if self.nth > 0 {
            write!(f, "[{}]", self.nth)?;
        }
        Ok(())
    }
}
