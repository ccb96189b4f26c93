//! The generated models. Everything below is written by `cargo xtask codegen iso20022`; this file lists the modules by hand.
#![allow(
    dead_code,
    missing_docs,
    non_camel_case_types,
    non_upper_case_globals,
    unreachable_code,
    unreachable_pub,
    unused_imports,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::exhaustive_enums,
    reason = "generated: names are the schema's, closed lists are closed by their version, and fewer features use less"
)]

pub(crate) mod any_message;
mod patterns;
mod shared;

#[cfg(feature = "camt-053-001-02")]
pub mod camt_053_001_02;
#[cfg(feature = "camt-053-001-08")]
pub mod camt_053_001_08;
#[cfg(feature = "camt-054-001-08")]
pub mod camt_054_001_08;
#[cfg(feature = "head-001-001-02")]
pub mod head_001_001_02;
#[cfg(feature = "pacs-008-001-08")]
pub mod pacs_008_001_08;
#[cfg(feature = "pain-001-001-09")]
pub mod pain_001_001_09;
#[cfg(feature = "pain-002-001-10")]
pub mod pain_002_001_10;
