//! The ISO 20022 mappings and the simulated bank, through the public API.
#![cfg(feature = "simulator")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod iso20022 {
    mod bank;
    pub(crate) mod given;
    mod orders;
    mod outcomes;
    mod statements;
}
