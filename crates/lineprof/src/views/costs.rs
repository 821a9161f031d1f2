//! Samples summed by what they are charged to.

use crate::{Frame, Profile};
use std::collections::{BTreeSet, HashMap};

/// What a sample is charged to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Charge {
    /// A line of the user's.
    Line(Frame),
    /// A function that no line of the user's called: the outermost one at the leaf.
    Foreign(u32),
    /// An address without known function, in this object where that is known.
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
    /// Samples without known function, by object.
    pub(crate) unknown: HashMap<Option<u32>, u64>,
}

impl Costs {
    /// Sums the samples of the threads selected by their numbers.
    pub(crate) fn of(profile: &Profile, select: impl Fn(u16) -> bool) -> Self {
        let mut costs = Self::default();
        for (stack, weight) in profile.recording.stack_weights(|sample| select(sample.thread)) {
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
        // A recursive function occurs several times in a stack and counts once.
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
