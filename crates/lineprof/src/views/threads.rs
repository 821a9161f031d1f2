//! Time by thread.

use super::instances::Instances;
use super::layout::{fit, fit_name};
use super::share::percentages;
use super::{Costs, Measure, Share};
use crate::Profile;
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
    /// The function with most of them.
    pub hottest: String,
}

/// Threads with samples, hottest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threads {
    /// All of them.
    pub rows: Vec<ThreadRow>,
    period_ns: u64,
}

impl Profile {
    /// Time by thread.
    pub fn threads(&self) -> Threads {
        let of = self.recording.total();
        let instances = Instances::merged(self);
        let row = |(number, thread): (usize, &crate::recording::Thread)| {
            let costs = Costs::of(self, &instances, Measure::Time, |of| usize::from(of) == number);
            let hottest = costs.functions.iter().max_by_key(|(function, cost)| (cost.own, **function));
            (costs.total > 0).then(|| ThreadRow {
                tid: thread.tid,
                name: thread.name.clone(),
                share: Share { samples: costs.total, of },
                hottest: hottest
                    .map_or_else(|| "[unknown]".to_owned(), |(&function, _)| instances.name(self, function)),
            })
        };
        let mut rows: Vec<ThreadRow> = self.recording.threads.iter().enumerate().filter_map(row).collect();
        rows.sort_by_key(|row| (std::cmp::Reverse(row.share.samples), row.tid));
        Threads { rows, period_ns: self.recording.period_ns }
    }
}

/// The busiest threads have a row in the text.
const SHOWN: usize = 8;

impl fmt::Display for Threads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (shown, others) = self.rows.split_at(SHOWN.min(self.rows.len()));
        let rest: u64 = others.iter().map(|row| row.share.samples).sum();
        let percent = percentages(shown.iter().map(|row| row.share.samples).chain([rest]));
        super::layout::write_wrapped("Threads: the CPU time of each, and the function with most of it\n", f)?;
        writeln!(f, "{:>8}  {:>6}  {:>8}  {:<16}  Hottest function", "CPU s", "%", "Thread", "Name")?;
        let room = f.width().map(|width| width.saturating_sub(46));
        for (row, percent) in shown.iter().zip(&percent) {
            let seconds = Duration::from_nanos(row.share.samples * self.period_ns).as_secs_f64();
            let (name, hottest) = (fit(&row.name, Some(16)), fit_name(&row.hottest, room));
            writeln!(f, "{seconds:>8.3}  {percent:>6}  {:>8}  {name:<16}  {hottest}", row.tid)?;
        }
        if !others.is_empty() {
            writeln!(f, "{:>8}  and {} more: {} %", "", others.len(), percent[shown.len()])?;
        }
        Ok(())
    }
}
