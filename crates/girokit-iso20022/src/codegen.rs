//! What generated code names. Not for use by hand: it may change with the generator.

pub use std::fmt;

use rust_decimal::Decimal;

pub use crate::any::{Detected, count_elements, detect, read_any, read_text};
pub use crate::debug::debug;
pub use crate::element::Element;
pub use crate::error::Error;
pub use crate::limits::Limits;
pub use crate::message::{Message, read_bounded};
pub use crate::pattern::{DEAD, Pattern};
pub use crate::schema::{
    Attribute, Base, CodePlace, Complex, Definition, Field, Node, NumberFacets, Place, Ref, Simple,
    Slot, UNBOUNDED, Value, Wildcard,
};
#[cfg(feature = "stream")]
pub use crate::stream::{Along, Streamed};
pub use crate::tree::{Many, Tree, View, Viewed};
pub use crate::value::{
    AnyXml, Binary, Boolean, Date, DateTime, ExternalCode, Month, Number, Text, Time, Year,
    YearMonth,
};

pub use crate::write::{document as write_any, validate as validate_any};

#[cfg(feature = "serde")]
pub use {
    crate::json::{deserialize, deserialize_any, serialize, serialize_any},
    serde,
};

pub use crate::{
    __any_message as any_message, __choice as choice, __code as code, __sequence as sequence,
    __streamed as streamed, __viewed as viewed,
};

/// Without the feature `stream` no message is streamed.
#[cfg(not(feature = "stream"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __streamed {
    ($($line:tt)*) => {};
}

/// A bound of a number: its digits, and how many of them stand behind the point, at most 28.
pub const fn decimal(digits: i64, scale: u32) -> Decimal {
    let size = digits.unsigned_abs();
    let low = (size & 0xFFFF_FFFF) as u32;
    Decimal::from_parts(low, (size >> 32) as u32, 0, digits < 0, scale)
}

/// The wire value of a closed code by its number.
pub fn code(ty: &'static Simple, index: usize) -> &'static str {
    match &ty.base {
        Base::Code(codes) => codes.get(index).copied().unwrap_or_default(),
        _ => "",
    }
}

/// The number of a closed code by its wire value.
pub fn code_index(ty: &'static Simple, code: &str) -> Option<usize> {
    match &ty.base {
        Base::Code(codes) => codes.binary_search(&code).ok(),
        _ => None,
    }
}

/// The glue of a struct: its table, and its fields by their numbers there.
#[doc(hidden)]
#[macro_export]
macro_rules! __sequence {
    ($name:ident, $table:path; $($at:literal $field:ident),*) => {
        impl $crate::codegen::Node for $name {
            fn schema(&self) -> &'static $crate::codegen::Complex {
                &$table
            }
            fn slot(&mut self, field: usize) -> $crate::codegen::Slot<'_> {
                match field {
                    $($at => $crate::codegen::Place::open(&mut self.$field),)*
                    _ => $crate::codegen::Slot::None,
                }
            }
            fn child(&self, field: usize, nth: usize) -> Option<$crate::codegen::Ref<'_>> {
                match field {
                    $($at => $crate::codegen::Place::nth(&self.$field, nth),)*
                    _ => None,
                }
            }
            fn present(&self) -> u128 {
                // What must occur always does, so that its terms are one constant.
                0 $(| u128::from($crate::codegen::Place::occurs(&self.$field)) << $at)*
            }
        }
        impl $crate::codegen::Value for $name {
            fn vacant() -> Self {
                Self { $($field: $crate::codegen::Place::absent()),* }
            }
            fn place(&mut self) -> $crate::codegen::Slot<'_> {
                $crate::codegen::Slot::Node(self)
            }
            fn view(&self) -> $crate::codegen::Ref<'_> {
                $crate::codegen::Ref::Node(self)
            }
        }
        $crate::__node!($name);
    };
}

/// The glue of a choice: its table, and its alternatives by their numbers there.
#[doc(hidden)]
#[macro_export]
macro_rules! __choice {
    ($name:ident, $table:path; $first_at:literal $first:ident $(, $at:literal $alternative:ident)*) => {
        impl $crate::codegen::Node for $name {
            fn schema(&self) -> &'static $crate::codegen::Complex {
                &$table
            }
            fn slot(&mut self, field: usize) -> $crate::codegen::Slot<'_> {
                match field {
                    $first_at => {
                        if !matches!(self, Self::$first(_)) {
                            *self = Self::$first($crate::codegen::Place::absent());
                        }
                        if let Self::$first(value) = self {
                            return $crate::codegen::Place::open(value);
                        }
                    }
                    $($at => {
                        if !matches!(self, Self::$alternative(_)) {
                            *self = Self::$alternative($crate::codegen::Place::absent());
                        }
                        if let Self::$alternative(value) = self {
                            return $crate::codegen::Place::open(value);
                        }
                    })*
                    _ => {}
                }
                $crate::codegen::Slot::None
            }
            fn child(&self, field: usize, nth: usize) -> Option<$crate::codegen::Ref<'_>> {
                match (self, field) {
                    (Self::$first(value), $first_at) => $crate::codegen::Place::nth(value, nth),
                    $((Self::$alternative(value), $at) => $crate::codegen::Place::nth(value, nth),)*
                    _ => None,
                }
            }
            fn present(&self) -> u128 {
                match self {
                    Self::$first(value) => u128::from($crate::codegen::Place::occurs(value)) << $first_at,
                    $(Self::$alternative(value) => u128::from($crate::codegen::Place::occurs(value)) << $at,)*
                }
            }
        }
        impl $crate::codegen::Value for $name {
            fn vacant() -> Self {
                Self::$first($crate::codegen::Place::absent())
            }
            fn place(&mut self) -> $crate::codegen::Slot<'_> {
                $crate::codegen::Slot::Node(self)
            }
            fn view(&self) -> $crate::codegen::Ref<'_> {
                $crate::codegen::Ref::Node(self)
            }
        }
        $crate::__node!($name);
    };
}

/// What structs and choices have in common.
#[doc(hidden)]
#[macro_export]
macro_rules! __node {
    ($name:ident) => {
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::codegen::debug(self, f)
            }
        }
        $crate::__serde!($name);
    };
}

/// serde's traits, for every generated type as soon as the runtime has them.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde {
    ($name:ident) => {
        impl $crate::codegen::serde::Serialize for $name {
            fn serialize<S: $crate::codegen::serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $crate::codegen::serialize(self, serializer)
            }
        }
        impl<'de> $crate::codegen::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::codegen::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::codegen::deserialize(deserializer)
            }
        }
    };
}

/// serde's traits for the enum over all messages.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde_any {
    ($($(#[$when:meta])? $variant:ident, $message:ty, $id:literal;)*) => {
        impl AnyMessage {
            fn vacant(id: &str) -> Option<Self> {
                Some(match id {
                    $(
                        $(#[$when])?
                        $id => Self::$variant(Box::new($crate::codegen::Value::vacant())),
                    )*
                    _ => return None,
                })
            }

            fn as_node_mut(&mut self) -> &mut dyn $crate::codegen::Node {
                match *self {
                    $(
                        $(#[$when])?
                        Self::$variant(ref mut m) => m.as_mut(),
                    )*
                }
            }
        }

        impl $crate::codegen::serde::Serialize for AnyMessage {
            fn serialize<S: $crate::codegen::serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $crate::codegen::serialize_any(self.definition(), self.as_node(), serializer)
            }
        }

        impl<'de> $crate::codegen::serde::Deserialize<'de> for AnyMessage {
            fn deserialize<D: $crate::codegen::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::codegen::deserialize_any(
                    deserializer,
                    Self::IDS,
                    Self::vacant,
                    Self::definition,
                    Self::as_node_mut,
                )
            }
        }
    };
}

/// Without serde there is nothing to implement.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde {
    ($name:ident) => {};
}

/// Without serde there is nothing to implement.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde_any {
    ($($any:tt)*) => {};
}

/// The glue of a closed list of codes: its table, and its variants in the order there.
#[doc(hidden)]
#[macro_export]
macro_rules! __code {
    ($name:ident, $table:path; $first:ident $(, $variant:ident)*) => {
        impl $name {
            /// All codes, in the order of their wire values.
            pub const ALL: &'static [Self] = &[Self::$first $(, Self::$variant)*];

            /// The code as it stands in a message.
            #[inline]
            pub fn as_str(self) -> &'static str {
                $crate::codegen::code(&$table, self as usize)
            }

            /// The code with this wire value.
            #[inline]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.get($crate::codegen::code_index(&$table, code)?).copied()
            }
        }
        impl $crate::codegen::Value for $name {
            fn vacant() -> Self {
                Self::$first
            }
            fn place(&mut self) -> $crate::codegen::Slot<'_> {
                $crate::codegen::Slot::Code(self)
            }
            fn view(&self) -> $crate::codegen::Ref<'_> {
                $crate::codegen::Ref::Code(self.as_str())
            }
        }
        impl $crate::codegen::CodePlace for $name {
            fn set(&mut self, index: usize) {
                if let Some(code) = Self::ALL.get(index) {
                    *self = *code;
                }
            }
        }
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

/// What the views have in common.
#[doc(hidden)]
#[macro_export]
macro_rules! __viewed {
    ($($name:ident),*) => {$(
        impl<'a> $crate::codegen::Viewed<'a> for $name<'a> {
            #[inline]
            fn view(view: $crate::codegen::View<'a>) -> Self {
                Self(view)
            }
        }
    )*};
}

/// The enum over all messages: of each its condition, variant, root type and id.
#[doc(hidden)]
#[macro_export]
macro_rules! __any_message {
    ($($(#[$when:meta])? $variant:ident, $message:ty, $id:literal;)*) => {
        /// A message of any type that is compiled in.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum AnyMessage {
            $(
                $(#[$when])?
                #[doc = concat!("`", $id, "`.")]
                $variant(Box<$message>),
            )*
        }

        impl AnyMessage {
            /// The ids of the messages that are compiled in.
            pub const IDS: &'static [&'static str] = &[$($(#[$when])? $id,)*];

            fn read(
                id: &str,
                source: &str,
                limits: &$crate::Limits,
            ) -> Option<Result<Self, $crate::Error>> {
                let _ = (source, limits);
                Some(match id {
                    $(
                        $(#[$when])?
                        $id => $crate::codegen::read_text::<$message>(source, limits)
                            .map(|m| Self::$variant(Box::new(m))),
                    )*
                    _ => return None,
                })
            }

            /// Looks at the root element only.
            ///
            /// # Errors
            /// If the bytes are not XML up to there.
            pub fn detect(xml: &[u8]) -> Result<$crate::Detected, $crate::Error> {
                $crate::codegen::detect(xml, &$crate::Limits::default())
            }

            /// Looks at the root element only.
            ///
            /// # Errors
            /// As [`detect`](Self::detect), and if a limit is passed.
            pub fn detect_with(
                xml: &[u8],
                limits: &$crate::Limits,
            ) -> Result<$crate::Detected, $crate::Error> {
                $crate::codegen::detect(xml, limits)
            }

            /// Reads and validates a message of any type that is compiled in, with the default limits.
            ///
            /// # Errors
            /// As `Message::from_xml`; `ErrorKind::UnknownMessage` if the type is not compiled in.
            pub fn from_xml(xml: &[u8]) -> Result<Self, $crate::Error> {
                Self::from_xml_with(xml, &$crate::Limits::default())
            }

            /// Reads and validates a message of any type that is compiled in.
            ///
            /// # Errors
            /// As [`from_xml`](Self::from_xml), and if a limit is passed.
            pub fn from_xml_with(xml: &[u8], limits: &$crate::Limits) -> Result<Self, $crate::Error> {
                $crate::codegen::read_any(xml, limits, Self::IDS, Self::read)
            }

            /// Reads a stream to its end, at most `Limits::max_bytes`, then as [`from_xml_with`](Self::from_xml_with).
            ///
            /// # Errors
            /// As [`from_xml_with`](Self::from_xml_with), and `ErrorKind::Io` if the stream fails.
            pub fn from_reader(
                reader: impl ::std::io::BufRead,
                limits: &$crate::Limits,
            ) -> Result<Self, $crate::Error> {
                Self::from_xml_with(&$crate::codegen::read_bounded(reader, limits)?, limits)
            }

            /// Validates and writes the message; see `Message::to_xml`.
            ///
            /// # Errors
            /// If the message breaks its schema.
            pub fn to_xml(&self) -> Result<String, $crate::Error> {
                let definition = self.definition();
                $crate::codegen::write_any(self.as_node(), definition.root, definition.namespace)
            }

            /// Validates the message in memory.
            ///
            /// # Errors
            /// All problems found.
            pub fn validate(&self) -> Result<(), $crate::Error> {
                $crate::codegen::validate_any(self.as_node(), self.definition().root)
            }

            /// The message's id, such as `pain.001.001.09`.
            pub fn id(&self) -> &'static str {
                self.definition().id
            }

            /// The root element, to read the message by tags.
            pub fn element(&self) -> $crate::Element<'_> {
                $crate::Element::root(self.definition().root, self.as_node())
            }

            /// The message as a tree that can be walked without knowing its type.
            pub fn as_node(&self) -> &dyn $crate::schema::Node {
                match *self {
                    $(
                        $(#[$when])?
                        Self::$variant(ref m) => m.as_ref(),
                    )*
                }
            }

            /// What is known of the message's type.
            pub fn definition(&self) -> &'static $crate::schema::Definition {
                match *self {
                    $(
                        $(#[$when])?
                        Self::$variant(_) => <$message as $crate::Message>::DEFINITION,
                    )*
                }
            }
        }

        $crate::__serde_any! { $($(#[$when])? $variant, $message, $id;)* }
    };
}
