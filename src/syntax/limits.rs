//! The limits of the syntax: how large, how deep, how many. Owns the numbers and their reasons; the parser
//! keeps them before and while it works. Equal in debug and release.

/// Bytes of one file. A policy notice of fifty measures is about 60 KiB of rules; at this size the parser's
/// memory stays below 1 GiB.
pub const MAX_FILE_BYTES: usize = 4 * 1024 * 1024;

/// Open brackets, `若` and `分档` at one place. Every recursion of the grammar goes through one of them, so
/// this bounds the stack of every later pass, also where no guard page exists (WebAssembly).
pub const MAX_NESTING: usize = 64;

/// Depth of one expression's tree: three nodes for each level of nesting. Left-leaning chains such as
/// `a + b + c` count one level for each operator.
pub const MAX_EXPR_DEPTH: usize = 3 * MAX_NESTING;

/// Diagnostics of one file. More help nobody.
pub const MAX_DIAGNOSTICS: usize = 100;
