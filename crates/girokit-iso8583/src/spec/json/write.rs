//! From a spec to JSON: what is as the format has it by default is left out.

use super::node::Node;
use super::words::{
    BCD, BER, BER_PADDINGS, BER_PREFIX, BINARY, BITMAPS, CARD_DATA, CHARSETS, CONTENTS, EMV,
    ENCODINGS, MTIS, POSITIONAL, PREFIXES, REPEATED, REST, SELF_COUNTING, SENSITIVITIES, SIDES,
    SIMPLE, UNITS, VERSIONS, Words, word_of,
};
use crate::emv;
use crate::spec::{
    Bitmaps, Content, Encoding, Field, Header, Length, Pad, Parts, Sensitivity, Spec, SpecSet,
    TagForm, Tagged, Unit,
};

/// The most characters of a line that holds an object.
const LINE: usize = 140;

pub(super) fn spec(spec: &Spec) -> String {
    lines(head(spec))
}

pub(super) fn set(set: &SpecSet) -> String {
    let mut entries = head(set.base());
    let variants: Vec<_> = set
        .variants()
        .map(|(pattern, spec)| {
            let elements = Node::Object(changes(set.base(), spec));
            (pattern.to_string(), one("elements", elements))
        })
        .collect();
    if !variants.is_empty() {
        entries.put("variants", Node::Object(variants));
    }
    lines(entries)
}

/// What makes the elements of `spec` from those of `base`.
fn changes(base: &Spec, spec: &Spec) -> Vec<(String, Node)> {
    let known = |field: &Field, within: &Spec| {
        let key = field.key.number()?;
        within.field(key).cloned()
    };
    let mut entries = Vec::new();
    for field in base.fields() {
        if known(field, spec).is_none() {
            entries.push((field.key.to_string(), Node::Null));
        }
    }
    for field in spec.fields() {
        let old = known(field, base);
        if old.as_ref() != Some(field) {
            let node = match old {
                Some(_) => whole(field),
                None => top(field),
            };
            entries.push((field.key.to_string(), node));
        }
    }
    entries
}

/// The element with what it has by default said too, as a change keeps what is not said.
fn whole(field: &Field) -> Node {
    let mut node = element(field, false);
    if let Node::Object(entries) = &mut node {
        for (key, default) in [
            ("name", Node::Text(String::new())),
            ("content", word(CONTENTS, &Content::Any)),
            ("encoding", word(ENCODINGS, &Encoding::Binary)),
            ("pad", Node::Null),
            ("sensitivity", word(SENSITIVITIES, &Sensitivity::Clear)),
            ("layout", Node::Null),
        ] {
            if entries.iter().all(|(said, _)| said != key) {
                entries.push((key.to_owned(), default));
            }
        }
    }
    node
}

/// A data element.
fn top(field: &Field) -> Node {
    let mut node = element(field, false);
    if field.sensitivity == Sensitivity::Clear
        && field
            .key
            .number()
            .is_some_and(|number| CARD_DATA.contains(&number))
        && let Node::Object(entries) = &mut node
    {
        let clear = word(SENSITIVITIES, &Sensitivity::Clear);
        entries.push(("sensitivity".to_owned(), clear));
    }
    node
}

fn lines(entries: Object) -> String {
    let mut out = String::new();
    print(&Node::Object(entries.0), 0, &mut out);
    out.push('\n');
    out
}

/// All but the variants.
fn head(spec: &Spec) -> Object {
    let mut entries = Object::default();
    entries.text("name", &spec.name);
    if !spec.title.is_empty() {
        entries.text("title", &spec.title);
    }
    if !spec.source.is_empty() {
        entries.text("source", &spec.source);
    }
    if let Some(version) = spec.version {
        entries.put("version", word(VERSIONS, &version));
    }
    match &spec.header {
        Header::None => {}
        Header::Fixed(bytes) => entries.put("header", one("fixed", Node::Number((*bytes).into()))),
        Header::SelfCounting => entries.text("header", SELF_COUNTING),
        Header::Field(field) => entries.put("header", one("field", element(field, false))),
    }
    entries.put("mti", word(MTIS, &spec.mti));
    entries.put("bitmap", bitmaps(spec.bitmap));
    let elements = spec.fields().iter();
    let elements = elements.map(|field| (field.key.to_string(), top(field)));
    entries.put("elements", Node::Object(elements.collect()));
    entries
}

fn bitmaps(bitmaps: Bitmaps) -> Node {
    let mut entries = Object::default();
    entries.put("primary", word(BITMAPS, &bitmaps.primary));
    if bitmaps.secondary != bitmaps.primary {
        entries.put("secondary", word(BITMAPS, &bitmaps.secondary));
    }
    if bitmaps.tertiary {
        entries.put("tertiary", Node::Flag(true));
    }
    if bitmaps.both_always {
        entries.put("both_always", Node::Flag(true));
    }
    Node::Object(entries.0)
}

fn element(field: &Field, ber: bool) -> Node {
    let composite = field.parts != Parts::None;
    let mut entries = Object::default();
    if !field.name.is_empty() {
        entries.text("name", &field.name);
    }
    if !(composite && field.content == Content::Any) {
        entries.put("content", word(CONTENTS, &field.content));
    }
    if !(composite && field.encoding == Encoding::Binary) {
        entries.put("encoding", encoding(field.encoding));
    }
    entries.put("length", length(field.length, ber));
    match field.pad {
        Pad::None => {}
        Pad::Left(fill) => entries.put("pad", one("left", Node::Text(fill.to_string()))),
        Pad::Right(fill) => entries.put("pad", one("right", Node::Text(fill.to_string()))),
    }
    if field.sensitivity != Sensitivity::Clear {
        entries.put("sensitivity", word(SENSITIVITIES, &field.sensitivity));
    }
    match &field.parts {
        Parts::None => {}
        parts if *parts == emv::ICC_DATA => entries.text("layout", EMV),
        Parts::Positional(parts) => {
            entries.text("layout", POSITIONAL);
            entries.parts(parts, false);
        }
        Parts::Repeated(group) => {
            entries.text("layout", REPEATED);
            let group = group.first().map(|part| {
                let number = part.key.number().unwrap_or_default().max(1);
                (number.to_string(), element(part, false))
            });
            entries.put("parts", Node::Object(Vec::from_iter(group)));
        }
        Parts::Bitmapped(mapped) => {
            let mut layout = Object::default();
            layout.put("bitmap", word(BITMAPS, &mapped.encoding));
            layout.put("bytes", Node::Number(mapped.bytes.into()));
            if mapped.extends {
                layout.put("extends", Node::Flag(true));
            }
            entries.put("layout", Node::Object(layout.0));
            entries.parts(&mapped.parts, false);
        }
        Parts::Tagged(tagged) => {
            let ber = tagged.tag.has_length();
            entries.put("layout", tags(tagged));
            entries.parts(&tagged.parts, ber);
            if let Some(other) = tagged.other.first() {
                entries.put("other", element(other, ber));
            }
        }
    }
    Node::Object(entries.0)
}

fn encoding(encoding: Encoding) -> Node {
    match encoding {
        Encoding::Bcd { side, filler } if encoding != Encoding::BCD => {
            let mut entries = Object::default();
            entries.put("side", word(SIDES, &side));
            entries.put("filler", Node::Number(filler.into()));
            one("bcd", Node::Object(entries.0))
        }
        encoding => word(ENCODINGS, &encoding),
    }
}

fn length(length: Length, ber: bool) -> Node {
    let mut entries = Object::default();
    let unit = match length {
        Length::Rest => return Node::Text(REST.to_owned()),
        Length::Fixed {
            len,
            unit: Unit::Value,
        } => return Node::Number(len.into()),
        Length::Fixed { len, unit } => {
            entries.put("len", Node::Number(len.into()));
            unit
        }
        Length::Var {
            digits,
            encoding,
            unit,
            min,
            max,
        } => {
            if !(ber && (digits, encoding) == BER_PREFIX) {
                entries.put("digits", Node::Number(digits.into()));
                entries.put("encoding", word(PREFIXES, &encoding));
            }
            if min > 0 {
                entries.put("min", Node::Number(min.into()));
            }
            entries.put("max", Node::Number(max.into()));
            unit
        }
    };
    if unit != Unit::Value {
        entries.put("unit", word(UNITS, &unit));
    }
    Node::Object(entries.0)
}

fn tags(tagged: &Tagged) -> Node {
    let (form, len) = match tagged.tag {
        TagForm::Ber | TagForm::BerWith(_) => (BER, None),
        TagForm::Simple => (SIMPLE, None),
        TagForm::Text { len, charset } => {
            (word_of(CHARSETS, &charset).unwrap_or_default(), Some(len))
        }
        TagForm::Bcd { len } => (BCD, Some(len)),
        TagForm::Binary { len } => (BINARY, Some(len)),
    };
    let mut entries = Object::default();
    entries.text("tag", form);
    if let Some(len) = len {
        entries.put("len", Node::Number(len.into()));
    }
    if let TagForm::BerWith(leeway) = tagged.tag {
        if leeway.long_lengths {
            entries.put("long_lengths", Node::Flag(true));
        }
        entries.put("padding", word(BER_PADDINGS, &leeway.padding));
    }
    if tagged.repeats {
        entries.put("repeats", Node::Flag(true));
    }
    Node::Object(entries.0)
}

/// An object in the making.
#[derive(Default)]
struct Object(Vec<(String, Node)>);

impl Object {
    fn put(&mut self, key: &str, node: Node) {
        self.0.push((key.to_owned(), node));
    }

    fn text(&mut self, key: &str, text: &str) {
        self.put(key, Node::Text(text.to_owned()));
    }

    fn parts(&mut self, parts: &[Field], ber: bool) {
        let parts = parts
            .iter()
            .map(|part| (part.key.to_string(), element(part, ber)));
        self.put("parts", Node::Object(parts.collect()));
    }
}

fn one(key: &str, node: Node) -> Node {
    Node::Object(vec![(key.to_owned(), node)])
}

fn word<T: PartialEq>(words: &Words<T>, value: &T) -> Node {
    Node::Text(word_of(words, value).unwrap_or_default().to_owned())
}

/// An object in one line if it is short, else a line a key.
fn print(node: &Node, indent: usize, out: &mut String) {
    let entries = match node {
        Node::Object(entries) => entries,
        leaf => return out.push_str(&compact(leaf)),
    };
    let line = compact(node);
    if indent > 0 && indent + line.len() <= LINE {
        return out.push_str(&line);
    }
    out.push('{');
    for (at, (key, node)) in entries.iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.extend(core::iter::repeat_n(' ', indent + 2));
        out.push_str(&quoted(key));
        out.push_str(": ");
        print(node, indent + 2, out);
    }
    out.push('\n');
    out.extend(core::iter::repeat_n(' ', indent));
    out.push('}');
}

fn compact(node: &Node) -> String {
    match node {
        Node::Null | Node::Other(_) => "null".to_owned(),
        Node::Flag(flag) => flag.to_string(),
        Node::Number(number) => number.to_string(),
        Node::Text(text) => quoted(text),
        Node::Object(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, node)| format!("{}: {}", quoted(key), compact(node)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
