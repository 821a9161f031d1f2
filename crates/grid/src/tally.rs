//! What the lanes of a kernel carried, counted without a trace in the kernel that is timed.
//!
//! A kernel over lanes is generic over its [`Tally`]. The one that is timed is built with [`Untallied`], which has no
//! size and does nothing; the one that counts is the same source built with [`LaneSteps`].

use ndarray::{Array2, ArrayView2};

/// Is told by a kernel what its lanes carry.
pub trait Tally {
    /// Whether anything is counted. Where not, a kernel need not even form the numbers.
    const COUNTS: bool;

    /// A lane carried this pixel of the tile, by its index row by row, through so many steps.
    fn carry(&mut self, pixel: usize, steps: u32);

    /// Lanes that carried no pixel were taken through so many lane-steps in all.
    fn idle(&mut self, lane_steps: u64);
}

/// Counts nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Untallied;

impl Tally for Untallied {
    const COUNTS: bool = false;

    #[inline(always)]
    fn carry(&mut self, _pixel: usize, _steps: u32) {}

    #[inline(always)]
    fn idle(&mut self, _lane_steps: u64) {}
}

/// Counts the lane-steps of each pixel of a tile, and those of lanes without a pixel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneSteps {
    carried: Array2<u64>,
    empty: u64,
}

impl LaneSteps {
    /// Nothing counted yet, for a tile of this many rows and columns.
    #[must_use]
    pub fn zeros(shape: (usize, usize)) -> Self {
        Self { carried: Array2::zeros(shape), empty: 0 }
    }

    /// The lane-steps spent on each pixel, wasted ones included.
    #[must_use]
    pub fn carried(&self) -> ArrayView2<'_, u64> {
        self.carried.view()
    }

    /// The lane-steps of lanes that carried no pixel.
    #[must_use]
    pub const fn empty(&self) -> u64 {
        self.empty
    }

    /// All lane-steps together.
    #[must_use]
    pub fn executed(&self) -> u64 {
        self.carried.sum() + self.empty
    }
}

impl Tally for LaneSteps {
    const COUNTS: bool = true;

    fn carry(&mut self, pixel: usize, steps: u32) {
        let columns = self.carried.ncols();
        self.carried[(pixel / columns, pixel % columns)] += u64::from(steps);
    }

    fn idle(&mut self, lane_steps: u64) {
        self.empty += lane_steps;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lane_step_is_counted_where_it_belongs() {
        let mut steps = LaneSteps::zeros((2, 3));
        steps.carry(4, 7);
        steps.carry(4, 1);
        steps.carry(0, 2);
        steps.idle(5);
        assert_eq!(steps.carried(), ndarray::array![[2, 0, 0], [0, 8, 0]]);
        assert_eq!((steps.empty(), steps.executed()), (5, 15));
    }

    #[test]
    fn what_counts_nothing_takes_no_room() {
        assert_eq!(size_of::<Untallied>(), 0);
    }
}
