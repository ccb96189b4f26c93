//! Statements in the canonical form, with a list of what that form could not hold.

use std::borrow::Cow;

use girokit_types::Statement;

/// What a format's file became: statements, and everything of the file that has no place in them.
///
/// Nothing is dropped silently: a field of the file is in a statement or in [`Converted::unmapped`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Converted {
    /// The statements, in the file's order.
    pub statements: Vec<Statement>,
    /// What no statement holds, in the file's order.
    pub unmapped: Vec<Unmapped>,
}

/// A field of a file that the canonical form has no place for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Unmapped {
    /// The line, from 1.
    pub line: u64,
    /// The field, by its name in the standard.
    pub field: Cow<'static, str>,
    /// Its content, as it stands in the file.
    pub value: Box<str>,
}

impl Unmapped {
    /// A field without a place.
    pub fn new(line: u64, field: impl Into<Cow<'static, str>>, value: &str) -> Self {
        Self {
            line,
            field: field.into(),
            value: value.into(),
        }
    }
}
