//! A rung of the ladder: a named kernel, bound to the map that it computes.

use crate::{InnerLoop, Job, Numerics, Precision, Recurrence, Rounding, Tally};
use ndarray::ArrayViewMut2;
use std::fmt;

/// The signature of every kernel: map, job, the array to fill with steps, and the tally for its lane-steps.
///
/// A kernel writes every element of the array and reads none. One without lanes counts nothing. A [`Rung`] calls it for
/// tiles with pixels only.
///
/// # Panics
/// A kernel panics where the array has another shape than the tile.
pub type Fill<R> = fn(&R, &Job, ArrayViewMut2<'_, u32>, &mut Tally<'_>);

type BoundFill = dyn Fn(&Job, ArrayViewMut2<'_, u32>, &mut Tally<'_>) + Send + Sync;

/// A function of type [`Fill`], bound to its map.
pub struct Kernel(Box<BoundFill>);

/// One way to compute the steps of a tile: a kernel with a name and its properties.
pub struct Rung {
    /// The name: an idea, not a number or a speed.
    pub name: &'static str,
    /// The idea in a few words.
    pub idea: &'static str,
    /// The precision in which it computes orbits.
    pub precision: Precision,
    /// The roundings it implements, bit for bit.
    pub roundings: &'static [Rounding],
    /// How a view may be cut for it.
    pub cut: Cut,
    /// How many pixels one vector holds; 1 for a rung without vectors.
    pub lanes: usize,
    /// Scratch memory a pixel of the tile, in bytes, beside the array that is filled.
    pub scratch_per_pixel: usize,
    /// Its inner loop alone; `None` for a rung without such a loop.
    pub inner: Option<InnerLoop>,
    /// Whether it skips needed iterations, so that its rate is not compared with a peak.
    pub effective: bool,
    /// The kernel that fills a tile.
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
    /// A rung in `f64` without vectors or scratch memory, whose views may be cut into tiles. Other properties are set
    /// by `Rung { lanes: 8, ..Rung::new(…) }`.
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
            kernel: Kernel(Box::new(move |job, out, tally| {
                job.check_shape(&out);
                if !out.is_empty() {
                    fill(&recurrence, job, out, tally);
                }
            })),
        }
    }

    /// Fills a tile with the steps of its pixels; a tile without pixels takes no work.
    ///
    /// # Panics
    /// Where `out` has another shape than the tile.
    pub fn fill(&self, job: &Job, out: ArrayViewMut2<'_, u32>) {
        (self.kernel.0)(job, out, &mut Tally::default());
    }

    /// The same, and counts the lane-steps that it executes; none where [`Rung::lanes`] is 1.
    ///
    /// # Panics
    /// Where `out` has another shape than the tile.
    pub fn fill_counted(&self, job: &Job, out: ArrayViewMut2<'_, u32>, tally: &mut Tally<'_>) {
        (self.kernel.0)(job, out, tally);
    }

    /// Whether the rung implements this rounding.
    pub fn gives(&self, rounding: Rounding) -> bool {
        self.roundings.contains(&rounding)
    }

    /// The numerics of its steps under a rounding.
    pub const fn numerics(&self, rounding: Rounding) -> Numerics {
        Numerics { precision: self.precision, rounding }
    }

    /// Whether the rung implements these numerics.
    pub fn claims(&self, numerics: Numerics) -> bool {
        self.precision == numerics.precision && self.gives(numerics.rounding)
    }

    /// Bytes needed for a view of this many points, for the steps and the rung's scratch memory; saturates at
    /// `usize::MAX`.
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
