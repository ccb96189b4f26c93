//! The body is `girokit_fuzz::iso8583::decode`.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| girokit_fuzz::iso8583::decode(data));
