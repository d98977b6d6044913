//! Reading texts into structs as one would by hand: csv cells with the `csv` crate, JSON with serde. Nothing is checked
//! but the form of each cell; this is the floor that reading with checks stands on.

use crate::data::{Enterprise, YEAR};
use crate::files::LEVELS;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer};

/// The first day of the count of days in `Enterprise`.
const EPOCH: i64 = YEAR;

fn whole(cell: &[u8]) -> i64 {
    assert!(!cell.is_empty());
    cell.iter().fold(0, |sum, byte| {
        assert!(byte.is_ascii_digit(), "a digit");
        sum * 10 + i64::from(byte - b'0')
    })
}

/// `386412.37` in hundredths, `4.3500` in ten-thousandths.
fn scaled(cell: &[u8], decimals: usize) -> i64 {
    let (front, back) = cell.split_at(cell.len() - decimals - 1);
    assert_eq!(back[0], b'.');
    whole(front) * 10_i64.pow(u32::try_from(decimals).expect("few")) + whole(&back[1..])
}

fn truth(cell: &[u8]) -> bool {
    match cell {
        b"true" => true,
        b"false" => false,
        _ => panic!("a truth value"),
    }
}

fn day(cell: &[u8]) -> i64 {
    assert_eq!((cell.len(), cell[4], cell[7]), (10, b'-', b'-'));
    let part = |from: usize, to: usize| u32::try_from(whole(&cell[from..to])).expect("a number");
    let year = i32::try_from(whole(&cell[..4])).expect("a year");
    let first = NaiveDate::from_ymd_opt(2020, 1, 1).expect("a date").num_days_from_ce();
    let date = NaiveDate::from_ymd_opt(year, part(5, 7), part(8, 10)).expect("a date");
    EPOCH + i64::from(date.num_days_from_ce() - first)
}

fn level(cell: &[u8]) -> i64 {
    let at = LEVELS.iter().position(|level| level.as_bytes() == cell).expect("a level");
    i64::try_from(at).expect("few")
}

/// One row of `fen.csv` or `yuan.csv`.
fn row(record: &csv::ByteRecord, as_people_write: bool) -> Enterprise {
    let money = |cell: &[u8]| if as_people_write { scaled(cell, 2) } else { whole(cell) };
    let rate = |cell: &[u8]| if as_people_write { scaled(cell, 4) } else { whole(cell) };
    Enterprise {
        insured: whole(&record[2]),
        layoffs: whole(&record[3]),
        in_difficulty: truth(&record[4]),
        recoverable: truth(&record[5]),
        premium: money(&record[6]),
        investment: money(&record[7]),
        epidemic_goods: truth(&record[8]),
        invest_day: day(&record[9]),
        software: money(&record[10]),
        rent: money(&record[11]),
        rents_from_soe: truth(&record[12]),
        is_sme: truth(&record[13]),
        principal: money(&record[14]),
        rate: rate(&record[15]),
        months: whole(&record[16]),
        city: truth(&record[17]),
        national: truth(&record[18]),
        provincial: truth(&record[19]),
        placements: whole(&record[20]),
        placement_day: day(&record[21]),
        hr_agency: truth(&record[22]),
        incubator: level(&record[23]),
        relief: money(&record[24]),
        passed: whole(&record[25]),
        standard: money(&record[26]),
    }
}

/// Calls `each` with every row of a csv file.
pub fn read_csv(path: &std::path::Path, as_people_write: bool, mut each: impl FnMut(Enterprise)) {
    let mut reader = csv::ReaderBuilder::new().from_path(path).expect("a csv file");
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).expect("a row") {
        each(row(&record, as_people_write));
    }
}

macro_rules! through {
    ($name:ident, $out:ty, $read:expr) => {
        fn $name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<$out, D::Error> {
            let text: &str = Deserialize::deserialize(deserializer)?;
            Ok($read(text.as_bytes()))
        }
    };
}
through!(money_text, i64, |cell| scaled(cell, 2));
through!(rate_text, i64, |cell| scaled(cell, 4));
through!(day_text, i64, day);
through!(level_text, i64, level);

/// A profile of relief-10 in JSON.
#[derive(Deserialize)]
struct Profile {
    insured_employees: i64,
    layoffs: i64,
    in_difficulty: bool,
    recoverable: bool,
    #[serde(deserialize_with = "money_text")]
    prev_year_unemployment_premium: i64,
    #[serde(deserialize_with = "money_text")]
    tech_equipment_investment: i64,
    makes_epidemic_goods: bool,
    #[serde(deserialize_with = "day_text")]
    invest_date: i64,
    #[serde(deserialize_with = "money_text")]
    software_purchase: i64,
    #[serde(deserialize_with = "money_text")]
    soe_rent_monthly: i64,
    rents_from_soe: bool,
    is_sme: bool,
    #[serde(deserialize_with = "money_text")]
    loan_principal: i64,
    #[serde(deserialize_with = "rate_text")]
    loan_rate: i64,
    loan_months: i64,
    city_listed: bool,
    national_listed: bool,
    provincial_listed: bool,
    placements: i64,
    #[serde(deserialize_with = "day_text")]
    placement_date: i64,
    is_hr_agency: bool,
    #[serde(deserialize_with = "level_text")]
    incubator_level: i64,
    #[serde(deserialize_with = "money_text")]
    incubator_rent_relief: i64,
    trained_and_passed: i64,
    #[serde(deserialize_with = "money_text")]
    training_standard: i64,
}

/// One profile in JSON as a struct.
pub fn read_json(text: &str) -> Enterprise {
    let p: Profile = serde_json::from_str(text).expect("a profile");
    Enterprise {
        insured: p.insured_employees,
        layoffs: p.layoffs,
        in_difficulty: p.in_difficulty,
        recoverable: p.recoverable,
        premium: p.prev_year_unemployment_premium,
        investment: p.tech_equipment_investment,
        epidemic_goods: p.makes_epidemic_goods,
        invest_day: p.invest_date,
        software: p.software_purchase,
        rent: p.soe_rent_monthly,
        rents_from_soe: p.rents_from_soe,
        is_sme: p.is_sme,
        principal: p.loan_principal,
        rate: p.loan_rate,
        months: p.loan_months,
        city: p.city_listed,
        national: p.national_listed,
        provincial: p.provincial_listed,
        placements: p.placements,
        placement_day: p.placement_date,
        hr_agency: p.is_hr_agency,
        incubator: p.incubator_level,
        relief: p.incubator_rent_relief,
        passed: p.trained_and_passed,
        standard: p.training_standard,
    }
}
