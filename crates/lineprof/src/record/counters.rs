//! Counters of events beside the clock.
//!
//! ```text
//! for each CPU:                  two rings of their own, so that a flood of events loses no sample of CPU time
//! for each CPU, event, thread:   a counter whose samples have the stack; for an event that is counted exactly also one with
//!                                short samples, of which its ring holds many
//! ```
//!
//! The event of a sample is found by the identifier of either counter, since the kernel may write the same identifier and time
//! to both rings. An event whose sample did not fit into the ring is still in the counter's total.

use super::collector::Collector;
use super::counting::Counting;
use super::events::read_counted;
use super::plan::{LEAST_RING, Plan};
use super::rings::{errno, fetch, with_ring};
use super::system::set_output;
use crate::recording::Event;
use nix::errno::Errno;
use perf_event::{Builder, Counter, Sampler};
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::time::Duration;

/// The time between two drains where much is in a ring of stacks, of which some may be lost, or in one of counts.
const SOONEST: [Duration; 2] = [Duration::from_millis(2), Duration::from_millis(1)];

#[derive(Default)]
pub(super) struct Counters {
    /// For each CPU the ring of stacks and that of counts. Stacks are read first.
    rings: Vec<[Sampler; 2]>,
    counted: Vec<Counting>,
    /// Each with its event, if the counter gives the total of that event.
    counters: Vec<(Option<Event>, Counter)>,
    by_id: HashMap<u64, Counting>,
    /// The threads that lack counters, and the reason.
    without: usize,
    refusal: Option<io::Error>,
}

/// The rings of a CPU. A counter that counts nothing holds each.
fn rings(plan: &Plan, cpu: usize) -> io::Result<[Sampler; 2]> {
    let ring = |mut builder: Builder<'_>, size| with_ring(builder.one_cpu(cpu), size, LEAST_RING);
    let [of_stacks, of_counts] = plan.rings_of_events();
    // Where there is little room, stacks get what counts leave.
    let counts = ring(plan.builder_of_counts(), of_counts)?;
    Ok([ring(plan.builder_of_stacks(true), of_stacks)?, counts])
}

impl Counters {
    /// For these events, without a counter yet. What cannot be counted is a warning.
    pub(super) fn new(events: &[Event], plan: &Plan, warnings: &mut Vec<String>) -> Self {
        Self { counted: Counting::probe_and_warn(events, plan, warnings), ..Self::default() }
    }

    /// How many counters a thread takes on a CPU, each of them a file.
    pub(super) fn of_thread(&self) -> usize {
        self.counted.iter().map(|counting| 1 + usize::from(counting.each())).sum()
    }

    /// How many files the rings take.
    pub(super) fn files_of_rings(&self, cpus: &[usize]) -> usize {
        if self.counted.is_empty() { 0 } else { 2 * cpus.len() }
    }

    /// Opens counters of a thread and of all that it starts; without one, of the programs that this thread is about to start.
    /// Returns their identifiers.
    pub(super) fn open(&mut self, thread: Option<i32>, plan: &Plan, cpus: &[usize]) -> impl Iterator<Item = u64> {
        let first = self.counters.len();
        let cpus = if self.counted.is_empty() { &[] } else { cpus };
        let refusal = cpus.iter().enumerate().find_map(|(at, &cpu)| self.open_cpu(at, cpu, thread, plan).err());
        // A thread that has ended counts nothing.
        if let Some(error) = refusal.filter(|error| errno(error) != Errno::ESRCH) {
            (self.without, self.refusal) = (self.without + 1, Some(error));
        }
        self.counters[first..].iter().map(|(_, counter)| counter.id())
    }

    fn open_cpu(&mut self, at: usize, cpu: usize, thread: Option<i32>, plan: &Plan) -> io::Result<()> {
        if self.rings.len() <= at {
            self.rings.push(rings(plan, cpu)?);
        }
        let [stacks, counts] = &self.rings[at];
        for counting in &self.counted {
            let (each, event) = (counting.each(), Some(counting.event));
            let of_counts = each.then(|| (plan.builder_of_counts(), counts, event));
            let of_stacks = (plan.builder_of_stacks(each), stacks, event.filter(|_| !each));
            // The kernel writes the sample of what was opened last first, and the next is no shorter than that.
            for (builder, ring, event) in [of_stacks].into_iter().chain(of_counts) {
                let mut builder = counting.named(builder);
                builder.one_cpu(cpu).observe_pid(thread.unwrap_or(0)).enable_on_exec(thread.is_none());
                let counter = builder.build()?;
                set_output(&counter, ring.as_counter())?;
                self.by_id.insert(counter.id(), *counting);
                self.counters.push((event, counter));
            }
        }
        Ok(())
    }

    /// The warning about threads that lack counters.
    pub(super) fn lack(&self) -> Option<String> {
        let (error, without) = (self.refusal.as_ref()?, self.without);
        Some(format!(
            "not all events of {without} threads are counted: each takes two open files a CPU ({error}); raise the limit \
             (ulimit -n), or count fewer events"
        ))
    }

    pub(super) fn counters(&mut self) -> impl Iterator<Item = &mut Counter> {
        self.counters.iter_mut().map(|(_, counter)| counter)
    }

    /// Reads all records; returns the longest time until the next drain.
    pub(super) fn drain(&mut self, plan: &Plan, collector: &mut Collector) -> Duration {
        let mut next = Duration::MAX;
        for rings in &mut self.rings {
            for ((ring, size), soonest) in rings.iter_mut().zip(plan.rings_of_events()).zip(SOONEST) {
                let fetched = fetch(ring, size, |record| {
                    // Other records have nothing to report.
                    let _ = read_counted(record, plan.chain, &self.by_id, &mut collector.waiting);
                });
                if fetched > size / 8 {
                    next = next.min(soonest);
                }
            }
        }
        next
    }

    /// Adds the totals, after the counters have stopped.
    pub(super) fn finish(&mut self, collector: &mut Collector) {
        let mut totals = BTreeMap::<Event, Total>::new();
        for (event, counter) in self.counters.iter_mut().filter_map(|(event, counter)| Some(((*event)?, counter))) {
            let total = totals.entry(event).or_default();
            if let Ok(read) = counter.read_count_and_time() {
                total.count += u128::from(read.count);
                total.enabled += u128::from(read.time_enabled);
                total.running += u128::from(read.time_running);
            }
        }
        for (event, total) in totals {
            let (count, counted) = total.scaled(self.rings.len());
            collector.set_total(event, count);
            if counted < 0.995 {
                collector.warn(format!(
                    "{event} were counted in {:.0} % of the time, as the machine has too few counters for all events at \
                     once: the total is an estimate",
                    100.0 * counted
                ));
            }
        }
    }
}

/// The sums of all counters of an event; times in nanoseconds.
#[derive(Debug, Default)]
struct Total {
    count: u128,
    enabled: u128,
    running: u128,
}

impl Total {
    /// The total scaled to the whole time, and the share of it in which they counted. A counter of each CPU is
    /// enabled while the thread runs, wherever that is, but one of them counts at most.
    fn scaled(&self, cpus: usize) -> (u64, f64) {
        let enabled = self.enabled / cpus.max(1) as u128;
        let whole = self.running == 0 || self.running >= enabled;
        let scaled = if whole { self.count } else { self.count * enabled / self.running };
        let counted = if whole { 1.0 } else { self.running as f64 / enabled as f64 };
        (u64::try_from(scaled).unwrap_or(u64::MAX), counted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_is_scaled_where_a_thread_was_counted_for_a_part_of_its_time() {
        let scaled = |count, enabled, running| Total { count, enabled, running }.scaled(2);
        assert_eq!(scaled(1000, 200, 100), (1000, 1.0), "always on one of two CPUs");
        assert_eq!(scaled(1000, 200, 50), (2000, 0.5), "half of the time");
        assert_eq!(scaled(0, 0, 0), (0, 1.0), "never enabled");
        assert_eq!(scaled(7, 100, 60), (7, 1.0), "times that are read one after the other");
    }
}
