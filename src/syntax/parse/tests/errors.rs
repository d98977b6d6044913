//! Tests of errors: codes, places, fixes, several in one run.

use super::wrong;
use crate::diagnostic::Diagnostic;
use crate::span::FileId;
use crate::syntax::parse;

fn first(text: &str) -> Diagnostic {
    parse(FileId(0), text).1.remove(0)
}

/// The text after the first diagnostic's patch.
fn patched(text: &str) -> String {
    let patch = first(text).patch.unwrap();
    let mut text = text.to_owned();
    text.replace_range(patch.span.range(), &patch.with);
    text
}

#[test]
fn several_errors_come_out_of_one_run() {
    let text = r#"包 试 (t-1) { 文号 "a" 印发曰 2020年3月6日 }
措施 14 加大稳岗返还 {
  责任人 刘伟
  金额 5元
  条件 期限 "x" 申请月数 不超过 6月
  支持 14.1 稳岗返还 {
    对像 企业
    条件 参保 收入不超过 800元
    金额 50% × × 返还基数
    金额 1,000元
    封顶 2020年2月30日 每 主体
    条件
  }
  支持 14 x { }
}
主体 企业 (enterprise) {
  甲 (a) : 元
  乙 : 元
  条件 (b) : 元 问 "?"
}
期间 甲 自 2020年13月1日 至
事件 乙
"#;
    assert_eq!(
        wrong(text),
        [
            "E0104 1:20",
            "E0115 4:3",
            "E0112 5:6",
            "E0108 5:22",
            "E0104 7:5",
            "E0109 8:11",
            "E0104 9:14",
            "E0107 10:8",
            "E0110 11:8",
            "E0104 12:7",
            "E0104 14:6",
            "E0104 18:5",
            "E0112 19:3",
            "E0110 21:8",
            "E0104 21:20",
            "E0104 22:5",
        ]
    );
}

#[test]
fn what_is_right_beside_an_error_is_kept() {
    let (file, found) =
        parse(FileId(0), "措施 1 甲 { 支持 1.1 乙 { 对像 企业 条件 甲 } 支持 1.2 丙 {} } 定义 = 1 定义 丁 = 2");
    assert_eq!(found.len(), 2);
    assert_eq!(file.decls.len(), 2);
}

#[test]
fn fixes() {
    assert_eq!(patched("定义 甲 = 6月"), "定义 甲 = 6个月");
    assert_eq!(patched("定义 甲 = 收入不超过 800元"), "定义 甲 = 收入 不超过 800元");
    assert_eq!(patched("定义 甲 = 800元且乙"), "定义 甲 = 800元 且 乙");
    assert_eq!(patched("定义 期限 = 1"), "定义 「期限」 = 1");
    assert_eq!(patched("措施 1 甲 { 支持 1.1 乙 { 对像 企业 } }"), "措施 1 甲 { 支持 1.1 乙 { 对象 企业 } }");
    assert_eq!(patched("定义 甲 = \"乙"), "定义 甲 = \"乙\"");
    assert_eq!(patched("定义 甲 = 乙 }"), "定义 甲 = 乙 ");
    assert_eq!(patched("定义 甲\u{200B} = 乙"), "定义 甲 = 乙");
    assert_eq!(patched("措施 1 甲 { 支持 1.1 乙 { 金额 1,000元 } }"), "措施 1 甲 { 支持 1.1 乙 { 金额 1000元 } }");
}

#[test]
fn almost_words() {
    let wrap = |body: &str| format!("措施 1 甲 {{ 支持 1.1 乙 {{ {body} }} }}");
    assert_eq!(patched(&wrap("条件 丙 年龄 大于 3年")), wrap("条件 丙 年龄 超过 3年"));
    assert_eq!(patched(&wrap("金额 本金 x 3%")), wrap("金额 本金 × 3%"));
    assert!(first(&wrap("金额 若 甲 则 1")).message.zh.ends_with("缺少“否则”"));
}

#[test]
fn brackets_and_texts() {
    assert_eq!(wrong("措施 1 甲 {\n 支持 1.1 乙 {\n}"), ["E0106 1:8"]);
    assert_eq!(wrong("措施 1 甲 { ( }"), ["E0106 1:12"]);
    assert_eq!(wrong("定义 甲 = )"), ["E0106 1:8"]);
    assert_eq!(wrong("定义 甲 = “乙\"\n定义 丙 = 1"), ["E0105 1:8"]);
    let found = first("措施 1 甲 { ( }");
    assert_eq!(found.labels.len(), 1);
}

#[test]
fn brackets_inside_texts_and_comments_do_not_count() {
    assert_eq!(wrong("定义 甲 = \"{(\" # }})\n定义 乙 = '「'"), Vec::<String>::new());
}

#[test]
fn invisible_characters() {
    assert_eq!(wrong("\u{FEFF}定义 甲 = 1"), Vec::<String>::new());
    assert_eq!(wrong("定义 甲 = 1 # \u{202E}x"), ["E0116 1:12"]);
    // Inside texts what turns the direction is refused, what joins letters is not.
    assert_eq!(wrong("定义 甲 = \"\u{202E}\""), ["E0116 1:9"]);
    assert_eq!(wrong("定义 甲 = \"乙\u{200D}丙\""), Vec::<String>::new());
    assert_eq!(wrong("定义 甲\u{FE0F} = 1"), ["E0116 1:5"]);
}

#[test]
fn missing_things_are_reported_where_they_are_missing() {
    assert_eq!(wrong("参数 甲 (a) : 元\n定义 乙 = 1"), ["E0104 1:13"]);
    assert_eq!(wrong("参数 甲 : 元 { 1元 }"), ["E0113 1:5"]);
    assert_eq!(wrong("措施 1 甲 {\n 支持 1.1 乙 {\n  提示 当 丙\n  条件 丁\n } }"), ["E0104 3:9"]);
    let found = first("措施 1 甲 {\n 支持 1.1 乙 {\n  提示 当 丙\n  条件 丁\n } }");
    assert!(found.message.zh.contains("引号里的文字"), "{found:?}");
    assert!(found.message.en.contains("a quoted text"), "{found:?}");
}

#[test]
fn repeated_clauses() {
    assert_eq!(wrong("参数 甲 (a) : 元 { 1元 来源 \"a\" 来源 \"b\" }"), ["E0114 1:26"]);
    assert_eq!(wrong("措施 1 甲 { 条件 乙 { 丙 丁 } }"), ["E0114 1:19"]);
    assert_eq!(wrong("解读 甲 { 采用 乙 采用 丙 }"), ["E0114 1:13"]);
}

#[test]
fn misplaced_clauses_say_where_they_belong() {
    let found = first("支持 1.1 甲 {}");
    assert_eq!(found.code.id(), "E0115");
    assert!(found.help.unwrap().zh.contains("措施"));
    assert_eq!(wrong("措施 1 甲 { 解读 乙 { 封顶 1元 } }"), ["E0115 1:17"]);
}

#[test]
fn no_rule_of_the_grammar_is_ever_named() {
    let text = "包 包 枚举 { 主体 x 参数 : 事件 1 期间 机构 ( ) 定义 = 解读 {} 措施 {} 组合 1.1 脚本 f 用例 {} }";
    for found in parse(FileId(0), text).1 {
        for words in [&found.message, &found.primary.words] {
            assert!(!words.en.contains("kw_") && !words.en.contains('_'), "{words:?}");
            assert!(!words.zh.contains('_'), "{words:?}");
        }
    }
}
