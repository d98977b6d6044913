//! A summary as an Excel file: a sheet for all rows, and one for each fact it is divided by. Owns its sheets.

use super::super::error::BatchError;
use super::super::write::{Target, amount, xlsx_error};
use super::{Head, STATUSES, Summary, Tally};
use crate::diagnostic::Lang;
use crate::workbook;
use rust_xlsxwriter::{Worksheet, XlsxError};

/// Writes the summary.
pub(in super::super) fn xlsx(head: &Head<'_>, summary: &Summary, target: &mut Target) -> Result<(), BatchError> {
    let path = target.path().to_owned();
    let mut book = workbook::empty();
    let made = (|| -> Result<(), XlsxError> {
        let sheet = book.add_worksheet();
        sheet.set_name(say(head, "汇总", "summary"))?;
        let mut row = headings(head, sheet, None)?;
        lines(head, summary, sheet, &mut row, None, &summary.all)?;
        for ((key, _), groups) in head.by.iter().zip(&summary.by) {
            let sheet = book.add_worksheet();
            // Names of sheets have at most 31 characters.
            sheet.set_name(key.chars().take(31).collect::<String>())?;
            let mut row = headings(head, sheet, Some(key))?;
            for (value, (_, tallies)) in groups {
                let value = value.as_deref().unwrap_or(say(head, "未知", "unknown"));
                lines(head, summary, sheet, &mut row, Some(value), tallies)?;
            }
        }
        Ok(())
    })();
    made.map_err(|error| xlsx_error(&path, &error))?;
    book.save_to_writer(&mut *target).map_err(|error| target.failure().unwrap_or_else(|| xlsx_error(&path, &error)))
}

fn say(head: &Head<'_>, zh: &'static str, en: &'static str) -> &'static str {
    if head.lang == Lang::Zh { zh } else { en }
}

/// The row of headings; the row after it is returned.
fn headings(head: &Head<'_>, sheet: &mut Worksheet, by: Option<&str>) -> Result<u32, XlsxError> {
    let mut names: Vec<&str> = by.into_iter().collect();
    names.extend([say(head, "项目", "item"), say(head, "名称", "title")]);
    names.extend(STATUSES.iter().map(|status| status.word()));
    names.extend([
        say(head, "确定（元）", "certain (yuan)"),
        say(head, "含待认定（元）", "if approved (yuan)"),
        say(head, "未定部分（元）", "open (yuan)"),
        say(head, "上限（元）", "ceiling (yuan)"),
        say(head, "无金额", "no amount"),
        say(head, "封顶", "capped"),
    ]);
    for (column, name) in (0_u16..).zip(names) {
        sheet.write_string(0, column, name)?;
    }
    Ok(1)
}

fn lines(
    head: &Head<'_>,
    summary: &Summary,
    sheet: &mut Worksheet,
    row: &mut u32,
    value: Option<&str>,
    tallies: &[Tally],
) -> Result<(), XlsxError> {
    let money = workbook::money();
    for (index, ((id, title, _), tally)) in head.items.iter().zip(tallies).enumerate() {
        if !tally.is_for_someone() {
            continue;
        }
        let mut columns = 0_u16..;
        let mut next = || columns.next().unwrap_or(u16::MAX);
        for text in value.into_iter().chain([id.as_str(), title.as_str()]) {
            sheet.write_string(*row, next(), text)?;
        }
        for count in tally.statuses {
            sheet.write(*row, next(), count)?;
        }
        let sum = summary.money(index) == Some("sum");
        for fen in [tally.certain, tally.certain.saturating_add(tally.pending), tally.open] {
            amount(sheet, *row, next(), sum.then_some(fen), &money)?;
        }
        let ceiling = (summary.money(index) == Some("ceiling")).then_some(tally.ceiling);
        amount(sheet, *row, next(), ceiling, &money)?;
        sheet.write(*row, next(), tally.without_amount)?;
        sheet.write(*row, next(), tally.capped)?;
        *row = row.saturating_add(1);
    }
    Ok(())
}
