//! A CPU timer for each thread: where the kernel allows no counters.
//!
//! Each timer sends its thread a signal, whose handler notes the registers, copies the stack and follows the frame
//! pointers. Signals come no faster than the kernel's tick, 100 to 1000 per second; a timer reports the periods that it
//! missed, and the sample's weight makes up for them. Threads that start later are not sampled.

use super::Stop;
use super::collector::{Collector, Subject};
use super::cpu_time::now_ns;
use super::drain::{Drain, Source};
use super::events::RawSample;
use super::mappings::parse_maps;
use super::process::threads_of;
use super::system::{MOST_ADDRESSES, Ticks};
use super::unwind::StackCopy;
use crate::Config;
use crate::recording::{Backend, Recording, period_ns};
use nix::sys::signal::{SigEvent, SigevNotify, Signal};
use nix::sys::timer::{Expiration, Timer, TimerSetTimeFlags};
use nix::time::ClockId;
use std::sync::Arc;
use std::time::Duration;
use std::{fs, process};

pub(super) fn start(config: &Config) -> Result<Stop, String> {
    let drain = Drain::spawn(Some(process::id()), config, None)?;
    let mut threads = threads_of(process::id())?;
    threads.retain(|&tid| tid != drain.tid());
    let maps = fs::read_to_string("/proc/self/maps").map_err(|e| format!("/proc/self/maps: {e}"))?;
    let ticks = Ticks::install(writable(&maps)).map_err(|e| format!("no handler for SIGPROF: {e}"))?;
    let start_ns = now_ns();
    // A thread that has ended meanwhile gets no timer.
    let timers: Vec<Timer> =
        (0..).zip(&threads).filter_map(|(number, &tid)| timer(tid, number, config.hz).ok()).collect();
    if timers.is_empty() {
        ticks.uninstall();
        drain.end();
        return Err("the system gives no CPU timers (timer_create)".to_owned());
    }
    drain.begin(Notes { ticks: Arc::clone(&ticks), threads, start_ns });
    Ok(Box::new(move || {
        drop(timers);
        ticks.uninstall();
        let warnings = vec!["threads that were started meanwhile are not in the samples".to_owned()];
        Recording { warnings, ..drain.end().finish(Backend::ThreadTimer) }
    }))
}

/// The parts of memory that may be written, where stacks lie.
fn writable(maps: &str) -> Vec<(u64, u64)> {
    let maps = parse_maps(maps).filter(|map| map.flags.starts_with("rw"));
    maps.map(|map| (map.start, map.end)).collect()
}

/// A timer of a thread's CPU time, which sends that thread a signal with this number.
fn timer(tid: i32, number: isize, hz: u32) -> nix::Result<Timer> {
    let notify = SigevNotify::SigevThreadId { signal: Signal::SIGPROF, thread_id: tid, si_value: number };
    let mut timer = Timer::new(cpu_clock(tid), SigEvent::new(notify))?;
    let period = Duration::from_nanos(period_ns(hz)).into();
    timer.set(Expiration::IntervalDelayed(period, period), TimerSetTimeFlags::empty())?;
    Ok(timer)
}

/// The clock of a thread's CPU time: the kernel packs the number of the thread and two flags into one number.
fn cpu_clock(tid: i32) -> ClockId {
    const OF_A_THREAD: i32 = 4;
    const ALL_TIME: i32 = 2;
    ClockId::from_raw((!tid << 3) | OF_A_THREAD | ALL_TIME)
}

/// What the signal handler notes, and the threads by the numbers of their timers.
struct Notes {
    ticks: Arc<Ticks>,
    threads: Vec<i32>,
    start_ns: u64,
}

impl Source for Notes {
    fn begin(&mut self, collector: &mut Collector) {
        let process = Some(process::id());
        collector.begin(Subject { start_ns: self.start_ns, process, ..Subject::default() });
    }

    fn drain(&mut self, collector: &mut Collector) {
        self.ticks.drain(|tick, copy| {
            let Some(&tid) = self.threads.get(tick.thread as usize) else { return };
            let chain = tick.addresses[1..tick.depth].to_vec();
            let (pid, tid, cut) = (process::id(), tid.unsigned_abs(), tick.depth == MOST_ADDRESSES);
            let user = Some(Box::new((tick.registers, StackCopy::new(&tick.registers, copy))));
            let (time_ns, ip) = (tick.time_ns, tick.addresses[0]);
            let sample = RawSample { counter: 0, pid, tid, time_ns, kernel: Vec::new(), ip, chain, cut, user };
            collector.add_tick(&sample, tick.overruns);
        });
    }

    fn finish(&mut self, collector: &mut Collector) {
        collector.end();
        self.drain(collector);
        collector.add_lost(self.ticks.lost());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stacks_lie_in_writable_memory() {
        let maps = "1000-2000 r-xp 0 0 0 /bin/x\n3000-5000 rw-p 0 0 0 [stack]\n5000-6000 rw-p 0 0 0 \n";
        assert_eq!(writable(maps), [(0x3000, 0x5000), (0x5000, 0x6000)]);
    }
}
