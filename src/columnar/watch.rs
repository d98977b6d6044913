//! Rows whose facts may contradict each other, found among columns. Owns which values are looked at; what a contradiction is,
//! is told by the reference engine, which such rows are handed to.

use super::{Columns, Results, Workbench};
use crate::ir::{FactDef, FactId, FactType, Policy};
use crate::plan::op::{Cell, Class, truth};
use crate::plan::{Guards, InputKind, Plan, can_contradict, can_contradict_within};

/// Which facts others can contradict (derived ones, and those with a guard, `仅当`), and how that is told of columns. Made
/// once for a policy.
#[derive(Clone, Debug)]
pub struct Contradictions {
    guards: Guards,
    /// By fact.
    facts: Vec<Watched>,
}

/// How the values of a fact are looked at.
#[derive(Clone, Copy, Debug)]
enum Watched {
    /// Not at all.
    Never,
    /// By an item of the guards, but for the value that contradicts nothing.
    By { item: usize, plain: Option<i64>, class: Class, slot: usize },
    /// The records of a list: by an item of the guards, if any.
    List { list: usize, item: Option<usize>, inside: bool },
    /// Whatever is known takes a closer look.
    Known(Class, usize),
    /// It has no register, and nothing is seen of it.
    Apart,
}

/// What one thread works in.
#[derive(Debug)]
pub struct Lookout {
    results: Results,
    workbench: Workbench,
    /// Rows and items of the guards.
    seen: Vec<(usize, usize)>,
}

impl Contradictions {
    /// For columns of a plan of this policy.
    #[must_use]
    pub fn new(policy: &Policy, plan: &Plan) -> Self {
        let guards = Guards::new(policy, plan);
        // Columns number the texts that the plan compares with; where guards compare with more, whatever they guard takes
        // a closer look.
        let texts = |plan: &Plan| -> usize {
            let inputs = plan.inputs.iter().flatten();
            inputs.map(|input| if let InputKind::Text(texts) = &input.kind { texts.len() } else { 0 }).sum()
        };
        let more = texts(&guards.plan) > texts(plan);
        let watched = |(index, fact): (usize, &FactDef)| {
            let item = guards.of(FactId(index)).filter(|_| !more);
            if let FactType::List(list) = &fact.ty {
                let inside = policy.lists.get(list.0).is_some_and(|list| can_contradict_within(policy, list));
                return Watched::List {
                    list: list.0,
                    item,
                    inside: inside || (item.is_none() && can_contradict(fact)),
                };
            }
            let Some(Some(input)) = plan.inputs.get(index) else { return Watched::Apart };
            let slot = usize::from(input.slot);
            match item {
                _ if fact.list.is_some() || !can_contradict(fact) => Watched::Never,
                Some(item) => {
                    let plain = fact.only_if.as_ref().and_then(|(_, value)| input.kind.register(value));
                    Watched::By { item, plain, class: input.class, slot }
                }
                None => Watched::Known(input.class, slot),
            }
        };
        let facts = policy.facts.iter().enumerate().map(watched).collect();
        Self { facts, guards }
    }

    /// Whether nothing can contradict any value of a fact that has a register.
    #[must_use]
    pub fn never(&self, fact: FactId) -> bool {
        matches!(self.facts.get(fact.0), Some(Watched::Never))
    }

    /// What a thread works in.
    #[must_use]
    pub fn lookout(&self) -> Lookout {
        let plan = &self.guards.plan;
        Lookout { results: Results::new(plan, 0), workbench: Workbench::new(plan), seen: Vec::new() }
    }

    /// Marks the rows in which one of these facts may contradict another.
    pub fn mark(
        &self,
        columns: &Columns,
        facts: impl Iterator<Item = FactId>,
        lookout: &mut Lookout,
        left: &mut [bool],
    ) {
        let Lookout { results, workbench, seen } = lookout;
        seen.clear();
        for fact in facts {
            match self.facts.get(fact.0) {
                Some(Watched::Never) => {}
                Some(Watched::By { item, plain, class, slot }) => {
                    columns.known(*class, *slot, |row, value| {
                        if *plain != Some(value) {
                            seen.push((row, *item));
                        }
                    });
                }
                Some(Watched::Known(class, slot)) => columns.known(*class, *slot, |row, _| mark(left, row)),
                Some(Watched::List { list, item, inside }) => {
                    for (row, lists) in columns.lists.iter().enumerate() {
                        let records = lists.get(*list).and_then(Option::as_ref).map_or(0, |records| records.count());
                        if records > 0 && *inside {
                            mark(left, row);
                        }
                        seen.extend(item.filter(|_| records > 0).map(|item| (row, item)));
                    }
                }
                // Without a register there is nothing to see; who puts cells in marks such rows.
                Some(Watched::Apart) | None => {}
            }
        }
        if seen.is_empty() {
            return;
        }
        let rows = columns.rows();
        if results.item(0).is_none_or(|answers| answers.len() != rows) {
            *results = Results::new(&self.guards.plan, rows);
        }
        self.guards.plan.run_columns(columns, workbench, results);
        for (row, item) in seen {
            let status = results.verdict(*item, *row).and_then(|verdict| verdict.status());
            if !self.guards.clear(*item, status) {
                mark(left, *row);
            }
        }
    }
}

fn mark(left: &mut [bool], row: usize) {
    if let Some(left) = left.get_mut(row) {
        *left = true;
    }
}

impl Columns {
    /// Every value of a column that is known: 1 and 0 for yes and no.
    fn known(&self, class: Class, slot: usize, mut each: impl FnMut(usize, i64)) {
        if class == Class::Truth {
            for (row, mask) in self.truths.get(slot).into_iter().flatten().enumerate() {
                if *mask != truth::UNKNOWN {
                    each(row, i64::from(*mask == truth::TRUE));
                }
            }
        } else {
            for (row, value) in self.ints.get(slot).into_iter().flatten().enumerate() {
                if *value != i64::NULL {
                    each(row, *value);
                }
            }
        }
    }
}
