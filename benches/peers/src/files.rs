//! The rows of relief-10 as files for everyone: `fen.csv` (whole numbers, days as dates), `yuan.csv` and `yuan.jsonl`
//! (amounts in yuan as people write them), and `expected.csv`, the answers by hand.

use crate::data::{Enterprise, YEAR, enterprises};
use crate::facts::{Fact, facts};
use crate::hand::scalar;
use chrono::{Days, NaiveDate};
use std::fmt::Write as _;
use std::path::Path;

/// Rows of every file, and of the fast ways.
pub const ROWS: usize = 200_000;

/// The members of the enumeration.
pub const LEVELS: [&str; 3] = ["none", "city", "province"];

fn day(number: i64) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(2020, 1, 1).expect("a date");
    first + Days::new(u64::try_from(number - YEAR).expect("not before 2020"))
}

fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

/// The cells of one row; money in fen and the rate in ten-thousandths of a percent, or both as people write them.
pub fn cells(e: &Enterprise, as_people_write: bool) -> Vec<(&'static str, String)> {
    let cell = |(key, fact): (&'static str, Fact)| {
        let text = match (key, fact) {
            ("invest_date" | "placement_date", Fact::Int(n)) => day(n).to_string(),
            ("incubator_level", Fact::Int(n)) => LEVELS[usize::try_from(n).expect("a level")].to_owned(),
            ("loan_rate", Fact::Int(n)) if as_people_write => format!("{}.{:04}", n / 10_000, n % 10_000),
            (
                "prev_year_unemployment_premium"
                | "tech_equipment_investment"
                | "software_purchase"
                | "soe_rent_monthly"
                | "loan_principal"
                | "incubator_rent_relief"
                | "training_standard",
                Fact::Int(n),
            ) if as_people_write => yuan(n),
            (_, Fact::Int(n)) => n.to_string(),
            (_, Fact::Bool(b)) => b.to_string(),
        };
        (key, text)
    };
    facts(e).into_iter().map(cell).collect()
}

/// All rows as csv.
pub fn csv(rows: &[Enterprise], as_people_write: bool) -> String {
    let keys: Vec<&str> = cells(&rows[0], as_people_write).into_iter().map(|(key, _)| key).collect();
    let mut text = format!("id,subject_type,{}\n", keys.join(","));
    for (id, e) in rows.iter().enumerate() {
        let values: Vec<String> = cells(e, as_people_write).into_iter().map(|(_, value)| value).collect();
        writeln!(text, "{id},enterprise,{}", values.join(",")).expect("memory");
    }
    text
}

/// One row as a profile in JSON.
pub fn json(e: &Enterprise) -> String {
    let bare = |text: &str| matches!(text, "true" | "false") || text.bytes().all(|byte| byte.is_ascii_digit());
    let mut text = String::from(r#"{"subject_type":"enterprise""#);
    for (key, value) in cells(e, true) {
        let quote = if bare(&value) { "" } else { "\"" };
        write!(text, r#","{key}":{quote}{value}{quote}"#).expect("memory");
    }
    text.push('}');
    text
}

fn expected(rows: &[Enterprise]) -> String {
    let items = ["13.1", "13.2", "13.3", "14.1", "15.1", "17.1", "18.1", "22.1", "22.2", "22.3"];
    let mut text = items.map(|item| format!("{item} fen,{item} eligible")).join(",") + ",total\n";
    for e in rows {
        let answers = scalar(e);
        for (fen, eligible) in answers.fen.iter().zip(answers.eligible) {
            write!(text, "{fen},{eligible},").expect("memory");
        }
        writeln!(text, "{}", answers.total).expect("memory");
    }
    text
}

/// Writes every file into the folder.
pub fn write(folder: &Path) {
    let rows = enterprises(ROWS);
    std::fs::create_dir_all(folder).expect("a folder");
    let lines: Vec<String> = rows.iter().map(json).collect();
    for (name, text) in [
        ("fen.csv", csv(&rows, false)),
        ("yuan.csv", csv(&rows, true)),
        ("yuan.jsonl", lines.join("\n") + "\n"),
        ("expected.csv", expected(&rows)),
    ] {
        std::fs::write(folder.join(name), text).expect("a file");
    }
}
