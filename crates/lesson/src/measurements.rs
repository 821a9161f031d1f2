//! What was measured of a step: times, ratios, shares of samples.

use crate::{Outcome, Step, StepError, Workload};
use lanelab_measure::format::{Count, Figure, Percent, Times, plural};
use lanelab_measure::{
    Candidate, Floor, KeptMemory, NoCommonRound, Plan, Ratio, Seconds, Timed, Timeit, Timing, Usage, Verdict,
};
use std::cmp::Ordering;
use std::iter;

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
    /// The name of the own workload.
    pub own: &'static str,
    /// The name of the other workload.
    pub other: &'static str,
    /// With memory as the allocator gives it.
    pub default: Versus,
    /// In the same rounds with memory that the process keeps; `None` where no call meets many page faults.
    pub kept: Option<Versus>,
}

/// Two workloads under the same conditions, measured in the same rounds.
#[derive(Debug, Clone, Copy)]
pub struct Versus {
    /// The own workload's time over the other's.
    pub ratio: Ratio,
    /// What the ratio allows to conclude.
    pub verdict: Verdict,
    /// What a call of the own workload takes beside time, and one of the other.
    pub usage: [Option<Usage>; 2],
    /// The mean time of a call of the own workload in the same samples.
    pub own_mean: Seconds,
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
        let comparisons = if others.is_empty() { Vec::new() } else { compare(&self.workloads, seconds)? };
        Ok(Timings { own: Some(timed), comparisons })
    }
}

/// All workloads in the same rounds, the own one twice; where calls meet many page faults, with memory kept too.
fn compare(workloads: &[Workload<'_>], seconds: f64) -> Result<Vec<Comparison>, StepError> {
    let [own, others @ ..] = workloads else { return Ok(Vec::new()) };
    let all =
        || iter::once((format!("{} (A/A)", own.name), own)).chain(workloads.iter().map(|w| (w.name.to_owned(), w)));
    let mut candidates: Vec<_> = all().map(|(name, work)| Candidate::new(name, work)).collect();
    if workloads.iter().any(Workload::meets_page_faults) {
        let kept = |(name, work)| Candidate::new(format!("{name}, memory kept"), KeptMemory::new(work));
        candidates.extend(all().map(kept));
    }
    let mut plan = Plan::default().budget_seconds(seconds)?;
    if seconds >= COMPARISON_SECONDS {
        plan = plan.rounds(u32::try_from(Ratio::PAIRS_FOR_A_VERDICT).unwrap_or(1), MAX_ROUNDS)?;
    }
    let timings = plan.measure(&mut candidates, |_| ())?;
    let modes = timings.chunks(workloads.len() + 1).map(versus).collect::<Result<Vec<_>, _>>()?;
    let comparison = |(i, other): (usize, &Workload<'_>)| {
        let mut modes = modes.iter().map(|mode| mode[i]);
        modes.next().map(|default| Comparison { own: own.name, other: other.name, default, kept: modes.next() })
    };
    Ok(others.iter().enumerate().filter_map(comparison).collect())
}

/// The first workload's twin, itself, and the others: itself against each of these.
fn versus(timings: &[Timing]) -> Result<Vec<Versus>, NoCommonRound> {
    let [twin, own, others @ ..] = timings else { return Ok(Vec::new()) };
    let floor = Floor::of_twins(Ratio::paired(&twin.samples, &own.samples)?);
    let versus = |other: &Timing| {
        let ratio = Ratio::paired(&own.samples, &other.samples)?;
        let usage = [own, other].map(|timing| timing.samples.usage());
        Ok(Versus { ratio, verdict: ratio.verdict(floor), usage, own_mean: own.samples.mean() })
    };
    others.iter().map(versus).collect()
}

impl Comparison {
    /// `mandel5 takes 1.21× [1.20, 1.22] the time of mandel4: slower`.
    pub fn describe(&self) -> String {
        self.takes(&self.default)
    }

    /// The same with memory kept, or that this allocator does not keep it; `None` where that was not measured.
    pub fn describe_kept(&self) -> Option<String> {
        let kept = self.kept.as_ref()?;
        Some(match kept.faults() {
            Some(faults) if faults.iter().all(|&faults| faults < Usage::MANY_FAULTS) => self.takes(kept),
            _ => "skipped: this system's allocator does not keep it".to_owned(),
        })
    }

    fn takes(&self, Versus { ratio, verdict, .. }: &Versus) -> String {
        format!("{} takes {ratio} the time of {}: {verdict}", self.own, self.other)
    }

    /// Page faults as a reason for the ratio: where it is nearer to 1, beyond its interval, once memory is kept.
    fn by_page_faults(&self) -> Option<String> {
        let (default, kept) = (&self.default, self.kept.as_ref()?);
        let ([own, other], [own_kept, other_kept]) = (default.faults()?, kept.faults()?);
        let decided = [default, kept].iter().all(|versus| versus.verdict != Verdict::TooFewPairs);
        let apart = default.ratio.low > kept.ratio.high || default.ratio.high < kept.ratio.low;
        let factor = |versus: &Versus| versus.ratio.median.max(versus.ratio.median.recip());
        let nearer = factor(kept) < factor(default);
        let without = own_kept.max(other_kept) < Usage::MANY_FAULTS;
        let [own, other, own_kept, other_kept] = [own, other, own_kept, other_kept].map(Figure);
        (decided && apart && nearer && without).then(|| {
            format!(
                "Page faults: a call of {} meets {own}, of {} {other}; with memory kept {own_kept} and {other_kept}, and \
                 the ratio of times is {} instead of {}.",
                self.own, self.other, kept.ratio, default.ratio
            )
        })
    }
}

impl Versus {
    fn faults(&self) -> Option<[f64; 2]> {
        let [own, other] = self.usage.map(|usage| usage.map(Usage::faults));
        Some([own?, other?])
    }
}

impl Timings {
    /// For each workload of which much is done by the kernel: its name, and how much.
    pub fn remarks(&self) -> Vec<String> {
        let own = self.comparisons.first().map(|first| (first.own, first.default.usage[0]));
        let others = self.comparisons.iter().map(|comparison| (comparison.other, comparison.default.usage[1]));
        let remark = |(name, usage): (&str, Option<Usage>)| Some(format!("{name}: {}", usage?.remark("call")?));
        own.into_iter().chain(others).filter_map(remark).collect()
    }
}

impl Measurements {
    /// The share of samples on the lines that are chosen; `None` where there is no profile by line.
    pub(crate) fn share_of_lines(&self, chosen: impl Fn(&str, u32) -> bool) -> Option<Percent> {
        let Some(StepProfile::Lines(lines)) = &self.profile else { return None };
        let chosen = lines.iter().filter(|(file, line, _)| line.is_some_and(|line| chosen(file, line)));
        Some(Percent(chosen.map(|(.., share)| share).sum()))
    }

    /// The work of the own workload and of the first other as the reason for their ratio of times without page faults,
    /// with what it leaves unexplained; `None` where the one with more work does not take more time. `unit` is a singular.
    pub(crate) fn by_work(&self, unit: &str, [own, other]: [u64; 2]) -> Option<String> {
        let first = self.timings.comparisons.first()?;
        let Versus { ratio, verdict, .. } = first.kept.as_ref().unwrap_or(&first.default);
        let supported = match own.cmp(&other) {
            Ordering::Greater => Verdict::Slower,
            Ordering::Less => Verdict::Faster,
            Ordering::Equal => return None,
        };
        let work = own as f64 / other as f64;
        let [median, low, high] = [ratio.median, ratio.low, ratio.high].map(|ratio| ratio / work);
        let rest = Ratio { median, low, high, ..*ratio };
        let rest = if other == 0 { String::new() } else { format!(", {}; each takes {rest} the time", Times(work)) };
        (*verdict == supported).then(|| format!("{} {} against {}{rest}.", Count(own), plural(own, unit), Count(other)))
    }

    /// Page faults as the reason for ratios, where they are.
    pub(crate) fn by_page_faults(&self) -> Option<String> {
        let reasons: Vec<_> = self.timings.comparisons.iter().filter_map(Comparison::by_page_faults).collect();
        (!reasons.is_empty()).then(|| reasons.join(" "))
    }
}
