//! `huice ledger`: rules, register and official text against each other. Owns where the register is looked for.

use super::output::{Stop, print, say};
use super::{Ended, Exit, input};
use clap::{Args, ValueEnum};
use huice::diagnostic::{Format, Lang, Words, has_errors};
use huice::ledger::Register;
use huice::notice::Notice;
use std::path::{Component, Path, PathBuf};

#[derive(Args, Debug)]
pub(super) struct Options {
    /// 规则包文件夹 · Folder of the pack
    #[arg(value_name = "PACK")]
    pack: PathBuf,
    /// 登记文件，默认在包内或 seeds/<包名> · The register, default in the pack or in seeds/<pack>
    #[arg(long, value_name = "FILE")]
    register: Option<PathBuf>,
    /// 原文文件（文本） · The official text (plain text)
    #[arg(long, value_name = "FILE")]
    notice: Option<PathBuf>,
    /// 输出形式 · Form of the output
    #[arg(long, value_enum, default_value = "human", hide_possible_values = true, value_name = "human|json")]
    format: Form,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    Human,
    Json,
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    let pack = input::pack(&options.pack)?;
    if has_errors(pack.diagnostics()) {
        let mut text = pack.render(Format::Human { color: true }, lang);
        text.push_str(&input::counts(&pack, lang));
        say(&text);
        return Ok(Exit::Pack);
    }
    let file = match &options.register {
        Some(file) => file.clone(),
        None => find(&options.pack)?,
    };
    let register = Register::read(&file.to_string_lossy(), &text(&file)?).map_err(|error| {
        let line = error.line.map_or_else(String::new, |line| format!(":{line}"));
        let words = Words::new(
            format!("登记文件“{}{line}”读不懂：{}", error.name, error.words),
            format!("cannot understand the register `{}{line}`: {}", error.name, error.words),
        );
        Stop::new(Exit::Pack, words)
    })?;
    let notice = match &options.notice {
        Some(file) => Some(Notice::read(&file.to_string_lossy(), &text(file)?)),
        None => None,
    };
    let ledger = pack.ledger(&register, notice.as_ref());
    print(&match options.format {
        Form::Human => ledger.human(lang),
        Form::Json => ledger.json(),
    })?;
    Ok(if ledger.clean { Exit::Success } else { Exit::Findings })
}

/// The register of a pack: in its folder, or in `seeds` beside the folder of packs.
fn find(pack: &Path) -> Result<PathBuf, Stop> {
    let folder =
        if pack.is_dir() { pack.to_path_buf() } else { pack.parent().map(Path::to_path_buf).unwrap_or_default() };
    let own = folder.join("register.toml");
    if own.is_file() {
        return Ok(own);
    }
    let whole = std::fs::canonicalize(&folder).unwrap_or_else(|_| folder.clone());
    // `policies/a` has its register in `seeds/a`; a folder named by dots has to go up by dots.
    let plain = folder.components().all(|part| matches!(part, Component::Normal(_) | Component::RootDir));
    let above = folder.parent().and_then(Path::parent).filter(|_| plain);
    let root = above.map_or_else(|| folder.join("../.."), Path::to_path_buf);
    let beside = whole.file_name().map(|name| root.join("seeds").join(name).join("register.toml"));
    beside.filter(|file| file.is_file()).ok_or_else(|| {
        let words = Words::new("没有找到登记文件 register.toml", "there is no register (register.toml)");
        let help = Words::new("用 --register 指明", "name it with --register");
        Stop::new(Exit::Usage, words).help(Some(help))
    })
}

/// The text of a file.
pub(super) fn text(file: &Path) -> Result<String, Stop> {
    let shown = file.to_string_lossy().into_owned();
    let stop = |zh: String, en: String| Stop::new(Exit::Usage, Words::new(zh, en));
    let bytes = std::fs::read(file)
        .map_err(|error| input::why(&error))
        .map_err(|why| stop(format!("“{shown}”读不出：{}", why.zh), format!("cannot read `{shown}`: {}", why.en)))?;
    String::from_utf8(bytes)
        .map_err(|_| stop(format!("“{shown}”不是 UTF-8 文本"), format!("`{shown}` is not UTF-8 text")))
}
