//! An editing session against the language server: the built binary is driven as an editor does it, over standard
//! input and output. Knows nothing of how answers are found.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Longer than any answer takes, even in an unoptimised build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// An editor with a server.
struct Editor {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<Value>,
    next: i64,
    /// The last diagnostics of every file, with the version they are about.
    found: BTreeMap<String, (Option<i64>, Vec<Value>)>,
    /// Versions in the order in which they were published, by file.
    versions: BTreeMap<String, Vec<i64>>,
    messages: Vec<String>,
    texts: BTreeMap<String, (i64, String)>,
}

impl Editor {
    fn start(root: &Path, args: &[&str]) -> Self {
        let program = std::env::var_os("HUICE_MEASURED").unwrap_or_else(|| env!("CARGO_BIN_EXE_huice").into());
        let mut child = Command::new(program)
            .args(args)
            .current_dir(crate::root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut reader = BufReader::new(child.stdout.take().unwrap());
        let (sender, output) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut reader) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let input = child.stdin.take();
        let mut editor = Self {
            child,
            input,
            output,
            next: 0,
            found: BTreeMap::new(),
            versions: BTreeMap::new(),
            messages: Vec::new(),
            texts: BTreeMap::new(),
        };
        let folder = json!([{ "uri": uri(root), "name": "pack" }]);
        let answer = editor.ask("initialize", json!({ "capabilities": {}, "workspaceFolders": folder }));
        assert_eq!(answer["capabilities"]["positionEncoding"], "utf-16");
        editor.tell("initialized", json!({}));
        editor
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        let input = self.input.as_mut().unwrap();
        write!(input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        input.flush().unwrap();
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// The answer to a request; an error is a failure of the test.
    #[track_caller]
    fn ask(&mut self, method: &str, params: Value) -> Value {
        let answer = self.try_ask(method, params);
        answer.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    fn try_ask(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        self.next = self.next.saturating_add(1);
        let id = self.next;
        let mut message = json!({ "jsonrpc": "2.0", "id": id, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message);
        loop {
            let message = self.output.recv_timeout(PATIENCE).expect("an answer in time");
            if message["id"] == id {
                return if message["error"].is_null() {
                    Ok(message["result"].clone())
                } else {
                    Err(message["error"].clone())
                };
            }
            self.note(&message);
        }
    }

    fn note(&mut self, message: &Value) {
        let params = &message["params"];
        match message["method"].as_str() {
            Some("textDocument/publishDiagnostics") => {
                let uri = params["uri"].as_str().unwrap().to_owned();
                let version = params["version"].as_i64();
                self.versions.entry(uri.clone()).or_default().extend(version);
                self.found.insert(uri, (version, params["diagnostics"].as_array().unwrap().clone()));
            }
            Some("window/showMessage") => self.messages.push(params["message"].as_str().unwrap().to_owned()),
            _ => panic!("not expected: {message}"),
        }
    }

    /// Waits until something is published about the latest version of every open text.
    fn settle(&mut self) {
        let any = self.texts.keys().next().cloned().unwrap_or_default();
        self.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": any } }));
        while self
            .texts
            .iter()
            .any(|(uri, (version, _))| self.found.get(uri).and_then(|found| found.0) != Some(*version))
        {
            let message = self.output.recv_timeout(PATIENCE).expect("diagnostics in time");
            self.note(&message);
        }
    }

    fn open(&mut self, path: &Path) -> String {
        let text = fs::read_to_string(path).unwrap();
        let uri = uri(path);
        self.tell(
            "textDocument/didOpen",
            json!({ "textDocument": { "uri": uri, "languageId": "huice", "version": 1, "text": text } }),
        );
        self.texts.insert(uri.clone(), (1, text));
        self.settle();
        uri
    }

    /// Types over the first occurrence of a text, as an editor does: a range in UTF-16, and the new version.
    fn replace(&mut self, uri: &str, old: &str, new: &str) {
        let (version, text) = self.texts[uri].clone();
        let (start, end) = (find(&text, old, 0), find(&text, old, old.chars().count()));
        let version = version.saturating_add(1);
        self.tell(
            "textDocument/didChange",
            json!({
                "textDocument": { "uri": uri, "version": version },
                "contentChanges": [{ "range": { "start": start, "end": end }, "text": new }],
            }),
        );
        self.texts.insert(uri.to_owned(), (version, text.replacen(old, new, 1)));
    }

    /// The parameters of a question about a place: in the first occurrence of a text, after so many characters.
    fn at(&self, uri: &str, needle: &str, after: usize) -> Value {
        let (_, text) = &self.texts[uri];
        json!({ "textDocument": { "uri": uri }, "position": find(text, needle, after) })
    }

    fn diagnostics(&self, uri: &str) -> &[Value] {
        self.found.get(uri).map_or(&[], |(_, found)| found)
    }

    /// The text with the edits of an answer.
    fn apply(&mut self, uri: &str, edits: &Value) {
        let (_, text) = self.texts[uri].clone();
        let mut edits: Vec<Value> = edits.as_array().unwrap().clone();
        edits.sort_by_key(|edit| core::cmp::Reverse(offset(&text, &edit["range"]["start"])));
        let mut new = text.clone();
        for edit in edits {
            let (start, end) = (offset(&text, &edit["range"]["start"]), offset(&text, &edit["range"]["end"]));
            new.replace_range(start..end, edit["newText"].as_str().unwrap());
        }
        let (version, _) = self.texts[uri];
        let version = version.saturating_add(1);
        self.tell(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": [{ "text": new }] }),
        );
        self.texts.insert(uri.to_owned(), (version, new));
        self.settle();
    }

    /// Ends the session as the protocol says; the exit code.
    fn stop(mut self) -> Option<i32> {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.child.wait().unwrap().code()
    }
}

fn read(reader: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => {
                if let Some(number) = line.strip_prefix("Content-Length: ") {
                    length = number.parse().ok()?;
                }
            }
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

fn uri(path: &Path) -> String {
    let path = path.canonicalize().unwrap();
    let mut out = String::from("file://");
    for byte in path.to_str().unwrap().bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The place of a text, so many characters in: lines, and columns in UTF-16, counted here on their own.
#[track_caller]
fn find(text: &str, needle: &str, after: usize) -> Value {
    let start = text.find(needle).unwrap_or_else(|| panic!("no {needle} in the text"));
    let inside: String = needle.chars().take(after).collect();
    let before = format!("{}{inside}", text.get(..start).unwrap());
    let column = before.rsplit('\n').next().unwrap().encode_utf16().count();
    json!({ "line": before.matches('\n').count(), "character": column })
}

fn offset(text: &str, position: &Value) -> usize {
    let line = usize::try_from(position["line"].as_u64().unwrap()).unwrap();
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let mut left = position["character"].as_u64().unwrap();
    let mut at = start;
    for c in text.get(start..).unwrap().chars() {
        if left == 0 {
            break;
        }
        left = left.saturating_sub(u64::try_from(c.len_utf16()).unwrap());
        at = at.saturating_add(c.len_utf8());
    }
    at
}

/// No diagnostics.
fn none() -> Vec<Value> {
    Vec::new()
}

/// A copy of the packs, so that a session may change files.
fn packs(name: &str) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("lsp-{name}"));
    let _ = fs::remove_dir_all(&root);
    for folder in ["zhoucun-2020-8", "zhoucun-2020-8/scripts", "standards/sme-2011"] {
        let (from, to) = (crate::root().join("policies").join(folder), root.join(folder));
        fs::create_dir_all(&to).unwrap();
        for entry in fs::read_dir(from).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
    root
}

#[test]
fn an_editing_session() {
    let root = packs("session");
    let pack = root.join("zhoucun-2020-8");
    let mut editor = Editor::start(&root, &["lsp", "--stdio"]);

    // A file of a real pack: nothing is wrong, in any file of the pack.
    let rules = editor.open(&pack.join("chapter-3-1-employment.huice"));
    assert_eq!(editor.diagnostics(&rules), none());
    assert!(editor.found.values().all(|(_, found)| found.is_empty()), "{:?}", editor.found);

    // A mistake: its code, and its place in UTF-16. The astral character before it on the line counts twice.
    let line = "推定 属地 \"发文区县范围内\" 所在区县 等于";
    editor.replace(&rules, line, "推定 属地 \"𠮷区县范围内\" 所在区线 等于");
    editor.settle();
    let found = editor.diagnostics(&rules).to_vec();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["code"], "E0201");
    assert_eq!(found[0]["severity"], 1);
    let text = editor.texts[&rules].1.clone();
    assert_eq!(found[0]["range"], json!({ "start": find(&text, "所在区线", 0), "end": find(&text, "所在区线", 4) }));
    assert_eq!(editor.found[&rules].0, Some(2));

    // The fix it offers mends it.
    let actions = editor.ask(
        "textDocument/codeAction",
        json!({
            "textDocument": { "uri": rules }, "range": found[0]["range"], "context": { "diagnostics": found },
        }),
    );
    assert_eq!(actions[0]["title"], "改为“所在区县”（须对照通知）");
    assert_eq!(actions[0]["isPreferred"], false);
    assert_eq!(actions[0]["kind"], "quickfix");
    let edits = actions[0]["edit"]["changes"][&rules].clone();
    editor.apply(&rules, &edits);
    assert_eq!(editor.diagnostics(&rules), none());

    // A parameter: type, unit, value, source, status.
    let hover = editor.ask("textDocument/hover", editor.at(&rules, "(最低工资标准 于", 3));
    let card = hover["contents"]["value"].as_str().unwrap();
    for words in ["**最低工资标准**", "参数", "元/", "值：", "来源：", "状态："] {
        assert!(card.contains(words), "{words} in {card}");
    }
    // An item: the article of the notice.
    let hover = editor.ask("textDocument/hover", editor.at(&rules, "期望 14.1 符合", 4));
    let card = hover["contents"]["value"].as_str().unwrap();
    assert!(card.contains("稳岗返还") && card.contains("依据：第14条"), "{card}");
    // A keyword, in the other language.
    let hover = editor.ask("textDocument/hover", editor.at(&rules, "推定 属地", 1));
    assert_eq!(hover["contents"]["value"], "关键词 `推定` · `presume`");

    // Completion inside an expression: members of the enumeration compared with, then names, then keywords.
    editor.replace(&rules, "企业规模 等于 大型 \"上级文件", "企业规模 等于  \"上级文件");
    let items = editor.ask("textDocument/completion", editor.at(&rules, "企业规模 等于  \"上级", 8));
    let label = |label: &str| items.as_array().unwrap().iter().find(|item| item["label"] == label).cloned();
    assert_eq!(label("大型").unwrap()["kind"], 20, "a member");
    assert!(label("大型").unwrap()["sortText"].as_str() < label("参加失业保险").unwrap()["sortText"].as_str());
    assert_eq!(label("裁员率").unwrap()["kind"], 6, "a definition of the measure");
    assert_eq!(label("最低工资标准").unwrap()["kind"], 21, "a parameter");
    assert_eq!(label("且").unwrap()["detail"], "and");
    assert_eq!(label("and").unwrap()["detail"], "且");
    editor.replace(&rules, "企业规模 等于  \"上级文件", "企业规模 等于 大型 \"上级文件");
    // Parties where parties stand.
    editor.replace(&rules, "牵头单位 区人力资源社会保障局\n", "牵头单位 \n");
    let items = editor.ask("textDocument/completion", editor.at(&rules, "牵头单位 \n", 5));
    let labels: Vec<&str> = items.as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect();
    assert!(labels.contains(&"区财政局") && !labels.contains(&"刘伟") && !labels.contains(&"且"), "{labels:?}");
    editor.replace(&rules, "牵头单位 \n", "牵头单位 区人力资源社会保障局\n");
    editor.settle();
    assert_eq!(editor.diagnostics(&rules), none());

    // Definition in another file, and in an imported pack.
    let found = editor.ask("textDocument/definition", editor.at(&rules, "\" 参加失业保险", 3));
    let vocabulary = uri(&pack.join("vocabulary.huice"));
    assert_eq!(found["uri"], vocabulary.as_str());
    let text = fs::read_to_string(pack.join("vocabulary.huice")).unwrap();
    assert_eq!(found["range"]["start"], find(&text, "参加失业保险 (", 0));
    let found = editor.ask("textDocument/definition", editor.at(&rules, "企业规模 等于", 1));
    assert_eq!(found["uri"], uri(&root.join("standards/sme-2011/standard.huice")).as_str());

    // Renaming a fact across files; the edits applied, the pack is as sound as before.
    let params = editor.at(&rules, "\" 参加失业保险", 3);
    let range = editor.ask("textDocument/prepareRename", params.clone());
    assert_eq!(range["start"], find(&editor.texts[&rules].1, "\" 参加失业保险", 2));
    let mut rename = params.clone();
    rename["newName"] = json!("已参加失业保险");
    let changes = editor.ask("textDocument/rename", rename)["changes"].clone();
    let files: Vec<String> = changes.as_object().unwrap().keys().cloned().collect();
    assert!(files.contains(&vocabulary) && files.contains(&rules) && files.len() > 2, "{files:?}");
    let references = editor.ask(
        "textDocument/references",
        json!({ "textDocument": params["textDocument"], "position": params["position"],
                "context": { "includeDeclaration": true } }),
    );
    let edits: usize = changes.as_object().unwrap().values().map(|edits| edits.as_array().unwrap().len()).sum();
    // The key beside the name is a mention too, but keeps its spelling.
    assert_eq!(references.as_array().unwrap().len(), edits.saturating_add(1));
    for file in &files {
        if !editor.texts.contains_key(file) {
            let path = PathBuf::from(file.strip_prefix("file://").unwrap());
            editor.open(&path);
        }
    }
    for file in &files {
        editor.apply(file, &changes[file]);
    }
    assert!(editor.found.values().all(|(_, found)| found.is_empty()), "{:?}", editor.found);
    assert!(editor.texts[&vocabulary].1.contains("已参加失业保险 ("));
    // Names that would clash or cannot be names are refused, with the reason.
    let mut rename = editor.at(&rules, "\" 已参加失业保险", 3);
    for (name, words) in [("刘 伟", "一个词"), ("上年末参保职工人数", "已经声明过")] {
        rename["newName"] = json!(name);
        let error = editor.try_ask("textDocument/rename", rename.clone()).unwrap_err();
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
    }

    // A lens runs a case; what came out is its title, and the command says the same.
    let lenses = editor.ask("textDocument/codeLens", json!({ "textDocument": { "uri": rules } }));
    let named = |name: &str| lenses.as_array().unwrap().iter().find(|lens| lens["data"][1] == name).unwrap().clone();
    let refused = editor.ask("codeLens/resolve", named("裁员率超过5.5%"));
    assert_eq!(refused["command"]["title"], "✓ 通过：14.1 不符合", "no amount beside a refusal");
    let lens = editor.ask("codeLens/resolve", named("裁员率恰为5.5%"));
    assert_eq!(lens["command"]["title"], "✓ 通过：14.1 符合 193206.19元");
    let run = json!({ "command": lens["command"]["command"], "arguments": lens["command"]["arguments"] });
    let report = editor.ask("workspace/executeCommand", run.clone());
    assert_eq!(report["passed"], true);
    editor.replace(&rules, "期望 14.1 符合 金额 193206.19元", "期望 14.1 符合 金额 193206.20元");
    let report = editor.ask("workspace/executeCommand", run);
    assert_eq!(report["passed"], false);
    assert_eq!(report["details"][0], "14.1 的金额：期望 193206.20元，实际 193206.19元");
    editor.settle();
    assert!(
        editor.messages.iter().any(|message| message.contains("✗ 未通过：14.1 的金额：期望")),
        "{:?}",
        editor.messages
    );

    // What was published about a text never goes back to an older version.
    for (file, versions) in &editor.versions {
        assert!(versions.is_sorted(), "{file}: {versions:?}");
    }
    assert_eq!(editor.stop(), Some(0));
}

#[test]
fn an_open_quote_is_one_error_and_the_rest_goes_on() {
    let root = packs("quote");
    let pack = root.join("zhoucun-2020-8");
    let mut editor = Editor::start(&root, &["lsp", "--lang", "en"]);
    let rules = editor.open(&pack.join("chapter-3-1-employment.huice"));
    let facts = editor.open(&pack.join("vocabulary.huice"));
    // While a text is being typed its quote is open, and no file of the pack can see the facts; that is not said.
    editor.replace(&facts, "问 \"", "问 ");
    editor.settle();
    let found = editor.diagnostics(&facts).to_vec();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["code"], "E0105");
    assert_eq!(editor.diagnostics(&rules), none());
    // Names still lead somewhere, from this file too.
    let hover = editor.ask("textDocument/hover", editor.at(&rules, "\" 参加失业保险", 3));
    assert!(hover["contents"]["value"].as_str().unwrap().contains("fact"), "{hover}");
    let found = editor.ask("textDocument/definition", editor.at(&facts, "参加失业保险", 2));
    assert_eq!(found["uri"], facts.as_str());
    editor.replace(&facts, "问 名称是什么", "问 \"名称是什么");
    editor.settle();
    assert_eq!(editor.diagnostics(&facts), none());
    assert_eq!(editor.stop(), Some(0));
}

#[test]
fn formatting_colours_and_outline() {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("lsp-small");
    let _ = fs::remove_dir_all(&root);
    fs::create_dir_all(&root).unwrap();
    let text = "pack demo (demo) { round fen half_up }\r\nsubject 企业 (enterprise) { 参保 (insured) : bool }\r\n\
        person 刘伟\r\nmeasure 1 示例 {\r\n  official 刘伟\r\n  benefit 1.1 返还 { for 企业 condition 甲 参保 amount   5元 }\r\n}\r\n";
    let path = root.join("demo.huice");
    fs::write(&path, text).unwrap();
    let mut editor = Editor::start(&root, &["lsp"]);
    let file = editor.open(&path);
    assert_eq!(editor.diagnostics(&file), none());

    // Formatting keeps the language of the keywords and the line ends.
    let options = json!({ "textDocument": { "uri": file }, "options": { "tabSize": 2, "insertSpaces": true } });
    let edits = editor.ask("textDocument/formatting", options.clone());
    editor.apply(&file, &edits);
    let formatted = editor.texts[&file].1.clone();
    assert!(formatted.contains("\r\n    amount 5yuan\r\n"), "{formatted}");
    assert!(!formatted.replace("\r\n", "").contains('\n'), "{formatted:?}");
    assert_eq!(editor.ask("textDocument/formatting", options), json!([]));

    let outline = editor.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": file } }));
    let names = |nodes: &Value| -> Vec<String> {
        nodes.as_array().unwrap().iter().map(|node| node["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&outline), ["企业", "刘伟", "1 示例"]);
    assert_eq!(names(&outline[0]["children"]), ["参保"]);
    assert_eq!(names(&outline[2]["children"]), ["1.1 返还"]);
    assert_eq!(names(&outline[2]["children"][0]["children"]), ["甲"]);

    let tokens = editor.ask("textDocument/semanticTokens/full", json!({ "textDocument": { "uri": file } }));
    let data: Vec<u64> = tokens["data"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect();
    // `pack`, a keyword of four; then `demo`, which is no name of the rules; then `round`.
    assert_eq!(data.get(..5).unwrap(), [0, 0, 4, 0, 0]);
    assert_eq!(data.get(5..10).unwrap(), [1, 2, 5, 0, 0]);
    assert!(data.chunks(5).any(|token| token.get(2..) == Some(&[2, 4, 1])), "a declared fact: {data:?}");
    assert_eq!(editor.stop(), Some(0));
}

#[test]
fn an_editor_that_leaves_without_a_word_gets_1() {
    let mut editor = Editor::start(crate::root(), &["lsp"]);
    drop(editor.input.take());
    assert_eq!(editor.child.wait().unwrap().code(), Some(1));
}

/// How long answers take on the notice, in the order of an editing session. `HUICE_MEASURED` names the binary that is
/// measured, otherwise it is the one built for the tests.
#[test]
#[ignore = "a measurement; run it alone, on a release build"]
#[expect(clippy::disallowed_methods, reason = "a measurement needs a clock")]
fn how_long_answers_take() {
    const RUNS: usize = 21;
    let root = packs("timings");
    let pack = root.join("zhoucun-2020-8");
    let started = Instant::now();
    let mut editor = Editor::start(&root, &["lsp", "--stdio"]);
    let rules = editor.open(&pack.join("chapter-3-1-employment.huice"));
    let opened = started.elapsed();
    let mut report = format!("start and first diagnostics: {opened:?}\n");
    let mut measure = |editor: &mut Editor, name: &str, run: &mut dyn FnMut(&mut Editor, usize)| {
        let mut times: Vec<Duration> = (0..RUNS)
            .map(|turn| {
                let started = Instant::now();
                run(editor, turn);
                started.elapsed()
            })
            .collect();
        times.sort_unstable();
        report.push_str(&format!("{name}: median {:?}, longest {:?}\n", times[RUNS / 2], times[RUNS - 1]));
    };
    measure(&mut editor, "diagnostics after a change", &mut |editor, turn| {
        let (old, new) = if turn % 2 == 0 {
            ("所在区县 等于", "所在区线 等于")
        } else {
            ("所在区线 等于", "所在区县 等于")
        };
        editor.replace(&rules, old, new);
        editor.settle();
    });
    editor.replace(&rules, "所在区线 等于", "所在区县 等于");
    editor.settle();
    assert_eq!(editor.diagnostics(&rules), none());
    let place = editor.at(&rules, "(最低工资标准 于", 3);
    let mut rename = place.clone();
    rename["newName"] = json!("最低月工资");
    let mut layout = json!({ "textDocument": { "uri": rules } });
    layout["options"] = json!({ "tabSize": 2, "insertSpaces": true });
    let mut references = place.clone();
    references["context"] = json!({ "includeDeclaration": true });
    for (method, params) in [
        ("textDocument/hover", place.clone()),
        ("textDocument/completion", place.clone()),
        ("textDocument/definition", place),
        ("textDocument/references", references),
        ("textDocument/rename", rename),
        ("textDocument/formatting", layout),
        ("textDocument/semanticTokens/full", json!({ "textDocument": { "uri": rules } })),
        ("textDocument/codeLens", json!({ "textDocument": { "uri": rules } })),
    ] {
        measure(&mut editor, method, &mut |editor, _| {
            assert!(!editor.ask(method, params.clone()).is_null() || method.ends_with("formatting"), "{method}");
        });
    }
    std::io::stderr().write_all(report.as_bytes()).unwrap();
    assert_eq!(editor.stop(), Some(0));
}
