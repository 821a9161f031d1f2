//! What work takes beside time: CPU time in its own code and in the kernel, and page faults.
//!
//! Memory that is fresh from the system costs a page fault for each page at its first use. A profile by line charges
//! that to the line that happens to touch the page, and a time does not show it at all.
//!
//! * **What is counted**: `getrusage` of the thread, or of the process for work on several threads, read before and
//!   after a whole sample, outside the clock. `None` where the system has no such count.
//! * **Bias**: faults are exact; many kernels split CPU time into user and system by looking at the timer's ticks, so
//!   that share needs some tenths of a second. Counts of the process include whatever else it does.

use crate::format::{Figure, Percent};

/// CPU time and page faults: of one call on average.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Usage {
    /// Seconds of CPU time in the program's own code, of all threads together.
    pub user: f64,
    /// Seconds of CPU time in the kernel on the program's behalf.
    pub system: f64,
    /// Page faults that memory alone served.
    pub minor_faults: f64,
    /// Page faults that waited for a file or for swap.
    pub major_faults: f64,
}

/// Above this share of system time, [`Usage::remark`] reports it.
const MUCH_SYSTEM: f64 = 0.05;

impl Usage {
    /// From this many page faults per call on, [`Usage::remark`] reports them: 1 MiB of fresh memory in pages of 4 KiB.
    pub const MANY_FAULTS: f64 = 256.0;

    /// What the calling thread has consumed so far.
    pub fn of_thread() -> Option<Self> {
        #[cfg(any(target_os = "linux", target_os = "freebsd"))]
        return read(nix::sys::resource::UsageWho::RUSAGE_THREAD);
        #[cfg(not(any(target_os = "linux", target_os = "freebsd")))]
        None
    }

    /// What all threads of this process have consumed so far.
    pub fn of_process() -> Option<Self> {
        #[cfg(unix)]
        return read(nix::sys::resource::UsageWho::RUSAGE_SELF);
        #[cfg(not(unix))]
        None
    }

    /// What was consumed since `earlier`, for each of `calls`.
    pub(crate) fn since(self, earlier: Self, calls: f64) -> Self {
        self.with(earlier, |now, before| (now - before) / calls)
    }

    /// Both together.
    pub(crate) fn plus(self, other: Self) -> Self {
        self.with(other, |a, b| a + b)
    }

    fn with(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        Self {
            user: f(self.user, other.user),
            system: f(self.system, other.system),
            minor_faults: f(self.minor_faults, other.minor_faults),
            major_faults: f(self.major_faults, other.major_faults),
        }
    }

    /// All page faults.
    pub fn faults(self) -> f64 {
        self.minor_faults + self.major_faults
    }

    /// The CPU time, in seconds.
    pub fn cpu(self) -> f64 {
        self.user + self.system
    }

    /// The kernel's share of the CPU time; `None` where no CPU time was accounted.
    pub fn system_share(self) -> Option<f64> {
        (self.cpu() > 0.0).then(|| self.system / self.cpu())
    }

    /// What to know about the kernel's part, where it is large: above 5 % of the CPU time, or many page faults. A call
    /// is called `call`.
    ///
    /// `38 % of CPU time is the operating system's: 12,345 page faults per fill (memory fresh from the system)`
    pub fn remark(self, call: &str) -> Option<String> {
        let many = self.faults() >= Self::MANY_FAULTS;
        let share = self.system_share().filter(|&share| share > MUCH_SYSTEM);
        let share = share.map(|share| format!("{} of CPU time is the operating system's", Percent(share)));
        let fresh = if many { " (memory fresh from the system)" } else { "" };
        let faults = (many || share.is_some() && self.faults() > 0.0)
            .then(|| format!("{} page faults per {call}{fresh}", Figure(self.faults())));
        let parts: Vec<String> = share.into_iter().chain(faults).collect();
        (!parts.is_empty()).then(|| parts.join(": "))
    }
}

#[cfg(unix)]
fn read(who: nix::sys::resource::UsageWho) -> Option<Usage> {
    use nix::sys::time::TimeVal;
    let usage = nix::sys::resource::getrusage(who).ok()?;
    let seconds = |time: TimeVal| time.tv_sec() as f64 + 1e-6 * time.tv_usec() as f64;
    Some(Usage {
        user: seconds(usage.user_time()),
        system: seconds(usage.system_time()),
        minor_faults: usage.minor_page_faults() as f64,
        major_faults: usage.major_page_faults() as f64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn much_system_time_and_many_faults_are_remarked() {
        let usage = |user, system, minor_faults| Usage { user, system, minor_faults, major_faults: 0.0 };
        let table = [
            (
                usage(0.62, 0.38, 12_345.0),
                "38 % of CPU time is the operating system's: 12,345 page faults per fill (memory fresh from the system)",
            ),
            (usage(0.9, 0.1, 2.5), "10 % of CPU time is the operating system's: 2.5 page faults per fill"),
            (usage(0.5, 0.5, 0.0), "50 % of CPU time is the operating system's"),
            (usage(0.0, 0.0, 256.0), "256 page faults per fill (memory fresh from the system)"),
        ];
        for (usage, text) in table {
            assert_eq!(usage.remark("fill").as_deref(), Some(text));
        }
        for quiet in [usage(0.95, 0.05, 255.0), usage(0.0, 0.0, 0.0)] {
            assert_eq!(quiet.remark("fill"), None, "{quiet:?}");
        }
        assert_eq!(usage(3.0, 1.0, 0.0).system_share(), Some(0.25), "a quarter");
    }
}
