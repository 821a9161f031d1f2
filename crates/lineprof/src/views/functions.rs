//! Time by function.

use super::instances::{Instances, label};
use super::share::percentages;
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
    /// How many compiled functions it stands for.
    pub instances: usize,
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
    /// Time by function, where all instances of a generic one count as one.
    pub fn functions(&self) -> Functions {
        self.functions_of(&Instances::merged(self))
    }

    /// Time by function, each instance of a generic one by itself.
    pub fn functions_by_instance(&self) -> Functions {
        self.functions_of(&Instances::apart(self))
    }

    fn functions_of(&self, instances: &Instances) -> Functions {
        let costs = Costs::of(self, instances, |_| true);
        let share = |samples| Share { samples, of: costs.total };
        let users: HashSet<u32> = costs.lines.keys().map(|frame| frame.function).collect();
        let known = costs.functions.iter().map(|(&function, cost)| FunctionRow {
            name: instances.name(self, function),
            instances: instances.count(function),
            users: users.contains(&function),
            own: share(cost.own),
            inclusive: share(cost.inclusive),
        });
        let unknown = costs.unknown.iter().map(|(&object, &own)| FunctionRow {
            name: self.object_label(object),
            instances: 1,
            users: false,
            own: share(own),
            inclusive: share(own),
        });
        let mut rows: Vec<FunctionRow> = known.chain(unknown).collect();
        rows.sort_by_cached_key(|row| (Reverse((row.own.samples, row.inclusive.samples)), row.name.clone()));
        Functions { rows, period_ns: self.recording.period_ns }
    }
}

/// Functions with less are summed in the text: of all samples, charged to them and in whose stacks they are.
const LEAST: (f64, f64) = (0.0005, 0.005);

impl FunctionRow {
    fn is_shown(&self) -> bool {
        let (own, inclusive) = LEAST;
        self.own.value() >= own || self.users && self.inclusive.value() >= inclusive
    }
}

const INTRODUCTION: &str = "Functions: the time charged to each (Self) and its share of the samples in whose stacks it \
                            is (Incl); · for others' code\n";

/// A dot marks functions that are not the user's; the smallest are summed.
impl fmt::Display for Functions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::layout::write_wrapped(INTRODUCTION, f)?;
        writeln!(f, "{:>8}  {:>6}  {:>13}  {:>6}  Function", "Self s", "Self %", "95 % interval", "Incl %")?;
        let seconds = |samples| Duration::from_nanos(samples * self.period_ns).as_secs_f64();
        let (shown, others): (Vec<_>, Vec<_>) = self.rows.iter().partition(|row| row.is_shown());
        let rest: u64 = others.iter().map(|row| row.own.samples).sum();
        let percent = percentages(shown.iter().map(|row| row.own.samples).chain([rest]));
        let room = f.width().map(|width| width.saturating_sub(43));
        for (row, percent) in shown.iter().zip(&percent) {
            let (seconds, interval) = (seconds(row.own.samples), row.own.interval_text());
            let mark = if row.users { ' ' } else { '·' };
            let name = label(&row.name, row.instances, room);
            writeln!(f, "{seconds:>8.3}  {percent:>6}  {interval:>13}  {:>6} {mark}{name}", row.inclusive)?;
        }
        if rest > 0 {
            let (seconds, percent) = (seconds(rest), &percent[shown.len()]);
            writeln!(f, "{seconds:>8.3}  {percent:>6}  {:>13}  {:>6}  {} others", "", "", others.len())?;
        }
        Ok(())
    }
}
