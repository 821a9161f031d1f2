//! What the rungs of one precision are compared with: the oracle, and the orbits behind its answer.

use crate::Kernel;
use lanelab_grid::{Orbit, Recurrence, Rounding, Rung, Scalar, bounded, oracle};
use num_complex::Complex;

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

/// The orbit of a pixel, point by point.
pub(crate) type OrbitPoints = Box<dyn Iterator<Item = OrbitPoint>>;

type Orbits = dyn Fn(Rounding, Complex<f64>) -> OrbitPoints + Send + Sync;

/// The oracle of one map in one precision.
pub(crate) struct Reference {
    /// As a kernel: never tuned, never timed, but it may run on many threads.
    pub(crate) oracle: Kernel,
    orbits: Box<Orbits>,
}

impl Reference {
    /// The oracle in these numbers.
    pub(crate) fn of<S: Scalar, R: Recurrence + 'static>(recurrence: R) -> Self {
        let idea = "the contract, one pixel at a time";
        let oracle =
            Rung { precision: S::PRECISION, ..Rung::new("oracle", idea, &Rounding::ALL, oracle::fill::<R, S>) };
        Self {
            oracle: Kernel::new(recurrence, oracle),
            orbits: Box::new(move |rounding, pixel| points(rounding, Orbit::<R, S>::new(recurrence, rounding, pixel))),
        }
    }

    /// `z_1, z_2, …` up to `z_4294967295`.
    pub(crate) fn orbit(&self, rounding: Rounding, pixel: Complex<f64>) -> OrbitPoints {
        (self.orbits)(rounding, pixel)
    }
}

fn points<S: Scalar, R: Recurrence + 'static>(rounding: Rounding, orbit: Orbit<R, S>) -> OrbitPoints {
    let exactly = |z: Complex<S>| Complex::new(z.re.to_f64(), z.im.to_f64());
    Box::new((1..).zip(orbit).map(move |(k, z)| OrbitPoint { k, z: exactly(z), bounded: bounded(z, rounding) }))
}
