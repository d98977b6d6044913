//! `huice doc`: the page of a diagnostic code, or the list of all codes. The pages are in the library.

use super::output::{Stop, print};
use super::{Ended, Exit};
use clap::Args;
use huice::diagnostic::{Code, Lang, Words};

#[derive(Args, Debug)]
pub(super) struct Options {
    /// 诊断代码，如 E0204；不写则列出全部 · Code, e.g. E0204; none lists all
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    let Some(wanted) = &options.code else {
        let line = |code: &Code| {
            let (zh, en) = code.title();
            match lang {
                Lang::Zh => format!("{}  {zh} · {en}\n", code.id()),
                Lang::En => format!("{}  {en}\n", code.id()),
            }
        };
        return print(&Code::ALL.iter().map(line).collect::<String>());
    };
    match Code::parse(wanted) {
        Some(code) => print(code.page()),
        None => {
            let words = Words::new(format!("没有诊断代码“{wanted}”"), format!("there is no code `{wanted}`"));
            let help = Words::new("“huice doc”列出全部代码", "`huice doc` lists all codes");
            Err(Stop::new(Exit::Usage, words).help(Some(help)))
        }
    }
}
