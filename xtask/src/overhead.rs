//! What a profile costs: the same work with and without a sampler, by turns, and what many samples take.
//!
//! The suite `harness` times what is no ratio: to start and stop a sampler, and to look up a small recording.
//!
//! ```text
//! cargo run --release -p benches --example overhead [SECONDS]
//! ```
use anyhow::{Context, Result};
use lanelab_escape::{Form, Map, Scene, Threads};
use lanelab_grid::{Limit, Rounding};
use lanelab_measure::{Candidate, Floor, Plan, Ratio};
use lineprof::{Config, Profile, Recorder};
use std::fs;
use std::time::Instant;

#[expect(clippy::print_stdout, reason = "an example")]
fn main() -> Result<()> {
    let seconds: f64 = std::env::args().nth(1).map_or(Ok(20.0), |text| text.parse()).context("SECONDS is a number")?;
    println!("time with a sampler at 997 Hz over time without: {}", ratio(seconds)?);
    let (samples, megabytes, symbolising) = large()?;
    println!("{samples} samples: {megabytes:.0} MB more in memory, addresses looked up in {symbolising:.2} s");
    Ok(())
}

/// Work of a good third of a second on one thread, beside which a start is nothing.
fn work() -> u64 {
    let ladder = Map::Mandelbrot.ladder();
    let scene = Scene::named("overview").expect("a scene of the lab");
    let kernel = ladder.rung("best").expect("a rung of the lab");
    let threads = Threads::new(1).expect("the calling thread");
    let view = scene.view(Form::Small);
    let limit = Limit::new(200_000).expect("a limit");
    threads.steps(kernel, Rounding::Separate, &view, limit).view().iter().map(|&steps| u64::from(steps)).sum()
}

/// A sampler runs during the whole of the work that it is timed with.
fn sampled() -> u64 {
    let recorder = Recorder::start(&Config::default()).expect("some sampler starts");
    let sum = work();
    drop(recorder.stop());
    sum
}

fn ratio(seconds: f64) -> Result<String> {
    let right = work();
    let same = |sum: &u64| if *sum == right { Ok(()) } else { Err("another sum".to_owned()) };
    let mut candidates = [
        Candidate::answering("plain", work, same),
        Candidate::answering("plain again", work, same),
        Candidate::answering("sampled", sampled, same),
    ];
    let timings = Plan::default().budget_seconds(seconds)?.measure(&mut candidates, |_progress| ())?;
    let [plain, twin, sampled] = [0, 1, 2].map(|index| timings[index].samples());
    let floor = Floor::of_twins(Ratio::paired(twin, plain)?);
    Ok(format!("{} (A/A floor {floor})", Ratio::paired(sampled, plain)?))
}

/// As many samples as ten minutes of two threads at 997 Hz give, taken at the highest rate.
fn large() -> Result<(u64, f64, f64)> {
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
    let symbolising = begin.elapsed().as_secs_f64();
    let megabytes = (resident()? - before) / 1024.0;
    drop(profile);
    Ok((samples, megabytes, symbolising))
}

/// Kilobytes in memory.
fn resident() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status").context("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("VmRSS")?;
    line.trim().trim_end_matches(" kB").trim().parse().context("VmRSS is a number")
}
