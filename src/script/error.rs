//! What can be wrong with a script, when it is loaded ([`ScriptError`]) and when it is called
//! ([`ScriptFault`]), in words of both languages. Knows neither the script engine nor diagnostics' places.

use super::ScriptType;
use crate::diagnostic::Words;
use std::fmt;
use thiserror::Error;

/// A place in a script: line and column, both from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Why a script was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ScriptError {
    /// This build has no script engine.
    #[error("scripts are disabled in this build")]
    Disabled,
    /// The text is not a script.
    #[error("{message}")]
    Syntax {
        /// What the parser said, in English.
        message: String,
        /// Where.
        at: Option<Place>,
    },
    /// A construct that scripts may not use.
    #[error("{}", words.en)]
    Forbidden {
        /// Which construct, and why.
        words: Words,
        /// Where.
        at: Place,
    },
    /// Something other than a function at the top of the script.
    #[error("only functions may stand at the top of a script")]
    TopLevel {
        /// Where.
        at: Place,
    },
    /// A function of the script has the name of a function of the language.
    #[error("the function `{name}` would hide the built-in one of that name")]
    Shadows {
        /// The name.
        name: String,
        /// Where.
        at: Place,
    },
    /// Two functions of the same name.
    #[error("the function `{name}` is written twice")]
    Repeated {
        /// The name.
        name: String,
        /// Where the second one is.
        at: Place,
    },
    /// A call of a function that exists neither in the script nor in the language.
    #[error("there is no function `{name}`")]
    UnknownFunction {
        /// The name.
        name: String,
        /// Where it is called.
        at: Place,
    },
    /// The script lacks the declared function.
    #[error("the script has no function `{name}`")]
    Missing {
        /// The declared name.
        name: String,
    },
    /// The declared function takes another number of parameters.
    #[error("`{name}` takes {found} parameters in the script and {declared} in its declaration")]
    Arity {
        /// The name.
        name: String,
        /// Number in the declaration.
        declared: usize,
        /// Number in the script.
        found: usize,
        /// Where the function is.
        at: Place,
    },
    /// The script or its declaration goes beyond a limit.
    #[error("{}", words.en)]
    TooLarge {
        /// Which limit, with its value.
        words: Words,
        /// Where, if at a place.
        at: Option<Place>,
    },
    /// The script parser failed by a fault of its own; the script is refused.
    #[error("the script parser failed")]
    Internal,
}

impl ScriptError {
    /// The message in Chinese and in English, one sentence without a full stop.
    #[must_use]
    pub fn words(&self) -> Words {
        let zh = match self {
            Self::Disabled => "此版本未启用脚本".to_owned(),
            Self::Syntax { message, .. } => format!("脚本语法错误：{message}"),
            Self::Forbidden { words, .. } | Self::TooLarge { words, .. } => words.zh.clone(),
            Self::TopLevel { .. } => "脚本顶层只能写函数".to_owned(),
            Self::Shadows { name, .. } => format!("函数“{name}”会遮蔽同名的内置函数"),
            Self::Repeated { name, .. } => format!("函数“{name}”写了两次"),
            Self::UnknownFunction { name, .. } => format!("没有函数“{name}”"),
            Self::Missing { name } => format!("脚本中没有函数“{name}”"),
            Self::Arity { name, declared, found, .. } => {
                format!("“{name}”在脚本中有 {found} 个参数，声明中有 {declared} 个")
            }
            Self::Internal => "脚本解析器出错".to_owned(),
        };
        Words::new(zh, self.to_string())
    }

    /// Where in the script, when it is at a place.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::Syntax { at, .. } | Self::TooLarge { at, .. } => *at,
            Self::Forbidden { at, .. }
            | Self::TopLevel { at }
            | Self::Shadows { at, .. }
            | Self::Repeated { at, .. }
            | Self::UnknownFunction { at, .. }
            | Self::Arity { at, .. } => Some(*at),
            Self::Disabled | Self::Missing { .. } | Self::Internal => None,
        }
    }
}

/// A limit that a call can reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// Steps, as declared.
    Steps,
    /// Nested calls.
    CallLevels,
    /// Variables alive at once.
    Variables,
    /// The size of a text, a list or a record.
    Size,
    /// The exponent of `**`.
    Exponent,
}

impl Limit {
    fn words(self) -> Words {
        match self {
            Self::Steps => Words::new("步数", "steps"),
            Self::CallLevels => Words::new("调用层数", "nested calls"),
            Self::Variables => Words::new("变量个数", "variables"),
            Self::Size => Words::new("数据大小", "size of a value"),
            Self::Exponent => Words::new("乘方次数", "exponent"),
        }
    }
}

/// Why a call of a script has no result.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ScriptFault {
    /// A limit was reached.
    #[error("the script reached its limit of {}", limit.words().en)]
    Limit {
        /// Which one.
        limit: Limit,
        /// Where in the script.
        at: Option<Place>,
    },
    /// Division by zero.
    #[error("division by zero in the script")]
    DivisionByZero {
        /// Where in the script.
        at: Option<Place>,
    },
    /// A number beyond the bounds of exact numbers, or a date beyond the calendar.
    #[error("a value in the script is beyond the bounds of numbers or dates")]
    Overflow {
        /// Where in the script.
        at: Option<Place>,
    },
    /// Values whose types do not go together, or a wrong argument of a built-in function.
    #[error("{}", words.en)]
    Type {
        /// Which ones.
        words: Words,
        /// Where in the script.
        at: Option<Place>,
    },
    /// The script gave up by `throw`.
    #[error("the script gave up: {message}")]
    Thrown {
        /// The script's own words.
        message: String,
        /// Where in the script.
        at: Option<Place>,
    },
    /// Any other failure of the script.
    #[error("the script failed: {}", words.en)]
    Runtime {
        /// What happened.
        words: Words,
        /// Where in the script.
        at: Option<Place>,
    },
    /// The result is not of the declared type.
    #[error("the script gave {} where {} is declared", found.en, declared.words().en)]
    WrongResult {
        /// The declared type.
        declared: ScriptType,
        /// What was found.
        found: Words,
    },
    /// The arguments are not those of the signature: a fault of the caller.
    #[error("the arguments do not fit the declaration of the script")]
    Arguments,
    /// The script engine failed by a fault of its own; it was contained.
    #[error("the script engine failed")]
    Internal,
}

impl ScriptFault {
    /// The message in Chinese and in English, one sentence without a full stop.
    #[must_use]
    pub fn words(&self) -> Words {
        let zh = match self {
            Self::Limit { limit, .. } => format!("脚本达到{}上限", limit.words().zh),
            Self::DivisionByZero { .. } => "脚本中除以零".to_owned(),
            Self::Overflow { .. } => "脚本中的数或日期超出范围".to_owned(),
            Self::Type { words, .. } => words.zh.clone(),
            Self::Thrown { message, .. } => format!("脚本自行中止：{message}"),
            Self::Runtime { words, .. } => format!("脚本运行出错：{}", words.zh),
            Self::WrongResult { declared, found } => {
                format!("脚本应给出{}，却给出{}", declared.words().zh, found.zh)
            }
            Self::Arguments => "实参与脚本的声明不符".to_owned(),
            Self::Internal => "脚本引擎出错".to_owned(),
        };
        Words::new(zh, self.to_string())
    }

    /// Where in the script, when it is at a place.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::Limit { at, .. }
            | Self::DivisionByZero { at }
            | Self::Overflow { at }
            | Self::Type { at, .. }
            | Self::Thrown { at, .. }
            | Self::Runtime { at, .. } => *at,
            Self::WrongResult { .. } | Self::Arguments | Self::Internal => None,
        }
    }
}
