//! The measured ladder as a table.

use super::table;
use crate::session::{Line, Session};
use lanelab_measure::format::{Figure, Percent};
use lanelab_measure::{Ratio, Verdict};

/// A terminal narrower than this gets the columns that matter most.
const WIDE: u16 = 104;

/// And a terminal from this width on gets the occupancy too, where there are no columns for threads.
const WIDER: u16 = 116;
/// On several threads there is one column more, and for the spread it takes this much.
const WIDEST: u16 = 126;

/// What there is room for, and what there is to tell apart.
#[derive(Debug, Clone, Copy)]
struct Shape {
    wide: bool,
    /// Rungs with lanes show their occupancy.
    occupancy: bool,
    /// The spread is the first to give way.
    spread: bool,
    /// A line runs on several threads.
    parallel: bool,
    /// Lines differ in their rounding.
    mixed: bool,
}

impl Shape {
    fn of(session: &Session) -> Self {
        let base = &session.lines[session.base];
        let parallel = session.lines.iter().any(|line| line.of_copies.is_some());
        let lanes = session.lines.iter().any(|line| line.occupancy.is_some());
        Self {
            wide: table::width() >= WIDE,
            occupancy: table::width() >= WIDER && lanes && !parallel,
            spread: table::width() >= if parallel { WIDEST } else { WIDE },
            parallel,
            mixed: session.lines.iter().any(|line| line.numerics.rounding != base.numerics.rounding),
        }
    }

    /// One thread a line goes without saying.
    fn threads(self) -> bool {
        self.wide || self.parallel
    }

    /// Where there is little room, what threads gain is worth more.
    fn cycles(self) -> bool {
        self.wide || !self.parallel
    }
}

/// The table of a session, and below it what its figures rest on.
pub(crate) fn table(session: &Session) -> String {
    let shape = Shape::of(session);
    let base = if shape.mixed { "the first" } else { session.lines[session.base].rung };
    let heading = format!("× {base} [99 %]");
    let mut columns = vec!["rung"];
    if shape.threads() {
        columns.push("thr");
    }
    columns.extend(["n", "median"]);
    if shape.spread {
        columns.push("± MAD");
    }
    columns.extend([heading.as_str(), "Giter/s"]);
    if shape.cycles() {
        columns.push("iter/cycle");
    }
    if shape.occupancy {
        columns.push("occupancy");
    }
    if shape.wide {
        columns.push("of peak");
    }
    if shape.parallel {
        columns.push(if shape.wide { "of copies [99 %]" } else { "of copies" });
    }
    let rows = session.lines.iter().map(|line| row(session, line, shape)).collect();
    let right: Vec<usize> = (1..columns.len()).collect();
    table::plain(&columns, &right, rows) + &notes(session, shape)
}

fn row(session: &Session, line: &Line, shape: Shape) -> Vec<String> {
    let samples = line.timing.samples();
    let (median, mad) = (samples.median(), samples.mad());
    let rates = Rates::of(session, line);
    let name = if shape.mixed { format!("{}:{}", line.rung, line.numerics.rounding) } else { line.rung.to_owned() };
    let mut cells = vec![name];
    if shape.threads() {
        cells.push(line.threads.to_string());
    }
    cells.extend([samples.n().to_string(), median.to_string()]);
    if shape.spread {
        cells.push(Percent(mad.get() / median.get()).to_string());
    }
    cells.extend([speed_up(session, line), Figure(rates.giter_per_s).to_string()]);
    if shape.cycles() {
        cells.push(Figure(rates.iter_per_cycle).to_string());
    }
    if shape.occupancy {
        cells.push(line.occupancy.map(|share| Percent(share).to_string()).unwrap_or_default());
    }
    if shape.wide {
        cells.push(of_peak(line, rates));
    }
    if shape.parallel {
        let written = |ratio: Ratio| if shape.wide { ratio.to_string() } else { Figure(ratio.median()).to_string() };
        cells.push(line.of_copies.map(written).unwrap_or_default());
    }
    cells
}

fn of_peak(line: &Line, rates: Rates) -> String {
    match rates.of_peak {
        Some(share) => Percent(share).to_string(),
        None if line.effective => "effective".to_owned(),
        None => table::NOTHING.to_owned(),
    }
}

fn speed_up(session: &Session, line: &Line) -> String {
    let base = &session.lines[session.base];
    if std::ptr::eq(line, base) {
        return "1".to_owned();
    }
    match line.speed_up.inverse().verdict(session.floor) {
        Verdict::NotDistinguishable => format!("≈ {}", line.speed_up),
        _ => line.speed_up.to_string(),
    }
}

fn notes(session: &Session, shape: Shape) -> String {
    let mut notes = format!(
        "Core clock {} GHz. Twins of the base differ by up to {}: a smaller difference is marked ≈ and means nothing.",
        Figure(session.clock.ghz()),
        session.floor
    );
    notes += &own_counts(session);
    if shape.parallel {
        notes += " \"of copies\" is the rate on N threads over that of N single-thread copies started together.";
    }
    if shape.occupancy {
        notes += " \"occupancy\" is the share of lane-steps that the contract needs, counted, not timed.";
    }
    if shape.wide {
        notes += " \"of peak\" is the rate over that of the rung's inner loop alone; \"–\": it has none.";
    }
    table::wrapped(&notes, "")
}

/// Says which rungs do not compute what the base does, so that nobody takes their ratio for that of one work.
fn own_counts(session: &Session) -> String {
    let base = session.lines[session.base].numerics.precision;
    let other = session.lines.iter().filter(|line| line.numerics.precision != base);
    let mut names: Vec<_> =
        other.map(|line| format!("{} computes in {}", line.rung, line.numerics.precision)).collect();
    names.dedup();
    match names.as_slice() {
        [] => String::new(),
        names => format!(
            " {}, the base in {base}: precisions differ, so counts do, and each rate is of its own iterations.",
            names.join(", ")
        ),
    }
}

/// Rates of a line, by the iterations that the contract needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rates {
    /// Giga-iterations a second, all threads together.
    pub(crate) giter_per_s: f64,
    /// Iterations a cycle of one core.
    pub(crate) iter_per_cycle: f64,
    /// The rate of one core over that of the rung's inner loop alone: a share. None where there is no such loop, or
    /// the rate is effective.
    pub(crate) of_peak: Option<f64>,
}

impl Rates {
    #[expect(clippy::cast_precision_loss, reason = "a rate of three digits")]
    pub(crate) fn of(session: &Session, line: &Line) -> Self {
        let per_second = session.iterations(line) as f64 / line.timing.samples().median().get();
        let of_a_core = per_second / line.threads as f64;
        let of_peak = line.bare.map(|bare| of_a_core / bare.per_second()).filter(|_| !line.effective);
        let iter_per_cycle = of_a_core / session.clock.hertz();
        Self { giter_per_s: per_second / 1e9, iter_per_cycle, of_peak }
    }
}
