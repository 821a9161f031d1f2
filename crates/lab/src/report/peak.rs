//! The schema `lanelab.peak/1`: the measured ceilings of this core.
//!
//! Rates are of one core. `ceilings` count operations on whole vectors per cycle, of a pair both; `operations` are
//! those of one vector's step, on average. `bound_cycles` is what the ports need for a vector's step; `of_bound` is the
//! measured rate over the rate that this allows. Fields are only ever added.

use super::Machine;
use crate::peak::Peak;
use lanelab_escape::Ladder;
use lanelab_grid::{InnerLoop, Rounding};
use lanelab_measure::peak::{Kind, Operations, Ports};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(crate) struct PeakReport<'a> {
    schema: &'static str,
    pub(crate) machine: Machine,
    /// The clock that rates per cycle are by.
    pub(crate) clock_ghz: f64,
    pub(crate) map: &'a str,
    pub(crate) ceilings: Vec<CeilingReport>,
    pub(crate) loops: Vec<LoopReport>,
}

#[derive(Debug, Serialize)]
pub(crate) struct CeilingReport {
    pub(crate) width: &'static str,
    multiply: f64,
    add: f64,
    fma: f64,
    fma_and_add: f64,
    fma_and_compare: f64,
    #[serde(skip)]
    pub(crate) ports: Ports,
}

#[derive(Debug, Serialize)]
pub(crate) struct LoopReport {
    pub(crate) name: String,
    pub(crate) rounding: &'static str,
    pub(crate) operations: OperationsReport,
    pub(crate) bound_cycles: Option<f64>,
    pub(crate) bound_iter_per_cycle: Option<f64>,
    pub(crate) iter_per_cycle: f64,
    pub(crate) giter_per_s: f64,
    pub(crate) of_bound: Option<f64>,
    /// The rungs that have this inner loop.
    pub(crate) rungs: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
pub(crate) struct OperationsReport {
    pub(crate) multiply: f64,
    pub(crate) fma: f64,
    pub(crate) add: f64,
    pub(crate) compare: f64,
    logic: f64,
}

impl<'a> PeakReport<'a> {
    /// The measurements of this ladder on this machine.
    pub(crate) fn of(machine: Machine, ladder: &'a Ladder, peak: &Peak) -> Self {
        let clock = peak.bare(&ladder.peak, Rounding::Separate).map(|bare| bare.clock);
        Self {
            schema: "lanelab.peak/1",
            clock_ghz: clock.map_or(machine.clock_ghz, |clock| clock.ghz()),
            machine,
            map: &ladder.map,
            ceilings: peak.ports.iter().map(|&(width, ports)| ceiling(width, ports)).collect(),
            loops: loops(ladder, peak),
        }
    }
}

fn ceiling(width: &'static str, ports: Ports) -> CeilingReport {
    CeilingReport {
        width,
        multiply: ports.rate(Kind::Multiply),
        add: ports.rate(Kind::Add),
        fma: ports.rate(Kind::Fma),
        fma_and_add: ports.rate(Kind::FmaAndAdd),
        fma_and_compare: ports.rate(Kind::FmaAndCompare),
        ports,
    }
}

/// The loops of the rungs in teaching order, each once, then the ladder's peak.
fn loops(ladder: &Ladder, peak: &Peak) -> Vec<LoopReport> {
    let mut distinct: Vec<&InnerLoop> = Vec::new();
    for inner in ladder.rungs.iter().filter_map(|rung| rung.inner.as_ref()).chain([&ladder.peak]) {
        if !distinct.iter().any(|known| known.name() == inner.name()) {
            distinct.push(inner);
        }
    }
    let roundings =
        |inner| Rounding::ALL.into_iter().filter_map(move |rounding| of_loop(ladder, peak, inner, rounding));
    distinct.into_iter().flat_map(roundings).collect()
}

/// A loop under a rounding; none where no rung has it with that rounding.
fn of_loop(ladder: &Ladder, peak: &Peak, inner: &InnerLoop, rounding: Rounding) -> Option<LoopReport> {
    let bare = peak.bare(inner, rounding)?;
    let Operations { multiply, fma, add, compare, logic } = ladder.operations(inner, rounding);
    let cycles = peak.ports(inner.width).map(|ports| ports.least_cycles(ladder.operations(inner, rounding)));
    let lanes = f64::from(u32::try_from(inner.width.lanes).unwrap_or(u32::MAX));
    let bound = cycles.map(|cycles| lanes / cycles);
    let its = ladder
        .rungs
        .iter()
        .filter(|rung| rung.gives(rounding) && rung.inner.as_ref().is_some_and(|own| own.name() == inner.name()));
    Some(LoopReport {
        name: inner.name(),
        rounding: rounding.name(),
        operations: OperationsReport { multiply, fma, add, compare, logic },
        bound_cycles: cycles,
        bound_iter_per_cycle: bound,
        iter_per_cycle: bare.per_cycle(),
        giter_per_s: bare.per_second / 1e9,
        of_bound: bound.map(|bound| bare.per_cycle() / bound),
        rungs: its.map(|rung| rung.name).collect(),
    })
}
