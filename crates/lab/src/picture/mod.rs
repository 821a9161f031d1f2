//! Pictures of one view: the countdown, the difference of two answers, and the waste of lane-steps. The top row is
//! `y_max`.

mod figure;
mod viridis;

pub(crate) use figure::{Scale, figure};

use lanelab_grid::Steps;
use lanelab_measure::format::Percent;
use ndarray::ArrayView2;
use viridis::viridis;

/// An 8-bit colour: red, green, blue.
pub(crate) type Colour = [u8; 3];

/// A colour for every pixel.
pub(crate) struct Picture<'a> {
    /// `(rows, columns)`.
    pub(crate) dim: (usize, usize),
    /// The colour at a row and a column; row 0 is the top row.
    pub(crate) colour: Box<dyn Fn(usize, usize) -> Colour + 'a>,
    /// What the colours mean.
    pub(crate) scale: Scale,
}

/// The course's picture: viridis over the countdown, from its least value to its greatest.
pub(crate) fn countdown(steps: &Steps) -> Picture<'_> {
    let (share, limit) = (countdown_share(steps), f64::from(steps.limit().get()));
    let (low, high) = countdown_range(steps);
    let mark = |share: f64| {
        let step = limit - f64::from(low) - share * f64::from(high - low);
        (share, if step >= limit { format!("{limit} or never") } else { format!("{step:.0}") })
    };
    let meaning = vec!["Colour: the step at which a point escapes".to_owned()];
    let scale = Scale { meaning, marks: SHARES.map(mark).to_vec(), colour: viridis };
    Picture { dim: steps.view().dim(), colour: Box::new(move |row, column| viridis(share(row, column))), scale }
}

/// Where a scale is labelled.
const SHARES: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

fn countdown_range(steps: &Steps) -> (u32, u32) {
    let countdowns = || steps.view().into_iter().map(|&steps_at| steps.limit().countdown(steps_at));
    (countdowns().min().unwrap_or(0), countdowns().max().unwrap_or(0))
}

/// Where a pixel's countdown lies between the least, 0, and the greatest, 1.
fn countdown_share(steps: &Steps) -> impl Fn(usize, usize) -> f64 {
    let (height, _) = steps.view().dim();
    let (low, high) = countdown_range(steps);
    move |row, column| {
        let countdown = steps.limit().countdown(steps.view()[(height - 1 - row, column)]);
        if high == low { 0.0 } else { f64::from(countdown - low) / f64::from(high - low) }
    }
}

/// Two answers of one view: their countdown in grey, and each differing pixel in a colour.
///
/// A differing pixel is drawn three pixels wide, so that a single one is visible: yellow for a difference of one step,
/// through orange to red for half the limit and more.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "shares of 255")]
pub(crate) fn difference<'a>(left: &'a Steps, right: &'a Steps) -> Picture<'a> {
    let (dim, limit) = (left.view().dim(), left.limit());
    let grey = countdown_share(left);
    let share = move |row: usize, column: usize| {
        let at = (dim.0 - 1 - row, column);
        let (left, right) = (left.view()[at], right.view()[at]);
        let difference = limit.countdown(left).abs_diff(limit.countdown(right));
        (left != right).then(|| f64::from(difference) / f64::from(limit.get()))
    };
    let colour = move |row: usize, column: usize| {
        let around = |i: usize, most: usize| i.saturating_sub(1)..(i + 2).min(most);
        let near = around(row, dim.0).flat_map(|r| around(column, dim.1).map(move |c| (r, c)));
        match near.filter_map(|(r, c)| share(r, c)).max_by(f64::total_cmp) {
            Some(share) => heat(2.0 * share),
            None => [(150.0 * grey(row, column)) as u8; 3],
        }
    };
    let meaning = [
        "Colour: the difference in steps, where there is one; never escaping counts as the limit",
        "Grey: no difference; the darker, the more steps",
    ];
    let most = limit.get() / 2;
    let marks = [0.0, 0.5, 1.0].map(|share| (share, format!("{:.0}", (share * f64::from(most)).max(1.0)))).to_vec();
    let scale = Scale { meaning: meaning.map(str::to_owned).to_vec(), marks, colour: heat };
    Picture { dim, colour: Box::new(colour), scale }
}

/// Yellow for 0, red for 1 and more.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 230")]
fn heat(share: f64) -> Colour {
    [255, (230.0 * (1.0 - share).clamp(0.0, 1.0)) as u8, 0]
}

/// The wasted share of each pixel's executed lane-steps: violet for 0, yellow for 1.
pub(crate) fn waste<'a>(steps: &'a Steps, executed: ArrayView2<'a, u64>) -> Picture<'a> {
    let dim = steps.view().dim();
    let colour = move |row: usize, column: usize| {
        let at = (dim.0 - 1 - row, column);
        let needed = u64::from(steps.limit().iterations(steps.view()[at]));
        viridis(executed[at].saturating_sub(needed) as f64 / executed[at].max(1) as f64)
    };
    let meaning = vec!["Colour: the wasted share of a point's executed lane-steps".to_owned()];
    let scale =
        Scale { meaning, marks: SHARES.map(|share| (share, Percent(share).to_string())).to_vec(), colour: viridis };
    Picture { dim, colour: Box::new(colour), scale }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanelab_grid::Limit;
    use ndarray::array;

    #[test]
    fn waste_is_the_wasted_share_with_the_highest_row_on_top() {
        let steps = Steps::from_counts(array![[0, 5], [2, 8]], Limit::new(10).unwrap());
        let executed = array![[10, 10], [200, 4]];
        let colour = waste(&steps, executed.view()).colour;
        assert_eq!((colour(1, 0), colour(1, 1)), (viridis(0.0), viridis(0.5)));
        assert_eq!(colour(0, 0), viridis(0.99));
        assert_eq!(colour(0, 1), viridis(0.0), "a rung may execute less than what is needed");
    }
}
