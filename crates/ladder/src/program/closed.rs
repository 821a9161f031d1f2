//! Whether standard output was closed when the program started.
//!
//! The runtime of Rust opens `/dev/null` in place of a closed standard output before `main`, so that whatever is written
//! would vanish and look like a success. What runs earlier still sees it closed. It makes one request to the system and
//! must stay that small: the CPU has not been checked yet, and code of the standard library uses instructions that it may
//! lack.

#[cfg(target_os = "linux")]
mod linux {
    use nix::fcntl::{FcntlArg, fcntl};
    use std::io;
    use std::sync::atomic::{AtomicBool, Ordering};

    static CLOSED: AtomicBool = AtomicBool::new(false);

    #[used]
    #[unsafe(link_section = ".init_array")]
    #[expect(unsafe_code, reason = "only the section of a program makes it run code before the runtime")]
    static BEFORE_THE_RUNTIME: extern "C" fn() = look;

    extern "C" fn look() {
        CLOSED.store(fcntl(io::stdout(), FcntlArg::F_GETFD).is_err(), Ordering::Relaxed);
    }

    pub(crate) fn was_closed() -> bool {
        CLOSED.load(Ordering::Relaxed)
    }
}

#[cfg(target_os = "linux")]
pub(super) use linux::was_closed;

/// Unknown on other systems.
#[cfg(not(target_os = "linux"))]
pub(super) fn was_closed() -> bool {
    false
}
