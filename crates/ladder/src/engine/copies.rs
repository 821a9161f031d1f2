//! Independent runs of a rung, one thread each: what parallel efficiency is measured against.

use super::Entry;
use super::call::Call;
use super::verify::Prepared;
use crate::Ladder;
use anyhow::Context;
use lanelab_measure::copies::Task;
use lanelab_measure::{Cause, ConcurrentCopies, Ratio, Sample, Samples, Seconds, Usage, Work};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::Scope;

type OwnCall<'a, I, O> = Arc<Mutex<Call<'a, I, O, Option<O>>>>;

/// As many calls on one thread as an entry has threads, each with an answer of its own, all started together.
pub(super) struct IndependentRuns<'a, I, O> {
    calls: Vec<OwnCall<'a, I, O>>,
    copies: ConcurrentCopies<'a>,
}

impl<'a, I: Sync, O: Send + Sync> IndependentRuns<'a, I, O> {
    /// # Errors
    /// Where threads cannot be started.
    pub(super) fn start(
        scope: &'a Scope<'a, '_>,
        ladder: &'a Ladder<I, O>,
        Entry { rung, threads }: Entry,
        prepared: &'a Prepared<I, O>,
    ) -> anyhow::Result<Self> {
        let call = |_| Ok(Arc::new(Mutex::new(Call::new(ladder, Entry { rung, threads: 1 }, prepared, None)?)));
        let calls: Vec<OwnCall<'a, I, O>> = (0..threads).map(call).collect::<anyhow::Result<_>>()?;
        let task = |call: &OwnCall<'a, I, O>| -> Task<'a> {
            let call = Arc::clone(call);
            Box::new(move || lock(&call).run())
        };
        let copies = ConcurrentCopies::start(scope, calls.iter().map(task).collect());
        Ok(Self { calls, copies: copies.with_context(|| format!("{threads} threads"))? })
    }
}

fn lock<T>(call: &Mutex<T>) -> MutexGuard<'_, T> {
    call.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<I: Sync, O: Send + Sync> Work for IndependentRuns<'_, I, O> {
    fn prepare(&mut self) {
        self.calls.iter().for_each(|call| lock(call).prepare());
        self.copies.prepare();
    }

    fn run(&mut self) {
        self.copies.run();
    }

    fn most_calls(&self) -> u32 {
        self.calls.iter().map(|call| lock(call).most_calls()).min().unwrap_or(u32::MAX)
    }

    fn usage(&self) -> Option<Usage> {
        self.copies.usage()
    }

    fn check(&mut self) -> Result<(), Cause> {
        self.calls.iter().try_for_each(|call| lock(call).check())
    }
}

/// N independent runs do N times the work, so their time is divided by N before it is compared.
pub(super) fn efficiency(runs: &Samples, own: &Samples, threads: usize) -> anyhow::Result<Ratio> {
    let shared = runs
        .iter()
        .map(|run| Ok(Sample { per_call: Seconds::new(run.per_call.get() / threads as f64)?, ..run }))
        .collect::<anyhow::Result<_>>()?;
    Ok(Ratio::paired(&Samples::new(shared)?, own)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn efficiency_compares_the_work_of_all_copies_with_that_of_one_call() {
        let samples = |seconds: f64| {
            let sample = |round| Sample { round, per_call: Seconds::new(seconds).unwrap(), usage: None };
            Samples::new((0..9).map(sample).collect()).unwrap()
        };
        // Four copies in three seconds are one call in 0.75.
        let found = efficiency(&samples(3.0), &samples(1.0), 4).unwrap();
        assert!((found.median - 0.75).abs() < 1e-12, "{found:?}");
    }
}
