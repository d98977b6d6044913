//! The result as one Excel workbook: what was asked, then a sheet for each table. Owns how sheets look; the tables are
//! `sheets`'.

use super::plots::t;
use super::sheets::{Cell, Sheet, sheets};
use super::{Side, Simulation, Total};
use crate::diagnostic::Lang;
use crate::workbook;
use rust_xlsxwriter::{Format, Worksheet, XlsxError};

/// The widths of columns, in characters: a long title is cut on the screen, not in the cell.
const WIDTHS: core::ops::RangeInclusive<u16> = 8..=44;

impl Simulation {
    /// The tables as an Excel workbook: a sheet on what was asked, and one for each CSV file of [`Simulation::files`].
    /// Amounts are numbers in yuan up to fifteen digits, and text beyond. The same result gives the same bytes.
    ///
    /// # Errors
    /// What the writer of the format says; it does not happen.
    pub fn xlsx(&self, lang: Lang) -> Result<Vec<u8>, std::io::Error> {
        self.book(lang).map_err(std::io::Error::other)
    }

    fn book(&self, lang: Lang) -> Result<Vec<u8>, XlsxError> {
        let mut book = workbook::empty();
        for table in [about(self, lang)].iter().chain(&sheets(self, lang)) {
            put(book.add_worksheet(), table)?;
        }
        book.save_to_buffer()
    }
}

/// What was asked: a workbook is handed on without the report.
fn about(simulation: &Simulation, lang: Lang) -> Sheet {
    let mut rows = vec![line(t(lang, "群体", "population"), Cell::Text(simulation.population.clone()))];
    if simulation.invented {
        let words = t(
            lang,
            "虚构：每个数字都出自群体文件里写明的假设，不是统计数据，不能当作预测",
            "invented: every figure follows from the assumptions of the population file; no statistics, no forecast",
        );
        rows.push(line(t(lang, "性质", "nature"), Cell::Text(words.to_owned())));
    }
    rows.push(line(t(lang, "主体数", "subjects"), Cell::Count(simulation.size)));
    rows.push(line(t(lang, "种子", "seed"), Cell::Text(simulation.seed.to_string())));
    rows.extend(side(t(lang, "规则", "rules"), &simulation.before, &simulation.total, lang));
    if let (Some(after), Some(total)) = (&simulation.after, &simulation.total_after) {
        rows.extend(side(t(lang, "对照", "compared with"), after, total, lang));
    }
    let head = vec![t(lang, "名目", "what"), t(lang, "内容", "value")];
    Sheet { file: "", name: t(lang, "说明", "about"), head, rows }
}

/// The rules of one side, and what they come to together.
fn side(name: &str, side: &Side, total: &Total, lang: Lang) -> Vec<Vec<Cell>> {
    let mut rows = vec![
        line(name, Cell::Text(side.name.clone())),
        line(t(lang, "  标识", "  id"), Cell::Text(side.id.clone())),
        line(t(lang, "  校验值", "  hash"), Cell::Text(side.hash.clone())),
        line(t(lang, "  评估日", "  day"), Cell::Text(side.as_of.clone())),
    ];
    rows.extend(side.set.iter().map(|set| line(t(lang, "  设定", "  set"), Cell::Text(set.clone()))));
    rows.push(line(
        t(lang, "  组合后确定合计（元）", "  certain after combinations (yuan)"),
        Cell::Yuan(total.yuan.clone()),
    ));
    rows.push(line(t(lang, "  另有金额未知的主体", "  subjects with a sum unknown"), Cell::Count(total.without_sum)));
    rows
}

fn line(name: &str, cell: Cell) -> Vec<Cell> {
    vec![Cell::Text(name.to_owned()), cell]
}

/// Writes one table: headings that stay in sight, numbers as numbers, columns as wide as what is in them.
fn put(sheet: &mut Worksheet, table: &Sheet) -> Result<(), XlsxError> {
    let (bold, money) = (Format::new().set_bold(), workbook::money());
    let whole = Format::new().set_num_format("#,##0");
    sheet.set_name(table.name)?.set_freeze_panes(1, 0)?;
    let mut widths = Vec::new();
    for (column, words) in (0_u16..).zip(&table.head) {
        sheet.write_string_with_format(0, column, *words, &bold)?;
        widths.push(width(words));
    }
    for (row, cells) in (1_u32..).zip(&table.rows) {
        for ((column, cell), widest) in (0_u16..).zip(cells).zip(&mut widths) {
            match cell {
                Cell::Text(text) => sheet.write_string(row, column, text).map(|_| ())?,
                Cell::Count(count) => sheet.write_with_format(row, column, *count, &whole).map(|_| ())?,
                Cell::Yuan(text) => workbook::yuan(sheet, row, column, text, &money)?,
                Cell::Empty => {}
            }
            *widest = width(&cell.text()).max(*widest);
        }
    }
    for (column, widest) in (0_u16..).zip(widths) {
        sheet.set_column_width(column, widest.clamp(*WIDTHS.start(), *WIDTHS.end()))?;
    }
    Ok(())
}

/// The width of words in a column, with some air: Chinese characters take two places, separators of thousands their own.
fn width(words: &str) -> u16 {
    let number = words.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    let separators = if number { words.len().checked_div(3).unwrap_or(0) } else { 0 };
    let places: usize = words.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    u16::try_from(places.saturating_add(separators).saturating_add(2)).unwrap_or(u16::MAX)
}
