//! Which functions count as one: by default the instances of a generic function, and those without linkage names.

use super::layout::{fit, fit_name};
use crate::Profile;
use crate::export::source_name;
use std::collections::HashMap;

/// For each function the first of those that count as the same.
#[derive(Debug)]
pub(crate) struct Instances {
    firsts: Vec<u32>,
    /// How many functions count as one, by the first.
    counts: HashMap<u32, usize>,
    merged: bool,
}

impl Instances {
    /// Each instance by itself.
    pub(crate) fn apart(profile: &Profile) -> Self {
        let firsts = (0..).zip(&profile.symbols.functions).map(|(number, _)| number);
        Self { firsts: firsts.collect(), counts: HashMap::new(), merged: false }
    }

    /// Instances with the same name in the source, in the same object, as one.
    pub(crate) fn merged(profile: &Profile) -> Self {
        let (mut known, mut counts) = (HashMap::new(), HashMap::new());
        let first = |(number, function): (u32, &crate::Function)| {
            // A closure without the function around it could be any.
            let itself = function.name.starts_with('{').then_some(number);
            let first = *known.entry((source_name(&function.name), function.object, itself)).or_insert(number);
            *counts.entry(first).or_default() += 1;
            first
        };
        let firsts = (0..).zip(&profile.symbols.functions).map(first).collect();
        Self { firsts, counts, merged: true }
    }

    pub(crate) fn first(&self, function: u32) -> u32 {
        self.firsts.get(function as usize).copied().unwrap_or(function)
    }

    pub(crate) fn count(&self, first: u32) -> usize {
        self.counts.get(&first).copied().unwrap_or(1)
    }

    /// The name of what counts as one function: with `_` for what tells its instances apart, where there are several.
    pub(crate) fn name(&self, profile: &Profile, first: u32) -> String {
        let name = profile.symbols.name(first);
        if self.merged && self.count(first) > 1 { source_name(name) } else { name.to_owned() }
    }
}

/// A name with the number of its instances, where they are several, in so much room.
pub(super) fn label(name: &str, instances: usize, room: Option<usize>) -> String {
    let count = if instances > 1 { format!(" ({instances} instances)") } else { String::new() };
    fit(&(fit_name(name, room.map(|room| room.saturating_sub(count.len()))) + &count), room)
}
