//! What rungs were compiled to, and which of their lines take the time.

use super::with_threads;
use serde::{Deserialize, Serialize};

/// Profiles of rungs on one input, taken after measuring.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Profiles {
    /// The input.
    pub input: String,
    /// Why the system let not all be taken.
    pub refused: Option<String>,
    /// Each measured rung, in the order of the report.
    pub rungs: Vec<RungProfile>,
}

/// The profile of a rung.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct RungProfile {
    pub name: String,
    pub threads: usize,
    pub samples: u64,
    /// CPU time that the samples stand for.
    pub cpu_s: f64,
    #[serde(flatten)]
    pub vectors: MixOf,
    /// Functions that a loop of the rung calls, the hottest first.
    pub not_inlined: Vec<Called>,
    /// The above in a sentence.
    pub sentence: String,
    /// Where its vectors are narrower than they could be.
    pub remark: Option<String>,
    /// What a reader should know of the profile.
    pub warnings: Vec<String>,
    /// The hottest lines.
    pub lines: Vec<Line>,
    /// The functions of the stacks.
    pub functions: Vec<Function>,
    /// The stacks with most of the samples: the user's functions, and what the innermost of them runs.
    pub stacks: Vec<Stack>,
}

/// Shares of samples: on arithmetic of all lanes of vectors, on that of one floating-point number, and on instructions
/// that are not known.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct MixOf {
    pub packed: f64,
    pub scalar: f64,
    pub unknown: f64,
    /// The size of the widest vector register with arithmetic; null where there is none.
    pub widest_bits: Option<u32>,
}

/// A function that is called and its share of the samples.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Called {
    pub function: String,
    pub share: f64,
}

/// A line and the samples charged to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Line {
    pub file: String,
    /// Null where the samples are on no line of the user's.
    pub line: Option<u32>,
    pub function: String,
    pub text: String,
    pub share: f64,
    pub cpu_s: f64,
    /// The function below the line with most of its samples.
    pub via: Option<String>,
    #[serde(flatten)]
    pub vectors: MixOf,
}

/// A stack and its samples.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Stack {
    /// Indices of functions, callers first.
    pub frames: Vec<usize>,
    pub samples: u64,
}

/// A function of a stack, inlined or not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Whether it is on a line of the user's.
    pub yours: bool,
}

/// The headings of [`RungProfile::cells`].
pub(crate) const HEADINGS: [&str; 5] = ["widest vector", "packed", "scalar float", "not inlined", "hottest line"];

impl RungProfile {
    /// The rung, with its threads where they are several.
    pub(crate) fn label(&self) -> String {
        with_threads(&self.name, self.threads)
    }

    /// What the rung was compiled to, a cell each.
    pub(crate) fn cells(&self) -> [String; 5] {
        let share = |share: f64| format!("{:.0} %", 100.0 * share);
        let known = self.vectors.unknown <= 0.5;
        let of = |text: String| if known { text } else { "not known".to_owned() };
        let widest = self.vectors.widest_bits.map_or_else(|| "none".to_owned(), |bits| format!("{bits} bits"));
        let call = self.not_inlined.first().filter(|call| call.share >= 0.01);
        let call =
            call.map_or_else(|| "none".to_owned(), |call| format!("{} ({})", short(&call.function), share(call.share)));
        let line =
            self.lines.first().map_or_else(String::new, |line| format!("{} ({})", line.place(), share(line.share)));
        [of(widest), of(share(self.vectors.packed)), of(share(self.vectors.scalar)), of(call), line]
    }
}

/// The last two parts of a path, without type parameters.
fn short(function: &str) -> &str {
    let name = function.split("::<").next().unwrap_or(function);
    let mut starts = name.rmatch_indices("::").map(|(at, _)| at + 2).filter(|_| !name.starts_with('<'));
    starts.nth(1).map_or(name, |start| &name[start..])
}

impl Line {
    /// The file's name and the number; of what is on no line of the user's, the function.
    pub(crate) fn place(&self) -> String {
        let file = self.file.rsplit('/').next().unwrap_or(&self.file);
        self.line.map_or_else(|| self.function.clone(), |line| format!("{file}:{line}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_functions_are_shortened_to_what_tells_them_apart() {
        for (name, expected) in [
            ("lanes::packed::partition::partition::<f64x8, Rounded<Multibrot3>>", "partition::partition"),
            ("dot::scalar", "dot::scalar"),
            ("libm fmaf", "libm fmaf"),
            ("<f32x8>::exp", "<f32x8>::exp"),
        ] {
            assert_eq!(short(name), expected);
        }
    }
}
