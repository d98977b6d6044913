//! `huice compile`: a checked pack as one file that loads without the rules, or as Rust source. Owns the writing of
//! that file.

use super::input::{self, is_program, why};
use super::output::{Stop, say};
use super::{Ended, Exit, Setting};
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
    /// 写入的程序文件，或 Rust 源文件 · Program file to write, or Rust source
    #[arg(short, long, value_name = "FILE.huicec|FILE.rs")]
    output: PathBuf,
    /// 写成 Rust 源代码，供别的程序编译进去；须给出 --as-of · Write Rust source for another program to include; needs --as-of
    #[arg(long, value_enum, hide_possible_values = true, value_name = "rust", requires = "as_of")]
    emit: Option<Emit>,
    #[command(flatten)]
    setting: Setting,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Emit {
    /// The plan for one day and context as Rust source.
    Rust,
}

/// How much of the hash of the rules is shown.
const HASH_SHOWN: usize = 12;

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    let program = input::program(&options.pack, lang)?;
    if let Some(Emit::Rust) = options.emit {
        return rust(options, &program, lang);
    }
    let Setting { as_of, param, event, reading } = &options.setting;
    if as_of.is_some() || [param, event, reading].iter().any(|settings| !settings.is_empty()) {
        let zh = "程序文件适用于任何一天，评估日和参数在评估时给出";
        let words = Words::new(zh, "a program serves every day: state the day and parameters when it is evaluated");
        let help = Words::new("去掉这些选项，或加上 --emit rust", "leave these options out, or add --emit rust");
        return Err(Stop::new(Exit::Usage, words).help(Some(help)));
    }
    let bytes = program.save();
    // What cannot be loaded again is not written.
    Program::load(&bytes).map_err(|error| Stop::new(Exit::Pack, error.words()).help(Some(error.help())))?;
    let shown = options.output.display();
    if options.output.exists() && !is_program(&options.output) {
        let zh = format!("“{shown}”已经存在，而且不是程序文件");
        let words = Words::new(zh, format!("`{shown}` exists and is no program"));
        return Err(Stop::new(Exit::Usage, words).help(Some(Words::new("换一个文件名", "choose another name"))));
    }
    written(&options.output, &bytes)?;
    let (items, size) = (program.items().len(), bytes.len());
    let hash: String = program.hash().chars().take(HASH_SHOWN).collect();
    say(&match lang {
        Lang::Zh => format!("{shown}：{}，{items} 个项目，{size} 字节，规则哈希 {hash}…\n", program.name()),
        Lang::En => format!("{shown}: {}, {items} items, {size} bytes, hash of the rules {hash}…\n", program.name()),
    });
    Ok(Exit::Success)
}

/// How generated source is known.
const MARK: &str = "Written by Huice";

fn rust(options: &Options, program: &Program, lang: Lang) -> Ended {
    let context = input::setting(program, &options.setting, lang)?;
    let shown = options.output.display();
    let ours = |path: &Path| fs::read_to_string(path).is_ok_and(|text| text.lines().take(2).any(|l| l.contains(MARK)));
    if options.output.exists() && !ours(&options.output) {
        let zh = format!("“{shown}”已经存在，而且不是 Huice 写的");
        let words = Words::new(zh, format!("`{shown}` exists and was not written by Huice"));
        return Err(Stop::new(Exit::Usage, words).help(Some(Words::new("换一个文件名", "choose another name"))));
    }
    let compiled = program.compile(&context);
    let source = compiled.emit_rust();
    written(&options.output, source.as_bytes())?;
    let (items, size, day) = (compiled.items(), source.len(), context.as_of());
    say(&match lang {
        Lang::Zh => format!("{shown}：{}，评估日 {day}，{items} 个项目，{size} 字节 Rust 源代码\n", program.name()),
        Lang::En => format!("{shown}: {}, as of {day}, {items} items, {size} bytes of Rust source\n", program.name()),
    });
    Ok(Exit::Success)
}

fn written(file: &Path, bytes: &[u8]) -> Result<(), Stop> {
    write(file, bytes).map_err(|error| {
        let (why, shown) = (why(&error), file.display());
        let zh = format!("写不出“{shown}”：{}", why.zh);
        Stop::new(Exit::Output, Words::new(zh, format!("cannot write `{shown}`: {}", why.en)))
    })
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
