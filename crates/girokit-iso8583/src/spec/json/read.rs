//! From JSON to a spec: everything that is wrong is said, and where.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::node::{self, Node};
use super::problem::{SpecProblem, SpecProblemKind};
use super::words::{
    BITMAP_KEYS, BITMAPS, HEADER_KEYS, MTIS, SELF_COUNTING, SPEC_KEYS, VARIANT_KEYS, VERSIONS,
    Words,
};
use crate::error::Error;
use crate::limits::{MAX_FIELD, MAX_SPEC_PROBLEMS};
use crate::spec::{
    Bitmaps, Field, Header, Key, MtiPattern, Parts, Spec, SpecRef, SpecSet, Tag, TagForm,
};
use crate::specs;

mod element;
mod layout;

/// Reads a spec with its variants; `find` gives the one that it extends.
pub(super) fn set(
    node: &Node,
    limits: Limits,
    find: &dyn Fn(&str) -> Option<SpecRef>,
) -> Result<SpecSet, Vec<SpecProblem>> {
    let mut reader = Reader {
        problems: Vec::new(),
        wrong: 0,
        path: Vec::new(),
        elements: 0,
        limits,
        complete: true,
    };
    match reader.set(node, find) {
        Some(set) if reader.wrong == 0 => Ok(set),
        _ => Err(reader.problems),
    }
}

struct Reader {
    problems: Vec<SpecProblem>,
    /// How many problems there are, those among them that are more than are collected.
    wrong: usize,
    path: Vec<String>,
    /// Elements and parts read so far.
    elements: usize,
    limits: Limits,
    /// Whether what is absent is missing: not if the base is unknown, which may have it.
    complete: bool,
}

/// How much is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) bytes: usize,
    pub(super) nesting: usize,
    pub(super) elements: usize,
    pub(super) variants: usize,
}

/// How the keys of an object of elements are written.
#[derive(Clone, Copy)]
enum Keys {
    /// Data elements.
    Elements,
    /// Parts by position or bit.
    Numbers,
    /// Parts by tag.
    Tags(TagForm),
}

impl Reader {
    fn set(&mut self, node: &Node, find: &dyn Fn(&str) -> Option<SpecRef>) -> Option<SpecSet> {
        let [
            schema,
            name,
            extends,
            title,
            source,
            version,
            header,
            mti,
            bitmap,
            elements,
            variants,
        ] = self.object(node, &SPEC_KEYS)?;
        if let Some(schema) = schema {
            self.at("$schema", |reader| reader.text(schema).map(drop));
        }
        let base = extends.and_then(|node| self.at("extends", |reader| reader.base(node, find)));
        self.complete = extends.is_none() || base.is_some();
        let mut spec = base.map_or_else(|| Spec::new("", &[]), |base| Spec::clone(&base));

        match name {
            Some(Node::Text(name)) if !name.is_empty() => spec.name = Cow::Owned(name.clone()),
            Some(name) => self.at("name", |reader| reader.wrong("a name", name)),
            None => self.missing("name", "the spec's own name"),
        }
        for (key, node, place) in [
            ("title", title, &mut spec.title),
            ("source", source, &mut spec.source),
        ] {
            if let Some(text) = node.and_then(|node| self.at(key, |reader| reader.text(node))) {
                *place = Cow::Owned(text.to_owned());
            }
        }
        match version {
            None => {}
            Some(Node::Null) => spec.version = None,
            Some(node) => spec.version = self.at("version", |reader| reader.word(node, VERSIONS)),
        }
        if let Some(node) = mti
            && let Some(mti) = self.at("mti", |reader| reader.word(node, MTIS))
        {
            spec.mti = mti;
        }
        if let Some(node) = header
            && let Some(header) = self.at("header", |reader| reader.header(node))
        {
            spec.header = header;
        }
        let mut mapped = true;
        if let Some(node) = bitmap {
            let bitmap = self.at("bitmap", |reader| reader.bitmap(node));
            mapped = bitmap.is_some();
            spec.bitmap = bitmap.unwrap_or(spec.bitmap);
        }
        match elements {
            Some(node) => {
                let base = spec.fields().to_vec();
                let read = |reader: &mut Self| reader.elements(&base, node, Keys::Elements, false);
                let fields = self.at("elements", read);
                spec = spec.with_fields(fields);
            }
            None if extends.is_none() => self.missing("elements", "the data elements"),
            None => {}
        }
        if mapped {
            self.check(&spec);
        }
        // What is wrong with the spec would be wrong with its variants again.
        let sound = self.wrong == 0;
        let set = SpecSet::new(spec);
        Some(match variants {
            Some(node) => self.at("variants", |reader| reader.variants(set, node, sound)),
            None => set,
        })
    }

    fn variants(&mut self, mut set: SpecSet, node: &Node, sound: bool) -> SpecSet {
        let Node::Object(entries) = node else {
            self.wrong("an object", node);
            return set;
        };
        if entries.len() > self.limits.variants {
            let expected = format!("at most {} variants", self.limits.variants);
            self.say(SpecProblemKind::Limit, &expected, entries.len().to_string());
            return set;
        }
        let mut seen = BTreeSet::new();
        for (name, node) in entries {
            let variant = self.at(name, |reader| {
                let Ok(pattern) = name.parse::<MtiPattern>() else {
                    let found = node::word(name).map_or_else(|| "another key".to_owned(), quoted);
                    let expected = "four digits, or x for any digit";
                    reader.say(SpecProblemKind::Value, expected, found);
                    return None;
                };
                if !seen.insert(pattern) {
                    let found = "it again".to_owned();
                    reader.say(SpecProblemKind::Duplicate, "each key once", found);
                    return None;
                }
                let [elements] = reader.object(node, &VARIANT_KEYS)?;
                let Some(node) = elements else {
                    reader.missing("elements", "the elements that differ");
                    return None;
                };
                let base = set.base().fields();
                let read = |reader: &mut Self| reader.elements(base, node, Keys::Elements, false);
                let fields = reader.at("elements", read);
                if sound {
                    reader.check(&Spec::clone(set.base()).with_fields(fields.clone()));
                }
                Some((pattern, fields))
            });
            if let Some((pattern, fields)) = variant {
                set = set.with_variant(pattern, fields);
            }
        }
        set
    }

    fn base(&mut self, node: &Node, find: &dyn Fn(&str) -> Option<SpecRef>) -> Option<SpecRef> {
        let name = self.text(node)?;
        let base = find(name);
        if base.is_none() {
            let shipped: Vec<&str> = specs::all().map(|spec| &*spec.name).collect();
            let shipped = shipped.join(", ");
            let expected = format!("a name that the resolver knows, or one of {shipped}");
            self.say(SpecProblemKind::Base, &expected, node.said());
        }
        base
    }

    fn header(&mut self, node: &Node) -> Option<Header> {
        match node {
            Node::Null => return Some(Header::None),
            Node::Text(word) if word == SELF_COUNTING => return Some(Header::SelfCounting),
            Node::Object(_) => {}
            _ => {
                self.wrong(
                    "null, \"self-counting\", or an object with fixed or field",
                    node,
                );
                return None;
            }
        }
        match self.object(node, &HEADER_KEYS)? {
            [Some(bytes), None] => {
                let bytes = self.at("fixed", |reader| reader.number(bytes, 1..=255))?;
                u8::try_from(bytes).ok().map(Header::Fixed)
            }
            [None, Some(node)] => self
                .at("field", |reader| {
                    reader.element(Key::Number(0), node, None, element::Place::Part)
                })
                .map(Header::Field),
            _ => {
                let expected = "one of the keys fixed and field";
                self.say(SpecProblemKind::Value, expected, "none or both".to_owned());
                None
            }
        }
    }

    fn bitmap(&mut self, node: &Node) -> Option<Bitmaps> {
        let [primary, secondary, tertiary, both_always] = self.object(node, &BITMAP_KEYS)?;
        let before = self.wrong;
        let mut bitmaps = Bitmaps::BINARY;
        match primary {
            Some(node) => {
                let primary = self.at("primary", |reader| reader.word(node, BITMAPS));
                bitmaps.primary = primary.unwrap_or(bitmaps.primary);
            }
            None => self.missing("primary", &words(BITMAPS)),
        }
        bitmaps.secondary = match secondary {
            Some(node) => {
                let secondary = self.at("secondary", |reader| reader.word(node, BITMAPS));
                secondary.unwrap_or(bitmaps.primary)
            }
            None => bitmaps.primary,
        };
        for (key, node, place) in [
            ("tertiary", tertiary, &mut bitmaps.tertiary),
            ("both_always", both_always, &mut bitmaps.both_always),
        ] {
            if let Some(node) = node {
                *place = self.at(key, |reader| reader.flag(node)).unwrap_or_default();
            }
        }
        (self.wrong == before).then_some(bitmaps)
    }

    /// The elements of `base` with what `node` says of them. Those that are wrong are left out, and said.
    fn elements(&mut self, base: &[Field], node: &Node, keys: Keys, ber: bool) -> Vec<Field> {
        let Node::Object(entries) = node else {
            self.wrong("an object", node);
            return base.to_vec();
        };
        let mut old: BTreeMap<Key, (usize, &Field)> = base
            .iter()
            .enumerate()
            .map(|(at, field)| (field.key, (at, field)))
            .collect();
        let mut new = Vec::new();
        let mut seen = BTreeSet::new();
        for (name, node) in entries {
            let element = self.at(name, |reader| {
                let key = reader.key(name, keys)?;
                if !seen.insert(key) {
                    let found = "it again".to_owned();
                    reader.say(SpecProblemKind::Duplicate, "each key once", found);
                    return None;
                }
                let known = old.get(&key).map(|(at, field)| (*at, *field));
                if *node == Node::Null {
                    if old.remove(&key).is_none() && reader.complete {
                        let expected = "null only for what the base defines";
                        reader.wrong(expected, node);
                    }
                    return None;
                }
                let place = match (keys, key) {
                    (Keys::Elements, Key::Number(number)) => element::Place::Element(number),
                    _ if ber => element::Place::Ber,
                    _ => element::Place::Part,
                };
                let field = reader.element(key, node, known.map(|(_, field)| field), place)?;
                old.remove(&key);
                Some((known.map_or(usize::MAX, |(at, _)| at), field))
            });
            new.extend(element);
        }
        let kept = old.into_values().map(|(at, field)| (at, field.clone()));
        let mut all: Vec<(usize, Field)> = kept.chain(new).collect();
        // What the base has keeps its place; numbers that are new take theirs, tags go behind.
        all.sort_by_key(|(at, _)| *at);
        if !base.is_empty() && !matches!(keys, Keys::Tags(_)) {
            all.sort_by_key(|(_, field)| field.key);
        }
        all.into_iter().map(|(_, field)| field).collect()
    }

    fn key(&mut self, name: &str, keys: Keys) -> Option<Key> {
        let (key, expected) = match keys {
            Keys::Elements => (number(name, MAX_FIELD), "a number of 1 to 192".to_owned()),
            Keys::Numbers => (number(name, u8::MAX), "a number of 1 to 255".to_owned()),
            Keys::Tags(form) => tag(name, form),
        };
        if key.is_none() {
            let found = node::word(name).map_or_else(|| "another key".to_owned(), quoted);
            self.say(SpecProblemKind::Value, &expected, found);
        }
        key
    }

    /// Holds the elements that could be read against each other.
    fn check(&mut self, spec: &Spec) {
        let mut headless = spec.clone();
        let header = core::mem::replace(&mut headless.header, Header::None);
        for error in headless.check().err().unwrap_or_default() {
            self.unsound("/elements", None, spec.fields(), &error);
        }
        if let Header::Field(field) = &header {
            let mut alone = Spec::new("", &[]);
            alone.header = header.clone();
            for error in alone.check().err().unwrap_or_default() {
                self.unsound("/header/field", Some(field), &[], &error);
            }
        }
    }

    fn unsound(&mut self, start: &str, within: Option<&Field>, fields: &[Field], error: &Error) {
        let mut pointer = self.pointer();
        pointer.push_str(start);
        let mut field = within;
        for (at, key) in error.path().keys().enumerate() {
            let next = match field.map(|field| &field.parts) {
                None if at == 0 => {
                    pointer.push('/');
                    fields
                }
                Some(Parts::Tagged(tagged)) if key.number().is_some() => {
                    pointer.push_str("/other");
                    field = tagged.other.first();
                    continue;
                }
                Some(Parts::Tagged(tagged)) => {
                    pointer.push_str("/parts/");
                    &tagged.parts
                }
                Some(Parts::Bitmapped(mapped)) => {
                    pointer.push_str("/parts/");
                    &mapped.parts
                }
                Some(Parts::Positional(parts) | Parts::Repeated(parts)) => {
                    pointer.push_str("/parts/");
                    parts
                }
                Some(Parts::None) | None => break,
            };
            pointer.push_str(&escaped(&key.to_string()));
            field = next.iter().find(|part| part.key == key);
        }
        self.collect(SpecProblem::new(
            SpecProblemKind::Unsound,
            pointer,
            error.expected(),
            error.found(),
        ));
    }
}

/// Values.
impl Reader {
    fn text<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        let Node::Text(text) = node else {
            self.wrong("a text", node);
            return None;
        };
        Some(text)
    }

    fn flag(&mut self, node: &Node) -> Option<bool> {
        let Node::Flag(flag) = node else {
            self.wrong("true or false", node);
            return None;
        };
        Some(*flag)
    }

    fn number(&mut self, node: &Node, range: RangeInclusive<u32>) -> Option<u32> {
        if let Node::Number(number) = node
            && let Ok(number) = u32::try_from(*number)
            && range.contains(&number)
        {
            return Some(number);
        }
        let expected = format!("a number of {} to {}", range.start(), range.end());
        self.wrong(&expected, node);
        None
    }

    fn word<T: Copy>(&mut self, node: &Node, known: &Words<T>) -> Option<T> {
        if let Node::Text(text) = node
            && let Some((_, value)) = known.iter().find(|(word, _)| word == text)
        {
            return Some(*value);
        }
        self.wrong(&words(known), node);
        None
    }

    /// The values of an object by its keys; other keys, and those that stand twice, are said.
    fn object<'n, const N: usize>(
        &mut self,
        node: &'n Node,
        keys: &[&str; N],
    ) -> Option<[Option<&'n Node>; N]> {
        let Node::Object(entries) = node else {
            self.wrong("an object", node);
            return None;
        };
        let mut values = [None; N];
        for (key, value) in entries {
            let at = keys.iter().position(|known| known == key);
            self.at(key, |reader| match at.and_then(|at| values.get_mut(at)) {
                Some(place @ None) => *place = Some(value),
                Some(Some(_)) => {
                    let found = "it again".to_owned();
                    reader.say(SpecProblemKind::Duplicate, "each key once", found);
                }
                None => {
                    let expected = format!("one of the keys {}", keys.join(", "));
                    let found = "another".to_owned();
                    reader.say(SpecProblemKind::UnknownKey, &expected, found);
                }
            });
        }
        Some(values)
    }

    fn at<T>(&mut self, key: &str, inside: impl FnOnce(&mut Self) -> T) -> T {
        self.path
            .push(node::word(key).map_or_else(|| "?".to_owned(), escaped));
        let value = inside(self);
        self.path.pop();
        value
    }

    fn wrong(&mut self, expected: &str, node: &Node) {
        self.say(SpecProblemKind::Value, expected, node.said());
    }

    fn missing(&mut self, key: &str, expected: &str) {
        if self.complete {
            let found = "nothing".to_owned();
            self.at(key, |reader| {
                reader.say(SpecProblemKind::Missing, expected, found);
            });
        }
    }

    fn say(&mut self, kind: SpecProblemKind, expected: &str, found: String) {
        let path = self.pointer();
        self.collect(SpecProblem::new(kind, path, expected.to_owned(), found));
    }

    fn pointer(&self) -> String {
        let mut path = String::new();
        for key in &self.path {
            path.push('/');
            path.push_str(key);
        }
        path
    }

    fn collect(&mut self, problem: SpecProblem) {
        self.wrong += 1;
        if self.problems.len() < MAX_SPEC_PROBLEMS {
            self.problems.push(problem);
        }
    }
}

/// A decimal number of 1 to `most` in its one form.
fn number(name: &str, most: u8) -> Option<Key> {
    let number: u8 = name.parse().ok()?;
    let fine = (1..=most).contains(&number) && number.to_string() == name;
    fine.then_some(Key::Number(number))
}

/// A tag in the form of its layout, and what that form is.
fn tag(name: &str, form: TagForm) -> (Option<Key>, String) {
    let digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'A'..=b'F');
    let (sizes, expected) = match form {
        TagForm::Text { len, .. } => {
            let fine = name.len() == usize::from(len);
            let tag = Tag::from_text(name.bytes()).filter(|_| fine && len <= 4);
            let expected = format!("a tag of {len} printable characters");
            return (tag.map(Key::Tag), expected);
        }
        TagForm::Ber | TagForm::BerWith(_) => {
            (1..=4, "a tag of 1 to 4 bytes in upper-case hex".to_owned())
        }
        TagForm::Simple => (1..=1, "a tag of 2 digits of upper-case hex".to_owned()),
        TagForm::Bcd { len } => (len..=len, format!("a tag of {} digits", 2 * len)),
        TagForm::Binary { len } => (
            len..=len,
            format!("a tag of {} digits of upper-case hex", 2 * len),
        ),
    };
    let digits = !matches!(form, TagForm::Bcd { .. }) || name.bytes().all(|b| b.is_ascii_digit());
    let bytes: Option<Vec<u8>> = name
        .as_bytes()
        .chunks(2)
        .map(|pair| {
            let pair = core::str::from_utf8(pair).ok()?;
            let fine = pair.len() == 2 && pair.bytes().all(digit);
            u8::from_str_radix(pair, 16).ok().filter(|_| fine)
        })
        .collect();
    let bytes = bytes
        .filter(|bytes| digits && u8::try_from(bytes.len()).is_ok_and(|len| sizes.contains(&len)));
    (
        bytes.map(|bytes| Key::Tag(Tag::from_bytes(&bytes))),
        expected,
    )
}

fn words<T>(words: &Words<T>) -> String {
    let words: Vec<String> = words.iter().map(|(word, _)| quoted(word)).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

fn quoted(word: &str) -> String {
    format!("\"{word}\"")
}

/// A key in a JSON pointer.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
