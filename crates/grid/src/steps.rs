//! The steps of a view, and how two arrays of steps are compared.

use crate::Limit;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Zip};

/// The steps of every pixel of a view: the first `k` at which `z_k` is not bounded, 0 where there is none.
///
/// Shape `(height, width)`, C order, row 0 at `y_min`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps {
    limit: Limit,
    counts: Array2<u32>,
}

/// One pixel at which two arrays of steps differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// Row of the pixel, from 0 at `y_min`.
    pub row: usize,
    /// Column of the pixel, from 0 at `x_min`.
    pub column: usize,
    /// Its steps in the first array.
    pub left: u32,
    /// Its steps in the second array.
    pub right: u32,
}

/// How much two arrays of steps of one view differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    /// The course's residual: the sum over pixels of the squared difference of the countdowns.
    pub residual: u128,
    /// How many pixels have different steps.
    pub mismatches: usize,
    /// The largest difference of two countdowns, in steps.
    pub largest: u32,
    /// The first pixel, row by row, whose steps differ.
    pub first: Option<Difference>,
}

/// Two arrays of steps that cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "answers of {:?} rows and columns up to limit {} cannot be compared with answers of {:?} up to {}: compute both on one view",
    left.0, left.1, right.0, right.1
)]
pub struct Incomparable {
    left: ((usize, usize), Limit),
    right: ((usize, usize), Limit),
}

impl Steps {
    /// Steps of a view of `dim = (rows, columns)`, all 0.
    pub fn zeros(dim: (usize, usize), limit: Limit) -> Self {
        Self { limit, counts: Array2::zeros(dim) }
    }

    /// Steps from an array in C order.
    pub const fn from_counts(counts: Array2<u32>, limit: Limit) -> Self {
        Self { limit, counts }
    }

    /// The steps as an array in C order.
    pub fn into_counts(self) -> Array2<u32> {
        self.counts
    }

    /// The limit up to which orbits were computed.
    pub const fn limit(&self) -> Limit {
        self.limit
    }

    /// The steps of all pixels.
    pub fn view(&self) -> ArrayView2<'_, u32> {
        self.counts.view()
    }

    /// The steps of all pixels, to be filled.
    pub fn view_mut(&mut self) -> ArrayViewMut2<'_, u32> {
        self.counts.view_mut()
    }

    /// The course's countdown of every pixel: `limit - steps`, or 0 where it never escaped.
    ///
    /// It is 0 for a pixel that escapes in the last step too; that is why steps are stored, not countdowns.
    pub fn countdown(&self) -> Array2<u32> {
        self.counts.mapv(|steps| self.limit.countdown(steps))
    }

    /// How many pixels never escaped.
    pub fn members(&self) -> usize {
        self.counts.iter().filter(|&&steps| steps == 0).count()
    }

    /// The sum of all steps; pixels that never escaped add nothing.
    pub fn sum(&self) -> u128 {
        self.counts.iter().map(|&steps| u128::from(steps)).sum()
    }

    /// The needed iterations of all pixels: the steps, or the limit where one never escaped.
    pub fn iterations(&self) -> u128 {
        self.counts.iter().map(|&steps| u128::from(self.limit.iterations(steps))).sum()
    }

    /// Compares with other steps of the same view.
    ///
    /// # Errors
    /// Where shape or limit differ.
    pub fn compare(&self, other: &Self) -> Result<Comparison, Incomparable> {
        let (left, right) = ((self.counts.dim(), self.limit), (other.counts.dim(), other.limit));
        if left != right {
            return Err(Incomparable { left, right });
        }
        let mut found = Comparison { residual: 0, mismatches: 0, largest: 0, first: None };
        Zip::indexed(&self.counts).and(&other.counts).for_each(|(row, column), &left, &right| {
            if left != right {
                let apart = self.limit.countdown(left).abs_diff(self.limit.countdown(right));
                found.residual += u128::from(apart) * u128::from(apart);
                found.mismatches += 1;
                found.largest = found.largest.max(apart);
                found.first.get_or_insert(Difference { row, column, left, right });
            }
        });
        Ok(found)
    }
}

impl Comparison {
    /// Whether every pixel has the same steps.
    pub const fn agrees(&self) -> bool {
        self.mismatches == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn steps(counts: Array2<u32>) -> Steps {
        Steps::from_counts(counts, Limit::new(10).unwrap())
    }

    #[test]
    fn totals_count_a_member_with_the_limit() {
        let steps = steps(array![[0, 3], [10, 0]]);
        assert_eq!((steps.members(), steps.sum(), steps.iterations()), (2, 13, 33));
        assert_eq!(steps.countdown(), array![[0, 7], [0, 0]]);
    }

    #[test]
    fn a_comparison_finds_the_first_pixel_and_measures_in_countdowns() {
        let found = steps(array![[0, 3], [10, 5]]).compare(&steps(array![[0, 4], [0, 2]])).unwrap();
        assert_eq!(found.mismatches, 3);
        assert_eq!(found.residual, 1 + 9, "steps 10 and 0 have the same countdown");
        assert_eq!(found.largest, 3);
        assert_eq!(found.first, Some(Difference { row: 0, column: 1, left: 3, right: 4 }));
    }

    #[test]
    fn steps_of_different_views_are_incomparable() {
        assert!(steps(array![[0, 3]]).compare(&steps(array![[0], [3]])).is_err(), "shape");
        let other = Steps::from_counts(array![[0, 3]], Limit::new(11).unwrap());
        assert!(steps(array![[0, 3]]).compare(&other).is_err(), "limit");
    }
}
