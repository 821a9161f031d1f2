//! Mean, deviation and median.

/// The median of `values`, which are reordered: the middle one, or the mean of the middle two.
///
/// # Panics
/// Where `values` is empty; all callers have at least one value.
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

pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / real(values.len())
}

/// The population standard deviation: the root of the mean squared distance from the mean (over n, not n - 1).
pub(crate) fn deviation(values: &[f64]) -> f64 {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (squares / real(values.len())).sqrt()
}

pub(crate) fn real(number: usize) -> f64 {
    number as f64
}
