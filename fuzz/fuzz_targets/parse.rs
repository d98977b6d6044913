//! See `huice_fuzz::parse`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| huice_fuzz::parse(data));
