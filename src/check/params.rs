//! Parameters and scripts: what comes from outside the notice. Owns their values, dates, sources and signatures.

use super::Checker;
use super::expr::Cx;
use super::mismatch::Why;
use super::scope::ScopeId;
use crate::diagnostic::{BLANK, Code, Diagnostic, Patch, Words};
use crate::ir::{Expr, ExprKind, ParamDef, ParamValue, ScriptDef, ScriptId, Type, Value};
use crate::script::{Script, ScriptError, ScriptType, Signature};
use crate::span::Span;
use crate::syntax::ast::{self, EvidenceStatus};
use crate::value::date::{add_days, written_like};
use crate::value::number::Number;
use chrono::NaiveDate;

impl Checker<'_> {
    pub(super) fn check_parameters(&mut self) {
        // Types first, so that expressions anywhere can read any parameter.
        for syntax in self.param_syntax.clone() {
            let ty = self.scalar_type(&syntax.ty);
            let dated = syntax.values.iter().any(|value| value.from.is_some() || value.to.is_some());
            let (ty, form) = ty.unwrap_or((Type::Bool, None));
            let value = if dated { ParamValue::Series(Vec::new()) } else { ParamValue::Missing(String::new()) };
            self.policy.params.push(ParamDef {
                key: syntax.key.text.clone(),
                name: syntax.name.text.clone(),
                ty,
                form,
                value,
                source: syntax.source.as_ref().map(|text| text.value.clone()),
                status: status_word(syntax.status),
                bounds: (None, None),
                note: syntax.note.as_ref().map(|text| text.value.clone()),
                span: syntax.name.span,
            });
        }
        for (index, syntax) in self.param_syntax.clone().into_iter().enumerate() {
            self.check_parameter(index, syntax);
        }
    }

    fn check_parameter(&mut self, index: usize, syntax: &ast::ParameterDecl) {
        let Some(ty) = self.policy.params.get(index).map(|param| param.ty.clone()) else { return };
        let why = Why::declared(syntax.name.span, &syntax.name.text);
        let bounds = match &syntax.bounds {
            Some((lo, hi)) => self.bounds(lo.as_ref(), hi.as_ref(), &ty, &why).unwrap_or((None, None)),
            None => (None, None),
        };
        let mut values: Vec<(Option<NaiveDate>, Option<NaiveDate>, Value, Span)> = Vec::new();
        for entry in &syntax.values {
            let Some(value) = self.constant(&entry.value, &ty, Some(&why)) else { continue };
            if let Value::Number(number) = &value
                && (bounds.0.as_ref().is_some_and(|lo| number < lo) || bounds.1.as_ref().is_some_and(|hi| number > hi))
            {
                let mut found = Diagnostic::new(
                    Code::ValueOutOfBounds,
                    entry.value.span,
                    "值超出声明的范围",
                    "the value lies outside the declared bounds",
                )
                .help("改正这个值；若值是对的，改正 范围", "mend the value; if it is right, mend the bounds")
                .propose(entry.value.span, BLANK);
                if let Some((lo, hi)) = &syntax.bounds {
                    for bound in lo.iter().chain(hi) {
                        found = found.label(bound.span, "声明的界限", "a declared bound");
                    }
                }
                self.report(found);
            }
            let (from, to) = (entry.from.map(|date| date.day), entry.to.map(|date| date.day));
            if let (Some(from), Some(to)) = (&entry.from, &entry.to)
                && to.day < from.day
            {
                let found = Diagnostic::new(
                    Code::EmptyPeriod,
                    entry.span,
                    format!("时段为空，里面一天也没有：起日 {} 在止日 {} 之后", from.day, to.day),
                    format!("the span holds no day: {} is after {}", from.day, to.day),
                )
                .help(
                    "起止是不是写反了？也可能是年份写错；对照出处改正",
                    "are its ends the wrong way round, or is a year wrong? see the source",
                );
                let patch = self.swapped(from.span, to.span);
                self.report_with(found, Some(patch));
            }
            values.push((from, to, value, entry.span));
        }
        let value = self.series(syntax, values);
        if let Some(param) = self.policy.params.get_mut(index) {
            if matches!(value, ParamValue::Missing(_)) {
                param.status = "missing";
            }
            param.value = value;
            param.bounds = bounds;
        }
    }

    fn series(
        &mut self,
        syntax: &ast::ParameterDecl,
        mut values: Vec<(Option<NaiveDate>, Option<NaiveDate>, Value, Span)>,
    ) -> ParamValue {
        let dated = values.iter().any(|(from, to, _, _)| from.is_some() || to.is_some());
        match (values.len(), &syntax.missing) {
            (0, Some(why)) => return ParamValue::Missing(why.value.clone()),
            (0, None) => {
                if syntax.values.is_empty() {
                    let found = Diagnostic::new(
                        Code::NoValue,
                        syntax.name.span,
                        format!("参数“{}”没有值", syntax.name.text),
                        format!("parameter `{}` has no value", syntax.name.text),
                    )
                    .help("查不到的值不要编：写 未载明 \"原因\"", "do not invent a value: write unstated \"why\"");
                    let word = if self.in_english(syntax.span) { "unstated" } else { "未载明" };
                    let patch = self.propose_in(syntax.span, &format!("{word} \"{BLANK}\""));
                    self.report_with(found, patch);
                }
                return ParamValue::Missing(String::new());
            }
            (1, _) if !dated => {
                return values
                    .pop()
                    .map_or(ParamValue::Missing(String::new()), |(_, _, value, _)| ParamValue::Constant(value));
            }
            _ => {}
        }
        values.sort_by_key(|(from, _, _, _)| from.unwrap_or(NaiveDate::MIN));
        for (earlier, later) in values.iter().zip(values.iter().skip(1)) {
            let end = earlier.1;
            let start = later.0;
            match (end, start) {
                (Some(end), Some(start)) if end < start => {
                    if add_days(end, 1).is_some_and(|next| next < start) {
                        let found = Diagnostic::new(
                            Code::SeriesGap,
                            later.3,
                            format!("{end} 之后到 {start} 之前没有值"),
                            format!("there is no value between {end} and {start}"),
                        );
                        let patch = self.between(syntax, (end, start), later.3);
                        let found = found.label(earlier.3, "前一时段", "the span before it").help(
                            "补上缺的时段；查不到就留着，那几天的值算未知",
                            "add the missing span; if it is not known leave it: the value is unknown on those days",
                        );
                        self.report_with(found, patch);
                    }
                }
                _ => {
                    let found =
                        Diagnostic::new(Code::SeriesOverlap, later.3, "与前一时段重叠", "overlaps the span before it")
                            .label(earlier.3, "前一时段", "the span before it")
                            .help(overlap_help(end, start).0, overlap_help(end, start).1);
                    let patch = self.set_apart(syntax, earlier.3, later.3);
                    self.report_with(found, patch);
                }
            }
        }
        ParamValue::Series(values.into_iter().map(|(from, to, value, _)| (from, to, value)).collect())
    }

    /// Two spans of days set apart: the later begins on the day after the earlier ends, or the earlier ends before the
    /// later begins.
    fn set_apart(&self, syntax: &ast::ParameterDecl, earlier: Span, later: Span) -> Option<Patch> {
        let entry = |span: Span| syntax.values.iter().find(|entry| entry.span == span);
        let (first, second) = (entry(earlier)?, entry(later)?);
        let start = second.from?;
        let like = self.written(start.span);
        if let Some(end) = first.to {
            return Some(Patch::proposed(start.span, written_like(add_days(end.day, 1)?, like)));
        }
        let last = written_like(add_days(start.day, -1)?, like);
        let to = if self.in_english(syntax.span) { "to" } else { "至" };
        Some(Patch::proposed(first.from?.span.after(), format!(" {to} {last}")))
    }

    /// The days between two spans as a span of its own, whose value is blank.
    fn between(&self, syntax: &ast::ParameterDecl, (end, start): (NaiveDate, NaiveDate), later: Span) -> Option<Patch> {
        let like = self.written(later);
        let day = |day: NaiveDate, n: i64| Some(written_like(add_days(day, n)?, like));
        let (from, to) = if self.in_english(syntax.span) { ("from", "to") } else { ("自", "至") };
        let row = format!("{from} {} {to} {} : {BLANK}\n  ", day(end, 1)?, day(start, -1)?);
        Some(Patch::proposed(Span { end: later.start, ..later }, row))
    }

    /// A constant of a type, and where that comes from; months come as a list.
    pub(super) fn constant(&mut self, expr: &ast::Expr, ty: &Type, why: Option<&Why>) -> Option<Value> {
        if *ty == Type::Months {
            return self.months(expr);
        }
        if let ast::ExprKind::Call(name, parts) = &expr.kind
            && name.text == "集合"
        {
            return self.constant_set(expr.span, parts, ty, why);
        }
        let mut cx = Cx::new(ScopeId::GLOBAL, None);
        // A set may be written as one member.
        let wanted = if let Type::Set(id) = ty { Type::Enum(*id) } else { ty.clone() };
        let checked = self.expr_of(expr, &mut cx, &wanted, why.cloned())?;
        let Some(value) = fold(&checked) else {
            self.not_a_constant(expr.span);
            return None;
        };
        match (ty, value) {
            (Type::Set(_), Value::Enum(member)) => Some(Value::Set(crate::ir::bit(member))),
            (_, value) => Some(value),
        }
    }

    /// Several values joined by `、`: members of a set, and nothing else.
    fn constant_set(&mut self, span: Span, parts: &[ast::Expr], ty: &Type, why: Option<&Why>) -> Option<Value> {
        if !matches!(ty, Type::Set(_)) {
            let written = self.written(span);
            let digits = written.chars().all(|c| matches!(c, ',' | '，') || !(c.is_whitespace() || c == '、'));
            let joined = if digits { written.replace([',', '，'], "") } else { BLANK.to_owned() };
            self.report(
                Diagnostic::new(Code::TypeMismatch, span, "这里只能写一个值", "only one value can stand here")
                    .help(
                        "数字里不加分节号：1000元，不是 1,000元",
                        "numbers are written without separators: 1000元, not 1,000元",
                    )
                    .propose(span, joined),
            );
            return None;
        }
        let mut mask = 0;
        for part in parts {
            let Value::Set(member) = self.constant(part, ty, why)? else { return None };
            mask |= member;
        }
        Some(Value::Set(mask))
    }

    fn months(&mut self, expr: &ast::Expr) -> Option<Value> {
        let items: Vec<&ast::Expr> = match &expr.kind {
            ast::ExprKind::Call(name, args) if matches!(name.text.as_str(), "月份表" | "months_list") => {
                args.iter().collect()
            }
            ast::ExprKind::Month(_) => vec![expr],
            _ => {
                self.error(
                    Code::TypeMismatch,
                    expr.span,
                    Words::new("这里要写月份，用、隔开", "months are needed here, separated by 、"),
                    Words::new("例如 2020年2月、2020年3月", "e.g. 2020-02、2020-03"),
                );
                return None;
            }
        };
        let mut months = Vec::new();
        for item in items {
            let ast::ExprKind::Month(month) = item.kind else {
                self.error(
                    Code::TypeMismatch,
                    item.span,
                    Words::new("这里要写月份", "a month is needed here"),
                    Words::new("例如 2020年2月", "e.g. 2020-02"),
                );
                return None;
            };
            months.push(month);
        }
        months.sort_unstable();
        months.dedup();
        Some(Value::Months(months))
    }

    pub(super) fn check_scripts(&mut self) {
        for syntax in self.script_syntax.clone() {
            self.check_script(syntax);
        }
    }

    fn check_script(&mut self, syntax: &ast::ScriptDecl) {
        let params: Vec<(String, Option<Type>, Number)> = syntax
            .params
            .iter()
            .map(|(name, ty)| (name.text.clone(), self.scalar_type(ty).map(|(ty, _)| ty), year_factor(ty)))
            .collect();
        let result = self.scalar_type(&syntax.result).map(|(ty, _)| ty);
        let why = Why::declared(syntax.name.span, &syntax.name.text);
        let bounds = match (&syntax.bounds, &result) {
            (Some((lo, hi)), Some(ty)) => self.bounds(lo.as_ref(), hi.as_ref(), ty, &why).unwrap_or((None, None)),
            _ => (None, None),
        };
        if syntax.reason.is_none() {
            self.report(
                Diagnostic::new(
                    Code::MissingClause,
                    syntax.name.span,
                    "脚本要写明理由",
                    "a script must say why it is needed",
                )
                .help("加上 理由 \"…\"", "add reason \"…\"")
                .propose(syntax.file.span.after(), format!(" 理由 \"{BLANK}\"")),
            );
        }
        let source = match (self.input.scripts)(&syntax.file.value) {
            Ok(source) => source,
            Err(why) => {
                self.report(
                    Diagnostic::new(
                        Code::FileUnreadable,
                        syntax.file.span,
                        format!("读不出脚本“{}”：{why}", syntax.file.value),
                        format!("cannot read script `{}`: {why}", syntax.file.value),
                    )
                    .help(
                        "路径从规则包的文件夹算起；核对文件名，或把脚本放进去",
                        "the path starts at the pack's folder; see whether the name is right and the file is there",
                    ),
                );
                return;
            }
        };
        let kinds: Option<Vec<(String, ScriptType)>> =
            params.iter().map(|(name, ty, _)| Some((name.clone(), script_type(ty.as_ref()?)?))).collect();
        let kind = result.as_ref().and_then(script_type);
        let (Some(kinds), Some(kind), Some(result)) = (kinds, kind, result) else {
            self.error(
                Code::ScriptSignature,
                syntax.name.span,
                Words::new(
                    "脚本的参数和结果只能是 布尔、数量、日期 或 文本",
                    "a script takes and gives truth values, quantities, dates or texts only",
                ),
                Words::new(
                    "改声明里的类型；枚举先用 若 … 则 … 化成数",
                    "change the declared type; turn a member into a number with if … then … first",
                ),
            );
            return;
        };
        let signature = Signature {
            name: syntax.name.text.clone(),
            params: kinds,
            result: kind,
            max_steps: syntax.steps.unwrap_or(crate::script::limits::DEFAULT_STEPS),
        };
        match Script::compile(&source, signature) {
            Ok(script) => {
                self.policy.scripts.push(ScriptDef {
                    name: syntax.name.text.clone(),
                    params: params.into_iter().filter_map(|(name, ty, factor)| Some((name, ty?, factor))).collect(),
                    result,
                    result_factor: year_factor(&syntax.result),
                    bounds,
                    script,
                    reason: syntax.reason.as_ref().map(|text| text.value.clone()).unwrap_or_default(),
                });
            }
            Err(error) => {
                let words = error.words();
                let code = match error {
                    ScriptError::Missing { .. } | ScriptError::Arity { .. } => Code::ScriptSignature,
                    _ => Code::ScriptRejected,
                };
                let help = match error {
                    ScriptError::Missing { .. } | ScriptError::Arity { .. } => Words::new(
                        format!("脚本里要有 fn {}(…)，参数个数与声明相同；改正其中一边", syntax.name.text),
                        format!("the script needs fn {}(…) with as many parameters as declared", syntax.name.text),
                    ),
                    _ => Words::new(
                        "脚本里只写由参数算出结果的函数；请写脚本的人改正",
                        "a script holds only functions that compute a result from their parameters; ask its author",
                    ),
                };
                let mut found = Diagnostic::new(code, syntax.file.span, words.zh, words.en)
                    .label(syntax.name.span, "在这里声明", "declared here")
                    .help(help.zh, help.en);
                if let Some(place) = error.place() {
                    let (line, column) = (place.line, place.column);
                    found = found.here(
                        format!("脚本第 {line} 行第 {column} 列"),
                        format!("line {line}, column {column} of the script"),
                    );
                }
                self.report(found);
            }
        }
    }

    /// Parameter types and result of a script.
    pub(super) fn script_signature(&mut self, id: ScriptId) -> Option<(Vec<Type>, Type)> {
        let name = self.script_syntax.get(id.0)?.name.text.clone();
        let def = self.policy.scripts.iter().find(|script| script.name == name)?;
        Some((def.params.iter().map(|(_, ty, _)| ty.clone()).collect(), def.result.clone()))
    }
}

/// The value of an expression made of constants only.
fn fold(expr: &Expr) -> Option<Value> {
    match &expr.kind {
        ExprKind::Const(value, _) => Some(value.clone()),
        ExprKind::Neg(inner) => match fold(inner)? {
            Value::Number(number) => Some(Value::Number(number.neg())),
            _ => None,
        },
        ExprKind::Arith(op, left, right) => {
            let (Value::Number(a), Value::Number(b)) = (fold(left)?, fold(right)?) else { return None };
            Some(Value::Number(match op {
                ast::ArithOp::Add => a.add(&b),
                ast::ArithOp::Sub => a.sub(&b),
                ast::ArithOp::Mul => a.mul(&b),
                ast::ArithOp::Div => a.div(&b)?,
            }))
        }
        _ => None,
    }
}

const fn script_type(ty: &Type) -> Option<ScriptType> {
    match ty {
        Type::Bool => Some(ScriptType::Bool),
        Type::Number(_) => Some(ScriptType::Number),
        Type::Date => Some(ScriptType::Date),
        Type::Text => Some(ScriptType::Text),
        Type::Month | Type::Enum(_) | Type::Set(_) | Type::Months => None,
    }
}

const fn status_word(status: Option<(EvidenceStatus, Span)>) -> &'static str {
    match status {
        Some((EvidenceStatus::Verified, _)) => "verified",
        Some((EvidenceStatus::Inferred, _)) => "inferred",
        // A value whose standing is not stated is assumed.
        Some((EvidenceStatus::Assumed, _)) | None => "assumed",
    }
}

/// Scripts see years where they are declared: 12 for `%/年`, 1/12 for `年`, 1 otherwise.
fn year_factor(ty: &ast::TypeExpr) -> Number {
    let ast::TypeExpr::Unit(unit) = ty else { return Number::one() };
    let twelve = Number::from_i64(12);
    unit.factors.iter().filter(|(factor, _)| matches!(factor, ast::UnitFactor::Year)).fold(
        Number::one(),
        |sum, (_, exponent)| {
            if *exponent < 0 { sum.mul(&twelve) } else { sum.div(&twelve).unwrap_or(sum) }
        },
    )
}

/// How two spans of days that meet are set apart, in words; both ends of a span are included.
fn overlap_help(end: Option<NaiveDate>, start: Option<NaiveDate>) -> (String, String) {
    match (end.and_then(|end| add_days(end, 1)), start) {
        (Some(next), Some(_)) => (
            format!("两端都计入：前一时段到那天为止，这里从 {next} 开始；或把前一时段的止日提前"),
            format!("both ends are included: begin here on {next}, or end the span before it earlier"),
        ),
        _ => (
            "前一时段没有写止日：写上 至 …，两端都计入".to_owned(),
            "the span before it has no end: add one; both ends are included".to_owned(),
        ),
    }
}
