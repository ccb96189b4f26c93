//! Bank files: NACHA/ACH, SWIFT MT statements, BAI2, OFX.
//!
//! ```
//! use girokit_files::line::Lines;
//!
//! let mut lines = Lines::new(&b"101 091000019\r\n5200\r\n"[..]);
//! while let Some(line) = lines.next_line()? {
//!     assert!(line.number() <= 2);
//! }
//! # Ok::<(), girokit_files::Error>(())
//! ```
//!
//! # What it does
//! - Each format is a module behind a feature of its own; all are read through [`line::Lines`], so that every [`Problem`]
//!   has its line and columns, the rule's code, what was expected and what was found.
//! - All problems of a file come in one [`Report`]. What a bank bends is a [`Profile`]: data, not flags.
//! - Statements become [`girokit_types::Statement`]s; what those cannot hold is listed ([`Converted::unmapped`]).
//!
//! # What it does not do
//! Same-day windows of the ACH, SWIFT payments (MT103, MT202), CSV bills and card clearing are not there yet.
//!
//! # Main types
//! | feature and module | what it reads | streaming | whole | writes |
//! |---|---|---|---|---|
//! | `bai2` | BAI2, version 2 | `bai2::Reader` | `bai2::read` | `bai2::write` |
//! | `mt` | SWIFT MT940, 941, 942, 950, 900, 910 | `mt::Reader` | `mt::read` | `mt::write` |
//! | `nacha` | NACHA/ACH | `nacha::Reader` | `nacha::read` | `nacha::File::write` |
//! | `ofx` | OFX 1.x and 2.x | | `ofx::read` | |
//!
//! # Errors
//! [`Error`] says why a file cannot be read at all: I/O, a line above the limit. What is wrong with its content is in the
//! [`Report`].
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]
#![cfg_attr(
    not(all(feature = "bai2", feature = "mt", feature = "nacha", feature = "ofx")),
    allow(dead_code, reason = "each of the formats uses some of it")
)]

#[cfg(feature = "bai2")]
pub mod bai2;
pub mod converted;
mod error;
pub mod line;
#[cfg(feature = "mt")]
pub mod mt;
#[cfg(feature = "nacha")]
pub mod nacha;
#[cfg(feature = "ofx")]
pub mod ofx;
pub mod problem;

pub use chrono;
pub use converted::{Converted, Unmapped};
pub use error::{Error, ErrorKind};
pub use girokit_types;
pub use problem::{Place, Problem, Profile, Report, Rule, Severity};
