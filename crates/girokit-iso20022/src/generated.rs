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

#[cfg(feature = "admi-002-001-01")]
pub mod admi_002_001_01;
#[cfg(feature = "admi-007-001-01")]
pub mod admi_007_001_01;
#[cfg(feature = "camt-029-001-09")]
pub mod camt_029_001_09;
#[cfg(feature = "camt-052-001-02")]
pub mod camt_052_001_02;
#[cfg(feature = "camt-052-001-08")]
pub mod camt_052_001_08;
#[cfg(feature = "camt-053-001-02")]
pub mod camt_053_001_02;
#[cfg(feature = "camt-053-001-04")]
pub mod camt_053_001_04;
#[cfg(feature = "camt-053-001-07")]
pub mod camt_053_001_07;
#[cfg(feature = "camt-053-001-08")]
pub mod camt_053_001_08;
#[cfg(feature = "camt-053-001-09")]
pub mod camt_053_001_09;
#[cfg(feature = "camt-054-001-02")]
pub mod camt_054_001_02;
#[cfg(feature = "camt-054-001-08")]
pub mod camt_054_001_08;
#[cfg(feature = "camt-055-001-08")]
pub mod camt_055_001_08;
#[cfg(feature = "camt-056-001-08")]
pub mod camt_056_001_08;
#[cfg(feature = "camt-057-001-06")]
pub mod camt_057_001_06;
#[cfg(feature = "camt-060-001-05")]
pub mod camt_060_001_05;
#[cfg(feature = "camt-110-001-01")]
pub mod camt_110_001_01;
#[cfg(feature = "camt-111-001-02")]
pub mod camt_111_001_02;
#[cfg(feature = "head-001-001-01")]
pub mod head_001_001_01;
#[cfg(feature = "head-001-001-02")]
pub mod head_001_001_02;
#[cfg(feature = "head-001-001-03")]
pub mod head_001_001_03;
#[cfg(feature = "head-001-001-04")]
pub mod head_001_001_04;
#[cfg(feature = "pacs-002-001-10")]
pub mod pacs_002_001_10;
#[cfg(feature = "pacs-003-001-08")]
pub mod pacs_003_001_08;
#[cfg(feature = "pacs-004-001-09")]
pub mod pacs_004_001_09;
#[cfg(feature = "pacs-007-001-09")]
pub mod pacs_007_001_09;
#[cfg(feature = "pacs-008-001-07")]
pub mod pacs_008_001_07;
#[cfg(feature = "pacs-008-001-08")]
pub mod pacs_008_001_08;
#[cfg(feature = "pacs-008-001-09")]
pub mod pacs_008_001_09;
#[cfg(feature = "pacs-008-001-10")]
pub mod pacs_008_001_10;
#[cfg(feature = "pacs-009-001-08")]
pub mod pacs_009_001_08;
#[cfg(feature = "pacs-010-001-03")]
pub mod pacs_010_001_03;
#[cfg(feature = "pacs-028-001-03")]
pub mod pacs_028_001_03;
#[cfg(feature = "pain-001-001-03")]
pub mod pain_001_001_03;
#[cfg(feature = "pain-001-001-08")]
pub mod pain_001_001_08;
#[cfg(feature = "pain-001-001-09")]
pub mod pain_001_001_09;
#[cfg(feature = "pain-001-001-10")]
pub mod pain_001_001_10;
#[cfg(feature = "pain-001-001-11")]
pub mod pain_001_001_11;
#[cfg(feature = "pain-002-001-03")]
pub mod pain_002_001_03;
#[cfg(feature = "pain-002-001-10")]
pub mod pain_002_001_10;
#[cfg(feature = "pain-007-001-09")]
pub mod pain_007_001_09;
#[cfg(feature = "pain-008-001-02")]
pub mod pain_008_001_02;
#[cfg(feature = "pain-008-001-08")]
pub mod pain_008_001_08;
#[cfg(feature = "pain-013-001-07")]
pub mod pain_013_001_07;
#[cfg(feature = "pain-014-001-07")]
pub mod pain_014_001_07;
#[cfg(feature = "remt-001-001-04")]
pub mod remt_001_001_04;
