//! A scan of the text before the grammar sees it: brackets, texts, comments, nesting, invisible characters.
//! Owns the places of tokens and comments and the errors that would derail a grammar; knows no rules.

use super::ast::Comment;
use super::keywords;
use super::limits::{MAX_DIAGNOSTICS, MAX_NESTING};
use crate::diagnostic::{Code, Diagnostic, Words};
use crate::span::{FileId, Span};
use core::iter::Peekable;
use core::str::CharIndices;

/// What a token looks like from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A name or keyword, `「」` included.
    Word,
    /// A run that begins with a digit.
    Number,
    /// A quoted text.
    Text,
    /// Any other single character.
    Symbol,
}

/// A token's kind and bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What the scan found.
pub(super) struct Scan {
    pub(super) tokens: Vec<Token>,
    pub(super) comments: Vec<Comment>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Whether the grammar must not be tried: brackets or texts do not pair, or nesting is too deep.
    pub(super) fatal: bool,
}

impl Scan {
    /// The token that starts at or after this byte.
    pub(super) fn token_from(&self, at: usize) -> Option<Token> {
        self.tokens.get(self.tokens.partition_point(|token| token.start < at)).copied()
    }

    /// The last token that starts before this byte.
    pub(super) fn token_before(&self, at: usize) -> Option<Token> {
        let next = self.tokens.partition_point(|token| token.start < at);
        self.tokens.get(next.checked_sub(1)?).copied()
    }

    /// A byte range without the space and comments at its end.
    pub(super) fn trimmed(&self, start: usize, end: usize) -> (usize, usize) {
        match self.token_before(end) {
            Some(last) if last.start >= start => (start, last.end.min(end)),
            _ => (start, end),
        }
    }
}

/// An open bracket and the nesting words since.
struct Frame {
    open: char,
    at: usize,
    words: usize,
}

struct Scanner<'a> {
    file: FileId,
    text: &'a str,
    chars: Peekable<CharIndices<'a>>,
    frames: Vec<Frame>,
    depth: usize,
    line_blank: bool,
    out: Scan,
}

/// Reads the text once, from front to back.
pub(super) fn scan(file: FileId, text: &str) -> Scan {
    let out = Scan { tokens: Vec::new(), comments: Vec::new(), diagnostics: Vec::new(), fatal: false };
    let outermost = Frame { open: ' ', at: 0, words: 0 };
    let mut scanner = Scanner {
        file,
        text,
        chars: text.char_indices().peekable(),
        frames: vec![outermost],
        depth: 0,
        line_blank: true,
        out,
    };
    while let Some((at, c)) = scanner.chars.next() {
        scanner.step(at, c);
    }
    scanner.finish();
    scanner.out
}

/// Whether a word goes on with this character.
pub(crate) fn is_word_char(c: char) -> bool {
    c != '·' && pest::unicode::XID_CONTINUE(c)
}

/// Whether this is a digit, full-width or not.
pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// Characters that show nothing or turn the direction of the text; U+FEFF is allowed as the first character.
pub(crate) fn is_confusable(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Characters that turn the direction of what follows. They are refused inside texts too: with one of them a line of
/// rules can look like another.
fn is_directional(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn closing(open: char) -> char {
    match open {
        '(' | '（' => ')',
        _ => '}',
    }
}

impl Scanner<'_> {
    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    fn step(&mut self, at: usize, c: char) {
        if is_confusable(c) && !(c == '\u{FEFF}' && at == 0) {
            self.confusable(at, c);
        }
        match c {
            '\n' => self.line_blank = true,
            '#' => self.comment(at),
            '"' | '\'' => self.text(at, c),
            '“' => self.text(at, '”'),
            '‘' => self.text(at, '’'),
            '「' => self.quoted_name(at),
            '(' | '（' | '{' | '｛' => self.open(at, c),
            ')' | '）' | '}' | '｝' => self.close(at, c),
            ':' | '：' | ';' | '；' => {
                self.reset_words();
                self.token(TokenKind::Symbol, at, at.saturating_add(c.len_utf8()));
            }
            _ if is_digit(c) => {
                let end = self.run(|c| is_word_char(c) || matches!(c, '.' | '．' | '%' | '％' | '‰'));
                self.token(TokenKind::Number, at, end);
            }
            _ if is_word_char(c) => {
                let end = self.run(is_word_char);
                self.token(TokenKind::Word, at, end);
                self.count_word(at, end);
            }
            _ if c.is_whitespace() || is_confusable(c) => {}
            _ => self.token(TokenKind::Symbol, at, at.saturating_add(c.len_utf8())),
        }
    }

    fn token(&mut self, kind: TokenKind, start: usize, end: usize) {
        self.line_blank = false;
        self.out.tokens.push(Token { kind, start, end });
    }

    /// Goes on while the characters fit; the byte after the last.
    fn run(&mut self, fits: impl Fn(char) -> bool) -> usize {
        loop {
            match self.chars.peek() {
                Some((at, c)) if is_confusable(*c) && fits(*c) => {
                    let (at, c) = (*at, *c);
                    self.confusable(at, c);
                    self.chars.next();
                }
                Some((_, c)) if fits(*c) => {
                    self.chars.next();
                }
                Some((at, _)) => return *at,
                None => return self.text.len(),
            }
        }
    }

    fn confusable(&mut self, at: usize, c: char) {
        let span = self.span(at, at.saturating_add(c.len_utf8()));
        let point = format!("U+{:04X}", u32::from(c));
        self.push(
            Diagnostic::new(
                Code::ConfusableText,
                span,
                format!("有看不见或改变方向的字符 {point}"),
                format!("invisible or bidirectional character {point}"),
            )
            .help("删去这个字符", "remove the character")
            .patch(span, ""),
        );
    }

    fn comment(&mut self, at: usize) {
        let own_line = self.line_blank;
        let mut end = self.text.len();
        while let Some((here, c)) = self.chars.peek().copied() {
            if c == '\n' {
                end = here;
                break;
            }
            if is_confusable(c) {
                self.confusable(here, c);
            }
            self.chars.next();
        }
        let body = self.text.get(at.saturating_add(1)..end).unwrap_or("").trim_end();
        let stop = at.saturating_add(1).saturating_add(body.len());
        let span = self.span(at, stop);
        self.out.comments.push(Comment { text: body.to_owned(), span, own_line });
    }

    fn text(&mut self, at: usize, close: char) {
        if self.closed_otherwise(at, close) {
            return;
        }
        while let Some((here, c)) = self.chars.peek().copied() {
            if c == '\n' || c == '\r' {
                break;
            }
            if is_directional(c) {
                self.confusable(here, c);
            }
            self.chars.next();
            if c == close {
                self.token(TokenKind::Text, at, here.saturating_add(c.len_utf8()));
                return;
            }
        }
        let end = self.chars.peek().map_or(self.text.len(), |(here, _)| *here);
        let body = self.text.get(at..end).unwrap_or("").trim_end();
        let stop = at.saturating_add(body.len());
        self.unpaired(
            (at, stop),
            Words::new(
                format!("引号没有配对：这一行里没有“{close}”"),
                format!("unclosed text: no `{close}` on this line"),
            ),
            Words::new(
                format!("引号用哪一种开头就用哪一种结尾，且不跨行：在末尾加“{close}”"),
                format!("a text ends with the quote form it began with, on the same line: add `{close}`"),
            ),
            stop,
            close,
        );
    }

    /// A text from one place to another whose quotes do not pair; `close` belongs at `from`, for what stands there up to
    /// its end.
    fn unpaired(&mut self, (at, end): (usize, usize), message: Words, help: Words, from: usize, close: char) {
        self.out.fatal = true;
        self.push(
            Diagnostic::new(Code::UnclosedString, self.span(at, end), message.zh, message.en)
                .here("从这里开始", "it starts here")
                .help(help.zh, help.en)
                .propose(self.span(from, end), close.to_string()),
        );
        self.token(TokenKind::Text, at, end);
    }

    /// `“公告"`: closed on its line, but with another form. Taken as closed there, so that one slip is one error.
    fn closed_otherwise(&mut self, at: usize, close: char) -> bool {
        let rest = self.text.get(at..).unwrap_or("").lines().next().unwrap_or("");
        let Some(open) = rest.chars().next() else { return false };
        let body = rest.get(open.len_utf8()..).unwrap_or("");
        let other = match close {
            '”' => '"',
            '’' => '\'',
            '"' => '”',
            _ => '’',
        };
        // The other form may quote something inside.
        let opener = if close == '"' { '“' } else { '‘' };
        let Some(found) = body
            .find(other)
            .filter(|found| !body.contains(close) && !body.get(..*found).is_some_and(|before| before.contains(opener)))
        else {
            return false;
        };
        let wrong = at.saturating_add(open.len_utf8()).saturating_add(found);
        let end = wrong.saturating_add(other.len_utf8());
        while self.chars.peek().is_some_and(|(here, _)| *here < end) {
            if let Some((here, c)) = self.chars.next()
                && is_directional(c)
            {
                self.confusable(here, c);
            }
        }
        self.unpaired(
            (at, end),
            Words::new(
                format!("引号没有配对：“{open}”开头，却用“{other}”结尾"),
                format!("the quotes do not pair: opened with `{open}`, closed with `{other}`"),
            ),
            Words::new(
                format!("引号用哪一种开头就用哪一种结尾：结尾写“{close}”"),
                format!("a text ends with the quote form it began with: close with `{close}`"),
            ),
            wrong,
            close,
        );
        true
    }

    fn quoted_name(&mut self, at: usize) {
        let end = self.run(|c| c == '·' || is_word_char(c));
        if self.chars.peek().is_some_and(|(_, c)| *c == '」') {
            self.chars.next();
            self.token(TokenKind::Word, at, end.saturating_add('」'.len_utf8()));
        } else {
            self.token(TokenKind::Symbol, at, end);
        }
    }

    fn open(&mut self, at: usize, c: char) {
        self.token(TokenKind::Symbol, at, at.saturating_add(c.len_utf8()));
        self.frames.push(Frame { open: c, at, words: 0 });
        self.deeper(at, c.len_utf8());
    }

    fn close(&mut self, at: usize, c: char) {
        let end = at.saturating_add(c.len_utf8());
        self.token(TokenKind::Symbol, at, end);
        let folded = if matches!(c, ')' | '）') { ')' } else { '}' };
        match self.frames.last() {
            Some(frame) if frame.open != ' ' && closing(frame.open) == folded => {
                self.depth = self.depth.saturating_sub(frame.words).saturating_sub(1);
                self.frames.pop();
            }
            Some(frame) if frame.open != ' ' => {
                let (open, from) = (frame.open, frame.at);
                let opened = self.span(from, from.saturating_add(open.len_utf8()));
                let wanted = closing(open);
                self.unbalanced(
                    Diagnostic::new(
                        Code::UnclosedBrace,
                        self.span(at, end),
                        format!("括号没有配对：这里应为“{wanted}”，却是“{c}”"),
                        format!("unbalanced bracket: expected `{wanted}`, found `{c}`"),
                    )
                    .label(opened, format!("“{open}”在这里打开"), format!("`{open}` opened here"))
                    .help(
                        format!("把“{c}”改成“{wanted}”，或在它前面补上“{wanted}”"),
                        format!("change `{c}` to `{wanted}`, or put `{wanted}` before it"),
                    ),
                );
                // Take the bracket that fits, if there is one, so that one slip gives one error.
                // Beyond the limit of nesting nothing is mended, so looking stays cheap.
                let from = self.frames.len().saturating_sub(MAX_NESTING);
                let fits = |f: &Frame| f.open != ' ' && closing(f.open) == folded;
                if let Some(fit) = self.frames.iter().skip(from).rposition(fits) {
                    for dropped in self.frames.drain(from.saturating_add(fit)..) {
                        self.depth = self.depth.saturating_sub(dropped.words).saturating_sub(1);
                    }
                }
            }
            _ => {
                let span = self.span(at, end);
                self.unbalanced(
                    Diagnostic::new(
                        Code::UnclosedBrace,
                        span,
                        format!("多出的“{c}”，没有打开它的括号"),
                        format!("`{c}` closes nothing"),
                    )
                    .help("删去它，或补上打开它的括号", "remove it, or open the bracket")
                    .propose(span, ""),
                );
            }
        }
    }

    /// Notes a finding. One more than are shown says that there are more.
    fn push(&mut self, diagnostic: Diagnostic) {
        if self.out.diagnostics.len() <= MAX_DIAGNOSTICS {
            self.out.diagnostics.push(diagnostic);
        }
    }

    fn unbalanced(&mut self, diagnostic: Diagnostic) {
        self.out.fatal = true;
        self.push(diagnostic);
    }

    /// `若` and `分档` nest without a bracket; any clause word ends what they began.
    fn count_word(&mut self, start: usize, end: usize) {
        let word = self.text.get(start..end).unwrap_or("");
        let Some(keyword) = keywords::lookup(word) else { return };
        if matches!(keyword.en, "if" | "table") {
            if let Some(frame) = self.frames.last_mut() {
                frame.words = frame.words.saturating_add(1);
            }
            self.deeper(start, word.len());
        } else if keywords::ends_expression(keyword) {
            self.reset_words();
        }
    }

    fn reset_words(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            self.depth = self.depth.saturating_sub(frame.words);
            frame.words = 0;
        }
    }

    fn deeper(&mut self, at: usize, len: usize) {
        self.depth = self.depth.saturating_add(1);
        if self.depth == MAX_NESTING.saturating_add(1) && !self.out.fatal {
            self.out.fatal = true;
            self.push(
                Diagnostic::new(
                    Code::NestingTooDeep,
                    self.span(at, at.saturating_add(len)),
                    format!("嵌套超过 {MAX_NESTING} 层"),
                    format!("nested deeper than {MAX_NESTING} levels"),
                )
                .help("用“定义”给内层取个名字", "give the inner part a name with `define`"),
            );
        }
    }

    fn finish(&mut self) {
        let frames = core::mem::take(&mut self.frames);
        for frame in frames.iter().filter(|frame| frame.open != ' ').take(MAX_DIAGNOSTICS.saturating_add(1)) {
            let (open, wanted) = (frame.open, closing(frame.open));
            let end = self.out.tokens.last().map_or(self.text.len(), |token| token.end);
            let opened = Span::new(self.file, frame.at, frame.at.saturating_add(open.len_utf8()));
            let here = Span::new(self.file, end, end);
            self.out.fatal = true;
            self.push(
                Diagnostic::new(
                    Code::UnclosedBrace,
                    opened,
                    format!("括号没有配对：“{open}”没有“{wanted}”"),
                    format!("unbalanced bracket: `{open}` has no `{wanted}`"),
                )
                .here(format!("“{open}”在这里打开"), format!("`{open}` opened here"))
                .label(here, "文件到此结束", "the file ends here")
                .help(format!("补上“{wanted}”"), format!("add `{wanted}`")),
            );
        }
    }
}
