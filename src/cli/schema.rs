//! `huice schema`: the JSON Schema of a pack's profiles, or of the outcome.

use super::output::json;
use super::{Ended, input};
use clap::Args;
use huice::Program;
use huice::diagnostic::Lang;
use std::path::PathBuf;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// 规则包文件夹 · Folder of the pack
    #[arg(value_name = "PACK")]
    pack: PathBuf,
    /// 结果而不是档案的 Schema · The schema of the outcome instead of the profile's
    #[arg(long)]
    outcome: bool,
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    let program = input::program(&options.pack, lang)?;
    if options.outcome { json(&Program::outcome_schema()) } else { json(&program.profile_schema()) }
}
