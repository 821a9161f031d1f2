//! The differences between two profiles as a flamegraph.

use super::files::to_file;
use super::flamegraph::{SAMPLES, Shape, draw};
use super::folded::{folded, one_word};
use super::frames::Step;
use super::types;
use crate::{Error, Profile};
use inferno::differential;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// Writes a flame graph of the samples after, as an SVG file: red where a frame has more samples of its own than before,
/// blue where it has fewer. The counts before are scaled to those after, and type parameters are left out, so that the
/// same work on other types stands in the same place. A function that is gone has no width; swap the profiles to see it.
///
/// # Errors
/// Where the file cannot be written.
pub fn write_diff(path: &Path, before: &Profile, after: &Profile, shape: Shape) -> Result<(), Error> {
    let title = format!("{} (before: {})", after.recording.command, before.recording.command);
    let subtitle = format!("{} samples before, {} after", before.recording.total(), after.recording.total());
    to_file(path, |out| draw(out, &both_counts(before, after)?, &title, &subtitle, (shape, SAMPLES)))
}

/// Folded stacks with both counts, sorted by frames.
fn both_counts(before: &Profile, after: &Profile) -> io::Result<String> {
    let alike = |profile: &Profile| {
        let steps = |stack| Step::of(profile, stack);
        let weights = profile.recording.stack_weights(|_| true);
        folded(&weights, 0, steps, |step| one_word(&types::alike(&step.name(profile))))
    };
    let (before, after) = (alike(before), alike(after));
    let options = differential::Options { normalize: true, ..differential::Options::default() };
    let mut out = Vec::new();
    differential::from_readers(options, before.as_bytes(), after.as_bytes(), &mut out)?;
    let text = String::from_utf8_lossy(&out);
    let mut lines: Vec<_> = text.lines().collect();
    lines.sort_by_cached_key(|line| line.split(';').collect::<Vec<_>>());
    Ok(lines.join("\n"))
}

/// The samples with each function in their stack, by names without types.
pub(crate) fn bare_counts(profile: &Profile) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::<String, u64>::new();
    for (stack, weight) in profile.recording.stack_weights(|_| true) {
        let steps = Step::of(profile, stack).into_iter();
        let functions: BTreeSet<String> = steps.map(|step| types::bare(&step.name(profile))).collect();
        for function in functions {
            *counts.entry(function).or_default() += weight;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::super::made::Made;
    use super::*;

    /// A quarter of the samples, or half of them, in the step of a type.
    fn stepping(number: &str, step: u16, rest: u16) -> Profile {
        let mut made = Made::default();
        let (add, of) = (format!("<{number} as Real>::add"), format!("kernels::step::<{number}>"));
        let main: &[_] = &[("main", "main.rs", 7)];
        made.sample(&[&[(&add, "real.rs", 1), (&of, "kernels.rs", 2)], main], "main", step);
        made.sample(&[&[("save", "png.rs", 1)], main], "main", rest);
        made.profile()
    }

    #[test]
    fn scalar_and_simd_stacks_line_up() {
        let (scalar, simd) = (stepping("f64", 6, 2), stepping("wide::f64x4_::f64x4", 2, 2));
        let text = both_counts(&scalar, &simd).unwrap();
        assert_eq!(text, "main;kernels::step::<_>;<_ as Real>::add 3 2\nmain;save 1 2");
    }

    #[test]
    fn the_greatest_change_comes_first() {
        let (scalar, simd) = (stepping("f64", 6, 2), stepping("wide::f64x4", 2, 3));
        let functions = scalar.changes_to(&simd).functions;
        let found: Vec<_> = functions.iter().map(|change| (change.name.as_str(), change.samples)).collect();
        let expected = [("Real::add", [6, 2]), ("kernels::step", [6, 2]), ("main", [8, 5]), ("save", [2, 3])];
        assert_eq!(found, expected);
        let same = stepping("f64", 1, 1).changes_to(&stepping("f32", 1, 1)).to_string();
        assert!(same.contains("no time changed"), "{same}");
    }

    #[test]
    fn profiles_without_samples_are_drawn_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("diff.svg");
        let draw = |before: &Profile, after: &Profile| {
            write_diff(&path, before, after, Shape::Flames).unwrap();
            std::fs::read_to_string(&path).unwrap()
        };
        let (some, none) = (stepping("f64", 6, 2), Made::default().profile());
        assert!(draw(&none, &none).contains("There are no samples."));
        assert!(draw(&some, &none).contains("There are no samples."), "no samples after");
        let drawn = draw(&none, &some);
        assert!(drawn.contains("save (2 samples, 25.00%; +25.00%)"), "{drawn}");
        let drawn = draw(&stepping("wide::f64x4", 2, 2), &some);
        assert!(drawn.contains("&lt;_ as Real&gt;::add (6 samples, 75.00%; +25.00%)"), "{drawn}");
    }
}
