//! `huice explain`: why one item holds or not, in full. Owns the choice of form.

use super::output::{colored, json, print};
use super::{Ended, Question, Shape, input};
use clap::Args;
use huice::diagnostic::Lang;
use huice::explain::{View, item, markdown_item};
use huice::outcome::Outcome;
use std::path::PathBuf;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// 规则包文件夹 · Folder of the pack
    #[arg(value_name = "PACK")]
    pack: PathBuf,
    /// 项目编号 · Id of the item
    #[arg(value_name = "ITEM")]
    item: String,
    #[command(flatten)]
    question: Question,
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    let program = input::program(&options.pack, lang)?;
    input::known_item(&program, &options.item)?;
    let context = input::context(&program, &options.question, lang)?;
    let (profiles, array) = input::profiles(&program, &options.question.profile)?;
    let outcomes: Vec<Outcome> = profiles.iter().map(|profile| program.evaluate(profile, &context)).collect();
    let glossary = program.policy();
    let mut view = View::new(lang, glossary);
    view.all = true;
    view.name = Some(program.name());
    view.title = program.title();
    let id = options.item.as_str();
    match options.question.format {
        Shape::Json => {
            let ids = [options.item.clone()];
            let mut only: Vec<Outcome> = outcomes.into_iter().map(|outcome| outcome.only(&ids)).collect();
            match only.pop() {
                Some(one) if !array => json(&one),
                last => {
                    only.extend(last);
                    json(&only)
                }
            }
        }
        Shape::Human => {
            let texts: Vec<String> =
                outcomes.iter().filter_map(|outcome| item(outcome, id, &view)).map(|text| colored(&text)).collect();
            print(&texts.join("\n"))
        }
        Shape::Md => {
            let texts: Vec<String> = outcomes.iter().filter_map(|outcome| markdown_item(outcome, id, &view)).collect();
            print(&texts.join("\n"))
        }
    }
}
