//! Mutants: the rules with one small change each, and whether some case notices. Owns the kinds of change and the run;
//! `witness` looks for the case that would notice a survivor.
//!
//! A mutant is made in the checked policy, so it always has meaning. A change is made at every copy of its place: a
//! shared condition or a named period changes wherever it is used. Only cases that come across the place are run.

use super::coverage::{dependents, seen_by};
use super::walk::{Node, Owner, walk};
use super::witness::{Suggestion, witness};
use super::{compare, expected, set_up};
use crate::diagnostic::Words;
use crate::eval::{Seen, contradictions, observe};
use crate::ir::{
    ArithOp, CompareOp, EndRef, Expr, ExprKind, ItemId, NumberForm, ParamValue, PeriodKind, PeriodRef, Policy,
    RoundingRule, StageDef, Test, TestKind, Type, Value,
};
use crate::span::Span;
use crate::value::date::add_days;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use std::collections::{BTreeMap, BTreeSet};

/// One small change of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Change {
    /// Another operator.
    Compare(Op),
    /// A figure one step up or down.
    Step(bool),
    /// A value of a parameter one step up or down.
    Value(usize, bool),
    DropTest,
    DropException,
    DropStage,
    /// 且 and 或.
    Logic,
    DropNot,
    /// A member of 属于 left out.
    Member(usize),
    /// Plus and minus.
    Sign,
    /// Smallest and greatest.
    Extreme,
    /// The first day of a period a step earlier or later.
    From(bool),
    /// The last day.
    To(bool),
    /// Another alternative of a reading.
    Adopt(usize),
    /// Another mode or unit of rounding.
    Round(u8, Mode),
}

/// A comparison operator, in a fixed order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Op {
    Le,
    Ge,
    Lt,
    Gt,
    Eq,
    Ne,
}

/// A rounding mode, in a fixed order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mode {
    HalfUp,
    HalfEven,
    Down,
    Up,
}

/// What became of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fate {
    /// The case of this name fails on it.
    Killed(String),
    /// No case fails; what would, if one was found.
    Survived(Option<Box<Suggestion>>),
}

/// A mutant and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mutant {
    /// Where the change is.
    pub span: Span,
    /// What was changed.
    pub words: Words,
    /// The items that can be touched by it.
    pub items: Vec<String>,
    /// Whether any case comes across the place.
    pub reached: bool,
    /// What became of it.
    pub fate: Fate,
}

/// What became of every mutant.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Mutation {
    /// Every mutant, by place.
    pub mutants: Vec<Mutant>,
}

impl Mutation {
    /// How many were killed, and of how many.
    #[must_use]
    pub fn score(&self) -> (usize, usize) {
        let killed = self.mutants.iter().filter(|mutant| matches!(mutant.fate, Fate::Killed(_))).count();
        (killed, self.mutants.len())
    }

    /// Those that no case noticed.
    pub fn survivors(&self) -> impl Iterator<Item = &Mutant> {
        self.mutants.iter().filter(|mutant| matches!(mutant.fate, Fate::Survived(_)))
    }
}

/// A place where something can be changed.
pub(super) struct Site {
    pub(super) owners: BTreeSet<Owner>,
    pub(super) words: Words,
}

/// What was found in one walk.
#[derive(Default)]
pub(super) struct Sites {
    pub(super) all: BTreeMap<(Span, Change), Site>,
    /// The comparison that a figure or an operator belongs to.
    pub(super) boundaries: BTreeMap<Span, Expr>,
}

/// Makes every mutant in the files that `counts` and runs the cases that come across it. Cases that fail on the rules
/// as they are do not count.
#[must_use]
pub fn mutate(policy: &Policy, counts: impl Fn(Span) -> bool) -> Mutation {
    let dependents = dependents(policy);
    let sites = sites(policy);
    let runs: Vec<Run> = (0..policy.cases.len()).filter_map(|index| Run::new(policy, index)).collect();
    let mut bare = policy.clone();
    bare.cases.clear();
    let mut mutants = Vec::new();
    for ((span, change), site) in sites.all.iter().filter(|((span, _), _)| counts(*span)) {
        let items: BTreeSet<ItemId> =
            site.owners.iter().filter_map(|owner| dependents.get(owner)).flatten().copied().collect();
        if items.is_empty() {
            continue;
        }
        let mut mutated = bare.clone();
        apply(&mut mutated, *span, *change);
        let facts = site.owners.iter().any(|owner| !matches!(owner, Owner::Item(_)));
        let rounding = matches!(change, Change::Round(..));
        let touched = |run: &&Run| {
            if rounding { run.items.iter().any(|item| items.contains(item)) } else { run.reached.contains(span) }
        };
        let mut reached = false;
        let mut killer = None;
        for run in runs.iter().filter(touched) {
            reached = true;
            if run.fails(policy, &mutated, facts) {
                killer = policy.cases.get(run.case).map(|case| case.name.clone());
                break;
            }
        }
        let ids = items.iter().filter_map(|id| policy.items.get(id.0)).map(|item| item.id.clone()).collect();
        let fate = match killer {
            Some(name) => Fate::Killed(name),
            None => Fate::Survived(witness(policy, &mutated, *span, &items, &sites).map(Box::new)),
        };
        mutants.push(Mutant { span: *span, words: site.words.clone(), items: ids, reached, fate });
    }
    Mutation { mutants }
}

/// A case that passes, with what it comes across.
struct Run {
    case: usize,
    items: Vec<ItemId>,
    reached: BTreeSet<Span>,
}

impl Run {
    fn new(policy: &Policy, case: usize) -> Option<Self> {
        let def = policy.cases.get(case)?;
        let seen = seen_by(policy, def).into_iter();
        let reached = seen.filter(|(_, seen)| *seen == Seen::Reached).map(|(span, _)| span).collect();
        let run = Self { case, items: expected(def), reached };
        (!run.fails(policy, policy, true)).then_some(run)
    }

    /// Whether the case fails on other rules.
    fn fails(&self, policy: &Policy, other: &Policy, facts: bool) -> bool {
        let Some(case) = policy.cases.get(self.case) else { return false };
        let (profile, context) = set_up(policy, case);
        let mut failures = Vec::new();
        let outcome = observe(other, &profile, &context, &self.items, None);
        for expect in &case.expects {
            compare(other, expect, &outcome, &mut failures);
        }
        !failures.is_empty() || facts && !contradictions(other, &profile).is_empty()
    }
}

/// Every place and change.
fn sites(policy: &Policy) -> Sites {
    let mut found = Sites::default();
    let monthly = monthly(policy);
    let mut copy = policy.clone();
    walk(&mut copy, &mut |owner, node| collect(policy, &monthly, &mut found, owner, &node));
    found
}

/// Periods that months are compared with; their ends move by months.
fn monthly(policy: &Policy) -> BTreeSet<Span> {
    let mut found = BTreeSet::new();
    let mut copy = policy.clone();
    walk(&mut copy, &mut |_, node| match node {
        Node::Test(Test { kind: TestKind::Counting { date, period }, .. }) if date.ty == Type::Month => {
            found.insert(period.span);
        }
        Node::Expr(Expr { kind: ExprKind::During(date, period), .. }) if date.ty == Type::Month => {
            found.insert(period.span);
        }
        _ => {}
    });
    found
}

fn collect(policy: &Policy, monthly: &BTreeSet<Span>, found: &mut Sites, owner: Owner, node: &Node<'_>) {
    let mut add = |span: Span, change: Change, zh: String, en: String| {
        let site = Site { owners: BTreeSet::new(), words: Words::new(zh, en) };
        found.all.entry((span, change)).or_insert(site).owners.insert(owner);
    };
    match node {
        Node::Tests(tests) => {
            for test in tests.iter().filter(|test| !matches!(test.kind, TestKind::External { mention: true, .. })) {
                let label = &test.label;
                add(test.span, Change::DropTest, format!("去掉“{label}”"), format!("`{label}` left out"));
            }
        }
        Node::Rule(rule) => {
            for exception in &rule.exceptions {
                let label = &exception.label;
                add(
                    exception.when.span,
                    Change::DropException,
                    format!("去掉例外“{label}”"),
                    format!("exception `{label}` left out"),
                );
            }
        }
        Node::Stages(stages) => {
            for stage in stages.iter() {
                let (expr, zh, en) = match stage {
                    StageDef::Cap(expr) => (expr, "封顶", "the cap"),
                    StageDef::Floor(expr) => (expr, "保底", "the floor"),
                    StageDef::Less(expr) => (expr, "减", "the deduction"),
                };
                add(expr.span, Change::DropStage, format!("去掉{zh}"), format!("{en} left out"));
            }
        }
        Node::Period(period) => {
            let unit = if monthly.contains(&period.span) { ("一个月", "a month") } else { ("一天", "a day") };
            let ends = match &period.kind {
                PeriodKind::Between { from, to, .. } => [from.as_ref(), to.as_ref()],
                PeriodKind::Lasting(from, _) | PeriodKind::Within(from, _) => [Some(from), None],
            };
            let names = [("首日", "the first day"), ("末日", "the last day")];
            for ((end, (zh, en)), make) in ends.into_iter().zip(names).zip([Change::From, Change::To]) {
                if !matches!(end, Some(EndRef::Day(_))) {
                    continue;
                }
                for (later, move_zh, move_en) in [(false, "提前", "earlier"), (true, "推后", "later")] {
                    add(
                        period.span,
                        make(later),
                        format!("{zh}{move_zh}{}", unit.0),
                        format!("{en} {} {move_en}", unit.1),
                    );
                }
            }
        }
        Node::Reading(reading) => {
            let adopted = reading.adopted;
            for (index, (name, body)) in reading.alternatives.iter().enumerate() {
                if body.is_some() && adopted.is_some_and(|adopted| adopted != index) {
                    add(reading.span, Change::Adopt(index), format!("采用“{name}”"), format!("`{name}` adopted"));
                }
            }
        }
        Node::Param(param) => {
            let values: Vec<&Value> = match &param.value {
                ParamValue::Missing(_) => Vec::new(),
                ParamValue::Constant(value) => vec![value],
                ParamValue::Series(series) => series.iter().map(|(_, _, value)| value).collect(),
            };
            for (index, value) in values.into_iter().enumerate() {
                for up in [false, true] {
                    let Some(moved) = moved(value, up, || form_step(param.form.as_ref())) else { continue };
                    let id = policy.params.iter().position(|other| other.span == param.span).map(crate::ir::ParamId);
                    let Some(id) = id else { continue };
                    let write = |value: &Value, lang| crate::eval::write_param(policy, lang, id, value);
                    let pair = |lang| (write(value, lang), write(&moved, lang));
                    let ((old, new), (old_en, new_en)) =
                        (pair(crate::diagnostic::Lang::Zh), pair(crate::diagnostic::Lang::En));
                    add(
                        param.span,
                        Change::Value(index, up),
                        format!("参数“{}” {old} 改为 {new}", param.name),
                        format!("parameter `{}` {old_en} becomes {new_en}", param.key),
                    );
                }
            }
        }
        Node::Item(item) => {
            let money = item.amount.is_some() || item.each.as_ref().is_some_and(|each| each.amount.is_some());
            // The pack's own rounding is one place, wherever it is inherited.
            let own = item.rounding != policy.rounding;
            let first = policy.items.first().map_or(item.span, |item| item.span);
            if money {
                let span = if own { item.span } else { first };
                for (decimals, mode, zh, en) in roundings(item.rounding) {
                    add(span, Change::Round(decimals, mode), format!("舍入改为{zh}"), format!("rounded {en}"));
                }
            }
        }
        Node::Expr(expr) => expr_sites(policy, expr, &mut found.boundaries, &mut add),
        Node::Test(_) => {}
    }
}

type Add<'a> = dyn FnMut(Span, Change, String, String) + 'a;

fn expr_sites(policy: &Policy, expr: &Expr, boundaries: &mut BTreeMap<Span, Expr>, add: &mut Add<'_>) {
    match &expr.kind {
        ExprKind::Compare(op, left, right) => {
            let ordered = matches!(left.ty, Type::Number(_) | Type::Date | Type::Month);
            for (new, sign) in other_ops(*op, ordered) {
                let old = sign_of(*op);
                add(expr.span, Change::Compare(new), format!("{old} 改为 {sign}"), format!("{old} becomes {sign}"));
            }
            boundaries.insert(expr.span, expr.clone());
            let mut keep = |below: &Expr| {
                boundaries.entry(below.span).or_insert_with(|| expr.clone());
            };
            each_below(left, &mut keep);
            each_below(right, &mut keep);
        }
        ExprKind::Const(value, text) => {
            for up in [false, true] {
                if moved(value, up, || literal_step(expr, text)).is_some() {
                    let (zh, en) = if up { ("加一步", "one step up") } else { ("减一步", "one step down") };
                    add(expr.span, Change::Step(up), format!("{text} {zh}"), format!("{text} {en}"));
                }
            }
        }
        ExprKind::And(_) => {
            add(expr.span, Change::Logic, "“且”改为“或”".to_owned(), "`and` becomes `or`".to_owned());
        }
        ExprKind::Or(_) => {
            add(expr.span, Change::Logic, "“或”改为“且”".to_owned(), "`or` becomes `and`".to_owned());
        }
        ExprKind::Not(_) => add(expr.span, Change::DropNot, "去掉“非”".to_owned(), "`not` left out".to_owned()),
        ExprKind::Min(_) => {
            add(expr.span, Change::Extreme, "取小改为取大".to_owned(), "the smallest becomes the greatest".to_owned())
        }
        ExprKind::Max(_) => {
            add(expr.span, Change::Extreme, "取大改为取小".to_owned(), "the greatest becomes the smallest".to_owned())
        }
        ExprKind::Arith(ArithOp::Add, ..) => {
            add(expr.span, Change::Sign, "+ 改为 -".to_owned(), "+ becomes -".to_owned());
        }
        ExprKind::Arith(ArithOp::Sub, ..) => {
            add(expr.span, Change::Sign, "- 改为 +".to_owned(), "- becomes +".to_owned());
        }
        ExprKind::In(value, mask) => {
            let Type::Enum(id) = value.ty else { return };
            let Some(def) = policy.enums.get(id.0) else { return };
            for member in (0..def.members.len()).filter(|member| crate::ir::bit(*member) & mask != 0) {
                let name = def.member(member);
                add(
                    expr.span,
                    Change::Member(member),
                    format!("“属于”少了“{name}”"),
                    format!("`{name}` left out of `one_of`"),
                );
            }
        }
        _ => {}
    }
}

fn each_below(expr: &Expr, visit: &mut dyn FnMut(&Expr)) {
    visit(expr);
    for child in expr.children() {
        each_below(child, visit);
    }
}

const fn sign_of(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Le => "≤",
        CompareOp::Ge => "≥",
        CompareOp::Lt => "<",
        CompareOp::Gt => ">",
        CompareOp::Eq => "=",
        CompareOp::Ne => "≠",
    }
}

/// The operators a comparison is changed to: the boundary on the other side, and the opposite.
fn other_ops(op: CompareOp, ordered: bool) -> Vec<(Op, &'static str)> {
    match op {
        CompareOp::Le => vec![(Op::Lt, "<"), (Op::Gt, ">")],
        CompareOp::Ge => vec![(Op::Gt, ">"), (Op::Lt, "<")],
        CompareOp::Lt => vec![(Op::Le, "≤"), (Op::Ge, "≥")],
        CompareOp::Gt => vec![(Op::Ge, "≥"), (Op::Le, "≤")],
        CompareOp::Eq if ordered => vec![(Op::Ne, "≠"), (Op::Le, "≤"), (Op::Ge, "≥")],
        CompareOp::Eq => vec![(Op::Ne, "≠")],
        CompareOp::Ne => vec![(Op::Eq, "=")],
    }
}

const fn op_of(op: Op) -> CompareOp {
    match op {
        Op::Le => CompareOp::Le,
        Op::Ge => CompareOp::Ge,
        Op::Lt => CompareOp::Lt,
        Op::Gt => CompareOp::Gt,
        Op::Eq => CompareOp::Eq,
        Op::Ne => CompareOp::Ne,
    }
}

/// The modes and units a rounding is changed to.
fn roundings(rule: RoundingRule) -> Vec<(u8, Mode, &'static str, &'static str)> {
    let all = [
        (Rounding::HalfUp, Mode::HalfUp, "四舍五入", "half up"),
        (Rounding::HalfEven, Mode::HalfEven, "四舍六入", "half to even"),
        (Rounding::Down, Mode::Down, "舍去", "down"),
        (Rounding::Up, Mode::Up, "进一", "up"),
    ];
    let mut found: Vec<(u8, Mode, &str, &str)> = all
        .iter()
        .filter(|(mode, ..)| *mode != rule.mode)
        .map(|(_, mode, zh, en)| (rule.decimals, *mode, *zh, *en))
        .collect();
    if let (Some(coarser), Some((_, mode, ..))) =
        (rule.decimals.checked_sub(1), all.iter().find(|(mode, ..)| *mode == rule.mode))
    {
        found.push((coarser, *mode, "少一位", "to one digit less"));
    }
    found
}

/// A value one step up or down; `None` when it has no steps, or would fall below zero.
fn moved(value: &Value, up: bool, step: impl FnOnce() -> Number) -> Option<Value> {
    match value {
        Value::Number(number) => {
            let moved = if up { number.add(&step()) } else { number.sub(&step()) };
            (!moved.is_negative() || number.is_negative()).then_some(Value::Number(moved))
        }
        Value::Date(day) => add_days(*day, if up { 1 } else { -1 }).map(Value::Date),
        Value::Month(month) => month.add(if up { 1 } else { -1 }).map(Value::Month),
        _ => None,
    }
}

/// One fen, one whole unit, or one of the last digit written of a percentage.
fn literal_step(expr: &Expr, text: &str) -> Number {
    let Type::Number(unit) = &expr.ty else { return Number::one() };
    let yuan = unit.exponents().any(|(base, _)| base == crate::value::unit::BaseUnit::YUAN);
    if yuan {
        return Number::ratio(1, 100).unwrap_or_else(Number::one);
    }
    let ExprKind::Const(Value::Number(value), _) = &expr.kind else { return Number::one() };
    let percent = if text.contains('%') {
        Some(100)
    } else if text.contains('‰') {
        Some(1000)
    } else {
        None
    };
    if percent.is_none() && value.is_integer() {
        return Number::one();
    }
    let digits: String = text.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let decimals = digits.split_once('.').map_or(0, |(_, after)| after.len());
    let tenth = Number::ratio(1, 10).unwrap_or_else(Number::one);
    let last = (0..decimals).fold(Number::one(), |step, _| step.mul(&tenth));
    let written = crate::profile::parse_number(&digits).filter(|number| !number.is_zero());
    match written.and_then(|written| value.div(&written)) {
        Some(scale) => last.mul(&scale),
        None => percent.and_then(|by| Number::ratio(1, by)).unwrap_or_else(Number::one),
    }
}

fn form_step(form: Option<&NumberForm>) -> Number {
    let Some(form) = form else { return Number::one() };
    if form.integer { form.scale.clone() } else { form.scale.div(&Number::from_i64(100)).unwrap_or_else(Number::one) }
}

/// Makes a change at every copy of its place.
pub(super) fn apply(policy: &mut Policy, span: Span, change: Change) {
    let (default, first) = (policy.rounding, policy.items.first().map(|item| item.span));
    let monthly = if matches!(change, Change::From(_) | Change::To(_)) { monthly(policy) } else { BTreeSet::new() };
    walk(policy, &mut |_, node| match (change, node) {
        (Change::DropTest, Node::Tests(tests)) => tests.retain(|test| test.span != span),
        (Change::DropException, Node::Rule(rule)) => {
            if let Some(gone) = rule.exceptions.iter().position(|exception| exception.when.span == span) {
                rule.exceptions.remove(gone);
                for exception in &mut rule.exceptions {
                    exception.over.retain(|index| *index != gone);
                    for index in &mut exception.over {
                        *index = if *index > gone { index.saturating_sub(1) } else { *index };
                    }
                }
            }
        }
        (Change::DropStage, Node::Stages(stages)) => stages.retain(|stage| {
            let (StageDef::Cap(expr) | StageDef::Floor(expr) | StageDef::Less(expr)) = stage;
            expr.span != span
        }),
        (Change::From(later) | Change::To(later), Node::Period(period)) if period.span == span => {
            shift(period, matches!(change, Change::From(_)), later, monthly.contains(&span));
        }
        (Change::Adopt(index), Node::Reading(reading)) if reading.span == span => reading.adopted = Some(index),
        (Change::Value(index, up), Node::Param(param)) if param.span == span => {
            let step = form_step(param.form.as_ref());
            let value = match &mut param.value {
                ParamValue::Missing(_) => None,
                ParamValue::Constant(value) => Some(value),
                ParamValue::Series(series) => series.get_mut(index).map(|(_, _, value)| value),
            };
            if let Some(value) = value
                && let Some(new) = moved(value, up, || step)
            {
                *value = new;
            }
        }
        (Change::Round(decimals, mode), Node::Item(item)) => {
            let here = if item.rounding == default { first == Some(span) } else { item.span == span };
            if here {
                let mode = match mode {
                    Mode::HalfUp => Rounding::HalfUp,
                    Mode::HalfEven => Rounding::HalfEven,
                    Mode::Down => Rounding::Down,
                    Mode::Up => Rounding::Up,
                };
                item.rounding = RoundingRule { decimals, mode };
            }
        }
        (_, Node::Expr(expr)) if expr.span == span => change_expr(expr, change),
        _ => {}
    });
}

fn shift(period: &mut PeriodRef, first: bool, later: bool, by_month: bool) {
    let end = match &mut period.kind {
        PeriodKind::Between { from, to, .. } => {
            if first {
                from.as_mut()
            } else {
                to.as_mut()
            }
        }
        PeriodKind::Lasting(from, _) | PeriodKind::Within(from, _) => Some(from),
    };
    let Some(EndRef::Day(day)) = end else { return };
    let month = crate::value::date::Month::of(*day).add(if later { 1 } else { -1 });
    let moved = match month.filter(|_| by_month) {
        Some(month) if first => Some(month.first_day()),
        Some(month) => Some(month.last_day()),
        None => add_days(*day, if later { 1 } else { -1 }),
    };
    *day = moved.unwrap_or(*day);
}

/// A comparison and its own side can have one place only when they are one; the kind of change tells them apart.
fn change_expr(expr: &mut Expr, change: Change) {
    let empty = || ExprKind::Const(Value::Bool(true), String::new());
    match (change, &mut expr.kind) {
        (Change::Compare(op), ExprKind::Compare(old, ..)) => *old = op_of(op),
        (Change::Logic, ExprKind::And(parts)) => expr.kind = ExprKind::Or(core::mem::take(parts)),
        (Change::Logic, ExprKind::Or(parts)) => expr.kind = ExprKind::And(core::mem::take(parts)),
        (Change::Extreme, ExprKind::Min(parts)) => expr.kind = ExprKind::Max(core::mem::take(parts)),
        (Change::Extreme, ExprKind::Max(parts)) => expr.kind = ExprKind::Min(core::mem::take(parts)),
        (Change::Sign, ExprKind::Arith(op @ ArithOp::Add, ..)) => *op = ArithOp::Sub,
        (Change::Sign, ExprKind::Arith(op @ ArithOp::Sub, ..)) => *op = ArithOp::Add,
        (Change::DropNot, ExprKind::Not(inner)) => expr.kind = core::mem::replace(&mut inner.kind, empty()),
        (Change::Member(member), ExprKind::In(_, mask)) => *mask &= !crate::ir::bit(member),
        (Change::Step(up), ExprKind::Const(..)) => {
            let ExprKind::Const(value, text) = &expr.kind else { return };
            if let Some(new) = moved(value, up, || literal_step(expr, text)) {
                expr.kind = ExprKind::Const(new, text.clone());
            }
        }
        _ => {}
    }
}
