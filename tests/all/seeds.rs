//! The real pack and the seed profiles, loaded for other tests.

use huice::{Pack, Program};
use serde_json::Value;
use std::path::Path;
use std::sync::OnceLock;

/// The checked program of the real pack; loaded once.
pub(crate) fn program() -> Program {
    static PROGRAM: OnceLock<Program> = OnceLock::new();
    PROGRAM
        .get_or_init(|| {
            let pack = Pack::load(Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/zhoucun-2020-8")).unwrap();
            pack.program().expect("the real pack has no errors")
        })
        .clone()
}

/// Every seed profile by name, in order.
pub(crate) fn profiles() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/profiles");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
        .into_iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "json"))
        .map(|file| {
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            (name, serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap())
        })
        .collect()
}
