//! From text to syntax tree and back: the keyword table, the grammar, the tree, the printer. Owns the surface
//! syntax; knows nothing of what names, units or rules mean. No type of the parser library leaves this module.

pub mod ast;
pub mod keywords;
pub mod limits;
mod parse;
pub mod print;
mod scan;
mod shape;
mod tokens;

pub(crate) use parse::begins_clause;
pub use parse::{parse, parse_expr};
pub(crate) use scan::{is_confusable, is_word_char};
pub use shape::shape;
pub use tokens::{Token, TokenKind, tokens};
