//! `huice analyse`: what can never or always happen in a pack, what overlaps, what leaves gaps, each with a witness.
//! Owns the choice of form.

use super::output::{json, print};
use super::{Ended, Exit, input};
use clap::{Args, ValueEnum};
use huice::diagnostic::{Format, Lang};
use std::path::PathBuf;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// 规则包文件夹 · Folder of the pack
    #[arg(value_name = "PACK")]
    pack: PathBuf,
    /// 输出形式 · Form of the output
    #[arg(
        long,
        value_enum,
        default_value = "human",
        hide_possible_values = true,
        value_name = "human|short|json|sarif"
    )]
    format: Form,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    Human,
    Short,
    Json,
    Sarif,
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    let program = input::program(&options.pack, lang)?;
    let pack = input::pack(&options.pack)?;
    let analysis = program.analyse();
    let format = match options.format {
        Form::Json => return json(&analysis.to_json(program.policy(), pack.sources())),
        Form::Human => Format::Human { color: true },
        Form::Short => Format::Short,
        Form::Sarif => Format::Sarif,
    };
    let mut text = analysis.render(pack.sources(), format, lang);
    if !matches!(options.format, Form::Sarif) {
        text.push_str(&analysis.summary(lang));
    }
    print(&text)?;
    Ok(Exit::Success)
}
