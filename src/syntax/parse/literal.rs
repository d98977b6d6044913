//! Literals and written units: numbers with 万 and 亿, quantities, dates, months. Owns what digits mean; knows
//! nothing of which units exist.

use super::kids::{Kids, fold};
use super::{Builder, Pair, Rule, nothing};
use crate::diagnostic::{Code, Patch, Words};
use crate::span::Span;
use crate::syntax::ast::{Date, Expr, ExprKind, Name, UnitExpr, UnitFactor};
use crate::syntax::keywords;
use crate::value::date::{MAX_YEAR, MIN_YEAR, Month, written_like};
use crate::value::number::Number;
use chrono::{Datelike, NaiveDate};
use unicode_normalization::UnicodeNormalization;

/// English spellings of the built-in units.
pub(crate) const UNIT_ALIASES: &[(&str, &str)] = &[
    ("yuan", "元"),
    ("month", "月"),
    ("months", "月"),
    ("year", "年"),
    ("years", "年"),
    ("day", "天"),
    ("days", "天"),
    ("workday", "工作日"),
    ("workdays", "工作日"),
];

impl Builder<'_> {
    /// A `literal` or `bad_literal`.
    pub(super) fn literal(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        if pair.as_rule() == Rule::bad_literal {
            self.bad_literal(span, pair.as_str());
            return nothing(span);
        }
        let Some(inner) = Kids::of(pair).next() else { return nothing(span) };
        let kind = match inner.as_rule() {
            Rule::day => ExprKind::Date(self.day(inner).day),
            Rule::month => ExprKind::Month(self.month(inner)),
            Rule::points => ExprKind::Points(self.number(&mut Kids::of(inner), span)),
            Rule::half_year => {
                let factors = vec![(UnitFactor::Named(Name { text: "月".to_owned(), span }), 1)];
                ExprKind::Quantity { number: Number::from_i64(6), unit: UnitExpr { factors, span } }
            }
            _ => self.quantity(inner, span),
        };
        Expr { kind, span }
    }

    fn bad_literal(&mut self, span: Span, raw: &str) {
        let glued = keywords::unglue(raw);
        let found = self.error(
            Code::BadLiteral,
            span,
            format!("“{raw}”不是一个数量、日期或编号"),
            format!("`{raw}` is not a quantity, a date or a number"),
        );
        if let Some(apart) = glued {
            *found = found.clone().help("词与词之间要有空格", "separate words by spaces").patch(span, apart);
        } else {
            *found = found.clone().help(
                "数量写作 5.5%、1000万元、6个月，日期写作 2020年3月6日；数字里不加分节号",
                "quantities are written 5.5%, 1000万元, 6months, dates 2020-03-06, without digit separators",
            );
        }
    }

    fn number(&mut self, kids: &mut Kids<'_>, span: Span) -> Number {
        let raw = kids.accept(Rule::number).map(|pair| fold(pair.as_str())).unwrap_or_default();
        Number::parse_decimal(&raw).unwrap_or_else(|| {
            let found = self.error(Code::BadLiteral, span, "数字位数过多", "too many digits");
            found.help = Some(Words::new("用 万、亿 来写，例如 1000万元", "write it with 万 or 亿, e.g. 1000万元"));
            Number::zero()
        })
    }

    fn quantity(&mut self, pair: Pair<'_>, span: Span) -> ExprKind {
        let mut kids = Kids::of(pair);
        let mut number = self.number(&mut kids, span);
        if let Some(magnitude) = kids.accept(Rule::magnitude) {
            let factor = match magnitude.as_str() {
                "万" => 10_000,
                "亿" => 100_000_000,
                _ => 1_000_000_000_000,
            };
            number = number.mul(&Number::from_i64(factor));
        }
        let measure_word = kids.accept(Rule::ge_word).is_some();
        let unit = match kids.accept(Rule::unit) {
            Some(unit) => {
                let first_is_month = unit.as_str().starts_with('月');
                if first_is_month && !measure_word {
                    self.bare_month(span, unit.as_span().start());
                }
                self.unit(unit)
            }
            None => UnitExpr { factors: Vec::new(), span: span.after() },
        };
        ExprKind::Quantity { number, unit }
    }

    fn bare_month(&mut self, span: Span, at: usize) {
        let raw = self.text.get(span.range()).unwrap_or("");
        let split = at.saturating_sub(span.range().start);
        let (digits, rest) = raw.split_at_checked(split).unwrap_or((raw, ""));
        let (fixed, raw) = (format!("{digits}个{rest}"), raw.to_owned());
        let found = self.error(
            Code::BareMonth,
            span,
            format!("“{raw}”可指月份，也可指时长"),
            format!("`{raw}` may be a month of the year or a length of time"),
        );
        *found = found
            .clone()
            .help(
                format!("时长写作“{fixed}”，月份连年写，如“2020年{raw}”"),
                format!("write `{fixed}` for a length, `2020年{raw}` for a month"),
            )
            .propose(span, fixed.clone());
    }

    /// A written unit.
    pub(super) fn unit(&mut self, pair: Pair<'_>) -> UnitExpr {
        let span = self.span(&pair);
        let mut factors = Vec::new();
        for part in Kids::of(pair) {
            if part.as_rule() == Rule::unit_under {
                for under in Kids::of(part).filter(|under| under.as_rule() == Rule::unit_factor) {
                    factors.push((self.factor(&under), -1));
                }
            } else if part.as_rule() == Rule::unit_factor {
                factors.push((self.factor(&part), 1));
            }
        }
        UnitExpr { factors, span }
    }

    fn factor(&mut self, pair: &Pair<'_>) -> UnitFactor {
        let span = self.span(pair);
        let raw: String = pair.as_str().nfc().collect();
        let text = UNIT_ALIASES.iter().find(|(en, _)| *en == raw).map_or(raw.as_str(), |(_, zh)| zh);
        match text {
            "%" | "％" => UnitFactor::Percent,
            "‰" => UnitFactor::PerMille,
            "年" => UnitFactor::Year,
            _ => {
                let joined = ['且', '或']
                    .into_iter()
                    .find_map(|c| text.split_once(c).map(|(left, right)| format!("{left} {c} {right}")));
                if let Some(apart) = keywords::unglue(text).or(joined) {
                    let found = self.error(
                        Code::GluedWords,
                        span,
                        format!("“{text}”被读成了一个单位"),
                        format!("`{text}` is read as one unit"),
                    );
                    *found = found.clone().help("词与词之间要有空格", "separate words by spaces").patch(span, apart);
                }
                UnitFactor::Named(Name { text: text.to_owned(), span })
            }
        }
    }

    /// A day; one the calendar does not have is reported.
    pub(super) fn day(&mut self, pair: Pair<'_>) -> Date {
        let span = self.span(&pair);
        let (year, month, day) = numbers(pair.as_str());
        let found = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
        let found = found.filter(|day| (MIN_YEAR..=MAX_YEAR).contains(&day.year()));
        let day = found.unwrap_or_else(|| {
            self.bad_date(span, year);
            NaiveDate::default()
        });
        Date { day, span }
    }

    /// A month; one the calendar does not have is reported.
    pub(super) fn month(&mut self, pair: Pair<'_>) -> Month {
        let span = self.span(&pair);
        let (year, month, _) = numbers(pair.as_str());
        self.month_of(span, year, month)
    }

    pub(super) fn month_of(&mut self, span: Span, year: u32, month: u32) -> Month {
        let made =
            i32::try_from(year).ok().zip(u8::try_from(month).ok()).and_then(|(year, month)| Month::new(year, month));
        made.unwrap_or_else(|| {
            self.bad_date(span, year);
            Month::of(NaiveDate::default())
        })
    }

    fn bad_date(&mut self, span: Span, year: u32) {
        let raw = self.text.get(span.range()).unwrap_or("").to_owned();
        let (_, month, day) = numbers(&raw);
        let written = i32::try_from(year).ok().filter(|year| (MIN_YEAR..=MAX_YEAR).contains(year));
        let last = written
            .zip(u8::try_from(month).ok())
            .and_then(|(year, month)| Month::new(year, month))
            .filter(|_| day > 0)
            .map(Month::last_day);
        let (zh, en) = match written {
            Some(_) => (format!("历法里没有“{raw}”"), format!("the calendar has no `{raw}`")),
            None => (
                format!("“{raw}”的年份不在 {MIN_YEAR} 至 {MAX_YEAR} 之间"),
                format!("the year of `{raw}` is not from {MIN_YEAR} to {MAX_YEAR}"),
            ),
        };
        let found = self.error(Code::BadDate, span, zh, en);
        found.help = Some(match (written, last) {
            (Some(_), Some(last)) => Words::new(
                format!("那个月的最后一天是 {last}；对照通知写，或只写月份"),
                format!("the last day of that month is {last}; see the notice, or write the month alone"),
            ),
            (Some(_), None) => Words::new("月份是 1 到 12，年份四位", "months are 1 to 12, years have four digits"),
            (None, _) => Words::new("对照通知改正年份", "see the notice for the year"),
        });
        if let Some(last) = last {
            found.patch = Some(Patch::proposed(span, written_like(last, &raw)));
        }
    }
}

/// The runs of digits in a date; missing ones are 0.
fn numbers(raw: &str) -> (u32, u32, u32) {
    let folded = fold(raw);
    let mut runs =
        folded.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).map(|run| run.parse().unwrap_or(0));
    let mut next = || runs.next().unwrap_or(0);
    (next(), next(), next())
}
