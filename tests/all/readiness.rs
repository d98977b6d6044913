//! Near misses and readiness: the words on a small pack, and on the real pack that every near miss has one failed
//! condition only and that the counts agree with the evaluations.

use huice::diagnostic::{Format, Lang};
use huice::explain::{View, readiness};
use huice::outcome::Status;
use huice::readiness::Readiness;
use huice::{Context, Pack, Profile, Program};

const RULES: &str = r#"
包 样例 (sample) { 舍入 分 四舍五入 }
单位 人、户、家、台、个、学时
通用 { 名称 (subject_name) : 文本 }
主体 企业 (enterprise) {
  职工人数 (employees) : 人
  裁员人数 (layoffs) : 人
  缴费额 (premium_yuan) : 元
  参保 (insured) : 布尔
  获认定 (recognised) : 布尔 审批
  贷款 (loans) : 列表 {
    贷款本金 (loan_yuan) : 元
    展期 (extended) : 布尔
  }
}
机构 样例局 (bureau)
人员 张三

措施 1 样例措施 {
  责任人 张三
  牵头单位 样例局
  支持 1.1 返还 {
    依据 条1 句1
    对象 企业
    条件 参保 "参加保险" 参保
    条件 少裁员 "裁员率不高" 裁员人数 / 职工人数 不超过 5.5%
      例外 小规模 当 职工人数 不超过 30人 则 裁员人数 / 职工人数 不超过 20%
    金额 50% × 缴费额
  }
  支持 1.2 补贴 {
    依据 条1 句2
    对象 企业
    条件 规模 "人多" 职工人数 超过 200人
    须经 样例局 认定 凭 获认定
    金额 100元/人 × 职工人数
  }
  支持 1.3 贴息 {
    依据 条1 句3
    对象 企业
    逐笔 贷款 {
      条件 大额 "本金够大" 贷款本金 至少 100万元
      条件 未展期 "没有展期" 非 展期
      金额 1% × 贷款本金
    }
  }
}
"#;

const FIRMS: &str = r#"[
  {"subject_type":"enterprise","subject_name":"甲厂（虚构）","insured":true,"employees":200,"layoffs":12,
   "premium_yuan":"386412.37","loans":[{"loan_yuan":"950000","extended":false},{"loan_yuan":"5","extended":true}]},
  {"subject_type":"enterprise","subject_name":"乙店（虚构）","insured":true,"employees":30,"layoffs":9,
   "premium_yuan":"1000","loans":[]},
  {"subject_type":"enterprise","insured":false,"employees":400,"layoffs":4,"loans":[{"loan_yuan":"2000000"}]},
  {"subject_type":"enterprise","insured":false,"employees":400,"layoffs":40},
  {"subject_type":"enterprise","layoffs":1}
]"#;

fn sample(lang: Lang) -> (Program, Readiness) {
    let pack = Pack::from_sources("sample", &[("sample.huice", RULES)]);
    let program = pack.program().unwrap_or_else(|| panic!("{}", pack.render(Format::Human { color: false }, Lang::En)));
    let (firms, _) = Profile::many_from_json(&program, FIRMS).unwrap();
    let report = program.readiness(&firms, &Context::new("2020-03-31".parse().unwrap()).with_lang(lang));
    (program, report)
}

#[test]
fn a_population_in_words() {
    let told = |lang| {
        let (program, report) = sample(lang);
        readiness(&report, &View::new(lang, program.policy())).to_string()
    };
    insta::assert_snapshot!(told(Lang::Zh), @r#"
    sample
    评估日：2020-03-31
    档案：5

    1.1 返还
      结论：不符合 4、待定 1
      事实齐备：83.3%（15/18）；5 份中有 4 份不必再问；只看事实，齐备即可免申请兑现
      还缺：职工人数（1 份）、参保（1 份）、缴费额（1 份）
      只差一项：
        第 1 份 甲厂（虚构）：“裁员率不高”：6%，须 ≤ 5.5%，差 0.5个百分点；如符合可得 193,206.19元（约19.32万元）
        第 2 份 乙店（虚构）：“裁员率不高”：30%，须 ≤ 20%，差 10个百分点；如符合可得 500.00元
        只差“参加保险”：1 份

    1.2 补贴
      结论：待批准 2、不符合 2、待定 1
      事实齐备：80.0%（4/5）；5 份中有 4 份不必再问；须主管部门决定
      还缺：职工人数（1 份）
      只差一项：
        第 1 份 甲厂（虚构）：“人多”：200人，须 > 200人，恰在界上，不含本数；另有 1 项未定；如符合可得 20,000.00元（2万元）
        第 2 份 乙店（虚构）：“人多”：30人，须 > 200人，差 170人；另有 1 项未定；如符合可得 3,000.00元

    1.3 贴息
      结论：待定 3、不符合 2
      事实齐备：72.7%（8/11）；5 份中有 2 份不必再问；只看事实，齐备即可免申请兑现
      还缺：贷款（2 份）、贷款的展期（1 份）
      只差一项：
        第 1 份 甲厂（虚构） 贷款第1笔：“本金够大”：950,000元，须 ≥ 100万元，差 50,000元；如符合可得 9,500.00元
    "#);
    insta::assert_snapshot!(told(Lang::En), @r#"
    sample
    as of: 2020-03-31
    profiles: 5

    1.1 返还
      verdicts: not eligible 4, undetermined 1
      facts at hand: 83.3% (15/18); nothing to ask for 4 of 5; facts alone decide; could be granted without application
      missing: 职工人数 (1), 参保 (1), 缴费额 (1)
      fails by one condition:
        no. 1 甲厂（虚构）: "裁员率不高": 6%, must be ≤ 5.5%, off by 0.5 percentage points; worth 193,206.19元 (about 19.32万元)
        no. 2 乙店（虚构）: "裁员率不高": 30%, must be ≤ 20%, off by 10 percentage points; worth 500.00元
        fails only "参加保险": 1

    1.2 补贴
      verdicts: awaiting approval 2, not eligible 2, undetermined 1
      facts at hand: 80.0% (4/5); nothing to ask for 4 of 5; an authority decides
      missing: 职工人数 (1)
      fails by one condition:
        no. 1 甲厂（虚构）: "人多": 200人, must be > 200人, just on the limit, which is not included; 1 others not decided; worth 20,000.00元 (2万元)
        no. 2 乙店（虚构）: "人多": 30人, must be > 200人, off by 170人; 1 others not decided; worth 3,000.00元

    1.3 贴息
      verdicts: undetermined 3, not eligible 2
      facts at hand: 72.7% (8/11); nothing to ask for 2 of 5; facts alone decide; could be granted without application
      missing: 贷款 (2), 贷款 · 展期 (1)
      fails by one condition:
        no. 1 甲厂（虚构） 贷款 no. 1: "本金够大": 950,000元, must be ≥ 100万元, off by 50,000元; worth 9,500.00元
    "#);
}

#[test]
fn figures_against_limits() {
    let (_, report) = sample(Lang::Zh);
    let of = |item: usize| -> Vec<(usize, &str, &str, &str, &str)> {
        let all = report.items[item].near.iter().filter_map(|near| Some((near.profile, near.shortfall.as_ref()?)));
        all.map(|(at, s)| (at, s.figure.as_str(), s.relation, s.limit.as_str(), s.by.as_str())).collect()
    };
    // The limit of the exception that applies, and the nearest by share of the limit first: 0.5/5.5 before 10/20.
    assert_eq!(of(0), [(0, "6%", "≤", "5.5%", "0.5个百分点"), (1, "30%", "≤", "20%", "10个百分点")]);
    assert_eq!(of(1), [(0, "200人", ">", "200人", "0人"), (1, "30人", ">", "200人", "170人")]);
    assert_eq!(of(2), [(0, "950000元", "≥", "100万元", "50000元")]);
}

#[test]
fn counts_agree_with_evaluations() {
    let pack = Pack::load(crate::root().join("policies/zhoucun-2020-8")).unwrap();
    let program = pack.program().unwrap();
    let mut names: Vec<_> = std::fs::read_dir(crate::root().join("seeds/profiles")).unwrap().collect();
    names.sort_by_key(|entry| entry.as_ref().unwrap().file_name());
    let read = |entry: std::io::Result<std::fs::DirEntry>| {
        Profile::from_json(&program, &std::fs::read_to_string(entry.unwrap().path()).unwrap()).unwrap()
    };
    let profiles: Vec<Profile> = names.into_iter().map(read).collect();
    let context = Context::new("2020-03-31".parse().unwrap());
    let report = program.readiness(&profiles, &context);
    let outcomes: Vec<_> =
        profiles.iter().map(|profile| program.evaluate(profile, &context).without_other_subjects()).collect();
    for item in &report.items {
        let mine: Vec<_> = outcomes.iter().map(|outcome| outcome.items.iter().find(|o| o.item == item.item)).collect();
        let standing = mine.iter().flatten().filter(|o| o.status != Status::NotApplicable);
        assert_eq!(standing.clone().count(), item.profiles, "{}", item.item);
        assert_eq!(item.statuses.iter().map(|count| count.profiles).sum::<usize>(), item.profiles);
        assert_eq!(standing.clone().filter(|o| o.needs.is_empty()).count(), item.decided, "{}", item.item);
        assert_eq!(standing.map(|o| o.needs.len()).sum::<usize>(), item.facts[1] - item.facts[0], "{}", item.item);
        for near in &item.near {
            let outcome = mine[near.profile].unwrap();
            assert_eq!(outcome.status, Status::NotEligible);
            assert_eq!(outcome.conditions.iter().filter(|line| line.holds == Some(false)).count(), 1);
            if let Some(path) = &near.record {
                let record = outcome.records.iter().find(|record| record.path == *path).unwrap();
                assert_eq!(record.conditions.iter().filter(|line| line.holds == Some(false)).count(), 1);
            }
        }
    }
}
