//! The body is `girokit_fuzz::crypto::cms`.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| girokit_fuzz::crypto::cms(data));
