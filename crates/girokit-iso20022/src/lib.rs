//! ISO 20022 messages: generated models, a fast XML runtime, validation with paths.
//!
//! ```
//! # #[cfg(feature = "head-001-001-02")] {
//! use girokit_iso20022::{AnyMessage, Message as _};
//!
//! let xml = br#"<AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"><Fr><FIId><FinInstnId>
//!   <BICFI>BANKDEFFXXX</BICFI></FinInstnId></FIId></Fr><BizMsgIdr>1</BizMsgIdr></AppHdr>"#;
//! let error = AnyMessage::from_xml(xml).unwrap_err();
//! let problem = &error.problems()[0];
//! assert_eq!(problem.path, "/AppHdr/To");
//! assert_eq!(problem.message(), "expected <To>, found none");
//! # }
//! ```
//!
//! # What it does
//! - Reads a message into plain structs whose fields are the XML tags, and checks everything that its schema demands: order,
//!   cardinality, every facet. All problems are told, each with path, line, column, code, expected and found.
//! - Keeps what was written: digits of decimals, offsets and fractions of times, supplementary data. Reading and writing a
//!   valid message gives an equal XML infoset.
//! - Writes canonical XML and refuses to write what breaks the schema.
//! - Builds messages for the common jobs (module `jobs`), gives statements of every version one form and takes them back (module
//!   `statement`), and carries a payment from the order to the entries on both accounts (module `carry`).
//! - Finds headers and documents in any wrapper, byte for byte, and writes them into one (module `envelope`).
//! - Detects the message type ([`AnyMessage`]), walks any message without knowing its type ([`schema::Node`]), and converts to
//!   and from JSON (module `json`, feature `serde`).
//! - Names tags in full and shows a message as a tree (module `names`); tells the differences between two messages by path (module
//!   `diff`).
//! - Converts between the versions of a message with a report of every lost field (module `convert`), and holds a message of any
//!   definition without its struct (`Untyped`).
//! - Reads and writes huge messages item by item in constant memory (module `stream`).
//! - Looks beyond the schema, when asked: check digits, currencies, control sums, cross rules, external codes (module `rules`, feature
//!   `rules`), and the market practice of schemes (module and feature `profiles`). What is found there is a warning, or an error when
//!   asked, and never changes the verdict of the schema.
//!
//! # What it does not do
//! - It does not ask registries: a BIC, an IBAN or an LEI is right in itself, which does not say that it exists.
//! - It does not read document type declarations, and so expands no entities but the five of XML.
//! - It does not validate the content of `xs:any` beyond well-formedness.
//!
//! # Main types
//! [`Message`] is implemented by the root type of each module, such as `pain_001_001_09::Document`. Scalars are in [`value`].
//!
//! # Errors
//! One [`Error`] with an [`ErrorKind`] and a list of [`Problem`]s.
//!
//! # Features
//! None is on by default: you compile what you name.
//! - `acmt`, `admi`, `auth`, `camt`, `head`, `pacs`, `pain`, `reda`, `remt`: the current version of each message of the area, which is
//!   the one that schemes demand today (`pain.001.001.09`), or the newest where there is no such practice.
//! - `pain-001-001-03`: one version; those that people name have a feature like this.
//! - `pain-001`: every version of a message that has several. `all-versions`: every version of every message, 649 in all.
//! - `catalogue`: the tables of all 649 without their structs: [`definitions`].
//! - `views`: getters over a [`Tree`] for the types of whatever is on, `views::messages::pain_001_001_09::Document` and below.
//!
//! The page of a message's module names the feature that brings it. What is done with messages has features, too, because most
//! programs need one or two: `convert`, `diff`, `envelope`, `names`, `profiles`, `rules` and `stream` add the modules of these
//! names; `untyped` adds `Untyped`, and `stream::UntypedStream` with `stream`; `serde` adds JSON. `jobs` (or only `jobs-pain` or
//! `jobs-pacs`), `statement` and `carry` add modules with the messages that they build and values of `girokit-types`.
//!
//! # Beside other libraries
//! The page `_compare` of this documentation, `COMPARE.md` of the crate.
//!
//! # Standards
//! ISO 20022 message definitions as published by the registration authority; XML 1.0 (fifth edition) and Namespaces in XML
//! 1.0 without document type declarations; XML Schema 1.0 as far as ISO 20022 uses it.

#[cfg(doc)]
#[doc = "Beside other libraries: what each covers."]
#[doc = include_str!("../COMPARE.md")]
pub mod _compare {}

mod any;
#[cfg(feature = "carry")]
pub mod carry;
mod check;
#[doc(hidden)]
pub mod codegen;
#[cfg(feature = "convert")]
pub mod convert;
mod debug;
#[cfg(feature = "diff")]
pub mod diff;
mod element;
mod encoding;
#[cfg(feature = "envelope")]
pub mod envelope;
mod error;
mod generated;
#[cfg(any(feature = "jobs-pacs", feature = "jobs-pain"))]
pub mod jobs;
#[cfg(feature = "serde")]
pub mod json;
mod limits;
mod message;
#[cfg(feature = "names")]
pub mod names;
#[cfg(all(
    feature = "statement",
    any(
        feature = "camt-053-001-08",
        feature = "camt-054-001-08",
        feature = "jobs-pacs",
        feature = "jobs-pain"
    )
))]
mod parts;
mod path;
pub mod pattern;
#[cfg(feature = "profiles")]
pub mod profiles;
mod read;
#[cfg(feature = "rules")]
pub mod rules;
mod scan;
pub mod schema;
#[cfg(feature = "statement")]
pub mod statement;
#[cfg(feature = "stream")]
pub mod stream;
mod tree;
#[cfg(feature = "untyped")]
mod untyped;
pub mod value;
mod write;

pub use any::{Detected, definition, definitions};
pub use element::{Children, Element, Type};
pub use error::{Code, Error, ErrorKind, Problem};
pub use generated::any_message::AnyMessage;
#[allow(
    unreachable_pub,
    unused_imports,
    reason = "empty when no message is compiled in"
)]
pub use generated::messages::*;
#[doc(inline)]
pub use generated::shared;
#[cfg(feature = "views")]
#[doc(inline)]
pub use generated::views;
pub use limits::{
    Limits, MAX_ATTRIBUTES, MAX_BYTES, MAX_DEPTH, MAX_ITEM_BYTES, MAX_PARTS, MAX_PROBLEMS,
};
pub use message::Message;
pub use tree::{Many, Tree, View, Viewed};
#[cfg(feature = "untyped")]
pub use untyped::Untyped;

#[cfg(any(feature = "rules", feature = "statement"))]
#[doc(no_inline)]
pub use girokit_types;
#[doc(no_inline)]
pub use {chrono, rust_decimal};
