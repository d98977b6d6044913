//! The second pass: what every name in the rules stands for. Owns the order in which a name is looked for; gives no
//! diagnostics, because the checker does.

use super::{DeclId, Index, Kind, Mention, ScopeId, values};
use crate::span::Span;
use crate::syntax::ast::{
    self, CaseClause, Clause, Expr, ExprKind, FactAttr, MeasureClause, Name, PeriodEnd, PeriodExpr, TableRows, TypeExpr,
};
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

    // ── rules ──

    fn measure(&mut self, measure: &ast::Measure) {
        let scope = self.body(measure.span, 0);
        let cx = Cx { scope, list: None };
        for clause in &measure.clauses {
            match clause {
                MeasureClause::Parties(parties) => self.parties(&parties.names),
                MeasureClause::Paragraph(paragraph) => {
                    for parties in &paragraph.parties {
                        self.parties(&parties.names);
                    }
                }
                MeasureClause::Condition(condition) => {
                    // A shared condition is read where it is used: in that item's scope, in the records of its list.
                    let used = self.shared.get(&(scope, condition.label.text.clone())).copied().unwrap_or(scope);
                    self.condition(condition, Cx { scope: used, list: self.index.list_of(used) });
                }
                MeasureClause::Define(definition) => self.definition(definition, scope),
                MeasureClause::Reading(reading) => self.reading(reading, scope),
                MeasureClause::Item(item) => {
                    let scope = self.body(item.span, scope);
                    self.clauses(&item.clauses, Cx { scope, list: None });
                }
                MeasureClause::Combination(combination) => self.combination(combination),
                MeasureClause::InForce(period) => self.period(period, cx),
                MeasureClause::Case(case) => self.case(case),
                MeasureClause::Chapter(_) | MeasureClause::Cites(_) => {}
            }
        }
    }

    fn parties(&mut self, names: &[Name]) {
        for name in names {
            let found = self.index.parties.get(&name.text).copied();
            self.mark_name(name, found);
        }
    }

    fn combination(&mut self, combination: &ast::Combination) {
        for name in &combination.items {
            let found = self.index.items.get(&name.text).copied();
            self.mark_name(name, found);
        }
        if let ast::Per::List(name) = &combination.per {
            let found = self.index.find(0, &name.text);
            self.mark_name(name, found);
        }
    }

    fn condition(&mut self, condition: &ast::Condition, cx: Cx) {
        match &condition.test {
            Some(test) => self.expr(test, cx, None),
            None => {
                let found = self.label(&condition.label.text, cx.scope);
                self.mark_name(&condition.label, found);
            }
        }
        self.exceptions(&condition.exceptions, cx);
    }

    fn label(&self, label: &str, scope: ScopeId) -> Option<DeclId> {
        self.index.chain(scope).find_map(|scope| scope.conditions.get(label).copied())
    }

    fn exceptions(&mut self, exceptions: &[ast::Exception], cx: Cx) {
        for exception in exceptions {
            self.expr(&exception.when, cx, None);
            if let Some(then) = &exception.then {
                self.expr(then, cx, None);
            }
            for name in &exception.over {
                let sibling = exceptions.iter().find(|other| other.label.text == name.text);
                let found = sibling.and_then(|sibling| self.declared_at(sibling.label.span));
                self.mark_name(name, found);
            }
            self.exceptions(&exception.exceptions, cx);
        }
    }

    fn declared_at(&self, span: Span) -> Option<DeclId> {
        self.index.decls.iter().position(|decl| decl.name_span == span)
    }

    fn clauses(&mut self, clauses: &[Clause], cx: Cx) {
        for clause in clauses {
            self.clause(clause, cx);
        }
    }

    fn clause(&mut self, clause: &Clause, cx: Cx) {
        match clause {
            Clause::Subjects(names, _) => {
                for name in names {
                    let found = self.index.find(0, &name.text);
                    let subject = found.filter(|id| self.index.decl(*id).is_some_and(|d| d.kind == Kind::Subject));
                    self.mark_name(name, subject);
                }
            }
            Clause::Condition(condition) | Clause::Presumption(condition) => self.condition(condition, cx),
            Clause::Approval(approval) => {
                if let ast::Authority::Party(name) = &approval.authority {
                    self.parties(core::slice::from_ref(name));
                }
                let found = self.find(&approval.fact.text, cx);
                self.mark_name(&approval.fact, found);
            }
            Clause::Application { fact, period, .. } => {
                let found = self.find(&fact.text, cx);
                self.mark_name(fact, found);
                self.period(period, cx);
            }
            Clause::Counting { date, period, .. } => {
                self.expr(date, cx, None);
                self.period(period, cx);
            }
            Clause::InForce(period) | Clause::Deadline { period, .. } => self.period(period, cx),
            Clause::Amount(amount) => self.expr(&amount.value, cx, None),
            Clause::Stage(stage) => match &stage.stage {
                ast::Stage::Cap(value) | ast::Stage::Floor(value) | ast::Stage::Less(value) => {
                    self.expr(value, cx, None);
                }
                ast::Stage::Round(_) => {}
            },
            Clause::PerRecord(each) => {
                let list = self.index.find(cx.scope, &each.list.text);
                self.mark_name(&each.list, list);
                self.clauses(&each.clauses, Cx { scope: self.body(each.span, cx.scope), list });
            }
            Clause::Grant(grant) => {
                for value in grant.longest.iter().chain(&grant.from).chain(&grant.until) {
                    self.expr(value, cx, None);
                }
            }
            Clause::Payment(payment) => {
                for part in &payment.parts {
                    if let ast::PaymentPart::Fact(name) = part {
                        let found = self.find(&name.text, cx);
                        self.mark_name(name, found);
                    }
                }
                if let Some(when) = &payment.when {
                    self.expr(when, cx, None);
                }
            }
            Clause::Hint { when, .. } => {
                if let Some(when) = when {
                    self.expr(when, cx, None);
                }
            }
            Clause::Figure { value, .. } => self.expr(value, cx, None),
            Clause::Parties(parties) => self.parties(&parties.names),
            Clause::Readings(names, _) => {
                for name in names {
                    let found = self.index.find(cx.scope, &name.text);
                    self.mark_name(name, found);
                }
            }
            Clause::Trigger(expr, _) | Clause::Fulfilled(expr, _) | Clause::Compliant(expr, _) => {
                self.expr(expr, cx, None);
            }
            Clause::Define(definition) => self.definition(definition, cx.scope),
            Clause::Case(case) => self.case(case),
            Clause::Sources(_)
            | Clause::External(_)
            | Clause::Act(_)
            | Clause::Consequence(_)
            | Clause::Unstated(_)
            | Clause::Cites(_) => {}
        }
    }

    // ── cases ──

    fn case(&mut self, case: &ast::CaseDecl) {
        for clause in &case.clauses {
            self.case_clause(clause);
        }
    }

    fn case_clause(&mut self, clause: &CaseClause) {
        let cx = Cx { scope: 0, list: None };
        match clause {
            CaseClause::Given(name, value, _) | CaseClause::Parameter(name, value, _) => {
                let found = self.index.find(0, &name.text);
                self.mark_name(name, found);
                let values = found.and_then(|id| self.index.decl(id)?.values.clone());
                self.expr(value, cx, values.as_deref());
            }
            CaseClause::Record(name, fields, _) => {
                let list = self.index.find(0, &name.text);
                self.mark_name(name, list);
                for (field, value) in fields {
                    let found = list.and_then(|list| self.field(&field.text, Some(list)));
                    self.mark_name(field, found);
                    let values = found.and_then(|id| self.index.decl(id)?.values.clone());
                    self.expr(value, cx, values.as_deref());
                }
            }
            CaseClause::Subject(name) | CaseClause::NoRecords(name, _) | CaseClause::Event(name, _, _) => {
                let found = self.index.find(0, &name.text);
                self.mark_name(name, found);
            }
            CaseClause::Reading(name, alternative, _) => {
                let reading = self.index.readings.get(&name.text).copied();
                self.mark_name(name, reading);
                let of = |decl: &super::Decl| {
                    decl.kind == Kind::Alternative && decl.parent == reading && decl.name == alternative.text
                };
                let found = reading.and_then(|_| self.index.decls.iter().position(of));
                self.mark_name(alternative, found);
            }
            CaseClause::Expect(expectation) => {
                let item = self.index.items.get(&expectation.item.text).copied();
                self.mark_name(&expectation.item, item);
                for name in expectation.needs.iter().flatten() {
                    let found = self.find(&name.text, cx);
                    self.mark_name(name, found);
                }
                for name in &expectation.failed {
                    let found = item.and_then(|item| self.label_of(&name.text, item));
                    self.mark_name(name, found);
                }
            }
            CaseClause::AsOf(_) => {}
        }
    }

    /// A condition of an item, or a shared one of its measure.
    fn label_of(&self, label: &str, item: DeclId) -> Option<DeclId> {
        let measure = self.index.decl(item)?.parent;
        let of = |parent: Option<DeclId>| {
            self.index
                .decls
                .iter()
                .position(|decl| decl.kind == Kind::Condition && decl.name == label && decl.parent == parent)
        };
        of(Some(item)).or_else(|| measure.and_then(|measure| of(Some(measure))))
    }

    // ── expressions and periods ──

    fn period(&mut self, period: &PeriodExpr, cx: Cx) {
        match period {
            PeriodExpr::Named(name) => {
                let found = self.index.find(cx.scope, &name.text);
                self.mark_name(name, found);
            }
            PeriodExpr::Between { from, to, at_least, .. } => {
                for end in from.iter().chain(to).chain(at_least) {
                    self.end(end, cx);
                }
            }
            PeriodExpr::Lasting { from, length, .. } => {
                self.end(from, cx);
                self.expr(length, cx, None);
            }
            PeriodExpr::Within { anchor, length, .. } => {
                self.end(anchor, cx);
                self.expr(length, cx, None);
            }
            PeriodExpr::Calendar { .. } => {}
        }
    }

    fn end(&mut self, end: &PeriodEnd, cx: Cx) {
        if let PeriodEnd::Named(name) = end {
            let found = self.find(&name.text, cx);
            self.mark_name(name, found);
        }
    }

    /// `values` is the enumeration whose members are expected.
    fn expr(&mut self, expr: &Expr, cx: Cx, values: Option<&str>) {
        match &expr.kind {
            ExprKind::Name(name) => {
                let member = values.and_then(|values| self.member(name, Some(values)));
                let found = member.or_else(|| self.find(name, cx)).or_else(|| self.member(name, None));
                self.mark(expr.span, name, found);
            }
            ExprKind::Quantity { unit, .. } => self.unit(unit),
            ExprKind::Not(a) | ExprKind::Neg(a) => self.expr(a, cx, None),
            ExprKind::Paren(a) => self.expr(a, cx, values),
            ExprKind::And(all) | ExprKind::Or(all) => {
                for part in all {
                    self.expr(part, cx, None);
                }
            }
            ExprKind::Compare(_, a, b) => {
                let (of_a, of_b) = (self.values_of(a, cx, 0), self.values_of(b, cx, 0));
                // The side that is known by itself says what the other's members are.
                self.expr(a, cx, if of_a.is_some() { None } else { of_b.as_deref() });
                self.expr(b, cx, of_a.as_deref());
            }
            ExprKind::Arith(_, a, b) => {
                self.expr(a, cx, None);
                self.expr(b, cx, None);
            }
            ExprKind::If(test, a, b) => {
                self.expr(test, cx, None);
                let known = values.map(str::to_owned).or_else(|| self.values_of(expr, cx, 0));
                self.expr(a, cx, known.as_deref());
                self.expr(b, cx, known.as_deref());
            }
            ExprKind::In(subject, names) => {
                self.expr(subject, cx, None);
                let values = self.values_of(subject, cx, 0);
                self.members(names, values.as_deref());
            }
            ExprKind::Has(set, name) => {
                self.expr(set, cx, None);
                let values = self.values_of(set, cx, 0);
                self.members(core::slice::from_ref(name), values.as_deref());
            }
            ExprKind::During(date, period) => {
                self.expr(date, cx, None);
                self.period(period, cx);
            }
            ExprKind::At(name, at) => {
                let found = self.find(&name.text, cx);
                self.mark_name(name, found);
                self.expr(at, cx, None);
            }
            ExprKind::Call(name, args) => {
                let found = self.index.find(cx.scope, &name.text);
                let script = found.filter(|id| self.index.decl(*id).is_some_and(|d| d.kind == Kind::Script));
                self.mark_name(name, script);
                for arg in args {
                    self.expr(arg, cx, None);
                }
            }
            ExprKind::Table(table) => {
                self.table(&table.rows, cx, values);
                if let Some(otherwise) = &table.otherwise {
                    self.expr(otherwise, cx, values);
                }
            }
            ExprKind::Occurred(name) => {
                let found = self.index.find(cx.scope, &name.text);
                self.mark_name(name, found);
            }
            ExprKind::Bool(_) | ExprKind::Points(_) | ExprKind::Date(_) | ExprKind::Month(_) | ExprKind::Text(_) => {}
        }
    }

    fn table(&mut self, rows: &TableRows, cx: Cx, values: Option<&str>) {
        match rows {
            TableRows::ByMember(subject, rows) => {
                self.expr(subject, cx, None);
                let members = self.values_of(subject, cx, 0);
                for (names, value) in rows {
                    self.members(names, members.as_deref());
                    self.expr(value, cx, values);
                }
            }
            TableRows::ExactlyOne(rows) | TableRows::FirstMatch(rows) => {
                for (test, value) in rows {
                    self.expr(test, cx, None);
                    self.expr(value, cx, values);
                }
            }
            TableRows::Marginal(subject, rows) | TableRows::Flat(subject, rows) => {
                self.expr(subject, cx, None);
                for (bound, rate) in rows {
                    if let Some(bound) = bound {
                        self.expr(bound, cx, None);
                    }
                    self.expr(rate, cx, None);
                }
            }
        }
    }

    /// The enumeration whose members an expression gives, if that can be seen from what it reads.
    fn values_of(&self, expr: &Expr, cx: Cx, depth: usize) -> Option<String> {
        if depth > MAX_DEPTH {
            return None;
        }
        let next = depth.saturating_add(1);
        match &expr.kind {
            ExprKind::Name(name) => {
                let decl = self.index.decl(self.find(name, cx)?)?;
                let body = self.definitions.get(&decl.name_span);
                match body {
                    Some(body) => self.values_of(body, Cx { scope: decl.scope, list: cx.list }, next),
                    None => decl.values.clone().filter(|values| self.enumeration(values).is_some()),
                }
            }
            ExprKind::Paren(inner) => self.values_of(inner, cx, next),
            ExprKind::At(name, _) | ExprKind::Call(name, _) => {
                let values = self.index.decl(self.find(&name.text, cx)?)?.values.clone();
                values.filter(|values| self.enumeration(values).is_some())
            }
            ExprKind::If(_, a, b) => self.values_of(a, cx, next).or_else(|| self.values_of(b, cx, next)),
            ExprKind::Table(table) => match &table.rows {
                TableRows::ByMember(_, rows) => rows.iter().find_map(|(_, value)| self.values_of(value, cx, next)),
                TableRows::ExactlyOne(rows) | TableRows::FirstMatch(rows) => {
                    rows.iter().find_map(|(_, value)| self.values_of(value, cx, next))
                }
                TableRows::Marginal(..) | TableRows::Flat(..) => None,
            },
            _ => None,
        }
    }
}

/// The names an expression reads.
fn gather<'e>(expr: &'e Expr, into: &mut Vec<&'e str>) {
    match &expr.kind {
        ExprKind::Name(name) => into.push(name),
        ExprKind::Not(a) | ExprKind::Neg(a) | ExprKind::Paren(a) | ExprKind::In(a, _) | ExprKind::Has(a, _) => {
            gather(a, into);
        }
        ExprKind::And(all) | ExprKind::Or(all) | ExprKind::Call(_, all) => {
            for part in all {
                gather(part, into);
            }
        }
        ExprKind::Compare(_, a, b) | ExprKind::Arith(_, a, b) => {
            gather(a, into);
            gather(b, into);
        }
        ExprKind::If(a, b, c) => {
            for part in [a, b, c] {
                gather(part, into);
            }
        }
        ExprKind::During(date, _) => gather(date, into),
        ExprKind::At(_, at) => gather(at, into),
        ExprKind::Table(table) => {
            let rows: Vec<&Expr> = match &table.rows {
                TableRows::ByMember(subject, rows) => {
                    core::iter::once(subject).chain(rows.iter().map(|(_, value)| value)).collect()
                }
                TableRows::ExactlyOne(rows) | TableRows::FirstMatch(rows) => {
                    rows.iter().flat_map(|(test, value)| [test, value]).collect()
                }
                TableRows::Marginal(subject, rows) | TableRows::Flat(subject, rows) => core::iter::once(subject)
                    .chain(rows.iter().flat_map(|(bound, rate)| bound.iter().chain(core::iter::once(rate))))
                    .collect(),
            };
            for part in rows.into_iter().chain(&table.otherwise) {
                gather(part, into);
            }
        }
        ExprKind::Bool(_)
        | ExprKind::Quantity { .. }
        | ExprKind::Points(_)
        | ExprKind::Date(_)
        | ExprKind::Month(_)
        | ExprKind::Text(_)
        | ExprKind::Occurred(_) => {}
    }
}
