//! The body is `girokit_fuzz::types::parse`.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| girokit_fuzz::types::parse(data));
