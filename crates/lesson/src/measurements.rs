//! What was measured of a step: times, ratios, shares of samples.

use crate::{Outcome, Step, StepError, Workload};
use lanelab_measure::format::Times;
use lanelab_measure::{Candidate, Floor, Plan, Ratio, Timed, Timeit, Timing, Verdict};

/// How long a step may be measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Budget {
    /// By `%timeit`'s own rule, and for a ratio as long as it needs.
    Full,
    /// Some seconds for the time, and as many for each workload of a ratio.
    Brief(f64),
}

const COMPARISON_SECONDS: f64 = 0.5;

/// The most rounds of a comparison.
const MAX_ROUNDS: u32 = 1000;

impl Budget {
    /// By `%timeit`'s own rule where the course published a time, and shorter where it did not.
    pub const fn of(step: &Step) -> Self {
        match step.published {
            Some(_) => Self::Full,
            None => Self::Brief(COMPARISON_SECONDS),
        }
    }
}

/// The step's own workload against another one.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The name of the other workload.
    pub name: &'static str,
    /// The own workload's time over the other's.
    pub ratio: Ratio,
    /// What the ratio allows to conclude.
    pub verdict: Verdict,
}

/// Times of a step's workloads.
#[derive(Debug, Clone)]
pub struct Timings {
    /// The step's own workload, alone, by the rule of `%timeit`.
    pub own: Option<Timed>,
    /// The same against each other workload, in interleaved rounds.
    pub comparisons: Vec<Comparison>,
}

/// Shares of the samples of a profile.
#[derive(Debug, Clone, PartialEq)]
pub enum StepProfile {
    /// Functions and their shares of 1, the largest first.
    Functions(Vec<(String, f64)>),
    /// Files, lines and their shares of 1, the largest first; without a line where no line of the user's was found.
    Lines(Vec<(String, Option<u32>, f64)>),
    /// No sampler works here, and why.
    Unavailable(String),
}

/// All that was measured of a step.
#[derive(Debug, Clone)]
pub struct Measurements {
    /// Its times.
    pub timings: Timings,
    /// Its profile, where it has one.
    pub profile: Option<StepProfile>,
}

impl Outcome<'_> {
    /// Measures the step's workload: alone, and against what it is compared with.
    ///
    /// # Errors
    /// Where the budget is not a time, or the clock stands still.
    pub fn measure(&self, budget: Budget) -> Result<Timings, StepError> {
        let [own, others @ ..] = self.workloads.as_slice() else {
            return Ok(Timings { own: None, comparisons: Vec::new() });
        };
        let (timeit, seconds) = match budget {
            Budget::Full => (Timeit::ipython(), COMPARISON_SECONDS),
            Budget::Brief(seconds) => (Timeit::brief(seconds)?, seconds),
        };
        let timed = timeit.measure(|| own.run());
        let comparisons = if others.is_empty() { Vec::new() } else { compare(own, others, seconds)? };
        Ok(Timings { own: Some(timed), comparisons })
    }
}

fn compare(own: &Workload<'_>, others: &[Workload<'_>], seconds: f64) -> Result<Vec<Comparison>, StepError> {
    let control = format!("{} (A/A)", own.name);
    let mut candidates = vec![Candidate::new(own.name, || own.run()), Candidate::new(control, || own.run())];
    candidates.extend(others.iter().map(|other| Candidate::new(other.name, || other.run())));
    let mut plan = Plan::default().budget_seconds(seconds)?;
    if seconds >= COMPARISON_SECONDS {
        plan = plan.rounds(u32::try_from(Ratio::PAIRS_FOR_A_VERDICT).unwrap_or(1), MAX_ROUNDS)?;
    }
    let timings = plan.measure(&mut candidates, |_| ())?;
    let [own, control, rest @ ..] = timings.as_slice() else { return Ok(Vec::new()) };
    let floor = Floor::of_twins(Ratio::paired(&control.samples, &own.samples)?);
    let comparison = |(other, timing): (&Workload<'_>, &Timing)| {
        let ratio = Ratio::paired(&own.samples, &timing.samples)?;
        Ok(Comparison { name: other.name, ratio, verdict: ratio.verdict(floor) })
    };
    others.iter().zip(rest).map(comparison).collect()
}

impl Measurements {
    /// The share of samples on the lines that are chosen; where there is no profile by line, a sentence that says so.
    pub(crate) fn share_of_lines(&self, chosen: impl Fn(&str, u32) -> bool) -> Result<f64, String> {
        match &self.profile {
            Some(StepProfile::Lines(lines)) => {
                let chosen = lines.iter().filter(|(file, line, _)| line.is_some_and(|line| chosen(file, line)));
                Ok(chosen.map(|(.., share)| share).sum())
            }
            Some(StepProfile::Unavailable(why)) => Err(format!("Unknown: {why}")),
            _ => Err("Unknown: nothing was sampled.".to_owned()),
        }
    }
}

/// `1.21× slower than mandel4 [1.20, 1.22]`, or what else the verdict allows.
fn describe(comparison: &Comparison) -> String {
    let Comparison { name, ratio, verdict } = comparison;
    match verdict {
        Verdict::Slower => factor(*ratio, "slower", name),
        Verdict::Faster => factor(ratio.inverse(), "faster", name),
        Verdict::NotDistinguishable => format!("not distinguishable from {name} ({ratio} its time)"),
        Verdict::TooFewPairs => {
            format!("at {} the time of {name} (too few rounds for a verdict)", Times(ratio.median))
        }
    }
}

fn factor(ratio: Ratio, word: &str, name: &str) -> String {
    let text = ratio.to_string();
    let (median, interval) = text.split_once(' ').unwrap_or((&text, ""));
    format!("{median} {word} than {name} {interval}")
}

/// `subject is 1.21× slower than … and 1.30× faster than …`, for each workload it was compared with.
pub(crate) fn compared(subject: &str, measured: &Measurements) -> String {
    let comparisons: Vec<_> = measured.timings.comparisons.iter().map(describe).collect();
    if comparisons.is_empty() {
        return format!("{subject} was not compared with anything");
    }
    format!("{subject} is {}", comparisons.join(" and "))
}
