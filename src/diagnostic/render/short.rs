//! One line per diagnostic, for editors, `grep` and terminals that draw Chinese text at odd widths. The frame
//! is the same in every language, so that one pattern matches it; only the message is in the reader's
//! language. Knows nothing of source lines.

use super::{locate, severity_word};
use crate::diagnostic::{Diagnostic, Lang};
use crate::source::Sources;

/// `file:line:column: error[E0204]: message (help)`, one line each.
pub(super) fn render(diags: &[Diagnostic], sources: &Sources, lang: Lang) -> String {
    let mut out = String::new();
    for diag in diags {
        if let Some((source, range)) = locate(diag.primary.span, sources) {
            let at = source.position(range.start);
            out.push_str(&format!("{}:{}:{}: ", one_line(source.name()), at.line, at.column));
        }
        let word = severity_word(diag.severity, Lang::En);
        out.push_str(&format!("{word}[{}]: {}", diag.code.id(), one_line(diag.message.get(lang))));
        if let Some(help) = &diag.help {
            let help = one_line(help.get(lang));
            out.push_str(&match lang {
                Lang::Zh => format!("（{help}）"),
                Lang::En => format!(" ({help})"),
            });
        }
        out.push('\n');
    }
    out
}

/// The text with every control character (line ends too) as a space, so that one finding stays one line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim_end().to_owned()
}
