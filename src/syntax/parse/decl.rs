//! Top-level declarations other than measures and cases. Owns their assembly; knows nothing of names' meaning.

use super::kids::{Kids, only};
use super::place::Place;
use super::{Builder, Pair, Rule};
use crate::diagnostic::{Code, Words};
use crate::syntax::ast::{
    Alternative, Date, Decl, Definition, EnumDecl, EventDecl, EventState, EvidenceStatus, Expr, ExprKind, FactAttr,
    FactDecl, Member, Name, PackClause, PackDecl, ParameterDecl, ParameterValue, PartyDecl, PeriodDecl, ReadingDecl,
    Rounding, ScriptDecl, SubjectDecl, Text, TypeExpr, UnitDecl,
};
use crate::value::rounding;

/// Inclusive bounds; either end may be open.
pub(super) type Bounds = (Option<Expr>, Option<Expr>);

/// The name of the call that stands for a list of months in a parameter or a case.
pub(crate) const MONTHS_CALL: &str = "月份表";

/// The name of the call that stands for a set of members in a case.
pub(crate) const SET_CALL: &str = "集合";

impl Builder<'_> {
    /// A child of the file.
    pub(super) fn decl(&mut self, pair: Pair<'_>) -> Option<Decl> {
        let span = self.span(&pair);
        let decl = match pair.as_rule() {
            Rule::semi | Rule::EOI => return None,
            Rule::bad_decl => {
                self.bad(&pair, Place::Decl);
                return None;
            }
            Rule::pack_decl => self.pack(pair).map(Decl::Pack),
            Rule::unit_decl => Some(Decl::Unit(UnitDecl { names: self.names(&mut Kids::of(pair)), span })),
            Rule::enum_decl => self.enumeration(pair).map(Decl::Enum),
            Rule::subject_decl | Rule::common_decl => self.subject(pair).map(Decl::Subject),
            Rule::param_decl => self.parameter(pair).map(Decl::Parameter),
            Rule::event_decl => self.event(pair).map(Decl::Event),
            Rule::period_decl => self.period_decl(pair).map(Decl::Period),
            Rule::agency_decl => Some(Decl::Party(self.parties(pair, false))),
            Rule::person_decl => Some(Decl::Party(self.parties(pair, true))),
            Rule::define => self.definition(pair).map(Decl::Define),
            Rule::reading => self.reading(pair).map(Decl::Reading),
            Rule::measure => self.measure(pair).map(Decl::Measure),
            Rule::combination => self.combination(pair).map(Decl::Combination),
            Rule::script_decl => self.script(pair).map(Decl::Script),
            Rule::case_decl => self.case(pair).map(Decl::Case),
            _ => None,
        };
        self.kept(span, decl)
    }

    fn pack(&mut self, pair: Pair<'_>) -> Option<PackDecl> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let name = self.title(kids.accept(Rule::title)?)?;
        let key = self.next_name(&mut kids)?;
        let mut clauses = Vec::new();
        self.sibling = None;
        for kid in kids {
            let span = self.span(&kid);
            let clause = match kid.as_rule() {
                Rule::bad_pack => {
                    self.bad(&kid, Place::Pack);
                    continue;
                }
                Rule::document => self.text_in(kid).map(PackClause::Document),
                Rule::pack_title => self.text_in(kid).map(PackClause::Title),
                Rule::issuer => self.text_in(kid).map(PackClause::Issuer),
                Rule::issued => self.day_in(kid).map(PackClause::Issued),
                Rule::in_force => self.period_in(kid).map(PackClause::InForce),
                Rule::import => self.text_in(kid).map(PackClause::Import),
                _ => self.rounding(kid).map(PackClause::Rounding),
            };
            clauses.extend(self.kept(span, clause));
        }
        Some(PackDecl { name, key, clauses, span })
    }

    /// The day among a clause's children.
    pub(super) fn day_in(&mut self, pair: Pair<'_>) -> Option<Date> {
        Kids::of(pair).find(|kid| kid.as_rule() == Rule::day).map(|day| self.day(day))
    }

    pub(super) fn rounding(&mut self, pair: Pair<'_>) -> Option<Rounding> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let decimals = match only(kids.next()?)? {
            Rule::kw_fen => 2,
            Rule::kw_jiao => 1,
            _ => 0,
        };
        let mode = match only(kids.next()?)? {
            Rule::kw_half_up => rounding::Rounding::HalfUp,
            Rule::kw_half_even => rounding::Rounding::HalfEven,
            Rule::kw_down => rounding::Rounding::Down,
            _ => rounding::Rounding::Up,
        };
        Some(Rounding { decimals, mode, span })
    }

    fn enumeration(&mut self, pair: Pair<'_>) -> Option<EnumDecl> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let name = self.next_name(&mut kids)?;
        let mut members = Vec::new();
        self.sibling = None;
        for kid in kids {
            if kid.as_rule() == Rule::bad_member {
                self.bad(&kid, Place::Member);
            } else {
                members.extend(self.member(kid));
            }
        }
        Some(EnumDecl { name, members, span })
    }

    fn member(&mut self, pair: Pair<'_>) -> Option<Member> {
        let mut kids = Kids::of(pair);
        let name = self.next_name(&mut kids)?;
        Some(Member { name, key: self.next_name(&mut kids) })
    }

    fn parties(&mut self, pair: Pair<'_>, person: bool) -> PartyDecl {
        let span = self.span(&pair);
        let names = Kids::of(pair).filter_map(|kid| self.member(kid)).collect();
        PartyDecl { person, names, span }
    }

    fn subject(&mut self, pair: Pair<'_>) -> Option<SubjectDecl> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let name = self.next_name(&mut kids);
        let key = self.next_name(&mut kids);
        let facts = self.facts(kids.accept(Rule::facts)?);
        Some(SubjectDecl { name, key, facts, span })
    }

    fn facts(&mut self, pair: Pair<'_>) -> Vec<FactDecl> {
        let mut facts = Vec::new();
        self.sibling = None;
        for kid in Kids::of(pair) {
            let span = self.span(&kid);
            if kid.as_rule() == Rule::bad_fact {
                self.bad(&kid, Place::Fact);
            } else {
                let fact = self.fact(kid);
                facts.extend(self.kept(span, fact));
            }
        }
        facts
    }

    fn fact(&mut self, pair: Pair<'_>) -> Option<FactDecl> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let name = self.next_name(&mut kids)?;
        let key = self.next_name(&mut kids)?;
        let ty = self.ty(kids.accept(Rule::type_expr)?)?;
        let mut attrs = Vec::new();
        self.sibling = None;
        for kid in kids {
            let span = self.span(&kid);
            let attr = match kid.as_rule() {
                Rule::ask => self.text_in(kid).map(FactAttr::Ask),
                Rule::note => self.text_in(kid).map(FactAttr::Note),
                Rule::to_do => Some(FactAttr::Act),
                Rule::fixed => Some(FactAttr::Fixed),
                Rule::approval_fact => Some(FactAttr::Approval),
                Rule::signed => Some(FactAttr::Signed),
                Rule::bounds => self.bounds(kid).map(|(low, high)| FactAttr::Bounds(low, high)),
                Rule::derived => self.expr_in(kid).map(FactAttr::Derived),
                _ => {
                    let mut kids = Kids::of(kid);
                    let test = self.next_expr(&mut kids);
                    let otherwise = self.next_expr(&mut kids);
                    test.map(|test| FactAttr::OnlyIf(test, otherwise))
                }
            };
            attrs.extend(self.kept(span, attr));
        }
        Some(FactDecl { name, key, ty, attrs, span })
    }

    fn ty(&mut self, pair: Pair<'_>) -> Option<TypeExpr> {
        let inner = Kids::of(pair).next()?;
        let span = self.span(&inner);
        Some(match inner.as_rule() {
            Rule::ty_bool => TypeExpr::Bool(span),
            Rule::ty_integer => TypeExpr::Integer(span),
            Rule::ty_number => TypeExpr::Number(span),
            Rule::ty_date => TypeExpr::Date(span),
            Rule::ty_month => TypeExpr::Month(span),
            Rule::ty_months => TypeExpr::Months(span),
            Rule::ty_text => TypeExpr::Text(span),
            Rule::ty_set => TypeExpr::Enum { name: self.next_name(&mut Kids::of(inner))?, set: true },
            Rule::ty_name => TypeExpr::Enum { name: self.next_name(&mut Kids::of(inner))?, set: false },
            Rule::ty_list => TypeExpr::List(self.facts(Kids::of(inner).next()?), span),
            _ => TypeExpr::Unit(self.unit(Kids::of(inner).next()?)),
        })
    }

    /// Inclusive bounds.
    pub(super) fn bounds(&mut self, pair: Pair<'_>) -> Option<Bounds> {
        let form = Kids::of(pair).next()?;
        let rule = form.as_rule();
        let mut kids = Kids::of(form);
        let first = self.next_expr(&mut kids);
        let second = self.next_expr(&mut kids);
        Some(match rule {
            Rule::bound_high => (None, first),
            _ => (first, second),
        })
    }

    fn parameter(&mut self, pair: Pair<'_>) -> Option<ParameterDecl> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let name = self.next_name(&mut kids)?;
        let key = self.next_name(&mut kids).unwrap_or_else(|| {
            let after = name.span.after();
            let found = self.error(
                Code::MissingClause,
                after,
                "参数缺少括号里的键名",
                "the parameter has no key in parentheses",
            );
            found.help = Some(Words::new(
                format!("在名称后用英文字母写一个键名，例如 {} (amount)", name.text),
                format!("write a key in ASCII letters after the name, e.g. {} (amount)", name.text),
            ));
            name.clone()
        });
        let ty = self.ty(kids.accept(Rule::type_expr)?)?;
        let months = matches!(ty, TypeExpr::Months(_));
        let mut decl = ParameterDecl {
            name,
            key,
            ty,
            values: Vec::new(),
            missing: None,
            source: None,
            status: None,
            bounds: None,
            note: None,
            span,
        };
        self.sibling = None;
        for kid in kids {
            let span = self.span(&kid);
            match kid.as_rule() {
                Rule::bad_param => self.bad(&kid, Place::Param),
                Rule::param_value => {
                    let value = self.parameter_value(kid, months);
                    decl.values.extend(self.kept(span, value));
                }
                rule @ (Rule::source | Rule::note | Rule::unstated) => {
                    let Some(text) = self.text_in(kid) else { continue };
                    match rule {
                        Rule::source => self.once(&mut decl.source, text, span, "来源", "source"),
                        Rule::note => self.once(&mut decl.note, text, span, "注", "note"),
                        _ => self.once(&mut decl.missing, text, span, "未载明", "unstated"),
                    }
                }
                Rule::status => {
                    let Some(status) = evidence(kid) else { continue };
                    self.once(&mut decl.status, (status, span), span, "状态", "status");
                }
                _ => {
                    let Some(bounds) = self.bounds(kid) else { continue };
                    self.once(&mut decl.bounds, bounds, span, "范围", "bounds");
                }
            }
        }
        Some(decl)
    }

    fn parameter_value(&mut self, pair: Pair<'_>, months: bool) -> Option<ParameterValue> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let (mut from, mut to) = (None, None);
        if let Some(dates) = kids.accept(Rule::param_dates) {
            for date in Kids::of(dates) {
                if date.as_rule() == Rule::value_from {
                    from = self.day_in(date);
                } else {
                    to = self.day_in(date);
                }
            }
        }
        let value = self.listed(kids, if months { MONTHS_CALL } else { SET_CALL }, months)?;
        Some(ParameterValue { from, to, value, span })
    }

    /// One value, or several joined by `、` as a call of this name; `always` makes a call of one, too.
    pub(super) fn listed(&mut self, mut kids: Kids<'_>, call: &str, always: bool) -> Option<Expr> {
        let mut values: Vec<Expr> = core::iter::from_fn(|| self.next_expr(&mut kids)).collect();
        let span = values.first()?.span.to(values.last()?.span);
        if values.len() == 1 && !always {
            return values.pop();
        }
        let months = values.iter().any(|value| matches!(value.kind, ExprKind::Month(_)));
        let text = if months { MONTHS_CALL } else { call }.to_owned();
        let name = Name { text, span };
        Some(Expr { kind: ExprKind::Call(name, values), span })
    }

    fn event(&mut self, pair: Pair<'_>) -> Option<EventDecl> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let name = self.next_name(&mut kids)?;
        let key = self.next_name(&mut kids)?;
        let state = kids.accept(Rule::event_state).and_then(|state| self.event_state(state));
        let note = kids.accept(Rule::note).and_then(|note| self.text_in(note));
        Some(EventDecl { name, key, state, note, span })
    }

    pub(super) fn event_state(&mut self, pair: Pair<'_>) -> Option<EventState> {
        let inner = Kids::of(pair).next()?;
        let happened = inner.as_rule() == Rule::happened;
        let day = self.day_in(inner)?;
        Some(if happened { EventState::On(day) } else { EventState::NotBy(day) })
    }

    fn period_decl(&mut self, pair: Pair<'_>) -> Option<PeriodDecl> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let name = self.next_name(&mut kids)?;
        let period = self.period(kids.accept(Rule::period)?)?;
        let mut decl = PeriodDecl { name, period, source: None, status: None, note: None, span };
        self.sibling = None;
        for kid in kids {
            let span = self.span(&kid);
            match kid.as_rule() {
                Rule::status => {
                    let Some(status) = evidence(kid) else { continue };
                    self.once(&mut decl.status, (status, span), span, "状态", "status");
                }
                rule => {
                    let Some(text) = self.text_in(kid) else { continue };
                    if rule == Rule::source {
                        self.once(&mut decl.source, text, span, "来源", "source");
                    } else {
                        self.once(&mut decl.note, text, span, "注", "note");
                    }
                }
            }
        }
        Some(decl)
    }

    pub(super) fn definition(&mut self, pair: Pair<'_>) -> Option<Definition> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let name = self.next_name(&mut kids)?;
        let body = self.next_expr(&mut kids)?;
        Some(Definition { name, body, span })
    }

    pub(super) fn reading(&mut self, pair: Pair<'_>) -> Option<ReadingDecl> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let name = self.next_name(&mut kids)?;
        let text = self.next_text(&mut kids);
        let mut decl =
            ReadingDecl { name, text, alternatives: Vec::new(), open: None, sources: Vec::new(), note: None, span };
        let mut adopted = None;
        self.sibling = None;
        for kid in kids {
            let span = self.span(&kid);
            match kid.as_rule() {
                Rule::bad_reading => self.bad(&kid, Place::Reading),
                Rule::sources => decl.sources.extend(self.sources(kid)),
                Rule::open_reading => self.once(&mut decl.open, span, span, "采用", "adopts"),
                Rule::note => {
                    let Some(text) = self.text_in(kid) else { continue };
                    self.once(&mut decl.note, text, span, "注", "note");
                }
                rule => {
                    let mut kids = Kids::of(kid);
                    let Some(name) = self.next_name(&mut kids) else { continue };
                    let is_adopted = rule == Rule::adopted;
                    let body = self.next_expr(&mut kids);
                    let alternative = Alternative { name, adopted: is_adopted, body, span };
                    if is_adopted {
                        self.once(&mut adopted, alternative, span, "采用", "adopts");
                    } else {
                        decl.alternatives.push(alternative);
                    }
                }
            }
        }
        if let Some(first) = adopted {
            if let Some(open) = decl.open {
                let found =
                    self.error(Code::RepeatedClause, open, "“采用”只能写一次", "`adopts` may be written only once");
                found.help =
                    Some(Words::new("留下一处，其余写成 另解", "keep one, write the others as otherwise_read"));
            }
            decl.alternatives.insert(0, first);
        }
        Some(decl)
    }

    fn script(&mut self, pair: Pair<'_>) -> Option<ScriptDecl> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let name = self.next_name(&mut kids)?;
        let mut params = Vec::new();
        while let Some(param) = kids.accept(Rule::script_param) {
            let mut kids = Kids::of(param);
            params.push((self.next_name(&mut kids)?, self.ty(kids.accept(Rule::type_expr)?)?));
        }
        let result = self.ty(kids.accept(Rule::type_expr)?)?;
        let file = self.next_text(&mut kids)?;
        let (mut reason, mut bounds, mut steps): (Option<Text>, Option<Bounds>, Option<u64>) = (None, None, None);
        self.sibling = None;
        for kid in kids {
            let span = self.span(&kid);
            match kid.as_rule() {
                Rule::reason => {
                    let Some(text) = self.text_in(kid) else { continue };
                    self.once(&mut reason, text, span, "理由", "reason");
                }
                Rule::bounds => {
                    let Some(found) = self.bounds(kid) else { continue };
                    self.once(&mut bounds, found, span, "范围", "bounds");
                }
                _ => {
                    let Some(count) = Kids::of(kid).next() else { continue };
                    let count = self.count(&count);
                    self.once(&mut steps, count, span, "上限", "limit");
                }
            }
        }
        Some(ScriptDecl { name, params, result, file, reason, bounds, steps, span })
    }
}

fn evidence(pair: Pair<'_>) -> Option<EvidenceStatus> {
    Some(match only(Kids::of(pair).next()?)? {
        Rule::kw_verified => EvidenceStatus::Verified,
        Rule::kw_inferred => EvidenceStatus::Inferred,
        _ => EvidenceStatus::Assumed,
    })
}
