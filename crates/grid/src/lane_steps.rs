//! The lane-steps of a kernel, counted in the code that is timed; a timed call passes an empty [`Tally`].

use ndarray::{Array2, ArrayView2};

/// The lane-steps executed for each pixel of a tile, and those of lanes that carried no pixel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneSteps {
    carried: Array2<u64>,
    empty: u64,
}

/// The counter of lane-steps that a kernel is given; empty in a timed call. It is used once a block or batch, never in
/// a step.
#[derive(Debug, Default)]
pub struct Tally<'a>(Option<&'a mut LaneSteps>);

impl LaneSteps {
    /// No lane-steps, for a tile of this many rows and columns.
    pub fn zeros(shape: (usize, usize)) -> Self {
        Self { carried: Array2::zeros(shape), empty: 0 }
    }

    /// The lane-steps executed for each pixel, wasted ones included.
    pub fn carried(&self) -> ArrayView2<'_, u64> {
        self.carried.view()
    }

    /// The lane-steps of lanes that carried no pixel.
    pub const fn empty(&self) -> u64 {
        self.empty
    }

    /// All lane-steps together.
    pub fn executed(&self) -> u64 {
        self.carried.sum() + self.empty
    }
}

impl<'a> Tally<'a> {
    /// A tally that counts into `lane_steps`.
    pub const fn into(lane_steps: &'a mut LaneSteps) -> Self {
        Self(Some(lane_steps))
    }

    /// Whether lane-steps are counted. If not, a kernel need not compute them.
    #[inline(always)]
    pub const fn counts(&self) -> bool {
        self.0.is_some()
    }

    /// Adds `steps` lane-steps of a lane that carried this pixel of the tile (its index row by row).
    pub fn carry(&mut self, pixel: usize, steps: u32) {
        if let Some(LaneSteps { carried, .. }) = &mut self.0 {
            let columns = carried.ncols();
            carried[(pixel / columns, pixel % columns)] += u64::from(steps);
        }
    }

    /// Adds lane-steps of lanes that carried no pixel.
    pub fn idle(&mut self, lane_steps: u64) {
        if let Some(counted) = &mut self.0 {
            counted.empty += lane_steps;
        }
    }
}
