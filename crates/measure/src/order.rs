//! Order statistics, in one place: the median is the headline of every figure this crate gives.

/// The median of `values`, which are reordered: the middle one, or the mean of the middle two.
///
/// # Panics
/// Where `values` is empty; callers hold at least one.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    let middle = values.len() / 2;
    let odd = values.len() % 2 == 1;
    let (below, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    if odd {
        return *upper;
    }
    let lower = below.iter().copied().max_by(f64::total_cmp).unwrap_or(*upper);
    f64::midpoint(lower, *upper)
}

/// A number of things, as a real.
#[expect(clippy::cast_precision_loss, reason = "nobody holds 2^53 samples")]
pub(crate) fn real(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn by_sorting(values: &[f64]) -> f64 {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let n = sorted.len();
        f64::midpoint(sorted[(n - 1) / 2], sorted[n / 2])
    }

    proptest! {
        #[test]
        fn median_is_that_of_the_sorted_list(values in prop::collection::vec(-1e3..1e3_f64, 1..60)) {
            let expected = by_sorting(&values);
            prop_assert_eq!(median(&mut values.clone()), expected);
        }

        #[test]
        fn as_many_lie_below_the_median_as_above(values in prop::collection::vec(0..9_i32, 1..60)) {
            let mut reals: Vec<f64> = values.into_iter().map(f64::from).collect();
            let m = median(&mut reals);
            let half = reals.len() / 2;
            prop_assert!(reals.iter().filter(|&&v| v < m).count() <= half);
            prop_assert!(reals.iter().filter(|&&v| v > m).count() <= half);
        }
    }
}
