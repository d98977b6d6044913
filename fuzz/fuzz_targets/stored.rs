//! See `huice_fuzz::stored`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| huice_fuzz::stored(data));
