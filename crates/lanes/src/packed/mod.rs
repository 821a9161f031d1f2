//! Packing lanes: the parts shared by `lanes-compacted`, `lanes-refill`, `period` and `trapped`.
//!
//! A block of up to 16,384 pixels runs in batches of steps. Pixels that still run lie densely in a [`list::List`], one
//! array for each number that a lane carries; escaped pixels are removed, so that no lane is spent on them.
//!
//! ```text
//! fill(block):
//!     opening ← the steps of 4 vectors of pixels        probe
//!     for each K rows of one vector of columns:         first_steps
//!         take `opening.untested` steps without a test; start again where a lane is not bounded then
//!         take the other steps up to `opening.tested` with a test after each
//!         write the steps of the lanes that escaped; append the others to the list
//!     while the list is not empty and the limit is not reached:
//!         for each K vectors of the list:               advance
//!             keep their values at the start of each quarter of the batch
//!             take all steps of the batch, without a test
//!             if every lane is bounded: move the K vectors up as they are
//!             else:                                     partition
//!                 pack the bounded lanes to the front of the list
//!                 append the others to the escaped list, each with its last bounded kept value
//!         for each K vectors of the escaped list:       recount
//!             re-run one quarter from that value, a test after each step; write the steps
//!         choose the length of the next batch           phases
//! ```
//!
//! The tricks:
//!
//! 1. **An opening for the block.** A sample of its pixels says how long no pixel escapes, and how long so many do that a
//!    test in each step costs less than packing them. In the opening steps are written without their pixels'
//!    indices, coordinates are not loaded, and nothing is re-run.
//! 2. **One test per batch.** [The crate's doc](crate#why-steps-can-go-untested) says why. A step without a test has 7
//!    operations instead of 10, and no comparison, which shares the multiply ports.
//! 3. **Quarters.** The last bounded one of four kept values says in which quarter a lane escaped, so at most a quarter
//!    of the batch is re-run. A quarter has a multiple of six steps: after six the forms of every rounding repeat.
//! 4. **Packing by a permutation.** The mask of the lanes that stay is an index into a table of shuffles: one load, one
//!    shuffle, one unaligned store for each number carried. No lane is moved alone and no branch depends on one. A
//!    store writes a whole vector, so every array has room for one vector behind its last lane.
//! 5. **Moving whole flights.** Inside the set no lane escapes for hundreds of steps; then K vectors are copied, or
//!    nothing is where they are in place already.
//! 6. **The length of a batch** balances its fixed cost against the steps re-run: if `l` is the share of lanes that
//!    escape in a step, a batch has `√(20 / l)` steps, from 6 to 480, and never more than were made so far.
//! 7. **Staggered arrays.** Each array is 25 vectors longer than a block, so that loads and stores at equal
//!    offsets lie at different places of a page and do not wait for each other.
//!
//! Limits: where escape is not permanent nothing can be packed, and the tested loop of `lanes-interleaved` runs
//! instead. A place in the block is carried as a float and multiplied by 4, so a block has fewer than 2²² pixels.
//!
//! # Example
//!
//! Eight lanes take a batch of 24 steps after step 48: quarters begin after 48, 54, 60 and 66. Lanes 2 and 5 are not
//! bounded after step 72. The mask of those that stay is `1101_1011` (lane 0 last); its shuffle is `0 1 3 4 6 7 . .`:
//! six lanes are stored at the end of the packed part, which grows by 6. For lane 2 the values kept after 54 and 60 are
//! bounded and that after 66 is not, so its quarter is number 2 (from 60), stored as `place · 4 + 2`. The lane is
//! re-run from there for five steps with a test after each: bounded after 61, 62 and 63, not after 64. Its steps are
//! `48 + 2 · 6 + 3 + 1 = 64`. Had all five been bounded, it would have escaped at step 66.

pub(crate) mod advance;
pub(crate) mod batch_length;
pub(crate) mod block;
pub(crate) mod first_steps;
pub(crate) mod list;
mod partition;
pub(crate) mod phases;
pub(crate) mod pixels;
pub(crate) mod probe;
pub(crate) mod recount;
#[cfg(test)]
mod tests;
