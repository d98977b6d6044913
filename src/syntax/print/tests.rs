//! Tests of the printer: what is printed is read back as the same tree, in both spellings.

use super::*;
use crate::span::FileId;
use crate::syntax::parse::SAMPLE;
use crate::syntax::{parse, shape};

fn read(text: &str) -> File {
    let (file, found) = parse(FileId(0), text);
    assert!(found.is_empty(), "{found:#?}\n{text}");
    file
}

fn again(text: &str, keywords: Keywords) -> String {
    print(&read(text), text, keywords)
}

#[test]
fn both_spellings_mean_the_same_tree() {
    let tree = shape(&read(SAMPLE).decls);
    let zh = again(SAMPLE, Keywords::Zh);
    let en = again(SAMPLE, Keywords::En);
    assert_eq!(shape(&read(&zh).decls), tree);
    assert_eq!(shape(&read(&en).decls), tree, "{en}");
    assert_eq!(shape(&read(&again(&en, Keywords::Zh)).decls), tree);
    assert_eq!(again(&zh, Keywords::En), en);
}

#[test]
fn printing_twice_changes_nothing() {
    for keywords in [Keywords::Zh, Keywords::En] {
        let once = again(SAMPLE, keywords);
        assert_eq!(again(&once, keywords), once);
    }
}

#[test]
fn figures_stay_as_written_or_take_their_shortest_faithful_form() {
    let line = |text: &str, keywords| again(&format!("定义 甲 = {text}"), keywords).trim().to_owned();
    for (text, zh, en) in [
        ("10000000元", "10000000元", "10000000yuan"),
        ("10000000yuan", "1000万元", "10000000yuan"),
        ("17425000000yuan", "174.25亿元", "17425000000yuan"),
        ("20000万元", "20000万元", "200000000yuan"),
        ("36000元", "36000元", "36000yuan"),
        ("14.4万元", "14.4万元", "144000yuan"),
        ("２亿元", "2亿元", "200000000yuan"),
        ("20000", "20000", "20000"),
        ("半年", "半年", "6months"),
        ("6months", "6个月", "6months"),
        ("1个月", "1个月", "1month"),
        ("3个工作日", "3个工作日", "3workdays"),
        ("3.50%/年", "3.50%/年", "3.5%/year"),
        ("5％", "5%", "5%"),
        ("1730元/(人·月)", "1730元/(人·月)", "1730yuan/(人·month)"),
        ("2020-01-01", "2020年1月1日", "2020-01-01"),
        ("2020年2月", "2020年2月", "2020-02"),
        ("0.5个百分点", "0.5个百分点", "0.5个百分点"),
    ] {
        assert_eq!(line(text, Keywords::Zh), format!("定义 甲 = {zh}"));
        assert_eq!(line(text, Keywords::En), format!("define 甲 = {en}"));
    }
}

#[test]
fn comparisons_stay_as_written_in_their_language() {
    let line = |text: &str, keywords| again(&format!("定义 甲 = {text}"), keywords).trim().to_owned();
    for (text, zh, en) in [
        ("乙 不低于 1", "乙 不低于 1", "乙 at_least 1"),
        ("乙 达到 1", "乙 达到 1", "乙 at_least 1"),
        ("乙 at_least 1", "乙 不少于 1", "乙 at_least 1"),
        ("乙>=1", "乙 >= 1", "乙 >= 1"),
        ("乙 ≥ 1", "乙 ≥ 1", "乙 ≥ 1"),
        ("乙 ＝ 1", "乙 等于 1", "乙 equals 1"),
        ("乙 1以下", "乙 不超过 1", "乙 at_most 1"),
    ] {
        assert_eq!(line(text, Keywords::Zh), format!("定义 甲 = {zh}"));
        assert_eq!(line(text, Keywords::En), format!("define 甲 = {en}"));
    }
}

/// Every text is printed as the one below it, and that one as itself.
fn forms(cases: &[(&str, &str)]) {
    for (text, form) in cases {
        assert_eq!(again(text, Keywords::Zh), *form);
        assert_eq!(again(form, Keywords::Zh), *form);
    }
}

#[test]
fn blank_lines_stay_but_at_most_one() {
    forms(&[
        (
            "\n\n# 头\n\n\n包 甲 (a) {\n\n  文号 \"一\"\n\n\n  标题 \"二\"\n  发布机关 \"三\"\n\n}\n",
            "# 头\n\n包 甲 (a) {\n  文号 \"一\"\n\n  标题 \"二\"\n  发布机关 \"三\"\n}\n",
        ),
        (
            "措施 1 甲 {\n  支持 1.1 乙 { 对象 企业\n\n  依据 条1 句1 金额 1元 }\n  用例 \"一\" { 期望 1.1 符合 }\n  # 注\n  用例 \"二\" { 期望 1.1 符合 }\n}",
            "措施 1 甲 {\n  支持 1.1 乙 {\n    对象 企业\n\n    依据 条1 句1\n    金额 1元\n  }\n  用例 \"一\" {\n    期望 1.1 符合\n  }\n  # 注\n  用例 \"二\" {\n    期望 1.1 符合\n  }\n}\n",
        ),
        // Blocks that shared a line are set apart.
        ("措施 1 甲 { 责任人 乙 职责 1.1 丙 }", "措施 1 甲 {\n  责任人 乙\n\n  职责 1.1 丙\n}\n"),
    ]);
}

#[test]
fn breaks_stay_where_they_were() {
    forms(&[
        (
            "主体 企业 (e) {\n  甲 (a) : 元 问 \"几元？\" 注 \"税前\"\n  乙 (b) : 布尔\n    问 \"是否？\" 待办\n}",
            "主体 企业 (e) {\n  甲 (a) : 元 问 \"几元？\" 注 \"税前\"\n  乙 (b) : 布尔\n    问 \"是否？\"\n    待办\n}\n",
        ),
        (
            "定义 甲 = 若 乙 则 1元 否则 2元\n定义 丙 = 若 乙\n 则 1元\n 否则 2元\n定义 丁 =\n若 乙 则 1元\n否则 若 戊 则 2元 否则 3元",
            "定义 甲 = 若 乙 则 1元 否则 2元\n定义 丙 = 若 乙\n  则 1元\n  否则 2元\n定义 丁 =\n  若 乙 则 1元\n  否则 若 戊 则 2元\n  否则 3元\n",
        ),
        ("措施 1 甲 { 条件 乙 \"丙\"\n a 且 b\n 或 c\n}", "措施 1 甲 {\n  条件 乙 \"丙\"\n    a 且 b\n    或 c\n}\n"),
        (
            "用例 \"一\" {\n  设 贷款 { 甲 = 1元 乙 = 2元 }\n  设 贷款 { 甲 = 1元\n  乙 = 2元 }\n}",
            "用例 \"一\" {\n  设 贷款 { 甲 = 1元  乙 = 2元 }\n  设 贷款 {\n    甲 = 1元\n    乙 = 2元\n  }\n}\n",
        ),
    ]);
}

#[test]
fn what_is_too_wide_is_broken() {
    let long = "很长很长的名称甲乙丙丁戊己庚辛壬癸";
    let six = |n: usize| (0..n).map(|i| format!("{long}{i}")).collect::<Vec<_>>();
    for text in [
        format!("定义 甲 = {}", six(6).join(" 且 ")),
        format!("定义 甲 = {}", six(6).join(" + ")),
        format!("定义 甲 = 若 {0}1 超过 {0}2 则 {0}3 否则 若 {0}4 则 {0}5 否则 {0}6", long),
        format!("定义 甲 = {long} 属于 {}", six(8).join("、")),
        format!("定义 甲 = 取小({})", six(8).join(", ")),
        format!("措施 1 甲 {{ 条件 乙 \"{long}{long}\" {long} 超过 {long} 且 ({}) }}", six(5).join(" 或 ")),
        format!("措施 1 甲 {{ 条件 乙 \"丙\" {{ 依据 条1 句1 丁 例外 戊 当 {} 则 {long} }} }}", six(4).join(" 且 ")),
        format!("措施 1 甲 {{ 支持 1.1 乙 {{ 口径 {} }} }}", six(7).join("、")),
        format!("用例 \"一\" {{ 设 贷款 {{ {}1 = 1元 {0}2 = 2元 {0}3 = 3元 {0}4 = 4元 }} }}", long),
        format!("主体 企业 (e) {{ 甲 (a) : 元 问 \"{long}{long}？\" 注 \"{long}{long}\" }}"),
        format!("事件 甲 (a) 注 \"{long}{long}{long}\""),
        format!("机构 {}", six(7).join("、")),
    ] {
        for keywords in [Keywords::Zh, Keywords::En] {
            let form = again(&text, keywords);
            let wide = form.lines().filter(|line| unicode_width::UnicodeWidthStr::width(*line) > 122).count();
            assert_eq!(wide, 0, "{form}");
            assert_eq!(again(&form, keywords), form);
            assert_eq!(shape(&read(&form).decls), shape(&read(&text).decls), "{form}");
        }
    }
    let ladder = format!("定义 甲 = 若 {0}1 则 {0}2 否则 若 {0}3 则 {0}4 + {0}5 否则 {0}6", long);
    let form = "定义 甲 =\n  若 长1 则 长2\n  否则 若 长3\n    则 长4 + 长5\n  否则 长6\n".replace('长', long);
    assert_eq!(again(&ladder, Keywords::Zh), form);
}

#[test]
fn names_and_texts_are_quoted_where_needed() {
    let text = "措施 1 \"期限\" { 条件 「期限」 「a·b」 = “a\"b” }";
    assert_eq!(again(text, Keywords::Zh), "措施 1 \"期限\" {\n  条件 「期限」 「a·b」 = “a\"b”\n}\n");
    assert_eq!(quoted("\"”"), "‘\"”’");
}

#[test]
fn comments_survive_where_they_stood() {
    let text = "# 头
定义 甲 = 1 # 尾
# 前
措施 1 乙 { # 开
  # 内一
  条件 丙 (a # 中
    且 b)
  支持 1.1 丁 { 对象 企业 # 对
    # 末
  } # 合
  # 最后
}
# 文末";
    let zh = again(text, Keywords::Zh);
    assert_eq!(
        zh,
        "# 头
定义 甲 = 1  # 尾

# 前
措施 1 乙 {  # 开
  # 内一
  条件 丙 (a  # 中
    且 b)
  支持 1.1 丁 {
    对象 企业  # 对
    # 末
  }  # 合
  # 最后
}
# 文末
"
    );
    assert_eq!(again(&zh, Keywords::Zh), zh);
}

/// A comment between any two tokens of the sample survives, and the tree stays the same.
#[test]
fn comments_survive_anywhere() {
    let tree = shape(&read(SAMPLE).decls);
    let before = read(SAMPLE).comments.len();
    let lines: Vec<&str> = SAMPLE.lines().collect();
    for place in 0..lines.len() {
        {
            let own_line = place % 2 == 0;
            let mut text = String::new();
            for (number, line) in lines.iter().enumerate() {
                let bare = line.split_once('#').map_or(*line, |(code, _)| code);
                match (number == place, own_line) {
                    (true, true) => text.push_str(&format!("# 插入\n{line}\n")),
                    (true, false) => text.push_str(&format!("{bare} # 插入\n")),
                    _ => text.push_str(&format!("{line}\n")),
                }
            }
            let kept = before + 1 - usize::from(!own_line && lines[place].contains('#'));
            let once = again(&text, Keywords::Zh);
            let file = read(&once);
            assert_eq!(file.comments.len(), kept, "line {place}");
            assert_eq!(shape(&file.decls), tree);
            assert_eq!(again(&once, Keywords::Zh), once, "line {place}");
        }
    }
}
