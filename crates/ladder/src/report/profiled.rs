//! What a profile says of a rung.

use super::{Called, Function, Line, MixOf, RungProfile, Stack};
use crate::machine::isa;
use lineprof::Profile;
use lineprof::views::{HotLine, Mix};
use std::collections::{BTreeMap, BTreeSet};

/// The least shares of samples that lines and stacks are told for, and the most lines.
const LEAST_OF_LINE: f64 = 0.005;
const LEAST_OF_STACK: f64 = 0.01;
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
        let (functions, stacks) = stacks(profile, samples);
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
            remark: remark(&vectors.all).filter(|_| profile.quality().with_line.value() >= LEAST_OF_USERS),
            warnings: profile.quality().warnings,
            lines: lines.into_iter().map(line).collect(),
            functions,
            stacks,
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

/// With fewer samples on the user's lines than this, nothing is said of the user's vectors.
const LEAST_OF_USERS: f64 = 0.5;

/// Less packed arithmetic than this is by chance.
pub(super) const LEAST_PACKED: f64 = 0.1;

/// With more samples on code that is not known, nothing is said of vectors.
pub(super) const MOST_UNKNOWN: f64 = 0.5;

/// What to know of a rung whose vectors are narrower than those of the build, or that has none.
fn remark(mix: &Mix) -> Option<String> {
    let build = u32::try_from(isa::LANES_F64 * 64).ok()?;
    if mix.unknown.value() > MOST_UNKNOWN {
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
fn stacks(profile: &Profile, total: u64) -> (Vec<Function>, Vec<Stack>) {
    let mut sums = BTreeMap::<Vec<Function>, u64>::new();
    for sample in &profile.recording.samples {
        let named = |frame: lineprof::Frame| Function {
            name: profile.symbols.name(frame.function).to_owned(),
            yours: profile.is_users(&frame),
        };
        let frames: Vec<Function> = profile.symbols.frames(sample.stack).map(named).collect();
        let below = frames.iter().position(|frame| frame.yours).unwrap_or(frames.len().min(1));
        let kept = frames.into_iter().enumerate().filter(|(depth, frame)| frame.yours || *depth < below);
        let mut kept: Vec<Function> = kept.map(|(_, frame)| frame).collect();
        kept.reverse();
        *sums.entry(kept).or_default() += u64::from(sample.weight);
    }
    let least = LEAST_OF_STACK * total as f64;
    sums.retain(|_, samples| *samples as f64 >= least);
    let functions: BTreeSet<&Function> = sums.keys().flatten().collect();
    let functions: Vec<Function> = functions.into_iter().cloned().collect();
    let index = |function: &Function| functions.binary_search(function).unwrap_or_default();
    let stack =
        |(frames, &samples): (&Vec<Function>, &u64)| Stack { frames: frames.iter().map(index).collect(), samples };
    let stacks = sums.iter().map(stack).collect();
    (functions, stacks)
}
