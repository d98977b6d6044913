//! Rows written plainly take a short way through a batch; everything else is read as a profile. Both must answer alike:
//! asking for what is missing (`--needs`) takes profiles for all rows, so the two runs are compared.

use crate::batch::{batch, err, folder, read};
use crate::generate::Dice;
use std::fs;
use std::path::Path;

/// Cells that are plain, odd or wrong, by column of the pack in `batch`.
const CELLS: &[(&str, &[&str])] = &[
    ("subject_type", &["enterprise", "企业", "person", "", " enterprise ", "firm"]),
    ("name", &["甲厂", "", " 乙 ", "\"a,b\"", "\"say \"\"yes\"\"\""]),
    ("sector", &["工业", "industry", "餐饮业", "other", "", "工 业", " 工业"]),
    ("insured", &["是", "true", "TRUE", "True", "n", "NO", "没有", "", "1", "maybe", " 是 "]),
    (
        "staff",
        &["0", "12", "007", "", " 3", "12.0", "1.5", "-1", "1e2", "1e-2", "12 ", "999999999999999999999", "1,000"],
    ),
    ("founded", &["2020-01-01", "2020-02-29", "2019-02-29", "2020-1-1", "", "20200101", "0001-01-01"]),
    ("month", &["2020-01", "", "2020-13", "2020年1月"]),
    (
        "premium_yuan",
        &["386412.37", "0", "0.5", "0.005", "600000", "1e6", "-0.01", "", "1.", ".5", "９", "12345678901234567", "2E5"],
    ),
    ("rate_pct", &["4.35", "4.35%", "4.35％", "0.00001", "", "%", "12%%"]),
    ("loans", &["", "[]", "\"[{\"\"principal_yuan\"\": 1000000}]\"", "none"]),
];

/// A column of a row of answers by its number.
fn first(columns: usize, text: &str) -> Vec<String> {
    let cut = |line: &str| line.split(',').take(columns).collect::<Vec<_>>().join(",");
    text.lines().map(cut).collect()
}

/// Answers, rejected rows and the summary of both ways.
pub(crate) fn compare(folder: &Path, input: &str, more: &[&str]) {
    let run = |out: &str, needs: &[&str]| {
        let summary = format!("{out}.json");
        let args = [&[input, "-o", out, "--long", "--summary", &summary], more, needs].concat();
        let output = batch(folder, &args);
        assert!(matches!(output.status.code(), Some(0 | 4)), "{}", err(&output));
        let form = if input.ends_with(".jsonl") { "jsonl" } else { "csv" };
        let rejects = folder.join(format!("{out}.rejects.{form}"));
        let rejected = if rejects.exists() { read(rejects) } else { String::new() };
        (read(folder.join(out)), rejected, read(folder.join(&summary)))
    };
    let (short, whole) = (run("short.csv", &[]), run("whole.csv", &["--needs"]));
    let columns = short.0.lines().next().unwrap().split(',').count();
    assert_eq!(short.0.lines().map(str::to_owned).collect::<Vec<_>>(), first(columns, &whole.0));
    assert_eq!(short.1, whole.1);
    assert_eq!(short.2, whole.2);
}

fn table(rows: usize, seed: u64, odd: usize) -> String {
    let mut dice = Dice::new(seed);
    let mut text = String::from("id");
    for (name, _) in CELLS {
        text.push(',');
        text.push_str(name);
    }
    text.push('\n');
    for row in 0..rows {
        text.push_str(&format!("R{row}"));
        for (_, cells) in CELLS {
            let among = if dice.percent(odd) { cells.len() } else { 2 };
            text.push(',');
            text.push_str(cells[dice.roll(among)]);
        }
        text.push('\n');
    }
    text
}

#[test]
fn tables_take_either_way_to_the_same_answers() {
    for (seed, odd) in [(1, 2), (2, 10), (3, 40)] {
        let text = table(1500, seed, odd);
        let folder = folder(&format!("plain-{seed}"), &[("in.csv", text.as_bytes())]);
        compare(&folder, "in.csv", &["--key", "id", "--by", "行业"]);
        compare(&folder, "in.csv", &["--key", "id", "--items", "1.2"]);
    }
}

#[test]
fn mapped_cells_take_either_way_to_the_same_answers() {
    let mut dice = Dice::new(7);
    let cells: [&[&str]; 4] = [
        &["12", "1,234", "0.5", "无", "12.345678", "--", "3.00", "12345678"],
        &["Y", "N", "是", "-", "y"],
        &["2020年1月3日", "2020年13月3日", "-", "2020-01-03"],
        &["435", "435.5", "435.55", "-", "4.35%"],
    ];
    let mut text = String::from("premium,insured,founded,rate\n");
    for _ in 0..1200 {
        let row: Vec<String> = cells
            .iter()
            .map(|cells| {
                let cell = cells[dice.roll(cells.len())];
                if cell.contains(',') { format!("\"{cell}\"") } else { cell.to_owned() }
            })
            .collect();
        text.push_str(&row.join(","));
        text.push('\n');
    }
    let mapping = r#"
unknown = ["-", "无"]
[columns.premium]
fact = "premium_yuan"
unit = "万元"
thousands = true
[columns.insured]
fact = "insured"
yes = ["Y"]
no = ["N"]
[columns.founded]
fact = "founded"
date = "YYYY年M月D日"
[columns.rate]
fact = "rate_pct"
unit = "基点"
[constants]
subject_type = "enterprise"
"#;
    let folder = folder("plain-mapped", &[("in.csv", text.as_bytes()), ("map.toml", mapping.as_bytes())]);
    compare(&folder, "in.csv", &["--mapping", "map.toml"]);
}

/// Values of JSON, by fact.
const VALUES: &[(&str, &[&str])] = &[
    ("subject_type", &["\"enterprise\"", "\"企业\"", "null", "\"\"", "3"]),
    ("name", &["\"甲\"", "\"\\u7532\"", "null", "\"\""]),
    ("sector", &["\"工业\"", "\"catering\"", "null", "\" 工业\"", "true"]),
    ("insured", &["true", "false", "null", "\"true\"", "1"]),
    ("staff", &["12", "0", "null", "\"12\"", "12.0", "1e1", "-1", "1.5", "\" 7 \""]),
    ("founded", &["\"2020-01-01\"", "\"2019-12-31\"", "null", "\"2020-1-1\"", "20200101"]),
    ("premium_yuan", &["386412.37", "\"600000\"", "null", "0.005", "1e5", "true", "[]", "123456789012345678901"]),
    ("loans", &["null", "null", "[]", "[{\"principal_yuan\": \"1000000\", \"loan_rate_pct\": 4.35}]", "{}"]),
    ("参保", &["true", "false"]),
    ("note", &["1", "\"x\"", "{\"a\": [1]}"]),
    ("more", &["1", "2"]),
];

#[test]
fn lines_take_either_way_to_the_same_answers() {
    for (seed, odd) in [(11, 1), (12, 10), (13, 40)] {
        let mut dice = Dice::new(seed);
        let mut text = String::new();
        for row in 0..1500 {
            let mut entries = vec![format!("\"id\": \"R{row}\"")];
            for (index, (name, values)) in VALUES.iter().enumerate() {
                // The last three are the same fact twice, a key to ignore and one that is not known.
                let given = if index + 3 >= VALUES.len() { dice.percent(odd / 2) } else { !dice.percent(15) };
                if given {
                    let among = if dice.percent(odd) { values.len() } else { 2 };
                    entries.push(format!("\"{name}\": {}", values[dice.roll(among)]));
                }
            }
            if dice.percent(odd) {
                entries.rotate_left(1);
            }
            if dice.percent(odd) {
                entries.swap(0, 1);
            }
            if dice.percent(odd / 4) {
                entries.remove(0);
            }
            let end = if dice.percent(odd / 4) { ",}" } else { "}" };
            text.push_str(&format!("{{{}{end}\n", entries.join(", ")));
        }
        let mapping = "ignore = [\"note\"]\n[constants]\nsector = \"工业\"\n";
        let name = format!("plain-lines-{seed}");
        let folder = folder(&name, &[("in.jsonl", text.as_bytes()), ("map.toml", mapping.as_bytes())]);
        compare(&folder, "in.jsonl", &["--mapping", "map.toml", "--key", "id"]);
        fs::remove_file(folder.join("short.csv")).unwrap();
        compare(&folder, "in.jsonl", &["--mapping", "map.toml", "--ignore-unknown", "--by", "sector"]);
    }
}

/// A pack whose facts can contradict each other.
const GUARDED: &str = r#"
包 示例 (demo) { 舍入 分 四舍五入 }
单位 人
枚举 规模类 { 大 (large) 中 (medium) 小 (small) }
枚举 角色类 { 基地 (base) 平台 (platform) }
主体 企业 (enterprise) {
  职工 (staff) : 人
  角色 (roles) : 集合 角色类
  规模 (size) : 规模类 推导 若 职工 超过 300人 则 大 否则 若 职工 超过 20人 则 中 否则 小
  小企业 (is_small) : 布尔 推导 规模 = 小
  人均 (share_yuan) : 元 推导 1000元/人 × 职工
  级别 (level) : 规模类 仅当 角色 含 基地 否则 小
  承担 (assigned) : 布尔 仅当 角色 含 平台
}
人员 刘伟
措施 1 示例 {
  责任人 刘伟
  支持 1.1 按规模 { 对象 企业 条件 规模 规模 属于 { 中, 小 } 金额 100元/人 × 职工 }
  支持 1.2 按级别 { 对象 企业 条件 级别 级别 = 大 金额 人均 }
  支持 1.3 承担 { 对象 企业 条件 承担 承担 且 小企业 金额 1元 }
}
"#;

#[test]
fn contradictions_are_found_either_way() {
    let cells: [(&str, &[&str]); 7] = [
        ("staff", &["10", "200", "", "400", "20", "x"]),
        ("roles", &["基地", "platform、基地", "", "[]", "无", "基地;店", "platform"]),
        ("size", &["", "中", "大", "small"]),
        ("is_small", &["", "是", "否"]),
        ("share_yuan", &["", "10000", "200000", "0"]),
        ("level", &["", "小", "大", "medium"]),
        ("assigned", &["", "否", "是"]),
    ];
    let mut dice = Dice::new(21);
    let mut csv = String::from("subject_type,staff,roles,size,is_small,share_yuan,level,assigned\n");
    let mut lines = String::new();
    for _ in 0..3000 {
        let row: Vec<&str> = cells
            .iter()
            .map(|(_, cells)| if dice.percent(30) { cells[dice.roll(cells.len())] } else { cells[dice.roll(2)] })
            .collect();
        csv.push_str(&format!("enterprise,{}\n", row.join(",")));
        let mut entries = vec!["\"subject_type\": \"企业\"".to_owned()];
        for ((name, _), cell) in cells.iter().zip(row) {
            let value = match (*name, cell) {
                (_, "") => continue,
                ("roles", "[]") => "[]".to_owned(),
                ("roles", cell) => format!("[\"{}\"]", cell.replace(['、', ';'], "\", \"")),
                (_, "是") => "true".to_owned(),
                (_, "否") => "false".to_owned(),
                (_, cell) if cell.parse::<u32>().is_ok() => cell.to_owned(),
                (_, cell) => format!("\"{cell}\""),
            };
            entries.push(format!("\"{name}\": {value}"));
        }
        lines.push_str(&format!("{{{}}}\n", entries.join(", ")));
    }
    let files: [(&str, &[u8]); 2] = [("in.csv", csv.as_bytes()), ("in.jsonl", lines.as_bytes())];
    let folder = folder("plain-guarded", &files);
    fs::write(folder.join("pack/demo.huice"), GUARDED).unwrap();
    for input in ["in.csv", "in.jsonl"] {
        compare(&folder, input, &[]);
        let rejects = read(folder.join(format!("short.csv.rejects.{}", input.rsplit('.').next().unwrap())));
        assert!(rejects.lines().count() > 100 && rejects.contains("矛盾"), "{rejects}");
    }
}

#[test]
fn records_of_other_tables_are_the_same_either_way() {
    let mut dice = Dice::new(31);
    let mut main = String::from("id,subject_type,sector,insured,premium_yuan\n");
    let mut loans = String::from("owner,principal_yuan,loan_rate_pct\n");
    let cells: [&[&str]; 2] = [&["1000000", "250000.5", "", "x"], &["4.35", "5.6", "", "4.35%", "-1"]];
    for row in 0..1200 {
        let among = if dice.percent(5) { 3 } else { 2 };
        let sector = ["工业", "other", "none"][dice.roll(among)];
        main.push_str(&format!("R{row},enterprise,{sector},是,{row}\n"));
        for _ in 0..dice.roll(4) {
            let cell = |dice: &mut Dice, of: &[&str]| {
                let among = if dice.percent(4) { of.len() } else { 2 };
                of[dice.roll(among)].to_owned()
            };
            let (principal, rate) = (cell(&mut dice, cells[0]), cell(&mut dice, cells[1]));
            loans.push_str(&format!("R{},{principal},{rate}\n", dice.roll(1300)));
        }
    }
    let files: [(&str, &[u8]); 2] = [("in.csv", main.as_bytes()), ("loans.csv", loans.as_bytes())];
    let folder = folder("plain-tables", &files);
    let mapping = "[tables.loans]\nfile = \"loans.csv\"\nkey = \"owner\"\n";
    fs::write(folder.join("map.toml"), mapping).unwrap();
    compare(&folder, "in.csv", &["--key", "id", "--mapping", "map.toml"]);
}
