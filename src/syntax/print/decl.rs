//! Top-level declarations other than measures and cases. Owns their canonical forms.

use super::literal::{day, written_unit};
use super::{Printer, written_name};
use crate::span::Span;
use crate::syntax::ast::{
    Decl, Definition, EnumDecl, EventDecl, EventState, EvidenceStatus, Expr, FactAttr, FactDecl, Member, PackClause,
    PackDecl, ParameterDecl, ParameterValue, PartyDecl, PeriodDecl, ReadingDecl, Rounding, ScriptDecl, SourceRef,
    SubjectDecl, Text, TypeExpr, UnitDecl,
};
use crate::syntax::keywords::Keywords;
use crate::value::rounding;

impl Printer<'_> {
    /// A declaration after another; blocks have a blank line around them.
    pub(super) fn decl(&mut self, before: Option<&Decl>, decl: &Decl) {
        let span = span_of(decl);
        if before
            .is_some_and(|before| is_block(before) || core::mem::discriminant(before) != core::mem::discriminant(decl))
            || (before.is_some() && is_block(decl))
        {
            // Comments at the end of the line before belong to it.
            self.flush_trailing(span.start);
            self.gap();
        }
        self.at(span);
        match decl {
            Decl::Pack(pack) => self.pack(pack),
            Decl::Unit(unit) => self.unit_decl(unit),
            Decl::Enum(decl) => self.enumeration(decl),
            Decl::Subject(subject) => self.subject(subject),
            Decl::Parameter(parameter) => self.parameter(parameter),
            Decl::Event(event) => self.event(event),
            Decl::Period(period) => self.period_decl(period),
            Decl::Party(party) => self.party(party),
            Decl::Define(definition) => self.definition(definition),
            Decl::Reading(reading) => self.reading(reading),
            Decl::Measure(measure) => self.measure(measure),
            Decl::Combination(combination) => self.combination(combination),
            Decl::Script(script) => self.script(script),
            Decl::Case(case) => self.case(case),
        }
        self.end();
    }

    fn pack(&mut self, pack: &PackDecl) {
        self.key("pack");
        self.title(&pack.name);
        self.in_brackets(&pack.key);
        self.open();
        for clause in &pack.clauses {
            match clause {
                PackClause::Document(text) => self.own_text_line("document", text),
                PackClause::Title(text) => self.own_text_line("title", text),
                PackClause::Issuer(text) => self.own_text_line("issuer", text),
                PackClause::Import(text) => self.own_text_line("import", text),
                PackClause::Issued(date) => {
                    self.at(date.span);
                    self.key("issued");
                    self.word(&day(date.day, self.keywords));
                }
                PackClause::InForce(period) => {
                    self.at(super::item::period_span(period));
                    self.key("in_force");
                    self.period(period);
                }
                PackClause::Rounding(rounding) => {
                    self.at(rounding.span);
                    self.rounding(rounding);
                }
            }
            self.end();
        }
        self.close(pack.span);
    }

    /// `key "text"` at its own place.
    pub(super) fn own_text_line(&mut self, key: &'static str, text: &Text) {
        self.at(text.span);
        self.text_line(key, text);
    }

    /// `舍入 分 四舍五入`
    pub(super) fn rounding(&mut self, rounding: &Rounding) {
        self.key("round");
        self.key(match rounding.decimals {
            2 => "fen",
            1 => "jiao",
            _ => "yuan",
        });
        self.key(match rounding.mode {
            rounding::Rounding::HalfUp => "half_up",
            rounding::Rounding::HalfEven => "half_even",
            rounding::Rounding::Down => "down",
            rounding::Rounding::Up => "up",
        });
    }

    fn unit_decl(&mut self, unit: &UnitDecl) {
        self.key("unit");
        self.names(&unit.names);
    }

    fn enumeration(&mut self, decl: &EnumDecl) {
        self.key("enum");
        self.name(&decl.name);
        self.open();
        for member in &decl.members {
            self.at(member.name.span);
            self.word(&written_member(member));
            self.end();
        }
        self.close(decl.span);
    }

    fn party(&mut self, party: &PartyDecl) {
        self.key(if party.person { "person" } else { "agency" });
        self.list(party.names.iter().map(written_member), self.comma());
    }

    fn subject(&mut self, subject: &SubjectDecl) {
        match &subject.name {
            Some(name) => {
                self.key("subject");
                self.name(name);
            }
            None => self.key("common"),
        }
        if let Some(key) = &subject.key {
            self.in_brackets(key);
        }
        self.facts(&subject.facts, subject.span);
    }

    fn facts(&mut self, facts: &[FactDecl], span: Span) {
        self.open();
        for fact in facts {
            self.at(fact.span);
            self.name(&fact.name);
            self.in_brackets(&fact.key);
            self.colon();
            self.ty(&fact.ty);
            self.attrs(fact);
            self.end();
        }
        self.close(span);
    }

    fn ty(&mut self, ty: &TypeExpr) {
        match ty {
            TypeExpr::Bool(_) => self.key("bool"),
            TypeExpr::Integer(_) => self.key("integer"),
            TypeExpr::Number(_) => self.key("number"),
            TypeExpr::Date(_) => self.key("date"),
            TypeExpr::Month(_) => self.key("month_of_year"),
            TypeExpr::Months(_) => self.key("months_list"),
            TypeExpr::Text(_) => self.key("text"),
            TypeExpr::Unit(unit) => self.word(&written_unit(unit, self.keywords, true)),
            TypeExpr::Enum { name, set } => {
                if *set {
                    self.key("set_of");
                    self.name(name);
                } else {
                    self.word(&format!("「{}」", name.text));
                }
            }
            TypeExpr::List(facts, span) => {
                self.key("list");
                self.facts(facts, *span);
            }
        }
    }

    /// On the line of the fact, or each on a line of its own, if one was or they do not fit.
    fn attrs(&mut self, fact: &FactDecl) {
        let head = type_span(&fact.ty);
        let flat = |printer: &mut Printer<'_>| fact.attrs.iter().for_each(|attr| printer.attr(attr));
        if self.apart_within(head, fact.span) || self.has_lines(flat) || self.too_wide(flat) {
            for attr in &fact.attrs {
                self.below(1, place_of(attr).unwrap_or_default(), |printer| printer.attr(attr));
            }
        } else {
            flat(self);
        }
    }

    fn attr(&mut self, attr: &FactAttr) {
        match attr {
            FactAttr::Ask(text) => {
                self.key("ask");
                self.text(text);
            }
            FactAttr::Note(text) => {
                self.key("note");
                self.text(text);
            }
            FactAttr::Act => self.key("to_do"),
            FactAttr::Fixed => self.key("fixed"),
            FactAttr::Approval => self.key("approval_fact"),
            FactAttr::Signed => self.key("signed"),
            FactAttr::Bounds(low, high) => self.bounds(low.as_ref(), high.as_ref()),
            FactAttr::Derived(value) => {
                self.key("derived");
                self.expr(value);
            }
            FactAttr::OnlyIf(test, otherwise) => {
                self.key("only_if");
                self.expr(test);
                if let Some(otherwise) = otherwise {
                    self.key("else");
                    self.expr(otherwise);
                }
            }
        }
    }

    /// `范围 A 至 B`, `范围 至少 A`, `范围 至多 B`
    pub(super) fn bounds(&mut self, low: Option<&Expr>, high: Option<&Expr>) {
        self.key("bounds");
        match (low, high) {
            (Some(low), Some(high)) => {
                self.expr(low);
                self.key("to");
                self.expr(high);
            }
            (Some(low), None) => {
                match self.keywords {
                    Keywords::Zh => self.word("至少"),
                    Keywords::En => self.key("at_least"),
                }
                self.expr(low);
            }
            (None, Some(high)) => {
                self.key("up_to");
                self.expr(high);
            }
            (None, None) => {}
        }
    }

    fn parameter(&mut self, decl: &ParameterDecl) {
        self.key("parameter");
        self.name(&decl.name);
        self.in_brackets(&decl.key);
        self.colon();
        self.ty(&decl.ty);
        self.open();
        for value in &decl.values {
            self.at(value.span);
            self.parameter_value(value);
            self.end();
        }
        if let Some(missing) = &decl.missing {
            self.own_text_line("unstated", missing);
        }
        if let Some((low, high)) = &decl.bounds {
            self.bounds(low.as_ref(), high.as_ref());
            self.end();
        }
        self.evidence(decl.source.as_ref(), decl.status, decl.note.as_ref());
        self.close(decl.span);
    }

    fn parameter_value(&mut self, value: &ParameterValue) {
        if let Some(from) = value.from {
            self.key("from");
            self.word(&day(from.day, self.keywords));
        }
        if let Some(to) = value.to {
            self.key("to");
            self.word(&day(to.day, self.keywords));
        }
        if value.from.is_some() || value.to.is_some() {
            self.colon();
        }
        self.expr(&value.value);
    }

    /// `来源`, `状态`, `注`, one a line.
    fn evidence(&mut self, source: Option<&Text>, status: Option<(EvidenceStatus, Span)>, note: Option<&Text>) {
        if let Some(source) = source {
            self.own_text_line("source", source);
        }
        if let Some((status, span)) = status {
            self.at(span);
            self.key("status");
            self.key(match status {
                EvidenceStatus::Verified => "verified",
                EvidenceStatus::Inferred => "inferred",
                EvidenceStatus::Assumed => "assumed",
            });
            self.end();
        }
        if let Some(note) = note {
            self.own_text_line("note", note);
        }
    }

    fn event(&mut self, event: &EventDecl) {
        self.key("event");
        self.name(&event.name);
        self.in_brackets(&event.key);
        if let Some(state) = event.state {
            self.event_state(state);
        }
        if let Some(note) = &event.note {
            self.remark(self.apart_within(event.key.span, event.span), "note", note);
        }
    }

    pub(super) fn event_state(&mut self, state: EventState) {
        match state {
            EventState::On(date) => {
                self.key("happened_on");
                self.word(&day(date.day, self.keywords));
            }
            EventState::NotBy(date) => {
                self.key("as_at");
                self.word(&day(date.day, self.keywords));
                self.key("not_yet_by");
            }
        }
    }

    fn period_decl(&mut self, decl: &PeriodDecl) {
        self.key("period");
        self.name(&decl.name);
        self.period(&decl.period);
        self.end();
        self.level = self.level.saturating_add(1);
        self.evidence(decl.source.as_ref(), decl.status, decl.note.as_ref());
        self.level = self.level.saturating_sub(1);
    }

    pub(super) fn definition(&mut self, definition: &Definition) {
        self.key("define");
        self.name(&definition.name);
        self.word("=");
        self.value(definition.name.span, &definition.body);
    }

    pub(super) fn reading(&mut self, reading: &ReadingDecl) {
        self.key("reading");
        self.name(&reading.name);
        if let Some(text) = &reading.text {
            self.text(text);
        }
        self.open();
        if let Some(first) = reading.sources.first() {
            self.at(first.span);
            self.sources(&reading.sources);
            self.end();
        }
        if reading.open.is_some() {
            self.key("adopts");
            self.key("undecided");
            self.end();
        }
        for alternative in &reading.alternatives {
            self.at(alternative.span);
            self.key(if alternative.adopted { "adopts" } else { "otherwise_read" });
            self.name(&alternative.name);
            if let Some(body) = &alternative.body {
                self.colon();
                self.value(alternative.name.span, body);
            }
            self.end();
        }
        if let Some(note) = &reading.note {
            self.own_text_line("note", note);
        }
        self.close(reading.span);
    }

    /// `依据 条14 句1、句2`: what carries over is not repeated.
    pub(super) fn sources(&mut self, refs: &[SourceRef]) {
        self.key("source_at");
        let mut before: Option<&SourceRef> = None;
        for source in refs {
            if before.is_some() {
                self.glue(self.comma());
                self.tight = true;
            }
            let same_article = before.is_some_and(|before| before.article == source.article);
            let same_paragraph = same_article && before.is_some_and(|before| before.paragraph == source.paragraph);
            // Carrying over needs something that is still written: a sentence, or a new paragraph.
            let short_paragraph = same_paragraph && source.sentence.is_some();
            let short_article = same_article && (short_paragraph || source.paragraph.is_some());
            if !short_article {
                self.numbered("article", source.article);
            }
            if let Some(paragraph) = source.paragraph.filter(|_| !short_paragraph) {
                self.numbered("paragraph", paragraph);
            }
            if let Some(sentence) = source.sentence {
                self.numbered("sentence", sentence);
            }
            before = Some(source);
        }
    }

    fn numbered(&mut self, key: &'static str, number: u32) {
        self.key(key);
        match self.keywords {
            Keywords::Zh => self.glue(&number.to_string()),
            Keywords::En => self.word(&number.to_string()),
        }
    }

    fn script(&mut self, script: &ScriptDecl) {
        self.key("script");
        self.name(&script.name);
        self.glue("(");
        self.tight = true;
        for (place, (name, ty)) in script.params.iter().enumerate() {
            if place > 0 {
                self.glue(",");
            }
            let write = |printer: &mut Printer<'_>| {
                printer.name(name);
                printer.colon();
                printer.ty(ty);
            };
            if place > 0 && self.too_wide(write) {
                self.below(1, name.span, |printer| write(printer));
            } else {
                write(self);
            }
        }
        self.tight = false;
        self.glue(")");
        self.word("->");
        self.ty(&script.result);
        let flat = |printer: &mut Printer<'_>| (0..SCRIPT_PARTS).for_each(|part| printer.script_part(script, part));
        if self.apart_within(type_span(&script.result), script.span) || self.too_wide(flat) {
            for part in 0..SCRIPT_PARTS {
                self.below(1, Span::default(), |printer| printer.script_part(script, part));
            }
        } else {
            flat(self);
        }
    }

    /// One of the clauses of a script, in their order; nothing if it is not there.
    fn script_part(&mut self, script: &ScriptDecl, part: u8) {
        match part {
            0 => {
                self.key("at");
                self.text(&script.file);
            }
            1 => {
                if let Some(reason) = &script.reason {
                    self.key("reason");
                    self.text(reason);
                }
            }
            2 => {
                if let Some((low, high)) = &script.bounds {
                    self.bounds(low.as_ref(), high.as_ref());
                }
            }
            _ => {
                if let Some(steps) = script.steps {
                    self.key("limit");
                    self.word(&steps.to_string());
                    match self.keywords {
                        Keywords::Zh => self.glue("步"),
                        Keywords::En => self.key("steps"),
                    }
                }
            }
        }
    }
}

/// How many kinds of clauses a script has.
const SCRIPT_PARTS: u8 = 4;

/// Where an attribute stands, for the comments before it.
fn place_of(attr: &FactAttr) -> Option<Span> {
    match attr {
        FactAttr::Ask(text) | FactAttr::Note(text) => Some(text.span),
        FactAttr::Bounds(low, high) => low.as_ref().or(high.as_ref()).map(|bound| bound.span),
        FactAttr::Derived(value) | FactAttr::OnlyIf(value, _) => Some(value.span),
        FactAttr::Act | FactAttr::Fixed | FactAttr::Approval | FactAttr::Signed => None,
    }
}

/// Where a type stands.
const fn type_span(ty: &TypeExpr) -> Span {
    match ty {
        TypeExpr::Bool(span)
        | TypeExpr::Integer(span)
        | TypeExpr::Number(span)
        | TypeExpr::Date(span)
        | TypeExpr::Month(span)
        | TypeExpr::Months(span)
        | TypeExpr::Text(span)
        | TypeExpr::List(_, span) => *span,
        TypeExpr::Unit(unit) => unit.span,
        TypeExpr::Enum { name, .. } => name.span,
    }
}

fn written_member(member: &Member) -> String {
    let name = written_name(&member.name.text);
    match &member.key {
        Some(key) => format!("{name} ({})", key.text),
        None => name,
    }
}

fn is_block(decl: &Decl) -> bool {
    match decl {
        Decl::Pack(_)
        | Decl::Enum(_)
        | Decl::Subject(_)
        | Decl::Parameter(_)
        | Decl::Period(_)
        | Decl::Reading(_)
        | Decl::Measure(_)
        | Decl::Case(_) => true,
        Decl::Unit(_) | Decl::Event(_) | Decl::Party(_) | Decl::Define(_) | Decl::Combination(_) | Decl::Script(_) => {
            false
        }
    }
}

fn span_of(decl: &Decl) -> Span {
    match decl {
        Decl::Pack(decl) => decl.span,
        Decl::Unit(decl) => decl.span,
        Decl::Enum(decl) => decl.span,
        Decl::Subject(decl) => decl.span,
        Decl::Parameter(decl) => decl.span,
        Decl::Event(decl) => decl.span,
        Decl::Period(decl) => decl.span,
        Decl::Party(decl) => decl.span,
        Decl::Define(decl) => decl.span,
        Decl::Reading(decl) => decl.span,
        Decl::Measure(decl) => decl.span,
        Decl::Combination(decl) => decl.span,
        Decl::Script(decl) => decl.span,
        Decl::Case(decl) => decl.span,
    }
}
