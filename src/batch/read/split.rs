//! One row of a text table into its cells. Owns quotes and doubled quotes; the row has been found whole.

use memchr::memchr;
use std::borrow::Cow;

/// The cells of a row, into `cells`. A quote has a meaning only at the beginning of a cell; two inside a quoted cell are
/// one.
pub(in super::super) fn split<'r>(row: &'r str, delimiter: u8, cells: &mut Vec<Cow<'r, str>>) {
    cells.clear();
    let mut rest = row;
    loop {
        if let Some(quoted) = rest.strip_prefix('"') {
            let (cell, after) = unquote(quoted);
            cells.push(cell);
            match after.split_at_checked(1) {
                Some((_, next)) => rest = next,
                None => return,
            }
        } else {
            match memchr(delimiter, rest.as_bytes())
                .and_then(|at| Some((rest.get(..at)?, rest.get(at.checked_add(1)?..)?)))
            {
                Some((cell, next)) => {
                    cells.push(Cow::Borrowed(cell));
                    rest = next;
                }
                None => {
                    cells.push(Cow::Borrowed(rest));
                    return;
                }
            }
        }
    }
}

/// A cell after its opening quote, and what follows its closing quote.
fn unquote(text: &str) -> (Cow<'_, str>, &str) {
    let mut owned: Option<String> = None;
    let mut rest = text;
    while let Some((piece, after)) = rest.split_once('"') {
        match (after.strip_prefix('"'), &mut owned) {
            (Some(more), owned) => {
                let cell = owned.get_or_insert_default();
                cell.push_str(piece);
                cell.push('"');
                rest = more;
            }
            (None, Some(cell)) => {
                cell.push_str(piece);
                return (Cow::Owned(std::mem::take(cell)), after);
            }
            (None, None) => return (Cow::Borrowed(piece), after),
        }
    }
    // The reader has seen the closing quote, so this is not reached with a row it let pass.
    (Cow::Borrowed(rest), "")
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn cells() {
        for (row, cells) in [
            ("", &[""][..]),
            ("a,b", &["a", "b"]),
            ("a,", &["a", ""]),
            (",", &["", ""]),
            ("\"a,b\",c", &["a,b", "c"]),
            ("\"a\"\"b\",\"\"", &["a\"b", ""]),
            ("a\"b,c", &["a\"b", "c"]),
            ("\"二\n行\",三", &["二\n行", "三"]),
            ("\"open", &["open"]),
        ] {
            let mut found = vec!["left over".into()];
            split(row, b',', &mut found);
            assert_eq!(found, cells, "{row}");
        }
        let mut found = Vec::new();
        split("a\tb,c", b'\t', &mut found);
        assert_eq!(found, ["a", "b,c"]);
    }
}
