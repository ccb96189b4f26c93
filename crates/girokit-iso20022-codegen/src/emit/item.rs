//! Structs, enums and their glue.

use std::fmt::Write as _;

use super::{Context, Member, condition, preamble};
use crate::layout::{Scalar, resolve};
use crate::xsd::{ComplexType, Particle, Schema};
use crate::{Error, File, Options, names};

impl Context<'_> {
    /// The Rust type for a type of the schema, if it has one of its own.
    pub(super) fn item(&mut self, name: &str) -> Result<(), Error> {
        let schema = self.schema();
        match schema.complex.get(name) {
            Some(ComplexType::Sequence(particles)) => self.sequence(name, particles),
            Some(ComplexType::Choice(particles)) => {
                let members = self.members(particles, true)?;
                self.choice(
                    &names::type_name(name),
                    &format!("`{name}`: a choice."),
                    &members,
                );
                Ok(())
            }
            Some(ComplexType::Simple { base, attributes }) => {
                let mut members = vec![self.simple_member("value", "value", base, true)?];
                for attribute in attributes {
                    let field = names::field(&attribute.name);
                    members.push(self.simple_member(
                        &field,
                        &attribute.name,
                        &attribute.ty,
                        attribute.required,
                    )?);
                }
                self.structure(name, &members);
                Ok(())
            }
            None if self.scalar(name)? == Scalar::Code => {
                let codes = resolve(schema, name)?.codes;
                self.code(name, codes);
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn simple_member(
        &self,
        name: &str,
        tag: &str,
        ty: &str,
        required: bool,
    ) -> Result<Member, Error> {
        let min = u32::from(required);
        let rust = self.member_type(ty, min, 1, false)?;
        Ok(Member {
            name: name.to_owned(),
            tag: tag.to_owned(),
            rust,
            ty: ty.to_owned(),
            min,
            max: 1,
        })
    }

    fn sequence(&mut self, name: &str, particles: &[Particle]) -> Result<(), Error> {
        let mut members = self.members(particles, false)?;
        for (member, particle) in members.iter_mut().zip(particles) {
            if let Particle::Choice(alternatives) = particle {
                let rust = nested_choice(name, &member.name);
                let inner = self.members(alternatives, true)?;
                self.choice(&rust, &format!("The alternatives within `{name}`."), &inner);
                // An alternative that may be absent makes the whole choice optional.
                let optional = inner.iter().any(|m| m.min == 0);
                member.min = u32::from(!optional);
                member.rust = if optional {
                    format!("Option<{rust}>")
                } else {
                    rust
                };
            }
        }
        self.structure(name, &members);
        Ok(())
    }

    fn structure(&mut self, name: &str, members: &[Member]) {
        let rust = names::type_name(name);
        let out = &mut self.out;
        let _ = writeln!(
            out,
            "\n/// `{name}`.\n#[derive(Clone, PartialEq)]\npub struct {rust} {{"
        );
        for m in members {
            let _ = writeln!(
                out,
                "/// `{}` {}, `{}`.\npub {}: {},",
                m.tag,
                m.occurs(),
                m.ty,
                m.name,
                m.rust
            );
        }
        out.push_str("}\n");
        let required: Vec<&Member> = members.iter().filter(|m| m.is_required()).collect();
        let parameters: Vec<String> = required
            .iter()
            .map(|m| format!("{}: {}", m.name, m.rust))
            .collect();
        let values = |vacant: bool| -> String {
            let value = |m: &Member| match m.rust.as_str() {
                rust if vacant && m.is_required() && !rust.starts_with("Vec<") => {
                    format!("{}: Value::vacant()", m.name)
                }
                _ if m.is_required() && !vacant => m.name.clone(),
                rust if rust.starts_with("Vec<") => format!("{}: Vec::new()", m.name),
                _ => format!("{}: None", m.name),
            };
            members.iter().map(value).collect::<Vec<_>>().join(", ")
        };
        let _ = writeln!(
            out,
            "\nimpl {rust} {{\n/// A value with its required fields.\n#[inline]\npub fn new({}) -> Self {{ Self {{ {} }} }}\n}}",
            parameters.join(", "),
            values(false)
        );
        if required.is_empty() {
            let _ = writeln!(
                out,
                "\nimpl Default for {rust} {{\n#[inline]\nfn default() -> Self {{ Self::new() }}\n}}"
            );
        }
        let arms = |call: &str| {
            let arm = |(i, m): (usize, &Member)| format!("{i} => self.{}.{call},", m.name);
            members
                .iter()
                .enumerate()
                .map(arm)
                .collect::<Vec<_>>()
                .concat()
        };
        let (open, nth) = (arms("open()"), arms("nth(nth)"));
        self.glue(
            &rust,
            &format!("match field {{ {open} _ => Slot::None }}"),
            &format!("match field {{ {nth} _ => None }}"),
            &present(members),
            &format!("Self {{ {} }}", values(true)),
        );
    }

    /// An enum of alternatives.
    fn choice(&mut self, rust: &str, doc: &str, members: &[Member]) {
        let out = &mut self.out;
        let _ = writeln!(
            out,
            "\n/// {doc}\n#[derive(Clone, PartialEq)]\npub enum {rust} {{"
        );
        for m in members {
            let _ = writeln!(out, "/// `{}`, `{}`.\n{}({}),", m.tag, m.ty, m.name, m.rust);
        }
        out.push_str("}\n");
        let vacant = |m: &Member| {
            if m.rust.starts_with("Vec<") {
                "Vec::new()"
            } else {
                "Value::vacant()"
            }
        };
        let mut slots = String::new();
        let mut children = String::new();
        let mut present = String::new();
        for (i, m) in members.iter().enumerate() {
            let name = &m.name;
            let _ = write!(
                slots,
                "{i} => {{ if !matches!(self, Self::{name}(_)) {{ *self = Self::{name}({}); }} if let Self::{name}(value) = self {{ return value.open(); }} }}",
                vacant(m)
            );
            let _ = write!(children, "(Self::{name}(value), {i}) => value.nth(nth),");
            let _ = write!(
                present,
                "Self::{name}(value) => u128::from(value.occurs()) << {i},"
            );
        }
        let first = members
            .first()
            .map(|m| format!("Self::{}({})", m.name, vacant(m)))
            .unwrap_or_default();
        self.glue(
            rust,
            &format!("match field {{ {slots} _ => {{}} }} Slot::None"),
            &format!("match (self, field) {{ {children} _ => None }}"),
            &format!("match self {{ {present} }}"),
            &first,
        );
    }

    /// What ties a type to its table.
    fn glue(&mut self, rust: &str, slot: &str, child: &str, present: &str, vacant: &str) {
        let _ = writeln!(
            self.out,
            "\nimpl Node for {rust} {{\nfn schema(&self) -> &'static Complex {{ &tables::{rust} }}\n\
             fn slot(&mut self, field: usize) -> Slot<'_> {{ {slot} }}\n\
             fn child(&self, field: usize, nth: usize) -> Option<Ref<'_>> {{ {child} }}\n\
             fn present(&self) -> u128 {{ {present} }}\n}}\n\n\
             impl Value for {rust} {{\nfn vacant() -> Self {{ {vacant} }}\n\
             fn place(&mut self) -> Slot<'_> {{ Slot::Node(self) }}\nfn view(&self) -> Ref<'_> {{ Ref::Node(self) }}\n}}\n\n\
             impl fmt::Debug for {rust} {{\n#[inline]\n\
             fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {{ debug(self, f) }}\n}}"
        );
        if self.options.serde {
            let runtime = &self.options.runtime;
            let _ = writeln!(
                self.out,
                "\n#[cfg(feature = \"serde\")]\nimpl serde::Serialize for {rust} {{\n\
                 fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {{ {runtime}::codegen::serialize(self, serializer) }}\n}}\n\n\
                 #[cfg(feature = \"serde\")]\nimpl<'de> serde::Deserialize<'de> for {rust} {{\n\
                 fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {{ {runtime}::codegen::deserialize(deserializer) }}\n}}"
            );
        }
    }

    /// A closed list of codes.
    fn code(&mut self, name: &str, mut codes: Vec<String>) {
        codes.sort();
        let rust = names::type_name(name);
        let mut variants: Vec<String> = codes.iter().map(|c| names::variant(c)).collect();
        for i in 0..variants.len() {
            // "aB" and "AB" would be one variant: the later keeps its number.
            if variants[..i].contains(&variants[i]) {
                variants[i] = format!("{}{i}", variants[i]);
            }
        }
        let out = &mut self.out;
        let _ = writeln!(
            out,
            "\n/// `{name}`: a closed list of codes.\n#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]\npub enum {rust} {{"
        );
        for (variant, code) in variants.iter().zip(&codes) {
            let _ = writeln!(out, "/// `{code}`.\n{variant},");
        }
        let all: Vec<String> = variants.iter().map(|v| format!("Self::{v}")).collect();
        let first = variants.first().cloned().unwrap_or_default();
        let _ = writeln!(
            out,
            "}}\n\nimpl {rust} {{\n/// All codes, in the order of their wire values.\npub const ALL: &'static [Self] = &[{}];\n\n\
             /// The code as it stands in a message.\n#[inline]\npub fn as_str(self) -> &'static str {{ code(&tables::{rust}, self as usize) }}\n\n\
             /// The code with this wire value.\n#[inline]\npub fn from_code(code: &str) -> Option<Self> {{ Self::ALL.get(code_index(&tables::{rust}, code)?).copied() }}\n}}\n\n\
             impl Value for {rust} {{\nfn vacant() -> Self {{ Self::{first} }}\nfn place(&mut self) -> Slot<'_> {{ Slot::Code(self) }}\n\
             fn view(&self) -> Ref<'_> {{ Ref::Code(self.as_str()) }}\n}}\n\n\
             impl CodePlace for {rust} {{\nfn set(&mut self, index: usize) {{ if let Some(code) = Self::ALL.get(index) {{ *self = *code; }} }}\n}}\n\n\
             impl fmt::Debug for {rust} {{\n#[inline]\nfn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {{ f.write_str(self.as_str()) }}\n}}\n\n\
             impl fmt::Display for {rust} {{\n#[inline]\nfn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {{ f.write_str(self.as_str()) }}\n}}",
            all.join(", ")
        );
    }

    /// The message itself.
    pub(super) fn message(&mut self) {
        let schema = self.schema();
        let (tag, ty) = &schema.root;
        let rust = self.path("", ty);
        let table = self.path("tables::", ty);
        let _ = writeln!(
            self.out,
            "\n/// `{id}`.\npub static DEFINITION: Definition = Definition::new({id:?}, {:?}, {tag:?}, &{table});\n\n\
             impl Message for {rust} {{\nconst DEFINITION: &'static Definition = &DEFINITION;\n}}",
            schema.namespace,
            id = schema.id(),
        );
    }
}

/// The expression for the fields of a struct that occur: what must occur as one number, the rest asked for.
fn present(members: &[Member]) -> String {
    let mut always = 0_u128;
    let mut terms = Vec::new();
    for (i, m) in members.iter().enumerate() {
        if m.rust.starts_with("Option<") || m.rust.starts_with("Vec<") {
            terms.push(format!("u128::from(self.{}.occurs()) << {i}", m.name));
        } else {
            always |= 1_u128
                .checked_shl(u32::try_from(i).unwrap_or(128))
                .unwrap_or(0);
        }
    }
    if always != 0 || terms.is_empty() {
        terms.insert(0, always.to_string());
    }
    terms.join(" | ")
}

/// The Rust name of a choice nested in a sequence.
pub(super) fn nested_choice(sequence: &str, member: &str) -> String {
    let suffix = member
        .strip_prefix("choice")
        .unwrap_or_default()
        .trim_start_matches('_');
    format!("{}Choice{suffix}Within", names::type_name(sequence))
}

/// The enum over all messages.
pub(super) fn any_message(schemas: &[Schema], options: &Options) -> File {
    let mut out = preamble(options);
    let runtime = &options.runtime;
    let _ = write!(
        out,
        "\n#[allow(unused_imports)]\nuse {runtime}::codegen::*;\nuse {}::*;\n",
        options.base
    );
    out.push_str("\n/// A message of any type that is compiled in.\n#[derive(Debug, Clone, PartialEq)]\n#[non_exhaustive]\npub enum AnyMessage {\n");
    let each = |line: &dyn Fn(&str, &str, &str) -> String| {
        let mut text = String::new();
        for schema in schemas {
            let variant: String = schema.id().split('.').map(capital).collect();
            let path = format!(
                "{}::{}",
                names::module(schema.id()),
                names::type_name(&schema.root.1)
            );
            text.push_str(&condition(&[schema.id()], options));
            text.push_str(&line(schema.id(), &variant, &path));
        }
        text
    };
    let variants = each(&|id, variant, path| format!("/// `{id}`.\n{variant}(Box<{path}>),\n"));
    let reads = each(&|id, variant, path| {
        format!(
            "{id:?} => {path}::from_xml_with(xml, limits).map(|m| Self::{variant}(Box::new(m))),\n"
        )
    });
    let nodes = each(&|_, variant, _| format!("Self::{variant}(ref m) => m.as_ref(),\n"));
    let definitions = each(&|_, variant, path| {
        format!("Self::{variant}(_) => <{path} as Message>::DEFINITION,\n")
    });
    let list = each(&|id, _, _| format!("{id:?},\n"));
    let _ = write!(
        out,
        "{variants}}}\n\nimpl AnyMessage {{\n/// The ids of the messages that are compiled in.\npub const IDS: &'static [&'static str] = &[{list}];\n\n\
         fn read(id: &str, xml: &[u8], limits: &Limits) -> Option<Result<Self, Error>> {{\nlet _ = (xml, limits);\nSome(match id {{ {reads} _ => return None }})\n}}\n\n\
         {READ}\n\
         /// The message as a tree that can be walked without knowing its type.\npub fn as_node(&self) -> &dyn Node {{ match *self {{ {nodes} }} }}\n\n\
         /// What is known of the message's type.\npub fn definition(&self) -> &'static Definition {{ match *self {{ {definitions} }} }}\n}}\n"
    );
    File {
        path: "any_message.rs".to_owned(),
        content: out,
    }
}

/// The part of `AnyMessage` that is the same for every set of messages.
const READ: &str = r"/// Looks at the root element only.
///
/// # Errors
/// If the bytes are not XML up to there.
pub fn detect(xml: &[u8]) -> Result<Detected, Error> { detect(xml, &Limits::default()) }

/// Looks at the root element only.
///
/// # Errors
/// As [`detect`](Self::detect), and if a limit is passed.
pub fn detect_with(xml: &[u8], limits: &Limits) -> Result<Detected, Error> { detect(xml, limits) }

/// Reads and validates a message of any type that is compiled in, with the default [`Limits`].
///
/// # Errors
/// As [`Message::from_xml`]; `ErrorKind::UnknownMessage` if the type is not compiled in.
pub fn from_xml(xml: &[u8]) -> Result<Self, Error> { Self::from_xml_with(xml, &Limits::default()) }

/// Reads and validates a message of any type that is compiled in.
///
/// # Errors
/// As [`from_xml`](Self::from_xml), and if a limit is passed.
pub fn from_xml_with(xml: &[u8], limits: &Limits) -> Result<Self, Error> { read_any(xml, limits, Self::IDS, Self::read) }

/// Reads a stream to its end, at most [`Limits::max_bytes`], then as [`from_xml_with`](Self::from_xml_with).
///
/// # Errors
/// As [`from_xml_with`](Self::from_xml_with), and `ErrorKind::Io` if the stream fails.
pub fn from_reader(reader: impl std::io::BufRead, limits: &Limits) -> Result<Self, Error> {
Self::from_xml_with(&read_bounded(reader, limits)?, limits)
}

/// Validates and writes the message; see [`Message::to_xml`].
///
/// # Errors
/// If the message breaks its schema.
pub fn to_xml(&self) -> Result<String, Error> { write_any(self.as_node(), self.definition().root, self.definition().namespace) }

/// Validates the message in memory.
///
/// # Errors
/// All problems found.
pub fn validate(&self) -> Result<(), Error> { validate_any(self.as_node(), self.definition().root) }

/// The message's id, such as `pain.001.001.09`.
pub fn id(&self) -> &'static str { self.definition().id }

/// The root element, to read the message by tags.
pub fn element(&self) -> Element<'_> { Element::root(self.definition().root, self.as_node()) }
";

fn capital(part: &str) -> String {
    let mut chars = part.chars();
    chars
        .next()
        .map(|c| c.to_ascii_uppercase())
        .into_iter()
        .chain(chars)
        .collect()
}
