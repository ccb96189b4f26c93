//! The tables.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::item::nested_choice;
use super::{Context, choice_member, fill, group_name, preamble};
use crate::layout::{Scalar, resolve, scalar};
use crate::share::Class;
use crate::xsd::{ComplexType, Particle, SimpleType};
use crate::{Error, File, Options, names, pattern};

impl Context<'_> {
    /// The tables of the types whose users have these features, and the definitions of the messages that have them.
    pub(super) fn table_group(
        &mut self,
        features: &BTreeSet<String>,
        classes: &[&Class],
        messages: &[usize],
    ) -> Result<File, Error> {
        let mut body = String::new();
        for class in classes {
            self.table(&mut body, class)?;
        }
        for &number in messages {
            let schema = &self.schemas[number];
            let (tag, ty) = &schema.root;
            let _ = writeln!(
                body,
                "/// `{id}`.\npub static {}: Definition = Definition::new({id:?}, {:?}, {tag:?}, &t::{});",
                definition_name(schema.id()),
                schema.namespace,
                self.class(number, ty)?.table,
                id = schema.id(),
            );
        }
        let mut content = preamble(self.options, "Tables.");
        let _ = writeln!(content, "use {}::codegen::*;", self.options.runtime);
        if body.contains("t::") {
            content.push_str("use super as t;\n");
        }
        if body.contains("p::") {
            content.push_str("use super::super::patterns as p;\n");
        }
        let _ = write!(content, "\n{body}");
        Ok(File {
            path: format!("tables/{}.rs", group_name(features)),
            content,
        })
    }

    /// The messages by their features.
    pub(super) fn definitions(&self) -> BTreeMap<BTreeSet<String>, Vec<usize>> {
        let mut by_features: BTreeMap<BTreeSet<String>, Vec<usize>> = BTreeMap::new();
        for (number, schema) in self.schemas.iter().enumerate() {
            let features = self.options.features_of(schema.id()).into_iter().collect();
            by_features.entry(features).or_default().push(number);
        }
        by_features
    }

    fn table(&mut self, out: &mut String, class: &Class) -> Result<(), Error> {
        let number = class.schema();
        let (name, table) = (&class.name, &class.table);
        let schema = &self.schemas[number];
        match schema.complex.get(name) {
            Some(ComplexType::Sequence(particles)) => {
                let fields = self.fields(out, number, class, particles)?;
                let _ = writeln!(
                    out,
                    "pub static {table}: Complex = Complex::sequence({name:?}, &[{fields}]);"
                );
            }
            Some(ComplexType::Choice(particles)) => {
                let fields = self.fields(out, number, class, particles)?;
                let _ = writeln!(
                    out,
                    "pub static {table}: Complex = Complex::choice({name:?}, &[{fields}]);"
                );
            }
            Some(ComplexType::Simple { base, attributes }) => {
                let mut list = Vec::new();
                for a in attributes {
                    let ty = &self.class(number, &a.ty)?.table;
                    list.push(format!(
                        "Attribute::new({:?}, {}, &t::{ty})",
                        a.name, a.required
                    ));
                }
                let (base, list) = (&self.class(number, base)?.table, list.join(", "));
                let _ = writeln!(
                    out,
                    "pub static {table}: Complex = Complex::simple({name:?}, &t::{base}, &[{list}]);"
                );
            }
            None => {
                let ty = resolve(schema, name)?;
                let base = base(name, &ty)?;
                let value = if ty.patterns.is_empty() {
                    format!("Simple::new({name:?}, {base})")
                } else {
                    let pattern = pattern_name(&ty.patterns);
                    self.patterns.insert(ty.patterns);
                    format!("Simple::matching({name:?}, {base}, &p::{pattern})")
                };
                let _ = writeln!(out, "pub static {table}: Simple = {value};");
            }
        }
        Ok(())
    }

    fn fields(
        &self,
        out: &mut String,
        number: usize,
        owner: &Class,
        particles: &[Particle],
    ) -> Result<String, Error> {
        let schema = &self.schemas[number];
        let mut list = String::from("\n");
        let mut groups = 0;
        for particle in particles {
            match particle {
                Particle::Element { name, ty, min, max } => {
                    let kind = if schema.complex.contains_key(ty) {
                        "complex"
                    } else {
                        "simple"
                    };
                    let (max, ty) = (bound(*max), &self.class(number, ty)?.table);
                    let _ = writeln!(list, "    Field::{kind}({name:?}, {min}, {max}, &t::{ty}),");
                }
                Particle::Any {
                    min,
                    max,
                    namespace,
                    strict,
                } => {
                    let wildcard = wildcard(namespace, *strict)?;
                    let _ = writeln!(list, "    Field::any({min}, {}, {wildcard}),", bound(*max));
                }
                Particle::Choice(alternatives) => {
                    groups += 1;
                    let rust = nested_choice(&owner.table, &choice_member(groups));
                    let inner = self.fields(out, number, owner, alternatives)?;
                    let _ = writeln!(
                        out,
                        "pub static {rust}: Complex = Complex::choice({rust:?}, &[{inner}]);"
                    );
                    let optional = alternatives
                        .iter()
                        .any(|p| matches!(p, Particle::Element { min: 0, .. }));
                    let _ = writeln!(
                        list,
                        "    Field::group({}, 1, &t::{rust}),",
                        u32::from(!optional)
                    );
                }
            }
        }
        Ok(list)
    }
}

/// What an `xs:any` admits.
pub(super) fn wildcard(namespace: &str, strict: bool) -> Result<String, Error> {
    Ok(match (namespace, strict) {
        ("##any", _) => "Wildcard::Any".to_owned(),
        ("##other", _) => "Wildcard::Other".to_owned(),
        (name, _) if name.starts_with("##") || name.contains(' ') => {
            return Err(Error::new(format!(
                "xs:any of namespace {name:?} is not supported"
            )));
        }
        (name, true) => format!("Wildcard::Strict({name:?})"),
        (name, false) => format!("Wildcard::Namespace({name:?})"),
    })
}

/// The name of a message's definition: `PAIN_001_001_09`.
pub(super) fn definition_name(id: &str) -> String {
    names::module(id).to_ascii_uppercase()
}

/// A facet that is a whole number.
fn number(name: &str, ty: &SimpleType, facet: &str, default: u32) -> Result<u32, Error> {
    match ty.facets.get(facet) {
        None => Ok(default),
        Some(value) => value
            .parse()
            .map_err(|_| Error::new(format!("{facet} of {name:?} is no number"))),
    }
}

/// `totalDigits` and `fractionDigits`.
///
/// # Errors
/// If more digits may stand behind the point than in all: XML Schema 1.0 part 2, 4.3.12.4 (fractionDigits less than or equal to totalDigits).
fn digits(name: &str, ty: &SimpleType) -> Result<(u32, u32), Error> {
    let total = number(name, ty, "totalDigits", u32::MAX)?;
    let fraction = number(name, ty, "fractionDigits", u32::MAX)?;
    if total != u32::MAX && fraction != u32::MAX && fraction > total {
        return Err(Error::new(format!(
            "the simple type {name:?} has fractionDigits {fraction}, more than its totalDigits {total}; XML Schema 1.0 part 2, 4.3.12.4 forbids it"
        )));
    }
    Ok((total, fraction))
}

/// The base of a simple type with its facets.
pub(super) fn base(name: &str, ty: &SimpleType) -> Result<String, Error> {
    let number = |facet: &str, default: u32| number(name, ty, facet, default);
    let decimal = |facet: &str| match ty.facets.get(facet) {
        None => Ok("None".to_owned()),
        Some(value) => decimal(value)
            .map(|(digits, scale)| format!("Some(decimal({digits}, {scale}))"))
            .ok_or_else(|| {
                Error::new(format!(
                    "{facet} of {name:?} is no decimal of at most 18 digits"
                ))
            }),
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
            let codes: Vec<String> = codes.iter().map(|c| format!("{c:?}")).collect();
            format!(
                "Base::Code(&[{}])",
                fill(codes.iter().map(String::as_str), 60, 4)
            )
        }
        Scalar::Number => {
            let (total, fraction) = digits(name, ty)?;
            format!(
                "Base::Number(NumberFacets {{ total_digits: {}, fraction_digits: {}, min: {}, max: {} }})",
                bound(total),
                bound(fraction),
                decimal("minInclusive")?,
                decimal("maxInclusive")?
            )
        }
        Scalar::Text | Scalar::ExternalCode => format!(
            "Base::Text {{ min: {}, max: {} }}",
            number("minLength", 0)?,
            bound(number("maxLength", u32::MAX)?)
        ),
        other => format!("Base::{other:?}"),
    })
}

/// A decimal number as its digits and how many of them stand behind the point: `0.01` is 1 and 2.
fn decimal(text: &str) -> Option<(i64, u32)> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let fraction = fraction.trim_end_matches('0');
    let digits = format!("{whole}{fraction}");
    let scale = u32::try_from(fraction.len()).ok()?;
    (fraction.bytes().all(|b| b.is_ascii_digit()) && digits.len() <= 19)
        .then(|| digits.parse().ok())?
        .map(|digits| (digits, scale))
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
    let mut out = preamble(
        options,
        "The patterns of all messages, compiled to state machines.",
    );
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
