//! The width of the tables that are printed.

use std::env;
use std::io::IsTerminal;
use terminal_size::{Width, terminal_size};

/// Narrower tables have no room for a name.
const LEAST: usize = 60;

/// The width of an output: `COLUMNS` where it is set, or that of the terminal. `None`, which is as wide as necessary, in
/// files and pipes.
pub(super) fn width(output: &impl IsTerminal) -> Option<usize> {
    let set = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
    let terminal = || terminal_size().map(|(Width(width), _)| usize::from(width)).filter(|width| *width > 0);
    set.or_else(|| terminal().filter(|_| output.is_terminal())).map(|width| width.max(LEAST))
}

/// A text of a table that fits.
pub(super) fn fitted(table: &impl std::fmt::Display, width: Option<usize>) -> String {
    match width {
        Some(width) => format!("{table:width$}"),
        None => table.to_string(),
    }
}
