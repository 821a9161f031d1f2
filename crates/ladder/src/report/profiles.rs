//! What rungs were compiled to, and which of their lines take the time.

use crate::machine::isa;
use lineprof::Profile;
use lineprof::views::{HotLine, Mix};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Profiles of rungs on one input, taken after measuring.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Profiles {
    /// The input.
    pub input: String,
    /// Why the system let not all be taken.
    pub refused: Option<String>,
    /// Each measured rung, in the order of the report.
    pub rungs: Vec<RungProfile>,
}

/// The profile of a rung.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct RungProfile {
    pub name: String,
    pub threads: usize,
    pub samples: u64,
    /// CPU time that the samples stand for.
    pub cpu_s: f64,
    #[serde(flatten)]
    pub vectors: MixOf,
    /// Functions that a loop of the rung calls, the hottest first.
    pub not_inlined: Vec<Called>,
    /// The above in a sentence.
    pub sentence: String,
    /// Where its vectors are narrower than they could be.
    pub remark: Option<String>,
    /// What a reader should know of the profile.
    pub warnings: Vec<String>,
    /// The hottest lines.
    pub lines: Vec<Line>,
    /// The stacks with most of the samples, callers first: the user's functions, and what the innermost of them runs.
    pub stacks: Vec<Stack>,
}

/// Shares of samples: on arithmetic of all lanes of vectors, on that of one floating-point number, and on instructions
/// that are not known.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct MixOf {
    pub packed: f64,
    pub scalar: f64,
    pub unknown: f64,
    /// The size of the widest vector register with arithmetic; null where there is none.
    pub widest_bits: Option<u32>,
}

/// A function that is called and its share of the samples.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Called {
    pub function: String,
    pub share: f64,
}

/// A line and the samples charged to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Line {
    pub file: String,
    /// Null where the samples are on no line of the user's.
    pub line: Option<u32>,
    pub function: String,
    pub text: String,
    pub share: f64,
    pub cpu_s: f64,
    /// The function below the line with most of its samples.
    pub via: Option<String>,
    #[serde(flatten)]
    pub vectors: MixOf,
}

/// A stack and its samples.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Stack {
    pub frames: Vec<StackFrame>,
    pub samples: u64,
}

/// A function of a stack, inlined or not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StackFrame {
    /// Its name.
    pub function: String,
    /// Whether it is on a line of the user's.
    pub yours: bool,
}

/// The least shares of samples that lines and stacks are told for, and the most lines.
const LEAST_OF_LINE: f64 = 0.005;
const LEAST_OF_STACK: f64 = 0.005;
const MOST_LINES: usize = 12;

impl RungProfile {
    /// What a profile of a rung says.
    pub(crate) fn of(name: &str, threads: usize, profile: &Profile) -> Self {
        let vectors = profile.vectors();
        let samples = profile.recording.total();
        let mut lines = profile.lines().hot;
        lines.retain(|line| line.own.value() >= LEAST_OF_LINE);
        lines.truncate(MOST_LINES);
        let line = |HotLine { place, line, function, own, contents, via, .. }: HotLine| Line {
            vectors: line
                .and_then(|line| vectors.lines.get(&(place.clone(), line)))
                .map_or_else(MixOf::default, MixOf::of),
            file: place,
            line,
            function,
            text: contents,
            share: own.value(),
            cpu_s: profile.recording.time(own.samples).as_secs_f64(),
            via: via.map(|via| via.name),
        };
        let called = vectors.not_inlined.iter();
        Self {
            name: name.to_owned(),
            threads,
            samples,
            cpu_s: profile.recording.time(samples).as_secs_f64(),
            vectors: MixOf::of(&vectors.all),
            not_inlined: called
                .map(|call| Called { function: call.function.clone(), share: call.inclusive.value() })
                .collect(),
            sentence: vectors.sentence(),
            remark: remark(&vectors.all),
            warnings: profile.quality().warnings,
            lines: lines.into_iter().map(line).collect(),
            stacks: stacks(profile, samples),
        }
    }
}

impl MixOf {
    fn of(mix: &Mix) -> Self {
        let Mix { packed, scalar, unknown, widest } = mix;
        let [packed, scalar, unknown] = [packed, scalar, unknown].map(|share| share.value());
        Self { packed, scalar, unknown, widest_bits: *widest }
    }
}

/// Less packed arithmetic than this is by chance.
const LEAST_PACKED: f64 = 0.1;

/// What to know of a rung whose vectors are narrower than those of the build, or that has none.
fn remark(mix: &Mix) -> Option<String> {
    let build = u32::try_from(isa::LANES_F64 * 64).ok()?;
    if mix.unknown.value() > 0.5 {
        return None;
    }
    match mix.widest.filter(|_| mix.packed.value() >= LEAST_PACKED) {
        None => Some("It is not SIMD: hardly any of its time is on vectors.".to_owned()),
        Some(bits) if bits < build => {
            Some(format!("Its vectors have {bits} bits; those of this build may have {build} ({}).", isa::NAME))
        }
        Some(bits) => isa::unused().map(|better| {
            let name = isa::NAME;
            format!("Its vectors have {bits} bits: the build is for {name}, and this CPU has {better}; -Ctarget-cpu=native uses it.")
        }),
    }
}

/// Equal stacks together: the frames of the user's, and below the innermost of them those of others.
fn stacks(profile: &Profile, total: u64) -> Vec<Stack> {
    let mut sums = BTreeMap::<Vec<StackFrame>, u64>::new();
    for sample in &profile.recording.samples {
        let named = |frame: lineprof::Frame| StackFrame {
            function: profile.symbols.name(frame.function).to_owned(),
            yours: profile.is_users(&frame),
        };
        let frames: Vec<StackFrame> = profile.symbols.frames(sample.stack).map(named).collect();
        let below = frames.iter().position(|frame| frame.yours).unwrap_or(frames.len().min(1));
        let kept = frames.into_iter().enumerate().filter(|(depth, frame)| frame.yours || *depth < below);
        let mut kept: Vec<StackFrame> = kept.map(|(_, frame)| frame).collect();
        kept.reverse();
        *sums.entry(kept).or_default() += u64::from(sample.weight);
    }
    let least = LEAST_OF_STACK * total as f64;
    let stack = |(frames, samples)| Stack { frames, samples };
    sums.into_iter().filter(|(_, samples)| *samples as f64 >= least).map(stack).collect()
}

/// The headings of [`RungProfile::cells`].
pub(crate) const HEADINGS: [&str; 5] = ["widest vector", "packed", "scalar float", "not inlined", "hottest line"];

impl RungProfile {
    /// The rung, with its threads where they are several.
    pub(crate) fn label(&self) -> String {
        if self.threads == 1 { self.name.clone() } else { format!("{} × {}", self.name, self.threads) }
    }

    /// What the rung was compiled to, a cell each.
    pub(crate) fn cells(&self) -> [String; 5] {
        let share = |share: f64| format!("{:.0} %", 100.0 * share);
        let known = self.vectors.unknown <= 0.5;
        let of = |text: String| if known { text } else { "not known".to_owned() };
        let widest = self.vectors.widest_bits.map_or_else(|| "none".to_owned(), |bits| format!("{bits} bits"));
        let call = self.not_inlined.first().filter(|call| call.share >= 0.01);
        let call =
            call.map_or_else(|| "none".to_owned(), |call| format!("{} ({})", short(&call.function), share(call.share)));
        let line =
            self.lines.first().map_or_else(String::new, |line| format!("{} ({})", line.place(), share(line.share)));
        [of(widest), of(share(self.vectors.packed)), of(share(self.vectors.scalar)), of(call), line]
    }
}

/// The last two parts of a path, without type parameters.
fn short(function: &str) -> &str {
    let name = function.split("::<").next().unwrap_or(function);
    let mut starts = name.rmatch_indices("::").map(|(at, _)| at + 2).filter(|_| !name.starts_with('<'));
    starts.nth(1).map_or(name, |start| &name[start..])
}

impl Line {
    /// The file's name and the number; of what is on no line of the user's, the function.
    pub(crate) fn place(&self) -> String {
        let file = self.file.rsplit('/').next().unwrap_or(&self.file);
        self.line.map_or_else(|| self.function.clone(), |line| format!("{file}:{line}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_functions_are_shortened_to_what_tells_them_apart() {
        for (name, expected) in [
            ("lanes::packed::partition::partition::<f64x8, Rounded<Multibrot3>>", "partition::partition"),
            ("dot::scalar", "dot::scalar"),
            ("libm fmaf", "libm fmaf"),
            ("<f32x8>::exp", "<f32x8>::exp"),
        ] {
            assert_eq!(short(name), expected);
        }
    }
}
