//! Item stubs: one for every sentence that bears a figure or sounds like a benefit. Owns which sentences those are
//! and what a stub says; sentences themselves are never taken over.

use super::parties::{Parties, UNNAMED};
use super::words::{self, day, quoted};
use crate::notice::{Figure, Meaning, Measure, Sentence};
use crate::span::FileId;
use crate::syntax::ast::{ExprKind, UnitFactor};
use crate::syntax::parse_expr;
use std::collections::{BTreeMap, BTreeSet};

/// Words of benefits.
const BENEFITS: &[&str] = &[
    "补贴", "补助", "奖励", "奖补", "返还", "减免", "免收", "免征", "减征", "免除", "贴息", "资助", "缓缴", "延期",
    "延长", "展期", "降低", "优先", "给予", "发放", "救助",
];

/// The units every pack knows.
const BUILT_IN: &[&str] = &["元", "月", "天", "工作日"];

/// What has been stubbed so far.
#[derive(Debug)]
pub(super) struct Stubs<'p> {
    /// Who is named in the text, as what.
    pub(super) parties: &'p Parties,
    /// How many stubs.
    pub(super) count: usize,
    /// Units that the pack must declare.
    pub(super) units: BTreeSet<String>,
    /// The item of a measure's paragraph and sentence.
    pub(super) items: BTreeMap<(u32, u32, u32), String>,
}

impl<'p> Stubs<'p> {
    /// None yet.
    pub(super) const fn new(parties: &'p Parties) -> Self {
        Self { parties, count: 0, units: BTreeSet::new(), items: BTreeMap::new() }
    }

    /// The stubs of a measure.
    pub(super) fn of(&mut self, measure: &Measure) -> String {
        let mut text = String::new();
        let mut number = 0_u32;
        for (paragraph, sentences) in (1_u32..).zip(&measure.paragraphs) {
            for (index, sentence) in (1_u32..).zip(&sentences.sentences) {
                let benefits = benefits(sentence);
                if sentence.figures.is_empty() && benefits.is_empty() {
                    continue;
                }
                number = number.saturating_add(1);
                let id = format!("{}.{number}", measure.number);
                text.push_str(&self.stub(measure, &id, (paragraph, index), sentence, &benefits));
                self.items.insert((measure.number, paragraph, index), id);
            }
        }
        if number == 0 {
            let id = format!("{}.1", measure.number);
            self.count = self.count.saturating_add(1);
            let known = measure.sentence(1, 1).is_some();
            let at = if known { " 款1 句1" } else { "" };
            let parties = self.parties(measure, 1);
            text.push_str(&format!(
                "\n  职责 {id} \"待定\" {{\n    依据 条{}{at}\n{parties}    未载明 \"待定：做什么、由谁做、何时做完\"\n  }}\n",
                measure.number
            ));
        }
        text
    }

    fn stub(
        &mut self,
        measure: &Measure,
        id: &str,
        (paragraph, index): (u32, u32),
        sentence: &Sentence,
        benefits: &[&str],
    ) -> String {
        self.count = self.count.saturating_add(1);
        let title =
            if benefits.is_empty() { "待定".to_owned() } else { format!("待定：{}", benefits.join("、")) };
        let mut text = format!("\n  职责 {id} {} {{\n", quoted(&title));
        text.push_str(&format!("    依据 条{} 款{paragraph} 句{index}\n", measure.number));
        text.push_str(&self.parties(measure, paragraph));
        for figure in &sentence.figures {
            text.push_str(&self.figure(figure));
        }
        text.push_str("    未载明 \"待定：是权益、义务还是职责，对象，条件，金额，期限\"\n  }\n");
        text
    }

    /// A figure as it is shown, or as words that a person must read.
    fn figure(&mut self, figure: &Figure) -> String {
        let shown = |value: &str| format!("    说明数字 \"待定\" {value}\n");
        match &figure.meaning {
            Meaning::Quantity(spelling) | Meaning::After(spelling) if self.known(spelling) => shown(spelling),
            Meaning::Day(date) => shown(&day(*date)),
            Meaning::Span(from, to) => {
                format!("    说明数字 \"待定：起\" {}\n    说明数字 \"待定：止\" {}\n", day(*from), day(*to))
            }
            Meaning::Quantity(_) | Meaning::After(_) | Meaning::Time | Meaning::Words => {
                format!("    未载明 {}\n", quoted(&format!("待定：“{}”的含义", figure.text)))
            }
        }
    }

    /// Whether rules can read a spelling; its units are remembered.
    fn known(&mut self, spelling: &str) -> bool {
        let (expr, found) = parse_expr(FileId(0), spelling);
        let Some(expr) = expr.filter(|_| found.is_empty()) else { return false };
        match expr.kind {
            ExprKind::Quantity { unit, .. } => {
                for (factor, _) in &unit.factors {
                    if let UnitFactor::Named(name) = factor
                        && !BUILT_IN.contains(&name.text.as_str())
                    {
                        self.units.insert(name.text.clone());
                    }
                }
                true
            }
            // Percentage points cannot be shown, only compared with.
            _ => false,
        }
    }

    /// With several brackets a paragraph without one is covered by the next.
    fn parties(&self, measure: &Measure, paragraph: u32) -> String {
        if measure.brackets.is_empty() {
            return format!("    责任单位 {}\n", words::name(UNNAMED));
        }
        if measure.brackets.len() == 1 || measure.brackets.iter().any(|bracket| bracket.paragraph == paragraph) {
            return String::new();
        }
        let next = measure.brackets.iter().find(|bracket| bracket.paragraph > paragraph).or(measure.brackets.last());
        next.map_or_else(String::new, |bracket| self.parties.clauses(bracket, "    "))
    }
}

fn benefits(sentence: &Sentence) -> Vec<&'static str> {
    let text = sentence.flow.to_string();
    BENEFITS.iter().copied().filter(|word| text.contains(word)).collect()
}
