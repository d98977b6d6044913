//! Simulations: the same bytes for the same seed and any number of threads, sums against the engine one profile at a
//! time, pools and changes by hand.

use huice::outcome::Status;
use huice::simulate::{Population, Problem, Request, Rule, Simulation};
use huice::{Context, Pack, Program};
use std::fs;
use std::process::Command;

pub(crate) const RULES: &str = r#"
包 样例 (sample) { 舍入 分 四舍五入 }
单位 人、户
枚举 规模类 { 大 (big) 小 (small) }
枚举 角色类 { 进口 (importer) 出口 (exporter) }
主体 企业 (enterprise) {
  规模 (size) : 规模类
    推导 分档 首中 { 当 职工人数 不低于 10人 : 大 否则 : 小 }
  职工人数 (employees) : 人
  缴费额 (premium_yuan) : 元
  占比 (share_pct) : % 范围 0% 至 100%
  已批 (approved) : 布尔 审批
  角色 (roles) : 集合 角色类
  贷款 (loans) : 列表 { 本金 (principal_yuan) : 元 }
}
主体 个人 (person) { 年龄 (age) : 个 }
单位 个
参数 比例 (rate) : % { 50% 来源 "公告" 状态 已核实 }
机构 样例局 (bureau)
人员 张三
措施 1 样例措施 {
  责任人 张三
  牵头单位 样例局
  解读 基数 "按哪个数" { 采用 实缴 : 缴费额 另解 一半 : 缴费额 × 50% }
  支持 1.1 返还 {
    依据 条1 句1
    对象 企业
    条件 规模 "职工不多" 职工人数 不超过 20人
    金额 比例 × 基数
    封顶 100元
  }
  支持 1.2 补贴 {
    依据 条1 句2
    对象 企业
    须经 样例局 批准 凭 已批
    金额 10元
  }
}
"#;

pub(crate) const FIRMS: &str = r#"
schema = "huice.population/1"
invented = true
title = "样例群体"
subject = "enterprise"
groups = ["size"]
[[draw]]
trait = "kind"
note = "虚构"
choose = { few = 3, many = 1 }
[[draw]]
fact = "employees"
note = "虚构"
case = [{ when = { kind = "many" }, range = [10, 30], step = 5 }, { range = [1, 9], step = 1 }]
[[draw]]
fact = "premium_yuan"
note = "虚构"
times = "employees"
range = ["10.00", "30.00"]
step = "0.01"
round = "0.01"
[[draw]]
fact = "approved"
note = "虚构"
unknown = 500
choose = { true = 1, false = 1 }
[[draw]]
list = "loans"
note = "虚构"
choose = { 0 = 1, 2 = 1 }
[[draw.field]]
fact = "principal_yuan"
range = [1, 9]
step = 1
"#;

pub(crate) fn program() -> Program {
    let pack = Pack::from_sources("sample", &[("sample.huice", RULES)]);
    let shown = || pack.render(huice::diagnostic::Format::Short, huice::diagnostic::Lang::En);
    pack.program().unwrap_or_else(|| panic!("{}", shown()))
}

pub(crate) fn day() -> Context {
    Context::new("2020-03-31".parse().unwrap())
}

pub(crate) fn request(size: u64, threads: usize) -> Request {
    Request { size, seed: 8, threads, pools: Vec::new(), rule: Rule::FirstCome }
}

pub(crate) fn run(text: &str, asked: &Request) -> Result<Simulation, Vec<Problem>> {
    let population = Population::read(text).map_err(|problem| vec![problem])?;
    program().simulate(&day(), &population, None, asked)
}

/// Fen of a sum of yuan.
pub(crate) fn fen(yuan: &str) -> i128 {
    yuan.replace('.', "").parse().unwrap()
}

/// Firms of one kind each: 100 fen of claims differ by staff only.
pub(crate) fn fixed(premium: &str) -> String {
    format!(
        "schema = \"huice.population/1\"\ntitle = \"定值\"\nsubject = \"enterprise\"\n[[draw]]\nfact = \"employees\"\n\
         note = \"虚构\"\nvalue = 5\n[[draw]]\nfact = \"premium_yuan\"\nnote = \"虚构\"\nvalue = \"{premium}\"\n\
         [[draw]]\nfact = \"approved\"\nnote = \"虚构\"\nvalue = true\n"
    )
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let text = |threads, seed| {
        let mut asked = request(10_000, threads);
        asked.seed = seed;
        asked.pools = vec![("1.1".to_owned(), 12_345_678)];
        asked.rule = Rule::ProRata;
        let files = run(FIRMS, &asked).unwrap().files(huice::diagnostic::Lang::Zh).unwrap();
        files.into_iter().map(|(name, text)| format!("{name}\n{text}")).collect::<String>()
    };
    let one = text(1, 8);
    assert_eq!(one, text(3, 8));
    assert_eq!(one, text(7, 8));
    assert_ne!(one, text(1, 9));
}

#[test]
fn sums_are_those_of_the_parts() {
    let simulation = run(FIRMS, &request(9_000, 2)).unwrap();
    let [refund, bonus] = simulation.items.as_slice() else { panic!("two items") };
    assert_eq!(refund.statuses.values().sum::<u64>(), 9_000);
    for item in [refund, bonus] {
        let members = &item.by[0].members;
        assert_eq!(members.iter().map(|(count, _, _)| count).sum::<u64>(), item.recipients);
        assert_eq!(members.iter().map(|(_, yuan, _)| fen(yuan)).sum::<i128>(), fen(&item.yuan));
    }
    // One in four is many; three in five of those are above twenty.
    let many = simulation.groups[0].members[0].subjects;
    assert!((2_100..2_400).contains(&many), "{many} of 9000 are big");
    assert!(refund.capped > 0 && refund.cap_reached >= refund.capped);
    assert_eq!(refund.largest_yuan.as_deref(), Some("100.00"));
    // Half of the approvals are not known: they wait, and would add ten yuan each.
    let pending = bonus.statuses["pending_approval"];
    assert!((4_300..4_700).contains(&pending), "{pending} of 9000 wait");
    assert_eq!(fen(&bonus.pending_yuan), i128::from(pending).saturating_mul(1_000));
    assert_eq!(fen(&bonus.yuan), i128::from(bonus.recipients).saturating_mul(1_000));
    // Sizes are derived, none is unknown.
    assert_eq!(simulation.groups[0].members[2].subjects, 0);
}

#[test]
fn pools_by_hand() {
    // Half of 30.01 yuan is 15.005: 15.01 yuan each, 15010.00 for a thousand, from 100.00 yuan.
    let mut asked = request(1_000, 2);
    asked.pools = vec![("1.1".to_owned(), 10_000)];
    let first = run(&fixed("30.01"), &asked).unwrap();
    let pool = &first.pools[0];
    assert_eq!((pool.claims, pool.claimed_yuan.as_str()), (1_000, "15010.00"));
    // Six in full are 90.06; the seventh gets 9.94.
    assert_eq!((pool.in_full, pool.in_part, pool.not_at_all, pool.exhausted_at), (6, 1, 993, Some(7)));
    assert_eq!((pool.paid_yuan.as_str(), pool.unpaid_yuan.as_str()), ("100.00", "14910.00"));
    asked.rule = Rule::ProRata;
    let shared = run(&fixed("30.01"), &asked).unwrap();
    let pool = &shared.pools[0];
    // Ten fen each, nothing left over.
    assert_eq!((pool.in_full, pool.in_part, pool.not_at_all, pool.exhausted_at), (0, 1_000, 0, None));
    assert_eq!(pool.paid_yuan, "100.00");
    // More than is asked for stays.
    asked.pools = vec![("1.1".to_owned(), 2_000_000)];
    let rich = run(&fixed("30.01"), &asked).unwrap();
    assert_eq!((rich.pools[0].in_full, rich.pools[0].left_yuan.as_str()), (1_000, "4990.00"));
}

#[test]
fn changes_by_hand() {
    let program = program();
    let population = Population::read(&fixed("300")).unwrap();
    let against = |change: &dyn Fn(&mut Context)| {
        let mut changed = day();
        change(&mut changed);
        program.simulate(&day(), &population, Some((&program, &changed)), &request(100, 2)).unwrap()
    };
    // Half of 300 is capped at 100; a fifth of it is 60.
    let lower = against(&|context| context.set_param(&program, "rate", "20").unwrap());
    let [change] = lower.changes.as_slice() else { panic!("{:?}", lower.changes) };
    assert_eq!((change.item.as_str(), change.lose, change.gain), ("1.1", 100, 0));
    assert_eq!((change.yuan_before.as_str(), change.yuan_after.as_str()), ("10000.00", "6000.00"));
    assert_eq!((change.difference_yuan.as_str(), change.lose_yuan.as_str()), ("-4000.00", "4000.00"));
    assert_eq!((lower.subjects_gain, lower.subjects_lose, lower.subjects_both), (0, 100, 0));
    assert_eq!(lower.items_after[0].capped, 0);
    // Another reading: half of 150.
    let other = against(&|context| context.set_reading(&program, "基数", "一半").unwrap());
    assert_eq!(other.changes[0].yuan_after, "7500.00");
    assert_eq!(other.after.as_ref().unwrap().set, ["基数=一半"]);
    // Missing, nobody is told a sum.
    let missing = against(&|context| context.set_param(&program, "rate", "").unwrap());
    let change = &missing.changes[0];
    assert_eq!((change.recipients_after, change.lose, change.unknown), (100, 0, 100));
    assert_eq!((change.difference_yuan.as_str(), change.without_sum_after), ("0.00", 100), "unknown is not 0");
    // The same again: nothing differs.
    assert!(against(&|_| {}).changes.is_empty());
}

#[test]
fn another_pack() {
    let program = program();
    let fewer = RULES.replace("10元", "25元").replace("  占比 (share_pct) : % 范围 0% 至 100%\n", "");
    let fewer = fewer
        .replace("封顶 100元", "封顶 100元\n  }\n  支持 1.3 新增 {\n    依据 条1 句3\n    对象 企业\n    金额 1元");
    let pack = Pack::from_sources("later", &[("later.huice", &fewer)]);
    let later = pack.program().unwrap();
    let text = format!("{}[[draw]]\nfact = \"share_pct\"\nnote = \"虚构\"\nvalue = 5\n", fixed("300"));
    let population = Population::read(&text).unwrap();
    let simulation = program.simulate(&day(), &population, Some((&later, &day())), &request(10, 1)).unwrap();
    let told: Vec<_> = simulation
        .changes
        .iter()
        .map(|change| (change.item.as_str(), change.yuan_before.as_str(), change.yuan_after.as_str(), change.newly))
        .collect();
    assert_eq!(told, [("1.2", "100.00", "250.00", 0), ("1.3", "0.00", "10.00", 10)]);
}

#[test]
fn the_engine_says_the_same() {
    // What the simulation counts is what evaluation says of the same facts.
    let program = program();
    let profile = r#"{"subject_type":"enterprise","employees":5,"premium_yuan":"77.77","approved":true}"#;
    let profile = huice::Profile::from_json(&program, profile).unwrap();
    let outcome = program.evaluate(&profile, &day());
    let simulation = run(&fixed("77.77"), &request(3, 1)).unwrap();
    for (item, counted) in outcome.items.iter().zip(&simulation.items) {
        assert_eq!(item.status, Status::Eligible);
        let yuan = item.amount.yuan.as_deref().unwrap();
        assert_eq!(fen(&counted.yuan), fen(yuan).saturating_mul(3), "{}", item.item);
    }
}

/// The population of the notice says of every figure that it is invented, and draws facts that agree.
#[test]
fn the_population_of_the_notice() {
    let text = fs::read_to_string(crate::root().join("seeds/zhoucun-2020-8/population.toml")).unwrap();
    let notes: Vec<&str> = text.lines().filter(|line| line.starts_with("note = ")).collect();
    assert!(notes.len() > 40 && notes.iter().all(|note| note.contains("虚构") || note.contains("随角色")), "{notes:?}");
    let population = Population::read(&text).unwrap();
    assert!(population.invented());
    let simulation = crate::zhoucun().simulate(&day(), &population, None, &request(600, 2)).unwrap();
    let paid = simulation.items.iter().filter(|item| item.states == Some("amount") && item.recipients > 0).count();
    assert!(paid >= 5, "only {paid} items pay anything to 600 firms");
    let unknown = |group: &huice::simulate::Group| group.members.last().unwrap().subjects;
    assert!(simulation.groups.iter().all(|group| unknown(group) == 0));
}

const CHOICES: &str = r#"
包 选择 (choices) { 舍入 分 四舍五入 }
主体 企业 (enterprise) {
  甲额 (first_yuan) : 元
  乙额 (second_yuan) : 元
  丙额 (third_yuan) : 元
  已批 (approved) : 布尔 审批
  贷款 (loans) : 列表 { 本金 (principal_yuan) : 元 央行 (central) : 布尔 }
}
机构 局 (bureau)
人员 张三
措施 1 样例 {
  责任人 张三
  牵头单位 局
  支持 1.1 甲 { 依据 条1 句1 对象 企业 条件 有 甲额 超过 0元 金额 50% × 甲额 }
  支持 1.2 乙 { 依据 条1 句2 对象 企业 条件 有 乙额 超过 0元 须经 局 批准 凭 已批 金额 乙额 }
  支持 1.3 丙 { 依据 条1 句3 对象 企业 金额 丙额 }
  支持 1.4 央 { 依据 条1 句4 对象 企业 逐笔 贷款 { 条件 央 央行 金额 1% × 本金 } 封顶 30元 }
  支持 1.5 省 { 依据 条1 句5 对象 企业 逐笔 贷款 { 条件 大 本金 超过 1000元 金额 2% × 本金 } }
  组合 就高 1.1、1.2 每 主体 注 "取高"
  组合 就高不重复 1.4、1.5 每 贷款 注 "一笔一项"
}
"#;

const CHOOSERS: &str = r#"
schema = "huice.population/1"
invented = true
title = "选择群体"
subject = "enterprise"
groups = []
[[draw]]
fact = "first_yuan"
note = "虚构"
range = [0, 40]
step = 1
[[draw]]
fact = "second_yuan"
note = "虚构"
range = [0, 20]
step = 1
[[draw]]
fact = "third_yuan"
note = "虚构"
range = [0, 3]
step = 1
[[draw]]
fact = "approved"
note = "虚构"
unknown = 300
choose = { true = 1, false = 1 }
[[draw]]
list = "loans"
note = "虚构"
choose = { 0 = 1, 1 = 2, 3 = 2 }
  [[draw.field]]
  fact = "principal_yuan"
  range = [0, 3000]
  step = 100
  [[draw.field]]
  fact = "central"
  unknown = 50
  choose = { true = 2, false = 1 }
"#;

#[test]
fn the_total_is_that_of_the_outcomes() {
    let notice = fs::read_to_string(crate::root().join("seeds/zhoucun-2020-8/population.toml")).unwrap();
    let pack = Pack::from_sources("choices", &[("choices.huice", CHOICES)]);
    assert!(
        pack.program().is_some(),
        "{}",
        pack.render(huice::diagnostic::Format::Human { color: false }, Default::default())
    );
    let sides = [(pack.program().unwrap(), CHOOSERS, 400), (crate::zhoucun(), notice.as_str(), 60)];
    for (program, text, size) in sides {
        let population = Population::read(text).unwrap();
        let simulation = program.simulate(&day(), &population, None, &request(size, 2)).unwrap();
        let subjects = program.subjects(&population, request(size, 1).seed, 0..size).unwrap();
        let (mut sum, mut some) = (0_i128, 0_u64);
        for subject in &subjects {
            let exact = fen(&program.evaluate(subject, &day()).totals.exact_yuan);
            sum = sum.saturating_add(exact);
            some = some.saturating_add(u64::from(exact > 0));
        }
        assert_eq!((fen(&simulation.total.yuan), simulation.total.recipients), (sum, some), "{}", program.id());
        let single = simulation.items.iter().filter(|item| item.states == Some("amount")).map(|item| fen(&item.yuan));
        assert_eq!(fen(&simulation.total.items_yuan), single.sum::<i128>());
        assert!(program.id() != "choices" || fen(&simulation.total.items_yuan) > sum, "nothing was chosen between");
    }
}

#[test]
fn the_command_writes_a_folder() {
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("simulate");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("sample.huice"), RULES).unwrap();
    fs::write(folder.join("firms.toml"), FIRMS).unwrap();
    let huice = |more: &[&str]| {
        let front = ["simulate", ".", "--population", "firms.toml", "--size", "500", "--as-of", "2020-03-31"];
        let run = Command::new(env!("CARGO_BIN_EXE_huice")).args(front).args(more).current_dir(&folder).output();
        let run = run.unwrap();
        (run.status.code(), String::from_utf8(run.stderr).unwrap())
    };
    let args = ["-o", "out", "--pool", "1.1=100", "--against", "--param", "rate=40"];
    let (code, told) = huice(&args);
    assert_eq!(code, Some(0), "{told}");
    for name in
        ["report.md", "items.csv", "groups.csv", "pools.csv", "changes.csv", "cost.svg", "by-1.svg", "simulation.json"]
    {
        assert!(folder.join("out").join(name).is_file(), "{name}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(folder.join("out/simulation.json")).unwrap()).unwrap();
    assert_eq!(json["schema"], "huice.simulation/1");
    assert_eq!(json["after"]["set"][0], "rate=40%");
    assert_eq!(huice(&args).0, Some(2), "files are not replaced without being asked");
    let (code, told) = huice(&["-o", "book", "--xlsx"]);
    if cfg!(feature = "batch") {
        assert!(code == Some(0) && fs::read(folder.join("book/simulation.xlsx")).unwrap().starts_with(b"PK"), "{told}");
    } else {
        assert!(code == Some(2) && told.contains("cargo build --release --features batch"), "{told}");
        assert!(!folder.join("book").exists());
    }
    assert_eq!(huice(&[&args[..], &["--force"]].concat()).0, Some(0));
    let (code, told) = huice(&["-o", "out2", "--against"]);
    assert!(code == Some(2) && told.contains("没有可比的改动"), "{told}");
    let (code, told) = huice(&["-o", "out2", "--pool", "1.1=1.234"]);
    assert!(code == Some(2) && told.contains("不是金额"), "{told}");
    fs::write(folder.join("firms.toml"), FIRMS.replace("employees", "employes")).unwrap();
    let (code, told) = huice(&["-o", "out2"]);
    assert!(code == Some(4) && told.contains("firms.toml:") && told.contains("employees"), "{told}");
}

#[test]
fn subjects_are_those_of_the_simulation() {
    let program = crate::zhoucun();
    let text = fs::read_to_string("seeds/zhoucun-2020-8/population.toml").unwrap();
    let population = Population::read(&text).unwrap();
    let context = Context::new("2020-03-31".parse().unwrap());
    let request = Request { size: 300, seed: 5, threads: 1, pools: Vec::new(), rule: Rule::FirstCome };
    let simulation = program.simulate(&context, &population, None, &request).unwrap();
    let subjects = program.subjects(&population, 5, 0..300).unwrap();
    let compiled = program.compile(&context);
    let (mut scratch, mut answers) = (compiled.scratch(), Vec::new());
    let mut eligible = vec![0_u64; simulation.items.len()];
    for subject in &subjects {
        // Read back from JSON it is the same profile.
        let text = subject.to_json(&program).to_string();
        assert_eq!(huice::Profile::from_json(&program, &text).unwrap().facts(), subject.facts());
        compiled.answers(subject, &mut scratch, &mut answers);
        for (count, answer) in eligible.iter_mut().zip(&answers) {
            *count = count.saturating_add(u64::from(answer.status == Status::Eligible));
        }
    }
    let counted: Vec<u64> = simulation.items.iter().map(|item| item.recipients).collect();
    assert!(eligible == counted && counted.iter().any(|count| *count > 0));
    assert!(
        program.subjects(&population, 5, 299..300).unwrap().first().unwrap().facts()
            == subjects.last().unwrap().facts()
    );
    assert!(program.subjects(&population, 5, 0..huice::simulate::MAX_SIZE.saturating_add(1)).is_err());
}
