//! Counters of events beside the clock.
//!
//! ```text
//! for each CPU:                  a ring that no clock writes to, so that a flood of events loses no sample of CPU time
//! for each CPU, event, thread:   a counter that writes to that ring, and is inherited by threads started later
//! ```
//!
//! A sample tells its counter by the counter's number. What a ring could not hold has no sample, but the counter counted it.

use super::collector::Collector;
use super::counting::Counting;
use super::events::read;
use super::plan::{Often, Plan};
use super::rings::{errno, fetch, with_ring};
use super::system::set_output;
use crate::recording::Event;
use nix::errno::Errno;
use perf_event::{Counter, Sampler};
use std::collections::{BTreeMap, HashMap};

#[derive(Default)]
pub(super) struct Counters {
    rings: Vec<Sampler>,
    pub(super) counters: Vec<(Event, Counter)>,
    events: HashMap<u64, Event>,
}

impl Counters {
    /// Counters of these threads and of all that they start; without threads, of the programs that this thread is about to
    /// start. What cannot be counted is a warning.
    pub(super) fn open(
        events: &[Event],
        plan: &Plan,
        cpus: &[usize],
        threads: Option<&[i32]>,
        warnings: &mut Vec<String>,
    ) -> Self {
        let (all, refused) = Counting::probe_all(events, plan);
        warnings.extend(refused);
        let mut new = Self::default();
        for &cpu in cpus.iter().filter(|_| !all.is_empty()) {
            let ring = match with_ring(plan.builder_of_event(Often::Each).one_cpu(cpu), plan) {
                Ok(ring) => ring,
                Err(error) => {
                    warnings.push(format!("no event is counted on CPU {cpu}: the kernel gives no ring ({error})"));
                    continue;
                }
            };
            for counting in &all {
                if let Err(sentence) = new.open_on(cpu, &ring, counting, plan, threads) {
                    warnings.push(sentence);
                }
            }
            new.rings.push(ring);
        }
        new
    }

    /// Opens the counters of an event on a CPU, for each thread.
    fn open_on(
        &mut self,
        cpu: usize,
        ring: &Sampler,
        counting: &Counting,
        plan: &Plan,
        threads: Option<&[i32]>,
    ) -> Result<(), String> {
        let (event, mut builder) = (counting.event, counting.builder(plan));
        builder.one_cpu(cpu).enable_on_exec(threads.is_none());
        for (opened, &thread) in threads.unwrap_or(&[0]).iter().enumerate() {
            let open = builder.observe_pid(thread).build();
            match open.and_then(|counter| set_output(&counter, ring.as_counter()).map(|()| counter)) {
                Ok(counter) => {
                    self.events.insert(counter.id(), event);
                    self.counters.push((event, counter));
                }
                Err(error) if errno(&error) == Errno::ESRCH => {} // the thread has ended
                Err(error) => {
                    let left_out = threads.map_or(1, <[i32]>::len) - opened;
                    return Err(format!("{event} are not counted on CPU {cpu} in {left_out} threads: {error}"));
                }
            }
        }
        Ok(())
    }

    /// Fetches what waits; the greatest part of a ring that was full.
    pub(super) fn drain(&mut self, plan: &Plan, collector: &mut Collector) -> f64 {
        let mut fullest = 0;
        for ring in &mut self.rings {
            let fetched = fetch(ring, plan.ring, |record| {
                read(record, plan.chain, Some(&self.events), &mut collector.waiting);
            });
            fullest = fetched.max(fullest);
        }
        fullest as f64 / plan.ring as f64
    }

    /// Tells what all counted, when they have stopped.
    pub(super) fn finish(&mut self, collector: &mut Collector) {
        let mut totals = BTreeMap::<Event, Total>::new();
        for (event, counter) in &mut self.counters {
            let total = totals.entry(*event).or_default();
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
    /// What would have been counted in the whole time, and in which part of it they counted. A counter of each CPU is
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
