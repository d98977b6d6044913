//! Where dependencies come from and that each is used, as far as the sources can say without a tool or a network;
//! `.ci/supply` does more.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Every locked package comes from crates.io with its hash; only Huice itself comes from here.
#[test]
fn packages_come_from_the_registry_with_their_hashes() {
    for (file, own) in [("Cargo.lock", &["huice"][..]), ("bindings/python/Cargo.lock", &["huice", "huice-python"][..])]
    {
        let text = fs::read_to_string(crate::root().join(file)).unwrap();
        let lock: toml::Table = text.parse().unwrap();
        let packages = lock["package"].as_array().unwrap();
        assert!(packages.len() > 40, "{file}");
        for package in packages {
            let name = package["name"].as_str().unwrap();
            let source = package.get("source").and_then(toml::Value::as_str);
            if own.contains(&name) {
                assert_eq!(source, None, "{name}");
                continue;
            }
            assert_eq!(source, Some(REGISTRY), "{name}");
            assert!(package["checksum"].as_str().is_some_and(|hash| hash.len() == 64), "{name}");
        }
    }
}

/// Every dependency is named in a source that may use it.
#[test]
fn every_dependency_is_used() {
    let text = fs::read_to_string(crate::root().join("Cargo.toml")).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    let mut asked: BTreeSet<(String, bool)> = BTreeSet::new();
    let names = |table: &toml::Value| -> Vec<String> { table.as_table().unwrap().keys().cloned().collect() };
    asked.extend(names(&manifest["dependencies"]).into_iter().map(|name| (name, false)));
    asked.extend(names(&manifest["dev-dependencies"]).into_iter().map(|name| (name, true)));
    for target in manifest["target"].as_table().unwrap().values() {
        asked.extend(names(&target["dependencies"]).into_iter().map(|name| (name, false)));
    }
    assert!(asked.len() > 30);
    let (shipped, tests) = (code(&["src"]), code(&["src", "tests", "benches"]));
    for (name, test) in asked {
        let path = name.replace('-', "_");
        let code = if test { &tests } else { &shipped };
        let used = [format!("{path}::"), format!("use {path};"), format!("derive({path}"), format!("{path}!")];
        assert!(used.iter().any(|word| code.contains(word)), "nothing uses `{name}`");
    }
}

/// The code of folders, without comments.
fn code(folders: &[&str]) -> String {
    let mut all = String::new();
    folders.iter().for_each(|folder| gather(&crate::root().join(folder), &mut all));
    all
}

fn gather(folder: &Path, all: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, all);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
                all.push_str(line);
                all.push('\n');
            }
        }
    }
}
