//! The body is `girokit_fuzz::crypto::xml_c14n`.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| girokit_fuzz::crypto::xml_c14n(data));
