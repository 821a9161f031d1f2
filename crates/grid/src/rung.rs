//! A rung of the ladder: one way to the answer, bound to the map that it computes.

use crate::{InnerLoop, Job, Numerics, Precision, Recurrence, Rounding, Tally};
use ndarray::ArrayViewMut2;
use std::fmt;

/// The signature of every kernel: map, job, the array of the tile's shape to fill, and where lane-steps are counted.
///
/// A kernel writes every element, reads none, and panics where the array has another shape than the tile. One without
/// lanes counts nothing.
pub type Fill<R> = fn(&R, &Job, ArrayViewMut2<'_, u32>, &mut Tally<'_>);

type BoundFill = dyn Fn(&Job, ArrayViewMut2<'_, u32>, &mut Tally<'_>) + Send + Sync;

/// A kernel bound to the map that it computes.
pub struct Kernel(Box<BoundFill>);

/// One way to compute the steps of a tile.
pub struct Rung {
    /// The name: an idea, not a number or a speed.
    pub name: &'static str,
    /// The idea in a few words.
    pub idea: &'static str,
    /// The numbers it computes orbits in.
    pub precision: Precision,
    /// The roundings it gives, each exactly.
    pub roundings: &'static [Rounding],
    /// How a view may be cut for it.
    pub cut: Cut,
    /// How many pixels one vector holds; 1 for a rung without vectors.
    pub lanes: usize,
    /// Scratch memory a pixel of the tile, in bytes, beside the array that is filled.
    pub scratch_per_pixel: usize,
    /// Its inner loop alone; none for a rung that is bound by something else, such as passes over memory.
    pub inner: Option<InnerLoop>,
    /// Whether it leaves out needed iterations, so that its rate is not that of its loop.
    pub effective: bool,
    /// What fills a tile.
    pub kernel: Kernel,
}

/// How a view may be cut into tiles for a rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Into tiles small enough to balance the threads.
    Balanced,
    /// Into one piece a thread: cutting it smaller would change the experiment.
    PerThread,
}

impl Rung {
    /// A rung in `f64` without vectors or scratch memory, whose views may be cut into tiles; the rest is set by
    /// `Rung { lanes: 8, ..Rung::new(…) }`.
    pub fn new<R: Recurrence + 'static>(
        name: &'static str,
        idea: &'static str,
        roundings: &'static [Rounding],
        recurrence: R,
        fill: Fill<R>,
    ) -> Self {
        Self {
            name,
            idea,
            precision: Precision::Double,
            roundings,
            cut: Cut::Balanced,
            lanes: 1,
            scratch_per_pixel: 0,
            inner: None,
            effective: false,
            kernel: Kernel(Box::new(move |job, out, tally| fill(&recurrence, job, out, tally))),
        }
    }

    /// Fills a tile with the steps of its pixels.
    ///
    /// # Panics
    /// Where `out` has another shape than the tile.
    pub fn fill(&self, job: &Job, out: ArrayViewMut2<'_, u32>) {
        (self.kernel.0)(job, out, &mut Tally::default());
    }

    /// The same, and counts the lane-steps that it executes; nothing is counted where [`Rung::lanes`] is 1.
    ///
    /// # Panics
    /// Where `out` has another shape than the tile.
    pub fn fill_counted(&self, job: &Job, out: ArrayViewMut2<'_, u32>, tally: &mut Tally<'_>) {
        (self.kernel.0)(job, out, tally);
    }

    /// Whether the rung gives this rounding.
    #[must_use]
    pub fn gives(&self, rounding: Rounding) -> bool {
        self.roundings.contains(&rounding)
    }

    /// The numerics that its answer under a rounding is compared by.
    #[must_use]
    pub const fn numerics(&self, rounding: Rounding) -> Numerics {
        Numerics { precision: self.precision, rounding }
    }

    /// Whether the rung gives the answer of these numerics.
    #[must_use]
    pub fn claims(&self, numerics: Numerics) -> bool {
        self.precision == numerics.precision && self.gives(numerics.rounding)
    }

    /// Bytes needed for a view of this many points: the answer and the rung's scratch memory. Saturates; a view that
    /// large fits no machine.
    #[must_use]
    pub const fn bytes_for(&self, points: usize) -> usize {
        points.saturating_mul(size_of::<u32>() + self.scratch_per_pixel)
    }
}

impl fmt::Debug for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kernel")
    }
}

impl fmt::Debug for Rung {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, precision, roundings, .. } = self;
        write!(f, "Rung {{ {name}, {precision}, {roundings:?} }}")
    }
}
