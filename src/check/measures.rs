//! Measures: their scopes, brackets, shared conditions, and the items in them. Owns responsibility (item before
//! paragraph before measure) and combinations; knows nothing of amounts.

use super::Checker;
use super::scope::{ScopeId, Symbol};
use crate::diagnostic::{Code, Diagnostic, Words};
use crate::ir::{CombinationDef, ItemId, MeasureDef, MeasureId, Parties, PeriodRef};
use crate::span::Span;
use crate::syntax::ast::{self, MeasureClause, PartyClause, PartyRole, Per};
use crate::value::rounding::Rounding;

/// A measure being checked: what its items look up.
pub(super) struct MeasureCx<'a> {
    pub(super) id: MeasureId,
    pub(super) scope: ScopeId,
    pub(super) syntax: &'a ast::Measure,
    pub(super) shared: Vec<&'a ast::Condition>,
    pub(super) in_force: Vec<PeriodRef>,
}

impl<'a> Checker<'a> {
    pub(super) fn check_measures(&mut self) {
        let input = self.input;
        let files = input.imported.iter().chain(input.main);
        let mut measures: Vec<&'a ast::Measure> = files
            .flat_map(|file| &file.decls)
            .filter_map(|decl| if let ast::Decl::Measure(measure) = decl { Some(measure) } else { None })
            .collect();
        measures.sort_by_key(|measure| measure.number.text.parse::<u32>().unwrap_or(u32::MAX));
        for (earlier, later) in measures.iter().zip(measures.iter().skip(1)) {
            if earlier.number.text == later.number.text {
                self.duplicate(Code::DuplicateName, &later.number, earlier.number.span);
            }
        }
        // All names of all measures are declared before any rule is checked.
        let contexts: Vec<MeasureCx<'a>> = measures.into_iter().map(|measure| self.open_measure(measure)).collect();
        for cx in &contexts {
            self.check_measure(cx);
        }
    }

    fn open_measure(&mut self, measure: &'a ast::Measure) -> MeasureCx<'a> {
        let scope = self.scopes.open(ScopeId::GLOBAL, None);
        let id = MeasureId(self.policy.measures.len());
        let mut shared = Vec::new();
        for clause in &measure.clauses {
            match clause {
                MeasureClause::Define(definition) => self.declare_def(definition, scope),
                MeasureClause::Reading(reading) => self.declare_reading(reading, scope),
                MeasureClause::Condition(condition) => {
                    if !self.scopes.add_condition(scope, &condition.label.text, shared.len()) {
                        let same = |other: &&&ast::Condition| other.label.text == condition.label.text;
                        let earlier = shared.iter().find(same).map_or(measure.title.span, |other| other.label.span);
                        self.duplicate(Code::DuplicateName, &condition.label, earlier);
                    }
                    if let Some(rule) = &condition.id {
                        if let Some(earlier) = self.rule_ids.get(&rule.text).copied() {
                            self.duplicate(Code::DuplicateItem, rule, earlier);
                        }
                        self.rule_ids.insert(rule.text.clone(), rule.span);
                    }
                    shared.push(condition);
                }
                MeasureClause::Combination(combination) => self.combinations.push(combination),
                MeasureClause::Case(case) => self.cases.push(case),
                _ => {}
            }
        }
        self.policy.measures.push(MeasureDef {
            number: measure.number.text.parse().unwrap_or(0),
            title: measure.title.value.clone(),
            chapter: None,
            parties: None,
            paragraphs: Vec::new(),
            items: Vec::new(),
            rules: shared.iter().filter_map(|c| c.id.as_ref().map(|id| id.text.clone())).collect(),
            cites: Vec::new(),
            span: measure.title.span,
        });
        MeasureCx { id, scope, syntax: measure, shared, in_force: Vec::new() }
    }

    fn check_measure(&mut self, cx: &MeasureCx<'a>) {
        let mut in_force = Vec::new();
        let mut brackets = Vec::new();
        let mut paragraphs: Vec<(u32, Parties)> = Vec::new();
        let mut chapter = None;
        let mut cites = Vec::new();
        for clause in &cx.syntax.clauses {
            match clause {
                MeasureClause::Chapter(text) => chapter = Some(text.value.clone()),
                MeasureClause::Parties(parties) => brackets.push(parties),
                MeasureClause::Paragraph(paragraph) => {
                    let clauses: Vec<&PartyClause> = paragraph.parties.iter().collect();
                    if let Some(parties) = self.parties(&clauses) {
                        if paragraphs.iter().any(|(number, _)| *number == paragraph.number) {
                            self.error(
                                Code::RepeatedClause,
                                paragraph.span,
                                Words::new("这一款已经写过", "this paragraph is already given"),
                                Words::new(
                                    "把两处并成一款，或改正款号",
                                    "merge the two, or mend the number of the paragraph",
                                ),
                            );
                        }
                        paragraphs.push((paragraph.number, parties));
                    }
                }
                MeasureClause::InForce(period) => {
                    in_force.extend(self.period(period, &mut super::expr::Cx::new(cx.scope, None)));
                }
                MeasureClause::Cites(text) => cites.push(text.value.clone()),
                _ => {}
            }
        }
        let parties = self.parties(&brackets);
        if let Some(measure) = self.policy.measures.get_mut(cx.id.0) {
            measure.chapter = chapter;
            measure.parties = parties;
            measure.paragraphs = paragraphs;
            measure.cites = cites;
        }
        // A shared condition is checked where it is used, and here once in case it is not.
        let used: Vec<&str> = cx
            .syntax
            .clauses
            .iter()
            .filter_map(|clause| if let MeasureClause::Item(item) = clause { Some(item) } else { None })
            .flat_map(|item| labels_in(&item.clauses))
            .collect();
        for condition in &cx.shared {
            if condition.test.is_none() {
                self.error(
                    Code::MissingClause,
                    condition.span,
                    Words::new(
                        format!("共用条件“{}”没有内容", condition.label.text),
                        format!("shared condition `{}` says nothing", condition.label.text),
                    ),
                    Words::new(
                        format!("在名称后写出条件，例如 条件 {} 职工人数 不超过 30人", condition.label.text),
                        format!(
                            "write the test after its name, e.g. condition {} employees at_most 30人",
                            condition.label.text
                        ),
                    ),
                );
            } else if !used.contains(&condition.label.text.as_str()) {
                self.condition_rule(condition, &mut super::expr::Cx::new(cx.scope, None));
                self.report(
                    Diagnostic::new(
                        Code::UnusedName,
                        condition.label.span,
                        format!("没有项目用到共用条件“{}”", condition.label.text),
                        format!("no item uses shared condition `{}`", condition.label.text),
                    )
                    .help(
                        format!("在项目里写 条件 {}，或删去它", condition.label.text),
                        format!("write condition {} in an item, or delete it", condition.label.text),
                    ),
                );
            }
        }
        let cx = MeasureCx { in_force, shared: cx.shared.clone(), ..*cx };
        for clause in &cx.syntax.clauses {
            if let MeasureClause::Item(item) = clause {
                self.check_item(item, &cx);
            }
        }
    }

    /// The bracket these clauses state; `None` when they state nothing.
    pub(super) fn parties(&mut self, clauses: &[&PartyClause]) -> Option<Parties> {
        if clauses.is_empty() {
            return None;
        }
        let mut parties = Parties::default();
        let mut seen: Vec<(PartyRole, Span)> = Vec::new();
        for clause in clauses {
            if let Some((_, first)) = seen.iter().find(|(role, _)| *role == clause.role) {
                self.report(
                    Diagnostic::new(
                        Code::RepeatedClause,
                        clause.span,
                        "责任人、牵头单位、责任单位 各只能写一次",
                        "`official`, `lead` and `responsible` may each be written only once",
                    )
                    .label(*first, "先前的一处", "the first one")
                    .help(
                        "写在一行里，用、隔开；重复的删去",
                        "write all names on one line, separated by 、; delete what is repeated",
                    ),
                );
            }
            seen.push((clause.role, clause.span));
            let into = match clause.role {
                PartyRole::Official => &mut parties.officials,
                PartyRole::Lead => &mut parties.lead,
                PartyRole::Responsible => &mut parties.responsible,
            };
            into.extend(clause.names.iter().map(|name| name.text.clone()));
            for name in &clause.names {
                self.check_party(name, clause.role == PartyRole::Official);
            }
        }
        Some(parties)
    }

    pub(super) fn check_party(&mut self, name: &ast::Name, person: bool) {
        if self.policy.parties.iter().any(|party| party.name == name.text && party.person == person) {
            return;
        }
        if self.policy.parties.iter().any(|party| party.name == name.text) {
            let (zh, en) = if person {
                ("机构，这里要人员", "an agency; a person is named here")
            } else {
                ("人员，这里要机构", "a person; an agency is named here")
            };
            self.error(
                Code::WrongKind,
                name.span,
                Words::new(format!("“{}”是{zh}", name.text), format!("`{}` is {en}", name.text)),
                Words::new(
                    "责任人写人员，牵头单位和责任单位写机构",
                    "official names people; lead and responsible name agencies",
                ),
            );
            return;
        }
        let (zh, en, keyword, word) =
            if person { ("人员", "person", "人员", "person") } else { ("机构", "agency", "机构", "agency") };
        let diagnostic = Diagnostic::new(
            Code::UnknownParty,
            name.span,
            format!("没有登记{zh}“{}”", name.text),
            format!("{en} `{}` is not registered", name.text),
        );
        let otherwise = (format!("先登记：{keyword} {}", name.text), format!("register it: {word} {}", name.text));
        self.not_among(
            name,
            diagnostic,
            |this| {
                let parties = this.policy.parties.iter().filter(|party| party.person == person);
                parties.map(|party| party.name.clone()).collect()
            },
            otherwise,
        );
    }

    /// The bracket that holds for an item of this paragraph.
    pub(super) fn bracket(&self, measure: MeasureId, paragraph: Option<u32>) -> Option<Parties> {
        let measure = self.policy.measures.get(measure.0)?;
        let of_paragraph = measure.paragraphs.iter().find(|(number, _)| Some(*number) == paragraph);
        of_paragraph.map(|(_, parties)| parties.clone()).or_else(|| measure.parties.clone())
    }

    /// The item with this id, or a report, which does not suggest one of those that stand beside it.
    pub(super) fn item_id(&mut self, name: &ast::Name, beside: &[ast::Name]) -> Option<ItemId> {
        if let Some((id, _)) = self.item_spans.get(&name.text) {
            return Some(*id);
        }
        let diagnostic = Diagnostic::new(
            Code::UnknownItem,
            name.span,
            format!("没有项目 {}", name.text),
            format!("there is no item {}", name.text),
        );
        let otherwise = (
            "这里写项目的编号，如 14.1；没有这一项就删去".to_owned(),
            "the id of an item stands here, e.g. 14.1; delete it if there is no such item".to_owned(),
        );
        let others = |this: &Self| {
            let ids = this.item_spans.keys().filter(|id| beside.iter().all(|other| other.text != **id));
            ids.cloned().collect()
        };
        self.not_among(name, diagnostic, others, otherwise);
        None
    }

    pub(super) fn check_combinations(&mut self) {
        for combination in self.combinations.clone() {
            let items: Vec<Option<ItemId>> =
                combination.items.iter().map(|name| self.item_id(name, &combination.items)).collect();
            let Some(items) = items.into_iter().collect::<Option<Vec<_>>>() else { continue };
            let list = match &combination.per {
                Per::Subject | Per::Record => None,
                Per::List(name) => match self.scopes.find(ScopeId::GLOBAL, &name.text) {
                    Some((Symbol::Fact(fact), _)) => match self.policy.facts.get(fact.0).map(|fact| &fact.ty) {
                        Some(crate::ir::FactType::List(list)) => Some(*list),
                        _ => {
                            self.error(
                                Code::WrongKind,
                                name.span,
                                Words::new(
                                    format!("“{}”不是列表", name.text),
                                    format!("`{}` is not a list", name.text),
                                ),
                                Words::new(
                                    "这里写 主体、笔，或主体下声明为 列表 的名称",
                                    "write subject, record, or the name of a list declared in a subject",
                                ),
                            );
                            continue;
                        }
                    },
                    _ => {
                        self.unknown(name, ScopeId::GLOBAL);
                        continue;
                    }
                },
            };
            for (id, name) in items.iter().zip(&combination.items) {
                let own = self.policy.items.get(id.0).and_then(|item| item.each.as_ref()).map(|each| each.list);
                if list.is_some() && own != list {
                    self.report(
                        Diagnostic::new(
                            Code::CombinationAcrossLists,
                            name.span,
                            format!("项目 {} 不是按这个列表逐笔计算的", name.text),
                            format!("item {} is not computed per record of this list", name.text),
                        )
                        .help(
                            "组合里的项目都要在同一列表上逐笔计算，或写 每 主体",
                            "all items of a combination work on one list; otherwise write per subject",
                        ),
                    );
                }
            }
            self.policy.combinations.push(CombinationDef {
                rule: combination.rule,
                items,
                list,
                note: combination.note.as_ref().map(|note| note.value.clone()),
                span: combination.span,
            });
        }
    }
}

/// Labels of conditions mentioned in clauses.
fn labels_in(clauses: &[ast::Clause]) -> Vec<&str> {
    clauses
        .iter()
        .flat_map(|clause| match clause {
            ast::Clause::Condition(condition) if condition.test.is_none() => vec![condition.label.text.as_str()],
            ast::Clause::PerRecord(each) => labels_in(&each.clauses),
            _ => Vec::new(),
        })
        .collect()
}

/// A rounding mode in words, for traces.
#[must_use]
pub(crate) const fn rounding_word(mode: Rounding) -> &'static str {
    match mode {
        Rounding::HalfUp => "四舍五入",
        Rounding::HalfEven => "四舍六入",
        Rounding::Down => "舍去",
        Rounding::Up => "进一",
    }
}
