//! The escape hatch: a pure function written as a script, with a declared signature and hard limits. Owns
//! the only use of the script engine (cargo feature `script`); knows nothing of the language's syntax, of
//! units or of facts. Without the feature the types remain and [`Script::compile`] refuses every script.
//!
//! 1. `scan` reads the text before the engine does and refuses what scripts may not use;
//! 2. `engine` sets the limits and registers the operators and functions, all of them exact;
//! 3. [`Script`] checks the declared function, calls it, and checks what comes back.

pub mod limits;

#[cfg(feature = "script")]
mod call;
#[cfg(not(feature = "script"))]
mod disabled;
#[cfg(feature = "script")]
mod engine;
mod error;
#[cfg(feature = "script")]
mod functions;
#[cfg(feature = "script")]
mod operators;
#[cfg(feature = "script")]
mod scan;
#[cfg(feature = "script")]
mod signal;
#[cfg(feature = "script")]
mod stack;
#[cfg(test)]
#[cfg(feature = "script")]
mod tests;

#[cfg(feature = "script")]
pub use call::Script;
#[cfg(not(feature = "script"))]
pub use disabled::Script;
pub use error::{Limit, Place, ScriptError, ScriptFault};

use crate::diagnostic::Words;
use crate::value::number::Number;
use chrono::NaiveDate;

/// The type of a parameter or of the result. Units are the checker's affair: a script sees plain numbers in
/// the declared unit (yuan, parts per year, months).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum ScriptType {
    /// True or false.
    Bool,
    /// An exact number.
    Number,
    /// A calendar day.
    Date,
    /// A text.
    Text,
}

impl ScriptType {
    /// Its name in Chinese and in English.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Bool => Words::new("布尔", "a truth value"),
            Self::Number => Words::new("数", "a number"),
            Self::Date => Words::new("日期", "a date"),
            Self::Text => Words::new("文本", "a text"),
        }
    }
}

/// A value that crosses the edge between rules and scripts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScriptValue {
    /// True or false.
    Bool(bool),
    /// An exact number, in the declared unit.
    Number(Number),
    /// A calendar day.
    Date(NaiveDate),
    /// A text.
    Text(String),
}

impl ScriptValue {
    /// Its type.
    #[must_use]
    pub fn script_type(&self) -> ScriptType {
        match self {
            Self::Bool(_) => ScriptType::Bool,
            Self::Number(_) => ScriptType::Number,
            Self::Date(_) => ScriptType::Date,
            Self::Text(_) => ScriptType::Text,
        }
    }
}

/// What a declaration promises about a script.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Signature {
    /// The function to call.
    pub name: String,
    /// Names and types of the parameters, in order.
    pub params: Vec<(String, ScriptType)>,
    /// The type of the result.
    pub result: ScriptType,
    /// Steps allowed for one call, from 1 to [`limits::MAX_STEPS`].
    pub max_steps: u64,
}

/// The result of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptCall {
    /// The value, of the declared type.
    pub value: ScriptValue,
    /// Steps used: the same for the same script and arguments, in every build.
    pub steps: u64,
}
