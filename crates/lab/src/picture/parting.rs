//! Where two answers part: the picture in grey, and each differing pixel in a colour of its own.

use super::countdown::Countdown;
use super::{Colour, Picture};
use lanelab_grid::Steps;

/// Two answers of one view; the top row is `y_max`.
///
/// A differing pixel is drawn three pixels wide, so that a single one is seen: yellow for a difference of a step,
/// through orange to red for half the limit and more.
#[derive(Debug)]
pub(crate) struct Parting<'a> {
    grey: Countdown<'a>,
    left: &'a Steps,
    right: &'a Steps,
}

impl<'a> Parting<'a> {
    /// Two answers of one view.
    pub(crate) fn of(left: &'a Steps, right: &'a Steps) -> Self {
        Self { grey: Countdown::of(left), left, right }
    }

    /// The difference of the countdowns at a pixel, as a share of the limit; `None` where they agree.
    fn apart(&self, row: usize, column: usize) -> Option<f64> {
        let (height, _) = self.dim();
        let at = (height - 1 - row, column);
        let (left, right) = (self.left.view()[at], self.right.view()[at]);
        let limit = self.left.limit();
        let apart = limit.countdown(left).abs_diff(limit.countdown(right));
        (left != right).then(|| f64::from(apart) / f64::from(limit.get()))
    }
}

impl Picture for Parting<'_> {
    fn dim(&self) -> (usize, usize) {
        self.grey.dim()
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "shares of 255")]
    fn colour(&self, row: usize, column: usize) -> Colour {
        let (height, width) = self.dim();
        let around = |i: usize, most: usize| i.saturating_sub(1)..(i + 2).min(most);
        let near = around(row, height).flat_map(|r| around(column, width).map(move |c| (r, c)));
        match near.filter_map(|(r, c)| self.apart(r, c)).max_by(f64::total_cmp) {
            Some(apart) => [255, (230.0 * (1.0 - 2.0 * apart).clamp(0.0, 1.0)) as u8, 0],
            None => [(150.0 * self.grey.share(row, column)) as u8; 3],
        }
    }
}
