//! Scripts as they are meant to be: each is short, and each figure was reckoned by hand.

use super::*;

/// Interest by days across a change of the benchmark rate: each stretch at its own rate, the first day
/// counted and the last not, the year of a given number of days.
const INTEREST: &str = r#"
// 分段计息：算头不算尾
fn 一段(本金, 年利率, 起, 止, 年天数) {
    if 止 <= 起 { return 0; }
    本金 * 年利率 * 天数(起, 止) / 年天数
}

fn 分段利息(本金, 原利率, 新利率, 调整日, 起, 止, 年天数) {
    let 前 = 一段(本金, 原利率, 起, 取小(止, 调整日), 年天数);
    let 后 = 一段(本金, 新利率, 取大(起, 调整日), 止, 年天数);
    舍入(前 + 后, 2)
}
"#;

fn interest() -> Script {
    use ScriptType::{Date, Number};
    let params = [
        ("本金", Number),
        ("原利率", Number),
        ("新利率", Number),
        ("调整日", Date),
        ("起", Date),
        ("止", Date),
        ("年天数", Number),
    ];
    let mut declared = signature(&params, Number);
    declared.name = "分段利息".to_owned();
    Script::compile(INTEREST, declared).unwrap()
}

fn interest_of(from: &str, to: &str, basis: &str) -> ScriptValue {
    let arguments =
        [yuan("1000000"), yuan("0.0415"), yuan("0.0405"), day("2020-02-20"), day(from), day(to), yuan(basis)];
    interest().call(&arguments).unwrap().value
}

#[test]
fn interest_across_a_change_of_the_rate() {
    // 50 days at 4.15 % and 71 at 4.05 %: 5 763.888… + 7 987.5 and 5 684.931… + 7 878.082…
    assert_eq!(interest_of("2020-01-01", "2020-05-01", "360"), yuan("13751.39"));
    assert_eq!(interest_of("2020-01-01", "2020-05-01", "365"), yuan("13563.01"));
}

#[test]
fn interest_on_one_side_of_the_change_only() {
    assert_eq!(interest_of("2020-01-01", "2020-02-20", "360"), yuan("5763.89"));
    assert_eq!(interest_of("2020-02-20", "2020-05-01", "360"), yuan("7987.5"));
    assert_eq!(interest_of("2020-05-01", "2020-05-01", "360"), yuan("0"));
}

#[test]
fn the_same_interest_day_by_day() {
    let source = r#"
        fn 逐日(本金, 起, 止) {
            let 合计 = 0;
            let 今日 = 起;
            while 今日 < 止 {
                let 年利率 = if 今日 < 日期("2020-02-20") { 0.0415 } else { 0.0405 };
                合计 += 本金 * 年利率 / 360;
                今日 = 加天(今日, 1);
            }
            舍入(合计, 2)
        }"#;
    use ScriptType::{Date, Number};
    let mut declared = signature(&[("本金", Number), ("起", Date), ("止", Date)], Number);
    declared.name = "逐日".to_owned();
    let script = Script::compile(source, declared).unwrap();
    let call = script.call(&[yuan("1000000"), day("2020-01-01"), day("2020-05-01")]).unwrap();
    assert_eq!(call.value, yuan("13751.39"));
    assert!(call.steps > 121 && call.steps < STEPS, "{}", call.steps);
}

#[test]
fn rates_in_a_list() {
    let body = r#"
        let 合计 = 0;
        for 段 in [#{天: 50, 利率: 0.0415}, #{天: 71, 利率: 0.0405}] {
            合计 += 1000000 * 段.利率 * 段.天 / 360;
        }
        舍入(合计, 2)"#;
    assert_eq!(number(body), "13751.39");
}

#[test]
fn equal_instalments_by_month() {
    // What remains of 120 000 after five of twelve equal instalments, each rounded to the fen.
    assert_eq!(number("let 余 = 120000; for 期 in 1..=5 { 余 -= 舍入(120000 / 12, 2); } 余"), "70000");
}

#[test]
fn months_end_where_the_month_ends() {
    assert_eq!(number(r#"日(加月(日期("2020-01-31"), 1))"#), "29");
    assert_eq!(number(r#"day(add_months(date("2021-01-31"), 1))"#), "28");
    assert_eq!(number(r#"月(加天(日期("2020-02-29"), 1))"#), "3");
    assert_eq!(number(r#"日期("2020-03-01") - 日期("2020-02-01")"#), "29");
    assert_eq!(number(r#"天数(日期("2020-03-01"), 日期("2020-02-01"))"#), "-29");
    assert_eq!(number(r#"年(日期("2020-03-01"))"#), "2020");
}

#[test]
fn other_types_come_back() {
    assert_eq!(run("true && !false", ScriptType::Bool).unwrap().value, ScriptValue::Bool(true));
    assert_eq!(run(r#""甲" + "乙""#, ScriptType::Text).unwrap().value, ScriptValue::Text("甲乙".to_owned()));
    assert_eq!(run(r#"加月(日期("2020-01-31"), 6)"#, ScriptType::Date).unwrap().value, day("2020-07-31"));
}

#[test]
fn functions_of_the_list() {
    assert_eq!(number("舍入(2.675, 2)"), "2.68");
    assert_eq!(number("round_half_up(-2.675, 2)"), "-2.68");
    assert_eq!(number("舍入取偶(2.665, 2)"), "2.66");
    assert_eq!(number("舍去(2.679, 2)"), "2.67");
    assert_eq!(number("进位(2.671, 2)"), "2.68");
    assert_eq!(number("取小(3, 0.5, 1/3)"), "1/3");
    assert_eq!(number("max(3, 0.5, 7/2)"), "3.5");
    assert_eq!(number("绝对值(-1/2)"), "0.5");
    assert_eq!(number("取整(-7/2)"), "-3");
    assert_eq!(number("长度([1, 2, 3]) + len(\"惠策\")"), "5");
    assert_eq!(number("7 % 3 + 8.0 % 3"), "3");
}

#[test]
fn a_script_may_be_shared_between_threads() {
    let script = interest();
    let expected = interest_of("2020-01-01", "2020-05-01", "360");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let (script, expected) = (script.clone(), expected.clone());
            scope.spawn(move || {
                for _ in 0..20 {
                    let arguments = [
                        yuan("1000000"),
                        yuan("0.0415"),
                        yuan("0.0405"),
                        day("2020-02-20"),
                        day("2020-01-01"),
                        day("2020-05-01"),
                        yuan("360"),
                    ];
                    assert_eq!(script.call(&arguments).unwrap().value, expected);
                }
            });
        }
    });
}
