//! Time by thread.

use super::{Costs, Share};
use crate::Profile;
use std::fmt;

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
        let row = |(number, thread): (usize, &crate::recording::Thread)| {
            let costs = Costs::of(self, |of| usize::from(of) == number);
            let hottest = costs.functions.iter().max_by_key(|(function, cost)| (cost.own, **function));
            (costs.total > 0).then(|| ThreadRow {
                tid: thread.tid,
                name: thread.name.clone(),
                share: Share { samples: costs.total, of },
                hottest: hottest.map_or("[unknown]", |(&function, _)| self.symbols.name(function)).to_owned(),
            })
        };
        let mut rows: Vec<ThreadRow> = self.recording.threads.iter().enumerate().filter_map(row).collect();
        rows.sort_by_key(|row| (std::cmp::Reverse(row.share.samples), row.tid));
        Threads { rows, period_ns: self.recording.period_ns }
    }
}

impl fmt::Display for Threads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:>8}  {:>6}  {:>8}  {:<16}  Hottest function", "CPU s", "%", "Thread", "Name")?;
        for row in &self.rows {
            let seconds = std::time::Duration::from_nanos(row.share.samples * self.period_ns).as_secs_f64();
            writeln!(f, "{seconds:>8.3}  {:>6}  {:>8}  {:<16}  {}", row.share, row.tid, row.name, row.hottest)?;
        }
        Ok(())
    }
}
