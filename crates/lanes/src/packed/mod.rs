//! What the rungs share that pack lanes: `lanes-compacted`, `lanes-refill` and `period`.
//!
//! The pixels still running lie in a [`list::List`], one array for each number a lane carries, K vectors at a time go
//! through a batch of steps without a test, and what has left is packed away:
//!
//! ```text
//! advance     load K vectors; keep their values before each quarter of the batch; take the steps; test once; where
//!             every lane stays, move them up as they are
//!   part      where lanes have left: pack the survivors to the front of the list, and the lost to a list of
//!             their own, each with the last value that was still bounded
//! recount      take the lost through a quarter of the batch again, with a test after each step: their exact counts
//! ```
//!
//! **Why it is exact.** A map that promises that what is out stays out is bounded in every step before one in which
//! it is bounded. So the last bounded value that was kept says in which part of the batch a lane left, and every step
//! from there on is tested.
//!
//! No lane is moved on its own, and no branch depends on a single lane: lanes are packed a vector at a time by a
//! permutation, which the processor does in a register.

pub(crate) mod advance;
pub(crate) mod block;
pub(crate) mod list;
pub(crate) mod open;
pub(crate) mod opening;
mod partition;
pub(crate) mod phases;
pub(crate) mod recount;
