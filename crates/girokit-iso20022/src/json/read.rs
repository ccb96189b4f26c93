//! Reading by the tables.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor,
};

use super::{ANY, Instance, Trail, VALUE, any, key};
use crate::check;
use crate::limits::MAX_DEPTH;
use crate::message::Message;
use crate::read::clip;
use crate::schema::{Complex, Content, Field, Kind, Node, Simple, Slot, Value};
use crate::value::AnyXml;
use crate::write;

/// Deserializes a value by its table and validates it.
///
/// # Errors
/// Those of the deserializer, and the first thing that breaks the schema or the convention.
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
    let tag = node.schema().name;
    let trail = Trail::root(tag);
    let seed = NodeSeed {
        node: &mut *node,
        trail,
    };
    seed.deserialize(deserializer)?;
    write::validate(node, tag).map_err(D::Error::custom)
}

impl<'de, T: Message> Deserialize<'de> for Instance<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let found = any::deserialize_any(
            deserializer,
            &[T::ID],
            |id| (id == T::ID).then(T::vacant),
            |_| T::DEFINITION,
            |message| message,
        )?;
        Ok(Self(found))
    }
}

/// Reads an object into a node.
pub(super) struct NodeSeed<'a> {
    pub(super) node: &'a mut dyn Node,
    pub(super) trail: Trail<'a>,
}

impl<'de> DeserializeSeed<'de> for NodeSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NodeSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object at {}", self.trail)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { node, trail } = self;
        if trail.depth() > MAX_DEPTH {
            return Err(refused(&trail, "at most 96 nested elements", "more"));
        }
        let schema = node.schema();
        let mut seen: Vec<&'static str> = Vec::new();
        while let Some(name) = map.next_key_seed(KeySeed(PhantomData))? {
            let Some(target) = Target::find(schema, &name) else {
                let found = format!("the key {:?}", clip(&name));
                return Err(refused(&trail, &keys(schema), &found));
            };
            let name = target.name();
            if seen.contains(&name) {
                return Err(refused(&trail.step(name), "one key", "the key twice"));
            }
            seen.push(name);
            let trail = trail.step(name);
            map.next_value_seed(TargetSeed {
                target,
                node: &mut *node,
                trail,
            })?;
        }
        missing(schema, &seen).map_err(|(expected, found)| refused(&trail, &expected, &found))
    }
}

/// An error with its path.
#[cold]
pub(super) fn refused<E: Error>(trail: &Trail<'_>, expected: &str, found: &str) -> E {
    E::custom(format_args!("{trail}: expected {expected}, found {found}"))
}

/// A key: a string, borrowed if it can be.
pub(super) struct KeySeed<'de>(pub(super) PhantomData<&'de ()>);

impl<'de> DeserializeSeed<'de> for KeySeed<'de> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        String::deserialize(deserializer)
    }
}

/// The keys that a type has, for an error.
fn keys(schema: &'static Complex) -> String {
    let mut names = Vec::new();
    if let Content::Simple(_) = schema.content {
        names.push(VALUE);
    }
    for field in schema.fields {
        match &field.kind {
            Kind::Group(group) => names.extend(group.fields.iter().map(key)),
            _ => names.push(key(field)),
        }
    }
    names.extend(schema.attributes.iter().map(|a| a.name));
    format!("one of {}", names.join(", "))
}

/// Refuses an object that lacks what the schema demands, since a placeholder stands there.
fn missing(schema: &'static Complex, seen: &[&'static str]) -> Result<(), (String, String)> {
    let lacks = |name: &str| Err((format!("the key {name:?}"), "none".to_owned()));
    for attribute in schema.attributes {
        if attribute.required && !seen.contains(&attribute.name) {
            return lacks(attribute.name);
        }
    }
    match schema.content {
        Content::Simple(_) if !seen.contains(&VALUE) => lacks(VALUE),
        Content::Simple(_) => Ok(()),
        Content::Choice => one_of(schema, true, seen),
        Content::Sequence => {
            for field in schema.fields {
                match &field.kind {
                    Kind::Group(group) => one_of(group, field.min > 0, seen)?,
                    _ if field.min > 0 && !seen.contains(&key(field)) => return lacks(key(field)),
                    _ => {}
                }
            }
            Ok(())
        }
    }
}

/// Demands one alternative of a choice.
fn one_of(
    choice: &'static Complex,
    required: bool,
    seen: &[&'static str],
) -> Result<(), (String, String)> {
    let taken = choice.fields.iter().filter(|f| seen.contains(&key(f)));
    match taken.count() {
        1 => Ok(()),
        0 if !required || choice.fields.iter().any(|f| f.min == 0) => Ok(()),
        count => {
            let names: Vec<_> = choice.fields.iter().map(key).collect();
            Err((
                format!("exactly one of {}", names.join(", ")),
                count.to_string(),
            ))
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
        name: &'static str,
        ty: &'static Simple,
    },
}

impl Target {
    fn find(schema: &'static Complex, name: &str) -> Option<Self> {
        let base = if let Content::Simple(ty) = schema.content {
            if name == VALUE {
                let name = VALUE;
                return Some(Self::Scalar { index: 0, name, ty });
            }
            1
        } else {
            schema.fields.len()
        };
        let attribute = schema.attributes.iter().position(|a| a.name == name);
        if let Some((at, attribute)) =
            attribute.and_then(|at| Some((at, schema.attributes.get(at)?)))
        {
            return Some(Self::Scalar {
                index: base + at,
                name: attribute.name,
                ty: attribute.ty,
            });
        }
        schema
            .fields
            .iter()
            .enumerate()
            .find_map(|(index, field)| match &field.kind {
                Kind::Group(group) => {
                    let alternative = group.fields.iter().position(|f| key(f) == name)?;
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

    fn name(self) -> &'static str {
        match self {
            Self::Field { field, .. } | Self::Alternative { field, .. } => key(field),
            Self::Scalar { name, .. } => name,
        }
    }

    /// How often it may occur.
    fn max(self) -> u32 {
        match self {
            Self::Field { field, .. } | Self::Alternative { field, .. } => field.max,
            Self::Scalar { .. } => 1,
        }
    }

    fn simple(self) -> Option<&'static Simple> {
        match self {
            Self::Scalar { ty, .. } => Some(ty),
            Self::Field { field, .. } | Self::Alternative { field, .. } => match &field.kind {
                Kind::Simple(ty) => Some(ty),
                _ => None,
            },
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

/// Reads what stands at a key: one value, or an array of them.
struct TargetSeed<'a> {
    target: Target,
    node: &'a mut dyn Node,
    trail: Trail<'a>,
}

impl<'de> DeserializeSeed<'de> for TargetSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl TargetSeed<'_> {
    /// Whether an array may stand here. In an array, none may.
    fn repeats(&self) -> bool {
        self.target.max() > 1 && self.trail.nth == 0
    }
}

impl<'de> Visitor<'de> for TargetSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let array = if self.repeats() { " or an array" } else { "" };
        match (self.target.simple(), self.target.name()) {
            (Some(ty), _) => write!(f, "a string for {}{array} at {}", ty.name, self.trail),
            (None, ANY) => write!(f, "an XML element as a string{array} at {}", self.trail),
            (None, _) => write!(f, "an object{array} at {}", self.trail),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let Self {
            target,
            node,
            trail,
        } = self;
        let expected = Self {
            target,
            node,
            trail,
        };
        if target.simple().is_some() || target.name() == ANY {
            return Err(A::Error::invalid_type(Unexpected::Map, &expected));
        }
        target.open(expected.node, |slot| match slot {
            Slot::Node(node) => NodeSeed { node, trail }.visit_map(map),
            _ => Err(refused(&trail, "a table that fits", "another")),
        })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        let Self {
            target,
            node,
            trail,
        } = self;
        let simple = target.simple();
        target.open(node, |slot| match (slot, simple) {
            (Slot::Any(any), _) => match AnyXml::parse(text) {
                Ok(xml) => {
                    *any = xml;
                    Ok(())
                }
                Err(error) => Err(refused(&trail, "an XML element", &error.to_string())),
            },
            (slot, Some(simple)) => check::store(slot, simple, text)
                .map_err(|fault| refused(&trail, &fault.expected, &fault.found)),
            (_, None) => Err(refused(&trail, "an object", "a string")),
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        if !self.repeats() {
            return Err(A::Error::invalid_type(Unexpected::Seq, &self));
        }
        let Self {
            target,
            node,
            trail,
        } = self;
        let mut item = trail;
        loop {
            item.nth = item.nth.saturating_add(1);
            let next = seq.next_element_seed(ItemSeed(TargetSeed {
                target,
                node: &mut *node,
                trail: item,
            }))?;
            if next.is_none() {
                break;
            }
        }
        if item.nth == 1 {
            return Err(refused(&trail, "at least one value", "an empty array"));
        }
        Ok(())
    }
}

/// One value of an array; refuses the first one too many before it is kept.
struct ItemSeed<'a>(TargetSeed<'a>);

impl<'de> DeserializeSeed<'de> for ItemSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let max = self.0.target.max();
        if self.0.trail.nth > max {
            return Err(refused(&self.0.trail, &format!("at most {max}"), "more"));
        }
        self.0.deserialize(deserializer)
    }
}
