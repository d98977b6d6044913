//! Definitions and readings, resolved when first used, so that their order has no meaning. Owns cycles.

use super::Checker;
use super::depth::STEP;
use super::expr::Cx;
use super::scope::{Pending, ScopeId};
use crate::diagnostic::{BLANK, Code, Diagnostic, Words};
use crate::ir::{Def, DefId, Expr, ListId, ReadingDef, ReadingId, Type};
use crate::span::Span;
use crate::syntax::ast;

impl<'a> Checker<'a> {
    /// Resolves a definition, once; its type and list.
    pub(super) fn resolve_def(&mut self, id: DefId) -> Option<(Type, Option<ListId>)> {
        match self.defs.get(id.0)? {
            Pending::Done(def) => return Some((def.body.ty.clone(), def.list)),
            Pending::Failed => return None,
            Pending::Running => {
                self.cycle(id);
                return None;
            }
            Pending::Waiting => {}
        }
        let (syntax, scope) = *self.def_syntax.get(id.0)?;
        *self.defs.get_mut(id.0)? = Pending::Running;
        self.path.push((syntax.name.text.clone(), syntax.name.span));
        let mut cx = Cx { scope, list: self.scopes.list(scope), infer: true };
        self.depth = self.depth.saturating_add(STEP);
        let body = self.expr(&syntax.body, &mut cx, None);
        self.depth = self.depth.saturating_sub(STEP);
        self.path.pop();
        let slot = self.defs.get_mut(id.0)?;
        let Some(body) = body else {
            *slot = Pending::Failed;
            return None;
        };
        let found = (body.ty.clone(), cx.list);
        *slot = Pending::Done(Def { name: syntax.name.text.clone(), body, list: cx.list, span: syntax.name.span });
        Some(found)
    }

    fn cycle(&mut self, id: DefId) {
        let Some((syntax, _)) = self.def_syntax.get(id.0) else { return };
        let (name, span) = (syntax.name.text.clone(), syntax.name.span);
        self.report_cycle(&name, span);
    }

    pub(super) fn report_cycle(&mut self, name: &str, span: Span) {
        let start = self.path.iter().position(|(on_path, _)| on_path == name).unwrap_or(0);
        let round: Vec<String> = self.path.iter().skip(start).map(|(name, _)| name.clone()).collect();
        let shown = format!("{} → {name}", round.join(" → "));
        let mut diagnostic = Diagnostic::new(
            Code::Cycle,
            span,
            format!("定义循环：{shown}"),
            format!("definitions form a cycle: {shown}"),
        );
        for (name, place) in self.path.iter().skip(start.saturating_add(1)) {
            diagnostic = diagnostic.label(*place, format!("经过“{name}”"), format!("through `{name}`"));
        }
        self.report(diagnostic.help(
            "其中一个改成不用其余几个，例如直接用事实来写",
            "write one of them without the others, e.g. straight from facts",
        ));
    }

    /// Resolves a reading, once; its type (none if it only documents) and list.
    pub(super) fn resolve_reading(&mut self, id: ReadingId) -> Option<(Option<Type>, Option<ListId>)> {
        match self.readings.get(id.0)? {
            Pending::Done(reading) => {
                let ty = reading.alternatives.iter().find_map(|(_, body)| body.as_ref()).map(|body| body.ty.clone());
                return Some((ty, reading.list));
            }
            Pending::Failed => return None,
            Pending::Running => {
                let (syntax, _) = self.reading_syntax.get(id.0)?;
                let (name, span) = (syntax.name.text.clone(), syntax.name.span);
                self.report_cycle(&name, span);
                return None;
            }
            Pending::Waiting => {}
        }
        let (syntax, scope) = *self.reading_syntax.get(id.0)?;
        *self.readings.get_mut(id.0)? = Pending::Running;
        self.path.push((syntax.name.text.clone(), syntax.name.span));
        self.depth = self.depth.saturating_add(STEP);
        let reading = self.reading(syntax, scope);
        self.depth = self.depth.saturating_sub(STEP);
        self.path.pop();
        let found = reading.as_ref().map(|reading| {
            let ty = reading.alternatives.iter().find_map(|(_, body)| body.as_ref()).map(|body| body.ty.clone());
            (ty, reading.list)
        });
        *self.readings.get_mut(id.0)? = reading.map_or(Pending::Failed, Pending::Done);
        found
    }

    fn reading(&mut self, syntax: &'a ast::ReadingDecl, scope: ScopeId) -> Option<ReadingDef> {
        let mut cx = Cx { scope, list: self.scopes.list(scope), infer: true };
        let adopted = syntax.alternatives.iter().position(|alternative| alternative.adopted);
        if adopted.is_none() && syntax.open.is_none() || syntax.alternatives.is_empty() {
            let name = &syntax.name.text;
            let (zh, en, help_zh, help_en) = if syntax.alternatives.is_empty() {
                (
                    format!("解读“{name}”一种读法也没有写"),
                    format!("reading `{name}` has no alternatives"),
                    "写出各种读法：采用 甲 : …  另解 乙 : …",
                    "write the alternatives: adopts x : … otherwise_read y : …",
                )
            } else {
                (
                    format!("解读“{name}”没有写明采用哪一种"),
                    format!("reading `{name}` does not say which alternative it adopts"),
                    "把采用的一种由 另解 改成 采用；还没有定的，加上 采用 未定",
                    "change the adopted one from otherwise_read to adopts; if it is not decided, add adopts undecided",
                )
            };
            let found = Diagnostic::new(Code::ReadingWithoutChoice, syntax.name.span, zh, en).help(help_zh, help_en);
            let english = self.in_english(syntax.span);
            let clause = match (syntax.alternatives.is_empty(), english) {
                (true, false) => format!("另解 {BLANK}"),
                (true, true) => format!("otherwise_read {BLANK}"),
                (false, false) => "采用 未定".to_owned(),
                (false, true) => "adopts undecided".to_owned(),
            };
            let patch = if syntax.alternatives.is_empty() {
                self.propose_last_in(syntax.span, &clause)
            } else {
                self.propose_in(syntax.span, &clause)
            };
            self.report_with(found, patch);
        }
        let mut alternatives: Vec<(String, Option<Expr>)> = Vec::new();
        let mut first: Option<Expr> = None;
        let mut failed = false;
        for alternative in &syntax.alternatives {
            let body = match &alternative.body {
                None => None,
                Some(body) => {
                    let expect = first.as_ref().map(|first| first.ty.clone());
                    let checked = self.expr(body, &mut cx, expect.as_ref());
                    failed |= checked.is_none();
                    if let (Some(first), Some(checked)) = (&first, &checked) {
                        failed |= self.same_type(first, checked).is_none();
                    }
                    first = first.or_else(|| checked.clone());
                    checked
                }
            };
            if alternatives.iter().any(|(name, _)| *name == alternative.name.text) {
                self.duplicate(Code::DuplicateName, &alternative.name, syntax.name.span);
            }
            alternatives.push((alternative.name.text.clone(), body));
        }
        let valued = alternatives.iter().filter(|(_, body)| body.is_some()).count();
        if valued != 0 && valued != alternatives.len() && !failed {
            // A documented alternative beside computed ones cannot be run; it stays as words.
            if syntax.open.is_none()
                && adopted.and_then(|at| alternatives.get(at)).is_some_and(|(_, body)| body.is_none())
            {
                self.error(
                    Code::ReadingWithoutChoice,
                    syntax.name.span,
                    Words::new(
                        format!("解读“{}”别的读法有值，采用的读法却没有", syntax.name.text),
                        format!("other alternatives of `{}` have values, the adopted one has none", syntax.name.text),
                    ),
                    Words::new("给采用的读法写上值：采用 甲 : …", "give the adopted one a value: adopts x : …"),
                );
                failed = true;
            }
        }
        if failed {
            return None;
        }
        let open = syntax.open.is_some();
        Some(ReadingDef {
            name: syntax.name.text.clone(),
            text: syntax.text.as_ref().map(|text| text.value.clone()),
            alternatives,
            adopted: if open { None } else { adopted },
            list: cx.list,
            note: syntax.note.as_ref().map(|note| note.value.clone()),
            span: syntax.name.span,
        })
    }
}
