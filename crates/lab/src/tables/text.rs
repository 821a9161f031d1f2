//! Tables and wrapped text that fit the width of the terminal.

use comfy_table::{CellAlignment, ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle};
use lanelab_measure::format::Count;
use std::ops::RangeBounds;

/// The columns of a pipe, and of a terminal that does not report its width.
const PIPE: u16 = 120;

/// An empty cell.
pub(crate) const NOTHING: &str = "–";

/// The rule below a heading.
const RULE: char = '─';

/// A space between columns, a rule below the heading.
const STYLE: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none().junction(' '))
    .header_separator(LineStyle::none().fill(RULE).junction(' '))
    .content_lines(ContentLineStyle::none().junction(' '));

/// How many columns the output has.
pub(crate) fn width() -> u16 {
    Table::new().width().unwrap_or(PIPE)
}

/// A number of things, with a comma between thousands.
pub(crate) fn count(number: impl TryInto<u64>) -> String {
    Count(number.try_into().unwrap_or(u64::MAX)).to_string()
}

/// A table without lines: a heading, a rule below it, and two spaces between columns.
///
/// Columns in `right` are aligned right. Text wraps where the table is too wide.
pub(crate) fn table(heading: &[&str], right: impl RangeBounds<usize>, rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic).set_width(width());
    table.set_header(heading).add_rows(rows);
    let last = heading.len() - 1;
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, u16::from(index != last)));
        if right.contains(&index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.lines().map(|line| trim_rule(line.trim_end()) + "\n").collect()
}

/// The rule also runs below the space after a column; this ends it where the column ends.
fn trim_rule(line: &str) -> String {
    let rule = line.chars().all(|sign| sign == RULE || sign == ' ');
    if rule { line.replace(&format!("{RULE} "), "  ") } else { line.to_owned() }
}

/// The width on a terminal: one column per character, for the characters used here.
fn columns(text: &str) -> usize {
    text.chars().count()
}

/// Text broken into lines that fit, each after an indent.
pub(crate) fn wrap(text: &str, indent: &str) -> String {
    broken(text, indent, indent)
}

/// Text broken into lines that fit, each but the first after an indent.
pub(crate) fn hang(text: &str, indent: &str) -> String {
    broken(text, "", indent)
}

fn broken(text: &str, first: &str, indent: &str) -> String {
    let room = usize::from(width().clamp(20, 100));
    let mut lines = vec![first.to_owned()];
    let mut fresh = true;
    for word in text.split_whitespace() {
        let line = lines.last_mut().filter(|line| fresh || columns(line) + 1 + columns(word) <= room);
        match line {
            Some(line) if fresh => line.push_str(word),
            Some(line) => *line += &format!(" {word}"),
            None => lines.push(format!("{indent}{word}")),
        }
        fresh = false;
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_aligned_right_and_no_line_ends_in_a_space() {
        let rows = vec![vec!["a".to_owned(), "1".to_owned()], vec!["bcd".to_owned(), "1,000".to_owned()]];
        assert_eq!(table(&["name", "n"], 1.., rows), "name      n\n────  ─────\na         1\nbcd   1,000\n");
    }

    #[test]
    fn the_rule_is_as_wide_as_its_column_where_text_wraps() {
        let rows = vec![vec!["word ".repeat(60), "1".to_owned()]];
        let table = table(&["many words", "n"], 2.., rows);
        let lines: Vec<_> = table.lines().collect();
        assert!(lines.iter().all(|line| columns(line) <= usize::from(width())), "{table}");
        assert!(lines[1].starts_with('─') && lines[1].ends_with("─  ─") && lines[2].starts_with("word"), "{table}");
    }

    #[test]
    fn text_is_wrapped_between_words() {
        let text = "word ".repeat(60);
        let lines = wrap(&text, "  ");
        assert!(lines.lines().all(|line| line.starts_with("  word") && columns(line) <= 100), "{lines}");
        assert_eq!(lines.split_whitespace().count(), 60);
        let lines = hang(&text, "  ");
        assert!(lines.starts_with("word") && lines.lines().skip(1).all(|line| line.starts_with("  word")), "{lines}");
    }
}
