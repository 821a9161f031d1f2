//! What the profiler costs: the same work with and without a sampler, in turn, and what many samples take.
//!
//! The suite `harness` times what is not a ratio: starting and stopping a sampler, and looking up a small recording.

use anyhow::{Context, Result};
use lanelab_escape::{Form, Map, Scene, Threads};
use lanelab_grid::{Limit, Rounding};
use lanelab_measure::{Candidate, Floor, Plan, Ratio};
use lineprof::{Config, Profile, Recorder};
use std::fs;
use std::io::{self, Write};
use std::time::Instant;

pub(crate) fn run(seconds: f64) -> Result<()> {
    let mut out = io::stdout();
    writeln!(out, "time with a sampler at 997 Hz over time without: {}", ratio(seconds)?)?;
    let (samples, megabytes, lookup) = measure_many_samples()?;
    writeln!(out, "{samples} samples: {megabytes:.0} MB more in memory, addresses looked up in {lookup:.2} s")?;
    Ok(())
}

/// Work of more than a third of a second on one thread, so that starting a sampler takes a negligible part.
fn work() -> u64 {
    let ladder = Map::Mandelbrot.ladder();
    let scene = Scene::find("overview").expect("a scene of the lab");
    let rung = ladder.rung("best").expect("a rung of the lab");
    let threads = Threads::new(1).expect("the calling thread");
    let job = scene.job(Form::Small, Rounding::Separate).up_to(Limit::new(200_000).expect("a limit"));
    threads.steps(rung, &job).view().iter().map(|&steps| u64::from(steps)).sum()
}

fn sampled_work() -> u64 {
    let recorder = Recorder::start(&Config::default()).expect("some sampler starts");
    let sum = work();
    drop(recorder.stop());
    sum
}

fn ratio(seconds: f64) -> Result<String> {
    let expected = work();
    let same = |sum: &u64| if *sum == expected { Ok(()) } else { Err("another sum".to_owned()) };
    let mut candidates = [
        Candidate::answering("plain", work, same),
        Candidate::answering("plain again", work, same),
        Candidate::answering("sampled", sampled_work, same),
    ];
    let timings = Plan::default().budget_seconds(seconds)?.measure(&mut candidates, |_progress| ())?;
    let [plain, twin, sampled] = [0, 1, 2].map(|index| &timings[index].samples);
    let floor = Floor::of_twins(Ratio::paired(twin, plain)?);
    Ok(format!("{} (noise floor (A/A) {floor})", Ratio::paired(sampled, plain)?))
}

/// Takes, at the highest rate, as many samples as ten minutes of two threads give at 997 Hz. Returns their number, the
/// megabytes that they take, and the seconds of their lookup.
fn measure_many_samples() -> Result<(u64, f64, f64)> {
    const WANTED: f64 = 2.0 * 997.0 * 600.0;
    let config = Config { hz: 20_000, ..Config::default() };
    let before = resident()?;
    let recorder = Recorder::start(&config)?;
    let begin = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while begin.elapsed().as_secs_f64() < WANTED / 2.0 / 20_000.0 {
                    std::hint::black_box(work());
                }
            });
        }
    });
    let recording = recorder.stop();
    let samples = recording.total();
    let begin = Instant::now();
    let profile = Profile::of(recording, &config)?;
    let lookup = begin.elapsed().as_secs_f64();
    let megabytes = (resident()? - before) / 1024.0;
    drop(profile);
    Ok((samples, megabytes, lookup))
}

/// Kilobytes in memory.
fn resident() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status").context("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("VmRSS")?;
    line.trim().trim_end_matches(" kB").trim().parse().context("VmRSS is a number")
}
