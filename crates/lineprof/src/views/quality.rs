//! The quality of a profile, and what it does not show.

use super::instances::Instances;
use super::layout::write_wrapped;
use super::share::percentages;
use super::{Costs, Counted, Measure, Share, missing, ownership};
use crate::Profile;
use crate::attribution::Ownership;
use crate::recording::{Backend, Event, Incomplete, Recording};
use std::fmt;
use std::time::Duration;

/// The quality of a profile.
#[derive(Debug, Clone, PartialEq)]
pub struct Quality<'a> {
    /// The samples and the counts of those that are missing.
    pub recording: &'a Recording,
    /// Samples per second of the CPU time that can be sampled: in user code, or with that in the kernel; `None` where there
    /// was hardly any.
    pub effective_hz: Option<f64>,
    /// Samples, by their weight.
    pub samples: u64,
    /// CPU time that the samples stand for.
    pub covered: Duration,
    /// Samples charged to a line of the user's.
    pub with_line: Share,
    /// Other samples in known functions.
    pub elsewhere: Share,
    /// Other samples at an address to which the compiler gives no line.
    pub line_zero: Share,
    /// Samples without known function.
    pub unresolved: Share,
    /// Samples whose stacks reach their roots.
    pub rooted: Share,
    /// Of each counter of events, how much is on a line.
    pub counters: Vec<Counted>,
    /// What a reader should know, one sentence each.
    pub warnings: Vec<String>,
}

impl Profile {
    /// The quality of the profile.
    pub fn quality(&self) -> Quality<'_> {
        let recording = &self.recording;
        let costs = Costs::of(self, &Instances::apart(self), Measure::Time, |_| true);
        let share = |samples| Share { samples, of: costs.total };
        let with_line = share(costs.lines.values().map(|cost| cost.own).sum());
        let line_zero = line_zero(self);
        let Incomplete { copy, limit, tables, .. } = recording.incomplete;
        let cpu_seconds = recording.sampled_cpu().as_secs_f64();
        let counters = recording.counters.iter().filter(|counter| counter.event != Event::Waiting);
        let effective_hz = (cpu_seconds > 0.01).then(|| costs.total as f64 / cpu_seconds);
        Quality {
            recording,
            effective_hz,
            samples: costs.total,
            covered: recording.time(costs.total),
            with_line,
            elsewhere: share(costs.foreign.values().sum::<u64>() - line_zero),
            line_zero: share(line_zero),
            unresolved: share(costs.unknown.values().sum()),
            rooted: share(costs.total.saturating_sub(copy + limit + tables)),
            counters: counters.map(|counter| Counted::of(self, counter)).collect(),
            warnings: warnings(self, &costs, with_line),
        }
    }
}

/// Samples that are charged to no line, whose leaf has a function but no line, in an object with lines.
fn line_zero(profile: &Profile) -> u64 {
    let without = |stack| {
        if profile.charged(stack).is_some() {
            return false;
        }
        let leaf = profile.symbols.locations_of(stack).next();
        leaf.is_some_and(|leaf| {
            let has_lines = leaf.pc.object.is_some_and(|object| !profile.symbols.without_lines.contains(&object));
            has_lines && leaf.frames.first().is_some_and(|frame| frame.file.is_some() && frame.line.is_none())
        })
    };
    let weights = profile.recording.stack_weights(|_| true).into_iter();
    weights.filter(|(stack, _)| without(*stack)).map(|(_, weight)| weight).sum()
}

/// Fewer samples tell little about any line.
const FEW: u64 = 200;

fn warnings(profile: &Profile, costs: &Costs, with_line: Share) -> Vec<String> {
    let recording = &profile.recording;
    let mut warnings: Vec<String> =
        recording.declined.iter().map(|reason| format!("a better sampler was not used: {reason}")).collect();
    warnings.extend(recording.warnings.iter().cloned());
    if recording.samples.is_empty() {
        warnings.push("no sample was taken: the work used no CPU time, or too little; a program that goes on in the background is recorded \
             by --pid"
                .to_owned());
    } else if recording.total() < FEW {
        warnings.push(format!("only {} samples: profile for longer, or at a higher rate", recording.total()));
    }
    warnings.extend(ownership::warnings(profile, costs, with_line));
    if recording.lost > 0 {
        warnings.push(format!("{} samples were lost: choose a lower rate", recording.lost));
    }
    warnings.extend(missing::warnings(recording));
    warnings.extend(mismatches(profile));
    warnings
}

/// Files of the user's that are not found, or no longer have the lines that were compiled, and programs that are not
/// those that ran.
fn mismatches(profile: &Profile) -> impl Iterator<Item = String> {
    let label = |&object: &u32| profile.object_label(Some(object));
    let replaced: Vec<String> = profile.evidence.replaced.iter().map(label).collect();
    let texts = (0..).zip(&profile.evidence.texts).zip(&profile.ownership);
    let users: Vec<_> = texts.filter(|(_, owner)| **owner != Ownership::Foreign).map(|(text, _)| text).collect();
    let edited = users.iter().map(|(_, text)| text).filter(|text| text.edited);
    let edited: Vec<String> = edited.map(|text| profile.place(&text.path)).collect();
    let has_line = |file: u32| {
        let mut frames = profile.symbols.locations.iter().flat_map(|location| &location.frames);
        frames.any(|frame| frame.file == Some(file) && frame.line.is_some())
    };
    let unread = users.iter().find(|(file, text)| text.runs.is_empty() && has_line(*file)).map(|(_, text)| {
        let path = text.path.display();
        let folder = profile.sources.iter().find(|folder| text.path.starts_with(folder));
        let folder = folder.map_or(text.path.parent().unwrap_or(&text.path), |folder| folder).display();
        format!("no text of lines of {path}: if it was moved, --map {folder}=DIR tells where it is now")
    });
    let replaced = (!replaced.is_empty()).then(|| {
        format!(
            "replaced or removed before its addresses were looked up, so nothing is known of its samples: {}; record it \
             again, and leave it in place meanwhile",
            replaced.join(", ")
        )
    });
    let edited = (!edited.is_empty()).then(|| {
        format!(
            "edited after the program was built, so texts may be of other lines: {}; build and record again",
            edited.join(", ")
        )
    });
    replaced.into_iter().chain(edited).chain(unread)
}

impl Quality<'_> {
    /// All paragraphs but the warnings; each begins with a term and a colon.
    pub(crate) fn paragraphs(&self) -> Vec<String> {
        let Recording { backend, asked_hz, lost, overruns, of_children, cpu, system, wall, .. } = self.recording;
        let seconds = |time: &Duration| format!("{:.3} s", time.as_secs_f64());
        let (covered, cpu, both) = (seconds(&self.covered), seconds(cpu), seconds(&(*cpu + *system)));
        let (system, wall) = (seconds(system), seconds(wall));
        let parts = [self.with_line, self.elsewhere, self.line_zero, self.unresolved].map(|share| share.samples);
        let joined = Share { samples: self.recording.incomplete.joined, of: self.samples };
        let joined =
            if joined.samples == 0 { String::new() } else { format!(", {joined}\u{a0}% as the sample before") };
        let percent = percentages(parts);
        let [line, elsewhere, zero, unresolved] = [0, 1, 2, 3].map(|part: usize| &percent[part]);
        let rate = match self.effective_hz {
            Some(hz) => format!("got {hz:.0} per CPU second"),
            None => "too little CPU time to tell the actual rate".to_owned(),
        };
        // A recording that was not finished does not have the process's time.
        let times = match self.recording.cpu.is_zero() && self.samples > 0 {
            true => format!("CPU time: {covered} in user code sampled; how much was used is not known; elapsed {wall}"),
            false if self.recording.kernel => {
                format!("CPU time: {covered} of {both} sampled, of which {system} in the kernel; elapsed {wall}")
            }
            false => {
                let estimate = if self.covered > self.recording.cpu { ", by the system's estimate" } else { "" };
                format!(
                    "CPU time: {covered} of {cpu} in user code sampled{estimate}; {system} in the kernel not; elapsed {wall}"
                )
            }
        };
        // Recordings of other processes include their children.
        let elsewhere_counted = match backend {
            Backend::PerfEventChild => String::new(),
            _ => format!(", {overruns} overrun, {of_children} of children"),
        };
        let mut paragraphs = vec![
            format!("Sampler: {backend}"),
            format!("Rate: asked for {asked_hz} Hz, {rate}"),
            format!("Samples: {} ({lost} lost{elsewhere_counted})", self.samples),
            times,
            format!(
                "On a line of yours: {line}\u{a0}%; in other code: {elsewhere}\u{a0}%; at an address without a line: \
                 {zero}\u{a0}%; unresolved: {unresolved}\u{a0}%"
            ),
            format!("Stacks that reach their root: {}\u{a0}%{joined}", self.rooted),
        ];
        paragraphs.extend(self.counters.iter().map(ToString::to_string));
        paragraphs.extend(waiting(self.recording));
        if backend.has_lines() {
            paragraphs.push(SKID.to_owned());
        }
        paragraphs
    }
}

/// A few paragraphs, wrapped between words.
impl fmt::Display for Quality<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let warnings = self.warnings.iter().map(|warning| format!("warning: {warning}"));
        self.paragraphs().into_iter().chain(warnings).try_for_each(|paragraph| write_wrapped(&paragraph, f))
    }
}

/// The paragraph on waiting, if it was recorded.
fn waiting(recording: &Recording) -> Option<String> {
    let (waiting, waits) = (recording.waiting()?, recording.waits.unwrap_or_default());
    let seconds = |nanoseconds| Duration::from_nanos(nanoseconds).as_secs_f64();
    let with_stack = waiting.with_stack();
    let share = |samples| Share { samples, of: waiting.total };
    Some(format!(
        "Waiting: {:.3} s of all threads in {} waits; with a stack: {}\u{a0}%, one that reaches its root: {}\u{a0}%; \
         besides {:.3} s ready to run without a CPU",
        seconds(waiting.total),
        waits.number,
        share(with_stack),
        share(with_stack.saturating_sub(waits.cut_ns)),
        seconds(waits.ready_ns),
    ))
}

const SKID: &str = "Skid: a sample shows the instruction that waits, not the one that is slow. Trust sums over a loop \
                    or a call; within a chain of dependent operations the split shows where it stalls.";
