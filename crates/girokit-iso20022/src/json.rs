//! JSON and every other serde format, by the tables: tags are keys, decimals and dates are strings, so that no digit is lost.
//!
//! An element that may repeat is an array. An element with attributes is an object with the attributes under their names and
//! the value under `value`. What does not fit the schema is refused on the way in by the same checks as XML.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::check;
use crate::schema::{Complex, Content, Field, Kind, Node, Ref, Simple, Slot, Value};
use crate::value::AnyXml;
use crate::write::{self, lexical};

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
            map.serialize_entry("value", &Shown(value))?;
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
    if field.tag.is_empty() {
        "any"
    } else {
        field.tag
    }
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
            Ref::Boolean(value) => serializer.serialize_bool(value.value()),
            value => lexical(value, |text| serializer.serialize_str(text)),
        }
    }
}

/// Deserializes a value by its table and validates it.
///
/// # Errors
/// Those of the deserializer, and the first things that break the schema.
pub fn deserialize<'de, T: Node + Value, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let mut value = T::vacant();
    fill(&mut value, deserializer)?;
    Ok(value)
}

/// Deserializes into an empty value by its table and validates it.
pub(crate) fn fill<'de, D: Deserializer<'de>>(
    node: &mut dyn Node,
    deserializer: D,
) -> Result<(), D::Error> {
    NodeSeed { node, depth: 0 }.deserialize(deserializer)?;
    write::validate(node, node.schema().name).map_err(D::Error::custom)
}

struct NodeSeed<'a> {
    node: &'a mut dyn Node,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for NodeSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.depth >= crate::limits::MAX_DEPTH {
            return Err(D::Error::custom("nested too deep"));
        }
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for NodeSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object for {}", self.node.schema().name)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let schema = self.node.schema();
        let mut seen: Vec<String> = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            if seen.contains(&name) {
                return Err(A::Error::custom(format_args!(
                    "{}: key {name:?} twice",
                    schema.name
                )));
            }
            let Some(target) = Target::find(schema, &name) else {
                map.next_value::<IgnoredAny>()?;
                return Err(A::Error::custom(format_args!(
                    "{}: unknown key {name:?}",
                    schema.name
                )));
            };
            let (node, depth) = (&mut *self.node, self.depth);
            map.next_value_seed(TargetSeed {
                target,
                node,
                depth,
            })?;
            seen.push(name);
        }
        missing(schema, &seen).map_err(A::Error::custom)
    }
}

/// Refuses an object that lacks what the schema demands, since a placeholder stands there.
fn missing(schema: &'static Complex, seen: &[String]) -> Result<(), String> {
    let has = |name: &str| seen.iter().any(|s| s == name);
    let lacks = |name: &str| Err(format!("{}: key {name:?} is missing", schema.name));
    for attribute in schema.attributes {
        if attribute.required && !has(attribute.name) {
            return lacks(attribute.name);
        }
    }
    match schema.content {
        Content::Simple(_) if !has("value") => lacks("value"),
        Content::Simple(_) => Ok(()),
        Content::Choice => match seen {
            [_] => Ok(()),
            _ => Err(format!(
                "{}: expected exactly one key, found {}",
                schema.name,
                seen.len()
            )),
        },
        Content::Sequence => {
            for field in schema.fields.iter().filter(|f| f.min > 0) {
                match &field.kind {
                    Kind::Group(group) => {
                        match group.fields.iter().filter(|f| has(f.tag)).count() {
                            1 => {}
                            count => {
                                return Err(format!(
                                    "{}: expected one alternative, found {count}",
                                    schema.name
                                ));
                            }
                        }
                    }
                    _ if !has(key(field)) => return lacks(key(field)),
                    _ => {}
                }
            }
            Ok(())
        }
    }
}

/// Where the value of a key goes.
#[derive(Clone, Copy)]
enum Target {
    Field {
        index: usize,
        field: &'static Field,
    },
    Alternative {
        index: usize,
        alternative: usize,
        field: &'static Field,
    },
    Scalar {
        index: usize,
        ty: &'static Simple,
    },
}

impl Target {
    fn find(schema: &'static Complex, name: &str) -> Option<Self> {
        if let Content::Simple(ty) = schema.content {
            if name == "value" {
                return Some(Self::Scalar { index: 0, ty });
            }
            let at = schema.attributes.iter().position(|a| a.name == name)?;
            return schema.attributes.get(at).map(|a| Self::Scalar {
                index: 1 + at,
                ty: a.ty,
            });
        }
        schema
            .fields
            .iter()
            .enumerate()
            .find_map(|(index, field)| match &field.kind {
                Kind::Group(group) => {
                    let alternative = group.fields.iter().position(|f| f.tag == name)?;
                    let field = group.fields.get(alternative)?;
                    Some(Self::Alternative {
                        index,
                        alternative,
                        field,
                    })
                }
                _ => (key(field) == name).then_some(Self::Field { index, field }),
            })
    }

    fn field(self) -> Option<&'static Field> {
        match self {
            Self::Field { field, .. } | Self::Alternative { field, .. } => Some(field),
            Self::Scalar { .. } => None,
        }
    }

    /// Makes room for one more value and hands it to `with`.
    fn open<R>(self, node: &mut dyn Node, with: impl FnOnce(Slot<'_>) -> R) -> R {
        match self {
            Self::Field { index, .. } | Self::Scalar { index, .. } => with(node.slot(index)),
            Self::Alternative {
                index, alternative, ..
            } => match node.slot(index) {
                Slot::Node(choice) => with(choice.slot(alternative)),
                _ => with(Slot::None),
            },
        }
    }
}

struct TargetSeed<'a> {
    target: Target,
    node: &'a mut dyn Node,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for TargetSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.target.field().is_some_and(|f| f.max > 1) {
            return deserializer.deserialize_seq(self);
        }
        one(self.target, self.node, self.depth, deserializer)
    }
}

impl<'de> Visitor<'de> for TargetSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Self {
            target,
            node,
            depth,
        } = self;
        while seq
            .next_element_seed(OneSeed {
                target,
                node: &mut *node,
                depth,
            })?
            .is_some()
        {}
        Ok(())
    }
}

struct OneSeed<'a> {
    target: Target,
    node: &'a mut dyn Node,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for OneSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        one(self.target, self.node, self.depth, deserializer)
    }
}

fn one<'de, D: Deserializer<'de>>(
    target: Target,
    node: &mut dyn Node,
    depth: usize,
    deserializer: D,
) -> Result<(), D::Error> {
    let simple = match target {
        Target::Scalar { ty, .. } => Some(ty),
        Target::Field { field, .. } | Target::Alternative { field, .. } => match &field.kind {
            Kind::Simple(ty) => Some(*ty),
            _ => None,
        },
    };
    target.open(node, |slot| match (slot, simple) {
        (Slot::Node(inner), _) => NodeSeed {
            node: inner,
            depth: depth + 1,
        }
        .deserialize(deserializer),
        (Slot::Any(any), _) => {
            *any = deserializer.deserialize_string(AnyVisitor)?;
            Ok(())
        }
        (slot, Some(simple)) => deserializer.deserialize_any(ScalarVisitor { slot, simple }),
        (_, None) => Err(D::Error::custom("a table that does not fit")),
    })
}

struct ScalarVisitor<'a> {
    slot: Slot<'a>,
    simple: &'static Simple,
}

impl Visitor<'_> for ScalarVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a string for {}", self.simple.name)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<(), E> {
        self.visit_str(if value { "true" } else { "false" })
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        check::store(self.slot, self.simple, text).map_err(|fault| {
            E::custom(format_args!(
                "{}: expected {}, found {}",
                fault.code, fault.expected, fault.found
            ))
        })
    }
}

struct AnyVisitor;

impl Visitor<'_> for AnyVisitor {
    type Value = AnyXml;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an XML element as a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<AnyXml, E> {
        crate::any::fragment(text).map_err(E::custom)
    }
}
