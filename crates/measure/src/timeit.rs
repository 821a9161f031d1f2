//! One piece of work timed alone, by the rule and in the words of `IPython`'s `%timeit`.
//!
//! It is for figures that stand beside those of a notebook. To tell which of two is faster, measure them together with
//! a [`Plan`](crate::Plan): a mean follows every hold-up of the machine, and figures taken minutes apart follow its
//! clock.
//!
//! **What is timed.** Loops over the work, each result held until it was seen by an optimisation barrier, and dropped.
//! First a single loop, then 10, 100, … up to 10⁹, until they together take 0.2 s; then seven runs of that many loops.
//! A run's figure is its time over its loops.
//!
//! **Bias.** No loop is left out as a warm-up but those of the search, and seven runs in a row meet the same state of
//! the machine.

use std::fmt;
use std::hint::black_box;
use std::time::Duration;

use crate::format;
use crate::stopwatch::{self, Monotonic, Stopwatch};
use crate::{NotATime, Seconds, order};

/// How many runs, and how long one must last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeit {
    runs: u32,
    least: Duration,
}

impl Timeit {
    /// `IPython`'s own rule: seven runs of 0.2 s or more each. Up to some 16 s in all, or eight times a loop that is
    /// longer.
    #[must_use]
    pub const fn ipython() -> Self {
        Self { runs: 7, least: Duration::from_millis(200) }
    }

    /// The same with shorter runs, so that the search and seven runs take up to `budget_seconds`, or eight times a
    /// loop that is longer.
    ///
    /// # Errors
    /// Where `budget_seconds` is no time.
    pub fn brief(budget_seconds: f64) -> Result<Self, NotATime> {
        // A run is at most ten times as long as it must be, and the search is a run and a ninth.
        const LONGEST: f64 = 10.0 * (7.0 + 10.0 / 9.0);
        let least = Seconds::new(budget_seconds)?.get() / LONGEST;
        let least = Duration::try_from_secs_f64(least).map_err(|_| NotATime(budget_seconds))?;
        Ok(Self { least, ..Self::ipython() })
    }

    /// How long a run lasts at least.
    #[must_use]
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
        self.measure_with(&Monotonic::start(), work)
    }

    /// As [`Timeit::measure`], by a stopwatch of the caller's.
    pub fn measure_with<T>(self, stopwatch: &dyn Stopwatch, mut work: impl FnMut() -> T) -> Timed {
        let mut run = |loops: u32| {
            stopwatch::time(stopwatch, || {
                for _ in 0..loops {
                    black_box(work());
                }
            })
        };
        let loops = self.loops(&mut run);
        let per_loop = (0..self.runs).map(|_| Seconds::per_call(run(loops), loops)).collect();
        Timed { loops, per_loop }
    }

    /// The first power of ten that makes a run long enough, or 10⁹.
    fn loops(self, run: &mut impl FnMut(u32) -> Duration) -> u32 {
        const MOST: u32 = 9;
        (0..MOST).map(|power| 10_u32.pow(power)).find(|&loops| run(loops) >= self.least).unwrap_or(10_u32.pow(MOST))
    }
}

/// What [`Timeit`] found. Written out it is `IPython`'s line:
/// `43.9 µs ± 755 ns per loop (mean ± std. dev. of 7 runs, 10,000 loops each)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Timed {
    loops: u32,
    per_loop: Vec<Seconds>,
}

impl Timed {
    /// The mean time of a loop.
    #[must_use]
    pub fn mean(&self) -> Seconds {
        Seconds::from_statistic(self.average(Seconds::get))
    }

    /// The population standard deviation of the runs' figures: the root of the mean squared distance from the mean.
    #[must_use]
    pub fn deviation(&self) -> Seconds {
        let mean = self.mean().get();
        let variance = self.average(|time| (time.get() - mean) * (time.get() - mean));
        Seconds::from_statistic(variance.sqrt())
    }

    /// The time of a loop in the fastest run.
    #[must_use]
    pub fn best(&self) -> Seconds {
        self.per_loop
            .iter()
            .copied()
            .reduce(|best, time| if time < best { time } else { best })
            .unwrap_or(Seconds::ZERO)
    }

    /// The time of a loop in the slowest run.
    #[must_use]
    pub fn worst(&self) -> Seconds {
        self.per_loop.iter().fold(Seconds::ZERO, |worst, &time| if time > worst { time } else { worst })
    }

    /// The time of a loop in each run, in their order.
    #[must_use]
    pub fn per_loop(&self) -> &[Seconds] {
        &self.per_loop
    }

    /// How many runs there were.
    #[must_use]
    pub const fn runs(&self) -> usize {
        self.per_loop.len()
    }

    /// How many loops a run had: a power of ten up to 10⁹.
    #[must_use]
    pub const fn loops(&self) -> u32 {
        self.loops
    }

    /// What `IPython` says in front where the slowest run took more than a microsecond and more than four times as long
    /// as the fastest.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        let (best, worst) = (self.best().get(), self.worst().get());
        (worst > 4.0 * best && best > 0.0 && worst > 1e-6).then(|| {
            format!(
                "The slowest run took {:.2} times longer than the fastest. \
                 This could mean that an intermediate result is being cached.",
                worst / best
            )
        })
    }

    fn average(&self, figure: impl Fn(Seconds) -> f64) -> f64 {
        self.per_loop.iter().map(|&time| figure(time)).sum::<f64>() / order::real(self.runs())
    }
}

impl fmt::Display for Timed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runs = u64::try_from(self.runs()).unwrap_or(u64::MAX);
        f.write_str(&format::per_loop(self.mean(), self.deviation(), runs, self.loops.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timed(loops: u32, per_loop: &[f64]) -> Timed {
        Timed { loops, per_loop: per_loop.iter().map(|&time| Seconds::new(time).unwrap()).collect() }
    }

    #[test]
    fn a_line_is_worded_as_ipython_words_it() {
        let line = |loops, per_loop: &[f64]| timed(loops, per_loop).to_string();
        let table = [
            (
                line(10_000, &[43e-6, 44e-6, 45e-6]),
                "44 µs ± 816 ns per loop (mean ± std. dev. of 3 runs, 10,000 loops each)",
            ),
            (line(1, &[0.676; 7]), "676 ms ± 0 ns per loop (mean ± std. dev. of 7 runs, 1 loop each)"),
            (line(1, &[83.4]), "1min 23s ± 0 ns per loop (mean ± std. dev. of 1 run, 1 loop each)"),
            (
                line(1_000_000_000, &[1e-9, 2e-9]),
                "1.5 ns ± 0.5 ns per loop (mean ± std. dev. of 2 runs, 1,000,000,000 loops each)",
            ),
            (line(100, &[1.0, 3.0]), "2 s ± 1 s per loop (mean ± std. dev. of 2 runs, 100 loops each)"),
        ];
        for (line, wanted) in table {
            assert_eq!(line, wanted, "the line");
        }
    }

    #[test]
    fn runs_that_differ_much_are_warned_of() {
        let warning = |per_loop: &[f64]| timed(10, per_loop).warning();
        assert_eq!(warning(&[1e-6, 4e-6, 2e-6]), None, "four times");
        assert_eq!(warning(&[0.1e-6, 1e-6]), None, "a microsecond");
        assert_eq!(warning(&[0.0, 1.0]), None, "a best run of no time");
        let wanted = "The slowest run took 6.25 times longer than the fastest. \
                      This could mean that an intermediate result is being cached.";
        assert_eq!(warning(&[8e-6, 50e-6, 9e-6]).as_deref(), Some(wanted), "more than four times");
    }

    #[test]
    fn a_budget_is_a_time() {
        for budget in [-1.0, f64::NAN, f64::INFINITY, 1e300] {
            assert!(Timeit::brief(budget).is_err(), "{budget} s was taken for a budget");
        }
        assert_eq!(Timeit::brief(0.0).unwrap().least, Duration::ZERO, "no budget: single loops");
    }
}
