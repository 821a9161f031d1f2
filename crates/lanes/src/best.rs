//! `best`: of the rungs in `f64` that execute every needed iteration, the one that a rule expects to be fastest.
//!
//! **The rule.** From a limit of [`PACKING_PAYS_FROM`] on it is `lanes-compacted`, below it `lanes-batched`. Where
//! escape is not permanent, both are the same.
//!
//! **Why this rule.** Packing costs about the same for each pixel, whatever the limit. Its gain grows with the number
//! of steps, as lanes do not wait for each other. The limit in the rule was chosen on one machine; views differ, and
//! where pixels next to each other escape at very different steps packing pays earlier. To check a view, run
//! `lanelab compare lanes-batched lanes-compacted --scene seahorse --limit 200`. `period` and `trapped` are never
//! chosen: they do not execute every iteration.
//!
//! **What it costs.** Where the rule is wrong for a view, the difference between the two.

use crate::{batched, compacted};
use lanelab_grid::{Job, Recurrence, Tally};
use ndarray::ArrayViewMut2;

/// Fills a tile by the rung that the rule chooses.
pub fn fill<R: Recurrence>(recurrence: &R, job: &Job, out: ArrayViewMut2<'_, u32>, tally: &mut Tally<'_>) {
    let fill = if job.limit.get() < PACKING_PAYS_FROM { batched::fill } else { compacted::fill };
    fill(recurrence, job, out, tally);
}

/// The least limit at which lanes are packed.
pub const PACKING_PAYS_FROM: u32 = 300;

#[cfg(test)]
mod tests {
    use super::*;
    use lanelab_grid::{LaneSteps, Limit, Mandelbrot, Raster, Region, Rounding, View};
    use ndarray::Array2;

    type Fill = lanelab_grid::Fill<Mandelbrot>;

    /// The rungs give the same answers, but differ in lane-steps.
    #[test]
    fn lane_steps_are_those_of_the_rung_that_the_rule_chooses() {
        let view = View::new(Region::new(-2.0, 0.5, -1.25, 1.25).unwrap(), Raster::new(50, 50).unwrap());
        let run = |fill: Fill, rounding, limit| {
            let (mut steps, mut counted) = (Array2::zeros(view.dim()), LaneSteps::zeros(view.dim()));
            let job = Job::whole(&view, Limit::new(limit).unwrap(), rounding);
            fill(&Mandelbrot, &job, steps.view_mut(), &mut Tally::into(&mut counted));
            (steps, counted)
        };
        let rungs = [batched::fill as Fill, compacted::fill];
        for rounding in Rounding::ALL {
            let from = u64::from(PACKING_PAYS_FROM);
            for (limit, rung) in [(1, rungs[0]), (from - 1, rungs[0]), (from, rungs[1]), (2 * from, rungs[1])] {
                assert_eq!(run(fill, rounding, limit), run(rung, rounding, limit), "{rounding} {limit}");
            }
        }
        let counted = rungs.map(|fill| run(fill, Rounding::Separate, 300).1);
        assert_ne!(counted[0], counted[1], "the lane-steps of the two rungs differ");
    }
}
