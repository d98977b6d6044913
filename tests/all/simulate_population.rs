//! Population files: what each law draws, by hand, and what a file is refused for.

use crate::simulate::{fixed, request, run};
use huice::simulate::Population;
use huice::{Pack, Program};
use std::collections::BTreeSet;

const RULES: &str = r#"
包 样例 (sample) { 舍入 分 四舍五入 }
单位 人
枚举 角色类 { 进口 (importer) 出口 (exporter) 其他 (other) }
主体 企业 (enterprise) {
  人数 (staff) : 人
  去年 (last_year) : 人
  裁员 (layoffs) : 人
  投入 (spent_yuan) : 元
  利率 (rate_pct) : %
  成立 (founded) : 日期
  开业 (opened) : 日期
  起月 (since) : 月份
  角色 (roles) : 集合 角色类
  租金 (rents) : 列表 { 租月 (month) : 月份 租额 (rent_yuan) : 元 }
}
机构 局 (bureau)
措施 1 样例 { 牵头单位 局 支持 1.1 样 { 依据 条1 句1 对象 企业 金额 投入 } }
"#;

const LAWS: &str = r#"
schema = "huice.population/1"
title = "各种分布"
subject = "enterprise"
[[draw]]
fact = "staff"
note = "虚构"
bands = [{ range = [1, 3], step = 2, weight = 1 }, { range = [100, 100], step = 1, weight = 1 }, { range = [7, 7], step = 1, weight = 0 }]
[[draw]]
fact = "last_year"
note = "虚构"
copy = "staff"
[[draw]]
fact = "layoffs"
note = "虚构"
times = "staff"
range = ["0.055", "0.055"]
step = "0.001"
round = 1
[[draw]]
fact = "spent_yuan"
note = "虚构"
case = [
  { when = { staff = { min = 50 } }, value = "900.50" },
  { when = { staff = { min = 2, max = 49 } }, value = 300 },
  { value = 100 },
]
[[draw]]
fact = "rate_pct"
note = "虚构"
unknown = 1000
value = "4.35"
[[draw]]
fact = "founded"
note = "虚构"
days = ["2020-02-28", "2020-03-01"]
[[draw]]
fact = "opened"
note = "虚构"
copy = "founded"
[[draw]]
fact = "since"
note = "虚构"
months = ["2019-12", "2020-01"]
[[draw]]
fact = "roles"
note = "虚构"
members = { importer = 1000, exporter = 0, other = 500 }
[[draw]]
list = "rents"
note = "虚构"
case = [{ when = { staff = { max = 1 } }, value = 0 }, { value = 3 }]
  [[draw.field]]
  fact = "month"
  following = "2019-12"
  [[draw.field]]
  fact = "rent_yuan"
  case = [{ when = { rents = { min = 3 } }, value = "10.00" }, { value = 1 }]
"#;

fn program() -> Program {
    let pack = Pack::from_sources("sample", &[("sample.huice", RULES)]);
    let shown = || pack.render(huice::diagnostic::Format::Short, huice::diagnostic::Lang::En);
    pack.program().unwrap_or_else(|| panic!("{}", shown()))
}

#[test]
fn every_law_draws_what_it_says() {
    let program = program();
    let population = Population::read(LAWS).unwrap();
    assert!(!population.invented());
    let drawn = program.subjects(&population, 3, 0..300).unwrap();
    let profiles: Vec<serde_json::Value> = drawn.iter().map(|profile| profile.to_json(&program)).collect();
    let seen = |key: &str| profiles.iter().map(|profile| profile[key].to_string()).collect::<BTreeSet<String>>();
    let words = |all: &[&str]| all.iter().map(|word| format!("{word:?}")).collect::<BTreeSet<String>>();
    assert_eq!(seen("founded"), words(&["2020-02-28", "2020-02-29", "2020-03-01"]));
    assert_eq!(seen("since"), words(&["2019-12", "2020-01"]));
    assert_eq!(seen("rate_pct"), BTreeSet::from(["null".to_owned()]), "a thousand of a thousand are not known");
    let mut kinds = BTreeSet::new();
    for profile in &profiles {
        let text = |key: &str| profile[key].to_string().trim_matches('"').to_owned();
        let months: Vec<String> =
            profile["rents"].as_array().unwrap().iter().map(|rent| rent["month"].to_string()).collect();
        // 5.5 % of 100 is 5.5, in whole people 5.
        let wanted = match text("staff").as_str() {
            "1" => ("0", "100", 0),
            "3" => ("0", "300", 3),
            "100" => ("5", "900.5", 3),
            other => panic!("{other} people"),
        };
        assert_eq!((text("layoffs").as_str(), text("spent_yuan").as_str(), months.len()), wanted);
        assert!(months.iter().zip(["2019-12", "2020-01", "2020-02"]).all(|(month, wanted)| month.contains(wanted)));
        let rents: Vec<String> =
            profile["rents"].as_array().unwrap().iter().map(|rent| rent["rent_yuan"].to_string()).collect();
        assert!(rents.iter().all(|rent| rent.trim_matches('"') == "10"), "{rents:?}");
        assert_eq!((text("last_year"), text("opened")), (text("staff"), text("founded")));
        let roles = profile["roles"].to_string();
        assert!(roles.contains("进口") && !roles.contains("出口"), "{roles}");
        kinds.extend([text("staff"), roles]);
    }
    assert_eq!(kinds.len(), 5, "three sizes, with and without the other role: {kinds:?}");
}

#[test]
fn what_a_population_is_refused_for() {
    let draw = |entry: &str| {
        format!(
            "schema = \"huice.population/1\"\ntitle = \"错\"\nsubject = \"enterprise\"\n[[draw]]\nnote = \"虚构\"\n{entry}\n"
        )
    };
    for (entry, words) in [
        ("fact = \"employes\"\nvalue = 1", "“employes”：没有事实“employes”"),
        ("fact = \"age\"\nvalue = 1", "别的主体"),
        ("fact = \"employees\"\nvalue = \"1.5\"", "应是整数"),
        ("fact = \"employees\"\nrange = [-1, 1]\nstep = 1", "不能是负数"),
        ("fact = \"employees\"\nrange = [1, 2]\nstep = \"0.5\"", "应是整数"),
        ("fact = \"share_pct\"\nrange = [0, 101]\nstep = 1", "不得超过 100%"),
        ("fact = \"premium_yuan\"\nvalue = 1.5", "小数要加引号"),
        ("fact = \"premium_yuan\"\nrange = [1, 2]\nstep = \"0.001\"", "两位小数"),
        ("fact = \"premium_yuan\"\nrange = [2, 1]\nstep = 1", "step"),
        ("fact = \"premium_yuan\"\nchoose = { 1 = 0 }", "权重之和是 0"),
        ("fact = \"premium_yuan\"\ndays = [\"2020-01-01\", \"2020-01-02\"]", "给不出"),
        ("fact = \"premium_yuan\"\ntimes = \"none\"\nrange = [1, 1]\nstep = 1\nround = 1", "前面没有“none”"),
        ("fact = \"approved\"\nchoose = { maybe = 1 }", "true"),
        ("fact = \"approved\"\nvalue = true\nunknown = 1001", "千分数"),
        ("fact = \"approved\"\nvalue = true\nchoose = { true = 1 }", "写一种分布"),
        ("fact = \"approved\"\ncase = [{ when = { x = \"y\" }, value = true }]", "前面没有“x”"),
        ("fact = \"roles\"\nmembers = { transport = 1 }", "没有“transport”"),
        ("fact = \"loans\"\nvalue = 1", "是列表"),
        ("list = \"loans\"\nvalue = 101", "笔数"),
        ("list = \"loans\"\nvalue = 1\n[[draw.field]]\nfact = \"principal\"\nvalue = 1", "没有字段“principal”"),
        ("fact = \"size\"\nvalue = \"big\"\n[[draw]]\nnote = \"虚构\"\nfact = \"employees\"\nvalue = 1", "矛盾"),
        ("fact = \"employees\"\nvalue = 1\nflavour = 1", "flavour"),
        ("value = 1", "三者写一个"),
        ("fact = \"employees\"\nvalue = 1\n[[draw.field]]\nfact = \"x\"\nvalue = 1", "只有 list 才有 field"),
        (
            "fact = \"employees\"\nvalue = 1\n[[draw]]\nnote = \"虚构\"\nfact = \"employees\"\nvalue = 2",
            "前面已有同名的一项",
        ),
        ("list = \"employees\"\nvalue = 1", "不是列表"),
        ("list = \"loans\"\nvalue = 1\n[[draw.field]]\nvalue = 1", "field 里写 fact"),
        ("fact = \"employees\"\nvalue = 1\nwhen = { x = 1 }", "when 只写在 case 里"),
        ("fact = \"employees\"\nvalue = 1\ncase = [{ value = 1 }]", "有 case 就不再直接写分布"),
        ("fact = \"employees\"\ncase = [{ value = 1, note = \"x\" }]", "case 里只写 when 和分布"),
        ("fact = \"employees\"\ncase = [{ value = 1 }, { value = 2 }]", "永远轮不到"),
        (
            "trait = \"x\"\nvalue = \"y\"\n[[draw]]\nnote = \"虚构\"\nfact = \"employees\"\ncase = [{ when = { x = \"y\" }, value = 1 }]",
            "最后一个 case 不带 when",
        ),
        (
            "trait = \"x\"\nvalue = \"y\"\n[[draw]]\nnote = \"虚构\"\nfact = \"employees\"\ncase = [{ when = { x = \"z\" }, value = 1 }, { value = 1 }]",
            "不会是“z”",
        ),
        (
            "trait = \"x\"\nvalue = \"y\"\n[[draw]]\nnote = \"虚构\"\nfact = \"employees\"\ncase = [{ when = { x = { least = 1 } }, value = 1 }, { value = 1 }]",
            "写 min、max",
        ),
        (
            "trait = \"x\"\nvalue = \"y\"\n[[draw]]\nnote = \"虚构\"\nfact = \"employees\"\ntimes = \"x\"\nrange = [1, 1]\nstep = 1\nround = 1",
            "“x”不是数字",
        ),
        ("fact = \"employees\"\nrange = [1, 1]\nstep = 1\nround = 1", "times 和 round 要一起写"),
        (
            "trait = \"x\"\nvalue = 1\n[[draw]]\nnote = \"虚构\"\nfact = \"employees\"\ntimes = \"x\"\nrange = [1, 1]\nstep = 1\nround = 0",
            "round 要大于 0",
        ),
        ("fact = \"employees\"\nrange = [1, 2]", "range 要写 step"),
        ("fact = \"employees\"\nvalue = [1]", "这里要一个值"),
        ("fact = \"employees\"\nvalue = \"1.00001\"", "至多四位小数"),
        ("fact = \"employees\"\nchoose = { 1 = 1000000000001 }", "权重之和过大"),
        ("fact = \"employees\"\nmembers = { importer = 1 }", "members 只用于集合"),
        ("fact = \"roles\"\nmembers = { importer = 1001 }", "members 是千分数"),
        ("trait = \"x\"\ndays = [\"2020-01-01\", \"2020-13-01\"]", "days 写成两个日期"),
        ("trait = \"x\"\ndays = [\"2020-01-02\", \"2020-01-01\"]", "止日早于起日"),
        ("trait = \"x\"\nmonths = [\"2020-1\", \"2020-02\"]", "月份写成 YYYY-MM"),
        ("trait = \"x\"\nmonths = [\"2020-02\", \"2020-01\"]", "止月早于起月"),
    ] {
        let problems = run(&draw(entry), &request(10, 1)).expect_err(entry);
        let told: Vec<&str> = problems.iter().map(|problem| problem.words.zh.as_str()).collect();
        assert!(told.iter().any(|told| told.contains(words)), "{entry}: {told:?}");
        assert!(problems.iter().all(|problem| problem.line.is_some()), "{entry}: a place");
    }
    let unnoted = draw("fact = \"employees\"\nvalue = 1").replace("note = \"虚构\"\n", "");
    let problems = run(&unnoted, &request(10, 1)).expect_err("no note");
    assert!(problems[0].words.zh.contains("缺 note"), "{problems:?}");
    assert_eq!(problems[0].line, Some(4));
    let good = draw("fact = \"employees\"\nvalue = 1");
    for (old, new, line, words) in [
        ("subject = \"enterprise\"", "subject = \"firm\"", 3, "没有主体类型“firm”"),
        ("subject = \"enterprise\"", "subject = \"enterprise\"\ngroups = [\"sise\"]", 4, "没有事实“sise”"),
        ("subject = \"enterprise\"", "subject = \"enterprise\"\ngroups = [\"employees\"]", 4, "枚举或布尔"),
        ("huice.population/1", "huice.population/9", 1, "不认识的格式"),
    ] {
        let problems = run(&good.replace(old, new), &request(10, 1)).expect_err(new);
        assert!(problems[0].words.zh.contains(words) && problems[0].line == Some(line), "{new}: {problems:?}");
        assert!(problems[0].help.is_some() || words.contains("布尔"), "{new}: no way out");
    }
    for (size, item) in [(0, "1.1"), (10, "9.9")] {
        let mut asked = request(size, 1);
        asked.pools = vec![(item.to_owned(), 1)];
        let problems = run(&fixed("1"), &asked).expect_err("a wrong request");
        assert!(problems.iter().all(|problem| problem.line.is_none()), "{problems:?}");
    }
}
