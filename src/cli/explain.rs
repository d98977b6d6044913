//! `huice explain`: why one item holds or not, in full. Owns the choice of form.

use super::output::{colored, json, print};
use super::{Ended, Question, Shape, input};
use clap::Args;
use huice::diagnostic::Lang;
use huice::explain::{View, item_with, markdown_item_with};
use huice::outcome::Outcome;
use huice::whatif::WhatIf;
use serde::Serialize;
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
    let (profiles, array) = input::profiles(&program, &options.question.profile, lang)?;
    let id = options.item.as_str();
    let answers: Vec<(Outcome, Option<WhatIf>)> = profiles
        .iter()
        .map(|profile| (program.evaluate(profile, &context), program.what_if(profile, &context, id)))
        .collect();
    let glossary = program.policy();
    let mut view = View::new(lang, glossary);
    view.all = true;
    view.name = Some(program.name());
    view.title = program.title();
    match options.question.format {
        Shape::Json => {
            let ids = [options.item.clone()];
            let answers = answers.into_iter();
            let all: Vec<Explained> =
                answers.map(|(outcome, what_if)| Explained { outcome: outcome.only(&ids), what_if }).collect();
            match all.as_slice() {
                [only] if !array => json(only),
                all => json(&all),
            }
        }
        Shape::Human => {
            let texts = answers.iter().filter_map(|(outcome, what_if)| item_with(outcome, id, &view, what_if.as_ref()));
            let texts: Vec<String> = texts.map(|text| colored(&text)).collect();
            print(&texts.join("\n"))
        }
        Shape::Md => {
            let texts = answers.iter();
            let texts: Vec<String> = texts
                .filter_map(|(outcome, what_if)| markdown_item_with(outcome, id, &view, what_if.as_ref()))
                .collect();
            print(&texts.join("\n"))
        }
    }
}

/// The outcome of one item, and what would change it.
#[derive(Serialize)]
struct Explained {
    #[serde(flatten)]
    outcome: Outcome,
    what_if: Option<WhatIf>,
}
