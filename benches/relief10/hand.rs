//! relief-10 as a programmer would write it by hand: one struct at a time in `i64`, the same in `rust_decimal`, and
//! column by column in `i64`. What Huice is measured against.

use super::data::{Enterprise, YEAR};
use rust_decimal::{Decimal, RoundingStrategy};

/// Ten amounts in fen and ten flags, in the order of the pack: 13.1, 13.2, 13.3, 14.1, 15.1, 17.1, 18.1, 22.1–22.3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    pub fen: [i64; 10],
    pub eligible: [bool; 10],
    pub total: i64,
}

const INVEST: (i64, i64) = (YEAR + 23, YEAR + 365);
const PLACE: (i64, i64) = (YEAR + 34, YEAR + 123);

fn half_up(numerator: i64, denominator: i64) -> i64 {
    (2 * numerator + denominator) / (2 * denominator)
}

/// One enterprise in `i64`.
#[inline]
pub fn scalar(e: &Enterprise) -> Answers {
    let mut out = Answers::default();
    let mut give = |index: usize, eligible: bool, fen: i64| {
        out.eligible[index] = eligible;
        out.fen[index] = if eligible { fen } else { 0 };
        out.total += out.fen[index];
    };
    give(0, e.is_sme && e.rents_from_soe, 3 * e.rent);
    let invested = INVEST.0 <= e.invest_day && e.invest_day <= INVEST.1;
    give(1, e.epidemic_goods && invested, half_up(e.investment, 5).min(1_000_000_000));
    give(2, e.software > 0, half_up(e.software, 10).min(500_000_000));
    let few = e.layoffs * 1000 <= e.insured * 55 || (e.insured <= 30 && e.layoffs * 5 <= e.insured);
    let steady = if e.in_difficulty && e.recoverable { 6 * 171_900 * e.insured } else { half_up(e.premium, 2) };
    give(3, e.insured > 0 && few, steady);
    let placed = PLACE.0 <= e.placement_day && e.placement_day <= PLACE.1;
    give(4, e.hr_agency && placed, 12_000 * e.placements);
    give(5, e.passed > 0, half_up(e.standard * e.passed, 5));
    give(6, e.incubator != 0, half_up(3 * e.relief, 10).min(50_000_000));
    let subsidy = half_up(e.principal * 11 * e.months.min(12), 16_000);
    give(7, e.national, subsidy);
    give(8, e.provincial, subsidy);
    let over = e.principal * (e.rate - 35_000) * e.months;
    give(9, e.city && e.rate > 35_000, half_up(over.max(0), 12_000_000));
    out
}

fn cents(value: Decimal) -> i64 {
    let rounded = value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    i64::try_from((rounded * Decimal::ONE_HUNDRED).mantissa() / 10_i128.pow((rounded * Decimal::ONE_HUNDRED).scale()))
        .unwrap()
}

/// The numbers of one enterprise as decimals.
pub struct Decimals {
    insured: Decimal,
    layoffs: Decimal,
    premium: Decimal,
    investment: Decimal,
    software: Decimal,
    rent: Decimal,
    principal: Decimal,
    rate: Decimal,
    months: Decimal,
    placements: Decimal,
    relief: Decimal,
    passed: Decimal,
    standard: Decimal,
}

impl Decimals {
    pub fn of(e: &Enterprise) -> Self {
        let yuan = |fen: i64| Decimal::new(fen, 2);
        Self {
            insured: e.insured.into(),
            layoffs: e.layoffs.into(),
            premium: yuan(e.premium),
            investment: yuan(e.investment),
            software: yuan(e.software),
            rent: yuan(e.rent),
            principal: yuan(e.principal),
            rate: Decimal::new(e.rate, 4),
            months: e.months.into(),
            placements: e.placements.into(),
            relief: yuan(e.relief),
            passed: e.passed.into(),
            standard: yuan(e.standard),
        }
    }
}

/// One enterprise in decimals.
pub fn decimal(e: &Enterprise, d: &Decimals) -> Answers {
    let n = |mantissa: i64, scale: u32| Decimal::new(mantissa, scale);
    let mut out = Answers::default();
    let mut give = |index: usize, eligible: bool, yuan: &dyn Fn() -> Decimal| {
        out.eligible[index] = eligible;
        out.fen[index] = if eligible { cents(yuan()) } else { 0 };
        out.total += out.fen[index];
    };
    give(0, e.is_sme && e.rents_from_soe, &|| n(3, 0) * d.rent);
    let invested = INVEST.0 <= e.invest_day && e.invest_day <= INVEST.1;
    give(1, e.epidemic_goods && invested, &|| (n(20, 2) * d.investment).min(n(10_000_000, 0)));
    give(2, d.software > Decimal::ZERO, &|| (n(10, 2) * d.software).min(n(5_000_000, 0)));
    let share = |limit| d.layoffs <= limit * d.insured;
    let few = share(n(55, 3)) || (d.insured <= n(30, 0) && share(n(20, 2)));
    give(3, d.insured > Decimal::ZERO && few, &|| {
        if e.in_difficulty && e.recoverable { n(6 * 1719, 0) * d.insured } else { n(50, 2) * d.premium }
    });
    let placed = PLACE.0 <= e.placement_day && e.placement_day <= PLACE.1;
    give(4, e.hr_agency && placed, &|| n(120, 0) * d.placements);
    give(5, d.passed > Decimal::ZERO, &|| n(20, 2) * d.standard * d.passed);
    give(6, e.incubator != 0, &|| (n(30, 2) * d.relief).min(n(500_000, 0)));
    let subsidy = || d.principal * n(165, 4) * n(5, 1) * d.months.min(n(12, 0)) / n(12, 0);
    give(7, e.national, &subsidy);
    give(8, e.provincial, &subsidy);
    let over = || d.principal * (d.rate - n(35, 1)) / n(100, 0) * d.months / n(12, 0);
    give(9, e.city && d.rate > n(35, 1), &over);
    out
}

/// Enterprises by column.
#[derive(Default)]
pub struct Columns {
    pub ints: [Vec<i64>; 16],
    pub bools: [Vec<bool>; 9],
}

/// Amounts and flags by column.
pub struct ColumnAnswers {
    pub fen: [Vec<i64>; 10],
    pub eligible: [Vec<bool>; 10],
}

impl Columns {
    pub fn of(rows: &[Enterprise]) -> Self {
        let mut columns = Self::default();
        for e in rows {
            let ints = [
                e.insured,
                e.layoffs,
                e.premium,
                e.investment,
                e.invest_day,
                e.software,
                e.rent,
                e.principal,
                e.rate,
                e.months,
                e.placements,
                e.placement_day,
                e.incubator,
                e.relief,
                e.passed,
                e.standard,
            ];
            let bools = [
                e.in_difficulty,
                e.recoverable,
                e.epidemic_goods,
                e.rents_from_soe,
                e.is_sme,
                e.city,
                e.national,
                e.provincial,
                e.hr_agency,
            ];
            for (column, value) in columns.ints.iter_mut().zip(ints) {
                column.push(value);
            }
            for (column, value) in columns.bools.iter_mut().zip(bools) {
                column.push(value);
            }
        }
        columns
    }
}

impl ColumnAnswers {
    pub fn new(rows: usize) -> Self {
        Self { fen: std::array::from_fn(|_| vec![0; rows]), eligible: std::array::from_fn(|_| vec![false; rows]) }
    }
}

/// One column of results: a flag and an amount a row.
fn column(out: &mut ColumnAnswers, index: usize, rows: usize, give: impl Fn(usize) -> (bool, i64)) {
    let (fen, eligible) = (&mut out.fen[index][..rows], &mut out.eligible[index][..rows]);
    for row in 0..rows {
        let (holds, amount) = give(row);
        eligible[row] = holds;
        fen[row] = if holds { amount } else { 0 };
    }
}

/// All enterprises, column by column.
pub fn columnar(columns: &Columns, out: &mut ColumnAnswers) {
    let rows = columns.ints[0].len();
    let [
        insured,
        layoffs,
        premium,
        investment,
        invest_day,
        software,
        rent,
        principal,
        rate,
        months,
        placements,
        placement_day,
        incubator,
        relief,
        passed,
        standard,
    ] = std::array::from_fn(|index| &columns.ints[index][..rows]);
    let [difficulty, recoverable, goods, soe, sme, city, national, provincial, agency] =
        std::array::from_fn(|index| &columns.bools[index][..rows]);
    column(out, 0, rows, |r| (sme[r] & soe[r], 3 * rent[r]));
    column(out, 1, rows, |r| {
        let invested = (INVEST.0 <= invest_day[r]) & (invest_day[r] <= INVEST.1);
        (goods[r] & invested, half_up(investment[r], 5).min(1_000_000_000))
    });
    column(out, 2, rows, |r| (software[r] > 0, half_up(software[r], 10).min(500_000_000)));
    column(out, 3, rows, |r| {
        let few = (layoffs[r] * 1000 <= insured[r] * 55) | ((insured[r] <= 30) & (layoffs[r] * 5 <= insured[r]));
        let hard = difficulty[r] & recoverable[r];
        let fen = if hard { 6 * 171_900 * insured[r] } else { half_up(premium[r], 2) };
        ((insured[r] > 0) & few, fen)
    });
    column(out, 4, rows, |r| {
        let placed = (PLACE.0 <= placement_day[r]) & (placement_day[r] <= PLACE.1);
        (agency[r] & placed, 12_000 * placements[r])
    });
    column(out, 5, rows, |r| (passed[r] > 0, half_up(standard[r] * passed[r], 5)));
    column(out, 6, rows, |r| (incubator[r] != 0, half_up(3 * relief[r], 10).min(50_000_000)));
    column(out, 7, rows, |r| (national[r], half_up(principal[r] * 11 * months[r].min(12), 16_000)));
    column(out, 8, rows, |r| (provincial[r], half_up(principal[r] * 11 * months[r].min(12), 16_000)));
    column(out, 9, rows, |r| {
        let over = principal[r] * (rate[r] - 35_000).max(0) * months[r];
        (city[r] & (rate[r] > 35_000), half_up(over, 12_000_000))
    });
}
