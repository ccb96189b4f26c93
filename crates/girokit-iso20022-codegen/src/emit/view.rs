//! Views: newtypes over a place in a tree, with a getter for each field.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{Context, condition, group_name, preamble, table};
use crate::layout::Scalar;
use crate::share::Class;
use crate::xsd::{ComplexType, Particle};
use crate::{Error, File, names};

/// Where a field stands: its number, and of an alternative of a nested choice the number of that too.
#[derive(Clone, Copy)]
struct Spot {
    field: usize,
    alternative: Option<usize>,
    /// In a choice even what must occur need not.
    optional: bool,
}

/// The getters of one view.
struct Getters {
    text: String,
    names: BTreeSet<String>,
}

impl Getters {
    fn add(&mut self, tag: &str, name: &str, ty: &str, call: &str) {
        // A tag that stands in two places of one type has a getter for each.
        let mut unique = name.to_owned();
        let mut number = 1;
        while !self.names.insert(unique.clone()) {
            number += 1;
            unique = format!("{name}_{number}");
        }
        let _ = writeln!(
            self.text,
            "    /// `{tag}`.\n    #[inline] pub fn {unique}(self) -> {ty} {{ self.0.{call} }}"
        );
    }
}

impl Context<'_> {
    /// The views of the types whose users have these features.
    pub(super) fn view_group(
        &self,
        features: &BTreeSet<String>,
        classes: &[&Class],
        messages: &[usize],
    ) -> Result<Option<File>, Error> {
        let mut body = String::new();
        let mut list = Vec::new();
        for class in classes {
            if let Some(complex) = self.schemas[class.schema()].complex.get(&class.name) {
                self.view(&mut body, class, complex)?;
                list.push(class.table.as_str());
            }
        }
        if list.is_empty() {
            return Ok(None);
        }
        for &number in messages {
            let schema = &self.schemas[number];
            let _ = writeln!(
                body,
                "impl<'a> {}<'a> {{\n    /// The message, if the tree holds one of this type.\n    \
                 pub fn of(tree: &'a Tree<'a>) -> Option<Self> {{ View::root(tree, &tables::{}).map(Self) }}\n}}",
                self.class(number, &schema.root.1)?.table,
                table::definition_name(schema.id()),
            );
        }
        let mut content = preamble(self.options, "Views.");
        let _ = writeln!(content, "use {}::codegen::*;", self.options.runtime);
        if body.contains("v::") {
            content.push_str("use super as v;\n");
        }
        if !messages.is_empty() {
            content.push_str("use super::super::tables;\n");
        }
        let list = super::fill(list.into_iter(), 4, 4);
        let _ = write!(content, "\n{body}\nviewed! {{\n    {list}\n}}\n");
        let path = format!("views/{}.rs", group_name(features));
        Ok(Some(File { path, content }))
    }

    /// The modules by which the root types are found, for the file that lists the views.
    pub(super) fn view_roots(&self) -> Result<String, Error> {
        let mut out = String::from("\n/// The root types of the messages.\npub mod messages {\n");
        for (number, schema) in self.schemas.iter().enumerate() {
            let condition = condition(self.table_features(schema.id()).iter().map(String::as_str));
            let space = if condition.is_empty() { "" } else { " " };
            let root = &schema.root.1;
            let _ = writeln!(
                out,
                "    {condition}{space}pub mod {} {{ pub use super::super::{} as {}; }}",
                names::module(schema.id()),
                self.class(number, root)?.table,
                names::type_name(root)
            );
        }
        out.push_str("}\n");
        Ok(out)
    }

    fn view(&self, out: &mut String, class: &Class, complex: &ComplexType) -> Result<(), Error> {
        let number = class.schema();
        let mut getters = Getters {
            text: String::new(),
            names: BTreeSet::from(["of".to_owned()]),
        };
        match complex {
            ComplexType::Sequence(particles) => {
                self.getters(&mut getters, number, particles, false)?;
            }
            ComplexType::Choice(particles) => {
                self.getters(&mut getters, number, particles, true)?;
            }
            ComplexType::Simple { base, attributes } => {
                let ty = self.viewed(number, base)?;
                getters.add("value", "value", &ty, "content()");
                for (i, a) in attributes.iter().enumerate() {
                    let ty = self.viewed(number, &a.ty)?;
                    let name = names::field(&a.name);
                    if a.required {
                        getters.add(&a.name, &name, &ty, &format!("attribute({i})"));
                    } else {
                        let ty = format!("Option<{ty}>");
                        getters.add(&a.name, &name, &ty, &format!("opt_attribute({i})"));
                    }
                }
            }
        }
        let _ = writeln!(
            out,
            "/// `{}`.\n#[derive(Debug, Clone, Copy)]\npub struct {table}<'a>(View<'a>);\nimpl<'a> {table}<'a> {{\n{}}}",
            class.name,
            getters.text,
            table = class.table,
        );
        Ok(())
    }

    fn getters(
        &self,
        getters: &mut Getters,
        number: usize,
        particles: &[Particle],
        optional: bool,
    ) -> Result<(), Error> {
        for (field, particle) in particles.iter().enumerate() {
            let spot = Spot {
                field,
                alternative: None,
                optional,
            };
            match particle {
                // The alternatives of a nested choice stand directly among the elements of the sequence, here as in XML.
                Particle::Choice(inner) => {
                    for (alternative, particle) in inner.iter().enumerate() {
                        let spot = Spot {
                            alternative: Some(alternative),
                            optional: true,
                            ..spot
                        };
                        self.getter(getters, number, particle, spot)?;
                    }
                }
                _ => self.getter(getters, number, particle, spot)?,
            }
        }
        Ok(())
    }

    fn getter(
        &self,
        getters: &mut Getters,
        number: usize,
        particle: &Particle,
        spot: Spot,
    ) -> Result<(), Error> {
        let (tag, name, ty, min, max) = match particle {
            Particle::Element { name, ty, min, max } => (
                name.as_str(),
                names::field(name),
                self.viewed(number, ty)?,
                *min,
                *max,
            ),
            Particle::Any { min, max, .. } => {
                ("xs:any", "any".to_owned(), "&'a str".to_owned(), *min, *max)
            }
            Particle::Choice(_) => return Ok(()),
        };
        let at = match spot.alternative {
            None => spot.field.to_string(),
            Some(alternative) => format!("{}, {alternative}", spot.field),
        };
        let is_nested = spot.alternative.is_some();
        let (ty, call) = match (min, max) {
            (_, 1) if is_nested => (format!("Option<{ty}>"), "alternative"),
            (_, 1) if spot.optional || min == 0 => (format!("Option<{ty}>"), "opt"),
            (_, 1) => (ty, "one"),
            _ if is_nested => (format!("Many<'a, {ty}>"), "alternatives"),
            _ => (format!("Many<'a, {ty}>"), "many"),
        };
        getters.add(tag, &name, &ty, &format!("{call}({at})"));
        Ok(())
    }

    /// What a getter gives for a type of the schema.
    fn viewed(&self, number: usize, ty: &str) -> Result<String, Error> {
        if self.schemas[number].complex.contains_key(ty) {
            return Ok(format!("v::{}<'a>", self.class(number, ty)?.table));
        }
        Ok(match self.scalar(number, ty)? {
            Scalar::Code | Scalar::ExternalCode | Scalar::Text => "&'a str".to_owned(),
            Scalar::Boolean => "bool".to_owned(),
            other => format!("{other:?}"),
        })
    }
}
