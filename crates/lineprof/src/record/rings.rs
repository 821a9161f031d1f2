//! Counters and the rings that the kernel writes their samples to.

use super::collector::Collector;
use super::cpu_time::now_ns;
use super::drain::Source;
use super::events::read;
use super::plan::Plan;
use super::system::set_output;
use crate::Config;
use nix::errno::Errno;
use perf_event::{Builder, Counter, Sampler};
use std::time::Duration;
use std::{fs, io, thread};

/// A ring a CPU, and the counters that write to them.
pub(super) struct Rings {
    rings: Vec<Sampler>,
    /// Counters without a ring of their own.
    others: Vec<Counter>,
    /// Threads that existed when the counters were opened.
    found: Vec<i32>,
    plan: Plan,
    /// What a user should know about them.
    pub(super) warnings: Vec<String>,
}

impl Rings {
    fn new(plan: Plan) -> Self {
        Self { rings: Vec::new(), others: Vec::new(), found: Vec::new(), plan, warnings: Vec::new() }
    }

    /// Counters of these threads and of all that they start.
    pub(super) fn of_threads(config: &Config, threads: &[i32]) -> Result<Self, String> {
        let cpus = cpus();
        let mut rings = Self::new(Plan::new(config, cpus.len()));
        rings.found = threads.to_vec();
        let mut left_out = 0;
        for cpu in cpus {
            let mut builder = rings.plan.builder();
            builder.one_cpu(cpu);
            left_out = rings.open_cpu(&mut builder, threads)?.max(left_out);
        }
        if left_out > 0 {
            rings.warnings.push(format!(
                "{left_out} of {} threads are not sampled: each takes an open file a CPU, and the limit is reached; \
                 raise it (ulimit -n)",
                threads.len()
            ));
        }
        if rings.rings.is_empty() { Err("no thread could be counted".to_owned()) } else { Ok(rings) }
    }

    /// Counters of the programs that this thread is about to start; they count from the program's first instruction.
    pub(super) fn of_future_programs(config: &Config) -> Result<Self, String> {
        let cpus = cpus();
        let mut rings = Self::new(Plan::new(config, cpus.len()));
        for cpu in cpus {
            let mut builder = rings.plan.builder();
            builder.one_cpu(cpu).enable_on_exec(true);
            rings.rings.push(with_ring(&builder, &rings.plan).map_err(|e| refusal(&e))?);
        }
        Ok(rings)
    }

    /// Opens a counter for each thread on one CPU; the first has the ring. Returns how many threads got none because
    /// the limit of open files was reached.
    fn open_cpu(&mut self, builder: &mut Builder<'_>, threads: &[i32]) -> Result<usize, String> {
        let mut left_out = 0;
        let mut ring: Option<Sampler> = None;
        for (opened, &tid) in threads.iter().enumerate() {
            builder.observe_pid(tid);
            let result = match &ring {
                None => with_ring(builder, &self.plan).map(|new| ring = Some(new)),
                Some(ring) => builder.build().and_then(|counter| {
                    set_output(&counter, ring.as_counter())?;
                    self.others.push(counter);
                    Ok(())
                }),
            };
            match result {
                Ok(()) => {}
                Err(e) if errno(&e) == Errno::ESRCH => {} // the thread has ended
                Err(e) if ring.is_some() && matches!(errno(&e), Errno::EMFILE | Errno::ENFILE) => {
                    left_out = threads.len() - opened;
                    break;
                }
                Err(e) => return Err(refusal(&e)),
            }
        }
        self.rings.extend(ring);
        Ok(left_out)
    }

    pub(super) fn enable(&mut self) -> io::Result<()> {
        self.counters().try_for_each(Counter::enable)
    }

    /// Hands over what the rings hold.
    fn fetch(&mut self, collector: &mut Collector) {
        // What another CPU reports later than this may come before what is read here.
        let until = now_ns();
        for ring in &mut self.rings {
            while let Some(record) = ring.next_record() {
                read(&record, self.plan.chain, &mut collector.waiting);
            }
        }
        collector.add_until(until);
    }

    fn counters(&mut self) -> impl Iterator<Item = &mut Counter> {
        self.rings.iter_mut().map(|ring| ring.as_counter_mut()).chain(&mut self.others)
    }
}

impl Source for Rings {
    fn drain(&mut self, collector: &mut Collector) {
        for tid in self.found.drain(..) {
            collector.found(tid.unsigned_abs());
        }
        self.fetch(collector);
        collector.look();
    }

    fn drain_every(&self) -> Duration {
        self.plan.drain_every()
    }

    fn finish(&mut self, collector: &mut Collector) {
        self.drain(collector);
        for counter in self.counters() {
            // A counter whose thread has ended cannot be stopped, and need not be.
            let _ = counter.disable();
        }
        self.fetch(collector);
    }
}

/// A counter with a ring as large as the system allows.
fn with_ring(builder: &Builder<'_>, plan: &Plan) -> io::Result<Sampler> {
    let mut size = plan.ring;
    loop {
        match (builder.build()?.sampled(usize::try_from(size).unwrap_or(0)), plan.smaller(size)) {
            (Ok(ring), _) => return Ok(ring),
            (Err(e), None) => return Err(e),
            (Err(_), Some(smaller)) => size = smaller,
        }
    }
}

/// The CPUs that are there, as `/sys/devices/system/cpu/online` lists them.
fn cpus() -> Vec<usize> {
    let list = fs::read_to_string("/sys/devices/system/cpu/online").unwrap_or_default();
    let cpus = parse_cpus(&list);
    if cpus.is_empty() { (0..thread::available_parallelism().map_or(1, usize::from)).collect() } else { cpus }
}

fn parse_cpus(list: &str) -> Vec<usize> {
    let range = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        Some(first.parse().ok()?..=last.parse().ok()?)
    };
    list.trim().split(',').filter_map(range).flatten().collect()
}

fn errno(error: &io::Error) -> Errno {
    Errno::from_raw(error.raw_os_error().unwrap_or_default())
}

/// Why the kernel gives no counter, and what to do.
fn refusal(error: &io::Error) -> String {
    let remedy = match errno(error) {
        Errno::EACCES | Errno::EPERM => {
            "/proc/sys/kernel/perf_event_paranoid must be 2 or less (sysctl kernel.perf_event_paranoid=2), and a \
             container must not forbid perf_event_open (start it with --cap-add=PERFMON)"
        }
        Errno::ENOSYS => "this kernel is built without it, or a container forbids it",
        Errno::EMFILE | Errno::ENFILE => "raise the limit of open files (ulimit -n)",
        _ => "`lineprof doctor` tells more",
    };
    format!("perf_event_open is refused ({error}): {remedy}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_cpus_has_ranges_and_single_numbers() {
        assert_eq!(parse_cpus("0-2,5,7-8\n"), [0, 1, 2, 5, 7, 8]);
        assert!(parse_cpus("").is_empty(), "an empty list has none");
    }
}
