//! pprof's process-wide timer: the last resort, by function.
//!
//! pprof keeps one address for all samples of a function, so its samples tell nothing about lines.

use super::Stop;
use super::mappings::Mappings;
use crate::Config;
use crate::recording::{Backend, Recording, Sample, Thread, period_ns};
use pprof::{ProfilerGuardBuilder, UnresolvedReport};
use std::time::Instant;
use std::{fs, process};

/// The highest rate: the kernel's tick gives no more on any machine, and pprof does not report missed ticks.
const MOST_HZ: u32 = 100;

pub(super) fn start(&Config { hz, .. }: &Config) -> Result<Stop, String> {
    let rate = hz.min(MOST_HZ);
    let guard = ProfilerGuardBuilder::default()
        .frequency(i32::try_from(rate).unwrap_or(1))
        .blocklist(&["libc", "libgcc", "pthread", "vdso"])
        .build()
        .map_err(|e| format!("pprof does not start: {e}"))?;
    let started = Instant::now();
    Ok(Box::new(move || {
        let mut recording = Recording {
            period_ns: period_ns(rate),
            warnings: vec!["pprof samples by function: do not trust what is shown by line".to_owned()],
            wall: started.elapsed(),
            ..Recording::empty(Backend::Pprof, hz)
        };
        match guard.report().build_unresolved() {
            Ok(report) => fill(&mut recording, &report),
            Err(e) => recording.warnings.push(format!("pprof lost its samples: {e}")),
        }
        recording
    }))
}

fn fill(recording: &mut Recording, report: &UnresolvedReport) {
    let pid = process::id();
    let mut mappings = Mappings::default();
    mappings.read(pid, &fs::read_to_string("/proc/self/maps").unwrap_or_default());
    for (stack, (frames, &count)) in (0..).zip(&report.data) {
        let pcs = frames.frames.iter().map(|frame| mappings.pc(pid, frame.ip() as usize as u64));
        recording.stacks.push(pcs.collect());
        let name = frames.thread_name.get(..frames.thread_name_length).unwrap_or_default();
        let tid = u32::try_from(frames.thread_id).unwrap_or_default();
        let thread = recording.threads.iter().position(|thread| thread.tid == tid).unwrap_or_else(|| {
            let name = String::from_utf8_lossy(name).into_owned();
            recording.threads.push(Thread { pid, tid, name, ..Thread::default() });
            recording.threads.len() - 1
        });
        let thread = u16::try_from(thread).unwrap_or(u16::MAX);
        let mut left = u64::try_from(count).unwrap_or_default();
        while left > 0 {
            let weight = u16::try_from(left).unwrap_or(u16::MAX);
            recording.samples.push(Sample { time_ns: 0, stack, thread, weight });
            left -= u64::from(weight);
        }
    }
    recording.objects = mappings.objects;
}
