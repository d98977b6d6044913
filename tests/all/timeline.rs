//! How answers change with the day: the words on a small pack, holidays in workdays and at deadlines, and on the
//! real pack that every day lies in the span that says what its own evaluation says.

use huice::diagnostic::{Format, Lang};
use huice::explain::{View, timeline};
use huice::timeline::Timeline;
use huice::{Context, Pack, Profile, Program};

const RULES: &str = r#"
包 样例 (sample) { 舍入 分 四舍五入 }
单位 人、户、家、台、个、学时
主体 企业 (enterprise) {
  参保 (insured) : 布尔
  申请日 (application_date) : 日期 待办
  欠费 (arrears_yuan) : 元
  受理日 (accepted_date) : 日期
}
机构 样例局 (bureau)
人员 张三

措施 1 样例措施 {
  责任人 张三
  牵头单位 样例局
  支持 1.1 返还 {
    依据 条1 句1
    对象 企业
    有效期 自 2020年1月10日 至 2020年12月31日
    条件 参保 "参加保险" 参保
    申报期 申请日 自 2020年1月1日 至 2020年2月1日
    金额 1000元
  }
  义务 1.2 补缴 {
    依据 条1 句2
    义务人 企业
    触发 欠费 超过 0元
    行为 "补缴"
    期限 受理日 后 5工作日内
  }
  支持 1.3 一直 {
    依据 条1 句3
    对象 企业
    条件 参保 "参加保险" 参保
    金额 1元
  }
}
"#;

const FIRM: &str = r#"{"subject_type":"enterprise","insured":true,"arrears_yuan":"5","accepted_date":"2020-01-21"}"#;

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

fn sample(from: &str, to: &str, lang: Lang) -> (Program, Option<Timeline>) {
    let pack = Pack::from_sources("sample", &[("sample.huice", RULES)]);
    let program = pack.program().unwrap_or_else(|| panic!("{}", pack.render(Format::Human { color: false }, Lang::En)));
    let profile = Profile::from_json(&program, FIRM).unwrap();
    let context = Context::new(day("2020-03-31")).with_lang(lang);
    let spans = program.timeline(&profile, &context, day(from), day(to), &[]);
    (program, spans)
}

#[test]
fn spans_in_words() {
    let told = |lang| {
        let (program, spans) = sample("2020-01-01", "2021-03-31", lang);
        timeline(&spans.unwrap(), &View::new(lang, program.policy())).to_string()
    };
    insta::assert_snapshot!(told(Lang::Zh), @r#"
    sample
    时间：2020-01-01 至 2021-03-31

    1.1 返还
      2020-01-01 至 2020-01-09（9 天）：不适用；尚未施行
      2020-01-10 至 2020-02-01（23 天）：待批准；申报期至 2020-02-01，首日还剩 22 天
        末日 2020-02-01 为休息日，可顺延至 2020-02-03（依民法典第203条的惯例，结论仍按原日计算）
      2020-02-02 至 2020-12-31（334 天）：待定；申报期已截止
      2021-01-01 起：不适用；已过有效期

    1.2 补缴
      2020-01-01 至 2020-01-21（21 天）：未到期；期限至 2020-02-05，首日还剩 35 天
      2020-01-22 至 2020-02-05（15 天）：期限未到；期限至 2020-02-05，首日还剩 14 天
      2020-02-06 起：待定；期限已过

    其余 1 项在这段时间里没有变化。
    "#);
    insta::assert_snapshot!(told(Lang::En), @r#"
    sample
    days: 2020-01-01 to 2021-03-31

    1.1 返还
      2020-01-01 to 2020-01-09 (9 days): not applicable; not yet in force
      2020-01-10 to 2020-02-01 (23 days): awaiting approval; application period until 2020-02-01, 22 days left on the first day
        2020-02-01 is a rest day and may roll over to 2020-02-03 (the convention of art. 203 of the Civil Code; statuses go by the day itself)
      2020-02-02 to 2020-12-31 (334 days): undetermined; application period is over
      from 2021-01-01: not applicable; no longer in force

    1.2 补缴
      2020-01-01 to 2020-01-21 (21 days): not due; deadline until 2020-02-05, 35 days left on the first day
      2020-01-22 to 2020-02-05 (15 days): in progress; deadline until 2020-02-05, 14 days left on the first day
      from 2020-02-06: undetermined; deadline has passed

    1 other items do not change in between.
    "#);
}

#[test]
fn an_empty_span_is_refused() {
    assert!(sample("2020-02-01", "2020-01-01", Lang::Zh).1.is_none());
    assert!(sample("1900-01-01", "2200-01-01", Lang::Zh).1.is_none());
    assert!(sample("2020-01-01", "2020-01-01", Lang::Zh).1.is_some());
}

#[test]
fn every_day_says_what_its_span_says() {
    let pack = Pack::load(crate::root().join("policies/zhoucun-2020-8")).unwrap();
    let program = pack.program().unwrap();
    for name in ["hardship-firm", "district", "trainee"] {
        let file = std::fs::read_to_string(crate::root().join(format!("seeds/profiles/{name}.json"))).unwrap();
        let profile = Profile::from_json(&program, &file).unwrap();
        let mut context = Context::new(day("2020-03-31"));
        context.set_event(&program, "epidemic_end_date", "2020-05-06").unwrap();
        let spans = program.timeline(&profile, &context, day("2019-12-25"), day("2021-05-31"), &[]).unwrap();
        let mut still = std::collections::BTreeMap::new();
        let mut at = day("2019-12-25");
        while at <= day("2021-05-31") {
            let mut today = Context::new(at);
            today.set_event(&program, "epidemic_end_date", "2020-05-06").unwrap();
            let outcome = program.evaluate(&profile, &today).without_other_subjects();
            let text = at.to_string();
            for line in &spans.items {
                let span = line.spans.iter().find(|span| span.from <= text && text <= span.to).unwrap();
                let item = outcome.items.iter().find(|item| item.item == line.item).unwrap();
                assert_eq!((item.status, &item.amount.yuan), (span.status, &span.yuan), "{name} {} {at}", line.item);
                let open = item.windows.iter().filter(|window| window.kind != "counting").map(|window| window.state);
                assert!(open.eq(span.windows.iter().map(|window| window.state)), "{name} {} {at}", line.item);
            }
            // What is not listed does not change.
            let listed = |id: &String| spans.items.iter().any(|line| line.item == *id);
            for item in outcome.items.iter().filter(|item| !listed(&item.item)) {
                let first = still.entry(item.item.clone()).or_insert(item.status);
                assert_eq!(*first, item.status, "{name} {} {at}", item.item);
            }
            // Every fifth day, to be quick: all days of the week and of the month come up.
            at += chrono::TimeDelta::days(5);
        }
    }
}
