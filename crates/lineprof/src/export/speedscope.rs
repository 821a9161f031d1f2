//! speedscope's format, with the samples of each thread in the order in which they were taken.

use super::frames::{Step, thread_name};
use super::to_file;
use crate::recording::Sample;
use crate::{Error, Profile};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

const SCHEMA: &str = "https://www.speedscope.app/file-format-schema.json";

#[derive(Serialize)]
struct Document {
    #[serde(rename = "$schema")]
    schema: &'static str,
    shared: Shared,
    profiles: Vec<OfThread>,
    name: String,
    exporter: &'static str,
    #[serde(rename = "activeProfileIndex")]
    active: usize,
}

#[derive(Serialize)]
struct Shared {
    frames: Vec<Named>,
}

#[derive(Serialize)]
struct Named {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OfThread {
    #[serde(rename = "type")]
    kind: &'static str,
    name: String,
    unit: &'static str,
    start_value: u64,
    end_value: u64,
    /// Indices of frames, outermost first.
    samples: Vec<Vec<usize>>,
    weights: Vec<u64>,
}

impl Profile {
    /// Writes speedscope's format: a profile for each thread, weights in nanoseconds. Samples that follow each other
    /// with one stack are one. The time between samples is not kept: each stands for the CPU time since the last.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_speedscope(&self, path: &Path) -> Result<(), Error> {
        to_file(path, |out| serde_json::to_writer(out, &document(self)).map_err(Into::into))
    }
}

fn document(profile: &Profile) -> Document {
    let mut threads = BTreeMap::<u16, Vec<&Sample>>::new();
    for sample in &profile.recording.samples {
        threads.entry(sample.thread).or_default().push(sample);
    }
    if threads.is_empty() {
        threads.insert(0, Vec::new()); // it wants one to show
    }
    let mut frames = Frames { profile, numbers: HashMap::new(), named: Vec::new() };
    let profiles = threads.into_iter().map(|(thread, samples)| of_thread(&mut frames, thread, samples)).collect();
    Document {
        schema: SCHEMA,
        shared: Shared { frames: frames.named },
        profiles,
        name: profile.recording.command.clone(),
        exporter: concat!("lineprof ", env!("CARGO_PKG_VERSION")),
        active: 0,
    }
}

fn of_thread(frames: &mut Frames<'_>, thread: u16, mut samples: Vec<&Sample>) -> OfThread {
    let period = frames.profile.recording.period_ns;
    samples.sort_by_key(|sample| sample.time_ns);
    let mut out = OfThread {
        kind: "sampled",
        name: thread_name(frames.profile, thread),
        unit: "nanoseconds",
        start_value: 0,
        end_value: 0,
        samples: Vec::new(),
        weights: Vec::new(),
    };
    for run in samples.chunk_by(|a, b| a.stack == b.stack) {
        let weight = run.iter().map(|sample| u64::from(sample.weight) * period).sum();
        out.samples.push(frames.of(run[0].stack));
        out.weights.push(weight);
        out.end_value += weight;
    }
    out
}

/// The frames that are shared, and where they are in the list.
struct Frames<'a> {
    profile: &'a Profile,
    numbers: HashMap<Step, usize>,
    named: Vec<Named>,
}

impl Frames<'_> {
    /// Those of a stack, outermost first.
    fn of(&mut self, stack: u32) -> Vec<usize> {
        Step::of(self.profile, stack).into_iter().rev().map(|step| self.number(step)).collect()
    }

    fn number(&mut self, step: Step) -> usize {
        *self.numbers.entry(step).or_insert_with(|| {
            let (file, line) = match step {
                Step::Frame(frame) => (frame.file, frame.line),
                Step::Unknown(_) => (None, None),
            };
            let file = file.map(|file| self.profile.symbols.path(file).to_string_lossy().into_owned());
            self.named.push(Named { name: step.name(self.profile).into_owned(), file, line });
            self.named.len() - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::made::{Made, made};
    use super::*;

    #[test]
    fn stacks_are_written_outermost_first() {
        let out = document(&made());
        let names: Vec<_> = out.profiles[0].samples[0]
            .iter()
            .map(|&frame| (out.shared.frames[frame].name.as_str(), out.shared.frames[frame].line))
            .collect();
        let expected = [("main", Some(7)), ("kernels::step::<f64>", Some(93)), ("<f64 as Real>::add", Some(11))];
        assert_eq!(names, expected);
    }

    #[test]
    fn equal_neighbours_are_one_in_the_order_of_time() {
        let mut profile = made();
        profile.recording.samples.reverse();
        let out = document(&profile);
        assert_eq!(out.profiles[1].weights, [4, 2, 4].map(|weight| weight * 1_003_009));
        profile.recording.samples.iter_mut().for_each(|sample| sample.stack = 0);
        assert_eq!(document(&profile).profiles[0].weights, [8 * 1_003_009]);
    }

    #[test]
    fn without_samples_there_is_an_empty_profile_to_show() {
        let out = document(&Made::default().profile());
        assert_eq!((out.profiles.len(), out.profiles[0].end_value), (1, 0));
    }
}
