//! What the kernel reports of the profiled threads, in the order in which it happened.

use super::unwind::{Registers, StackCopy};
use crate::recording;
use perf_event::Record;
use perf_event::data::{Record as Parsed, Sample, SampleRegsAbi};
use std::collections::HashMap;
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
    /// The event that it counts, and how often; none is CPU time.
    pub(super) counted: Option<(recording::Event, u64)>,
    /// What unwind tables need.
    pub(super) user: Option<Box<(Registers, StackCopy)>>,
}

#[derive(Debug)]
pub(super) enum Event {
    Sample(RawSample),
    Mapped { pid: u32, start: u64, end: u64, offset: u64, path: PathBuf },
    Executed { pid: u32 },
    Started { parent: u32, pid: u32, tid: u32 },
    Named { pid: u32, tid: u32, name: String },
    Ended { pid: u32, tid: u32 },
    Lost(u64),
}

/// Appends what a record reports, each with its time; `limit` is the most addresses in a call chain. In a ring of events
/// samples are told apart by the number of their counter.
pub(super) fn read(
    record: &Record<'_>,
    limit: usize,
    counters: Option<&HashMap<u64, recording::Event>>,
    events: &mut Vec<(u64, Event)>,
) {
    let Ok(parsed) = record.parse_record() else { return };
    let mut add = |time, event| events.push((time, event));
    match parsed {
        Parsed::Sample(sample) => {
            let event = counters.and_then(|counters| counters.get(&sample.id()?).copied());
            if let Some(sample) = raw(&sample, limit, event) {
                add(sample.time_ns, Event::Sample(sample));
            }
        }
        // Of an event, the counter tells how many there were.
        Parsed::Lost(lost) if counters.is_none() => add(0, Event::Lost(lost.lost)),
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

/// The last word of a record that is not a sample (`sample_id_all`).
fn time_at_end(record: &Record<'_>) -> u64 {
    record.to_contiguous().last_chunk().map_or(0, |time| u64::from_ne_bytes(*time))
}

fn raw(sample: &Sample<'_>, limit: usize, event: Option<recording::Event>) -> Option<RawSample> {
    let registers = sample.regs_user().filter(|registers| registers.abi == SampleRegsAbi::ABI_64);
    let registers = registers.and_then(Registers::recorded);
    // An event may happen in the kernel; its user called it from here.
    let of_user = registers.filter(|_| event.is_some()).map(|registers| registers.of_frame()[0]);
    let (ip, counted) = (of_user.or(sample.ip())?, event.zip(sample.period()));
    let addresses = sample.callchain().unwrap_or_default().iter().copied().filter(|&address| address < FIRST_MARKER);
    let mut chain: Vec<u64> = addresses.collect();
    let cut = chain.len() >= limit;
    if chain.first() == Some(&ip) {
        chain.remove(0);
    }
    let user = registers.zip(sample.stack_user()).map(|(of, bytes)| Box::new((of, StackCopy::new(&of, bytes))));
    Some(RawSample { pid: sample.pid()?, tid: sample.tid()?, time_ns: sample.time()?, ip, chain, cut, counted, user })
}
