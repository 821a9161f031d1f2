//! Looks at blocked threads, and what a recording tells of waiting.

use super::Collector;
use crate::record::blocked::Blocked;
use crate::record::cpu_time::now_ns;
use crate::record::events::RawSample;
use crate::record::unwind::Failure;
use crate::record::waits::Look;
use crate::recording::Recording;
use std::io;

/// Bytes of a blocked thread's stack that are read at once, and where they do not reach its root.
const SOME_STACK: usize = 8 << 10;
const ALL_STACK: usize = 8 << 20;

const UNREADABLE: &str = "the stacks of blocked threads";

impl Collector {
    /// Looks at the blocked threads whose waits have no stack yet.
    pub(in crate::record) fn look(&mut self) {
        let Some((threads, after)) = self.waits.as_mut().and_then(|waits| waits.begin_look(now_ns())) else { return };
        for (pid, tid) in threads {
            let look = self.look_at(pid, tid, after);
            if let Err(error) = &look {
                self.warn_unreadable(pid, error);
            }
            if let (Some(waits), Some(look)) = (&mut self.waits, look.map_or(Some(None), |look| look.map(Some))) {
                waits.looked(pid, tid, look);
            }
        }
    }

    /// Where a thread is blocked, if it is.
    fn look_at(&mut self, pid: u32, tid: u32, after: u64) -> io::Result<Option<Look>> {
        let time_ns = now_ns();
        for bytes in [SOME_STACK, ALL_STACK] {
            let Some(Blocked { ip, registers, stack }) = Blocked::read(pid, tid, bytes)? else { break };
            let (time, user) = ((time_ns, now_ns()), Some(Box::new((registers, stack))));
            let (counter, kernel, chain) = Default::default();
            let sample = RawSample { counter, pid, tid, time_ns, kernel, ip, chain, cut: false, user };
            let (callers, end, _) = self.callers(&sample);
            if end != Err(Failure::CopyTooShort) || bytes == ALL_STACK {
                let (stack, thread) = (self.whole_stack(&sample, &callers), self.thread(pid, tid));
                // Where a register has the return address, as on aarch64, the innermost caller is not known.
                let whole = end.is_ok() && !callers.is_empty();
                return Ok(Some(Look { time, after, stack, thread, whole }));
            }
        }
        Ok(None)
    }

    fn warn_unreadable(&mut self, pid: u32, error: &io::Error) {
        let warnings = &mut self.recording.warnings;
        if !warnings.iter().any(|warning| warning.starts_with(UNREADABLE)) {
            warnings.push(format!(
                "{UNREADABLE} of process {pid} may not be read ({error}), so its waiting has no lines: record as the \
                 user it runs as, or as root, and in a container allow ptrace (--cap-add=SYS_PTRACE)"
            ));
        }
    }

    /// Adds the waits until now to a recording.
    pub(super) fn add_waits(&self, recording: &mut Recording) {
        let Some(waits) = &self.waits else { return };
        let (counter, seen, times) = waits.until(self.now_ns(), &self.thread_numbers);
        recording.counters.push(counter);
        recording.waits = Some(seen);
        for (number, [waiting, ready]) in times {
            if let Some(thread) = recording.threads.get_mut(usize::from(number)) {
                thread.waiting += waiting;
                thread.ready += ready;
            }
        }
    }
}
