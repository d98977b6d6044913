//! See `huice_fuzz::check`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| huice_fuzz::check(data));
