//! The body is `girokit_fuzz::iso20022::rules`.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| girokit_fuzz::iso20022::rules(data));
