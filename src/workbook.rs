//! Excel workbooks as Huice writes them: the same content gives the same bytes, amounts are numbers where that is exact. Owns
//! what every workbook has in common; knows nothing of what stands in one.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// Digits that a number of the format, a binary float, holds exactly.
const EXACT_DIGITS: usize = 15;

/// An empty workbook whose bytes do not hang on the time of its making.
pub(crate) fn empty() -> Workbook {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2020, 1, 1);
    if let Ok(made) = &made {
        book.set_properties(&DocProperties::new().set_creation_datetime(made));
    }
    book
}

/// How amounts look.
pub(crate) fn money() -> Format {
    Format::new().set_num_format("#,##0.00")
}

/// Writes yuan, given as decimal text: as a number as long as that is exact, beyond it as text.
pub(crate) fn yuan(sheet: &mut Worksheet, row: u32, column: u16, text: &str, money: &Format) -> Result<(), XlsxError> {
    let exact = text.bytes().filter(u8::is_ascii_digit).count() <= EXACT_DIGITS;
    #[expect(
        clippy::disallowed_types,
        reason = "numbers of the format are floats; this one has at most fifteen digits"
    )]
    let number = text.parse::<f64>().ok().filter(|_| exact);
    match number {
        Some(number) => sheet.write_number_with_format(row, column, number, money)?,
        None => sheet.write_string(row, column, text)?,
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};

    #[test]
    fn amounts_are_numbers_as_long_as_that_is_exact() {
        let mut book = empty();
        let sheet = book.add_worksheet();
        let given = ["0.00", "-0.05", "193206.19", "9999999999999.99", "-10000000000000.01"];
        for (row, text) in (0_u32..).zip(given) {
            yuan(sheet, row, 0, text, &money()).unwrap();
        }
        let bytes = book.save_to_buffer().unwrap();
        let mut read: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let range = read.worksheet_range_at(0).unwrap().unwrap();
        let cells: Vec<String> = range.rows().flatten().map(|cell| format!("{cell:?}")).collect();
        let numbers = ["Float(0.0)", "Float(-0.05)", "Float(193206.19)", "Float(9999999999999.99)"];
        assert_eq!(cells.iter().take(4).collect::<Vec<_>>(), numbers.iter().collect::<Vec<_>>());
        assert_eq!(range.get_value((4, 0)), Some(&Data::String("-10000000000000.01".to_owned())));
    }
}
