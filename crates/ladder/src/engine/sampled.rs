//! Samples calls of a rung.

use super::Entry;
use super::call;
use super::verify::{Prepared, caught};
use crate::{Ladder, Sampling};
use anyhow::anyhow;
use lineprof::{Frame, Profile, profile};
use std::path::Path;
use std::time::{Duration, Instant};

/// This crate's folder, as the compiler saw it.
const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// A profile of calls, below the engine: its callers are left out.
///
/// # Errors
/// Where threads cannot be started; within, where the system lets nothing be sampled.
pub(crate) fn sample<I: Sync, O: Send>(
    ladder: &Ladder<I, O>,
    entry: Entry,
    prepared: &Prepared<I, O>,
    sampling: &Sampling,
) -> anyhow::Result<Result<Profile, lineprof::Error>> {
    let Sampling { long, mut config } = sampling.clone();
    config.transparent.push(format!("{}/src/**", literal(HERE)));
    let sampled = caught(|| call::with(ladder, entry, prepared, |run| profile(&config, || repeat(long, run))));
    let name = &ladder.rungs[entry.rung].name;
    let sampled = sampled.map_err(|panic| anyhow!("{name} panicked while it was sampled: {panic}"))??;
    Ok(sampled.map(|((), profile)| below_the_engine(profile)))
}

/// Calls for about so long, and looks at the clock seldom.
fn repeat(long: Duration, run: &mut dyn FnMut()) {
    let begin = Instant::now();
    let mut calls = 1_u32;
    while begin.elapsed() < long {
        let start = Instant::now();
        (0..calls).for_each(|_| run());
        if start.elapsed() < Duration::from_millis(1) {
            calls *= 2;
        }
    }
}

/// A path as a glob that matches it alone.
fn literal(path: &str) -> String {
    let escaped = |sign: char| if "*?[]".contains(sign) { format!("[{sign}]") } else { sign.to_string() };
    path.chars().map(escaped).collect()
}

/// The profile without the frames of the engine and of those around it, but where the engine itself runs; and without the
/// samples in which it restores data.
fn below_the_engine(mut profile: Profile) -> Profile {
    let engine = Path::new(HERE).join("src/engine");
    let is_engine = |frame: &Frame| frame.file.is_some_and(|file| profile.symbols.path(file).starts_with(&engine));
    let depth = |stack: &Vec<u32>| {
        let of_engine = |&number: &u32| profile.symbols.locations[number as usize].frames.iter().any(is_engine);
        stack.iter().position(of_engine).map_or(stack.len(), |depth| depth.max(1))
    };
    let restores = |&number: &u32| {
        let frames = &profile.symbols.locations[number as usize].frames;
        frames.iter().any(|frame| is_engine(frame) && profile.symbols.name(frame.function).ends_with("::prepare"))
    };
    let restoring: Vec<bool> = profile.symbols.stacks.iter().map(|stack| stack.iter().any(restores)).collect();
    let depths: Vec<usize> = profile.symbols.stacks.iter().map(depth).collect();
    for (stack, &depth) in profile.symbols.stacks.iter_mut().zip(&depths) {
        stack.truncate(depth);
    }
    profile.recording.samples.retain(|sample| !restoring[sample.stack as usize]);
    for (stack, depth) in profile.recording.stacks.iter_mut().zip(depths) {
        *stack = stack.iter().take(depth).copied().collect();
    }
    profile
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_may_have_signs_of_globs_in_its_name() {
        assert_eq!(literal("/a[b/c*?]"), "/a[[]b/c[*][?][]]");
    }
}
