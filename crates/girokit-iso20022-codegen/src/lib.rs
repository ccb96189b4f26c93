//! Published ISO 20022 schema in, Rust model out, for the `girokit-iso20022` runtime.
//!
//! ```
//! use girokit_iso20022_codegen::{Options, generate};
//!
//! let xsd = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"
//!     targetNamespace="urn:bank:demo.001.001.01">
//!   <xs:element name="Document" type="Document"/>
//!   <xs:complexType name="Document"><xs:sequence><xs:element name="Id" type="Max35Text"/></xs:sequence></xs:complexType>
//!   <xs:simpleType name="Max35Text"><xs:restriction base="xs:string"><xs:maxLength value="35"/></xs:restriction></xs:simpleType>
//! </xs:schema>"#;
//! let files = generate(&[xsd], &Options::new())?;
//! let module = files.iter().find(|f| f.path == "messages/demo_001_001_01.rs").unwrap();
//! assert!(module.content.contains("pub struct Document"));
//! # Ok::<(), girokit_iso20022_codegen::Error>(())
//! ```
//!
//! # What it does
//! - Reads XML Schema as ISO 20022 publishes it, and banks' own restricted variants of the same form ([`xsd`]).
//! - Writes one module for each message: plain structs and enums, `new(required...)`. Beside them it writes the tables that the
//!   runtime walks, which compile without the structs.
//! - Compares all types recursively and writes each once, in `shared`, however many messages use it.
//! - Compiles patterns to state machines ([`pattern`]), so that no regular-expression engine runs on the hot path.
//!
//! # What it does not do
//! - It does not read XML Schema in general: imports, groups, substitution, mixed content are errors with their line.
//!
//! # How to use it
//! ```text
//! cargo install girokit-iso20022-codegen
//! girokit-iso20022-codegen --out src/bank pain.001.001.09.ch.03.xsd
//! ```
//! writes `src/bank/mod.rs` and the files below it. Declare `mod bank;` and depend on `girokit-iso20022`; its areas and messages
//! need not be on. Then `bank::messages::pain_001_001_09_ch_03::Document` is a `girokit_iso20022::Message` like any other, and
//! `bank::any_message::AnyMessage` detects and reads what was generated together. With the feature `serde` of `girokit-iso20022`
//! your types implement serde's traits too. From a build script, call [`generate_named`] and write what it returns.
//!
//! # A bank's restricted variant
//! Banks and schemes publish usage guidelines as schemas that admit less than the published one: fewer elements, optional ones
//! made required, smaller lists, narrower patterns, bounds and code lists. Generated from such a schema the type itself says
//! what the bank accepts: a required element is an argument of `new`, a code that is not admitted is no variant, and the
//! problems of a message that is read have the guideline's bounds. For example
//!
//! ```text
//! <xs:simpleType name="ChargeBearer1Code__1">
//!   <xs:restriction base="ChargeBearer1Code"><xs:enumeration value="SHAR"/></xs:restriction>
//! </xs:simpleType>
//! ```
//!
//! becomes `enum ChargeBearer1Code__1 { Shar }`. Two forms are met:
//! - **The published namespace.** The variant cannot be told from the published message by looking at a document. Generate it into a
//!   module of its own and choose by where the document came from.
//! - **A namespace of its own**, such as `urn:...:pain.001.001.09.ch.03` or `http://.../pain.001.001.03.ch.02.xsd`. The module is named by
//!   what follows the last colon or slash. Generate variant and published message together: what they share is written once, and
//!   `AnyMessage` tells them apart.
//!
//! `tests/guideline` of this crate has a published schema, both variants and what the generator makes of them.
//! Not supported there: a pattern that restricts a type which has a pattern already, since a value must then match both.
//!
//! # Errors
//! [`Error`] is one sentence that names the type or the line. What might restrict and is not understood is an error: an attribute such
//! as `fixed`, a facet such as `whiteSpace`, a type of another schema.

#![allow(
    clippy::indexing_slicing,
    reason = "a build tool over schemas: indices are of vectors built beside them, and a defect stops the build, not a payment"
)]

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use sha2::{Digest as _, Sha256};

mod emit;
mod layout;
mod names;
pub mod pattern;
mod share;
pub mod xsd;

/// A generated file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// The path below the module that holds the generated code, with `/`.
    pub path: String,
    /// The Rust source, laid out to be read; `mod.rs` keeps rustfmt from it.
    pub content: String,
}

/// How the generated code is embedded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    pub(crate) runtime: String,
    pub(crate) command: String,
    pub(crate) tables_feature: Option<String>,
    /// Whether views are written, and behind which feature.
    pub(crate) views: Views,
    features: Features,
}

/// Whether views are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Views {
    Always,
    Feature(String),
    None,
}

/// Which features bring a message.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Features {
    /// It is always there.
    None,
    /// The one named like it.
    Own,
    /// Any of those that the map names for it.
    Map(BTreeMap<String, Vec<String>>),
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

impl Options {
    /// Code for a crate that depends on `girokit-iso20022`, without features.
    pub fn new() -> Self {
        Self {
            runtime: "girokit_iso20022".to_owned(),
            command: "girokit-iso20022-codegen".to_owned(),
            tables_feature: None,
            views: Views::None,
            features: Features::None,
        }
    }

    /// Names the command that regenerates the code, for the first line of each file.
    #[must_use]
    pub fn with_command(mut self, command: &str) -> Self {
        command.clone_into(&mut self.command);
        self
    }

    /// Puts each message behind a feature named like it, `pain-001-001-09`. Default: no features.
    #[must_use]
    pub fn with_features(mut self) -> Self {
        self.features = Features::Own;
        self
    }

    /// Puts each message behind any of the features that the map names for its id; a message that the map does not name has
    /// the one named like it.
    #[must_use]
    pub fn with_feature_map(mut self, features: BTreeMap<String, Vec<String>>) -> Self {
        self.features = Features::Map(features);
        self
    }

    /// Names a feature that compiles the tables of all messages without their structs. Default: none.
    #[must_use]
    pub fn with_tables_feature(mut self, feature: &str) -> Self {
        self.tables_feature = Some(feature.to_owned());
        self
    }

    /// Writes views too: getters over a `Tree`. Default: none.
    #[must_use]
    pub fn with_views(mut self) -> Self {
        self.views = Views::Always;
        self
    }

    /// Writes views, behind this feature.
    #[must_use]
    pub fn with_views_feature(mut self, feature: &str) -> Self {
        self.views = Views::Feature(feature.to_owned());
        self
    }

    /// Another path for the runtime than `girokit_iso20022`.
    #[must_use]
    pub fn with_runtime(mut self, path: &str) -> Self {
        path.clone_into(&mut self.runtime);
        self
    }

    /// The features that bring a message.
    pub(crate) fn features_of(&self, id: &str) -> Vec<String> {
        match &self.features {
            Features::None => Vec::new(),
            Features::Own => vec![names::feature(id)],
            Features::Map(map) => map
                .get(id)
                .cloned()
                .unwrap_or_else(|| vec![names::feature(id)]),
        }
    }
}

/// Why nothing was generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(String);

impl Error {
    pub(crate) fn new(message: String) -> Self {
        Self(message)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

/// The text of a schema.
pub(crate) struct Source<'a>(&'a str);

impl Source<'_> {
    pub(crate) fn sha256(&self) -> String {
        sha256(self.0.as_bytes())
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    let mut hex = String::new();
    for byte in Sha256::digest(bytes) {
        // Writing to a string does not fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// Generates the modules for some schemas. The result depends on nothing but the arguments.
///
/// # Errors
/// If a schema holds what is not supported, or names a type that it does not define, or two schemas have one namespace.
pub fn generate(xsds: &[&str], options: &Options) -> Result<Vec<File>, Error> {
    let named: Vec<(&str, &str)> = xsds.iter().map(|text| ("", *text)).collect();
    generate_named(&named, options)
}

/// As [`generate`], of schemas with the names of their files, which errors then begin with.
///
/// # Errors
/// As [`generate`].
pub fn generate_named(xsds: &[(&str, &str)], options: &Options) -> Result<Vec<File>, Error> {
    let mut sources: Vec<(xsd::Schema, Source<'_>)> = Vec::new();
    for (file, text) in xsds {
        let told = |error: Error| {
            if file.is_empty() {
                error
            } else {
                Error::new(format!("{file}: {error}"))
            }
        };
        let schema = xsd::Schema::parse(text).map_err(told)?;
        emit::supported(&schema).map_err(told)?;
        sources.push((schema, Source(text)));
    }
    sources.sort_by(|a, b| a.0.id().cmp(b.0.id()));
    let (schemas, sources): (Vec<_>, Vec<_>) = sources.into_iter().unzip();
    if let Some([a, _]) = schemas.array_windows::<2>().find(|[a, b]| a.id() == b.id()) {
        return Err(Error::new(format!("two schemas are named {:?}", a.id())));
    }
    emit::files(&sources, &schemas, options)
}
