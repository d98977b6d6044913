//! `huice analyse`: what can never or always happen in a pack, what overlaps, what leaves gaps, each with a witness.
//! Owns the choice of form.

use super::output::{json, print};
use super::{Ended, Exit, Findings, Form, input};
use clap::Args;
use huice::diagnostic::Lang;

#[derive(Args, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    findings: Findings,
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    let Findings { pack, format } = &options.findings;
    let program = input::program(pack, lang)?;
    let pack = input::pack(pack)?;
    let mut analysis = program.analyse();
    analysis.propose(pack.sources());
    if matches!(format, Form::Json) {
        return json(&analysis.to_json(program.policy(), pack.sources()));
    }
    let mut text = analysis.render(pack.sources(), (*format).into(), lang);
    if !matches!(format, Form::Sarif) {
        text.push_str(&analysis.summary(lang));
    }
    print(&text)?;
    Ok(Exit::Success)
}
