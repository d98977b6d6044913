//! The amount pipeline: the amount (or the sum over records), stages in written order, one rounding at the end.
//! Owns kinds, ranges and the trace of money; knows nothing of statuses beyond what they do to a range.

use super::abs::{Abs, Cause, Dom};
use super::machine::{Frame, Machine};
use super::probe::Seen;
use super::show::short;
use crate::ir::{AmountDef, AmountKind, Expr, ItemDef, RoundingRule, StageDef};
use crate::outcome::{Amount, StageOutcome, Status};
use crate::value::number::Number;
use crate::value::range::Range;
use crate::value::truth::Truth;

/// Money on its way through the stages: what is due if conditions hold, on two tracks.
#[derive(Clone, Debug)]
pub(crate) struct Money {
    /// Everything still possible.
    pub(crate) value: Abs,
    /// The amount if everything open turns out well, when known.
    pub(crate) hope: Option<Number>,
    pub(crate) formula: Option<String>,
    pub(crate) stages: Vec<StageOutcome>,
    pub(crate) capped: bool,
    pub(crate) cap_reached: bool,
    pub(crate) kind: AmountKind,
    pub(crate) per: Option<String>,
    /// Some record may or may not count.
    pub(crate) uncertain_records: bool,
}

/// The factors of a product as written, in order of text.
fn factors(formula: &str) -> Vec<&str> {
    let mut factors: Vec<&str> = formula.split(" × ").collect();
    factors.sort_unstable();
    factors
}

impl Machine<'_> {
    /// The amount an expression states, before stages.
    pub(crate) fn money(&self, amount: &AmountDef, frame: Frame) -> Money {
        let value = self.limited(self.eval(&amount.value, frame));
        let missing = value.open.iter().any(|cause| matches!(cause, Cause::Param(_)));
        // The stage writes the factors out that are folded in the formula.
        let shown = self.show(&amount.value, frame);
        let (formula, of) = if missing {
            let folded = self.folded(&amount.value, frame);
            let of = if factors(&shown) == factors(&folded) { folded.clone() } else { shown };
            (folded, of)
        } else {
            (shown.clone(), shown)
        };
        let hope = value.known_number().cloned();
        let stage = StageOutcome {
            stage: "金额".to_owned(),
            of,
            value: hope.as_ref().map(Number::to_exact_string),
            effect: None,
        };
        Money {
            hope,
            value,
            formula: Some(formula),
            stages: vec![stage],
            capped: false,
            cap_reached: false,
            kind: amount.kind,
            per: amount.per.clone(),
            uncertain_records: false,
        }
    }

    pub(crate) fn apply_stages(&self, mut money: Money, stages: &[StageDef], frame: Frame) -> Money {
        for stage in stages {
            money = self.apply(money, stage, frame);
        }
        money
    }

    fn apply(&self, mut money: Money, stage: &StageDef, frame: Frame) -> Money {
        let (word, expr): (&str, &Expr) = match stage {
            StageDef::Cap(expr) => ("封顶", expr),
            StageDef::Floor(expr) => ("保底", expr),
            StageDef::Less(expr) => ("减", expr),
        };
        let limit = self.eval(expr, frame);
        if let (Some(_), Some(before), Some(limit)) = (self.probe, &money.hope, limit.known_number()) {
            self.note(
                expr.span,
                match before.cmp(limit) {
                    core::cmp::Ordering::Less => Seen::Below,
                    core::cmp::Ordering::Equal => Seen::Equal,
                    core::cmp::Ordering::Greater => Seen::Above,
                },
            );
        }
        let zero = Range::point(Number::zero());
        let staged = |range: &Range| match stage {
            StageDef::Cap(_) => range.min(&limit.range()),
            StageDef::Floor(_) => range.max(&limit.range()),
            StageDef::Less(_) => range.sub(&limit.range()).max(&zero),
        };
        let before = money.hope.clone();
        let (was, flawed) = (money.value.range(), money.value.fault.is_some() || money.value.conflict.is_some());
        let mut open = money.value.open.clone();
        open.extend(limit.open.iter().cloned());
        let never = money.value.dom == Dom::Never || limit.dom == Dom::Never;
        let dom = if never { Dom::Never } else { Dom::Number(staged(&money.value.range())) };
        money.value = Abs {
            dom,
            fault: money.value.fault.clone().or_else(|| limit.fault.clone()),
            conflict: money.value.conflict.clone().or_else(|| limit.conflict.clone()),
            open,
        }
        .settled();
        let sound = limit.fault.is_none() && limit.conflict.is_none();
        money.hope = money.hope.filter(|_| sound).and_then(|hope| staged(&Range::point(hope)).is_point().cloned());
        // What is left open may not matter any more: a sum that is above its cap whatever else is added is the cap.
        money.hope = money.hope.or_else(|| money.value.known_number().cloned());
        let effect = match (stage, &before, limit.known_number()) {
            (StageDef::Less(_), _, _) => None,
            (_, Some(before), Some(limit)) => Some(match (stage, before.cmp(limit)) {
                (_, core::cmp::Ordering::Equal) => "reached",
                (StageDef::Cap(_), core::cmp::Ordering::Greater) | (StageDef::Floor(_), core::cmp::Ordering::Less) => {
                    "cut"
                }
                _ => "below",
            }),
            // An amount that is not known may still lie wholly on one side of the limit.
            (_, None, Some(limit)) if !flawed => {
                let point = Range::point(limit.clone());
                let (above, below) = (was.gt(&point) == Truth::TRUE, was.lt(&point) == Truth::TRUE);
                Some(match stage {
                    StageDef::Cap(_) if above => "cut",
                    StageDef::Floor(_) if below => "cut",
                    StageDef::Cap(_) if was.ge(&point) == Truth::TRUE => "reached",
                    StageDef::Floor(_) if was.le(&point) == Truth::TRUE => "reached",
                    _ if above || below => "below",
                    _ => "open",
                })
            }
            _ => Some("open"),
        };
        if matches!(stage, StageDef::Cap(_)) {
            money.capped |= effect == Some("cut");
            money.cap_reached |= matches!(effect, Some("cut" | "reached"));
        }
        money.stages.push(StageOutcome {
            stage: word.to_owned(),
            of: self.show(expr, frame),
            value: money.hope.as_ref().map(Number::to_exact_string),
            effect,
        });
        money
    }
}

/// The amount of an outcome.
pub(crate) fn amount(item: &ItemDef, status: Status, money: Option<&Money>) -> Amount {
    let Some(money) = money else { return none(status) };
    let rule = item.rounding;
    let range = due(status, money);
    let certain = status == Status::Eligible && !money.uncertain_records;
    let missing = money.value.open.iter().any(|cause| matches!(cause, Cause::Param(_)));
    let faulty = money.value.dom == Dom::Never;
    let point = money.value.known_number().is_some()
        || (money.hope.is_some() && !(status == Status::Eligible && money.uncertain_records));
    let kind = match (faulty, missing, money.kind, point) {
        (true, ..) => "none",
        (_, true, _, false) => "formula",
        (_, _, AmountKind::Ceiling, _) => "ceiling",
        (_, _, _, true) => "exact",
        _ => "range",
    };
    let known = money.hope.as_ref().filter(|_| money.kind != AmountKind::Ceiling && !faulty);
    let mut stages = money.stages.clone();
    if let Some(known) = known.filter(|known| round(known, rule) != **known) {
        stages.push(StageOutcome {
            stage: "舍入".to_owned(),
            of: format!("{}，{}", decimals_word(rule.decimals), crate::check::rounding_word(rule.mode)),
            value: Some(fixed(known, rule)),
            effect: None,
        });
    }
    Amount {
        kind,
        conditional: !certain,
        yuan: known.map(|known| fixed(known, rule)),
        unrounded: known.map(Number::to_exact_string),
        range: [range.lo.as_ref().map(|lo| fixed(lo, rule)), range.hi.as_ref().map(|hi| fixed(hi, rule))],
        ceiling: match money.kind {
            AmountKind::Ceiling => money.value.range().hi.as_ref().map(|hi| fixed(hi, rule)),
            AmountKind::Amount | AmountKind::Rate => None,
        },
        per: money.per.clone(),
        formula: money.formula.clone(),
        stages,
        capped: money.capped,
        cap_reached: money.cap_reached,
        fault: money.value.fault.clone(),
    }
}

/// Bounds of what is finally due, before rounding.
pub(crate) fn due(status: Status, money: &Money) -> Range {
    let zero = Number::zero();
    let range = match &money.value.dom {
        Dom::Number(range) => range.clone(),
        _ => Range { lo: Some(zero.clone()), hi: None },
    };
    let flawed = money.value.fault.is_some() || money.value.conflict.is_some();
    match status {
        Status::NotEligible | Status::NotApplicable => Range::point(zero),
        Status::Eligible if money.kind != AmountKind::Ceiling && !flawed => range,
        _ => {
            // Nothing may be due, and what is due may be negative; no known least stays none.
            let hi = if flawed { None } else { range.hi.map(|hi| hi.max(zero.clone())) };
            Range { lo: range.lo.map(|lo| lo.min(zero)), hi }
        }
    }
}

fn none(status: Status) -> Amount {
    let nothing = matches!(status, Status::NotEligible | Status::NotApplicable);
    let end = || nothing.then(|| "0.00".to_owned());
    Amount {
        kind: "none",
        conditional: false,
        yuan: None,
        unrounded: None,
        range: [end(), end()],
        ceiling: None,
        per: None,
        formula: None,
        stages: Vec::new(),
        capped: false,
        cap_reached: false,
        fault: None,
    }
}

pub(crate) fn round(number: &Number, rule: RoundingRule) -> Number {
    number.round(rule.decimals, rule.mode)
}

/// Rounded by the item's rule, printed with two decimals.
pub(crate) fn fixed(number: &Number, rule: RoundingRule) -> String {
    crate::value::money::yuan(&round(number, rule))
}

fn decimals_word(decimals: u8) -> &'static str {
    match decimals {
        0 => "到元",
        1 => "到角",
        _ => "到分",
    }
}

/// Sums the money of records that count, may count, or do not.
pub(crate) fn sum(records: &[(Status, Option<Money>, Abs)], kind: AmountKind, per: Option<String>) -> Money {
    let mut value = Abs::number(Number::zero());
    let mut hope = Some(Number::zero());
    let mut formulas = Vec::new();
    let mut stages = Vec::new();
    let mut uncertain = false;
    let (mut capped, mut cap_reached) = (false, false);
    for (status, money, tests) in records {
        let Some(money) = money else { continue };
        let contribution = match status {
            Status::NotEligible => continue,
            Status::Eligible => money.value.clone(),
            Status::Fault | Status::Conflict => Abs::fault("有一笔记录的条件无法计算"),
            _ => {
                uncertain = true;
                let mut value = Abs::number(Number::zero()).join(money.value.clone()).because(&tests.open);
                // Its conditions may yet turn out not to be computable, and then neither is the sum.
                let flaw = tests.fault.as_ref().or(tests.conflict.as_ref());
                value.fault = value.fault.or_else(|| flaw.cloned());
                if flaw.is_some() {
                    value.open.extend(tests.open.iter().cloned());
                }
                value
            }
        };
        value = plus(value, contribution);
        hope = match (hope, &money.hope) {
            (Some(sum), Some(hope)) => Some(sum.add(hope)),
            _ => None,
        };
        capped |= money.capped;
        cap_reached |= money.cap_reached;
        formulas.extend(money.formula.clone());
        if records.len() == 1 {
            stages.clone_from(&money.stages);
        }
    }
    let formula = match formulas.len() {
        0 => None,
        1..=4 => Some(formulas.join(" + ")),
        count => Some(format!("{count} 笔合计")),
    };
    if records.len() != 1 {
        stages.push(StageOutcome {
            stage: "合计".to_owned(),
            of: formula.clone().unwrap_or_else(|| "没有可计的记录".to_owned()),
            value: hope.as_ref().map(Number::to_exact_string),
            effect: None,
        });
    }
    Money { value, hope, formula, stages, capped, cap_reached, kind, per, uncertain_records: uncertain }
}

/// A sum and one more part. The causes of the sum are moved, never copied: it may have very many parts.
fn plus(mut sum: Abs, mut part: Abs) -> Abs {
    let (open, more) = (core::mem::take(&mut sum.open), core::mem::take(&mut part.open));
    let mut both = Abs::from_parts(Dom::Number(sum.range().add(&part.range())), &[&sum, &part]);
    both.open = open;
    both.open.extend(more);
    both.settled()
}

/// A number with thousands separators, for sentences.
pub(crate) fn grouped(number: &Number) -> String {
    let text = short(number);
    crate::value::money::group(&text)
}
