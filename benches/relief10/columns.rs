//! relief-10 as Parquet: whole numbers (money in fen, the rate in ten-thousandths of a percent), dates, truths and one
//! word; and the way of such a file through the library, column by column.

use super::data::{Enterprise, YEAR};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int64Type};
use arrow_array::{ArrayRef, BooleanArray, Date32Array, Int64Array, RecordBatch, StringArray};
use huice::columnar::{Bits, Columns, Results, Workbench};
use huice::ir::FactId;
use huice::profile::Profile;
use huice::{Compiled, Program};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use std::fs::File;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the columns are, for `huice batch`.
pub const MAPPING: &str = include_str!("../peers/rules/relief10.toml");

/// Days from the first of the common era to 1970-01-01.
const EPOCH: i64 = 719_163;
/// Rows read at a time.
const ROWS: usize = 8192;

/// Writes the rows; gives the file.
pub fn write(folder: &Path, rows: &[Enterprise]) -> PathBuf {
    let ints = |of: fn(&Enterprise) -> i64| -> ArrayRef { Arc::new(rows.iter().map(of).collect::<Int64Array>()) };
    let truths = |of: fn(&Enterprise) -> bool| -> ArrayRef {
        Arc::new(rows.iter().map(|e| Some(of(e))).collect::<BooleanArray>())
    };
    let days = |of: fn(&Enterprise) -> i64| -> ArrayRef {
        let since = |e: &Enterprise| Some(i32::try_from(of(e) - EPOCH).unwrap());
        Arc::new(rows.iter().map(since).collect::<Date32Array>())
    };
    let level = |e: &Enterprise| Some(["none", "city", "province"][usize::try_from(e.incubator).unwrap()]);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new((0..i64::try_from(rows.len()).unwrap()).collect::<Int64Array>())),
        ("subject_type", Arc::new(rows.iter().map(|_| Some("enterprise")).collect::<StringArray>())),
        ("insured_employees", ints(|e| e.insured)),
        ("layoffs", ints(|e| e.layoffs)),
        ("in_difficulty", truths(|e| e.in_difficulty)),
        ("recoverable", truths(|e| e.recoverable)),
        ("prev_year_unemployment_premium", ints(|e| e.premium)),
        ("tech_equipment_investment", ints(|e| e.investment)),
        ("makes_epidemic_goods", truths(|e| e.epidemic_goods)),
        ("invest_date", days(|e| e.invest_day)),
        ("software_purchase", ints(|e| e.software)),
        ("soe_rent_monthly", ints(|e| e.rent)),
        ("rents_from_soe", truths(|e| e.rents_from_soe)),
        ("is_sme", truths(|e| e.is_sme)),
        ("loan_principal", ints(|e| e.principal)),
        ("loan_rate", ints(|e| e.rate)),
        ("loan_months", ints(|e| e.months)),
        ("city_listed", truths(|e| e.city)),
        ("national_listed", truths(|e| e.national)),
        ("provincial_listed", truths(|e| e.provincial)),
        ("placements", ints(|e| e.placements)),
        ("placement_date", days(|e| e.placement_day)),
        ("is_hr_agency", truths(|e| e.hr_agency)),
        ("incubator_level", Arc::new(rows.iter().map(level).collect::<StringArray>())),
        ("incubator_rent_relief", ints(|e| e.relief)),
        ("trained_and_passed", ints(|e| e.passed)),
        ("training_standard", ints(|e| e.standard)),
    ];
    assert!(rows.iter().all(|e| e.invest_day >= YEAR));
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(131_072))
        .build();
    let path = folder.join("fen.parquet");
    let mut writer = ArrowWriter::try_new(File::create(&path).unwrap(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    path
}

fn batches(file: &Path) -> impl Iterator<Item = RecordBatch> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(file).unwrap()).unwrap();
    // What the rules do not ask for is not read, by nobody.
    let wanted = (0..builder.parquet_schema().num_columns()).filter(|column| *column > 1);
    let mask = ProjectionMask::leaves(builder.parquet_schema(), wanted);
    builder.with_projection(mask).with_batch_size(ROWS).build().unwrap().map(Result::unwrap)
}

/// Reads all columns, and nothing else.
pub fn read(file: &Path) {
    batches(file).for_each(|batch| drop(black_box(batch)));
}

/// Every row to verdicts, which are kept.
pub fn verdicts(compiled: &Compiled, file: &Path) {
    let (plan, policy) = (compiled.plan(), program().policy());
    let mut blank = Profile::empty(policy);
    blank.set_subject(Some(huice::ir::SubjectId(0)));
    let mut workbench = Workbench::new(plan);
    let mut kept = Vec::new();
    let mut columns = Columns::repeat(plan, &blank, ROWS).unwrap();
    let (mut facts, mut left) = (Vec::new(), Vec::new());
    for batch in batches(file) {
        let rows = batch.num_rows();
        if facts.is_empty() {
            let schema = batch.schema();
            let place = |key: &str| FactId(policy.facts.iter().position(|fact| fact.key == key).unwrap());
            facts = schema.fields().iter().map(|field| place(field.name())).collect();
        }
        if columns.rows() != rows {
            columns = Columns::repeat(plan, &blank, rows).unwrap();
        }
        left.clear();
        left.resize(rows, false);
        for (fact, array) in facts.iter().zip(batch.columns()) {
            let known = if let Some(array) = array.as_primitive_opt::<Int64Type>() {
                // Money is in fen and the rate in ten-thousandths of a percent: steps, as they are.
                let steps = plan.steps(policy, *fact).unwrap();
                let fit = steps.fit(i32::try_from(steps.per_unit.ilog10()).unwrap()).unwrap();
                columns.fill_numbers(plan, *fact, &fit, (array.values(), None), &mut left)
            } else if let Some(array) = array.as_boolean_opt() {
                let bits = array.values();
                columns.fill_truths(plan, *fact, rows, Bits::new(bits.values(), bits.offset()), None)
            } else if let Some(array) = array.as_primitive_opt::<Date32Type>() {
                columns.fill_days(plan, *fact, EPOCH, (array.values(), None), &mut left)
            } else {
                let array = array.as_string::<i32>();
                let member = |row| ["none", "city", "province"].iter().position(|level| *level == array.value(row));
                columns.set_members(plan, *fact, (0..rows).map(member))
            };
            assert!(known, "{fact:?}");
        }
        let mut results = Results::new(plan, rows);
        let shares = plan.run_columns(&columns, &mut workbench, &mut results);
        assert_eq!(shares.deferred, 0);
        assert!(!left.contains(&true));
        kept.push(results);
    }
    black_box(kept);
}

fn program() -> &'static Program {
    static PROGRAM: std::sync::LazyLock<Program> = std::sync::LazyLock::new(super::program);
    &PROGRAM
}
