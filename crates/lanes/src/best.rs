//! `best`: of the rungs in `f64` that execute every needed iteration, the one that a sample of the pixels favours, block
//! by block.
//!
//! **The idea.** Where neighbours escape at about the same step, blocks in lockstep waste nothing, and `lanes-batched` is
//! the fastest rung. Where they part, its lanes wait for each other, and `lanes-compacted` removes those that have escaped;
//! but that costs each pixel about as much as some steps, whatever the limit. So a few small blocks are computed in
//! lockstep first. Their steps say how many lane-steps lockstep would waste:
//!
//! ```text
//! pack where  LOCKSTEP · (lane-steps in lockstep)  >  (needed steps) + PACKING · (pixels)
//! ```
//!
//! **Why it is exact.** As the two rungs are. Where escape is not permanent it is the sticky test of `lanes-interleaved`.
//!
//! **What it costs.** The sample, which is computed twice: less than a hundredth of the pixels.
//!
//! **What the machine does with it.** What it does with the chosen rung. `period` and `trapped` are never chosen: they do
//! not execute every iteration.
//!
//! **When it loses.** Where the sample misleads, or on a machine where the two constants are others, by the difference
//! between the two rungs. To check a view, run `lanelab compare lanes-batched lanes-compacted --scene seahorse`.

use crate::batched::{self, ROWS};
use crate::packed::block::{blocks, part};
use crate::{NativeF64, compacted, interleaved};
use lanelab_grid::{Fill, Job, Lanes, Recurrence, Tally};
use ndarray::{Array2, ArrayViewMut2};

/// What a lane-step costs in lockstep, in lane-steps of packed lanes: lockstep has more tests and fewer vectors in flight.
const LOCKSTEP: f64 = 1.1;

/// What packing costs a pixel, in lane-steps.
const PACKING: f64 = 30.0;

/// How many blocks of lockstep are sampled in each block of packing.
const SAMPLES: usize = 4;

/// The weight of earlier blocks of packing beside the present one.
const KEPT: f64 = 0.75;

/// Fills a tile block by block by the rung that the sample favours.
pub fn fill<R: Recurrence>(recurrence: &R, job: &Job, out: ArrayViewMut2<'_, u32>, tally: &mut Tally<'_>) {
    fill_by_sample(recurrence, job, out, tally, [batched::fill, compacted::fill]);
}

/// The same by other kernels: one in lockstep, and one that packs lanes.
pub(crate) fn fill_by_sample<R: Recurrence>(
    recurrence: &R,
    job: &Job,
    mut out: ArrayViewMut2<'_, u32>,
    tally: &mut Tally<'_>,
    [lockstep, packed]: [Fill<R>; 2],
) {
    job.check_shape(&out);
    if R::MAY_RETURN && !(R::MAY_BE_PERMANENT && recurrence.escape_is_permanent()) {
        return interleaved::fill(recurrence, job, out, tally);
    }
    let mut sample = Sample::default();
    for [rows, columns] in blocks(job.tile.dim()) {
        let job = job.on(job.tile.part(rows.clone(), columns.clone()));
        let tally = &mut tally.part(rows.start, columns.start, columns.len());
        sample.take(recurrence, &job, tally, lockstep);
        let fill = if sample.packing_pays() { packed } else { lockstep };
        fill(recurrence, &job, part(&mut out, [rows, columns]), tally);
    }
}

/// The lane-steps of the sampled blocks; those of later blocks count more.
#[derive(Debug, Default)]
struct Sample {
    pixels: f64,
    needed: f64,
    /// In lockstep, where all lanes of a block wait for the last one.
    executed: f64,
}

impl Sample {
    /// Takes a sample of these pixels.
    fn take<R: Recurrence>(&mut self, recurrence: &R, job: &Job, tally: &mut Tally<'_>, lockstep: Fill<R>) {
        let (rows, columns) = job.tile.dim();
        let (height, width) = (ROWS.min(rows), NativeF64::LANES.min(columns));
        let mut steps = Array2::zeros((height, width));
        for number in [&mut self.pixels, &mut self.needed, &mut self.executed] {
            *number *= KEPT;
        }
        for i in 0..SAMPLES {
            let top = (rows - height) * (2 * i + 1) / (2 * SAMPLES);
            let left = (columns - width) * (i * 5 % SAMPLES * 2 + 1) / (2 * SAMPLES);
            let sample = job.on(job.tile.part(top..top + height, left..left + width));
            lockstep(recurrence, &sample, steps.view_mut(), &mut tally.part(top, left, width));
            let needed = |&steps: &u32| f64::from(job.limit.iterations(steps));
            self.pixels += steps.len() as f64;
            self.needed += steps.iter().map(needed).sum::<f64>();
            self.executed += steps.iter().map(needed).fold(0.0, f64::max) * steps.len() as f64;
        }
    }

    /// Whether lockstep wastes more than packing costs.
    fn packing_pays(&self) -> bool {
        LOCKSTEP * self.executed > self.needed + PACKING * self.pixels
    }
}
