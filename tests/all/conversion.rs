//! The written form carries no meaning: either spelling of the keywords, the canonical layout and any order of
//! clauses, items, declarations and files give the same policy. On the real packs and the corpus.

use crate::generate::Dice;
use crate::seeds::profiles;
use huice::span::FileId;
use huice::syntax::ast::{Clause, Decl, File, MeasureClause, PackClause};
use huice::syntax::keywords::Keywords;
use huice::syntax::print::print;
use huice::syntax::{parse, shape};
use huice::{Context, Pack, Profile, Program};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

fn files(folder: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(crate::root().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "huice"))
        .collect();
    files.sort();
    files
}

fn tree(text: &str) -> File {
    let (file, found) = parse(FileId(0), text);
    assert!(found.is_empty(), "{found:#?}");
    file
}

#[test]
fn both_spellings_give_the_same_tree() {
    for path in
        ["policies/zhoucun-2020-8", "policies/standards/sme-2011", "tests/corpus/ok"].into_iter().flat_map(files)
    {
        let text = fs::read_to_string(&path).unwrap();
        let file = tree(&text);
        let (wanted, comments) = (shape(&file.decls), file.comments.len());
        let zh = print(&file, &text, Keywords::Zh);
        let en = print(&tree(&zh), &zh, Keywords::En);
        let back = print(&tree(&en), &en, Keywords::Zh);
        for (what, text) in [("zh", &zh), ("en", &en), ("back", &back)] {
            let read = tree(text);
            assert_eq!(shape(&read.decls), wanted, "{} as {what}", path.display());
            assert_eq!(read.comments.len(), comments, "{} loses comments as {what}", path.display());
        }
        for (text, keywords) in [(&zh, Keywords::Zh), (&en, Keywords::En), (&back, Keywords::Zh)] {
            assert_eq!(print(&tree(text), text, keywords), *text, "{} printed twice", path.display());
        }
    }
}

/// The trees of the real pack and the standard it imports, without comments, imports and the standard's card.
fn trees() -> Vec<File> {
    let read = |path: PathBuf| File { comments: Vec::new(), ..tree(&fs::read_to_string(path).unwrap()) };
    let mut own: Vec<File> = files("policies/zhoucun-2020-8").into_iter().map(read).collect();
    let mut imported: Vec<File> = files("policies/standards/sme-2011").into_iter().map(read).collect();
    for file in &mut imported {
        file.decls.retain(|decl| !matches!(decl, Decl::Pack(_)));
    }
    own.append(&mut imported);
    for decl in own.iter_mut().flat_map(|file| &mut file.decls) {
        if let Decl::Pack(pack) = decl {
            pack.clauses.retain(|clause| !matches!(clause, PackClause::Import(_)));
        }
    }
    own
}

fn load(files: &[File], keywords: Keywords) -> Program {
    let texts: Vec<(String, String)> =
        files.iter().enumerate().map(|(index, file)| (format!("{index}.huice"), print(file, "", keywords))).collect();
    let sources: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let folder = crate::root().join("policies/zhoucun-2020-8/scripts");
    let scripts: Vec<(String, String)> = fs::read_dir(folder).map_or_else(
        |_| Vec::new(),
        |entries| {
            entries
                .map(|entry| entry.unwrap().path())
                .map(|path| {
                    (
                        format!("scripts/{}", path.file_name().unwrap().to_string_lossy()),
                        fs::read_to_string(path).unwrap(),
                    )
                })
                .collect()
        },
    );
    let scripts: Vec<(&str, &str)> = scripts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let pack = Pack::from_sources_and_scripts("shuffled", &sources, &scripts);
    pack.program()
        .unwrap_or_else(|| panic!("{}", pack.render(huice::diagnostic::Format::Short, huice::diagnostic::Lang::En)))
}

fn shuffle<T>(dice: &mut Dice, all: &mut [T]) {
    for last in (1..all.len()).rev() {
        all.swap(last, dice.roll(last.saturating_add(1)));
    }
}

/// Shuffles some elements among the places of their kind; the others stay where they are in relation to each other.
fn shuffle_but<T: Clone>(dice: &mut Dice, all: &mut [T], ordered: impl Fn(&T) -> bool) {
    let fixed: Vec<T> = all.iter().filter(|one| ordered(one)).cloned().collect();
    shuffle(dice, all);
    let mut fixed = fixed.into_iter();
    for one in all.iter_mut().filter(|one| ordered(one)) {
        *one = fixed.next().unwrap();
    }
}

/// Stages work in written order, and the first payment whose condition holds is the one.
fn in_written_order(clause: &Clause) -> bool {
    matches!(clause, Clause::Stage(_) | Clause::Payment(_))
}

fn shuffled(dice: &mut Dice) -> Vec<File> {
    let mut files = trees();
    let mut decls: Vec<Decl> = files.iter_mut().flat_map(|file| file.decls.drain(..)).collect();
    for decl in &mut decls {
        match decl {
            Decl::Pack(pack) => shuffle(dice, &mut pack.clauses),
            Decl::Subject(subject) => shuffle(dice, &mut subject.facts),
            Decl::Measure(measure) => {
                for clause in &mut measure.clauses {
                    let MeasureClause::Item(item) = clause else { continue };
                    for clause in &mut item.clauses {
                        if let Clause::PerRecord(each) = clause {
                            shuffle_but(dice, &mut each.clauses, in_written_order);
                        }
                    }
                    shuffle_but(dice, &mut item.clauses, in_written_order);
                }
                shuffle(dice, &mut measure.clauses);
            }
            _ => {}
        }
    }
    shuffle(dice, &mut decls);
    let places: Vec<usize> = (0..files.len()).cycle().take(decls.len()).collect();
    for (place, decl) in places.into_iter().zip(decls) {
        files[place].decls.push(decl);
    }
    shuffle(dice, &mut files);
    files
}

/// Every array sorted, and without the hash of the sources: what is left has no order.
fn unordered(value: &Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(unordered).collect();
            items.sort_by_key(Value::to_string);
            Value::Array(items)
        }
        Value::Object(fields) => fields
            .iter()
            .filter(|(key, _)| *key != "hash")
            .map(|(key, value)| (key.clone(), unordered(value)))
            .collect(),
        other => other.clone(),
    }
}

fn outcomes(program: &Program) -> BTreeMap<String, Value> {
    let context = Context::new("2020-03-31".parse().unwrap());
    let outcome = |profile: &Value| {
        let profile = Profile::from_json(program, &profile.to_string()).unwrap();
        serde_json::to_value(program.evaluate(&profile, &context)).unwrap()
    };
    profiles().iter().map(|(name, profile)| (name.clone(), outcome(profile))).collect()
}

#[test]
fn order_has_no_meaning() {
    let plain = outcomes(&load(&trees(), Keywords::Zh));
    for seed in 0..2 {
        let other = outcomes(&load(&shuffled(&mut Dice::new(seed)), Keywords::Zh));
        for (name, outcome) in &plain {
            same(&format!("seed {seed}, {name}"), &unordered(outcome), &unordered(&other[name]));
        }
    }
}

fn same(what: &str, a: &Value, b: &Value) {
    if a == b {
        return;
    }
    let id = |item: &Value| item["item"].clone();
    if let (Some(left), Some(right)) = (a["items"].as_array(), b["items"].as_array()) {
        for item in left {
            let twin = right.iter().find(|twin| id(twin) == id(item)).unwrap();
            assert_eq!(
                serde_json::to_string_pretty(item).unwrap(),
                serde_json::to_string_pretty(twin).unwrap(),
                "{what}"
            );
        }
    }
    panic!("{what}: the outcomes differ outside the items");
}

/// The parts of an outcome that no words enter.
fn plain_part(outcome: &Value) -> Vec<Value> {
    let fields = ["item", "status", "needs", "pending", "missing_parameters", "events", "exception_possible"];
    let amounts = ["kind", "yuan", "range", "capped", "cap_reached"];
    let of = |from: &Value, keys: &[&str]| keys.iter().map(|key| from[*key].clone()).collect::<Value>();
    outcome["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| Value::Array(vec![of(item, &fields), of(&item["amount"], &amounts)]))
        .collect()
}

#[test]
fn english_rules_give_the_same_answers() {
    let (zh, en) = (outcomes(&load(&trees(), Keywords::Zh)), outcomes(&load(&trees(), Keywords::En)));
    for (name, outcome) in &zh {
        assert_eq!(plain_part(outcome), plain_part(&en[name]), "{name}");
        assert_eq!(outcome["totals"], en[name]["totals"], "{name}");
    }
}
