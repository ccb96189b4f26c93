//! The vault: tokens, rights, journal, rotation, and the attacks on its store. Every test runs over each store.
#![cfg(feature = "vault")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod attacks;
#[cfg(feature = "audit")]
mod audited;
mod house;
mod rotation;
mod tokens;
