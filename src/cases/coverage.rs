//! What the cases of a pack come across: items, conditions, exceptions, readings, rows of tables, and both sides of
//! every boundary. Owns what counts as covered; knows nothing of forms.
//!
//! A case comes across only what the items that it states an expectation about depend on.

use super::walk::{Node, Owner, walk};
use super::{expected, set_up};
use crate::diagnostic::Words;
use crate::eval::{Probe, Seen, observe};
use crate::ir::{
    CompareOp, EndRef, Expr, ExprKind, ItemId, ItemKind, PeriodKind, PeriodRef, Policy, StageDef, Test, TestKind, Type,
};
use crate::reach::{Alternatives, Reach};
use crate::span::Span;
use std::collections::{BTreeMap, BTreeSet};

/// What a point of the rules is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum PointKind {
    /// An item about which a case states something.
    Item,
    /// A condition, presumption or approval: holds, and does not hold.
    Condition,
    /// An exception: applies, and does not apply.
    Exception,
    /// The alternatives of a reading that computes.
    Reading,
    /// The rows of a table.
    Row,
    /// A comparison: true, false and, where there is an order, at the boundary.
    Boundary,
    /// A period: its first and last day and the days outside.
    Period,
    /// A cap or floor: below, at and above it.
    Limit,
}

impl PointKind {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 8] = [
        Self::Item,
        Self::Condition,
        Self::Exception,
        Self::Reading,
        Self::Row,
        Self::Boundary,
        Self::Period,
        Self::Limit,
    ];

    /// Its key in JSON.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::Condition => "condition",
            Self::Exception => "exception",
            Self::Reading => "reading",
            Self::Row => "row",
            Self::Boundary => "boundary",
            Self::Period => "period",
            Self::Limit => "limit",
        }
    }

    /// Its name.
    #[must_use]
    pub fn words(self) -> Words {
        let (zh, en) = match self {
            Self::Item => ("项目", "items"),
            Self::Condition => ("条件", "conditions"),
            Self::Exception => ("例外", "exceptions"),
            Self::Reading => ("解读", "readings"),
            Self::Row => ("分档", "table rows"),
            Self::Boundary => ("界点", "boundaries"),
            Self::Period => ("期间", "periods"),
            Self::Limit => ("封顶保底", "caps and floors"),
        };
        Words::new(zh, en)
    }
}

/// One side of a point.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Side {
    /// What it is, for people.
    pub words: Words,
    /// Whether a case came across it.
    pub seen: bool,
    what: (Span, Seen),
}

/// A place of the rules that cases should come across, with its sides.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Point {
    /// What it is.
    pub kind: PointKind,
    /// Where it is.
    pub span: Span,
    /// Its name, where it has one.
    pub label: String,
    /// The item it belongs to, when it belongs to one.
    pub item: Option<String>,
    /// Its sides.
    pub sides: Vec<Side>,
}

/// What the cases of a pack come across.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Coverage {
    /// How many cases ran.
    pub cases: usize,
    /// Every point, by kind and place.
    pub points: Vec<Point>,
}

impl Coverage {
    /// How many sides were seen, and of how many.
    #[must_use]
    pub fn count(&self, kind: Option<PointKind>) -> (usize, usize) {
        let points = self.points.iter().filter(|point| kind.is_none_or(|kind| point.kind == kind));
        points.flat_map(|point| &point.sides).fold((0, 0), |(seen, all): (usize, usize), side| {
            (seen.saturating_add(usize::from(side.seen)), all.saturating_add(1))
        })
    }
}

/// Runs every case and says what the cases come across in the files that `counts`.
#[must_use]
pub fn coverage(policy: &Policy, counts: impl Fn(Span) -> bool) -> Coverage {
    let mut seen: BTreeSet<(Span, Seen)> = BTreeSet::new();
    for case in &policy.cases {
        seen.extend(seen_by(policy, case));
        for item in expected(case) {
            seen.extend(policy.items.get(item.0).map(|item| (item.span, Seen::Reached)));
        }
    }
    let mut points = points(policy);
    points.retain(|point| counts(point.span));
    for side in points.iter_mut().flat_map(|point| &mut point.sides) {
        side.seen = seen.contains(&side.what);
    }
    points.sort_by_key(|point| (point.kind, point.span));
    Coverage { cases: policy.cases.len(), points }
}

/// What one case comes across.
pub(super) fn seen_by(policy: &Policy, case: &crate::ir::CaseDef) -> BTreeSet<(Span, Seen)> {
    let (profile, context) = set_up(policy, case);
    let probe = Probe::default();
    let _ = observe(policy, &profile, &context, &expected(case), Some(&probe));
    probe.into_seen()
}

/// The items whose answer can depend on what an owner holds, for every owner.
pub(super) fn dependents(policy: &Policy) -> BTreeMap<Owner, Vec<ItemId>> {
    let mut found: BTreeMap<Owner, Vec<ItemId>> = BTreeMap::new();
    for (index, item) in policy.items.iter().enumerate() {
        if matches!(item.kind, ItemKind::Encouragement | ItemKind::Administrative) {
            continue;
        }
        let id = ItemId(index);
        let reach = Reach::of_answer(policy, Alternatives::All, item);
        let defs = (0..policy.defs.len()).map(crate::ir::DefId).filter(|def| reach.has_def(*def)).map(Owner::Def);
        let readings = reach.readings.iter().copied().map(Owner::Reading);
        let facts = reach.facts.iter().copied().map(Owner::Fact);
        let params = reach.params.iter().copied().map(Owner::Param);
        for owner in defs.chain(readings).chain(facts).chain(params).chain([Owner::Item(id)]) {
            found.entry(owner).or_default().push(id);
        }
    }
    found
}

/// Every point of a policy, none seen yet; each place once.
fn points(policy: &Policy) -> Vec<Point> {
    let dependents = dependents(policy);
    let items: Vec<String> = policy.items.iter().map(|item| item.id.clone()).collect();
    let deadlines: BTreeSet<Span> = policy.items.iter().filter_map(|item| Some(item.deadline.as_ref()?.span)).collect();
    let mut found: BTreeMap<(PointKind, Span), Point> = BTreeMap::new();
    // The walk needs leave to change what it walks.
    let mut copy = policy.clone();
    walk(&mut copy, &mut |owner, node| {
        if !dependents.contains_key(&owner) {
            return;
        }
        let mut add = |kind: PointKind, span: Span, label: String, sides: Vec<(Span, Seen, Words)>| {
            let item = if let Owner::Item(id) = owner { items.get(id.0).cloned() } else { None };
            let sides = sides.into_iter().map(|(span, seen, words)| Side { words, seen: false, what: (span, seen) });
            let sides: Vec<Side> = sides.collect();
            if !sides.is_empty() {
                found.entry((kind, span)).or_insert(Point { kind, span, label, item, sides });
            }
        };
        match node {
            Node::Item(item) => {
                let words = Words::new("有用例期望它", "a case states what to expect");
                add(
                    PointKind::Item,
                    item.span,
                    format!("{} {}", item.id, item.title),
                    vec![(item.span, Seen::Reached, words)],
                );
            }
            Node::Test(test) => add(PointKind::Condition, test.span, test.label.clone(), test_sides(test)),
            Node::Rule(rule) => {
                for exception in &rule.exceptions {
                    let span = exception.when.span;
                    let sides = vec![
                        (span, Seen::True, Words::new("适用", "applies")),
                        (span, Seen::False, Words::new("不适用", "does not apply")),
                    ];
                    add(PointKind::Exception, span, exception.label.clone(), sides);
                }
            }
            Node::Stages(stages) => {
                for stage in stages.iter() {
                    let (StageDef::Cap(limit) | StageDef::Floor(limit)) = stage else { continue };
                    let sides = vec![
                        (limit.span, Seen::Below, Words::new("低于", "below")),
                        (limit.span, Seen::Equal, Words::new("恰好等于", "exactly at")),
                        (limit.span, Seen::Above, Words::new("高于", "above")),
                    ];
                    add(PointKind::Limit, limit.span, String::new(), sides);
                }
            }
            Node::Period(period) => {
                let only_end = deadlines.contains(&period.span);
                add(
                    PointKind::Period,
                    period.span,
                    period.name.clone().unwrap_or_default(),
                    period_sides(period, only_end),
                );
            }
            Node::Reading(reading) => {
                let computes = reading.alternatives.iter().enumerate().filter(|(_, (_, body))| body.is_some());
                let sides = computes.map(|(row, (name, _))| (reading.span, Seen::Row(row), same(name))).collect();
                add(PointKind::Reading, reading.span, reading.name.clone(), sides);
            }
            Node::Expr(expr) => expr_points(policy, expr, &mut add),
            Node::Tests(_) | Node::Param(_) => {}
        }
    });
    found.into_values().collect()
}

fn same(text: &str) -> Words {
    Words::new(text, text)
}

fn truths(span: Span) -> Vec<(Span, Seen, Words)> {
    vec![(span, Seen::True, Words::new("成立", "true")), (span, Seen::False, Words::new("不成立", "false"))]
}

fn test_sides(test: &Test) -> Vec<(Span, Seen, Words)> {
    match test.kind {
        TestKind::External { .. } => Vec::new(),
        _ => truths(test.span),
    }
}

fn period_sides(period: &PeriodRef, only_end: bool) -> Vec<(Span, Seen, Words)> {
    let dated = |end: &Option<EndRef>| matches!(end, Some(EndRef::Day(_) | EndRef::Date(_)));
    let (from, to) = match &period.kind {
        PeriodKind::Between { from, to, .. } => (dated(from), dated(to)),
        PeriodKind::Lasting(from, _) | PeriodKind::Within(from, _) => {
            let dated = matches!(from, EndRef::Day(_) | EndRef::Date(_));
            (dated, dated)
        }
    };
    let mut sides = Vec::new();
    if from && !only_end {
        sides.push((period.span, Seen::Before, Words::new("首日之前", "before the first day")));
        sides.push((period.span, Seen::First, Words::new("首日", "the first day")));
    }
    if to {
        sides.push((period.span, Seen::Last, Words::new("末日", "the last day")));
        sides.push((period.span, Seen::After, Words::new("末日之后", "after the last day")));
    }
    sides
}

type Add<'a> = dyn FnMut(PointKind, Span, String, Vec<(Span, Seen, Words)>) + 'a;

fn expr_points(policy: &Policy, expr: &Expr, add: &mut Add<'_>) {
    let rows = |count: usize, rest: bool| -> Vec<(Span, Seen, Words)> {
        let numbered = (0..count).map(|row| {
            let number = row.saturating_add(1);
            (expr.span, Seen::Row(row), Words::new(format!("第 {number} 行"), format!("row {number}")))
        });
        let rest = rest.then(|| (expr.span, Seen::Row(count), Words::new("否则", "else")));
        numbered.chain(rest).collect()
    };
    match &expr.kind {
        ExprKind::Compare(op, left, _) => {
            let mut sides = truths(expr.span);
            let ordered = matches!(left.ty, Type::Number(_) | Type::Date | Type::Month);
            if ordered && !matches!(op, CompareOp::Eq | CompareOp::Ne) {
                sides.push((expr.span, Seen::At, Words::new("恰在界上", "exactly at the boundary")));
            }
            add(PointKind::Boundary, expr.span, String::new(), sides);
        }
        ExprKind::In(..) | ExprKind::Has(..) => add(PointKind::Boundary, expr.span, String::new(), truths(expr.span)),
        ExprKind::ByMember(subject, table, rest) => {
            let mut sides = rows(table.len(), rest.is_some());
            if let Type::Enum(id) = subject.ty
                && let Some(def) = policy.enums.get(id.0)
            {
                for ((mask, _), side) in table.iter().zip(&mut sides) {
                    let members = (0..def.members.len()).filter(|member| crate::ir::bit(*member) & mask != 0);
                    side.2 = same(&members.map(|member| def.member(member)).collect::<Vec<_>>().join("、"));
                }
            }
            add(PointKind::Row, expr.span, String::new(), sides);
        }
        ExprKind::FirstMatch(table, rest) | ExprKind::ExactlyOne(table, rest) => {
            add(PointKind::Row, expr.span, String::new(), rows(table.len(), rest.is_some()));
        }
        ExprKind::Brackets(_, _, table) => {
            add(PointKind::Row, expr.span, String::new(), rows(table.len(), false));
            for bound in table.iter().filter_map(|(bound, _)| bound.as_ref()) {
                let sides = vec![(bound.span, Seen::At, Words::new("恰在界上", "exactly at the boundary"))];
                add(PointKind::Boundary, bound.span, String::new(), sides);
            }
        }
        _ => {}
    }
}
