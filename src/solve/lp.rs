//! Systems of linear comparisons: whether they can hold together over the rationals and on the grids of the
//! variables, and where. Exact simplex with strict bounds, then branching on grids. Products of variables count as
//! variables of their own here, within the bounds of their factors. Knows nothing of formulas.

use super::formula::Rel;
use super::poly::{Mono, Poly, Var};
use super::vars::Vars;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use std::collections::BTreeMap;

/// Grid branchings and pivots of one system, before nothing is claimed.
const MAX_BRANCHES: usize = 120;
const MAX_PIVOTS: usize = 600;

/// What is known of a system.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// It cannot hold.
    Never,
    /// It holds here.
    At(BTreeMap<Mono, Number>),
    /// The limits were reached.
    Unknown,
}

/// A number and how many infinitely small steps it is away.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fine(Number, Number);

impl Fine {
    fn at(number: Number) -> Self {
        Self(number, Number::zero())
    }

    fn add_scaled(&self, other: &Self, by: &Number) -> Self {
        Self(self.0.add(&other.0.mul(by)), self.1.add(&other.1.mul(by)))
    }

    fn sub(&self, other: &Self) -> Self {
        self.add_scaled(other, &Number::from_i64(-1))
    }

    fn div(&self, by: &Number) -> Option<Self> {
        Some(Self(self.0.div(by)?, self.1.div(by)?))
    }
}

#[derive(Clone, Debug, Default)]
struct Bounds {
    lo: Option<Fine>,
    hi: Option<Fine>,
}

impl Bounds {
    fn raise(&mut self, to: Fine) {
        if self.lo.as_ref().is_none_or(|lo| *lo < to) {
            self.lo = Some(to);
        }
    }

    fn lower(&mut self, to: Fine) {
        if self.hi.as_ref().is_none_or(|hi| *hi > to) {
            self.hi = Some(to);
        }
    }

    fn empty(&self) -> bool {
        matches!((&self.lo, &self.hi), (Some(lo), Some(hi)) if lo > hi)
    }

    /// The value within the bounds nearest to another.
    fn nearest(&self, wanted: Fine) -> Fine {
        match (&self.lo, &self.hi) {
            (Some(lo), _) if wanted < *lo => lo.clone(),
            (_, Some(hi)) if wanted > *hi => hi.clone(),
            _ => wanted,
        }
    }
}

/// The tableau: bounds and values of all columns, rows of the basic ones.
#[derive(Clone, Debug, Default)]
struct Tableau {
    bounds: Vec<Bounds>,
    values: Vec<Fine>,
    rows: BTreeMap<usize, BTreeMap<usize, Number>>,
    /// Columns by product of variables.
    columns: BTreeMap<Mono, usize>,
}

/// Whether these comparisons with zero can hold together, and where.
pub(crate) fn solve(system: &[(Poly, Rel)], vars: &Vars) -> Answer {
    let Some(tableau) = Tableau::new(system, vars) else { return Answer::Never };
    let mut left = MAX_BRANCHES;
    on_grid(tableau, vars, &mut left, 0)
}

/// Whether the comparisons can hold over the rationals; `None` when the limits were reached.
pub(crate) fn feasible(system: &[(Poly, Rel)], vars: &Vars) -> Option<bool> {
    match Tableau::new(system, vars) {
        None => Some(false),
        Some(mut tableau) => tableau.check(),
    }
}

/// Branches on values that are off their grid.
fn on_grid(mut tableau: Tableau, vars: &Vars, left: &mut usize, depth: usize) -> Answer {
    match tableau.check() {
        Some(false) => return Answer::Never,
        None => return Answer::Unknown,
        Some(true) => {}
    }
    let mut off = None;
    for (mono, column) in &tableau.columns {
        let [var] = mono.as_slice() else { continue };
        let (Some(value), Some((step, exact))) = (tableau.values.get(*column), vars.step(*var)) else { continue };
        let Some(steps) = value.0.div(&step) else { continue };
        if !steps.is_integer() || !value.1.is_zero() {
            // Exact grids first: only they can prove that nothing is possible.
            if exact || off.is_none() {
                off = Some((*column, value.clone(), step, exact));
            }
            if exact {
                break;
            }
        }
    }
    let Some((column, value, step, exact)) = off else { return tableau.point() };
    if *left == 0 || depth > MAX_BRANCHES {
        return Answer::Unknown;
    }
    *left = left.saturating_sub(1);
    let Some(steps) = value.0.div(&step) else { return Answer::Unknown };
    let mut floor = steps.round(0, Rounding::Down);
    if floor > steps {
        floor = floor.sub(&Number::one());
    }
    let mut ceiling = if floor == steps { floor.clone() } else { floor.add(&Number::one()) };
    if floor == ceiling {
        if value.1.is_negative() {
            floor = floor.sub(&Number::one());
        } else {
            ceiling = ceiling.add(&Number::one());
        }
    }
    let mut below = tableau.clone();
    let mut above = tableau;
    if let Some(bounds) = below.bounds.get_mut(column) {
        bounds.lower(Fine::at(floor.mul(&step)));
    }
    if let Some(bounds) = above.bounds.get_mut(column) {
        bounds.raise(Fine::at(ceiling.mul(&step)));
    }
    let mut sure = exact;
    for branch in [below, above] {
        match on_grid(branch, vars, left, depth.saturating_add(1)) {
            Answer::At(point) => return Answer::At(point),
            Answer::Never => {}
            Answer::Unknown => sure = false,
        }
    }
    if sure { Answer::Never } else { Answer::Unknown }
}

impl Tableau {
    /// The system with its bounds; `None` when the bounds alone cannot hold.
    fn new(system: &[(Poly, Rel)], vars: &Vars) -> Option<Self> {
        let mut tableau = Self::default();
        for mono in system.iter().flat_map(|(poly, _)| poly.terms().map(|(mono, _)| mono)) {
            if tableau.columns.contains_key(mono) {
                continue;
            }
            let range = vars.range(mono);
            let bounds = Bounds { lo: range.lo.map(Fine::at), hi: range.hi.map(Fine::at) };
            let near = if let [var] = mono.as_slice() { vars.near(*var) } else { Number::zero() };
            let column = tableau.column(bounds, near);
            tableau.columns.insert(mono.clone(), column);
        }
        let mut sums: BTreeMap<Vec<(Mono, Number)>, usize> = BTreeMap::new();
        for (poly, rel) in system {
            let Some((_, first)) = poly.terms().next() else {
                let constant = poly.fixed();
                let holds = match rel {
                    Rel::Le => !constant.is_positive(),
                    Rel::Lt => constant.is_negative(),
                    Rel::Eq => constant.is_zero(),
                };
                if holds {
                    continue;
                }
                return None;
            };
            // One column for every direction, whatever its scale.
            let unit = Number::one().div(first)?;
            let terms: Vec<(Mono, Number)> = poly.terms().map(|(mono, by)| (mono.clone(), by.mul(&unit))).collect();
            let limit = poly.fixed().mul(&unit).neg();
            let column = match terms.as_slice() {
                [(mono, _)] => *tableau.columns.get(mono)?,
                _ => match sums.get(&terms) {
                    Some(column) => *column,
                    None => {
                        let row: BTreeMap<usize, Number> = terms
                            .iter()
                            .filter_map(|(mono, by)| Some((*tableau.columns.get(mono)?, by.clone())))
                            .collect();
                        let column = tableau.column(Bounds::default(), Number::zero());
                        tableau.rows.insert(column, row);
                        sums.insert(terms, column);
                        column
                    }
                },
            };
            let upward = unit.is_positive();
            let strict =
                |towards: i64| Fine(limit.clone(), Number::from_i64(if *rel == Rel::Lt { towards } else { 0 }));
            let bounds = tableau.bounds.get_mut(column)?;
            if upward || *rel == Rel::Eq {
                bounds.lower(strict(-1));
            }
            if !upward || *rel == Rel::Eq {
                bounds.raise(strict(1));
            }
        }
        Some(tableau)
    }

    fn column(&mut self, bounds: Bounds, near: Number) -> usize {
        let column = self.bounds.len();
        self.values.push(bounds.nearest(Fine::at(near)));
        self.bounds.push(bounds);
        column
    }

    /// Whether there is a point within all bounds; the values are then one. `None` beyond the limit.
    fn check(&mut self) -> Option<bool> {
        if self.bounds.iter().any(Bounds::empty) {
            return Some(false);
        }
        // Columns that are not basic lie within their bounds; the rows follow from them.
        for (column, bounds) in self.bounds.iter().enumerate() {
            if !self.rows.contains_key(&column)
                && let Some(value) = self.values.get_mut(column)
            {
                *value = bounds.nearest(value.clone());
            }
        }
        self.recompute();
        for _ in 0..MAX_PIVOTS {
            let broken = self.rows.keys().copied().find_map(|row| {
                let (value, bounds) = (self.values.get(row)?, self.bounds.get(row)?);
                if let Some(lo) = bounds.lo.as_ref().filter(|lo| value < lo) {
                    return Some((row, lo.clone(), true));
                }
                let hi = bounds.hi.as_ref().filter(|hi| value > hi)?;
                Some((row, hi.clone(), false))
            });
            let Some((row, target, up)) = broken else { return Some(true) };
            let entries = self.rows.get(&row)?;
            let pivot = entries.iter().find(|(column, by)| {
                let (Some(value), Some(bounds)) = (self.values.get(**column), self.bounds.get(**column)) else {
                    return false;
                };
                if by.is_positive() == up {
                    bounds.hi.as_ref().is_none_or(|hi| value < hi)
                } else {
                    bounds.lo.as_ref().is_none_or(|lo| value > lo)
                }
            });
            let Some((column, by)) = pivot.map(|(column, by)| (*column, by.clone())) else { return Some(false) };
            let change = target.sub(self.values.get(row)?).div(&by)?;
            if let Some(value) = self.values.get_mut(column) {
                *value = value.add_scaled(&change, &Number::one());
            }
            self.pivot(row, column, &by)?;
            if let Some(value) = self.values.get_mut(row) {
                *value = target;
            }
            self.recompute();
        }
        None
    }

    fn recompute(&mut self) {
        let mut found = Vec::new();
        for (row, entries) in &self.rows {
            let sum =
                entries.iter().fold(Fine::at(Number::zero()), |sum, (column, by)| match self.values.get(*column) {
                    Some(value) => sum.add_scaled(value, by),
                    None => sum,
                });
            found.push((*row, sum));
        }
        for (row, sum) in found {
            if let Some(value) = self.values.get_mut(row) {
                *value = sum;
            }
        }
    }

    /// Makes `column` basic in place of `row`.
    fn pivot(&mut self, row: usize, column: usize, by: &Number) -> Option<()> {
        let mut entries = self.rows.remove(&row)?;
        entries.remove(&column);
        // row = by·column + rest, so column = row/by − rest/by.
        let inverse = Number::one().div(by)?;
        let mut solved: BTreeMap<usize, Number> =
            entries.into_iter().map(|(other, factor)| (other, factor.mul(&inverse).neg())).collect();
        solved.insert(row, inverse);
        for entries in self.rows.values_mut() {
            let Some(factor) = entries.remove(&column) else { continue };
            for (other, share) in &solved {
                let sum = entries.remove(other).unwrap_or_else(Number::zero).add(&share.mul(&factor));
                if !sum.is_zero() {
                    entries.insert(*other, sum);
                }
            }
        }
        self.rows.insert(column, solved);
        Some(())
    }

    /// The values, with the infinitely small steps made small enough.
    fn point(&self) -> Answer {
        let mut small = Number::one();
        for (value, bounds) in self.values.iter().zip(&self.bounds) {
            for (low, high) in [(bounds.lo.as_ref(), Some(value)), (Some(value), bounds.hi.as_ref())] {
                let (Some(low), Some(high)) = (low, high) else { continue };
                // low.0 + low.1·δ ≤ high.0 + high.1·δ
                let (gap, growth) = (high.0.sub(&low.0), low.1.sub(&high.1));
                if growth.is_positive()
                    && let Some(most) = gap.div(&growth)
                {
                    small = small.min(most);
                }
            }
        }
        let small = small.div(&Number::from_i64(2)).unwrap_or(small);
        let at = |column: &usize| self.values.get(*column).map(|value| value.0.add(&value.1.mul(&small)));
        Answer::At(self.columns.iter().filter_map(|(mono, column)| Some((mono.clone(), at(column)?))).collect())
    }
}

/// The same system with one variable held at a value.
pub(crate) fn holding(system: &[(Poly, Rel)], var: Var, value: &Number) -> Vec<(Poly, Rel)> {
    let mut held: Vec<(Poly, Rel)> = system.iter().map(|(poly, rel)| (poly.with(var, value), *rel)).collect();
    held.push((Poly::var(var).sub(&Poly::constant(value.clone())), Rel::Eq));
    held
}
