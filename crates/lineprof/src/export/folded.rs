//! Folded stacks: a line of text for each stack, which flame graph programs read.

use super::files::to_file;
use super::frames::{Labels, Step};
use super::runtimes::Runtimes;
use crate::views::Measure;
use crate::{Error, Profile};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::hash::Hash;
use std::io::Write as _;
use std::path::Path;

impl Profile {
    /// Folded stacks: the frames of a stack, outermost first, `;` between them, a space and its samples; a line for
    /// each stack, sorted by frames. Inlined frames count as frames. Empty where there are no samples.
    pub fn folded(&self, labels: Labels) -> String {
        let weights = self.recording.stack_weights(|_| true);
        folded(&weights, 0, |stack| Step::of(self, stack), |step| one_word(&step.label(self, labels)))
    }

    /// [`Profile::folded`] for flame graphs: without frames that fewer than `least` samples share, and with folded runtimes
    /// where the configuration asks for it.
    pub(super) fn folded_from(&self, labels: Labels, least: u64) -> String {
        let weights = self.recording.stack_weights(|_| true);
        folded(&weights, least, self.shown_steps(), |step| one_word(&step.label(self, labels)))
    }

    /// Nanoseconds of CPU time and of waiting in the form of [`Profile::folded_from`], without frames of less than a
    /// 10,000th; waiting ends in a frame `[waiting]`.
    pub(super) fn folded_wall(&self, labels: Labels) -> String {
        let (recording, steps) = (&self.recording, self.shown_steps());
        let mut times = HashMap::new();
        for (stack, weight) in recording.stack_weights(|_| true) {
            times.insert((stack, false), weight.saturating_mul(recording.period_ns));
        }
        for (stack, waited) in
            recording.waiting().into_iter().flat_map(|waiting| Measure::Counter(waiting).of_stacks(recording, |_| true))
        {
            times.insert((stack, true), waited);
        }
        let least = times.values().sum::<u64>().div_ceil(10_000);
        let steps = |(stack, waits): (u32, bool)| {
            let waiting = waits.then_some(Step::Named("[waiting]"));
            waiting.into_iter().chain(steps(stack)).collect()
        };
        folded(&times, least, steps, |step| one_word(&step.label(self, labels)))
    }

    /// The steps of a stack as flame graphs have them, innermost first.
    pub(crate) fn shown_steps(&self) -> impl Fn(u32) -> Vec<Step> {
        let runtimes = self.config.hide_runtime.then(|| Runtimes::of(self));
        move |stack| {
            let steps = Step::of(self, stack);
            match &runtimes {
                Some(runtimes) => runtimes.fold(steps),
                None => steps,
            }
        }
    }

    /// Writes [`Profile::folded`] to a file.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_folded(&self, path: &Path, labels: Labels) -> Result<(), Error> {
        to_file(path, |out| out.write_all(self.folded(labels).as_bytes()))
    }
}

/// Folded stacks with custom names, which must come from [`one_word`]. Frames that fewer than `least` samples share are
/// left out, and their samples are those of the frame around them.
pub(super) fn folded<K: Copy + Eq + Hash>(
    weights: &HashMap<K, u64>,
    least: u64,
    steps: impl Fn(K) -> Vec<Step>,
    name: impl Fn(Step) -> String,
) -> String {
    let (names, stacks) = ranked(weights, steps, name);
    let mut text = String::new();
    cut(&stacks, 0, least, &mut |frames, weight| {
        frames.iter().for_each(|&frame| text.extend([&names[frame], ";"]));
        text.pop();
        _ = writeln!(text, " {weight}");
    });
    text
}

/// Stacks, each the indices of its frames, outermost first, and its weight; sorted by the names of frames.
pub(crate) type Stacks = Vec<(Box<[usize]>, u64)>;

/// The distinct names of frames in their order, and the stacks. `steps` are innermost first.
pub(crate) fn ranked<K: Copy + Eq + Hash, N: Ord>(
    weights: &HashMap<K, u64>,
    steps: impl Fn(K) -> Vec<Step>,
    name: impl Fn(Step) -> N,
) -> (Vec<N>, Stacks) {
    let distinct: HashSet<Step> = weights.keys().flat_map(|&stack| steps(stack)).collect();
    let mut named: Vec<(N, Step)> = distinct.into_iter().map(|step| (name(step), step)).collect();
    named.sort_unstable();
    // A frame is the rank of its name, as there may be millions of frames.
    let (mut names, mut ranks) = (Vec::<N>::new(), HashMap::<Step, usize>::new());
    for (name, step) in named {
        if names.last() != Some(&name) {
            names.push(name);
        }
        ranks.insert(step, names.len() - 1);
    }
    // Sorted by frames, not by letters: as text, `a b` comes between `a` and `a;c` and would split the frame `a` in two.
    let mut stacks = BTreeMap::<Box<[usize]>, u64>::new();
    for (&stack, weight) in weights {
        *stacks.entry(steps(stack).iter().rev().map(|step| ranks[step]).collect()).or_default() += weight;
    }
    (names, Vec::from_iter(stacks))
}

/// Hands over sorted lines that are alike up to a depth, each as deep as at least so many samples go.
fn cut(lines: &[(Box<[usize]>, u64)], depth: usize, least: u64, each: &mut impl FnMut(&[usize], u64)) {
    for alike in lines.chunk_by(|(a, _), (b, _)| a.get(depth) == b.get(depth)) {
        let (frames, weight) = (&alike[0].0, alike.iter().map(|(_, weight)| weight).sum());
        if depth > 0 && (frames.len() == depth || weight < least) {
            each(&frames[..depth], weight);
        } else {
            cut(alike, depth + 1, least, each);
        }
    }
}

/// A name that can stand in a line: `:` for `;`, no line breaks, and no number at the end that could be a count.
pub(super) fn one_word(name: &str) -> String {
    let name = name.replace(';', ":").replace(char::is_control, " ");
    let name = name.trim();
    match name.rsplit_once(' ') {
        _ if name.is_empty() => "?".to_owned(),
        Some((start, end)) if end.parse::<f64>().is_ok() => format!("{}_{end}", start.trim_end()),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::made::{Made, made};
    use super::*;

    #[test]
    fn inlined_frames_are_named_outermost_first_and_lines_on_request() {
        let text = made().folded(Labels::Functions);
        for line in [
            "main;kernels::step::<f64>;<f64 as Real>::add 8\n",
            "main;[libc.so.6] 2\n",
            "main;[vdso] 4\n",
            "[unknown] 1\n",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
        assert!(!text.contains("worker"), "a thread is not a frame: {text}");
        let text = made().folded(Labels::Lines);
        let line = "main (main.rs:7);kernels::step::<f64> (kernels.rs:93);<f64 as Real>::add (real.rs:11) 3\n";
        assert!(text.contains(line) && text.contains("kernels::step::<f64> (kernels.rs:94);"), "{text}");
    }

    #[test]
    fn samples_of_frames_with_few_are_those_of_the_frame_around_them() {
        let mut made = Made::default();
        for (leaf, weight) in [("a", 2), ("b", 1), ("c", 1)] {
            made.sample(&[&[(leaf, "a.rs", 1)], &[("main", "a.rs", 2)]], "main", weight);
        }
        assert_eq!(made.profile().folded_from(Labels::Functions, 2), "main;a 2\nmain 1\nmain 1\n");
    }

    #[test]
    fn names_cannot_break_a_line() {
        assert_eq!(one_word("<[u8; 16]>::f\nx"), "<[u8: 16]>::f x");
        assert_eq!(one_word("operator 12"), "operator_12");
        assert_eq!(one_word(" "), "?");
        let mut made = Made::default();
        made.sample(&[&[("f;\n 3", "a.rs", 1)]], "main", 5);
        assert_eq!(made.profile().folded(Labels::Functions), "f:_3 5\n");
    }

    #[test]
    fn the_order_never_splits_a_frame() {
        let mut made = Made::default();
        for leaf in ["a b", "a", "c"] {
            made.sample(&[&[(leaf, "a.rs", 1)], &[("a", "a.rs", 2)]], "main", 1);
        }
        made.sample(&[&[("a b", "a.rs", 1)]], "main", 1);
        made.sample(&[&[("a", "a.rs", 1)]], "main", 1);
        assert_eq!(made.profile().folded(Labels::Functions), "a 1\na;a 1\na;a b 1\na;c 1\na b 1\n");
    }
}
