//! Choices record by record, and what hangs on records that are not certain: found by mutants of the engine that no other
//! test noticed. The vocabulary and the helpers are in `semantics`.

use crate::semantics::{benefit, on, program, run};
use huice::diagnostic::{Format, Lang};
use huice::{Context, Pack, Profile};

/// What is chosen for each record that is still in the running, and the certain and the pending total.
fn chosen(items: [&str; 2], facts: &str) -> (Vec<Option<String>>, [String; 2]) {
    let [first, second] = items.map(|clauses| format!("{{ 对象 企业 {clauses} }}"));
    let text = format!("支持 1.1 一 {first}\n支持 1.2 二 {second}\n组合 就高不重复 1.1、1.2 每 笔录");
    let outcome = on("2020-03-31", &program(&text), facts, &[]);
    let choices = outcome.combinations.into_iter().map(|choice| choice.chosen).collect();
    (choices, [outcome.totals.exact_yuan, outcome.totals.pending_yuan])
}

fn assert_chosen(items: [&str; 2], facts: &str, each: &[Option<&str>], totals: [&str; 2]) {
    let (choices, found) = chosen(items, facts);
    let choices: Vec<Option<&str>> = choices.iter().map(Option::as_deref).collect();
    assert_eq!((choices.as_slice(), found), (each, totals.map(str::to_owned)), "{items:?} with {facts}");
}

/// Under a cap after the sum, what a record is worth hangs on the others: one is chosen when all amounts are certain, or
/// when it is certain and alone.
#[test]
fn records_under_caps_are_weighed_together() {
    let (whole, half) = ("逐笔 笔录 { 金额 20% × 额 }", "逐笔 笔录 { 条件 一 可 金额 10% × 额 }");
    let (whole_cap, half_cap) = (format!("{whole} 封顶 25元 每 主体"), format!("{half} 封顶 25元 每 主体"));
    let capped = [whole_cap.as_str(), half_cap.as_str()];
    let (first, second) = (Some("1.1"), Some("1.2"));
    // 20 + 10 is more than 20 + 20 under a cap of 25: one record goes to the other item.
    let both = r#""rows":[{"sum":100,"fine":true},{"sum":100,"fine":true}]"#;
    assert_chosen(capped, both, &[second, first], ["30.00", "0.00"]);
    assert_chosen([whole, half], both, &[first, first], ["40.00", "0.00"]);
    // An amount that is not known leaves open which goes where, but not for a record that one item alone can take.
    let open = r#""rows":[{"sum":100,"fine":false},{"sum":100,"fine":true},{"fine":true}]"#;
    assert_chosen(capped, open, &[first, None, None], ["25.00", "0.00"]);
    assert_chosen([whole, half], open, &[first, first, None], ["40.00", "0.00"]);
    // One that is alone but not certain is not chosen.
    let may = format!("条件 外 甲 {whole} 封顶 25元 每 主体");
    assert_chosen([&may, &half_cap], r#""a":false,"rows":[{"sum":100}]"#, &[None], ["0.00", "0.00"]);
    // Equal amounts go to the item written first.
    let same = ["逐笔 笔录 { 金额 额 } 封顶 90元 每 主体"; 2];
    assert_chosen(same, r#""rows":[{"sum":50}]"#, &[first], ["50.00", "0.00"]);
}

/// A record that waits for an approval counts as pending though the item has another that is certain; one that is refused
/// is out though the item is open.
#[test]
fn a_record_counts_as_far_as_it_and_its_item_do() {
    let (approved, tenth) = ("逐笔 笔录 { 须经 局 批准 凭 批 金额 额 }", "逐笔 笔录 { 金额 10% × 额 }");
    let rows = r#""rows":[{"sum":100,"row_ok":true},{"sum":100}]"#;
    assert_chosen([approved, tenth], rows, &[Some("1.1"), None], ["110.00", "90.00"]);
    let caps = [format!("{approved} 封顶 900元 每 主体"), format!("{tenth} 封顶 900元 每 主体")];
    let (choices, [exact, _]) = chosen([&caps[0], &caps[1]], rows);
    assert_eq!((choices, exact.as_str()), (vec![None, None], "100.00"));
    let open = "条件 外 甲 逐笔 笔录 { 条件 一 可 金额 额 }";
    let refused = r#""rows":[{"sum":100,"fine":false},{"sum":100}]"#;
    assert_chosen([open, tenth], refused, &[Some("1.2"), None], ["20.00", "0.00"]);
}

/// Remarks of records: of those that count or may count, each once.
#[test]
fn records_bring_their_remarks() {
    let each = "逐笔 笔录 { 条件 一 可 提示 当 额 超过 10元 \"大额\" 提示 \"逐笔申报\" 金额 额 }";
    for (rows, hints) in [
        (r#"[{"sum":11,"fine":true},{"sum":12,"fine":true}]"#, &["大额", "逐笔申报"][..]),
        (r#"[{"sum":10,"fine":true}]"#, &["逐笔申报"]),
        (r#"[{"sum":11,"fine":false}]"#, &[]),
        (r#"[{"fine":true}]"#, &["逐笔申报"]),
    ] {
        let item = run(&benefit(each), &format!("\"rows\":{rows}"));
        assert_eq!(item.hints, hints, "{rows}");
    }
}

/// The authority may make an exception where every record fails, one of them by a soft limit alone.
#[test]
fn soft_limits_of_records() {
    let each = "逐笔 笔录 { 条件 额度 原则上 额 不超过 10元 条件 一 可 金额 额 }";
    for (outside, rows, wanted, possible) in [
        ("", r#"[{"sum":11,"fine":true}]"#, "not_eligible", true),
        ("", r#"[{"sum":11,"fine":true},{"sum":12,"fine":true}]"#, "not_eligible", true),
        ("", r#"[{"sum":11,"fine":true},{"sum":9,"fine":true}]"#, "eligible", false),
        ("", r#"[{"sum":11,"fine":false}]"#, "not_eligible", false),
        ("", r#"[{"sum":11,"fine":true},{"sum":9,"fine":false}]"#, "not_eligible", true),
        ("", "[]", "not_eligible", false),
        ("条件 外 甲", r#"[{"sum":11,"fine":true}]"#, "not_eligible", true),
        ("条件 外 非 乙", r#"[{"sum":11,"fine":true}]"#, "not_eligible", false),
        ("条件 月 原则上 期 不超过 6个月", r#"[{"sum":11,"fine":true}]"#, "not_eligible", true),
        ("条件 月 原则上 期 不超过 6个月", r#"[{"sum":9,"fine":true}]"#, "not_eligible", true),
        ("条件 月 原则上 期 不超过 6个月", r#"[{"sum":9,"fine":false}]"#, "not_eligible", false),
    ] {
        let item = run(&benefit(&format!("{outside}\n{each}")), &format!("\"b\":true,\"months\":7,\"rows\":{rows}"));
        assert_eq!((item.status.word(), item.exception_possible), (wanted, possible), "{outside} {rows}");
    }
}

/// Days between dates: known, and known to lie on one side.
#[test]
fn days_between_dates_decide_conditions() {
    for (condition, facts, wanted) in [
        ("天数(2020年1月1日, 日) 等于 31天", r#""day":"2020-02-01""#, "eligible"),
        ("天数(2020年1月1日, 日) 等于 30天", r#""day":"2020-02-01""#, "not_eligible"),
        ("天数(日, 2020年1月1日) 等于 -31天", r#""day":"2020-02-01""#, "eligible"),
        ("天数(2020年1月1日, 日) 超过 31天", "", "undetermined"),
        ("天数(2020年1月1日, 若 甲 则 2020年2月1日 否则 2020年3月1日) 不少于 31天", "", "eligible"),
        ("天数(2020年1月1日, 若 甲 则 2020年2月1日 否则 2020年3月1日) 超过 60天", "", "not_eligible"),
        ("天数(2020年1月1日, 若 甲 则 2020年2月1日 否则 2020年3月1日) 超过 59天", "", "undetermined"),
        ("天数(若 甲 则 2020年2月1日 否则 2020年3月1日, 2020年3月31日) 不少于 30天", "", "eligible"),
        ("天数(若 甲 则 2020年2月1日 否则 2020年3月1日, 2020年3月31日) 超过 59天", "", "not_eligible"),
    ] {
        assert_eq!(run(&benefit(&format!("条件 一 {condition}")), facts).status.word(), wanted, "{condition}");
    }
}

/// A list whose guard is certainly false has no records, given or not.
#[test]
fn lists_that_cannot_be_are_empty() {
    let text = "包 守 (guard) { 舍入 分 四舍五入 }
        主体 企业 (enterprise) { 甲 (a) : 布尔  录 (rows) : 列表 { 额 (sum) : 元 } 仅当 甲 }
        机构 局
        措施 1 试 { 牵头单位 局 支持 1.1 补 { 对象 企业 逐笔 录 { 金额 额 } } }";
    let pack = Pack::from_sources("guard", &[("guard.huice", text)]);
    let program = pack.program().unwrap_or_else(|| panic!("{}", pack.render(Format::Short, Lang::En)));
    for (facts, wanted, most) in [
        ("", "undetermined", None),
        (r#","a":true"#, "undetermined", None),
        (r#","a":false"#, "not_eligible", Some("0.00")),
        (r#","a":false,"rows":[]"#, "not_eligible", Some("0.00")),
        (r#","a":true,"rows":[]"#, "not_eligible", Some("0.00")),
        (r#","rows":[{"sum":5}]"#, "eligible", Some("5.00")),
    ] {
        let profile = Profile::from_json(&program, &format!("{{\"subject_type\":\"enterprise\"{facts}}}")).unwrap();
        let item = program.evaluate(&profile, &Context::new("2020-03-31".parse().unwrap())).items.remove(0);
        assert_eq!((item.status.word(), item.amount.range[1].as_deref()), (wanted, most), "{facts}");
    }
}
