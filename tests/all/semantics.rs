//! What the language means, as tables: statuses, exceptions, truths, limits, presumptions, readings. Each row is a small
//! pack and a profile; the packs share one vocabulary. Money is in `semantics_amounts`, days are in `semantics_time`.

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

pub(crate) fn program(item: &str) -> Program {
    let text = format!("{VOCABULARY}\n措施 1 试 {{ 牵头单位 局\n{item}\n}}");
    let pack = Pack::from_sources("semantics", &[("semantics.huice", &text)]);
    pack.program().unwrap_or_else(|| {
        panic!("{}\n{text}", pack.render(huice::diagnostic::Format::Short, huice::diagnostic::Lang::En))
    })
}

pub(crate) fn on(day: &str, program: &Program, facts: &str, events: &[(&str, &str)]) -> Outcome {
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

pub(crate) fn run(item: &str, facts: &str) -> ItemOutcome {
    on("2020-03-31", &program(item), facts, &[]).items.remove(0)
}

/// A benefit with these clauses.
pub(crate) fn benefit(clauses: &str) -> String {
    format!("支持 1.1 补 {{ 对象 企业\n{clauses}\n}}")
}

pub(crate) fn status(clauses: &str, facts: &str) -> &'static str {
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
