//! A rung of the ladder: one way to the answer.

use crate::{Inner, LaneSteps, Limit, Precision, Rounding, Tile};
use ndarray::ArrayViewMut2;

/// The signature of every kernel: recurrence, rounding, tile, limit, and the array of the tile's shape to fill.
///
/// A kernel writes every element, reads none, and panics where the array has another shape than the tile.
pub type Fill<R> = fn(&R, Rounding, &Tile, Limit, ArrayViewMut2<'_, u32>);

/// The same kernel, which counts what its lanes carry besides.
pub type FillTallied<R> = fn(&R, Rounding, &Tile, Limit, ArrayViewMut2<'_, u32>, &mut LaneSteps);

/// One way to compute the steps of a tile.
#[derive(Debug, Clone, Copy)]
pub struct Rung<R> {
    /// The name: an idea, not a number or a speed.
    pub name: &'static str,
    /// The idea in a few words.
    pub idea: &'static str,
    /// The numbers it follows orbits in.
    pub precision: Precision,
    /// The roundings it gives, each exactly.
    pub roundings: &'static [Rounding],
    /// How a view may be cut for it.
    pub cut: Cut,
    /// How many pixels one vector holds; 1 for a rung without vectors.
    pub lanes: usize,
    /// Scratch memory a pixel of the tile, in bytes, beside the array that is filled.
    pub scratch_per_pixel: usize,
    /// The kernel.
    pub fill: Fill<R>,
    /// The kernel built to count its lane-steps; none for a rung without lanes.
    pub fill_tallied: Option<FillTallied<R>>,
    /// Its inner loop alone; none for a rung that is bound by something else, such as passes over memory.
    pub inner: Option<Inner<R>>,
    /// Whether it leaves out iterations that the contract counts, so that its rate is no rate of its loop.
    pub effective: bool,
}

impl<R> Rung<R> {
    /// A rung in `f64` without vectors or scratch memory, whose views may be cut into tiles; the rest is set by
    /// `Rung { lanes: 8, ..Rung::new(…) }`.
    #[must_use]
    pub const fn new(name: &'static str, idea: &'static str, roundings: &'static [Rounding], fill: Fill<R>) -> Self {
        Self {
            name,
            idea,
            precision: Precision::Double,
            roundings,
            cut: Cut::Balanced,
            lanes: 1,
            scratch_per_pixel: 0,
            fill,
            fill_tallied: None,
            inner: None,
            effective: false,
        }
    }
}

/// How a view may be cut into tiles for a rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Into tiles small enough to balance the threads.
    Balanced,
    /// Into one piece a thread: cutting it smaller would change the experiment.
    PerThread,
}
