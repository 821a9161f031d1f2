//! Rungs bound to a map, so that what follows need not be generic over maps.

use crate::BareLoop;
use crate::reference::{OrbitPoint, Reference};
use lanelab_grid::{Contract, Cut, LaneSteps, Limit, Precision, Recurrence, Rounding, Rung, Steps, Tile, View};
use lanelab_lanes::{IN_FLIGHT, NativeF64, peak};
use ndarray::ArrayViewMut2;
use num_complex::Complex;
use std::fmt;

type Filling = dyn Fn(Rounding, &Tile, Limit, ArrayViewMut2<'_, u32>) + Send + Sync;
pub(crate) type FillingTallied = dyn Fn(Rounding, &Tile, Limit, ArrayViewMut2<'_, u32>, &mut LaneSteps) + Send + Sync;

/// A rung bound to a map: it fills tiles.
pub struct Kernel {
    /// The rung's name.
    pub name: &'static str,
    /// Its idea in a few words.
    pub idea: &'static str,
    /// The numbers it follows orbits in.
    pub precision: Precision,
    /// The roundings it gives, each exactly.
    pub roundings: &'static [Rounding],
    /// How a view may be cut for it.
    pub cut: Cut,
    /// How many pixels one vector holds.
    pub lanes: usize,
    /// Scratch memory a pixel, in bytes, beside the answer.
    pub scratch_per_pixel: usize,
    /// Its inner loop alone, where that is what bounds it.
    pub inner: Option<BareLoop>,
    /// Whether it leaves out iterations that the contract counts.
    pub effective: bool,
    fill: Box<Filling>,
    pub(crate) fill_tallied: Option<Box<FillingTallied>>,
}

impl Kernel {
    /// A rung that computes this map.
    pub fn new<R: Recurrence + 'static>(recurrence: R, rung: Rung<R>) -> Self {
        let Rung { name, idea, precision, roundings, cut, lanes, scratch_per_pixel, effective, .. } = rung;
        let fill: Box<Filling> =
            Box::new(move |rounding, tile, limit, out| (rung.fill)(&recurrence, rounding, tile, limit, out));
        let inner = rung.inner.map(|inner| BareLoop::new(recurrence, inner));
        let fill_tallied = rung.fill_tallied.map(|fill| -> Box<FillingTallied> {
            Box::new(move |rounding, tile, limit, out, tally| {
                fill(&recurrence, rounding, tile, limit, out, tally);
            })
        });
        Self { name, idea, precision, roundings, cut, lanes, scratch_per_pixel, inner, effective, fill, fill_tallied }
    }

    /// Fills a tile with the steps of its pixels.
    ///
    /// # Panics
    /// Where `out` has another shape than the tile.
    pub fn fill(&self, rounding: Rounding, tile: &Tile, limit: Limit, out: ArrayViewMut2<'_, u32>) {
        (self.fill)(rounding, tile, limit, out);
    }

    /// Whether the rung gives this rounding.
    #[must_use]
    pub fn gives(&self, rounding: Rounding) -> bool {
        self.roundings.contains(&rounding)
    }

    /// The contract that its answer under a rounding is held to.
    #[must_use]
    pub const fn contract(&self, rounding: Rounding) -> Contract {
        Contract { precision: self.precision, rounding }
    }

    /// Whether the rung gives the answer of this contract.
    #[must_use]
    pub fn claims(&self, contract: Contract) -> bool {
        self.precision == contract.precision && self.gives(contract.rounding)
    }

    /// The rung's inner loop under each rounding it gives; nothing where it has none.
    pub fn loops(&self) -> impl Iterator<Item = (&BareLoop, Rounding)> {
        let of = |inner| self.roundings.iter().map(move |&rounding| (inner, rounding));
        self.inner.iter().flat_map(of)
    }

    /// Bytes needed for a view of this many points: the answer and the rung's scratch.
    ///
    /// Saturates; a view that large fits no machine.
    #[must_use]
    pub const fn bytes_for(&self, points: usize) -> usize {
        points.saturating_mul(size_of::<u32>() + self.scratch_per_pixel)
    }
}

impl fmt::Debug for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kernel")
            .field("name", &self.name)
            .field("precision", &self.precision)
            .field("roundings", &self.roundings)
            .finish_non_exhaustive()
    }
}

/// All rungs of one map, and the oracles they are compared with.
pub struct Ladder {
    /// The map's name, as on the command line.
    pub map: String,
    /// The rungs, in teaching order.
    pub kernels: Vec<Kernel>,
    /// What a rung in `f64` can come to at best: steps and nothing else, over the widest vectors of this build.
    pub peak: BareLoop,
    double: Reference,
    single: Reference,
}

impl Ladder {
    /// These rungs, computing this map.
    ///
    /// A user's own map and own rungs come in here, beside [`rungs`](crate::rungs) or instead of them.
    pub fn new<R: Recurrence + 'static>(map: impl Into<String>, recurrence: R, rungs: Vec<Rung<R>>) -> Self {
        Self {
            map: map.into(),
            kernels: rungs.into_iter().map(|rung| Kernel::new(recurrence, rung)).collect(),
            peak: BareLoop::new(recurrence, peak::untested::<R, NativeF64, IN_FLIGHT>()),
            double: Reference::of::<f64, R>(recurrence),
            single: Reference::of::<f32, R>(recurrence),
        }
    }

    const fn reference(&self, precision: Precision) -> &Reference {
        match precision {
            Precision::Double => &self.double,
            Precision::Single => &self.single,
        }
    }

    /// The oracle of a precision, as a kernel: never tuned, never timed, but it may run on many threads.
    #[must_use]
    pub const fn oracle(&self, precision: Precision) -> &Kernel {
        &self.reference(precision).oracle
    }

    /// The rung of this name.
    ///
    /// # Errors
    /// Where there is none; the message names all there are.
    pub fn kernel(&self, name: &str) -> Result<&Kernel, UnknownRung> {
        self.kernels.iter().find(|kernel| kernel.name == name).ok_or_else(|| UnknownRung {
            name: name.to_owned(),
            known: self.kernels.iter().map(|kernel| kernel.name).collect::<Vec<_>>().join(", "),
        })
    }

    /// The orbit of a pixel as a contract has it: `z_1, z_2, …` up to `z_4294967295`.
    #[must_use]
    pub fn orbit(&self, contract: Contract, pixel: Complex<f64>) -> Box<dyn Iterator<Item = OrbitPoint>> {
        self.reference(contract.precision).orbit(contract.rounding, pixel)
    }

    /// The steps of a view by the oracle of a contract, on the calling thread.
    #[must_use]
    pub fn oracle_steps(&self, contract: Contract, view: &View, limit: Limit) -> Steps {
        let mut steps = Steps::zeros(view.dim(), limit);
        self.oracle(contract.precision).fill(contract.rounding, &view.whole(), limit, steps.view_mut());
        steps
    }
}

impl fmt::Debug for Ladder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ladder").field("map", &self.map).field("kernels", &self.kernels).finish_non_exhaustive()
    }
}

/// A name that is no rung's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no rung is called \"{name}\": choose one of {known}")]
pub struct UnknownRung {
    name: String,
    known: String,
}
