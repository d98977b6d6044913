//! Hostile inputs: parsing, checking and rendering stay linear in the size of the text, and nothing overflows the
//! stack. Costs are processor time of the thread, so that a busy machine does not matter; where the system does not
//! tell it, only the absence of a crash is tested. `cargo test hostile -- --nocapture` prints the figures.

use huice::Pack;
use huice::diagnostic::{Format, Lang};
use std::fmt::Write as _;

/// Processor time of this thread in microseconds.
pub(crate) fn spent() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(text.split(' ').next()?.parse::<u64>().ok()? / 1000)
}

/// A family of inputs: its name, the size of the smaller one, and how to write one of a size.
type Family = (&'static str, usize, fn(usize) -> String);

pub(crate) fn repeat(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).fold(String::new(), |mut text, at| {
        let _ = write!(text, "{}", line(at));
        text
    })
}

/// Rules in a measure, over a small vocabulary.
fn pack(rules: &str) -> String {
    format!(
        "包 试 (try) {{ 舍入 分 四舍五入 }}\n主体 企业 (e) {{ 甲 (a) : 布尔 额 (m) : 元 }}\n机构 局\n措施 1 试 {{ 牵头单位 局\n{rules}\n}}\n"
    )
}

fn condition(expr: &str) -> String {
    pack(&format!("支持 1.1 补 {{ 对象 企业 条件 一 {expr} 金额 额 }}"))
}

const FAMILIES: &[Family] = &[
    ("open brackets", 1000, |n| condition(&"(".repeat(n))),
    ("pairs of brackets", 1000, |n| condition(&format!("{}甲{}", "(".repeat(n), ")".repeat(n)))),
    ("choices within choices", 500, |n| condition(&format!("{}真{}", "若 甲 则 ".repeat(n), " 否则 假".repeat(n)))),
    ("negations", 1000, |n| condition(&format!("{}甲", "非 ".repeat(n)))),
    ("minus signs", 1000, |n| condition(&format!("{}额 超过 1元", "-".repeat(n)))),
    ("a chain of 且", 500, |n| condition(&format!("甲{}", " 且 甲".repeat(n)))),
    ("a chain of 或", 500, |n| condition(&format!("甲{}", " 或 非 甲".repeat(n)))),
    ("a chain of +", 500, |n| condition(&format!("额{} 超过 1元", " + 额".repeat(n)))),
    ("many arguments", 500, |n| condition(&format!("取小(额{}) 超过 1元", ", 额".repeat(n)))),
    ("a chain of comparisons", 500, |n| condition(&format!("额{}", " 超过 额".repeat(n)))),
    ("a long number", 1000, |n| condition(&format!("额 超过 {}元", "9".repeat(n)))),
    ("a long fraction", 1000, |n| condition(&format!("额 超过 0.{}元", "1".repeat(n)))),
    ("a long name", 1000, |n| condition(&"名".repeat(n))),
    ("a long name of keywords", 1000, |n| condition(&"不超过".repeat(n))),
    ("a long unit", 1000, |n| condition(&format!("额 超过 1元{}", "·人".repeat(n)))),
    ("combining marks", 1000, |n| condition(&format!("a{}", "\u{301}\u{323}".repeat(n)))),
    ("zero-width spaces", 1000, |n| condition(&"\u{200B}".repeat(n))),
    ("directional characters in texts", 1000, |n| format!("包 试 (t) {{ 标题 \"{}\" }}", "\u{202E}".repeat(n))),
    ("bytes that are no text", 1000, |n| "\u{FFFD}\u{0}".repeat(n)),
    ("unclosed texts", 1000, |n| "\"甲\n".repeat(n)),
    ("brackets that do not pair", 1000, |n| "{)".repeat(n)),
    ("closing brackets", 1000, |n| "}".repeat(n)),
    ("comments", 1000, |n| "# 甲\n".repeat(n)),
    ("one long line of errors", 1000, |n| "措施 甲 ".repeat(n)),
    ("clauses that are none", 1000, |n| pack(&"支持 1.1 补 { 乱 来 }\n".repeat(n))),
    ("bad expressions", 500, |n| pack(&repeat(n, |at| format!("定义 g{at} = 1元 +\n")))),
    ("bad digits", 500, |n| pack(&repeat(n, |at| format!("定义 g{at} = 1x2y\n")))),
    ("definitions", 300, |n| pack(&repeat(n, |at| format!("定义 g{at} = 额 超过 {at}元\n")))),
    ("definitions of one name", 300, |n| pack(&"定义 g = 1元\n".repeat(n))),
    ("definitions in a chain", 300, |n| pack(&repeat(n, |at| format!("定义 g{at} = g{}\n", at.saturating_add(1))))),
    ("definitions in a circle", 300, |n| {
        pack(&repeat(n, |at| format!("定义 g{at} = g{}\n", at.saturating_add(1).checked_rem(n).unwrap())))
    }),
    ("readings in a chain", 200, |n| {
        pack(&repeat(n, |at| format!("解读 q{at} {{ 采用 甲 : q{} 另解 乙 : 真 }}\n", at.saturating_add(1))))
    }),
    ("unknown names", 200, |n| pack(&repeat(n, |at| format!("定义 g{at} = 不知道的名称{at} 超过 1元\n")))),
    ("facts", 300, |n| format!("主体 企业 (e) {{\n{}}}", repeat(n, |at| format!("事实{at} (f{at}) : 元\n")))),
    ("facts derived in a chain", 200, |n| {
        format!(
            "主体 企业 (e) {{\n{}}}",
            repeat(n, |at| format!("f{at} (f{at}) : 元 推导 f{}\n", at.saturating_add(1)))
        )
    }),
    ("subjects", 200, |n| repeat(n, |at| format!("主体 甲{at} (s{at}) {{ 事 (f) : 元 }}\n"))),
    ("members", 300, |n| format!("枚举 类 {{ {} }}", repeat(n, |at| format!("员{at} ")))),
    ("units", 200, |n| format!("单位 单{}", repeat(n, |at| format!("、单{at}")))),
    ("parties", 300, |n| repeat(n, |at| format!("机构 局{at}\n"))),
    ("unknown parties", 200, |n| repeat(n, |at| format!("机构 局{at}\n措施 {at} 试 {{ 牵头单位 别局{at} }}\n"))),
    ("periods in a chain", 200, |n| repeat(n, |at| format!("期间 p{at} 自 p{} 起 1个月\n", at.saturating_add(1)))),
    ("items", 200, |n| pack(&repeat(n, |at| format!("支持 1.{at} 补 {{ 对象 企业 条件 一 甲 金额 额 }}\n")))),
    ("items of one id", 200, |n| pack(&"支持 1.1 补 { 对象 企业 金额 额 }\n".repeat(n))),
    ("measures", 200, |n| repeat(n, |at| format!("措施 {at} 试 {{ 职责 {at}.1 \"做\" }}\n"))),
    ("a combination", 200, |n| {
        let items = repeat(n, |at| format!("支持 1.{at} 补 {{ 对象 企业 金额 额 }}\n"));
        pack(&format!("{items}组合 就高 1.0{} 每 主体", repeat(n, |at| format!("、1.{at}"))))
    }),
    ("unknown items", 200, |n| {
        let items = repeat(n, |at| format!("支持 1.{at} 补 {{ 对象 企业 金额 额 }}\n"));
        pack(&format!("{items}组合 就高 2.0{} 每 主体", repeat(n, |at| format!("、2.{at}"))))
    }),
    ("stages", 200, |n| pack(&format!("支持 1.1 补 {{ 对象 企业 金额 额 {} }}", "封顶 100元 每 主体 ".repeat(n)))),
    ("exceptions", 200, |n| condition(&repeat(n, |at| format!("甲 例外 y{at} 当 甲 则 真 ")))),
    ("conditions", 200, |n| {
        pack(&format!("支持 1.1 补 {{ 对象 企业 {} 金额 额 }}", repeat(n, |at| format!("条件 c{at} 甲 "))))
    }),
    ("rows by member", 200, |n| condition(&format!("分档 按 甲 {{ {} }}", "乙 : 真 ".repeat(n)))),
    ("rows with tests", 200, |n| condition(&format!("分档 恰一 {{ {} }}", "当 甲 : 真 ".repeat(n)))),
    ("brackets of a table", 200, |n| {
        condition(&format!(
            "分档 累进 额 {{ {} 以上 : 1% }} 超过 1元",
            repeat(n, |at| format!("至 {}元 : 1% ", at.saturating_add(1)))
        ))
    }),
    ("values in a series", 200, |n| {
        let dates = repeat(n, |at| format!("自 {}年1月1日 : 1元\n", at.checked_rem(300).unwrap().saturating_add(1900)));
        format!("参数 数 (p) : 元 {{ {dates} 来源 \"甲\" }}")
    }),
    ("months of a parameter", 200, |n| {
        format!("参数 数 (p) : 月份表 {{ 2020年2月{} 来源 \"甲\" }}", "、2020年3月".repeat(n))
    }),
    ("imports", 200, |n| format!("包 试 (t) {{ {} }}", "引入 \"../别处\" ".repeat(n))),
    ("cases", 200, |n| pack(&"用例 \"一\" { 主体 企业 设 甲 = 真 期望 1.1 符合 }\n".repeat(n))),
    ("records of a case", 1000, |n| pack(&format!("用例 \"一\" {{ {} }}", "设 录 { 甲 = 真 } ".repeat(n)))),
];

/// Checks and renders a text as a pack of one file; what it cost, in microseconds.
fn cost(text: &str) -> Option<u64> {
    let before = spent();
    let pack = Pack::from_sources("hostile", &[("hostile.huice", text)]);
    for format in [Format::Human { color: false }, Format::Json, Format::Sarif] {
        assert!(!pack.render(format, Lang::Zh).is_empty() || pack.diagnostics().is_empty());
    }
    spent()?.checked_sub(before?)
}

/// How many times the cost of a text may grow when the text grows four times; twice that of a linear pass.
pub(crate) const GROWTH: u64 = 8;

#[test]
#[ignore = "a measurement: other programs on the machine disturb it"]
fn costs_are_linear_in_the_text() {
    let mut slow = String::new();
    for (name, n, write) in FAMILIES {
        if std::env::var_os("HUICE_HOSTILE").is_some_and(|only| !name.contains(only.to_string_lossy().as_ref())) {
            continue;
        }
        let (small, large) = (write(*n), write(n.saturating_mul(4)));
        // The first of two, so that what is built once does not count.
        let costs = [&small, &small, &large].map(|text| cost(text));
        let [_, Some(one), Some(four)] = costs else { continue };
        println!("{name}: {} bytes {one} µs, {} bytes {four} µs", small.len(), large.len());
        // Below 30 ms nothing can be told.
        if four > GROWTH.saturating_mul(one.max(30_000)) {
            let _ = writeln!(slow, "{name}: {one} µs became {four} µs for four times as much");
        }
    }
    assert!(slow.is_empty(), "\n{slow}");
}

/// Runs on a stack of this many bytes. Code without optimisation needs more.
fn on_a_stack(bytes: usize, run: impl FnOnce() + Send) {
    let bytes = if cfg!(debug_assertions) { bytes.saturating_mul(8) } else { bytes };
    std::thread::scope(|scope| {
        std::thread::Builder::new().stack_size(bytes).spawn_scoped(scope, run).unwrap().join().unwrap();
    });
}

/// Checks a pack, and evaluates what passes for an unknown subject. The codes found.
fn run(text: &str) -> Vec<&'static str> {
    let pack = Pack::from_sources("hostile", &[("hostile.huice", text)]);
    if let Some(program) = pack.program() {
        let context = huice::Context::new("2020-03-31".parse().unwrap());
        let outcome = program.evaluate(&huice::Profile::empty(&program), &context);
        let view = huice::explain::View::new(Lang::Zh, program.policy());
        let _ = huice::explain::markdown(&outcome, &view);
    }
    pack.diagnostics().iter().map(|found| found.code.id()).collect()
}

/// Found by the family "definitions in a chain": every link was one more frame on the stack.
#[test]
fn chains_of_names_end_before_the_stack_does() {
    // A choice, the name in it, and the step through the name: four levels for each link.
    let links = |n: usize, turn: bool| {
        let mut lines: Vec<String> =
            (0..n).map(|at| format!("定义 g{} = 若 甲 则 g{at} 否则 额 + 1元", at.saturating_add(1))).collect();
        if turn {
            lines.reverse();
        }
        pack(&format!("定义 g0 = 额\n{}\n支持 1.1 补 {{ 对象 企业 金额 g{n} }}", lines.join("\n")))
    };
    on_a_stack(1 << 20, move || {
        for turn in [false, true] {
            assert!(run(&links(62, turn)).is_empty());
            for n in [64, 65, 1000, 20_000] {
                let found = run(&links(n, turn));
                assert!(found.contains(&"E0103"), "{n} {turn} {found:?}");
            }
        }
        let facts = |n: usize| {
            let lines = repeat(n, |at| {
                format!("f{} (f{}) : 元 推导 f{at} + 1元\n", at.saturating_add(1), at.saturating_add(1))
            });
            format!(
                "包 试 (try) {{ 舍入 分 四舍五入 }}\n主体 企业 (e) {{ f0 (f0) : 元\n{lines} }}\n机构 局\n措施 1 试 {{ 牵头单位 局 支持 1.1 补 {{ 对象 企业 金额 f{n} }} }}"
            )
        };
        assert!(run(&facts(60)).is_empty());
        for n in [100, 1000, 20_000] {
            assert!(run(&facts(n)).contains(&"E0103"), "{n}");
        }
    });
}

/// Definitions that each read the one before twice: 2^40 readings if none were remembered.
#[test]
fn definitions_that_double_cost_no_more_than_others() {
    let lines = repeat(40, |at| format!("定义 g{} = g{at} + g{at}\n", at.saturating_add(1)));
    on_a_stack(1 << 20, || {
        assert!(run(&pack(&format!("定义 g0 = 额\n{lines}\n支持 1.1 补 {{ 对象 企业 金额 g40 }}"))).is_empty());
        let derived = format!(
            "包 试 (try) {{ 舍入 分 四舍五入 }}\n主体 企业 (e) {{ 额 (m) : 元 倍 (d) : 元 推导 g40 }}\n定义 g0 = 额\n{lines}"
        );
        assert!(!run(&derived).contains(&"E0207"));
    });
}

/// Found while reading: a circle was not seen when it began deep inside an expression.
#[test]
fn a_circle_of_facts_is_seen_however_deep_it_begins() {
    let deep = |inner: &str| (0..30).fold(inner.to_owned(), |text, _| format!("取大({text}, 0元)"));
    let rules = format!(
        "包 试 (try) {{ 舍入 分 四舍五入 }}\n主体 企业 (e) {{ 甲 (a) : 元 推导 {} }}\n定义 乙 = {}\n定义 丙 = {}",
        deep("乙"),
        deep("丙"),
        deep("甲")
    );
    on_a_stack(1 << 20, || assert!(run(&rules).contains(&"E0207")));
}
