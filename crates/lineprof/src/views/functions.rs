//! Time by function.

use super::{Costs, Share};
use crate::Profile;
use std::cmp::Reverse;
use std::collections::HashSet;
use std::fmt;
use std::time::Duration;

/// A function and its samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionRow {
    /// Its name; where it has none, what is known, in brackets.
    pub name: String,
    /// Whether samples lie on lines of the user's in it.
    pub users: bool,
    /// Samples charged to it.
    pub own: Share,
    /// Samples in whose stacks it occurs.
    pub inclusive: Share,
}

/// Functions, hottest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Functions {
    /// All of them.
    pub rows: Vec<FunctionRow>,
    period_ns: u64,
}

impl Profile {
    /// Time by function.
    pub fn functions(&self) -> Functions {
        let costs = Costs::of(self, |_| true);
        let share = |samples| Share { samples, of: costs.total };
        let users: HashSet<u32> = costs.lines.keys().map(|frame| frame.function).collect();
        let row =
            |name, users, own, inclusive| FunctionRow { name, users, own: share(own), inclusive: share(inclusive) };
        let known = costs.functions.iter().map(|(function, cost)| {
            row(self.symbols.name(*function).to_owned(), users.contains(function), cost.own, cost.inclusive)
        });
        let unknown = costs.unknown.iter().map(|(&object, &own)| row(self.object_label(object), false, own, own));
        let mut rows: Vec<FunctionRow> = known.chain(unknown).collect();
        rows.sort_by_cached_key(|row| (Reverse((row.own.samples, row.inclusive.samples)), row.name.clone()));
        Functions { rows, period_ns: self.recording.period_ns }
    }
}

/// A dot marks functions that are not the user's; without samples of their own they are left out.
impl fmt::Display for Functions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:>8}  {:>6}  {:>13}  {:>6}  Function", "Self s", "Self %", "95 % interval", "Incl %")?;
        for row in self.rows.iter().filter(|row| row.users || row.own.samples > 0) {
            let seconds = Duration::from_nanos(row.own.samples * self.period_ns).as_secs_f64();
            let interval = row.own.interval_text();
            let mark = if row.users { ' ' } else { '·' };
            writeln!(f, "{seconds:>8.3}  {:>6}  {interval:>13}  {:>6} {mark}{}", row.own, row.inclusive, row.name)?;
        }
        Ok(())
    }
}
