//! The sum of squared differences, added up as `NumPy` adds.

use super::{ShapesDiffer, same_shape};
use ndarray::{ArrayRef, Dimension};

/// The sum of the squared differences: `np.sum((a - b) ** 2)`, bit for bit if `NumPy` has both row by row.
///
/// 0 says that the arrays are equal, or that they part by less than the square root of the least number.
///
/// # Errors
/// Where the arrays differ in shape.
pub fn residual<D: Dimension>(a: &ArrayRef<f64, D>, b: &ArrayRef<f64, D>) -> Result<f64, ShapesDiffer> {
    same_shape(a, b)?;
    let squares: Vec<f64> = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).collect();
    Ok(pairwise(&squares))
}

/// The sum of the numbers as `np.sum` rounds it: by halves down to 128, and those in eight sums side by side.
fn pairwise(numbers: &[f64]) -> f64 {
    const SIDE: usize = 8;
    const BLOCK: usize = 128;
    if numbers.len() > BLOCK {
        let half = numbers.len() / 2;
        let (left, right) = numbers.split_at(half - half % SIDE);
        return pairwise(left) + pairwise(right);
    }
    let (groups, rest) = numbers.as_chunks::<SIDE>();
    let Some((first, groups)) = groups.split_first() else {
        return rest.iter().fold(0.0, |sum, number| sum + number);
    };
    let sums = groups.iter().fold(*first, |mut sums, group| {
        sums.iter_mut().zip(group).for_each(|(sum, number)| *sum += number);
        sums
    });
    let [a, b, c, d, e, f, g, h] = sums;
    rest.iter().fold(((a + b) + (c + d)) + ((e + f) + (g + h)), |sum, number| sum + number)
}
