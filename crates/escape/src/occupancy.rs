//! What the lanes of a rung carry over a view: counted, never timed.

use crate::{Kernel, tiles};
use lanelab_grid::{LaneSteps, Limit, Rounding, Steps, Tile, View};

/// A tile that a rung has filled, and what its lanes carried meanwhile.
#[derive(Debug, Clone)]
pub struct Tallied {
    /// The tile.
    pub tile: Tile,
    /// The steps of its pixels.
    pub steps: Steps,
    /// The lane-steps that were spent on them.
    pub lane_steps: LaneSteps,
}

impl Kernel {
    /// Whether the rung can count what its lanes carry.
    #[must_use]
    pub const fn tallies(&self) -> bool {
        self.fill_tallied.is_some()
    }

    /// Fills a view by the same kernel built to count, a tile at a time, cut as for one thread. `None` for a rung that
    /// has no lanes.
    #[must_use]
    pub fn tallied<'a>(
        &'a self,
        rounding: Rounding,
        view: &View,
        limit: Limit,
    ) -> Option<impl Iterator<Item = Tallied> + use<'a>> {
        let fill = self.fill_tallied.as_ref()?;
        Some(tiles(view, self.cut, 1).into_iter().map(move |tile| {
            let mut steps = Steps::zeros(tile.dim(), limit);
            let mut lane_steps = LaneSteps::zeros(tile.dim());
            fill(rounding, &tile, limit, steps.view_mut(), &mut lane_steps);
            Tallied { tile, steps, lane_steps }
        }))
    }
}

/// The lane-steps of a view: what was needed, and what was executed for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Occupancy {
    /// The iterations that the contract needs.
    pub useful: u128,
    /// The lane-steps that were executed, useful or not.
    pub executed: u128,
    /// Those of them that lanes executed which carried no pixel.
    pub empty: u128,
}

impl Occupancy {
    /// Adds the lane-steps of a tile.
    pub fn add(&mut self, tile: &Tallied) {
        self.useful += tile.steps.iterations();
        self.executed += u128::from(tile.lane_steps.executed());
        self.empty += u128::from(tile.lane_steps.empty());
    }

    /// Useful over executed: 1 where no lane ever waits for another. Above 1 where a rung avoids iterations that the
    /// contract needs.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a share of three digits")]
    pub fn share(&self) -> f64 {
        if self.executed == 0 { 1.0 } else { self.useful as f64 / self.executed as f64 }
    }
}

impl FromIterator<Tallied> for Occupancy {
    fn from_iter<I: IntoIterator<Item = Tallied>>(tiles: I) -> Self {
        let mut all = Self::default();
        tiles.into_iter().for_each(|tile| all.add(&tile));
        all
    }
}
