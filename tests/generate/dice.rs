//! Where choices come from: a seed, or the bytes a fuzzer gives. Owns chance only; knows nothing of what is chosen.

/// A stream of choices. The same seed or bytes give the same choices everywhere.
#[derive(Clone)]
pub(crate) struct Dice(Source);

#[derive(Clone)]
enum Source {
    /// xorshift*: good enough to pick rules and facts.
    Seed(u64),
    /// A choice takes a byte, or two when it has more than 256 sides. After the end every choice is the first.
    Bytes { left: Vec<u8> },
}

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Source::Seed(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1))
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        let mut left = bytes.to_vec();
        left.reverse();
        Self(Source::Bytes { left })
    }

    /// From 0 to below `sides`.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        let value = match &mut self.0 {
            Source::Seed(state) => {
                *state ^= *state >> 12;
                *state ^= *state << 25;
                *state ^= *state >> 27;
                usize::try_from(state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap()
            }
            Source::Bytes { .. } if sides < 2 => 0,
            Source::Bytes { left } => {
                let mut next = || usize::from(left.pop().unwrap_or(0));
                if sides <= 256 { next() } else { next().saturating_mul(256).saturating_add(next()) }
            }
        };
        value.checked_rem(sides.max(1)).unwrap()
    }

    /// True in so many of a hundred rolls; false when the bytes have ended.
    pub(crate) fn percent(&mut self, chance: usize) -> bool {
        let rolled = self.roll(100);
        // The first choice is the one that ended bytes make.
        if matches!(self.0, Source::Seed(_)) { rolled < chance } else { rolled >= 100_usize.saturating_sub(chance) }
    }

    /// True once in so many rolls; false when the bytes have ended.
    pub(crate) fn one_in(&mut self, sides: usize) -> bool {
        self.roll(sides) == sides.saturating_sub(1)
    }

    /// Whether to go no deeper: once in so many rolls, and always when the bytes have ended.
    pub(crate) fn stop(&mut self, sides: usize) -> bool {
        self.roll(sides) == 0
    }

    /// One of these.
    pub(crate) fn pick(&mut self, of: &[&str]) -> String {
        of[self.roll(of.len())].to_owned()
    }
}
