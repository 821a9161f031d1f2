//! What needs `unsafe`: requests to the kernel that have no safe wrapper, a signal handler, and what a child does before it
//! executes its program.
#![expect(unsafe_code, reason = "the kernel's interfaces for samplers have no safe wrappers")]

use super::unwind::Registers;
use nix::errno::Errno;
use nix::libc::{self, c_int, c_void, siginfo_t, ucontext_t};
use nix::request_code_none;
use nix::sys::prctl::set_pdeathsig;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};
use nix::sys::time::TimeVal;
use nix::unistd::{getpid, getppid};
use perf_event::Counter;
use std::cell::UnsafeCell;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsRawFd, FromRawFd as _, OwnedFd};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Child, Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering};

nix::ioctl_write_int_bad!(
    /// Sends what a counter records to the ring of another (`PERF_EVENT_IOC_SET_OUTPUT`).
    perf_event_set_output,
    request_code_none!(b'$', 5)
);

/// Sends the records of `counter` to the ring of `into`.
pub(super) fn set_output(counter: &Counter, into: &Counter) -> io::Result<()> {
    // SAFETY: both descriptors are open for as long as the counters are borrowed, and the request reads nothing but
    // their numbers.
    unsafe { perf_event_set_output(counter.as_raw_fd(), into.as_raw_fd()) }?;
    Ok(())
}

/// Makes the process of a command end when this thread dies, hold back these signals only, and have the limit of open files
/// that this process has now.
pub(super) fn end_with_parent(command: &mut Command, held_back: SigSet) -> &mut Command {
    let (parent, files) = (getpid(), getrlimit(Resource::RLIMIT_NOFILE));
    // SAFETY: between fork and exec only system calls are made, which allocate nothing and take no lock.
    unsafe {
        command.pre_exec(move || {
            held_back.thread_set_mask()?;
            files.and_then(|(soft, hard)| setrlimit(Resource::RLIMIT_NOFILE, soft, hard))?;
            set_pdeathsig(Signal::SIGTERM)?;
            if getppid() == parent { Ok(()) } else { Err(Errno::ESRCH.into()) }
        })
    }
}

/// Waits for a child; its status, and the CPU time that it and those it waited for used, in user code and in the kernel. That
/// of all children of this process would have others' too.
pub(super) fn wait(child: &Child) -> io::Result<(ExitStatus, [TimeVal; 2])> {
    let pid = c_int::try_from(child.id()).map_err(io::Error::other)?;
    let (mut status, mut usage) = (0, MaybeUninit::<libc::rusage>::zeroed());
    loop {
        // SAFETY: both pointers are to places of the right type, which the call alone writes to.
        match Errno::result(unsafe { libc::wait4(pid, &raw mut status, 0, usage.as_mut_ptr()) }) {
            Ok(_) => break,
            Err(Errno::EINTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    // SAFETY: zeros are a valid value, over which the kernel wrote another.
    let usage = unsafe { usage.assume_init() };
    Ok((ExitStatus::from_raw(status), [usage.ru_utime, usage.ru_stime].map(TimeVal::from)))
}

/// A descriptor that can be read when a process ends, and that stands for no later process of this number.
pub(super) fn pidfd(pid: i32) -> io::Result<OwnedFd> {
    // SAFETY: the call takes two numbers; what it returns is checked, and is a new descriptor that nothing else owns.
    unsafe {
        let descriptor = Errno::result(libc::syscall(libc::SYS_pidfd_open, pid, 0))?;
        Ok(OwnedFd::from_raw_fd(c_int::try_from(descriptor).map_err(io::Error::other)?))
    }
}

pub(super) const MOST_ADDRESSES: usize = 48;

/// What the handler notes of one signal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tick {
    /// Which of the timers it was.
    pub(super) thread: u32,
    /// Periods that went by without a signal.
    pub(super) overruns: u32,
    pub(super) time_ns: u64,
    /// How many addresses there are.
    pub(super) depth: usize,
    /// The leaf's address, then the callers' return addresses by frame pointers.
    pub(super) addresses: [u64; MOST_ADDRESSES],
    pub(super) registers: Registers,
    /// Bytes of the stack's copy.
    copied: usize,
}

const NO_TICK: Tick = Tick {
    thread: 0,
    overruns: 0,
    time_ns: 0,
    depth: 0,
    addresses: [0; MOST_ADDRESSES],
    registers: Registers::UNKNOWN,
    copied: 0,
};

/// A place for a tick; the handler takes free ones, the reader full ones.
struct Slot {
    state: AtomicU8,
    tick: UnsafeCell<Tick>,
}

const FREE: u8 = 0;
const WRITING: u8 = 1;
const FULL: u8 = 2;

// SAFETY: a tick is touched only by who has taken its slot: the handler from FREE to FULL, the reader from FULL to FREE.
unsafe impl Sync for Slot {}

/// Places for ticks: 2 s of one thread at 250 Hz; the reader empties them every 20 ms.
const SLOTS: usize = 512;

/// The most bytes of a stack that are copied.
const COPY: usize = 32 << 10;

/// What the handler works with. It lives until the handler is uninstalled and the reader has ended.
pub(super) struct Ticks {
    slots: Vec<Slot>,
    /// Copies of stacks, [`COPY`] bytes for each slot, which belong to whom the slot belongs to.
    copies: UnsafeCell<Vec<u8>>,
    next: AtomicUsize,
    lost: AtomicU64,
    /// Begin and end of the mappings that stacks lie in.
    stacks: Vec<(u64, u64)>,
}

// SAFETY: of the copies each part is touched only by who has taken its slot.
unsafe impl Sync for Ticks {}

/// What the handler looks at; null where nothing is recorded, since a late signal may come.
static TICKS: AtomicPtr<Ticks> = AtomicPtr::new(std::ptr::null_mut());
static IN_HANDLER: AtomicU32 = AtomicU32::new(0);

impl Ticks {
    /// Readies the handler for stacks in these parts of memory.
    pub(super) fn install(stacks: Vec<(u64, u64)>) -> io::Result<Arc<Self>> {
        let slot = || Slot { state: AtomicU8::new(FREE), tick: UnsafeCell::new(NO_TICK) };
        let slots = std::iter::repeat_with(slot).take(SLOTS).collect();
        let (next, lost) = (AtomicUsize::new(0), AtomicU64::new(0));
        let ticks = Arc::new(Self { slots, copies: UnsafeCell::new(vec![0; SLOTS * COPY]), next, lost, stacks });
        let flags = SaFlags::SA_SIGINFO | SaFlags::SA_RESTART | SaFlags::SA_ONSTACK;
        let action = SigAction::new(SigHandler::SigAction(on_tick), flags, SigSet::empty());
        // SAFETY: the handler allocates nothing, takes no lock, and touches only what `uninstall` waits for.
        unsafe { sigaction(Signal::SIGPROF, &action) }?;
        TICKS.store(Arc::as_ptr(&ticks).cast_mut(), Ordering::SeqCst);
        Ok(ticks)
    }

    /// From now on signals are ignored; those under way have ended when it returns.
    pub(super) fn uninstall(self: Arc<Self>) {
        let ignore = SigAction::new(SigHandler::SigIgn, SaFlags::empty(), SigSet::empty());
        // SAFETY: to ignore a signal runs no code.
        let _ = unsafe { sigaction(Signal::SIGPROF, &ignore) };
        // Sequentially consistent with the handler, which counts itself before it loads the pointer: either it loads
        // null, or this loop waits for it.
        TICKS.store(std::ptr::null_mut(), Ordering::SeqCst);
        while IN_HANDLER.load(Ordering::SeqCst) > 0 {
            std::thread::yield_now();
        }
    }

    /// Hands over the ticks, each with the copy of its stack.
    pub(super) fn drain(&self, mut each: impl FnMut(&Tick, &[u8])) {
        for (number, slot) in self.slots.iter().enumerate() {
            if slot.state.load(Ordering::Acquire) == FULL {
                // SAFETY: a full slot and its copy are the reader's, of whom there is one.
                let (tick, copy) = unsafe { (&*slot.tick.get(), std::slice::from_raw_parts(self.copy(number), COPY)) };
                each(tick, &copy[..tick.copied]);
                slot.state.store(FREE, Ordering::Release);
            }
        }
    }

    /// Where the copy of a slot begins.
    fn copy(&self, slot: usize) -> *mut u8 {
        // SAFETY: the vector was filled when it was made and neither grows nor moves; a slot's number is in range.
        unsafe { (*self.copies.get().cast_const()).as_ptr().cast_mut().add(slot * COPY) }
    }

    /// Ticks for which there was no place.
    pub(super) fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    fn note(&self, fill: impl FnOnce(&mut Tick, *mut u8)) {
        let first = self.next.fetch_add(1, Ordering::Relaxed);
        for at in 0..8 {
            let number = (first + at) % SLOTS;
            let slot = &self.slots[number];
            if slot.state.compare_exchange(FREE, WRITING, Ordering::Acquire, Ordering::Relaxed).is_ok() {
                // SAFETY: the slot was taken a line above, and no other thread touches one that is being written.
                fill(unsafe { &mut *slot.tick.get() }, self.copy(number));
                slot.state.store(FULL, Ordering::Release);
                return;
            }
        }
        self.lost.fetch_add(1, Ordering::Relaxed);
    }

    fn end_of_stack(&self, address: u64) -> Option<u64> {
        let after = self.stacks.partition_point(|&(begin, _)| begin <= address);
        let &(_, end) = self.stacks.get(after.checked_sub(1)?)?;
        (address < end).then_some(end)
    }
}

/// The registers at the interrupted instruction, by the numbers of unwind tables.
#[cfg(target_arch = "x86_64")]
#[expect(clippy::cast_sign_loss, reason = "registers are numbered from 0")]
fn registers(context: &ucontext_t) -> Registers {
    use libc::{REG_R8, REG_R9, REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15, REG_RAX, REG_RBP, REG_RBX};
    use libc::{REG_RCX, REG_RDI, REG_RDX, REG_RIP, REG_RSI, REG_RSP};
    const NUMBERS: [c_int; 17] = [
        REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI, REG_RBP, REG_RSP, REG_R8, REG_R9, REG_R10, REG_R11,
        REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP,
    ];
    Registers::all(NUMBERS.map(|number| context.uc_mcontext.gregs[number as usize].cast_unsigned()))
}

/// The registers at the interrupted instruction, by the numbers of unwind tables.
#[cfg(target_arch = "aarch64")]
fn registers(context: &ucontext_t) -> Registers {
    let of = &context.uc_mcontext;
    Registers::all(std::array::from_fn(|number| match number {
        0..31 => of.regs[number],
        31 => of.sp,
        _ => of.pc,
    }))
}

/// Offset of the number of overruns in the kernel's `siginfo_t`, in 32-bit words: three words and a gap, then the
/// timer's number.
const OVERRUNS: usize = 5;

/// Notes where this thread is. It makes no system call but that of the clock, which the vDSO answers.
extern "C" fn on_tick(_signal: c_int, info: *mut siginfo_t, context: *mut c_void) {
    IN_HANDLER.fetch_add(1, Ordering::SeqCst);
    let ticks = TICKS.load(Ordering::SeqCst);
    // SAFETY: TICKS is null or what `uninstall` keeps until IN_HANDLER is 0. The kernel hands over a valid siginfo_t and ucontext_t, and that of a
    // timer's signal holds its value and its overruns. What is copied lies between
    // the stack pointer and the end of its mapping, and `copy` has room for it. `clock_gettime` with a valid clock writes to `now` alone and
    // leaves errno as it was.
    unsafe {
        if let Some(ticks) = ticks.as_ref() {
            let thread = (*info).si_value().sival_ptr as usize;
            let overruns = *info.cast::<i32>().add(OVERRUNS);
            let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
            libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut now);
            let registers = registers(&*context.cast::<ucontext_t>());
            let [address, frame, stack] = registers.of_frame();
            ticks.note(|tick, copy| {
                tick.thread = u32::try_from(thread).unwrap_or(u32::MAX);
                tick.overruns = u32::try_from(overruns).unwrap_or(0);
                tick.time_ns = now.tv_sec.unsigned_abs() * 1_000_000_000 + now.tv_nsec.unsigned_abs();
                tick.addresses[0] = address;
                tick.depth = 1 + walk(ticks, frame, stack, &mut tick.addresses[1..]);
                tick.registers = registers;
                let all = ticks.end_of_stack(stack).map_or(0, |end| end - stack);
                tick.copied = usize::try_from(all).map_or(COPY, |all| all.min(COPY));
                std::ptr::copy_nonoverlapping(stack as *const u8, copy, tick.copied);
            });
        }
    }
    IN_HANDLER.fetch_sub(1, Ordering::SeqCst);
}

/// Follows the frame pointers as long as they rise within the stack; the number of return addresses found.
fn walk(ticks: &Ticks, mut frame: u64, stack: u64, addresses: &mut [u64]) -> usize {
    let Some(end) = ticks.end_of_stack(stack) else { return 0 };
    let mut least = stack;
    for (depth, address) in addresses.iter_mut().enumerate() {
        if frame < least || !frame.is_multiple_of(8) || frame.saturating_add(16) > end {
            return depth;
        }
        // SAFETY: the two words lie between the stack pointer and the end of the mapping that holds it, so they are
        // mapped for as long as this thread runs on that stack.
        let [next, back] = unsafe { *(frame as *const [u64; 2]) };
        if back == 0 {
            return depth;
        }
        *address = back;
        least = frame + 16;
        frame = next;
    }
    addresses.len()
}
