//! The values of a message for the summary, and what is wrong with them beyond their spec.

use std::fmt::{self, Write as _};

use girokit_iso8583::mti::Class;
use girokit_iso8583::spec::{Key, Sensitivity};
use girokit_iso8583::{FieldView, MessageView, emv};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

/// The fields by number: text, or an object of parts. An element that stands again is numbered: `01 #2`.
pub(crate) fn fields(view: &MessageView<'_>, secrets: bool) -> Value {
    if secrets {
        let keys = view.mti().class() == Class::NetworkManagement;
        return object(view.fields().map(|field| {
            let value = clear(&field, true, keys);
            (field.key().to_string(), value)
        }));
    }
    let object: Result<Numbered, _> = serde_json::from_str(&view.to_json());
    match object {
        Ok(Numbered(Value::Object(mut object))) => object.remove("fields").unwrap_or_default(),
        _ => Value::Null,
    }
}

/// An element unmasked. PIN blocks stay hidden, and what may be a key: the security control fields, and every secret of a message of
/// network management, which is how keys are exchanged.
fn clear(element: &FieldView<'_>, outer: bool, keys: bool) -> Value {
    let number = element.key().number().filter(|_| outer);
    let known = match element.key() {
        Key::Tag(tag) if !tag.is_text() => emv::find(tag).map(|field| field.sensitivity),
        _ => None,
    };
    let own = element.definition().sensitivity;
    let is = |rule| own == rule || known == Some(rule);
    if is(Sensitivity::Pin) || matches!(number, Some(52 | 53 | 96)) {
        return "[hidden]".into();
    }
    if keys && is(Sensitivity::Secret) {
        return "[hidden]".into();
    }
    if !element.is_composite() {
        return element.text().into();
    }
    object(element.elements().map(|part| match part {
        Ok(part) => (part.key().to_string(), clear(&part, false, keys)),
        Err(error) => ("$broken".to_owned(), error.to_string().into()),
    }))
}

fn object(entries: impl Iterator<Item = (String, Value)>) -> Value {
    let mut map = Map::new();
    for (key, value) in entries {
        insert(&mut map, key, value);
    }
    Value::Object(map)
}

/// Inserts under a number if the key stands already.
fn insert(map: &mut Map<String, Value>, key: String, value: Value) {
    if !map.contains_key(&key) {
        map.insert(key, value);
        return;
    }
    let mut nth = 2_usize;
    let mut numbered = format!("{key} #{nth}");
    while map.contains_key(&numbered) {
        nth += 1;
        numbered = format!("{key} #{nth}");
    }
    map.insert(numbered, value);
}

/// JSON in which a key that stands again is numbered, not lost.
struct Numbered(Value);

impl<'de> Deserialize<'de> for Numbered {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Values;
        impl<'de> Visitor<'de> for Values {
            type Value = Numbered;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or an object")
            }

            fn visit_bool<E>(self, flag: bool) -> Result<Numbered, E> {
                Ok(Numbered(flag.into()))
            }

            fn visit_str<E>(self, text: &str) -> Result<Numbered, E> {
                Ok(Numbered(text.into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Numbered, A::Error> {
                let mut map = Map::new();
                while let Some((key, Numbered(value))) = entries.next_entry()? {
                    insert(&mut map, key, value);
                }
                Ok(Numbered(Value::Object(map)))
            }
        }
        deserializer.deserialize_any(Values)
    }
}

/// Values for the page for people.
pub(crate) fn page(page: &mut String, fields: Option<&Value>) {
    let Some(Value::Object(fields)) = fields else {
        return;
    };
    let mut numbers: Vec<(u8, &Value)> = fields
        .iter()
        .filter_map(|(key, value)| Some((key.parse().ok()?, value)))
        .collect();
    numbers.sort_by_key(|(number, _)| *number);
    page.push_str("\n  unmasked\n");
    for (number, value) in numbers {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        let _ = writeln!(
            page,
            "  DE {number:<4} {}",
            crate::report::safe(&text, 1_000)
        );
    }
}

/// What is wrong beyond the spec: element, code, and why, without content.
pub(crate) fn beyond(view: &MessageView<'_>) -> Vec<(&'static str, &'static str, &'static str)> {
    let mut found = Vec::new();
    let version = view.spec().version;
    if version.is_some_and(|version| version != view.mti().version()) {
        let message = "expected the version of the spec, found another";
        found.push(("MTI", "version", message));
    }
    let text = |number| view.field(number).map(|field| field.text().into_owned());
    if text(2).is_some_and(|number| !luhn(&number)) {
        let message = "expected a card number with its check digit, found another";
        found.push(("DE 2", "check-digit", message));
    }
    if text(7).is_some_and(|time| !is_transmission_time(&time)) {
        let message = "expected a month, day, hour, minute and second, found other digits";
        found.push(("DE 7", "date", message));
    }
    found
}

/// Source: ISO/IEC 7812-1 annex B.
fn luhn(number: &str) -> bool {
    let sum = number.bytes().rev().zip([1_u32, 2].into_iter().cycle());
    let sum: u32 = sum
        .map(|(digit, weight)| {
            let weighted = u32::from(digit.saturating_sub(b'0')) * weight;
            weighted / 10 + weighted % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Source: ISO 8583 DE 7, `MMDDhhmmss`.
fn is_transmission_time(text: &str) -> bool {
    let part = |at: usize| -> Option<u8> { text.get(at..at + 2)?.parse().ok() };
    let bounds = [
        (0, 1..=12),
        (2, 1..=31),
        (4, 0..=23),
        (6, 0..=59),
        (8, 0..=59),
    ];
    bounds
        .into_iter()
        .all(|(at, bound)| part(at).is_some_and(|part| bound.contains(&part)))
}
