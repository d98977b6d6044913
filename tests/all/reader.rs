//! The reader of profiles in JSON gives exactly what a checked profile and the reference engine give, answers and
//! errors alike, whichever way a text takes.

use crate::generate::{Dice, Pools, Written};
use huice::diagnostic::{Format, Lang};
use huice::{Context, Desk, Pack, Profile, ProfileErrors, Program, Reader, Taken, Verdict};
use std::fs;

/// Both ways side by side. The desk and the buffers are used again and again, as a service would.
struct Both {
    program: Program,
    context: Context,
    reader: Reader,
    desk: Desk,
    short: usize,
    whole: usize,
    refused: usize,
}

impl Both {
    fn new(program: Program, context: Context) -> Self {
        let reader = program.compile(&context).reader();
        let desk = reader.desk();
        Self { program, context, reader, desk, short: 0, whole: 0, refused: 0 }
    }

    fn on(program: Program, day: &str) -> Self {
        Self::new(program, Context::new(day.parse().unwrap()))
    }

    fn compare(&mut self, text: &str) -> Result<Taken, ProfileErrors> {
        let Self { program, context, reader, desk, .. } = self;
        let expected = Profile::from_json(program, text).map(|profile| program.answers(&profile, context));
        let mut verdicts = vec![Verdict::DEFERRED; program.items().len()];
        let mut answers = Vec::new();
        let taken = reader.verdicts(text, desk, &mut verdicts);
        let again = reader.answers(text, desk, &mut answers);
        assert_eq!(taken, again, "{text}");
        match (&taken, expected) {
            (Ok(taken), Ok(expected)) => {
                assert_eq!(answers, expected, "{text}");
                for (verdict, expected) in verdicts.iter().zip(&expected) {
                    match verdict.answer() {
                        Some(answer) => assert_eq!(answer, *expected, "{text}"),
                        None => assert!(expected.fen.is_some_and(|fen| i64::try_from(fen).is_err()), "{text}"),
                    }
                }
                let count = if *taken == Taken::Short { &mut self.short } else { &mut self.whole };
                *count = count.saturating_add(1);
            }
            (Err(errors), Err(expected)) => {
                assert_eq!(*errors, expected, "{text}");
                self.refused = self.refused.saturating_add(1);
            }
            (taken, expected) => panic!("{taken:?} where {expected:?} was expected: {text}"),
        }
        taken
    }
}

fn load(text: &str) -> Program {
    let pack = Pack::from_sources("demo", &[("demo.huice", text)]);
    pack.program().unwrap_or_else(|| panic!("{}", pack.render(Format::Short, Lang::En)))
}

#[test]
fn seed_profiles_and_what_becomes_of_them_broken() {
    let mut both = Both::on(crate::zhoucun(), "2020-03-31");
    let mut dice = Dice::new(3);
    for entry in fs::read_dir(crate::root().join("seeds/profiles")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        both.compare(&text).unwrap();
        both.compare(&format!("\u{feff}{text}")).unwrap();
        both.compare(&format!("[{text}]")).unwrap_err();
        let chars: Vec<char> = text.chars().collect();
        for _ in 0..40 {
            let mut broken = chars.clone();
            for _ in 0..=dice.roll(2) {
                let at = dice.roll(broken.len());
                match dice.roll(5) {
                    0 => broken.truncate(at),
                    1 => drop(broken.remove(at)),
                    2 => broken.insert(at, ['"', '{', '[', ',', '\\', '0', '.', '-', ' ', '\n'][dice.roll(10)]),
                    3 => {
                        let other = dice.roll(broken.len());
                        broken.swap(at, other);
                    }
                    _ => {
                        let piece: Vec<char> = broken.iter().skip(at).take(dice.roll(30)).copied().collect();
                        broken.splice(at..at, piece);
                    }
                }
                if broken.is_empty() {
                    break;
                }
            }
            let _ = both.compare(&broken.into_iter().collect::<String>());
        }
    }
    assert!(both.refused > 300 && both.whole > 15, "{} {}", both.refused, both.whole);
}

#[test]
fn random_profiles_of_the_notice() {
    let program = crate::zhoucun();
    let pools = Pools::of(program.policy());
    let mut dice = Dice::new(11);
    for day in ["2020-03-31", "2020-06-30"] {
        let mut both = Both::on(program.clone(), day);
        for _ in 0..60 {
            let profile = pools.profile(program.policy(), &mut dice, None);
            let _ = both.compare(&huice::profile::to_json(program.policy(), &profile).to_string());
        }
        assert!(both.whole > 0, "{}", both.whole);
    }
}

#[test]
fn random_packs_and_profiles() {
    let (mut short, mut whole) = (0_usize, 0_usize);
    for seed in 0..40 {
        let program = Written::of_seed(seed).load().unwrap();
        let mut dice = Dice::new(seed);
        let pools = Pools::of(program.policy());
        let mut both = Both::on(program.clone(), "2020-03-31");
        for _ in 0..25 {
            let profile = pools.profile(program.policy(), &mut dice, None);
            let _ = both.compare(&huice::profile::to_json(program.policy(), &profile).to_string());
        }
        short = short.saturating_add(both.short);
        whole = whole.saturating_add(both.whole);
    }
    assert!(short > 100 && whole > 100, "{short} {whole}");
}

/// Every kind of fact, some of which contradict others; a text that only a guard compares with.
const PACK: &str = r#"
包 示例 (demo) { 舍入 分 四舍五入 }
单位 人
枚举 规模类 { 大 (large) 中 (medium) 小 (small) }
枚举 角色类 { 基地 (base) 平台 (platform) }
主体 企业 (enterprise) {
  名称 (name) : 文本
  地址 (address) : 文本
  职工 (staff) : 人
  参保 (insured) : 布尔
  成立 (founded) : 日期
  停产 (closed) : 月份
  利率 (rate_pct) : %/年 范围 0%/年 至 24%/年
  亏损 (result_yuan) : 元 可负
  缴费 (premium_yuan) : 元
  角色 (roles) : 集合 角色类
  规模 (size) : 规模类 推导 若 职工 超过 300人 则 大 否则 若 职工 超过 20人 则 中 否则 小
  小企业 (is_small) : 布尔 推导 规模 = 小
  级别 (level) : 规模类 仅当 角色 含 基地 否则 小
  承担 (assigned) : 布尔 仅当 角色 含 平台
  区内 (inside) : 布尔 仅当 地址 = "东区"
  区外 (outside) : 布尔 仅当 地址 不等于 "北区"
  贷款 (loans) : 列表 { 本金 (principal_yuan) : 元 贷款利率 (loan_rate_pct) : %/年 }
}
人员 刘伟
措施 1 示例 {
  责任人 刘伟
  支持 1.1 按规模 { 对象 企业 条件 规模 规模 属于 { 中, 小 } 金额 100元/人 × 职工 }
  支持 1.2 按级别 { 对象 企业 条件 级别 级别 = 大 金额 50% × 缴费 }
  支持 1.3 承担 { 对象 企业 条件 承担 承担 且 小企业 金额 1元 }
  支持 1.4 地址 { 对象 企业 条件 地址 地址 = "南区" 或 名称 = "甲" 金额 2元 }
  支持 1.5 区内 { 对象 企业 条件 区内 区内 或 区外 金额 3元 }
  支持 1.6 日子 { 对象 企业 条件 日子 成立 不超过 2020年1月1日 且 停产 低于 2020年3月 金额 缴费 }
  支持 1.7 亏损 { 对象 企业 条件 亏损 亏损 低于 0元 且 参保 金额 缴费 }
  支持 1.8 贴息 { 对象 企业 条件 参保 参保 逐笔 贷款 { 条件 利率 贷款利率 低于 6%/年 金额 1% × 本金 } }
  支持 1.9 利率 { 对象 企业 条件 利率 利率 超过 4%/年 金额 缴费 × 利率 × 1年 }
}
"#;

/// Values in JSON by key: the first two are plain and do not contradict what others begin with.
const VALUES: &[(&str, &[&str])] = &[
    ("subject_type", &["\"enterprise\"", "\"企业\"", "null", "\"firm\"", "\"\"", "1", "\"enter\\u0070rise\""]),
    ("主体类型", &["\"企业\"", "null"]),
    ("name", &["\"甲\"", "\"乙 丙\"", "\" 甲\"", "\"\\u7532\"", "\"\"", "null", "3", "\"a\nb\""]),
    ("address", &["\"东区\"", "\"南区\"", "\"北区\"", "\"西区\"", "null"]),
    (
        "staff",
        &["10", "15", "\"12\"", "301", "21", "12.0", "1.5", "-1", "1e1", "007", "\"007\"", "\" 7\"", "1e400", "\"\""],
    ),
    ("职工", &["10", "11"]),
    ("insured", &["true", "false", "null", "\"true\"", "1", "tru", "[true]"]),
    (
        "founded",
        &["\"2020-01-01\"", "\"2019-12-31\"", "\"2020-02-30\"", "\"2020-1-1\"", "\"1899-01-01\"", "20200101", "null"],
    ),
    ("closed", &["\"2020-02\"", "\"2020-03\"", "\"2020-13\"", "null", "\"2020-02-01\""]),
    ("rate_pct", &["4.35", "\"4.35\"", "4.35001", "24", "24.0001", "\"4.35%\"", "0.0435", "4.3500000", "null"]),
    ("result_yuan", &["0", "12.5", "-12.5", "\"-3\"", "-0.001", "- 1", "--1"]),
    (
        "premium_yuan",
        &[
            "386412.37",
            "\"600000\"",
            "0.005",
            "1e5",
            "1.",
            ".5",
            "12345678901234567",
            "123456789012345678901.5",
            "1.0000",
        ],
    ),
    (
        "roles",
        &[
            "[\"基地\", \"platform\"]",
            "[\"base\",\"平台\"]",
            "[]",
            "\"基地\"",
            "[\"店\"]",
            "[1]",
            "null",
            "[\"base\",]",
        ],
    ),
    ("size", &["\"小\"", "\"small\"", "\"中\"", "\"large\"", "\"巨大\"", "null"]),
    ("is_small", &["true", "null", "false"]),
    ("level", &["\"小\"", "\"small\"", "\"大\"", "null"]),
    ("assigned", &["false", "null", "true"]),
    ("inside", &["false", "null", "true"]),
    ("outside", &["false", "null", "true"]),
    (
        "loans",
        &[
            "[]",
            "[{\"principal_yuan\": \"1000000\", \"loan_rate_pct\": 4.35}]",
            "[{\"id\": 1, \"本金\": 5}, {}]",
            "[{\"principal\": 5}]",
            "{}",
            "null",
            "[[[[1]]]]",
        ],
    ),
    ("principal_yuan", &["1"]),
    ("sta\\u0066f", &["10"]),
    ("note", &["{\"a\": [1, {\"b\": \"\\\\\"}]}", "\"x\""]),
];

#[test]
fn plain_odd_and_wrong_values() {
    let mut both = Both::on(load(PACK), "2020-03-31");
    for (seed, odd) in [(1_u64, 0), (2, 3), (3, 12), (4, 40)] {
        let mut dice = Dice::new(seed);
        for _ in 0..1200 {
            let mut entries = Vec::new();
            for (index, (key, values)) in VALUES.iter().enumerate() {
                // A second name of a fact, and keys that are none.
                let rare = index > 19 || matches!(*key, "主体类型" | "职工");
                if dice.percent(if rare { odd / 4 } else { 80 }) {
                    let among = if dice.percent(odd) { values.len() } else { values.len().min(2) };
                    let space = [" ", "", "\t", "\r\n "][dice.roll(4)];
                    entries.push(format!("\"{key}\"{space}:{space}{}{space}", values[dice.roll(among)]));
                }
            }
            if dice.percent(30) && !entries.is_empty() {
                let by = dice.roll(entries.len());
                entries.rotate_left(by);
            }
            if dice.percent(odd / 4) && !entries.is_empty() {
                let again = entries[dice.roll(entries.len())].clone();
                entries.push(again);
            }
            let end = if dice.percent(odd / 4) { [",}", "", "}}", "} x", "}{}"][dice.roll(5)] } else { "}" };
            let _ = both.compare(&format!("{{{}{end}", entries.join(",")));
        }
    }
    assert!(
        both.short > 300 && both.whole > 300 && both.refused > 500,
        "{} {} {}",
        both.short,
        both.whole,
        both.refused
    );
}

/// A guard may compare with a text that no item compares with; its number among the texts is not that of another.
#[test]
fn texts_of_guards_are_not_taken_for_texts_of_items() {
    let mut both = Both::on(load(PACK), "2020-03-31");
    let start = "{\"subject_type\": \"企业\", ";
    for (address, fact, refused) in
        [("南区", "inside", true), ("东区", "inside", false), ("北区", "outside", true), ("南区", "outside", false)]
    {
        let text = format!("{start}\"address\": \"{address}\", \"{fact}\": true}}");
        assert_eq!(both.compare(&text).is_err(), refused, "{text}");
    }
}

#[test]
fn short_is_said_to_be_short() {
    let mut both = Both::on(load(PACK), "2020-03-31");
    let text = |more: &str| {
        format!(
            "{{\"subject_type\": \"企业\", \"name\": \"甲\", \"address\": \"南区\", \"staff\": 10, \"insured\": true, \
             \"founded\": \"2019-01-01\", \"closed\": \"2020-01\", \"rate_pct\": \"4.35\", \"premium_yuan\": 12.50, \
             \"roles\": [\"平台\"], \"level\": \"小\", \"assigned\": true, \"loans\": []{more}}}"
        )
    };
    for (more, taken) in
        [("", Taken::Short), (", \"result_yuan\": 1", Taken::Short), (", \"result_yuan\": -1", Taken::Whole)]
    {
        assert_eq!(both.compare(&text(more)), Ok(taken), "{more}");
    }
    let wrong = both.compare(&text(", \"nam\": \"x\"")).unwrap_err();
    assert_eq!(wrong.0[0].path, "nam");
}

/// Buffers that are too short or too long.
#[test]
fn only_as_many_verdicts_as_there_is_room_for() {
    let program = load(PACK);
    let reader = program.compile(&Context::new("2020-03-31".parse().unwrap())).reader();
    let mut desk = reader.desk();
    for text in ["{\"subject_type\": \"企业\", \"insured\": true}", "{\"subject_type\": \"企业\", \"staff\": 1e1}"]
    {
        let mut all = vec![Verdict::DEFERRED; program.items().len()];
        reader.verdicts(text, &mut desk, &mut all).unwrap();
        let mut few = vec![Verdict::DEFERRED; 2];
        reader.verdicts(text, &mut desk, &mut few).unwrap();
        assert_eq!(few, all[..2]);
        let mut many = vec![Verdict::DEFERRED; 20];
        reader.verdicts(text, &mut desk, &mut many).unwrap();
        assert_eq!(many[..all.len()], all);
        assert!(many[all.len()..].iter().all(|verdict| *verdict == Verdict::DEFERRED));
        reader.verdicts(text, &mut desk, &mut []).unwrap();
    }
}
