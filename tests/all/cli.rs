//! The command line through the built binary: exit codes, where output goes, messages, forms. Knows nothing of how
//! answers are found.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

const DAY: [&str; 2] = ["--as-of", "2020-03-31"];

fn huice(args: &[&str]) -> Output {
    huice_with(args, b"")
}

/// Runs the binary in the package's root with this standard input.
fn huice_with(args: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_huice"))
        .args(args)
        .current_dir(crate::root())
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A run that fails early reads nothing.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

/// `eval` of the notice for a profile on standard input.
fn eval(profile: &str, more: &[&str]) -> Output {
    let args = [&["eval", PACK, "--profile", "-"], &DAY[..], more].concat();
    huice_with(&args, profile.as_bytes())
}

const PACK: &str = "policies/zhoucun-2020-8";
const FIRM: &str = "seeds/profiles/mask-maker.json";

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[track_caller]
fn ends(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "stdout:\n{}\nstderr:\n{}", out(output), err(output));
}

/// A file or folder of its own for one test.
fn scratch(name: &str, text: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-{}", name.replace('/', "-")));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("pack.huice"), text).unwrap();
    folder
}

#[test]
fn usage_errors_end_with_2() {
    for (args, words) in [
        (vec!["eval", PACK], "用法错误：缺少必要的参数"),
        (vec!["frobnicate"], "用法错误：没有这个命令"),
        (vec!["doc", "--frobnicate"], "用法错误：没有这个参数"),
        (vec!["check", PACK, "--format", "xml"], "用法错误：参数的值不对"),
        (vec!["eval", PACK, "--profile", FIRM, "--as-of", "2020-02-30"], "2020-03-31"),
        (vec!["eval", PACK, "--profile", FIRM, "--param", "x"], "键=值"),
        (vec!["doc", "E9999"], "没有诊断代码“E9999”"),
        (
            vec!["eval", PACK, "--profile", FIRM, "--param", "min_wage_yuan=1", "--param", "min_wage_yuan=2"],
            "--param：“min_wage_yuan”写了两次，一次是“1”，一次是“2”",
        ),
        (
            vec!["eval", PACK, "--profile", FIRM, "--param", "min_wage_yuan=1", "--param", "最低工资标准=1"],
            "“min_wage_yuan”和“最低工资标准”是同一个，写了两次",
        ),
        (
            vec!["eval", PACK, "--profile", FIRM, "--event", "epidemic_end_date=", "--event", "疫情结束=2020-05-06"],
            "--event：“epidemic_end_date”和“疫情结束”是同一个",
        ),
        (
            vec!["eval", PACK, "--profile", FIRM, "--reading", "返还基数=仅单位", "--reading", "返还基数=单位和个人"],
            "--reading：“返还基数”写了两次，一次是“仅单位”，一次是“单位和个人”",
        ),
    ] {
        let run = huice(&args);
        ends(&run, 2);
        assert!(err(&run).contains(words), "{args:?}: {}", err(&run));
        assert_eq!(out(&run), "", "{args:?}");
    }
    // The parser's own English does not show through.
    for args in [vec!["tset", PACK], vec!["test", PACK, "--acept"], vec!["test", PACK, "--mutate", "--coverage"]] {
        let said = err(&huice(&args)).to_owned();
        assert!(!said.contains("rror") && !said.contains("tip:") && said.contains("用法："), "{said}");
    }
    assert!(err(&huice(&["tset"])).contains("是不是“test”？"));
    // Of several that are near the likeliest alone is named.
    let run = huice(&["tset", "--lang", "en"]);
    assert!(err(&run).contains("a similar subcommand exists: 'test'"), "{}", err(&run));
    let run = huice(&["eval", "README.md", "--profile", FIRM]);
    ends(&run, 3);
    assert!(err(&run).contains("“README.md”不是规则包"), "{}", err(&run));
    let run = huice(&["eval", PACK, "--lang", "en"]);
    ends(&run, 2);
    assert!(!err(&run).contains("用法错误"));
    ends(&huice(&[]), 2);
}

#[test]
fn help_and_version_end_with_0() {
    for args in [vec!["--help"], vec!["--version"], vec!["eval", "--help"]] {
        let run = huice(&args);
        ends(&run, 0);
        assert_eq!(err(&run), "");
    }
    let chinese = out(&huice(&["--help"]));
    assert!(
        chinese.contains("  eval       评估一份档案\n") && chinese.contains("用法: huice [选项] <命令>"),
        "{chinese}"
    );
    let english = out(&huice(&["--lang", "en", "eval", "--help"]));
    assert!(english.starts_with("Evaluate a profile\n\nUsage: huice eval [OPTIONS] <PACK>"), "{english}");
}

#[test]
fn usage_errors_speak_one_language() {
    let simulate = ["simulate", PACK, "--population", "x", "-o", "y", "--size"];
    for (args, zh, en) in [
        (vec!["chek"], "是不是“check”？", "'check'"),
        ([&simulate[..], &["abc"]].concat(), "“abc”：应是整数，且不为负", "invalid digit"),
        (vec!["batch", PACK, "x", "--threads", "0"], "“0”：应大于 0", "zero"),
        (vec!["eval", PACK, "--as-of", "2020-2-30"], "应是存在的日期，写成 2020-03-31\n", "write a day that exists"),
        (vec!["eval", PACK, "--as-of", "2020-02-01", "--as-of", "2020-02-02"], "只能写一次", "multiple times"),
    ] {
        let said = huice(&args);
        ends(&said, 2);
        assert!(err(&said).contains(zh) && !err(&said).contains(" · "), "{}", err(&said));
        let said = huice(&[&["--lang", "en"], &args[..]].concat());
        ends(&said, 2);
        let chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        assert!(err(&said).contains(en) && !err(&said).contains(chinese), "{}", err(&said));
    }
}

#[test]
fn pages_of_codes() {
    let run = huice(&["doc", "e0204"]);
    ends(&run, 0);
    assert!(out(&run).starts_with("# E0204 "));
    let list = out(&huice(&["doc"]));
    assert_eq!(list.lines().count(), huice::diagnostic::Code::ALL.len());
    assert!(out(&huice(&["doc", "--lang", "en"])).starts_with("E0101  file cannot be read\n"));
}

#[test]
fn a_clean_pack() {
    let run = huice(&["check", PACK]);
    ends(&run, 0);
    assert!(out(&run).contains("0 个错误"));
    assert!(out(&huice(&["check", PACK, "--lang", "en"])).contains("0 errors, "));
    let json = out(&huice(&["check", PACK, "--format", "json"]));
    assert!(serde_json::from_str::<serde_json::Value>(&json).unwrap().is_array());
    assert!(out(&huice(&["check", PACK, "--emit", "ir"])).starts_with("Policy {"));
    assert!(!out(&huice(&["check", PACK, "--emit", "ast"])).is_empty());
}

#[test]
fn a_bad_pack_ends_with_3() {
    let folder = scratch("bad", "包 试 (t) { 标题 \"试\" }\n参数 利率 (rate) : 没有的类型 { 1 }\n");
    let folder = folder.to_str().unwrap();
    let run = huice(&["check", folder]);
    ends(&run, 3);
    assert!(out(&run).contains("E0203") && out(&run).contains("个错误"), "{}", out(&run));
    let short = out(&huice(&["check", folder, "--format", "short"]));
    assert!(short.contains("error[E0203]") || short.contains("错误[E0203]"), "{short}");
    let sarif = out(&huice(&["check", folder, "--format", "sarif"]));
    assert_eq!(serde_json::from_str::<serde_json::Value>(&sarif).unwrap()["version"], "2.1.0");
    // Evaluating it: nothing on standard output, everything found on standard error.
    for command in [vec!["eval", folder, "--profile", FIRM], vec!["schema", folder]] {
        let run = huice(&command);
        ends(&run, 3);
        assert_eq!(out(&run), "");
        assert!(err(&run).contains("E0203"));
    }
}

#[test]
fn a_pack_that_is_not_there() {
    for (lang, words) in [("zh", "是不是“policies/zhoucun-2020-8”"), ("en", "did you mean `policies/zhoucun-2020-8`")]
    {
        let run = huice(&["check", "policies/zhoucun-2020", "--lang", lang]);
        ends(&run, 3);
        assert!(err(&run).contains(words), "{}", err(&run));
    }
}

#[test]
fn bad_profiles_end_with_4() {
    for (profile, words) in [
        (r#"{"subject_type":"enterprise","loans":[{"loan_rate_pct":"a"}]}"#, "loans[0].loan_rate_pct："),
        (r#"{"subject_type":"enterprise","insured_employee":1}"#, "帮助"),
        ("[{}, 1]", "[1]"),
        ("{", "JSON"),
        ("", "JSON"),
    ] {
        let run = eval(profile, &[]);
        ends(&run, 4);
        assert_eq!(out(&run), "", "nothing is evaluated");
        assert!(err(&run).contains(words), "{profile}: {}", err(&run));
    }
    let run = huice_with(&["eval", PACK, "--profile", "-"], b"\xff{}");
    ends(&run, 4);
    assert!(err(&run).contains("标准输入不是 UTF-8"));
    for (file, words) in [("no/such.json", "没有这个文件"), ("src", "读不出")] {
        let run = huice(&["eval", PACK, "--profile", file]);
        ends(&run, 4);
        assert!(err(&run).contains(words), "{}", err(&run));
    }
    let run = eval(r#"{"loans":[{"loan_rate_pct":"a"}]}"#, &["--lang", "en"]);
    assert!(err(&run).starts_with("error: loans[0].loan_rate_pct: "), "{}", err(&run));
}

#[test]
fn unknown_names_are_answered_with_the_nearest() {
    for (more, words) in [
        (["--item", "14.9"], "没有项目“14.9”"),
        (["--param", "relending_rate=1"], "relending_rate_pct"),
        (["--event", "epidemic_end=2020-05-06"], "epidemic_end_date"),
        (["--event", "epidemic_end_date=soon"], "--event"),
        (["--reading", "返还基=仅单位"], "返还基数"),
    ] {
        let run = eval("{}", &more);
        ends(&run, 2);
        assert!(err(&run).contains(words), "{more:?}: {}", err(&run));
        assert_eq!(out(&run), "");
    }
    let run = huice(&["explain", PACK, "14.11", "--profile", FIRM]);
    ends(&run, 2);
    assert!(err(&run).contains("是不是“14.1”？"), "{}", err(&run));
}

#[test]
fn json_is_one_value() {
    let json = |run: &Output| serde_json::from_str::<serde_json::Value>(&out(run)).unwrap();
    let one = eval(r#"{"subject_type":"enterprise"}"#, &["--format", "json"]);
    ends(&one, 0);
    assert_eq!(err(&one), "");
    let all = eval(r#"{"subject_type":"enterprise"}"#, &["--format", "json", "--all"]);
    assert_eq!(json(&one)["schema"], "huice.outcome/1");
    assert_eq!(json(&one)["as_of"], "2020-03-31");
    let items = |run: &Output| json(run)["items"].as_array().unwrap().len();
    assert!(items(&one) < items(&all));
    let two = eval(r#"[{"subject_type":"enterprise"},{}]"#, &["--format", "json"]);
    assert_eq!(json(&two).as_array().unwrap().len(), 2);
    assert_eq!(json(&two)[0], json(&one));
    // An array stays an array, whatever its length.
    for (profiles, count) in [("[]", 0), ("[{}]", 1)] {
        assert_eq!(json(&eval(profiles, &["--format", "json"])).as_array().unwrap().len(), count);
    }
    let some = eval("{}", &["--format", "json", "--item", "14.1", "--item", "6.1"]);
    let ids: Vec<_> = json(&some)["items"].as_array().unwrap().iter().map(|item| item["item"].clone()).collect();
    assert_eq!(ids, ["6.1", "14.1"]);
    let explained = huice(&["explain", PACK, "14.1", "--profile", FIRM, "--format", "json"]);
    assert_eq!(items(&explained), 1);
    assert!(json(&huice(&["schema", PACK]))["$schema"].is_string());
    assert!(json(&huice(&["schema", PACK, "--outcome"])).is_object());
}

#[test]
fn the_human_form_says_what_matters() {
    let run = huice(&[&["eval", PACK, "--profile", FIRM], &DAY[..]].concat());
    ends(&run, 0);
    let text = out(&run);
    for words in [
        "周政字〔2020〕8号",
        "评估日：2020-03-31",
        "确定合计 ",
        "14.1 稳岗返还   符合：",
        "193,206.19元（约19.32万元） = 50% × 386,412.37元",
        "11/200 = 5.5% 不超过 5.5%",
        "牵头单位（原文）：区人力资源社会保障局",
        "申请材料、咨询电话、申报入口：原文未载明。",
        "不是审批决定",
    ] {
        assert!(text.contains(words), "`{words}` is missing in\n{text}");
    }
    assert!(!text.contains('\u{1b}'), "no colours in a pipe");
    assert!(!text.contains("打击"), "administrative duties are counted only");
}

#[test]
fn other_forms_and_languages() {
    let md = huice(&["eval", PACK, "--profile", FIRM, "--format", "md"]);
    ends(&md, 0);
    assert!(out(&md).starts_with("# 周村惠企 周政字〔2020〕8号\n"));
    assert!(out(&md).contains("\n### 14.1 稳岗返还\n"));
    let en = huice(&[&["eval", PACK, "--profile", FIRM, "--lang", "en"], &DAY[..]].concat());
    assert!(out(&en).contains("14.1 稳岗返还   eligible: every condition holds"), "{}", out(&en));
    let why = huice(&[&["explain", PACK, "14.1", "--profile", FIRM], &DAY[..]].concat());
    ends(&why, 0);
    for words in [
        "〔第14条第1款第3句〕",
        "返还基数：采用 单位和个人；另解 仅单位",
        "舍入前：193,206.185元",
        "原文出处：第14条第1款第1句",
    ] {
        assert!(out(&why).contains(words), "`{words}` is missing in\n{}", out(&why));
    }
    let why = huice(&["explain", PACK, "14.1", "--profile", FIRM, "--format", "md"]);
    assert!(out(&why).contains("- **怎样算出**\n"), "{}", out(&why));
}

#[test]
fn options_change_the_answer() {
    let line = |more: &[&str]| {
        let run = huice(&[&["eval", PACK, "--profile", FIRM, "--item", "22.2"], &DAY[..], more].concat());
        ends(&run, 0);
        let text = out(&run);
        text.lines().find(|line| line.trim_start().starts_with("金额")).unwrap_or_default().to_owned()
    };
    let plain = line(&[]);
    assert!(plain.contains("1.65%/年"), "{plain}");
    assert!(line(&["--param", "relending_rate_pct=1.25"]).contains("1.25%/年"));
    assert!(line(&["--param", "relending_rate_pct="]).contains("原文未载明"));
    assert!(line(&["--reading", "再贷款利率种类=支小再贷款"]).contains("2.5%/年"));
    let late =
        ["eval", PACK, "--profile", "seeds/profiles/hardship-firm.json", "--item", "13.4b", "--as-of", "2020-09-30"];
    assert!(out(&huice(&late)).contains("疫情结束后3个月内（日期未定"));
    let ended = [&late[..], &["--event", "epidemic_end_date=2020-05-06"]].concat();
    assert!(out(&huice(&ended)).contains("2020-08-06"), "{}", out(&huice(&ended)));
}

#[test]
fn today_is_used_when_no_day_is_given() {
    let json = out(&huice_with(&["eval", PACK, "--profile", "-", "--format", "json"], b"{}"));
    let day = serde_json::from_str::<serde_json::Value>(&json).unwrap()["as_of"].as_str().unwrap().to_owned();
    assert!(day.as_str() > "2024-01-01" && day.len() == 10, "{day}");
}

#[test]
fn colours_can_be_forced_and_refused() {
    let run = |force: &str, no: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_huice"));
        command.args(["eval", PACK, "--profile", FIRM]).current_dir(crate::root()).env("CLICOLOR_FORCE", force);
        match no {
            Some(no) => command.env("NO_COLOR", no),
            None => command.env_remove("NO_COLOR"),
        };
        out(&command.output().unwrap())
    };
    assert!(run("1", None).contains('\u{1b}'));
    assert!(!run("0", Some("1")).contains('\u{1b}'));
}

#[test]
fn a_reader_who_leaves_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_huice"))
        .args(["check", PACK, "--emit", "ast"])
        .current_dir(crate::root())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    ends(&output, 0);
    assert!(!err(&output).contains("panicked"), "{}", err(&output));
}

#[test]
fn questions_about_many_profiles_and_days() {
    let a = r#"{"subject_type":"enterprise","ui_insured":true}"#;
    let lines = format!("{a}\n{a}\n\n");
    let args = ["readiness", PACK, "--profiles", "-", "--format", "json"];
    let report = huice_with(&[&args, &DAY[..]].concat(), lines.as_bytes());
    ends(&report, 0);
    assert!(out(&report).contains("\"profiles\": 2"), "one profile a line");
    let refused = huice_with(&["readings", PACK, "--profile", "-", "--format", "md"], a.as_bytes());
    ends(&refused, 2);
    assert!(err(&refused).contains("没有 md 形式"), "{}", err(&refused));
    let span = ["--timeline", "2020-03-01..2020-03-31", "--item", "14.2"];
    let days = eval(a, &span);
    ends(&days, 0);
    assert!(out(&days).contains("2020-03-06"), "{}", out(&days));
    ends(&eval(a, &["--timeline", "2020-03-31..2020-03-01"]), 2);
    let args = [&["explain", PACK, "14.1", "--profile", "-", "--format", "json"], &DAY[..]].concat();
    let why = huice_with(&args, br#"{"subject_type":"enterprise","ui_insured":false}"#);
    let why: serde_json::Value = serde_json::from_str(&out(&why)).unwrap();
    assert_eq!(why["schema"], "huice.outcome/1");
    assert_eq!(why["what_if"]["changes"][0]["facts"][0]["path"], "ui_insured");
}

#[test]
fn mistakes_of_beginners_are_named() {
    // The number of a measure where the id of an item is wanted.
    let output = huice(&["explain", PACK, "14", "--profile", FIRM]);
    ends(&output, 2);
    assert!(err(&output).contains("14.1、14.2"), "{}", err(&output));
    // A folder without rules.
    ends(&huice(&["fmt", "--check", "docs"]), 3);
    // An unfinished profile, and none at all.
    let output = eval("{\"subject_type\": ", &["--lang", "en"]);
    ends(&output, 4);
    assert!(err(&output).contains("ends too early"), "{}", err(&output));
    let output = eval("[]", &["--lang", "en", "--format", "json"]);
    ends(&output, 0);
    assert_eq!(out(&output).trim(), "[]");
    assert!(err(&output).contains("no profiles"), "{}", err(&output));
}

#[test]
fn a_missing_import_is_not_buried() {
    let text = "包 甲 (a) { 舍入 分 四舍五入 引入 \"../nowhere\" }\n定义 乙 = 丙 + 丁\n";
    let folder = scratch("missing-import", text);
    let output = huice(&["check", &folder.to_string_lossy(), "--format", "short"]);
    ends(&output, 3);
    let text = format!("{}{}", out(&output), err(&output));
    assert!(text.contains("E0212") && !text.contains("E0201"), "{text}");
}

#[test]
fn a_program_answers_as_its_pack() {
    let folder = scratch("compile", "");
    let program = folder.join("notice.huicec");
    let shown = program.to_str().unwrap();
    let run = huice(&["compile", PACK, "-o", shown]);
    ends(&run, 0);
    assert_eq!(out(&run), "");
    assert!(err(&run).contains("118 个项目") && err(&run).contains("规则哈希"), "{}", err(&run));
    let left: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "nothing but the rules and the program is left: {left:?}");
    for args in [
        vec!["eval", "@", "--profile", FIRM, "--as-of", "2020-03-31", "--format", "json"],
        vec!["explain", "@", "14.1", "--profile", FIRM, "--as-of", "2020-03-31"],
        vec!["ask", "@", "--profile", FIRM, "--as-of", "2020-03-31", "--format", "json"],
        vec!["readiness", "@", "--profiles", FIRM, "--as-of", "2020-03-31"],
        vec!["duties", "@", "--as-of", "2020-03-31"],
        vec!["schema", "@"],
    ] {
        let with = |pack: &str| huice(&args.iter().map(|arg| if *arg == "@" { pack } else { arg }).collect::<Vec<_>>());
        let (from_pack, from_program) = (with(PACK), with(shown));
        ends(&from_program, 0);
        assert_eq!(out(&from_program), out(&from_pack), "{args:?}");
    }
    // Compiled again, over the old one, from itself.
    let before = fs::read(&program).unwrap();
    ends(&huice(&["compile", shown, "-o", shown]), 0);
    assert_eq!(fs::read(&program).unwrap(), before);
}

#[test]
fn rules_are_written_as_rust_source() {
    let folder = scratch("compile-rust", "");
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let source = path("rules.rs");
    let _ = fs::remove_file(&source);
    let write = |args: &[&str]| huice(&[&["compile", PACK, "-o", &source, "--emit", "rust"], args].concat());
    let run = write(&["--as-of", "2020-03-31"]);
    ends(&run, 0);
    assert!(err(&run).contains("评估日 2020-03-31") && err(&run).contains("118 个项目"), "{}", err(&run));
    let march = fs::read_to_string(&source).unwrap();
    assert!(march.starts_with("// zhoucun-2020-8 as of 2020-03-31\n"), "{}", march.lines().next().unwrap());
    // Over the old one, for another context.
    ends(&write(&["--as-of", "2020-03-31", "--param", "min_wage="]), 2);
    ends(&write(&["--as-of", "2021-05-01", "--lang", "en"]), 0);
    assert_ne!(fs::read_to_string(&source).unwrap(), march);
    // A day is needed; without `--emit rust` it has no place.
    ends(&write(&[]), 2);
    let run = huice(&["compile", PACK, "-o", &path("a.huicec"), "--as-of", "2020-03-31", "--lang", "en"]);
    ends(&run, 2);
    assert!(err(&run).contains("a program serves every day"), "{}", err(&run));
    assert!(!folder.join("a.huicec").exists());
    // What somebody else wrote stays.
    fs::write(&source, "fn main() {}\n").unwrap();
    let run = write(&["--as-of", "2020-03-31", "--lang", "en"]);
    ends(&run, 2);
    assert!(err(&run).contains("was not written by Huice"), "{}", err(&run));
    assert_eq!(fs::read_to_string(&source).unwrap(), "fn main() {}\n");
}

#[test]
fn what_is_no_program_is_refused() {
    let folder = scratch("compile-refused", "包 甲 (a) { 舍入 分 舍去 }\n");
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let eval = |file: &str, words: &str| {
        let run = huice(&["eval", file, "--profile", FIRM, "--lang", "en"]);
        ends(&run, 3);
        assert!(err(&run).contains(words), "{}", err(&run));
    };
    fs::write(path("text.huicec"), "包 甲 (a) { 舍入 分 舍去 }").unwrap();
    eval(&path("text.huicec"), "this is not a Huice program");
    let program = path("pack.huicec");
    ends(&huice(&["compile", folder.to_str().unwrap(), "-o", &program]), 0);
    // A program is known by its first bytes too, whatever it is called.
    let mut bytes = fs::read(&program).unwrap();
    bytes.pop();
    fs::write(path("cut"), &bytes).unwrap();
    eval(&path("cut"), "the program is damaged");
    bytes[8] = 77;
    fs::write(path("other"), &bytes).unwrap();
    eval(&path("other"), "the program has format 77");
    // Commands that need the text of the rules.
    for command in ["check", "test", "ledger"] {
        let run = huice(&[command, &program]);
        ends(&run, 2);
        assert!(err(&run).contains("这个命令要规则包的文件夹"), "{command}: {}", err(&run));
    }
    // Rules are not written over.
    let run = huice(&["compile", folder.to_str().unwrap(), "-o", &path("pack.huice")]);
    ends(&run, 2);
    assert!(err(&run).contains("不是程序文件"), "{}", err(&run));
    // No place to write, and a pack with errors.
    ends(&huice(&["compile", folder.to_str().unwrap(), "-o", &path("none/a.huicec")]), 1);
    fs::write(path("pack.huice"), "包 甲").unwrap();
    ends(&huice(&["compile", folder.to_str().unwrap(), "-o", &path("b.huicec")]), 3);
    assert!(!folder.join("b.huicec").exists());
}

#[cfg(not(feature = "lsp"))]
#[test]
fn a_build_without_the_language_server_says_how_to_get_one() {
    let run = huice(&["lsp"]);
    ends(&run, 2);
    assert!(err(&run).contains("cargo install --locked --path . --features lsp"), "{}", err(&run));
    assert_eq!(out(&run), "");
}
