//! Huice.

pub mod cases;
pub mod check;
pub mod diagnostic;
pub mod duties;
pub mod engine;
pub mod eval;
pub mod handbook;
pub mod ir;
pub mod outcome;
pub mod profile;
pub mod script;
pub mod source;
pub mod span;
pub mod syntax;
pub mod value;

pub use engine::{Context, ContextError, ItemInfo, LoadError, Pack, Profile, ProfileErrors, Program};
pub use outcome::Outcome;
