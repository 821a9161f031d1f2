//! Time by function.

use super::{Costs, Share};
use crate::Profile;
use std::collections::HashSet;
use std::fmt;
use std::time::Duration;

/// A function and its samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionRow {
    /// Its name; what is known of it in brackets, where it has none.
    pub name: String,
    /// Whether samples lie on lines of the user's in it.
    pub users: bool,
    /// Samples charged to it.
    pub own: Share,
    /// Samples in whose stacks it occurs.
    pub inclusive: Share,
}

/// Functions, those first that have most samples of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Functions {
    /// All of them.
    pub rows: Vec<FunctionRow>,
    /// Nanoseconds a sample.
    period_ns: u64,
}

impl Functions {
    pub(crate) fn of(profile: &Profile) -> Self {
        let costs = Costs::of(profile, |_| true);
        let share = |samples| Share { samples, of: costs.total };
        let users: HashSet<u32> = costs.lines.keys().map(|frame| frame.function).collect();
        let known = costs.functions.iter().map(|(function, cost)| FunctionRow {
            name: profile.symbols.name(*function).to_owned(),
            users: users.contains(function),
            own: share(cost.own),
            inclusive: share(cost.inclusive),
        });
        let unknown = costs.unknown.iter().map(|(object, &samples)| FunctionRow {
            name: profile.object_label(*object),
            users: false,
            own: share(samples),
            inclusive: share(samples),
        });
        let mut rows: Vec<FunctionRow> = known.chain(unknown).collect();
        rows.sort_by(|a, b| {
            let key = |row: &FunctionRow| (row.own.samples, row.inclusive.samples);
            key(b).cmp(&key(a)).then_with(|| a.name.cmp(&b.name))
        });
        Self { rows, period_ns: profile.recording.period_ns }
    }
}

/// A table; functions that are not the user's are marked with a dot, and left out where they have no samples of their
/// own.
impl fmt::Display for Functions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:>8}  {:>6}  {:>13}  {:>6}  Function", "Self s", "Self %", "95 % interval", "Incl %")?;
        for row in self.rows.iter().filter(|row| row.users || row.own.samples > 0) {
            let seconds = Duration::from_nanos(row.own.samples * self.period_ns).as_secs_f64();
            let (low, high) = row.own.interval();
            let interval = format!("{:.1} to {:.1}", 100.0 * low, 100.0 * high);
            let mark = if row.users { ' ' } else { '·' };
            writeln!(f, "{seconds:>8.3}  {:>6}  {interval:>13}  {:>6} {mark}{}", row.own, row.inclusive, row.name)?;
        }
        Ok(())
    }
}
