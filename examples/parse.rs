//! Parses rule files and prints what is wrong, one line each: `FILE: CODE LINE:COLUMN MESSAGE`. With `--zh` or
//! `--en` first, prints the canonical text instead.

use huice::source::Source;
use huice::span::FileId;
use huice::syntax::keywords::Keywords;
use huice::syntax::{parse, print};
use std::io::{Result, Write, stdout};
use std::process::ExitCode;

fn main() -> Result<ExitCode> {
    let mut right = true;
    let mut keywords = None;
    for name in std::env::args().skip(1) {
        match name.as_str() {
            "--zh" => keywords = Some(Keywords::Zh),
            "--en" => keywords = Some(Keywords::En),
            _ => right &= one(&name, keywords)?,
        }
    }
    Ok(if right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn one(name: &str, keywords: Option<Keywords>) -> Result<bool> {
    let mut out = stdout().lock();
    let text = std::fs::read_to_string(name)?;
    let (file, diagnostics) = parse(FileId(0), &text);
    let source = Source::new(name, text);
    for d in &diagnostics {
        let at = source.position(d.primary.span.range().start);
        let help = d.help.as_ref().map_or(String::new(), |help| format!("（{}）", help.zh));
        writeln!(out, "{name}: {} {}:{} {}{help}", d.code.id(), at.line, at.column, d.message.zh)?;
    }
    match keywords.filter(|_| diagnostics.is_empty()) {
        Some(keywords) => write!(out, "{}", print::print(&file, keywords))?,
        None => writeln!(out, "{name}: {} declarations, {} errors", file.decls.len(), diagnostics.len())?,
    }
    Ok(diagnostics.is_empty())
}
