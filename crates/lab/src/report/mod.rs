//! What escape time adds to the schema `lanelab.run/1` of a JSON report. Fields are only ever added to it.
//!
//! `giter_per_s` and `iter_per_cycle` count needed iterations: the sum over pixels of the steps, and of the limit for
//! those that never escape. `iter_per_cycle` is of one core. A rung's `precision`, `f64` or `f32`, and its `rounding`
//! decide the answer, and so how many iterations that is; `iterations` of a scene are those of its `base`. `peak` holds
//! the rate of the ladder's fastest inner loop on one core, by rounding; in a report of several sessions, the best of
//! them.
//!
//! Old records lack the fields that were added later, so these have a default.

pub mod csv;
pub(crate) mod peak;

use crate::peak::Peak as Measured;
use lanelab_grid::{InnerLoop, Rounding};
use lanelab_ladder::report::{self, More};
pub use lanelab_ladder::report::{Interval, Machine};
use serde::{Deserialize, Serialize};

/// A whole report.
pub type Report = report::Report<Escape>;

/// A scene with its measured rungs.
pub type Scene = report::Scene<Escape>;

/// What was measured of a rung on a number of threads.
pub type Rung = report::Rung<Escape>;

/// What escape time adds to a report.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Escape {
    /// Null where it was not measured.
    pub peak: Option<Peak>,
}

impl More for Escape {
    type Scene = SceneFields;
    type Rung = RungFields;
}

/// The rate that a rung can reach at best on one core, by rounding, in steps without a test.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Peak {
    pub separate_giter_per_s: f64,
    pub fused_giter_per_s: f64,
    pub contracted_giter_per_s: f64,
}

/// What escape time adds to a scene.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct SceneFields {
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
}

/// What escape time adds to a rung.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct RungFields {
    #[serde(default = "f64")]
    pub precision: String,
    /// How many pixels one vector of the rung holds.
    pub lanes: Option<usize>,
    pub rounding: String,
    pub giter_per_s: f64,
    pub iter_per_cycle: f64,
    /// The rate of one core over that of the rung's inner loop alone; null for a rung without such a loop, and for one
    /// whose rate is `effective`.
    pub of_peak: Option<f64>,
    /// Whether the rung leaves out iterations that are counted as needed.
    pub effective: bool,
    /// The CRC-32 of the answer.
    pub checksum: Option<String>,
    /// Needed over executed lane-steps; null for a rung without lanes.
    pub occupancy: Option<f64>,
}

/// The map of reports that do not name one.
fn mandelbrot() -> String {
    "mandelbrot".to_owned()
}

/// The precision of reports that do not name one.
fn f64() -> String {
    "f64".to_owned()
}

impl Peak {
    /// The rates of a ladder's fastest loop; none where they were not measured.
    pub(crate) fn of(measured: &Measured, fastest: &InnerLoop) -> Option<Self> {
        let rate = |rounding| Some(measured.bare(fastest, rounding)?.per_second / 1e9);
        Some(Self {
            separate_giter_per_s: rate(Rounding::Separate)?,
            fused_giter_per_s: rate(Rounding::Fused)?,
            contracted_giter_per_s: rate(Rounding::Contracted)?,
        })
    }

    /// The better of two measurements of each.
    pub(crate) fn best(self, other: &Self) -> Self {
        Self {
            separate_giter_per_s: self.separate_giter_per_s.max(other.separate_giter_per_s),
            fused_giter_per_s: self.fused_giter_per_s.max(other.fused_giter_per_s),
            contracted_giter_per_s: self.contracted_giter_per_s.max(other.contracted_giter_per_s),
        }
    }
}
