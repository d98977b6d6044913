//! The first pass: every name a pack declares, so that order has no meaning afterwards. Owns ids; expressions
//! are left for later passes.

use super::Checker;
use super::scope::{Pending, ScopeId, Symbol};
use crate::diagnostic::{Code, Diagnostic, Words};
use crate::ir::{
    DefId, EnumDef, EnumId, EventDef, EventId, EventState, FactDef, FactId, FactType, ListDef, ListId, ParamId,
    PartyDef, ReadingId, RoundingRule, ScriptId, SubjectDef, SubjectId,
};
use crate::span::Span;
use crate::syntax::ast::{self, Decl, FactAttr, PackClause, TypeExpr};
use crate::value::unit::BaseUnit;

/// Members of one enumeration: sets of them are kept in 128 bits.
pub(crate) const MAX_MEMBERS: usize = 128;

impl<'a> Checker<'a> {
    pub(super) fn declare_all(&mut self) {
        let input = self.input;
        let imported = input.imported.iter().flat_map(|file| &file.decls).map(|decl| (decl, false));
        let main = input.main.iter().flat_map(|file| &file.decls).map(|decl| (decl, true));
        let decls: Vec<(&'a Decl, bool)> = imported.chain(main).collect();
        for (decl, own) in &decls {
            match decl {
                Decl::Pack(pack) if *own => self.declare_pack(pack),
                Decl::Unit(unit) => self.declare_units(unit),
                Decl::Enum(def) => self.declare_enum(def),
                Decl::Party(party) => self.declare_parties(party),
                _ => {}
            }
        }
        for (decl, _) in &decls {
            if let Decl::Subject(subject) = decl {
                self.declare_subject_name(subject);
            }
        }
        for (decl, _) in &decls {
            match decl {
                Decl::Subject(subject) => self.declare_facts(subject),
                Decl::Parameter(param) => {
                    let id = ParamId(self.param_syntax.len());
                    self.param_syntax.push(param);
                    self.declare(ScopeId::GLOBAL, &param.name, Symbol::Param(id));
                    self.declare(ScopeId::GLOBAL, &param.key, Symbol::Param(id));
                }
                Decl::Event(event) => self.declare_event(event),
                Decl::Period(period) => {
                    let index = self.period_syntax.len();
                    self.period_syntax.push(period);
                    self.periods.push(Pending::Waiting);
                    self.declare(ScopeId::GLOBAL, &period.name, Symbol::Period(index));
                }
                Decl::Script(script) => {
                    let id = ScriptId(self.script_syntax.len());
                    self.script_syntax.push(script);
                    self.declare(ScopeId::GLOBAL, &script.name, Symbol::Script(id));
                }
                Decl::Define(definition) => self.declare_def(definition, ScopeId::GLOBAL),
                Decl::Reading(reading) => self.declare_reading(reading, ScopeId::GLOBAL),
                Decl::Combination(combination) => self.combinations.push(combination),
                Decl::Case(case) => self.cases.push(case),
                _ => {}
            }
        }
    }

    /// Adds a name to a scope or reports that it is taken.
    pub(super) fn declare(&mut self, scope: ScopeId, name: &ast::Name, symbol: Symbol) {
        if let Some((earlier, span)) = self.scopes.add(scope, &name.text, symbol, name.span)
            && earlier != symbol
        {
            self.duplicate(Code::DuplicateName, name, span);
        }
    }

    pub(super) fn duplicate(&mut self, code: Code, name: &ast::Name, earlier: Span) {
        let help = match code {
            Code::DuplicateItem => (
                "改用通知里的编号；同一句里的几项加字母，如 1.1a、1.1b",
                "use the number of the notice; several items of one sentence take letters, as in 1.1a, 1.1b",
            ),
            _ => ("换一个名称，或删去其中一处", "use another name, or delete one of the two"),
        };
        self.report(
            Diagnostic::new(
                code,
                name.span,
                format!("“{}”已经声明过", name.text),
                format!("`{}` is already declared", name.text),
            )
            .label(earlier, "先前的声明", "declared here first")
            .help(help.0, help.1),
        );
    }

    fn declare_pack(&mut self, pack: &'a ast::PackDecl) {
        self.has_card = true;
        self.policy.id.clone_from(&pack.key.text);
        self.policy.name.clone_from(&pack.name.value);
        for clause in &pack.clauses {
            match clause {
                PackClause::Document(text) => {
                    self.card_clause(self.policy.document.is_some(), text.span, "文号", "document");
                    self.policy.document = Some(text.value.clone());
                }
                PackClause::Title(text) => {
                    self.card_clause(self.policy.title.is_some(), text.span, "标题", "title");
                    self.policy.title = Some(text.value.clone());
                }
                PackClause::Issuer(text) => {
                    self.card_clause(self.policy.issuer.is_some(), text.span, "发布机关", "issuer");
                    self.policy.issuer = Some(text.value.clone());
                }
                PackClause::Issued(date) => {
                    self.card_clause(self.policy.issued.is_some(), date.span, "印发日", "issued");
                    self.policy.issued = Some(date.day);
                }
                PackClause::Rounding(rule) => {
                    self.card_clause(self.rounding_given, rule.span, "舍入", "round");
                    self.rounding_given = true;
                    self.policy.rounding = RoundingRule { decimals: rule.decimals, mode: rule.mode };
                }
                PackClause::InForce(_) | PackClause::Import(_) => {}
            }
        }
    }

    fn card_clause(&mut self, repeated: bool, span: Span, zh: &str, en: &str) {
        if repeated {
            self.report(
                Diagnostic::new(
                    Code::RepeatedClause,
                    span,
                    format!("“{zh}”只能写一次"),
                    format!("`{en}` may be written only once"),
                )
                .help("留下一处，删去其余", "keep one and delete the others"),
            );
        }
    }

    fn declare_units(&mut self, decl: &ast::UnitDecl) {
        for name in &decl.names {
            if self.units.contains_key(&name.text) {
                continue; // Declaring a unit twice (in two packs) means the same unit.
            }
            let Ok(index) = u16::try_from(self.policy.unit_names.len()) else { continue };
            self.policy.unit_names.push(name.text.clone());
            self.units.insert(name.text.clone(), BaseUnit(index));
        }
    }

    fn declare_enum(&mut self, decl: &'a ast::EnumDecl) {
        let id = EnumId(self.policy.enums.len());
        let mut members: Vec<(String, Option<String>)> = Vec::new();
        for member in &decl.members {
            if members.iter().any(|(name, _)| *name == member.name.text) {
                self.duplicate(Code::DuplicateName, &member.name, decl.name.span);
                continue;
            }
            members.push((member.name.text.clone(), member.key.as_ref().map(|key| key.text.clone())));
        }
        if members.len() > MAX_MEMBERS {
            self.error(
                Code::FileTooLarge,
                decl.name.span,
                Words::new(
                    format!("枚举最多 {MAX_MEMBERS} 项，这里有 {} 项", members.len()),
                    format!("an enumeration has at most {MAX_MEMBERS} members; this one has {}", members.len()),
                ),
                Words::new("并成较少的几类，或拆成两个枚举", "group the members, or split the enumeration in two"),
            );
            members.truncate(MAX_MEMBERS);
        }
        self.policy.enums.push(EnumDef { name: decl.name.text.clone(), members });
        self.declare(ScopeId::GLOBAL, &decl.name, Symbol::Enum(id));
    }

    fn declare_parties(&mut self, decl: &ast::PartyDecl) {
        for member in &decl.names {
            if self.policy.parties.iter().any(|party| party.name == member.name.text) {
                self.duplicate(Code::DuplicateName, &member.name, decl.span);
                continue;
            }
            let key = member.key.as_ref().map(|key| key.text.clone());
            self.policy.parties.push(PartyDef { name: member.name.text.clone(), person: decl.person, key });
        }
    }

    fn declare_subject_name(&mut self, decl: &ast::SubjectDecl) {
        let (Some(name), Some(key)) = (&decl.name, &decl.key) else { return };
        if self.policy.subjects.iter().any(|subject| subject.name == name.text) {
            return; // Several blocks of one subject are merged.
        }
        let id = SubjectId(self.policy.subjects.len());
        self.policy.subjects.push(SubjectDef { name: name.text.clone(), key: key.text.clone() });
        self.declare(ScopeId::GLOBAL, name, Symbol::Subject(id));
    }

    fn declare_facts(&mut self, decl: &'a ast::SubjectDecl) {
        let subject = match &decl.name {
            None => None,
            Some(name) => match self.subject_id(name) {
                Some(id) => Some(id),
                None => return,
            },
        };
        for fact in &decl.facts {
            self.declare_fact(fact, subject);
        }
    }

    /// The subject of this name, or a report.
    pub(super) fn subject_id(&mut self, name: &ast::Name) -> Option<SubjectId> {
        let found = self.policy.subjects.iter().position(|s| s.name == name.text || s.key == name.text);
        if found.is_none() {
            let known: Vec<String> = self.policy.subjects.iter().map(|s| s.name.clone()).collect();
            self.report(
                Diagnostic::new(
                    Code::UnknownName,
                    name.span,
                    format!("没有主体“{}”", name.text),
                    format!("there is no subject `{}`", name.text),
                )
                .help(
                    format!("已声明的主体：{}；新的主体须写出键，如 主体 企业 (enterprise)", known.join("、")),
                    format!(
                        "declared: {}; a new subject needs its key, e.g. subject 企业 (enterprise)",
                        known.join(", ")
                    ),
                ),
            );
        }
        found.map(SubjectId)
    }

    fn new_fact(
        &mut self,
        syntax: &'a ast::FactDecl,
        subject: Option<SubjectId>,
        list: Option<ListId>,
        ty: FactType,
    ) -> FactId {
        let id = FactId(self.policy.facts.len());
        let text = |wanted: fn(&FactAttr) -> Option<&ast::Text>| {
            syntax.attrs.iter().find_map(wanted).map(|text| text.value.clone())
        };
        let has = |wanted: fn(&FactAttr) -> bool| syntax.attrs.iter().any(wanted);
        self.policy.facts.push(FactDef {
            key: syntax.key.text.clone(),
            name: syntax.name.text.clone(),
            subject,
            list,
            ty,
            question: text(|attr| if let FactAttr::Ask(text) = attr { Some(text) } else { None }),
            note: text(|attr| if let FactAttr::Note(text) = attr { Some(text) } else { None }),
            act: has(|attr| matches!(attr, FactAttr::Act)),
            fixed: has(|attr| matches!(attr, FactAttr::Fixed)),
            approval: has(|attr| matches!(attr, FactAttr::Approval)),
            bounds: (None, None),
            derived: None,
            only_if: None,
            span: syntax.name.span,
        });
        self.fact_syntax.push(syntax);
        id
    }

    fn declare_fact(&mut self, syntax: &'a ast::FactDecl, subject: Option<SubjectId>) {
        let TypeExpr::List(fields, _) = &syntax.ty else {
            let Some((ty, mut form)) = self.scalar_type(&syntax.ty) else { return };
            if let Some(form) = &mut form {
                form.signed = syntax.attrs.iter().any(|attr| matches!(attr, FactAttr::Signed));
            }
            let id = self.new_fact(syntax, subject, None, FactType::Scalar(ty, form));
            self.declare(ScopeId::GLOBAL, &syntax.name, Symbol::Fact(id));
            self.declare(ScopeId::GLOBAL, &syntax.key, Symbol::Fact(id));
            return;
        };
        let list = ListId(self.policy.lists.len());
        let fact = self.new_fact(syntax, subject, None, FactType::List(list));
        self.declare(ScopeId::GLOBAL, &syntax.name, Symbol::Fact(fact));
        self.declare(ScopeId::GLOBAL, &syntax.key, Symbol::Fact(fact));
        self.policy.lists.push(ListDef { fact, fields: Vec::new() });
        for field in fields {
            let Some((ty, mut form)) = self.scalar_type(&field.ty) else { continue };
            if let Some(form) = &mut form {
                form.signed = field.attrs.iter().any(|attr| matches!(attr, FactAttr::Signed));
            }
            let id = self.new_fact(field, subject, Some(list), FactType::Scalar(ty, form));
            let fields = self.policy.lists.get(list.0).map(|def| def.fields.clone()).unwrap_or_default();
            let taken = fields.iter().filter_map(|f| self.policy.facts.get(f.0)).find(|f| f.key == field.key.text);
            if let Some(earlier) = taken.map(|f| f.span) {
                self.duplicate(Code::DuplicateName, &field.key, earlier);
                continue;
            }
            if let Some(def) = self.policy.lists.get_mut(list.0) {
                def.fields.push(id);
            }
            self.scopes.add_field(&field.name.text, id);
            if field.key.text != field.name.text {
                self.scopes.add_field(&field.key.text, id);
            }
        }
    }

    fn declare_event(&mut self, event: &ast::EventDecl) {
        let id = EventId(self.policy.events.len());
        let state = match event.state {
            None => EventState::Unknown,
            Some(ast::EventState::On(date)) => EventState::On(date.day),
            Some(ast::EventState::NotBy(date)) => EventState::NotBy(date.day),
        };
        self.policy.events.push(EventDef {
            key: event.key.text.clone(),
            name: event.name.text.clone(),
            state,
            note: event.note.as_ref().map(|note| note.value.clone()),
        });
        self.declare(ScopeId::GLOBAL, &event.name, Symbol::Event(id));
        self.declare(ScopeId::GLOBAL, &event.key, Symbol::Event(id));
    }

    pub(super) fn declare_def(&mut self, definition: &'a ast::Definition, scope: ScopeId) {
        let id = DefId(self.def_syntax.len());
        self.def_syntax.push((definition, scope));
        self.defs.push(Pending::Waiting);
        self.declare(scope, &definition.name, Symbol::Def(id));
    }

    pub(super) fn declare_reading(&mut self, reading: &'a ast::ReadingDecl, scope: ScopeId) {
        let id = ReadingId(self.reading_syntax.len());
        let first = *self.reading_names.entry(reading.name.text.as_str()).or_insert(id);
        if let Some(span) = self.reading_syntax.get(first.0).map(|(other, _)| other.name.span) {
            // Readings are switched by name from the command line, so a name means one reading in the whole pack.
            self.duplicate(Code::DuplicateName, &reading.name, span);
        }
        self.reading_syntax.push((reading, scope));
        self.readings.push(Pending::Waiting);
        self.declare(scope, &reading.name, Symbol::Reading(id));
    }
}
