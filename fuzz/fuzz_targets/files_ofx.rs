//! The body is `girokit_fuzz::files::ofx`.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| girokit_fuzz::files::ofx(data));
