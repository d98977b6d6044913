//! Coverage, mutation, `--accept` and `huice case`: what they find in a small pack and in the notice, and what they
//! leave alone. Knows nothing of how a case is evaluated.

use huice::cases::coverage::PointKind;
use huice::cases::figures::{coverage_human, coverage_json, mutation_human, mutation_json};
use huice::cases::mutate::Fate;
use huice::cases::page::pages;
use huice::diagnostic::Lang;
use huice::syntax::keywords::Keywords;
use huice::{Context, Pack, Profile, Program};
use std::path::PathBuf;
use std::process::{Command, Output};

const NOTICE: &str = "policies/zhoucun-2020-8";

/// Rules with a boundary, an exception, a cap, a period and a reading; one case.
const RULES: &str = r#"包 示例 (demo) { 印发日 2020年3月6日  舍入 分 四舍五入 }
单位 人
主体 企业 (enterprise) { 参保 (insured) : 布尔  人数 (staff) : 人  裁员 (laid_off) : 人  缴费 (premium_yuan) : 元  申请日 (applied) : 日期 }
人员 某甲
措施 1 示例 {
  责任人 某甲
  解读 口径甲 "算不算" { 采用 算 : 真  另解 不算 : 假 }
  支持 1.1 返还 {
    依据 条1
    对象 企业
    条件 少裁员 "少裁员" { 裁员 / 人数 不超过 5.5%  例外 小 当 人数 不超过 30人 则 裁员 / 人数 不超过 20% }
    条件 参保 "参加保险" 参保 且 口径甲
    申报期 申请日 自 2020年3月1日 至 2020年3月31日
    金额 50% × 缴费
    封顶 100元 每 主体
  }
  用例 "符合" {
    主体 企业
    设 参保 = 真
    设 人数 = 200人
    设 裁员 = 1人
    设 缴费 = 101.01元
    设 申请日 = 2020年3月10日
    期望 1.1 符合 金额 50.51元
  }
}
"#;

fn demo(extra: &str) -> Pack {
    let pack = Pack::from_sources("demo", &[("demo.huice", RULES), ("more.huice", extra)]);
    assert!(pack.program().is_some(), "{:?}", pack.diagnostics());
    pack
}

#[test]
fn coverage_names_what_no_case_comes_across() {
    let pack = demo("");
    insta::assert_snapshot!(coverage_human(&pack.coverage(false).unwrap(), pack.sources(), Lang::Zh), @r"
    覆盖（1 个用例）
      项目  1/1  100.0%
      条件  3/6  50.0%
      例外  1/2  50.0%
      解读  1/2  50.0%
      界点  3/9  33.3%
      期间  0/4  0.0%
      封顶保底  1/3  33.3%
      合计  10/27  37.0%
    demo.huice:11  条件“少裁员”缺：不成立
    demo.huice:12  条件“参保”缺：不成立
    demo.huice:13  条件“申报期”缺：不成立
    demo.huice:11  例外“小”缺：适用
    demo.huice:7  解读“口径甲”缺：不算
    demo.huice:11  界点“裁员 / 人数 不超过 5.5%”缺：不成立、恰在界上
    demo.huice:11  界点“人数 不超过 30人”缺：成立、恰在界上
    demo.huice:11  界点“裁员 / 人数 不超过 20%”缺：不成立、恰在界上
    demo.huice:13  期间“自 2020年3月1日 至 2020年3月31日”缺：首日之前、首日、末日、末日之后
    demo.huice:15  封顶保底“100元”缺：恰好等于、高于
    ");
}

#[test]
fn a_case_at_the_boundary_covers_it() {
    let exact = demo("用例 \"界\" { 主体 企业  设 人数 = 200人  设 裁员 = 11人  期望 1.1 待定 }");
    let near = demo("用例 \"界\" { 主体 企业  设 人数 = 201人  设 裁员 = 11人  期望 1.1 待定 }");
    let seen = |pack: &Pack| {
        let coverage = pack.coverage(false).unwrap();
        let point = coverage
            .points
            .iter()
            .find(|point| point.kind == PointKind::Boundary && pack.sources().slice(point.span).contains("5.5%"));
        point.unwrap().sides.iter().map(|side| side.seen).collect::<Vec<_>>()
    };
    assert_eq!(seen(&exact), [true, false, true]);
    assert_eq!(seen(&near), [true, false, false]);
}

#[test]
fn only_what_is_expected_counts() {
    // The second item is evaluated with the first one's facts, but no case says what is to come out.
    let more = "措施 2 另一 { 责任人 某甲  支持 2.1 另一 { 对象 企业  条件 多人 人数 超过 5人 } }";
    let pack = demo(more);
    let coverage = pack.coverage(false).unwrap();
    let point = coverage.points.iter().find(|point| pack.sources().slice(point.span).contains("5人")).unwrap();
    assert!(point.sides.iter().all(|side| !side.seen), "{point:?}");
}

#[test]
fn a_survivor_comes_with_the_case_that_is_missing() {
    let pack = demo("");
    let mutation = pack.mutate(false).unwrap();
    let (killed, all) = mutation.score();
    assert!(killed > 0 && killed < all, "{killed} of {all}");
    // Every proposed case passes on the rules as they are, and pasting them all leaves few survivors.
    let texts: Vec<String> = mutation
        .survivors()
        .filter_map(|mutant| match &mutant.fate {
            Fate::Survived(Some(found)) => Some(found.text.clone()),
            _ => None,
        })
        .collect();
    let more = demo(&texts.join("\n"));
    let failing: Vec<_> =
        more.program().unwrap().run_cases().into_iter().filter(|result| !result.failures.is_empty()).collect();
    assert!(failing.is_empty(), "{failing:?}");
    let after = more.mutate(false).unwrap();
    let left: Vec<&str> = after.survivors().map(|mutant| mutant.words.zh.as_str()).collect();
    // Half a sum of whole fen lies exactly between two fen or on one: there, rounding up is the same.
    assert_eq!(left, ["舍入改为进一"]);
}

#[test]
fn mutants_are_named_with_place_and_case() {
    let pack = demo("");
    let text = mutation_human(&pack.mutate(false).unwrap(), pack.sources(), Lang::Zh);
    let boundary = "demo.huice:11  裁员 / 人数 不超过 5.5%\n  ≤ 改为 <，没有用例发现\n  缺这样一个用例";
    assert!(text.contains(boundary), "{text}");
    assert!(text.contains("设 裁员 = 11人"), "{text}");
    assert!(text.contains("去掉封顶"), "{text}");
}

#[test]
fn figures_are_json_too() {
    let pack = demo("");
    let coverage = coverage_json(&pack.coverage(false).unwrap(), pack.sources(), Lang::En);
    assert_eq!(coverage["schema"], "huice.coverage/1");
    assert_eq!(coverage["kinds"]["item"], serde_json::json!({ "seen": 1, "all": 1 }));
    let mutation = mutation_json(&pack.mutate(false).unwrap(), pack.sources(), Lang::En);
    assert_eq!(mutation["schema"], "huice.mutation/1");
    assert_eq!(mutation["all"], mutation["mutants"].as_array().unwrap().len());
}

#[test]
fn pages_show_the_rules_and_are_safe() {
    let pack = demo("用例 \"<b>&\" { 主体 企业  期望 1.1 待定 }");
    let files = pages(&pack.coverage(false).unwrap(), pack.sources(), "示例", Lang::Zh);
    assert_eq!(files.keys().collect::<Vec<_>>(), ["demo.html", "index.html"]);
    let page = &files["demo.html"];
    assert!(page.contains("条件 少裁员"), "{page}");
    assert!(page.contains("class=\"part\"") && page.contains("缺："), "{page}");
    assert!(!files.values().any(|page| page.contains("<b>&")));
}

/// Runs the binary in the package's root.
fn huice(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_huice")).args(args).current_dir(crate::root()).output().unwrap()
}

fn scratch(name: &str, text: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("case-tools-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("pack.huice"), text).unwrap();
    folder
}

#[test]
fn coverage_pages_never_replace_other_files() {
    let pack = scratch("pages", RULES);
    let folder = scratch("pages-out", "");
    let run = || huice(&["test", pack.to_str().unwrap(), "--coverage", "--html", folder.to_str().unwrap()]);
    assert_eq!(run().status.code(), Some(0));
    assert_eq!(run().status.code(), Some(0), "a second run replaces its own pages");
    std::fs::write(folder.join("index.html"), "mine").unwrap();
    assert_eq!(run().status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(folder.join("index.html")).unwrap(), "mine");
}

#[test]
fn accept_rewrites_expectations_and_nothing_else() {
    let wrong = RULES.replace(
        "    期望 1.1 符合 金额 50.51元\n",
        "    期望   1.1 不符合   # 先这样\n      金额 50元  # 分\n      需要 人数 未过 参保\n",
    );
    let folder = scratch("accept", &wrong);
    let pack = folder.to_str().unwrap();
    assert_eq!(huice(&["test", pack]).status.code(), Some(1));
    let output = huice(&["test", pack, "--accept"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("- 金额 50元  # 分") && said.contains("+ 金额 50.51元  # 分"), "{said}");
    let now = std::fs::read_to_string(folder.join("pack.huice")).unwrap();
    let wanted = wrong
        .replace("1.1 不符合   # 先这样", "1.1 符合   # 先这样")
        .replace("金额 50元  # 分", "金额 50.51元  # 分")
        .replace("需要 人数 未过 参保", "需要 无");
    assert_eq!(now, wanted);
    assert_eq!(huice(&["test", pack]).status.code(), Some(0));
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "nothing is left beside");
}

#[test]
fn contradictory_facts_are_not_accepted_away() {
    let rules = RULES.replace("裁员 (laid_off) : 人 ", "裁员 (laid_off) : 人 推导 0人 ");
    let folder = scratch("contradiction", &rules);
    let output = huice(&["test", folder.to_str().unwrap(), "--accept"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(std::fs::read_to_string(folder.join("pack.huice")).unwrap(), rules);
}

#[test]
fn options_that_exclude_each_other_are_refused() {
    for args in [&["--coverage", "--mutate"][..], &["--html", "x"], &["--mutate", "--format", "junit"]] {
        let output = huice(&[&["test", NOTICE], args].concat());
        assert_eq!(output.status.code(), Some(2), "{args:?}: {output:?}");
    }
}

/// Every profile of the repository.
fn seeds(program: &Program) -> Vec<(String, Profile)> {
    let folder = crate::root().join("seeds/profiles");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let (profiles, _) = Profile::many_from_json(program, &std::fs::read_to_string(&path).unwrap()).unwrap();
        found.extend(profiles.into_iter().enumerate().map(|(index, profile)| (format!("{name} {index}"), profile)));
    }
    found
}

#[test]
fn an_evaluation_written_as_a_case_parses_and_passes() {
    let root = crate::root().join(NOTICE);
    let pack = Pack::load(&root).unwrap();
    let program = pack.program().unwrap();
    let before = program.run_cases().len();
    let mut texts = Vec::new();
    let seeds = seeds(&program);
    assert!(seeds.len() > 5);
    for (name, profile) in &seeds {
        for (day, keywords) in [("2020-03-31", Keywords::Zh), ("2021-01-01", Keywords::En)] {
            let mut context = Context::new(day.parse().unwrap());
            context.set_reading(&program, "适用纳税人", "仅中小企业").unwrap();
            context.set_param(&program, "avg_ui_benefit_prev_year_end_yuan", "1000").unwrap();
            context.set_event(&program, "epidemic_end_date", "2020-06-30").unwrap();
            texts.push(program.case_text(profile, &context, &[], &format!("{name} {day}"), keywords).unwrap());
        }
    }
    let source = pack.sources().files().iter().find(|file| file.name().ends_with("readings.huice")).unwrap();
    let text = format!("{}\n{}", source.text(), texts.join("\n"));
    let again = Pack::load_with(&root, &[(source.name().to_owned(), text)]).unwrap();
    assert!(again.program().is_some(), "{}", again.render(huice::diagnostic::Format::Short, Lang::Zh));
    let results = again.program().unwrap().run_cases();
    assert_eq!(results.len(), before.saturating_add(texts.len()));
    let failing: Vec<_> = results.iter().filter(|result| !result.failures.is_empty()).collect();
    assert!(failing.is_empty(), "{failing:?}");
}

#[test]
fn what_a_case_cannot_state_is_said() {
    let program = Pack::load(crate::root().join(NOTICE)).unwrap().program().unwrap();
    let profile = Profile::from_json(&program, r#"{"subject_type": "enterprise"}"#).unwrap();
    let mut context = Context::new("2020-03-31".parse().unwrap());
    context.set_param(&program, "benchmark_rate_1y_pct", "").unwrap();
    let error = program.case_text(&profile, &context, &["32.1".to_owned()], "x", Keywords::Zh).unwrap_err();
    assert!(error.0.zh.contains("一年期贷款基准利率"), "{error}");
}

#[test]
fn the_cases_of_the_notice_come_across_every_item() {
    let pack = Pack::load(crate::root().join(NOTICE)).unwrap();
    let coverage = pack.coverage(false).unwrap();
    let (seen, all) = coverage.count(Some(PointKind::Item));
    assert_eq!(seen, all);
    let (seen, all) = coverage.count(None);
    assert!(seen.saturating_mul(100) >= all.saturating_mul(87), "{seen} of {all}");
}
