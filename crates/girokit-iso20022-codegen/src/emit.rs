//! Writes the Rust modules, laid out as they are to be read: nothing formats them afterwards.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::layout::{Boxes, Scalar, resolve, scalar};
use crate::share::{Class, Sharing, uses};
use crate::xsd::{ComplexType, Particle, Schema};
use crate::{Error, File, Options, Source, Views, names};

mod item;
mod root;
mod table;
mod view;

/// Elements of one type: the tables have a bit for each. No published type has more than 77.
const MAX_FIELDS: usize = 128;

/// One field of a struct or variant of an enum, ready to be written.
struct Member {
    /// The field's or variant's name in Rust.
    name: String,
    /// Its tag, or a description when it has none.
    tag: String,
    /// The type with `Option`, `Box` and `Vec`.
    rust: String,
    /// The name of its type in the schema.
    ty: String,
    min: u32,
    max: u32,
}

impl Member {
    fn is_required(&self) -> bool {
        self.min > 0
    }

    fn occurs(&self) -> String {
        match self.max {
            u32::MAX => format!("{}..n", self.min),
            max => format!("{}..{max}", self.min),
        }
    }
}

/// The module whose types are being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Home<'a> {
    /// A message's own module, which shows the types that it shares under their names in the schema.
    Message,
    /// The group of shared types whose users have these features.
    Shared(&'a BTreeSet<String>),
}

/// What is written from: all schemas, and what is known of them together.
struct Context<'a> {
    schemas: &'a [Schema],
    sharing: &'a Sharing,
    options: &'a Options,
    boxes: RefCell<BTreeMap<usize, Boxes>>,
    patterns: BTreeSet<Vec<String>>,
}

/// The classes whose users have the same features, by these.
type Groups<'a> = BTreeMap<&'a BTreeSet<String>, Vec<&'a Class>>;

pub(crate) fn files(
    sources: &[Source<'_>],
    schemas: &[Schema],
    options: &Options,
) -> Result<Vec<File>, Error> {
    let sharing = Sharing::new(schemas, options);
    let mut context = Context {
        schemas,
        sharing: &sharing,
        options,
        boxes: RefCell::default(),
        patterns: BTreeSet::new(),
    };
    let mut all = Groups::new();
    let mut shared = Groups::new();
    for class in &sharing.classes {
        all.entry(&class.features).or_default().push(class);
        if class.is_shared() && context.has_item(class)? {
            shared.entry(&class.features).or_default().push(class);
        }
    }
    for classes in all.values_mut().chain(shared.values_mut()) {
        classes.sort_by(|a, b| a.table.cmp(&b.table));
    }
    let mut files = Vec::new();
    for (features, classes) in &shared {
        files.push(context.shared_group(features, classes)?);
    }
    for (number, source) in sources.iter().enumerate() {
        files.push(context.message(number, &source.sha256())?);
    }
    let definitions = context.definitions();
    let mut viewed = Vec::new();
    for (features, classes) in &all {
        let own = definitions
            .get(*features)
            .map(Vec::as_slice)
            .unwrap_or_default();
        files.push(context.table_group(features, classes, own)?);
        if options.views != Views::None
            && let Some(file) = context.view_group(features, classes, own)?
        {
            viewed.push(*features);
            files.push(file);
        }
    }
    if options.views != Views::None {
        let mut file = context.groups_root("views", VIEWS, viewed.into_iter())?;
        file.content.push_str(&context.view_roots()?);
        files.push(file);
    }
    files.push(context.groups_root("shared", SHARED, shared.keys().copied())?);
    files.push(context.groups_root("tables", TABLES, all.keys().copied())?);
    files.push(table::patterns(&context.patterns, options)?);
    files.push(context.registry());
    files.push(context.messages_root());
    files.push(context.any_message());
    files.push(root::module(options));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// Whether every type that the schema names is there and of a kind that can be written.
///
/// # Errors
/// With the line of the type that is not.
pub(crate) fn supported(schema: &Schema) -> Result<(), Error> {
    for name in schema.simple.keys() {
        let checked = resolve(schema, name).and_then(|ty| table::base(name, &ty));
        checked.map_err(|error| schema.at(name, &error))?;
    }
    let defines =
        |name: &str| schema.complex.contains_key(name) || schema.simple.contains_key(name);
    for (name, ty) in &schema.complex {
        if let Some(used) = uses(ty).into_iter().find(|used| !defines(used)) {
            let error = Error::new(format!(
                "the type {name:?} names {used:?}, which the schema does not define"
            ));
            return Err(schema.at(name, &error));
        }
        if let ComplexType::Choice(particles) | ComplexType::Sequence(particles) = ty {
            elements(particles).map_err(|error| schema.at(name, &error))?;
        }
    }
    let (tag, root) = &schema.root;
    if !schema.complex.contains_key(root) {
        return Err(Error::new(format!(
            "the element {tag:?} is of {root:?}, which is no complex type of the schema"
        )));
    }
    Ok(())
}

/// Whether elements can be written.
fn elements(particles: &[Particle]) -> Result<(), Error> {
    let count = particles.len();
    if count > MAX_FIELDS {
        return Err(Error::new(format!(
            "a type of {count} elements: at most {MAX_FIELDS} are supported"
        )));
    }
    for particle in particles {
        match particle {
            Particle::Any {
                namespace, strict, ..
            } => {
                table::wildcard(namespace, *strict)?;
            }
            Particle::Choice(inner) => elements(inner)?,
            Particle::Element { .. } => {}
        }
    }
    Ok(())
}

const SHARED: &str =
    "Types that several messages share. Each message's module shows those that it uses.";
const VIEWS: &str =
    "Views of the types of all messages: getters over a tree. `messages` has the root types.";
const TABLES: &str =
    "The tables of all types. Those of messages with the same features stand in one file.";

fn preamble(options: &Options, line: &str) -> String {
    format!(
        "//! Generated by {}; do not edit.\n//!\n//! {line}\n\n",
        options.command
    )
}

/// A group's module: named by its features, so that it keeps its name when others are added.
fn group_name(features: &BTreeSet<String>) -> String {
    let mut list = features.iter();
    match (list.next(), list.next()) {
        (None, _) => "common".to_owned(),
        (Some(one), None) => format!("of_{}", names::module(one)),
        _ => {
            let joined: Vec<&str> = features.iter().map(String::as_str).collect();
            let hash = crate::sha256(joined.join(" ").as_bytes());
            format!("g{}", hash.get(..8).unwrap_or_default())
        }
    }
}

/// `#[cfg(any(feature = ...))]` for code that any of these features brings.
fn condition<'f>(features: impl IntoIterator<Item = &'f str>) -> String {
    let mut terms: Vec<String> = features
        .into_iter()
        .map(|f| format!("feature = \"{f}\""))
        .collect();
    terms.dedup();
    match terms.as_slice() {
        [] => String::new(),
        [one] => format!("#[cfg({one})]"),
        _ => format!(
            "#[cfg(any({}))]",
            fill(terms.iter().map(String::as_str), 9, 4)
        ),
    }
}

/// A list with commas, broken so that lines end before column 110; `at` is the column where it begins, later lines are indented
/// by `indent`.
pub(crate) fn fill<'i>(items: impl Iterator<Item = &'i str>, at: usize, indent: usize) -> String {
    const WIDTH: usize = 110;
    let mut out = String::new();
    let mut column = at;
    for (i, item) in items.enumerate() {
        if i > 0 {
            out.push(',');
            if column + item.len() + 3 > WIDTH {
                out.push('\n');
                out.push_str(&" ".repeat(indent));
                column = indent;
            } else {
                out.push(' ');
                column += 2;
            }
        }
        out.push_str(item);
        column += item.len();
    }
    out
}

impl<'a> Context<'a> {
    /// Whether a type of the schema is a Rust type of its own.
    fn has_item(&self, class: &Class) -> Result<bool, Error> {
        let schema = class.schema();
        Ok(self.schemas[schema].complex.contains_key(&class.name)
            || self.scalar(schema, &class.name)? == Scalar::Code)
    }

    fn scalar(&self, schema: usize, name: &str) -> Result<Scalar, Error> {
        scalar(name, &resolve(&self.schemas[schema], name)?)
    }

    fn class(&self, schema: usize, name: &str) -> Result<&'a Class, Error> {
        self.sharing.class(schema, name).ok_or_else(|| {
            Error::new(format!(
                "{}: the schema does not define the type {name:?}",
                self.schemas[schema].id()
            ))
        })
    }

    /// How a module names the Rust type of a type of the schema.
    fn path(&self, home: Home<'_>, schema: usize, name: &str) -> Result<String, Error> {
        let class = self.class(schema, name)?;
        Ok(match home {
            Home::Message => names::type_name(name),
            Home::Shared(features) if class.features == *features => class.item.clone(),
            Home::Shared(_) => format!("shared::{}", class.item),
        })
    }

    /// A file of shared types.
    fn shared_group(
        &mut self,
        features: &BTreeSet<String>,
        classes: &[&Class],
    ) -> Result<File, Error> {
        let mut body = String::new();
        for class in classes {
            self.item(&mut body, Home::Shared(features), class.schema(), class)?;
        }
        let content = self.types_file("Types that several messages share.", &body);
        Ok(File {
            path: format!("shared/{}.rs", group_name(features)),
            content,
        })
    }

    /// The file of a message.
    fn message(&mut self, number: usize, hash: &str) -> Result<File, Error> {
        let schema = &self.schemas[number];
        let mut own = Vec::new();
        let mut shown: Vec<String> = Vec::new();
        for name in schema.complex.keys().chain(schema.simple.keys()) {
            let class = self.class(number, name)?;
            if !self.has_item(class)? {
                continue;
            }
            if !class.is_shared() {
                own.push(class);
                continue;
            }
            let plain = names::type_name(name);
            for (item, plain) in item::with_nested(schema, name, &class.item)
                .zip(item::with_nested(schema, name, &plain))
            {
                shown.push(if item == plain {
                    plain
                } else {
                    format!("{item} as {plain}")
                });
            }
        }
        shown.sort();
        let mut body = String::new();
        if !shown.is_empty() {
            let mut list = fill(shown.iter().map(String::as_str), 20, 4);
            if shown.len() > 1 {
                list = format!("{{{list}}}");
            }
            let _ = writeln!(body, "#[doc(no_inline)]\npub use shared::{list};\n");
        }
        let id = schema.id();
        let root = names::type_name(&schema.root.1);
        let constant = table::definition_name(id);
        let _ = writeln!(
            body,
            "#[doc(inline)]\npub use tables::{constant} as DEFINITION;\n\n\
             impl Message for {root} {{\n    const DEFINITION: &'static Definition = &tables::{constant};\n}}\n"
        );
        if let Some((path, item)) = streamed(schema) {
            let (items, above) = path.split_last().unwrap_or((&"", &[]));
            let above: Vec<String> = above
                .iter()
                .map(|tag| format!("{} {tag:?}", names::field(tag)))
                .collect();
            let _ = writeln!(
                body,
                "streamed!({root}: {}; {} {items:?} {});\n",
                above.join(", "),
                names::field(items),
                names::type_name(item)
            );
        }
        for class in own {
            self.item(&mut body, Home::Message, number, class)?;
        }
        let mut line = format!("`{id}`");
        let features = self.options.features_of(id);
        if !features.is_empty() {
            let quoted: Vec<String> = features.iter().map(|f| format!("`{f}`")).collect();
            let _ = write!(line, ", feature {}", quoted.join(" or "));
        }
        let _ = write!(line, ". Schema of SHA-256\n//! {hash}.");
        let content = self.types_file(&line, &body);
        Ok(File {
            path: format!("messages/{}.rs", names::module(id)),
            content,
        })
    }

    /// A file of types: it imports what it names.
    fn types_file(&self, line: &str, body: &str) -> String {
        let mut out = preamble(self.options, line);
        let _ = writeln!(out, "use {}::codegen::*;", self.options.runtime);
        let used = if body.contains("shared::") {
            "{shared, tables}"
        } else {
            "tables"
        };
        let _ = writeln!(out, "use super::super::{used};\n\n{}", body.trim_end());
        out
    }

    /// The fields of a sequence or the alternatives of a choice.
    fn members(
        &self,
        home: Home<'_>,
        schema: usize,
        particles: &[Particle],
        choice: bool,
    ) -> Result<Vec<Member>, Error> {
        let mut members = Vec::new();
        let mut groups = 0;
        for particle in particles {
            members.push(match particle {
                Particle::Element { name, ty, min, max } => Member {
                    name: if choice {
                        names::type_name(name)
                    } else {
                        names::field(name)
                    },
                    tag: name.clone(),
                    rust: self.member_type(home, schema, ty, (*min, *max), choice)?,
                    ty: ty.clone(),
                    min: *min,
                    max: *max,
                },
                Particle::Any { min, max, .. } => Member {
                    name: "any".into(),
                    tag: "xs:any".into(),
                    rust: wrap("AnyXml".to_owned(), *min, *max, choice),
                    ty: "any element".into(),
                    min: *min,
                    max: *max,
                },
                Particle::Choice(_) => {
                    groups += 1;
                    Member {
                        name: choice_member(groups),
                        tag: "xs:choice".into(),
                        rust: String::new(),
                        ty: String::new(),
                        min: 1,
                        max: 1,
                    }
                }
            });
        }
        Ok(members)
    }

    fn member_type(
        &self,
        home: Home<'_>,
        number: usize,
        ty: &str,
        (min, max): (u32, u32),
        choice: bool,
    ) -> Result<String, Error> {
        let schema = &self.schemas[number];
        let is_complex = schema.complex.contains_key(ty);
        let scalar = if is_complex {
            None
        } else {
            self.scalar(number, ty)?.rust()
        };
        let mut rust = match scalar {
            Some(scalar) => scalar.to_owned(),
            None => self.path(home, number, ty)?,
        };
        if max == 1 && is_complex {
            let mut boxes = self.boxes.borrow_mut();
            let boxes = boxes.entry(number).or_insert_with(|| Boxes::new(schema));
            if boxes.is_boxed(schema, ty, min > 0 && !choice) {
                rust = format!("Box<{rust}>");
            }
        }
        Ok(wrap(rust, min, max, choice))
    }
}

/// The lists that a message can be streamed by.
const STREAMED: [&str; 3] = ["CdtTrfTxInf", "DrctDbtTxInf", "Ntry"];

/// The tags from the root to the first list of these names, at most three steps down through sequences, and the type of its
/// items. What the root holds directly is no list to stream.
fn streamed(schema: &Schema) -> Option<(Vec<&str>, &str)> {
    let mut level = vec![(Vec::new(), schema.root.1.as_str())];
    for depth in 1..=3 {
        let mut below = Vec::new();
        for (path, ty) in level {
            let Some(ComplexType::Sequence(particles)) = schema.complex.get(ty) else {
                continue;
            };
            for particle in particles {
                let Particle::Element { name, ty, max, .. } = particle else {
                    continue;
                };
                let mut path: Vec<&str> = path.clone();
                path.push(name);
                let is_list = *max > 1
                    && STREAMED.contains(&name.as_str())
                    && schema.complex.contains_key(ty);
                if is_list && depth > 1 {
                    return Some((path, ty));
                }
                below.push((path, ty.as_str()));
            }
        }
        level = below;
    }
    None
}

/// The field that holds the n-th choice nested in a sequence.
fn choice_member(number: usize) -> String {
    if number == 1 {
        "choice".to_owned()
    } else {
        format!("choice_{number}")
    }
}

fn wrap(rust: String, min: u32, max: u32, choice: bool) -> String {
    match (min, max) {
        (_, 1) if choice => rust,
        (0, 1) => format!("Option<{rust}>"),
        (_, 1) => rust,
        _ => format!("Vec<{rust}>"),
    }
}
