//! What is wrong with a piece the grammar refused. Owns the second parse of such a piece, the choice of the
//! code, the place and the words; knows nothing of meaning.

use super::expected::{carries_on, is_operand, is_unit};
use super::grammar::Grammar;
use super::place::{Place, home, is_clause};
use super::words::describe;
use super::{Builder, Pair, Rule};
use crate::diagnostic::{Code, Diagnostic, Words};
use crate::span::Span;
use crate::syntax::keywords::{self, Keywords, Kind};
use crate::syntax::limits::MAX_DIAGNOSTICS;
use crate::syntax::scan::{Token, TokenKind};
use pest::Parser;
use pest::error::{Error, ErrorVariant, InputLocation};

/// Words people write for an operator, and the operator.
const ALMOST: &[(&str, &str)] = &[
    ("大于", "超过"),
    ("多于", "超过"),
    ("小于", "低于"),
    ("少于", "低于"),
    ("大于等于", "不低于"),
    ("大于或等于", "不低于"),
    ("不小于", "不低于"),
    ("小于等于", "不超过"),
    ("小于或等于", "不超过"),
    ("不大于", "不超过"),
    ("不多于", "不超过"),
    ("早于", "低于"),
    ("晚于", "超过"),
    ("不早于", "不低于"),
    ("不晚于", "不超过"),
    ("并且", "且"),
    ("而且", "且"),
    ("或者", "或"),
    ("如果", "若"),
    ("那么", "则"),
    ("为", "="),
    ("是", "="),
    ("x", "×"),
    ("X", "×"),
];

impl Builder<'_> {
    /// Says what is wrong with a refused piece.
    pub(super) fn bad(&mut self, pair: &Pair<'_>, place: Place) {
        // What is not listed need not be looked into.
        if self.diagnostics.len() > MAX_DIAGNOSTICS {
            return;
        }
        let span = self.span(pair);
        let range = span.range();
        let piece = self.text.get(range.clone()).unwrap_or("");
        if self.as_end_of_sibling(span, place) {
            return;
        }
        if let Some(found) = self.misplaced(span, place) {
            self.diagnostics.push(found);
            return;
        }
        match Grammar::parse(place.rule(), piece) {
            // The piece is right by itself: what follows it made the block fail.
            Ok(_) => {
                let (zh, en) = place.block();
                let found = self.error(
                    Code::MisplacedClause,
                    span,
                    format!("{zh}不能在此处写这一项"),
                    format!("this cannot stand here {en}"),
                );
                found.help = Some(Words::new(
                    "把它移到同类的几项一起，或删去",
                    "move it to where clauses of its kind stand, or delete it",
                ));
            }
            Err(error) => self.report_failure(&error, range.start, range.end, Some(place)),
        }
    }

    /// A piece that does not begin a clause is read once more together with the clause before: if that goes
    /// further than the piece's first token, the clause before is what is wrong.
    fn as_end_of_sibling(&mut self, span: Span, place: Place) -> bool {
        let Some(sibling) = self.sibling.take() else { return false };
        let Some(first) = self.scan.token_from(span.range().start) else { return false };
        let starts = keywords::lookup(self.word(first)).is_some_and(|known| place.starters().contains(&known.en));
        let (base, end) = (sibling.range().start, span.range().end);
        let Some(piece) = self.text.get(base..end).filter(|_| !starts) else { return false };
        let Err(error) = Grammar::parse(place.rule(), piece) else { return false };
        let at = base.saturating_add(offset(&error));
        let further = self.scan.token_from(at).is_none_or(|next| next.start > first.start);
        if further {
            self.report_failure(&error, base, end, Some(place));
        }
        further
    }

    fn word(&self, token: Token) -> &str {
        self.text.get(token.start..token.end).unwrap_or("")
    }

    fn begins_line(&self, token: Token) -> bool {
        let end = self.scan.token_before(token.start).map_or(0, |before| before.end);
        self.text.get(end..token.start).is_some_and(|between| end == 0 || between.contains('\n'))
    }

    fn token_span(&self, token: Token) -> Span {
        Span::new(self.file, token.start, token.end)
    }

    /// A clause whose keyword is known but belongs elsewhere, or is misspelt.
    fn misplaced(&self, span: Span, place: Place) -> Option<Diagnostic> {
        let first = self.scan.token_from(span.range().start).filter(|token| token.kind == TokenKind::Word)?;
        let word = self.word(first);
        let here = self.token_span(first);
        if let Some(known) = keywords::lookup(word) {
            let owned = place.starters().contains(&known.en);
            if owned || known.kind == Kind::Contextual || !is_clause(known) {
                return None;
            }
            let (zh, en) = place.block();
            if known.en == "except" {
                return Some(
                    Diagnostic::new(
                        Code::NoCertainBase,
                        here,
                        format!("“{word}”前面没有它所修改的条件"),
                        format!("`{word}` has no condition before it to modify"),
                    )
                    .help(
                        "把它移到那个条件的后面，或在前面补上那个条件",
                        "move it behind that condition, or put the condition before it",
                    ),
                );
            }
            let found = Diagnostic::new(
                Code::MisplacedClause,
                here,
                format!("“{word}”不能写在{zh}"),
                format!("`{word}` cannot stand {en}"),
            );
            return Some(match home(known) {
                Some((zh, en)) => found.help(
                    format!("“{word}”写在{zh}；移过去以前先留作注释"),
                    format!("`{word}` stands {en}; keep it as a comment until it is moved"),
                ),
                None => found.help(format!("若它是名称，写成「{word}」"), format!("if it is a name, write 「{word}」")),
            });
        }
        self.misspelt(first, place)
    }

    /// A first word that is nearly a keyword of this place.
    fn misspelt(&self, token: Token, place: Place) -> Option<Diagnostic> {
        let word = self.word(token);
        let here = self.token_span(token);
        // `对象企业`: a keyword run together with a name.
        let spellings = place.starters().iter().filter_map(|en| keywords::lookup(en)).flat_map(|keyword| keyword.zh);
        let begun = spellings.filter_map(|zh| Some((*zh, word.strip_prefix(zh)?)));
        if let Some((keyword, rest)) =
            begun.filter(|(_, rest)| rest.chars().count() >= 2).min_by_key(|(_, rest)| rest.len())
        {
            return Some(self.glued(here, word, format!("{keyword} {rest}")));
        }
        let near = nearest(word, place.starters())?;
        Some(
            Diagnostic::new(
                Code::Syntax,
                here,
                format!("没有“{word}”这样的关键词"),
                format!("there is no keyword `{word}`"),
            )
            .help(format!("是不是“{near}”？"), format!("did you mean `{near}`?"))
            .propose(here, near),
        )
    }

    /// Turns the grammar's furthest failure in `text[base..end]` into a diagnostic.
    pub(super) fn report_failure(&mut self, error: &Error<Rule>, base: usize, end: usize, place: Option<Place>) {
        let at = base.saturating_add(offset(error));
        let expected: &[Rule] = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => positives,
            ErrorVariant::CustomError { .. } => {
                let found = self.error(
                    Code::NestingTooDeep,
                    Span::new(self.file, base, base),
                    "嵌套过深，无法读下去",
                    "nested too deep to be read",
                );
                found.help = Some(Words::new("用“定义”给内层取个名字", "give the inner part a name with `define`"));
                return;
            }
        };
        let found = self.scan.token_from(at).filter(|token| token.start < end);
        let before = self.scan.token_before(at).filter(|token| token.start >= base);
        let diagnostic = self
            .special(found, self.scan.token_before(at), (base, at), expected, place)
            .unwrap_or_else(|| self.general(found, before, base, end, expected));
        self.diagnostics.push(diagnostic);
    }

    /// Mistakes that have a name of their own.
    fn special(
        &self,
        found: Option<Token>,
        before: Option<Token>,
        (base, at): (usize, usize),
        expected: &[Rule],
        place: Option<Place>,
    ) -> Option<Diagnostic> {
        // Words run together before something that cannot follow, or the unread rest of such a run.
        let earlier = before.and_then(|token| self.scan.token_before(token.start));
        for token in [before, earlier, found].into_iter().flatten() {
            let word = self.word(token);
            if token.kind == TokenKind::Word
                && !word.starts_with('「')
                && keywords::lookup(word).is_none()
                && let Some(apart) = keywords::unglue(word)
            {
                return Some(self.glued(self.token_span(token), word, apart));
            }
        }
        if let Some(token) = found.filter(|token| token.kind == TokenKind::Word) {
            let word = self.word(token);
            let wants_name = expected.iter().any(|rule| matches!(rule, Rule::name | Rule::title | Rule::member));
            if wants_name && token.start >= at && keywords::lookup(word).is_some_and(keywords::ends_expression) {
                let span = self.token_span(token);
                return Some(
                    Diagnostic::new(
                        Code::ReservedWord,
                        span,
                        format!("“{word}”是关键词，不能直接作名称"),
                        format!("`{word}` is a keyword and cannot be a bare name"),
                    )
                    .help(format!("写成「{word}」，或换一个名称"), format!("write 「{word}」, or choose another name"))
                    .patch(span, format!("「{word}」")),
                );
            }
        }
        if let Some(found) = self.nameless_condition(found, before).or_else(|| self.needless_in(found, expected)) {
            return Some(found);
        }
        // An operator could stand here, or the piece begins with what was meant for one.
        let operator = at == base || expected.iter().any(|rule| carries_on(*rule));
        let words = [found, before, earlier].into_iter().flatten();
        for token in words.filter(|token| operator && token.kind == TokenKind::Word) {
            let word = self.word(token);
            if let Some((_, with)) = ALMOST.iter().find(|(almost, _)| *almost == word) {
                let here = self.token_span(token);
                return Some(
                    Diagnostic::new(
                        Code::Syntax,
                        here,
                        format!("没有“{word}”这样的关键词"),
                        format!("there is no keyword `{word}`"),
                    )
                    .help(format!("写成“{with}”"), format!("write `{with}`"))
                    .patch(here, *with),
                );
            }
        }
        if let Some(found) = self.grouped_digits(found, before) {
            return Some(found);
        }
        // `条件 参保 金颡 5元`: the misspelt keyword was taken for the test.
        let place = place?;
        [before, found]
            .into_iter()
            .flatten()
            .filter(|token| token.kind == TokenKind::Word && keywords::lookup(self.word(*token)).is_none())
            .filter(|token| self.begins_line(*token))
            .find_map(|token| self.misspelt(token, place))
    }

    /// `条件 参保 = 真`: the name of the condition is missing, and the fact was taken for it.
    fn nameless_condition(&self, found: Option<Token>, before: Option<Token>) -> Option<Diagnostic> {
        let equals = found.filter(|token| matches!(self.word(*token), "=" | "＝"))?;
        let name =
            before.or_else(|| self.scan.token_before(equals.start)).filter(|token| token.kind == TokenKind::Word)?;
        let keyword = self.scan.token_before(name.start)?;
        if keywords::lookup(self.word(keyword)).is_none_or(|known| known.en != "condition") {
            return None;
        }
        let label = self.word(name);
        let (zh, en) = (self.word(keyword), self.word(keyword));
        Some(
            Diagnostic::new(
                Code::Syntax,
                self.token_span(equals),
                "条件先写名称，再写内容；这里没有名称",
                "a condition has a name first and then its test; the name is missing",
            )
            .help(
                format!("写成“{zh} {label} {label} = …”，第一个是名称，第二个是事实"),
                format!("write `{en} {label} {label} = …`: first the name, then the fact"),
            )
            .patch(Span::new(self.file, equals.start, equals.start), format!("{label} ")),
        )
    }

    /// `申报期 申请日 在 …`: the period follows at once.
    fn needless_in(&self, found: Option<Token>, expected: &[Rule]) -> Option<Diagnostic> {
        let word =
            found.filter(|token| keywords::lookup(self.word(*token)).is_some_and(|known| known.en == "during"))?;
        if !expected.iter().any(|rule| matches!(rule, Rule::period | Rule::period_from | Rule::calendar)) {
            return None;
        }
        let shown = self.word(word);
        Some(
            Diagnostic::new(
                Code::Syntax,
                self.token_span(word),
                format!("这里直接写期间，不写“{shown}”"),
                format!("a period stands here without `{shown}`"),
            )
            .help(
                "例如 申报期 申请日 自 2020年3月1日 至 2020年3月31日",
                "e.g. application applied from 2020-03-01 to 2020-03-31",
            )
            .patch(self.with_blanks_after(word), ""),
        )
    }

    /// A token and the blanks up to the next one on its line.
    fn with_blanks_after(&self, token: Token) -> Span {
        let rest = self.text.get(token.end..).unwrap_or("");
        let blanks = rest.chars().take_while(|c| *c == ' ').count();
        Span::new(self.file, token.start, token.end.saturating_add(blanks))
    }

    fn glued(&self, span: Span, word: &str, apart: String) -> Diagnostic {
        Diagnostic::new(
            Code::GluedWords,
            span,
            format!("“{word}”被读成了一个名称"),
            format!("`{word}` is read as one name"),
        )
        .help(format!("词与词之间要有空格：{apart}"), format!("separate words by spaces: {apart}"))
        .patch(span, apart)
    }

    /// `1,000元`.
    fn grouped_digits(&self, found: Option<Token>, before: Option<Token>) -> Option<Diagnostic> {
        let candidates = [found, before].into_iter().flatten();
        for comma in candidates.filter(|token| matches!(self.word(*token), "," | "，")) {
            let left = self.scan.token_before(comma.start)?;
            let right = self.scan.token_from(comma.end)?;
            let touching = left.end == comma.start && right.start == comma.end;
            if touching && left.kind == TokenKind::Number && right.kind == TokenKind::Number {
                let span = Span::new(self.file, left.start, right.end);
                let with = format!("{}{}", self.word(left), self.word(right));
                // `1,5` may be meant as 1.5.
                let certain = self.word(right).chars().take_while(char::is_ascii_digit).count() == 3;
                let found = Diagnostic::new(
                    Code::BadLiteral,
                    span,
                    "数字里不加分节号",
                    "numbers are written without digit separators",
                )
                .help(format!("写成“{with}”"), format!("write `{with}`"));
                return Some(if certain { found.patch(span, with) } else { found.propose(span, with) });
            }
        }
        None
    }

    fn general(
        &self,
        found: Option<Token>,
        before: Option<Token>,
        base: usize,
        end: usize,
        expected: &[Rule],
    ) -> Diagnostic {
        let may_end = expected.contains(&Rule::EOI);
        let list = Self::listed_words(expected);
        let seen = found.map(|token| self.word(token));
        if let (Some(token), Some(seen), true) = (found, seen, may_end || before.is_none()) {
            let span = self.token_span(token);
            let diagnostic = Diagnostic::new(
                Code::Syntax,
                span,
                format!("这里读不懂“{seen}”"),
                format!("`{seen}` cannot be read here"),
            );
            return match list {
                Some(list) if !may_end => {
                    diagnostic.help(format!("这里应为{}", list.zh), format!("expected {}", list.en))
                }
                Some(list) => diagnostic.help(
                    format!("这之前可以结束，或接{}", list.zh),
                    format!("what stands before may end here or go on with {}", list.en),
                ),
                None => diagnostic.help("删去它，或改正前面的写法", "delete it, or mend what stands before"),
            };
        }
        let list = list.unwrap_or_else(|| Words::new("别的内容", "something else"));
        let after = before.map_or(Span::new(self.file, base, base), |token| self.token_span(token).after());
        let same_line = |token: &Token| {
            self.text.get(after.range().start..token.start).is_some_and(|between| !between.contains('\n'))
        };
        // What is missing is missing at the end of the token before; what is wrong is wrong where it stands.
        let place = found.filter(same_line).map_or(after, |token| self.token_span(token));
        let next = self.scan.token_from(end.max(place.range().start));
        let seen = seen.filter(|_| found.as_ref().is_some_and(same_line));
        let diagnostic = match seen {
            Some(seen) => Diagnostic::new(
                Code::Syntax,
                place,
                format!("这里应为{}，却是“{seen}”", list.zh),
                format!("expected {}, found `{seen}`", list.en),
            ),
            None => Diagnostic::new(
                Code::Syntax,
                place,
                format!("这之后缺少{}", list.zh),
                format!("missing {} after this", list.en),
            ),
        };
        // The piece ends because a keyword begins the next one; perhaps it was meant as a name.
        match next.map(|token| self.word(token)) {
            Some(word) if seen.is_none() && next.as_ref().is_some_and(same_line) && keywords::is_reserved(word) => {
                diagnostic.help(
                    format!("后面的“{word}”是关键词；若它是名称，写成「{word}」"),
                    format!("`{word}` after it is a keyword; if it is a name, write 「{word}」"),
                )
            }
            _ if seen.is_none() => diagnostic.help(
                format!("补上{}；用不着就把前面那一处删去", list.zh),
                format!("add {}; if nothing is meant to come, delete what stands before", list.en),
            ),
            _ => diagnostic.help(
                format!("在它前面补上{}；前面的词用不着就删去", list.zh),
                format!("put {} before it, or delete the word before it", list.en),
            ),
        }
    }

    /// What was expected, without repetition, at most five.
    fn listed_words(expected: &[Rule]) -> Option<Words> {
        const MOST: usize = 5;
        let mut words: Vec<Words> = Vec::new();
        let operand = expected.contains(&Rule::bad_literal)
            && (expected.contains(&Rule::paren) || expected.contains(&Rule::lparen));
        let compares = expected.contains(&Rule::ge);
        let goes_on = |rule: Rule| carries_on(rule) && (rule != Rule::eq || compares);
        let required = expected.iter().any(|rule| *rule != Rule::EOI && (operand || !goes_on(*rule)));
        for rule in expected {
            // What would merely carry an expression on is of no interest where something must still come.
            if !operand && required && !expected.contains(&Rule::EOI) && goes_on(*rule) {
                continue;
            }
            // Where an operand may stand, its many forms are one; a unit is only the end of a number.
            let rule = match rule {
                rule if operand && is_operand(*rule) => Rule::arith,
                rule if is_unit(*rule) && expected.iter().any(|other| !is_unit(*other)) => continue,
                rule => *rule,
            };
            if let Some(found) = describe(rule)
                && !words.contains(&found)
            {
                words.push(found);
            }
        }
        let more = words.len() > MOST;
        words.truncate(MOST);
        let (last, rest) = words.split_last()?;
        let join = |parts: Vec<&str>, comma: &str| parts.join(comma);
        let (zh, en) = if rest.is_empty() {
            (last.zh.clone(), last.en.clone())
        } else {
            let zh = join(rest.iter().map(|w| w.zh.as_str()).collect(), "、");
            let en = join(rest.iter().map(|w| w.en.as_str()).collect(), ", ");
            if more {
                (format!("{zh}、{}等", last.zh), format!("{en}, {} and others", last.en))
            } else {
                (format!("{zh}或{}", last.zh), format!("{en} or {}", last.en))
            }
        };
        Some(Words::new(zh, en))
    }
}

/// Where a failure is, in bytes from the start of what was parsed.
fn offset(error: &Error<Rule>) -> usize {
    match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    }
}

/// The keyword among these that is nearly this word, in the word's own language.
fn nearest(word: &str, keys: &[&str]) -> Option<&'static str> {
    let spelling = if word.is_ascii() { Keywords::En } else { Keywords::Zh };
    let length = word.chars().count();
    if length < 2 {
        return None;
    }
    keys.iter()
        .filter_map(|key| keywords::by_key(key))
        .map(|keyword| keyword.spelling(spelling))
        .filter_map(|candidate| {
            let allowed = if spelling == Keywords::Zh { 1 } else { (length / 4).max(1) };
            let other = candidate.chars().count();
            if other < 2 || length.abs_diff(other) > allowed {
                return None;
            }
            let distance = strsim::osa_distance(word, candidate);
            (distance <= allowed).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
