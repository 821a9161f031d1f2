//! What the suites share: the work that criterion times, and the look at its answer afterwards.
//!
//! The key decision: **no answer is timed unseen.** Criterion runs a routine many times; the answer of each run's
//! last call is compared with the oracle's, outside the clock, and criterion's first run is its warm-up. So a wrong
//! rung stops the suite before a number is printed.
#![forbid(unsafe_code)]

use criterion::{Bencher, Criterion, SamplingMode, Throughput};
use criterion::{BenchmarkGroup, measurement::WallTime};
use lanelab_escape::{Form, Rung, Ladder, Occupancy, Scene, Threads, checksum, verify_steps};
use lanelab_grid::{Numerics, Limit, Steps, View, WRAPPERS};
use lineprof::{Config, criterion::Profiler};
use std::hint::black_box;
use std::time::Duration;

/// Criterion that leaves a profile by function and by line beside each benchmark where `--profile-time` asks for one.
#[must_use]
pub fn profiled() -> Criterion {
    Criterion::default().with_profiler(Profiler::new(profiling()))
}

/// How the suites are profiled: at the default rate, and what thin wrappers cost is charged to the lines that use them.
#[must_use]
pub fn profiling() -> Config {
    Config { transparent: WRAPPERS.map(str::to_owned).to_vec(), ..Config::default() }
}

/// A view of a ladder's map, with the answer that every rung of one contract must give.
#[derive(Debug)]
pub struct Subject<'a> {
    ladder: &'a Ladder,
    numerics: Numerics,
    view: View,
    answer: Steps,
}

impl<'a> Subject<'a> {
    /// The small form of a scene.
    ///
    /// # Panics
    /// Where the oracle's answer has not the scene's recorded checksum: then there is nothing to compare with.
    #[must_use]
    pub fn small(ladder: &'a Ladder, scene: &Scene, numerics: Numerics) -> Self {
        let (view, limit) = (scene.view(Form::Small), scene.limit());
        let answer = ladder.oracle_steps(numerics, &view, limit);
        let (found, recorded) = (checksum(&answer), scene.checksum(Form::Small, numerics));
        assert_eq!(found, recorded, "{} {numerics}: the oracle's answer is not the recorded one", scene.name);
        Self { ladder, numerics, view, answer }
    }

    /// Any view. The oracle runs on these threads: a large view takes it long.
    #[must_use]
    pub fn new(ladder: &'a Ladder, numerics: Numerics, view: View, limit: Limit, threads: &Threads) -> Self {
        let oracle = ladder.oracle(numerics.precision);
        let answer = threads.steps(oracle, numerics.rounding, &view, limit);
        Self { ladder, numerics, view, answer }
    }

    /// The view.
    #[must_use]
    pub const fn view(&self) -> &View {
        &self.view
    }

    /// The answer.
    #[must_use]
    pub const fn answer(&self) -> &Steps {
        &self.answer
    }

    /// The iterations that the contract needs for the view.
    #[must_use]
    pub fn iterations(&self) -> u128 {
        self.answer.iterations()
    }

    /// [`Subject::iterations`], as criterion has them.
    ///
    /// # Panics
    /// Never: a view that can be timed needs fewer than 2⁶⁴.
    #[must_use]
    pub fn throughput(&self) -> Throughput {
        Throughput::Elements(u64::try_from(self.iterations()).expect("fewer than 2⁶⁴ iterations"))
    }

    /// The rungs that give the answer, in teaching order.
    pub fn kernels(&self) -> impl Iterator<Item = &'a Rung> {
        self.ladder.rungs.iter().filter(|kernel| kernel.claims(self.numerics))
    }

    /// What the lanes of a rung carry over the view, by the same kernel built to count. `None` for a rung without lanes.
    ///
    /// # Panics
    /// Where its answer needs other iterations than the oracle's.
    #[must_use]
    pub fn occupancy(&self, kernel: &Rung) -> Option<Occupancy> {
        let tallied = kernel.tallied(self.numerics.rounding, &self.view, self.answer.limit())?;
        let occupancy: Occupancy = tallied.collect();
        assert_eq!(occupancy.useful, self.iterations(), "{} built to count gives another answer", kernel.name);
        Some(occupancy)
    }

    /// Times one call of a rung, and looks at what the last call of the run wrote.
    ///
    /// # Panics
    /// With the disagreement, where the answer is not the oracle's.
    pub fn time(&self, bencher: &mut Bencher<'_>, kernel: &Rung, threads: &Threads) {
        let limit: Limit = self.answer.limit();
        let mut steps = Steps::zeros(self.view.dim(), limit);
        steps.view_mut().fill(UNWRITTEN);
        let rounding = self.numerics.rounding;
        bencher.iter(|| threads.fill(kernel, rounding, &self.view, limit, steps.view_mut(), &|_| ()));
        if let Err(disagreement) = verify_steps(self.ladder, kernel, rounding, &self.view, &self.answer, &steps) {
            panic!("{disagreement}");
        }
    }
}

/// Times calls of a routine, and shows what the last call of the run returned. What the one before it returned is freed
/// within the clock.
///
/// # Panics
/// Where `look` does, which is how it says that an answer is wrong.
pub fn time_returning<T>(bencher: &mut Bencher<'_>, mut routine: impl FnMut() -> T, look: impl FnOnce(&T)) {
    let mut last = None;
    bencher.iter(|| last = Some(black_box(routine())));
    look(&last.expect("a run has at least one call"));
}

/// What stands in the array before a run, so that a rung which writes nothing is found out.
const UNWRITTEN: u32 = u32::MAX;

/// Gives a group times that suit calls of a millisecond to a second: 20 samples within a second or so.
///
/// All samples of a benchmark have equally many calls, so that a slow one takes no longer than it must.
pub fn brief(group: &mut BenchmarkGroup<'_, WallTime>) {
    group
        .sampling_mode(SamplingMode::Flat)
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
}

/// Whether criterion takes no samples: under `--test`, under `--profile-time`, and where `cargo test` runs the suite.
///
/// A suite with inputs that take the oracle long leaves these out then, and so calls nothing unverified.
#[must_use]
pub fn takes_no_samples() -> bool {
    let given = |flag: &str| std::env::args().any(|argument| argument.split('=').next() == Some(flag));
    !given("--bench") || given("--test") || given("--profile-time")
}

/// The calling thread alone.
///
/// # Panics
/// Never: one thread is never refused.
#[must_use]
pub fn one_thread() -> Threads {
    Threads::new(1).expect("one thread is never refused")
}

/// As many threads as the machine runs at once, at most [`Threads::MOST`].
///
/// # Panics
/// Where the system refuses to start them.
#[must_use]
pub fn all_cores() -> Threads {
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    Threads::new(count.min(Threads::MOST)).expect("the system starts a thread a core")
}
