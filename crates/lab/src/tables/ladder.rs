//! The measured ladder as a table.

use crate::machine;
use crate::session::{Line, Rates, Session};
use lanelab_ladder::program::text;
use lanelab_measure::format::{Figure, Percent};
use lanelab_measure::{Ratio, Verdict};

type Cell = fn(&Session, &Line) -> String;

/// The table, its notes, and which columns the terminal has no room for; `else_use` is what has them.
pub(crate) fn table(session: &Session, else_use: &str) -> String {
    let speed_up = format!("× {} [99 %]", base_name(session));
    let columns = columns(session, &speed_up);
    let headings: Vec<(u8, &str)> = columns.iter().map(|&(rank, heading, _)| (rank, heading)).collect();
    let row = |line| columns.iter().map(|(.., cell)| cell(session, line)).collect();
    let rows: Vec<Vec<String>> = session.lines.iter().map(row).collect();
    let (table, left_out) = text::fitting(&headings, &rows);
    let shown = |heading: &str| headings.iter().any(|h| h.1 == heading) && !left_out.iter().any(|name| name == heading);
    table + "\n" + &text::note_left_out(&left_out, else_use) + &notes(session, shown)
}

/// The columns that have something to say, each with the rank at which it is left out.
fn columns<'a>(session: &Session, speed_up: &'a str) -> Vec<(u8, &'a str, Cell)> {
    let parallel = session.lines.iter().any(|line| line.of_copies.is_some());
    let lanes = session.lines.iter().any(|line| line.occupancy.is_some());
    let columns: [(bool, u8, &str, Cell); 11] = [
        (true, 0, "rung", name),
        (parallel, 0, "threads", |_, line| line.threads.to_string()),
        (true, 4, "n", |_, line| line.timing.samples.n().to_string()),
        (true, 0, "median", |_, line| line.timing.samples.median().to_string()),
        (true, 7, "± MAD", spread),
        (true, 0, speed_up, times_as_fast),
        (true, 2, "Giter/s", |session, line| Figure(Rates::of(session, line).giter_per_s).to_string()),
        (true, 3, "iter/cycle", |session, line| Figure(Rates::of(session, line).iter_per_cycle).to_string()),
        (lanes, 8, OCCUPANCY, |_, line| share(line.occupancy, "")),
        (true, 5, OF_PEAK, of_peak),
        (parallel, 1, EFFICIENCY, |_, line| line.of_copies.map_or_else(String::new, efficiency)),
    ];
    columns.into_iter().filter(|(has, ..)| *has).map(|(_, rank, heading, cell)| (rank, heading, cell)).collect()
}

const OCCUPANCY: &str = "occupancy";
const OF_PEAK: &str = "% of peak";
const EFFICIENCY: &str = "efficiency [99 %]";

/// What the others are compared with: the base by its name, or `the first` where that stands on a second line too.
fn base_name(session: &Session) -> String {
    let base = &session.lines[session.base];
    let label = |line: &Line| (name(session, line), line.threads);
    let twice = session.lines.iter().filter(|line| label(line) == label(base)).count() > 1;
    if twice { "the first".to_owned() } else { name(session, base) }
}

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

/// A ratio without its sign, since it is a share.
fn efficiency(ratio: Ratio) -> String {
    ratio.to_string().replace('×', "")
}

fn of_peak(session: &Session, line: &Line) -> String {
    share(Rates::of(session, line).of_peak, if line.effective { "skips" } else { text::NOTHING })
}

fn share(share: Option<f64>, none: &str) -> String {
    share.map_or_else(|| none.to_owned(), |share| Percent(share).to_string())
}

fn notes(session: &Session, shown: impl Fn(&str) -> bool) -> String {
    let clock = Figure(session.clock.ghz());
    let mut notes = format!(
        "median: of n samples, each the mean time of one or more fills of the view. ×: how many times as fast as {}, with \
         its 99 % interval; below 1 is slower. ≈: the interval reaches into the noise floor, so the two are not \
         distinguishable. Noise floor (A/A): {}. Rates count needed iterations: each point's steps, or the limit where it \
         never escapes. Core clock {clock} GHz.",
        base_name(session),
        session.floor
    );
    notes += &(other_precisions(session) + &kernel_parts(session));
    if shown(EFFICIENCY) {
        notes += " \"efficiency\": parallel efficiency, the rate on N threads over that of N independent single-thread \
                  runs started together, with its 99 % interval.";
    }
    if shown(OCCUPANCY) {
        notes += " \"occupancy\": needed over executed lane-steps, counted, not timed; above 100 % where a rung skips \
                  needed steps.";
    }
    if shown(OF_PEAK) {
        notes += " \"% of peak\": the rate over the peak, which is that of the rung's inner loop alone, on a point that \
                  never escapes; for best, of the loop of lanes-compacted; \"–\": it has no such loop";
        notes += if session.lines.iter().any(|line| line.effective) {
            "; \"skips\": it skips needed iterations, so its rate has no peak."
        } else {
            "."
        };
    }
    let most = session.lines.iter().map(|line| line.threads).max().unwrap_or(1);
    notes += &machine::oversubscription(most).map_or_else(String::new, |note| format!(" {note}"));
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
