//! What to ask the kernel for: the size of rings, of stack copies, and the time between two drains.

use super::cpu_time::now_ns;
use super::unwind::Registers;
use crate::recording::period_ns;
use crate::{Config, Unwind};
use nix::sys::resource::{Resource, getrlimit};
use nix::unistd::geteuid;
use perf_event::events::Software;
use perf_event::{Builder, Clock, SampleFlag};
use std::fs;
use std::time::Duration;

/// Bytes of a ring, if the system allows: 0.2 s of samples, as the thread that fetches them may have to wait for a CPU.
const RING: u64 = 16 << 20;

/// Bytes of all rings.
const RINGS: u64 = 64 << 20;

/// A smaller ring would overflow between two drains.
pub(super) const LEAST_RING: u64 = 16 << 10;

/// Bytes of a ring's control page.
const PAGE: u64 = 4 << 10;

/// A ring has room for so many stack copies, at least.
const COPIES: u64 = 16;

/// The most bytes of a stack that a sample of an event copies: there may be a million a second, and the outer callers are
/// those of the sample before.
const COPY_OF_EVENT: u64 = 2 << 10;

#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    hz: u32,
    unwind: Unwind,
    /// Whether switches of threads are reported too.
    wall: bool,
    /// Whether the kernel's own work is sampled.
    pub(super) kernel: bool,
    /// The longest time between two drains.
    longest: Duration,
    /// Bytes of a ring.
    pub(super) ring: u64,
    /// Bytes of a stack that each sample copies.
    copy: u64,
    /// The most addresses in a call chain.
    pub(super) chain: usize,
}

impl Plan {
    pub(super) fn new(&Config { hz, unwind, wall, kernel, ref events, .. }: &Config, cpus: usize) -> Self {
        let number = |path| fs::read_to_string(path).ok().and_then(|text| text.trim().parse().ok());
        let cpus = cpus.max(1) as u64;
        let allowed = if geteuid().is_root() {
            u64::MAX
        } else {
            let for_all = getrlimit(Resource::RLIMIT_MEMLOCK).map_or(0, |(soft, _)| soft);
            let for_each: u64 = number("/proc/sys/kernel/perf_event_mlock_kb").unwrap_or(516);
            (for_each << 10).saturating_add(for_all / cpus)
        };
        let allowed = if events.is_empty() { allowed } else { allowed / 2 };
        let ring = largest_ring(allowed.min(RINGS / cpus + PAGE));
        let chain = number("/proc/sys/kernel/perf_event_max_stack").and_then(|most| usize::try_from(most).ok());
        let copy = u64::from(unwind.copied(hz)).min(ring / COPIES) & !7;
        let kernel = kernel && may_sample_kernel();
        let longest = Duration::from_millis(if events.is_empty() { 20 } else { 4 });
        Self { hz, unwind, wall, kernel, longest, ring, copy, chain: chain.unwrap_or(127) }
    }

    /// The least size of a ring of the clock.
    pub(super) fn least_ring(&self) -> u64 {
        LEAST_RING.max(4 * self.copy)
    }

    /// Bytes of a ring of stacks at events and of one of counts, which should not be lost.
    pub(super) fn rings_of_events(&self) -> [u64; 2] {
        [self.ring / 4, self.ring].map(|ring| ring.max(LEAST_RING))
    }

    /// The time after which a quarter of a ring is full, within reason.
    pub(super) fn drain_every(&self) -> Duration {
        let samples = self.ring / 4 / (self.copy + 1024);
        let time = Duration::from_nanos(samples * period_ns(self.hz));
        let most = if self.wall { stacks_after(now_ns()).min(self.longest) } else { self.longest };
        time.max(Duration::from_millis(1)).min(most)
    }

    /// A counter of the clock that samples at the rate and reports what else happens, not yet enabled.
    pub(super) fn builder(&self) -> Builder<'static> {
        let mut builder = self.sampling(Software::TASK_CLOCK, self.copy);
        builder
            .sample_period(period_ns(self.hz))
            .exclude_kernel(!self.kernel)
            .exclude_callchain_kernel(!self.kernel)
            .mmap(true)
            .mmap2(true)
            .comm(true)
            .comm_exec(true)
            .task(true)
            .context_switch(self.wall);
        builder
    }

    /// A counter with a sample for each event, which has only the place; the caller sets the event. Its registers are those of the samples
    /// with stacks: where the kernel writes both at one event, it takes the size of the first's registers for the second's.
    pub(super) fn builder_of_counts(&self) -> Builder<'static> {
        let mut builder = Builder::new(Software::DUMMY);
        let flags = SampleFlag::IDENTIFIER | SampleFlag::TID | SampleFlag::TIME | SampleFlag::REGS_USER;
        builder.sample(flags).sample_regs_user(Registers::mask()).sample_period(1);
        builder.inherit(true).clockid(Clock::MONOTONIC);
        builder
    }

    /// A counter whose samples have the stack: for each event, or at the rate of the clock. The caller sets the event.
    pub(super) fn builder_of_stacks(&self, each: bool) -> Builder<'static> {
        let mut builder = self.sampling(Software::DUMMY, self.copy.min(COPY_OF_EVENT));
        builder.sample(SampleFlag::PERIOD).exclude_callchain_kernel(true);
        if each {
            builder.sample_period(1)
        } else {
            builder.sample_frequency(self.hz.into())
        };
        builder
    }

    fn sampling(&self, event: Software, copy: u64) -> Builder<'static> {
        let mut flags = SampleFlag::IDENTIFIER | SampleFlag::IP | SampleFlag::TID | SampleFlag::TIME;
        flags |= SampleFlag::REGS_USER | SampleFlag::STACK_USER;
        if self.kernel || self.unwind != Unwind::Dwarf {
            flags |= SampleFlag::CALLCHAIN;
        }
        let mut builder = Builder::new(event);
        builder
            .sample(flags)
            .sample_regs_user(Registers::mask())
            .sample_stack_user(u32::try_from(copy).unwrap_or(0))
            .exclude_callchain_user(self.unwind == Unwind::Dwarf)
            .inherit(true)
            .sample_id_all(true)
            .clockid(Clock::MONOTONIC);
        builder
    }
}

/// The time until stacks of blocked threads are read again: 2 ms on average, and never in step with the program.
const fn stacks_after(seed: u64) -> Duration {
    let mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    Duration::from_nanos(1_000_000 + mixed % 2_000_001)
}

/// Whether this user may sample the kernel: tried with a counter of this thread.
fn may_sample_kernel() -> bool {
    Builder::new(Software::TASK_CLOCK).exclude_kernel(false).build().is_ok()
}

/// The largest ring that fits beside its control page: a power of two.
fn largest_ring(bytes: u64) -> u64 {
    let ring = bytes.saturating_sub(PAGE).checked_ilog2().map_or(0, |log| 1 << log);
    ring.clamp(LEAST_RING, RING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_is_a_power_of_two_that_fits_beside_its_control_page() {
        let kb = 1024;
        for (budget, ring) in
            [(0, 16), (516, 512), (515, 256), (1000, 512), (5000, 4096), (16_385, 8192), (99_999, 16_384)]
        {
            assert_eq!(largest_ring(budget * kb), ring * kb, "{budget} kB");
        }
    }

    #[test]
    fn rings_are_drained_before_they_are_full() {
        for (hz, ring, copy) in [(997, 4 << 20, 32 << 10), (5000, 4 << 20, 32 << 10), (997, 512 << 10, 16 << 10)] {
            let longest = Duration::from_millis(20);
            let plan = Plan { hz, unwind: Unwind::Auto, wall: false, kernel: false, longest, ring, copy, chain: 127 };
            let bytes = plan.drain_every().as_secs_f64() * f64::from(hz) * (copy + 1024) as f64;
            assert!(bytes < 0.3 * ring as f64, "{bytes} of {ring} at {hz} Hz");
        }
    }
}
