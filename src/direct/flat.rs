//! JSON as it stands: names and values in order, without a tree. Owns the plain part of JSON (texts without escapes,
//! numbers without signs and exponents, true, false and null); any other value is found by a JSON parser and handed on
//! as written.

use serde_json::value::RawValue;

/// Digits of a number that surely fit 64 bits.
const MOST_DIGITS: usize = 18;

/// What follows in a text.
#[derive(Clone, Copy)]
pub(super) struct Flat<'t> {
    rest: &'t str,
}

/// `digits[.digits]`, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    /// The number without its point.
    pub(super) digits: i64,
    /// Digits before the point, at least one.
    pub(super) whole: usize,
    /// Digits behind it.
    pub(super) places: usize,
}

impl Decimal {
    /// The number that a text begins with, and what follows it. `None` when there is none, or too many digits.
    #[inline]
    pub(super) fn begins(text: &[u8]) -> Option<(Self, &[u8])> {
        let (mut digits, mut rest) = (0_i64, text);
        let whole = run(&mut digits, &mut rest);
        let mut places = 0_usize;
        if let Some((b'.', after)) = rest.split_first() {
            rest = after;
            places = run(&mut digits, &mut rest);
            if places == 0 {
                return None;
            }
        }
        (whole > 0 && whole.saturating_add(places) <= MOST_DIGITS).then_some((Self { digits, whole, places }, rest))
    }
}

/// Takes digits; beyond [`MOST_DIGITS`] the sum is none.
#[inline]
fn run(sum: &mut i64, rest: &mut &[u8]) -> usize {
    let from = rest.len();
    while let Some((byte, after)) = rest.split_first() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        *sum = sum.wrapping_mul(10).wrapping_add(i64::from(digit));
        *rest = after;
    }
    from.saturating_sub(rest.len())
}

impl<'t> Flat<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { rest: text }
    }

    /// The next byte.
    #[inline]
    pub(super) fn peek(&self) -> Option<u8> {
        self.rest.as_bytes().first().copied()
    }

    /// Leaves out so many bytes, which must be whole characters.
    #[inline]
    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    #[inline]
    pub(super) fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.skip(1);
        }
    }

    /// Takes a byte below 128 if it is next.
    #[inline]
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.skip(1);
        }
        found
    }

    /// Takes these words if they are next.
    #[inline]
    pub(super) fn word(&mut self, word: &str) -> bool {
        match self.rest.strip_prefix(word) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Whether nothing but space follows.
    pub(super) fn ends(&mut self) -> bool {
        self.space();
        self.rest.is_empty()
    }

    /// What stands between two quotes; `None` when it has escapes, or is no sound text.
    #[inline]
    pub(super) fn quoted(&mut self) -> Option<&'t str> {
        let inner = self.rest.strip_prefix('"')?;
        let end = inner.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))?;
        let (text, rest) = inner.split_at_checked(end)?;
        self.rest = rest.strip_prefix('"')?;
        Some(text)
    }

    /// What stands between two quotes that are so many bytes apart; `None` when it is anything else.
    #[inline]
    pub(super) fn fixed(&mut self, bytes: usize) -> Option<&'t str> {
        let (text, rest) = self.rest.strip_prefix('"')?.split_at_checked(bytes)?;
        self.rest = rest.strip_prefix('"')?;
        Some(text)
    }

    /// A number, bare or between quotes, as [`Decimal`] has it.
    #[inline]
    pub(super) fn decimal(&mut self) -> Option<Decimal> {
        let bytes = self.rest.as_bytes();
        let (decimal, rest) = match bytes.split_first()? {
            (b'"', inner) => {
                let (decimal, rest) = Decimal::begins(inner)?;
                (decimal, rest.strip_prefix(b"\"")?)
            }
            (first, _) => {
                let (decimal, rest) = Decimal::begins(bytes)?;
                // JSON has no leading zeros; what may follow a number is seen to by who reads on.
                if *first == b'0' && decimal.whole > 1 {
                    return None;
                }
                (decimal, rest)
            }
        };
        self.skip(bytes.len().saturating_sub(rest.len()));
        Some(decimal)
    }

    /// Any value as written; `None` when it is not sound.
    pub(super) fn any(&mut self) -> Option<&'t str> {
        let from = self.rest;
        let plain = match self.peek()? {
            b'"' => self.quoted().is_some(),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => false,
        };
        if plain {
            return from.get(..from.len().saturating_sub(self.rest.len()));
        }
        self.rest = from;
        let mut values = serde_json::Deserializer::from_str(from).into_iter::<&RawValue>();
        let raw = values.next()?.ok()?.get();
        self.skip(values.byte_offset());
        Some(raw)
    }
}

#[cfg(test)]
mod tests;
