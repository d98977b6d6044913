//! Writing: results to standard output, everything else to standard error, colours only on a terminal. Owns how
//! stops are worded and that a reader who has gone away is no error.

use super::Exit;
use anstyle::{AnsiColor, Style};
use huice::diagnostic::{Lang, Words};
use huice::explain::{Style as Role, Text};
use std::io::{ErrorKind, Write};
use std::path::Path;

/// Why a command ends early, with what to say.
#[derive(Debug)]
pub(super) struct Stop {
    exit: Exit,
    lines: Vec<Line>,
}

#[derive(Debug)]
enum Line {
    /// What is wrong, and how to mend it.
    Problem(Words, Option<Words>),
    /// Text that is ready, e.g. rendered diagnostics.
    Ready(String),
}

impl Stop {
    /// A stop with one sentence.
    pub(super) fn new(exit: Exit, words: Words) -> Self {
        Self { exit, lines: vec![Line::Problem(words, None)] }
    }

    /// A stop with text that needs no wording.
    pub(super) fn ready(exit: Exit, text: String) -> Self {
        Self { exit, lines: vec![Line::Ready(text)] }
    }

    /// A stop with several problems.
    pub(super) fn all(exit: Exit, problems: Vec<(Words, Option<Words>)>) -> Self {
        Self { exit, lines: problems.into_iter().map(|(words, help)| Line::Problem(words, help)).collect() }
    }

    /// Adds how to mend the last problem.
    pub(super) fn help(mut self, help: Option<Words>) -> Self {
        if let Some(Line::Problem(_, slot)) = self.lines.last_mut() {
            *slot = help;
        }
        self
    }

    /// Says it on standard error.
    pub(super) fn report(self, lang: Lang) -> Exit {
        let (error, help, colon) = match lang {
            Lang::Zh => ("错误", "帮助", "："),
            Lang::En => ("error", "help", ": "),
        };
        let (red, cyan) = (bold(AnsiColor::Red), bold(AnsiColor::Cyan));
        let mut text = String::new();
        for line in &self.lines {
            match line {
                Line::Ready(ready) => text.push_str(ready),
                Line::Problem(words, more) => {
                    text.push_str(&format!("{red}{error}{red:#}{colon}{}\n", clean(words.get(lang))));
                    if let Some(more) = more {
                        text.push_str(&format!("  {cyan}{help}{cyan:#}{colon}{}\n", clean(more.get(lang))));
                    }
                }
            }
        }
        say(&text);
        self.exit
    }
}

/// Words without escapes: names and keys in them come from files and arguments.
fn clean(words: &str) -> String {
    words.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

const fn bold(color: AnsiColor) -> Style {
    color.on_default().bold()
}

/// Writes text, with or without colours in it, to standard output. A reader who has gone away is no error.
pub(super) fn print(text: &str) -> super::Ended {
    let mut stdout = anstream::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(Exit::Success),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Exit::Success),
        Err(error) => Err(Stop::new(
            Exit::Output,
            Words::new(format!("写不出结果：{error}"), format!("cannot write the result: {error}")),
        )),
    }
}

/// Writes to standard error; when that fails there is nobody to tell.
pub(super) fn say(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Text with the colours of its roles.
pub(super) fn colored(text: &Text) -> String {
    let mut out = String::new();
    for piece in text.pieces() {
        let style = match piece.style {
            Role::Heading => Style::new().bold(),
            Role::Good => AnsiColor::Green.on_default(),
            Role::Bad => AnsiColor::Red.on_default(),
            Role::Open => AnsiColor::Yellow.on_default(),
            Role::Money => bold(AnsiColor::Green),
            Role::Faint => Style::new().dimmed(),
            _ => Style::new(),
        };
        out.push_str(&format!("{style}{}{style:#}", piece.text));
    }
    out
}

/// Refuses a form that a command does not have.
pub(super) fn no_markdown() -> Stop {
    Stop::new(Exit::Usage, Words::new("这个命令没有 md 形式", "this command has no Markdown form"))
        .help(Some(Words::new("用 --format human 或 json", "use --format human or json")))
}

/// One JSON value, indented, with a newline.
pub(super) fn json<T: serde::Serialize>(value: &T) -> super::Ended {
    match serde_json::to_string_pretty(value) {
        Ok(text) => print(&format!("{text}\n")),
        Err(error) => Err(Stop::new(
            Exit::Output,
            Words::new(format!("写不出 JSON：{error}"), format!("cannot write JSON: {error}")),
        )),
    }
}

/// Writes a file beside its place, then renames it over: never half a file. A link is followed, permissions stay.
pub(super) fn replace(file: &Path, content: impl AsRef<[u8]>) -> Result<(), Stop> {
    let file = &std::fs::canonicalize(file).unwrap_or_else(|_| file.to_path_buf());
    let beside = file.with_extension(format!("part-{}", std::process::id()));
    let done = std::fs::write(&beside, content)
        .and_then(|()| {
            std::fs::metadata(file).map_or(Ok(()), |old| std::fs::set_permissions(&beside, old.permissions()))
        })
        .and_then(|()| std::fs::rename(&beside, file));
    done.map_err(|error| {
        // What is left beside is of no use; failing to remove it changes nothing.
        let _ = std::fs::remove_file(&beside);
        let (shown, why) = (file.display(), super::input::why(&error));
        let words = Words::new(format!("写不进“{shown}”：{}", why.zh), format!("cannot write `{shown}`: {}", why.en));
        Stop::new(Exit::Output, words)
    })
}
