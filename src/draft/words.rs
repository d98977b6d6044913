//! How drafts spell names, quoted words and days so that they are read back as they were. Owns spelling only.

use crate::span::FileId;
use crate::syntax::{is_confusable, is_word_char};
use chrono::{Datelike, NaiveDate};
use unicode_normalization::UnicodeNormalization;

/// A name, in 「」 when it would not be read as one name otherwise. What no name can hold is left out.
pub(super) fn name(text: &str) -> String {
    let fits = |c: &char| (is_word_char(*c) || *c == '·') && !is_confusable(*c);
    let plain: String = text.nfc().filter(fits).collect();
    if plain.is_empty() {
        return "待定".to_owned();
    }
    let (file, found) = crate::syntax::parse(FileId(0), &format!("机构 {plain}\n"));
    let bare = found.is_empty()
        && file.comments.is_empty()
        && matches!(file.decls.as_slice(), [crate::syntax::ast::Decl::Party(party)]
            if matches!(party.names.as_slice(), [one] if one.name.text == plain && one.key.is_none()));
    if bare { plain } else { format!("「{plain}」") }
}

/// Quoted words.
pub(super) fn quoted(text: &str) -> String {
    let plain: String =
        text.chars().filter(|c| !matches!(c, '"' | '\\') && !c.is_control() && !is_confusable(*c)).collect();
    format!("\"{plain}\"")
}

/// A day as rules write it.
pub(super) fn day(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}
