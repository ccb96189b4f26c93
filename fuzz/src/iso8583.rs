//! Bodies for `girokit-iso8583`.

mod decode;
mod framing;
mod json;
mod kinds;
mod round_trip;
mod spec;
mod tlv;

pub use decode::decode;
pub use framing::framing;
pub use json::json;
pub use round_trip::round_trip;
pub use spec::spec;
pub use tlv::tlv;
