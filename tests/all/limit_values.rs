//! Every limit at its value and one beyond. The value is read from docs/limits.md, which another test compares with the
//! code. What is not in the table here is tested where it lives, or is a budget at which nothing is refused; a test
//! keeps the three lists complete.

use crate::hostile::{repeat, spent};
use huice::profile::limits as profile;
use huice::script::{Script, ScriptType, Signature};
use huice::simulate::{Population, Request, Rule};
use huice::value::number::Number;
use huice::{Context, Pack, Profile, Program, ProgramError};
use std::collections::BTreeSet;
use std::fs;

/// A limit, where its constant stands, and whether so many are accepted.
type Case = (&'static str, &'static str, fn(usize) -> bool);

const TABLE: &[Case] = &[
    ("MAX_MEMBERS", "src/check/declare.rs", |n| {
        !codes(&format!("枚举 类 {{ {} }}", repeat(n, |at| format!("员{at} ")))).contains(&"E0102")
    }),
    ("MAX_FINDINGS", "src/check/mod.rs", |n| {
        !codes(&repeat(n, |at| format!("期间 p{at} 自 不知{at} 起 1个月\n"))).contains(&"E0111")
    }),
    // The last of so many unknown names still gets a likely one.
    ("MAX_SUGGESTIONS", "src/check/mod.rs", |n| {
        let pack = pack(&format!("定义 房租总额 = 1元\n{}", repeat(n, |at| format!("定义 g{at} = 房租金额 + 1元\n"))));
        let found = pack.diagnostics();
        assert_eq!(found.len(), n);
        found.last().is_some_and(|last| last.help.iter().any(|help| help.zh.contains("房租总额")))
    }),
    ("MAX_UNFOLDED", "src/check/depth.rs", |n| !codes(&unfolded(n)).contains(&"E0103")),
    ("MAX_FILES", "src/engine/load.rs", |n| {
        let names: Vec<String> = (0..n).map(|at| format!("{at}.huice")).collect();
        let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
        Pack::from_sources("many", &files).diagnostics().is_empty()
    }),
    // One file of so many bytes, which is refused as a file before it is parsed.
    ("MAX_PACK_BYTES", "src/engine/load.rs", |n| {
        let pack = Pack::from_sources("large", &[("large.huice", "#".repeat(n).as_str())]);
        assert_eq!(pack.diagnostics().len(), 1);
        !pack.diagnostics()[0].message.en.contains("pack")
    }),
    ("MAX_IMPORT_DEPTH", "src/engine/load.rs", |n| {
        let folder = std::env::temp_dir().join(format!("huice-imports-{}-{n}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        for at in 0..=n {
            let next = if at < n { format!("引入 \"../p{}\"", at.saturating_add(1)) } else { String::new() };
            fs::create_dir_all(folder.join(format!("p{at}"))).unwrap();
            let text = format!("包 试 (p{at}) {{ 舍入 分 四舍五入 {next} }}");
            fs::write(folder.join(format!("p{at}/pack.huice")), text).unwrap();
        }
        let found = Pack::load(folder.join("p0")).unwrap().diagnostics().len();
        fs::remove_dir_all(&folder).unwrap();
        found == 0
    }),
    ("MAX_EXCEPTIONS", "src/ir/items.rs", |n| {
        let text = item(&format!("条件 一 {{ 甲 {} }}", repeat(n, |at| format!("例外 y{at} 当 甲 则 真 "))));
        !codes(&text).contains(&"E0102")
    }),
    ("MAX_BYTES", "src/profile/mod.rs", |n| read(&format!("{}{{}}", " ".repeat(n.saturating_sub(2)))).is_ok()),
    ("MAX_RECORDS", "src/profile/mod.rs", |n| {
        read(&format!("{{\"subject_type\":\"e\",\"rows\":[{}]}}", vec!["{}"; n].join(","))).is_ok()
    }),
    ("MAX_PROFILES", "src/profile/mod.rs", |n| {
        Profile::many_from_json(&small(), &format!("[{}]", vec!["{}"; n].join(","))).is_ok()
    }),
    // All of so many errors are listed.
    ("MAX_ERRORS", "src/profile/mod.rs", |n| {
        let keys: Vec<String> = (0..n).map(|at| format!("\"x{at}\":1")).collect();
        read(&format!("{{{}}}", keys.join(","))).unwrap_err() == n
    }),
    ("MAX_QUOTED", "src/profile/mod.rs", |n| {
        let found = Profile::from_json(&small(), &format!("{{\"{}\":1}}", "键".repeat(n))).unwrap_err();
        found.0.iter().all(|error| error.words.zh.contains(&"键".repeat(n)))
    }),
    ("MAX_LITERAL_DIGITS", "src/script/limits.rs", |n| {
        compiles(&format!("取小(0.{}, 1)", "1".repeat(n.saturating_sub(1))))
    }),
    ("MAX_DECIMALS", "src/script/limits.rs", |n| runs(&format!("舍入(a / 3, {n})"))),
    ("MAX_EXPONENT", "src/script/limits.rs", |n| runs(&format!("1 ** {n}"))),
    ("MAX_WHOLE", "src/script/limits.rs", |n| runs(&format!("let x = {}; x + 1", n.saturating_sub(1)))),
    ("MAX_PARAMETERS", "src/script/limits.rs", |n| {
        let names: Vec<String> = (0..n).map(|at| format!("p{at}")).collect();
        let params = names.iter().map(|name| (name.clone(), ScriptType::Number)).collect();
        compiled(&format!("fn f({}) {{ 1 }}", names.join(", ")), params).is_some()
    }),
    ("MAX_SOURCE_BYTES", "src/script/limits.rs", |n| {
        let head = "fn f(a) { 1 } //";
        compiled(&format!("{head}{}", "x".repeat(n.saturating_sub(head.len()))), one()).is_some()
    }),
    ("MAX_FUNCTIONS", "src/script/limits.rs", |n| {
        let others = repeat(n.saturating_sub(1), |at| format!(" fn f{at}() {{ 1 }}"));
        compiled(&format!("fn f(a) {{ 1 }}{others}"), one()).is_some()
    }),
    ("MAX_VARIABLES", "src/script/limits.rs", |n| {
        // The parameter is one.
        runs(&format!("{} 1", repeat(n.saturating_sub(1), |at| format!("let x{at} = 1; "))))
    }),
    ("MAX_TEXT_BYTES", "src/script/limits.rs", |n| compiles(&format!("长度(\"{}\")", "x".repeat(n)))),
    // Fewer than this.
    ("MAX_LIST_ITEMS", "src/script/limits.rs", |n| {
        compiles(&format!("长度([{}])", vec!["0"; n.saturating_sub(1)].join(",")))
    }),
    ("MAX_RECORD_ENTRIES", "src/script/limits.rs", |n| {
        compiles(&format!("let r = #{{{}}}; 1", repeat(n, |at| format!("x{at}: 1,"))))
    }),
    ("MAX_STEPS", "src/script/limits.rs", |n| {
        let max_steps = u64::try_from(n).unwrap();
        let signature = Signature { name: "f".to_owned(), params: one(), result: ScriptType::Number, max_steps };
        Script::compile("fn f(a) { 1 }", signature).is_ok()
    }),
    // The declared function is no level; the last call, with 0, is one.
    ("MAX_CALL_LEVELS", "src/script/limits.rs", |n| {
        let body = format!("g({})", n.saturating_sub(1));
        let text = format!("fn g(n) {{ if n == 0 {{ 0 }} else {{ g(n - 1) }} }} fn f(a) {{ {body} }}");
        compiled(&text, one()).is_some_and(|script| called(&script))
    }),
    ("MAX_DIAGNOSTICS", "src/syntax/limits.rs", |n| !codes(&"定义 1x\n".repeat(n)).contains(&"E0111")),
    ("MAX_EXPR_DEPTH", "src/syntax/limits.rs", |n| {
        !codes(&format!("定义 和 = 1元{}", " + 1元".repeat(n.saturating_sub(1)))).contains(&"E0103")
    }),
    ("MAX_FILE_BYTES", "src/syntax/limits.rs", |n| !codes(&lines(n)).contains(&"E0102")),
    ("MAX_NESTING", "src/syntax/limits.rs", |n| {
        !codes(&format!("定义 层 = {}真{}", "(".repeat(n), ")".repeat(n))).contains(&"E0103")
    }),
    ("MAX_RECORDS", "src/simulate/bind.rs", |n| simulated(&format!("value = {n}"), 1, 0)),
    ("MAX_WEIGHTS", "src/simulate/law.rs", |n| {
        simulated(&format!("choose = {{ 0 = 1, 1 = {} }}", n.saturating_sub(1)), 1, 0)
    }),
    ("MAX_POOL_FEN", "src/simulate/mod.rs", |n| simulated("value = 1", 1, i128::try_from(n).unwrap())),
    ("MAX_SIZE", "src/simulate/mod.rs", |n| {
        // Another mistake keeps the run from starting; what counts is whether the size is one too.
        let request = request(u64::try_from(n).unwrap(), ("9.9", 0));
        let population = Population::read(&population("value = 1")).unwrap();
        let problems = small().simulate(&day(), &population, None, &request).unwrap_err();
        problems.iter().all(|problem| !problem.words.en.contains("the size"))
    }),
    ("MAX_DAYS", "src/timeline/mod.rs", |n| {
        let from = "1950-01-01".parse::<chrono::NaiveDate>().unwrap();
        let to = from.checked_add_days(chrono::Days::new(u64::try_from(n).unwrap())).unwrap();
        let program = small();
        program.timeline(&Profile::empty(&program), &day(), from, to, &[]).is_some()
    }),
    ("MAX_YEAR", "src/value/date.rs", |n| {
        let rules = !codes(&format!("定义 终 = {n}年12月31日")).iter().any(|code| code.starts_with('E'));
        let day = huice::value::date::parse_day(&format!("{n}-12-31")).is_some();
        assert_eq!(rules, day, "rules and profiles");
        day
    }),
    ("MAX_DIGITS", "src/value/number/text.rs", |n| Number::parse_decimal(&"9".repeat(n)).is_some()),
    ("MAX_PROGRAM_BYTES", "src/stored/mod.rs", |n| {
        let mut bytes = small().save();
        bytes.resize(n, 0);
        Program::load(&bytes).unwrap_err() == ProgramError::Damaged
    }),
];

/// Limits with tests of their own, and where.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    ("MAX_COMPARED", "src/check/suggest.rs", "src/check/suggest.rs"),
    ("MAX_EXACT_DIGITS", "src/value/number/text.rs", "src/value/number/tests.rs"),
    ("MAX_EXPRESSION_DEPTH", "src/script/limits.rs", "src/script/tests/limits.rs"),
    ("STACK_BYTES", "src/script/limits.rs", "src/script/tests/limits.rs"),
    ("MAX_LEVELS", "src/stored/verify.rs", "tests/all/stored.rs"),
    ("MAX_MEMBERS", "src/stored/verify.rs", "tests/all/stored.rs"),
    ("MAX_DEPTH", "src/ir/watch.rs", "tests/all/stored.rs"),
    ("MAX_ROW_BYTES", "src/batch/read/mod.rs", "tests/all/batch_faults.rs"),
    ("MAX_GROUPS", "src/batch/summary/mod.rs", "tests/all/batch_faults.rs"),
];

/// Budgets and lengths at which nothing is refused: a search ends, a text is cut, a default holds.
const BUDGETS: &[(&str, &str)] = &[
    ("DEFAULT_STEPS", "src/script/limits.rs"),
    ("MAX_AROUND", "src/analyse/complete.rs"),
    ("MAX_ASSIGNMENTS", "src/eval/combine.rs"),
    ("MAX_QUESTIONS", "src/analyse/complete.rs"),
    ("MAX_SEEN", "src/solve/formula.rs"),
    ("MAX_TOLD", "src/analyse/complete.rs"),
    ("MAX_UNDECIDED", "src/analyse/complete.rs"),
    ("MAX_USERS", "src/analyse/complete.rs"),
    ("MAX_BASES", "src/cases/witness.rs"),
    ("MAX_BRANCHES", "src/solve/lp.rs"),
    ("MAX_CASES", "src/solve/encode/mod.rs"),
    ("MAX_COLUMNS", "src/batch/write/xlsx.rs"),
    ("MAX_DEGREE", "src/solve/poly.rs"),
    ("MAX_DEPTH", "src/lsp/index/resolve.rs"),
    ("MAX_FACTOR_TRIES", "src/solve/search.rs"),
    ("MAX_FOLDERS", "src/lsp/workspace.rs"),
    ("MAX_FOLDER_DEPTH", "src/lsp/workspace.rs"),
    ("MAX_REREAD_BYTES", "src/mend/mod.rs"),
    ("MAX_JOINED", "src/whatif/mod.rs"),
    ("MAX_NODES", "src/solve/search.rs"),
    ("MAX_PAIR_BASES", "src/cases/witness.rs"),
    ("MAX_PAIR_FACTS", "src/whatif/mod.rs"),
    ("MAX_PAIR_VALUES", "src/whatif/mod.rs"),
    ("MAX_PIVOTS", "src/solve/lp.rs"),
    ("MAX_POINTS", "src/solve/search.rs"),
    ("MAX_PROFILE_BYTES", "src/cli/input.rs"),
    ("MAX_RECORDS", "src/cases/witness.rs"),
    ("MAX_RECORDS", "src/whatif/mod.rs"),
    ("MAX_ROWS", "src/batch/write/xlsx.rs"),
    ("MAX_SAMPLES", "src/ask/cells.rs"),
    ("MAX_SHOWN", "src/eval/machine.rs"),
    ("MAX_SHOWN", "src/whatif/mod.rs"),
    ("MAX_SHOWN_CHARS", "src/lsp/card.rs"),
    ("MAX_SYSTEMS", "src/solve/search.rs"),
    ("MAX_TERMS", "src/solve/poly.rs"),
    ("MAX_THREADS", "src/simulate/run.rs"),
    ("MAX_TRIES", "src/cases/witness.rs"),
    ("MAX_TRIES", "src/whatif/mod.rs"),
];

fn pack(text: &str) -> Pack {
    Pack::from_sources("limits", &[("limits.huice", text)])
}

fn codes(text: &str) -> Vec<&'static str> {
    pack(text).diagnostics().iter().map(|found| found.code.id()).collect()
}

fn item(body: &str) -> String {
    format!("主体 企业 (e) {{ 甲 (a) : 布尔 }} 机构 局 措施 1 试 {{ 牵头单位 局 支持 1.1 补 {{ 对象 企业 {body} }} }}")
}

/// Definitions that reach a depth of exactly `n` with everything in place of its name: three more for each link.
fn unfolded(n: usize) -> String {
    let (links, rest) = (n.saturating_sub(1) / 3, n.saturating_sub(1) % 3);
    let chain = repeat(links, |at| format!("定义 g{} = g{at}\n", at.saturating_add(1)));
    format!("主体 企业 (e) {{ 额 (m) : 元 }}\n定义 g0 = 额{}\n{chain}", " + 额".repeat(rest))
}

/// Comments of so many bytes.
fn lines(n: usize) -> String {
    let line = format!("{}\n", "#".repeat(99));
    format!("{}{}", line.repeat(n / 100), "#".repeat(n % 100))
}

fn small() -> Program {
    let rules =
        "包 小 (small) { 舍入 分 四舍五入 } 主体 企业 (e) { 甲 (a) : 布尔 录 (rows) : 列表 { 额 (m) : 元 } } 机构 局
        措施 1 试 { 牵头单位 局 支持 1.1 补 { 依据 条1 对象 企业 金额 1元 } }";
    let pack = pack(rules);
    pack.program().unwrap_or_else(|| panic!("{:?}", pack.diagnostics()))
}

/// How many errors a profile of the small pack has.
fn read(text: &str) -> Result<(), usize> {
    Profile::from_json(&small(), text).map(|_| ()).map_err(|errors| errors.0.len())
}

fn day() -> Context {
    Context::new("2020-03-31".parse().unwrap())
}

fn population(rows: &str) -> String {
    format!(
        "schema = \"huice.population/1\"\ntitle = \"试\"\nsubject = \"e\"\n[[draw]]\nlist = \"rows\"\nnote = \"虚构\"\n{rows}\n\
         [[draw.field]]\nfact = \"m\"\nvalue = 1\n[[draw]]\nfact = \"a\"\nnote = \"虚构\"\nvalue = true\n"
    )
}

fn request(size: u64, (item, fen): (&str, i128)) -> Request {
    Request { size, seed: 1, threads: 1, pools: vec![(item.to_owned(), fen)], rule: Rule::FirstCome }
}

fn simulated(rows: &str, size: u64, fen: i128) -> bool {
    let Ok(population) = Population::read(&population(rows)) else { return false };
    small().simulate(&day(), &population, None, &request(size, ("1.1", fen))).is_ok()
}

fn one() -> Vec<(String, ScriptType)> {
    vec![("a".to_owned(), ScriptType::Number)]
}

fn compiled(source: &str, params: Vec<(String, ScriptType)>) -> Option<Script> {
    let signature = Signature { name: "f".to_owned(), params, result: ScriptType::Number, max_steps: 100_000 };
    Script::compile(source, signature).ok()
}

fn compiles(body: &str) -> bool {
    compiled(&format!("fn f(a) {{ {body} }}"), one()).is_some()
}

fn called(script: &Script) -> bool {
    script.call(&[huice::script::ScriptValue::Number(Number::from_i64(1))]).is_ok()
}

fn runs(body: &str) -> bool {
    compiled(&format!("fn f(a) {{ {body} }}"), one()).is_some_and(|script| called(&script))
}

/// The rows of docs/limits.md: constant, file, value as written.
fn documented() -> Vec<(String, String, String)> {
    let page = fs::read_to_string(crate::root().join("docs/limits.md")).unwrap();
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect::<Vec<_>>();
    let rows = page.lines().map(cells).filter(|row| row.len() == 6 && row[4].starts_with("src/"));
    rows.map(|row| (row[2].clone(), row[4].clone(), row[3].clone())).collect()
}

/// `4 * 1024 * 1024`, `1_000`, `3 * MAX_NESTING`
fn value(text: &str) -> usize {
    let known = |name: &str| {
        if name == "MAX_NESTING" { huice::syntax::limits::MAX_NESTING.to_string() } else { name.to_owned() }
    };
    text.split('*').map(|part| known(part.trim()).replace('_', "").parse::<usize>().unwrap()).product()
}

#[test]
fn every_limit_holds_at_its_value_and_refuses_one_more() {
    let documented = documented();
    let check = move || {
        for (name, file, accepts) in TABLE {
            let row = documented.iter().find(|(constant, place, _)| constant == name && place == file);
            let before = spent();
            let limit = value(&row.unwrap_or_else(|| panic!("{name} in {file} is not documented")).2);
            assert!(accepts(limit), "{name} in {file}: {limit} are refused");
            assert!(!accepts(limit.saturating_add(1)), "{name} in {file}: more than {limit} are accepted");
            println!(
                "{name} in {file}: {:?} µs",
                spent().zip(before).and_then(|(after, before)| after.checked_sub(before))
            );
        }
    };
    // Without optimisation the deepest rules need more stack than a thread of a test has.
    std::thread::Builder::new().stack_size(64 << 20).spawn(check).unwrap().join().unwrap();
}

#[test]
fn no_limit_is_forgotten() {
    let rows: BTreeSet<(String, String)> = documented().into_iter().map(|(name, file, _)| (name, file)).collect();
    let mut known = BTreeSet::new();
    let elsewhere = ELSEWHERE.iter().map(|(name, file, _)| (*name, *file));
    for (name, file) in
        TABLE.iter().map(|(name, file, _)| (*name, *file)).chain(elsewhere).chain(BUDGETS.iter().copied())
    {
        assert!(known.insert((name.to_owned(), file.to_owned())), "{name} in {file} is named twice");
    }
    assert_eq!(rows.difference(&known).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "without a test");
    assert_eq!(known.difference(&rows).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "limits that are gone");
    for (name, _, test) in ELSEWHERE {
        let text = fs::read_to_string(crate::root().join(test)).unwrap();
        assert!(text.contains(name), "{test} does not name {name}");
    }
    assert_eq!(profile::MAX_ERRORS, 100);
}

/// A pack that is too large is said to be so, and nothing that follows from it: no unknown names, no mistakes of the files
/// that were read before.
#[test]
fn what_is_too_large_is_all_that_is_said() {
    let uses =
        format!("包 大 (large) {{ 舍入 分 四舍五入 }}\n{}", repeat(600, |at| format!("定义 g{at} = 房租总额\n")));
    let mut files = vec![("a.huice", uses.as_str()), ("b.huice", "定义")];
    files.resize(1000, ("c.huice", ""));
    let at_limit = Pack::from_sources("large", &files);
    assert!(at_limit.diagnostics().iter().any(|found| found.code.id() == "E0104"), "{:?}", at_limit.diagnostics());
    assert!(at_limit.diagnostics().iter().all(|found| found.code.id() != "E0102"));
    files.push(("d.huice", "措施"));
    files.push(("e.huice", ""));
    let beyond = Pack::from_sources("large", &files);
    let found: Vec<_> = beyond.diagnostics().iter().map(|found| found.message.en.as_str()).collect();
    assert_eq!(found, ["the pack is too large: at most 1000 files and 83886080 bytes"]);
}

/// A file that is too large or cannot be read does not make the names it would have declared mistakes of other files; of
/// the former no more than the limit is read.
#[test]
fn names_of_a_file_that_is_not_read_are_not_missed() {
    let folder = std::env::temp_dir().join(format!("huice-unread-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("a.huice"), "包 大 (large) { 舍入 分 四舍五入 }\n定义 甲 = 乙 + 1元\n").unwrap();
    let found = || -> Vec<String> {
        let pack = Pack::load(&folder).unwrap();
        pack.diagnostics().iter().map(|found| format!("{} {}", found.code.id(), found.message.en)).collect()
    };
    let declared = "定义 乙 = 1元\n";
    let full = format!("{declared}{}", "#".repeat(4_194_304_usize.saturating_sub(declared.len())));
    fs::write(folder.join("b.huice"), &full).unwrap();
    assert_eq!(found(), Vec::<String>::new());
    // The limit falls into the middle of a character, and holes of a TiB cost nothing to make.
    fs::write(folder.join("b.huice"), format!("{}甲", full.split_at(4_194_303).0)).unwrap();
    fs::File::options().write(true).open(folder.join("b.huice")).unwrap().set_len(1 << 40).unwrap();
    assert_eq!(found(), ["E0102 the file is larger than 4 MiB"]);
    fs::write(folder.join("b.huice"), b"\xff").unwrap();
    assert_eq!(found(), ["E0101 the file is not UTF-8"]);
    fs::remove_dir_all(&folder).unwrap();
}
