//! Faults and conflicts inside expressions: none is lost, none is taken for a value, and one that is certain leaves
//! nothing open. Each test stands for a defect that random packs or reading found.

use huice::outcome::ItemOutcome;
use huice::{Context, Pack, Profile};

const VOCABULARY: &str = r#"
包 瑕疵 (flaws) { 舍入 分 四舍五入 }
单位 人
枚举 类别 { 甲类 (ka) 乙类 (kb) }
主体 企业 (enterprise) { 甲 (a) : 布尔  人数 (n) : 人  数额 (yuan) : 元  类 (kind) : 类别 }
机构 局
脚本 够数(人数 : 人) -> 布尔 于 "enough.rhai" 理由 "试"
脚本 折算(人数 : 人) -> 元 于 "convert.rhai" 理由 "试" 范围 0元 至 10元
"#;

const SCRIPTS: [(&str, &str); 2] = [
    ("enough.rhai", "fn 够数(人数) { if 人数 > 100 { throw \"太多\"; } true }"),
    ("convert.rhai", "fn 折算(人数) { if 人数 > 100 { throw \"太多\"; } 5 }"),
];

fn run(clauses: &str, facts: &str) -> ItemOutcome {
    let text = format!("{VOCABULARY}\n措施 1 试 {{ 牵头单位 局\n支持 1.1 补 {{ 对象 企业\n{clauses}\n}} }}");
    let pack = Pack::from_sources_and_scripts("flaws", &[("flaws.huice", &text)], &SCRIPTS);
    let program = pack.program().unwrap_or_else(|| {
        panic!("{}\n{text}", pack.render(huice::diagnostic::Format::Short, huice::diagnostic::Lang::En))
    });
    let comma = if facts.is_empty() { "" } else { "," };
    let text = format!("{{\"subject_type\":\"enterprise\"{comma}{facts}}}");
    let profile = Profile::from_json(&program, &text).unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
    program.evaluate(&profile, &Context::new("2020-03-31".parse().unwrap())).items.remove(0)
}

fn status(clauses: &str, facts: &str) -> &'static str {
    run(clauses, facts).status.word()
}

/// A fault when there are no people, a conflict when there are more than ten. What is linear would be an error already.
const FAULT: &str = "(1元 / (人数 × 人数 / 1人 / 1人) 超过 0元)";
const CONFLICT: &str = "(分档 恰一 { 当 人数 × 人数 超过 100人·人 : 真 当 人数 × 人数 超过 25人·人 : 假 否则 : 真 })";

#[test]
fn a_script_that_may_fail_is_not_taken_for_certain() {
    let both = "条件 一 若 够数(人数) 则 真 否则 真";
    assert_eq!(status(both, r#""n":1"#), "eligible");
    assert_eq!(status(both, r#""n":101"#), "fault");
    assert_eq!(status(both, ""), "undetermined");
    assert_eq!(run(both, "").needs, ["n"]);
    let amount = "金额 折算(人数)";
    let bounds = |facts: &str| run(amount, facts).amount.range;
    assert_eq!(bounds(r#""n":1"#), [Some("5.00".to_owned()), Some("5.00".to_owned())]);

    let open = bounds("");
    assert!(open == [Some("0.00".to_owned()), None] || open == [None, None], "{open:?}");
}

#[test]
fn a_table_by_member_passes_on_the_flaws_of_its_subject() {
    let table = format!("条件 一 分档 按 (若 {FAULT} 则 类 否则 类) {{ 甲类 : 甲 否则 : 假 }}");
    assert_eq!(status(&table, r#""a":true,"kind":"ka","n":1"#), "eligible");
    assert_eq!(status(&table, r#""a":true,"kind":"ka","n":0"#), "fault");
    assert_eq!(status(&table, r#""a":true,"kind":"ka""#), "undetermined");
    assert_eq!(run(&table, r#""a":true,"kind":"ka""#).needs, ["n"]);
    let table = format!("条件 一 分档 按 (若 {CONFLICT} 则 类 否则 类) {{ 甲类 : 甲 否则 : 甲 }}");
    assert_eq!(status(&table, r#""a":true,"kind":"kb","n":11"#), "conflict");
    assert_eq!(status(&table, r#""a":true,"kind":"kb""#), "undetermined");
}

#[test]
fn a_faulty_test_in_a_table_of_one_row_faults() {
    let table = format!("条件 一 分档 恰一 {{ 当 {FAULT} : 假 当 甲 : 真 否则 : 真 }}");
    assert_eq!(status(&table, r#""a":true,"n":0"#), "fault");
    assert_eq!(status(&table, r#""a":false,"n":0"#), "fault");
    let table = format!("条件 一 分档 恰一 {{ 当 {CONFLICT} : 假 当 甲 : 真 否则 : 真 }}");
    assert_eq!(status(&table, r#""a":true,"n":11"#), "conflict");
    assert_eq!(status(&table, r#""a":false,"n":11"#), "conflict");
    assert_eq!(status(&table, r#""a":false,"n":6"#), "eligible");
    let table = format!("条件 一 分档 恰一 {{ 当 {CONFLICT} : 假 当 1元 / (人数 - 人数) 超过 0元/人 : 真 否则 : 真 }}");
    assert_eq!(status(&table, r#""n":11"#), "fault");
}

#[test]
fn a_fault_goes_before_a_conflict_between_operands() {
    let sum = |left: &str, right: &str| {
        format!("条件 一 (若 {left} 则 1元 否则 2元) + (若 {right} 则 1元 否则 2元) 超过 0元")
    };
    let fault = "(1元 / (人数 - 人数) 超过 0元/人)";
    for (left, right) in [(fault, CONFLICT), (CONFLICT, fault)] {
        assert_eq!(status(&sum(left, right), r#""n":11"#), "fault");
    }
    let except = format!("条件 一 甲 例外 子 当 {CONFLICT} 则 真 例外 丑 当 {fault} 则 真");
    assert_eq!(status(&except, r#""a":true,"n":11"#), "fault");
}
