//! Writes the starting inputs of the fuzz targets into `fuzz/corpus/`, and the dictionary `fuzz/target/huice.dict`,
//! from the repository's own rules, cases, profiles, scripts and notices. Run it again at any time.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

// What instrumented code calls, so that this can be built from the same objects as the targets.
use libfuzzer_sys as _;

/// Every file with one of these endings below a folder.
fn files(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, endings, found);
        } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
            found.push(path);
        }
    }
}

fn main() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = fuzz.join("..");
    let read = |folders: &[&str], endings: &[&str]| -> Vec<Vec<u8>> {
        let mut found = Vec::new();
        folders.iter().for_each(|folder| files(&root.join(folder), endings, &mut found));
        found.iter().map(|path| fs::read(path).expect("a file of the repository")).collect()
    };
    let put = |target: &str, inputs: &[Vec<u8>]| {
        let folder = fuzz.join("corpus").join(target);
        fs::create_dir_all(&folder).expect("a folder for inputs");
        for (index, input) in inputs.iter().enumerate() {
            fs::write(folder.join(format!("seed-{index:04}")), input).expect("an input");
        }
        println!("{target}: {} inputs", inputs.len());
    };

    let mut rules = read(&["policies", "tests/corpus", "examples", "src/syntax"], &[".huice"]);
    // Each top-level declaration alone, so that there are short inputs.
    let pieces: Vec<Vec<u8>> = rules
        .iter()
        .flat_map(|text| String::from_utf8_lossy(text).split("\n\n").map(|p| p.as_bytes().to_vec()).collect::<Vec<_>>())
        .filter(|piece| piece.len() > 20)
        .collect();
    // Blocks of rules and of expressions in the documentation.
    for page in read(&["docs", "README.md"], &[".md"]) {
        let page = String::from_utf8_lossy(&page).into_owned();
        for block in page.split("```huice").skip(1) {
            let block = block.split_once('\n').map_or("", |(_, rest)| rest);
            rules.push(block.split("```").next().unwrap_or_default().as_bytes().to_vec());
        }
    }
    rules.extend(pieces);
    for target in ["parse", "check", "roundtrip"] {
        put(target, &rules);
    }
    // Any bytes make a pack; these make many different ones.
    put("packs", &read(&["policies", "seeds", "tests/corpus/ok"], &[".huice", ".json", ".toml"]));
    put("profile", &read(&["seeds/profiles"], &[".json"]));
    put("notice", &read(&["tests/data"], &[".txt"]));
    put("register", &read(&["seeds"], &[".toml"]));
    let mut scripts: Vec<Vec<u8>> = read(&["policies", "tests", "examples"], &[".rhai"]);
    for page in read(&["docs"], &["scripts.md"]) {
        let page = String::from_utf8_lossy(&page).into_owned();
        scripts.extend(page.split("```rust").skip(1).map(|b| b.split("```").next().unwrap_or_default().into()));
    }
    scripts.push(SCRIPT.as_bytes().to_vec());
    put("script", &scripts);
    put("answers", &read(&["seeds/profiles"], &[".json"]).iter().map(|json| lines(json)).collect::<Vec<_>>());

    // The first byte chooses the form: a file, a payload, changes of one, a random pack broken or as it is.
    let (head, payload) = huice_fuzz::stored_parts();
    let mut programs = vec![[&[0], &head[..]].concat(), [&[1], &payload[..]].concat(), vec![2; 48], vec![3; 200]];
    let packs = read(&["policies", "tests/corpus/ok"], &[".huice"]);
    programs.extend(packs.iter().take(60).enumerate().map(|(at, pack)| {
        let form = if at % 3 == 0 { 3 } else { 4 };
        [&[form], &pack[..pack.len().min(2000)]].concat()
    }));
    put("stored", &programs);
    put("table", &TABLES.map(|text| text.as_bytes().to_vec()));

    let mut dictionary = String::new();
    let mut word = |text: &str| {
        let bytes: String = text.bytes().fold(String::new(), |mut bytes, byte| {
            let _ = write!(bytes, "\\x{byte:02X}");
            bytes
        });
        let _ = writeln!(dictionary, "\"{bytes}\"");
    };
    let grammar = fs::read_to_string(root.join("grammar/huice.pest")).expect("the grammar");
    for line in grammar.lines().filter(|line| line.starts_with("kw_")) {
        line.split('"').skip(1).step_by(2).for_each(&mut word);
    }
    [
        "1000万元",
        "5.5%",
        "3.5%/年",
        "6个月",
        "2020年1月1日",
        "0.5个百分点",
        "「",
        "」",
        "｛",
        "｝",
        "…",
        "\u{202e}",
        "%",
    ]
    .into_iter()
    .for_each(&mut word);
    fs::create_dir_all(fuzz.join("target")).expect("a folder");
    fs::write(fuzz.join("target/huice.dict"), dictionary).expect("the dictionary");
}

/// A profile's facts as `path = words` lines.
fn lines(json: &[u8]) -> Vec<u8> {
    let value: serde_json::Value = serde_json::from_slice(json).expect("a profile is JSON");
    let mut out = String::new();
    for (key, value) in value.as_object().expect("a profile is an object") {
        let words = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let _ = writeln!(out, "{key} = {words}");
    }
    out.push_str("epidemic_end_date = 2020-05-06\nloans[0].loan_rate_pct = 4.35\nmin_wage_yuan = 1730\n");
    out.into_bytes()
}

/// A script of the form that the target calls.
const SCRIPT: &str = "fn g(x, y) { if x <= y { return 0; } x * 3 / 360 }
fn f(a, b, c, d) {
    let s = 0; let l = [1, 2, 3]; let r = #{天: 50, 利率: 0.0415};
    for i in 0..10 { s += g(a, i) + l[i % 3]; if s > 1000 { break; } }
    while d && s < 5 { s += 1; }
    if c == \"甲\" || b > 日期(\"2020-01-31\") { s = 舍入(s * r.利率, 2); } else { throw \"不行\"; }
    取大(s, 天数(b, 加月(b, 3)), 长度(c), 2 ** 3) - 绝对值(-1)
}
";

/// Tables of the target's pack; the first character chooses the form: `@` csv, `A` lines of JSON, `G` long answers with
/// needs, `@` with a line `---` a table of a list.
const TABLES: [&str; 4] = [
    "@id,subject_type,name,sector,tags,insured,staff,founded,month,premium_yuan,rate_pct\n\
     A1,enterprise,\"甲,\"\"厂\"\"\",工业,工业;其他,是,12,2019-01-02,2020-02,386412.37,4.35\nA2,企业,乙,catering,,no,3,,,,\n",
    "A{\"subject_type\":\"enterprise\",\"insured\":true,\"premium_yuan\":\"386412.37\"}\n{\"subject_type\":\"person\"}\n",
    "G{\"subject_type\":\"企业\",\"行业\":\"工业\",\"贷款\":[{\"本金\":\"1000\",\"年利率\":\"4.35\"}]}\n",
    "@id,subject_type,sector\nA1,enterprise,工业\n---\nid,principal_yuan,loan_rate_pct\nA1,1000,4.35\nA1,,3\n",
];
