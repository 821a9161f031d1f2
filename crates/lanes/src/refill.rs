//! `lanes-refill`: a lane whose pixel has escaped takes the next one.
//!
//! **The idea.** Lanes need not wait for each other at all: a few vectors are at work, and whenever a lane's pixel has
//! escaped the next pixel of the block takes its place. Lanes then stand at different steps; each carries how many it has
//! made. After every batch of 24 steps the lanes that stay are packed and the room behind them is filled up.
//!
//! **Why it is exact.** As `lanes-compacted` is. All lanes stand at the same step modulo 24, so `contracted`, whose form
//! depends on the step modulo 3, is in turn for all of them, and all pixels that never escape lack the same number of
//! steps to the limit when they leave: those are taken with a test after each.
//!
//! **What it costs.** Every batch is short, since some lane is always near its end; and each lane carries one number
//! more.
//!
//! **What the machine does with it.** What is at work fits the first-level cache. Lanes are always full, which the
//! occupancy shows: refill wastes least where orbits part most. But short batches cost a load, a test and a store
//! every 24 steps.
//!
//! **When it loses.** Inside the set, where all lanes go to the limit together and longer batches would do.

use crate::packed::advance::advance;
use crate::packed::batch::{Batch, PARTS};
use crate::packed::block::{Block, Scratch, for_each_block};
use crate::packed::list::{EXTRAS, Packet, splat};
use crate::packed::open::open;
use crate::packed::opening::Opening;
use crate::packed::phases::{NoCycleCheck, count_batch, run_phases};
use crate::packed::recount::{Departure, Made, recount};
use crate::step::{Rounded, Step};
use crate::{IN_FLIGHT, NativeF64, interleaved};
use lanelab_grid::{Job, Lanes, Mask, Recurrence, Tally, with_arithmetic};
use ndarray::ArrayViewMut2;

/// Fills a tile in blocks whose pixels take their turns in a few vectors.
///
/// # Panics
/// Where `out` has another shape than the tile.
pub fn fill<R: Recurrence>(recurrence: &R, job: &Job, out: ArrayViewMut2<'_, u32>, tally: &mut Tally<'_>) {
    if !recurrence.escape_is_permanent() {
        return interleaved::fill(recurrence, job, out, tally);
    }
    with_arithmetic!(job.rounding, A => for_each_block::<NativeF64>(job, out, |block, scratch| {
        let map = Rounded::<R, A>::new(recurrence);
        let opening = open(map, block, scratch, tally);
        run(map, block, opening, scratch, tally);
    }));
}

/// Every batch: four parts of six steps.
const BATCH: Batch = Batch { parts: PARTS, sixes: 1, tail: 0, watched: false };

/// As many steps in one part, for what a lane lacks to the limit.
const REST: Batch = Batch { parts: 1, sixes: PARTS, tail: 0, watched: false };

/// How many vectors are at work: flights enough that few of them are half empty, few enough for the first-level cache.
const AT_WORK: usize = 4 * IN_FLIGHT;

/// Takes all pixels of the list, which have made their tested steps, to their escape or to the limit.
///
/// The list becomes the queue. Lanes at work are at different steps, but all at the same turn of six; the extra number
/// of a lane is how many steps it has made.
fn run<V: Lanes>(map: impl Step, block: &Block, opening: Opening, scratch: &mut Scratch<V>, tally: &mut Tally<'_>) {
    let limit = block.limit.get();
    let rest = (limit - opening.tested) % BATCH.steps();
    if limit - rest == opening.tested {
        return run_phases::<_, NoCycleCheck>(map, block, opening, scratch, tally);
    }
    std::mem::swap(&mut scratch.list, &mut scratch.queue);
    scratch.list.len = 0;
    (scratch.list.extras, scratch.escaped.extras) = (1, 1);
    let mut next = 0;
    loop {
        take_turns(scratch, &mut next, opening.tested);
        if scratch.list.len == 0 {
            return;
        }
        count_batch(scratch, BATCH, block, tally);
        advance::<V, IN_FLIGHT>(map, BATCH, scratch);
        recount(map, Departure { made: Made::Each, batch: BATCH }, block, scratch, tally);
        count(scratch, limit - rest);
        if rest > 0 && scratch.escaped.len > 0 {
            recount(map, Departure { made: Made::Each, batch: REST }, block, scratch, tally);
        }
    }
}

/// Fills the list up from the queue, a vector at a time, from vector `next` of it on.
fn take_turns<V: Lanes>(scratch: &mut Scratch<V>, next: &mut usize, opened: u32) {
    while *next < scratch.queue.vectors() && scratch.list.len <= (AT_WORK - 1) * V::LANES {
        let made = V::splat(f64::from(opened));
        let packet = Packet { extra: [made; EXTRAS], ..scratch.queue.packet(*next) };
        scratch.list.append(&packet, scratch.queue.in_use(*next));
        *next += 1;
    }
}

/// Counts a batch for every lane of the list, and moves those that have made `last` steps to the escaped.
fn count<V: Lanes>(scratch: &mut Scratch<V>, last: u32) {
    let mut packed = 0;
    scratch.escaped.len = 0;
    for vector in 0..scratch.list.vectors() {
        let mut packet = scratch.list.packet(vector);
        packet.extra[0] = packet.extra[0] + V::splat(f64::from(BATCH.steps()));
        let finished = V::splat(f64::from(last)).le(packet.extra[0]).bits();
        let in_use = scratch.list.in_use(vector);
        let place = packet.place * splat(PARTS as usize);
        scratch.escaped.append(&Packet { place, ..packet }, in_use & finished);
        scratch.list.pack(packed, &packet, in_use & !finished);
        packed += (in_use & !finished).count_ones() as usize;
    }
    scratch.list.len = packed;
}
