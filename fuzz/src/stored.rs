//! The target that reads stored programs: any bytes, broken payloads under hashes that fit, programs of random packs.

use crate::generate::{Dice, Pools, Size, Written, day};
use huice::{Context, Pack, Profile, Program};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// The small pack of the tests of stored programs, short enough for a fuzzer to find its way in.
const RULES: &str = include_str!("../../tests/data/small.huice");

const PROFILES: [&str; 2] = [
    r#"{"subject_type": "enterprise", "staff": 25}"#,
    r#"{"subject_type": "enterprise", "staff": 4, "loans": [{"principal": "1000000.00", "lent": "2020-02-03"}, {"principal": 5}]}"#,
];

/// The saved pack: its header up to the hash of the payload, and the payload.
pub fn stored_parts() -> &'static (Vec<u8>, Vec<u8>) {
    static SAVED: LazyLock<(Vec<u8>, Vec<u8>)> = LazyLock::new(|| {
        // Without the script: compiling it every time would be most of the work.
        let rules: String =
            RULES.lines().filter(|line| !line.starts_with("脚本")).map(|line| format!("{line}\n")).collect();
        let pack = Pack::from_sources("small", &[("small.huice", &rules.replace("双倍(本金)", "本金"))]);
        let program = pack.program().unwrap_or_else(|| {
            panic!("{}", pack.render(huice::diagnostic::Format::Short, huice::diagnostic::Lang::En))
        });
        parts(&program.save())
    });
    &SAVED
}

fn parts(file: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let hashed = usize::from(file[10]) + 11 + 32;
    (file[..hashed].to_vec(), file[hashed + 40..].to_vec())
}

/// A payload under a header, with the hash and the length that fit.
fn sealed(head: &[u8], payload: &[u8]) -> Vec<u8> {
    [head, &Sha256::digest(payload), &(payload.len() as u64).to_le_bytes(), payload].concat()
}

/// Asks a program everything; only that it answers, and twice the same, counts.
fn harmless(program: &Program) {
    let context = Context::new("2020-03-31".parse().unwrap());
    let known = PROFILES.iter().filter_map(|text| Profile::from_json(program, text).ok());
    for profile in std::iter::once(Profile::empty(program)).chain(known) {
        crate::say_everything(program, &profile, &context);
        let compiled = program.compile(&context);
        assert_eq!(compiled.items(), program.policy().items.len());
        let _ = compiled.answers(&profile, &mut compiled.scratch(), &mut Vec::new());
        let _ = program.next_question(&profile, &context, &[], &std::collections::BTreeSet::new());
    }
    let again = program.save();
    let loaded = Program::load(&again).expect("what was loaded is saved and loaded again");
    assert!(loaded.save() == again, "a second saving differs");
}

/// The first byte chooses: any bytes as a file; a payload of the small pack; changes of it; a random pack saved, broken
/// or as it is. An error or a program, never a panic; what is as it was answers as it did.
pub fn stored(data: &[u8]) {
    let [choice, rest @ ..] = data else { return };
    let (head, payload) = stored_parts();
    match choice % 5 {
        0 => drop(Program::load(rest).map(|program| harmless(&program))),
        1 => drop(Program::load(&sealed(head, rest)).map(|program| harmless(&program))),
        2 => drop(Program::load(&sealed(head, &broken(payload, rest))).map(|program| harmless(&program))),
        3 => {
            let (changes, rules) = rest.split_at(rest.len().min(24));
            let (head, payload) = parts(&random(rules).save());
            drop(Program::load(&sealed(&head, &broken(&payload, changes))).map(|program| harmless(&program)));
        }
        _ => comes_back(rest),
    }
}

fn random(bytes: &[u8]) -> Program {
    let written = Written::new(Dice::from_bytes(bytes), Size::SMALL, None);
    written.load().unwrap_or_else(|errors| panic!("{errors}\n{}", written.text))
}

/// Changes of three bytes each: a place and what stands there instead.
fn broken(payload: &[u8], changes: &[u8]) -> Vec<u8> {
    let mut changed = payload.to_vec();
    for change in changes.chunks_exact(3).take(16) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % changed.len().max(1);
        if let Some(byte) = changed.get_mut(at) {
            *byte = change[2];
        }
    }
    changed
}

/// A random pack saved and loaded answers as it did.
fn comes_back(bytes: &[u8]) {
    let (rules, facts) = bytes.split_at(bytes.len() * 2 / 3);
    let program = random(rules);
    let file = program.save();
    let loaded = Program::load(&file).unwrap_or_else(|error| panic!("{error:?}"));
    assert!(loaded.save() == file, "a second saving differs");
    let dice = &mut Dice::from_bytes(facts);
    let profile = Pools::of(program.policy()).profile(program.policy(), dice, None);
    let text = huice::profile::to_json(program.policy(), &profile).to_string();
    let context = Context::new(day(dice).as_of);
    let [before, after] = [&program, &loaded].map(|program| {
        let profile = Profile::from_json(program, &text).unwrap_or_else(|errors| panic!("{errors:?}\n{text}"));
        let outcome = serde_json::to_string(&program.evaluate(&profile, &context)).expect("an outcome is JSON");
        (outcome, program.answers(&profile, &context))
    });
    assert!(before == after, "{before:?}\n{after:?}");
}
