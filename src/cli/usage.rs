//! What is wrong with a command line; the command line parser speaks English only. Owns the words in Chinese; the
//! parser owns the findings.

use super::help::side;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use huice::diagnostic::Lang;

/// What the parser takes to be meant.
const NEAR: [ContextKind; 3] =
    [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];

/// The error, what is meant instead, and how the command is used.
pub(super) fn words(mut error: Error, lang: Lang) -> String {
    match lang {
        Lang::Zh => chinese(&error),
        Lang::En => {
            for kind in NEAR {
                if let Some(best) = error.get(kind).and_then(best) {
                    error.insert(kind, ContextValue::Strings(vec![best]));
                }
            }
            let whole = error.render().to_string();
            // Words of our own about a value are in both languages.
            let why = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
            printable(&if why.is_empty() { whole } else { whole.replace(&why, side(&why, Lang::En)) })
        }
    }
}

/// What is wrong with a value, in Chinese; the standard library and the parser say it in English.
fn why(error: &Error) -> String {
    let Some(source) = std::error::Error::source(error) else { return String::new() };
    let said = source.to_string();
    let words = match said.as_str() {
        "invalid digit found in string" | "cannot parse integer from empty string" => "应是整数，且不为负",
        "number would be zero for non-zero type" => "应大于 0",
        _ if said.starts_with("number too") || said.contains(" is not in ") => "超出范围",
        _ => side(&said, Lang::Zh),
    };
    format!("：{words}")
}

fn chinese(error: &Error) -> String {
    let get = |kind| error.get(kind).map(shown).filter(|text| !text.is_empty());
    let argument = get(ContextKind::InvalidArg).unwrap_or_default();
    let value = get(ContextKind::InvalidValue).unwrap_or_default();
    let mut out = match error.kind() {
        ErrorKind::MissingRequiredArgument => format!("用法错误：缺少必要的参数 {argument}"),
        ErrorKind::InvalidValue if value.is_empty() => format!("用法错误：参数的值不对：{argument} 后面没有值"),
        ErrorKind::InvalidValue => format!("用法错误：参数的值不对：{argument} 不能是“{value}”"),
        ErrorKind::ValueValidation => {
            format!("用法错误：参数的值不对：{argument} 不能是“{value}”{}", why(error))
        }
        ErrorKind::UnknownArgument => format!("用法错误：没有这个参数：{argument}"),
        ErrorKind::InvalidSubcommand => {
            format!("用法错误：没有这个命令：{}", get(ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::ArgumentConflict => match get(ContextKind::PriorArg) {
            Some(prior) if prior != argument => format!("用法错误：参数互相冲突：{argument} 不能与 {prior} 同用"),
            _ => format!("用法错误：参数重复：{argument} 只能写一次"),
        },
        _ => "用法错误".to_owned(),
    };
    out.push('\n');
    if let Some(near) = NEAR.into_iter().find_map(|kind| error.get(kind).and_then(best)) {
        out.push_str(&format!("  是不是“{near}”？\n"));
    }
    if let Some(all) = get(ContextKind::ValidValue) {
        out.push_str(&format!("  可用的值：{all}\n"));
    }
    if let Some(usage) = get(ContextKind::Usage) {
        out.push_str(&format!("用法：{}\n", usage.trim_start_matches("Usage:").trim()));
    }
    out.push_str("详见 --help\n");
    printable(&out)
}

/// Arguments are as they were typed: what would move the cursor is not printed.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}

/// Of several suggestions the parser puts the likeliest last.
fn best(value: &ContextValue) -> Option<String> {
    match value {
        ContextValue::Strings(all) => all.last().cloned(),
        other => Some(shown(other)).filter(|text| !text.is_empty()),
    }
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(all) => all.join("、"),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(all) => all.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        ContextValue::Number(number) => number.to_string(),
        ContextValue::Bool(_) | ContextValue::None => String::new(),
        _ => String::new(),
    }
}
