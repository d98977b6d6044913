//! What is wrong with a command line, in Chinese; the command line parser speaks English only. Owns the words; the
//! parser owns the findings.

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

/// The error, what is meant instead, and how the command is used.
pub(super) fn chinese(error: &Error) -> String {
    let get = |kind| error.get(kind).map(shown).filter(|text| !text.is_empty());
    let argument = get(ContextKind::InvalidArg).unwrap_or_default();
    let value = get(ContextKind::InvalidValue).unwrap_or_default();
    let mut out = match error.kind() {
        ErrorKind::MissingRequiredArgument => format!("用法错误：缺少必要的参数 {argument}"),
        ErrorKind::InvalidValue if value.is_empty() => format!("用法错误：参数的值不对：{argument} 后面没有值"),
        ErrorKind::InvalidValue => format!("用法错误：参数的值不对：{argument} 不能是“{value}”"),
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map_or_else(String::new, |why| format!("：{why}"));
            format!("用法错误：参数的值不对：{argument} 不能是“{value}”{why}")
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
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(near) = near.into_iter().find_map(get) {
        out.push_str(&format!("  是不是“{near}”？\n"));
    }
    if let Some(all) = get(ContextKind::ValidValue) {
        out.push_str(&format!("  可用的值：{all}\n"));
    }
    if let Some(usage) = get(ContextKind::Usage) {
        out.push_str(&format!("用法：{}\n", usage.trim_start_matches("Usage:").trim()));
    }
    out.push_str("详见 --help\n");
    // Arguments are as they were typed.
    out.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
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
