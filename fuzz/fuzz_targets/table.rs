//! See `huice_fuzz::table`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| huice_fuzz::table(data));
