//! Writes relief-10 as Rust source.

use huice::{Context, Pack};
use std::path::PathBuf;

fn main() {
    println!("cargo::rerun-if-changed=../pack");
    let text = include_str!("../pack/relief-10.huice");
    let program = Pack::from_sources("relief-10", &[("relief-10.huice", text)]).program().expect("a good pack");
    let context = Context::new(chrono::NaiveDate::from_ymd_opt(2020, 3, 31).expect("a day"));
    let folder = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    std::fs::write(folder.join("rules.rs"), program.compile(&context).emit_rust()).expect("the folder can be written");
}
