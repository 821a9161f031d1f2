//! The schema `lanelab.run/1`. Fields are only ever added to it.
//!
//! Times are whole nanoseconds. `giter_per_s` and `iter_per_cycle` count the iterations that the contract needs:
//! the sum over pixels of the steps, and of the limit for those that never escape. `iter_per_cycle` is of one core.
//! A rung's `precision`, `f64` or `f32`, decides with its `rounding` which answer, and so how many iterations, that is;
//! `iterations` of a scene are those of its `base`.
//! `occupancy` is the share of executed lane-steps that the contract needs, null for a rung without lanes.
//! `lanes` is how many pixels one vector of the rung holds; `features` are the target features of the build.
//! `of_peak` is the rate of one core over that of the rung's inner loop alone; null for a rung without such a loop,
//! and for one whose rate is `effective`: it leaves out iterations that the contract counts. `peak` holds the rates,
//! rounding by rounding, that a rung can come to at best on one core, by steps without a test; in a report of several
//! sessions, the best of them. Ratios say how many times as fast as the base a rung is, with a 99 % interval.

use super::ladder::Rates;
use crate::machine::Machine;
use crate::session::{Line, Session};
use lanelab_escape::checksum;
use lanelab_grid::Rounding;
use lanelab_measure::Ratio;
use serde::Serialize;

/// A whole report.
#[derive(Debug, Serialize)]
pub(crate) struct Report<'a> {
    schema: &'static str,
    machine: MachineFacts<'a>,
    /// Null where it was not measured.
    peak: Option<PeakReport>,
    scenes: Vec<SceneReport<'a>>,
}

#[derive(Debug, Serialize)]
struct PeakReport {
    separate_giter_per_s: f64,
    fused_giter_per_s: f64,
    contracted_giter_per_s: f64,
}

impl PeakReport {
    fn of(sessions: &[Session]) -> Option<Self> {
        let best = |rounding| {
            let rates = sessions.iter().filter_map(|session| session.peaks.get(&rounding));
            rates.map(|peak| peak.per_second() / 1e9).reduce(f64::max)
        };
        Some(Self {
            separate_giter_per_s: best(Rounding::Separate)?,
            fused_giter_per_s: best(Rounding::Fused)?,
            contracted_giter_per_s: best(Rounding::Contracted)?,
        })
    }
}

/// What a report says of the machine.
#[derive(Debug, Serialize)]
pub(crate) struct MachineFacts<'a> {
    cpu: &'a str,
    cores: usize,
    isa: &'a str,
    lanes_f64: usize,
    clock_ghz: f64,
    rustc: &'a str,
    commit: &'a str,
    features: &'a str,
}

#[derive(Debug, Serialize)]
struct SceneReport<'a> {
    name: &'a str,
    region: [f64; 4],
    width: usize,
    height: usize,
    limit: u32,
    map: String,
    iterations: u64,
    clock_ghz: f64,
    floor: f64,
    base: &'a str,
    rungs: Vec<RungReport<'a>>,
}

#[derive(Debug, Serialize)]
struct RungReport<'a> {
    name: &'a str,
    precision: &'a str,
    lanes: usize,
    rounding: &'a str,
    threads: usize,
    samples: usize,
    calls_a_sample: u32,
    median_ns: u64,
    mad_ns: u64,
    min_ns: u64,
    max_ns: u64,
    mean_ns: u64,
    stddev_ns: u64,
    giter_per_s: f64,
    iter_per_cycle: f64,
    of_peak: Option<f64>,
    effective: bool,
    verified: bool,
    checksum: Option<String>,
    speed_up: Interval,
    of_copies: Option<Interval>,
    occupancy: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Interval {
    median: f64,
    low: f64,
    high: f64,
    pairs: usize,
}

impl From<Ratio> for Interval {
    fn from(ratio: Ratio) -> Self {
        Self { median: ratio.median(), low: ratio.low(), high: ratio.high(), pairs: ratio.pairs() }
    }
}

impl<'a> MachineFacts<'a> {
    pub(crate) fn of(machine: &'a Machine) -> Self {
        Self {
            cpu: &machine.cpu,
            cores: machine.cores,
            isa: machine.isa,
            lanes_f64: machine.lanes_f64,
            clock_ghz: machine.clock.ghz(),
            rustc: machine.rustc,
            commit: machine.commit,
            features: machine.features,
        }
    }
}

impl<'a> Report<'a> {
    /// What these sessions found on this machine.
    pub(crate) fn of(machine: &'a Machine, sessions: &'a [Session]) -> Self {
        let scenes = sessions.iter().map(scene).collect();
        let peak = PeakReport::of(sessions);
        Self { schema: "lanelab.run/1", machine: MachineFacts::of(machine), peak, scenes }
    }
}

fn scene(session: &Session) -> SceneReport<'_> {
    let chosen = &session.chosen;
    let base = &session.lines[session.base];
    SceneReport {
        name: chosen.name,
        region: chosen.view.region().bounds(),
        width: chosen.view.raster().width,
        height: chosen.view.raster().height,
        limit: chosen.limit.get(),
        map: chosen.map.to_string(),
        iterations: u64::try_from(session.iterations(base)).unwrap_or(u64::MAX),
        clock_ghz: session.clock.ghz(),
        floor: session.floor.fraction(),
        base: base.rung,
        rungs: session.lines.iter().map(|line| rung(session, line)).collect(),
    }
}

fn rung<'a>(session: &Session, line: &'a Line) -> RungReport<'a> {
    let samples = line.timing.samples();
    let rates = Rates::of(session, line);
    RungReport {
        name: line.rung,
        precision: line.numerics.precision.name(),
        lanes: line.lanes,
        rounding: line.numerics.rounding.name(),
        threads: line.threads,
        samples: samples.n(),
        calls_a_sample: line.timing.calls(),
        median_ns: samples.median().nanoseconds(),
        mad_ns: samples.mad().nanoseconds(),
        min_ns: samples.min().nanoseconds(),
        max_ns: samples.max().nanoseconds(),
        mean_ns: samples.mean().nanoseconds(),
        stddev_ns: samples.stddev().nanoseconds(),
        giter_per_s: rates.giter_per_s,
        iter_per_cycle: rates.iter_per_cycle,
        of_peak: rates.of_peak,
        effective: line.effective,
        verified: true, // a session with a wrong answer ends without a report
        checksum: session.answers.get(&line.numerics).map(|steps| format!("{:08x}", checksum(steps))),
        speed_up: line.speed_up.into(),
        of_copies: line.of_copies.map(Into::into),
        occupancy: line.occupancy,
    }
}
