//! See `huice_fuzz::profile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| huice_fuzz::profile(data));
