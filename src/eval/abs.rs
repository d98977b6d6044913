//! What is known of a value: the set of results that are still possible, and what keeps it open. Owns the abstract
//! domain of the language (ranges, possibilities, faults, conflicts); knows nothing of expressions.

use crate::ir::{EventId, FactId, ParamId, ReadingId, Type, Value};
use crate::value::date::Month;
use crate::value::number::Number;
use crate::value::range::Range;
use crate::value::truth::{Outcome, Truth};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// Why something is not decided.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cause {
    /// The subject type is not known.
    Subject,
    /// A fact is not given: its path.
    Fact(String, FactId),
    /// An approval is neither given nor refused: its path.
    Approval(String, FactId),
    /// An act is not yet done: its path.
    Act(String, FactId),
    /// A parameter is missing.
    Param(ParamId),
    /// An event has no date.
    Event(EventId),
    /// A reading is left open.
    Reading(ReadingId),
    /// A rule we do not have.
    External(String),
}

/// Causes in a fixed order.
pub(crate) type Causes = BTreeSet<Cause>;

/// The values still possible, apart from faults and conflicts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Dom {
    /// None: only a fault or conflict is possible.
    Never,
    Bool {
        yes: bool,
        no: bool,
    },
    Number(Range),
    /// A day from `lo` to `hi`.
    Date {
        lo: Option<NaiveDate>,
        hi: Option<NaiveDate>,
    },
    Month {
        lo: Option<Month>,
        hi: Option<Month>,
    },
    /// A mask of members.
    Enum(u128),
    /// Members certainly and possibly in a set.
    Set {
        must: u128,
        may: u128,
    },
    /// A text, or any text.
    Text(Option<String>),
    /// Months, or any.
    Months(Option<Vec<Month>>),
}

/// What is known of one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Abs {
    pub(crate) dom: Dom,
    /// A fault is possible, in these words.
    pub(crate) fault: Option<String>,
    /// A conflict is possible, in these words.
    pub(crate) conflict: Option<String>,
    /// What keeps it open; empty exactly when one result is left.
    pub(crate) open: Causes,
}

impl Abs {
    pub(crate) fn new(dom: Dom) -> Self {
        Self { dom, fault: None, conflict: None, open: Causes::new() }
    }

    pub(crate) fn open(dom: Dom, cause: Cause) -> Self {
        Self { open: Causes::from([cause]), ..Self::new(dom) }.settled()
    }

    pub(crate) fn fault(words: impl Into<String>) -> Self {
        Self { fault: Some(words.into()), ..Self::new(Dom::Never) }
    }

    pub(crate) fn bool(truth: bool) -> Self {
        Self::new(Dom::Bool { yes: truth, no: !truth })
    }

    pub(crate) fn number(number: Number) -> Self {
        Self::new(Dom::Number(Range::point(number)))
    }

    pub(crate) fn value(value: &Value) -> Self {
        Self::new(match value {
            Value::Bool(truth) => Dom::Bool { yes: *truth, no: !*truth },
            Value::Number(number) => Dom::Number(Range::point(number.clone())),
            Value::Date(day) => Dom::Date { lo: Some(*day), hi: Some(*day) },
            Value::Month(month) => Dom::Month { lo: Some(*month), hi: Some(*month) },
            Value::Enum(member) => Dom::Enum(crate::ir::bit(*member)),
            Value::Set(mask) => Dom::Set { must: *mask, may: *mask },
            Value::Text(text) => Dom::Text(Some(text.clone())),
            Value::Months(months) => Dom::Months(Some(months.clone())),
        })
    }

    /// A truth with the words and causes of what it was made from.
    pub(crate) fn truth(truth: Truth, fault: Option<String>, conflict: Option<String>, open: Causes) -> Self {
        let (yes, no) = (truth.can(Outcome::True), truth.can(Outcome::False));
        let dom = if yes || no { Dom::Bool { yes, no } } else { Dom::Never };
        let fault = truth.can(Outcome::Fault).then(|| fault.unwrap_or_default());
        let conflict = truth.can(Outcome::Conflict).then(|| conflict.unwrap_or_default());
        Self { dom, fault, conflict, open }.settled()
    }

    /// As a truth: the set of outcomes still possible.
    pub(crate) fn as_truth(&self) -> Truth {
        let (yes, no) = match self.dom {
            Dom::Bool { yes, no } => (yes, no),
            _ => (false, false),
        };
        let parts = [
            (yes, Truth::TRUE),
            (no, Truth::FALSE),
            (self.fault.is_some(), Truth::FAULT),
            (self.conflict.is_some(), Truth::CONFLICT),
        ];
        parts.into_iter().filter(|(can, _)| *can).map(|(_, truth)| truth).reduce(Truth::join).unwrap_or(Truth::UNKNOWN)
    }

    /// Whether exactly one result is left.
    pub(crate) fn is_definite(&self) -> bool {
        let values = match &self.dom {
            Dom::Never => 0,
            dom if dom.is_single() => 1,
            _ => 2,
        };
        let flaws = usize::from(self.fault.is_some()).saturating_add(usize::from(self.conflict.is_some()));
        usize::saturating_add(values, flaws) == 1
    }

    /// Drops the causes when nothing is open any more.
    pub(crate) fn settled(mut self) -> Self {
        if self.is_definite() {
            self.open.clear();
        }
        self
    }

    /// The one value left, if there is one and no flaw is possible.
    pub(crate) fn known(&self) -> Option<Value> {
        if self.fault.is_some() || self.conflict.is_some() {
            return None;
        }
        self.dom.single()
    }

    pub(crate) fn known_number(&self) -> Option<&Number> {
        match &self.dom {
            Dom::Number(range) if self.fault.is_none() && self.conflict.is_none() => range.is_point(),
            _ => None,
        }
    }

    pub(crate) fn range(&self) -> Range {
        match &self.dom {
            Dom::Number(range) => range.clone(),
            _ => Range::full(),
        }
    }

    /// Either of two results.
    pub(crate) fn join(self, other: Self) -> Self {
        let dom = self.dom.join(other.dom);
        let mut open = self.open;
        open.extend(other.open);
        Self { dom, fault: self.fault.or(other.fault), conflict: self.conflict.or(other.conflict), open }.settled()
    }

    /// The same with more causes, unless it is decided.
    pub(crate) fn because(mut self, causes: &Causes) -> Self {
        self.open.extend(causes.iter().cloned());
        self.settled()
    }

    /// Whether it is a fault, whatever becomes known.
    pub(crate) fn is_fault(&self) -> bool {
        self.dom == Dom::Never && self.fault.is_some() && self.conflict.is_none()
    }

    /// Also possible: the faults and conflicts of these, a certain fault before any conflict.
    pub(crate) fn with_flaws(mut self, of: &[Self]) -> Self {
        let certain = of.iter().any(Self::is_fault);
        self.fault = self.fault.or_else(|| of.iter().find_map(|part| part.fault.clone()));
        if !certain {
            self.conflict = self.conflict.or_else(|| of.iter().find_map(|part| part.conflict.clone()));
        }
        self.settled()
    }

    /// A result computed from several operands: their faults, conflicts and causes carry over. A certain fault goes
    /// before any conflict.
    pub(crate) fn from_parts(dom: Dom, parts: &[&Self]) -> Self {
        let only_flaw = parts.iter().any(|part| part.dom == Dom::Never);
        let certain = parts.iter().any(|part| part.is_fault());
        let mut open = Causes::new();
        for part in parts {
            open.extend(part.open.iter().cloned());
        }
        Self {
            dom: if only_flaw { Dom::Never } else { dom },
            fault: parts.iter().find_map(|part| part.fault.clone()),
            conflict: parts.iter().find_map(|part| part.conflict.clone()).filter(|_| !certain),
            open,
        }
        .settled()
    }
}

impl Dom {
    /// Every value of a type, within bounds for numbers.
    pub(crate) fn any(ty: &Type, bounds: (Option<Number>, Option<Number>), members: u128) -> Self {
        match ty {
            Type::Bool => Self::Bool { yes: true, no: true },
            Type::Number(_) => Self::Number(Range { lo: bounds.0, hi: bounds.1 }),
            Type::Date => Self::Date { lo: None, hi: None },
            Type::Month => Self::Month { lo: None, hi: None },
            Type::Enum(_) => Self::Enum(members),
            Type::Set(_) => Self::Set { must: 0, may: members },
            Type::Text => Self::Text(None),
            Type::Months => Self::Months(None),
        }
    }

    /// Whether these can be values of a type.
    pub(crate) const fn fits(&self, ty: &Type) -> bool {
        matches!(
            (self, ty),
            (Self::Never, _)
                | (Self::Bool { .. }, Type::Bool)
                | (Self::Number(_), Type::Number(_))
                | (Self::Date { .. }, Type::Date)
                | (Self::Month { .. }, Type::Month)
                | (Self::Enum(_), Type::Enum(_))
                | (Self::Set { .. }, Type::Set(_))
                | (Self::Text(_), Type::Text)
                | (Self::Months(_), Type::Months)
        )
    }

    fn is_single(&self) -> bool {
        match self {
            Self::Never => false,
            Self::Bool { yes, no } => yes != no,
            Self::Number(range) => range.is_point().is_some(),
            Self::Date { lo, hi } => lo.is_some() && lo == hi,
            Self::Month { lo, hi } => lo.is_some() && lo == hi,
            Self::Enum(mask) => mask.count_ones() == 1,
            Self::Set { must, may } => must == may,
            Self::Text(text) => text.is_some(),
            Self::Months(months) => months.is_some(),
        }
    }

    fn single(&self) -> Option<Value> {
        if !self.is_single() {
            return None;
        }
        Some(match self {
            Self::Never => return None,
            Self::Bool { yes, .. } => Value::Bool(*yes),
            Self::Number(range) => Value::Number(range.is_point()?.clone()),
            Self::Date { lo, .. } => Value::Date((*lo)?),
            Self::Month { lo, .. } => Value::Month((*lo)?),
            Self::Enum(mask) => Value::Enum(usize::try_from(mask.trailing_zeros()).ok()?),
            Self::Set { must, .. } => Value::Set(*must),
            Self::Text(text) => Value::Text(text.clone()?),
            Self::Months(months) => Value::Months(months.clone()?),
        })
    }

    fn join(self, other: Self) -> Self {
        match (self, other) {
            (Self::Never, dom) | (dom, Self::Never) => dom,
            (Self::Bool { yes: a, no: b }, Self::Bool { yes: c, no: d }) => Self::Bool { yes: a || c, no: b || d },
            (Self::Number(a), Self::Number(b)) => Self::Number(a.join(&b)),
            (Self::Date { lo: a, hi: b }, Self::Date { lo: c, hi: d }) => {
                Self::Date { lo: both(a, c, Ord::min), hi: both(b, d, Ord::max) }
            }
            (Self::Month { lo: a, hi: b }, Self::Month { lo: c, hi: d }) => {
                Self::Month { lo: both(a, c, Ord::min), hi: both(b, d, Ord::max) }
            }
            (Self::Enum(a), Self::Enum(b)) => Self::Enum(a | b),
            (Self::Set { must: a, may: b }, Self::Set { must: c, may: d }) => Self::Set { must: a & c, may: b | d },
            (Self::Text(a), Self::Text(b)) => Self::Text(if a == b { a } else { None }),
            (Self::Months(a), Self::Months(b)) => Self::Months(if a == b { a } else { None }),
            // Expressions are typed, so both sides are of one kind; if ever not, nothing is claimed.
            (dom, _) => dom,
        }
    }
}

/// An end of a joined interval: open if either is.
fn both<T>(a: Option<T>, b: Option<T>, pick: fn(T, T) -> T) -> Option<T> {
    Some(pick(a?, b?))
}
