//! Tables as cases. Owns which row holds when.

use super::{Cut, Encoder, Sym, Val, all, among, any, choice, key, nothing, numbers};
use crate::ir::{CompareOp, Expr};
use crate::solve::formula::{Form, relate};
use crate::solve::poly::Quot;
use crate::value::number::Number;

/// When each row holds, when none does, and the upper bounds.
type Rows = (Vec<Form>, Form, Vec<Option<Number>>);

impl Encoder<'_> {
    /// When each row of a table of members holds, and last when none does.
    pub(crate) fn member_rows(&mut self, subject: &Expr, rows: &[(u128, Expr)]) -> Result<(Vec<Form>, Form), Cut> {
        let cases = self.members(subject)?;
        let within = |mask: u128| any(cases.iter().map(|(when, member)| all([when.clone(), among(*member, mask)])));
        let named = rows.iter().fold(0, |mask, (row, _)| mask | row);
        let every = self.enum_mask(&subject.ty);
        Ok((rows.iter().map(|(mask, _)| within(*mask)).collect(), within(every & !named)))
    }

    pub(super) fn by_member(
        &mut self,
        subject: &Expr,
        rows: &[(u128, Expr)],
        otherwise: Option<&Expr>,
    ) -> Result<Sym, Cut> {
        let (when, rest) = self.member_rows(subject, rows)?;
        self.pick(when, rest, rows.iter().map(|(_, value)| value), otherwise)
    }

    fn pick<'e>(
        &mut self,
        when: Vec<Form>,
        rest: Form,
        values: impl Iterator<Item = &'e Expr>,
        otherwise: Option<&Expr>,
    ) -> Result<Sym, Cut> {
        let mut branches = Vec::new();
        for (when, value) in when.into_iter().zip(values) {
            branches.push((when, self.expr(value)?));
        }
        if let Some(otherwise) = otherwise {
            branches.push((rest, self.expr(otherwise)?));
        }
        choice(branches)
    }

    /// When each row of a first-match table is the one, and last when none is.
    pub(crate) fn first_rows(&mut self, rows: &[(Expr, Expr)]) -> Result<(Vec<Form>, Form), Cut> {
        let mut before: Vec<Form> = Vec::new();
        let mut found = Vec::new();
        for (test, _) in rows {
            let (holds, fails) = self.truth(test)?;
            found.push(all(before.iter().cloned().chain([holds])));
            before.push(fails);
        }
        Ok((found, all(before)))
    }

    pub(super) fn first_match(&mut self, rows: &[(Expr, Expr)], otherwise: Option<&Expr>) -> Result<Sym, Cut> {
        let (when, rest) = self.first_rows(rows)?;
        self.pick(when, rest, rows.iter().map(|(_, value)| value), otherwise)
    }

    pub(super) fn exactly_one(&mut self, rows: &[(Expr, Expr)], otherwise: Option<&Expr>) -> Result<Sym, Cut> {
        let mut when = Vec::new();
        let mut rest = Vec::new();
        for (test, _) in rows {
            let (holds, fails) = self.truth(test)?;
            // Two rows may hold with one result, so the others are not asked to fail.
            when.push(holds);
            rest.push(fails);
        }
        self.pick(when, all(rest), rows.iter().map(|(_, value)| value), otherwise)
    }

    /// When the subject lies in each bracket, and last when above all; with the bounds as numbers. `None` when a
    /// bound or rate is not one number.
    pub(crate) fn bracket_rows(&mut self, subject: &Expr, rows: &[(Option<Expr>, Expr)]) -> Result<Option<Rows>, Cut> {
        let cases = self.number(subject)?;
        let mut bounds = Vec::new();
        for (bound, _) in rows {
            bounds.push(match bound {
                None => None,
                Some(bound) => match self.fixed(bound)? {
                    Some(number) => Some(number),
                    None => return Ok(None),
                },
            });
        }
        let against = |bound: &Number, op: CompareOp| {
            any(cases.iter().filter_map(|(when, quot)| {
                let gap = quot.sub(&Quot::constant(bound.clone()))?;
                Some(all([when.clone(), relate(&gap, op)]))
            }))
        };
        let mut above: Vec<Form> = Vec::new();
        let mut found = Vec::new();
        for bound in &bounds {
            let upto = bound.as_ref().map(|bound| against(bound, CompareOp::Le));
            found.push(all(above.iter().cloned().chain(upto)));
            above.push(bound.as_ref().map_or_else(crate::solve::formula::no, |bound| against(bound, CompareOp::Gt)));
        }
        Ok(Some((found, all(above), bounds)))
    }

    /// The number an expression always is.
    fn fixed(&mut self, expr: &Expr) -> Result<Option<Number>, Cut> {
        let cases = self.number(expr)?;
        Ok(match cases.as_slice() {
            [(_, quot)] => quot.known(),
            _ => None,
        })
    }

    pub(super) fn brackets(
        &mut self,
        expr: &Expr,
        marginal: bool,
        subject: &Expr,
        rows: &[(Option<Expr>, Expr)],
    ) -> Result<Sym, Cut> {
        let cases = self.number(subject)?;
        let found = self.bracket_rows(subject, rows)?;
        let mut rates = Vec::new();
        for (_, rate) in rows {
            rates.push(self.fixed(rate)?);
        }
        let rates: Option<Vec<Number>> = rates.into_iter().collect();
        let (Some((_, _, bounds)), Some(rates)) = (found, rates) else {
            let value = self.unknown_number(&key(self.policy, expr), None, None, None)?;
            return Ok(numbers([(super::yes(), value)]));
        };
        let mut results = Vec::new();
        for (when, quot) in &cases {
            let (mut from, mut sum) = (Number::zero(), Number::zero());
            let mut above: Vec<Form> = vec![when.clone()];
            for (bound, rate) in bounds.iter().zip(&rates) {
                let factor = Quot::constant(rate.clone());
                let value = if marginal {
                    quot.sub(&Quot::constant(from.clone()))
                        .and_then(|part| part.mul(&factor))
                        .and_then(|part| part.add(&Quot::constant(sum.clone())))
                } else {
                    quot.mul(&factor)
                };
                let Some(value) = value else { return Err(Cut::cases()) };
                let upto = bound.as_ref().and_then(|bound| quot.sub(&Quot::constant(bound.clone())));
                let within = upto.as_ref().map(|gap| relate(gap, CompareOp::Le));
                results.push((all(above.iter().cloned().chain(within)), value));
                let (Some(bound), Some(gap)) = (bound, upto) else { break };
                sum = sum.add(&bound.sub(&from).mul(rate));
                from = bound.clone();
                above.push(relate(&gap, CompareOp::Gt));
            }
        }
        Ok(if results.is_empty() { nothing() } else { numbers(results) })
    }

    /// When two results of rows differ.
    pub(crate) fn differ(&mut self, a: &Expr, b: &Expr) -> Result<Form, Cut> {
        let (a, b) = (self.expr(a)?, self.expr(b)?);
        Ok(match (a, b) {
            (Sym::Truth(t, f), Sym::Truth(u, g)) => any([all([t, g]), all([f, u])]),
            (Sym::Cases(left), Sym::Cases(right)) => {
                let mut parts = Vec::new();
                for (when, a) in &left {
                    for (and, b) in &right {
                        let unequal = match (a, b) {
                            (Val::Number(a), Val::Number(b)) => match a.sub(b) {
                                Some(gap) => relate(&gap, CompareOp::Ne),
                                None => super::yes(),
                            },
                            (a, b) => self.equal(a, b, u128::MAX)?.1,
                        };
                        parts.push(all([when.clone(), and.clone(), unequal]));
                    }
                }
                any(parts)
            }
            _ => super::yes(),
        })
    }
}
