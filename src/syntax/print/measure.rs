//! Measures, conditions, combinations. Owns their canonical forms.

use super::Printer;
use super::item::period_span;
use crate::span::Span;
use crate::syntax::ast::{
    Combination, CombinationRule, Condition, Exception, Measure, MeasureClause, PartyClause, PartyRole, Per,
};

impl Printer<'_> {
    pub(super) fn measure(&mut self, measure: &Measure) {
        self.key("measure");
        self.word(&measure.number.text);
        self.title(&measure.title);
        self.open();
        let mut after_block = false;
        for clause in &measure.clauses {
            let (span, block) = shape(clause);
            // A block that shared a line with what is before it gets space; otherwise the blank lines of the text stay.
            if (block || after_block) && !self.starts_line(span) {
                self.flush_trailing(span.start);
                self.gap();
            }
            after_block = block;
            self.at(span);
            self.measure_clause(clause);
            self.end();
        }
        self.close(measure.span);
    }

    fn measure_clause(&mut self, clause: &MeasureClause) {
        match clause {
            MeasureClause::Chapter(text) => self.text_line("chapter", text),
            MeasureClause::Cites(text) => self.text_line("cites", text),
            MeasureClause::Parties(parties) => self.parties(parties),
            MeasureClause::Paragraph(paragraph) => {
                self.key("paragraph");
                self.word(&paragraph.number.to_string());
                self.open();
                for parties in &paragraph.parties {
                    self.at(parties.span);
                    self.parties(parties);
                    self.end();
                }
                self.close(paragraph.span);
            }
            MeasureClause::Condition(condition) => self.condition("condition", condition),
            MeasureClause::Define(definition) => self.definition(definition),
            MeasureClause::Reading(reading) => self.reading(reading),
            MeasureClause::Item(item) => self.item(item),
            MeasureClause::Combination(combination) => self.combination(combination),
            MeasureClause::InForce(period) => {
                self.key("in_force");
                self.period(period);
            }
            MeasureClause::Case(case) => self.case(case),
        }
    }

    /// `责任人 甲、乙`
    pub(super) fn parties(&mut self, parties: &PartyClause) {
        self.key(match parties.role {
            PartyRole::Official => "official",
            PartyRole::Lead => "lead",
            PartyRole::Responsible => "responsible",
        });
        self.names(&parties.names);
    }

    pub(super) fn combination(&mut self, combination: &Combination) {
        self.key("combine");
        self.key(match combination.rule {
            CombinationRule::Highest => "highest",
            CombinationRule::HighestOnce => "highest_once",
            CombinationRule::Offset => "offset",
        });
        self.list(combination.items.iter().map(|item| item.text.clone()), self.comma());
        self.per(&combination.per);
        if let (Some(note), Some(last)) = (&combination.note, combination.items.last()) {
            self.remark(self.apart(last.span, note.span), "note", note);
        }
    }

    /// `每 主体`
    pub(super) fn per(&mut self, per: &Per) {
        self.key("per");
        match per {
            Per::Subject => self.key("subject"),
            Per::Record => self.key("record"),
            Per::List(name) => self.name(name),
        }
    }

    /// `条件` or `推定`; sources or nested exceptions need the block.
    pub(super) fn condition(&mut self, key: &'static str, condition: &Condition) {
        self.key(key);
        if let Some(id) = &condition.id {
            self.word(&id.text);
        }
        self.name(&condition.label);
        if let Some(text) = &condition.text {
            self.text(text);
        }
        if condition.sources.is_empty() && condition.exceptions.is_empty() {
            let head = condition.text.as_ref().map_or(condition.label.span, |text| text.span);
            match &condition.test {
                Some(test) if self.apart(head, test.span) || self.too_wide(|printer| printer.test(condition)) => {
                    self.below(1, test.span, |printer| printer.test(condition));
                }
                _ => self.test(condition),
            }
            return;
        }
        self.open();
        if !condition.sources.is_empty() {
            self.sources(&condition.sources);
            self.end();
        }
        if let Some(test) = &condition.test {
            self.at(test.span);
        }
        self.test(condition);
        self.end();
        for exception in &condition.exceptions {
            self.at(exception.span);
            self.exception(exception);
            self.end();
        }
        self.close(condition.span);
    }

    fn test(&mut self, condition: &Condition) {
        if condition.soft {
            self.key("in_principle");
        }
        if let Some(test) = &condition.test {
            self.expr(test);
        }
    }

    fn exception(&mut self, exception: &Exception) {
        self.key("except");
        self.name(&exception.label);
        let when = &exception.when;
        let flat = |printer: &mut Printer<'_>| {
            printer.key("when");
            printer.expr(when);
            match &exception.then {
                Some(then) => {
                    printer.key("then");
                    printer.expr(then);
                }
                None => printer.key("restores"),
            }
        };
        let apart = exception.then.as_ref().is_some_and(|then| self.apart(when.span, then.span));
        if apart || self.apart(exception.label.span, when.span) || self.too_wide(flat) {
            self.below(1, when.span, |printer| {
                printer.key("when");
                printer.expr(when);
            });
            match &exception.then {
                Some(then) => self.below(1, then.span, |printer| {
                    printer.key("then");
                    printer.expr(then);
                }),
                None => self.key("restores"),
            }
        } else {
            flat(self);
        }
        if !exception.over.is_empty() {
            self.key("overrides");
            self.names(&exception.over);
        }
        if !exception.exceptions.is_empty() {
            self.open();
            for inner in &exception.exceptions {
                self.at(inner.span);
                self.exception(inner);
                self.end();
            }
            self.close(exception.span);
        }
    }
}

/// Where a clause stands, and whether it is printed as a block with space around it.
fn shape(clause: &MeasureClause) -> (Span, bool) {
    match clause {
        MeasureClause::Chapter(text) | MeasureClause::Cites(text) => (text.span, false),
        MeasureClause::Parties(parties) => (parties.span, false),
        MeasureClause::Paragraph(paragraph) => (paragraph.span, true),
        MeasureClause::Condition(condition) => {
            (condition.span, !condition.sources.is_empty() || !condition.exceptions.is_empty())
        }
        MeasureClause::Define(definition) => (definition.span, false),
        MeasureClause::Reading(reading) => (reading.span, true),
        MeasureClause::Item(item) => (item.span, true),
        MeasureClause::Combination(combination) => (combination.span, false),
        MeasureClause::InForce(period) => (period_span(period), false),
        MeasureClause::Case(case) => (case.span, true),
    }
}
