//! What readings, parameters and events change: the report's words on a small pack, and on the real one every
//! change it reports against an evaluation, and that what it leaves out changes nothing.

use huice::diagnostic::{Format, Lang};
use huice::explain::{View, readings};
use huice::outcome::{Outcome, Status};
use huice::readings::{Kind, Report};
use huice::{Context, Pack, Profile, Program};

const RULES: &str = r#"
包 样例 (sample) { 舍入 分 四舍五入 }
单位 人、户、家、台、个、学时
主体 企业 (enterprise) {
  职工人数 (employees) : 人
  缴费额 (premium_yuan) : 元
}
参数 人均标准 (standard_yuan) : 元/人 { 未载明 "原文未给出" }
参数 门槛 (threshold) : 人 { 100人 来源 "他处惯例" 状态 假定 }
参数 比例 (share_pct) : % { 50% 来源 "公告" 状态 已核实 }
事件 疫情结束 (epidemic_end_date)
机构 样例局 (bureau)
人员 张三

措施 1 样例措施 {
  责任人 张三
  牵头单位 样例局
  解读 基数 "按哪个数" {
    采用 实缴 : 缴费额
    另解 一半 : 缴费额 × 50%
    另解 另行规定
  }
  支持 1.1 返还 {
    依据 条1 句1
    对象 企业
    条件 规模 "职工不多" 职工人数 不超过 门槛
    金额 比例 × 基数
  }
  支持 1.2 补贴 {
    依据 条1 句2
    对象 企业
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

fn context(lang: Lang) -> Context {
    Context::new("2020-03-31".parse().unwrap()).with_lang(lang)
}

fn told(report: &Report, program: &Program, lang: Lang) -> String {
    let mut view = View::new(lang, program.policy());
    view.name = Some(program.name());
    readings(report, &view).to_string()
}

#[test]
fn one_firm() {
    let program = program();
    let firm = r#"{"subject_type":"enterprise","employees":80,"premium_yuan":"20000"}"#;
    let firm = Profile::from_json(&program, firm).unwrap();
    let mut asked = context(Lang::Zh);
    asked.set_param(&program, "standard_yuan", "30").unwrap();
    let report = program.readings(&[firm], &asked);
    insta::assert_snapshot!(told(&report, &program, Lang::Zh), @r#"
    样例
    评估日：2020-03-31
    按规则包现在的口径：确定合计 10,000.00元（1万元）

    【指定试算】
    参数 人均标准：未知（缺） → 30元/人；确定合计 10,000.00元 → 12,400.00元
      1.2 补贴：没有数字 → 2,400.00元

    【换了会影响结果，影响大的在前】
    参数 门槛：100人（假定） → 未知；确定合计 10,000.00元 → 0.00元
      1.1 返还：符合 → 待定；10,000.00元 → 未定
    事件 疫情结束：未知 → 2020-03-31 发生
      1.3 补缴：待定 → 未到期
    事件 疫情结束：未知 → 截至 2020-03-31 尚未发生
      1.3 补缴：待定 → 未到期
    解读 基数：实缴 → 一半；确定合计 10,000.00元 → 5,000.00元
      1.1 返还：10,000.00元 → 5,000.00元

    【原文未载明、没有数值的参数】
    人均标准：影响 1.2；可试算：--param standard_yuan=…
      原文未给出

    换了也没有影响的：另解 0 条、参数 0 个、事件 0 种；没有牵涉的缺数参数 0 个；只作说明、不能试算的另解 1 条。
    "#);
}

#[test]
fn a_population() {
    let program = program();
    let firms = r#"[{"subject_type":"enterprise","employees":80,"premium_yuan":"20000"},
        {"subject_type":"enterprise","employees":120,"premium_yuan":"20000"},
        {"subject_type":"enterprise","employees":5}]"#;
    let (firms, _) = Profile::many_from_json(&program, firms).unwrap();
    let report = program.readings(&firms, &context(Lang::En));
    insta::assert_snapshot!(told(&report, &program, Lang::En), @r#"
    样例
    as of: 2020-03-31
    profiles: 3
    as the pack stands: certain total 10,000.00元 (1万元)

    [What would change answers, most effect first]
    parameter 门槛: 100人 (assumed) → not known; certain total 10,000.00元 → 0.00元
      1.1 返还: eligible → undetermined (2); not eligible → undetermined (1); 10,000.00元 (1 without a figure) → 0.00元
    event 疫情结束: not known → on 2020-03-31
      1.3 补缴: undetermined → not due (2)
    event 疫情结束: not known → not by 2020-03-31
      1.3 补缴: undetermined → not due (2)
    reading 基数: 实缴 → 一半; certain total 10,000.00元 → 5,000.00元
      1.1 返还: 10,000.00元 (1 without a figure) → 5,000.00元 (1 without a figure)

    [Parameters without a value]
    人均标准: items that hang on it: 1.2; try --param standard_yuan=…
      原文未给出

    No effect: 0 alternatives, 0 parameters, 0 states of events; 0 missing parameters bear on nothing here; 1 alternatives are documented only and cannot be run.
    "#);
}

/// Statuses and what is due of each item.
fn answers(outcome: &Outcome) -> Vec<(String, Status, Option<String>)> {
    let live = |status| matches!(status, Status::Eligible | Status::PendingApproval);
    let items = outcome.items.iter();
    items.map(|item| (item.item.clone(), item.status, item.amount.yuan.clone().filter(|_| live(item.status)))).collect()
}

#[test]
fn every_change_is_an_evaluation() {
    let pack = Pack::load(crate::root().join("policies/zhoucun-2020-8")).unwrap();
    let program = pack.program().unwrap();
    let file = std::fs::read_to_string(crate::root().join("seeds/profiles/borrower.json")).unwrap();
    let profile = Profile::from_json(&program, &file).unwrap();
    let own = context(Lang::Zh);
    let before = answers(&program.evaluate(&profile, &own).without_other_subjects());
    let report = program.readings(&[Profile::from_json(&program, &file).unwrap()], &own);
    assert!(report.variants.len() > 5);
    for variant in &report.variants {
        let mut context = own.clone();
        let to = variant.to.as_deref().unwrap_or("");
        match variant.kind {
            Kind::Reading => context.set_reading(&program, &variant.key, to).unwrap(),
            Kind::Parameter => context.set_param(&program, &variant.key, to).unwrap(),
            Kind::Event => context.set_event(&program, &variant.key, to).unwrap(),
        }
        let outcome = program.evaluate(&profile, &context);
        assert_eq!(outcome.totals.exact_yuan, variant.totals.exact_yuan, "{}", variant.name);
        let after = answers(&outcome.without_other_subjects());
        for (old, new) in before.iter().zip(&after) {
            let told = variant.items.iter().find(|item| item.item == old.0);
            let changed = told.is_some_and(|item| !item.other_only);
            assert_eq!(old != new, changed, "{} of {}", old.0, variant.name);
            if let Some(item) = told {
                assert_eq!((item.statuses[0].from, item.statuses[0].to), (old.1, new.1), "{}", variant.name);
            }
        }
    }
    // What the report does not name changes nothing.
    let mut idle = 0;
    for reading in &program.policy().readings {
        for (index, (name, body)) in reading.alternatives.iter().enumerate() {
            let named = report.variants.iter().any(|v| v.key == reading.name && v.to.as_ref() == Some(name));
            if named || body.is_none() || reading.adopted == Some(index) {
                continue;
            }
            idle += 1;
            let mut context = own.clone();
            context.set_reading(&program, &reading.name, name).unwrap();
            let after = answers(&program.evaluate(&profile, &context).without_other_subjects());
            assert_eq!(before, after, "{} as {name}", reading.name);
        }
    }
    assert_eq!(idle, report.unaffected.readings);
}
