//! Huice.

pub mod diagnostic;
pub mod script;
pub mod source;
pub mod span;
pub mod value;
