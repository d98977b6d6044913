//! The handbook: a printable guide to every item of a policy in the form of a 申兑指南, as HTML and Markdown, made
//! from the rules alone. Owns pages and their links; evaluates nothing and knows no profile, so that the same pack
//! always gives the same bytes.
//!
//! `words` rules in words · `collect` what an item rests on · `guide` one item · `index` the pages around
//! them · `page` pages as data · `html`, `markdown` markup · `write` the folder.

mod basis;
mod collect;
mod conditions;
mod guide;
mod html;
mod index;
mod markdown;
mod money;
mod page;
mod values;
pub(crate) mod words;
mod write;

#[cfg(test)]
mod tests;

pub use write::{WriteError, write};

use crate::ir::Policy;
use std::collections::BTreeMap;

/// The files of a handbook: name and text.
pub type Files = BTreeMap<String, String>;

/// How much of the hash of the rules is shown.
const HASH_SHOWN: usize = 12;

/// Makes the handbook of a policy: `index`, `subjects`, `agencies`, `terms` and one page per measure (`m01` …), each
/// as `.html` and `.md`.
#[must_use]
pub fn handbook(policy: &Policy) -> Files {
    let short: String = policy.hash.chars().take(HASH_SHOWN).collect();
    let document = policy.document.as_deref().unwrap_or(&policy.name);
    let frame = html::Frame {
        name: &policy.name,
        footer: format!("{document}　规则 {short}　由惠策（Huice）按规则生成，没有人工改动。"),
    };
    let mut pages = vec![index::start(policy), index::subjects(policy), index::agencies(policy), index::terms(policy)];
    pages.extend(policy.measures.iter().map(|measure| index::measure(policy, measure)));
    let mut files = Files::new();
    for page in &pages {
        files.insert(format!("{}.html", page.stem), html::html(page, &frame));
        files.insert(format!("{}.md", page.stem), markdown::markdown(page, &frame));
    }
    files
}
