//! The conjuncts of an item or record: each one's truth, what class of openness it has, and its line in the trace.
//! Owns approvals, presumptions, soft limits and periods as tests; knows nothing of money.

use super::abs::{Abs, Cause, Causes, Dom};
use super::expr::all;
use super::machine::{Frame, Machine};
use crate::ir::{RuleExpr, Test, TestKind, Value};
use crate::outcome::{Approval, ConditionOutcome, Status, Window};
use crate::value::truth::{Outcome, Truth};

/// A conjunct with its value.
pub(crate) struct Tested {
    /// What is known of it.
    pub(crate) value: Abs,
    /// The same if open approvals are given and open acts done.
    pub(crate) hoped: Abs,
    /// A soft limit that was exceeded.
    pub(crate) exceeded: bool,
    pub(crate) line: ConditionOutcome,
    pub(crate) approval: Option<Approval>,
    pub(crate) window: Option<Window>,
    pub(crate) presumed: bool,
    pub(crate) external: Option<String>,
}

/// The conjunction of tests and what it says.
pub(crate) struct Conjunction {
    pub(crate) value: Abs,
    pub(crate) hoped: Abs,
    pub(crate) exception_possible: bool,
    pub(crate) tested: Vec<Tested>,
}

impl Conjunction {
    /// Status by the precedence of the language: false, fault, conflict, open, pending, eligible.
    pub(crate) fn status(&self) -> Status {
        status(&self.value, &self.hoped)
    }
}

/// The status that two conjunctions (as known, and as hoped) amount to.
pub(crate) fn status(value: &Abs, hoped: &Abs) -> Status {
    match value.as_truth().is_definite() {
        Some(Outcome::True) => Status::Eligible,
        Some(Outcome::False) => Status::NotEligible,
        Some(Outcome::Fault) => Status::Fault,
        Some(Outcome::Conflict) => Status::Conflict,
        None if hoped.as_truth() == Truth::TRUE && only_waits(value) => Status::PendingApproval,
        None => Status::Undetermined,
    }
}

/// Whether nothing is open but approvals and acts. Beside a record that waits, one of which a fact is unknown keeps
/// the whole open: were the approval refused, that fact would still be needed.
fn only_waits(value: &Abs) -> bool {
    value.open.iter().all(|cause| matches!(cause, Cause::Approval(..) | Cause::Act(..)))
}

impl Machine<'_> {
    /// Evaluates tests together: outside rules may be settled by the approvals beside them.
    pub(crate) fn conjunction(&self, tests: &[Test], frame: Frame) -> Conjunction {
        let approvals: Vec<Abs> = tests
            .iter()
            .filter_map(|test| match &test.kind {
                TestKind::Approval { fact, .. } => Some(self.approval(*fact, frame)),
                _ => None,
            })
            .collect();
        let approved = (!approvals.is_empty()).then(|| all(&approvals));
        let tested: Vec<Tested> = tests.iter().map(|test| self.tested(test, approved.as_ref(), frame)).collect();
        let values: Vec<Abs> = tested.iter().map(|test| test.value.clone()).collect();
        let hopes: Vec<Abs> = tested.iter().map(|test| test.hoped.clone()).collect();
        let failed: Vec<&Tested> = tested.iter().filter(|test| test.value.as_truth() == Truth::FALSE).collect();
        Conjunction {
            value: all(&values),
            hoped: all(&hopes),
            exception_possible: !failed.is_empty() && failed.iter().all(|test| test.exceeded),
            tested,
        }
    }

    /// An approval: a fact its authority owns, so that it is pending rather than needed.
    fn approval(&self, fact: crate::ir::FactId, frame: Frame) -> Abs {
        relabel(self.fact(fact, frame), |cause| match cause {
            Cause::Fact(path, id) if id == fact => Cause::Approval(path, id),
            other => other,
        })
    }

    fn tested(&self, test: &Test, approved: Option<&Abs>, frame: Frame) -> Tested {
        let (kind, value, because) = match &test.kind {
            TestKind::Condition { rule, .. } => {
                let value = self.rule(rule, frame);
                ("condition", value, self.rule_because(rule, &rule.base, frame))
            }
            TestKind::Presumption(expr) => ("presumption", self.eval(expr, frame), self.because(expr, frame)),
            TestKind::Approval { authority, act, fact } => {
                let value = self.approval(*fact, frame);
                let because = match (known(&value), self.context.lang) {
                    (Some(true), crate::diagnostic::Lang::Zh) => format!("{authority}已{act}"),
                    (Some(false), crate::diagnostic::Lang::Zh) => format!("{authority}未予{act}"),
                    (None, crate::diagnostic::Lang::Zh) => format!("须经{authority}{act}，尚无结果"),
                    (Some(true), crate::diagnostic::Lang::En) => format!("{act} given by {authority}"),
                    (Some(false), crate::diagnostic::Lang::En) => format!("{act} refused by {authority}"),
                    (None, crate::diagnostic::Lang::En) => format!("{act} by {authority} is still open"),
                };
                ("approval", value, because)
            }
            TestKind::External { settled_by_approval, mention } => {
                let by_approval = approved.filter(|_| *settled_by_approval);
                let settled = *mention || by_approval.is_some_and(|approved| approved.as_truth() == Truth::TRUE);
                let unknown = Dom::Bool { yes: true, no: true };
                let value = match by_approval {
                    _ if settled => Abs::bool(true),
                    // Whoever approves applies the rule we do not have: it is open exactly as long as the approval.
                    Some(approved) if !approved.open.is_empty() => {
                        Abs { open: approved.open.clone(), ..Abs::new(unknown) }
                    }
                    _ => Abs::open(unknown, Cause::External(test.label.clone())),
                };
                let because = match (settled, self.context.lang) {
                    (true, crate::diagnostic::Lang::Zh) => "不影响结论".to_owned(),
                    (true, crate::diagnostic::Lang::En) => "does not bear on the answer".to_owned(),
                    (false, crate::diagnostic::Lang::Zh) if by_approval.is_some() => {
                        "另有规定，未取得；由批准机关掌握".to_owned()
                    }
                    (false, crate::diagnostic::Lang::En) if by_approval.is_some() => {
                        "ruled elsewhere; applied by whoever approves".to_owned()
                    }
                    (false, crate::diagnostic::Lang::Zh) => "另有规定，未取得，无法核对".to_owned(),
                    (false, crate::diagnostic::Lang::En) => "ruled elsewhere; we do not have that text".to_owned(),
                };
                ("external", value, because)
            }
            TestKind::Application { fact, period } => {
                let date = self.fact(*fact, frame);
                let value = self.within(&date, period, frame);
                // As long as the period may have ended, a date is needed.
                let in_time = self.in_time(period).as_truth() == Truth::TRUE;
                let act = self.policy.facts.get(fact.0).is_some_and(|def| def.act) && date.known().is_none() && in_time;
                let value = if act {
                    relabel(value, |cause| match cause {
                        Cause::Fact(path, id) if id == *fact => Cause::Act(path, id),
                        other => other,
                    })
                } else {
                    value
                };
                let name = self.show_fact(*fact, &date);
                let because = self.during_words(&name, period, known(&value), frame);
                ("application", value, because)
            }
            TestKind::Counting { date, period } => {
                let value = self.during(date, period, frame);
                let because = self.during_words(&self.show_dated(date, frame), period, known(&value), frame);
                ("counting", value, because)
            }
        };
        if let Some(probe) = self.probe {
            probe.value(test.span, &value);
        }
        self.finish(test, kind, value, because, frame)
    }

    fn finish(&self, test: &Test, kind: &'static str, value: Abs, because: String, frame: Frame) -> Tested {
        let presumption = matches!(test.kind, TestKind::Presumption(_));
        let presumed = presumption && value.as_truth() == Truth::UNKNOWN;
        // A presumption holds unless it is known to be false.
        let value = if presumed { Abs::bool(true) } else { value };
        let waiting =
            matches!(test.kind, TestKind::Approval { .. } | TestKind::Application { .. } | TestKind::External { .. })
                && value.open.iter().all(|cause| matches!(cause, Cause::Approval(..) | Cause::Act(..)))
                && value.as_truth().can(Outcome::True);
        let hoped = if waiting && !value.is_definite() { Abs::bool(true) } else { value.clone() };
        let holds = known(&value);
        let approval = match &test.kind {
            TestKind::Approval { authority, act, fact } => Some(Approval {
                fact: self.path(*fact, frame),
                authority: authority.clone(),
                act: act.clone(),
                granted: holds,
            }),
            _ => None,
        };
        let window = match &test.kind {
            TestKind::Application { period, .. } => Some(self.window("application", period, frame)),
            TestKind::Counting { period, .. } => Some(self.window("counting", period, frame)),
            _ => None,
        };
        let soft = matches!(test.kind, TestKind::Condition { soft: true, .. });
        Tested {
            exceeded: soft && holds == Some(false),
            external: matches!(test.kind, TestKind::External { mention: false, .. })
                .then(|| test.label.clone())
                .filter(|_| holds != Some(true)),
            line: ConditionOutcome {
                label: test.label.clone(),
                text: test.text.clone(),
                kind,
                holds: if presumed { None } else { holds },
                because,
                source: test.source,
                needs: needs(&value.open),
            },
            approval,
            window,
            presumed,
            value,
            hoped,
        }
    }

    fn show_fact(&self, id: crate::ir::FactId, value: &Abs) -> String {
        let name = self.policy.facts.get(id.0).map_or("", |fact| fact.name.as_str());
        match value.known() {
            Some(_) => format!("{name} {}", self.show_value(id, value)),
            None => name.to_owned(),
        }
    }

    fn show_dated(&self, date: &crate::ir::Expr, frame: Frame) -> String {
        if self.silent {
            return String::new();
        }
        match &date.kind {
            crate::ir::ExprKind::Fact(id) => self.show_fact(*id, &self.fact(*id, frame)),
            _ => self.show(date, frame),
        }
    }

    /// The reason of a rule: of its base, or of the exception that took its place.
    /// `restored` is what its `恢复` brings back.
    fn rule_because(&self, rule: &RuleExpr, restored: &crate::ir::Expr, frame: Frame) -> String {
        if self.silent {
            return String::new();
        }
        let mut lines = Vec::new();
        let mut replaced = false;
        for exception in &rule.exceptions {
            match self.eval(&exception.when, frame).as_truth() {
                Truth::FALSE => {}
                truth => {
                    let certain = truth == Truth::TRUE;
                    replaced |= certain;
                    let then = match &exception.then {
                        Some(then) => self.rule_because(then, &rule.base, frame),
                        None => self.because(restored, frame),
                    };
                    let when = self.because(&exception.when, frame);
                    lines.push(match (certain, self.context.lang) {
                        (true, crate::diagnostic::Lang::Zh) => format!("{then}（例外“{}”：{when}）", exception.label),
                        (true, crate::diagnostic::Lang::En) => {
                            format!("{then} (exception `{}`: {when})", exception.label)
                        }
                        (false, crate::diagnostic::Lang::Zh) => {
                            format!("若适用例外“{}”（{when}）：{then}", exception.label)
                        }
                        (false, crate::diagnostic::Lang::En) => {
                            format!("if exception `{}` applies ({when}): {then}", exception.label)
                        }
                    });
                }
            }
        }
        if !replaced {
            lines.insert(0, self.because(&rule.base, frame));
        }
        lines.join(match self.context.lang {
            crate::diagnostic::Lang::Zh => "；",
            crate::diagnostic::Lang::En => "; ",
        })
    }
}

/// A truth that is decided without a flaw.
pub(crate) fn known(value: &Abs) -> Option<bool> {
    match value.known() {
        Some(Value::Bool(truth)) => Some(truth),
        _ => None,
    }
}

fn relabel(mut value: Abs, map: impl Fn(Cause) -> Cause) -> Abs {
    value.open = value.open.into_iter().map(map).collect();
    value
}

/// Paths of facts among causes, in order.
pub(crate) fn needs(causes: &Causes) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    for cause in causes {
        match cause {
            Cause::Subject => paths.insert(0, "subject_type".to_owned()),
            Cause::Fact(path, _) => paths.push(path.clone()),
            _ => {}
        }
    }
    paths
}

/// Paths of open approvals and acts.
pub(crate) fn pending(causes: &Causes) -> Vec<String> {
    causes
        .iter()
        .filter_map(|cause| match cause {
            Cause::Approval(path, _) | Cause::Act(path, _) => Some(path.clone()),
            _ => None,
        })
        .collect()
}
