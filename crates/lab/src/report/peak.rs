//! The measured ceilings: the schema `lanelab.peak/1`, and tables of the same.
//!
//! Rates are of one core. `ceilings` count operations on whole vectors a cycle, of a pair both; `operations` are those
//! of one vector's step, on average. `bound_cycles` is what the ports need for a vector's step; `of_bound` is the
//! measured rate over what that allows. Fields are only ever added.

mod text;

pub(crate) use text::tables;

use super::json::MachineFacts;
use crate::machine::Machine;
use crate::peak::{Peak, Ports};
use lanelab_escape::{InnerLoop, Ladder};
use lanelab_grid::{Operations, Rounding};
use lanelab_measure::peak::Kind;
use serde::Serialize;

/// A whole report.
#[derive(Debug, Serialize)]
pub(crate) struct Report<'a> {
    schema: &'static str,
    machine: MachineFacts<'a>,
    /// The clock that rates per cycle are by.
    clock_ghz: f64,
    map: &'a str,
    ceilings: Vec<CeilingReport>,
    loops: Vec<LoopReport<'a>>,
}

#[derive(Debug, Serialize)]
struct CeilingReport {
    width: String,
    multiply: f64,
    add: f64,
    fma: f64,
    fma_and_add: f64,
    fma_and_compare: f64,
    #[serde(skip)]
    ports: Ports,
}

#[derive(Debug, Serialize)]
struct LoopReport<'a> {
    name: &'a str,
    rounding: &'static str,
    operations: OperationsReport,
    bound_cycles: Option<f64>,
    bound_iter_per_cycle: Option<f64>,
    iter_per_cycle: f64,
    giter_per_s: f64,
    of_bound: Option<f64>,
    /// The rungs whose inner loop it is.
    rungs: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct OperationsReport {
    multiply: f64,
    fma: f64,
    add: f64,
    compare: f64,
    logic: f64,
}

impl<'a> Report<'a> {
    /// What was measured of this ladder on this machine.
    pub(crate) fn of(machine: &'a Machine, ladder: &'a Ladder, peak: &Peak) -> Self {
        let clock = peak.bare(&ladder.peak, Rounding::Separate).map(|bare| bare.clock());
        Self {
            schema: "lanelab.peak/1",
            machine: MachineFacts::of(machine),
            clock_ghz: clock.unwrap_or(machine.clock).ghz(),
            map: &ladder.map,
            ceilings: peak.ports.iter().map(|(width, ports)| ceiling(width.to_string(), *ports)).collect(),
            loops: loops(ladder, peak),
        }
    }
}

fn ceiling(width: String, ports: Ports) -> CeilingReport {
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

/// The loops of the rungs in teaching order, each once, and the ladder's peak at the end.
fn loops<'a>(ladder: &'a Ladder, peak: &Peak) -> Vec<LoopReport<'a>> {
    let mut distinct: Vec<&InnerLoop> = Vec::new();
    for inner in ladder.rungs.iter().filter_map(|kernel| kernel.inner.as_ref()).chain([&ladder.peak]) {
        if !distinct.iter().any(|known| known.name == inner.name) {
            distinct.push(inner);
        }
    }
    let roundings =
        |inner| Rounding::ALL.into_iter().filter_map(move |rounding| of_loop(ladder, peak, inner, rounding));
    distinct.into_iter().flat_map(roundings).collect()
}

/// A loop under a rounding; none where it was not measured, since no rung gives that rounding by it.
fn of_loop<'a>(ladder: &Ladder, peak: &Peak, inner: &'a InnerLoop, rounding: Rounding) -> Option<LoopReport<'a>> {
    let bare = peak.bare(inner, rounding)?;
    let Operations { multiply, fma, add, compare, logic } = inner.operations(rounding);
    let cycles = peak.ports(inner.width).map(|ports| ports.least_cycles(inner.operations(rounding)));
    let lanes = f64::from(u32::try_from(inner.width.lanes).unwrap_or(u32::MAX));
    let bound = cycles.map(|cycles| lanes / cycles);
    let its = ladder
        .rungs
        .iter()
        .filter(|kernel| kernel.gives(rounding) && kernel.inner.as_ref().is_some_and(|own| own.name == inner.name));
    Some(LoopReport {
        name: &inner.name,
        rounding: rounding.name(),
        operations: OperationsReport { multiply, fma, add, compare, logic },
        bound_cycles: cycles,
        bound_iter_per_cycle: bound,
        iter_per_cycle: bare.per_cycle(),
        giter_per_s: bare.per_second() / 1e9,
        of_bound: bound.map(|bound| bare.per_cycle() / bound),
        rungs: its.map(|kernel| kernel.name).collect(),
    })
}
