//! Words about figures.

use super::Count;
use crate::Seconds;

/// A noun as it stands behind a number of things: `loop` behind 1, `loops` behind any other.
#[must_use]
pub fn plural(n: u64, noun: &str) -> String {
    if n == 1 { noun.to_owned() } else { format!("{noun}s") }
}

/// A time in the words of `%timeit`: `44 µs ± 816 ns per loop (mean ± std. dev. of 7 runs, 10,000 loops each)`.
#[must_use]
pub fn per_loop(mean: Seconds, deviation: Seconds, runs: u64, loops: u64) -> String {
    format!(
        "{mean} ± {deviation} per loop (mean ± std. dev. of {runs} {}, {} {} each)",
        plural(runs, "run"),
        Count(loops),
        plural(loops, "loop")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_is_singular_and_any_other_number_of_them_is_not() {
        assert_eq!([0, 1, 2, 10].map(|n| plural(n, "loop")), ["loops", "loop", "loops", "loops"]);
    }
}
