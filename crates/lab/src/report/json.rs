//! The schema `lanelab.run/1`. Fields are only ever added to it.
//!
//! Times are whole nanoseconds. `giter_per_s` and `iter_per_cycle` count the iterations that the contract needs:
//! the sum over pixels of the steps, and of the limit for those that never escape. `iter_per_cycle` is of one core.
//! A rung's `precision`, `f64` or `f32`, decides with its `rounding` which answer, and so how many iterations, that is;
//! `iterations` of a scene are those of its `base`.
//! `occupancy` is the share of executed lane-steps that the contract needs, null for a rung without lanes.
//! Ratios say how many times as fast as the base a rung is, with a 99 % interval.

use super::ladder::Rates;
use crate::machine::Machine;
use crate::session::{Line, Session};
use lanelab_ladder::checksum;
use lanelab_measure::Ratio;
use serde::Serialize;

/// A whole report.
#[derive(Debug, Serialize)]
pub(crate) struct Report<'a> {
    schema: &'static str,
    machine: MachineFacts<'a>,
    /// The measured ceilings; null where they were not measured.
    peak: Option<()>,
    scenes: Vec<SceneReport<'a>>,
}

#[derive(Debug, Serialize)]
struct MachineFacts<'a> {
    cpu: &'a str,
    cores: usize,
    isa: &'a str,
    lanes_f64: usize,
    clock_ghz: f64,
    rustc: &'a str,
    commit: &'a str,
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

impl<'a> Report<'a> {
    /// What these sessions found on this machine.
    pub(crate) fn of(machine: &'a Machine, sessions: &'a [Session]) -> Self {
        let facts = MachineFacts {
            cpu: &machine.cpu,
            cores: machine.cores,
            isa: machine.isa,
            lanes_f64: machine.lanes_f64,
            clock_ghz: machine.clock.ghz(),
            rustc: machine.rustc,
            commit: machine.commit,
        };
        let scenes = sessions.iter().map(scene).collect();
        Self { schema: "lanelab.run/1", machine: facts, peak: None, scenes }
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
        precision: line.contract.precision.name(),
        rounding: line.contract.rounding.name(),
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
        of_peak: None,
        effective: false,
        verified: true, // a session with a wrong answer ends without a report
        checksum: session.answers.get(&line.contract).map(|steps| format!("{:08x}", checksum(steps))),
        speed_up: line.speed_up.into(),
        of_copies: line.of_copies.map(Into::into),
        occupancy: line.occupancy,
    }
}
