//! The ledger of the Zhoucun pack: clean both ways, and every kind of change is found at its place.
//!
//! The official text is not part of the repository. A synthetic one is built from the register: its titles,
//! brackets and figures in filler sentences, with page breaks, half-width and mixed brackets.

use huice::Pack;
use huice::diagnostic::Lang;
use huice::ledger::{Finding, Kind, Ledger, Register};
use huice::notice::Notice;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

const PACK: &str = "policies/zhoucun-2020-8";
const REGISTER: &str = "seeds/zhoucun-2020-8/register.toml";

static TOML: LazyLock<String> = LazyLock::new(|| fs::read_to_string(crate::root().join(REGISTER)).unwrap());
static RULES: LazyLock<Pack> = LazyLock::new(|| Pack::load(crate::root().join(PACK)).unwrap());
static TEXT: LazyLock<String> = LazyLock::new(|| synthetic(&TOML));

fn register() -> Register {
    Register::read(REGISTER, &TOML).unwrap()
}

fn with_text(text: &str) -> Ledger {
    RULES.ledger(&register(), Some(&Notice::read("notice.txt", text)))
}

#[test]
fn the_pack_is_clean() {
    let ledger = RULES.ledger(&register(), None);
    assert!(ledger.clean, "{}", ledger.human(Lang::En));
    assert_eq!((ledger.counts.measures, ledger.counts.brackets), (51, 55));
}

#[test]
fn the_synthetic_text_is_clean() {
    let ledger = with_text(&TEXT);
    assert!(ledger.clean, "{}", ledger.human(Lang::En));
}

#[test]
fn the_official_text_is_clean() {
    let Some(path) = std::env::var_os("HUICE_NOTICE").map(PathBuf::from) else {
        println!("HUICE_NOTICE is not set: skipped");
        return;
    };
    let text = fs::read_to_string(path).unwrap();
    let notice = Notice::read("notice", &text);
    assert_eq!((notice.measures.len(), notice.brackets()), (51, 55));
    let ledger = RULES.ledger(&register(), Some(&notice));
    assert!(ledger.clean, "{}", ledger.human(Lang::En));
    assert_eq!(ledger.notes, [], "{}", ledger.human(Lang::En));
}

/// Changes the text at one place and expects a finding just there.
fn changed(kind: Kind, measure: u32, from: &str, to: &str) {
    let (before, rest) = in_measure(&TEXT, measure, from);
    let text = format!("{before}{to}{}", rest.strip_prefix(from).unwrap());
    let ledger = with_text(&text);
    let shared: String = from.chars().zip(to.chars()).take_while(|(x, y)| x == y).map(|(x, _)| x).collect();
    let place = position(&format!("{before}{shared}"));
    let hit = |f: &Finding| f.kind == kind && f.measure == Some(measure) && f.place.line == place.0;
    let found: Vec<&Finding> = ledger.findings.iter().filter(|f| hit(f)).collect();
    assert!(!found.is_empty(), "{from} -> {to} in {measure}:\n{}", ledger.human(Lang::En));
    let near = found.iter().any(|f| f.place.column.abs_diff(place.1) <= from.chars().chain(to.chars()).count());
    assert!(near, "{from} -> {to}: not at {place:?}\n{}", ledger.human(Lang::En));
    assert!(
        ledger.findings.iter().all(|f| f.measure == Some(measure) || f.kind == Kind::Count),
        "{}",
        ledger.human(Lang::En)
    );
}

#[test]
fn changed_figures_are_found() {
    for (measure, from, to) in [
        (14, "5.5%", "5.6%"),
        (13, "1000万元", "100万元"),
        (13, "1000万元", "1000亿元"),
        (13, "20%", "20‰"),
        (15, "120元", "210元"),
        (26, "3000万元", "8000万元"),
        (45, "174.25亿元", "174.52亿元"),
        (45, "半年", "一年"),
        (12, "一年", "两年"),
        (24, "0.5个百分点", "0.5%"),
        (17, "5元/学时", "5元/天"),
        (26, "15天", "15个工作日"),
    ] {
        changed(Kind::Figure, measure, from, to);
    }
}

#[test]
fn changed_dates_are_found() {
    for (measure, from, to) in [
        (14, "2020年1月1日", "2020年1月11日"),
        (13, "2-4月份", "2-5月份"),
        (16, "2月4日", "2月5日"),
        (21, "2020年2月", "2020年3月"),
        (13, "疫情结束后3个月内", "疫情结束后6个月内"),
        (22, "2020年", "2021年"),
    ] {
        changed(Kind::Figure, measure, from, to);
    }
}

#[test]
fn changed_brackets_are_found() {
    changed(Kind::Bracket, 8, "刘伟、", "");
    changed(Kind::Bracket, 10, "、区农业农村局", "");
    changed(Kind::Bracket, 26, "路德芝", "路得芝");
    changed(Kind::Bracket, 13, "责任单位", "牵头单位");
}

#[test]
fn changed_titles_chapters_and_documents_are_found() {
    changed(Kind::Title, 14, "加大稳岗返还", "加大稳岗补贴");
    changed(Kind::Cited, 34, "鲁政办发〔2020〕4号", "鲁政办发〔2020〕6号");
    changed(
        Kind::Cited,
        29,
        "《淄博市应对疫情推动中小微企业发展资金支持实施",
        "《淄博市应对疫情推动中小微企业发展资金支持管理",
    );
    let text = TEXT.replace("以市场开拓为重点稳外贸", "以市场开拓为重点稳内贸");
    let ledger = with_text(&text);
    assert_eq!(
        ledger.findings.iter().map(|f| f.kind).collect::<Vec<_>>(),
        [Kind::Chapter],
        "{}",
        ledger.human(Lang::En)
    );
    assert_eq!(position(text.split_once("（三）以").unwrap().0).0, ledger.findings[0].place.line);
}

#[test]
fn a_missing_and_an_added_measure_are_found() {
    let (before, rest) = in_measure(&TEXT, 26, "\n26. ");
    let (_, after) = rest.split_once("\n27. ").unwrap();
    let text = format!("{before}\n27. {after}");
    let ledger = with_text(&text);
    let missing: Vec<u32> = measures(&ledger, Kind::Measure);
    assert_eq!(missing, [26], "{}", ledger.human(Lang::En));
    let added = format!("{}\n52. 新增一条。照此办理。（责任人：刘伟；牵头单位：区财政局）\n", TEXT.trim_end());
    assert_eq!(measures(&with_text(&added), Kind::Measure), [52]);
    // A figure added where none was.
    let text = TEXT.replacen("2. 加强工业经济运行调度。", "2. 加强工业经济运行调度。另给予8万元。", 1);
    let ledger = with_text(&text);
    assert_eq!(measures(&ledger, Kind::Figure), [2], "{}", ledger.human(Lang::En));
}

#[test]
fn another_text_is_only_a_note() {
    let ledger = with_text(&TEXT);
    assert_eq!(ledger.notes.len(), 1);
    assert!(ledger.notes[0].en.contains("SHA-256"));
}

/// Changes one rule file and expects findings of that kind in that measure.
fn changed_rules(file: &str, from: &str, to: &str, expected: (Kind, u32)) {
    let folder = std::env::temp_dir().join(format!("huice-ledger-{}-{}", std::process::id(), expected.1));
    let _ = fs::remove_dir_all(&folder);
    copy(&crate::root().join("policies"), &folder.join("policies"));
    let path = folder.join(PACK).join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(&path, text.replacen(from, to, 1)).unwrap();
    let pack = Pack::load(folder.join(PACK)).unwrap();
    let ledger = pack.ledger(&register(), None);
    fs::remove_dir_all(&folder).unwrap();
    let hit = ledger.findings.iter().any(|f| (f.kind, f.measure) == (expected.0, Some(expected.1)));
    assert!(hit, "{from} -> {to}:\n{}", ledger.human(Lang::En));
    assert!(
        ledger.findings.iter().all(|f| f.measure == Some(expected.1) || f.measure.is_none()),
        "{}",
        ledger.human(Lang::En)
    );
}

#[test]
fn changed_rules_are_found() {
    let jobs = "chapter-3-1-employment.huice";
    changed_rules(jobs, "裁员率 不超过 5.5%", "裁员率 不超过 6.5%", (Kind::Unregistered, 14));
    changed_rules(jobs, "金额 120元/人", "金额 120元/人 × 2", (Kind::Unregistered, 15));
    changed_rules("chapter-2.huice", "封顶 1000万元", "封顶 500万元", (Kind::Unused, 13));
    changed_rules("chapter-1.huice", "路德芝、耿峰", "耿峰、路德芝", (Kind::Bracket, 1));
    changed_rules("chapter-3-2-loans.huice", "支付方 \"省财政\"", "支付方 \"县财政\"", (Kind::Party, 22));
}

#[test]
fn a_broken_register_says_where() {
    let error = Register::read("r.toml", "[pack]\nid = \"a\"\n\n[[measure]]\nnumber = \"x\"\n").unwrap_err();
    assert_eq!(error.line, Some(5), "{error}");
    assert!(Register::read("r.toml", "[pack]\nid = \"a\"\nfoo = 1\n").is_err());
}

fn measures(ledger: &Ledger, kind: Kind) -> Vec<u32> {
    ledger.findings.iter().filter(|f| f.kind == kind).filter_map(|f| f.measure).collect()
}

/// Line and column just after a text.
fn position(before: &str) -> (usize, usize) {
    let line = before.split('\n').count();
    (line, before.rsplit('\n').next().unwrap_or("").chars().chain(['x']).count())
}

/// The text before the first place where words stand in a measure, and the text from there on.
fn in_measure<'t>(text: &'t str, measure: u32, words: &str) -> (&'t str, &'t str) {
    let start = text.find(&format!("\n{measure}. ")).unwrap();
    let after = text.get(start..).unwrap();
    let end = after.find(&format!("\n{}. ", measure.saturating_add(1))).unwrap_or(after.len());
    let at = after.get(..end).unwrap().find(words).unwrap_or_else(|| panic!("{words} is not in measure {measure}"));
    text.split_at(start.saturating_add(at))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A text that says what the register says.
fn synthetic(register: &str) -> String {
    let data: toml::Table = register.parse().unwrap();
    let pack = data["pack"].as_table().unwrap();
    let text = |table: &toml::Table, key: &str| table.get(key).and_then(|v| v.as_str()).unwrap_or("").to_owned();
    let list = |table: &toml::Table, key: &str| -> Vec<toml::Table> {
        let found = table.get(key).and_then(|v| v.as_array()).cloned().unwrap_or_default();
        found.into_iter().map(|v| v.as_table().unwrap().clone()).collect()
    };
    let number =
        |table: &toml::Table, key: &str, or: i64| table.get(key).and_then(toml::Value::as_integer).unwrap_or(or);
    let cite = |table: &toml::Table| match text(table, "number") {
        number if number.is_empty() => text(table, "title"),
        number => format!("{}（{number}）", text(table, "title")),
    };
    let mut out = format!("{}\n印发文件的通知\n\n{}\n\n", text(pack, "issuer"), text(pack, "number"));
    let cites: Vec<String> = list(pack, "document").iter().map(cite).collect();
    let _ = writeln!(out, "现将《{}》印发给你们。\n\n{}\n\n2020年3月6日\n", text(pack, "title"), text(pack, "issuer"));
    let _ = writeln!(out, "为落实{}，制定本措施。\n", cites.join("、"));
    let chapters = list(&data, "chapter");
    let mut opened: Vec<String> = Vec::new();
    for measure in list(&data, "measure") {
        let code = text(&measure, "chapter");
        for chapter in &chapters {
            let own = text(chapter, "code");
            if code.starts_with(&own) && !opened.contains(&own) {
                let shown = match own.split_once('（') {
                    Some((_, inner)) => format!("（{inner}{}。", text(chapter, "title")),
                    None => format!("{own}、{}", text(chapter, "title")),
                };
                let _ = writeln!(out, "{shown}\n");
                opened.push(own);
            }
        }
        let n = number(&measure, "number", 0);
        let mut said: BTreeMap<(i64, i64), Vec<String>> = BTreeMap::new();
        let at = |entry: &toml::Table| (number(entry, "paragraph", 1), number(entry, "sentence", 1));
        for entry in list(&measure, "figure").iter().chain(&list(&measure, "date")) {
            let words = said.entry(at(entry)).or_default();
            let own = text(entry, "text");
            if !words.contains(&own) {
                (0..number(entry, "times", 1)).for_each(|_| words.push(own.clone()));
            }
        }
        for words in said.values_mut() {
            let all = words.clone();
            words.retain(|own| !all.iter().any(|other| other != own && other.contains(own.as_str())));
        }
        for document in list(&measure, "document") {
            said.entry(at(&document)).or_default().push(cite(&document));
        }
        for party in list(&measure, "party") {
            let own = if party.contains_key("text") { text(&party, "text") } else { text(&party, "name") };
            said.entry(at(&party)).or_default().push(own);
        }
        let brackets = list(&measure, "bracket");
        let last =
            said.keys().map(|(paragraph, _)| *paragraph).chain(brackets.iter().map(|b| number(b, "paragraph", 1)));
        let last = last.max().unwrap_or(1);
        for paragraph in 1..=last {
            let mut line = if paragraph == 1 { format!("{n}. {}。", text(&measure, "title")) } else { String::new() };
            for sentence in 1..=9 {
                let words = said.get(&(paragraph, sentence)).cloned().unwrap_or_default();
                let _ = write!(
                    line,
                    "按要求抓好落实{}，照此办理。",
                    words.iter().map(|w| format!("（{w}）")).collect::<String>()
                );
            }
            let own: Vec<_> = brackets
                .iter()
                .filter(
                    |b| if brackets.len() == 1 { paragraph == last } else { number(b, "paragraph", 1) == paragraph },
                )
                .collect();
            // One in four brackets stands on a line of its own.
            let apart = if n % 4 == 0 { "\n\n" } else { "" };
            for bracket in own {
                let _ = write!(line, "{apart}{}", written(bracket, n));
            }
            out.push_str(&broken(&line, n));
            out.push_str("\n\n");
        }
    }
    out.push_str("各部门要坚持“两手齐抓”，完成全年目标。\n");
    out
}

/// A bracket in full-width, half-width or mixed signs.
fn written(bracket: &toml::Table, n: i64) -> String {
    let names = |key: &str| -> Vec<String> {
        let list = bracket.get(key).and_then(|v| v.as_array()).cloned().unwrap_or_default();
        list.iter().map(|v| v.as_str().unwrap().to_owned()).collect()
    };
    let (open, close, colon, semicolon) = match n % 3 {
        0 => ("(", ")", ":", ";"),
        1 => ("（", "）", "：", "；"),
        _ => ("（", ")", "：", "；"),
    };
    let parts: Vec<String> = [("责任人", "officials"), ("牵头单位", "lead"), ("责任单位", "responsible")]
        .iter()
        .filter(|(_, key)| !names(key).is_empty())
        .map(|(word, key)| format!("{word}{colon}{}", names(key).join("、")))
        .collect();
    format!("{open}{}{close}", parts.join(semicolon))
}

/// Some lines are cut by a page break in the middle of a filler sentence.
fn broken(line: &str, n: i64) -> String {
    if n % 2 == 0 { line.to_owned() } else { line.replacen("照此办理", "照此\n\n办理", 1) }
}
