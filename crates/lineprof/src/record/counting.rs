//! Events that the kernel counts beside the clock: which, how often a sample is taken, and what it refuses.

use super::plan::Plan;
use super::rings::errno;
use crate::recording::Event;
use nix::errno::Errno;
use perf_event::Builder;
use perf_event::events::{Cache, CacheId, CacheOp, CacheResult, Hardware, Software};
use std::collections::BTreeSet;

/// An event that can be counted here, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counting {
    pub(super) event: Event,
    /// Whether events in the kernel on behalf of a thread count too.
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

/// Why an event is not counted, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) reason: String,
    pub(crate) remedy: &'static str,
}

/// How to allow to count in the kernel.
const ALLOW: &str = "sudo sysctl kernel.perf_event_paranoid=1, or run lineprof with CAP_PERFMON";

impl Refusal {
    fn new(error: Errno) -> Self {
        let of = |reason: &str, remedy| Self { reason: reason.to_owned(), remedy };
        match error {
            Errno::EACCES | Errno::EPERM => of("they happen in the kernel, where this user may not count", ALLOW),
            Errno::ENOENT | Errno::EOPNOTSUPP | Errno::ENODEV | Errno::EINVAL => of(
                "this machine has no such counter, like most virtual machines",
                "run it on real hardware, or give the virtual machine its counters (vPMU)",
            ),
            error => of(&format!("the kernel refuses it ({error})"), "`lineprof doctor` shows what it allows"),
        }
    }
}

/// As `cycles, instructions are not counted: `, the reason and the remedy.
fn sentence(events: &[Event], Refusal { reason, remedy }: &Refusal) -> String {
    let names: Vec<String> = events.iter().map(ToString::to_string).collect();
    format!("{} are not counted: {reason}; {remedy}", names.join(", "))
}

impl Counting {
    /// Tries a counter of this thread.
    fn probe(event: Event, plan: &Plan) -> Result<Self, Refusal> {
        let place = place(event).ok_or(Errno::ENOTSUP).map_err(Refusal::new)?;
        let try_to = |with_kernel| {
            let counting = Self { event, with_kernel };
            let builder = counting.named(plan.builder_of_stacks(counting.each()));
            builder.build().map(|_| counting).map_err(|error| errno(&error))
        };
        let counting = match try_to(place != Where::User || plan.kernel) {
            Err(Errno::EACCES | Errno::EPERM) if place == Where::UserAndKernel => try_to(false),
            result => result,
        };
        counting.map_err(Refusal::new)
    }

    /// Divides events into those that can be counted here, and the others by reason.
    pub(crate) fn probe_all(events: &[Event], plan: &Plan) -> (Vec<Self>, Vec<(Vec<Event>, Refusal)>) {
        let (mut all, mut refused) = (Vec::<Self>::new(), Vec::<(Vec<Event>, Refusal)>::new());
        for &event in BTreeSet::from_iter(events) {
            match Self::probe(event, plan) {
                Ok(counting) => all.push(counting),
                Err(refusal) => match refused.iter_mut().find(|(_, other)| *other == refusal) {
                    Some((events, _)) => events.push(event),
                    None => refused.push((vec![event], refusal)),
                },
            }
        }
        (all, refused)
    }

    /// What can be counted here, and a sentence for each reason why something is not.
    pub(super) fn probe_and_warn(events: &[Event], plan: &Plan, warnings: &mut Vec<String>) -> Vec<Self> {
        let (all, refused) = Self::probe_all(events, plan);
        warnings.extend(refused.iter().map(|(events, refusal)| sentence(events, refusal)));
        let of_user = |counting: &&Self| !counting.with_kernel && place(counting.event) == Some(Where::UserAndKernel);
        let of_user: Vec<String> = all.iter().filter(of_user).map(|counting| counting.event.to_string()).collect();
        if !of_user.is_empty() {
            let names = of_user.join(", ");
            warnings.push(format!("{names} that the kernel causes, as in read, are not counted; {ALLOW}"));
        }
        all
    }

    /// Whether every event has a sample; otherwise samples are taken at the rate of the clock.
    pub(super) fn each(&self) -> bool {
        place(self.event) != Some(Where::User)
    }

    /// A counter built by one of the plan's builders, not yet enabled.
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

/// The events that can be counted here, and the others by the reason.
#[cfg(feature = "cli")]
pub(crate) fn countable() -> (Vec<Event>, Vec<(Vec<Event>, Refusal)>) {
    use clap::ValueEnum as _;
    let plan = Plan::new(&crate::Config::default(), 1);
    let (counted, refused) = Counting::probe_all(Event::value_variants(), &plan);
    (counted.iter().map(|counting| counting.event).collect(), refused)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;

    #[test]
    fn the_kernel_counts_each_event_in_software_and_samples_those_of_hardware_at_the_rate() {
        use Event as E;
        let plan = Plan::new(&Config { hz: 997, ..Config::default() }, 2);
        let read_misses = |cache: u64| cache | 1 << 16;
        for (event, kind, number, with_kernel) in [
            (E::PageFaults, 1, 2, true),
            (E::MinorFaults, 1, 5, true),
            (E::MajorFaults, 1, 6, true),
            (E::ContextSwitches, 1, 3, true),
            (E::CpuMigrations, 1, 4, true),
            (E::Cycles, 0, 0, false),
            (E::Instructions, 0, 1, false),
            (E::CacheReferences, 0, 2, false),
            (E::CacheMisses, 0, 3, false),
            (E::Branches, 0, 4, false),
            (E::BranchMisses, 0, 5, false),
            (E::L1DcacheLoadMisses, 3, read_misses(0), false),
            (E::DtlbLoadMisses, 3, read_misses(3), false),
        ] {
            let counting = Counting { event, with_kernel };
            let builder = counting.named(plan.builder_of_stacks(counting.each()));
            let attributes = builder.attrs();
            assert_eq!((attributes.type_, attributes.config), (kind, number), "{event}");
            assert_eq!(attributes.exclude_kernel() == 0, with_kernel, "{event}");
            let often = (attributes.freq(), counting.each());
            assert_eq!(often, if kind == 1 { (0, true) } else { (1, false) }, "{event}");
        }
    }

    #[test]
    fn events_that_are_refused_for_one_reason_are_one_sentence() {
        let (cycles, faults) = (Refusal::new(Errno::ENOENT), Refusal::new(Errno::EACCES));
        let text = sentence(&[Event::Cycles, Event::Branches], &cycles);
        assert!(text.starts_with("cycles, branches are not counted: this machine has no such counter"), "{text}");
        assert!(sentence(&[Event::ContextSwitches], &faults).ends_with(ALLOW));
        let (all, refused) = Counting::probe_all(&[Event::Waiting, Event::Waiting], &Plan::new(&Config::default(), 1));
        assert!(all.is_empty() && refused.len() == 1, "no counter counts waiting: {refused:?}");
    }
}
