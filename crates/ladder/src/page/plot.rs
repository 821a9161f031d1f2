//! A plot with two logarithmic axes, and labels to the right of what they name.

use super::canvas::{Canvas, Drawn, Place, Side, cut, spread, width};
use super::ink::Ink;
use super::scale::{Scale, short};

/// The height of plots, and the pixels above and below what is plotted.
pub(super) const HEIGHT: u32 = 380;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 44.0;

/// Pixels for the numbers of the vertical axis.
const LEFT: f64 = 48.0;

/// Pixels between two labels, from the middle of one to the middle of the next.
const LINE: f64 = 15.0;

pub(super) struct Plot<'a, 'b> {
    canvas: &'a Canvas<'b>,
    pub(super) x: Scale,
    pub(super) y: Scale,
}

/// A label to the right of the plot, for what is at a place.
pub(super) struct Label {
    pub(super) text: String,
    pub(super) place: Place,
    /// The index of a rung, whose mark stands before the text.
    pub(super) mark: Option<usize>,
}

impl<'a, 'b> Plot<'a, 'b> {
    /// Axes with room for these values, and for labels beside them; the titles are those of the axes.
    pub(super) fn draw(
        canvas: &'a Canvas<'b>,
        (xs, ys): (Vec<f64>, Vec<f64>),
        (x_title, y_title): (&str, &str),
        (across, labels): (u32, &[String]),
    ) -> Drawn<Self> {
        let widest = labels.iter().map(|label| width(label)).fold(0.0, f64::max) + 34.0;
        let right = f64::from(across) - widest.min(f64::from(across) * 0.4);
        let bottom = f64::from(HEIGHT) - BOTTOM;
        let (x, y) = (Scale::around(xs, (LEFT, right)), Scale::around(ys, (bottom, TOP)));
        for tick in x.ticks(52.0) {
            let at = x.at(tick);
            canvas.line(&[(at, TOP), (at, bottom)], Ink::Grid, 1)?;
            canvas.text(&short(tick), (at, bottom + 14.0), Side::Middle, Ink::Muted)?;
        }
        for tick in y.ticks(24.0) {
            let at = y.at(tick);
            canvas.line(&[(LEFT, at), (right, at)], Ink::Grid, 1)?;
            canvas.text(&short(tick), (LEFT - 6.0, at), Side::Left, Ink::Muted)?;
        }
        canvas.text(y_title, (0.0, 10.0), Side::Right, Ink::Muted)?;
        canvas.text(x_title, (f64::midpoint(LEFT, right), bottom + 34.0), Side::Middle, Ink::Muted)?;
        Ok(Self { canvas, x, y })
    }

    pub(super) fn at(&self, (x, y): (f64, f64)) -> Place {
        (self.x.at(x), self.y.at(y))
    }

    /// Labels beside the plot, none over another, with a thin line to what they name.
    pub(super) fn labels(&self, across: u32, labels: &[Label]) -> Drawn {
        let right = self.x.pixels().1;
        let wanted: Vec<f64> = labels.iter().map(|label| label.place.1).collect();
        let heights = spread(&wanted, LINE, (TOP, f64::from(HEIGHT) - BOTTOM));
        for (label, height) in labels.iter().zip(heights) {
            let from = (label.place.0 + if label.mark.is_some() { 7.0 } else { 0.0 }, label.place.1);
            if from.0 < right {
                let ink = label.mark.map_or(Ink::Muted, Ink::Series);
                self.canvas.line(&[from, (right + 4.0, height)], ink, 1)?;
            }
            if let Some(index) = label.mark {
                self.canvas.mark(index, (right + 12.0, height), Ink::Series(index))?;
            }
            let begin = right + if label.mark.is_some() { 22.0 } else { 8.0 };
            let text = cut(&label.text, f64::from(across) - begin);
            self.canvas.text(&text, (begin, height), Side::Right, Ink::Text)?;
        }
        Ok(())
    }
}
