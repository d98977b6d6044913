//! Names in expressions: what each stands for, and did-you-mean where it stands for nothing. Owns the look-up of
//! facts, fields of records, parameters, definitions and members; knows nothing of operators.

use super::Checker;
use super::expr::Cx;
use super::scope::{ScopeId, Symbol};
use super::suggest::{nearest, nearest_member};
use crate::diagnostic::{BLANK, Code, Diagnostic, Words};
use crate::ir::{EnumId, Expr, ExprKind, FactId, ListId, ParamValue, Type, Value, bit};
use crate::span::Span;
use crate::syntax::ast::Name;
use crate::syntax::keywords;

impl Checker<'_> {
    pub(super) fn name(&mut self, name: &Name, cx: &mut Cx, expect: Option<&Type>) -> Option<Expr> {
        let span = name.span;
        // Where a member of an enumeration is expected, its name goes first.
        if let Some(Type::Enum(id)) = expect
            && let Some(index) = self.policy.enums.get(id.0).and_then(|def| def.find(&name.text))
        {
            let kind = ExprKind::Const(Value::Enum(index), name.text.clone());
            return Some(Expr { kind, ty: Type::Enum(*id), span });
        }
        let Some((symbol, declared)) = self.scopes.find(cx.scope, &name.text) else {
            if !self.scopes.fields(&name.text).is_empty() {
                let fact = self.field(name, cx)?;
                return self.fact_expr(fact, span);
            }
            if let Some(Type::Enum(id)) = expect {
                self.unknown_member(*id, name, &[]);
            } else {
                self.unknown(name, cx.scope);
            }
            return None;
        };
        match symbol {
            Symbol::Fact(id) => self.fact_expr(id, span),
            Symbol::Param(id) => {
                let param = self.policy.params.get(id.0)?;
                let ty = param.ty.clone();
                if matches!(param.value, ParamValue::Series(_)) {
                    self.undated(name, declared);
                    return None;
                }
                Some(Expr { kind: ExprKind::Param(id, None), ty, span })
            }
            Symbol::Def(id) => {
                let (ty, list) = self.resolve_def(id)?;
                self.enter_list(list, name, cx)?;
                Some(Expr { kind: ExprKind::Def(id), ty, span })
            }
            Symbol::Reading(id) => {
                let (ty, list) = self.resolve_reading(id)?;
                let Some(ty) = ty else {
                    self.report(
                        Diagnostic::new(
                            Code::WrongKind,
                            span,
                            format!("解读“{}”只作说明，没有值", name.text),
                            format!("reading `{}` only documents a choice and has no value", name.text),
                        )
                        .label(declared, "在这里声明", "declared here")
                        .help(
                            "用 口径 引用它，或给每种读法写上值",
                            "cite it with rests_on, or give each alternative a value",
                        ),
                    );
                    return None;
                };
                self.enter_list(list, name, cx)?;
                Some(Expr { kind: ExprKind::Reading(id), ty, span })
            }
            Symbol::Event(_) | Symbol::Period(_) | Symbol::Script(_) | Symbol::Enum(_) | Symbol::Subject(_) => {
                self.wrong_kind(name, symbol, declared, ("值", "a value"));
                None
            }
        }
    }

    pub(super) fn undated(&mut self, name: &Name, declared: Span) {
        self.report(
            Diagnostic::new(
                Code::UndatedRead,
                name.span,
                format!("参数“{}”分时段取值，须写明取哪一天的值", name.text),
                format!("parameter `{}` has dated values; say at which date it is read", name.text),
            )
            .label(declared, "分时段声明", "declared with dates")
            .help(format!("写成 {} 于 某日期", name.text), format!("write {} at some_date", name.text))
            .propose(name.span.after(), format!(" 于 {BLANK}")),
        );
    }

    pub(super) fn fact_expr(&mut self, id: FactId, span: Span) -> Option<Expr> {
        let fact = self.policy.facts.get(id.0)?;
        if let Some(ty) = self.fact_type(&fact.ty) {
            return Some(Expr { kind: ExprKind::Fact(id), ty, span });
        }
        let name = fact.name.clone();
        self.report(
            Diagnostic::new(
                Code::WrongKind,
                span,
                format!("“{name}”是列表，不能直接当值用"),
                format!("`{name}` is a list and has no single value"),
            )
            .help(format!("写在 逐笔 {name} {{ … }} 之内"), format!("use its fields inside each {name} {{ … }}")),
        );
        None
    }

    /// A field of the record at hand.
    pub(super) fn field(&mut self, name: &Name, cx: &mut Cx) -> Option<FactId> {
        let candidates: Vec<(FactId, ListId)> = self
            .scopes
            .fields(&name.text)
            .iter()
            .filter_map(|id| Some((*id, self.policy.facts.get(id.0)?.list?)))
            .collect();
        let found = match cx.list {
            Some(list) => candidates.iter().find(|(_, of)| *of == list).copied(),
            None if cx.infer => candidates.first().copied(),
            None => None,
        };
        if let Some((fact, list)) = found {
            cx.list = Some(list);
            return Some(fact);
        }
        let (_, list) = candidates.first().copied()?;
        let of = self.list_name(list);
        self.report(
            Diagnostic::new(
                Code::NotInRecord,
                name.span,
                format!("“{}”是“{of}”每一笔的字段，只能在 逐笔 {of} 之内使用", name.text),
                format!("`{}` is a field of the records of `{of}` and can be used only inside each {of}", name.text),
            )
            .label(self.list_place(list), "列表在这里声明", "the list is declared here")
            .help(format!("把这一行移到 逐笔 {of} {{ … }} 之内"), format!("move this line into each {of} {{ … }}")),
        );
        None
    }

    fn list_place(&self, list: ListId) -> Span {
        let fact = self.policy.lists.get(list.0).and_then(|def| self.policy.facts.get(def.fact.0));
        fact.map_or_else(Span::default, |fact| fact.span)
    }

    pub(super) fn list_name(&self, list: ListId) -> String {
        let fact = self.policy.lists.get(list.0).and_then(|def| self.policy.facts.get(def.fact.0));
        fact.map_or_else(String::new, |fact| fact.name.clone())
    }

    /// A definition of one list can be used only in its records.
    pub(super) fn enter_list(&mut self, list: Option<ListId>, name: &Name, cx: &mut Cx) -> Option<()> {
        let Some(list) = list else { return Some(()) };
        match cx.list {
            Some(at) if at == list => Some(()),
            None if cx.infer => {
                cx.list = Some(list);
                Some(())
            }
            _ => {
                let of = self.list_name(list);
                let found = Diagnostic::new(
                    Code::NotInRecord,
                    name.span,
                    format!("“{}”按“{of}”逐笔定义，只能在 逐笔 {of} 之内使用", name.text),
                    format!(
                        "`{}` is defined for each record of `{of}` and can be used only inside each {of}",
                        name.text
                    ),
                )
                .label(self.list_place(list), "列表在这里声明", "the list is declared here")
                .help(format!("把这一行移到 逐笔 {of} {{ … }} 之内"), format!("move this line into each {of} {{ … }}"));
                self.report(found);
                None
            }
        }
    }

    pub(super) fn wrong_kind(&mut self, name: &Name, found: Symbol, declared: Span, wanted: (&str, &str)) {
        let (zh, en) = found.kind();
        self.report(
            Diagnostic::new(
                Code::WrongKind,
                name.span,
                format!("“{}”是{zh}，这里要{}", name.text, wanted.0),
                format!("`{}` is {en}; {} is needed here", name.text, wanted.1),
            )
            .label(declared, "在这里声明", "declared here")
            .help(
                format!("换成{}的名称，或换一项来写", wanted.0),
                format!("name {} instead, or see whether another clause is meant", wanted.1),
            ),
        );
    }

    pub(super) fn unknown(&mut self, name: &Name, scope: ScopeId) {
        if let Some(party) = self.policy.parties.iter().find(|party| party.name == name.text) {
            let (zh, en) = if party.person { ("人员", "a person") } else { ("机构", "an agency") };
            self.error(
                Code::WrongKind,
                name.span,
                Words::new(
                    format!("“{}”是{zh}，不能当作值", name.text),
                    format!("`{}` is {en} and has no value", name.text),
                ),
                Words::new(
                    "这里写事实、参数或定义的名称；机构和人员写在 牵头单位、责任人 之后",
                    "a fact, a parameter or a definition stands here; agencies and people stand after lead and official",
                ),
            );
            return;
        }
        // 是 and 否 are what people write for the two truths.
        let truth = match name.text.as_str() {
            "是" | "yes" => Some("真"),
            "否" | "no" => Some("假"),
            _ => None,
        };
        let known: Vec<String> = match truth {
            Some(truth) => vec![truth.to_owned()],
            None => self.scopes.visible(scope).into_iter().filter(|_| self.suggests()).map(str::to_owned).collect(),
        };
        let near = nearest(&name.text, known.iter().map(String::as_str));
        // Words run together are like the first of them; another name is meant only if it is much alike.
        let alike = |near: &str| near.chars().count().saturating_mul(2) > name.text.chars().count();
        let apart = keywords::unglue(&name.text).filter(|_| !near.is_some_and(alike) && truth.is_none());
        let code = if apart.is_some() { Code::GluedWords } else { Code::UnknownName };
        let diagnostic = Diagnostic::new(
            code,
            name.span,
            format!("没有名称“{}”", name.text),
            format!("there is no `{}`", name.text),
        )
        .here("没有声明过", "not declared");
        let Some(apart) = apart else {
            let otherwise = (
                "先在词汇、参数或定义中声明它".to_owned(),
                "declare it as a fact, a parameter or a definition first".to_owned(),
            );
            let near = truth.or(near).map(str::to_owned);
            self.report(diagnostic.did_you_mean(name.span, near, otherwise.0, otherwise.1));
            return;
        };
        self.report(
            diagnostic
                .help(format!("词与词之间要空格：{apart}"), format!("words are separated by spaces: {apart}"))
                .patch(name.span, apart),
        );
    }

    /// The member of this name, which stands in a list of members.
    pub(super) fn member(&mut self, id: EnumId, name: &Name, listed: &[Name]) -> Option<usize> {
        let found = self.policy.enums.get(id.0).and_then(|def| def.find(&name.text));
        if found.is_none() {
            self.unknown_member(id, name, listed);
        }
        found
    }

    pub(super) fn unknown_member(&mut self, id: EnumId, name: &Name, listed: &[Name]) {
        let Some(def) = self.policy.enums.get(id.0) else { return };
        let members: Vec<String> = def.members.iter().map(|(name, _)| name.clone()).collect();
        let of = def.name.clone();
        let diagnostic = Diagnostic::new(
            Code::UnknownMember,
            name.span,
            format!("“{of}”里没有“{}”", name.text),
            format!("`{}` is not a member of `{of}`", name.text),
        );
        let left = members.iter().filter(|member| listed.iter().all(|other| other.text != **member));
        let near = nearest_member(&name.text, left.map(String::as_str)).map(str::to_owned);
        self.one_of(name, diagnostic, &members, near);
    }

    pub(super) fn mask(&mut self, id: EnumId, members: &[Name]) -> Option<u128> {
        let found: Vec<Option<usize>> = members.iter().map(|name| self.member(id, name, members)).collect();
        found.into_iter().try_fold(0, |mask, member| Some(mask | bit(member?)))
    }
}
