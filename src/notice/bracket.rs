//! Brackets of responsibility: （责任人：甲、乙；牵头单位：丙）. Owns their roles and names, in half- and full-width
//! signs, also mixed; knows nothing of measures.

use super::flow::Flow;
use std::ops::Range;

/// The role of the names in a bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// 责任人
    Official,
    /// 牵头单位
    Lead,
    /// 责任单位
    Responsible,
}

/// The words of each role, as they stand before the colon.
const WORDS: &[(&str, Role)] = &[
    ("责任人", Role::Official),
    ("责任领导", Role::Official),
    ("牵头领导", Role::Official),
    ("分管领导", Role::Official),
    ("牵头单位", Role::Lead),
    ("牵头部门", Role::Lead),
    ("牵头责任单位", Role::Lead),
    ("责任单位", Role::Responsible),
    ("责任部门", Role::Responsible),
    ("负责单位", Role::Responsible),
    ("实施单位", Role::Responsible),
    ("配合单位", Role::Responsible),
    ("配合部门", Role::Responsible),
];

/// The verbs that say the same after the names: （区财政局牵头，区税务局配合）.
const VERBS: &[(&str, Role)] = &[
    ("牵头", Role::Lead),
    ("牵头负责", Role::Lead),
    ("按职责分工负责", Role::Responsible),
    ("负责", Role::Responsible),
    ("配合", Role::Responsible),
    ("参与", Role::Responsible),
];

/// The longest word before the colon that is looked for, in characters.
const MAX_WORD: usize = 8;

/// The longest bracket looked for at the end of a line, in characters.
const MAX_BRACKET: usize = 1_000;

/// A name and the byte offset it stands at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The words, folded.
    pub text: String,
    /// Byte offset in the file.
    pub at: usize,
}

/// A bracket of responsibility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bracket {
    /// The paragraph it closes, from 1.
    pub paragraph: u32,
    /// Byte offset of its opening sign.
    pub at: usize,
    /// The names by role, in written order.
    pub names: Vec<(Role, Spot)>,
}

impl Bracket {
    /// The names of a role, in written order.
    pub fn of(&self, role: Role) -> impl Iterator<Item = &Spot> {
        self.names.iter().filter(move |(r, _)| *r == role).map(|(_, spot)| spot)
    }
}

/// The pairs of brackets and quotation marks: for each opening sign the index of the closing one. Signs without a
/// partner have none; a pair may mix half- and full-width forms.
pub(super) fn pairs(chars: &[char]) -> Vec<Option<usize>> {
    let mut partners = vec![None; chars.len()];
    let mut open: Vec<(char, usize)> = Vec::new();
    for (i, c) in chars.iter().enumerate() {
        match c {
            '（' => open.push(('）', i)),
            '“' => open.push(('”', i)),
            '《' => open.push(('》', i)),
            '）' | '”' | '》' => {
                // An unclosed sign of another kind inside must not hide the partner, so it is given up.
                while let Some((wanted, at)) = open.pop() {
                    if wanted == *c {
                        if let Some(partner) = partners.get_mut(at) {
                            *partner = Some(i);
                        }
                        break;
                    }
                }
            }
            _ => {}
        }
    }
    partners
}

/// The word of a role with its colon at the start of `chars`: the role and the length.
fn role(chars: &[char]) -> Option<(Role, usize)> {
    let colon = chars.iter().take(MAX_WORD).position(|c| *c == '：')?;
    let word: String = chars.get(..colon)?.iter().collect();
    let (_, role) = WORDS.iter().find(|(known, _)| *known == word)?;
    Some((*role, colon.saturating_add(1)))
}

/// Whether a line starts with a bracket of responsibility (its end may be on a later line).
pub(super) fn starts_with_one(flow: &Flow) -> bool {
    flow.get(0) == Some('（') && role(flow.chars().get(1..).unwrap_or_default()).is_some()
}

/// Whether the last sign closes a bracket of responsibility.
pub(super) fn ends_with_one(flow: &Flow) -> bool {
    let from = flow.len().saturating_sub(MAX_BRACKET);
    let open = flow.chars().get(from..).unwrap_or_default().iter().rposition(|c| *c == '（');
    let open = open.map(|open| open.saturating_add(from));
    open.is_some_and(|open| parse(flow, open..flow.len().saturating_sub(1), 1).is_some())
}

/// The bracket whose opening sign is at `range.start` and whose closing sign at `range.end`.
pub(super) fn parse(flow: &Flow, range: Range<usize>, paragraph: u32) -> Option<Bracket> {
    let chars = flow.chars();
    let inner = range.start.saturating_add(1)..range.end;
    let mut names: Vec<(Role, Spot)> = Vec::new();
    if role(chars.get(inner.clone())?).is_some() {
        let mut current = None;
        for part in split(chars, inner, |c| c == '；') {
            let from = match role(chars.get(part.clone())?) {
                Some((role, length)) => {
                    current = Some(role);
                    part.start.saturating_add(length)
                }
                None => part.start,
            };
            if let Some(role) = current {
                names.extend(listed(flow, from..part.end).map(|spot| (role, spot)));
            }
        }
    } else {
        names = by_verbs(flow, inner)?;
    }
    (!names.is_empty()).then(|| Bracket { paragraph, at: flow.offset(range.start), names })
}

/// （甲牵头，乙、丙配合）
fn by_verbs(flow: &Flow, inner: Range<usize>) -> Option<Vec<(Role, Spot)>> {
    let chars = flow.chars();
    let mut names = Vec::new();
    for part in split(chars, inner, |c| matches!(c, '；' | '，')) {
        let text: String = chars.get(part.clone())?.iter().collect();
        let verb = VERBS.iter().filter(|(verb, _)| text.ends_with(verb)).max_by_key(|(verb, _)| verb.len());
        let (verb, role) = verb?;
        let end = part.end.saturating_sub(verb.chars().count());
        names.extend(listed(flow, part.start..end).map(|spot| (*role, spot)));
    }
    // Plain brackets may end with such a verb too; a list of agencies is told by its endings.
    let agency = |spot: &Spot| spot.text.ends_with(['局', '委', '办', '部', '心', '院', '会', '行', '府', '位', '门']);
    names.iter().all(|(_, spot)| agency(spot)).then_some(names)
}

fn listed(flow: &Flow, range: Range<usize>) -> impl Iterator<Item = Spot> + '_ {
    split(flow.chars(), range, |c| matches!(c, '、' | '，' | ','))
        .into_iter()
        .map(|part| Spot {
            text: flow.text(part.clone()).trim_end_matches(['等', '。']).to_owned(),
            at: flow.offset(part.start),
        })
        .filter(|spot| !spot.text.is_empty())
}

fn split(chars: &[char], range: Range<usize>, at: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut from = range.start;
    for i in range.clone() {
        if chars.get(i).copied().is_some_and(&at) {
            parts.push(from..i);
            from = i.saturating_add(1);
        }
    }
    parts.push(from..range.end);
    parts.retain(|part| !part.is_empty());
    parts
}
