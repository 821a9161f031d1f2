//! What is read of the schema `lanelab.run/1`.

use anyhow::{Context, ensure};
use serde::Deserialize;
use std::fs;
use std::path::Path;

/// The schema that is understood.
const SCHEMA: &str = "lanelab.run/1";

#[derive(Debug, Deserialize)]
pub(crate) struct Report {
    schema: String,
    pub(crate) machine: Machine,
    pub(crate) scenes: Vec<Scene>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Machine {
    pub(crate) cpu: String,
    pub(crate) cores: usize,
    pub(crate) isa: String,
    pub(crate) lanes_f64: usize,
    pub(crate) rustc: String,
    pub(crate) commit: String,
    #[serde(default)]
    pub(crate) features: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Scene {
    pub(crate) name: String,
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) limit: u32,
    #[serde(default = "mandelbrot")]
    pub(crate) map: String,
    pub(crate) iterations: u64,
    pub(crate) clock_ghz: f64,
    pub(crate) floor: f64,
    pub(crate) base: String,
    pub(crate) rungs: Vec<Rung>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Rung {
    pub(crate) name: String,
    #[serde(default = "double")]
    pub(crate) precision: String,
    pub(crate) lanes: Option<usize>,
    pub(crate) rounding: String,
    pub(crate) threads: usize,
    pub(crate) samples: usize,
    pub(crate) median_ns: u64,
    pub(crate) mad_ns: u64,
    #[serde(default)]
    pub(crate) min_ns: u64,
    #[serde(default)]
    pub(crate) max_ns: u64,
    #[serde(default)]
    pub(crate) mean_ns: u64,
    #[serde(default)]
    pub(crate) stddev_ns: u64,
    #[serde(default)]
    pub(crate) verified: bool,
    pub(crate) checksum: Option<String>,
    pub(crate) giter_per_s: f64,
    pub(crate) iter_per_cycle: f64,
    pub(crate) of_peak: Option<f64>,
    pub(crate) occupancy: Option<f64>,
    pub(crate) effective: bool,
    pub(crate) speed_up: Interval,
    pub(crate) of_copies: Option<Interval>,
}

/// What reports said nothing of before they named it.
fn mandelbrot() -> String {
    "mandelbrot".to_owned()
}

/// What every rung computed in before reports named it.
fn double() -> String {
    "f64".to_owned()
}

#[derive(Debug, Deserialize)]
pub(crate) struct Interval {
    pub(crate) median: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) pairs: usize,
}

impl Report {
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        Self::parse(&text).with_context(|| path.display().to_string())
    }

    pub(crate) fn parse(text: &str) -> anyhow::Result<Self> {
        let report: Self = serde_json::from_str(text)?;
        ensure!(report.schema == SCHEMA, "the schema is {}, not {SCHEMA}", report.schema);
        Ok(report)
    }
}
