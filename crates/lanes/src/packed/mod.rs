//! What the rungs share that pack lanes: `lanes-compacted`, `lanes-refill` and `period`.
//!
//! A block of up to 8,192 pixels goes through batch after batch of steps. Pixels that still run lie densely in a
//! [`list::List`], one array for each number that a lane carries; those that escaped are taken out, so that no lane is
//! spent on them.
//!
//! ```text
//! fill(block):
//!     opening ← probe 32 pixels                         opening    with tests, or with batches, short or long?
//!     for every pixel:                                  open       `opening.tested` steps, a test after each
//!         write its steps where it escaped; else append it to the list
//!     while the list is not empty and the limit is not reached:
//!         for each K vectors of the list:               advance
//!             keep their values at the start of each quarter of the batch
//!             take all steps of the batch, without a test
//!             if every lane is bounded: move the K vectors up as they are
//!             else:                                     partition
//!                 pack the bounded lanes to the front of the list
//!                 append the others to the escaped, each with its last bounded kept value
//!         for each K vectors of the escaped:            recount
//!             re-run one quarter from that value, a test after each step; write the steps
//!         choose the length of the next batch           phases
//! ```
//!
//! The tricks, by number:
//!
//! 1. **A test once a batch.** Where escape is permanent, a lane that is bounded at the end of a batch was bounded in every
//!    step of it; [the crate](crate#why-steps-can-go-untested) says why. A step without a test has 7 operations instead
//!    of 10, and no comparison, which shares the multiply ports.
//! 2. **Quarters.** Of four kept values the last bounded one says in which quarter a lane escaped, so at most a quarter of
//!    the batch is re-run. Six steps are the least a quarter has: after six the forms of every rounding are in turn again.
//! 3. **Packing by a permutation.** The mask of the lanes that stay is an index into a table of shuffles: one load, one
//!    shuffle, one unaligned store for each number carried. No lane is moved on its own and no branch depends on one.
//!    A store writes a whole vector, so every array has room for one vector behind its last lane.
//! 4. **Moving up as they are.** Inside the set no lane escapes for hundreds of steps; then K vectors are copied, or not
//!    even that where they are in place already.
//! 5. **The length of a batch** balances what a batch costs beside its steps against the steps re-run: with `l` the share
//!    of lanes that escape in a step, `√(20 / l)` steps, from 6 to 480, and never more than were made so far.
//! 6. **Arrays that do not alias.** Each array is 9 vectors longer than the one before, so that loads and stores at equal
//!    offsets lie in different places of a page and do not wait for each other.
//!
//! Limits: a map that does not promise permanent escape cannot be packed and takes the tested loop of
//! `lanes-interleaved`. A place in the block is carried as a float and multiplied by 4, so a block has fewer than 2²² pixels.
//! With a small limit the first, tested steps are most of the work, and packing only adds to them.
//!
//! # Example
//!
//! Eight lanes, a batch of 24 steps begun after step 48: quarters begin after 48, 54, 60 and 66. Lanes 2 and 5 are not
//! bounded after step 72. The mask of those that stay is `1101_1011` (lane 0 last); the shuffle for it is
//! `0 1 3 4 6 7 . .`: six lanes are stored at the end of the packed part, which grows by 6. For lane 2 the values kept
//! after 54 and 60 are bounded and that after 66 is not, so quarter number 2 (from 60) goes with it, as
//! `place · 4 + 2`. It is re-run from there for five steps with a test after each: bounded after 61, 62 and 63, not after
//! 64. Its steps are 48 + 2 · 6 + 3 bounded ones + 1 = 64. Had all five been bounded, it would have escaped at step 66.

pub(crate) mod advance;
pub(crate) mod batch;
pub(crate) mod block;
pub(crate) mod list;
pub(crate) mod open;
pub(crate) mod opening;
mod partition;
pub(crate) mod phases;
pub(crate) mod recount;
