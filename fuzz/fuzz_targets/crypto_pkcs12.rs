//! The body is `girokit_fuzz::crypto::pkcs12`.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| girokit_fuzz::crypto::pkcs12(data));
