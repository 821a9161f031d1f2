//! Samples summed by what they are charged to.

use crate::{Frame, Profile};
use std::collections::{BTreeSet, HashMap};

/// What a sample is charged to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Charge {
    /// A line of the user's.
    Line(Frame),
    /// A function without a frame of the user's below it: the outermost one at the leaf.
    Foreign(u32),
    /// An address in an object of which nothing is known, or in none.
    Unknown(Option<u32>),
}

/// Own and inclusive samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Cost {
    /// Samples charged to it.
    pub(crate) own: u64,
    /// Samples in whose stacks it occurs.
    pub(crate) inclusive: u64,
}

/// All samples, summed.
#[derive(Debug, Default)]
pub(crate) struct Costs {
    /// All of them.
    pub(crate) total: u64,
    /// By function, the user's and others'.
    pub(crate) functions: HashMap<u32, Cost>,
    /// By the user's line in a function.
    pub(crate) lines: HashMap<Frame, Cost>,
    /// Samples of functions that are not the user's, by function.
    pub(crate) foreign: HashMap<u32, u64>,
    /// Samples of which nothing is known, by object.
    pub(crate) unknown: HashMap<Option<u32>, u64>,
}

impl Costs {
    /// Sums the samples for which `wanted` holds, which is given a thread's number.
    pub(crate) fn of(profile: &Profile, wanted: impl Fn(u16) -> bool) -> Self {
        let mut weights: HashMap<u32, u64> = HashMap::new();
        for sample in profile.recording.samples.iter().filter(|sample| wanted(sample.thread)) {
            *weights.entry(sample.stack).or_default() += u64::from(sample.weight);
        }
        let mut costs = Self::default();
        for (stack, weight) in weights {
            costs.add(profile, stack, weight);
        }
        costs
    }

    fn add(&mut self, profile: &Profile, stack: u32, weight: u64) {
        self.total += weight;
        match profile.charge(stack) {
            Charge::Line(frame) => {
                self.functions.entry(frame.function).or_default().own += weight;
                self.lines.entry(frame).or_default().own += weight;
            }
            Charge::Foreign(function) => {
                self.functions.entry(function).or_default().own += weight;
                *self.foreign.entry(function).or_default() += weight;
            }
            Charge::Unknown(object) => *self.unknown.entry(object).or_default() += weight,
        }
        // Recursion puts a function into a stack more than once; it is counted once.
        let frames: BTreeSet<Frame> = profile.symbols.frames(stack).collect();
        let functions: BTreeSet<u32> = frames.iter().map(|frame| frame.function).collect();
        for function in functions {
            self.functions.entry(function).or_default().inclusive += weight;
        }
        for frame in frames.into_iter().filter(|frame| profile.is_users(frame)) {
            self.lines.entry(frame).or_default().inclusive += weight;
        }
    }
}
