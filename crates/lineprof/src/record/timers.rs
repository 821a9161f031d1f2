//! A CPU timer for each thread: where the kernel allows no counters.
//!
//! Each timer sends its thread a signal, whose handler notes the address that was interrupted and follows the frame
//! pointers. Signals come with the kernel's tick at most, 100 to 1000 a second; what a timer missed it tells, and the
//! sample weighs as much more. Threads that are born later are not sampled.

use super::Sampler;
use super::collector::{Collector, RawSample, period_ns};
use super::cpu_time::{CpuTime, now_ns};
use super::perf::threads;
use super::system::{Tick, Ticks};
use crate::recording::{Backend, Recording};
use nix::sys::resource::UsageWho;
use nix::sys::signal::{SigEvent, SigevNotify, Signal};
use nix::sys::timer::{Expiration, Timer, TimerSetTimeFlags};
use nix::time::ClockId;
use nix::unistd::gettid;
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use std::{fs, process};

/// How often the handler's notes are fetched.
const DRAIN_EVERY: Duration = Duration::from_millis(20);

/// The sampler.
pub(super) struct Timers {
    hz: u32,
    timers: Vec<Timer>,
    cpu: CpuTime,
    ticks: Arc<Ticks>,
    stop: mpsc::Sender<()>,
    reader: JoinHandle<Collector>,
}

impl Timers {
    /// Starts a timer on every thread that there is.
    pub(super) fn start(hz: u32) -> Result<Self, String> {
        let maps = fs::read_to_string("/proc/self/maps").map_err(|e| format!("/proc/self/maps: {e}"))?;
        let threads = threads().map_err(|e| format!("/proc/self/task: {e}"))?;
        let ticks = Ticks::install(writable(&maps)).map_err(|e| format!("no handler for SIGPROF: {e}"))?;
        let (stop, stopped) = mpsc::channel();
        let tids = threads.clone();
        let to_read = Arc::clone(&ticks);
        let reader = thread::Builder::new().name("lineprof".to_owned()).spawn(move || read(&to_read, &tids, &stopped));
        let reader = match reader {
            Ok(reader) => reader,
            Err(e) => {
                ticks.uninstall();
                return Err(format!("no thread could be started to fetch samples: {e}"));
            }
        };
        let cpu = CpuTime::now(UsageWho::RUSAGE_SELF);
        // A thread that has ended meanwhile gets no timer.
        let timers: Vec<Timer> =
            threads.iter().enumerate().filter_map(|(number, &tid)| timer(tid, number, hz).ok()).collect();
        if timers.is_empty() {
            ticks.uninstall();
            drop(stop);
            let _ = reader.join();
            return Err("the system gives no CPU timers (timer_create)".to_owned());
        }
        Ok(Self { hz, timers, cpu, ticks, stop, reader })
    }
}

impl Sampler for Timers {
    fn stop(self: Box<Self>) -> Recording {
        let cpu = self.cpu.elapsed(UsageWho::RUSAGE_SELF);
        drop(self.timers);
        self.ticks.uninstall();
        drop(self.stop);
        let collector = self.reader.join().expect("the thread that fetches samples does not panic");
        let command = std::env::args().collect::<Vec<_>>().join(" ");
        let warning = "threads that were started meanwhile are not in the samples".to_owned();
        Recording {
            cpu: cpu.user,
            system: cpu.system,
            warnings: vec![warning],
            ..collector.finish(Backend::ThreadTimer, self.hz, command)
        }
    }
}

/// The parts of memory that may be written, where stacks lie.
fn writable(maps: &str) -> Vec<(u64, u64)> {
    let range = |line: &str| {
        let (range, rest) = line.split_once(' ')?;
        let (begin, end) = range.split_once('-')?;
        let number = |digits| u64::from_str_radix(digits, 16).ok();
        rest.starts_with("rw").then_some((number(begin)?, number(end)?))
    };
    maps.lines().filter_map(range).collect()
}

/// A timer of a thread's CPU time, which sends that thread a signal with this number.
fn timer(tid: i32, number: usize, hz: u32) -> nix::Result<Timer> {
    let notify = SigevNotify::SigevThreadId {
        signal: Signal::SIGPROF,
        thread_id: tid,
        si_value: isize::try_from(number).unwrap_or(isize::MAX),
    };
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

/// Fetches what the handler notes until the sender is gone.
fn read(ticks: &Ticks, tids: &[i32], stopped: &mpsc::Receiver<()>) -> Collector {
    let own = process::id();
    let mut collector = Collector::new(Some(own), now_ns());
    collector.read_maps(own);
    let reader = gettid().as_raw();
    let mut fetch = || {
        ticks.drain(|tick| {
            if let Some(&tid) = tids.get(tick.thread as usize).filter(|tid| **tid != reader) {
                collector.take_tick(&sample(own, tid, tick), tick.overruns);
            }
        });
    };
    while let Err(mpsc::RecvTimeoutError::Timeout) = stopped.recv_timeout(DRAIN_EVERY) {
        fetch();
    }
    fetch();
    collector.add_lost(ticks.lost());
    collector
}

fn sample(pid: u32, tid: i32, tick: &Tick) -> RawSample {
    RawSample {
        pid,
        tid: tid.unsigned_abs(),
        time_ns: tick.time_ns,
        ip: tick.addresses[0],
        callchain: tick.addresses[..tick.depth].to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stacks_lie_where_memory_may_be_written() {
        let maps = "1000-2000 r-xp 0 0 0 /bin/x\n3000-5000 rw-p 0 0 0 [stack]\n";
        assert_eq!(writable(maps), [(0x3000, 0x5000)]);
    }
}
