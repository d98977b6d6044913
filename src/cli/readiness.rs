//! `huice readiness`: near misses, and how many of the deciding facts are at hand, over many profiles.

use super::{Ended, Survey};
use clap::Args;
use huice::diagnostic::Lang;
use huice::explain::readiness;

#[derive(Args, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    survey: Survey,
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    options.survey.run(lang, |program, profiles, context| program.readiness(profiles, context), readiness)
}
