//! The body is `girokit_fuzz::iso8583::tlv`.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| girokit_fuzz::iso8583::tlv(data));
