//! What the kernel reports of the profiled threads, in the order in which it happened.

use super::counting::Counting;
use super::unwind::{Registers, StackCopy};
use perf_event::Record;
use perf_event::data::{Record as Parsed, Sample, SampleRegsAbi};
use std::collections::HashMap;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;

/// From here up an entry of a call chain is not an address but a marker of what follows (`PERF_CONTEXT_MAX`).
const FIRST_MARKER: u64 = 0xffff_ffff_ffff_f001;

/// From here up addresses are the kernel's.
const FIRST_OF_KERNEL: u64 = 1 << 63;

/// The mark of a name that a thread got because it executed a program (`PERF_RECORD_MISC_COMM_EXEC`).
const EXECUTED: u16 = 1 << 13;

#[derive(Debug)]
pub(super) struct RawSample {
    /// The identifier of the counter that took it, or of the one from which that was inherited.
    pub(super) counter: u64,
    pub(super) pid: u32,
    pub(super) tid: u32,
    pub(super) time_ns: u64,
    /// Where the kernel was on behalf of the thread, innermost first; empty where the thread itself ran.
    pub(super) kernel: Vec<u64>,
    /// Where the thread was in its own code.
    pub(super) ip: u64,
    /// Return addresses that frame pointers tell, innermost first.
    pub(super) chain: Vec<u64>,
    /// Whether the chain has as many addresses as it may have.
    pub(super) cut: bool,
    /// What unwind tables need.
    pub(super) user: Option<Box<(Registers, StackCopy)>>,
}

impl RawSample {
    /// The address at which to look up the thread's own code. Below kernel frames it is looked up as a return address, one byte
    /// back; so one is added where an exception interrupted the instruction.
    pub(super) fn own_place(&self) -> u64 {
        let called = || self.user.as_deref().is_none_or(|(registers, _)| registers.called_kernel());
        if self.kernel.is_empty() || called() { self.ip } else { self.ip + 1 }
    }
}

/// Where a thread is: its instruction, frame and stack pointers in user code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub(super) ip: u64,
    frame: u64,
    stack: u64,
}

impl Place {
    pub(super) fn of(registers: &Registers) -> Self {
        let [ip, frame, stack] = registers.of_frame();
        Self { ip, frame, stack }
    }
}

/// What a counter counted at a place.
#[derive(Debug)]
pub(super) struct Counted {
    /// As [`RawSample::counter`].
    pub(super) counter: u64,
    pub(super) counting: Counting,
    pub(super) amount: u64,
    pub(super) pid: u32,
    pub(super) tid: u32,
    pub(super) time_ns: u64,
    pub(super) place: Place,
}

/// The state of a thread after a switch.
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
    /// The stack at an event.
    Stack(RawSample),
    Counted(Counted),
    Mapped {
        pid: u32,
        start: u64,
        end: u64,
        offset: u64,
        path: PathBuf,
    },
    Executed {
        pid: u32,
    },
    Started {
        parent: u32,
        pid: u32,
        tid: u32,
    },
    Named {
        pid: u32,
        tid: u32,
        name: String,
    },
    Ended {
        pid: u32,
        tid: u32,
    },
    Switched {
        counter: u64,
        pid: u32,
        tid: u32,
        to: Switch,
    },
    Lost(u64),
}

/// A switch of a thread (`PERF_RECORD_SWITCH`), and its marks: away from the CPU (`PERF_RECORD_MISC_SWITCH_OUT`), and
/// involuntarily (`…_OUT_PREEMPT`).
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

/// The fields of a switch are those that follow each record (`sample_id_all`): process and thread, time, counter.
fn switched(record: &Record<'_>) -> Option<(u64, Event)> {
    let bytes = record.to_contiguous();
    let (thread, rest) = bytes.split_first_chunk::<8>()?;
    let (time, rest) = rest.split_first_chunk()?;
    let ([pid, tid], _) = thread.as_chunks::<4>() else { return None };
    let to = match record.misc() {
        marks if marks & AWAY == 0 => Switch::Running,
        marks if marks & PREEMPTED == 0 => Switch::Blocked,
        _ => Switch::Ready,
    };
    let (pid, tid) = (u32::from_ne_bytes(*pid), u32::from_ne_bytes(*tid));
    let counter = rest.last_chunk().map_or(0, |counter| u64::from_ne_bytes(*counter));
    Some((u64::from_ne_bytes(*time), Event::Switched { counter, pid, tid, to }))
}

/// The second last word of a record that is not a sample (`sample_id_all`); the counter's identifier is the last.
fn time_at_end(record: &Record<'_>) -> u64 {
    record
        .to_contiguous()
        .last_chunk::<16>()
        .and_then(|end| end.first_chunk())
        .map_or(0, |time| u64::from_ne_bytes(*time))
}

/// Appends what a record in a ring of events reports: a stack, a count, or a stack and then a count.
pub(super) fn read_counted(
    record: &Record<'_>,
    limit: usize,
    counters: &HashMap<u64, Counting>,
    events: &mut Vec<(u64, Event)>,
) -> Option<()> {
    // Where samples were lost, the counter tells how many events there were.
    let Ok(Parsed::Sample(sample)) = record.parse_record() else { return None };
    let counter = sample.id()?;
    let (counting, place) = (*counters.get(&counter)?, Place::of(&registers(&sample)?));
    let (pid, tid, time_ns, amount) = (sample.pid()?, sample.tid()?, sample.time()?, sample.period().unwrap_or(1));
    let has_stack = sample.stack_user().is_some();
    if has_stack {
        // An event may happen in the kernel, on behalf of this code.
        let stack = RawSample { kernel: Vec::new(), ip: place.ip, ..raw(&sample, limit)? };
        events.push((time_ns, Event::Stack(stack)));
    }
    if !(has_stack && counting.each()) {
        events.push((time_ns, Event::Counted(Counted { counter, counting, amount, pid, tid, time_ns, place })));
    }
    Some(())
}

fn registers(sample: &Sample<'_>) -> Option<Registers> {
    let registers = sample.regs_user().filter(|registers| registers.abi == SampleRegsAbi::ABI_64);
    registers.and_then(Registers::recorded)
}

fn raw(sample: &Sample<'_>, limit: usize) -> Option<RawSample> {
    let addresses = sample.callchain().unwrap_or_default().iter().copied().filter(|&address| address < FIRST_MARKER);
    let (mut kernel, mut chain): (Vec<u64>, Vec<u64>) = addresses.partition(|&address| address >= FIRST_OF_KERNEL);
    let cut = kernel.len() + chain.len() >= limit;
    let registers = registers(sample);
    let mut ip = sample.ip()?;
    if ip >= FIRST_OF_KERNEL {
        if kernel.is_empty() {
            kernel.push(ip);
        }
        // Without a user address it is a thread of the kernel.
        ip = registers.map(|of| of.of_frame()[0]).or(chain.first().copied())?;
    }
    if chain.first() == Some(&ip) {
        chain.remove(0);
    }
    let user = registers.zip(sample.stack_user()).map(|(of, bytes)| Box::new((of, StackCopy::new(&of, bytes))));
    let (counter, pid, tid, time_ns) = (sample.id()?, sample.pid()?, sample.tid()?, sample.time()?);
    Some(RawSample { counter, pid, tid, time_ns, kernel, ip, chain, cut, user })
}
