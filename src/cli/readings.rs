//! `huice readings`: what answers hang on besides facts. Owns the choice of form.

use super::output::{Stop, colored, json, print};
use super::{Ended, Exit, Question, Shape, input};
use clap::Args;
use huice::diagnostic::{Lang, Words};
use huice::explain::{View, readings};
use std::path::PathBuf;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// 规则包文件夹 · Folder of the pack
    #[arg(value_name = "PACK")]
    pack: PathBuf,
    #[command(flatten)]
    question: Question,
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    let program = input::program(&options.pack, lang)?;
    let context = input::context(&program, &options.question, lang)?;
    let (profiles, _) = input::profiles(&program, &options.question.profile, lang)?;
    let report = program.readings(&profiles, &context);
    match options.question.format {
        Shape::Json => json(&report),
        Shape::Human => {
            let mut view = View::new(lang, program.policy());
            view.name = Some(program.name());
            print(&colored(&readings(&report, &view)))
        }
        Shape::Md => Err(no_markdown()),
    }
}

/// Refuses a form that a command does not have.
pub(super) fn no_markdown() -> Stop {
    Stop::new(Exit::Usage, Words::new("这个命令没有 md 形式", "this command has no Markdown form"))
        .help(Some(Words::new("用 --format human 或 json", "use --format human or json")))
}
