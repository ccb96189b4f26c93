//! How each type is represented in Rust, and which fields need a box.

use std::collections::{BTreeMap, BTreeSet};

use crate::Error;
use crate::xsd::{ComplexType, Particle, Schema, SimpleType};

/// The representation of a simple type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scalar {
    Binary,
    Boolean,
    Code,
    Date,
    DateTime,
    ExternalCode,
    Month,
    Number,
    Text,
    Time,
    Year,
    YearMonth,
}

impl Scalar {
    /// The runtime's type, `None` for a closed code, which has a type of its own.
    pub(crate) fn rust(self) -> Option<&'static str> {
        Some(match self {
            Self::Binary => "Binary",
            Self::Boolean => "Boolean",
            Self::Code => return None,
            Self::Date => "Date",
            Self::DateTime => "DateTime",
            Self::ExternalCode => "ExternalCode",
            Self::Month => "Month",
            Self::Number => "Number",
            Self::Text => "Text",
            Self::Time => "Time",
            Self::Year => "Year",
            Self::YearMonth => "YearMonth",
        })
    }
}

/// A simple type with its chain of restrictions resolved to a built-in base.
pub(crate) fn resolve(schema: &Schema, name: &str) -> Result<SimpleType, Error> {
    let mut ty = schema.simple.get(name).cloned().ok_or_else(|| {
        Error::new(format!(
            "the schema does not define the simple type {name:?}"
        ))
    })?;
    let mut seen = BTreeSet::new();
    while !is_builtin(&ty.base) {
        if !seen.insert(ty.base.clone()) {
            return Err(Error::new(format!(
                "the simple type {name:?} restricts itself"
            )));
        }
        let Some(base) = schema.simple.get(&ty.base) else {
            return Err(Error::new(format!(
                "the simple type {name:?} restricts {:?}, which the schema does not define",
                ty.base
            )));
        };
        if !base.patterns.is_empty() && !ty.patterns.is_empty() {
            return Err(Error::new(format!(
                "the simple type {name:?} adds a pattern to that of {:?}",
                ty.base
            )));
        }
        if ty.codes.is_empty() {
            ty.codes.clone_from(&base.codes);
        } else if !base.codes.is_empty() {
            ty.codes.retain(|code| base.codes.contains(code));
        }
        if ty.patterns.is_empty() {
            ty.patterns.clone_from(&base.patterns);
        }
        for (facet, value) in &base.facets {
            ty.facets
                .entry(facet.clone())
                .or_insert_with(|| value.clone());
        }
        ty.base.clone_from(&base.base);
    }
    if !ty.codes.is_empty() {
        let bound = |facet: &str| ty.facets.get(facet).and_then(|v| v.parse::<usize>().ok());
        let (min, max) = (bound("minLength"), bound("maxLength"));
        ty.codes.retain(|code| {
            let length = code.chars().count();
            min.is_none_or(|min| length >= min) && max.is_none_or(|max| length <= max)
        });
        if ty.codes.is_empty() {
            return Err(Error::new(format!(
                "no code of the simple type {name:?} keeps its other facets"
            )));
        }
    }
    Ok(ty)
}

fn is_builtin(name: &str) -> bool {
    name.starts_with("xs:")
}

/// The representation of a resolved simple type.
pub(crate) fn scalar(name: &str, ty: &SimpleType) -> Result<Scalar, Error> {
    let base = ty.base.split_once(':').map_or("", |(_, local)| local);
    Ok(match base {
        "string" | "normalizedString" | "token" if !ty.codes.is_empty() => Scalar::Code,
        "string" if name.starts_with("External") && name.contains("Code") => Scalar::ExternalCode,
        "string" => Scalar::Text,
        "decimal" => Scalar::Number,
        "boolean" => Scalar::Boolean,
        "date" => Scalar::Date,
        "dateTime" => Scalar::DateTime,
        "time" => Scalar::Time,
        "gYear" => Scalar::Year,
        "gYearMonth" => Scalar::YearMonth,
        "gMonth" => Scalar::Month,
        "base64Binary" => Scalar::Binary,
        _ => {
            return Err(Error::new(format!(
                "the simple type {name:?} restricts {}, which is not supported",
                ty.base
            )));
        }
    })
}

/// Which complex types stand boxed where they are optional or an alternative: sequences, which are large. Choices and simple
/// content are small and stand inline, unless they hold themselves.
#[derive(Debug)]
pub(crate) struct Boxes {
    cyclic: BTreeSet<String>,
}

impl Boxes {
    pub(crate) fn new(schema: &Schema) -> Self {
        let inline: BTreeMap<&str, Vec<&str>> = schema
            .complex
            .iter()
            .map(|(name, ty)| (name.as_str(), inline_uses(schema, ty)))
            .collect();
        let cyclic = inline
            .keys()
            .filter(|name| reaches_itself(&inline, name))
            .map(|n| (*n).to_owned())
            .collect();
        Self { cyclic }
    }

    /// Whether a field of this complex type is a `Box`. `required` means that it always occurs.
    pub(crate) fn is_boxed(&self, schema: &Schema, ty: &str, required: bool) -> bool {
        let sequence = matches!(schema.complex.get(ty), Some(ComplexType::Sequence(_)));
        (sequence && !required) || self.cyclic.contains(ty)
    }
}

/// The complex types that a type holds inline.
fn inline_uses<'a>(schema: &'a Schema, ty: &'a ComplexType) -> Vec<&'a str> {
    let (particles, choice) = match ty {
        ComplexType::Choice(particles) => (particles, true),
        ComplexType::Sequence(particles) => (particles, false),
        ComplexType::Simple { .. } => return Vec::new(),
    };
    let mut used = Vec::new();
    let mut push = |particle: &'a Particle, choice: bool| {
        if let Particle::Element {
            ty, min, max: 1, ..
        } = particle
        {
            let sequence = matches!(schema.complex.get(ty), Some(ComplexType::Sequence(_)));
            if schema.complex.contains_key(ty) && !(sequence && (choice || *min == 0)) {
                used.push(ty.as_str());
            }
        }
    };
    for particle in particles {
        match particle {
            Particle::Choice(inner) => inner.iter().for_each(|p| push(p, true)),
            _ => push(particle, choice),
        }
    }
    used
}

fn reaches_itself(edges: &BTreeMap<&str, Vec<&str>>, from: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&str> = edges.get(from).cloned().unwrap_or_default();
    while let Some(next) = open.pop() {
        if next == from {
            return true;
        }
        if seen.insert(next) {
            open.extend(edges.get(next).into_iter().flatten());
        }
    }
    false
}
