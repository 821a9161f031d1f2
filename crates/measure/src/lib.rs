//! Measuring so that a difference means something.
//!
//! The key decision: **no candidate is timed alone.** All are measured together, round by round, in an
//! order that is balanced; a ratio is that of samples of one round; and among the candidates is a twin, the
//! same work under another name, which shows how far the machine itself makes equals differ. What is said
//! of a difference follows from that, and from nothing else:
//!
//! | where | what | gives |
//! |---|---|---|
//! | [`interleave`] | a [`Plan`] measures [`Candidate`]s | a [`Timing`] each: [`Samples`] by round |
//! | [`samples`] | n, median, MAD, least, greatest, mean, deviation | [`Seconds`], which records hold as nanoseconds |
//! | [`ratio`] | paired samples of two candidates | a [`Ratio`]: a median with a 99 % interval |
//! | [`verdict`] | the ratio of two twins | a [`Floor`]: the least difference that is believed, 1 % or more |
//! | | a ratio and a floor | a [`Verdict`]: faster, slower, not distinguishable, or too few pairs |
//! | [`peak`] | bursts of loops, by turns | the best rate of each, a [`Ceiling`] |
//! | [`clock`] | bursts of a chain of instructions whose cycles are known | the core's [`Frequency`] |
//! | [`team`] | copies of work on a thread each | what threads can gain at best |
//! | [`timeit`] | one piece of work, alone | the line of `IPython`'s `%timeit`, a [`Timed`] |
//! | [`mod@format`] | any of these figures | three digits and a unit |
//!
//! The crate knows nothing of what it measures. What is timed and what is not, and where the method leans to
//! one side, stands at the head of each module. All generators are seeded: the order of the candidates is the
//! same for the same plan, and the interval for the same samples.
//!
//! # Example
//!
//! ```
//! use lanelab_measure::{Candidate, Clock, Floor, Plan, Ratio};
//!
//! let numbers: Vec<u64> = (0..20_000).collect();
//! let right = |sum: &u64| if *sum == 199_990_000 { Ok(()) } else { Err(format!("{sum} is not the sum")) };
//! let forwards = || numbers.iter().sum();
//! let backwards = || numbers.iter().rev().sum();
//! let mut candidates = [
//!     Candidate::answering("forwards", forwards, right),
//!     Candidate::answering("forwards (twin)", forwards, right),
//!     Candidate::answering("backwards", backwards, right),
//! ];
//!
//! let plan = Plan::default().budget_seconds(0.02)?;
//! let timings = plan.measure(&mut candidates, |_progress| ())?;
//! for timing in &timings {
//!     println!("{}: {timing}", timing.name()); // forwards: 1.2 µs ± 8.4 ns per call (median ± MAD of …
//! }
//!
//! let [reference, twin, subject] = [0, 1, 2].map(|index| timings[index].samples());
//! let floor = Floor::of_twins(Ratio::paired(twin, reference)?);
//! let ratio = Ratio::paired(subject, reference)?;
//! println!("backwards takes {ratio}: {} (floor {floor})", ratio.verdict(floor));
//! println!("at {}", Clock::BRIEF.read());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

mod bootstrap;
pub mod clock;
pub mod format;
pub mod interleave;
mod order;
pub mod peak;
pub mod ratio;
pub mod samples;
mod seconds;
mod stopwatch;
pub mod team;
pub mod timeit;
pub mod verdict;

pub use clock::{Clock, Frequency};
pub use interleave::{Candidate, Cause, MeasureError, Plan, PlanError, Progress, Timing, Work};
pub use peak::{Burst, Ceiling, ceilings};
pub use ratio::{NoCommonRound, Ratio};
pub use samples::{Sample, Samples, SamplesError};
pub use seconds::{NotATime, Seconds};
pub use stopwatch::{Monotonic, Stopwatch};
pub use team::{Team, TeamError, together};
pub use timeit::{Timed, Timeit};
pub use verdict::{Floor, Verdict};
