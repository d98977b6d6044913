//! The map of the code in `ARCHITECTURE.md`: every path it names exists. Knows nothing of what the map says.

use std::fs;

/// Endings that make a word without `/` a path.
const ENDINGS: &[&str] = &[".rs", ".md", ".pest", ".huice", ".toml"];

#[test]
fn every_path_in_the_map_exists() {
    // The map has something to say only once it is there.
    let Ok(map) = fs::read_to_string(crate::root().join("ARCHITECTURE.md")) else { return };
    let paths = paths(&map);
    assert!(!paths.is_empty(), "ARCHITECTURE.md names no path in backticks");
    let missing: Vec<String> = paths
        .iter()
        .filter(|(_, path)| !crate::root().join(path).exists())
        .map(|(line, path)| format!("ARCHITECTURE.md:{line}: `{path}` does not exist"))
        .collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn paths_are_told_from_other_words() {
    let map = "Read `src/lib.rs`, `Cargo.toml` and `tests/`.\n\
               Not `crate::span`, `元/(人·月)`, `.huice`, `policies/*/`, `E####.md`, `cargo run -- a/b`, `https://a.b/c`.\n\
               ```sh\nsee `no/where.rs`\n```\n\
               `grammar/huice.pest`\n";
    let found: Vec<(usize, &str)> = paths(map);
    assert_eq!(found, [(1, "src/lib.rs"), (1, "Cargo.toml"), (1, "tests/"), (6, "grammar/huice.pest")]);
}

/// The paths in backticks outside fenced blocks, with their lines. Words with blanks, wildcards,
/// placeholders, Rust paths and addresses are no paths.
fn paths(map: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (index, line) in map.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            let quoted = line.split('`').skip(1).step_by(2);
            found.extend(quoted.filter(|word| is_path(word)).map(|word| (index.saturating_add(1), word)));
        }
    }
    found
}

fn is_path(word: &str) -> bool {
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
    let named = word.contains('/') || ENDINGS.iter().any(|end| word.strip_suffix(end).is_some_and(|s| !s.is_empty()));
    plain && named
}
