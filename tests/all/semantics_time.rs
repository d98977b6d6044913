//! What the language means, as tables: events, periods, deadlines, dated parameters, months. The vocabulary and the helpers are in `semantics`.

use crate::semantics::{benefit, on, program, run};

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
    // `D 后 N 内` does not count D. In a month without the corresponding day both end on its last day.
    for (period, last) in [
        ("自 2020年1月31日 起 1个月", "2020-02-29"),
        ("自 2020年2月1日 起 1个月", "2020-02-29"),
        ("自 2020年1月1日 起 1年", "2020-12-31"),
        ("自 2020年2月29日 起 1年", "2021-02-28"),
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
