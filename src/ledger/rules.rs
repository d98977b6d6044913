//! Register against rules: the document's card, titles, chapters, figures and dates in both directions. Owns what
//! "used", "shown" and "registered" mean; brackets and parties have files of their own.

use super::literals::{Literal, Said};
use super::register::{DocumentEntry, Entry, MeasureEntry};
use super::value::{Value, says};
use super::{At, Book, Kind};
use crate::diagnostic::Words;
use crate::notice::fold;
use crate::syntax::ast::{Measure, MeasureClause, PackClause};
use crate::value::date::parse_day;
use chrono::Datelike;
use toml::Spanned;

impl<'a> Book<'a> {
    /// The card of the pack, and what it declares outside measures.
    pub(super) fn document(&mut self) {
        let entry = &self.register.data.pack;
        let (card, at) = (entry.get_ref(), entry.span().start);
        let Some(pack) = self.rules.pack else {
            let words = Words::new("规则包没有“包”声明", "the pack has no `pack` declaration");
            return self.find(Kind::Document, None, At::Register(at), None, words);
        };
        let mut check = |what: (&str, &str),
                         registered: Option<&String>,
                         rules: Option<(String, crate::span::Span)>| {
            let written = rules.as_ref().map(|(text, _)| fold(text));
            if registered.map(|text| fold(text)) == written {
                return;
            }
            let span = rules.as_ref().map_or(pack.span, |(_, span)| *span);
            let shown = |text: Option<&str>| text.unwrap_or("—").to_owned();
            let (a, b) = (shown(rules.as_ref().map(|(text, _)| text.as_str())), shown(registered.map(String::as_str)));
            let words = Words::new(
                format!("{}：规则写“{a}”，登记为“{b}”", what.0),
                format!("{}: the rules say `{a}`, the register `{b}`", what.1),
            );
            self.find(Kind::Document, None, At::Rules(span), Some(at), words);
        };
        let clause =
            |pick: &dyn Fn(&PackClause) -> Option<(String, crate::span::Span)>| pack.clauses.iter().find_map(pick);
        check(("规则包编号", "id"), Some(&card.id), Some((pack.key.text.clone(), pack.key.span)));
        let text = |text: &crate::syntax::ast::Text| Some((text.value.clone(), text.span));
        check(
            ("文号", "number"),
            card.number.as_ref(),
            clause(&|c| if let PackClause::Document(t) = c { text(t) } else { None }),
        );
        check(
            ("标题", "title"),
            card.title.as_ref(),
            clause(&|c| if let PackClause::Title(t) = c { text(t) } else { None }),
        );
        check(
            ("发布机关", "issuer"),
            card.issuer.as_ref(),
            clause(&|c| if let PackClause::Issuer(t) = c { text(t) } else { None }),
        );
        let issued = clause(&|c| if let PackClause::Issued(d) = c { Some((d.day.to_string(), d.span)) } else { None });
        check(("印发日", "issued"), card.issued.as_ref(), issued);
        self.parameters();
    }

    /// Values from outside the notice must be declared with where they come from.
    fn parameters(&mut self) {
        let parameters: Vec<_> = self.rules.parameters.values().copied().collect();
        self.counts.parameters = parameters.len().saturating_add(self.rules.periods.len());
        for parameter in parameters {
            if parameter.source.is_none() && parameter.missing.is_none() {
                let words = Words::new(
                    format!("参数“{}”没有来源", parameter.name.text),
                    format!("parameter `{}` names no source", parameter.name.text),
                );
                self.find(Kind::Unregistered, None, At::Rules(parameter.name.span), None, words);
            }
        }
        let shared = self.rules.shared.clone();
        for definition in shared {
            for literal in self.rules.of_definition(definition).literals {
                let anywhere = self.register.data.measure.iter().any(|measure| registered(measure.get_ref(), &literal));
                if !anywhere && !literal.value.is_zero() && !self.of_the_document(&literal.value) {
                    self.unregistered(None, &literal);
                }
            }
        }
    }

    /// Every measure of either side.
    pub(super) fn measures(&mut self) {
        let measures = self.rules.measures.clone();
        self.counts.measures = measures.len();
        let entry = &self.register.data.pack;
        let at = entry.span().start;
        if entry.get_ref().measures.is_some_and(|count| count != measures.len()) {
            let n = entry.get_ref().measures.unwrap_or(0);
            let words = Words::new(
                format!("登记 {n} 条措施，规则有 {} 条", measures.len()),
                format!("{n} measures registered, {} in the rules", measures.len()),
            );
            self.find(Kind::Count, None, At::Register(at), None, words);
        }
        let mut numbers = Vec::new();
        for measure in measures {
            let number = measure.number.text.parse::<u32>().unwrap_or(0);
            numbers.push(number);
            match self.register.measure(number) {
                Some(entry) => self.measure(measure, entry),
                None => {
                    let words =
                        Words::new(format!("第{number}条没有登记"), format!("measure {number} is not registered"));
                    self.find(Kind::Measure, Some(number), At::Rules(measure.number.span), None, words);
                }
            }
        }
        for entry in &self.register.data.measure {
            let number = entry.get_ref().number;
            if !numbers.contains(&number) {
                let words = Words::new(format!("规则没有第{number}条"), format!("the rules have no measure {number}"));
                self.find(Kind::Measure, Some(number), At::Register(entry.span().start), None, words);
            }
        }
        if entry.get_ref().brackets.is_some_and(|count| count != self.counts.brackets) {
            let n = entry.get_ref().brackets.unwrap_or(0);
            let words = Words::new(
                format!("登记 {n} 处责任括注，规则有 {} 处", self.counts.brackets),
                format!("{n} brackets registered, {} in the rules", self.counts.brackets),
            );
            self.find(Kind::Count, None, At::Register(at), None, words);
        }
    }

    fn measure(&mut self, measure: &'a Measure, spanned: &'a Spanned<MeasureEntry>) {
        let (entry, at) = (spanned.get_ref(), spanned.span().start);
        let number = Some(entry.number);
        // A measure without a title has a name of the rules' own.
        if !entry.title.is_empty() && fold(&measure.title.value) != fold(&entry.title) {
            let words = Words::new(
                format!("标题：规则写“{}”，登记为“{}”", measure.title.value, entry.title),
                format!("title: the rules say `{}`, the register `{}`", measure.title.value, entry.title),
            );
            self.find(Kind::Title, number, At::Rules(measure.title.span), Some(at), words);
        }
        self.chapter(measure, entry, at);
        self.brackets(measure, entry, at);
        let own = self.rules.own(measure);
        for entry in entry.entries() {
            self.entry(measure, entry);
        }
        self.parties(measure, entry, &own);
        self.cited(measure, entry, &own);
        for literal in &own.literals {
            self.literal(entry, literal);
        }
    }

    fn chapter(&mut self, measure: &Measure, entry: &MeasureEntry, at: usize) {
        let written = measure.clauses.iter().find_map(|clause| match clause {
            MeasureClause::Chapter(text) => Some(text),
            _ => None,
        });
        let (Some(written), Some(code)) = (written, &entry.chapter) else {
            if written.is_some() || entry.chapter.is_some() {
                let words = Words::new("章节只有一边写了", "the chapter is given on one side only");
                self.find(Kind::Chapter, Some(entry.number), At::Rules(measure.number.span), Some(at), words);
            }
            return;
        };
        let (text, code) = (fold(&written.value), fold(code));
        let titles =
            self.register.data.chapter.iter().map(Spanned::get_ref).find(|chapter| fold(&chapter.code) == code);
        let rest = text.strip_prefix(code.as_str()).map(|rest| rest.trim_start_matches('、'));
        // Rules may shorten a title (稳就业) but not change it; a longer number is another chapter.
        let good = rest.is_some_and(|rest| {
            !rest.starts_with('（') && titles.is_none_or(|chapter| fold(&chapter.title).contains(rest))
        });
        if !good {
            let title = titles.map_or("", |chapter| chapter.title.as_str());
            let words = Words::new(
                format!(
                    "章节：规则写“{}”，登记为“{code}{}{title}”",
                    written.value,
                    if title.is_empty() { "" } else { " " }
                ),
                format!("chapter: the rules say `{}`, the register `{code} {title}`", written.value),
            );
            self.find(Kind::Chapter, Some(entry.number), At::Rules(written.span), Some(at), words);
        }
    }

    /// A registered figure or date: is it used?
    fn entry(&mut self, measure: &'a Measure, spanned: &Spanned<Entry>) {
        let (entry, at) = (spanned.get_ref(), spanned.span().start);
        let number = measure.number.text.parse::<u32>().ok();
        self.spelling(number, entry, at);
        if let Some(reason) = &entry.waived {
            return self.waive(number, &entry.text, reason);
        }
        let Some(item) = &entry.item else {
            let words = Words::new(
                format!("“{}”没有写属于哪一项，也没有写不进规则的理由", entry.text),
                format!("`{}` names neither an item nor a reason to waive it", entry.text),
            );
            return self.find(Kind::Item, number, At::Register(at), Some(at), words);
        };
        let Some(said) = self.rules.reached(measure, item) else {
            let words = Words::new(
                format!("“{}”登记在 {item}，规则没有这一项", entry.text),
                format!("`{}` is registered for {item}, which the rules do not have", entry.text),
            );
            return self.find(Kind::Item, number, At::Register(at), Some(at), words);
        };
        match used(entry, &said) {
            Some(true) => self.counts.used = self.counts.used.saturating_add(1),
            Some(false) => self.counts.shown = self.counts.shown.saturating_add(1),
            None => {
                let words = Words::new(
                    format!("{item} 没有用到登记的“{}”", written(entry)),
                    format!("{item} does not use the registered `{}`", written(entry)),
                );
                let span = item_span(measure, item).unwrap_or(measure.number.span);
                self.find(Kind::Unused, number, At::Rules(span), Some(at), words);
            }
        }
        self.covers(measure, item, &said, entry.paragraph, entry.sentence, (&entry.text, at));
    }

    /// The item must cite the sentence that the entry stands in.
    pub(super) fn covers(
        &mut self,
        measure: &Measure,
        item: &str,
        said: &Said<'_>,
        paragraph: u32,
        sentence: u32,
        (text, at): (&str, usize),
    ) {
        let number = measure.number.text.parse::<u32>().unwrap_or(0);
        let cited = said.sources.is_empty()
            || said.sources.iter().any(|source| {
                source.article == number
                    && source.paragraph.unwrap_or(1) == paragraph
                    && source.sentence.is_none_or(|cited| cited == sentence)
            });
        if !cited {
            let words = Words::new(
                format!("{item} 的依据不含款{paragraph}句{sentence}，那里有“{text}”"),
                format!("{item} does not cite paragraph {paragraph} sentence {sentence}, where `{text}` stands"),
            );
            let span = item_span(measure, item).unwrap_or(measure.number.span);
            self.find(Kind::Source, Some(number), At::Rules(span), Some(at), words);
        }
    }

    /// The value must be what the words say.
    fn spelling(&mut self, number: Option<u32>, entry: &Entry, at: usize) {
        let issued = self.register.data.pack.get_ref().issued.as_deref().and_then(parse_day);
        let year = issued.map_or(0, |day| day.year());
        let value = match (&entry.value, &entry.from, &entry.to) {
            (Some(value), _, _) => Some(value.clone()),
            _ => None,
        };
        let wrong = match value {
            Some(value) => says(&entry.text, &value, year) == Some(false),
            None => match (&entry.from, &entry.to, crate::notice::meaning(&entry.text, year)) {
                (Some(from), Some(to), Some(crate::notice::Meaning::Span(a, b))) => ends(from, to) != Some((a, b)),
                _ => false,
            },
        };
        if wrong {
            let words = Words::new(
                format!("原文写法“{}”与登记的值“{}”不符", entry.text, written(entry)),
                format!("the words `{}` do not say the value `{}`", entry.text, written(entry)),
            );
            self.find(Kind::Value, number, At::Register(at), Some(at), words);
        }
    }

    /// A literal of a rule: is it registered?
    fn literal(&mut self, entry: &MeasureEntry, literal: &Literal) {
        if registered(entry, literal) {
            self.counts.literals = self.counts.literals.saturating_add(1);
        } else if literal.alternative {
            self.counts.alternatives = self.counts.alternatives.saturating_add(1);
        } else if !literal.value.is_zero() && !self.of_the_document(&literal.value) {
            self.unregistered(Some(entry.number), literal);
        }
    }

    fn unregistered(&mut self, measure: Option<u32>, literal: &Literal) {
        let text = self.sources.slice(literal.span).to_owned();
        let words = Words::new(format!("规则里的“{text}”没有登记"), format!("`{text}` in the rules is not registered"));
        self.find(Kind::Unregistered, measure, At::Rules(literal.span), None, words);
    }

    /// The day of issue and the area are the document's own.
    fn of_the_document(&self, value: &Value) -> bool {
        let card = self.register.data.pack.get_ref();
        match value {
            Value::Days(from, to) => {
                from == to && card.issued.as_deref().and_then(parse_day).is_some_and(|day| day == *from)
            }
            Value::Text(text) => card.area.as_ref() == Some(text),
            Value::Quantity(..) | Value::Points(_) => false,
        }
    }

    fn cited(&mut self, measure: &Measure, entry: &MeasureEntry, own: &Said<'_>) {
        let number = Some(entry.number);
        for spanned in &entry.document {
            let (document, at) = (spanned.get_ref(), spanned.span().start);
            self.counts.parties = self.counts.parties.saturating_add(1);
            if let Some(reason) = &document.waived {
                self.waive(number, &document.title, reason);
                continue;
            }
            let said = document.item.as_ref().and_then(|item| self.rules.reached(measure, item));
            let cites = said.as_ref().map_or(&own.cites, |said| &said.cites);
            if !cites.iter().any(|text| names(&text.value, document)) {
                let shown = shown(document);
                let words = Words::new(format!("规则没有引用“{shown}”"), format!("the rules do not cite `{shown}`"));
                let span = document.item.as_ref().and_then(|item| item_span(measure, item));
                self.find(Kind::Cited, number, At::Rules(span.unwrap_or(measure.number.span)), Some(at), words);
            }
        }
        for text in &own.cites {
            if !entry.document.iter().any(|document| names(&text.value, document.get_ref())) {
                let words = Words::new(
                    format!("引用的“{}”没有登记", text.value),
                    format!("the cited `{}` is not registered", text.value),
                );
                self.find(Kind::Cited, number, At::Rules(text.span), None, words);
            }
        }
    }
}

/// Whether a citation is exactly this document.
fn names(text: &str, document: &DocumentEntry) -> bool {
    fold(text) == fold(&shown(document))
}

pub(super) fn shown(document: &DocumentEntry) -> String {
    match &document.number {
        Some(number) if document.title.is_empty() => number.clone(),
        Some(number) => format!("{}（{number}）", document.title),
        None => document.title.clone(),
    }
}

/// The value of an entry, for people.
pub(super) fn written(entry: &Entry) -> String {
    let span = entry.from.as_ref().zip(entry.to.as_ref()).map(|(from, to)| format!("{from}至{to}"));
    let after = entry.within.as_ref().map(|within| format!("{}后{within}", entry.event.as_deref().unwrap_or("")));
    let value = entry.value.clone().or(span).or(after).or_else(|| entry.period.clone());
    match value {
        Some(value) if value != entry.text => format!("{}（{value}）", entry.text),
        _ => entry.text.clone(),
    }
}

fn ends(from: &str, to: &str) -> Option<(chrono::NaiveDate, chrono::NaiveDate)> {
    match (Value::read(from)?, Value::read(to)?) {
        (Value::Days(first, _), Value::Days(_, last)) => Some((first, last)),
        _ => None,
    }
}

pub(super) fn item_span(measure: &Measure, id: &str) -> Option<crate::span::Span> {
    measure.clauses.iter().find_map(|clause| match clause {
        MeasureClause::Item(item) if item.id.text == id => Some(item.id.span),
        MeasureClause::Condition(condition) => {
            condition.id.as_ref().filter(|name| name.text == id).map(|name| name.span)
        }
        _ => None,
    })
}

/// Whether rules compute with an entry (`true`) or only show it (`false`).
fn used(entry: &Entry, said: &Said<'_>) -> Option<bool> {
    let literals = || said.literals.iter().filter(|literal| !literal.alternative);
    let equal = |value: &Value| {
        let mut found: Vec<bool> = literals().filter(|l| l.value == *value).map(|l| !l.shown).collect();
        found.sort_unstable();
        found.pop()
    };
    let mut result = None;
    if let Some(period) = &entry.period {
        result = said.periods.contains(period.as_str()).then_some(true);
    } else if let (Some(event), Some(within)) = (&entry.event, &entry.within) {
        let length = Value::read(within);
        result = said.after.iter().any(|(name, value)| name == event && Some(value) == length.as_ref()).then_some(true);
    } else if let Some(value) = entry.value.as_ref().or(entry.within.as_ref()).and_then(|text| Value::read(text)) {
        result = equal(&value);
    } else if let Some((first, last)) = entry.from.as_ref().zip(entry.to.as_ref()).and_then(|(from, to)| ends(from, to))
    {
        let whole = equal(&Value::Days(first, last));
        let starts: Vec<_> = literals().filter(|l| matches!(l.value, Value::Days(from, _) if from == first)).collect();
        let stops: Vec<_> = literals().filter(|l| matches!(l.value, Value::Days(_, to) if to == last)).collect();
        let computed = |ends: &[&Literal]| ends.iter().any(|literal| !literal.shown);
        let both = (!starts.is_empty() && !stops.is_empty()).then(|| computed(&starts) && computed(&stops));
        result = whole.or(both);
    }
    let text = fold(&entry.text);
    result.or_else(|| said.words.iter().any(|words| has_figure(&fold(words), &text)).then_some(false))
}

/// Whether words show a figure: `3个月` is not shown by `13个月`.
fn has_figure(words: &str, figure: &str) -> bool {
    words.match_indices(figure).any(|(at, _)| {
        let before = words.get(..at).and_then(|before| before.chars().next_back());
        !(figure.starts_with(|c: char| c.is_ascii_digit()) && before.is_some_and(|c| c.is_ascii_digit() || c == '.'))
    })
}

/// Whether a literal is a figure, a date or an end of a period of this measure.
fn registered(measure: &MeasureEntry, literal: &Literal) -> bool {
    let read = |text: &Option<String>| text.as_deref().and_then(Value::read);
    measure.entries().map(Spanned::get_ref).filter(|entry| entry.waived.is_none()).any(|entry| {
        let same = [&entry.value, &entry.within].into_iter().any(|text| read(text).as_ref() == Some(&literal.value));
        let span = entry.from.as_ref().zip(entry.to.as_ref()).and_then(|(from, to)| ends(from, to));
        let part = match (span, &literal.value) {
            (Some((first, last)), Value::Days(from, to)) => {
                (first, last) == (*from, *to)
                    || *from == first && read(&entry.from).as_ref() == Some(&literal.value)
                    || *to == last && read(&entry.to).as_ref() == Some(&literal.value)
            }
            _ => false,
        };
        same || part
    })
}
