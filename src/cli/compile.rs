//! `huice compile`: a checked pack as one file that loads without the rules. Owns the writing of that file.

use super::input::{self, is_program, why};
use super::output::{Stop, say};
use super::{Ended, Exit};
use clap::Args;
use huice::Program;
use huice::diagnostic::{Lang, Words};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Args, Debug)]
pub(super) struct Options {
    /// 规则包文件夹 · Folder of the pack
    #[arg(value_name = "PACK")]
    pack: PathBuf,
    /// 写入的程序文件 · Program file to write
    #[arg(short, long, value_name = "FILE.huicec")]
    output: PathBuf,
}

/// How much of the hash of the rules is shown.
const HASH_SHOWN: usize = 12;

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    let program = input::program(&options.pack, lang)?;
    let bytes = program.save();
    // What cannot be loaded again is not written.
    Program::load(&bytes).map_err(|error| Stop::new(Exit::Pack, error.words()).help(Some(error.help())))?;
    let shown = options.output.display();
    if options.output.exists() && !is_program(&options.output) {
        let zh = format!("“{shown}”已经存在，而且不是程序文件");
        let words = Words::new(zh, format!("`{shown}` exists and is no program"));
        return Err(Stop::new(Exit::Usage, words).help(Some(Words::new("换一个文件名", "choose another name"))));
    }
    write(&options.output, &bytes).map_err(|error| {
        let why = why(&error);
        let zh = format!("写不出“{shown}”：{}", why.zh);
        Stop::new(Exit::Output, Words::new(zh, format!("cannot write `{shown}`: {}", why.en)))
    })?;
    let (items, size) = (program.items().len(), bytes.len());
    let hash: String = program.hash().chars().take(HASH_SHOWN).collect();
    say(&match lang {
        Lang::Zh => format!("{shown}：{}，{items} 个项目，{size} 字节，规则哈希 {hash}…\n", program.name()),
        Lang::En => format!("{shown}: {}, {items} items, {size} bytes, hash of the rules {hash}…\n", program.name()),
    });
    Ok(Exit::Success)
}

/// Written beside the file first, then renamed: a reader finds the old program or the new one, never a part.
fn write(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let name = file.file_name().ok_or(std::io::ErrorKind::IsADirectory)?;
    let mut beside = std::ffi::OsString::from(".");
    beside.push(name);
    beside.push(format!(".{}.part", std::process::id()));
    let beside = file.with_file_name(beside);
    let written = File::create(&beside)
        .and_then(|mut open| open.write_all(bytes).and_then(|()| open.sync_all()))
        .and_then(|()| fs::rename(&beside, file));
    if written.is_err() {
        // It may never have been there.
        let _ = fs::remove_file(&beside);
    }
    written
}
