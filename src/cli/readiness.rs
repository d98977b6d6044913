//! `huice readiness`: near misses, and how many of the deciding facts are at hand, over many profiles. Owns the
//! choice of form.

use super::output::{colored, json, print};
use super::readings::no_markdown;
use super::{Ended, Question, Shape, input};
use clap::Args;
use huice::diagnostic::Lang;
use huice::explain::{View, readiness};
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
    let report = program.readiness(&profiles, &context);
    match options.question.format {
        Shape::Json => json(&report),
        Shape::Human => {
            let mut view = View::new(lang, program.policy());
            view.name = Some(program.name());
            print(&colored(&readiness(&report, &view)))
        }
        Shape::Md => Err(no_markdown()),
    }
}
