//! Conditions that are always or never true, exceptions without use or in conflict, items out of reach.

use super::ask::{applies, given, lists, outcome, undecided};
use super::{Finding, Run, Witness, shrink};
use crate::diagnostic::{Code, Diagnostic, Words};
use crate::ir::{ExceptionDef, Expr, ExprKind, ItemDef, ItemId, ItemKind, RuleExpr, Test, TestKind};
use crate::outcome::Status;
use crate::solve::{Cut, Encoder, Form, Found, Setting, Vars, all, any};

/// A part of what an item asks, by name.
struct Part {
    name: Words,
    form: Form,
}

impl Run<'_> {
    pub(super) fn conditions(&mut self, item: &ItemDef) {
        let mut encoder = Encoder::new(self.policy, self.near, Vars::default()).over_readings(self.free);
        let gates = encoder.subject(item).and_then(|subject| {
            let record = item.each.as_ref().map(|each| encoder.record(each.list)).transpose()?;
            Ok((subject.clone(), all(core::iter::once(subject).chain(record))))
        });
        let (gate, in_record) = match gates {
            Ok(gates) => gates,
            Err(cut) => return self.cut(&item.id, Words::new("对象", "subject"), cut),
        };
        let tests: Vec<(&Test, &Form)> = item
            .tests
            .iter()
            .map(|test| (test, &gate))
            .chain(item.each.iter().flat_map(|each| &each.tests).map(|test| (test, &in_record)))
            .collect();
        let constant_before = self.seen.len();
        for (test, gate) in &tests {
            let what = || Words::new(format!("条件“{}”", test.label), format!("condition `{}`", test.label));
            let result = match &test.kind {
                TestKind::Condition { rule, .. } => self.bases(&mut encoder, item, gate, rule, true),
                TestKind::Presumption(expr) => self.base(&mut encoder, item, gate, expr, false),
                _ => Ok(()),
            };
            if let Err(cut) = result {
                self.cut(&item.id, what(), cut);
            }
        }
        for expr in item.trigger.iter().chain(&item.fulfilled) {
            if let Err(cut) = self.base(&mut encoder, item, &gate, expr, true) {
                self.cut(&item.id, Words::new("触发、达标", "trigger, compliance"), cut);
            }
        }
        let constant = self.seen.len() > constant_before;
        let parts = match self.parts(&mut encoder, item) {
            Ok(parts) => parts,
            Err((what, cut)) => return self.cut(&item.id, what, cut),
        };
        // The facts of the amount are stated too, so that nothing is open for want of them.
        for amount in item.amount.iter().chain(item.each.iter().filter_map(|each| each.amount.as_ref())) {
            drop(encoder.expr(&amount.value));
        }
        self.reachable(&encoder, item, &parts, constant);
        for (index, (test, _)) in tests.iter().enumerate() {
            if let TestKind::Condition { rule, .. } = &test.kind
                && !rule.exceptions.is_empty()
            {
                // The gates come first, then the tests in this order.
                let others: Vec<Form> = parts
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| *at != index.saturating_add(2))
                    .map(|(_, part)| part.form.clone())
                    .collect();
                let others = all(others);
                if let Err(cut) = self.exceptions(&mut encoder, item, &others, test, rule) {
                    let what = Words::new(format!("“{}”的例外", test.label), format!("exceptions of `{}`", test.label));
                    self.cut(&item.id, what, cut);
                }
            }
        }
    }

    /// What an item asks, part by part: subject, period in force, tests, record, trigger.
    fn parts(&mut self, encoder: &mut Encoder<'_>, item: &ItemDef) -> Result<Vec<Part>, (Words, Cut)> {
        let mut parts = Vec::new();
        let mut add = |name: Words, form: Result<Form, Cut>| match form {
            Ok(form) => {
                parts.push(Part { name, form });
                Ok(())
            }
            Err(cut) => Err((name, cut)),
        };
        add(Words::new("对象", "subject"), encoder.subject(item))?;
        add(Words::new("有效期", "period in force"), encoder.in_force(item))?;
        for test in item.tests.iter().chain(item.each.iter().flat_map(|each| &each.tests)) {
            add(Words::new(test.label.as_str(), test.label.as_str()), encoder.test(test))?;
        }
        if let Some(each) = &item.each {
            add(Words::new("逐笔", "records"), encoder.record(each.list))?;
        }
        if let Some(trigger) = &item.trigger {
            add(Words::new("触发", "trigger"), encoder.truth(trigger).map(|(holds, _)| holds))?;
        }
        Ok(parts)
    }

    /// Whether some subject gets the item.
    fn reachable(&mut self, encoder: &Encoder<'_>, item: &ItemDef, parts: &[Part], constant: bool) {
        if matches!(item.kind, ItemKind::Administrative | ItemKind::Encouragement) {
            return;
        }
        let Some(id) = self.id(item) else { return };
        let policy = self.policy;
        let duty = matches!(item.kind, ItemKind::Duty | ItemKind::Target);
        let accept = |setting: &Setting| {
            outcome(policy, setting, id).is_some_and(|outcome| if duty { applies(&outcome) } else { given(&outcome) })
        };
        let whole = all(parts.iter().map(|part| part.form.clone()));
        match self.ask(encoder, &whole, &lists(item), &accept) {
            Found::Yes(_) => {}
            Found::Unknown => {
                self.not_analysed(&item.id, Words::new("能否享受", "whether anybody gets it"), undecided());
            }
            Found::Never => {
                let core = self.core(encoder, item, parts);
                // A condition that never holds by itself was reported by itself.
                if core.len() == 1 && constant {
                    return;
                }
                let zh: Vec<&str> = core.iter().map(|part| part.name.zh.as_str()).collect();
                let en: Vec<&str> = core.iter().map(|part| part.name.en.as_str()).collect();
                let words = Words::new(
                    format!("没有主体能享受项目 {}：{} 不能同时成立", item.id, zh.join("、")),
                    format!("no subject can get item {}: {} cannot hold together", item.id, en.join(", ")),
                );
                self.never(Code::ImpossibleItem, item.span, item, words, proof());
            }
        }
    }

    /// Parts that cannot hold together, none of them left out.
    fn core<'c>(&mut self, encoder: &Encoder<'_>, item: &ItemDef, parts: &'c [Part]) -> Vec<&'c Part> {
        let mut kept: Vec<&Part> = parts.iter().collect();
        for part in parts {
            let fewer: Vec<&Part> = kept.iter().copied().filter(|other| !core::ptr::eq(*other, part)).collect();
            let form = all(fewer.iter().map(|part| part.form.clone()));
            if matches!(self.ask(encoder, &form, &lists(item), &|_| true), Found::Never) {
                kept = fewer;
            }
        }
        kept
    }

    /// The bases of a rule and of what its exceptions put in their place.
    fn bases(
        &mut self,
        encoder: &mut Encoder<'_>,
        item: &ItemDef,
        gate: &Form,
        rule: &RuleExpr,
        always: bool,
    ) -> Result<(), Cut> {
        self.base(encoder, item, gate, &rule.base, always)?;
        for exception in &rule.exceptions {
            if let Some(then) = &exception.then {
                // What takes the place of the base may well be a plain yes or no.
                if !matches!(then.base.kind, ExprKind::Const(..)) {
                    self.bases(encoder, item, gate, then, always)?;
                }
            }
        }
        Ok(())
    }

    /// Whether a condition, or a part of a conjunction, is always or never true.
    fn base(
        &mut self,
        encoder: &mut Encoder<'_>,
        item: &ItemDef,
        gate: &Form,
        expr: &Expr,
        always: bool,
    ) -> Result<(), Cut> {
        if let ExprKind::And(parts) = &expr.kind {
            for part in parts {
                self.base(encoder, item, gate, part, always)?;
            }
            return Ok(());
        }
        self.analysis.counts.conditions = self.analysis.counts.conditions.saturating_add(1);
        let (yes, no) = encoder.truth(expr)?;
        let any_point = |_: &Setting| true;
        if matches!(self.ask(encoder, &all([gate.clone(), yes]), &[], &any_point), Found::Never) {
            let words = Words::new(
                "这个条件对任何事实都不成立，没有谁能满足",
                "this condition holds for no possible fact; nobody can meet it",
            );
            self.never(Code::ConstantCondition, expr.span, item, words, proof());
        } else if always && matches!(self.ask(encoder, &all([gate.clone(), no]), &[], &any_point), Found::Never) {
            let words = Words::new(
                "这个条件对任何事实都成立，什么也没有限制",
                "this condition holds for every possible fact and restricts nothing",
            );
            self.never(Code::ConstantCondition, expr.span, item, words, proof());
        }
        Ok(())
    }

    fn exceptions(
        &mut self,
        encoder: &mut Encoder<'_>,
        item: &ItemDef,
        others: &Form,
        test: &Test,
        rule: &RuleExpr,
    ) -> Result<(), Cut> {
        let base = encoder.truth(&rule.base)?;
        let stands = encoder.standing(&rule.exceptions)?;
        let mut thens = Vec::new();
        for exception in &rule.exceptions {
            thens.push(encoder.then(exception, &base)?);
        }
        for ((exception, stands), then) in rule.exceptions.iter().zip(&stands).zip(&thens) {
            self.analysis.counts.exceptions = self.analysis.counts.exceptions.saturating_add(1);
            self.unused_exception(encoder, item, others, exception, stands, then, &base);
        }
        let all_of: Vec<(&ExceptionDef, &Form, &(Form, Form))> =
            rule.exceptions.iter().zip(&stands).zip(&thens).map(|((def, stands), then)| (def, stands, then)).collect();
        let mut rest = all_of.as_slice();
        while let Some(((one, stands, then), others_after)) = rest.split_first() {
            for (other, also, otherwise) in others_after {
                let differ =
                    any([all([then.0.clone(), otherwise.1.clone()]), all([then.1.clone(), otherwise.0.clone()])]);
                let form = all([others.clone(), (*stands).clone(), (*also).clone(), differ]);
                self.clash(encoder, item, test, &form, one, other);
            }
            rest = others_after;
        }
        Ok(())
    }

    /// Whether an exception applies to anybody, and whether it then changes anything.
    #[expect(clippy::too_many_arguments, reason = "one exception with all that it stands beside")]
    fn unused_exception(
        &mut self,
        encoder: &Encoder<'_>,
        item: &ItemDef,
        others: &Form,
        exception: &ExceptionDef,
        stands: &Form,
        then: &(Form, Form),
        base: &(Form, Form),
    ) {
        let any_point = |_: &Setting| true;
        let never = |run: &mut Self, form: Form| matches!(run.ask(encoder, &form, &[], &any_point), Found::Never);
        let label = &exception.label;
        let words = if never(self, stands.clone()) {
            Words::new(format!("例外“{label}”对谁都不适用"), format!("exception `{label}` applies to nobody"))
        } else if never(self, all([others.clone(), stands.clone()])) {
            Words::new(
                format!("例外“{label}”用不到：凡是别的条件都满足的，它都不适用"),
                format!("exception `{label}` never matters: it does not apply where the other conditions hold"),
            )
        } else {
            let gives = all([stands.clone(), base.1.clone(), then.0.clone()]);
            let takes = all([stands.clone(), base.0.clone(), then.1.clone()]);
            if !never(self, gives) || !never(self, takes) {
                return;
            }
            Words::new(
                format!("例外“{label}”不改变结果：它适用时，不写它也是同样的结果"),
                format!("exception `{label}` changes nothing: where it applies the base gives the same"),
            )
        };
        self.never(Code::DeadBranch, exception.when.span, item, words, proof());
    }

    /// Whether two exceptions apply together with different results.
    fn clash(
        &mut self,
        encoder: &Encoder<'_>,
        item: &ItemDef,
        test: &Test,
        form: &Form,
        one: &ExceptionDef,
        other: &ExceptionDef,
    ) {
        let Some(id) = self.id(item) else { return };
        let policy = self.policy;
        let conflict = |setting: &Setting| {
            outcome(policy, setting, id).is_some_and(|outcome| {
                outcome.status == Status::Conflict
                    || outcome.records.iter().any(|record| record.status == Status::Conflict)
            })
        };
        let labels = |mark: &str| format!("“{}”{mark}“{}”", one.label, other.label);
        match self.ask(encoder, form, &lists(item), &conflict) {
            Found::Never => {}
            Found::Unknown => {
                let what = Words::new(
                    format!("“{}”的例外{}是否冲突", test.label, labels("和")),
                    format!("whether exceptions {} of `{}` conflict", labels(" and "), test.label),
                );
                self.not_analysed(&item.id, what, undecided());
            }
            Found::Yes(found) => {
                let shows = Words::new(
                    format!("项目 {} 得到“冲突”", item.id),
                    format!("item {} comes out as `conflict`", item.id),
                );
                let found = shrink(policy, found, &conflict);
                let words = Words::new(
                    format!("例外{}可以同时适用而结果不同", labels("和")),
                    format!("exceptions {} can apply together with different results", labels(" and ")),
                );
                let diagnostic = Diagnostic::new(Code::ExceptionConflict, other.when.span, words.zh, words.en)
                    .label(one.when.span, "与这个例外", "with this exception")
                    .help(
                        format!("在末尾写明哪个在先，例如 优先于 {}；或收窄其中一个", one.label),
                        format!("say at its end which goes first, e.g. overrides {}, or narrow one of them", one.label),
                    );
                let witness = Witness::new(policy, &found, vec![item.id.clone()], shows);
                let items = vec![item.id.clone()];
                self.find(Finding { diagnostic, items, witness: Some(witness), proof: None });
            }
        }
    }

    pub(super) fn id(&self, item: &ItemDef) -> Option<ItemId> {
        self.policy.items.iter().position(|other| other.id == item.id).map(ItemId)
    }
}

/// What was shown when something cannot be.
pub(super) fn proof() -> Words {
    Words::new(
        "已证明：按采用的解读和现有参数，在事实的取值范围内，任何档案、任何评估日都是如此",
        "proven for every profile within the bounds of the facts and every day, under the adopted readings and the parameters",
    )
}
