//! `lanelab run --gate`: ratios that must hold, whatever the machine's mood.
//!
//! Both sides of a row are measured in turn, round by round, so a slow minute slows both. A row holds where the lower
//! end of the 99 % interval of its ratio reaches what it asks; it is broken where not even the upper end does. Between
//! the two it is measured again, for longer.

mod row;

use crate::failure::Found;
use crate::machine::banner;
use crate::tables::text;
use anyhow::Context;
use lanelab_grid::Rounding;
use lanelab_measure::Ratio;
use lanelab_measure::format::Times;
use row::Row;
use std::io::{self, Write};
use std::path::Path;

/// How often a row is measured that neither holds nor is broken, each time for twice as long.
const ATTEMPTS: u32 = 4;

/// What may be said of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Holds,
    Broken,
    Undecided,
}

impl State {
    fn of(ratio: Ratio, min_ratio: f64) -> Self {
        if ratio.pairs() < Ratio::PAIRS_FOR_A_VERDICT {
            Self::Undecided
        } else if ratio.low() >= min_ratio {
            Self::Holds
        } else if ratio.high() < min_ratio {
            Self::Broken
        } else {
            Self::Undecided
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Broken => "broken",
            Self::Undecided => "undecided",
        }
    }
}

/// Measures every row of a file, and fails where one does not hold.
pub(crate) fn run(path: &Path, seconds: f64, out: &mut dyn Write) -> anyhow::Result<()> {
    let rows = row::read(path)?;
    banner(&[Rounding::Separate]);
    let mut table = Table::default();
    let ended = table.fill(&rows, seconds);
    // What was measured is shown, also where a later row could not be.
    table.write(out)?;
    ended.with_context(|| format!("--gate {}", path.display()))?;
    if table.failed > 0 {
        let (shown, failed, measured) = (path.display(), table.failed, table.lines.len());
        return Err(Found(format!(
            "{shown}: {failed} of {measured} rows do not hold; lanelab compare A B measures one for longer"
        ))
        .into());
    }
    Ok(())
}

/// The rows that were measured.
#[derive(Debug, Default)]
struct Table {
    lines: Vec<Vec<String>>,
    failed: usize,
}

impl Table {
    fn fill(&mut self, rows: &[Row], seconds: f64) -> anyhow::Result<()> {
        for (i, row) in rows.iter().enumerate() {
            if let Some(why) = row.skipped() {
                writeln!(io::stderr(), "skipped: {}: {why}", row.text())?;
                continue;
            }
            let measured = measured(row, seconds);
            let (ratio, state) = measured.with_context(|| format!("row {} ({})", i + 1, row.text()))?;
            self.failed += usize::from(state != State::Holds);
            self.lines.push(cells(row, ratio, state));
        }
        Ok(())
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.lines.is_empty() {
            writeln!(out, "no row was measured here")?;
        } else {
            let heading = ["scene", "a", "b", "threads", "at least", "measured [99 %]", "pairs", ""];
            let table = text::table(&heading, &[3, 4, 5, 6], self.lines.clone());
            write!(out, "How many times as fast as b is a:\n\n{table}")?;
        }
        out.flush()
    }
}

fn measured(row: &Row, seconds: f64) -> anyhow::Result<(Ratio, State)> {
    let mut seconds = seconds;
    let mut attempt = 1;
    loop {
        let ratio = row.ratio(seconds)?;
        let state = State::of(ratio, row.min_ratio);
        if state != State::Undecided || attempt == ATTEMPTS {
            return Ok((ratio, state));
        }
        attempt += 1;
        seconds *= 2.0;
    }
}

fn cells(row: &Row, ratio: Ratio, state: State) -> Vec<String> {
    vec![
        row.chosen.name.to_owned(),
        row.a(),
        row.b(),
        row.threads.to_string(),
        Times(row.min_ratio).to_string(),
        ratio.to_string(),
        ratio.pairs().to_string(),
        state.name().to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanelab_measure::{Samples, Seconds};

    /// How many times as fast a subject is that takes these times, against 1 s.
    fn ratio(times: &[f64]) -> Ratio {
        let samples =
            |times: &[f64]| Samples::of_rounds(times.iter().map(|&time| Seconds::new(time).unwrap())).unwrap();
        Ratio::paired(&samples(&vec![1.0; times.len()]), &samples(times)).unwrap()
    }

    #[test]
    fn a_row_holds_by_the_lower_end_of_its_interval() {
        let sure = ratio(&[0.5; 9]);
        assert_eq!(State::of(sure, 2.0), State::Holds);
        assert_eq!(State::of(sure, 2.001), State::Broken);
        let wide = ratio(&[0.4, 0.45, 0.5, 0.5, 0.5, 0.5, 0.5, 0.55, 0.6]);
        assert!(wide.low() < 2.0 && wide.high() > 2.0, "{wide}");
        assert_eq!(State::of(wide, 2.0), State::Undecided, "the median is not enough");
        assert_eq!(State::of(ratio(&[0.5; 7]), 1.0), State::Undecided, "too few pairs");
    }
}
