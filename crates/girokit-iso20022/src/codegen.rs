//! What generated code names. Not for use by hand: it may change with the generator.

pub use std::fmt;

pub use crate::any::{Detected, count_elements, detect, read_any};
pub use crate::debug::debug;
pub use crate::element::Element;
pub use crate::error::Error;
#[cfg(feature = "serde")]
pub use crate::json::{deserialize, serialize};
pub use crate::limits::Limits;
pub use crate::message::{Message, read_bounded};
pub use crate::pattern::{DEAD, Pattern};
pub use crate::schema::{
    Attribute, Base, CodePlace, Complex, Definition, Field, Node, NumberFacets, Place, Ref, Simple,
    Slot, UNBOUNDED, Value, Wildcard,
};
pub use crate::value::{
    AnyXml, Binary, Boolean, Date, DateTime, ExternalCode, Month, Number, Text, Time, Year,
    YearMonth,
};

pub use crate::write::{document as write_any, validate as validate_any};

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
