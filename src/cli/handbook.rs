//! `huice handbook`: a guide for applicants as a folder of pages. Owns the options; the library owns the pages.

use super::output::{Stop, say};
use super::{Ended, Exit, input};
use clap::Args;
use huice::diagnostic::{Lang, Words};
use huice::handbook::{WriteError, write};
use std::path::PathBuf;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// 规则包文件夹 · Folder of the pack
    #[arg(value_name = "PACK")]
    pack: PathBuf,
    /// 写入的文件夹 · Folder to write
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// 换掉这里原有的手册 · Replace an older handbook there
    #[arg(long)]
    force: bool,
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    let program = input::program(&options.pack, lang)?;
    let files = program.handbook();
    write(&files, &options.output, options.force).map_err(|error| match error {
        WriteError::Exists(_) => Stop::new(Exit::Usage, error.words())
            .help(Some(Words::new("加 --force 换掉原有的手册", "add --force to replace an older handbook"))),
        WriteError::NoName(_) | WriteError::Foreign(..) => Stop::new(Exit::Usage, error.words()),
        _ => Stop::new(Exit::Output, error.words()),
    })?;
    let start = options.output.join("index.html");
    say(&match lang {
        Lang::Zh => format!("写了 {} 个文件，从 {} 看起\n", files.len(), start.display()),
        Lang::En => format!("{} files; start at {}\n", files.len(), start.display()),
    });
    Ok(Exit::Success)
}
