//! `huice readings`: what answers hang on besides facts.

use super::{Ended, Survey};
use clap::Args;
use huice::diagnostic::Lang;
use huice::explain::readings;

#[derive(Args, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    survey: Survey,
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    options.survey.run(lang, |program, profiles, context| program.readings(profiles, context), readings)
}
