//! `lanes-refill`: a lane whose pixel has escaped takes the next one.
//!
//! **The idea.** Lanes need not wait for each other at all. A few vectors are active; whenever a lane's pixel has
//! escaped, the next pixel of the block takes its place. Lanes are then at different steps, so each carries its own
//! counter of steps. After every batch of 24 steps the lanes that still run are packed, and the room behind them is
//! filled from the queue.
//!
//! **Why it is exact.** As `lanes-compacted` is. All lanes are at the same step modulo 24, so the form of `contracted`,
//! which depends on the step modulo 3, is the same for all of them. All pixels that never escape lack the same number
//! of steps to the limit when they leave the active vectors; these steps are taken with a test after each.
//!
//! **What it costs.** Every batch is short, since at any time some lane is about to escape; and each lane carries one
//! more number.
//!
//! **What the machine does with it.** The active vectors fit the first-level cache. Lanes are refilled after each
//! batch, so where neighbouring orbits differ much its occupancy is above that of a lockstep block. But short batches
//! cost a load, a test and a store every 24 steps.
//!
//! **When it loses.** Wherever the lane-steps saved do not pay for the short batches: always inside the set, where all
//! lanes go to the limit together; elsewhere it depends on the machine.

use crate::packed::advance::advance;
use crate::packed::batch_length::{Batch, PARTS};
use crate::packed::block::{Block, Scratch, for_each_block};
use crate::packed::first_steps::open;
use crate::packed::list::{EXTRAS, Packet, splat};
use crate::packed::phases::{NoCycleCheck, count_batch, run_phases};
use crate::packed::probe::Opening;
use crate::packed::recount::{Departure, Made, recount};
use crate::step::{Rounded, Step};
use crate::{IN_FLIGHT, NativeF64, interleaved};
use lanelab_grid::{Job, Lanes, Mask, Recurrence, Tally, with_arithmetic};
use ndarray::ArrayViewMut2;

/// Fills a tile in blocks whose pixels pass through a few active vectors.
pub fn fill<R: Recurrence>(recurrence: &R, job: &Job, out: ArrayViewMut2<'_, u32>, tally: &mut Tally<'_>) {
    if !recurrence.may_skip_tests() {
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

/// As many steps in one part, for the last steps up to the limit.
const REST: Batch = Batch { parts: 1, sixes: PARTS, tail: 0, watched: false };

/// How many vectors are active: enough that few flights are half empty, few enough for the first-level cache.
const ACTIVE: usize = 4 * IN_FLIGHT;

/// Runs all pixels of the list, which have made their tested steps, to their escape or to the limit.
///
/// The list becomes the queue. Active lanes are at different steps that are equal modulo 6; the extra number of a lane
/// is how many steps it has made.
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
        refill(scratch, &mut next, opening.tested);
        if scratch.list.len == 0 {
            return;
        }
        count_batch(scratch, BATCH, block, tally);
        advance::<V, NoCycleCheck>(map, BATCH, scratch);
        recount(map, Departure { made: Made::Each, batch: BATCH }, block, scratch, tally);
        count(scratch, limit - rest);
        if rest > 0 && scratch.escaped.len > 0 {
            recount(map, Departure { made: Made::Each, batch: REST }, block, scratch, tally);
        }
    }
}

/// Fills the list from the queue, one vector at a time, from vector `next` of the queue on.
fn refill<V: Lanes>(scratch: &mut Scratch<V>, next: &mut usize, opened: u32) {
    while *next < scratch.queue.vectors() && scratch.list.len <= (ACTIVE - 1) * V::LANES {
        let made = V::splat(f64::from(opened));
        let packet = Packet { extra: [made; EXTRAS], ..scratch.queue.packet(*next) };
        scratch.list.append(&packet, scratch.queue.in_use(*next));
        *next += 1;
    }
}

/// Adds a batch to the counter of every lane, and moves the lanes that have made `last` steps to the escaped list.
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
