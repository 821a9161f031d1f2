//! A 99 % interval for a median: a percentile bootstrap, never narrower than the exact interval of the sign test.
//!
//! The percentile bootstrap draws as many values as there are, with replacement, takes their median, and repeats this
//! thousands of times; the middle 99 % of those medians are the interval (Efron and Tibshirani, *An Introduction to the
//! Bootstrap*, 1993, chapter 13). For the median of few values that is too narrow: with 9 values it runs from the 2nd
//! to the 8th, which misses the true median in 1 of 26 cases, not in 1 of 100. So it is widened, where needed, to the
//! interval of the sign test, which assumes nothing about the distribution: the true median lies below the k-th of n
//! sorted values only if fewer than k of n fair coins show heads. From a few dozen values on the two agree.

use fastrand::Rng;

use crate::statistics::{median, real};

/// The share of the bootstrap medians that is cut off at either end.
const TAIL: f64 = (1.0 - 0.99) / 2.0;

/// Leaves 20 medians beyond either end of the interval.
const RESAMPLES: usize = 4000;

const RESAMPLES_CUT: usize = 20;

/// Fixed, so that the same values give the same interval on every machine.
const SEED: u64 = 0x1a9e_1ab0;

/// A 99 % interval for the median of the distribution that `values` were drawn from; with fewer than 8 values the whole
/// range, which covers it with probability 1 - 2^(1-n).
///
/// # Panics
/// Where `values` is empty; all callers have at least one value.
pub(crate) fn interval_of_median(values: &[f64]) -> (f64, f64) {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = sign_test_rank(sorted.len());
    let exact = (sorted[rank], sorted[sorted.len() - 1 - rank]);
    if rank == 0 {
        return exact; // the whole range, which no bootstrap exceeds
    }
    let drawn = percentile_bootstrap(&sorted);
    (exact.0.min(drawn.0), exact.1.max(drawn.1))
}

fn percentile_bootstrap(values: &[f64]) -> (f64, f64) {
    let mut rng = Rng::with_seed(SEED);
    let mut draw = values.to_vec();
    let mut resampled = || {
        draw.fill_with(|| values[rng.usize(..values.len())]);
        median(&mut draw)
    };
    let mut medians: Vec<f64> = (0..RESAMPLES).map(|_| resampled()).collect();
    medians.sort_by(f64::total_cmp);
    (medians[RESAMPLES_CUT], medians[RESAMPLES - 1 - RESAMPLES_CUT])
}

/// The largest rank r, from 0, such that the values of rank r and n-1-r enclose the median with 99 %: P(at most r of n
/// fair coins show heads) <= [`TAIL`]. 0 where there is none.
#[expect(clippy::disallowed_methods, reason = "where a last bit decided between two ranks, either would do")]
fn sign_test_rank(n: usize) -> usize {
    // In logarithms, since 2^-n underflows above n = 1074.
    let mut ln_probability = -real(n) * std::f64::consts::LN_2;
    let mut at_most = ln_probability.exp();
    let mut rank = 0;
    while rank + 1 < n.div_ceil(2) {
        ln_probability += (real(n - rank) / real(rank + 1)).ln();
        at_most += ln_probability.exp();
        if at_most > TAIL {
            break;
        }
        rank += 1;
    }
    rank
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published table of ranks for the 99 % interval of a median counts from 1; this counts from 0.
    #[test]
    fn ranks_are_those_of_the_sign_test() {
        let table = [(1, 0), (8, 0), (11, 0), (12, 1), (14, 1), (15, 2), (20, 3), (25, 5), (50, 15), (100, 36)];
        for (n, rank) in table {
            assert_eq!(sign_test_rank(n), rank, "n = {n}");
        }
        for n in [1_000_usize, 1_074, 1_075, 5_000, 100_000] {
            // Normal approximation: n/2 - 2.5758 sqrt(n)/2, and a rank counts from 0.
            let expected = real(n) / 2.0 - 1.2879 * real(n).sqrt() - 0.5;
            let off = real(sign_test_rank(n)) - expected;
            assert!(off.abs() < 1.5, "n = {n}: rank {} is {off} off", sign_test_rank(n));
        }
    }

    #[test]
    fn few_values_give_their_whole_range() {
        assert_eq!(interval_of_median(&[3.0]), (3.0, 3.0), "1 value");
        assert_eq!(interval_of_median(&[8.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]), (1.0, 8.0), "8 values");
    }

    #[test]
    fn an_interval_is_no_narrower_than_that_of_the_sign_test_and_the_same_again() {
        let values: Vec<f64> = (0..40).map(|i| f64::from(i * i % 37)).collect();
        // Sorted, those of rank 11 and 28; the bootstrap alone gives 8.5 to 26.5.
        assert_eq!(interval_of_median(&values), (7.0, 27.0), "widened");
        let roots: Vec<f64> = (0..40).map(|i| f64::from(i).sqrt()).collect();
        assert_eq!(percentile_bootstrap(&roots), percentile_bootstrap(&roots), "two runs differ");
    }
}
