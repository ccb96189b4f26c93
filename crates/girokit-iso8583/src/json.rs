//! Messages as JSON (feature `json`): masked for people and logs; in the clear, by a name that reviewers can search for, without loss.
//!
//! # Schema
//! ```json
//! {"mti": "0200", "header": "6000", "fields": {"2": "4111111111111111", "55": {"9F02": "000000001000"}}}
//! ```
//! - `masked`: `true` where values are masked; such a form is refused by [`Message::from_json`]. Absent in the clear.
//! - `mti`: four digits. `header`: hex; absent if there is none. `fields`: by number, ascending.
//! - `bitmap`: the bitmaps as on the wire, in hex; only where they are not written as Girokit writes them.
//! - A value is the text that [`Message::set`] takes (hex for binary content), padding included. A composite is an object of its
//!   parts by number or tag, in the order in which they stand; a tag may stand again. An element whose bytes neither form gives
//!   back is `{"$bytes": "hex"}`: what [`Message::set_bytes`] takes; if not that either (hex content in lower case),
//!   `{"$wire": "hex"}`: the element as on the wire, with its length, without its tag.

use core::fmt;
use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::bitmap::{self, Bits};
use crate::error::{Error, ErrorKind};
use crate::field::FieldView;
use crate::limits::{MAX_DEPTH, MAX_ELEMENTS, MAX_MESSAGE};
use crate::mask::{self, Mask};
use crate::message::Message;
use crate::mti::Mti;
use crate::parts::{self, ber, bitmapped};
use crate::spec::{Field, Key, Length, Parts, Sensitivity, SpecRef, Tag, TagForm, Tagged};
use crate::view::MessageView;
use crate::write::{self, Value};

/// The longest JSON in bytes that is read: a message of the greatest length, every byte in hex, and as much again for keys.
pub const MAX_JSON: usize = 4 * MAX_MESSAGE;

/// The key of an element that stands as bytes.
const BYTES: &str = "$bytes";

/// The key of an element that stands as on the wire.
const WIRE: &str = "$wire";

/// JSON that keeps the order of keys, and keys that stand twice.
#[derive(Clone, PartialEq)]
enum Node {
    Flag(bool),
    Text(String),
    Object(Vec<(String, Node)>),
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Object(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, node) in entries {
                    map.serialize_entry(key, node)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Nodes;
        impl<'de> Visitor<'de> for Nodes {
            type Value = Node;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or an object")
            }

            fn visit_bool<E>(self, flag: bool) -> Result<Node, E> {
                Ok(Node::Flag(flag))
            }

            fn visit_str<E>(self, text: &str) -> Result<Node, E> {
                Ok(Node::Text(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    if entries.len() >= MAX_ELEMENTS {
                        return Err(serde::de::Error::custom("too many keys"));
                    }
                    entries.push(entry);
                }
                Ok(Node::Object(entries))
            }
        }
        deserializer.deserialize_any(Nodes)
    }
}

impl Message {
    /// The message as JSON, masked by the default policy: for people and logs, not to be read back.
    pub fn to_json(&self) -> String {
        self.to_json_with(Mask::new())
    }

    /// The message as JSON, masked by this policy.
    pub fn to_json_with(&self, mask: Mask) -> String {
        masked_message(self.mti(), self.header(), self.fields(), mask)
    }

    /// **The message as JSON in the clear**, with card numbers, tracks and PIN blocks: [`from_json`](Self::from_json) gives the same
    /// bytes back. Never print, log or store what this returns.
    ///
    /// # Errors
    /// The message was built so that it does not read back, such as one with a header that its spec does not admit.
    pub fn to_json_dangerous_in_clear(&self) -> Result<String, Error> {
        let mut fields = Vec::new();
        for field in self.fields() {
            fields.push((field.key().to_string(), clear(&field, None)));
        }
        let mut entries = vec![("mti".to_owned(), Node::Text(self.mti().to_string()))];
        if !self.header().is_empty() {
            entries.push(("header".to_owned(), Node::Text(hex(self.header()))));
        }
        entries.push(("fields".to_owned(), Node::Object(fields)));
        let bytes = self.to_bytes();
        if assemble(self.spec(), &entries)? != bytes {
            let view = MessageView::read(self.spec(), &bytes)?;
            entries.insert(1, ("bitmap".to_owned(), Node::Text(hex(view.bitmap()))));
            if assemble(self.spec(), &entries)? != bytes {
                return Err(wrong("a message that reads back"));
            }
        }
        serde_json::to_string(&Node::Object(entries)).map_err(|_| wrong("a message in JSON"))
    }

    /// Reads a message from JSON in the clear, strictly by its spec.
    ///
    /// # Errors
    /// The JSON is longer than [`MAX_JSON`], masked, or not of the form that [the module](self) documents; or a field is not what the
    /// spec admits. The offset is of the message's bytes where they could be put together, else 0. No error holds content.
    pub fn from_json(spec: impl Into<SpecRef>, text: &str) -> Result<Self, Error> {
        if text.len() > MAX_JSON {
            let kind = ErrorKind::MessageTooLong {
                limit: MAX_JSON,
                found: text.len(),
            };
            return Err(Error::new(kind, 0));
        }
        let spec = spec.into();
        let Ok(Node::Object(entries)) = serde_json::from_str(text) else {
            return Err(wrong("an object of JSON with mti and fields"));
        };
        let bytes = assemble(&spec, &entries)?;
        Self::read(spec, &bytes)
    }
}

impl MessageView<'_> {
    /// The message as JSON, masked by the default policy.
    pub fn to_json(&self) -> String {
        self.to_json_with(Mask::new())
    }

    /// The message as JSON, masked by this policy.
    pub fn to_json_with(&self, mask: Mask) -> String {
        masked_message(self.mti(), self.header(), self.fields(), mask)
    }
}

fn masked_message<'a>(
    mti: Mti,
    header: &[u8],
    fields: impl Iterator<Item = FieldView<'a>>,
    mask: Mask,
) -> String {
    let fields = fields
        .map(|field| (field.key().to_string(), masked(mask, &field, None)))
        .collect();
    let mut entries = vec![
        ("masked".to_owned(), Node::Flag(true)),
        ("mti".to_owned(), Node::Text(mti.to_string())),
    ];
    if !header.is_empty() {
        let hidden = format!("[hidden, {}]", header.len());
        entries.push(("header".to_owned(), Node::Text(hidden)));
    }
    entries.push(("fields".to_owned(), Node::Object(fields)));
    serde_json::to_string(&Node::Object(entries)).unwrap_or_default()
}

fn masked(mask: Mask, element: &FieldView<'_>, outer: Option<Sensitivity>) -> Node {
    let rule = Mask::rule(outer, element);
    if !element.is_composite() || mask::is_opaque(rule) {
        return Node::Text(mask.show(rule, element).0);
    }
    let mut entries = Vec::new();
    for part in element.elements() {
        entries.push(match part {
            Ok(part) => (part.key().to_string(), masked(mask, &part, Some(rule))),
            Err(error) => ("$broken".to_owned(), Node::Text(error.to_string())),
        });
    }
    Node::Object(entries)
}

/// The element in the clear, in the first form that gives its bytes back. `within`: what it is a part of.
fn clear(element: &FieldView<'_>, within: Option<&Tagged>) -> Node {
    let mut field = bounded(element.definition(), within);
    field.parts = element.parts().clone();
    let tagged = match element.parts() {
        Parts::Tagged(tagged) => Some(tagged),
        _ => None,
    };
    // Of a tagged part the tag, and of BER the length, are written by what holds it.
    let wire = match (within, element.key()) {
        (Some(Tagged { tag, .. }), _) if tag.has_length() => element.as_bytes(),
        (Some(Tagged { tag, .. }), Key::Tag(key)) => element
            .wire()
            .get(tag_size(*tag, key)..)
            .unwrap_or_default(),
        _ => element.wire(),
    };
    let mut forms = Vec::new();
    if element.is_composite() {
        let parts: Result<Vec<_>, Error> = element
            .elements()
            .map(|part| {
                let part = part?;
                Ok((part.key().to_string(), clear(&part, tagged)))
            })
            .collect();
        forms.extend(parts.ok().map(Node::Object));
    } else {
        forms.push(Node::Text(element.text().into_owned()));
    }
    forms.push(Node::Object(vec![(
        BYTES.to_owned(),
        Node::Text(hex(&element.bytes())),
    )]));
    for form in forms {
        let mut out = Vec::new();
        if put(&field, &form, &mut out, 0).is_ok() && out == wire {
            return form;
        }
    }
    let wire = vec![(WIRE.to_owned(), Node::Text(hex(wire)))];
    Node::Object(wire)
}

/// The definition by which an element is written: without a length of its own inside BER.
fn bounded(field: &Field, within: Option<&Tagged>) -> Field {
    let mut field = field.clone();
    if within.is_some_and(|tagged| tagged.tag.has_length()) {
        field.length = Length::Rest;
    }
    field
}

/// The bytes of a message from its keys.
fn assemble(spec: &SpecRef, entries: &[(String, Node)]) -> Result<Vec<u8>, Error> {
    let mut known: [Option<&Node>; 4] = [None; 4];
    for (key, node) in entries {
        let at = match key.as_str() {
            "mti" => 0,
            "header" => 1,
            "bitmap" => 2,
            "fields" => 3,
            "masked" if *node == Node::Flag(false) => continue,
            "masked" => return Err(wrong("a message in the clear; this one is masked")),
            _ => return Err(wrong("the keys mti, header, bitmap and fields only")),
        };
        if let Some(place) = known.get_mut(at)
            && place.replace(node).is_some()
        {
            return Err(wrong("each key once"));
        }
    }
    let [
        Some(Node::Text(mti)),
        header,
        map,
        Some(Node::Object(fields)),
    ] = known
    else {
        return Err(wrong("mti as a text and fields as an object"));
    };
    let mti = mti.parse().map_err(|_| Error::new(ErrorKind::Mti, 0))?;
    let mut message = Message::new(spec.clone(), mti);
    let mut wires = BTreeMap::new();
    if let Some(header) = header {
        message.set_header(&text_bytes(header)?);
    }
    for (name, node) in fields {
        let number: u8 = name
            .parse()
            .map_err(|_| wrong("fields by number, 2 to 192"))?;
        let key = Key::Number(number);
        let field = spec
            .field(number)
            .ok_or_else(|| Error::new(ErrorKind::UndefinedField, 0).within(key))?;
        let mut wire = Vec::new();
        put(field, node, &mut wire, 0).map_err(|error| error.within(key))?;
        if wires.insert(number, wire).is_some() {
            return Err(Error::new(ErrorKind::DuplicateTag, 0).within(key));
        }
    }
    // The header and the MTI: an empty message without its bitmaps.
    let mut empty = Vec::new();
    bitmap::write_all(spec.bitmap, Bits::EMPTY, &mut empty);
    let mut bytes = message.to_bytes();
    bytes.truncate(bytes.len().saturating_sub(empty.len()));
    match map {
        Some(map) => bytes.append(&mut text_bytes(map)?),
        None => bitmap::write_all(spec.bitmap, wires.keys().copied().collect(), &mut bytes),
    }
    for mut wire in wires.into_values() {
        bytes.append(&mut wire);
    }
    Ok(bytes)
}

/// Appends an element with its own length.
fn put(field: &Field, node: &Node, out: &mut Vec<u8>, depth: usize) -> Result<(), Error> {
    if let Node::Object(entries) = node
        && let [(key, bytes)] = entries.as_slice()
        && key == WIRE
    {
        out.append(&mut text_bytes(bytes)?);
        return Ok(());
    }
    match node {
        Node::Text(text) => write::element(field, Value::Text(text), out),
        node => write::element(field, Value::Bytes(&content(field, node, depth + 1)?), out),
    }
}

/// The content of an element that stands as an object.
fn content(field: &Field, node: &Node, depth: usize) -> Result<Vec<u8>, Error> {
    let Node::Object(entries) = node else {
        return Err(wrong("a text or an object"));
    };
    if let [(key, bytes)] = entries.as_slice()
        && key == BYTES
    {
        return text_bytes(bytes);
    }
    if depth > MAX_DEPTH {
        return Err(Error::new(ErrorKind::TooMany { limit: MAX_DEPTH }, 0));
    }
    let mut out = Vec::new();
    match &field.parts {
        Parts::None => return Err(wrong("a text: the field has no parts")),
        Parts::Positional(parts) => {
            for ((name, node), part) in entries.iter().zip(parts.iter()) {
                if *name != part.key.to_string() {
                    return Err(wrong("the parts by position").within(part.key));
                }
                put(part, node, &mut out, depth).map_err(|error| error.within(part.key))?;
            }
            if entries.len() > parts.len() {
                return Err(wrong("no more parts than the spec has"));
            }
        }
        Parts::Repeated(group) => {
            for (index, (name, node)) in entries.iter().enumerate() {
                let part = group.first().ok_or_else(|| wrong("no parts"))?;
                if *name != (index + 1).to_string() {
                    return Err(wrong("the parts by position"));
                }
                put(part, node, &mut out, depth)?;
            }
        }
        Parts::Bitmapped(mapped) => {
            let mut numbers = Vec::new();
            let mut last = 0;
            let mut body = Vec::new();
            for (name, node) in entries {
                let part = mapped
                    .parts
                    .iter()
                    .find(|part| part.key.to_string() == *name);
                let (Some(part), Some(number)) = (part, part.and_then(|part| part.key.number()))
                else {
                    return Err(Error::new(ErrorKind::UndefinedField, 0));
                };
                if number <= last {
                    return Err(wrong("the parts ascending, each once").within(part.key));
                }
                last = number;
                numbers.push(number);
                put(part, node, &mut body, depth).map_err(|error| error.within(part.key))?;
            }
            bitmapped::write(mapped, numbers.into_iter(), &mut out);
            out.append(&mut body);
        }
        Parts::Tagged(tagged) => {
            for (name, node) in entries {
                put_tagged(&field.parts, tagged, name, node, &mut out, depth)?;
            }
        }
    }
    Ok(out)
}

fn put_tagged(
    outer: &Parts,
    tagged: &Tagged,
    name: &str,
    node: &Node,
    out: &mut Vec<u8>,
    depth: usize,
) -> Result<(), Error> {
    let raw = match tagged.tag {
        TagForm::Text { charset, .. } => name.bytes().map(|byte| charset.encode(byte)).collect(),
        _ => unhex(name).ok_or_else(|| wrong("tags in hex"))?,
    };
    let tag = match tagged.tag {
        TagForm::Text { .. } => {
            Tag::from_text(name.bytes()).ok_or_else(|| wrong("tags of ASCII"))?
        }
        _ => Tag::from_bytes(&raw),
    };
    let key = Key::Tag(tag);
    let Some(defined) = parts::defined(outer, key) else {
        return Err(Error::new(ErrorKind::UndefinedTag, 0).within(key));
    };
    out.extend_from_slice(&raw);
    let mut part = bounded(defined, Some(tagged));
    part.parts = parts::inner(outer, defined, key).clone();
    let mut value = Vec::new();
    put(&part, node, &mut value, depth).map_err(|error| error.within(key))?;
    if tagged.tag.has_length() && !ber::write_length(tagged.tag, value.len(), out) {
        return Err(wrong("at most 65535 bytes").within(key));
    }
    out.append(&mut value);
    Ok(())
}

/// The bytes that a tag takes on the wire.
fn tag_size(form: TagForm, tag: Tag) -> usize {
    match form {
        TagForm::Text { len, .. } | TagForm::Bcd { len } | TagForm::Binary { len } => {
            usize::from(len.clamp(1, 4))
        }
        _ => tag.as_bytes().len(),
    }
}

fn text_bytes(node: &Node) -> Result<Vec<u8>, Error> {
    match node {
        Node::Text(text) => unhex(text).ok_or_else(|| wrong("hex digits in pairs")),
        _ => Err(wrong("hex digits in pairs")),
    }
}

fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02X}");
        text
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    let nibble = |digit: u8| char::from(digit).to_digit(16);
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| match pair {
            &[high, low] => u8::try_from(nibble(high)? << 4 | nibble(low)?).ok(),
            _ => None,
        })
        .collect()
}

const fn wrong(expected: &'static str) -> Error {
    Error::new(ErrorKind::Value { expected }, 0)
}
