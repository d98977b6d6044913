//! Caps and floors that never or always take effect.

use super::Run;
use super::ask::{lists, outcome, undecided};
use super::conditions::proof;
use crate::diagnostic::{Code, Words};
use crate::ir::{AmountDef, CompareOp, ItemDef, StageDef};
use crate::solve::{Cut, Encoder, Form, Found, Quot, Setting, Vars, all};
use crate::value::number::Number;

/// An amount by cases.
type Cases = Vec<(Form, Quot)>;

impl Run<'_> {
    pub(super) fn limits(&mut self, item: &ItemDef) {
        let each = item.each.as_ref();
        let own = each.and_then(|each| each.amount.as_ref().map(|amount| (amount, &each.stages)));
        let Some(amount) = own.map(|(amount, _)| amount).or(item.amount.as_ref()) else { return };
        let record_stages: &[StageDef] = own.map_or(&[], |(_, stages)| stages);
        let stages = record_stages.len().saturating_add(item.stages.len());
        if stages == 0 {
            return;
        }
        if let Err(cut) = self.stages(item, amount, record_stages, own.is_some()) {
            self.cut(&item.id, Words::new("封顶、保底", "caps and floors"), cut);
        }
    }

    fn stages(&mut self, item: &ItemDef, amount: &AmountDef, record: &[StageDef], listed: bool) -> Result<(), Cut> {
        let mut encoder = Encoder::new(self.policy, self.near, Vars::default()).over_readings(self.free);
        let asked = all(encoder.asked(item)?);
        let mut now = encoder.base_amount(amount)?;
        for stage in record {
            self.stage(&mut encoder, item, &asked, &now, stage, false)?;
            now = encoder.staged(&now, stage)?;
        }
        for stage in &item.stages {
            self.stage(&mut encoder, item, &asked, &now, stage, listed)?;
            now = encoder.staged(&now, stage)?;
        }
        Ok(())
    }

    fn stage(
        &mut self,
        encoder: &mut Encoder<'_>,
        item: &ItemDef,
        asked: &Form,
        now: &Cases,
        stage: &StageDef,
        summed: bool,
    ) -> Result<(), Cut> {
        let (expr, effect, zh, en) = match stage {
            StageDef::Cap(expr) => (expr, CompareOp::Gt, "封顶", "cap"),
            StageDef::Floor(expr) => (expr, CompareOp::Lt, "保底", "floor"),
            StageDef::Less(_) => return Ok(()),
        };
        self.analysis.counts.limits = self.analysis.counts.limits.saturating_add(1);
        let limit = encoder.number(expr)?;
        let what = Words::new(format!("{zh}是否起作用"), format!("whether the {en} takes effect"));
        let zero: Cases = vec![(crate::solve::yes(), Quot::constant(Number::zero()))];
        let forms = [
            Encoder::compared(now, &limit, effect),
            Encoder::compared(now, &limit, if effect == CompareOp::Gt { CompareOp::Lt } else { CompareOp::Gt }),
            Encoder::compared(now, &zero, CompareOp::Gt),
        ];
        let [Some(cuts), Some(spares), Some(positive)] = forms else {
            self.not_analysed(&item.id, what, undecided());
            return Ok(());
        };
        let Some(id) = self.id(item) else { return Ok(()) };
        let policy = self.policy;
        let word = if effect == CompareOp::Gt { "封顶" } else { "保底" };
        let stands = |setting: &Setting, wanted: &str| {
            outcome(policy, setting, id).is_some_and(|outcome| {
                outcome.amount.stages.iter().any(|stage| stage.stage == word && stage.effect == Some(wanted))
            })
        };
        let cut = self.ask(encoder, &all([asked.clone(), cuts]), &lists(item), &|setting| stands(setting, "cut"));
        // What one record does not reach several may, as soon as one gives anything.
        let more = summed && effect == CompareOp::Gt && {
            let positive = all([asked.clone(), positive]);
            !matches!(self.ask(encoder, &positive, &lists(item), &|_| true), Found::Never)
        };
        match cut {
            Found::Never if !more => {
                let words = Words::new(
                    format!("项目 {} 的{zh}从不起作用：不写它，金额也总在限额以内", item.id),
                    format!(
                        "the {en} of item {} never takes effect: without it the amount is always within the limit",
                        item.id
                    ),
                );
                self.never(Code::IdleLimit, expr.span, item, words, proof());
                return Ok(());
            }
            Found::Unknown if !more => self.not_analysed(&item.id, what.clone(), undecided()),
            _ => {}
        }
        // An item nobody gets is reported as such.
        let possible = !matches!(self.ask(encoder, asked, &lists(item), &|_| true), Found::Never);
        let spared = self.ask(encoder, &all([asked.clone(), spares]), &lists(item), &|_| true);
        if possible && matches!(spared, Found::Never) {
            let words = Words::new(
                format!("项目 {} 的{zh}总是起作用：结果总是限额本身", item.id),
                format!("the {en} of item {} always takes effect: the result is always the limit itself", item.id),
            );
            self.never(Code::ConstantLimit, expr.span, item, words, proof());
        }
        Ok(())
    }
}
