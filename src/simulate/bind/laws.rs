//! Reading the laws of a population: weights, ranges, products, days. Owns which law suits which fact.

use super::super::draw::Case;
use super::super::file::{Band as BandEntry, Entry};
use super::super::law::{Band, Drawn, Law, MAX_WEIGHTS, SCALE, exact, times};
use super::{Binder, Kind, MAX_RECORDS};
use crate::ir::{Type, bit};
use crate::profile::{parse_number, parse_value, within_bounds};
use crate::value::date::{Month, days_between, parse_day};
use std::collections::BTreeMap;
use toml::Value;

impl<'p> Binder<'p> {
    /// The cases of an entry; an entry without `case` is one case.
    pub(super) fn cases(&mut self, spec: &'p Entry, kind: Kind<'p>) -> Vec<Case> {
        if !spec.when.is_empty() {
            self.refuse("when 只写在 case 里", "`when` belongs into a `case`");
        }
        if spec.case.is_empty() {
            return self.law(spec, kind).map(|law| Case { when: Vec::new(), law }).into_iter().collect();
        }
        if laws(spec) > 0 {
            self.refuse("有 case 就不再直接写分布", "an entry with cases has no law of its own");
        }
        let mut cases = Vec::new();
        for (index, case) in spec.case.iter().enumerate() {
            let last = index.saturating_add(1) == spec.case.len();
            let foreign = [&case.fact, &case.attribute, &case.list, &case.note].iter().any(|key| key.is_some());
            if foreign || case.unknown.is_some() || !case.case.is_empty() || !case.field.is_empty() {
                self.refuse("case 里只写 when 和分布", "a case has `when` and a law only");
            }
            match (last, case.when.is_empty()) {
                (false, true) => self
                    .refuse("不带 when 的 case 之后的永远轮不到", "cases after one without `when` are never reached"),
                (true, false) => self.refuse("最后一个 case 不带 when", "the last case has no `when`"),
                _ => {}
            }
            let when = self.tests(case);
            cases.extend(self.law(case, kind).map(|law| Case { when, law }));
        }
        cases
    }

    fn law(&mut self, spec: &'p Entry, kind: Kind<'p>) -> Option<Law> {
        if laws(spec) != 1 {
            self.refuse(
                "写一种分布：choose、value、range、bands、days、months、following、copy、members",
                "write one law: choose, value, range, bands, days, months, following, copy, members",
            );
            return None;
        }
        if spec.times.is_some() != spec.round.is_some() {
            self.refuse("times 和 round 要一起写", "`times` and `round` go together");
            return None;
        }
        let law = if let Some(options) = &spec.choose {
            self.choose(options, kind)?
        } else if let Some(value) = &spec.value {
            let text = self.text(value)?;
            Law::Choose(vec![(1, self.option(&text, kind)?)])
        } else if let Some(often) = &spec.members {
            self.members(often, kind)?
        } else if let Some(name) = &spec.copy {
            Law::Copy(self.slot(name)?)
        } else if let Some(ends) = &spec.days {
            self.days(ends)?
        } else if let Some(ends) = &spec.months {
            self.months(ends)?
        } else if let Some(first) = &spec.following {
            Law::Following(self.month(first)?)
        } else {
            self.bands(spec)?
        };
        self.suits(&law, kind)?;
        Some(law)
    }

    fn choose(&mut self, options: &BTreeMap<String, u64>, kind: Kind<'p>) -> Option<Law> {
        let (mut upto, mut found) = (0_u64, Vec::new());
        for (text, weight) in options {
            let drawn = self.option(text, kind)?;
            upto = upto.saturating_add(*weight);
            if *weight > 0 {
                found.push((upto, drawn));
            }
        }
        self.weights(upto)?;
        Some(Law::Choose(found))
    }

    fn weights(&mut self, sum: u64) -> Option<()> {
        if sum == 0 {
            self.refuse("权重之和是 0", "the weights sum to 0");
            return None;
        }
        if sum > MAX_WEIGHTS {
            self.refuse("权重之和过大", "the weights sum to too much");
            return None;
        }
        Some(())
    }

    /// One value that is written out.
    fn option(&mut self, text: &str, kind: Kind<'p>) -> Option<Drawn> {
        let (home, ty, form) = match kind {
            Kind::Trait => return Some(Drawn::Word(self.word(text))),
            Kind::Count => return self.decimal(text).map(Drawn::Number),
            Kind::Fact(home, _, ty, form) => (home, ty, form),
        };
        if matches!(ty, Type::Number(_)) {
            return self.decimal(text).map(Drawn::Number);
        }
        match parse_value(home, ty, form, text) {
            Ok(crate::ir::Value::Bool(truth)) => Some(Drawn::Word(self.word(if truth { "true" } else { "false" }))),
            Ok(crate::ir::Value::Enum(index)) => {
                let Type::Enum(id) = ty else { return None };
                let name = home.enums.get(id.0)?.member(index).to_owned();
                Some(Drawn::Word(self.word(&name)))
            }
            Ok(crate::ir::Value::Text(text)) => Some(Drawn::Word(self.word(&text))),
            Ok(crate::ir::Value::Date(day)) => Some(Drawn::Day(day)),
            Ok(crate::ir::Value::Month(month)) => Some(Drawn::Month(month)),
            Ok(_) => {
                self.refuse("这种事实不能这样写", "a fact of this type is not written like this");
                None
            }
            Err(error) => {
                let help = error.help.map(|help| (help.zh, help.en));
                self.refuse_with(&error.words.zh, &error.words.en, help);
                None
            }
        }
    }

    fn members(&mut self, often: &BTreeMap<String, u64>, kind: Kind<'p>) -> Option<Law> {
        let Kind::Fact(home, _, Type::Set(id), _) = kind else {
            self.refuse("members 只用于集合", "`members` is for sets only");
            return None;
        };
        let def = home.enums.get(id.0)?;
        let mut found = Vec::new();
        for (text, often) in often {
            let Some(index) = def.find(text) else {
                let all: Vec<&str> = def.members.iter().map(|(name, _)| name.as_str()).collect();
                let help = (format!("可用的有：{}", all.join("、")), format!("one of: {}", all.join(", ")));
                self.refuse_with(&format!("没有“{text}”"), &format!("there is no `{text}`"), Some(help));
                continue;
            };
            if *often > 1000 {
                self.refuse("members 是千分数，不超过 1000", "`members` are of a thousand, at most 1000");
            }
            found.push((*often, bit(index)));
        }
        Some(Law::Members(found))
    }

    fn days(&mut self, [from, to]: &[String; 2]) -> Option<Law> {
        let (Some(first), Some(last)) = (parse_day(from), parse_day(to)) else {
            self.refuse(
                "days 写成两个日期 [\"2020-01-01\", \"2020-03-31\"]",
                "`days` are two days, [\"2020-01-01\", \"2020-03-31\"]",
            );
            return None;
        };
        let count = u64::try_from(days_between(first, last)).ok().map(|days| days.saturating_add(1));
        if count.is_none() {
            self.refuse("days 的止日早于起日", "`days` end before they begin");
        }
        Some(Law::Days(first, count?))
    }

    fn month(&mut self, text: &str) -> Option<Month> {
        let found = Month::parse(text);
        if found.is_none() {
            self.refuse("月份写成 YYYY-MM", "a month is written YYYY-MM");
        }
        found
    }

    fn months(&mut self, [from, to]: &[String; 2]) -> Option<Law> {
        let (first, last) = (self.month(from)?, self.month(to)?);
        let count = u64::try_from(Month::months_between(first, last)).ok().map(|months| months.saturating_add(1));
        if count.is_none() {
            self.refuse("months 的止月早于起月", "`months` end before they begin");
        }
        Some(Law::Months(first, count?))
    }

    /// A range, bands, or a product with them.
    fn bands(&mut self, spec: &Entry) -> Option<Law> {
        let mut found: Vec<Band> = Vec::new();
        let mut upto = 0;
        match (&spec.range, &spec.bands) {
            (Some(range), _) => {
                let Some(step) = &spec.step else {
                    self.refuse("range 要写 step", "`range` needs a `step`");
                    return None;
                };
                found.push(self.band(range, step, 1)?);
            }
            (None, Some(bands)) => {
                for BandEntry { range, step, weight } in bands {
                    upto = weight.saturating_add(upto);
                    let band = self.band(range, step, upto)?;
                    if *weight > 0 {
                        found.push(band);
                    }
                }
                self.weights(upto)?;
            }
            (None, None) => return None,
        }
        let (Some(other), Some(round)) = (&spec.times, &spec.round) else { return Some(Law::Bands(found)) };
        let slot = self.slot(other)?;
        let round = self.number(round)?;
        if round <= 0 {
            self.refuse("round 要大于 0", "`round` must be above 0");
            return None;
        }
        if self.scope.get(slot).is_none_or(|named| named.numbers.is_none()) {
            self.refuse(&format!("“{other}”不是数字"), &format!("`{other}` is not a number"));
            return None;
        }
        Some(Law::Times(slot, found, round))
    }

    fn band(&mut self, [low, high]: &[Value; 2], step: &Value, upto: u64) -> Option<Band> {
        let (low, high, step) = (self.number(low)?, self.number(high)?, self.number(step)?);
        let wide = high.saturating_sub(low);
        if step <= 0 || wide < 0 || wide.checked_rem(step) != Some(0) {
            self.refuse(
                "range 的两端要相差 step 的整数倍，step 大于 0",
                "the ends of a range lie a whole number of steps apart, and a step is above 0",
            );
            return None;
        }
        let count = u64::try_from(wide.checked_div(step)?).ok()?.saturating_add(1);
        Some(Band { low, step, count, upto })
    }

    /// Whether what a law gives can be a value of the fact.
    fn suits(&mut self, law: &Law, kind: Kind<'p>) -> Option<()> {
        let (ends, step) = (self.ends(law), step(law));
        let months = matches!(law, Law::Months(..) | Law::Following(_));
        let copied = if let Law::Copy(slot) = law { self.scope.get(*slot) } else { None };
        let (days, months) = (
            matches!(law, Law::Days(..)) || copied.is_some_and(|named| named.days),
            months || copied.is_some_and(|named| named.months),
        );
        let words = copied.is_some_and(|named| !named.words.is_empty());
        match kind {
            Kind::Trait => Some(()),
            Kind::Count => {
                let (low, high) = ends.unwrap_or((-1, -1));
                let whole = low.checked_rem(SCALE) == Some(0) && step.checked_rem(SCALE) == Some(0);
                if whole && low >= 0 && high <= MAX_RECORDS.saturating_mul(SCALE) {
                    return Some(());
                }
                self.refuse(
                    &format!("笔数是 0 至 {MAX_RECORDS} 的整数"),
                    &format!("the number of records is whole, from 0 to {MAX_RECORDS}"),
                );
                None
            }
            Kind::Fact(_, fact, ty, form) => {
                let right = match ty {
                    Type::Number(_) => ends.is_some() && !days && !months && !words,
                    Type::Date => ends.is_none() && !months && !words,
                    Type::Month => ends.is_none() && !days && !words,
                    Type::Set(_) => matches!(law, Law::Members(_)),
                    _ => ends.is_none() && !days && !months,
                };
                if !right {
                    self.refuse("这种分布给不出这个事实的值", "this law does not give values of this fact");
                    return None;
                }
                let (low, high) = ends.unwrap_or((0, 0));
                let scale = form.map(|form| &form.scale);
                if !matches!(ty, Type::Number(_)) {
                    return Some(());
                }
                for number in [low, high, low.saturating_add(step).min(high)] {
                    let plain = exact(number);
                    let value = scale.map_or_else(|| plain.clone(), |scale| plain.mul(scale));
                    let checked = if value.within_limits() {
                        within_bounds(fact, form, &value).map_err(|error| (error.words.zh, error.words.en))
                    } else {
                        Err(("数字过大".to_owned(), "the number is too large".to_owned()))
                    };
                    if let Err((zh, en)) = checked {
                        let shown = plain.to_exact_string();
                        self.refuse(&format!("可能取到 {shown}：{zh}"), &format!("can be {shown}: {en}"));
                        return None;
                    }
                }
                Some(())
            }
        }
    }

    /// The least and the greatest number a law gives.
    pub(super) fn ends(&self, law: &Law) -> Option<(i128, i128)> {
        let of = |bands: &[Band]| Some((bands.iter().map(|band| band.low).min()?, bands.iter().map(Band::high).max()?));
        match law {
            Law::Choose(options) => {
                let numbers = options.iter().filter_map(|(_, drawn)| match drawn {
                    Drawn::Number(number) => Some(*number),
                    _ => None,
                });
                Some((numbers.clone().min()?, numbers.max()?))
            }
            Law::Bands(bands) => of(bands),
            Law::Times(slot, bands, round) => {
                let ((a, b), (c, d)) = (self.scope.get(*slot)?.numbers?, of(bands)?);
                let corners = [times(a, c, *round), times(a, d, *round), times(b, c, *round), times(b, d, *round)];
                Some((corners.iter().copied().min()?, corners.iter().copied().max()?))
            }
            Law::Copy(slot) => self.scope.get(*slot)?.numbers,
            Law::Days(..) | Law::Months(..) | Law::Following(_) | Law::Members(_) => None,
        }
    }

    /// A number of the file in ten-thousandths.
    pub(super) fn number(&mut self, value: &Value) -> Option<i128> {
        let text = self.text(value)?;
        self.decimal(&text)
    }

    fn decimal(&mut self, text: &str) -> Option<i128> {
        let scaled = parse_number(text).and_then(|number| number.mul(&exact(SCALE.saturating_mul(SCALE))).to_i128());
        // Saturated products would pass for numbers.
        let found = scaled.filter(|number| number.unsigned_abs() <= u128::from(u64::MAX));
        if found.is_none() {
            self.refuse(
                &format!("“{text}”不是至多四位小数的数"),
                &format!("`{text}` is not a number with at most four decimals"),
            );
        }
        found
    }

    /// A value of the file as text; floating numbers are not exact and are refused.
    pub(super) fn text(&mut self, value: &Value) -> Option<String> {
        match value {
            Value::String(text) => Some(text.clone()),
            Value::Integer(number) => Some(number.to_string()),
            Value::Boolean(truth) => Some(truth.to_string()),
            Value::Datetime(day) => Some(day.to_string()),
            Value::Float(number) => {
                self.refuse(&format!("小数要加引号：\"{number}\""), &format!("write decimals in quotes: \"{number}\""));
                None
            }
            Value::Array(_) | Value::Table(_) => {
                self.refuse("这里要一个值", "expected one value");
                None
            }
        }
    }
}

/// How many laws an entry states.
fn laws(spec: &Entry) -> usize {
    let stated = [
        spec.choose.is_some(),
        spec.value.is_some(),
        spec.range.is_some(),
        spec.bands.is_some(),
        spec.days.is_some(),
        spec.months.is_some(),
        spec.following.is_some(),
        spec.copy.is_some(),
        spec.members.is_some(),
    ];
    stated.iter().filter(|stated| **stated).count()
}

/// By how much the numbers of a law can differ: its smallest step, for whole numbers and fen.
fn step(law: &Law) -> i128 {
    match law {
        Law::Bands(bands) => bands.iter().filter(|band| band.count > 1).map(|band| band.step).min().unwrap_or(0),
        Law::Times(_, _, round) => *round,
        _ => 0,
    }
}
