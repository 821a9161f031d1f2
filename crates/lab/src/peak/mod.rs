//! The bare rates of inner loops, and the bounds that the ports set them.

mod ports;

pub(crate) use ports::Ports;

use lanelab_escape::{InnerLoop, Ladder};
use lanelab_grid::{Rounding, Width};
use lanelab_measure::peak::{Chains, Kind};
use lanelab_measure::{Burst, Ceiling, ceilings};
use std::array::from_fn;
use std::collections::BTreeMap;

/// What the core was measured to do at best.
#[derive(Debug)]
pub(crate) struct Peak {
    /// Rates of loops in iterations, by name and rounding.
    bare: BTreeMap<(String, Rounding), Ceiling>,
    /// The ports, by the width of the vectors.
    pub(crate) ports: Vec<(Width, Ports)>,
}

impl Peak {
    /// Measures these loops, each of them once, the ladder's own peak under every rounding, and these chains, all in
    /// the same rounds and for so many seconds each.
    pub(crate) fn measured<'a>(
        ladder: &'a Ladder,
        loops: impl IntoIterator<Item = (&'a InnerLoop, Rounding)>,
        chains: &[Chains],
        seconds: f64,
    ) -> Self {
        let peaks = Rounding::ALL.map(|rounding| (&ladder.peak, rounding));
        let loops: BTreeMap<_, _> = peaks
            .into_iter()
            .chain(loops)
            .map(|(inner, rounding)| ((inner.name.clone(), rounding), (inner, rounding)))
            .collect();
        let mut bursts: Vec<Burst<'_>> = loops.values().map(|&(inner, rounding)| iterations(inner, rounding)).collect();
        bursts.extend(chains.iter().flat_map(operations));
        let mut ceilings = ceilings(&mut bursts, seconds).into_iter();
        let bare = loops.into_keys().zip(ceilings.by_ref()).collect();
        let mut next = || ceilings.next().map_or(f64::NAN, Ceiling::per_cycle);
        let ports = chains.iter().map(|chain| (chain.width, Ports::of(from_fn(|_| next())))).collect();
        Self { bare, ports }
    }

    /// The rate of a loop that was measured, in iterations.
    pub(crate) fn bare(&self, inner: &InnerLoop, rounding: Rounding) -> Option<Ceiling> {
        self.bare.get(&(inner.name.clone(), rounding)).copied()
    }

    /// The ports by which vectors of this width are executed. A scalar takes those of the narrowest vector.
    pub(crate) fn ports(&self, width: Width) -> Option<Ports> {
        let fits = |known: Width| known == width || width.lanes == 1 && known.element == width.element;
        self.ports.iter().find(|(known, _)| fits(*known)).map(|(_, ports)| *ports)
    }
}

fn iterations(inner: &InnerLoop, rounding: Rounding) -> Burst<'_> {
    Box::new(move |steps| inner.run(rounding, steps))
}

fn operations<'a>(chain: &Chains) -> [Burst<'a>; Kind::ALL.len()] {
    let run = chain.run;
    Kind::ALL.map(|kind| Box::new(move |least| run(kind, least)) as Burst<'_>)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanelab_escape::{Rung, Map};
    use lanelab_measure::peak::chains;

    #[test]
    fn every_inner_loop_of_every_rung_has_a_rate_and_a_bound() {
        let ladder = Map::Mandelbrot.ladder();
        let peaks = Rounding::ALL.map(|rounding| (&ladder.peak, rounding));
        let loops = || ladder.rungs.iter().flat_map(Rung::loops);
        let peak = Peak::measured(&ladder, loops(), &chains(), 0.0);
        for (inner, rounding) in loops().chain(peaks) {
            let rate = peak.bare(inner, rounding).unwrap_or_else(|| panic!("{}: no rate", inner.name));
            assert!(rate.per_second() > 0.0, "{} {rounding}", inner.name);
            let ports = peak.ports(inner.width).unwrap_or_else(|| panic!("{}: no ports", inner.name));
            assert!(ports.least_cycles(inner.operations(rounding)) > 0.0, "{} {rounding}", inner.name);
        }
    }

    #[test]
    fn the_ladders_peak_is_always_measured() {
        let ladder = Map::BurningShip.ladder();
        let peak = Peak::measured(&ladder, [], &[], 0.0);
        assert!(Rounding::ALL.iter().all(|&rounding| peak.bare(&ladder.peak, rounding).is_some()));
        assert!(peak.ports(ladder.peak.width).is_none(), "no chains, no ports");
    }
}
