//! The entries of a flat JSON object on one line: texts without escapes, numbers without exponents, true, false and null.
//! Owns that part of JSON only; what it does not take, sound or not, is for a JSON parser.

use memchr::memchr;

/// What follows in a line.
pub(super) struct Flat<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Flat<'t> {
    /// The object that is all of this line.
    pub(super) fn new(text: &'t str) -> Option<Self> {
        let mut flat = Self { text, at: 0 };
        flat.space();
        flat.take(b'{').then_some(flat)
    }

    /// Hands every name and value on as written; `false` when the line is not flat, or `each` wants no more.
    pub(super) fn entries(mut self, mut each: impl FnMut(&'t str, &'t str) -> bool) -> bool {
        self.space();
        if self.take(b'}') {
            return self.ends();
        }
        loop {
            let Some(name) = self.quoted() else { return false };
            self.space();
            if !self.take(b':') {
                return false;
            }
            self.space();
            let Some(value) = self.value() else { return false };
            if !each(name, value) {
                return false;
            }
            self.space();
            if self.take(b'}') {
                return self.ends();
            }
            if !self.take(b',') {
                return false;
            }
            self.space();
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at = self.at.saturating_add(1);
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at = self.at.saturating_add(usize::from(found));
        found
    }

    fn ends(&mut self) -> bool {
        self.space();
        self.at == self.text.len()
    }

    /// What stands between two quotes.
    fn quoted(&mut self) -> Option<&'t str> {
        if !self.take(b'"') {
            return None;
        }
        let rest = self.text.get(self.at..)?;
        let inner = rest.get(..memchr(b'"', rest.as_bytes())?)?;
        self.at = self.at.checked_add(inner.len())?.checked_add(1)?;
        let plain = inner.bytes().fold(true, |plain, byte| plain & (byte >= 0x20) & (byte != b'\\'));
        plain.then_some(inner)
    }

    /// A value as written, with its quotes.
    fn value(&mut self) -> Option<&'t str> {
        let from = self.at;
        match self.peek()? {
            b'"' => {
                self.quoted()?;
            }
            b'0'..=b'9' => self.number()?,
            b't' => self.word("true")?,
            b'f' => self.word("false")?,
            b'n' => self.word("null")?,
            _ => return None,
        }
        self.text.get(from..self.at)
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.text.get(self.at..)?.starts_with(word).then(|| self.at = self.at.saturating_add(word.len()))
    }

    fn digits(&mut self) -> usize {
        let from = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at = self.at.saturating_add(1);
        }
        self.at.saturating_sub(from)
    }

    fn number(&mut self) -> Option<()> {
        let zero = self.peek() == Some(b'0');
        if self.digits() > 1 && zero {
            return None;
        }
        (!self.take(b'.') || self.digits() > 0).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::Flat;

    fn entries(text: &str) -> Option<Vec<(&str, &str)>> {
        let mut found = Vec::new();
        let flat = Flat::new(text)?;
        flat.entries(|name, value| {
            found.push((name, value));
            true
        })
        .then_some(found)
    }

    #[test]
    fn flat_lines() {
        assert_eq!(entries("{}"), Some(vec![]));
        assert_eq!(entries(" { } \r"), Some(vec![]));
        let line = r#"{"a":1, "乙" : "丙", "c":12.50,"d":true,"e":null}"#;
        let all = vec![("a", "1"), ("乙", "\"丙\""), ("c", "12.50"), ("d", "true"), ("e", "null")];
        assert_eq!(entries(line), Some(all));
    }

    #[test]
    fn whatever_is_taken_is_sound_json_and_means_the_same() {
        let pieces = [
            "{",
            "}",
            "\"a\"",
            "\"乙\"",
            ":",
            ",",
            " ",
            "1",
            "0",
            "01",
            "1.5",
            "1.",
            "-1",
            "1e3",
            "true",
            "false",
            "null",
            "nul",
            "[]",
            "\"\\n\"",
            "\"\t\"",
            "\"",
            "\u{feff}",
            "{\"a\":1}",
            "\r",
        ];
        let mut state = 7_u64;
        let mut taken = 0_u32;
        for _ in 0..200_000 {
            let mut next = |sides: usize| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                usize::try_from(state >> 33).unwrap() % sides
            };
            let mut line = String::from("{");
            for _ in 0..next(3) {
                let (name, value, between) = (pieces[next(4)], pieces[next(pieces.len())], pieces[next(8)]);
                line.push_str(&format!("{name}:{value}{between}"));
            }
            line.push_str(pieces[next(3)]);
            line.push_str(pieces[next(pieces.len())]);
            if let Some(found) = entries(&line) {
                let sound: serde_json::Value = serde_json::from_str(&line).unwrap();
                for (name, value) in found {
                    let value: serde_json::Value = serde_json::from_str(value).unwrap();
                    assert!(sound[name] == value || line.matches(name).count() > 1, "{line}");
                }
                taken += 1;
            }
        }
        assert!(taken > 500, "{taken}");
    }
}
