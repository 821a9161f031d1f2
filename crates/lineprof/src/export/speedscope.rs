//! speedscope's format, with the samples of each thread in order of time.

use super::files::to_file;
use super::frames::{Step, thread_name};
use crate::recording::Sample;
use crate::{Error, Profile};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

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

/// Not a `Value`, which would take eight times the memory for the frames' numbers.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    shared: Value,
    profiles: Vec<Sampled>,
    name: &'a str,
    exporter: &'static str,
    active_profile_index: u32,
}

/// The samples of a thread: numbers of frames, outermost first, and their weights.
#[derive(Serialize)]
#[serde(rename_all = "camelCase", tag = "type", rename = "sampled")]
struct Sampled {
    name: String,
    unit: &'static str,
    start_value: u64,
    end_value: u64,
    samples: Vec<Box<[u32]>>,
    weights: Vec<u64>,
}

fn document(profile: &Profile) -> Document<'_> {
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
        shared: json!({ "frames": frames.list }),
        profiles,
        name: &profile.recording.command,
        exporter: concat!("lineprof ", env!("CARGO_PKG_VERSION")),
        active_profile_index: 0,
    }
}

/// The frames that the profiles share, and their indices.
struct Frames<'a> {
    profile: &'a Profile,
    numbers: HashMap<Step, u32>,
    list: Vec<Value>,
}

impl Frames<'_> {
    fn thread(&mut self, thread: u16, mut samples: Vec<&Sample>) -> Sampled {
        let (mut stacks, mut weights) = (Vec::new(), Vec::<u64>::new());
        samples.sort_by_key(|sample| sample.time_ns);
        for run in samples.chunk_by(|a, b| a.stack == b.stack) {
            let steps = Step::of(self.profile, run[0].stack).into_iter().rev();
            stacks.push(steps.map(|step| self.number(step)).collect());
            weights.push(run.iter().map(|sample| u64::from(sample.weight) * self.profile.recording.period_ns).sum());
        }
        Sampled {
            name: thread_name(self.profile, thread),
            unit: "nanoseconds",
            start_value: 0,
            end_value: weights.iter().sum(),
            samples: stacks,
            weights,
        }
    }

    fn number(&mut self, step: Step) -> u32 {
        *self.numbers.entry(step).or_insert_with(|| {
            let (file, line) = match step {
                Step::Frame(frame) => (frame.file, frame.line),
                Step::Unknown(_) | Step::Named(_) => (None, None),
            };
            let file = file.map(|file| self.profile.symbols.path(file).to_string_lossy().into_owned());
            let mut named = json!({ "name": step.name(self.profile) });
            if let Some(file) = file {
                named["file"] = file.into();
            }
            if let Some(line) = line {
                named["line"] = line.into();
            }
            self.list.push(named);
            u32::try_from(self.list.len() - 1).expect("fewer frames than bytes of code")
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
        assert_eq!(document(&profile).profiles[1].weights, [4, 2, 4].map(|weight| weight * 1_003_009));
        profile.recording.samples.iter_mut().for_each(|sample| sample.stack = 0);
        assert_eq!(document(&profile).profiles[0].weights, [8 * 1_003_009]);
    }
}
