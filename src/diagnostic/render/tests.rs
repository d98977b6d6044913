//! Printed diagnostics: alignment under double-width text, odd places, several files, and the two data forms.

use super::{Format, render};
use crate::diagnostic::{Code, Diagnostic, Lang};
use crate::source::{Source, Sources};
use crate::span::{FileId, Span};
use proptest::prelude::*;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

const PLAIN: Format = Format::Human { color: false };

fn sources(files: &[(&str, &str)]) -> Sources {
    let mut sources = Sources::default();
    for (name, text) in files {
        sources.add(Source::new(*name, *text));
    }
    sources
}

/// The span of the first occurrence of `words` in a file.
fn find(sources: &Sources, file: u32, words: &str) -> Span {
    let text = sources.files()[usize::try_from(file).unwrap()].text();
    let start = text.find(words).unwrap();
    Span::new(FileId(file), start, start.saturating_add(words.len()))
}

fn sample() -> (Sources, Diagnostic) {
    let sources = sources(&[
        ("政策/措施.huice", "措施 14 加大稳岗返还 {\n\t责任人 刘伟、路德之\n}\n"),
        ("政策/机构.huice", "人员 刘伟、路德芝\n"),
    ]);
    let wrong = find(&sources, 0, "路德之");
    let diag = Diagnostic::new(Code::UnknownParty, wrong, "没有叫“路德之”的人员", "no person is called `路德之`")
        .here("没有声明", "not declared")
        .label(find(&sources, 0, "责任人"), "这里要一名人员", "a person is expected")
        .label(find(&sources, 1, "路德芝"), "相近的名称", "a similar name")
        .help("改为“路德芝”", "write `路德芝`")
        .patch(wrong, "路德芝");
    (sources, diag)
}

#[test]
fn human_in_chinese_shows_places_in_two_files_and_the_fix() {
    let (sources, diag) = sample();
    insta::assert_snapshot!(render(&[diag], &sources, PLAIN, Lang::Zh), @r"
    错误[E0204]：没有叫“路德之”的人员
     --> 政策/措施.huice:2:9
      |
    2 |     责任人 刘伟、路德之
      |     ------       ^^^^^^ 没有声明
      |     |
      |     这里要一名人员
      |
     ::: 政策/机构.huice:1:7
      |
    1 | 人员 刘伟、路德芝
      |            ------ 相近的名称
      |
      = 原因：写错一个字，事情就派给了不存在的人
    帮助：改为“路德芝”
      |
    2 -     责任人 刘伟、路德之
    2 +     责任人 刘伟、路德芝
      |
    ");
}

#[test]
fn human_in_english_without_a_fix_keeps_the_help_below() {
    let (sources, mut diag) = sample();
    diag.patch = None;
    diag.labels.clear();
    insta::assert_snapshot!(render(&[diag], &sources, PLAIN, Lang::En), @r"
    error[E0204]: no person is called `路德之`
     --> 政策/措施.huice:2:9
      |
    2 |     责任人 刘伟、路德之
      |                  ^^^^^^ not declared
      |
      = why: one wrong character assigns the work to nobody
      = help: write `路德芝`
    ");
}

#[test]
fn a_warning_and_a_missing_file() {
    let here = Span::new(FileId(7), 3, 9);
    let unused = Diagnostic::new(Code::UnusedName, here, "没有用到“甲”", "`甲` is never used");
    let text = render(std::slice::from_ref(&unused), &Sources::default(), PLAIN, Lang::Zh);
    assert!(text.starts_with("警告[W0701]：没有用到“甲”\n") && text.contains("= 原因："), "{text}");
    let text = render(&[unused], &Sources::default(), Format::Short, Lang::En);
    assert_eq!(text, "warning[W0701]: `甲` is never used\n");
}

#[test]
fn reports_are_separated_by_one_empty_line() {
    let (sources, mut diag) = sample();
    (diag.patch, diag.help) = (None, None);
    let text = render(&[diag.clone(), diag], &sources, PLAIN, Lang::En);
    assert_eq!(text.matches("\n\nerror").count(), 1);
    assert!(text.ends_with('\n') && !text.ends_with("\n\n"));
    assert_eq!(render(&[], &sources, PLAIN, Lang::En), "");
}

#[test]
fn an_insertion_at_the_end_of_the_file_has_its_own_line() {
    let sources = sources(&[("a.huice", "包 甲 {\n")]);
    let end = Span::new(FileId(0), 11, 11);
    assert_eq!(sources.files()[0].text().len(), 10);
    let diag = Diagnostic::new(Code::UnclosedBrace, end, "少一个“}”", "a `}` is missing").patch(end, "}");
    insta::assert_snapshot!(render(&[diag], &sources, PLAIN, Lang::En), @r"
    error[E0106]: a `}` is missing
     --> a.huice:2:1
      |
    2 |
      | ^
      |
      = why: brackets say which clause belongs to which item; a wrong guess would change the rule
    help: it can be written so
      |
    2 | }
      |
    ");
}

#[test]
fn an_insertion_in_a_line_is_marked() {
    let sources = sources(&[("a.huice", "裁员率不超过5.5%\n")]);
    let words = find(&sources, 0, "不超过");
    let gap = Span { end: words.start, ..words };
    let diag = Diagnostic::new(Code::GluedWords, words, "词与词之间缺空格", "words run together").patch(gap, " ");
    let text = render(&[diag], &sources, PLAIN, Lang::En);
    assert!(text.contains("1 | 裁员率 不超过5.5%\n  |       +\n"), "{text}");
}

#[test]
fn colours_do_not_change_the_words() {
    let (sources, diag) = sample();
    for lang in [Lang::Zh, Lang::En] {
        let plain = render(std::slice::from_ref(&diag), &sources, PLAIN, lang);
        let colored = render(std::slice::from_ref(&diag), &sources, Format::Human { color: true }, lang);
        assert!(colored.contains('\u{1b}'));
        assert_eq!(super::human::without_colors(&colored), plain);
    }
}

#[test]
fn a_span_over_line_ends_and_carriage_returns() {
    let sources = sources(&[("a.huice", "甲 = 1\r\n乙 = 2\r\n")]);
    let whole = Span::new(FileId(0), 0, 9);
    let text = render(&[Diagnostic::new(Code::Syntax, whole, "错", "wrong")], &sources, PLAIN, Lang::En);
    assert!(text.contains("1 | 甲 = 1\n  | ^^^^^^\n"), "{text}");
}

#[test]
fn short_is_one_line_with_an_unchanging_frame() {
    let (sources, mut diag) = sample();
    assert_eq!(
        render(std::slice::from_ref(&diag), &sources, Format::Short, Lang::Zh),
        "政策/措施.huice:2:9: error[E0204]: 没有叫“路德之”的人员（改为“路德芝”）\n"
    );
    diag.message.en = "two\nlines".to_owned();
    assert_eq!(
        render(&[diag], &sources, Format::Short, Lang::En),
        "政策/措施.huice:2:9: error[E0204]: two lines (write `路德芝`)\n"
    );
}

#[test]
fn json_has_both_languages_and_both_columns() {
    let sources = sources(&[("甲.huice", "# 𠮷\n𠮷 6月\n")]);
    let month = find(&sources, 0, "6月");
    let diag = Diagnostic::new(Code::BareMonth, month, "“6月”有歧义", "`6月` is ambiguous").patch(month, "6个月");
    let value: serde_json::Value = serde_json::from_str(&render(&[diag], &sources, Format::Json, Lang::Zh)).unwrap();
    let start = serde_json::json!({ "line": 2, "column": 3, "utf16": 4 });
    let end = serde_json::json!({ "line": 2, "column": 5, "utf16": 6 });
    assert_eq!(
        value,
        serde_json::json!([{
            "code": "E0108",
            "severity": "error",
            "message": { "zh": "“6月”有歧义", "en": "`6月` is ambiguous" },
            "why": serde_json::to_value(Code::BareMonth.why()).unwrap(),
            "file": "甲.huice", "start": start, "end": end,
            "label": null,
            "labels": [],
            "help": null,
            "patch": { "file": "甲.huice", "start": start, "end": end, "with": "6个月", "certain": true },
        }])
    );
    assert_eq!(render(&[], &sources, Format::Json, Lang::Zh), "[]\n");
}

#[test]
fn json_labels_have_places_and_words() {
    let (sources, diag) = sample();
    let value: serde_json::Value = serde_json::from_str(&render(&[diag], &sources, Format::Json, Lang::Zh)).unwrap();
    assert_eq!(value[0]["label"]["en"], "not declared");
    assert_eq!(value[0]["labels"][1]["file"], "政策/机构.huice");
    assert_eq!(value[0]["labels"][1]["label"]["zh"], "相近的名称");
    assert_eq!(value[0]["help"]["zh"], "改为“路德芝”");
}

/// The properties that the schema of SARIF 2.1.0 requires of the objects we write, and its limits on their values.
fn required(object: &serde_json::Value, kind: &str) {
    let has = |key: &str| assert!(!object[key].is_null(), "{kind} lacks {key}: {object}");
    let each = |key: &str, kind: &str| {
        for part in object[key].as_array().into_iter().flatten() {
            required(part, kind);
        }
    };
    let one = |key: &str, kind: &str| {
        if !object[key].is_null() {
            required(&object[key], kind);
        }
    };
    assert!(object.is_object(), "{kind}: {object}");
    match kind {
        "sarifLog" => {
            assert_eq!(object["version"], "2.1.0");
            assert!(object["runs"].is_array() && object["$schema"].as_str().unwrap().ends_with("sarif-2.1.0.json"));
            each("runs", "run");
        }
        "run" => {
            has("tool");
            assert!(["utf16CodeUnits", "unicodeCodePoints"].contains(&object["columnKind"].as_str().unwrap()));
            required(&object["tool"]["driver"], "toolComponent");
            for result in object["results"].as_array().unwrap() {
                required(result, "result");
                let rules = object["tool"]["driver"]["rules"].as_array().unwrap();
                let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
                assert_eq!(rules[index]["id"], result["ruleId"]);
            }
        }
        "toolComponent" => {
            has("name");
            each("rules", "reportingDescriptor");
        }
        "reportingDescriptor" => {
            has("id");
            required(&object["shortDescription"], "message");
            required(&object["help"], "message");
        }
        "message" => has("text"),
        "result" => {
            required(&object["message"], "message");
            assert!(["none", "note", "warning", "error"].contains(&object["level"].as_str().unwrap()));
            each("locations", "location");
            each("relatedLocations", "location");
            let related = object["relatedLocations"].as_array().cloned().unwrap_or_default();
            assert!(
                related.iter().enumerate().all(|(at, one)| !related[..at].contains(one)),
                "not unique: {related:?}"
            );
            each("fixes", "fix");
        }
        "location" => {
            required(&object["physicalLocation"], "physicalLocation");
            one("message", "message");
        }
        "physicalLocation" => {
            required(&object["artifactLocation"], "artifactLocation");
            required(&object["region"], "region");
        }
        "artifactLocation" => {
            let uri = object["uri"].as_str().unwrap();
            assert!(uri.is_ascii() && !uri.contains([' ', '\\']), "{uri}");
        }
        "region" => {
            for key in ["startLine", "startColumn", "endLine", "endColumn"] {
                assert!(object[key].as_u64().is_some_and(|number| number >= 1), "{key}: {object}");
            }
        }
        "fix" => {
            one("description", "message");
            assert!(!object["artifactChanges"].as_array().unwrap().is_empty());
            each("artifactChanges", "artifactChange");
        }
        "artifactChange" => {
            required(&object["artifactLocation"], "artifactLocation");
            assert!(!object["replacements"].as_array().unwrap().is_empty());
            each("replacements", "replacement");
        }
        "replacement" => {
            required(&object["deletedRegion"], "region");
            one("insertedContent", "message");
        }
        other => panic!("{other}"),
    }
}

#[test]
fn sarif_has_what_its_schema_requires() {
    let (sources, diag) = sample();
    let mut bare = diag.clone();
    (bare.patch, bare.help) = (None, None);
    bare.labels.clear();
    let lost = Diagnostic::new(Code::UnusedName, Span::new(FileId(9), 0, 1), "没有用到", "not used");
    for lang in [Lang::Zh, Lang::En] {
        for diags in [vec![], vec![diag.clone(), bare.clone(), lost.clone()]] {
            let log: serde_json::Value = serde_json::from_str(&render(&diags, &sources, Format::Sarif, lang)).unwrap();
            required(&log, "sarifLog");
        }
    }
}

#[test]
fn sarif_counts_code_points_and_lists_the_rules_once() {
    let (sources, diag) = sample();
    let unused = Diagnostic::new(Code::UnusedName, diag.labels[1].span, "没有用到", "never used");
    let log = render(&[unused, diag.clone(), diag], &sources, Format::Sarif, Lang::En);
    let value: serde_json::Value = serde_json::from_str(&log).unwrap();
    assert_eq!(value["version"], "2.1.0");
    let run = &value["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.iter().map(|rule| &rule["id"]).collect::<Vec<_>>(), ["E0204", "W0701"]);
    assert!(rules.iter().all(|rule| rule["help"]["text"].as_str().is_some_and(|text| text.starts_with("# "))));
    let results = run["results"].as_array().unwrap();
    assert_eq!(results[0]["ruleIndex"], 1);
    assert_eq!(results[0]["level"], "warning");
    assert_eq!(results[1]["ruleIndex"], 0);
    assert_eq!(results[1]["message"]["text"], "no person is called `路德之`\nwrite `路德芝`");
    let place = &results[1]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "%E6%94%BF%E7%AD%96/%E6%8E%AA%E6%96%BD.huice");
    let region = serde_json::json!({ "startLine": 2, "startColumn": 9, "endLine": 2, "endColumn": 12 });
    assert_eq!(place["region"], region);
    let replacement = &results[1]["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement["insertedContent"]["text"], "路德芝");
    assert_eq!(replacement["deletedRegion"], region);
    assert_eq!(results[1]["relatedLocations"].as_array().unwrap().len(), 2);
}

/// Where the carets under a source line begin and how many there are, in terminal columns after `1 | `.
fn carets(report: &str, line: usize) -> (usize, usize) {
    let mut lines = report.lines().skip_while(|text| !text.starts_with(&format!("{line} |")));
    let under = lines.nth(1).unwrap().split_once('|').unwrap().1;
    let under = under.strip_prefix(' ').unwrap_or(under);
    let start = under.find('^').unwrap();
    (start, under.chars().filter(|c| *c == '^').count())
}

/// Characters of rules and notices, narrow and wide, with the marks whose width terminals agree on.
fn line_text() -> impl Strategy<Value = String> {
    let chars = "甲乙路德芝𠮷企业，。、（）％＜＝：；「」〔〕0123ab .%/()·-×“”ａ１".chars().collect::<Vec<_>>();
    proptest::collection::vec(proptest::sample::select(chars), 1..40).prop_map(String::from_iter)
}

proptest! {
    #[test]
    fn carets_stand_under_their_words(text in line_text(), a in 0_usize..40, b in 0_usize..40) {
        let chars: Vec<(usize, char)> = text.char_indices().collect();
        let top = chars.len().saturating_sub(1);
        let (first, last) = (a.min(b).min(top), a.max(b).min(top));
        let (start, end) = (chars[first].0, chars[last].0.saturating_add(chars[last].1.len_utf8()));
        let sources = sources(&[("a.huice", &format!("{text}\n"))]);
        let diag = Diagnostic::new(Code::Syntax, Span::new(FileId(0), start, end), "错", "wrong");
        let report = render(&[diag], &sources, PLAIN, Lang::Zh);
        let width = |text: &str| text.chars().map(|c| c.width().unwrap_or(0)).sum::<usize>();
        prop_assert_eq!(width(&text), text.width());
        prop_assert_eq!(carets(&report, 1), (width(text.get(..start).unwrap()), width(text.get(start..end).unwrap())), "{}", report);
        let head = format!(" --> a.huice:1:{}\n", first.saturating_add(1));
        prop_assert!(report.contains(&head), "{}", report);
    }

    #[test]
    fn any_text_and_any_place_can_be_printed(
        text in "(\\PC|[\\n\\r\\t\\u{202e}\\u{200b}\\u{feff} {}甲]){0,60}",
        places in proptest::collection::vec((0_usize..200, 0_usize..200), 1..4),
        with in "(\\PC|[\\n\\t ]){0,8}",
        words in "(\\PC|[\\n\\t ]){0,8}",
    ) {
        let sources = sources(&[("a.huice", &text), ("乙.huice", &text)]);
        let mut spans = places.iter().map(|(a, b)| Span::new(FileId(u32::from(a > b)), *a, *b));
        let first = spans.next().unwrap();
        let mut diag = Diagnostic::new(Code::Syntax, first, &*words, &*words).here(&*words, "").patch(first, with);
        for span in spans {
            diag = diag.label(span, &*words, "b");
        }
        for lang in [Lang::Zh, Lang::En] {
            let report = render(std::slice::from_ref(&diag), &sources, PLAIN, lang);
            prop_assert!(report.lines().all(|line| line.trim_end() == line), "{:?}", report);
            let colored = render(std::slice::from_ref(&diag), &sources, Format::Human { color: true }, lang);
            let has_colors = colored.contains('\u{1b}');
            prop_assert!(has_colors);
            prop_assert_eq!(render(std::slice::from_ref(&diag), &sources, Format::Short, lang).lines().count(), 1);
            for format in [Format::Json, Format::Sarif] {
                let data = render(std::slice::from_ref(&diag), &sources, format, lang);
                prop_assert!(serde_json::from_str::<serde_json::Value>(&data).is_ok());
            }
        }
    }
}
