//! `huice eval`: what a policy gives for one profile, or for each of an array. Owns the choice of items and form.

use super::output::{Stop, colored, json, print};
use super::{Ended, Exit, Setting, Shape, input, today};
use clap::Args;
use huice::diagnostic::{Lang, Words};
use huice::explain::{View, human, markdown, timeline};
use huice::outcome::Outcome;
use huice::timeline::Timeline;
use huice::{Context, Profile, Program};
use std::path::PathBuf;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// 规则包文件夹 · Folder of the pack
    #[arg(value_name = "PACK")]
    pack: PathBuf,
    /// 档案文件（JSON、JSON 数组或每行一份），- 为标准输入；也可写 --profiles · Profile file (JSON, an array, or one a line), - for standard input; --profiles, too
    #[arg(long, alias = "profiles", value_name = "FILE|-", required_unless_present = "witness")]
    profile: Option<PathBuf>,
    /// 见证文件，或 analyse、diff 的 JSON 加序号 · Witness file, or JSON of analyse or diff with a number
    #[arg(long, value_name = "FILE[#N]", conflicts_with_all = ["profile", "as_of", "param", "event", "reading", "timeline"])]
    witness: Option<String>,
    #[command(flatten)]
    setting: Setting,
    /// 输出形式 · Form of the output
    #[arg(long, value_enum, default_value = "human", hide_possible_values = true, value_name = "human|json|md")]
    format: Shape,
    /// 只看这些项目，可重复 · Only these items, may be repeated
    #[arg(long, value_name = "14.1")]
    item: Vec<String>,
    /// 连同不适用于本主体的项目和逐条告知 · Also what is not for this subject
    #[arg(long)]
    all: bool,
    /// 输出每一项怎样得出，或编译出的指令 · Print how every item was arrived at, or the compiled plan
    #[arg(long, value_enum, hide_possible_values = true, value_name = "trace|plan")]
    emit: Option<Emit>,
    /// 两个日期之间结论怎样变化 · How answers change between two days
    #[arg(long, value_name = "FROM..TO", value_parser = today::span)]
    timeline: Option<(chrono::NaiveDate, chrono::NaiveDate)>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Emit {
    /// Every condition, stage and source of every item.
    Trace,
    /// The code of the compiled engine for this day and context.
    Plan,
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    let program = input::program(&options.pack, lang)?;
    for id in &options.item {
        input::known_item(&program, id)?;
    }
    let (profiles, array, context, shown) = asked(options, &program, lang)?;
    if let Some(Emit::Plan) = options.emit {
        print(&program.compile(&context).emit_plan())?;
        return Ok(Exit::Success);
    }
    if let Some(span) = options.timeline {
        return over_time(options, &program, &profiles, &context, span, array, lang);
    }
    let outcomes: Vec<Outcome> = profiles
        .iter()
        .map(|profile| {
            let outcome = program.evaluate(profile, &context);
            match (shown.is_empty(), options.all) {
                (false, _) => outcome.only(&shown),
                (true, true) => outcome,
                (true, false) => outcome.without_other_subjects(),
            }
        })
        .collect();
    let glossary = program.policy();
    let mut view = View::new(lang, glossary);
    view.all = options.all || !shown.is_empty();
    view.partial = !shown.is_empty();
    view.name = Some(program.name());
    view.title = program.title();
    if let Some(Emit::Trace) = options.emit {
        let traces = outcomes.iter().flat_map(|outcome| {
            let items = outcome.items.iter().filter_map(|item| huice::explain::item(outcome, &item.item, &view));
            items.map(|text| colored(&text)).collect::<Vec<_>>()
        });
        return print(&traces.collect::<Vec<_>>().join("\n"));
    }
    match options.format {
        Shape::Json => match outcomes.as_slice() {
            [only] if !array => json(only),
            all => json(&all),
        },
        Shape::Human => {
            let texts: Vec<String> = outcomes.iter().map(|outcome| colored(&human(outcome, &view))).collect();
            print(&texts.join("\n"))
        }
        Shape::Md => {
            let texts: Vec<String> = outcomes.iter().map(|outcome| markdown(outcome, &view)).collect();
            print(&texts.join("\n"))
        }
    }
}

/// The profiles, whether they were an array, what else answers hang on, and the items to show (all when none).
fn asked(options: &Options, program: &Program, lang: Lang) -> Result<(Vec<Profile>, bool, Context, Vec<String>), Stop> {
    if let Some(witness) = &options.witness {
        let (file, number) = match witness.rsplit_once('#') {
            Some((file, number)) if number.parse::<usize>().is_ok() => (file, number.parse().ok()),
            _ => (witness.as_str(), None),
        };
        let text = input::text(std::path::Path::new(file))?;
        let (profile, context, items) = program.witness(&text, number).map_err(input::refuse_profile)?;
        let items = if options.item.is_empty() { items } else { options.item.clone() };
        return Ok((vec![profile], false, context.with_lang(lang), items));
    }
    let context = input::setting(program, &options.setting, lang)?;
    let file = options.profile.clone().unwrap_or_else(|| PathBuf::from("-"));
    let (profiles, array) = input::profiles(program, &file, lang)?;
    Ok((profiles, array, context, options.item.clone()))
}

/// What changes between two days, for each profile.
fn over_time(
    options: &Options,
    program: &Program,
    profiles: &[Profile],
    context: &Context,
    (from, to): (chrono::NaiveDate, chrono::NaiveDate),
    array: bool,
    lang: Lang,
) -> Ended {
    let all: Option<Vec<Timeline>> =
        profiles.iter().map(|profile| program.timeline(profile, context, from, to, &options.item)).collect();
    let Some(all) = all else {
        let words = Words::new(
            "--timeline：起日晚于止日，或相隔超过一百年",
            "--timeline: the first day is after the last, or they are more than a century apart",
        );
        return Err(Stop::new(Exit::Usage, words));
    };
    match (options.format, all.as_slice()) {
        (Shape::Json, [only]) if !array => json(only),
        (Shape::Json, all) => json(&all),
        (Shape::Human, all) => {
            let mut view = View::new(lang, program.policy());
            view.name = Some(program.name());
            let texts: Vec<String> = all.iter().map(|one| colored(&timeline(one, &view))).collect();
            print(&texts.join("\n"))
        }
        (Shape::Md, _) => Err(super::output::no_markdown()),
    }
}
