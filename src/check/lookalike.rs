//! Names that look like what they are not: letters of another script among Latin ones, full-width letters, two names that
//! differ in nothing one can see. Owns these findings; what looks alike is Unicode's own list (UTS #39).

use super::MAX_FINDINGS;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Sources;
use crate::span::{FileId, Span};
use crate::syntax::limits::MAX_FILE_BYTES;
use crate::syntax::{TokenKind, keywords, tokens};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;
use unicode_security::confusable_detection::skeleton;

/// Reports look-alike words of all files, each where it stands first.
pub(super) fn run(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) {
    let mut words: BTreeMap<String, Span> = BTreeMap::new();
    for (index, source) in sources.files().iter().enumerate() {
        if source.text().len() > MAX_FILE_BYTES {
            continue;
        }
        let file = FileId(u32::try_from(index).unwrap_or(u32::MAX));
        for token in tokens(source.text()).iter().filter(|token| token.kind == TokenKind::Word) {
            let word = source.text().get(token.start..token.end).unwrap_or_default();
            let bare = word.trim_start_matches('「').trim_end_matches('」');
            if keywords::lookup(word).is_none() && !bare.is_empty() {
                words.entry(bare.nfc().collect()).or_insert_with(|| Span::new(file, token.start, token.end));
            }
        }
    }
    let mut found = Vec::new();
    // What each look is written as; the plainest spelling goes first, then the one that stands first.
    let mut looks: BTreeMap<String, Vec<(usize, Span, &str)>> = BTreeMap::new();
    for (word, span) in &words {
        if let Some(finding) = disguised(word, *span) {
            found.push(finding);
        }
        let look = skeleton(word).collect();
        looks.entry(look).or_default().push((word.chars().filter(|c| disguise(*c).is_some()).count(), *span, word));
    }
    for alike in looks.values_mut().filter(|alike| alike.len() > 1) {
        alike.sort_by_key(|(odd, span, _)| (*odd, span.file.0, span.start));
        let Some(((_, first, plain), others)) = alike.split_first() else { continue };
        for (_, span, word) in others.iter().filter(|(_, _, word)| !(word.is_ascii() && plain.is_ascii())) {
            if disguised(word, *span).is_none() {
                found.push(twins(word, *span, plain, *first));
            }
        }
    }
    found.sort_by_key(|finding| (finding.primary.span.file.0, finding.primary.span.start));
    found.truncate(MAX_FINDINGS);
    diagnostics.extend(found);
}

/// The Latin letter or the digit that a character of another kind passes for.
fn disguise(c: char) -> Option<char> {
    if c.is_ascii() {
        return None;
    }
    let single = |mut chars: &mut dyn Iterator<Item = char>| match (chars.next(), (&mut chars).next()) {
        (Some(one), None) if one.is_ascii_alphanumeric() => Some(one),
        _ => None,
    };
    let text = c.to_string();
    let plain = single(&mut text.nfkc()).or_else(|| single(&mut skeleton(&text)))?;
    // Unicode lists I, l and 1 as one.
    Some(if plain == 'l' && c.is_uppercase() { 'I' } else { plain })
}

/// A word in which characters pass for Latin letters, among Latin letters or in full width.
fn disguised(word: &str, span: Span) -> Option<Diagnostic> {
    let latin = word.chars().any(|c| c.is_ascii_alphabetic());
    let full_width = |c: char| matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ');
    let plain = |c: char| disguise(c).filter(|_| latin || full_width(c));
    let (odd, like) = word.chars().find_map(|c| Some((c, plain(c)?)))?;
    let mended: String = word.chars().map(|c| plain(c).unwrap_or(c)).collect();
    let point = format!("U+{:04X}", u32::from(odd));
    let finding = Diagnostic::new(
        Code::LookAlike,
        span,
        format!("名称“{word}”里的“{odd}”（{point}）看起来像“{like}”，却是另一个字"),
        format!("`{odd}` ({point}) in the name `{word}` looks like `{like}` and is another character"),
    );
    Some(finding.help(format!("写成“{mended}”"), format!("write `{mended}`")).propose(span, mended))
}

/// Two names that look the same.
fn twins(word: &str, span: Span, plain: &str, first: Span) -> Diagnostic {
    let differ = word.chars().zip(plain.chars()).find(|(a, b)| a != b);
    let (zh, en) = differ.map_or_else(Default::default, |(a, b)| {
        let points = format!("U+{:04X}, U+{:04X}", u32::from(a), u32::from(b));
        (format!("（{points}）"), format!(" ({points})"))
    });
    Diagnostic::new(
        Code::LookAlike,
        span,
        format!("名称“{word}”与“{plain}”看起来一样，却不是同样的字{zh}"),
        format!("the names `{word}` and `{plain}` look the same and are not{en}"),
    )
    .label(first, "另一个名称在这里", "the other name is here")
    .help(
        format!("是同一名称就写成“{plain}”，否则换一个看得出不同的名称"),
        format!("write `{plain}` if it is the same name; otherwise choose one that can be told apart"),
    )
    .propose(span, plain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::disguise;

    #[test]
    fn letters_of_other_scripts_pass_for_latin_ones() {
        for (c, like) in [('а', 'a'), ('А', 'A'), ('ο', 'o'), ('Ａ', 'A'), ('ｘ', 'x'), ('３', '3'), ('І', 'I')]
        {
            assert_eq!(disguise(c), Some(like), "{c}");
        }
        for c in ['a', '1', 'é', 'μ', '人', '口', 'Ω', 'ж'] {
            assert_eq!(disguise(c), None, "{c}");
        }
    }
}
