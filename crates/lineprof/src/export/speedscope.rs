//! speedscope's format, with the samples of each thread in order of time.

use super::files::to_file;
use super::frames::{Step, thread_name};
use crate::recording::Sample;
use crate::{Error, Profile};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

#[derive(Serialize)]
struct Document {
    #[serde(rename = "$schema")]
    schema: &'static str,
    shared: BTreeMap<&'static str, Vec<NamedFrame>>,
    profiles: Vec<ThreadProfile>,
    name: String,
    exporter: &'static str,
    #[serde(rename = "activeProfileIndex")]
    active: usize,
}

#[derive(Serialize)]
struct NamedFrame {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ThreadProfile {
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
    /// Writes speedscope's format: a profile for each thread, weights in nanoseconds. Consecutive samples with the same
    /// stack are one. Each sample stands for the CPU time since the last, so the time between samples is not kept.
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
        threads.insert(0, Vec::new()); // speedscope refuses a document without profiles
    }
    let mut frames = Frames { profile, numbers: HashMap::new(), list: Vec::new() };
    let profiles = threads.into_iter().map(|(thread, samples)| frames.thread(thread, samples)).collect();
    Document {
        schema: "https://www.speedscope.app/file-format-schema.json",
        shared: BTreeMap::from([("frames", frames.list)]),
        profiles,
        name: profile.recording.command.clone(),
        exporter: concat!("lineprof ", env!("CARGO_PKG_VERSION")),
        active: 0,
    }
}

/// The frames that the profiles share, and their indices.
struct Frames<'a> {
    profile: &'a Profile,
    numbers: HashMap<Step, usize>,
    list: Vec<NamedFrame>,
}

impl Frames<'_> {
    fn thread(&mut self, thread: u16, mut samples: Vec<&Sample>) -> ThreadProfile {
        let (mut stacks, mut weights) = (Vec::new(), Vec::new());
        samples.sort_by_key(|sample| sample.time_ns);
        for run in samples.chunk_by(|a, b| a.stack == b.stack) {
            let steps = Step::of(self.profile, run[0].stack).into_iter().rev();
            stacks.push(steps.map(|step| self.number(step)).collect());
            weights.push(run.iter().map(|sample| u64::from(sample.weight) * self.profile.recording.period_ns).sum());
        }
        ThreadProfile {
            kind: "sampled",
            name: thread_name(self.profile, thread),
            unit: "nanoseconds",
            start_value: 0,
            end_value: weights.iter().sum(),
            samples: stacks,
            weights,
        }
    }

    fn number(&mut self, step: Step) -> usize {
        *self.numbers.entry(step).or_insert_with(|| {
            let (file, line) = match step {
                Step::Frame(frame) => (frame.file, frame.line),
                Step::Unknown(_) => (None, None),
            };
            let file = file.map(|file| self.profile.symbols.path(file).to_string_lossy().into_owned());
            self.list.push(NamedFrame { name: step.name(self.profile).into_owned(), file, line });
            self.list.len() - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::made::made;
    use super::*;

    #[test]
    fn consecutive_samples_of_one_stack_are_one_in_order_of_time() {
        let mut profile = made();
        profile.recording.samples.reverse();
        let out = document(&profile);
        assert_eq!(out.profiles[1].weights, [4, 2, 4].map(|weight| weight * 1_003_009));
        profile.recording.samples.iter_mut().for_each(|sample| sample.stack = 0);
        assert_eq!(document(&profile).profiles[0].weights, [8 * 1_003_009]);
    }
}
