//! `huice fmt`: rule files in canonical form. Owns files and folders; a file is replaced only as a whole.

use super::input::why;
use super::output::{Stop, replace, say};
use super::{Ended, Exit};
use clap::{Args, ValueEnum};
use huice::diagnostic::{Format, Lang, Words, render};
use huice::source::{Source, Sources};
use huice::syntax::keywords::Keywords;
use std::path::{Path, PathBuf};

#[derive(Args, Debug)]
pub(super) struct Options {
    /// 规则文件或文件夹 · Rule file or folder
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// 只检查，不改文件 · Only say what would change
    #[arg(long)]
    check: bool,
    /// 关键词用中文或英文 · Spelling of keywords
    #[arg(long, value_enum, default_value = "zh", hide_possible_values = true, value_name = "zh|en")]
    keywords: Spelling,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Spelling {
    Zh,
    En,
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    let keywords = match options.keywords {
        Spelling::Zh => Keywords::Zh,
        Spelling::En => Keywords::En,
    };
    let mut changed = 0_usize;
    let mut failed = false;
    for file in files(&options.path)? {
        let shown = file.display().to_string();
        let text = std::fs::read_to_string(&file).map_err(|error| unreadable(&file, &error))?;
        match huice::format::format(&text, keywords) {
            Err(found) => {
                let mut sources = Sources::default();
                sources.add(Source::new(shown, text));
                say(&render(&found, &sources, Format::Human { color: false }, lang));
                failed = true;
            }
            Ok(output) if output == text => {}
            Ok(output) => {
                changed = changed.saturating_add(1);
                if options.check {
                    say(&match lang {
                        Lang::Zh => format!("{shown}：需要重新排版\n"),
                        Lang::En => format!("{shown}: would be reformatted\n"),
                    });
                } else {
                    replace(&file, &output)?;
                }
            }
        }
    }
    Ok(match (failed, options.check && changed > 0) {
        (true, _) => Exit::Pack,
        (false, true) => Exit::Findings,
        (false, false) => Exit::Success,
    })
}

fn unreadable(file: &Path, error: &std::io::Error) -> Stop {
    let (shown, why) = (file.display(), why(error));
    let words = Words::new(format!("读不出“{shown}”：{}", why.zh), format!("cannot read `{shown}`: {}", why.en));
    Stop::new(Exit::Pack, words)
}

fn files(path: &Path) -> Result<Vec<PathBuf>, Stop> {
    if !path.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let entries = std::fs::read_dir(path).map_err(|error| unreadable(path, &error))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "huice"))
        .collect();
    files.sort();
    if files.is_empty() {
        let shown = path.display();
        let words =
            Words::new(format!("文件夹“{shown}”里没有 .huice 文件"), format!("folder `{shown}` has no .huice files"));
        return Err(Stop::new(Exit::Pack, words));
    }
    Ok(files)
}
