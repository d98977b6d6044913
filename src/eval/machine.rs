//! Facts, parameters, definitions and readings as abstract values. Owns the caches of one evaluation and the record of
//! what was used; knows nothing of items.

use super::Context;
use super::abs::{Abs, Cause, Dom};
use super::probe::{Probe, Seen};
use crate::ir::{
    DefId, EventId, EventState, Expr, ExprKind, FactId, FactType, ListId, ParamId, ParamValue, Policy, ReadingId, Value,
};
use crate::profile::{Profile, ProfileError, Record};
use crate::value::number::Number;
use chrono::NaiveDate;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// The record at hand: its list and index.
pub(crate) type Frame = Option<(ListId, usize)>;

/// What an answer was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Uses {
    pub(crate) readings: BTreeSet<ReadingId>,
    /// Parameters with the value read, as a debug-stable rendering is made later.
    pub(crate) params: BTreeMap<ParamId, Option<Value>>,
}

impl Uses {
    pub(crate) fn merge(&mut self, other: &Self) {
        self.readings.extend(&other.readings);
        for (id, value) in &other.params {
            self.params.insert(*id, value.clone());
        }
    }
}

/// Operators of a definition or reading that is written out where it is used; a longer one is shown by its name.
const MAX_SHOWN: usize = 500;

type Cache<K> = RefCell<BTreeMap<(K, Frame), (Abs, Uses)>>;

/// One evaluation.
pub(crate) struct Machine<'e> {
    pub(crate) policy: &'e Policy,
    pub(crate) profile: &'e Profile,
    pub(crate) context: &'e Context,
    defs: Cache<DefId>,
    facts: Cache<FactId>,
    readings: Cache<ReadingId>,
    /// Operators of definitions (`true`) and readings written out in full.
    sizes: RefCell<BTreeMap<(bool, usize), usize>>,
    pub(crate) uses: RefCell<Uses>,
    /// Notes what is come across.
    pub(crate) probe: Option<&'e Probe>,
    /// No words are made: only statuses and amounts are asked for.
    pub(crate) silent: bool,
}

impl<'e> Machine<'e> {
    pub(crate) fn new(policy: &'e Policy, profile: &'e Profile, context: &'e Context) -> Self {
        Self {
            policy,
            profile,
            context,
            defs: RefCell::default(),
            facts: RefCell::default(),
            readings: RefCell::default(),
            sizes: RefCell::default(),
            uses: RefCell::default(),
            probe: None,
            silent: false,
        }
    }

    /// The same without words: reasons and formulas stay empty.
    pub(crate) fn silent(policy: &'e Policy, profile: &'e Profile, context: &'e Context) -> Self {
        Self { silent: true, ..Self::new(policy, profile, context) }
    }

    /// The same with a note of what is come across.
    pub(crate) fn observed(self, probe: Option<&'e Probe>) -> Self {
        Self { probe, ..self }
    }

    pub(crate) fn note(&self, span: crate::span::Span, seen: Seen) {
        if let Some(probe) = self.probe {
            probe.note(span, seen);
        }
    }

    /// Runs something and returns what it used besides its result.
    pub(crate) fn tracking<T>(&self, run: impl FnOnce() -> T) -> (T, Uses) {
        let before = self.uses.take();
        let result = run();
        let used = self.uses.replace(before);
        self.uses.borrow_mut().merge(&used);
        (result, used)
    }

    fn cached<K: Copy + Ord>(&self, cache: &Cache<K>, key: K, frame: Frame, run: impl FnOnce() -> Abs) -> Abs {
        if let Some((value, uses)) = cache.borrow().get(&(key, frame)) {
            self.uses.borrow_mut().merge(uses);
            return value.clone();
        }
        let (value, uses) = self.tracking(run);
        cache.borrow_mut().insert((key, frame), (value.clone(), uses));
        value
    }

    pub(crate) fn record(&self, frame: Frame) -> Option<&'e Record> {
        let (list, index) = frame?;
        self.profile.list(list)?.get(index)
    }

    /// The path of a fact: its key, or `loans[0].loan_rate_pct` in a record.
    pub(crate) fn path(&self, id: FactId, frame: Frame) -> String {
        let Some(fact) = self.policy.facts.get(id.0) else { return String::new() };
        match (fact.list, frame) {
            (Some(list), Some((at, index))) if at == list => format!("{}.{}", self.record_path(list, index), fact.key),
            _ => fact.key.clone(),
        }
    }

    pub(crate) fn record_path(&self, list: ListId, index: usize) -> String {
        let def = self.policy.lists.get(list.0).and_then(|def| self.policy.facts.get(def.fact.0));
        format!("{}[{index}]", def.map_or("", |fact| fact.key.as_str()))
    }

    /// The given value of a fact.
    pub(crate) fn given(&self, id: FactId, frame: Frame) -> Option<&'e Value> {
        let fact = self.policy.facts.get(id.0)?;
        match fact.list {
            Some(_) => self.record(frame)?.get(id),
            None => self.profile.fact(id),
        }
    }

    pub(crate) fn fact(&self, id: FactId, frame: Frame) -> Abs {
        let frame = self.policy.facts.get(id.0).and_then(|fact| fact.list).and(frame);
        self.cached(&self.facts, id, frame, || self.compute_fact(id, frame))
    }

    fn compute_fact(&self, id: FactId, frame: Frame) -> Abs {
        if let Some(value) = self.given(id, frame) {
            return Abs::value(value);
        }
        let Some(fact) = self.policy.facts.get(id.0) else { return Abs::fault("没有这个事实") };
        if let Some((guard, value)) = &fact.only_if
            && self.eval(guard, frame).as_truth() == crate::value::truth::Truth::FALSE
        {
            return Abs::value(value);
        }
        if let Some(derived) = &fact.derived {
            return self.limited(self.eval(derived, frame));
        }
        Abs::open(self.any_fact(id), Cause::Fact(self.path(id, frame), id))
    }

    /// Every value a fact can have.
    fn any_fact(&self, id: FactId) -> Dom {
        let Some(fact) = self.policy.facts.get(id.0) else { return Dom::Never };
        match &fact.ty {
            FactType::List(_) => Dom::Never,
            FactType::Scalar(ty, form) => {
                let (mut lo, hi) = fact.bounds.clone();
                if form.as_ref().is_some_and(|form| !form.signed) && lo.is_none() {
                    lo = Some(Number::zero());
                }
                Dom::any(ty, (lo, hi), self.every_member(ty))
            }
        }
    }

    /// Every value a parameter can have: money, rates and counts are not negative.
    fn any_param(&self, param: &crate::ir::ParamDef) -> Dom {
        let (mut lo, hi) = param.bounds.clone();
        if param.form.as_ref().is_some_and(|form| !form.signed) && lo.is_none() {
            lo = Some(Number::zero());
        }
        Dom::any(&param.ty, (lo, hi), self.every_member(&param.ty))
    }

    /// Named values are limited in magnitude, the same in every engine.
    pub(crate) fn limited(&self, value: Abs) -> Abs {
        match value.known_number() {
            Some(number) if !number.within_limits() => Abs::fault("数值超出限度（溢出）"),
            _ => value,
        }
    }

    pub(crate) fn def(&self, id: DefId, frame: Frame) -> Abs {
        let Some(def) = self.policy.defs.get(id.0) else { return Abs::fault("没有这个定义") };
        let frame = def.list.and(frame);
        self.cached(&self.defs, id, frame, || self.limited(self.eval(&def.body, frame)))
    }

    /// The alternative of a reading in force; `None` when it is open.
    pub(crate) fn adopted(&self, id: ReadingId) -> Option<usize> {
        let reading = self.policy.readings.get(id.0)?;
        self.context.readings.get(&id).copied().or(reading.adopted)
    }

    pub(crate) fn reading(&self, id: ReadingId, frame: Frame) -> Abs {
        let Some(reading) = self.policy.readings.get(id.0) else { return Abs::fault("没有这个解读") };
        self.uses.borrow_mut().readings.insert(id);
        self.note(reading.span, Seen::Reached);
        if let Some(index) = self.adopted(id) {
            self.note(reading.span, Seen::Row(index));
        }
        let frame = reading.list.and(frame);
        self.cached(&self.readings, id, frame, || self.reading_of(id, reading, frame))
    }

    fn reading_of(&self, id: ReadingId, reading: &crate::ir::ReadingDef, frame: Frame) -> Abs {
        let body = |index: usize| reading.alternatives.get(index).and_then(|(_, body)| body.as_ref());
        if let Some(body) = self.adopted(id).and_then(body) {
            return self.limited(self.eval(body, frame));
        }
        let all = reading.alternatives.iter().filter_map(|(_, body)| body.as_ref());
        let joined = all.map(|body| self.eval(body, frame)).reduce(Abs::join);
        match joined {
            Some(value) => value.because(&[Cause::Reading(id)].into()),
            None => Abs::fault(format!("解读“{}”采用的读法没有值", reading.name)),
        }
    }

    /// Whether a definition or reading is short enough to be written out where it is used. Each may use the one before
    /// twice, so that forty lines could come to 2^40 operators.
    pub(crate) fn is_short(&self, expr: &Expr) -> bool {
        self.size(expr) <= MAX_SHOWN
    }

    /// Operators of an expression, with definitions and readings in place of their names.
    fn size(&self, expr: &Expr) -> usize {
        let (key, bodies): (_, Vec<&Expr>) = match &expr.kind {
            ExprKind::Def(id) => ((true, id.0), self.policy.defs.get(id.0).map(|def| &def.body).into_iter().collect()),
            ExprKind::Reading(id) => {
                let all = self.policy.readings.get(id.0).into_iter().flat_map(|reading| &reading.alternatives);
                ((false, id.0), all.filter_map(|(_, body)| body.as_ref()).collect())
            }
            _ => return expr.children().into_iter().map(|part| self.size(part)).fold(1, usize::saturating_add),
        };
        if let Some(size) = self.sizes.borrow().get(&key) {
            return *size;
        }
        let size = bodies.into_iter().map(|body| self.size(body)).fold(1, usize::saturating_add);
        self.sizes.borrow_mut().insert(key, size);
        size
    }

    /// What is known of an event.
    pub(crate) fn event(&self, id: EventId) -> EventState {
        let own = self.policy.events.get(id.0).map_or(EventState::Unknown, |event| event.state);
        self.context.events.get(&id).copied().unwrap_or(own)
    }

    /// A parameter, read at a day or month if it is dated.
    pub(crate) fn param(&self, id: ParamId, at: Option<&Expr>, frame: Frame) -> Abs {
        let Some(param) = self.policy.params.get(id.0) else { return Abs::fault("没有这个参数") };
        self.note(param.span, Seen::Reached);
        let missing = || {
            self.uses.borrow_mut().params.insert(id, None);
            Abs::open(self.any_param(param), Cause::Param(id))
        };
        let found = |value: &Value| {
            self.uses.borrow_mut().params.insert(id, Some(value.clone()));
            Abs::value(value)
        };
        if let Some(given) = self.context.params.get(&id) {
            return given.as_ref().map_or_else(missing, found);
        }
        let series = match &param.value {
            ParamValue::Missing(_) => return missing(),
            ParamValue::Constant(value) => return found(value),
            ParamValue::Series(series) => series,
        };
        let Some(at) = at else { return missing() };
        let at = self.eval(at, frame);
        let (lo, hi) = match &at.dom {
            Dom::Date { lo, hi } => (*lo, *hi),
            // A month reads the value of its first day.
            Dom::Month { lo, hi } => (lo.map(|month| month.first_day()), hi.map(|month| month.first_day())),
            _ => (None, None),
        };
        if at.dom == Dom::Never {
            return at;
        }
        let covers = |from: Option<NaiveDate>, to: Option<NaiveDate>| {
            from.is_none_or(|from| hi.is_none_or(|hi| from <= hi)) && to.is_none_or(|to| lo.is_none_or(|lo| lo <= to))
        };
        let mut values = series.iter().filter(|(from, to, _)| covers(*from, *to)).map(|(_, _, value)| found(value));
        let first = values.next();
        let joined = values.fold(first, |sum, value| {
            Some(match sum {
                Some(sum) => sum.join(value),
                None => value,
            })
        });
        // Outside the series, or possibly outside it, the parameter is missing.
        let inside = lo.is_some_and(|lo| covers_whole(series, lo, hi));
        let value = match joined {
            Some(value) if inside => value,
            None => missing(),
            // Whether the series has a value hangs on the date alone: the parameter itself is not what is missing.
            Some(value) => Abs { open: at.open.clone(), ..Abs::new(self.any_param(param)) }.join(value),
        };
        let value = Abs { fault: value.fault.clone().or_else(|| at.fault.clone()), ..value };
        value.because(&at.open)
    }

    /// Facts that contradict each other.
    pub(crate) fn contradictions(&self) -> Vec<ProfileError> {
        let mut found = Vec::new();
        for (index, fact) in self.policy.facts.iter().enumerate() {
            let id = FactId(index);
            if fact.derived.is_none() && fact.only_if.is_none() {
                continue;
            }
            let frames: Vec<Frame> = match fact.list {
                None => vec![None],
                Some(list) => {
                    let count = self.profile.list(list).map_or(0, <[Record]>::len);
                    (0..count).map(|index| Some((list, index))).collect()
                }
            };
            for frame in frames {
                found.extend(self.contradiction(id, frame));
            }
        }
        found
    }

    fn contradiction(&self, id: FactId, frame: Frame) -> Option<ProfileError> {
        let fact = self.policy.facts.get(id.0)?;
        let list_given = match fact.ty {
            FactType::List(list) => self.profile.list(list).map(|records| !records.is_empty()),
            FactType::Scalar(..) => None,
        };
        if let Some((guard, value)) = &fact.only_if {
            let given = self.given(id, frame).is_some_and(|given| given != value) || list_given == Some(true);
            if given && self.eval(guard, frame).as_truth() == crate::value::truth::Truth::FALSE {
                let guard = self.show(guard, frame);
                return Some(
                    ProfileError::new(
                        self.path(id, frame),
                        format!("与其他事实矛盾：只有 {guard} 时才可能如此"),
                        format!("contradicts another fact: it can only be so when {guard}"),
                    )
                    .help("改正其中一项，或去掉不确定的一项", "mend one of the two, or leave out the uncertain one"),
                );
            }
        }
        let given = self.given(id, frame)?;
        let derived = self.eval(fact.derived.as_ref()?, frame);
        let stated = Abs::value(given);
        if derived.dom == Dom::Never || overlaps(&derived.dom, &stated.dom) {
            return None;
        }
        let (stated, derived) = (self.show_value(id, &stated), self.show_value(id, &derived));
        Some(
            ProfileError::new(
                self.path(id, frame),
                format!("认定值“{stated}”与按其他事实推导的“{derived}”矛盾"),
                format!("the certified value `{stated}` contradicts the derived `{derived}`"),
            )
            .help(
                "核对推导所用的事实，或去掉认定值",
                "check the facts it derives from, or leave out the certified value",
            ),
        )
    }
}

/// Whether a series has a value for every day from `lo` to `hi`.
fn covers_whole(
    series: &[(Option<NaiveDate>, Option<NaiveDate>, Value)],
    lo: NaiveDate,
    hi: Option<NaiveDate>,
) -> bool {
    let mut at = lo;
    for (from, to, _) in series {
        if from.is_some_and(|from| from > at) {
            return false;
        }
        match to {
            None => return true,
            Some(to) if *to < at => {}
            Some(to) if hi.is_some_and(|hi| hi <= *to) => return true,
            Some(to) => match crate::value::date::add_days(*to, 1) {
                Some(next) => at = next,
                None => return false,
            },
        }
    }
    false
}

fn overlaps(a: &Dom, b: &Dom) -> bool {
    match (a, b) {
        (Dom::Bool { yes: a, no: b }, Dom::Bool { yes: c, no: d }) => (*a && *c) || (*b && *d),
        (Dom::Number(a), Dom::Number(b)) => a.intersect(b).is_some(),
        (Dom::Enum(a), Dom::Enum(b)) => a & b != 0,
        (Dom::Set { must: a, may: b }, Dom::Set { must: c, may: d }) => a & !d == 0 && c & !b == 0,
        _ => true,
    }
}
