//! What would change a refusal: every change that is shown is put into the profile again and evaluated, on a small
//! pack and on the real one, and a number one step nearer does not do.

use huice::diagnostic::{Format, Lang};
use huice::explain::{View, item_with};
use huice::outcome::{ItemOutcome, Status};
use huice::whatif::{FactChange, WhatIf};
use huice::{Context, Pack, Profile, Program};
use serde_json::{Value, json};

const RULES: &str = r#"
包 样例 (sample) {
  文号 "样政字〔2020〕1号"
  舍入 分 四舍五入
}
单位 人、户、家、台、个、学时
枚举 规模类 { 大型 (large) 中型 (medium) 小型 (small) }
主体 企业 (enterprise) {
  职工人数 (employees) : 人 问 "职工有多少人？"
  裁员人数 (layoffs) : 人 问 "裁员多少人？"
  去年职工人数 (employees_before) : 人 不变
  缴费额 (premium_yuan) : 元 问 "缴了多少元？"
  参保 (insured) : 布尔
  规模 (scale) : 规模类
  获认定 (recognised) : 布尔 审批
  贷款 (loans) : 列表 {
    贷款本金 (loan_yuan) : 元
    放款日 (loan_date) : 日期
  }
}
机构 样例局 (bureau)
人员 张三

措施 1 样例措施 {
  责任人 张三
  牵头单位 样例局
  解读 分母 "按哪个人数" {
    采用 现有 : 职工人数
    另解 去年 : 去年职工人数
  }
  支持 1.1 返还 {
    依据 条1 句1
    对象 企业
    条件 参保 "参加保险" 参保
    条件 少裁员 "裁员率不高" 裁员人数 / 分母 不超过 5.5%
    金额 50% × 缴费额
  }
  支持 1.2 补贴 {
    依据 条1 句2
    对象 企业
    条件 规模 "不是大型" 规模 属于 中型、小型
    须经 样例局 认定 凭 获认定
    金额 100元/人 × 职工人数
  }
  支持 1.3 贴息 {
    依据 条1 句3
    对象 企业
    逐笔 贷款 {
      条件 大额 "本金够大" 贷款本金 至少 100万元
      适用期间 放款日 在 自 2020年2月1日 至 2020年6月30日
      金额 1% × 贷款本金
    }
  }
  支持 1.4 奖励 {
    依据 条1 句4
    对象 企业
    条件 往年 "去年人多" 去年职工人数 至少 300人
    金额 5000元
  }
  支持 1.5 综合 {
    依据 条1 句5
    对象 企业
    条件 参保 "参加保险" 参保
    条件 规模 "不是大型" 规模 属于 中型、小型
    条件 缴费 "缴费够多" 缴费额 至少 50万元
    金额 1000元
  }
}
"#;

const FIRM: &str = r#"{"subject_type":"enterprise","insured":true,"employees":200,"employees_before":230,
    "layoffs":12,"premium_yuan":"386412.37","scale":"大型","recognised":false,
    "loans":[{"loan_yuan":"800000.00","loan_date":"2020-03-01"},{"loan_yuan":"2000000","loan_date":"2020-01-20"}]}"#;

fn program() -> Program {
    let pack = Pack::from_sources("sample", &[("sample.huice", RULES)]);
    pack.program().unwrap_or_else(|| panic!("{}", pack.render(Format::Human { color: false }, Lang::En)))
}

fn context(lang: Lang) -> Context {
    Context::new("2020-03-31".parse().unwrap()).with_lang(lang)
}

/// What would change an item of the sample firm.
fn sample(item: &str, lang: Lang) -> (Program, WhatIf) {
    let program = program();
    let profile = Profile::from_json(&program, FIRM).unwrap();
    let what_if = program.what_if(&profile, &context(lang), item).unwrap();
    (program, what_if)
}

/// What is said of an item of the sample firm, without the footer.
fn told(item: &str, lang: Lang) -> String {
    let (program, what_if) = sample(item, lang);
    let profile = Profile::from_json(&program, FIRM).unwrap();
    let outcome = program.evaluate(&profile, &context(lang));
    let mut view = View::new(lang, program.policy());
    view.name = Some(program.name());
    let text = item_with(&outcome, item, &view, Some(&what_if)).unwrap().to_string();
    text.rsplit_once("\n\n").unwrap().0.to_owned()
}

#[test]
fn a_refusal_read_aloud() {
    insta::assert_snapshot!(told("1.1", Lang::Zh), @r#"
    样例  样政字〔2020〕1号
    评估日：2020-03-31
    主体：企业

    1.1 返还   不符合：未满足“裁员率不高”：12/200 = 6% 超过 5.5%
      金额（假如符合）：193,206.19元（约19.32万元） = 50% × 386,412.37元
      怎样算出：
        金额：50% × 386,412.37元 → 193,206.185元
        舍入：到分，四舍五入 → 193,206.19元
      舍入前：193,206.185元
      最终应得的范围：0.00元
      条件对照：
        ✓ 参保（参加保险）：参保：是  〔第1条第1款第1句〕
        ✗ 少裁员（裁员率不高）：12/200 = 6% 超过 5.5%  〔第1条第1款第1句〕
      什么变了才能符合（须确有其事，不能只改填报）：任改一条即可
        若裁员人数由 12人 改为 11人，则符合，金额 193,206.19元（约19.32万元）
        若职工人数由 200人 改为 219人，则符合，金额 193,206.19元（约19.32万元）
      换一种解释口径：
        “分母”若按“去年”（现采用“现有”），则符合，金额 193,206.19元（约19.32万元）
      牵头单位（原文）：样例局    责任人（原文）：张三
      解释口径：
        分母：采用 现有；另解 去年
          按哪个人数
      原文未载明：申请材料、咨询电话、申报入口
      原文出处：第1条第1款第1句
    "#);
    insta::assert_snapshot!(told("1.1", Lang::En), @r#"
    样例  样政字〔2020〕1号
    as of: 2020-03-31
    subject: 企业

    1.1 返还   not eligible: fails "裁员率不高": 12/200 = 6% is more than 5.5%
      amount (if it were eligible): 193,206.19元 (about 19.32万元) = 50% × 386,412.37元
      how it is computed:
        amount: 50% × 386,412.37元 → 193,206.185元
        rounding: 到分，四舍五入 → 193,206.19元
      before rounding: 193,206.185元
      bounds of what is finally due: 0.00元
      conditions:
        ✓ 参保 (参加保险): 参保: yes  〔art. 1 para. 1 sent. 1〕
        ✗ 少裁员 (裁员率不高): 12/200 = 6% is more than 5.5%  〔art. 1 para. 1 sent. 1〕
      what would have to be different (in fact, not on paper): any one of these
        if 裁员人数 were 11人 instead of 12人: eligible, amount 193,206.19元 (about 19.32万元)
        if 职工人数 were 219人 instead of 200人: eligible, amount 193,206.19元 (about 19.32万元)
      under another reading:
        "分母" read as "去年" (adopted: "现有"): eligible, amount 193,206.19元 (about 19.32万元)
      lead (as written): 样例局    officials (as written): 张三
      readings:
        分母: adopted: 现有; otherwise: 去年
          按哪个人数
      not stated by the notice: documents to hand in, telephone, where to apply
      source: art. 1 para. 1 sent. 1
    "#);
}

#[test]
fn an_authority_that_refused() {
    insta::assert_snapshot!(told("1.2", Lang::Zh), @r#"
    样例  样政字〔2020〕1号
    评估日：2020-03-31
    主体：企业

    1.2 补贴   不符合：未满足“不是大型”：规模 大型 不属于 中型、小型；样例局未予认定
      金额（假如符合）：20,000.00元（2万元） = 100元/人 × 200人
      怎样算出：
        金额：100元/人 × 200人 → 20,000.00元
      最终应得的范围：0.00元
      条件对照：
        ✗ 规模（不是大型）：规模 大型 不属于 中型、小型  〔第1条第1款第2句〕
        ✗ 认定：样例局未予认定  〔第1条第1款第2句〕
      什么变了才能符合（须确有其事，不能只改填报）：以主管部门重新认可为前提，任改一条即可
        若规模由 大型 改为 中型，则待批准，只等 获认定，金额 20,000.00元（2万元）
      由主管部门决定：
        样例局认定：未予同意
        若改为同意，其余不变，则不符合
      审批：
        样例局 认定：未通过；获认定（recognised）
      牵头单位（原文）：样例局    责任人（原文）：张三
      原文未载明：申请材料、咨询电话、申报入口
      原文出处：第1条第1款第2句
    "#);
}

/// `path: from → to`, with the verdict.
fn lines(what_if: &WhatIf) -> String {
    let change = |change: &huice::whatif::Change| {
        let facts: Vec<String> =
            change.facts.iter().map(|fact| format!("{}: {} → {}", fact.path, fact.from, fact.to)).collect();
        format!("{} ⇒ {} {:?}", facts.join(" & "), change.verdict.status.word(), change.verdict.yuan)
    };
    let all = what_if.changes.iter().map(change);
    all.chain(what_if.settled.iter().map(|settled| format!("settled {}", change(settled))))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn records_pairs_and_settled_facts() {
    insta::assert_snapshot!(lines(&sample("1.3", Lang::Zh).1), @r#"
    loans[0].loan_yuan: 800000元 → 1000000元 ⇒ eligible Some("10000.00")
    loans[1].loan_date: 2020-01-20 → 2020-02-01 ⇒ eligible Some("20000.00")
    "#);
    insta::assert_snapshot!(lines(&sample("1.4", Lang::Zh).1), @r#"settled employees_before: 230人 → 300人 ⇒ eligible Some("5000.00")"#);
    insta::assert_snapshot!(lines(&sample("1.5", Lang::Zh).1), @r#"scale: 大型 → 中型 & premium_yuan: 386412.37元 → 500000元 ⇒ eligible Some("1000.00")"#);
}

#[test]
fn what_is_not_refused_has_nothing_to_change() {
    let program = program();
    let profile = Profile::from_json(&program, r#"{"subject_type":"enterprise"}"#).unwrap();
    for item in ["1.1", "1.4", "9.9"] {
        assert!(program.what_if(&profile, &context(Lang::Zh), item).is_none(), "{item}");
    }
}

/// Puts a value at a path of a profile.
fn put(profile: &mut Value, path: &str, value: Value) {
    match path.split_once("].") {
        None => profile[path] = value,
        Some((head, field)) => {
            let (list, index) = head.split_once('[').unwrap();
            profile[list][index.parse::<usize>().unwrap()][field] = value;
        }
    }
}

/// Evaluates an item with some facts changed.
fn changed(program: &Program, profile: &Value, facts: &[FactChange], item: &str) -> ItemOutcome {
    let mut other = profile.clone();
    for fact in facts {
        put(&mut other, &fact.path, fact.value.clone());
    }
    let other = Profile::from_json(program, &other.to_string()).unwrap();
    let outcome = program.evaluate(&other, &context(Lang::Zh)).only(&[item.to_owned()]);
    outcome.items.into_iter().next().unwrap()
}

/// Every change of every refused item does what it says; returns how many there were.
fn verify(program: &Program, text: &str) -> usize {
    let source: Value = serde_json::from_str(text).unwrap();
    let profile = Profile::from_json(program, text).unwrap();
    let outcome = program.evaluate(&profile, &context(Lang::Zh));
    let mut count = 0_usize;
    for refused in outcome.items.iter().filter(|item| item.status == Status::NotEligible && item.kind == "benefit") {
        let id = refused.item.as_str();
        let what_if = program.what_if(&profile, &context(Lang::Zh), id).unwrap();
        assert!(!what_if.cut, "{id}: the search was cut");
        // Refused approvals are taken as open while searching.
        let mut base = source.clone();
        for approval in what_if.authority.iter().filter(|approval| approval.granted == Some(false)) {
            put(&mut base, &approval.fact, Value::Null);
        }
        for change in what_if.changes.iter().chain(&what_if.settled) {
            count = count.saturating_add(1);
            let after = changed(program, &base, &change.facts, id);
            assert_eq!(after.status, change.verdict.status, "{id}: {change:?}");
            assert_eq!(after.amount.yuan, change.verdict.yuan, "{id}: {change:?}");
            assert!(matches!(after.status, Status::Eligible | Status::PendingApproval | Status::Undetermined));
        }
    }
    count
}

#[test]
fn every_change_does_what_it_says() {
    assert!(verify(&program(), FIRM) > 5);
    let pack = Pack::load(crate::root().join("policies/zhoucun-2020-8")).unwrap();
    let program = pack.program().unwrap();
    let mut count = 0_usize;
    for name in ["large-factory", "mask-maker", "shop-30", "borrower", "unemployed-person"] {
        let file = crate::root().join(format!("seeds/profiles/{name}.json"));
        count += verify(&program, &std::fs::read_to_string(file).unwrap());
    }
    assert!(count > 30, "{count} changes");
}

/// The sample firm with one number changed.
fn with_number(key: &str, value: Value) -> Status {
    let program = program();
    let mut source: Value = serde_json::from_str(FIRM).unwrap();
    put(&mut source, key, value);
    let profile = Profile::from_json(&program, &source.to_string()).unwrap();
    let outcome = program.evaluate(&profile, &context(Lang::Zh));
    outcome.items[0].status
}

#[test]
fn numbers_change_as_little_as_possible() {
    // 11/200 and 12/219 are within 5.5%, 12/218 is not.
    assert_eq!(with_number("layoffs", json!(11)), Status::Eligible);
    assert_eq!(with_number("layoffs", json!(12)), Status::NotEligible);
    assert_eq!(with_number("employees", json!(219)), Status::Eligible);
    assert_eq!(with_number("employees", json!(218)), Status::NotEligible);
    let (_, what_if) = sample("1.1", Lang::Zh);
    let shown: Vec<(String, Value)> =
        what_if.changes.iter().map(|change| (change.facts[0].path.clone(), change.facts[0].value.clone())).collect();
    assert_eq!(shown, [("layoffs".to_owned(), json!(11)), ("employees".to_owned(), json!(219))]);
}
