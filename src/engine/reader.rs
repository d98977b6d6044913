//! From the JSON of a profile to verdicts without a profile in between. Owns the choice between the short way and the
//! checked one, which give the same answers and the same errors.

use super::{Compiled, Profile, ProfileErrors, Program};
use crate::compiled::{Records, Row, Scratch, Verdict};
use crate::direct::{Object, Reading, Registers, Source, Watch};
use crate::eval::Answer;
use crate::ir::{ItemId, ListId};
use crate::plan::Place;
use crate::profile::limits::MAX_BYTES;
use std::sync::Arc;

/// Reads profiles in JSON and answers them: the way for services that get one profile after the other. Made once for a
/// program, a day and a context ([`Compiled::reader`]); cheap to clone, `Send` and `Sync`.
///
/// A profile that is written plainly goes straight into the registers of the compiled program. Plain is: one object with
/// known keys, each once; texts without escapes; numbers as digits with a point, bare or between quotes; ISO dates;
/// members as the vocabulary has them; lists as arrays. Every other text, right or wrong, is read by
/// [`Profile::from_json`], and so is one whose facts may contradict each other, or of which an item is deferred. Answers
/// and errors are those of [`Profile::from_json`] with [`Program::answers`], whichever way is taken.
///
/// ```
/// # use huice::{Context, Pack, Taken, Verdict, outcome::Status};
/// # let pack = Pack::from_sources("demo", &[("demo.huice", r#"
/// #     包 示例 (demo) { 舍入 分 四舍五入 }
/// #     主体 企业 (enterprise) { 参保 (insured) : 布尔 上年缴费 (premium_yuan) : 元 }
/// #     人员 刘伟
/// #     措施 1 示例 { 责任人 刘伟 支持 1.1 返还 { 对象 企业 条件 参保 "参保" 参保 金额 50% × 上年缴费 } }
/// # "#)]);
/// # let program = pack.program().expect("the pack has no errors");
/// let compiled = program.compile(&Context::new("2020-03-31".parse().expect("a date")));
/// let reader = compiled.reader();
///
/// // One for every thread:
/// let (mut desk, mut verdicts) = (reader.desk(), vec![Verdict::DEFERRED; compiled.items()]);
///
/// let text = r#"{"subject_type": "enterprise", "insured": true, "premium_yuan": "386412.37"}"#;
/// let taken = reader.verdicts(text, &mut desk, &mut verdicts).expect("the profile fits the vocabulary");
/// assert_eq!(taken, Taken::Short);
/// assert_eq!(verdicts[0].status(), Some(Status::Eligible));
/// assert_eq!(verdicts[0].fen(), Some(19_320_619));
///
/// let wrong = reader.verdicts(r#"{"insured": "ja"}"#, &mut desk, &mut verdicts).expect_err("no truth value");
/// assert_eq!(wrong.0[0].path, "insured");
/// ```
#[derive(Clone, Debug)]
pub struct Reader {
    compiled: Compiled,
    program: Program,
    short: Arc<Short>,
}

/// What the short way knows.
#[derive(Debug)]
struct Short {
    watch: Watch,
    /// `None` when every profile takes the checked way.
    object: Option<Object>,
}

/// What a [`Reader`] works in: one for every thread.
#[derive(Clone, Debug)]
pub struct Desk {
    to: To,
    scratch: Scratch,
    guards: Scratch,
    reading: Option<Reading>,
}

/// Which way a text took; the answers are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Taken {
    /// Straight into registers: well below a microsecond for some twenty facts.
    Short,
    /// A checked profile, some thirty microseconds; items that the compiled program defers, by the reference engine.
    Whole,
}

/// A row being filled, and what has to be looked at afterwards.
#[derive(Clone, Debug)]
struct To {
    row: Row,
    /// Items of the guards.
    watch: Vec<usize>,
}

impl Registers for To {
    #[inline]
    fn put(&mut self, place: Place, value: Option<i64>) {
        self.row.put(place, value);
    }

    fn put_list(&mut self, list: ListId, records: Records) {
        self.row.put_list(list, records);
    }

    fn watch(&mut self, item: usize) {
        self.watch.push(item);
    }

    fn key(&mut self, _raw: &str) -> bool {
        false
    }
}

const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<Reader>();
};

impl Compiled {
    /// A reader of profiles in JSON. It takes about as long to make as the compiled program itself.
    #[must_use]
    pub fn reader(&self) -> Reader {
        let watch = Watch::new(&self.policy, &self.plan);
        let source = Source { policy: &self.policy, plan: &self.plan, watch: &watch };
        let object = Object::new(source, None, &[], false);
        let program = Program { policy: Arc::clone(&self.policy) };
        Reader { compiled: self.clone(), program, short: Arc::new(Short { watch, object }) }
    }
}

impl Reader {
    /// What to work in: one for every thread.
    #[must_use]
    pub fn desk(&self) -> Desk {
        let plan = &self.compiled.plan;
        Desk {
            to: To { row: Row::empty(plan), watch: Vec::new() },
            scratch: plan.scratch(),
            guards: self.short.watch.guards.plan.scratch(),
            reading: self.short.object.as_ref().map(Object::reading),
        }
    }

    /// What every item comes to for the profile in a text, in the order of [`Program::items`], into the caller's buffer
    /// (as many as there are items; further ones stay as they are). Items that the compiled program defers are answered
    /// by the reference engine; deferred stays only what has an amount of more than 92 quadrillion yuan, which
    /// [`Reader::answers`] gives.
    ///
    /// # Errors
    /// Everything wrong with the text, as [`Profile::from_json`] says it. The buffer means nothing then.
    pub fn verdicts(&self, text: &str, desk: &mut Desk, verdicts: &mut [Verdict]) -> Result<Taken, ProfileErrors> {
        if self.short(text, desk, verdicts) {
            return Ok(Taken::Short);
        }
        let policy = &self.program.policy;
        let profile = Profile::from_json(&self.program, text)?;
        self.compiled.run(&self.compiled.row(&profile), &mut desk.scratch, verdicts);
        let known = verdicts.iter_mut().take(policy.items.len()).enumerate();
        let (deferred, places): (Vec<ItemId>, Vec<&mut Verdict>) =
            known.filter(|(_, verdict)| verdict.status().is_none()).map(|(at, verdict)| (ItemId(at), verdict)).unzip();
        let settled = crate::eval::answers(policy, &profile.0, &self.compiled.context, &deferred);
        for (place, answer) in places.into_iter().zip(settled) {
            *place = Verdict::settled(&answer);
        }
        Ok(Taken::Whole)
    }

    /// The same as answers, whatever the amounts.
    ///
    /// # Errors
    /// Everything wrong with the text, as [`Profile::from_json`] says it. The answers are empty then.
    pub fn answers(&self, text: &str, desk: &mut Desk, answers: &mut Vec<Answer>) -> Result<Taken, ProfileErrors> {
        answers.clear();
        let mut verdicts = vec![Verdict::DEFERRED; self.compiled.items()];
        if self.short(text, desk, &mut verdicts) {
            answers.extend(verdicts.iter().filter_map(Verdict::answer));
            return Ok(Taken::Short);
        }
        let profile = Profile::from_json(&self.program, text)?;
        self.compiled.answers(&profile, &mut desk.scratch, answers);
        Ok(Taken::Whole)
    }

    /// The short way; `false` when it does not lead to all verdicts.
    fn short(&self, text: &str, desk: &mut Desk, verdicts: &mut [Verdict]) -> bool {
        let Desk { to, scratch, guards, reading } = desk;
        let (Some(object), Some(reading)) = (&self.short.object, reading) else { return false };
        let Compiled { policy, plan, .. } = &self.compiled;
        to.row.clear();
        to.watch.clear();
        let source = Source { policy, plan, watch: &self.short.watch };
        if text.len() > MAX_BYTES || !object.read(source, reading, text, to) {
            return false;
        }
        if !to.watch.is_empty() {
            let (watch, mut clear) = (&self.short.watch.guards, true);
            watch.plan.run_items((&to.row).into(), guards, &to.watch, |item, verdict| {
                clear &= watch.clear(item, verdict.status());
            });
            if !clear {
                return false;
            }
        }
        self.compiled.run(&to.row, scratch, verdicts) == 0
    }
}
