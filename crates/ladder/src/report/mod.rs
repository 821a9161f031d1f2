//! The schema `lanelab.run/1` of a JSON report. Fields are only ever added to it.
//!
//! With `--baseline` a field `baseline` is added: the `commit` of that report, the `changes` with their ratios and verdicts,
//! and what cannot be compared: `only_now`, `only_then`, and inputs of `other_work`.
//!
//! Times are seconds, or whole nanoseconds where a name ends in `_ns`. Ratios say how many times as fast as the base a
//! rung is, with a 99 % interval. A program may add fields of its own: [`More`].
//!
//! Old reports lack the fields that were added later, so these have a default.

mod change;
mod code;
mod measured;
mod more;
mod profiled;
mod profiles;

pub(crate) use change::{Change, Changes};
pub use code::Code;
pub(crate) use code::{OTHER_WIDTH, UNKNOWN_WIDTH};
pub use more::{More, Nothing};
pub(crate) use profiles::HEADINGS;
pub use profiles::{Called, Function, Line, MixOf, Profiles, RungProfile, Stack};

use anyhow::{Context, ensure};
use lanelab_measure::{Clock, Ratio};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::Path;

/// The name of the schema.
pub const SCHEMA: &str = "lanelab.run/1";

/// A whole report.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Report<M: More = Nothing> {
    /// [`SCHEMA`].
    pub schema: String,
    /// The ladder's name.
    #[serde(default)]
    pub ladder: String,
    /// The precision of floating-point work, `f32` or `f64`: as the ladder's work says, or else the type of the oracle's
    /// answer. Empty where that is not known.
    #[serde(default)]
    pub precision: String,
    /// Where it was measured.
    pub machine: Machine,
    /// What the machine can do.
    #[serde(default)]
    pub limits: Option<Limits>,
    /// What was compared with the oracle.
    #[serde(default)]
    pub verification: Option<Verification>,
    /// The measured inputs.
    pub scenes: Vec<Scene<M>>,
    /// What the rungs were compiled to.
    #[serde(default)]
    pub profiles: Option<Profiles>,
    /// What the program adds.
    #[serde(flatten)]
    pub more: M,
}

/// The machine and the build.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Machine {
    pub cpu: String,
    /// Which core that is, where one name is of several: `family 25 model 17`, or on Arm `implementer 0x41 part 0xd0c`.
    #[serde(default)]
    pub cpu_model: String,
    pub cores: usize,
    pub isa: String,
    /// A better instruction set that the CPU has and the build does not use; null where there is none.
    #[serde(default)]
    pub unused_isa: Option<String>,
    /// How many `f64` one vector of the build holds.
    pub lanes_f64: usize,
    #[serde(default)]
    pub clock_ghz: f64,
    pub rustc: String,
    pub commit: String,
    /// The target features of the build.
    #[serde(default)]
    pub features: String,
}

/// What the machine can do at most.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Limits {
    /// Floating-point operations per second of one core.
    pub f32_flops_per_s: f64,
    pub f64_flops_per_s: f64,
    /// The core's clock when they were measured.
    pub clock_ghz: f64,
    pub bandwidths: Vec<Bandwidth>,
}

/// The best rate at which threads use a level of the memory hierarchy.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Bandwidth {
    pub level: String,
    /// What the level holds; of memory, what stood for it.
    pub level_bytes: usize,
    /// `read`, `write` or `copy`, whose bytes are both those read and those written.
    pub access: String,
    pub threads: usize,
    pub bytes_per_s: f64,
}

/// What was compared with the oracle, and what came of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Verification {
    pub agreement: String,
    pub rungs: usize,
    pub inputs: usize,
    /// A rung on an input each, with how it differs: it was not measured there.
    pub failures: Vec<String>,
}

/// An input with its measured rungs.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
#[serde(bound = "")]
pub struct Scene<M: More = Nothing> {
    pub name: String,
    /// How much there is to do on it.
    #[serde(default)]
    pub work: Option<Amount>,
    pub clock_ghz: f64,
    /// The noise floor (A/A), as a share.
    pub floor: f64,
    /// The rung that the others are compared with, the first of this name.
    pub base: String,
    pub rungs: Vec<Rung<M>>,
    /// What the program adds.
    #[serde(flatten)]
    pub more: M::Scene,
}

/// How much there is to do on an input, as the ladder counts it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Amount {
    pub amount: f64,
    pub unit: String,
    pub flops: Option<f64>,
    pub reads_bytes: f64,
    pub writes_bytes: f64,
}

/// What was measured of a rung on a number of threads.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
#[serde(bound = "")]
pub struct Rung<M: More = Nothing> {
    pub name: String,
    /// What it is, in the ladder's words.
    #[serde(default)]
    pub about: String,
    pub threads: usize,
    /// Whether these are more threads than the process could run at once, so that they took turns.
    #[serde(default)]
    pub oversubscribed: bool,
    pub samples: usize,
    #[serde(default)]
    pub calls_a_sample: u32,
    #[serde(default)]
    pub median_s: f64,
    pub median_ns: u64,
    pub mad_ns: u64,
    #[serde(default)]
    pub min_ns: u64,
    #[serde(default)]
    pub max_ns: u64,
    #[serde(default)]
    pub mean_ns: u64,
    #[serde(default)]
    pub stddev_ns: u64,
    #[serde(default)]
    pub verified: bool,
    pub speed_up: Interval,
    /// `faster`, `slower`, `not distinguishable` or `too few pairs`; empty in old reports. Where the ladder compares at an
    /// equal width of vectors, also `other width` and `width not known`.
    #[serde(default)]
    pub verdict: String,
    /// Parallel efficiency: the rate on N threads over that of N independent single-thread runs started together.
    pub of_copies: Option<Interval>,
    pub rate: Option<Rate>,
    pub limit: Option<LimitShare>,
    /// What it was compiled to, where the ladder compares at an equal width and that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    /// CPU time of a call in the program's own code, of all threads together. This and the next three are means, and
    /// null where the system does not count them.
    pub user_ns: Option<u64>,
    /// CPU time of a call in the kernel.
    pub system_ns: Option<u64>,
    /// Page faults of a call that memory alone served.
    pub minor_faults: Option<f64>,
    /// Page faults of a call that waited for a file or for swap.
    pub major_faults: Option<f64>,
    /// What the program adds.
    #[serde(flatten)]
    pub more: M::Rung,
}

/// How fast a rung is, in the unit of the ladder.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Rate {
    pub unit: String,
    pub per_s: f64,
    /// Per cycle of one core.
    pub per_cycle: f64,
}

/// What a rung reaches of the limit that binds it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LimitShare {
    /// `peak`, or a level and an access, as `L2 read`.
    pub name: String,
    /// 1 is all that the machine can do; more than 1.05 is impossible.
    pub share: f64,
}

/// A ratio with its 99 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Interval {
    pub median: f64,
    pub low: f64,
    pub high: f64,
    /// How many pairs of samples it comes from.
    pub pairs: usize,
}

impl From<Ratio> for Interval {
    fn from(ratio: Ratio) -> Self {
        Self { median: ratio.median, low: ratio.low, high: ratio.high, pairs: ratio.pairs }
    }
}

impl From<Interval> for Ratio {
    fn from(Interval { median, low, high, pairs }: Interval) -> Self {
        Self { median, low, high, pairs }
    }
}

impl Machine {
    /// The facts of this machine and build, and the clock frequency of the core it runs on; `commit` is that of the
    /// measured code.
    pub fn inspect(commit: String) -> Self {
        use crate::machine::{FEATURES, RUSTC, cores, cpu, isa};
        Self {
            cpu: cpu::name(),
            cpu_model: cpu::model(),
            cores: cores(),
            isa: isa::NAME.to_owned(),
            unused_isa: isa::unused().map(str::to_owned),
            lanes_f64: isa::LANES_F64,
            clock_ghz: Clock::THOROUGH.read().ghz(),
            rustc: RUSTC.to_owned(),
            commit,
            features: FEATURES.to_owned(),
        }
    }

    /// The CPU, with its model where the report has it: `AMD EPYC (family 25 model 17)`.
    pub fn processor(&self) -> String {
        let Self { cpu, cpu_model, .. } = self;
        if cpu_model.is_empty() { cpu.clone() } else { format!("{cpu} ({cpu_model})") }
    }
}

impl<M: More> Report<M> {
    /// Reads a report from a file.
    ///
    /// # Errors
    /// Where the file cannot be read or is not a report of this schema.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        Self::parse(&text).with_context(|| path.display().to_string())
    }

    /// Reads a report from its text.
    ///
    /// # Errors
    /// Where it is not a report of this schema.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let mut report: Self = serde_json::from_str(text)?;
        ensure!(report.schema == SCHEMA, "the schema is {}, not {SCHEMA}", report.schema);
        let rungs = report.scenes.iter_mut().flat_map(|scene| &mut scene.rungs);
        for rung in rungs.filter(|rung| rung.median_s == 0.0) {
            rung.median_s = rung.median_ns as f64 * 1e-9;
        }
        Ok(report)
    }

    /// Adds the scenes of another report of this ladder on this machine, what was verified of them, and its profiles.
    pub fn append(&mut self, mut other: Self) {
        self.profiles = other.profiles.or(self.profiles.take());
        self.scenes.append(&mut other.scenes);
        if let (Some(found), Some(more)) = (&mut self.verification, other.verification) {
            found.inputs += more.inputs;
            found.failures.extend(more.failures);
        }
    }
}

impl<M: More> Scene<M> {
    /// Whether one of its rungs is what the others are compared with.
    pub fn is_base(&self, rung: &Rung<M>) -> bool {
        self.rungs.iter().find(|rung| rung.name == self.base).is_some_and(|base| std::ptr::eq(base, rung))
    }
}

/// A rung's name with its threads, where they are several.
pub(crate) fn with_threads(name: &str, threads: usize) -> String {
    if threads == 1 { name.to_owned() } else { format!("{name} on {threads} threads") }
}
