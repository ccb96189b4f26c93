//! The files that list the others.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Context, condition, group_name, preamble, table};
use crate::{Error, File, Options, Views, names};

impl Context<'_> {
    /// A file that lists groups: each behind its features, all shown under the names of their types.
    pub(super) fn groups_root<'f>(
        &self,
        folder: &str,
        line: &str,
        groups: impl Iterator<Item = &'f BTreeSet<String>>,
    ) -> Result<File, Error> {
        let mut out = preamble(self.options, line);
        out.push_str(GROUP);
        let mut named = BTreeMap::new();
        for features in groups {
            let name = group_name(features);
            if named.insert(name.clone(), features).is_some() {
                return Err(Error::new(format!("two groups of types are named {name}")));
            }
        }
        for (name, features) in named {
            let tables = self.options.tables_feature.as_ref();
            let tables = tables.filter(|_| folder != "shared" && !features.is_empty());
            let list: BTreeSet<&str> = features.iter().chain(tables).map(String::as_str).collect();
            let condition = condition(list);
            let space = if condition.is_empty() { "" } else { " " };
            let _ = writeln!(out, "group! {{ {condition}{space}{name} }}");
        }
        Ok(File {
            path: format!("{folder}.rs"),
            content: out,
        })
    }

    /// The file that lists the messages.
    pub(super) fn messages_root(&self) -> File {
        let mut out = preamble(self.options, "One module for each message.");
        for schema in self.schemas {
            let features = self.options.features_of(schema.id());
            let condition = condition(features.iter().map(String::as_str));
            let space = if condition.is_empty() { "" } else { " " };
            let _ = writeln!(
                out,
                "{condition}{space}pub mod {};",
                names::module(schema.id())
            );
        }
        File {
            path: "messages.rs".to_owned(),
            content: out,
        }
    }

    /// The enum over all messages.
    pub(super) fn any_message(&self) -> File {
        let mut out = preamble(self.options, "The enum over all messages.");
        let _ = writeln!(
            out,
            "use {}::codegen::any_message;\nuse super::messages::*;\n\nany_message! {{",
            self.options.runtime
        );
        for schema in self.schemas {
            let id = schema.id();
            let features = self.options.features_of(id);
            let condition = condition(features.iter().map(String::as_str));
            let space = if condition.is_empty() { "" } else { " " };
            let variant: String = id.split('.').map(capital).collect();
            let (module, root) = (names::module(id), names::type_name(&schema.root.1));
            let _ = writeln!(
                out,
                "    {condition}{space}{variant}, {module}::{root}, {id:?};"
            );
        }
        out.push_str("}\n");
        File {
            path: "any_message.rs".to_owned(),
            content: out,
        }
    }

    /// The features that bring a message's tables.
    pub(super) fn table_features(&self, id: &str) -> BTreeSet<String> {
        let features: BTreeSet<String> = self.options.features_of(id).into_iter().collect();
        let tables = self.options.tables_feature.clone();
        let tables = tables.filter(|_| !features.is_empty());
        features.into_iter().chain(tables).collect()
    }

    /// The list of all definitions.
    pub(super) fn registry(&self) -> File {
        let mut out = preamble(
            self.options,
            "The definitions of all messages, sorted by id.",
        );
        let _ = writeln!(
            out,
            "use {}::codegen::Definition;\nuse super::tables;\n\npub static ALL: &[&Definition] = &[",
            self.options.runtime
        );
        for schema in self.schemas {
            let features = self.table_features(schema.id());
            let condition = condition(features.iter().map(String::as_str));
            let space = if condition.is_empty() { "" } else { " " };
            let _ = writeln!(
                out,
                "    {condition}{space}&tables::{},",
                table::definition_name(schema.id())
            );
        }
        out.push_str("];\n");
        File {
            path: "definitions.rs".to_owned(),
            content: out,
        }
    }
}

const GROUP: &str = "/// A file of types, shown as if they stood here.
macro_rules! group {
    ($(#[$when:meta])? $name:ident) => {
        $(#[$when])?
        mod $name;
        $(#[$when])?
        pub use $name::*;
    };
}

";

/// The module that holds everything.
pub(super) fn module(options: &Options) -> File {
    let mut out = preamble(options, "The generated models.");
    out.push_str(
        "#![allow(
    dead_code,
    irrefutable_let_patterns,
    missing_docs,
    non_camel_case_types,
    non_upper_case_globals,
    unnameable_types,
    unreachable_code,
    unreachable_pub,
    unused_imports,
    unused_macros,
    unused_qualifications,
    unused_variables,
    clippy::all,
    clippy::pedantic,
    clippy::exhaustive_enums,
    reason = \"generated: names are the schema's, closed lists are closed by their version, and fewer features use less\"
)]

#[rustfmt::skip]
pub mod any_message;
#[rustfmt::skip]
pub mod definitions;
#[rustfmt::skip]
pub mod messages;
#[rustfmt::skip]
mod patterns;
#[rustfmt::skip]
pub mod shared;
#[rustfmt::skip]
pub mod tables;
",
    );
    let views = "#[rustfmt::skip]\npub mod views;\n";
    match &options.views {
        Views::Always => out.push_str(views),
        Views::Feature(feature) => {
            let _ = write!(out, "{}\n{views}", condition([feature.as_str()]));
        }
        Views::None => {}
    }
    File {
        path: "mod.rs".to_owned(),
        content: out,
    }
}

fn capital(part: &str) -> String {
    let mut chars = part.chars();
    chars
        .next()
        .map(|c| c.to_ascii_uppercase())
        .into_iter()
        .chain(chars)
        .collect()
}
