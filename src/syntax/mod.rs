//! Syntax.
pub mod ast;
