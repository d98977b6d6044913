//! `huice test`: the cases that analysts write beside the rules. Owns the choice of form and the exit code.

use super::output::{Stop, print};
use super::{Ended, Exit, input};
use clap::{Args, ValueEnum};
use huice::cases::report::{human, junit, tally};
use huice::diagnostic::{Format, Lang};
use std::path::PathBuf;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// 规则包文件夹 · Folder of the pack
    #[arg(value_name = "PACK")]
    pack: PathBuf,
    /// 输出形式 · Form of the output
    #[arg(long, value_enum, default_value = "human", hide_possible_values = true, value_name = "human|junit")]
    format: Form,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    Human,
    Junit,
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    let pack = input::pack(&options.pack)?;
    let Some(program) = pack.program() else {
        let mut text = pack.render(Format::Human { color: true }, lang);
        text.push_str(&input::counts(&pack, lang));
        return Err(Stop::ready(Exit::Pack, text));
    };
    let results = program.run_cases();
    print(&match options.format {
        Form::Human => human(&results, pack.sources(), lang),
        Form::Junit => junit(&results, pack.sources(), program.id(), lang),
    })?;
    let (_, failed) = tally(&results);
    Ok(if failed == 0 { Exit::Success } else { Exit::FAILED })
}
