//! The lists of hot lines and of functions.

use super::source::{Function, link_to_function, link_to_line};
use crate::Profile;
use crate::page::{HotLine, Row, Table};
use crate::recording::Event;
use crate::views::{self, CounterLines, FunctionRow, Share, amount, cell, heading};
use serde::Serialize;

/// Most lines of a list.
const MOST_LINES: usize = 20;

/// Most lines of a counter.
const MOST_COUNTED: usize = 10;

/// Most functions of the table.
const MOST_FUNCTIONS: usize = 25;

/// The lines that a counter counted on.
#[derive(Debug, Serialize)]
pub(super) struct CounterList {
    title: String,
    about: String,
    lines: Vec<HotLine>,
}

/// The hottest lines, and the share of all others; empty where that is none.
pub(super) fn hot_lines(profile: &Profile, hot: &[views::HotLine], sources: &[Function]) -> (Vec<HotLine>, String) {
    let row = |line: &views::HotLine| {
        let (low, high) = line.own.interval();
        let mix = line.compiled.as_ref().map(|compiled| compiled.mix);
        let mix = mix.filter(|mix| mix.packed.samples + mix.scalar.samples > 0);
        let interval = format!("95 % interval {:.1} to {:.1} %", 100.0 * low, 100.0 * high);
        let about =
            [Some(interval), mix.map(|mix| mix.to_string())].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let seconds = profile.recording.time(line.own.samples).as_secs_f64();
        hot_line(line, format!("{seconds:.3} s"), about, sources)
    };
    let shown = &hot[..hot.len().min(MOST_LINES)];
    let of = hot.first().map_or(0, |line| line.own.of);
    let rest = Share { samples: of - shown.iter().map(|line| line.own.samples).sum::<u64>(), of };
    (shown.iter().map(row).collect(), if rest.samples > 0 { format!("{rest} %") } else { String::new() })
}

fn hot_line(line: &views::HotLine, amount: String, about: String, sources: &[Function]) -> HotLine {
    let number = line.line.map_or_else(String::new, |line| format!(":{line}"));
    let within = line.in_and_via(None).join(", ");
    let within = if within.is_empty() { within } else { format!(" {within}") };
    HotLine {
        share: format!("{} %", line.own),
        amount,
        text: line.contents.clone(),
        place: format!("{}{number}", line.place),
        within,
        about,
        link: line.line.and_then(|number| link_to_line(sources, &line.place, number, &line.function)),
    }
}

/// The lines of each counter.
pub(super) fn counted(counters: &[CounterLines], sources: &[Function]) -> Vec<CounterList> {
    let list = |CounterLines { event, hot }: &CounterLines| {
        let row = |line: &views::HotLine| hot_line(line, amount(*event, line.own.samples), String::new(), sources);
        let total = amount(*event, hot.first().map_or(0, |line| line.own.of));
        let (title, about) = match event {
            Event::Waiting => (
                "Lines that wait".to_owned(),
                format!("Lines of yours by time off the CPU, of all threads; {total} in all."),
            ),
            event => (format!("Lines by {event}"), format!("Lines of yours by {event}, {total} in all.")),
        };
        CounterList { title, about, lines: hot.iter().take(MOST_COUNTED).map(row).collect() }
    };
    // Waiting is time, as in the list before.
    let (waiting, events): (Vec<_>, Vec<_>) = counters.iter().partition(|counter| counter.event == Event::Waiting);
    waiting.into_iter().chain(events).map(list).collect()
}

/// The functions with most of the time, the user's first.
pub(super) fn functions(profile: &Profile, sources: &[Function]) -> Table {
    let functions = profile.functions();
    let mut rows: Vec<&FunctionRow> = functions.rows.iter().filter(|row| row.is_shown()).collect();
    rows.sort_by_key(|row| !row.users);
    rows.truncate(MOST_FUNCTIONS);
    let row = |row: &&FunctionRow| {
        let seconds = profile.recording.time(row.own.samples).as_secs_f64();
        let counts = functions.counters.iter().zip(&row.counts).map(|(event, share)| cell(*event, share.samples));
        let instances = if row.instances > 1 { format!("{} instances", row.instances) } else { String::new() };
        Row {
            name: row.name.clone(),
            about: instances,
            cells: [format!("{seconds:.3}"), row.own.to_string(), row.own.interval_text(), row.inclusive.to_string()]
                .into_iter()
                .chain(counts)
                .collect(),
            link: link_to_function(sources, &row.name),
            owner: if row.users { "yours" } else { "others" },
        }
    };
    let mut rows: Vec<Row> = rows.iter().map(row).collect();
    let others = functions.rows.len() - rows.len();
    if others > 0 {
        let cells = vec![String::new(); 4 + functions.counters.len()];
        rows.push(Row { name: format!("{others} others"), cells, ..Row::default() });
    }
    let counters = functions.counters.iter().copied().map(heading);
    let headings = ["Function", "Self s", "Self %", "95 % interval", "Incl %"].map(str::to_owned);
    Table { headings: headings.into_iter().chain(counters).collect(), rows }
}
