//! The ways to round. Owns only the choice; [`Number::round`](crate::value::number::Number::round) applies it.
//! Must not know what is rounded or when.

use serde::{Deserialize, Serialize};

/// How a number between two steps is brought to one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// To the nearest step; from the exact middle away from zero (四舍五入).
    HalfUp,
    /// To the nearest step; from the exact middle to the even one.
    HalfEven,
    /// Toward zero.
    Down,
    /// Away from zero.
    Up,
}
