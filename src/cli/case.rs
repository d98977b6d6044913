//! `huice case`: an evaluation as a case to put beside the rules. Owns the options; the library owns the text.

use super::output::{Stop, print};
use super::{Ended, Exit, Setting, input};
use clap::{Args, ValueEnum};
use huice::diagnostic::{Lang, Words};
use huice::syntax::keywords::Keywords;
use std::path::PathBuf;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// 规则包文件夹 · Folder of the pack
    #[arg(value_name = "PACK")]
    pack: PathBuf,
    /// 档案文件（JSON），- 为标准输入 · Profile file, - for standard input
    #[arg(long, value_name = "FILE|-")]
    profile: PathBuf,
    #[command(flatten)]
    setting: Setting,
    /// 只写这些项目的期望，可重复 · Expect only of these items, may be repeated
    #[arg(long, value_name = "14.1")]
    item: Vec<String>,
    /// 用例的名字，默认取文件名 · Name of the case, default the file's
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// 关键词用中文或英文 · Spelling of keywords
    #[arg(long, value_enum, default_value = "zh", hide_possible_values = true, value_name = "zh|en")]
    keywords: Spelling,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Spelling {
    Zh,
    En,
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    let program = input::program(&options.pack, lang)?;
    for id in &options.item {
        input::known_item(&program, id)?;
    }
    let context = input::setting(&program, &options.setting, lang)?;
    let (profiles, _) = input::profiles(&program, &options.profile, lang)?;
    let stem =
        options.profile.file_stem().map_or_else(|| "case".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let base = options.name.clone().unwrap_or_else(|| if stem == "-" { "case".to_owned() } else { stem });
    let keywords = match options.keywords {
        Spelling::Zh => Keywords::Zh,
        Spelling::En => Keywords::En,
    };
    let mut texts = Vec::new();
    for (index, profile) in profiles.iter().enumerate() {
        let name = if profiles.len() == 1 { base.clone() } else { format!("{base} {}", index.saturating_add(1)) };
        let text = program.case_text(profile, &context, &options.item, &name, keywords).map_err(|error| {
            let help = Words::new("去掉这一项，或用 --item 只写一部分", "leave it out, or name items with --item");
            Stop::new(Exit::Profile, error.0).help(Some(help))
        })?;
        texts.push(text);
    }
    print(&texts.join("\n"))
}
