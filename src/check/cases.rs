//! Test cases (`用例`): facts by name, expectations by item. Owns their checking; running them is another module's.

use super::Checker;
use super::expr::Cx;
use super::mismatch::Why;
use super::scope::{ScopeId, Symbol};
use crate::diagnostic::{Code, Words};
use crate::ir::{CaseDef, EventState, ExpectDef, FactId, FactType, ListId, ParamId, Type, Value};
use crate::syntax::ast::{self, CaseClause};
use crate::value::number::Number;
use crate::value::unit::{BaseUnit, Unit};

impl Checker<'_> {
    pub(super) fn check_cases(&mut self) {
        for case in self.cases.clone() {
            let mut checked = CaseDef {
                name: case.name.value.clone(),
                as_of: None,
                subject: None,
                facts: Vec::new(),
                records: Vec::new(),
                empty: Vec::new(),
                readings: Vec::new(),
                params: Vec::new(),
                events: Vec::new(),
                expects: Vec::new(),
                span: case.name.span,
            };
            for clause in &case.clauses {
                self.case_clause(clause, &mut checked);
            }
            self.policy.cases.push(checked);
        }
    }

    fn case_clause(&mut self, clause: &CaseClause, case: &mut CaseDef) {
        match clause {
            CaseClause::AsOf(date) => case.as_of = Some(date.day),
            CaseClause::Subject(name) => case.subject = self.subject_id(name),
            CaseClause::Given(name, value, _) => {
                let Some(fact) = self.case_fact(name) else { return };
                let Some(ty) = self.policy.facts.get(fact.0).and_then(|fact| self.fact_type(&fact.ty)) else {
                    self.error(
                        Code::WrongKind,
                        name.span,
                        Words::new(
                            format!("“{}”是列表，不能写成一个值", name.text),
                            format!("`{}` is a list and has no single value", name.text),
                        ),
                        Words::new(
                            format!("一笔写一段：设 {} {{ 字段 = 值 }}；一笔也没有的，写 无 {}", name.text, name.text),
                            format!(
                                "one block a record: given {} {{ field = value }}; if there are none, none {}",
                                name.text, name.text
                            ),
                        ),
                    );
                    return;
                };
                let why = self.declared_fact(fact);
                if let Some(value) = self.constant(value, &ty, why.as_ref()) {
                    set(&mut case.facts, fact, value);
                }
            }
            CaseClause::Record(name, fields, _) => {
                let Some(list) = self.case_list(name) else { return };
                let mut record = Vec::new();
                for (field, value) in fields {
                    let Some((fact, ty)) = self.case_field(list, field) else { continue };
                    let why = self.declared_fact(fact);
                    if let Some(value) = self.constant(value, &ty, why.as_ref()) {
                        record.push((fact, value));
                    }
                }
                case.records.push((list, record));
            }
            CaseClause::NoRecords(name, _) => {
                // A set without members is written like a list without records.
                if let Some((Symbol::Fact(id), _)) = self.scopes.find(ScopeId::GLOBAL, &name.text)
                    && self
                        .policy
                        .facts
                        .get(id.0)
                        .is_some_and(|fact| matches!(fact.ty, FactType::Scalar(Type::Set(_), _)))
                {
                    set(&mut case.facts, id, Value::Set(0));
                    return;
                }
                case.empty.extend(self.case_list(name));
            }
            CaseClause::Reading(name, alternative, _) => match self.scopes_reading(name) {
                Some(id) => {
                    let found = self.reading_syntax.get(id.0).and_then(|(reading, _)| {
                        reading.alternatives.iter().position(|other| other.name.text == alternative.text)
                    });
                    match found {
                        Some(index) => case.readings.push((id, index)),
                        None => self.unknown(alternative, ScopeId::GLOBAL),
                    }
                }
                None => self.unknown(name, ScopeId::GLOBAL),
            },
            CaseClause::Parameter(name, value, _) => {
                let Some((Symbol::Param(id), _)) = self.scopes.find(ScopeId::GLOBAL, &name.text) else {
                    self.unknown(name, ScopeId::GLOBAL);
                    return;
                };
                let Some(param) = self.policy.params.get(id.0) else { return };
                let (ty, why) = (param.ty.clone(), Why::declared(param.span, &param.name));
                if let Some(value) = self.constant(value, &ty, Some(&why)) {
                    case.params.push((ParamId(id.0), value));
                }
            }
            CaseClause::Event(name, state, _) => {
                let Some((Symbol::Event(id), _)) = self.scopes.find(ScopeId::GLOBAL, &name.text) else {
                    self.unknown(name, ScopeId::GLOBAL);
                    return;
                };
                let state = match state {
                    ast::EventState::On(date) => EventState::On(date.day),
                    ast::EventState::NotBy(date) => EventState::NotBy(date.day),
                };
                case.events.push((id, state));
            }
            CaseClause::Expect(expectation) => {
                let Some(item) = self.item_id(&expectation.item, &[]) else { return };
                let needs = expectation
                    .needs
                    .as_ref()
                    .map(|names| names.iter().filter_map(|name| self.case_need(name)).collect::<Vec<_>>());
                let amount = expectation.amount.as_ref().and_then(|amount| self.yuan(amount));
                let range = expectation.range.as_ref().and_then(|(lo, hi)| {
                    let lo = self.yuan(lo)?;
                    let hi = match hi {
                        Some(hi) => Some(self.yuan(hi)?),
                        None => None,
                    };
                    Some((lo, hi))
                });
                case.expects.push(ExpectDef {
                    item,
                    status: expectation.status.as_ref().map(|status| status.value.clone()),
                    amount,
                    range,
                    needs,
                    failed: expectation.failed.iter().map(|name| name.text.clone()).collect(),
                    span: expectation.span,
                });
            }
        }
    }

    fn declared_fact(&self, id: FactId) -> Option<Why> {
        self.policy.facts.get(id.0).map(|fact| Why::declared(fact.span, &fact.name))
    }

    fn yuan(&mut self, expr: &ast::Expr) -> Option<Number> {
        // Rates (`标准 … 每 月`) are compared by their number of yuan too.
        let checked = self.number(expr, &mut Cx::new(ScopeId::GLOBAL, None))?;
        let yuan = Type::Number(Unit::base(BaseUnit::YUAN));
        if checked.ty != yuan {
            self.mismatch(&yuan, &checked, None);
            return None;
        }
        match self.constant(expr, &yuan, None)? {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    fn case_fact(&mut self, name: &ast::Name) -> Option<FactId> {
        match self.scopes.find(ScopeId::GLOBAL, &name.text) {
            Some((Symbol::Fact(id), _)) => Some(id),
            Some((other, declared)) => {
                self.wrong_kind(name, other, declared, ("事实", "a fact"));
                None
            }
            None => {
                self.unknown(name, ScopeId::GLOBAL);
                None
            }
        }
    }

    fn case_list(&mut self, name: &ast::Name) -> Option<ListId> {
        let id = self.case_fact(name)?;
        match self.policy.facts.get(id.0)?.ty {
            FactType::List(list) => Some(list),
            FactType::Scalar(..) => {
                self.error(
                    Code::WrongKind,
                    name.span,
                    Words::new(format!("“{}”不是列表", name.text), format!("`{}` is not a list", name.text)),
                    Words::new(
                        format!("一个值写成：设 {} = 值", name.text),
                        format!("a single value: given {} = value", name.text),
                    ),
                );
                None
            }
        }
    }

    fn case_field(&mut self, list: ListId, name: &ast::Name) -> Option<(FactId, Type)> {
        let candidates = self.scopes.fields(&name.text).to_vec();
        let found = candidates.into_iter().find_map(|id| {
            let fact = self.policy.facts.get(id.0)?;
            if fact.list == Some(list) { Some((id, self.fact_type(&fact.ty)?)) } else { None }
        });
        if found.is_none() {
            let of = self.list_name(list);
            self.error(
                Code::UnknownName,
                name.span,
                Words::new(format!("“{of}”没有字段“{}”", name.text), format!("`{of}` has no field `{}`", name.text)),
                Words::new(
                    format!("在 {of} 的声明里补上这个字段，或改正名称"),
                    format!("declare the field in the list {of}, or mend the name"),
                ),
            );
        }
        found
    }

    /// A need in an expectation: a fact's key, whether of a subject or of a record.
    fn case_need(&mut self, name: &ast::Name) -> Option<String> {
        if name.text == "subject_type" || name.text == "主体类型" {
            return Some("subject_type".to_owned());
        }
        let fact = match self.scopes.find(ScopeId::GLOBAL, &name.text) {
            Some((Symbol::Fact(id), _)) => Some(id),
            _ => self.scopes.fields(&name.text).first().copied(),
        };
        let key = fact.and_then(|id| self.policy.facts.get(id.0)).map(|fact| fact.key.clone());
        if key.is_none() {
            self.unknown(name, ScopeId::GLOBAL);
        }
        key
    }

    /// Readings of measures are not visible from a case beside another measure; their names are unique in a pack.
    fn scopes_reading(&self, name: &ast::Name) -> Option<crate::ir::ReadingId> {
        self.reading_names.get(name.text.as_str()).copied()
    }
}

fn set(facts: &mut Vec<(FactId, Value)>, fact: FactId, value: Value) {
    // Members of a set are given one by one.
    if let Value::Set(mask) = value
        && let Some((_, Value::Set(so_far))) = facts.iter_mut().find(|(id, _)| *id == fact)
    {
        *so_far |= mask;
        return;
    }
    facts.push((fact, value));
}
