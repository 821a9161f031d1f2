//! Which vectors the sampled code uses.
//!
//! A sample shows the instruction that waits, or the one after it, so a single instruction tells little. A sample counts for
//! its *run*: the instructions around it that are executed one after the other, up to branches and their targets. Where a
//! run has arithmetic of several kinds, its samples are divided by the numbers of instructions.

use super::Share;
use super::instances::Instances;
use super::layout::write_wrapped;
use super::runs::{Arithmetic, Runs, WIDTHS};
use super::via::Below;
use crate::{Location, Profile};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// The arithmetic of some samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mix {
    /// Samples on arithmetic of all lanes of vectors, of integers too. Bitwise operations count from 256 bits on: scalar
    /// code uses those of 128.
    pub packed: Share,
    /// Samples on arithmetic of one floating-point number.
    pub scalar: Share,
    /// Samples whose instructions are not known; the remaining ones are on loads, stores, branches, and integers.
    pub unknown: Share,
    /// The size of the widest vector register with arithmetic, in bits, of those with a good part of it; `None` where
    /// hardly any sample is on packed arithmetic.
    pub widest: Option<u32>,
}

/// A function that one of the user's calls in a loop, so that it was not inlined there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutOfLine {
    /// Its name, after that of its library where it is of C.
    pub function: String,
    /// Samples in it and in what it calls.
    pub inclusive: Share,
}

/// Which vectors the sampled code uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vectors {
    /// All samples.
    pub all: Mix,
    /// Functions by their names, as [`Profile::functions`] has them.
    pub functions: BTreeMap<String, Mix>,
    /// The user's lines, by file and number, as [`Profile::lines`] has them.
    pub lines: BTreeMap<(String, u32), Mix>,
    /// The hottest first. Functions of the user's with loops of their own are not among them: to inline those gains little.
    pub not_inlined: Vec<OutOfLine>,
}

/// Sums of samples, which may be parts of one.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    packed: [f64; 3],
    scalar: f64,
    unknown: f64,
    all: u64,
}

/// Registers with a smaller part of the packed arithmetic do not make the code wide, nor does so small a part of all.
const LEAST_OF_PACKED: f64 = 0.05;
const LEAST_OF_ALL: f64 = 0.02;

impl Sums {
    fn add(&mut self, arithmetic: Option<Arithmetic>, weight: u64) {
        self.all += weight;
        let weight = weight as f64;
        let Some(Arithmetic { packed, scalar }) = arithmetic else {
            self.unknown += weight;
            return;
        };
        let each = weight / f64::from((packed.iter().sum::<u32>() + scalar).max(1));
        self.packed.iter_mut().zip(packed).for_each(|(sum, number)| *sum += each * f64::from(number));
        self.scalar += each * f64::from(scalar);
    }

    fn mix(&self) -> Mix {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at most the number of all samples"
        )]
        let share = |samples: f64| Share { samples: samples.round() as u64, of: self.all };
        let packed: f64 = self.packed.iter().sum();
        let is_used =
            |(_, sum): &(u32, f64)| packed > LEAST_OF_ALL * self.all as f64 && *sum >= LEAST_OF_PACKED * packed;
        let widest = WIDTHS.into_iter().zip(self.packed).filter(is_used).map(|(width, _)| width).next_back();
        Mix { packed: share(packed), scalar: share(self.scalar), unknown: share(self.unknown), widest }
    }
}

/// The runs of the kept code, by the object and the function.
struct Program(HashMap<(u32, u32), Vec<Runs>>);

impl Program {
    fn of(profile: &Profile) -> Self {
        let mut all = HashMap::<_, Vec<Runs>>::new();
        if cfg!(target_arch = "x86_64") {
            for code in &profile.evidence.code {
                all.entry((code.object, code.function)).or_default().push(Runs::of(code));
            }
        }
        Self(all)
    }

    fn runs(&self, location: &Location) -> &[Runs] {
        let key = location.pc.object.zip(location.frames.last().map(|outer| outer.function));
        key.and_then(|key| self.0.get(&key)).map_or(&[], Vec::as_slice)
    }

    fn arithmetic(&self, location: &Location) -> Option<Arithmetic> {
        self.runs(location).iter().find_map(|runs| runs.arithmetic(location.pc.offset))
    }

    /// Whether a location is in a loop of its function.
    fn repeats(&self, location: &Location) -> bool {
        self.runs(location).iter().any(|runs| runs.repeats(location.pc.offset))
    }
}

impl Profile {
    /// Which vectors the sampled code uses. The code is that of the profile, also where the program was rebuilt since. Only
    /// x86-64 is known: on others no instruction is.
    pub fn vectors(&self) -> Vectors {
        let (instances, program) = (Instances::merged(self), Program::of(self));
        let mut all = Sums::default();
        let (mut functions, mut lines) = (BTreeMap::<_, Sums>::new(), BTreeMap::<_, Sums>::new());
        let mut callees = HashMap::<Below, u64>::new();
        for (stack, weight) in self.recording.stack_weights(|_| true) {
            let Some(leaf) = self.symbols.locations_of(stack).next() else { continue };
            let arithmetic = program.arithmetic(leaf);
            all.add(arithmetic, weight);
            let charged = self.charged(stack);
            if let Some((file, line)) = charged.and_then(|frame| frame.file.zip(frame.line)) {
                lines.entry((self.place(self.symbols.path(file)), line)).or_default().add(arithmetic, weight);
            }
            if let Some(frame) = charged.or(leaf.frames.last().copied()) {
                let name = instances.name(self, instances.first(frame.function));
                functions.entry(name).or_default().add(arithmetic, weight);
            }
            if let Some(callee) = self.not_inlined(&program, stack) {
                *callees.entry(Below::outer(callee, &instances)).or_default() += weight;
            }
        }
        let total = all.all;
        let called = |(below, samples): (Below, u64)| OutOfLine {
            function: below.name(self, &instances),
            inclusive: Share { samples, of: total },
        };
        let mut not_inlined: Vec<OutOfLine> = callees.into_iter().map(called).collect();
        not_inlined.sort_by_cached_key(|call| (Reverse(call.inclusive.samples), call.function.clone()));
        let mixes = |(key, sums): (_, Sums)| (key, sums.mix());
        Vectors {
            all: all.mix(),
            functions: functions.into_iter().map(mixes).collect(),
            lines: lines.into_iter().map(|(key, sums)| (key, sums.mix())).collect(),
            not_inlined,
        }
    }

    /// The innermost function of a stack that a loop of the user's calls, where inlining it could matter.
    fn not_inlined(&self, program: &Program, stack: u32) -> Option<&Location> {
        let locations: Vec<&Location> = self.symbols.locations_of(stack).collect();
        let is_users = |location: &Location| location.frames.iter().any(|frame| self.is_users(frame));
        let calls = locations.windows(2).find(|pair| is_users(pair[1]) && program.repeats(pair[1]))?;
        let has_loop = calls[0].leaf && is_users(calls[0]) && program.repeats(calls[0]);
        (!has_loop).then_some(calls[0])
    }
}

/// Calls with less are not worth a word.
const LEAST_CALL: f64 = 0.01;

/// Most names that are told.
const SHOWN: usize = 3;

/// As `97.0 % of samples on packed arithmetic, 512-bit vectors; 1.0 % on scalar floating point`.
impl fmt::Display for Mix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { packed, scalar, unknown, widest } = self;
        if unknown.value() > 0.5 {
            return match cfg!(target_arch = "x86_64") {
                true => write!(f, "vectors not known: the code of {unknown} % of the samples was not kept"),
                false => write!(f, "vectors not known on {}", std::env::consts::ARCH),
            };
        }
        match widest {
            Some(bits) => write!(f, "{packed} % of samples on packed arithmetic, {bits}-bit vectors")?,
            None => write!(f, "hardly any packed arithmetic")?,
        }
        if scalar.samples > 0 { write!(f, "; {scalar} % on scalar floating point") } else { Ok(()) }
    }
}

impl Vectors {
    /// A sentence on all samples, as `97.0 % of samples on packed arithmetic, 512-bit vectors; not inlined: none`.
    pub fn sentence(&self) -> String {
        let noted = || self.not_inlined.iter().filter(|call| call.inclusive.value() >= LEAST_CALL);
        let mut names: Vec<_> =
            noted().take(SHOWN).map(|call| format!("{} ({} %)", call.function, call.inclusive)).collect();
        let more = noted().count().saturating_sub(SHOWN);
        names.extend((more > 0).then(|| format!("{more} more")));
        let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        format!("{}; not inlined: {names}", self.all)
    }
}

/// A paragraph with [`Vectors::sentence`].
impl fmt::Display for Vectors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_wrapped(&format!("Vectors: {}", self.sentence()), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mix(samples: &[(Option<Arithmetic>, u64)]) -> (u64, u64, u64, Option<u32>) {
        let mut sums = Sums::default();
        samples.iter().for_each(|&(arithmetic, weight)| sums.add(arithmetic, weight));
        let Mix { packed, scalar, unknown, widest } = sums.mix();
        (packed.samples, scalar.samples, unknown.samples, widest)
    }

    #[test]
    fn samples_are_divided_by_instructions_and_the_widest_register_has_a_good_part() {
        let of = |packed, scalar| Some(Arithmetic { packed, scalar });
        assert_eq!(mix(&[(of([1, 0, 2], 1), 80), (of([0; 3], 0), 20)]), (60, 20, 0, Some(512)));
        assert_eq!(mix(&[(of([1, 0, 0], 0), 97), (of([0, 0, 1], 0), 3)]), (100, 0, 0, Some(128)));
        assert_eq!(mix(&[(of([0, 1, 0], 0), 1), (of([0; 3], 1), 99)]), (1, 99, 0, None));
        assert_eq!(mix(&[(None, 5)]), (0, 0, 5, None));
    }
}
