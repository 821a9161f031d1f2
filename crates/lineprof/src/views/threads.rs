//! Time by thread.

use super::instances::Instances;
use super::layout::{fit, fit_name};
use super::share::percentages;
use super::{Costs, Measure, Share};
use crate::Profile;
use std::cmp::Reverse;
use std::fmt;
use std::time::Duration;

/// A thread and its samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadRow {
    /// Its number in the system.
    pub tid: u32,
    /// Its name.
    pub name: String,
    /// Its samples.
    pub share: Share,
    /// How long it waited.
    pub waiting: Duration,
    /// The function with most of its samples; with most of its waiting where it has none.
    pub hottest: String,
}

/// Threads that have samples or waited, hottest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threads {
    /// All of them.
    pub rows: Vec<ThreadRow>,
    period_ns: u64,
    waiting: bool,
}

impl Profile {
    /// Time by thread.
    pub fn threads(&self) -> Threads {
        let of = self.recording.total();
        let instances = Instances::merged(self);
        let row = |(number, thread): (usize, &crate::recording::Thread)| {
            let costs = |measure| Costs::of(self, &instances, measure, |of| usize::from(of) == number);
            let (time, waiting) = (costs(Measure::Time), self.recording.waiting());
            let waits = waiting.filter(|_| time.total == 0).map(|waiting| costs(Measure::Counter(waiting)));
            let of_hottest = waits.as_ref().unwrap_or(&time);
            let hottest = of_hottest.functions.iter().max_by_key(|(function, cost)| (cost.own, **function));
            (time.total > 0 || !thread.waiting.is_zero()).then(|| ThreadRow {
                tid: thread.tid,
                name: thread.name.clone(),
                share: Share { samples: time.total, of },
                waiting: thread.waiting,
                hottest: hottest
                    .map_or_else(|| "[unknown]".to_owned(), |(&function, _)| instances.name(self, function)),
            })
        };
        let mut rows: Vec<ThreadRow> = self.recording.threads.iter().enumerate().filter_map(row).collect();
        rows.sort_by_key(|row| (Reverse((row.share.samples, row.waiting)), row.tid));
        Threads { rows, period_ns: self.recording.period_ns, waiting: self.recording.waiting().is_some() }
    }
}

/// The busiest threads have a row in the text.
const SHOWN: usize = 8;

impl fmt::Display for Threads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (shown, others) = self.rows.split_at(SHOWN.min(self.rows.len()));
        let rest: u64 = others.iter().map(|row| row.share.samples).sum();
        let percent = percentages(shown.iter().map(|row| row.share.samples).chain([rest]));
        let what = if self.waiting {
            "Threads: the CPU time and the waiting of each, and the function with most of it\n"
        } else {
            "Threads: the CPU time of each, and the function with most of it\n"
        };
        super::layout::write_wrapped(what, f)?;
        let waiting = |cell: String| if self.waiting { format!("  {cell:>8}") } else { String::new() };
        let wait_s = waiting("Wait s".to_owned());
        writeln!(f, "{:>8}  {:>6}{wait_s}  {:>8}  {:<16}  Hottest function", "CPU s", "%", "Thread", "Name")?;
        let room = f.width().map(|width| width.saturating_sub(46 + wait_s.len()));
        for (row, percent) in shown.iter().zip(&percent) {
            let seconds = Duration::from_nanos(row.share.samples * self.period_ns).as_secs_f64();
            let (name, hottest) = (fit(&row.name, Some(16)), fit_name(&row.hottest, room));
            let wait_s = waiting(format!("{:.3}", row.waiting.as_secs_f64()));
            writeln!(f, "{seconds:>8.3}  {percent:>6}{wait_s}  {:>8}  {name:<16}  {hottest}", row.tid)?;
        }
        if !others.is_empty() {
            let wait_s: Duration = others.iter().map(|row| row.waiting).sum();
            let wait_s =
                if self.waiting { format!(", {:.3} s of waiting", wait_s.as_secs_f64()) } else { String::new() };
            writeln!(f, "{:>8}  and {} more: {} %{wait_s}", "", others.len(), percent[shown.len()])?;
        }
        Ok(())
    }
}
