//! What rules say: literals, periods, events, words and cited places of a measure or an item, read from the syntax
//! trees. Owns the walk; knows nothing of registers.

use super::value::Value;
use crate::span::Span;
use crate::syntax::ast::{
    Authority, Clause, Condition, Decl, Definition, EventDecl, Exception, Expr, ExprKind, File, Item, Measure,
    MeasureClause, Name, PackDecl, ParameterDecl, PaymentPart, PeriodDecl, PeriodEnd, PeriodExpr, ReadingDecl,
    SourceRef, Stage, Table, TableRows, Text,
};
use std::collections::{BTreeMap, BTreeSet};

/// The declarations of a pack by name.
#[derive(Debug, Default)]
pub(super) struct Index<'a> {
    pub(super) pack: Option<&'a PackDecl>,
    pub(super) measures: Vec<&'a Measure>,
    definitions: BTreeMap<&'a str, &'a Definition>,
    readings: BTreeMap<&'a str, &'a ReadingDecl>,
    pub(super) parameters: BTreeMap<&'a str, &'a ParameterDecl>,
    pub(super) periods: BTreeMap<&'a str, &'a PeriodDecl>,
    events: BTreeMap<&'a str, &'a EventDecl>,
    /// Definitions of the pack's own that stand outside every measure.
    pub(super) shared: Vec<&'a Definition>,
}

impl<'a> Index<'a> {
    pub(super) fn new(files: &'a [File], own: usize) -> Self {
        let mut index = Self::default();
        for (number, file) in files.iter().enumerate() {
            for decl in &file.decls {
                index.declare(decl, number < own);
            }
        }
        index.measures.sort_by_key(|measure| measure.number.text.parse::<u32>().unwrap_or(u32::MAX));
        index
    }

    fn declare(&mut self, decl: &'a Decl, own: bool) {
        match decl {
            Decl::Pack(pack) if own => self.pack = Some(pack),
            Decl::Measure(measure) => self.measures.push(measure),
            Decl::Define(definition) => {
                self.definitions.insert(&definition.name.text, definition);
                if own {
                    self.shared.push(definition);
                }
            }
            Decl::Reading(reading) => {
                self.readings.insert(&reading.name.text, reading);
            }
            Decl::Parameter(parameter) => {
                self.parameters.insert(&parameter.name.text, parameter);
            }
            Decl::Period(period) => {
                self.periods.insert(&period.name.text, period);
            }
            Decl::Event(event) => {
                self.events.insert(&event.name.text, event);
            }
            Decl::Pack(_)
            | Decl::Unit(_)
            | Decl::Enum(_)
            | Decl::Subject(_)
            | Decl::Party(_)
            | Decl::Combination(_)
            | Decl::Script(_)
            | Decl::Case(_) => {}
        }
    }

    /// All that the text of a measure itself says; what it refers to is not followed.
    pub(super) fn own(&self, measure: &'a Measure) -> Said<'a> {
        let mut walk = Walk::new(self, Some(measure), false);
        for clause in &measure.clauses {
            match clause {
                MeasureClause::Condition(condition) => walk.condition(condition),
                MeasureClause::Define(definition) => walk.expr(&definition.body),
                MeasureClause::Reading(reading) => walk.reading(reading),
                MeasureClause::Item(item) => walk.item(item),
                MeasureClause::InForce(period) => walk.period(period),
                MeasureClause::Cites(text) => walk.said.cites.push(text),
                MeasureClause::Chapter(_)
                | MeasureClause::Parties(_)
                | MeasureClause::Paragraph(_)
                | MeasureClause::Combination(_)
                | MeasureClause::Case(_) => {}
            }
        }
        walk.said
    }

    /// All that an item or a shared condition with an id says, with all it refers to.
    pub(super) fn reached(&self, measure: &'a Measure, id: &str) -> Option<Said<'a>> {
        let mut walk = Walk::new(self, Some(measure), true);
        for clause in &measure.clauses {
            match clause {
                MeasureClause::Item(item) if item.id.text == id => {
                    walk.item(item);
                    return Some(walk.said);
                }
                MeasureClause::Condition(condition) if condition.id.as_ref().is_some_and(|name| name.text == id) => {
                    walk.condition(condition);
                    return Some(walk.said);
                }
                _ => {}
            }
        }
        None
    }

    /// What a definition outside every measure says itself.
    pub(super) fn of_definition(&self, definition: &'a Definition) -> Said<'a> {
        let mut walk = Walk::new(self, None, false);
        walk.expr(&definition.body);
        walk.said
    }
}

/// A literal, and how it stands in the rules.
#[derive(Clone, Debug)]
pub(super) struct Literal {
    pub(super) value: Value,
    pub(super) span: Span,
    /// In an alternative that is not adopted.
    pub(super) alternative: bool,
    /// Shown with `说明数字`, not computed with.
    pub(super) shown: bool,
}

/// What rules say.
#[derive(Debug, Default)]
pub(super) struct Said<'a> {
    pub(super) literals: Vec<Literal>,
    /// Names of periods.
    pub(super) periods: BTreeSet<&'a str>,
    /// Lengths after an event.
    pub(super) after: Vec<(&'a str, Value)>,
    /// Quoted words: what is given, who pays, what is hinted.
    pub(super) words: Vec<&'a str>,
    /// Authorities, payers, funds and channels.
    pub(super) parties: Vec<(String, Span)>,
    /// Registered agencies that approve.
    pub(super) agencies: Vec<&'a Name>,
    pub(super) sources: Vec<SourceRef>,
    pub(super) cites: Vec<&'a Text>,
}

struct Walk<'i, 'a> {
    index: &'i Index<'a>,
    measure: Option<&'a Measure>,
    follow: bool,
    local: BTreeMap<&'a str, &'a Definition>,
    seen: BTreeSet<(&'static str, &'a str)>,
    alternative: bool,
    shown: bool,
    said: Said<'a>,
}

impl<'i, 'a> Walk<'i, 'a> {
    fn new(index: &'i Index<'a>, measure: Option<&'a Measure>, follow: bool) -> Self {
        let (local, seen) = (BTreeMap::new(), BTreeSet::new());
        Self { index, measure, follow, local, seen, alternative: false, shown: false, said: Said::default() }
    }

    fn literal(&mut self, value: Value, span: Span) {
        let (alternative, shown) = (self.alternative, self.shown);
        self.said.literals.push(Literal { value, span, alternative, shown });
    }

    fn item(&mut self, item: &'a Item) {
        self.said.words.extend(item.title.iter().chain(&item.text).map(|text| text.value.as_str()));
        self.clauses(&item.clauses);
    }

    fn clauses(&mut self, clauses: &'a [Clause]) {
        for clause in clauses {
            if let Clause::Define(definition) = clause {
                self.local.insert(&definition.name.text, definition);
            }
        }
        for clause in clauses {
            self.clause(clause);
        }
    }

    fn clause(&mut self, clause: &'a Clause) {
        match clause {
            Clause::Sources(sources) => self.said.sources.extend(sources),
            Clause::Condition(condition) | Clause::Presumption(condition) => self.condition(condition),
            Clause::Approval(approval) => match &approval.authority {
                Authority::Party(name) => self.said.agencies.push(name),
                Authority::Words(text) => self.party(text),
            },
            Clause::External(external) => self.said.words.push(&external.text.value),
            Clause::Application { period, .. } | Clause::InForce(period) | Clause::Deadline { period, .. } => {
                self.period(period);
            }
            Clause::Counting { date, period, .. } => {
                self.expr(date);
                self.period(period);
            }
            Clause::Amount(amount) => self.expr(&amount.value),
            Clause::Stage(stage) => match &stage.stage {
                Stage::Cap(expr) | Stage::Floor(expr) | Stage::Less(expr) => self.expr(expr),
                Stage::Round(_) => {}
            },
            Clause::PerRecord(each) => self.clauses(&each.clauses),
            Clause::Grant(grant) => {
                self.said.words.push(&grant.text.value);
                for expr in grant.longest.iter().chain(&grant.from).chain(&grant.until) {
                    self.expr(expr);
                }
            }
            Clause::Payment(payment) => {
                for part in &payment.parts {
                    if let PaymentPart::Words(text) = part {
                        self.party(text);
                    }
                }
                self.maybe(payment.when.as_ref());
            }
            Clause::Hint { when, text, .. } => {
                self.said.words.push(&text.value);
                self.maybe(when.as_ref());
            }
            Clause::Figure { value, .. } => {
                self.shown = true;
                self.expr(value);
                self.shown = false;
            }
            Clause::Trigger(expr, _) | Clause::Fulfilled(expr, _) | Clause::Compliant(expr, _) => self.expr(expr),
            Clause::Act(text) | Clause::Consequence(text) | Clause::Unstated(text) => self.said.words.push(&text.value),
            Clause::Define(definition) => {
                if !self.follow {
                    self.expr(&definition.body);
                }
            }
            Clause::Cites(text) => self.said.cites.push(text),
            Clause::Subjects(..) | Clause::Parties(_) | Clause::Readings(..) | Clause::Case(_) => {}
        }
    }

    fn party(&mut self, text: &'a Text) {
        self.said.words.push(&text.value);
        self.said.parties.push((text.value.clone(), text.span));
    }

    fn condition(&mut self, condition: &'a Condition) {
        self.said.words.extend(condition.text.iter().map(|text| text.value.as_str()));
        self.said.sources.extend(&condition.sources);
        self.maybe(condition.test.as_ref());
        for exception in &condition.exceptions {
            self.exception(exception);
        }
        if self.follow && condition.test.is_none() {
            // A reference to a condition of the measure.
            let clauses = self.measure.map_or(&[][..], |measure| &measure.clauses);
            let shared = clauses.iter().find_map(|clause| match clause {
                MeasureClause::Condition(shared) if shared.label.text == condition.label.text => Some(shared),
                _ => None,
            });
            if let Some(shared) = shared.filter(|shared| shared.test.is_some()) {
                self.condition(shared);
            }
        }
    }

    fn exception(&mut self, exception: &'a Exception) {
        self.expr(&exception.when);
        self.maybe(exception.then.as_ref());
        for inner in &exception.exceptions {
            self.exception(inner);
        }
    }

    fn reading(&mut self, reading: &'a ReadingDecl) {
        let before = self.alternative;
        for alternative in &reading.alternatives {
            // Of a reading that is left open every alternative may hold, so each must be accounted for.
            self.alternative = before || (!alternative.adopted && reading.open.is_none());
            self.maybe(alternative.body.as_ref());
        }
        self.alternative = before;
    }

    fn period(&mut self, period: &'a PeriodExpr) {
        match period {
            PeriodExpr::Named(name) => self.name(&name.text),
            PeriodExpr::Between { from, to, at_least, .. } => {
                for end in from.iter().chain(to).chain(at_least) {
                    self.end(end);
                }
            }
            PeriodExpr::Lasting { from, length, .. } => {
                self.end(from);
                self.expr(length);
            }
            PeriodExpr::Within { anchor, length, .. } => {
                if let (PeriodEnd::Named(name), Some(value)) = (anchor, Value::of(length)) {
                    self.said.after.push((&name.text, value));
                }
                self.end(anchor);
                self.expr(length);
            }
            PeriodExpr::Calendar { from, to, span } => {
                self.literal(Value::Days(from.first_day(), to.last_day()), *span);
            }
        }
    }

    fn end(&mut self, end: &'a PeriodEnd) {
        match end {
            PeriodEnd::Day(date) => self.literal(Value::Days(date.day, date.day), date.span),
            PeriodEnd::Month(month, span) => self.literal(Value::month(*month), *span),
            PeriodEnd::Named(name) => self.name(&name.text),
        }
    }

    fn maybe(&mut self, expr: Option<&'a Expr>) {
        if let Some(expr) = expr {
            self.expr(expr);
        }
    }

    fn expr(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Quantity { .. }
            | ExprKind::Points(_)
            | ExprKind::Date(_)
            | ExprKind::Month(_)
            | ExprKind::Text(_) => {
                if let Some(value) = Value::of(expr) {
                    self.literal(value, expr.span);
                }
            }
            ExprKind::Name(name) => self.name(name),
            ExprKind::Not(inner) | ExprKind::Neg(inner) | ExprKind::Paren(inner) | ExprKind::Has(inner, _) => {
                self.expr(inner);
            }
            ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::Call(_, parts) => {
                for part in parts {
                    self.expr(part);
                }
                // A script or function of that name has no literals of a measure.
            }
            ExprKind::Compare(_, a, b) | ExprKind::Arith(_, a, b) => {
                self.expr(a);
                self.expr(b);
            }
            ExprKind::If(a, b, c) => {
                self.expr(a);
                self.expr(b);
                self.expr(c);
            }
            ExprKind::In(inner, _) => self.expr(inner),
            ExprKind::During(inner, period) => {
                self.expr(inner);
                self.period(period);
            }
            ExprKind::At(name, at) => {
                self.name(&name.text);
                // `参数 于 日期` picks a value of a dated parameter; the date is a literal like any other.
                self.expr(at);
            }
            ExprKind::Table(table) => self.table(table),
            ExprKind::Bool(_) | ExprKind::Occurred(_) => {}
        }
    }

    fn table(&mut self, table: &'a Table) {
        match &table.rows {
            TableRows::ByMember(key, rows) => {
                self.expr(key);
                for (_, value) in rows {
                    self.expr(value);
                }
            }
            TableRows::ExactlyOne(rows) | TableRows::FirstMatch(rows) => {
                for (when, value) in rows {
                    self.expr(when);
                    self.expr(value);
                }
            }
            TableRows::Marginal(key, rows) | TableRows::Flat(key, rows) => {
                self.expr(key);
                for (bound, value) in rows {
                    self.maybe(bound.as_ref());
                    self.expr(value);
                }
            }
        }
        self.maybe(table.otherwise.as_ref());
    }

    /// Follows a name to what it stands for, innermost first, once.
    fn name(&mut self, name: &'a str) {
        if let Some(period) = self.index.periods.get(name) {
            self.said.periods.insert(name);
            if self.once("period", name) {
                self.period(&period.period);
            }
            return;
        }
        if !self.follow {
            return;
        }
        if let Some(definition) = self.local.get(name).copied() {
            if self.once("local", name) {
                self.expr(&definition.body);
            }
            return;
        }
        let clauses = self.measure.map_or(&[][..], |measure| &measure.clauses);
        for clause in clauses {
            match clause {
                MeasureClause::Define(definition) if definition.name.text == name => {
                    if self.once("measure", name) {
                        self.expr(&definition.body);
                    }
                    return;
                }
                MeasureClause::Reading(reading) if reading.name.text == name => {
                    if self.once("measure", name) {
                        self.reading(reading);
                    }
                    return;
                }
                _ => {}
            }
        }
        if !self.once("global", name) {
            return;
        }
        if let Some(definition) = self.index.definitions.get(name) {
            self.expr(&definition.body);
        } else if let Some(reading) = self.index.readings.get(name) {
            self.reading(reading);
        } else if let Some(parameter) = self.index.parameters.get(name) {
            for value in &parameter.values {
                self.expr(&value.value);
            }
        }
    }

    /// Whether this is the first time; nothing outside the measure is followed when only its own words count.
    fn once(&mut self, scope: &'static str, name: &'a str) -> bool {
        self.follow && self.seen.insert((scope, name))
    }
}
