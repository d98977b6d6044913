//! Rules as Rust source: what the file says, whom it belongs to, and that it is used. Whether it computes the same is
//! compared by `tests/native`, which compiles it.

use huice::native::{OtherRules, Rules};
use huice::outcome::Status;
use huice::{Context, Pack, Program, Row, Verdict};

const RULES: &str = "包 试 (try) { 舍入 分 四舍五入 } 主体 企业 (enterprise) { 甲 (a) : 元 乙 (b) : 布尔 }
参数 丙 (c) : 元 { 5元 来源 \"试\" 状态 已核实 }
人员 刘伟 措施 1 返还 { 责任人 刘伟 支持 1.1 返还 { 对象 企业 条件 x 乙 金额 甲 + 丙 封顶 1000元 } }";

fn program(rules: &str) -> Program {
    let pack = Pack::from_sources("try", &[("try.huice", rules)]);
    pack.program()
        .unwrap_or_else(|| panic!("{}", pack.render(huice::diagnostic::Format::Short, huice::diagnostic::Lang::En)))
}

fn context(day: &str) -> Context {
    Context::new(day.parse().unwrap())
}

/// The sum that a source file carries.
fn fingerprint(source: &str) -> &'static str {
    let (_, rest) = source.split_once("Rules::new(\"").unwrap();
    let (sum, _) = rest.split_once('"').unwrap();
    assert_eq!(sum.len(), 64, "a SHA-256");
    Box::leak(sum.to_owned().into_boxed_str())
}

#[test]
fn the_source_is_the_same_every_time_and_names_its_day() {
    let compiled = program(RULES).compile(&context("2020-03-31"));
    let source = compiled.emit_rust();
    assert_eq!(source, program(RULES).compile(&context("2020-03-31")).emit_rust());
    assert!(source.starts_with("// try as of 2020-03-31\n"), "{source}");
    assert!(source.contains("fn run(") && source.contains("fn item_0("), "{source}");
    assert!(!source.contains("unsafe"), "{source}");
}

#[test]
fn rules_of_another_plan_are_refused() {
    let compiled = program(RULES).compile(&context("2020-03-31"));
    let rules = Rules::new(fingerprint(&compiled.emit_rust()), |_, _| None);
    assert!(compiled.clone().with_rules(rules).is_ok());
    let other_rate = program(&RULES.replace("5元", "6元")).compile(&context("2020-03-31"));
    let other_cap = program(&RULES.replace("1000元", "1001元")).compile(&context("2020-03-31"));
    let other_condition = program(&RULES.replace("x 乙", "x 非 乙")).compile(&context("2020-03-31"));
    let mut with_param = context("2020-03-31");
    with_param.set_param(&program(RULES), "c", "7").unwrap();
    for other in [other_rate, other_cap, other_condition, program(RULES).compile(&with_param)] {
        assert_eq!(other.with_rules(rules).err(), Some(OtherRules));
    }
    // A year later the notice is another plan; on the next day it is the same.
    let notice = |day| crate::zhoucun().compile(&context(day));
    let march = Rules::new(fingerprint(&notice("2020-03-31").emit_rust()), |_, _| None);
    assert!(notice("2020-04-01").with_rules(march).is_ok());
    assert_eq!(notice("2021-05-01").with_rules(march).err(), Some(OtherRules));
    assert!(OtherRules.to_string().contains("--emit rust"));
}

#[test]
fn generated_rules_answer_and_what_they_refuse_is_read_from_the_plan() {
    let program = program(RULES);
    let compiled = program.compile(&context("2020-03-31"));
    let rules = Rules::new(fingerprint(&compiled.emit_rust()), |_, verdicts| {
        // A buffer that is longer than it need be is refused, to see what happens then.
        let [only] = verdicts else { return None };
        *only = Verdict::of(Status::Fault);
        Some(0)
    });
    let generated = compiled.clone().with_rules(rules).unwrap();
    let row = Row::empty(compiled.plan());
    let mut one = [Verdict::DEFERRED];
    assert_eq!(generated.run(&row, &mut generated.scratch(), &mut one), 0);
    assert_eq!(one[0].status(), Some(Status::Fault), "the generated rules were not asked");
    let mut two = [Verdict::DEFERRED; 2];
    generated.run(&row, &mut generated.scratch(), &mut two);
    let mut read = [Verdict::DEFERRED; 2];
    compiled.run(&row, &mut compiled.scratch(), &mut read);
    assert_eq!(two, read);
}
