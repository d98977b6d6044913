//! Writes every pack of the comparison as Rust source.

#[path = "src/packs.rs"]
mod packs;

use huice::plan::Plan;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/packs.rs");
    println!("cargo::rerun-if-changed=../generate");
    println!("cargo::rerun-if-changed=../../benches/pack");
    println!("cargo::rerun-if-changed=../../policies");
    println!("cargo::rerun-if-env-changed=HUICE_NATIVE_SEEDS");
    let folder = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let mut index = String::new();
    let mut rules = String::new();
    for pack in packs::packs(seeds()) {
        let name = &pack.name;
        let plan = Plan::new(pack.program.policy(), &pack.context);
        fs::write(folder.join(format!("{name}.rs")), plan.emit_rust(name)).expect("the folder can be written");
        let _ = writeln!(index, "mod {name} {{ include!(concat!(env!(\"OUT_DIR\"), \"/{name}.rs\")); }}");
        let _ = writeln!(rules, "    (\"{name}\", {name}::RULES),");
    }
    let _ = writeln!(index, "pub const SEEDS: u64 = {};", seeds());
    let _ = writeln!(index, "pub const ALL: &[(&str, huice::native::Rules)] = &[\n{rules}];");
    fs::write(folder.join("all.rs"), index).expect("the folder can be written");
}

fn seeds() -> u64 {
    env::var_os("HUICE_NATIVE_SEEDS").and_then(|text| text.to_str()?.parse().ok()).unwrap_or(24)
}
