//! Tests of the order and the end of questions.

use super::{goals, next};
use crate::engine::Pack;
use crate::eval::Context;
use crate::profile::{Profile, answer};
use std::collections::BTreeSet;

const PACK: &str = r#"
包 示例 (t) { 舍入 分 四舍五入 }
主体 企业 (enterprise) {
  参保 (insured) : 布尔 问 "参加失业保险吗？"
  人数 (people) : 人
  裁员 (layoffs) : 人
  缴费 (premium_yuan) : 元
  贷款 (loans) : 列表 { 本金 (principal_yuan) : 元 }
}
主体 个人 (person) { 学时数 (hours) : 学时 }
单位 人、学时
人员 刘伟
措施 1 返还 {
  责任人 刘伟
  支持 1.1 返还 {
    对象 企业
    条件 参保 参保
    条件 少裁员 裁员 / 人数 不超过 5.5%
    金额 50% × 缴费
  }
  支持 1.2 贴息 { 对象 企业  逐笔 贷款 { 条件 有本金 本金 超过 0元  金额 1% × 本金 } 封顶 100元 每 主体 }
  支持 1.3 培训 { 对象 个人  条件 学时 学时数 至少 10学时  金额 5元/学时 × 学时数 }
}
"#;

fn interview(answers: &[(&str, &str)]) -> (Vec<String>, Option<String>) {
    let pack = Pack::from_sources("t", &[("t.huice", PACK)]);
    let program = pack.program().unwrap();
    let policy = program.policy();
    let context = Context::new("2020-03-31".parse().unwrap());
    let goals = goals(policy, &[]);
    let mut profile = Profile::empty(policy);
    let mut unknown = BTreeSet::new();
    let mut asked = Vec::new();
    for _ in 0..40 {
        let Some(question) = next(policy, &profile, &context, &goals, &unknown) else { return (asked, None) };
        asked.push(question.path.clone());
        match answers.iter().find(|(path, _)| *path == question.path) {
            Some((path, text)) => answer(policy, &mut profile, path, text).unwrap(),
            None => {
                unknown.insert(question.path);
            }
        }
    }
    (asked, Some("does not end".to_owned()))
}

#[test]
fn the_subject_comes_first_and_other_subjects_are_not_asked() {
    let (asked, open) = interview(&[("subject_type", "个人"), ("hours", "12")]);
    assert_eq!(asked, ["subject_type", "hours"]);
    assert_eq!(open, None);
}

#[test]
fn a_failed_condition_ends_the_questions_about_its_item() {
    let (asked, _) = interview(&[("subject_type", "enterprise"), ("insured", "否"), ("loans", "0")]);
    assert!(!asked.contains(&"premium_yuan".to_owned()) || !asked.contains(&"people".to_owned()), "{asked:?}");
    assert_eq!(asked.len(), 3, "{asked:?}");
}

#[test]
fn dont_know_is_an_answer_and_not_asked_again() {
    let (asked, open) = interview(&[("subject_type", "enterprise"), ("loans", "1")]);
    assert_eq!(open, None);
    let distinct: BTreeSet<&String> = asked.iter().collect();
    assert_eq!(distinct.len(), asked.len(), "{asked:?}");
    assert!(asked.contains(&"loans[0].principal_yuan".to_owned()), "{asked:?}");
}
