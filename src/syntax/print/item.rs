//! Items and their clauses. Owns their canonical forms.

use super::Printer;
use crate::span::Span;
use crate::syntax::ast::{
    AmountKind, Authority, Clause, ExternalEffect, GrantClause, Item, ItemKind, PaymentClause, PaymentPart,
    PaymentRole, PeriodExpr, Stage, StageClause,
};
use crate::syntax::keywords;

impl Printer<'_> {
    pub(super) fn item(&mut self, item: &Item) {
        self.key(match item.kind {
            ItemKind::Benefit => "benefit",
            ItemKind::Duty => "duty",
            ItemKind::Target => "target",
            ItemKind::Encouragement => "encourage",
            ItemKind::Administrative => "administrative",
        });
        self.word(&item.id.text);
        if let Some(title) = &item.title {
            // A text after the title keeps apart from it only if the title is a name.
            self.title(title);
        }
        if let Some(text) = &item.text {
            self.text(text);
        }
        if !item.clauses.is_empty() {
            self.clauses(&item.clauses, item.kind, item.span);
        }
    }

    fn clauses(&mut self, clauses: &[Clause], kind: ItemKind, span: Span) {
        self.open();
        for clause in clauses {
            self.at(place(clause));
            self.clause(clause, kind);
            self.end();
        }
        self.close(span);
    }

    fn clause(&mut self, clause: &Clause, kind: ItemKind) {
        match clause {
            Clause::Sources(refs) => self.sources(refs),
            Clause::Subjects(names, _) => {
                self.key(match kind {
                    ItemKind::Duty => "bearer",
                    ItemKind::Target => "scope",
                    ItemKind::Benefit | ItemKind::Encouragement | ItemKind::Administrative => "for",
                });
                self.names(names);
            }
            Clause::Condition(condition) => self.condition("condition", condition),
            Clause::Presumption(condition) => self.condition("presume", condition),
            Clause::Approval(approval) => {
                self.key("requires");
                match &approval.authority {
                    Authority::Party(name) => self.name(name),
                    Authority::Words(text) => self.text(text),
                }
                match keywords::lookup(&approval.act.value) {
                    Some(act) => self.key(act.en),
                    None => self.word(&approval.act.value),
                }
                self.key("by_fact");
                self.name(&approval.fact);
            }
            Clause::External(external) => {
                self.key("external");
                self.text(&external.text);
                match external.effect {
                    ExternalEffect::Blocks => {}
                    ExternalEffect::SettledByApproval => self.key("settled_by_approval"),
                    ExternalEffect::None => self.key("no_effect"),
                }
            }
            Clause::Application { fact, period, .. } => {
                self.key("application");
                self.name(fact);
                self.period(period);
            }
            Clause::Counting { date, period, .. } => {
                self.key("counting");
                self.expr(date);
                self.key("during");
                self.period(period);
            }
            Clause::InForce(period) => {
                self.key("in_force");
                self.period(period);
            }
            Clause::Amount(amount) => {
                self.key(match amount.kind {
                    AmountKind::Amount => "amount",
                    AmountKind::Ceiling => "ceiling",
                    AmountKind::Rate => "rate",
                });
                self.expr(&amount.value);
                if let Some(per) = &amount.per {
                    self.key("per");
                    self.name(per);
                }
            }
            Clause::Stage(stage) => self.stage(stage),
            Clause::PerRecord(block) => {
                self.key("each");
                self.name(&block.list);
                self.clauses(&block.clauses, kind, block.span);
            }
            Clause::Grant(grant) => self.grant(grant),
            Clause::Payment(payment) => self.payment(payment),
            Clause::Hint { when, text, .. } => {
                self.key("hint");
                let Some(when) = when else { return self.text(text) };
                self.key("when");
                self.expr(when);
                if self.apart(when.span, text.span) || self.too_wide(|printer| printer.text(text)) {
                    self.below(1, text.span, |printer| printer.text(text));
                } else {
                    self.text(text);
                }
            }
            Clause::Figure { label, value, .. } => {
                self.key("figure");
                self.text(label);
                self.expr(value);
            }
            Clause::Parties(parties) => self.parties(parties),
            Clause::Readings(names, _) => {
                self.key("rests_on");
                self.names(names);
            }
            Clause::Deadline { period, .. } => {
                self.key("deadline");
                self.period(period);
            }
            Clause::Trigger(test, _) => {
                self.key("trigger");
                self.expr(test);
            }
            Clause::Act(text) => self.text_line("act", text),
            Clause::Fulfilled(test, _) => {
                self.key(if kind == ItemKind::Target { "goal" } else { "fulfilled" });
                self.expr(test);
            }
            Clause::Compliant(test, _) => {
                self.key("compliant");
                self.expr(test);
            }
            Clause::Consequence(text) => self.text_line("consequence", text),
            Clause::Define(definition) => self.definition(definition),
            Clause::Unstated(text) => self.text_line("unstated", text),
            Clause::Cites(text) => self.text_line("cites", text),
            Clause::Case(case) => self.case(case),
        }
    }

    fn stage(&mut self, stage: &StageClause) {
        match &stage.stage {
            Stage::Round(rounding) => self.rounding(rounding),
            Stage::Cap(value) => {
                self.key("cap");
                self.expr(value);
            }
            Stage::Floor(value) => {
                self.key("floor");
                self.expr(value);
            }
            Stage::Less(value) => {
                self.key("less");
                self.expr(value);
            }
        }
        if let Some((per, _)) = &stage.per {
            self.per(per);
        }
    }

    fn grant(&mut self, grant: &GrantClause) {
        self.key("grant");
        self.name(&grant.nature);
        self.text(&grant.text);
        if grant.soft {
            self.key("in_principle");
        }
        for (key, value) in [("longest", &grant.longest), ("from", &grant.from), ("until", &grant.until)] {
            if let Some(value) = value {
                self.key(key);
                self.expr(value);
            }
        }
    }

    fn payment(&mut self, payment: &PaymentClause) {
        self.key(match payment.role {
            PaymentRole::Payer => "payer",
            PaymentRole::Fund => "fund",
            PaymentRole::Channel => "channel",
        });
        for part in &payment.parts {
            match part {
                PaymentPart::Words(text) => self.text(text),
                PaymentPart::Fact(name) => self.name(name),
            }
        }
        if let Some(when) = &payment.when {
            self.key("when");
            self.expr(when);
        }
    }
}

/// Where a clause stands; for one that keeps no place of its own, where its first part stands.
fn place(clause: &Clause) -> Span {
    match clause {
        Clause::Sources(refs) => refs.first().map(|source| source.span).unwrap_or_default(),
        Clause::Condition(condition) | Clause::Presumption(condition) => condition.span,
        Clause::Approval(approval) => approval.span,
        Clause::External(external) => external.span,
        Clause::InForce(period) => period_span(period),
        Clause::Amount(amount) => amount.span,
        Clause::Stage(stage) => stage.span,
        Clause::PerRecord(block) => block.span,
        Clause::Grant(grant) => grant.span,
        Clause::Payment(payment) => payment.span,
        Clause::Parties(parties) => parties.span,
        Clause::Act(text) | Clause::Consequence(text) | Clause::Unstated(text) | Clause::Cites(text) => text.span,
        Clause::Define(definition) => definition.span,
        Clause::Case(case) => case.span,
        Clause::Subjects(_, span)
        | Clause::Application { span, .. }
        | Clause::Counting { span, .. }
        | Clause::Hint { span, .. }
        | Clause::Figure { span, .. }
        | Clause::Readings(_, span)
        | Clause::Deadline { span, .. }
        | Clause::Trigger(_, span)
        | Clause::Fulfilled(_, span)
        | Clause::Compliant(_, span) => *span,
    }
}

/// A period's place.
pub(super) fn period_span(period: &PeriodExpr) -> Span {
    match period {
        PeriodExpr::Named(name) => name.span,
        PeriodExpr::Between { span, .. }
        | PeriodExpr::Lasting { span, .. }
        | PeriodExpr::Within { span, .. }
        | PeriodExpr::Calendar { span, .. } => *span,
    }
}
