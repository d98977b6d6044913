//! A tree without its places, for comparing trees. Owns the comparison form only.

use core::fmt::Debug;

/// The debug form of a tree or a part of one, with every place blanked: two texts that mean the same have the
/// same shape. Comments are part of [`super::ast::File`]; pass `&file.decls` to leave them out.
#[must_use]
pub fn shape(tree: &impl Debug) -> String {
    const PLACE: &str = "Span { file: FileId(";
    let full = format!("{tree:?}");
    let mut out = String::with_capacity(full.len());
    let mut rest = full.as_str();
    while let Some((before, after)) = rest.split_once(PLACE) {
        out.push_str(before);
        out.push('_');
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}
