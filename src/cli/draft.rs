//! `huice draft`: the skeleton of a pack from an official text. Owns the messages about what was found.

use super::ledger::text;
use super::output::{Stop, print};
use super::{Ended, Exit};
use clap::Args;
use huice::Pack;
use huice::diagnostic::{Lang, Words, has_errors};
use huice::draft::WriteError;
use huice::notice::Notice;
use std::path::PathBuf;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// 原文文件（文本） · The official text (plain text)
    #[arg(value_name = "NOTICE")]
    notice: PathBuf,
    /// 新规则包的文件夹，不能已存在 · Folder of the new pack; must not exist
    #[arg(short, long, value_name = "PACK")]
    output: PathBuf,
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    let notice = Notice::read(&options.notice.to_string_lossy(), &text(&options.notice)?);
    if notice.measures.is_empty() {
        let words = Words::new("没有在原文里找到编号的条款", "no numbered measures in the text");
        let help = Words::new(
            "编号写作 1. 或 第一条 或 （一） 或 一、，在行首",
            "number them 1. or 第一条 or （一） or 一、 at the start of a line",
        );
        return Err(Stop::new(Exit::Usage, words).help(Some(help)));
    }
    let id = options.output.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let draft = huice::draft::draft(&notice, &id);
    draft.write(&options.output).map_err(|error| {
        let zh = match &error {
            WriteError::Exists(path) => format!("“{}”已经存在", path.display()),
            other => format!("写不出规则包：{other}"),
        };
        Stop::new(Exit::Usage, Words::new(zh, error.to_string()))
    })?;
    let (measures, brackets, items) = (draft.measures, draft.brackets, draft.items);
    let folder = options.output.display();
    print(&match lang {
        Lang::Zh => format!("{folder}：{measures} 条措施，{brackets} 处责任括注，{items} 个待定项目\n"),
        Lang::En => format!("{folder}: {measures} measures, {brackets} brackets, {items} items to decide\n"),
    })?;
    let sources: Vec<(&str, &str)> = draft
        .files
        .iter()
        .filter(|(name, _)| name.ends_with(".huice"))
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let pack = Pack::from_sources(&draft.id, &sources);
    Ok(if has_errors(pack.diagnostics()) { Exit::Pack } else { Exit::Success })
}
