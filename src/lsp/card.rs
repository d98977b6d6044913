//! What is shown about a declaration when an editor points at it: Markdown in Chinese or English, written from the
//! syntax tree, so that it is there while the pack has errors. Owns these words; resolves nothing.

use super::index::Kind;
use crate::diagnostic::Lang;
use crate::source::Sources;
use crate::span::Span;
use crate::syntax::ast::{self, Clause, Expr, FactAttr, Name, SourceRef, TypeExpr};

/// Expressions longer than this are cut.
const MAX_SHOWN_CHARS: usize = 400;

/// Writes cards.
pub(super) struct Cards<'a> {
    sources: &'a Sources,
    lang: Lang,
}

/// A few words for lists, and the card.
type Card = (String, String);

impl<'a> Cards<'a> {
    pub(super) const fn new(sources: &'a Sources, lang: Lang) -> Self {
        Self { sources, lang }
    }

    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// The text under a span on one line, cut when long.
    fn words(&self, span: Span) -> String {
        let flat = self.sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
        if flat.chars().count() <= MAX_SHOWN_CHARS {
            return flat;
        }
        flat.chars().take(MAX_SHOWN_CHARS).chain(['…']).collect()
    }

    fn code(&self, span: Span) -> String {
        format!("```huice\n{}\n```", self.words(span))
    }

    fn heading(&self, kind: Kind, name: &str, key: Option<&str>) -> String {
        let key = key.map_or_else(String::new, |key| format!(" `{key}`"));
        format!("**{}**{key} · {}", plain(name), kind.word(self.lang))
    }

    fn line(&self, zh: &'static str, en: &'static str, text: &str) -> String {
        match self.lang {
            Lang::Zh => format!("{zh}：{}", plain(text)),
            Lang::En => format!("{en}: {}", plain(text)),
        }
    }

    fn type_words(&self, ty: &TypeExpr) -> String {
        match ty {
            TypeExpr::Bool(_) => self.say("布尔", "bool").to_owned(),
            TypeExpr::Integer(_) => self.say("整数", "integer").to_owned(),
            TypeExpr::Number(_) => self.say("数", "number").to_owned(),
            TypeExpr::Date(_) => self.say("日期", "date").to_owned(),
            TypeExpr::Month(_) => self.say("月份", "month").to_owned(),
            TypeExpr::Months(_) => self.say("月份表", "list of months").to_owned(),
            TypeExpr::Text(_) => self.say("文本", "text").to_owned(),
            TypeExpr::Unit(unit) => self.words(unit.span),
            TypeExpr::Enum { name, set: false } => name.text.clone(),
            TypeExpr::Enum { name, set: true } => format!("{} {}", self.say("集合", "set_of"), name.text),
            TypeExpr::List(..) => self.say("列表", "list").to_owned(),
        }
    }

    fn type_line(&self, ty: &TypeExpr) -> String {
        let words = self.type_words(ty);
        match ty {
            // The grammar cannot tell an enumeration from a unit by name.
            TypeExpr::Unit(_) if super::index::values(ty).is_some() => self.line("类型或单位", "type or unit", &words),
            TypeExpr::Unit(_) => self.line("单位", "unit", &words),
            _ => self.line("类型", "type", &words),
        }
    }

    fn sources(&self, sources: &[SourceRef]) -> Option<String> {
        let words: Vec<String> = sources.iter().map(|source| self.article(source)).collect();
        (!words.is_empty()).then(|| self.line("依据", "source", &words.join(self.say("、", ", "))))
    }

    /// `第14条第1款第2句`.
    fn article(&self, source: &SourceRef) -> String {
        let part = |number: Option<u32>, zh: &str, en: &str| {
            number.map_or_else(String::new, |number| match self.lang {
                Lang::Zh => format!("第{number}{zh}"),
                Lang::En => format!(", {en} {number}"),
            })
        };
        let article = match self.lang {
            Lang::Zh => format!("第{}条", source.article),
            Lang::En => format!("article {}", source.article),
        };
        let paragraph = part(source.paragraph, "款", "paragraph");
        format!("{article}{paragraph}{}", part(source.sentence, "句", "sentence"))
    }

    fn status(&self, status: ast::EvidenceStatus) -> &'static str {
        match status {
            ast::EvidenceStatus::Verified => self.say("已核实", "verified"),
            ast::EvidenceStatus::Inferred => self.say("推断", "inferred"),
            ast::EvidenceStatus::Assumed => self.say("假定", "assumed"),
        }
    }

    fn source_and_status(
        &self,
        source: Option<&ast::Text>,
        status: Option<ast::EvidenceStatus>,
        note: Option<&ast::Text>,
    ) -> Vec<String> {
        let source = source.map(|text| self.line("来源", "source", &text.value));
        let status = status.map(|status| self.line("状态", "status", self.status(status)));
        let note = note.map(|text| self.line("注", "note", &text.value));
        source.into_iter().chain(status).chain(note).collect()
    }

    pub(super) fn unit(&self, name: &Name) -> Card {
        (String::new(), self.heading(Kind::Unit, &name.text, None))
    }

    pub(super) fn parameter(&self, param: &ast::ParameterDecl) -> Card {
        let mut lines = vec![self.heading(Kind::Parameter, &param.name.text, Some(&param.key.text))];
        lines.push(self.type_line(&param.ty));
        let day = |date: Option<ast::Date>| date.map_or_else(|| "…".to_owned(), |date| date.day.to_string());
        for value in &param.values {
            let shown = self.words(value.value.span);
            let dated = value.from.is_some() || value.to.is_some();
            let shown = if dated { format!("{shown}（{}～{}）", day(value.from), day(value.to)) } else { shown };
            lines.push(self.line("值", "value", &shown));
        }
        lines.extend(param.missing.as_ref().map(|text| self.line("未载明", "missing", &text.value)));
        let status = param.status.map(|(status, _)| status);
        lines.extend(self.source_and_status(param.source.as_ref(), status, param.note.as_ref()));
        (self.type_words(&param.ty), lines.join("\n\n"))
    }

    pub(super) fn event(&self, event: &ast::EventDecl) -> Card {
        let mut lines = vec![self.heading(Kind::Event, &event.name.text, Some(&event.key.text))];
        lines.push(match event.state {
            None => self.say("没有日期", "no date").to_owned(),
            Some(ast::EventState::On(date)) => self.line("发生于", "happened on", &date.day.to_string()),
            Some(ast::EventState::NotBy(date)) => self.line("尚未发生，截至", "not by", &date.day.to_string()),
        });
        lines.extend(event.note.as_ref().map(|text| self.line("注", "note", &text.value)));
        (String::new(), lines.join("\n\n"))
    }

    pub(super) fn period(&self, period: &ast::PeriodDecl) -> Card {
        let mut lines = vec![self.heading(Kind::Period, &period.name.text, None), self.code(period.span)];
        let status = period.status.map(|(status, _)| status);
        lines.extend(self.source_and_status(period.source.as_ref(), status, period.note.as_ref()));
        (String::new(), lines.join("\n\n"))
    }

    pub(super) fn party(&self, member: &ast::Member, kind: Kind) -> Card {
        let key = member.key.as_ref().map(|key| key.text.as_str());
        (String::new(), self.heading(kind, &member.name.text, key))
    }

    pub(super) fn script(&self, script: &ast::ScriptDecl) -> Card {
        let mut lines = vec![self.heading(Kind::Script, &script.name.text, None), self.code(script.span)];
        lines.extend(script.reason.as_ref().map(|text| self.line("理由", "reason", &text.value)));
        (self.type_words(&script.result), lines.join("\n\n"))
    }

    pub(super) fn enumeration(&self, def: &ast::EnumDecl) -> Card {
        let members: Vec<&str> = def.members.iter().map(|member| member.name.text.as_str()).collect();
        let heading = self.heading(Kind::Enum, &def.name.text, None);
        (String::new(), format!("{heading}\n\n{}", plain(&members.join(self.say("、", ", ")))))
    }

    pub(super) fn member(&self, def: &ast::EnumDecl, member: &ast::Member) -> Card {
        let key = member.key.as_ref().map(|key| key.text.as_str());
        let of = self.line("枚举", "of", &def.name.text);
        (def.name.text.clone(), format!("{}\n\n{of}", self.heading(Kind::Member, &member.name.text, key)))
    }

    pub(super) fn subject(&self, name: &Name, key: &Name) -> Card {
        (String::new(), self.heading(Kind::Subject, &name.text, Some(&key.text)))
    }

    /// A fact of a subject, or a field of a list.
    pub(super) fn fact(&self, fact: &ast::FactDecl, whose: Option<&str>, list: Option<&str>) -> Card {
        let kind = if list.is_some() { Kind::Field } else { Kind::Fact };
        let mut lines = vec![self.heading(kind, &fact.name.text, Some(&fact.key.text))];
        lines.push(self.type_line(&fact.ty));
        lines.push(self.line("主体", "subject", whose.unwrap_or(self.say("通用", "every subject"))));
        lines.extend(list.map(|list| self.line("列表", "list", list)));
        for attr in &fact.attrs {
            lines.extend(match attr {
                FactAttr::Ask(text) => Some(self.line("问", "question", &text.value)),
                FactAttr::Note(text) => Some(self.line("注", "note", &text.value)),
                FactAttr::Act => Some(self.say("待办：可以还没有做", "to do: may not be done yet").to_owned()),
                FactAttr::Fixed => {
                    Some(self.say("不变：主体自己改不了", "fixed: the subject cannot change it").to_owned())
                }
                FactAttr::Approval => Some(self.say("审批：由机关决定", "approval: an authority decides").to_owned()),
                FactAttr::Derived(expr) => Some(self.line("推导", "derived", &self.words(expr.span))),
                FactAttr::OnlyIf(test, _) => Some(self.line("仅当", "only if", &self.words(test.span))),
                FactAttr::Signed | FactAttr::Bounds(..) => None,
            });
        }
        (self.type_words(&fact.ty), lines.join("\n\n"))
    }

    pub(super) fn definition(&self, definition: &ast::Definition) -> Card {
        let heading = self.heading(Kind::Definition, &definition.name.text, None);
        (String::new(), format!("{heading}\n\n{}", self.code(definition.body.span)))
    }

    pub(super) fn reading(&self, reading: &ast::ReadingDecl) -> Card {
        let mut lines = vec![self.heading(Kind::Reading, &reading.name.text, None)];
        lines.extend(reading.text.as_ref().map(|text| plain(&text.value)));
        lines.extend(self.sources(&reading.sources));
        if reading.open.is_some() {
            lines.push(self.say("采用：未定", "adopts: undecided").to_owned());
        }
        lines.extend(reading.alternatives.iter().map(|alternative| self.choice(alternative)));
        lines.extend(reading.note.as_ref().map(|text| self.line("注", "note", &text.value)));
        (reading.text.as_ref().map_or_else(String::new, |text| text.value.clone()), lines.join("\n\n"))
    }

    fn choice(&self, alternative: &ast::Alternative) -> String {
        let body = alternative.body.as_ref().map_or_else(String::new, |body| format!(" : {}", self.words(body.span)));
        let shown = format!("{}{body}", alternative.name.text);
        if alternative.adopted {
            self.line("采用", "adopts", &shown)
        } else {
            self.line("另解", "otherwise", &shown)
        }
    }

    pub(super) fn alternative(&self, reading: &ast::ReadingDecl, alternative: &ast::Alternative) -> Card {
        let heading = self.heading(Kind::Alternative, &alternative.name.text, None);
        let of = self.line("解读", "reading", &reading.name.text);
        (reading.name.text.clone(), format!("{heading}\n\n{of}\n\n{}", self.choice(alternative)))
    }

    pub(super) fn measure(&self, measure: &ast::Measure) -> Card {
        let heading = self.heading(Kind::Measure, &measure.number.text, None);
        (measure.title.value.clone(), format!("{heading}\n\n{}", plain(&measure.title.value)))
    }

    pub(super) fn item(&self, item: &ast::Item) -> Card {
        let title = item.title.as_ref().or(item.text.as_ref()).map_or("", |text| text.value.as_str());
        let kind = match item.kind {
            ast::ItemKind::Benefit => self.say("支持", "benefit"),
            ast::ItemKind::Duty => self.say("义务", "duty"),
            ast::ItemKind::Target => self.say("指标", "target"),
            ast::ItemKind::Encouragement => self.say("鼓励", "encourage"),
            ast::ItemKind::Administrative => self.say("职责", "administrative"),
        };
        let mut lines = vec![format!("**{}** {} · {kind}", item.id.text, plain(title))];
        let sources = item.clauses.iter().flat_map(|clause| match clause {
            Clause::Sources(sources) => sources.as_slice(),
            _ => &[],
        });
        let sources: Vec<SourceRef> = sources.copied().collect();
        // Without its own source an item stands for the article its id begins with.
        let article = item.id.text.split('.').next().and_then(|number| number.parse().ok());
        let implied = article.map(|article| SourceRef { article, paragraph: None, sentence: None, span: item.id.span });
        lines.extend(self.sources(&sources).or_else(|| self.sources(implied.as_slice())));
        let for_whom = item.clauses.iter().find_map(|clause| match clause {
            Clause::Subjects(names, _) => Some(names),
            _ => None,
        });
        let names: Vec<&str> = for_whom.into_iter().flatten().map(|name| name.text.as_str()).collect();
        if !names.is_empty() {
            lines.push(self.line("对象", "for", &names.join(self.say("、", ", "))));
        }
        let unstated = item.clauses.iter().filter_map(|clause| match clause {
            Clause::Unstated(text) => Some(self.line("未载明", "unstated", &text.value)),
            _ => None,
        });
        lines.extend(unstated);
        (title.to_owned(), lines.join("\n\n"))
    }

    pub(super) fn condition(&self, condition: &ast::Condition) -> Card {
        let mut lines = vec![self.heading(Kind::Condition, &condition.label.text, None)];
        lines.extend(condition.text.as_ref().map(|text| plain(&text.value)));
        lines.extend(self.sources(&condition.sources));
        lines.extend(condition.test.as_ref().map(|test: &Expr| self.code(test.span)));
        (condition.text.as_ref().map_or_else(String::new, |text| text.value.clone()), lines.join("\n\n"))
    }

    pub(super) fn exception(&self, exception: &ast::Exception) -> Card {
        let heading = self.heading(Kind::Exception, &exception.label.text, None);
        (String::new(), format!("{heading}\n\n{}", self.code(exception.span)))
    }
}

/// Text as Markdown shows it unchanged.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!') {
            out.push('\\');
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}
