//! Analyses of whole packs: each kind of finding is found where it is, not where it is not, and what cannot be decided
//! is named. Every witness is read back and evaluated.

use crate::generate::{Dice, Pools};
use huice::analyse::{Analysis, Finding};
use huice::diagnostic::{Format, Lang, Severity};
use huice::eval::{Context, Look, evaluate_items, look_at};
use huice::ir::{ExprKind, ItemId, TestKind, Value};
use huice::outcome::{ItemOutcome, Status};
use huice::{Pack, Program};

const FRAME: &str = r#"
包 试 (t) { 舍入 分 四舍五入 印发日 2020年3月6日 }
单位 人
枚举 规模类 { 大型 (large) 中型 (medium) 小型 (small) }
主体 企业 (enterprise) {
  参保 (insured) : 布尔
  困难 (hard) : 布尔
  人数 (people) : 人
  裁员 (laid_off) : 人
  保费 (premium) : 元
  投资 (invested) : 元
  利率 (interest) : %/年
  规模 (size) : 规模类
  比例 (share) : % 范围 0% 至 100%
  日子 (day) : 日期
  贷款 (loans) : 列表 { 本金 (principal) : 元 月数 (term) : 月 }
}
主体 个人 (person) { 年龄 (age) : 整数 }
机构 局 (bureau)
"#;

fn pack(rules: &str) -> Pack {
    Pack::from_sources("t", &[("t.huice", &format!("{FRAME}\n措施 1 试 {{ 牵头单位 局\n{rules}\n}}\n"))])
}

fn load(rules: &str) -> Program {
    let pack = pack(rules);
    pack.program().unwrap_or_else(|| panic!("{}", pack.render(Format::Short, Lang::En)))
}

/// The codes found, and what was not analysed.
fn found(rules: &str) -> Vec<String> {
    let analysis = load(rules).analyse();
    let codes = analysis.findings.iter().map(|finding| finding.diagnostic.code.id().to_owned());
    let open = analysis.not_analysed.iter().map(|entry| format!("not analysed: {}", entry.what.en));
    codes.chain(open).collect()
}

fn nothing() -> Vec<String> {
    Vec::new()
}

/// The outcome of the first item of a finding's witness, read back as a file would be.
fn witnessed(program: &Program, analysis: &Analysis, finding: &Finding) -> Vec<ItemOutcome> {
    let text = serde_json::to_string(finding.witness.as_ref().expect("a witness")).unwrap();
    let (profile, context, items) = program.witness(&text, None).unwrap();
    assert!(analysis.findings.iter().any(|other| other.items == items));
    program.evaluate(&profile, &context).only(&items).items
}

#[test]
fn conditions_always_or_never_true_are_found() {
    let rule = |condition: &str| format!("支持 1.1 甲 {{ 对象 企业 条件 乙 {condition} 金额 保费 }}");
    for constant in [
        "人数 不超过 10人 或 人数 超过 10人",
        "参保 且 (非 参保)",
        "裁员 / 人数 不超过 5% 且 裁员 > 人数 且 人数 > 0人",
        "规模 属于 大型、中型、小型",
        "比例 不超过 100% 且 参保 且 比例 + 比例 超过 200%",
        "日子 在 2020年3月1日 至 2020年3月31日 且 日子 不低于 2020年4月1日",
        "人数 超过 2人 且 人数 低于 3人",
    ] {
        let codes = found(&rule(&format!("({constant}) 或 (({constant}) 且 困难)")));
        assert!(codes.iter().any(|code| code == "W0703"), "{constant}: {codes:?}");
    }
    for open in [
        "人数 不超过 10人 或 人数 超过 11人",
        "裁员 / 人数 不超过 5% 且 裁员 > 100人",
        "规模 属于 大型、中型",
        "人数 超过 2人 且 人数 低于 4人",
        "日子 在 2020年3月1日 至 2020年3月31日",
    ] {
        assert_eq!(found(&rule(open)), nothing(), "{open}");
    }
}

#[test]
fn an_item_nobody_gets_names_the_conditions() {
    let rules = "支持 1.1 甲 { 对象 企业 条件 大 规模 等于 大型 条件 保 参保 条件 小 规模 属于 小型、中型 金额 保费 }";
    let program = load(rules);
    let analysis = program.analyse();
    let [only] = analysis.findings.as_slice() else { panic!("{:?}", analysis.findings) };
    assert_eq!(only.diagnostic.code.id(), "W0704");
    assert!(only.diagnostic.message.en.contains("大, 小"), "{}", only.diagnostic.message.en);
    assert!(!only.diagnostic.message.en.contains('保'));
    assert!(only.proof.is_some() && only.witness.is_none());
    let numbers = "支持 1.1 甲 { 对象 企业 条件 一 人数 + 裁员 不超过 10人 条件 二 裁员 - 人数 超过 10人 金额 保费 }";
    assert_eq!(found(numbers), ["W0704"]);
    let touching =
        "支持 1.1 甲 { 对象 企业 条件 一 人数 + 裁员 不超过 10人 条件 二 裁员 - 人数 不低于 10人 金额 保费 }";
    assert_eq!(found(touching), nothing());
}

#[test]
fn exceptions_in_conflict_have_a_witness() {
    let rule = |over: &str| {
        format!(
            "支持 1.1 甲 {{ 对象 企业 条件 乙 {{ 参保 例外 小 当 人数 不超过 30人 则 真 例外 难 当 困难 则 假 {over} }} 金额 保费 }}"
        )
    };
    let program = load(&rule(""));
    let analysis = program.analyse();
    let [only] = analysis.findings.as_slice() else { panic!("{:?}", analysis.findings) };
    assert_eq!(only.diagnostic.code.id(), "W0706");
    assert_eq!(witnessed(&program, &analysis, only)[0].status, Status::Conflict);
    assert_eq!(found(&rule("优先于 小")), nothing());
    // Together they are never asked: the other condition excludes one.
    let apart = "支持 1.1 甲 { 对象 企业 条件 丙 人数 超过 30人 条件 乙 { 参保 例外 小 当 人数 不超过 30人 则 真 例外 难 当 困难 则 假 } 金额 保费 }";
    assert_eq!(found(apart), ["W0705"]);
}

#[test]
fn dead_branches_rows_and_operands_are_found() {
    let rule = |amount: &str| format!("支持 1.1 甲 {{ 对象 企业 条件 保 参保 金额 {amount} }}");
    for dead in [
        "若 人数 不低于 0人 则 保费 否则 0元",
        "分档 首中 { 当 人数 > 10人 : 保费 当 人数 > 20人 : 50% × 保费 否则 : 0元 }",
        "取小(保费, 保费 + 10元)",
        "保费 × (若 比例 超过 100% 则 1 否则 2)",
    ] {
        assert_eq!(found(&rule(dead)), ["W0705"], "{dead}");
    }
    for alive in [
        "若 人数 超过 0人 则 保费 否则 0元",
        "分档 首中 { 当 人数 > 20人 : 保费 当 人数 > 10人 : 50% × 保费 否则 : 0元 }",
        "取小(保费, 投资)",
    ] {
        assert_eq!(found(&rule(alive)), nothing(), "{alive}");
    }
    // An exception that gives what the base gives.
    let idle = "支持 1.1 甲 { 对象 企业 条件 乙 { 人数 超过 10人 例外 大 当 人数 超过 100人 则 真 } 金额 保费 }";
    assert_eq!(found(idle), ["W0705"]);
}

/// A benefit whose amount is a table of exactly one row.
fn table(conditions: &str, rows: &str) -> String {
    format!("支持 1.1 甲 {{ 对象 企业 {conditions} 金额 分档 {{ {rows} }} }}")
}

#[test]
fn gaps_and_overlaps_that_are_not_linear_have_witnesses() {
    let gap = table("", "当 人数 × 人数 低于 裁员 × 裁员 : 保费 当 人数 × 人数 高于 裁员 × 裁员 : 投资");
    let program = load(&gap);
    let analysis = program.analyse();
    let [only] = analysis.findings.as_slice() else { panic!("{:?}", analysis.findings) };
    assert_eq!(only.diagnostic.code.id(), "W0707");
    assert!(witnessed(&program, &analysis, only)[0].amount.fault.is_some());
    let overlap = gap.replace("低于", "不超过").replace("高于", "不低于");
    let program = load(&overlap);
    let analysis = program.analyse();
    let [only] = analysis.findings.as_slice() else { panic!("{:?}", analysis.findings) };
    assert_eq!(only.diagnostic.code.id(), "W0708");
    let outcome = witnessed(&program, &analysis, only);
    assert_eq!(outcome[0].amount.yuan, None, "a conflict has no amount");
}

/// Codes and Chinese words of the errors of a pack.
fn errors(rules: &str) -> Vec<(&'static str, String)> {
    let found = pack(rules);
    let errors = found.diagnostics().iter().filter(|found| found.severity == Severity::Error);
    let errors: Vec<(&'static str, String)> = errors.map(|found| (found.code.id(), found.message.zh.clone())).collect();
    assert_eq!(found.program().is_some(), errors.is_empty());
    errors
}

#[test]
fn gaps_and_overlaps_that_are_certain_are_errors_of_the_check() {
    let one = |code, words: &str| vec![(code, words.to_owned())];
    let gap = one("E0508", "分档有空档：人数为 30人 时，没有一行成立");
    let overlap = one("E0509", "分档的两行重叠：人数为 30人 时，两行都成立，结果不同");
    let rows = |low: &str, high: &str| format!("当 人数 {low} 30人 : 保费 当 人数 {high} 30人 : 投资");
    assert_eq!(errors(&table("", &rows("低于", "高于"))), gap);
    assert_eq!(errors(&table("", &rows("不超过", "不低于"))), overlap);
    assert_eq!(errors(&table("", &rows("低于", "不低于"))), []);
    let rest = table("", &format!("{} 否则 : 0元", rows("低于", "高于")));
    assert_eq!(errors(&rest), []);
    // The word may be written or not, in either spelling.
    let written = table("", &rows("低于", "高于")).replace("分档 {", "分档 恰一 {");
    assert_eq!(errors(&written), gap);
    assert_eq!(errors(&table("", &rows("低于", "高于")).replace("分档 {", "table {")), gap);
    // Between facts, over quotients and definitions, in conditions, by record.
    let between = "当 人数 低于 裁员 : 保费 当 人数 高于 裁员 : 投资";
    assert_eq!(errors(&table("", between))[0].0, "E0508");
    let rate = "当 裁员 / 人数 不超过 5.5% : 保费 当 裁员 / 人数 不低于 5.5% : 投资";
    assert_eq!(errors(&table("条件 有 人数 超过 0人", rate))[0].0, "E0509");
    let used = format!("定义 档 = 分档 {{ {} }}\n{}", rows("低于", "高于"), "支持 1.1 甲 { 对象 企业 金额 档 }");
    assert_eq!(errors(&used), gap);
    let condition = "支持 1.1 甲 { 对象 企业 条件 乙 参保 条件 丙 分档 { 当 人数 低于 30人 : 参保 当 人数 高于 30人 : 困难 } 金额 保费 }";
    assert_eq!(errors(condition), gap);
    let record =
        "支持 1.1 甲 { 对象 企业 逐笔 贷款 { 金额 分档 { 当 月数 低于 6个月 : 本金 当 月数 高于 6个月 : 保费 } } }";
    assert_eq!(errors(record), one("E0508", "分档有空档：月数为 6个月 时，没有一行成立"));
    let truths = "当 参保 : 保费 当 困难 : 投资";
    let found = errors(&table("", truths));
    assert_eq!(found.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["E0508", "E0509"]);
}

#[test]
fn tables_that_their_place_keeps_from_gaps_are_no_errors() {
    let rows = "当 人数 超过 0人 且 人数 低于 30人 : 保费 当 人数 不低于 30人 : 投资";
    assert_eq!(errors(&table("", rows))[0].0, "E0508");
    assert_eq!(errors(&table("条件 有 人数 超过 0人", rows)), []);
    let inside = format!("支持 1.1 甲 {{ 对象 企业 金额 若 人数 超过 0人 则 分档 {{ {rows} }} 否则 0元 }}");
    assert_eq!(errors(&inside), []);
    let beside = "支持 1.1 甲 { 对象 企业 条件 乙 人数 超过 0人 且 分档 { 当 人数 低于 30人 且 人数 超过 0人 : 参保 当 人数 不低于 30人 : 困难 } 金额 保费 }";
    assert_eq!(errors(beside), []);
    // Two rows with one result are no conflict.
    assert_eq!(
        errors(&table("", "当 人数 不超过 30人 : 保费 当 人数 不低于 30人 : 若 人数 等于 30人 则 保费 否则 投资")),
        []
    );
}

#[test]
fn caps_that_never_or_always_bind_are_found() {
    let rule =
        |conditions: &str, stages: &str| format!("支持 1.1 甲 {{ 对象 企业 {conditions} 金额 50% × 保费 {stages} }}");
    assert_eq!(found(&rule("条件 一 保费 不超过 100元", "封顶 60元")), ["W0709"]);
    assert_eq!(found(&rule("条件 一 保费 不超过 100元", "封顶 50元")), ["W0709"]);
    assert_eq!(found(&rule("条件 一 保费 不超过 100元", "封顶 49.99元")), nothing());
    assert_eq!(found(&rule("条件 一 保费 超过 100元", "封顶 50元")), ["W0710"]);
    assert_eq!(found(&rule("条件 一 保费 超过 99元", "封顶 50元")), nothing());
    assert_eq!(found(&rule("", "封顶 100元 保底 10元")), nothing());
    assert_eq!(found(&rule("条件 一 保费 不低于 20元", "保底 10元")), ["W0709"]);
    // What one record does not reach several do.
    let listed = |condition: &str| {
        format!("支持 1.1 甲 {{ 对象 企业 逐笔 贷款 {{ {condition} 金额 1% × 本金 }} 封顶 100元 每 主体 }}")
    };
    assert_eq!(found(&listed("条件 小 本金 不超过 100元")), nothing());
    assert_eq!(found(&listed("条件 零 本金 不超过 0元")), ["W0709"]);
    // Products: a witness that the evaluator confirms.
    let product = "支持 1.1 甲 { 对象 企业 逐笔 贷款 { 金额 本金 × 利率 × 月数 } 封顶 100元 每 主体 }";
    assert_eq!(found(product), nothing());
}

#[test]
fn money_drawn_twice_is_found_unless_a_combination_keeps_it_apart() {
    let rule = |fund: &str, more: &str| {
        format!(
            "支持 1.1 甲 {{ 对象 企业 条件 保 参保 金额 30% × 保费 资金来源 \"专账\" }}\n支持 1.2 乙 {{ 对象 企业 条件 难 困难 金额 20% × 保费 {fund} }}\n{more}"
        )
    };
    let program = load(&rule("资金来源 \"专账\"", ""));
    let analysis = program.analyse();
    let [only] = analysis.findings.as_slice() else { panic!("{:?}", analysis.findings) };
    assert_eq!((only.diagnostic.code.id(), only.diagnostic.severity), ("W0711", Severity::Warning));
    assert!(witnessed(&program, &analysis, only).iter().all(|item| item.status == Status::Eligible));
    let analysis = load(&rule("", "")).analyse();
    assert_eq!(analysis.findings[0].diagnostic.severity, Severity::Hint, "one base, but not one fund");
    assert_eq!(found(&rule("资金来源 \"专账\"", "组合 就高 1.1、1.2 每 主体")), nothing());
    assert_eq!(found(&rule("条件 不保 非 参保 资金来源 \"专账\"", "")), nothing());
}

#[test]
fn what_is_not_decided_is_named() {
    // No whole number has the square 2; between the bounds of the product it could be.
    let program = load("支持 1.1 甲 { 对象 个人 条件 乙 年龄 × 年龄 等于 2 }");
    let analysis = program.analyse();
    assert!(analysis.findings.is_empty(), "{:?}", analysis.findings);
    let [only] = analysis.not_analysed.as_slice() else { panic!("{:?}", analysis.not_analysed) };
    assert_eq!((only.item.as_str(), only.what.en.as_str()), ("1.1", "whether anybody gets it"));
}

#[test]
fn what_hangs_on_an_adopted_reading_is_a_hint() {
    let rules = "解读 宽严 \"从宽还是从严\" { 采用 从宽 : 真 另解 从严 : 参保 }\n支持 1.1 甲 { 对象 企业 条件 乙 宽严 金额 保费 }";
    let analysis = load(rules).analyse();
    let [only] = analysis.findings.as_slice() else { panic!("{:?}", analysis.findings) };
    assert_eq!((only.diagnostic.code.id(), only.diagnostic.severity), ("W0703", Severity::Hint));
    let always = rules.replace("从严 : 参保", "从严 : 人数 不低于 0人");
    let analysis = load(&always).analyse();
    assert_eq!(analysis.findings[0].diagnostic.severity, Severity::Warning);
}

#[test]
fn the_pack_of_the_notice_has_only_findings_by_adopted_readings() {
    let pack = Pack::load(crate::root().join("policies/zhoucun-2020-8")).unwrap();
    let mut analysis = pack.program().unwrap().analyse();
    analysis.propose(pack.sources());
    let warnings: Vec<&str> = analysis
        .findings
        .iter()
        .filter(|finding| finding.diagnostic.severity != Severity::Hint)
        .map(|finding| finding.diagnostic.message.en.as_str())
        .collect();
    assert_eq!(warnings, Vec::<&str>::new());
    // Other readings need what they are about: nothing is proposed in its place.
    for finding in analysis.findings {
        let found = finding.diagnostic;
        assert!(found.message.en.contains("adopted readings"), "{}", found.message.en);
        assert!(found.help.is_some_and(|help| help.en.contains("another reading")), "{}", found.message.en);
        assert_eq!(found.patch, None, "{}", found.message.en);
    }
    assert_eq!(analysis.not_analysed, Vec::new());
}

/// Nothing said to be never or always so is refuted by random profiles, and every witness shows what it says.
#[test]
fn random_profiles_refute_no_claim() {
    let seeds = std::env::var_os("HUICE_LAW_SEEDS").and_then(|text| text.to_str()?.parse().ok()).unwrap_or(16_u64);
    let (mut claims, mut witnesses) = (0_usize, 0_usize);
    let mut refuted = Vec::new();
    for seed in 0..seeds {
        let text = crate::generate::Written::of_seed(seed).text;
        let pack = Pack::from_sources_and_scripts("random", &[("random.huice", &text)], crate::generate::SCRIPTS);
        let program = pack.program().unwrap();
        let policy = program.policy();
        let analysis = program.analyse();
        let claimed: Vec<&Finding> = analysis.findings.iter().filter(|finding| finding.proof.is_some()).collect();
        claims = claims.saturating_add(claimed.len());
        for finding in analysis.findings.iter().filter(|finding| finding.witness.is_some()) {
            let text = serde_json::to_string(&finding.witness).unwrap();
            if let Err(errors) = program.witness(&text, None) {
                refuted.push(format!("seed {seed}: a witness that cannot be read: {errors:?}"));
            }
            witnesses = witnesses.saturating_add(1);
        }
        let pools = Pools::of(policy);
        for round in 0..25_u64 {
            let dice = &mut Dice::new(seed.wrapping_mul(977).wrapping_add(round));
            let mut profile = pools.profile(policy, dice, None);
            // Claims are about facts that derive as the pack says.
            for (index, fact) in policy.facts.iter().enumerate() {
                if fact.derived.is_some() {
                    profile.set_fact(huice::ir::FactId(index), None);
                }
            }
            let days = ["2020-03-06", "2020-03-31", "2020-06-30", "2021-05-01"];
            let context = Context::new(days[dice.roll(days.len())].parse().unwrap());
            for finding in &claimed {
                refuted.extend(refutes(policy, finding, &profile, &context).map(|what| {
                    format!(
                        "seed {seed}: {what}: {:?} at {:?}",
                        finding.diagnostic.message.en,
                        pack.sources().slice(finding.diagnostic.primary.span)
                    )
                }));
            }
        }
    }
    assert!(refuted.is_empty(), "{}", refuted.join("\n"));
    assert!(claims > 20 && witnesses > 5, "too little to check: {claims} claims, {witnesses} witnesses");
}

/// What a profile shows against a claim.
fn refutes(
    policy: &huice::ir::Policy,
    finding: &Finding,
    profile: &huice::profile::Profile,
    context: &Context,
) -> Option<String> {
    let span = finding.diagnostic.primary.span;
    let code = finding.diagnostic.code.id();
    let message = &finding.diagnostic.message.en;
    for id in &finding.items {
        let index = policy.items.iter().position(|item| item.id == *id)?;
        let item = &policy.items[index];
        let outcome = evaluate_items(policy, profile, context, &[ItemId(index)]).pop()?;
        let subject_fits = item.subjects.is_empty() || profile.subject().is_some_and(|s| item.subjects.contains(&s));
        if code == "W0704" && matches!(outcome.status, Status::Eligible | Status::PendingApproval) {
            return Some(format!("{id} is {:?}", outcome.status));
        }
        let effect = |wanted: &str| {
            let of = |stages: &[huice::outcome::StageOutcome]| {
                stages
                    .iter()
                    .any(|stage| matches!(stage.stage.as_str(), "封顶" | "保底") && stage.effect == Some(wanted))
            };
            outcome.status == Status::Eligible && of(&outcome.amount.stages)
        };
        let stages = item.stages.len().saturating_add(item.each.as_ref().map_or(0, |each| each.stages.len()));
        if code == "W0709" && stages == 1 && effect("cut") {
            return Some(format!("the limit of {id} cuts"));
        }
        if code == "W0710" && stages == 1 && item.each.is_none() && effect("below") {
            return Some(format!("the limit of {id} does not cut"));
        }
        if code == "W0703" && subject_fits {
            let each = item.each.as_ref();
            let tests = item.tests.iter().map(|test| (test, None));
            let tests = tests.chain(each.iter().flat_map(|each| each.tests.iter().map(|test| (test, Some(each.list)))));
            for (test, list) in tests {
                let TestKind::Condition { rule, .. } = &test.kind else { continue };
                let frames: Vec<Option<(huice::ir::ListId, usize)>> = match list {
                    None => vec![None],
                    Some(list) => (0..profile.list(list).map_or(0, <[_]>::len)).map(|at| Some((list, at))).collect(),
                };
                for part in parts(&rule.base).into_iter().filter(|part| part.span == span) {
                    for frame in &frames {
                        let value = look_at(policy, profile, context, part, *frame);
                        let wanted = message.contains("every");
                        if let Look::Value(Value::Bool(truth)) = value
                            && truth != wanted
                        {
                            return Some(format!("it is {truth} in {id}"));
                        }
                    }
                }
            }
        }
    }
    None
}

/// The parts of a conjunction.
fn parts(expr: &huice::ir::Expr) -> Vec<&huice::ir::Expr> {
    match &expr.kind {
        ExprKind::And(all) => all.iter().flat_map(parts).collect(),
        _ => vec![expr],
    }
}
