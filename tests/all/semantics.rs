//! What the language means, as tables: statuses, amounts, exceptions, events, periods, parameters, lists, choices.
//! Each row is a small pack and a profile; the packs share one vocabulary.

use huice::outcome::{ItemOutcome, Outcome};
use huice::{Context, Pack, Profile, Program};

const VOCABULARY: &str = r#"
包 语义 (semantics) { 舍入 分 四舍五入 }
单位 人
枚举 类别 { 甲类 (a) 乙类 (b) 丙类 (c) }
主体 企业 (enterprise) {
  甲 (a) : 布尔   乙 (b) : 布尔   丙 (c) : 布尔
  人数 (n) : 人   数额 (yuan) : 元   率 (rate) : %/年   期 (months) : 月
  类 (kind) : 类别   日 (day) : 日期   月 (month) : 月份
  批一 (ok1) : 布尔 审批   批二 (ok2) : 布尔 审批
  申请日 (applied) : 日期 待办
  笔录 (rows) : 列表 { 额 (sum) : 元   可 (fine) : 布尔   批 (row_ok) : 布尔 审批   除数 (by) : 人 }
}
主体 个人 (person) { 闲 (idle) : 布尔 }
事件 结束 (over)
参数 缺数 (gone) : 元 { 未载明 "未定" }
参数 缺真 (gone_truth) : 布尔 { 未载明 "未定" }
参数 旧率 (old_rate) : 元 { 自 2020年1月1日 至 2020年6月30日 : 100元 自 2020年7月1日 至 2020年12月31日 : 200元 来源 "公告" 状态 假定 }
机构 局
"#;

fn program(item: &str) -> Program {
    let text = format!("{VOCABULARY}\n措施 1 试 {{ 牵头单位 局\n{item}\n}}");
    let pack = Pack::from_sources("semantics", &[("semantics.huice", &text)]);
    pack.program().unwrap_or_else(|| {
        panic!("{}\n{text}", pack.render(huice::diagnostic::Format::Short, huice::diagnostic::Lang::En))
    })
}

fn on(day: &str, program: &Program, facts: &str, events: &[(&str, &str)]) -> Outcome {
    let text = if facts.contains("subject_type") {
        format!("{{{facts}}}")
    } else {
        format!("{{\"subject_type\":\"enterprise\"{}{facts}}}", if facts.is_empty() { "" } else { "," })
    };
    let profile = Profile::from_json(program, &text).unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
    let mut context = Context::new(day.parse().unwrap());
    for (event, state) in events {
        context.set_event(program, event, state).unwrap();
    }
    program.evaluate(&profile, &context)
}

fn run(item: &str, facts: &str) -> ItemOutcome {
    on("2020-03-31", &program(item), facts, &[]).items.remove(0)
}

/// A benefit with these clauses.
fn benefit(clauses: &str) -> String {
    format!("支持 1.1 补 {{ 对象 企业\n{clauses}\n}}")
}

fn status(clauses: &str, facts: &str) -> &'static str {
    run(&benefit(clauses), facts).status.word()
}

/// Condition: true, false, unknown, fault, conflict. The clauses and facts that make it so.
const CONDITIONS: [(&str, &str, &str); 5] = [
    ("true", "条件 一 甲", r#""a":true"#),
    ("false", "条件 一 甲", r#""a":false"#),
    ("unknown", "条件 一 甲", r#""b":true"#),
    ("fault", "条件 一 1元 / (人数 - 人数) 超过 0元/人", r#""n":1"#),
    ("conflict", "条件 一 人数 超过 0人 例外 子 当 人数 超过 1人 则 真 例外 丑 当 人数 超过 2人 则 假", r#""n":3"#),
];

/// Approvals and acts: none, given, refused, open; an application done, late, still possible, no longer possible.
const GATES: [(&str, &str, &str); 8] = [
    ("none", "", ""),
    ("given", "须经 局 批准 凭 批一", r#""ok1":true"#),
    ("refused", "须经 局 批准 凭 批一", r#""ok1":false"#),
    ("open", "须经 局 批准 凭 批一", ""),
    ("applied", "申报期 申请日 自 2020年1月1日 起 1年", r#""applied":"2020-02-01""#),
    ("late", "申报期 申请日 自 2019年1月1日 起 1年", r#""applied":"2020-02-01""#),
    ("to apply", "申报期 申请日 自 2020年1月1日 起 1年", ""),
    ("over", "申报期 申请日 自 2019年1月1日 起 1年", ""),
];

/// Status by condition (rows) and approval or act (columns, as in [`GATES`]), without and with a rule elsewhere.
const STATUS: [(&str, [&str; 8]); 5] = [
    (
        "true",
        [
            "eligible",
            "eligible",
            "not_eligible",
            "pending_approval",
            "eligible",
            "not_eligible",
            "pending_approval",
            "undetermined",
        ],
    ),
    ("false", ["not_eligible"; 8]),
    (
        "unknown",
        [
            "undetermined",
            "undetermined",
            "not_eligible",
            "undetermined",
            "undetermined",
            "not_eligible",
            "undetermined",
            "undetermined",
        ],
    ),
    (
        "fault",
        ["fault", "fault", "not_eligible", "undetermined", "fault", "not_eligible", "undetermined", "undetermined"],
    ),
    (
        "conflict",
        [
            "conflict",
            "conflict",
            "not_eligible",
            "undetermined",
            "conflict",
            "not_eligible",
            "undetermined",
            "undetermined",
        ],
    ),
];

#[test]
fn status_by_conditions_approvals_and_acts() {
    for ((name, condition, facts), (row, wanted)) in CONDITIONS.iter().zip(STATUS) {
        assert_eq!(*name, row);
        for ((gate, clause, more), wanted) in GATES.iter().zip(wanted) {
            let facts = if more.is_empty() { (*facts).to_owned() } else { format!("{facts},{more}") };
            let clauses = format!("{condition}\n{clause}\n金额 100元");
            assert_eq!(status(&clauses, &facts), wanted, "{name} × {gate}");
            // A rule elsewhere keeps it from eligible, unless it is declared without effect.
            let open = match wanted {
                "eligible" | "pending_approval" | "fault" | "conflict" => "undetermined",
                other => other,
            };
            assert_eq!(status(&format!("外部规定 \"别处\"\n{clauses}"), &facts), open, "{name} × {gate} × elsewhere");
            assert_eq!(
                status(&format!("外部规定 \"别处\" 不影响\n{clauses}"), &facts),
                wanted,
                "{name} × {gate} × no effect"
            );
            // Gates first: out of force or for another subject, nothing else counts.
            let other = status(&format!("有效期 自 2021年1月1日\n{clauses}"), &facts);
            assert_eq!(other, "not_applicable", "{name} × {gate} × not in force");
            let other = status(&format!("有效期 自 结束\n{clauses}"), &facts);
            assert_eq!(other, "undetermined", "{name} × {gate} × perhaps in force");
        }
    }
    let item = "支持 1.1 补 { 对象 个人 条件 一 1元 / (0人) 超过 0元/人 }";
    assert_eq!(run(item, "").status.word(), "not_applicable");
    assert_eq!(on("2020-03-31", &program(item), r#""subject_type":null"#, &[]).items[0].status.word(), "undetermined");
}

#[test]
fn a_rule_elsewhere_settled_by_approval() {
    let clauses = "外部规定 \"别处\" 以批准为准\n须经 局 批准 凭 批一\n须经 局 核准 凭 批二\n给予 延期 \"缓\"";
    for (facts, wanted) in [(r#""ok1":true,"ok2":true"#, "eligible"), (r#""ok1":true,"ok2":false"#, "not_eligible")] {
        assert_eq!(status(clauses, facts), wanted, "{facts}");
    }
    let open = run(&benefit(clauses), r#""ok1":true"#);
    assert_ne!(open.status.word(), "eligible");
    assert_eq!(open.pending, ["ok2"]);
    assert!(open.needs.is_empty());
}

#[test]
fn what_is_listed_when_it_is_open() {
    let open = run(
        &benefit("条件 一 甲\n须经 局 批准 凭 批一\n外部规定 \"别处\"\n条件 二 缺真\n条件 三 结束 已发生\n金额 数额"),
        "",
    );
    assert_eq!(open.needs, ["a", "yuan"]);
    assert_eq!((open.pending, open.external), (vec!["ok1".to_owned()], vec!["别处".to_owned()]));
    assert_eq!((open.missing_parameters, open.events), (vec!["gone_truth".to_owned()], vec!["over".to_owned()]));
    // What can no longer matter is not asked for.
    let failed = run(&benefit("条件 一 甲\n条件 二 乙\n金额 数额"), r#""a":false"#);
    assert_eq!((failed.status.word(), failed.needs.len(), failed.pending.len()), ("not_eligible", 0, 0));
    // An act no longer possible is a need, one still possible is pending.
    assert_eq!(run(&benefit("申报期 申请日 自 2019年1月1日 起 1年"), "").needs, ["applied"]);
    assert_eq!(run(&benefit("申报期 申请日 自 2020年1月1日 起 1年"), "").pending, ["applied"]);
}

#[test]
fn truth_tables_do_not_depend_on_order() {
    let values = [("true", "甲"), ("false", "乙"), ("unknown", "丙"), ("fault", "1元 / (人数 - 人数) 超过 0元/人")];
    let facts = r#""a":true,"b":false,"n":1"#;
    let rank = |word: &str| values.iter().position(|(name, _)| *name == word).unwrap();
    let find = |words: [&str; 3], op: &str, result: &str| {
        let parts: Vec<String> = words.iter().map(|word| format!("({})", values[rank(word)].1)).collect();
        assert_eq!(status(&format!("条件 一 {}", parts.join(&format!(" {op} "))), facts), result, "{words:?} {op}");
    };
    for a in ["true", "false", "unknown", "fault"] {
        for b in ["true", "false", "unknown", "fault"] {
            for c in ["true", "unknown"] {
                let any = |word: &str| [a, b, c].contains(&word);
                let and = if any("false") {
                    "not_eligible"
                } else if any("unknown") {
                    "undetermined"
                } else if any("fault") {
                    "fault"
                } else {
                    "eligible"
                };
                let or = if any("true") {
                    "eligible"
                } else if any("unknown") {
                    "undetermined"
                } else if any("fault") {
                    "fault"
                } else {
                    "not_eligible"
                };
                for words in [[a, b, c], [c, a, b], [b, c, a], [c, b, a]] {
                    find(words, "且", and);
                    find(words, "或", or);
                }
            }
        }
    }
}

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

#[test]
fn exceptions() {
    let base = "条件 一 数额 不超过 10元\n";
    for (exceptions, facts, wanted) in [
        ("例外 子 当 甲 则 数额 不超过 20元", r#""yuan":15,"a":true"#, "eligible"),
        ("例外 子 当 甲 则 数额 不超过 20元", r#""yuan":15,"a":false"#, "not_eligible"),
        ("例外 子 当 甲 则 数额 不超过 20元", r#""yuan":15"#, "undetermined"),
        // Equal outcomes over all completions absorb the unknown test.
        ("例外 子 当 甲 则 数额 不超过 20元", r#""yuan":5"#, "eligible"),
        ("例外 子 当 甲 则 数额 不超过 20元", r#""yuan":25"#, "not_eligible"),
        // Two that apply and differ.
        ("例外 子 当 甲 则 真 例外 丑 当 乙 则 假", r#""yuan":5,"a":true,"b":true"#, "conflict"),
        ("例外 子 当 甲 则 真 例外 丑 当 乙 则 真", r#""yuan":25,"a":true,"b":true"#, "eligible"),
        ("例外 子 当 甲 则 真 例外 丑 当 乙 则 假", r#""yuan":5,"a":true"#, "undetermined"),
        // Priority settles it.
        ("例外 子 当 甲 则 真 优先于 丑 例外 丑 当 乙 则 假", r#""yuan":25,"a":true,"b":true"#, "eligible"),
        ("例外 子 当 甲 则 真 优先于 丑 例外 丑 当 乙 则 假", r#""yuan":25,"a":true"#, "eligible"),
        ("例外 子 当 甲 则 真 例外 丑 当 乙 则 假 优先于 子", r#""yuan":25,"a":true,"b":true"#, "not_eligible"),
        // An exception that restores the base, and one to an exception.
        ("例外 子 当 甲 则 真 例外 丑 当 乙 恢复 优先于 子", r#""yuan":25,"a":true,"b":true"#, "not_eligible"),
        ("例外 子 当 甲 则 真 { 例外 丑 当 乙 则 假 }", r#""yuan":5,"a":true,"b":true"#, "not_eligible"),
        ("例外 子 当 甲 则 真 { 例外 丑 当 乙 则 假 }", r#""yuan":5,"a":false,"b":true"#, "eligible"),
        // Inside an exception, what that one replaced comes back.
        ("例外 子 当 甲 则 真 { 例外 丑 当 乙 恢复 }", r#""yuan":25,"a":true,"b":true"#, "not_eligible"),
        ("例外 子 当 甲 则 真 { 例外 丑 当 乙 恢复 }", r#""yuan":25,"a":true,"b":false"#, "eligible"),
        ("例外 子 当 甲 则 真 { 例外 丑 当 乙 恢复 }", r#""yuan":25,"a":true"#, "undetermined"),
        ("例外 子 当 甲 则 真 { 例外 丑 当 乙 恢复 }", r#""yuan":5,"a":true"#, "eligible"),
        (
            "例外 子 当 甲 则 数额 不超过 20元 { 例外 丑 当 乙 则 真 { 例外 寅 当 数额 超过 30元 恢复 } }",
            r#""yuan":35,"a":true,"b":true"#,
            "not_eligible",
        ),
        (
            "例外 子 当 甲 则 数额 不超过 20元 { 例外 丑 当 乙 则 真 { 例外 寅 当 数额 超过 12元 恢复 } }",
            r#""yuan":15,"a":true,"b":true"#,
            "eligible",
        ),
        // A faulty test faults the group.
        ("例外 子 当 1元 / (人数 - 人数) 超过 0元/人 则 真", r#""yuan":5,"n":1"#, "fault"),
    ] {
        assert_eq!(status(&format!("{base}{exceptions}"), facts), wanted, "{exceptions} with {facts}");
    }
    let conflict =
        run(&benefit(&format!("{base}例外 子 当 甲 则 真 例外 丑 当 乙 则 假")), r#""yuan":5,"a":true,"b":true"#);
    let problem = conflict.problem.unwrap();
    assert!(problem.contains('子') && problem.contains('丑'), "{problem}");
}

#[test]
fn events_have_three_states() {
    let program = program(&benefit("条件 一 结束 已发生\n金额 1元"));
    for (day, state, wanted) in [
        ("2020-03-31", "", "undetermined"),
        ("2020-03-31", "2020-03-31", "eligible"),
        ("2020-03-30", "2020-03-31", "not_eligible"),
        ("2020-03-31", ">2020-03-31", "not_eligible"),
        ("2020-03-31", ">2020-03-30", "undetermined"),
        ("2020-03-31", ">2020-04-30", "not_eligible"),
    ] {
        assert_eq!(on(day, &program, "", &[("over", state)]).items[0].status.word(), wanted, "{day} {state}");
    }
}

#[test]
fn periods_with_an_uncertain_end() {
    let program = program(&benefit("适用期间 日 在 自 2020年1月24日 至 结束 至少至 2020年3月7日"));
    for (day, state, wanted) in [
        ("2020-01-23", "", "not_eligible"),
        ("2020-01-24", "", "eligible"),
        ("2020-03-07", "", "eligible"),
        ("2020-03-08", "", "undetermined"),
        ("2020-03-08", ">2020-03-08", "eligible"),
        ("2020-03-08", "2020-03-08", "eligible"),
        ("2020-03-09", "2020-03-08", "not_eligible"),
    ] {
        let facts = format!("\"day\":\"{day}\"");
        assert_eq!(
            on("2020-03-31", &program, &facts, &[("over", state)]).items[0].status.word(),
            wanted,
            "{day} {state}"
        );
    }
}

#[test]
fn deadlines_after_an_event() {
    let program = program("义务 1.1 补缴 { 义务人 企业 触发 甲 行为 \"补缴\" 履行 乙 期限 结束 后 3个月内 }");
    for (facts, day, state, wanted, date) in [
        (r#""a":true,"b":false"#, "2020-03-31", "", "undetermined", None),
        (r#""a":true,"b":true"#, "2020-03-31", "", "met", None),
        (r#""a":false"#, "2020-03-31", "", "not_applicable", None),
        (r#""a":true,"b":false"#, "2020-03-31", ">2020-03-31", "not_due", None),
        // The day of the event does not count.
        (r#""a":true,"b":false"#, "2020-05-31", "2020-05-31", "not_due", Some("2020-08-31")),
        (r#""a":true,"b":false"#, "2020-06-01", "2020-05-31", "in_progress", Some("2020-08-31")),
        (r#""a":true,"b":false"#, "2020-08-31", "2020-05-31", "in_progress", Some("2020-08-31")),
        (r#""a":true,"b":false"#, "2020-09-01", "2020-05-31", "not_met", Some("2020-08-31")),
        (r#""a":true,"b":true"#, "2020-09-01", "2020-05-31", "met", Some("2020-08-31")),
        (r#""a":true"#, "2020-09-01", "2020-05-31", "undetermined", Some("2020-08-31")),
    ] {
        let item = on(day, &program, facts, &[("over", state)]).items.remove(0);
        let deadline = &item.deadlines[0];
        assert_eq!((item.status.word(), deadline.date.as_deref()), (wanted, date), "{facts} {day} {state}");
        assert_eq!(deadline.text, "结束后3个月内");
    }
}

#[test]
fn dated_parameters() {
    let program = program(&benefit("金额 旧率 于 日"));
    for (facts, kind, yuan, missing) in [
        (r#""day":"2020-01-01""#, "exact", Some("100.00"), false),
        (r#""day":"2020-06-30""#, "exact", Some("100.00"), false),
        (r#""day":"2020-07-01""#, "exact", Some("200.00"), false),
        (r#""day":"2019-12-31""#, "formula", None, true),
        (r#""day":"2021-01-01""#, "formula", None, true),
    ] {
        let item = on("2020-03-31", &program, facts, &[]).items.remove(0);
        assert_eq!(
            (item.amount.kind, item.amount.yuan.as_deref(), item.missing_parameters == ["old_rate"]),
            (kind, yuan, missing),
            "{facts}"
        );
        assert_eq!(item.status.word(), "eligible", "{facts}");
    }
    // In a condition, a missing parameter is a named cause and no need.
    let item = run(&benefit("条件 一 数额 超过 缺数"), r#""yuan":5"#);
    assert_eq!(
        (item.status.word(), item.needs.len(), item.missing_parameters),
        ("undetermined", 0, vec!["gone".to_owned()])
    );
}

#[test]
fn the_day_a_period_runs_after_lies_outside() {
    for (period, inside, outside) in [
        ("2020年5月6日 后 3个月内", ["2020-05-07", "2020-08-06"], ["2020-05-06", "2020-08-07"]),
        ("2020年5月6日 后 30天内", ["2020-05-07", "2020-06-05"], ["2020-05-06", "2020-06-06"]),
        ("2020年4月30日 后 3个工作日内", ["2020-05-01", "2020-05-08"], ["2020-04-30", "2020-05-09"]),
        ("结束 后 1个月内", ["2020-06-01", "2020-06-30"], ["2020-05-31", "2020-07-01"]),
        ("自 2020年5月6日 起 1个月", ["2020-05-06", "2020-06-05"], ["2020-05-05", "2020-06-06"]),
    ] {
        let program = program(&benefit(&format!("适用期间 日 在 {period}")));
        for (days, wanted) in [(inside, "eligible"), (outside, "not_eligible")] {
            for day in days {
                let facts = format!("\"day\":\"{day}\"");
                let outcome = on("2020-12-31", &program, &facts, &[("over", "2020-05-31")]);
                assert_eq!(outcome.items[0].status.word(), wanted, "{day} {period}");
            }
        }
    }
}

#[test]
fn months_by_the_statutory_rule() {
    // `自 D 起 N` counts D and ends the day before the corresponding day, so that such periods follow each other;
    // `D 后 N 内` does not count D. Months go to the corresponding day, else the month's last.
    for (period, last) in [
        ("自 2020年1月31日 起 1个月", "2020-02-28"),
        ("自 2020年2月1日 起 1个月", "2020-02-29"),
        ("自 2020年1月1日 起 1年", "2020-12-31"),
        ("自 2020年2月29日 起 1年", "2021-02-27"),
        ("2020年1月31日 后 1个月内", "2020-02-29"),
        ("2019年11月30日 后 3个月内", "2020-02-29"),
        ("2020年5月31日 后 3个月内", "2020-08-31"),
        ("2020年3月1日 后 15天内", "2020-03-16"),
        ("自 2020年3月1日 起 15天", "2020-03-15"),
        ("2020年内", "2020-12-31"),
        ("2020年2月内", "2020-02-29"),
    ] {
        let item = run(&format!("义务 1.1 做 {{ 义务人 企业 行为 \"做\" 期限 {period} }}"), "");
        assert_eq!(item.deadlines[0].date.as_deref(), Some(last), "{period}");
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
}

#[test]
fn soft_limits() {
    for (facts, wanted, possible) in [
        (r#""months":6,"a":true"#, "eligible", false),
        (r#""months":7,"a":true"#, "not_eligible", true),
        // Where another condition fails too, no exception helps.
        (r#""months":7,"a":false"#, "not_eligible", false),
        (r#""months":6,"a":false"#, "not_eligible", false),
        (r#""months":7"#, "not_eligible", true),
        (r#""a":true"#, "undetermined", false),
    ] {
        let item = run(&benefit("条件 月 原则上 期 不超过 6个月\n条件 一 甲"), facts);
        assert_eq!((item.status.word(), item.exception_possible), (wanted, possible), "{facts}");
    }
}

#[test]
fn presumptions_hold_unless_known_false() {
    for (facts, wanted, presumed) in
        [(r#""a":true"#, "eligible", 0), ("", "eligible", 1), (r#""a":false"#, "not_eligible", 0)]
    {
        let item = run(&benefit("推定 属地 甲"), facts);
        assert_eq!((item.status.word(), item.presumed.len()), (wanted, presumed), "{facts}");
        assert!(item.needs.is_empty());
    }
}

#[test]
fn tables() {
    let member = "分档 按 类 { 甲类 : 1元 乙类 : 2元 否则 : 3元 }";
    let first = "分档 首中 { 当 人数 不超过 10人 : 1元 当 人数 不超过 20人 : 2元 否则 : 3元 }";
    let one = "分档 恰一 { 当 人数 不超过 10人 : 1元 当 人数 不少于 10人 : 2元 }";
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

#[test]
fn readings_left_open() {
    let reading = |one: &str, other: &str| {
        format!(
            "解读 读 {{ 采用 未定 另解 一 : {one} 另解 二 : {other} }}\n{}",
            benefit("条件 甲 读 不超过 10元\n金额 读")
        )
    };
    let found = |one, other| {
        let item = run(&reading(one, other), "");
        (
            item.status.word(),
            item.amount.range.each_ref().map(|end| end.clone().unwrap()),
            item.readings[0].adopted.clone(),
        )
    };
    assert_eq!(found("5元", "8元"), ("eligible", ["5.00".to_owned(), "8.00".to_owned()], None));
    assert_eq!(found("5元", "20元"), ("undetermined", ["0.00".to_owned(), "20.00".to_owned()], None));
    assert_eq!(found("15元", "20元"), ("not_eligible", ["0.00".to_owned(), "0.00".to_owned()], None));
    let program = program(&reading("5元", "20元"));
    let profile = Profile::from_json(&program, r#"{"subject_type":"enterprise"}"#).unwrap();
    for (name, wanted) in [("一", "eligible"), ("二", "not_eligible")] {
        let mut context = Context::new("2020-03-31".parse().unwrap());
        context.set_reading(&program, "读", name).unwrap();
        let item = program.evaluate(&profile, &context).items.remove(0);
        assert_eq!((item.status.word(), item.readings[0].adopted.as_deref()), (wanted, Some(name)));
    }
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
