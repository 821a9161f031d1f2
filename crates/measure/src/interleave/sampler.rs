//! Takes the samples of one candidate.

use std::fmt;
use std::time::Duration;

use super::{Candidate, MeasureError, Plan, Work};
use crate::format::{Count, plural};
use crate::{Sample, Samples, Seconds, stopwatch};

/// The shortest sample: shorter calls are repeated until they fill it.
const SHORTEST_SAMPLE: Duration = Duration::from_millis(1);

/// The most calls in one sample. An empty call takes about a nanosecond, so a million of them fill
/// [`SHORTEST_SAMPLE`]; and where a stopwatch stands still, this ends the search.
const MOST_CALLS: u32 = 1_000_000;

/// How much larger the next batch may be than the last.
const LARGEST_STEP: u32 = 16;

/// The samples of a candidate. Displayed in the manner of IPython's `%timeit`:
/// `43.9 µs ± 755 ns per call (median ± MAD of 7 samples, 10,000 calls each)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Timing {
    /// The candidate's name.
    pub name: String,
    /// The number of calls in a sample, from 1 to a million.
    pub calls: u32,
    /// The times of one call, by round.
    pub samples: Samples,
}

impl fmt::Display for Timing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (n, calls) = (self.samples.n(), self.calls);
        let samples = plural(u64::try_from(n).unwrap_or(u64::MAX), "sample");
        let calls_each = plural(calls.into(), "call");
        write!(
            f,
            "{} ± {} per call (median ± MAD of {n} {samples}, {} {calls_each} each)",
            self.samples.median(),
            self.samples.mad(),
            Count(calls.into()),
        )
    }
}

/// A candidate after its warm-up, and its samples so far.
pub(super) struct Sampler<'c, 'a> {
    pub(super) name: &'c str,
    work: &'c mut (dyn Work + 'a),
    calls: u32,
    least: u32,
    spent: Duration,
    samples: Vec<Sample>,
}

impl<'c, 'a> Sampler<'c, 'a> {
    /// Calls `candidate` once, checks its answer, and finds how many calls make a sample.
    pub(super) fn warm_up(
        candidate: &'c mut Candidate<'a>,
        stopwatch: &dyn Fn() -> Duration,
    ) -> Result<Self, MeasureError> {
        let Candidate { name, work, least_rounds: least } = candidate;
        let work = &mut **work;
        work.prepare();
        let first = time_calls(work, 1, stopwatch);
        check(name, work, None)?;
        let calls = calibrate(work, first, stopwatch);
        Ok(Self { name, work, calls, least: *least, spent: Duration::ZERO, samples: Vec::new() })
    }

    pub(super) fn takes_another(&self, plan: &Plan) -> bool {
        plan.allows_another(self.rounds(), self.least, self.spent)
    }

    pub(super) fn done(&self, plan: &Plan) -> f64 {
        plan.done(self.rounds(), self.least, self.spent)
    }

    /// Takes the sample of `round`, and then checks the answer.
    pub(super) fn take_sample(&mut self, round: u32, stopwatch: &dyn Fn() -> Duration) -> Result<(), MeasureError> {
        self.work.prepare();
        let before = self.work.usage();
        let elapsed = time_calls(self.work, self.calls, stopwatch);
        let usage = before.zip(self.work.usage()).map(|(before, after)| after.since(before, self.calls.into()));
        self.spent += elapsed;
        self.samples.push(Sample { round, per_call: Seconds::per_call(elapsed, self.calls), usage });
        check(self.name, self.work, Some(round))
    }

    pub(super) fn into_timing(self) -> Result<Timing, MeasureError> {
        let name = self.name.to_owned();
        match Samples::new(self.samples) {
            Ok(samples) => Ok(Timing { name, calls: self.calls, samples }),
            Err(cause) => Err(MeasureError::Unusable(name, cause)),
        }
    }

    fn rounds(&self) -> u32 {
        u32::try_from(self.samples.len()).unwrap_or(u32::MAX)
    }
}

/// How many calls fill [`SHORTEST_SAMPLE`], starting from one call that took `first`.
///
/// The first call is cold and suggests too few. So its suggestion is tried, and where it is too short, a larger one.
fn calibrate(work: &mut dyn Work, first: Duration, stopwatch: &dyn Fn() -> Duration) -> u32 {
    let (mut calls, mut elapsed) = (1, first);
    let most = work.most_calls().clamp(1, MOST_CALLS);
    while elapsed < SHORTEST_SAMPLE && calls < most {
        calls = more_calls(calls, elapsed).min(most);
        work.prepare();
        elapsed = time_calls(work, calls, stopwatch);
    }
    calls
}

/// The number of calls that should fill [`SHORTEST_SAMPLE`], if `calls` took `elapsed`: more than `calls`, and a tenth
/// more than the proportion, so that noise does not make it too few again.
fn more_calls(calls: u32, elapsed: Duration) -> u32 {
    let factor = 1.1 * SHORTEST_SAMPLE.as_secs_f64() / elapsed.as_secs_f64();
    let wanted = f64::from(calls) * factor.min(f64::from(LARGEST_STEP));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a u32 above 0")]
    let whole = wanted.ceil().clamp(1.0, f64::from(MOST_CALLS)) as u32;
    whole.max(calls + 1)
}

/// Not inlined: this loop is compiled once for all kinds of work.
#[inline(never)]
fn time_calls(work: &mut dyn Work, calls: u32, stopwatch: &dyn Fn() -> Duration) -> Duration {
    stopwatch::time(stopwatch, || {
        for _ in 0..calls {
            work.run();
        }
    })
}

fn check(name: &str, work: &mut dyn Work, round: Option<u32>) -> Result<(), MeasureError> {
    work.check().map_err(|cause| MeasureError::WrongAnswer(name.to_owned(), round, cause))
}
