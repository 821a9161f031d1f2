//! Where a blocked thread waits: its stack pointer and instruction address, as the kernel reports them, and its stack.

use super::unwind::{Registers, StackCopy};
use nix::sys::uio::{RemoteIoVec, process_vm_readv};
use nix::unistd::Pid;
use std::fs;
use std::io::{self, IoSliceMut};

/// A blocked thread.
#[derive(Debug)]
pub(super) struct Blocked {
    /// The instruction that called the kernel.
    pub(super) ip: u64,
    /// Only the stack pointer is known.
    pub(super) registers: Registers,
    pub(super) stack: StackCopy,
}

impl Blocked {
    /// Reads up to so many bytes of a thread's stack; `None` where the thread is not blocked.
    ///
    /// # Errors
    /// Where this process may not read it.
    pub(super) fn read(pid: u32, tid: u32, bytes: usize) -> io::Result<Option<Self>> {
        let path = format!("/proc/{pid}/task/{tid}/syscall");
        let text = match fs::read_to_string(path) {
            Err(error) if is_gone(&error) => return Ok(None),
            text => text?,
        };
        let Some((ip, top)) = place(&text) else { return Ok(None) };
        let mut copy = vec![0; bytes];
        let of = RemoteIoVec { base: usize::try_from(top).map_err(io::Error::other)?, len: bytes };
        let pid = Pid::from_raw(i32::try_from(pid).map_err(io::Error::other)?);
        let read = match process_vm_readv(pid, &mut [IoSliceMut::new(&mut copy)], &[of]).map_err(io::Error::from) {
            Err(error) if is_gone(&error) => return Ok(None),
            read => read?,
        };
        let registers = Registers::of_stack(top);
        Ok(Some(Self { ip, registers, stack: StackCopy::new(&registers, &copy[..read]) }))
    }
}

/// Whether the error means that the thread or its memory is gone.
fn is_gone(error: &io::Error) -> bool {
    const ESRCH: i32 = nix::errno::Errno::ESRCH as i32;
    const EFAULT: i32 = nix::errno::Errno::EFAULT as i32;
    error.kind() == io::ErrorKind::NotFound || matches!(error.raw_os_error(), Some(ESRCH | EFAULT))
}

/// Bytes of the instruction that calls the kernel.
const CALL: u64 = if cfg!(target_arch = "x86_64") { 2 } else { 4 };

/// The address of the code and the stack pointer in `/proc/PID/task/TID/syscall`; `None` while the thread runs. The
/// first number is the system call, and the address is that after its instruction; -1 stands for an exception such as a
/// page fault, and the address is that of the interrupted instruction.
fn place(text: &str) -> Option<(u64, u64)> {
    let mut words = text.split_whitespace();
    let called = words.next()? != "-1";
    let mut back = words.rev().map(|word| u64::from_str_radix(word.strip_prefix("0x")?, 16).ok());
    let (ip, top) = (back.next()??, back.next()??);
    Some((ip.checked_sub(if called { CALL } else { 0 })?, top))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_is_blocked_in_a_call_of_the_kernel_or_in_a_fault() {
        let called = "230 0x1 0x0 0x7ffd10 0x7ffd10 0x0 0x0 0x7ffce0 0x7f1545\n";
        assert_eq!(place(called), Some((0x7f_1545 - CALL, 0x7f_fce0)));
        assert_eq!(place("-1 0x7ffce0 0x7f1545\n"), Some((0x7f_1545, 0x7f_fce0)));
        assert_eq!(place("running\n"), None);
        assert_eq!(place(""), None, "a thread that ends");
    }

    #[test]
    fn a_blocked_thread_is_read_and_a_running_one_is_not() {
        let (send, block) = std::sync::mpsc::channel::<()>();
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            tell.send(nix::unistd::gettid().as_raw().unsigned_abs()).unwrap();
            block.recv().is_err()
        });
        let (pid, tid) = (std::process::id(), told.recv().unwrap());
        let blocked = std::iter::repeat_with(|| Blocked::read(pid, tid, 4096).unwrap()).flatten().next().unwrap();
        let own = nix::unistd::gettid().as_raw().unsigned_abs();
        assert!(Blocked::read(pid, own, 4096).is_ok_and(|own| own.is_none_or(|own| own.ip != blocked.ip)));
        drop(send);
        assert!(thread.join().unwrap());
    }
}
