//! See `huice_fuzz::packs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| huice_fuzz::packs(data));
