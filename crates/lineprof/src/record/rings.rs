//! Counters and the rings that the kernel writes their samples to.

use super::collector::{Collector, Subject};
use super::cpu_time::now_ns;
use super::drain::Source;
use super::events::read;
use super::plan::Plan;
use super::process::threads_of;
use super::system::set_output;
use crate::Config;
use nix::errno::Errno;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use perf_event::{Builder, Counter, Sampler};
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use std::{fs, io, thread};

/// Listing the threads of a process ends after so many that had new ones.
const MOST_LISTINGS: usize = 50;

/// What to tell where the kernel was to be sampled, and may not be.
const NO_KERNEL: &str = "the kernel is not sampled: that needs root, CAP_PERFMON, or a perf_event_paranoid of 1 or less \
                         (sysctl kernel.perf_event_paranoid=1)";

/// A ring a CPU, and the counters that write to them.
pub(super) struct Rings {
    cpus: Vec<usize>,
    rings: Vec<Sampler>,
    /// Counters without a ring of their own.
    others: Vec<Counter>,
    plan: Plan,
    /// The process that ran already when the counters were opened.
    process: Option<u32>,
    /// Its threads, as far as they are counted.
    threads: Vec<u32>,
    /// For threads that may have inherited counters as well, the identifiers of their own.
    own: HashMap<u32, Vec<u64>>,
    /// When they were enabled.
    start_ns: u64,
    /// What a user should know about them.
    pub(super) warnings: Vec<String>,
}

impl Rings {
    fn new(config: &Config) -> Self {
        let cpus = cpus();
        let plan = Plan::new(config, cpus.len());
        let (rings, others, own, threads) = Default::default();
        let warnings = if config.kernel && !plan.kernel { vec![NO_KERNEL.to_owned()] } else { Vec::new() };
        Self { cpus, rings, others, plan, process: None, threads, own, start_ns: now_ns(), warnings }
    }

    /// Counters of the threads of a process but one, and of all that they start.
    ///
    /// A thread that is started between the openings of its parent's counters inherits some of them. So threads are
    /// listed until there are no new ones, and each gets counters of its own. The collector leaves out what those count
    /// that it inherited.
    pub(super) fn of_threads(config: &Config, process: u32, but: Option<i32>) -> Result<Self, String> {
        raise_file_limit();
        let mut rings = Self { process: Some(process), ..Self::new(config) };
        let mut known: HashSet<i32> = but.into_iter().collect();
        let mut left_out = Vec::new();
        for listing in 0..MOST_LISTINGS {
            let mut threads = threads_of(process)?;
            threads.retain(|tid| known.insert(*tid));
            if threads.is_empty() {
                break;
            }
            for tid in threads {
                match rings.open(tid, listing > 0) {
                    Ok(()) => {}
                    Err(e) if errno(&e) == Errno::ESRCH => {} // the thread has ended
                    Err(e) if !rings.rings.is_empty() && matches!(errno(&e), Errno::EMFILE | Errno::ENFILE) => {
                        left_out.push(tid);
                    }
                    Err(e) => return Err(refusal(&e)),
                }
            }
        }
        rings.warnings.extend(too_many(&left_out, known.len() - usize::from(but.is_some())));
        if rings.rings.is_empty() { Err("no thread could be counted".to_owned()) } else { Ok(rings) }
    }

    /// Counters of the programs that this thread is about to start; they count from the program's first instruction.
    pub(super) fn of_future_programs(config: &Config) -> Result<Self, String> {
        let mut rings = Self::new(config);
        for &cpu in &rings.cpus {
            let mut builder = rings.plan.builder();
            builder.one_cpu(cpu).enable_on_exec(true);
            rings.rings.push(with_ring(&builder, &rings.plan).map_err(|e| refusal(&e))?);
        }
        Ok(rings)
    }

    /// Opens counters of a thread, on each CPU. The first on a CPU has the ring.
    fn open(&mut self, tid: i32, may_inherit: bool) -> io::Result<()> {
        let (mut counters, mut own) = (Vec::new(), Vec::new());
        for (at, &cpu) in self.cpus.iter().enumerate() {
            let mut builder = self.plan.builder();
            builder.one_cpu(cpu).observe_pid(tid);
            if let Some(ring) = self.rings.get(at) {
                let counter = builder.build()?;
                set_output(&counter, ring.as_counter())?;
                own.push(counter.id());
                counters.push(counter);
            } else {
                let ring = with_ring(&builder, &self.plan)?;
                own.push(ring.as_counter().id());
                self.rings.push(ring);
            }
        }
        self.others.extend(counters);
        self.threads.push(tid.unsigned_abs());
        if may_inherit {
            self.own.insert(tid.unsigned_abs(), own);
        }
        Ok(())
    }

    pub(super) fn enable(&mut self) -> Result<(), String> {
        self.start_ns = now_ns();
        let enabled = self.counters().try_for_each(Counter::enable);
        enabled.map_err(|e| format!("the task clock could not be started: {e}"))
    }

    fn counters(&mut self) -> impl Iterator<Item = &mut Counter> {
        self.rings.iter_mut().map(|ring| ring.as_counter_mut()).chain(&mut self.others)
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
}

impl Source for Rings {
    fn begin(&mut self, collector: &mut Collector) {
        let (own_counters, threads) = (std::mem::take(&mut self.own), std::mem::take(&mut self.threads));
        let Self { start_ns, process, .. } = *self;
        collector.begin(Subject { start_ns, process, threads, own_counters, kernel: self.plan.kernel });
    }

    fn drain(&mut self, collector: &mut Collector) {
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
        collector.add_used(self.counters().filter_map(|counter| counter.read().ok()).sum());
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

/// Raises the limit of open files to the hard limit: each thread takes a counter on each CPU.
fn raise_file_limit() {
    if let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE)
        && soft < hard
    {
        // Where this fails, opening the counters fails too, with an error.
        let _ = setrlimit(Resource::RLIMIT_NOFILE, hard, hard);
    }
}

/// What to tell of threads that got no counters because the limit of open files was reached.
fn too_many(left_out: &[i32], of: usize) -> Option<String> {
    let shown: Vec<_> = left_out.iter().take(3).map(i32::to_string).collect();
    let more = if left_out.len() > shown.len() { ", …" } else { "" };
    (!left_out.is_empty()).then(|| {
        format!(
            "{} of {of} threads are not sampled ({}{more}): each takes an open file a CPU, and the limit is reached; \
             raise it (ulimit -n)",
            left_out.len(),
            shown.join(", ")
        )
    })
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

    #[test]
    fn threads_that_are_left_out_are_named() {
        assert_eq!(too_many(&[], 9), None);
        let told = too_many(&[5, 6, 7, 8], 9).expect("some are left out");
        assert!(told.starts_with("4 of 9 threads are not sampled (5, 6, 7, …): "), "{told}");
    }
}
