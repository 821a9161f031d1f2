//! Events that the kernel counts beside the clock: which, how often a sample is taken, and what it refuses.

use super::plan::Plan;
use super::rings::errno;
use crate::recording::Event;
use nix::errno::Errno;
use perf_event::Builder;
use perf_event::events::{Cache, CacheId, CacheOp, CacheResult, Hardware, Software};

/// An event that can be counted here, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counting {
    pub(super) event: Event,
    /// Whether what the kernel does for a thread counts too.
    pub(crate) with_kernel: bool,
}

/// Where an event counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Where {
    /// In user code, as the clock does.
    User,
    /// In user code and, where that is allowed, in the kernel on its behalf.
    UserAndKernel,
    /// In the kernel only.
    Kernel,
}

/// How to allow to count in the kernel.
pub(crate) const ALLOW: &str = "sudo sysctl kernel.perf_event_paranoid=1, or run it with CAP_PERFMON";

impl Counting {
    /// Tries a counter of this thread.
    ///
    /// # Errors
    /// Why the event cannot be counted, with the remedy: a sentence.
    pub(crate) fn probe(event: Event, plan: &Plan) -> Result<Self, String> {
        let place = place(event).ok_or_else(|| format!("{event} are not counted by this option"))?;
        let try_to = |with_kernel| {
            let counting = Self { event, with_kernel };
            counting.named(plan.builder_of_stacks(counting.each())).build().map(|_| counting).map_err(|error| errno(&error))
        };
        let counting = match try_to(place != Where::User) {
            Err(Errno::EACCES | Errno::EPERM) if place == Where::UserAndKernel => try_to(false),
            result => result,
        };
        counting.map_err(|error| refusal(event, error))
    }

    /// Those of these that can be counted, and a sentence for each that cannot be or not all of whose events are.
    pub(super) fn probe_all(events: &[Event], plan: &Plan) -> (Vec<Self>, Vec<String>) {
        let (mut all, mut sentences) = (Vec::<Self>::new(), Vec::new());
        for &event in events {
            if all.iter().any(|counting| counting.event == event) {
                continue;
            }
            match Self::probe(event, plan) {
                Ok(counting) => {
                    sentences.extend(counting.lack());
                    all.push(counting);
                }
                Err(sentence) => sentences.push(sentence),
            }
        }
        (all, sentences)
    }

    /// What a counter does not count that a reader may expect.
    fn lack(&self) -> Option<String> {
        let lacks = !self.with_kernel && place(self.event) == Some(Where::UserAndKernel);
        let event = self.event;
        lacks.then(|| format!("{event}: only those of user code are counted, not those of the kernel on its behalf; {ALLOW}"))
    }

    /// Whether each event is counted on its line, and not only as many as the clock has samples.
    pub(super) fn each(&self) -> bool {
        place(self.event) != Some(Where::User)
    }

    /// A counter like one of the plan's, not yet enabled.
    pub(super) fn named(&self, mut builder: Builder<'static>) -> Builder<'static> {
        use Event as E;
        builder.exclude_kernel(!self.with_kernel);
        let cache = |which| Cache { which, operation: CacheOp::READ, result: CacheResult::MISS };
        match self.event {
            E::Waiting => builder.event(Software::DUMMY),
            E::PageFaults => builder.event(Software::PAGE_FAULTS),
            E::MinorFaults => builder.event(Software::PAGE_FAULTS_MIN),
            E::MajorFaults => builder.event(Software::PAGE_FAULTS_MAJ),
            E::ContextSwitches => builder.event(Software::CONTEXT_SWITCHES),
            E::CpuMigrations => builder.event(Software::CPU_MIGRATIONS),
            E::Cycles => builder.event(Hardware::CPU_CYCLES),
            E::Instructions => builder.event(Hardware::INSTRUCTIONS),
            E::CacheReferences => builder.event(Hardware::CACHE_REFERENCES),
            E::CacheMisses => builder.event(Hardware::CACHE_MISSES),
            E::Branches => builder.event(Hardware::BRANCH_INSTRUCTIONS),
            E::BranchMisses => builder.event(Hardware::BRANCH_MISSES),
            E::L1DcacheLoadMisses => builder.event(cache(CacheId::L1D)),
            E::DtlbLoadMisses => builder.event(cache(CacheId::DTLB)),
        };
        builder
    }
}

/// Where an event counts; `None` where no counter counts it.
const fn place(event: Event) -> Option<Where> {
    match event {
        Event::Waiting => None,
        Event::PageFaults | Event::MinorFaults | Event::MajorFaults => Some(Where::UserAndKernel),
        Event::ContextSwitches | Event::CpuMigrations => Some(Where::Kernel),
        _ => Some(Where::User),
    }
}

/// Why the kernel gives no counter of an event, and what to do.
fn refusal(event: Event, error: Errno) -> String {
    let reason = match error {
        Errno::EACCES | Errno::EPERM => format!("they happen in the kernel, where this user may not count; {ALLOW}"),
        Errno::ENOENT | Errno::EOPNOTSUPP | Errno::ENODEV | Errno::EINVAL => {
            "this machine has no such counter, as most virtual machines".to_owned()
        }
        error => format!("the kernel refuses it ({error})"),
    };
    format!("{event} are not counted: {reason}")
}
