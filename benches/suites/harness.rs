//! `harness/WHAT`: what the line profiler costs those who use it in their own process.
//!
//! * **alone**, **recorded**: the same verified work of `best`, without a sampler and while one runs at the default rate.
//!   Throughput is in iterations that the contract needs. What parts the two is a small share, and criterion times one
//!   after the other: `examples/overhead` takes them in turn and gives their ratio an interval.
//! * **start-stop**: a recording of nothing.
//! * **symbolise**: looking up what the addresses of a recording of that work mean. It reads the debug information of
//!   this very program.
//!
//! A process has one recorder. So under `--profile-time` this suite leaves no profiles, and where no sampler starts all
//! but **alone** is left out, and said to be.

use benches::{Subject, all_cores, brief, one_thread, profiling, time_returning};
use criterion::{BatchSize, Bencher, Criterion, Throughput, criterion_group, criterion_main};
use lanelab_escape::{Form, Rung, Ladder, Map, Scene, Threads};
use lanelab_grid::{Numerics, Limit, Rounding};
use lineprof::recording::Recording;
use lineprof::{Config, Profile, Recorder};
use std::cell::LazyCell;
use std::hint::black_box;
use std::io::{self, Write};

/// The limit of the work, on the points of `overview`: a call takes many periods of the sampler.
const LIMIT: u64 = 10_000;

/// The iterations that the contract needs for the work.
const ITERATIONS: u64 = 159_124_216;

/// Samples a second in the recording that is symbolised: many stacks in little time.
const DENSE: u32 = 20_000;

/// Where the lines of the work lie: those of the rung, and of the step that it takes.
const LINES: [&str; 2] = ["crates/lanes/src/", "crates/grid/src/recurrence/mandelbrot.rs"];

fn harness(criterion: &mut Criterion) {
    let (ladder, records) = (Map::Mandelbrot.ladder(), records());
    let work = LazyCell::new(|| Work::new(&ladder));
    let recording = LazyCell::new(|| work.recording());

    let mut group = criterion.benchmark_group(module_path!());
    brief(&mut group);
    if records {
        group.bench_function("start-stop", start_stop);
        group.bench_function("symbolise", |bencher| symbolise(bencher, &recording));
    }
    group.throughput(Throughput::Elements(ITERATIONS));
    group.bench_function("alone", |bencher| work.time(bencher));
    if records {
        group.bench_function("recorded", |bencher| work.time_recorded(bencher));
    }
    group.finish();
}

/// Whether a sampler starts; where none does, says why.
fn records() -> bool {
    let started = Recorder::start(&profiling());
    if let Err(error) = &started {
        let said = writeln!(io::stderr(), "skipped: all of {} but alone: {error}", module_path!());
        said.expect("standard error can be written");
    }
    started.is_ok()
}

/// Times a recording of nothing.
fn start_stop(bencher: &mut Bencher<'_>) {
    let config = profiling();
    let call = || Recorder::start(&config).expect("it has started before").stop();
    time_returning(bencher, call, |recording| {
        assert_eq!(recording.asked_hz, config.hz, "a recording at another rate");
    });
}

/// Times the meaning of a recording of the work, and looks for the work in it.
fn symbolise(bencher: &mut Bencher<'_>, recording: &Recording) {
    let (config, mut last) = (profiling(), None);
    let symbolised = |recording| Profile::of(recording, &config).expect("the configuration is valid");
    let call = |recording| last = Some(black_box(symbolised(recording)));
    bencher.iter_batched(|| recording.clone(), call, BatchSize::PerIteration);

    let hot = last.expect("a run has at least one call").lines().hot;
    let samples = |of: &dyn Fn(&str) -> bool| -> u64 {
        hot.iter().filter(|line| of(&line.place)).map(|line| line.own.samples).sum()
    };
    assert_eq!(samples(&|_| true), recording.total(), "samples of the recording and of all lines");
    let expected = samples(&|place| LINES.iter().any(|lines| place.starts_with(lines)));
    let (all, known) = (recording.total(), recording.backend.has_lines());
    assert!(10 * expected > 9 * all || !known, "only {expected} of {all} samples lie on lines of {LINES:?}");
}

/// A verified call of `best`.
struct Work<'a> {
    subject: Subject<'a>,
    best: &'a Rung,
    one: Threads,
}

impl<'a> Work<'a> {
    fn new(ladder: &'a Ladder) -> Self {
        let view = Scene::named("overview").expect("a scene of this name").view(Form::Small);
        let limit = Limit::new(LIMIT).expect("a constant from 1 to 4294967295");
        let numerics = Numerics::double(Rounding::Separate);
        let subject = Subject::new(ladder, numerics, view, limit, &all_cores());
        assert_eq!(subject.iterations(), u128::from(ITERATIONS), "not the recorded iterations");
        Self { subject, best: ladder.rung("best").expect("the ladder has this rung"), one: one_thread() }
    }

    fn time(&self, bencher: &mut Bencher<'_>) {
        self.subject.time(bencher, self.best, &self.one);
    }

    /// Times it while a sampler runs, started and stopped outside the clock.
    fn time_recorded(&self, bencher: &mut Bencher<'_>) {
        let recorder = Recorder::start(&profiling()).expect("it has started before");
        self.time(bencher);
        assert!(recorder.stop().total() > 0, "no sample was taken");
    }

    /// A recording of one call.
    fn recording(&self) -> Recording {
        let recorder = Recorder::start(&Config { hz: DENSE, ..profiling() }).expect("it has started before");
        let (view, limit) = (self.subject.view(), self.subject.answer().limit());
        let steps = self.one.steps(self.best, Rounding::Separate, view, limit);
        let recording = recorder.stop();
        assert!(steps == *self.subject.answer(), "the recorded work gives another answer than the oracle");
        recording
    }
}

criterion_group!(suites, harness);
criterion_main!(suites);
