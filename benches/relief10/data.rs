//! Deterministic enterprises for relief-10: the same seed, the same rows. Many lie exactly on a threshold. Money in
//! fen, rates in ten-thousandths of a percent a year, days from the first of the common era.

/// One enterprise.
#[derive(Clone, Debug)]
pub struct Enterprise {
    pub insured: i64,
    pub layoffs: i64,
    pub in_difficulty: bool,
    pub recoverable: bool,
    pub premium: i64,
    pub investment: i64,
    pub epidemic_goods: bool,
    pub invest_day: i64,
    pub software: i64,
    pub rent: i64,
    pub rents_from_soe: bool,
    pub is_sme: bool,
    pub principal: i64,
    pub rate: i64,
    pub months: i64,
    pub city: bool,
    pub national: bool,
    pub provincial: bool,
    pub placements: i64,
    pub placement_day: i64,
    pub hr_agency: bool,
    pub incubator: i64,
    pub relief: i64,
    pub passed: i64,
    pub standard: i64,
}

/// 2020-01-01.
pub const YEAR: i64 = 737_425;

/// A small generator (splitmix64).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From `lo` up to but without `hi`.
    pub fn between(&mut self, lo: i64, hi: i64) -> i64 {
        lo + i64::try_from(self.next() % u64::try_from(hi - lo).unwrap()).unwrap()
    }

    pub fn percent(&mut self, chance: i64) -> bool {
        self.between(0, 100) < chance
    }

    fn money(&mut self, chance: i64, hi: i64) -> i64 {
        if self.percent(chance) { self.between(1, hi) } else { 0 }
    }
}

/// One more enterprise.
pub fn enterprise(dice: &mut Dice) -> Enterprise {
    let mut insured = if dice.percent(60) { dice.between(0, 31) } else { dice.between(31, 2000) };
    let layoffs = match dice.between(0, 100) {
        0..40 => 0,
        40..90 => insured * dice.between(0, 300) / 1000,
        90..98 if insured > 30 => insured * 55 / 1000,
        90..98 => insured / 5,
        _ => {
            // Exactly 5.5%.
            insured = 200 * dice.between(1, 10);
            insured * 55 / 1000
        }
    };
    Enterprise {
        insured,
        layoffs,
        in_difficulty: dice.percent(30),
        recoverable: dice.percent(70),
        premium: dice.money(95, 50_000_000),
        investment: dice.money(50, 10_000_000_000),
        epidemic_goods: dice.percent(30),
        invest_day: YEAR + dice.between(0, 420),
        software: dice.money(50, 8_000_000_000),
        rent: dice.money(60, 20_000_000),
        rents_from_soe: dice.percent(40),
        is_sme: dice.percent(70),
        principal: dice.money(60, 5_000_000_000),
        rate: dice.between(25_000, 80_000),
        months: dice.between(1, 37),
        city: dice.percent(30),
        national: dice.percent(20),
        provincial: dice.percent(30),
        placements: dice.between(0, 500),
        placement_day: YEAR + 14 + dice.between(0, 140),
        hr_agency: dice.percent(20),
        incubator: match dice.between(0, 10) {
            0..8 => 0,
            8 => 1,
            _ => 2,
        },
        relief: dice.money(40, 400_000_000),
        passed: dice.between(0, 200),
        standard: dice.money(80, 600_000),
    }
}

/// So many enterprises.
pub fn enterprises(count: usize) -> Vec<Enterprise> {
    let mut dice = Dice::new(20_200_204);
    (0..count).map(|_| enterprise(&mut dice)).collect()
}
