//! The lane-steps of a rung over a view.

use crate::tiles;
use lanelab_grid::{Job, LaneSteps, Rung, Steps, Tally, Tile};

/// A tile that a rung has filled, and the lane-steps executed for it.
#[derive(Debug, Clone)]
pub struct CountedTile {
    /// The tile.
    pub tile: Tile,
    /// The steps of its pixels.
    pub steps: Steps,
    /// The lane-steps executed for them.
    pub lane_steps: LaneSteps,
}

/// Fills a job's tile part by part, cut as for one thread, and counts the lane-steps of each part; `None` for a rung
/// without lanes.
pub fn count_lane_steps<'a>(rung: &'a Rung, job: &Job) -> Option<impl Iterator<Item = CountedTile> + use<'a>> {
    let job = *job;
    let fill = move |tile: Tile| {
        let (mut steps, mut lane_steps) = (Steps::zeros(tile.dim(), job.limit), LaneSteps::zeros(tile.dim()));
        rung.fill_counted(&job.on(tile), steps.view_mut(), &mut Tally::into(&mut lane_steps));
        CountedTile { tile, steps, lane_steps }
    };
    (rung.lanes > 1).then(|| tiles(&job.tile, rung.cut, 1).into_iter().map(fill))
}

/// The needed and the executed lane-steps of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Occupancy {
    /// The needed iterations: a pixel's steps, or the limit where it never escapes.
    pub needed: u128,
    /// The executed lane-steps, needed or not.
    pub executed: u128,
    /// Those of them in lanes without a pixel.
    pub empty: u128,
}

impl Occupancy {
    /// Adds the lane-steps of a tile.
    pub fn add(&mut self, tile: &CountedTile) {
        self.needed += tile.steps.iterations();
        self.executed += u128::from(tile.lane_steps.executed());
        self.empty += u128::from(tile.lane_steps.empty());
    }

    /// Needed over executed: 1 where no lane waits for another, above 1 where a rung skips needed iterations.
    pub fn share(&self) -> f64 {
        if self.executed == 0 { 1.0 } else { self.needed as f64 / self.executed as f64 }
    }
}

impl FromIterator<CountedTile> for Occupancy {
    fn from_iter<I: IntoIterator<Item = CountedTile>>(tiles: I) -> Self {
        let mut all = Self::default();
        tiles.into_iter().for_each(|tile| all.add(&tile));
        all
    }
}
