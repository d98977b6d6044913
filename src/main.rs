//! The `huice` binary.
fn main() {}
