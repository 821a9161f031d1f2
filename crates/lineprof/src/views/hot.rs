//! The hottest lines, wherever they are.

use super::compiled::{AllCompiled, Compiled};
use super::instances::Instances;
use super::layout::{fit, fit_name, fit_path};
use super::measure::{cell, heading};
use super::share::percentages;
use super::via::{Below, Via};
use super::{Costs, Measure, Share};
use crate::recording::Event;
use crate::{Frame, Profile};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

/// A line anywhere in the sources, and the samples charged to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotLine {
    /// The file, relative to the user's folder; where there is no line, what is known, in brackets.
    pub place: String,
    /// The line's number, if there is one.
    pub line: Option<u32>,
    /// The function with most of its samples.
    pub function: String,
    /// In how many more functions samples lie on it: other instances of a generic one, and closures.
    pub further: usize,
    /// Samples charged to it, or what a counter counted there.
    pub own: Share,
    /// Its text.
    pub contents: String,
    /// In whose code most of its time is spent, where that is not its own.
    pub via: Option<Via>,
    /// How it was compiled, where it has samples of CPU time.
    pub compiled: Option<Compiled>,
}

/// The samples of a line by function, and by what is below the line.
#[derive(Default)]
struct Parts {
    functions: BTreeMap<u32, u64>,
    below: BTreeMap<Below, u64>,
}

/// File, line, and the function where functions are told apart.
pub(super) type Key = (Option<u32>, Option<u32>, Option<u32>);

/// Lines and samples without lines, hottest first. `apart` tells functions apart that a line lies in.
pub(super) fn hot(
    profile: &Profile,
    instances: &Instances,
    measure: Measure<'_>,
    costs: &Costs,
    apart: bool,
) -> Vec<HotLine> {
    let compiled = matches!(measure, Measure::Time).then(|| AllCompiled::of(profile, instances, apart));
    let mut lines: BTreeMap<Key, Parts> = BTreeMap::new();
    for (stack, weight) in measure.of_stacks(&profile.recording, |_| true) {
        let Some(Frame { function, file, line }) = profile.charged(stack) else { continue };
        let function = instances.first(function);
        let parts = lines.entry((file, line, apart.then_some(function))).or_default();
        *parts.functions.entry(function).or_default() += weight;
        if let Some(below) = Below::of(profile, instances, stack) {
            *parts.below.entry(below).or_default() += weight;
        }
    }
    let row = |((file, line, function), parts)| HotLine {
        compiled: compiled.as_ref().and_then(|compiled| compiled.lines.get(&(file, line, function)).cloned()),
        ..row(profile, instances, costs.total, (file, line), parts)
    };
    let mut hot: Vec<HotLine> = lines.into_iter().map(row).collect();
    let share = |samples| Share { samples, of: costs.total };
    let other = |place: String, function, samples| HotLine {
        place,
        line: None,
        function,
        further: 0,
        own: share(samples),
        contents: String::new(),
        via: None,
        compiled: None,
    };
    hot.extend(
        costs
            .foreign
            .iter()
            .map(|(&function, &samples)| other("[not yours]".to_owned(), instances.name(profile, function), samples)),
    );
    hot.extend(
        costs
            .unknown
            .iter()
            .map(|(&object, &samples)| other(profile.object_label(object), UNKNOWN.to_owned(), samples)),
    );
    hot.sort_by_cached_key(|line| (Reverse(line.own.samples), line.place.clone(), line.line, line.function.clone()));
    hot
}

fn row(
    profile: &Profile,
    instances: &Instances,
    of: u64,
    (file, line): (Option<u32>, Option<u32>),
    parts: Parts,
) -> HotLine {
    let samples = parts.functions.values().sum();
    let hottest = parts.functions.iter().max_by_key(|(function, samples)| (**samples, Reverse(**function)));
    let text = file.zip(line).map(|(file, line)| profile.evidence.text(file, line));
    HotLine {
        place: file.map_or_else(|| "?".to_owned(), |file| profile.place(profile.symbols.path(file))),
        line,
        function: hottest.map_or_else(String::new, |(&function, _)| instances.name(profile, function)),
        further: parts.functions.len().saturating_sub(1),
        own: Share { samples, of },
        contents: text.unwrap_or_default().trim().to_owned(),
        via: Below::most(profile, instances, parts.below, samples),
        compiled: None,
    }
}

/// The function of samples without known function.
const UNKNOWN: &str = "[unknown]";

const SHOWN: usize = 20;

/// The width of the columns before a line's place.
const NUMBERS: usize = 23;

const OF_SAMPLES: &str = "Hottest lines of yours: the share of all samples charged to each; via: the function below it \
                          with most of them; vectors and scalar: how much of the line is such arithmetic";

const OF_WAITING: &str = "Lines of yours that wait: the time off the CPU of all threads charged to each; via: the \
                          function below it with most of it";

/// Writes the hottest lines by CPU time, or by a counter.
pub(super) fn write(hot: &[HotLine], counter: Option<Event>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let introduction = match counter {
        None => OF_SAMPLES.to_owned(),
        Some(Event::Waiting) => OF_WAITING.to_owned(),
        Some(event) => format!("Lines of yours by {event}; via: the function below it with most of them"),
    };
    super::layout::write_wrapped(&introduction, f)?;
    let (percent, amount) = match counter {
        None => ("Self %", "95 % interval".to_owned()),
        Some(event) => ("%", heading(event)),
    };
    writeln!(f, "{percent:>6}  {amount:>13}  Line")?;
    let shown = &hot[..SHOWN.min(hot.len())];
    let sum: u64 = shown.iter().map(|line| line.own.samples).sum();
    let rest = shown.first().map_or(0, |line| line.own.of).saturating_sub(sum);
    let percent = percentages(shown.iter().map(|line| line.own.samples).chain([rest]));
    let width = f.width();
    let room = |before| width.map(|width| width.saturating_sub(before));
    for (line, percent) in shown.iter().zip(&percent) {
        let number = line.line.map_or_else(String::new, |line| format!(":{line}"));
        let place = fit_path(&format!("{}{number}", line.place), room(NUMBERS));
        let amount = counter.map_or_else(|| line.own.interval_text(), |event| cell(event, line.own.samples));
        writeln!(f, "{percent:>6}  {amount:>13}  {place}")?;
        if !line.contents.is_empty() {
            writeln!(f, "{:>NUMBERS$}    {}", "", fit(&line.contents, room(NUMBERS + 4)))?;
        }
        let notes = line.compiled.iter().flat_map(|compiled| compiled.notes(room(NUMBERS + 2)));
        let below = line.in_and_via(room(NUMBERS + 2)).into_iter().chain(notes);
        below.into_iter().try_for_each(|text| writeln!(f, "{:>NUMBERS$}  {text}", ""))?;
    }
    if rest > 0 {
        writeln!(f, "{:>6}  {:>13}  others", percent[shown.len()], "")?;
    }
    Ok(())
}

impl HotLine {
    /// The function and what is below the line, on one line where there is room for both.
    pub(crate) fn in_and_via(&self, room: Option<usize>) -> Vec<String> {
        if self.function == UNKNOWN {
            return Vec::new();
        }
        let further = if self.further > 0 { format!(" and {} more", self.further) } else { String::new() };
        let less = |fixed: &str| room.map(|room| room.saturating_sub(fixed.chars().count()));
        let within = format!("in {}{further}", fit_name(&self.function, less(&format!("in {further}"))));
        let Some(via) = &self.via else { return vec![within] };
        let share = via.share();
        let via = format!("via {}{share}", fit_name(&via.name, less(&format!("via {share}"))));
        if room.is_none_or(|room| within.chars().count() + 2 + via.chars().count() <= room) {
            vec![format!("{within}, {via}")]
        } else {
            vec![within, via]
        }
    }
}
