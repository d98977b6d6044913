//! Rules as formulas: what an expression can be, by cases. Owns the meaning of operators as the evaluator has it,
//! for facts that are all known; `time` and `tables` hold two parts of it. What is not linear becomes a variable
//! with bounds. Knows nothing of what is asked.

mod rules;
mod tables;
mod time;

use super::formula::{Atom, Form, all, any, atom, is_no, negate, no, opposite, relate, yes};
use super::poly::{Poly, Quot, Var};
use super::vars::{self, Name, Sort, Vars};
use crate::diagnostic::Words;
use crate::ir::{
    ArithOp, CompareOp, DefId, Expr, ExprKind, FactId, FactType, ParamId, ParamValue, Policy, ReadingId, Type, Value,
};
use crate::value::date::Month;
use crate::value::number::Number;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The most cases of one value.
const MAX_CASES: usize = 48;

/// Why something was not analysed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cut(pub(crate) Words);

impl Cut {
    pub(crate) fn new(zh: &str, en: &str) -> Self {
        Self(Words::new(zh, en))
    }

    fn cases() -> Self {
        Self::new("一个数值的情形超过 48 种", "one value has more than 48 cases")
    }
}

/// A member: known, or a variable.
type Member = Result<usize, Var>;

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Val {
    /// A number, day or month.
    Number(Quot),
    /// A member: known, or a variable.
    Member(Member),
    /// A set.
    Set(Result<u128, Var>),
    /// A text.
    Text(Result<String, Var>),
    /// Months, or any.
    Months(Option<Vec<Month>>),
}

/// What an expression can be.
#[derive(Clone, Debug)]
pub(crate) enum Sym {
    /// When it is true, and when false; otherwise it has no result.
    Truth(Form, Form),
    /// Under what, which value.
    Cases(Vec<(Form, Val)>),
}

/// Translates the rules of one policy.
pub(crate) struct Encoder<'p> {
    pub(crate) policy: &'p Policy,
    pub(crate) vars: Vars,
    /// The day near which days are chosen.
    near: NaiveDate,
    /// Whether readings are left open though one is adopted.
    free: bool,
    defs: BTreeMap<DefId, Sym>,
    facts: BTreeMap<FactId, Sym>,
}

impl<'p> Encoder<'p> {
    pub(crate) fn new(policy: &'p Policy, near: NaiveDate, vars: Vars) -> Self {
        Self { policy, vars, near, free: false, defs: BTreeMap::new(), facts: BTreeMap::new() }
    }

    /// The same over every alternative of every reading.
    pub(crate) const fn over_readings(mut self, free: bool) -> Self {
        self.free = free;
        self
    }

    pub(crate) fn negate(&self, form: &Form) -> Form {
        negate(form, &|var| self.vars.members(var))
    }

    fn var(&mut self, name: Name, sort: impl FnOnce() -> Sort) -> Result<Var, Cut> {
        self.vars
            .named(name, sort)
            .ok_or_else(|| Cut::new("两个规则包里同一事实的取值范围不同", "the two packs give a fact different values"))
    }

    /// A truth of which nothing is known.
    fn unknown_truth(&mut self, of: &dyn core::fmt::Debug) -> Result<Sym, Cut> {
        let var = self.var(Name::Opaque(format!("?{of:?}")), || Sort::Truth)?;
        Ok(Sym::Truth(atom(Atom::Truth(var, true)), atom(Atom::Truth(var, false))))
    }

    /// A number of which only bounds are known.
    fn unknown_number(
        &mut self,
        of: &dyn core::fmt::Debug,
        lo: Option<Number>,
        hi: Option<Number>,
        step: Option<(Number, bool)>,
    ) -> Result<Quot, Cut> {
        let near = lo.clone().unwrap_or_else(Number::zero);
        let var = self.var(Name::Opaque(format!("{of:?}")), || Sort::Number { lo, hi, step, near })?;
        Ok(Quot::of(Poly::var(var)))
    }

    /// What an expression can be.
    pub(crate) fn expr(&mut self, expr: &Expr) -> Result<Sym, Cut> {
        Ok(match &expr.kind {
            ExprKind::Const(value, _) => constant(value),
            ExprKind::Fact(id) => self.fact(*id)?,
            ExprKind::Param(id, at) => self.param(*id, at.as_deref())?,
            ExprKind::Def(id) => self.def(*id)?,
            ExprKind::Reading(id) => self.reading(*id)?,
            ExprKind::Not(inner) => {
                let (yes, no) = self.truth(inner)?;
                Sym::Truth(no, yes)
            }
            ExprKind::And(parts) => {
                let parts = self.truths(parts)?;
                let (yes, no): (Vec<Form>, Vec<Form>) = parts.into_iter().unzip();
                Sym::Truth(all(yes), any(no))
            }
            ExprKind::Or(parts) => {
                let parts = self.truths(parts)?;
                let (yes, no): (Vec<Form>, Vec<Form>) = parts.into_iter().unzip();
                Sym::Truth(any(yes), all(no))
            }
            ExprKind::Compare(op, left, right) => self.compare(*op, left, right)?,
            ExprKind::Neg(inner) => numbers(self.number(inner)?.into_iter().map(|(when, q)| (when, q.neg()))),
            ExprKind::Arith(op, left, right) => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                let op = *op;
                self.pairs(expr, &left, &right, &|a, b| match op {
                    ArithOp::Add => a.add(b),
                    ArithOp::Sub => a.sub(b),
                    ArithOp::Mul => a.mul(b),
                    ArithOp::Div => a.div(b),
                })?
            }
            ExprKind::Min(parts) => self.extreme(parts, CompareOp::Le)?,
            ExprKind::Max(parts) => self.extreme(parts, CompareOp::Ge)?,
            ExprKind::Excess(left, right) => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                let Sym::Cases(gaps) = self.pairs(expr, &left, &right, &|a, b| a.sub(b))? else { return Ok(nothing()) };
                let mut cases = Vec::new();
                for (when, value) in gaps {
                    let Val::Number(gap) = value else { continue };
                    let above = all([when.clone(), relate(&gap, CompareOp::Gt)]);
                    let below = all([when, relate(&gap, CompareOp::Le)]);
                    cases.push((above, gap));
                    cases.push((below, Quot::constant(Number::zero())));
                }
                numbers(cases)
            }
            ExprKind::If(test, then, otherwise) => {
                let (yes, no) = self.truth(test)?;
                let (then, otherwise) = (self.expr(then)?, self.expr(otherwise)?);
                choice(vec![(yes, then), (no, otherwise)])?
            }
            ExprKind::In(value, mask) => {
                let cases = self.members(value)?;
                let every = self.enum_mask(&value.ty);
                let within =
                    |mask: u128| any(cases.iter().map(|(when, member)| all([when.clone(), among(*member, mask)])));
                Sym::Truth(within(*mask), within(every & !mask))
            }
            ExprKind::Has(set, member) => {
                let Sym::Cases(cases) = self.expr(set)? else { return Ok(nothing()) };
                let holds = |wanted: bool| {
                    any(cases.iter().map(|(when, value)| {
                        let held = match value {
                            Val::Set(Ok(mask)) if (mask & crate::ir::bit(*member) != 0) == wanted => yes(),
                            Val::Set(Err(var)) => atom(Atom::Has(*var, *member, wanted)),
                            _ => no(),
                        };
                        all([when.clone(), held])
                    }))
                };
                Sym::Truth(holds(true), holds(false))
            }
            ExprKind::During(date, period) => self.during(date, period)?,
            ExprKind::MonthCount(list) => {
                let Sym::Cases(cases) = self.expr(list)? else { return Ok(nothing()) };
                let mut counts = Vec::new();
                for (when, value) in cases {
                    let count = match value {
                        Val::Months(Some(months)) => {
                            Quot::constant(Number::from_i64(i64::try_from(months.len()).unwrap_or(i64::MAX)))
                        }
                        _ => self.unknown_number(&(&expr.span, "months"), Some(Number::zero()), None, None)?,
                    };
                    counts.push((when, count));
                }
                numbers(counts)
            }
            ExprKind::DayCount(from, to) => {
                let (from, to) = (self.number(from)?, self.number(to)?);
                self.pairs(expr, &from, &to, &|from, to| to.sub(from))?
            }
            ExprKind::Occurred(id) => self.occurred(*id)?,
            ExprKind::ByMember(subject, rows, otherwise) => self.by_member(subject, rows, otherwise.as_deref())?,
            ExprKind::FirstMatch(rows, otherwise) => self.first_match(rows, otherwise.as_deref())?,
            ExprKind::ExactlyOne(rows, otherwise) => self.exactly_one(rows, otherwise.as_deref())?,
            ExprKind::Brackets(marginal, subject, rows) => self.brackets(expr, *marginal, subject, rows)?,
            ExprKind::Script(id, args) => {
                for arg in args {
                    self.expr(arg)?;
                }
                let Some(def) = self.policy.scripts.get(id.0) else { return Ok(nothing()) };
                let bounds = def.bounds.clone();
                self.anything(&def.result.clone(), bounds, &key(self.policy, expr))?
            }
        })
    }

    /// A value of which only the type and bounds are known.
    fn anything(&mut self, ty: &Type, bounds: (Option<Number>, Option<Number>), of: &str) -> Result<Sym, Cut> {
        let sort = vars::sort_of(self.policy, ty, &bounds, None, self.near, true);
        let Some(sort) = sort else { return Ok(Sym::Cases(vec![(yes(), Val::Months(None))])) };
        let sort = match sort {
            Sort::Number { near, step, .. } if matches!(ty, Type::Number(_)) => {
                Sort::Number { lo: bounds.0, hi: bounds.1, step: step.filter(|_| false), near }
            }
            other => other,
        };
        let var = self.var(Name::Opaque(of.to_owned()), || sort)?;
        Ok(of_var(ty, var))
    }

    fn truths(&mut self, parts: &[Expr]) -> Result<Vec<(Form, Form)>, Cut> {
        parts.iter().map(|part| self.truth(part)).collect()
    }

    /// When a condition is true, and when false.
    pub(crate) fn truth(&mut self, expr: &Expr) -> Result<(Form, Form), Cut> {
        match self.expr(expr)? {
            Sym::Truth(yes, no) => Ok((yes, no)),
            Sym::Cases(_) => Ok((no(), no())),
        }
    }

    /// The cases of a number, day or month.
    pub(crate) fn number(&mut self, expr: &Expr) -> Result<Vec<(Form, Quot)>, Cut> {
        let Sym::Cases(cases) = self.expr(expr)? else { return Ok(Vec::new()) };
        let number = |(when, value)| if let Val::Number(quot) = value { Some((when, quot)) } else { None };
        Ok(cases.into_iter().filter_map(number).collect())
    }

    fn members(&mut self, expr: &Expr) -> Result<Vec<(Form, Member)>, Cut> {
        let Sym::Cases(cases) = self.expr(expr)? else { return Ok(Vec::new()) };
        let member = |(when, value)| if let Val::Member(member) = value { Some((when, member)) } else { None };
        Ok(cases.into_iter().filter_map(member).collect())
    }

    fn enum_mask(&self, ty: &Type) -> u128 {
        match ty {
            Type::Enum(id) | Type::Set(id) => self.policy.enums.get(id.0).map_or(0, crate::ir::EnumDef::all),
            _ => 0,
        }
    }

    /// Every pair of cases under an operation; a number of which nothing is known where it has no result here.
    fn pairs(
        &mut self,
        of: &Expr,
        left: &[(Form, Quot)],
        right: &[(Form, Quot)],
        op: &dyn Fn(&Quot, &Quot) -> Option<Quot>,
    ) -> Result<Sym, Cut> {
        let mut cases = Vec::new();
        for (when, a) in left {
            for (and, b) in right {
                let guard = all([when.clone(), and.clone()]);
                if is_no(&guard) {
                    continue;
                }
                let value = match op(a, b) {
                    Some(value) => value,
                    None => self.unknown_number(&(key(self.policy, of), a, b), None, None, None)?,
                };
                cases.push((guard, value));
                if cases.len() > MAX_CASES {
                    return Err(Cut::cases());
                }
            }
        }
        Ok(numbers(cases))
    }

    /// The least (`Le`) or greatest (`Ge`) of several.
    fn extreme(&mut self, parts: &[Expr], op: CompareOp) -> Result<Sym, Cut> {
        let mut best: Option<Vec<(Form, Quot)>> = None;
        for part in parts {
            let next = self.number(part)?;
            best = Some(match best {
                None => next,
                Some(best) => {
                    let mut cases = Vec::new();
                    for (when, a) in &best {
                        for (and, b) in &next {
                            let guard = all([when.clone(), and.clone()]);
                            let gap = a.sub(b).ok_or_else(Cut::cases)?;
                            cases.push((all([guard.clone(), relate(&gap, op)]), a.clone()));
                            cases.push((all([guard, relate(&gap, opposite(op))]), b.clone()));
                        }
                    }
                    cases.retain(|(when, _)| !is_no(when));
                    if cases.len() > MAX_CASES {
                        return Err(Cut::cases());
                    }
                    cases
                }
            });
        }
        Ok(numbers(best.unwrap_or_default()))
    }

    fn compare(&mut self, op: CompareOp, left: &Expr, right: &Expr) -> Result<Sym, Cut> {
        if matches!(left.ty, Type::Number(_) | Type::Date | Type::Month) {
            let (left, right) = (self.number(left)?, self.number(right)?);
            let (mut yes, mut no) = (Vec::new(), Vec::new());
            for (when, a) in &left {
                for (and, b) in &right {
                    let guard = all([when.clone(), and.clone()]);
                    let Some(gap) = a.sub(b) else { return self.unknown_truth(&(op, a, b)) };
                    yes.push(all([guard.clone(), relate(&gap, op)]));
                    no.push(all([guard, relate(&gap, opposite(op))]));
                }
            }
            if yes.len() > MAX_CASES {
                return Err(Cut::cases());
            }
            return Ok(Sym::Truth(any(yes), any(no)));
        }
        let differ = op == CompareOp::Ne;
        let (same, apart) = match (self.expr(left)?, self.expr(right)?) {
            (Sym::Truth(a, b), Sym::Truth(c, d)) => {
                (any([all([a.clone(), c.clone()]), all([b.clone(), d.clone()])]), any([all([a, d]), all([b, c])]))
            }
            (Sym::Cases(left_cases), Sym::Cases(right_cases)) => {
                let (mut same, mut apart) = (Vec::new(), Vec::new());
                for (when, a) in &left_cases {
                    for (and, b) in &right_cases {
                        let guard = all([when.clone(), and.clone()]);
                        let (equal, unequal) = self.equal(a, b, self.enum_mask(&left.ty))?;
                        same.push(all([guard.clone(), equal]));
                        apart.push(all([guard, unequal]));
                    }
                }
                (any(same), any(apart))
            }
            _ => (no(), no()),
        };
        Ok(if differ { Sym::Truth(apart, same) } else { Sym::Truth(same, apart) })
    }

    /// When two values are the same, and when not.
    fn equal(&mut self, a: &Val, b: &Val, every: u128) -> Result<(Form, Form), Cut> {
        Ok(match (a, b) {
            (Val::Member(a), Val::Member(b)) => {
                let (mut same, mut apart) = (Vec::new(), Vec::new());
                for index in (0..128).filter(|index| every & crate::ir::bit(*index) != 0) {
                    let bit = crate::ir::bit(index);
                    same.push(all([among(*a, bit), among(*b, bit)]));
                    apart.push(all([among(*a, bit), among(*b, every & !bit)]));
                }
                (any(same), any(apart))
            }
            (Val::Text(Ok(a)), Val::Text(Ok(b))) => {
                if a == b {
                    (yes(), no())
                } else {
                    (no(), yes())
                }
            }
            (Val::Text(Err(var)), Val::Text(Ok(text))) | (Val::Text(Ok(text)), Val::Text(Err(var))) => {
                (atom(Atom::Text(*var, text.clone(), true)), atom(Atom::Text(*var, text.clone(), false)))
            }
            _ => match self.unknown_truth(&(a, b))? {
                Sym::Truth(yes, no) => (yes, no),
                Sym::Cases(_) => (no(), no()),
            },
        })
    }

    pub(crate) fn fact(&mut self, id: FactId) -> Result<Sym, Cut> {
        if let Some(known) = self.facts.get(&id) {
            return Ok(known.clone());
        }
        let Some(fact) = self.policy.facts.get(id.0) else { return Ok(nothing()) };
        let FactType::Scalar(ty, _) = &fact.ty else { return Ok(nothing()) };
        let own = match &fact.derived {
            Some(derived) => self.expr(derived)?,
            None => match vars::fact_sort(self.policy, fact, self.near) {
                Some(sort) => {
                    let var = self.var(vars::fact_name(self.policy, fact), || sort)?;
                    of_var(ty, var)
                }
                None => Sym::Cases(vec![(yes(), Val::Months(None))]),
            },
        };
        let sym = match &fact.only_if {
            Some((guard, value)) => {
                let (_, refused) = self.truth(guard)?;
                let otherwise = self.negate(&refused);
                choice(vec![(refused, constant(value)), (otherwise, own)])?
            }
            None => own,
        };
        self.facts.insert(id, sym.clone());
        Ok(sym)
    }

    fn def(&mut self, id: DefId) -> Result<Sym, Cut> {
        if let Some(known) = self.defs.get(&id) {
            return Ok(known.clone());
        }
        let Some(def) = self.policy.defs.get(id.0) else { return Ok(nothing()) };
        let sym = self.expr(&def.body)?;
        self.defs.insert(id, sym.clone());
        Ok(sym)
    }

    fn reading(&mut self, id: ReadingId) -> Result<Sym, Cut> {
        let Some(reading) = self.policy.readings.get(id.0) else { return Ok(nothing()) };
        let choices = reading.alternatives.iter().filter(|(_, body)| body.is_some()).count();
        if let Some(adopted) = reading.adopted.filter(|_| !self.free || choices < 2) {
            return match reading.alternatives.get(adopted).and_then(|(_, body)| body.as_ref()) {
                Some(body) => self.expr(body),
                None => Ok(nothing()),
            };
        }
        let names: Vec<String> = reading.alternatives.iter().map(|(name, _)| name.clone()).collect();
        let var = self.var(Name::Reading(reading.name.clone()), || Sort::Member(names))?;
        let mut cases = Vec::new();
        for (index, (_, body)) in reading.alternatives.iter().enumerate() {
            if let Some(body) = body {
                let sym = self.expr(body)?;
                cases.push((atom(Atom::Member(var, crate::ir::bit(index))), sym));
            }
        }
        choice(cases)
    }

    fn param(&mut self, id: ParamId, at: Option<&Expr>) -> Result<Sym, Cut> {
        let Some(param) = self.policy.params.get(id.0) else { return Ok(nothing()) };
        let series = match &param.value {
            ParamValue::Constant(value) => return Ok(constant(value)),
            ParamValue::Missing(_) => None,
            ParamValue::Series(series) => at.map(|at| (series, at)),
        };
        let sort = vars::sort_of(self.policy, &param.ty, &param.bounds, param.form.as_ref(), self.near, true);
        let missing = match sort {
            Some(sort) => {
                let var = self.var(Name::Param(param.key.clone()), || sort)?;
                of_var(&param.ty, var)
            }
            None => Sym::Cases(vec![(yes(), Val::Months(None))]),
        };
        let Some((series, at)) = series else { return Ok(missing) };
        let days = self.first_days(at)?;
        let mut cases = Vec::new();
        let mut outside = Vec::new();
        for (from, to, value) in series {
            let begun = from.map_or_else(yes, |from| self.days_side(&days, from, CompareOp::Ge));
            let lasting = to.map_or_else(yes, |to| self.days_side(&days, to, CompareOp::Le));
            let early = from.map_or_else(no, |from| self.days_side(&days, from, CompareOp::Lt));
            let late = to.map_or_else(no, |to| self.days_side(&days, to, CompareOp::Gt));
            cases.push((all([begun, lasting]), constant(value)));
            outside.push(any([early, late]));
        }
        cases.push((all(outside), missing));
        choice(cases)
    }
}

/// A variable of a type.
pub(crate) fn of_var(ty: &Type, var: Var) -> Sym {
    let value = match ty {
        Type::Bool => return Sym::Truth(atom(Atom::Truth(var, true)), atom(Atom::Truth(var, false))),
        Type::Number(_) | Type::Date | Type::Month => Val::Number(Quot::of(Poly::var(var))),
        Type::Enum(_) => Val::Member(Err(var)),
        Type::Set(_) => Val::Set(Err(var)),
        Type::Text => Val::Text(Err(var)),
        Type::Months => Val::Months(None),
    };
    Sym::Cases(vec![(yes(), value)])
}

/// No result at all.
pub(crate) fn nothing() -> Sym {
    Sym::Cases(Vec::new())
}

fn constant(value: &Value) -> Sym {
    let value = match value {
        Value::Bool(true) => return Sym::Truth(yes(), no()),
        Value::Bool(false) => return Sym::Truth(no(), yes()),
        Value::Number(number) => Val::Number(Quot::constant(number.clone())),
        Value::Date(day) => Val::Number(Quot::of(Poly::whole(vars::day_number(*day)))),
        Value::Month(month) => Val::Number(Quot::of(Poly::whole(vars::month_number(*month)))),
        Value::Enum(member) => Val::Member(Ok(*member)),
        Value::Set(mask) => Val::Set(Ok(*mask)),
        Value::Text(text) => Val::Text(Ok(text.clone())),
        Value::Months(months) => Val::Months(Some(months.clone())),
    };
    Sym::Cases(vec![(yes(), value)])
}

fn numbers(cases: impl IntoIterator<Item = (Form, Quot)>) -> Sym {
    Sym::Cases(
        cases.into_iter().filter(|(when, _)| !is_no(when)).map(|(when, quot)| (when, Val::Number(quot))).collect(),
    )
}

/// When a member is among some.
fn among(member: Member, mask: u128) -> Form {
    match member {
        Ok(index) if crate::ir::bit(index) & mask != 0 => yes(),
        Ok(_) => no(),
        Err(_) if mask == 0 => no(),
        Err(var) => atom(Atom::Member(var, mask)),
    }
}

/// The same with each value once.
fn merged(cases: Vec<(Form, Val)>) -> Vec<(Form, Val)> {
    let mut kept: Vec<(Vec<Form>, Val)> = Vec::new();
    for (when, value) in cases.into_iter().filter(|(when, _)| !is_no(when)) {
        match kept.iter_mut().find(|(_, other)| *other == value) {
            Some((guards, _)) => guards.push(when),
            None => kept.push((vec![when], value)),
        }
    }
    kept.into_iter().map(|(guards, value)| (any(guards), value)).collect()
}

/// One of several results, each under its condition.
fn choice(branches: Vec<(Form, Sym)>) -> Result<Sym, Cut> {
    let (mut yes, mut no, mut cases) = (Vec::new(), Vec::new(), Vec::new());
    for (guard, sym) in branches {
        if is_no(&guard) {
            continue;
        }
        match sym {
            Sym::Truth(when, unless) => {
                yes.push(all([guard.clone(), when]));
                no.push(all([guard, unless]));
            }
            Sym::Cases(inner) => {
                cases.extend(inner.into_iter().map(|(when, value)| (all([guard.clone(), when]), value)));
            }
        }
    }
    let cases = merged(cases);
    if cases.len() > MAX_CASES {
        return Err(Cut::cases());
    }
    Ok(if cases.is_empty() && !yes.is_empty() { Sym::Truth(any(yes), any(no)) } else { Sym::Cases(cases) })
}

/// A text that is the same for expressions that mean the same, places left out.
pub(crate) fn key(policy: &Policy, expr: &Expr) -> String {
    super::canon::Canon::new(policy).expr(expr)
}
