//! The body is `girokit_fuzz::crypto::jws`.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| girokit_fuzz::crypto::jws(data));
