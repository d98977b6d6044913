//! Comparison of packs: nothing differs from itself, single figures of the notice are found with a witness that both
//! packs answer differently, equivalent wording is proven the same, and what is not proven says so.

use huice::diagnostic::{Format, Lang};
use huice::diff::{Aspect, Change, Diff, Verdict};
use huice::outcome::Status;
use huice::{Pack, Program};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The pack of the notice with one text replaced, in a folder of its own beside the standards it imports.
fn edited(name: &str, file: &str, from: &str, to: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("diff-{name}"));
    copy(&crate::root().join("policies"), &folder);
    let path = folder.join("zhoucun-2020-8").join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches(from).count(), 1, "{from} in {file}");
    fs::write(&path, text.replace(from, to)).unwrap();
    folder.join("zhoucun-2020-8")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let goal = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &goal) } else { fs::write(goal, fs::read(path).unwrap()).unwrap() }
    }
}

fn program(pack: &Pack) -> Program {
    pack.program().unwrap_or_else(|| panic!("{}", pack.render(Format::Short, Lang::En)))
}

/// The only change of an item and aspect, its witness evaluated anew under both packs.
#[track_caller]
fn shown(old: &Program, new: &Program, diff: &Diff, item: &str, aspect: Aspect) -> Change {
    let all: Vec<&Change> = diff.changes.iter().filter(|c| c.item == item && c.aspect == aspect).collect();
    let [change] = all.as_slice() else { panic!("{item} {aspect:?}: {:?}", diff.changes) };
    assert_eq!(change.verdict, Verdict::Shown, "{change:?}");
    let text = serde_json::to_string(change.witness.as_ref().unwrap()).unwrap();
    for (program, answer) in [(old, change.old.as_ref()), (new, change.new.as_ref())] {
        let (profile, context, items) = program.witness(&text, None).unwrap();
        let outcome = program.evaluate(&profile, &context).only(&items);
        let answer = answer.unwrap();
        assert_eq!(outcome.items[0].status, answer.status);
        assert_eq!(outcome.items[0].amount.yuan, answer.yuan);
    }
    assert!(change.old != change.new);
    (*change).clone()
}

fn against(name: &str, file: &str, from: &str, to: &str) -> (Program, Diff) {
    let new = program(&Pack::load(edited(name, file, from, to)).unwrap());
    let diff = crate::zhoucun().diff(&new);
    (new, diff)
}

#[test]
fn a_pack_does_not_differ_from_itself() {
    let program = crate::zhoucun();
    let diff = program.diff(&program);
    assert!(!diff.differs && diff.same.is_empty(), "{}", diff.human(Lang::En));
    assert_eq!(diff.identical, program.items().len());
    for seed in 0..20 {
        let text = crate::generate::Written::of_seed(seed).text;
        let same = |text: &str| crate::generate::load(text).unwrap();
        let diff = same(&text).diff(&same(&text));
        assert!(!diff.differs && diff.same.is_empty(), "seed {seed}: {}", diff.human(Lang::En));
    }
}

#[test]
fn single_figures_of_the_notice_are_found() {
    let old = crate::zhoucun();
    let employment = "chapter-3-1-employment.huice";

    let (new, diff) = against("threshold", employment, "    裁员率 不超过 5.5%\n", "    裁员率 不超过 5%\n");
    let change = shown(&old, &new, &diff, "14.1", Aspect::Eligibility);
    assert_eq!(change.new.unwrap().status, Status::NotEligible);
    assert_ne!(change.old.unwrap().status, Status::NotEligible);
    let items: Vec<&str> = diff.changes.iter().map(|change| change.item.as_str()).collect();
    assert_eq!(items, ["14.1", "14.2"], "both rest on the condition, nothing else does");

    let (new, diff) = against("rate", employment, "金额 50% × 返还基数", "金额 40% × 返还基数");
    shown(&old, &new, &diff, "14.1", Aspect::Amount);
    assert_eq!(diff.changes.len(), 1);

    let (new, diff) = against("cap", "chapter-2.huice", "封顶 1000万元 每 主体", "封顶 900万元 每 主体");
    let change = diff.changes.first().unwrap();
    let change = shown(&old, &new, &diff, &change.item.clone(), Aspect::Amount);
    assert_eq!(change.new.unwrap().yuan.unwrap(), "9000000.00");

    let (new, diff) = against("window", employment, "2020年2月4日 至 2020年5月3日", "2020年2月4日 至 2020年4月30日");
    let change = shown(&old, &new, &diff, "15.2", Aspect::Window);
    assert!(change.before.unwrap().contains("5月3日") && change.after.unwrap().contains("4月30日"));
    assert_eq!(diff.changes.len(), 1);

    let from = "措施 15 保障复产企业用工 {\n  章节 \"三（一）稳就业\"\n  责任人 路德芝";
    let (_, diff) = against("party", employment, from, &from.replace("路德芝", "刘伟"));
    assert!(diff.differs && diff.changes.iter().all(|c| c.aspect == Aspect::Parties && c.verdict == Verdict::Stated));
    let change = diff.changes.iter().find(|change| change.item == "15.2").unwrap();
    assert!(change.before.as_ref().unwrap().contains("路德芝") && change.after.as_ref().unwrap().contains("刘伟"));
}

const FRAME: &str = "包 试 (t) { 舍入 分 四舍五入 印发日 2020年3月6日 }\n单位 人\n机构 局 (bureau)\n主体 个人 (person) { 年龄 (age) : 整数 收入 (income) : 元 MORE }\n";

fn small(more: &str, rules: &str) -> Program {
    let text = format!("{}措施 1 试 {{ 牵头单位 局\n{rules}\n}}\n", FRAME.replace("MORE", more));
    program(&Pack::from_sources("t", &[("t.huice", text.as_str())]))
}

fn person(condition: &str, amount: &str) -> Program {
    small("", &format!("支持 1.1 甲 {{ 对象 个人 条件 乙 {condition} 金额 {amount} }}"))
}

#[test]
fn other_wording_is_proven_the_same() {
    let old = person("年龄 超过 17", "50% × 收入");
    for (condition, amount) in [
        ("年龄 不低于 18", "50% × 收入"),
        ("非 (年龄 不超过 17)", "收入 / 2"),
        ("年龄 + 1 超过 18", "收入 - 50% × 收入"),
    ] {
        let diff = old.diff(&person(condition, amount));
        assert!(!diff.differs && !diff.same.is_empty(), "{condition}, {amount}: {}", diff.human(Lang::En));
    }
    let diff = old.diff(&person("年龄 不低于 19", "50% × 收入"));
    assert_eq!(diff.changes.len(), 1, "{}", diff.human(Lang::En));
    assert_eq!(diff.changes[0].witness.as_ref().unwrap().profile["age"], 18);
}

#[test]
fn what_is_not_proven_says_so() {
    // Neither has a solution in whole numbers, which the procedure does not see.
    let diff = person("年龄 × 年龄 等于 2", "收入").diff(&person("年龄 × 年龄 等于 3", "收入"));
    assert_eq!(diff.changes[0].verdict, Verdict::NotFound { tried: huice::diff::TRIALS });
    assert!(diff.differs, "what is not proven the same counts as a difference");
}

#[test]
fn added_removed_and_declared_are_named() {
    let old = small(
        "",
        "支持 1.1 甲 { 对象 个人 金额 收入 }\n支持 1.2 乙 { 对象 个人 金额 收入 }\n组合 就高 1.1、1.2 每 主体",
    );
    let new = small(
        "学历 (schooling) : 整数",
        "支持 1.1 甲 { 对象 个人 金额 收入 }\n支持 1.3 丙 { 对象 个人 金额 收入 }\n组合 就高 1.1、1.3 每 主体",
    );
    let diff = old.diff(&new);
    let ids = |items: &[huice::diff::ItemName]| items.iter().map(|item| item.item.clone()).collect::<Vec<_>>();
    assert_eq!((ids(&diff.added), ids(&diff.removed)), (vec!["1.3".to_owned()], vec!["1.2".to_owned()]));
    assert_eq!(diff.vocabulary.len(), 1);
    assert_eq!((diff.vocabulary[0].key.as_str(), diff.vocabulary[0].change), ("schooling", "added"));
    assert_eq!(diff.changes[0].aspect, Aspect::Combination);
}

#[test]
fn gains_and_losses_of_profiles_are_summed() {
    let old = small("", "支持 1.1 甲 { 对象 个人 条件 乙 年龄 超过 17 金额 收入 }");
    let new = small("学历 (schooling) : 整数", "支持 1.1 甲 { 对象 个人 条件 乙 年龄 超过 18 金额 2 × 收入 }");
    let profiles = r#"[
        {"subject_type":"person","age":18,"income":"100.10"},
        {"subject_type":"person","age":30,"income":12345678901234.56,"schooling":3},
        {"subject_type":"person","age":10,"income":1}
    ]"#;
    let population = old.population(&new, profiles, "2020-03-31".parse().unwrap()).unwrap();
    assert_eq!((population.profiles, population.gain, population.lose), (3, 1, 1));
    assert_eq!(population.certain.old, "12345678901334.66");
    assert_eq!(population.certain.new, "24691357802469.12");
    assert_eq!(population.shifts[0].certain.change, "-100.10");
    assert!(old.population(&new, r#"{"shoes":1}"#, "2020-03-31".parse().unwrap()).is_err());
}

#[test]
#[cfg(feature = "cli")]
fn exit_codes_and_witness_files() {
    let run = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_huice")).args(args).current_dir(crate::root()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let pack = "policies/zhoucun-2020-8";
    let (code, text) = run(&["diff", pack, pack]);
    assert_eq!(code, Some(0), "{text}");
    let folder = edited("exit", "chapter-3-1-employment.huice", "金额 50% × 返还基数", "金额 40% × 返还基数");
    let folder = folder.to_str().unwrap();
    let (code, json) = run(&["diff", pack, folder, "--format", "json"]);
    assert_eq!(code, Some(1));
    let report = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("diff-report.json");
    fs::write(&report, json).unwrap();
    let witness = format!("{}#1", report.to_str().unwrap());
    for (pack, share) in [(pack, "50%"), (folder, "40%")] {
        let (code, text) = run(&["eval", pack, "--witness", &witness]);
        assert_eq!(code, Some(0));
        assert!(text.contains("14.1") && text.contains(share), "{text}");
    }
    assert_eq!(run(&["eval", pack, "--witness", &format!("{}#9", report.to_str().unwrap())]).0, Some(4));
    assert_eq!(run(&["eval", pack]).0, Some(2));
    let profiles = ["--profiles", "seeds/profiles/mask-maker.json", "--as-of", "2020-03-31", "--lang", "en"];
    let (code, text) = run(&[&["diff", pack, folder][..], &profiles[..]].concat());
    assert!(code == Some(1) && text.contains("1 profiles"), "{text}");
}
