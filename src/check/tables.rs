//! Tables (`分档`): exactly one row, first match, brackets. Owns their completeness where it can be decided; knows
//! nothing of items.

use super::Checker;
use super::expr::Cx;
use crate::diagnostic::{BLANK, Code, Diagnostic};
use crate::ir::{Expr, ExprKind, Type, Value};
use crate::span::Span;
use crate::syntax::ast::{self, TableRows};
use crate::value::number::Number;
use std::collections::BTreeMap;

/// Rows of tests and values, and the value for the rest.
type TestedRows = (Vec<(Expr, Expr)>, Option<Expr>);

impl Checker<'_> {
    pub(super) fn table(&mut self, table: &ast::Table, cx: &mut Cx, expect: Option<&Type>) -> Option<Expr> {
        match &table.rows {
            TableRows::ByMember(subject, rows) => self.by_member(table, subject, rows, cx, expect),
            TableRows::FirstMatch(rows) => {
                let (rows, otherwise) = self.tested_rows(table, rows, cx, expect)?;
                if otherwise.is_none() {
                    self.gap(
                        table.span,
                        ("没有“否则”一行，各行都不成立时没有结果", "without an `else` row there may be no result"),
                        ("在最后加一行 否则 : …", "add a last row else : …"),
                    );
                    return None;
                }
                let ty =
                    rows.first().map(|(_, value)| value.ty.clone()).or(otherwise.as_ref().map(|o| o.ty.clone()))?;
                Some(Expr { kind: ExprKind::FirstMatch(rows, otherwise.map(Box::new)), ty, span: table.span })
            }
            TableRows::ExactlyOne(rows) => {
                let (rows, otherwise) = self.tested_rows(table, rows, cx, expect)?;
                let ty =
                    rows.first().map(|(_, value)| value.ty.clone()).or(otherwise.as_ref().map(|o| o.ty.clone()))?;
                Some(Expr { kind: ExprKind::ExactlyOne(rows, otherwise.map(Box::new)), ty, span: table.span })
            }
            TableRows::Marginal(subject, rows) => self.brackets(true, subject, rows, cx, table.span),
            TableRows::Flat(subject, rows) => self.brackets(false, subject, rows, cx, table.span),
        }
    }

    fn gap(&mut self, span: Span, (zh, en): (&str, &str), (help_zh, help_en): (&str, &str)) {
        self.report(
            Diagnostic::new(Code::TableGap, span, format!("分档不完整：{zh}"), format!("the table has a gap: {en}"))
                .help(help_zh, help_en),
        );
    }

    fn tested_rows(
        &mut self,
        table: &ast::Table,
        rows: &[(ast::Expr, ast::Expr)],
        cx: &mut Cx,
        expect: Option<&Type>,
    ) -> Option<TestedRows> {
        let mut checked = Vec::new();
        let mut first: Option<Expr> = None;
        let mut failed = false;
        for (test, value) in rows {
            let test = self.condition(test, cx);
            let hint = first.as_ref().map(|first| first.ty.clone());
            let value = self.expr(value, cx, hint.as_ref().or(expect));
            if let (Some(first), Some(value)) = (&first, &value) {
                failed |= self.same_type(first, value).is_none();
            }
            first = first.or_else(|| value.clone());
            match (test, value) {
                (Some(test), Some(value)) => checked.push((test, value)),
                _ => failed = true,
            }
        }
        let otherwise = self.otherwise(table, first.as_ref(), cx, expect)?;
        (!failed).then_some((checked, otherwise))
    }

    #[expect(clippy::option_option, reason = "outer: checked without error; inner: there is such a row")]
    fn otherwise(
        &mut self,
        table: &ast::Table,
        first: Option<&Expr>,
        cx: &mut Cx,
        expect: Option<&Type>,
    ) -> Option<Option<Expr>> {
        let Some(value) = &table.otherwise else { return Some(None) };
        let hint = first.map(|first| first.ty.clone());
        let value = self.expr(value, cx, hint.as_ref().or(expect))?;
        if let Some(first) = first {
            self.same_type(first, &value)?;
        }
        Some(Some(value))
    }

    fn by_member(
        &mut self,
        table: &ast::Table,
        subject: &ast::Expr,
        rows: &[(Vec<ast::Name>, ast::Expr)],
        cx: &mut Cx,
        expect: Option<&Type>,
    ) -> Option<Expr> {
        let subject = self.expr(subject, cx, None)?;
        let Type::Enum(id) = subject.ty else {
            self.not_a(&subject, ("“分档 按”之后应为枚举", "`table by` needs an enumeration"));
            return None;
        };
        let mut seen = 0_u128;
        let mut places: BTreeMap<&str, Span> = BTreeMap::new();
        let mut checked: Vec<(u128, Expr)> = Vec::new();
        let mut first: Option<Expr> = None;
        let mut failed = false;
        for (members, value) in rows {
            let mask = self.mask(id, members);
            if let (Some(mask), Some(first)) = (mask, members.first()) {
                if mask & seen != 0 {
                    let name = members.iter().find(|name| places.contains_key(name.text.as_str())).unwrap_or(first);
                    let mut found = Diagnostic::new(
                        Code::TableOverlap,
                        name.span,
                        format!("“{}”在前面的行里已经出现", name.text),
                        format!("`{}` already stands in an earlier row", name.text),
                    )
                    .help("从其中一行里删去它", "delete it from one of the two rows");
                    if let Some(earlier) = places.get(name.text.as_str()) {
                        found = found.label(*earlier, "先前的一行", "the earlier row");
                    }
                    self.report(found);
                    failed = true;
                }
                seen |= mask;
                places.extend(members.iter().map(|name| (name.text.as_str(), name.span)));
            }
            let hint = first.as_ref().map(|first| first.ty.clone());
            let value = self.expr(value, cx, hint.as_ref().or(expect));
            if let (Some(first), Some(value)) = (&first, &value) {
                failed |= self.same_type(first, value).is_none();
            }
            first = first.or_else(|| value.clone());
            match (mask, value) {
                (Some(mask), Some(value)) => checked.push((mask, value)),
                _ => failed = true,
            }
        }
        let otherwise = self.otherwise(table, first.as_ref(), cx, expect)?;
        let missing: Vec<String> = self.policy.enums.get(id.0).map_or_else(Vec::new, |def| {
            let rest = def.all() & !seen;
            def.members
                .iter()
                .enumerate()
                .filter(|(i, _)| crate::ir::bit(*i) & rest != 0)
                .map(|(_, (n, _))| n.clone())
                .collect()
        });
        if otherwise.is_none() && !missing.is_empty() && !failed {
            self.gap(
                table.span,
                (&format!("缺 {}", missing.join("、")), &format!("missing {}", missing.join(", "))),
                ("补上缺的行，或写 否则 : …", "add the missing row, or write else : …"),
            );
            let patch = self.propose_last_in(table.span, &format!("{} : {BLANK}", missing.join("、")));
            if let Some(found) = self.diagnostics.last_mut() {
                found.patch = patch;
            }
            return None;
        }
        if failed {
            return None;
        }
        let ty = checked.first().map(|(_, value)| value.ty.clone()).or(otherwise.as_ref().map(|o| o.ty.clone()))?;
        let kind = ExprKind::ByMember(Box::new(subject), checked, otherwise.map(Box::new));
        Some(Expr { kind, ty, span: table.span })
    }

    fn brackets(
        &mut self,
        marginal: bool,
        subject: &ast::Expr,
        rows: &[(Option<ast::Expr>, ast::Expr)],
        cx: &mut Cx,
        span: Span,
    ) -> Option<Expr> {
        let subject = self.number(subject, cx)?;
        let mut checked: Vec<(Option<Expr>, Expr)> = Vec::new();
        let mut last: Option<Number> = None;
        let mut open = false;
        let mut failed = false;
        for (bound, rate) in rows {
            let bound = match bound {
                None => {
                    open = true;
                    None
                }
                Some(bound) => {
                    let checked = self.expr_of(bound, cx, &subject.ty, Some(self.why(&subject)))?;
                    if let ExprKind::Const(Value::Number(value), _) = &checked.kind {
                        if last.as_ref().is_some_and(|last| value <= last) {
                            self.report(
                                Diagnostic::new(Code::TableOverlap, bound.span, "界限应当递增", "bounds must increase")
                                    .help("按从小到大排列各行", "put the rows in order, the smallest first"),
                            );
                            failed = true;
                        }
                        last = Some(value.clone());
                    }
                    Some(checked)
                }
            };
            let rate = self.number(rate, cx)?;
            if let Some((_, first)) = checked.first() {
                let first = first.clone();
                failed |= self.same_type(&first, &rate).is_none();
            }
            checked.push((bound, rate));
        }
        if !open {
            self.gap(
                span,
                (
                    "最后一行没有写 以上，再大的没有结果",
                    "the last row is not open (`or_more`): what lies above has no result",
                ),
                ("在最后加一行 以上 : …", "add a last row or_more : …"),
            );
            return None;
        }
        let (Type::Number(a), Type::Number(b)) = (&subject.ty, &checked.first()?.1.ty) else { return None };
        let unit = a.mul(b)?;
        if failed {
            return None;
        }
        Some(Expr { kind: ExprKind::Brackets(marginal, Box::new(subject), checked), ty: Type::Number(unit), span })
    }
}
