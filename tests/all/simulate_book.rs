//! The workbook of a simulation, read back: the same cells as the CSV files, numbers as numbers, the same bytes whenever it
//! is made. Only in builds with the feature `batch`.

use crate::simulate::{FIRMS, day, program, request};
use calamine::{Data, Reader, Xlsx};
use huice::diagnostic::Lang;
use huice::simulate::{Population, Rule, Simulation};
use std::io::Cursor;
use std::time::Duration;

/// Firms with a pool, compared with a lower rate.
fn simulation(threads: usize, seed: u64) -> Simulation {
    let program = program();
    let mut asked = request(1_000, threads);
    asked.seed = seed;
    asked.pools = vec![("1.1".to_owned(), 1_234_567)];
    asked.rule = Rule::ProRata;
    let mut changed = day();
    changed.set_param(&program, "rate", "20").unwrap();
    let population = Population::read(FIRMS).unwrap();
    program.simulate(&day(), &population, Some((&program, &changed)), &asked).unwrap()
}

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

/// A CSV file as rows.
fn rows(files: &[(&str, String)], name: &str) -> Vec<Vec<String>> {
    let (_, text) = files.iter().find(|(file, _)| *file == name).unwrap();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn sheets_say_what_the_csv_files_say() {
    let simulation = simulation(2, 8);
    for (lang, names) in [
        (Lang::Zh, ["说明", "各项", "分组", "资金池", "变动"]),
        (Lang::En, ["about", "items", "groups", "pools", "changes"]),
    ] {
        let files = simulation.files(lang).unwrap();
        let mut book = open(simulation.xlsx(lang).unwrap());
        assert_eq!(book.sheet_names(), names);
        for (sheet, file) in names.iter().skip(1).zip(["items.csv", "groups.csv", "pools.csv", "changes.csv"]) {
            let range = book.worksheet_range(sheet).unwrap();
            let wanted = rows(&files, file);
            assert_eq!(range.rows().count(), wanted.len(), "{file}");
            for (row, (cells, wanted)) in range.rows().zip(&wanted).enumerate() {
                for (cell, wanted) in cells.iter().zip(wanted) {
                    // Ids of items look like numbers and are none.
                    let number =
                        wanted.parse::<u64>().is_ok() || wanted.split_once('.').is_some_and(|(_, fen)| fen.len() == 2);
                    let said = match cell {
                        Data::Float(said) if number && row > 0 && wanted.contains('.') => format!("{said:.2}"),
                        Data::Float(said) if number && row > 0 => format!("{said}"),
                        Data::String(said) if !number || row == 0 => said.clone(),
                        Data::Empty => String::new(),
                        other => panic!("{file}, row {row}: {other:?} for {wanted:?}"),
                    };
                    assert_eq!(said, *wanted, "{file}, row {row}");
                }
            }
        }
    }
}

#[test]
fn the_first_sheet_says_what_was_asked() {
    let simulation = simulation(1, 8);
    let mut book = open(simulation.xlsx(Lang::En).unwrap());
    let range = book.worksheet_range("about").unwrap();
    let value = |name: &str| {
        let row = range.rows().rfind(|row| row[0] == name);
        row.unwrap_or_else(|| panic!("no row {name:?}"))[1].clone()
    };
    assert_eq!(value("population"), Data::String("样例群体".to_owned()));
    assert!(value("nature").to_string().starts_with("invented"));
    assert_eq!(value("subjects"), Data::Float(1000.0));
    assert_eq!(value("  set"), Data::String("rate=20%".to_owned()));
    assert_eq!(value("  hash"), Data::String(simulation.before.hash.clone()));
    let total = simulation.total_after.as_ref().unwrap().yuan.parse().unwrap();
    assert_eq!(value("  certain after combinations (yuan)"), Data::Float(total));
}

#[test]
fn the_same_bytes_at_any_time() {
    let book = |threads, seed| simulation(threads, seed).xlsx(Lang::Zh).unwrap();
    let first = book(1, 8);
    // Times in such files are exact to two seconds.
    std::thread::sleep(Duration::from_millis(2_100));
    assert!(first == book(3, 8), "the same seed, other bytes");
    assert!(first != book(1, 9));
}
