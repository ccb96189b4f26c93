//! Published ISO 20022 schema in, Rust model out, for the girokit-iso20022 runtime.
