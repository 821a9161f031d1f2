//! What the core's execution ports allow at best.
//!
//! * [`Ceiling`], [`ceilings`]: the best measured rate of a loop.

mod ceiling;

pub use ceiling::{Burst, Ceiling, ceilings};
