//! Fuzz targets: their bodies as plain functions, and their corpus.
//!
//! A body takes bytes and panics when a promise is broken. libFuzzer calls it from `fuzz_targets/`; the tests of the
//! crate under test call it through [`corpus::replay`], so that a plain `cargo test` runs every body over the committed
//! corpus without a fuzzer:
//!
//! ```
//! let inputs = girokit_fuzz::corpus::replay("types_parse", girokit_fuzz::types::parse);
//! assert!(inputs > 0);
//! ```
//!
//! To fuzz in earnest: `cargo +nightly fuzz run iso20022_read --features libfuzzer`. Each crash becomes a named unit test
//! of the crate, and its input, minimised, a file of the corpus. The corpus holds only inputs that we wrote.
//!
//! To add a target: a body here, three lines in `fuzz_targets/`, a `[[bin]]` in `Cargo.toml`, seeds in `corpus/<target>/`,
//! and a replay in the tests of the crate. `tests/layout.rs` fails when one is missing.

pub mod corpus;
#[cfg(any(
    feature = "crypto-audit",
    feature = "crypto-cms",
    feature = "crypto-envelope",
    feature = "crypto-http",
    feature = "crypto-jose",
    feature = "crypto-vault",
    feature = "crypto-x509",
    feature = "crypto-xml"
))]
pub mod crypto;
#[cfg(feature = "files")]
pub mod files;
#[cfg(feature = "iso20022")]
pub mod iso20022;
#[cfg(feature = "iso8583")]
pub mod iso8583;
#[cfg(feature = "types")]
pub mod types;
