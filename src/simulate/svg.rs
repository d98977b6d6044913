//! Bar charts as SVG, in whole pixels. Owns shapes and widths of text; knows nothing of what is shown.

use std::fmt::Write as _;

/// Colours of series, told apart by people who see red and green alike, too.
pub(super) const COLORS: [&str; 17] = [
    "#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#999933", "#ee7733", "#0077bb", "#cc3311",
    "#009988", "#882255", "#ddaa33", "#6699cc", "#997700", "#994455", "#bbbbbb",
];

const WIDTH: i128 = 1000;
const MARGIN: i128 = 20;
const ROW: i128 = 26;
const BAR: i128 = 16;
const TOP: i128 = 76;
/// Space for the words left of the bars; the figures right of them have as much as they need.
const LABELS: i128 = 300;

/// A chart with words above it.
pub(super) struct Chart {
    pub(super) title: String,
    pub(super) subtitle: String,
    /// What colours mean.
    pub(super) legend: Vec<(String, &'static str)>,
    pub(super) rows: Vec<Row>,
}

/// One line of a chart: parts one after another, and the figure beside them. Negative parts go to the left.
pub(super) struct Row {
    pub(super) label: String,
    pub(super) parts: Vec<(i128, &'static str)>,
    pub(super) figure: String,
}

impl Chart {
    /// The picture. With `whole`, every row fills the width, so that shares are compared; otherwise lengths are.
    pub(super) fn draw(&self, whole: bool) -> String {
        let legend = self.legend_lines();
        let top = TOP.saturating_add(ROW.saturating_mul(length(&legend)));
        let height = top.saturating_add(ROW.saturating_mul(length(&self.rows))).saturating_add(MARGIN);
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" \
             font-family=\"'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif\" \
             font-size=\"14\">\n<rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
        );
        let across = WIDTH.saturating_sub(MARGIN.saturating_mul(2));
        let title = fitted(&self.title, scaled(14, 20, across));
        text(&mut out, (MARGIN, 32), "font-size=\"20\" font-weight=\"bold\" fill=\"#222222\"", &title);
        text(&mut out, (MARGIN, 56), "font-size=\"13\" fill=\"#555555\"", &fitted(&self.subtitle, across));
        let mut y = TOP;
        for line in legend {
            let mut x = MARGIN;
            for (words, color) in line {
                rect(&mut out, (x, y.saturating_sub(4)), (14, 14), color);
                text(&mut out, (x.saturating_add(20), y.saturating_add(8)), "fill=\"#333333\"", words);
                x = x.saturating_add(width(words)).saturating_add(44);
            }
            y = y.saturating_add(ROW);
        }
        let figures = self.rows.iter().map(|row| width(&row.figure)).max().unwrap_or(0).saturating_add(8);
        let room = across.saturating_sub(LABELS).saturating_sub(figures);
        let side = |row: &Row, sign: i128| {
            row.parts
                .iter()
                .filter(|part| part.0.signum() == sign)
                .fold(0_i128, |sum, part| sum.saturating_add(part.0.saturating_abs()))
        };
        let most = |sign: i128| self.rows.iter().map(|row| side(row, sign)).max().unwrap_or(0);
        let (right, left) = (most(1), most(-1));
        let all = right.saturating_add(left);
        let start = MARGIN.saturating_add(LABELS);
        let zero = start.saturating_add(scaled(left, all, room));
        for row in &self.rows {
            let middle = y.saturating_add(13);
            let words = fitted(&row.label, LABELS.saturating_sub(12));
            let at = (start.saturating_sub(8), middle);
            text(&mut out, at, "text-anchor=\"end\" fill=\"#222222\"", &words);
            let sum = if whole { side(row, 1) } else { all };
            // Parts end where the running sum ends, so that rounding leaves no gaps.
            let (mut up, mut down) = (0_i128, 0_i128);
            for (value, color) in row.parts.iter().filter(|part| part.0 != 0) {
                let run = if *value > 0 { &mut up } else { &mut down };
                let from = scaled(*run, sum, room);
                *run = run.saturating_add(value.saturating_abs());
                // Something that is not nothing is seen.
                let wide = scaled(*run, sum, room).saturating_sub(from).max(1);
                let x =
                    if *value > 0 { zero.saturating_add(from) } else { zero.saturating_sub(from).saturating_sub(wide) };
                rect(&mut out, (x, y), (wide, BAR), color);
            }
            let end = if whole { room } else { scaled(up, sum, room) };
            let x = zero.saturating_add(end).saturating_add(8);
            text(&mut out, (x, middle), "fill=\"#333333\"", &row.figure);
            y = y.saturating_add(ROW);
        }
        if left > 0 {
            let bottom = height.saturating_sub(MARGIN);
            let _ = writeln!(out, "<path d=\"M{zero} {top}V{bottom}\" stroke=\"#888888\"/>");
        }
        out.push_str("</svg>\n");
        out
    }

    /// The legend broken into lines.
    fn legend_lines(&self) -> Vec<Vec<&(String, &'static str)>> {
        let mut lines: Vec<Vec<&(String, &'static str)>> = Vec::new();
        let mut used = WIDTH;
        for entry in &self.legend {
            let wide = width(&entry.0).saturating_add(44);
            if used.saturating_add(wide) > WIDTH.saturating_sub(MARGIN.saturating_mul(2)) {
                lines.push(Vec::new());
                used = 0;
            }
            used = used.saturating_add(wide);
            if let Some(line) = lines.last_mut() {
                line.push(entry);
            }
        }
        lines
    }
}

fn length<T>(all: &[T]) -> i128 {
    i128::try_from(all.len()).unwrap_or(0)
}

/// `part` of `all` in pixels, rounded down.
fn scaled(part: i128, all: i128, room: i128) -> i128 {
    part.saturating_mul(room).checked_div(all).unwrap_or(0)
}

fn rect(out: &mut String, (x, y): (i128, i128), (wide, high): (i128, i128), color: &str) {
    let _ = writeln!(out, "<rect x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{high}\" fill=\"{color}\"/>");
}

fn text(out: &mut String, (x, y): (i128, i128), how: &str, words: &str) {
    let _ = writeln!(out, "<text x=\"{x}\" y=\"{y}\" {how}>{}</text>", escaped(words));
}

fn escaped(words: &str) -> String {
    let plain = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// About how wide words are at 14 pixels: Chinese characters are square, others a little over half of that.
fn width(words: &str) -> i128 {
    words.chars().map(|c| if c.is_ascii() { 8 } else { 14 }).sum()
}

/// Words cut to a width, with a mark where they were cut.
fn fitted(words: &str, room: i128) -> String {
    if width(words) <= room {
        return words.to_owned();
    }
    let mut cut = String::new();
    for c in words.chars() {
        let mut longer = cut.clone();
        longer.push(c);
        if width(&longer).saturating_add(14) > room {
            break;
        }
        cut = longer;
    }
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(rows: Vec<Row>) -> Chart {
        Chart { title: "标题 <&>".to_owned(), subtitle: String::new(), legend: Vec::new(), rows }
    }

    #[test]
    fn bars_are_as_long_as_their_numbers() {
        let row = |value| Row { label: "甲".to_owned(), parts: vec![(value, COLORS[0])], figure: value.to_string() };
        let picture = chart(vec![row(300), row(150), row(0), row(1)]).draw(false);
        let widths: Vec<&str> = picture
            .lines()
            .filter(|line| line.contains(COLORS[0]))
            .filter_map(|line| line.split("width=\"").nth(1)?.split('"').next())
            .collect();
        assert_eq!(widths, ["628", "314", "2"], "{picture}");
        assert!(picture.contains("标题 &lt;&amp;&gt;"), "{picture}");
    }

    #[test]
    fn losses_go_to_the_left() {
        let row =
            Row { label: "乙".to_owned(), parts: vec![(100, COLORS[0]), (-100, COLORS[1])], figure: String::new() };
        let picture = chart(vec![row]).draw(false);
        assert!(picture.contains("x=\"646\"") && picture.contains("x=\"320\""), "{picture}");
    }

    #[test]
    fn figures_stay_inside() {
        let figure = "5,000,000,000 元 / 20,214,021,000 元";
        let row = Row { label: "丙".to_owned(), parts: vec![(7, COLORS[0])], figure: figure.to_owned() };
        let picture = chart(vec![row]).draw(false);
        let line = picture.lines().find(|line| line.contains(figure)).unwrap();
        let x: i128 = line.split("x=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().parse().unwrap();
        assert!(x.saturating_add(width(figure)) <= WIDTH.saturating_sub(MARGIN), "{line}");
    }

    #[test]
    fn long_labels_are_cut() {
        let words = fitted(&"长".repeat(40), 280);
        assert!(words.ends_with('…') && width(&words) <= 280, "{words}");
    }
}
