//! The crate as its users see it: only the public API.
#![cfg(feature = "simulator")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod api {
    mod adapter;
    pub(crate) mod given;
    mod lifecycle;
    mod simulator;
    mod types;
}
