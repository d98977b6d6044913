//! The generator of random packs makes no mistakes and leaves nothing of the language out.

use crate::generate::{Dice, Pools, SIGNED, Size, Written, day, filled};
use huice::eval::evaluate;
use huice::ir::{
    AmountKind, CombinationRule, EndRef, Expr, ExprKind, ItemKind, ParamValue, PeriodKind, PeriodRef, Policy, RuleExpr,
    StageDef, TestKind,
};
use huice::outcome::Status;
use std::collections::{BTreeMap, BTreeSet};

/// Packs looked at.
const SEEDS: u64 = 120;

/// Every kind of expression. A new kind must be added here and then generated.
fn kind(kind: &ExprKind) -> &'static str {
    match kind {
        ExprKind::Const(..) => "Const",
        ExprKind::Fact(_) => "Fact",
        ExprKind::Param(_, None) => "Param",
        ExprKind::Param(_, Some(_)) => "Param at",
        ExprKind::Def(_) => "Def",
        ExprKind::Reading(_) => "Reading",
        ExprKind::Not(_) => "Not",
        ExprKind::Neg(_) => "Neg",
        ExprKind::And(_) => "And",
        ExprKind::Or(_) => "Or",
        ExprKind::Compare(..) => "Compare",
        ExprKind::Arith(..) => "Arith",
        ExprKind::Min(_) => "Min",
        ExprKind::Max(_) => "Max",
        ExprKind::Excess(..) => "Excess",
        ExprKind::If(..) => "If",
        ExprKind::In(..) => "In",
        ExprKind::Has(..) => "Has",
        ExprKind::During(..) => "During",
        ExprKind::MonthCount(_) => "MonthCount",
        ExprKind::DayCount(..) => "DayCount",
        ExprKind::Occurred(_) => "Occurred",
        ExprKind::ByMember(..) => "ByMember",
        ExprKind::FirstMatch(..) => "FirstMatch",
        ExprKind::ExactlyOne(..) => "ExactlyOne",
        ExprKind::Brackets(true, ..) => "Brackets marginal",
        ExprKind::Brackets(false, ..) => "Brackets flat",
        ExprKind::Script(..) => "Script",
    }
}

const KINDS: [&str; 28] = [
    "Const",
    "Fact",
    "Param",
    "Param at",
    "Def",
    "Reading",
    "Not",
    "Neg",
    "And",
    "Or",
    "Compare",
    "Arith",
    "Min",
    "Max",
    "Excess",
    "If",
    "In",
    "Has",
    "During",
    "MonthCount",
    "DayCount",
    "Occurred",
    "ByMember",
    "FirstMatch",
    "ExactlyOne",
    "Brackets marginal",
    "Brackets flat",
    "Script",
];

/// What else must come up.
const OTHERS: [&str; 51] = [
    "condition",
    "soft condition",
    "presumption",
    "approval",
    "external",
    "external settled",
    "external mentioned",
    "application",
    "counting",
    "exception",
    "exception of an exception",
    "restores",
    "overrides",
    "each",
    "amount",
    "ceiling",
    "rate",
    "cap",
    "floor",
    "less",
    "grant",
    "payment",
    "payment when",
    "hint",
    "hint each",
    "figure",
    "rests on",
    "deadline",
    "trigger",
    "fulfilled",
    "benefit",
    "duty",
    "target",
    "encourage",
    "administrative",
    "from to",
    "from event",
    "to event",
    "at least to",
    "lasting",
    "within",
    "from date",
    "pack in force",
    "item in force",
    "highest",
    "highest once",
    "offset",
    "per record",
    "parameter missing",
    "parameter series",
    "reading open",
];

#[derive(Default)]
struct Seen(BTreeMap<&'static str, usize>);

impl Seen {
    fn note(&mut self, what: &'static str, really: bool) {
        if really {
            let count = self.0.entry(what).or_default();
            *count = count.saturating_add(1);
        }
    }

    fn expr(&mut self, expr: &Expr) {
        self.note(kind(&expr.kind), true);
        if let ExprKind::During(_, period) = &expr.kind {
            self.period(period);
        }
        for child in expr.children() {
            self.expr(child);
        }
    }

    fn period(&mut self, period: &PeriodRef) {
        match &period.kind {
            PeriodKind::Between { from, to, at_least } => {
                self.note("from to", from.is_some() && to.is_some());
                self.note("from event", matches!(from, Some(EndRef::Event(_))));
                self.note("to event", matches!(to, Some(EndRef::Event(_))));
                self.note("from date", matches!(from, Some(EndRef::Date(_))));
                self.note("at least to", at_least.is_some());
            }
            PeriodKind::Lasting(..) => self.note("lasting", true),
            PeriodKind::Within(..) => self.note("within", true),
        }
    }

    fn rule(&mut self, rule: &RuleExpr, within: bool) {
        self.expr(&rule.base);
        for exception in &rule.exceptions {
            self.note("exception", true);
            self.note("exception of an exception", within);
            self.note("restores", exception.then.is_none());
            self.note("overrides", !exception.over.is_empty());
            self.expr(&exception.when);
            if let Some(then) = &exception.then {
                self.rule(then, true);
            }
        }
    }

    fn test(&mut self, test: &TestKind) {
        match test {
            TestKind::Condition { rule, soft } => {
                self.note("condition", true);
                self.note("soft condition", *soft);
                self.rule(rule, false);
            }
            TestKind::Presumption(expr) => {
                self.note("presumption", true);
                self.expr(expr);
            }
            TestKind::Approval { .. } => self.note("approval", true),
            TestKind::External { settled_by_approval, mention } => {
                self.note("external settled", *settled_by_approval);
                self.note("external mentioned", *mention);
                self.note("external", !settled_by_approval && !mention);
            }
            TestKind::Application { period, .. } => {
                self.note("application", true);
                self.period(period);
            }
            TestKind::Counting { date, period } => {
                self.note("counting", true);
                self.expr(date);
                self.period(period);
            }
        }
    }

    fn stage(&mut self, stage: &StageDef) {
        let (what, expr) = match stage {
            StageDef::Cap(expr) => ("cap", expr),
            StageDef::Floor(expr) => ("floor", expr),
            StageDef::Less(expr) => ("less", expr),
        };
        self.note(what, true);
        self.expr(expr);
    }

    fn policy(&mut self, policy: &Policy) {
        self.note("pack in force", policy.in_force.is_some());
        for fact in &policy.facts {
            fact.derived.iter().chain(fact.only_if.iter().map(|(test, _)| test)).for_each(|expr| self.expr(expr));
        }
        policy.defs.iter().for_each(|def| self.expr(&def.body));
        for reading in &policy.readings {
            self.note("reading open", reading.adopted.is_none());
            reading.alternatives.iter().filter_map(|(_, body)| body.as_ref()).for_each(|body| self.expr(body));
        }
        for param in &policy.params {
            self.note("parameter missing", matches!(param.value, ParamValue::Missing(_)));
            self.note("parameter series", matches!(param.value, ParamValue::Series(_)));
        }
        for combination in &policy.combinations {
            let rule = match combination.rule {
                CombinationRule::Highest => "highest",
                CombinationRule::HighestOnce => "highest once",
                CombinationRule::Offset => "offset",
            };
            self.note(rule, true);
            self.note("per record", combination.list.is_some());
        }
        for item in &policy.items {
            self.item(item, policy);
        }
    }

    fn item(&mut self, item: &huice::ir::ItemDef, policy: &Policy) {
        let word = match item.kind {
            ItemKind::Benefit => "benefit",
            ItemKind::Duty => "duty",
            ItemKind::Target => "target",
            ItemKind::Encouragement => "encourage",
            ItemKind::Administrative => "administrative",
        };
        self.note(word, true);
        self.note("item in force", item.in_force.len() > usize::from(policy.in_force.is_some()));
        item.tests.iter().for_each(|test| self.test(&test.kind));
        item.stages.iter().for_each(|stage| self.stage(stage));
        let mut amounts: Vec<_> = item.amount.iter().collect();
        if let Some(each) = &item.each {
            self.note("each", true);
            self.note("hint each", !each.hints.is_empty());
            each.tests.iter().for_each(|test| self.test(&test.kind));
            each.stages.iter().for_each(|stage| self.stage(stage));
            amounts.extend(&each.amount);
        }
        for amount in amounts {
            let word = match amount.kind {
                AmountKind::Amount => "amount",
                AmountKind::Ceiling => "ceiling",
                AmountKind::Rate => "rate",
            };
            self.note(word, true);
            self.expr(&amount.value);
        }
        self.note("grant", item.grant.is_some());
        self.note("payment", !item.payments.is_empty());
        self.note("payment when", item.payments.iter().any(|payment| payment.when.is_some()));
        self.note("hint", !item.hints.is_empty());
        self.note("figure", !item.figures.is_empty());
        self.note("rests on", !item.rests_on.is_empty());
        self.note("deadline", item.deadline.is_some());
        item.deadline.iter().for_each(|period| self.period(period));
        self.note("trigger", item.trigger.is_some());
        self.note("fulfilled", item.fulfilled.is_some());
        item.trigger.iter().chain(&item.fulfilled).for_each(|expr| self.expr(expr));
    }
}

#[test]
fn random_packs_use_the_whole_language() {
    let mut seen = Seen::default();
    for seed in 0..SEEDS {
        let program = Written::of_seed(seed).load().unwrap_or_else(|errors| panic!("seed {seed}: {errors}"));
        seen.policy(program.policy());
    }
    let wanted: BTreeSet<&str> = KINDS.into_iter().chain(OTHERS).collect();
    let found: BTreeSet<&str> = seen.0.keys().copied().collect();
    assert_eq!(found.difference(&wanted).collect::<Vec<_>>(), Vec::<&&str>::new(), "not listed in this test");
    let rare: Vec<_> = wanted.iter().map(|what| (*what, seen.0.get(what).copied().unwrap_or(0))).collect();
    let rare: Vec<_> = rare.into_iter().filter(|(_, count)| *count < 5).collect();
    assert!(rare.is_empty(), "hardly ever generated: {rare:?}");
}

#[test]
fn random_profiles_reach_every_status() {
    let mut statuses = BTreeSet::new();
    let (mut signed, mut packs) = (0_usize, 0_usize);
    for seed in 0..SEEDS {
        let written = Written::of_seed(seed);
        signed = signed.saturating_add(usize::from(written.text.contains(SIGNED)));
        packs = packs.saturating_add(1);
        let program = written.load().unwrap();
        let dice = &mut Dice::new(seed ^ 0x51A7);
        let pools = Pools::of(program.policy());
        for _ in 0..6 {
            let profile = pools.profile(program.policy(), dice, None);
            let context = day(dice);
            let fuller = filled(program.policy(), dice, &context);
            for context in [context, fuller] {
                let outcome = evaluate(program.policy(), &profile, &context);
                statuses.extend(outcome.items.iter().map(|item| item.status.word()));
            }
        }
    }
    let all = [
        Status::Eligible,
        Status::PendingApproval,
        Status::Undetermined,
        Status::NotEligible,
        Status::NotApplicable,
        Status::Conflict,
        Status::Fault,
        Status::Met,
        Status::InProgress,
        Status::NotDue,
        Status::NotMet,
        Status::Informational,
    ];
    let missing: Vec<_> = all.into_iter().map(Status::word).filter(|word| !statuses.contains(word)).collect();
    assert!(missing.is_empty(), "never reached: {missing:?}");
    assert!(signed > 10 && signed < packs / 2, "{signed} of {packs} packs have negative amounts");
}

#[test]
fn packs_of_any_bytes_and_size_are_well_typed() {
    for seed in 0..40 {
        let dice = &mut Dice::new(seed);
        let bytes: Vec<u8> = (0..dice.roll(3000)).map(|_| u8::try_from(dice.roll(256)).unwrap()).collect();
        for size in [Size::SMALL, Size::MEDIUM] {
            let written = Written::new(Dice::from_bytes(&bytes), size, None);
            written.load().unwrap_or_else(|errors| panic!("{bytes:?}: {errors}\n{}", written.text));
        }
    }
    for seed in 0..3 {
        let written = Written::new(Dice::new(seed), Size::LARGE, None);
        let program = written.load().unwrap_or_else(|errors| panic!("{seed}: {errors}"));
        let profile = Pools::of(program.policy()).profile(program.policy(), &mut Dice::new(seed), None);
        assert!(!evaluate(program.policy(), &profile, &day(&mut Dice::new(seed))).items.is_empty());
    }
    let least = Written::new(Dice::from_bytes(&[]), Size::SMALL, None);
    assert_eq!(least.load().unwrap().items().len(), 1);
}
