//! `huice batch` with tables of text: what is read, what is refused, what comes out, and that it does not hang on
//! threads, chunks or shards. Faults of the machine are in `batch_faults`, parquet and xlsx in `batch_office`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A small pack with every type of fact.
const PACK: &str = include_str!("../data/demo.huice");

const CSV: &str = "\
id,subject_type,name,sector,insured,staff,premium_yuan\n\
A1,enterprise,甲厂,工业,是,12,386412.37\n\
A2,企业,\"乙,\"\"店\"\"\",catering,no,3,\n\
A3,enterprise,丙,餐饮业,,1,1000000\n\
A4,person,丁,,,,\n";

/// A fresh folder with the pack in `pack` and the files named.
pub(crate) fn folder(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("batch-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("pack")).unwrap();
    fs::write(folder.join("pack/demo.huice"), PACK).unwrap();
    for (file, bytes) in files {
        fs::write(folder.join(file), bytes).unwrap();
    }
    folder
}

/// A run of `huice batch pack …` in a folder.
pub(crate) fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huice"));
    command.args(["batch", "pack"]).args(args).current_dir(folder);
    if !args.contains(&"--as-of") {
        command.args(["--as-of", "2020-03-31"]);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub(crate) fn batch(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().unwrap()
}

pub(crate) fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn ends(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}{}", out(output), err(output));
}

pub(crate) fn read(file: PathBuf) -> String {
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Names in a folder, hidden ones too, without the pack.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into()).collect();
    names.retain(|name| name != "pack");
    names.sort();
    names
}

/// A table of many rows, every eleventh of them wrong.
pub(crate) fn many(rows: usize) -> String {
    let mut text = String::from("id,subject_type,name,sector,insured,staff,premium_yuan,loans\n");
    for row in 0..rows {
        let staff = if row % 11 == 7 { "many".to_owned() } else { (row % 300).to_string() };
        let loans = r#""[{""principal_yuan"":""1000000"",""loan_rate_pct"":""4.35""}]""#;
        let loans = if row % 3 == 0 { loans } else { "[]" };
        text.push_str(&format!("K{row},enterprise,\"第{row}厂\n二行\",工业,是,{staff},{row}.37,{loans}\n"));
    }
    text
}

#[test]
fn a_table_in_a_table_out() {
    let folder = folder("simple", &[("in.csv", CSV.as_bytes())]);
    let run = batch(&folder, &["in.csv", "-o", "out.csv", "--key", "id"]);
    ends(&run, 0);
    assert_eq!(
        read(folder.join("out.csv")),
        "row,id,1.1.status,1.1.yuan,1.2.status,1.2.yuan\n\
         1,A1,eligible,193206.19,undetermined,\n\
         2,A2,not_eligible,,not_eligible,\n\
         3,A3,undetermined,300000.00,not_eligible,\n\
         4,A4,not_applicable,,not_applicable,\n"
    );
    assert_eq!(names(&folder), ["in.csv", "out.csv"]);
    let long = batch(&folder, &["in.csv", "-o", "-", "--key", "id", "--long", "--needs", "--items", "1.1"]);
    ends(&long, 0);
    assert_eq!(
        out(&long).lines().collect::<Vec<_>>(),
        [
            "row,id,item,title,status,yuan,capped,cap_reached,uncertain,needs,pending",
            "1,A1,1.1,返还,eligible,193206.19,false,false,false,,",
            "2,A2,1.1,返还,not_eligible,,false,false,false,,",
            "3,A3,1.1,返还,undetermined,300000.00,true,true,false,insured,",
            "4,A4,1.1,返还,not_applicable,,false,false,false,,",
        ]
    );
    let lines = batch(&folder, &["in.csv", "-o", "-", "--to", "jsonl", "--items", "1.1", "--ignore-unknown"]);
    ends(&lines, 0);
    let first: serde_json::Value = serde_json::from_str(out(&lines).lines().next().unwrap()).unwrap();
    let wanted = serde_json::json!({ "row": 1, "items": { "1.1": { "status": "eligible", "yuan": "193206.19" } } });
    assert_eq!(first, wanted);
}

/// Batch and `eval` say the same of the profiles of the notice.
#[test]
fn it_agrees_with_eval() {
    let program = crate::zhoucun();
    let context = huice::Context::new("2020-03-31".parse().unwrap());
    let mut lines = String::new();
    let mut wanted = Vec::new();
    for name in ["mask-maker", "micro-shop", "bank", "trainee"] {
        let text = read(crate::root().join(format!("seeds/profiles/{name}.json")));
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        lines.push_str(&format!("{value}\n"));
        let profile = huice::Profile::from_json(&program, &text).unwrap();
        wanted.push(program.evaluate(&profile, &context).items);
    }
    let folder = folder("eval", &[("in.jsonl", lines.as_bytes())]);
    let pack = crate::root().join("policies/zhoucun-2020-8");
    fs::remove_dir_all(folder.join("pack")).unwrap();
    let mut run = Command::new(env!("CARGO_BIN_EXE_huice"));
    run.arg("batch").arg(pack).args(["in.jsonl", "-o", "out.jsonl", "--as-of", "2020-03-31"]).current_dir(&folder);
    ends(&run.output().unwrap(), 0);
    let text = read(folder.join("out.jsonl"));
    assert_eq!(text.lines().count(), wanted.len());
    for (line, items) in text.lines().zip(wanted) {
        let answers: serde_json::Value = serde_json::from_str(line).unwrap();
        for item in items {
            let answer = &answers["items"][&item.item];
            assert_eq!(answer["status"], item.status.word(), "{}", item.item);
            let live = matches!(item.status.word(), "eligible" | "pending_approval" | "undetermined");
            let yuan = item.amount.yuan.clone().or(item.amount.ceiling.clone()).filter(|_| live);
            assert_eq!(answer["yuan"].as_str(), yuan.as_deref(), "{}", item.item);
        }
    }
}

#[test]
fn threads_and_shards_change_nothing() {
    let folder = folder("threads", &[("in.csv", many(1500).as_bytes())]);
    let summary = ["--summary", "sum.json", "--by", "sector"];
    let mut seen = Vec::new();
    for threads in ["1", "2", "7"] {
        let args = ["in.csv", "-o", "out.csv", "--key", "id", "--threads", threads];
        ends(&batch(&folder, &[&args[..], &summary].concat()), 4);
        seen.push(["out.csv", "out.csv.rejects.csv", "sum.json"].map(|file| read(folder.join(file))));
    }
    assert!(seen.iter().all(|files| *files == seen[0]), "bytes differ with the number of threads");
    let [whole, rejects, _] = &seen[0];
    assert_eq!(whole.lines().count(), 1365);
    let mut joined = String::new();
    let mut refused = 0_usize;
    for index in 1..=3 {
        let shard = format!("{index}/3");
        ends(&batch(&folder, &["in.csv", "-o", "part.csv", "--key", "id", "--shard", &shard]), 4);
        let part = read(folder.join(format!("part.{index}-of-3.csv")));
        joined.push_str(if index == 1 { &part } else { part.split_once('\n').unwrap().1 });
        let rejected = read(folder.join(format!("part.{index}-of-3.csv.rejects.csv")));
        refused = rejected.matches("staff：").count().saturating_add(refused);
    }
    assert_eq!(joined, *whole, "shards joined in order are the whole");
    assert_eq!(refused, rejects.matches("staff：").count());
}

#[test]
fn finished_shards_are_skipped_only_if_nothing_has_changed() {
    let folder = folder("resume", &[("in.csv", CSV.as_bytes())]);
    let args = ["in.csv", "-o", "out.csv", "--key", "id", "--shard", "1/2", "--resume"];
    let run = |more: &[&str]| {
        let run = batch(&folder, &[&args[..], more].concat());
        ends(&run, 0);
        err(&run).contains("已完成")
    };
    assert!(!run(&[]));
    assert!(run(&[]), "the same again is skipped");
    assert!(run(&["--threads", "1"]), "threads do not matter");
    assert!(!run(&["--long"]), "another layout");
    assert!(!run(&[]));
    let output = folder.join("out.1-of-2.csv");
    let good = read(output.clone());
    fs::write(&output, good.replace("eligible", "eligibel")).unwrap();
    assert!(!run(&[]), "a file that was changed is made again");
    assert_eq!(read(output), good);
    fs::write(folder.join("in.csv"), CSV.replace("386412.37", "386412.38")).unwrap();
    assert!(!run(&[]), "another input");
    assert!(run(&[]));
    let rules = folder.join("pack/demo.huice");
    fs::write(&rules, PACK.replace("50%", "60%")).unwrap();
    assert!(!run(&[]), "other rules");
    let manifest: serde_json::Value = serde_json::from_str(&read(folder.join("out.1-of-2.csv.manifest.json"))).unwrap();
    assert_eq!(manifest["schema"], "huice.batch-manifest/1");
    assert_eq!(manifest["rows"], 2);
    assert_eq!(manifest["files"][0]["name"], "out.1-of-2.csv");
    let none = command(&folder, &["--as-of"]).output().unwrap();
    ends(&none, 2);
    let mut without_day = Command::new(env!("CARGO_BIN_EXE_huice"));
    without_day.args(["batch", "pack", "in.csv", "-o", "out.csv", "--resume"]).current_dir(&folder);
    ends(&without_day.output().unwrap(), 2);
}

#[test]
fn broken_rows_are_rejected_with_reasons_and_can_be_fed_again() {
    let rows = "\
id,subject_type,insured,premium_yuan,name\n\
1,enterprise,是,100,好\n\
2,enterprise,也许,100,\n\
3,enterprise,是,1.234,\n\
4,enterprise,是\n\
5,enterprise,是,100,甲,多\n\
6,enterprise,是,100,\"没有完\n\
7,enterprise,否,200,好\n\
8,enterprise,是,1e400,\n\
9,nobody,是,１２,\n\
10,enterprise,是,-5,\n";
    let folder = folder("broken", &[("in.csv", rows.as_bytes())]);
    let run = batch(&folder, &["in.csv", "-o", "out.csv", "--key", "id", "--lang", "en"]);
    ends(&run, 4);
    let kept: Vec<String> =
        read(folder.join("out.csv")).lines().skip(1).map(|line| line.split(',').nth(1).unwrap().to_owned()).collect();
    assert_eq!(kept, ["1", "7"]);
    let rejects = read(folder.join("out.csv.rejects.csv"));
    insta::assert_snapshot!("batch_rejects", rejects);
    assert!(err(&run).contains("8 rows rejected, see out.csv.rejects.csv"), "{}", err(&run));
    // Mended, the file of rejected rows is an input.
    let mended = "#row,#reason,#rest,id,subject_type,insured,premium_yuan,name\n2,why,,2,enterprise,是,100,\n";
    fs::write(folder.join("mended.csv"), mended).unwrap();
    ends(&batch(&folder, &["mended.csv", "-o", "out.csv", "--key", "id"]), 0);
    assert!(!folder.join("out.csv.rejects.csv").exists(), "rejects of an earlier run are gone");
}

#[test]
fn lines_of_json_are_read_as_profiles() {
    let lines = "{\"id\":\"a\",\"subject_type\":\"enterprise\",\"insured\":true,\"premium_yuan\":\"10.10\"}\n\n\
                 {\"id\":7,\"insured\":true,\"premium_yuan\":386412.37}\n\
                 {\"id\":\"c\",\"insured\":\"yes\"}\n{\"id\":\"d\"\nnull\n{\"insured\":true}\n";
    let folder = folder(
        "lines",
        &[("in.jsonl", lines.as_bytes()), ("map.toml", b"[constants]\nsubject_type = \"enterprise\"\n")],
    );
    let run = batch(&folder, &["in.jsonl", "-o", "out.csv", "--key", "id", "--mapping", "map.toml", "--items", "1.1"]);
    ends(&run, 4);
    assert_eq!(read(folder.join("out.csv")), "row,id,1.1.status,1.1.yuan\n1,a,eligible,5.05\n2,7,eligible,193206.19\n");
    let rejects = read(folder.join("out.csv.rejects.jsonl"));
    let rows: Vec<serde_json::Value> = rejects.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.iter().map(|row| row["row"].as_u64().unwrap()).collect::<Vec<_>>(), [3, 4, 5, 6]);
    assert_eq!(rows[0]["profile"], "{\"id\":\"c\",\"insured\":\"yes\"}");
    let array = folder.join("array.json");
    fs::write(array, "[{}]").unwrap();
    ends(&batch(&folder, &["array.json", "-o", "x.csv"]), 4);
}

#[test]
fn encodings_are_found_out() {
    let gb = encoding_rs::GB18030.encode(CSV).0.into_owned();
    let ascii = format!("{}{}", many(1).lines().next().unwrap(), "\nA,enterprise,,,,,,\n".repeat(6000));
    let late = encoding_rs::GB18030.encode("B,enterprise,周村,,是,,10,\n").0;
    let late: Vec<u8> = ascii.bytes().chain(late.iter().copied()).collect();
    let mixed: Vec<u8> = CSV.bytes().chain(b"A5,enterprise,\xd6\xdc\xb4\xe5,,,,\n".iter().copied()).collect();
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(CSV.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let bom = format!("\u{feff}{CSV}");
    let folder = folder(
        "encodings",
        &[
            ("utf8.csv", CSV.as_bytes()),
            ("bom.csv", bom.as_bytes()),
            ("crlf.csv", CSV.replace('\n', "\r\n").as_bytes()),
            ("gb.csv", &gb),
            ("utf16.csv", &utf16),
            ("late.csv", &late),
            ("mixed.csv", &mixed),
            ("noise.csv", &[0xff, 0xff, 0xff, b'\n', 0xff]),
        ],
    );
    let mut seen = Vec::new();
    for name in ["utf8", "bom", "crlf", "gb", "utf16"] {
        ends(&batch(&folder, &[&format!("{name}.csv"), "-o", "out.csv", "--key", "name", "--ignore-unknown"]), 0);
        seen.push(read(folder.join("out.csv")));
    }
    assert!(seen.iter().all(|text| *text == seen[0]) && seen[0].contains("甲厂"), "{seen:#?}");
    ends(&batch(&folder, &["late.csv", "-o", "out.csv", "--key", "name", "--ignore-unknown", "--items", "1.1"]), 0);
    assert!(read(folder.join("out.csv")).ends_with("6001,周村,eligible,5.00\n"));
    let mixed = batch(&folder, &["mixed.csv", "-o", "out.csv", "--key", "id"]);
    ends(&mixed, 4);
    assert!(err(&mixed).contains("第 5 行：不是 UTF-8 文本"), "{}", err(&mixed));
    let noise = batch(&folder, &["noise.csv", "-o", "new.csv", "--key", "id"]);
    ends(&noise, 4);
    assert!(err(&noise).contains("既不是 UTF-8，也不是 GB18030"), "{}", err(&noise));
    // GB18030 read as UTF-8 on request is refused, not guessed at.
    ends(&batch(&folder, &["gb.csv", "-o", "new.csv", "--key", "id", "--encoding", "utf-8"]), 4);
    ends(&batch(&folder, &["gb.csv", "-o", "new.csv", "--key", "id", "--encoding", "klingon"]), 2);
    assert!(!folder.join("new.csv").exists() || !read(folder.join("new.csv")).contains('\u{fffd}'));
}

#[test]
fn foreign_headings_are_mapped() {
    let table = "\
编号,单位名称,年缴费(万元),利率,参加,成立,期间,职工人数,备注\n\
1,甲,\"1,234.5678\",4.35%,Y,2019/3/1,202002,-,随便\n\
2,乙,38.641237,4.35,N,2019/13/1,202002,3,\n\
3,丙,0.0000001,4.35,Y,2019/3/1,202002,3,\n\
4,丁,\"12,34\",4.35,Y,2019/3/1,202002,3,\n";
    let map = r#"
key = "编号"
ignore = ["备注"]
unknown = ["-"]
[constants]
subject_type = "企业"
sector = "工业"
[columns]
"单位名称" = "name"
"年缴费(万元)" = { fact = "premium_yuan", unit = "万元", thousands = true }
"利率" = { fact = "rate_pct", unit = "%" }
"参加" = { fact = "insured", yes = ["Y"], no = ["N"] }
"成立" = { fact = "founded", date = "YYYY/M/D" }
"期间" = { fact = "month", date = "YYYYMM" }
"职工人数" = "staff"
"#;
    let folder = folder("mapping", &[("in.csv", table.as_bytes()), ("map.toml", map.as_bytes())]);
    let run = batch(&folder, &["in.csv", "-o", "out.csv", "--mapping", "map.toml", "--items", "1.1"]);
    ends(&run, 4);
    assert_eq!(read(folder.join("out.csv")), "row,编号,1.1.status,1.1.yuan\n1,1,eligible,300000.00\n");
    let words = err(&run);
    for part in [
        "第 2 行：成立：日期不是约定的写法",
        "第 3 行：年缴费(万元)：金额最多两位小数",
        "第 4 行：年缴费(万元)：不是数字",
    ] {
        assert!(words.contains(part), "{part} in {words}");
    }
    for (wrong, code, part) in [
        ("[columns]\n\"编号\" = \"nmae\"", 4, "是不是“name”？"),
        ("[columns]\n\"没有\" = \"name\"", 4, "表里没有这一列"),
        ("[columns]\n\"利率\" = { fact = \"rate_pct\", unit = \"斤\" }", 4, "不懂单位“斤”"),
        ("[columns]\n\"利率\" = { fact = \"rate_pct\", unt = \"%\" }", 2, "列对照文件"),
        ("[columns]\n\"成立\" = { fact = \"founded\", date = \"dd/mm\" }", 2, "不懂日期写法"),
        ("[constants]\nstaff = 1.5", 2, "应写成文本"),
        ("[constants]\nstaff = \"1.5\"", 2, "应是整数"),
        ("colums = 1", 2, "列对照文件"),
    ] {
        fs::write(folder.join("wrong.toml"), wrong).unwrap();
        let run = batch(&folder, &["in.csv", "-o", "x.csv", "--mapping", "wrong.toml", "--key", "编号"]);
        ends(&run, code);
        assert!(err(&run).contains(part), "{part} in {}", err(&run));
    }
    let unknown = batch(&folder, &["in.csv", "-o", "x.csv", "--lang", "en"]);
    ends(&unknown, 4);
    assert!(err(&unknown).contains("there is no fact `单位名称`"), "{}", err(&unknown));
    // One heading is the name of a fact; without any, there would be nothing to answer from.
    ends(&batch(&folder, &["in.csv", "-o", "x.csv", "--ignore-unknown"]), 0);
    fs::write(folder.join("other.csv"), "甲乙,丙丁\n1,2\n").unwrap();
    let nothing = batch(&folder, &["other.csv", "-o", "y.csv", "--ignore-unknown"]);
    ends(&nothing, 4);
    assert!(err(&nothing).contains("没有一列是认识的事实"), "{}", err(&nothing));
    assert!(!names(&folder).contains(&".x.csv".to_owned()));
}

#[test]
fn tables_of_lists_are_joined() {
    let main = "uscc,subject_type,sector\nX1,enterprise,工业\nX2,enterprise,工业\nX3,enterprise,工业\n";
    let loans = "uscc,id,本金,loan_rate_pct\nX1,a,1000000,4.35\nX1,b,200.5,12\nX9,c,1,1\nX3,d,x,1\n";
    let folder = folder("tables", &[("in.csv", main.as_bytes()), ("loans.csv", loans.as_bytes())]);
    let args = ["in.csv", "-o", "out.csv", "--key", "uscc", "--items", "1.2", "--table", "loans=loans.csv"];
    let run = batch(&folder, &args);
    ends(&run, 4);
    // 1000000 × 4.35 % + 200.5 × 12 % = 43500 + 24.06; nothing is known of X2.
    let head = "row,uscc,1.2.status,1.2.yuan\n1,X1,eligible,43524.06\n";
    assert_eq!(read(folder.join("out.csv")), format!("{head}2,X2,undetermined,\n"));
    let words = err(&run);
    assert!(words.contains("loans.csv:5 本金：不是数字"), "{words}");
    assert!(words.contains("loans：1 笔不属于主表的任何一行，如“X9”"), "{words}");
    ends(&batch(&folder, &[&args[..], &["--complete", "loans"]].concat()), 4);
    assert_eq!(read(folder.join("out.csv")), format!("{head}2,X2,not_eligible,\n"));
    ends(&batch(&folder, &["in.csv", "-o", "x.csv", "--table", "loans=loans.csv"]), 2);
    ends(&batch(&folder, &["in.csv", "-o", "x.csv", "--key", "uscc", "--table", "loan=loans.csv"]), 2);
    ends(&batch(&folder, &["in.csv", "-o", "x.csv", "--key", "uscc", "--table", "loans=none.csv"]), 4);
    let both = main.replace("sector", "loans").replace("工业", "[]");
    fs::write(folder.join("both.csv"), both).unwrap();
    ends(&batch(&folder, &["both.csv", "-o", "x.csv", "--key", "uscc", "--table", "loans=loans.csv"]), 2);
}

#[test]
fn summaries_are_exact() {
    let folder = folder("summary", &[("in.csv", CSV.as_bytes())]);
    let run = batch(&folder, &["in.csv", "--key", "id", "--summary", "json", "--by", "sector"]);
    ends(&run, 0);
    let summary: serde_json::Value = serde_json::from_str(&out(&run)).unwrap();
    assert_eq!(summary["rows"], 4);
    let item = &summary["items"][0];
    assert_eq!(
        item["statuses"],
        serde_json::json!({"eligible":1,"undetermined":1,"not_eligible":1,"not_applicable":1})
    );
    assert_eq!((&item["certain_yuan"], &item["open_yuan"]), (&"193206.19".into(), &"300000.00".into()));
    assert_eq!((&item["if_approved_yuan"], &item["capped"]), (&"193206.19".into(), &1.into()));
    let groups = summary["by"][0]["groups"].as_array().unwrap();
    let values: Vec<_> =
        groups.iter().map(|group| (group["value"].as_str(), group["rows"].as_u64().unwrap())).collect();
    assert_eq!(values, [(None, 1), (Some("工业"), 1), (Some("餐饮业"), 2)]);
    let markdown = batch(&folder, &["in.csv", "--key", "id", "--summary", "md", "--lang", "en"]);
    ends(&markdown, 0);
    insta::assert_snapshot!(
        "batch_summary",
        out(&markdown).lines().filter(|line| !line.contains("hash")).collect::<Vec<_>>().join("\n")
    );
    ends(&batch(&folder, &["in.csv", "-o", "-", "--summary", "md"]), 2);
    ends(&batch(&folder, &["in.csv", "--summary", "out.pdf"]), 2);
    ends(&batch(&folder, &["in.csv", "--key", "id", "--summary", "md", "--by", "nothing"]), 2);
    ends(&batch(&folder, &["in.csv"]), 2);
}

#[test]
fn names_of_outputs_come_from_the_input() {
    let folder = folder("names", &[("firms.csv", CSV.as_bytes())]);
    fs::create_dir(folder.join("out")).unwrap();
    ends(&batch(&folder, &["firms.csv", "-o", "out", "--to", "jsonl", "--key", "id", "--shard", "03/10"]), 0);
    assert_eq!(
        names(&folder.join("out")),
        ["firms.answers.03-of-10.jsonl", "firms.answers.03-of-10.jsonl.manifest.json"]
    );
    for wrong in ["0/3", "4/3", "1", "a/b", "1/0"] {
        ends(&batch(&folder, &["firms.csv", "-o", "out", "--shard", wrong]), 2);
    }
    // No output takes the place of an input: rejected rows that were mended are not overwritten by what is rejected now.
    fs::write(folder.join("out.csv.rejects.csv"), CSV).unwrap();
    for args in [
        ["firms.csv", "-o", "firms.csv"],
        ["out.csv.rejects.csv", "-o", "out.csv"],
        ["firms.csv", "-o", "./out/../firms.csv"],
    ] {
        let run = batch(&folder, &args);
        ends(&run, 2);
        assert!(err(&run).contains("已用作输入"), "{}", err(&run));
    }
    ends(&batch(&folder, &["firms.csv", "-o", "x.md", "--to", "csv", "--summary", "x.md"]), 2);
    assert_eq!((read(folder.join("firms.csv")), read(folder.join("out.csv.rejects.csv"))), (CSV.into(), CSV.into()));
    let unclear = batch(&folder, &["firms.csv", "-o", "out.dat"]);
    ends(&unclear, 2);
    assert!(err(&unclear).contains("看不出“out.dat”的格式"), "{}", err(&unclear));
}

#[cfg(not(feature = "batch"))]
#[test]
fn a_build_without_parquet_says_how_to_get_it() {
    let folder = folder("without", &[("in.csv", CSV.as_bytes()), ("in.parquet", b"PAR1")]);
    for args in [["in.csv", "-o", "out.parquet"], ["in.parquet", "-o", "out.csv"], ["in.csv", "--summary", "sum.xlsx"]]
    {
        let run = batch(&folder, &args);
        ends(&run, 2);
        assert!(err(&run).contains("cargo build --release --features batch"), "{}", err(&run));
    }
    assert_eq!(names(&folder), ["in.csv", "in.parquet"]);
}
