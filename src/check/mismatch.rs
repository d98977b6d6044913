//! Types and units that do not go together. Owns the words of these messages: both origins are shown, the place that
//! says what is needed and the declarations of what is there, and how to mend it; knows nothing of where it is asked.

use super::Checker;
use super::types::over_time;
use crate::diagnostic::{BLANK, Code, Diagnostic};
use crate::ir::{Expr, ExprKind, FactType, Type, Value};
use crate::span::Span;
use crate::syntax::ast;
use crate::value::unit::{BaseUnit, Unit};

/// How many declarations one message points at.
const SHOWN_ORIGINS: usize = 4;

/// Where a type or unit that is needed comes from.
#[derive(Clone, Debug)]
pub(super) struct Why {
    span: Span,
    zh: String,
    en: String,
}

impl Why {
    /// It is the type of what is declared here under this name.
    pub(super) fn declared(span: Span, name: &str) -> Self {
        Self { span, zh: format!("“{name}”在这里声明"), en: format!("`{name}` is declared here") }
    }
}

impl Checker<'_> {
    /// That something must be as this expression is.
    pub(super) fn why(&self, like: &Expr) -> Why {
        let (zh, en) = self.type_name(&like.ty);
        Why { span: like.span, zh: format!("因为这里是{zh}"), en: format!("because this is {en}") }
    }

    /// Reports that one type stands where another is expected.
    pub(super) fn mismatch(&mut self, wanted: &Type, found: &Expr, why: Option<Why>) {
        let (want_zh, want_en) = self.type_name(wanted);
        let (have_zh, have_en) = self.type_name(&found.ty);
        let code = match (wanted, &found.ty) {
            (Type::Number(_), Type::Number(_)) => Code::UnitMismatch,
            (Type::Number(_), _) => Code::NotNumeric,
            _ => Code::TypeMismatch,
        };
        let mut diagnostic = Diagnostic::new(
            code,
            found.span,
            format!("应为{want_zh}，这里是{have_zh}"),
            format!("expected {want_en}, found {have_en}"),
        )
        .here(format!("这里是{have_zh}"), format!("this is {have_en}"));
        if let Some(why) = why {
            diagnostic = diagnostic.label(why.span, why.zh, why.en);
        }
        diagnostic = self.with_origins(diagnostic, &[found]);
        let diagnostic = self.with_remedy(diagnostic, wanted, found);
        self.report(diagnostic);
    }

    /// Reports a difference of types, naming both origins.
    pub(super) fn same_type(&mut self, left: &Expr, right: &Expr) -> Option<()> {
        if left.ty == right.ty {
            return Some(());
        }
        let (left_zh, left_en) = self.type_name(&left.ty);
        let (right_zh, right_en) = self.type_name(&right.ty);
        let numbers = matches!((&left.ty, &right.ty), (Type::Number(_), Type::Number(_)));
        let diagnostic = Diagnostic::new(
            if numbers { Code::UnitMismatch } else { Code::TypeMismatch },
            right.span,
            format!("两边不一致：一边是{left_zh}，一边是{right_zh}"),
            format!("the two sides differ: {left_en} and {right_en}"),
        )
        .here(format!("这里是{right_zh}"), format!("this is {right_en}"))
        .label(left.span, format!("这里是{left_zh}"), format!("this is {left_en}"));
        let diagnostic = self.with_origins(diagnostic, &[left, right]);
        // A literal is mended before anything else.
        let (wanted, found) = match (&left.kind, &right.kind) {
            (ExprKind::Const(..), kind) if !matches!(kind, ExprKind::Const(..)) => (right, left),
            _ => (left, right),
        };
        let diagnostic = self.with_remedy(diagnostic, &wanted.ty, found);
        self.report(diagnostic);
        None
    }

    /// Reports that a quantity is needed.
    pub(super) fn not_numeric(&mut self, found: &Expr) {
        let (zh, en) = self.type_name(&found.ty);
        let mut diagnostic = Diagnostic::new(
            Code::NotNumeric,
            found.span,
            format!("应为数量，这里是{zh}"),
            format!("expected a quantity, found {en}"),
        )
        .here(format!("这里是{zh}"), format!("this is {en}"));
        diagnostic = match &found.ty {
            Type::Bool => {
                let text = self.words(found.span);
                diagnostic
                    .help(
                        format!("条件不能计算；要按它分出两个数，写 若 {text} 则 … 否则 …"),
                        format!("a condition has no amount; to choose between two, write if {text} then … else …"),
                    )
                    .propose(found.span, format!("(若 {} 则 {BLANK} 否则 {BLANK})", self.written(found.span)))
            }
            Type::Date | Type::Month => diagnostic
                .help("两个日期之间的天数写 天数(甲, 乙)", "the days between two dates are day_count(x, y)")
                .propose(found.span, format!("天数({}, {BLANK})", self.written(found.span))),
            Type::Months => {
                let text = self.words(found.span);
                let fixed = format!("月数({text})");
                diagnostic
                    .help(format!("几个月写 {fixed}"), format!("how many months: {fixed}"))
                    .patch(found.span, fixed)
            }
            Type::Enum(_) => diagnostic
                .help(
                    "按类别取不同的数，写 分档 按 … { 甲 : …  否则 : … }",
                    "for a number by kind, write table by … { x : …  else : … }",
                )
                .propose(
                    found.span,
                    format!("(分档 按 {} {{ {BLANK} : {BLANK} 否则 : {BLANK} }})", self.written(found.span)),
                ),
            Type::Set(_) | Type::Text | Type::Number(_) => diagnostic.help(
                "按类别取不同的数，写 分档 按 … { 甲 : …  否则 : … }",
                "for a number by kind, write table by … { x : …  else : … }",
            ),
        };
        let diagnostic = self.with_origins(diagnostic, &[found]);
        self.report(diagnostic);
    }

    /// Reports that a condition is needed.
    pub(super) fn not_a_condition(&mut self, found: &Expr) {
        let (zh, en) = self.type_name(&found.ty);
        let text = self.words(found.span);
        let diagnostic = Diagnostic::new(
            Code::NotBoolean,
            found.span,
            format!("这里要写条件，却是{zh}"),
            format!("expected a condition, found {en}"),
        )
        .here(format!("这里是{zh}"), format!("this is {en}"));
        let example = match &found.ty {
            Type::Number(unit) => match self.unit_name(unit) {
                name if unit.is_dimensionless() || name.contains('1') => format!("{text} 超过 0"),
                name => format!("{text} 超过 0{name}"),
            },
            Type::Date => format!("{text} 在 2020年内"),
            Type::Month => format!("{text} 等于 2020年2月"),
            Type::Set(id) | Type::Enum(id) => {
                let member = self.policy.enums.get(id.0).and_then(|def| def.members.first());
                let member = member.map_or("…", |(name, _)| name.as_str());
                let word = if matches!(found.ty, Type::Set(_)) { "含" } else { "等于" };
                format!("{text} {word} {member}")
            }
            Type::Text => format!("{text} 等于 \"…\""),
            Type::Bool | Type::Months => "甲 不超过 30人".to_owned(),
        };
        let compared = match &found.ty {
            Type::Bool | Type::Months => BLANK.to_owned(),
            _ if example.contains('…') => example.replace('…', BLANK),
            // The figure, the day or the member is for the notice to say.
            _ => format!("{} {} {BLANK}", self.written(found.span), comparison(&found.ty)),
        };
        let diagnostic = diagnostic
            .help(format!("写成比较，例如 {example}"), format!("write a comparison, e.g. {example}"))
            .propose(found.span, compared);
        let diagnostic = self.with_origins(diagnostic, &[found]);
        self.report(diagnostic);
    }

    /// Reports that a fixed value is needed.
    pub(super) fn not_a_constant(&mut self, span: Span) {
        self.report(Diagnostic::new(Code::TypeMismatch, span, "这里要写常量", "a constant is needed here").help(
            "写一个固定的值，例如 100元、真、2020年3月6日，不写名称或算式",
            "write one fixed value, e.g. 100元, true, 2020-03-06, no names and no formula",
        ));
    }

    /// Reports that something else is needed, which is said in Chinese and English.
    pub(super) fn not_a(&mut self, found: &Expr, wanted: (&str, &str)) {
        let (zh, en) = self.type_name(&found.ty);
        let mut diagnostic = Diagnostic::new(
            Code::TypeMismatch,
            found.span,
            format!("{}，这里是{zh}", wanted.0),
            format!("{}; this is {en}", wanted.1),
        )
        .here(format!("这里是{zh}"), format!("this is {en}"));
        diagnostic = match &found.ty {
            Type::Set(_) => diagnostic.help("集合里有没有某一项，写 含", "whether a set holds a member: has"),
            Type::Enum(_) => {
                diagnostic.help("是不是某一项，写 等于 或 属于", "whether it is a member: equals or one_of")
            }
            _ => diagnostic.help("写成比较，例如 不超过、等于", "write a comparison, e.g. at_most, equals"),
        };
        let diagnostic = self.with_origins(diagnostic, &[found]);
        self.report(diagnostic);
    }

    /// Where the names in these expressions are declared, and as what.
    pub(super) fn with_origins(&self, mut diagnostic: Diagnostic, of: &[&Expr]) -> Diagnostic {
        let mut origins = Vec::new();
        for expr in of {
            self.origins(expr, &mut origins);
        }
        for (span, name, ty) in origins.into_iter().take(SHOWN_ORIGINS) {
            if diagnostic.labels.iter().any(|label| label.span == span) {
                continue;
            }
            let (zh, en) = self.type_name(&ty);
            diagnostic =
                diagnostic.label(span, format!("“{name}”在这里声明：{zh}"), format!("`{name}` is declared here: {en}"));
        }
        diagnostic
    }

    /// The declarations of the names that give an expression its type.
    fn origins(&self, expr: &Expr, into: &mut Vec<(Span, String, Type)>) {
        let here = |place: Option<(Span, String)>| place.map(|(span, name)| (span, name, expr.ty.clone()));
        match &expr.kind {
            ExprKind::Fact(id) => into.extend(self.policy.facts.get(id.0).and_then(|fact| match &fact.ty {
                FactType::Scalar(ty, _) => Some((fact.span, fact.name.clone(), ty.clone())),
                FactType::List(_) => None,
            })),
            ExprKind::Param(id, _) => {
                into.extend(here(self.policy.params.get(id.0).map(|param| (param.span, param.name.clone()))));
            }
            ExprKind::Def(id) => {
                into.extend(here(self.def_syntax.get(id.0).map(|(def, _)| (def.name.span, def.name.text.clone()))))
            }
            ExprKind::Reading(id) => {
                into.extend(here(self.reading_syntax.get(id.0).map(|(def, _)| (def.name.span, def.name.text.clone()))))
            }
            ExprKind::Neg(inner) => self.origins(inner, into),
            ExprKind::Arith(_, left, right) | ExprKind::Excess(left, right) => {
                self.origins(left, into);
                self.origins(right, into);
            }
            ExprKind::If(_, yes, no) => {
                self.origins(yes, into);
                self.origins(no, into);
            }
            ExprKind::Min(parts) | ExprKind::Max(parts) => parts.iter().for_each(|part| self.origins(part, into)),
            _ => {}
        }
    }

    /// How to bring what is there to the type that is needed.
    fn with_remedy(&self, diagnostic: Diagnostic, wanted: &Type, found: &Expr) -> Diagnostic {
        match (wanted, &found.ty, &found.kind) {
            (Type::Number(unit), Type::Number(bare), ExprKind::Const(_, text))
                if bare.is_dimensionless() && self.missing_unit(unit, text).is_some() =>
            {
                let fixed = format!("{text}{}", self.missing_unit(unit, text).unwrap_or_default());
                diagnostic
                    .help(format!("写上单位：{fixed}"), format!("write the unit: {fixed}"))
                    .propose(found.span, fixed)
            }
            (Type::Number(wanted), Type::Number(have), _) => {
                let diagnostic = diagnostic.propose(found.span, self.scaled(wanted, have, found));
                match self.factor_between(wanted, have) {
                    Some((zh, en)) => diagnostic.help(zh, en),
                    None => diagnostic,
                }
            }
            (Type::Enum(id), Type::Text, ExprKind::Const(Value::Text(text), _))
                if self.policy.enums.get(id.0).is_some_and(|def| def.find(text).is_some()) =>
            {
                diagnostic
                    .help(format!("枚举的成员不加引号：{text}"), format!("a member stands without quotes: {text}"))
                    .patch(found.span, text.clone())
            }
            (Type::Date, Type::Month, ExprKind::Const(_, text)) => {
                let fixed = format!("{text}1日");
                diagnostic
                    .help(format!("这里要到日，例如 {fixed}"), format!("a day is needed here, e.g. {fixed}"))
                    .propose(found.span, fixed)
            }
            (Type::Date, Type::Text, ExprKind::Const(Value::Text(text), _)) if is_day(text) => diagnostic
                .help("日期不加引号：2020年3月31日 或 2020-03-31", "a date stands without quotes: 2020-03-31")
                .patch(found.span, text.clone()),
            (Type::Date, Type::Text, _) => {
                diagnostic.help("日期不加引号：2020年3月31日 或 2020-03-31", "a date stands without quotes: 2020-03-31")
            }
            (Type::Bool, _, _) => {
                diagnostic.help("这里写 真 或 假，或一个比较", "write true or false, or a comparison")
            }
            (Type::Set(_), Type::Enum(_), _) => {
                diagnostic.help("集合里有没有某一项，写 含", "whether a set holds a member: has")
            }
            (_, _, ExprKind::Const(..)) => {
                let (zh, en) = self.type_name(wanted);
                let example = self.example(wanted);
                diagnostic.help(
                    format!("改成{zh}，例如 {example}；或改正要这种值的声明"),
                    format!("write {en}, e.g. {example}, or mend the declaration that asks for it"),
                )
            }
            _ => {
                let (zh, en) = self.type_name(wanted);
                diagnostic.help(
                    format!("换一个名称，它是{zh}；或改正这个名称的声明"),
                    format!("use a name that is {en}, or mend the declaration of this one"),
                )
            }
        }
    }

    /// A quantity brought to another unit by a factor that is blank, or a figure with its unit.
    fn scaled(&self, wanted: &Unit, have: &Unit, found: &Expr) -> String {
        let factor = wanted.div(have);
        let powers: Vec<i8> =
            factor.iter().flat_map(|unit| unit.exponents()).map(|(_, power)| if power > 0 { 1 } else { -1 }).collect();
        match found.kind {
            ExprKind::Const(..) => BLANK.to_owned(),
            _ if powers.iter().all(|power| *power < 0) => format!("{} / {BLANK}", self.as_factor(found)),
            _ => self.multiplied(found),
        }
    }

    /// A quantity times a factor that is blank.
    pub(super) fn multiplied(&self, found: &Expr) -> String {
        format!("{} × {BLANK}", self.as_factor(found))
    }

    fn as_factor(&self, found: &Expr) -> String {
        let text = self.written(found.span);
        let sum = matches!(found.kind, ExprKind::Arith(ast::ArithOp::Add | ast::ArithOp::Sub, ..) | ExprKind::If(..));
        if sum && !text.starts_with(['(', '（']) { format!("({text})") } else { text.to_owned() }
    }

    /// A value of a type as it is written.
    fn example(&self, ty: &Type) -> String {
        match ty {
            Type::Number(unit) if unit.is_dimensionless() => "50%".to_owned(),
            Type::Number(unit) if unit.exponents().eq([(BaseUnit::MONTH, 1)]) => "6个月".to_owned(),
            Type::Number(unit) => format!("100{}", self.unit_name(unit)),
            Type::Bool => "真".to_owned(),
            Type::Date => "2020年3月6日".to_owned(),
            Type::Month => "2020年3月".to_owned(),
            Type::Months => "2020年2月、2020年3月".to_owned(),
            Type::Text => "\"…\"".to_owned(),
            Type::Enum(id) | Type::Set(id) => {
                let member = self.policy.enums.get(id.0).and_then(|def| def.members.first());
                member.map_or_else(|| "…".to_owned(), |(name, _)| name.clone())
            }
        }
    }

    /// What a quantity lacks to be of a unit, or has too much.
    fn factor_between(&self, wanted: &Unit, have: &Unit) -> Option<(String, String)> {
        let factor = wanted.div(have)?;
        let over = factor.exponents().any(|(_, power)| power > 0);
        let under = factor.exponents().any(|(_, power)| power < 0);
        if over && !under {
            let name = self.unit_name(&factor);
            return Some((
                format!("还差一个因数：乘以一个以“{name}”计的数量"),
                format!("a factor is missing: multiply by a quantity in {name}"),
            ));
        }
        if under && !over {
            let name = self.unit_name(&Unit::dimensionless().div(&factor)?);
            return Some((
                format!("多了一个因数：除以一个以“{name}”计的数量，或不乘它"),
                format!("there is a factor too many: divide by a quantity in {name}, or do not multiply by it"),
            ));
        }
        let length = |unit: &Unit| {
            [BaseUnit::MONTH, BaseUnit::DAY, BaseUnit::WORKDAY].iter().any(|base| unit.exponents().eq([(*base, 1)]))
        };
        let lengths = length(wanted) && length(have);
        let (wanted, have) = (self.unit_name(wanted), self.unit_name(have));
        if lengths {
            return Some((
                format!("{wanted}和{have}不能换算（月有长短，节假日不一）：照通知的说法，两边统一成一种"),
                format!("{wanted} and {have} have no fixed ratio: use one of them on both sides, as the notice does"),
            ));
        }
        Some((
            format!("“{have}”和“{wanted}”不能相加或比较：是不是用错了名称，或漏乘了一个量"),
            format!("{have} and {wanted} cannot be added or compared: is it a wrong name, or is a factor missing?"),
        ))
    }

    /// What a bare literal lacks to be of a unit. A percentage lacks a year, or cannot be of that unit.
    fn missing_unit(&self, unit: &Unit, literal: &str) -> Option<String> {
        if unit.is_dimensionless() {
            return None;
        }
        if !literal.contains(['%', '‰']) {
            let month = unit.exponents().eq([(BaseUnit::MONTH, 1)]) || unit.exponents().eq([(BaseUnit::WORKDAY, 1)]);
            return Some(format!("{}{}", if month { "个" } else { "" }, self.unit_name(unit)));
        }
        over_time(unit).then(|| "/年".to_owned())
    }
}

/// The word of a comparison of this type.
const fn comparison(ty: &Type) -> &'static str {
    match ty {
        Type::Number(_) => "超过",
        Type::Date => "在",
        Type::Set(_) => "含",
        _ => "等于",
    }
}

/// Whether a text is a day as rules write it.
fn is_day(text: &str) -> bool {
    let (parsed, found) = crate::syntax::parse_expr(crate::span::FileId::default(), text);
    found.is_empty() && parsed.is_some_and(|expr| matches!(expr.kind, ast::ExprKind::Date(_)))
}
