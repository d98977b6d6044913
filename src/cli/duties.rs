//! `huice duties`: who must do what by when. Owns the choice of form.

use super::output::{Stop, json, print, say};
use super::{Ended, Exit, Setting, input};
use clap::{Args, ValueEnum};
use huice::diagnostic::{Lang, Words};
use huice::duties::{GOVERNMENT, Selection, csv, human, ics};
use huice::{Profile, Program};
use std::path::{Path, PathBuf};

#[derive(Args, Debug)]
pub(super) struct Options {
    /// 规则包文件夹 · Folder of the pack
    #[arg(value_name = "PACK")]
    pack: PathBuf,
    /// 只看这个机构（名称或键） · Only this agency, by name or key
    #[arg(long, value_name = "A")]
    agency: Option<String>,
    /// 只看这个责任人 · Only this official
    #[arg(long, value_name = "O")]
    official: Option<String>,
    /// 一个主体的档案，用来看它的义务、指标完成情况 · Profile of one subject, for the state of its duties and targets
    #[arg(long, value_name = "FILE|-")]
    profile: Option<PathBuf>,
    #[command(flatten)]
    setting: Setting,
    /// 输出形式 · Form of the output
    #[arg(long, value_enum, default_value = "human", hide_possible_values = true, value_name = "human|json|csv|ics")]
    format: Form,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    Human,
    Json,
    Csv,
    Ics,
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    let program = input::program(&options.pack, lang)?;
    let context = input::setting(&program, &options.setting, lang)?;
    let profile = options.profile.as_deref().map(|file| bearer(&program, file, lang)).transpose()?;
    let selection = Selection { agency: options.agency.clone(), official: options.official.clone() };
    let duties = program
        .duties(profile.as_ref(), &context, &selection)
        .map_err(|unknown| Stop::new(Exit::Usage, unknown.words).help(Some(unknown.help)))?;
    match options.format {
        Form::Human => print(&human(&duties)),
        Form::Json => json(&duties),
        Form::Csv => print(&csv(&duties)),
        Form::Ics => {
            let undated = duties.items.len().saturating_sub(duties.counts.dated);
            if undated > 0 {
                say(match lang {
                    Lang::Zh => format!("{undated} 项没有可算出的日期，未列入日历\n"),
                    Lang::En => format!("{undated} without a date that can be computed are left out of the calendar\n"),
                }
                .as_str());
            }
            print(&ics(&duties, program.name()))
        }
    }
}

/// The one profile of a government unit, or of somebody else who has duties.
fn bearer(program: &Program, file: &Path, lang: Lang) -> Result<Profile, Stop> {
    let (mut profiles, array) = input::profiles(program, file, lang)?;
    let profile = profiles.pop().filter(|_| !array).ok_or_else(|| {
        let words = Words::new("这里只读一份档案，不读数组", "one profile is wanted here, not an array");
        Stop::new(Exit::Profile, words)
    })?;
    if profile.subject_type(program).is_some() {
        return Ok(profile);
    }
    let words = Words::new(
        "subject_type：没有写主体类型，看不出哪些义务是它的",
        "subject_type: without it nobody can tell which duties are its own",
    );
    let help = format!("{GOVERNMENT}、enterprise、bank");
    let help = Words::new(format!("例如 {help}"), format!("such as {}", help.replace('、', ", ")));
    Err(Stop::new(Exit::Profile, words).help(Some(help)))
}
