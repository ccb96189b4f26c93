//! Bodies for `girokit-iso8583`.

mod framing;

pub use framing::framing;
