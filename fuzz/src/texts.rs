//! Targets that read text: rules, notices, registers.

use crate::generate::SCRIPTS;
use huice::diagnostic::{Diagnostic, Format, Lang, has_errors};
use huice::ledger::Register;
use huice::notice::Notice;
use huice::span::{FileId, Span};
use huice::syntax::keywords::Keywords;
use huice::{Context, Pack, Profile};

/// A place lies in its text, between characters.
fn inside(text: &str, span: Span) {
    let (start, end) = (usize::try_from(span.start).unwrap(), usize::try_from(span.end).unwrap());
    assert!(text.get(start..end).is_some(), "{span:?} is no place in a text of {} bytes", text.len());
}

fn placed(text: &str, found: &[Diagnostic]) {
    for diagnostic in found {
        inside(text, diagnostic.primary.span);
        diagnostic.labels.iter().for_each(|label| inside(text, label.span));
        diagnostic.patch.iter().for_each(|patch| inside(text, patch.span));
    }
}

/// Any bytes parse: diagnostics with true places, no more than the limit, never a panic.
pub fn parse(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (_, found) = huice::syntax::parse(FileId(0), &text);
    assert!(found.len() <= huice::syntax::limits::MAX_DIAGNOSTICS + 1, "{} diagnostics", found.len());
    placed(&text, &found);
    let _ = huice::syntax::parse_expr(FileId(0), &text);
}

/// Any bytes are checked as a pack of one file; what passes can be evaluated and told.
pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let pack = Pack::from_sources_and_scripts("fuzz", &[("fuzz.huice", &text)], SCRIPTS);
    placed(&text, pack.diagnostics());
    for format in [Format::Human { color: true }, Format::Short, Format::Json, Format::Sarif] {
        for lang in [Lang::Zh, Lang::En] {
            let _ = pack.render(format, lang);
        }
    }
    assert_eq!(pack.program().is_none(), has_errors(pack.diagnostics()));
    let Some(program) = pack.program() else { return };
    let context = Context::new("2020-03-31".parse().unwrap());
    crate::say_everything(&program, &Profile::empty(&program), &context);
    let _ = program.run_cases();
    let _ = program.handbook();
    let _ = program.profile_schema();
    let _ = program.duties(None, &context, &huice::duties::Selection::default());
}

/// What parses has one form in either spelling, and it means the same. Figures stay as they are written in one language
/// (`20000万元`) and take an ordinary form in the other, so that the way there and back may change their spelling, once.
pub fn roundtrip(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (_, found) = huice::syntax::parse(FileId(0), &text);
    if has_errors(&found) {
        return;
    }
    let form = |text: &str, keywords| match huice::format::format(text, keywords) {
        Ok(form) => form,
        Err(found) => panic!("{found:?}\nfor {text:?}"),
    };
    let zh = form(&text, Keywords::Zh);
    assert_eq!(form(&zh, Keywords::Zh), zh, "a second formatting changes the text");
    let en = form(&zh, Keywords::En);
    assert_eq!(form(&en, Keywords::En), en, "a second formatting changes the text");
    let back = form(&en, Keywords::Zh);
    assert_eq!(form(&back, Keywords::En), en, "the way through Chinese changes the text");
}

/// Any bytes are read as a notice; the draft of a pack made from it is free of errors.
pub fn notice(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let notice = Notice::read("notice.txt", &text);
    let draft = huice::draft::draft(&notice, "fuzz");
    let rules: Vec<(&str, &str)> = draft
        .files
        .iter()
        .filter(|(name, _)| name.ends_with(".huice"))
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let pack = Pack::from_sources("fuzz", &rules);
    assert!(!has_errors(pack.diagnostics()), "{}\n{rules:?}", pack.render(Format::Short, Lang::En));
    let (_, register) = draft.files.iter().find(|(name, _)| name == "register.toml").expect("a draft has a register");
    let register = Register::read("register.toml", register).expect("the register of a draft is sound");
    let ledger = pack.ledger(&register, Some(&notice));
    let _ = (ledger.human(Lang::Zh), ledger.human(Lang::En));
}

/// Any bytes are read as a register of figures and compared with rules.
pub fn register(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let Ok(register) = Register::read("register.toml", &text) else { return };
    let pack = Pack::from_sources("fuzz", &[("fuzz.huice", RULES)]);
    let ledger = pack.ledger(&register, None);
    let _ = (ledger.human(Lang::Zh), ledger.human(Lang::En));
    let _ = serde_json::to_string(&ledger);
    let notice = Notice::read("notice.txt", NOTICE);
    let _ = pack.ledger(&register, Some(&notice)).human(Lang::Zh);
}

const RULES: &str = "包 试 (try) { 舍入 分 四舍五入 } 主体 企业 (e) { 费 (fee) : 元 } 人员 刘伟 机构 局
措施 14 返还 { 责任人 刘伟 牵头单位 局
支持 14.1 返还 { 依据 条14 句1 对象 企业 金额 50% × 费 封顶 1000万元 每 主体 说明数字 \"总额\" 174.25亿元 } }";

const NOTICE: &str = "一、返还\n14．返还。按50%返还，最高1000万元。（责任人：刘伟；牵头单位：局）\n";
