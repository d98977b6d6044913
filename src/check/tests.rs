//! The conjuncts of an item or record: conditions with exceptions, presumptions, approvals, outside rules, periods.
//! Owns their checking; knows nothing of amounts.

use super::Checker;
use super::expr::Cx;
use super::measures::MeasureCx;
use super::scope::Symbol;
use crate::diagnostic::{Code, Diagnostic, Words};
use crate::ir::{Citation, ExceptionDef, Expr, ExprKind, FactId, MAX_EXCEPTIONS, RuleExpr, Test, TestKind, Type};
use crate::span::Span;
use crate::syntax::ast::{self, Authority, Clause, ExternalEffect};
use std::collections::BTreeMap;

impl<'a> Checker<'a> {
    /// The test a clause states, if it states one.
    pub(super) fn test(&mut self, clause: &'a Clause, cx: &mut Cx, measure: &MeasureCx<'a>) -> Option<Test> {
        match clause {
            Clause::Condition(condition) => self.condition_test(condition, cx, measure),
            Clause::Presumption(condition) => {
                let test = condition.test.as_ref()?;
                let expr = self.condition(test, cx)?;
                Some(named(condition, TestKind::Presumption(expr)))
            }
            Clause::Approval(approval) => self.approval(approval, cx),
            Clause::External(external) => Some(Test {
                label: external.text.value.clone(),
                text: None,
                source: None,
                kind: TestKind::External {
                    settled_by_approval: external.effect == ExternalEffect::SettledByApproval,
                    mention: external.effect == ExternalEffect::None,
                },
                span: external.span,
            }),
            Clause::Application { fact, period, span } => {
                let id = self.scalar_fact(fact, cx, &Type::Date);
                let period = self.period(period, cx);
                Some(Test {
                    label: "申报期".to_owned(),
                    text: None,
                    source: None,
                    kind: TestKind::Application { fact: id?, period: period? },
                    span: *span,
                })
            }
            Clause::Counting { date, period, span } => {
                let date = self.day_or_month(date, cx);
                let period = self.period(period, cx);
                let label = "适用期间".to_owned();
                Some(Test {
                    label,
                    text: None,
                    source: None,
                    kind: TestKind::Counting { date: date?, period: period? },
                    span: *span,
                })
            }
            _ => None,
        }
    }

    fn condition_test(&mut self, condition: &'a ast::Condition, cx: &mut Cx, measure: &MeasureCx<'a>) -> Option<Test> {
        if condition.test.is_some() {
            let rule = self.condition_rule(condition, cx)?;
            return Some(named(condition, TestKind::Condition { rule, soft: condition.soft }));
        }
        let index = self.scopes.find_condition(cx.scope, &condition.label.text);
        let Some(shared) = index.and_then(|index| measure.shared.get(index).copied()) else {
            let label = &condition.label;
            let diagnostic = Diagnostic::new(
                Code::UnknownName,
                label.span,
                format!("本措施没有共用条件“{}”", label.text),
                format!("this measure has no shared condition `{}`", label.text),
            );
            let otherwise = match self.scopes.find(cx.scope, &label.text) {
                Some(_) => (
                    format!("“{0}”是已有的名称，不是条件；先写条件的名称：条件 {0} {0}", label.text),
                    format!("`{0}` is a name, not a condition; a label goes first: condition {0} {0}", label.text),
                ),
                None => (
                    "在名称后写出条件，例如 条件 甲 收入 不超过 100元；词与词之间要有空格".to_owned(),
                    "write the test after the label, e.g. condition low income at_most 100元; separate words by spaces"
                        .to_owned(),
                ),
            };
            let scope = cx.scope;
            let known = |this: &Self| this.scopes.condition_labels(scope).into_iter().map(str::to_owned).collect();
            self.not_among(label, diagnostic, known, otherwise);
            return None;
        };
        shared.test.as_ref()?;
        let rule = self.condition_rule(shared, cx)?;
        let mut test = named(shared, TestKind::Condition { rule, soft: shared.soft });
        test.span = condition.span;
        Some(test)
    }

    /// Whether the conditions of an item, those of its records too, have a label each: by it an answer, a case and an
    /// explanation name them.
    pub(super) fn one_label_each(&mut self, clauses: &'a [Clause]) {
        let inner = |clause: &'a Clause| match clause {
            Clause::PerRecord(each) => each.clauses.as_slice(),
            other => std::slice::from_ref(other),
        };
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for clause in clauses.iter().flat_map(inner) {
            let (Clause::Condition(condition) | Clause::Presumption(condition)) = clause else { continue };
            let label = &condition.label;
            let Some(earlier) = seen.insert(label.text.as_str(), label.span) else { continue };
            self.report(
                Diagnostic::new(
                    Code::DuplicateName,
                    label.span,
                    format!("这一项里已经有条件“{}”", label.text),
                    format!("the item already has a condition `{}`", label.text),
                )
                .label(earlier, "先前的条件", "the earlier condition")
                .help(
                    "各起各的名称：结果、用例和说明都靠名称分辨条件；两个是一回事的，用“且”连成一个，或删去一个",
                    "give each its own label, by which answers, cases and explanations tell them apart; if the two are one, join them with `and` or delete one",
                ),
            );
        }
    }

    /// The rule of a condition with its exceptions.
    pub(super) fn condition_rule(&mut self, condition: &ast::Condition, cx: &mut Cx) -> Option<RuleExpr> {
        let test = condition.test.as_ref()?;
        let base = self.condition(test, cx);
        if let Some(base) = &base {
            self.check_no_approval(base);
        }
        let exceptions = self.exceptions(&condition.exceptions, cx);
        Some(RuleExpr { base: base?, exceptions: exceptions? })
    }

    fn exceptions(&mut self, exceptions: &[ast::Exception], cx: &mut Cx) -> Option<Vec<ExceptionDef>> {
        if let Some(extra) = exceptions.get(MAX_EXCEPTIONS) {
            self.error(
                Code::FileTooLarge,
                extra.span,
                Words::new(
                    format!("一个条件最多 {MAX_EXCEPTIONS} 个例外"),
                    format!("a condition has at most {MAX_EXCEPTIONS} exceptions"),
                ),
                Words::new(
                    "把相近的例外用“或”合成一个，或拆成两个条件",
                    "join like exceptions with `or`, or split the condition in two",
                ),
            );
            return None;
        }
        let mut checked = Vec::new();
        let mut failed = !self.exceptions_in_order(exceptions);
        for exception in exceptions {
            let when = self.condition(&exception.when, cx);
            let then = match &exception.then {
                None => Some(None),
                Some(then) => {
                    let base = self.condition(then, cx);
                    let inner = self.exceptions(&exception.exceptions, cx);
                    base.zip(inner).map(|(base, exceptions)| Some(RuleExpr { base, exceptions }))
                }
            };
            let mut over = Vec::new();
            for name in &exception.over {
                match exceptions.iter().position(|other| other.label.text == name.text) {
                    Some(index) => over.push(index),
                    None => {
                        let diagnostic = Diagnostic::new(
                            Code::NoCertainBase,
                            name.span,
                            format!("没有并列的例外“{}”", name.text),
                            format!("there is no sibling exception `{}`", name.text),
                        );
                        let otherwise =
                            ("写同一个条件的另一个例外的名称", "name another exception of the same condition");
                        let known = |_: &Self| exceptions.iter().map(|other| other.label.text.clone()).collect();
                        self.not_among(name, diagnostic, known, (otherwise.0.to_owned(), otherwise.1.to_owned()));
                        failed = true;
                    }
                }
            }
            match (when, then) {
                (Some(when), Some(then)) => {
                    checked.push(ExceptionDef { label: exception.label.text.clone(), when, then, over });
                }
                _ => failed = true,
            }
        }
        (!failed).then_some(checked)
    }

    /// Whether exceptions beside each other have different names, none goes before itself by way of others, and none
    /// that only brings the condition back has exceptions of its own.
    fn exceptions_in_order(&mut self, exceptions: &[ast::Exception]) -> bool {
        let mut sound = true;
        for (index, exception) in exceptions.iter().enumerate() {
            let earlier = exceptions.iter().take(index).find(|other| other.label.text == exception.label.text);
            if let Some(earlier) = earlier {
                self.duplicate(Code::DuplicateName, &exception.label, earlier.label.span);
                sound = false;
            }
            if let (None, Some(inner)) = (&exception.then, exception.exceptions.first()) {
                let diagnostic = Diagnostic::new(
                    Code::NoCertainBase,
                    inner.label.span,
                    format!("“{}”只是恢复原条件，没有可以再作例外的内容", exception.label.text),
                    format!(
                        "`{}` only restores the condition, which leaves nothing to except from",
                        exception.label.text
                    ),
                );
                self.report(diagnostic.help(
                    "与它并列写，用 优先于 说明哪个在先",
                    "write it beside that exception and say with overrides which goes first",
                ));
                sound = false;
            }
        }
        let over = |at: usize| {
            let names = exceptions.get(at).map_or(&[][..], |exception| exception.over.as_slice());
            names.iter().filter_map(|name| exceptions.iter().position(|other| other.label.text == name.text))
        };
        for (start, exception) in exceptions.iter().enumerate() {
            let mut reached: Vec<usize> = over(start).collect();
            let mut next = 0;
            while let Some(at) = reached.get(next).copied() {
                let more: Vec<usize> = over(at).filter(|more| !reached.contains(more)).collect();
                reached.extend(more);
                next = next.saturating_add(1);
            }
            if reached.contains(&start) {
                let diagnostic = Diagnostic::new(
                    Code::Cycle,
                    exception.label.span,
                    format!("例外“{}”绕了一圈又优先于它自己", exception.label.text),
                    format!("exception `{}` overrides itself by way of others", exception.label.text),
                );
                self.report(diagnostic.help("删去其中一处 优先于", "delete one of the overrides"));
                return false;
            }
        }
        sound
    }

    /// An approval may not stand under a choice: it is the authority's word, not a way around a condition.
    fn check_no_approval(&mut self, expr: &Expr) {
        if matches!(expr.kind, ExprKind::And(_)) {
            for part in expr.children() {
                self.check_no_approval(part);
            }
        }
        if matches!(expr.kind, ExprKind::Or(_) | ExprKind::Not(_))
            && let Some(id) = find_fact(expr, &|id| self.policy.facts.get(id.0).is_some_and(|fact| fact.approval))
        {
            let Some((name, declared)) = self.policy.facts.get(id.0).map(|fact| (fact.name.clone(), fact.span)) else {
                return;
            };
            self.report(
                Diagnostic::new(
                    Code::ApprovalUnderChoice,
                    expr.span,
                    format!("审批事实“{name}”不能放在“或”“非”之下"),
                    format!("approval `{name}` cannot stand under `or` or `not`"),
                )
                .label(declared, "在这里声明为审批", "declared as an approval here")
                .help(
                    format!("单独写一行：须经 … 批准 凭 {name}；若是申报人早已取得、由他填写的，声明里不写 审批"),
                    format!(
                        "write a line of its own: requires … approves by_fact {name}; if applicants have it already and state it, it is declared without approval_fact"
                    ),
                ),
            );
        }
    }

    fn approval(&mut self, approval: &ast::ApprovalClause, cx: &mut Cx) -> Option<Test> {
        let authority = match &approval.authority {
            Authority::Party(name) => {
                self.check_party(name, false);
                name.text.clone()
            }
            Authority::Words(text) => text.value.clone(),
        };
        let fact = self.scalar_fact(&approval.fact, cx, &Type::Bool)?;
        Some(Test {
            label: approval.act.value.clone(),
            text: Some(format!("须经{authority}{}", approval.act.value)),
            source: None,
            kind: TestKind::Approval { authority, act: approval.act.value.clone(), fact },
            span: approval.span,
        })
    }

    /// A fact of this type, by name, of the subject or the record at hand.
    fn scalar_fact(&mut self, name: &ast::Name, cx: &mut Cx, ty: &Type) -> Option<FactId> {
        if let Some((symbol, declared)) = self.scopes.find(cx.scope, &name.text)
            && !matches!(symbol, Symbol::Fact(_))
        {
            self.wrong_kind(name, symbol, declared, ("事实", "a fact"));
            return None;
        }
        let expr = ast::Expr { kind: ast::ExprKind::Name(name.text.clone()), span: name.span };
        match self.expr_of(&expr, cx, ty, None)?.kind {
            ExprKind::Fact(id) => Some(id),
            _ => None,
        }
    }
}

fn named(condition: &ast::Condition, kind: TestKind) -> Test {
    Test {
        label: condition.label.text.clone(),
        text: condition.text.as_ref().map(|text| text.value.clone()),
        source: condition.sources.first().map(citation),
        kind,
        span: condition.span,
    }
}

/// A citation without its place in the file. An article without numbered paragraphs has one.
pub(super) fn citation(source: &ast::SourceRef) -> Citation {
    Citation { article: source.article, paragraph: Some(source.paragraph.unwrap_or(1)), sentence: source.sentence }
}

fn find_fact(expr: &Expr, wanted: &dyn Fn(FactId) -> bool) -> Option<FactId> {
    if let ExprKind::Fact(id) = expr.kind
        && wanted(id)
    {
        return Some(id);
    }
    expr.children().into_iter().find_map(|child| find_fact(child, wanted))
}
