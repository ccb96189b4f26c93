//! JSON as it stands in a spec: keys in their order, and those that stand twice.

use core::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::problem::{SpecProblem, SpecProblemKind};

/// A value of JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Null,
    Flag(bool),
    Number(u64),
    Text(String),
    Object(Vec<(String, Node)>),
    /// What no spec has anywhere: what it is.
    Other(&'static str),
}

impl Node {
    /// The value, if `json` is one and nests at most `depth` levels.
    pub(super) fn parse(json: &[u8], depth: usize) -> Result<Self, SpecProblem> {
        let mut reader = serde_json::Deserializer::from_slice(json);
        let node = Nested { depth }.deserialize(&mut reader);
        node.and_then(|node| reader.end().map(|()| node))
            .map_err(|error| syntax(&error))
    }

    /// What it is, for people; of a text only what looks like a word, so that a message read as a spec shows nothing.
    pub(super) fn said(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) if *number < 10_000_000 => number.to_string(),
            Self::Number(_) => "a number of more digits".to_owned(),
            Self::Text(text) => word(text).map_or_else(
                || format!("a text of {} characters", text.chars().count()),
                |word| format!("\"{word}\""),
            ),
            Self::Object(_) => "an object".to_owned(),
            Self::Other(what) => (*what).to_owned(),
        }
    }
}

/// The text, if it can be nothing but a word or a short number.
pub(super) fn word(text: &str) -> Option<&str> {
    let printed = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (printed && text.len() <= 24 && digits < 8).then_some(text)
}

fn syntax(error: &serde_json::Error) -> SpecProblem {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let said = error.to_string();
    let said = said.strip_suffix(&place).unwrap_or(&said);
    // Only our own visitor makes errors of data, and only of one sort.
    let kind = if error.is_data() {
        SpecProblemKind::Limit
    } else {
        SpecProblemKind::Syntax
    };
    SpecProblem::new(
        kind,
        String::new(),
        "a spec in JSON".to_owned(),
        said.to_owned(),
    )
    .with_place(error.line(), error.column())
}

struct Nested {
    /// How many levels may be entered yet.
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Nested {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Nested {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Node, E> {
        Ok(Node::Flag(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(Node::Number(number))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Node, E> {
        Ok(Node::Other("a number below 0"))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Other(
            "a number with a fraction or exponent, or a huge one",
        ))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Node::Other("a list"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let depth = self
            .depth
            .checked_sub(1)
            .ok_or_else(|| A::Error::custom("objects that nest deeper than the limit"))?;
        let mut entries = Vec::new();
        while let Some(key) = map.next_key()? {
            entries.push((key, map.next_value_seed(Nested { depth })?));
        }
        Ok(Node::Object(entries))
    }
}
