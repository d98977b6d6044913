//! Chinese numerals: 五, 十五, 二十一, 一百二十, 二〇二〇. Owns their value; knows no units.

/// The longest numeral read, in characters; longer runs are no numbers of official texts.
const MAX_LENGTH: usize = 16;

/// The value of one digit.
const fn digit(c: char) -> Option<u64> {
    Some(match c {
        '零' | '〇' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

const fn power(c: char) -> Option<u64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

/// Whether a character may stand in a numeral (万 and 亿 are units of figures and read with them).
#[must_use]
pub(super) fn is_numeral(c: char) -> bool {
    digit(c).is_some() || power(c).is_some()
}

/// The numeral at the start of `chars`: its value and its length in characters.
#[must_use]
pub(super) fn read(chars: &[char]) -> Option<(u64, usize)> {
    let run: Vec<char> = chars.iter().copied().take(MAX_LENGTH).take_while(|c| is_numeral(*c)).collect();
    if run.is_empty() {
        return None;
    }
    if run.iter().all(|c| digit(*c).is_some()) {
        let value = run.iter().filter_map(|c| digit(*c)).fold(0_u64, |sum, d| sum.saturating_mul(10).saturating_add(d));
        return Some((value, run.len()));
    }
    let (mut total, mut pending) = (0_u64, None);
    for c in &run {
        if let Some(d) = digit(*c) {
            pending = Some(d);
        } else if let Some(p) = power(*c) {
            total = total.saturating_add(pending.take().unwrap_or(1).saturating_mul(p));
        }
    }
    Some((total.saturating_add(pending.unwrap_or(0)), run.len()))
}
