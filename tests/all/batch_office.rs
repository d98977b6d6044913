//! `huice batch` with Parquet and Excel files: the same answers as from text, the same bytes every time, and damaged
//! files refused. Only in builds with the feature `batch`.

use crate::batch::{batch, command, ends, err, folder, many, names, read};
use crate::batch_plain::compare;
use crate::generate::Dice;
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Int32Type};
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float64Array, Int32Array, Int64Array,
    LargeStringArray, RecordBatch, StringArray, StringViewArray,
};
use calamine::{Data, Reader, Xlsx, open_workbook};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

const HEADINGS: [&str; 7] = ["id", "subject_type", "sector", "insured", "staff", "founded", "premium_yuan"];

/// Three firms; the last has a premium with three decimals.
fn parquet(file: &Path) {
    let text = |values: [Option<&str>; 3]| -> ArrayRef { Arc::new(values.into_iter().collect::<StringArray>()) };
    let premium =
        Decimal128Array::from(vec![Some(386_412_370), None, Some(1)]).with_precision_and_scale(18, 3).unwrap();
    let columns: Vec<ArrayRef> = vec![
        text([Some("A"), Some("B"), Some("C")]),
        text([Some("enterprise"), Some("企业"), Some("enterprise")]),
        text([Some("工业"), None, None]),
        Arc::new(BooleanArray::from(vec![Some(true), None, Some(true)])),
        Arc::new(Int64Array::from(vec![Some(12), None, None])),
        Arc::new(Date32Array::from(vec![Some(18_262), None, None])),
        Arc::new(premium),
    ];
    let batch = RecordBatch::try_from_iter_with_nullable(
        HEADINGS.into_iter().zip(columns).map(|(name, column)| (name, column, true)),
    )
    .unwrap();
    let mut writer = ArrowWriter::try_new(File::create(file).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

fn xlsx(file: &Path) {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("说明").unwrap().write(0, 0, "说明").unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name("企业").unwrap();
    for (column, heading) in (0_u16..).zip(HEADINGS) {
        sheet.write(0, column, heading).unwrap();
    }
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (row, (id, insured)) in (1_u32..).zip([("A", true), ("B", false), ("C", true)]) {
        sheet.write(row, 0, id).unwrap().write(row, 1, "enterprise").unwrap();
        if id != "B" {
            sheet.write(row, 3, insured).unwrap();
        }
    }
    sheet.write(1, 2, "工业").unwrap().write(1, 4, 12).unwrap().write(1, 6, 386_412.37).unwrap();
    sheet.write_with_format(1, 5, ExcelDateTime::from_ymd(2020, 1, 1).unwrap(), &day).unwrap();
    sheet.write(3, 6, 0.001).unwrap();
    book.save(file).unwrap();
}

const WANTED: &str = "row,id,1.1.status,1.1.yuan\n1,A,eligible,193206.19\n2,B,undetermined,\n";

#[test]
fn parquet_in() {
    let folder = folder("parquet-in", &[]);
    parquet(&folder.join("in.parquet"));
    let args = ["in.parquet", "-o", "out.csv", "--key", "id", "--items", "1.1"];
    ends(&batch(&folder, &args), 4);
    assert_eq!(read(folder.join("out.csv")), WANTED);
    assert!(
        read(folder.join("out.csv.rejects.csv"))
            .contains("3,premium_yuan：金额最多两位小数（写到分为止，例如 1000.50）,,C,enterprise,,true,,,0.001")
    );
    let whole = fs::read(folder.join("in.parquet")).unwrap();
    for keep in [0, 3, 8, whole.len() / 2, whole.len().saturating_sub(5)] {
        fs::write(folder.join("cut.parquet"), whole.get(..keep).unwrap()).unwrap();
        let run = batch(&folder, &["cut.parquet", "-o", "cut.csv", "--key", "id"]);
        ends(&run, 4);
        assert!(err(&run).contains("不是完好的 parquet"), "{}", err(&run));
    }
    // Bytes of pages that are damaged are found out or read as other values, never a crash.
    for at in (4..whole.len()).step_by(101) {
        let mut damaged = whole.clone();
        *damaged.get_mut(at).unwrap() ^= 0x55;
        fs::write(folder.join("cut.parquet"), damaged).unwrap();
        let run = batch(&folder, &["cut.parquet", "-o", "cut.csv", "--key", "id"]);
        assert!(matches!(run.status.code(), Some(0 | 4)), "byte {at}: {}", err(&run));
        assert!(!err(&run).contains("panicked"), "byte {at}: {}", err(&run));
    }
}

#[test]
fn columns_take_either_way_to_the_same_answers() {
    let folder = folder("parquet-plain", &[]);
    let mut dice = Dice::new(41);
    let rows = 2500_i32;
    let mut some = |chance: usize| dice.percent(chance);
    let known: Vec<bool> = (0..rows).map(|_| some(90)).collect();
    let of = |row: i32| known.get(usize::try_from(row).unwrap()).copied().unwrap();
    let words = ["工业", "other", "catering", "industry"];
    let rates = [0.25, 4.35, 12.0, 0.1];
    let sector: DictionaryArray<Int32Type> =
        (0..rows).map(|row| words.get(usize::try_from(row % 4).unwrap()).copied().filter(|_| of(row))).collect();
    let money = |row: i32| if row % 97 == 0 { -1 } else { i128::from(row) * 1009 * 10 + i128::from(row % 50 == 0) };
    let premium: Decimal128Array = (0..rows).map(|row| of(row / 2).then(|| money(row))).collect();
    let columns: [(&str, ArrayRef); 9] = [
        ("id", Arc::new((0..rows).map(|row| Some(format!("R{row}"))).collect::<StringArray>())),
        ("subject_type", Arc::new((0..rows).map(|_| Some("enterprise")).collect::<LargeStringArray>())),
        ("sector", Arc::new(sector)),
        (
            "insured",
            Arc::new((0..rows).map(|row| of(rows - 1 - row).then_some(row % 3 != 0)).collect::<BooleanArray>()),
        ),
        ("staff", Arc::new((0..rows).map(|row| Some(row - 3)).collect::<Int32Array>())),
        ("founded", Arc::new((0..rows).map(|row| Some(18_000 - row * 40)).collect::<Date32Array>())),
        ("premium_yuan", Arc::new(premium.with_precision_and_scale(20, 3).unwrap())),
        (
            "rate_pct",
            Arc::new(
                (0..rows).map(|row| rates.get(usize::try_from(row % 4).unwrap()).copied()).collect::<Float64Array>(),
            ),
        ),
        ("name", Arc::new((0..rows).map(|row| of(row).then(|| format!(" {}", row % 7))).collect::<StringViewArray>())),
    ];
    let columns = columns.into_iter().map(|(name, column)| (name, column, true));
    let table = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    let file = File::create(folder.join("in.parquet")).unwrap();
    let mut writer = ArrowWriter::try_new(file, table.schema(), None).unwrap();
    writer.write(&table).unwrap();
    writer.close().unwrap();
    compare(&folder, "in.parquet", &["--key", "id", "--by", "sector"]);
    assert!(read(folder.join("short.csv.rejects.csv")).lines().count() > 40);
    fs::write(
        folder.join("map.toml"),
        "unknown = [\"7\"]\n[columns.premium_yuan]\nfact = \"premium_yuan\"\nunit = \"万元\"\n",
    )
    .unwrap();
    compare(&folder, "in.parquet", &["--mapping", "map.toml", "--ignore-unknown"]);
}

#[test]
fn xlsx_in() {
    let folder = folder("xlsx-in", &[]);
    xlsx(&folder.join("in.xlsx"));
    let args = ["in.xlsx", "-o", "out.csv", "--key", "id", "--items", "1.1", "--sheet"];
    ends(&batch(&folder, &[&args[..], &["企业"]].concat()), 4);
    assert_eq!(read(folder.join("out.csv")), WANTED);
    assert!(
        read(folder.join("out.csv.rejects.csv"))
            .contains("3,premium_yuan：金额最多两位小数（写到分为止，例如 1000.50）,,C,enterprise,,true,,,0.001")
    );
    let none = batch(&folder, &[&args[..], &["没有"]].concat());
    ends(&none, 4);
    assert!(err(&none).contains("有：说明、企业"), "{}", err(&none));
    let whole = fs::read(folder.join("in.xlsx")).unwrap();
    for keep in [0, 10, whole.len() / 2, whole.len().saturating_sub(5)] {
        fs::write(folder.join("cut.xlsx"), whole.get(..keep).unwrap()).unwrap();
        let run = batch(&folder, &["cut.xlsx", "-o", "cut.csv", "--key", "id"]);
        ends(&run, 4);
        assert!(!err(&run).contains("panicked"), "{}", err(&run));
    }
}

#[test]
fn parquet_and_xlsx_out_say_what_csv_says() {
    let folder = folder("office-out", &[("in.csv", many(600).as_bytes())]);
    for layout in [&[][..], &["--long", "--needs"]] {
        let mut seen: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
        for threads in ["1", "3"] {
            for output in ["out.csv", "out.parquet", "out.xlsx"] {
                let args = ["in.csv", "-o", output, "--key", "id", "--threads", threads];
                ends(&batch(&folder, &[&args[..], layout].concat()), 4);
            }
            seen.push((fs::read(folder.join("out.parquet")).unwrap(), fs::read(folder.join("out.xlsx")).unwrap()));
        }
        assert!(seen[0] == seen[1], "bytes differ from run to run");
        let csv: Vec<Vec<String>> =
            read(folder.join("out.csv")).lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
        assert_eq!(parquet_cells(&folder.join("out.parquet")), csv, "parquet {layout:?}");
        assert_eq!(xlsx_cells(&folder.join("out.xlsx")), csv, "xlsx {layout:?}");
    }
    assert!(names(&folder).iter().all(|name| !name.contains("partial")), "{:?}", names(&folder));
}

/// Amounts have eighteen digits in Parquet, and as many as there can be once one has more.
#[test]
fn amounts_that_64_bits_do_not_hold() {
    let line = |row: usize, principal: &str| {
        format!(
            "{{\"id\": \"R{row}\", \"subject_type\": \"enterprise\", \"insured\": true, \"premium_yuan\": {row}.25, \
             \"sector\": \"工业\", \"loans\": [{{\"principal_yuan\": \"{principal}\", \"loan_rate_pct\": 5}}]}}\n"
        )
    };
    for (name, large, digits) in [("narrow", 9999, 18), ("late", 2500, 38), ("early", 0, 38)] {
        let principal = |row| if row == large { "800000000000000123" } else { "1000" };
        let text: String = (0..3000).map(|row| line(row, principal(row))).collect();
        let folder = folder(&format!("office-large-{name}"), &[("in.jsonl", text.as_bytes())]);
        for output in ["out.csv", "out.parquet"] {
            ends(&batch(&folder, &["in.jsonl", "-o", output, "--key", "id"]), 0);
        }
        let csv: Vec<Vec<String>> =
            read(folder.join("out.csv")).lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
        assert_eq!(parquet_cells(&folder.join("out.parquet")), csv, "{name}");
        assert_eq!(csv.iter().flatten().any(|cell| cell == "40000000000000006.15"), digits == 38, "{name}");
        let file = File::open(folder.join("out.parquet")).unwrap();
        let schema = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().schema().clone();
        let yuan = schema.field_with_name("1.2.yuan").unwrap().data_type().clone();
        assert_eq!(yuan, arrow_schema::DataType::Decimal128(digits, 2), "{name}");
        assert_eq!(*schema.field_with_name("1.2.status").unwrap().data_type(), arrow_schema::DataType::Utf8);
        assert!(names(&folder).iter().all(|name| !name.contains("partial")), "{:?}", names(&folder));
    }
}

fn parquet_cells(file: &Path) -> Vec<Vec<String>> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(file).unwrap()).unwrap().build().unwrap();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for batch in reader {
        let batch = batch.unwrap();
        if rows.is_empty() {
            rows.push(batch.schema().fields().iter().map(|field| field.name().clone()).collect());
        }
        for row in 0..batch.num_rows() {
            let cell = |column: &ArrayRef| match column.data_type() {
                _ if column.is_null(row) => String::new(),
                arrow_schema::DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
                arrow_schema::DataType::Boolean => column.as_boolean().value(row).to_string(),
                arrow_schema::DataType::Decimal128(..) => column.as_primitive::<Decimal128Type>().value_as_string(row),
                _ => column.as_primitive::<arrow_array::types::UInt64Type>().value(row).to_string(),
            };
            rows.push(batch.columns().iter().map(cell).collect());
        }
    }
    rows
}

fn xlsx_cells(file: &Path) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(file).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let headings: Vec<String> = range.rows().next().unwrap().iter().map(ToString::to_string).collect();
    let text = |(cell, heading): (&Data, &String)| match cell {
        Data::Float(number) if heading.ends_with("yuan") => format!("{number:.2}"),
        other => other.to_string(),
    };
    range.rows().map(|row| row.iter().zip(&headings).map(text).collect()).collect()
}

#[test]
fn killed_runs_leave_no_half_parquet_or_xlsx() {
    let folder = folder("office-kill", &[("in.csv", many(800).as_bytes())]);
    for output in ["out.parquet", "out.xlsx"] {
        let args = ["in.csv", "-o", output, "--key", "id"];
        #[expect(clippy::disallowed_methods, reason = "how long a run takes says when to kill the next")]
        let begun = std::time::Instant::now();
        ends(&batch(&folder, &args), 4);
        let length = begun.elapsed();
        let good = fs::read(folder.join(output)).unwrap();
        for part in 1..=5_u32 {
            fs::remove_file(folder.join(output)).unwrap();
            let mut child = command(&folder, &args).spawn().unwrap();
            std::thread::sleep(length.saturating_mul(part).checked_div(5).unwrap());
            child.kill().unwrap();
            child.wait().unwrap();
            assert!(fs::read(folder.join(output)).map_or(true, |bytes| bytes == good), "{output}");
            ends(&batch(&folder, &args), 4);
            assert!(fs::read(folder.join(output)).unwrap() == good, "{output}");
        }
    }
}

#[test]
fn a_summary_as_a_workbook() {
    let folder = folder("office-summary", &[("in.csv", many(60).as_bytes())]);
    ends(&batch(&folder, &["in.csv", "--key", "id", "--summary", "sum.xlsx", "--by", "sector", "--by", "staff"]), 4);
    let mut book: Xlsx<_> = open_workbook(folder.join("sum.xlsx")).unwrap();
    assert_eq!(book.sheet_names(), ["汇总", "sector", "staff"]);
    let range = book.worksheet_range("汇总").unwrap();
    assert_eq!(range.get_value((1, 0)).unwrap().to_string(), "1.1");
    let by = book.worksheet_range("sector").unwrap();
    assert_eq!(by.get_value((1, 0)).unwrap().to_string(), "工业");
}
