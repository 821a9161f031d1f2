//! The lane-steps of a kernel, counted in the code that is timed: a timed call hands in nothing to count into.

use ndarray::{Array2, ArrayView2};

/// The lane-steps executed for each pixel of a tile, and those of lanes that carried no pixel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneSteps {
    carried: Array2<u64>,
    empty: u64,
}

/// Where a kernel counts its lane-steps, if anywhere. A kernel asks once a block or batch, never in a step.
#[derive(Debug, Default)]
pub struct Tally<'a>(Option<&'a mut LaneSteps>);

impl LaneSteps {
    /// Nothing counted yet, for a tile of this many rows and columns.
    #[must_use]
    pub fn zeros(shape: (usize, usize)) -> Self {
        Self { carried: Array2::zeros(shape), empty: 0 }
    }

    /// The lane-steps executed for each pixel, wasted ones included.
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

impl<'a> Tally<'a> {
    /// Counts into these.
    pub const fn into(lane_steps: &'a mut LaneSteps) -> Self {
        Self(Some(lane_steps))
    }

    /// Whether anything is counted. Where not, a kernel need not form the numbers.
    #[inline(always)]
    #[must_use]
    pub const fn counts(&self) -> bool {
        self.0.is_some()
    }

    /// A lane carried this pixel of the tile, by its index row by row, through so many steps.
    pub fn carry(&mut self, pixel: usize, steps: u32) {
        if let Some(LaneSteps { carried, .. }) = &mut self.0 {
            let columns = carried.ncols();
            carried[(pixel / columns, pixel % columns)] += u64::from(steps);
        }
    }

    /// Lanes that carried no pixel executed so many lane-steps in all.
    pub fn idle(&mut self, lane_steps: u64) {
        if let Some(counted) = &mut self.0 {
            counted.empty += lane_steps;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lane_step_is_counted_where_it_belongs() {
        let mut steps = LaneSteps::zeros((2, 3));
        let mut tally = Tally::into(&mut steps);
        assert!(tally.counts() && !Tally::default().counts(), "counted where it is asked for");
        tally.carry(4, 7);
        tally.carry(4, 1);
        tally.carry(0, 2);
        tally.idle(5);
        assert_eq!(steps.carried(), ndarray::array![[2, 0, 0], [0, 8, 0]]);
        assert_eq!((steps.empty(), steps.executed()), (5, 15));
    }
}
