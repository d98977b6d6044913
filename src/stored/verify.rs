//! What evaluation relies on, checked again for a policy that was read from a file: ids lie in their tables, names form
//! no cycle and no chain beyond the stack, lists and measures agree with what they list. Owns these checks only.

use super::ProgramError;
use crate::diagnostic::Words;
use crate::ir::watch::{Table, Watch};
use crate::ir::{DefId, Expr, ExprKind, FactId, FactType, ItemId, ListId, MeasureId, Policy, ReadingId};

/// Levels of expressions on the way through names: a definition that reads a definition, and so on. Evaluation takes
/// stack for each; so many were evaluated on a stack of 2 MiB in a release build.
pub(super) const MAX_LEVELS: usize = 1_000;

/// Members of an enumeration: masks have so many bits.
const MAX_MEMBERS: usize = 128;

/// Checks a policy and what was seen while it was read.
pub(super) fn verify(policy: &Policy, watch: &Watch) -> Result<(), ProgramError> {
    let wrong = |zh: &str, en: &str| Err(ProgramError::Inconsistent(Words::new(zh, en)));
    if !ids(policy, watch) {
        return wrong("引用了没有的东西", "something is referred to that is not there");
    }
    if !choices(policy) {
        return wrong("选择超出范围", "a choice lies outside its range");
    }
    if !tables(policy) {
        return wrong("列表与字段、措施与项目对不上", "lists and fields, or measures and items, do not agree");
    }
    match levels(policy) {
        None => wrong("名称循环", "names form a cycle"),
        Some(levels) if levels > MAX_LEVELS => Err(ProgramError::Nesting),
        Some(_) => Ok(()),
    }
}

/// Whether every id that was read lies in its table.
fn ids(policy: &Policy, watch: &Watch) -> bool {
    let tables = [
        (Table::EnumId, policy.enums.len()),
        (Table::SubjectId, policy.subjects.len()),
        (Table::FactId, policy.facts.len()),
        (Table::ListId, policy.lists.len()),
        (Table::ParamId, policy.params.len()),
        (Table::EventId, policy.events.len()),
        (Table::DefId, policy.defs.len()),
        (Table::ReadingId, policy.readings.len()),
        (Table::ScriptId, policy.scripts.len()),
        (Table::ItemId, policy.items.len()),
        (Table::MeasureId, policy.measures.len()),
    ];
    tables.into_iter().all(|(table, length)| watch.bound(table) <= length)
}

/// Whether members and alternatives are ones there are.
fn choices(policy: &Policy) -> bool {
    let alternatives = |id: ReadingId| policy.readings.get(id.0).map_or(0, |reading| reading.alternatives.len());
    policy.enums.iter().all(|one| one.members.len() <= MAX_MEMBERS)
        && policy.readings.iter().all(|one| one.adopted.is_none_or(|at| at < one.alternatives.len()))
        && policy.cases.iter().flat_map(|case| &case.readings).all(|(id, at)| *at < alternatives(*id))
}

/// Whether lists and their fields, measures and their items name each other.
fn tables(policy: &Policy) -> bool {
    let field = |list: ListId, id: &FactId| policy.facts.get(id.0).is_some_and(|fact| fact.list == Some(list));
    let lists = policy.lists.iter().enumerate().all(|(index, def)| {
        let id = ListId(index);
        let holder = policy.facts.get(def.fact.0);
        holder.is_some_and(|fact| matches!(fact.ty, FactType::List(list) if list == id) && fact.list.is_none())
            && def.fields.iter().all(|fact| field(id, fact))
    });
    let facts = policy.facts.iter().enumerate().all(|(index, fact)| match (&fact.ty, fact.list) {
        (FactType::List(list), None) => policy.lists.get(list.0).is_some_and(|def| def.fact == FactId(index)),
        (FactType::List(_), Some(_)) => false,
        (FactType::Scalar(..), None) => true,
        (FactType::Scalar(..), Some(list)) => {
            policy.lists.get(list.0).is_some_and(|def| def.fields.contains(&FactId(index)))
        }
    });
    let measures = policy.measures.iter().enumerate().all(|(index, measure)| {
        let own = |id: &ItemId| policy.items.get(id.0).is_some_and(|item| item.measure == MeasureId(index));
        measure.items.iter().all(own)
    });
    lists && facts && measures
}

/// Something with a name that expressions read and that has expressions of its own.
#[derive(Clone, Copy)]
enum Name {
    Fact(FactId),
    Def(DefId),
    Reading(ReadingId),
}

/// How far a name was followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Followed {
    No,
    /// On the way to the name at hand.
    Running,
    /// Its levels, those of the names it reads included.
    Done(usize),
}

/// A name being followed: its own levels, what it reads, the most levels of what it reads so far.
struct Step {
    name: usize,
    own: usize,
    reads: Vec<usize>,
    below: usize,
}

/// The most levels of expressions on any way through names; `None` when a way leads back to where it came from.
fn levels(policy: &Policy) -> Option<usize> {
    let (facts, defs) = (policy.facts.len(), policy.defs.len());
    // Facts, definitions and readings share one numbering.
    let number = |name: Name| match name {
        Name::Fact(id) => id.0,
        Name::Def(id) => facts.saturating_add(id.0),
        Name::Reading(id) => facts.saturating_add(defs).saturating_add(id.0),
    };
    let step = |name: usize| {
        let (own, reads) = look(&bodies(policy, name));
        Step { name, own, reads: reads.into_iter().map(number).collect(), below: 0 }
    };
    let count = facts.saturating_add(defs).saturating_add(policy.readings.len());
    let mut followed = vec![Followed::No; count];
    let mut most = 0;
    for name in 0..count {
        let mut way = Vec::new();
        if followed.get(name) == Some(&Followed::No) {
            *followed.get_mut(name)? = Followed::Running;
            way.push(step(name));
        }
        while let Some(top) = way.last_mut() {
            if let Some(next) = top.reads.pop() {
                match followed.get(next)? {
                    Followed::Running => return None,
                    Followed::Done(levels) => top.below = top.below.max(*levels),
                    Followed::No => {
                        *followed.get_mut(next)? = Followed::Running;
                        way.push(step(next));
                    }
                }
            } else {
                let levels = top.own.saturating_add(top.below);
                *followed.get_mut(top.name)? = Followed::Done(levels);
                most = most.max(levels);
                way.pop();
                if let Some(above) = way.last_mut() {
                    above.below = above.below.max(levels);
                }
            }
        }
    }
    Some(most)
}

/// The expressions of the name with this number.
fn bodies(policy: &Policy, name: usize) -> Vec<&Expr> {
    let (facts, defs) = (policy.facts.len(), policy.defs.len());
    if let Some(fact) = policy.facts.get(name) {
        return fact.derived.iter().chain(fact.only_if.as_ref().map(|(guard, _)| guard)).collect();
    }
    let name = name.saturating_sub(facts);
    if let Some(def) = policy.defs.get(name) {
        return vec![&def.body];
    }
    let reading = policy.readings.get(name.saturating_sub(defs));
    reading.iter().flat_map(|one| &one.alternatives).filter_map(|(_, body)| body.as_ref()).collect()
}

/// The levels of some expressions and the names they read.
fn look(roots: &[&Expr]) -> (usize, Vec<Name>) {
    let mut todo: Vec<(&Expr, usize)> = roots.iter().map(|root| (*root, 1)).collect();
    let (mut levels, mut names) = (0, Vec::new());
    while let Some((expr, level)) = todo.pop() {
        levels = levels.max(level);
        match &expr.kind {
            ExprKind::Fact(id) => names.push(Name::Fact(*id)),
            ExprKind::Def(id) => names.push(Name::Def(*id)),
            ExprKind::Reading(id) => names.push(Name::Reading(*id)),
            _ => {}
        }
        todo.extend(expr.children().into_iter().map(|child| (child, level.saturating_add(1))));
    }
    (levels, names)
}
