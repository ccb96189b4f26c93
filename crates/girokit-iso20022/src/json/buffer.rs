//! What stands before the key that says how to read it.

use std::fmt;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use std::marker::PhantomData;

use super::Trail;
use super::read::refused;
use crate::limits::MAX_DEPTH;

/// A value of the kinds that messages have: strings, arrays, objects.
#[derive(Debug)]
pub(super) enum Buffer {
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
    Text(String),
}

/// Arrays nest inside elements once at most, so that this bounds the depth of every message.
const MAX_NESTED: usize = 2 * MAX_DEPTH;

#[derive(Clone, Copy)]
pub(super) struct BufferSeed<'a> {
    trail: Trail<'a>,
    depth: usize,
}

impl<'a> BufferSeed<'a> {
    pub(super) fn new(trail: Trail<'a>) -> Self {
        Self { trail, depth: 0 }
    }

    fn deeper<E: Error>(self) -> Result<Self, E> {
        if self.depth >= MAX_NESTED {
            return Err(refused(&self.trail, "at most 96 nested elements", "more"));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }
}

impl<'de> DeserializeSeed<'de> for BufferSeed<'_> {
    type Value = Buffer;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Buffer, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for BufferSeed<'_> {
    type Value = Buffer;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a string, an array or an object below {}", self.trail)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Buffer, E> {
        Ok(Buffer::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Buffer, A::Error> {
        let deeper = self.deeper()?;
        let mut list = Vec::new();
        while let Some(value) = seq.next_element_seed(deeper)? {
            list.push(value);
        }
        Ok(Buffer::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Buffer, A::Error> {
        let deeper = self.deeper()?;
        let mut object = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            object.push((key, map.next_value_seed(deeper)?));
        }
        Ok(Buffer::Object(object))
    }
}

/// A [`Buffer`] as a deserializer.
pub(super) struct Buffered<E>(Buffer, PhantomData<E>);

impl<E: Error> IntoDeserializer<'_, E> for Buffer {
    type Deserializer = Buffered<E>;

    fn into_deserializer(self) -> Buffered<E> {
        Buffered(self, PhantomData)
    }
}

impl<'de, E: Error> Deserializer<'de> for Buffered<E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.0 {
            Buffer::Text(text) => visitor.visit_string(text),
            Buffer::List(list) => visitor.visit_seq(SeqDeserializer::new(list.into_iter())),
            Buffer::Object(object) => visitor.visit_map(MapDeserializer::new(object.into_iter())),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
