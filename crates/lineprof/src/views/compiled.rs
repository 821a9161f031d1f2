//! How the sampled code was compiled: its vectors, and what was not inlined.
//!
//! A sample shows the instruction that waits, or the one after it, so a single instruction tells little. A sample counts for
//! its *run*: the instructions around it that are executed one after the other, up to branches and their targets. Where a
//! run has arithmetic of several kinds, its samples are divided by the numbers of instructions.

use super::Share;
use super::hot::Key;
use super::instances::Instances;
use super::layout::fit_name;
use super::runs::{Arithmetic, Runs, WIDTHS};
use super::via::Below;
use crate::{Frame, Location, Profile};
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

/// How a line or a function was compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compiled {
    /// The arithmetic of the samples charged to it.
    pub mix: Mix,
    /// What its loops call, as [`super::Vectors::not_inlined`].
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

    /// The end of the run of a location, and its instructions.
    fn instructions(&self, location: &Location) -> Option<(u64, &BTreeMap<String, u32>)> {
        self.runs(location).iter().find_map(|runs| runs.instructions(location.pc.offset))
    }

    /// Whether a location is in a loop of its function.
    fn repeats(&self, location: &Location) -> bool {
        self.runs(location).iter().any(|runs| runs.repeats(location.pc.offset))
    }

    /// The innermost function of a stack that a loop of the user's calls, where inlining it could matter, and the line of the
    /// call.
    fn not_inlined<'a>(&self, profile: &'a Profile, stack: u32) -> Option<(&'a Location, Frame)> {
        let locations: Vec<&Location> = profile.symbols.locations_of(stack).collect();
        let users = |location: &Location| location.frames.iter().find(|frame| profile.is_users(frame)).copied();
        let calls = locations.windows(2).find(|pair| users(pair[1]).is_some() && self.repeats(pair[1]))?;
        let has_loop = calls[0].leaf && users(calls[0]).is_some() && self.repeats(calls[0]);
        (!has_loop).then_some((calls[0], users(calls[1])?))
    }
}

impl Profile {
    /// How often each instruction stands in the run with the most samples, as `vmulpd 512`: its mnemonic, and the size of the
    /// widest vector register in bits. A run is what is executed from one branch, or target of one, to the next; that with the
    /// most samples is the body of the hottest loop. Empty where the code is not known.
    pub fn hottest_run(&self) -> BTreeMap<String, u32> {
        let program = Program::of(self);
        let mut runs = BTreeMap::<_, (u64, &BTreeMap<String, u32>)>::new();
        for (stack, weight) in self.recording.stack_weights(|_| true) {
            let leaf = self.symbols.locations_of(stack).next();
            let found = leaf.and_then(|leaf| Some((leaf.pc.object, program.instructions(leaf)?)));
            if let Some((object, (end, instructions))) = found {
                runs.entry((object, end)).or_insert((0, instructions)).0 += weight;
            }
        }
        runs.into_values().max_by_key(|(weight, _)| *weight).map(|(_, found)| found.clone()).unwrap_or_default()
    }
}

/// Sums of a line, of a function, or of all.
#[derive(Debug, Default)]
struct Part {
    sums: Sums,
    calls: HashMap<Below, u64>,
}

impl Part {
    fn compiled(&self, profile: &Profile, instances: &Instances, of: u64) -> Compiled {
        let called = |(below, &samples): (&Below, &u64)| OutOfLine {
            function: below.name(profile, instances),
            inclusive: Share { samples, of },
        };
        let mut not_inlined: Vec<OutOfLine> = self.calls.iter().map(called).collect();
        not_inlined.sort_by_cached_key(|call| (Reverse(call.inclusive.samples), call.function.clone()));
        Compiled { mix: self.sums.mix(), not_inlined }
    }
}

/// How all that was sampled was compiled.
#[derive(Debug)]
pub(super) struct AllCompiled {
    pub(super) all: Compiled,
    pub(super) lines: BTreeMap<Key, Compiled>,
    pub(super) functions: HashMap<u32, Compiled>,
}

impl AllCompiled {
    /// With `apart`, the functions that a line lies in are separate.
    pub(super) fn of(profile: &Profile, instances: &Instances, apart: bool) -> Self {
        let program = Program::of(profile);
        let (mut all, mut lines, mut functions) = (Part::default(), BTreeMap::<Key, Part>::new(), HashMap::new());
        let key = |frame: &Frame| (frame.file, frame.line, apart.then(|| instances.first(frame.function)));
        for (stack, weight) in profile.recording.stack_weights(|_| true) {
            let Some(leaf) = profile.symbols.locations_of(stack).next() else { continue };
            let arithmetic = program.arithmetic(leaf);
            all.sums.add(arithmetic, weight);
            let charged = profile.charged(stack);
            if let Some(frame) = &charged {
                lines.entry(key(frame)).or_default().sums.add(arithmetic, weight);
            }
            if let Some(frame) = charged.or(leaf.frames.last().copied()) {
                let function: &mut Part = functions.entry(instances.first(frame.function)).or_default();
                function.sums.add(arithmetic, weight);
            }
            if let Some((callee, caller)) = program.not_inlined(profile, stack) {
                let function = functions.entry(instances.first(caller.function)).or_default();
                for part in [&mut all, lines.entry(key(&caller)).or_default(), function] {
                    *part.calls.entry(Below::outer(callee, instances)).or_default() += weight;
                }
            }
        }
        let compiled = |part: &Part| part.compiled(profile, instances, all.sums.all);
        Self {
            all: compiled(&all),
            lines: lines.iter().map(|(key, part)| (*key, compiled(part))).collect(),
            functions: functions.iter().map(|(function, part)| (*function, compiled(part))).collect(),
        }
    }
}

/// Calls with a smaller share are not shown.
pub(super) const LEAST_CALL: f64 = 0.01;

/// Arithmetic with a smaller share of a line or function is not shown.
const LEAST_ARITHMETIC: f64 = 0.05;

impl Compiled {
    /// Notes such as `256-bit vectors 96 %, scalar 1 %` and `not inlined: fmaf (28.0 %)`; each fits this width.
    pub(super) fn notes(&self, room: Option<usize>) -> impl Iterator<Item = String> {
        let Mix { packed, scalar, unknown, widest } = self.mix;
        let vectors = widest.map_or_else(
            || "no vectors".to_owned(),
            |bits| format!("{bits}-bit vectors {:.0} %", 100.0 * packed.value()),
        );
        let is_known = unknown.value() <= 0.5 && packed.value().max(scalar.value()) >= LEAST_ARITHMETIC;
        let mix = is_known.then(|| format!("{vectors}, scalar {:.0} %", 100.0 * scalar.value()));
        let mut calls = self.not_inlined.iter().filter(|call| call.inclusive.value() >= LEAST_CALL);
        let call = calls.next().map(|OutOfLine { function, inclusive }| {
            let more = match calls.count() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let about = |name: &str| format!("not inlined: {name} ({inclusive} %){more}");
            about(&fit_name(function, room.map(|room| room.saturating_sub(about("").chars().count()))))
        });
        mix.into_iter().chain(call)
    }
}

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
