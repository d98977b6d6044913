//! The first pass: every declaration and every scope. Owns which scope a name lives in; resolves nothing.

use super::super::card::Cards;
use super::{Decl, DeclId, Index, Kind, Mention, Scope, ScopeId, values};
use crate::diagnostic::Lang;
use crate::source::Sources;
use crate::span::Span;
use crate::syntax::ast::{self, Clause, MeasureClause, Name};
use std::collections::BTreeMap;

/// Builds the index.
pub(super) struct Builder<'a> {
    pub(super) index: Index,
    cards: Cards<'a>,
    /// The scope a block opens, by the place of the block.
    pub(super) bodies: BTreeMap<Span, ScopeId>,
    /// The lists of `逐笔` blocks, which may be declared later.
    lists: Vec<(ScopeId, String)>,
}

/// What a declaration is, before it has an id.
struct New<'n> {
    kind: Kind,
    name: &'n Name,
    key: Option<&'n Name>,
    whole: Span,
    parent: Option<DeclId>,
    values: Option<String>,
    detail: String,
    card: String,
    scope: ScopeId,
}

impl<'n> New<'n> {
    fn of(kind: Kind, name: &'n Name, whole: Span, (detail, card): (String, String)) -> Self {
        Self { kind, name, key: None, whole, parent: None, values: None, detail, card, scope: 0 }
    }
}

impl<'a> Builder<'a> {
    pub(super) fn new(sources: &'a Sources, lang: Lang) -> Self {
        let index = Index { scopes: vec![Scope::default()], ..Index::default() };
        Self { index, cards: Cards::new(sources, lang), bodies: BTreeMap::new(), lists: Vec::new() }
    }

    pub(super) fn declare_all(&mut self, files: &[ast::File]) {
        for decl in files.iter().flat_map(|file| &file.decls) {
            self.decl(decl);
        }
        for (scope, name) in core::mem::take(&mut self.lists) {
            let list = self.index.find(0, &name);
            if let Some(scope) = self.index.scopes.get_mut(scope) {
                scope.list = list;
            }
        }
    }

    fn add(&mut self, new: New<'_>) -> DeclId {
        let id = self.index.decls.len();
        self.mention(new.name.span, id, false);
        if let Some(key) = new.key.filter(|key| key.span != new.name.span) {
            self.mention(key.span, id, true);
        }
        self.index.decls.push(Decl {
            kind: new.kind,
            name: new.name.text.clone(),
            name_span: new.name.span,
            key: new.key.map(|key| (key.text.clone(), key.span)),
            whole: new.whole,
            parent: new.parent,
            values: new.values,
            detail: new.detail,
            card: new.card,
            scope: new.scope,
        });
        id
    }

    fn mention(&mut self, span: Span, decl: DeclId, by_key: bool) {
        self.index.mentions.push(Mention { span, decl, by_key, declares: true });
    }

    /// Makes a declaration visible by its name and key.
    fn show(&mut self, scope: ScopeId, id: DeclId) {
        let Some(decl) = self.index.decls.get(id) else { return };
        let words = [Some(decl.name.clone()), decl.key.as_ref().map(|(key, _)| key.clone())];
        if let Some(scope) = self.index.scopes.get_mut(scope) {
            for word in words.into_iter().flatten() {
                scope.names.entry(word).or_insert(id);
            }
        }
    }

    fn open(&mut self, parent: ScopeId, span: Span) -> ScopeId {
        let id = self.index.scopes.len();
        self.index.scopes.push(Scope { parent: Some(parent), span: Some(span), ..Scope::default() });
        self.bodies.insert(span, id);
        id
    }

    fn decl(&mut self, decl: &ast::Decl) {
        match decl {
            ast::Decl::Pack(_) | ast::Decl::Combination(_) => {}
            ast::Decl::Unit(unit) => {
                for name in &unit.names {
                    let card = self.cards.unit(name);
                    let id = self.add(New::of(Kind::Unit, name, unit.span, card));
                    self.index.units.entry(name.text.clone()).or_insert(id);
                }
            }
            ast::Decl::Enum(def) => self.enumeration(def),
            ast::Decl::Subject(subject) => self.subject(subject),
            ast::Decl::Parameter(param) => {
                let card = self.cards.parameter(param);
                let new = New::of(Kind::Parameter, &param.name, param.span, card);
                let id = self.add(New { key: Some(&param.key), values: values(&param.ty).map(str::to_owned), ..new });
                self.show(0, id);
            }
            ast::Decl::Event(event) => {
                let new = New::of(Kind::Event, &event.name, event.span, self.cards.event(event));
                let id = self.add(New { key: Some(&event.key), ..new });
                self.show(0, id);
            }
            ast::Decl::Period(period) => {
                let id = self.add(New::of(Kind::Period, &period.name, period.span, self.cards.period(period)));
                self.show(0, id);
            }
            ast::Decl::Party(party) => {
                let kind = if party.person { Kind::Person } else { Kind::Agency };
                for member in &party.names {
                    let new = New::of(kind, &member.name, party.span, self.cards.party(member, kind));
                    let id = self.add(New { key: member.key.as_ref(), ..new });
                    self.index.parties.entry(member.name.text.clone()).or_insert(id);
                }
            }
            ast::Decl::Define(definition) => self.definition(definition, 0),
            ast::Decl::Reading(reading) => self.reading(reading, 0),
            ast::Decl::Script(script) => {
                let new = New::of(Kind::Script, &script.name, script.span, self.cards.script(script));
                let id = self.add(New { values: values(&script.result).map(str::to_owned), ..new });
                self.show(0, id);
            }
            ast::Decl::Measure(measure) => self.measure(measure),
            ast::Decl::Case(case) => self.case(case),
        }
    }

    fn enumeration(&mut self, def: &ast::EnumDecl) {
        let card = self.cards.enumeration(def);
        let id = self.add(New::of(Kind::Enum, &def.name, def.span, card));
        self.show(0, id);
        for member in &def.members {
            let card = self.cards.member(def, member);
            let new = New::of(Kind::Member, &member.name, member.name.span, card);
            let values = Some(def.name.text.clone());
            let member_id = self.add(New { key: member.key.as_ref(), parent: Some(id), values, ..new });
            for word in [Some(&member.name), member.key.as_ref()].into_iter().flatten() {
                let all = self.index.members.entry(word.text.clone()).or_default();
                if !all.contains(&member_id) {
                    all.push(member_id);
                }
            }
        }
    }

    fn subject(&mut self, decl: &ast::SubjectDecl) {
        // Several blocks of one subject are one subject; the first with a key declares it.
        if let (Some(name), Some(key)) = (&decl.name, &decl.key)
            && self.index.find(0, &name.text).is_none()
        {
            let new = New::of(Kind::Subject, name, decl.span, self.cards.subject(name, key));
            let id = self.add(New { key: Some(key), ..new });
            self.show(0, id);
        }
        let whose = decl.name.as_ref().map(|name| name.text.as_str());
        for fact in &decl.facts {
            let card = self.cards.fact(fact, whose, None);
            let new = New::of(Kind::Fact, &fact.name, fact.span, card);
            let id = self.add(New { key: Some(&fact.key), values: values(&fact.ty).map(str::to_owned), ..new });
            self.show(0, id);
            let ast::TypeExpr::List(fields, _) = &fact.ty else { continue };
            for field in fields {
                let card = self.cards.fact(field, whose, Some(&fact.name.text));
                let new = New::of(Kind::Field, &field.name, field.span, card);
                let parent = Some(id);
                let field_id = self.add(New {
                    key: Some(&field.key),
                    values: values(&field.ty).map(str::to_owned),
                    parent,
                    ..new
                });
                for word in [&field.name, &field.key] {
                    let all = self.index.fields.entry(word.text.clone()).or_default();
                    if !all.contains(&field_id) {
                        all.push(field_id);
                    }
                }
            }
        }
    }

    fn definition(&mut self, definition: &ast::Definition, scope: ScopeId) {
        let card = self.cards.definition(definition);
        let id = self.add(New { scope, ..New::of(Kind::Definition, &definition.name, definition.span, card) });
        self.show(scope, id);
    }

    fn reading(&mut self, reading: &ast::ReadingDecl, scope: ScopeId) {
        let card = self.cards.reading(reading);
        let id = self.add(New { scope, ..New::of(Kind::Reading, &reading.name, reading.span, card) });
        self.show(scope, id);
        self.index.readings.entry(reading.name.text.clone()).or_insert(id);
        for alternative in &reading.alternatives {
            let card = self.cards.alternative(reading, alternative);
            let new = New::of(Kind::Alternative, &alternative.name, alternative.span, card);
            self.add(New { parent: Some(id), scope, ..new });
        }
    }

    fn measure(&mut self, measure: &ast::Measure) {
        let card = self.cards.measure(measure);
        let id = self.add(New::of(Kind::Measure, &measure.number, measure.span, card));
        let scope = self.open(0, measure.span);
        for clause in &measure.clauses {
            match clause {
                MeasureClause::Define(definition) => self.definition(definition, scope),
                MeasureClause::Reading(reading) => self.reading(reading, scope),
                MeasureClause::Condition(condition) => self.condition(condition, Some(id), scope),
                MeasureClause::Item(item) => self.item(item, id, scope),
                MeasureClause::Case(case) => self.case(case),
                MeasureClause::Chapter(_)
                | MeasureClause::Parties(_)
                | MeasureClause::Paragraph(_)
                | MeasureClause::Combination(_)
                | MeasureClause::InForce(_)
                | MeasureClause::Cites(_) => {}
            }
        }
    }

    fn item(&mut self, item: &ast::Item, measure: DeclId, outer: ScopeId) {
        let card = self.cards.item(item);
        let new = New::of(Kind::Item, &item.id, item.span, card);
        let id = self.add(New { parent: Some(measure), ..new });
        self.index.items.entry(item.id.text.clone()).or_insert(id);
        let scope = self.open(outer, item.span);
        self.clauses(&item.clauses, id, scope);
    }

    fn clauses(&mut self, clauses: &[Clause], item: DeclId, scope: ScopeId) {
        for clause in clauses {
            match clause {
                Clause::Define(definition) => self.definition(definition, scope),
                Clause::Case(case) => self.case(case),
                Clause::Condition(condition) if condition.test.is_some() => {
                    self.condition(condition, Some(item), scope);
                }
                Clause::Presumption(condition) => self.condition(condition, Some(item), scope),
                Clause::PerRecord(each) => {
                    let inner = self.open(scope, each.span);
                    self.lists.push((inner, each.list.text.clone()));
                    self.clauses(&each.clauses, item, inner);
                }
                _ => {}
            }
        }
    }

    /// A condition with words of its own; labels are apart from other names.
    fn condition(&mut self, condition: &ast::Condition, parent: Option<DeclId>, scope: ScopeId) {
        let card = self.cards.condition(condition);
        let new = New::of(Kind::Condition, &condition.label, condition.span, card);
        let id = self.add(New { parent, scope, ..new });
        if let Some(scope) = self.index.scopes.get_mut(scope) {
            scope.conditions.entry(condition.label.text.clone()).or_insert(id);
        }
        self.exceptions(&condition.exceptions, id, scope);
    }

    fn exceptions(&mut self, exceptions: &[ast::Exception], parent: DeclId, scope: ScopeId) {
        for exception in exceptions {
            let card = self.cards.exception(exception);
            let new = New::of(Kind::Exception, &exception.label, exception.span, card);
            let id = self.add(New { parent: Some(parent), scope, ..new });
            self.exceptions(&exception.exceptions, id, scope);
        }
    }

    fn case(&mut self, case: &ast::CaseDecl) {
        let name = Name { text: case.name.value.clone(), span: case.name.span };
        self.add(New::of(Kind::Case, &name, case.span, (String::new(), String::new())));
    }
}
