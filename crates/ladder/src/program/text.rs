//! Tables and wrapped text that fit the width of the terminal.

use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle,
};
use lanelab_measure::Verdict;
use lanelab_measure::format::Count;
use std::ops::RangeBounds;

/// The columns of a pipe, and of a terminal that does not report its width.
const PIPE: u16 = 160;

/// An empty cell.
pub const NOTHING: &str = "–";

/// The rule below a heading.
const RULE: char = '─';

/// A space between columns, a rule below the heading.
const STYLE: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none().junction(' '))
    .header_separator(LineStyle::none().fill(RULE).junction(' '))
    .content_lines(ContentLineStyle::none().junction(' '));

/// How many columns the output has.
pub fn width() -> u16 {
    Table::new().width().filter(|&width| width > 0).unwrap_or(PIPE)
}

/// A verdict as the end of a sentence.
pub const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Faster => "faster",
        Verdict::Slower => "slower",
        Verdict::NotDistinguishable => "not distinguishable from equal",
        Verdict::TooFewPairs => "too few rounds for a verdict; give more --seconds",
    }
}

/// A number of things, with a comma between thousands.
pub fn count(number: impl TryInto<u64>) -> String {
    Count(number.try_into().unwrap_or(u64::MAX)).to_string()
}

/// A table without lines: a heading, a rule below it, and two spaces between columns.
///
/// Columns in `right` are aligned right and never broken. Text wraps where the table is too wide. Where it does not fit
/// even so, each row becomes a block with a line per column.
pub fn table(heading: &[&str], right: impl RangeBounds<usize>, rows: Vec<Vec<String>>) -> String {
    let rigid: Vec<bool> = (0..heading.len()).map(|i| right.contains(&i)).collect();
    if least_width(heading, &rigid, &rows) > usize::from(width()) {
        return blocks(heading, &rows);
    }
    let mut table = Table::new();
    table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic).set_width(width());
    table.set_header(heading).add_rows(rows);
    let last = heading.len() - 1;
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, u16::from(index != last)));
        if rigid[index] {
            column.set_cell_alignment(CellAlignment::Right);
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    table.lines().map(|line| trim_rule(line.trim_end()) + "\n").collect()
}

/// A table that leaves out the columns it has no room for, and the headings of those. The first column has names.
///
/// Each column has a rank: the one with the highest is left out first, one with rank 0 never.
pub fn fitting(columns: &[(u8, &str)], rows: &[Vec<String>]) -> (String, Vec<String>) {
    let mut shown: Vec<usize> = (0..columns.len()).collect();
    let select = |shown: &[usize]| {
        let heading: Vec<&str> = shown.iter().map(|&i| columns[i].1).collect();
        let rows: Vec<Vec<String>> = rows.iter().map(|row| shown.iter().map(|&i| row[i].clone()).collect()).collect();
        (heading, rows)
    };
    let fits = |shown: &[usize]| {
        let (heading, rows) = select(shown);
        least_width(&heading, &vec![true; heading.len()], &rows) <= usize::from(width())
    };
    while !fits(&shown) {
        match shown.iter().max_by_key(|&&i| columns[i].0).copied() {
            Some(next) if columns[next].0 > 0 => shown.retain(|&i| i != next),
            // A block has room for all.
            _ => {
                shown = (0..columns.len()).collect();
                break;
            }
        }
    }
    let left_out = (0..columns.len()).filter(|i| !shown.contains(i)).map(|i| columns[i].1.to_owned()).collect();
    let (heading, rows) = select(&shown);
    (table(&heading, 1.., rows), left_out)
}

/// A note on the columns that a table leaves out; empty where it has all. `else_use` is what has them.
pub fn note_left_out(left_out: &[String], else_use: &str) -> String {
    match left_out {
        [] => String::new(),
        names => wrap(&format!("Not shown at this width: {}; widen the terminal{else_use}.", names.join(", ")), ""),
    }
}

/// The width below which a cell would be broken: a rigid one anywhere, text within a word or into a narrow strip.
fn least_width(heading: &[&str], rigid: &[bool], rows: &[Vec<String>]) -> usize {
    const STRIP: usize = 20;
    let least = |i: usize| {
        let cells = || [heading[i]].into_iter().chain(rows.iter().map(move |row| row[i].as_str()));
        let whole = cells().map(columns).max().unwrap_or(0);
        let word = cells().flat_map(str::split_whitespace).map(columns).max().unwrap_or(0);
        if rigid[i] { whole } else { whole.min(word.max(STRIP)) }
    };
    (0..heading.len()).map(least).sum::<usize>() + 2 * heading.len().saturating_sub(1)
}

/// The rows as blocks: the first cell, then a line for each other one with its heading.
fn blocks(heading: &[&str], rows: &[Vec<String>]) -> String {
    let block = |row: &Vec<String>| {
        let mut cells = heading.iter().zip(row);
        let title = cells.next().map(|(_, cell)| broken(cell, "", "  ")).unwrap_or_default();
        let filled = cells.filter(|(_, cell)| !cell.trim().is_empty());
        title + &filled.map(|(name, cell)| broken(&format!("{name}: {cell}"), "  ", "    ")).collect::<String>()
    };
    rows.iter().map(block).collect()
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

/// Names and values, a line each, the values after a name of this width.
pub fn facts(facts: &[(&str, String)], name: usize) -> String {
    let line = |(fact, value): &(&str, String)| broken(value, &format!("{fact:<name$} "), "    ");
    facts.iter().map(line).collect()
}

/// Text broken into lines that fit, each after an indent.
pub fn wrap(text: &str, indent: &str) -> String {
    broken(text, indent, indent)
}

/// Text broken into lines that fit, each but the first after an indent.
pub fn hang(text: &str, indent: &str) -> String {
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
