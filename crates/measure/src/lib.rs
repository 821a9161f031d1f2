//! Measuring so that a difference means something.
#![forbid(unsafe_code)]

mod bootstrap;
pub mod clock;
pub mod format;
pub mod interleave;
mod order;
pub mod ratio;
pub mod samples;
mod seconds;
mod stopwatch;
pub mod team;
pub mod verdict;

pub use clock::{Clock, Frequency};
pub use interleave::{Candidate, Cause, MeasureError, Plan, PlanError, Progress, Timing, Work};
pub use ratio::{NoCommonRound, Ratio};
pub use samples::{Sample, Samples, SamplesError};
pub use seconds::{NotATime, Seconds};
pub use stopwatch::{Monotonic, Stopwatch};
pub use team::{NoMembers, Team, together};
pub use verdict::{Floor, Verdict};
