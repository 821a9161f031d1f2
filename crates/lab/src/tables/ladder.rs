//! The measured ladder as a table.

use super::text;
use crate::session::{Line, Rates, Session};
use lanelab_measure::Verdict;
use lanelab_measure::format::{Figure, Percent};

/// From this width on a terminal has room for the spread, the peak and both threads and cycles.
const WIDE: u16 = 104;
/// From this width on it has room for the occupancy too, without columns for threads.
const WIDER: u16 = 116;
/// From this width on it has room for the spread beside columns for threads.
const WIDEST: u16 = 126;

type Cell = fn(&Session, &Line) -> String;

pub(crate) fn table(session: &Session) -> String {
    let base = if mixed(session) { "the first" } else { session.lines[session.base].rung };
    let speed_up = format!("× {base} [99 %]");
    let columns = columns(session, &speed_up);
    let headings: Vec<&str> = columns.iter().map(|&(heading, _)| heading).collect();
    let row = |line| columns.iter().map(|(_, cell)| cell(session, line)).collect();
    text::table(&headings, 1.., session.lines.iter().map(row).collect()) + &notes(session, &headings)
}

/// The columns that the terminal has room for.
fn columns<'a>(session: &Session, speed_up: &'a str) -> Vec<(&'a str, Cell)> {
    let width = text::width();
    let wide = width >= WIDE;
    let parallel = session.lines.iter().any(|line| line.of_copies.is_some());
    let lanes = session.lines.iter().any(|line| line.occupancy.is_some());
    let columns: [(bool, &str, Cell); 12] = [
        (true, "rung", name),
        (wide || parallel, "thr", |_, line| line.threads.to_string()),
        (true, "n", |_, line| line.timing.samples.n().to_string()),
        (true, "median", |_, line| line.timing.samples.median().to_string()),
        (width >= if parallel { WIDEST } else { WIDE }, "± MAD", spread),
        (true, speed_up, times_as_fast),
        (true, "Giter/s", |session, line| Figure(Rates::of(session, line).giter_per_s).to_string()),
        (wide || !parallel, "iter/cycle", |session, line| Figure(Rates::of(session, line).iter_per_cycle).to_string()),
        (width >= WIDER && lanes && !parallel, OCCUPANCY, |_, line| share(line.occupancy, "")),
        (wide, OF_PEAK, of_peak),
        (parallel && wide, EFFICIENCY_99, |_, line| line.of_copies.map_or_else(String::new, |ratio| ratio.to_string())),
        (parallel && !wide, EFFICIENCY, |_, line| {
            line.of_copies.map_or_else(String::new, |ratio| Figure(ratio.median).to_string())
        }),
    ];
    columns.into_iter().filter(|(shown, ..)| *shown).map(|(_, heading, cell)| (heading, cell)).collect()
}

const OCCUPANCY: &str = "occupancy";
const OF_PEAK: &str = "of peak";
const EFFICIENCY: &str = "par. eff.";
const EFFICIENCY_99: &str = "par. eff. [99 %]";

/// Whether lines differ in their rounding.
fn mixed(session: &Session) -> bool {
    let first = session.lines[session.base].numerics.rounding;
    session.lines.iter().any(|line| line.numerics.rounding != first)
}

fn name(session: &Session, line: &Line) -> String {
    if mixed(session) { format!("{}:{}", line.rung, line.numerics.rounding) } else { line.rung.to_owned() }
}

fn spread(_: &Session, line: &Line) -> String {
    let samples = &line.timing.samples;
    Percent(samples.mad().get() / samples.median().get()).to_string()
}

fn times_as_fast(session: &Session, line: &Line) -> String {
    if std::ptr::eq(line, &session.lines[session.base]) {
        return "1".to_owned();
    }
    match line.speed_up.inverse().verdict(session.floor) {
        Verdict::NotDistinguishable => format!("≈ {}", line.speed_up),
        _ => line.speed_up.to_string(),
    }
}

fn of_peak(session: &Session, line: &Line) -> String {
    share(Rates::of(session, line).of_peak, if line.effective { "effective" } else { text::NOTHING })
}

fn share(share: Option<f64>, none: &str) -> String {
    share.map_or_else(|| none.to_owned(), |share| Percent(share).to_string())
}

fn notes(session: &Session, headings: &[&str]) -> String {
    let has = |heading| headings.contains(&heading);
    let clock = Figure(session.clock.ghz());
    let mut notes = format!(
        "median: of n timed fills. ×: how many times as fast, with its 99 % interval. Rates count needed iterations. Core \
         clock {clock} GHz. Noise floor (A/A): {}. Ratios within it are marked ≈ and count as equal.",
        session.floor
    );
    notes += &(other_precisions(session) + &kernel_parts(session));
    if has(EFFICIENCY) || has(EFFICIENCY_99) {
        notes += " \"par. eff.\": parallel efficiency, the rate on N threads over that of N independent single-thread \
                  runs started together.";
    }
    if has(OCCUPANCY) {
        notes += " \"occupancy\": needed over executed lane-steps, counted, not timed.";
    }
    if has(OF_PEAK) {
        notes += " \"of peak\": the rate over that of the rung's inner loop alone; \"–\": no inner loop.";
    }
    text::wrap(&notes, "")
}

/// Names the rungs with another precision than the base, whose ratio compares different work.
fn other_precisions(session: &Session) -> String {
    let base = session.lines[session.base].numerics.precision;
    let others = session.lines.iter().filter(|line| line.numerics.precision != base);
    let mut names: Vec<_> =
        others.map(|line| format!("{} computes in {}", line.rung, line.numerics.precision)).collect();
    names.dedup();
    match names.as_slice() {
        [] => String::new(),
        names => format!(
            " {}, the base in {base}: their steps may differ, and each rate is of its own iterations.",
            names.join(", ")
        ),
    }
}

/// For each line of which much is done by the kernel: how much, and how many page faults.
fn kernel_parts(session: &Session) -> String {
    let part = |line: &Line| {
        let threads = if line.threads == 1 { String::new() } else { format!(" on {} threads", line.threads) };
        Some(format!(" {}{threads}: {}.", name(session, line), line.timing.samples.usage()?.remark("fill")?))
    };
    session.lines.iter().filter_map(part).collect()
}
