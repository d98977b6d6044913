//! The renderers on a small pack, from rules to words. The wording on hand-built outcomes is tested beside the
//! renderers.

use huice::diagnostic::{Format, Lang};
use huice::explain::{View, human, item, markdown_item};
use huice::{Context, Outcome, Pack, Profile, Program};

const RULES: &str = r#"
包 样例 (sample) {
  文号 "样政字〔2020〕1号"
  舍入 分 四舍五入
}
单位 人、户、家、台、个、学时
主体 企业 (enterprise) {
  职工人数 (employees) : 人 问 "职工有多少人？"
  缴费额 (premium_yuan) : 元 问 "缴了多少元？"
  获认定 (recognised) : 布尔 问 "是否获认定？" 审批
}
参数 人均标准 (standard_yuan) : 元/人 { 未载明 "原文未给出" }
事件 疫情结束 (epidemic_end_date)
机构 样例局 (bureau)
人员 张三

措施 1 样例措施 {
  责任人 张三
  牵头单位 样例局
  解读 基数 "按哪个数" {
    采用 实缴 : 缴费额
    另解 一半 : 缴费额 × 50%
  }
  支持 1.1 返还 {
    依据 条1 句1
    对象 企业
    条件 规模 "职工不多" 职工人数 不超过 100人
    金额 30% × 基数
    封顶 1万元 每 主体
  }
  支持 1.2 补贴 {
    依据 条1 句2
    对象 企业
    须经 样例局 认定 凭 获认定
    金额 人均标准 × 职工人数
  }
  义务 1.3 补缴 {
    依据 条1 句3
    义务人 企业
    触发 缴费额 超过 0元
    行为 "补缴"
    期限 疫情结束 后 3个月内
  }
}
"#;

fn program() -> Program {
    let pack = Pack::from_sources("sample", &[("sample.huice", RULES)]);
    pack.program().unwrap_or_else(|| panic!("{}", pack.render(Format::Human { color: false }, Lang::En)))
}

fn outcome(program: &Program, profile: &str, lang: Lang) -> Outcome {
    let profile = Profile::from_json(program, profile).unwrap();
    let context = Context::new("2020-03-31".parse().unwrap()).with_lang(lang);
    program.evaluate(&profile, &context)
}

const FIRM: &str = r#"{"subject_type":"enterprise","employees":100,"premium_yuan":"33333.35"}"#;

#[test]
fn a_summary() {
    let program = program();
    let mut view = View::new(Lang::Zh, program.policy());
    view.name = Some(program.name());
    insta::assert_snapshot!(human(&outcome(&program, FIRM, Lang::Zh), &view), @"");
}

#[test]
fn nothing_known() {
    let program = program();
    let view = View::new(Lang::Zh, program.policy());
    insta::assert_snapshot!(human(&outcome(&program, "{}", Lang::Zh), &view), @"");
}

#[test]
fn one_item_in_both_languages() {
    let program = program();
    let large = r#"{"subject_type":"enterprise","employees":101,"premium_yuan":"40000"}"#;
    let view = View::new(Lang::Zh, program.policy());
    insta::assert_snapshot!(item(&outcome(&program, large, Lang::Zh), "1.1", &view).unwrap(), @"");
    let view = View::new(Lang::En, program.policy());
    insta::assert_snapshot!(item(&outcome(&program, FIRM, Lang::En), "1.1", &view).unwrap(), @"");
}

#[test]
fn one_item_as_markdown() {
    let program = program();
    let view = View::new(Lang::Zh, program.policy());
    insta::assert_snapshot!(markdown_item(&outcome(&program, FIRM, Lang::Zh), "1.2", &view).unwrap(), @"");
}
