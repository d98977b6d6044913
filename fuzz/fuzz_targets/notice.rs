//! See `huice_fuzz::notice`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| huice_fuzz::notice(data));
