//! All rungs of one map, with the oracles they are compared with.

mod map;

pub use map::{Map, UnknownMap};

use crate::{UnknownName, operations};
use lanelab_grid::{
    InnerLoop, Job, Limit, Numerics, Orbit, Precision, Recurrence, Rounding, Rung, Scalar, Steps, View, bounded, oracle,
};
use lanelab_lanes::{IN_FLIGHT, NativeF64, untested};
use lanelab_measure::peak::Operations;
use num_complex::Complex;
use std::fmt;

/// All rungs of one map, and the oracles they are compared with.
pub struct Ladder {
    /// The map's name, as on the command line.
    pub map: String,
    /// The rungs, in teaching order.
    pub rungs: Vec<Rung>,
    /// The peak of rungs in `f64`: a loop of steps and nothing else, over the widest vectors of this build.
    pub peak: InnerLoop,
    oracles: [Oracle; 2],
    operations: Box<Count>,
}

type Count = dyn Fn(&InnerLoop, Rounding) -> Operations + Send + Sync;

/// A point of an orbit, and whether it is bounded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OrbitPoint {
    /// The number of the step, from 1.
    pub k: u32,
    /// `z_k`, exactly: every `f32` is an `f64`.
    pub z: Complex<f64>,
    /// Whether `|z_k|² <= 4`, in the orbit's own precision.
    pub bounded: bool,
}

type Orbits = Box<dyn Iterator<Item = OrbitPoint>>;

/// The oracle of a map in one precision, and its orbits.
struct Oracle {
    rung: Rung,
    orbits: Box<dyn Fn(Rounding, Complex<f64>) -> Orbits + Send + Sync>,
}

impl Oracle {
    fn new<S: Scalar, R: Recurrence + 'static>(recurrence: R) -> Self {
        let idea = "the definition, one pixel at a time";
        let rung = Rung::new("oracle", idea, &Rounding::ALL, recurrence, oracle::fill::<R, S>);
        let orbits = move |rounding, pixel| -> Orbits {
            let exact = |z: Complex<S>| Complex::new(z.re.to_f64(), z.im.to_f64());
            let orbit = (1..).zip(Orbit::<R, S>::new(recurrence, rounding, pixel));
            Box::new(orbit.map(move |(k, z)| OrbitPoint { k, z: exact(z), bounded: bounded(z, rounding) }))
        };
        Self { rung: Rung { precision: S::PRECISION, ..rung }, orbits: Box::new(orbits) }
    }
}

impl Ladder {
    /// A ladder of a map and rungs that compute it: those of [`rungs`](crate::rungs), a user's own, or both.
    pub fn new<R: Recurrence + 'static>(map: impl Into<String>, recurrence: R, rungs: Vec<Rung>) -> Self {
        Self {
            map: map.into(),
            rungs,
            peak: untested::<R, NativeF64, IN_FLIGHT>(recurrence),
            oracles: [Oracle::new::<f64, R>(recurrence), Oracle::new::<f32, R>(recurrence)],
            operations: Box::new(move |inner, rounding| operations::of_loop(&recurrence, inner, rounding)),
        }
    }

    /// The oracle of a precision, as a rung: never tuned and never timed, but it can run on several threads.
    pub const fn oracle(&self, precision: Precision) -> &Rung {
        &self.oracles[precision as usize].rung
    }

    /// The rung of this name.
    ///
    /// # Errors
    /// Where there is none; the message lists all names.
    pub fn rung(&self, name: &str) -> Result<&Rung, UnknownName> {
        let found = self.rungs.iter().find(|rung| rung.name == name);
        found.ok_or_else(|| UnknownName::new("rung", name, self.rungs.iter().map(|rung| rung.name)))
    }

    /// The orbit of a pixel under these numerics: `z_1, z_2, …` up to `z_4294967295`.
    pub fn orbit(&self, numerics: Numerics, pixel: Complex<f64>) -> Orbits {
        (self.oracles[numerics.precision as usize].orbits)(numerics.rounding, pixel)
    }

    /// The steps of a view by the oracle under these numerics, on the calling thread.
    pub fn oracle_steps(&self, numerics: Numerics, view: &View, limit: Limit) -> Steps {
        let mut steps = Steps::zeros(view.dim(), limit);
        let job = Job::whole(view, limit, numerics.rounding);
        self.oracle(numerics.precision).fill(&job, steps.view_mut());
        steps
    }

    /// The average operations of a vector's step in an inner loop of this ladder.
    pub fn operations(&self, inner: &InnerLoop, rounding: Rounding) -> Operations {
        (self.operations)(inner, rounding)
    }
}

impl fmt::Debug for Ladder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ladder").field("map", &self.map).field("rungs", &self.rungs).finish_non_exhaustive()
    }
}
