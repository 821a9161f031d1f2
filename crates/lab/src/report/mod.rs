//! The schema `lanelab.run/1` of a JSON report. Fields are only ever added to it.
//!
//! Times are whole nanoseconds. `giter_per_s` and `iter_per_cycle` count needed iterations: the sum over pixels of the
//! steps, and of the limit for those that never escape. `iter_per_cycle` is of one core. A rung's `precision`, `f64` or
//! `f32`, and its `rounding` decide the answer, and so how many iterations that is; `iterations` of a scene are those of
//! its `base`. `peak` holds the rate of the ladder's fastest inner loop on one core, by rounding; in a report of several
//! sessions, the best of them. Ratios say how many times as fast as the base a rung is, with a 99 % interval.
//!
//! Old records lack the fields that were added later, so these have a default.

pub mod csv;
mod measured;
pub(crate) mod peak;

use anyhow::{Context, ensure};
pub use lanelab_ladder::report::{Interval, Machine};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::Path;

/// The name of the schema.
pub const SCHEMA: &str = "lanelab.run/1";

/// A whole report.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: String,
    /// Where it was measured.
    pub machine: Machine,
    /// Null where it was not measured.
    pub peak: Option<Peak>,
    /// The measured scenes.
    pub scenes: Vec<Scene>,
}

/// The rate that a rung can reach at best on one core, by rounding, in steps without a test.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Peak {
    pub separate_giter_per_s: f64,
    pub fused_giter_per_s: f64,
    pub contracted_giter_per_s: f64,
}

/// A scene with its measured rungs.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Scene {
    pub name: String,
    /// `x_min`, `x_max`, `y_min`, `y_max`.
    #[serde(default)]
    pub region: [f64; 4],
    pub width: usize,
    pub height: usize,
    pub limit: u32,
    #[serde(default = "mandelbrot")]
    pub map: String,
    /// Needed iterations of the base.
    pub iterations: u64,
    pub clock_ghz: f64,
    /// The noise floor (A/A), as a share.
    pub floor: f64,
    /// The rung that the others are compared with.
    pub base: String,
    pub rungs: Vec<Rung>,
}

/// What was measured of a rung on a number of threads.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Rung {
    pub name: String,
    #[serde(default = "f64")]
    pub precision: String,
    /// How many pixels one vector of the rung holds.
    pub lanes: Option<usize>,
    pub rounding: String,
    pub threads: usize,
    /// Whether these are more threads than the process could run at once, so that they took turns.
    #[serde(default)]
    pub oversubscribed: bool,
    pub samples: usize,
    #[serde(default)]
    pub calls_a_sample: u32,
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
    pub giter_per_s: f64,
    pub iter_per_cycle: f64,
    /// The rate of one core over that of the rung's inner loop alone; null for a rung without such a loop, and for one
    /// whose rate is `effective`.
    pub of_peak: Option<f64>,
    /// Whether the rung leaves out iterations that are counted as needed.
    pub effective: bool,
    #[serde(default)]
    pub verified: bool,
    /// The CRC-32 of the answer.
    pub checksum: Option<String>,
    pub speed_up: Interval,
    /// Parallel efficiency: the rate on N threads over that of N independent single-thread runs started together.
    pub of_copies: Option<Interval>,
    /// Needed over executed lane-steps; null for a rung without lanes.
    pub occupancy: Option<f64>,
    /// CPU time of a fill in the program's own code, of all threads together. This and the next three are means, and
    /// null where the system does not count them.
    pub user_ns: Option<u64>,
    /// CPU time of a fill in the kernel.
    pub system_ns: Option<u64>,
    /// Page faults of a fill that memory alone served.
    pub minor_faults: Option<f64>,
    /// Page faults of a fill that waited for a file or for swap.
    pub major_faults: Option<f64>,
}

/// The map of reports that do not name one.
fn mandelbrot() -> String {
    "mandelbrot".to_owned()
}

/// The precision of reports that do not name one.
fn f64() -> String {
    "f64".to_owned()
}

impl Report {
    /// Reads a report from a file.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or is not a report of this schema.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        Self::parse(&text).with_context(|| path.display().to_string())
    }

    /// Reads a report from its text.
    ///
    /// # Errors
    ///
    /// Where it is not a report of this schema.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let report: Self = serde_json::from_str(text)?;
        ensure!(report.schema == SCHEMA, "the schema is {}, not {SCHEMA}", report.schema);
        Ok(report)
    }
}
