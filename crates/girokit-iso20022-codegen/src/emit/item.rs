//! Structs, enums and their glue.

use std::fmt::Write as _;

use super::{Context, Home, Member, choice_member, fill};
use crate::layout::{Scalar, resolve};
use crate::share::Class;
use crate::xsd::{ComplexType, Particle, Schema};
use crate::{Error, names};

/// What is written of a type: its name in Rust, its name in the schema, its table.
struct Named<'a> {
    rust: &'a str,
    schema: &'a str,
    table: &'a str,
}

impl Context<'_> {
    /// The Rust type for a type of the schema, if it has one of its own.
    pub(super) fn item(
        &self,
        out: &mut String,
        home: Home<'_>,
        number: usize,
        class: &Class,
    ) -> Result<(), Error> {
        let schema = &self.schemas[number];
        let item = match home {
            Home::Message => names::type_name(&class.name),
            Home::Shared(_) => class.item.clone(),
        };
        let named = Named {
            rust: &item,
            schema: &class.name,
            table: &class.table,
        };
        match schema.complex.get(&class.name) {
            Some(ComplexType::Sequence(particles)) => {
                self.sequence(out, home, number, &named, particles)
            }
            Some(ComplexType::Choice(particles)) => {
                let members = self.members(home, number, particles, true)?;
                choice(
                    out,
                    &named,
                    &format!("`{}`: a choice.", class.name),
                    &members,
                );
                Ok(())
            }
            Some(ComplexType::Simple { base, attributes }) => {
                let mut members =
                    vec![self.simple_member(home, number, "value", "value", base, true)?];
                for a in attributes {
                    let field = names::field(&a.name);
                    members.push(
                        self.simple_member(home, number, &field, &a.name, &a.ty, a.required)?,
                    );
                }
                structure(out, &named, &members);
                Ok(())
            }
            None if self.scalar(number, &class.name)? == Scalar::Code => {
                code(out, &named, resolve(schema, &class.name)?.codes);
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn simple_member(
        &self,
        home: Home<'_>,
        schema: usize,
        name: &str,
        tag: &str,
        ty: &str,
        required: bool,
    ) -> Result<Member, Error> {
        let min = u32::from(required);
        Ok(Member {
            name: name.to_owned(),
            tag: tag.to_owned(),
            rust: self.member_type(home, schema, ty, (min, 1), false)?,
            ty: ty.to_owned(),
            min,
            max: 1,
        })
    }

    fn sequence(
        &self,
        out: &mut String,
        home: Home<'_>,
        number: usize,
        named: &Named<'_>,
        particles: &[Particle],
    ) -> Result<(), Error> {
        let mut members = self.members(home, number, particles, false)?;
        for (member, particle) in members.iter_mut().zip(particles) {
            if let Particle::Choice(alternatives) = particle {
                let rust = nested_choice(named.rust, &member.name);
                let inner = self.members(home, number, alternatives, true)?;
                let table = nested_choice(named.table, &member.name);
                let nested = Named {
                    rust: &rust,
                    schema: "",
                    table: &table,
                };
                choice(
                    out,
                    &nested,
                    &format!("The alternatives within `{}`.", named.schema),
                    &inner,
                );
                // An alternative that may be absent makes the whole choice optional.
                let optional = inner.iter().any(|m| m.min == 0);
                member.min = u32::from(!optional);
                member.ty.clone_from(&rust);
                member.rust = if optional {
                    format!("Option<{rust}>")
                } else {
                    rust
                };
            }
        }
        structure(out, named, &members);
        Ok(())
    }
}

fn structure(out: &mut String, named: &Named<'_>, members: &[Member]) {
    let rust = named.rust;
    let required: Vec<&Member> = members.iter().filter(|m| m.is_required()).collect();
    let default = if required.is_empty() { ", Default" } else { "" };
    let _ = writeln!(
        out,
        "/// `{}`.\n#[derive(Clone, PartialEq{default})]\npub struct {rust} {{",
        named.schema
    );
    for m in members {
        let _ = writeln!(
            out,
            "    /// `{}` {}, `{}`.\n    pub {}: {},",
            m.tag,
            m.occurs(),
            m.ty,
            m.name,
            m.rust
        );
    }
    out.push_str("}\n");
    let parameters: Vec<String> = required
        .iter()
        .map(|m| format!("{}: {}", m.name, m.rust))
        .collect();
    let parameters = fill(parameters.iter().map(String::as_str), 18, 8);
    let mut values: Vec<&str> = required.iter().map(|m| m.name.as_str()).collect();
    if members.len() > required.len() {
        values.push("..Self::vacant()");
    }
    let values = fill(values.into_iter(), 15, 12);
    let _ = writeln!(
        out,
        "impl {rust} {{\n    /// A value with its required fields.\n    #[inline]\n    pub fn new({parameters}) -> Self {{\n        Self {{ {values} }}\n    }}\n}}"
    );
    glue(out, "sequence", named, members);
}

/// An enum of alternatives.
fn choice(out: &mut String, named: &Named<'_>, doc: &str, members: &[Member]) {
    let _ = writeln!(
        out,
        "/// {doc}\n#[derive(Clone, PartialEq)]\npub enum {} {{",
        named.rust
    );
    for m in members {
        let _ = writeln!(
            out,
            "    /// `{}`, `{}`.\n    {}({}),",
            m.tag, m.ty, m.name, m.rust
        );
    }
    out.push_str("}\n");
    glue(out, "choice", named, members);
}

/// What ties a type to its table: the runtime's macro writes the same for each.
fn glue(out: &mut String, macro_name: &str, named: &Named<'_>, members: &[Member]) {
    let list: Vec<String> = members
        .iter()
        .enumerate()
        .map(|(i, m)| format!("{i} {}", m.name))
        .collect();
    let start = format!("{macro_name}!({}, tables::{}; ", named.rust, named.table);
    let _ = writeln!(
        out,
        "{start}{});\n",
        fill(list.iter().map(String::as_str), start.len(), 4)
    );
}

/// A closed list of codes.
fn code(out: &mut String, named: &Named<'_>, mut codes: Vec<String>) {
    codes.sort();
    let rust = named.rust;
    let mut variants: Vec<String> = codes.iter().map(|c| names::variant(c)).collect();
    for i in 0..variants.len() {
        // "aB" and "AB" would be one variant: the later keeps its number.
        if variants[..i].contains(&variants[i]) {
            variants[i] = format!("{}{i}", variants[i]);
        }
    }
    let _ = writeln!(
        out,
        "/// `{}`: a closed list of codes.\n#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]\npub enum {rust} {{",
        named.schema
    );
    for (variant, code) in variants.iter().zip(&codes) {
        let _ = writeln!(out, "    /// `{code}`.\n    {variant},");
    }
    let start = format!("code!({rust}, tables::{}; ", named.table);
    let list = fill(variants.iter().map(String::as_str), start.len(), 4);
    let _ = writeln!(out, "}}\n{start}{list});\n");
}

/// A type's name and those of the choices nested in it.
pub(super) fn with_nested<'s>(
    schema: &'s Schema,
    name: &str,
    rust: &str,
) -> impl Iterator<Item = String> + use<'s> {
    let particles: &[Particle] = match schema.complex.get(name) {
        Some(ComplexType::Sequence(particles)) => particles,
        _ => &[],
    };
    let rust = rust.to_owned();
    let first = std::iter::once(rust.clone());
    let nested = particles
        .iter()
        .filter(|p| matches!(p, Particle::Choice(_)));
    first.chain(
        nested
            .enumerate()
            .map(move |(i, _)| nested_choice(&rust, &choice_member(i + 1))),
    )
}

/// The Rust name of a choice nested in a sequence.
pub(super) fn nested_choice(sequence: &str, member: &str) -> String {
    let suffix = member
        .strip_prefix("choice")
        .unwrap_or_default()
        .trim_start_matches('_');
    format!("{sequence}Choice{suffix}Within")
}
