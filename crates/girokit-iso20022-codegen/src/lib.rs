//! Published ISO 20022 schema in, Rust model out, for the `girokit-iso20022` runtime.
//!
//! ```
//! use girokit_iso20022_codegen::{Options, generate};
//!
//! let xsd = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:bank:demo.001.001.01">
//!   <xs:element name="Document" type="Document"/>
//!   <xs:complexType name="Document"><xs:sequence><xs:element name="Id" type="Max35Text"/></xs:sequence></xs:complexType>
//!   <xs:simpleType name="Max35Text"><xs:restriction base="xs:string"><xs:maxLength value="35"/></xs:restriction></xs:simpleType>
//! </xs:schema>"#;
//! let files = generate(&[xsd], &Options::new("crate::bank"))?;
//! let module = files.iter().find(|f| f.path == "demo_001_001_01.rs").unwrap();
//! assert!(module.content.contains("pub struct Document"));
//! # Ok::<(), girokit_iso20022_codegen::Error>(())
//! ```
//!
//! # What it does
//! - Reads XML Schema as ISO 20022 publishes it, and banks' own restricted variants of the same form ([`xsd`]).
//! - Writes one module for each message: plain structs and enums, `new(required...)`, tables that the runtime walks.
//! - Compares all types recursively and writes each once, in `shared`, however many messages use it.
//! - Compiles patterns to state machines ([`pattern`]), so that no regular-expression engine runs on the hot path.
//!
//! # What it does not do
//! - It does not read XML Schema in general: imports, groups, substitution, mixed content are errors with their line.
//! - It does not format: run `rustfmt` over what it returns.
//!
//! # How to use it
//! Write the returned files below one module of your crate, declare `pub mod shared; pub mod patterns; pub mod any_message;`
//! and a `pub mod` for each message there, and name that module in [`Options::new`]. Your crate depends on `girokit-iso20022`.
//!
//! # Errors
//! [`Error`] is one sentence that names the type or the line.

#![allow(
    clippy::indexing_slicing,
    reason = "a build tool over schemas: indices are of vectors built beside them, and a defect stops the build, not a payment"
)]

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
    /// The Rust source, not yet formatted.
    pub content: String,
}

/// How the generated code is embedded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    pub(crate) base: String,
    pub(crate) runtime: String,
    pub(crate) command: String,
    pub(crate) features: bool,
    pub(crate) serde: bool,
}

impl Options {
    /// Code for a crate that depends on `girokit-iso20022`; `base` is the path of the module that holds the generated files,
    /// such as `crate::bank`.
    pub fn new(base: &str) -> Self {
        Self {
            base: base.to_owned(),
            runtime: "girokit_iso20022".to_owned(),
            command: "girokit-iso20022-codegen".to_owned(),
            features: false,
            serde: false,
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
        self.features = true;
        self
    }

    /// Implements serde's traits, behind the feature `serde` of the crate. Default: not.
    #[must_use]
    pub fn with_serde(mut self) -> Self {
        self.serde = true;
        self
    }

    /// Another path for the runtime than `girokit_iso20022`.
    #[must_use]
    pub fn with_runtime(mut self, path: &str) -> Self {
        path.clone_into(&mut self.runtime);
        self
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
    let mut sources: Vec<(xsd::Schema, Source<'_>)> = Vec::new();
    for text in xsds {
        sources.push((xsd::Schema::parse(text)?, Source(text)));
    }
    sources.sort_by(|a, b| a.0.id().cmp(b.0.id()));
    let (schemas, sources): (Vec<_>, Vec<_>) = sources.into_iter().unzip();
    if let Some([a, _]) = schemas.array_windows::<2>().find(|[a, b]| a.id() == b.id()) {
        return Err(Error::new(format!("two schemas are named {:?}", a.id())));
    }
    emit::files(&sources, &schemas, options)
}
