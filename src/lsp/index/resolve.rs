//! The second pass: what every name in the rules stands for. Owns the order in which a name is looked for; gives no
//! diagnostics, because the checker does.

mod expr;
mod rules;

use super::{DeclId, Index, Kind, Mention, ScopeId, values};
use crate::span::Span;
use crate::syntax::ast::{self, Clause, Expr, FactAttr, MeasureClause, Name, TypeExpr};
use expr::gather;
use std::collections::BTreeMap;

/// Definitions of definitions followed to learn what members are meant.
const MAX_DEPTH: usize = 8;

/// Finds what every name in these files stands for.
pub(super) fn resolve_all(index: &mut Index, files: &[ast::File], bodies: &BTreeMap<Span, ScopeId>) {
    let mut resolver =
        Resolver { index, bodies, shared: BTreeMap::new(), definitions: BTreeMap::new(), found: Vec::new() };
    for decl in files.iter().flat_map(|file| &file.decls) {
        resolver.prepare(decl);
    }
    for decl in files.iter().flat_map(|file| &file.decls) {
        resolver.decl(decl);
    }
    let found = resolver.found;
    index.mentions.extend(found);
}

struct Resolver<'a> {
    index: &'a Index,
    bodies: &'a BTreeMap<Span, ScopeId>,
    /// The scope in which a shared condition is first used, by the scope of its measure and its label.
    shared: BTreeMap<(ScopeId, String), ScopeId>,
    /// The bodies of definitions, by the place of their names.
    definitions: BTreeMap<Span, &'a Expr>,
    found: Vec<Mention>,
}

/// Where an expression stands.
#[derive(Clone, Copy)]
struct Cx {
    scope: ScopeId,
    list: Option<DeclId>,
}

impl<'a> Resolver<'a> {
    fn body(&self, span: Span, outer: ScopeId) -> ScopeId {
        self.bodies.get(&span).copied().unwrap_or(outer)
    }

    fn prepare(&mut self, decl: &'a ast::Decl) {
        match decl {
            ast::Decl::Define(definition) => self.note(definition),
            ast::Decl::Measure(measure) => {
                let scope = self.body(measure.span, 0);
                for clause in &measure.clauses {
                    match clause {
                        MeasureClause::Define(definition) => self.note(definition),
                        MeasureClause::Item(item) => {
                            self.prepare_clauses(&item.clauses, scope, self.body(item.span, scope));
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn note(&mut self, definition: &'a ast::Definition) {
        self.definitions.insert(definition.name.span, &definition.body);
    }

    fn prepare_clauses(&mut self, clauses: &'a [Clause], measure: ScopeId, scope: ScopeId) {
        for clause in clauses {
            match clause {
                Clause::Define(definition) => self.note(definition),
                Clause::Condition(condition) if condition.test.is_none() => {
                    self.shared.entry((measure, condition.label.text.clone())).or_insert(scope);
                }
                Clause::PerRecord(each) => {
                    self.prepare_clauses(&each.clauses, measure, self.body(each.span, scope));
                }
                _ => {}
            }
        }
    }

    // ── marking ──

    fn mark(&mut self, span: Span, text: &str, decl: Option<DeclId>) {
        let Some(id) = decl else { return };
        let Some(found) = self.index.decl(id) else { return };
        let by_key = found.name != text && found.key.as_ref().is_some_and(|(key, _)| key == text);
        self.found.push(Mention { span, decl: id, by_key, declares: false });
    }

    fn mark_name(&mut self, name: &Name, decl: Option<DeclId>) {
        self.mark(name.span, &name.text, decl);
    }

    /// A fact, field, parameter, definition or the like by name.
    fn find(&self, name: &str, cx: Cx) -> Option<DeclId> {
        self.index.find(cx.scope, name).or_else(|| self.field(name, cx.list))
    }

    fn field(&self, name: &str, list: Option<DeclId>) -> Option<DeclId> {
        let all = self.index.fields.get(name)?;
        let of = |id: &&DeclId| list.is_some() && self.index.decl(**id).and_then(|decl| decl.parent) == list;
        all.iter().find(of).or_else(|| if list.is_none() { all.first() } else { None }).copied()
    }

    fn member(&self, name: &str, values: Option<&str>) -> Option<DeclId> {
        let all = self.index.members.get(name)?;
        match values {
            Some(values) => {
                let of =
                    |id: &&DeclId| self.index.decl(**id).is_some_and(|decl| decl.values.as_deref() == Some(values));
                all.iter().find(of).copied()
            }
            // Without a type at hand only a name that one enumeration has is certain.
            None => all.first().filter(|_| all.len() == 1).copied(),
        }
    }

    fn members(&mut self, names: &[Name], values: Option<&str>) {
        for name in names {
            let found = self.member(&name.text, values);
            self.mark_name(name, found);
        }
    }

    // ── declarations ──

    fn decl(&mut self, decl: &ast::Decl) {
        let cx = Cx { scope: 0, list: None };
        match decl {
            ast::Decl::Pack(pack) => {
                for clause in &pack.clauses {
                    if let ast::PackClause::InForce(period) = clause {
                        self.period(period, cx);
                    }
                }
            }
            ast::Decl::Unit(unit) => {
                for name in &unit.names {
                    // A unit declared in two packs is one unit.
                    let first = self.index.units.get(&name.text).copied();
                    let own = first.and_then(|id| self.index.decl(id)).is_some_and(|d| d.name_span == name.span);
                    if !own {
                        self.mark_name(name, first);
                    }
                }
            }
            ast::Decl::Subject(subject) => {
                let found = subject.name.as_ref().and_then(|name| self.index.find(0, &name.text));
                if let (Some(name), Some(id)) = (&subject.name, found)
                    && self.index.decl(id).is_some_and(|decl| decl.name_span != name.span)
                {
                    self.mark_name(name, Some(id));
                }
                for fact in &subject.facts {
                    self.fact(fact, cx);
                }
            }
            ast::Decl::Parameter(param) => {
                self.type_expr(&param.ty);
                let values = values(&param.ty);
                for value in &param.values {
                    self.expr(&value.value, cx, values);
                }
                self.bounds(param.bounds.as_ref(), cx);
            }
            ast::Decl::Period(period) => self.period(&period.period, cx),
            ast::Decl::Define(definition) => self.definition(definition, 0),
            ast::Decl::Reading(reading) => self.reading(reading, 0),
            ast::Decl::Script(script) => {
                for (_, ty) in &script.params {
                    self.type_expr(ty);
                }
                self.type_expr(&script.result);
                self.bounds(script.bounds.as_ref(), cx);
            }
            ast::Decl::Measure(measure) => self.measure(measure),
            ast::Decl::Combination(combination) => self.combination(combination),
            ast::Decl::Case(case) => self.case(case),
            ast::Decl::Enum(_) | ast::Decl::Event(_) | ast::Decl::Party(_) => {}
        }
    }

    fn bounds(&mut self, bounds: Option<&(Option<Expr>, Option<Expr>)>, cx: Cx) {
        for bound in bounds.into_iter().flat_map(|(low, high)| low.iter().chain(high)) {
            self.expr(bound, cx, None);
        }
    }

    fn type_expr(&mut self, ty: &TypeExpr) {
        match ty {
            TypeExpr::Enum { name, .. } => {
                let found = self.enumeration(&name.text);
                self.mark_name(name, found);
            }
            TypeExpr::Unit(unit) => self.unit(unit),
            _ => {}
        }
    }

    fn unit(&mut self, unit: &ast::UnitExpr) {
        for (factor, _) in &unit.factors {
            if let ast::UnitFactor::Named(name) = factor {
                let found = self.index.units.get(&name.text).copied().or_else(|| self.enumeration(&name.text));
                self.mark_name(name, found);
            }
        }
    }

    fn enumeration(&self, name: &str) -> Option<DeclId> {
        self.index.find(0, name).filter(|id| self.index.decl(*id).is_some_and(|decl| decl.kind == Kind::Enum))
    }

    fn fact(&mut self, fact: &ast::FactDecl, cx: Cx) {
        self.type_expr(&fact.ty);
        if let TypeExpr::List(fields, _) = &fact.ty {
            let list = self.index.find(0, &fact.name.text);
            for field in fields {
                self.fact(field, Cx { list, ..cx });
            }
        }
        let values = values(&fact.ty);
        for attr in &fact.attrs {
            match attr {
                FactAttr::Bounds(low, high) => {
                    for bound in low.iter().chain(high) {
                        self.expr(bound, cx, None);
                    }
                }
                FactAttr::Derived(expr) => self.expr(expr, cx, values),
                FactAttr::OnlyIf(test, otherwise) => {
                    self.expr(test, cx, None);
                    if let Some(otherwise) = otherwise {
                        self.expr(otherwise, cx, values);
                    }
                }
                FactAttr::Ask(_)
                | FactAttr::Note(_)
                | FactAttr::Act
                | FactAttr::Fixed
                | FactAttr::Approval
                | FactAttr::Signed => {}
            }
        }
    }

    /// A definition outside records is of the list whose fields it reads.
    fn shared_cx(&self, scope: ScopeId, bodies: &[&Expr]) -> Cx {
        let list = self.index.list_of(scope).or_else(|| {
            let mut names = Vec::new();
            for body in bodies {
                gather(body, &mut names);
            }
            names.retain(|name| self.index.find(scope, name).is_none());
            let lists = |name: &&str| -> Vec<DeclId> {
                let all = self.index.fields.get(*name).map_or(&[][..], Vec::as_slice);
                all.iter().filter_map(|id| self.index.decl(*id)?.parent).collect()
            };
            let mut candidates: Option<Vec<DeclId>> = None;
            for of in names.iter().map(lists).filter(|of| !of.is_empty()) {
                let both =
                    candidates.map_or_else(|| of.clone(), |old| old.into_iter().filter(|l| of.contains(l)).collect());
                candidates = Some(both);
            }
            candidates.and_then(|left| left.first().copied())
        });
        Cx { scope, list }
    }

    fn definition(&mut self, definition: &ast::Definition, scope: ScopeId) {
        let cx = self.shared_cx(scope, &[&definition.body]);
        self.expr(&definition.body, cx, None);
    }

    fn reading(&mut self, reading: &ast::ReadingDecl, scope: ScopeId) {
        let bodies: Vec<&Expr> = reading.alternatives.iter().filter_map(|a| a.body.as_ref()).collect();
        let cx = self.shared_cx(scope, &bodies);
        let values = bodies.iter().find_map(|body| self.values_of(body, cx, 0));
        for body in bodies {
            self.expr(body, cx, values.as_deref());
        }
    }
}
