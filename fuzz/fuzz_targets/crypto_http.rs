//! The body is `girokit_fuzz::crypto::http`.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| girokit_fuzz::crypto::http(data));
