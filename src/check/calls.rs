//! Calls: the functions of the language, and scripts. Owns their arguments; knows nothing of what scripts do.

use super::Checker;
use super::expr::Cx;
use super::mismatch::Why;
use super::scope::Symbol;
use crate::diagnostic::{BLANK, Code, Diagnostic};
use crate::ir::{Expr, ExprKind, Type};
use crate::span::Span;
use crate::syntax::ast::{self, Name};
use crate::value::unit::{BaseUnit, Unit};

impl Checker<'_> {
    pub(super) fn call(&mut self, name: &Name, args: &[ast::Expr], cx: &mut Cx, span: Span) -> Option<Expr> {
        match name.text.as_str() {
            "取小" | "min" | "至多" => self.extreme(name, args, cx, span, ExprKind::Min),
            "取大" | "max" => self.extreme(name, args, cx, span, ExprKind::Max),
            "超出" | "excess" => {
                let [left, right] = args else { return self.arity(name, args, span, 2) };
                let (left, right) = self.pair(left, right, cx)?;
                self.same_type(&left, &right)?;
                let ty = left.ty.clone();
                Some(Expr { kind: ExprKind::Excess(Box::new(left), Box::new(right)), ty, span })
            }
            "月数" | "month_count" => {
                let [list] = args else { return self.arity(name, args, span, 1) };
                let list = self.expr_of(list, cx, &Type::Months, None)?;
                let ty = Type::Number(Unit::base(BaseUnit::MONTH));
                Some(Expr { kind: ExprKind::MonthCount(Box::new(list)), ty, span })
            }
            "天数" | "day_count" => {
                let [from, to] = args else { return self.arity(name, args, span, 2) };
                let from = self.expr_of(from, cx, &Type::Date, None);
                let to = self.expr_of(to, cx, &Type::Date, None);
                let ty = Type::Number(Unit::base(BaseUnit::DAY));
                Some(Expr { kind: ExprKind::DayCount(Box::new(from?), Box::new(to?)), ty, span })
            }
            _ => self.script_call(name, args, cx, span),
        }
    }

    pub(super) fn extreme(
        &mut self,
        name: &Name,
        args: &[ast::Expr],
        cx: &mut Cx,
        span: Span,
        make: fn(Vec<Expr>) -> ExprKind,
    ) -> Option<Expr> {
        let Some((first, rest)) = args.split_first() else { return self.arity(name, args, span, 2) };
        if rest.is_empty() {
            return self.arity(name, args, span, 2);
        }
        let first = self.number(first, cx)?;
        let mut all = vec![first.clone()];
        for arg in rest {
            let arg = self.expr(arg, cx, Some(&first.ty))?;
            self.same_type(&first, &arg)?;
            all.push(arg);
        }
        Some(Expr { kind: make(all), ty: first.ty, span })
    }

    fn arity(&mut self, name: &Name, args: &[ast::Expr], span: Span, wanted: usize) -> Option<Expr> {
        let found = args.len();
        let (place, with) = self.filled(args, span, wanted);
        let (zh, en) = match name.text.as_str() {
            "超出" | "excess" => ("超出(甲, 乙)：甲比乙多出的部分", "excess(x, y): what x has over y"),
            "月数" | "month_count" => ("月数(月份表)", "month_count(a list of months)"),
            "天数" | "day_count" => {
                ("天数(起, 止)：两个日期之间的天数", "day_count(x, y): the days between two dates")
            }
            "取大" | "max" => ("取大(甲, 乙)：其中大的", "max(x, y): the greater"),
            "取小" | "min" | "至多" => ("取小(甲, 乙)：其中小的", "min(x, y): the smaller"),
            _ => ("脚本声明了几个参数，就依次写几个", "one for each declared parameter of the script, in their order"),
        };
        self.report(
            Diagnostic::new(
                Code::WrongArguments,
                span,
                format!("“{}”的括号里要写 {wanted} 个值，这里写了 {found} 个", name.text),
                format!("`{}` takes {wanted} values in its brackets, found {found}", name.text),
            )
            .help(format!("写法：{zh}"), format!("write {en}"))
            .propose(place, with),
        );
        None
    }

    /// An edit that makes as many arguments: blanks for those that are missing, the last ones taken out.
    fn filled(&self, args: &[ast::Expr], span: Span, wanted: usize) -> (Span, String) {
        let blanks = |count: usize| vec![BLANK; count].join(", ");
        match (args.get(..wanted).and_then(<[_]>::last), args.last()) {
            (Some(kept), Some(last)) => (Span { start: kept.span.end, end: last.span.end, ..span }, String::new()),
            (None, Some(last)) => (last.span.after(), format!(", {}", blanks(wanted.saturating_sub(args.len())))),
            _ => {
                let written = self.written(span);
                let call = written.split(['(', '（']).next().unwrap_or(written);
                (span, format!("{call}({})", blanks(wanted)))
            }
        }
    }

    pub(super) fn script_call(&mut self, name: &Name, args: &[ast::Expr], cx: &mut Cx, span: Span) -> Option<Expr> {
        let id = match self.scopes.find(cx.scope, &name.text) {
            Some((Symbol::Script(id), _)) => id,
            Some((other, declared)) => {
                self.wrong_kind(name, other, declared, ("函数", "a function"));
                return None;
            }
            None => {
                let functions = ["取小", "取大", "至多", "超出", "月数", "天数"];
                let scripts = self.script_syntax.iter().map(|script| script.name.text.clone());
                let known: Vec<String> = functions.into_iter().map(str::to_owned).chain(scripts).collect();
                let diagnostic = Diagnostic::new(
                    Code::UnknownName,
                    name.span,
                    format!("没有函数“{}”", name.text),
                    format!("there is no function `{}`", name.text),
                );
                self.not_one_of(name, diagnostic, &known);
                return None;
            }
        };
        let (params, result) = self.script_signature(id)?;
        if params.len() != args.len() {
            return self.arity(name, args, span, params.len());
        }
        let declared = self.script_syntax.get(id.0).map_or(&[][..], |script| script.params.as_slice());
        let mut checked = Vec::new();
        for ((arg, ty), (param, _)) in args.iter().zip(&params).zip(declared) {
            let why = Why::declared(param.span, &param.text);
            checked.push(self.expr_of(arg, cx, ty, Some(why)));
        }
        let args = checked.into_iter().collect::<Option<Vec<_>>>()?;
        Some(Expr { kind: ExprKind::Script(id, args), ty: result, span })
    }
}
