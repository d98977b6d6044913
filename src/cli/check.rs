//! `huice check`: all findings about a pack. Owns the choice of form.

use super::output::{print, say};
use super::{Ended, Exit, input};
use clap::{Args, ValueEnum};
use huice::diagnostic::{Format, Lang, has_errors};
use std::path::PathBuf;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// 规则包文件夹 · Folder of the pack
    #[arg(value_name = "PACK")]
    pack: PathBuf,
    /// 输出形式 · Form of the output
    #[arg(
        long,
        value_enum,
        default_value = "human",
        hide_possible_values = true,
        value_name = "human|short|json|sarif"
    )]
    format: Form,
    /// 另输出语法树或中间表示 · Print the syntax tree or the checked form instead
    #[arg(long, value_enum, hide_possible_values = true, value_name = "ast|ir")]
    emit: Option<Emit>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    Human,
    Short,
    Json,
    Sarif,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Emit {
    Ast,
    Ir,
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    let pack = input::pack(&options.pack)?;
    let failed = has_errors(pack.diagnostics());
    if let Some(emit) = options.emit {
        say(&pack.render(Format::Short, lang));
        print(&match emit {
            Emit::Ast => pack.emit_ast(),
            Emit::Ir => pack.emit_ir(),
        })?;
    } else {
        let (format, summary) = match options.format {
            Form::Human => (Format::Human { color: true }, true),
            Form::Short => (Format::Short, true),
            Form::Json => (Format::Json, false),
            Form::Sarif => (Format::Sarif, false),
        };
        let mut text = pack.render(format, lang);
        if summary {
            if matches!(options.format, Form::Human) && !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&input::counts(&pack, lang));
        }
        print(&text)?;
    }
    Ok(if failed { Exit::Pack } else { Exit::Success })
}
