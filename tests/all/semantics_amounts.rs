//! What the language means, as tables: amounts and their stages, tables, lists, choices. The vocabulary and the helpers are in `semantics`.

use crate::semantics::{benefit, on, program, run, status};
use huice::diagnostic::Lang;
use huice::{Context, Profile};

#[test]
fn kinds_of_amount() {
    let eligible = r#""a":true"#;
    for (clauses, facts, kind, yuan, range) in [
        ("条件 一 甲\n金额 100元", eligible, "exact", Some("100.00"), [Some("100.00"), Some("100.00")]),
        ("条件 一 甲\n金额 100元", "", "exact", Some("100.00"), [Some("0.00"), Some("100.00")]),
        ("条件 一 甲\n金额 100元", r#""a":false"#, "exact", Some("100.00"), [Some("0.00"), Some("0.00")]),
        ("条件 一 甲\n金额 数额", eligible, "range", None, [Some("0.00"), None]),
        ("条件 一 甲\n金额 数额\n封顶 50元", eligible, "range", None, [Some("0.00"), Some("50.00")]),
        ("条件 一 甲\n金额 数额\n保底 20元\n封顶 50元", eligible, "range", None, [Some("20.00"), Some("50.00")]),
        ("条件 一 甲\n金额 取小(数额, 0元)", eligible, "exact", Some("0.00"), [Some("0.00"), Some("0.00")]),
        ("条件 一 甲\n金额上限 500元", eligible, "ceiling", None, [Some("0.00"), Some("500.00")]),
        ("条件 一 甲\n金额 2 × 缺数", eligible, "formula", None, [Some("0.00"), None]),
        ("条件 一 甲\n金额上限 2 × 缺数", eligible, "formula", None, [Some("0.00"), None]),
        (
            "条件 一 甲\n金额 若 甲 则 100元 否则 数额",
            eligible,
            "exact",
            Some("100.00"),
            [Some("100.00"), Some("100.00")],
        ),
        (
            "条件 一 甲\n金额 若 乙 则 100元 否则 100元",
            eligible,
            "exact",
            Some("100.00"),
            [Some("100.00"), Some("100.00")],
        ),
        ("条件 一 甲\n金额 若 乙 则 100元 否则 300元", eligible, "range", None, [Some("100.00"), Some("300.00")]),
        (
            "条件 一 甲\n须经 局 批准 凭 批一\n金额 100元",
            eligible,
            "exact",
            Some("100.00"),
            [Some("0.00"), Some("100.00")],
        ),
        ("条件 一 甲\n给予 延期 \"缓\"", eligible, "none", None, [None, None]),
        ("条件 一 甲\n金额 100元 / (人数 / 1人)", r#""a":true,"n":0"#, "none", None, [Some("0.00"), None]),
        (
            "条件 一 甲\n标准 90% × 1730元/月 每 月",
            eligible,
            "exact",
            Some("1557.00"),
            [Some("1557.00"), Some("1557.00")],
        ),
    ] {
        let amount = run(&benefit(clauses), facts).amount;
        let found = (amount.kind, amount.yuan.as_deref(), amount.range.each_ref().map(Option::as_deref));
        assert_eq!(found, (kind, yuan, range), "{clauses} with {facts}");
        assert_eq!(
            run(&benefit(clauses), facts).amount.conditional && kind != "none",
            kind != "none" && facts != eligible || clauses.contains("须经"),
            "{clauses} with {facts}"
        );
    }
    // The amount never changes the status: a fault in it leaves the verdict alone.
    let faulty = run(&benefit("条件 一 甲\n金额 100元 / (人数 / 1人)"), r#""a":true,"n":0"#);
    assert_eq!((faulty.status.word(), faulty.amount.fault.is_some()), ("eligible", true));
    assert_eq!(
        run(&benefit("条件 一 甲\n金额 6 × 缺数 × (人数 / 1人)"), r#""a":true,"n":200"#).amount.formula.as_deref(),
        Some("1200 × 缺数")
    );
}

#[test]
fn stages_in_written_order_and_rounding_once() {
    for (stages, wanted, reached, cut) in [
        ("封顶 1000元", "1000.00", true, true),
        ("封顶 1500元", "1500.00", true, false),
        ("封顶 1501元", "1500.00", false, false),
        ("减 600元\n封顶 1000元", "900.00", false, false),
        ("封顶 1000元\n减 600元", "400.00", true, true),
        ("减 2000元", "0.00", false, false),
        ("舍入 元 舍去\n减 0.5元", "1499.00", false, false),
    ] {
        let amount = run(&benefit(&format!("金额 数额\n{stages}")), r#""yuan":"1500.00""#).amount;
        assert_eq!(
            (amount.yuan.as_deref(), amount.cap_reached, amount.capped),
            (Some(wanted), reached, cut),
            "{stages}"
        );
    }
    let thirds = run(&benefit("逐笔 笔录 { 金额 额 / 3 }"), r#""rows":[{"sum":"0.01"},{"sum":"0.01"}]"#).amount;
    assert_eq!((thirds.yuan.as_deref(), thirds.unrounded.as_deref()), (Some("0.01"), Some("1/150")));
}

/// An amount between 40 and 60 yuan meets a limit below, at, within and above it.
#[test]
fn stages_say_what_they_did_to_an_amount_not_known_exactly() {
    for (stage, effect, reached, cut) in [
        ("封顶 39元", "cut", true, true),
        ("封顶 40元", "reached", true, false),
        ("封顶 50元", "open", false, false),
        ("封顶 60元", "open", false, false),
        ("封顶 61元", "below", false, false),
        ("保底 61元", "cut", false, false),
        ("保底 60元", "reached", false, false),
        ("保底 50元", "open", false, false),
        ("保底 40元", "open", false, false),
        ("保底 39元", "below", false, false),
    ] {
        let amount = run(&benefit(&format!("金额 若 乙 则 40元 否则 60元\n{stage}")), "").amount;
        let effects: Vec<&str> = amount.stages.iter().filter_map(|stage| stage.effect).collect();
        assert_eq!((effects, amount.cap_reached, amount.capped), (vec![effect], reached, cut), "{stage}");
    }
}

#[test]
fn tables() {
    let member = "分档 按 类 { 甲类 : 1元 乙类 : 2元 否则 : 3元 }";
    let first = "分档 首中 { 当 人数 不超过 10人 : 1元 当 人数 不超过 20人 : 2元 否则 : 3元 }";
    let one = "分档 恰一 { 当 人数 × 人数 不超过 100人·人 : 1元 当 人数 × 人数 不少于 100人·人 : 2元 }";
    let marginal = "分档 累进 数额 { 至 100元 : 10% 至 200元 : 20% 以上 : 50% }";
    let flat = "分档 全额 数额 { 至 100元 : 10% 以上 : 20% }";
    for (table, facts, kind, yuan) in [
        (member, r#""kind":"甲类""#, "exact", Some("1.00")),
        (member, r#""kind":"c""#, "exact", Some("3.00")),
        (member, "", "range", None),
        (first, r#""n":10"#, "exact", Some("1.00")),
        (first, r#""n":11"#, "exact", Some("2.00")),
        (first, r#""n":21"#, "exact", Some("3.00")),
        (one, r#""n":9"#, "exact", Some("1.00")),
        (one, r#""n":11"#, "exact", Some("2.00")),
        (one, r#""n":10"#, "none", None),
        (marginal, r#""yuan":100"#, "exact", Some("10.00")),
        (marginal, r#""yuan":"100.01""#, "exact", Some("10.00")),
        (marginal, r#""yuan":300"#, "exact", Some("80.00")),
        (flat, r#""yuan":100"#, "exact", Some("10.00")),
        (flat, r#""yuan":101"#, "exact", Some("20.20")),
    ] {
        let amount = run(&benefit(&format!("金额 {table}")), facts).amount;
        assert_eq!((amount.kind, amount.yuan.as_deref()), (kind, yuan), "{table} with {facts}");
    }
    let open = run(&benefit(&format!("金额 {member}")), "").amount.range;
    assert_eq!(open, [Some("1.00".to_owned()), Some("3.00".to_owned())]);
}

/// Two items on one list, capped after the sum: the choice of an item for each record against every assignment.
#[test]
fn choices_are_the_best_of_all_assignments() {
    let item = |id: &str, share: &str, cap: u64| {
        format!("支持 {id} 补 {{ 对象 企业 逐笔 笔录 {{ 金额 {share} × 额 }} 封顶 {cap}元 每 主体 }}")
    };
    let dice = &mut crate::generate::Dice::new(7);
    for round in 0..25 {
        let caps = [100 + 50 * dice.roll(5), 100 + 50 * dice.roll(5)].map(|cap| u64::try_from(cap).unwrap());
        let program = program(&format!(
            "{}\n{}\n组合 就高不重复 1.1、1.2 每 笔录",
            item("1.1", "20%", caps[0]),
            item("1.2", "10%", caps[1])
        ));
        let sums: Vec<u64> = (0..=dice.roll(4)).map(|_| 100 * u64::try_from(1 + dice.roll(20)).unwrap()).collect();
        let rows: Vec<String> = sums.iter().map(|sum| format!("{{\"sum\":{sum}}}")).collect();
        let outcome = on("2020-03-31", &program, &format!("\"rows\":[{}]", rows.join(",")), &[]);
        let mut best = 0;
        for code in 0..1_u32 << sums.len() {
            let mut totals = [0, 0];
            for (index, sum) in sums.iter().enumerate() {
                let which = usize::from(code >> index & 1 == 1);
                totals[which] += sum * [20, 10][which] / 100;
            }
            best = best.max(totals[0].min(caps[0]) + totals[1].min(caps[1]));
        }
        assert_eq!(outcome.totals.exact_yuan, format!("{best}.00"), "round {round}: {sums:?} {caps:?}");
        // And the choice shown is one that reaches it.
        let mut totals = [0, 0];
        for (row, sum) in outcome.combinations.iter().zip(&sums) {
            let which = usize::from(row.chosen.as_deref() == Some("1.2"));
            totals[which] += sum * [20, 10][which] / 100;
        }
        assert_eq!(totals[0].min(caps[0]) + totals[1].min(caps[1]), best, "round {round}: {sums:?} {caps:?}");
    }
}

#[test]
fn choices_per_subject() {
    let program = program(
        "支持 1.1 一 { 对象 企业 条件 甲 甲 金额 100元 }\n支持 1.2 二 { 对象 企业 条件 乙 乙 金额 数额 }\n支持 1.3 三 { 对象 企业 条件 丙 丙 金额上限 150元 }\n组合 就高 1.1、1.2、1.3 每 主体",
    );
    for (facts, chosen, candidates, certain) in [
        (r#""a":true,"b":false,"c":false"#, Some("1.1"), vec![], "100.00"),
        (r#""a":true,"b":true,"yuan":99,"c":false"#, Some("1.1"), vec![], "100.00"),
        (r#""a":true,"b":true,"yuan":100,"c":false"#, Some("1.1"), vec![], "100.00"),
        (r#""a":true,"b":true,"yuan":101,"c":false"#, Some("1.2"), vec![], "101.00"),
        (r#""a":true,"b":true,"c":false"#, None, vec!["1.1", "1.2"], "100.00"),
        // A tie goes to the item written first, so a later one must surpass what an earlier one may still come to.
        (r#""b":true,"yuan":100,"c":false"#, None, vec!["1.1", "1.2"], "100.00"),
        (r#""b":true,"yuan":101,"c":false"#, Some("1.2"), vec![], "101.00"),
        (r#""a":true,"yuan":100,"c":false"#, Some("1.1"), vec![], "100.00"),
        (r#""a":true,"yuan":101,"c":false"#, None, vec!["1.1", "1.2"], "100.00"),
        // What a certain one is sure to surpass is not in the running.
        (r#""a":true,"yuan":99,"c":true"#, None, vec!["1.1", "1.3"], "100.00"),
        (r#""a":true,"yuan":100,"c":true"#, None, vec!["1.1", "1.2", "1.3"], "100.00"),
        // A ceiling competes as 0 to the ceiling.
        (r#""a":true,"b":false,"c":true"#, None, vec!["1.1", "1.3"], "100.00"),
        (r#""a":false,"b":true,"yuan":150,"c":true"#, Some("1.2"), vec![], "150.00"),
        // What is not certain is not chosen, though it is the only one left.
        (r#""b":false,"c":false"#, None, vec!["1.1"], "0.00"),
        (r#""a":false,"b":false,"c":false"#, None, vec![], "0.00"),
    ] {
        let outcome = on("2020-03-31", &program, facts, &[]);
        let choice = &outcome.combinations[0];
        let found: Vec<&str> = choice.candidates.iter().map(String::as_str).collect();
        assert_eq!(
            (choice.chosen.as_deref(), found, outcome.totals.exact_yuan.as_str()),
            (chosen, candidates, certain),
            "{facts}"
        );
        // A combination never changes a member.
        assert_eq!(
            outcome.items.iter().filter(|item| item.status.word() == "eligible").count() > 0,
            facts.contains("true")
        );
    }
}
/// What is said of a choice: the rival that can still be worth most, and why, in both languages.
#[test]
fn choices_say_why() {
    let program = program(
        "支持 1.1 一 { 对象 企业 条件 甲 甲 金额 1200元 }\n支持 1.2 二 { 对象 企业 条件 乙 乙 金额 数额 }\n支持 1.3 三 { 对象 企业 条件 丙 丙 金额 6 × 缺数 }\n组合 就高 1.1、1.2、1.3 每 主体 注 \"只取一项\"",
    );
    for (facts, rival, zh, en) in [
        (
            r#""a":true,"b":true,"yuan":99,"c":false"#,
            Some("1.2"),
            "1.1 为 1,200元，1.2 至多 99元",
            "1.1 gives 1,200元; 1.2 at most 99元",
        ),
        (
            r#""a":true,"b":true,"yuan":1300,"c":false"#,
            Some("1.1"),
            "1.2 为 1,300元，1.1 至多 1,200元",
            "1.2 gives 1,300元; 1.1 at most 1,200元",
        ),
        (r#""a":true,"b":false,"c":false"#, None, "只有 1.1 可能适用", "only 1.1 can apply"),
        (r#""a":false,"b":false,"c":false"#, None, "没有一项可享受", "none of them applies"),
        (
            r#""b":true,"yuan":7,"c":false"#,
            None,
            "尚不能定：1.1 0–1,200元，1.2 7元",
            "not yet decided: 1.1 0–1,200元, 1.2 7元",
        ),
        (
            r#""a":true,"b":true,"c":false"#,
            None,
            "尚不能定：1.1 1,200元，1.2 0元以上（上限不定）",
            "not yet decided: 1.1 1,200元, 1.2 0元 or more (no known limit)",
        ),
        (
            r#""a":true,"b":false,"c":true"#,
            None,
            "尚不能定：1.1 1,200元，1.3 0元以上（上限不定）；缺数 达到 200元 时 1.3 不低于 1.1",
            "not yet decided: 1.1 1,200元, 1.3 0元 or more (no known limit); from 缺数 = 200元 on, 1.3 is not lower than 1.1",
        ),
        // 1501 / 6 = 250.1666…, up to the next fen.
        (
            r#""a":true,"b":true,"yuan":1501,"c":true"#,
            None,
            "尚不能定：1.1 1,200元，1.2 1,501元，1.3 0元以上（上限不定）；缺数 达到 250.17元 时 1.3 不低于 1.2",
            "not yet decided: 1.1 1,200元, 1.2 1,501元, 1.3 0元 or more (no known limit); from 缺数 = 250.17元 on, 1.3 is not lower than 1.2",
        ),
    ] {
        let text = format!("{{\"subject_type\":\"enterprise\",{facts}}}");
        let profile = Profile::from_json(&program, &text).unwrap();
        let said = |lang| {
            let context = Context::new("2020-03-31".parse().unwrap()).with_lang(lang);
            program.evaluate(&profile, &context).combinations.remove(0)
        };
        let choice = said(Lang::Zh);
        assert_eq!(choice.runner_up.as_deref(), rival, "{facts}");
        assert_eq!((choice.why, said(Lang::En).why), (format!("{zh}；只取一项"), format!("{en}; 只取一项")), "{facts}");
    }
}

#[test]
fn lists() {
    let clauses = "逐笔 笔录 { 条件 一 可 须经 局 批准 凭 批 金额 额 }";
    for (rows, wanted, range) in [
        ("", "undetermined", [Some("0.00"), None]),
        (r#""rows":null"#, "undetermined", [Some("0.00"), None]),
        (r#""rows":[]"#, "not_eligible", [Some("0.00"), Some("0.00")]),
        (r#""rows":[{"sum":1,"fine":true,"row_ok":true}]"#, "eligible", [Some("1.00"), Some("1.00")]),
        (r#""rows":[{"sum":1,"fine":true}]"#, "pending_approval", [Some("0.00"), Some("1.00")]),
        (r#""rows":[{"sum":1,"fine":false}]"#, "not_eligible", [Some("0.00"), Some("0.00")]),
        (r#""rows":[{"sum":1}]"#, "undetermined", [Some("0.00"), Some("1.00")]),
        (
            r#""rows":[{"sum":1,"fine":true,"row_ok":true},{"sum":2,"fine":true}]"#,
            "eligible",
            [Some("1.00"), Some("3.00")],
        ),
        (r#""rows":[{"sum":1,"fine":true,"row_ok":true},{"sum":2}]"#, "eligible", [Some("1.00"), Some("3.00")]),
        (r#""rows":[{"sum":1,"fine":true,"row_ok":true},{"fine":true}]"#, "eligible", [Some("1.00"), None]),
        (
            r#""rows":[{"sum":1,"fine":true,"row_ok":true},{"sum":2,"fine":false}]"#,
            "eligible",
            [Some("1.00"), Some("1.00")],
        ),
        (r#""rows":[{"sum":1,"fine":true},{"sum":2}]"#, "undetermined", [Some("0.00"), Some("3.00")]),
        (r#""rows":[{}]"#, "undetermined", [Some("0.00"), None]),
    ] {
        let item = run(&benefit(clauses), rows);
        let found = (item.status.word(), item.amount.range.each_ref().map(Option::as_deref));
        assert_eq!(found, (wanted, range), "{rows}");
    }
    // A condition outside the block is a conjunct.
    assert_eq!(
        status(&format!("条件 外 甲\n{clauses}"), r#""a":false,"rows":[{"sum":1,"fine":true,"row_ok":true}]"#),
        "not_eligible"
    );
    assert_eq!(status(&format!("条件 外 甲\n{clauses}"), r#""rows":[]"#), "not_eligible");
    // A certain record whose amount has no value makes the amount a fault and leaves the status alone.
    let faulty = run(
        &benefit("逐笔 笔录 { 条件 一 可 金额 额 / (除数 / 1人) }"),
        r#""rows":[{"sum":1,"fine":true,"by":0},{"sum":1,"fine":true,"by":1}]"#,
    );
    assert_eq!((faulty.status.word(), faulty.amount.kind, faulty.amount.fault.is_some()), ("eligible", "none", true));
    assert_eq!(faulty.amount.range, [Some("0.00".to_owned()), None]);
    // Per record and after the sum.
    let capped = run(
        &benefit("逐笔 笔录 { 金额 额 封顶 3元 每 笔 }\n封顶 5元 每 主体"),
        r#""rows":[{"sum":4},{"sum":1},{"sum":9}]"#,
    );
    assert_eq!((capped.amount.yuan.as_deref(), capped.amount.capped), (Some("5.00"), true));
    // One record that is cut is enough, whichever it is; a single record shows its own stages, several their sum.
    for (rows, capped, reached, stages) in [
        (r#"[{"sum":4},{"sum":1}]"#, true, true, &["合计"][..]),
        (r#"[{"sum":1},{"sum":4}]"#, true, true, &["合计"]),
        (r#"[{"sum":3},{"sum":1}]"#, false, true, &["合计"]),
        (r#"[{"sum":1},{"sum":3}]"#, false, true, &["合计"]),
        (r#"[{"sum":1},{"sum":1}]"#, false, false, &["合计"]),
        (r#"[{"sum":4}]"#, true, true, &["金额", "封顶"]),
        ("[]", false, false, &["合计"]),
    ] {
        let item = run(&benefit("逐笔 笔录 { 金额 额 封顶 3元 每 笔 }"), &format!("\"rows\":{rows}"));
        let found: Vec<&str> = item.amount.stages.iter().map(|stage| stage.stage.as_str()).collect();
        assert_eq!((item.amount.capped, item.amount.cap_reached, &found[..]), (capped, reached, stages), "{rows}");
    }
    // A record whose condition has no value leaves the sum without one, beside one that is certain.
    let faulty = run(
        &benefit("逐笔 笔录 { 条件 一 额 / (除数 / 1人) 超过 0元 金额 额 }"),
        r#""rows":[{"sum":1,"by":1},{"sum":2,"by":0}]"#,
    );
    assert_eq!((faulty.status.word(), faulty.amount.kind, faulty.amount.fault.is_some()), ("eligible", "none", true));
}
