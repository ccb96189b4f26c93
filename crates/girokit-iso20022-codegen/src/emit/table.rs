//! The tables.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::item::nested_choice;
use super::{Context, preamble};
use crate::layout::{Scalar, resolve, scalar};
use crate::xsd::{ComplexType, Particle, SimpleType};
use crate::{Error, File, Options, names, pattern};

impl Context<'_> {
    pub(super) fn tables<'n>(&mut self, types: impl Iterator<Item = &'n str>) -> Result<(), Error> {
        let mut statics = String::new();
        for name in types {
            let rust = names::type_name(name);
            if let Some(complex) = self.schema().complex.get(name) {
                let value = match complex {
                    ComplexType::Sequence(particles) => {
                        let fields = self.fields(name, particles, &mut statics)?;
                        format!("Complex::sequence({name:?}, &[{fields}])")
                    }
                    ComplexType::Choice(particles) => {
                        let fields = self.fields(name, particles, &mut statics)?;
                        format!("Complex::choice({name:?}, &[{fields}])")
                    }
                    ComplexType::Simple { base, attributes } => {
                        let mut list = String::new();
                        for a in attributes {
                            let ty = self.table(&a.ty);
                            let _ = write!(
                                list,
                                "Attribute::new({:?}, {}, &{ty}),",
                                a.name, a.required
                            );
                        }
                        format!(
                            "Complex::simple({name:?}, &{}, &[{list}])",
                            self.table(base)
                        )
                    }
                };
                let _ = writeln!(statics, "pub static {rust}: Complex = {value};");
            } else {
                let ty = resolve(self.schema(), name)?;
                let base = base(name, &ty)?;
                let value = if ty.patterns.is_empty() {
                    format!("Simple::new({name:?}, {base})")
                } else {
                    self.patterns.insert(ty.patterns.clone());
                    format!(
                        "Simple::matching({name:?}, {base}, &patterns::{})",
                        pattern_name(&ty.patterns)
                    )
                };
                let _ = writeln!(statics, "pub static {rust}: Simple = {value};");
            }
        }
        let _ = write!(
            self.out,
            "\n/// The tables of the types above.\npub mod tables {{\n#[allow(unused_imports)]\nuse super::{{patterns, shared}};\nuse {}::codegen::*;\n\n{statics}}}\n",
            self.options.runtime
        );
        Ok(())
    }

    /// The path of a table, seen from within `tables`.
    fn table(&self, name: &str) -> String {
        self.path("tables::", name)
            .strip_prefix("tables::")
            .map_or_else(|| self.path("tables::", name), str::to_owned)
    }

    fn fields(
        &self,
        owner: &str,
        particles: &[Particle],
        statics: &mut String,
    ) -> Result<String, Error> {
        let mut list = String::new();
        let mut groups = 0;
        for particle in particles {
            match particle {
                Particle::Element { name, ty, min, max } => {
                    let kind = if self.schema().complex.contains_key(ty) {
                        "complex"
                    } else {
                        "simple"
                    };
                    let _ = write!(
                        list,
                        "Field::{kind}({name:?}, {min}, {}, &{}),",
                        bound(*max),
                        self.table(ty)
                    );
                }
                Particle::Any {
                    min,
                    max,
                    namespace,
                    strict,
                } => {
                    let wildcard = match (namespace.as_str(), strict) {
                        ("##any", _) => "Wildcard::Any".to_owned(),
                        ("##other", _) => "Wildcard::Other".to_owned(),
                        (name, _) if name.starts_with("##") || name.contains(' ') => {
                            return Err(Error::new(format!(
                                "xs:any of namespace {name:?} is not supported"
                            )));
                        }
                        (name, true) => format!("Wildcard::Strict({name:?})"),
                        (name, false) => format!("Wildcard::Namespace({name:?})"),
                    };
                    let _ = write!(list, "Field::any({min}, {}, {wildcard}),", bound(*max));
                }
                Particle::Choice(alternatives) => {
                    groups += 1;
                    let member = if groups == 1 {
                        "choice".to_owned()
                    } else {
                        format!("choice_{groups}")
                    };
                    let rust = nested_choice(owner, &member);
                    let inner = self.fields(owner, alternatives, statics)?;
                    let _ = writeln!(
                        statics,
                        "pub static {rust}: Complex = Complex::choice({rust:?}, &[{inner}]);"
                    );
                    let min = u32::from(
                        !alternatives
                            .iter()
                            .any(|p| matches!(p, Particle::Element { min: 0, .. })),
                    );
                    let _ = write!(list, "Field::group({min}, 1, &{rust}),");
                }
            }
        }
        Ok(list)
    }
}

/// The base of a simple type with its facets.
fn base(name: &str, ty: &SimpleType) -> Result<String, Error> {
    let number = |facet: &str, default: u32| match ty.facets.get(facet).or_else(|| {
        ty.facets
            .get("length")
            .filter(|_| facet.ends_with("Length"))
    }) {
        None => Ok(default),
        Some(value) => value
            .parse::<u32>()
            .map_err(|_| Error::new(format!("{facet} of {name:?} is no number"))),
    };
    let integer = |facet: &str| match ty.facets.get(facet) {
        None => Ok("None".to_owned()),
        Some(value) => value
            .parse::<i64>()
            .map(|n| format!("Some({n})"))
            .map_err(|_| Error::new(format!("{facet} of {name:?} is no integer"))),
    };
    Ok(match scalar(name, ty)? {
        Scalar::Binary => format!(
            "Base::Binary {{ min: {}, max: {} }}",
            number("minLength", 0)?,
            bound(number("maxLength", u32::MAX)?)
        ),
        Scalar::Code => {
            let mut codes = ty.codes.clone();
            codes.sort();
            format!("Base::Code(&{codes:?})")
        }
        Scalar::Number => format!(
            "Base::Number(NumberFacets {{ total_digits: {}, fraction_digits: {}, min: {}, max: {} }})",
            bound(number("totalDigits", u32::MAX)?),
            bound(number("fractionDigits", u32::MAX)?),
            integer("minInclusive")?,
            integer("maxInclusive")?
        ),
        Scalar::Text | Scalar::ExternalCode => format!(
            "Base::Text {{ min: {}, max: {} }}",
            number("minLength", 0)?,
            bound(number("maxLength", u32::MAX)?)
        ),
        other => format!("Base::{other:?}"),
    })
}

fn bound(max: u32) -> String {
    if max == u32::MAX {
        "UNBOUNDED".to_owned()
    } else {
        max.to_string()
    }
}

/// Patterns are named by their text, so that a name survives the addition of others.
fn pattern_name(patterns: &[String]) -> String {
    let hash = crate::sha256(patterns.join("|").as_bytes());
    format!("P{}", hash.get(..8).unwrap_or_default().to_uppercase())
}

/// The file of all patterns, each once.
pub(super) fn patterns(sets: &BTreeSet<Vec<String>>, options: &Options) -> Result<File, Error> {
    let mut out = preamble(options);
    out.push_str("//!\n//! The patterns of all messages, compiled to state machines.\n\n");
    let _ = writeln!(out, "use {}::codegen::Pattern;\n", options.runtime);
    let mut named = BTreeMap::new();
    for set in sets {
        named.insert(pattern_name(set), set);
    }
    for (name, set) in named {
        let sources: Vec<&str> = set.iter().map(String::as_str).collect();
        let dfa =
            pattern::compile(&sources).map_err(|e| Error::new(format!("pattern {set:?}: {e}")))?;
        let _ = writeln!(
            out,
            "/// `{}`\npub static {name}: Pattern = {};\n",
            set.join("` or `"),
            dfa.to_rust(&set.join("|"))
        );
    }
    Ok(File {
        path: "patterns.rs".to_owned(),
        content: out,
    })
}
