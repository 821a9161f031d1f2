//! What is looked at before `main`: whether the CPU has what the build uses, and whether standard output is closed.
//!
//! The user's `main` makes the ladder, by vectors where the build has them, before it calls any code of this crate. And
//! the runtime of Rust opens `/dev/null` in place of a closed standard output before `main`, so that whatever is written
//! would vanish and look like a success.

#[cfg(target_os = "linux")]
mod linux {
    use crate::machine::isa;
    use nix::fcntl::{FcntlArg, fcntl};
    use std::io;
    use std::sync::atomic::{AtomicBool, Ordering};

    static CLOSED: AtomicBool = AtomicBool::new(false);

    #[used]
    #[unsafe(link_section = ".init_array")]
    #[expect(unsafe_code, reason = "only the section of a program makes it run code before the runtime")]
    static BEFORE_THE_RUNTIME: extern "C" fn() = look;

    extern "C" fn look() {
        if isa::refuse_a_lesser_cpu() {
            std::process::exit(1);
        }
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
