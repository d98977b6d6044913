//! `huice lsp`: the language server for editors, in builds that have it. Owns its options; speaks over standard input
//! and output.

use super::Ended;
#[cfg(feature = "lsp")]
use super::Exit;
#[cfg(not(feature = "lsp"))]
use super::output::Stop;
use clap::Args;
use huice::diagnostic::Lang;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// 经标准输入输出（编辑器会加上；总是如此） · Over standard input and output; always so, editors add it
    #[arg(long)]
    stdio: bool,
}

#[cfg(feature = "lsp")]
pub(super) fn run(_: &Options, lang: Lang) -> Ended {
    match huice::lsp::serve(lang) {
        Ok(true) => Ok(Exit::Success),
        // The protocol asks for 1 when an editor leaves without saying so.
        Ok(false) | Err(_) => Ok(Exit::FAILED),
    }
}

#[cfg(not(feature = "lsp"))]
pub(super) fn run(_: &Options, _: Lang) -> Ended {
    let words = huice::diagnostic::Words::new(
        "这个程序没有带语言服务器；安装带有它的：cargo install --locked --path . --features lsp",
        "this build has no language server; install one that has: cargo install --locked --path . --features lsp",
    );
    Err(Stop::new(super::Exit::Usage, words))
}
