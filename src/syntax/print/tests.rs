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
    print(&read(text), keywords)
}

#[test]
fn both_spellings_mean_the_same_tree() {
    let tree = shape(&read(SAMPLE).decls);
    let zh = again(SAMPLE, Keywords::Zh);
    let en = again(SAMPLE, Keywords::En);
    assert_eq!(shape(&read(&zh).decls), tree);
    assert_eq!(shape(&read(&en).decls), tree, "{en}");
    assert_eq!(again(&en, Keywords::Zh), zh);
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
fn literals_take_their_shortest_faithful_form() {
    let line = |text: &str, keywords| again(&format!("定义 甲 = {text}"), keywords).trim().to_owned();
    for (text, zh, en) in [
        ("10000000元", "1000万元", "10000000yuan"),
        ("17425000000元", "174.25亿元", "17425000000yuan"),
        ("36000元", "36000元", "36000yuan"),
        ("14.4万元", "144000元", "144000yuan"),
        ("2亿元", "2亿元", "200000000yuan"),
        ("20000", "20000", "20000"),
        ("半年", "6个月", "6months"),
        ("1个月", "1个月", "1month"),
        ("3个工作日", "3个工作日", "3workdays"),
        ("3.50%/年", "3.5%/年", "3.5%/year"),
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
fn names_and_texts_are_quoted_where_needed() {
    let text = "措施 1 \"期限\" { 条件 「期限」 「a·b」 = “a\"b” }";
    assert_eq!(again(text, Keywords::Zh), "措施 1 \"期限\" {\n  条件 「期限」 「a·b」 等于 “a\"b”\n}\n");
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
  条件 丙 (a 且 b)  # 中

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
