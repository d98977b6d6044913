//! The reader on small texts: page breaks, brackets, numbering, figures, and texts that are nothing of the kind.

use super::*;
use chrono::NaiveDate;
use proptest::prelude::*;

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

/// The figures of one sentence: as written, and what they say.
fn said(text: &str) -> Vec<(String, Meaning)> {
    figure::figures(&Flow::new(text, 0), 2020, &[]).into_iter().map(|f| (f.text, f.meaning)).collect()
}

fn quantities(text: &str) -> Vec<String> {
    said(text)
        .into_iter()
        .filter_map(|(_, meaning)| if let Meaning::Quantity(spelling) = meaning { Some(spelling) } else { None })
        .collect()
}

#[test]
fn quantities_are_spelt_as_rules_spell_them() {
    for (text, expected) in [
        ("最高不超过1000万元", "1000万元"),
        ("投放17.5亿元", "17.5亿元"),
        ("１,０００元", "1000元"),
        ("为5,10元", "5 10元"),
        ("按 3 ‰ 计", "3‰"),
        ("按百分之五计", "5%"),
        ("按百分之五点五计", "5.5%"),
        ("按千分之三计", "3‰"),
        ("每半年一次", ""),
        ("半年调整", "半年"),
        ("延长一年", "1年"),
        ("不少于两个月", "2个月"),
        ("十五个工作日", "15个工作日"),
        ("15日内", "15天"),
        ("降低0.5个百分点", "0.5个百分点"),
        ("5 元/学时", "5元/学时"),
        ("5.5%，", "5.5%"),
        ("3千元", "3000元"),
        ("30人（含）", "30人"),
    ] {
        assert_eq!(quantities(text).join(" "), expected, "{text}");
    }
}

#[test]
fn dates_are_days_or_spans() {
    for (text, from, to) in [
        ("2020 年 1 月 1 日", day(2020, 1, 1), day(2020, 1, 1)),
        ("二〇二〇年三月六日", day(2020, 3, 6), day(2020, 3, 6)),
        ("2月4日后", day(2020, 2, 4), day(2020, 2, 4)),
        ("2-4月份", day(2020, 2, 1), day(2020, 4, 30)),
        ("2—4月", day(2020, 2, 1), day(2020, 4, 30)),
        ("2020年2月至4月", day(2020, 2, 1), day(2020, 4, 30)),
        ("2021年2月", day(2021, 2, 1), day(2021, 2, 28)),
        ("2020年内", day(2020, 1, 1), day(2020, 12, 31)),
        ("年底前", day(2020, 1, 1), day(2020, 12, 31)),
    ] {
        let meaning = if from == to { Meaning::Day(from) } else { Meaning::Span(from, to) };
        assert_eq!(said(text).first().map(|(_, meaning)| meaning.clone()), Some(meaning), "{text}");
    }
    assert_eq!(said("疫情结束后3个月内补缴"), [("疫情结束后3个月内".to_owned(), Meaning::After("3个月".to_owned()))]);
    assert_eq!(said("疫情防控期间")[0].1, Meaning::Time);
}

#[test]
fn what_is_no_figure_is_left_out() {
    for text in ["第一批", "第31条", "一企一策", "多审合一", "依据鲁政办发的文件", "二级响应", "三大产业"]
    {
        assert_eq!(said(text), [], "{text}");
    }
    for text in ["7×24小时", "“三张清单”", "“五个一”"] {
        assert_eq!(said(text).len(), 1, "{text}");
        assert_eq!(said(text)[0].1, Meaning::Words, "{text}");
    }
    let notice = Notice::read(
        "a",
        "1. 标题。落实《2019年办法》（淄政字〔2020〕15号）。依据鲁政发〔2020〕4号执行。（责任人：甲）",
    );
    let sentences = &notice.measures[0].paragraphs[0].sentences;
    assert!(sentences.iter().all(|sentence| sentence.figures.is_empty()));
    assert_eq!(sentences[0].documents[0].number.as_deref(), Some("淄政字〔2020〕15号"));
    assert_eq!(sentences[1].documents[0].number.as_deref(), Some("鲁政发〔2020〕4号"));
}

#[test]
fn page_breaks_are_joined_and_places_kept() {
    let text = "1. 甲项。增加资金\n\n3000 万元，规模扩大。（责任人：\n\n王一;牵头单位:区财政局)\n2. 乙项。照办。\n(责任人：王二）\n";
    let notice = Notice::read("a", text);
    assert_eq!(notice.measures.len(), 2);
    assert_eq!(notice.brackets(), 2);
    let sentence = &notice.measures[0].paragraphs[0].sentences[0];
    assert_eq!(sentence.flow.to_string(), "增加资金3000万元，规模扩大。");
    let figure = &sentence.figures[0];
    let place = notice.source.position(figure.at);
    assert_eq!((figure.text.as_str(), place.line, place.column), ("3000万元", 3, 1));
    let lead: Vec<_> = notice.measures[0].brackets[0].of(Role::Lead).collect();
    let place = notice.source.position(lead[0].at);
    assert_eq!((lead[0].text.as_str(), place.line, place.column), ("区财政局", 5, 9));
}

#[test]
fn a_line_that_starts_with_a_figure_is_no_measure() {
    let text = "1. 甲项。按不超过\n3.5%的部分\n2.5亿元计。（责任人：甲）\n2. 乙项。照办。（责任人：甲）";
    let notice = Notice::read("a", text);
    assert_eq!(notice.measures.iter().map(|m| m.title.as_str()).collect::<Vec<_>>(), ["甲项", "乙项"]);
}

#[test]
fn brackets_in_running_text_stay() {
    let text = "1. 甲项。联系韩国人(商)会（含港澳），照办。（责任人：甲；责任单位：乙局)";
    let notice = Notice::read("a", text);
    assert_eq!(notice.brackets(), 1);
    assert!(notice.measures[0].paragraphs[0].sentences[0].flow.to_string().contains("（商）会"));
}

#[test]
fn closing_words_belong_to_no_measure() {
    let text = "一、总则\n1. 甲项。照办。（责任人：甲）\n各单位要完成全年\n任务。\n某县人民政府\n2020年3月6日\n";
    let notice = Notice::read("a", text);
    assert_eq!(notice.measures[0].paragraphs.len(), 1);
    assert_eq!(notice.rest.len(), 1);
    assert_eq!(notice.head.issued.as_ref().map(|(d, _)| *d), Some(day(2020, 3, 6)));
}

#[test]
fn long_texts_of_one_sign_are_read_in_one_pass() {
    for piece in [
        "（",
        "）",
        "“",
        "《",
        "（责任人：",
        "1",
        "1.",
        "一",
        "一、\n",
        "甲\n",
        "）\n",
        "。",
        "第",
        "〔2020〕",
        "甲牵头）（",
        "百分之",
        "《（》）\n",
    ] {
        let text = piece.repeat(20_000);
        let notice = Notice::read("a", &text);
        assert!(notice.measures.len() <= 20_000);
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(?s).{0,200}") {
        let _ = Notice::read("a", &text);
    }

    #[test]
    fn any_text_of_these_signs_is_read(
        parts in proptest::collection::vec(
            proptest::sample::select(vec![
                "1", "2020", "年", "月", "日", "-", "至", "万", "亿", "元", "%", ".", "、", "。", "；", "，", "\n", "（", "）", "(", ")",
                "责任人：", "牵头单位:", "甲", "乙局", "一", "十", "百", "第", "条", "章", "“", "”", "《", "》", "〔", "〕", "号", "百分之",
                "半年", "疫情结束后", "内", "牵头", "负责", " ", "　", "×", "小时",
            ]),
            0..60,
        )
    ) {
        let text: String = parts.concat();
        let notice = Notice::read("a", &text);
        for figure in notice.measures.iter().flat_map(|m| &m.paragraphs).flat_map(|p| &p.sentences).flat_map(|s| &s.figures) {
            prop_assert!(text.is_char_boundary(figure.at));
        }
        let _ = crate::draft::draft(&notice, "a");
    }
}
