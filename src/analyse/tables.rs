//! Branches and rows that are never used, cases no row covers, cases two rows cover.

use super::ask::undecided;
use super::conditions::proof;
use super::remedy;
use super::{Finding, Run, Witness, shrink};
use crate::diagnostic::{Code, Diagnostic, Words};
use crate::eval::{Look, look_at};
use crate::ir::{CompareOp, Expr, ExprKind, ItemDef, ListId, Policy};
use crate::reach::{Alternatives, Reach};
use crate::solve::{Cut, Encoder, Form, Found, Setting, Vars, all, is_no, relate};
use crate::span::Span;
use std::collections::BTreeMap;

/// Where an expression stands.
pub(super) struct Place<'p> {
    /// The item, definition, reading or fact.
    pub(super) of: String,
    /// Items that use it.
    pub(super) items: Vec<String>,
    /// The list whose records it may read.
    pub(super) list: Option<ListId>,
    /// The item, for its gates.
    pub(super) item: Option<&'p ItemDef>,
    /// The whole expression.
    pub(super) expr: &'p Expr,
}

/// Every whole expression of a policy once, under the adopted readings: those of definitions, readings and facts, and
/// those of items.
pub(super) fn places(policy: &Policy) -> Vec<Place<'_>> {
    let uses = uses(policy);
    let used = |expr: &Expr| uses.get(&expr.span).cloned().unwrap_or_default();
    let mut found = Vec::new();
    let mut shared = |of: &str, list: Option<ListId>, expr| {
        found.push(Place { of: of.to_owned(), items: used(expr), list, item: None, expr });
    };
    for def in &policy.defs {
        shared(&def.name, def.list, &def.body);
    }
    for reading in &policy.readings {
        let bodies = reading.alternatives.iter().enumerate();
        for body in bodies.filter(|(index, _)| reading.adopted.is_none_or(|adopted| adopted == *index)) {
            if let Some(body) = &body.1.1 {
                shared(&reading.name, reading.list, body);
            }
        }
    }
    for fact in &policy.facts {
        for expr in fact.derived.iter().chain(fact.only_if.iter().map(|(guard, _)| guard)) {
            shared(&fact.name, fact.list, expr);
        }
    }
    for item in &policy.items {
        let list = item.each.as_ref().map(|each| each.list);
        let place = |expr| Place { of: item.id.clone(), items: vec![item.id.clone()], list, item: Some(item), expr };
        found.extend(crate::check::expressions(item).into_iter().map(place));
    }
    found
}

impl<'p> Run<'p> {
    /// Every table once: those of definitions, readings and facts without gates, those of items behind theirs.
    pub(super) fn tables(&mut self) {
        let policy: &'p Policy = self.policy;
        for place in places(policy) {
            self.walk(&place, place.expr);
        }
    }

    fn walk(&mut self, place: &Place<'p>, expr: &'p Expr) {
        let table = matches!(
            expr.kind,
            ExprKind::If(..)
                | ExprKind::ByMember(..)
                | ExprKind::FirstMatch(..)
                | ExprKind::ExactlyOne(..)
                | ExprKind::Brackets(..)
                | ExprKind::Min(_)
                | ExprKind::Max(_)
        );
        if table {
            self.analysis.counts.tables = self.analysis.counts.tables.saturating_add(1);
            if let Err(cut) = self.table(place, expr) {
                self.cut(&place.of, Words::new("分档、分支", "tables and branches"), cut);
            }
        }
        for child in expr.children() {
            self.walk(place, child);
        }
    }

    fn table(&mut self, place: &Place<'p>, expr: &'p Expr) -> Result<(), Cut> {
        let mut encoder = Encoder::new(self.policy, self.near, Vars::default()).over_readings(self.free);
        let mut gate = Vec::new();
        if let Some(item) = place.item {
            gate.push(encoder.subject(item)?);
        }
        if let Some(list) = place.list {
            gate.push(encoder.record(list)?);
        }
        let gate = all(gate);
        match &expr.kind {
            ExprKind::If(test, then, otherwise) => {
                let (yes, no) = encoder.truth(test)?;
                self.row(&encoder, place, &gate, &yes, then.span);
                self.row(&encoder, place, &gate, &no, otherwise.span);
            }
            ExprKind::ByMember(subject, rows, otherwise) => {
                let (when, rest) = encoder.member_rows(subject, rows)?;
                for (form, (_, value)) in when.iter().zip(rows) {
                    self.row(&encoder, place, &gate, form, value.span);
                }
                self.rest(&encoder, place, &gate, expr, &rest, otherwise.as_deref());
            }
            ExprKind::FirstMatch(rows, otherwise) => {
                let (when, rest) = encoder.first_rows(rows)?;
                for (form, (test, _)) in when.iter().zip(rows) {
                    self.row(&encoder, place, &gate, form, test.span);
                }
                encode_values(&mut encoder, rows.iter().map(|(_, value)| value))?;
                self.rest(&encoder, place, &gate, expr, &rest, otherwise.as_deref());
            }
            ExprKind::ExactlyOne(rows, otherwise) => {
                let mut tests = Vec::new();
                for (test, _) in rows {
                    tests.push(encoder.truth(test)?);
                }
                for ((yes, _), (test, _)) in tests.iter().zip(rows) {
                    self.row(&encoder, place, &gate, yes, test.span);
                }
                let rest = all(tests.iter().map(|(_, no)| no.clone()));
                encode_values(&mut encoder, rows.iter().map(|(_, value)| value))?;
                self.rest(&encoder, place, &gate, expr, &rest, otherwise.as_deref());
                self.twice(&mut encoder, place, &gate, expr, rows, &tests)?;
            }
            ExprKind::Brackets(_, subject, rows) => {
                let Some((when, above, bounds)) = encoder.bracket_rows(subject, rows)? else {
                    self.not_analysed(&place.of, Words::new("累进、全额分档", "brackets"), undecided());
                    return Ok(());
                };
                for (form, (_, rate)) in when.iter().zip(rows) {
                    self.row(&encoder, place, &gate, form, rate.span);
                }
                if bounds.last().is_some_and(Option::is_some) {
                    encode_values(&mut encoder, rows.iter().map(|(_, rate)| rate))?;
                    self.rest(&encoder, place, &gate, expr, &above, None);
                }
            }
            ExprKind::Min(parts) => self.extreme(&mut encoder, place, &gate, parts, CompareOp::Le)?,
            ExprKind::Max(parts) => self.extreme(&mut encoder, place, &gate, parts, CompareOp::Ge)?,
            _ => {}
        }
        Ok(())
    }

    fn dead(&mut self, place: &Place<'_>, span: Span, words: Words) {
        let help = remedy(Code::DeadBranch);
        let diagnostic = Diagnostic::new(Code::DeadBranch, span, words.zh, words.en).help(help.0, help.1);
        self.find(Finding { diagnostic, items: place.items.clone(), witness: None, proof: Some(proof()) });
    }

    fn row(&mut self, encoder: &Encoder<'_>, place: &Place<'_>, gate: &Form, form: &Form, span: Span) {
        let form = all([gate.clone(), form.clone()]);
        if matches!(self.ask(encoder, &form, &[], &|_| true), Found::Never) {
            self.dead(place, span, Words::new("这一行或分支从来用不到", "this row or branch is never used"));
        }
    }

    /// An operand that is never the least or greatest.
    fn extreme(
        &mut self,
        encoder: &mut Encoder<'_>,
        place: &Place<'_>,
        gate: &Form,
        parts: &[Expr],
        op: CompareOp,
    ) -> Result<(), Cut> {
        let mut values = Vec::new();
        for part in parts {
            values.push(encoder.number(part)?);
        }
        for (at, part) in parts.iter().enumerate() {
            let Some(own) = values.get(at) else { continue };
            let mut forms = vec![gate.clone()];
            for other in values.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, value)| value) {
                let mut either = Vec::new();
                for (when, a) in own {
                    for (and, b) in other {
                        if let Some(gap) = a.sub(b) {
                            either.push(all([when.clone(), and.clone(), relate(&gap, op)]));
                        } else {
                            return Ok(());
                        }
                    }
                }
                forms.push(crate::solve::any(either));
            }
            if matches!(self.ask(encoder, &all(forms), &[], &|_| true), Found::Never) {
                let words = if op == CompareOp::Le {
                    Words::new("取小，这一个却从来不是最小的", "the smallest is taken, and this one never is")
                } else {
                    Words::new("取大，这一个却从来不是最大的", "the greatest is taken, and this one never is")
                };
                self.dead(place, part.span, words);
            }
        }
        Ok(())
    }

    /// What no row covers: nothing, when there is a rest row that is never used.
    fn rest(
        &mut self,
        encoder: &Encoder<'_>,
        place: &Place<'_>,
        gate: &Form,
        expr: &Expr,
        rest: &Form,
        otherwise: Option<&Expr>,
    ) {
        if let Some(otherwise) = otherwise {
            self.row(encoder, place, gate, rest, otherwise.span);
            return;
        }
        if is_no(rest) {
            return;
        }
        let policy = self.policy;
        let fault = |setting: &Setting| matches!(at(policy, setting, expr, place.list), Look::Fault(_));
        let lists: Vec<ListId> = place.list.into_iter().collect();
        match self.ask(encoder, &all([gate.clone(), rest.clone()]), &lists, &fault) {
            Found::Never => {}
            Found::Unknown => {
                self.not_analysed(&place.of, Words::new("分档是否有空档", "whether the table has gaps"), undecided());
            }
            Found::Yes(found) => {
                let found = shrink(policy, found, &fault);
                let words =
                    Words::new("有的情形，分档里没有一行对得上", "there are cases that no row of the table covers");
                let shows = Words::new("分档没有对应的一行，算不出结果", "no row of the table holds: no result");
                self.shown(Code::UncoveredCase, place, expr.span, words, shows, &found);
            }
        }
    }

    /// Two rows that hold together with different results.
    fn twice(
        &mut self,
        encoder: &mut Encoder<'_>,
        place: &Place<'_>,
        gate: &Form,
        expr: &Expr,
        rows: &[(Expr, Expr)],
        tests: &[(Form, Form)],
    ) -> Result<(), Cut> {
        let policy = self.policy;
        let conflict = |setting: &Setting| matches!(at(policy, setting, expr, place.list), Look::Conflict(_));
        let lists: Vec<ListId> = place.list.into_iter().collect();
        let mut rest = rows;
        let mut forms = tests;
        while let (Some(((test, value), later)), Some(((holds, _), forms_later))) =
            (rest.split_first(), forms.split_first())
        {
            for ((other, otherwise), (also, _)) in later.iter().zip(forms_later) {
                let differ = encoder.differ(value, otherwise)?;
                let form = all([gate.clone(), holds.clone(), also.clone(), differ]);
                match self.ask(encoder, &form, &lists, &conflict) {
                    Found::Never => {}
                    Found::Unknown => self.not_analysed(
                        &place.of,
                        Words::new("分档的两行是否同时成立", "whether two rows hold together"),
                        undecided(),
                    ),
                    Found::Yes(found) => {
                        let found = shrink(policy, found, &conflict);
                        let words = Words::new(
                            "有的情形，分档里有两行同时成立，结果不同",
                            "there are cases for which two rows hold with different results",
                        );
                        let shows =
                            Words::new("分档有两行同时成立，规则冲突", "two rows of the table hold: a conflict");
                        let _ = test;
                        self.shown(Code::DoublyCovered, place, other.span, words, shows, &found);
                    }
                }
            }
            rest = later;
            forms = forms_later;
        }
        Ok(())
    }

    fn shown(&mut self, code: Code, place: &Place<'_>, span: Span, words: Words, shows: Words, found: &Setting) {
        let witness = Witness::new(self.policy, found, place.items.clone(), shows);
        let help = remedy(code);
        let diagnostic = Diagnostic::new(code, span, words.zh, words.en).help(help.0, help.1);
        self.find(Finding { diagnostic, items: place.items.clone(), witness: Some(witness), proof: None });
    }
}

/// Makes the variables of values known, so that a witness states them.
pub(super) fn encode_values<'e>(encoder: &mut Encoder<'_>, values: impl Iterator<Item = &'e Expr>) -> Result<(), Cut> {
    for value in values {
        encoder.expr(value)?;
    }
    Ok(())
}

/// What an expression gives, in the first record of its list.
pub(super) fn at(policy: &Policy, setting: &Setting, expr: &Expr, list: Option<ListId>) -> Look {
    look_at(policy, &setting.profile, &setting.context, expr, list.map(|list| (list, 0)))
}

/// The items that reach the body of a definition, reading or fact, by its place.
fn uses(policy: &Policy) -> BTreeMap<Span, Vec<String>> {
    let mut uses: BTreeMap<Span, Vec<String>> = BTreeMap::new();
    let none = BTreeMap::new();
    for item in &policy.items {
        let reach = Reach::of_item(policy, Alternatives::Adopted(&none), item);
        let facts = reach.facts.iter().filter_map(|id| policy.facts.get(id.0));
        let of_facts = facts.flat_map(|fact| fact.derived.iter().chain(fact.only_if.iter().map(|(guard, _)| guard)));
        let of_readings = reach.readings.iter().filter_map(|id| policy.readings.get(id.0));
        let of_readings = of_readings.flat_map(|reading| reading.alternatives.iter().filter_map(|(_, b)| b.as_ref()));
        let of_defs = reach.defs().filter_map(|id| policy.defs.get(id.0)).map(|def| &def.body);
        for body in of_facts.chain(of_readings).chain(of_defs) {
            uses.entry(body.span).or_default().push(item.id.clone());
        }
    }
    uses
}
