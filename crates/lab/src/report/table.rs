//! Tables that fit where they are shown.

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, Table};

/// The columns of a pipe, and of a terminal that does not say.
const PIPE: u16 = 120;

/// How many columns there are to write in.
pub(crate) fn width() -> u16 {
    Table::new().width().unwrap_or(PIPE)
}

/// A table without lines: a heading, a rule below it, and two spaces between columns.
///
/// Columns named in `right` stand flush right, as figures do. Text wraps where the width does not do.
pub(crate) fn plain(heading: &[&str], right: &[usize], rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(width());
    let rule = |column: usize| {
        let cells = rows.iter().map(|row| row[column].lines().map(columns).max().unwrap_or(0));
        "─".repeat(cells.chain([columns(heading[column])]).max().unwrap_or(0).min(usize::from(width()) / 2))
    };
    let rule: Vec<_> = (0..heading.len()).map(rule).collect();
    table.add_row(heading).add_row(rule).add_rows(rows);
    let last = heading.len() - 1;
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, if index == last { 0 } else { 2 }));
        if right.contains(&index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let lines: Vec<_> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n") + "\n"
}

/// Columns on a terminal, for the signs used here: one a character.
fn columns(text: &str) -> usize {
    text.chars().count()
}

/// Text broken into lines that fit, each after an indent.
pub(crate) fn wrapped(text: &str, indent: &str) -> String {
    let room = usize::from(width()).saturating_sub(columns(indent)).clamp(20, 100);
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if columns(line) + 1 + columns(word) <= room => *line += &format!(" {word}"),
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| format!("{indent}{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_flush_right_and_no_line_ends_in_a_space() {
        let rows = vec![vec!["a".to_owned(), "1".to_owned()], vec!["bcd".to_owned(), "1,000".to_owned()]];
        assert_eq!(plain(&["name", "n"], &[1], rows), "name      n\n────  ─────\na         1\nbcd   1,000\n");
    }

    #[test]
    fn text_is_wrapped_between_words() {
        let text = "word ".repeat(60);
        let lines = wrapped(&text, "  ");
        assert!(lines.lines().all(|line| line.starts_with("  word") && columns(line) <= 102), "{lines}");
        assert_eq!(lines.split_whitespace().count(), 60);
    }
}
