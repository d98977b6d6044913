//! Items: which clauses a kind needs and allows, records, duties and targets; what they give is in `amounts`.
//! Owns the assembly of an [`ItemDef`]; knows nothing of evaluation.

use super::Checker;
use super::expr::Cx;
use super::measures::MeasureCx;
use super::scope::{ScopeId, Symbol};
use super::tests::citation;
use crate::diagnostic::{BLANK, Code, Diagnostic};
use crate::ir::{Citation, EachDef, ExprKind, FactType, ItemDef, ItemId, ItemKind};
use crate::span::Span;
use crate::syntax::ast::{self, Clause, PartyClause, Stage};

impl<'a> Checker<'a> {
    pub(super) fn check_item(&mut self, syntax: &'a ast::Item, measure: &MeasureCx<'a>) {
        let id = ItemId(self.policy.items.len());
        if let Some((_, earlier)) = self.item_spans.get(&syntax.id.text) {
            let earlier = *earlier;
            self.duplicate(Code::DuplicateItem, &syntax.id, earlier);
        } else if let Some(earlier) = self.rule_ids.get(&syntax.id.text).copied() {
            self.duplicate(Code::DuplicateItem, &syntax.id, earlier);
        }
        self.item_spans.insert(syntax.id.text.clone(), (id, syntax.id.span));
        let scope = self.scopes.open(measure.scope, None);
        for clause in &syntax.clauses {
            match clause {
                Clause::Define(definition) => self.declare_def(definition, scope),
                Clause::Case(case) => self.cases.push(case),
                _ => {}
            }
        }
        let mut item = self.blank_item(syntax, measure);
        let mut cx = Cx::new(scope, None);
        let mut brackets: Vec<&PartyClause> = Vec::new();
        for clause in &syntax.clauses {
            if let Clause::Parties(parties) = clause {
                brackets.push(parties);
            } else {
                self.item_clause(clause, &syntax.clauses, &mut item, &mut cx, measure);
            }
        }
        if item.sources.is_empty() {
            let article = syntax.id.text.split('.').next().and_then(|number| number.parse().ok()).unwrap_or(0);
            item.sources.push(Citation { article, paragraph: Some(1), sentence: None });
        }
        let paragraph = item.sources.first().and_then(|source| source.paragraph);
        let parties = self.parties(&brackets).or_else(|| self.bracket(measure.id, paragraph));
        match parties {
            Some(parties) => item.parties = parties,
            None => {
                let found = Diagnostic::new(
                    Code::MissingParty,
                    syntax.id.span,
                    format!("项目 {} 没有责任人或牵头单位", syntax.id.text),
                    format!("item {} has no responsible party", syntax.id.text),
                )
                .help("在措施里写 责任人 …、牵头单位 …", "state official … and lead … in the measure");
                let word = if self.in_english(syntax.span) { "lead" } else { "牵头单位" };
                let patch = self.propose_in(measure.syntax.span, &format!("{word} {BLANK}"));
                self.report_with(found, patch);
            }
        }
        self.one_label_each(&syntax.clauses);
        self.check_required(syntax, &item);
        if let Some(measure) = self.policy.measures.get_mut(measure.id.0) {
            measure.items.push(id);
        }
        self.policy.items.push(item);
    }

    fn blank_item(&self, syntax: &ast::Item, measure: &MeasureCx<'a>) -> ItemDef {
        let text = syntax.text.as_ref().map(|text| text.value.clone());
        let title = syntax.title.as_ref().map(|title| title.value.clone());
        let measure_title = || self.policy.measures.get(measure.id.0).map_or_else(String::new, |m| m.title.clone());
        let title = title.or_else(|| text.clone()).unwrap_or_else(measure_title);
        let id = syntax.id.text.clone();
        let item = ItemDef::new(id, measure.id, syntax.kind, title, self.policy.rounding, syntax.id.span);
        let in_force = self.policy.in_force.iter().chain(&measure.in_force).cloned().collect();
        ItemDef { text, in_force, ..item }
    }

    /// Reports a clause that may stand once, with the first of its kind.
    fn repeated(&mut self, span: Span, first: Option<Span>, (zh, en): (&str, &str)) {
        let mut found = Diagnostic::new(
            Code::RepeatedClause,
            span,
            format!("{zh}只能写一次"),
            format!("{en} can be given only once"),
        );
        if let Some(first) = first.filter(|first| *first != span) {
            found = found.label(first, "先前的一处", "the first one");
        }
        self.report(found.help("留下一处，删去其余", "keep one and delete the others"));
    }

    fn item_clause(
        &mut self,
        clause: &'a Clause,
        all: &'a [Clause],
        item: &mut ItemDef,
        cx: &mut Cx,
        measure: &MeasureCx<'a>,
    ) {
        let first = first_like(clause, all);
        match clause {
            Clause::Condition(_)
            | Clause::Presumption(_)
            | Clause::Approval(_)
            | Clause::External(_)
            | Clause::Application { .. }
            | Clause::Counting { .. } => item.tests.extend(self.test(clause, cx, measure)),
            Clause::Sources(sources) => item.sources.extend(sources.iter().map(citation)),
            Clause::Subjects(names, span) => self.subjects(names, (*span, first), item),
            Clause::InForce(period) => item.in_force.extend(self.period(period, cx)),
            Clause::Amount(amount) => {
                if item.amount.is_some() {
                    self.repeated(amount.span, first, ("金额", "an amount"));
                }
                item.amount = self.amount(amount, cx);
            }
            Clause::Stage(stage) => self.stage(stage, false, cx, &mut item.stages, &mut item.rounding),
            Clause::PerRecord(each) => {
                if item.each.is_some() {
                    self.repeated(each.span, first, ("逐笔", "each"));
                }
                item.each = self.each(each, cx.scope, measure, item);
            }
            Clause::Grant(grant) => {
                if item.grant.is_some() {
                    self.repeated(grant.span, first, ("给予", "a grant"));
                }
                item.grant = self.grant(grant, cx);
            }
            Clause::Payment(payment) => item.payments.extend(self.payment(payment, cx)),
            Clause::Hint { when, text, .. } => item.hints.extend(self.hint(when.as_ref(), text, cx)),
            Clause::Figure { label, value, .. } => {
                if let Some(value) = self.expr(value, cx, None) {
                    let shown =
                        if let ExprKind::Const(_, text) = &value.kind { text.clone() } else { self.words(value.span) };
                    item.figures.push((label.value.clone(), shown));
                }
            }
            Clause::Readings(names, _) => {
                for name in names {
                    match self.scopes.find(cx.scope, &name.text) {
                        Some((Symbol::Reading(id), _)) => {
                            self.resolve_reading(id);
                            item.rests_on.push(id);
                        }
                        Some((other, declared)) => self.wrong_kind(name, other, declared, ("解读", "a reading")),
                        None => self.unknown(name, cx.scope),
                    }
                }
            }
            Clause::Deadline { period, span } => {
                if item.deadline.is_some() {
                    self.repeated(*span, first, ("期限", "a deadline"));
                }
                item.deadline = self.period(period, cx);
            }
            Clause::Trigger(expr, span) => {
                if item.trigger.is_some() {
                    self.repeated(*span, first, ("触发", "a trigger"));
                }
                item.trigger = self.condition(expr, cx);
            }
            Clause::Fulfilled(expr, span) | Clause::Compliant(expr, span) => {
                if item.fulfilled.is_some() {
                    self.repeated(*span, first, ("履行、达标或目标", "what fulfils it"));
                }
                item.fulfilled = self.condition(expr, cx);
            }
            Clause::Act(text) => {
                if item.act.is_some() {
                    self.repeated(text.span, first, ("行为", "an act"));
                }
                item.act = Some(text.value.clone());
            }
            Clause::Consequence(text) => {
                if item.consequence.is_some() {
                    self.repeated(text.span, first, ("后果", "a consequence"));
                }
                item.consequence = Some(text.value.clone());
            }
            Clause::Unstated(text) => item.unstated.push(text.value.clone()),
            Clause::Cites(text) => item.cites.push(text.value.clone()),
            Clause::Parties(_) | Clause::Define(_) | Clause::Case(_) => {}
        }
    }

    fn subjects(&mut self, names: &[ast::Name], (span, first): (Span, Option<Span>), item: &mut ItemDef) {
        if !item.subjects.is_empty() {
            self.repeated(span, first, ("对象", "the subject"));
        }
        for name in names {
            // The scope of a target and the addressee of an encouragement may be words: 全区.
            let known = self.policy.subjects.iter().any(|s| s.name == name.text || s.key == name.text);
            if !known && matches!(item.kind, ItemKind::Target | ItemKind::Encouragement | ItemKind::Administrative) {
                item.scope = Some(name.text.clone());
                continue;
            }
            if let Some(id) = self.subject_id(name) {
                item.subjects.push(id);
            }
        }
    }

    fn each(
        &mut self,
        syntax: &'a ast::PerRecord,
        outer: ScopeId,
        measure: &MeasureCx<'a>,
        item: &mut ItemDef,
    ) -> Option<EachDef> {
        let list = match self.scopes.find(outer, &syntax.list.text) {
            Some((Symbol::Fact(fact), declared)) => match self.policy.facts.get(fact.0).map(|fact| &fact.ty) {
                Some(FactType::List(list)) => *list,
                _ => {
                    self.wrong_kind(&syntax.list, Symbol::Fact(fact), declared, ("列表", "a list"));
                    return None;
                }
            },
            Some((other, declared)) => {
                self.wrong_kind(&syntax.list, other, declared, ("列表", "a list"));
                return None;
            }
            None => {
                self.unknown(&syntax.list, outer);
                return None;
            }
        };
        let scope = self.scopes.open(outer, Some(list));
        for clause in &syntax.clauses {
            if let Clause::Define(definition) = clause {
                self.declare_def(definition, scope);
            }
        }
        let mut cx = Cx::new(scope, Some(list));
        let mut each = EachDef {
            list,
            tests: Vec::new(),
            amount: None,
            stages: Vec::new(),
            payments: Vec::new(),
            hints: Vec::new(),
        };
        for clause in &syntax.clauses {
            let first = first_like(clause, &syntax.clauses);
            match clause {
                Clause::Condition(_)
                | Clause::Presumption(_)
                | Clause::Approval(_)
                | Clause::External(_)
                | Clause::Application { .. }
                | Clause::Counting { .. } => each.tests.extend(self.test(clause, &mut cx, measure)),
                Clause::Amount(amount) => {
                    if each.amount.is_some() {
                        self.repeated(amount.span, first, ("金额", "an amount"));
                    }
                    each.amount = self.amount(amount, &mut cx);
                }
                Clause::Stage(stage) => self.stage(stage, true, &mut cx, &mut each.stages, &mut item.rounding),
                Clause::Payment(payment) => each.payments.extend(self.payment(payment, &mut cx)),
                Clause::Hint { when, text, .. } => each.hints.extend(self.hint(when.as_ref(), text, &mut cx)),
                Clause::Define(_) => {}
                other => {
                    let span = clause_span(other).unwrap_or(syntax.span);
                    self.report(
                        Diagnostic::new(
                            Code::MisplacedClause,
                            span,
                            "这一项不能写在 逐笔 之内",
                            "this clause cannot stand inside each",
                        )
                        .help("移到 逐笔 之外", "move it outside"),
                    );
                }
            }
        }
        Some(each)
    }

    fn hint(
        &mut self,
        when: Option<&ast::Expr>,
        text: &ast::Text,
        cx: &mut Cx,
    ) -> Option<(Option<crate::ir::Expr>, String)> {
        match when {
            None => Some((None, text.value.clone())),
            Some(when) => self.condition(when, cx).map(|when| (Some(when), text.value.clone())),
        }
    }

    /// Money belongs to benefits; triggers, acts, goals and consequences to duties and targets.
    fn check_place(&mut self, clause: &Clause, kind: ItemKind) {
        let wrong = match clause {
            Clause::Amount(_) | Clause::Stage(_) | Clause::PerRecord(_) | Clause::Grant(_)
                if kind != ItemKind::Benefit =>
            {
                Some((
                    "只有支持给钱给物",
                    "only benefits give something",
                    "能据此领取的另写一项 支持，这里先留作注释",
                    "write an item of its own, a benefit, if somebody can claim it; keep it here as a comment until then",
                ))
            }
            Clause::Trigger(..)
            | Clause::Act(_)
            | Clause::Fulfilled(..)
            | Clause::Compliant(..)
            | Clause::Consequence(_)
                if kind == ItemKind::Benefit =>
            {
                Some((
                    "支持没有触发、行为、目标和后果",
                    "a benefit has no trigger, act, goal or consequence",
                    "要求写成 条件",
                    "write what is required as a condition",
                ))
            }
            _ => None,
        };
        if let (Some((zh, en, help_zh, help_en)), Some(span)) = (wrong, clause_span(clause)) {
            self.report(Diagnostic::new(Code::MisplacedClause, span, zh, en).help(help_zh, help_en));
        }
    }

    fn check_required(&mut self, syntax: &ast::Item, item: &ItemDef) {
        let has_subject = syntax.clauses.iter().any(|clause| matches!(clause, Clause::Subjects(..)));
        let missing = match item.kind {
            ItemKind::Benefit if !has_subject => Some(("对象", "for", "对象 企业", "for enterprise")),
            ItemKind::Duty if !has_subject => Some(("义务人", "bearer", "义务人 企业", "bearer enterprise")),
            ItemKind::Target
                if item.fulfilled.is_none()
                    && !syntax.clauses.iter().any(|c| matches!(c, Clause::Fulfilled(..) | Clause::Compliant(..))) =>
            {
                Some(("目标", "goal", "目标 投资额 达到 1亿元", "goal x at_least 1亿元"))
            }
            _ => None,
        };
        if let Some((zh, en, example_zh, example_en)) = missing {
            let found = Diagnostic::new(
                Code::MissingClause,
                syntax.id.span,
                format!("项目 {} 缺 {zh}", syntax.id.text),
                format!("item {} lacks `{en}`", syntax.id.text),
            );
            // Where there is one kind of subject only, nothing else can be meant.
            match self.policy.subjects.as_slice() {
                [only] if item.kind != ItemKind::Target => {
                    let clause = format!("{} {}", if self.in_english(syntax.span) { en } else { zh }, only.name);
                    let patch = self.first_in(syntax.span, &clause);
                    self.report_with(found.help(format!("写上：{clause}"), format!("write: {clause}")), patch);
                }
                _ => {
                    let word = if self.in_english(syntax.span) { en } else { zh };
                    let patch = self.propose_in(syntax.span, &format!("{word} {BLANK}"));
                    self.report_with(found.help(format!("例如：{example_zh}"), format!("e.g. {example_en}")), patch);
                }
            }
        }
        for clause in &syntax.clauses {
            self.check_place(clause, item.kind);
        }
        let amount = item.amount.as_ref().or_else(|| item.each.as_ref().and_then(|each| each.amount.as_ref()));
        let own = syntax
            .clauses
            .iter()
            .any(|clause| matches!(clause, Clause::Stage(stage) if matches!(stage.stage, Stage::Round(_))));
        if let Some(amount) = amount.filter(|_| !own && self.has_card && !self.rounding_given) {
            let found = Diagnostic::new(
                Code::NoRounding,
                amount.value.span,
                "这个金额没有舍入规则",
                "this amount has no rounding rule",
            )
            .help(
                "在包里写一次，各项金额都照此；常用 舍入 分 四舍五入",
                "write it once on the pack, for every amount; mostly round fen half_up",
            );
            let card = self.card().map(|card| card.span);
            let patch = card.and_then(|card| {
                let clause = if self.in_english(card) { "round fen half_up" } else { "舍入 分 四舍五入" };
                self.propose_in(card, clause)
            });
            self.report_with(found, patch);
            // One slip, one error.
            self.rounding_given = true;
        }
        if let Some(inside) = item.each.as_ref().and_then(|each| each.amount.as_ref())
            && let Some(amount) = &item.amount
        {
            self.report(
                Diagnostic::new(
                    Code::RepeatedClause,
                    amount.value.span,
                    "逐笔之内已有金额，之外不能再写",
                    "the amount is given per record; it cannot be given again outside",
                )
                .label(inside.value.span, "逐笔之内的金额", "the amount per record")
                .help(
                    "合计自动得出；留下 逐笔 之内的一处，删去外面的",
                    "the sum follows by itself; keep the one inside the each block",
                ),
            );
        }
    }
}

/// The first clause of the same kind.
fn first_like(clause: &Clause, all: &[Clause]) -> Option<Span> {
    let kind = core::mem::discriminant(clause);
    all.iter().find(|other| core::mem::discriminant(*other) == kind).and_then(clause_span)
}

fn clause_span(clause: &Clause) -> Option<Span> {
    match clause {
        Clause::Sources(sources) => sources.first().map(|source| source.span),
        Clause::Subjects(_, span)
        | Clause::Readings(_, span)
        | Clause::Trigger(_, span)
        | Clause::Fulfilled(_, span)
        | Clause::Compliant(_, span)
        | Clause::Figure { span, .. }
        | Clause::Hint { span, .. }
        | Clause::Deadline { span, .. }
        | Clause::Application { span, .. }
        | Clause::Counting { span, .. } => Some(*span),
        Clause::Condition(c) | Clause::Presumption(c) => Some(c.span),
        Clause::Approval(c) => Some(c.span),
        Clause::External(c) => Some(c.span),
        Clause::InForce(period) => period_span(period),
        Clause::Amount(c) => Some(c.span),
        Clause::Stage(c) => Some(c.span),
        Clause::PerRecord(c) => Some(c.span),
        Clause::Grant(c) => Some(c.span),
        Clause::Payment(c) => Some(c.span),
        Clause::Parties(c) => Some(c.span),
        Clause::Act(t) | Clause::Consequence(t) | Clause::Unstated(t) | Clause::Cites(t) => Some(t.span),
        Clause::Define(c) => Some(c.span),
        Clause::Case(c) => Some(c.span),
    }
}

fn period_span(period: &ast::PeriodExpr) -> Option<Span> {
    match period {
        ast::PeriodExpr::Named(name) => Some(name.span),
        ast::PeriodExpr::Between { span, .. }
        | ast::PeriodExpr::Lasting { span, .. }
        | ast::PeriodExpr::Within { span, .. }
        | ast::PeriodExpr::Calendar { span, .. } => Some(*span),
    }
}
