//! The search for facts under which a formula holds: branching over alternatives, exact comparisons at the leaves.
//! Owns its limits; knows nothing of rules. "Never" is only said when every branch was refuted.

use super::formula::{Atom, Form, Node, Rel};
use super::lp::{self, Answer};
use super::poly::{Mono, Poly, Var};
use super::vars::{Sort, Vars};
use crate::value::number::Number;
use crate::value::range::Range;
use std::collections::{BTreeMap, BTreeSet};

/// Limits of one question.
pub(crate) const MAX_NODES: usize = 2_000;
/// Systems of comparisons solved for one question.
pub(crate) const MAX_SYSTEMS: usize = 400;
/// Points put to the evaluator for one question.
pub(crate) const MAX_POINTS: usize = 12;
/// Values tried for the factors of products.
const MAX_FACTOR_TRIES: usize = 48;

/// Values for variables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Model {
    pub(crate) numbers: BTreeMap<Var, Number>,
    pub(crate) truths: BTreeMap<Var, bool>,
    pub(crate) members: BTreeMap<Var, usize>,
    pub(crate) sets: BTreeMap<Var, u128>,
    pub(crate) texts: BTreeMap<Var, String>,
}

/// What a search came to.
#[derive(Debug)]
pub(crate) enum Found<T> {
    /// A point that was accepted.
    Yes(T),
    /// No completion of the facts does it.
    Never,
    /// Neither was shown.
    Unknown,
}

/// Looks for values under which a formula holds and that `accept` takes.
pub(crate) fn search<T>(form: &Form, vars: &Vars, accept: &mut dyn FnMut(&Model) -> Option<T>) -> Found<T> {
    let mut search = Search { vars, accept, nodes: 0, systems: 0, points: 0, unsure: false, found: None };
    search.branch(State::default(), vec![form.clone()]);
    match (search.found, search.unsure) {
        (Some(found), _) => Found::Yes(found),
        (None, false) => Found::Never,
        (None, true) => Found::Unknown,
    }
}

/// What is already taken to hold.
#[derive(Clone, Default)]
struct State {
    truths: BTreeMap<Var, bool>,
    members: BTreeMap<Var, u128>,
    sets: BTreeMap<Var, (u128, u128)>,
    texts: BTreeMap<Var, (Option<String>, BTreeSet<String>)>,
    system: Vec<(Poly, Rel)>,
    /// Comparisons of more than one product were added since the last look.
    fresh: bool,
    open: Vec<Form>,
}

struct Search<'s, T> {
    vars: &'s Vars,
    accept: &'s mut dyn FnMut(&Model) -> Option<T>,
    nodes: usize,
    systems: usize,
    points: usize,
    unsure: bool,
    found: Option<T>,
}

impl<T> Search<'_, T> {
    fn done(&self) -> bool {
        self.found.is_some()
    }

    fn branch(&mut self, mut state: State, mut pending: Vec<Form>) {
        self.nodes = self.nodes.saturating_add(1);
        if self.done() {
            return;
        }
        if self.nodes > MAX_NODES || self.systems > MAX_SYSTEMS || self.points > MAX_POINTS {
            self.unsure = true;
            return;
        }
        loop {
            while let Some(form) = pending.pop() {
                match &*form {
                    Node::All(parts) => pending.extend(parts.iter().cloned()),
                    Node::Any(_) => state.open.push(form),
                    Node::Atom(atom) => {
                        if !state.assert(atom, self.vars) {
                            return;
                        }
                    }
                }
            }
            // Alternatives that are already refuted or settled, until nothing moves.
            let mut open = Vec::new();
            for form in std::mem::take(&mut state.open) {
                let Node::Any(parts) = &*form else { continue };
                if parts.iter().any(|part| state.entails(part, self.vars)) {
                    continue;
                }
                let alive: Vec<Form> = parts.iter().filter(|part| !state.refutes(part, self.vars)).cloned().collect();
                match alive.as_slice() {
                    [] => return,
                    [only] => pending.push(only.clone()),
                    _ => open.push(super::formula::any(alive)),
                }
            }
            state.open = open;
            if pending.is_empty() {
                break;
            }
        }
        if state.open.is_empty() {
            self.leaf(&state);
            return;
        }
        if state.fresh {
            self.systems = self.systems.saturating_add(1);
            state.fresh = false;
            if lp::feasible(&state.system, self.vars) == Some(false) {
                return;
            }
        }
        let size = |form: &Form| if let Node::Any(parts) = &**form { parts.len() } else { 0 };
        let Some(at) = (0..state.open.len()).min_by_key(|at| state.open.get(*at).map_or(0, size)) else { return };
        let form = state.open.remove(at);
        if let Node::Any(parts) = &*form {
            for part in parts {
                self.branch(state.clone(), vec![part.clone()]);
                if self.done() {
                    return;
                }
            }
        }
    }

    fn leaf(&mut self, state: &State) {
        self.systems = self.systems.saturating_add(1);
        match lp::solve(&state.system, self.vars) {
            Answer::Never => {}
            Answer::Unknown => self.unsure = true,
            Answer::At(point) => {
                self.unsure = true;
                let mut tries = MAX_FACTOR_TRIES;
                self.settle(state, &state.system, point, &mut tries);
            }
        }
    }

    /// Turns a point of the system into one whose products are those of their factors, by holding factors.
    fn settle(&mut self, state: &State, system: &[(Poly, Rel)], point: BTreeMap<Mono, Number>, tries: &mut usize) {
        if self.done() || self.points > MAX_POINTS {
            return;
        }
        let product = point.keys().find(|mono| mono.len() > 1).cloned();
        let Some(product) = product else {
            self.points = self.points.saturating_add(1);
            let model = state.model(&point, self.vars);
            self.found = (self.accept)(&model);
            return;
        };
        let mut factors = product;
        factors.dedup();
        for var in factors {
            for value in self.values(var, &point) {
                if self.done() || *tries == 0 {
                    return;
                }
                *tries = tries.saturating_sub(1);
                self.systems = self.systems.saturating_add(1);
                let held = lp::holding(system, var, &value);
                if let Answer::At(point) = lp::solve(&held, self.vars) {
                    self.settle(state, &held, point, tries);
                }
            }
        }
    }

    /// Values worth holding a factor at.
    fn values(&self, var: Var, point: &BTreeMap<Mono, Number>) -> Vec<Number> {
        let mut values = Vec::new();
        values.extend(point.get(&vec![var]).cloned());
        let range = self.vars.range(&vec![var]);
        if let Some((step, _)) = self.vars.step(var) {
            let base = range.lo.clone().unwrap_or_else(Number::zero);
            for steps in [1, 100, 10_000, 100_000_000] {
                values.push(base.add(&step.mul(&Number::from_i64(steps))));
            }
        }
        values.push(self.vars.near(var));
        let mut kept: Vec<Number> = Vec::new();
        for value in values {
            let on_grid = self.vars.step(var).and_then(|(step, _)| value.div(&step)).is_none_or(|n| n.is_integer());
            if on_grid && range.contains(&value) && !kept.contains(&value) {
                kept.push(value);
            }
        }
        kept
    }
}

impl State {
    /// Takes an atom to hold; `false` when it cannot.
    fn assert(&mut self, atom: &Atom, vars: &Vars) -> bool {
        match atom {
            Atom::Truth(var, truth) => *self.truths.entry(*var).or_insert(*truth) == *truth,
            Atom::Member(var, mask) => {
                let left = self.members.entry(*var).or_insert_with(|| vars.members(*var));
                *left &= mask;
                *left != 0
            }
            Atom::Has(var, member, truth) => {
                let (must, never) = self.sets.entry(*var).or_default();
                let bit = crate::ir::bit(*member);
                if *truth {
                    *must |= bit
                } else {
                    *never |= bit
                }
                *must & *never == 0
            }
            Atom::Text(var, text, truth) => {
                let (is, not) = self.texts.entry(*var).or_default();
                if *truth {
                    if is.as_ref().is_some_and(|is| is != text) {
                        return false;
                    }
                    *is = Some(text.clone());
                } else {
                    not.insert(text.clone());
                }
                is.as_ref().is_none_or(|is| !not.contains(is))
            }
            Atom::Sign(poly, rel) => {
                if self.refuted(poly, *rel, vars) {
                    return false;
                }
                self.fresh |= poly.single().is_none() || self.system.iter().any(|(other, _)| other.single().is_none());
                let new = (poly.clone(), *rel);
                if !self.system.contains(&new) {
                    self.system.push(new);
                }
                true
            }
        }
    }

    /// Whether a part cannot hold beside what is taken to hold; quick, so not every such part is seen.
    fn refutes(&self, form: &Form, vars: &Vars) -> bool {
        match &**form {
            Node::All(parts) => parts.iter().any(|part| self.refutes(part, vars)),
            Node::Any(parts) => parts.iter().all(|part| self.refutes(part, vars)),
            Node::Atom(atom) => match atom {
                Atom::Truth(var, truth) => self.truths.get(var).is_some_and(|held| held != truth),
                Atom::Member(var, mask) => {
                    self.members.get(var).copied().unwrap_or_else(|| vars.members(*var)) & mask == 0
                }
                Atom::Has(var, member, truth) => self.sets.get(var).is_some_and(|(must, never)| {
                    let against = if *truth { never } else { must };
                    against & crate::ir::bit(*member) != 0
                }),
                Atom::Text(var, text, truth) => self.texts.get(var).is_some_and(|(is, not)| {
                    if *truth {
                        is.as_ref().is_some_and(|is| is != text) || not.contains(text)
                    } else {
                        is.as_ref() == Some(text)
                    }
                }),
                Atom::Sign(poly, rel) => self.refuted(poly, *rel, vars),
            },
        }
    }

    /// Whether a part holds already; quick, so not every such part is seen.
    fn entails(&self, form: &Form, vars: &Vars) -> bool {
        match &**form {
            Node::All(parts) => parts.iter().all(|part| self.entails(part, vars)),
            Node::Any(parts) => parts.iter().any(|part| self.entails(part, vars)),
            Node::Atom(atom) => match atom {
                Atom::Truth(var, truth) => self.truths.get(var) == Some(truth),
                Atom::Member(var, mask) => {
                    self.members.get(var).copied().unwrap_or_else(|| vars.members(*var)) & !mask == 0
                }
                Atom::Has(var, member, truth) => self.sets.get(var).is_some_and(|(must, never)| {
                    let by = if *truth { must } else { never };
                    by & crate::ir::bit(*member) != 0
                }),
                Atom::Text(var, text, truth) => self.texts.get(var).is_some_and(|(is, not)| {
                    if *truth {
                        is.as_ref() == Some(text)
                    } else {
                        not.contains(text) || is.as_ref().is_some_and(|is| is != text)
                    }
                }),
                Atom::Sign(poly, rel) => {
                    let range = self.range(poly, vars);
                    let below = |strict: bool| {
                        range.hi.as_ref().is_some_and(|hi| hi.is_negative() || (!strict && hi.is_zero()))
                    };
                    match rel {
                        Rel::Le => below(false),
                        Rel::Lt => below(true),
                        Rel::Eq => range.is_point().is_some_and(Number::is_zero),
                    }
                }
            },
        }
    }

    fn refuted(&self, poly: &Poly, rel: Rel, vars: &Vars) -> bool {
        let range = self.range(poly, vars);
        let above = |strict: bool| range.lo.as_ref().is_some_and(|lo| lo.is_positive() || (!strict && lo.is_zero()));
        match rel {
            Rel::Le => above(true),
            Rel::Lt => above(false),
            Rel::Eq => above(true) || range.hi.as_ref().is_some_and(Number::is_negative),
        }
    }

    /// Bounds of a polynomial by the bounds of its products and single comparisons taken to hold. Strict
    /// comparisons count as if they touched.
    fn range(&self, poly: &Poly, vars: &Vars) -> Range {
        let mut sum = Range::point(poly.fixed());
        for (mono, by) in poly.terms() {
            let mut range = vars.range(mono);
            for (other, rel) in &self.system {
                let Some((same, factor)) = other.single().filter(|(same, _)| *same == mono) else { continue };
                debug_assert_eq!(same, mono, "filtered");
                let Some(limit) = other.fixed().neg().div(factor) else { continue };
                let (below, above) = match rel {
                    Rel::Eq => (true, true),
                    Rel::Le | Rel::Lt => (factor.is_positive(), !factor.is_positive()),
                };
                if below && range.hi.as_ref().is_none_or(|hi| *hi > limit) {
                    range.hi = Some(limit.clone());
                }
                if above && range.lo.as_ref().is_none_or(|lo| *lo < limit) {
                    range.lo = Some(limit);
                }
            }
            if matches!((&range.lo, &range.hi), (Some(lo), Some(hi)) if lo > hi) {
                // Contradictory comparisons: left to the exact look.
                return Range::full();
            }
            sum = sum.add(&range.mul(&Range::point(by.clone())));
        }
        sum
    }

    /// Values for every variable: those taken to hold, those of the point, and plain ones for the rest.
    fn model(&self, point: &BTreeMap<Mono, Number>, vars: &Vars) -> Model {
        let mut model = Model::default();
        for (var, def) in vars.all() {
            match &def.sort {
                Sort::Truth => {
                    model.truths.insert(var, self.truths.get(&var).copied().unwrap_or(false));
                }
                Sort::Member(_) => {
                    let mask = self.members.get(&var).copied().unwrap_or_else(|| vars.members(var));
                    model.members.insert(var, usize::try_from(mask.trailing_zeros()).unwrap_or(0));
                }
                Sort::Set(_) => {
                    model.sets.insert(var, self.sets.get(&var).map_or(0, |(must, _)| *must));
                }
                Sort::Text => {
                    let (is, not) = self.texts.get(&var).cloned().unwrap_or_default();
                    let other = || ["甲", "乙", "丙", "丁"].into_iter().find(|text| !not.contains(*text));
                    let text = is.unwrap_or_else(|| other().unwrap_or("其他").to_owned());
                    model.texts.insert(var, text);
                }
                Sort::Number { near, .. } => {
                    let value = point.get(&vec![var]).cloned().unwrap_or_else(|| near.clone());
                    model.numbers.insert(var, value);
                }
            }
        }
        model
    }
}
