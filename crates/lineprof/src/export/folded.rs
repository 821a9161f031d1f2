//! Folded stacks: a line of text for each, as flame graph programs read.

use super::frames::{Labels, Step, weights};
use super::to_file;
use crate::{Error, Profile};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

impl Profile {
    /// Folded stacks: the frames of a stack, outermost first, `;` between them, a space and its samples; a line for
    /// each stack, sorted by frames. Inlined frames count as frames. Empty where there are no samples.
    #[must_use]
    pub fn folded(&self, labels: Labels) -> String {
        folded(self, |step| one_word(&step.label(self, labels)))
    }

    /// Writes [`Profile::folded`] to a file.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_folded(&self, path: &Path, labels: Labels) -> Result<(), Error> {
        to_file(path, |out| out.write_all(self.folded(labels).as_bytes()))
    }
}

/// Folded stacks by names of one's own, which must have been made by [`one_word`].
pub(super) fn folded(profile: &Profile, name: impl Fn(Step) -> String) -> String {
    let mut names = HashMap::<Step, String>::new();
    // By frames and not by letters: as text, `a b` would stand between `a` and `a;c` and cut the frame `a` in two.
    let mut lines = BTreeMap::<Vec<String>, u64>::new();
    for (stack, weight) in weights(profile) {
        let steps = Step::of(profile, stack).into_iter().rev();
        let frames = steps.map(|step| names.entry(step).or_insert_with(|| name(step)).clone()).collect();
        *lines.entry(frames).or_default() += weight;
    }
    lines.into_iter().fold(String::new(), |mut text, (frames, weight)| {
        _ = writeln!(text, "{} {weight}", frames.join(";"));
        text
    })
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
    fn all_inlined_frames_are_named_outermost_first() {
        let text = made().folded(Labels::Functions);
        assert!(text.contains("main;kernels::step::<f64>;<f64 as Real>::add 8\n"), "{text}");
        assert!(!text.contains("worker"), "a thread is no frame: {text}");
    }

    #[test]
    fn a_function_is_split_by_line() {
        let text = made().folded(Labels::Lines);
        let line = "main (main.rs:7);kernels::step::<f64> (kernels.rs:93);<f64 as Real>::add (real.rs:11) 3\n";
        assert!(text.contains(line), "{text}");
        assert!(text.contains("kernels::step::<f64> (kernels.rs:94);"), "{text}");
    }

    #[test]
    fn what_is_not_known_is_named_after_its_object() {
        let text = made().folded(Labels::Functions);
        assert!(text.contains("main;[libc.so.6] 2\n"), "{text}");
        assert!(text.starts_with("[unknown] 1\n"), "{text}");
        assert!(text.contains("main;[vdso] 4\n"), "{text}");
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
    fn a_frame_is_never_cut_in_two_by_the_order() {
        let mut made = Made::default();
        for leaf in ["a b", "a", "c"] {
            made.sample(&[&[(leaf, "a.rs", 1)], &[("a", "a.rs", 2)]], "main", 1);
        }
        made.sample(&[&[("a b", "a.rs", 1)]], "main", 1);
        made.sample(&[&[("a", "a.rs", 1)]], "main", 1);
        assert_eq!(made.profile().folded(Labels::Functions), "a 1\na;a 1\na;a b 1\na;c 1\na b 1\n");
    }
}
