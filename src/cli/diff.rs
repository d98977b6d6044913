//! `huice diff`: what changes between two packs, in meaning, with a profile for each difference. Owns the choice of
//! form and the exit code.

use super::output::{json, print};
use super::{Ended, Exit, input, today};
use clap::{Args, ValueEnum};
use huice::diagnostic::{Lang, Words};
use std::path::PathBuf;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// 原来的规则包 · Folder of the earlier pack
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// 现在的规则包 · Folder of the later pack
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// 对这些档案有什么影响：谁得谁失、差多少；也可写 --profile · What it means for these profiles: who gains and loses, by how much; --profile, too
    #[arg(long, alias = "profile", value_name = "FILE|-")]
    profiles: Option<PathBuf>,
    /// 档案的评估日，默认今天（北京时间） · The day for the profiles, default today in China
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = today::parse)]
    as_of: Option<chrono::NaiveDate>,
    /// 输出形式 · Form of the output
    #[arg(long, value_enum, default_value = "human", hide_possible_values = true, value_name = "human|json")]
    format: Form,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    Human,
    Json,
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    let old = input::program(&options.old, lang)?;
    let new = input::program(&options.new, lang)?;
    let mut diff = old.diff(&new);
    if let Some(file) = &options.profiles {
        let day = options.as_of.or_else(today::today).ok_or_else(|| {
            let words = Words::new("本机时钟不可用，请用 --as-of 指定评估日", "the clock is of no use; state --as-of");
            super::output::Stop::new(Exit::Usage, words)
        })?;
        let text = input::profile_text(file)?;
        let population = old.population(&new, &text, day).map_err(input::refuse_profile)?;
        diff.population = Some(population);
    }
    match options.format {
        Form::Json => json(&diff)?,
        Form::Human => print(&diff.human(lang))?,
    };
    Ok(if diff.differs { Exit::Findings } else { Exit::Success })
}
