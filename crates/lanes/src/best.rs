//! `best`: of the rungs in `f64` that execute every needed iteration, the one that a sample of the tile favours.
//!
//! **The idea.** Where neighbours escape at about the same step, blocks in lockstep waste little, and `lanes-batched` is
//! the fastest rung. Where they part, its lanes wait for each other, and `lanes-compacted` removes those that have escaped.
//! That costs each pixel about as much as some steps, whatever the limit; lockstep pays about the same for each pixel of a
//! block in which a lane escapes after the tested steps, since it re-runs the block. So a few blocks of the tile are
//! computed in lockstep first, and their steps say which is cheaper:
//!
//! ```text
//! pack where  LOCKSTEP · (lane-steps in lockstep) + PACKING · (re-run pixels)  >  (needed steps) + PACKING · (pixels)
//! ```
//!
//! **Why it is exact.** As the two rungs are. Where escape is not permanent it is the sticky test of `lanes-interleaved`.
//!
//! **What it costs.** The sample, with eight lanes about one pixel of 170, but one block of each small tile. It is computed
//! twice; three times where its first steps do not decide.
//!
//! **What the machine does with it.** What it does with the chosen rung. `period` and `trapped` are never chosen: they do
//! not execute every iteration.
//!
//! **When it loses.** Where the sample misleads, where a tile has parts of both kinds, or on a machine where the two
//! constants are others, by the difference between the two rungs. To check a view, run
//! `lanelab compare lanes-batched lanes-compacted --scene seahorse`.

use crate::batched::{self, OPENING, ROWS};
use crate::packed::block::part;
use crate::{NativeF64, compacted, interleaved};
use lanelab_grid::{Fill, Job, Lanes, Limit, Recurrence, Tally};
use ndarray::ArrayViewMut2;

/// What a lane-step costs in lockstep, in lane-steps of packed lanes: lockstep has more tests and fewer vectors in flight.
const LOCKSTEP: f64 = 1.1;

/// What packing costs a pixel, in lane-steps; and what the re-run of its block costs it in lockstep.
///
/// Both constants were found by trial, with tiles of all scenes at several limits on a Zen 4.
const PACKING: f64 = 44.0;

/// One block of lockstep is sampled for so many pixels of a tile.
const PIXELS_PER_SAMPLE: usize = 8192;

/// The most blocks that are sampled.
const MOST_SAMPLES: usize = 16;

/// The most steps of a sampled pixel: those of a first sample, which is enough where packing pays, since the waste of
/// lockstep only grows with the steps, and those of a second one.
const SAMPLED: [u64; 2] = [200, 1000];

/// Fills a tile by the rung that the sample favours.
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
    if !recurrence.may_skip_tests() {
        return interleaved::fill(recurrence, job, out, tally);
    }
    let limits = SAMPLED.map(|most| Limit::new(most).map_or(job.limit, |most| most.min(job.limit)));
    let samples = if limits[0] == job.limit { &limits[..1] } else { &limits };
    let pays = samples.iter().any(|&limit| packing_pays(recurrence, &job.up_to(limit), &mut out, tally, lockstep));
    let fill = if pays { packed } else { lockstep };
    fill(recurrence, job, out, tally);
}

/// Whether lockstep would waste more on a tile than packing costs, by blocks at equal distances in rows and scattered in
/// columns. Their steps up to the job's limit are written.
fn packing_pays<R: Recurrence>(
    recurrence: &R,
    job: &Job,
    out: &mut ArrayViewMut2<'_, u32>,
    tally: &mut Tally<'_>,
    lockstep: Fill<R>,
) -> bool {
    let (rows, columns) = job.tile.dim();
    let (height, width) = (ROWS.min(rows), NativeF64::LANES.min(columns));
    let samples = (rows * columns).div_ceil(PIXELS_PER_SAMPLE).min(MOST_SAMPLES);
    let (mut in_lockstep, mut needed, mut not_re_run) = (0.0, 0.0, 0.0);
    for i in 0..samples {
        let top = (rows - height) * (2 * i + 1) / (2 * samples);
        let left = (columns - width) * (10 * i % (2 * samples) + 1) / (2 * samples);
        let block = [top..top + height, left..left + width];
        let tile = job.tile.part(block[0].clone(), block[1].clone());
        let mut steps = part(out, block);
        lockstep(recurrence, &job.on(tile), steps.view_mut(), &mut tally.part(top, left, width));
        let iterations = steps.iter().map(|&steps| f64::from(job.limit.iterations(steps)));
        let longest = iterations.clone().fold(0.0, f64::max);
        let calm = steps.iter().all(|&steps| steps == 0);
        in_lockstep += longest * steps.len() as f64;
        needed += iterations.sum::<f64>();
        not_re_run += if calm || longest <= OPENING.into() { steps.len() as f64 } else { 0.0 };
    }
    LOCKSTEP * in_lockstep > needed + PACKING * not_re_run
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanelab_grid::{LaneSteps, Mandelbrot, Raster, Region, Rounding, View};
    use ndarray::Array2;

    /// The lane-steps of each pixel.
    fn carried(fill: Fill<Mandelbrot>, job: &Job) -> Array2<u64> {
        let (mut steps, mut counted) = (Array2::zeros(job.tile.dim()), LaneSteps::zeros(job.tile.dim()));
        fill(&Mandelbrot, job, steps.view_mut(), &mut Tally::into(&mut counted));
        counted.carried().to_owned()
    }

    #[test]
    fn lane_steps_are_those_of_the_favoured_rung_and_of_the_sample() {
        let rungs: [Fill<Mandelbrot>; 2] = [batched::fill, compacted::fill];
        let seahorse = Region::new(-0.7446, -0.7426, 0.1308, 0.1328).unwrap();
        // Here all neighbours escape at about the same step, so lockstep wastes little, but is re-run.
        let beside = Region::new(-0.7446, -0.7440, 0.1323, 0.1328).unwrap();
        let overview = Region::new(-2.0, 0.5, -1.25, 1.25).unwrap();
        for (region, limit, favoured) in
            [(seahorse, 2000, 1), (seahorse, 40, 0), (beside, 2000, 1), (overview, 20, 0), (overview, 2000, 1)]
        {
            let view = View::new(region, Raster::new(90, 64).unwrap());
            let job = Job::whole(&view, Limit::new(limit).unwrap(), Rounding::Separate);
            let found = carried(fill, &job);
            let of_rungs = rungs.map(|rung| carried(rung, &job));
            let more = ndarray::Zip::from(&found)
                .and(&of_rungs[favoured])
                .fold(0, |more, found, rung| more + usize::from(found > rung));
            assert_eq!(more, ROWS * NativeF64::LANES, "limit {limit}: one block is sampled");
            assert_ne!(of_rungs[0], of_rungs[1], "limit {limit}: the rungs differ in lane-steps");
            let other = ndarray::Zip::from(&found)
                .and(&of_rungs[1 - favoured])
                .fold(0, |more, found, rung| more + usize::from(found != rung));
            assert!(other > more, "limit {limit}: {other} differ from the rung that is not favoured");
        }
    }
}
