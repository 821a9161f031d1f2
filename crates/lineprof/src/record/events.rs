//! What the kernel reports of the profiled threads, in the order in which it happened.

use super::unwind::{Registers, StackCopy};
use perf_event::Record;
use perf_event::data::{Record as Parsed, Sample, SampleRegsAbi};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;

/// From here up an entry of a call chain is not an address but a marker of what follows (`PERF_CONTEXT_MAX`).
const FIRST_MARKER: u64 = 0xffff_ffff_ffff_f001;

/// The mark of a name that a thread got because it executed a program (`PERF_RECORD_MISC_COMM_EXEC`).
const EXECUTED: u16 = 1 << 13;

#[derive(Debug)]
pub(super) struct RawSample {
    pub(super) pid: u32,
    pub(super) tid: u32,
    pub(super) time_ns: u64,
    pub(super) ip: u64,
    /// Return addresses that frame pointers tell, innermost first.
    pub(super) chain: Vec<u64>,
    /// Whether the chain has as many addresses as it may have.
    pub(super) cut: bool,
    /// What unwind tables need.
    pub(super) user: Option<Box<(Registers, StackCopy)>>,
}

/// What a switch of a thread's leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Switch {
    /// It runs.
    Running,
    /// It could run, but another has its CPU.
    Ready,
    /// It waits.
    Blocked,
}

#[derive(Debug)]
pub(super) enum Event {
    Sample(RawSample),
    Mapped { pid: u32, start: u64, end: u64, offset: u64, path: PathBuf },
    Executed { pid: u32 },
    Started { parent: u32, pid: u32, tid: u32 },
    Named { pid: u32, tid: u32, name: String },
    Ended { pid: u32, tid: u32 },
    Switched { pid: u32, tid: u32, to: Switch },
    Lost(u64),
}

/// A switch of a thread (`PERF_RECORD_SWITCH`), of which only the numbers of the thread and the time are recorded; and its
/// marks: away from the CPU (`PERF_RECORD_MISC_SWITCH_OUT`), and by no wish of its own (`…_OUT_PREEMPT`).
const SWITCH: u32 = 14;
const AWAY: u16 = 1 << 13;
const PREEMPTED: u16 = 1 << 14;

/// Appends what a record reports, each with its time; `limit` is the most addresses in a call chain.
pub(super) fn read(record: &Record<'_>, limit: usize, events: &mut Vec<(u64, Event)>) {
    let mut add = |time, event| events.push((time, event));
    if record.ty() == SWITCH {
        return switched(record).into_iter().for_each(|(time, event)| add(time, event));
    }
    let Ok(parsed) = record.parse_record() else { return };
    match parsed {
        Parsed::Sample(sample) => {
            if let Some(sample) = raw(&sample, limit) {
                add(sample.time_ns, Event::Sample(sample));
            }
        }
        Parsed::Lost(lost) => add(0, Event::Lost(lost.lost)),
        Parsed::Mmap2(map) => {
            let path = PathBuf::from(OsStr::from_bytes(&map.filename));
            let (start, end, offset) = (map.addr, map.addr + map.len, map.pgoff);
            add(time_at_end(record), Event::Mapped { pid: map.pid, start, end, offset, path });
        }
        Parsed::Fork(fork) => add(fork.time, Event::Started { parent: fork.ppid, pid: fork.pid, tid: fork.tid }),
        Parsed::Exit(exit) => add(exit.time, Event::Ended { pid: exit.pid, tid: exit.tid }),
        Parsed::Comm(comm) => {
            let (pid, tid, time) = (comm.pid, comm.tid, time_at_end(record));
            if record.misc() & EXECUTED != 0 {
                add(time, Event::Executed { pid });
            }
            let name = String::from_utf8_lossy(&comm.comm).trim_end_matches('\0').to_owned();
            add(time, Event::Named { pid, tid, name });
        }
        _ => {}
    }
}

fn switched(record: &Record<'_>) -> Option<(u64, Event)> {
    let bytes = record.to_contiguous();
    let number = |at: usize| Some(u32::from_ne_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let time = u64::from_ne_bytes(bytes.get(8..16)?.try_into().ok()?);
    let to = match record.misc() {
        marks if marks & AWAY == 0 => Switch::Running,
        marks if marks & PREEMPTED == 0 => Switch::Blocked,
        _ => Switch::Ready,
    };
    Some((time, Event::Switched { pid: number(0)?, tid: number(4)?, to }))
}

/// The last word of a record that is not a sample (`sample_id_all`).
fn time_at_end(record: &Record<'_>) -> u64 {
    record.to_contiguous().last_chunk().map_or(0, |time| u64::from_ne_bytes(*time))
}

fn raw(sample: &Sample<'_>, limit: usize) -> Option<RawSample> {
    let ip = sample.ip()?;
    let addresses = sample.callchain().unwrap_or_default().iter().copied().filter(|&address| address < FIRST_MARKER);
    let mut chain: Vec<u64> = addresses.collect();
    let cut = chain.len() >= limit;
    if chain.first() == Some(&ip) {
        chain.remove(0);
    }
    let registers = sample.regs_user().filter(|registers| registers.abi == SampleRegsAbi::ABI_64);
    let registers = registers.and_then(Registers::recorded);
    let user = registers.zip(sample.stack_user()).map(|(of, bytes)| Box::new((of, StackCopy::new(&of, bytes))));
    Some(RawSample { pid: sample.pid()?, tid: sample.tid()?, time_ns: sample.time()?, ip, chain, cut, user })
}
