//! What the machine can do at best: its ceilings, and the inner loops of the rungs alone.
//!
//! Nothing is timed here. The functions do work whose amount is known, and return that amount; whoever times them
//! knows the rate. [`chains`](chains()) do one kind of operation and nothing else. An inner loop is that of a rung without the
//! rest of it: no memory, no escapes, no counts to hand out.

mod chains;
mod inner;

pub use chains::{Chains, Kind, chains};
pub(crate) use inner::tested;
pub use inner::untested;
