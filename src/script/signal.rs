//! Failures on their way from an operator or a function of ours through the script engine to a fault. Owns
//! that passage only, so that no message text of the engine is ever matched.

use super::error::{Limit, Place, ScriptFault};
use crate::diagnostic::Words;
use rhai::{EvalAltResult, Position};

/// A failure raised by the host's side of a script.
#[derive(Clone, Debug)]
pub(super) enum Signal {
    /// Division by zero.
    DivisionByZero,
    /// Beyond the bounds of numbers or dates.
    Overflow,
    /// A limit.
    Limit(Limit),
    /// Types that do not go together.
    Type(Words),
}

impl Signal {
    /// As an error of the engine, which adds the place.
    pub(super) fn raise(self) -> Box<EvalAltResult> {
        Box::new(EvalAltResult::ErrorRuntime(rhai::Dynamic::from(self), Position::NONE))
    }

    fn fault(self, at: Option<Place>) -> ScriptFault {
        match self {
            Self::DivisionByZero => ScriptFault::DivisionByZero { at },
            Self::Overflow => ScriptFault::Overflow { at },
            Self::Limit(limit) => ScriptFault::Limit { limit, at },
            Self::Type(words) => ScriptFault::Type { words, at },
        }
    }
}

/// A place of the engine as one of ours.
pub(super) fn place(position: Position) -> Option<Place> {
    position.line().map(|line| Place { line, column: position.position().unwrap_or(1).max(1) })
}

/// An error of the engine as a fault.
pub(super) fn fault(error: EvalAltResult) -> ScriptFault {
    let at = place(error.position());
    match error {
        EvalAltResult::ErrorInFunctionCall(_, _, inner, _) => fault(*inner),
        EvalAltResult::ErrorTooManyOperations(_) => ScriptFault::Limit { limit: Limit::Steps, at },
        EvalAltResult::ErrorStackOverflow(_) => ScriptFault::Limit { limit: Limit::CallLevels, at },
        EvalAltResult::ErrorTooManyVariables(_) => ScriptFault::Limit { limit: Limit::Variables, at },
        EvalAltResult::ErrorDataTooLarge(..) => ScriptFault::Limit { limit: Limit::Size, at },
        EvalAltResult::ErrorArithmetic(..) => ScriptFault::Overflow { at },
        EvalAltResult::ErrorRuntime(value, _) => match value.clone().try_cast::<Signal>() {
            Some(signal) => signal.fault(at),
            None => ScriptFault::Thrown { message: value.to_string(), at },
        },
        other => ScriptFault::Runtime { words: words(other), at },
    }
}

/// What happened, without the place, which is told apart.
fn words(mut error: EvalAltResult) -> Words {
    let _ = error.take_position();
    let zh = match &error {
        EvalAltResult::ErrorMismatchDataType(..) => "值的类型不对，条件须为布尔".to_owned(),
        EvalAltResult::ErrorFunctionNotFound(name, _) => format!("没有这样的函数或参数个数：{name}"),
        EvalAltResult::ErrorPropertyNotFound(name, _) => format!("记录中没有“{name}”"),
        EvalAltResult::ErrorIndexNotFound(name, _) => format!("记录中没有“{name}”"),
        EvalAltResult::ErrorArrayBounds(..) => "下标超出列表".to_owned(),
        EvalAltResult::ErrorIndexingType(..) => "这样的值不能取下标".to_owned(),
        EvalAltResult::ErrorDotExpr(..) => "这样的值没有字段".to_owned(),
        EvalAltResult::ErrorFor(_) => "这样的值不能用于 for".to_owned(),
        EvalAltResult::ErrorAssignmentToConstant(name, _) => format!("常量“{name}”不能改"),
        other => other.to_string(),
    };
    Words::new(zh, error.to_string())
}
