//! Bodies for `girokit-iso8583`.

mod framing;
mod json;

pub use framing::framing;
pub use json::json;
