//! Inner loops bound to a map, as kernels are.

use lanelab_grid::{Inner, Operations, Recurrence, Rounding, Test, Width};
use std::fmt;

/// The inner loop of a rung, alone, bound to a map: it goes through iterations and computes nobody's answer.
pub struct BareLoop {
    /// Its name; loops of one ladder with the same name are the same loop.
    pub name: String,
    /// Where it tests.
    pub test: Test,
    /// What one of its vectors is.
    pub width: Width,
    run: Box<dyn Fn(Rounding, u32) -> u64 + Send + Sync>,
    operations: Box<dyn Fn(Rounding) -> Operations + Send + Sync>,
}

impl BareLoop {
    /// This loop, computing this map.
    pub fn new<R: Recurrence + 'static>(recurrence: R, inner: Inner<R>) -> Self {
        Self {
            name: inner.name(),
            test: inner.test,
            width: inner.width,
            run: Box::new(move |rounding, steps| (inner.run)(&recurrence, rounding, steps)),
            operations: Box::new(move |rounding| inner.operations(&recurrence, rounding)),
        }
    }

    /// Takes its vectors through at least so many steps, and returns the iterations it did, lane by lane.
    #[must_use]
    pub fn run(&self, rounding: Rounding, steps: u32) -> u64 {
        (self.run)(rounding, steps)
    }

    /// The operations of one vector's step, on average.
    #[must_use]
    pub fn operations(&self, rounding: Rounding) -> Operations {
        (self.operations)(rounding)
    }
}

impl fmt::Debug for BareLoop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BareLoop").field("name", &self.name).finish_non_exhaustive()
    }
}
