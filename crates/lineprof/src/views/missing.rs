//! What a recording lacks, and how to get it.

use super::Share;
use crate::Unwind;
use crate::recording::{Incomplete, Recording};
use std::time::Duration;

/// Smaller shares of incomplete stacks are no reason to act.
const FEW: f64 = 0.02;

/// A sentence for each thing that is missing, with the remedy.
pub(super) fn warnings(recording: &Recording) -> Vec<String> {
    outer_callers(recording)
        .into_iter()
        .chain(crowded(recording))
        .chain(short_threads(recording))
        .chain(kernel(recording))
        .collect()
}

fn outer_callers(recording: &Recording) -> Vec<String> {
    let Incomplete { copy, limit, tables, .. } = recording.incomplete;
    let copied = |unwind: Unwind| unwind.copied(recording.asked_hz);
    let too_long = match recording.unwind {
        Unwind::Dwarf => "build with -C force-frame-pointers=yes, and let frame pointers continue (--unwind auto)",
        unwind if copied(unwind) < copied(Unwind::Dwarf) => "copy more (--unwind dwarf), or choose a lower rate",
        _ => "build with -C force-frame-pointers=yes",
    };
    let reasons = [
        (copy, "they are longer than the copy of the stack", too_long),
        (
            limit,
            "they have more callers than are followed",
            "raise the limit (sysctl kernel.perf_event_max_stack), or choose --unwind dwarf",
        ),
        (
            tables,
            "code in them has neither unwind tables nor frame pointers",
            "build it with -C force-frame-pointers=yes, or keep its .eh_frame",
        ),
    ];
    let share = |samples| Share { samples, of: recording.total() };
    let many = reasons.into_iter().filter(|(samples, ..)| share(*samples).value() >= FEW);
    let told = |(samples, reason, remedy)| {
        format!("{} % of stacks lack their outer callers: {reason}; {remedy}", share(samples))
    };
    many.map(told).collect()
}

/// Each thread's first sample comes after a period of its own CPU time.
fn short_threads(recording: &Recording) -> Option<String> {
    let covered = recording.time(recording.total()).as_secs_f64() / recording.sampled_cpu().as_secs_f64().max(1e-9);
    let place = if recording.kernel { "" } else { " in user code" };
    let (threads, period) = (recording.unsampled_threads, recording.period_ns as f64 / 1e6);
    (threads > 0 && covered < 0.85).then(|| {
        format!(
            "samples stand for only {:.0} % of the CPU time{place}: {threads} threads ended without one, which a \
             thread gets after {period:.2} ms of CPU time; choose a higher rate (--hz, at most 20000), or keep \
             threads in a pool",
            100.0 * covered
        )
    })
}

/// A woken thread waits for a free CPU, but the time of the wake-up is not recorded.
fn crowded(recording: &Recording) -> Option<String> {
    let ready = Duration::from_nanos(recording.waits?.ready_ns);
    (ready > recording.wall / 10).then(|| {
        format!(
            "threads that could run had no CPU for {:.3} s, so waits, which last until a thread runs again, are longer than \
             on a machine with free CPUs",
            ready.as_secs_f64()
        )
    })
}

fn kernel(recording: &Recording) -> Option<String> {
    let (user, system) = (recording.cpu.as_secs_f64(), recording.system.as_secs_f64());
    let share = system / (user + system).max(1e-9);
    (!recording.kernel && share > 1.0 / 3.0).then(|| {
        format!(
            "{:.0} % of the CPU time was in the kernel, which no sample shows: --kernel samples it, where that is allowed",
            100.0 * share
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recording::{Backend, Sample};

    #[test]
    fn what_is_missing_is_told_with_a_remedy() {
        let sample = Sample { time_ns: 0, stack: 0, thread: 0, weight: 100 };
        let cpu = Duration::from_millis(100);
        let whole = Recording { samples: vec![sample], cpu, ..Recording::empty(Backend::PerfEvent, 1000) };
        assert_eq!(warnings(&whole), Vec::<String>::new());
        let incomplete = Incomplete { copy: 38, limit: 5, tables: 1, joined: 0 };
        let (cpu, system) = (Duration::from_millis(300), Duration::from_millis(200));
        let lacking = Recording { incomplete, unsampled_threads: 7, cpu, system, ..whole };
        let found = warnings(&lacking);
        let parts = ["38.0 % of stacks lack", "5.0 % of stacks lack", "only 33 % of the CPU", "40 % of the CPU time"];
        assert_eq!(found.len(), parts.len(), "{found:?}");
        assert!(found.iter().zip(parts).all(|(warning, part)| warning.contains(part)), "{found:?}");
    }
}
