//! Corners of the language that no other test came across: found by counting statements and by mutants of the engine.

use huice::outcome::{ItemOutcome, Outcome};
use huice::{Context, Pack, Profile, Program};

const VOCABULARY: &str = r#"
包 角落 (corners) { 舍入 分 四舍五入 }
单位 人
枚举 类别 { 甲类 (ka) 乙类 (kb) 丙类 (kc) }
主体 企业 (enterprise) {
  甲 (a) : 布尔  乙 (b) : 布尔  人数 (n) : 人  数额 (yuan) : 元  日 (day) : 日期
  名 (name) : 文本  旧名 (old_name) : 文本  标 (tags) : 集合 类别  旧标 (old_tags) : 集合 类别
  录 (rows) : 列表 { 额 (sum) : 元  可 (fine) : 布尔 }
}
事件 结束 (over)
定义 起日 = 分档 恰一 { 当 人数 × 人数 超过 100人·人 : 日 当 人数 超过 5人 : 2020年1月1日 否则 : 日 }
参数 算得 (reckoned) : 元 { 1元 + 2元 × 3 - 8元 / 4 来源 "试" }
参数 负数 (negative) : 元 { -(3元) 来源 "试" }
参数 一月 (one_month) : 月份表 { 2020年2月 来源 "试" }
机构 局
"#;

/// A fault when there are no people, a conflict when there are more than ten. What is linear would be an error already.
const FAULT: &str = "(1元 / (人数 / 1人) 超过 0元)";
const CONFLICT: &str = "(分档 恰一 { 当 人数 × 人数 超过 100人·人 : 真 当 人数 × 人数 超过 25人·人 : 假 否则 : 真 })";

fn program(body: &str) -> Program {
    let text = format!("{VOCABULARY}\n措施 1 试 {{ 牵头单位 局\n{body}\n}}");
    let pack = Pack::from_sources("corners", &[("corners.huice", &text)]);
    pack.program().unwrap_or_else(|| {
        panic!("{}\n{text}", pack.render(huice::diagnostic::Format::Short, huice::diagnostic::Lang::En))
    })
}

fn outcome(body: &str, facts: &str, over: &str) -> Outcome {
    let program = program(body);
    let comma = if facts.is_empty() { "" } else { "," };
    let text = format!("{{\"subject_type\":\"enterprise\"{comma}{facts}}}");
    let profile = Profile::from_json(&program, &text).unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
    let mut context = Context::new("2020-03-31".parse().unwrap());
    context.set_event(&program, "over", over).unwrap();
    program.evaluate(&profile, &context)
}

fn condition(expr: &str, facts: &str) -> ItemOutcome {
    outcome(&format!("支持 1.1 补 {{ 对象 企业 条件 一 {expr} }}"), facts, "").items.remove(0)
}

fn holds(expr: &str, facts: &str) -> &'static str {
    match condition(expr, facts).status.word() {
        "eligible" => "yes",
        "not_eligible" => "no",
        other => other,
    }
}

#[test]
fn truth_values_are_compared() {
    for (a, b, same) in [(true, true, "yes"), (false, false, "yes"), (true, false, "no"), (false, true, "no")] {
        let facts = format!("\"a\":{a},\"b\":{b}");
        assert_eq!(holds("甲 等于 乙", &facts), same, "{facts}");
        assert_eq!(holds("甲 不等于 乙", &facts), if same == "yes" { "no" } else { "yes" }, "{facts}");
    }
    for facts in ["", r#""a":true"#, r#""b":false"#] {
        assert_eq!(holds("甲 等于 乙", facts), "undetermined", "{facts}");
    }
    assert_eq!(condition("甲 等于 乙", r#""a":true"#).needs, ["b"]);
    // Whatever it is, it is one of the two.
    assert_eq!(holds("甲 等于 真", r#""a":true"#), "yes");
    assert_eq!(holds("(甲 等于 真) 或 (甲 等于 假)", r#""a":false"#), "yes");
}

/// What is known of two branches of which either may be taken.
#[test]
fn branches_join_what_is_known_of_both() {
    let either = |one: &str, two: &str| format!("(若 甲 则 {one} 否则 {two})");
    for (names, wanted) in [
        (r#""name":"一","old_name":"一""#, "yes"),
        (r#""name":"一","old_name":"二""#, "undetermined"),
        (r#""a":true,"name":"一","old_name":"二""#, "yes"),
        (r#""a":false,"name":"一","old_name":"二""#, "no"),
    ] {
        assert_eq!(holds(&format!("{} 等于 名", either("名", "旧名")), names), wanted, "{names}");
    }
    for (sets, has, lacks) in [
        (r#""tags":["ka","kb"],"old_tags":["ka"]"#, "yes", "yes"),
        (r#""tags":["kb"],"old_tags":["ka"]"#, "undetermined", "yes"),
        (r#""tags":["kb"],"old_tags":["kc"]"#, "no", "undetermined"),
        (r#""tags":["ka","kc"],"old_tags":["kc","ka"]"#, "yes", "no"),
    ] {
        let joined = either("标", "旧标");
        assert_eq!(holds(&format!("{joined} 含 甲类"), sets), has, "{sets}");
        assert_eq!(holds(&format!("非 ({joined} 含 丙类)"), sets), lacks, "{sets}");
    }
}

#[test]
fn duties_pass_on_faults_and_conflicts() {
    let duty = |clauses: &str| format!("义务 1.1 补缴 {{ 义务人 企业 触发 甲 行为 \"补缴\" {clauses} }}");
    let status = |clauses: &str, facts: &str, over: &str| {
        let item = outcome(&duty(clauses), &format!("\"a\":true,{facts}"), over).items.remove(0);
        let told = item.problem.is_some() || !item.needs.is_empty() || !item.events.is_empty();
        (item.status.word(), told)
    };
    let fulfilled = format!("履行 {FAULT}");
    assert_eq!(status(&fulfilled, r#""n":0"#, ""), ("fault", true));
    assert_eq!(status(&fulfilled, r#""n":1"#, "").0, "met");
    assert_eq!(status(&format!("履行 {CONFLICT}"), r#""n":11"#, ""), ("conflict", true));
    assert_eq!(status(&format!("履行 {CONFLICT}"), r#""n":6"#, "").0, "not_met");
    // The last day lies beyond the years that dates may have.
    let late = "履行 乙 期限 结束 后 3个月内";
    assert_eq!(status(late, r#""b":false"#, "2200-12-31"), ("fault", true));
    // Not before December of the last year: three months later, if ever, is beyond it.
    assert_eq!(status(late, r#""b":false"#, ">2200-12-01"), ("fault", true));
    assert_eq!(status(late, r#""b":false"#, ">2190-12-01").0, "not_due");
    assert_eq!(status(late, r#""b":true"#, "2200-12-31").0, "met");
    let by_then = "履行 乙 期限 起日 后 3个月内";
    assert_eq!(status(by_then, r#""b":false,"n":1,"day":"2020-03-01""#, ""), ("in_progress", false));
    assert_eq!(status(by_then, r#""b":false,"n":11,"day":"2020-03-01""#, ""), ("conflict", true));
}

#[test]
fn what_is_offset_is_chosen_when_it_is_certain_and_alone() {
    let body = "支持 1.1 一 { 对象 企业 条件 一 甲 金额 数额 }
        支持 1.2 二 { 对象 企业 条件 二 乙 金额 数额 }
        组合 抵扣 1.1、1.2 每 主体";
    let chosen = |facts: &str| {
        let outcome = outcome(body, facts, "");
        outcome.combinations[0].chosen.clone().map(|label| label.contains("1.2"))
    };
    assert_eq!(chosen(r#""a":false,"b":true,"yuan":5"#), Some(true));
    assert_eq!(chosen(r#""a":true,"b":false,"yuan":5"#), Some(false));
    assert_eq!(chosen(r#""a":true,"b":true,"yuan":5"#), None);
    assert_eq!(chosen(r#""a":false,"yuan":5"#), None);
    assert_eq!(chosen(r#""a":false,"b":false,"yuan":5"#), None);
}

#[test]
fn constants_may_be_computed() {
    for (param, value) in [("算得", "5元"), ("负数", "-3元")] {
        assert_eq!(holds(&format!("{param} 等于 {value}"), ""), "yes", "{param}");
        assert_eq!(holds(&format!("{param} 等于 {value} + 1元"), ""), "no", "{param}");
    }
}

/// A choice may stand outside the measures, between items of several.
#[test]
fn choices_between_measures() {
    let item = |id: &str, sum: u32| format!("支持 {id} 补 {{ 对象 企业 金额 {sum}元 }}");
    let body = format!(
        "{} }}\n措施 2 另 {{ 牵头单位 局 {} }}\n组合 就高 1.1、2.1 每 主体\n措施 3 空 {{ 牵头单位 局 职责 3.1 \"做\"",
        item("1.1", 5),
        item("2.1", 7)
    );
    let outcome = outcome(&body, "", "");
    assert_eq!(outcome.combinations.len(), 1);
    assert_eq!(outcome.combinations[0].chosen.as_deref(), Some("2.1"));
    assert_eq!(outcome.totals.exact_yuan, "7.00");
}

/// A record that may still count for an item does not when the item is refused as a whole.
#[test]
fn records_of_a_refused_item_do_not_keep_a_choice_open() {
    let item = |id: &str, rest: &str| format!("支持 {id} 补 {{ 对象 企业 {rest} }}");
    let first = item("1.1", "条件 一 甲 逐笔 录 { 条件 二 可 金额 额 }");
    let body = format!("{first}\n{}\n组合 就高不重复 1.1、1.2 每 录", item("1.2", "逐笔 录 { 金额 50% × 额 }"));
    for (holds, chosen, exact) in [(false, Some("1.2"), "50.00"), (true, None, "50.00")] {
        let facts = format!("\"a\":{holds},\"rows\":[{{\"sum\":100}}]");
        let outcome = outcome(&body, &facts, "");
        assert_eq!(outcome.combinations[0].chosen.as_deref(), chosen, "{facts}");
        assert_eq!(outcome.totals.exact_yuan, exact, "{facts}");
    }
}

/// A certified value contradicts a derived one only where no completion of what is unknown would give it.
#[test]
fn certified_values_contradict_derived_ones_of_every_kind() {
    let text = "包 推 (derived) { 舍入 分 四舍五入 }
        枚举 类 { 甲类 (ka) 乙类 (kb) 丙类 (kc) }
        主体 企业 (enterprise) {
          甲 (a) : 布尔  数额 (yuan) : 元 范围 0元 至 100元  标 (tags) : 集合 类
          真假 (truth) : 布尔 推导 非 甲
          倍数 (double) : 元 推导 数额 + 数额
          种类 (kind) : 类 推导 若 甲 则 甲类 否则 若 数额 超过 10元 则 乙类 否则 丙类
          同标 (same_tags) : 集合 类 推导 标
        }";
    let pack = Pack::from_sources("derived", &[("derived.huice", text)]);
    let program = pack
        .program()
        .unwrap_or_else(|| panic!("{}", pack.render(huice::diagnostic::Format::Short, huice::diagnostic::Lang::En)));
    for (facts, wrong) in [
        (r#""a":true,"truth":false"#, false),
        (r#""a":true,"truth":true"#, true),
        (r#""truth":true"#, false),
        (r#""yuan":5,"double":10"#, false),
        (r#""yuan":5,"double":11"#, true),
        (r#""double":200"#, false),
        (r#""double":201"#, true),
        (r#""a":true,"kind":"ka""#, false),
        (r#""a":true,"kind":"kb""#, true),
        (r#""a":false,"kind":"ka""#, true),
        (r#""a":false,"kind":"kb""#, false),
        (r#""a":false,"kind":"kc""#, false),
        (r#""yuan":5,"kind":"kb""#, true),
        (r#""tags":["ka","kb"],"same_tags":["kb","ka"]"#, false),
        (r#""tags":["ka","kb"],"same_tags":["ka"]"#, true),
        (r#""tags":["ka"],"same_tags":["ka","kb"]"#, true),
        (r#""tags":[],"same_tags":[]"#, false),
        (r#""same_tags":["ka","kc"]"#, false),
    ] {
        let text = format!("{{\"subject_type\":\"enterprise\",{facts}}}");
        let found = Profile::from_json(&program, &text).err();
        assert_eq!(found.is_some(), wrong, "{facts}: {found:?}");
    }
}
