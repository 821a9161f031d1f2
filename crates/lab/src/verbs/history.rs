//! `lanelab history`: a rung over the records.
//!
//! Records of one machine lie in one folder, and only these are compared. Between two of them lie hours or months in
//! which the machine itself changed, so a change is that of the ratio to `textbook`, where both records measured the
//! two in one session; else of the time. Times of different work are not compared at all.

mod change;
mod records;

use crate::cli::HistoryArgs;
use crate::failure::usage;
use crate::tables::text;
use change::Change;
use lanelab_measure::Seconds;
use lanelab_measure::format::{Count, Percent, Times};
use records::{Held, Key, Record};
use std::io::{self, Write};

/// The rung that the others are compared with.
const BASE: &str = "textbook";
const BASE_ROUNDING: &str = "separate";

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
            write!(out, "{}: {} on {}, threads {}\n\n", machine.name, args.side, args.scene.name, args.threads)?;
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
    own: Held<'a>,
    base: Option<Held<'a>>,
    /// Whether the base was measured in turn with the rung: `scripts/record` measures other roundings and numbers of
    /// threads in sessions of their own, without it.
    one_session: bool,
}

impl<'a> Point<'a> {
    fn of(record: &'a Record, key: &Key<'_>) -> Option<Self> {
        let own = record.held(key)?;
        let base_key = Key { rung: BASE, rounding: BASE_ROUNDING, threads: 1, ..*key };
        let base = record.held(&base_key).filter(|base| key.rung != BASE && base.work.view == own.work.view);
        let one_session = key.rounding == BASE_ROUNDING && key.threads == 1;
        Some(Self { record, own, base, one_session })
    }

    /// How many times as fast as the base.
    fn ratio(&self) -> Option<f64> {
        self.base.map(|base| base.figure.median / self.own.figure.median)
    }

    /// The base, where its ratio to the rung knows nothing of the machine's mood.
    fn in_turn(&self) -> Option<Held<'a>> {
        self.base.filter(|_| self.one_session)
    }
}

fn table(points: &[Point<'_>]) -> String {
    let mut previous: Option<&Point<'_>> = None;
    let mut rows = Vec::new();
    let wide = text::width() >= WIDE;
    let longest = if wide { BAR } else { SHORT_BAR };
    for point in points {
        let (by, says) = said(previous, point);
        let Held { figure, work } = point.own;
        let same = points.iter().filter(|other| other.own.work == work);
        let best = same.map(|other| other.own.figure.median).fold(f64::INFINITY, f64::min);
        rows.push(vec![
            if wide { &point.record.name } else { point.record.time() }.to_owned(),
            Count(figure.samples).to_string(),
            Seconds::new(figure.median * 1e-9).unwrap_or(Seconds::ZERO).to_string(),
            point.ratio().map_or_else(|| text::NOTHING.to_owned(), |ratio| Times(ratio).to_string()),
            by,
            says.to_owned(),
            bar(best / figure.median, longest),
        ]);
        previous = Some(point);
    }
    let heading = ["record", "n", "median", "× textbook", "change", "", "rate"];
    text::table(&heading, &[1, 2, 3, 4], rows)
}

/// By how much a record differs from the one before, and what may be said of it.
fn said(before: Option<&Point<'_>>, after: &Point<'_>) -> (String, &'static str) {
    match before {
        None => (text::NOTHING.to_owned(), "the first"),
        Some(before) if before.own.work != after.own.work => (text::NOTHING.to_owned(), "other work"),
        Some(before) => {
            let change = change(before, after);
            (signed(change.fraction), change.verdict())
        }
    }
}

/// The change of the ratio to the base where both records have it; else of the time.
fn change(before: &Point<'_>, after: &Point<'_>) -> Change {
    let (own_before, own_after) = (before.own.figure, after.own.figure);
    match (before.in_turn(), after.in_turn()) {
        (Some(base_before), Some(base_after)) => {
            Change::of(&[own_before, base_after.figure], &[own_after, base_before.figure], true)
        }
        _ => Change::of(&[own_before], &[own_after], false),
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
