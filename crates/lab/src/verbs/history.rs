//! `lanelab history`: a rung over the records.
//!
//! Records of one machine lie in one folder, and only these are compared. Between two of them lie hours or months in
//! which the machine itself changed, so a change is that of the ratio to `textbook` in the same record, where both have it;
//! else of the time.

mod change;
mod records;

use crate::cli::HistoryArgs;
use crate::failure::usage;
use crate::report::table;
use change::{Change, Figure as Held};
use lanelab_measure::Seconds;
use lanelab_measure::format::{Count, Percent, Times};
use records::{Key, Record};
use std::io::{self, Write};

/// The rung that the others are compared with.
const BASE: &str = "textbook";

/// Columns of the longest bar, and of that on a narrow terminal, where records go by their time alone.
const BAR: usize = 24;
const SHORT_BAR: usize = 8;
const WIDE: u16 = 100;

/// Shows what the records of each machine hold of a rung.
pub(crate) fn run(args: &HistoryArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let machines = records::machines(&args.folder, args.machine.as_deref())?;
    let key = Key {
        scene: args.scene.name,
        rung: &args.side.rung,
        rounding: args.side.rounding.name(),
        threads: args.threads,
    };
    let mut shown = 0;
    for machine in machines {
        for refused in &machine.refused {
            writeln!(io::stderr(), "skipped: {refused}")?;
        }
        let points: Vec<_> = machine.records.iter().filter_map(|record| Point::of(record, &key)).collect();
        if !points.is_empty() {
            shown += points.len();
            write!(
                out,
                "{}: {} on {}, threads {}\n\n",
                machine.name, args.side, args.scene.name, args.threads
            )?;
            writeln!(out, "{}", table(&points))?;
        }
    }
    if shown == 0 {
        let folder = args.folder.display();
        return Err(usage(format!(
            "{} on {}, threads {}: no record in {folder} has it; scripts/record makes one",
            args.side, args.scene.name, args.threads
        )));
    }
    Ok(out.flush()?)
}

/// What one record holds of the rung.
struct Point<'a> {
    record: &'a Record,
    own: Held,
    base: Option<Held>,
}

impl<'a> Point<'a> {
    fn of(record: &'a Record, key: &Key<'_>) -> Option<Self> {
        let own = record.held(key)?;
        let base = record.held(&Key { rung: BASE, rounding: "separate", threads: 1, ..*key });
        Some(Self { record, own, base: base.filter(|_| key.rung != BASE) })
    }

    /// How many times as fast as the base.
    fn ratio(&self) -> Option<f64> {
        self.base.map(|base| base.median / self.own.median)
    }
}

fn table(points: &[Point<'_>]) -> String {
    let best = points.iter().map(|point| point.own.median).fold(f64::INFINITY, f64::min);
    let mut previous: Option<&Point<'_>> = None;
    let mut rows = Vec::new();
    let wide = table::width() >= WIDE;
    let longest = if wide { BAR } else { SHORT_BAR };
    for point in points {
        let change = previous.map(|before| change(before, point));
        let (by, says) = change.map_or_else(
            || (table::NOTHING.to_owned(), "the first".to_owned()),
            |change| (signed(change.fraction), change.verdict().to_owned()),
        );
        rows.push(vec![
            if wide { &point.record.name } else { point.record.time() }.to_owned(),
            Count(point.own.samples).to_string(),
            Seconds::new(point.own.median * 1e-9).unwrap_or(Seconds::ZERO).to_string(),
            point.ratio().map_or_else(|| table::NOTHING.to_owned(), |ratio| Times(ratio).to_string()),
            by,
            says,
            bar(best / point.own.median, longest),
        ]);
        previous = Some(point);
    }
    let heading = ["record", "n", "median", "× textbook", "change", "", "rate"];
    table::plain(&heading, &[1, 2, 3, 4], rows)
}

/// The change of the ratio to the base where both records have it; else of the time.
fn change(before: &Point<'_>, after: &Point<'_>) -> Change {
    match (before.base, after.base) {
        (Some(base_before), Some(base_after)) => {
            Change::of(&[before.own, base_after], &[after.own, base_before], true)
        }
        _ => Change::of(&[before.own], &[after.own], false),
    }
}

fn signed(fraction: f64) -> String {
    let sign = if fraction < 0.0 { "−" } else { "+" };
    format!("{sign}{}", Percent(fraction.abs()))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a few columns"
)]
fn bar(share: f64, longest: usize) -> String {
    "█".repeat((share.clamp(0.0, 1.0) * longest as f64).round() as usize)
}
