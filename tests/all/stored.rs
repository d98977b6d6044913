//! Stored programs: what is loaded answers as what was saved, and no bytes do harm. Broken programs with a hash that
//! fits are made here too, for whoever can write a file can write its hash.

use crate::generate::{Dice, Pools};
use huice::ir::{Def, DefId, EnumId, Expr, ExprKind, FactId, ListId, Policy, ReadingId, Type, Value};
use huice::stored::{FORMAT, MAGIC, MAX_PROGRAM_BYTES};
use huice::{Context, Pack, Profile, Program, ProgramError};
use sha2::{Digest, Sha256};
use std::path::PathBuf;

const DAYS: [&str; 3] = ["2020-03-06", "2020-03-31", "2021-05-01"];

/// One of everything that small packs have, a script included.
const SMALL: &str = include_str!("../data/small.huice");

fn small() -> Program {
    let pack = Pack::from_sources_and_scripts(
        "small",
        &[("small.huice", SMALL)],
        &[("double.rhai", include_str!("../data/double.rhai"))],
    );
    pack.program()
        .unwrap_or_else(|| panic!("{}", pack.render(huice::diagnostic::Format::Short, huice::diagnostic::Lang::En)))
}

/// A few profiles of the small pack, from nothing known to all.
fn small_profiles(program: &Program) -> Vec<Profile> {
    let texts = [
        "{}",
        r#"{"subject_type": "enterprise", "staff": 25}"#,
        r#"{"subject_type": "enterprise", "staff": 25, "loans": [{"principal": "200000.00", "lent": "2020-02-03"}, {"principal": 5}]}"#,
    ];
    texts.iter().filter_map(|text| Profile::from_json(program, text).ok()).collect()
}

fn folders() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![crate::root().join("policies"), crate::root().join("benches/pack")];
    while let Some(folder) = folders.pop() {
        let inside: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        let rules = |path: &PathBuf| path.extension().is_some_and(|end| end == "huice");
        found.extend(inside.iter().any(rules).then_some(folder));
        folders.extend(inside.into_iter().filter(|path| path.is_dir()));
    }
    found
}

/// A policy as a file whose hashes fit.
fn sealed(payload: &[u8]) -> Vec<u8> {
    sealed_as(&small().save(), payload)
}

/// A payload under the header of another file.
fn sealed_as(whole: &[u8], payload: &[u8]) -> Vec<u8> {
    let head = payload_start(whole).checked_sub(40).unwrap();
    let mut file = whole.get(..head).unwrap().to_vec();
    file.extend(Sha256::digest(payload));
    file.extend(u64::try_from(payload.len()).unwrap().to_le_bytes());
    file.extend(payload);
    file
}

/// Where the payload of a file begins.
fn payload_start(file: &[u8]) -> usize {
    usize::from(*file.get(10).unwrap()).saturating_add(11 + 32 + 32 + 8)
}

fn changed(change: impl FnOnce(&mut Policy)) -> Result<Program, ProgramError> {
    let mut policy = small().policy().clone();
    change(&mut policy);
    Program::load(&sealed(&postcard::to_allocvec(&policy).unwrap()))
}

fn json(program: &Program, profile: &Profile, day: &str) -> String {
    serde_json::to_string(&program.evaluate(profile, &Context::new(day.parse().unwrap()))).unwrap()
}

#[test]
fn every_pack_comes_back_as_it_was() {
    let folders = folders();
    assert!(folders.len() >= 3, "{folders:?}");
    for folder in folders {
        let program = Pack::load(&folder).unwrap().program().unwrap();
        let bytes = program.save();
        println!("{}: {} bytes", folder.display(), bytes.len());
        assert_eq!(bytes, program.save());
        let loaded = Program::load(&bytes).unwrap();
        // All but the one word that only the checker may say.
        let own = format!("{:?}", program.policy()).replacen("checked: true", "checked: false", 1);
        assert!(format!("{:?}", loaded.policy()) == own, "{}", folder.display());
        assert_eq!(loaded.save(), bytes);
        let policy = program.policy();
        let pools = Pools::of(policy);
        for seed in 0..if policy.subjects.is_empty() { 0 } else { 12 } {
            let profile = pools.profile(policy, &mut Dice::new(seed), None);
            let profile = Profile::from_json(&program, &huice::profile::to_json(policy, &profile).to_string()).unwrap();
            for day in DAYS {
                assert_eq!(json(&loaded, &profile, day), json(&program, &profile, day), "{} {seed}", folder.display());
            }
        }
    }
}

#[test]
fn the_notice_answers_seeds_as_before() {
    let program = crate::zhoucun();
    let loaded = Program::load(&program.save()).unwrap();
    for (name, profile) in crate::seeds::profiles() {
        let text = profile.to_string();
        let (before, after) =
            (Profile::from_json(&program, &text).unwrap(), Profile::from_json(&loaded, &text).unwrap());
        for day in DAYS {
            assert_eq!(json(&loaded, &after, day), json(&program, &before, day), "{name}");
            let context = Context::new(day.parse().unwrap());
            assert_eq!(loaded.answers(&after, &context), program.answers(&before, &context), "{name}");
        }
    }
}

#[test]
fn scripts_run_after_loading() {
    let loaded = Program::load(&small().save()).unwrap();
    let profile = small_profiles(&loaded).remove(2);
    let outcome = loaded.evaluate(&profile, &Context::new("2020-03-31".parse().unwrap()));
    assert!(serde_json::to_string(&outcome).unwrap().contains("20000.00"), "{outcome:#?}");
}

#[test]
fn cut_off_anywhere_it_is_refused() {
    let file = small().save();
    for length in 0..file.len() {
        let refused = Program::load(file.get(..length).unwrap()).unwrap_err();
        let expected = if length < MAGIC.len() { ProgramError::NotAProgram } else { ProgramError::Damaged };
        assert_eq!(refused, expected, "{length} bytes");
    }
    let longer = [&file[..], &[0]].concat();
    assert_eq!(Program::load(&longer).unwrap_err(), ProgramError::Damaged);
}

#[test]
fn every_changed_bit_is_noticed() {
    let file = small().save();
    for at in 0..file.len() {
        for bit in 0..8 {
            let mut changed = file.clone();
            *changed.get_mut(at).unwrap() ^= 1 << bit;
            assert!(Program::load(&changed).is_err(), "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn bytes_that_mean_something_else_do_no_harm() {
    // Without the script: compiling it every time would be most of the work.
    let text = SMALL.lines().filter(|line| !line.starts_with("脚本")).collect::<Vec<_>>().join("\n");
    let text = text.replace("双倍(本金)", "本金");
    let program = Pack::from_sources("small", &[("small.huice", &text)]).program().unwrap();
    let file = program.save();
    let payload = file.get(payload_start(&file)..).unwrap();
    let (mut refused, mut read) = (0_usize, 0_usize);
    let rounds = std::env::var_os("HUICE_LAW_SEEDS").and_then(|text| text.to_str()?.parse().ok()).unwrap_or(1);
    let dice = &mut Dice::new(7);
    for at in 0..payload.len() {
        for _ in 0..rounds {
            let mut changed = payload.to_vec();
            let byte = changed.get_mut(at).unwrap();
            *byte = match dice.roll(4) {
                0 => *byte ^ 1,
                1 => byte.wrapping_add(1),
                2 => 0xff,
                _ => u8::try_from(dice.roll(256)).unwrap(),
            };
            match Program::load(&sealed_as(&file, &changed)) {
                Err(_) => refused = refused.saturating_add(1),
                Ok(other) => {
                    read = read.saturating_add(1);
                    harmless(&other);
                }
            }
        }
    }
    println!("{refused} refused, {read} read");
    assert!(refused > 100 && read > 100, "{refused} refused, {read} read");
}

/// Asks a program everything; only that it answers counts.
fn harmless(program: &Program) {
    for profile in small_profiles(program) {
        let context = Context::new("2020-03-31".parse().unwrap());
        let outcome = program.evaluate(&profile, &context);
        let compiled = program.compile(&context);
        assert_eq!(compiled.items(), outcome.items.len());
        let _ = program.next_question(&profile, &context, &[], &std::collections::BTreeSet::new());
    }
}

#[test]
fn random_bytes_are_refused() {
    let dice = &mut Dice::new(20);
    let mut random =
        |length: usize| -> Vec<u8> { (0..length).map(|_| u8::try_from(dice.roll(256)).unwrap()).collect() };
    for length in 0..400 {
        let bytes = random(length);
        assert_eq!(Program::load(&bytes).unwrap_err(), ProgramError::NotAProgram);
        assert!(Program::load(&[&MAGIC[..], &bytes].concat()).is_err());
        assert!(Program::load(&sealed(&bytes)).is_err());
    }
    // A length of 2^60 for the first list of a policy takes no such memory.
    let head =
        postcard::to_allocvec(&("id", "name", None::<u8>, None::<u8>, None::<u8>, None::<u8>, None::<u8>)).unwrap();
    let long = [&head[..], &[2, 0, 1, b'h'], &[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]].concat();
    assert_eq!(Program::load(&sealed(&long)).unwrap_err(), ProgramError::Damaged);
}

#[test]
fn what_is_wrong_is_said() {
    let file = small().save();
    let put = |at: usize, byte: u8| {
        let mut changed = file.clone();
        *changed.get_mut(at).unwrap() = byte;
        Program::load(&changed).unwrap_err()
    };
    assert_eq!(put(8, 99), ProgramError::Format { found: 99 });
    assert_eq!(put(8, 99).words().en, format!("the program has format 99; this version reads format {FORMAT}"));
    let other = put(11, b'9');
    assert!(matches!(&other, ProgramError::Version { found } if found.starts_with("9.")), "{other:?}");
    assert!(other.words().zh.contains(env!("CARGO_PKG_VERSION")) && other.help().en.contains("huice compile"));
    assert_eq!(put(payload_start(&file).saturating_sub(72), 0xEE), ProgramError::WrongHash);
    assert_eq!(put(file.len().saturating_sub(1), 0xEE), ProgramError::Damaged);
    assert_eq!(Program::load(b"# rules").unwrap_err(), ProgramError::NotAProgram);
    let large = [&MAGIC[..], &vec![0; MAX_PROGRAM_BYTES]].concat();
    assert_eq!(Program::load(&large).unwrap_err(), ProgramError::TooLarge);
    // Another policy under the hash of this one.
    assert_eq!(changed(|policy| policy.hash = "0".repeat(64)).unwrap_err(), ProgramError::WrongHash);
    assert_eq!(changed(|policy| policy.hash.clear()).unwrap_err(), ProgramError::WrongHash);
}

fn inconsistent(change: impl FnOnce(&mut Policy)) -> String {
    match changed(change).unwrap_err() {
        ProgramError::Inconsistent(words) => words.en,
        other => panic!("{other:?}"),
    }
}

fn expr(kind: ExprKind) -> Expr {
    Expr { kind, ty: Type::Bool, span: huice::span::Span::default() }
}

fn def(kind: ExprKind) -> Def {
    Def { name: "甲".to_owned(), body: expr(kind), list: None, span: huice::span::Span::default() }
}

#[test]
fn ids_outside_their_tables_are_refused() {
    let refer = "something is referred to that is not there";
    let at = |kind: ExprKind| inconsistent(|policy| policy.defs.push(def(kind)));
    assert_eq!(at(ExprKind::Fact(FactId(900))), refer);
    assert_eq!(at(ExprKind::Def(DefId(usize::MAX))), refer);
    assert_eq!(at(ExprKind::Reading(ReadingId(1))), refer);
    assert_eq!(inconsistent(|policy| policy.facts[0].list = Some(ListId(1))), refer);
    assert_eq!(inconsistent(|policy| policy.defs[0].body.ty = Type::Enum(EnumId(1))), refer);
    let list = "lists and fields, or measures and items, do not agree";
    assert_eq!(inconsistent(|policy| policy.facts[0].list = Some(ListId(0))), list);
    assert_eq!(inconsistent(|policy| policy.lists[0].fields.push(FactId(0))), list);
    let choice = "a choice lies outside its range";
    assert_eq!(inconsistent(|policy| policy.readings[0].adopted = Some(2)), choice);
    // MAX_MEMBERS, of a stored program too.
    assert_eq!(inconsistent(|policy| policy.enums[0].members = vec![("甲".to_owned(), None); 129]), choice);
    assert!(changed(|policy| policy.enums[0].members = vec![("甲".to_owned(), None); 128]).is_ok());
    assert!(changed(|_| {}).is_ok());
}

#[test]
fn cycles_and_endless_chains_are_refused() {
    let cycle = "names form a cycle";
    assert_eq!(inconsistent(|policy| policy.defs[0].body = expr(ExprKind::Def(DefId(0)))), cycle);
    let round = |policy: &mut Policy| {
        policy.defs.push(def(ExprKind::Not(Box::new(expr(ExprKind::Fact(FactId(0)))))));
        policy.facts[0].derived = Some(expr(ExprKind::Reading(ReadingId(0))));
        policy.readings[0].alternatives[1].1 = Some(expr(ExprKind::Def(DefId(1))));
    };
    assert_eq!(inconsistent(round), cycle);
    let guard =
        |policy: &mut Policy| policy.facts[0].only_if = Some((expr(ExprKind::Def(DefId(0))), Value::Bool(true)));
    assert_eq!(inconsistent(guard), cycle);
    let chain = |length: usize| {
        changed(|policy| {
            let first = policy.defs.len();
            policy.defs.push(def(ExprKind::Const(Value::Bool(true), String::new())));
            let more = first..first.saturating_add(length);
            policy.defs.extend(more.map(|before| def(ExprKind::Def(DefId(before)))));
        })
    };
    // MAX_LEVELS: the constant at the end is one too.
    assert!(chain(999).is_ok());
    assert_eq!(chain(1_000).unwrap_err(), ProgramError::Nesting);
    assert_eq!(chain(100_000).unwrap_err(), ProgramError::Nesting);
}

#[test]
fn nesting_without_end_is_refused_without_a_stack() {
    // A mark in place of which the bytes of `非 非 非 …` are put.
    let mut policy = small().policy().clone();
    let mark = ExprKind::Const(Value::Bool(true), "here".repeat(20));
    policy.defs[0].body = expr(mark.clone());
    let payload = postcard::to_allocvec(&policy).unwrap();
    let mark = postcard::to_allocvec(&mark).unwrap();
    let at = payload.windows(mark.len()).position(|window| window == mark).unwrap();
    let not = postcard::to_allocvec(&ExprKind::Not(Box::new(expr(ExprKind::Def(DefId(0)))))).unwrap();
    let (before, after) = payload.split_at(at);
    let endless = [before, &vec![*not.first().unwrap(); 1_000_000], after].concat();
    assert_eq!(Program::load(&sealed(&endless)).unwrap_err(), ProgramError::Nesting);
}

/// MAX_DEPTH: twice the depth of an expression and the nesting of brackets.
#[test]
fn nesting_holds_at_its_limit() {
    use huice::syntax::limits::{MAX_EXPR_DEPTH, MAX_NESTING};
    let most = MAX_EXPR_DEPTH.saturating_mul(2).saturating_add(MAX_NESTING);
    let nots = |levels: usize| {
        let body = (1..levels).fold(expr(ExprKind::Const(Value::Bool(true), String::new())), |inner, _| {
            expr(ExprKind::Not(Box::new(inner)))
        });
        changed(|policy| policy.defs[0].body = body)
    };
    assert!(nots(most).is_ok());
    assert_eq!(nots(most.saturating_add(1)).unwrap_err(), ProgramError::Nesting);
}

#[test]
fn the_deepest_rules_come_back() {
    use huice::syntax::limits::{MAX_EXPR_DEPTH, MAX_NESTING};
    let frame = |body: &str| {
        format!("包 深 (deep) {{ 舍入 分 四舍五入 }}\n主体 企业 (firm) {{ 甲 (a) : 布尔 投资 (n) : 元 }}\n{body}\n")
    };
    let chain = format!("定义 和 = 投资{}", " + 投资".repeat(MAX_EXPR_DEPTH.saturating_sub(1)));
    let nested = format!("定义 层 = {}甲{}", "非 (".repeat(MAX_NESTING), ")".repeat(MAX_NESTING));
    let mut rule = String::new();
    for level in 0..MAX_NESTING.saturating_sub(4) {
        rule = format!(" {{ 例外 第{level}个 当 甲 则 甲{rule} }}");
    }
    let rule = format!("甲 例外 最外 当 甲 则 甲{rule}");
    let item = format!(
        "机构 局\n措施 1 示例 {{ 牵头单位 局 支持 1.1 示例 {{ 对象 企业 条件 丙 \"丙\" {{ {rule} }} 金额 1元 }} }}"
    );
    for body in [chain, nested, item] {
        // Checking needs more stack than this thread has when nothing is optimised; loading does not.
        let text = frame(&body);
        let check = move || Pack::from_sources("deep", &[("deep.huice", &text)]).program().unwrap().save();
        let file = std::thread::Builder::new().stack_size(32 << 20).spawn(check).unwrap().join().unwrap();
        assert_eq!(Program::load(&file).unwrap().save(), file);
    }
}

/// The structures of the checked policy as written, without comments: what the form of a payload hangs on.
#[test]
fn a_new_form_has_a_new_number() {
    let mut shapes = String::new();
    for file in ["src/ir.rs", "src/ir/expr.rs", "src/ir/items.rs"] {
        let text = std::fs::read_to_string(crate::root().join(file)).unwrap();
        let mut inside = false;
        for line in text.lines().map(str::trim_end) {
            inside |= line.starts_with("pub struct") || line.starts_with("pub enum");
            if inside && !line.trim_start().starts_with("//") {
                shapes.push_str(line);
                shapes.push('\n');
            }
            inside &= line != "}" && !line.ends_with(';');
        }
    }
    assert!(shapes.contains("pub struct CaseDef") && shapes.contains("Brackets(bool"), "{shapes}");
    let found: String = Sha256::digest(&shapes).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        (FORMAT, found.as_str()),
        (1, "c4dfbbfdafd1b4ad"),
        "the shapes of the checked policy changed: raise FORMAT in src/stored/mod.rs and put the new hash here"
    );
}
