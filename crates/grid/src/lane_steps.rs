//! The lane-steps of a kernel, counted in the code that is timed; a timed call passes an empty [`Tally`].

use ndarray::{Array2, ArrayView2};

/// The lane-steps executed for each pixel of a tile, and those of lanes that carried no pixel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneSteps {
    carried: Array2<u64>,
    empty: u64,
}

/// The counter of lane-steps that a kernel is given; empty in a timed call. It is used once per block or batch, never
/// in a step.
#[derive(Debug, Default)]
pub struct Tally<'a> {
    lane_steps: Option<&'a mut LaneSteps>,
    /// Where the pixels begin that a kernel counts: row and column in the tile.
    first: (usize, usize),
    /// How many columns of pixels the kernel fills.
    columns: usize,
}

impl LaneSteps {
    /// No lane-steps, for a tile of this many rows and columns.
    pub fn zeros(shape: (usize, usize)) -> Self {
        Self { carried: Array2::zeros(shape), empty: 0 }
    }

    /// The lane-steps executed for each pixel, wasted ones included.
    pub fn carried(&self) -> ArrayView2<'_, u64> {
        self.carried.view()
    }

    /// The lane-steps of lanes that carried no pixel.
    pub const fn empty(&self) -> u64 {
        self.empty
    }

    /// Cold, so that the kernel around it is laid out as if it did not count.
    #[cold]
    #[inline(never)]
    fn count(&mut self, pixels: impl Iterator<Item = (usize, usize)>, idle: usize, steps: u32) {
        pixels.for_each(|pixel| self.carried[pixel] += u64::from(steps));
        self.empty += idle as u64 * u64::from(steps);
    }

    /// All lane-steps together.
    pub fn executed(&self) -> u64 {
        self.carried.sum() + self.empty
    }
}

impl<'a> Tally<'a> {
    /// A tally that counts into `lane_steps`.
    pub fn into(lane_steps: &'a mut LaneSteps) -> Self {
        let columns = lane_steps.carried.ncols();
        Self { lane_steps: Some(lane_steps), first: (0, 0), columns }
    }

    /// The tally for a kernel that fills a part of the tile, `columns` wide, whose first pixel has this row and column.
    pub fn part(&mut self, row: usize, column: usize, columns: usize) -> Tally<'_> {
        let first = (self.first.0 + row, self.first.1 + column);
        Tally { lane_steps: self.lane_steps.as_deref_mut(), first, columns }
    }

    /// Whether it counts: not in a timed call.
    #[inline(always)]
    pub const fn counts(&self) -> bool {
        self.lane_steps.is_some()
    }

    /// Adds `steps` lane-steps for each of these pixels of the tile (by their index row by row), and for `idle` lanes
    /// that carried no pixel. A timed call does nothing, not even form the indices.
    #[inline(always)]
    pub fn count(&mut self, pixels: impl Iterator<Item = usize>, idle: usize, steps: u32) {
        let (columns, (row, column)) = (self.columns, self.first);
        if let Some(lane_steps) = &mut self.lane_steps {
            let pixels = pixels.map(|pixel| (row + pixel / columns, column + pixel % columns));
            lane_steps.count(pixels, idle, steps);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_part_within_a_part_counts_at_its_place_in_the_tile() {
        let mut counted = LaneSteps::zeros((3, 4));
        let mut tally = Tally::into(&mut counted);
        let mut part = tally.part(1, 1, 3);
        part.part(0, 1, 2).count([0, 3].into_iter(), 1, 5);
        part.count([3].into_iter(), 0, 7);
        assert_eq!(counted.carried(), array![[0, 0, 0, 0], [0, 0, 5, 0], [0, 7, 0, 5]]);
        assert_eq!((counted.empty(), counted.executed()), (5, 22));
    }
}
