//! How good a profile is, and what it does not say.

use super::{Costs, Share};
use crate::Profile;
use crate::recording::Backend;
use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::time::{Duration, SystemTime};

/// How good a profile is.
#[derive(Debug, Clone, PartialEq)]
pub struct Quality {
    /// Who took the samples.
    pub backend: Backend,
    /// Samples asked for per second of CPU time.
    pub asked_hz: u32,
    /// Samples taken per second of CPU time in user code; `None` where there was none to speak of.
    pub effective_hz: Option<f64>,
    /// Samples, by their weight.
    pub samples: u64,
    /// Samples that the kernel dropped.
    pub lost: u64,
    /// Periods that a timer missed.
    pub overruns: u64,
    /// Samples of forked children, not kept.
    pub of_children: u64,
    /// CPU time that samples stand for.
    pub covered: Duration,
    /// CPU time used in user code.
    pub cpu: Duration,
    /// CPU time used in the kernel, which no sample covers.
    pub system: Duration,
    /// Time that went by.
    pub wall: Duration,
    /// Samples charged to a line of the user's.
    pub with_line: Share,
    /// Samples whose leaf lies at an address that the compiler gives no line.
    pub line_zero: Share,
    /// Samples at addresses of which nothing is known.
    pub unresolved: Share,
    /// What a reader should know, one sentence each.
    pub warnings: Vec<String>,
}

impl Quality {
    pub(crate) fn of(profile: &Profile) -> Self {
        let recording = &profile.recording;
        let costs = Costs::of(profile, |_| true);
        let samples = costs.total;
        let share = |samples| Share { samples, of: costs.total };
        let with_line = costs.lines.values().map(|cost| cost.own).sum();
        let cpu_seconds = recording.cpu.as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate of a few digits")]
        let effective_hz = (cpu_seconds > 0.01).then(|| samples as f64 / cpu_seconds);
        Self {
            backend: recording.backend,
            asked_hz: recording.asked_hz,
            effective_hz,
            samples,
            lost: recording.lost,
            overruns: recording.overruns,
            of_children: recording.of_children,
            covered: recording.time(samples),
            cpu: recording.cpu,
            system: recording.system,
            wall: recording.wall,
            with_line: share(with_line),
            line_zero: share(line_zero(profile)),
            unresolved: share(costs.unknown.values().sum()),
            warnings: warnings(profile, &costs, share(with_line)),
        }
    }
}

/// Samples whose leaf has a function, in an object that has lines, but no line.
fn line_zero(profile: &Profile) -> u64 {
    let without = |stack| {
        let leaf = profile.symbols.locations_of(stack).next();
        leaf.is_some_and(|leaf| {
            let has_lines = leaf.pc.object.is_some_and(|object| !profile.symbols.without_lines.contains(&object));
            has_lines && leaf.frames.first().is_some_and(|frame| frame.file.is_some() && frame.line.is_none())
        })
    };
    let samples = profile.recording.samples.iter().filter(|sample| without(sample.stack));
    samples.map(|sample| u64::from(sample.weight)).sum()
}

/// Fewer samples say little of any line.
const FEW: u64 = 200;

fn warnings(profile: &Profile, costs: &Costs, with_line: Share) -> Vec<String> {
    let recording = &profile.recording;
    let mut warnings: Vec<String> =
        recording.declined.iter().map(|reason| format!("a better sampler was not used: {reason}")).collect();
    warnings.extend(recording.warnings.iter().cloned());
    if recording.samples.is_empty() {
        warnings.push("no sample was taken: the work used no CPU time, or too little".to_owned());
    } else if recording.total() < FEW {
        warnings.push(format!("only {} samples: profile for longer, or at a higher rate", recording.total()));
    }
    if profile.sources.is_empty() {
        warnings.push(
            "no program in it tells where it was compiled: build with debug = \"limited\" and without strip, or name \
             the sources' folder"
                .to_owned(),
        );
    } else if let Some(stripped) = stripped(profile, costs) {
        warnings.push(stripped);
    } else if with_line.of > 0 && with_line.value() < 0.5 {
        warnings.push(format!(
            "only {with_line} % of the samples lie on lines below {}; if the sources lie elsewhere, name their folder",
            profile.sources.iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>().join(", ")
        ));
    }
    if recording.lost > 0 {
        warnings.push(format!("{} samples were lost: choose a lower rate", recording.lost));
    }
    warnings.extend(changed_sources(profile));
    warnings
}

/// Programs of which nothing is known, where many samples lie in them.
fn stripped(profile: &Profile, costs: &Costs) -> Option<String> {
    let unknown = costs.unknown.iter().filter(|(object, samples)| object.is_some() && **samples > 0);
    let (object, &samples) = unknown.max_by_key(|(_, samples)| **samples)?;
    let share = Share { samples, of: costs.total };
    (share.value() > 0.25).then(|| {
        format!(
            "{share} % of the samples lie in {}, which has no names, or is gone: build with debug = \"limited\" and \
             without strip",
            profile.object_label(*object)
        )
    })
}

/// The files of the user's that are younger than a program that has them.
fn changed_sources(profile: &Profile) -> Option<String> {
    let modified = |path: &std::path::Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    let built: Vec<Option<SystemTime>> =
        profile.recording.objects.iter().map(|object| modified(&object.path)).collect();
    let mut oldest: HashMap<u32, SystemTime> = HashMap::new();
    for location in &profile.symbols.locations {
        let Some(built) = location.pc.object.and_then(|object| *built.get(object as usize)?) else {
            continue;
        };
        for file in location.frames.iter().filter_map(|frame| frame.file) {
            oldest.entry(file).and_modify(|oldest| *oldest = built.min(*oldest)).or_insert(built);
        }
    }
    let changed = profile.users_files().filter(|(file, path)| {
        oldest.get(file).is_some_and(|built| modified(path).is_some_and(|changed| changed > *built))
    });
    let changed: Vec<String> = changed.map(|(_, path)| profile.shown(path).display().to_string()).collect();
    (!changed.is_empty())
        .then(|| format!("changed since the program was built, so lines may not match: {}", changed.join(", ")))
}

/// The most letters of a line of text.
const WIDTH: usize = 80;

/// A few lines of text, of at most 80 letters where words allow.
impl fmt::Display for Quality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = |time: Duration| time.as_secs_f64();
        let rate = match self.effective_hz {
            Some(hz) => format!("got {hz:.0} a CPU second"),
            None => "too little CPU time to tell what came of it".to_owned(),
        };
        let mut paragraphs = vec![
            format!("Sampler: {}", self.backend),
            format!("Rate: asked for {} Hz, {rate}", self.asked_hz),
            format!(
                "Samples: {} ({} lost, {} overrun, {} of children)",
                self.samples, self.lost, self.overruns, self.of_children
            ),
            format!(
                "CPU time: {:.3} s of {:.3} s in user code sampled; {:.3} s in the kernel not; elapsed {:.3} s",
                seconds(self.covered),
                seconds(self.cpu),
                seconds(self.system),
                seconds(self.wall)
            ),
            format!(
                "On a line of yours: {}\u{a0}%; at an address without a line: {}\u{a0}%; unresolved: {}\u{a0}%",
                self.with_line, self.line_zero, self.unresolved
            ),
        ];
        if self.backend.has_lines() {
            paragraphs.push(SKID.to_owned());
        }
        paragraphs.extend(self.warnings.iter().map(|warning| format!("warning: {warning}")));
        paragraphs.iter().try_for_each(|paragraph| wrapped(paragraph, f))
    }
}

const SKID: &str = "Skid: a sample shows the instruction that waits, not the one that is slow; sums over a loop or a call \
                    hold, the split within a dependent chain is a map of stalls.";

/// Writes a paragraph in lines, all but the first indented.
fn wrapped(paragraph: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut line = String::new();
    for word in paragraph.split(' ') {
        if !line.trim().is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
            writeln!(f, "{line}")?;
            line = "   ".to_owned();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line += word;
    }
    writeln!(f, "{line}")
}
