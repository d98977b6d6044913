//! What diagnostics say: both origins of a difference of types, a way to mend it, names that were probably meant.

use huice::Pack;
use huice::diagnostic::{Diagnostic, Format, Lang};

const HEAD: &str = r#"包 示例 (sample) { 舍入 分 四舍五入 }
单位 人
枚举 规模类 { 大型 (large) 小型 (small) }
机构 甲局
脚本 利息(本金 : 元) -> 元 于 "s.rhai" 理由 "按日" 范围 至少 0元 上限 100步
参数 线 (line) : 元 { 100元 来源 "甲" 状态 已核实 }
主体 企业 (enterprise) {
  收入 (i) : 元  人数 (n) : 人  年利率 (r) : %/年 范围 至少 1%/年  参保 (b) : 布尔  生效日 (d) : 日期
  规模 (s) : 规模类  各规模 (h) : 集合 规模类  备注 (z) : 文本
}
措施 1 甲 { 牵头单位 甲局
"#;

fn pack(rules: &str) -> Pack {
    let text = format!("{HEAD}{rules}\n}}\n");
    Pack::from_sources_and_scripts("m", &[("m.huice", &text)], &[("s.rhai", "fn 利息(本金) { 本金 }")])
}

/// The one finding of this code in an item with this clause.
fn finding(clause: &str, code: &str) -> (Diagnostic, Pack) {
    let pack = pack(&format!("支持 1.1 乙 {{ 依据 条1 句1 对象 企业 {clause} }}"));
    let found: Vec<&Diagnostic> = pack.diagnostics().iter().filter(|found| found.code.id() == code).collect();
    assert_eq!(found.len(), 1, "{clause}\n{}", pack.render(Format::Human { color: false }, Lang::Zh));
    (found[0].clone(), pack)
}

#[test]
fn types_and_units_show_both_origins() {
    for (clause, code, origins) in [
        ("条件 甲 收入 超过 人数", "E0302", &["收入", "人数"][..]),
        ("条件 甲 收入 + 人数 超过 1元", "E0302", &["收入", "人数"]),
        ("条件 甲 线 不低于 人数", "E0302", &["线", "人数"]),
        ("条件 甲 收入 等于 规模", "E0301", &["收入", "规模"]),
        ("金额 若 参保 则 收入 否则 人数", "E0302", &["收入", "人数"]),
        ("金额 分档 首中 { 当 参保 : 收入 否则 : 人数 }", "E0302", &["收入", "人数"]),
        ("金额 分档 恰一 { 当 参保 : 收入 当 非 参保 : 人数 }", "E0302", &["收入", "人数"]),
        ("金额 分档 按 规模 { 大型 : 收入 小型 : 人数 }", "E0302", &["收入", "人数"]),
        ("金额 分档 累进 收入 { 至 人数 : 1% 以上 : 2% }", "E0302", &["人数"]),
        ("金额 取小(收入, 人数)", "E0302", &["收入", "人数"]),
        ("金额 超出(收入, 人数)", "E0302", &["收入", "人数"]),
        ("金额 利息(人数)", "E0302", &["本金", "人数"]),
        ("条件 甲 收入", "E0304", &["收入"]),
        ("金额 收入 + 1元 × 参保", "E0308", &["参保"]),
        ("条件 甲 规模 含 大型", "E0301", &["规模"]),
        ("条件 甲 各规模 属于 大型", "E0301", &["各规模"]),
        ("条件 甲 规模 低于 大型", "E0303", &["规模"]),
        ("金额 收入 封顶 人数 每 主体", "E0302", &["人数"]),
        ("金额 收入 × 人数", "E0305", &["收入", "人数"]),
        ("给予 延期 \"缓\" 最长 人数", "E0302", &["人数"]),
        ("条件 甲 生效日 在 收入 后 3个月内", "E0301", &["收入"]),
        ("条件 甲 参保 用例 \"一\" { 设 收入 = 3人 }", "E0302", &["收入"]),
        ("条件 甲 参保 用例 \"一\" { 参数 线 = 3人 }", "E0302", &["线"]),
    ] {
        let (found, pack) = finding(clause, code);
        for name in origins {
            let declared = |label: &huice::diagnostic::Label| {
                let source = pack.sources().get(label.span.file).unwrap();
                source.text().get(label.span.range()) == Some(*name) && label.words.zh.contains("声明")
            };
            assert!(found.labels.iter().any(declared), "{clause}: {name}: {:#?}", found.labels);
        }
        assert!(found.help.is_some(), "{clause}: no help");
    }
}

#[test]
fn a_literal_without_its_unit_is_mended_on_either_side() {
    for (clause, code, with) in [
        ("条件 甲 收入 超过 100", "E0302", "100元"),
        ("条件 甲 100 低于 收入", "E0302", "100元"),
        ("条件 甲 年利率 不超过 4.5%", "E0302", "4.5%/年"),
        ("金额 收入 封顶 100 每 主体", "E0302", "100元"),
        ("金额 分档 累进 收入 { 至 100 : 1% 以上 : 2% }", "E0302", "100元"),
        ("条件 甲 参保 用例 \"一\" { 设 人数 = 3 }", "E0302", "3人"),
        ("条件 甲 规模 等于 \"大型\"", "E0301", "大型"),
    ] {
        let (found, _) = finding(clause, code);
        assert_eq!(found.patch.map(|patch| patch.with).as_deref(), Some(with), "{clause}");
    }
}

#[test]
fn a_combination_is_not_told_to_name_an_item_twice() {
    let item = |id: &str| format!("支持 {id} 乙 {{ 依据 条1 句1 对象 企业 金额 收入 }}\n");
    let pack = pack(&format!("{}{}组合 就高 1.1、1.3 每 主体", item("1.1"), item("1.2")));
    let found = pack.diagnostics().iter().find(|found| found.code.id() == "E0205").unwrap();
    assert_eq!(found.patch.as_ref().map(|patch| patch.with.as_str()), Some("1.2"));
}

#[test]
fn every_wrong_example_says_how_to_mend_it() {
    let folder = crate::root().join("docs/errors");
    for entry in std::fs::read_dir(folder).unwrap() {
        let page = entry.unwrap().path();
        let text = std::fs::read_to_string(&page).unwrap();
        let Some((head, rest)) = text.split_once("```huice,wrong").and_then(|(_, rest)| rest.split_once('\n')) else {
            continue;
        };
        if head.contains("sketch") {
            continue;
        }
        let example = rest.split("```").next().unwrap();
        let pack = Pack::from_sources("m", &[("m.huice", example)]);
        for found in pack.diagnostics() {
            assert!(found.help.is_some(), "{}: {}", page.display(), found.message.zh);
        }
    }
}

/// What a finding in this text proposes, applied.
fn mended(text: &str, code: &str) -> Option<String> {
    let pack = Pack::from_sources("m", &[("m.huice", text)]);
    let found: Vec<&Diagnostic> = pack.diagnostics().iter().filter(|found| found.code.id() == code).collect();
    assert_eq!(found.len(), 1, "{}", pack.render(Format::Human { color: false }, Lang::Zh));
    found[0].patch.as_ref().filter(|patch| !patch.has_blanks())?.applied(text)
}

#[test]
fn what_is_missing_is_put_in_where_it_is_certain() {
    let rules = "机构 甲局\n措施 1 甲 {\n  牵头单位 甲局\n  支持 1.1 乙 {\n    依据 条1 句1\n    金额 投资\n  }\n}\n";
    let facts = "主体 企业 (enterprise) { 投资 (i) : 元 }\n";
    let card = "包 示例 (sample) { 舍入 分 四舍五入 }\n";
    let fixed = mended(&format!("{card}{facts}{rules}"), "E0113").unwrap();
    assert!(fixed.contains("  支持 1.1 乙 {\n    对象 企业\n    依据 条1 句1\n"), "{fixed}");
    assert_eq!(Pack::from_sources("m", &[("m.huice", &fixed)]).diagnostics(), []);
    // With two kinds of subject a person has to choose.
    assert_eq!(mended(&format!("{card}{facts}主体 个人 (person) {{}}\n{rules}"), "E0113"), None);

    let whole = rules.replace("句1\n", "句1\n    对象 企业\n");
    for (card, with) in [
        ("包 示例 (sample) { 标题 \"甲{\" }\n", "包 示例 (sample) { 舍入 分 四舍五入 标题 \"甲{\" }\n"),
        (
            "包 示例 (sample) { # 甲\n  标题 \"甲\"\n}\n",
            "包 示例 (sample) {\n  舍入 分 四舍五入 # 甲\n  标题 \"甲\"\n}\n",
        ),
        ("pack sample (sample) { title \"甲\" }\n", "pack sample (sample) { round fen half_up title \"甲\" }\n"),
    ] {
        let fixed = mended(&format!("{card}{facts}{whole}"), "E0505").unwrap();
        assert!(fixed.starts_with(with), "{fixed}");
        assert_eq!(Pack::from_sources("m", &[("m.huice", &fixed)]).diagnostics(), []);
    }
}

#[test]
fn a_figure_for_each_person_is_given_its_unit() {
    for (clause, with) in [("金额 1200元 × 人数", "1200元/人"), ("金额 50% × 人数 × 6万元", "6万元/人")]
    {
        let (found, _) = finding(clause, "E0305");
        assert_eq!(found.patch.map(|patch| (patch.with, patch.certain)), Some((with.to_owned(), false)), "{clause}");
    }
    let (found, _) = finding("金额 2 × 人数", "E0305");
    assert_eq!(found.patch.map(|patch| patch.with).as_deref(), Some("2 × 人数 × 待定"));
}

#[test]
fn ends_of_one_year_are_swapped() {
    let period = |ends: &str| format!("期间 春 {ends}\n");
    let fixed = mended(&period("自 2020年3月7日 至 2020年1月"), "E0402");
    assert_eq!(fixed, Some(period("自 2020年1月 至 2020年3月7日")));
    // Across years the year may be what is wrong.
    assert_eq!(mended(&period("自 2021年2月1日 至 2020年6月30日"), "E0402"), None);
}

#[test]
fn an_expression_that_breaks_off_is_one_error() {
    for clause in ["条件 甲 规模 等于", "金额 50% ×", "金额 收入 封顶 收入 + 1元 +"] {
        let pack = pack(&format!("支持 1.1 乙 {{ 依据 条1 句1 对象 企业 {clause}\n }}"));
        let codes: Vec<&str> = pack.diagnostics().iter().map(|found| found.code.id()).collect();
        assert_eq!(codes, ["E0104"], "{clause}");
    }
}

#[test]
fn quotes_of_two_kinds_are_one_error_with_its_mending() {
    let wrong = "参数 定额 (sum) : 元 { 100元 来源 “公告\" 状态 假定 }\n";
    assert_eq!(mended(wrong, "E0105"), Some(wrong.replace('"', "”")));
    let wrong = "参数 定额 (sum) : 元 { 100元 来源 \"公告” 状态 假定 }\n";
    assert_eq!(mended(wrong, "E0105"), Some(wrong.replace('”', "\"")));
}

/// Every mistake that the corpus knows says how to mend it.
#[test]
fn every_finding_of_the_corpus_says_how_to_mend_it() {
    let folder = crate::root().join("tests/corpus/err");
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "huice") {
            continue;
        }
        let pack = Pack::load(&path).unwrap();
        for found in pack.diagnostics() {
            assert!(found.help.is_some(), "{}: {}", path.display(), found.message.zh);
        }
    }
}

#[test]
fn one_line_holds_the_help_too() {
    let pack = pack("支持 1.1 乙 { 依据 条1 句1 对象 企业 条件 甲 收入 超过 100 金额 收入 }");
    let (zh, en) = (pack.render(Format::Short, Lang::Zh), pack.render(Format::Short, Lang::En));
    assert!(zh.ends_with("（写上单位：100元）\n"), "{zh}");
    assert!(en.ends_with("(write the unit: 100元)\n"), "{en}");
    assert_eq!((zh.lines().count(), en.lines().count()), (1, 1));
}

#[test]
fn a_rate_given_as_a_fraction_is_told_apart_by_bounds() {
    let program =
        pack("支持 1.1 乙 { 依据 条1 句1 对象 企业 条件 低 年利率 不超过 5%/年 金额 收入 }").program().unwrap();
    let help = |json: &str| {
        let errors = huice::Profile::from_json(&program, json).unwrap_err();
        let errors = format!("{errors:?}");
        errors
    };
    assert!(help("{\"年利率\": 0.0435}").contains("4.35% 就写 4.35"), "{}", help("{\"年利率\": 0.0435}"));
    assert!(help("{\"年利率\": \"4.35%\"}").contains("只写 4.35"));
    assert!(huice::Profile::from_json(&program, "{\"年利率\": 4.35}").is_ok());
}

#[test]
fn every_error_of_a_profile_says_where_and_what_to_do() {
    let program = pack(
        "支持 1.1 乙 { 依据 条1 句1 对象 企业 条件 甲 参保 逐笔 笔录 { 金额 额 } }\n}\n事件 完 (over)\n主体 企业 (enterprise) { 笔录 (rows) : 列表 { 额 (sum) : 元  天 (day) : 日期 } }\n措施 2 乙 { 牵头单位 甲局",
    );
    let program = program.program().unwrap_or_else(|| panic!("{}", program.render(Format::Short, Lang::Zh)));
    for (json, path, help) in [
        (r#"{"n":-1}"#, "n", "0"),
        (r#"{"n":1.5}"#, "n", "小数"),
        (r#"{"n":"三"}"#, "n", "十进制"),
        (r#"{"n":true}"#, "n", "1000.50"),
        (r#"{"n":1e30}"#, "n", "位数"),
        (r#"{"i":"1.005"}"#, "i", "1000.50"),
        (r#"{"b":"是"}"#, "b", "true"),
        (r#"{"d":20200101}"#, "d", "引号"),
        (r#"{"d":"2020-02-30"}"#, "d", "YYYY-MM-DD"),
        (r#"{"s":1}"#, "s", "引号"),
        (r#"{"s":"巨型"}"#, "s", "大型、小型"),
        (r#"{"h":"大型"}"#, "h", "[]"),
        (r#"{"z":1}"#, "z", "引号"),
        (r#"{"subject_type":1}"#, "subject_type", "引号"),
        (r#"{"subject_type":"firm"}"#, "subject_type", "enterprise"),
        (r#"{"n":1,"n":2}"#, "n", "一处"),
        (r#"{"n":1,"人数":2}"#, "人数", "一处"),
        (r#"{"rows":{}}"#, "rows", "[]"),
        (r#"{"rows":[{"sum":1},{"sum":-1}]}"#, "rows[1].sum", "0"),
        (r#"{"rows":[1]}"#, "rows[0]", "{"),
        (r#"{"rows":[{"whatever":1}]}"#, "rows[0].whatever", "sum、day"),
        (r#"{"sum":1}"#, "sum", "rows"),
        (r#"{"over":"2020-05-06"}"#, "over", "--event over="),
        (r#"{"疫情":1}"#, "疫情", "huice schema"),
        (r#"{"line":100}"#, "line", "--param line="),
        (r#"{"as_of":"2020-05-06"}"#, "as_of", "--as-of"),
        (r#"{"n":1,}"#, "", "逗号"),
        (r#"null"#, "", "{"),
    ] {
        let errors = huice::Profile::from_json(&program, json).expect_err(json);
        let error = &errors.0[0];
        assert_eq!((errors.0.len(), error.path.as_str()), (1, path), "{json}");
        let words = error.help.as_ref().unwrap_or_else(|| panic!("{json}: {}", error.words.zh));
        assert!(words.zh.contains(help), "{json}: {}", words.zh);
        assert!(!words.en.is_empty(), "{json}");
    }
}
