//! What recording costs the program, and what is lost at a high rate.

use super::finding::{Finding, Promise};
use super::programs::Work;
use super::{Checker, read};
use crate::process;
use anyhow::Context;
use lanelab_measure::{Ratio, Samples, Seconds};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// CPU time, in user code and in the kernel, and elapsed time of a run, in seconds.
type Times = [f64; 2];

/// Compares the program's times with and without lineprof, in pairs; who goes first changes.
pub(crate) fn check(checker: &Checker, work: &Work, pairs: u32, unwind: &'static str) -> anyhow::Result<Vec<Finding>> {
    plain(work)?; // reads files into memory
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for pair in 0..pairs {
        if pair % 2 == 0 {
            without.push(plain(work)?);
            with.push(recorded(checker, work, unwind)?);
        } else {
            with.push(recorded(checker, work, unwind)?);
            without.push(plain(work)?);
        }
    }
    let ratio = |of: usize| {
        let samples = |times: &[Times]| -> anyhow::Result<Samples> {
            let seconds = times.iter().map(|times| Seconds::new(times[of]));
            Ok(Samples::of_rounds(seconds.collect::<Result<Vec<_>, _>>()?)?)
        };
        anyhow::Ok(Ratio::paired(&samples(&with)?, &samples(&without)?)?)
    };
    let [cpu, wall] = match unwind {
        "auto" => ["CPU time with lineprof over without", "elapsed time with lineprof over without"],
        _ => ["the same, frame pointers: CPU time", "the same, frame pointers: elapsed time"],
    };
    let finding = |what, ratio: Ratio, promise| {
        Finding::new(work.name, what, ratio.median, "×", promise).with_remark(format!("{ratio}, {} pairs", ratio.pairs))
    };
    Ok(vec![finding(cpu, ratio(0)?, Promise::AtMost(1.05)), finding(wall, ratio(1)?, Promise::Nothing)])
}

fn plain(work: &Work) -> anyhow::Result<Times> {
    let (before, started) = (cpu_of_children()?, Instant::now());
    process::run(&mut work.command())?;
    let wall = started.elapsed().as_secs_f64();
    Ok([cpu_of_children()? - before, wall])
}

/// The times of the program alone, as lineprof reports them.
fn recorded(checker: &Checker, work: &Work, unwind: &str) -> anyhow::Result<Times> {
    let recording = read(&checker.record(work, &["--unwind", unwind])?)?.recording;
    Ok([(recording.cpu + recording.system).as_secs_f64(), recording.wall.as_secs_f64()])
}

fn cpu_of_children() -> anyhow::Result<f64> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let seconds = |time: TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    Ok(seconds(usage.user_time()) + seconds(usage.system_time()))
}

const HIGH_HZ: u32 = 5000;

/// Records the work, repeated for so many seconds, at a high rate.
pub(crate) fn check_high_rate(checker: &Checker, work: &Work, seconds: u32) -> anyhow::Result<Vec<Finding>> {
    let [_, once] = plain(work)?;
    let last = work.arguments.last().context("the work has arguments")?;
    let repeated = work.arguments.iter().filter(|argument| *argument == last).count();
    let once = Duration::from_secs_f64(once).as_millis().max(1);
    let repeat = usize::try_from(u128::from(seconds) * 1000 / once)? * repeated;
    let arguments = work.arguments.iter().chain(std::iter::repeat_n(last, repeat)).cloned().collect();
    let work = Work { arguments, program: work.program.clone(), ..*work };
    let out = checker.scratch.join("high");
    let mut child = checker.recording(&work, &out, &["--hz", &HIGH_HZ.to_string()]).spawn()?;
    let mut memory = 0;
    while child.try_wait()?.is_none() {
        memory = peak_memory(child.id()).unwrap_or(memory);
        thread::sleep(Duration::from_millis(20));
    }
    let profile = read(&out)?;
    let quality = profile.quality();
    let finding = |what, value, unit, promise| Finding::new(work.name, what, value, unit, promise);
    let of = format!("of {} samples of {:.0} s of CPU time", quality.samples, profile.recording.cpu.as_secs_f64());
    let rate = quality.effective_hz.unwrap_or(f64::NAN);
    let size = |path: &Path| Ok::<_, anyhow::Error>(fs::metadata(path)?.len() as f64 / 1e6);
    let all: f64 = fs::read_dir(&out)?.map(|file| size(&file?.path())).sum::<anyhow::Result<f64>>()?;
    Ok(vec![
        finding("5000 Hz: lost samples", profile.recording.lost as f64, "", Promise::AtMost(0.0)).with_remark(of),
        finding("5000 Hz: samples per second of CPU time", rate, "Hz", Promise::Nothing),
        finding("5000 Hz: lineprof.json", size(&out.join("lineprof.json"))?, "MB", Promise::AtMost(100.0)),
        finding("5000 Hz: all files", all, "MB", Promise::Nothing),
        finding("5000 Hz: most memory of lineprof", memory as f64 / 1e3, "MB", Promise::Nothing),
    ])
}

/// The most memory that a process had until now, in kB; `None` where it has ended.
fn peak_memory(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    peak.trim().trim_end_matches(" kB").parse().ok()
}
