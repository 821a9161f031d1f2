//! The rates of inner loops alone, and the bounds that the core's ports set them.

use lanelab_escape::Ladder;
use lanelab_grid::{InnerLoop, Rounding, Width};
use lanelab_measure::peak::{Burst, Ceiling, Chains, Kind, Ports, ceilings};
use std::array::from_fn;
use std::collections::BTreeMap;

/// The measured peak of the core.
#[derive(Debug)]
pub(crate) struct Peak {
    /// Rates of loops in iterations, by name and rounding.
    bare: BTreeMap<(String, Rounding), Ceiling>,
    /// The ports, by the name of the vector.
    pub(crate) ports: Vec<(&'static str, Ports)>,
}

impl Peak {
    /// Measures each of these loops once, the ladder's own peak under every rounding, and these chains, all in the same
    /// rounds and for this many seconds each.
    pub(crate) fn measure<'a>(
        ladder: &'a Ladder,
        loops: impl IntoIterator<Item = (&'a InnerLoop, Rounding)>,
        chains: &[Chains],
        seconds: f64,
    ) -> Self {
        let loops = Rounding::ALL.map(|rounding| (&ladder.peak, rounding)).into_iter().chain(loops);
        let loops: BTreeMap<_, _> =
            loops.map(|(inner, rounding)| ((inner.name(), rounding), (inner, rounding))).collect();
        let iterations =
            |&(inner, rounding): &(&'a InnerLoop, _)| Box::new(move |n| inner.run(rounding, n)) as Burst<'_>;
        let mut bursts: Vec<Burst<'_>> = loops.values().map(iterations).collect();
        for &Chains { run, .. } in chains {
            bursts.extend(Kind::ALL.map(|kind| Box::new(move |least| run(kind, least)) as Burst<'_>));
        }
        let mut ceilings = ceilings(&mut bursts, seconds).into_iter();
        let bare = loops.into_keys().zip(ceilings.by_ref()).collect();
        let mut next = || ceilings.next().map_or(f64::NAN, Ceiling::per_cycle);
        let ports = chains.iter().map(|chain| (chain.width, Ports(from_fn(|_| next())))).collect();
        Self { bare, ports }
    }

    /// The measured rate of a loop, in iterations.
    pub(crate) fn bare(&self, inner: &InnerLoop, rounding: Rounding) -> Option<Ceiling> {
        self.bare.get(&(inner.name(), rounding)).copied()
    }

    /// The ports that execute vectors of this width. A scalar takes those of the narrowest vector.
    pub(crate) fn ports(&self, width: Width) -> Option<Ports> {
        let Width { element, lanes } = width;
        let fits = |name: &str| name == width.to_string() || lanes == 1 && name.starts_with(&format!("{element}x"));
        self.ports.iter().find(|(name, _)| fits(name)).map(|(_, ports)| *ports)
    }
}
