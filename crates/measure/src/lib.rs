//! Timing in interleaved rounds, with intervals on ratios and a measured noise floor.
//!
//! The key decision: **no candidate is timed alone.** Each round times every candidate once, in a balanced order, and a
//! ratio compares samples of the same round. The reference also runs a second time under another name, its *twin*. The
//! two are equal, so the difference between their times is the noise floor (A/A): a smaller difference between others
//! does not count.
//!
//! | module | takes | gives |
//! |---|---|---|
//! | [`interleave`] | [`Candidate`]s and a [`Plan`] | a [`Timing`] each: [`Samples`] by round |
//! | [`samples`] | times by round | n, median, MAD, least, greatest, mean, deviation, in [`Seconds`] |
//! | | a thread or the process | CPU time, user and system, and page faults, beside each sample: [`Usage`] |
//! | [`ratio`] | paired samples of two candidates | a [`Ratio`]: a median with a 99 % interval |
//! | [`verdict`] | the ratio of the twins | a [`Floor`]: the noise floor, 1 % or more |
//! | | a ratio and a floor | a [`Verdict`]: faster, slower, not distinguishable, or too few pairs |
//! | [`layout`] | two builds, each in several layouts | their mean samples, and the layout floor, a [`Floor`] |
//! | [`peak`] | inner loops | the best rate of each, a [`Ceiling`] |
//! | [`memory`] | a number of threads | the bandwidth of each cache and of memory, a [`Bandwidth`](memory::Bandwidth) each |
//! | [`clock`] | a chain of instructions whose cycles are known | the core's [`Frequency`] |
//! | [`copies`] | a task per thread | the reference for parallel efficiency, [`ConcurrentCopies`] |
//! | [`timeit`] | one function, alone | the line of `IPython`'s `%timeit`, a [`Timed`] |
//! | [`mod@format`] | any of these numbers | three significant digits and a unit |
//!
//! The crate knows nothing of what it measures. Each module says what is timed, what is not, and the method's bias. All
//! generators are seeded: the same plan gives the same order, and the same samples give the same interval.
//!
//! # Example
//!
//! ```
//! use lanelab_measure::{Candidate, Clock, Floor, Plan, Ratio};
//!
//! let numbers: Vec<u64> = (0..20_000).collect();
//! let check = |sum: &u64| if *sum == 199_990_000 { Ok(()) } else { Err(format!("{sum} is not the sum")) };
//! let forwards = || numbers.iter().sum();
//! let backwards = || numbers.iter().rev().sum();
//! let mut candidates = [
//!     Candidate::answering("forwards", forwards, check),
//!     Candidate::answering("forwards (twin)", forwards, check),
//!     Candidate::answering("backwards", backwards, check),
//! ];
//!
//! let plan = Plan::default().budget_seconds(0.02)?;
//! let timings = plan.measure(&mut candidates, |_progress| ())?;
//! for timing in &timings {
//!     println!("{}: {timing}", timing.name); // forwards: 1.2 µs ± 8.4 ns per call (median ± MAD of …
//! }
//!
//! let [reference, twin, subject] = [0, 1, 2].map(|index| &timings[index].samples);
//! let floor = Floor::of_twins(Ratio::paired(twin, reference)?);
//! let ratio = Ratio::paired(subject, reference)?;
//! println!("backwards takes {ratio}: {} (noise floor {floor})", ratio.verdict(floor));
//! println!("at {}", Clock::BRIEF.read());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

pub mod clock;
pub mod copies;
pub mod format;
pub mod interleave;
mod interval;
pub mod layout;
pub mod memory;
pub mod peak;
pub mod ratio;
pub mod samples;
mod seconds;
mod statistics;
mod stopwatch;
pub mod timeit;
mod usage;
pub mod verdict;

pub use clock::{Clock, Frequency};
pub use copies::{ConcurrentCopies, NotStarted};
pub use interleave::{Candidate, Cause, KeptMemory, MeasureError, Plan, PlanError, Progress, Timing, Work};
pub use peak::{Burst, Ceiling, ceilings};
pub use ratio::{NoCommonRound, Ratio};
pub use samples::{Sample, Samples, SamplesError};
pub use seconds::{NotATime, Seconds};
pub use timeit::{Timed, Timeit};
pub use usage::Usage;
pub use verdict::{Floor, Verdict};
