//! Parses rule files and prints what is wrong, one line each: `FILE: CODE LINE:COLUMN MESSAGE`.

use huice::source::Source;
use huice::span::FileId;

fn main() {
    let mut failed = false;
    for name in std::env::args().skip(1) {
        let bytes = std::fs::read(&name).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (file, diagnostics) = huice::syntax::parse(FileId(0), &text);
        let source = Source::new(name.clone(), text);
        for d in &diagnostics {
            failed = true;
            let at = source.position(d.primary.span.range().start);
            let help = d.help.as_ref().map_or(String::new(), |help| format!("（{}）", help.zh));
            println!("{name}: {} {}:{} {}{help}", d.code.id(), at.line, at.column, d.message.zh);
        }
        println!("{name}: {} declarations, {} errors", file.decls.len(), diagnostics.len());
    }
    if failed {
        std::process::exit(1);
    }
}
