//! Tables of exactly one row (`恰一`) with a gap or an overlap that is certain: errors of the check itself. Owns when it
//! is certain enough; what is found here only in part is left to `tables`.
//!
//! Certain is: the tests of the rows are linear comparisons of facts, and some profile, put to the evaluator, has no
//! result of an item for it. A table that an item's conditions keep from such cases is not looked down upon.

use super::ask::{find, given, outcome};
use super::tables::{Place, at, encode_values, places};
use super::{remedy, shrink};
use crate::diagnostic::{Code, Diagnostic, Lang, Words};
use crate::eval::{Look, look_at, write_fact, write_param};
use crate::ir::{AmountDef, Expr, ExprKind, FactId, ItemDef, ItemId, ListId, Policy, StageDef};
use crate::outcome::Status;
use crate::solve::{Cut, Encoder, Form, Found, Setting, Vars, all, is_linear, is_no};
use chrono::NaiveDate;

/// Questions about the tables of one pack; what lies beyond is left to the analysis.
const MAX_QUESTIONS: usize = 4_000;

/// Questions about the tables of one pack that may come to nothing.
const MAX_UNDECIDED: usize = 40;

/// Branches around a table that are taken into account.
const MAX_AROUND: usize = 16;

/// Facts of a profile that a message tells.
const MAX_TOLD: usize = 6;

/// Items by which a definition is looked at.
const MAX_USERS: usize = 3;

/// What holds where a table stands.
#[derive(Clone, Copy)]
enum Around<'p> {
    Holds(&'p Expr),
    Fails(&'p Expr),
}

/// Gaps and overlaps of tables of exactly one row, as errors, by place.
#[must_use]
pub(crate) fn incomplete(policy: &Policy) -> Vec<Diagnostic> {
    let bodies = policy.readings.iter().flat_map(|reading| &reading.alternatives).filter_map(|(_, body)| body.as_ref());
    let facts = policy.facts.iter().flat_map(|fact| fact.derived.iter().chain(fact.only_if.iter().map(|(e, _)| e)));
    let shared = policy.defs.iter().map(|def| &def.body).chain(bodies).chain(facts);
    let items = policy.items.iter().flat_map(crate::check::expressions);
    if !shared.chain(items).any(has_table) {
        return Vec::new();
    }
    let near = policy.issued.or_else(|| NaiveDate::from_ymd_opt(2020, 1, 1)).unwrap_or_default();
    let mut look = Looking { policy, near, questions: 0, undecided: 0, found: Vec::new() };
    for place in places(policy) {
        let mut tables = Vec::new();
        gather(place.expr, &[], &mut tables);
        for (table, around) in tables {
            // What cannot be put into formulas is left to the analysis.
            drop(look.table(&place, table, &around));
        }
    }
    look.found.sort_by_key(|found| (found.primary.span, found.code));
    look.found.dedup_by_key(|found| (found.primary.span, found.code));
    look.found
}

fn has_table(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::ExactlyOne(..)) || expr.children().into_iter().any(has_table)
}

/// The tables of an expression, each with what holds where it stands.
fn gather<'p>(expr: &'p Expr, around: &[Around<'p>], tables: &mut Vec<(&'p Expr, Vec<Around<'p>>)>) {
    let with = |more: Vec<Around<'p>>| -> Vec<Around<'p>> {
        let room = MAX_AROUND.saturating_sub(around.len());
        around.iter().copied().chain(more.into_iter().take(room)).collect()
    };
    match &expr.kind {
        ExprKind::If(test, then, otherwise) => {
            gather(test, around, tables);
            gather(then, &with(vec![Around::Holds(test)]), tables);
            gather(otherwise, &with(vec![Around::Fails(test)]), tables);
        }
        // What one part refuses, or grants, the others need not decide.
        ExprKind::And(parts) | ExprKind::Or(parts) => {
            let and = matches!(expr.kind, ExprKind::And(_));
            for (at, part) in parts.iter().enumerate() {
                let others = parts.iter().enumerate().filter(|(other, _)| *other != at).take(MAX_AROUND);
                let others = others.map(|(_, part)| if and { Around::Holds(part) } else { Around::Fails(part) });
                gather(part, &with(others.collect()), tables);
            }
        }
        ExprKind::FirstMatch(rows, otherwise) | ExprKind::ExactlyOne(rows, otherwise) => {
            let first = matches!(expr.kind, ExprKind::FirstMatch(..));
            if !first {
                tables.push((expr, around.to_vec()));
            }
            let mut before = Vec::new();
            for (test, value) in rows {
                gather(test, &with(if first { before.clone() } else { Vec::new() }), tables);
                let mut here = vec![Around::Holds(test)];
                here.extend(before.iter().copied().filter(|_| first));
                gather(value, &with(here), tables);
                if before.len() < MAX_AROUND {
                    before.push(Around::Fails(test));
                }
            }
            for otherwise in otherwise.iter() {
                gather(otherwise, &with(before.clone()), tables);
            }
        }
        _ => {
            for child in expr.children() {
                gather(child, around, tables);
            }
        }
    }
}

/// The search over one pack.
struct Looking<'p> {
    policy: &'p Policy,
    near: NaiveDate,
    questions: usize,
    undecided: usize,
    found: Vec<Diagnostic>,
}

impl<'p> Looking<'p> {
    fn table(&mut self, place: &Place<'p>, table: &'p Expr, around: &[Around<'p>]) -> Result<(), Cut> {
        let users: Vec<ItemId> = match place.item {
            Some(item) => self.id(&item.id).into_iter().collect(),
            None => place.items.iter().filter_map(|id| self.id(id)).take(MAX_USERS).collect(),
        };
        if users.is_empty() {
            return self.for_user(place, table, around, None).map(drop);
        }
        for user in users {
            if self.for_user(place, table, around, Some(user))? {
                break;
            }
        }
        Ok(())
    }

    fn id(&self, item: &str) -> Option<ItemId> {
        self.policy.items.iter().position(|other| other.id == item).map(ItemId)
    }

    /// Looks at a table as one item uses it; whether something was found.
    fn for_user(
        &mut self,
        place: &Place<'p>,
        table: &'p Expr,
        around: &[Around<'p>],
        user: Option<ItemId>,
    ) -> Result<bool, Cut> {
        let ExprKind::ExactlyOne(rows, otherwise) = &table.kind else { return Ok(false) };
        let mut encoder = Encoder::new(self.policy, self.near, Vars::default());
        let mut tests = Vec::new();
        for (test, _) in rows {
            tests.push(encoder.truth(test)?);
        }
        if !tests.iter().all(|(yes, no)| is_linear(yes, &encoder.vars) && is_linear(no, &encoder.vars)) {
            return Ok(false);
        }
        let mut gate = Vec::new();
        for around in around {
            match around {
                Around::Holds(expr) => gate.extend(encoder.truth(expr).ok().map(|(yes, _)| yes)),
                Around::Fails(expr) => gate.extend(encoder.truth(expr).ok().map(|(_, no)| no)),
            }
        }
        if let Some(list) = place.list {
            gate.push(encoder.record(list)?);
        }
        let item = user.and_then(|id| self.policy.items.get(id.0));
        if let Some(item) = item {
            gate.extend([encoder.subject(item)?, encoder.in_force(item)?]);
            encode_values(&mut encoder, amounts(item).into_iter().map(|(expr, _)| expr))?;
        }
        encode_values(&mut encoder, rows.iter().map(|(_, value)| value))?;
        let gate = all(gate);
        let seen = self.found.len();
        let rest = all(tests.iter().map(|(_, no)| no.clone()));
        if otherwise.is_none() && !is_no(&rest) {
            let form = all([gate.clone(), rest]);
            let shows = |look: &Look| matches!(look, Look::Fault(_));
            if let Some(found) = self.shown(&mut encoder, form, place, table, user, &shows) {
                let told = told(self.policy, &found);
                let words = said(&told, ("分档有空档：", "没有一行成立"), ("the table has a gap: ", "no row holds"));
                let help = remedy(Code::UncoveredCase);
                self.found.push(Diagnostic::new(Code::TableGap, table.span, words.zh, words.en).help(help.0, help.1));
            }
        }
        let mut pairs = rows.iter().zip(&tests);
        while let Some(((test, value), (holds, _))) = pairs.next() {
            for ((other, otherwise), (also, _)) in pairs.clone() {
                let differ = encoder.differ(value, otherwise)?;
                let form = all([gate.clone(), holds.clone(), also.clone(), differ]);
                let shows = |look: &Look| matches!(look, Look::Conflict(_));
                let Some(found) = self.shown(&mut encoder, form, place, table, user, &shows) else { continue };
                let told = told(self.policy, &found);
                let ends = ("两行都成立，结果不同", "both rows hold, with different results");
                let words = said(&told, ("分档的两行重叠：", ends.0), ("two rows of the table overlap: ", ends.1));
                let help = remedy(Code::DoublyCovered);
                self.found.push(
                    Diagnostic::new(Code::TableOverlap, other.span, words.zh, words.en)
                        .label(test.span, "先前的一行", "the earlier row")
                        .help(help.0, help.1),
                );
            }
        }
        Ok(self.found.len() > seen)
    }

    /// Facts under which a formula holds, the table gives no result, and the item shows it. Of what the item asks
    /// besides, as much is met as can be.
    fn shown(
        &mut self,
        encoder: &mut Encoder<'_>,
        form: Form,
        place: &Place<'_>,
        table: &Expr,
        user: Option<ItemId>,
        shows: &dyn Fn(&Look) -> bool,
    ) -> Option<Setting> {
        let policy = self.policy;
        let item = user.and_then(|id| policy.items.get(id.0));
        let mut form = form;
        if matches!(self.ask(encoder, &form, &[], &|_| true), Found::Never) {
            return None;
        }
        let tests =
            item.into_iter().flat_map(|item| item.tests.iter().chain(item.each.iter().flat_map(|each| &each.tests)));
        for test in tests {
            let Ok(met) = encoder.test(test) else { continue };
            let more = all([form.clone(), met]);
            if matches!(self.ask(encoder, &more, &[], &|_| true), Found::Yes(_)) {
                form = more;
            }
        }
        let each = item.and_then(|item| item.each.as_ref()).map(|each| each.list);
        let lists: Vec<ListId> = place.list.into_iter().chain(each).collect();
        let bare = |setting: &Setting| shows(&at(policy, setting, table, place.list));
        let whole = |setting: &Setting| bare(setting) && user.is_none_or(|user| suffers(policy, setting, user));
        match self.ask(encoder, &form, &lists, &whole) {
            Found::Yes(found) => Some(shrink(policy, found, &bare)),
            _ => None,
        }
    }

    fn ask(
        &mut self,
        encoder: &Encoder<'_>,
        form: &Form,
        lists: &[ListId],
        accept: &dyn Fn(&Setting) -> bool,
    ) -> Found<Setting> {
        self.questions = self.questions.saturating_add(1);
        if self.questions > MAX_QUESTIONS || self.undecided > MAX_UNDECIDED {
            return Found::Unknown;
        }
        let found = find((self.policy, self.near), encoder, form, lists, accept);
        if matches!(found, Found::Unknown) {
            self.undecided = self.undecided.saturating_add(1);
        }
        found
    }
}

/// Whether an item has no result, or would have none for its amount.
fn suffers(policy: &Policy, setting: &Setting, item: ItemId) -> bool {
    let Some(found) = outcome(policy, setting, item) else { return false };
    match found.status {
        Status::Fault | Status::Conflict => true,
        status if status == Status::PendingApproval || given(&found) => {
            let amounts = policy.items.get(item.0).map(amounts).unwrap_or_default();
            amounts.into_iter().any(|(expr, list)| {
                let list = list.map(|list| (list, 0));
                let look = look_at(policy, &setting.profile, &setting.context, expr, list);
                matches!(look, Look::Fault(_) | Look::Conflict(_))
            })
        }
        _ => false,
    }
}

/// The expressions of an item's amount, with the list whose records they read.
fn amounts(item: &ItemDef) -> Vec<(&Expr, Option<ListId>)> {
    fn of<'i>(amount: Option<&'i AmountDef>, stages: &'i [StageDef]) -> impl Iterator<Item = &'i Expr> {
        let stages = stages.iter().map(|stage| match stage {
            StageDef::Cap(expr) | StageDef::Floor(expr) | StageDef::Less(expr) => expr,
        });
        amount.map(|amount| &amount.value).into_iter().chain(stages)
    }
    let own = of(item.amount.as_ref(), &item.stages).map(|expr| (expr, None));
    let each =
        item.each.iter().flat_map(|each| of(each.amount.as_ref(), &each.stages).map(|expr| (expr, Some(each.list))));
    own.chain(each).collect()
}

/// `人数为 10人、裁员为 10人`: the facts and parameters of a setting.
fn told(policy: &Policy, setting: &Setting) -> Words {
    let of = |lang: Lang| {
        let named = |name: &str, value: String| match lang {
            Lang::Zh => format!("{name}为 {value}"),
            Lang::En => format!("{name} {value}"),
        };
        let facts = policy.facts.iter().enumerate().filter_map(|(index, fact)| {
            let id = FactId(index);
            let value = match fact.list {
                None => setting.profile.fact(id),
                Some(list) => setting.profile.list(list)?.first()?.get(id),
            };
            Some(named(&fact.name, write_fact(policy, lang, id, value?)))
        });
        let params = setting.context.params.iter().filter_map(|(id, value)| {
            let name = &policy.params.get(id.0)?.name;
            Some(named(name, write_param(policy, lang, *id, value.as_ref()?)))
        });
        let all: Vec<String> = facts.chain(params).take(MAX_TOLD).collect();
        all.join(if lang == Lang::Zh { "、" } else { ", " })
    };
    Words::new(of(Lang::Zh), of(Lang::En))
}

/// A sentence with what was told in its middle.
fn said(told: &Words, zh: (&str, &str), en: (&str, &str)) -> Words {
    if told.zh.is_empty() {
        return Words::new(format!("{}{}", zh.0, zh.1), format!("{}{}", en.0, en.1));
    }
    Words::new(format!("{}{} 时，{}", zh.0, told.zh, zh.1), format!("{}with {}, {}", en.0, told.en, en.1))
}
