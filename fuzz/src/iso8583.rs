//! Bodies for `girokit-iso8583`.

mod framing;
mod json;
mod spec;

pub use framing::framing;
pub use json::json;
pub use spec::spec;
