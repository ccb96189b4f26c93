//! The body is `girokit_fuzz::files::nacha_answers`.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| girokit_fuzz::files::nacha_answers(data));
