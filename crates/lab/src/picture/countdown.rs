//! The lesson's picture: viridis over the countdown, from its smallest value to its largest.

use super::viridis::viridis;
use super::{Colour, Picture};
use lanelab_grid::Steps;

/// The countdown of every pixel as a colour; the top row is `y_max`.
#[derive(Debug)]
pub(crate) struct Countdown<'a> {
    steps: &'a Steps,
    low: u32,
    high: u32,
}

impl<'a> Countdown<'a> {
    pub(crate) fn of(steps: &'a Steps) -> Self {
        let countdowns = || steps.view().into_iter().map(|&steps_at| steps.limit().countdown(steps_at));
        let (low, high) = (countdowns().min().unwrap_or(0), countdowns().max().unwrap_or(0));
        Self { steps, low, high }
    }

    /// Where a pixel's countdown lies between the smallest, 0, and the largest, 1.
    pub(super) fn share(&self, row: usize, column: usize) -> f64 {
        let (height, _) = self.dim();
        let countdown = self.steps.limit().countdown(self.steps.view()[(height - 1 - row, column)]);
        if self.high == self.low { 0.0 } else { f64::from(countdown - self.low) / f64::from(self.high - self.low) }
    }
}

impl Picture for Countdown<'_> {
    fn dim(&self) -> (usize, usize) {
        self.steps.view().dim()
    }

    fn colour(&self, row: usize, column: usize) -> Colour {
        viridis(self.share(row, column))
    }
}
