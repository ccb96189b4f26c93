//! A message with its root, and the key that names it.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, Unexpected, Visitor,
};

use super::buffer::{Buffer, BufferSeed};
use super::read::{KeySeed, NodeSeed, refused};
use super::{NAMESPACE, PREFIX, Trail};
use crate::read::clip;
use crate::schema::{Definition, Node};
use crate::write;

/// Deserializes a message that is named beside its root, or is the only one that it can be.
///
/// `vacant` makes room for the message of an id, `definition` and `node` know it.
///
/// # Errors
/// Those of the deserializer, and the first thing that breaks the schema or the convention.
pub fn deserialize_any<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    ids: &'static [&'static str],
    vacant: fn(&str) -> Option<T>,
    definition: fn(&T) -> &'static Definition,
    node: fn(&mut T) -> &mut dyn Node,
) -> Result<T, D::Error> {
    let root = Root {
        ids,
        vacant,
        definition,
        node,
    };
    deserializer.deserialize_map(root)
}

struct Root<T> {
    ids: &'static [&'static str],
    vacant: fn(&str) -> Option<T>,
    definition: fn(&T) -> &'static Definition,
    node: fn(&mut T) -> &mut dyn Node,
}

impl<T> Root<T> {
    /// Makes room for the message of this id.
    fn make<E: Error>(&self, id: &str) -> Result<T, E> {
        (self.vacant)(id).ok_or_else(|| {
            let known = match self.ids {
                [only] => (*only).to_owned(),
                ids => format!("one of the {} messages that are compiled in", ids.len()),
            };
            refused(&Trail::root(NAMESPACE), &known, &format!("{:?}", clip(id)))
        })
    }

    /// Reads the content of the root element.
    fn fill<'de, D: Deserializer<'de>>(
        &self,
        message: &mut T,
        tag: &str,
        deserializer: D,
    ) -> Result<(), D::Error> {
        let expected = (self.definition)(message).root;
        if tag != expected {
            let expected = format!("the key {expected:?}");
            let found = format!("the key {:?}", clip(tag));
            return Err(refused(&Trail::root(clip(tag)), &expected, &found));
        }
        let node = (self.node)(message);
        let trail = Trail::root(expected);
        NodeSeed { node, trail }.deserialize(deserializer)
    }
}

impl<'de, T> Visitor<'de> for Root<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the root element")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let only = match self.ids {
            [id] => Some(self.make::<A::Error>(id)?),
            _ => None,
        };
        let mut named = false;
        let mut message = only;
        // The root, if it stands before its name.
        let mut early: Option<(String, Buffer)> = None;
        let mut filled = false;
        while let Some(key) = map.next_key_seed(KeySeed(PhantomData))? {
            if key == NAMESPACE {
                if named {
                    return Err(refused(&Trail::root(NAMESPACE), "one key", "the key twice"));
                }
                named = true;
                let id = map.next_value_seed(NameSeed)?;
                let made = self.make::<A::Error>(&id)?;
                message.get_or_insert(made);
            } else if filled || early.is_some() {
                let found = format!("the key {:?}", clip(&key));
                return Err(refused(
                    &Trail::root(clip(&key)),
                    "one root element",
                    &found,
                ));
            } else if let Some(message) = &mut message {
                filled = true;
                map.next_value_seed(FillSeed(&self, message, &key))?;
            } else {
                let buffer = map.next_value_seed(BufferSeed::new(Trail::root(clip(&key))))?;
                early = Some((key, buffer));
            }
        }
        let Some(mut message) = message else {
            return Err(refused(&Trail::root(NAMESPACE), "the key", "none"));
        };
        if let Some((tag, buffer)) = early {
            self.fill(&mut message, &tag, buffer.into_deserializer())?;
        } else if !filled {
            let root = (self.definition)(&message).root;
            return Err(refused(&Trail::root(root), "the key", "none"));
        }
        let root = (self.definition)(&message).root;
        write::validate((self.node)(&mut message), root).map_err(A::Error::custom)?;
        Ok(message)
    }
}

struct FillSeed<'a, T>(&'a Root<T>, &'a mut T, &'a str);

impl<'de, T> DeserializeSeed<'de> for FillSeed<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.fill(self.1, self.2, deserializer)
    }
}

/// The id in the value of `@xmlns`.
struct NameSeed;

impl<'de> DeserializeSeed<'de> for NameSeed {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NameSeed {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "a string {PREFIX:?} and the message's id at /{NAMESPACE}"
        )
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        match text.strip_prefix(PREFIX) {
            Some(id) => Ok(id.to_owned()),
            None => Err(E::invalid_value(Unexpected::Str(clip(text)), &self)),
        }
    }
}
