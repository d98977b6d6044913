//! Huice.

pub mod source;
pub mod span;
pub mod value;
