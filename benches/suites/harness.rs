//! `harness/WHAT`: what the line profiler costs in a process that uses it.
//!
//! * **alone**, **recorded**: the same verified work of `best`, without a sampler and with one at the default rate.
//!   Throughput is in needed iterations. The difference is small, and criterion times one after the other; the tool
//!   `overhead` of xtask times them in rounds and gives the ratio an interval.
//! * **start-stop**: an empty recording.
//! * **symbolise**: looking up the addresses of a recording of that work, in the debug information of this program.
//!
//! A process has one recorder, so this suite leaves no profiles under `--profile-time`. Where no sampler starts, it times
//! only **alone** and says so.

mod common;
mod subject;

use common::{brief_group, profiling};
use criterion::{BatchSize, Bencher, Criterion, Throughput, criterion_group, criterion_main};
use lanelab_escape::{Form, Ladder, Map, Scene, Threads};
use lanelab_grid::{Numerics, Rounding, Rung};
use lineprof::recording::Recording;
use lineprof::{Config, Profile, Recorder};
use std::cell::LazyCell;
use std::hint::black_box;
use std::io::{self, Write};
use subject::{Subject, one_thread};

/// The limit of the work, on the points of `overview`: a call takes many sampling periods.
const LIMIT: u64 = 10_000;

/// The needed iterations of the work.
const ITERATIONS: u64 = 159_124_216;

/// The sampling rate, in hertz, of the recording that is symbolised: many stacks in little time.
const DENSE: u32 = 20_000;

/// The files of the work: those of the rung, and of the step of the map.
const LINES: [&str; 2] = ["crates/lanes/src/", "crates/grid/src/recurrence/mandelbrot.rs"];

fn harness(criterion: &mut Criterion) {
    let (ladder, one, starts) = (Map::Mandelbrot.ladder(), one_thread(), sampler_starts());
    let best = ladder.rung("best").expect("the ladder has this rung");
    let subject = LazyCell::new(|| subject(&ladder, &one));
    let recording = LazyCell::new(|| record(&subject, best, &one));

    let mut group = brief_group(criterion, module_path!());
    if starts {
        group.bench_function("start-stop", start_stop);
        group.bench_function("symbolise", |bencher| symbolise(bencher, &recording));
    }
    group.throughput(Throughput::Elements(ITERATIONS));
    group.bench_function("alone", |bencher| subject.time(bencher, best, &one));
    if starts {
        group.bench_function("recorded", |bencher| {
            let recorder = start(&profiling());
            subject.time(bencher, best, &one);
            assert!(recorder.stop().total() > 0, "no sample was taken");
        });
    }
    group.finish();
}

/// The work, with the oracle's answer.
fn subject<'a>(ladder: &'a Ladder, one: &Threads) -> Subject<'a> {
    let view = Scene::find("overview").expect("a scene of this name").view(Form::Small);
    let subject = Subject::new(ladder, Numerics::double(Rounding::Separate), &view, LIMIT, one);
    assert_eq!(subject.iterations(), ITERATIONS, "not the recorded iterations");
    subject
}

/// A dense recording of one verified call.
fn record(subject: &Subject<'_>, rung: &Rung, one: &Threads) -> Recording {
    let recorder = start(&Config { hz: DENSE, ..profiling() });
    let steps = one.steps(rung, &subject.job);
    let recording = recorder.stop();
    assert!(steps == subject.answer, "the recorded work gives a different answer than the oracle");
    recording
}

fn start(config: &Config) -> Recorder {
    Recorder::start(config).expect("it has started before")
}

/// Whether a sampler starts; where none does, prints why.
fn sampler_starts() -> bool {
    let started = Recorder::start(&profiling());
    if let Err(error) = &started {
        let written = writeln!(io::stderr(), "skipped: all of {} but alone: {error}", module_path!());
        written.expect("standard error can be written");
    }
    started.is_ok()
}

/// Times an empty recording.
fn start_stop(bencher: &mut Bencher<'_>) {
    let config = profiling();
    let mut last = None;
    bencher.iter(|| last = Some(start(&config).stop()));
    let recording = last.expect("a run has at least one call");
    assert_eq!(recording.asked_hz, config.hz, "a recording at another rate");
}

/// Times the lookup of a recording of the work, and checks that the samples lie on its lines.
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

criterion_group!(suites, harness);
criterion_main!(suites);
