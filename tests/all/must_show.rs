//! The examples that the project promises to get right, each by name: on small packs, and on the pack of the notice.

use huice::outcome::{ItemOutcome, Outcome};
use huice::{Context, Pack, Profile, Program};

fn notice(facts: &str) -> Outcome {
    on(&crate::zhoucun(), facts)
}

fn on(program: &Program, facts: &str) -> Outcome {
    let profile = Profile::from_json(program, facts).unwrap_or_else(|errors| panic!("{errors:?}"));
    program.evaluate(&profile, &Context::new("2020-03-31".parse().unwrap()))
}

fn item<'o>(outcome: &'o Outcome, id: &str) -> &'o ItemOutcome {
    outcome.items.iter().find(|item| item.item == id).unwrap()
}

fn layoffs(staff: u32, laid_off: u32) -> &'static str {
    let facts = format!(
        r#"{{"subject_type":"enterprise","ui_insured":true,"insured_employees_prev_year":{staff},"layoffs_prev_year":{laid_off},"ui_premium_paid_prev_year_yuan":"386412.37"}}"#
    );
    item(&notice(&facts), "14.1").status.word()
}

#[test]
fn eleven_of_two_hundred_is_within_five_and_a_half_percent_and_six_of_thirty_one_is_not() {
    assert_eq!(layoffs(200, 11), "eligible");
    assert_eq!(layoffs(200, 12), "not_eligible");
    assert_eq!(layoffs(31, 6), "not_eligible");
    assert_eq!(layoffs(30, 6), "eligible");
    assert_eq!(layoffs(30, 7), "not_eligible");
}

#[test]
fn half_of_386412_37_is_rounded_up_once_at_the_end() {
    let facts = r#"{"subject_type":"enterprise","ui_insured":true,"insured_employees_prev_year":200,"layoffs_prev_year":11,"ui_premium_paid_prev_year_yuan":"386412.37"}"#;
    let outcome = notice(facts);
    let amount = &item(&outcome, "14.1").amount;
    assert_eq!((amount.yuan.as_deref(), amount.unrounded.as_deref()), (Some("193206.19"), Some("193206.185")));
}

fn equipment(yuan: &str) -> ItemOutcome {
    let facts = format!(
        r#"{{"subject_type":"enterprise","equipment":[{{"equipment_yuan":"{yuan}","invoice_date":"2020-02-20","tech_reform":true,"for_epidemic_goods":true,"purchased":true}}]}}"#
    );
    item(&notice(&facts), "13.2a").clone()
}

#[test]
fn a_fifth_of_fifty_million_reaches_the_cap_and_is_not_cut() {
    for (yuan, due, reached, cut) in [
        ("50000000.00", "10000000.00", true, false),
        ("50000000.01", "10000000.00", true, true),
        ("49999999.99", "10000000.00", false, false),
        ("49999999.90", "9999999.98", false, false),
    ] {
        let amount = equipment(yuan).amount;
        assert_eq!((amount.yuan.as_deref(), amount.cap_reached, amount.capped), (Some(due), reached, cut), "{yuan}");
    }
}

#[test]
fn a_loan_at_exactly_three_and_a_half_percent_gets_nothing_for_the_excess() {
    let loan = |rate: &str| {
        let facts = format!(
            r#"{{"subject_type":"enterprise","keylist_municipal":true,"loans":[{{"loan_effective_date":"2020-02-18","loan_principal_yuan":"5000000.00","loan_rate_pct":"{rate}","loan_term_months":12,"loan_is_emergency":true}}]}}"#
        );
        item(&notice(&facts), "22.3").clone()
    };
    let at = loan("3.50");
    assert_eq!(at.amount.range, [Some("0.00".to_owned()), Some("0.00".to_owned())]);
    assert_ne!(at.status.word(), "eligible");
    let above = loan("3.51");
    assert_eq!((above.status.word(), above.amount.yuan.as_deref()), ("eligible", Some("500.00")));
}

#[test]
fn a_deadline_on_the_end_of_the_epidemic_is_words_and_never_a_date() {
    let outcome = notice(r#"{"subject_type":"enterprise","utility_arrears":true}"#);
    let duty = item(&outcome, "13.4b");
    assert_eq!(duty.deadlines.len(), 1);
    assert_eq!((duty.deadlines[0].text.as_str(), &duty.deadlines[0].date), ("疫情结束后3个月内", &None));
    assert_eq!(duty.events, ["epidemic_end_date"]);
}

#[test]
fn an_absent_fact_is_never_zero_or_false() {
    let outcome = notice("{}");
    for item in &outcome.items {
        assert!(
            !matches!(item.status.word(), "eligible" | "not_eligible" | "pending_approval"),
            "{} {}",
            item.item,
            item.status.word()
        );
        assert_ne!(item.amount.kind, "exact", "{}", item.item);
        assert!(!(item.amount.kind != "none" && item.amount.range[1] == Some("0.00".to_owned())), "{}", item.item);
    }
    let absent = notice(r#"{"subject_type":"enterprise","ui_insured":true,"insured_employees_prev_year":200}"#);
    let null = notice(
        r#"{"subject_type":"enterprise","ui_insured":true,"insured_employees_prev_year":200,"layoffs_prev_year":null}"#,
    );
    let zero = notice(
        r#"{"subject_type":"enterprise","ui_insured":true,"insured_employees_prev_year":200,"layoffs_prev_year":0}"#,
    );
    let of = |outcome: &Outcome| item(outcome, "14.1").status.word();
    assert_eq!([of(&absent), of(&null), of(&zero)], ["undetermined", "undetermined", "eligible"]);
    assert_eq!(item(&absent, "14.1").needs, ["layoffs_prev_year", "ui_premium_paid_prev_year_yuan"]);
}

#[test]
fn a_missing_parameter_gives_a_formula_and_no_number() {
    let facts = r#"{"subject_type":"enterprise","ui_insured":true,"insured_employees_prev_year":200,"layoffs_prev_year":0,"hardship_recoverable_certified":true,"stabilisation_application_date":"2020-03-01"}"#;
    let outcome = notice(facts);
    let found = item(&outcome, "14.2");
    assert_eq!((found.status.word(), found.amount.kind, &found.amount.yuan), ("eligible", "formula", &None));
    assert_eq!(found.amount.formula.as_deref(), Some("1200人·月 × 上年末月人均失业保险金"));
    let written = "6个月 × 上年末月人均失业保险金 × 200人";
    assert_eq!(found.amount.stages[0].of, written, "the factors that the formula folds");
    assert_eq!(found.missing_parameters, ["avg_ui_benefit_prev_year_end_yuan"]);
    assert!(found.needs.is_empty());
}

#[test]
fn every_error_comes_out_of_one_run() {
    let text = "包 示例 (sample) { 舍入 分 四舍五入 }\n主体 企业 (enterprise) { 收入 (income) : 元 }\n机构 局\n\
        措施 1 补 { 牵头单位 居\n支持 1.1 甲 { 对象 企业 条件 一 收人 超过 1元 金额 收入 }\n支持 1.2 乙 { 对象 企业 金额 6月 }\n支持 1.2 丙 { 对象 企业 金额 30% } }";
    let pack = Pack::from_sources("sample", &[("a.huice", text)]);
    let mut codes: Vec<&str> = pack.diagnostics().iter().map(|d| d.code.id()).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["E0108", "E0201", "E0204", "E0206", "E0305"]);
}

#[test]
fn an_empty_profile_has_no_eligible_item_and_facts_never_flip_an_answer() {
    let outcome = notice("{}");
    assert!(outcome.items.iter().all(|item| item.status.word() != "eligible"));
    assert_eq!(outcome.totals.exact_yuan, "0.00");
}

#[test]
fn a_profile_of_each_subject_decides_every_item_of_its_kind() {
    let program = crate::zhoucun();
    for subject in &program.policy().subjects {
        let outcome = on(&program, &format!(r#"{{"subject_type":"{}"}}"#, subject.key)).without_other_subjects();
        assert!(!outcome.items.is_empty(), "{}", subject.key);
        assert!(outcome.items.iter().all(|item| item.status.word() != "not_applicable"), "{}", subject.key);
    }
}

#[test]
fn a_sum_above_its_cap_is_the_cap_whatever_else_is_added() {
    let facts = r#"{"subject_type":"enterprise","equipment":[{"purchased":true,"equipment_yuan":"50000001"},{"purchased":true}]}"#;
    let outcome = notice(facts);
    let amount = &item(&outcome, "13.2b").amount;
    assert_eq!((amount.yuan.as_deref(), amount.kind), (Some("5000000.00"), "exact"));
}

#[test]
fn one_quote_left_open_is_one_error() {
    let folder = crate::root().join("policies/zhoucun-2020-8");
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().is_some_and(|name| name == "vocabulary.huice") {
            let text =
                std::fs::read_to_string(&path).unwrap().replacen("出口企业 (exporter)", "出口企业 \"exporter)", 1);
            texts.push((path.to_string_lossy().into_owned(), text));
        }
    }
    assert_eq!(texts.len(), 1);
    let pack = Pack::load_with(&folder, &texts).unwrap();
    let codes: Vec<&str> = pack.diagnostics().iter().map(|d| d.code.id()).collect();
    assert!(codes.contains(&"E0105") && codes.len() <= 3, "{codes:?}");
}
