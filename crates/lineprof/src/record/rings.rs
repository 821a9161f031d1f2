//! Counters and the rings that the kernel writes their samples to.

use super::collector::{Collector, Subject};
use super::counters::Counters;
use super::cpu_time::now_ns;
use super::cpus::cpus;
use super::drain::Source;
use super::events::read;
use super::files::{most_files, too_many};
use super::listing::Listing;
use super::plan::Plan;
use super::system::set_output;
use crate::Config;
use nix::errno::Errno;
use perf_event::{Builder, Counter, Record, Sampler};
use std::collections::HashMap;
use std::io;
use std::time::Duration;

/// Listing the threads of a process ends after so many that had new ones.
const MOST_LISTINGS: usize = 50;

/// The warning where the kernel was to be sampled, and may not be.
const NO_KERNEL: &str = "the kernel is not sampled: that needs root, CAP_PERFMON, or a perf_event_paranoid of 1 or less \
                         (sysctl kernel.perf_event_paranoid=1)";

/// A ring a CPU, and the counters that write to them.
pub(super) struct Rings {
    cpus: Vec<usize>,
    rings: Vec<Sampler>,
    /// Counters without a ring of their own.
    others: Vec<Counter>,
    /// Counters of events beside the clock.
    events: Counters,
    plan: Plan,
    /// The time between two drains.
    every: Duration,
    /// The threads of the process that ran already when the counters were opened.
    listing: Option<Listing>,
    /// Its threads, as far as they are counted.
    threads: Vec<u32>,
    /// For threads that may have inherited counters as well, the identifiers of their own.
    own: HashMap<u32, Vec<u64>>,
    /// When they were enabled.
    start_ns: u64,
    /// What a user should know about them.
    warnings: Vec<String>,
}

impl Rings {
    fn new(config: &Config) -> Self {
        let cpus = cpus();
        let plan = Plan::new(config, cpus.len());
        let (rings, others, own, threads) = Default::default();
        let mut warnings = if config.kernel && !plan.kernel { vec![NO_KERNEL.to_owned()] } else { Vec::new() };
        let (every, events) = (plan.drain_every(), Counters::new(&config.events, &plan, &mut warnings));
        let (listing, start_ns) = (None, now_ns());
        Self { cpus, rings, others, events, plan, every, listing, threads, own, start_ns, warnings }
    }

    /// Counters of the threads of a process but one, and of all that they start.
    pub(super) fn of_threads(config: &Config, process: u32, but: Option<i32>) -> Result<Self, String> {
        let mut rings = Self::new(config);
        let files = most_files().saturating_sub(rings.events.files_of_rings(&rings.cpus));
        let most = (files / rings.cpus.len() / (1 + rings.events.of_thread())).max(1);
        let mut listing = Listing::new(process, but, most);
        for number in 0..MOST_LISTINGS {
            let threads = listing.new_threads()?;
            if threads.is_empty() {
                break;
            }
            for tid in threads {
                match rings.open(tid, number > 0) {
                    Ok(()) => {}
                    Err(e) if errno(&e) == Errno::ESRCH => {} // the thread has ended
                    Err(e) if !rings.rings.is_empty() && matches!(errno(&e), Errno::EMFILE | Errno::ENFILE) => {
                        listing.left_out.push(tid);
                    }
                    Err(e) => return Err(refusal(&e)),
                }
            }
        }
        rings.warnings.extend(rings.events.lack());
        rings.warnings.extend(too_many(&listing.left_out, listing.len() - usize::from(but.is_some())));
        rings.listing = Some(listing);
        if rings.rings.is_empty() { Err("no thread could be counted".to_owned()) } else { Ok(rings) }
    }

    /// Counters of the programs that this thread is about to start; they count from the program's first instruction.
    pub(super) fn of_future_programs(config: &Config) -> Result<Self, String> {
        let mut rings = Self::new(config);
        for &cpu in &rings.cpus {
            let mut builder = rings.plan.builder();
            builder.one_cpu(cpu).enable_on_exec(true);
            let ring = with_ring(&builder, rings.plan.ring, rings.plan.least_ring());
            rings.rings.push(ring.map_err(|e| refusal(&e))?);
        }
        let files = rings.events.files_of_rings(&rings.cpus) + rings.cpus.len() * rings.events.of_thread();
        if files <= most_files() {
            let _ = rings.events.open(None, &rings.plan, &rings.cpus);
            rings.warnings.extend(rings.events.lack());
        } else if files > 0 {
            rings.warnings.push(format!(
                "no event is counted: they take {files} open files, and the limit leaves fewer; raise it (ulimit -n), or \
                 count fewer events"
            ));
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
                let ring = with_ring(&builder, self.plan.ring, self.plan.least_ring())?;
                own.push(ring.as_counter().id());
                self.rings.push(ring);
            }
        }
        self.others.extend(counters);
        own.extend(self.events.open(Some(tid), &self.plan, &self.cpus));
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

    fn clocks(&mut self) -> impl Iterator<Item = &mut Counter> {
        self.rings.iter_mut().map(|ring| ring.as_counter_mut()).chain(&mut self.others)
    }

    fn counters(&mut self) -> impl Iterator<Item = &mut Counter> {
        let clocks = self.rings.iter_mut().map(|ring| ring.as_counter_mut()).chain(&mut self.others);
        clocks.chain(self.events.counters())
    }

    /// Opens counters of listed threads whose start was not reported, as far as they may have some, and has the names of all
    /// read.
    fn open_late(&mut self, threads: &[i32], collector: &mut Collector) {
        let Some(Listing { process, left_out, .. }) = &self.listing else { return };
        let process = *process;
        let lacks_counters = |tid: &&i32| !left_out.contains(tid) && !collector.has_started(tid.unsigned_abs());
        for tid in Vec::from_iter(threads.iter().filter(lacks_counters).copied()) {
            // A thread may have ended. One whose counters cannot be opened is not sampled.
            let _ = self.open(tid, true);
        }
        let own = std::mem::take(&mut self.own);
        if !own.is_empty() {
            let _ = self.counters().try_for_each(Counter::enable);
        }
        collector.add_threads(process, threads, own);
    }

    /// Passes on all records of the rings.
    fn fetch(&mut self, collector: &mut Collector) {
        // What another CPU reports later than this may come before what is read here.
        let until = now_ns();
        for ring in &mut self.rings {
            fetch(ring, u64::MAX, |record| read(record, self.plan.chain, &mut collector.waiting));
        }
        let soonest = self.events.drain(&self.plan, collector);
        self.every = (2 * self.every).min(soonest).min(self.plan.drain_every());
        collector.add_until(until);
    }
}

impl Source for Rings {
    fn begin(&mut self, collector: &mut Collector) {
        let (own_counters, threads) = (std::mem::take(&mut self.own), std::mem::take(&mut self.threads));
        let (start_ns, process) = (self.start_ns, self.listing.as_ref().map(|listing| listing.process));
        collector.begin(Subject { start_ns, process, threads, own_counters, kernel: self.plan.kernel });
        std::mem::take(&mut self.warnings).into_iter().for_each(|warning| collector.warn(warning));
    }

    fn drain(&mut self, collector: &mut Collector) {
        let late = self.listing.as_mut().map(Listing::late_threads).unwrap_or_default();
        self.fetch(collector);
        collector.read_blocked_stacks();
        self.open_late(&late, collector);
    }

    fn drain_every(&self) -> Duration {
        self.every
    }

    fn finish(&mut self, collector: &mut Collector) {
        self.drain(collector);
        for counter in self.counters() {
            // A counter whose thread has ended cannot be stopped, and need not be.
            let _ = counter.disable();
        }
        collector.end();
        self.fetch(collector);
        self.events.finish(collector);
        collector.add_used(self.clocks().filter_map(|counter| counter.read().ok()).sum());
    }
}

/// Calls `each` for the records of a ring, up to this many bytes, since more may arrive meanwhile. Returns the bytes read.
pub(super) fn fetch(ring: &mut Sampler, most: u64, mut each: impl FnMut(&Record<'_>)) -> u64 {
    let mut fetched = 0;
    while fetched < most
        && let Some(record) = ring.next_record()
    {
        each(&record);
        fetched += record.len() as u64;
    }
    fetched
}

/// A counter with a ring as large as the system allows, of these bytes at most and at least.
pub(super) fn with_ring(builder: &Builder<'_>, mut size: u64, least: u64) -> io::Result<Sampler> {
    loop {
        match builder.build()?.sampled(usize::try_from(size).unwrap_or(0)) {
            Ok(ring) => return Ok(ring),
            Err(e) if size / 2 < least => return Err(e),
            Err(_) => size /= 2,
        }
    }
}

pub(super) fn errno(error: &io::Error) -> Errno {
    Errno::from_raw(error.raw_os_error().unwrap_or_default())
}

/// Why the kernel gives no counter, and what to do.
fn refusal(error: &io::Error) -> String {
    let remedy = match errno(error) {
        Errno::EACCES | Errno::EPERM => {
            "/proc/sys/kernel/perf_event_paranoid must be 2 or less (sysctl kernel.perf_event_paranoid=2), and a \
             container must not forbid perf_event_open (start it with --cap-add=PERFMON; an older Podman or Docker with \
             --security-opt seccomp=unconfined)"
        }
        Errno::ENOSYS => "this kernel is built without it, or a container forbids it",
        Errno::EMFILE | Errno::ENFILE => "raise the limit of open files (ulimit -n)",
        _ => "`lineprof doctor` shows more",
    };
    format!("perf_event_open is refused ({error}): {remedy}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::events::{Event, RawSample};
    use crate::recording::Backend;
    use nix::time::{ClockId, clock_gettime};
    use nix::unistd::gettid;
    use std::io::Write as _;
    use std::sync::mpsc;
    use std::thread;

    /// The CPU time of this thread.
    fn used() -> Duration {
        clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).map(Duration::from).expect("a clock of the system")
    }

    /// Works until it has used half a second, and returns the exact time.
    fn burn() -> Duration {
        let before = used();
        while used() - before < Duration::from_millis(500) {
            std::hint::black_box((0..std::hint::black_box(10_000_u64)).fold(1, |x, i| (x ^ i).wrapping_mul(3)));
        }
        used() - before
    }

    #[test]
    fn a_thread_that_has_inherited_counters_and_has_its_own_counts_once() {
        let config = Config::default();
        let mut rings = Rings::new(&config);
        if let Err(error) = rings.open(gettid().as_raw(), false) {
            let _ = writeln!(io::stderr(), "skipped: counters of threads: {}", refusal(&error));
            return;
        }
        let (send_tid, tid) = mpsc::channel();
        let (start, started) = mpsc::channel::<()>();
        let thread = thread::spawn(move || {
            send_tid.send(gettid()).expect("it is awaited");
            started.recv().expect("it is sent");
            burn()
        });
        let tid = tid.recv().expect("it is sent");
        rings.open(tid.as_raw(), true).expect("as of the first thread");
        rings.enable().expect("there are counters");
        let mut collector = Collector::new(Some(std::process::id()), config);
        rings.begin(&mut collector);
        start.send(()).expect("it waits");
        let (mut rest, before) = (Some(thread), used());
        let mut of_thread = Duration::ZERO;
        while let Some(thread) = rest.take() {
            rings.drain(&mut collector);
            thread::sleep(rings.drain_every());
            if thread.is_finished() { of_thread = thread.join().expect("no panic") } else { rest = Some(thread) }
        }
        rings.finish(&mut collector);
        let of_this_thread = used() - before;
        let recording = collector.finish(Backend::PerfEvent);
        let number = recording.threads.iter().position(|thread| thread.tid == tid.as_raw().unsigned_abs());
        let samples = recording.samples.iter().filter(|sample| Some(usize::from(sample.thread)) == number).count();
        let all = of_thread + of_this_thread;
        for (what, time, used) in
            [("samples", recording.time(samples as u64), of_thread), ("counters", recording.cpu, all)]
        {
            let share = time.as_secs_f64() / used.as_secs_f64();
            assert!((0.9..1.1).contains(&share), "{what}: {time:?} of {used:?}, {} lost", recording.lost);
        }
    }

    #[test]
    fn a_thread_whose_start_was_reported_before_it_had_a_name_has_its_name() {
        let pid = std::process::id();
        let (send_tid, tid) = mpsc::channel();
        let (end, ended) = mpsc::channel::<()>();
        let run = move || {
            send_tid.send(gettid().as_raw()).expect("it is awaited");
            let _ = ended.recv();
        };
        let thread = thread::Builder::new().name("early".to_owned()).spawn(run).expect("it starts");
        let listed = tid.recv().expect("it is sent");
        let (config, tid) = (Config::default(), listed.unsigned_abs());
        let (mut rings, mut collector) = (Rings::new(&config), Collector::new(Some(pid), config));
        rings.listing = Some(Listing::new(pid, None, 1));
        collector.waiting.push((1, Event::Started { parent: pid, pid, tid }));
        rings.open_late(&[listed], &mut collector);
        drop(end);
        thread.join().expect("no panic");
        let (kernel, chain) = Default::default();
        let sample = RawSample { counter: 0, pid, tid, time_ns: 2, kernel, ip: 1, chain, cut: false, user: None };
        collector.waiting.push((2, Event::Sample(sample)));
        let names = collector.finish(Backend::PerfEvent).threads.into_iter().map(|thread| thread.name);
        assert_eq!(Vec::from_iter(names), ["early"]);
    }
}
