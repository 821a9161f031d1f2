//! Folded stacks: a line of text for each stack, which flame graph programs read.

use super::files::to_file;
use super::frames::{Labels, Step};
use crate::{Error, Profile};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

impl Profile {
    /// Folded stacks: the frames of a stack, outermost first, `;` between them, a space and its samples; a line for
    /// each stack, sorted by frames. Inlined frames count as frames. Empty where there are no samples.
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

/// Folded stacks with custom names, which must come from [`one_word`].
pub(super) fn folded(profile: &Profile, name: impl Fn(Step) -> String) -> String {
    let mut names = HashMap::<Step, String>::new();
    // Sorted by frames, not by letters: as text, `a b` comes between `a` and `a;c` and would split the frame `a` in two.
    let mut lines = BTreeMap::<Vec<String>, u64>::new();
    for (stack, weight) in profile.recording.stack_weights(|_| true) {
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
