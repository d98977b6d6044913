//! The refinement law as a list of what breaks it (`docs/language.md`, section 14). Knows nothing of where the two
//! outcomes come from.

use huice::outcome::{ItemOutcome, Outcome, Status};
use huice::value::number::Number;

/// Statuses that no further fact can change.
fn definite(status: Status) -> bool {
    !matches!(status, Status::Undetermined | Status::PendingApproval)
}

pub(crate) fn number(text: &str) -> Number {
    let text = text.replace(',', "");
    match text.split_once('/') {
        Some((a, b)) => Number::parse_decimal(a).unwrap().div(&Number::parse_decimal(b).unwrap()).unwrap(),
        None => Number::parse_decimal(&text).unwrap_or_else(|| panic!("{text}")),
    }
}

/// Whether a range lies within another; a missing end is unbounded.
pub(crate) fn within(inner: &[Option<String>; 2], outer: &[Option<String>; 2]) -> bool {
    let end = |text: &Option<String>| text.as_deref().map(number);
    let low = match (end(&inner[0]), end(&outer[0])) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(a), Some(b)) => a >= b,
    };
    let high = match (end(&inner[1]), end(&outer[1])) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(a), Some(b)) => a <= b,
    };
    low && high
}

/// Whether a path is one of these or lies under one (`loans[0].rate` under `loans`).
fn covered(path: &str, by: &[String]) -> bool {
    by.iter().any(|above| {
        path.strip_prefix(above.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
    })
}

/// Everything in which the second outcome is no refinement of the first, as `ITEM: WHAT`.
pub(crate) fn violations(less: &Outcome, more: &Outcome) -> Vec<String> {
    let mut found = Vec::new();
    for (p, q) in less.items.iter().zip(&more.items) {
        assert_eq!(p.item, q.item);
        item(p, q, &mut |what| found.push(format!("{}: {what}", p.item)));
    }
    for (key, value) in &less.derived {
        if value.is_some() && more.derived.get(key) != Some(value) {
            found.push(format!("derived {key}: {value:?} became {:?}", more.derived.get(key)));
        }
    }
    for p in &less.combinations {
        let Some(chosen) = &p.chosen else { continue };
        let same = more.combinations.iter().find(|q| q.items == p.items && q.record == p.record && q.rule == p.rule);
        let kept = same.is_some_and(|q| q.chosen.as_ref() == Some(chosen));
        if !kept {
            let now = same.map(|q| &q.chosen);
            found.push(format!("combination {:?} {:?}: chose {chosen}, then {now:?}", p.items, p.record));
        }
    }
    if !within(&more.totals.range_yuan, &less.totals.range_yuan) {
        found.push(format!("totals: {:?} became {:?}", less.totals.range_yuan, more.totals.range_yuan));
    }
    if number(&more.totals.exact_yuan) < number(&less.totals.exact_yuan) {
        found.push(format!("totals: certain {} became {}", less.totals.exact_yuan, more.totals.exact_yuan));
    }
    found
}

/// Everything that is left open without a word of why, as `ITEM: WHAT`; and what a checked pack cannot run into.
pub(crate) fn unexplained(outcome: &Outcome) -> Vec<String> {
    let mut found = Vec::new();
    for item in &outcome.items {
        let causes =
            [&item.needs, &item.pending, &item.missing_parameters, &item.events, &item.open_readings, &item.external];
        // A duty without a test is open for ever once its deadline has passed.
        if item.kind == "benefit" && !definite(item.status) && causes.iter().all(|names| names.is_empty()) {
            found.push(format!("{}: {} without a cause", item.item, item.status.word()));
        }
        let problem = item.problem.as_deref().unwrap_or_default();
        if matches!(item.status, Status::Fault | Status::Conflict) && problem.is_empty() {
            found.push(format!("{}: {} without words", item.item, item.status.word()));
        }
        if problem.contains("没有这个") {
            found.push(format!("{}: an id that stands for nothing: {problem}", item.item));
        }
    }
    found
}

fn item(p: &ItemOutcome, q: &ItemOutcome, say: &mut dyn FnMut(String)) {
    let status = |p: Status, q: Status, say: &mut dyn FnMut(String), at: &str| {
        let pending = p == Status::PendingApproval
            && !matches!(q, Status::PendingApproval | Status::Eligible | Status::NotEligible);
        if definite(p) && p != q || pending {
            say(format!("status{at} {} became {}", p.word(), q.word()));
        }
    };
    status(p.status, q.status, say, "");
    if !within(&q.amount.range, &p.amount.range) {
        say(format!("range {:?} became {:?}", p.amount.range, q.amount.range));
    }
    let due = !matches!(q.status, Status::NotEligible | Status::NotApplicable);
    if let Some(yuan) = p.amount.yuan.as_ref().filter(|_| due && q.records.is_empty())
        && q.amount.yuan.as_ref() != Some(yuan)
    {
        say(format!("yuan {yuan} became {:?}", q.amount.yuan));
    }
    for path in &q.needs {
        if !covered(path, &p.needs) {
            say(format!("needs {path}, which is not under {:?}", p.needs));
        }
    }
    for path in &q.pending {
        if !covered(path, &p.needs) && !covered(path, &p.pending) {
            say(format!("waits for {path}, which is not under {:?} {:?}", p.needs, p.pending));
        }
    }
    for a in p.conditions.iter().filter(|line| line.holds.is_some()) {
        let same = q.conditions.iter().find(|b| b.label == a.label && b.kind == a.kind && b.text == a.text);
        if let Some(b) = same.filter(|b| b.holds != a.holds) {
            say(format!("condition {} {:?} became {:?}", a.label, a.holds, b.holds));
        }
    }
    for (a, b) in p.records.iter().zip(&q.records) {
        status(a.status, b.status, say, &format!(" of {}", a.path));
        if !within(&b.range, &a.range) {
            say(format!("range of {} {:?} became {:?}", a.path, a.range, b.range));
        }
        for path in &b.needs {
            if !covered(path, &a.needs) {
                say(format!("{} needs {path}, which is not under {:?}", a.path, a.needs));
            }
        }
    }
}
