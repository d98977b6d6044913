//! Measures, combinations, conditions and exceptions. Owns their assembly.

use super::kids::{Kids, only};
use super::place::Place;
use super::{Builder, Pair, Rule};
use crate::diagnostic::{Code, Words};
use crate::syntax::ast::{
    Combination, CombinationRule, Condition, Exception, Expr, Measure, MeasureClause, ParagraphClause, PartyClause,
    PartyRole, Per, SourceRef,
};

impl Builder<'_> {
    pub(super) fn measure(&mut self, pair: Pair<'_>) -> Option<Measure> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let number = kids.accept(Rule::count)?;
        let number = self.id(&number);
        let title = self.title(kids.accept(Rule::title)?)?;
        let mut clauses = Vec::new();
        self.sibling = None;
        for kid in kids {
            let span = self.span(&kid);
            let clause = match kid.as_rule() {
                Rule::bad_measure => {
                    self.bad(&kid, Place::Measure);
                    continue;
                }
                Rule::chapter => self.text_in(kid).map(MeasureClause::Chapter),
                Rule::cites => self.text_in(kid).map(MeasureClause::Cites),
                Rule::party_clause => self.party_clause(kid).map(MeasureClause::Parties),
                Rule::paragraph => self.paragraph(kid).map(MeasureClause::Paragraph),
                Rule::condition => self.condition(kid).map(MeasureClause::Condition),
                Rule::define => self.definition(kid).map(MeasureClause::Define),
                Rule::reading => self.reading(kid).map(MeasureClause::Reading),
                Rule::item => self.item(kid).map(MeasureClause::Item),
                Rule::combination => self.combination(kid).map(MeasureClause::Combination),
                Rule::in_force => self.period_in(kid).map(MeasureClause::InForce),
                Rule::case_decl => self.case(kid).map(MeasureClause::Case),
                _ => None,
            };
            clauses.extend(self.kept(span, clause));
        }
        Some(Measure { number, title, clauses, span })
    }

    fn paragraph(&mut self, pair: Pair<'_>) -> Option<ParagraphClause> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let number = kids.accept(Rule::count)?;
        let number = self.small(&number);
        let mut parties = Vec::new();
        self.sibling = None;
        for kid in kids {
            if kid.as_rule() == Rule::bad_party {
                self.bad(&kid, Place::Party);
            } else {
                parties.extend(self.party_clause(kid));
            }
        }
        Some(ParagraphClause { number, parties, span })
    }

    pub(super) fn party_clause(&mut self, pair: Pair<'_>) -> Option<PartyClause> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let role = match only(kids.next()?)? {
            Rule::kw_official => PartyRole::Official,
            Rule::kw_lead => PartyRole::Lead,
            _ => PartyRole::Responsible,
        };
        Some(PartyClause { role, names: self.names(&mut kids), span })
    }

    pub(super) fn combination(&mut self, pair: Pair<'_>) -> Option<Combination> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let rule = match only(kids.next()?)? {
            Rule::kw_highest => CombinationRule::Highest,
            Rule::kw_highest_once => CombinationRule::HighestOnce,
            _ => CombinationRule::Offset,
        };
        let mut items = Vec::new();
        while let Some(id) = kids.accept(Rule::item_id) {
            items.push(self.id(&id));
        }
        let per = self.per(kids.accept(Rule::per)?)?;
        let note = kids.accept(Rule::note).and_then(|note| self.text_in(note));
        Some(Combination { rule, items, per, note, span })
    }

    pub(super) fn per(&mut self, pair: Pair<'_>) -> Option<Per> {
        let inner = Kids::of(pair).next()?;
        Some(match inner.as_rule() {
            Rule::per_subject => Per::Subject,
            Rule::per_record => Per::Record,
            _ => Per::List(self.name(&inner)),
        })
    }

    /// `依据`: numbers not written carry over from the reference before.
    pub(super) fn sources(&mut self, pair: Pair<'_>) -> Vec<SourceRef> {
        let mut refs: Vec<SourceRef> = Vec::new();
        self.sibling = None;
        for kid in Kids::of(pair) {
            let span = self.span(&kid);
            let (mut article, mut paragraph, mut sentence) = (None, None, None);
            for part in Kids::of(kid) {
                let rule = part.as_rule();
                let Some(count) = Kids::of(part).next() else { continue };
                let number = Some(self.small(&count));
                match rule {
                    Rule::ref_article => article = number,
                    Rule::ref_paragraph => paragraph = number,
                    _ => sentence = number,
                }
            }
            let before = refs.last().copied();
            if article.is_none() && paragraph.is_none() {
                paragraph = before.and_then(|before| before.paragraph);
            }
            let Some(article) = article.or(before.map(|before| before.article)) else {
                let found = self.error(Code::Syntax, span, "依据要从条号写起", "a source begins with the article");
                found.help = Some(Words::new("例如 条14 句1", "e.g. article 14 sentence 1"));
                continue;
            };
            refs.push(SourceRef { article, paragraph, sentence, span });
        }
        refs
    }

    /// `条件` or `推定`.
    pub(super) fn condition(&mut self, pair: Pair<'_>) -> Option<Condition> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let id = kids.accept(Rule::item_id).map(|id| self.id(&id));
        let label = self.next_name(&mut kids)?;
        let text = self.next_text(&mut kids);
        let mut soft = kids.accept(Rule::soft).is_some();
        let mut test = self.next_expr(&mut kids);
        let (mut sources, mut exceptions) = (Vec::new(), Vec::new());
        self.sibling = None;
        for kid in kids {
            match kid.as_rule() {
                Rule::condition_body => {
                    self.sibling = None;
                    for part in Kids::of(kid) {
                        let span = self.span(&part);
                        match part.as_rule() {
                            Rule::bad_part => self.bad(&part, Place::Part),
                            Rule::sources => sources.extend(self.sources(part)),
                            Rule::exception => {
                                let exception = self.exception(part);
                                exceptions.extend(self.kept(span, exception));
                            }
                            _ => {
                                let mut kids = Kids::of(part);
                                soft |= kids.accept(Rule::soft).is_some();
                                let found: Option<Expr> = self.next_expr(&mut kids);
                                if let Some(found) = self.kept(span, found) {
                                    self.second_test(&mut test, found);
                                }
                            }
                        }
                    }
                }
                _ => {
                    let span = self.span(&kid);
                    let exception = self.exception(kid);
                    exceptions.extend(self.kept(span, exception));
                }
            }
        }
        Some(Condition { id, label, text, soft, test, sources, exceptions, span })
    }

    fn second_test(&mut self, test: &mut Option<Expr>, found: Expr) {
        if test.is_none() {
            *test = Some(found);
            return;
        }
        let span = found.span;
        let error = self.error(Code::RepeatedClause, span, "一个条件只写一个判断", "a condition has one test");
        *error = error.clone().help("用“且”或“或”把它们连起来", "join them with `and` or `or`");
    }

    fn exception(&mut self, pair: Pair<'_>) -> Option<Exception> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let label = self.next_name(&mut kids)?;
        let when = self.expr_in(kids.accept(Rule::when)?)?;
        let then = if kids.accept(Rule::restores).is_some() { None } else { Some(self.next_expr(&mut kids)?) };
        let over = kids.accept(Rule::over).map(|over| self.names(&mut Kids::of(over))).unwrap_or_default();
        let mut exceptions = Vec::new();
        self.sibling = None;
        for kid in kids.accept(Rule::exception_body).into_iter().flat_map(Kids::of) {
            let span = self.span(&kid);
            if kid.as_rule() == Rule::bad_except {
                self.bad(&kid, Place::Exception);
            } else {
                let exception = self.exception(kid);
                exceptions.extend(self.kept(span, exception));
            }
        }
        Some(Exception { label, when, then, over, exceptions, span })
    }
}
