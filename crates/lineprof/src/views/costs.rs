//! Samples or counts, summed by what they are charged to.

use super::Measure;
use super::instances::Instances;
use crate::{Frame, Profile};
use std::collections::{BTreeSet, HashMap};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Cost {
    /// Samples charged to it.
    pub(crate) own: u64,
    /// Samples in whose stacks it occurs.
    pub(crate) inclusive: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Costs {
    /// All of them.
    pub(crate) total: u64,
    /// By function, the user's and others'.
    pub(crate) functions: HashMap<u32, Cost>,
    /// By the user's line in a function.
    pub(crate) lines: HashMap<Frame, Cost>,
    /// Samples without a line of the user's, by the outermost function at the leaf.
    pub(crate) foreign: HashMap<u32, u64>,
    /// Samples without known function, by object.
    pub(crate) unknown: HashMap<Option<u32>, u64>,
}

impl Costs {
    /// Sums what was measured on the threads selected by their numbers.
    pub(crate) fn of(
        profile: &Profile,
        instances: &Instances,
        measure: Measure<'_>,
        select: impl Fn(u16) -> bool,
    ) -> Self {
        let mut costs = Self::default();
        for (stack, weight) in measure.of_stacks(&profile.recording, select) {
            costs.add(profile, instances, stack, weight);
        }
        costs
    }

    fn add(&mut self, profile: &Profile, instances: &Instances, stack: u32, weight: u64) {
        self.total += weight;
        let merged = |frame: Frame| Frame { function: instances.first(frame.function), ..frame };
        let leaf = profile.symbols.locations_of(stack).next();
        if let Some(frame) = profile.charged(stack).map(merged) {
            self.functions.entry(frame.function).or_default().own += weight;
            self.lines.entry(frame).or_default().own += weight;
        } else if let Some(Frame { function, .. }) = leaf.and_then(|leaf| leaf.frames.last().copied().map(merged)) {
            self.functions.entry(function).or_default().own += weight;
            *self.foreign.entry(function).or_default() += weight;
        } else {
            *self.unknown.entry(leaf.and_then(|leaf| leaf.pc.object)).or_default() += weight;
        }
        // A recursive function occurs several times in a stack and counts once.
        let frames: BTreeSet<Frame> = profile.symbols.frames(stack).map(merged).collect();
        let functions: BTreeSet<u32> = frames.iter().map(|frame| frame.function).collect();
        for function in functions {
            self.functions.entry(function).or_default().inclusive += weight;
        }
        for frame in frames.into_iter().filter(|frame| profile.is_users(frame)) {
            self.lines.entry(frame).or_default().inclusive += weight;
        }
    }
}
