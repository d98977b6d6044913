//! Coverage and mutation as text and as JSON. Owns form and percentages; computes nothing.

use super::coverage::{Coverage, Point, PointKind};
use super::mutate::{Fate, Mutant, Mutation};
use super::report::{clean, place};
use crate::diagnostic::Lang;
use crate::source::Sources;
use crate::span::Span;
use serde_json::{Value, json};

/// Characters of a rule shown beside its place.
const EXCERPT: usize = 40;

/// `93.4%`, of whole numbers; `100.0%` of nothing.
#[must_use]
pub fn percent(part: usize, whole: usize) -> String {
    let mille = part.saturating_mul(1000).checked_div(whole).unwrap_or(1000);
    format!("{}.{}%", mille.checked_div(10).unwrap_or(0), mille.checked_rem(10).unwrap_or(0))
}

/// The rule at a place, on one line, shortened.
pub(super) fn excerpt(span: Span, sources: &Sources) -> String {
    let text: Vec<&str> = sources.slice(span).split_whitespace().collect();
    let text = clean(&text.join(" "));
    if text.chars().count() <= EXCERPT {
        return text;
    }
    let kept: String = text.chars().take(EXCERPT.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// The name of a point, or the rule itself.
pub(super) fn label(point: &Point, sources: &Sources) -> String {
    if point.label.is_empty() { excerpt(point.span, sources) } else { clean(&point.label) }
}

/// What is missing at a point; empty when it is covered.
pub(super) fn missing(point: &Point, lang: Lang) -> String {
    let sides: Vec<&str> = point.sides.iter().filter(|side| !side.seen).map(|side| side.words.get(lang)).collect();
    sides.join(match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    })
}

/// Coverage for people: a line a kind, then everything not come across.
#[must_use]
pub fn coverage_human(coverage: &Coverage, sources: &Sources, lang: Lang) -> String {
    let mut out = match lang {
        Lang::Zh => format!("覆盖（{} 个用例）\n", coverage.cases),
        Lang::En => format!("coverage ({} cases)\n", coverage.cases),
    };
    let line = |name: &str, (seen, all): (usize, usize)| format!("  {name}  {seen}/{all}  {}\n", percent(seen, all));
    for kind in PointKind::ALL {
        let count = coverage.count(Some(kind));
        if count.1 > 0 {
            out.push_str(&line(kind.words().get(lang), count));
        }
    }
    let total = match lang {
        Lang::Zh => "合计",
        Lang::En => "total",
    };
    out.push_str(&line(total, coverage.count(None)));
    for point in &coverage.points {
        let missing = missing(point, lang);
        if missing.is_empty() {
            continue;
        }
        let words = match lang {
            Lang::Zh => format!("{}“{}”缺：{missing}", point.kind.words().zh, label(point, sources)),
            Lang::En => format!("{} `{}` lacks: {missing}", point.kind.words().en, label(point, sources)),
        };
        out.push_str(&format!("{}  {words}\n", place(point.span, sources)));
    }
    out
}

/// Coverage for machines, `huice.coverage/1`.
#[must_use]
pub fn coverage_json(coverage: &Coverage, sources: &Sources, lang: Lang) -> Value {
    let total = |kind: Option<PointKind>| {
        let (seen, all) = coverage.count(kind);
        json!({ "seen": seen, "all": all })
    };
    let kinds: serde_json::Map<String, Value> =
        PointKind::ALL.into_iter().map(|kind| (kind.key().to_owned(), total(Some(kind)))).collect();
    let points: Vec<Value> = coverage
        .points
        .iter()
        .map(|point| {
            let sides = point.sides.iter().map(|side| json!({ "side": side.words.get(lang), "seen": side.seen }));
            json!({
                "kind": point.kind.key(),
                "label": label(point, sources),
                "item": point.item,
                "place": place(point.span, sources),
                "sides": sides.collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "schema": "huice.coverage/1",
        "cases": coverage.cases,
        "total": total(None),
        "kinds": kinds,
        "points": points,
    })
}

/// Mutation for people: the score, then every survivor with the case that is missing.
#[must_use]
pub fn mutation_human(mutation: &Mutation, sources: &Sources, lang: Lang) -> String {
    let mut out = String::new();
    for mutant in mutation.survivors() {
        survivor(&mut out, mutant, sources, lang);
    }
    let (killed, all) = mutation.score();
    let score = percent(killed, all);
    out.push_str(&match lang {
        Lang::Zh => {
            format!("变异 {all} 处，用例发现 {killed} 处（{score}），没有发现 {} 处\n", all.saturating_sub(killed))
        }
        Lang::En => {
            format!("{all} mutants, {killed} noticed by a case ({score}), {} not\n", all.saturating_sub(killed))
        }
    });
    out
}

fn survivor(out: &mut String, mutant: &Mutant, sources: &Sources, lang: Lang) {
    let Fate::Survived(suggestion) = &mutant.fate else { return };
    let rule = excerpt(mutant.span, sources);
    out.push_str(&format!("{}  {rule}\n", place(mutant.span, sources)));
    let reached = match (mutant.reached, lang) {
        (true, _) => "",
        (false, Lang::Zh) => "；没有用例走到这里",
        (false, Lang::En) => "; no case comes here",
    };
    out.push_str(&match lang {
        Lang::Zh => format!("  {}，没有用例发现{reached}\n", clean(&mutant.words.zh)),
        Lang::En => format!("  {}: no case notices{reached}\n", clean(&mutant.words.en)),
    });
    match (suggestion, lang) {
        (Some(found), Lang::Zh) => {
            out.push_str("  缺这样一个用例（期望值按现行规则算出，请对照原文核实）：\n");
            indent(out, &found.text);
        }
        (Some(found), Lang::En) => {
            out.push_str("  a case like this is missing (it expects what the rules give now; check it):\n");
            indent(out, &found.text);
        }
        (None, Lang::Zh) => {
            out.push_str("  在现有用例里改一两处，分不出两者；可能是同义的写法，或要同时改几个事实\n");
        }
        (None, Lang::En) => out.push_str(
            "  no change of one or two facts of a case tells them apart: they may mean the same, or need more changed\n",
        ),
    }
}

fn indent(out: &mut String, text: &str) {
    for line in text.lines() {
        out.push_str(&format!("    {}\n", clean(line)));
    }
}

/// Mutation for machines, `huice.mutation/1`.
#[must_use]
pub fn mutation_json(mutation: &Mutation, sources: &Sources, lang: Lang) -> Value {
    let (killed, all) = mutation.score();
    let mutants: Vec<Value> = mutation
        .mutants
        .iter()
        .map(|mutant| {
            let (by, suggestion) = match &mutant.fate {
                Fate::Killed(by) => (Some(by), None),
                Fate::Survived(suggestion) => (None, suggestion.as_ref()),
            };
            json!({
                "place": place(mutant.span, sources),
                "rule": excerpt(mutant.span, sources),
                "change": mutant.words.get(lang),
                "items": mutant.items,
                "reached": mutant.reached,
                "killed_by": by,
                "missing_case": suggestion.map(|found| json!({
                    "item": found.item,
                    "from": found.from,
                    "change": found.change,
                    "text": found.text,
                })),
            })
        })
        .collect();
    json!({ "schema": "huice.mutation/1", "killed": killed, "all": all, "mutants": mutants })
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn percentages_are_cut_not_rounded() {
        assert_eq!(percent(0, 0), "100.0%");
        assert_eq!(percent(1999, 2000), "99.9%");
        assert_eq!(percent(1, 3), "33.3%");
        assert_eq!(percent(2, 2), "100.0%");
    }
}
