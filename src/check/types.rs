//! Written units and types. Owns the reading of `元/(人·月)` and `%/年` into dimensions and scales, and the words
//! for types in messages; knows nothing of expressions.

use super::Checker;
use super::scope::{ScopeId, Symbol};
use crate::diagnostic::{Code, Diagnostic, Words};
use crate::ir::{EnumId, FactType, NumberForm, Type};
use crate::syntax::ast::{Name, TypeExpr, UnitExpr, UnitFactor};
use crate::value::number::Number;
use crate::value::unit::{BaseUnit, Unit};

/// Whether this is the dimension of an interest rate.
pub(super) fn over_time(unit: &Unit) -> bool {
    unit.exponents().eq([(BaseUnit::MONTH, -1)])
}

impl Checker<'_> {
    /// Dimension and scale of a written unit: `%/年` is 1/月 with scale 1/1200.
    pub(super) fn unit(&mut self, written: &UnitExpr) -> Option<(Unit, Number)> {
        let mut unit = Unit::dimensionless();
        let mut scale = Number::one();
        for (factor, exponent) in &written.factors {
            let (base, size) = match factor {
                UnitFactor::Percent => (None, Number::ratio(1, 100)?),
                UnitFactor::PerMille => (None, Number::ratio(1, 1000)?),
                UnitFactor::Year => (Some(BaseUnit::MONTH), Number::from_i64(12)),
                UnitFactor::Named(name) => (Some(self.base_unit(name)?), Number::one()),
            };
            if let Some(base) = base {
                let base = Unit::base(base);
                unit = if *exponent < 0 { unit.div(&base)? } else { unit.mul(&base)? };
            }
            scale = if *exponent < 0 { scale.div(&size)? } else { scale.mul(&size) };
        }
        Some((unit, scale))
    }

    fn base_unit(&mut self, name: &Name) -> Option<BaseUnit> {
        if let Some(unit) = self.units.get(&name.text) {
            return Some(*unit);
        }
        if let Some((unit, per)) = name.text.split_once('每').filter(|(unit, per)| !unit.is_empty() && !per.is_empty())
        {
            // `50元每户`: either a stage per something, or a rate.
            let apart = format!("{unit} 每 {per}");
            self.report(
                Diagnostic::new(
                    Code::GluedWords,
                    name.span,
                    format!("“{}”被读成了一个单位", name.text),
                    format!("`{}` is read as one unit", name.text),
                )
                .help(
                    format!("“每”前后要空格：{apart}；若是比率，写成 {unit}/{per}"),
                    format!("`每` stands apart: {apart}; if it is a rate, write {unit}/{per}"),
                )
                .patch(name.span, apart),
            );
            return None;
        }
        let diagnostic = Diagnostic::new(
            Code::UnknownType,
            name.span,
            format!("没有单位“{}”", name.text),
            format!("there is no unit `{}`", name.text),
        );
        let otherwise =
            (format!("先在规则包里声明：单位 {}", name.text), format!("declare it in the pack: unit {}", name.text));
        self.not_among(name, diagnostic, |this| this.units.keys().cloned().collect(), otherwise);
        None
    }

    /// A unit as people write it, e.g. `元/(人·月)`.
    pub(super) fn unit_name(&self, unit: &Unit) -> String {
        unit.display(&|base: BaseUnit| {
            self.policy.unit_names.get(usize::from(base.0)).cloned().unwrap_or_else(|| "?".to_owned())
        })
    }

    /// What brings a quantity that has yuan in it to plain yuan: Chinese, English.
    pub(super) fn towards_money(&self, unit: &Unit) -> Option<(String, String)> {
        if !unit.exponents().any(|(base, power)| base == BaseUnit::YUAN && power == 1) {
            let per = self.unit_name(unit);
            return Some(if unit.is_dimensionless() {
                ("还没有元：乘以一个以元计的数".into(), "there is no yuan yet: multiply by an amount in 元".into())
            } else {
                (
                    format!("还没有元：每{per}多少元，写成 100元/{per} 再相乘"),
                    format!("there is no yuan yet: so many yuan for each {per} is written 100元/{per}, then multiply"),
                )
            });
        }
        let Some((extra, _)) = unit.exponents().find(|&(base, power)| base != BaseUnit::YUAN && power > 0) else {
            return Some((
                "还差一个因数（如 月数、人数）；若本来就是每月标准，写 标准 … 每 月".into(),
                "a factor is missing (months, persons); for a monthly rate write rate … per 月".into(),
            ));
        };
        let extra = self.unit_name(&Unit::base(extra));
        Some((
            format!("多乘了“{extra}”；每{extra}多少元，单位写 元/{extra}"),
            format!("there is a factor in {extra} too many; so many yuan for each {extra} is written 元/{extra}"),
        ))
    }

    /// A type in words: Chinese, English.
    pub(super) fn type_name(&self, ty: &Type) -> (String, String) {
        match ty {
            Type::Bool => ("条件".into(), "a condition".into()),
            Type::Number(unit) if unit.is_dimensionless() => ("数（无单位）".into(), "a number without unit".into()),
            Type::Number(unit) if over_time(unit) => {
                ("一段时间的比率（如 %/年）".into(), "a rate over time (such as %/年)".into())
            }
            Type::Number(unit) => {
                let name = self.unit_name(unit);
                (format!("以“{name}”计的数量"), format!("a quantity in {name}"))
            }
            Type::Date => ("日期".into(), "a date".into()),
            Type::Month => ("月份".into(), "a month".into()),
            Type::Enum(id) => {
                let name = self.enum_name(*id);
                (format!("“{name}”之一"), format!("a member of `{name}`"))
            }
            Type::Set(id) => {
                let name = self.enum_name(*id);
                (format!("“{name}”的集合"), format!("a set of `{name}`"))
            }
            Type::Text => ("文本".into(), "a text".into()),
            Type::Months => ("月份表".into(), "a list of months".into()),
        }
    }

    pub(super) fn enum_name(&self, id: EnumId) -> String {
        self.policy.enums.get(id.0).map_or_else(String::new, |def| def.name.clone())
    }

    /// The type of a fact or parameter; lists are declared by the caller.
    pub(super) fn scalar_type(&mut self, ty: &TypeExpr) -> Option<(Type, Option<NumberForm>)> {
        let plain = |integer: bool| {
            let form = NumberForm { unit: String::new(), scale: Number::one(), integer, money: false, signed: false };
            (Type::Number(Unit::dimensionless()), Some(form))
        };
        match ty {
            TypeExpr::Bool(_) => Some((Type::Bool, None)),
            TypeExpr::Integer(_) => Some(plain(true)),
            TypeExpr::Number(_) => Some(plain(false)),
            TypeExpr::Date(_) => Some((Type::Date, None)),
            TypeExpr::Month(_) => Some((Type::Month, None)),
            TypeExpr::Months(_) => Some((Type::Months, None)),
            TypeExpr::Text(_) => Some((Type::Text, None)),
            TypeExpr::Unit(written) => self.unit_type(written),
            TypeExpr::Enum { name, set } => {
                let id = self.enum_id(name)?;
                Some((if *set { Type::Set(id) } else { Type::Enum(id) }, None))
            }
            TypeExpr::List(_, span) => {
                self.error(
                    Code::UnknownType,
                    *span,
                    Words::new("列表不能写在这里", "a list cannot stand here"),
                    Words::new(
                        "列表只能是主体的事实；列表里的字段写成单个的值",
                        "a list is a fact of a subject; fields of its records are single values",
                    ),
                );
                None
            }
        }
    }

    fn unit_type(&mut self, written: &UnitExpr) -> Option<(Type, Option<NumberForm>)> {
        // A single unknown name may be an enumeration written where the grammar could not tell.
        if let [(UnitFactor::Named(name), 1)] = written.factors.as_slice()
            && !self.units.contains_key(&name.text)
        {
            let id = self.enum_id(name)?;
            return Some((Type::Enum(id), None));
        }
        let (unit, scale) = self.unit(written)?;
        let counting = matches!(written.factors.as_slice(), [(UnitFactor::Named(_), 1)]);
        let yuan = Unit::base(BaseUnit::YUAN);
        let form = NumberForm {
            unit: self.words(written.span),
            scale,
            integer: counting && unit != yuan,
            money: unit == yuan,
            signed: false,
        };
        Some((Type::Number(unit), Some(form)))
    }

    /// The enumeration of this name, or a report.
    pub(super) fn enum_id(&mut self, name: &Name) -> Option<EnumId> {
        if let Some((Symbol::Enum(id), _)) = self.scopes.find(ScopeId::GLOBAL, &name.text) {
            return Some(id);
        }
        let types = ["布尔", "整数", "数", "日期", "月份", "月份表", "文本", "集合", "列表"];
        let diagnostic = Diagnostic::new(
            Code::UnknownType,
            name.span,
            format!("没有类型或单位“{}”", name.text),
            format!("there is no type or unit `{}`", name.text),
        );
        let otherwise = (
            format!("若是单位，先登记：单位 {0}；若是几选一，先声明：枚举 {0} {{ 甲 (a) 乙 (b) }}", name.text),
            format!(
                "if it is a unit, register it: unit {0}; if it is one of several, declare them: enum {0} {{ x (a) y (b) }}",
                name.text
            ),
        );
        self.not_among(
            name,
            diagnostic,
            |this| {
                let enums = this.policy.enums.iter().map(|def| def.name.clone());
                enums.chain(this.units.keys().cloned()).chain(types.map(str::to_owned)).collect()
            },
            otherwise,
        );
        None
    }

    /// The scalar type of a fact, if it is one.
    pub(super) fn fact_type(&self, ty: &FactType) -> Option<Type> {
        match ty {
            FactType::Scalar(ty, _) => Some(ty.clone()),
            FactType::List(_) => None,
        }
    }
}
