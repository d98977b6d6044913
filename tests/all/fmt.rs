//! The canonical form: every shipped pack is in it, and it is stable on packs of any shape. Knows nothing of the forms
//! themselves, which the printer's own tests show.

use crate::generate::Written;
use huice::format::format;
use huice::syntax::keywords::Keywords;
use std::fs;
use std::path::PathBuf;

/// Folders of packs that are handed out.
const SHIPPED: [&str; 3] = ["policies/zhoucun-2020-8", "policies/standards/sme-2011", "docs/guide/example/pack"];

fn shipped() -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in SHIPPED {
        let entries = fs::read_dir(crate::root().join(folder)).unwrap();
        files.extend(
            entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension() == Some("huice".as_ref())),
        );
    }
    assert!(files.len() > 20, "{files:?}");
    files
}

#[test]
fn shipped_packs_are_in_canonical_form() {
    for file in shipped() {
        let text = fs::read_to_string(&file).unwrap();
        let form = format(&text, Keywords::Zh).unwrap_or_else(|found| panic!("{}: {found:?}", file.display()));
        let differs = text.lines().zip(form.lines()).position(|(old, new)| old != new);
        assert_eq!(differs, None, "{}: run `huice fmt` on its folder", file.display());
        assert_eq!(text, form, "{}", file.display());
    }
}

#[test]
fn a_second_run_changes_nothing_in_either_spelling() {
    let shipped = shipped().into_iter().map(|file| fs::read_to_string(file).unwrap());
    let random = (0..40).map(|seed| Written::of_seed(seed).text);
    for text in shipped.chain(random) {
        // Without line breaks, as far as comments allow, every break is made by width.
        let joined: String = text
            .lines()
            .map(|line| if line.contains('#') { format!("{line}\n") } else { format!("{} ", line.trim()) })
            .collect();
        for text in [text, joined] {
            for keywords in [Keywords::Zh, Keywords::En] {
                let once = format(&text, keywords).unwrap_or_else(|found| panic!("{found:?}\n{text}"));
                let twice = format(&once, keywords).unwrap();
                let differs = once.lines().zip(twice.lines()).find(|(old, new)| old != new);
                assert_eq!(differs, None);
                assert_eq!(once, twice);
            }
        }
    }
}
