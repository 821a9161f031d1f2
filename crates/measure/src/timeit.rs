//! One function timed alone, by the rule and in the words of `IPython`'s `%timeit`.
//!
//! Use it for times that are compared with those of a notebook. To find out which of two is faster, measure them
//! together with a [`Plan`](crate::Plan): a mean includes every disturbance, and times taken minutes apart are taken at
//! different clock frequencies.
//!
//! **What is timed.** Loops over the function; each result passes an optimisation barrier and is dropped. First a
//! single loop, then 10, 100, … up to 10⁹, until they together take 0.2 s; then seven runs of that many loops. A run's
//! figure is its time over its loops.
//!
//! **Bias.** Only the search for the number of loops serves as warm-up, and seven runs in a row meet the same state of
//! the machine.

use std::fmt;
use std::hint::black_box;
use std::time::Duration;

use crate::statistics::{deviation, mean};
use crate::{NotATime, Seconds, format, stopwatch};

/// The runs whose mean and deviation are given.
const RUNS: u32 = 7;

/// A way to time one function: the least duration of each of the seven runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeit {
    least: Duration,
}

impl Timeit {
    /// `IPython`'s rule: seven runs of at least 0.2 s each. Up to some 16 s in all, or eight loops if those take longer.
    pub const fn ipython() -> Self {
        Self { least: Duration::from_millis(200) }
    }

    /// The same with shorter runs, so that the search and seven runs take up to `budget_seconds`, or eight loops if
    /// those take longer.
    ///
    /// # Errors
    /// Where `budget_seconds` is not a time.
    pub fn brief(budget_seconds: f64) -> Result<Self, NotATime> {
        // A run takes at most ten times the least, and the search takes one run and a ninth.
        const LONGEST: f64 = 10.0 * (7.0 + 10.0 / 9.0);
        let least = Seconds::new(budget_seconds)?.get() / LONGEST;
        let least = Duration::try_from_secs_f64(least).map_err(|_| NotATime(budget_seconds))?;
        Ok(Self { least })
    }

    /// The least duration of a run.
    pub fn least(self) -> Seconds {
        self.least.into()
    }

    /// The time of `work`, which is called at least eight times.
    ///
    /// # Examples
    /// ```
    /// use lanelab_measure::Timeit;
    ///
    /// let numbers: Vec<u64> = (0..1000).collect();
    /// let timed = Timeit::brief(0.01)?.measure(|| numbers.iter().sum::<u64>());
    /// if let Some(warning) = timed.warning() {
    ///     println!("{warning}");
    /// }
    /// println!("{timed}"); // 81.2 ns ± 1.44 ns per loop (mean ± std. dev. of 7 runs, 1,000 loops each)
    /// # Ok::<(), lanelab_measure::NotATime>(())
    /// ```
    pub fn measure<T>(self, work: impl FnMut() -> T) -> Timed {
        self.measure_with(&stopwatch::monotonic(), work)
    }

    /// As [`Timeit::measure`], by a stopwatch: a function that returns the time since a fixed moment.
    pub fn measure_with<T>(self, stopwatch: &dyn Fn() -> Duration, mut work: impl FnMut() -> T) -> Timed {
        let mut run = |loops: u32| {
            stopwatch::time(stopwatch, || {
                for _ in 0..loops {
                    black_box(work());
                }
            })
        };
        let loops = self.loops(&mut run);
        let per_loop = (0..RUNS).map(|_| Seconds::per_call(run(loops), loops).get()).collect();
        Timed { loops, per_loop }
    }

    /// The first power of ten that makes a run long enough, or 10⁹.
    fn loops(self, run: &mut impl FnMut(u32) -> Duration) -> u32 {
        const MOST: u32 = 9;
        (0..MOST).map(|power| 10_u32.pow(power)).find(|&loops| run(loops) >= self.least).unwrap_or(10_u32.pow(MOST))
    }
}

/// The result of [`Timeit`]. Displayed as `IPython` does:
/// `43.9 µs ± 755 ns per loop (mean ± std. dev. of 7 runs, 10,000 loops each)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Timed {
    /// The number of loops in a run: a power of ten up to 10⁹.
    pub loops: u32,
    per_loop: Vec<f64>,
}

impl Timed {
    /// The mean time of a loop.
    pub fn mean(&self) -> Seconds {
        Seconds::from_statistic(mean(&self.per_loop))
    }

    /// The population standard deviation of the runs' figures.
    pub fn deviation(&self) -> Seconds {
        Seconds::from_statistic(deviation(&self.per_loop))
    }

    /// `IPython`'s warning, where the slowest run took more than a microsecond and more than four times as long as the
    /// fastest.
    pub fn warning(&self) -> Option<String> {
        let times = || self.per_loop.iter().copied();
        let (best, worst) = (times().fold(f64::INFINITY, f64::min), times().fold(0.0, f64::max));
        (worst > 4.0 * best && best > 0.0 && worst > 1e-6).then(|| {
            format!(
                "The slowest run took {:.2} times longer than the fastest. \
                 This could mean that an intermediate result is being cached.",
                worst / best
            )
        })
    }
}

impl fmt::Display for Timed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runs = u64::try_from(self.per_loop.len()).unwrap_or(u64::MAX);
        f.write_str(&format::per_loop(self.mean(), self.deviation(), runs, self.loops.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_that_differ_much_give_a_warning() {
        let warning = |per_loop: &[f64]| Timed { loops: 10, per_loop: per_loop.to_vec() }.warning();
        assert_eq!(warning(&[1e-6, 4e-6, 2e-6]), None, "four times");
        assert_eq!(warning(&[0.1e-6, 1e-6]), None, "a microsecond");
        assert_eq!(warning(&[0.0, 1.0]), None, "a best run of no time");
        let expected = "The slowest run took 6.25 times longer than the fastest. \
                        This could mean that an intermediate result is being cached.";
        assert_eq!(warning(&[8e-6, 50e-6, 9e-6]).as_deref(), Some(expected), "more than four times");
    }

    #[test]
    fn a_budget_is_a_time() {
        for budget in [-1.0, f64::NAN, f64::INFINITY, 1e300] {
            assert!(Timeit::brief(budget).is_err(), "{budget} s was accepted as a budget");
        }
        assert_eq!(Timeit::brief(0.0).unwrap().least, Duration::ZERO, "no budget: single loops");
    }
}
