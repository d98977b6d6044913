//! A first reading of a script, before the engine sees it: splits it into words and marks and refuses what
//! scripts may not use. Owns the list of refused constructs; knows nothing of what the rest means. Whatever
//! it lets through by mistake is still refused by the engine's own settings.

use super::error::{Place, ScriptError};
use super::{functions, limits};
use crate::diagnostic::Words;
use std::collections::BTreeMap;

/// The functions of a script and where their names stand.
pub(super) type Functions = BTreeMap<String, Place>;

/// Words that scripts may not use, with the reason in Chinese and in English.
const FORBIDDEN_WORDS: &[(&[&str], &str, &str)] = &[
    (&["eval"], "脚本不得执行文本", "scripts may not run text"),
    (&["import", "export", "as", "global", "private"], "脚本不得使用模块", "scripts have no modules"),
    (&["Fn", "call", "curry"], "脚本不得使用函数指针", "scripts have no function pointers"),
    (&["this"], "脚本不得使用 this", "scripts have no `this`"),
    (
        &["switch"],
        "脚本不得使用 switch，类型不同时它会悄悄落空；请用 if",
        "scripts have no `switch`, which falls through silently on another type; use `if`",
    ),
    (&["try", "catch"], "脚本不得掩盖错误", "scripts may not hide a failure"),
    (&["print", "debug"], "脚本没有输出", "scripts have no output"),
    (
        &["sleep", "timestamp", "rand", "exit", "parse_json"],
        "脚本不得等待、读时钟、取随机数或中途退出",
        "scripts may not wait, read a clock, draw lots or leave half-way",
    ),
    (
        &["type_of", "is_shared", "is_def_fn", "is_def_var", "get_fn_metadata_list", "take", "tag"],
        "脚本不得探查自身",
        "scripts may not look at themselves",
    ),
    (&["in"], "in 只能用于 for", "`in` belongs to `for` only"),
];

/// Marks of more than one character, longest first, and whether scripts may use them.
const MARKS: &[(&str, bool)] = &[
    ("..=", true),
    ("**=", true),
    ("<<=", false),
    (">>=", false),
    ("..", true),
    ("==", true),
    ("!=", true),
    ("<=", true),
    (">=", true),
    ("&&", true),
    ("||", true),
    ("+=", true),
    ("-=", true),
    ("*=", true),
    ("/=", true),
    ("%=", true),
    ("**", true),
    ("#{", true),
    ("=>", false),
    ("??", false),
    ("?.", false),
    ("?[", false),
    ("::", false),
    ("<<", false),
    (">>", false),
    ("|=", false),
    ("&=", false),
    ("^=", false),
];

/// Single characters that scripts may use.
const SINGLES: &str = "()[]{},;:.+-*/%<>=!";

/// Words that may stand before `(` without being a function.
const KEYWORDS: &[&str] = &[
    "if", "else", "while", "until", "do", "loop", "for", "in", "return", "throw", "break", "continue", "let", "const",
    "fn", "true", "false",
];

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Word(String),
    Number,
    Text,
    Mark(String),
}

/// Reads the script, refuses what it may not contain, and gives its functions.
///
/// # Errors
/// The first refused construct, in the order of the text within each of: size, words and marks, what stands
/// at the top, names of functions, calls.
pub(super) fn check(source: &str) -> Result<Functions, ScriptError> {
    if source.len() > limits::MAX_SOURCE_BYTES {
        return Err(ScriptError::TooLarge {
            words: Words::new(
                format!("脚本超过 {} 字节", limits::MAX_SOURCE_BYTES),
                format!("the script is longer than {} bytes", limits::MAX_SOURCE_BYTES),
            ),
            at: None,
        });
    }
    let pieces = Reader::new(source).pieces()?;
    forbidden_words(&pieces)?;
    let names = top(&pieces)?;
    calls(&pieces, &names)?;
    Ok(names)
}

fn forbidden_words(pieces: &[(Piece, Place)]) -> Result<(), ScriptError> {
    let mut header = false;
    for (piece, at) in pieces {
        match piece {
            // `for x in …` and `for (x, i) in …`: the one place where `in` is a keyword of a loop.
            Piece::Word(word) if word == "for" => header = true,
            Piece::Word(word) if word == "in" && header => header = false,
            Piece::Word(word) => {
                if let Some((_, zh, en)) = FORBIDDEN_WORDS.iter().find(|(list, ..)| list.contains(&&**word)) {
                    return Err(ScriptError::Forbidden { words: Words::new(*zh, *en), at: *at });
                }
            }
            Piece::Number | Piece::Text | Piece::Mark(_) => {}
        }
    }
    Ok(())
}

/// Only `fn name(…) {…}` may stand at the top. Gives the functions' names.
fn top(pieces: &[(Piece, Place)]) -> Result<Functions, ScriptError> {
    #[derive(PartialEq)]
    enum Next {
        Keyword,
        Name,
        Parameters,
        Body,
    }
    let mut next = Next::Keyword;
    let mut names = BTreeMap::new();
    let mut depth = 0_usize;
    for (piece, at) in pieces {
        let mark = if let Piece::Mark(mark) = piece { mark.as_str() } else { "" };
        if matches!(mark, ")" | "]" | "}") {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                next = if next == Next::Parameters { Next::Body } else { Next::Keyword };
            }
            continue;
        }
        if depth == 0 {
            match (&next, piece) {
                (Next::Keyword, Piece::Word(word)) if word == "fn" => next = Next::Name,
                (Next::Name, Piece::Word(name)) => {
                    if functions::is_host_function(name) {
                        return Err(ScriptError::Shadows { name: name.clone(), at: *at });
                    }
                    if names.insert(name.clone(), *at).is_some() {
                        return Err(ScriptError::Repeated { name: name.clone(), at: *at });
                    }
                    next = Next::Parameters;
                }
                (Next::Parameters, Piece::Mark(open)) if open == "(" => {}
                (Next::Body, Piece::Mark(open)) if open == "{" => {}
                _ => return Err(ScriptError::TopLevel { at: *at }),
            }
        }
        if matches!(mark, "(" | "[" | "{" | "#{") {
            depth = depth.saturating_add(1);
        }
    }
    Ok(names)
}

/// Every called name exists.
fn calls(pieces: &[(Piece, Place)], names: &Functions) -> Result<(), ScriptError> {
    let following = pieces.iter().skip(1).map(|(piece, _)| piece);
    for ((piece, at), next) in pieces.iter().zip(following) {
        if let (Piece::Word(word), Piece::Mark(mark)) = (piece, next)
            && mark == "("
            && !KEYWORDS.contains(&word.as_str())
            && !names.contains_key(word)
            && !functions::is_host_function(word)
        {
            return Err(ScriptError::UnknownFunction { name: word.clone(), at: *at });
        }
    }
    Ok(())
}

struct Reader {
    chars: Vec<char>,
    next: usize,
    place: Place,
}

impl Reader {
    fn new(source: &str) -> Self {
        Self { chars: source.chars().collect(), next: 0, place: Place { line: 1, column: 1 } }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.next.saturating_add(ahead)).copied()
    }

    fn sees(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(ahead, c)| self.peek(ahead) == Some(c))
    }

    fn advance(&mut self) -> Option<char> {
        let c = self.peek(0)?;
        self.next = self.next.saturating_add(1);
        self.place = if c == '\n' {
            Place { line: self.place.line.saturating_add(1), column: 1 }
        } else {
            Place { column: self.place.column.saturating_add(1), ..self.place }
        };
        Some(c)
    }

    fn skip(&mut self, count: usize) {
        for _ in 0..count {
            let _ = self.advance();
        }
    }

    fn pieces(mut self) -> Result<Vec<(Piece, Place)>, ScriptError> {
        let mut pieces = Vec::new();
        while let Some(c) = self.peek(0) {
            let at = self.place;
            if c.is_whitespace() {
                self.skip(1);
            } else if self.sees("//") {
                while self.peek(0).is_some_and(|c| c != '\n') {
                    self.skip(1);
                }
            } else if self.sees("/*") {
                self.comment(at)?;
            } else if c == '"' {
                self.text(at)?;
                pieces.push((Piece::Text, at));
            } else if c.is_ascii_digit() {
                self.number(at)?;
                pieces.push((Piece::Number, at));
            } else if c == '_' || c.is_alphanumeric() {
                let mut word = String::new();
                while let Some(c) = self.peek(0).filter(|c| *c == '_' || c.is_alphanumeric()) {
                    word.push(c);
                    self.skip(1);
                }
                pieces.push((Piece::Word(word), at));
            } else {
                pieces.push((self.mark(c, at)?, at));
            }
        }
        Ok(pieces)
    }

    /// A comment between `/*` and `*/`, which may hold others.
    fn comment(&mut self, at: Place) -> Result<(), ScriptError> {
        let mut depth = 0_usize;
        loop {
            if self.sees("/*") {
                depth = depth.saturating_add(1);
                self.skip(2);
            } else if self.sees("*/") {
                depth = depth.saturating_sub(1);
                self.skip(2);
                if depth == 0 {
                    return Ok(());
                }
            } else if self.advance().is_none() {
                return Err(ScriptError::Syntax { message: "unterminated comment".to_owned(), at: Some(at) });
            }
        }
    }

    fn text(&mut self, at: Place) -> Result<(), ScriptError> {
        self.skip(1);
        loop {
            match self.advance() {
                Some('\\') => self.skip(1),
                Some('"') => return Ok(()),
                Some(_) => {}
                None => {
                    let message = "unterminated text".to_owned();
                    return Err(ScriptError::Syntax { message, at: Some(at) });
                }
            }
        }
    }

    /// `12`, `0.0385`: decimal digits only, so that what is written is what is meant.
    fn number(&mut self, at: Place) -> Result<(), ScriptError> {
        let mut digits = self.digits();
        if self.peek(0) == Some('.') && self.peek(1).is_some_and(|c| c.is_ascii_digit()) {
            self.skip(1);
            digits = digits.saturating_add(self.digits());
        }
        if self.peek(0).is_some_and(|c| c == '_' || c.is_alphanumeric()) {
            return Err(ScriptError::Forbidden {
                words: Words::new(
                    "数只写十进制数字与小数点",
                    "numbers are written with decimal digits and a point only",
                ),
                at,
            });
        }
        if digits > limits::MAX_LITERAL_DIGITS {
            return Err(ScriptError::TooLarge {
                words: Words::new(
                    format!("数超过 {} 位", limits::MAX_LITERAL_DIGITS),
                    format!("a number has more than {} digits", limits::MAX_LITERAL_DIGITS),
                ),
                at: Some(at),
            });
        }
        Ok(())
    }

    fn digits(&mut self) -> usize {
        let mut count = 0_usize;
        while self.peek(0).is_some_and(|c| c.is_ascii_digit()) {
            self.skip(1);
            count = count.saturating_add(1);
        }
        count
    }

    fn mark(&mut self, c: char, at: Place) -> Result<Piece, ScriptError> {
        let (mark, allowed) = MARKS
            .iter()
            .find(|(mark, _)| self.sees(mark))
            .map_or_else(|| (c.to_string(), SINGLES.contains(c)), |(mark, ok)| ((*mark).to_owned(), *ok));
        if !allowed {
            return Err(ScriptError::Forbidden {
                words: Words::new(format!("脚本不得使用“{mark}”"), format!("scripts may not use `{mark}`")),
                at,
            });
        }
        self.skip(mark.chars().count());
        Ok(Piece::Mark(mark))
    }
}
