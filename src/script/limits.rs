//! The limits of a script, each with its reason. Owns the numbers only; they are the same in every build,
//! so that a script which runs on a developer's machine runs in service and one which is refused is refused
//! everywhere.

/// Bytes of source. A script computes one figure; the longest seen is under 4 KiB, so this is generous and
/// still far below anything that could strain the parser.
pub const MAX_SOURCE_BYTES: usize = 64 * 1024;

/// Steps a declaration may allow at most. A day-by-day walk over thirty years takes about 220 000.
pub const MAX_STEPS: u64 = 1_000_000;

/// Steps when the declaration does not say: about thirteen years day by day.
pub const DEFAULT_STEPS: u64 = 100_000;

/// Parameters of a script, as many as a reader can keep apart.
pub const MAX_PARAMETERS: usize = 16;

/// Calls nested below the declared function. Helpers of helpers are rare; recursion is not what scripts
/// are for.
pub const MAX_CALL_LEVELS: usize = 8;

/// Nesting of expressions and blocks inside a function, as the script parser counts it: about fourteen
/// pairs of brackets or six loops within each other.
pub const MAX_EXPRESSION_DEPTH: usize = 32;

/// The stack on which a script is parsed and run, its own so that the limits above hold whatever the host
/// is doing: twice what the deepest script accepted needs without optimisation. Only touched pages cost.
pub const STACK_BYTES: usize = 8 * 1024 * 1024;

/// Functions of a script, the declared one included.
pub const MAX_FUNCTIONS: usize = 32;

/// Variables alive at once.
pub const MAX_VARIABLES: usize = 128;

/// Bytes of a text.
pub const MAX_TEXT_BYTES: usize = 4096;

/// A list has fewer items than this, those of lists inside it included: one a day for several years.
pub const MAX_LIST_ITEMS: usize = 2048;

/// Entries of a record, those of records inside it included.
pub const MAX_RECORD_ENTRIES: usize = 128;

/// Digits of a number written in a script; a longer one would be rounded by the script parser.
pub const MAX_LITERAL_DIGITS: usize = 28;

/// The greatest exponent of `**`. Thirty years month by month.
pub const MAX_EXPONENT: i64 = 360;

/// The greatest whole number either side of zero, equal to the bound of exact numbers.
pub const MAX_WHOLE: i64 = 1_000_000_000_000_000_000;

/// Decimals that a rounding function accepts.
pub const MAX_DECIMALS: i64 = 18;
