//! Where lanes step for nothing: for every pixel the share of its lane-steps that it did not need.

use super::viridis::viridis;
use super::{Colour, Picture};
use lanelab_grid::Steps;
use ndarray::ArrayView2;

/// The wasted share of every pixel as a colour, violet 0 to yellow 1; the top row is `y_max`.
#[derive(Debug)]
pub(crate) struct Waste<'a> {
    steps: &'a Steps,
    carried: ArrayView2<'a, u64>,
}

impl<'a> Waste<'a> {
    /// Steps, and the lane-steps spent on each pixel.
    pub(crate) const fn of(steps: &'a Steps, carried: ArrayView2<'a, u64>) -> Self {
        Self { steps, carried }
    }
}

impl Picture for Waste<'_> {
    fn dim(&self) -> (usize, usize) {
        self.steps.view().dim()
    }

    #[expect(clippy::cast_precision_loss, reason = "one colour of 256")]
    fn colour(&self, row: usize, column: usize) -> Colour {
        let (height, _) = self.dim();
        let at = (height - 1 - row, column);
        let needed = u64::from(self.steps.limit().iterations(self.steps.view()[at]));
        let carried = self.carried[at];
        viridis(carried.saturating_sub(needed) as f64 / carried.max(1) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanelab_grid::Limit;
    use ndarray::array;

    #[test]
    fn the_colour_is_the_wasted_share_with_the_highest_row_on_top() {
        let steps = Steps::from_counts(array![[0, 5], [2, 8]], Limit::new(10).unwrap());
        let carried = array![[10, 10], [200, 4]];
        let waste = Waste::of(&steps, carried.view());
        assert_eq!((waste.colour(1, 0), waste.colour(1, 1)), (viridis(0.0), viridis(0.5)));
        assert_eq!(waste.colour(0, 0), viridis(0.99));
        assert_eq!(waste.colour(0, 1), viridis(0.0), "a rung may need less than the contract");
    }
}
