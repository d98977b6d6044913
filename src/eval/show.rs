//! The words of the trace: expressions with the subject's own figures put in, reasons, formulas. Owns how values
//! are written; decides nothing.

use super::abs::{Abs, Dom};
use super::machine::{Frame, Machine};
use crate::diagnostic::Lang;
use crate::ir::{ArithOp, CompareOp, Expr, ExprKind, FactId, FactType, NumberForm, ParamId, PeriodRef, Type, Value};
use crate::value::number::Number;
use crate::value::unit::{BaseUnit, Unit};

/// What is left of an amount when only some of its factors are known.
pub(crate) enum Residual {
    /// Everything is known.
    Known(Number, Unit),
    /// A known factor times names that have no value.
    Scaled {
        factor: Number,
        unit: Unit,
        percent: bool,
        names: Vec<String>,
        /// The missing parameter, if it is the only name.
        param: Option<ParamId>,
    },
    /// Not a product; shown as it is.
    Opaque,
}

impl Machine<'_> {
    fn words<'w>(&self, zh: &'w str, en: &'w str) -> &'w str {
        match self.context.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// A given or derived value of a fact, as people write it.
    pub(crate) fn show_value(&self, id: FactId, value: &Abs) -> String {
        if self.silent {
            return String::new();
        }
        let Some(fact) = self.policy.facts.get(id.0) else { return String::new() };
        let (ty, form) = match &fact.ty {
            FactType::Scalar(ty, form) => (ty, form.as_ref()),
            FactType::List(_) => return String::new(),
        };
        if let Dom::Enum(mask) = value.dom
            && mask.count_ones() > 1
            && mask != self.every_member(ty)
        {
            return self.members(ty, mask).join(self.words("或", " or "));
        }
        value.known().map_or_else(|| fact.name.clone(), |value| self.write(&value, ty, form, false))
    }

    /// The mask of every member of an enumeration or set type.
    pub(crate) fn every_member(&self, ty: &Type) -> u128 {
        match ty {
            Type::Enum(id) | Type::Set(id) => self.policy.enums.get(id.0).map_or(0, crate::ir::EnumDef::all),
            _ => 0,
        }
    }

    fn members(&self, ty: &Type, mask: u128) -> Vec<String> {
        let (Type::Enum(id) | Type::Set(id)) = ty else { return Vec::new() };
        let Some(def) = self.policy.enums.get(id.0) else { return Vec::new() };
        let members = def.members.iter().enumerate();
        members.filter(|(index, _)| mask & crate::ir::bit(*index) != 0).map(|(_, (name, _))| name.clone()).collect()
    }

    /// A value as people write it; `percent` for plain ratios compared with a percentage.
    pub(crate) fn write(&self, value: &Value, ty: &Type, form: Option<&NumberForm>, percent: bool) -> String {
        match value {
            Value::Bool(true) => self.words("是", "yes").to_owned(),
            Value::Bool(false) => self.words("否", "no").to_owned(),
            Value::Number(number) => match (form, ty) {
                (Some(form), _) => {
                    let written = number.div(&form.scale).unwrap_or_else(Number::zero);
                    let unit = if form.unit == "月" { "个月" } else { form.unit.as_str() };
                    format!("{}{unit}", short(&written))
                }
                (None, Type::Number(unit)) => self.quantity(number, unit, percent),
                _ => short(number),
            },
            Value::Date(day) => day.to_string(),
            Value::Month(month) => month.to_string(),
            Value::Enum(member) => self.members(ty, crate::ir::bit(*member)).join(""),
            Value::Set(0) => self.words("无", "none").to_owned(),
            Value::Set(mask) => self.members(ty, *mask).join("、"),
            Value::Text(text) => text.clone(),
            Value::Months(months) => months.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        }
    }

    /// A number of some dimension; rates a month are written a year.
    fn quantity(&self, number: &Number, unit: &Unit, percent: bool) -> String {
        let rate = Unit::dimensionless().div(&Unit::base(BaseUnit::MONTH));
        if rate.as_ref() == Some(unit) {
            return format!("{}%/年", short(&number.mul(&Number::from_i64(1200))));
        }
        if percent && unit.is_dimensionless() {
            return format!("{}%", short(&number.mul(&Number::from_i64(100))));
        }
        let name = unit
            .display(&|base: BaseUnit| self.policy.unit_names.get(usize::from(base.0)).cloned().unwrap_or_default());
        match (unit == &Unit::base(BaseUnit::MONTH), name.as_str()) {
            (true, _) => format!("{}个月", short(number)),
            (false, name) => format!("{}{name}", short(number)),
        }
    }

    /// An expression with known figures put in.
    pub(crate) fn show(&self, expr: &Expr, frame: Frame) -> String {
        if self.silent {
            return String::new();
        }
        self.show_at(expr, frame, 0)
    }

    /// `level`: 0 anything, 1 inside a sum, 2 inside a product, 3 right of a division.
    fn show_at(&self, expr: &Expr, frame: Frame, level: u8) -> String {
        let paren = |text: String, own: u8| if own < level { format!("({text})") } else { text };
        match &expr.kind {
            ExprKind::Const(_, text) => text.clone(),
            ExprKind::Def(id) if !self.is_short(expr) => {
                self.policy.defs.get(id.0).map_or_else(String::new, |def| def.name.clone())
            }
            ExprKind::Reading(id) if !self.is_short(expr) => {
                self.policy.readings.get(id.0).map_or_else(String::new, |reading| reading.name.clone())
            }
            ExprKind::Fact(id) => self.show_value(*id, &self.fact(*id, frame)),
            ExprKind::Param(id, at) => self.show_param(*id, at.as_deref(), frame),
            ExprKind::Def(id) => {
                self.policy.defs.get(id.0).map_or_else(String::new, |def| self.show_at(&def.body, frame, level))
            }
            ExprKind::Reading(id) => {
                let reading = self.policy.readings.get(id.0);
                let body = self.adopted(*id).and_then(|index| reading?.alternatives.get(index)?.1.as_ref());
                match body {
                    Some(body) => self.show_at(body, frame, level),
                    None => reading.map_or_else(String::new, |reading| reading.name.clone()),
                }
            }
            ExprKind::Neg(inner) => format!("-{}", self.show_at(inner, frame, 2)),
            ExprKind::Arith(op, left, right) => {
                let (sign, own, right_level) = match op {
                    ArithOp::Add => (" + ", 1, 1),
                    ArithOp::Sub => (" - ", 1, 2),
                    ArithOp::Mul => (" × ", 2, 2),
                    ArithOp::Div => (if self.ratio(left, right, frame) { "/" } else { " / " }, 2, 3),
                };
                if *op == ArithOp::Div && self.ratio(left, right, frame) {
                    let bare = |side: &Expr| self.eval(side, frame).known_number().map(short);
                    if let (Some(a), Some(b)) = (bare(left), bare(right)) {
                        return paren(format!("{a}/{b}"), 2);
                    }
                }
                paren(
                    format!("{}{sign}{}", self.show_at(left, frame, own), self.show_at(right, frame, right_level)),
                    own,
                )
            }
            ExprKind::Min(parts) => self.show_call("取小", "min", parts, frame),
            ExprKind::Max(parts) => self.show_call("取大", "max", parts, frame),
            ExprKind::Excess(a, b) => {
                format!("{}({}, {})", self.words("超出", "excess"), self.show(a, frame), self.show(b, frame))
            }
            ExprKind::If(test, then, otherwise) => match self.eval(test, frame).known() {
                Some(Value::Bool(true)) => self.show_at(then, frame, level),
                Some(Value::Bool(false)) => self.show_at(otherwise, frame, level),
                _ => format!(
                    "({} {} {} {} {} {})",
                    self.words("若", "if"),
                    self.show(test, frame),
                    self.words("则", "then"),
                    self.show(then, frame),
                    self.words("否则", "else"),
                    self.show(otherwise, frame)
                ),
            },
            ExprKind::MonthCount(_) | ExprKind::DayCount(..) | ExprKind::Brackets(..) | ExprKind::Script(..) => {
                match self.eval(expr, frame).known() {
                    Some(value) => self.write(&value, &expr.ty, None, false),
                    None => self.show_open(expr, frame),
                }
            }
            ExprKind::ByMember(subject, rows, otherwise) => {
                match only_row(&self.eval(subject, frame).dom, rows, otherwise.as_deref()) {
                    Some(row) => self.show_at(row, frame, level),
                    None => self.show_open(expr, frame),
                }
            }
            ExprKind::FirstMatch(..) | ExprKind::ExactlyOne(..) => match self.eval(expr, frame).known() {
                Some(value) => self.write(&value, &expr.ty, None, false),
                None => self.show_open(expr, frame),
            },
            _ => self.because(expr, frame),
        }
    }

    fn show_open(&self, expr: &Expr, frame: Frame) -> String {
        match &expr.kind {
            ExprKind::MonthCount(list) => format!("{}({})", self.words("月数", "month_count"), self.show(list, frame)),
            ExprKind::DayCount(from, to) => {
                format!("{}({}, {})", self.words("天数", "day_count"), self.show(from, frame), self.show(to, frame))
            }
            ExprKind::Script(id, args) => {
                let name = self.policy.scripts.get(id.0).map_or("", |script| script.name.as_str());
                let args: Vec<String> = args.iter().map(|arg| self.show(arg, frame)).collect();
                format!("{name}({})", args.join(", "))
            }
            ExprKind::Brackets(_, subject, _) => {
                format!("{}({})", self.words("分档", "table"), self.show(subject, frame))
            }
            ExprKind::ByMember(subject, ..) => {
                format!("{}({})", self.words("分档", "table"), self.show(subject, frame))
            }
            _ => self.words("分档（待定）", "table (open)").to_owned(),
        }
    }

    fn show_call(&self, zh: &str, en: &str, parts: &[Expr], frame: Frame) -> String {
        let parts: Vec<String> = parts.iter().map(|part| self.show(part, frame)).collect();
        format!("{}({})", self.words(zh, en), parts.join(", "))
    }

    fn show_param(&self, id: ParamId, at: Option<&Expr>, frame: Frame) -> String {
        let Some(param) = self.policy.params.get(id.0) else { return String::new() };
        match self.param(id, at, frame).known() {
            Some(value) => self.write(&value, &param.ty, param.form.as_ref(), false),
            None => param.name.clone(),
        }
    }

    /// Whether both sides of a division have one unit, so that `11/200` says enough.
    fn ratio(&self, left: &Expr, right: &Expr, frame: Frame) -> bool {
        left.ty == right.ty
            && self.eval(left, frame).known_number().is_some()
            && self.eval(right, frame).known_number().is_some()
    }

    /// Why a condition holds or not, with the subject's figures: `11/200 = 5.5% 不超过 5.5%`.
    pub(crate) fn because(&self, expr: &Expr, frame: Frame) -> String {
        if self.silent {
            return String::new();
        }
        let value = self.eval(expr, frame);
        let known = match value.known() {
            Some(Value::Bool(truth)) => Some(truth),
            _ => None,
        };
        match &expr.kind {
            ExprKind::Const(_, text) => text.clone(),
            ExprKind::Fact(id) => {
                let name = self.policy.facts.get(id.0).map_or("", |fact| fact.name.as_str());
                format!("{name}{}{}", self.words("：", ": "), self.answer(known))
            }
            ExprKind::Def(id) => self.policy.defs.get(id.0).map_or_else(String::new, |def| match def.body.kind {
                ExprKind::Fact(_)
                | ExprKind::In(..)
                | ExprKind::Compare(..)
                | ExprKind::During(..)
                | ExprKind::Def(_) => self.because(&def.body, frame),
                _ => format!(
                    "{}{}{}（{}）",
                    def.name,
                    self.words("：", ": "),
                    self.answer(known),
                    self.because(&def.body, frame)
                ),
            }),
            ExprKind::Reading(id) => {
                let reading = self.policy.readings.get(id.0);
                let body = self.adopted(*id).and_then(|index| reading?.alternatives.get(index)?.1.as_ref());
                let name = reading.map_or("", |reading| reading.name.as_str());
                match body.map(|body| &body.kind) {
                    Some(ExprKind::Const(..)) => {
                        let adopted = self
                            .adopted(*id)
                            .and_then(|i| reading?.alternatives.get(i))
                            .map_or("", |(n, _)| n.as_str());
                        format!("{}{name} = {adopted}", self.words("口径：", "reading: "))
                    }
                    Some(_) => body.map_or_else(String::new, |body| self.because(body, frame)),
                    None => match known {
                        // Left open, but every alternative agrees for this subject.
                        Some(_) => {
                            let agree = self.words("各种读法结论一致：", "every alternative agrees: ");
                            format!("{name}{}{agree}{}", self.words("，", ", "), self.answer(known))
                        }
                        None => format!("{}{name}", self.words("口径未定：", "reading left open: ")),
                    },
                }
            }
            ExprKind::Param(id, at) => {
                let name = self.policy.params.get(id.0).map_or("", |param| param.name.as_str());
                format!("{name}{}{}", self.words("：", ": "), self.show_param(*id, at.as_deref(), frame))
            }
            ExprKind::Not(inner) => format!("{}（{}）", self.words("非", "not"), self.because(inner, frame)),
            ExprKind::And(parts) => self.joined(parts, frame, self.words("；", "; "), true),
            ExprKind::Or(parts) => self.joined(parts, frame, self.words(" 或 ", " or "), false),
            ExprKind::Compare(op, left, right) => {
                let percent = is_percent(left) || is_percent(right);
                let relation = self.relation(*op, known);
                format!("{} {relation} {}", self.side(left, frame, percent), self.side(right, frame, percent))
            }
            ExprKind::In(subject, mask) => {
                let members = self.members(&subject.ty, *mask).join("、");
                let relation = if known == Some(false) {
                    self.words("不属于", "is not one of")
                } else {
                    self.words("属于", "is one of")
                };
                format!("{} {relation} {members}", self.named(subject, frame))
            }
            ExprKind::Has(set, member) => {
                let relation =
                    if known == Some(false) { self.words("不含", "has not") } else { self.words("含", "has") };
                format!(
                    "{} {relation} {}",
                    self.named(set, frame),
                    self.members(&set.ty, crate::ir::bit(*member)).join("")
                )
            }
            ExprKind::During(date, period) => self.during_words(&self.named(date, frame), period, known, frame),
            ExprKind::Occurred(id) => {
                let name = self.policy.events.get(id.0).map_or("", |event| event.name.as_str());
                format!("{name}{}{}", self.words("已发生：", " has occurred: "), self.answer(known))
            }
            ExprKind::If(test, then, otherwise) => match self.eval(test, frame).known() {
                Some(Value::Bool(true)) => self.because(then, frame),
                Some(Value::Bool(false)) => self.because(otherwise, frame),
                _ => self.show(expr, frame),
            },
            _ => self.show(expr, frame),
        }
    }

    pub(crate) fn during_words(&self, date: &str, period: &PeriodRef, known: Option<bool>, frame: Frame) -> String {
        if self.silent {
            return String::new();
        }
        let relation =
            if known == Some(false) { self.words("不在", "is not within") } else { self.words("在", "is within") };
        let (from, to) = self.ends(period, frame);
        let day = |end: Option<super::period::Day>| end.and_then(|end| end.date()).map(|day| day.to_string());
        let spelled = match (day(from), day(to)) {
            (Some(from), Some(to)) => format!("{from} {} {to}", self.words("至", "to")),
            _ => period.words.clone(),
        };
        match &period.name {
            Some(name) if *name != spelled => format!("{date} {relation} {name}（{spelled}）"),
            _ => format!("{date} {relation} {spelled}"),
        }
    }

    /// Parts that a reading has settled and that do not matter are left out, unless nothing else is there.
    fn joined(&self, parts: &[Expr], frame: Frame, separator: &str, neutral: bool) -> String {
        let idle = |part: &&Expr| {
            let settled = match &part.kind {
                ExprKind::Reading(_) => true,
                ExprKind::Not(inner) => matches!(inner.kind, ExprKind::Reading(_)),
                _ => false,
            };
            settled && self.eval(part, frame).known() == Some(Value::Bool(neutral))
        };
        let kept: Vec<&Expr> = parts.iter().filter(|part| !idle(part)).collect();
        let shown = if kept.is_empty() { parts.iter().collect() } else { kept };
        shown.into_iter().map(|part| self.because(part, frame)).collect::<Vec<_>>().join(separator)
    }

    pub(crate) fn answer(&self, known: Option<bool>) -> &str {
        match known {
            Some(true) => self.words("是", "yes"),
            Some(false) => self.words("否", "no"),
            None => self.words("未知", "not known"),
        }
    }

    fn relation(&self, op: CompareOp, known: Option<bool>) -> &str {
        let op = match (op, known) {
            (op, Some(true) | None) => op,
            (CompareOp::Le, Some(false)) => CompareOp::Gt,
            (CompareOp::Ge, Some(false)) => CompareOp::Lt,
            (CompareOp::Lt, Some(false)) => CompareOp::Ge,
            (CompareOp::Gt, Some(false)) => CompareOp::Le,
            (CompareOp::Eq, Some(false)) => CompareOp::Ne,
            (CompareOp::Ne, Some(false)) => CompareOp::Eq,
        };
        match op {
            CompareOp::Le => self.words("不超过", "is at most"),
            CompareOp::Ge => self.words("不低于", "is at least"),
            CompareOp::Lt => self.words("低于", "is less than"),
            CompareOp::Gt => self.words("超过", "is more than"),
            CompareOp::Eq => self.words("等于", "equals"),
            CompareOp::Ne => self.words("不等于", "differs from"),
        }
    }

    /// A side of a comparison: a computed one with its result, a fact with its name.
    fn side(&self, expr: &Expr, frame: Frame, percent: bool) -> String {
        match &expr.kind {
            ExprKind::Const(_, text) => text.clone(),
            ExprKind::Fact(_) | ExprKind::Param(..) => self.named(expr, frame),
            _ => {
                let shown = self.show(expr, frame);
                match self.eval(expr, frame).known() {
                    Some(Value::Number(number)) => {
                        let value = self.write(&Value::Number(number.clone()), &expr.ty, None, percent);
                        let same = if is_exact(&number, percent) { "=" } else { "≈" };
                        if shown == value { shown } else { format!("{shown} {same} {value}") }
                    }
                    _ => shown,
                }
            }
        }
    }

    /// A fact or parameter with its name and value: `上年末参保职工人数 200人`.
    fn named(&self, expr: &Expr, frame: Frame) -> String {
        let name = match &expr.kind {
            ExprKind::Fact(id) => self.policy.facts.get(id.0).map(|fact| fact.name.as_str()),
            ExprKind::Param(id, _) => self.policy.params.get(id.0).map(|param| param.name.as_str()),
            _ => None,
        };
        let shown = self.show(expr, frame);
        match name {
            Some(name) if shown == name => format!("{name}{}", self.words("（未知）", " (not known)")),
            Some(name) => format!("{name} {shown}"),
            None => shown,
        }
    }

    /// The product of an amount with known factors folded.
    pub(crate) fn residual(&self, expr: &Expr, frame: Frame) -> Residual {
        let value = self.eval(expr, frame);
        if let (Some(number), Type::Number(unit)) = (value.known_number(), &expr.ty) {
            return Residual::Known(number.clone(), unit.clone());
        }
        let scaled = |names: Vec<String>, param| Residual::Scaled {
            factor: Number::one(),
            unit: Unit::dimensionless(),
            percent: false,
            names,
            param,
        };
        match &expr.kind {
            ExprKind::Def(_) | ExprKind::Reading(_) if !self.is_short(expr) => Residual::Opaque,
            ExprKind::Param(id, _) => {
                scaled(self.policy.params.get(id.0).map(|p| p.name.clone()).into_iter().collect(), Some(*id))
            }
            ExprKind::Fact(id) => {
                scaled(self.policy.facts.get(id.0).map(|f| f.name.clone()).into_iter().collect(), None)
            }
            ExprKind::Def(id) => {
                self.policy.defs.get(id.0).map_or(Residual::Opaque, |def| self.residual(&def.body, frame))
            }
            ExprKind::Reading(id) => {
                let body =
                    self.adopted(*id).and_then(|i| self.policy.readings.get(id.0)?.alternatives.get(i)?.1.as_ref());
                body.map_or(Residual::Opaque, |body| self.residual(body, frame))
            }
            ExprKind::MonthCount(list) => match &list.kind {
                ExprKind::Param(id, _) => {
                    let name = self.policy.params.get(id.0).map_or("", |param| param.name.as_str());
                    scaled(vec![format!("{}({name})", self.words("月数", "month_count"))], None)
                }
                _ => Residual::Opaque,
            },
            ExprKind::If(test, then, otherwise) => match self.eval(test, frame).known() {
                Some(Value::Bool(true)) => self.residual(then, frame),
                Some(Value::Bool(false)) => self.residual(otherwise, frame),
                _ => Residual::Opaque,
            },
            ExprKind::ByMember(subject, rows, otherwise) => {
                let row = only_row(&self.eval(subject, frame).dom, rows, otherwise.as_deref());
                row.map_or(Residual::Opaque, |row| self.residual(row, frame))
            }
            ExprKind::Arith(ArithOp::Mul, left, right) => {
                multiply(self.residual(left, frame), self.residual(right, frame), is_percent(left) || is_percent(right))
            }
            ExprKind::Arith(ArithOp::Div, left, right) => {
                match (self.residual(left, frame), self.residual(right, frame)) {
                    (Residual::Scaled { factor, unit, percent, names, param }, Residual::Known(by, by_unit)) => {
                        match (factor.div(&by), unit.div(&by_unit)) {
                            (Some(factor), Some(unit)) => Residual::Scaled { factor, unit, percent, names, param },
                            _ => Residual::Opaque,
                        }
                    }
                    _ => Residual::Opaque,
                }
            }
            _ => Residual::Opaque,
        }
    }

    /// A formula with known factors folded: `1200人·月 × 上年末月人均失业保险金`.
    pub(crate) fn folded(&self, expr: &Expr, frame: Frame) -> String {
        if self.silent {
            return String::new();
        }
        match self.residual(expr, frame) {
            Residual::Scaled { factor, unit, percent, names, .. } => {
                let names = names.join(" × ");
                if factor == Number::one() && unit.is_dimensionless() {
                    return names;
                }
                format!("{} × {names}", self.compound(&factor, &unit, percent))
            }
            Residual::Known(..) | Residual::Opaque => self.show(expr, frame),
        }
    }

    fn compound(&self, number: &Number, unit: &Unit, percent: bool) -> String {
        if unit.is_dimensionless() {
            return self.quantity(number, unit, percent);
        }
        let name = unit
            .display(&|base: BaseUnit| self.policy.unit_names.get(usize::from(base.0)).cloned().unwrap_or_default());
        let name = if name == "月" { "个月".to_owned() } else { name };
        format!("{}{name}", short(number))
    }
}

/// The one row that is left for the members still possible, if it is one.
fn only_row<'r>(dom: &Dom, rows: &'r [(u128, Expr)], otherwise: Option<&'r Expr>) -> Option<&'r Expr> {
    let Dom::Enum(possible) = dom else { return None };
    let named = rows.iter().fold(0, |mask, (row, _)| mask | row);
    let hit = rows.iter().filter(|(mask, _)| mask & possible != 0).map(|(_, value)| value);
    let mut left = hit.chain(otherwise.filter(|_| possible & !named != 0));
    left.next().filter(|_| left.next().is_none())
}

fn multiply(left: Residual, right: Residual, with_percent: bool) -> Residual {
    match (left, right) {
        (Residual::Known(a, u), Residual::Scaled { factor, unit, percent, names, param })
        | (Residual::Scaled { factor, unit, percent, names, param }, Residual::Known(a, u)) => match u.mul(&unit) {
            Some(unit) => {
                Residual::Scaled { factor: factor.mul(&a), unit, percent: percent || with_percent, names, param }
            }
            None => Residual::Opaque,
        },
        (
            Residual::Scaled { factor: a, unit: u, percent: p, names: mut left, .. },
            Residual::Scaled { factor: b, unit: v, percent: q, names: right, .. },
        ) => match u.mul(&v) {
            Some(unit) => {
                left.extend(right);
                Residual::Scaled { factor: a.mul(&b), unit, percent: p || q, names: left, param: None }
            }
            None => Residual::Opaque,
        },
        _ => Residual::Opaque,
    }
}

/// Whether an expression is written as a percentage.
fn is_percent(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Const(_, text) => text.contains(['%', '％', '‰']) || text.contains("百分点"),
        ExprKind::Arith(_, a, b) | ExprKind::Excess(a, b) => is_percent(a) || is_percent(b),
        _ => false,
    }
}

fn is_exact(number: &Number, percent: bool) -> bool {
    let number = if percent { number.mul(&Number::from_i64(100)) } else { number.clone() };
    shortened(&number).is_some()
}

/// At most six decimals exactly, or `None`.
fn shortened(number: &Number) -> Option<String> {
    (number.is_terminating() && number.round(6, crate::value::rounding::Rounding::HalfUp) == *number)
        .then(|| number.to_exact_string())
}

/// A number for people: exact when short, else two decimals.
pub(crate) fn short(number: &Number) -> String {
    shortened(number).unwrap_or_else(|| number.to_approx(2))
}
