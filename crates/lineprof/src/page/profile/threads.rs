//! Threads over time.

use crate::Profile;
use crate::recording::{Counter, Event};
use serde::Serialize;
use std::collections::HashMap;
use std::fmt::Write as _;

/// The busiest threads have a row.
const MOST: usize = 30;

/// The largest number of time slices, and the least samples of a busy thread in a slice: with fewer, shades are noise.
const MOST_SLICES: u64 = 120;
const LEAST_SAMPLES: u64 = 8;

/// How many shades there are.
const SHADES: usize = 4;

/// What threads did over time.
#[derive(Debug, Serialize)]
pub(super) struct Timeline {
    slices: usize,
    slice: String,
    /// The begin, the middle and the end of the time.
    ticks: [String; 3],
    waits: bool,
    rows: Vec<Row>,
}

/// A thread, or those without a row of their own.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    about: String,
    cpu: String,
    waiting: String,
    description: String,
    /// The slices of each shade, as the path of a picture, the lightest first.
    cpu_paths: Vec<String>,
    waiting_paths: Vec<String>,
}

/// Time of a thread in each slice, in nanoseconds.
#[derive(Debug, Clone, Default, PartialEq)]
struct Spans {
    cpu: Vec<u64>,
    waiting: Vec<u64>,
}

/// None where there are no samples, or where these have no times.
pub(super) fn timeline(profile: &Profile) -> Option<Timeline> {
    let recording = &profile.recording;
    let last = recording.samples.iter().map(|sample| sample.time_ns).max().filter(|time| *time > 0)?;
    let wall = u64::try_from(recording.wall.as_nanos()).unwrap_or(u64::MAX).max(last + 1);
    let slices = (wall / (LEAST_SAMPLES * recording.period_ns.max(1))).clamp(10, MOST_SLICES);
    let slice = wall.div_ceil(slices);
    let waiting = recording.counters.iter().find(|counter| counter.event == Event::Waiting);
    let spans = spans(profile, waiting, slice, usize::try_from(slices).unwrap_or_default());
    let threads = threads(profile, &spans);
    let rows: Vec<(&Who, &Spans)> =
        threads.iter().filter_map(|thread| Some((thread, spans.get(&thread.tid)?))).collect();
    let (busiest, others) = rows.split_at(rows.len().min(MOST));
    let mut shown: Vec<Row> = busiest.iter().map(|(row, of)| of_thread(profile, row, of, (slice, wall))).collect();
    shown.extend((!others.is_empty()).then(|| of_others(others, (slice, wall))));
    let time = |nanoseconds: u64| format!("{:.2} s", nanoseconds as f64 / 1e9);
    Some(Timeline {
        slices: usize::try_from(slices).unwrap_or_default(),
        slice: format!("{:.0} ms", slice as f64 / 1e6),
        ticks: [time(0), time(wall / 2), time(wall)],
        waits: waiting.is_some(),
        rows: shown,
    })
}

fn spans(profile: &Profile, waiting: Option<&Counter>, slice: u64, slices: usize) -> HashMap<u32, Spans> {
    let mut spans = HashMap::<u32, Spans>::new();
    let at = |time: u64| usize::try_from(time / slice).unwrap_or(usize::MAX).min(slices - 1);
    let mut of = |thread: u16, add: &mut dyn FnMut(&mut Spans)| {
        let Some(thread) = profile.recording.threads.get(usize::from(thread)) else { return };
        let new = || Spans { cpu: vec![0; slices], waiting: vec![0; slices] };
        add(spans.entry(thread.tid).or_insert_with(new));
    };
    for sample in &profile.recording.samples {
        let time = u64::from(sample.weight) * profile.recording.period_ns;
        of(sample.thread, &mut |spans| spans.cpu[at(sample.time_ns)] += time);
    }
    for count in waiting.iter().flat_map(|counter| &counter.counts) {
        // A wait may last for many slices.
        let (begin, end) = (count.time_ns, count.time_ns.saturating_add(count.amount));
        of(count.thread, &mut |spans| {
            for index in at(begin)..=at(end) {
                let from = index as u64 * slice;
                spans.waiting[index] += end.min(from + slice).saturating_sub(begin.max(from));
            }
        });
    }
    spans
}

/// A thread, and the function with most of its time.
#[derive(Debug)]
struct Who {
    tid: u32,
    name: String,
    hottest: String,
}

/// Threads with samples, the busiest first, and then others that waited.
fn threads(profile: &Profile, spans: &HashMap<u32, Spans>) -> Vec<Who> {
    let rows = profile.threads().rows.into_iter();
    let mut all: Vec<Who> = rows.map(|row| Who { tid: row.tid, name: row.name, hottest: row.hottest }).collect();
    for thread in profile.recording.threads.iter().filter(|thread| spans.contains_key(&thread.tid)) {
        if !all.iter().any(|one| one.tid == thread.tid) {
            all.push(Who { tid: thread.tid, name: thread.name.clone(), hottest: String::new() });
        }
    }
    all
}

fn of_thread(profile: &Profile, row: &Who, spans: &Spans, (slice, wall): (u64, u64)) -> Row {
    let several = profile.recording.threads.windows(2).any(|pair| pair[0].pid != pair[1].pid);
    let thread = profile.recording.threads.iter().find(|thread| thread.tid == row.tid);
    let process = thread.filter(|_| several).map_or_else(String::new, |thread| format!(" of process {}", thread.pid));
    let name = if row.name.is_empty() { format!("thread {}", row.tid) } else { row.name.clone() };
    let most = if row.hottest.is_empty() { String::new() } else { format!(", most in {}", row.hottest) };
    filled(name, format!("{}{process}{most}", row.tid), spans, (slice, wall))
}

fn of_others(others: &[(&Who, &Spans)], (slice, wall): (u64, u64)) -> Row {
    let mut sum = Spans::default();
    for (_, spans) in others {
        add(&mut sum.cpu, &spans.cpu);
        add(&mut sum.waiting, &spans.waiting);
    }
    let about = "all together; the strongest colour is one CPU or more".to_owned();
    filled(format!("{} more threads", others.len()), about, &sum, (slice, wall))
}

fn add(sum: &mut Vec<u64>, more: &[u64]) {
    sum.resize(sum.len().max(more.len()), 0);
    sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
}

fn filled(name: String, about: String, spans: &Spans, (slice, wall): (u64, u64)) -> Row {
    let seconds = |times: &[u64]| times.iter().sum::<u64>() as f64 / 1e9;
    let share = |times: &[u64]| 100.0 * times.iter().sum::<u64>() as f64 / wall as f64;
    let waiting = share(&spans.waiting);
    let waits = if waiting > 0.0 { format!(", waiting for {waiting:.0} %") } else { String::new() };
    Row {
        description: format!("{name}: on a CPU for {:.0} % of the time{waits}", share(&spans.cpu)),
        name,
        about,
        cpu: format!("{:.3}", seconds(&spans.cpu)),
        waiting: format!("{:.3}", seconds(&spans.waiting)),
        cpu_paths: paths(&spans.cpu, slice),
        waiting_paths: paths(&spans.waiting, slice),
    }
}

/// For each shade the path around the slices that have it; neighbours are one rectangle.
fn paths(times: &[u64], slice: u64) -> Vec<String> {
    let shade = |time: &u64| {
        let share = *time as f64 / slice.max(1) as f64;
        (1..SHADES).filter(|shade| share > *shade as f64 / SHADES as f64).count() + usize::from(*time > 0)
    };
    let mut paths = vec![String::new(); SHADES];
    let mut at = 0;
    for alike in times.chunk_by(|one, other| shade(one) == shade(other)) {
        if let Some(path) = shade(&alike[0]).checked_sub(1).and_then(|shade| paths.get_mut(shade)) {
            _ = write!(path, "M{at} 0h{}v1h-{}z", alike.len(), alike.len());
        }
        at += alike.len();
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_of_one_shade_are_one_rectangle() {
        let paths = paths(&[0, 100, 100, 10, 0, 60, 30], 100);
        assert_eq!(paths, ["M3 0h1v1h-1z", "M6 0h1v1h-1z", "M5 0h1v1h-1z", "M1 0h2v1h-2z"]);
    }
}
