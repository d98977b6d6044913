//! Values and the exact operations on them. Owns numbers, money text, units, dates, periods, possible truth and
//! ranges; knows nothing of rules, facts or files. Everything here is pure: no float, no clock, no environment.
//!
//! | module | holds |
//! | --- | --- |
//! | [`number`] | exact rationals, their limits and their text |
//! | [`rounding`] | the four ways to round |
//! | [`money`] | how yuan are printed |
//! | [`unit`](mod@unit) | the dimension vector of a quantity |
//! | [`date`] | days, months and lengths of time |
//! | [`period`] | inclusive stretches of days |
//! | [`truth`] | the set of outcomes a condition may still have |
//! | [`range`](mod@range) | the interval a number may still lie in |

pub mod date;
pub mod money;
pub mod number;
pub mod period;
pub mod range;
pub mod rounding;
pub mod truth;
pub mod unit;

pub use date::{Day, Length, Month};
pub use number::Number;
pub use period::Period;
pub use range::Range;
pub use rounding::Rounding;
pub use truth::{Outcome, Truth};
pub use unit::{BaseUnit, Unit};
