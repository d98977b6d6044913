//! Parses rule files and prints what is wrong, one line each: `FILE: CODE LINE:COLUMN MESSAGE`. With `--zh` or
//! `--en` first, prints the canonical text instead.

use huice::source::Source;
use huice::span::FileId;
use huice::syntax::keywords::Keywords;
use huice::syntax::{parse, print};

fn main() {
    let mut failed = false;
    let mut keywords = None;
    for name in std::env::args().skip(1) {
        match name.as_str() {
            "--zh" => keywords = Some(Keywords::Zh),
            "--en" => keywords = Some(Keywords::En),
            _ => failed |= !one(&name, keywords),
        }
    }
    if failed {
        std::process::exit(1);
    }
}

fn one(name: &str, keywords: Option<Keywords>) -> bool {
    let text = match std::fs::read_to_string(name) {
        Ok(text) => text,
        Err(error) => {
            println!("{name}: {error}");
            return false;
        }
    };
    let (file, diagnostics) = parse(FileId(0), &text);
    let source = Source::new(name, text);
    for d in &diagnostics {
        let at = source.position(d.primary.span.range().start);
        let help = d.help.as_ref().map_or(String::new(), |help| format!("（{}）", help.zh));
        println!("{name}: {} {}:{} {}{help}", d.code.id(), at.line, at.column, d.message.zh);
    }
    match keywords.filter(|_| diagnostics.is_empty()) {
        Some(keywords) => print!("{}", print::print(&file, keywords)),
        None => println!("{name}: {} declarations, {} errors", file.decls.len(), diagnostics.len()),
    }
    diagnostics.is_empty()
}
