//! `huice check`: all findings about a pack. Owns the choice of form.

use super::output::{print, say};
use super::{Ended, Exit, Findings, Form, input};
use clap::{Args, ValueEnum};
use huice::diagnostic::{Format, Lang, has_errors};

#[derive(Args, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    findings: Findings,
    /// 另输出语法树或中间表示 · Print the syntax tree or the checked form instead
    #[arg(long, value_enum, hide_possible_values = true, value_name = "ast|ir")]
    emit: Option<Emit>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Emit {
    Ast,
    Ir,
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    let Findings { pack, format } = &options.findings;
    let pack = input::pack(pack)?;
    let failed = has_errors(pack.diagnostics());
    if let Some(emit) = options.emit {
        say(&pack.render(Format::Short, lang));
        print(&match emit {
            Emit::Ast => pack.emit_ast(),
            Emit::Ir => pack.emit_ir(),
        })?;
    } else {
        let mut text = pack.render((*format).into(), lang);
        if matches!(format, Form::Human | Form::Short) {
            if matches!(format, Form::Human) && !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&input::counts(&pack, lang));
        }
        print(&text)?;
    }
    Ok(if failed { Exit::Pack } else { Exit::Success })
}
