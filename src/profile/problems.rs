//! What is said of a profile that cannot be taken: each error with what to do about it. Knows nothing of how a profile
//! is read.

use super::ProfileError;
use super::json::{Json, called};
use super::limits::MAX_QUOTED;
use crate::check::nearest;
use crate::ir::{ListId, Policy};

/// Words of the text as a message repeats them: the beginning of what is long.
pub(super) fn brief(text: &str) -> String {
    match text.char_indices().nth(MAX_QUOTED) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

pub(super) fn unknown(policy: &Policy, path: &str, name: &str) -> ProfileError {
    let top = policy.facts.iter().filter(|fact| fact.list.is_none());
    let names = top.flat_map(|fact| [fact.key.as_str(), fact.name.as_str()]).chain(["subject_type", "主体类型"]);
    let shown = brief(name);
    let error = ProfileError::new(path, format!("没有事实“{shown}”"), format!("there is no fact `{shown}`"));
    // A field of a record written at the top is the commonest slip.
    let field = policy.facts.iter().find(|fact| fact.list.is_some() && (fact.key == name || fact.name == name));
    if let Some(list) =
        field.and_then(|fact| policy.lists.get(fact.list?.0)).and_then(|list| policy.facts.get(list.fact.0))
    {
        let example = format!("\"{}\": [{{ \"{name}\": … }}]", list.key);
        return error.help(
            format!("它是“{}”每一笔的字段，写成 {example}", list.name),
            format!("it is a field of the records of `{}`; write {example}", list.key),
        );
    }
    // What is asked of a profile, and the world around it, are no facts of it.
    let is = |key: &str, word: &str| key == name || word == name;
    let apart = if policy.params.iter().any(|param| is(&param.key, &param.name)) {
        Some(("参数", "a parameter", format!("--param {name}=…")))
    } else if policy.events.iter().any(|event| is(&event.key, &event.name)) {
        Some(("事件", "an event", format!("--event {name}=…")))
    } else if is("as_of", "评估日") {
        Some(("评估日", "the day asked about", "--as-of …".to_owned()))
    } else {
        None
    };
    if let Some((zh, en, option)) = apart {
        return error.help(format!("它是{zh}，不写在档案里，用 {option}"), format!("it is {en}; use {option}"));
    }
    match nearest(name, names) {
        Some(hint) => error.help(format!("是不是“{hint}”？"), format!("did you mean `{hint}`?")),
        None => error.help("用 huice schema 查看全部事实", "huice schema lists every fact"),
    }
}

pub(super) fn twice(path: &str, earlier: &str, name: &str) -> ProfileError {
    if earlier == name {
        return ProfileError::new(path, "同一个键写了两次", "the key is given twice").help("只留一处", "keep one");
    }
    ProfileError::new(
        path,
        format!("与“{earlier}”是同一事实，只能写一次"),
        format!("is the same fact as `{earlier}`; give it once"),
    )
    .help("只留一处", "keep one")
}

/// What is said of a name that is no field of a list.
pub(super) fn unknown_field(policy: &Policy, list: ListId, path: &str, name: &str) -> ProfileError {
    let fields = policy.lists.get(list.0).map_or(&[][..], |def| def.fields.as_slice());
    let defs = fields.iter().filter_map(|id| policy.facts.get(id.0));
    let names = defs.flat_map(|fact| [fact.key.as_str(), fact.name.as_str()]);
    let shown = brief(name);
    let error = ProfileError::new(path, format!("没有字段“{shown}”"), format!("there is no field `{shown}`"));
    match nearest(name, names) {
        Some(hint) => error.help(format!("是不是“{hint}”？"), format!("did you mean `{hint}`?")),
        None => {
            let keys: Vec<&str> =
                fields.iter().filter_map(|id| policy.facts.get(id.0)).map(|fact| fact.key.as_str()).collect();
            error.help(format!("可用的有：{}", keys.join("、")), format!("there are: {}", keys.join(", ")))
        }
    }
}

pub(super) fn wrong_type(path: &str, zh: &str, en: &str, found: &Json<'_>) -> ProfileError {
    let (found_zh, found_en) = called(found);
    ProfileError::new(path, format!("应是{zh}，这里是{found_zh}"), format!("expected {en}, found {found_en}"))
}

pub(super) fn no_text(path: &str, found: &Json<'_>) -> ProfileError {
    wrong_type(path, "文本", "a text", found).help("写成带引号的文本", "write a text in quotes")
}

pub(super) fn negative() -> ProfileError {
    problem("不能是负数", "must not be negative")
        .help("没有就写 0，不清楚就不写", "0 when there is none; leave it out when not known")
}

pub(super) fn fraction() -> ProfileError {
    problem("应是整数", "must be a whole number").help("写成不带小数的数", "write it without a fraction")
}

pub(super) fn beyond_cents() -> ProfileError {
    problem("金额最多两位小数", "money has at most two decimals")
        .help("写到分为止，例如 1000.50", "give it to the cent, e.g. 1000.50")
}

pub(super) fn problem(zh: impl Into<String>, en: impl Into<String>) -> ProfileError {
    ProfileError::new("", zh, en)
}

/// What is said of a text that is no number.
pub(super) fn not_a_number(text: &str) -> ProfileError {
    let text = brief(text);
    problem(format!("不是数字：“{text}”"), format!("not a number: `{text}`"))
        .help("只写十进制数字，不要千分位、单位和百分号", "plain decimal digits: no separators, unit or percent sign")
}

pub(super) fn not_json(error: &serde_json::Error) -> ProfileError {
    if error.is_eof() {
        return ProfileError::new("", "不是合法的 JSON：没有写完就结束了", "not valid JSON: it ends too early").help(
            "检查末尾的引号和括号；没有事实可填就写 {}",
            "check quotes and brackets at the end; a profile without facts is {}",
        );
    }
    let (line, column) = (error.line(), error.column());
    ProfileError::new(
        "",
        format!("不是合法的 JSON：第 {line} 行第 {column} 列附近"),
        format!("not valid JSON near line {line} column {column}"),
    )
    .help(
        "检查引号、逗号和括号；注释和末尾逗号都不允许",
        "check quotes, commas and brackets; comments and trailing commas are not allowed",
    )
}
