//! Time by function.

use super::compiled::{AllCompiled, Compiled};
use super::instances::{Instances, label};
use super::measure::{cell, heading};
use super::share::percentages;
use super::{Costs, Measure, Share};
use crate::Profile;
use crate::recording::Event;
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
    /// What each counter counted that is charged to it, in the order of [`Functions::counters`].
    pub counts: Vec<Share>,
    /// How its code was compiled, where samples are charged to it.
    pub compiled: Option<Compiled>,
}

/// Functions, hottest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Functions {
    /// All of them.
    pub rows: Vec<FunctionRow>,
    /// The counters.
    pub counters: Vec<Event>,
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
        let of = |measure| Costs::of(self, instances, measure, |_| true);
        let (costs, compiled) = (of(Measure::Time), AllCompiled::of(self, instances, false));
        let counters: Vec<Costs> = self.recording.counters.iter().map(|of_it| of(Measure::Counter(of_it))).collect();
        let all = || counters.iter().chain([&costs]);
        let users: HashSet<u32> = all().flat_map(|of| of.lines.keys().map(|frame| frame.function)).collect();
        let functions: HashSet<u32> = all().flat_map(|of| of.functions.keys().copied()).collect();
        let share = |samples, costs: &Costs| Share { samples, of: costs.total };
        let known = functions.into_iter().map(|function| {
            let of = |costs: &Costs| costs.functions.get(&function).copied().unwrap_or_default();
            FunctionRow {
                name: instances.name(self, function),
                instances: instances.count(function),
                users: users.contains(&function),
                own: share(of(&costs).own, &costs),
                inclusive: share(of(&costs).inclusive, &costs),
                counts: counters.iter().map(|counter| share(of(counter).own, counter)).collect(),
                compiled: compiled.functions.get(&function).cloned(),
            }
        });
        let objects: HashSet<Option<u32>> = all().flat_map(|of| of.unknown.keys().copied()).collect();
        let unknown = objects.into_iter().map(|object| {
            let of = |costs: &Costs| share(costs.unknown.get(&object).copied().unwrap_or_default(), costs);
            FunctionRow {
                name: self.object_label(object),
                instances: 1,
                users: false,
                own: of(&costs),
                inclusive: of(&costs),
                counts: counters.iter().map(of).collect(),
                compiled: None,
            }
        });
        let mut rows: Vec<FunctionRow> = known.chain(unknown).collect();
        rows.sort_by_cached_key(|row| (Reverse((row.own.samples, row.inclusive.samples)), row.name.clone()));
        let counters = self.recording.counters.iter().map(|counter| counter.event).collect();
        Functions { rows, counters, period_ns: self.recording.period_ns }
    }
}

/// Functions with less are summed in the text: of all samples, charged to them and in whose stacks they are.
const LEAST: (f64, f64) = (0.0005, 0.005);

/// How functions of others were compiled is noted from this share of all samples on.
const LEAST_NOTED: f64 = 0.01;

impl FunctionRow {
    pub(crate) fn is_shown(&self) -> bool {
        let (own, inclusive) = LEAST;
        self.counts.iter().chain([&self.own]).any(|of| of.value() >= own)
            || self.users && self.inclusive.value() >= inclusive
    }
}

const INTRODUCTION: &str = "Functions: the time charged to each (Self) and its share of the samples in whose stacks it \
                            is (Incl); · for others' code\n";

/// A dot marks functions that are not the user's; the smallest are summed.
impl fmt::Display for Functions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::layout::write_wrapped(INTRODUCTION, f)?;
        let widths: Vec<usize> = self.counters.iter().map(|&event| heading(event).len().max(9)).collect();
        let counters = |cell: &dyn Fn(usize) -> String| -> String {
            widths.iter().enumerate().map(|(at, width)| format!(" {:>width$} ", cell(at))).collect()
        };
        let headings = counters(&|at| heading(self.counters[at]));
        writeln!(f, "{:>8}  {:>6}  {:>13}  {:>6} {headings} Function", "Self s", "Self %", "95 % interval", "Incl %")?;
        let seconds = |samples| Duration::from_nanos(samples * self.period_ns).as_secs_f64();
        let (shown, others): (Vec<_>, Vec<_>) = self.rows.iter().partition(|row| row.is_shown());
        let rest: u64 = others.iter().map(|row| row.own.samples).sum();
        let percent = percentages(shown.iter().map(|row| row.own.samples).chain([rest]));
        let room = f.width().map(|width| width.saturating_sub(43 + headings.chars().count()));
        for (row, percent) in shown.iter().zip(&percent) {
            let (seconds, interval) = (seconds(row.own.samples), row.own.interval_text());
            let counts = counters(&|at| cell(self.counters[at], row.counts[at].samples));
            let mark = if row.users { ' ' } else { '·' };
            let name = label(&row.name, row.instances, room);
            writeln!(f, "{seconds:>8.3}  {percent:>6}  {interval:>13}  {:>6} {counts}{mark}{name}", row.inclusive)?;
            let compiled = row.compiled.iter().filter(|_| row.own.value() >= LEAST_NOTED || row.users);
            for note in compiled.flat_map(|compiled| compiled.notes(room)) {
                writeln!(f, "{:>1$} {note}", "", 42 + headings.chars().count())?;
            }
        }
        if rest > 0 {
            let (seconds, percent) = (seconds(rest), &percent[shown.len()]);
            let blank = " ".repeat(headings.chars().count());
            writeln!(f, "{seconds:>8.3}  {percent:>6}  {:>13}  {:>6} {blank} {} others", "", "", others.len())?;
        }
        Ok(())
    }
}
