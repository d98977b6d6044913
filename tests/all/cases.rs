//! `huice test`: places, words and exit codes of cases that pass and fail; the forms of the report. Knows nothing of
//! how a case is evaluated.

use huice::Pack;
use huice::cases::report::{human, junit, tally};
use huice::diagnostic::Lang;
use std::path::PathBuf;
use std::process::{Command, Output};

const RULES: &str = r#"包 示例 (demo) { 舍入 分 四舍五入 }
主体 企业 (enterprise) { 参保 (insured) : 布尔  缴费 (premium_yuan) : 元 }
人员 某甲
措施 1 示例 {
  责任人 某甲
  支持 1.1 返还 {
    依据 条1
    对象 企业
    条件 参保 "参加保险" 参保
    金额 50% × 缴费
    用例 "对的" {
      主体 企业
      设 参保 = 真
      设 缴费 = 100元
      期望 1.1 符合 金额 50元
    }
    用例 "错的 <甲> & '乙'" {
      主体 企业
      设 参保 = 假
      期望 1.1 符合
    }
  }
}
"#;

fn pack() -> Pack {
    let pack = Pack::from_sources("demo", &[("demo.huice", RULES)]);
    assert!(pack.program().is_some(), "{:?}", pack.diagnostics());
    pack
}

#[test]
fn failures_have_their_places() {
    let pack = pack();
    let results = pack.program().unwrap().run_cases();
    assert_eq!(tally(&results), (1, 1));
    insta::assert_snapshot!(human(&results, pack.sources(), Lang::Zh), @r"
    demo.huice:17  用例“错的 <甲> & '乙'”未通过
      demo.huice:20  1.1 的结论：期望 符合，实际 不符合
        - 期望 1.1 符合
        + 期望 1.1 不符合
          因为 参保：参保：否
    1 passed, 1 failed
    ");
    insta::assert_snapshot!(human(&results, pack.sources(), Lang::En), @r#"
    demo.huice:17  case "错的 <甲> & '乙'" failed
      demo.huice:20  status of 1.1: expected eligible, found not eligible
        - 期望 1.1 符合
        + 期望 1.1 不符合
          because 参保：参保：否
    1 passed, 1 failed
    "#);
}

#[test]
fn junit_is_xml() {
    let pack = pack();
    let results = pack.program().unwrap().run_cases();
    insta::assert_snapshot!(junit(&results, pack.sources(), "demo", Lang::Zh), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="demo" tests="2" failures="1">
      <testsuite name="demo.huice" tests="2" failures="1">
        <testcase name="对的" classname="demo.huice" file="demo.huice" line="11"/>
        <testcase name="错的 &lt;甲&gt; &amp; &#39;乙&#39;" classname="demo.huice" file="demo.huice" line="17">
          <failure message="1.1 的结论：期望 符合，实际 不符合">demo.huice:20  1.1 的结论：期望 符合，实际 不符合</failure>
        </testcase>
      </testsuite>
    </testsuites>
    "#);
}

/// Runs the binary in the package's root.
fn huice(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_huice")).args(args).current_dir(crate::root()).output().unwrap()
}

fn scratch(name: &str, text: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("cases-{name}"));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("pack.huice"), text).unwrap();
    folder
}

#[test]
fn exit_codes() {
    let failing = scratch("failing", RULES);
    let broken = scratch("broken", "措施 一");
    for (pack, code) in [("policies/zhoucun-2020-8", 0), (failing.to_str().unwrap(), 1), (broken.to_str().unwrap(), 3)]
    {
        let output = huice(&["test", pack]);
        assert_eq!(output.status.code(), Some(code), "{pack}: {output:?}");
    }
    let output = huice(&["test", "policies/zhoucun-2020-8"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.ends_with(" passed, 0 failed\n"), "{said}");
}

#[test]
fn the_other_commands_end_as_the_contract_says() {
    let pack = "policies/zhoucun-2020-8";
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("cases-handbook");
    let _ = std::fs::remove_dir_all(&folder);
    let to = folder.to_str().unwrap();
    for (args, code) in [
        (&["handbook", pack, "-o", to][..], 0),
        (&["handbook", pack, "-o", to], 2),
        (&["handbook", pack, "-o", to, "--force"], 0),
        (&["handbook", pack], 2),
        (&["duties", pack, "--as-of", "2020-03-31", "--format", "ics"], 0),
        (&["duties", pack, "--agency", "区税务"], 2),
        (&["duties", pack, "--official", "nobody"], 2),
        (&["duties", pack, "--profile", "seeds/profiles/bank.json"], 0),
        (&["duties", pack, "--profile", "seeds/profiles/nobody.json"], 4),
        (&["duties", pack, "--profile", "seeds/profiles/district.json", "--format", "json"], 0),
        (&["duties", "nowhere"], 3),
    ] {
        let output = huice(args);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {output:?}");
        assert_eq!(output.stdout.is_empty(), code != 0 || args[0] == "handbook", "{args:?}");
    }
    let csv = huice(&["duties", pack, "--as-of", "2020-03-31", "--format", "csv"]).stdout;
    assert!(csv.starts_with("\u{feff}\"".as_bytes()) && csv.ends_with(b"\"\r\n"));
    let json: serde_json::Value =
        serde_json::from_slice(&huice(&["duties", pack, "--as-of", "2020-03-31", "--format", "json"]).stdout).unwrap();
    assert_eq!(json["schema"], "huice.duties/1");
    assert_eq!(json["counts"]["administrative"], 49);
}
