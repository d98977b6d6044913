//! Items and their clauses. Owns their assembly; which clause suits which kind of item is checked later.

use super::kids::{Kids, only};
use super::place::Place;
use super::{Builder, Pair, Rule};
use crate::span::Span;
use crate::syntax::ast::{
    AmountClause, AmountKind, ApprovalClause, Authority, Clause, ExternalClause, ExternalEffect, GrantClause, Item,
    ItemKind, PaymentClause, PaymentPart, PaymentRole, PerRecord, Stage, StageClause, Text,
};
use crate::syntax::keywords::{Keywords, spell};

impl Builder<'_> {
    pub(super) fn item(&mut self, pair: Pair<'_>) -> Option<Item> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let kind = match only(kids.next()?)? {
            Rule::kw_benefit => ItemKind::Benefit,
            Rule::kw_duty => ItemKind::Duty,
            Rule::kw_target => ItemKind::Target,
            Rule::kw_encourage => ItemKind::Encouragement,
            _ => ItemKind::Administrative,
        };
        let id = kids.accept(Rule::item_id)?;
        let id = self.id(&id);
        let title = match kids.peek() {
            Some(Rule::text | Rule::name) => kids.next().map(|title| self.name_or_text(title)),
            _ => None,
        };
        let text = self.next_text(&mut kids);
        let clauses = kids.accept(Rule::item_body).map(|body| self.item_body(body)).unwrap_or_default();
        Some(Item { kind, id, title, text, clauses, span })
    }

    fn item_body(&mut self, pair: Pair<'_>) -> Vec<Clause> {
        let mut clauses = Vec::new();
        self.sibling = None;
        for kid in Kids::of(pair) {
            let span = self.span(&kid);
            if kid.as_rule() == Rule::bad_item {
                self.bad(&kid, Place::Item);
            } else {
                let clause = self.clause(kid, span);
                clauses.extend(self.kept(span, clause));
            }
        }
        clauses
    }

    fn clause(&mut self, pair: Pair<'_>, span: Span) -> Option<Clause> {
        Some(match pair.as_rule() {
            Rule::sources => Clause::Sources(self.sources(pair)),
            Rule::subjects => Clause::Subjects(self.names(&mut Kids::of(pair)), span),
            Rule::condition => Clause::Condition(self.condition(pair)?),
            Rule::presumption => Clause::Presumption(self.condition(pair)?),
            Rule::approval => Clause::Approval(self.approval(pair, span)?),
            Rule::external => Clause::External(self.external(pair, span)?),
            Rule::application => {
                let mut kids = Kids::of(pair);
                let fact = self.next_name(&mut kids)?;
                Clause::Application { fact, period: self.period(kids.accept(Rule::period)?)?, span }
            }
            Rule::counting => {
                let mut kids = Kids::of(pair);
                let date = self.next_expr(&mut kids)?;
                Clause::Counting { date, period: self.period(kids.accept(Rule::period)?)?, span }
            }
            Rule::in_force => Clause::InForce(self.period_in(pair)?),
            Rule::amount => Clause::Amount(self.amount(pair, span)?),
            Rule::stage => Clause::Stage(self.stage(pair, span)?),
            Rule::rounding => Clause::Stage(StageClause { stage: Stage::Round(self.rounding(pair)?), per: None, span }),
            Rule::per_record_block => {
                let mut kids = Kids::of(pair);
                let list = self.next_name(&mut kids)?;
                Clause::PerRecord(PerRecord { list, clauses: self.item_body(kids.next()?), span })
            }
            Rule::grant => Clause::Grant(self.grant(pair, span)?),
            Rule::payment => Clause::Payment(self.payment(pair, span)?),
            Rule::hint => {
                let mut kids = Kids::of(pair);
                let when = kids.accept(Rule::when).and_then(|when| self.expr_in(when));
                Clause::Hint { when, text: self.next_text(&mut kids)?, span }
            }
            Rule::figure => {
                let mut kids = Kids::of(pair);
                let label = self.next_text(&mut kids)?;
                Clause::Figure { label, value: self.next_expr(&mut kids)?, span }
            }
            Rule::party_clause => Clause::Parties(self.party_clause(pair)?),
            Rule::rests_on => Clause::Readings(self.names(&mut Kids::of(pair)), span),
            Rule::deadline => Clause::Deadline { period: self.period_in(pair)?, span },
            Rule::trigger => Clause::Trigger(self.expr_in(pair)?, span),
            Rule::act => Clause::Act(self.text_in(pair)?),
            Rule::fulfilled => Clause::Fulfilled(self.expr_in(pair)?, span),
            Rule::compliant => Clause::Compliant(self.expr_in(pair)?, span),
            Rule::consequence => Clause::Consequence(self.text_in(pair)?),
            Rule::define => Clause::Define(self.definition(pair)?),
            Rule::unstated => Clause::Unstated(self.text_in(pair)?),
            Rule::cites => Clause::Cites(self.text_in(pair)?),
            Rule::case_decl => Clause::Case(self.case(pair)?),
            _ => return None,
        })
    }

    fn approval(&mut self, pair: Pair<'_>, span: Span) -> Option<ApprovalClause> {
        let mut kids = Kids::of(pair);
        let authority = match kids.accept(Rule::text) {
            Some(words) => Authority::Words(self.text(words)),
            None => Authority::Party(self.next_name(&mut kids)?),
        };
        let act = kids.accept(Rule::approval_act)?;
        let act_span = self.span(&act);
        let key = match only(act)? {
            Rule::kw_approves => "approves",
            Rule::kw_ratifies => "ratifies",
            Rule::kw_certifies => "certifies",
            Rule::kw_verifies => "verifies",
            _ => "confirms",
        };
        let act = Text { value: spell(key, Keywords::Zh).to_owned(), span: act_span };
        Some(ApprovalClause { authority, act, fact: self.next_name(&mut kids)?, span })
    }

    fn external(&mut self, pair: Pair<'_>, span: Span) -> Option<ExternalClause> {
        let mut kids = Kids::of(pair);
        let text = self.next_text(&mut kids)?;
        let effect = match kids.peek() {
            Some(Rule::no_effect) => ExternalEffect::None,
            Some(Rule::settled) => ExternalEffect::SettledByApproval,
            _ => ExternalEffect::Blocks,
        };
        Some(ExternalClause { text, effect, span })
    }

    fn amount(&mut self, pair: Pair<'_>, span: Span) -> Option<AmountClause> {
        let mut kids = Kids::of(pair);
        let kind = match only(kids.next()?)? {
            Rule::kw_amount => AmountKind::Amount,
            Rule::kw_ceiling => AmountKind::Ceiling,
            _ => AmountKind::Rate,
        };
        let value = self.next_expr(&mut kids)?;
        Some(AmountClause { kind, value, per: self.next_name(&mut kids), span })
    }

    fn stage(&mut self, pair: Pair<'_>, span: Span) -> Option<StageClause> {
        let mut kids = Kids::of(pair);
        let kind = only(kids.next()?)?;
        let value = self.next_expr(&mut kids)?;
        let stage = match kind {
            Rule::kw_cap => Stage::Cap(value),
            Rule::kw_floor => Stage::Floor(value),
            _ => Stage::Less(value),
        };
        let per = match kids.accept(Rule::per) {
            Some(per) => {
                let span = self.span(&per);
                self.per(per).map(|per| (per, span))
            }
            None => None,
        };
        Some(StageClause { stage, per, span })
    }

    fn grant(&mut self, pair: Pair<'_>, span: Span) -> Option<GrantClause> {
        let mut kids = Kids::of(pair);
        let nature = self.next_name(&mut kids)?;
        let text = self.next_text(&mut kids)?;
        let mut grant = GrantClause { nature, text, soft: false, longest: None, from: None, until: None, span };
        self.sibling = None;
        for kid in kids {
            let span = self.span(&kid);
            let rule = kid.as_rule();
            if rule == Rule::soft {
                grant.soft = true;
                continue;
            }
            let Some(value) = self.expr_in(kid) else { continue };
            match rule {
                Rule::longest => self.once(&mut grant.longest, value, span, "最长", "longest"),
                Rule::grant_from => self.once(&mut grant.from, value, span, "自", "from"),
                _ => self.once(&mut grant.until, value, span, "止于", "until"),
            }
        }
        Some(grant)
    }

    fn payment(&mut self, pair: Pair<'_>, span: Span) -> Option<PaymentClause> {
        let mut kids = Kids::of(pair);
        let role = match only(kids.next()?)? {
            Rule::kw_payer => PaymentRole::Payer,
            Rule::kw_fund => PaymentRole::Fund,
            _ => PaymentRole::Channel,
        };
        let (mut parts, mut when) = (Vec::new(), None);
        self.sibling = None;
        for kid in kids {
            match kid.as_rule() {
                Rule::text => parts.push(PaymentPart::Words(self.text(kid))),
                Rule::name => parts.push(PaymentPart::Fact(self.name(&kid))),
                _ => when = self.expr_in(kid),
            }
        }
        Some(PaymentClause { role, parts, when, span })
    }
}
